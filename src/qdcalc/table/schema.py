"""pandera schemas: a table's description whole, in pandera's own words, once a process.

A column's label is its pandera title, its sentence the description; what pandera has no place for
(unit, aliases, kind, clause …) is its metadata. Its checks, what its kind demands of a cell, the
key, the rules over several columns are checks that tell rows. docs/decisions/0008 says why the
description is the source.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
import pandas as pd
import pandera.pandas as pa
from pandera.dtypes import DataType, immutable
from pandera.engines import pandas_engine

from qdcalc.exact.dtypes import Ints
from qdcalc.table.description import Column, RowCheck, Table
from qdcalc.table.faults import MISSING_COLUMN, NOT_CHOICE, REPEATED, SUM_ROW
from qdcalc.table.kinds import TEXTS, TIMES
from qdcalc.table.problems import Fault
from qdcalc.table.totals import is_exact_total, naming_columns


def are_texts(values: pd.Series[Any]) -> pd.Series[bool]:
    """Say which cells are texts or blank."""
    is_text = isinstance(values.dtype, pd.StringDtype) or (
        pd.api.types.infer_dtype(values, skipna=True) in ("string", "empty")
    )
    if is_text:
        return pd.Series(True, index=values.index)
    return values.map(lambda value: isinstance(value, str)).astype(bool) | values.isna()


@pandas_engine.Engine.register_dtype
@immutable
class Texts(pandas_engine.NpString):
    """The dtype of a column of texts and blanks, whatever pandas calls it; checked at once."""

    def check(self, pandera_dtype: DataType, data_container: Any = None) -> bool:
        """Say whether every filled cell is a text."""
        return data_container is None or bool(are_texts(data_container).all())

    def __str__(self) -> str:
        return "文字"


@pandas_engine.Engine.register_dtype
@immutable
class Times(pandas_engine.NpString):
    """The dtype of a column of days or hours, of whatever resolution."""

    def check(self, pandera_dtype: DataType, data_container: Any = None) -> bool:
        """Say whether the column's dtype is one of ``datetime64``."""
        return data_container is None or pd.api.types.is_datetime64_dtype(data_container)

    def __str__(self) -> str:
        return "datetime64"


_DTYPES = {TEXTS: Texts, TIMES: Times}
# where pandera itself has a place for what is described
_COLUMN_PLACES = {"name", "label", "sentence", "checks"}
_TABLE_PLACES = {"name", "label", "sentence", "columns"}


@dataclass(frozen=True)
class Rule:
    """A check: what passes; what is said where it fails: of which column, the text's fields."""

    passes: Callable[[Any], Any]
    fault: Fault
    column: str
    fields: Callable[[pd.DataFrame, Ints], Mapping[str, Any]]


@dataclass(frozen=True)
class Built:
    """A table's schema; the rules stand in the order of pandera's checks."""

    table: Table
    schema: pa.DataFrameSchema
    of_columns: Mapping[str, tuple[Rule, ...]]
    of_rows: tuple[Rule, ...]


_Pair = tuple[pa.Check, Rule]
_built: dict[tuple[int, bool], Built] = {}


def of_input(table: Table) -> Built:
    """Return the schema of a typed input table: filled cells, values, rows, key."""
    return _once(table, is_input=True)


def of_output(table: Table) -> Built:
    """Return the schema of a calculated table: types, values, unique keys, order."""
    return _once(table, is_input=False)


def _once(table: Table, *, is_input: bool) -> Built:
    """Build a schema once; the table is kept with it, so that its id is no other's."""
    key = (id(table), is_input)
    if key not in _built:
        _built[key] = _build(table, is_input=is_input)
    return _built[key]


def _build(table: Table, *, is_input: bool) -> Built:
    cells = {c.name: list(_of_cells(table, c, is_input=is_input)) for c in table.columns}
    rows = list(_of_rows(table, is_input=is_input))
    schema = pa.DataFrameSchema(
        {
            c.name: pa.Column(
                _DTYPES.get(c.kind.dtype, c.kind.dtype or None),
                checks=[check for check, _ in cells[c.name]],
                nullable=not c.is_required,
                required=c.is_required or not is_input,
                title=c.label,
                description=c.sentence or None,
            )
            for c in table.columns
        },
        checks=[check for check, _ in rows],
        strict=not is_input,
        ordered=not is_input,
        name=table.name,
        title=table.label,
        description=table.sentence or None,
        metadata=_rest(table, _TABLE_PLACES),
    )
    for column in table.columns:  # afterwards: pandera copies the columns that it is given
        schema.columns[column.name].metadata = _rest(column, _COLUMN_PLACES)
    rules = {name: tuple(rule for _, rule in pairs) for name, pairs in cells.items()}
    return Built(table, schema, rules, tuple(rule for _, rule in rows))


def _rest(described: Table | Column, places: set[str]) -> dict[str, Any]:
    """Return what pandera has no place for, by the names that the description has."""
    return {f.name: getattr(described, f.name) for f in fields(described) if f.name not in places}


def _check(fault: Fault, passes: Callable[[Any], Any], **told: str) -> pa.Check:
    """Return a pandera check that says in Chinese what is wrong and how to mend it."""
    texts: dict[str, str] = defaultdict(lambda: "……", told)
    problem, remedy = fault.problem.format_map(texts), fault.remedy.format_map(texts)
    return pa.Check(passes, name=fault.code, error=problem, description=remedy, n_failure_cases=1)


def _pair(fault: Fault, column: str, passes: Callable[[Any], Any], **told: str) -> _Pair:
    """Return a check and its rule, where what the text says is the same for every row."""
    return _check(fault, passes, **told), Rule(passes, fault, column, lambda frame, rows: told)


def _of_cells(table: Table, column: Column, *, is_input: bool) -> Iterator[_Pair]:
    """Yield a column's own checks and what its kind demands of a filled cell."""
    for check in column.checks:
        yield _pair(check.fault, column.name, check.passes, expected=check.expected)
    if is_input and column.kind.is_chosen:
        known = "、".join(column.choices)
        words = column.choices
        yield _pair(NOT_CHOICE, column.name, lambda texts: texts.isin(words), choices=known)
    if is_input and any(column is naming for naming in naming_columns(table)):
        yield _pair(SUM_ROW, column.name, _are_names)


def _are_names(names: pd.Series[Any]) -> pd.Series[bool]:
    """Say which texts are not the mere word for a sum."""
    sums = [word for word in names.unique() if is_exact_total(word)]
    named: pd.Series[bool] = ~names.isin(sums)
    return named


def _of_rows(table: Table, *, is_input: bool) -> Iterator[_Pair]:
    """Yield the rules over several columns, the choice of columns, the key."""
    for check in table.row_checks:
        pair = _pair(check.fault, check.column, _guarded(check), expected=check.expected)
        yield pair[0], replace(pair[1], fields=check.fields or pair[1].fields)
    if is_input and table.alternatives:
        labels = table.labels()
        names = " 或 ".join("+".join(labels[n] for n in each) for each in table.told_alternatives)
        yield _pair(MISSING_COLUMN, "", lambda frame: _has_one(table, frame), names=names)
    if table.key:
        first = table.columns[0].name
        yield _pair(REPEATED, first, lambda frame: ~repeats(table, frame, is_input=is_input))


def _guarded(check: RowCheck) -> Callable[[pd.DataFrame], pd.Series[bool]]:
    """Return a row check that passes where the frame lacks what it needs."""

    def passes(frame: pd.DataFrame) -> pd.Series[bool]:
        if not {check.column, *check.needs} <= set(frame.columns):
            return pd.Series(True, index=frame.index)
        return check.passes(frame)

    return passes


def _has_one(table: Table, frame: pd.DataFrame) -> bool:
    return any(set(names) <= set(frame.columns) for names in table.alternatives)


def repeats(table: Table, frame: pd.DataFrame, *, is_input: bool) -> pd.Series[bool]:
    """Say which rows have the key of an earlier one; an input's row with a blank in it has none."""
    if not set(table.key) <= set(frame.columns):
        return pd.Series(False, index=frame.index)
    further = [name for name in table.further_key if name in frame.columns]
    again = frame.duplicated([*table.key, *further])
    return again & frame[list(table.key)].notna().all(axis=1) if is_input else again


def first_of(table: Table, frame: pd.DataFrame, positions: Any) -> Ints:
    """Return the position of the first row that has the key of each of some rows."""
    names = [*table.key, *(name for name in table.further_key if name in frame.columns)]
    group = frame.groupby(names, sort=False, dropna=False).ngroup().to_numpy()
    _, first, inverse = np.unique(group, return_index=True, return_inverse=True)
    return np.asarray(first[inverse][positions], dtype=np.int64)
