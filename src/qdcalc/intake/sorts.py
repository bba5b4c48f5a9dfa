"""Of which sort each cell of a sheet is: found while the cells are laid out, and kept with them.

To look at the type of every cell costs as much as to read the numbers, so it is done once.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt

from qdcalc.exact.dtypes import Ints

NUMBER, TEXT, OTHER = range(3)  # a float, a str, anything else: None, NaN, a date
_ROWS = 1024  # rows that stay in the processor's cache from one step to the next

SortCodes = npt.NDArray[np.uint8]


class _OfType(dict[type, int]):
    """The sort of a type; one derived from float or str is none of theirs."""

    def __missing__(self, kind: type) -> int:
        self[kind] = OTHER  # there are few
        return OTHER


_OF_TYPE = _OfType({float: NUMBER, str: TEXT})


@dataclass(frozen=True, eq=False)
class Sorts:
    """The sort of each cell of one column, told of these very cells."""

    cells: npt.NDArray[Any]
    codes: SortCodes

    @property
    def no_numbers(self) -> Ints:
        """Where a cell is anything else than a float."""
        return np.flatnonzero(self.codes)

    @property
    def are_texts(self) -> bool:
        """Whether every cell is a text, and there is one."""
        return bool(len(self.codes)) and bool((self.codes == TEXT).all())


def sort_of(cell: object) -> int:
    """Return the sort of one cell."""
    return _OF_TYPE[type(cell)]


def laid_out(rows: list[list[Any]]) -> tuple[npt.NDArray[Any], SortCodes]:
    """Return rows of cells as an array, columns one after the other, with the sort of each cell.

    A row that is shorter than others ends in None.
    """
    width = max(map(len, rows), default=0)
    cells: npt.NDArray[Any] = np.empty((len(rows), width), dtype=object, order="F")
    sorts: SortCodes = np.full(cells.shape, OTHER, dtype=np.uint8, order="F")
    for start in range(0, len(rows) if width else 0, _ROWS):
        block = rows[start : start + _ROWS]
        for row in block:
            if len(row) < width:
                row += [None] * (width - len(row))
        found = bytes(map(_OF_TYPE.__getitem__, map(type, chain.from_iterable(block))))
        sorts[start : start + _ROWS] = np.frombuffer(found, dtype=np.uint8).reshape(-1, width)
        array = np.array(block, dtype=object)
        cells[start : start + _ROWS] = array
        is_nan = np.asarray(array != array, dtype=bool)
        if is_nan.any():
            sorts[start : start + _ROWS][is_nan] = OTHER
    return cells, sorts


def sorts_of(cells: npt.NDArray[Any]) -> SortCodes:
    """Return the sort of each cell of an array."""
    found = bytes(map(_OF_TYPE.__getitem__, map(type, cells.ravel().tolist())))
    return np.asfortranarray(np.frombuffer(found, dtype=np.uint8).reshape(cells.shape))
