"""What the quarter's months came to, and the sum since October (clause 十¶1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from qdcalc.exact.money import Fen
from qdcalc.exact.months import month_texts, number_of, quarter_of, quarter_text
from qdcalc.water.monthly.verdict import EXCEED, LEAP
from qdcalc.water.naming import frame_of
from qdcalc.water.words import Verdict, by_code
from qdcalc.water.yearly.accounts import places

if TYPE_CHECKING:
    from qdcalc.water.yearly.facts import Year

Ints = npt.NDArray[np.int64]
Texts = npt.NDArray[np.object_]
_BEFORE = "未计清零、尾差和年度项目"


class _Quarters:
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


def by_quarter(year: Year) -> pd.DataFrame:
    """Return the table 季度汇总: each district's quarter, and what it came to since October."""
    quarters, shown = _Quarters(year), places(year)
    received, paid = (side[:, shown] for side in year.month.accounts)
    (own_in, all_in), (own_out, all_out) = quarters.sums(received), quarters.sums(paid)
    return frame_of(
        {
            "quarter": np.repeat(quarters.names, len(shown)),
            "district": np.tile(year.month.districts.all_names[shown], len(quarters)),
            "receivable_fen": own_in.ravel(),
            "payable_fen": own_out.ravel(),
            "net_fen": (own_in - own_out).ravel(),
            "receivable_so_far_fen": all_in.ravel(),
            "payable_so_far_fen": all_out.ravel(),
            "net_so_far_fen": (all_in - all_out).ravel(),
            "note": np.repeat(quarters.notes(), len(shown)),
        }
    )


def section_quarters(year: Year) -> pd.DataFrame:
    """Return the table 季度断面: each section's months and verdicts, and its amounts."""
    quarters, month = _Quarters(year), year.month
    sections, grid = month.sections, month.grid
    verdict = grid.by_month(month.verdict)
    place = quarters.last_places(year)
    columns: dict[str, Any] = {
        "quarter": np.repeat(quarters.names, grid.width),
        "section_id": sections.ids[place],
    }
    for name in ("river", "section", "responsible"):
        columns[name] = sections.texts[name].to_numpy(dtype=object)[place]
    columns["verdicts"] = _verdicts(year, verdict)
    for name, code in (("leap_months", LEAP), ("exceed_months", EXCEED)):
        columns[name] = quarters.sums((verdict == code).astype(np.int64))[0].ravel()
    amount = grid.by_month(month.amount_fen)
    for name, code in (("reward", LEAP), ("penalty", EXCEED)):
        own, so_far = quarters.sums(np.where(verdict == code, amount, 0))
        columns |= {f"{name}_fen": own.ravel(), f"{name}_so_far_fen": so_far.ravel()}
    columns["note"] = np.repeat(quarters.notes(), grid.width)
    frame, listed = frame_of(columns), grid.by_month(grid.is_listed)
    here = quarters.sums(listed.astype(np.int64))[0].ravel() > 0
    return frame if here.all() else frame[here].reset_index(drop=True)


def _verdicts(year: Year, verdict: npt.NDArray[np.int8]) -> Texts:
    """Join a section's verdicts of a quarter: 「10月 跃升、11月 达标、12月 超标」."""
    names = by_code(Verdict)
    months = year.cycles.months
    quarter = quarter_of(months)
    listed = year.month.grid.by_month(year.month.grid.is_listed)
    joined = []
    for number in np.unique(quarter).tolist():
        text = np.full(verdict.shape[1], "", dtype=object)
        for place in np.flatnonzero(quarter == number).tolist():
            separator = np.where(text == "", "", "、")
            told = separator + f"{number_of(months[place])}月 " + names[verdict[place]]
            text = np.where(listed[place], text + told, text).astype(object)
        joined.append(text)
    return np.concatenate(joined)
