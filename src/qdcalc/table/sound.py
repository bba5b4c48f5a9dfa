"""A quick look at a frame before pandera's: most tables are sound, and pandera is slow to say so.

What is looked at is what the schema holds: columns, types, blanks, checks. Where something may
fail pandera looks at it all again, and what pandera says counts.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pandera.pandas as pa

from qdcalc.table.schema import Built, Rule, Texts, Times


def is_sound(built: Built, frame: pd.DataFrame) -> bool:
    """Say whether pandera would surely find nothing in a frame."""
    wanted, given = built.schema.columns, frame.columns
    if not given.is_unique or (built.schema.strict and list(given) != list(wanted)):
        return False
    try:
        return all(
            _is_sound_column(column, built.of_columns[name], frame[name])
            if name in given
            else not column.required
            for name, column in wanted.items()
        ) and all(_passes(rule, frame) for rule in built.of_rows)
    except Exception:  # what a check stumbles over is for pandera to tell
        return False


def _is_sound_column(column: pa.Column, rules: tuple[Rule, ...], values: pd.Series[Any]) -> bool:
    dtype = column.dtype
    if isinstance(dtype, Texts | Times):
        is_plain = isinstance(dtype, Texts) and isinstance(values.dtype, pd.StringDtype)
        if not is_plain and not dtype.check(dtype, values):
            return False
    elif dtype is not None and values.dtype != dtype.type:
        return False
    if column.nullable and not rules:
        return True
    cells: Any = values
    if values.dtype == np.float64:  # the many readings: an array is compared at once
        cells = values.to_numpy()
        blank = np.isnan(cells)
    else:
        blank = values.isna().to_numpy()
    if blank.any():
        if not column.nullable:
            return False
        cells = cells[~blank]
    return all(_passes(rule, cells) for rule in rules)


def _passes(rule: Rule, values: Any) -> bool:
    return bool(np.asarray(rule.passes(values), dtype=bool).all())
