"""What titles, names and days tell of the month (workbooks.md "Reading": one month in the title).

The expectations are read off the texts by hand: which month a person takes a text to name, and
which texts name several months, another time, or only the day of a report.
"""

from __future__ import annotations

import pytest

from qdcalc.intake.day_spans import is_of_month, month_of_days
from qdcalc.intake.month_texts import compares, one, told

NOVEMBER = 586  # months since 1970-01: 48 years and ten months

ONE_MONTH = (
    "2018年11月 制表人：张三", "2018年11月制表：张三", "水质2018年11月 制表日期：2018年12月",
    "2018年度11月份", "2018 年度 11 月", "2018-11-01至2018-11-30", "2018年11月1日至30日",
    "2018.11.1-2018.11.30", "20181101-20181130", "采样日期：2018年11月3日-5日",
    "2018年11月水质（与2017年11月相比）", "2018年11月水质（同比2017年11月）",
    "2018年11月水质 较2018年10月好转", "2018年11月水质与上年同期对比表", "2018年11月（比上月）",
    "2018年11月水质及同比、环比情况", "二、2018年11月", "附表二、2018年十一月",
    "2018-11月", "18年11月水质", "2018年11月15日采样", "2018-11-15 采样", "2018年11月上旬采样",
    "分析日期：2018.12.01 采样日期：2018.11.05", "有效期至2020年5月 2018年11月",
    "2018年11月（2018年12月报送）", "2018年12月发布的2018年11月水质", "2018年11月同期监测结果",
    "海上月报2018年11月", "2018年11月 日期：2018年12月",
    "2018-2019周期第2个月（2018年11月）", "2018年11月（第4季度）监测结果", "2018年四季度11月水质",
    "2018年第四季度（11月）", "2018年11月水质月报（附与上月、去年同期对比）",
    "2018年11月水质月报（含上月）", "2018年11月10日采样结果",
)  # fmt: skip
SPANS = (
    "2018年十至十一月", "十至十一月", "2018年十月—十一月", "2018年十、十一月", "十、十一月",
    "2018年11月上半月", "2018年11月中旬", "2018年十-11月",
    "2018年11月（第3季度）", "2018年四季度10-12月", "2018年四季度10月、11月", "2018年第19周",
    "2018年11月（四季度平均）", "2018年11月（四季度累计）", "2018年10月-11月（四季度）",
    "2018年11月（含上月累计）", "2018年10月30日至11月2日采样结果",
    "监测时间：2018.10.30-11.2", "采样日期：2018年10月30日至11月2日",
)  # fmt: skip
OTHERS = (
    "上月（2018年10月）", "2018年11月水质（上年同期）", "去年同期", "上年同月", "去年11月",
    "2018年11月水质（上期）", "上月（含上年同期）",
)  # fmt: skip
NO_MONTH = (
    "日期：2018年12月", "日期：2018-12", "制表日期：2018-12", "2018年12月印发", "2018年12月制表",
    "2018年11月公布水质", "2018年12月5日监测报告",
    "制表日期：2018年12月5日 采样人：张三", "报告日期：2018年12月5日 监测结果", "上报2018-12",
    "2018年11月30日", "2018年11月5日-11日", "2018年10月26日-11月25日", "2018-2019年度11号",
    "与2018年11月相比",
)  # fmt: skip


def test_one_month_is_read_in_the_forms_in_which_people_write_it() -> None:
    for text in ONE_MONTH:
        agreed, spans = one(told(text))
        assert ([t.month for t in agreed], spans) == ([NOVEMBER], []), text
        assert not any(t.is_other for t in told(text)), text


def test_several_months_another_time_and_a_reports_day_are_no_month() -> None:
    for text in SPANS:
        assert any(t.is_span for t in told(text)), text
    for text in OTHERS:
        assert any(t.is_other for t in told(text)), text
    for text in NO_MONTH:
        assert not any(t.month is not None or t.number is not None for t in told(text)), text


def test_two_months_joined_are_no_comparison() -> None:
    assert [t.is_span for t in told("2018年10月与2018年11月对比")] == [True]
    assert compares("与2017年11月相比")
    assert not compares("水质达标占比2018年11月")


def test_a_day_of_sampling_without_its_year_takes_it_from_elsewhere() -> None:
    agreed, _ = one([*told("2018年水质监测结果"), *told("采样日期：11月5日")])
    assert [t.month for t in agreed] == [NOVEMBER]


DAYS = {
    "2018-11-05": ("2018-11", "2018-11"),
    "2018-11-05 09:30": ("2018-11", "2018-11"),
    "2018.11.3-11.5": ("2018-11", "2018-11"),
    "2018年11月3日、10日": ("2018-11", "2018-11"),
    "2018年11月上旬": ("2018-11", "2018-11"),
    "2018-10-30~2018-11-02": ("2018-10", "2018-11"),
    "2018.12.30-2019.1.2": ("2018-12", "2019-01"),
    "2018-11-03、2018-11-10、2018-12-17": ("2018-11", "2018-12"),
    "2018-11-05(一)": ("2018-11", "2018-11"),
    "2018年11月6日 星期二": ("2018-11", "2018-11"),
    "2018-11-0508:00-09:00": ("2018-11", "2018-11"),
    "2018-11-059:30-10:00": ("2018-11", "2018-11"),
    "2018-11-3009:30~2018-12-0110:00": ("2018-11", "2018-12"),
    "2018-11-31": None,
    "2018-11-05-11-03": None,
    "2018-11-05-12-03": None,
    "11月3日": None,
    "2018-11-05（补测2018-12-03）": None,
}


@pytest.mark.parametrize("text", DAYS)
def test_days_tell_the_months_that_they_lie_in(text: str) -> None:
    assert month_of_days(text) == DAYS[text]


def test_a_day_without_its_year_is_one_of_the_titles_month_or_refused() -> None:
    """What names neither day nor month is not against the title; a mistyped day may be."""
    fits = (
        "5日", "6", "11月3日", "11月3日-5日", "11.3-11.5", "11月3-5日", "3日至5日", "11.3", "11/3",
        "/", "上旬", "09:30", "09:30:00", "上午9时30分", "第1次", "第一次", "1次", "结冰",
        "11月20日(第2次)", "5日 星期一",
        "11月中旬",
    )  # fmt: skip
    assert [t for t in fits if not is_of_month(t, NOVEMBER)] == []
    other = ("12月3日", "12月3日-5日", "11月30日-12月2日", "12月上旬")
    assert [t for t in other if is_of_month(t, NOVEMBER) is not False] == []
    unread = (
        "12.3",
        "12/3",
        "18.12.3",
        "3-5",
        "11.31-11.5",
        "43437",
        "十二月三日",
        "32日",
        "31日",
        "11月31日",
        "0",
        "1l.3",
    )
    assert [t for t in unread if is_of_month(t, NOVEMBER) is not None] == []
