"""Rows that are perhaps sums of others: told by the name that they have."""

from __future__ import annotations

from collections.abc import Iterator

from qdcalc.intake.raw import RawTable
from qdcalc.intake.typed_columns import Typed
from qdcalc.table.problems import WARNING, Fault, Problem
from qdcalc.table.totals import like_totals, naming_columns

SUM_LIKE = Fault(
    "T43",
    WARNING,
    "{column}“{value}”像是合计的名称，仍按一行数据计算",
    "是合计请删除这一行，否则会重复计算；不是的可以不管",
)


def sum_like_rows(raw: RawTable, typed: Typed) -> Iterator[Problem]:
    """Yield the rows whose name is like that of a sum; the mere word is the schema's.

    Parameters
    ----------
    raw : RawTable
    typed : Typed
        The table as it was parsed.
    """
    for column in naming_columns(raw.table):
        if column.name in typed:
            names = typed.texts(column.name)
            words = set(like_totals(names.together))
            if words:
                rows = names.where(words.__contains__)
                yield from raw.problems_at(SUM_LIKE, column.name, rows)
