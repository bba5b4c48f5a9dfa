"""Slow, exact reference for the time limits of drawing review (青政办字〔2018〕108号).

Working days are counted one by one. It shares no code with the program it checks. Only inputs
without errors are supported.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from .water_month import Row, district
from .workdays import ONE, is_workday, nth_workday

ON_TIME, LATE, RUNNING, OVERDUE, NONE = "按时", "逾期", "在办", "在办逾期", "不适用"
STATES = (ON_TIME, LATE, RUNNING, OVERDUE, NONE)
CITY = "市级"
START = dt.date(2018, 10, 25)
DISTRICT_START = dt.date(2018, 11, 15)
LIMIT = 5
OPTIONS = {
    "start": {"city": "全市同日", "district": "区市从11月15日"},
    "first_day": {"next-day": "次日", "same-day": "当日"},
    "pause": {"exclude": "扣除", "ignore": "不扣除", "restart": "重新起算"},
    "open": {"issued-only": "已出具", "with-overdue": "含在办逾期"},
}


@dataclass
class ReviewScenario:
    """An input workbook, as texts."""

    projects: list[dict[str, str]]
    report_date: str
    calendar: list[dict[str, str]] = field(default_factory=list)
    interpretations: dict[str, str] = field(default_factory=dict)

    def chosen(self, key: str) -> str:
        """Return the option in force."""
        return self.interpretations.get(key, next(iter(OPTIONS[key])))


@dataclass
class ReviewExpected:
    """What the output sheets must say."""

    projects: list[Row]
    districts: list[Row]
    bodies: list[Row]


def day_of(text: str) -> dt.date | None:
    """Read a day that may be blank."""
    return dt.date.fromisoformat(text) if text else None


def district_of(text: str) -> str:
    """Return a district's name, or 市级."""
    return CITY if text == CITY else district(text)


class Clock:
    """The working days of a scenario."""

    def __init__(self, scenario: ReviewScenario) -> None:
        self.own = {
            dt.date.fromisoformat(row["日期"]): row["类型"] == "工作日" for row in scenario.calendar
        }
        self.counts_start = scenario.chosen("first_day") == "same-day"

    def after(self, start: dt.date, end: dt.date) -> int:
        """Count the working days after a day, up to and including another."""
        count, day = 0, start
        while day < end:
            day += ONE
            count += is_workday(day, self.own)
        return count

    def used(self, start: dt.date, end: dt.date) -> int:
        """Count the working days of a span that begins with an acceptance."""
        return self.after(start, end) + (self.counts_start and is_workday(start, self.own))

    def due(self, start: dt.date, count: int) -> dt.date:
        """Return the day on which so many working days are over."""
        return nth_workday(start, count, counts_start=self.counts_start, own=self.own)


def applies(row: Mapping[str, str], accepted: dt.date, scenario: ReviewScenario) -> bool:
    """Say whether the limit holds for a project."""
    if row["工程类别"] in ("独立人防", "范围外"):
        return False
    carried_over = row.get("受理部门", "") in ("消防", "人防") and row.get("重新报批", "") != "是"
    if carried_over and accepted < START:
        return False
    is_city = district_of(row["区市"]) == CITY or scenario.chosen("start") == "city"
    return accepted >= (START if is_city else DISTRICT_START)


def timing(
    row: Mapping[str, str], accepted: dt.date, scenario: ReviewScenario, clock: Clock
) -> Row:
    """Return deadline, days used and days left out."""
    today = dt.date.fromisoformat(scenario.report_date)
    issued, opinion = day_of(row.get("合格书日期", "")), day_of(row.get("意见书日期", ""))
    again, end = day_of(row.get("复审受理日期", "")), issued or today
    pause = scenario.chosen("pause")
    total = clock.used(accepted, end)
    if opinion is None or pause == "ignore":
        return {"截止日期": clock.due(accepted, LIMIT), "用时": total, "扣除天数": 0}
    if again is None:
        left_out = clock.after(opinion, today)
        return {"截止日期": None, "用时": clock.used(accepted, opinion), "扣除天数": left_out}
    if pause == "exclude":
        left_out = clock.after(opinion, again)
        due = clock.due(accepted, LIMIT + left_out)
        return {"截止日期": due, "用时": total - left_out, "扣除天数": left_out}
    used = clock.used(again, end)
    return {"截止日期": clock.due(again, LIMIT), "用时": used, "扣除天数": total - used}


def project(row: Mapping[str, str], scenario: ReviewScenario, clock: Clock) -> Row:
    """Return the row of 时限核算."""
    accepted = dt.date.fromisoformat(row["受理日期"])
    issued = day_of(row.get("合格书日期", ""))
    head: Row = {
        "项目名称": row["项目名称"],
        "轮次": row.get("轮次", "") or "1",
        "区市": district_of(row["区市"]),
        "审查机构": row["审查机构"],
        "受理日期": accepted,
        "合格书日期": issued,
    }
    if not applies(row, accepted, scenario):
        blank = dict.fromkeys(("截止日期", "用时", "扣除天数", "逾期天数", "剩余天数"))
        return head | blank | {"状态": NONE}
    found = timing(row, accepted, scenario, clock)
    over = found["用时"] - LIMIT
    if issued:
        state = LATE if over > 0 else ON_TIME
    else:
        state = OVERDUE if over > 0 else RUNNING
    left = -over if state == RUNNING else None
    return head | found | {"状态": state, "逾期天数": max(over, 0), "剩余天数": left}


def summary(name: str, rows: Sequence[Row], with_overdue: bool) -> Row:
    """Return the row of one district, body or all."""
    count = {state: sum(row["状态"] == state for row in rows) for state in STATES}
    used = [row["用时"] for row in rows if row["状态"] in (ON_TIME, LATE)]
    base = count[ON_TIME] + count[LATE] + (count[OVERDUE] if with_overdue else 0)
    return {
        "名称": name,
        "受理数": len(rows),
        "不适用数": count[NONE],
        "按时数": count[ON_TIME],
        "逾期数": count[LATE],
        "在办数": count[RUNNING],
        "在办逾期数": count[OVERDUE],
        "按时率": Fraction(count[ON_TIME], base) if base else None,
        "平均用时": Fraction(sum(used), len(used)) if used else None,
        "最长用时": max(used) if used else None,
        "排名": None,
    }


def summaries(rows: Sequence[Row], column: str, with_overdue: bool) -> list[Row]:
    """Return a summary by district or body, ranked, with its last row 合计."""
    names = dict.fromkeys(row[column] for row in rows)
    out = [summary(n, [r for r in rows if r[column] == n], with_overdue) for n in names]

    def better(one: Row, other: Row) -> bool:
        if one["按时率"] != other["按时率"]:
            return bool(one["按时率"] > other["按时率"])
        if one["平均用时"] is None or other["平均用时"] is None:
            return one["平均用时"] is not None and other["平均用时"] is None
        return bool(one["平均用时"] < other["平均用时"])

    ranked = [row for row in out if row["按时率"] is not None]
    is_better: Callable[[Row, Row], bool] = better
    for row in ranked:
        row["排名"] = 1 + sum(is_better(other, row) for other in ranked)
    return [*out, summary("合计", rows, with_overdue)]


def assess(scenario: ReviewScenario) -> ReviewExpected:
    """Work out the output sheets of a scenario."""
    clock = Clock(scenario)
    rows = [project(row, scenario, clock) for row in scenario.projects]
    with_overdue = scenario.chosen("open") == "with-overdue"
    return ReviewExpected(
        rows, summaries(rows, "区市", with_overdue), summaries(rows, "审查机构", with_overdue)
    )
