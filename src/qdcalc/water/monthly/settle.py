"""The month of water from typed tables to its output tables, in the order of the notice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache, partial
from typing import Any

import numpy as np
import pandas as pd

from qdcalc.exact.arrays import unchecked
from qdcalc.exact.dtypes import Ints
from qdcalc.exact.money import Fen, bounded
from qdcalc.exact.months import BLANK, month_texts
from qdcalc.exact.texts import listed
from qdcalc.intake.districts import Districts, districts_of
from qdcalc.intake.table_data import TableData
from qdcalc.notice.description import Job, Outcome
from qdcalc.record import record
from qdcalc.table.problems import MINOR, NOTICE, WARNING, Fault
from qdcalc.water.corrections import before, moved_by_month
from qdcalc.water.inputs import samples
from qdcalc.water.inputs.cycles import KeptCycle, keep_cycle
from qdcalc.water.inputs.grid import Grid, lay_out
from qdcalc.water.inputs.located import Located, locate
from qdcalc.water.inputs.months import check_months, outside_list, warn_of_months
from qdcalc.water.inputs.plausibility import warn_of_implausible
from qdcalc.water.inputs.registry import registry
from qdcalc.water.inputs.told import numbers
from qdcalc.water.inputs.wholes import counts, within
from qdcalc.water.interpretations import leaves_the_other_side, rewards_incomplete
from qdcalc.water.monthly import checks as monthly_checks
from qdcalc.water.monthly import completeness, gaps, unproven
from qdcalc.water.monthly import frames as monthly_frames
from qdcalc.water.monthly import headline as headlines
from qdcalc.water.monthly.amounts import amounts_of, in_force
from qdcalc.water.monthly.explain import explained
from qdcalc.water.monthly.facts import Month, worst_class
from qdcalc.water.monthly.indicators import Assessment, assess
from qdcalc.water.monthly.lab_classes import warn_of_other_classes
from qdcalc.water.monthly.parts import pair_parts, payer_parts, possible, split_spots
from qdcalc.water.monthly.shares import (
    Determinations,
    Sides,
    determined_shares,
    sides,
    warn_of_no_effect,
)
from qdcalc.water.monthly.upstream import exceedances
from qdcalc.water.monthly.verdict import EXCEED, month_coefficient, month_verdict
from qdcalc.water.words import CITY, Verdict, by_code
from qdcalc.water.yearly import inputs as annual_inputs

NO_SECTIONS = Fault(
    "W37",
    WARNING,
    "工作表“断面清单”没有数据行，按通知附件的断面核算",
    "不需要自己的清单时可以删除这张表",
    weight=NOTICE,
)


LIST_FOR_ALL = Fault(
    "W38",
    WARNING,
    "{files} 里有断面清单，全部月份都按它核算",
    "只适用于某些月份的行，请填起始月份、截止月份；不需要时删除这张表",
    weight=MINOR,
)


def compute(job: Job) -> Outcome:
    """Calculate the months (clauses 一, 三–八).

    Raises
    ------
    InputError
        The input has errors; all of them are told.
    """
    kept = keep_cycle(job, is_one_needed=False)
    month = settle(kept)
    earlier = before(replace(kept, job=month.job), settle)
    moved = cache(partial(moved_by_month, earlier, month))
    facts = monthly_checks.facts(month, 0 if earlier is None else len(moved()))
    return Outcome(
        makers(month) | {"corrections": moved},
        partial(monthly_checks.checks, facts),
        reservations=reservations(month),
        to_check=to_check(month),
        summary=headlines.of_month,
        explain=partial(explained, month),
        found=found_by_part(month) if job.whole else {},
    )


def reservations(month: Month) -> tuple[str, ...]:
    """Return what stands with the title: months that the annex's list does not cover."""
    outside = outside_list(month.grid, month.job.policy)
    if not outside:
        return ()
    span = f"{outside['since']} 至 {outside['until']}"
    return (f"{outside['months']} 不在附件断面清单的考核周期 {span} 之内，仍按该清单核算",)


def to_check(month: Month) -> tuple[str, ...]:
    """Return what to look at before signing: the sections whose indicators are not complete."""
    lacking = completeness.incomplete_sections(month.grid, month.complete)
    if not len(lacking):
        return ()
    return (f"指标不全 {len(lacking):,} 个断面：序号 {numbers(month.sections, lacking)}",)


def found_by_part(month: Month) -> dict[str, Any]:
    """Return what a part found for the whole: :mod:`qdcalc.water.partition` puts it together."""
    rows, listed_ones = counts(month.grid)
    lacking = completeness.incomplete_sections(month.grid, month.complete)
    return {
        "months": month_texts(month.grid.months).tolist(),
        "rows": rows,
        "last_file": last_files(month.grid, month.job.tables["readings"]),
        "listed": listed_ones,
        "is_judged": gaps.has_judged(month.grid, month.assessment),
        "filled": gaps.filled_names(month.grid),
        "verdicts": verdict_counts(month),
        "incomplete": [str(name) for name in month.sections.ids[lacking].tolist()],
    }


def last_files(grid: Grid, readings: TableData) -> Ints:
    """Return which file has the last row of each month, by its number; −1 where there is none."""
    last = grid.by_month(grid.row_at).max(axis=1)
    return np.where(last < 0, -1, readings.raw.part_of[np.maximum(last, 0)]).astype(np.int64)


def verdict_counts(month: Month) -> dict[str, int]:
    """Return how many section-months have each verdict."""
    codes = month.verdict[month.grid.is_listed].astype(np.int64)
    words, counted = by_code(Verdict), np.bincount(codes, minlength=len(Verdict)).tolist()
    return {str(word): count for word, count in zip(words.tolist(), counted, strict=True)}


def makers(month: Month) -> dict[str, Callable[[], pd.DataFrame]]:
    """Return the makers of the month's tables by English name."""
    split = cache(partial(possible, month, split_spots(month)))
    return {
        "section_months": lambda: monthly_frames.section_months(month),
        "relations": lambda: monthly_frames.relations(month),
        "flows": lambda: monthly_frames.flows(month),
        "districts": lambda: monthly_frames.districts(month),
        "indicators": lambda: monthly_frames.indicators(month),
        "sections_used": lambda: monthly_frames.sections_used(month),
        "limits": lambda: monthly_frames.limits_used(month),
        "payer_parts": lambda: payer_parts(month, split()[0]),
        "pair_parts": lambda: pair_parts(month, split()[1]),
    }


@record
class LaidOut:
    """The readings by month and section, the job with what remains of them, the names used."""

    job: Job
    grid: Grid
    districts: Districts
    located: Located


def lay_out_job(job: Job) -> LaidOut:
    """Find each reading's section and lay the readings out by month and section."""
    readings, policy = job.tables["readings"], job.policy
    distinct, _ = readings.typed.distinct_months("month")
    months = distinct[distinct > BLANK].tolist() or [0]
    months = list(job.whole.months) if job.whole else months
    names = districts_of(policy.figure("districts").values_of(months), CITY)
    own = job.tables.get("sections")
    own = None if own is None or not len(own.typed) else own
    sections = registry(own, names, policy, months, job.problems)
    _tell_of_list(own, job)
    located = locate(readings, sections)
    grid, kept = lay_out(located, samples.merged(job, located), job.problems)
    grid = within(grid, job.whole)
    return LaidOut(job.with_tables(readings=kept), grid, names, located)


def _tell_of_list(own: TableData | None, job: Job) -> None:
    """Say that a section list in one of several files governs all the months."""
    files = {part.file for part in job.tables["readings"].raw.parts}
    if own is not None and len(files) > 1:
        files = {part.file for part in own.raw.parts}
        fields = {"files": listed(sorted(files))}
        job.problems.add(LIST_FOR_ALL, sheet=own.table.label, fields=fields)


def settle(kept: KeptCycle) -> Month:
    """Check what only the notice can check, then judge and divide every month."""
    _warn_of_empty_list(kept.job)
    laid = lay_out_job(kept.job)
    job, grid, names = laid.job, laid.grid, laid.districts
    readings = job.tables["readings"]
    determinations = determined_shares(
        job.tables.get("responsibility"), grid.sections, names, job.problems
    )
    job = annual_inputs.checked(job, grid.sections, names)
    check_months(grid, job.policy, readings, job.problems)
    job.stop_on_errors()
    warn_of_months(grid, job.policy, readings, job.problems)
    warn_of_implausible(grid, job.policy, laid.located, job.problems)
    return judge(replace(laid, job=job), determinations)


def assessed(job: Job, grid: Grid) -> tuple[Grid, Assessment]:
    """Compare every reading with its limits; readings that prove nothing are set aside."""
    grid = unproven.set_aside(grid, job.tables["readings"], job.interpretations)
    return grid, assess(grid, job.policy, job.interpretations)


def _warn_of_empty_list(job: Job) -> None:
    """Say that the annex's list is taken for a list without rows."""
    data = job.tables.get("sections")
    if data is not None and not len(data.typed):
        part = data.raw.parts[0]
        job.problems.add(NO_SECTIONS, sheet=part.sheet, file=part.file)


def judge(laid: LaidOut, determinations: Determinations) -> Month:
    """From readings to verdicts (clauses 六, 七), then to money (四, 五, 八)."""
    job, grid, names = laid.job, laid.grid, laid.districts
    policy, chosen, sections = job.policy, job.interpretations, grid.sections
    readings = job.tables["readings"]
    grid, assessment = assessed(job, grid)
    unproven.warn(grid, assessment, readings, job.problems)
    warn_of_other_classes(grid, worst_class(assessment), readings, job.problems)
    gaps.refuse_unmeasured(grid, assessment, readings, job.problems)
    job.stop_on_errors()
    found = exceedances(grid, assessment, policy, chosen)
    complete = completeness.completeness(grid, assessment, policy, chosen)
    gaps.warn_of_gaps(grid, assessment, complete, readings, chosen, job.problems)
    size = len(grid)
    verdict = unchecked(month_verdict)(
        assessment.worst,
        assessment.target,
        is_exceeded=found.per_spot(size, ~found.is_dropped),
        is_complete=complete.is_complete | rewards_incomplete(chosen),
        is_dry=grid.is_dry,
        leap_classes=in_force(grid, policy, "leap_classes"),
    )
    coefficient = unchecked(month_coefficient)(
        verdict,
        found.per_spot(size, found.is_beyond),
        leap=in_force(grid, policy, "leap_coefficient"),
        within=in_force(grid, policy, "within_coefficient"),
        beyond=in_force(grid, policy, "beyond_coefficient"),
    )
    amount_fen = amounts_of(grid, policy, coefficient)
    bounded(amount_fen)

    def penalty_fen() -> Fen:
        return np.where(verdict == EXCEED, amount_fen, 0)

    gaps.warn_of_exceeded_before(grid, assessment, complete, penalty_fen, readings, job.problems)
    warn_of_no_effect(job.tables.get("responsibility"), determinations, grid, verdict, job.problems)
    opposite: Sides = sides(sections, names, is_own_left_out=leaves_the_other_side(chosen))
    return Month(
        job, laid.located, grid, names, assessment, found, complete, verdict, coefficient,
        amount_fen, determinations, opposite,
    )  # fmt: skip
