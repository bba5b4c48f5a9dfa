"""What a table demands of a frame: rules by column, over several columns, of the key; types.

They are made of the description alone, once a process, without pandera: a sound table is known by
them (``sound``), and the pandera schema is made of them (``schema``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from qdcalc.exact.coded import Together
from qdcalc.exact.dtypes import Ints
from qdcalc.record import record
from qdcalc.table.description import Column, RowCheck, Table
from qdcalc.table.faults import MISSING_COLUMN, NOT_CHOICE, REPEATED, SUM_ROW
from qdcalc.table.kinds import TEXTS, TIMES
from qdcalc.table.problems import Fault
from qdcalc.table.totals import exact_totals, naming_columns


@record
class Rule:
    """A check: what passes; what is said where it fails: of which column, the text's fields.

    ``told`` are the fields that are the same for every row. ``is_span``: where two numbers pass
    so do those between them. A rule over rows passes where any of the columns ``needs`` is not
    there, and where no row is true in ``only_where``; ``is_of_names`` asks which columns there
    are and nothing else; ``key`` is of the rule that no two rows have the same. ``surely`` says of
    many texts at once that they pass; where it does not they may pass all the same.
    """

    passes: Callable[[Any], Any]
    fault: Fault
    column: str
    fields: Callable[[pd.DataFrame, Ints], Mapping[str, Any]]
    told: Mapping[str, str]
    is_span: bool = False
    needs: frozenset[str] = frozenset()
    only_where: str = ""
    is_of_names: bool = False
    key: tuple[str, ...] = ()
    surely: Callable[[Together], bool] | None = None


@record
class Rules:
    """What a table demands; an input may lack a column and hold others, an output may not."""

    table: Table
    is_input: bool
    of_columns: Mapping[str, tuple[Rule, ...]]
    of_rows: tuple[Rule, ...]


_made: dict[tuple[int, bool], Rules] = {}


def rules_of(table: Table, *, is_input: bool) -> Rules:
    """Return what a table demands; the table is kept with it, so that its id is no other's."""
    key = (id(table), is_input)
    if key not in _made:
        cells = {c.name: tuple(_of_cells(table, c, is_input=is_input)) for c in table.columns}
        _made[key] = Rules(table, is_input, cells, tuple(_of_rows(table, is_input=is_input)))
    return _made[key]


def _rule(fault: Fault, column: str, passes: Callable[[Any], Any], **told: str) -> Rule:
    """Return a rule, where what the text says is the same for every row."""
    return Rule(passes, fault, column, lambda frame, rows: told, told)


def _of_cells(table: Table, column: Column, *, is_input: bool) -> Iterator[Rule]:
    """Yield a column's own checks and what its kind demands of a filled cell."""
    for check in column.checks:
        rule = _rule(check.fault, column.name, check.passes, expected=check.expected)
        yield replace(rule, is_span=check.is_span)
    if is_input and column.kind.is_chosen:
        known = "、".join(column.choices)
        words = column.choices
        yield _rule(NOT_CHOICE, column.name, lambda texts: texts.isin(words), choices=known)
    if is_input and any(column is naming for naming in naming_columns(table)):
        rule = _rule(SUM_ROW, column.name, _are_names)
        yield replace(rule, surely=lambda texts: not exact_totals(texts))


def _are_names(names: pd.Series[Any]) -> pd.Series[bool]:
    """Say which texts are not the mere word for a sum."""
    sums = exact_totals(names.tolist())
    named: pd.Series[bool] = ~names.isin(sums) if sums else pd.Series(True, index=names.index)
    return named


def _of_rows(table: Table, *, is_input: bool) -> Iterator[Rule]:
    """Yield the rules over several columns, the choice of columns, the key."""
    for check in table.row_checks:
        rule = _rule(check.fault, check.column, _guarded(check), expected=check.expected)
        yield replace(
            rule, fields=check.fields or rule.fields, only_where=check.only_where,
            needs=frozenset({check.column, *check.needs}),
        )  # fmt: skip
    if is_input and table.alternatives:
        labels = table.labels()
        names = " 或 ".join("+".join(labels[n] for n in each) for each in table.told_alternatives)
        rule = _rule(MISSING_COLUMN, "", lambda frame: _has_one(table, frame), names=names)
        yield replace(rule, is_of_names=True)
    if table.key:
        first = table.columns[0].name
        rule = _rule(REPEATED, first, lambda frame: ~repeats(table, frame, is_input=is_input))
        yield replace(rule, needs=frozenset(table.key), key=table.key)


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


def are_texts(values: pd.Series[Any]) -> pd.Series[bool]:
    """Say which cells are texts or blank."""
    if _are_all_texts(values):
        return pd.Series(True, index=values.index)
    return values.map(lambda value: isinstance(value, str)).astype(bool) | values.isna()


def _are_all_texts(values: pd.Series[Any]) -> bool:
    """Say whether pandas knows at once that every cell is a text or blank."""
    if isinstance(values.dtype, pd.StringDtype):
        return True
    return pd.api.types.infer_dtype(values, skipna=True) in ("string", "empty")


def is_of_kind(column: Column, values: pd.Series[Any]) -> bool:
    """Say whether a column has the dtype of its kind."""
    dtype = column.kind.dtype
    if dtype == TEXTS:
        return _are_all_texts(values) or bool(are_texts(values).all())
    if dtype == TIMES:
        return bool(pd.api.types.is_datetime64_dtype(values))
    is_it = not dtype or values.dtype.name == dtype
    return is_it or values.dtype == pd.api.types.pandas_dtype(dtype)
