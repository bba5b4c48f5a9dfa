"""The tables that the measures put out."""

from __future__ import annotations

from qdcalc.table.description import Table

TABLES: tuple[Table, ...] = ()
