"""Lists in cells: an owner's items keep the order in which they were written."""

from __future__ import annotations

import numpy as np
import pandas as pd

from qdcalc.exact.lists import Lists, exploded


def test_a_long_list_keeps_its_order() -> None:
    # longer than what numpy sorts by insertion, which would keep the order by itself
    size = 1000
    owners = np.arange(size) % 2
    lists = Lists.of(owners, np.arange(size), 3)
    assert lists.counts.tolist() == [500, 500, 0]
    assert {part.dtype for part in (lists.starts, lists.counts, lists.items)} == {np.dtype("int64")}
    assert lists.items.tolist() == [*range(0, size, 2), *range(1, size, 2)]
    assert lists.of_rows(np.array([2, 1])).items.tolist() == list(range(1, size, 2))
    assert lists.of_rows(np.array([2, 1])).owners().tolist() == [1] * 500


def test_cells_are_split_row_by_row() -> None:
    found = exploded(pd.Series(["市南区、市北区", None, "无", "市北区", "市南区、市北区"]))
    assert found["row"].tolist() == [0, 0, 3, 4, 4]
    assert found["name"].tolist() == ["市南区", "市北区", "市北区", "市南区", "市北区"]


def test_no_cells_no_rows() -> None:
    assert exploded(pd.Series(["无", None], dtype=object)).empty
