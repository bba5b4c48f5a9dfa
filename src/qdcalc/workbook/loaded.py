"""A sheet's cells as they are: values from calamine, errors and formulas from the scan."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    SheetVisibleEnum,
)

from qdcalc.cells import ERROR_VALUE
from qdcalc.errors import FileError
from qdcalc.problems import Fault, Problems, shown
from qdcalc.raw import Percent, Unreadable
from qdcalc.texts import normal, without_unseen
from qdcalc.workbook.faults import FAR_CELL, HIDDEN_SHEET, NEW_ERROR
from qdcalc.workbook.files import ADVICE, DAMAGES
from qdcalc.workbook.percents import percent_cells
from qdcalc.workbook.scan import Scan, column_letters, scan_sheet

_OLD_ERRORS = {"#N/A", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"}


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
        self._cells = _array(cells)
        for (row, column), unreadable in scan.unreadable.items():
            if row < self._cells.shape[0] and column < self._cells.shape[1]:
                self._cells[row, column] = unreadable
        nowhere = np.array(self._cells != self._cells, dtype=bool)  # a stored NaN
        self._cells[nowhere] = Unreadable("NaN", ERROR_VALUE)
        if sheet is not None and fills_merged:
            self._fill_merged(sheet)
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
                self._cells[row, column] = Percent(self._cells[row, column])

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

    def _fill_merged(self, sheet: CalamineSheet) -> None:
        rows, columns = self._cells.shape
        for (top, left), (bottom, right) in sheet.merged_cell_ranges or []:
            if top < rows and left < columns:
                self._cells[top : bottom + 1, left : right + 1] = self._cells[top, left]


def _array(cells: list[list[Any]]) -> npt.NDArray[Any]:
    array = np.empty((len(cells), max((len(row) for row in cells), default=0)), dtype=object)
    for number, row in enumerate(cells):
        array[number, : len(row)] = row
    return array


def laid_out(rows: list[list[Any]], merged: Sequence[Any] | None) -> npt.NDArray[Any]:
    """Return rows as an array whose merged cells all hold what the first of them holds."""
    cells = _array(rows)
    for (top, left), (bottom, right) in merged or []:
        if top < cells.shape[0] and left < cells.shape[1]:
            cells[top : bottom + 1, left : right + 1] = cells[top, left]
    return cells


def is_blank(cell: Any) -> bool:
    """Return whether a cell holds nothing that the eye sees."""
    if not isinstance(cell, str):
        return cell is None
    return not cell or not ("!" <= cell[0] <= "~" or "一" <= cell[0] <= "龥" or normal(cell))


def distinct_texts(cells: npt.NDArray[Any]) -> list[set[str]]:
    """Return the texts of each column, each once."""
    columns = (cells[:, number].tolist() for number in range(cells.shape[1]))
    return [{cell for cell in column if type(cell) is str} for column in columns]


def filled_cells(cells: npt.NDArray[Any], texts: list[set[str]]) -> npt.NDArray[np.bool_]:
    """Say which cells hold something that the eye sees; ``texts`` as distinct_texts has them."""
    filled: npt.NDArray[np.bool_] = np.array(cells != "", dtype=bool)
    filled &= np.not_equal(cells, np.array(None, dtype=object)).astype(bool)
    for number, distinct in enumerate(texts):
        for text in distinct:
            if not text[:1].isalnum() and is_blank(text):
                filled[:, number] &= np.array(cells[:, number] != text, dtype=bool)
    return filled
