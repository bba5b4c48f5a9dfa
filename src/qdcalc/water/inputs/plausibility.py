"""Readings that nature does not give: computed as written, but never without a word."""

from __future__ import annotations

from functools import cache, cached_property, partial
from typing import Any

import numpy as np

from qdcalc.exact.decimals import decimal15, plain
from qdcalc.exact.dtypes import Bools, Floats, Ints
from qdcalc.exact.given import Given
from qdcalc.exact.months import BLANK
from qdcalc.intake.repeats import ranks
from qdcalc.intake.table_data import TableData
from qdcalc.notice.policy import Policy, shown
from qdcalc.record import record
from qdcalc.table.problems import WARNING, Fault, Problems
from qdcalc.water.inputs.grid import Grid
from qdcalc.water.inputs.located import Located
from qdcalc.water.inputs.told import EACH, places
from qdcalc.water.standard import CLASSES, LAKE, RIVER, Indicator

IMPLAUSIBLE = Fault(
    "W71",
    WARNING,
    "{what}不合常理：{why}；按所填的值核算",
    "请核对原始记录、小数点和单位；确实如此的不用改",
)
# indicator → figures of its least and most plausible value
_RANGES = {
    "ph": ("plausible_ph_least", "plausible_ph_most"),
    "do": (None, "plausible_oxygen_most"),
    "water_temp": ("plausible_temperature_least", "plausible_temperature_most"),
}


@record
class _Rows:
    """The rows that count, with the month and the number of each in the grid, and its place."""

    at: Ints
    month: Ints
    section: Ints
    place: Ints


def warn_of_implausible(grid: Grid, policy: Policy, located: Located, problems: Problems) -> None:
    """Warn of values outside their plausible range, each cell or a line an indicator.

    pH, dissolved oxygen and water temperature have a range; any other indicator is compared with
    a multiple of its class Ⅴ (or single) limit, and with a multiple of the median of the
    section's other months where there are enough of them.

    Parameters
    ----------
    grid : Grid
        What is calculated with: a value a section-month.
    policy : Policy
    located : Located
        Several samples of a month are looked at one by one, as read: a mean hides them.
    problems : Problems
    """
    readings = located.readings
    figures, rows_of = _Figures(grid, policy), cache(partial(_rows, grid, located))
    every = np.ones(grid.width, dtype=bool)
    for index, indicator in enumerate(grid.indicators):
        given = readings.typed.given(indicator.key)
        is_same = grid.is_in_order and given is grid.readings.columns[index]
        if indicator.key in _RANGES:
            ends = _RANGES[indicator.key]
            if figures.may_be_outside(given, *ends):
                rows = _in_order(grid, every) if is_same else rows_of()
                wrong, why = figures.outside(given.at(rows.at), rows, *ends, indicator)
                _tell(rows.at[wrong], indicator, why, readings, problems)
            continue
        if figures.may_be_above(given, index):
            rows = _in_order(grid, every) if is_same else rows_of()
            above, why = figures.above_limit(given.at(rows.at), rows, index)
            _tell(rows.at[above], indicator, why, readings, problems)
        months = grid.by_month(grid.given(slice(None), index))
        perhaps = figures.may_spike(months, grid.blanks(index)) if is_same else every
        if perhaps.any():
            rows = _in_order(grid, perhaps) if is_same else rows_of()
            values = given.at(rows.at)
            above, _ = figures.above_limit(values, rows, index)
            read = _exact(months[:, perhaps]) + 0.0
            spiking, why = figures.above_median(values, rows, read)
            _tell(rows.at[spiking & ~above], indicator, why, readings, problems)


def _in_order(grid: Grid, chosen: Bools) -> _Rows:
    """Return the rows of some sections, numbered anew, where all stand as the section-months do."""
    number = np.flatnonzero(chosen)
    month = np.repeat(np.arange(len(grid.months)), len(number))
    at = grid.spot(month, np.tile(number, len(grid.months)))
    section = np.tile(np.arange(len(number)), len(grid.months))
    return _Rows(at, month, section, grid.section[at])


def _rows(grid: Grid, located: Located) -> _Rows:
    """Return the rows of known section and month that no correction replaces."""
    readings, section = located.readings, located.place
    distinct, which = readings.typed.distinct_months("month")
    month = np.searchsorted(grid.months, distinct)[which]
    at = np.flatnonzero((section >= 0) & (distinct > BLANK)[which])
    number = grid.sections.number[section]
    rank, spot = ranks(readings)[at], grid.spot(month[at], number[at])
    best = np.full(len(grid), -np.inf)
    np.maximum.at(best, spot, rank)
    at = at[rank == best[spot]]
    return _Rows(at, month[at], number[at], section[at])


def _tell(
    rows: Ints, indicator: Indicator, why: str, readings: TableData, problems: Problems
) -> None:
    """Name each cell; where there are many, one line with the first of them."""
    raw, name = readings.raw, indicator.name
    if not len(rows):
        return
    many: dict[str, Any]
    if len(rows) > EACH:
        told = places(raw, indicator.key, rows)
        many = {"count": len(rows), "places": told}
        said = [many_values(name, **many)]
        rows = rows[:1]
    else:
        unit = "" if indicator.unit == "无量纲" else f" {indicator.unit}"
        values = plain(readings.typed.given(indicator.key).at(rows))
        said, many = [f"{name} {value}{unit} " for value in values.tolist()], {"count": 1}
    many |= {"name": name}
    problems.extend(raw.problems_at(IMPLAUSIBLE, indicator.key, rows, what=said, why=why, **many))


def many_values(name: str, count: int, places: str) -> str:
    """Say how many values of an indicator there are, and where."""
    return f"有 {count:,} 个{name}的值（{places}）"


class _Figures:
    """The thresholds in force in each month of the grid."""

    def __init__(self, grid: Grid, policy: Policy) -> None:
        self._grid, self._policy = grid, policy
        self._known: dict[str, Floats] = {}

    def _at(self, figure: str) -> Floats:
        """Return a threshold by month."""
        if figure not in self._known:
            found = self._policy.figure(figure)
            values = [float(found.at(month)) for month in self._grid.months.tolist()]
            self._known[figure] = np.array(values, dtype=np.float64)
        return self._known[figure]

    def _shown(self, figure: str) -> str:
        return shown(self._policy.figure(figure).at(int(self._grid.months[-1])))

    def may_be_outside(self, given: Given, least: str | None, most: str) -> bool:
        """Say whether any value of a column may be outside its range."""
        if given.high > self._at(most).min(initial=np.inf):
            return True
        return least is not None and given.low < self._at(least).max(initial=-np.inf)

    def may_be_above(self, given: Given, index: int) -> bool:
        """Say whether any value of an indicator may be above the multiple of its limit."""
        return bool(given.high > np.fmin.reduce(self._most[index], axis=None, initial=np.inf))

    def may_spike(self, months: Floats, has_blank: bool) -> Bools:
        """Say of which sections a value may be above the multiple of the others' median.

        None is where the largest is not above the multiple of more than half of the others.
        """
        multiple = self._at("plausible_median_multiple")
        least = self._at("plausible_median_months")
        if len(months) - 1 < least.min(initial=np.inf):
            return np.zeros(months.shape[1], dtype=bool)
        largest = (np.fmax if has_blank else np.maximum).reduce(months, axis=0)
        with np.errstate(divide="ignore", invalid="ignore"):
            high = months >= largest / multiple.min() * (1 + _MARGIN)
        others = (_counted(~np.isnan(months)) if has_blank else len(months)) - 1
        as_high = _counted(high) - 1
        is_proven = as_high >= others - (others - 1) // 2
        perhaps: Bools = ~is_proven & (others >= least.min())
        return perhaps

    def outside(
        self, values: Floats, rows: _Rows, least: str | None, most: str, indicator: Indicator
    ) -> tuple[Bools, str]:
        """Return what is outside a plausible range, and how that is said."""
        unit = "" if indicator.unit == "无量纲" else f" {indicator.unit}"
        wrong = _above(values, self._at(most), rows.month)
        if least is None:
            return wrong, f"天然水体一般不高于 {self._shown(most)}{unit}"
        span = f"{self._shown(least)} 至 {self._shown(most)}{unit}"
        return wrong | _above(-values, -self._at(least), rows.month), f"天然水体一般在 {span} 之间"

    def above_limit(self, values: Floats, rows: _Rows, index: int) -> tuple[Bools, str]:
        """Return what is above a multiple of the class Ⅴ or single limit, which may be none."""
        above = _above(
            values, self._most[index], (rows.month, self._grid.sections.body[rows.place])
        )
        which = "限值" if self._grid.indicators[index].table > 1 else "Ⅴ类限值"
        return above, f"超过{which}的 {self._shown('plausible_limit_multiple')} 倍"

    @cached_property
    def _most(self) -> Floats:
        """The largest plausible value of each indicator in each month, of a river and of a lake."""
        limits = [[_worst_limit(i, body) for body in (RIVER, LAKE)] for i in self._grid.indicators]
        multiple = self._at("plausible_limit_multiple")
        return _exact(np.array(limits).reshape(-1, 1, 2) * multiple[:, None])

    def above_median(self, values: Floats, rows: _Rows, months: Floats) -> tuple[Bools, str]:
        """Return what is above a multiple of the median of the section's other months.

        A value that far above is the section's largest but for others as far above, so the median
        of the others is that of all months (months × sections) without the largest.
        """
        multiple, least = self._at("plausible_median_multiple"), self._at("plausible_median_months")
        why = f"超过本断面其他月份中位数的 {self._shown('plausible_median_multiple')} 倍"
        others = (~np.isnan(months)).sum(axis=0) - 1
        largest, smallest = np.full((2, months.shape[1]), np.nan)
        filled = np.flatnonzero(others >= 0)
        np.fmax.at(largest, rows.section, values)
        smallest[filled] = np.nanmin(months[:, filled], axis=0)
        enough = (others >= least.min()) & (largest > multiple.min() * smallest)
        chosen = np.flatnonzero(enough)
        median = np.full(months.shape[1], np.nan)
        if not chosen.size:
            return np.zeros(len(values), dtype=bool), why
        ordered, column = np.sort(months[:, chosen], axis=0), np.arange(len(chosen))
        low = ordered[(others[chosen] - 1) // 2, column]
        high = ordered[others[chosen] // 2, column]
        median[chosen] = decimal15((low + high) / 2)
        near = np.flatnonzero(values > _NEARLY * multiple.min() * median[rows.section])
        month, section = rows.month[near], rows.section[near]
        most = _exact(multiple[month] * median[section])
        spiking = np.zeros(len(values), dtype=bool)
        spiking[near] = (values[near] > most) & (others[section] >= least[month])
        return spiking, why


_MARGIN = 1e-9  # more than what reading at 15 digits changes
_NEARLY = 1 - 1e-9  # of a product: what is not above that is not above the product exactly


def _above(values: Floats, most: Floats, where: Any) -> Bools:
    """Say which values are above ``most[where]``; mostly none is above the least of them."""
    if not np.fmax.reduce(values, initial=-np.inf) > np.fmin.reduce(most, axis=None):
        return np.zeros(len(values), dtype=bool)
    above: Bools = values > most[where]
    return above


def _counted(marked: Bools) -> Ints:
    """Count the marked rows of each column; a byte holds few, and is added up fast."""
    small = np.uint8 if len(marked) < 2**8 else np.uint32
    counted: Ints = np.add.reduce(marked.view(np.uint8), axis=0, dtype=small).astype(np.int64)
    return counted


def _exact(products: Floats) -> Floats:
    """Read products at 15 digits, so that equality is equality."""
    return decimal15(products.ravel()).reshape(products.shape)


def _worst_limit(indicator: Indicator, body: int) -> float:
    """Return the class Ⅴ or single limit; of a body without one, the other body's; else NaN."""
    limits = indicator.limits[body] or indicator.limits[RIVER] or indicator.limits[LAKE]
    return np.nan if limits is None else float(limits[len(CLASSES) - 1])
