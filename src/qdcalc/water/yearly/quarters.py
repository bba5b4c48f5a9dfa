"""What the quarter's months came to, and the sum since October (clause 十¶1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from qdcalc.exact.dtypes import Ints, Texts
from qdcalc.exact.money import Fen
from qdcalc.exact.months import month_texts, quarter_of, quarter_text

if TYPE_CHECKING:
    from qdcalc.water.yearly.facts import Year

_BEFORE = "未计清零、尾差和年度项目"


class Quarters:
    """The quarters that any row is of; sums of months, and sums since the cycle began."""

    def __init__(self, year: Year) -> None:
        self._cycles = year.cycles
        of_month = quarter_of(year.cycles.months)
        self.numbers, self._first = np.unique(of_month, return_index=True)
        self.cycle = year.cycles.of_month[self._first]
        self.names = np.array([quarter_text(q) for q in self.numbers.tolist()], dtype=object)

    def __len__(self) -> int:
        return len(self.numbers)

    def sums(self, by_month: Fen) -> tuple[Fen, Fen]:
        """Return each quarter's sum and the sum since its cycle began (months × anything)."""
        own = np.add.reduceat(by_month, self._first, axis=0)
        running = np.cumsum(own, axis=0)
        begins = np.searchsorted(self.cycle, self.cycle)
        before = np.where(begins[:, None] > 0, running[begins - 1], 0)
        return own, running - before

    def last_places(self, year: Year) -> Ints:
        """Return each quarter's last row of each section that holds in a month with readings."""
        grid = year.month.grid
        place = grid.by_month(np.where(grid.is_listed, grid.section, -1))
        last: Ints = np.maximum.reduceat(place, self._first, axis=0).ravel()
        return last

    def notes(self) -> Texts:
        """Say which months a quarter has: 「2018-10 至 2018-12，未计清零、尾差和年度项目」."""
        texts = month_texts(self._cycles.months)
        parts = np.split(texts, self._first[1:])
        return np.array(["、".join(part) + f"；{_BEFORE}" for part in parts], dtype=object)
