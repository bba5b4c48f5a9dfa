"""How the cells of a table's columns look on a sheet, and how each is written."""

from __future__ import annotations

import datetime as dt
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from qdcalc.table import tones as palette
from qdcalc.table.description import Column, Table
from qdcalc.workbook.styles import Formats, write_value

NARROW = 11  # characters up to which a text column is centred on one line
_DAY_ZERO = dt.datetime(1899, 12, 30)  # as Excel counts days
_GRID: dict[str, Any] = {"border": 1, "border_color": palette.GRID}


class Look:
    """The formats of a table's columns; ``more`` properties are those of every cell."""

    def __init__(self, table: Table, formats: Formats, **more: Any) -> None:
        self._formats = formats
        self._tones = [column.tones for column in table.columns]
        self._forms = [self._of(column, **more) for column in table.columns]
        self._counts = self._forms
        if not more:
            self._counts = [self._of(column, is_count=True) for column in table.columns]

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
        return self._formats(**properties)

    def put(
        self, sheet: Worksheet, row: int, column: int, value: Any, formula: str | None = None
    ) -> None:
        """Write a cell, with the formula that gives its value where it has one."""
        form = self._forms[column]
        if isinstance(value, str):
            tone = self._tones[column].get(value)
            form = self._formats.toned(tone, **_GRID) if tone else form
        elif _is_whole(value):
            form = self._counts[column]
        if formula:
            sheet.write_formula(row, column, formula, form, _stored(value))
        elif value is None or value != value:
            sheet.write_blank(row, column, None, form)
        elif isinstance(value, str):
            sheet.write_string(row, column, value[:32767], form)
        else:
            write_value(sheet, row, column, value, form)


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) or (isinstance(value, float) and value.is_integer())


def _stored(value: Any) -> Any:
    """Return the value stored beside a formula: a blank as an empty text, days as Excel's."""
    if isinstance(value, dt.datetime) and value == value:
        return (value - _DAY_ZERO) / dt.timedelta(days=1)
    return "" if value is None or value != value else value
