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
_WHOLE = Lazy("0|-?[1-9][0-9]{0,15}")
_EXACT = 10**15


def chinese(table: Table, frame: pd.DataFrame) -> pd.DataFrame:
    """Return a calculated table with Chinese headers and money in 元 (float64)."""
    return pd.DataFrame({c.label: _shown(c, frame[c.name]) for c in table.columns})


def _shown(column: Column, values: pd.Series[Any]) -> pd.Series[Any]:
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
    columns = []
    for column in table.columns:
        values = _shown(column, frame[column.name])
        cells, blank = values.tolist(), values.isna().to_numpy()
        if column.kind.is_numeral:
            known = {text: _code(text) for text in set(cells)}
            cells = [known[text] for text in cells]
        if blank.any():
            cells = [None if b else c for c, b in zip(cells, blank.tolist(), strict=True)]
        columns.append(cells)
    return zip(*columns, strict=True)


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
