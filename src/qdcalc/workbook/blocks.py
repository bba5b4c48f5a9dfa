"""Blocks of a sheet: a heading, the titles above it, and the rows that are read by it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from qdcalc.exact.dtypes import Bools
from qdcalc.exact.texts import normal
from qdcalc.intake.headers import Headers
from qdcalc.intake.kinds import VERSION
from qdcalc.intake.month_source import TITLE, Titled
from qdcalc.intake.month_texts import told
from qdcalc.intake.values import number_text
from qdcalc.table.live import column_letters
from qdcalc.table.problems import Fault
from qdcalc.workbook.data_rows import Needed
from qdcalc.workbook.faults import LATER_HEADING, LATER_LACKS, LATER_MISSING, PASSED_OVER
from qdcalc.workbook.groups import Group, is_row_of_groups
from qdcalc.workbook.headings import Heading, missing
from qdcalc.workbook.loaded import is_blank

_TITLE_CELLS = 2


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
    """Return the texts of rows above a heading, each with its cell."""
    return [
        Titled(str(cell), TITLE, f"{column_letters(column)}{row + 1}")
        for row in range(first, after)
        for column, cell in enumerate(cells[row])
        if isinstance(cell, str) and not is_blank(cell)
    ]


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
