"""The staffing standard of a platform: required, in post, gap, surplus (三(二))."""

from __future__ import annotations

from typing import assert_never

import numpy as np
import numpy.typing as npt

from qdcalc.exact.arrays import LARGEST, plain, whole
from qdcalc.exact.dtypes import Bools, Floats, Ints
from qdcalc.exact.money import bounded, product
from qdcalc.notice.figures import option_of
from qdcalc.record import record
from qdcalc.staffing.words import Rounding

HUNDRED = 100


@plain(
    people_served=whole(unit="人"), people_per_staff=whole(1, unit="人"),
    minimum_staff=whole(unit="人"), rounding=option_of("qdcalc.staffing", "round"),
)  # fmt: skip
def required_staff(
    people_served: npt.ArrayLike,
    people_per_staff: npt.ArrayLike,
    minimum_staff: npt.ArrayLike,
    *,
    rounding: str = "ceil",
) -> Ints:
    """Return the staff required: people ÷ ratio, rounded, at least the minimum (三(二)).

    Parameters
    ----------
    people_served : int, array or Series of int
        People served [persons], not negative.
    people_per_staff : int or array of int
        6,000 for 街道(镇), 800 for 社区(村) [persons].
    minimum_staff : int or array of int
        5 for 街道(镇), 1 for 社区(村) [persons].
    rounding : str
        ``ceil`` | ``floor`` | ``half-up``, or 进一, 舍去, 四舍五入 (interpretation ``round``).

    Returns
    -------
    array of int64, Series or int
        Staff required [persons]; a Series has the index of those given, a scalar gives an int.

    Raises
    ------
    UsageError
        A number is missing, not whole, negative or too large, lengths or indexes differ, or
        there is no such rounding; the message names the argument.
    """
    people, ratio = np.asarray(people_served), np.asarray(people_per_staff)
    match Rounding(rounding):
        case Rounding.CEIL:
            counted = -(-people // ratio)
        case Rounding.FLOOR:
            counted = people // ratio
        case Rounding.HALF_UP:
            counted = (2 * people + ratio) // (2 * ratio)
        case other:
            assert_never(other)
    return np.asarray(np.maximum(counted, minimum_staff), dtype=np.int64)


@record
class Comparison:
    """Staff in post against staff required; hundredths of a person where not said otherwise."""

    staff_x100: Ints
    gap_x100: Ints
    surplus_x100: Ints
    fill_ratio: Floats
    people_per_staff: Floats
    is_met: Bools


@plain(people_served=whole(), required=whole(1, LARGEST // HUNDRED), staff_x100=whole())
def compare(people_served: npt.ArrayLike, required: Ints, staff_x100: Ints) -> Comparison:
    """Compare the staff in post with the staff required, exactly (三(二)).

    Parameters
    ----------
    people_served : array of int
        People served [persons].
    required : array of int64
        Staff required [persons], at least 1.
    staff_x100 : array of int64
        Staff in post, whatever their source [hundredths of a person].
    """
    people = np.asarray(people_served, dtype=np.int64)
    needed = product(required, HUNDRED, "应配人数")
    bounded(needed, "应配人数")
    bounded(staff_x100, "现有人数")
    difference = staff_x100 - needed
    with np.errstate(divide="ignore", invalid="ignore"):
        per_staff = np.where(staff_x100 > 0, people * HUNDRED / staff_x100, np.nan)
    return Comparison(
        staff_x100,
        np.maximum(-difference, 0),
        np.maximum(difference, 0),
        staff_x100 / needed,
        per_staff,
        difference >= 0,
    )
