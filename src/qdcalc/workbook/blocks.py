"""Blocks of a sheet: a heading, the titles above it, and the rows that are read by it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from qdcalc.exact.coded import Coded
from qdcalc.exact.dtypes import Bools, Ints
from qdcalc.exact.texts import normal
from qdcalc.intake.headers import Headers
from qdcalc.intake.kinds import VERSION
from qdcalc.intake.month_source import Titled
from qdcalc.intake.month_texts import told
from qdcalc.intake.raw import Part, RawTable
from qdcalc.intake.sorts import SortCodes, Sorts
from qdcalc.intake.values import number_text
from qdcalc.record import record
from qdcalc.table.description import Table
from qdcalc.table.live import column_letters
from qdcalc.table.problems import Fault, shown
from qdcalc.workbook.data_rows import Needed, is_summary
from qdcalc.workbook.faults import (
    LATER_HEADING,
    LATER_LACKS,
    LATER_MISSING,
    LEFT_OUT,
    PASSED_OVER,
    UNSAID,
)
from qdcalc.workbook.groups import Group, is_row_of_groups, stands_beside_titles
from qdcalc.workbook.headings import Heading, missing
from qdcalc.workbook.loaded import is_blank
from qdcalc.workbook.texts import Texts

_TITLE_CELLS = 2


@record
class Taken:
    """The rows of data that are taken from a sheet: its cells, their sorts, its texts."""

    cells: npt.NDArray[Any]
    sorts: SortCodes
    texts: Texts
    data: Ints

    @cached_property
    def rows(self) -> slice | Ints:
        """The rows of data; those without a gap between them are a slice, which is faster."""
        data = self.data
        is_whole = len(data) > 0 and data[-1] - data[0] == len(data) - 1
        return slice(data[0], data[-1] + 1) if is_whole else data

    def column(self, number: int) -> Coded | Sorts:
        """Return the cells of a column: those of one of texts by the distinct ones."""
        sorts = Sorts(self.cells[self.rows, number], self.sorts[self.rows, number])
        if not sorts.are_texts:
            return sorts
        codes, words = pd.factorize(self.texts.codes[self.rows, number])
        distinct = np.empty(len(words), dtype=object)
        distinct[:] = [str(self.texts.words[word]) for word in words.tolist()]
        return Coded(codes.astype(np.int64, copy=False), distinct)


@dataclass
class Block:
    """A heading and the rows (from ``start`` to before ``stop``) that are read by it.

    ``titles`` are the texts above that may tell its month. ``is_lost`` says that the heading lacks
    a column without which the rows can't be read, ``other`` is the title by which they hold other
    values than the month's: they are not read either.
    """

    heading: Heading
    start: int
    stop: int
    titles: list[Titled]
    columns: dict[str, int] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    shifts: dict[str, int] = field(default_factory=dict)
    is_lost: bool = False
    other: Group | None = None

    @property
    def is_read(self) -> bool:
        """Whether its rows are read."""
        return not self.is_lost and self.other is None

    def choose(self, headers: Headers) -> None:
        """Find the columns that are read, and the texts over them."""
        chosen = headers.best(self.heading.matches)
        read = headers.read(chosen)
        places = sorted((n, name) for name, n in chosen.items() if name in read)
        self.columns = {name: number for number, name in places}
        self.texts = {name: normal(str(self.heading.cells[n])) for n, name in places}

    def of_statistics(self, cells: npt.NDArray[Any], filled: Bools) -> Group | None:
        """Return the heading's first text where it lacks keys above rows of statistics alone."""
        if not self.is_lost:
            return None
        last = self.start
        while last < self.stop and filled[last].any():
            last += 1
        leads = [cells[row, int(filled[row].argmax())] for row in range(self.start, last)]
        if not leads or not all(map(is_summary, leads)):
            return None
        first = int(filled[self.heading.first].argmax())
        return Group(self.heading.first, first, normal(str(cells[self.heading.first, first])))

    def left_out(self, cells: npt.NDArray[Any]) -> Iterator[tuple[int, Fault, dict[str, str]]]:
        """Yield the columns left out for their groups, with what is said of them.

        Their texts are put together of both. An indicator none of whose columns says that it holds
        the month's values is refused.
        """
        heading = self.heading
        for number, (text, row) in enumerate(zip(heading.cells, heading.rows, strict=True)):
            if number in heading.matches or not isinstance(text, str) or is_blank(text):
                continue
            unsaid = heading.unsaid.get(number)
            found = {"found": shown(normal(text))}
            if unsaid is not None and unsaid.column.name not in self.columns:
                yield number, UNSAID, found | {"name": unsaid.column.label}
            elif text != cells[row, number]:
                yield number, LEFT_OUT, found

    def unread(self, cells: npt.NDArray[Any]) -> dict[str, int]:
        """Return the columns that are not read by their headers, by their letters without one."""
        found: dict[str, int] = {}
        for number in sorted({*range(cells.shape[1])} - {*self.columns.values()}):
            cell, letters = self.heading.cells[number], column_letters(number)
            header = normal(cell) if isinstance(cell, str) else ""
            found[f"{header}（{letters} 列）" if header in found or not header else header] = number
        return found

    def order(self, cells: npt.NDArray[Any]) -> list[str]:
        """Return the columns, unread ones by their headers, from left to right."""
        found = self.columns | self.unread(cells)
        return sorted(found, key=lambda name: found[name])

    def taken(
        self,
        table: Table,
        taken: Taken,
        place: tuple[str, str],
        found_rows: int,
    ) -> RawTable:
        """Return rows of data as a raw table of a file's sheet (``place``)."""
        cells, data, where = taken.cells, taken.data, taken.rows
        beside = self.unread(cells)
        unread = {h: n for h, n in beside.items() if any(map(_is_filled, cells[where, n]))}
        read, others = (
            {name: column_letters(number) for name, number in own.items()}
            for own in (self.columns, unread)
        )
        found = {name: taken.column(number) for name, number in self.columns.items()}
        coded = {name: own for name, own in found.items() if isinstance(own, Coded)}
        sorts = {name: own for name, own in found.items() if isinstance(own, Sorts)}
        part = Part(*place, read, self.texts, self.heading.last + 1, unread=others)
        return RawTable(
            table,
            [part],
            {n: own.values if isinstance(own, Coded) else own.cells for n, own in found.items()},
            data + 1,
            np.zeros(len(data), dtype=np.int64),
            {n: np.full(len(data), power, dtype=np.int8) for n, power in self.shifts.items()},
            passed_over=found_rows - len(data),
            found_rows=found_rows,
            unread={header: cells[where, number] for header, number in unread.items()},
            coded=coded,
            sorts=sorts,
        )

    def as_later(self, before: Block, headers: Headers) -> tuple[Fault, list[str]]:
        """Return what is said of it as a later block, and the labels that it lacks."""
        if self.is_lost:
            return LATER_MISSING, missing(self.heading, headers)
        found = {match.column.name for match in self.heading.matches.values()} | {VERSION.name}
        lacks = [headers.table.column(n).label for n in before.columns if n not in found]
        if self.heading.repeats(before.heading):
            return PASSED_OVER, lacks
        values = [n for n in before.columns if headers.names_value(before.texts[n])]
        are_others = bool(values) and not any(n in found for n in values)  # 续表: further ones
        return (LATER_LACKS if lacks and not are_others else LATER_HEADING), lacks


def _is_filled(cell: Any) -> bool:
    return not is_blank(cell)


def rows_of_titles(
    cells: npt.NDArray[Any], filled: Bools, row: int, block: Block, headers: Headers
) -> tuple[int, list[int]]:
    """Return the rows right above a later heading that are its titles or groups, not data.

    The first row that may belong to them comes first: blank ones above them included.
    """
    found: list[int] = []
    needed = Needed(headers.table, block.columns)
    while row > block.start:
        row -= 1
        places = np.flatnonzero(filled[row])
        if not places.size:
            continue
        own = cells[row, places]
        texts = [c for c in own if isinstance(c, str)]
        named = [text for text in texts if not stands_beside_titles(text)] or texts
        distinct = {text for text in named if number_text(normal(text)) is None}
        is_title = len(texts) == len(places) and len(distinct) <= _TITLE_CELLS
        is_title &= len(distinct) == len(named) or len(distinct) == 1
        is_dated = headers.is_undated and len(distinct) == 1 and bool(told(texts[0]))
        is_data = not is_dated and needed.are_filled(cells[row], int(places[0]))
        if headers.table.measured is not None and is_row_of_groups(own):
            is_title, is_data = True, False
        if is_data or not is_title:
            return row + 1, found
        found.append(row)
    return block.start, found
