"""A sheet's cells as they are: values from calamine, errors and formulas from the scan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    SheetVisibleEnum,
)

from qdcalc.errors import FileError
from qdcalc.exact.dtypes import Ints
from qdcalc.exact.texts import normal, without_unseen
from qdcalc.intake.cells import ERROR_VALUE, is_numeric
from qdcalc.intake.kinds import VERSION
from qdcalc.intake.raw import Percent, Unreadable
from qdcalc.intake.sorts import OTHER, laid_out, sort_of
from qdcalc.table.description import Column
from qdcalc.table.live import column_letters
from qdcalc.table.problems import Fault, Problems, shown
from qdcalc.workbook.faults import (
    FAR_CELL,
    HIDDEN_SHEET,
    MERGED_NUMBER,
    NEW_ERROR,
    RICH_NUMBER,
    RICH_TEXT,
    SHOWN_MARK,
    STRUCK_CELLS,
    STRUCK_HEADING,
)
from qdcalc.workbook.files import ADVICE, DAMAGES
from qdcalc.workbook.percents import percent_cells
from qdcalc.workbook.rich import Rich
from qdcalc.workbook.scan import Scan, scan_sheet

_OLD_ERRORS = {"#N/A", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"}
Range = tuple[tuple[int, int], tuple[int, int]]  # top left and bottom right, from 0
_FEW = 12  # cells that are named one by one


class LoadedSheet:
    """The cells of one sheet, merged ones filled, and what stops them from being read."""

    def __init__(
        self,
        path: Path,
        file: str,
        book: CalamineWorkbook,
        name: str,
        problems: Problems,
        *,
        fills_merged: bool = True,
    ) -> None:
        self._problems, self._file = problems, file
        self._name = without_unseen(name)
        try:
            scan = scan_sheet(path, name)
        except DAMAGES as error:
            raise FileError(f"{path.name} 已损坏，工作表“{name}”读不出来。{ADVICE}") from error
        try:
            sheet = None if scan.far_cell else book.get_sheet_by_name(name)
            cells = [] if sheet is None else sheet.to_python(skip_empty_area=False)
        except CalamineError as error:
            sheet, cells = None, []
            if not self._say_new_errors(scan):
                raise FileError(f"{path.name} 的工作表“{name}”读不出来。{ADVICE}") from error
        self._hidden = scan.hidden_rows
        self._cells, self._sorts = laid_out(cells)
        self._place(scan)
        self._merged = [] if sheet is None else list(sheet.merged_cell_ranges or [])
        if fills_merged:
            self._fill_merged()
        if scan.far_cell:
            self._say(FAR_CELL, cell=scan.far_cell)
        self._is_lost = sheet is None
        states = {m.name: m.visible for m in book.sheets_metadata}
        if states.get(name) != SheetVisibleEnum.Visible:
            self._say(HIDDEN_SHEET, name=name)

    def _mark_percents(self, path: Path, name: str) -> None:
        """Tell the numbers that the sheet shows with a % sign from plain ones."""
        rows, columns = self._cells.shape
        for row, column in percent_cells(path, name):
            if row < rows and column < columns and isinstance(self._cells[row, column], float):
                self._put((row, column), Percent(self._cells[row, column]))

    def _say(self, fault: Fault, row: int = -1, column: int = -1, /, **fields: Any) -> None:
        cell = f"{column_letters(max(column, 0))}{row + 1}" if row >= 0 else ""
        value = shown(self._cells[row, column]) if column >= 0 else ""
        self._problems.add(
            fault, sheet=self._name, file=self._file, cell=cell, value=value, fields=fields
        )

    def _say_new_errors(self, scan: Scan) -> bool:
        """Name the error values of a newer Excel that stop calamine; say whether there are any."""
        new = {
            place: cell.text
            for place, cell in scan.unreadable.items()
            if cell.fault is ERROR_VALUE and cell.text not in _OLD_ERRORS
        }
        for (row, column), text in new.items():
            self._problems.add(
                NEW_ERROR,
                sheet=self._name,
                file=self._file,
                cell=f"{column_letters(column)}{row + 1}",
                value=text,
            )
        return bool(new)

    def _place(self, scan: Scan) -> None:
        """Put what the scan found into the cells."""
        for place, unreadable in scan.unreadable.items():
            if self._has(*place):
                self._put(place, unreadable)
        for place, is_struck in scan.rich.items():
            if self._has(*place) and isinstance(self._cells[place], str):
                self._put(place, Rich(self._cells[place], is_struck=is_struck))
        self._is_marked, self._struck, self._shown = bool(scan.rich), scan.struck, scan.shown
        for place in zip(*np.nonzero(self._sorts == OTHER), strict=True):
            if self._cells[place] != self._cells[place]:
                self._put(place, Unreadable("NaN", ERROR_VALUE))

    def _put(self, place: tuple[int, int], cell: Any) -> None:
        """Put something into a cell; of which sort it is is known from then on."""
        self._cells[place], self._sorts[place] = cell, sort_of(cell)

    def _has(self, row: int, column: int) -> bool:
        return bool(row < self._cells.shape[0] and column < self._cells.shape[1])

    def _fill_merged(self) -> None:
        for (top, left), (bottom, right) in self._merged:
            if self._has(top, left):
                inside = slice(top, bottom + 1), slice(left, right + 1)
                self._cells[inside] = self._cells[top, left]
                self._sorts[inside] = self._sorts[top, left]

    def _check_heading(self, row: int, number: int) -> None:
        """Refuse a heading of which a part is struck out."""
        cell = self._cells[row, number]
        if isinstance(cell, Rich) and cell.is_struck:
            self._say(STRUCK_HEADING, row, number)

    def _check_cells(self, columns: Mapping[int, Column], rows: Ints) -> None:
        """Name the cells of a table that show more than a value: merged, marked, struck out.

        Parameters
        ----------
        columns : mapping of int to Column
            What the sheet's columns, from 0, are.
        rows : array of int
            The rows of data, from 0.
        """
        self._refuse_merged_numbers(columns, rows)
        if self._is_marked:
            for number, column in columns.items():
                cells = self._cells[rows, number]
                is_rich = np.frompyfunc(lambda c: isinstance(c, Rich), 1, 1)(cells).astype(bool)
                for row in rows[is_rich].tolist():
                    self._take_rich(row, number, column)
        known = set(rows.tolist())
        for place, text in self._shown.items():
            if place[0] in known and place[1] in columns and _is_measured(columns[place[1]]):
                self._put(place, Unreadable(text, SHOWN_MARK))
        struck = sorted(p for p in self._struck if p[0] in known and p[1] in columns)
        if struck:
            named = [f"{column_letters(column)}{row + 1}" for row, column in struck[:_FEW]]
            more = f" 等 {len(struck)} 格" if len(struck) > _FEW else ""
            self._say(STRUCK_CELLS, cells="、".join(named) + more)

    def _take_rich(self, row: int, number: int, column: Column) -> None:
        """Take a marked text as it is where any text will do, as no value elsewhere."""
        text = str(self._cells[row, number])
        if column.kind.is_text:
            self._say(RICH_TEXT, row, number)
            self._put((row, number), text)
        else:
            self._put((row, number), Unreadable(text, RICH_NUMBER))

    def _refuse_merged_numbers(self, columns: Mapping[int, Column], rows: Ints) -> None:
        """Refuse a number merged over several columns, or an amount over several rows."""
        for place in self._merged:
            (top, left), (bottom, right) = place
            inside = [c for n, c in columns.items() if left <= n <= right]
            count = int(((rows >= top) & (rows <= bottom)).sum())
            if count and (len(inside) > 1 or (count > 1 and any(map(_is_amount, inside)))):
                self._refuse_if_number(place, inside)

    def _refuse_if_number(self, place: Range, columns: Iterable[Column]) -> None:
        """Refuse what is merged over several values where it is a number."""
        (top, left), (bottom, right) = place
        cell = self._cells[top, left] if self._has(top, left) else None
        if is_numeric(type(cell)) or (_has_figures(cell) and any(map(_is_amount, columns))):
            last = f"{column_letters(right)}{bottom + 1}"
            self._say(MERGED_NUMBER, top, left, range=f"{column_letters(left)}{top + 1}:{last}")


def _has_figures(cell: Any) -> bool:
    return isinstance(cell, str) and any(c.isdigit() for c in cell)


def _is_amount(column: Column) -> bool:
    """Return whether a column's numbers add up, unlike keys such as a year."""
    return column is not VERSION and bool(column.unit or column.kind.is_amount)


def _is_measured(column: Column) -> bool:
    """Return whether a column holds measured values, of which a sign such as < says much."""
    return bool(column.unit) and not column.kind.is_amount


def merged_out(rows: list[list[Any]], merged: Sequence[Any] | None) -> npt.NDArray[Any]:
    """Return rows as an array whose merged cells all hold what the first of them holds."""
    cells, _ = laid_out(rows)
    for (top, left), (bottom, right) in merged or []:
        if top < cells.shape[0] and left < cells.shape[1]:
            cells[top : bottom + 1, left : right + 1] = cells[top, left]
    return cells


def is_blank(cell: Any) -> bool:
    """Return whether a cell holds nothing that the eye sees."""
    if not isinstance(cell, str):
        return cell is None
    return not cell or not ("!" <= cell[0] <= "~" or "一" <= cell[0] <= "龥" or normal(cell))
