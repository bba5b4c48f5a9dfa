"""临界: figures within 10 % of 八(四), days near 八(一), 八(六) and 二十七; worked by hand."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from near import decision, near_of

from .helpers import EXCELLENCE, Row, application, builder, innovator, run


def near(*rows: Row, **how: Any) -> pd.DataFrame:
    """Return the sheet 临界."""
    return near_of(run(rows, **how))


def sides(found: dict[str, Any]) -> list[Any]:
    return [found[n] for n in ("现结果", "现金额", "另一侧结果", "另一侧金额")]


@pytest.mark.parametrize(
    ("sales", "research", "item", "value", "threshold"),
    [
        (1_000_000_000, 50_000_000, "年销售额", 1_000_000_000, 1_000_000_000),
        (1_100_000_000, 50_000_000, "年销售额", 1_100_000_000, 1_000_000_000),  # exactly 10 %
        (2_000_000_000, 60_000_000, "研发经费", 60_000_000, 60_000_000),
        (2_000_000_000, "65999999.99", "研发经费", 65_999_999.99, 60_000_000),
    ],
)
def test_a_chosen_firm_that_just_reaches_it(
    sales: int, research: Any, item: str, value: float, threshold: float
) -> None:
    found = decision(near(application(年销售额=sales, 研发经费=research, 拟奖励="是")), item)
    assert (found["值"], found["阈值"]) == (value, threshold)
    assert sides(found) == ["合格", 500_000, "不合格", 0]
    assert found["对象"] == f"甲公司 {EXCELLENCE}"


def test_what_is_farther_is_not_listed() -> None:
    found = near(application(年销售额="1100000000.01", 研发经费=60_000_000))
    assert found.empty
    assert near(innovator(年销售额=1_000_000_000)).empty  # no size is asked of the 创新奖
    assert near(application(申报日期="2018-11-14")).empty


def test_who_is_not_chosen_has_no_amount() -> None:
    found = decision(near(application(年销售额=999_999_999, 研发经费=50_000_000)), "年销售额")
    assert (found["距离"], found["现在"]) == (-1, "未达到")
    assert [found["现结果"], found["另一侧结果"]] == ["不合格", "合格"]
    assert pd.isna(found["现金额"])
    assert found["说明"] == "没有拟奖励，没有金额"


def test_the_other_prize_of_the_organisation_moves_with_it() -> None:
    """`once`: where the 卓越奖 fails the money goes to the 创新奖."""
    rows = [application(研发经费=60_000_000, 拟奖励="是"), innovator(拟奖励="是")]
    found = decision(near(*rows), "年销售额")
    assert (found["差额"], found["连带变动"], found["连带差额"]) == (
        -500_000, "甲公司 创新奖", 500_000,
    )  # fmt: skip


def test_vat_each_year_and_in_all() -> None:
    row = builder((20_000_000, 19_000_000, 22_000_000), 拟奖励=None)
    each = near(row)
    assert each["值"].tolist() == [20_000_000, 19_000_000, 22_000_000]
    # the second year fails already: the first alone decides nothing
    second = each[each["值"] == 19_000_000].iloc[0]
    assert [second["现结果"], second["另一侧结果"]] == ["不合格", "合格"]
    total = decision(near(row, vat="total"), "三年增值税合计")
    assert (total["值"], total["阈值"], total["距离"]) == (61_000_000, 60_000_000, 1_000_000)
    assert [total["现结果"], total["另一侧结果"]] == ["合格", "不合格"]


@pytest.mark.parametrize(
    ("registered", "days", "verdict", "other"),
    [("2015-11-30", 1827, "合格", "不合格"), ("2015-12-01", 1826, "不合格", "合格")],
)
def test_five_years(registered: str, days: int, verdict: str, other: str) -> None:
    found = decision(near(innovator(登记日期=registered)), "登记到基准日")
    assert (found["值"], found["阈值"]) == (days, 1827)  # 2016 and 2020 have 366 days
    assert [found["现结果"], found["另一侧结果"]] == [verdict, other]


def test_an_accident_three_years_ago() -> None:
    for day, side, verdict, other in (
        ("2017-11-30", "期外", "合格", "不合格"), ("2017-12-01", "期内", "不合格", "合格"),
    ):  # fmt: skip
        accidents = [("甲公司", day, "安全", "重大", ""), ("甲公司", day, "安全", "一般", "")]
        found = decision(near(innovator(), accidents=accidents), "事故到基准日")
        assert (found["现在"], found["现结果"], found["另一侧结果"]) == (side, verdict, other)
        assert found["阈值"] == 1096  # 2020 has 366 days


def test_the_end_of_the_watch() -> None:
    award = ("乙公司", 6, EXCELLENCE, "2018-12-10", None)
    for day, fate, other in (("2020-12-10", "撤销", "不撤销"), ("2020-12-11", "不撤销", "撤销")):
        ground = ("乙公司", 6, None, "重大事故", day, "2021-02-01", "是")
        found = decision(near(awards=[award], grounds=[ground]), "公布到发生")
        assert sides(found) == [fate, 0, other, 0]
        assert found["对象"] == f"乙公司 第6届 {EXCELLENCE}"
