"""Which indicators judge a section, their classes, and what exceeds the target (clauses 三, 六)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from qdcalc.errors import UsageError
from qdcalc.exact import arrays
from qdcalc.exact.decimals import decimal15, round_half_even
from qdcalc.exact.dtypes import Bools, Floats, Ints
from qdcalc.exact.texts import key
from qdcalc.notice.policy import Policy
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


@dataclass(frozen=True)
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
        """Return the limits for each row's kind of water body (NaN where it has none)."""
        table = limits((indicator,))
        rows = (table.values[..., 0], table.places[..., 0])
        same = all(np.array_equal(r[RIVER], r[LAKE], equal_nan=True) for r in rows)
        upper, places = (tuple(r[RIVER].tolist() if same else r.T[:, body]) for r in rows)
        lower = np.nan if indicator.lower is None else float(indicator.lower)
        return Limits(indicator.rule, upper, places, lower)

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
        for number in range(len(CLASSES)):
            found -= limits.meets(values, number, rounded)
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


@dataclass(frozen=True)
class Assessment:
    """Every reading against the limits, section-months × indicators.

    ``classes`` is 0 where an indicator is not judged or was not measured; ``judged`` is held by
    month and section.
    """

    classes: npt.NDArray[np.int8]
    exceeded: Bools
    judged: list[Bools]


def assess(grid: Grid, policy: Policy, interpretations: Mapping[str, str]) -> Assessment:
    """Compare every reading with its limits, month by month and indicator by indicator."""
    sections, shape = grid.sections, (len(grid), len(grid.indicators))
    rounded = is_rounded(interpretations)
    classes = np.zeros(shape, dtype=np.int8, order="F")
    exceeded = np.zeros(shape, dtype=bool, order="F")
    judged_by: dict[tuple[str, ...], Bools] = {}
    judged = []
    for number, month in enumerate(grid.months.tolist()):
        levels = tuple(policy.figure("coliform_exempt_levels").at(month))
        if levels not in judged_by:
            judged_by[levels] = judged_indicators(
                sections, grid.indicators, interpretations, levels
            )
        judged.append(judged_by[levels])
        spots = grid.block(number)
        place = grid.section[spots]
        if not number or not np.array_equal(place, grid.section[grid.block(number - 1)]):
            every = [Limits.of(indicator, sections.body[place]) for indicator in grid.indicators]
        for index, limit in enumerate(every):
            values = grid.column(spots, index)
            here = judged[number][place, index] & ~np.isnan(values)
            if not here.any():
                continue
            found = water_class(values, limit, rounded=rounded)
            classes[spots, index] = np.where(here, found, 0)
            exceeded[spots, index] = here & (found > sections.target[place])
    return Assessment(classes, exceeded, judged)
