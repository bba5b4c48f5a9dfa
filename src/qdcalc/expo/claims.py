"""Claims beside each other: validity, what was claimed before, the first that is paid (末段)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from qdcalc.exact.dtypes import Bools, Ints, Texts
from qdcalc.exact.months import PER_YEAR, calendar_years, month, ordinals
from qdcalc.expo.history import claims_of, history_of
from qdcalc.notice.description import Job


def validity(
    day: npt.NDArray[np.datetime64],
    year: Ints,
    first: npt.NDArray[np.datetime64],
    last: npt.NDArray[np.datetime64],
    in_force: npt.NDArray[np.datetime64],
) -> tuple[Bools, Bools]:
    """Say which projects the notice holds for, and which of them by reference only (末段).

    Parameters
    ----------
    day : array of datetime64
        Closing day, or the day of a conference; NaT where only the year is known.
    year : array of int
    first, last, in_force : array of datetime64
        First and last day of validity, and the day from which the notice is in force.

    Returns
    -------
    tuple of two arrays of bool
        Valid; 可参照执行 (never a project of which only the year is known).
    """
    dated = ~np.isnat(day)
    years = (first.astype("datetime64[Y]"), last.astype("datetime64[Y]"))
    own = calendar_years(year)
    by_day, by_year = (day >= first) & (day <= last), (own >= years[0]) & (own <= years[1])
    is_valid = np.where(dated, by_day, by_year).astype(bool)
    return is_valid, is_valid & dated & (day < in_force)


def is_in_validity(cases: pd.DataFrame, job: Job) -> tuple[Bools, Bools]:
    """Say which cases the notice holds for, by the figures in force in their month."""
    day, year = cases["day"], cases["year"].to_numpy(dtype=np.int64)
    dated = day.notna().to_numpy()
    months = month(year, PER_YEAR)
    months[dated] = ordinals(day[dated])
    spans = job.policy.figure("valid_days").of(months)
    first, last = (np.array([d[n] for d in spans], dtype="datetime64[s]") for n in (0, 1))
    in_force = job.policy.figure("in_force").of(months).astype("datetime64[s]")
    return validity(day.to_numpy(dtype="datetime64[s]"), year, first, last, in_force)


def is_claimed_before(cases: pd.DataFrame, known: list[str]) -> Bools:
    """Say which claims were paid before this workbook."""
    own: Bools = cases["claim"].isin(known).to_numpy(dtype=bool)
    by_year = cases["history_claim"].isin(known).to_numpy(dtype=bool)
    return (own | (by_year & (cases["history_claim"] != "").to_numpy())) & (
        cases["claim"] != ""
    ).to_numpy()


def stands_alone(cases: pd.DataFrame) -> Bools:
    """Say which cases would be paid, other claims apart: nothing fails, something is due."""
    nothing_against = (cases["refusal"] == "") & (cases["missing"] == "")
    due: Bools = (nothing_against & (cases["amount_fen"] > 0)).to_numpy(dtype=bool)
    return due


def paid_at(claim: Texts, is_paid: Bools) -> Ints:
    """Return the first row that is paid for each row's claim; its own place where none is."""
    order = np.arange(len(claim))
    first = pd.Series(order[is_paid]).groupby(claim[is_paid]).min()
    found = first.reindex(claim).to_numpy(dtype=np.float64, na_value=np.inf)
    own = (claim == "") | ~(found < order)
    at: Ints = np.where(own, order, np.where(own, 0, found)).astype(np.int64)
    return at


def is_repeated(claim: Texts, is_paid: Bools) -> Bools:
    """Say which rows claim what an earlier row is paid for; the first that is paid counts."""
    repeated: Bools = paid_at(claim, is_paid) < np.arange(len(claim))
    return repeated


def is_clear(cases: pd.DataFrame, job: Job) -> Bools:
    """Say which cases may be paid for all that stands outside their amount and other cases."""
    is_valid, _ = is_in_validity(cases, job)
    before = is_claimed_before(cases, claims_of(history_of(job)))
    clear = (cases["refusal"] == "") & (cases["missing"] == "")
    clear_of_all: Bools = is_valid & ~before & clear.to_numpy(dtype=bool)
    return clear_of_all
