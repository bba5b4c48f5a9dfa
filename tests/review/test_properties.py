"""What holds of every input: the count of a loop over days, monotone in the end, order of rows.

The loop uses the calendar as review.md section 4 prints it for 2018 to 2020, not the package.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import qdcalc
from qdcalc.exact.workdays import public_calendar
from qdcalc.result.result import Result
from seeds import share

from .helpers import PROJECTS, Row, failed_checks, frame_of, project, records, run

OFF = {
    2018: "01-01 02-15 02-16 02-19 02-20 02-21 04-05 04-06 04-30 05-01 06-18 09-24 10-01 10-02 "
    "10-03 10-04 10-05 12-31",
    2019: "01-01 02-04 02-05 02-06 02-07 02-08 04-05 05-01 05-02 05-03 06-07 09-13 10-01 10-02 "
    "10-03 10-04 10-07",
    2020: "01-01 01-24 01-27 01-28 01-29 01-30 01-31 04-06 05-01 05-04 05-05 06-25 06-26 10-01 "
    "10-02 10-05 10-06 10-07 10-08",
}
WORKED = {
    2018: "02-11 02-24 04-08 04-28 09-29 09-30 12-29",
    2019: "02-02 02-03 04-28 05-05 09-29 10-12",
    2020: "01-19 04-26 05-09 06-28 09-27 10-10",
}
COUNTS = {2018: 250, 2019: 250, 2020: 249}
DAYS = st.dates(dt.date(2018, 10, 25), dt.date(2020, 11, 30))
FEW = settings(
    max_examples=share(24), deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)  # fmt: skip
END = "2020-12-31"


def is_worked(day: dt.date) -> bool:
    """Say whether a day is worked, by the page."""
    text = f"{day:%m-%d}"
    if text in WORKED[day.year].split():
        return True
    return day.weekday() < 5 and text not in OFF[day.year].split()


def days_after(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    day = first
    while day < last:
        day += dt.timedelta(days=1)
        yield day


def test_the_calendar_is_the_pages() -> None:
    """review.md section 4: 250, 250 and 249 working days."""
    for year, count in COUNTS.items():
        days = pd.date_range(f"{year}-01-01", f"{year}-12-31")
        found = public_calendar().is_workday(days.to_numpy()).tolist()
        assert found == [is_worked(day.date()) for day in days]
        assert sum(found) == count


@FEW
@given(st.lists(st.tuples(DAYS, st.integers(0, 60)), min_size=1, max_size=60))
def test_used_and_deadline_by_a_loop_over_days(spans: list[tuple[dt.date, int]]) -> None:
    rows = []
    for number, (accepted, length) in enumerate(spans):
        issued = min(accepted + dt.timedelta(days=length), dt.date(2020, 12, 1))
        rows.append(project(f"{accepted}", f"{issued}", name=f"项目{number}"))
    found = {row["项目名称"]: row for row in records(run(*rows, date=END)["时限核算"])}
    for given_row in rows:
        row, accepted = found[given_row["项目名称"]], dt.date.fromisoformat(given_row["受理日期"])
        issued = dt.date.fromisoformat(given_row["合格书日期"])
        assert row["用时"] == sum(map(is_worked, days_after(accepted, issued)))
        worked = [d for d in days_after(accepted, accepted + dt.timedelta(days=30)) if is_worked(d)]
        assert row["截止日期"] == f"{worked[4]}"
        assert row["逾期天数"] == max(row["用时"] - 5, 0)
        assert (row["状态"] == "按时") == (row["用时"] <= 5)


@st.composite
def pauses(draw: st.DrawFn) -> tuple[dt.date, dt.date, dt.date, dt.date]:
    first = draw(DAYS)
    gaps = [draw(st.integers(0, 12)) for _ in range(3)]
    days = [first]
    for gap in gaps:
        days.append(min(days[-1] + dt.timedelta(days=gap), dt.date(2020, 12, 1)))
    return days[0], days[1], days[2], days[3]


@pytest.mark.thorough
@FEW
@given(st.lists(pauses(), min_size=1, max_size=30))
def test_the_three_readings_of_a_pause(
    given_days: list[tuple[dt.date, dt.date, dt.date, dt.date]],
) -> None:
    """Used and taken off add up to all; taking off never makes late what is on time without."""
    projects = []
    for number, days in enumerate(given_days):
        accepted, opinion, resumed, issued = map(str, days)
        projects.append(project(accepted, issued, opinion, resumed, name=f"项目{number}"))
    found: dict[str, list[Row]] = {str(row["项目名称"]): [] for row in projects}
    for pause in ("exclude", "ignore", "restart"):
        result = run(*projects, date=END, pause=pause)
        assert failed_checks(result) == []
        for row in records(result["时限核算"]):
            found[row["项目名称"]].append(row)
    for days, (exclude, ignore, restart) in zip(given_days, found.values(), strict=True):
        total = ignore["用时"]
        away = sum(map(is_worked, days_after(days[1], days[2])))
        for row in (exclude, ignore, restart):
            assert row["用时"] + row["扣除天数"] == row["总天数"] == total
        assert exclude["扣除天数"] == away
        assert restart["用时"] == sum(map(is_worked, days_after(days[2], days[3])))
        assert restart["用时"] <= exclude["用时"] <= total
        assert ignore["截止日期"] <= exclude["截止日期"]


def scenario(seed: int) -> list[Row]:
    """Return random projects of every sort."""
    rng = random.Random(seed)
    rows = []
    for number in range(rng.randint(3, 40)):
        first = dt.date(2018, 10, 10) + dt.timedelta(days=rng.randrange(500))
        days = [first]
        for _ in range(3):
            days.append(days[-1] + dt.timedelta(days=rng.randrange(8)))
        opinion, resumed, issued = map(str, days[1:])
        shape = rng.choice(["plain", "open", "paused", "away", "back"])
        issued = issued if shape in ("plain", "back") else ""
        opinion = opinion if shape in ("paused", "away", "back") else ""
        resumed = resumed if shape in ("away", "back") else ""
        rows.append(
            project(
                f"{first}", issued, opinion, resumed, name=f"项目{number}",
                district=rng.choice(["市级", "即墨", "市南", "胶州"]),
                body=rng.choice(["甲所", "乙所", "丙所"]),
                kind=rng.choice(["房屋建筑"] * 4 + ["独立人防"]),
                office=rng.choice(["", "", "", "消防"]), again=rng.choice(["", "是"]),
            )
        )  # fmt: skip
    return rows


SEEDS = st.integers(0, 10**9)
OPTIONS = st.fixed_dictionaries({
    "start": st.sampled_from(["city", "district"]),
    "first_day": st.sampled_from(["next-day", "same-day"]),
    "pause": st.sampled_from(["exclude", "ignore", "restart"]),
    "open": st.sampled_from(["issued-only", "with-overdue"]),
})  # fmt: skip


@pytest.mark.thorough
@settings(parent=FEW, max_examples=12)
@given(SEEDS, OPTIONS)
def test_every_check_passes_and_the_sums_add_up(seed: int, options: dict[str, str]) -> None:
    rows = scenario(seed)
    result = run(*rows, date=END, **options)
    assert failed_checks(result) == []
    for sheet in ("区市汇总", "机构汇总"):
        *own, total = records(result[sheet])
        for name in ("受理数", "不适用数", "按时数", "逾期数", "在办数", "在办逾期数"):
            assert sum(row[name] for row in own) == total[name]
        assert total["受理数"] == len(rows)
    lists = len(result["逾期清单"]), total["逾期数"] + total["在办逾期数"]
    assert lists[0] == lists[1]


@FEW
@given(SEEDS, SEEDS)
def test_shuffling_rows_and_columns_changes_nothing(seed: int, order: int) -> None:
    rows, rng = scenario(seed), random.Random(order)
    columns = list(PROJECTS)
    other = list(rows)
    rng.shuffle(other)
    rng.shuffle(columns)
    one = run(*rows, date=END)
    two: Result = qdcalc.review.assess(
        frame_of(other)[columns].set_axis(range(100, 100 + len(rows))), report_date=END
    )
    for name in ("reviews", "districts", "bodies", "overdue", "due_soon", "calendar"):
        pd.testing.assert_frame_equal(one.tables[name], two.tables[name])


@FEW
@given(st.lists(st.tuples(DAYS, st.integers(0, 30), st.integers(0, 30)), min_size=1, max_size=40))
def test_a_later_issue_never_uses_less(cases: list[tuple[dt.date, int, int]]) -> None:
    rows = []
    for number, (accepted, few, more) in enumerate(cases):
        first = min(accepted + dt.timedelta(days=few), dt.date(2020, 12, 1))
        later = min(first + dt.timedelta(days=more), dt.date(2020, 12, 1))
        rows += [project(f"{accepted}", f"{first}", name=f"{number}"),
                 project(f"{accepted}", f"{later}", name=f"{number}后")]  # fmt: skip
    by_name = {r["项目名称"]: r for r in records(run(*rows, date=END)["时限核算"])}
    for number in range(len(cases)):
        first_row, later_row = by_name[f"{number}"], by_name[f"{number}后"]
        assert first_row["用时"] <= later_row["用时"]
        assert first_row["截止日期"] == later_row["截止日期"]
