"""Blocks of a sheet: a heading, the titles above it, and the rows that are read by it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from qdcalc.exact.dtypes import Bools
from qdcalc.exact.texts import key, normal
from qdcalc.intake.headers import Headers
from qdcalc.intake.kinds import VERSION
from qdcalc.intake.month_source import TITLE, Titled
from qdcalc.intake.month_texts import label_of, told
from qdcalc.intake.values import number_text
from qdcalc.table.live import column_letters
from qdcalc.table.problems import Fault
from qdcalc.workbook.data_rows import Needed
from qdcalc.workbook.faults import LATER_HEADING, LATER_LACKS, LATER_MISSING, PASSED_OVER
from qdcalc.workbook.groups import Group, is_row_of_groups
from qdcalc.workbook.headings import Heading, missing
from qdcalc.workbook.loaded import is_blank

_TITLE_CELLS = 2
_OF_TIME = re.compile(r".{0,8}(?:年份|年度|月份|年月|[年月])[:为是]?")  # before a number or a day
_PARTS = re.compile(r"(?:\d{4}年|\d{1,2}月)(?![均平度])")  # the number in a cell of its own


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

    def as_later(self, before: Block, headers: Headers) -> tuple[Fault, list[str]]:
        """Return what is said of it as a later block, and the labels that it lacks."""
        if self.is_lost:
            return LATER_MISSING, missing(self.heading, headers)
        found = {match.column.name for match in self.heading.matches.values()} | {VERSION.name}
        lacks = [headers.table.column(n).label for n in before.columns if n not in found]
        if self.heading.repeats(before.heading):
            return PASSED_OVER, lacks
        has_others = any(n in found for n in before.columns if headers.names_value(before.texts[n]))
        return (LATER_LACKS if lacks and has_others else LATER_HEADING), lacks


def titles_in(cells: npt.NDArray[Any], first: int, after: int) -> list[Titled]:
    """Return the texts of rows above a heading, each with its cell.

    A day or a number is one where the cell before it says 月份： or 采样日期：, and 2018 before 年.
    """
    return [
        Titled(text, TITLE, f"{column_letters(column)}{row + 1}")
        for row in range(first, after)
        for column, text in _texts_of(cells[row])
    ]


def _texts_of(cells: npt.NDArray[Any]) -> Iterator[tuple[int, str]]:
    """Yield a row's texts, each with its column; 2018, 年, 11, 月 in four cells are one text."""
    filled = [(n, cell) for n, cell in enumerate(cells) if not is_blank(cell)]
    texts = [cell if isinstance(cell, str) else _whole(cell) for _, cell in filled]
    pairs = zip(filled, texts, texts[1:], strict=False)
    if any(not isinstance(c, str) and _PARTS.match(text + after) for (_, c), text, after in pairs):
        yield filled[0][0], "".join(texts)
        return
    before: Any = ""
    for number, cell in filled:
        text = cell if isinstance(cell, str) else _labelled(cell, before)
        if text:
            yield number, text
        before = cell


def _labelled(cell: Any, before: Any) -> str:
    """Return what a day or a number says of a time by the text in the cell before it."""
    found = _OF_TIME.fullmatch(key(before)) if isinstance(before, str) else None
    if isinstance(cell, dt.date):
        is_told = found or (isinstance(before, str) and label_of(before))
        day = "" if cell.day == 1 else f"{cell.day}日"
        return f"{cell.year}年{cell.month}月{day}" if is_told else ""
    whole = _whole(cell)
    if not found or not whole:
        return ""
    return whole if len(whole) > 4 else f"{whole}年" if len(whole) == 4 else f"{whole}月"


def _whole(cell: Any) -> str:
    """Return a whole number's figures, nothing for any other cell."""
    is_number = isinstance(cell, (int, float)) and not isinstance(cell, bool)
    return f"{cell:.0f}" if is_number and float(cell).is_integer() else ""


def rows_of_titles(
    cells: npt.NDArray[Any], filled: Bools, row: int, block: Block, headers: Headers
) -> list[int]:
    """Return the rows right above a later heading that are its titles or groups, not data."""
    found: list[int] = []
    needed = Needed(headers.table, block.columns)
    while row > block.start:
        row -= 1
        places = np.flatnonzero(filled[row])
        if not places.size:
            continue
        own = cells[row, places]
        texts = [c for c in own if isinstance(c, str)]
        distinct = {text for text in texts if number_text(normal(text)) is None}
        is_title = len(texts) == len(places) and len(distinct) <= _TITLE_CELLS
        is_title &= len(distinct) == len(texts) or len(distinct) == 1
        is_dated = headers.is_undated and len(distinct) == 1 and bool(told(texts[0]))
        is_data = not is_dated and needed.are_filled(cells[row], int(places[0]))
        if headers.table.measured is not None and is_row_of_groups(own):
            is_title, is_data = True, False
        if is_data or not is_title:
            break
        found.append(row)
    return found
