"""What was found of the cycle, and what its tables are held against."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from qdcalc.exact.dtypes import Bools, Ints, Texts
from qdcalc.exact.money import Fen
from qdcalc.notice.description import Job
from qdcalc.record import record
from qdcalc.water.inputs.cycles import Cycles
from qdcalc.water.monthly.facts import Month, MonthFacts
from qdcalc.water.monthly.flows import Flows
from qdcalc.water.monthly.verdict import DRY
from qdcalc.water.yearly.annual_class import AnnualMeans
from qdcalc.water.yearly.inputs import Incidents
from qdcalc.water.yearly.payments import PENALTY, REWARD


@record
class Year:
    """Everything that the cycle came to; arrays hold a value a section-year.

    A section-year is cycle × number of sections + section; a run mostly has one cycle.
    ``left_out_cycles`` are the jobs of cycles that were not asked for, with what remains of their
    rows.
    """

    month: Month
    left_out_cycles: tuple[Job, ...]
    cycles: Cycles
    means: AnnualMeans
    annual_class: npt.NDArray[np.int8]
    previous_class: npt.NDArray[np.int8]
    state: npt.NDArray[np.int8]
    base_yuan: Ints
    dry_months: Ints
    incidents: Incidents
    is_annulled: Bools
    is_dry_exempt: Bools
    has_full_analysis: Bools
    flows: Flows

    @property
    def job(self) -> Job:
        """The job of the months."""
        return self.month.job

    def spots(self, owner: int) -> list[int]:
        """Return the section-months of a section-year that the list has."""
        grid, cycles = self.month.grid, self.cycles
        months = np.flatnonzero(cycles.of_month == owner // cycles.width)
        spots = months * cycles.width + owner % cycles.width
        return [int(spot) for spot in spots if grid.is_listed[spot]]

    def count(self, verdict: int) -> Ints:
        """Return how many months have a verdict."""
        here = (self.month.verdict == verdict) & self.month.grid.is_listed
        counts: Ints = self.cycles.total(here.astype(np.int64))
        return counts

    @cached_property
    def dry_total(self) -> Ints:
        """Dry months of the cycle."""
        return self.count(DRY)

    def paid(self, kind: int) -> Fen:
        """Return what is paid of a kind, 自抵 included."""
        return self._summed(self.flows.amount_fen, kind)

    @cached_property
    def struck_fen(self) -> Fen:
        """Rewards that were struck (清零)."""
        return self._summed(self.flows.full_fen - self.flows.amount_fen, REWARD)

    def _summed(self, amount_fen: Fen, kind: int) -> Fen:
        summed, chosen = np.zeros(len(self.cycles), dtype=np.int64), self.flows.kind == kind
        np.add.at(summed, self.flows.owner[chosen], amount_fen[chosen])
        return summed

    @cached_property
    def tail_fen(self) -> Fen:
        """尾差: the settlement's rewards, struck ones included, and penalties, less the months'."""
        months = self.cycles.total(self.month.amount_fen)
        tail: Fen = self.paid(REWARD) + self.struck_fen + self.paid(PENALTY) - months
        return tail

    def figure(self, name: str) -> npt.NDArray[Any]:
        """Return a yearly figure for each section-year: the one in force when it is settled."""
        return self.cycles.each_cycle(self.job.policy.figure(name).of(self.cycles.last_months))

    def is_among(self, values: Texts, figure: str) -> Bools:
        """Say which values are in a yearly figure's list."""
        settled = self.cycles.each_cycle(np.array(self.cycles.last_months))
        return self.job.policy.figure(figure).has(values, settled)


@record
class YearFacts:
    """What a settlement's tables are held against beside each other.

    ``sections`` has a row a section-year: cycle, section_id, is_by_month (a lake's drinking
    source), is_by_either (a river that is one), is_dry_exempt, previous, has_full_analysis;
    ``struck`` a row for each district and cycle whose rewards an incident strikes.
    """

    month: MonthFacts
    sections: pd.DataFrame
    struck: pd.DataFrame
    first_month: int
    district_years: int
    account_lines: int
    readings: int
    city: str
    report_date: str
