"""Readings laid out as sections × months: every section of the list in every month (clause 六)."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from qdcalc.exact.dtypes import Bools, Floats, Ints
from qdcalc.exact.months import ordinals
from qdcalc.intake.repeats import drop_repeats, ranks
from qdcalc.intake.table_data import TableData
from qdcalc.table.problems import Problems
from qdcalc.water.inputs.located import Located
from qdcalc.water.inputs.registry import Sections
from qdcalc.water.inputs.tables import INDICATORS
from qdcalc.water.standard import Indicator

Values = npt.NDArray[Any]
_NO_ROWS = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True)
class Unproven:
    """Readings that prove no exceedance, set aside: their rows, indicators and values.

    Each is half of a detection limit that is worse than the target's limit.
    """

    row: Ints = field(default_factory=lambda: _NO_ROWS)
    indicator: Ints = field(default_factory=lambda: _NO_ROWS)
    value: Floats = field(default_factory=lambda: _NO_ROWS.astype(np.float64))


@dataclass(frozen=True)
class Grid:
    """Section-months: month after month, within a month every 序号 of the list in its order.

    ``section`` is the place of each section-month's row of the list, the row of the month;
    ``is_listed`` says whether it holds in that month: where it does not there is no
    section-month, it only keeps the shape. ``row_at`` is the reading row of each section-month,
    −1 where the sheet has none; ``values`` holds the readings in input order, a column an
    indicator; ``unproven`` are those that were set aside (NaN in ``values``).
    """

    months: Ints
    sections: Sections
    row_at: Ints
    values: Floats
    indicators: tuple[Indicator, ...]
    is_dry: Bools
    section: Ints
    is_listed: Bools
    unproven: Unproven = field(default_factory=Unproven)

    def __len__(self) -> int:
        return len(self.row_at)

    @property
    def width(self) -> int:
        """How many 序号 the list has: so many section-months a month."""
        return self.sections.width

    @property
    def month(self) -> Ints:
        """The month of each section-month, since 1970-01."""
        return self.each_month(self.months)

    @property
    def number(self) -> Ints:
        """The number of each section-month's 序号."""
        return self.number_of(np.arange(len(self)))

    @property
    def key(self) -> Ints:
        """What determinations are found by (:meth:`Sections.key`)."""
        return self.sections.key(self.month, self.number)

    def spot(self, month: Ints, number: Ints) -> Ints:
        """Return the section-months of months (by position) and numbers of 序号."""
        return month * self.width + number

    def month_of(self, spot: Ints) -> Ints:
        """Return the position of each section-month's month."""
        return spot // self.width

    def number_of(self, spot: Ints) -> Ints:
        """Return the number of each section-month's 序号."""
        return spot % self.width

    def spots_of(self, key: Ints) -> tuple[Ints, Bools]:
        """Return the section-month of each key (:attr:`key`), and whether there is one."""
        month, number = self.sections.of_key(key)
        place = np.minimum(np.searchsorted(self.months, month), len(self.months) - 1)
        return self.spot(place, number), self.months[place] == month

    def by_month(self, values: Values) -> Values:
        """Return a value of each section-month as months × 序号."""
        return values.reshape(len(self.months), self.width)

    def each_month(self, values: Values) -> Values:
        """Return a value of each month for each of its section-months."""
        return np.repeat(values, self.width)

    def block(self, number: int) -> slice:
        """Return the section-months of one month (by position)."""
        size = self.width
        return slice(number * size, (number + 1) * size)

    @cached_property
    def is_in_order(self) -> bool:
        """Whether the readings stand as the section-months do, one for each."""
        return len(self.values) == len(self) and np.array_equal(self.row_at, np.arange(len(self)))

    def column(self, spots: slice, indicator: int) -> Floats:
        """Return one indicator's readings in some section-months, NaN where there is none."""
        if self.is_in_order:
            return self.values[spots, indicator]
        rows = self.row_at[spots]
        return np.where(rows < 0, np.nan, self.values[rows, indicator])

    def at(self, spots: Ints, indicator: Ints) -> Floats:
        """Return single readings."""
        rows = self.row_at[spots]
        return np.where(rows < 0, np.nan, self.values[rows, indicator])


def _without_repeats(
    readings: TableData, sections: Sections, found: Ints, problems: Problems
) -> TableData:
    """Return the readings without what corrections replace; other repeats are refused."""
    month = readings.frame["month"]
    known = (found >= 0) & month.notna().to_numpy()
    own = sections.key(ordinals(month)[known], sections.number[found[known]])
    if pd.Series(own).is_unique and not ranks(readings).any():
        return readings
    keys = pd.DataFrame(
        {"month": month.where(found >= 0), "section_id": sections.ids[np.maximum(found, 0)]}
    )
    return drop_repeats(readings, keys, problems)


def lay_out(located: Located, readings: TableData, problems: Problems) -> tuple[Grid, TableData]:
    """Lay the readings out by month and section; return them without what they repeat.

    Parameters
    ----------
    located : Located
        Where the readings as read belong; what is wrong with that is told here.
    readings : TableData
        The same, several samples of a section-month in one row.
    problems : Problems
    """
    sections, found = located.sections, located.place_of(readings)
    problems.extend(located.problems)
    readings = _without_repeats(readings, sections, found, problems)
    frame, found = readings.frame, located.place_of(readings)
    month_of = ordinals(frame["month"])
    usable = (found >= 0) & frame["month"].notna().to_numpy()
    months = np.unique(month_of[usable])
    width = sections.width
    row_at = np.full(len(months) * width, -1, dtype=np.int64)
    spot = np.searchsorted(months, month_of[usable]) * width + sections.number[found[usable]]
    row_at[spot] = np.flatnonzero(usable)
    here = tuple(i for i in INDICATORS if i.key in frame.columns)
    values = frame[[i.key for i in here]].to_numpy(dtype=np.float64)
    is_dry = np.zeros(len(row_at), dtype=bool)
    if "is_dry" in frame.columns:
        is_dry[spot] = frame["is_dry"].to_numpy(dtype=bool)[usable]
    every = np.repeat(months, width)
    place = sections.at(np.tile(np.arange(width), len(months)), every)
    listed = sections.holds(place, every)
    return Grid(months, sections, row_at, values, here, is_dry, place, listed), readings
