"""Which indicators judge a section, their classes, and what exceeds the target (clauses 三, 六)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache, cached_property

import numpy as np
import numpy.typing as npt

from qdcalc.errors import UsageError
from qdcalc.exact import arrays
from qdcalc.exact.decimals import decimal15, round_half_even
from qdcalc.exact.dtypes import Bools, Floats, Ints
from qdcalc.exact.given import highest, lowest
from qdcalc.exact.texts import key
from qdcalc.notice.policy import Policy
from qdcalc.record import record
from qdcalc.water.inputs.grid import Grid
from qdcalc.water.inputs.registry import Sections
from qdcalc.water.inputs.tables import INDICATORS
from qdcalc.water.interpretations import is_rounded, judges_every_limit, needs_national_items
from qdcalc.water.standard import CLASSES, LAKE, RIVER, Indicator, limits

WORST = len(CLASSES) + 1  # 劣Ⅴ


def judged_indicators(
    sections: Sections,
    indicators: Sequence[Indicator],
    interpretations: Mapping[str, str],
    coliform_exempt_levels: Sequence[str],
) -> Bools:
    """Say which indicators judge which section (clause 三¶2).

    Returns
    -------
    array of bool, sections × indicators
        Table 1: the national method's 21 indicators, or every one with a limit (the
        interpretation ``indicators``); tables 2 and 3 at drinking sources only.
    """
    has_limit: Bools = ~np.isnan(limits(tuple(indicators)).values[sections.body, 0])
    exempt = np.isin(sections.level, list(coliform_exempt_levels))
    every = judges_every_limit(interpretations)
    judged = np.zeros((len(sections), len(indicators)), dtype=bool)
    for index, indicator in enumerate(indicators):
        if indicator.table > 1:
            judged[:, index] = sections.is_drinking_source
        elif not every:
            judged[:, index] = indicator.is_national21
        else:
            judged[:, index] = ~exempt if indicator.key == "fecal_coliform" else True
    return judged & has_limit


def needed_indicators(
    judged: Bools,
    sections: Sections,
    indicators: Sequence[Indicator],
    interpretations: Mapping[str, str],
    left_out: Sequence[str],
) -> Bools:
    """Say which judged indicators of table 1 a complete row holds (clauses 三¶2, 六¶1).

    Parameters
    ----------
    judged : array of bool, sections × indicators
    sections : Sections
    indicators : sequence of Indicator
    interpretations : mapping
        ``source_items``: 61 leaves out at drinking sources what the national programme does not
        monitor there.
    left_out : sequence of str
        The names of those indicators.
    """
    is_needed = judged & np.array([i.table == 1 for i in indicators], dtype=bool)
    if needs_national_items(interpretations):
        is_left_out = np.array([i.name in left_out for i in indicators], dtype=bool)
        is_needed &= ~(sections.is_drinking_source[:, None] & is_left_out)
    needed: Bools = is_needed
    return needed


@record
class Limits:
    """One indicator's limits for rows of sections; ``places`` are the decimals printed.

    ``upper`` holds an array (or one figure) a class, Ⅰ to Ⅴ; of dissolved oxygen it is the
    least value.
    """

    rule: str
    upper: tuple[float | Floats, ...]
    places: tuple[int | Ints, ...]
    lower: float = np.nan

    @staticmethod
    def of(indicator: Indicator, body: npt.NDArray[np.int8]) -> Limits:
        """Return the limits for each row's kind of water body (NaN where it has none).

        They are one figure where those of rivers and lakes are, or every row is of one kind.
        """
        table = limits((indicator,))
        rows = (table.values[..., 0], table.places[..., 0])
        one = RIVER if _are_alike(indicator) else _only(body)
        upper, places = (tuple(r.T[:, body] if one is None else r[one].tolist()) for r in rows)
        lower = np.nan if indicator.lower is None else float(indicator.lower)
        return Limits(indicator.rule, upper, places, lower)

    def as_given(self) -> Limits:
        """Return where values as they were given meet the limits that they meet as read."""
        meets = lowest if self.rule == "ge" else highest
        upper = tuple(
            meets(limit) if isinstance(limit, np.ndarray) else float(meets(limit))
            for limit in self.upper
        )
        return replace(self, upper=upper, lower=float(lowest(self.lower)))

    @cached_property
    def steps(self) -> list[tuple[int, int]]:
        """The classes whose limits differ, and how many have each."""
        if any(isinstance(limit, np.ndarray) for limit in self.upper):
            return [(number, 1) for number in range(len(self.upper))]
        return [(self.upper.index(u), n) for u, n in Counter(self.upper).items()]

    def meets(self, values: Floats, number: int, rounded: bool) -> Bools:
        """Say which values meet the limit of a class (0 = Ⅰ); equality meets it."""
        limit = self.upper[number]
        if rounded:
            values = round_half_even(values, self.places[number])
        if self.rule == "ge":
            return values >= limit
        if self.rule == "range":
            return (values >= self.lower) & (values <= limit)
        return values <= limit


@cache
def _are_alike(indicator: Indicator) -> bool:
    """Say whether an indicator's limits are the same in rivers and lakes."""
    table = limits((indicator,))
    rows = (table.values[..., 0], table.places[..., 0])
    return all(np.array_equal(r[RIVER], r[LAKE], equal_nan=True) for r in rows)


def _only(body: npt.NDArray[np.int8]) -> int | None:
    """Return the kind of water body that every row has, None where there are several."""
    return int(body[0]) if body.size and bool((body == body[0]).all()) else None


def water_class(values: Floats, limits: Limits, *, rounded: bool = False) -> npt.NDArray[np.int8]:
    """Return the class of an indicator: the best whose limit it meets (clause 六¶1).

    Parameters
    ----------
    values : array of float64
        Measured values in the indicator's unit, none missing.
    limits : Limits
        For the same rows.
    rounded : bool
        Round each value half to even at the decimals of each limit first.

    Returns
    -------
    array of int8
        1 (Ⅰ) to 5 (Ⅴ), 6 (劣Ⅴ). An indicator with a single limit is 1 when it meets it, else 6.
    """
    found = np.full(values.shape, WORST, dtype=np.int8)
    if not rounded:  # what meets a limit meets the worse ones too
        for number, times in limits.steps:
            met = limits.meets(values, number, rounded).view(np.int8)
            found -= met if times == 1 else met * np.int8(times)
        return found
    for number in reversed(range(len(CLASSES))):
        found[limits.meets(values, number, rounded)] = number + 1
    return found


@arrays.plain(
    values=arrays.number(may_miss=True), water_body=arrays.option("河流", "湖库"),
    rounded=arrays.is_true,
)  # fmt: skip
def indicator_class(
    values: npt.ArrayLike, indicator: str, *, water_body: str = "河流", rounded: bool = False
) -> npt.NDArray[np.int8]:
    """Return the class of one indicator's values (clause 六¶1, GB 3838-2002).

    Parameters
    ----------
    values : float, array or Series of float64
        Measured values in the indicator's unit [mg/L, 个/L, or none for pH]; NaN where nothing
        was measured.
    indicator : str
        Its Chinese name, symbol or English key: 氨氮, NH3-N, nh3n.
    water_body : str
        河流 or 湖库.
    rounded : bool
        Round half to even at each limit's printed decimals first (interpretation ``compare``).

    Returns
    -------
    array of int8
        1 (Ⅰ) to 5 (Ⅴ), 6 (劣Ⅴ); 0 where nothing was measured.

    Raises
    ------
    UsageError
        There is no such indicator, or it has no limit for that kind of water body.
    """
    known = {key(n): i for i in INDICATORS for n in (i.key, i.name, *i.aliases)}
    found = known.get(key(indicator)) if isinstance(indicator, str) else None
    body = {"河流": RIVER, "湖库": LAKE}.get(water_body)
    if found is None or body is None or found.limits[body] is None:
        raise UsageError(f"{water_body}没有指标“{indicator}”的限值")
    measured = np.asarray(values, dtype=np.float64)
    flat = decimal15(np.atleast_1d(measured))
    its = Limits.of(found, np.full(flat.shape, body, dtype=np.int8))
    classes = np.where(np.isnan(flat), 0, water_class(flat, its, rounded=rounded))
    return classes.astype(np.int8).reshape(measured.shape)


@record
class Assessment:
    """Every reading against the limits, section-months × indicators.

    ``classes`` is 0 where an indicator is not judged or was not measured, ``worst`` the class of
    the section-month; ``judged`` is held by month and section. ``exceeding`` are the readings
    worse than their target: section-month × number of indicators + indicator, ascending.
    ``counts`` says how many readings of each indicator are judged.
    """

    classes: npt.NDArray[np.int8]
    worst: npt.NDArray[np.int8]
    target: npt.NDArray[np.int8]
    judged: list[Bools]
    exceeding: Ints
    counts: tuple[int, ...]

    @cached_property
    def measured(self) -> Bools:
        """Which section-months have a judged reading."""
        measured: Bools = self.worst > 0
        return measured

    @property
    def exceeded(self) -> Bools:
        """Which readings are worse than their target, section-months × indicators."""
        exceeded: Bools = self.classes > self.target[:, None]
        return exceeded

    def exceeds(self, spot: Ints, indicator: Ints | int) -> Bools:
        """Say of single readings whether they are worse than their target."""
        exceeds: Bools = self.classes[spot, indicator] > self.target[spot]
        return exceeds


_BLOCK = 65_536  # readings of one indicator that are judged at once: they stay in the cache


def assess(grid: Grid, policy: Policy, interpretations: Mapping[str, str]) -> Assessment:
    """Compare every reading with its limits, a block of months and an indicator at a time."""
    shape = (len(grid), len(grid.indicators))
    classes = np.zeros(shape, dtype=np.int8, order="F")
    found = _Judging(grid, is_rounded(interpretations), classes)
    figure = policy.figure("coliform_exempt_levels")
    levels = [tuple(figure.at(month)) for month in grid.months.tolist()]
    known = {
        of: judged_indicators(grid.sections, grid.indicators, interpretations, of)
        for of in dict.fromkeys(levels)
    }
    for start, stop in _alike(grid, levels):
        found.judge(start, stop, known[levels[start]])
    return found.assessment([known[of] for of in levels])


def _alike(grid: Grid, levels: list[tuple[str, ...]]) -> Iterator[tuple[int, int]]:
    """Yield the spans of months with the same rows of the list and the same figures."""
    start, count = 0, len(levels)
    by_month = grid.by_month(grid.section) if count else grid.section
    for month in range(1, count + 1):
        if month < count and levels[month] == levels[start]:
            same = grid.sections.is_timeless
            if same or np.array_equal(by_month[month], by_month[start]):
                continue
        yield start, month
        start = month


class _Judging:
    """The readings being judged."""

    def __init__(self, grid: Grid, rounded: bool, classes: npt.NDArray[np.int8]) -> None:
        self._grid, self._rounded, self._classes = grid, rounded, classes
        self._worst = np.zeros(len(grid), dtype=np.int8)
        self._target = np.zeros(len(grid), dtype=np.int8)
        self._exceeding: list[Ints] = []
        self._counts = [0] * len(grid.indicators)

    def judge(self, start: int, stop: int, judged: Bools) -> None:
        """Judge some months that are alike."""
        grid, sections = self._grid, self._grid.sections
        place = grid.section[grid.block(start)]
        body, target = sections.body[place], sections.target[place]
        here = judged[place]
        which = [
            (index, None if here[:, index].all() else here[:, index])
            for index in np.flatnonzero(here.any(axis=0)).tolist()
        ]
        every = {index: Limits.of(grid.indicators[index], body) for index, _ in which}
        if not self._rounded:
            every = {index: limit.as_given() for index, limit in every.items()}
        months = 1 if self._rounded else max(1, _BLOCK // max(grid.width, 1))
        for first in range(start, stop, months):
            last = min(first + months, stop)
            spots = slice(first * grid.width, last * grid.width)
            self._target[spots].reshape(last - first, -1)[:] = target
            for index, is_judged in which:
                self._judge(spots, index, every[index], is_judged)

    def _judge(self, spots: slice, index: int, limit: Limits, is_judged: Bools | None) -> None:
        """Judge an indicator in some section-months; the rows of the list are the columns.

        ``is_judged`` is None where it judges all of them.
        """
        grid, width = self._grid, self._grid.width
        classes = self._classes[spots, index]
        values = (grid.column if self._rounded else grid.given)(spots, index)
        shape = (width,) if self._rounded else (-1, width)
        rows = classes.reshape(shape)
        rows[:] = water_class(values.reshape(shape), limit, rounded=self._rounded)
        if grid.blanks(index):
            classes[np.isnan(values)] = 0
        if is_judged is not None:
            rows *= is_judged
        worst = self._worst[spots]
        np.maximum(worst, classes, out=worst)
        self._counts[index] += int(np.count_nonzero(classes))
        exceeding = np.flatnonzero(classes > self._target[spots])
        if exceeding.size:
            key = (exceeding + spots.start) * len(grid.indicators) + index
            self._exceeding.append(key)

    def assessment(self, judged: list[Bools]) -> Assessment:
        """Return what was found."""
        none = np.zeros(0, dtype=np.int64)
        exceeding = np.sort(np.concatenate([none, *self._exceeding]))
        return Assessment(
            self._classes, self._worst, self._target, judged, exceeding, tuple(self._counts)
        )
