"""pandera schemas: a table's description whole, in pandera's own words, once a process.

A column's label is its pandera title, its sentence the description; what pandera has no place for
(unit, aliases, kind, clause …) is its metadata. The rules of its cells, of the key, over several
columns are checks that tell rows. docs/decisions/0008 says why the description is the source.
A run whose tables are sound never comes here: pandera takes half as long to import as pandas.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import fields
from typing import Any

import pandas as pd
import pandera.pandas as pa
from pandera.dtypes import DataType, immutable
from pandera.engines import pandas_engine

from qdcalc.record import record
from qdcalc.table.description import Column, Table
from qdcalc.table.kinds import TEXTS, TIMES
from qdcalc.table.rules import Rule, Rules, are_texts, rules_of


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


@record
class Built:
    """A table's schema; the rules stand in the order of pandera's checks."""

    rules: Rules
    schema: pa.DataFrameSchema

    @property
    def table(self) -> Table:
        """The description that the schema is made of."""
        return self.rules.table


_built: dict[tuple[int, bool], Built] = {}


def of_input(table: Table) -> Built:
    """Return the schema of a typed input table: filled cells, values, rows, key."""
    return built_of(rules_of(table, is_input=True))


def of_output(table: Table) -> Built:
    """Return the schema of a calculated table: types, values, unique keys, order."""
    return built_of(rules_of(table, is_input=False))


def built_of(rules: Rules) -> Built:
    """Return the schema of a table's rules, built once."""
    key = (id(rules.table), rules.is_input)
    if key not in _built:
        _built[key] = Built(rules, _schema(rules))
    return _built[key]


def _schema(rules: Rules) -> pa.DataFrameSchema:
    table = rules.table
    schema = pa.DataFrameSchema(
        {
            c.name: pa.Column(
                _DTYPES.get(c.kind.dtype, c.kind.dtype or None),
                checks=[_check(rule) for rule in rules.of_columns[c.name]],
                nullable=not c.is_required,
                required=c.is_required or not rules.is_input,
                title=c.label,
                description=c.sentence or None,
            )
            for c in table.columns
        },
        checks=[_check(rule) for rule in rules.of_rows],
        strict=not rules.is_input,
        ordered=not rules.is_input,
        name=table.name,
        title=table.label,
        description=table.sentence or None,
        metadata=_rest(table, _TABLE_PLACES),
    )
    for column in table.columns:  # afterwards: pandera copies the columns that it is given
        schema.columns[column.name].metadata = _rest(column, _COLUMN_PLACES)
    return schema


def _rest(described: Table | Column, places: set[str]) -> dict[str, Any]:
    """Return what pandera has no place for, by the names that the description has."""
    return {f.name: getattr(described, f.name) for f in fields(described) if f.name not in places}


def _check(rule: Rule) -> pa.Check:
    """Return a pandera check that says in Chinese what is wrong and how to mend it."""
    fault, texts = rule.fault, defaultdict(lambda: "……", rule.told)
    problem, remedy = fault.problem.format_map(texts), fault.remedy.format_map(texts)
    return pa.Check(
        rule.passes, name=fault.code, error=problem, description=remedy, n_failure_cases=1
    )
