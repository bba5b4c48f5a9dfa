"""What a person sees: Chinese columns, money in 元 made once from exact fen; a sheet's rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from qdcalc.exact import money
from qdcalc.exact.arrays import unchecked
from qdcalc.exact.patterns import Lazy
from qdcalc.table.description import Column, Table

_yuan = unchecked(money.to_yuan)
TOTAL = "合计"
BLOCK = 4096  # rows that are made into cells at once
_WHOLE = Lazy("0|-?[1-9][0-9]{0,15}")
_EXACT = 10**15


def chinese(table: Table, frame: pd.DataFrame) -> pd.DataFrame:
    """Return a calculated table with Chinese headers and money in 元 (float64)."""
    return pd.DataFrame({c.label: shown(c, frame[c.name]) for c in table.columns})


def shown(column: Column, values: pd.Series[Any]) -> pd.Series[Any]:
    """Return a column as a person sees it: hundredths as floats of the whole."""
    if not column.kind.is_hundredfold:
        return values
    if values.dtype == np.int64:
        return pd.Series(_yuan(values), index=values.index)
    filled = values.notna()
    whole = values.where(filled, 0).to_numpy(dtype=np.int64)
    return pd.Series(_yuan(whole), index=values.index).where(filled)


def chinese_value(column: Column, value: int | None) -> float | int | None:
    """Return one whole number of a column as a person sees it."""
    seen: float | int | None = column.kind.shown(value)
    return seen


def header(column: Column) -> str:
    """Return a column's header in a sheet: money says its unit."""
    return f"{column.label}（元）" if column.kind.is_money else column.label


def rows(table: Table, frame: pd.DataFrame) -> Iterator[tuple[Any, ...]]:
    """Yield a calculated table's rows as a sheet has them; a number code is a number there."""
    for columns in blocks(table, frame):
        yield from zip(*(cells for cells, _ in columns), strict=True)


def blocks(table: Table, frame: pd.DataFrame) -> Iterator[list[tuple[list[Any], bool]]]:
    """Yield blocks of a calculated table's rows: the cells of each column as a sheet has them.

    With them whether they are of one kind, blanks (None) apart: texts, whole numbers or floats.
    """
    for start in range(0, len(frame), BLOCK):
        part = frame.iloc[start : start + BLOCK]
        yield [_cells(column, part[column.name]) for column in table.columns]


def _cells(column: Column, values: pd.Series[Any]) -> tuple[list[Any], bool]:
    values = shown(column, values)
    cells, blank = values.tolist(), pd.isna(values.array)
    if column.kind.is_numeral:
        known = {text: _code(text) for text in set(cells)}
        cells = [known[text] for text in cells]
    if blank.any():
        cells = [None if b else c for c, b in zip(cells, blank.tolist(), strict=True)]
    is_plain = isinstance(values.dtype, pd.StringDtype) or values.dtype.kind in "iuf"
    return cells, is_plain


def _code(text: Any) -> Any:
    """Return a code as a number where it is written as one and exact in a workbook."""
    if not isinstance(text, str) or not _WHOLE.fullmatch(text) or abs(int(text)) >= _EXACT:
        return text
    return int(text)


def total(table: Table, frame: pd.DataFrame) -> list[Any]:
    """Return the cells of a calculated table's row 合计, added up exactly."""
    summed = frame if table.total_rows is None else frame[table.total_rows(frame)]
    sums = {
        name: int(summed[name].sum())
        for name in table.total
        if (summed[name].notna().all() if name in table.whole_total else summed[name].notna().any())
    }
    seen = [chinese_value(c, sums.get(c.name)) for c in table.columns]
    return [TOTAL, *seen[1:]]
