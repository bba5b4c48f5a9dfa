"""Workbooks to raw tables: sheets by name, headers among the first rows, rows with numbers."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from python_calamine import (
    CalamineWorkbook,
)

from qdcalc.frames import MISSING_TABLE
from qdcalc.headers import MISSING_COLUMN, NO_HEADING, TWICE, UNKNOWN_COLUMN, Headers, Match
from qdcalc.parsing import number_text
from qdcalc.problems import Problems, shown
from qdcalc.raw import Part, RawTable
from qdcalc.tables import Table
from qdcalc.texts import key, normal
from qdcalc.units import CONVERTED, KNOWN, UNKNOWN_UNIT, power_of_ten
from qdcalc.workbook.faults import (
    BLANK_ROWS,
    CAPTION,
    HIDDEN_ROWS,
    NEAR_SHEET,
    NO_HEADER,
    NO_KNOWN_SHEET,
    PASSED_OVER,
    SAME_SHEETS,
    UNITS_ROW,
)
from qdcalc.workbook.files import open_workbook
from qdcalc.workbook.form import FORM, read_form
from qdcalc.workbook.loaded import LoadedSheet, is_blank
from qdcalc.workbook.scan import column_letters

HEADER_ROWS = 10
_SUMMARY = ("合计", "小计", "总计", "平均", "注", "说明", "制表", "填表", "审核")
_UNIT_WORDS = {"单位", "计量单位", "-", "/"}


def read_files(
    paths: Sequence[Path], tables: Iterable[Table], problems: Problems
) -> dict[str, RawTable]:
    """Read the tables of one or several workbooks.

    Parameters
    ----------
    paths : sequence of Path
    tables : iterable of Table
        What is looked for; other sheets are ignored.
    problems : Problems
        Receives what is wrong with sheets, headers and rows.
    """
    found: dict[str, list[RawTable]] = {}
    tables = tuple(tables)
    sheet_names: list[str] = []
    for path in paths:
        book = open_workbook(path)
        sheet_names += book.sheet_names
        file = path.name if len(paths) > 1 else ""
        known = {key(table.label) for table in tables} | {key(FORM)}
        if file and not any(key(name) in known for name in book.sheet_names):
            wanted = next((t.label for t in tables if t.is_required), tables[0].label)
            fields = {"sheets": "、".join(book.sheet_names), "wanted": wanted}
            problems.add(NO_KNOWN_SHEET, file=file, fields=fields)
        _warn_of_near_names(book, tables, file, problems)
        for table in tables:
            sheet = _sheet_named(book, table.label, file, problems)
            if sheet is not None:
                raw = _Sheet(path, file, book, sheet, table, problems).read()
                if raw is not None:
                    found.setdefault(table.name, []).append(raw)
        form = _sheet_named(book, FORM, file, problems)
        if form is not None:
            for raw in read_form(path, file, book, form, tables, problems):
                found.setdefault(raw.table.name, []).append(raw)
    for table in tables:
        named = any(key(name) == key(table.label) for name in sheet_names)
        if table.is_required and not named:
            sheets = "；文件里有：" + "、".join(dict.fromkeys(sheet_names))
            near = difflib.get_close_matches(table.label, sheet_names, n=1, cutoff=0.5)
            sheets += f"（是不是 {near[0]}？）" if near else ""
            problems.add(
                MISSING_TABLE, sheet=table.label, fields={"name": table.label, "found": sheets}
            )
    return {name: RawTable.joined(parts) for name, parts in found.items()}


def _warn_of_near_names(
    book: CalamineWorkbook, tables: Sequence[Table], file: str, problems: Problems
) -> None:
    """Name sheets that are ignored though their names are nearly those of a table."""
    known = {key(table.label) for table in tables}
    wanted = [t.label for t in tables if key(t.label) not in {key(n) for n in book.sheet_names}]
    for name in book.sheet_names:
        near = difflib.get_close_matches(name, wanted, n=1, cutoff=0.6)
        if key(name) not in known and near:
            problems.add(NEAR_SHEET, sheet=name, file=file, fields={"name": name, "near": near[0]})


def _sheet_named(book: CalamineWorkbook, label: str, file: str, problems: Problems) -> str | None:
    names = [n for n in book.sheet_names if key(n) == key(label)]
    if len(names) > 1:
        problems.add(SAME_SHEETS, sheet=label, file=file, fields={"name": label})
    return names[0] if names else None


@dataclass
class _Header:
    """The header row (from 0) and what its columns are."""

    row: int
    matches: dict[int, Match]


class _Sheet(LoadedSheet):
    """One sheet on its way to a raw table."""

    def __init__(
        self,
        path: Path,
        file: str,
        book: CalamineWorkbook,
        name: str,
        table: Table,
        problems: Problems,
    ) -> None:
        super().__init__(path, file, book, name, problems)
        self._table, self._headers = table, Headers(table)
        self._found_rows = self._passed_over = self._header_row = 0

    def read(self) -> RawTable | None:
        """Return the sheet's table, None where it has no header."""
        header = None if self._is_lost else self._find_header()
        if header is None:
            return None
        columns, headers = self._take_columns(header)
        self._header_row = header.row
        units = self._units_row(columns)
        first = header.row + 1 if units is None else units + 1
        data = self._data_rows(first, header)
        self._warn_of_headings(header, data)
        part = Part(
            self._file,
            self._name,
            {name: column_letters(c) for name, c in columns.items()},
            headers,
            header.row + 1,
        )
        shifts = self._shifts(header, columns, units, len(data))
        return RawTable(
            self._table,
            [part],
            {name: self._cells[data, c] for name, c in columns.items()},
            data + 1,
            np.zeros(len(data), dtype=np.int64),
            shifts,
            passed_over=self._passed_over,
            found_rows=self._found_rows,
        )

    def _find_header(self) -> _Header | None:
        """Take the first of the top rows that holds the required columns.

        Of a header in two rows (the upper merged over groups) that is the lower one.
        """
        top = self._cells[:HEADER_ROWS]
        best: list[str] | None = None
        for row, cells in enumerate(top):
            missing = self._headers.missing(m.column for m in self._match(cells).values())
            if not missing:
                while row + 1 < len(top) and self._headers.is_header(list(top[row + 1])):
                    row += 1
                return _Header(row, self._match(top[row]))
            if best is None or len(missing) < len(best):
                best = missing
        names = best if best is not None else self._headers.missing([])
        for name in names:
            self._say(NO_HEADER if len(names) > 1 else MISSING_COLUMN, names=name)
        return None

    def _match(self, cells: npt.NDArray[Any]) -> dict[int, Match]:
        return {
            column: match
            for column, text in enumerate(cells)
            if isinstance(text, str) and normal(text) and (match := self._headers.match(text))
        }

    def _take_columns(self, header: _Header) -> tuple[dict[str, int], dict[str, str]]:
        columns: dict[str, int] = {}
        headers: dict[str, str] = {}
        for number, text in enumerate(self._cells[header.row]):
            if not isinstance(text, str) or not normal(text):
                continue
            match = header.matches.get(number)
            if match is None:
                hint = self._headers.hint(text)
                self._say(UNKNOWN_COLUMN, header.row, number, found=shown(normal(text)), hint=hint)
                continue
            name = match.column.name
            if name in columns:
                self._say(
                    TWICE, header.row, number,
                    first=headers[name], found=shown(normal(text)), column=match.column.label,
                )  # fmt: skip
                continue
            columns[name], headers[name] = number, normal(text)
        return columns, headers

    def _units_row(self, columns: dict[str, int]) -> int | None:
        """Return the row of units under the header, if there is one; name it."""
        row = self._header_row + 1
        while row < len(self._cells) and all(is_blank(cell) for cell in self._cells[row]):
            row += 1
        if row >= len(self._cells):
            return None
        filled = {n: _unit(c) for n, c in enumerate(self._cells[row]) if not is_blank(c)}
        measured = {c for name, c in columns.items() if self._table.column(name).unit}
        others = [n for n, text in filled.items() if n not in measured and not _is_unit(text)]
        if others or not any(text in KNOWN for text in filled.values()):
            return None
        self._passed_over += 1
        self._found_rows += 1
        self._say(UNITS_ROW, row, min(filled), row=row + 1)
        return row

    def _warn_of_headings(self, header: _Header, data: npt.NDArray[np.int64]) -> None:
        """Name columns that have data but no heading."""
        for number, text in enumerate(self._cells[header.row]):
            if is_blank(text) and not all(is_blank(cell) for cell in self._cells[data, number]):
                self._say(NO_HEADING, header.row, number, column=column_letters(number))

    def _shifts(
        self, header: _Header, columns: dict[str, int], units: int | None, size: int
    ) -> dict[str, npt.NDArray[np.int8]]:
        """Find each column's power of ten from its header and the row of units."""
        shifts: dict[str, npt.NDArray[np.int8]] = {}
        for name, number in columns.items():
            match = header.matches[number]
            unit, power, row = match.unit, match.shift, header.row
            bad = match.unknown_unit
            if units is not None and match.column.unit and not bad:
                text = self._cells[units, number]
                below = "" if is_blank(text) else _unit(text)
                if below and below not in _UNIT_WORDS:
                    found = power_of_ten(below, match.column.unit)
                    if found is None or (unit and found != power):
                        bad, row = below, units
                    else:
                        unit, power, row = below, found, units
            fields = {"column": match.column.label, "unit": match.column.unit or "（没有单位）"}
            if bad:
                self._say(UNKNOWN_UNIT, row, number, found=bad, **fields)
            elif power:
                if unit:
                    self._say(CONVERTED, row, number, found=unit, **fields)
                shifts[name] = np.full(size, power, dtype=np.int8)
        return shifts

    def _data_rows(self, first: int, header: _Header) -> npt.NDArray[np.int64]:
        """Return the rows of data; name those passed over and those hidden."""
        body = self._cells[first:]
        filled = np.frompyfunc(lambda cell: not is_blank(cell), 1, 1)(body).astype(bool)
        has_any = filled.any(axis=1)
        self._found_rows += int(has_any.sum())
        if not has_any.any():
            return np.zeros(0, dtype=np.int64)
        last = np.flatnonzero(has_any)[-1]
        lead = body[np.arange(len(body)), filled.argmax(axis=1)]
        summary = has_any & np.frompyfunc(_is_summary, 1, 1)(lead).astype(bool)
        captions = has_any & ~summary & self._is_caption(body, header)
        for row in np.flatnonzero(captions).tolist():
            column = int(filled[row].argmax())
            self._say(CAPTION, first + row, column, row=first + row + 1, text=shown(lead[row])[:20])
        summary_words = summary
        summary = summary | captions
        repeated = has_any & ~summary & self._repeats_header(body, header)
        self._passed_over += int((summary | repeated).sum())
        for row in np.flatnonzero(summary_words | repeated).tolist():
            self._say(
                PASSED_OVER, first + row, int(filled[row].argmax()),
                rows=f"第 {first + row + 1} 行", text=shown(lead[row])[:12],
            )  # fmt: skip
        blank = np.flatnonzero(~has_any[:last]) + first + 1
        if blank.size:
            self._say(BLANK_ROWS, rows=_numbers(blank))
        data = np.flatnonzero(has_any & ~summary & ~repeated) + first
        hidden = [row for row in (data + 1).tolist() if row in self._hidden]
        if hidden:
            self._say(HIDDEN_ROWS, rows=_numbers(np.array(hidden)))
        return data

    def _is_caption(self, body: npt.NDArray[Any], header: _Header) -> npt.NDArray[np.bool_]:
        """Find rows that are one text merged over the columns, such as a second block's title."""
        numbers = list(header.matches)
        if len(numbers) < 3:
            return np.zeros(len(body), dtype=bool)
        columns = body[:, numbers]
        same = (columns == columns[:, :1]).all(axis=1)
        texts = np.frompyfunc(
            lambda cell: isinstance(cell, str) and number_text(cell) is None, 1, 1
        )
        return np.array(same & texts(columns[:, 0]).astype(bool), dtype=bool)

    def _repeats_header(self, body: npt.NDArray[Any], header: _Header) -> npt.NDArray[np.bool_]:
        """Find the header printed again further down."""
        numbers = list(header.matches)[:3]
        same = np.ones(len(body), dtype=bool)
        for number in numbers:
            same &= body[:, number] == self._cells[header.row, number]
        return same


def _unit(cell: Any) -> str:
    """Return a cell of the row of units as headers compare units: without brackets."""
    text = key(cell)
    return text[1:-1] if text[:1] == "(" and text[-1:] == ")" else text


def _is_unit(text: str) -> bool:
    return text in KNOWN or text in _UNIT_WORDS


def _is_summary(cell: Any) -> bool:
    return isinstance(cell, str) and key(cell).startswith(_SUMMARY)


def _numbers(rows: npt.NDArray[np.int64], most: int = 12) -> str:
    text = "、".join(str(row) for row in rows[:most].tolist())
    return f"{text} 等 {len(rows)} 行" if len(rows) > most else f"{text} 行"
