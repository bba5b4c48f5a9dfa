"""What the sheet 历史补助 says was given before: by item, name and year."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd

from qdcalc.exact.blanks import filled, keys, whole
from qdcalc.exact.dtypes import Texts
from qdcalc.expo.cases import columns_of
from qdcalc.expo.words import Item
from qdcalc.notice.description import Job

ONCE = frozenset({Item.KNOWN_BODY, Item.SHOW_CERTIFICATE, Item.VENUE_CERTIFICATE})
SHOWS = frozenset({Item.TRADE, Item.CONSUMER})


def history_of(job: Job) -> pd.DataFrame:
    """Return the sheet 历史补助: ``name`` (as compared), ``item``, ``year``, ``edition``, fen."""
    data = job.tables.get("history")
    if data is None or data.frame.empty:
        none = pd.DataFrame({n: pd.Series([], dtype=object) for n in ("name", "item", "edition")})
        return none.assign(year=np.int64(0), amount_fen=np.int64(0))
    frame = columns_of(data)
    return pd.DataFrame(
        {
            "name": keys(frame["subject"]),
            "item": frame["item"].to_numpy(dtype=object),
            "edition": filled(frame["edition"]),
            "year": whole(frame["year"]),
            "amount_fen": whole(frame["amount_fen"]),
        }
    )


def paid_before(job: Job, item: Item) -> pd.DataFrame:
    """Return the names and years for which an item was given before, and the amounts [fen]."""
    past = history_of(job)
    paid = past[(past["item"] == item) & (past["amount_fen"] > 0)]
    return paid[["name", "year", "amount_fen"]]


def claims_of(past: pd.DataFrame) -> list[str]:
    """Return the claims that a history has used up."""
    item, name = (past[c].to_numpy(dtype=object) for c in ("item", "name"))
    edition = past["edition"].to_numpy(dtype=object)
    year = past["year"].to_numpy(dtype=np.int64).astype(str).astype(object)
    of_show = np.where(edition != "", "|届次|" + edition, "|年度|" + year)
    claim = np.where(
        is_one_of(item, SHOWS), "展会|" + name + of_show, item + "|" + name + "|" + year
    )
    claim = np.where(is_one_of(item, ONCE), item + "|" + name, claim)
    return sorted(set(claim[past["amount_fen"].to_numpy() > 0].tolist()))


def is_one_of(item: Texts, items: Collection[str]) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Say which rows' item is one of some."""
    return np.isin(item, [*map(str, items)])
