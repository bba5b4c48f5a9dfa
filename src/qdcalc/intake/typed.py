"""Raw tables to typed frames: parse every cell, validate every table, drop repeats."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from qdcalc.errors import UsageError
from qdcalc.exact.dtypes import Floats
from qdcalc.intake.cells import Cells
from qdcalc.intake.kinds import reader
from qdcalc.intake.raw import RawTable
from qdcalc.intake.repeats import drop_repeats
from qdcalc.intake.table_data import TableData
from qdcalc.intake.totals import sum_like_rows
from qdcalc.table.description import Column, Table
from qdcalc.table.faults import EMPTY, REPEATED
from qdcalc.table.problems import Problems
from qdcalc.table.validation import input_failures


def take_in(raw: RawTable, problems: Problems) -> TableData:
    """Parse and validate one table.

    A cell that can't be read becomes missing and one problem; the other cells are still checked.
    """
    parsed = _Columns(len(raw), len(raw.columns))
    marks: dict[str, dict[int, str]] = {}
    for column in raw.table.columns:
        if column.name not in raw.columns:
            continue
        cells = Cells(raw.columns[column.name], raw.shifts.get(column.name))
        read = reader(column.kind)(cells, column)
        for position, refusal in read.refusals:
            problems.extend(
                raw.problems_at(refusal.fault, column.name, [position], **refusal.fields)
            )
        if read.marks:
            marks[column.name] = read.marks
        if column.kind.dtype == "Int64":
            _check_sum(raw.table, column, read.values)
        parsed.put(column.name, read.values)
    data = TableData(raw, parsed.frame(), np.arange(len(raw)), marks)
    for failure in input_failures(raw.table, data.frame):
        # a column that is not there was told with its sheet; a repeat may be a correction
        if len(failure.positions) and failure.fault is not REPEATED:
            where = failure.positions
            if failure.fault is EMPTY:
                where = raw.in_parts_with(failure.column, where)
            problems.extend(raw.problems_at(failure.fault, failure.column, where, **failure.fields))
    problems.extend(sum_like_rows(raw, data.frame))
    if raw.table.key and set(raw.table.key) <= data.present:
        return drop_repeats(data, _keys(data), problems)
    return data


def _keys(data: TableData) -> pd.DataFrame:
    """Return what tells the rows apart; blanks of the further key's columns are alike."""
    keys, table = data.frame[list(data.table.key)], data.table
    further = [name for name in table.further_key if name in data.present]
    texts = {name: data.frame[name].astype("string").fillna("") for name in further}
    return keys.assign(**texts) if texts else keys


_LARGEST_SUM = 2.0**61  # whatever part of a column is added up stays within int64


def _check_sum(table: Table, column: Column, values: pd.Series[int]) -> None:
    """Refuse a column whose numbers add up to more than int64 holds; float64 can't wrap around."""
    total = float(values.abs().astype("Float64").sum())
    if total >= _LARGEST_SUM:
        raise UsageError(
            f"表“{table.label}”的“{column.label}”合计太大（各行相加超出可以精确计算的范围），请核对数据"
        )


def _told_apart(values: Any) -> Any:
    """Return texts as pandas would type them, each word looked at once."""
    is_text = isinstance(values, np.ndarray) and values.dtype == object
    if not is_text or pd.api.types.infer_dtype(values, skipna=True) != "string":
        return values
    codes, distinct = pd.factorize(values)
    return pd.Series(distinct).array.take(codes, allow_fill=True)


class _Columns:
    """The parsed columns; those of float64 share one column-major matrix, copied nowhere."""

    def __init__(self, rows: int, most: int) -> None:
        self._matrix: Floats = np.empty((rows, most), dtype=np.float64, order="F")
        self._floats: list[str] = []
        self._others: dict[str, Any] = {}

    def put(self, name: str, values: Any) -> None:
        if isinstance(values, np.ndarray) and values.dtype == np.float64:
            self._matrix[:, len(self._floats)] = values
            self._floats.append(name)
        else:
            self._others[name] = values

    def frame(self) -> pd.DataFrame:
        names = self._floats
        frame = pd.DataFrame(self._matrix[:, : len(names)], columns=names, copy=False)
        others = pd.DataFrame(
            {name: _told_apart(values) for name, values in self._others.items()}, index=frame.index
        )
        return pd.concat([others, frame], axis=1) if len(names) else others
