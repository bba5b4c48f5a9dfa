"""What is decided of each application: amount, verdict and reason (末段)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from qdcalc.exact.money import Fen, bounded
from qdcalc.expo.claims import is_claimed_before, is_in_validity, paid_at, stands_alone
from qdcalc.expo.history import ONCE, claims_of, history_of, is_one_of
from qdcalc.expo.rivals import rivals
from qdcalc.expo.sentences import fen_text, listed, where
from qdcalc.expo.words import Clause, Item, Verdict
from qdcalc.notice.description import Job


def decided(cases: pd.DataFrame, job: Job) -> pd.DataFrame:
    """Decide each case: amount, verdict, reason, and how it came about."""
    bounded(cases["amount_fen"])
    is_valid, by_reference = is_in_validity(cases, job)
    before = is_claimed_before(cases, claims_of(history_of(job)))
    may_pay = stands_alone(cases) & is_valid & ~before
    lacks = ((cases["missing"] != "") & (cases["refusal"] == "")).to_numpy(dtype=bool)
    rival = rivals(cases, may_pay | (lacks & is_valid & ~before), job)
    earlier = paid_at(cases["claim"].to_numpy(dtype=object), may_pay & ~rival.is_rival)
    repeated = earlier < np.arange(len(cases))
    paid = may_pay & ~repeated & (rival.bears | ~rival.is_rival)
    amount: Fen = np.where(paid, cases["amount_fen"], 0).astype(np.int64)
    refusal, missing, doubt, remark, working, clause = (
        cases[c].to_numpy(dtype=object)
        for c in ("refusal", "missing", "doubt", "remark", "working", "clause")
    )
    twice = before | repeated
    out = ~is_valid | twice | (refusal != "")
    verdict = np.select(
        [out, (missing != "") | rival.is_rival, amount == 0, doubt != ""],
        [Verdict.REFUSED, Verdict.OPEN, Verdict.REFUSED, Verdict.OPEN],
        Verdict.APPROVED,
    )
    once = is_one_of(cases["item"].to_numpy(dtype=object), ONCE)
    place = cases["place"].to_numpy(dtype=object)[earlier]
    by_whom = where(before, "历史补助已有", place + "已核定")
    told_twice = where(once, "已享受一次性补助：", "重复申报：") + by_whom
    against = listed(
        where(~is_valid, f"不在有效期（{_spans(job)}）"), where(twice, told_twice), refusal
    )
    doubt_when_due = doubt
    zero = where((amount == 0) & (missing == "") & ~out & ~rival.is_rival, "计算金额为 0")
    doubt = where((amount > 0) | rival.is_rival, doubt)
    reason = np.select(
        [out, missing != ""],
        [against, listed(rival.words, where(missing != "", missing + "，不能计算"), remark)],
        listed(zero, rival.words, where(paid & by_reference, "参照执行"), doubt, remark),
    )
    nothing = (amount == 0) & (cases["amount_fen"] > 0).to_numpy()
    may_count = is_valid & ~twice & (rival.bears | ~rival.is_rival)
    fits = ~cases["is_against"].to_numpy(dtype=bool) & (missing == "")
    counts = may_count & fits
    # of a venue's year, and a new firm's listed twice, the workbook says itself whether it counts
    is_venue, is_new = ((cases["item"] == i).to_numpy() for i in (Item.VENUE, Item.NEW_FIRM))
    follows = counts | (may_count & is_venue) | (is_valid & ~before & fits & is_new)
    when_due = np.where(doubt_when_due != "", Verdict.OPEN, Verdict.APPROVED)
    return cases.assign(
        own_fen=cases["amount_fen"],
        counts=counts,
        paid_verdict=np.where(follows & ~rival.is_rival, when_due, ""),
        amount_fen=amount,
        verdict=verdict.astype(object),
        reason=reason,
        working=working + where(nothing, "；核定 " + fen_text(amount)),
        clause=clause + where(~is_valid | (paid & by_reference), f"、{Clause.VALIDITY}"),
    )


def _spans(job: Job) -> str:
    """Write the spans of validity: 「2018-01-01 至 2021-12-31」."""
    days = [version.value for version in job.policy.figure("valid_days").versions]
    return "、".join(f"{first:%Y-%m-%d} 至 {last:%Y-%m-%d}" for first, last in days)
