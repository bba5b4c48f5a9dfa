"""Workbooks as LibreOffice recalculates them, and cells changed as an officer changes them."""

from __future__ import annotations

import math
import shutil
import subprocess
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from python_calamine import CalamineWorkbook

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice") or ""
needs_office = pytest.mark.skipif(not SOFFICE, reason="LibreOffice is not installed")
_ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""
_SAME = 1e-9
CHANGED_AT = ("结论", "A2")  # says so where the figures are not those of the run
Cells = dict[tuple[str, str], Any]


def recalculate(paths: Sequence[Path], folder: Path) -> list[Path]:
    """Recalculate workbooks, all in one call of LibreOffice; return the new files."""
    profile, out = folder / "profile", folder / "recalculated"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_ALWAYS, encoding="utf-8")
    command = [
        SOFFICE, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to",
        "xlsx:Calc MS Excel 2007 XML", "--outdir", str(out), *map(str, paths),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return [out / path.name for path in paths]


def values(path: Path) -> Cells:
    """Return the filled cells' stored values by sheet and reference."""
    if _has_errors(path):  # calamine takes them for blanks
        return _cells(openpyxl.load_workbook(path, data_only=True))
    book = CalamineWorkbook.from_path(path)
    return {
        (name, f"{get_column_letter(column)}{number}"): value
        for name in book.sheet_names
        for number, row in enumerate(_rows(book, name), start=1)
        for column, value in enumerate(row, start=1)
        if value != ""
    }


def _rows(book: CalamineWorkbook, name: str) -> list[list[Any]]:
    return book.get_sheet_by_name(name).to_python(skip_empty_area=False)


def _has_errors(path: Path) -> bool:
    with zipfile.ZipFile(path) as archive:
        sheets = (name for name in archive.namelist() if name.startswith("xl/worksheets/sheet"))
        return any(b't="e"' in archive.read(name) for name in sheets)


def _cells(book: Workbook, kind: str = "") -> Cells:
    """Return the filled cells, of one type where it is named."""
    return {
        (sheet.title, cell.coordinate): cell.value
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value not in (None, "") and kind in ("", cell.data_type)
    }


def opened(path: Path) -> Workbook:
    """Return a workbook with its formulas, to be read only: it is opened once."""
    return _opened(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=2)
def _opened(path: Path, _written: int) -> Workbook:
    return openpyxl.load_workbook(path)


def changed(path: Path, target: Path, cells: Mapping[tuple[str, str], Any]) -> Path:
    """Save a workbook with some of its cells changed, the rest of its formulas as they are."""
    book = opened(path)
    before = {place: book[place[0]][place[1]].value for place in cells}
    _put(book, cells)
    book.save(target)
    _put(book, before)
    return target


def _put(book: Workbook, cells: Mapping[tuple[str, str], Any]) -> None:
    for (sheet, reference), value in cells.items():
        book[sheet][reference] = value


def differences(one: Cells, other: Cells, sheets: Sequence[str] = ()) -> Iterator[str]:
    """Yield the cells that differ: numbers by more than 1e-9 of them, texts at all."""
    for place in sorted(one.keys() | other.keys()):
        mine, due = one.get(place), other.get(place)
        if (not sheets or place[0] in sheets) and not _is_same(mine, due):
            yield f"{place[0]}!{place[1]}: {mine!r} instead of {due!r}"


def failed_checks(cells: Cells) -> set[str]:
    """Return the rows of 校验 that say 不通过."""
    return {
        str(cells["校验", f"A{at[1:]}"])
        for (sheet, at), value in cells.items()
        if sheet == "校验" and at[0] == "E" and value == "不通过"
    }


def _is_same(one: Any, other: Any) -> bool:
    numbers = (int, float)
    if isinstance(one, numbers) and isinstance(other, numbers):
        return math.isclose(one, other, rel_tol=_SAME, abs_tol=1e-12)
    return bool(one == other)


def formulas(path: Path) -> Cells:
    """Return the formulas of a workbook by sheet and reference."""
    return _cells(opened(path), "f")
