"""Small workbooks for tests, written by hand with openpyxl or patched in their XML."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

READINGS = "监测数据"
HEADER = ("月份", "序号", "氨氮")
ROW = ("2018-11", 1, 1.5)
Rows = Iterable[Sequence[object]]


def write(path: Path, *rows: Sequence[object], sheet: Any = READINGS, **others: Any) -> Path:
    """Write a workbook: one sheet of ``rows``, further sheets by name."""
    book = openpyxl.Workbook()
    first = book.active
    assert isinstance(first, Worksheet)
    first.title = sheet
    for row in rows:
        first.append(list(row))
    for name, contents in others.items():
        page = book.create_sheet(name)
        for row in contents:
            page.append(list(row))
    book.save(path)
    return path


def edit(path: Path, change: Callable[[Worksheet], object], sheet: str = READINGS) -> Path:
    """Open a workbook, change one sheet, save it."""
    book = openpyxl.load_workbook(path)
    change(book[sheet])
    book.save(path)
    return path


def patch(path: Path, part: str, old: str, new: str) -> Path:
    """Replace text (a regular expression) in one part of the archive; it must be there."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    text, count = re.subn(old, new, parts[part].decode("utf-8"))
    assert count, f"{old!r} is not in {part}"
    parts[part] = text.encode("utf-8")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


SHEET1 = "xl/worksheets/sheet1.xml"


def header(sheet: Worksheet) -> dict[str, Any]:
    """Return the header cells by name, the unit cut."""
    found: dict[str, Any] = {}
    for cell in sheet[1]:
        if cell.value:
            found[re.sub(r"\([^()]*/?[^()]*\)$", "", str(cell.value)).strip("*")] = cell
    return found
