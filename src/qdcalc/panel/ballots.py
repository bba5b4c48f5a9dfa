"""The ballots issued and returned against the quotas (二(三), 附件4一(七))."""

from __future__ import annotations

import numpy as np
import pandas as pd

from qdcalc.panel.words import WHOLE, Ballots


def held_against(issued: pd.DataFrame, quotas: pd.DataFrame, tickets: int) -> pd.DataFrame:
    """Hold what was issued against the quota, what came back against what was issued.

    Parameters
    ----------
    issued : DataFrame
        ``venue``, ``group`` (0–3), ``issued``, ``returned``, ``invalid`` [ballots].
    quotas : DataFrame
        ``venue``, ``group``, ``quota`` [persons].
    tickets : int
        每组评议票数, against which a group's row 合计 is held.

    Returns
    -------
    DataFrame
        A row for each venue and group that has ballots, in the order of the venues, and a row 合计
        behind each group: ``quota``, the counts, ``issued_difference`` (issued − quota),
        ``returned_difference`` (returned − issued), ``verdict``.
    """
    keys = ["group", "venue"]
    sums = quotas.groupby(["venue", "group"], sort=False)["quota"].sum().reset_index()
    rows = issued.assign(invalid=issued["invalid"].fillna(0))
    rows = sums.merge(rows, on=["venue", "group"], how="inner")
    rows = rows.sort_values("group", kind="stable", ignore_index=True)
    counts = ["issued", "returned", "invalid"]
    totals = rows.groupby("group", as_index=False)[counts].sum()
    totals = totals.assign(venue=WHOLE, quota=tickets)
    found = pd.concat([rows.assign(last=0), totals.assign(last=1)], ignore_index=True)
    found = found.sort_values(["group", "last"], kind="stable", ignore_index=True)
    found = found.astype(dict.fromkeys(["quota", *counts], np.int64))[[*keys, "quota", *counts]]
    issued_off = found["issued"] - found["quota"]
    returned_off = found["returned"] - found["issued"]
    verdict = np.select(
        [(issued_off != 0) & (returned_off != 0), issued_off != 0, returned_off != 0],
        [Ballots.BOTH, Ballots.ISSUED, Ballots.RETURNED], Ballots.EVEN,
    )  # fmt: skip
    return found.assign(
        issued_difference=issued_off, returned_difference=returned_off,
        verdict=pd.Series(verdict, index=found.index, dtype="str"),
    )  # fmt: skip


def counted_back(issued: pd.DataFrame) -> pd.Series[int]:
    """Return Σ(回收数 − 无效票) of each group that has ballots, by its place."""
    back = issued["returned"].astype(np.int64) - issued["invalid"].fillna(0).astype(np.int64)
    return back.groupby(issued["group"]).sum()
