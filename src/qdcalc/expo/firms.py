"""Subsidies of exhibition firms: newly set up, well known, growing (一(一), 一(二))."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import assert_never

import numpy as np
import numpy.typing as npt
import pandas as pd

from qdcalc.exact.arrays import fen, plain, unchecked
from qdcalc.exact.dtypes import Bools, Ints
from qdcalc.exact.money import FEN_PER_YUAN, Fen, product
from qdcalc.exact.money import whole as whole_fen
from qdcalc.expo.claims import is_repeated
from qdcalc.expo.figures import Figures, known_figures, notice_figures
from qdcalc.expo.words import NewFirmCap
from qdcalc.record import record

FIGURES = (
    "new_firm_rate", "new_firm_years", "new_firm_cap_yuan", "known_revenue_yuan",
    "known_award_yuan", "growth_step_yuan", "growth_step_award_yuan", "growth_cap_yuan",
)  # fmt: skip
NO_LIMIT = np.iinfo(np.int64).max


@plain(contribution_fen=fen(), room_fen=fen(None), figures=known_figures)
def new_firm_ceiling_fen(
    contribution_fen: npt.ArrayLike,
    room_fen: npt.ArrayLike | None = None,
    *,
    figures: Figures | None = None,
    date: str | dt.date | None = None,
) -> Fen:
    """Return the most that a new firm may be given for a year [fen] (一(一)¶1).

    Parameters
    ----------
    contribution_fen : int, array or Series of int
        The previous year's local fiscal contribution [fen].
    room_fen : int or array of int, optional
        What the cap leaves [fen]; the whole cap if not given.
    figures : mapping, optional
        The notice's figures; ours if not given.
    date : date or str, optional
        The day whose figures ours are, such as ``2019-05-08``; the newest if not given.

    Returns
    -------
    array of int64
        50 % of the contribution rounded down to the fen, at most the cap.
    """
    known = notice_figures(figures, date)
    given = np.asarray(contribution_fen).astype(object)
    rate = np.asarray(known["new_firm_rate"], dtype=object)
    ratio = np.frompyfunc(lambda r: Fraction(str(r)), 1, 1)(rate)
    share = whole_fen(np.floor_divide(given * ratio, 1))
    room = known["new_firm_cap_yuan"] * FEN_PER_YUAN if room_fen is None else room_fen
    return np.asarray(np.minimum(share, np.maximum(room, 0)), dtype=np.int64)


ceiling_fen = unchecked(new_firm_ceiling_fen)


@plain(revenue_fen=fen(), figures=known_figures)
def known_body_award_fen(
    revenue_fen: npt.ArrayLike,
    *,
    figures: Figures | None = None,
    date: str | dt.date | None = None,
) -> Fen:
    """Return the award to a well-known body that has settled here [fen] (一(一)¶2).

    Parameters
    ----------
    revenue_fen : int, array or Series of int
        The year's exhibition turnover [fen]; 10,000,000 元 reaches the threshold.
    figures : mapping, optional
    date : date or str, optional
        As of :func:`new_firm_ceiling_fen`.
    """
    known = notice_figures(figures, date)
    reached = np.asarray(revenue_fen) >= known["known_revenue_yuan"] * FEN_PER_YUAN
    return np.where(reached, known["known_award_yuan"] * FEN_PER_YUAN, 0)


@plain(previous_revenue_fen=fen(), revenue_fen=fen(), figures=known_figures)
def growth_subsidy_fen(
    previous_revenue_fen: npt.ArrayLike,
    revenue_fen: npt.ArrayLike,
    *,
    figures: Figures | None = None,
    date: str | dt.date | None = None,
) -> Fen:
    """Return the subsidy for growth [fen]: 100,000 元 a full 10,000,000 元 more (一(二)).

    Parameters
    ----------
    previous_revenue_fen, revenue_fen : int, array or Series of int
        Turnover of the year before and of the year [fen].
    figures : mapping, optional
    date : date or str, optional
        As of :func:`new_firm_ceiling_fen`.
    """
    known = notice_figures(figures, date)
    steps = growth_steps(previous_revenue_fen, revenue_fen, known)
    amount = product(product(known["growth_step_award_yuan"], FEN_PER_YUAN), steps)
    cap = product(known["growth_cap_yuan"], FEN_PER_YUAN)
    return np.asarray(np.minimum(amount, cap), dtype=np.int64)


def growth_steps(before: npt.ArrayLike, now: npt.ArrayLike, figures: Figures) -> Ints:
    """Count the full steps by which turnover grew (一(二))."""
    more = np.asarray(now) - np.asarray(before)
    steps: Ints = np.maximum(more, 0) // (figures["growth_step_yuan"] * FEN_PER_YUAN)
    return steps


def is_cut(contribution_fen: Fen, figures: Figures) -> Bools:
    """Say where the share of the contribution is no whole fen."""
    ratio = np.frompyfunc(lambda r: Fraction(str(r)), 1, 1)(figures["new_firm_rate"])
    return np.asarray(contribution_fen.astype(object) * ratio % 1 != 0, dtype=bool)


@record
class NewFirms:
    """What new firms are given, the ceiling of it, and what the cap left for it [fen].

    ``past_fen`` was given before the workbook, within each firm's three years.
    """

    amount_fen: Fen
    ceiling_fen: Fen
    room_fen: Fen
    past_fen: Fen


def new_firms(
    rows: pd.DataFrame, paid: pd.DataFrame, figures: Figures, cap: NewFirmCap
) -> NewFirms:
    """Return new firms' subsidies, years in turn where the cap is of three years (一(一)¶1).

    Parameters
    ----------
    rows : DataFrame
        ``firm`` (as compared), ``year``, ``first_year``, ``contribution_fen``, ``proposed_fen``
        (``NO_LIMIT`` without one); ``claim``, and ``is_clear`` where nothing else speaks against
        paying it.
    paid : DataFrame
        ``name``, ``year`` and ``amount_fen`` of what new firms were given before.
    figures : dict
        In force in each row's year.
    cap : NewFirmCap
        The interpretation ``new_firm_cap``.
    """
    contribution, proposed = (
        rows[c].to_numpy(dtype=np.int64) for c in ("contribution_fen", "proposed_fen")
    )
    room = np.asarray(figures["new_firm_cap_yuan"] * FEN_PER_YUAN, dtype=np.int64)
    past = _paid_within(rows, paid, figures)
    match cap:
        case NewFirmCap.YEARLY:
            ceiling = ceiling_fen(contribution, room, figures=figures)
            return NewFirms(np.minimum(ceiling, proposed), ceiling, room, past)
        case NewFirmCap.CUMULATIVE:
            pass
        case other:
            assert_never(other)
    room = room - past
    firm, claim = (rows[c].to_numpy(dtype=object) for c in ("firm", "claim"))
    year, clear = rows["year"].to_numpy(dtype=np.int64), rows["is_clear"].to_numpy(dtype=bool)
    amount = np.zeros(len(rows), dtype=np.int64)
    for each in np.unique(year).tolist():
        here = year == each
        ceiling = ceiling_fen(contribution, room, figures=figures)
        amount[here] = np.minimum(ceiling, proposed)[here]
        may_pay = here & clear & (amount > 0)
        counted = may_pay & ~is_repeated(claim, may_pay)
        used = pd.Series(amount[counted]).groupby(firm[counted]).sum().reindex(firm).fillna(0)
        room = room - np.where(year > each, used.to_numpy(dtype=np.int64), 0)
    return NewFirms(amount, ceiling_fen(contribution, room, figures=figures), room, past)


def _paid_within(rows: pd.DataFrame, paid: pd.DataFrame, figures: Figures) -> Fen:
    """Add up what was given before within each firm's three years [fen]."""
    sums = paid.groupby(["name", "year"], as_index=False)["amount_fen"].sum()
    own = pd.DataFrame(
        {"row": np.arange(len(rows)), "name": rows["firm"].to_numpy(dtype=object),
         "first": rows["first_year"].to_numpy(dtype=np.int64), "years": figures["new_firm_years"]}
    )  # fmt: skip
    pairs = own.merge(sums, on="name")
    within = pairs["year"].between(pairs["first"] + 1, pairs["first"] + pairs["years"])
    given = pairs[within].groupby("row")["amount_fen"].sum()
    return given.reindex(range(len(rows)), fill_value=0).to_numpy(dtype=np.int64)
