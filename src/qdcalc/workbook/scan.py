"""What calamine does not tell: error values, formulas without results, hidden rows.

calamine shows an error value and a formula that was never calculated as a blank cell. The sheet's
XML is searched for them; a sheet without any costs one search.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

from qdcalc.cells import ERROR_VALUE, NO_RESULT
from qdcalc.problems import ERROR, Fault
from qdcalc.raw import Unreadable

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_RELATION = re.compile(r"\}id$")
_TAG = re.compile(rb"<(?:\w+:)?(row|c)\b((?:[^>\"']|\"[^\"]*\"|'[^']*')*)>")
_ATTRIBUTE = re.compile(rb"\b(r|t|hidden)=[\"']([^\"']*)[\"']")
_VALUE = re.compile(rb"<(?:\w+:)?(?:v|t)\b[^>]*>([^<]*)<")
_EMPTY_VALUE = re.compile(rb"<(?:\w+:)?v\b[^>]*/?>")
_FORMULA = re.compile(rb"<(?:\w+:)?f\b")
_SUSPECT = re.compile(rb"\bt=[\"']e[\"']|<(?:\w+:)?f\b|\bhidden=|<!\[CDATA\[|<(?:\w+:)?v>[^<]*&#")
_TRUE = {"1", "true"}
_TEXTS = {"s", "str", "inlineStr"}
ODD_VALUE = Fault(
    "C19", ERROR, "单元格的内容写法特殊，读不出来", "请用 Excel 或 WPS 打开文件，保存后再运行"
)
# references so far right or down that few rows can't fill the block up to them
_FAR = re.compile(
    rb"\br=[\"'](?:[A-Za-z]{3,}\d|[A-Za-z]{2}\d{5}|[A-Za-z]\d{6}|\d{6}|[A-Za-z]+\d{7})"
)
_VERY_FAR = re.compile(rb"\br=[\"'](?:[A-Za-z]{3,}\d|[A-Za-z]*\d{7})")
_FEW_ROWS = 10_000
_LAST_ROW_NUMBER, _LAST_COLUMN = 1_048_576, 16_384
_SPREAD = 50  # times as many cells as are filled
_MOST_CELLS = 20_000_000
_REFERENCE = re.compile(r"([A-Z]{1,20})(\d{1,20})")
_ROW = re.compile(r"\d{1,7}")


@dataclass(frozen=True)
class Scan:
    """Cells (row and column from 0) without a value of their own, and hidden rows (from 1).

    ``far_cell`` is a filled cell so far from the others that the sheet can't be laid out.
    """

    unreadable: dict[tuple[int, int], Unreadable] = field(default_factory=dict)
    hidden_rows: frozenset[int] = frozenset()
    far_cell: str = ""


def scan_sheet(path: Path, sheet: str) -> Scan:
    """Search one sheet's XML.

    Parameters
    ----------
    path : Path
        An .xlsx or .xlsm file.
    sheet : str
        The sheet's name as the workbook has it.
    """
    with zipfile.ZipFile(path) as archive:
        part = sheet_parts(archive).get(sheet)
        if not part:
            return Scan()
        xml = archive.read(part)
    if _is_spread_out(xml) and (far := _far_cell(xml)):
        return Scan(far_cell=far)
    if not _SUSPECT.search(xml):
        return Scan()
    return _scan(xml)


def _is_spread_out(xml: bytes) -> bool:
    """Say at little cost whether rows or columns of the sheet may lie far apart."""
    has_few_rows = xml.count(b"row ") + xml.count(b"row>") < _FEW_ROWS
    return (_FAR if has_few_rows else _VERY_FAR).search(xml) is not None


def _cells(xml: bytes) -> Iterator[tuple[bool, dict[str, str], bytes]]:
    """Yield each row's start and each cell: is it a row, its attributes, what is inside."""
    tags = _TAG.finditer(xml)
    tag = next(tags, None)
    while tag is not None:
        following = next(tags, None)
        is_empty = tag[2].endswith(b"/")
        end = len(xml) if following is None else following.start()
        inside = b"" if is_empty or tag[1] == b"row" else xml[tag.end() : end]
        yield tag[1] == b"row", _attributes(tag[2]), inside
        tag = following


def _far_cell(xml: bytes) -> str:
    """Return the last filled cell if the block up to it is mostly empty and very large."""
    filled, bottom, right, far = 0, 0, 0, ""
    for is_row, attributes, inside in _cells(xml):
        reference = _REFERENCE.fullmatch(attributes.get("r", "").upper())
        if is_row or reference is None or not _VALUE.search(inside):
            continue
        filled += 1
        row, column = int(reference[2]), column_number(reference[1]) + 1
        if row > bottom or column > right:
            far = reference[0]
        bottom, right = max(bottom, row), max(right, column)
    if bottom > _LAST_ROW_NUMBER or right > _LAST_COLUMN:
        return far
    area = bottom * right
    return far if area > _MOST_CELLS and area > _SPREAD * filled else ""


def _scan(xml: bytes) -> Scan:
    """Walk through rows and cells; where a program wrote no references they are counted."""
    unreadable: dict[tuple[int, int], Unreadable] = {}
    hidden = set()
    row = column = -1
    for is_row, attributes, inside in _cells(xml):
        if is_row:
            number = attributes.get("r", "")
            row, column = int(number) - 1 if _ROW.fullmatch(number) else row + 1, -1
            if attributes.get("hidden") in _TRUE:
                hidden.add(row + 1)
            continue
        reference = _REFERENCE.fullmatch(attributes.get("r", "").upper())
        column = column_number(reference[1]) if reference else column + 1
        row = int(reference[2]) - 1 if reference else row
        found = _unreadable(attributes.get("t", ""), inside)
        if found is not None:
            unreadable[row, column] = found
    return Scan(unreadable, frozenset(hidden))


def _attributes(text: bytes) -> dict[str, str]:
    return {k.decode(): v.decode("utf-8", "replace") for k, v in _ATTRIBUTE.findall(text)}


def _unreadable(kind: str, inside: bytes) -> Unreadable | None:
    value = _VALUE.search(inside)
    if kind == "e":
        text = value[1].decode("utf-8", "replace") if value else "#N/A"
        return Unreadable(text, ERROR_VALUE)
    if b"<![CDATA[" in inside or (value and b"&#" in value[1] and kind not in _TEXTS):
        return Unreadable("？", ODD_VALUE)
    # an empty <v> of a text formula is its stored result: nothing
    is_stored = kind == "str" and _EMPTY_VALUE.search(inside)
    has_value = value is not None and value[1]
    if _FORMULA.search(inside) and not has_value and not is_stored:
        return Unreadable("公式", NO_RESULT)
    return None


def column_number(letters: str) -> int:
    """Return a column's number from 0: A is 0."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def column_letters(number: int) -> str:
    """Return a column's letters: 0 is A."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return the archive's member that holds each sheet, by the sheet's name."""
    workbook = _workbook_part(archive)
    folder, name = posixpath.split(workbook)
    relations = ElementTree.fromstring(archive.read(f"{folder}/_rels/{name}.rels".lstrip("/")))
    targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    parts = {}
    for element in ElementTree.fromstring(archive.read(workbook)).iter():
        if element.tag in (f"{_MAIN}sheet", f"{_STRICT}sheet"):
            relation = next((v for k, v in element.items() if _RELATION.search(k)), None)
            target = targets.get(relation, "")
            inside = target.lstrip("/") if target.startswith("/") else f"{folder}/{target}"
            parts[element.get("name", "")] = posixpath.normpath(inside) if target else ""
    return parts


def _workbook_part(archive: zipfile.ZipFile) -> str:
    for element in ElementTree.fromstring(archive.read("_rels/.rels")):
        if element.get("Type", "").endswith("/officeDocument"):
            return element.get("Target", "xl/workbook.xml").lstrip("/")
    return "xl/workbook.xml"
