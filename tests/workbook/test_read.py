"""Dirty workbooks: what is said (code and cell) or what is calculated all the same.

Contract: workbooks.md, "Reading an input workbook". Every workbook holds 氨氮 of section 1
(小沽河 教书庄, target Ⅲ, limit 1.0 mg/L) unless it says otherwise; 1.5 mg/L is 0.5 times over the
limit: coefficient −1, 市控 2,000,000 元 ÷ 12 = 166,666.67 元 from 莱西 to 平度 (clauses 四–七).
"""

from __future__ import annotations

import datetime as dt
import gc
import shutil
import sys
import warnings
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from qdcalc import FileError, InputError, water
from workbook.books import HEADER, READINGS, ROW, SHEET1, edit, patch, write

Reading = tuple[str, str, str, float]  # month, section, indicator, value
Said = set[tuple[str, str]]  # code, cell

# what is missing of the 28 sections and 21 indicators is no matter of reading
COMPLETENESS = {"W50", "W51", "W52", "W53", "W54", "W70"}
PLAIN: Reading = ("2018-11", "1", "氨氮", 1.5)


def calculated(source: Path | pd.DataFrame) -> tuple[set[Reading], Said, pd.DataFrame]:
    """Calculate; return the readings judged, what was said, and the flows."""
    result = water.month(source)
    judged = result["指标明细"]
    columns = [judged[c].tolist() for c in ("月份", "序号", "指标", "监测值")]
    problems = result.problems
    assert set(problems["级别"]) <= {"警告"}
    return set(zip(*columns, strict=True)), said(problems), result["资金流向"]


def refused(source: Path | pd.DataFrame) -> pd.DataFrame:
    """Be refused; return the problems."""
    with pytest.raises(InputError) as caught:
        water.month(source)
    problems = caught.value.problems
    assert problems["级别"].iloc[0] == "错误"
    assert all(problems["问题"].str.len() > 0)
    assert all(problems["如何改"].str.len() > 0)
    return problems


def said(problems: pd.DataFrame) -> Said:
    pairs = zip(problems["代码"], problems["单元格"], strict=True)
    return {(code, cell) for code, cell in pairs if code not in COMPLETENESS}


Build = Callable[[Path], object]


def rows(*lines: Sequence[object], **others: Any) -> Build:
    return lambda path: write(path, *lines, **others)


def plain_and(change: Callable[[Worksheet], object]) -> Build:
    return lambda path: edit(write(path, HEADER, ROW), change)


def plain_patched(part: str, old: str, new: str) -> Build:
    return lambda path: patch(write(path, HEADER, ROW), part, old, new)


def with_cell(cell: object, header: str = "氨氮", style: str = "") -> Build:
    """Put one cell at C2."""

    def build(path: Path) -> None:
        write(path, ("月份", "序号", header), ("2018-11", 1, cell))
        if style:
            edit(path, lambda sheet: setattr(sheet["C2"], "number_format", style))

    return build


def with_month(cell: object, style: str = "") -> Build:
    """Put one cell at A2."""

    def build(path: Path) -> None:
        write(path, HEADER, (cell, 1, 1.5))
        if style:
            edit(path, lambda sheet: setattr(sheet["A2"], "number_format", style))

    return build


def merge(*ranges: str) -> Callable[[Worksheet], None]:
    def change(sheet: Worksheet) -> None:
        for cells in ranges:
            sheet.merge_cells(cells)

    return change


def merged(build: Build, *ranges: str) -> Build:
    def both(path: Path) -> None:
        build(path)
        edit(path, merge(*ranges))

    return both


def moved(path: Path) -> Path:
    """Stand at D5: blank rows above, blank columns on the left."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = READINGS
    lines: list[tuple[str | float, ...]] = [HEADER, ROW]
    for row, line in enumerate(lines, start=5):
        for column, cell in enumerate(line, start=4):
            sheet.cell(row, column).value = cell
    book.save(path)
    return path


def formula(cell_xml: str) -> Build:
    """Put a formula's own XML at C2."""
    return plain_patched(SHEET1, r'<c r="C2"[^>]*>.*?</c>', cell_xml)


def builtin_date(number: int) -> Build:
    """Show A2 by a built-in date format of Chinese Excel, which has no format code in the file."""

    def build(path: Path) -> None:
        with_month(dt.date(2018, 11, 1), "yyyy-mm-dd;@")(path)
        patch(path, "xl/styles.xml", r"<numFmts.*?</numFmts>", "")
        patch(path, "xl/styles.xml", r'numFmtId="16\d"', f'numFmtId="{number}"')

    return build


def epoch_1904(path: Path) -> None:
    from openpyxl.utils.datetime import CALENDAR_MAC_1904

    with_month(dt.date(2018, 11, 1))(path)
    book = openpyxl.load_workbook(path)
    book.epoch = CALENDAR_MAC_1904
    book.save(path)


def hidden(state: str) -> Build:
    def build(path: Path) -> None:
        write(path, HEADER, ROW, 其他=[("x",)])
        edit(path, lambda sheet: setattr(sheet, "sheet_state", state))

    return build


def summary(word: str) -> Build:
    return rows(HEADER, ROW, (word, None, 1.5), ("2018-12", 1, 1.2))


TWO: set[Reading] = {PLAIN, ("2018-12", "1", "氨氮", 1.2)}
TITLE = ("青岛市地表水水质监测数据表",)
BLANK: tuple[object, ...] = (None,)
DECEMBER = ("2018-12", 1, 1.2)

CALCULATED: dict[str, tuple[Build, set[Reading], Said]] = {
    "as it should be": (rows(HEADER, ROW), {PLAIN}, set()),
    # ---- where the header stands
    "a title above": (rows(TITLE, HEADER, ROW), {PLAIN}, set()),
    "a title in merged cells, a subtitle": (
        merged(rows(TITLE, ("单位：mg/L",), HEADER, ROW), "A1:C1", "A2:C2"), {PLAIN}, set(),
    ),
    "header in row 10": (rows(*[TITLE] * 9, HEADER, ROW), {PLAIN}, set()),
    "leading blank rows and columns": (moved, {PLAIN}, set()),
    "a wrong dimension": (
        plain_patched(SHEET1, r'<dimension ref="[^"]*"', '<dimension ref="A1:A1"'), {PLAIN}, set(),
    ),
    "no dimension": (plain_patched(SHEET1, r"<dimension [^>]*/>", ""), {PLAIN}, set()),
    "a header in two rows, groups merged": (
        merged(
            rows(
                ("月份", "序号", "营养盐", None),
                (None, None, "氨氮", "总磷"),
                ("2018-11", 1, 1.5, 0.3),
            ),
            "A1:A2", "B1:B2", "C1:D1",
        ),
        {PLAIN, ("2018-11", "1", "总磷", 0.3)}, set(),
    ),
    "a header in two rows, names below": (
        merged(rows(("断面", None, "监测值"), HEADER, ROW), "A1:B1"), {PLAIN}, set(),
    ),
    "the header again further down": (
        rows(HEADER, ROW, HEADER, DECEMBER), TWO, {("T04", "A3")},
    ),
    "blanks and line breaks in headers": (rows(("月 份", " 序号", "氨\n氮"), ROW), {PLAIN}, set()),
    "upper and lower case": (rows(("月份", "序号", "nh3-n"), ROW), {PLAIN}, set()),
    "named by river and section": (
        rows(("月份", "河流名称", "监测断面", "氨氮"), ("2018-11", "小沽河", "教书庄", 1.5)),
        {PLAIN}, set(),
    ),
    "an unknown column": (
        rows((*HEADER, "采样人"), (*ROW, "张三")), {PLAIN}, {("H03", "D1")},
    ),
    # ---- units
    "the columns own unit": (with_cell(1.5, "氨氮（mg/L）"), {PLAIN}, set()),
    "μg/L in the header": (
        with_cell(0.1, "汞(μg/L)"), {("2018-11", "1", "汞", 0.0001)}, {("H01", "C1")},
    ),
    "a row of units": (
        rows(HEADER, (None, None, "mg/L"), ROW), {PLAIN}, {("T12", "C2")},
    ),
    "a row of units, some μg/L": (
        rows((*HEADER, "汞"), ("单位", None, "mg/L", "μg/L"), (*ROW, 0.1)),
        {PLAIN, ("2018-11", "1", "汞", 0.0001)}, {("T12", "A2"), ("H01", "D2")},
    ),
    # ---- rows
    **{
        f"a row that begins {word}": (summary(word), TWO, {("T04", "A3")})
        for word in (
            "合计", "小计：", "总计", "平均值", "注：断流未测", "说明", "制表：张三", "填表人",
            "审核", "合 计", "　合计",
        )
    },
    "合计 in the second column": (
        rows(HEADER, ROW, (None, "合计", 1.5), DECEMBER), TWO, {("T04", "B3")},
    ),
    "blank rows": (rows(HEADER, ROW, BLANK, BLANK, DECEMBER), TWO, {("T05", "")}),
    "blank rows at the end": (rows(HEADER, ROW, (" ",), (None,)), {PLAIN}, set()),
    "hidden rows count": (
        plain_and(lambda sheet: setattr(sheet.row_dimensions[2], "hidden", True)),
        {PLAIN}, {("T06", "")},
    ),
    "a hidden sheet counts": (hidden("hidden"), {PLAIN}, {("T07", "")}),
    "a very hidden sheet counts": (hidden("veryHidden"), {PLAIN}, {("T07", "")}),
    "merged months": (
        merged(
            rows(HEADER, ROW, (None, 3, 1.2), ("2018-12", 1, 1.2)), "A2:A3",
        ),
        {*TWO, ("2018-11", "3", "氨氮", 1.2)}, set(),
    ),
    # ---- cells
    "a number as text": (with_cell("1.5"), {PLAIN}, set()),
    "full-width digits": (with_cell("１．５"), {PLAIN}, set()),
    "5E-05": (with_cell("5E-05", "汞"), {("2018-11", "1", "汞", 0.00005)}, set()),
    "thousands commas": (
        with_cell("1,234.5", "化学需氧量"), {("2018-11", "1", "化学需氧量", 1234.5)}, set(),
    ),
    "noise in the 17th digit": (
        with_cell(0.1 + 0.2, "总磷"), {("2018-11", "1", "总磷", 0.3)}, set(),
    ),
    "below the detection limit": (
        with_cell("2.0L"), {("2018-11", "1", "氨氮", 1.0)}, set(),
    ),
    "a section number as text": (rows(HEADER, ("2018-11", "1", 1.5)), {PLAIN}, set()),
    "a section number in full width": (rows(HEADER, ("2018-11", "１", 1.5)), {PLAIN}, set()),
    "a formula with its result": (formula('<c r="C2"><f>1+0.5</f><v>1.5</v></c>'), {PLAIN}, set()),
    "a formula whose text result is empty": (
        lambda path: patch(
            write(path, (*HEADER, "总磷"), (*ROW, 0.3)), SHEET1, r'<c r="D2"[^>]*>.*?</c>',
            '<c r="D2" t="str"><f>IF(1=1,"","")</f><v></v></c>',
        ),
        {PLAIN}, set(),
    ),
    "a number in an inline string": (
        formula('<c r="C2" t="inlineStr"><is><t>1.5</t></is></c>'), {PLAIN}, set(),
    ),
    "not measured": (
        rows((*HEADER, "总磷"), (*ROW, "—")), {PLAIN}, set(),
    ),
    # ---- months
    "a date cell": (with_month(dt.date(2018, 11, 1)), {PLAIN}, set()),
    "a date cell within the month": (with_month(dt.date(2018, 11, 30)), {PLAIN}, set()),
    "a date and time": (with_month(dt.datetime(2018, 11, 3, 8, 30)), {PLAIN}, set()),
    "a date shown as 2018年11月": (
        with_month(dt.date(2018, 11, 1), 'yyyy"年"m"月"'), {PLAIN}, set(),
    ),
    "built-in date format 14": (builtin_date(14), {PLAIN}, set()),
    "built-in date format 57": (builtin_date(57), {PLAIN}, set()),
    "built-in date format 31": (builtin_date(31), {PLAIN}, set()),
    "days counted from 1904": (epoch_1904, {PLAIN}, set()),
    **{
        f"the month {text!r}": (with_month(text), {PLAIN}, set())
        for text in (
            "2018年11月", "201811", 201811, "2018/11", "2018.11", "２０１８－１１", "2018-11-03",
            " 2018-11 ",
        )
    },
    # ---- sheets
    "unknown sheets are ignored": (
        rows(HEADER, ROW, 照片=[("#N/A",)], 备忘=[("月份", "月份")]), {PLAIN}, set(),
    ),
    "a sheet name with blanks": (rows(HEADER, ROW, sheet=" 监测数据　"), {PLAIN}, set()),
    "an empty optional sheet": (
        rows(HEADER, ROW, 责任认定=[("月份", "序号", "区市", "责任比例")]), {PLAIN}, set(),
    ),
}  # fmt: skip

REFUSED: dict[str, tuple[Build, Said]] = {
    "header in row 11": (rows(*[TITLE] * 10, HEADER, ROW), {("T02", "")}),
    "no 月份": (rows(("序号", "氨氮"), (1, 1.5)), {("T74", "")}),
    "neither 序号 nor names": (rows(("月份", "氨氮"), ("2018-11", 1.5)), {("H05", "")}),
    "two columns of one indicator": (
        rows((*HEADER, "NH3-N"), (*ROW, 1.5)), {("H04", "D1")},
    ),
    "an unknown unit": (with_cell(0.1, "汞(g/L)"), {("H02", "C1")}),
    "an unknown unit in the row of units": (
        rows((*HEADER, "汞"), (None, None, "mg/L", "g/L"), (*ROW, 0.1)),
        {("T12", "C2"), ("H02", "D2")},
    ),
    "two units that contradict": (
        rows(("月份", "序号", "汞(mg/L)"), (None, None, "μg/L"), ("2018-11", 1, 0.1)),
        {("H02", "C2")},
    ),
    "序号 against names": (
        rows(
            ("月份", "序号", "河流名称", "监测断面", "氨氮"),
            ("2018-11", 2, "小沽河", "教书庄", 1.5),
        ),
        {("W31", "B2")},
    ),
    "a comma as decimal point": (with_cell("0,5"), {("C21", "C2")}),
    "a comma in the wrong place": (with_cell("12,34"), {("C21", "C2")}),
    "another unit in the cell": (with_cell("1.5μg/L"), {("W91", "C2")}),
    "a date as a reading": (with_cell(dt.date(2018, 1, 5)), {("W01", "C2")}),
    "a truth value as a reading": (with_cell(True), {("W01", "C2")}),
    "断流 as a reading": (with_cell("断流"), {("W02", "C2")}),
    "a negative reading": (with_cell(-0.5), {("W06", "C2")}),
    "pH above 14": (with_cell(75, "pH"), {("W07", "C2")}),
    "断流 and a reading": (
        rows((*HEADER, "断流"), (*ROW, "是")), {("W08", "D2")},
    ),
    **{
        f"{text} as a reading": (with_cell(text), {("C01", "C2")})
        for text in ("#N/A", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#NULL!")
    },
    "#N/A as a month": (with_month("#N/A"), {("C01", "A2")}),
    "a formula without a result": (with_cell("=1+1"), {("C02", "C2")}),
    "a formula without a result as a month": (with_month("=TODAY()"), {("C02", "A2")}),
    "an error from a formula": (
        formula('<c r="C2" t="e"><f>1/0</f><v>#DIV/0!</v></c>'), {("C01", "C2")},
    ),
    "the number 2018.1": (with_month(2018.1), {("C05", "A2")}),
    "a day number": (with_month(43405), {("C07", "A2")}),
    "the month 2018-13": (with_month("2018-13"), {("C04", "A2")}),
    "a blank month": (with_month(None), {("C14", "A2")}),
    "no section": (rows(HEADER, ("2018-11", None, 1.5)), {("W33", "B2")}),
    "a unit in a column of its own": (
        rows((*HEADER[:2], "汞", "单位"), ("2018-11", 1, 0.04, "μg/L")),
        {("H03", "D1"), ("T49", "D2")},
    ),
    "an unlisted section": (rows(HEADER, ("2018-11", 99, 1.5)), {("W30", "B2")}),
    "one section twice in a month": (
        rows(HEADER, ROW, ("2018-11", 3, 1.5), (dt.date(2018, 11, 30), "1", 0.5)), {("R01", "A4")},
    ),
    "two sheets of one name": (
        lambda path: write(path, HEADER, ROW, sheet=READINGS, **{"监测数据 ": [HEADER, ROW]}),
        {("T03", "")},
    ),
    "no sheet 监测数据": (rows(HEADER, ROW, sheet="Sheet1"), {("T31", "")}),
    "no sheet like 监测数据": (rows(("x", "y"), sheet="Sheet1"), {("T01", "")}),
    "an empty sheet": (rows(), {("T02", "")}),
    "a header alone": (rows(HEADER), {("T38", "")}),
    "several faults at once": (
        rows(
            (*HEADER, "总磷"),
            ("2018-13", 1, "0,5", "#N/A"),
            ("2018-11", 99, -1.5, True),
            ("2018-11", 1, "1,5", 0.1),
        ),
        {("C04", "A2"), ("C21", "C2"), ("C01", "D2"), ("W30", "B3"), ("W06", "C3"), ("W01", "D3"),
         ("C21", "C4")},
    ),
    "faults below a title, blank rows and a unit row": (
        rows(TITLE, HEADER, (None, None, "mg/L"), ROW, BLANK, ("2018-12", 1, "#N/A")),
        {("C01", "C6"), ("T05", ""), ("T12", "C3")},
    ),
    "faults at the right place after leading blanks": (
        lambda path: edit(
            moved(path), lambda sheet: setattr(sheet["F6"], "value", "abc")
        ),
        {("W01", "F6")},
    ),
    "a fault in a hidden row": (
        lambda path: edit(
            write(path, HEADER, ("2018-11", 1, "abc")),
            lambda sheet: setattr(sheet.row_dimensions[2], "hidden", True),
        ),
        {("W01", "C2"), ("T06", "")},
    ),
    "a fault in another sheet": (
        rows(
            HEADER, ROW,
            责任认定=[("月份", "序号", "区市", "责任比例"), ("2018-11", 2, "莱西", "一半")],
        ),
        {("C11", "D2")},
    ),
    "口径 by its look-alike name": (
        # U+2F1D, the radical: NFKC makes it 口
        rows(HEADER, ROW, **{"\u2f1d径": [("参数", "取值"), ("没有这个", "x")]}), {("S01", "A2")},
    ),
}  # fmt: skip

BUGS: dict[str, str] = {}


def cases(table: dict[str, Any]) -> list[Any]:
    return [
        pytest.param(
            *case, id=name,
            marks=[pytest.mark.xfail(strict=True, reason=BUGS[name])] if name in BUGS else [],
        )
        for name, case in table.items()
    ]  # fmt: skip


@pytest.mark.parametrize(("build", "readings", "warnings"), cases(CALCULATED))
def test_calculated(build: Build, readings: set[Reading], warnings: Said, tmp_path: Path) -> None:
    path = tmp_path / "监测.xlsx"
    build(path)
    before = path.read_bytes()
    judged, problems, flows = calculated(path)
    assert judged == readings
    assert problems == warnings
    if readings == {PLAIN}:
        ((payer, payee, amount),) = flows[["付款方", "收款方", "金额"]].to_numpy().tolist()
        assert (payer, payee, amount) == ("莱西", "平度", 166666.67)
    assert path.read_bytes() == before, "the user's own file is never written to"


@pytest.mark.parametrize(("build", "wanted"), cases(REFUSED))
def test_refused(build: Build, wanted: Said, tmp_path: Path) -> None:
    path = tmp_path / "监测.xlsx"
    build(path)
    problems = refused(path)
    assert said(problems) == wanted
    cells = problems.loc[problems["单元格"] != "", ["工作表", "单元格", "列"]]
    assert not cells.duplicated().any(), "one problem a cell"


def test_there_are_enough_of_them() -> None:
    assert len(CALCULATED) + len(REFUSED) >= 45


# --------------------------------------------------------------------- what is said in words


def test_the_number_2018_1_names_january_and_october(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with_month(2018.1)(path)
    (problem,) = refused(path).to_dict("records")
    assert problem["原值"] == "2018.1"
    assert problem["工作表"] == READINGS
    assert problem["列"] == "月份"
    assert "1 月" in problem["问题"]
    assert "10 月" in problem["问题"]


def test_error_values_are_named(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with_cell("#DIV/0!")(path)
    (problem,) = refused(path).to_dict("records")
    assert problem["原值"] == "#DIV/0!"
    assert "#DIV/0!" in problem["问题"]


def test_rows_passed_over_are_named(tmp_path: Path) -> None:
    write(tmp_path / "a.xlsx", HEADER, ROW, BLANK, ("合计", None, 1.5), DECEMBER)
    problems = water.month(tmp_path / "a.xlsx").problems.set_index("代码")["问题"]
    assert "第 3 行" in problems["T05"]
    assert "第 4 行" in problems["T04"]
    assert "合计" in problems["T04"]


def test_a_missing_sheet_names_those_that_there_are(tmp_path: Path) -> None:
    write(tmp_path / "a.xlsx", HEADER, ROW, sheet="Sheet1")
    (problem,) = refused(tmp_path / "a.xlsx").to_dict("records")
    assert "监测数据" in problem["问题"]
    assert "Sheet1" in problem["问题"]


def test_problems_have_the_columns_of_the_contract(tmp_path: Path) -> None:
    with_cell("abc")(tmp_path / "a.xlsx")
    problems = refused(tmp_path / "a.xlsx")
    assert list(problems.columns) == [
        "级别", "代码", "工作表", "单元格", "列", "原值", "问题", "如何改",
    ]  # fmt: skip


# --------------------------------------------------------------------------- no workbooks


NO_WORKBOOKS: list[tuple[str, bytes]] = [
    ("旧版.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2048)),
    ("加密.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2048)),
    ("其实是csv.xlsx", "月份,序号,氨氮\n2018-11,1,1.5\n".encode()),
    ("数据.csv", "月份,序号,氨氮\n2018-11,1,1.5\n".encode("gbk")),
    ("空.xlsx", b""),
    ("半个.xlsx", b"PK\x03\x04" + bytes(100)),
]


@contextmanager
def unraisable() -> Iterator[list[object]]:
    """Collect what is raised where nobody can catch it."""
    raised: list[object] = []
    before, sys.unraisablehook = sys.unraisablehook, raised.append
    try:
        yield raised
    finally:
        sys.unraisablehook = before


def test_a_refused_file_is_closed(tmp_path: Path) -> None:
    # on Windows an open file can't be replaced by the one that was saved as .xlsx
    (tmp_path / "a.xlsx").write_bytes(b"no workbook")
    with warnings.catch_warnings(record=True) as caught, unraisable() as raised:
        warnings.simplefilter("always")
        with pytest.raises(FileError):
            water.month(tmp_path / "a.xlsx")
        gc.collect()
    assert not caught
    assert not raised


@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize(("name", "content"), NO_WORKBOOKS)
def test_other_files_are_refused_with_advice(name: str, content: bytes, tmp_path: Path) -> None:
    # "`.xls`, encrypted or non-workbook files: a message that says 另存为 .xlsx"
    (tmp_path / name).write_bytes(content)
    with pytest.raises(FileError, match=r"另存为 \.xlsx") as caught:
        water.month(tmp_path / name)
    assert name in str(caught.value)


def test_another_office_file_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "文档.xlsx", "w") as archive:
        archive.writestr("word/document.xml", "<w:document/>")
        archive.writestr("[Content_Types].xml", "<Types/>")
    with pytest.raises(FileError, match=r"另存为 \.xlsx"):
        water.month(tmp_path / "文档.xlsx")


@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_truncated_workbook_is_refused(tmp_path: Path) -> None:
    write(tmp_path / "a.xlsx", HEADER, ROW)
    content = (tmp_path / "a.xlsx").read_bytes()
    (tmp_path / "a.xlsx").write_bytes(content[: len(content) // 2])
    with pytest.raises(FileError, match=r"另存为 \.xlsx"):
        water.month(tmp_path / "a.xlsx")


@pytest.mark.parametrize("name", ["没有这个.xlsx", "没有这个文件夹/a.xlsx"])
def test_no_such_file(name: str, tmp_path: Path) -> None:
    with pytest.raises(FileError, match="找不到"):
        water.month(tmp_path / name)


@pytest.mark.parametrize("name", ["监测.xlsm", "监测.XLSX"])
def test_other_suffixes_of_workbooks(name: str, tmp_path: Path) -> None:
    write(tmp_path / "a.xlsx", HEADER, ROW)
    shutil.move(tmp_path / "a.xlsx", tmp_path / name)
    assert calculated(tmp_path / name)[0] == {PLAIN}


# ------------------------------------------------------------------------------- folders


def test_a_folder_is_read_whole(tmp_path: Path) -> None:
    write(tmp_path / "2018-11.xlsx", HEADER, ROW)
    write(tmp_path / "2018-12.xlsx", HEADER, DECEMBER)
    (tmp_path / "说明.txt").write_text("不是工作簿", encoding="utf-8")
    judged, problems, _ = calculated(tmp_path)
    assert judged == TWO
    assert problems == set()
    files = [file.name for file in water.month(tmp_path).provenance.inputs]
    assert files == ["2018-11.xlsx", "2018-12.xlsx"]


def test_our_own_outputs_in_a_folder_are_skipped_and_named(tmp_path: Path) -> None:
    write(tmp_path / "a.xlsx", HEADER, ROW)
    water.month(tmp_path / "a.xlsx").to_excel(tmp_path / "结果.xlsx")
    result = water.month(tmp_path)
    assert [file.name for file in result.provenance.inputs] == ["a.xlsx"]
    skipped = [p for p in result.found if p.file == "结果.xlsx"]
    assert [p.fault.level for p in skipped] == ["警告"]


def lock_file(folder: Path) -> Path:
    write(folder / "a.xlsx", HEADER, ROW)
    (folder / "~$a.xlsx").write_bytes(b"\x08Someone")
    return folder


def test_lock_files_in_a_folder_are_skipped(tmp_path: Path) -> None:
    assert calculated(lock_file(tmp_path))[0] == {PLAIN}


def test_lock_files_in_a_folder_are_named(tmp_path: Path) -> None:
    found = water.month(lock_file(tmp_path)).found
    assert any("~$a.xlsx" in p.line() for p in found)


def test_a_folder_without_workbooks(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x", encoding="utf-8")
    with pytest.raises(FileError, match=r"没有 \.xlsx"):
        water.month(tmp_path)


def test_the_same_row_in_two_files_counts_once_with_a_warning(tmp_path: Path) -> None:
    write(tmp_path / "a.xlsx", HEADER, ROW)
    write(tmp_path / "b.xlsx", HEADER, ROW, DECEMBER)
    judged, problems, flows = calculated(tmp_path)
    assert judged == TWO
    assert problems == {("R03", "A2")}
    assert flows["金额"].tolist() == [166666.67, 166666.67]


def test_the_same_key_with_other_values_is_an_error_naming_both_files(tmp_path: Path) -> None:
    write(tmp_path / "a.xlsx", HEADER, ROW)
    write(tmp_path / "b.xlsx", HEADER, ("2018-11", 1, 1.6))
    (problem,) = refused(tmp_path).to_dict("records")
    told = " ".join(str(v) for v in problem.values())
    assert "a.xlsx" in told
    assert "b.xlsx" in told


def test_the_same_key_with_other_values_names_both_files_on_the_console(tmp_path: Path) -> None:
    write(tmp_path / "a.xlsx", HEADER, ROW)
    write(tmp_path / "b.xlsx", HEADER, ("2018-11", 1, 1.6))
    with pytest.raises(InputError) as caught:
        water.month(tmp_path)
    ((_, line),) = enumerate(str(caught.value).splitlines()[1:])
    assert "R02" in line
    assert "_更正 结尾" in line  # how a correction is told
    assert "a.xlsx" in line
    assert "b.xlsx" in line


def test_a_blank_in_one_file_is_another_value(tmp_path: Path) -> None:
    write(tmp_path / "a.xlsx", HEADER, ROW)
    write(tmp_path / "b.xlsx", HEADER, ("2018-11", 1, None), ("2018-11", 2, 0.1))
    assert said(refused(tmp_path)) == {("R02", "A2")}


def test_a_column_of_one_file_alone_keeps_its_values(tmp_path: Path) -> None:
    # 断流 stands in the second file only: the first file's rows are blank there
    write(tmp_path / "a.xlsx", HEADER, ROW)
    write(tmp_path / "b.xlsx", ("月份", "序号", "断流"), ("2018-12", 1, "是"))
    table = water.month(tmp_path)["断面核算"].set_index(["月份", "序号"])["判定"]
    assert table["2018-11", "1"] == "超标"
    assert table["2018-12", "1"] == "断流"


def test_units_of_each_file_are_its_own(tmp_path: Path) -> None:
    write(tmp_path / "a.xlsx", ("月份", "序号", "氨氮(μg/L)"), ("2018-11", 1, 1500))
    write(tmp_path / "b.xlsx", HEADER, DECEMBER)
    assert calculated(tmp_path)[0] == TWO


def test_errors_of_two_files_name_their_files(tmp_path: Path) -> None:
    write(tmp_path / "a.xlsx", HEADER, ("2018-11", 1, "abc"))
    write(tmp_path / "b.xlsx", HEADER, ("2018-12", 1, "abc"))
    problems = refused(tmp_path)
    assert problems[["文件", "单元格"]].to_numpy().tolist() == [["a.xlsx", "C2"], ["b.xlsx", "C2"]]


def test_a_file_of_corrections_replaces_rows(tmp_path: Path) -> None:
    write(tmp_path / "a.xlsx", HEADER, ROW)
    write(tmp_path / "a_更正.xlsx", HEADER, ("2018-11", 1, 1.2))
    result = water.month(tmp_path)
    assert result["指标明细"]["监测值"].tolist() == [1.2]
    told = "".join(result.problems["问题"])
    assert "1.5" in told
    assert "1.2" in told


def test_the_higher_version_of_a_row_counts(tmp_path: Path) -> None:
    write(tmp_path / "a.xlsx", (*HEADER, "版本"), (*ROW, 1))
    write(tmp_path / "b.xlsx", (*HEADER, "版本"), ("2018-11", 1, 1.2, 2))
    assert water.month(tmp_path)["指标明细"]["监测值"].tolist() == [1.2]
