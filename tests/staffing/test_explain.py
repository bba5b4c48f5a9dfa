"""explain of the staffing: every figure of the sample, worked again from its printed steps."""

from __future__ import annotations

import datetime as dt
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
from qdcalc.staffing.explain import ratio
from samples import DATA, SOURCES, result_of


@cache
def steps_of(**asked: Any) -> list[Node]:
    tops = read(str(result_of("staffing").explain(**asked)))
    check_arithmetic(tops)
    return tops


@cache
def platforms() -> dict[tuple[str, ...], int]:
    """Return the row of each platform in the file."""
    sheet = openpyxl.load_workbook(DATA / SOURCES["staffing"], data_only=True)["服务平台"]
    rows = [[str(cell.value or "") for cell in row[1:4]] for row in sheet.iter_rows()]
    return {tuple(cells): number for number, cells in enumerate(rows, start=1)}


def one(node: Node, what: str) -> Node:
    return next(n for n in node.all() if n.what == what)


def test_every_platform_is_worked_again_from_its_printed_steps() -> None:
    rows: Any = result_of("staffing")["配备核算"].itertuples()
    book = openpyxl.load_workbook(DATA / SOURCES["staffing"], data_only=True)
    for row in rows:
        place = platforms()[row.街道, row.名称, row.级别]
        (top,) = steps_of(row=f"服务平台!{place}")
        for what, value in (
            ("应配", row.应配), ("现有", row.现有), ("缺口", row.缺口), ("超配", row.超配),
            ("服务对象数", row.服务对象数),
        ):  # fmt: skip
            assert number(one(top, what).value) == Fraction(str(value)), (place, what)
        if pd.notna(row.缺口经费):
            assert number(one(top, "缺口经费").value) == Fraction(str(row.缺口经费))
        for step in top.all():
            for cell in step.cells:
                _, sheet, rest = cell.split("!")
                address, _, told = rest.partition(" = ")
                held = book[sheet][address].value
                assert re.sub(r"（表头.*", "", told) == str(held)


def test_every_district_is_the_sum_of_its_platforms() -> None:
    rows: Any = result_of("staffing")["区市汇总"].itertuples()
    for row in rows:
        tops = steps_of(district=row.区市, level=row.级别)
        told = {n.what.rpartition(" ")[2]: n for n in tops[:5]}
        for what, value in (("应配", row.应配), ("现有", row.现有), ("缺口", row.缺口)):
            assert number(told[what].value) == Fraction(str(value))
        if pd.notna(row.缺口经费):
            assert number(told["缺口经费"].value) == Fraction(str(row.缺口经费))
        assert len(tops) - 5 == row.平台数
        assert float(told["达标率"].value) == pytest.approx(row.达标率, abs=5e-5)


def test_every_target_is_worked_again_from_its_printed_steps() -> None:
    sheet = openpyxl.load_workbook(DATA / SOURCES["staffing"], data_only=True)["目标任务"]
    rows: Any = result_of("staffing")["目标任务"].itertuples()
    for line, row in enumerate(rows, start=2):
        (top,) = steps_of(task=row.事项)
        assert str(top) == str(steps_of(行=f"目标任务!{line}")[0])
        told = {n.what: n for n in top.all()}
        assert top.value == row.状态
        dates = [
            dt.date.fromisoformat(t) for t in re.findall(r"\d{4}-\d\d-\d\d", told["天数"].said)
        ]
        assert number(told["天数"].value) == row.天数 == (dates[0] - dates[1]).days
        if pd.notna(row.差距):
            assert float(number(told["差距"].value)) == pytest.approx(row.差距)
        for step in top.all():
            for cell in step.cells:
                address, _, value = cell.split("!")[2].partition(" = ")
                held = sheet[address].value
                assert value == (held if isinstance(held, str) else f"{held:%Y-%m-%d}")
                assert str(step.value) == value or number(value) == 100 * number(step.value)


def test_a_target_without_an_actual_value_lacks_all_of_it() -> None:
    platform = pd.DataFrame({"区市": ["市南"], "街道": ["甲"], "名称": ["乙"], "级别": ["社区(村)"],
                             "服务对象数": [1200]})  # fmt: skip
    tasks = pd.DataFrame({"事项": ["丙", "丁"], "截止日期": ["2019-01-01"] * 2,
                          "方向": ["不高于", ""], "目标值": ["1/3", "1/4"],
                          "实际值": ["1/2", ""]})  # fmt: skip
    result = qdcalc.staffing.assess(platform, tasks=tasks, report_date="2019-06-30")
    (more,), (all_of_it,) = (read(str(result.explain(task=name))) for name in "丙丁")
    assert one(more, "差距").how == ["最大(0.5 − (1 ÷ 3)，0) = (1 ÷ 6)"]
    assert (one(all_of_it, "差距").value, one(all_of_it, "差距").said[:5]) == ("0.25", "没有实际值")
    with pytest.raises(UsageError, match="输入里没有目标任务"):
        qdcalc.staffing.assess(platform).explain(task="丙")


def test_the_rounding_is_the_one_that_was_chosen() -> None:
    frame = pd.DataFrame(
        {"区市": ["市南"], "街道": ["甲"], "名称": ["乙"], "级别": ["社区(村)"],
         "服务对象数": [1200], "在编": [0.5]}
    )  # fmt: skip
    for option, text in (
        ("ceil", "进一(1,200 人 ÷ 800 人) = 2 人"),
        ("floor", "取整(1,200 人 ÷ 800 人) = 1 人"),
        ("half-up", "四舍五入(1,200 人 ÷ 800 人) = 2 人"),
    ):
        result = qdcalc.staffing.assess(frame, interpretations={"round": option})
        tops = read(str(result.explain(行="服务平台!0")))
        check_arithmetic(tops)
        assert one(tops[0], "应配").how[0] == text
        assert one(tops[0], "缺口经费").value == "没有经费标准"
        assert one(tops[0], "在编").cells == ["服务平台!行 0 列 在编 = 0.5"]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({}, "--row 服务平台!"),
        ({"row": "服务平台!999"}, "没有“服务平台!999”这一行，有的是：服务平台!"),
        ({"district": "火星"}, "没有区市“火星”，有的是：市南"),
        ({"district": "市南", "level": "县"}, "没有级别“县”，有的是：街道(镇)"),
    ],
)
def test_what_is_not_there_is_told_in_chinese(asked: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageError, match=re.escape(said)):
        result_of("staffing").explain(**asked)


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [(0, 2, ("0", "=")), (2, 2, ("1", "=")), (7, 20, ("0.35", "=")), (1, 3, ("0.3333", "≈")),
     (1, 16, ("0.0625", "=")), (1, 32, ("0.0313", "≈")), (200, 100, ("2", "="))],
)  # fmt: skip
def test_a_ratio_that_is_exact_is_written_so(part: int, whole: int, said: tuple[str, str]) -> None:
    """0 ÷ 2 is 0, not about 0.0000; 1 ÷ 32 = 0.03125 has more decimals than are shown."""
    assert ratio(part, whole) == said
