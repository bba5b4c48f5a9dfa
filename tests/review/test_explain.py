"""Explanations of the review: every equation works, every figure is the sheet's, every cell cited.

Expectations: the result's own sheets, the cells of the sample, and review.md by hand.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

import openpyxl
import pytest

from explained import Node, check_arithmetic, number, read
from qdcalc.errors import UsageError
from samples import DATA, SOURCES, result_of

from .helpers import project, records, run


def steps_of(**asked: Any) -> list[Node]:
    tops = read(str(result_of("review").explain(**asked)))
    check_arithmetic(tops)
    return tops


def one(node: Node, what: str) -> Node:
    return next(n for n in node.all() if n.what == what)


def rows_of_sample() -> dict[tuple[str, int], int]:
    sheet = openpyxl.load_workbook(DATA / SOURCES["review"], data_only=True)["项目"]
    return {
        (str(row[0].value), int(str(row[1].value or 1))): row[0].row
        for row in sheet.iter_rows(min_row=3)
        if row[0].value
    }


def test_every_project_is_worked_again_from_its_printed_steps() -> None:
    book = openpyxl.load_workbook(DATA / SOURCES["review"], data_only=True)
    places = rows_of_sample()
    for row in records(result_of("review")["时限核算"]):
        place = places[row["项目名称"], row["轮次"]]
        (top,) = steps_of(row=f"项目!{place}")
        assert top.value == row["状态"]
        if row["状态"] == "不适用":
            assert top.clause == row["依据"]
            continue
        for what, label in (("用时", "用时"), ("总天数", "总天数"), ("逾期天数", "逾期天数")):
            assert number(one(top, what).value) == row[label], (place, what)
        if row["扣除天数"]:
            assert number(one(top, "扣除天数").value) == row["扣除天数"]
        if row["剩余天数"] is not None:
            assert number(one(top, "剩余天数").value) == row["剩余天数"]
        due = one(top, "截止日期")
        assert due.value == (row["截止日期"] or "暂停中")
        # the days that are named are as many as are counted, the last of them the deadline
        days = re.findall(r"\d{4}-\d\d-\d\d", due.said.split("；")[0])[1:]
        if row["截止日期"]:
            assert days[-1] == row["截止日期"]
            assert f"第 {len(days)} 个工作日" in due.said
        cells = [c for step in top.all() for c in step.cells]
        assert cells
        for cell in cells:
            address, _, told = cell.rpartition("!")[2].partition(" = ")
            assert str(book["项目"][address].value) == told


@pytest.mark.parametrize(
    ("sheet", "column", "name"),
    [("区市汇总", "区市", "district"), ("机构汇总", "审查机构", "body")],
)
def test_every_share_is_worked_again(sheet: str, column: str, name: str) -> None:
    for row in records(result_of("review")[sheet]):
        tops = steps_of(**{name: row[column]})
        share, mean, *projects = tops
        assert len(projects) == row["受理数"]
        assert float(share.value) == pytest.approx(row["按时率"], abs=5e-5)
        assert number(one(share, "按时数").value) == row["按时数"]
        assert number(mean.value) == Fraction(str(row["平均用时"]))
        assert number(one(mean, "用时合计").value) == row["用时合计"]


def test_a_project_by_name_tells_its_rounds() -> None:
    tops = steps_of(project="示例老厂房改造")
    assert [top.value for top in tops] == ["不适用", "按时"]
    assert one(tops[0], "受理部门").cells
    assert steps_of(项目名称="老厂房")[0].value == "不适用"


@pytest.mark.parametrize(
    ("options", "equation"),
    [
        ({"pause": "exclude"}, "9 个 − 4 个 = 5 个"),
        ({"pause": "restart"}, "9 个 − 2 个 = 7 个"),
        ({"pause": "ignore"}, ""),
        ({"first_day": "same-day"}, "10 个 − 4 个 = 6 个"),
    ],
)
def test_v13_by_each_option(options: dict[str, str], equation: str) -> None:
    row = project("2018-11-15", "2018-11-28", "2018-11-20", "2018-11-26")
    result = run(row, date="2018-12-31", **options)
    tops = read(str(result.explain(row="项目!0")))
    check_arithmetic(tops)
    equations = [how for node in tops[0].all() for how in node.how]
    assert (equation in equations) if equation else not any("−" in e for e in equations[1:])


def test_days_of_the_users_calendar_are_cited() -> None:
    result = run(project("2019-10-08", "2019-10-15"), days=[("2019-10-12", "休息日")],
                 date="2019-10-31")  # fmt: skip
    (top,) = read(str(result.explain(row="项目!0")))
    assert any(cell.startswith("工作日历!") for step in top.all() for cell in step.cells)


@pytest.mark.parametrize(
    ("row", "what"),
    [
        (project("2018-11-05", kind="独立人防"), "工程类别"),
        (project("2018-10-20", office="消防"), "重新报批"),
        (project("2018-10-24"), "适用时限的第一天"),
    ],
)
def test_why_the_limit_does_not_apply(row: Any, what: str) -> None:
    (top,) = read(str(run(row).explain(row="项目!0")))
    assert top.value == "不适用"
    assert one(top, what)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({}, "--row 项目!"),
        ({"row": "项目!999"}, "没有“项目!999”这一行，有的是：项目!"),
        ({"district": "火星"}, "没有区市“火星”"),
        ({"body": "火星所"}, "没有审查机构“火星所”"),
        ({"project": "火星"}, "没有项目“火星”"),
    ],
)
def test_what_is_not_there_is_told_in_chinese(asked: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageError, match=re.escape(said)):
        result_of("review").explain(**asked)


def test_a_district_without_projects() -> None:
    with pytest.raises(UsageError, match="输入里没有 平度 的项目"):
        run(project("2018-11-05")).explain(district="平度")
