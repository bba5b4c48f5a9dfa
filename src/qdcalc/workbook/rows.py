"""Many rows of a sheet at once: XlsxWriter makes each different cell, rows are put together here.

In constant memory XlsxWriter keeps a sheet's rows as text in a file and takes 4 µs for a cell. Of
a column most cells repeat: what follows the reference in one (style, type, value) is XlsxWriter's
own text, made when the value is first met; only floats are filled into the text of one. A row is
then one operation. The text is that of ``write_string`` and the rest, at a fifteenth of the time
(docs/decisions/0013).
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from html import escape
from math import isfinite
from typing import Any

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

_MOST_KEPT = 2**16  # texts of a column's cells that are kept
_SHARED_FROM = 1000  # rows of a sheet whose texts stand in the workbook's list of shared texts
_MOST_SHARED = 2**17  # texts of a workbook, beyond which each stands in its cell

_FORMULA = "[A1]"  # stands for a formula where its cell is made for the first time

Put = Callable[..., object]


class Rows:
    """The rows of a sheet from ``first`` to ``last``, written in blocks, nothing between them.

    Parameters
    ----------
    sheet : Worksheet
        Of a workbook in constant memory; the rows above are written.
    first, last : int
        Counted from 0.
    columns : int
    put : callable of row, column, value and formula, if any
        Writes one cell by the sheet's own methods; floats look alike, whole ones and others.
    raised : callable of row and lines
        Gives a row the height of so many lines, by the sheet's own method.
    """

    def __init__(
        self,
        sheet: Worksheet,
        first: int,
        last: int,
        columns: int,
        put: Put,
        raised: Callable[[int, int], object],
    ) -> None:
        self._sheet, self._next, self._last = sheet, first, last
        self._probe = _Probe(sheet, first, put, is_long=last - first >= _SHARED_FROM)
        self._heads = _Heads(self._probe, raised)
        self._cells = [_ByKind(self._probe, n) for n in range(columns)]
        letters = [xl_col_to_name(n) for n in range(columns)]
        cells = "".join(f'<c r="{letter}%s%s' for letter in letters)
        self._template = f'<row r="%s%s{cells}</row>'

    def write(
        self,
        block: Sequence[tuple[list[Any], bool]],
        lines: list[int],
        formulas: Sequence[Sequence[str | None] | None] | None = None,
    ) -> None:
        """Write so many rows as there are ``lines``.

        Parameters
        ----------
        block : sequence of (cells, are of one kind)
            A column each, a blank as None; numbers of several kinds may be equal and look
            different, so that they are kept apart.
        lines : list of int
            Of text, a row each.
        formulas : sequence, optional
            Those that give the cells' values, a column each; None for a column without any.
        """
        live = [None] * len(block) if formulas is None else formulas
        numbers = list(map(str, range(self._next + 1, self._next + 1 + len(lines))))
        parts: list[Any] = [numbers, map(self._heads.__getitem__, lines)]
        for (values, is_plain), own, cells in zip(block, live, self._cells, strict=True):
            told = (
                cells.texts(values, is_plain=is_plain) if own is None else cells.live(values, own)
            )
            parts += [numbers, told]
        rows = map(self._template.__mod__, zip(*parts, strict=True))
        self._sheet.row_data_fh.write("".join(rows))
        self._next += len(lines)

    def end(self) -> None:
        """Let the sheet know which rows it has; rows below are written by its own methods."""
        if self._next != self._last + 1:
            raise ValueError(f"rows up to {self._next} are written, not up to {self._last + 1}")
        self._probe.reach(self._last, len(self._cells) - 1)


class _Probe:
    """A row that a sheet never writes: what its own methods would write there, as text."""

    def __init__(self, sheet: Worksheet, row: int, put: Put, *, is_long: bool) -> None:
        self._sheet, self._row, self._put, self._is_long = sheet, row, put, is_long

    def cell(self, column: int, value: Any, formula: str | None = None) -> str:
        """Return what follows the reference in a cell."""
        self._put(self._row, column, value, formula)
        cell = self._sheet.table[self._row].pop(column)
        start, texts = f'<c r="{xl_col_to_name(column)}{self._row + 1}', self._sheet.str_table
        may_share = self._is_long and isinstance(value, str) and formula is None
        is_shared = may_share and texts.unique_count < _MOST_SHARED
        if is_shared:
            cell = cell._replace(string=texts._get_shared_string_index(cell.string))
        self._sheet.constant_memory = not is_shared
        try:
            return self._text(start, self._sheet._write_cell, self._row, column, cell)
        finally:
            self._sheet.constant_memory = True

    def head(self, raised: Callable[[int, int], object], lines: int) -> str:
        """Return what follows the number in the beginning of a row."""
        self._put(self._row, 0, None)  # the rows above are written by it
        self._sheet.table[self._row].pop(0)
        if lines > 1:
            raised(self._row, lines)
        is_new = hasattr(self._sheet, "row_info")  # older XlsxWriters have it under another name
        kept = self._sheet.row_info if is_new else self._sheet.set_rows
        start, info = f'<row r="{self._row + 1}', kept.pop(self._row, None)
        return self._text(start, self._sheet._write_row, self._row, None, info)

    def reach(self, row: int, column: int) -> None:
        """Let the sheet go as far as a cell."""
        self._put(row, column, None)
        self._sheet.table[row].pop(column)

    def _text(self, start: str, write: Callable[..., object], *what: Any) -> str:
        kept, self._sheet.fh = self._sheet.fh, io.StringIO()
        try:
            write(*what)
            text: str = self._sheet.fh.getvalue()
        finally:
            self._sheet.fh = kept
        if not text.startswith(start):
            raise ValueError(f"XlsxWriter wrote {text!r} in row {self._row + 1}")
        return text[len(start) :]


class _Heads(dict[int, str]):
    """The beginning of a row by the lines that it takes."""

    def __init__(self, probe: _Probe, raised: Callable[[int, int], object]) -> None:
        self._probe, self._raised = probe, raised

    def __missing__(self, lines: int) -> str:
        self[lines] = text = self._probe.head(self._raised, lines)
        return text


class _ByKind(dict[type, "_Cells"]):
    """The cells of a column: 1, 1.0 and True are equal, and cells of their own."""

    def __init__(self, probe: _Probe, column: int) -> None:
        self._probe, self._column = probe, column
        self._around: dict[tuple[type, Any], tuple[str, str]] = {}

    def __missing__(self, kind: type) -> _Cells:
        self[kind] = cells = _Cells(self._probe, self._column)
        return cells

    def texts(self, values: list[Any], *, is_plain: bool) -> Any:
        """Return the text of each cell behind its reference."""
        if is_plain:
            return map(self[object].__getitem__, values)
        return [self[type(value)][value] for value in values]

    def live(self, values: list[Any], formulas: Sequence[str | None]) -> list[str]:
        """Return the text of each cell behind its reference, with the formulas that some have."""
        return [
            self._live(value, formula) if formula else self[type(value)][value]
            for value, formula in zip(values, formulas, strict=True)
        ]

    def _live(self, value: Any, formula: str) -> str:
        if type(value) is float and isfinite(value):
            before, _ = self._beside(2.0 if value.is_integer() else 0.5)
            after = f"</f><v>{value}</v></c>"
        else:
            before, after = self._beside(value)
        return f"{before}{escape(formula, quote=False)}{after}"

    def _beside(self, value: Any) -> tuple[str, str]:
        """Return what stands before and after the formula of a cell with a value."""
        key = (type(value), value)
        if key not in self._around:
            text = self._probe.cell(self._column, value, _FORMULA)
            if len(self._around) >= _MOST_KEPT:
                self._around.clear()
            before, _, after = text.partition(_FORMULA)
            self._around[key] = before, after
        return self._around[key]


class _Cells(dict[Any, str]):
    """The text of a cell by its value, as many of them as are kept."""

    def __init__(self, probe: _Probe, column: int) -> None:
        self._probe, self._column = probe, column
        self._around: dict[bool, tuple[str, str]] = {}

    def __missing__(self, value: Any) -> str:
        is_number = type(value) is float and isfinite(value)
        text = self._number(value) if is_number else self._probe.cell(self._column, value)
        if len(self) >= _MOST_KEPT:
            self.clear()
        self[value] = text
        return text

    def _number(self, value: float) -> str:
        is_whole = value.is_integer()  # such a one may look different, as a count does
        if is_whole not in self._around:
            like = 2.0 if is_whole else 0.5
            before, _, after = self._probe.cell(self._column, like).rpartition(f"{like:G}")
            self._around[is_whole] = before, after
        before, after = self._around[is_whole]
        return f"{before}{value + 0.0:.16G}{after}"  # 0, never -0
