"""Workbooks to raw tables: each table's sheet, the forms, and what is missing."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from python_calamine import CalamineWorkbook

from qdcalc.errors import FileError
from qdcalc.exact.texts import key, listed
from qdcalc.files.plain import told
from qdcalc.intake.dataframes import MISSING_TABLE
from qdcalc.intake.kinds import VERSION
from qdcalc.intake.raw import RawTable
from qdcalc.notice.names import NAMES
from qdcalc.table.description import Table
from qdcalc.table.problems import Problems
from qdcalc.workbook.faults import FILE_LACKS, NO_KNOWN_SHEET, SHEET_OF_MONTH
from qdcalc.workbook.files import open_workbook
from qdcalc.workbook.form import FORM, read_form
from qdcalc.workbook.sheet import Sheet
from qdcalc.workbook.sheets import (
    refuse_lookalikes,
    sheet_alike,
    sheet_named,
    sheets_of_months,
    shown_sheets,
)


def read_files(
    paths: Sequence[Path],
    tables: Iterable[Table],
    problems: Problems,
    *,
    left_out: Collection[Path] = (),
    takes_alike: bool = False,
) -> dict[str, RawTable]:
    """Read the tables of one or several workbooks.

    Parameters
    ----------
    paths : sequence of Path
    tables : iterable of Table
        What is looked for; other sheets are ignored.
    problems : Problems
        Receives what is wrong with sheets, headers and rows.
    left_out : collection of Path
        Those of the workbooks that are not read.
    takes_alike : bool
        Whether a required table may be a sheet of another name, the one that has its heading.
    """
    found: dict[str, list[RawTable]] = {}
    tables = tuple(tables)
    shown: list[str] = []
    refused: set[str] = set()
    read: set[str] = set()
    for path in (path for path in paths if path not in left_out):
        book = open_workbook(path)
        shown += shown_sheets(book)
        file = told(path.name) if len(paths) > 1 else ""
        own = {
            t.name: _sheets_of(path, book, t, file, problems, takes_alike=takes_alike)
            for t in tables
        }
        taken = [sheet for sheets in own.values() for sheet in sheets]
        read |= {name for name, sheets in own.items() if sheets}
        alike = refuse_lookalikes(path, book, (*tables, NAMES), file, problems, taken)
        refused |= alike
        known = {key(NAMES.label), key(FORM)}
        if not (not file or alike or taken or any(key(n) in known for n in book.sheet_names)):
            wanted = next((t.label for t in tables if t.is_required), tables[0].label)
            fields = {"sheets": listed(shown_sheets(book)), "wanted": wanted}
            problems.add(NO_KNOWN_SHEET, file=file, fields=fields)
        for table in tables:
            for name in own[table.name]:
                raw = Sheet(path, file, book, name, table, problems).read()
                if raw is not None:
                    found.setdefault(table.name, []).append(raw)
        form = sheet_named(book, FORM, file, problems)
        if form is not None:
            for raw in read_form(path, file, book, form, tables, problems):
                found.setdefault(raw.table.name, []).append(raw)
    for table in tables:
        if table.is_required and table.name not in read and table.label not in refused:
            sheets = f"；文件里有：{listed(list(dict.fromkeys(shown)))}" if shown else ""
            near = difflib.get_close_matches(table.label, shown, n=1, cutoff=0.5)
            sheets += f"（是不是 {near[0]}？）" if near else ""
            problems.add(
                MISSING_TABLE, sheet=table.label, fields={"name": table.label, "found": sheets}
            )
    return {name: joined(parts, problems) for name, parts in found.items()}


def _sheets_of(
    path: Path,
    book: CalamineWorkbook,
    table: Table,
    file: str,
    problems: Problems,
    *,
    takes_alike: bool,
) -> list[str]:
    """Return the sheet of a table's name, else those that are named for a month."""
    sheet = sheet_named(book, table.label, file, problems)
    if sheet is not None:
        return [sheet]
    others = sheets_of_months(path, book, table)
    if not others and takes_alike and table.is_required:
        alike = sheet_alike(path, book, table)
        others = [] if alike is None else [alike]
    for name in others:
        fields = {"near": table.label, "name": name}
        problems.add(SHEET_OF_MONTH, sheet=name, file=file, fields=fields)
    return others


def read_names(paths: Sequence[Path], own: Path | None, problems: Problems) -> RawTable | None:
    """Read the sheet 名称对照 of the workbooks, and of the user's own file of names.

    Raises
    ------
    FileError
        The file of names can't be opened, or has no such sheet.
    """
    found: list[RawTable] = []
    for path in (*paths, own) if own is not None else paths:
        book = open_workbook(path)
        file = told(path.name) if len(paths) > 1 or path == own else ""
        sheet = sheet_named(book, NAMES.label, file, problems)
        if sheet is not None:
            raw = Sheet(path, file, book, sheet, NAMES, problems).read()
            found += [] if raw is None else [raw]
        elif path == own:
            raise FileError(f"{told(path.name)} 里没有工作表“{NAMES.label}”，不是名称对照文件")
    return RawTable.joined(found) if found else None


def joined(tables: Sequence[RawTable], problems: Problems) -> RawTable:
    """Put a table of several files together; name the columns that one lacks and another has.

    Whether an indicator was measured is a question of its own, asked for each row.
    """
    sheets = [raw for raw in tables if len(raw) and not any(part.is_form for part in raw.parts)]
    every = dict.fromkeys(name for raw in sheets for name in raw.columns if name != VERSION.name)
    for raw in sheets:
        lacking = [raw.table.column(name).label for name in every if name not in raw.columns]
        if lacking and raw.table.measured is None:
            part = raw.parts[0]
            fields = {"sheet": part.sheet, "names": "、".join(lacking)}
            problems.add(FILE_LACKS, sheet=part.sheet, file=part.file, fields=fields)
    return RawTable.joined(tables)
