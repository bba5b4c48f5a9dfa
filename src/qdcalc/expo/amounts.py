"""The sheet 计算明细: what each application's amount follows from, a column a step (一–四)."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from qdcalc.exact.blanks import whole
from qdcalc.exact.dtypes import Bools
from qdcalc.exact.money import FEN_PER_YUAN
from qdcalc.expo.editions import HUNDRED
from qdcalc.expo.figures import Figures
from qdcalc.expo.firms import NewFirms
from qdcalc.expo.outputs import AMOUNTS
from qdcalc.expo.shows import ShowAmounts
from qdcalc.expo.venues import NEVER, VenueYears
from qdcalc.expo.words import FirstYear, NewFirmCap, VenueState

INPUTS = (
    "shows_30k", "shows_100k", "quantity", "baseline", "more_quantity", "more_baseline",
    "proposed", "threshold", "more_threshold", "paid_year", "step", "step_yuan", "more_step_yuan",
    "first_yuan", "rate", "cap", "past",
)  # fmt: skip
WORDS = ("first_year", "state")


def with_steps(cases: pd.DataFrame, is_against: Any, **given: Any) -> pd.DataFrame:
    """Add to cases what their amounts follow from; what is not given is blank.

    ``is_against`` says where a condition fails that has nothing to do with the amount.
    """
    columns: dict[str, Any] = dict.fromkeys(INPUTS, np.nan) | given
    added = {
        name: np.broadcast_to(np.asarray(value, dtype=np.float64), len(cases))
        for name, value in columns.items()
    }
    words = dict.fromkeys(WORDS, "")
    return cases.assign(**added, **words, is_against=np.broadcast_to(is_against, len(cases)))


def of_shows(
    cases: pd.DataFrame, found: ShowAmounts, figures: Figures, is_against: Bools
) -> pd.DataFrame:
    """Return the cases of shows with their areas, steps and caps (二(一), 二(二))."""
    trade, known = found.is_trade, found.largest.is_known
    largest = np.where(known, found.largest.area_x100 / HUNDRED, np.nan)
    no_cap = np.where(found.is_consumer_capped, figures["trade_cap_yuan"], np.nan)
    return with_steps(
        cases,
        is_against,
        quantity=found.area_x100 / HUNDRED,
        threshold=found.threshold_m2,
        baseline=np.where(trade, found.threshold_m2, largest),
        step=np.where(trade, figures["trade_step_m2"], figures["consumer_step_m2"]),
        step_yuan=np.where(trade, figures["trade_step_yuan"], figures["consumer_step_yuan"]),
        first_yuan=np.where(trade, figures["trade_first_yuan"], 0),
        rate=np.where(found.is_lifted, figures["uplift_rate"].astype(np.float64), 0),
        cap=np.where(trade, figures["trade_cap_yuan"], no_cap),
    )


def of_new_firms(
    cases: pd.DataFrame, rows: pd.DataFrame, found: NewFirms, figures: Figures, cap: NewFirmCap
) -> pd.DataFrame:
    """Return the cases of new firms with their contributions and what the cap left (一(一)¶1)."""
    left = np.maximum(found.room_fen, 0) / FEN_PER_YUAN
    whole_cap = figures["new_firm_cap_yuan"]
    return with_steps(
        cases,
        (cases["refusal"] != "").to_numpy(),
        quantity=yuan(rows["contribution_fen"]),
        rate=figures["new_firm_rate"].astype(np.float64),
        cap=whole_cap if cap == NewFirmCap.YEARLY else left,
        past=found.past_fen / FEN_PER_YUAN,
        proposed=np.where(rows["proposed_fen"].notna(), yuan(rows["proposed_fen"]), np.nan),
    )


def of_venues(cases: pd.DataFrame, found: VenueYears, figures: Figures) -> pd.DataFrame:
    """Return the cases of venues: what the first year needs, what each tier added (一(三))."""
    paid = found.paid.unlisted
    steps = with_steps(
        cases,
        ~found.is_first & ~found.is_later,
        shows_30k=found.shows_30k,
        shows_100k=found.shows_100k,
        quantity=found.before.mid + found.more_mid,
        baseline=np.where(found.grows, found.before.mid, np.nan),
        more_quantity=found.before.big + found.more_big,
        more_baseline=np.where(found.grows, found.before.big, np.nan),
        threshold=figures["venue_mid_shows"],
        more_threshold=figures["venue_big_shows"],
        paid_year=np.where(paid == NEVER, np.nan, paid),
        step_yuan=figures["venue_mid_yuan"],
        more_step_yuan=figures["venue_big_yuan"],
        first_yuan=figures["venue_first_yuan"],
        cap=figures["venue_cap_yuan"],
    )
    reached = np.where(found.qualifies, FirstYear.REACHED, FirstYear.SHORT)
    state = np.select(
        [found.is_first, found.grows, found.is_later],
        [VenueState.FIRST, VenueState.LATER, VenueState.NO_BASE],
        VenueState.BASE,
    )
    return steps.assign(
        first_year=np.where(found.year < found.since, FirstYear.BEFORE, reached).astype(object),
        state=state.astype(object),
    )


def yuan(fen: pd.Series[Any]) -> npt.NDArray[np.float64]:
    """Return amounts in 元, blanks as 0."""
    return whole(fen) / FEN_PER_YUAN


def amount_frame(found: pd.DataFrame) -> pd.DataFrame:
    """Return the table 计算明细, a row an application as in 核定结果."""
    steps = _steps(found)
    base = found["own_fen"]
    columns: dict[str, Any] = {
        "steps": steps,
        "computed_fen": base,
        "counts": pd.Series(np.where(found["counts"], "是", "否"), dtype="str"),
        "year": found["year"].astype(np.int64),
    }
    for name in ("paid_verdict", *WORDS):
        columns[name] = found[name].where(found[name] != "").astype("str")
    for name in ("sheet", "row", "subject", "item"):
        columns[name] = found[name].astype("str")
    for name in INPUTS:
        columns[name] = found[name].astype(np.float64)
    return pd.DataFrame({c.name: columns[c.name] for c in AMOUNTS.columns})


def _steps(found: pd.DataFrame) -> pd.Series[int]:
    """Count the full steps by which each quantity is above its baseline, on whole hundredths."""
    quantity, baseline, step, least = (
        np.rint(np.nan_to_num(found[name].to_numpy(dtype=np.float64)) * HUNDRED).astype(np.int64)
        for name in ("quantity", "baseline", "step", "threshold")
    )
    counts = found["baseline"].notna().to_numpy() & (quantity >= least)
    more = np.where(counts, np.maximum(quantity - baseline, 0), 0)
    return pd.Series(more // np.maximum(step, 1), dtype="Int64").where(step > 0)
