"""What a validation found to fail, and how rows and values are written where it is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Any

import numpy as np
import pandas as pd

from qdcalc.exact.dtypes import Ints
from qdcalc.record import record
from qdcalc.table.description import Column, Table
from qdcalc.table.problems import Fault, clocked, shown

NOWHERE = np.zeros(0, dtype=np.int64)


@record
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
