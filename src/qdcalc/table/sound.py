"""A look at a frame without pandera: most tables are sound, and pandera is slow to say so.

What is looked at is what the schema holds: columns, types, blanks, checks. Where something may
fail pandera looks at it all again, and what pandera says counts.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from qdcalc.table.description import Column
from qdcalc.table.rules import Rule, Rules, is_of_kind


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


def _passes(rule: Rule, values: Any) -> bool:
    return bool(np.asarray(rule.passes(values), dtype=bool).all())
