"""What was found of the months, and what their tables are held against."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import numpy as np
import numpy.typing as npt

from qdcalc.exact.dtypes import Ints
from qdcalc.exact.money import Fen
from qdcalc.intake.districts import Districts
from qdcalc.notice.description import Job
from qdcalc.notice.policy import Policy
from qdcalc.record import record
from qdcalc.water.inputs.grid import Grid
from qdcalc.water.inputs.located import Located
from qdcalc.water.inputs.registry import Sections
from qdcalc.water.monthly.completeness import Completeness
from qdcalc.water.monthly.flows import Flows
from qdcalc.water.monthly.indicators import Assessment
from qdcalc.water.monthly.shares import Determinations, Sides
from qdcalc.water.monthly.transfers import accounts, transfers
from qdcalc.water.monthly.upstream import Exceedances


@record
class Month:
    """Everything that the months came to; arrays hold a value a section-month."""

    job: Job
    located: Located
    grid: Grid
    districts: Districts
    assessment: Assessment
    exceedances: Exceedances
    complete: Completeness
    verdict: npt.NDArray[np.int8]
    coefficient: Ints
    amount_fen: Fen
    determinations: Determinations
    sides: Sides

    @property
    def sections(self) -> Sections:
        """The sections of the list."""
        return self.grid.sections

    @cached_property
    def section_class(self) -> npt.NDArray[np.int8]:
        """The worst indicator's class, 0 where nothing was measured."""
        return worst_class(self.assessment)

    @cached_property
    def flows(self) -> Flows:
        """Who pays whom; made when it is first asked for."""
        return transfers(self.grid, self.verdict, self.amount_fen, self.sides, self.determinations)

    @cached_property
    def accounts(self) -> tuple[Fen, Fen]:
        """应收 and 应付, months × districts and the city."""
        return accounts(
            self.grid, self.verdict, self.amount_fen, self.sides, self.determinations,
            self.districts,
        )  # fmt: skip


def worst_class(assessment: Assessment) -> npt.NDArray[np.int8]:
    """Return the class of the section: its worst indicator's (clause 六¶1)."""
    return assessment.worst


@record
class MonthFacts:
    """What the tables are held against beside each other: figures, and rows counted elsewhere."""

    policy: Policy
    interpretations: Mapping[str, str]
    rows_found: int
    rows_accounted: int
    section_months: int
    district_months: int
    sections: int
    readings: int
    corrections: int
    limits: int
