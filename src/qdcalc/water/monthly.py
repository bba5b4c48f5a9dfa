"""The month of water from typed tables to its output tables, in the order of the notice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from qdcalc.calculation import CheckRow, Job, Outcome
from qdcalc.districts import Districts, districts_of
from qdcalc.intake import TableData
from qdcalc.money import Fen
from qdcalc.water import annual_inputs, completeness, monthly_frames
from qdcalc.water.amounts import annual_base_yuan, by_month, month_amount_fen
from qdcalc.water.grid import Grid, lay_out, month_text, ordinals, warn_of_months
from qdcalc.water.indicators import Assessment, assess
from qdcalc.water.registry import Sections, linked_groups, registry
from qdcalc.water.shares import Determinations, Sides, determined_shares, sides, warn_of_no_effect
from qdcalc.water.transfers import SELF, Transfers, district_month, transfers
from qdcalc.water.upstream import Exceedances, exceedances
from qdcalc.water.verdict import month_coefficient, month_verdict


@dataclass(frozen=True)
class Month:
    """Everything that the months came to; arrays hold a value a section-month."""

    job: Job
    grid: Grid
    districts: Districts
    assessment: Assessment
    found: Exceedances
    complete: completeness.Completeness
    verdict: npt.NDArray[np.int8]
    coefficient: npt.NDArray[np.int64]
    amount_fen: Fen
    determinations: Determinations
    flows: Transfers

    @property
    def sections(self) -> Sections:
        """The sections of the list."""
        return self.grid.sections

    @cached_property
    def section_class(self) -> npt.NDArray[np.int8]:
        """The worst indicator's class, 0 where nothing was measured."""
        return worst_class(self.assessment)

    @cached_property
    def accounts(self) -> tuple[Fen, Fen]:
        """应收 and 应付, months × districts and the city."""
        return district_month(self.grid, self.flows, self.districts)


def worst_class(assessment: Assessment) -> npt.NDArray[np.int8]:
    """Return the class of the section: its worst indicator's (clause 六¶1)."""
    worst: npt.NDArray[np.int8] = assessment.classes.max(axis=1, initial=0)
    return worst


def compute(job: Job) -> Outcome:
    """Calculate the months (clauses 一, 三–八).

    Raises
    ------
    InputError
        The input has errors; all of them are told.
    """
    month = settle(job)
    tables: dict[str, Callable[[], pd.DataFrame]] = {
        "section_months": lambda: monthly_frames.section_months(month),
        "flows": lambda: monthly_frames.flows(month),
        "districts": lambda: monthly_frames.districts(month),
        "indicators": lambda: monthly_frames.indicators(month),
    }
    return Outcome(tables, list(_checks(month)))


def partition(job: Job) -> npt.NDArray[np.int64]:
    """Return the group of each reading: linked sections stay together, with all their months."""
    grid = lay_out_job(job)[0]
    group = np.full(len(job.tables["readings"].frame), -1, dtype=np.int64)
    has_row = grid.row_at >= 0
    group[grid.row_at[has_row]] = linked_groups(grid.sections)[grid.section[has_row]]
    return group


def lay_out_job(job: Job) -> tuple[Grid, Districts]:
    """Return the readings by month and section, and the districts' names."""
    readings, policy = job.tables["readings"], job.policy
    months = np.unique(ordinals(readings.frame["month"].dropna())).tolist() or [0]
    names = districts_of(policy.figure("districts"), months, policy.words["city"])
    sections = registry(job.tables.get("sections"), names, policy, months, job.problems)
    return lay_out(readings, sections, job.problems), names


def settle(job: Job) -> Month:
    """Check what only the notice can check, then judge and divide every month."""
    readings = job.tables["readings"]
    if "month" not in readings.present:
        job.stop_on_errors()
    grid, names = lay_out_job(job)
    determinations = determined_shares(
        job.tables.get("responsibility"), grid.sections, names, job.problems
    )
    annual_inputs.check(job, grid.sections, names)
    _refuse_empty(readings, job)
    job.stop_on_errors()
    warn_of_months(grid, job.policy, readings, job.problems)
    return _judge(job, grid, names, determinations)


def _refuse_empty(readings: TableData, job: Job) -> None:
    if readings.frame.empty:
        job.problems.add(
            annual_inputs.NO_ROWS,
            sheet=readings.raw.parts[0].sheet,
            file=readings.raw.parts[0].file,
        )


def _judge(job: Job, grid: Grid, names: Districts, determinations: Determinations) -> Month:
    """From readings to verdicts (clauses 六, 七), then to money (四, 五, 八)."""
    policy, chosen, sections = job.policy, job.interpretations, grid.sections
    assessment = assess(grid, policy, chosen)
    found = exceedances(grid, assessment, policy, chosen)
    complete = completeness.completeness(grid, assessment, policy, chosen)
    readings = job.tables["readings"]
    completeness.warn(grid, assessment, complete, readings, chosen, job.problems)
    size = len(grid)
    verdict = month_verdict(
        worst_class(assessment),
        sections.target[grid.section],
        is_exceeded=found.per_cell(size, ~found.is_dropped),
        is_exceeded_measured=found.per_cell(size, np.ones_like(found.is_dropped)),
        is_complete=complete.is_complete | (chosen["complete"] == "warn"),
        is_dry=grid.is_dry,
        leap_classes=by_month(grid, policy, "leap_classes"),
    )
    coefficient = month_coefficient(
        verdict,
        found.per_cell(size, found.is_beyond),
        leap=by_month(grid, policy, "leap_coefficient"),
        within=by_month(grid, policy, "within_coefficient"),
        beyond=by_month(grid, policy, "beyond_coefficient"),
    )
    amount_fen = month_amount_fen(
        coefficient, annual_base_yuan(grid, policy), by_month(grid, policy, "months_per_year")
    )
    warn_of_no_effect(job.tables.get("responsibility"), determinations, grid, verdict, job.problems)
    opposite: Sides = sides(sections, names, chosen["overlap"])
    flows = transfers(grid, verdict, amount_fen, opposite, determinations)
    return Month(
        job, grid, names, assessment, found, complete, verdict, coefficient, amount_fen,
        determinations, flows,
    )  # fmt: skip


def _checks(month: Month) -> Iterator[CheckRow]:
    """Compare what must agree: sections, flows and districts; rows in and out."""
    grid, flows, amount = month.grid, month.flows, month.amount_fen
    size = len(grid.sections)
    flow_of = np.zeros(len(grid), dtype=np.int64)
    np.add.at(flow_of, flows.cell, flows.amount_fen)
    received, paid = month.accounts
    by_month = amount.reshape(-1, size).sum(axis=1), flow_of.reshape(-1, size).sum(axis=1)
    own = np.zeros(len(grid.months), dtype=np.int64)
    is_own = flows.kind == SELF
    np.add.at(own, flows.cell[is_own] // size, flows.amount_fen[is_own])
    for number, text in enumerate(month_text(grid.months)):
        moved = int(by_month[1][number] - own[number])
        yield CheckRow(
            f"{text} 断面金额合计 = 资金流向合计",
            int(by_month[0][number]),
            int(by_month[1][number]),
        )
        yield CheckRow(
            f"{text} 流向合计（不含自抵）= 区市应收合计", moved, int(received[number].sum())
        )
        yield CheckRow(
            f"{text} 区市应收合计 = 应付合计", int(received[number].sum()), int(paid[number].sum())
        )
    by_section = amount.reshape(-1, size).sum(axis=0), flow_of.reshape(-1, size).sum(axis=0)
    for number, section in enumerate(grid.sections.ids.tolist()):
        yield CheckRow(
            f"序号 {section} 断面金额 = 资金流向",
            int(by_section[0][number]),
            int(by_section[1][number]),
        )
    yield CheckRow("全部区市和市财政净额合计 = 0", int((received - paid).sum()), 0)
    readings = month.job.tables["readings"]
    used = int((grid.row_at >= 0).sum())
    yield CheckRow(
        "监测数据行数 = 参加核算行数 + 重复不计行数",
        len(readings.raw) + readings.repeats, used + readings.repeats, is_money=False,
    )  # fmt: skip
    yield CheckRow(
        "断面核算行数 = 有数据行数 + 无数据断面数",
        len(grid), used + int((grid.row_at < 0).sum()), is_money=False,
    )  # fmt: skip
