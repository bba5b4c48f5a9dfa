"""What is known of the cells while they are laid out is what a look at each cell tells.

Issue 15: reading costs at most twice what calamine's does, and reads nothing otherwise. A column
read by what is known of its cells is the reference's, for which nothing is known.
"""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from qdcalc.intake.cells import ERROR_VALUE
from qdcalc.intake.raw import Percent, Unreadable
from qdcalc.intake.sorts import NUMBER, OTHER, TEXT, Sorts, laid_out, sorts_of
from qdcalc.intake.typed import take_in
from qdcalc.notice.catalogue import find
from qdcalc.table.problems import Problems
from qdcalc.workbook.read import read_files
from workbook.books import write

CELLS = (0.5, -1.0, 0.0, "", "氨氮", "5", " ", None, True, dt.date(2018, 11, 3), Percent(0.3),
         Unreadable("#N/A", ERROR_VALUE), float("nan"), 3)  # fmt: skip


@pytest.mark.parametrize("size", [0, 1, 5, 1023, 1024, 1025, 2100])
def test_rows_are_laid_out_with_the_sort_of_each_cell(size: int) -> None:
    chance = random.Random(size)
    rows = [chance.choices(CELLS, k=chance.choice((3, 3, 3, 1, 0))) for _ in range(size)]
    wanted = [[*row, None, None, None][: max(map(len, rows))] for row in map(list, rows)]
    cells, sorts = laid_out(rows)
    assert cells.shape == sorts.shape
    for place in np.ndindex(*cells.shape):
        cell: Any = wanted[place[0]][place[1]]
        assert cells.item(place) is cell
        kind = {float: NUMBER, str: TEXT}.get(type(cell), OTHER)
        assert sorts[place] == (OTHER if cell != cell else kind)
    if cells.size and all(cell == cell for cell in cells.flat):
        assert (sorts_of(cells) == sorts).all()


def test_sorts_of_an_array() -> None:
    block = np.array([[0.5, "a", None], ["", True, 1.0]], dtype=object)
    assert sorts_of(block).tolist() == [[NUMBER, TEXT, OTHER], [TEXT, OTHER, NUMBER]]
    assert sorts_of(block[:0]).shape == (0, 3)


@pytest.mark.parametrize(
    ("cells", "are_texts", "no_numbers"),
    [((), False, []), (("a", ""), True, [0, 1]), (("a", None), False, [0, 1]),
     ((1.0, "a", 2.0), False, [1]), ((1.0,), False, [])],
)  # fmt: skip
def test_what_sorts_say(cells: Any, are_texts: bool, no_numbers: list[int]) -> None:
    array = np.array(cells, dtype=object)
    sorts = Sorts(array, sorts_of(array))
    assert sorts.are_texts == are_texts
    assert sorts.no_numbers.tolist() == no_numbers


HEADER = ("月份", "序号", "断流", "采样日期", "氨氮", "总磷", "化学需氧量", "监测断面")
LIKELY: dict[str, tuple[object, ...]] = {
    "月份": ("2018-11", "2018年10月", "2018-13", "", 201811, dt.date(2018, 11, 1)),
    "序号": ("1", "02", 3, 4.0, "", "五", 2.5),
    "断流": ("是", "否", "", 1, True, "也许", "断流"),
    "采样日期": (dt.date(2018, 11, 3), "2018-11-04", "", 43405, "昨天"),
    "氨氮": (0.5, 1.25, 2, "未检出", "0.004L", "<0.025", "", "-", "断流", "1,5", -1, True),
    "总磷": (0.1, 0.30000000000000004, "0.01L", "#N/A", ""),
    "化学需氧量": ("未检出", "12", "", "15L", "停测"),
    "监测断面": ("甲", "乙", "", " ", "合计", 12, dt.date(2018, 1, 1)),
}


THOROUGH = [pytest.param(seed, marks=pytest.mark.thorough) for seed in range(10, 150)]


@pytest.mark.parametrize("seed", [*range(10), *THOROUGH])
def test_a_table_is_taken_in_as_one_of_which_nothing_is_known(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    columns = []
    for name in HEADER:
        some = chance.sample(LIKELY[name], k=chance.choice((1, 2, len(LIKELY[name]))))
        columns.append([chance.choice(some) for _ in range(30)])
    path = write(tmp_path / "a.xlsx", HEADER, *zip(*columns, strict=True))
    tables = [table for table in find("water-month").inputs if table.name == "readings"]
    found = read_files([path], tables, Problems())
    if not found:
        return
    raw = found["readings"]
    bare = replace(raw, sorts={}, coded={})
    assert raw.sorts.keys() | raw.coded.keys() == raw.columns.keys()
    assert taken(raw) == taken(bare)


def taken(raw: Any) -> tuple[Any, ...]:
    """Take a table in; return its frame, its marks and what is said of it."""
    problems = Problems()
    data = take_in(raw, problems)
    frame = {str(name): [repr(v) for v in column] for name, column in data.frame.items()}
    kinds = data.frame.dtypes.astype(str).to_dict()
    return frame, kinds, data.marks, [p.texts() for p in problems.as_found()]
