"""The worked examples V1 to V14 of review.md, each figure as it is printed there."""

from __future__ import annotations

from typing import Any

import pytest

from .helpers import (
    LATE,
    ON_TIME,
    OPEN,
    OPEN_LATE,
    OUT,
    Row,
    figures,
    project,
    run,
    sums,
    the,
)

NONE = (None, None, OUT, None)
V13 = project("2018-11-15", "2018-11-28", "2018-11-20", "2018-11-26")
CASES: dict[str, tuple[Row, str, dict[str, str], tuple[Any, ...]]] = {
    "V1": (project("2018-10-26", "2018-11-02"), "2018-12-01", {},
           ("2018-11-02", 5, ON_TIME, 0)),
    "V2": (project("2018-10-26", "2018-11-05"), "2018-12-01", {}, ("2018-11-02", 6, LATE, 1)),
    "V3": (project("2018-10-26", "2018-10-26"), "2018-12-01", {},
           ("2018-11-02", 0, ON_TIME, 0)),
    "V3 same-day": (project("2018-10-26", "2018-10-26"), "2018-12-01", {"first_day": "same-day"},
                    ("2018-11-01", 1, ON_TIME, 0)),
    "V4": (project("2018-10-27", "2018-11-02"), "2018-12-01", {},
           ("2018-11-02", 5, ON_TIME, 0)),
    "V5": (project("2018-12-24", "2018-12-29"), "2019-01-31", {},
           ("2018-12-29", 5, ON_TIME, 0)),
    "V6": (project("2018-12-28", "2019-01-07"), "2019-01-31", {},
           ("2019-01-07", 5, ON_TIME, 0)),
    "V7": (project("2019-02-01", "2019-02-14"), "2019-02-28", {}, ("2019-02-13", 6, LATE, 1)),
    "V8": (project("2019-04-26", "2019-05-08"), "2019-06-30", {}, ("2019-05-06", 7, LATE, 2)),
    "V9": (project("2019-09-27"), "2019-10-10", {}, ("2019-10-10", 5, OPEN, 0)),
    "V9 next day": (project("2019-09-27"), "2019-10-11", {}, ("2019-10-10", 6, OPEN_LATE, 1)),
    "V10": (project("2018-10-24", office="综合审图"), "2018-12-01", {}, NONE),
    "V11 carried over": (project("2018-10-20", office="消防", again="否"), "2018-12-01", {}, NONE),
    "V12 district": (project("2018-11-12", "2018-11-19"), "2018-12-01", {"start": "district"},
                     NONE),
    "V12 city": (project("2018-11-12", "2018-11-19"), "2018-12-01", {"start": "city"},
                 ("2018-11-19", 5, ON_TIME, 0)),
    "V13 exclude": (V13, "2018-12-31", {"pause": "exclude"}, ("2018-11-28", 5, ON_TIME, 0)),
    "V13 ignore": (V13, "2018-12-31", {"pause": "ignore"}, ("2018-11-22", 9, LATE, 4)),
    "V13 restart": (V13, "2018-12-31", {"pause": "restart"}, ("2018-12-03", 2, ON_TIME, 0)),
}  # fmt: skip


@pytest.mark.clause("review 四(三) run_clock", "review 四(三) overdue_workdays")
@pytest.mark.parametrize("name", CASES)
def test_an_example(name: str) -> None:
    row, date, options, expected = CASES[name]
    assert figures(the(run(row, date=date, **options))) == expected


def test_v11_a_project_resubmitted_after_the_start_is_in_the_limit() -> None:
    row = the(run(project("2018-11-20", office="消防", again="是"), date="2018-11-27"))
    assert figures(row) == ("2018-11-27", 5, OPEN, 0)


@pytest.mark.parametrize(
    ("pause", "deducted", "total"), [("exclude", 4, 9), ("ignore", 0, 9), ("restart", 7, 9)]
)
def test_v13_days_taken_off(pause: str, deducted: int, total: int) -> None:
    row = the(run(V13, date="2018-12-31", pause=pause))
    assert (row["扣除天数"], row["总天数"]) == (deducted, total)


@pytest.mark.clause("review 四(五) rates")
@pytest.mark.parametrize(("option", "share"), [("issued-only", 0.75), ("with-overdue", 0.6)])
def test_v14(option: str, share: float) -> None:
    rows = [project("2018-11-15", "2018-11-19", name=f"按时{n}") for n in range(3)]
    rows += [project("2018-11-15", "2018-11-23", name="逾期"), project("2018-11-15", name="在办")]
    result = run(*rows, date="2018-12-31", open=option)
    row = sums(result, "甲所", "机构汇总")
    counts = [row[n] for n in ("受理数", "按时数", "逾期数", "在办数", "在办逾期数", "不适用数")]
    assert counts == [5, 3, 1, 0, 1, 0]
    assert row["按时率"] == share
