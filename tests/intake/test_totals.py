"""Sums among the rows, and names that only begin like one (issue 10, workbooks.md "Reading")."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from qdcalc.intake.dataframes import read_frames
from qdcalc.intake.typed import take_in
from qdcalc.notice.catalogue import find
from qdcalc.notice.switches import SETTINGS, input_tables
from qdcalc.table.problems import Problems
from qdcalc.table.totals import is_exact_total
from qdcalc.workbook.read import read_files
from workbook.books import write

STAFF = ("区市", "街道", "名称", "级别", "服务对象数", "在编", "购买服务")
ROW = ("市南", "A街道", "A中心", "街道(镇)", 6000, 3, 2)
GOVERNMENT = ("项目", "年度", "首届", "核定金额", "承办单位")
SHOW = ("展会名称", "类型", "专业场馆", "结束日期", "展览面积", "申请单位")
FIRM = ("企业名称", "年度", "项目", "营业收入")
SHEETS: dict[str, tuple[str, Sequence[str]]] = {
    "服务平台": ("staffing", STAFF), "政府主导": ("expo", GOVERNMENT), "展会": ("expo", SHOW),
    "企业": ("expo", FIRM),
}  # fmt: skip


def taken(
    label: str, *rows: Sequence[object], entry: str, folder: Path, merged: str = ""
) -> tuple[int, set[str]]:
    """Take rows in by a sheet or a frame; return how many are data and what was said of them."""
    calculation, heading = SHEETS[label]
    tables = input_tables(find(calculation))
    problems = Problems()
    if entry == "frame":
        frame = pd.DataFrame(list(rows), columns=list(heading), dtype=object)
        found = read_frames({label: frame}, tables, problems)
    else:
        path = write(folder / "a.xlsx", heading, *rows, sheet=label)
        if merged:
            book: Any = openpyxl.load_workbook(path)
            book[label].merge_cells(merged)
            book.save(path)
        found = read_files([path], tables, problems)
    (raw,) = found.values()
    take_in(raw, problems)
    return len(raw), {p.fault.code for p in problems.distinct()} - {"T01"}


WORDS = ("小计", "合计", "总计", "合 计", "小计：", "合计（元）", "本页小计", "平均",
         "（合计）", "【小计】", "合計", "Total", "Grand Total", "平均数", "均值", "共计",
         "全市合计")  # fmt: skip


@pytest.mark.parametrize("entry", ["sheet", "frame"])
@pytest.mark.parametrize("word", WORDS)
def test_a_sum_that_is_filled_like_a_platform_is_an_error(
    word: str, entry: str, tmp_path: Path
) -> None:
    # issue 10: "A row named 小计 or 合计 in its key columns but otherwise filled is counted"
    row = ("市南", "A街道", word, "街道(镇)", 6000, 3, 2)
    assert taken("服务平台", ROW, row, entry=entry, folder=tmp_path) == (2, {"T42"})


@pytest.mark.parametrize("word", WORDS)
def test_a_sum_in_the_first_column_is_never_a_platform(word: str, tmp_path: Path) -> None:
    filled = (word, "A街道", "A中心", "街道(镇)", 6000, 3, 2)
    assert taken("服务平台", ROW, filled, entry="sheet", folder=tmp_path)[1] <= {"T42", "T04"}
    every = (word, word, word, "街道(镇)", 6000, 3, 2)
    codes = taken("服务平台", ROW, every, entry="sheet", folder=tmp_path)[1]
    assert codes <= {"T42", "T04"}
    assert codes


@pytest.mark.parametrize("label", ["服务平台", "政府主导", "展会", "企业"])
def test_a_merged_sum_is_passed_over(label: str, tmp_path: Path) -> None:
    row = {
        "服务平台": ("合计", None, None, None, 6000, 3, 2),
        "政府主导": ("合计", None, None, 100, None),
        "展会": ("合计", None, None, None, 30000, None),
        "企业": ("合计", None, None, 100),
    }[label]
    good = {
        "服务平台": ROW,
        "政府主导": ("节", 2019, "是", 100, "甲"),
        "展会": ("展", "贸易", "是", "2019-05-01", 30000, "甲"),
        "企业": ("甲", 2019, "规模增长补助", 100),
    }[label]
    found = taken(label, good, row, entry="sheet", folder=tmp_path, merged="A3:C3")
    assert found == (1, {"T04"})


NAMES = ("注册会计师行业展", "平均律音乐展", "说明书设计展", "合计科技有限公司", "总计划展",
         "审核员大会", "制表机械展", "小计量器具展", "填表笔展", "注：展")  # fmt: skip


@pytest.mark.parametrize("entry", ["sheet", "frame"])
@pytest.mark.parametrize("label", ["政府主导", "展会", "企业", "服务平台"])
def test_real_names_are_data(label: str, entry: str, tmp_path: Path) -> None:
    # issue 10: "Real names like 注册会计师行业展 … are dropped as totals"
    rows = [
        {
            "政府主导": (name, 2019, "是", 100, name),
            "展会": (name, "贸易", None, "2019-05-01", 30000, name),  # 专业场馆 blank = 否
            "企业": (name, 2019, "规模增长补助", 100),
            "服务平台": ("市南", f"{name}街道", name, "街道(镇)", 6000, 3, 2),
        }[label]
        for name in NAMES
    ]
    assert taken(label, *rows, entry=entry, folder=tmp_path) == (len(NAMES), set())


@pytest.mark.parametrize(
    "name",
    ["市南小计", "全区平台合计（个）", "合计1", "全市", "全部", "汇总", "其中：", "Sum", "∑"],
)
def test_a_name_that_ends_like_a_sum_is_named(name: str, tmp_path: Path) -> None:
    row = ("市南", "A街道", name, "街道(镇)", 6000, 3, 2)
    assert taken("服务平台", ROW, row, entry="sheet", folder=tmp_path) == (2, {"T43"})


FOOTERS = ("备注：见附件", "附注：同上", "数据来源：市人社局", "填报单位：市人社局",
           "填报日期：6月30日", "单位负责人：张三", "负责人：", "复核：", "联系电话：12345",
           "（以下空白）", "——以下空白——", "单位（盖章）",
           "全市合计", "（合计）", "共计")  # fmt: skip


@pytest.mark.parametrize("footer", FOOTERS)
def test_signatures_and_remarks_below_are_passed_over(footer: str, tmp_path: Path) -> None:
    rows = (ROW, (footer,), (footer, None, "经办人：李四"))
    assert taken("服务平台", *rows, entry="sheet", folder=tmp_path) == (1, {"T04"})


@pytest.mark.parametrize("footer", FOOTERS[:-3])
def test_a_row_with_a_figure_is_no_signature(footer: str, tmp_path: Path) -> None:
    row = (footer, None, None, None, 6000, 3, 2)
    codes = taken("服务平台", ROW, row, entry="sheet", folder=tmp_path)[1]
    assert "C14" in codes


@pytest.mark.parametrize(
    "title", ["一、街道（镇）中心", "（二）社区", "1.常住人口", "2、含劳务派遣", "①含兼职"]
)
def test_titles_of_groups_and_numbered_remarks_are_passed_over(title: str, tmp_path: Path) -> None:
    assert taken("服务平台", (title,), ROW, (title,), entry="sheet", folder=tmp_path) == (
        1,
        {"T04"},
    )


@pytest.mark.parametrize("row", [("1.常住人口", "A街道"), ("一、街道", None, None, None, 6000)])
def test_a_numbered_text_beside_others_is_no_title(row: Sequence[object], tmp_path: Path) -> None:
    assert "C14" in taken("服务平台", ROW, row, entry="sheet", folder=tmp_path)[1]


@pytest.mark.parametrize(
    "row",
    [
        ("甲", "乙", "丙", "丁", 1, 2, 3), (1, 2, 3, 4, 5, 6, 7),
        ("(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)"), ("栏次", None, None, None, 1, 2, 3),
    ],
)  # fmt: skip
def test_a_row_that_numbers_the_columns(row: Sequence[object], tmp_path: Path) -> None:
    assert taken("服务平台", row, ROW, entry="sheet", folder=tmp_path) == (1, {"T04"})
    count, codes = taken("服务平台", ROW, row, entry="sheet", folder=tmp_path)
    assert (count, bool(codes & {"C03", "C14", "C18"})) == (2, True)  # only on top


@pytest.mark.parametrize("merged", ["", "A3:D3"])
def test_the_sum_of_a_district_without_the_required_cells(merged: str, tmp_path: Path) -> None:
    row = ("市南区小计", None, None, None, 6000, 3, 2)
    found = taken("服务平台", ROW, row, entry="sheet", folder=tmp_path, merged=merged)
    assert found == (1, {"T04"})


def test_a_row_that_names_a_unit_is_no_signature(tmp_path: Path) -> None:
    # the rows below it may be in another unit
    row = ("统计单位：千人",)
    assert "C14" in taken("服务平台", ROW, row, ROW, entry="sheet", folder=tmp_path)[1]


def test_notes_below_are_passed_over(tmp_path: Path) -> None:
    notes = [("注：以上数据截至月底",), ("制表：张三", None, None, None, "审核：李四")]
    assert taken("服务平台", ROW, *notes, entry="sheet", folder=tmp_path) == (1, {"T04"})


def test_a_merged_note_over_the_required_columns_is_passed_over(tmp_path: Path) -> None:
    note = ("注：以上数据截至月底", None, None, None, None)
    found = taken("服务平台", ROW, note, entry="sheet", folder=tmp_path, merged="A3:E3")
    assert found == (1, {"T04"})


def test_only_the_word_itself_is_a_sum() -> None:
    assert is_exact_total("合　计")
    assert not any(is_exact_total(name) for name in (*NAMES, None, 5, "", "合计科技"))


def test_an_option_may_be_called_like_a_sum(tmp_path: Path) -> None:
    # water.md, R:dry: the option total is called 累计
    problems = Problems()
    write(tmp_path / "a.xlsx", ("参数", "取值"), ("断流月数", "累计"), sheet="口径")
    found = read_files([tmp_path / "a.xlsx"], [SETTINGS], problems)
    take_in(found["settings"], problems)
    assert not problems.distinct()
