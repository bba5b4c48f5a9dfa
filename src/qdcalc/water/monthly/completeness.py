"""Which indicators were not measured, and what that does to a leap (clauses 三¶2, 六¶1)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import numpy as np

from qdcalc.exact.dtypes import Bools, Ints, Texts
from qdcalc.notice.policy import Policy
from qdcalc.record import record
from qdcalc.water.inputs.grid import Grid
from qdcalc.water.inputs.tables import INDICATORS
from qdcalc.water.monthly.indicators import Assessment, judged_indicators, needed_indicators
from qdcalc.water.monthly.listed import missing_lists
from qdcalc.water.monthly.unproven import judged_ones
from qdcalc.water.standard import Indicator


@record
class Completeness:
    """What was not measured of what a complete row holds.

    ``indicators`` are those of table 1 in GB order; ``lacking`` says of each that is lacked
    anywhere which section-months lack it, none that has no measured value at all. ``absent`` are
    those that no sheet has a column for, though a section of the list needs them.
    ``has_unproven`` says where one lacks because its detection limit proves nothing.
    """

    indicators: tuple[Indicator, ...]
    size: int
    lacking: Mapping[int, Bools]
    absent: tuple[Indicator, ...]
    has_unproven: Bools

    @cached_property
    def missing(self) -> Bools:
        """Which of the indicators a section-month lacks, section-months × indicators."""
        missing = np.zeros((self.size, len(self.indicators)), dtype=bool, order="F")
        for number, lacks in self.lacking.items():
            missing[:, number] = lacks
        return missing

    @cached_property
    def is_complete(self) -> Bools:
        """Whether a section-month lacks none."""
        complete = np.ones(self.size, dtype=bool)
        for lacks in self.lacking.values():
            complete &= ~lacks
        return complete

    @property
    def names(self) -> Texts:
        """The names of what each section-month lacks, None where it lacks none."""
        return missing_lists(self.indicators, self.missing)


def completeness(
    grid: Grid, assessment: Assessment, policy: Policy, interpretations: Mapping[str, str]
) -> Completeness:
    """Find what was not measured in the section-months that have a measured value."""
    sections, table1 = grid.sections, tuple(i for i in INDICATORS if i.table == 1)
    left_out = policy.lists["national_source_items"]["without"]
    figure = policy.figure("coliform_exempt_levels")
    exempt = [tuple(figure.at(month)) for month in grid.months.tolist()]
    distinct = list(dict.fromkeys(exempt))
    tables = [
        needed_indicators(
            judged_indicators(sections, table1, interpretations, levels),
            sections, table1, interpretations, left_out,
        )
        for levels in distinct
    ]  # fmt: skip
    needed = np.stack(tables)
    of_month = np.array([distinct.index(levels) for levels in exempt], dtype=np.int64)
    place = {i.key: n for n, i in enumerate(grid.indicators)}
    lacking = {}
    for number, indicator in enumerate(table1):
        column = place.get(indicator.key, -1)
        if not needed[:, :, number].any() or (column >= 0 and not grid.blanks(column)):
            continue  # a judged indicator that is measured everywhere is judged everywhere
        lacks = needed[grid.each_month(of_month), grid.section, number] & assessment.measured
        if column >= 0:
            lacks &= assessment.classes[:, column] == 0
        if lacks.any():
            lacking[number] = lacks
    is_used = np.zeros(len(sections), dtype=bool)
    is_used[grid.section[grid.is_listed]] = True
    wanted = np.asarray(needed[:, is_used].any(axis=(0, 1)))
    absent = tuple(i for i, w in zip(table1, wanted, strict=True) if w and i.key not in place)
    has_unproven = np.zeros(len(grid), dtype=bool)
    has_unproven[judged_ones(grid, assessment).spot] = True
    return Completeness(table1, len(grid), lacking, absent, has_unproven)


def incomplete_sections(grid: Grid, found: Completeness) -> Ints:
    """Return the sections with an incomplete row in any month, the first row of each."""
    if not found.lacking:
        return np.zeros(0, dtype=np.int64)
    by_month = ~grid.by_month(found.is_complete)
    return grid.sections.first[by_month.any(axis=0)]
