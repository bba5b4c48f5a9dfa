"""verify: every way to tamper with a result is found and named; nothing else is.

workbooks.md: "`qdcalc verify RESULT.xlsx [IN]`: 0 if every cell of every sheet (time stamps apart)
is what the recorded input, policy, interpretations and version give; 1 naming each cell that
differs, with both values; 2 if the input is not the one recorded (SHA-256) or the version differs".
Issue 13: "a hundred tampered workbooks (a cell, a formula, a hidden row, a sheet, a setting, a
swapped input) are found and named".
"""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from collections.abc import Callable
from functools import cache
from itertools import cycle
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import openpyxl
import pandas as pd
import pytest
from defusedxml import ElementTree
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from PIL import Image as Picture

import qdcalc
from qdcalc.cli.main import main
from qdcalc.notice.catalogue import calculations, find
from qdcalc.run import run
from qdcalc.workbook.contents import Contents
from qdcalc.workbook.differing import compare
from qdcalc.workbook.marked import colours_of, marks_of_styles, plain_format
from qdcalc.workbook.stored import restore_results
from recalculated import needs_office, recalculate
from seeds import at_first

DATA = Path(__file__).parents[2] / "data"
SOURCES = {
    "staffing": DATA / "人员配备_2019-06.xlsx",
    "expo": DATA / "会展补助_2019.xlsx",
    "water-month": DATA / "水质月度_2018-11.xlsx",
    "water-year": DATA / "水质周期_2018-2019",
    "award": DATA / "市长质量奖_2020.xlsx",
    "review": DATA / "施工图审查_2019-10.xlsx",
    "smog": DATA / "重污染天气_2018-12.xlsx",
    "panel": DATA / "三民活动_2018.xlsx",
}
QUICK = ("staffing",)
FEWER_MONTHS = ("水质监测_2018-10.xlsx", "水质监测_2018-11.xlsx")
# a table of each result: its sheet, a text and an amount on it, as the samples give them
FIGURES = 5  # at least so many more are looked for by position
MONEY = re.compile(r'<c r="([A-Z]+)(\d+)" s="\d+"><v>([\d.]*[1-9][\d.]*)</v></c>')
TEXT = re.compile(r'<c r="([A-Z]+[2-9])" s="(\d+)" t="inlineStr"><is><t>([^<]+)</t></is></c>')


@cache
def source(name: str) -> Path:
    """Return a sample; of the year two months, that a result of it is read in no time."""
    if name != "water-year":
        return SOURCES[name]
    folder = Path(mkdtemp(prefix="qdcalc-test-"))
    for month in FEWER_MONTHS:
        shutil.copy(SOURCES[name] / month, folder)
    return folder


@cache
def result(name: str) -> Path:
    """Return the result of a sample, written once."""
    path = Path(mkdtemp(prefix="qdcalc-test-")) / f"{name}.xlsx"
    return run(find(name), source(name)).to_excel(path)


class Book:
    """A result as members, to be tampered with."""

    def __init__(self, path: Path) -> None:
        with zipfile.ZipFile(path) as archive:
            self.parts = {name: archive.read(name) for name in archive.namelist()}
            self.sheets = {s.name: s.part for s in Contents(archive).sheets}
        self.labels = list(self.sheets)

    def edit(self, sheet: str, change: Callable[[str], str]) -> None:
        """Change a sheet's XML; a change that changes nothing is an error of the test."""
        self.edit_part(self.sheets[sheet], change)

    def edit_part(self, part: str, change: Callable[[str], str]) -> None:
        before = self.parts[part].decode()
        after = change(before)
        assert after != before
        self.parts[part] = after.encode()

    def save(self, path: Path) -> Path:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in self.parts.items():
                archive.writestr(name, content)
        return path


def amounts(book: Book) -> str:
    """Return the first sheet that is no 结论 and holds some figures that no formula gives."""
    return next(
        label
        for label, part in book.sheets.items()
        if not label.startswith("结论") and len(MONEY.findall(book.parts[part].decode())) > FIGURES
    )


# ------------------------------------------------- each returns what must be named: sheet, cell
Named = tuple[str, str]


def number(change: Callable[[str], str], at: int = 0) -> Callable[[Book], Named]:
    def tamper(book: Book) -> Named:
        sheet = amounts(book)
        found = list(MONEY.finditer(book.parts[book.sheets[sheet]].decode()))[at]
        book.edit(sheet, lambda x: x.replace(found[0], change(found[0]), 1))
        return sheet, f"{found[1]}{found[2]}"

    return tamper


def restyled(book: Book) -> Named:
    """Give a number the style of another number format."""
    sheet = amounts(book)
    found = list(MONEY.finditer(book.parts[book.sheets[sheet]].decode()))[1]
    styles = re.search(rb"<cellXfs.*?</cellXfs>", book.parts["xl/styles.xml"], re.S)
    formats = re.findall(rb'<xf numFmtId="(\d+)"', styles[0] if styles else b"")
    own = formats[int(re.findall(r's="(\d+)"', found[0])[0])]
    other = next(place for place, known in enumerate(formats) if known != own)
    style = re.sub(r's="\d+"', f's="{other}"', found[0])
    book.edit(sheet, lambda x: x.replace(found[0], style, 1))
    return sheet, f"{found[1]}{found[2]}"


def text(
    change: Callable[[re.Match[str]], str], label: int, at: int = 0
) -> Callable[[Book], Named]:
    def tamper(book: Book) -> Named:
        sheet = book.labels[label]
        found = list(TEXT.finditer(book.parts[book.sheets[sheet]].decode()))[at]
        book.edit(sheet, lambda x: x.replace(found[0], change(found), 1))
        return sheet, found[1]

    return tamper


def around(old: str, new: str, cell: str = "") -> Callable[[Book], Named]:
    """Replace by a regular expression, once, in the first table."""

    def tamper(book: Book) -> Named:
        sheet = amounts(book)
        book.edit(sheet, lambda x: re.sub(old, new, x, count=1))
        return sheet, cell

    return tamper


def value(told: str) -> Callable[[str], str]:
    return lambda cell: re.sub(r"<v>.*</v>", f"<v>{told}</v>", cell)


def plus(more: float) -> Callable[[str], str]:
    return lambda c: re.sub(r"<v>(.*)</v>", lambda m: f"<v>{float(m[1]) + more:.2f}</v>", c)


def in_runs(properties: str) -> Callable[[re.Match[str]], str]:
    """Write a text as one run with properties of its own."""
    runs = f"<r><rPr>{properties}</rPr><t>"
    return lambda m: m[0].replace("<t>", runs).replace("</t>", "</t></r>")


def swapped_rows(book: Book) -> Named:
    def swap(xml: str) -> str:
        rows = dict(re.findall(r'<row r="(2|3)"[^>]*>(.*?)</row>', xml, re.S))
        two, three = rows["2"], rows["3"]
        moved = {two: re.sub(r'r="([A-Z]+)3"', r'r="\g<1>2"', three),
                 three: re.sub(r'r="([A-Z]+)2"', r'r="\g<1>3"', two)}  # fmt: skip
        return xml.replace(two, "\0").replace(three, moved[three]).replace("\0", moved[two])

    book.edit(amounts(book), swap)
    return amounts(book), ""


def hidden_sheet(state: str) -> Callable[[Book], Named]:
    def tamper(book: Book) -> Named:
        name = book.labels[-1]
        tag = f'<sheet name="{name}" '
        book.edit_part("xl/workbook.xml", lambda x: x.replace(tag, f'{tag}state="{state}" '))
        return name, ""

    return tamper


def renamed_sheet(book: Book) -> Named:
    name = book.labels[2]
    book.edit_part("xl/workbook.xml", lambda x: x.replace(f'name="{name}"', f'name="{name} "'))
    return name, ""


def deleted_sheet(book: Book) -> Named:
    name = book.labels[2]
    book.edit_part("xl/workbook.xml", lambda x: re.sub(f'<sheet name="{name}"[^>]*/>', "", x))
    return name, ""


def sheets_in_another_order(book: Book) -> Named:
    def swap(xml: str) -> str:
        first, second = re.findall(r"<sheet name=[^>]*/>", xml)[1:3]
        return xml.replace(first + second, second + first)

    book.edit_part("xl/workbook.xml", swap)
    return "", ""


def defined_name(book: Book) -> Named:
    added = '<definedNames><definedName name="基准">100</definedName>'
    book.edit_part("xl/workbook.xml", lambda x: x.replace("<definedNames>", added))
    return "", ""


def printed_less(book: Book) -> Named:
    """Print without the last lines of 结论."""
    book.edit_part(
        "xl/workbook.xml", lambda x: re.sub(r"(结论!\$A\$1:\$[A-Z]+\$)\d+<", r"\g<1>9<", x)
    )
    return "结论", ""


def white_letters(book: Book) -> Named:
    """Make the first style of a table's cells white on white, for all who use it."""
    sheet = amounts(book)
    cell = MONEY.search(book.parts[book.sheets[sheet]].decode())
    assert cell
    style = int(re.findall(r's="(\d+)"', cell[0])[0])

    def whiten(xml: str) -> str:
        fonts = re.search(r'<fonts count="(\d+)">', xml)
        assert fonts
        white = '<font><sz val="10"/><color rgb="FFFEFEFE"/><name val="宋体"/></font></fonts>'
        xml = xml.replace("</fonts>", white).replace(
            fonts[0], f'<fonts count="{int(fonts[1]) + 1}">'
        )
        cells = xml.index("<cellXfs")
        styles = list(re.finditer(r'<xf [^>]*fontId="(\d+)"', xml[cells:]))
        found = styles[style]
        changed = found[0].replace(f'fontId="{found[1]}"', f'fontId="{fonts[1]}"')
        return xml[: cells + found.start()] + changed + xml[cells + found.end() :]

    book.edit_part("xl/styles.xml", whiten)
    return sheet, ""


def no_zeros(book: Book) -> Named:
    return around("<sheetView ", '<sheetView showZeros="0" ')(book)


def macros(book: Book) -> Named:
    book.parts["xl/vbaProject.bin"] = b"macro"
    return "", ""


def chart_of_other_cells(book: Book) -> Named:
    (part, *_) = [name for name in book.parts if name.startswith("xl/charts/chart")]
    book.edit_part(part, lambda x: re.sub(r"\$(\d+)</c:f>", r"$1\1</c:f>", x, count=1))
    return "结论", ""


def another_theme(book: Book) -> Named:
    """Letters of the theme's dark colour become white, on every sheet."""
    dark = '<a:sysClr val="windowText" lastClr="000000"/>'
    book.edit_part("xl/theme/theme1.xml", lambda x: x.replace(dark, '<a:srgbClr val="FDFDFD"/>'))
    return amounts(book), ""


def years_from_1904(book: Book) -> Named:
    book.edit_part(
        "xl/workbook.xml", lambda x: x.replace("<workbookPr", '<workbookPr date1904="1"')
    )
    return "", ""


def another_title_of_a_chart(book: Book) -> Named:
    (part, *_) = [name for name in book.parts if name.startswith("xl/charts/chart")]
    book.edit_part(part, lambda x: re.sub("<a:t>[^<]*", "<a:t>全部足额", x, count=1))
    return "结论", ""


TAMPERED: dict[str, Callable[[Book], Named]] = {
    "one more": number(plus(1)),
    "a fen more": number(plus(0.01), 3),
    "a fen less": number(plus(-0.01), -1),
    "a sign": number(lambda c: c.replace("<v>", "<v>-"), 1),
    "a digit": number(lambda c: c.replace("</v>", "1</v>"), 2),
    "zero": number(value("0"), 4),
    "a blank": number(lambda c: re.sub(r"><v>.*", "/>", c), 1),
    "no cell": number(lambda c: "", 2),
    "a text for a number": number(
        lambda c: re.sub(r"><v>(.*)</v>", r' t="inlineStr"><is><t>\1</t></is>', c), 1
    ),
    "a formula": number(lambda c: c.replace("<v>", "<f>1+1</f><v>"), 2),
    "an error": number(lambda c: re.sub(r"><v>.*</v>", ' t="e"><v>#N/A</v>', c), 2),
    "true": number(lambda c: re.sub(r"><v>.*</v>", ' t="b"><v>1</v>', c), 2),
    "another format": restyled,
    "a word": text(lambda m: m[0].replace(m[3], m[3] + "等"), 1, 2),
    "a word of 结论": text(lambda m: m[0].replace(m[3], m[3] + "乙"), 0, 1),
    "a later word of 结论": text(lambda m: m[0].replace(m[3], "全部通过"), 0, -1),
    "an unseen character": text(lambda m: m[0].replace(m[3], m[3] + "\u200b"), 1, 1),
    "a blank behind": text(lambda m: m[0].replace(m[3], m[3] + " "), 1, 3),
    "a struck word": text(in_runs("<strike/>"), 1),
    "a tiny word": text(in_runs('<sz val="1"/>'), 1),
    "a hidden row": around(r'<row r="3"', '<row r="3" hidden="1"', "第 3 行"),
    "a flat row": around(r'<row r="2"( ht="[^"]*")?', '<row r="2" ht="0.5"', "第 2 行"),
    "all rows hidden": around(r"<sheetFormatPr ", '<sheetFormatPr zeroHeight="1" '),
    "a removed row": around(r'(?s)<row r="4".*?</row>', ""),
    "swapped rows": swapped_rows,
    "a hidden column": around(r'<col min="1" max="(\d)"', r'<col min="1" max="\1" hidden="1"'),
    "a thin column": around(r'(<col min="1" max="\d" width=)"[^"]*"', r'\1"0.1"'),
    "merged cells": around(
        "<pageMargins", '<mergeCells><mergeCell ref="A2:B3"/></mergeCells><pageMargins'
    ),
    "a conditional format": around(
        "<pageMargins",
        '<conditionalFormatting sqref="A1:Z9"><cfRule type="expression" priority="1">'
        "<formula>TRUE</formula></cfRule></conditionalFormatting><pageMargins",
    ),
    "no zeros": no_zeros,
    "another header": around("<oddHeader>[^<]*", "<oddHeader>&amp;C定稿"),
    "another footer": around("复核：", "已复核："),
    "another margin": around('left="0.4"', 'left="4"'),
    "a hidden sheet": hidden_sheet("hidden"),
    "a very hidden sheet": hidden_sheet("veryHidden"),
    "a renamed sheet": renamed_sheet,
    "a deleted sheet": deleted_sheet,
    "another order": sheets_in_another_order,
    "a name": defined_name,
    "a smaller print area": printed_less,
    "white letters": white_letters,
    "macros": macros,
    "another chart": chart_of_other_cells,
    "a title of a chart": another_title_of_a_chart,
    "white for black in the theme": another_theme,
    "years from 1904": years_from_1904,
    "a value in another namespace": number(  # programs show the first, and pass over the second
        lambda c: re.sub("<v>(.*)</v>", r'<v>7.77</v><x:v xmlns:x="urn:x">\1</x:v>', c), 1
    ),
    "a frozen page that begins later": around("<sheetView ", '<sheetView topLeftCell="A3" '),
    "a frozen page of many rows": around('ySplit="1"', 'ySplit="60"'),
    "a page of a tenth": around("<sheetView ", '<sheetView zoomScale="10" '),
    "a column of a letter": around(r'(<col min="1" max="\d" width=)"[^"]*"', r'\1"1.2"'),
}  # fmt: skip


# every way in one calculation, and in the others by turns
WAYS = [
    *(("staffing", how) for how in TAMPERED),
    *zip(
        cycle(("expo", "water-month", "water-year", "award", "review", "smog", "panel")),
        TAMPERED,
        strict=False,
    ),
]


def test_there_are_a_hundred() -> None:
    assert len(WAYS) + len(SAVED) > 100
    assert {name for name, _ in WAYS} == set(SOURCES) == {c.name for c in calculations()}


@pytest.mark.parametrize(("name", "how"), at_first(WAYS, len(TAMPERED)))
def test_what_was_tampered_with_is_named(name: str, how: str, tmp_path: Path) -> None:
    book = Book(result(name))
    sheet, cell = TAMPERED[how](book)
    found = compare(book.save(tmp_path / "改.xlsx"), result(name))
    assert found.count
    assert any(d.sheet == sheet and (not cell or d.cell == cell) for d in found.kept), found.kept
    assert all(d.written != d.due for d in found.kept)


# ----------------------------------------------------------- saved by another program


def saved_comment(book: openpyxl.Workbook) -> Named:
    book.worksheets[1]["B2"].comment = Comment("已调整", "甲")
    return book.sheetnames[1], "B2"


def saved_white(book: openpyxl.Workbook) -> Named:
    book.worksheets[1]["A2"].font = Font(color="FFFFFF")
    return book.sheetnames[1], "A2"


def saved_rule(book: openpyxl.Workbook) -> Named:
    rule = CellIsRule(operator="greaterThan", formula=["0"], font=Font(color="FFFFFF"))  # type: ignore[no-untyped-call]
    book.worksheets[1].conditional_formatting.add("A1:F9", rule)
    return book.sheetnames[1], ""


def saved_picture(book: openpyxl.Workbook) -> Named:
    stream = io.BytesIO()
    Picture.new("RGB", (9, 9)).save(stream, "PNG")
    book.worksheets[1].add_image(Image(stream), "B2")
    return book.sheetnames[1], ""


def saved_sheet(book: openpyxl.Workbook) -> Named:
    book.create_sheet("补充")
    return "补充", ""


def saved_column(book: openpyxl.Workbook) -> Named:
    book.worksheets[1].column_dimensions["C"].hidden = True
    return book.sheetnames[1], "C 列"


def saved_row(book: openpyxl.Workbook) -> Named:
    book.worksheets[1].row_dimensions[2].hidden = True
    return book.sheetnames[1], "第 2 行"


def saved_header(book: openpyxl.Workbook) -> Named:
    book.worksheets[1].oddHeader.center.text = "定稿"  # type: ignore[union-attr]
    return book.sheetnames[1], ""


def saved_tiny(book: openpyxl.Workbook) -> Named:
    book.worksheets[1]["A3"].font = Font(sz=1)
    return book.sheetnames[1], "A3"


def saved_symbols(book: openpyxl.Workbook) -> Named:
    book.worksheets[1]["A4"].font = Font(name="Wingdings")
    return book.sheetnames[1], "A4"


def saved_no_format(book: openpyxl.Workbook) -> Named:
    book.worksheets[1]["E3"].number_format = ";;;"
    return book.sheetnames[1], "E3"


def saved_white_format(book: openpyxl.Workbook) -> Named:
    book.worksheets[1]["E4"].number_format = "[White]#,##0"
    return book.sheetnames[1], "E4"


def saved_black_on_black(book: openpyxl.Workbook) -> Named:
    book.worksheets[1]["E5"].fill = PatternFill("darkUp", fgColor="010101", bgColor="010101")
    return book.sheetnames[1], "E5"


def saved_far(book: openpyxl.Workbook) -> Named:
    book.worksheets[1]["A6"].alignment = Alignment(indent=90)
    return book.sheetnames[1], "A6"


def saved_flat_row(book: openpyxl.Workbook) -> Named:
    book.worksheets[1].row_dimensions[4].height = 0.75
    return book.sheetnames[1], "第 4 行"


def saved_thin_column(book: openpyxl.Workbook) -> Named:
    book.worksheets[1].column_dimensions["D"].width = 0.01
    return book.sheetnames[1], "D 列"


def saved_validation(book: openpyxl.Workbook) -> Named:
    rule = DataValidation(type="list", formula1='"甲,乙"')
    rule.add("B3")
    book.worksheets[1].add_data_validation(rule)
    return book.sheetnames[1], ""


def saved_other_choices(book: openpyxl.Workbook) -> Named:
    book["口径与依据"].data_validations.dataValidation[0].formula1 = '"甲,乙"'
    return "口径与依据", ""


def saved_name(book: openpyxl.Workbook) -> Named:
    book.defined_names["标准"] = DefinedName("标准", attr_text="100")
    return "", ""


def saved_print_area(book: openpyxl.Workbook) -> Named:
    book["结论"].print_area = "A1:C9"
    return "结论", ""


def saved_link(book: openpyxl.Workbook) -> Named:
    book.worksheets[1]["B4"].hyperlink = "https://example.org/"
    return book.sheetnames[1], ""


def saved_right_to_left(book: openpyxl.Workbook) -> Named:
    book.worksheets[1].sheet_view.rightToLeft = True
    return book.sheetnames[1], ""


def saved_without_tabs(book: openpyxl.Workbook) -> Named:
    book.views[0].showSheetTabs = False
    return "", ""


SAVED = [
    saved_tiny, saved_symbols, saved_no_format, saved_white_format, saved_black_on_black,
    saved_far, saved_flat_row, saved_thin_column, saved_validation, saved_other_choices, saved_name,
    saved_print_area, saved_link, saved_right_to_left, saved_without_tabs,
    saved_comment, saved_white, saved_rule, saved_picture, saved_sheet, saved_column, saved_row,
    saved_header,
]  # fmt: skip


def test_what_another_program_changed_is_named(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(result("staffing"))
    named = [change(book) for change in SAVED]
    book.save(tmp_path / "改.xlsx")
    restore_results(result("staffing"), tmp_path / "改.xlsx")
    found = compare(tmp_path / "改.xlsx", result("staffing"))
    for sheet, cell in named:
        assert any(d.sheet == sheet and (not cell or d.cell == cell) for d in found.kept), (
            sheet,
            cell,
        )
    assert found.is_resaved


# what openpyxl does not write, changed in the members of a workbook that it saved
IN_MEMBERS: dict[str, tuple[str, str, str, str]] = {
    "a result of a formula": (
        "sheet2.xml", r"(<f>[^<]*</f><v>)\d[^<]*", r"\g<1>77", "配备核算"),
    "a text box": ("drawing2.xml", "<(/?)pic>", r"<\1sp>", "配备核算"),
    "a picture of no size": (
        "drawing2.xml", r'<ext cx="\d+"', '<ext cx="0"', "配备核算"),
    "rows that are flat of themselves": (
        "sheet2.xml", 'defaultRowHeight="[^"]*"', 'defaultRowHeight="1"', "配备核算"),
    "a rule that hides": (
        "sheet2.xml", "<pageMargins", '<conditionalFormatting sqref="B2"><cfRule type="expression"'
        ' priority="1"><formula>TRUE</formula></cfRule></conditionalFormatting><pageMargins',
        "配备核算"),
    "black turned white in the theme": (
        "theme1.xml", '<a:sysClr val="windowText" lastClr="000000"/>', '<a:srgbClr val="FFFFFF"/>',
        "配备核算"),
}  # fmt: skip


@pytest.mark.parametrize("how", at_first(IN_MEMBERS, 2))
def test_what_was_changed_after_another_program_saved(how: str, tmp_path: Path) -> None:
    """A picture lies there already, so that only what is changed is new."""
    part, old, new, sheet = IN_MEMBERS[how]
    book = openpyxl.load_workbook(result("staffing"))
    saved_picture(book)
    book.save(tmp_path / "存.xlsx")
    restore_results(result("staffing"), tmp_path / "存.xlsx")
    members = Book(tmp_path / "存.xlsx")
    (name,) = [m for m in members.parts if m.endswith(f"/{part}")]
    members.edit_part(name, lambda x: re.sub(old, new, x))
    found = [compare(path, result("staffing")) for path in (
        tmp_path / "存.xlsx", members.save(tmp_path / "改.xlsx"))]  # fmt: skip
    assert all(one.is_resaved for one in found)
    more = set(found[1].kept) - set(found[0].kept)
    assert sheet in {difference.sheet for difference in more}


@pytest.mark.parametrize("font", [0, 1, 7])
def test_a_font_turned_white_is_no_saving(font: int, tmp_path: Path) -> None:
    """Whoever saves a workbook writes all of its members anew, not its styles alone.

    The first font is that of no cell; members are told to the byte all the same.
    """
    book = Book(result("staffing"))

    def whiten(xml: str) -> str:
        found = list(re.finditer(r"<font>.*?</font>", xml, re.S))[font]
        white = re.sub("<color [^>]*>", '<color rgb="FFFFFFFF"/>', found[0])
        return xml[: found.start()] + white + xml[found.end() :]

    book.edit_part("xl/styles.xml", whiten)
    found = compare(book.save(tmp_path / "改.xlsx"), result("staffing"))
    assert found.count
    assert not found.is_resaved


@pytest.mark.oracle
@needs_office
def test_what_libreoffice_saved_is_the_same(tmp_path: Path) -> None:
    paths = [tmp_path / f"{name}.xlsx" for name in SOURCES]
    for name, path in zip(SOURCES, paths, strict=True):
        shutil.copy(result(name), path)
    for path, saved in zip(paths, recalculate(paths, tmp_path), strict=True):
        found = compare(saved, path)
        assert found.kept == []
        assert found.is_resaved


@pytest.mark.parametrize(
    ("code", "other"),
    [("[$1]#,##0.00", "#,##0.00"), ('"1"#,##0.00', "#,##0.00"), ("*1#,##0.00", "#,##0.00"),
     (r"\1#,##0", "#,##0"), ("#,##0", "#,##0.00"), ('0"%"', "0%")],
)  # fmt: skip
def test_a_number_format_that_says_something_else(code: str, other: str) -> None:
    assert plain_format(code) != plain_format(other)


@pytest.mark.parametrize(
    ("code", "other"),
    [('0"."0,"万"', r"0\.0,\万"), ("yyyy-mm-dd", r"yyyy\-mm\-dd"), ("[$-804]0.00_ ", "0.00"),
     ("[$¥-804]#,##0", '"¥"#,##0'), ("General", ""), ("* #,##0", "#,##0")],
)  # fmt: skip
def test_a_number_format_that_is_written_otherwise(code: str, other: str) -> None:
    assert plain_format(code) == plain_format(other)


@pytest.mark.parametrize(
    ("attribute", "bright"),
    [("theme='1'", 0), ("theme='2'", 1), ("theme='0' tint='-0.05'", 1),
     ("theme='1' tint='0.95'", 1), ("indexed='43'", 1), ("indexed='41'", 1), ("indexed='8'", 0),
     ("indexed='23'", 0), ("rgb='FFFFFFF0'", 1), ("auto='1'", 0)],
)  # fmt: skip
def test_letters_that_are_as_bright_as_paper(attribute: str, bright: bool) -> None:
    theme = ElementTree.fromstring("<t><lt2><srgbClr val='EEECE1'/></lt2></t>")
    styles = ElementTree.fromstring(
        f"<styleSheet><fonts><font><color {attribute}/></font></fonts>"
        "<cellXfs><xf fontId='0'/></cellXfs></styleSheet>"
    )
    (mark,) = marks_of_styles(styles, colours_of(theme, styles))
    assert mark.is_unseen == bright


@pytest.mark.parametrize("name", QUICK)
def test_a_file_that_was_opened_and_saved_again_is_the_same(name: str, tmp_path: Path) -> None:
    openpyxl.load_workbook(result(name)).save(tmp_path / "存.xlsx")
    restore_results(result(name), tmp_path / "存.xlsx")
    found = compare(tmp_path / "存.xlsx", result(name))
    charts = ("图表引用的区域", "图表")
    assert [d for d in found.kept if d.what not in charts] == []  # openpyxl alone drops charts
    assert found.is_resaved


# ----------------------------------------------------------------------- the command


def verify(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    code = main(["verify", *map(str, words)])
    said = capsys.readouterr()
    return code, said.out, said.err


@pytest.mark.parametrize(
    "name", [n if n in QUICK else pytest.param(n, marks=pytest.mark.thorough) for n in SOURCES]
)
def test_a_result_is_what_its_record_gives(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = verify(capsys, result(name), source(name))
    assert code == 0, out
    assert "核对一致" in out


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with a result and its input."""
    shutil.copy(result("staffing"), tmp_path / "结果.xlsx")
    shutil.copy(SOURCES["staffing"], tmp_path / SOURCES["staffing"].name)
    return tmp_path


def set_cell(path: Path, sheet: str, item: str, text: str, column: str = "B") -> str:
    """Write another content beside an item of a sheet; return its cell."""
    book = Book(path)
    rows = re.findall(r'<row r="(\d+)"(.*?)</row>', book.parts[book.sheets[sheet]].decode(), re.S)
    said = [(row, re.findall(r'r="([AB])\d+"[^>]*><is><t[^>]*>([^<]*)<', xml)) for row, xml in rows]
    exact = [row for row, texts in said if item in [found for _, found in texts]]
    within = [row for row, texts in said if any(at == "B" and item in found for at, found in texts)]
    cell = f"{column}{(exact or within)[0]}"
    written = rf'<c r="{cell}" s="\1" t="inlineStr"><is><t>{text}</t></is></c>'
    book.edit(sheet, lambda x: re.sub(rf'<c r="{cell}" s="(\d+)".*?</c>', written, x, count=1))
    book.save(path)
    return cell


def test_the_input_is_found_beside_the_result(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert verify(capsys, folder / "结果.xlsx")[0] == 0


@pytest.mark.thorough
def test_the_input_is_found_in_the_folder_beside(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """``demo`` leaves 输入 and 输出 side by side."""
    for place, name in (("输入", SOURCES["staffing"].name), ("输出", "结果.xlsx")):
        (folder / place).mkdir()
        (folder / name).rename(folder / place / name)
    assert verify(capsys, folder / "输出" / "结果.xlsx")[0] == 0


def test_no_other_workbook_is_taken_for_the_input(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name, alone = SOURCES["staffing"].name, folder / "年" / "季"
    alone.mkdir(parents=True)
    for copied in ("结果.xlsx", "上季结果.xlsx"):
        shutil.copy(folder / "结果.xlsx", alone / copied)
    code, _, err = verify(capsys, alone / "结果.xlsx")
    assert code == 2
    assert f"当时的输入不在手边：找不到 {name}" in err
    assert "SHA-256 记录的是" not in err


@pytest.mark.thorough
def test_a_renamed_input_is_still_the_one_recorded(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / SOURCES["staffing"].name).rename(folder / "平台.xlsx")
    assert verify(capsys, folder / "结果.xlsx", folder / "平台.xlsx")[0] == 0


def test_a_changed_input_is_another(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = folder / SOURCES["staffing"].name
    book = openpyxl.load_workbook(source)
    book.worksheets[0]["E2"].value = 1
    book.save(source)
    code, _, err = verify(capsys, folder / "结果.xlsx")
    assert code == 2
    assert f"输入不是结果所记录的：{source.name} 的 SHA-256 记录的是" in err


def test_which_of_several_files_is_not_the_one_recorded(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    inputs = tmp_path / "平台"
    inputs.mkdir()
    for name in ("甲.xlsx", "乙.xlsx"):
        book = openpyxl.load_workbook(SOURCES["staffing"])
        book["服务平台"].delete_rows(*((3, 4) if name == "甲.xlsx" else (7, 90)))
        for sheet in book.sheetnames:
            if sheet != "服务平台" and name == "乙.xlsx":
                del book[sheet]
        book.save(inputs / name)
    (inputs / "旧.csv").write_text("a", encoding="utf-8")  # T11, said of the folder alone
    written = inputs / "结果.xlsx"
    assert main(["run", "staffing", str(inputs), "-o", str(written)]) == 0
    capsys.readouterr()
    code, out, _ = verify(capsys, written, inputs)
    assert code == 0, out
    shutil.copy(inputs / "甲.xlsx", inputs / "乙.xlsx")
    code, _, err = verify(capsys, written, inputs)
    assert code == 2
    assert "乙.xlsx 的 SHA-256" in err
    assert "甲.xlsx 的 SHA-256" not in err


@pytest.mark.parametrize(
    ("item", "text", "said"),
    [
        ("版本", "qdcalc 0.1.0", "结果记录的版本是 qdcalc 0.1.0"),
        ("政策", "青政办字〔2018〕116号", "结果记录的政策"),
        ("程序文件", "SHA-256 " + "0" * 64, "结果是另一份程序算出的"),
        ("SHA-256", "0" * 64, "输入不是结果所记录的"),
        ("计算", "", "没有写明计算和输入"),
        ("计算", "别的（other）", "没有名为“other”的计算"),
    ],
)
def test_another_version_policy_or_input_is_exit_2(
    folder: Path, capsys: pytest.CaptureFixture[str], item: str, text: str, said: str
) -> None:
    set_cell(folder / "结果.xlsx", "运行信息", item, text)
    code, _, err = verify(capsys, folder / "结果.xlsx")
    assert code == 2
    assert said in err


def test_settings_that_were_changed_are_named(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    changed = [
        ("运行信息", "统计日期", "2020-01-01（工作表口径）", "B"),
        ("运行信息", "运行时间", "上午", "B"),
        ("运行信息", "运行环境", "别的", "B"),
        ("运行信息", "输入文件", "别的.xlsx", "B"),
        ("口径与依据", "统计日期", "2020-01-01", "C"),
    ]
    cells = [set_cell(folder / "结果.xlsx", *change) for change in changed]
    code, out, _ = verify(capsys, folder / "结果.xlsx")
    assert code == 1
    for (sheet, _, text, _), cell in zip(changed, cells, strict=True):
        assert f"{sheet}!{cell}　值：写着 “{text}”" in out


@pytest.mark.thorough
def test_an_interpretation_of_the_call_is_used_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, written = SOURCES["expo"], tmp_path / "结果.xlsx"
    item = next(iter(find("expo").policy().interpretations.values()))
    option = item.choices[1]
    find_run = run(find("expo"), source, interpretations={item.key: option.key})
    find_run.to_excel(written)
    assert verify(capsys, written, source)[0] == 0
    cell = set_cell(
        written, "运行信息", f"{item.name}（{item.key}）", f"{item.name}（{item.key}）= 无（无）"
    )
    code, out, _ = verify(capsys, written, source)
    assert code == 1
    assert f"运行信息!{cell}" in out


@pytest.mark.thorough
def test_a_policy_file_is_asked_for(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = folder / SOURCES["staffing"].name
    own = folder / "数额.toml"
    own.write_text('[notice]\nid = "staffing"\nnumber = "青〔2019〕1号"\n', encoding="utf-8")
    run(find("staffing"), source, policy=own).to_excel(folder / "新.xlsx")
    assert verify(capsys, folder / "新.xlsx")[0] == 0  # beside the result
    elsewhere = folder / "别处"
    elsewhere.mkdir()
    moved = Path(shutil.move(own, elsewhere / "改名.toml"))
    own.write_text('[notice]\nid = "staffing"\nnumber = "青〔2019〕2号"\n', encoding="utf-8")
    shutil.move(moved, own.with_name("..toml"))
    assert verify(capsys, folder / "新.xlsx")[0] == 0  # by its hash, under any name
    own.with_name("..toml").unlink()
    code, _, err = verify(capsys, folder / "新.xlsx", source)
    assert code == 2
    assert "结果用了政策文件 数额.toml" in err
    assert "--policy" in err
    assert verify(capsys, folder / "新.xlsx", source, "--policy", own)[0] == 2
    assert verify(capsys, folder / "结果.xlsx", source, "--policy", own)[0] == 2


@pytest.mark.thorough
def test_the_result_of_the_month_before_is_found(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    months = [DATA / "水质周期_2018-2019" / f"水质监测_2018-{m}.xlsx" for m in (10, 11)]
    first = run(find("water-month"), months[0]).to_excel(tmp_path / "十月.xlsx")
    run(find("water-month"), months[1]).against(first).to_excel(tmp_path / "十一月.xlsx")
    code, out, _ = verify(capsys, tmp_path / "十一月.xlsx", months[1])
    assert code == 0, out
    moved = Path(shutil.move(first, tmp_path / "别的"))
    code, _, err = verify(capsys, tmp_path / "十一月.xlsx", months[1])
    assert code == 2
    assert "上月结果 十月.xlsx" in err
    moved.rename(tmp_path / "移走.xlsx")
    given = ("--previous", tmp_path / "移走.xlsx")
    assert verify(capsys, tmp_path / "十一月.xlsx", months[1], *given)[0] == 0


def test_what_is_no_result_is_exit_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = verify(capsys, SOURCES["staffing"])
    assert code == 2
    assert "没有工作表“运行信息”" in err
    assert verify(capsys, tmp_path / "没有.xlsx")[0] == 2
    assert verify(capsys)[0] == 2


@pytest.mark.parametrize(
    ("old", "new"),
    at_first(
        [
            ("<v>", "<v>x"),
            ("</sheetData>", ""),
            ("<worksheet", '<!DOCTYPE a [<!ENTITY b "c">]><worksheet'),
        ],
        1,
    ),
)
def test_a_damaged_result_is_exit_2(
    folder: Path, capsys: pytest.CaptureFixture[str], old: str, new: str
) -> None:
    book = Book(folder / "结果.xlsx")
    book.edit(amounts(book), lambda xml: xml.replace(old, new, 1))
    book.save(folder / "结果.xlsx")
    code, _, err = verify(capsys, folder / "结果.xlsx")
    assert code == 2
    assert "已损坏" in err


def test_in_python_the_differences_are_a_frame(folder: Path) -> None:
    found = qdcalc.verify(folder / "结果.xlsx")
    assert list(found.columns) == ["工作表", "单元格", "问题", "写着", "应为"]
    assert found.empty
    cell = set_cell(folder / "结果.xlsx", "校验", "", "9")
    found = qdcalc.verify(folder / "结果.xlsx", folder)
    assert found[["工作表", "单元格"]].to_numpy().tolist()[0] == ["校验", cell]
    assert found["写着"][0] == "“9”"


@pytest.mark.thorough
def test_a_file_and_a_frame_together_are_run_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = shutil.copy(SOURCES["staffing"], tmp_path / "平台.xlsx")
    costs = pd.DataFrame({"级别": ["社区(村)"], "人均年经费（元）": [90_000.0]})
    out = qdcalc.staffing.assess(source, costs=costs).to_excel(tmp_path / "结果.xlsx")
    assert qdcalc.verify(out, costs).empty
    assert qdcalc.verify(out, {"经费标准": costs}).empty
    assert not qdcalc.verify(out, {"经费标准": costs * [1, 2]}).empty
    code, _, err = verify(capsys, out)
    assert code == 2
    assert 'qdcalc.verify(结果, {"经费标准": 当时的表})，当时的文件放在结果旁边' in err


@pytest.mark.thorough
def test_another_environment_does_not_hide_a_changed_layout(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = Book(folder / "结果.xlsx")
    book.edit("运行信息", lambda x: re.sub(r"pandas [\d.]+", "pandas 0.0.1", x))
    assert verify(capsys, book.save(folder / "一.xlsx"))[0] == 0  # another pandas may do the same
    around('left="0.4"', 'left="4"')(book)
    code, out, _ = verify(capsys, book.save(folder / "二.xlsx"))
    assert code == 1
    assert "版面、样式或打印设置" in out


@pytest.mark.thorough
def test_frames_are_compared_with_the_frames_of_the_run(tmp_path: Path) -> None:
    how: Any = {"sheet_name": "服务平台", "header": 1, "dtype": object}
    frame = pd.read_excel(SOURCES["staffing"], engine="openpyxl", **how)
    qdcalc.staffing.assess(frame).to_excel(tmp_path / "结果.xlsx")
    assert qdcalc.verify(tmp_path / "结果.xlsx", frame).empty
    with pytest.raises(qdcalc.FileError, match="DataFrame"):
        qdcalc.verify(tmp_path / "结果.xlsx")
    assert not qdcalc.verify(tmp_path / "结果.xlsx", frame.head(3)).empty
    with pytest.raises(qdcalc.FileError, match="是文件"):
        qdcalc.verify(result("staffing"), frame)


def test_what_was_changed_is_told_before_formulas_without_a_result(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """openpyxl saves no result of a formula: hundreds of them must not hide one changed cell.

    The cell is in 目标任务, a sheet behind those whose formulas have no result.
    """
    book = openpyxl.load_workbook(folder / "结果.xlsx")
    book["目标任务"]["A2"] = "动过"
    book.save(folder / "结果.xlsx")
    code, out, _ = verify(capsys, folder / "结果.xlsx")
    first, *lines = out.splitlines()
    told = re.search(r"有 ([\d,]+) 处.*（其中 ([\d,]+) 处只是公式没有结果，列在最后）", first)
    assert code == 1
    assert told
    count, without = (int(number.replace(",", "")) for number in told.groups())
    changed = [line for line in lines if "公式没有结果" not in line and "另有" not in line]
    assert without > 100
    assert len(changed) == count - without
    assert lines[: len(changed)] == changed
    assert any(line.startswith("目标任务!A2　值：写着 “动过”") for line in changed)


@pytest.mark.thorough
def test_many_differences_are_counted(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book = openpyxl.load_workbook(folder / "结果.xlsx")
    book.worksheets[1].insert_rows(2)
    book.save(folder / "结果.xlsx")
    code, out, _ = verify(capsys, folder / "结果.xlsx")
    assert code == 1
    assert len(out.splitlines()) == 102
    assert re.search(r"……另有 [\d,]+ 处", out)
