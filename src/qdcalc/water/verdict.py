"""The verdict of a section's month and its coefficient (clauses 一, 六, 七¶1, 七¶4)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

LEAP, PASS, EXCEED, DRY, MISSING = range(5)
KEYS = ("leap", "pass", "exceed", "dry", "missing")


def month_verdict(
    section_class: npt.NDArray[np.int8],
    target: npt.NDArray[np.int8],
    *,
    is_exceeded: Bools,
    is_complete: Bools,
    is_dry: Bools,
    leap_classes: int | Ints = 1,
) -> npt.NDArray[np.int8]:
    """Return the verdict of each section-month.

    Parameters
    ----------
    section_class : array of int8
        The worst indicator's class, 1 … 6; 0 where nothing judged was measured.
    target : array of int8
        The target class, 1 … 5.
    is_exceeded : array of bool
        An indicator exceeds the target after upstream influence was taken out.
    is_complete : array of bool
        A leap may rest on this row (every judged indicator of table 1 was measured, or the
        interpretation ``complete`` lets it).
    is_dry : array of bool
        Dry all month.
    leap_classes : int or array of int
        By how many classes a leap is better than the target.

    Returns
    -------
    array of int8
        ``LEAP``, ``PASS``, ``EXCEED``, ``DRY`` or ``MISSING``.
    """
    # the class is of measured values: a section that exceeds as measured never leaps
    leaps = is_complete & (section_class + leap_classes <= target)
    verdict = np.where(leaps, LEAP, PASS)
    verdict = np.where(is_exceeded, EXCEED, verdict)
    verdict = np.where(section_class == 0, MISSING, verdict)
    return np.where((section_class == 0) & is_dry, DRY, verdict).astype(np.int8)


def month_coefficient(
    verdict: npt.NDArray[np.int8],
    is_beyond: Bools,
    *,
    leap: int | Ints = 1,
    within: int | Ints = 1,
    beyond: int | Ints = 2,
) -> Ints:
    """Return the coefficient of the monthly base: + for a reward, − for a penalty (clause 七¶1).

    Parameters
    ----------
    verdict : array of int8
    is_beyond : array of bool
        A deciding indicator exceeds its limit by more than the notice's multiple.
    leap, within, beyond : int or array of int
        The notice's multiples of the base.
    """
    penalty = np.where(is_beyond, beyond, within)
    return np.where(verdict == LEAP, leap, np.where(verdict == EXCEED, -penalty, 0)).astype(
        np.int64
    )
