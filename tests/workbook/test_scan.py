"""The quick search of a sheet's XML lets no cell through that has to be looked at.

Contract: workbooks.md "error values … formulas without results … hidden rows"; loaded.py's own
words: a sheet without any costs one search. What a walk through every cell finds is the reference.
"""

from __future__ import annotations

import random
import re

import pytest

from qdcalc.workbook import scan
from qdcalc.workbook.scan import Scan

NO_MARKS = scan._Marks({}, frozenset(), {})
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


def test_what_the_search_passes_over_has_nothing_in_any_cell() -> None:
    passed = [xml for xml in sheets() if not scan._is_suspect(xml)]
    assert len(passed) > 20
    for xml in passed:
        assert scan._scan(xml, NO_MARKS) == Scan(), xml


def test_the_search_finds_what_the_literals_and_patterns_alone_find() -> None:
    exponent, formula = rb"[eE][+-]?[0-9]{3}[0-9]*<", rb"<(?:[\w.-]+:)?f\b"
    for xml in sheets():
        data = xml[xml.index(b"<sheetData>") : xml.index(b"</sheetData>")]
        wanted = any(own in data for own in (*scan._SUSPECT, b"0" * scan._LONG))
        wanted |= bool(re.search(exponent, data) or re.search(formula, data))
        assert scan._is_suspect(xml) == wanted, data


@pytest.mark.parametrize("odd", ["<!-- x -->", "<?pi?>", "<![CDATA[x]]>"])
def test_a_comment_behind_the_cells_is_looked_at_as_before(odd: str) -> None:
    xml = f'{HEAD}<sheetData><row><c r="A1"><v>1</v></c></row></sheetData>{odd}{TAIL}'.encode()
    assert scan._is_suspect(xml)


def test_a_sheet_that_is_empty_or_prefixed_is_searched_whole() -> None:
    assert not scan._is_suspect(f"{HEAD}<sheetData/></worksheet>".encode())
    prefixed = '<x:worksheet><x:sheetData><x:row><x:c r="A1" t="e"/></x:row></x:sheetData>'
    assert scan._is_suspect(prefixed.encode())
    assert not scan._is_suspect(prefixed.replace('"e"', '"n"').encode())


@pytest.mark.parametrize(
    ("reference", "few", "many"),
    [("A1", 0, 0), ("ZZ9999", 0, 0), ("AAA1", 1, 1), ("AA10000", 1, 0), ("A100000", 1, 0),
     ("A1000000", 1, 1), ("xfd1", 1, 1)],
)  # fmt: skip
def test_far_references(reference: str, few: int, many: int) -> None:
    cell = f'<c r="{reference}"><v>1</v></c>'
    assert scan._is_spread_out(f"<row>{cell}</row>".encode()) == bool(few)
    rows = "<row r='1'></row>" * scan._FEW_ROWS
    assert scan._is_spread_out(f"{rows}<row>{cell}</row>".encode()) == bool(many)
