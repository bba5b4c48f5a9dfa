"""What formulas take when they are called by themselves: the notice's figures, sound arguments."""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt

from qdcalc import policy
from qdcalc.errors import UsageError
from qdcalc.expo.cases import Bools, Figures, Ints


def notice_figures(given: Figures | None) -> Figures:
    """Return the figures that a formula is given, the notice's own for those that it is not."""
    return _ours() | (given or {})


@cache
def _ours() -> Figures:
    figures = policy.load("qdcalc.expo").figures
    return {name: figure.versions[-1].value for name, figure in figures.items()}


def whole_numbers(values: npt.ArrayLike, what: str = "金额") -> Ints:
    """Return whole numbers, such as fen.

    Raises
    ------
    UsageError
        One is missing, negative or not whole.
    """
    given = np.asarray(values)
    if given.dtype.kind in "iu":
        numbers = given.astype(np.int64)
    else:
        floats = np.asarray(values, dtype=np.float64)
        if not np.isfinite(floats).all() or (floats != np.rint(floats)).any():
            raise UsageError(f"{what}应是整数（金额以分为单位），不能空缺")
        numbers = floats.astype(np.int64)
    if (numbers < 0).any():
        raise UsageError(f"{what}不能是负数")
    return numbers


def flags(values: npt.ArrayLike) -> Bools:
    """Return truth values.

    Raises
    ------
    UsageError
        They are something else, such as 是 and 否.
    """
    given = np.asarray(values)
    if given.dtype != np.bool_:
        raise UsageError("是否应是布尔值 True 或 False")
    return given
