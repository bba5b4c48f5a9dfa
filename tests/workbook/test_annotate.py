"""The annotated copy: the user's workbook, every faulty cell marked, all else as it was.

Contract: workbooks.md, "Reading an input workbook", last paragraph, and issue 4: a first sheet
错误汇总 (links to the cells, filter, counts by kind), red fill and a comment on each faulty cell,
all else as it was; what the copy can't have is named by sheet, and why there is only the summary.
A second run on the mended copy takes it as it is.
"""

from __future__ import annotations

import contextlib
import io
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

import qdcalc
from qdcalc.cli import main as cli
from qdcalc.notice.catalogue import find
from qdcalc.run import run
from qdcalc.workbook import annotate
from workbook.books import HEADER, READINGS, ROW, SHEET1, edit, patch, write

SUMMARY = "错误汇总"
LABELS = ["级别", "代码", "工作表", "单元格", "列", "原值", "问题", "如何改"]
LINK = re.compile(r"#?'(?P<sheet>(?:[^']|'')*)'!\$?(?P<column>[A-Z]+)\$?(?P<row>\d+)")
BAD = ("2018-12", 1, "abc")
SHARES = "责任认定"
SHARE_HEADER = ("月份", "序号", "区市", "责任比例", "文号")


@dataclass
class Checked:
    """What ``check -o`` did."""

    code: int
    out: str
    err: str
    path: Path

    @cached_property
    def book(self) -> openpyxl.Workbook:
        return openpyxl.load_workbook(self.path, keep_vba=self.path.suffix == ".xlsm")

    @property
    def listed(self) -> list[dict[str, Any]]:
        """The rows of the summary, with 代码 filled."""
        sheet = self.book[SUMMARY]
        header = [cell.value for cell in sheet[1]]
        kept = header[: header.index("如何改") + 1]
        rows = sheet.iter_rows(min_row=2, max_col=len(kept), values_only=True)
        found = [dict(zip(kept, row, strict=True)) for row in rows]
        return [{str(k): v for k, v in row.items()} for row in found if row["代码"]]


Check = Callable[..., Checked]


@pytest.fixture
def check(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Check:
    """Run ``check CALC IN -o 标注.xlsx`` in this process; the input stays as it is."""

    def run(source: Path, calculation: str = "water-month", name: str = "标注.xlsx") -> Checked:
        before = source.read_bytes() if source.is_file() else b""
        target = tmp_path / name
        code = cli.main(["check", calculation, str(source), "-o", str(target)])
        captured = capsys.readouterr()
        assert "Traceback" not in captured.err
        assert "程序出了意外" not in captured.err
        assert (source.read_bytes() if source.is_file() else b"") == before
        if not target.exists():
            target = target.with_suffix(".xlsm")
        return Checked(code, captured.out, captured.err, target)

    return run


def links(sheet: Worksheet) -> dict[str, tuple[str, str]]:
    """Return where each cell of the column 单元格 leads: sheet and cell."""
    found = {}
    header = [cell.value for cell in sheet[1]]
    for row in sheet.iter_rows(min_row=2):
        cell = row[header.index("单元格")]
        if cell.hyperlink is not None:
            place = cell.hyperlink.location or cell.hyperlink.target or ""
            match = LINK.fullmatch(place)
            assert match, place
            name = match["sheet"].replace("''", "'")
            found[cell.coordinate] = (name, match["column"] + match["row"])
    return found


def fill(cell: Any) -> str:
    """Return what colour a cell is filled with."""
    return str(cell.fill.fgColor.rgb) if cell.fill.fill_type == "solid" else ""


def is_red(cell: Any) -> bool:
    red, green, blue = (int(fill(cell)[n : n + 2] or "0", 16) for n in (2, 4, 6))
    return red > 0xC0 and red - green > 0x30 and red - blue > 0x30


# ---------------------------------------------------------------------------- the summary


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Hold three errors in two sheets, a warning at a cell and one of a row."""
    return write(
        tmp_path_factory.mktemp("faulty") / "监测.xlsx",
        (*HEADER, "采样人"),
        (*ROW, "张三"),
        (*BAD, "李四"),
        (None, None, None),
        ("2018-13", 3, 1.5, "王五"),
        **{SHARES: [SHARE_HEADER, ("2018-11", 2, "莱西", "一半", "")]},
    )


@pytest.fixture(scope="module")
def checked(faulty: Path) -> Checked:
    """Return what is made of it, checked once; nothing changes it."""
    out, err, target = io.StringIO(), io.StringIO(), faulty.with_name("标注.xlsx")
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = cli.main(["check", "water-month", str(faulty), "-o", str(target)])
    return Checked(code, out.getvalue(), err.getvalue(), target)


def test_the_summary_lists_every_problem(checked: Checked) -> None:
    assert checked.code == 1
    assert checked.book.sheetnames == [SUMMARY, READINGS, SHARES]
    listed = checked.listed
    assert list(listed[0]) == LABELS
    places = {(p["级别"], p["工作表"], p["单元格"]) for p in listed if p["单元格"]}
    assert places >= {
        ("错误", READINGS, "C3"),
        ("错误", READINGS, "A5"),
        ("错误", SHARES, "D2"),
        ("警告", READINGS, "D1"),
    }
    assert len(listed) == len([ln for ln in checked.out.splitlines() if ln[:2] in ("错误", "警告")])
    (bad,) = [p for p in listed if p["单元格"] == "C3"]
    assert bad["列"] == "氨氮"
    assert bad["原值"] == "abc"
    assert bad["问题"]
    assert bad["如何改"]


def test_links_lead_to_the_cells(checked: Checked) -> None:
    sheet = checked.book[SUMMARY]
    places = {(p["工作表"], p["单元格"]) for p in checked.listed if p["单元格"]}
    assert set(links(sheet).values()) == places
    for row, problem in enumerate(checked.listed, start=2):
        if problem["单元格"]:
            assert links(sheet)[f"D{row}"] == (problem["工作表"], problem["单元格"])


def test_the_summary_can_be_filtered(checked: Checked) -> None:
    sheet = checked.book[SUMMARY]
    assert sheet.auto_filter.ref == f"A1:H{len(checked.listed) + 1}"
    assert sheet.freeze_panes == "A2"
    assert checked.book.active is not None
    assert checked.book.active.title == SUMMARY


def test_counts_by_kind(checked: Checked) -> None:
    sheet = checked.book[SUMMARY]
    beside = [
        tuple(c for c in row if c is not None)
        for row in sheet.iter_rows(min_col=9, values_only=True)
    ]
    counts = Counter((p["级别"], p["代码"]) for p in checked.listed)
    told = {(line[0], line[1]): line[2] for line in beside if len(line) == 3}
    assert {k: v for k, v in told.items() if k[0] in ("错误", "警告")} == counts


@pytest.mark.parametrize(
    "name", ["监测 数据", " 监测数据", "监测数据 "], ids=["within", "before", "after"]
)
def test_sheet_names_with_blanks(name: str, tmp_path: Path, check: Check) -> None:
    checked = check(write(tmp_path / "a.xlsx", HEADER, BAD, sheet=name))
    assert checked.code == 1
    assert ("监测数据".strip(), "C2") in {
        (sheet.replace(" ", ""), cell) for sheet, cell in links(checked.book[SUMMARY]).values()
    }
    assert (name, "C2") in links(checked.book[SUMMARY]).values()
    assert is_red(checked.book[name]["C2"])


def test_other_sheets_named_with_quotes(tmp_path: Path, check: Check) -> None:
    # none of the contract's sheets has a quote; one beside them must survive
    path = write(tmp_path / "a.xlsx", HEADER, BAD, **{"张三's 表": [("x",)], "=1+1": [("y",)]})
    checked = check(path)
    assert checked.book.sheetnames == [SUMMARY, READINGS, "张三's 表", "=1+1"]
    assert set(links(checked.book[SUMMARY]).values()) == {(READINGS, "C2")}


def test_a_summary_is_made_anew(tmp_path: Path, check: Check) -> None:
    checked = check(write(tmp_path / "a.xlsx", HEADER, BAD))
    again = check(checked.path, name="再.xlsx")
    assert again.book.sheetnames == [SUMMARY, READINGS]
    assert [p["单元格"] for p in again.listed if p["级别"] == "错误"] == ["C2"]


# ------------------------------------------------------------------------- the cells marked


def test_errors_are_red_and_warnings_are_not(checked: Checked) -> None:
    book = checked.book
    for sheet, cell in ((READINGS, "C3"), (READINGS, "A5"), (SHARES, "D2")):
        assert is_red(book[sheet][cell]), cell
        comment = book[sheet][cell].comment
        assert comment is not None
        assert "错误" in comment.text
    warned = book[READINGS]["D1"]
    assert fill(warned)
    assert not is_red(warned)
    assert warned.comment is not None
    assert "警告" in warned.comment.text
    assert "采样人" in warned.comment.text


def test_comments_say_what_and_how_to_mend(checked: Checked) -> None:
    (problem,) = [p for p in checked.listed if p["单元格"] == "C3"]
    comment = checked.book[READINGS]["C3"].comment
    assert comment is not None
    assert problem["问题"] in comment.text
    assert problem["如何改"] in comment.text


def test_only_the_faulty_cells_are_marked(checked: Checked) -> None:
    wanted = {(p["工作表"], p["单元格"]) for p in checked.listed if p["单元格"]}
    marked = {
        (sheet.title, cell.coordinate)
        for sheet in checked.book.worksheets
        if sheet.title != SUMMARY
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment is not None or fill(cell)
    }
    assert marked == wanted


def test_a_fault_within_merged_cells_is_marked_at_their_anchor(
    tmp_path: Path, check: Check
) -> None:
    path = write(tmp_path / "a.xlsx", HEADER, ("2018-11", 1, "abc"), ("2018-12", 1, None))
    edit(path, lambda sheet: sheet.merge_cells("C2:C3"))
    checked = check(path)
    assert [p["单元格"] for p in checked.listed if p["级别"] == "错误"]
    sheet = checked.book[READINGS]
    assert "C2:C3" in {str(r) for r in sheet.merged_cells.ranges}
    assert is_red(sheet["C2"])
    assert sheet["C2"].comment is not None
    assert sheet["C2"].value == "abc"


def test_an_error_stays_red_beside_a_warning_of_the_same_merged_cells(
    tmp_path: Path, check: Check
) -> None:
    # the month is read with a warning in row 2 and, the same text, a title is no reason to hide it
    path = write(tmp_path / "a.xlsx", HEADER, ("2018-13", 1, 1.5), (None, 3, "abc"))
    edit(path, lambda sheet: sheet.merge_cells("A2:A3"))
    book = check(path).book
    assert is_red(book[READINGS]["A2"])
    assert is_red(book[READINGS]["C3"])


def test_existing_comments_are_kept(tmp_path: Path, check: Check) -> None:
    path = write(tmp_path / "a.xlsx", HEADER, ROW, BAD)

    def say(sheet: Worksheet) -> None:
        sheet["C3"].comment = Comment("仪器检修", "张三")
        sheet["A2"].comment = Comment("=1+1 复核过", "李四")

    checked = check(edit(path, say))
    sheet = checked.book[READINGS]
    marked, other = sheet["C3"].comment, sheet["A2"].comment
    assert marked is not None
    assert other is not None
    assert "仪器检修" in marked.text
    assert "abc" in marked.text
    assert other.text == "=1+1 复核过"
    assert other.author == "李四"


# ----------------------------------------------------------------------- all else as it was


def furnished(path: Path) -> Path:
    """Hold formulas, formats, widths, rules, a hidden sheet, a defined name."""
    write(path, HEADER, ROW, BAD, 备忘=[("a", "b"), (1, 2)], 藏=[("x",)])
    book = openpyxl.load_workbook(path)
    sheet = book[READINGS]
    sheet["E5"] = "=SUM(备忘!A2:B2)"
    sheet["C2"].number_format = "0.000"
    sheet["A2"].font = Font(name="楷体", size=14, bold=True, color="FF0000FF")
    sheet["B2"].fill = PatternFill("solid", fgColor="FF00FF00")
    sheet.column_dimensions["C"].width = 33.5
    sheet.row_dimensions[3].height = 41
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = "A1:C3"
    rule = DataValidation("list", formula1='"是,否"')
    rule.add("D2:D9")
    sheet.add_data_validation(rule)
    notes = book["备忘"]
    notes["C2"] = "=A2+B2"
    notes["D2"] = "@张三"
    notes.merge_cells("A4:B5")
    notes["F1"].hyperlink = "https://example.org/"
    notes["F1"].value = "链接"
    notes.print_title_rows = "1:1"
    book["藏"].sheet_state = "hidden"
    book.defined_names["标准"] = openpyxl.workbook.defined_name.DefinedName(
        "标准", attr_text="备忘!$A$2"
    )
    book.save(path)
    return path


def seen(sheet: Worksheet, without: Sequence[str] = ()) -> dict[str, tuple[Any, ...]]:
    """Return each cell's value, kind and looks."""
    return {
        cell.coordinate: (
            cell.value, cell.data_type, cell.number_format, cell.font.name, cell.font.b,
            cell.font.sz, fill(cell), cell.hyperlink and cell.hyperlink.target,
        )
        for row in sheet.iter_rows()
        for cell in row
        if cell.coordinate not in without
    }  # fmt: skip


def test_everything_else_stays_equal(tmp_path: Path, check: Check) -> None:
    path = furnished(tmp_path / "a.xlsx")
    checked = check(path)
    # E5 is an unknown cell beside the table: it may be named, so its looks are left out
    ours, theirs = checked.book, openpyxl.load_workbook(path)
    assert ours.sheetnames[1:] == theirs.sheetnames
    named = {p["单元格"] for p in checked.listed if p["工作表"] == READINGS}
    for sheet in theirs.worksheets:
        copy = ours[sheet.title]
        without = tuple(named) if sheet.title == READINGS else ()
        assert seen(copy, without) == seen(sheet, without)
        assert copy.sheet_state == sheet.sheet_state
        assert copy.freeze_panes == sheet.freeze_panes
        assert copy.auto_filter.ref == sheet.auto_filter.ref
        assert copy.print_title_rows == sheet.print_title_rows
        assert {str(r) for r in copy.merged_cells.ranges} == {
            str(r) for r in sheet.merged_cells.ranges
        }
        for letter, dimension in sheet.column_dimensions.items():
            assert copy.column_dimensions[letter].width == dimension.width
        for number, row in sheet.row_dimensions.items():
            assert copy.row_dimensions[number].height == row.height
        assert len(copy.data_validations.dataValidation) == len(
            sheet.data_validations.dataValidation
        )
    assert ours[READINGS]["E5"].value == "=SUM(备忘!A2:B2)"
    assert ours[READINGS]["C3"].value == "abc"
    assert set(ours.defined_names) == set(theirs.defined_names)


def test_values_of_marked_cells_stay(faulty: Path, checked: Checked) -> None:
    book, before = checked.book, openpyxl.load_workbook(faulty)
    for sheet in before.worksheets:
        values = list(sheet.iter_rows(values_only=True))
        assert list(book[sheet.title].iter_rows(values_only=True)) == values


def test_runs_of_rich_text_are_kept_or_it_says_why_not(tmp_path: Path, check: Check) -> None:
    # openpyxl flattens rich text unless asked: bold parts of a remark would be lost
    rich = '<is><r><rPr><b/><sz val="11"/></rPr><t>重点</t></r><r><t>断面</t></r></is>'
    path = write(tmp_path / "a.xlsx", HEADER, BAD, 备忘=[("x",)])
    part = "xl/worksheets/sheet2.xml"
    patch(path, part, r'<c r="A1"[^>]*>.*?</c>', f'<c r="A1" t="inlineStr">{rich}</c>')
    checked = check(path)
    if checked.book.sheetnames != [SUMMARY]:
        rich_book = openpyxl.load_workbook(checked.path, rich_text=True)
        assert len(rich_book["备忘"]["A1"].value) == 2
    else:
        assert_says_why(checked)


def test_stored_results_of_formulas_are_kept(tmp_path: Path, check: Check) -> None:
    # "A second run on the mended copy takes it as it is": formulas that had results must not
    # become errors because the copy dropped them
    path = write(tmp_path / "a.xlsx", HEADER, ROW, BAD)
    patch(path, SHEET1, r'<c r="C2"[^>]*>.*?</c>', '<c r="C2"><f>1+0.5</f><v>1.5</v></c>')
    checked = check(path)
    again = check(checked.path, name="再.xlsx")
    assert [p["单元格"] for p in again.listed if p["级别"] == "错误"] == ["C3"]


# ---------------------------------------------------------------------------- the way back


@pytest.mark.parametrize("calculation", ["water-month", "staffing"])
def test_the_mended_copy_is_accepted(calculation: str, tmp_path: Path, check: Check) -> None:
    if calculation == "water-month":
        path, sheet, cell, value = write(tmp_path / "a.xlsx", HEADER, BAD), READINGS, "C2", 1.5
    else:
        header = ("区市", "街道", "名称", "级别", "服务对象数")
        row = ("市南", "八大湖街道", "中心", "街道(镇)", "很多")
        path = write(tmp_path / "a.xlsx", header, row, sheet="服务平台")
        sheet, cell, value = "服务平台", "E2", 30001
    checked = check(path, calculation)
    assert checked.code == 1
    edit(checked.path, lambda page: setattr(page[cell], "value", value), sheet)
    again = check(checked.path, calculation, "再.xlsx")
    assert again.code == 0
    assert not [p for p in again.listed if p["级别"] == "错误"]


def test_the_mended_copy_counts_in_a_folder(
    tmp_path: Path, check: Check, capsys: pytest.CaptureFixture[str]
) -> None:
    # renamed by the officer, it is an input and not one of our outputs
    checked = check(write(tmp_path / "a.xlsx", HEADER, BAD))
    edit(checked.path, lambda sheet: setattr(sheet["C2"], "value", 1.5))
    folder = tmp_path / "十二月"
    folder.mkdir()
    checked.path.rename(folder / "2018-12.xlsx")
    assert cli.main(["run", "water-month", str(folder), "-o", str(tmp_path / "结果.xlsx")]) == 0
    assert (tmp_path / "结果.xlsx").exists()


# ------------------------------------------------------------------------ only the summary


def assert_says_why(checked: Checked) -> None:
    """Find the reason on the console and in the one sheet that there is."""
    assert checked.book.sheetnames == [SUMMARY]
    texts = [str(c) for row in checked.book[SUMMARY].iter_rows(values_only=True) for c in row]
    assert any("只有错误汇总" in text for text in texts)
    assert "只有错误汇总" in checked.err + checked.out
    assert checked.listed
    assert not links(checked.book[SUMMARY]), "there is nothing to lead to"


def put(path: Path, name: str, content: bytes = b"<x/>") -> Path:
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(name, content)
    return path


SHAPE = (
    '<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><xdr:oneCellAnchor><xdr:from>'
    "<xdr:col>5</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>1</xdr:row><xdr:rowOff>0</xdr:rowOff>"
    '</xdr:from><xdr:ext cx="999999" cy="99999"/><xdr:sp macro="" textlink=""><xdr:nvSpPr>'
    '<xdr:cNvPr id="2" name="公章"/><xdr:cNvSpPr/></xdr:nvSpPr><xdr:spPr><a:prstGeom prst="rect">'
    "<a:avLst/></a:prstGeom></xdr:spPr><xdr:txBody><a:bodyPr/><a:p><a:r><a:t>公章处</a:t></a:r></a:p>"
    "</xdr:txBody></xdr:sp><xdr:clientData/></xdr:oneCellAnchor></xdr:wsDr>"
)
KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def relate(path: Path, kind: str, target: str, content: str, drawn: str = "") -> Path:
    """Give the first sheet a part that openpyxl does not write again."""
    line = f'<Relationship Id="rId77" Type="{KINDS}/{kind}" Target="{target}"/>'
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    xml = f'<Relationships xmlns="{space}">{line}</Relationships>'
    put(path, "xl/worksheets/_rels/sheet1.xml.rels", xml.encode())
    put(path, target.lstrip("/"), content.encode())
    if drawn:
        patch(path, SHEET1, "</worksheet>", f"{drawn}</worksheet>")
        kind = "application/vnd.openxmlformats-officedocument.drawing+xml"
        override = f'<Override PartName="{target}" ContentType="{kind}"/>'
        patch(path, "[Content_Types].xml", "</Types>", f"{override}</Types>")
    return path


def assert_marked(checked: Checked, cell: str) -> None:
    sheet = checked.book[READINGS]
    assert is_red(sheet[cell])
    assert sheet[cell].comment is not None


def test_a_shape_is_kept(tmp_path: Path, check: Check) -> None:
    """Issue 10, "Files": a shape in the workbook cost the whole annotated copy."""
    path = write(tmp_path / "a.xlsx", HEADER, BAD)
    drawn = f'<drawing xmlns:r="{KINDS}" r:id="rId77"/>'
    checked = check(relate(path, "drawing", "/xl/drawings/drawing1.xml", SHAPE, drawn))
    assert checked.code == 1
    assert_marked(checked, "C2")
    with zipfile.ZipFile(checked.path) as archive:
        assert archive.read("xl/drawings/kept_drawing1.xml").decode() == SHAPE
    assert "副本里没有" not in checked.err


def test_a_chart_and_a_picture_are_kept(tmp_path: Path, check: Check) -> None:
    from openpyxl.chart import BarChart, Reference
    from openpyxl.drawing.image import Image
    from PIL import Image as Pixels

    Pixels.new("RGB", (8, 8), "red").save(tmp_path / "章.png")

    def draw(sheet: Worksheet) -> None:
        chart = BarChart()
        chart.add_data(Reference(sheet, min_col=3, min_row=1, max_row=3))
        sheet.add_chart(chart, "F2")
        sheet.add_image(Image(str(tmp_path / "章.png")), "F20")

    checked = check(edit(write(tmp_path / "a.xlsx", HEADER, ROW, BAD), draw))
    assert_marked(checked, "C3")
    sheet: Any = checked.book[READINGS]
    assert len(sheet._charts) == len(sheet._images) == 1
    assert checked.book.sheetnames == [SUMMARY, READINGS]
    second = check(checked.path, name="再.xlsx")
    assert [p["单元格"] for p in second.listed if p["级别"] == "错误"] == ["C3"]


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("ctrlProp", "控件"),
        ("slicer", "切片器"),
        ("oleObject", "嵌入的对象"),
        ("threadedComment", "批注的对话"),
        ("timeline", "日程表"),
        ("queryTable", "外部查询"),
    ],
)
def test_what_is_lost_is_named_by_sheet(kind: str, told: str, tmp_path: Path, check: Check) -> None:
    path = write(tmp_path / "a.xlsx", HEADER, BAD)
    checked = check(relate(path, kind, "/xl/odd/odd1.xml", "<x/>"))
    assert checked.code == 1
    assert_marked(checked, "C2")
    assert f"工作表“{READINGS}”的{told}" in checked.err
    assert checked.err.count(told) == 1
    cells = [str(c.value) for row in checked.book[SUMMARY].iter_rows() for c in row if c.value]
    assert any(f"工作表“{READINGS}”的{told}" in text for text in cells)


def test_parts_that_no_sheet_refers_to_harm_nothing(tmp_path: Path, check: Check) -> None:
    checked = check(put(write(tmp_path / "a.xlsx", HEADER, BAD), "xl/media/image1.png"))
    assert checked.book.sheetnames == [SUMMARY, READINGS]
    assert_marked(checked, "C2")


def test_sparklines_and_other_extensions_are_kept(tmp_path: Path, check: Check) -> None:
    # what stands in extLst (sparklines, data bars, lists of another sheet) openpyxl drops
    path = write(tmp_path / "a.xlsx", HEADER, BAD)
    extension = (
        '<extLst><ext xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" '
        'uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"><x14:dataValidations '
        'xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main" count="1">'
        '<x14:dataValidation type="list"><x14:formula1><xm:f>备忘!$A$1:$A$2</xm:f></x14:formula1>'
        "<xm:sqref>D2:D9</xm:sqref></x14:dataValidation></x14:dataValidations></ext></extLst>"
    )
    patch(path, SHEET1, "</worksheet>", f"{extension}</worksheet>")
    checked = check(path)
    with zipfile.ZipFile(checked.path) as archive:
        sheets = [archive.read(n).decode() for n in archive.namelist() if "worksheets/sheet" in n]
    assert sum("备忘!$A$1:$A$2" in xml and xml.endswith("</worksheet>") for xml in sheets) == 1
    assert "副本里没有" not in checked.err


def test_the_limits_are_those_of_the_contract() -> None:
    assert (annotate.MOST_CELLS, annotate.MOST_ROWS) == (20_000, 200_000)


@pytest.mark.parametrize("of_openpyxl", ["load_workbook", "_saved"])
def test_what_openpyxl_gives_up_is_told(
    of_openpyxl: str, tmp_path: Path, check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    def give_up(book: object, **_: object) -> bytes:
        # the second call, for the summary alone, is of a book of ours
        monkeypatch.undo()
        raise TypeError("expected <class 'float'>")

    monkeypatch.setattr(annotate, of_openpyxl, give_up)
    assert_says_why(check(write(tmp_path / "a.xlsx", HEADER, BAD)))


@pytest.mark.parametrize("of_ours", ["lost_parts", "_mark", "_summary", "carry_over"])
def test_a_defect_of_ours_is_no_fault_of_the_workbook(
    of_ours: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def defect(*_: object) -> None:
        raise AttributeError("a defect")

    source = write(tmp_path / "a.xlsx", HEADER, BAD)
    with pytest.raises(qdcalc.InputError) as refused:
        run(find("water-month"), source)
    monkeypatch.setattr(annotate, of_ours, defect)
    with pytest.raises(AttributeError, match="a defect"):
        annotate.write_annotated(refused.value.collected, source, tmp_path / "标注.xlsx")
    assert not (tmp_path / "标注.xlsx").exists()


@pytest.mark.parametrize(("most", "is_whole"), [(40, True), (39, False)])
def test_too_many_faulty_cells(
    most: int, is_whole: bool, tmp_path: Path, check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    # "above 20,000 faulty cells … only 错误汇总 is written": the limit is lowered here
    monkeypatch.setattr(annotate, "MOST_CELLS", most)
    indicators = ("氨氮", "总磷", "化学需氧量", "溶解氧")
    lines = [("2018-11", section, *["abc"] * 4) for section in range(1, 11)]
    checked = check(write(tmp_path / "a.xlsx", ("月份", "序号", *indicators), *lines))
    assert checked.code == 1
    assert sum(p["原值"] == "abc" for p in checked.listed) == 40
    if is_whole:
        assert checked.book.sheetnames == [SUMMARY, READINGS]
    else:
        assert_says_why(checked)


def test_headings_are_marked_where_they_stand(tmp_path: Path, check: Check) -> None:
    # a number as heading, then a block whose heading lacks a required column (issue 10)
    rows: list[tuple[object, ...]] = [
        ("月份", "序号", "氨氮", 2018), ("2018-11", 1, 1.5, 0.2),
        ("序号", "河流名称", "氨氮", "总磷"), (1, "小沽河", 1.5, 0.2),
    ]  # fmt: skip
    checked = check(write(tmp_path / "a.xlsx", *rows))
    marked = {(p["代码"], p["单元格"]) for p in checked.listed if p["级别"] == "错误"}
    assert marked == {("H21", "D1"), ("T34", "A3")}
    sheet = checked.book[READINGS]
    assert all(sheet[cell].comment is not None for cell in ("D1", "A3"))


def test_the_rows_of_a_very_long_sheet(
    tmp_path: Path, check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    # "or 200,000 rows": the limit is lowered here, for the time that 200,000 rows take
    monkeypatch.setattr(annotate, "MOST_ROWS", 20)
    path = write(tmp_path / "a.xlsx", HEADER, BAD, 备忘=[("x",)] * 21)
    checked = check(path)
    assert checked.code == 1
    assert_says_why(checked)


def test_a_folder(tmp_path: Path, check: Check) -> None:
    folder = tmp_path / "各区"
    folder.mkdir()
    write(folder / "甲.xlsx", HEADER, BAD)
    write(folder / "乙.xlsx", HEADER, ("2018-11", 1, "def"))
    before = {p.name: p.read_bytes() for p in folder.iterdir()}
    checked = check(folder)
    assert checked.code == 1
    bad = {(p["文件"], p["单元格"], p["原值"]) for p in checked.listed if p["级别"] == "错误"}
    assert bad == {("甲.xlsx", "C2", "abc"), ("乙.xlsx", "C2", "def")}
    for name in ("甲", "乙"):  # each faulty workbook has a copy, and the summary leads to it
        (copy,) = checked.path.parent.glob(f"*_错误标注_{name}.xlsx")
        cell = openpyxl.load_workbook(copy)["监测数据"]["C2"]
        assert cell.comment is not None
        rows = checked.book[SUMMARY].iter_rows()
        linked = [cell.hyperlink for row in rows for cell in row if cell.hyperlink]
        assert f"{copy.name}#'监测数据'!C2" in [str(link.target) for link in linked]
    assert {p.name: p.read_bytes() for p in folder.iterdir()} == before


# ----------------------------------------------------------------------------------- .xlsm

MACRO_BOOK = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
VBA_TYPE = "application/vnd.ms-office.vbaProject"
VBA_RELATION = "http://schemas.microsoft.com/office/2006/relationships/vbaProject"
VBA = b"\xd0\xcf\x11\xe0 a macro" + bytes(64)


def macro_book(path: Path) -> Path:
    plain = write(path.with_suffix(".xlsx"), HEADER, BAD)
    types = "[Content_Types].xml"
    patch(plain, types, r"application/[^\"]*sheet\.main\+xml", MACRO_BOOK)
    override = f'<Override PartName="/xl/vbaProject.bin" ContentType="{VBA_TYPE}"/>'
    patch(plain, types, "</Types>", f"{override}</Types>")
    relation = f'<Relationship Id="rId99" Type="{VBA_RELATION}" Target="vbaProject.bin"/>'
    patch(plain, "xl/_rels/workbook.xml.rels", "</Relationships>", f"{relation}</Relationships>")
    return put(plain, "xl/vbaProject.bin", VBA).rename(path)


def test_an_xlsm_stays_one(tmp_path: Path, check: Check) -> None:
    checked = check(macro_book(tmp_path / "监测.xlsm"))
    assert checked.code == 1
    assert checked.path.suffix == ".xlsm"
    assert not (tmp_path / "标注.xlsx").exists()
    with zipfile.ZipFile(checked.path) as archive:
        assert archive.read("xl/vbaProject.bin") == VBA
        assert MACRO_BOOK.encode() in archive.read("[Content_Types].xml")
        assert b"vbaProject.bin" in archive.read("xl/_rels/workbook.xml.rels")
    assert is_red(checked.book[READINGS]["C2"])
    assert checked.book.sheetnames[0] == SUMMARY


def test_run_names_the_copy_after_the_output(tmp_path: Path) -> None:
    # "Annotated copy (OUT with _错误标注 before the suffix …)"
    source = macro_book(tmp_path / "监测.xlsm")
    assert cli.main(["run", "water-month", str(source), "-o", str(tmp_path / "结果.xlsx")]) == 1
    names = {p.name for p in tmp_path.iterdir()}
    assert "结果_错误标注.xlsm" in names
    assert "结果.xlsx" not in names


def test_the_users_own_file_is_never_the_copy(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx", HEADER, BAD)
    before = path.read_bytes()
    assert cli.main(["check", "water-month", str(path), "-o", str(path)]) == 2
    named = path.rename(tmp_path / "b_错误标注.xlsx")
    assert cli.main(["run", "water-month", str(named), "-o", str(tmp_path / "b.xlsx")]) in (1, 2)
    assert named.read_bytes() == before


# --------------------------------------------------------------------------- formula injection

INJECTED = ["=1+1", "+1+cmd|'/c calc'!A0", "-2+3", "@SUM(1,1)", "\t=1+1", '=HYPERLINK("http://x")']


def formulas(path: Path) -> list[str]:
    """Return every cell of a workbook that is a formula."""
    book = openpyxl.load_workbook(path)
    return [
        f"{sheet.title}!{cell.coordinate}"
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]


def test_texts_that_look_like_formulas_stay_texts(tmp_path: Path, check: Check) -> None:
    """Each in a heading of an unknown column, as a value, and as a month below them all."""
    path, size = tmp_path / "a.xlsx", len(INJECTED)
    places = {
        text: (f"{'DEFGHIJKLMNOPQ'[n]}1", f"C{n + 2}", f"A{n + 2 + size}")
        for n, text in enumerate(INJECTED)
    }
    rows = [("2018-11", n + 1, "abc") for n in range(size)]
    write(path, (*HEADER, *"DEFGHIJKLMNOPQ"[:size]), *rows, 备忘=[("x",)])

    def as_text(sheet: Worksheet) -> None:
        for text, own in places.items():
            for place in own:
                cell: Any = sheet[place]
                cell.value = text
                cell.data_type = "s"

    checked = check(edit(path, as_text))
    assert checked.code == 1
    assert formulas(checked.path) == []
    for text, (_, value, month) in places.items():
        raw = [str(p["原值"]).strip() for p in checked.listed if p["单元格"] in (value, month)]
        assert raw == [text.strip()] * 2
        assert checked.book[READINGS][value].value == text


def test_a_formula_of_the_users_stays_a_formula(tmp_path: Path, check: Check) -> None:
    path = write(tmp_path / "a.xlsx", HEADER, ("2018-11", 1, "=1+1"))
    assert formulas(check(path).path) == [f"{READINGS}!C2"]


@pytest.mark.parametrize(
    "text",
    [
        "甲\x0b乙",
        "甲\x7f乙",
        "甲\ud7ff乙",
        "{0}{value}",
        "%s",
        "🌊",
    ],
)
def test_odd_characters_in_problems(text: str, tmp_path: Path, check: Check) -> None:
    # control characters stand in a workbook as _x000B_
    path = write(tmp_path / "a.xlsx", (*HEADER, "某列"), ("2018-11", 1, "某值", 1))
    escaped = re.sub(r"[\x00-\x1f]", lambda m: f"_x{ord(m[0]):04X}_", text)
    for old in ("某列", "某值"):
        patch(path, SHEET1, old, escaped)
    checked = check(path)
    assert checked.code == 1
    assert {p["单元格"] for p in checked.listed if p["单元格"]} == {"C2", "D1"}


def test_nothing_wrong(tmp_path: Path, check: Check) -> None:
    checked = check(write(tmp_path / "a.xlsx", HEADER, ROW))
    assert checked.code == 0
    assert not [p for p in checked.listed if p["级别"] == "错误"]
    assert checked.book.sheetnames == [SUMMARY, READINGS]
