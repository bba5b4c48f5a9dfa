"""Filled one-page forms as applications: read right, or refused with file and cell named.

Contract: workbooks.md (forms are read as the rows of their blocks); amounts by expo.md: a trade
show of 26,500 m² in a professional venue is given 300,000 + 1 × 50,000 元 = 35,000,000 fen.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from openpyxl.worksheet.worksheet import Worksheet

import qdcalc
from qdcalc.cli import main as cli
from qdcalc.result.result import Result

from .helpers import (
    GROWTH,
    NO,
    OK,
    OPEN,
    Row,
    failed_checks,
    firm,
    found,
    hall,
    led,
    mark,
    past,
    reasons,
    refusal,
    rows_of,
    trade,
    write,
)

FORM = "申请表"
SHOW = trade(26_500)
PAID = (35_000_000, OK)
FILLED: dict[str, Row] = {
    "展会": SHOW,
    "认证": mark("展会"),
    "企业": firm(GROWTH, 上年度营业收入=50_000_000, 营业收入=75_000_000),
    "展馆": hall(2019, 10, 3),
    "政府主导": led(900_000),
}
REQUIRED = {
    "展会": ("展会名称", "类型", "专业场馆", "结束日期", "展览面积", "申请单位"),
    "认证": ("对象", "类别", "认证日期", "申请单位"),
    "企业": ("企业名称", "年度", "项目"),
    "展馆": ("展馆名称", "年度", "三万平展会数", "十万平展会数"),
    "政府主导": ("项目", "年度", "首届", "核定金额", "承办单位"),
}
Change = Callable[[Worksheet, dict[tuple[str, str], int]], object]


def lines(sheet: Worksheet) -> dict[tuple[str, str], int]:
    """Return the row of each line by block and label; that of a block's title by block and ""."""
    rows, block = {}, ""
    for row in range(1, sheet.max_row + 1):
        text = str(sheet.cell(row, 1).value or "")
        if match := re.match("【(.+?)】", text):
            block = match[1]
            rows[block, ""] = row
        elif block:
            rows[block, re.sub(r"\([^()]*\)$", "", text.strip("*"))] = row
    return rows


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("form") / "空.xlsx"
    assert cli.main(["template", "expo", "--form", "-o", str(path)]) == 0
    return path


Fill = Callable[..., Path]


@pytest.fixture
def fill(empty: Path, tmp_path: Path) -> Fill:
    """Write a filled form into the test's folder."""

    def filled(
        values: Mapping[str, Row] | None = None, change: Change | None = None, name: str = "a.xlsx"
    ) -> Path:
        book = openpyxl.load_workbook(empty)
        sheet, path = book[FORM], tmp_path / name
        rows = lines(sheet)
        for block, row in (values or {}).items():
            for label, value in row.items():
                if value != "":
                    sheet.cell(rows[block, label], 2).value = value
        if change is not None:
            change(sheet, rows)
        book.save(path)
        return path

    return filled


def coded(result: Result, code: str) -> pd.DataFrame:
    """Return the warnings of a code; a result has nothing but warnings."""
    assert set(result.problems["级别"]) <= {"警告"}
    return result.problems[result.problems["代码"] == code]


def refused(path: Path) -> pd.DataFrame:
    return refusal(lambda: qdcalc.expo.assess(path))


def where(problems: pd.DataFrame, code: str) -> list[str]:
    """Return the cells of a code's problems."""
    return list(problems.loc[problems["代码"] == code, "单元格"])


# ------------------------------------------------------------------------------- read right


def test_every_block_is_an_application(fill: Fill) -> None:
    """350,000, 300,000, 200,000 (25 million more: 2 steps), 政府主导 as fixed.

    Of 展馆 the first year is only the base of the next: what comes of it is not asked here.
    """
    result = qdcalc.expo.assess(fill(FILLED))
    sheets = {r["sheet"]: (r["amount_fen"], r["verdict"]) for r in rows_of(result)}
    assert {k: v for k, v in sheets.items() if k != "展馆"} == {
        "展会": PAID, "认证": (30_000_000, OK), "企业": (20_000_000, OK),
        "政府主导": (90_000_000, OK),
    }  # fmt: skip
    assert "展馆" in sheets
    assert failed_checks(result) == []


def test_a_folder_of_forms(fill: Fill, tmp_path: Path) -> None:
    fill({"展会": SHOW}, name="甲.xlsx")
    fill({"政府主导": led(900_000)}, name="乙.xlsx")
    result = qdcalc.expo.assess(tmp_path)
    column = dict(zip(result["核定结果"]["文件"], result["核定结果"]["对象"], strict=True))
    assert column == {"甲.xlsx": "渔博会", "乙.xlsx": "上合博览会"}
    assert sorted(found(result)) == [PAID, (90_000_000, OK)]


def test_forms_beside_a_workbook(fill: Fill, tmp_path: Path) -> None:
    fill({"展会": SHOW}, name="a.xlsx")
    write(tmp_path / "b.xlsx", {"展会": [trade(26_500, 展会名称="车展")]})
    result = qdcalc.expo.assess(tmp_path)
    files = {r["subject"]: r["file"] for r in rows_of(result)}
    assert files == {"渔博会": "a.xlsx", "车展": "b.xlsx"}
    assert found(result) == [PAID, PAID]


def test_the_same_show_twice(fill: Fill, tmp_path: Path) -> None:
    fill({"展会": SHOW}, name="a.xlsx")
    fill({"展会": trade(26_500, 申请单位="海名 公司")}, name="b.xlsx")
    result = qdcalc.expo.assess(tmp_path)
    assert found(result) == [PAID, (0, NO)]
    assert "重复申报" in reasons(result)[1]
    assert "a.xlsx" in reasons(result)[1]


def test_the_forms_of_two_applicants_for_one_show(fill: Fill, tmp_path: Path) -> None:
    """expo.md: all rows 需人工确认, each naming the other applicant and its cell."""
    for name, rows in (("a", SHOW), ("b", trade(26_500, 申请单位="金诺公司"))):
        fill({"展会": rows}, name=f"{name}.xlsx")
    result = qdcalc.expo.assess(tmp_path)
    assert found(result) == [(35_000_000, OPEN), (0, OPEN)]
    for said, applicant, file in zip(
        reasons(result), ("金诺公司", "海名公司"), ("b.xlsx", "a.xlsx"), strict=True
    ):
        cell = re.search(rf"{applicant}（{file} {FORM}!B(\d+)）", said)
        assert cell, said
        book = openpyxl.load_workbook(tmp_path / file)
        assert book[FORM].cell(int(cell[1]), 2).value == applicant


def test_an_edition_as_people_write_it(fill: Fill, tmp_path: Path) -> None:
    """第3届 is the third: the history has it already."""
    fill({"展会": {**SHOW, "届次": "第3届"}}, name="a.xlsx")
    write(tmp_path / "b.xlsx", {"历史补助": [past("渔博会", "贸易展补助", 2019, 350_000, 3)]})
    result = qdcalc.expo.assess(tmp_path)
    assert found(result) == [(0, NO)]
    assert "重复申报" in reasons(result)[0]


def test_a_unit_in_the_label(fill: Fill) -> None:
    def in_wan(sheet: Worksheet, rows: dict[tuple[str, str], int]) -> None:
        sheet.cell(rows["政府主导", "核定金额"], 1).value = "核定金额(万元)*"

    result = qdcalc.expo.assess(fill({"政府主导": led(90)}, in_wan))
    assert found(result) == [(90_000_000, OK)]
    assert len(coded(result, "H01")) == 1
    assert "万元" in coded(result, "H01")["问题"].iloc[0]


def test_a_hidden_line(fill: Fill) -> None:
    row: list[int] = []

    def hide(sheet: Worksheet, rows: dict[tuple[str, str], int]) -> None:
        row.append(rows["展会", "展览面积"])
        sheet.row_dimensions[row[0]].hidden = True
        sheet.row_dimensions[rows["展会", "展馆"]].hidden = True  # nothing filled in

    result = qdcalc.expo.assess(fill({"展会": SHOW}, hide))
    assert found(result) == [PAID]
    named = coded(result, "T06")
    assert len(named) == 1
    assert re.findall(r"\d+", named["问题"].iloc[0]) == [str(row[0])]


@pytest.mark.parametrize(("first", "second"), [("展会名称", "届次"), ("专业场馆", "展馆引进")])
def test_a_merged_value_fills_its_first_line(fill: Fill, first: str, second: str) -> None:
    """A name is no edition (an error), and a show 展馆引进 would need its venue's operator."""

    def merge(sheet: Worksheet, rows: dict[tuple[str, str], int]) -> None:
        top, bottom = rows["展会", first], rows["展会", second]
        assert bottom == top + 1
        sheet.merge_cells(start_row=top, end_row=bottom, start_column=2, end_column=2)

    show = {label: value for label, value in SHOW.items() if label != second}
    result = qdcalc.expo.assess(fill({"展会": show}, merge))
    assert found(result) == [PAID]
    assert [r["applicant"] for r in rows_of(result)] == ["海名公司"]


@pytest.mark.parametrize("end", [dt.datetime(2021, 12, 31, 18), dt.datetime(2018, 1, 1, 23, 59)])
def test_a_time_of_day_is_no_part_of_a_date(fill: Fill, end: dt.datetime, tmp_path: Path) -> None:
    """Both days are the edges of validity (末段); in forms, workbooks and frames alike."""
    (tmp_path / "表").mkdir()
    book = write(tmp_path / "表" / "b.xlsx", {"展会": [trade(26_500, 结束日期=end)]})
    form = fill({"展会": {**SHOW, "结束日期": end}})
    frame = pd.DataFrame([trade(26_500, 结束日期=end)])
    for source in (book, form, {"展会": frame}):
        result = qdcalc.expo.assess(source)
        assert [amount for amount, _ in found(result)] == [35_000_000]
        assert "不在有效期" not in reasons(result)[0]


# ------------------------------------------------------------------------------- refused


def test_a_problem_names_file_and_cell(fill: Fill, tmp_path: Path) -> None:
    fill({"展会": SHOW}, name="a.xlsx")
    path = fill({"展会": {**SHOW, "展览面积": "很大"}}, name="b.xlsx")
    row = lines(openpyxl.load_workbook(path)[FORM])["展会", "展览面积"]
    back = qdcalc.expo.assess(tmp_path)["退回申请"]
    assert list(zip(back["文件"], back["单元格"], strict=True)) == [("b.xlsx", f"B{row}")]


@pytest.mark.parametrize("label", REQUIRED["展会"])
def test_a_required_value_left_blank(fill: Fill, label: str) -> None:
    path = fill({"展会": {**SHOW, label: ""}})
    row = lines(openpyxl.load_workbook(path)[FORM])["展会", label]
    if label == "专业场馆":  # a blank is no
        assert found(qdcalc.expo.assess(path)) != [PAID]
    else:
        assert list(refused(path)["单元格"]) == [f"B{row}"]


def test_an_empty_form(fill: Fill, tmp_path: Path) -> None:
    fill({"展会": SHOW}, name="a.xlsx")
    fill(name="b.xlsx")
    result = qdcalc.expo.assess(tmp_path)
    assert found(result) == [PAID]
    assert list(coded(result, "T16")["文件"]) == ["b.xlsx"]


def test_only_an_empty_form(fill: Fill, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["check", "expo", str(fill())]) == 1
    assert "T16" in capsys.readouterr().out


def test_a_block_renamed(fill: Fill) -> None:
    def rename(sheet: Worksheet, rows: dict[tuple[str, str], int]) -> None:
        sheet.cell(rows["展会", ""], 1).value = "【展览】"

    errors = refused(fill(FILLED, rename))
    assert where(errors, "T17") == ["A3"]
    assert "展览" in errors.loc[errors["代码"] == "T17", "问题"].iloc[0]


def test_no_block_at_all(fill: Fill) -> None:
    def strip(sheet: Worksheet, rows: dict[tuple[str, str], int]) -> None:
        for (block, label), row in rows.items():
            if not label:
                sheet.cell(row, 1).value = block

    assert "T18" in set(refused(fill(FILLED, strip))["代码"])


@pytest.mark.parametrize(  # each column with each value, each label once
    ("label", "column", "value"),
    [("展会名称", "C", 30_000), ("展览面积", "C", "30000"), ("申请单位", "D", 30_000),
     ("证明材料", "D", "30000"), ("", "C", "30000")],
)  # fmt: skip
def test_a_value_outside_column_b(fill: Fill, column: str, label: str, value: Any) -> None:
    place: list[str] = []

    def stray(sheet: Worksheet, rows: dict[tuple[str, str], int]) -> None:
        place.append(f"{column}{rows['展会', label]}")
        for merged in list(sheet.merged_cells.ranges):
            if place[0] in merged:
                sheet.unmerge_cells(str(merged))
        sheet[place[0]] = value

    errors = refused(fill({"展会": SHOW}, stray))
    assert where(errors, "T19") == place


@pytest.mark.parametrize("turn", range(max(map(len, REQUIRED.values()))))
def test_a_required_label_renamed(fill: Fill, turn: int) -> None:
    """One in each block that has so many."""
    lacking = {block: names[turn] for block, names in REQUIRED.items() if turn < len(names)}
    titles: dict[str, str] = {}

    def rename(sheet: Worksheet, rows: dict[tuple[str, str], int]) -> None:
        for block, label in lacking.items():
            sheet.cell(rows[block, label], 1).value = "某某栏目"
            titles[f"A{rows[block, '']}"] = block

    errors = refused(fill({block: FILLED[block] for block in lacking}, rename))
    named = errors[errors["代码"] == "T20"].set_index("单元格")
    assert sorted(named.index) == sorted(titles)
    for title, block in titles.items():
        said = str(named.loc[title, "问题"])
        assert lacking[block] in said
        assert block in said


def test_a_label_twice(fill: Fill) -> None:
    def twice(sheet: Worksheet, rows: dict[tuple[str, str], int]) -> None:
        sheet.cell(rows["展会", "展馆"], 1).value = "展会名称"

    path = fill({"展会": SHOW}, twice)
    row = lines(openpyxl.load_workbook(path)[FORM])["展会", "展馆运营单位"] - 1
    assert where(refused(path), "H04") == [f"A{row}"]


# ------------------------------------------------------------------------------- corrections


def test_a_corrected_form_replaces_the_first(fill: Fill, tmp_path: Path) -> None:
    """30,000 m² is 300,000 + 2 × 50,000; the errors of the replaced form are forgotten."""
    fill({"展会": {**SHOW, "展览面积": "很大"}}, name="a.xlsx")
    assert len(refused(tmp_path))
    fill({"展会": trade(30_000)}, name="a_更正.xlsx")
    result = qdcalc.expo.assess(tmp_path)
    assert found(result) == [(40_000_000, OK)]
    assert [r["file"] for r in rows_of(result)] == ["a_更正.xlsx"]
    named = coded(result, "R04")
    assert len(named) == 1
    assert {"很大", "30000"} <= set(re.findall(r"很大|30000", named["问题"].iloc[0]))


def test_a_corrected_form_beside_another_error(fill: Fill, tmp_path: Path) -> None:
    """Only what was said of the replaced form is taken back."""
    fill({"展会": {**SHOW, "展览面积": "很大"}}, name="a.xlsx")
    fill({"展会": trade("很小", 展会名称="车展")}, name="b.xlsx")
    fill({"展会": trade(30_000)}, name="a_更正.xlsx")
    assert list(qdcalc.expo.assess(tmp_path)["退回申请"]["文件"]) == ["b.xlsx"]


# ------------------------------------------------------------------------- cells, issue 10


@pytest.mark.parametrize(
    ("block", "label", "cell", "code"),
    [
        ("展会", "展览面积", "0,026", "C21"),
        ("政府主导", "核定金额", "0，400", "C21"),
        ("展馆", "三万平展会数", "1,0", "C21"),
        ("政府主导", "核定金额", "1e-400", "C22"),
        ("企业", "营业收入", "#N/A", "C01"),
    ],
)
def test_a_cell_that_is_nearly_a_number(
    fill: Fill, block: str, label: str, cell: str, code: str
) -> None:
    place: list[int] = []
    path = fill(
        {block: {**FILLED[block], label: cell}}, lambda _, rows: place.append(rows[block, label])
    )
    assert where(refused(path), code) == [f"B{place[0]}"]


def test_a_number_merged_over_two_lines_is_an_error(fill: Fill) -> None:
    """核定金额 over 上届金额: which of the two is meant, the form does not say."""
    tops: list[int] = []

    def merge(sheet: Worksheet, rows: dict[tuple[str, str], int]) -> None:
        top, bottom = rows["政府主导", "核定金额"], rows["政府主导", "上届金额"]
        sheet.merge_cells(start_row=top, end_row=bottom, start_column=2, end_column=2)
        tops.append(top)

    problems = refused(fill({"政府主导": led(900_000)}, merge))
    assert where(problems, "C27") == [f"B{tops[0]}"]


def test_what_cannot_be_seen_in_a_form(fill: Fill) -> None:
    """Labels, names and numbers are what the eye sees."""

    def hide(sheet: Worksheet, rows: dict[tuple[str, str], int]) -> None:
        line = rows["展会", "展览面积"]
        sheet.cell(line, 1).value = f"\ufeff{sheet.cell(line, 1).value}"

    show = {**SHOW, "展览面积": "26\u200b500", "申请单位": "海名\u202e公司"}
    result = qdcalc.expo.assess(fill({"展会": show}, hide))
    assert found(result) == [PAID]
    assert [r["applicant"] for r in rows_of(result)] == ["海名公司"]
