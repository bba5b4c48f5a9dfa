"""Which cells a sheet shows with a % sign: to calamine they are plain numbers, 30% is 0.3."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

from qdcalc.exact.patterns import Lazy
from qdcalc.workbook.number_formats import attributes, has_percent, style_formats
from qdcalc.workbook.scan import sheet_parts
from qdcalc.workbook.xml_cells import column_number

_CELL = Lazy(rb"<(?:\w+:)?c\b([^>]*)>")
_REFERENCE = Lazy(r"([A-Z]{1,3})(\d{1,7})")


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
        formats = style_formats(archive.read(named[0])) if named else {}
        percents = {str(number) for number, code in formats.items() if has_percent(code)}
        xml = archive.read(part) if part and percents else b""
    for cell in _CELL.finditer(xml):
        own = attributes(cell[1])
        place = _REFERENCE.fullmatch(own.get("r", "").upper())
        if place and own.get("s") in percents:
            yield int(place[2]) - 1, column_number(place[1])
