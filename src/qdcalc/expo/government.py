"""Exhibitions led by government (四)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from qdcalc.exact.arrays import fen, flag, plain
from qdcalc.exact.money import Fen
from qdcalc.expo.cases import Bools, case, fen_text, filled, keys, listed, where, whole, yes
from qdcalc.notice.description import Job


@plain(amount_fen=fen(), is_first=flag(), is_passed=flag())
def government_led_fen(
    amount_fen: npt.ArrayLike, is_first: npt.ArrayLike, is_passed: npt.ArrayLike
) -> Fen:
    """Return what a project led by government is given [fen] (四).

    Parameters
    ----------
    amount_fen : int, array or Series of int
        The amount that the city's executive meeting set [fen].
    is_first, is_passed : bool, array or Series of bool
        A first edition is given the amount; a later one if it passed the performance evaluation.
    """
    is_paid = np.asarray(is_first) | np.asarray(is_passed)
    return np.where(is_paid, np.asarray(amount_fen), 0)


def government(job: Job) -> pd.DataFrame:
    """Return the cases of the sheet 政府主导."""
    data = job.tables["government"]
    frame = data.frame.reindex(columns=[c.name for c in data.table.columns])
    is_first, is_passed = yes(frame["is_first"]), yes(frame["is_passed"])
    given, before = whole(frame["amount_fen"]), whole(frame["previous_fen"])
    has_before = frame["previous_fen"].notna().to_numpy()
    more = "核定金额高于上届金额 " + fen_text(before) + "，需确认"
    words = "研究确定 " + fen_text(given)
    later = where(is_passed, "；绩效评估通过", "；绩效评估没有通过：0 元")
    later = later + where(has_before, "；上届 " + fen_text(before))
    return case(
        len(frame),
        item=np.full(len(frame), "government", dtype=object),
        subject=filled(frame["project"]),
        applicant=filled(frame["applicant"]),
        year=whole(frame["year"]),
        amount_fen=government_led_fen(given, is_first, is_passed),
        refusal=listed(
            where(~is_first & ~is_passed, "绩效评估没有通过（绩效评估通过不是“是”）"),
            where(given == 0, "核定金额是 0"),
        ),
        doubt=listed(
            where(
                ~is_first & ~has_before,
                "上届金额没有填，需确认",
                where(~is_first & (given > before), more),
            ),
            where(is_led_twice(job), "同一项目同一年度不止一次，可能重复资助，需确认"),
        ),
        working=words + where(is_first, "；首届", later),
        clause=job.policy.words["clauses"]["government"],
    )


def is_led_twice(job: Job) -> Bools:
    """Say which projects led by government stand there twice for a year, 历史补助 included."""
    frame, history = job.tables["government"].frame, job.tables.get("history")
    led = pd.MultiIndex.from_arrays([keys(frame["project"]), whole(frame["year"])])
    again = led.duplicated(keep=False)
    if history is not None and len(history.frame):
        past = history.frame[history.frame["item"] == job.policy.words["items"]["government"]]
        known = pd.MultiIndex.from_arrays([keys(past["subject"]), whole(past["year"])])
        again = again | led.isin(known[whole(past["amount_fen"]) > 0])
    return np.asarray(again, dtype=bool)
