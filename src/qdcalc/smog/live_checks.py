"""The live sides of 校验 of 汇总: its columns, and what the other tables add up to (三、四)."""

from __future__ import annotations

from qdcalc.smog.frames import SUMMED
from qdcalc.table.live import Sheets, Side, rows_of


def total_of(name: str) -> Side:
    """Return a column of 汇总 added up."""

    def side(sheets: Sheets) -> str | None:
        place = sheets.of("overview")
        return place.total(name) if len(place) else None

    return side


def due_of(name: str) -> Side:
    """Return what a column of 汇总 adds up, from the table itself."""
    table, _, column = SUMMED[name]

    def side(sheets: Sheets) -> str | None:
        place = sheets.of(table)
        return place.total(column) if len(place) else None

    return side if column else rows_of(table)
