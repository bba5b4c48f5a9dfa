"""A sheet's texts, each once, are those that a look at every cell finds."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Collection
from typing import Any

import numpy as np
import pytest

from qdcalc.exact.lists import places
from qdcalc.intake.cells import ERROR_VALUE, Cells, is_numeric
from qdcalc.intake.raw import Percent, Unreadable
from qdcalc.intake.sorts import sorts_of
from qdcalc.workbook.loaded import is_blank
from qdcalc.workbook.rich import Rich
from qdcalc.workbook.texts import Texts

CELLS = (
    "", " ", "\u200b", "\u3000", "氨氮", "COD", "5", "0.004L", 0.5, 5.0, 0.0, True, False, None,
    dt.date(2018, 11, 3), dt.datetime(2018, 11, 3, 9), Percent(0.3),
    Unreadable("#N/A", ERROR_VALUE),
    Rich("氨氮", is_struck=False), Rich("", is_struck=True), Rich("只", is_struck=True),
)  # fmt: skip
LIKELY = (*CELLS, *(0.5,) * 40)


def blocks() -> list[Any]:
    """Return blocks of cells: of any kind, mostly numbers, of one kind, empty."""
    chance = random.Random(11)
    found = []
    for shape in ((0, 0), (0, 3), (1, 1), (4, 3), (40, 5)):
        for choice in (CELLS, LIKELY, CELLS[:8], CELLS[8:11]):
            block = np.empty(shape, dtype=object)
            for place in np.ndindex(*shape):
                block[place] = chance.choice(choice)
            found.append(block)
    return found


@pytest.mark.parametrize("block", blocks(), ids=lambda block: str(block.shape))
def test_texts_are_those_of_the_cells(block: Any) -> None:
    texts = Texts(block, sorts_of(block))
    assert len(set(texts.words)) == len(texts.words)
    for place in np.ndindex(*block.shape):
        cell, code = block[place], texts.codes[place]
        assert (code >= 0) == isinstance(cell, str)
        assert code < 0 or texts.words[code] == cell
    for column in range(block.shape[1]):
        plain = {cell for cell in block[:, column] if type(cell) is str}
        assert {word for _, word in texts.of(column)} == plain
        blank = {text for text in plain if is_blank(text)} | {""}
        filled = [
            c is not None and not (isinstance(c, str) and c in blank) for c in block[:, column]
        ]
        assert texts.filled[:, column].tolist() == filled
        found = texts.passing(lambda text: "氨" in text, texts.codes[:, column])
        assert found.tolist() == [isinstance(c, str) and "氨" in c for c in block[:, column]]


def test_places_of_types() -> None:
    chance = random.Random(3)
    mixes: tuple[list[type], ...] = ([float], [float, str], [float] * 30 + [str, bool, type(None)])
    for size in (0, 1, 7, 200):
        for types in mixes:
            kinds = chance.choices(types, k=size)
            every: tuple[Collection[type], ...]
            every = ([], [str], [float], [str, bool], {*kinds} - {float})
            for wanted in every:
                expected = [n for n, kind in enumerate(kinds) if kind in wanted]
                assert places(kinds, wanted).tolist() == expected


HUGE = 10**400  # no float holds it
NUMBERS = (
    0.5, -1.0, 0.0, float("nan"), 3, HUGE, -7, True, np.float64(2.5), np.float32(0.1),
    np.int16(9), "5", "", None, Percent(0.3), np.True_, dt.date(2018, 11, 3),
)  # fmt: skip


def test_a_column_of_cells_is_sorted_into_numbers_and_others() -> None:
    chance = random.Random(5)
    for size in (1, 5, 60):
        for choice in (NUMBERS, (*NUMBERS, *(0.25,) * 100), NUMBERS[:4], NUMBERS[10:13]):
            raw = np.empty(size, dtype=object)
            raw[:] = chance.choices(choice, k=size)
            cells = Cells(raw.copy())
            for place, cell in enumerate(raw.tolist()):
                is_number = is_numeric(type(cell)) and cell is not HUGE
                if not cells.is_text:
                    assert (place not in cells.others) == is_number, cell
                else:
                    assert (place in cells.others) == (cell is not None)
                written = cell if isinstance(cell, float) else str(cell)  # 0.1 of a short float
                value = float(written) if is_number else float("nan")
                np.testing.assert_equal(cells.numbers[place], value, str(cell))
                assert cells.is_number[place] == (value == value)
