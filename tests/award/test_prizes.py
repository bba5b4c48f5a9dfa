"""Quota, money, publicity and the cycle (四、七、十六、十七、十九): award.md, 3, rules 3 to 6."""

from __future__ import annotations

from typing import Any

import pytest

from .helpers import (
    EXCELLENCE,
    INNOVATION,
    application,
    codes,
    failed_checks,
    innovator,
    quota,
    records,
    refusal,
    run,
)


def paid(result: Any) -> dict[tuple[str, str], float]:
    """Return the money by organisation and prize."""
    return {(r["组织名称"], r["奖项"]): r["奖金"] for r in records(result["奖金明细"])}


@pytest.mark.clause("award 七 by_prize")
def test_at_the_quota_and_none_at_all() -> None:
    """七: 不超过 5 includes 5; 奖项可以空缺."""
    rows = [application(组织名称=f"第{n}公司", 拟奖励="是") for n in range(5)]
    result = run([*rows, innovator()])
    full, vacant = quota(result, EXCELLENCE), quota(result, INNOVATION)
    names = ("申报数", "合格数", "拟奖励数", "名额", "空缺数", "奖金合计")
    assert [full[n] for n in names] == [5, 5, 5, 5, 0, 2_500_000.00]
    assert [vacant[n] for n in names] == [1, 1, 0, 5, 5, 0.00]
    assert failed_checks(result) == []
    problems = refusal(lambda: run([*rows, application(组织名称="第6公司", 拟奖励="是")]))
    assert problems["代码"].tolist() == ["A05"]


@pytest.mark.clause("award 七 by_prize")
def test_every_verdict_is_counted_once() -> None:
    rows = [
        application(组织名称="甲"), application(组织名称="乙", 严重违法="是"),
        application(组织名称="丙", 严重违法="待定"), innovator(组织名称="戊"),
        application(组织名称="丁", 申报日期="2018-11-14"),
    ]  # fmt: skip
    result = run(rows)
    counted = ("申报数", "合格数", "待确认数", "不合格数", "不适用数")
    assert [quota(result, EXCELLENCE)[n] for n in counted] == [4, 1, 1, 1, 1]
    assert [quota(result, INNOVATION)[n] for n in counted] == [1, 1, 0, 0, 0]
    assert failed_checks(result) == []


def test_who_may_not_be_chosen() -> None:
    """award.md, 3, rule 3 and 6: 不合格 and 不适用 are errors, 需人工确认 a warning and 0.00."""
    unfit = application(组织名称="乙公司", 严重违法="是", 拟奖励="是")
    outside = application(组织名称="丙公司", 申报日期="2018-11-14", 拟奖励="是")
    problems = refusal(lambda: run([application(), unfit, outside]))
    assert dict(zip(problems["代码"], problems["列"], strict=True)) == {
        "A06": "拟奖励", "A07": "拟奖励",
    }  # fmt: skip
    assert "第八条(七)" in problems["问题"].iloc[0]
    result = run([application(拟奖励="是", 指标全国前列="待定")])
    assert paid(result) == {("甲公司", EXCELLENCE): 0.00}
    assert codes(result) == ["A08"]
    assert quota(result, EXCELLENCE)["拟奖励数"] == 1
    assert failed_checks(result) == []


@pytest.mark.clause("award 十九 prizes_fen")
@pytest.mark.parametrize(
    ("both", "excellent", "innovative"), [("once", 500_000, 0), ("each", 500_000, 500_000)]
)
def test_one_organisation_with_both_prizes(both: str, excellent: int, innovative: int) -> None:
    rows = [
        innovator(组织名称="甲 公司", 拟奖励="是"), application(拟奖励="是"),
        innovator(组织名称="乙公司", 拟奖励="是"),
    ]  # fmt: skip
    result = run(rows, both=both)
    assert list(paid(result).values()) == [innovative, excellent, 500_000]
    assert quota(result, INNOVATION)["奖金合计"] == innovative + 500_000
    assert "A10" in codes(result)
    assert failed_checks(result) == []


@pytest.mark.clause("award 十九 prizes_fen")
def test_the_other_prize_is_paid_where_the_first_is_not() -> None:
    """`once`: the 卓越奖 row carries the money if chosen and 合格, else the 创新奖."""
    other = innovator(拟奖励="是")
    result = run([application(拟奖励="是", 节能环保成效="是", 研发经费=None), other])
    assert list(paid(result).values()) == [0.00, 500_000.00]
    assert list(paid(run([application(), other])).values()) == [500_000.00]


@pytest.mark.clause("award 四 cycle_note")
@pytest.mark.parametrize(
    ("previous", "told"), [(2018, False), ("2018年", False), (2017, True), (2019, True)]
)
def test_every_two_years(previous: int | str, told: bool) -> None:
    result = run([application()], previous=previous)
    assert codes(result) == ["A13"] * told
    basis = result["口径与依据"]
    (said,) = basis.loc[basis["项目"] == "上届评选", "说明"]
    assert ("与办法不同" in said) == told


# ------------------------------------------------------------------------------- publicity, 十七


def dates(start: str, **how: Any) -> tuple[str, str, int]:
    """Return the last day, the earliest day to submit, the working days counted."""
    (row,) = run([application()], start=start, **how)["公示"].to_dict("records")
    return row["截止日"], row["最早报批日"], row["工作日数"]


@pytest.mark.clause("award 十七 publicity_end")
@pytest.mark.parametrize(
    ("start", "next_day", "same_day"),
    [
        # calendars of review.md, 4, counted by hand
        ("2020-12-07", "2020-12-14", "2020-12-11"),  # Monday, no holiday
        ("2020-12-11", "2020-12-18", "2020-12-17"),  # Friday
        ("2020-12-12", "2020-12-18", "2020-12-18"),  # Saturday: the two agree
        ("2020-12-28", "2021-01-05", "2021-01-04"),  # over New Year's Day, a Friday
        ("2020-09-30", "2020-10-14", "2020-10-13"),  # 10-09, (10-10 worked), 12, 13, 14
        ("2019-04-26", "2019-05-06", "2019-05-05"),  # 04-28 worked, 29, 30, 05-05 worked, 06
        ("2020-01-23", "2020-02-07", "2020-02-06"),  # the spring festival to 02-02
    ],
)
def test_over_holidays_and_worked_weekends(start: str, next_day: str, same_day: str) -> None:
    for option, last in (("next-day", next_day), ("same-day", same_day)):
        assert dates(start, publicity=option, base="2020-11-30")[::2] == (last, 5)


def test_the_sheet_lays_days_over_the_calendar() -> None:
    """review.md, 2: 工作日历 has days that differ, and years beyond the calendar."""
    assert dates("2020-12-07", workdays=[("2020-12-08", "休息日")])[0] == "2020-12-15"
    assert dates("2020-12-11", workdays=[("2020-12-12", "工作日")])[0] == "2020-12-17"


def test_a_year_that_the_calendar_does_not_know_is_not_guessed() -> None:
    problems = refusal(lambda: run([application()], start="2035-03-01"))
    assert problems["代码"].tolist() == ["K01"]
    assert "2035" in problems["问题"].iloc[0]
    assert "不会只按周末推算" in problems["如何改"].iloc[0]
    days = [("2035-03-05", "休息日"), ("2035-03-10", "工作日")]
    result = run([application()], start="2035-03-01", workdays=days)
    (row,) = result["公示"].to_dict("records")
    assert row["数到的工作日"].split("、") == [  # 2035-03-01 is a Thursday
        "2035-03-02", "2035-03-06", "2035-03-07", "2035-03-08", "2035-03-09",
    ]  # fmt: skip
    assert "K02" in codes(result)
    # the end of the last known year: the days of the next one are needed, too
    last = refusal(
        lambda: run([application()], start="2034-12-28", workdays=[("2034-10-02", "休息日")])
    )
    assert "2035" in last["问题"].iloc[0]
