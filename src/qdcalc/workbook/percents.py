"""Which cells a sheet shows with a % sign: to calamine they are plain numbers, 30% is 0.3."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from qdcalc.workbook.scan import column_number, sheet_parts

_BUILT_IN = {"9", "10"}  # 0% and 0.00%
_FORMAT = re.compile(rb"<(?:\w+:)?numFmt\b([^>]*)>")
_STYLES = re.compile(rb"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", re.S)
_STYLE = re.compile(rb"<(?:\w+:)?xf\b([^>]*)>")
_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*)>")
_ATTRIBUTE = re.compile(rb"\b(numFmtId|formatCode|r|s)=(?:\"([^\"]*)\"|'([^']*)')")
_QUOTED = re.compile(r'\\.|&quot;.*?&quot;|"[^"]*"|\[[^\]]*\]')
_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")


def percent_cells(path: Path, sheet: str) -> Iterator[tuple[int, int]]:
    """Yield row and column (from 0) of the cells whose number format has a % sign.

    Parameters
    ----------
    path : Path
        An .xlsx or .xlsm file that can be read.
    sheet : str
        The sheet's name as the workbook has it.
    """
    with zipfile.ZipFile(path) as archive:
        part = sheet_parts(archive).get(sheet)
        named = [n for n in archive.namelist() if n.lower().endswith("styles.xml")]
        percents = _percent_styles(archive.read(named[0])) if named else set()
        xml = archive.read(part) if part and percents else b""
    for cell in _CELL.finditer(xml):
        attributes = _attributes(cell[1])
        place = _REFERENCE.fullmatch(attributes.get("r", "").upper())
        if place and attributes.get("s") in percents:
            yield int(place[2]) - 1, column_number(place[1])


def _percent_styles(xml: bytes) -> set[str]:
    """Return the numbers of the cell styles that show a % sign."""
    formats = set(_BUILT_IN)
    for found in _FORMAT.finditer(xml):
        own = _attributes(found[1])
        if "%" in _QUOTED.sub("", own.get("formatCode", "")):
            formats.add(own.get("numFmtId", ""))
    styles = _STYLES.search(xml)
    every = [_attributes(m[1]) for m in _STYLE.finditer(styles[0])] if styles else []
    return {str(n) for n, own in enumerate(every) if own.get("numFmtId") in formats}


def _attributes(text: bytes) -> dict[str, str]:
    return {n.decode(): (a or b).decode("utf-8", "replace") for n, a, b in _ATTRIBUTE.findall(text)}
