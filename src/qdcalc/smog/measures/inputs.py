"""The tables that the measures take in: 减排清单, 排放基数, 保洁."""

from __future__ import annotations

from qdcalc.table.description import Table

TABLES: tuple[Table, ...] = ()
