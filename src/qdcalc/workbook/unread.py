"""What a sheet without a heading looks like: turned, its months across, or its names not known."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy.typing as npt

from qdcalc.exact.texts import key, normal
from qdcalc.intake.headers import Headers
from qdcalc.intake.month_texts import month_number, told
from qdcalc.table.problems import Fault
from qdcalc.workbook.faults import MONTHS_ACROSS, TRANSPOSED
from qdcalc.workbook.headings import HEADER_ROWS, heading_at

_LEADING, _FEWEST_TURNED, _LONGEST_TURNED = 6, 3, 200  # columns, names and rows of a turned table
_Cells = npt.NDArray[Any]


def values_down(cells: _Cells, headers: Headers) -> tuple[int, int] | None:
    """Return the first cell of a column in which measured columns' names stand one below another.

    A table without a heading that has such a column is turned: what is measured runs down.
    """
    for column in range(min(_LEADING, cells.shape[1])):
        found: dict[str, int] = {}
        for row, cell in enumerate(cells[:_LONGEST_TURNED, column].tolist()):
            match = headers.match(cell) if isinstance(cell, str) else None
            if match is not None and headers.has_values([match.column]):
                found.setdefault(match.column.name, row)
        if len(found) >= _FEWEST_TURNED:
            return min(found.values()), column
    return None


def laid_otherwise(cells: _Cells, headers: Headers) -> tuple[Fault, int, int] | None:
    """Return why a sheet without a heading can't be read, and where that is seen."""
    turned, across = values_down(cells, headers), _months_across(cells, headers)
    if turned is not None:
        return TRANSPOSED, *turned
    return None if across is None else (MONTHS_ACROSS, *across)


def _months_across(cells: _Cells, headers: Headers) -> tuple[int, int] | None:
    """Return the first of the months that stand as names of columns, None where there are none."""
    if headers.table.month_source is None:
        return None
    for row, line in enumerate(cells[:HEADER_ROWS].tolist()):
        found = {month: n for n, cell in reversed([*enumerate(line)]) if (month := _month(cell))}
        found = found or _figures(line)
        if len(found) > 1 and any(isinstance(cell, str) and headers.match(cell) for cell in line):
            return row, min(found.values())
    return None


def _month(cell: Any) -> str:
    """Return a cell that names one month and nothing else, as a text."""
    if isinstance(cell, dt.date):
        return f"{cell.year}-{cell.month}"
    if isinstance(cell, str) and "月" in cell and (number := month_number(normal(cell))):
        return f"{number}月"
    times = told(cell) if isinstance(cell, str) else []
    rest = key(cell).replace(key(times[0].text), "").strip("份") if len(times) == 1 else "?"
    return "" if rest or times[0].is_span or times[0].year is not None else times[0].text


def _figures(line: list[Any]) -> dict[str, int]:
    """Return the places of figures that count months: 1, 2, 3 … in a row."""
    found = [(n, cell) for n, cell in enumerate(line) if type(cell) in (int, float)]
    counted = [cell for _, cell in found] == [*range(1, len(found) + 1)]
    return {f"{cell:g}月": n for n, cell in found} if counted and 2 < len(found) <= 12 else {}


def unread_headers(cells: _Cells, headers: Headers) -> list[str]:
    """Return the texts of the row most like a heading which no column goes by, where none is."""
    rows = range(min(HEADER_ROWS, len(cells)))
    found = [heading_at(cells, row, headers) for row in rows]
    best = max(found, key=lambda heading: len(heading.matches), default=None)
    if best is None or not best.matches:
        return []
    texts = (c for n, c in enumerate(best.cells) if n not in best.matches)
    return list(dict.fromkeys(normal(c) for c in texts if isinstance(c, str) and normal(c)))
