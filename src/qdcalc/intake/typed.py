"""Raw tables to typed frames: parse every cell, validate every table, drop repeats."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from qdcalc.errors import UsageError
from qdcalc.intake.cells import Cells, Parsed, Spread
from qdcalc.intake.kinds import reader
from qdcalc.intake.raw import RawTable
from qdcalc.intake.repeats import drop_repeats, ranks
from qdcalc.intake.table_data import TableData
from qdcalc.intake.totals import sum_like_rows
from qdcalc.intake.typed_columns import Typed
from qdcalc.table.description import Column, Table
from qdcalc.table.faults import EMPTY, REPEATED
from qdcalc.table.problems import Problems
from qdcalc.table.validation import input_failures


def take_in(raw: RawTable, problems: Problems) -> TableData:
    """Parse and validate one table.

    A cell that can't be read becomes missing and one problem; the other cells are still checked.
    """
    data = parsed(raw, problems)
    for failure in input_failures(raw.table, data.typed):
        # a column that is not there was told with its sheet; a repeat may be a correction
        if len(failure.positions) and failure.fault is not REPEATED:
            where = failure.positions
            if failure.fault is EMPTY:
                where = raw.in_parts_with(failure.column, where)
            problems.extend(raw.problems_at(failure.fault, failure.column, where, **failure.fields))
    problems.extend(sum_like_rows(raw, data.typed))
    return _without_repeats(data, problems)


def parsed(raw: RawTable, problems: Problems) -> TableData:
    """Parse one table; of a table of our own a test holds that it is valid."""
    columns: dict[str, Any] = {}
    marks: dict[str, dict[int, str]] = {}
    for column in raw.table.columns:
        if column.name not in raw.columns:
            continue
        read = _read(raw, column)
        problems.extend(
            raw.problem_at(refusal.fault, column.name, position, refusal.fields)
            for position, refusal in read.refusals
        )
        if read.marks:
            marks[column.name] = read.marks
        if column.kind.dtype == "Int64":
            _check_sum(raw.table, column, read.values)
        columns[column.name] = read.values
    return TableData(raw, Typed(columns, len(raw)), np.arange(len(raw)), marks)


def _without_repeats(data: TableData, problems: Problems) -> TableData:
    """Drop, replace or refuse the rows that have the key of another."""
    key = data.table.key
    if not key or not set(key) <= data.present:
        return data
    if data.typed.are_apart(key) and not ranks(data).any():
        return data
    return drop_repeats(data, _keys(data), problems)


def _read(raw: RawTable, column: Column) -> Parsed:
    """Read a column, its distinct cells alone where they are known."""
    coded, shifts = raw.coded_of(column.name), raw.shifts.get(column.name)
    read = reader(column.kind)
    if coded is None or shifts is not None or column.kind.dtype == "Int64":
        sorts = raw.sorts_of(column.name)
        return read(Cells(raw.columns[column.name], shifts, sorts=sorts), column)
    each = read(Cells(np.append(coded.distinct, [None]), distinct=coded), column)
    if each.are_as_written:
        return Parsed(Spread(coded.codes, each.values, coded))
    values = each.values.array if isinstance(each.values, pd.Series) else each.values
    spread = Spread(coded.codes, values)
    if not each.refusals and not each.marks:
        return Parsed(spread)
    order = np.argsort(coded.codes, kind="stable")
    ends = np.searchsorted(coded.codes[order], np.arange(len(coded.distinct) + 1))

    def rows(number: int) -> list[int]:
        of_cell: list[int] = order[ends[number] : ends[number + 1]].tolist()
        return of_cell

    refusals = [(row, refusal) for n, refusal in each.refusals for row in rows(n)]
    marks = [(row, text) for n, text in each.marks.items() for row in rows(n)]
    return Parsed(spread, sorted(refusals, key=lambda pair: pair[0]), dict(sorted(marks)))


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
