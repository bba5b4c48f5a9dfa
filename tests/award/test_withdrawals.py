"""What becomes of a prize (二十五、二十七): award.md, 3, rule 7 and 6."""

from __future__ import annotations

from typing import Any

import pytest

from .helpers import (
    EXCELLENCE,
    INNOVATION,
    MET,
    UNMET,
    application,
    codes,
    failed_checks,
    records,
    refusal,
    run,
    states,
)

AWARD = ("乙公司", 6, EXCELLENCE, "2018-12-10", None)


def lines(
    grounds: list[tuple[Any, ...]], awards: list[tuple[Any, ...]] | None = None, **how: Any
) -> list[list[Any]]:
    """Return edition, prize, ground, fate, money recovered and ban of every row of 获奖跟踪."""
    result = run(awards=awards or [AWARD], grounds=grounds, **how)
    assert failed_checks(result) == []
    names = ("奖项", "事由", "结果", "追缴奖金", "禁报至")
    return [[row[name] for name in names] for row in records(result["获奖跟踪"])]


def ground(why: str, occurred: str, found: str = "2021-02-01", confirmed: str = "是") -> Any:
    """Return a ground of the one prize."""
    return ("乙公司", "第六届", EXCELLENCE, why, occurred, found, confirmed)


@pytest.mark.clause("award 二十五、二十七 withdrawn")
@pytest.mark.parametrize("why", ["重大事故", "违反宗旨"])
@pytest.mark.parametrize(
    ("occurred", "fate"),
    [
        ("2018-12-09", "不撤销"), ("2018-12-10", "不撤销"),  # not after the announcement
        ("2018-12-11", "撤销"), ("2020-12-10", "撤销"), ("2020-12-11", "不撤销"),
    ],
)  # fmt: skip
def test_within_two_years_of_the_announcement(why: str, occurred: str, fate: str) -> None:
    until = "2024-02-01" if fate == "撤销" else None
    assert lines([ground(why, occurred)]) == [[EXCELLENCE, why, fate, 0.00, until]]


@pytest.mark.clause("award 二十五、二十七 withdrawn")
@pytest.mark.parametrize("occurred", ["2016-01-01", "2018-12-10", "2024-01-01"])
def test_fraud_whenever_it_is_found(occurred: str) -> None:
    due = [EXCELLENCE, "弄虚作假", "撤销", 500_000.00, "2024-02-01"]
    assert lines([ground("弄虚作假", occurred)]) == [due]


def test_by_the_other_reading_fraud_does_not_ban() -> None:
    """R:ban art27: only 重大事故 and 违反宗旨."""
    fraud, accident = (ground(why, "2019-06-01") for why in ("弄虚作假", "重大事故"))
    assert [line[-1] for line in lines([fraud, accident], ban="art27")] == [None, "2024-02-01"]
    applied = application(组织名称="乙公司", 申报日期="2021-06-01")
    for option, state in (("all", UNMET), ("art27", MET)):
        result = run([applied], awards=[AWARD], grounds=[fraud], base="2021-11-30", ban=option)
        assert states(result)["禁报"] == state


def test_29_february() -> None:
    award = ("乙公司", 6, EXCELLENCE, "2020-02-29", None)
    for occurred, fate in (("2022-02-28", "撤销"), ("2022-03-01", "不撤销")):
        found = lines([ground("重大事故", occurred, "2024-02-29")], [award])
        assert found[0][2] == fate
        assert found[0][4] == ("2027-02-28" if fate == "撤销" else None)


def test_what_is_not_confirmed_is_not_computed() -> None:
    for answer in ("否", None):
        found = lines([ground("弄虚作假", "2019-01-01", confirmed=answer)])  # type: ignore[arg-type]
        assert found == [[EXCELLENCE, "弄虚作假", "待查", None, None]]
    assert lines([]) == [[EXCELLENCE, None, "无", None, None]]


def test_several_grounds_of_one_prize() -> None:
    """award.md, 6: in order of 认定日期, a line each, 追缴奖金 once."""
    grounds = [
        ground("弄虚作假", "2018-01-01", "2021-05-01"),
        ground("重大事故", "2019-06-01", "2020-01-01"),
        ground("弄虚作假", "2018-02-01", "2020-03-01"),
    ]
    assert lines(grounds) == [
        [EXCELLENCE, "重大事故", "撤销", 0.00, "2023-01-01"],
        [EXCELLENCE, "弄虚作假", "撤销", 500_000.00, "2023-03-01"],
        [EXCELLENCE, "弄虚作假", "撤销", 0.00, "2024-05-01"],
    ]


def test_a_blank_prize_means_every_prize_of_the_edition() -> None:
    awards = [
        AWARD, ("乙公司", 6, INNOVATION, "2018-12-10", "300000.50"),
        ("乙公司", 7, INNOVATION, "2020-12-10", None), ("丙公司", 6, EXCELLENCE, "2018-12-10", 1),
    ]  # fmt: skip
    fraud = ("乙公司", "6", None, "弄虚作假", "2018-01-01", "2021-02-01", "是")
    assert [line[:4] for line in lines([fraud], awards)] == [
        [EXCELLENCE, "弄虚作假", "撤销", 500_000.00],
        [INNOVATION, "弄虚作假", "撤销", 300_000.50],
        [INNOVATION, None, "无", None],
        [EXCELLENCE, None, "无", None],
    ]


@pytest.mark.parametrize(
    "row",
    [
        ("丁公司", 6, EXCELLENCE), ("乙公司", 5, EXCELLENCE), ("乙公司", 6, INNOVATION),
        ("乙公司", 7, None),
    ],
)  # fmt: skip
def test_a_ground_without_its_prize_is_refused(row: tuple[Any, ...]) -> None:
    given = (*row, "弄虚作假", "2018-01-01", "2021-02-01", "是")
    problems = refusal(lambda: run(awards=[AWARD], grounds=[given]))
    assert problems["代码"].tolist() == ["A09"]


@pytest.mark.clause("award 二十七 is_banned")
@pytest.mark.parametrize(
    ("applied", "state"),
    [
        ("2021-01-31", MET), ("2021-02-01", UNMET), ("2023-11-01", UNMET),  # 认定 2021-02-01
    ],
)  # fmt: skip
def test_the_ban_begins_on_the_day_of_the_withdrawal(applied: str, state: str) -> None:
    row = application(组织名称="乙 公司", 申报日期=applied)
    result = run(
        [row], awards=[AWARD], grounds=[ground("重大事故", "2020-06-01")], base="2023-11-14"
    )
    assert states(result)["禁报"] == state


@pytest.mark.parametrize("fate", ["待查", "不撤销"])
def test_only_a_withdrawal_bans(fate: str) -> None:
    occurred, confirmed = {"待查": ("2020-06-01", "否"), "不撤销": ("2021-01-01", "是")}[fate]
    row = application(组织名称="乙公司", 申报日期="2021-06-01")
    given = ground("重大事故", occurred, confirmed=confirmed)
    assert states(run([row], awards=[AWARD], grounds=[given], base="2021-11-30"))["禁报"] == MET


def test_a_prize_of_the_old_rules_is_told() -> None:
    """第五届 was published 2018-10-10, under the rules of 2012."""
    result = run(awards=[("乙公司", "第五届", EXCELLENCE, "2018-10-10", None)])
    assert codes(result) == ["A14"]
    assert records(result["获奖跟踪"])[0]["观察期截止"] == "2020-10-10"
    assert codes(run(awards=[("乙公司", 6, EXCELLENCE, "2018-11-15", None)])) == []
