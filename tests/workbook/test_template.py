"""The template: every sheet and column, units and rules, drop-downs; filled, it is an input.

Contract: workbooks.md: "`qdcalc template CALC -o FILE.xlsx` writes the empty input workbook: every
sheet and column, units and rules in cell comments, drop-down lists, a sheet 填表说明", and the
section "Input sheets"; issue 4 adds `--month 2018-11` (the month's section list already in it),
example rows to overwrite, printable, and that a filled template passes `check` in LibreOffice's
and in openpyxl's hands.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import numpy as np
import openpyxl
import pytest
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

import described
from intake.by_name import KINDS
from qdcalc.cli import main as cli
from qdcalc.exact.texts import key
from qdcalc.intake.headers import Headers
from qdcalc.notice.catalogue import calculations, find
from qdcalc.notice.switches import input_tables
from qdcalc.table.description import Column
from qdcalc.workbook import entries
from seeds import at_first
from workbook.books import header

NAMES = [c.name for c in calculations()]
GUIDE = "填表说明"
SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")

SHEETS = described.by_calculation("SHEETS")
DISTRICTS = {"市南", "市北", "李沧", "崂山", "城阳", "即墨", "胶州", "平度", "莱西", "高新区"}

Make = Callable[..., openpyxl.Workbook]


WRITTEN: dict[tuple[str, ...], bytes] = {}


@pytest.fixture
def make(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Make:
    """Write a template, each kind once; open it."""

    def run(calculation: str, *options: str) -> openpyxl.Workbook:
        path = tmp_path / f"{calculation}.xlsx"
        if (calculation, *options) in WRITTEN:
            path.write_bytes(WRITTEN[calculation, *options])
            return openpyxl.load_workbook(path)
        assert cli.main(["template", calculation, "-o", str(path), *options]) == 0
        out = capsys.readouterr().out
        assert str(path) in out
        WRITTEN[calculation, *options] = path.read_bytes()
        return openpyxl.load_workbook(path)

    return run


@cache
def blank(calculation: str, *options: str) -> openpyxl.Workbook:
    """Return a template for reading, each kind written and opened once."""
    path = Path(mkdtemp(prefix="qdcalc-test-")) / f"{calculation}.xlsx"
    assert cli.main(["template", calculation, "-o", str(path), *options]) == 0
    return openpyxl.load_workbook(path)


def options(book: openpyxl.Workbook, sheet: Worksheet, cell: str) -> list[str]:
    """Return what the drop-down list of a cell offers."""
    for rule in sheet.data_validations.dataValidation:
        if rule.type == "list" and cell in rule.sqref:
            source = str(rule.formula1).lstrip("=")
            if source.startswith('"'):
                return source.strip('"').split(",")
            name, _, cells = source.rpartition("!")
            left, top, right, bottom = range_boundaries(cells.replace("$", ""))
            listed = book[name.strip("'").replace("''", "'")].iter_rows(
                top, bottom, left, right, values_only=True
            )
            return [str(value) for row in listed for value in row]
    return []


# ------------------------------------------------------------------------ sheets and columns


def test_every_calculation_is_described_here() -> None:
    assert set(SHEETS) == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_every_sheet_and_column_of_the_contract(name: str) -> None:
    book = blank(name)
    assert book.sheetnames[0] == GUIDE
    for sheet, columns in SHEETS[name].items():
        assert sheet in book.sheetnames
        assert set(header(book[sheet])) >= {column.rstrip("*") for column in columns.split()}


@pytest.mark.parametrize("name", NAMES)
def test_every_declared_column_is_there_and_recognised(name: str) -> None:
    book = blank(name)
    for table in input_tables(find(name)):
        headers = Headers(table)
        texts = [cell.value for cell in book[table.label][1] if cell.value is not None]
        matches = [headers.match(text) for text in texts]
        assert all(matches), [t for t, m in zip(texts, matches, strict=True) if not m]
        assert [m.column.name for m in matches if m] == [c.name for c in table.columns]
        assert not [m for m in matches if m and (m.unknown_unit or m.shift)]


@pytest.mark.parametrize("name", NAMES)
def test_required_columns_are_marked(name: str) -> None:
    book = blank(name)
    for sheet, columns in SHEETS[name].items():
        cells = header(book[sheet])
        looks = {
            (cells[c.rstrip("*")].fill.fgColor.rgb, str(cells[c.rstrip("*")].value).endswith("*"))
            for c in columns.split()
            if c.endswith("*")
        }
        others = {
            (cells[c].fill.fgColor.rgb, str(cells[c].value).endswith("*"))
            for c in columns.split()
            if not c.endswith("*")
        }
        assert len(looks) == 1, sheet
        assert not looks & others, sheet
        for column in columns.split():
            comment = cells[column.rstrip("*")].comment
            assert comment is not None
            assert ("必填" in comment.text) == column.endswith("*"), (sheet, column)


@pytest.mark.parametrize("name", NAMES)
def test_comments_hold_units_and_rules(name: str) -> None:
    book = blank(name)
    for table in input_tables(find(name)):
        cells = list(book[table.label][1])
        for column, cell in zip(table.columns, cells, strict=True):
            assert cell.comment is not None, cell.value
            assert cell.comment.author == "qdcalc"
            assert column.sentence in cell.comment.text
            if column.unit:
                assert column.unit in cell.comment.text
                assert column.unit in str(cell.value)
            for word in column.choices:
                assert word in cell.comment.text


def test_a_comment_names_the_clause_in_words() -> None:
    # 第七条第四款: a month without water is not judged
    assert "依据：第七条第四款" in header(blank("water-month")["监测数据"])["断流"].comment.text
    assert "依据" not in header(blank("water-month")["监测数据"])["月份"].comment.text


def test_alternatives_are_explained() -> None:
    # 监测数据 needs 序号* or 河流名称*+监测断面*
    cells = header(blank("water-month")["监测数据"])
    for column in ("序号", "河流名称", "监测断面"):
        text = cells[column].comment.text
        assert all(word in text for word in ("至少", "序号", "河流名称", "监测断面"))


def test_units_of_the_contract() -> None:
    cells = header(blank("water-month")["监测数据"])
    assert "mg/L" in str(cells["氨氮"].value)
    assert "mg/L" in str(cells["汞"].value)
    money = header(blank("staffing")["经费标准"])["人均年经费"]
    assert "元" in str(money.value)
    assert "fen" not in money.comment.text


# --------------------------------------------------------------------------------- drop-downs


@pytest.mark.parametrize(
    ("name", "sheet", "column", "wanted"),
    [
        ("water-month", "监测数据", "断流", {"是", "否"}),
        ("water-month", "断面清单", "断面属性", {"跨界", "共同断面", "出境", "共同(出境)"}),
        ("water-month", "断面清单", "核算水质目标", set("ⅠⅡⅢⅣⅤ")),
        ("water-month", "断面清单", "水体类型", {"河流", "湖库"}),
        ("water-month", "断面清单", "饮用水源", {"是", "否"}),
        ("water-month", "断面清单", "断流豁免", {"是", "否"}),
        ("water-month", "断面清单", "上年度水质类别", {*"ⅠⅡⅢⅣⅤ", "劣Ⅴ"}),
        ("water-month", "责任认定", "区市", DISTRICTS),
        ("water-month", "突发环境事件", "区市", DISTRICTS),
        ("water-month", "突发环境事件", "事件等级", {"一般", "较大", "重大", "特别重大"}),
        ("water-month", "上年度类别", "上年度水质类别", {*"ⅠⅡⅢⅣⅤ", "劣Ⅴ"}),
        ("staffing", "服务平台", "区市", DISTRICTS),
        ("staffing", "服务平台", "级别", {"街道(镇)", "社区(村)"}),
        ("staffing", "目标任务", "方向", {"不低于", "不高于"}),
        ("staffing", "经费标准", "区市", DISTRICTS),
        ("staffing", "经费标准", "级别", {"街道(镇)", "社区(村)"}),
    ],
)
def test_drop_downs(name: str, sheet: str, column: str, wanted: set[str]) -> None:
    book = blank(name)
    letter = header(book[sheet])[column].column_letter
    for row in (2, 3, 500):
        offered = options(book, book[sheet], f"{letter}{row}")
        assert len(offered) == len(set(offered))
        if wanted is DISTRICTS:
            assert wanted <= set(offered)
        else:
            assert set(offered) == wanted


@pytest.mark.parametrize("name", NAMES)
def test_interpretations_are_offered(name: str) -> None:
    book = blank(name)
    calculation = find(name)
    known = calculation.policy().interpretations.values()
    sheet = book["口径"]
    offered = options(book, sheet, "A2")
    labels = [s.label for s in calculation.settings if s.label]
    assert set(offered) == {*labels, *(i.name for i in known)}
    given = {row[0]: (row[1], number) for number, row in enumerate(sheet.iter_rows(), start=1)}
    rows = {cell.value: (value.value, number) for cell, (value, number) in given.items()}
    for interpretation in known:
        value, row = rows[interpretation.name]
        names = [c.name for c in interpretation.choices]
        default = next(c.name for c in interpretation.choices if c.key == interpretation.default)
        assert value == default
        assert options(book, sheet, f"B{row}") == names


@pytest.mark.parametrize("name", NAMES)
def test_every_choice_is_offered_on_every_line(name: str) -> None:
    book = blank(name)
    for table in input_tables(find(name)):
        sheet = book[table.label]
        for cell, column in zip(sheet[1], table.columns, strict=True):
            if column.choices:
                assert options(book, sheet, f"{get_column_letter(cell.column or 0)}2") == list(
                    column.choices
                )
            elif column.kind.takes_blank:
                assert options(book, sheet, f"{get_column_letter(cell.column or 0)}2") == [
                    "是",
                    "否",
                ]


# ------------------------------------------------------------------------- guide and printing


@pytest.mark.parametrize("name", NAMES)
def test_the_guide(name: str) -> None:
    book = blank(name)
    texts = "\n".join(str(c) for r in book[GUIDE].iter_rows(values_only=True) for c in r if c)
    calculation = find(name)
    assert calculation.title in texts
    assert f"python -m qdcalc check {name}" in texts
    for sheet, columns in SHEETS[name].items():
        assert sheet in texts
        for column in columns.split():
            if column.endswith("*"):
                assert column.rstrip("*") in texts


@pytest.mark.parametrize("name", NAMES)
def test_it_can_be_printed(name: str) -> None:
    book = blank(name)
    for sheet in (s for s in book.worksheets if s.sheet_state == "visible"):
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.sheet_properties.pageSetUpPr is not None
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        if sheet.title != GUIDE:
            assert "$1:$1" in (sheet.print_title_rows or "")
            assert not sheet.merged_cells.ranges
            for cell in sheet[1]:
                width = sheet.column_dimensions[get_column_letter(cell.column or 0)].width
                assert 8 <= width <= 60


# ---------------------------------------------------------------------- what stays in sight


@pytest.mark.parametrize(
    ("name", "sheet", "first"),
    [
        ("water-month", "监测数据", "断流"),
        ("water-month", "断面清单", "断面属性"),
        ("water-month", "责任认定", "责任比例"),
        ("expo", "展会", "届次"),
        ("expo", "企业", "年度"),
        ("staffing", "服务平台", "级别"),
        ("staffing", "目标任务", "方向"),
    ],
)
def test_key_columns_are_frozen(name: str, sheet: str, first: str) -> None:
    """Issue 11, "Template": what a row is of stays in sight; ``first`` is the first that moves."""
    page = blank(name)[sheet]
    assert page.freeze_panes == f"{header(page)[first].column_letter}2"


@pytest.mark.parametrize("name", NAMES)
def test_the_header_is_frozen_everywhere(name: str) -> None:
    book = blank(name)
    for table in input_tables(find(name)):
        assert re.fullmatch("[A-E]2", book[table.label].freeze_panes or "")


@pytest.mark.parametrize(
    ("column", "lines"),
    [  # GB 3838-2002, tables 1 to 3
        ("氨氮", ["Ⅰ ≤0.15", "Ⅱ ≤0.5", "Ⅲ ≤1.0", "Ⅳ ≤1.5", "Ⅴ ≤2.0"]),
        ("溶解氧", ["Ⅰ ≥7.5", "Ⅱ ≥6", "Ⅲ ≥5", "Ⅳ ≥3", "Ⅴ ≥2"]),
        ("pH值", ["6~9"]),
        ("化学需氧量", ["Ⅰ-Ⅱ ≤15", "Ⅲ ≤20", "Ⅳ ≤30", "Ⅴ ≤40"]),
        ("总氮", ["Ⅲ 湖库≤1.0"]),
        ("总磷", ["Ⅲ ≤0.2(湖库0.05)"]),
        ("铁", ["≤0.3"]),
        ("苯", ["≤0.01"]),
    ],
)
def test_limits_are_in_sight(column: str, lines: list[str]) -> None:
    """They are shown under the name and are no part of it: whoever reads the cell has the name."""
    cell = header(blank("water-month")["监测数据"])[column]
    shown = cell.number_format.strip('@"').split("\n")
    assert set(lines) <= set(shown)
    assert cell.number_format.startswith('@"')
    assert cell.alignment.wrap_text
    assert not set(lines) & set(str(cell.value).split("\n"))
    for line in lines:
        assert line in cell.comment.text


@pytest.mark.parametrize("name", ["water-month", "water-year"])
def test_indicators_of_tables_2_and_3_are_folded_away(name: str) -> None:
    page = blank(name)["监测数据"]
    cells = list(page[1])
    folded = set()
    for letter, group in page.column_dimensions.items():
        if group.outlineLevel:
            assert group.hidden, letter
            folded |= set(range(group.min or 0, (group.max or 0) + 1))
    names = [str(cells[n - 1].value) for n in sorted(folded)]
    assert len(names) == 5 + 33  # table 2, and the part of table 3 that the source gives
    assert names[:5] == [
        "硫酸盐(mg/L)", "氯化物(mg/L)", "硝酸盐(mg/L)", "铁(mg/L)", "锰(mg/L)",
    ]  # fmt: skip
    outline = page.sheet_properties.outlinePr
    assert outline is not None
    assert not outline.summaryRight  # the + stands at their left
    assert page.column_dimensions[get_column_letter(min(folded) - 1)].collapsed


@pytest.mark.parametrize("name", NAMES)
def test_the_guide_says_every_column(name: str) -> None:
    """Name, required, unit, what, example, allowed words: a line a column, by sheet."""
    rows = [[str(c or "") for c in r] for r in blank(name)[GUIDE].iter_rows(values_only=True)]
    at = 0
    for table in input_tables(find(name)):
        at = next(n for n in range(at, len(rows)) if rows[n][0].startswith(f"{table.label}（"))
        assert rows[at + 1][:6] == ["列", "是否必填", "单位", "填什么", "例", "可以填的"]
        for line, column in zip(rows[at + 2 :], table.columns, strict=False):
            must = "必填" if column.is_required else "可空"
            chosen = any(column.name in names for names in table.alternatives)
            assert line[:4] == [
                column.label, "至少填一组" if chosen else must, column.unit, column.sentence,
            ]  # fmt: skip
            assert line[5]
            assert all(word in line[5] for word in column.choices)


@pytest.mark.parametrize("name", NAMES)
def test_examples_in_the_guide_can_be_read(name: str) -> None:
    from qdcalc.intake.cells import Cells
    from qdcalc.intake.kinds import reader

    rows = [[str(c or "") for c in r] for r in blank(name)[GUIDE].iter_rows(values_only=True)]
    at = 0
    for table in input_tables(find(name)):
        at = next(n for n in range(at, len(rows)) if rows[n][0].startswith(f"{table.label}（"))
        for line, column in zip(rows[at + 2 :], table.columns, strict=False):
            if line[4]:
                raw = np.array([line[4]], dtype=object)
                read = reader(column.kind)(Cells(raw), column)
                assert not list(read.refusals), (table.label, line)


def checked(sheet: Worksheet, cell: str) -> str:
    """Return the formula that checks what is typed into a cell."""
    for rule in sheet.data_validations.dataValidation:
        if rule.type == "custom" and cell in rule.sqref:
            assert rule.errorStyle == "warning"  # the reader takes more than Excel can say
            return str(rule.formula1)
    return ""


@pytest.mark.parametrize(
    ("name", "sheet", "column", "part"),
    [
        ("water-month", "监测数据", "月份", "LEN"),
        ("water-month", "监测数据", "氨氮", "ISNUMBER"),
        ("water-month", "监测数据", "铁", "ISNUMBER"),
        ("water-month", "责任认定", "责任比例", "%"),
        ("water-month", "突发环境事件", "日期", "LEN"),
        ("expo", "展会", "展览面积", ">=0"),
        ("expo", "展会", "结束日期", "LEN"),
        ("expo", "企业", "年度", "2100"),
        ("expo", "企业", "营业收入", ">=0"),
        ("staffing", "服务平台", "服务对象数", "INT"),
        ("staffing", "服务平台", "在编", ">=0"),
        ("staffing", "目标任务", "截止日期", "LEN"),
        ("staffing", "经费标准", "人均年经费", ">=0"),
    ],
)
def test_what_is_typed_is_checked(name: str, sheet: str, column: str, part: str) -> None:
    page = blank(name)[sheet]
    letter = header(page)[column].column_letter
    for row in (2, 500):
        formula = checked(page, f"{letter}{row}")
        assert part in formula
        assert f"{letter}2" in formula, "it is about the first cell, and moves with the others"


@pytest.mark.thorough
@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
def test_the_checks_let_through_what_is_right(tmp_path: Path) -> None:
    """LibreOffice works the formulas out: what the contract reads raises no warning."""
    cases: dict[str, tuple[list[Any], list[Any]]] = {
        "month": (["2018-11", "2018年11月", "201811", "2018/11"], ["十一月", "2018", "11月"]),
        "date": (["2018-11-03", "2018年11月3日", "20181103", 43407], ["11月3日", "11-03"]),
        "share": (["50%", "1/3", 0.5, "0.5"], ["一半"]),
        "reading": ([0, 0.32, "0.004L", "<0.004", "未检出", "-"], ["断流", "约3", -0.5]),
        "below_zero": ([-0.5, 12], ["冷"]),
        "year": ([2019], [19, "二〇一九"]),
        "money": ([0, 5000000], [-1, "五万", "5万"]),
        "whole": ([3], [3.5, -3, "三"]),
    }
    book = openpyxl.Workbook()
    page = book.active
    assert isinstance(page, Worksheet)
    wanted: list[tuple[str, Any, bool]] = []
    for kind, (right, wrong) in cases.items():
        for value in (*right, *wrong):
            row = len(wanted) + 1
            page.cell(row, 1).value = value
            rule = entries.rule(Column("x", "列", KINDS[kind]), f"A{row}")
            assert rule is not None
            page.cell(row, 2).value = f"=IFERROR({rule['value'][1:]},FALSE)"
            wanted.append((kind, value, value in right))
    book.save(tmp_path / "规则.xlsx")
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [str(SOFFICE), profile, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML"]
    command += ["--outdir", str(tmp_path / "回来"), str(tmp_path / "规则.xlsx")]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    worked = openpyxl.load_workbook(tmp_path / "回来" / "规则.xlsx", data_only=True).active
    assert isinstance(worked, Worksheet)
    found = [(k, v, worked.cell(n, 2).value) for n, (k, v, _) in enumerate(wanted, start=1)]
    assert found == wanted


# ------------------------------------------------------------------------------- rows in it


def test_the_sections_of_a_month() -> None:
    book = blank("water-month", "--month", "2018-11")
    readings = list(book["监测数据"].iter_rows(min_row=2, values_only=True))
    assert len(readings) == 28
    assert {row[0] for row in readings} == {"2018-11"}
    assert [str(row[1]) for row in readings] == [str(n) for n in range(1, 29)]
    assert readings[0][2:4] == ("小沽河", "教书庄")
    assert all(cell is None for row in readings for cell in row[5:])
    sections = list(book["断面清单"].iter_rows(min_row=2, values_only=True))
    assert len(sections) == 28
    assert sections[0][:7] == (1, "小沽河", "教书庄", "跨界", "莱西", "平度", "Ⅲ")


@pytest.mark.parametrize("month", ["2018年11月", "201811", "2018/11", "2018.11"])
def test_the_month_in_other_forms(month: str) -> None:
    book = blank("water-month", "--month", month)
    assert book["监测数据"]["A2"].value == "2018-11"


@pytest.mark.parametrize(
    ("month", "said"),
    [
        ("2018-10", ""),  # 十二: from October 2018 on; the annex's list is for 2018-2019
        ("2019-09", ""),
        ("2021-03", "2021-03 不在通知附件断面清单的考核周期 2018-10 至 2019-09 之内"),
        ("2017-01", "2017-01 早于通知的施行月份 2018-10，没有可用的标准数额"),
    ],
)
def test_a_month_outside_the_list_or_the_notice_is_told(
    month: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.xlsx"
    assert cli.main(["template", "water-month", "-o", str(path), "--month", month]) == 0
    err = capsys.readouterr().err
    assert (said in err) if said else err == ""
    # the annex holds for its cycle alone; the rows are still laid out
    assert openpyxl.load_workbook(path)["监测数据"]["A2"].value == month


@pytest.mark.parametrize("month", ["2018-13", "十一月", "2018", "=1+1", "", "2018-1-1-1"])
def test_a_bad_month(month: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.xlsx"
    assert cli.main(["template", "water-month", "-o", str(path), "--month", month]) == 2
    err = capsys.readouterr().err
    assert re.search("[\u4e00-\u9fff]", err)
    assert "Traceback" not in err
    assert "程序出了意外" not in err
    assert not list(tmp_path.iterdir())


def test_a_month_where_there_are_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.xlsx"
    assert cli.main(["template", "staffing", "-o", str(path), "--month", "2018-11"]) == 2
    assert "--month" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "output", ["没有/a.xlsx", "a.xls", "a", "文件夹.xlsx",
     "长" * 120 + ".xlsx"],
    ids=["no folder", "xls", "no suffix", "a folder", "too long"],
)  # fmt: skip
def test_a_bad_output(output: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "文件夹.xlsx").mkdir()
    assert cli.main(["template", "water-month", "-o", str(tmp_path / output)]) == 2
    assert "程序出了意外" not in capsys.readouterr().err
    assert [p.name for p in tmp_path.iterdir()] == ["文件夹.xlsx"]


def test_an_xlsm_template_is_refused_or_real(tmp_path: Path) -> None:
    # Excel does not open a workbook without macros under the name .xlsm
    path = tmp_path / "a.xlsm"
    code = cli.main(["template", "water-month", "-o", str(path)])
    assert code == 2
    assert not path.exists()


# ------------------------------------------------------------------------------ filled in


FILL = described.by_calculation("FILL")
OF_THE_DATA = described.by_calculation("OF_THE_DATA")
SMALL = described.by_calculation("SMALL")


def passes(name: str, path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["check", name, str(path)]) == 0
    captured = capsys.readouterr()
    assert "错误" not in captured.out
    assert "示例" not in captured.out, "the example row was overwritten"
    assert "H03" not in captured.out
    assert cli.main(["run", name, str(path), "-o", str(path.with_name("结果.xlsx"))]) == 0
    raised = set(re.findall(r"^警告 ([A-Z]+[0-9]+)", capsys.readouterr().err, re.M))
    assert raised <= OF_THE_DATA[name], "the template itself raises nothing"


@pytest.mark.parametrize("name", at_first(NAMES, 1))
def test_filled_in_by_openpyxl(
    name: str, make: Make, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    month, fill = FILL[name]
    book = make(name, *month)
    fill(book)
    book.save(tmp_path / "填好.xlsx")
    passes(name, tmp_path / "填好.xlsx", capsys)


@pytest.mark.oracle
@pytest.mark.parametrize("name", NAMES)
def test_sent_round_by_libreoffice(
    name: str, make: Make, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if SOFFICE is None:
        pytest.skip("LibreOffice is not installed")
    month, fill = FILL[name]
    book = make(name, *month)
    fill(book)
    book.save(tmp_path / "填好.xlsx")
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [SOFFICE, profile, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML"]
    folder = tmp_path / "回来"
    command += ["--outdir", str(folder), str(tmp_path / "填好.xlsx")]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    passes(name, folder / "填好.xlsx", capsys)


@pytest.mark.thorough
def test_the_figure_of_a_filled_template(make: Make, tmp_path: Path) -> None:
    # 1.5 mg/L over 1.0 at section 1: 市控 2,000,000 元 ÷ 12 (clauses 四–七)
    month, fill = FILL["water-month"]
    book = make("water-month", *month)
    fill(book)
    book.save(tmp_path / "填好.xlsx")
    code = cli.main(
        ["run", "water-month", str(tmp_path / "填好.xlsx"), "-o", str(tmp_path / "结果.xlsx")]
    )
    assert code == 0
    flows = openpyxl.load_workbook(tmp_path / "结果.xlsx", data_only=True)["资金流向"]
    header_row, *rows = flows.iter_rows(values_only=True)
    paid = [dict(zip(header_row, row, strict=True)) for row in rows]
    (first,) = [p for p in paid if str(p["序号"]) == "1"]
    assert (first["付款方"], first["收款方"], first["金额（元）"]) == ("莱西", "平度", 166666.67)


@pytest.mark.parametrize("name", at_first(NAMES, 2))
def test_an_example_left_in_it_is_no_data_and_raises_nothing(
    name: str, make: Make, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    month, fill = FILL[name]
    book = make(name, *month)
    fill(book)
    sheet = book[SMALL[name]]
    sheet.cell(2, 1).value = "注：示例，填写时覆盖这一行"
    book.save(tmp_path / "填好.xlsx")
    assert cli.main(["check", name, str(tmp_path / "填好.xlsx")]) == 0
    out = capsys.readouterr().out
    assert f"{sheet.title}!A2" not in out
    assert "没有计入" not in out


def test_an_empty_template_is_enough_where_every_sheet_may_be_left_out(
    make: Make, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make("panel")
    assert cli.main(["check", "panel", str(tmp_path / "panel.xlsx")]) == 0
    assert "错误" not in capsys.readouterr().out


@pytest.mark.parametrize("name", [name for name in NAMES if name != "panel"])
def test_an_empty_template_says_what_is_missing(
    name: str, make: Make, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make(name)
    assert cli.main(["check", name, str(tmp_path / f"{name}.xlsx")]) == 1
    out = capsys.readouterr().out
    assert "错误" in out
    assert next(iter(SHEETS[name])) in out


def test_no_formula_is_written() -> None:
    for name in NAMES:
        book = blank(name)
        assert not [
            cell
            for sheet in book.worksheets
            for row in sheet.iter_rows()
            for cell in row
            if cell.data_type == "f"
        ]


@pytest.mark.parametrize("name", NAMES)
def test_sheet_names_are_found_as_written(name: str) -> None:
    book = blank(name)
    labels = [key(t.label) for t in input_tables(find(name))]
    assert [key(s) for s in book.sheetnames if key(s) in labels] == labels
