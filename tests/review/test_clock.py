"""The clock: working days counted by hand on the calendar of review.md section 4.

October and November 2019 have no holiday after 10-07; 2019-10-12 (Saturday) is worked. 四(三): five
working days.
"""

from __future__ import annotations

import pandas as pd
import pytest

import qdcalc
from qdcalc.errors import UsageError
from qdcalc.review import overdue_workdays

from .helpers import LATE, ON_TIME, OPEN, OPEN_LATE, figures, project, run, the

END = "2019-12-31"


@pytest.mark.clause("review 四(三) run_clock", "review 四(三) overdue_workdays")
@pytest.mark.parametrize(
    ("issued", "used", "state", "over"),
    [
        ("2019-11-08", 4, ON_TIME, 0),  # accepted Monday 11-04: 05, 06, 07, 08
        ("2019-11-11", 5, ON_TIME, 0),  # Monday: the fifth
        ("2019-11-12", 6, LATE, 1),
        ("2019-11-13", 7, LATE, 2),
    ],
)
def test_below_at_and_above_the_limit(issued: str, used: int, state: str, over: int) -> None:
    row = the(run(project("2019-11-04", issued), date=END))
    assert figures(row) == ("2019-11-11", used, state, over)
    assert row["总天数"] == used
    assert row["剩余天数"] is None


@pytest.mark.parametrize(
    ("date", "used", "state", "over", "left"),
    [
        ("2019-11-04", 0, OPEN, 0, 5),
        ("2019-11-08", 4, OPEN, 0, 1),
        ("2019-11-10", 4, OPEN, 0, 1),  # Sunday
        ("2019-11-11", 5, OPEN, 0, 0),  # the last day itself
        ("2019-11-12", 6, OPEN_LATE, 1, None),
    ],
)
def test_an_open_project(date: str, used: int, state: str, over: int, left: int | None) -> None:
    row = the(run(project("2019-11-04"), date=date))
    assert figures(row) == ("2019-11-11", used, state, over)
    assert row["剩余天数"] == left


@pytest.mark.parametrize(
    ("accepted", "deadline"),
    [
        ("2019-10-05", "2019-10-12"),  # in the holidays: 08, 09, 10, 11 and the worked Saturday
        ("2019-10-07", "2019-10-12"),
        ("2019-10-08", "2019-10-14"),  # 09, 10, 11, 12, 14
        ("2019-10-11", "2019-10-17"),  # Friday: 12, 14, 15, 16, 17
        ("2019-10-14", "2019-10-21"),  # a plain week
    ],
)
def test_holidays_and_worked_weekends(accepted: str, deadline: str) -> None:
    assert the(run(project(accepted), date=END))["截止日期"] == deadline


@pytest.mark.parametrize(
    ("option", "accepted", "issued", "expected"),
    [
        # the day of acceptance counts if it is worked: Saturday 11-09 does not
        ("same-day", "2019-11-04", "2019-11-08", ("2019-11-08", 5, ON_TIME, 0)),
        ("same-day", "2019-11-04", "2019-11-11", ("2019-11-08", 6, LATE, 1)),
        ("same-day", "2019-11-09", "2019-11-15", ("2019-11-15", 5, ON_TIME, 0)),
        ("next-day", "2019-11-09", "2019-11-15", ("2019-11-15", 5, ON_TIME, 0)),
        ("same-day", "2019-11-09", "2019-11-09", ("2019-11-15", 0, ON_TIME, 0)),
    ],
)
def test_the_first_day(
    option: str, accepted: str, issued: str, expected: tuple[object, ...]
) -> None:
    assert figures(the(run(project(accepted, issued), date=END, first_day=option))) == expected


# accepted Monday 11-04; opinion Wednesday 11-06 (2 used); back Wednesday 11-13 (5 away: 07, 08,
# 11, 12, 13); the limit is at 3 more, Monday 11-18
@pytest.mark.parametrize(
    ("pause", "issued", "expected", "off"),
    [
        ("exclude", "2019-11-13", ("2019-11-18", 2, ON_TIME, 0), 5),
        ("exclude", "2019-11-18", ("2019-11-18", 5, ON_TIME, 0), 5),
        ("exclude", "2019-11-19", ("2019-11-18", 6, LATE, 1), 5),
        ("ignore", "2019-11-18", ("2019-11-11", 10, LATE, 5), 0),
        ("restart", "2019-11-13", ("2019-11-20", 0, ON_TIME, 0), 7),
        ("restart", "2019-11-20", ("2019-11-20", 5, ON_TIME, 0), 7),
        ("restart", "2019-11-21", ("2019-11-20", 6, LATE, 1), 7),
    ],
)
def test_a_pause_that_is_over(
    pause: str, issued: str, expected: tuple[object, ...], off: int
) -> None:
    row = the(run(project("2019-11-04", issued, "2019-11-06", "2019-11-13"), date=END, pause=pause))
    assert (*figures(row), row["扣除天数"]) == (*expected, off)


def test_restarting_on_the_day_itself() -> None:
    """first_day holds of the day of resubmission, too: 13, 14, 15, 18, 19."""
    row = the(run(project("2019-11-04", "2019-11-19", "2019-11-06", "2019-11-13"), date=END,
                  pause="restart", first_day="same-day"))  # fmt: skip
    # 04 … 19 are 12 working days, of which 5 count
    assert (*figures(row), row["扣除天数"]) == ("2019-11-19", 5, ON_TIME, 0, 7)


@pytest.mark.parametrize("resumed", ["2019-11-06", "2019-11-10"])
def test_a_pause_without_a_working_day_moves_nothing_or_little(resumed: str) -> None:
    # the same day: 0 away; till Sunday: 07, 08
    row = the(run(project("2019-11-04", "2019-11-11", "2019-11-06", resumed), date=END))
    off = 0 if resumed == "2019-11-06" else 2
    assert (row["用时"], row["扣除天数"]) == (5 - off, off)
    assert row["截止日期"] == ("2019-11-11" if not off else "2019-11-13")


@pytest.mark.parametrize(
    ("pause", "date", "expected", "off", "left"),
    [
        # an opinion is out, nothing has come back: the clock stands at 2
        ("exclude", "2019-11-06", (None, 2, OPEN, 0), 0, 3),
        ("exclude", "2019-11-20", (None, 2, OPEN, 0), 10, 3),
        ("restart", "2019-11-20", (None, 2, OPEN, 0), 10, 3),
        ("ignore", "2019-11-08", ("2019-11-11", 4, OPEN, 0), 0, 1),
        ("ignore", "2019-11-20", ("2019-11-11", 12, OPEN_LATE, 7), 0, None),
    ],
)
def test_an_open_pause(
    pause: str, date: str, expected: tuple[object, ...], off: int, left: int | None
) -> None:
    row = the(run(project("2019-11-04", "", "2019-11-06"), date=date, pause=pause))
    assert (*figures(row), row["扣除天数"], row["剩余天数"]) == (*expected, off, left)
    assert ("暂停中" in row["说明"]) == (pause != "ignore")


def test_an_open_pause_may_be_late() -> None:
    """Six used before the opinion: late already, whenever it comes back."""
    row = the(run(project("2019-11-04", "", "2019-11-12"), date="2019-11-20"))
    assert figures(row) == (None, 6, OPEN_LATE, 1)


def test_a_pause_that_is_over_of_an_open_project() -> None:
    row = the(run(project("2019-11-04", "", "2019-11-06", "2019-11-13"), date="2019-11-19"))
    assert figures(row) == ("2019-11-18", 6, OPEN_LATE, 1)


@pytest.mark.thorough
def test_without_a_pause_the_three_agree() -> None:
    for issued in ("2019-11-11", "2019-11-12", ""):
        rows = [
            figures(the(run(project("2019-11-04", issued), date=END, pause=pause)))
            for pause in ("exclude", "ignore", "restart")
        ]
        assert rows[0] == rows[1] == rows[2]


def test_issued_on_a_day_of_rest_after_the_last_day() -> None:
    """Accepted Friday 11-01: the fifth is Friday 11-08; Saturday uses no sixth (rule 4)."""
    result = run(project("2019-11-01", "2019-11-09"), date=END)
    assert figures(the(result)) == ("2019-11-08", 5, ON_TIME, 0)
    assert list(result.problems["代码"]) == ["V24"]
    late = run(project("2019-11-01", "2019-11-16"), date=END)
    assert figures(the(late)) == ("2019-11-08", 10, LATE, 5)
    assert list(late.problems["代码"]) == ["V20"]


def test_issued_on_a_day_of_rest_is_warned_of() -> None:
    """Saturday 11-09 uses no more than Friday did."""
    result = run(project("2019-11-04", "2019-11-09"), date=END)
    assert the(result)["用时"] == 4
    assert list(result.problems["代码"]) == ["V20"]


# ------------------------------------------------------------------------- the public formula


def test_the_public_formula() -> None:
    assert [overdue_workdays(n, 5) for n in (0, 4, 5, 6, 12)] == [0, 0, 0, 1, 7]
    series = pd.Series([5, 6], index=["a", "b"])
    found: object = qdcalc.review.overdue_workdays(series, 5)
    assert isinstance(found, pd.Series)
    assert found.to_dict() == {"a": 0, "b": 1}
    assert overdue_workdays([3, 9], [3, 5]).tolist() == [0, 4]


@pytest.mark.parametrize(("used", "limit"), [(-1, 5), (1.5, 5), (None, 5), (5, 0), ("5天", 5)])
def test_the_public_formula_refuses(used: object, limit: int) -> None:
    with pytest.raises(UsageError):
        overdue_workdays(used, limit)  # type: ignore[arg-type]
