"""A look at a frame without pandera: most tables are sound, and pandera is slow to say so.

What is looked at is what the schema holds: columns, types, blanks, checks. Where something may
fail pandera looks at it all again, and what pandera says counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from types import SimpleNamespace
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd

from qdcalc.exact.coded import Coded
from qdcalc.table.description import Column
from qdcalc.table.kinds import TEXTS
from qdcalc.table.rules import Rule, Rules, is_of_kind


class Columns(Protocol):
    """A table's typed columns, of which no frame need be made to look at them."""

    def __iter__(self) -> Iterator[str]:
        """Return the columns' names."""

    def sample(self, name: str) -> pd.Series[Any]:
        """Return every value of a column at least once."""

    def as_written(self, name: str) -> Coded | None:
        """Return a column whose distinct cells are texts, read as written; None for another."""

    def ends(self, name: str) -> npt.NDArray[np.float64] | None:
        """Return the least and largest number of a column; None where they are not known."""

    def has_any(self, name: str) -> bool:
        """Say whether a column of truth values holds a true one."""

    def are_apart(self, names: Sequence[str]) -> bool:
        """Say whether some columns surely tell every row from every other."""

    @property
    def frame(self) -> pd.DataFrame:
        """The table as a frame."""


def is_sound(rules: Rules, frame: pd.DataFrame) -> bool:
    """Say whether pandera would surely find nothing in a frame."""
    wanted, given = rules.table.columns, frame.columns
    if not given.is_unique:
        return False
    if not rules.is_input and list(given) != [column.name for column in wanted]:
        return False
    try:
        return all(
            _is_sound_column(column, rules.of_columns[column.name], frame[column.name])
            if column.name in given
            else not column.is_required
            for column in wanted
        ) and all(_passes(rule, frame) for rule in rules.of_rows)
    except Exception:  # what a check stumbles over is for pandera to tell
        return False


def are_sound(rules: Rules, columns: Columns) -> bool:
    """Say of the columns of an input what :func:`is_sound` says of their frame."""
    names = set(columns)
    try:
        return all(
            _is_sound_input(column, rules.of_columns[column.name], columns)
            if column.name in names
            else not column.is_required
            for column in rules.table.columns
        ) and all(_rows_pass(rule, columns, names) for rule in rules.of_rows)
    except Exception:  # as above
        return False


def _rows_pass(rule: Rule, columns: Columns, names: set[str]) -> bool:
    """Say whether a rule over rows passes; what it can't fail without need not be looked at."""
    if not rule.needs <= names or (rule.only_where and not columns.has_any(rule.only_where)):
        return True
    if rule.key and columns.are_apart(rule.key):
        return True
    if rule.is_of_names:
        return _passes(rule, SimpleNamespace(columns=names))
    return _passes(rule, columns.frame)


def _is_sound_column(column: Column, rules: tuple[Rule, ...], values: pd.Series[Any]) -> bool:
    if not is_of_kind(column, values):
        return False
    if not column.is_required and not rules:
        return True
    cells: Any = values
    if values.dtype == np.float64:  # the many readings: an array is compared at once
        cells = values.to_numpy()
        blank = np.isnan(cells)
    else:
        blank = values.isna().to_numpy()
    if blank.any():
        if column.is_required:
            return False
        cells = cells[~blank]
    return all(_passes(rule, cells) for rule in rules)


def _is_sound_input(column: Column, rules: tuple[Rule, ...], columns: Columns) -> bool:
    """Say whether a column of an input is sound, by what is known of it where that is enough."""
    ends = columns.ends(column.name) if all(rule.is_span for rule in rules) else None
    if ends is not None and column.kind.dtype == "float64":
        blank = np.isnan(ends)
        has_blank, passes = bool(blank.any()), (_passes(rule, ends[~blank]) for rule in rules)
        return not (has_blank and column.is_required) and all(passes)
    texts = columns.as_written(column.name) if column.kind.dtype == TEXTS else None
    if texts is not None:
        passes = (_pass(rule, texts) for rule in rules)
        return not (texts.has_blank and column.is_required) and all(passes)
    return _is_sound_column(column, rules, columns.sample(column.name))


def _pass(rule: Rule, texts: Coded) -> bool:
    """Say whether a rule passes the distinct texts of a column."""
    if rule.surely is not None and rule.surely(texts.together):
        return True
    return _passes(rule, pd.Series(texts.distinct, dtype=object))


def _passes(rule: Rule, values: Any) -> bool:
    return bool(np.asarray(rule.passes(values), dtype=bool).all())
