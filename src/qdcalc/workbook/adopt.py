"""Any table that the reader reads, turned into the standard template with what was decided."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import xlsxwriter

from qdcalc.errors import InputError, UsageError
from qdcalc.exact.dtypes import Floats, Ints
from qdcalc.exact.patterns import Lazy
from qdcalc.files.plain import told
from qdcalc.intake.cells import is_numeric
from qdcalc.intake.given import Files, output_path, source_path
from qdcalc.intake.kinds import VERSION
from qdcalc.intake.raw import Part, RawTable
from qdcalc.intake.repeats import ADDED, CORRECTED, REPEATED_ALIKE, is_correction, ranks
from qdcalc.intake.table_data import TableData
from qdcalc.intake.typed import take_in
from qdcalc.intake.units import spelled
from qdcalc.intake.values import number_text
from qdcalc.notice.catalogue import found
from qdcalc.notice.description import Calculation, Prefill
from qdcalc.result.result import Result
from qdcalc.run import Taken, run, take
from qdcalc.table import tones as palette
from qdcalc.table.description import Column, Table
from qdcalc.table.problems import Problem, Problems
from qdcalc.workbook.choose import calculation_for
from qdcalc.workbook.files import ADOPTED, input_files, names_beside
from qdcalc.workbook.styles import FONT, half_widths
from qdcalc.workbook.template import write_filled
from qdcalc.workbook.write import A4, LINE

_HEAD = ("类别", "文件", "工作表", "位置", "您的写法", "采用为", "说明")
_WIDTHS = (10, 24, 16, 12, 26, 26, 70)
_FIGURE = Lazy(r"\d[\d,]*(?:\.\d*)?(?:[Ee][+-]?\d+)?|\.\d+")
_NOT_MEASURED = -1  # a mark, no figure
_SIGNED = (
    "确认人：                    日期：                    （确认后，以后各月同样的表照此采用）"
)
_WHOLE = 1e15
_REPEATS = (CORRECTED, ADDED, REPEATED_ALIKE)
_INTRODUCTION = (
    "下面是您的表怎样转成规定的模板：哪张表、哪一列当作什么，单位怎样换算，哪些行、列没有采用。"
    "请逐条核对。"
)
Row = tuple[str, ...]
Place = tuple[str, str, str]  # a row's file, sheet and number


def adopt(
    source: str | Path,
    path: str | Path,
    calculation: str | Calculation | None = None,
    *,
    names: Any = None,
    policy: str | Path | None = None,
    overwrite: bool = False,
    **settings: Any,
) -> Path:
    """把您自己的表转成规定的模板，每一个决定写在“采用说明”里，供人核对、签字；返回它的路径。

    参数：``source`` 是您的工作簿或文件夹；``path`` 是写到哪里（.xlsx）；``calculation`` 是计算的
    名称，不写就按工作表认出；``names`` 是名称对照文件。读不出来、不认识的有一处就不转。

    例::

        qdcalc.adopt("3月水质报表.xlsx", "监测数据.xlsx")

    Turn a table of the user's own into the standard template.

    The values stay as the user's cells have them, in their own unit, which the heading names.
    What the reader decided stands on a sheet 采用说明. ``run`` gives the same amounts as of the
    original.

    Parameters
    ----------
    source : path or folder
    path : path
        An .xlsx file; one that a person has changed is only replaced with ``overwrite``.
    calculation : str or Calculation, optional
        Told by the sheets where it is not given.
    names : path or DataFrame, optional
        What the user's names mean (名称对照).
    policy : path, optional
    overwrite : bool
    **settings
        The calculation's own settings, such as ``report_date``.

    Raises
    ------
    InputError
        Something can't be read, or can't be calculated with: nothing is written.
    FileError, PolicyError, UsageError
    """
    target, given = output_path(path), source_path(source)
    if target.suffix.lower() != ".xlsx":
        raise UsageError(f"输出文件名应以 .xlsx 结尾，现在是 {told(target.name)}")
    wanted = calculation_for(given, takes_alike=True) if calculation is None else found(calculation)
    return adopted(
        wanted, given, target, overwrite=overwrite,
        names=names, policy=policy, settings=settings,
    )  # fmt: skip


def adopted(
    calculation: Calculation, source: Path, target: Path, *, overwrite: bool, **choices: Any
) -> Path:
    """Adopt a source, as :func:`adopt`; ``choices`` are those of ``run``.

    A sheet of another name is taken where it alone has the heading: the person signs it.
    """
    said = Problems()
    paths = tuple(input_files(source, said))
    if choices["names"] is None and len(paths) == 1:
        choices["names"] = names_beside(paths[0])
    files = Files(paths, said, takes_alike=True)
    result = run(calculation, files, **choices)
    result.refuse_input(target)
    problems = Problems()
    taken = take(calculation, files, {}, choices["names"], result.provenance.policy, problems)
    tables, rows = [], list(_files(taken))
    for found_raw in taken.tables.values():
        raw, kept = _told_apart(found_raw, result, problems)
        table, filled = _filled(raw, kept)
        tables.append((table, filled))
        rows += _decided(raw, table, kept)
    if problems.has_errors:  # the run would have told
        raise InputError(problems)
    rows += [
        ("名称对照", "", "", r.place, f"{r.kind} {r.written}", r.standard, f"{r.count} 处")
        for r in taken.names.used
    ]
    rows += _said(problems)
    told = list(problems)
    rows += _said(p for p in result.found if p.fault in _REPEATS and p not in told)
    return write_filled(
        calculation, target, tables, partial(_tell, calculation, rows), overwrite=overwrite
    )


def _told_apart(raw: RawTable, result: Result, problems: Problems) -> tuple[RawTable, Ints]:
    """Return a table and the rows that are written: one sheet can't say which file repeats another.

    What a file whose name ends in _更正 corrects has a 版本 of its own, where the table has one;
    else it is left out.
    """
    data = take_in(raw, problems)
    every = np.arange(len(raw))
    if len({part.file for part in raw.parts}) <= 1:
        return raw, every
    has_version = VERSION in raw.table.columns
    left_out = set(_left_out(result.found, keeps_corrected=has_version))
    if has_version:
        rank = _ranks(raw)
        cells = np.where(rank > 0, rank.astype(object), np.array(None, dtype=object))
        if rank.any():
            raw = replace(raw, columns={**raw.columns, VERSION.name: cells})
    kept = every if has_version else data.origin
    parts = [raw.parts[number] for number in raw.part_of.tolist()]
    is_left_out = np.array([
        (part.file, part.sheet, str(row)) in left_out
        for part, row in zip(parts, raw.rows.tolist(), strict=True)
    ], dtype=bool)  # fmt: skip
    return raw, kept[~is_left_out[kept]]


def _left_out(found: Problems, *, keeps_corrected: bool) -> Iterator[Place]:
    """Yield the rows that repeat another file's, and those that a correction replaced."""
    for problem in found:
        if problem.fault in (CORRECTED, REPEATED_ALIKE) and "replaced" in problem.fields:
            yield from () if keeps_corrected else problem.fields["replaced"]
        elif problem.fault is REPEATED_ALIKE:
            row = problem.cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
            yield problem.file, problem.sheet, row


def _ranks(raw: RawTable) -> Floats:
    """Return how much each row counts: its 版本, then whether its file is a correction."""
    blank = np.arange(len(raw))
    own = {VERSION.name: raw.columns[VERSION.name]} if VERSION.name in raw.columns else {}
    versions = replace(raw, columns=own, shifts={}, table=replace(raw.table, key=()))
    return ranks(TableData(versions, take_in(versions, Problems()).typed, blank))


def _filled(raw: RawTable, kept: Ints) -> tuple[Table, Prefill]:
    """Return the table with the columns that are there, and its rows."""
    columns, cells = [], dict[str, list[Any]]()
    for column in raw.table.columns:
        if column.name not in raw.columns:
            continue
        powers = raw.shifts.get(column.name, np.zeros(len(raw), dtype=np.int8))[kept]
        distinct = set(powers.tolist())
        unit = spelled(distinct.pop(), column) if len(distinct) == 1 else column.unit
        own = [_plain(cell) for cell in raw.columns[column.name][kept].tolist()]
        if unit and unit != column.unit:
            columns.append(replace(column, unit=unit, limits=(), is_folded=False))
        else:
            columns.append(column)
            own = [_in_unit(cell, p) for cell, p in zip(own, powers.tolist(), strict=True)]
        cells[column.name] = own
    rows = [
        {name: value for name, value in zip(cells, values, strict=True) if value is not None}
        for values in zip(*cells.values(), strict=True)
    ]
    names = {column.name for column in columns}
    there = tuple(own for own in raw.table.alternatives if names.issuperset(own))
    return replace(raw.table, columns=tuple(columns), alternatives=there), Prefill(rows)


def _plain(cell: Any) -> Any:
    """Return a cell as it is written: blanks as nothing, a rare kind of text as a text."""
    if cell is None or (isinstance(cell, float) and cell != cell):
        return None
    if isinstance(cell, str):
        return str(cell) if cell.strip() else None
    if type(cell) is float and cell.is_integer() and abs(cell) < _WHOLE:
        return int(cell)  # 5.0, as calamine has every 5
    if isinstance(cell, (bool, int, float)) or hasattr(cell, "isoformat"):
        return cell
    return str(cell)


def _in_unit(cell: Any, power: int) -> Any:
    """Bring a cell to its column's unit, exactly; the figure of a mark (4L), too."""
    if not power or cell is None or isinstance(cell, bool):
        return cell
    if is_numeric(type(cell)):
        if cell == _NOT_MEASURED:
            return cell
        return float(Decimal(f"{cell:.15g}").scaleb(power))
    if not isinstance(cell, str):
        return cell

    def scaled(figure: re.Match[str]) -> str:
        return f"{Decimal(figure[0].replace(',', '')).scaleb(power).normalize():f}"

    written = unicodedata.normalize("NFKC", cell)
    is_mark = number_text(written.strip()) == _NOT_MEASURED
    return cell if is_mark else _FIGURE.sub(scaled, written, count=1)


def _files(taken: Taken) -> Iterator[Row]:
    for file in taken.inputs:
        yield "输入文件", file.name, "", "", "", "", f"SHA-256 {file.sha256}"
    if taken.names_file is not None:
        said = f"SHA-256 {taken.names_file.sha256}"
        yield "名称对照", taken.names_file.name, "", "", "", "", said


def _decided(raw: RawTable, table: Table, kept: Ints) -> Iterator[Row]:
    """Yield which sheet and heading was taken for what, in which unit, and how many rows."""
    counts = np.bincount(raw.part_of[kept], minlength=len(raw.parts))
    for number, part in enumerate(raw.parts):
        heading = f"第 {part.header_row} 行" if part.header_row and not part.is_form else ""
        said = f"{counts[number]:,} 行"
        yield "工作表", part.file, part.sheet, heading, part.sheet, raw.table.label, said
        if is_correction(part.file) and VERSION.name in raw.columns:
            said = "这个文件的行写成带 .5 的版本：大的算数；被更正的行也留在表里，可以对照"
            yield "更正", part.file, part.sheet, "", "文件名以 _更正 结尾", VERSION.label, said
        for column in table.columns:
            yield from _column(raw, part, column, number)
    left_out = raw.found_rows - len(raw)
    said = f"原表有内容的 {raw.found_rows:,} 行，采用 {len(kept):,} 行"
    said += f"；{left_out:,} 行不是数据（合计、单位、说明等）" if left_out else ""
    repeated = len(raw) - len(kept)
    said += f"；{repeated:,} 行与别的文件重复，或已被更正" if repeated else ""
    yield "行数", "", raw.table.label, "", "", "", said


def _column(raw: RawTable, part: Part, column: Column, number: int) -> Iterator[Row]:
    if column.name not in part.headers and column.name not in part.cells:
        return
    header = part.headers.get(column.name, "")
    place = part.cells.get(column.name, "")
    row = part.header_rows.get(column.name, part.header_row)
    place = place if part.is_form else f"{place}{row}" if place else ""
    label = f"{column.label}({column.unit})" if column.unit else column.label
    own = raw.table.column(column.name)
    power = raw.shifts.get(column.name)
    rows = np.flatnonzero(raw.part_of == number)
    powers = set() if power is None else set(power[rows].tolist()) - {0}
    said = ""
    if powers:
        said = f"单位换算：× 10^{'、'.join(map(str, sorted(powers)))} 为 {own.unit}"
        is_converted = column.unit == own.unit  # for the table has several units
        said += "，表里的数（<0.04 这样的也在内）已换算" if is_converted else "，表里的数没有改"
    yield "列", part.file, part.sheet, place, header, label, said


def _said(problems: Iterable[Problem]) -> Iterator[Row]:
    """Yield everything that the reader said: units, rows passed over, columns not known."""
    for problem in problems:
        *_, said, remedy = problem.texts()
        place = problem.cell or problem.column
        yield "提示", problem.file, problem.sheet, place, problem.value, "", f"{said}。{remedy}"


def _tell(calculation: Calculation, rows: Sequence[Row], book: xlsxwriter.Workbook) -> None:
    """Write the sheet 采用说明: each decision, and a line to sign."""
    sheet = book.add_worksheet(ADOPTED)
    edge = {"border": 1, "border_color": palette.GRID}
    looks = {
        "title": book.add_format(FONT | {"bold": True, "font_size": 16}),
        "head": book.add_format(FONT | edge | {"bold": True, "bg_color": palette.HEADER_SHEET}),
        "cell": book.add_format(FONT | edge | {"text_wrap": True, "valign": "top"}),
        "plain": book.add_format(FONT),
    }
    for number, width in enumerate(_WIDTHS):
        sheet.set_column(number, number, width)
    sheet.write_string(0, 0, f"{calculation.title} 采用说明", looks["title"])
    sheet.write_string(1, 0, _INTRODUCTION, looks["plain"])
    sheet.write_string(2, 0, _SIGNED, looks["plain"])
    for number, text in enumerate(_HEAD):
        sheet.write_string(4, number, text, looks["head"])
    for row, texts in enumerate(rows, start=5):
        for number, text in enumerate(texts):
            sheet.write_string(row, number, shown_whole(text), looks["cell"])
        widths = zip(map(half_widths, texts), _WIDTHS, strict=True)
        lines = max(-(-taken // (width - 2)) for taken, width in widths)
        sheet.set_row(row, LINE * max(lines, 1) + 2)
    sheet.freeze_panes(5, 0)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(4)
    sheet.activate()


def shown_whole(text: str) -> str:
    """Return a text as a cell can hold it."""
    return "".join(c for c in str(text) if c in "\t\n" or c >= " ")[:2000]
