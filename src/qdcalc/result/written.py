"""The tables of a written result, read back as they were calculated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from qdcalc.errors import FileError, UsageError
from qdcalc.exact.money import to_fen
from qdcalc.table.description import Table
from qdcalc.table.kinds import MONTH, Kind

UNIT, TOTAL = "（元）", "合计"
Sheets = Mapping[str, Sequence[Sequence[Any]]]


def frame_of(table: Table, sheets: Sheets, name: str) -> pd.DataFrame:
    """Return a table as it was calculated, of the sheets that it is written on.

    Parameters
    ----------
    table : Table
    sheets : mapping of sheet name to rows
    name : str
        The workbook's, for the message.

    Raises
    ------
    FileError
        A column is not there, or an amount can't be read.
    """
    rows: list[Sequence[Any]] = []
    header: list[str] = []
    for title, lines in sheets.items():
        if lines and (title == table.label or title.startswith(f"{table.label}_")):
            header = [str(label).removesuffix(UNIT) for label in lines[0]]
            rows += [line for line in lines[1:] if line[0] != TOTAL]
    missing = [c.label for c in table.columns if c.is_required and c.label not in header]
    if missing:
        raise FileError(f"{name} 的“{table.label}”没有列 {'、'.join(missing)}，不能用来比较")
    read = pd.DataFrame(rows, columns=header, dtype=object)
    there = [column for column in table.columns if column.label in header]
    try:
        return pd.DataFrame({c.name: _values(c.kind, read[c.label]) for c in there})
    except (TypeError, ValueError, UsageError) as error:
        raise FileError(f"{name} 的“{table.label}”里有读不出来的数，不能用来比较") from error


def _values(kind: Kind, values: pd.Series[Any]) -> Any:
    if kind.is_hundredfold:
        filled = values.where(values != "").astype(float)
        known = filled.notna()
        fen = pd.Series(to_fen(filled.where(known, 0.0).to_numpy()), index=values.index)
        return fen if known.all() else fen.astype("Int64").where(known)
    if kind.is_numeral:
        return values.map(lambda v: str(int(v)) if isinstance(v, float) else str(v)).astype("str")
    if kind.is_time:
        times = pd.to_datetime(values.where(values != ""))
        return times.dt.to_period("M") if kind.dtype == MONTH.dtype else times
    if kind.dtype in ("int64", "Int64"):
        whole: Any = values.where(values != "").astype("Float64").astype("Int64")
        return whole.astype(kind.dtype)
    texts = values.where(values != "")
    return texts.astype("str") if kind.is_text else texts
