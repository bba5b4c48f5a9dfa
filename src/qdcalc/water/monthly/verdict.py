"""The verdict of a section's month and its coefficient (clauses 一, 六, 七¶1, 七¶4)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from qdcalc.exact.arrays import flag, plain, whole

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

LEAP, PASS, EXCEED, DRY, MISSING = range(5)  # the codes of words.Verdict


@plain(
    section_class=whole(0, 6), target=whole(1, 5), is_exceeded=flag(), is_complete=flag(),
    is_dry=flag(), leap_classes=whole(1, 5),
)  # fmt: skip
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
        By how many classes a leap is better than the target; the default is the notice's own
        figure (clause 一).

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


@plain(
    verdict=whole(0, MISSING), is_beyond=flag(), leap=whole(0, 1000), within=whole(0, 1000),
    beyond=whole(0, 1000),
)  # fmt: skip
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
        Multiples of the base; the defaults are the notice's own figures (clause 七¶1).
    """
    penalty = np.where(is_beyond, beyond, within)
    return np.where(verdict == LEAP, leap, np.where(verdict == EXCEED, -penalty, 0)).astype(
        np.int64
    )
