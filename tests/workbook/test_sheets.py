"""Sheets nearly named right are never ignored in silence (issue 10, workbooks.md, "Reading")."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from qdcalc.notice.catalogue import calculations, find
from qdcalc.notice.switches import input_tables
from qdcalc.table.problems import Problems
from qdcalc.workbook.form import write_form
from qdcalc.workbook.read import read_files
from qdcalc.workbook.template import write_template
from seeds import at_first
from workbook.books import write

DATA = Path(__file__).parents[2] / "data"
SHOW = (
    "展会名称", "类型", "专业场馆", "结束日期", "展览面积", "申请单位",
)  # fmt: skip
HISTORY = ("对象", "项目", "年度", "金额")
READING = ("月份", "序号", "氨氮")
STAFF = ("区市", "街道", "名称", "级别", "服务对象数", "在编")


def said(*paths: Path, calculation: str) -> set[tuple[str, str]]:
    """Read workbooks; return what is said of sheets that are not read (code, sheet)."""
    problems = Problems()
    read_files(paths, input_tables(find(calculation)), problems)
    return {
        (p.fault.code, p.sheet)
        for p in problems.distinct()
        if p.fault.code in {"T01", "T10", "T21", "T31", "T32"}
    }


def book(path: Path, sheets: dict[str, Iterable[Sequence[object]]]) -> Path:
    made: Any = openpyxl.Workbook()
    made.remove(made.active)
    for name, lines in sheets.items():
        sheet = made.create_sheet(name)
        for line in lines:
            sheet.append(list(line))
    made.save(path)
    return path


REFUSED = {
    "expo": ("展会", SHOW, {
        "历史补助(2018)": HISTORY, "2019年展会": SHOW, "展会 (2)": SHOW, "展会2": SHOW,
        "展会（补充）": SHOW, "展会_旧": SHOW, "Sheet1": HISTORY, "补助情况": HISTORY,
        "历史补助2018年度": ("对象", "备注"), "历史补助 - 副本": ("随便",), "展会更正": ("x",),
        "历史补助明细": ("对象", "项目", "年度"), "申请表 (2)": ("【展会】",),
        "表二": ("【展会】",),
    }),
    "water-month": ("监测数据", READING, {
        "监测数据 (2)": READING, "监测数据2": READING, "11月监测数据": READING, "Sheet1": READING,
        "监测数据2018-12": ("说明",), "上年度类别(旧)": ("序号", "上年度水质类别"),
        "Sheet2": ("序号", "上年度水质类别"), "监测数据汇总": READING,
        "2018年11月": ("序号", "断面", "氨氮"), "汇总": ("河流名称", "监测断面", "pH"),
    }),
    "staffing": ("服务平台", STAFF, {
        "服务平台（市北）": STAFF, "市北服务平台": STAFF, "Sheet1": STAFF, "目标任务2": ("事项",),
        "新服务平台": STAFF, "服务平台·旧": STAFF,
    }),
}  # fmt: skip
CASES = [
    (calculation, right, heading, name, wrong)
    for calculation, (right, heading, others) in REFUSED.items()
    for name, wrong in others.items()
]


# each as it is, the first of each calculation hidden as well
IN_STATES = [
    *(pytest.param(*case, "visible", id=f"{case[0]}-{case[3]}") for case in CASES),
    *(
        pytest.param(*next(case for case in CASES if case[0] == calculation), state,
                     id=f"{calculation}-{state}")
        for calculation in REFUSED
        for state in ("hidden", "veryHidden")
    ),
]  # fmt: skip


@pytest.mark.parametrize(("calculation", "right", "heading", "name", "wrong", "state"), IN_STATES)
def test_a_sheet_nearly_named_right_is_refused(
    calculation: str, right: str, heading: Sequence[str], name: str, wrong: Sequence[str],
    state: str, tmp_path: Path,
) -> None:  # fmt: skip
    path = book(tmp_path / "a.xlsx", {right: [heading], name: [("标题",), wrong, ("x",)]})
    made: Any = openpyxl.load_workbook(path)
    made[name].sheet_state = state
    made.save(path)
    assert said(path, calculation=calculation) == {("T31", name)}


def test_it_is_refused_alone_and_in_a_folder_without_a_second_word(tmp_path: Path) -> None:
    right = write(tmp_path / "a.xlsx", READING, ("2018-11", 1, 1.5), sheet="监测数据")
    wrong = write(tmp_path / "b.xlsx", READING, ("2018-12", 1, 1.5), sheet="Sheet1")
    assert said(wrong, calculation="water-month") == {("T31", "Sheet1")}
    assert said(right, wrong, calculation="water-month") == {("T31", "Sheet1")}


IGNORED = {
    "expo": ("展会", SHOW, {
        "备忘": ("展会", "项目"), "项目预算表": ("费用", "元"), "照片": ("展馆", "照片"),
        "会议纪要": ("项目", "年度", "发言"), "空白": (), "展会 (3)": (),
    }),
    "water-month": ("监测数据", READING, {
        "采样记录": ("序号", "日期", "采样人", "天气", "备注"), "通讯录": ("序号", "姓名", "电话"),
        "Sheet1": ("x",), "图": ("月份", "月份"),
        "2018年12月": ("序号", "断面", "氨氮"),
    }),
    "staffing": ("服务平台", STAFF, {
        "通讯录": ("区市", "街道", "名称", "电话"), "花名册": ("姓名", "级别", "街道"),
        "Sheet1": (),
    }),
}  # fmt: skip
OTHERS = [
    (calculation, right, heading, name, other)
    for calculation, (right, heading, others) in IGNORED.items()
    for name, other in others.items()
]


@pytest.mark.parametrize(
    ("calculation", "right", "heading", "name", "other"),
    OTHERS, ids=[f"{c[0]}-{c[3]}" for c in OTHERS],
)  # fmt: skip
def test_other_sheets_stop_nothing(
    calculation: str, right: str, heading: Sequence[str], name: str, other: Sequence[str],
    tmp_path: Path,
) -> None:  # fmt: skip
    # "other unknown sheets are ignored": perhaps named, never refused
    path = book(tmp_path / "a.xlsx", {right: [heading], name: [other]})
    assert {code for code, _ in said(path, calculation=calculation)} <= {"T32"}


@pytest.mark.parametrize("calculation", at_first([c.name for c in calculations()], 2))
def test_our_own_workbooks_hold_no_such_sheet(calculation: str, tmp_path: Path) -> None:
    found = find(calculation)
    assert said(write_template(found, tmp_path / "模板.xlsx"), calculation=calculation) == set()
    if found.form:
        form = write_form(found, tmp_path / "申请表.xlsx")
        assert said(form, calculation=calculation) == set()
    sample = DATA / found.example
    paths = sorted(sample.glob("*.xlsx")) if sample.is_dir() else [sample]
    assert not found.example or said(*paths, calculation=calculation) == set()


@pytest.mark.parametrize("name", ["以前年度补助", "历史", "Sheet2"])
def test_a_sheet_that_lacks_one_column_of_a_table_is_named(name: str, tmp_path: Path) -> None:
    # 对象 is called 名称 there: what was paid before would be paid again without a word
    path = book(
        tmp_path / "a.xlsx",
        {
            "展会": [SHOW],
            name: [("名称", "项目", "年度", "金额"), ("甲展", "展会国际认证", 2018, 300000)],
        },
    )
    assert ("T32", name) in said(path, calculation="expo")
