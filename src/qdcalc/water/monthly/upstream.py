"""What exceeds its limit, and what of it upstream accounts for (clause 六¶2)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, assert_never

import numpy as np
import numpy.typing as npt
import pandas as pd

from qdcalc.exact.arrays import number, plain
from qdcalc.exact.decimals import common_places, decimal15, round_half_even, scaled
from qdcalc.exact.dtypes import Bools, Floats, Ints
from qdcalc.exact.lists import Lists
from qdcalc.notice.policy import Policy
from qdcalc.record import record
from qdcalc.water.inputs.grid import Grid
from qdcalc.water.inputs.registry import Sections
from qdcalc.water.interpretations import Upstream, UpstreamLinks, is_rounded
from qdcalc.water.monthly.indicators import Assessment
from qdcalc.water.standard import LAKE, limits


@record
class Exceedances:
    """The readings worse than their target's limit, in order of section-month and indicator.

    ``value`` is what is compared with ``limit`` (rounded where the interpretation says so);
    ``judged`` what remains after upstream influence. ``is_dropped`` is taken out of the
    judgement; ``upstream_spot`` is the upstream section-month that accounts for it, or for what
    was subtracted (−1 where none does), with its value and limit (NaN). ``multiple`` is
    (judged − limit) ÷ limit, ``measured_multiple`` (value − limit) ÷ limit, both NaN for
    dissolved oxygen and pH.
    """

    spot: Ints
    indicator: Ints
    value: Floats
    judged: Floats
    limit: Floats
    is_dropped: Bools
    upstream_spot: Ints
    is_beyond: Bools
    multiple: Floats
    measured_multiple: Floats
    upstream_value: Floats
    upstream_limit: Floats

    def per_spot(self, size: int, chosen: Bools) -> Bools:
        """Say which section-months have any of the chosen exceedances."""
        found = np.zeros(size, dtype=bool)
        found[self.spot[chosen]] = True
        return found


def exceedances(
    grid: Grid, assessment: Assessment, policy: Policy, interpretations: Mapping[str, str]
) -> Exceedances:
    """List what exceeds its target's limit and take out what upstream accounts for."""
    spot, indicator = np.divmod(assessment.exceeding, max(len(grid.indicators), 1))
    limits = _TargetLimits(grid, policy)
    rounded = is_rounded(interpretations)
    value = limits.rounded(grid.at(spot, indicator), spot, indicator, rounded)
    limit = limits.limit(spot, indicator)
    is_ratio = np.array([i.has_multiple for i in grid.indicators], dtype=bool)[indicator]
    upstream = used_links(grid.sections, UpstreamLinks(interpretations["upstream_links"]))
    links = _Links(grid, assessment, upstream, spot, indicator, limits, rounded)
    option = Upstream(interpretations["upstream"])
    dropped, excess, source = without_upstream(value, links, is_ratio, option)
    judged, dropped = _reduced(value, excess, limit, dropped)
    measured = _multiple(value, limit, is_ratio)
    same = judged == value
    multiple = np.where(same, measured, _multiple(judged, limit, is_ratio & ~same))
    return Exceedances(
        spot,
        indicator,
        value,
        judged,
        limit,
        dropped,
        source,
        is_ratio & ~dropped & (judged > limits.beyond(spot, indicator)),
        np.where(dropped, np.nan, multiple),
        measured,
        *_of_source(grid, limits, source, indicator, rounded),
    )


def _of_source(
    grid: Grid, limits: _TargetLimits, source: Ints, indicator: Ints, rounded: bool
) -> tuple[Floats, Floats]:
    """Return the value and the limit at what upstream accounts for each, NaN where none does."""
    value, limit = np.full((2, len(source)), np.nan)
    known = np.flatnonzero(source >= 0)
    if known.size:
        spot, which = source[known], indicator[known]
        value[known] = limits.rounded(grid.at(spot, which), spot, which, rounded)
        limit[known] = limits.limit(spot, which)
    return value, limit


def used_links(sections: Sections, option: UpstreamLinks) -> Lists:
    """Return the upstream links that count (clause 六¶2).

    Parameters
    ----------
    sections : Sections
    option : UpstreamLinks
        ``river``: not where either section is a lake or reservoir, the clause says 河流;
        ``border``: nor where one district is responsible at both; ``all``.
    """
    links = sections.upstream
    match option:
        case UpstreamLinks.ALL:
            return links
        case UpstreamLinks.RIVER | UpstreamLinks.BORDER:
            pass
        case other:
            assert_never(other)
    below, above = links.owners(), links.items
    used = (sections.body[below] != LAKE) & (sections.body[above] != LAKE)
    if option is UpstreamLinks.BORDER:
        ours, theirs = (
            pd.MultiIndex.from_arrays([lists.owners(), lists.items])
            for lists in map(sections.responsible.of_rows, (below, above))
        )
        used[ours[ours.isin(theirs)].get_level_values(0).to_numpy(dtype=np.int64)] = False
    return Lists.of(below[used], above[used], len(links.starts))


@plain(value=number(may_miss=True), limit=number(may_miss=True, is_open=True))
def exceedance_multiple(value: npt.ArrayLike, limit: npt.ArrayLike) -> Floats:
    """Return (value − limit) ÷ limit, the nearest float64 to the exact quotient (clause 七¶1).

    Parameters
    ----------
    value, limit : float, array or Series of float64
        In the indicator's unit, at most 15 significant digits; NaN gives NaN. Not for dissolved
        oxygen and pH, which have no multiple.
    """
    return _quotient(decimal15(value), decimal15(limit))


def _quotient(above: Floats, below: Floats) -> Floats:
    """Return (above − below) ÷ below exactly; what is left of a subtraction may be negative."""
    multiple = np.full(above.shape, np.nan)
    known = ~np.isnan(above) & ~np.isnan(below)
    places = common_places(above[known], below[known])
    exact, unit = scaled(above[known], places), scaled(below[known], places)
    multiple[known] = ((exact - unit) / unit).astype(np.float64)
    return multiple


def _multiple(value: Floats, limit: Floats, is_ratio: Bools) -> Floats:
    """Return the multiples, NaN for dissolved oxygen and pH."""
    multiple = np.full(value.shape, np.nan)
    multiple[is_ratio] = _quotient(value[is_ratio], limit[is_ratio])
    return multiple


def without_upstream(
    value: Floats, links: _Links, is_ratio: Bools, option: Upstream
) -> tuple[Bools, Floats, Ints]:
    """Say which exceedances upstream accounts for, and how much of each (clause 六¶2).

    Parameters
    ----------
    value : array of float64
        The exceeding values here.
    links : _Links
        The same indicator at the upstream sections in the same month.
    is_ratio : array of bool
        False for dissolved oxygen and pH.
    option : Upstream

    Returns
    -------
    tuple of array
        What is dropped whole; the largest upstream excess over the upstream limit, which is
        subtracted from the others (0 where there is none); the upstream section-month that
        either comes from (−1 where neither).
    """
    dropped, excess = np.zeros(value.shape, dtype=bool), np.zeros(value.shape)
    source = np.full(value.shape, -1, dtype=np.int64)
    if option is Upstream.OFF:
        return dropped, excess, source
    for spot, theirs, their_limit, exceeds in links:
        more = np.zeros(value.shape)
        match option:
            case Upstream.DROP:
                whole = exceeds
            case Upstream.NOT_WORSE:
                no_worse = np.where(links.is_minimum, value >= theirs, value <= theirs)
                whole = exceeds & (no_worse | links.is_range)
            case Upstream.SUBTRACT:
                whole, counted = exceeds & ~is_ratio, exceeds & is_ratio
                more[counted] = _difference(theirs[counted], their_limit[counted])
            case other:
                assert_never(other)
        source = np.where((whole & ~dropped) | (more > excess), spot, source)
        dropped, excess = dropped | whole, np.maximum(excess, more)
    return dropped, excess, source


def _difference(left: Floats, right: Floats) -> Floats:
    """Subtract decimals exactly; the result is the float64 nearest to the exact difference."""
    places = common_places(left, right)
    exact = scaled(left, places) - scaled(right, places)
    difference: Floats = (exact / _power(places)).astype(np.float64)
    return difference


def _power(places: int) -> Any:
    return float(10**places) if places <= 22 else 10**places


def _reduced(value: Floats, excess: Floats, limit: Floats, dropped: Bools) -> tuple[Floats, Bools]:
    """Subtract the upstream excess; what no longer exceeds its limit is dropped."""
    judged, counted = value.copy(), (excess > 0) & ~dropped
    judged[counted] = _difference(value[counted], excess[counted])
    return judged, dropped | (counted & (judged <= limit))


class _TargetLimits:
    """Each section-month's target limit, and the value at which an exceedance passes "one"."""

    def __init__(self, grid: Grid, policy: Policy) -> None:
        self._grid = grid
        figure = policy.figure("multiple_limit")
        self._version_of, ratios = _distinct([figure.at(m) for m in grid.months.tolist()])
        self._table = limits(grid.indicators)
        self._beyond = np.stack([self._table.beyond(Decimal(ratio)) for ratio in ratios])

    def _where(self, spot: Ints) -> tuple[Any, Any]:
        section = self._grid.section[spot]
        sections = self._grid.sections
        return sections.body[section], np.maximum(sections.target[section], 1) - 1

    def limit(self, spot: Ints, indicator: Ints) -> Floats:
        """Return the limit of the section's target class."""
        body, target = self._where(spot)
        limit: Floats = self._table.values[body, target, indicator]
        return limit

    def beyond(self, spot: Ints, indicator: Ints) -> Floats:
        """Return the largest value within the notice's multiple of the limit."""
        body, target = self._where(spot)
        version = self._version_of[self._grid.month_of(spot)]
        beyond: Floats = self._beyond[version, body, target, indicator]
        return beyond

    def rounded(self, values: Floats, spot: Ints, indicator: Ints, rounded: bool) -> Floats:
        """Round values at their target's limit where the interpretation says so."""
        if not rounded:
            return values
        body, target = self._where(spot)
        return round_half_even(values, self._table.places[body, target, indicator])


def _distinct(values: list[Any]) -> tuple[Ints, list[Any]]:
    known = list(dict.fromkeys(values))
    return np.array([known.index(v) for v in values], dtype=np.int64), known


class _Links:
    """For each exceedance, the same indicator at each of its upstream sections in turn."""

    def __init__(
        self,
        grid: Grid,
        assessment: Assessment,
        upstream: Lists,
        spot: Ints,
        indicator: Ints,
        limits: _TargetLimits,
        rounded: bool,
    ) -> None:
        self._grid, self._assessment, self._limits = grid, assessment, limits
        self._upstream = upstream
        self._spot, self._indicator, self._rounded = spot, indicator, rounded
        rules = np.array([i.rule for i in grid.indicators], dtype=object)[indicator]
        self.is_minimum, self.is_range = rules == "ge", rules == "range"

    def __iter__(self) -> Any:
        """Yield section-month, value, limit and "exceeds" of each upstream section in turn."""
        links, grid = self._upstream, self._grid
        section = grid.section[self._spot]
        number = grid.number_of(self._spot)
        for rank in range(int(links.counts.max(initial=0))):
            has = links.counts[section] > rank
            above = links.items[np.where(has, links.starts[section] + rank, 0)]
            spot = self._spot - number + grid.sections.number[above]
            has &= grid.section[spot] == above  # the row of the month
            theirs = grid.at(spot, self._indicator)
            exceeds = has & self._assessment.exceeds(spot, self._indicator)
            yield (
                spot,
                self._limits.rounded(theirs, spot, self._indicator, self._rounded),
                self._limits.limit(spot, self._indicator),
                exceeds,
            )
