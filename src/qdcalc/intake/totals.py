"""Rows that are perhaps sums of others: told by the name that they have."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from qdcalc.intake.raw import RawTable
from qdcalc.table.problems import WARNING, Fault, Problem
from qdcalc.table.totals import is_like_total, naming_columns

SUM_LIKE = Fault(
    "T43",
    WARNING,
    "{column}“{value}”像是合计的名称，仍按一行数据计算",
    "是合计请删除这一行，否则会重复计算；不是的可以不管",
)


def sum_like_rows(raw: RawTable, frame: pd.DataFrame) -> Iterator[Problem]:
    """Yield the rows whose name is like that of a sum; the mere word is the schema's.

    Parameters
    ----------
    raw : RawTable
    frame : DataFrame
        The table as it was parsed.
    """
    for column in naming_columns(raw.table):
        if column.name in frame.columns:
            names = frame[column.name]
            words = [word for word in names.dropna().unique() if is_like_total(word)]
            if words:
                rows = np.flatnonzero(names.isin(words))
                yield from raw.problems_at(SUM_LIKE, column.name, rows)
