"""Live formulas of new firms in 计算明细: what the cap leaves, which row counts (一(一)¶1)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from qdcalc.exact.blanks import keys
from qdcalc.expo.words import Item, NewFirmCap
from qdcalc.table.live import Place, Sheets

if TYPE_CHECKING:
    import pandas as pd

Rows = np.ndarray[Any, Any]


def with_steps(made: Mapping[str, Any], sheets: Sheets) -> Mapping[str, Any]:
    """Let the cap of each new firm's year be what its earlier years leave, where that is chosen.

    Earlier years are cells of 核定结果, known when the sheet is written: a sum over the whole
    column would refer to the row's own amount. Of a year that is listed twice a row counts where
    none before it is paid.
    """
    place, paid = sheets.of("amounts"), sheets.of("findings")
    is_cumulative = sheets.chosen("new_firm_cap", NewFirmCap.CUMULATIVE)
    caps, past = made["cap"].copy(), place.cells("past")
    counts = np.full(len(place), None, dtype=object)
    may_count = place.frame["paid_verdict"].notna().to_numpy()
    rows = np.flatnonzero(place.frame["item"] == Item.NEW_FIRM)
    for row, earlier, same in _earlier(place.frame.iloc[rows], rows):
        given = f"-{_sum(paid, earlier)}" if len(earlier) else ""
        left = f"MAX(ROUND({caps[row]}-{past[row]}{given},2),0)"
        caps[row] = f"IF({is_cumulative},{left},{caps[row]})"
        if len(same) and may_count[row]:
            counts[row] = f'IF({_sum(paid, same)}>0,"否","是")'
    return {**made, "cap": caps, "counts": counts}


def _sum(paid: Place, rows: Rows) -> str:
    return f"SUM({','.join(paid.runs('amount_fen', rows))})"


def _earlier(frame: pd.DataFrame, at: Rows) -> Iterator[tuple[int, Rows, Rows]]:
    """Yield each row with those of the firm's earlier years and those of its year before it."""
    rows = frame[["year"]].assign(row=at, name=keys(frame["subject"]))
    for _, firm in rows.groupby("name", sort=False):
        year, row = firm["year"].to_numpy(), firm["row"].to_numpy()
        for own, here in zip(year.tolist(), row.tolist(), strict=True):
            yield here, row[year < own], row[(year == own) & (row < here)]
