"""The verdict of a section's month and its coefficient (clauses 一, 六, 七¶1, 七¶4)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from qdcalc.exact.arrays import flag, plain, whole
from qdcalc.exact.dtypes import Bools, Ints
from qdcalc.notice.figures import Day, own_figures

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
    leap_classes: int | Ints | None = None,
    date: Day = None,
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
    leap_classes : int or array of int, optional
        By how many classes a leap is better than the target; else the notice's own figure
        (clause 一).
    date : date or str, optional
        The day on which the notice's own figures hold, such as ``2019-05-08``; without one the
        newest.

    Returns
    -------
    array of int8
        ``LEAP``, ``PASS``, ``EXCEED``, ``DRY`` or ``MISSING``.

    Raises
    ------
    UsageError
        A value is missing or out of range, or the date is none; the message names the argument.
    """
    if leap_classes is None:
        leap_classes = own_figures("qdcalc.water", date)["leap_classes"]
    # the class is of measured values: a section that exceeds as measured never leaps
    leaps = is_complete & (section_class + leap_classes <= target)
    verdict = np.where(leaps, np.int8(LEAP), np.int8(PASS))
    verdict[is_exceeded] = EXCEED
    unmeasured = section_class == 0
    verdict[unmeasured] = MISSING
    verdict[unmeasured & is_dry] = DRY
    return verdict


@plain(
    verdict=whole(0, MISSING), is_beyond=flag(), leap=whole(0, 1000), within=whole(0, 1000),
    beyond=whole(0, 1000),
)  # fmt: skip
def month_coefficient(
    verdict: npt.NDArray[np.int8],
    is_beyond: Bools,
    *,
    leap: int | Ints | None = None,
    within: int | Ints | None = None,
    beyond: int | Ints | None = None,
    date: Day = None,
) -> Ints:
    """Return the coefficient of the monthly base: + for a reward, − for a penalty (clause 七¶1).

    Parameters
    ----------
    verdict : array of int8
    is_beyond : array of bool
        A deciding indicator exceeds its limit by more than the notice's multiple.
    leap, within, beyond : int or array of int, optional
        Multiples of the base; else the notice's own figures (clause 七¶1).
    date : date or str, optional
        The day on which the notice's own figures hold, such as ``2019-05-08``; without one the
        newest.

    Raises
    ------
    UsageError
        A value is missing or out of range, or the date is none; the message names the argument.
    """
    if leap is None or within is None or beyond is None:
        own = own_figures("qdcalc.water", date)
        leap = own["leap_coefficient"] if leap is None else leap
        within = own["within_coefficient"] if within is None else within
        beyond = own["beyond_coefficient"] if beyond is None else beyond
    if np.ndim(leap) == np.ndim(within) == np.ndim(beyond) == 0:
        each = np.zeros((2, MISSING + 1), dtype=np.int64)
        each[:, LEAP], each[:, EXCEED] = leap, (-int(within), -int(beyond))
        found: Ints = each.ravel()[is_beyond * np.int8(MISSING + 1) + verdict]
        return found
    penalty = np.where(is_beyond, beyond, within)
    coefficient = np.where(verdict == LEAP, leap, np.where(verdict == EXCEED, -penalty, 0))
    return coefficient.astype(np.int64)
