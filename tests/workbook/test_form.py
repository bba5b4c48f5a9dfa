"""The empty one-page form: a page, a block for each table, a line for each column.

Contract: workbooks.md, `qdcalc template expo --form -o FILE.xlsx`; the columns are those of the
section "Input sheets", every printed page is one of A4.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from expo.helpers import COLUMNS
from qdcalc.cli import main as cli

FORM = "申请表"
BLOCKS = ("展会", "认证", "企业", "展馆", "政府主导")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
A4 = 9
CHOICES = {
    ("展会", "类型"): ["贸易", "消费"],
    ("认证", "类别"): ["展会", "展馆", "国际会议"],
    ("企业", "项目"): ["新设企业经营补助", "知名机构落户奖励", "规模增长补助"],
}
YES_NO = {
    ("展会", "专业场馆"), ("展会", "展馆引进"), ("展会", "专家评审"), ("展会", "市贸促会认定"),
    ("认证", "固定举办"), ("认证", "本市机构"), ("企业", "独立法人"), ("企业", "新设立"),
    ("企业", "在青办展"), ("企业", "纳统"), ("企业", "知名认定"), ("政府主导", "首届"),
    ("政府主导", "绩效评估通过"),
}  # fmt: skip


@pytest.fixture
def form(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Worksheet:
    path = tmp_path / "申请表.xlsx"
    assert cli.main(["template", "expo", "--form", "-o", str(path)]) == 0
    assert str(path) in capsys.readouterr().out
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == [FORM]
    return book[FORM]


def blocks(sheet: Worksheet) -> Iterator[tuple[str, str, int]]:
    """Yield block, label without unit and star, and row of each line."""
    block = ""
    for row in range(1, sheet.max_row + 1):
        text = str(sheet.cell(row, 1).value or "")
        if match := re.match("【(.+?)】", text):
            block = match[1]
        elif block:
            yield block, re.sub(r"\([^()]*\)$", "", text.strip("*")), row


def test_a_block_a_table_and_a_line_a_column(form: Worksheet) -> None:
    found: dict[str, list[str]] = {}
    for block, label, _ in blocks(form):
        found.setdefault(block, []).append(label)
    assert tuple(found) == BLOCKS
    for block in BLOCKS:
        lines = [label for label in found[block] if not label.startswith("申请单位（盖章）")]
        assert lines == [*COLUMNS[block], "证明材料"], block


def test_it_is_one_printed_page(form: Worksheet) -> None:
    assert form.sheet_properties.pageSetUpPr is not None
    assert form.sheet_properties.pageSetUpPr.fitToPage
    assert (form.page_setup.fitToWidth or 1, form.page_setup.fitToHeight) in {(1, 1), (1, None)}
    assert int(form.page_setup.paperSize or 0) == A4
    last = form.max_row
    assert str(form.print_area).replace("$", "").endswith(f"A1:C{last}")


def test_drop_downs(form: Worksheet) -> None:
    offered = {}
    for rule in form.data_validations.dataValidation:
        assert rule.type == "list"
        for place in str(rule.sqref).split():
            offered[place] = str(rule.formula1).strip('"').split(",")
    wanted = CHOICES | {key: ["是", "否"] for key in YES_NO}
    lines = {(block, label): f"B{row}" for block, label, row in blocks(form)}
    assert offered == {lines[key]: choices for key, choices in wanted.items()}


def test_each_block_names_its_evidence(form: Worksheet) -> None:
    rows = {block: row for block, label, row in blocks(form) if label == "证明材料"}
    assert tuple(rows) == BLOCKS
    for row in rows.values():
        assert CHINESE.search(str(form.cell(row, 2).value))


def test_nothing_is_filled_in(form: Worksheet) -> None:
    for _, label, row in blocks(form):
        if label != "证明材料":
            assert form.cell(row, 2).value is None, label


@pytest.mark.parametrize(
    "command",
    [
        ["water-month", "--form"],
        ["water-year", "--form"],
        ["staffing", "--form"],
        ["expo", "--form", "--month", "2019-06"],
        ["water-month", "--form", "--month", "2018-11"],
    ],
)
def test_no_form(command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "表.xlsx"
    assert cli.main(["template", *command, "-o", str(path)]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert CHINESE.search(said.err)
    assert "Traceback" not in said.err
    assert not path.exists()
