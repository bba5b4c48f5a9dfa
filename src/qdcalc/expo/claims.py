"""From cases to findings: validity, claims made twice, verdict and reason (末段)."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from qdcalc.exact.money import Fen, bounded
from qdcalc.expo.cases import (
    DECEMBER,
    Ints,
    Texts,
    count_text,
    fen_text,
    filled,
    keys,
    listed,
    where,
    whole,
)
from qdcalc.expo.rivals import rivals
from qdcalc.notice.description import Job

Bools = npt.NDArray[np.bool_]
APPROVED, REFUSED, OPEN = range(3)
VERDICTS = ("approved", "refused", "open")
ONCE = ("known_body", "show_certificate", "venue_certificate")
_SHOWS = ("trade", "consumer")


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
    own = (year - 1970).astype("datetime64[Y]")
    by_day, by_year = (day >= first) & (day <= last), (own >= years[0]) & (own <= years[1])
    is_valid = np.where(dated, by_day, by_year).astype(bool)
    return is_valid, is_valid & dated & (day < in_force)


def is_in_validity(cases: pd.DataFrame, job: Job) -> tuple[Bools, Bools]:
    """Say which cases the notice holds for, by the figures in force in their month."""
    day, year = cases["day"], cases["year"].to_numpy(dtype=np.int64)
    dated = day.notna().to_numpy()
    months = (year - 1970) * 12 + DECEMBER
    months[dated] = pd.PeriodIndex(day[dated], freq="M").asi8
    distinct, which = np.unique(months, return_inverse=True)
    days = [job.policy.figure("valid_days").at(m) for m in distinct.tolist()]
    first, last = (np.array([d[n] for d in days], dtype="datetime64[s]") for n in (0, 1))
    starts = [job.policy.figure("in_force").at(m) for m in distinct.tolist()]
    in_force = np.array(starts, dtype="datetime64[s]")
    moments = day.to_numpy(dtype="datetime64[s]")
    return validity(moments, year, first[which], last[which], in_force[which])


def history_of(job: Job) -> list[str]:
    """Return the claims that the sheet 历史补助 has used up."""
    data = job.tables.get("history")
    if data is None or data.frame.empty:
        return []
    frame = data.frame.reindex(columns=[c.name for c in data.table.columns])
    items = {label: key for key, label in job.policy.words["items"].items()}
    item = frame["item"].map(items).to_numpy(dtype=object)
    name, edition = keys(frame["subject"]), filled(frame["edition"])
    year = count_text(whole(frame["year"]))
    is_show = np.isin(item, _SHOWS)
    of_show = where(edition != "", "|届次|" + edition, "|年度|" + year)
    claim = where(is_show, "展会|" + name + of_show, item + "|" + name + "|" + year)
    claim = where(np.isin(item, ONCE), item + "|" + name, claim)
    return sorted(set(claim[whole(frame["amount_fen"]) > 0]))


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


def findings(cases: pd.DataFrame, job: Job) -> pd.DataFrame:
    """Decide each case: amount, verdict, reason, and how it came about."""
    history = history_of(job)
    bounded(cases["amount_fen"])
    is_valid, by_reference = is_in_validity(cases, job)
    before = is_claimed_before(cases, history)
    may_pay = stands_alone(cases) & is_valid & ~before
    lacks = ((cases["missing"] != "") & (cases["refusal"] == "")).to_numpy(dtype=bool)
    rival = rivals(cases, may_pay | (lacks & is_valid & ~before), job)
    earlier = paid_at(cases["claim"].to_numpy(dtype=object), may_pay & ~rival.is_rival)
    repeated = earlier < np.arange(len(cases))
    paid = may_pay & ~repeated & (rival.bears | ~rival.is_rival)
    amount: Fen = np.where(paid, cases["amount_fen"], 0).astype(np.int64)
    refusal, missing, doubt, remark = (
        cases[c].to_numpy(dtype=object) for c in ("refusal", "missing", "doubt", "remark")
    )
    twice = before | repeated
    out = ~is_valid | twice | (refusal != "")
    verdict = np.select(
        [out, (missing != "") | rival.is_rival, amount == 0, doubt != ""],
        [REFUSED, OPEN, REFUSED, OPEN],
        APPROVED,
    )
    once = cases["item"].isin(ONCE).to_numpy()
    place = cases["place"].to_numpy(dtype=object)[earlier]
    by_whom = where(before, "历史补助已有", place + "已核定")
    told_twice = where(once, "已享受一次性补助：", "重复申报：") + by_whom
    days = [v.value for v in job.policy.figure("valid_days").versions]
    spans = "、".join(f"{first:%Y-%m-%d} 至 {last:%Y-%m-%d}" for first, last in days)
    against = listed(
        where(~is_valid, f"不在有效期（{spans}）"),
        where(twice, told_twice),
        refusal,
    )
    zero = where((amount == 0) & (missing == "") & ~out & ~rival.is_rival, "计算金额为 0")
    doubt = where((amount > 0) | rival.is_rival, doubt)
    reason = np.select(
        [out, missing != ""],
        [against, listed(rival.words, where(missing != "", missing + "，不能计算"), remark)],
        listed(zero, rival.words, where(paid & by_reference, "参照执行"), doubt, remark),
    )
    nothing = (amount == 0) & (cases["amount_fen"] > 0).to_numpy()
    working = cases["working"].to_numpy(dtype=object)
    working = working + where(nothing, "；核定 " + fen_text(amount))
    clause = cases["clause"].to_numpy(dtype=object)
    noted = where(~is_valid | (paid & by_reference), "、" + job.policy.words["clauses"]["validity"])
    return cases.assign(
        amount_fen=amount, verdict=verdict, reason=reason, working=working, clause=clause + noted
    )


def paid_so_far(cases: pd.DataFrame, job: Job) -> tuple[Bools, Any]:
    """Return which cases may be paid for all that stands outside them, and their claims."""
    is_valid, _ = is_in_validity(cases, job)
    before = is_claimed_before(cases, history_of(job))
    clear = (cases["refusal"] == "") & (cases["missing"] == "")
    return is_valid & ~before & clear.to_numpy(dtype=bool), cases["claim"].to_numpy(dtype=object)
