"""Editions of a show: the same one claimed again, and the largest of the earlier ones (二(一))."""

from __future__ import annotations

import numpy as np
import pandas as pd

from qdcalc.expo.cases import Bools, Figures, Ints, Texts, filled, keys, where, whole

HUNDRED = 100


def of_the_same_day(claim: Texts, edition: Texts, by_day: Texts) -> Texts:
    """Give a row without 届次 the claim of the one edition that closed on its day."""
    numbered = pd.DataFrame({"day": by_day, "claim": claim})[edition != ""].drop_duplicates()
    once = numbered[~numbered["day"].duplicated(keep=False)].set_index("day")["claim"]
    found = once.reindex(by_day).to_numpy(dtype=object)
    return where((edition == "") & pd.notna(found), found, claim)


def largest_area(frame: pd.DataFrame, figures: Figures, first: str) -> tuple[Ints, Bools, Texts]:
    """Return the largest area of each show's earlier editions, whether it is known, its words.

    The cell counts; earlier editions in the same workbook raise it, or stand for a blank one. A
    first edition has none, or the threshold (interpretation ``first_consumer``).
    """
    given = frame["largest_x100"]
    has_given = given.notna().to_numpy()
    is_first = (filled(frame["edition"]) == "1") & ~has_given
    largest, known = whole(given), has_given.copy()
    told = np.full(len(frame), "历史最大面积 ", dtype=object)
    if first == "threshold":
        threshold = np.asarray(figures["consumer_threshold_m2"] * HUNDRED)
        largest = np.where(is_first, threshold, largest)
        known |= is_first
        told = where(is_first, "首届，以起补面积为基数 ", told)
    earlier = _earlier_editions(frame)
    known |= ~is_first & (earlier > 0)
    raised = earlier > largest
    told = where(raised, "历史最大面积（本表往届）", told)
    return np.maximum(largest, earlier), known, told


def _earlier_editions(frame: pd.DataFrame) -> Ints:
    """Return the largest area of the same show's other editions that closed on an earlier day."""
    rows = pd.DataFrame(
        {"name": keys(frame["show"]), "day": frame["end"], "edition": filled(frame["edition"]),
         "area": whole(frame["area_x100"])}
    )  # fmt: skip
    days = rows.groupby(["name", "day"])["area"].max().sort_index()
    before = days.groupby(level=0).cummax().groupby(level=0).shift(fill_value=0)
    found = before.reindex(pd.MultiIndex.from_frame(rows[["name", "day"]])).to_numpy()
    largest: Ints = found.astype(np.int64)
    # an edition that is listed on an earlier day too is not its own predecessor
    listed = rows[rows["edition"] != ""].drop_duplicates(["name", "edition", "day"])
    several = listed.groupby(["name", "edition"])["day"].transform("min")
    again = listed[listed["day"] > several]
    for name, edition, day in zip(again["name"], again["edition"], again["day"], strict=True):
        same = (rows["name"] == name) & (rows["edition"] == edition) & (rows["day"] == day)
        others = (rows["name"] == name) & (rows["edition"] != edition) & (rows["day"] < day)
        largest[same.to_numpy()] = int(rows.loc[others, "area"].max()) if others.any() else 0
    return largest
