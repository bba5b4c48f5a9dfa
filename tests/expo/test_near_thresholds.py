"""临界 of the exhibition subsidies: areas, turnover, counts, days, budgets, worked by hand."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

import qdcalc
from expo.helpers import consumer, trade
from near import decision, near_of


def near(**sheets: list[dict[str, Any]]) -> pd.DataFrame:
    """Return the sheet 临界 of sheets by their Chinese names."""
    return near_of(qdcalc.expo.assess({n: pd.DataFrame(rows) for n, rows in sheets.items()}))


# 二(一): 300,000 from 20,000 m², 50,000 for each further full 5,000
@pytest.mark.parametrize(
    ("area", "item", "threshold", "now", "then"),
    [
        (19_000, "展览面积（m²）：起补", 20_000, 0, 300_000),
        (20_000, "展览面积（m²）：起补", 20_000, 300_000, 0),
        (20_500, "展览面积（m²）：起补", 20_000, 300_000, 0),
        (29_999.99, "展览面积（m²）：加档", 30_000, 350_000, 400_000),
        (30_000, "展览面积（m²）：加档", 30_000, 400_000, 350_000),
    ],
)
def test_a_trade_show_near_a_tier_or_a_step(
    area: float, item: str, threshold: int, now: float, then: float
) -> None:
    found = decision(near(展会=[trade(area)]), item, threshold)
    assert (found["现金额"], found["另一侧金额"]) == (now, then)
    assert found["现在"] == ("达到" if area >= threshold else "未达到")
    assert found["值"] == area


def test_a_step_above_the_cap_decides_nothing() -> None:
    # 190,000 m² and more are 2,000,000 whatever they are
    assert not near(展会=[trade(250_000)])["判断"].str.contains("加档").any()


def test_a_consumer_show_grows_by_steps() -> None:
    # 10,000 for each full 1,000 m² above the largest earlier edition, 24,000
    found = near(展会=[consumer(26_500, 24_000)])
    lower, upper = (decision(found, "展览面积（m²）：加档", t) for t in (26_000, 27_000))
    assert (lower["现金额"], lower["另一侧金额"]) == (20_000, 10_000)
    assert (upper["现金额"], upper["另一侧金额"]) == (20_000, 30_000)


def test_an_earlier_edition_moves_the_later_one() -> None:
    # the later edition's baseline is the earlier area: 30,000 − 22,000 is 8 steps; at 20,000 − 0.01
    # the earlier one is nothing, and the later one 30,000 − 19,999.99 = 10 steps
    rows = [
        consumer(22_000, 18_000, 届次=2, 结束日期="2018-12-08"),
        consumer(30_000, None, 届次=3, 结束日期="2019-12-08"),
    ]
    found = decision(near(展会=rows).iloc[:], "展览面积（m²）：起补")
    assert (found["现金额"], found["另一侧金额"], found["连带差额"]) == (40_000, 0, 20_000)


FIRM = {"企业名称": "甲", "年度": 2019, "独立法人": "是", "新设立": "是", "纳统": "是",
        "在青办展": "是", "知名认定": "是"}  # fmt: skip


def test_a_firm_near_its_turnover_or_its_cap() -> None:
    firms = [
        # 一(一)¶2: 10,000,000; 一(二): 100,000 for each full 10,000,000 more; 一(一)¶1: 50 % up to
        # 1,000,000, reached at 2,000,000
        {**FIRM, "项目": "知名机构落户奖励", "营业收入": 9_500_000},
        {**FIRM, "企业名称": "乙", "项目": "规模增长补助", "上年度营业收入": 50_000_000,
         "营业收入": 69_000_000},
        {**FIRM, "企业名称": "丙", "项目": "新设企业经营补助", "首次贡献年度": 2018,
         "上年度地方财力贡献": 1_900_000, "拟补助金额": 950_000},
    ]  # fmt: skip
    frame = near(企业=firms)
    known = decision(frame, "营业收入（元）：落户奖励")
    assert (known["现金额"], known["另一侧金额"]) == (0, 1_000_000)
    growth = decision(frame, "营业收入（元）：比上年度", 70_000_000)
    assert (growth["现金额"], growth["另一侧金额"]) == (100_000, 200_000)
    cap = decision(frame, "上年度地方财力贡献（元）：补助封顶")
    assert (cap["值"], cap["阈值"], cap["现金额"]) == (1_900_000, 2_000_000, 950_000)


def test_a_venue_one_show_short_of_its_first_year() -> None:
    frame = near(展馆=[{"展馆名称": "馆", "年度": 2019, "三万平展会数": 4, "十万平展会数": 0}])
    found = decision(frame, "三万平展会数")
    assert (found["现金额"], found["另一侧金额"]) == (0, 500_000)


@pytest.mark.parametrize(
    ("day", "threshold", "now", "then", "said"),
    [
        ("2018-01-20", "2018-01-01", 300_000, 0, "+19 天"),
        ("2021-12-31", "2022-01-01", 300_000, 0, "-1 天"),
        ("2022-01-31", "2022-01-01", 0, 300_000, "+30 天"),
        ("2018-10-18", "2018-10-19", 300_000, 300_000, "-1 天"),
    ],
)
def test_days_are_near_within_thirty(
    day: str, threshold: str, now: float, then: float, said: str
) -> None:
    frame = near(展会=[trade(24_000, 结束日期=day)])
    found = decision(frame, "日期", threshold)
    assert (found["现金额"], found["另一侧金额"], found["距离"]) == (now, then, said)
    assert "30 天" in found["说明"]


def test_a_day_farther_than_thirty_is_not_near() -> None:
    frame = near(展会=[trade(24_000, 结束日期="2022-02-01")])
    assert not frame["判断"].str.startswith("日期").any()


def test_a_budget_is_near_and_pays_no_other_amount() -> None:
    budget = [{"项目": "贸易展补助", "年度": 2019, "预算金额": 320_000}]
    found = decision(near(展会=[trade(24_000)], 预算=budget), "核定金额合计")
    assert (found["值"], found["距离"], found["现在"]) == (300_000, -20_000, "预算以内")
    assert pd.isna(found["现金额"])
