"""What is odd in the projects: errors and warnings by cell."""

from __future__ import annotations

import numpy as np
import pandas as pd

from qdcalc.exact.dtypes import Bools, Ints
from qdcalc.intake.table_data import TableData
from qdcalc.notice.description import Job
from qdcalc.notice.switches import SETTINGS
from qdcalc.notice.workdays import UNKNOWN_YEAR, year_fields
from qdcalc.review.clock import Dates, run_clock
from qdcalc.review.facts import ReviewFacts
from qdcalc.review.inputs import DATES
from qdcalc.review.scope import Scope, first_days
from qdcalc.review.words import Office, State
from qdcalc.table.problems import ERROR, MINOR, WARNING, Fault

NO_DATE = Fault(
    "V10", ERROR, "没有统计日期，不能判断没有出具合格书的项目是否逾期",
    "请在工作表“口径”里加一行：统计日期，如 2019-06-30；或用 --date 2019-06-30",
)  # fmt: skip
LATER = Fault(
    "V11", ERROR, "{column} {value} 晚于统计日期 {date}",
    "请核对这个日期和统计日期；还没有发生的请清空",
)  # fmt: skip
REST_DAY = Fault(
    "V20", WARNING, "合格书日期 {value} 不是工作日", "请核对日期；确是休息日出具的可以不管",
    weight=MINOR,
)  # fmt: skip
AFTER_DEADLINE = Fault(
    "V24", WARNING,
    "合格书日期 {value} 是休息日，晚于截止日期 {deadline}，但没有多用工作日，仍按“按时”",
    "请核对日期；按期满之日判断的，请按逾期处理",
)  # fmt: skip
OWN_OFFICE = Fault(
    "V21", WARNING,
    "综合审图启动受理（{date}）以后由{office}部门受理，重新报批没有填“是”，按适用时限计算",
    "请核对受理部门、受理日期和重新报批",
)  # fmt: skip
BEFORE_POLICY = Fault(
    "V22", WARNING, "统计日期 {date} 早于综合审图启动受理的 {since}，没有项目适用时限",
    "请核对统计日期",
)  # fmt: skip
LATER_ROUND = Fault(
    "V23", WARNING, "第 {this} 轮没有合格书日期，同一项目另有第 {other} 轮",
    "这一轮已经办结的，请补填合格书日期，或并作一行、填意见书日期和复审受理日期",
)  # fmt: skip
BEFORE_START = Fault(
    "V25", WARNING,
    "重新报批填了“是”，受理日期 {value} 早于适用时限的 {date}，列为不适用",
    "请核对：受理日期应是重新报批后受理的日期",
)  # fmt: skip
NO_ISSUES = Fault(
    "V26", WARNING, "没有“合格书日期”这一列，各项目都按没有出具合格书计算",
    "有合格书的请加上这一列；列名写法不同的请改成“合格书日期”",
)  # fmt: skip


def require_date(date: np.datetime64, data: TableData, job: Job) -> None:
    """Ask for 统计日期; warn of one before joint acceptance started."""
    if np.isnat(date):
        part = data.raw.parts[0]
        job.problems.add(NO_DATE, sheet=part.sheet, file=part.file)
        return
    since = job.policy.figure("start_city").versions[0].value
    if date < np.datetime64(since):
        fields = {"date": str(date), "since": since}
        job.problems.add(BEFORE_POLICY, sheet=SETTINGS.label, fields=fields)


def refuse_later(data: TableData, date: np.datetime64, job: Job) -> None:
    """Refuse days after 统计日期."""
    for name in (n for n in DATES if n in data.frame):
        later = np.flatnonzero(data.frame[name] > pd.Timestamp(date))
        job.problems.extend(data.raw.problems_at(LATER, name, later, date=str(date)))


def refuse_unknown_years(data: TableData, rows: pd.DataFrame, known: ReviewFacts, job: Job) -> None:
    """Refuse projects whose working days lie in a year that the calendar does not know."""
    dates = Dates.of(rows)
    where = np.flatnonzero((rows["scope"] == Scope.APPLIES).to_numpy() & dates.are_in_order())
    dates, limit = dates.taken(where), rows["limit"].to_numpy(dtype=np.int64)[where]
    clock = run_clock(dates, limit, known.calendar, first_day=known.first_day, pause=known.pause)
    ends = dates.ended
    deadline = np.where(np.isnat(clock.deadline), ends, clock.deadline)
    last = np.maximum(ends, deadline)
    wrong = np.flatnonzero(~known.calendar.knows(dates.accepted, last))
    for position, first, end in zip(
        where[wrong].tolist(), dates.accepted[wrong], last[wrong], strict=True
    ):
        years = known.calendar.unknown(first, end)
        fields = year_fields("从受理起", years, known.calendar)
        job.problems.extend(data.raw.problems_at(UNKNOWN_YEAR, "accepted_on", [position], **fields))


def warn_of_projects(data: TableData, assessed: pd.DataFrame, known: ReviewFacts, job: Job) -> None:
    """Warn of issues on a day of rest, of own acceptance after the start, of rounds left open."""
    rows = assessed.sort_values("position").reset_index(drop=True)
    applies = (rows["scope"] == Scope.APPLIES).to_numpy()
    _warn_of_rest_days(data, rows, applies, known, job)
    office = rows["office"]
    own = np.flatnonzero(applies & (office != Office.JOINT) & ~rows["is_resubmitted"])
    start = str(known.dated("start_city"))
    offices = office.iloc[own].tolist()
    job.problems.extend(data.raw.problems_at(OWN_OFFICE, "office", own, date=start, office=offices))
    _warn_of_early_ones(data, rows, known, job)
    if "issued_on" not in data.present:
        part = data.raw.parts[0]
        job.problems.add(NO_ISSUES, sheet=part.sheet, file=part.file)
    _warn_of_rounds(data, rows, applies, job)


def _warn_of_early_ones(data: TableData, rows: pd.DataFrame, known: ReviewFacts, job: Job) -> None:
    """Warn of what was submitted again before the start: perhaps the day of the first time."""
    early = np.flatnonzero((rows["scope"] == Scope.BEFORE_START) & rows["is_resubmitted"])
    city, district = known.dated("start_city"), known.dated("start_district")
    names = rows["district"].iloc[early].to_numpy(dtype=object)
    first = list(map(str, first_days(names, known.start, city, district).tolist()))
    job.problems.extend(data.raw.problems_at(BEFORE_START, "accepted_on", early, date=first))


def _warn_of_rest_days(
    data: TableData, rows: pd.DataFrame, applies: Bools, known: ReviewFacts, job: Job
) -> None:
    """Warn of an issue on a day of rest: such a day uses none, even after the last day."""
    issued, due = (rows[n].to_numpy(dtype="datetime64[D]") for n in ("issued_on", "deadline"))
    where: Ints = np.flatnonzero(applies & ~np.isnat(issued))
    where = where[~known.calendar.is_workday(issued[where])]
    is_past = (rows["state"] == State.ON_TIME).to_numpy()[where] & (issued[where] > due[where])
    job.problems.extend(data.raw.problems_at(REST_DAY, "issued_on", where[~is_past]))
    past = where[is_past]
    deadline = list(map(str, due[past].tolist()))
    job.problems.extend(data.raw.problems_at(AFTER_DEADLINE, "issued_on", past, deadline=deadline))


def _warn_of_rounds(data: TableData, rows: pd.DataFrame, applies: Bools, job: Job) -> None:
    last = rows.groupby("project", sort=False)["round"].transform("max")
    left = np.flatnonzero(applies & rows["issued_on"].isna() & (last > rows["round"]))
    column = "round" if "round" in data.present else "project"
    this, other = (numbers.iloc[left].tolist() for numbers in (rows["round"], last))
    job.problems.extend(data.raw.problems_at(LATER_ROUND, column, left, this=this, other=other))
