"""The tables of a written result, read back as they were calculated."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from qdcalc.errors import FileError, UsageError
from qdcalc.exact.money import to_fen
from qdcalc.table.description import Column, Table
from qdcalc.table.kinds import MONTH, Kind

# a file that openpyxl or another program saved has formulas without their results
SAVE_AGAIN = "公式没有结果的（被别的程序另存过），请用 Excel 或 WPS 打开，保存一次"
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
    places: list[str] = []
    header: list[str] = []
    for title, lines in sheets_of(table, sheets):
        header = [str(label).removesuffix(UNIT) for label in lines[0]]
        kept = [n for n, line in enumerate(lines) if n and line[0] != TOTAL and any_filled(line)]
        rows += [lines[n] for n in kept]
        places += [f"{title} 第 {n + 1} 行" for n in kept]
    if not header and table.only_filled:  # a workbook goes without the sheet: it had no rows
        header = [c.label for c in table.columns]
    missing = [c.label for c in table.columns if c.is_required and c.label not in header]
    if missing:
        raise FileError(f"{name} 的“{table.label}”没有列 {'、'.join(missing)}，不能用来比较")
    read = pd.DataFrame(rows, columns=header, dtype=object)
    there = [column for column in table.columns if column.label in header]
    _refuse_blanks(there, read, places, name)
    try:
        return pd.DataFrame({c.name: _values(c.kind, read[c.label]) for c in there})
    except (TypeError, ValueError, UsageError) as error:
        raise FileError(f"{name} 的“{table.label}”里有读不出来的数，不能用来比较") from error


def sheets_of(table: Table, sheets: Sheets) -> Iterator[tuple[str, Sequence[Sequence[Any]]]]:
    """Yield the sheets that a table is written on, by name: 名称, 名称_2 …"""
    continued = re.compile(rf"{re.escape(table.label)}(_\d+)?")
    return ((t, lines) for t, lines in sheets.items() if lines and continued.fullmatch(t))


def any_filled(line: Sequence[Any]) -> bool:
    """Say whether a row has a cell that is not blank."""
    return any(value not in ("", None) for value in line)


def _refuse_blanks(columns: list[Column], read: pd.DataFrame, places: list[str], name: str) -> None:
    """Refuse a table where a cell is blank that is always written: an error value, a deletion."""
    for column in columns:
        blank = (read[column.label] == "").to_numpy(dtype=bool)
        if column.is_required and blank.any():
            place = places[int(blank.argmax())]
            more = f" 等 {int(blank.sum()):,} 格" if blank.sum() > 1 else ""
            raise FileError(
                f"{name} 的“{place}”{column.label}{more}是空白、错误值（#N/A 等）或没有结果的公式，"
                f"不能用来比较，请用当时写出的结果文件；{SAVE_AGAIN}"
            )


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
