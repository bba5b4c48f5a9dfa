"""Stretches of heavy pollution and how long they are: 「持续…天（…小时）」 (三(一)2)."""

from __future__ import annotations

from typing import assert_never

import numpy as np

from qdcalc.exact.dtypes import Bools, Ints
from qdcalc.record import record
from qdcalc.smog.words import Duration


@record
class Stretches:
    """Stretches of hours (or days) whose windows are above a limit, by time.

    Parameters
    ----------
    first, last : array of int64
        The first and the last slot of each.
    windows : array of int64
        The slots with which windows above the limit end.
    of_window : array of int64
        The stretch of each of these windows.
    """

    first: Ints
    last: Ints
    windows: Ints
    of_window: Ints

    @property
    def slots(self) -> Ints:
        """How long each is [slots]."""
        return self.last - self.first + 1


def stretches_of(is_above: Bools, width: int, duration: Duration) -> Stretches:
    """Return the stretches of windows above a limit (三(一)2).

    What lasts the notice does not say: the interpretation ``duration``. Covered: every slot in a
    window above counts. Unbroken: windows one after the other, from the first slot of the first to
    the last of the last. Count: the slots that windows above end with.

    Parameters
    ----------
    is_above : array of bool
        By slot, of the window that ends with it.
    width : int
        Slots of a window.
    duration : Duration
        The option in force.
    """
    windows = np.flatnonzero(is_above)
    match duration:
        case Duration.COVERED:
            first, last = runs(_covered(is_above, width))
            begins = first
        case Duration.UNBROKEN:
            begins, last = runs(is_above)
            first = begins - width + 1
        case Duration.COUNT:
            begins, last = runs(is_above)
            first = begins
        case other:
            assert_never(other)
    of_window = np.searchsorted(begins, windows, side="right") - 1
    return Stretches(first, last, windows, of_window.astype(np.int64))


def runs(flags: Bools) -> tuple[Ints, Ints]:
    """Return the first and the last place of each run of true flags."""
    steps = np.diff(np.concatenate([[0], flags.astype(np.int8), [0]]))
    return np.flatnonzero(steps == 1), np.flatnonzero(steps == -1) - 1


def _covered(is_above: Bools, width: int) -> Bools:
    """Say which slots lie in a window above: one ends with it or with one of the next."""
    sums = np.concatenate([[0], np.cumsum(is_above, dtype=np.int64)])
    places = np.arange(len(is_above))
    last = np.minimum(places + width, len(is_above))
    return np.asarray(sums[last] > sums[places])
