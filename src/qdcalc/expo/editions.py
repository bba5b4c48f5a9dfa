"""Editions of a show: the same one claimed again, and the largest of the earlier ones (二(一))."""

from __future__ import annotations

from typing import assert_never

import numpy as np
import pandas as pd

from qdcalc.exact.blanks import filled, keys, whole
from qdcalc.exact.dtypes import Bools, Ints, Texts
from qdcalc.expo.words import FirstConsumer
from qdcalc.record import record

HUNDRED = 100


def of_the_same_day(claim: Texts, edition: Texts, by_day: Texts) -> Texts:
    """Give a row without 届次 the claim of the one edition that closed on its day."""
    numbered = pd.DataFrame({"day": by_day, "claim": claim})[edition != ""].drop_duplicates()
    once = numbered[~numbered["day"].duplicated(keep=False)].set_index("day")["claim"]
    found = once.reindex(by_day).to_numpy(dtype=object)
    same: Texts = np.where((edition == "") & pd.notna(found), found, claim).astype(object)
    return same


@record
class Largest:
    """The largest area of each show's earlier editions [hundredths of a m²], and whence it is.

    ``is_known`` where there is one; ``is_threshold`` where the threshold stands for a first
    edition's, ``is_of_sheet`` where an earlier edition of the same workbook is the largest.
    """

    area_x100: Ints
    is_known: Bools
    is_threshold: Bools
    is_of_sheet: Bools


def largest_area(frame: pd.DataFrame, threshold_m2: Ints, first: FirstConsumer) -> Largest:
    """Return the largest area of each show's earlier editions.

    The cell counts; earlier editions in the same workbook raise it, or stand for a blank one. A
    first edition has none, or the threshold (interpretation ``first_consumer``).
    """
    given = frame["largest_x100"]
    has_given = given.notna().to_numpy()
    is_first = (filled(frame["edition"]) == "1") & ~has_given
    match first:
        case FirstConsumer.THRESHOLD:
            is_threshold = is_first
        case FirstConsumer.ZERO:
            is_threshold = np.zeros(len(frame), dtype=bool)
        case other:
            assert_never(other)
    largest = np.where(is_threshold, threshold_m2 * HUNDRED, whole(given))
    earlier = earlier_area(frame)
    return Largest(
        np.maximum(largest, earlier),
        has_given | is_threshold | (~is_first & (earlier > 0)),
        is_threshold,
        earlier > largest,
    )


def earlier_area(frame: pd.DataFrame) -> Ints:
    """Return the largest area of the same show's other editions that closed on an earlier day.

    An edition that is listed on an earlier day, too, is not its own predecessor: then the other
    editions count alone.
    """
    rows = pd.DataFrame(
        {"name": keys(frame["show"]), "day": frame["end"], "edition": filled(frame["edition"]),
         "area": whole(frame["area_x100"])}
    )  # fmt: skip
    found = _before(rows, ["name"])
    # own earlier days are the largest: then the other editions count alone
    is_own = (rows["edition"] != "") & (found > 0) & (_before(rows, ["name", "edition"]) == found)
    own = rows[is_own].reset_index(names="row")
    pairs = own.merge(rows, on="name", suffixes=("", "_other"))
    others = (pairs["edition_other"] != pairs["edition"]) & (pairs["day_other"] < pairs["day"])
    most = pairs[others].groupby("row")["area_other"].max().reindex(own["row"], fill_value=0)
    found[own["row"]] = most
    return found


def _before(rows: pd.DataFrame, names: list[str]) -> Ints:
    """Return the largest area of the same name on an earlier day than each row's, 0 without."""
    days = rows.groupby([*names, "day"])["area"].max().sort_index()
    levels = list(range(len(names)))
    before = days.groupby(level=levels).cummax().groupby(level=levels).shift(fill_value=0)
    found = before.reindex(pd.MultiIndex.from_frame(rows[[*names, "day"]]))
    return found.to_numpy(dtype=np.int64, copy=True)
