"""What a person sees: Chinese columns, money in 元 made once from exact fen, summaries as HTML."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import TYPE_CHECKING, Any

import pandas as pd

from qdcalc import money
from qdcalc.tables import Table

if TYPE_CHECKING:
    from qdcalc.calculation import Result

_SHOWN_ROWS = 12
_FORMATS: dict[str, Callable[[Any], str]] = {
    "money": "{:,.2f}".format,
    "multiple": "{:.3g}".format,
}


def chinese(table: Table, frame: pd.DataFrame) -> pd.DataFrame:
    """Return a calculated table with Chinese headers and money in 元 (float64)."""
    columns = {}
    for column in table.columns:
        values = frame[column.name]
        if column.kind == "money":
            values = pd.Series(money.to_yuan(values.to_numpy()), index=frame.index)
        columns[column.label] = values
    return pd.DataFrame(columns)


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
