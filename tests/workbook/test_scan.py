"""The quick search of a sheet's XML lets no cell through that has to be looked at.

Contract: workbooks.md "error values … formulas without results … hidden rows"; issue 15: marks and
scan in twice calamine's own time. What a walk through every cell finds is the reference.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from qdcalc.intake.typed import take_in
from qdcalc.notice.catalogue import find
from qdcalc.table.problems import Problems
from qdcalc.workbook import scan, suspects
from qdcalc.workbook.read import read_files
from qdcalc.workbook.scan import Scan
from qdcalc.workbook.suspects import Body, Wanted
from qdcalc.workbook.xml_cells import xml_cells
from workbook.books import SHEET1, patch, write

NO_MARKS = scan._Marks({}, frozenset(), {})
NOTHING = Wanted(frozenset(), frozenset())
HEAD = '<?xml version="1.0"?>\n<worksheet xmlns="http://x/office/2006/main"><cols/>'
TAIL = "<conditionalFormatting><x14:f>A1</x14:f></conditionalFormatting></worksheet>"
PIECES = (
    '<c r="B2" t="e"><v>#N/A</v></c>', "<c r='B2' t='e'><v>#N/A</v></c>", '<c r="B2"><f>A1</f></c>',
    '<c r="B2"><f>A1</f><v>3</v></c>', '<x:c r="B2"><x:f>A1</x:f></x:c>', '<c r="B2"><f/></c>',
    '<c r="B2"><v>1E-400</v></c>', '<c r="B2"><v>1e400</v></c>', '<c r="B2"><v>1E+308</v></c>',
    '<c r="B2"><v>2.5000000000000001E-2</v></c>', '<c r="E123"><v>5</v></c>', "<v>1E99</v>",
    f'<c r="B2"><v>0.{"0" * 60}1</v></c>', '<c r="B2"><v>&#49;2</v></c>', "<!-- a -->",
    '<c r="B2"><v><![CDATA[5]]></v></c>', "<?pi x?>", '<c t="str" r="B2"><f>A1</f><v></v></c>',
    '<c r="B2" t="inlineStr"><is><t>氨氮! 如何? f e "e 0.004L</t></is></c>',
    "</row><row hidden='1'>",
    '</row><row r="9" hidden="1">', '</row><row r="9" hidden="0">', '<c r="AD7" s="1"/>',
    '<c r="B2" t="inlineStr"><is><r><rPr><strike/></rPr><t>5</t></r></is></c>',
    '<c r="B2" t="inlineStr"><is><r><rPr><vertAlign val="superscript"/></rPr><t>5</t></r></is></c>',
    '<c r="C3" s="2"><v>43376</v></c>', '<c r="D3"><v>0.0825</v></c>',
    '<c r="A3" t="s"><v>4</v></c>',
)  # fmt: skip


def sheets() -> list[bytes]:
    """Return sheets of a few cells each, one or two of them odd, one with every piece alone."""
    chance = random.Random(7)
    bodies = [[piece] for piece in PIECES]
    bodies += [chance.choices(PIECES, k=chance.randrange(6)) for _ in range(300)]
    return [
        f"{HEAD}<sheetData><row r='1'>{''.join(body)}</row></sheetData>{TAIL}".encode()
        for body in bodies
    ]


def walked(xml: bytes, marks: scan._Marks = NO_MARKS) -> Scan:
    """Return what a walk through every row and cell finds."""
    body = Body(xml)
    return scan._told(xml_cells(xml, body.start, body.end), marks)


def test_what_the_search_passes_over_has_nothing_in_any_cell() -> None:
    passed = [xml for xml in sheets() if not Body(xml).is_suspect(NOTHING)]
    assert len(passed) > 20
    for xml in passed:
        assert walked(xml) == Scan(), xml


def test_the_search_finds_what_the_literals_and_patterns_alone_find() -> None:
    exponent, formula = rb"[eE][+-]?[0-9]{3}[0-9]*\s*<", rb"<(?:[\w.-]+:)?f\b"
    for xml in sheets():
        data = xml[xml.index(b"<sheetData>") : xml.index(b"</sheetData>")]
        wanted = any(own in data for own in (*suspects.SUSPECT, b"0" * suspects.LONG))
        wanted |= bool(re.search(exponent, data) or re.search(formula, data))
        assert Body(xml).is_suspect(NOTHING) == wanted, data


CELLS = (
    '<c r="{r}"><v>1.5</v></c>', '<c r="{r}" s="1"><v>43376</v></c>', '<c r="{r}" s="2"/>',
    '<c r="{r}" t="s"><v>4</v></c>', '<c r="{r}" t="s"><v>12</v></c>',
    '<c r="{r}" t="inlineStr"><is><t>&lt;0.025</t></is></c>', '<c s="7" r="{r}"><v>2</v></c>',
    '<c r="{r}" t="inlineStr"><is><t>hidden "e" &amp; strike E1234</t></is></c>',
)  # fmt: skip
ODD_CELLS = (
    '<c r="{r}" t="e"><v>#N/A</v></c>', "<c r='{r}' t='e'><f>1/0</f><v>#DIV/0!</v></c>",
    '<c r="{r}"><f>A1</f></c>', '<c r="{r}"><f>A1</f><v></v></c>', '<c r="{r}"><f>A1</f><v/></c>',
    '<c r="{r}"><f>A1*2</f><v>3</v></c>', '<c r="{r}"><f t="shared" si="0"/><v>3</v></c>',
    '<c r="{r}"><f t="shared" si="0"/></c>', '<c r="{r}" t="str"><f>A1</f><v></v></c>',
    '<c r="{r}" t="str"><f>A1</f><v>&lt;1</v></c>', '<c r="{r}"><f>A1</f><v> </v></c>',
    '<c r="{r}"><f a=">">A1</f><v>3</v></c>', '<c r="{r}"><f>A1</f> <v>3</v></c>',
    '<c r="{r}"><v>1E-400</v></c>', '<c r="{r}"><v>1e400 </v></c>', '<c r="{r}"><v>1&amp;</v></c>',
    f'<c r="{{r}}"><v>0.{"0" * 400}1</v></c>', f'<c r="{{r}}"><v>{"9" * 330}</v></c>',
    f'<c r="{{r}}"><f>1</f><v>{"9" * 330}</v></c>', f'<c r="{{r}}"><v>{"9" * 215}E99</v></c>',
    f'<c r="{{r}}"><v>0.{"0" * 215}1E-99</v></c>', f'<c r="{{r}}"><v>.{"3" * 401}</v></c>',
    f'<c r="{{r}}"><v>{"3" * 201}.{"3" * 200}</v></c>',
    f'<c r="{{r}}"><v>{"9" * 220}E12</v></c>', f'<c r="{{r}}"><v>0.{"0" * 215}1E-9</v></c>',
    '<c r="{r}"><v>&#49;2</v></c>',
    '<c r="{r}" t="inlineStr"><is><r><rPr><strike/></rPr><t>5</t></r></is></c>',
    '<c r="{r}" t="inlineStr"><is><r><rPr><vertAlign val="subscript"/></rPr><t>5</t></r></is></c>',
    '<c r="{r}" t="s"><v>1</v></c>', '<c r="{r}" s="5"><v>2</v></c>', '<c r="{r}" s="5"/>',
    '<c r="{r}" t="inlineStr" s="5"><is><t></t></is></c>',
)  # fmt: skip
ROWS = ('<row r="{n}">',) * 5 + (
    '<row r="{n}" hidden="1">', "<row r='{n}' hidden = 'true'>", '<row hidden="0" r="{n}">',
    '<row r="{n}" spans="1:6" ht="1">',
)  # fmt: skip
UNTOLD = ("<c><f>A1</f></c>", "<!-- x -->", '<x:c r="B2"><x:f>A1</x:f></x:c>', "<row hidden='1'/>")
MARKS = scan._Marks({1: True, 3: False}, frozenset({5}), {})
WANTED = Wanted(MARKS.strings.keys(), MARKS.struck)


def random_sheets(count: int, *more: str) -> Iterator[bytes]:
    """Yield sheets of plain cells, a few odd ones among them."""
    for seed in range(count):
        chance = random.Random(seed)
        lines = []
        for n in range(1, chance.randrange(2, 12)):
            cells = [
                chance.choice(ODD_CELLS if chance.random() < 0.1 else CELLS).format(r=f"{c}{n}")
                for c in "ABCDEF"
            ]
            lines.append(f"{chance.choice(ROWS).format(n=n)}{''.join(cells)}</row>")
        lines.insert(chance.randrange(len(lines) + 1), chance.choice([*more, ""]))
        yield f"{HEAD}<sheetData>{''.join(lines)}</sheetData>{TAIL}".encode()


@pytest.mark.parametrize("count", [150, pytest.param(3000, marks=pytest.mark.thorough)])
def test_a_look_at_the_cells_found_tells_what_a_walk_tells(count: int) -> None:
    looks = cells = 0
    for xml in random_sheets(count):
        found = Body(xml).suspects(WANTED)
        assert found is not None
        assert scan._told(found, MARKS) == walked(xml, MARKS), xml
        looks, cells = looks + len(found), cells + xml.count(b"<c ")
    assert 0 < 3 * looks < cells  # few are looked at


@pytest.mark.parametrize("odd", [*CELLS, *ODD_CELLS, *ROWS])
def test_each_cell_alone_is_told_as_a_walk_tells_it(odd: str) -> None:
    for cell in (odd, f"{odd}<c r='B2'><v>1</v></c>"):
        row = cell if odd in ROWS else f"<row r='2'>{cell}"
        xml = f"{HEAD}<sheetData>{row.format(r='A2', n=2)}</row></sheetData>{TAIL}".encode()
        found = Body(xml).suspects(WANTED)
        assert found is not None
        assert scan._told(found, MARKS) == walked(xml, MARKS), xml


def test_cells_that_a_search_cannot_tell_are_walked_through() -> None:
    are_walked = 0
    for xml in random_sheets(60, *UNTOLD):
        are_walked += Body(xml).suspects(WANTED) is None
        assert scan._scan(Body(xml), MARKS) == walked(xml, MARKS), xml
    assert are_walked > 20


@pytest.mark.parametrize(
    "cell",
    ['<x:c r="A1" t="s"><x:v>1</x:v></x:c>', '<x:c r="A1" s="5"><x:v>2</x:v></x:c>',
     '<c r="A1" t="s"><x:v>1</x:v></c>', '<c r="A1" t="s"><v a="b">\n001</v></c>',
     "<c r='A1' s = '5'><v>2</v></c>"],
)  # fmt: skip
def test_marked_strings_and_styles_are_found_however_they_are_written(cell: str) -> None:
    xml = f'{HEAD}<sheetData><row r="1">{cell}</row></sheetData>{TAIL}'.encode()
    assert walked(xml, MARKS) != Scan()
    assert scan._scan(Body(xml), MARKS) == walked(xml, MARKS)


def test_many_marked_strings_are_walked_through() -> None:
    strings = dict.fromkeys(range(2, 2000), True)
    xml = next(random_sheets(1))
    marks = scan._Marks(strings, frozenset(), {})
    assert Body(xml).suspects(Wanted(strings.keys(), frozenset())) is None
    assert walked(xml, marks).rich
    assert scan._scan(Body(xml), marks) == walked(xml, marks)


def test_a_column_of_formulas_with_results_needs_no_look() -> None:
    formulas = "".join(f'<row r="{n}"><c r="A{n}"><f>B{n}</f><v>{n}</v></c></row>'
                       for n in range(1, 50))  # fmt: skip
    hidden = '<row r="50" hidden="1"><c r="A50"><f>B50</f><v/></c></row>'
    xml = f"{HEAD}<sheetData>{formulas}{hidden}</sheetData>{TAIL}".encode()
    found = Body(xml).suspects(NOTHING)
    assert found is not None
    assert [cell.attributes["r"] for cell in found] == ["50", "A50"]


def test_the_formulas_of_conditional_formats_are_none_of_the_last_cell() -> None:
    xml = f"{HEAD}<sheetData><row r='1' hidden='1'><c r='A1'></c></row></sheetData>{TAIL}".encode()
    assert scan._scan(Body(xml), NO_MARKS) == Scan(hidden_rows=frozenset({1}))


HEADER = ("月份", "序号", "氨氮", "总磷", "断面名称", "采样日期")


THOROUGH = [pytest.param(seed, marks=pytest.mark.thorough) for seed in range(8, 80)]


@pytest.mark.parametrize("seed", [*range(8), *THOROUGH])
def test_a_workbook_is_read_as_by_a_walk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    chance = random.Random(seed)
    rows = [("2018-11", n, 1.5, 0.2, f"断面{n}", "2018-11-03") for n in range(1, 20)]
    path = write(tmp_path / "a.xlsx", HEADER, *rows)
    for _ in range(5):
        cell = f"{chance.choice('ABCDEF')}{chance.randrange(2, 20)}"
        new = chance.choice((*CELLS[:3], *ODD_CELLS[:-4])).format(r=cell)
        patch(path, SHEET1, rf"<c r=.{cell}\b[^>]*?(?:/>|>.*?</c>)", new.replace("\\", r"\\"))
    number = chance.randrange(2, 20)
    patch(path, SHEET1, rf'<row r="{number}"', rf'<row r="{number}" hidden="1"')
    if chance.random() < 0.5:
        left, top = chance.choice("ABCDE"), chance.randrange(1, 19)
        merged = f'<mergeCell ref="{left}{top}:{chr(ord(left) + 1)}{top + chance.randrange(2)}"/>'
        patch(path, SHEET1, "</sheetData>", f"</sheetData><mergeCells>{merged}</mergeCells>")
    found = read_and_told(path)
    monkeypatch.setattr(Body, "suspects", lambda *_: None)
    assert found == read_and_told(path)
    assert found[2]


def read_and_told(path: Path) -> tuple[Any, Any, list[tuple[str, ...]]]:
    """Read a workbook; return its columns, its typed frame and what is said of it."""
    problems = Problems()
    tables = [table for table in find("water-month").inputs if table.name == "readings"]
    found = read_files([path], tables, problems)
    if not found:  # a merged heading
        return None, None, [p.texts() for p in problems.as_found()]
    raw = found["readings"]
    data = take_in(raw, problems)
    columns = {name: [str(c) for c in cells] for name, cells in raw.columns.items()}
    frame = data.frame.astype("string").fillna("（空）").to_dict("list")
    return columns, (frame, data.marks), [p.texts() for p in problems.as_found()]


@pytest.mark.parametrize("odd", ["<!-- x -->", "<?pi?>", "<![CDATA[x]]>"])
def test_a_comment_behind_the_cells_is_looked_at_as_before(odd: str) -> None:
    xml = f'{HEAD}<sheetData><row><c r="A1"><v>1</v></c></row></sheetData>{odd}{TAIL}'.encode()
    assert Body(xml).is_suspect(NOTHING)


def test_a_sheet_that_is_empty_or_prefixed_is_searched_whole() -> None:
    assert not Body(f"{HEAD}<sheetData/></worksheet>".encode()).is_suspect(NOTHING)
    prefixed = '<x:worksheet><x:sheetData><x:row><x:c r="A1" t="e"/></x:row></x:sheetData>'
    assert Body(prefixed.encode()).is_suspect(NOTHING)
    assert not Body(prefixed.replace('"e"', '"n"').encode()).is_suspect(NOTHING)


@pytest.mark.parametrize(
    ("reference", "few", "many"),
    [("A1", 0, 0), ("ZZ9999", 0, 0), ("AAA1", 1, 1), ("AA10000", 1, 0), ("A100000", 1, 0),
     ("A1000000", 1, 1), ("xfd1", 1, 1)],
)  # fmt: skip
def test_far_references(reference: str, few: int, many: int) -> None:
    cell = f'<c r="{reference}"><v>1</v></c>'
    assert scan._is_spread_out(Body(f"<row>{cell}</row>".encode())) == bool(few)
    rows = "<row r='1'></row>" * scan._FEW_ROWS
    assert scan._is_spread_out(Body(f"{rows}<row>{cell}</row>".encode())) == bool(many)


@pytest.mark.parametrize(
    ("cells", "is_dense"),
    [(("A1", "Z1000001"), True), (("A1", "AZ1000001"), True), (("A1", "BA1000001"), False),
     (("A1", "CA1", "A1000001"), False), (("A1", "AA1048576"), True), (("A1", "A1048577"), False),
     (("A1", "AAA2"), False), (("A1", "XFE1"), False), (("A1", "AAAA1"), False),
     (("a1", "b1000001"), True), (("A1", "A12345678"), False)],
)  # fmt: skip
def test_a_million_rows_are_no_far_cell_where_enough_are_filled(
    monkeypatch: pytest.MonkeyPatch, cells: tuple[str, ...], is_dense: bool
) -> None:
    # 52 columns of 1,048,576 rows hold a cell of each 27,262,976 here
    monkeypatch.setattr(scan, "_SPREAD", 27_262_976 if len(cells) == 2 else 20_000_000)
    xml = "".join(f'<c r="{cell}"><v>1</v></c>' for cell in cells).encode()
    assert scan._is_dense(xml) == is_dense
    if is_dense:
        assert scan._far_cell(xml) == ""


def test_cells_without_values_fill_nothing() -> None:
    cells = "".join(f'<c r="A{n}"/>' for n in range(1, 1000)) + '<c r="Z1000001"><v>1</v></c>'
    assert not scan._is_dense(cells.encode())
    assert scan._far_cell(cells.encode()) == "Z1000001"
