"""pandera schemas made from table descriptions, and their failures as positions.

Input cells are parsed before they are validated; a cell that could not be read is missing here
and is reported once, by the parser.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaError, SchemaErrorReason, SchemaErrors

from qdcalc.errors import SelfCheckError
from qdcalc.table.description import RowCheck, Table
from qdcalc.table.problems import ERROR, Fault

EMPTY = Fault("C14", ERROR, "必填的单元格是空的", "请补填这一格；如果整行不用，请删除整行")

_DTYPES = {
    "money": "int64",
    "money_or_blank": "Int64",
    "count_or_blank": "Int64",
    "hundredths": "int64",
    "percent": "float64",
    "count": "int64",
    "year": "int64",
    "number": "float64",
    "multiple": "float64",
    "text": "str",
    "code": "str",
    "mixed": "object",
    "figure": "object",
}


@dataclass(frozen=True)
class Failure:
    """A check that failed: what is said of which column at which positions."""

    fault: Fault
    column: str
    positions: npt.NDArray[np.int64]


def input_schema(table: Table) -> pa.DataFrameSchema:
    """Return the schema of a parsed input table: filled cells, values, rows."""
    columns = {
        c.name: pa.Column(
            None,
            checks=[pa.Check(check.passes, name=check.fault.code) for check in c.checks],
            nullable=not c.is_required,
            required=False,
        )
        for c in table.columns
    }
    rows = [pa.Check(_guarded(check), name=check.fault.code) for check in table.row_checks]
    return pa.DataFrameSchema(columns, checks=rows)


def _guarded(check: RowCheck) -> Any:
    """Return a row check that passes where the frame lacks what it needs."""

    def passes(frame: pd.DataFrame) -> pd.Series[bool]:
        if not set(check.needs) <= set(frame.columns):
            return pd.Series(True, index=frame.index)
        return check.passes(frame)

    return passes


def output_schema(table: Table) -> pa.DataFrameSchema:
    """Return the schema of a calculated table: types, values, unique keys."""
    columns = {
        c.name: pa.Column(
            _DTYPES[c.kind],
            checks=[pa.Check(check.passes, name=check.fault.code) for check in c.checks],
            nullable=not c.is_required,
        )
        for c in table.columns
    }
    return pa.DataFrameSchema(columns, unique=list(table.key) or None, strict=True, ordered=True)


def failures(table: Table, frame: pd.DataFrame) -> Iterator[Failure]:
    """Validate a parsed input table; yield what fails, column by column.

    Parameters
    ----------
    table : Table
    frame : DataFrame
        English columns, one row a row of the input, index 0 … n−1.
    """
    faults = {c.fault.code: c.fault for column in table.columns for c in column.checks}
    blamed = {check.fault.code: check for check in table.row_checks}
    try:
        input_schema(table).validate(frame, lazy=True, inplace=True)
    except SchemaErrors as errors:
        for error in errors.schema_errors:
            yield _failure(error, frame, faults, blamed)


def _failure(
    error: SchemaError, frame: pd.DataFrame, faults: dict[str, Fault], rows: dict[str, RowCheck]
) -> Failure:
    if error.reason_code == SchemaErrorReason.SERIES_CONTAINS_NULLS:
        name = str(error.schema.name)
        return Failure(EMPTY, name, np.flatnonzero(frame[name].isna()))
    if error.reason_code != SchemaErrorReason.DATAFRAME_CHECK or error.check_output is None:
        raise SelfCheckError(f"表结构校验本身出错：{error}") from error
    code = str(getattr(error.check, "name", ""))
    passed = error.check_output
    positions = np.asarray(passed.index[~passed.to_numpy(dtype=bool)], dtype=np.int64)
    if code in rows:
        return Failure(rows[code].fault, rows[code].column, positions)
    return Failure(faults[code], str(error.schema.name), positions)


def verify(table: Table, frame: pd.DataFrame) -> pd.DataFrame:
    """Return a calculated table unchanged, or refuse it.

    Raises
    ------
    SelfCheckError
        The table breaks its own description: a defect of qdcalc, never of the input.
    """
    try:
        output_schema(table).validate(frame, lazy=True, inplace=True)
    except SchemaErrors as errors:
        first = errors.schema_errors[0]
        raise SelfCheckError(
            f"结果表“{table.label}”没有通过自检（{first.reason_code}），没有输出任何结果。"
            "请把输入文件和这段文字发给维护人员。"
        ) from errors
    return frame
