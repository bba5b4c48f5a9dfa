"""Headings of a sheet: where they stand, in one row or several, and again further down."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from typing import Any

import numpy as np

from qdcalc.exact.texts import key, normal
from qdcalc.intake.headers import Headers, Match, units_named
from qdcalc.intake.raw import Unreadable
from qdcalc.intake.units import is_scaled, mentioned
from qdcalc.intake.units_beside import named_beside
from qdcalc.intake.values import number_text
from qdcalc.record import record
from qdcalc.workbook.aspects import (
    ASPECTS,
    NOW,
    UNIT_WORDS,
    aspect_of,
    is_doubtful,
    may_be_measured,
)
from qdcalc.workbook.loaded import is_blank
from qdcalc.workbook.texts import Texts
from qdcalc.workbook.titles import is_group_line

HEADER_ROWS = 10
_MOST_HEADING_ROWS = 3
_FEWEST = 3  # columns of measured values by which a row below is a heading
_Cells = np.ndarray[Any, np.dtype[Any]]


@record
class Heading:
    """A heading of one row or of several read as one (rows and columns from 0).

    ``cells`` holds what stands over each column, ``rows`` the row where it stands; ``matches``
    are the columns that were recognised. ``units`` are the texts of a row of units below, which
    stands at ``units_row`` (None: there is none). ``is_merged`` says that its last line only
    repeats the one above, as merged cells do, or says of what time the columns of a group are.
    ``unsaid`` are columns under an indicator's name that may hold its values or others.
    """

    first: int
    last: int
    cells: tuple[Any, ...]
    rows: tuple[int, ...]
    matches: dict[int, Match]
    units: dict[int, str]
    units_row: int | None = None
    is_merged: bool = False
    unsaid: dict[int, Match] = field(default_factory=dict)

    @property
    def end(self) -> int:
        """The row of the heading's last line, its units included."""
        return self.last if self.units_row is None else self.units_row

    def says(self, number: int, cell: Any, cells: _Cells) -> bool:
        """Say whether a cell below repeats what stands over its column, as merged cells do."""
        return any(
            _is_alike(c, cell) for c in (self.cells[number], cells[self.rows[number], number])
        )

    def repeats(self, other: Heading) -> bool:
        """Say whether it is another one printed again: the same columns at the same places.

        Without its row of units it has the units that it had before.
        """
        return self.matches == other.matches and (not self.units or self.units == other.units)

    def names_again(self, other: Heading, headers: Headers) -> bool:
        """Say whether it has second names of another's measured columns alone, without units."""
        return not self.units and all(
            headers.has_values([match.column]) and not match.unit and not match.unknown_unit
            and n in other.matches and other.matches[n].column is match.column
            for n, match in self.matches.items()
        )  # fmt: skip


def heading_at(cells: _Cells, row: int, headers: Headers) -> Heading:
    """Return what is read as heading where it begins at a row, complete or not."""
    matches = _matches(cells[row], headers)
    size = cells.shape[1]
    heading = Heading(row, row, tuple(cells[row]), (row,) * size, matches, {})
    if not all(is_blank(cell) or _is_words(cell) for cell in cells[row]):
        return heading
    longer: Heading | None = heading if _width(heading, headers) else None
    for _ in range(_MOST_HEADING_ROWS - 1):
        below = None if longer is None else _filled_row(cells, longer.last + 1)
        if longer is None or below is None:
            break
        longer = _lengthened(longer, cells, below, headers)
        # a row of groups counts only where a row of names follows
        if longer is not None and (_is_wider(longer, heading, headers) or longer.is_merged):
            heading = longer
    return heading


def _is_wider(longer: Heading, heading: Heading, headers: Headers) -> bool:
    return _width(longer, headers) > _width(heading, headers)


def _width(heading: Heading, headers: Headers) -> int:
    """Count the table's own columns; 监测项目 and 监测结果 may be names of groups."""
    own = (match for match in heading.matches.values() if not headers.is_extra(match))
    return len({match.column.name for match in own})


def missing(heading: Heading, headers: Headers) -> list[str]:
    """Return the labels of the required columns that a heading lacks."""
    return headers.missing(match.column for match in heading.matches.values())


def with_units(heading: Heading, cells: _Cells, headers: Headers) -> Heading:
    """Return the heading with the row of units under it, if there is one, and its groups' units."""
    return _with_group_units(_with_units_row(heading, cells, headers), cells, headers)


def _with_units_row(heading: Heading, cells: _Cells, headers: Headers) -> Heading:
    """Return the heading with the row of units under it, if there is one."""
    row = _filled_row(cells, heading.last + 1)
    if row is None:
        return heading
    filled = {
        n: unit_text(c) for n, c in enumerate(cells[row])
        if not (is_blank(c) or heading.says(n, c, cells))
    }  # fmt: skip
    measured = {number for number, match in heading.matches.items() if match.column.unit}
    others = [n for n, text in filled.items() if not is_unit(text, headers) and n not in measured]
    if others or not any(text in headers.units for text in filled.values()):
        return heading
    units = {n: text for n, text in filled.items() if text not in UNIT_WORDS}
    return replace(heading, units=heading.units | units, units_row=row)


def _with_group_units(heading: Heading, cells: _Cells, headers: Headers) -> Heading:
    """Return the heading with the units that its groups name, such as 收入（万元）.

    A group stands over the blanks on its right, too, up to the next one.
    """
    units = dict(heading.units)
    for row in range(heading.first, heading.last):
        named: list[str] = []
        for number, cell in enumerate(cells[row]):
            if not is_blank(cell):
                named = units_named(cell, headers.named_units)
            match = heading.matches.get(number)
            if match is None or match.unit or heading.rows[number] <= row:
                continue
            scaled = [unit for unit in named if is_scaled(unit, match.column)]
            if scaled and number not in heading.units:
                units[number] = scaled[-1]
    return replace(heading, units=units)


def first_heading(cells: _Cells, headers: Headers) -> tuple[Heading | None, list[str]]:
    """Return the first complete heading among the top rows, else the labels that are missing.

    One above measured values may lack the month, where that may stand outside the table. A row of
    keys and groups (断面, 监测浓度) is one only where no row below names what was measured.
    """
    fewest: list[str] | None = None
    undated: Heading | None = None
    bare: Heading | None = None
    for row in range(min(HEADER_ROWS, len(cells))):
        heading = heading_at(cells, row, headers)
        lacking = missing(heading, headers)
        found = [match.column for match in heading.matches.values()]
        if not lacking and (headers.table.measured is None or headers.are_measured(found)):
            return with_units(heading, cells, headers), []
        if not lacking:
            bare = bare or heading
        elif undated is None and not missing(heading, headers.undated):
            found += [match.column for match in heading.unsaid.values()]
            undated = heading if headers.are_measured(found) else None
        if fewest is None or len(lacking) < len(fewest):
            fewest = lacking
    chosen = bare or undated
    if chosen is not None:
        return with_units(chosen, cells, headers), []
    return None, headers.missing([]) if fewest is None else fewest


def later_headings(
    cells: _Cells, texts: Texts, above_all: Heading, headers: Headers
) -> Iterator[Heading]:
    """Yield the headings that begin below the first one, incomplete ones too, in order.

    A row that names two of the required columns, or one and a measured one, or three measured, is
    one; not the second names of the first one's measured columns alone, nor a group's line.
    """
    last = above_all.end
    for row in _rows_that_name_columns(cells, texts, last + 1, headers):
        if row <= last:
            continue
        above = _filled_row_above(cells, row, last)
        starts = [row] if above is None else [row, above]
        found = [heading_at(cells, start, headers) for start in starts]
        complete = [h for h in found if h.last >= row and not missing(h, headers)]
        chosen = max(complete or found[:1], key=lambda heading: len(heading.matches))
        heading = with_units(chosen, cells, headers)
        if heading.first == heading.last and (
            heading.names_again(above_all, headers)
            or is_group_line(cells[row], headers)
            or _leaves_figures(heading, cells, above_all, headers)
        ):
            continue
        last = heading.end
        yield heading


def _leaves_figures(heading: Heading, cells: _Cells, above: Heading, headers: Headers) -> bool:
    """Say whether it names no indicator and is blank over those filled below: 市控断面, 共7个."""
    below = _filled_row(cells, heading.end + 1)
    is_bare = not headers.has_values(match.column for match in heading.matches.values())
    return below is not None and is_bare and headers.table.measured is not None and any(
        headers.has_values([match.column]) and is_blank(heading.cells[n])
        and not is_blank(cells[below, n])
        for n, match in above.matches.items()
    )  # fmt: skip


def _rows_that_name_columns(cells: _Cells, texts: Texts, start: int, headers: Headers) -> list[int]:
    """Return the rows that name enough of the required columns and of the measured ones.

    Each distinct text of a column is looked at once: numbers cost nothing.
    """
    body, codes = cells[start:], texts.codes[start:]
    counts = np.zeros(len(body), dtype=np.int64)
    values = np.zeros(len(body), dtype=np.int64)
    for column in range(codes.shape[1]):
        for code, text in texts.of(column):
            if headers.is_needed(text):
                counts += codes[:, column] == code
            if headers.names_value(text):
                values += codes[:, column] == code
    enough = min(2, max(1, len(headers.missing([]))))
    is_mixed = (counts > 0) & (values > 0)
    found = (counts >= enough) | is_mixed
    for row in np.flatnonzero((values >= _FEWEST) & ~found).tolist():
        found[row] = all(is_blank(cell) or _is_words(cell) for cell in body[row])
    return [int(row) + start for row in np.flatnonzero(found)]


def _matches(cells: Any, headers: Headers) -> dict[int, Match]:
    numbered = dict(cells.items() if isinstance(cells, dict) else enumerate(cells))
    matches = {
        number: match
        for number, text in numbered.items()
        if isinstance(text, str) and normal(text) and (match := headers.match(text))
    }
    return headers.apart(matches, numbered)


def _lengthened(heading: Heading, cells: _Cells, row: int, headers: Headers) -> Heading | None:
    """Return the heading with a further row, None where that row is none of a heading.

    Such a row names columns where the heading had a blank or the name of a group; under a
    column's own name it is blank, the same (merged), its unit, or the name of a column.
    """
    heading = _over_blanks(heading, cells[row], headers)
    texts, rows, units = list(heading.cells), list(heading.rows), dict(heading.units)
    below = _matches(cells[row], headers)
    is_repeat, is_of_group = True, False
    unsaid = dict(heading.unsaid)
    for number, cell in enumerate(cells[row]):
        upper = heading.cells[number]
        if is_blank(cell) or heading.says(number, cell, cells):
            continue
        is_repeat = False
        if not _is_words(cell):
            return None
        own, match = heading.matches.get(number), below.get(number)
        text = unit_text(cell)
        if own is not None and headers.is_extra(own):
            own = None  # 监测项目 may be the name of a group
        is_named = match is not None and not headers.is_extra(match)
        is_group = own is not None and not headers.is_key(own) and not is_named
        aspect, unit = aspect_of(text)
        is_spread = own is not None and _is_spread(heading.cells, number, own, match, headers)
        if own is not None and (is_spread or (is_group and aspect in ASPECTS)):
            texts[number], rows[number] = f"{aspect}{normal(str(upper))}", row
            joined = _matches({number: texts[number]}, headers)
            is_own = aspect in NOW or (is_spread and may_be_measured(aspect))
            below.pop(number, None)
            below |= joined or ({number: own} if is_own else {})
            units |= {number: unit} if unit and is_own else {}
            unsaid |= {} if is_own or joined or not is_doubtful(aspect) else {number: own}
            is_of_group = True
            continue
        if own is not None and (match is None or text in UNIT_WORDS):
            if not is_unit(text, headers):
                return None
            if text not in UNIT_WORDS:
                units[number] = text
            continue
        texts[number], rows[number] = cell, row
    kept = {n: below.get(n) if rows[n] == row else m for n, m in heading.matches.items()}
    matches = {n: match for n, match in kept.items() if match is not None}
    matches |= {n: m for n, m in below.items() if rows[n] == row}
    return Heading(
        heading.first,
        row,
        tuple(texts),
        tuple(rows),
        matches,
        units,
        is_merged=is_repeat or is_of_group,
        unsaid=unsaid,
    )


def _over_blanks(heading: Heading, below: Any, headers: Headers) -> Heading:
    """Return the heading with an indicator's name over blanks under which more of it stands."""
    texts, matches = list(heading.cells), dict(heading.matches)
    for number in range(1, len(texts)):
        left = matches.get(number - 1)
        if left is None or headers.is_extra(left) or not headers.has_values([left.column]):
            continue
        if not is_blank(texts[number]) or not isinstance(below[number], str):
            continue
        match = headers.match(below[number])
        is_own = match is not None and not headers.is_extra(match)
        aspect, unit = aspect_of(key(below[number]))
        if is_own and [*below].count(below[number]) == 1:
            continue  # 水质类别 of the whole section
        if aspect in ASPECTS or (unit and not aspect):
            texts[number], matches[number] = texts[number - 1], left
    return replace(heading, cells=tuple(texts), matches=matches)


def _is_spread(
    names: Sequence[Any], number: int, own: Match, below: Match | None, headers: Headers
) -> bool:
    """Say whether an indicator's name is merged over columns that say what they hold of it."""
    sides = (names[n] for n in (number - 1, number + 1) if 0 <= n < len(names))
    is_other = below is None or not headers.has_values([below.column]) or headers.is_extra(below)
    is_merged = any(_is_alike(names[number], side) for side in sides)
    return is_merged and is_other and headers.has_values([own.column])


def _is_words(cell: Any) -> bool:
    """Say whether a cell can be one of a heading in several rows: no number, no date."""
    if isinstance(cell, str):
        return number_text(normal(cell)) is None
    return isinstance(cell, Unreadable)


def _is_alike(upper: Any, cell: Any) -> bool:
    """Say whether a cell repeats the one above it, as merged cells do once they are filled."""
    return type(upper) is type(cell) and bool(upper == cell)


def _filled_row(cells: _Cells, row: int) -> int | None:
    while row < len(cells) and all(is_blank(cell) for cell in cells[row]):
        row += 1
    return row if row < len(cells) else None


def _filled_row_above(cells: _Cells, row: int, after: int) -> int | None:
    row -= 1
    while row > after and all(is_blank(cell) for cell in cells[row]):
        row -= 1
    return row if row > after else None


def units_in(
    cells: _Cells, rows: Iterable[int], headers: Headers
) -> Iterator[tuple[int, int, str]]:
    """Yield the units that rows outside a table name (单位：万元), each with its cell."""
    for row in rows:
        for column, cell in enumerate(cells[row]):
            named = units_named(cell, headers.named_units)
            for unit in dict.fromkeys((*named, *mentioned(cell if isinstance(cell, str) else ""))):
                yield row, column, unit


def units_in_columns(
    cells: _Cells, start: int, stop: int, unknown: Mapping[int, str], headers: Headers
) -> Iterator[tuple[int, int, str]]:
    """Yield each unit that a column beside a table's own names, with its first cell."""
    for column, header in unknown.items():
        found = named_beside(header, cells[start:stop, column].tolist(), headers)
        yield from ((start + row, column, unit) for row, _, unit in found)


def unit_text(cell: Any) -> str:
    """Return a cell of the row of units as headers compare units: without brackets."""
    text = key(cell).rstrip(":")
    text = text[1:-1] if text[:1] == "(" and text[-1:] == ")" else text
    return text.removeprefix("计量").removeprefix("单位:") if ":" in text else text


def is_unit(text: str, headers: Headers) -> bool:
    """Say whether a text of a row of units is one, or stands for none."""
    return text in headers.units or text in UNIT_WORDS
