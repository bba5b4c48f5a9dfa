"""What pandera finds to fail in a frame, as faults of our own; asked where a frame is not sound."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from pandera.errors import SchemaError, SchemaErrorReason, SchemaErrors

from qdcalc.errors import SelfCheckError
from qdcalc.table.failure import NOWHERE, Failure, keys_of
from qdcalc.table.faults import (
    EMPTY,
    MISSING_COLUMN,
    NOT_DESCRIBED,
    OUT_OF_PLACE,
    REPEATED,
    SELF_CHECK,
    WRONG_TYPE,
)
from qdcalc.table.rules import Rules, are_texts, first_of
from qdcalc.table.schema import Built, Texts, built_of


def failures(rules: Rules, frame: pd.DataFrame) -> Iterator[Failure]:
    """Yield what fails, column by column, then row by row."""
    built = built_of(rules)
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
    rules = built.rules.of_rows if is_of_rows else built.rules.of_columns[str(error.schema.name)]
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
