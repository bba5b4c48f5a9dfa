"""A part's grid within the whole input: its months, and how many sections have rows in each."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from qdcalc.errors import SelfCheckError
from qdcalc.exact.dtypes import Bools, Ints
from qdcalc.notice.description import Whole
from qdcalc.water.inputs.grid import Grid


def within(grid: Grid, whole: Whole | None) -> Grid:
    """Return a part's grid with all the months of the whole: a section without a row is 缺测."""
    if whole is None:
        return grid
    months = np.array(whole.months, dtype=np.int64)
    if not np.isin(grid.months, months).all():
        raise SelfCheckError("一部分数据里有别处没有看到的月份")
    if np.array_equal(grid.months, months):
        return replace(grid, whole=whole)
    sections, width, size = grid.sections, grid.width, len(months) * grid.width
    spot = (np.searchsorted(months, grid.months)[:, None] * width + np.arange(width)).ravel()
    row_at = np.full(size, -1, dtype=np.int64)
    is_dry = np.zeros(size, dtype=bool)
    row_at[spot], is_dry[spot] = grid.row_at, grid.is_dry
    every = np.repeat(months, width)
    place = sections.at(np.tile(np.arange(width), len(months)), every)
    return replace(
        grid, months=months, row_at=row_at, is_dry=is_dry, section=place,
        is_listed=sections.holds(place, every), whole=whole,
    )  # fmt: skip


def counts(grid: Grid) -> tuple[Ints, Ints]:
    """Return how many sections of a grid have a row, and how many are listed, by month."""
    has_row, listed = grid.by_month(grid.row_at >= 0), grid.by_month(grid.is_listed)
    return has_row.sum(axis=1), listed.sum(axis=1)


def counts_of_all(grid: Grid) -> tuple[Ints, Ints]:
    """Return the same of the whole input; all have rows where that is not known yet."""
    whole = grid.whole
    if whole is None:
        return counts(grid)
    if whole.rows is None or whole.listed is None:
        ones = np.ones(len(grid.months), dtype=np.int64)
        return ones, ones
    return np.array(whole.rows, dtype=np.int64), np.array(whole.listed, dtype=np.int64)


def is_few(rows: Ints, listed: Ints) -> Bools:
    """Say in which months less than half of the sections have a row where another has more."""
    few: Bools = (2 * rows < listed) & (rows < rows.max(initial=0))
    return few
