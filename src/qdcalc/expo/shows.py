"""Trade shows, consumer shows and the uplift of listed themes (二(一), 二(二), 一(三))."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Any, assert_never

import numpy as np
import numpy.typing as npt
import pandas as pd

from qdcalc.exact.arrays import (
    Argument,
    Kind,
    exact,
    fen,
    flag,
    number,
    plain,
    texts,
    unchecked,
)
from qdcalc.exact.decimals import decimal15, decimal_places, scaled
from qdcalc.exact.dtypes import Bools, Floats, Ints, Texts
from qdcalc.exact.money import FEN_PER_YUAN, Fen, product
from qdcalc.exact.money import whole as whole_fen
from qdcalc.exact.texts import key, split_list
from qdcalc.expo.editions import HUNDRED, Largest
from qdcalc.expo.figures import Figures, is_in_force, known_figures, notice_figures
from qdcalc.expo.words import ConsumerCap, Uplift
from qdcalc.notice.figures import option_of
from qdcalc.notice.policy import Figure
from qdcalc.record import record

FIGURES = (
    "trade_threshold_m2", "trade_first_yuan", "trade_step_m2", "trade_step_yuan",
    "trade_cap_yuan", "consumer_threshold_m2", "consumer_step_m2", "consumer_step_yuan",
    "uplift_rate",
)  # fmt: skip
_UPLIFT = option_of("qdcalc.expo", "uplift")
_QUOTES = str.maketrans("", "", "“”\"'「」《》")


def _areas() -> Kind:
    """Return the kind of areas [m²]: not negative, at most two decimals."""
    areas = number(0, 1e12)

    def read(argument: Argument) -> Floats:
        values = decimal15(areas.read(argument))
        argument.check(decimal_places(values) > 2, "的小数多于两位")
        return values

    return Kind(read, "不小于 0、最多两位小数的数字，单位 m²")


@plain(
    area_m2=_areas(),
    is_uplifted=flag(),
    uplift=_UPLIFT,
    figures=known_figures,
)
def trade_show_subsidy_fen(
    area_m2: npt.ArrayLike,
    *,
    is_uplifted: npt.ArrayLike = False,
    uplift: str = "then-cap",
    figures: Figures | None = None,
    date: str | dt.date | None = None,
) -> Fen:
    """Return the subsidy of trade shows held in a professional venue [fen] (二(一), 二(二)).

    Parameters
    ----------
    area_m2 : float, array or Series of float64
        Exhibition area [m²], at most two decimals; 20,000 m² reaches the threshold.
    is_uplifted : bool or array of bool
        The show has a listed theme, reviewed and recognised: + 20 %.
    uplift : str
        ``then-cap`` | ``after-cap``, or 先上浮后封顶, 封顶后上浮 (interpretation ``uplift``).
    figures : mapping, optional
        The notice's figures; ours if not given.
    date : date or str, optional
        The day whose figures ours are, such as ``2019-05-08``; the newest if not given.

    Returns
    -------
    array of int64
        Amounts [fen].

    Raises
    ------
    UsageError
        An area is missing or has more than two decimals.
    """
    lifted = np.asarray(is_uplifted)
    known = notice_figures(figures, date)
    return trade_fen(_hundredths(area_m2), lifted, Uplift(uplift), known)


@plain(
    area_m2=_areas(), largest_m2=_areas(), is_uplifted=flag(), uplift=_UPLIFT,
    consumer_cap=option_of("qdcalc.expo", "consumer_cap"), figures=known_figures,
)  # fmt: skip
def consumer_show_subsidy_fen(
    area_m2: npt.ArrayLike,
    largest_m2: npt.ArrayLike,
    *,
    is_uplifted: npt.ArrayLike = False,
    uplift: str = "then-cap",
    consumer_cap: str = "none",
    figures: Figures | None = None,
    date: str | dt.date | None = None,
) -> Fen:
    """Return the subsidy of consumer shows by what they grew [fen] (二(一), 二(二)).

    Parameters
    ----------
    area_m2, largest_m2 : float, array or Series of float64
        Exhibition area and the largest of all earlier editions [m²], at most two decimals.
    is_uplifted, uplift, figures, date
        As of :func:`trade_show_subsidy_fen`.
    consumer_cap : str
        ``none`` | ``per-show`` (interpretation ``consumer_cap``): no cap is printed for them.
    """
    known = notice_figures(figures, date)
    base = consumer_base_fen(_hundredths(area_m2), _hundredths(largest_m2), known)
    is_capped = is_consumer_capped(ConsumerCap(consumer_cap))
    return raised_fen(base, np.asarray(is_uplifted), Uplift(uplift), known, is_capped=is_capped)


@plain(amount_fen=fen(), rate=exact())
def uplifted_fen(amount_fen: Fen, rate: Any) -> Fen:
    """Return amounts raised by the rate, rounded down to the fen (二(二))."""
    ratio = np.frompyfunc(lambda r: 1 + Fraction(str(r)), 1, 1)(np.asarray(rate, dtype=object))
    return whole_fen(np.floor_divide(amount_fen.astype(object) * ratio, 1))


lifted_fen = unchecked(uplifted_fen)


@plain(applicant=texts(), venue=texts(), operator=texts())
def applicant_is_venue(applicant: Texts, venue: Texts, operator: Texts) -> Bools:
    """Say whether the applicant is the venue or its operator (一(三), last sentence).

    Parameters
    ----------
    applicant, venue, operator : array of str
        Names as they are compared; empty where the cell is blank.
    """
    same: Bools = (applicant != "") & ((applicant == venue) | (applicant == operator))
    return same


def _hundredths(area_m2: npt.ArrayLike) -> Ints:
    hundredths: Ints = scaled(np.asarray(area_m2, dtype=np.float64), 2)
    return hundredths


def trade_fen(area_x100: Ints, is_uplifted: Bools, uplift: Uplift, figures: Figures) -> Fen:
    """Return trade shows' subsidies of areas in hundredths of a square metre (二(一), 二(二))."""
    since = np.asarray(figures["trade_threshold_m2"]) * HUNDRED
    steps = full_steps(area_x100, since, figures["trade_step_m2"])
    added = product(product(figures["trade_step_yuan"], FEN_PER_YUAN), steps)
    base = product(figures["trade_first_yuan"], FEN_PER_YUAN) + added
    base = np.where(area_x100 >= figures["trade_threshold_m2"] * HUNDRED, base, 0)
    return raised_fen(base, is_uplifted, uplift, figures, is_capped=True)


def raised_fen(
    base: Fen, is_uplifted: Bools, uplift: Uplift, figures: Figures, *, is_capped: bool
) -> Fen:
    """Raise amounts for their theme; the cap of a show's edition binds before or after that."""
    cap = figures["trade_cap_yuan"] * FEN_PER_YUAN
    capped = np.minimum(base, cap) if is_capped else base
    match uplift:
        case Uplift.THEN_CAP:
            raised = lifted_fen(base, figures["uplift_rate"])
            raised = np.minimum(raised, cap) if is_capped else raised
        case Uplift.AFTER_CAP:
            raised = lifted_fen(capped, figures["uplift_rate"])
        case other:
            assert_never(other)
    return np.where(is_uplifted, raised, capped).astype(np.int64)


def is_consumer_capped(cap: ConsumerCap) -> bool:
    """Say whether the cap of a show's edition binds consumer shows."""
    match cap:
        case ConsumerCap.NONE:
            return False
        case ConsumerCap.PER_SHOW:
            return True
        case other:
            assert_never(other)


def consumer_base_fen(area_x100: Ints, largest_x100: Ints, figures: Figures) -> Fen:
    """Return consumer shows' subsidies by what they grew, before any uplift (二(一))."""
    steps = full_steps(area_x100, largest_x100, figures["consumer_step_m2"])
    amount = product(product(figures["consumer_step_yuan"], FEN_PER_YUAN), steps)
    return np.where(area_x100 >= figures["consumer_threshold_m2"] * HUNDRED, amount, 0)


def full_steps(area_x100: Ints, since_x100: Ints, step_m2: Any) -> Ints:
    """Count the full steps above a baseline, on whole hundredths of a square metre."""
    steps: Ints = np.maximum(area_x100 - since_x100, 0) // (np.asarray(step_m2) * HUNDRED)
    return steps


@record
class Theme:
    """Whether each show is raised for its theme, and what it lacks for that (二(二))."""

    text: Texts
    is_lifted: Bools
    is_unlisted: Bools  # reviewed and recognised, but no theme of the list
    lacks_review: Bools
    lacks_recognition: Bools


def theme_of(
    text: Texts, is_reviewed: Bools, is_recognised: Bools, figure: Figure, months: Ints
) -> Theme:
    """Say which shows are raised: a listed theme, reviewed by experts and recognised (二(二)).

    Parameters
    ----------
    text : array of str
        The theme as it was written.
    is_reviewed, is_recognised : array of bool
    figure : Figure
        The list of themes with its versions.
    months : array of int
        The month of each show, since 1970-01.
    """
    is_listed = np.zeros(len(text), dtype=bool)
    for version in figure.versions_of(np.unique(months).tolist()):
        known = {key(t) for name, others in version.value.items() for t in (name, *others)}
        codes, distinct = pd.factorize(text)
        found = [any(key(p) in known for p in _themes(t)) for t in distinct]
        is_listed |= is_in_force(figure, version, months) & np.array(found, dtype=bool)[codes]
    both = is_reviewed & is_recognised
    return Theme(
        text,
        both & is_listed,
        both & ~is_listed,
        is_recognised & ~is_reviewed,
        is_reviewed & ~is_recognised,
    )


def _themes(text: str) -> tuple[str, ...]:
    plain = text.translate(_QUOTES)
    return (plain, *split_list(plain))


@record
class ShowAmounts:
    """What each show comes to [fen], and what that follows from.

    ``base_fen`` is a consumer show's amount before uplift and cap; ``is_reached`` says that the
    area reaches the threshold; ``uplift`` and ``is_consumer_capped`` are the interpretations.
    """

    is_trade: Bools
    area_x100: Ints
    threshold_m2: Ints
    is_reached: Bools
    largest: Largest
    is_lifted: Bools
    base_fen: Fen
    amount_fen: Fen
    uplift: Uplift
    is_consumer_capped: bool


def show_amounts(
    is_trade: Bools,
    area_x100: Ints,
    largest: Largest,
    is_lifted: Bools,
    figures: Figures,
    uplift: Uplift,
    consumer_cap: ConsumerCap,
) -> ShowAmounts:
    """Return the subsidies of shows of both kinds, whatever else speaks against them (二)."""
    threshold: Ints = np.asarray(figures["consumer_threshold_m2"], dtype=np.int64)
    threshold = np.where(is_trade, np.asarray(figures["trade_threshold_m2"]), threshold)
    base = consumer_base_fen(area_x100, largest.area_x100, figures)
    base = np.where(largest.is_known, base, 0)
    is_capped = is_consumer_capped(consumer_cap)
    trade = trade_fen(area_x100, is_lifted, uplift, figures)
    consumer = raised_fen(base, is_lifted, uplift, figures, is_capped=is_capped)
    return ShowAmounts(
        is_trade,
        area_x100,
        threshold,
        area_x100 >= threshold * HUNDRED,
        largest,
        is_lifted,
        base,
        np.where(is_trade, trade, consumer).astype(np.int64),
        uplift,
        is_capped,
    )
