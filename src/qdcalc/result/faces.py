"""What a person sees: Chinese columns, money in 元 made once from exact fen."""

from __future__ import annotations

import numpy as np
import pandas as pd

from qdcalc.exact import money
from qdcalc.exact.arrays import unchecked
from qdcalc.table.description import Column, Table

_yuan = unchecked(money.to_yuan)


def chinese(table: Table, frame: pd.DataFrame) -> pd.DataFrame:
    """Return a calculated table with Chinese headers and money in 元 (float64)."""
    columns = {}
    for column in table.columns:
        values = frame[column.name]
        if column.kind.is_hundredfold:
            filled = values.notna()
            whole = values.where(filled, 0).to_numpy(dtype=np.int64)
            values = pd.Series(_yuan(whole), index=frame.index).where(filled)
        columns[column.label] = values
    return pd.DataFrame(columns)


def chinese_value(column: Column, value: int | None) -> float | int | None:
    """Return one whole number of a column as a person sees it."""
    seen: float | int | None = column.kind.shown(value)
    return seen
