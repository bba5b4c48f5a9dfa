"""Which cells a sheet shows with a % sign: to calamine they are plain numbers, 30% is 0.3."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

from qdcalc.workbook.number_formats import has_percent, style_formats
from qdcalc.workbook.scan import sheet_parts
from qdcalc.workbook.suspects import Body


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
        percents = {number for number, code in formats.items() if has_percent(code)}
        xml = archive.read(part) if part and percents else b""
    for cell in Body(xml).with_styles(percents):
        if cell.place is not None:
            yield cell.place
