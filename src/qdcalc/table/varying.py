"""Outputs whose columns are named by the input, such as the grades of a ballot."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from qdcalc.table.description import Table


def as_it_is(table: Table, names: Iterable[str]) -> Table:
    """Return a table with the columns that a frame of it has, by their English names."""
    if table.varying is None:
        return table
    return replace(table, columns=table.varying(list(names)), varying=None)
