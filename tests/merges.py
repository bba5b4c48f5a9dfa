"""openpyxl's binding of merged cells, by the numbers of styles instead of their contents.

It adds up and hashes the borders of every cell within a merged range, two thirds of the time that
reading a result takes; what comes out is the same (tests/workbook/test_answer.py).
"""

from __future__ import annotations

from typing import Any

from openpyxl.cell.cell import MergedCell
from openpyxl.styles import Border
from openpyxl.styles.cell_style import StyleArray
from openpyxl.worksheet.merge import MergedCellRange

BIND_SLOWLY = MergedCellRange.format


def bind(area: Any) -> None:
    """Give the cells of a merged range the borders at its edges and its protection."""
    start, sheet = area.start_cell, area.ws
    # of this workbook: a side, the border it is taken from, that of a cell before → after
    known: dict[tuple[str, int, int], int] = vars(sheet.parent).setdefault("_sides", {})
    for name in ("top", "left", "right", "bottom"):
        side, source = getattr(start.border, name), start._style.borderId
        if side and side.style is None:
            continue
        for place in getattr(area, name):
            cell = _cell(sheet, place)
            key = (name, source, cell._style.borderId)
            if key not in known:
                cell.border += Border(**{name: side})
                known[key] = cell._style.borderId
            cell._style.borderId = known[key]
    if start.protection is not None:
        number = start._style.protectionId
        for place in area.cells:
            _cell(sheet, place)._style.protectionId = number


def _cell(sheet: Any, place: tuple[int, int]) -> Any:
    cell = sheet._cells.get(place)
    if cell is None:
        cell = sheet._cells[place] = MergedCell(sheet, row=place[0], column=place[1])
    cell._style = cell._style or StyleArray()
    return cell
