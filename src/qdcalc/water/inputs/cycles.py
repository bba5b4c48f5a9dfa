"""The assessment cycle, October to September: which months belong to it (clause 十)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from qdcalc.errors import InputError
from qdcalc.exact.dtypes import Bools, Ints
from qdcalc.exact.lists import Lists
from qdcalc.exact.months import (
    BLANK,
    PER_YEAR,
    month,
    month_texts,
    number_of,
    span_start,
    span_text,
)
from qdcalc.intake.table_data import TableData
from qdcalc.notice.description import Job
from qdcalc.notice.policy import Policy
from qdcalc.record import record
from qdcalc.table.problems import ERROR, WARNING, Fault, Problems
from qdcalc.water.inputs.grid import Grid
from qdcalc.water.inputs.registry import Sections
from qdcalc.water.inputs.values import ALL

Values = npt.NDArray[Any]

LENGTH = PER_YEAR
SEVERAL = Fault(
    "W61",
    ERROR,
    "监测数据跨 {count} 个考核周期：{cycles}。这一行是 {cycle} 周期的",
    "月份写错的请改正；要清算其中一个周期，请加 --cycle {first}（各周期一起算：--cycle 全部）",
)
NO_SUCH = Fault("W62", ERROR, "监测数据里没有 {cycle} 周期（{months}）的行", "现有的周期：{cycles}")
OTHER_CYCLES = Fault(
    "W63",
    WARNING,
    "只算 {cycle} 周期，其他周期的 {count:,} 行（从这一行起）没有参加",
    "不需要时可以删除这些行；要一起算请用 --cycle 全部",
)
NO_MONTH = Fault(
    "W64",
    WARNING,
    "{cycle} 周期缺 {month} 的监测数据，按已有的月份清算，年度项目是暂算",
    "请补上这个月的监测数据后再清算一次",
)


@record
class Cycles:
    """The cycles of a grid's months; a section-year is cycle × number of 序号 + its number.

    ``starts`` holds each cycle's first month (since 1970-01), ``of_month`` the cycle of each of
    the grid's months, ``sections`` the number of 序号. ``section`` is the place of each
    section-year's last row of the list that holds in the cycle; where none does (``is_listed``)
    there is no section-year, it only keeps the shape.
    """

    months: Ints
    starts: Ints
    of_month: Ints
    width: int
    section: Ints
    is_listed: Bools

    @property
    def texts(self) -> list[str]:
        """The cycles' names, such as ``2018-2019``."""
        return [span_text(start) for start in self.starts.tolist()]

    def __len__(self) -> int:
        return len(self.starts) * self.width

    @property
    def cycle(self) -> Ints:
        """The cycle of each section-year."""
        return self.each_cycle(np.arange(len(self.starts)))

    @property
    def last_months(self) -> list[int]:
        """The month of each cycle's settlement, its last: yearly figures are those in force."""
        last: list[int] = (self.starts + LENGTH - 1).tolist()
        return last

    def of_spot(self, spot: Ints) -> Ints:
        """Return the section-year of each section-month."""
        year: Ints = self.of_month[spot // self.width] * self.width + spot % self.width
        return year

    def cycle_of(self, year: Ints) -> Ints:
        """Return the cycle of each section-year."""
        return year // self.width

    def by_cycle(self, values: Values) -> Values:
        """Return a value of each section-year as cycles × 序号."""
        return values.reshape(len(self.starts), self.width)

    def each_cycle(self, values: Values) -> Values:
        """Return a value of each cycle for each of its section-years."""
        return np.repeat(values, self.width)

    def total(self, values: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Add a value of each section-month up over its section-year."""
        by_month = values.reshape(len(self.months), self.width)
        first = np.searchsorted(self.of_month, np.arange(len(self.starts)))
        summed: npt.NDArray[Any] = np.add.reduceat(by_month, first, axis=0)
        return summed.ravel()

    def by_position(self, flags: Bools) -> Bools:
        """Return a flag of each section-month as months of the cycle × section-years."""
        shape = (LENGTH, len(self.starts), self.width)
        placed = np.zeros(shape, dtype=bool)
        position = self.months - self.starts[self.of_month]
        placed[position, self.of_month] = flags.reshape(len(self.months), self.width)
        return placed.reshape(LENGTH, len(self))

    def missing(self, cycle: int) -> list[str]:
        """Return the months of a cycle without any row, in order."""
        every = self.starts[cycle] + np.arange(LENGTH)
        return list(month_texts(every[~np.isin(every, self.months)]))

    def is_provisional(self, cycle: int) -> bool:
        """Return whether the cycle's last months have no rows yet (预结算)."""
        return int(self.starts[cycle]) + LENGTH - 1 not in self.months


def cycles_of(grid: Grid, policy: Policy) -> Cycles:
    """Return the cycles of the grid's months."""
    starts = starts_of(grid.months, policy)
    known, of_month = np.unique(starts, return_inverse=True)
    sections, ends = grid.sections, np.repeat(known + LENGTH - 1, grid.width)
    place = sections.at(np.tile(np.arange(grid.width), len(known)), ends)
    listed = (sections.since[place] <= ends) & (sections.until[place] > ends - LENGTH)
    return Cycles(grid.months, known, of_month.astype(np.int64), grid.width, place, listed)


def rows_used(grid: Grid, policy: Policy) -> Ints:
    """Return the places of the rows that hold in a month of a cycle that the grid has months of."""
    starts, sections = np.unique(starts_of(grid.months, policy)), grid.sections
    holds = sections.since[None] < starts[:, None] + LENGTH
    holds &= sections.until[None] >= starts[:, None]
    return np.flatnonzero(holds.any(axis=0))


def rows_of(cycles: Cycles, sections: Sections, years: Ints) -> Lists:
    """Return the places of each section-year's rows that hold in its cycle, in order of time."""
    start = cycles.starts[cycles.cycle[years]]
    first, number = sections.first, sections.number[cycles.section[years]]
    counts = np.diff(np.r_[first, len(sections)])[number]
    every = Lists(np.cumsum(counts) - counts, counts, np.arange(int(counts.sum())))
    owner = every.owners()
    place = first[number][owner] + every.items - every.starts[owner]
    holds = (sections.since[place] < start[owner] + LENGTH) & (
        sections.until[place] >= start[owner]
    )
    return Lists.of(owner[holds], place[holds], len(years))


def districts_used(grid: Grid, policy: Policy) -> Ints:
    """Return the districts of those rows, in the order of the accounts."""
    used = rows_used(grid, policy)
    lists = (grid.sections.responsible, grid.sections.destination)
    return np.unique(np.concatenate([of.of_rows(used).items for of in lists]))


def starts_of(months: Ints, policy: Policy) -> Ints:
    """Return the first month of the cycle of each month (clause 十: October to September)."""
    return span_start(months, int(policy.lists["cycle"]["first_month"]))


@record
class KeptCycle:
    """The job with the rows of the cycle that is asked for, all where none is.

    ``left_out_cycles`` are the jobs of the cycles before whose classes are still needed: the one
    just before the cycle, where the input holds it.
    """

    job: Job
    left_out_cycles: tuple[Job, ...] = ()


def keep_cycle(job: Job, *, is_one_needed: bool) -> KeptCycle:
    """Leave out the rows of other cycles than the one that is asked for.

    Raises
    ------
    InputError
        The rows are of several cycles and none is asked for, or of none that is.
    """
    wanted = job.settings.get("cycle")
    readings = job.tables["readings"]
    if wanted == ALL or (wanted is None and not is_one_needed):
        return KeptCycle(job)
    starts = _starts(readings, job.policy)
    known = np.unique(starts[starts >= 0]).tolist()
    if not known or wanted == ALL or (wanted is None and not is_one_needed):
        return KeptCycle(job)
    if wanted is None:
        if len(known) > 1:
            _refuse_several(job, starts, known)
        return KeptCycle(job)
    chosen = [start for start in known if span_text(start) == wanted]
    if not chosen:
        first = month(int(wanted[:4]), number_of(known[0]))
        months = "至".join(month_texts([first, first + LENGTH - 1]))
        part = readings.raw.parts[0]
        fields = {"cycle": wanted, "months": months, "cycles": _names(known)}
        job.problems.add(NO_SUCH, sheet=part.sheet, file=part.file, fields=fields)
        raise InputError(job.problems)
    for data in (job.tables[n] for n in _BY_MONTH if n in job.tables):
        _tell_of_others(job, data, chosen[0], wanted)
    before = chosen[0] - LENGTH
    left_out = (_of_cycle(job, before),) if before in known else ()
    kept = _of_cycle(job, chosen[0])
    return KeptCycle(replace(kept, problems=job.problems), left_out)


def _starts(data: TableData, policy: Policy) -> Ints:
    """Return the first month of each row's cycle, −1 where its month is not known."""
    distinct, which = data.typed.distinct_months("month")
    starts = np.full(len(distinct), -1, dtype=np.int64)
    known = distinct > BLANK
    starts[known] = starts_of(distinct[known], policy)
    return starts[which]


_BY_MONTH = ("readings", "responsibility")


def _others(job: Job, data: TableData, start: int) -> Bools:
    """Say which rows are of another cycle."""
    starts = _starts(data, job.policy)
    others: Bools = (starts >= 0) & (starts != start)
    return others


def _tell_of_others(job: Job, data: TableData, start: int, wanted: str) -> None:
    others = _others(job, data, start)
    if others.any():
        fields = {"cycle": wanted, "count": int(others.sum())}
        where = [int(np.flatnonzero(others)[0])]
        job.problems.extend(data.raw.problems_at(OTHER_CYCLES, "month", where, **fields))


def _of_cycle(job: Job, start: int) -> Job:
    """Return the job with one cycle's rows; what is found in them is told to nobody."""
    tables = dict(job.tables)
    for name in _BY_MONTH:
        if name in tables and (others := _others(job, tables[name], start)).any():
            tables[name] = tables[name].without(others)
    return replace(job, tables=tables, problems=Problems())


def _refuse_several(job: Job, starts: Ints, known: list[int]) -> None:
    """Name the first row of each cycle but the one with most rows."""
    counts = pd.Series(starts[starts >= 0]).value_counts()
    most = int(counts.index[0])
    raw = job.tables["readings"].raw
    for start in known:
        if start != most:
            fields = {"count": len(known), "cycles": _names(known), "first": span_text(most)}
            where = [int(np.flatnonzero(starts == start)[0])]
            job.problems.extend(
                raw.problems_at(SEVERAL, "month", where, cycle=span_text(start), **fields)
            )
    raise InputError(job.problems)


def _names(starts: Iterable[int]) -> str:
    return "、".join(map(span_text, starts))


def warn_of_missing_months(job: Job, cycles: Cycles) -> None:
    """Name each month of a cycle that no row is of."""
    sheet = job.tables["readings"].raw.parts[0].sheet
    for cycle, text in enumerate(cycles.texts):
        for lacking in cycles.missing(cycle):
            fields = {"cycle": text, "month": lacking}
            job.problems.add(NO_MONTH, sheet=sheet, fields=fields)
