"""Tables that stand side by side in one sheet, each under its own names and titles."""

from __future__ import annotations

from typing import Any

import numpy.typing as npt

from qdcalc.intake.headers import Headers
from qdcalc.intake.month_texts import told
from qdcalc.workbook.group_words import is_other_title
from qdcalc.workbook.headings import Heading
from qdcalc.workbook.loaded import is_blank

_Cells = npt.NDArray[Any]
Spans = list[tuple[int, int]]


def side_by_side(heading: Heading, headers: Headers) -> Spans:
    """Return the columns (first, after the last) of tables that stand beside each other.

    Each has the same first column and is complete by itself; one table alone is one pair.
    """
    places = sorted(heading.matches)
    whole = [(0, len(heading.cells))]
    if not places:
        return whole
    first = heading.matches[places[0]].column
    starts = [n for n in places if heading.matches[n].column is first]
    ends = [*starts[1:], len(heading.cells)]
    spans = list(zip(starts, ends, strict=True))
    for start, end in spans:
        own = [heading.matches[n].column for n in places if start <= n < end]
        is_whole = not headers.missing(own) and headers.has_values(own)
        if not is_whole or len({c.name for c in own}) < len(own):
            return whole
    return spans


def alone(cells: _Cells, heading: Heading, spans: Spans, number: int) -> _Cells:
    """Return the cells of one of the tables: the others', and their own titles, blanked out.

    What a title says of time or kind is of the table under it; one without such a title beside it
    is of all.
    """
    first, after = spans[number]
    left = cells.copy()
    left[heading.first :, :first] = left[heading.first :, after:] = ""
    for row in range(heading.first):
        over: dict[str, set[int]] = {}
        for place, cell in enumerate(cells[row].tolist()):
            if isinstance(cell, str) and not is_blank(cell):
                over.setdefault(cell, set()).add(_table_at(place, heading, spans))
        is_told = any(
            number in tables and (told(text) or is_other_title(text))
            for text, tables in over.items()
        )
        for text, tables in over.items():
            if number not in tables and (is_told or is_other_title(text)):
                left[row, cells[row] == text] = ""
    return left


def _table_at(place: int, heading: Heading, spans: Spans) -> int:
    """Return which table a cell above belongs to: one over a gap to the table on its right."""
    inside = [n for n, (start, _) in enumerate(spans) if start <= place]
    found = inside[-1] if inside else 0
    is_gap = is_blank(heading.cells[place]) and place >= spans[0][0]
    return min(found + is_gap, len(spans) - 1)
