"""The one-page form: a block for each table, a line for each column; written and read back.

A block begins with a cell 【表名】 in column A; below it column A names the columns of that table
and column B holds what the applicant filled in. A block without anything filled in is no row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import xlsxwriter
from python_calamine import CalamineWorkbook

from qdcalc.errors import UsageError
from qdcalc.exact.patterns import Lazy
from qdcalc.exact.texts import key, normal
from qdcalc.intake.headers import TWICE, Match, headers_of
from qdcalc.intake.kinds import VERSION
from qdcalc.intake.raw import Part, RawTable
from qdcalc.intake.units import CONVERTED, unit_fault
from qdcalc.notice.description import Calculation
from qdcalc.table import tones as palette
from qdcalc.table.description import Column, Table
from qdcalc.table.problems import ERROR, MINOR, WARNING, Fault, Problems
from qdcalc.workbook.faults import HIDDEN_ROWS
from qdcalc.workbook.loaded import LoadedSheet, is_blank
from qdcalc.workbook.package import written
from qdcalc.workbook.styles import FONT
from qdcalc.workbook.write import A4

FORM = "申请表"
BLOCK = Lazy(r"【(.+?)】.*", re.S)
_EVIDENCE = "证明材料"
_SIGNATURE = "申请单位(盖章)"
_NOT_COLUMNS = (_EVIDENCE, "注", "说明", _SIGNATURE)
_WIDTHS = (20, 30, 46)
UNKNOWN_BLOCK = Fault(
    "T17",
    ERROR,
    "申请表里不认识的部分“{value}”",
    "请用 template --form 写出的申请表，不要改动部分的名称：{known}",
    is_structural=True,
)
NO_BLOCK = Fault(
    "T18",
    ERROR,
    "申请表里没有【展会】这样的部分，可能改动了版式",
    "请用 template --form 写出的申请表重新填写",
    is_structural=True,
)
STRAY = Fault(
    "T19",
    ERROR,
    "“{value}”填在了申请表的空白处，没有地方读取",
    "请填在 B 列；一份申请表每部分只能申请一项，多的请另填一份",
)
MISSING_LINE = Fault(
    "T20",
    ERROR,
    "【{table}】部分没有“{names}”这一行",
    "请不要改动左列的名称；用 template --form 写出的申请表重新填写",
    is_structural=True,
)
EMPTY_FORM = Fault(
    "T16", WARNING, "申请表里没有填任何内容", "请填写要申请的部分，或移出这个文件", weight=MINOR
)


def read_form(
    path: Path,
    file: str,
    book: CalamineWorkbook,
    name: str,
    tables: Sequence[Table],
    problems: Problems,
) -> Iterator[RawTable]:
    """Yield a table of one row for each block of a form that is filled in."""
    printed = {normal(column.sentence) for table in tables for column in table.columns}
    yield from _Form(path, file, book, name, problems, printed).blocks(tables)


class _Form(LoadedSheet):
    """A form being read."""

    def __init__(
        self,
        path: Path,
        file: str,
        book: CalamineWorkbook,
        name: str,
        problems: Problems,
        printed: set[str],
    ) -> None:
        super().__init__(path, file, book, name, problems, fills_merged=False)
        self._printed = printed

    def blocks(self, tables: Sequence[Table]) -> Iterator[RawTable]:
        """Yield the blocks; name what stands where a form has no place for it."""
        by_label = {key(table.label): table for table in tables}
        starts: list[tuple[int, Table | None]] = []
        for row in range(len(self._cells)):
            match = BLOCK.fullmatch(_text(self._cells[row, 0]))
            if match:
                starts.append((row, by_label.get(key(match[1]))))
                if starts[-1][1] is None:
                    self._say(UNKNOWN_BLOCK, row, 0, known="、".join(t.label for t in tables))
        if not starts:
            self._say(NO_BLOCK)
            return
        self._warn_of_strays(starts[0][0])
        is_filled = False
        ends = [row for row, _ in starts[1:]] + [len(self._cells)]
        for (row, table), end in zip(starts, ends, strict=True):
            raw = None if table is None else self._block(table, row, end)
            if raw is not None:
                is_filled = True
                yield raw
        if not is_filled:
            self._say(EMPTY_FORM)

    def _warn_of_strays(self, first: int) -> None:
        """Refuse what is filled in outside column B; name hidden lines."""
        size = self._cells.shape[1]
        for row in range(len(self._cells)):
            known = {0, 1} if row > first else {0}
            texts = [_text(self._cells[row, column]) for column in range(size)]
            if texts[0].startswith(_SIGNATURE):
                continue
            printed = (
                {2}
                if size > 2 and (is_blank(self._cells[row, 2]) or texts[2] in self._printed)
                else set()
            )
            for column in range(size):
                cell = self._cells[row, column]
                is_title = texts[0] and texts[column] == texts[0]
                if column not in known | printed and not is_blank(cell) and not is_title:
                    self._say(STRAY, row, column)
        hidden = [row for row in sorted(self._hidden) if row > first + 1]
        filled = [
            r for r in hidden if r <= len(self._cells) and not is_blank(self._cells[r - 1, 1])
        ]
        if filled:
            self._say(HIDDEN_ROWS, rows="、".join(map(str, filled)) + " 行")

    def _block(self, table: Table, start: int, end: int) -> RawTable | None:
        """Read the lines of a block as the cells of one row."""
        headers = headers_of(table)
        cells: dict[str, str] = {}
        labels: dict[str, str] = {}
        shifts: dict[str, Any] = {}
        lines: dict[int, Column] = {}
        unknown: dict[int, str] = {}
        for row in range(start + 1, end):
            label = _text(self._cells[row, 0])
            value = self._cells[row, 1] if self._cells.shape[1] > 1 else None
            match = headers.match(label) if label else None
            if match is None:
                if label and not label.startswith(_NOT_COLUMNS) and not is_blank(value):
                    unknown[row] = label
                continue
            name = match.column.name
            if name in labels:
                fields = {"first": labels[name], "found": label, "column": match.column.label}
                self._say(TWICE, row, 0, **fields)
                continue
            cells[name], labels[name] = f"B{row + 1}", label
            lines[row] = match.column
            if not is_blank(value):
                self._convert(match, row, shifts)
        for row, (fault, fields) in zip(
            unknown, headers.unknown([*unknown.values()]), strict=False
        ):
            self._say(fault, row, 0, **fields)
        if self._cells.shape[1] < 2 or all(is_blank(self._cells[row, 1]) for row in lines):
            return None
        self._check_lines(lines)
        columns = {column.name: self._cells[[row], 1] for row, column in lines.items()}
        for names in headers.missing(lines.values()):
            self._say(MISSING_LINE, start, 0, names=names, table=table.label)
        part = Part(self._file, self._name, cells, labels, start + 1, is_form=True)
        rows, part_of = np.array([start + 1]), np.zeros(1, dtype=np.int64)
        return RawTable(table, [part], columns, rows, part_of, shifts, found_rows=1)

    def _check_lines(self, lines: Mapping[int, Column]) -> None:
        """Name what the filled cells do not show as values: merged, marked, struck out."""
        for row, column in lines.items():
            self._check_heading(row, 0)
            self._check_cells({1: column}, np.array([row]))
        for place in self._merged:
            (top, left), (bottom, right) = place
            inside = [column for row, column in lines.items() if top <= row <= bottom]
            if len(inside) > 1 and left <= 1 <= right:
                self._refuse_if_number(place, inside)

    def _convert(self, match: Match, row: int, shifts: dict[str, Any]) -> None:
        fields = {"column": match.column.label, "unit": match.column.unit or "（没有单位）"}
        if match.unknown_unit:
            self._say(unit_fault(match.unknown_unit), row, 0, found=match.unknown_unit, **fields)
        elif match.shift:
            self._say(CONVERTED, row, 0, found=match.unit, **fields)
            shifts[match.column.name] = np.array([match.shift], dtype=np.int8)


def _text(cell: Any) -> str:
    return normal(cell) if isinstance(cell, str) else ""


def write_form(calculation: Calculation, path: Path) -> Path:
    """Write one applicant's form: a page with a block for each table that can be applied for.

    Raises
    ------
    UsageError
        The calculation has no form.
    """
    if not calculation.form:
        raise UsageError(f"{calculation.title} 没有申请表，请去掉 --form")
    with written(path, {"strings_to_formulas": False}, keeps=True) as book:
        _Writer(book, calculation).write()
    return path


class _Writer:
    """A form being written."""

    def __init__(self, book: xlsxwriter.Workbook, calculation: Calculation) -> None:
        self._book, self._calculation, self._policy = book, calculation, calculation.policy()
        self._sheet = self._book.add_worksheet(FORM)
        self._row = 0

    def _format(self, **properties: Any) -> Any:
        return self._book.add_format(FONT | properties)

    def write(self) -> None:
        """Write title, blocks and page."""
        sheet, policy = self._sheet, self._policy
        for number, width in enumerate(_WIDTHS):
            sheet.set_column(number, number, width)
        title = self._format(bold=True, font_size=16, align="center")
        sheet.merge_range(0, 0, 0, 2, f"{self._calculation.title}申请表", title)
        sheet.set_row(0, 26)
        note = self._format(text_wrap=True, font_color=palette.SMALL_PRINT, align="center")
        said = "只填要申请的部分，带 * 的必填，其余部分留空；不要改动左列的名称。"
        said = f"依据 {policy.number}。{said}"
        sheet.merge_range(1, 0, 1, 2, said, note)
        self._row = 2
        tables = {table.name: table for table in self._calculation.inputs}
        for name in self._calculation.form:
            self._block(tables[name])
        signed = self._format(align="left")
        sheet.write_string(self._row, 0, "申请单位（盖章）：", signed)
        sheet.write_string(self._row, 2, "联系人：　　　　　电话：　　　　　日期：", signed)
        sheet.set_row(self._row, 24)
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 1)
        sheet.set_margins(left=0.5, right=0.5, top=0.4, bottom=0.4)
        sheet.center_horizontally()
        sheet.print_area(0, 0, self._row, 2)

    def _block(self, table: Table) -> None:
        """Write a block: its title, a line a column, the evidence that is needed."""
        head = self._format(bold=True, bg_color=palette.HEADER_SHEET, border=1)
        self._sheet.merge_range(
            self._row, 0, self._row, 2, f"【{table.label}】每部分申请一项，多的另填一份", head
        )
        self._row += 1
        for column in table.columns:
            if column is not VERSION:
                self._line(column)
        evidence: Mapping[str, list[str]] = self._policy.lists.get("evidence", {})
        if table.name in evidence:
            label = self._format(border=1, italic=True)
            said = self._format(border=1, italic=True, text_wrap=True, font_size=9)
            text = "；".join(evidence[table.name])
            self._sheet.write_string(self._row, 0, _EVIDENCE, label)
            self._sheet.merge_range(self._row, 1, self._row, 2, text, said)
            self._sheet.set_row(self._row, 28)
            self._row += 1

    def _line(self, column: Column) -> None:
        star = "*" if column.is_required else ""
        unit = f"({column.unit})" if column.unit else ""
        choices = column.choices or column.kind.choices
        is_text = not (choices or column.kind.is_amount)
        fill = {"bg_color": palette.FORM_NEEDED} if column.is_required else {}
        label = self._format(border=1, **fill)
        form = {"num_format": "@"} if is_text else {"align": "left"}
        value = self._format(border=1, text_wrap=True, **form)
        said = self._format(border=1, font_size=9, font_color=palette.SMALL_PRINT, text_wrap=True)
        self._sheet.write_string(self._row, 0, f"{column.label}{unit}{star}", label)
        self._sheet.write_blank(self._row, 1, None, value)
        self._sheet.write_string(self._row, 2, column.sentence, said)
        if choices:
            rule = {"validate": "list", "source": list(choices), "error_type": "warning"}
            rule |= {"error_title": "不在可选值之内", "error_message": "请从下拉列表里选择"}
            self._sheet.data_validation(self._row, 1, self._row, 1, rule)
        self._row += 1
