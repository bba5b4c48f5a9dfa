"""explain of the exhibition subsidies: every amount of the sample, worked again from its text."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import cache
from typing import Any

import openpyxl
import pandas as pd
import pytest

import qdcalc
from explained import Node, check_arithmetic, number, read
from qdcalc.errors import UsageError
from samples import DATA, SOURCES, result_of

WAN = 10_000


@cache
def steps_of(**asked: Any) -> list[Node]:
    tops = read(str(result_of("expo").explain(**asked)))
    check_arithmetic(tops)
    return tops


@cache
def book() -> Any:
    return openpyxl.load_workbook(DATA / SOURCES["expo"], data_only=True)


def check_cells(node: Node) -> int:
    """Compare every cited cell with the file, and a step's figure with its cell."""
    count = 0
    for step in node.all():
        for cell in step.cells:
            _, sheet, rest = cell.split("!")
            address, _, value = rest.partition(" = ")
            held = book()[sheet][address].value
            told = re.sub(r"（表头.*", "", value)
            if held is None:
                assert told == "（空）"
                continue
            assert str(held)[:10].removesuffix(" 00:00:00") == told[:10], cell
            if isinstance(held, (int, float)) and step.value.endswith(("元", "m²", "个")):
                times = WAN if "万元" in value else 1
                assert number(step.value) == Fraction(str(held)) * times, cell
            count += 1
    return count


def test_every_application_is_worked_again_from_its_printed_steps() -> None:
    rows: Any = result_of("expo")["核定结果"].itertuples()
    for row in rows:
        (top,) = steps_of(row=f"{row.工作表}!{row.行号}")
        assert number(top.value) == Fraction(str(row.核定金额))
        assert top.said.startswith(row.结论)
        (due,) = [n for n in top.below if n.what == "计算金额"]
        assert check_cells(top) >= 4
        if row.结论 == "核准":
            assert due.value == top.value
        assert due.said == row.计算过程.removesuffix("；核定 0 元")


def test_the_sums_are_of_named_parts() -> None:
    result: Any = result_of("expo")
    for row in result["单位汇总"].itertuples():
        (top,) = steps_of(applicant=row.申请单位)
        assert number(top.value) == Fraction(str(row.核定金额))
        assert len(top.below) == row.申请数
    for row in result["项目汇总"].itertuples():
        (top,) = steps_of(item=row.项目)
        assert number(top.value) == Fraction(str(row.核定金额))
        assert sum(number(n.value) for n in top.below) == number(top.value)
    for row in result["年度汇总"].itertuples():
        top, left = steps_of(item=row.项目, year=str(row.年度))
        assert number(top.value) == Fraction(str(row.核定金额))
        if pd.notna(row.预算金额):
            assert number(left.value) == Fraction(str(row.结余))
            check_cells(left.below[0])
        else:
            assert left.value == "没有预算"


def test_the_uplift_and_the_cap_stand_in_their_order() -> None:
    # 160,000 m²: 300,000 + 28 × 50,000 = 1,700,000; + 20 % = 2,040,000; at most 2,000,000
    (top,) = steps_of(row="展会!4")
    (due,) = [n for n in top.below if n.what == "计算金额"]
    assert [number(h.rpartition("=")[2]) for h in due.how] == [28, 1_700_000, 2_040_000, 2_000_000]
    assert "expo.uplift）= 先上浮后封顶（默认）" in due.options


def shows(**rows: Any) -> pd.DataFrame:
    base = {
        "展会名称": "甲展", "类型": "消费", "专业场馆": "是", "结束日期": "2019-05-06",
        "展览面积": 31000.0, "申请单位": "乙公司",
    }  # fmt: skip
    return pd.DataFrame([{**base, **own} for own in rows.values()])


def test_an_earlier_edition_of_the_sheet_names_its_cell() -> None:
    frame = shows(a={"结束日期": "2018-05-06", "展览面积": 25000.0, "届次": 1}, b={"届次": 2})
    (top,) = read(str(qdcalc.expo.assess({"展会": frame}).explain(row="展会!1")))
    check_arithmetic([top])
    (largest,) = [n for n in top.all() if n.said == "本表往届的面积"]
    assert largest.cells == ["展会!行 0 列 展览面积 = 25000"]
    assert top.find("计算金额")[0].how[-1] == "10,000 元 × 6 = 60,000.00 元"


def test_a_cap_of_three_years_is_told_in_figures() -> None:
    # half of 1,200,000; half of 1,000,000 of the 100,000 that 300,000 and 600,000 leave
    firm = {"企业名称": "新展", "项目": "新设企业经营补助", "独立法人": "是", "新设立": "是",
            "首次贡献年度": 2017}  # fmt: skip
    rows = [{**firm, "年度": year, "上年度地方财力贡献": given}
            for year, given in ((2020, 1_000_000), (2019, 1_200_000))]  # fmt: skip
    past = pd.DataFrame(
        [{"对象": "新展", "项目": "新设企业经营补助", "年度": 2018, "金额": 300_000}]
    )
    sheets = {"企业": pd.DataFrame(rows), "历史补助": past}
    result = qdcalc.expo.assess(sheets, interpretations={"new_firm_cap": "cumulative"})
    for row, amount in (("企业!0", 100_000), ("企业!1", 600_000)):
        tops = read(str(result.explain(row=row)))
        check_arithmetic(tops)
        due = next(n for n in tops[0].below if n.what == "计算金额")
        assert number(tops[0].value) == number(due.value) == amount
        assert "三年累计还余" in due.how[1]


@pytest.mark.parametrize(
    ("counts", "value", "how"),
    [
        ((7, 2), "达到", ["7 个 − 5 个 = 2 个（小档达到）", "2 个 − 2 个 = 0 个（大档达到）"]),
        ((4, 2), "达到", ["4 个 − 5 个 = −1 个（小档没有达到）", "2 个 − 2 个 = 0 个（大档达到）"]),
        ((4, 1), "没有达到",
         ["4 个 − 5 个 = −1 个（小档没有达到）", "1 个 − 2 个 = −1 个（大档没有达到）"]),
    ],
)  # fmt: skip
def test_a_venue_s_first_year_is_tested_in_figures(
    counts: tuple[int, int], value: str, how: list[str]
) -> None:
    """一(三): five shows of 30,000 m² or two of 100,000 m²."""
    row = {"展馆名称": "甲馆", "年度": 2019, "三万平展会数": counts[0], "十万平展会数": counts[1]}
    (top,) = read(str(qdcalc.expo.assess({"展馆": pd.DataFrame([row])}).explain(row="展馆!0")))
    check_arithmetic([top])
    (test,) = top.find("首年条件")
    assert (test.value, test.how, test.clause) == (value, how, "一(三)")
    assert [number(n.value) for n in test.below] == [*counts, 5, 2]
    assert len(top.find("三万平展会数")) == 1


@pytest.mark.parametrize(
    ("before", "value", "how"),
    [
        (520, "是", ["4,800,000.00 元 − 5,200,000.00 元 = −400,000.00 元"]),
        (480, "是", ["4,800,000.00 元 − 4,800,000.00 元 = 0.00 元"]),
        (450, "高于上届，需确认", ["4,800,000.00 元 − 4,500,000.00 元 = 300,000.00 元"]),
        (None, "需确认", []),
    ],
)
def test_a_later_edition_led_by_government_is_held_against_the_last(
    before: int | None, value: str, how: list[str]
) -> None:
    """四: not above what the last edition was given; the cell is in 万元, the step in 元."""
    row = {"项目": "论坛", "年度": 2019, "首届": "否", "核定金额(万元)": 480,
           "上届金额(万元)": before, "绩效评估通过": "是", "承办单位": "甲"}  # fmt: skip
    frame = pd.DataFrame([row])
    (top,) = read(str(qdcalc.expo.assess({"政府主导": frame}).explain(row="政府主导!0")))
    check_arithmetic([top])
    (test,) = top.find("不高于上届")
    assert (test.value, test.how) == (value, how)
    (last,) = top.find("上届金额")
    assert last.value == ("没有填" if before is None else f"{before * WAN:,}.00 元")


def test_a_corrected_application_names_both_values() -> None:
    frame = shows(a={"版本": 1, "展览面积": 26000.0, "历史最大面积": 25000.0},
                  b={"版本": 2, "历史最大面积": 25000.0})  # fmt: skip
    (top,) = read(str(qdcalc.expo.assess({"展会": frame}).explain(row="展会!1")))
    assert "展览面积 26000 → 31000" in top.said


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({}, "--row 政府主导!3"),
        ({"row": "展会!99"}, "没有“展会!99”这一行，有的是：展会!3、展会!4"),
        ({"row": "展会5"}, "应写成 工作表!行号，如 展会!3"),
        ({"item": "认证"}, "对上了几个项目：展会国际认证、展馆国际认证"),
        ({"year": "2000"}, "没有年度“2000”，有的是：2018、2019"),
        ({"applicant": "无此公司"}, "没有申请单位“无此公司”"),
    ],
)
def test_what_is_not_there_is_told_in_chinese(asked: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageError, match=re.escape(said)):
        result_of("expo").explain(**asked)
