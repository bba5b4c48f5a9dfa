"""What a person sees: Chinese columns, money in 元 made once from exact fen, summaries as HTML."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from qdcalc import money
from qdcalc.arrays import unchecked
from qdcalc.tables import Column, Table

if TYPE_CHECKING:
    from qdcalc.result import Result

_SHOWN_ROWS = 12
_yuan = unchecked(money.to_yuan)
_HUNDREDFOLD = {"money", "money_or_blank", "hundredths"}  # shown divided by 100
_FORMATS: dict[str, Callable[[Any], str]] = {
    "money": "{:,.2f}".format,
    "money_or_blank": "{:,.2f}".format,
    "percent": "{:.1%}".format,
    "multiple": "{:.3g}".format,
}


def chinese(table: Table, frame: pd.DataFrame) -> pd.DataFrame:
    """Return a calculated table with Chinese headers and money in 元 (float64)."""
    columns = {}
    for column in table.columns:
        values = frame[column.name]
        if column.kind in _HUNDREDFOLD:
            filled = values.notna()
            whole = values.where(filled, 0).to_numpy(dtype=np.int64)
            values = pd.Series(_yuan(whole), index=frame.index).where(filled)
        columns[column.label] = values
    return pd.DataFrame(columns)


def chinese_value(column: Column, value: int | None) -> float | int | None:
    """Return one whole number of a column as a person sees it."""
    if value is None or column.kind not in _HUNDREDFOLD:
        return value
    return value / money.FEN_PER_YUAN


def result_html(result: Result) -> str:
    """Return the summary that Jupyter shows: warnings, then the first rows of each table."""
    parts = [f"<h3>{escape(result.calculation.title)}</h3>"]
    if len(result.found):
        parts.append(f"<p>警告 {len(result.found)} 处，见 <code>result.problems</code></p>")
    for table in result.calculation.outputs[:3]:
        frame = result[table.label]
        parts.append(f"<h4>{escape(table.label)}（{len(frame):,} 行）</h4>")
        formats = {c.label: _FORMATS[c.kind] for c in table.columns if c.kind in _FORMATS}
        parts.append(
            frame.head(_SHOWN_ROWS).to_html(index=False, formatters=formats, na_rep="", border=0)
        )
    return "\n".join(parts)
