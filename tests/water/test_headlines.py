"""What a month and a settlement say first, worked out by hand from the notice.

Section 20 (墨水河·前枣行, 跨界, 即墨 → 城阳, Ⅴ, 市控): ammonia limit 2.0 mg/L, so 3.0 exceeds by
0.5 and costs 2,000,000 ÷ 12 = 166,666.67 元. Section 15 (海泊河·入海口, 市北, 国控, Ⅴ) pays the
city 6,000,000 ÷ 12 = 500,000 元 for each such month.
"""

from __future__ import annotations

from functools import cache

import pytest

import qdcalc
from qdcalc.result.headline import Headline, Panel
from qdcalc.result.result import Result
from seeds import at_first

from .helpers import frame_of, reading, run, section
from .year_helpers import MONTHS, cycle, settle


def panel(headline: Headline, name: str) -> Panel:
    """Return a panel that must be there."""
    found = headline.panel(name)
    assert found is not None, name
    return found


@cache
def two_months() -> Result:
    """Section 20 leaps in October and exceeds in November."""
    return run([reading("20", month="2018-10"), reading("20", {"氨氮": "3"})])


def test_the_last_month_is_the_headline() -> None:
    headline = two_months().headline
    assert headline.title == "地表水环境质量生态补偿　2018年11月核算结论"
    assert headline.sentences == (
        "28 个断面：超标 1、缺测 27。",
        "应付合计 166,666.67 元，其中赔付 166,666.67 元、奖励 0.00 元。",
    )


def test_why_a_district_pays_and_what_changed() -> None:
    assert two_months().headline.lines == (
        "净收：城阳 16.67 万　净付：即墨 16.67 万",
        "应付及原因：即墨 16.67 万（20 墨水河·前枣行 超标赔付 16.67 万）",
        "比上月：应付 0.00 万，新增超标 1 个：20 墨水河·前枣行",
    )
    rows = {row[0]: row for row in panel(two_months().headline, "reasons").rows}
    assert rows == {
        "即墨": ("即墨", -16666667, "20 墨水河·前枣行 超标赔付 16.67 万", ""),
        "城阳": ("城阳", 16666667, "", "20 墨水河·前枣行 超标赔付 16.67 万"),
    }


def test_a_district_pays_for_a_leap_below_it() -> None:
    """The counterparty pays the reward (clause 七¶1): 城阳 pays 即墨 for its cleaner water."""
    headline = run([reading("20")]).headline
    assert "应付及原因：城阳 16.67 万（20 墨水河·前枣行 跃升奖励 16.67 万）" in headline.lines


def test_earlier_months_are_compared() -> None:
    headline = two_months().headline
    months = panel(headline, "months")
    assert [row[0] for row in months.rows] == ["2018-10", "2018-11"]
    assert [row[-1] for row in months.rows] == [16666667, 16666667]
    nets = {row[0]: row[3:] for row in panel(headline, "balances").rows}
    # October: 即墨 +166,666.67; November −166,666.67; the change is −333,333.34
    assert nets["即墨"] == (-16666667, "净付", 16666667, -33333334)


def test_one_month_compares_nothing() -> None:
    headline = run([reading("20", {"氨氮": "3"})]).headline
    assert headline.panel("months") is None
    assert len(panel(headline, "balances").columns) == 5
    assert not any(line.startswith("比上月") for line in headline.lines)


@cache
def year() -> Result:
    """15 exceeds in all twelve months; 20 leaps in eleven and exceeds in one; 即墨 has an event."""
    rows = [*cycle("15", "E" * 12), *cycle("20", "L" * 11 + "E")]
    return settle(rows, incidents=[("2019-03-05", "即墨", "较大")], previous={"15": "Ⅴ"})


def test_the_years_totals() -> None:
    """15: penalties 12 × 500,000, charge 6,000,000. 20: penalty 166,666.67, rewards
    2,000,000 × 11 ÷ 12 = 1,833,333.33 struck by the event (clause 七¶2)."""
    headline = year().headline
    assert headline.title == "地表水环境质量生态补偿　2018-2019 考核周期年度清算结论"
    first, second = headline.sentences
    assert first.startswith("28 个断面：达到年度目标 1、未达到 1、无法评价 26；")
    assert "跃升 11、超标 13、缺测 312" in first  # 26 sections × 12 months
    assert second == (
        "各区市上解 12,166,666.67 元、下达 166,666.67 元，市财政净收 12,000,000.00 元；"
        "应付合计 12,166,666.67 元（超标赔付 6,166,666.67、年度追缴 6,000,000.00）；"
        "清零 1,833,333.33 元。"
    )


def test_who_remits_why_and_what_was_struck() -> None:
    assert year().headline.lines == (
        "下达：城阳 16.67 万　上解：市北 1,200.00 万、即墨 16.67 万",
        "应付及原因：市北 1,200.00 万（15 海泊河·入海口 超标赔付 600.00 万、"
        "15 海泊河·入海口 年度追缴 600.00 万）；"
        "即墨 16.67 万（20 墨水河·前枣行 超标赔付 16.67 万）",
        "清零：20 墨水河·前枣行 183.33 万（责任区市有较大及以上突发环境事件）",
        "还要办：2019年第三季度书面通报 2019-10-31 前、年终结算（上解、下达） 2019-12-31 前",
    )


def test_components_and_calendar() -> None:
    headline = year().headline
    components = {row[0]: row[2:] for row in panel(headline, "components").rows}
    assert components["15 海泊河·入海口"] == (
        "劣Ⅴ", "Ⅴ", "否", None, None, 600000000, None, 600000000, None,
    )  # fmt: skip
    assert components["20 墨水河·前枣行"][2:] == (
        "是", None, 183333333, 16666667, None, None, None,
    )  # fmt: skip
    assert components["合计"][3:] == (0, 183333333, 616666667, 0, 600000000, 0)
    calendar = {row[0]: row[1:] for row in panel(headline, "calendar").rows}
    assert calendar["20 墨水河·前枣行"] == (*["跃升"] * 11, "超标", 11, 1)
    assert [c.label for c in panel(headline, "calendar").columns][1:4] == ["10月", "11月", "12月"]


@pytest.mark.parametrize(
    ("letters", "cause"),
    [
        ("LLLLLLLLLLLX", "未达到年度目标"),
        ("LLLLLXXXXXXX", "年度劣Ⅴ类、未达到年度目标"),
    ],
)
def test_why_rewards_are_struck(letters: str, cause: str) -> None:
    """X is 11.7 mg/L: one of twelve gives a mean above 1 for target Ⅲ, seven a mean above 2."""
    own = [section("1")]
    rows = cycle("1", letters, target="Ⅲ", X="11.7")
    headline = settle(rows, sections=own).headline
    assert panel(headline, "struck").rows[0][3] == cause


def test_several_cycles_are_told_of_the_last_against_the_one_before() -> None:
    later = tuple(f"{int(m[:4]) + 1}{m[4:]}" for m in ("2018-10", "2018-11"))
    rows = [*cycle("20", "EE", months=("2018-10", "2018-11")), *cycle("20", "LE", months=later)]
    headline = settle(rows, cycle="全部").headline
    assert "2019-2020 考核周期" in headline.title
    # before: 即墨 −333,333.33; now +166,666.67 − 166,666.67 = 0
    assert "比 2018-2019 周期：净额增加 即墨 33.33 万；净额减少 城阳 33.33 万" in headline.lines
    assert panel(headline, "balances").columns[-1].label == "2018-2019 净额"


DUES = [
    ("2018年第四季度书面通报", "2019-01-31"),
    ("2019年第一季度书面通报", "2019-04-30"),
    ("2019年第二季度书面通报", "2019-07-31"),
    ("2019年第三季度书面通报", "2019-10-31"),
    ("年终结算（上解、下达）", "2019-12-31"),
]


@pytest.mark.parametrize(
    ("months", "day", "left"),
    at_first(
        [
            (1, "2019-10-31", 2),  # on the day itself it is not past
            (1, "2019-11-01", 1),
            (4, None, 4),  # January 2019 is the month of the first notification
            (1, None, 5),  # readings until October 2018: everything is still to come
            (3, None, 5),
            (12, None, 2),
            (1, "2020-01-01", 0),
        ],
        3,
    ),
)
def test_dates_to_come(months: int, day: str | None, left: int) -> None:
    """Clause 十: a quarter is notified within the month after it, the year settled in the fourth
    quarter of the year in which the cycle ends; past by 统计日期, else by the last reading."""
    rows = cycle("20", "P" * months, months=MONTHS[:months])
    headline = qdcalc.water.year(frame_of(rows), report_date=day).headline
    found = headline.panel("dates")
    assert (() if found is None else found.rows) == tuple(DUES[len(DUES) - left :])
