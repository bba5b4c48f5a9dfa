"""Prizes that are withdrawn, what is recovered, and who may not apply (二十五、二十七)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, assert_never

import numpy as np
import pandas as pd

from qdcalc.award.answers import state_of
from qdcalc.award.words import BanScope, Fate, Ground
from qdcalc.exact.dtypes import Bools, Ints, Texts

if TYPE_CHECKING:
    from collections.abc import Callable

    Times = pd.Series[Any]
    Years = Callable[[Times], Ints]  # the figure in force on each day


def days_after(days: Times, years: Ints) -> Times:
    """Return the same calendar day so many years later, row by row (29 February: 28)."""
    found = pd.Series(pd.NaT, index=days.index, dtype=days.dtype)
    for many in np.unique(years).tolist():
        here = years == many
        found[here] = days[here] + pd.DateOffset(years=many)
    return found


def withdrawn(ground: Texts, occurred: Times, announced: Times, watch_ends: Times) -> Bools:
    """Say which confirmed grounds withdraw a prize (二十五、二十七).

    Parameters
    ----------
    ground : array of str
        事由.
    occurred : Series of datetime64
        发生日期.
    announced, watch_ends : Series of datetime64
        公布日期, and the last day of the watch.

    Returns
    -------
    array of bool
        弄虚作假: whenever it is found; the others: announced < occurred ≤ watch_ends.
    """
    within = ((occurred > announced) & (occurred <= watch_ends)).to_numpy(dtype=bool)
    found: Bools = (ground == Ground.FRAUD) | within
    return found


def matched(awards: pd.DataFrame, grounds: pd.DataFrame) -> pd.DataFrame:
    """Pair each prize with the grounds that are told of it: one row a pair, in no order.

    Parameters
    ----------
    awards : DataFrame
        Columns ``who``, ``edition``, ``prize``; a row's number is its ``award``.
    grounds : DataFrame
        The same, ``prize`` blank for every prize of that edition; its number is ``row``.

    Returns
    -------
    DataFrame
        ``award`` and ``row``.
    """
    left = awards[["who", "edition", "prize"]].assign(award=np.arange(len(awards)))
    right = grounds[["who", "edition", "prize"]].assign(row=np.arange(len(grounds)))
    both = left.merge(right, on=["who", "edition"], suffixes=("", "_meant"))
    is_meant = both["prize_meant"].isna() | (both["prize_meant"] == both["prize"])
    return both.loc[is_meant, ["award", "row"]]


def follow_up(
    awards: pd.DataFrame, grounds: pd.DataFrame, scope: BanScope, watch: Years, ban: Years
) -> pd.DataFrame:
    """Return what became of each prize, a row for each ground, one where there is none.

    Parameters
    ----------
    awards : DataFrame
        Columns ``who``, ``edition``, ``prize``, ``announced``, ``prize_fen`` (never missing).
    grounds : DataFrame
        Columns ``who``, ``edition``, ``prize``, ``ground``, ``occurred``, ``found``,
        ``is_confirmed``.
    scope : BanScope
    watch, ban : function of days
        The years of the watch and of the ban in force on each day.

    Returns
    -------
    DataFrame
        In the order of the prizes, then of 认定日期: ``award`` and ``row`` (-1 = no ground),
        ``watch_ends``, ``fate``, ``recovered_fen`` (once a prize; missing where nothing is
        computed), ``banned_until``.
    """
    pairs = matched(awards, grounds)
    rows = pd.DataFrame({"award": np.arange(len(awards))}).merge(pairs, on="award", how="left")
    rows["row"] = rows["row"].fillna(-1).astype(np.int64)
    told = grounds.reindex(rows["row"].to_numpy()).set_axis(rows.index)
    own = awards.iloc[rows["award"].to_numpy()].set_axis(rows.index)
    rows = rows.assign(
        announced=own["announced"], prize_fen=own["prize_fen"].astype("int64"),
        ground=told["ground"].astype(object), occurred=told["occurred"], found=told["found"],
        is_confirmed=told["is_confirmed"].astype("boolean").fillna(False).astype(bool),
    )  # fmt: skip
    rows = rows.sort_values(["award", "found", "row"], kind="stable").reset_index(drop=True)
    rows["watch_ends"] = days_after(rows["announced"], watch(rows["announced"]))
    is_withdrawn = rows["is_confirmed"].to_numpy() & withdrawn(
        rows["ground"].to_numpy(), rows["occurred"], rows["announced"], rows["watch_ends"]
    )
    rows["fate"] = np.select(
        [rows["row"] < 0, ~rows["is_confirmed"], is_withdrawn],
        [str(Fate.NONE), str(Fate.PENDING), str(Fate.WITHDRAWN)],
        str(Fate.KEPT),
    ).astype(object)
    rows["recovered_fen"] = recovered_fen(rows)
    rows["banned_until"] = _banned_until(rows, is_withdrawn, scope, ban)
    return rows


def recovered_fen(rows: pd.DataFrame) -> pd.Series[int]:
    """Return what is recovered of each prize: all of it, once, for fraud; 0 by 二十七 (二十五).

    Missing where nothing is computed: no ground, or one that is not confirmed.
    """
    is_fraud = (rows["fate"] == Fate.WITHDRAWN) & (rows["ground"] == Ground.FRAUD)
    is_first = is_fraud & (is_fraud.groupby(rows["award"]).cumsum() == 1)
    amount = rows["prize_fen"].where(is_first, 0).astype("Int64")
    return amount.mask(rows["fate"].isin([Fate.NONE, Fate.PENDING]))


def _banned_until(rows: pd.DataFrame, is_withdrawn: Bools, scope: BanScope, ban: Years) -> Times:
    """Return the last day on which an organisation may not apply (二十七)."""
    bars = is_withdrawn
    match scope:
        case BanScope.ALL:
            pass
        case BanScope.ART27:
            bars = bars & (rows["ground"] != Ground.FRAUD).to_numpy(dtype=bool)
        case other:
            assert_never(other)
    until = pd.Series(pd.NaT, index=rows.index, dtype="datetime64[s]")
    found = rows["found"][bars]
    until[bars] = days_after(found, ban(found))
    return until


def banned_until(
    applications: pd.DataFrame, awards: pd.DataFrame, rows: pd.DataFrame
) -> pd.DataFrame:
    """Return each application's last ban that holds on the day of the application (二十七).

    Parameters
    ----------
    applications : DataFrame
        Columns ``who`` and ``applied``.
    awards, rows : DataFrame
        The prizes with ``who``, and what became of them (:func:`follow_up`).

    Returns
    -------
    DataFrame
        ``found`` and ``until``, NaT where the organisation may apply.
    """
    barred = rows.loc[rows["banned_until"].notna(), ["award", "found", "banned_until"]]
    who = awards["who"].to_numpy(dtype=object)[barred["award"].to_numpy()]
    bans = barred.assign(who=who)[["who", "found", "banned_until"]]
    own = applications[["who", "applied"]].assign(position=np.arange(len(applications)))
    both = own.merge(bans, on="who")
    both = both[is_banned(both["applied"], both["found"], both["banned_until"])]
    last = both.sort_values("banned_until", kind="stable").groupby("position").last()
    held = last.reindex(np.arange(len(applications)))
    return pd.DataFrame({"found": held["found"].array, "until": held["banned_until"].array})


def is_banned(applied: Times, found: Times, until: Times) -> Bools:
    """Say of each day of application whether it is within the ban, both ends included (二十七).

    Parameters
    ----------
    applied, found, until : Series of datetime64
        申报日期, 认定日期, 禁报至.

    Returns
    -------
    array of bool
        found ≤ applied ≤ until.
    """
    return ((found <= applied) & (applied <= until)).to_numpy(dtype=bool)


def ban_states(until: Times) -> Texts:
    """Return the state of the condition 禁报 (二十七)."""
    banned = until.notna().to_numpy(dtype=bool)
    return state_of(banned, np.zeros(len(banned), dtype=bool))
