"""What calamine does not tell: error values, formulas without results, hidden rows, marked text.

calamine shows an error value and a formula that was never calculated as a blank cell, a footnote
as one more figure of a number. The sheet's XML is searched for them, and the cells found are
looked at (:mod:`~qdcalc.workbook.suspects`): a sheet costs one search, odd cells or not.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import field, replace
from functools import lru_cache
from itertools import islice
from pathlib import Path
from xml.etree.ElementTree import Element  # the type only; parsed by defusedxml  # nosec B405

from defusedxml import ElementTree

from qdcalc.exact.patterns import Lazy
from qdcalc.intake.cells import ERROR_VALUE, NO_RESULT
from qdcalc.intake.raw import Unreadable
from qdcalc.intake.values import TOO_EXTREME, number_text
from qdcalc.record import record
from qdcalc.table.problems import ERROR, Fault
from qdcalc.workbook.number_formats import marking_formats, shown_as
from qdcalc.workbook.rich import rich_strings, struck_or_raised, struck_styles
from qdcalc.workbook.suspects import LONG, ODD, Body, Wanted
from qdcalc.workbook.xml_cells import (
    ROW_NUMBER,
    VALUE,
    XmlCell,
    column_number,
    xml_cells,
)

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_RELATION = Lazy(r"\}id$")
_NUMBER = Lazy(
    rb"\s*(?:<(?:[\w.-]+:)?f\b.*?</(?:[\w.-]+:)?f>\s*)?<(?:[\w.-]+:)?v\b[^>]*>([^<]*)<", re.S
)
_EMPTY_VALUE = Lazy(rb"<(?:[\w.-]+:)?v\b[^>]*/?>")
_FORMULA = Lazy(rb"<(?:[\w.-]+:)?f\b")
_ENCODING = Lazy(rb"\s*<\?xml[^>]*\bencoding\s*=\s*[\"']([^\"']*)")
_UTF16 = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")
_EXPONENT = Lazy(r"[eE][+-]?[0-9]{3}")
_TRUE = {"1", "true"}
_TEXTS = {"s", "str", "inlineStr"}
ODD_VALUE = Fault(
    "C19", ERROR, "单元格的内容写法特殊，读不出来", "请用 Excel 或 WPS 打开文件，保存后再运行"
)
# references so far right or down that few rows can't fill the block up to them
_FAR = Lazy(rb"r=[\"'](?:[A-Za-z]{3,}\d|[A-Za-z]{2}\d{5}|[A-Za-z]\d{6}|\d{6}|[A-Za-z]+\d{7})")
_VERY_FAR = Lazy(rb"r=[\"'](?:[A-Za-z]{3,}\d|[A-Za-z]*\d{7})")
_PERHAPS_FAR = Lazy(rb'r="[A-Za-z]{0,2}+(?:[A-Za-z]|[0-9]{7})')  # found faster
_FAR_REFERENCE = Lazy(rb"([A-Za-z]{0,3})(\d{1,7})[\"']")
_SIX_FIGURES, _TWO_LETTERS = 999_999, 702  # as far as any other reference goes
_WIDER = (
    (26, Lazy(rb"r=[\"'][A-Za-z]{2}")),
    (52, Lazy(rb"r=[\"'](?:[B-Zb-z][A-Za-z]|[A-Za-z]{3})")),
)
_ROW_TAG = Lazy(rb"row[ >]")
_FEW_ROWS = 10_000
_LAST_ROW_NUMBER, _LAST_COLUMN = 1_048_576, 16_384
_SPREAD = 50  # times as many cells as are filled
_MOST_CELLS = 20_000_000


@record
class Scan:
    """Cells (row and column from 0) without a value of their own, and hidden rows (from 1).

    ``rich`` are texts with raised, lowered or struck-out parts (is any struck out), ``struck`` the
    cells struck out as a whole. ``far_cell`` is a filled cell so far from the others that the
    sheet can't be laid out. ``shown`` is what cells show where a format alone says more of their
    number than its value, such as <0.025 of 0.025.
    """

    unreadable: dict[tuple[int, int], Unreadable] = field(default_factory=dict)
    rich: dict[tuple[int, int], bool] = field(default_factory=dict)
    struck: frozenset[tuple[int, int]] = frozenset()
    hidden_rows: frozenset[int] = frozenset()
    far_cell: str = ""
    shown: dict[tuple[int, int], str] = field(default_factory=dict)


def scan_sheet(path: Path, sheet: str) -> Scan:
    """Search one sheet's XML.

    Parameters
    ----------
    path : Path
        An .xlsx or .xlsm file.
    sheet : str
        The sheet's name as the workbook has it.
    """
    state = path.stat()
    version = path, state.st_mtime_ns, state.st_size
    part = _parts(*version).get(sheet)
    if not part:
        return Scan()
    with zipfile.ZipFile(path) as archive:
        xml = archive.read(part)
    marks = _marks(*version)
    _refuse_foreign(xml)
    body = Body(xml)
    if _is_spread_out(body) and not _is_dense(xml) and (far := _far_cell(xml)):
        return Scan(far_cell=far)
    shown = _shown_cells(body, marks.formats)
    return replace(_scan(body, marks), shown=shown)


@lru_cache(maxsize=2)
def _parts(path: Path, _changed: int, _size: int) -> dict[str, str]:
    """Return the member of each sheet; of a file that did not change read once for all sheets."""
    with zipfile.ZipFile(path) as archive:
        return sheet_parts(archive)


@record
class _Marks:
    """Shared strings with marked parts, styles that strike out, formats that make marks."""

    strings: Mapping[int, bool]
    struck: frozenset[int]
    formats: Mapping[int, str]


@lru_cache(maxsize=2)
def _marks(path: Path, _changed: int, _size: int) -> _Marks:
    """Return what marks cells in a workbook, likewise read once."""
    with zipfile.ZipFile(path) as archive:
        strings = rich_strings(_workbook_file(archive, "sharedStrings"))
        styles = _workbook_file(archive, "styles")
    return _Marks(strings, frozenset(struck_styles(styles)), marking_formats(styles))


def _workbook_file(archive: zipfile.ZipFile, kind: str) -> bytes:
    """Return the workbook's shared strings or styles, empty where it has none."""
    names = [n for n, t in _relations(archive).values() if t.endswith(f"/{kind}")]
    xml = archive.read(names[0]) if names and names[0] in archive.namelist() else b""
    _refuse_foreign(xml)
    return xml


def _refuse_foreign(xml: bytes) -> None:
    """Refuse XML that no spreadsheet program writes and that readers understand differently.

    Raises
    ------
    ValueError
        It defines entities of its own, or is not UTF-8.
    """
    encoding = _ENCODING.match(xml.removeprefix(b"\xef\xbb\xbf"))
    is_utf8 = encoding is None or encoding[1].lower() in (b"utf-8", b"utf8", b"us-ascii", b"ascii")
    if b"<!ENTITY" in xml or not is_utf8 or xml[:2] in _UTF16:
        raise ValueError("foreign XML")


def _is_spread_out(body: Body) -> bool:
    """Say at little cost whether rows or columns of the sheet may lie far apart."""
    rows = _ROW_TAG.finditer(body.xml)
    if sum(1 for _ in islice(rows, _FEW_ROWS)) < _FEW_ROWS:
        return _FAR.search(body.xml) is not None
    is_quoted_alike = body.xml.find(b"'", body.start, body.end) < 0
    if is_quoted_alike and _PERHAPS_FAR.search(body.xml, body.start, body.end) is None:
        return False
    return _VERY_FAR.search(body.xml) is not None


def _is_dense(xml: bytes) -> bool:
    """Say at little cost whether the block up to the last filled cell is surely filled enough.

    A sheet of a million rows has references as long as a far cell's.
    """
    right = next((n for n, wider in _WIDER if wider.search(xml) is None), _TWO_LETTERS)
    bottom = _SIX_FIGURES
    for far in _VERY_FAR.finditer(xml):
        reference = _FAR_REFERENCE.match(xml, far.start() + 3)
        if reference is None:
            return False
        bottom = max(bottom, int(reference[2]))
        right = max(right, column_number(reference[1].decode().upper()) + 1)
    if bottom > _LAST_ROW_NUMBER or right > _LAST_COLUMN:
        return False
    return bottom * right <= _SPREAD * (xml.count(b"</v></c>") + xml.count(b"</t></is></c>"))


def _far_cell(xml: bytes) -> str:
    """Return the last filled cell if the block up to it is mostly empty and very large."""
    filled, bottom, right, far = 0, 0, 0, ""
    for cell in xml_cells(xml, 0, len(xml)):
        place = None if cell.is_row else cell.place
        if place is None or not VALUE.search(cell.inside):
            continue
        filled += 1
        row, column = place[0] + 1, place[1] + 1
        if row > bottom or column > right:
            far = cell.attributes["r"].upper()
        bottom, right = max(bottom, row), max(right, column)
    if bottom > _LAST_ROW_NUMBER or right > _LAST_COLUMN:
        return far
    area = bottom * right
    return far if area > _MOST_CELLS and area > _SPREAD * filled else ""


def _scan(body: Body, marks: _Marks) -> Scan:
    """Look at the cells that need it, at every one where a search can't tell which these are."""
    wanted = Wanted(marks.strings.keys(), marks.struck)
    if not body.is_suspect(wanted):
        return Scan()
    suspects = body.suspects(wanted)
    every = xml_cells(body.xml, body.start, body.end)
    return _told(every if suspects is None else suspects, marks)


def _told(cells: Iterable[XmlCell], marks: _Marks) -> Scan:
    """Tell what is in rows and cells; where a program wrote no references they are counted."""
    unreadable: dict[tuple[int, int], Unreadable] = {}
    rich: dict[tuple[int, int], bool] = {}
    hidden, struck = set(), set()
    row = column = -1
    for cell in cells:
        if cell.is_row:
            row, column = (row + 1 if cell.row_number is None else cell.row_number - 1), -1
            if cell.attributes.get("hidden") in _TRUE:
                hidden.add(row + 1)
            continue
        row, column = cell.place or (row, column + 1)
        kind, inside = cell.attributes.get("t", ""), cell.inside
        found = _unreadable(kind, inside)
        if found is not None:
            unreadable[row, column] = found
        marked = _marked(kind, inside, marks.strings)
        if marked is not None:
            rich[row, column] = marked
        is_struck = marks.struck and _number(cell.attributes.get("s", "")) in marks.struck
        if is_struck and VALUE.search(inside):
            struck.add((row, column))
    return Scan(unreadable, rich, frozenset(struck), frozenset(hidden))


def _shown_cells(body: Body, formats: Mapping[int, str]) -> dict[tuple[int, int], str]:
    """Return what formats make of the numbers in cells, where that is not the number itself."""
    found = {}
    for cell in body.with_styles(formats):
        own, place = cell.attributes, cell.place
        value = _NUMBER.match(cell.inside) if own.get("t", "n") == "n" else None
        number = number_text(value[1].decode("utf-8", "replace")) if value else None
        if place and number is not None and (text := shown_as(formats[int(own["s"])], number)):
            found[place] = text
    return found


def _marked(kind: str, inside: bytes, strings: Mapping[int, bool]) -> bool | None:
    """Say whether parts of a cell's text are struck out, or only raised or lowered."""
    if kind != "s":
        return struck_or_raised(inside)
    value = VALUE.search(inside) if strings else None
    return strings.get(_number(value[1].decode("utf-8", "replace"))) if value else None


def _number(text: str) -> int:
    """Return the number of a style or a shared string, −1 where it is none."""
    text = text.strip()
    return int(text) if ROW_NUMBER.fullmatch(text) else -1


def _unreadable(kind: str, inside: bytes) -> Unreadable | None:
    value = VALUE.search(inside)
    if kind == "e":
        text = value[1].decode("utf-8", "replace") if value else "#N/A"
        return Unreadable(text, ERROR_VALUE)
    is_odd = any(mark in inside for mark in ODD)
    if is_odd or (value and b"&" in value[1] and kind not in _TEXTS):
        return Unreadable("？", ODD_VALUE)
    if value and kind not in _TEXTS:
        text = value[1].decode("utf-8", "replace").strip()
        if (_EXPONENT.search(text) or len(text) > LONG) and number_text(text) is None:
            return Unreadable(text, TOO_EXTREME)
    # an empty <v> of a text formula is its stored result: nothing
    is_stored = kind == "str" and _EMPTY_VALUE.search(inside)
    has_value = value is not None and value[1]
    if _FORMULA.search(inside) and not has_value and not is_stored:
        return Unreadable("公式", NO_RESULT)
    return None


def sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return the archive's member that holds each sheet, by the sheet's name."""
    relations = _relations(archive)
    parts = {}
    for element in _parse(archive, _workbook_part(archive)).iter():
        if element.tag in (f"{_MAIN}sheet", f"{_STRICT}sheet"):
            relation = next((v for k, v in element.items() if _RELATION.search(k)), "")
            parts[element.get("name", "")] = relations.get(relation, ("", ""))[0]
    return parts


def _relations(archive: zipfile.ZipFile) -> dict[str, tuple[str, str]]:
    """Return what the workbook refers to: the member and the kind of each relation."""
    folder, name = posixpath.split(_workbook_part(archive))
    found = {}
    for relation in _parse(archive, f"{folder}/_rels/{name}.rels".lstrip("/")):
        target = relation.get("Target", "")
        inside = target.lstrip("/") if target.startswith("/") else f"{folder}/{target}"
        member = posixpath.normpath(inside) if target else ""
        found[relation.get("Id", "")] = member, relation.get("Type", "")
    return found


def _workbook_part(archive: zipfile.ZipFile) -> str:
    for element in _parse(archive, "_rels/.rels"):
        if element.get("Type", "").endswith("/officeDocument"):
            return element.get("Target", "xl/workbook.xml").lstrip("/")
    return "xl/workbook.xml"


def _parse(archive: zipfile.ZipFile, member: str) -> Element:
    root: Element = ElementTree.fromstring(archive.read(member))
    return root
