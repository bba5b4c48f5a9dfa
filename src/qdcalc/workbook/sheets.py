"""Which sheets of a workbook are tables, and which only look like one: no sheet lost unseen."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

import numpy.typing as npt
from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from qdcalc.exact.patterns import Lazy
from qdcalc.exact.texts import key, normal
from qdcalc.intake.headers import Headers, headers_of
from qdcalc.intake.month_texts import told
from qdcalc.record import record
from qdcalc.table.description import Table
from qdcalc.table.problems import Problems
from qdcalc.workbook.faults import LIKE_SHEET, MAYBE_SHEET, NEAR_SHEET, SAME_SHEETS
from qdcalc.workbook.files import ADOPTED, DAMAGES, GUIDE, LISTS, SUMMARY_SHEET
from qdcalc.workbook.form import BLOCK, FORM
from qdcalc.workbook.group_words import Said, said_of_table
from qdcalc.workbook.headings import HEADER_ROWS, Heading, first_heading, heading_at, missing
from qdcalc.workbook.loaded import is_blank, merged_out
from qdcalc.workbook.scan import scan_sheet
from qdcalc.workbook.unread import values_down

_OURS = {key(name) for name in (GUIDE, LISTS, SUMMARY_SHEET, ADOPTED)}
# what copies, years and versions add to a sheet's name
_ADDED = Lazy(
    r"\(.*?\)|\[.*?\]|【.*?】|<.*?>|copy|backup|bak|final|old|new|sheet|v(?=\d)"
    r"|副本|备份|复件|更正|修改|修订|最新|最终|终稿|定稿|初稿|补充|新增|追加|续表?|原表?"
    r"|[上下本去今前]年度?|[上下]半年|年度?|月份?|第|季度?|[一二三四五六七八九十]|期|版本?|新|旧|改|表|[\W\d_]",
)
_FEW, _DEEPEST = 3, 40  # columns; rows in which a sheet named for a month is looked through


def sheet_named(book: CalamineWorkbook, label: str, file: str, problems: Problems) -> str | None:
    """Return the sheet of that name; two of one name are named."""
    names = [n for n in book.sheet_names if key(n) == key(label)]
    if len(names) > 1:
        problems.add(SAME_SHEETS, sheet=label, file=file, fields={"name": label})
    return names[0] if names else None


def shown_sheets(book: CalamineWorkbook) -> list[str]:
    """Return the names that a person sees at the foot of the workbook, ours left out."""
    return [
        sheet.name
        for sheet in book.sheets_metadata
        if sheet.visible == SheetVisibleEnum.Visible and key(sheet.name) not in _OURS
    ]


def sheets_of_months(path: Path, book: CalamineWorkbook, table: Table) -> list[str]:
    """Return the sheets that are named for one month and have a table's heading.

    They are read where no sheet has the table's own name.
    """
    if table.month_source is None or any(key(n) == key(table.label) for n in book.sheet_names):
        return []
    found = []
    headers = headers_of(table).undated
    for name in shown_sheets(book):
        times = told(name)
        if len(times) != 1 or (times[0].month is None and times[0].number is None):
            continue
        cells = _top_of(path, book, name)
        if cells is None or said_of_table(name) is not Said.MONTHS:
            continue
        for row in range(min(HEADER_ROWS, len(cells))):
            heading = heading_at(cells, row, headers)
            if _lacks_month_alone(heading, headers):
                found.append(name)
                break
    return found


def sheet_alike(path: Path, book: CalamineWorkbook, table: Table) -> str | None:
    """Return the one sheet of another name that has a table's heading, None where several have."""
    found = []
    for name in shown_sheets(book):
        cells = _top_of(path, book, name)
        if cells is not None and first_heading(cells, headers_of(table))[0] is not None:
            found.append(name)
    return found[0] if len(found) == 1 else None


@record
class _Look:
    """How a sheet that is no table's looks: which table's it may be, why, and how surely."""

    near: str
    why: str
    is_sure: bool


def refuse_lookalikes(
    path: Path,
    book: CalamineWorkbook,
    tables: Sequence[Table],
    file: str,
    problems: Problems,
    read: Collection[str] = (),
) -> set[str]:
    """Name the sheets that are not read though their names or headings are nearly a table's.

    Parameters
    ----------
    path : Path
    book : CalamineWorkbook
    tables : sequence of Table
    file : str
        What the file is called in messages; empty = it is the only one.
    problems : Problems
    read : collection of str
        Sheets that are read though no table has their name.

    Returns
    -------
    set of str
        The labels of the tables that a refused sheet may be.
    """
    known = {key(label) for label in (*(t.label for t in tables), FORM)} | _OURS
    present = {key(name) for name in book.sheet_names}
    found = set()
    for sheet in book.sheets_metadata:
        if sheet.name in read or key(sheet.name) in known or sheet.typ != SheetTypeEnum.WorkSheet:
            continue
        look = _look(path, book, sheet.name, tables, present)
        if look is None:
            continue
        hidden = "" if sheet.visible == SheetVisibleEnum.Visible else "（隐藏的）"
        fields = {"name": sheet.name, "near": look.near, "why": look.why, "hidden": hidden}
        fault = LIKE_SHEET if look.is_sure else MAYBE_SHEET
        if not look.why:
            fault = NEAR_SHEET
        problems.add(fault, sheet=sheet.name, file=file, fields=fields)
        found |= {look.near} if look.is_sure else set()
    return found


def _look(
    path: Path, book: CalamineWorkbook, name: str, tables: Sequence[Table], present: set[str]
) -> _Look | None:
    """Say what a sheet looks like by its heading and its name, None where like nothing."""
    cells = _top_of(path, book, name)
    if cells is not None and all(is_blank(cell) for cell in cells.flat):
        return None
    plain = key(normal(name))
    inside = sorted((t for t in tables if key(t.label) in plain), key=lambda t: -len(t.label))
    bare = _ADDED.sub("", plain)
    if cells is not None:
        ordered = [*inside, *(t for t in tables if t not in inside)]
        looks = [look for t in ordered if (look := _by_heading(cells, t, t in inside))]
        sure = [look for look in looks if look.is_sure]
        if sure:
            return sure[0]
        if FORM in {bare, plain} or _has_block(cells, tables):
            return _Look(FORM, f"它是一份{FORM}，但名称不是“{FORM}”", is_sure=True)
        if looks and not inside:
            return looks[0]
        of_month = _of_month(path, book, name, tables, present)
        if of_month is not None:
            return of_month
    for label in (*(t.label for t in tables), FORM):
        if key(label) in plain and bare == _ADDED.sub("", key(label)):
            return _Look(label, f"它的名称是在“{label}”上加了字", is_sure=True)
    if inside:
        label = inside[0].label
        return _Look(label, f"它的名称里有“{label}”", is_sure=False)
    wanted = [t.label for t in tables if key(t.label) not in present]
    near = difflib.get_close_matches(name, wanted, n=1, cutoff=0.6)
    return _Look(near[0], "", is_sure=False) if near else None


def _of_month(
    path: Path, book: CalamineWorkbook, name: str, tables: Sequence[Table], present: set[str]
) -> _Look | None:
    """Say why a sheet named for a month, with measured values in it, can't be read as a table."""
    table = next((table for table in tables if table.month_source is not None), None)
    if table is None or all(t.is_span or t.year is not None for t in told(name)):
        return None
    cells, why = _top_of(path, book, name, _DEEPEST), ""
    headers = headers_of(table).undated
    if cells is None:
        return None
    if values_down(cells, headers) is not None:
        why = "里面一行一个指标，方向不对"
    for row in range(0 if why else len(cells)):
        heading = heading_at(cells, row, headers)
        values = [m for m in heading.matches.values() if headers.has_values([m.column])]
        if len(values) >= _FEW:
            lacking = "、".join(missing(heading, headers))
            why = (
                f"有各指标，但表头没有“{lacking}”" if lacking else f"表头在第 {row + 1} 行，太靠下"
            )
            break
    is_sure = key(table.label) not in present
    return _Look(table.label, f"它的名称是月份，{why}", is_sure=is_sure) if why else None


def _by_heading(cells: npt.NDArray[Any], table: Table, is_inside: bool) -> _Look | None:
    """Say whether one of the top rows is (nearly) the heading of a table.

    Of a table with one or two required columns, such as 序号 and 日期, many a list has these:
    surely the table's is one most of whose columns it knows.
    """
    headers = headers_of(table)
    needed = len(headers.missing([]))
    for row in range(min(HEADER_ROWS, len(cells))):
        heading = heading_at(cells, row, headers)
        lacking = len(missing(heading, headers))
        if not lacking:
            most = 2 * len(heading.matches) > _texts(heading)
            why = f"它的表头有“{table.label}”的各必填列，但名称不是“{table.label}”"
            return _Look(table.label, why, is_sure=is_inside or needed >= _FEW or most)
        if not is_inside and _lacks_month_alone(heading, headers):
            if all(is_blank(cell) for cell in cells[heading.end + 1 :].flat):
                why = f"它的表头像“{table.label}”，下面没有数据"
                return _Look(table.label, why, is_sure=False)
            why = (
                f"它的表头除“月份”外有“{table.label}”的各必填列和监测值，但名称不是“{table.label}”"
            )
            return _Look(table.label, why, is_sure=True)
        if not is_inside and lacking == 1 and needed > _FEW:
            lacks = missing(heading, headers)[0]
            why = f"它的表头只比“{table.label}”少“{lacks}”"
            return _Look(table.label, why, is_sure=False)
        if is_inside and len(heading.matches) >= 2 and 2 * lacking <= needed:
            why = f"它的名称和表头都像“{table.label}”"
            return _Look(table.label, why, is_sure=True)
    return None


def _lacks_month_alone(heading: Heading, headers: Headers) -> bool:
    """Say whether a heading is one of measured values whose month a title or a name may tell."""
    own = [match.column for match in heading.matches.values()]
    is_table = headers.undated is not headers and not missing(heading, headers.undated)
    return is_table and headers.has_values(own)


def _texts(heading: Heading) -> int:
    return sum(isinstance(cell, str) and bool(normal(cell)) for cell in heading.cells)


def _has_block(cells: npt.NDArray[Any], tables: Sequence[Table]) -> bool:
    """Say whether a form's block begins in the first column."""
    labels = {key(table.label) for table in tables}
    found = (BLOCK.fullmatch(normal(c)) for c in cells[:, 0] if isinstance(c, str))
    return any(match is not None and key(match[1]) in labels for match in found)


def _top_of(
    path: Path, book: CalamineWorkbook, name: str, rows: int = HEADER_ROWS + 3
) -> npt.NDArray[Any] | None:
    """Return a sheet's top rows, merged cells filled; None where it can't be read."""
    try:
        if scan_sheet(path, name).far_cell:
            return None
        sheet = book.get_sheet_by_name(name)
        top = sheet.to_python(skip_empty_area=False, nrows=rows)
    except (CalamineError, *DAMAGES):
        return None
    return merged_out(top, sheet.merged_cell_ranges)
