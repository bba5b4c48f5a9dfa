"""What is paid once a year beside the months: bonus, charge, dry payment (clause 七¶3, ¶4)."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from qdcalc.exact import arrays
from qdcalc.exact.arrays import exact, flag, plain, yuan
from qdcalc.exact.dtypes import Bools, Ints
from qdcalc.exact.money import FEN_PER_YUAN, Fen, whole
from qdcalc.water.monthly.indicators import WORST
from qdcalc.water.yearly.annual_class import FAILED, UNKNOWN


@plain(
    previous_class=arrays.whole(0, WORST), annual_class=arrays.whole(0, WORST),
    state=arrays.whole(0, UNKNOWN),
    base_yuan=yuan(), is_extra_level=flag(), was_poor=flag(), is_good=flag(), multiple=exact(),
)  # fmt: skip
def bonus_fen(
    previous_class: npt.NDArray[np.int8],
    annual_class: npt.NDArray[np.int8],
    state: npt.NDArray[np.int8],
    base_yuan: Ints,
    *,
    is_extra_level: Bools,
    was_poor: Bools,
    is_good: Bools,
    multiple: Any,
) -> Fen:
    """Return the bonus of the city to the responsible districts [fen] (clause 七¶3).

    Parameters
    ----------
    previous_class, annual_class : array of int8
        1 … 6, 0 where there is none.
    state : array of int8
        Whether the target was met; a section that failed has no bonus.
    base_yuan : array of int
        Annual base [元].
    is_extra_level : array of bool
        国控 or 省控.
    was_poor, is_good : array of bool
        The previous class is Ⅳ or worse, this year's Ⅲ or better.
    multiple : Decimal or int, or array of them
        Multiple of the annual base.
    """
    known = (previous_class > 0) & (annual_class > 0)
    due = is_extra_level & known & was_poor & is_good & (state != FAILED)
    return np.where(due, times(base_yuan, multiple), 0)


@plain(state=arrays.whole(0, UNKNOWN), base_yuan=yuan(), is_extra_level=flag(), multiple=exact())
def charge_fen(
    state: npt.NDArray[np.int8], base_yuan: Ints, *, is_extra_level: Bools, multiple: Any
) -> Fen:
    """Return what the responsible districts of a 国省控 section that failed pay (clause 七¶3).

    Parameters as of :func:`bonus_fen`; fen.
    """
    return np.where(is_extra_level & (state == FAILED), times(base_yuan, multiple), 0)


@plain(
    dry_months=arrays.whole(0, 12), base_yuan=yuan(), is_exempt=flag(), least=arrays.whole(0, 12),
    multiple=exact(),
)  # fmt: skip
def dry_payment_fen(
    dry_months: Ints, base_yuan: Ints, *, is_exempt: Bools, least: Any, multiple: Any
) -> Fen:
    """Return what a section pays that was dry for eight months or more (clause 七¶4).

    Parameters
    ----------
    dry_months : array of int
        Dry months of the cycle, in total or the longest run (interpretation ``dry``).
    base_yuan : array of int
        Annual base [元].
    is_exempt : array of bool
        A drinking source in a lake or reservoir, a section exempted in the list, or a year
        declared 特殊干旱年份.
    least : int or array of int
        Dry months from which it is due.
    multiple : Decimal or float, or array of them
        Multiple of the annual base.
    """
    due = (dry_months >= least) & ~is_exempt
    return np.where(due, times(base_yuan, multiple), 0)


def longest_run(flags: Bools) -> Ints:
    """Return the longest run of true values down each column (months × section-years)."""
    longest = np.zeros(flags.shape[1], dtype=np.int64)
    run = np.zeros(flags.shape[1], dtype=np.int64)
    for month in flags:
        run = np.where(month, run + 1, 0)
        longest = np.maximum(longest, run)
    return longest


def times(base_yuan: Ints, multiple: Any) -> Fen:
    """Return a multiple of annual bases [元] in fen, rounded half-up, exact however long."""
    ratio = np.frompyfunc(lambda m: Fraction(str(m)), 1, 1)(np.asarray(multiple, dtype=object))
    amount = np.asarray(base_yuan, dtype=np.int64).astype(object) * FEN_PER_YUAN * ratio
    return whole(np.floor_divide(amount + Fraction(1, 2), 1))
