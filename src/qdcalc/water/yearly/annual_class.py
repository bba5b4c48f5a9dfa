"""The year's water class and whether the target was met (clause 六¶1)."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from qdcalc.exact.arrays import flag, plain, whole
from qdcalc.exact.decimals import common_places, scaled
from qdcalc.exact.dtypes import Bools, Floats, Ints
from qdcalc.record import record
from qdcalc.water.inputs.cycles import Cycles
from qdcalc.water.inputs.grid import Grid
from qdcalc.water.monthly.indicators import WORST, Assessment, Limits
from qdcalc.water.standard import CLASSES

MET, FAILED, UNKNOWN = range(3)  # whether the year's target was met; 无法评价


@record
class AnnualMeans:
    """The annual mean of each judged indicator, section-years × indicators, kept exact.

    A mean is ``totals[indicator]`` ÷ (``counts`` × 10 to the power of ``places[indicator]``);
    ``classes`` is 0 where nothing was measured.
    """

    totals: list[npt.NDArray[Any]]
    counts: Ints
    places: list[int]
    classes: npt.NDArray[np.int8]

    @property
    def annual_class(self) -> npt.NDArray[np.int8]:
        """The worst mean's class, 0 where nothing was measured all year."""
        worst: npt.NDArray[np.int8] = self.classes.max(axis=1, initial=0)
        return worst

    def total(self, indicator: int, years: Ints) -> Floats:
        """Return the months' sums as the nearest float64, for people."""
        above = self.totals[indicator][years].astype(object)
        return np.asarray(above / 10 ** self.places[indicator], dtype=np.float64)

    def mean(self, indicator: int, years: Ints) -> Floats:
        """Return means as the nearest float64, for people."""
        above = self.totals[indicator][years].astype(object)
        below = self.counts[years, indicator].astype(object) * 10 ** self.places[indicator]
        return np.asarray(above / below, dtype=np.float64)


def annual_means(grid: Grid, assessment: Assessment, cycles: Cycles, rounded: bool) -> AnnualMeans:
    """Average each judged indicator over the months in which it was measured.

    The values are added up as scaled integers: a mean equal to a limit meets it. Values below a
    detection limit count as half of it, as in the month.

    Parameters
    ----------
    grid : Grid
    assessment : Assessment
        Says which readings are judged.
    cycles : Cycles
    rounded : bool
        Round each mean once, half to even, at the decimals of each limit (interpretation
        ``compare``).
    """
    shape = (len(cycles), len(grid.indicators))
    classes, counts = np.zeros(shape, dtype=np.int8), np.zeros(shape, dtype=np.int64)
    totals, all_places = [], []
    body = grid.sections.body[cycles.section]
    for index, indicator in enumerate(grid.indicators):
        counted = assessment.classes[:, index] > 0
        values = np.where(counted, grid.column(slice(None), index), 0.0)
        limits = Limits.of(indicator, body)
        low = np.atleast_1d(np.nan_to_num(limits.lower))
        ends = [np.atleast_1d(np.nan_to_num(limit)) for limit in limits.upper]
        most = max(int(np.max(p)) for p in limits.places)
        places = max(common_places(values, low, *ends), most)
        total = cycles.total(scaled(values, places))
        count = cycles.total(counted.astype(np.int64))
        count = np.where(_has_limit(limits, len(cycles)), count, 0)
        here = np.flatnonzero(count)
        classes[here, index] = _mean_class(total, count, places, limits, rounded)[here]
        counts[:, index] = count
        totals.append(total)
        all_places.append(places)
    return AnnualMeans(totals, counts, all_places, classes)


def _has_limit(limits: Limits, size: int) -> Bools:
    """Say where the year's water body has a limit: a river judged as a lake before has none."""
    return ~np.isnan(np.broadcast_to(np.asarray(limits.upper[0], dtype=np.float64), (size,)))


def _mean_class(
    total: npt.NDArray[Any], count: Ints, places: int, limits: Limits, rounded: bool
) -> npt.NDArray[np.int8]:
    """Return the best class whose limit each mean meets; the limit is multiplied, not divided."""
    found = np.full(total.shape, WORST, dtype=np.int8)
    for number in reversed(range(len(CLASSES))):
        above, below, keep = total, count, np.asarray(places)
        if rounded:
            keep = np.asarray(limits.places[number])
            unit = np.asarray([10 ** (places - k) for k in keep.ravel().tolist()])
            above = _half_even(total, np.maximum(count, 1) * unit)
            below = np.ones_like(count)
        upper = _at_places(limits.upper[number], keep, total.shape)
        meets = above >= upper * below if limits.rule == "ge" else above <= upper * below
        if limits.rule == "range":
            meets &= above >= _at_places(limits.lower, keep, total.shape) * below
        found[meets.astype(bool)] = number + 1
    return found


def _at_places(limit: Any, places: npt.NDArray[Any], shape: tuple[int, ...]) -> npt.NDArray[Any]:
    """Return limits × 10 to the power of the places of each, exact."""
    limits = np.broadcast_to(np.nan_to_num(np.asarray(limit, dtype=np.float64)), shape)
    keep = np.broadcast_to(places, shape)
    exact = np.zeros(shape, dtype=object)
    for power in np.unique(keep).tolist():
        rows = keep == power
        exact[rows] = scaled(limits[rows], power)
    return exact if any(abs(v) >= 2**53 for v in set(exact.tolist())) else exact.astype(np.int64)


def _half_even(above: npt.NDArray[Any], below: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Divide non-negative whole numbers, rounding halves to even (GB/T 8170)."""
    whole, rest = above // below, above % below
    up = (2 * rest > below) | ((2 * rest == below) & (whole % 2 == 1))
    rounded: npt.NDArray[Any] = whole + up
    return rounded


@plain(
    annual_class=whole(0, WORST), target=whole(1, 5), exceeding_months=whole(0, 12),
    is_lake=flag(), is_drinking_source=flag(),
)  # fmt: skip
def annual_target(
    annual_class: npt.NDArray[np.int8],
    target: npt.NDArray[np.int8],
    exceeding_months: Ints,
    *,
    is_lake: Bools,
    is_drinking_source: Bools,
) -> npt.NDArray[np.int8]:
    """Say whether each section met the year's target (clause 六¶1).

    Parameters
    ----------
    annual_class : array of int8
        1 … 6; 0 where nothing was measured all year.
    target : array of int8
        1 … 5.
    exceeding_months : array of int
        Months whose final verdict is 超标.
    is_lake, is_drinking_source : array of bool
        A drinking source fails by any exceeding month; all others, and a river that is a
        drinking source, by a mean worse than the target's limit.

    Returns
    -------
    array of int8
        ``MET``, ``FAILED`` or ``UNKNOWN`` (nothing measured).
    """
    by_mean = (annual_class > target) & ~(is_lake & is_drinking_source)
    by_month = is_drinking_source & (exceeding_months > 0)
    state = np.where(by_mean | by_month, FAILED, MET)
    return np.where(annual_class == 0, UNKNOWN, state).astype(np.int8)
