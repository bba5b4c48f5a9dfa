"""Subsidies of exhibition venues: the first year, then what each year adds (一(三))."""

from __future__ import annotations

import datetime as dt
from typing import assert_never

import numpy as np
import numpy.typing as npt
import pandas as pd

from qdcalc.exact.arrays import plain, unchecked
from qdcalc.exact.arrays import whole as whole_number
from qdcalc.exact.dtypes import Bools, Ints, Texts
from qdcalc.exact.money import FEN_PER_YUAN, Fen, product
from qdcalc.expo.figures import Figures, known_figures, notice_figures
from qdcalc.expo.words import VenueBaseline, VenueTiers
from qdcalc.record import record

NEVER = 9999
FIGURES = (
    "venue_mid_shows", "venue_big_shows", "venue_first_yuan", "venue_mid_yuan", "venue_big_yuan",
    "venue_cap_yuan", "venue_mid_m2", "venue_big_m2",
)  # fmt: skip


@plain(shows_30k=whole_number(0, 10_000), shows_100k=whole_number(0, 10_000), figures=known_figures)
def venue_qualifies(
    shows_30k: npt.ArrayLike,
    shows_100k: npt.ArrayLike,
    *,
    figures: Figures | None = None,
    date: str | dt.date | None = None,
) -> Bools:
    """Say which years reach the first year's threshold (一(三)): ≥5 shows, or ≥2 large ones.

    Parameters
    ----------
    shows_30k, shows_100k : int, array or Series of int
        Shows of ≥30,000 m², those of ≥100,000 m² included; shows of ≥100,000 m².
    figures : mapping, optional
        The notice's figures; ours if not given.
    date : date or str, optional
        The day whose figures ours are, such as ``2019-05-08``; the newest if not given.
    """
    known = notice_figures(figures, date)
    enough = np.asarray(shows_30k) >= known["venue_mid_shows"]
    return np.asarray(enough | (np.asarray(shows_100k) >= known["venue_big_shows"]), dtype=bool)


@plain(
    more_mid=whole_number(-10_000, 10_000), more_big=whole_number(-10_000, 10_000),
    figures=known_figures,
)  # fmt: skip
def venue_increment_fen(
    more_mid: npt.ArrayLike,
    more_big: npt.ArrayLike,
    *,
    figures: Figures | None = None,
    date: str | dt.date | None = None,
) -> Fen:
    """Return a later year's subsidy by what each tier added, at most the cap [fen] (一(三)).

    Parameters
    ----------
    more_mid, more_big : int, array or Series of int
        How many shows more in the lower and in the upper tier; less than 0 counts as 0.
    figures : mapping, optional
    date : date or str, optional
        As of :func:`venue_qualifies`.
    """
    known = notice_figures(figures, date)
    mid, big = (np.maximum(np.asarray(n, dtype=np.int64), 0) for n in (more_mid, more_big))
    tiers = ((known["venue_mid_yuan"], mid), (known["venue_big_yuan"], big))
    added = [product(product(yuan, FEN_PER_YUAN), shows) for yuan, shows in tiers]
    cap = product(known["venue_cap_yuan"], FEN_PER_YUAN)
    return np.asarray(np.minimum(added[0] + added[1], cap), dtype=np.int64)


@record
class PaidYears:
    """Of each row's venue the first year that 历史补助 has, and the first that is not listed."""

    first: Ints
    unlisted: Ints


@record
class Baselines:
    """The counts of each tier that a year is compared with, and whether there are any."""

    mid: Ints
    big: Ints
    is_known: Bools


@record
class VenueYears:
    """What each venue's year comes to [fen], and what that follows from.

    A year is the first (``is_first``), a later one (``is_later``) or only a baseline; a later one
    grows (``grows``) where what it is compared with is listed, and is bare (``is_bare``) where it
    is the first listed after a paid year that is not. ``more_mid`` and ``more_big`` are what each
    tier added; ``since`` is the year from which years count; ``tiers`` and ``baseline`` are the
    interpretations.
    """

    year: Ints
    shows_30k: Ints
    shows_100k: Ints
    qualifies: Bools
    since: int
    paid: PaidYears
    before: Baselines
    more_mid: Ints
    more_big: Ints
    is_first: Bools
    is_later: Bools
    is_bare: Bools
    grows: Bools
    increment_fen: Fen
    amount_fen: Fen
    tiers: VenueTiers
    baseline: VenueBaseline


def venue_years(
    counts: pd.DataFrame,
    paid: pd.DataFrame,
    figures: Figures,
    since: int,
    tiers: VenueTiers,
    baseline: VenueBaseline,
) -> VenueYears:
    """Return what each venue's year comes to: the first year's amount, or what a later one added.

    Parameters
    ----------
    counts : DataFrame
        ``name``, ``year``, ``shows_30k``, ``shows_100k``, a row a venue's year.
    paid : DataFrame
        ``name`` and ``year`` of the subsidies that venues were given before.
    figures : dict
        In force in each row's year.
    since : int
        The first year of validity.
    tiers, baseline
        The interpretations ``venue_tiers`` and ``venue_baseline``.
    """
    name, year = counts["name"].to_numpy(dtype=object), counts["year"].to_numpy(dtype=np.int64)
    small, big = (counts[c].to_numpy(dtype=np.int64) for c in ("shows_30k", "shows_100k"))
    mid = _mid(small, big, tiers)
    qualifies = unchecked(venue_qualifies)(small, big, figures=figures)
    first_year = _first_years(name, year, qualifies, since)
    known = _paid_years(name, year, paid)
    before = _baselines(name, year, mid, big, baseline)
    more_mid, more_big = mid - before.mid, big - before.big
    increment = unchecked(venue_increment_fen)(more_mid, more_big, figures=figures)
    # a year that was paid but is not listed was a first year, or came after one
    after_paid = year > known.unlisted
    is_first = (year == first_year) & ~after_paid
    is_later = (year > first_year) | after_paid
    next_listed = _next_listed(name, year, known.unlisted)
    is_bare = after_paid & (year == next_listed) & (first_year > known.unlisted)
    grows = is_later & before.is_known & ~is_bare
    first_fen = figures["venue_first_yuan"] * FEN_PER_YUAN
    amount = np.where(is_first, first_fen, np.where(grows, increment, 0)).astype(np.int64)
    return VenueYears(
        year, small, big, qualifies, since, known, before, more_mid, more_big, is_first, is_later,
        is_bare, grows, increment, amount, tiers, baseline,
    )  # fmt: skip


def _mid(small: Ints, big: Ints, tiers: VenueTiers) -> Ints:
    """Return the shows of the lower tier."""
    match tiers:
        case VenueTiers.EXCLUSIVE:
            return small - big
        case VenueTiers.NESTED:
            return small
        case other:
            assert_never(other)


def _paid_years(name: Texts, year: Ints, paid: pd.DataFrame) -> PaidYears:
    """Return in which years venues were paid before; ``NEVER`` where they were not."""
    listed = pd.MultiIndex.from_arrays([name, year])
    unlisted = paid[~pd.MultiIndex.from_frame(paid[["name", "year"]]).isin(listed)]
    return PaidYears(_earliest(paid, name), _earliest(unlisted, name))


def _earliest(years: pd.DataFrame, name: Texts) -> Ints:
    """Return the earliest of each row's name, ``NEVER`` where there is none."""
    first = years.groupby("name")["year"].min().reindex(name).fillna(NEVER)
    found: Ints = first.to_numpy(dtype=np.int64)
    return found


def _next_listed(name: Texts, year: Ints, since: Ints) -> Ints:
    """Return each venue's first listed year after the year of its row in ``since``."""
    later = year > since
    return _earliest(pd.DataFrame({"name": name[later], "year": year[later]}), name)


def _first_years(name: Texts, year: Ints, qualifies: Bools, since: int) -> Ints:
    """Return each venue's first year of validity that reaches the threshold."""
    once = ~pd.MultiIndex.from_arrays([name, year]).duplicated()
    counts = once & qualifies & (year >= since)
    return _earliest(pd.DataFrame({"name": name[counts], "year": year[counts]}), name)


def _baselines(name: Texts, year: Ints, mid: Ints, big: Ints, baseline: VenueBaseline) -> Baselines:
    """Return what each year is compared with: the year before, or each tier's earlier maximum."""
    rows = pd.DataFrame({"name": name, "year": year, "mid": mid, "big": big})
    listed = rows.drop_duplicates(["name", "year"])
    pairs = rows.assign(row=np.arange(len(rows))).merge(listed, on="name", suffixes=("", "_before"))
    match baseline:
        case VenueBaseline.PREVIOUS:
            earlier = pairs["year_before"] == pairs["year"] - 1
        case VenueBaseline.PEAK:
            earlier = pairs["year_before"] < pairs["year"]
        case other:
            assert_never(other)
    most = pairs[earlier].groupby("row")[["mid_before", "big_before"]].max()
    is_known = np.isin(np.arange(len(rows)), most.index)
    most = most.reindex(range(len(rows)), fill_value=0)
    mids, bigs = (most[c].to_numpy(dtype=np.int64) for c in ("mid_before", "big_before"))
    return Baselines(mids, bigs, is_known)
