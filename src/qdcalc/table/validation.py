"""A frame against its table's schema: what fails, in which column, at which rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
from pandera.errors import SchemaError, SchemaErrorReason, SchemaErrors

from qdcalc.errors import SelfCheckError
from qdcalc.exact.dtypes import Ints
from qdcalc.table.description import Column, Table
from qdcalc.table.faults import (
    EMPTY,
    MISSING_COLUMN,
    NOT_DESCRIBED,
    OUT_OF_PLACE,
    REPEATED,
    SELF_CHECK,
    WRONG_TYPE,
)
from qdcalc.table.problems import Fault, clocked, shown
from qdcalc.table.schema import Built, Texts, Times, are_texts, first_of, of_input, of_output
from qdcalc.table.sound import is_sound

TYPED = "qdcalc.table"  # where a typed frame bears its table's name
NOWHERE = np.zeros(0, dtype=np.int64)
_MOST_TOLD = 3


@dataclass(frozen=True)
class Failure:
    """A check that failed: what is said of which column at which positions.

    Without positions it is of the whole column, without a column of the table. ``fields`` are
    those of the fault's text, one for all positions or a list with one for each; of a repeated
    key ``first`` are the rows that are repeated.
    """

    fault: Fault
    column: str
    positions: Ints = field(default_factory=lambda: NOWHERE)
    fields: Mapping[str, Any] = field(default_factory=dict)
    first: Ints = field(default_factory=lambda: NOWHERE)


def is_typed(table: Table, frame: pd.DataFrame) -> bool:
    """Say whether an input is a typed table: English names, and types that no cell has.

    A whole number in a column of hundredths could be either: then the mark tells that a validation
    left on the frame (``attrs``).
    """
    columns = of_input(table).schema.columns
    if not frame.columns.is_unique or not all(name in columns for name in frame.columns):
        return False
    told = frame.attrs.get(TYPED) == table.name
    for name in frame.columns:
        wanted, values = columns[name].dtype, frame[name]
        if isinstance(wanted, Texts | Times):
            if not wanted.check(wanted, values):
                return False
        elif wanted is not None and values.dtype != wanted.type:
            return False
        told = told or _is_unmistakable(values)
    return told


def _is_unmistakable(values: pd.Series[Any]) -> bool:
    """Say whether a column holds what only reading makes of cells: months, classes, fractions."""
    if values.dtype == object:
        return any(isinstance(value, Fraction) for value in values)
    return isinstance(values.dtype, pd.PeriodDtype | pd.Int8Dtype)


def input_failures(table: Table, frame: pd.DataFrame) -> Iterator[Failure]:
    """Validate a typed input table; yield what fails, column by column, then row by row.

    Parameters
    ----------
    table : Table
    frame : DataFrame
        English columns, one row a row of the input, index 0 … n−1.
    """
    yield from _failures(of_input(table), frame)


def output_failures(table: Table, frame: pd.DataFrame) -> Iterator[Failure]:
    """Validate a calculated table; yield what fails. Parameters as of :func:`input_failures`."""
    yield from _failures(of_output(table), frame)


def _failures(built: Built, frame: pd.DataFrame) -> Iterator[Failure]:
    if is_sound(built, frame):
        return
    try:
        built.schema.validate(frame, lazy=True, inplace=True)
    except SchemaErrors as errors:
        mistyped = any(
            e.reason_code == SchemaErrorReason.WRONG_DATATYPE for e in errors.schema_errors
        )
        for error in errors.schema_errors:
            if mistyped and error.reason_code == SchemaErrorReason.CHECK_ERROR:
                continue  # a check that needs the type which the column does not have
            yield _failure(built, error, frame)


def _failure(built: Built, error: SchemaError, frame: pd.DataFrame) -> Failure:
    """Return what pandera found as a fault of our own."""
    table, reason = built.table, error.reason_code
    if reason == SchemaErrorReason.DATAFRAME_CHECK:
        return _failed_check(built, error, frame)
    name = str(error.failure_cases)
    if reason == SchemaErrorReason.COLUMN_NOT_IN_DATAFRAME:
        return Failure(MISSING_COLUMN, name, fields={"names": table.column(name).label})
    if reason == SchemaErrorReason.COLUMN_NOT_IN_SCHEMA:
        return Failure(NOT_DESCRIBED, name)
    if reason == SchemaErrorReason.COLUMN_NOT_ORDERED:
        return Failure(OUT_OF_PLACE, name)
    name = str(error.schema.name)
    if reason == SchemaErrorReason.SERIES_CONTAINS_NULLS:
        return Failure(EMPTY, name, np.flatnonzero(frame[name].isna()))
    if reason == SchemaErrorReason.WRONG_DATATYPE:
        fields = {"found": str(frame[name].dtype), "expected": str(error.schema.dtype)}
        if isinstance(error.schema.dtype, Texts):
            wrong = np.flatnonzero(~are_texts(frame[name]))
            return Failure(SELF_CHECK, name, wrong, {"expected": "应是文字"})
        return Failure(WRONG_TYPE, name, fields=fields)
    raise SelfCheckError(f"表结构校验本身出错：{error}") from error


def _failed_check(built: Built, error: SchemaError, frame: pd.DataFrame) -> Failure:
    is_of_rows = error.schema is built.schema
    rules = built.of_rows if is_of_rows else built.of_columns[str(error.schema.name)]
    rule = rules[int(error.check_index or 0)]
    passed = error.check_output
    if not isinstance(passed, pd.Series):  # of the table as a whole
        return Failure(rule.fault, rule.column, fields=rule.fields(frame, NOWHERE))
    positions = np.asarray(passed.index[~passed.to_numpy(dtype=bool)], dtype=np.int64)
    if rule.fault is REPEATED:
        told = {"key": keys_of(built.table, frame.iloc[positions])}
        first = first_of(built.table, frame, positions)
        return Failure(rule.fault, rule.column, positions, told, first)
    return Failure(rule.fault, rule.column, positions, rule.fields(frame, positions))


def keys_of(table: Table, rows: pd.DataFrame) -> list[str]:
    """Write what tells rows apart: 「月份 2018-11，序号 1」."""
    names = [name for name in (*table.key, *table.further_key) if name in rows.columns]
    columns = [(table.column(name), rows[name].to_list()) for name in names]
    told = [
        [f"{column.label} {text}" if (text := written(column, value)) else "" for value in values]
        for column, values in columns
    ]
    return ["，".join(filter(None, parts)) for parts in zip(*told, strict=True)]


def written(column: Column, value: Any) -> str:
    """Write a typed value as a cell has it: an amount in 元, a day without its time."""
    if value is None or value is pd.NA or value is pd.NaT:
        return ""
    if isinstance(value, (bool, np.bool_)):
        return "是" if value else "否"
    if column.kind.is_hundredfold and isinstance(value, (int, np.integer)):
        return f"{column.kind.shown(value):,.2f}"
    return clocked(shown(value))


def verify(table: Table, frame: pd.DataFrame) -> pd.DataFrame:
    """Return a calculated table unchanged, or refuse it.

    Raises
    ------
    SelfCheckError
        The table breaks its own description: a defect of qdcalc, never of the input. The message
        names column, row, value and what was expected.
    """
    found = list(output_failures(table, frame))
    if found:
        told = "；".join(_told(table, frame, failure) for failure in found[:_MOST_TOLD])
        more = f"；另有 {len(found) - _MOST_TOLD} 项" if len(found) > _MOST_TOLD else ""
        raise SelfCheckError(
            f"结果表“{table.label}”没有通过自检，没有输出任何结果：{told}{more}。请把输入文件和这段文字发给维护人员。"
        )
    return frame


def _told(table: Table, frame: pd.DataFrame, failure: Failure) -> str:
    """Say what failed: 「第 3 行（月份 2018-11，序号 1）的“金额”：“-1.00”不合表结构：…」."""
    names = [column.name for column in table.columns]
    label = table.column(failure.column).label if failure.column in names else failure.column
    told = {name: value[0] if isinstance(value, list) else value
            for name, value in failure.fields.items()}  # fmt: skip
    if not len(failure.positions):
        return f"“{label}”：" + failure.fault.problem.format(**{"column": label} | told)
    row = int(failure.positions[0])
    value = written(table.column(failure.column), frame[failure.column].iloc[row])
    if len(failure.first):
        told["other"] = f"第 {failure.first[0] + 1} 行"
    said = failure.fault.problem.format(**{"column": label, "value": value} | told)
    (key,) = keys_of(table, frame.iloc[[row]]) if table.key else ("",)
    where = f"第 {row + 1} 行" + (f"（{key}）" if key else "") + f"的“{label}”"
    rows = f"（共 {len(failure.positions):,} 行）" if len(failure.positions) > 1 else ""
    return f"{where}：{said}{rows}"
