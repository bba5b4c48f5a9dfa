"""The worked examples A1 to A15 of award.md, 5: B = 2020-11-30, other conditions met."""

from __future__ import annotations

import pytest

from .helpers import (
    EXCELLENCE,
    FIT,
    INNOVATION,
    MET,
    UNASKED,
    UNFIT,
    UNMET,
    application,
    builder,
    examined,
    failed_checks,
    followed,
    innovator,
    one,
    quota,
    refusal,
    run,
)

WAN = 10_000


@pytest.mark.clause("award 八(一) has_operated")
@pytest.mark.parametrize(
    ("registered", "state", "verdict"),
    [("2015-11-30", MET, FIT), ("2015-12-01", UNMET, UNFIT)],  # A1, A2
)
def test_a1_a2_five_years(registered: str, state: str, verdict: str) -> None:
    row = examined(run([application(登记日期=registered)]))
    assert (row["年限"], row["结论"]) == (state, verdict)
    assert row["未满足条款"] == (None if state == MET else "第八条(一)")


@pytest.mark.clause("award 八(四) scale_states")
@pytest.mark.parametrize(
    ("sales", "research", "state", "share"),
    [
        ("1000000000.00", "30000000.00", MET, "3.00%"),  # A3
        ("1000000001.00", "30000000.00", UNMET, "3.00%"),  # A4
        ("999999999.99", "500000000", UNMET, "50.00%"),  # A5
    ],
)
def test_a3_a4_a5_industry(sales: str, research: str, state: str, share: str) -> None:
    row = examined(run([application(年销售额=sales, 研发经费=research)]))
    assert row["规模"] == state
    assert f"占 {share}（标准 3%）" in row["说明"]


@pytest.mark.clause("award 八(四) scale_states")
def test_a6_vat_each_year_or_in_all() -> None:
    row = builder((2_500 * WAN, "19999900", 3_000 * WAN))
    assert one(row, "规模") == UNMET
    found = examined(run([row], vat="total"))
    assert found["规模"] == MET
    assert "合计 74,999,900.00 元（标准 60,000,000 元）" in found["说明"]


@pytest.mark.clause("award 八(四) scale_states")
def test_a7_the_grade() -> None:
    row = builder((10_000 * WAN,) * 3, "二级")
    assert one(row, "规模") == one(row, "规模", vat="total") == UNMET


@pytest.mark.clause("award 八(四) scale_states")
def test_a8_services() -> None:
    row = application(组织类型="服务业", 年销售额=None, 研发经费=None, 年营业额="50000000.00")
    assert one(row, "规模") == MET


@pytest.mark.clause("award 八、九、二十九 verdicts")
def test_a9_no_size_is_asked_for_the_innovation_prize() -> None:
    row = examined(run([innovator(组织类型="服务业", 年营业额=1_000_000)]))
    assert (row["规模"], row["创新"], row["结论"]) == (UNASKED, MET, FIT)


@pytest.mark.clause("award 八(六) accident_counts")
@pytest.mark.parametrize(
    ("day", "level", "state"),
    [
        ("2017-11-30", "重大", MET), ("2017-12-01", "重大", UNMET),  # A10
        ("2020-06-01", "较大", MET),  # A11
    ],
)  # fmt: skip
def test_a10_a11_accidents(day: str, level: str, state: str) -> None:
    assert one(application(), "事故", accidents=[("甲公司", day, "安全", level, "")]) == state


@pytest.mark.clause("award 七 by_prize")
@pytest.mark.clause("award 十九 prizes_fen")
def test_a12_quota_and_money() -> None:
    chosen = [application(组织名称=f"第{n}公司", 拟奖励="是") for n in range(4)]
    result = run(chosen)
    row = quota(result, EXCELLENCE)
    assert (row["空缺数"], row["奖金合计"]) == (1, 2_000_000.00)
    assert failed_checks(result) == []
    many = [innovator(组织名称=f"第{n}公司", 拟奖励="是") for n in range(6)]
    problems = refusal(lambda: run([*chosen, *many]))
    assert problems["代码"].tolist() == ["A05"]
    assert "创新奖拟奖励 6 个，超过每届 5 个的名额" in problems["问题"].iloc[0]


@pytest.mark.clause("award 十七 publicity_end")
@pytest.mark.parametrize(
    ("start", "last"), [("next-day", "2018-12-29"), ("same-day", "2018-12-28")]
)
def test_a13_publicity_over_a_worked_saturday(start: str, last: str) -> None:
    result = run([application()], start="2018-12-24", publicity=start)
    (row,) = result["公示"].to_dict("records")
    assert (row["起始日"], row["截止日"], row["工作日数"]) == ("2018-12-24", last, 5)
    assert row["最早报批日"] == {"2018-12-29": "2018-12-30", "2018-12-28": "2018-12-29"}[last]


@pytest.mark.clause("award 二十五、二十七 withdrawn")
@pytest.mark.parametrize(
    ("occurred", "fate", "recovered", "until"),
    [("2020-12-10", "撤销", 0.00, "2024-02-01"), ("2020-12-11", "不撤销", 0.00, None)],
)
def test_a14_an_accident_in_the_watch(
    occurred: str, fate: str, recovered: float, until: str | None
) -> None:
    result = run(
        awards=[("乙公司", 6, EXCELLENCE, "2018-12-10", None)],
        grounds=[("乙公司", 6, EXCELLENCE, "重大事故", occurred, "2021-02-01", "是")],
    )
    row = followed(result)
    assert (row["结果"], row["追缴奖金"], row["禁报至"]) == (fate, recovered, until)
    assert row["观察期截止"] == "2020-12-10"
    assert failed_checks(result) == []


@pytest.mark.clause("award 二十七 is_banned")
@pytest.mark.parametrize(("applied", "state"), [("2022-03-15", UNMET), ("2022-03-16", MET)])
def test_a15_fraud_and_the_ban(applied: str, state: str) -> None:
    result = run(
        [innovator(组织名称="乙公司", 申报日期=applied)],
        awards=[("乙公司", 6, EXCELLENCE, "2018-12-10", None)],
        grounds=[("乙公司", 6, None, "弄虚作假", "2018-06-30", "2019-03-15", "是")],
        base="2022-05-31",
    )
    row = followed(result)
    assert (row["结果"], row["追缴奖金"], row["禁报至"]) == ("撤销", 500_000.00, "2022-03-15")
    assert examined(result)["禁报"] == state
    assert (examined(result)["奖项"], failed_checks(result)) == (INNOVATION, [])
