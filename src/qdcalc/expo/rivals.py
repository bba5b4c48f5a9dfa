"""One show, conference or certificate claimed by several applicants: people decide (末段).

The amount stands once, on the first row that has one, so that totals hold.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from qdcalc.exact.blanks import keys
from qdcalc.exact.dtypes import Bools, Texts
from qdcalc.exact.texts import MOST_LISTED
from qdcalc.expo.history import is_one_of
from qdcalc.expo.sentences import where
from qdcalc.expo.words import Item
from qdcalc.notice.description import Job
from qdcalc.record import record

_ITEMS = (
    Item.TRADE, Item.CONSUMER, Item.SHOW_CERTIFICATE, Item.VENUE_CERTIFICATE, Item.CONFERENCE,
)  # fmt: skip
_MOST_NAMED = MOST_LISTED
_KINDS = {
    str(Item.SHOW_CERTIFICATE): "认证",
    str(Item.VENUE_CERTIFICATE): "认证",
    str(Item.CONFERENCE): "国际会议",
}


@record
class Rivals:
    """Which rows are claimed by others too, which of them bears the amount, what is said of it."""

    is_rival: Bools
    bears: Bools
    words: Texts


def rivals(cases: pd.DataFrame, contends: Bools, job: Job) -> Rivals:
    """Find the claims that several applicants make.

    Parameters
    ----------
    cases : DataFrame
    contends : array of bool
        The row isn't refused on its own merits.
    job : Job
    """
    rows = pd.DataFrame(
        {
            "claim": cases["claim"].to_numpy(dtype=object),
            "who": keys(cases["applicant"]),
            "is_due": cases["amount_fen"].to_numpy() > 0,
            "row": np.arange(len(cases)),
        }
    )
    own = (
        contends
        & is_one_of(cases["item"].to_numpy(dtype=object), _ITEMS)
        & (rows["claim"] != "").to_numpy()
    )
    rows = rows[own]
    several = rows.groupby("claim")["who"].transform("nunique") > 1
    rows = rows[several.to_numpy(dtype=bool)]
    is_rival = np.zeros(len(cases), dtype=bool)
    is_rival[rows["row"]] = True
    bears = np.zeros(len(cases), dtype=bool)
    bears[rows[rows["is_due"]].drop_duplicates("claim")["row"]] = True
    words = np.full(len(cases), "", dtype=object)
    if len(rows):
        kind = cases["item"].map(_KINDS).fillna("展会").to_numpy(dtype=object)[rows["row"]]
        told = "同一" + kind + "另有 " + _others(rows, cases, job) + "申请，由谁享受需确认"
        bearing = rows["claim"].isin(rows["claim"][bears[rows["row"]]]).to_numpy()
        once = where(bearing & ~bears[rows["row"]], "，金额只在一行计一次")
        words[rows["row"]] = told + once
    return Rivals(is_rival, bears, words)


def _others(rows: pd.DataFrame, cases: pd.DataFrame, job: Job) -> Texts:
    """Name for each row the other applicants of its claim, each with its cell."""
    listed = rows.drop_duplicates(["claim", "who"])
    listed = listed[listed.groupby("claim").cumcount() <= _MOST_NAMED]
    named = listed.assign(text=_named(cases.iloc[listed["row"]], job))[["claim", "who", "text"]]
    pairs = rows.merge(named, on="claim", suffixes=("", "_other"))
    pairs = pairs[pairs["who"] != pairs["who_other"]]
    pairs = pairs[pairs.groupby("row").cumcount() < _MOST_NAMED]
    told = pairs.groupby("row")["text"].agg("、".join).reindex(rows["row"])
    number = rows.groupby("claim")["who"].transform("nunique").to_numpy() - 1
    more = where(number > _MOST_NAMED, " 等 " + number.astype(str).astype(object) + " 个单位")
    found: Texts = told.to_numpy(dtype=object) + more
    return found


def _named(cases: pd.DataFrame, job: Job) -> list[str]:
    """Write each case's applicant and its cell: 「金诺公司（b.xlsx 展会!O5）」."""
    told = zip(cases["applicant"], cases["table"], cases["position"], strict=True)
    return [f"{name}（{job.tables[t].raw.place('applicant', row)}）" for name, t, row in told]
