"""Results to workbooks, row by row, written whole or not at all."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import repeat
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from qdcalc.errors import FileError, SelfCheckError
from qdcalc.exact import money
from qdcalc.files.outputs import replacing, scratch
from qdcalc.files.plain import told
from qdcalc.result import faces
from qdcalc.result.closing import VALUES_ASKED, with_values_only
from qdcalc.result.closing_tables import BASIS, OPTIONS_JOINED, RUN
from qdcalc.result.live import sheets_of, why_values_only
from qdcalc.table import tones as palette
from qdcalc.table.description import Column, Table
from qdcalc.table.live import Sheets, of_total
from qdcalc.workbook.answer import add_answer
from qdcalc.workbook.styles import Formats, LiveSheet, half_widths, write_value

if TYPE_CHECKING:
    from qdcalc.result.headline import Headline
    from qdcalc.result.result import Result

MAX_ROWS = 1_048_576
A4 = 9
NARROW = 11  # characters up to which a text column is centred on one line
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
_GRID: dict[str, Any] = {"border": 1, "border_color": palette.GRID}


@contextmanager
def written(
    path: Path, options: dict[str, Any], *, overwrite: bool = False, keeps: bool = False
) -> Iterator[xlsxwriter.Workbook]:
    """Yield a workbook to fill; it is made in memory and written whole (:func:`replacing`)."""
    with (
        replacing(path, overwrite=overwrite, keeps=keeps) as temporary,
        scratch() as folder,
    ):
        stream = io.BytesIO()
        book = xlsxwriter.Workbook(stream, options | {"tmpdir": str(folder)})
        try:
            yield book
            book.close()
        except xlsxwriter.exceptions.FileCreateError as error:
            raise error.args[0] from error  # the system's own, such as a full disk
        finally:
            for sheet in book.worksheets():  # the rows that wait in files of their own
                if sheet.row_data_fh is not None:
                    with suppress(OSError):
                        sheet.row_data_fh.close()
        temporary.write_bytes(stream.getvalue())


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
        sheet = self._book.add_worksheet(name, LiveSheet)
        seen = faces.chinese(table, frame)
        self._page(sheet, table, len(seen), summed)
        widths = _widths(table, seen, total)
        sheet.set_paper(A4)
        sheet.set_row(0, LINE * _header_lines(table, widths) + 4)
        header = self._format(
            bold=True, bg_color=palette.HEADER_SHEET, border=1, text_wrap=True, align="center"
        )
        for number, (column, width) in enumerate(zip(table.columns, widths, strict=True)):
            sheet.set_column(number, number, width)
            sheet.write_string(0, number, faces.header(column), header)
        formats = [self._of(column) for column in table.columns]
        counts = [self._of(column, is_count=True) for column in table.columns]
        heights = _lines(table, seen, widths)
        rows = zip(
            faces.rows(table, frame), _formulas(table, sheets, len(seen)), heights, strict=True
        )
        for number, (row, live, lines) in enumerate(rows, start=1):
            if lines > 1:
                sheet.set_row(number, LINE * lines + 5)
            self._row(sheet, number, row, table, formats, counts, live)
            if number % 5000 == 0:
                progress(name, number, len(seen))
        if table is BASIS and sheets is not None:
            _offer(sheet, frame)
        if total is not None:
            bold = [self._of(column, bold=True, top=1) for column in table.columns]
            sums = _sums(table, frame, sheets)
            self._row(sheet, len(seen) + 1, total, table, bold, bold, sums)
        return len(seen)

    def _of(self, column: Column, is_count: bool = False, **more: Any) -> Format:
        properties: dict[str, Any] = _GRID | more
        kind = column.kind
        number_format = (is_count and kind.whole_format) or column.number_format
        number_format = number_format or kind.number_format
        if number_format:
            properties["num_format"] = number_format
        if not (number_format or kind.is_text):  # Excel itself puts only numbers to the right
            properties["align"] = kind.align
        elif 0 < column.width <= NARROW:
            properties["align"] = "center"
        if kind.is_text and column.width > NARROW:
            properties |= {"text_wrap": True, "indent": 1}
        return self._format(**properties)

    def _row(
        self,
        sheet: Worksheet,
        number: int,
        row: Any,
        table: Table,
        formats: list[Format],
        counts: list[Format],
        formulas: Sequence[str | None] = (),
    ) -> None:
        tones = [column.tones for column in table.columns]
        for column, (value, form) in enumerate(zip(row, formats, strict=True)):
            if formulas and (formula := formulas[column]):
                tone = tones[column].get(value) if isinstance(value, str) else None
                shape = self._format.toned(tone, **_GRID) if tone else form
                shape = counts[column] if _is_whole(value) else shape
                sheet.write_formula(number, column, formula, shape, _stored(value))
            elif value is None or value != value:
                sheet.write_blank(number, column, None, form)
            elif isinstance(value, str):
                tone = tones[column].get(value) if tones[column] else None
                shape = self._format.toned(tone, **_GRID) if tone else form
                sheet.write_string(number, column, value[:32767], shape)
            else:
                shape = counts[column] if _is_whole(value) else form
                write_value(sheet, number, column, value, shape)

    def _page(self, sheet: Worksheet, table: Table, rows: int, summed: str) -> None:
        sheet.set_default_row(LINE + 4)
        names = [column.name for column in table.columns]
        if not table.is_printed or table.is_detail:  # a blank cell: nothing prints
            sheet.print_area(0, len(names) + 1, 0, len(names) + 1)
        elif table.print_until:
            last = rows + bool(table.total)
            sheet.print_area(0, 0, max(last, 1), names.index(table.print_until))
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(rows, 1), len(table.columns) - 1)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        sheet.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.8)
        sheet.set_header(f'&C&"黑体"&12{self._title}{self._status}　{table.label}&R&9{summed}')
        sheet.set_footer("&L制表：　　　　复核：　　　　负责人：　　　　日期：&R第 &P 页，共 &N 页")


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) or (isinstance(value, float) and value.is_integer())


def _offer(sheet: Worksheet, basis: pd.DataFrame) -> None:
    """Let a 取值 of 口径与依据 be only what the formulas know: another text they'd take wrongly."""
    column = [column.name for column in BASIS.columns].index("choice")
    for row, joined in enumerate(basis["options"].tolist(), start=1):
        options = joined.split(OPTIONS_JOINED)
        if joined:
            rule = {"validate": "list", "source": options, "error_title": "不在可选值之内"}
            rule["error_message"] = _CHOSEN_BY_A_RUN if len(options) == 1 else _CHOSEN_HERE
            sheet.data_validation(row, column, row, column, rule)


def _stored(value: Any) -> Any:
    """Return the value that is stored beside a formula; a blank is an empty text."""
    return "" if value is None or value != value else value


def _formulas(table: Table, sheets: Sheets | None, rows: int) -> Iterable[Sequence[str | None]]:
    """Yield each row's formulas, a column each; nothing where a row has none."""
    made = {} if sheets is None or table.formulas is None else table.formulas(sheets)
    if not made:
        return repeat((), rows)
    none = [None] * rows
    return zip(*[made.get(column.name, none) for column in table.columns], strict=True)


def _sums(table: Table, frame: pd.DataFrame, sheets: Sheets | None) -> list[str | None]:
    """Return the formulas of the row 合计."""
    if sheets is None or not len(frame):
        return []
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


def _widths(table: Table, seen: pd.DataFrame, total: list[Any] | None) -> list[float]:
    """Return column widths: as described, else as wide as the header and the first rows."""
    widths = []
    for number, column in enumerate(table.columns):
        if column.width:
            widths.append(float(column.width))
            continue
        values = seen[column.label].head(_SAMPLE)
        if column.kind.is_money:
            amounts = [seen[column.label].abs().max(), total[number] if total else None]
            texts = [f"{amount:,.2f}-" for amount in amounts if amount is not None]
        elif column.kind.sample:
            texts = [column.kind.sample]
        else:
            texts = [str(v) for v in values]
        longest = max((half_widths(t) for t in [faces.header(column), *texts]), default=4)
        widths.append(min(longest + 2.5, 60.0))
    return widths


def _lines(table: Table, seen: pd.DataFrame, widths: list[float]) -> list[int]:
    """Return the lines that each row takes, by its longest wrapped text.

    Columns that don't print take two at most, so that a page is not filled with empty space.
    """
    lines, most = np.ones(len(seen), dtype=np.int64), MOST_LINES
    for column, width in zip(table.columns, widths, strict=True):
        if column.kind.is_text and column.width > NARROW:
            codes, texts = pd.factorize(seen[column.label].to_numpy(dtype=object))
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
