"""Cells that show more than a value: raised and struck-out figures, merged numbers, odd XML.

Contract: workbooks.md "An Excel error value … is an error naming the cell, never silently empty;
so is a number out of rich text with raised, lowered or struck-out parts" and "merged keys and
texts are filled, a merged number over several columns or amounts is an error"; issue 10 "Rich
text: 在编 `3` with a raised footnote `1` is read as 31; a struck-out `2` and `3` as 23", "A merged
number over two number columns (F2:G2 = 3) counts twice, over two rows of 政府主导 it is paid
twice", "An error value whose tag has blanks (`t = "e"`) … read as blank".
"""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from qdcalc.errors import FileError
from qdcalc.intake.typed import take_in
from qdcalc.notice.catalogue import find
from qdcalc.table.description import Table
from qdcalc.table.problems import Problems
from qdcalc.workbook.read import read_files
from workbook.books import SHEET1, edit, patch, write

PLATFORMS = ("区市", "街道", "名称", "级别", "服务对象数", "在编", "购买服务")
PLATFORM = ("市南", "A街道", "A中心", "街道(镇)", 6000, 3, 2)
LED = ("项目", "年度", "首届", "核定金额", "承办单位")
FIRST, SECOND = ("甲", 2019, "是", 100, "丙"), ("乙", 2019, "是", 100, "丙")
READINGS = ("月份", "序号", "氨氮", "总磷")
TABLES = {t.label: t for c in ("water-year", "expo", "staffing") for t in find(c).inputs}
Said = list[tuple[str, str, str]]


def taken(path: Path, label: str) -> tuple[dict[str, list[Any]], Said]:
    """Read one table of a workbook; return its values and level, code, cell of what was said."""
    problems = Problems()
    table: Table = TABLES[label]
    raw = read_files([path], [table], problems)
    found = take_in(raw[table.name], problems).frame
    values = {table.column(str(name)).label: list(found[name]) for name in found}
    return values, [(p.fault.level, p.fault.code, p.cell) for p in problems]


Part = tuple[str, str]  # text and format


def rich(path: Path, label: str, header: Sequence[object], row: Sequence[object],
         **cells: Sequence[Part]) -> Path:  # fmt: skip
    """Write a sheet of which some cells (``F2=…``) are rich text."""
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet(label)
    formats = {
        "plain": book.add_format(),
        "bold": book.add_format({"bold": True}),
        "raised": book.add_format({"font_script": 1}),
        "lowered": book.add_format({"font_script": 2}),
        "struck": book.add_format({"font_strikeout": True}),
    }
    for number, line in enumerate((header, row)):
        sheet.write_row(number, 0, line)
    for cell, parts in cells.items():
        pieces = [piece for text, name in parts for piece in (formats[name], text)]
        assert sheet.write_rich_string(cell, *pieces) == 0
    book.close()
    return path


MARKED: list[Sequence[Part]] = [
    [("3", "plain"), ("1", "raised")],
    [("3", "plain"), ("1", "lowered")],
    [("2", "struck"), ("3", "plain")],
    [("1", "raised"), ("3", "plain")],
]


@pytest.mark.parametrize("parts", MARKED, ids=str)
@pytest.mark.parametrize(
    ("label", "header", "row", "cell"),
    [
        ("服务平台", PLATFORMS, PLATFORM, "F2"),  # hundredths
        ("服务平台", PLATFORMS, PLATFORM, "E2"),  # whole
        ("政府主导", LED, ("甲", 2019, "是", 100, "乙"), "D2"),  # money
        ("政府主导", LED, ("甲", 2019, "是", 100, "乙"), "B2"),  # year
        ("政府主导", LED, ("甲", 2019, "是", 100, "乙"), "C2"),  # 是/否
        ("监测数据", READINGS, ("2018-11", 1, 1.5, 0.2), "C2"),  # reading
        ("监测数据", READINGS, ("2018-11", 1, 1.5, 0.2), "B2"),  # code
        ("监测数据", READINGS, ("2018-11", 1, 1.5, 0.2), "A2"),  # month
        ("责任认定", ("月份", "序号", "区市", "责任比例"), ("2018-11", 1, "平度", 0.5), "D2"),
        ("突发环境事件", ("日期", "区市", "事件等级"), ("2018-11-03", "平度", "一般"), "A2"),
        ("突发环境事件", ("日期", "区市", "事件等级"), ("2018-11-03", "平度", "一般"), "C2"),
    ],
)
def test_a_value_with_a_footnote_or_a_struck_out_part_is_an_error(
    tmp_path: Path, parts: Sequence[Part], label: str, header: Any, row: Any, cell: str
) -> None:
    path = rich(tmp_path / "a.xlsx", label, header, row, **{cell: parts})
    _, said = taken(path, label)
    assert said == [("错误", "C24", cell)]


@pytest.mark.parametrize(
    "parts", [[("3", "bold"), ("1", "plain")], [("3", "plain"), (" ", "raised")]]
)
def test_bold_figures_and_raised_blanks_change_no_number(
    tmp_path: Path, parts: Sequence[Part]
) -> None:
    path = rich(tmp_path / "a.xlsx", "服务平台", PLATFORMS, PLATFORM, F2=parts)
    values, said = taken(path, "服务平台")
    assert said == []
    assert values["在编"] == [100 * int("".join(text for text, _ in parts))]


@pytest.mark.parametrize("parts", MARKED, ids=str)
def test_a_marked_name_is_named(tmp_path: Path, parts: Sequence[Part]) -> None:
    path = rich(tmp_path / "a.xlsx", "服务平台", PLATFORMS, PLATFORM, C2=parts)
    values, said = taken(path, "服务平台")
    assert said == [("警告", "C25", "C2")]
    assert values["名称"] == ["".join(text for text, _ in parts)]


def test_a_raised_2_in_a_heading_is_part_of_its_unit(tmp_path: Path) -> None:
    header = ("展会名称", "类型", "专业场馆", "结束日期", "展览面积(m2)", "申请单位")
    row = ("甲展", "贸易", "是", "2019-05-01", 30000, "甲公司")
    squared = [("展览面积(m", "plain"), ("2", "raised"), (")", "plain")]
    values, said = taken(rich(tmp_path / "a.xlsx", "展会", header, row, E1=squared), "展会")
    assert said == []
    assert values["展览面积"] == [3_000_000]


def test_a_struck_out_unit_in_a_heading_is_an_error(tmp_path: Path) -> None:
    heading = [("氨氮", "plain"), ("(μg/L)", "struck")]
    row = ("2018-11", 1, 1.5, 0.2)
    _, said = taken(rich(tmp_path / "a.xlsx", "监测数据", READINGS, row, C1=heading), "监测数据")
    assert said == [("错误", "H10", "C1")]


def test_cells_struck_out_as_a_whole_count_and_are_named(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("服务平台")
        sheet.write_row(0, 0, PLATFORMS)
        sheet.write_row(1, 0, PLATFORM, book.add_format({"font_strikeout": True}))
        sheet.write_row(2, 0, ("市南", "B街道", "B中心", "街道(镇)", 6000, 3, 2))
    values, said = taken(path, "服务平台")
    assert said == [("警告", "C26", "")]
    assert values["在编"] == [300, 300]


INLINE = '<c r="F2" t="inlineStr"><is><r><t>3</t></r><r><rPr>{}</rPr><t>1</t></r></is></c>'


@pytest.mark.parametrize(
    ("properties", "codes"),
    [('<vertAlign val="superscript"/>', ["C24"]), ("<strike/>", ["C24"]),
     ('<strike val = "1"/>', ["C24"]), ('<strike val="0"/>', []), ("<b/>", []),
     ('<vertAlign val="baseline"/>', [])],
)  # fmt: skip
def test_rich_text_inside_the_cell(tmp_path: Path, properties: str, codes: list[str]) -> None:
    path = write(tmp_path / "a.xlsx", PLATFORMS, PLATFORM, sheet="服务平台")
    patch(path, SHEET1, r'<c r="F2".*?</c>', INLINE.format(properties))
    assert [code for _, code, _ in taken(path, "服务平台")[1]] == codes


# ------------------------------------------------------------------------- merged numbers


def merged(path: Path, label: str, lines: Sequence[Sequence[object]], *ranges: str) -> Path:
    def change(sheet: Any) -> None:
        for cells in ranges:
            sheet.merge_cells(cells)

    return edit(write(path, *lines, sheet=label), change, label)


@pytest.mark.parametrize(
    ("label", "lines", "cells"),
    [
        ("服务平台", [PLATFORMS, (*PLATFORM[:5], 3, None)], "F2:G2"),
        ("服务平台", [PLATFORMS, (*PLATFORM[:5], "3", None)], "F2:G2"),
        ("服务平台", [PLATFORMS, (*PLATFORM[:4], 6000, None, 2)], "E2:F2"),
        ("服务平台", [PLATFORMS, PLATFORM, (*PLATFORM[:4], None, 1, 1)], "E2:E3"),
        ("政府主导", [LED, FIRST, (*SECOND[:3], None, "丙")], "D2:D3"),
        ("政府主导", [LED, (*FIRST[:3], "1,000", "丙"), (*SECOND[:3], None, "丙")], "D2:D3"),
        ("监测数据", [READINGS, ("2018-11", 1, 1.5, None)], "C2:D2"),
        ("监测数据", [READINGS, ("2018-11", 1, "0.05L", None)], "C2:D2"),
        ("监测数据", [READINGS, ("2018-11", 1, 1.5, 0.2), ("2018-11", 3, None, 0.2)], "C2:C3"),
        ("监测数据", [("月份", "序号", "断流"), ("2018-11", 1, None)], "B2:C2"),
        ("责任认定", [("月份", "序号", "区市", "责任比例"), ("2018-11", 1, "平度", 0.5),
                  ("2018-11", 1, "莱西", None)], "D2:D3"),
    ],
)  # fmt: skip
def test_a_merged_number_over_columns_or_amounts_is_an_error(
    tmp_path: Path, label: str, lines: Sequence[Sequence[object]], cells: str
) -> None:
    path = merged(tmp_path / "a.xlsx", label, lines, cells)
    _, said = taken(path, label)
    assert ("错误", "C27", cells.split(":")[0]) in said


def test_the_problem_names_the_range(tmp_path: Path) -> None:
    lines = [PLATFORMS, (*PLATFORM[:5], 3, None)]
    problems = Problems()
    path = merged(tmp_path / "a.xlsx", "服务平台", lines, "F2:G2")
    read_files([path], [TABLES["服务平台"]], problems)
    assert "F2:G2" in problems.summary()


@pytest.mark.parametrize(
    ("label", "lines", "cells", "column", "wanted"),
    [
        ("监测数据", [READINGS, ("2018-11", 1, 1.5, 1), ("2018-11", None, 1, 1)], "B2:B3", "序号",
         ["1", "1"]),
        ("政府主导", [LED, FIRST, ("乙", None, *SECOND[2:])], "B2:B3", "年度",
         [2019, 2019]),
        ("政府主导", [LED, FIRST, (*SECOND[:4], None)], "E2:E3",
         "承办单位", ["丙", "丙"]),
        ("政府主导", [LED, FIRST, ("乙", 2019, None, 100, "丙")], "C2:C3", "首届",
         [True, True]),
        ("监测数据", [READINGS, ("2018-11", 1, "-", None)], "C2:D2", "氨氮", [None]),
        ("服务平台", [(*PLATFORMS, "外"), (*PLATFORM, None)], "G2:H2", "购买服务", [200]),
        ("服务平台", [PLATFORMS, PLATFORM, ("合计", None, None, None, 6000, 5, None)], "F3:G3",
         "购买服务", [200]),
    ],
)  # fmt: skip
def test_merged_keys_and_texts_are_filled(
    tmp_path: Path, label: str, lines: Any, cells: str, column: str, wanted: list[object]
) -> None:
    values, said = taken(merged(tmp_path / "a.xlsx", label, lines, cells), label)
    assert [s for s in said if s[0] == "错误" and s[1] != "R01"] == []
    assert [None if v != v else v for v in values[column]] == wanted


def test_merged_dates_are_filled(tmp_path: Path) -> None:
    header = ("展会名称", "类型", "专业场馆", "开始日期", "结束日期", "展览面积", "申请单位")
    row = ("甲展", "贸易", "是", dt.date(2019, 5, 1), None, 30000, "甲公司")
    values, said = taken(merged(tmp_path / "a.xlsx", "展会", [header, row], "D2:E2"), "展会")
    assert said == []
    assert values["开始日期"] == values["结束日期"]


# ------------------------------------------------------------------------- the sheet's XML

ODD_CELLS = {
    "blanks in the tag": ("<c r='C2' t = \"e\"><v>#N/A</v></c>", "C01"),
    "single quotes": ("<c t='e' r='C2'><v>#DIV/0!</v></c>", "C01"),
    "line breaks in the tag": ("<c r='C2'\n t\n=\n'e'><v>#N/A</v></c>", "C01"),
    "another prefix": (
        "<x-y:c xmlns:x-y='http://schemas.openxmlformats.org/spreadsheetml/2006/main' r='C2' "
        "t='e'><x-y:v>#N/A</x-y:v></x-y:c>", "C01",
    ),
    "a comment in the cell": ("<c r='C2'><v>1<!-- x -->5</v></c>", "C19"),
    "an instruction in the cell": ("<c r='C2'><v>1<?x y?>5</v></c>", "C19"),
    "a character by its number": ("<c r='C2'><v>1&#53;</v></c>", "C19"),
    "a number too small": ("<c r='C2'><v>1e-400</v></c>", "C22"),
    "a number too small, written out": (f"<c r='C2'><v>0.{'0' * 400}1</v></c>", "C22"),
    "a number too large": ("<c r='C2'><v>1E+400</v></c>", "C22"),
    "a denormal number": ("<c r='C2'><v>5E-324</v></c>", "C22"),
    "a text too small for a number": ("<c r='C2' t='str'><v>1e-400</v></c>", "C22"),
    "a decimal comma": ("<c r='C2' t='str'><v>0,400</v></c>", "C21"),
    "the text #N/A": ("<c r='C2' t='inlineStr'><is><t>#N/A</t></is></c>", "C01"),
    "a formula without a result": ("<c r='C2'><f t='shared' si='0'/></c>", "C02"),
}  # fmt: skip


@pytest.mark.parametrize("name", ODD_CELLS)
def test_odd_cells_are_errors(tmp_path: Path, name: str) -> None:
    cell, code = ODD_CELLS[name]
    path = write(tmp_path / "a.xlsx", READINGS, ("2018-11", 1, 1.5, 0.2))
    patch(path, SHEET1, r'<c r="C2".*?</c>', cell)
    values, said = taken(path, "监测数据")
    assert said == [("错误", code, "C2")]
    assert values["氨氮"][0] != values["氨氮"][0]


DTD = '<!DOCTYPE a [<!ENTITY x "5">]>'
LAUGHS = '<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;"><!ENTITY x "&c;&c;&c;">]>'
FOREIGN = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("dtd", [DTD, LAUGHS, FOREIGN])
@pytest.mark.parametrize(
    ("part", "root", "put"),
    [(SHEET1, "worksheet", ("<v>1.5</v>", "<v>&x;</v>")),
     ("xl/workbook.xml", "workbook", None),
     ("xl/_rels/workbook.xml.rels", "Relationships", None),
     ("xl/styles.xml", "styleSheet", None)],
)  # fmt: skip
def test_entities_end_in_a_message(
    tmp_path: Path, dtd: str, part: str, root: str, put: tuple[str, str] | None
) -> None:
    path = write(tmp_path / "a.xlsx", READINGS, ("2018-11", 1, 1.5, 0.2))
    patch(path, part, f"<{root}", f"{dtd}<{root}")
    if put:
        patch(path, part, *put)
    with pytest.raises(FileError, match="另存为"):
        taken(path, "监测数据")


def recoded(path: Path, encode: Callable[[str], bytes]) -> None:
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[SHEET1] = encode(parts[SHEET1].decode("utf-8"))
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


@pytest.mark.parametrize("encoding", ["UTF-16", "UTF-16LE", "GB18030"])
def test_a_sheet_in_another_encoding_is_refused(tmp_path: Path, encoding: str) -> None:
    # calamine finds no cell in UTF-16: the sheet would be empty
    path = write(tmp_path / "a.xlsx", READINGS, ("2018-11", 1, 1.5, 0.2))
    head = f'<?xml version="1.0" encoding="{encoding}"?>'
    recoded(path, lambda xml: (head + xml).encode(encoding))
    with pytest.raises(FileError, match="另存为"):
        taken(path, "监测数据")


def test_names_of_sheets_with_what_cannot_be_seen(tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.xlsx", READINGS, ("2018-13", 1, 1.5, 0.2), sheet="监测\u202e数据\ufeff"
    )
    problems = Problems()
    read_files([path], [TABLES["监测数据"]], problems)
    raw = read_files([path], [TABLES["监测数据"]], problems)
    take_in(raw["readings"], problems)
    assert {p.sheet for p in problems} == {"监测数据"}
