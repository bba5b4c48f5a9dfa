"""A sheet's texts, each once: what is asked of them is asked once, however many cells there are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from qdcalc.exact.dtypes import Bools
from qdcalc.exact.lists import places
from qdcalc.intake.sorts import OTHER, TEXT, SortCodes
from qdcalc.workbook.loaded import is_blank

NO_TEXT = -1


class Texts:
    """The texts of a block of cells.

    ``codes`` has for each cell the number of its text in ``words``, ``NO_TEXT`` where it holds
    none. A text with marked parts (:class:`~qdcalc.workbook.rich.Rich`) is one like any other.
    """

    def __init__(self, cells: npt.NDArray[Any], sorts: SortCodes) -> None:
        self.codes: npt.NDArray[np.int32] = np.full(cells.shape, NO_TEXT, dtype=np.int32, order="F")
        self.words: list[str] = []
        self.filled: Bools = np.ones(cells.shape, dtype=bool)
        self._plain: list[npt.NDArray[np.int32]] = []  # by column, those of texts without marks
        numbers: dict[str, int] = {}
        for column in range(cells.shape[1]):
            self._take(cells[:, column], sorts[:, column], column, numbers)
        blank = [code for code, word in enumerate(self.words) if is_blank(word)]
        for column, plain in enumerate(self._plain):
            nothing = np.append(np.intersect1d(plain, blank), numbers.get("", []))
            if nothing.size:
                self.filled[:, column] &= ~np.isin(self.codes[:, column], nothing)

    def _take(
        self, cells: npt.NDArray[Any], sorts: SortCodes, column: int, numbers: dict[str, int]
    ) -> None:
        is_text = sorts == TEXT
        others, marked = np.flatnonzero(sorts == OTHER), np.zeros(0, dtype=np.int64)
        if others.size:
            kinds = list(map(type, cells[others].tolist()))
            self.filled[others[places(kinds, [type(None)])], column] = False
            marked = others[places(kinds, [k for k in set(kinds) if issubclass(k, str)])]
        where = np.flatnonzero(is_text)
        if marked.size:
            where = np.union1d(where, marked)
        if not where.size:
            self._plain.append(np.zeros(0, dtype=np.int32))
            return
        is_whole = len(where) == len(cells)
        own, distinct = pd.factorize(cells if is_whole else cells[where])
        for word in distinct:
            if word not in numbers:
                numbers[word] = len(self.words)
                self.words.append(word)
        codes = np.array([numbers[word] for word in distinct], dtype=np.int32)
        self.codes[where, column] = codes[own]
        self._plain.append(codes if not marked.size else np.unique(self.codes[is_text, column]))

    def of(self, column: int) -> Iterator[tuple[int, str]]:
        """Yield the texts of a column, each once, those with marked parts left out."""
        for code in self._plain[column].tolist():
            yield code, self.words[code]

    def passing(self, test: Callable[[str], bool], codes: npt.NDArray[np.int32]) -> Bools:
        """Say which cells, given by their codes, are texts that pass a test."""
        found = [
            code for code in pd.unique(codes).tolist() if code != NO_TEXT and test(self.words[code])
        ]
        if not found:
            return np.zeros(codes.shape, dtype=bool)
        return np.asarray(np.isin(codes, found), dtype=bool)
