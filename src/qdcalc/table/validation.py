"""A frame against its table's schema: what fails, in which column, at which rows."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import pandas as pd

from qdcalc.errors import SelfCheckError
from qdcalc.table.description import Table
from qdcalc.table.failure import Failure, keys_of, written
from qdcalc.table.rules import Rules, is_of_kind, rules_of
from qdcalc.table.sound import Columns, are_sound, is_sound

TYPED = "qdcalc.table"  # where a typed frame bears its table's name
_MOST_TOLD = 3


def is_typed(table: Table, frame: pd.DataFrame) -> bool:
    """Say whether an input is a typed table: English names, and types that no cell has.

    A whole number in a column of hundredths could be either: then the mark tells that a validation
    left on the frame (``attrs``).
    """
    columns = {column.name: column for column in table.columns}
    if not frame.columns.is_unique or not all(name in columns for name in frame.columns):
        return False
    told = frame.attrs.get(TYPED) == table.name
    for name in frame.columns:
        if not is_of_kind(columns[name], frame[name]):
            return False
        told = told or _is_unmistakable(frame[name])
    return told


def _is_unmistakable(values: pd.Series[Any]) -> bool:
    """Say whether a column holds what only reading makes of cells: months, classes, fractions."""
    if values.dtype == object:
        return any(isinstance(value, Fraction) for value in values)
    return isinstance(values.dtype, pd.PeriodDtype | pd.Int8Dtype)


def input_failures(table: Table, given: pd.DataFrame | Columns) -> Iterator[Failure]:
    """Validate a typed input table; yield what fails, column by column, then row by row.

    Parameters
    ----------
    table : Table
    given : DataFrame or Columns
        English columns, one row a row of the input, index 0 … n−1.
    """
    rules = rules_of(table, is_input=True)
    if isinstance(given, pd.DataFrame):
        yield from _failures(rules, given)
    elif not are_sound(rules, given):
        from qdcalc.table.failing import failures

        yield from failures(rules, given.frame)


def output_failures(table: Table, frame: pd.DataFrame) -> Iterator[Failure]:
    """Validate a calculated table; yield what fails. Parameters as of :func:`input_failures`."""
    yield from _failures(rules_of(table, is_input=False), frame)


def _failures(rules: Rules, frame: pd.DataFrame) -> Iterator[Failure]:
    if not is_sound(rules, frame):
        from qdcalc.table.failing import failures

        yield from failures(rules, frame)


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
