"""The reference itself: the worked examples V1–V14, and what random inputs reach."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from .review import OPTIONS, STATES, ReviewScenario, assess
from .review_workbook import random_review_scenario, write_review_workbook
from .water_month import Row

pytestmark = pytest.mark.oracle


def one(accepted: str, issued: str = "", today: str = "2019-12-31", **given: Any) -> Row:
    """Return the row of one project."""
    options = given.pop("options", {})
    row = {"项目名称": "甲", "区市": "市级", "审查机构": "乙", "工程类别": "房屋建筑"}
    row |= {"受理日期": accepted, "合格书日期": issued} | given
    return assess(ReviewScenario([row], today, interpretations=options)).projects[0]


@pytest.mark.parametrize(
    ("accepted", "issued", "due", "used", "state"),
    [
        ("2018-10-26", "2018-11-02", "2018-11-02", 5, "按时"),
        ("2018-10-26", "2018-11-05", "2018-11-02", 6, "逾期"),
        ("2018-10-26", "2018-10-26", "2018-11-02", 0, "按时"),
        ("2018-10-27", "2018-11-02", "2018-11-02", 5, "按时"),
        ("2018-12-24", "2018-12-29", "2018-12-29", 5, "按时"),
        ("2018-12-28", "2019-01-07", "2019-01-07", 5, "按时"),
        ("2019-02-01", "2019-02-14", "2019-02-13", 6, "逾期"),
        ("2019-04-26", "2019-05-08", "2019-05-06", 7, "逾期"),
    ],
)
def test_issued(accepted: str, issued: str, due: str, used: int, state: str) -> None:
    """V1–V8."""
    row = one(accepted, issued)
    assert (row["截止日期"], row["用时"], row["状态"]) == (dt.date.fromisoformat(due), used, state)


def test_same_day() -> None:
    """V3 under same-day."""
    row = one("2018-10-26", "2018-10-26", options={"first_day": "same-day"})
    assert (row["截止日期"], row["用时"]) == (dt.date(2018, 11, 1), 1)


def test_not_issued() -> None:
    """V9."""
    row = one("2019-09-27", today="2019-10-10")
    assert (row["截止日期"], row["用时"], row["状态"]) == (dt.date(2019, 10, 10), 5, "在办")
    late = one("2019-09-27", today="2019-10-11")
    assert (late["状态"], late["逾期天数"]) == ("在办逾期", 1)


def test_scope() -> None:
    """V10–V12."""
    assert one("2018-10-24", "2018-10-30")["状态"] == "不适用"
    assert one("2018-10-20", "2018-10-30", 受理部门="消防")["状态"] == "不适用"
    again = one("2018-11-20", "2018-11-27", 受理部门="消防", 重新报批="是")
    assert again["截止日期"] == dt.date(2018, 11, 27)
    by_district: dict[str, Any] = {"options": {"start": "district"}, "区市": "即墨"}
    assert one("2018-11-12", "2018-11-19", **by_district)["状态"] == "不适用"
    assert one("2018-11-12", "2018-11-19", 区市="即墨")["用时"] == 5


@pytest.mark.parametrize(
    ("pause", "used", "due"),
    [("exclude", 5, "2018-11-28"), ("ignore", 9, "2018-11-22"), ("restart", 2, "2018-12-03")],
)
def test_pause(pause: str, used: int, due: str) -> None:
    """V13."""
    days = {"意见书日期": "2018-11-20", "复审受理日期": "2018-11-26"}
    row = one("2018-11-15", "2018-11-28", options={"pause": pause}, **days)
    assert (row["用时"], row["截止日期"]) == (used, dt.date.fromisoformat(due))


def test_rates() -> None:
    """V14."""
    row = {"区市": "市级", "审查机构": "乙", "工程类别": "房屋建筑", "受理日期": "2018-10-26"}
    issued = ["2018-11-02"] * 3 + ["2018-11-05", ""]
    rows = [row | {"项目名称": str(i), "合格书日期": day} for i, day in enumerate(issued)]
    assert assess(ReviewScenario(rows, "2018-12-03")).bodies[0]["按时率"] == Fraction(3, 4)
    options = {"open": "with-overdue"}
    given = assess(ReviewScenario(rows, "2018-12-03", interpretations=options))
    assert given.bodies[0]["按时率"] == Fraction(3, 5)


def test_random_scenarios_reach_everything(tmp_path: Path) -> None:
    """Every state, every option, pauses that are open and closed."""
    seen: Counter[Any] = Counter()
    for seed in range(120):
        given = random_review_scenario(random.Random(seed))
        for row in assess(given).projects:
            seen[row["状态"]] += 1
            seen["paused", row["状态"], row["截止日期"] is None] += 1
            seen["exactly", row["用时"] == 5] += 1
        seen.update(given.interpretations.items())
    wanted: list[Any] = [*STATES, ("paused", "在办", True), ("paused", "在办逾期", True)]
    wanted += [(key, option) for key, options in OPTIONS.items() for option in options]
    assert [key for key in wanted if not seen[key]] == []
    write_review_workbook(given, tmp_path / "in.xlsx", random.Random(1))
