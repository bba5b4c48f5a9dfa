"""The level of a process: 黄色, 橙色, 红色, or 健康防护提示 (三(一)2)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from qdcalc.exact.arrays import flag, plain, whole
from qdcalc.exact.dtypes import Texts
from qdcalc.smog.words import HINT, Level

HOURS_OF_A_CENTURY = 876_600


@plain(
    hours=whole(0, HOURS_OF_A_CENTURY, unit="小时"),
    severe_hours=whole(0, HOURS_OF_A_CENTURY, unit="小时"),
    is_top=flag(),
)
def warning_level(
    hours: npt.ArrayLike,
    severe_hours: npt.ArrayLike,
    is_top: npt.ArrayLike,
    level_hours: Mapping[str, int],
    red_severe_hours: int,
) -> Texts:
    """Return the level of processes in which the mean is above 200 (三(一)2).

    Red: a mean of 24 hours reaches 500; or 96 hours and 48 of them above 300. Else orange from 72
    hours, yellow from 48, else 健康防护提示.

    Parameters
    ----------
    hours : int, array or Series of int
        How long the mean is above 200 [hours].
    severe_hours : int, array or Series of int
        How long it is above 300, without a break [hours].
    is_top : bool, array or Series of bool
        Whether it reaches 500.
    level_hours : mapping of str to int
        黄色, 橙色, 红色: the hours in force, 48, 72, 96.
    red_severe_hours : int
        Hours above 300 in force, 48.

    Returns
    -------
    array of str, Series or str
        红色, 橙色, 黄色 or 健康防护提示.

    Raises
    ------
    UsageError
        A number is missing, not whole or negative, or lengths or indexes differ.
    """
    long, severe, top = np.asarray(hours), np.asarray(severe_hours), np.asarray(is_top)
    is_red = top | ((long >= level_hours[Level.RED]) & (severe >= red_severe_hours))
    found = np.select(
        [is_red, long >= level_hours[Level.ORANGE], long >= level_hours[Level.YELLOW]],
        [str(Level.RED), str(Level.ORANGE), str(Level.YELLOW)],
        HINT,
    )
    return found.astype(object)
