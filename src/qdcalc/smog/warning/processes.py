"""Processes: stretches with too short a time between them are one (三(四))."""

from __future__ import annotations

from typing import assert_never

import numpy as np
import pandas as pd

from qdcalc.exact.arrays import unchecked
from qdcalc.exact.dtypes import Bools, Ints
from qdcalc.smog.warning.facts import Figures, Options
from qdcalc.smog.warning.levels import warning_level
from qdcalc.smog.warning.series import Series
from qdcalc.smog.warning.stretches import Stretches, stretches_of
from qdcalc.smog.warning.windows import Windows
from qdcalc.smog.words import Gap, Joined


def between(stretches: Stretches, improved: Ints) -> Ints:
    """Count the improved slots between each stretch and the next (三(四)).

    Parameters
    ----------
    stretches : Stretches
    improved : array of int64
        How many of the first slots could show an improvement, from none to all.
    """
    after, before = stretches.last[:-1] + 1, stretches.first[1:]
    return np.asarray(improved[np.maximum(before, after)] - improved[after], dtype=np.int64)


def improved_before(series: Series, gap: Gap) -> Ints:
    """Count the slots up to each that show an improvement if they are not heavy (三(四)).

    Whether a missing or dusty hour does the notice does not say: the interpretation ``gap``.
    """
    match gap:
        case Gap.MISSING_JOINS:
            counted: Bools = series.is_valid
        case Gap.MISSING_SEPARATES:
            counted = np.ones(len(series.is_valid), dtype=bool)
        case other:
            assert_never(other)
    return np.concatenate([[0], np.cumsum(counted, dtype=np.int64)])


def joined_slots(first: Ints, last: Ints, longest: Ints, joined: Joined) -> Ints:
    """Return how long processes of several stretches are (三(四)): the interpretation ``joined``.

    Parameters
    ----------
    first, last : array of int64
        The first and the last heavy slot of each process.
    longest : array of int64
        Its longest stretch [slots].
    joined : Joined
        The option in force.
    """
    match joined:
        case Joined.SPAN:
            return last - first + 1
        case Joined.MAX:
            return longest
        case other:
            assert_never(other)


def processes_of(
    series: Series, windows: Windows, values: Ints, figures: Figures, options: Options
) -> pd.DataFrame:
    """Return the processes of a series on its AQI or on the upper bound (三).

    Returns
    -------
    DataFrame
        A row a process, by time: ``first``, ``last`` (slots), ``merged`` (stretches), ``hours``,
        ``severe_hours``, ``highest``, ``is_top``, ``level``, ``is_lifted``, ``over`` (the first
        slot that is itself above the limit, −1 where none is), ``bridged`` (the longest time
        between two stretches that only missing hours make one process [hours], else 0).
    """
    is_heavy = windows.above(figures.heavy_aqi)
    found = stretches_of(is_heavy, series.width, options.duration)
    improved = improved_before(series, options.gap)
    is_apart = between(found, improved) * series.hours >= figures.lift_hours
    process = np.concatenate([[0], np.cumsum(is_apart)])[: len(found.first)].astype(np.int64)
    starts = np.flatnonzero(np.diff(process, prepend=-1))
    first = found.first[starts]
    last = np.maximum.reduceat(found.last, starts) if starts.size else first
    longest = np.maximum.reduceat(found.slots, starts) if starts.size else first
    slots = joined_slots(first, last, longest, options.joined)
    of_window = process[found.of_window]
    severe_hours = _severe(series, windows, figures, options, found, of_window)
    is_top = np.zeros(len(first), dtype=bool)
    is_top[of_window[windows.reach(figures.top_aqi)[found.windows]]] = True
    highest = np.zeros(len(first))
    np.maximum.at(highest, of_window, windows.mean[found.windows])
    hours = slots * series.hours
    rest = (improved[-1] - improved[last + 1]) * series.hours
    is_final = np.arange(len(first)) == len(first) - 1
    return pd.DataFrame(
        {
            "first": first, "last": last, "merged": np.bincount(process, minlength=len(first)),
            "hours": hours, "severe_hours": severe_hours, "highest": highest, "is_top": is_top,
            "level": unchecked(warning_level)(
                hours, severe_hours, is_top, figures.level_hours, figures.severe_hours
            ),
            "is_lifted": ~is_final | (rest >= figures.lift_hours),
            "bridged": _bridged(found, process, is_apart, len(first), series.hours, figures),
            "over": _first_over(series.is_valid & (values > figures.heavy_aqi), first, last),
        }
    )  # fmt: skip


def _severe(
    series: Series,
    windows: Windows,
    figures: Figures,
    options: Options,
    heavy: Stretches,
    of_window: Ints,
) -> Ints:
    """Return the longest stretch of windows above 300 in each process, never joined [hours]."""
    is_severe = windows.above(max(figures.severe_aqi, figures.heavy_aqi))
    found = stretches_of(is_severe, series.width, options.duration)
    longest = np.zeros(int(of_window.max(initial=-1)) + 1, dtype=np.int64)
    process = of_window[np.searchsorted(heavy.windows, found.windows)]
    np.maximum.at(longest, process, found.slots[found.of_window])
    return longest * series.hours


def _bridged(
    found: Stretches, process: Ints, is_apart: Bools, count: int, hours: int, figures: Figures
) -> Ints:
    """Return the longest time between stretches that would separate them if all of it counted."""
    apart = np.maximum(found.first[1:] - found.last[:-1] - 1, 0) * hours
    longest = np.zeros(count, dtype=np.int64)
    np.maximum.at(longest, process[1:], np.where(is_apart | (apart < figures.lift_hours), 0, apart))
    return longest


def _first_over(is_over: Bools, first: Ints, last: Ints) -> Ints:
    """Return the first slot of each process that is itself above the limit, −1 where none is."""
    over = np.append(np.flatnonzero(is_over), len(is_over) + 1)
    found = over[np.searchsorted(over, first)]
    return np.asarray(np.where(found <= last, found, -1), dtype=np.int64)


def adopted(plain: pd.DataFrame, bound: pd.DataFrame, bound_hours: int) -> pd.DataFrame:
    """Return the processes that count: on the upper bound where they last long there (三(二)).

    A process of 72 hours or more on the upper bound takes the place of those on the AQI that it
    touches; the others stay. ``is_bound`` says which are which.
    """
    long = bound[bound["hours"] >= bound_hours]
    place = np.searchsorted(long["first"].to_numpy(), plain["last"].to_numpy(), side="right") - 1
    reach = np.append(long["last"].to_numpy(), -1)[place]  # of the last that begins before its end
    stay = plain[reach < plain["first"].to_numpy()]
    both = pd.concat([stay, long.assign(is_bound=True)])
    return both.sort_values("first", kind="stable").reset_index(drop=True)
