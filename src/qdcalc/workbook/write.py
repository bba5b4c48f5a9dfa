"""Results to workbooks, row by row, written whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from qdcalc.errors import FileError, SelfCheckError
from qdcalc.exact import money
from qdcalc.files.plain import told
from qdcalc.result import faces
from qdcalc.result.closing import VALUES_ASKED, with_values_only
from qdcalc.result.closing_tables import BASIS, OPTIONS_JOINED, RUN
from qdcalc.result.live import sheets_of, why_values_only
from qdcalc.table import tones as palette
from qdcalc.table.description import Table
from qdcalc.table.live import Sheets, of_total
from qdcalc.workbook.answer import add_answer
from qdcalc.workbook.look import NARROW, Look
from qdcalc.workbook.package import LiveSheet, sheet_of, written
from qdcalc.workbook.rows import Rows
from qdcalc.workbook.styles import Formats, half_widths

if TYPE_CHECKING:
    from qdcalc.result.headline import Headline
    from qdcalc.result.result import Result

MAX_ROWS = 1_048_576
A4 = 9
LINE = 14  # points
MOST_LINES = 28  # Excel's rows end at 409 points
_MOST_UNPRINTED = 2  # lines of a text that does not print
_SAMPLE = 400
_CHOSEN_HERE = "公式只认得列表里的写法，请从下拉列表里选择"
_CHOSEN_BY_A_RUN = "公式不随这一格改变，改取别的取值要重新运行"
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
}


def write_result(
    result: Result,
    path: Path,
    progress: Callable[[str, int, int], None] = lambda *_: None,
    *,
    overwrite: bool = False,
    values: bool = False,
) -> Path:
    """Write every table of a result; the rows written are counted against those calculated.

    ``values`` writes no formulas; neither has a workbook with a sheet too long for them.
    """
    if path.suffix.lower() != ".xlsx":
        raise FileError(f"输出文件名应以 .xlsx 结尾，现在是 {told(path.name)}")
    result.refuse_input(path)
    with written(path, _OPTIONS, overwrite=overwrite) as workbook:
        book = _Book(workbook, result.provenance.calculation, result.status)
        tables = {table.name: (table, frame) for table, frame in result.tables.written()}
        why = VALUES_ASKED if values else why_values_only(tables)
        if why:
            tables[RUN.name] = RUN, with_values_only(tables[RUN.name][1], why)
        sheets = None if why else sheets_of(result, tables)
        book.answer(result.headline, sheets)
        for table, frame in tables.values():
            book.add(table, frame, progress, sheets)
    return path


def write_tables(
    path: Path, title: str, tables: Sequence[tuple[Table, pd.DataFrame]], *, overwrite: bool = False
) -> Path:
    """Write tables that are no result of a calculation, a sheet each."""
    if path.suffix.lower() != ".xlsx":
        raise FileError(f"输出文件名应以 .xlsx 结尾，现在是 {told(path.name)}")
    with written(path, _OPTIONS, overwrite=overwrite) as workbook:
        book = _Book(workbook, title, "")
        for table, frame in tables:
            book.add(table, frame, lambda *_: None)
    return path


class _Book:
    """A workbook being written."""

    def __init__(self, book: xlsxwriter.Workbook, title: str, status: str) -> None:
        self._book, self._title = book, title
        self._status = f"（{status}）" if status else ""
        self._format = Formats(book)

    def answer(self, headline: Headline, sheets: Sheets | None) -> None:
        """Write the sheet 结论."""
        add_answer(self._book, self._format, headline, f"{self._title}{self._status}", sheets)

    def add(
        self,
        table: Table,
        frame: pd.DataFrame,
        progress: Callable[[str, int, int], None],
        sheets: Sheets | None = None,
    ) -> None:
        """Write a table, on as many sheets as its rows need, with formulas that refer to others."""
        inside = None if sheets is None else sheets.inside(table)
        per_sheet = MAX_ROWS - 1 - bool(table.total)
        written = 0
        for number, start in enumerate(range(0, max(len(frame), 1), per_sheet), start=1):
            part = frame.iloc[start : start + per_sheet]
            name = table.label if number == 1 else f"{table.label}_{number}"
            is_last = start + per_sheet >= len(frame)
            total = faces.total(table, frame) if bool(table.total) and is_last else None
            said = _summed(table, frame)
            written += self._sheet(name, table, part, total, said, progress, inside)
        if written != len(frame):
            raise SelfCheckError(f"“{table.label}”写出 {written} 行，计算得到 {len(frame)} 行")

    def _sheet(
        self,
        name: str,
        table: Table,
        frame: pd.DataFrame,
        total: list[Any] | None,
        summed: str,
        progress: Callable[[str, int, int], None],
        sheets: Sheets | None,
    ) -> int:
        kind = sheet_of(len(frame) * len(table.columns))
        sheet = self._book.add_worksheet(name, kind)
        self._page(sheet, table, frame, summed)
        widths = _widths(table, frame, total)
        sheet.set_paper(A4)
        sheet.set_row(0, LINE * _header_lines(table, widths) + 4)
        header = self._format(
            bold=True, bg_color=palette.HEADER_SHEET, border=1, text_wrap=True, align="center"
        )
        for number, (column, width) in enumerate(zip(table.columns, widths, strict=True)):
            sheet.set_column(number, number, width)
            sheet.write_string(0, number, faces.header(column), header)
        look = Look(table, self._format)
        whole = Look(table, self._format, bold=True, top=1)
        live = {} if sheets is None or table.formulas is None else table.formulas(sheets)
        if _has_total(frame, is_live=bool(live)):
            _live_rows(sheet, look, table, frame, widths, live, whole)
        elif len(frame):
            _rows(sheet, look, table, frame, widths, live, progress)
        if table is BASIS and sheets is not None:
            _offer(sheet, frame)
        if total is not None:
            sums = _sums(table, frame, sheets)
            for number, (value, formula) in enumerate(zip(total, sums, strict=True)):
                whole.put(sheet, len(frame) + 1, number, value, formula)
        return len(frame)

    def _page(self, sheet: Worksheet, table: Table, frame: pd.DataFrame, summed: str) -> None:
        rows = len(frame)
        sheet.set_default_row(LINE + 4)
        names = [column.name for column in table.columns]
        if not table.is_printed or table.is_detail:  # a blank cell: nothing prints
            sheet.print_area(0, len(names) + 1, 0, len(names) + 1)
        elif table.print_until or table.printed_rows:
            until = table.print_until or names[-1]
            last = table.printed_rows(frame) if table.printed_rows else rows + bool(table.total)
            sheet.print_area(0, 0, max(last, 1), names.index(until))
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(rows, 1), len(table.columns) - 1)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        sheet.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.8)
        sheet.set_header(
            f'&C&"黑体"&12{self._title}{self._status}　{table.label}&R&9{summed or table.note}'
        )
        sheet.set_footer("&L制表：　　　　复核：　　　　负责人：　　　　日期：&R第 &P 页，共 &N 页")


def _offer(sheet: Worksheet, basis: pd.DataFrame) -> None:
    """Let a 取值 of 口径与依据 be only what the formulas know: another text they'd take wrongly."""
    column = [column.name for column in BASIS.columns].index("choice")
    for row, joined in enumerate(basis["options"].tolist(), start=1):
        options = joined.split(OPTIONS_JOINED)
        if joined:
            rule = {"validate": "list", "source": options, "error_title": "不在可选值之内"}
            rule["error_message"] = _CHOSEN_BY_A_RUN if len(options) == 1 else _CHOSEN_HERE
            sheet.data_validation(row, column, row, column, rule)


def _rows(
    sheet: LiveSheet,
    look: Look,
    table: Table,
    frame: pd.DataFrame,
    widths: list[float],
    live: Mapping[str, Sequence[str | None]],
    progress: Callable[[str, int, int], None],
) -> None:
    """Write a table's rows, with the formulas of the columns that have some."""

    def raised(row: int, lines: int) -> None:
        sheet.set_row(row, _height(lines))

    put = partial(look.put, sheet)
    rows = Rows(sheet, 1, len(frame), len(table.columns), put, raised)
    for number, block in enumerate(faces.blocks(table, frame)):
        start, stop = number * faces.BLOCK, (number + 1) * faces.BLOCK
        formulas = [
            live[column.name][start:stop] if column.name in live else None
            for column in table.columns
        ]
        rows.write(block, _lines(table, frame.iloc[start:stop], widths), formulas)
        progress(sheet.get_name(), min(stop, len(frame)), len(frame))
    rows.end()


def _has_total(frame: pd.DataFrame, *, is_live: bool) -> bool:
    """Say whether a table has rows 合计 of its own, which look different."""
    if not len(frame):
        return False
    first = frame.iloc[:, 0] if is_live else frame.iloc[-1:, 0]
    return bool((first == faces.TOTAL).any())


def _live_rows(
    sheet: LiveSheet,
    look: Look,
    table: Table,
    frame: pd.DataFrame,
    widths: list[float],
    live: Mapping[str, Sequence[str | None]],
    whole: Look,
) -> None:
    """Write a table's rows cell by cell; the rows 合计 of its own by ``whole``."""
    none = [None] * len(frame)
    formulas = zip(*[live.get(column.name, none) for column in table.columns], strict=True)
    heights = _lines(table, frame, widths)
    rows = zip(faces.rows(table, frame), formulas, heights, strict=True)
    for number, (row, own, lines) in enumerate(rows, start=1):
        if lines > 1:
            sheet.set_row(number, _height(lines))
        form = whole if row[0] == faces.TOTAL else look
        for place, (value, formula) in enumerate(zip(row, own, strict=True)):
            form.put(sheet, number, place, value, formula)


def _height(lines: int) -> int:
    return LINE * lines + 5


def _sums(table: Table, frame: pd.DataFrame, sheets: Sheets | None) -> list[str | None]:
    """Return the formulas of the row 合计."""
    if sheets is None or not len(frame):
        return [None] * len(table.columns)
    place = sheets.of(table.name)
    rows = np.ones(len(frame)) if table.total_rows is None else table.total_rows(frame)
    return [
        of_total(place, column.name, rows, is_whole=column.name in table.whole_total)
        if column.name in table.total
        else None
        for column in table.columns
    ]


def _summed(table: Table, frame: pd.DataFrame) -> str:
    """Return the sum that is printed above a table: 「合计 1,000.00 元」."""
    if not table.printed_total:
        return ""
    column, *_ = (column.name for column in table.columns if column.kind.is_money)
    amounts = frame[column].dropna()
    return f"{table.printed_total} {money.text(int(amounts.sum()))} 元" if len(amounts) else ""


def _widths(table: Table, frame: pd.DataFrame, total: list[Any] | None) -> list[float]:
    """Return column widths: as described, else as wide as the header and the first rows."""
    widths = []
    for number, column in enumerate(table.columns):
        if column.width:
            widths.append(float(column.width))
            continue
        values = frame[column.name]
        if column.kind.is_money:
            ends = faces.shown(column, values.agg(["min", "max"]))
            amounts = [ends.abs().max(), total[number] if total else None]
            texts = [f"{amount:,.2f}-" for amount in amounts if amount is not None]
        elif column.kind.sample:
            texts = [column.kind.sample]
        else:
            texts = [str(v) for v in faces.shown(column, values.head(_SAMPLE))]
        longest = max((half_widths(t) for t in [faces.header(column), *texts]), default=4)
        widths.append(min(longest + 2.5, 60.0))
    return widths


def _lines(table: Table, frame: pd.DataFrame, widths: list[float]) -> list[int]:
    """Return the lines that each row takes, by its longest wrapped text.

    Columns that don't print take two at most, so that a page is not filled with empty space.
    """
    lines, most = np.ones(len(frame), dtype=np.int64), MOST_LINES
    for column, width in zip(table.columns, widths, strict=True):
        if column.kind.is_text and column.width > NARROW:
            codes, texts = pd.factorize(frame[column.name].to_numpy(dtype=object))
            needed = [
                sum(-(-half_widths(line) // max(int(width) - 3, 2)) for line in text.split("\n"))
                for text in texts
            ]
            lines = np.maximum(lines, np.minimum([*needed, 1], most)[codes])
        if column.name == table.print_until:
            most = _MOST_UNPRINTED
    return lines.tolist()


def _header_lines(table: Table, widths: list[float]) -> int:
    return max(
        -(-half_widths(faces.header(column)) // max(int(width) - 2, 2))
        for column, width in zip(table.columns, widths, strict=True)
    )
