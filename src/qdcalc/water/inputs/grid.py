"""Readings laid out as sections × months: every section of the list in every month (clause 六)."""

from __future__ import annotations

from dataclasses import field
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from qdcalc.exact.decimals import decimal15
from qdcalc.exact.dtypes import Bools, Floats, Ints
from qdcalc.exact.given import Given
from qdcalc.exact.months import BLANK
from qdcalc.intake.repeats import drop_repeats, ranks
from qdcalc.intake.table_data import TableData
from qdcalc.notice.description import Whole
from qdcalc.record import record
from qdcalc.table.problems import Problems
from qdcalc.water.inputs.located import Located
from qdcalc.water.inputs.registry import Sections
from qdcalc.water.inputs.tables import INDICATORS
from qdcalc.water.standard import Indicator

Values = npt.NDArray[Any]


@record
class Readings:
    """The readings in input order, a column an indicator, as they were given."""

    columns: tuple[Given, ...]
    size: int

    @staticmethod
    def of(values: Floats) -> Readings:
        """Return the columns of a matrix, readings × indicators."""
        matrix = np.asfortranarray(values)
        return Readings(tuple(map(Given.of, matrix.T)), len(matrix))

    def __len__(self) -> int:
        return self.size

    @cached_property
    def values(self) -> Floats:
        """The readings as they are read, a matrix."""
        values: Floats = np.empty((self.size, len(self.columns)), order="F")
        for number, column in enumerate(self.columns):
            values[:, number] = column.read
        return values

    def changed(self, rows: Ints, indicator: Ints, values: Floats | float) -> Readings:
        """Return the readings with other values in some cells."""
        of = np.broadcast_to(np.asarray(values, dtype=np.float64), rows.shape)
        columns = list(self.columns)
        for number in np.unique(indicator).tolist():
            here = indicator == number
            column = columns[number].given.copy()
            column[rows[here]] = of[here]
            columns[number] = Given.of(column)
        return Readings(tuple(columns), self.size)


_NO_ROWS = np.zeros(0, dtype=np.int64)


@record
class Unproven:
    """Readings that prove no exceedance, set aside: their rows, indicators and values.

    Each is half of a detection limit that is worse than the target's limit.
    """

    row: Ints = field(default_factory=lambda: _NO_ROWS)
    indicator: Ints = field(default_factory=lambda: _NO_ROWS)
    value: Floats = field(default_factory=lambda: _NO_ROWS.astype(np.float64))


@record
class Grid:
    """Section-months: month after month, within a month every 序号 of the list in its order.

    ``section`` is the place of each section-month's row of the list, the row of the month;
    ``is_listed`` says whether it holds in that month: where it does not there is no
    section-month, it only keeps the shape. ``row_at`` is the reading row of each section-month,
    −1 where the sheet has none; ``readings`` stand in input order; ``unproven`` are those that
    were set aside (NaN in ``readings``).
    """

    months: Ints
    sections: Sections
    row_at: Ints
    readings: Readings
    indicators: tuple[Indicator, ...]
    is_dry: Bools
    section: Ints
    is_listed: Bools
    unproven: Unproven = field(default_factory=Unproven)
    whole: Whole | None = None  # where the readings are a part of the input

    def __len__(self) -> int:
        return len(self.row_at)

    @property
    def values(self) -> Floats:
        """The readings as they are read: a matrix, a column an indicator."""
        return self.readings.values

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

    def key_of(self, spot: Ints) -> Ints:
        """Return :attr:`key` of some section-months."""
        return self.sections.key(self.months[self.month_of(spot)], self.number_of(spot))

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
        return len(self.readings) == len(self) and np.array_equal(self.row_at, np.arange(len(self)))

    def column(self, spots: slice, indicator: int) -> Floats:
        """Return one indicator's readings in some section-months, NaN where there is none."""
        return decimal15(self.given(spots, indicator)) + 0.0

    def given(self, spots: slice, indicator: int) -> Floats:
        """Return one indicator's readings as they were given."""
        given = self.readings.columns[indicator].given
        if self.is_in_order:
            return given[spots]
        rows = self.row_at[spots]
        return np.where(rows < 0, np.nan, given[rows]) if len(given) else np.full(len(rows), np.nan)

    def at(self, spots: Ints, indicator: Ints) -> Floats:
        """Return single readings."""
        rows, found = self.row_at[spots], np.full(len(spots), np.nan)
        for number in np.unique(indicator).tolist():
            here = np.flatnonzero((indicator == number) & (rows >= 0))
            found[here] = self.readings.columns[number].at(rows[here])
        return found

    def blanks(self, indicator: int) -> bool:
        """Say whether any section-month may lack a reading of an indicator."""
        return not self.is_in_order or self.readings.columns[indicator].has_blank


def _without_repeats(
    readings: TableData, sections: Sections, found: Ints, problems: Problems
) -> TableData:
    """Return the readings without what corrections replace; other repeats are refused."""
    if not ranks(readings).any() and _are_once(readings, sections, found):
        return readings
    month = readings.frame["month"]
    keys = pd.DataFrame(
        {"month": month.where(found >= 0), "section_id": sections.ids[np.maximum(found, 0)]}
    )
    return drop_repeats(readings, keys, problems)


def _are_once(readings: TableData, sections: Sections, found: Ints) -> bool:
    """Say whether no two rows are of one section and month."""
    months, which = readings.typed.distinct_months("month")
    own = which * sections.width + (found if sections.is_timeless else sections.number[found])
    if found.min(initial=0) < 0 or months[:1].min(initial=0) < 0:
        own = own[(found >= 0) & (months[which] > BLANK)]
    return not own.size or int(np.bincount(own).max()) == 1


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
    found, size = located.place_of(readings), len(readings.typed)
    distinct, which = readings.typed.distinct_months("month")
    rows = np.arange(size)
    if found.min(initial=0) < 0 or distinct[:1].min(initial=0) < 0:
        rows = np.flatnonzero((found >= 0) & (distinct[which] > BLANK))
        found, used = found[rows], np.unique(which[rows])
        distinct, which = distinct[used], np.searchsorted(used, which[rows])
    width = sections.width
    number = found if sections.is_timeless else sections.number[found]
    spot = which * width + number
    row_at = np.full(len(distinct) * width, -1, dtype=np.int64)
    row_at[spot] = rows
    here = tuple(i for i in INDICATORS if i.key in readings.typed)
    given = Readings(tuple(readings.typed.given(i.key) for i in here), size)
    is_dry = np.zeros(len(row_at), dtype=bool)
    if "is_dry" in readings.typed:
        is_dry[spot] = readings.typed.filled_with("is_dry", False, np.dtype(bool))[rows]
    place = np.tile(np.arange(width), len(distinct))
    listed = np.ones(len(row_at), dtype=bool)
    if not sections.is_timeless:
        every = np.repeat(distinct, width)
        place = sections.at(place, every)
        listed = sections.holds(place, every)
    return Grid(distinct, sections, row_at, given, here, is_dry, place, listed), readings
