"""The year of water from the months to its settlement, in the order of the notice."""

from __future__ import annotations

from dataclasses import replace
from functools import cache, partial

import numpy as np
import numpy.typing as npt

from qdcalc.errors import InputError, PolicyError
from qdcalc.exact.dtypes import Bools, Ints
from qdcalc.exact.months import month_texts, ordinals
from qdcalc.notice.description import Job, Outcome
from qdcalc.table.problems import WARNING, Fault
from qdcalc.water.corrections import before, moved_by_year
from qdcalc.water.inputs.cycles import (
    LENGTH,
    Cycles,
    KeptCycle,
    cycles_of,
    keep_cycle,
    starts_of,
    warn_of_missing_months,
)
from qdcalc.water.inputs.told import numbers
from qdcalc.water.interpretations import (
    adds_rounded_months,
    counts_runs,
    is_rounded,
    strikes_section,
)
from qdcalc.water.monthly import settle as monthly
from qdcalc.water.monthly.facts import Month
from qdcalc.water.monthly.flows import Flows
from qdcalc.water.monthly.indicators import WORST
from qdcalc.water.monthly.verdict import DRY, EXCEED
from qdcalc.water.standard import LAKE
from qdcalc.water.words import Standing, class_names
from qdcalc.water.yearly import checks as yearly_checks
from qdcalc.water.yearly import frames as yearly_frames
from qdcalc.water.yearly import full_analyses
from qdcalc.water.yearly import headline as year_headline
from qdcalc.water.yearly import inputs as annual_inputs
from qdcalc.water.yearly.annual_class import FAILED, annual_means, annual_target
from qdcalc.water.yearly.annual_items import bonus_fen, charge_fen, dry_payment_fen, longest_run
from qdcalc.water.yearly.explain import explained
from qdcalc.water.yearly.facts import Year
from qdcalc.water.yearly.inputs import CycleBefore
from qdcalc.water.yearly.month_shares import month_shares, year_shares
from qdcalc.water.yearly.parts import possible, year_pair_parts, year_payer_parts
from qdcalc.water.yearly.payments import (
    BONUS,
    CHARGE,
    DRY_PAYMENT,
    add_months_up,
    lost_months,
    pay_once,
    settle_exactly,
    strike,
    strike_months,
    together,
)

NO_PREVIOUS = Fault(
    "W67",
    WARNING,
    "{cycle} 国省控断面序号 {sections} 本年度在{good}类之内，但没有上年度水质类别，不给年度奖励",
    "请在工作表“上年度类别”里补上；确实没有的不用填",
)


def compute(job: Job) -> Outcome:
    """Settle the cycle (clauses 五–七, 十).

    Raises
    ------
    InputError
        The input has errors; all of them are told.
    """
    kept = keep_cycle(job, is_one_needed=True)
    year = settle(kept)
    shares = cache(partial(month_shares, year))
    split = cache(lambda: possible(year, shares()))
    tables = {
        "section_years": lambda: yearly_frames.section_years(year),
        "year_flows": lambda: yearly_frames.year_flows(year),
        "year_districts": lambda: yearly_frames.year_districts(year),
        "accounts": lambda: yearly_frames.accounts(year),
        "quarters": lambda: yearly_frames.by_quarter(year),
        "section_quarters": lambda: yearly_frames.section_quarters(year),
        "annual_indicators": lambda: yearly_frames.annual_indicators(year),
        "deadlines": lambda: yearly_frames.deadlines(year),
        "year_shares": lambda: year_shares(year, shares()),
        "year_payer_parts": lambda: year_payer_parts(year, split()[0]),
        "year_pair_parts": lambda: year_pair_parts(year, split()[1]),
    }
    moved = moved_by_year(before(KeptCycle(year.job, year.left_out_cycles), settle), year)
    tables["corrections"] = lambda: moved
    return Outcome(
        tables | monthly.makers(year.month),
        partial(yearly_checks.checks, yearly_checks.facts(year, moved)),
        notes=_notes(year, kept.left_out_cycles),
        status=_status(year),
        reservations=(*_provisional(year), *monthly.reservations(year.month)),
        to_check=monthly.to_check(year.month),
        summary=partial(year_headline.of_year, year_headline.last_cycle(year.cycles)),
        explain=partial(explained, year),
    )


def settle(kept: KeptCycle) -> Year:
    """Judge the months, then the year; divide the year's payments."""
    month = monthly.settle(kept)
    job = month.job
    policy, chosen, sections = job.policy, job.interpretations, month.sections
    cycles = cycles_of(month.grid, policy)
    warn_of_missing_months(job, cycles)
    means = annual_means(month.grid, month.assessment, cycles, is_rounded(chosen))
    annual_class = means.annual_class
    of_section = cycles.section
    is_lake = sections.body[of_section] == LAKE
    is_source = sections.is_drinking_source[of_section]
    exceeding = cycles.total((month.verdict == EXCEED).astype(np.int64))
    state = _state(month, cycles, annual_class, exceeding)
    left_out, its_classes = _cycles_before(kept, cycles, annual_class)
    is_drought = bool(job.settings.get("is_drought_year", False))
    year = Year(
        month,
        left_out,
        cycles,
        means,
        annual_class,
        annual_inputs.previous_classes(job, sections, cycles, its_classes),
        state,
        _annual_base(month, cycles),
        _dry_months(month, cycles),
        annual_inputs.incidents(job, month.districts, cycles),
        (annual_class == WORST) | (state == FAILED),
        (is_lake & is_source) | sections.is_dry_exempt[of_section] | is_drought,
        full_analyses.records(job, sections, cycles),
        _months(month, cycles),
    )
    return _with_yearly_items(year)


def settle_again(
    year: Year,
    annual_class: npt.NDArray[np.int8],
    exceeding: Ints,
    dry_months: Ints,
    previous_class: npt.NDArray[np.int8],
) -> Year:
    """Settle a year once more on other annual classes, counts of months or previous classes."""
    state = _state(year.month, year.cycles, annual_class, exceeding)
    other = replace(
        year,
        annual_class=annual_class,
        state=state,
        is_annulled=(annual_class == WORST) | (state == FAILED),
        dry_months=dry_months,
        previous_class=previous_class,
        flows=_months(year.month, year.cycles),
    )
    return _with_yearly_items(other)


def _state(
    month: Month, cycles: Cycles, annual_class: npt.NDArray[np.int8], exceeding: Ints
) -> npt.NDArray[np.int8]:
    """Say whether each section-year met its target."""
    sections, of_section = month.sections, cycles.section
    return annual_target(
        annual_class,
        sections.target[of_section],
        exceeding,
        is_lake=sections.body[of_section] == LAKE,
        is_drinking_source=sections.is_drinking_source[of_section],
    )


def _cycles_before(
    kept: KeptCycle, cycles: Cycles, annual_class: npt.NDArray[np.int8]
) -> tuple[tuple[Job, ...], dict[int, CycleBefore]]:
    """Return what the input holds of the cycle before each, by the first month of the latter.

    First come the jobs of the cycles that were not asked for, with what remains of their rows.
    """
    by_cycle = cycles.by_cycle(annual_class)
    found = {}
    for cycle, start in enumerate(cycles.starts.tolist()):
        missing = tuple(cycles.missing(cycle))
        found[start + LENGTH] = CycleBefore(by_cycle[cycle], missing)
    jobs = []
    for earlier in kept.left_out_cycles:
        job, start, its_classes = _left_out(earlier, cycles.width)
        found[start + LENGTH] = its_classes
        jobs.append(job)
    return tuple(jobs), found


def _left_out(job: Job, sections: int) -> tuple[Job, int, CycleBefore]:
    """Work out the annual classes of a cycle that was not asked for; nothing of it is paid."""
    months = np.unique(ordinals(job.tables["readings"].frame["month"].dropna()))
    start = int(starts_of(months, job.policy)[0])
    try:
        laid = monthly.lay_out_job(job)
        job = laid.job
        job.stop_on_errors()
    except InputError:
        first = next(p.line() for p in job.problems if p.is_error)
        return job, start, CycleBefore(np.zeros(sections, dtype=np.int8), error=first)
    grid, assessment = monthly.assessed(job, laid.grid)
    cycles = cycles_of(grid, job.policy)
    means = annual_means(grid, assessment, cycles, is_rounded(job.interpretations))
    return job, start, CycleBefore(means.annual_class, tuple(cycles.missing(0)))


def _annual_base(month: Month, cycles: Cycles) -> Ints:
    """Return each section-year's annual base [元]: the one in force when it is settled."""
    figure = month.job.policy.figure("annual_base_yuan")
    for m in cycles.last_months:
        unknown = sorted(set(month.sections.level[cycles.section]) - set(figure.at(m)))
        if unknown:
            raise PolicyError(
                f"{month_texts([m])[0]} 起执行的{figure.label}没有{'、'.join(unknown)}断面的数额，"
                "不能算年度项目。请在政策文件的这个版本里写上"
            )
    levels = cycles.by_cycle(month.sections.level[cycles.section])
    bases = [
        [figure.at(m)[v] for v in own] for m, own in zip(cycles.last_months, levels, strict=True)
    ]
    return np.array(bases, dtype=np.int64).ravel()


def _dry_months(month: Month, cycles: Cycles) -> Ints:
    """Return the dry months in total or the longest run (interpretation ``dry``)."""
    dry = cycles.by_position(month.verdict == DRY)
    if counts_runs(month.job.interpretations):
        return longest_run(dry)
    total: Ints = dry.sum(axis=0, dtype=np.int64)
    return total


def _months(month: Month, cycles: Cycles, without: Bools | None = None) -> Flows:
    if adds_rounded_months(month.job.interpretations):
        return add_months_up(month, cycles, without)
    return settle_exactly(month, cycles, without)


def _with_yearly_items(year: Year) -> Year:
    """Strike rewards, then add what is paid once a year (clause 七¶2 to ¶4)."""
    cycles, sections = year.cycles, year.month.sections
    annulled, has_incident = year.is_annulled, year.incidents.has_incident
    flows = year.flows
    if strikes_section(year.job.interpretations):
        lost = lost_months(year.month, cycles, has_incident)
        flows = _without_months(year, lost) if lost.any() else flows
        has_incident = np.zeros_like(has_incident)
    struck = strike(flows, annulled, has_incident, cycles)
    is_extra = year.is_among(sections.level[cycles.section], "extra_levels")
    was_poor = year.is_among(class_names(year.previous_class), "bonus_previous_classes")
    is_good = year.is_among(class_names(year.annual_class), "bonus_annual_classes")
    bonus = bonus_fen(
        year.previous_class, year.annual_class, year.state, year.base_yuan,
        is_extra_level=is_extra, was_poor=was_poor, is_good=is_good,
        multiple=year.figure("bonus_multiple"),
    )  # fmt: skip
    charge = charge_fen(
        year.state, year.base_yuan, is_extra_level=is_extra,
        multiple=year.figure("charge_multiple"),
    )  # fmt: skip
    dry = dry_payment_fen(
        year.dry_months, year.base_yuan, is_exempt=year.is_dry_exempt,
        least=year.figure("dry_months_limit"),
        multiple=year.figure("dry_multiple"),
    )  # fmt: skip
    _warn_of_no_previous(year, is_extra & is_good & (year.state != FAILED))
    once = [
        pay_once(kind, amount, cycles, sections.responsible, year.month.districts.city)
        for kind, amount in ((BONUS, bonus), (CHARGE, charge), (DRY_PAYMENT, dry))
    ]
    return replace(year, flows=together(struck, *once))


def _without_months(year: Year, lost: Bools) -> Flows:
    """Strike the rewards of some months: the others' alone are paid."""
    left = _months(year.month, year.cycles, lost)
    return strike_months(year.flows, left, year.cycles.total(lost.astype(np.int64)) > 0)


def _warn_of_no_previous(year: Year, could_be_due: Bools) -> None:
    """Name the sections whose bonus can't be judged for want of a previous class."""
    for cycle, text in enumerate(year.cycles.texts):
        here = could_be_due & (year.previous_class == 0) & (year.cycles.cycle == cycle)
        if here.any():
            good = year.job.policy.figure("bonus_annual_classes").at(year.cycles.last_months[cycle])
            fields = {
                "cycle": text,
                "sections": numbers(year.month.sections, year.cycles.section[here]),
                "good": f"{good[0]}至{good[-1]}",
            }
            sheet = year.job.calculation.inputs
            label = next(t.label for t in sheet if t.name == "previous_classes")
            year.job.problems.add(NO_PREVIOUS, sheet=label, fields=fields)


def _status(year: Year) -> str:
    provisional = any(year.cycles.is_provisional(c) for c in range(len(year.cycles.starts)))
    return Standing.PROVISIONAL.value if provisional else ""


def _provisional(year: Year) -> list[str]:
    """Say of each cycle that lacks months that its figures are not final."""
    lines = []
    for cycle, text in enumerate(year.cycles.texts):
        if missing := year.cycles.missing(cycle):
            status = _status(year) if year.cycles.is_provisional(cycle) else Standing.SETTLED
            lines.append(f"{text} 周期{status}：缺 {'、'.join(missing)} 的监测数据，年度项目是暂算")
    return lines


def _notes(year: Year, left_out: tuple[Job, ...]) -> list[tuple[str, str, str, str]]:
    """Return the rows of 口径与依据 that only the settlement has."""
    notes = []
    for cycle, text in enumerate(year.cycles.texts):
        start = int(year.cycles.starts[cycle])
        span = "至".join(month_texts([start, start + LENGTH - 1]))
        notes.append(("清算范围", "考核周期", text, f"{span}（第十条）"))
        missing = year.cycles.missing(cycle)
        if missing:
            said = "缺 " + "、".join(missing)
            status = _status(year) if year.cycles.is_provisional(cycle) else Standing.LACKING.value
            explained = "年度类别、清零、年度奖励、年度追缴、断流缴纳按已有月份暂算"
            notes.append(("清算范围", f"{text} {said}", status, explained))
    drought = year.job.settings.get("is_drought_year")
    if len(year.cycles.starts) > 1 or left_out:
        told = "表里填的优先；没有填的，用输入里上一周期算出的年度类别"
        notes.append(("清算范围", "上年度水质类别", told, "第七条第三款"))
    if len(year.cycles.starts) > 1 and drought:
        notes.append(("清算范围", "特殊干旱年份", "适用于本次的各个周期", ""))
    notes.append(("清算范围", "季度汇总", "当月核算数累加", "未计清零、尾差和年度项目（第十条）"))
    return notes
