"""Columns of float64 as they were given: what they hold is known without reading every value.

A value is read at 15 significant digits (:func:`~qdcalc.exact.decimals.decimal15`). Reading keeps
the order, so the least and the largest of what is read are those of what is given, and a limit
can be moved to where the given values meet it: a column is compared without being read.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import isfinite, nextafter

import numpy as np
import numpy.typing as npt

from qdcalc.exact.decimals import SIGNIFICANT, decimal15
from qdcalc.exact.dtypes import Floats

_SMALL, _LARGE = 1e-300, 1e300  # between them no float is odd


@dataclass(frozen=True, eq=False)
class Given:
    """A column as it was given, and the least and largest of its values as they are read.

    ``low`` and ``high`` are NaN where every value is; ``has_blank`` says whether any is.
    """

    given: Floats
    low: float
    high: float
    has_blank: bool

    @staticmethod
    def of(values: Floats) -> Given:
        """Look through a column once."""
        if not values.size:
            return Given(values, np.nan, np.nan, False)
        low, high = values.min(), values.max()
        has_blank = bool(np.isnan(low))
        if has_blank:
            low, high = np.fmin.reduce(values), np.fmax.reduce(values)
        return Given(values, _read(low), _read(high), has_blank)

    def __len__(self) -> int:
        return len(self.given)

    @property
    def is_ordinary(self) -> bool:
        """Whether no value is too large or too small for a float to hold it well."""
        if np.isnan(self.low):
            return True
        if not -_LARGE < self.low <= self.high < _LARGE:
            return False
        if self.low > _SMALL or self.high < -_SMALL:
            return True
        size = np.abs(self.given)
        return not bool(((size < _SMALL) & (size > 0)).any())

    @cached_property
    def read(self) -> Floats:
        """The values as they are read: decimals of at most 15 digits, −0 being 0."""
        return decimal15(self.given) + 0.0

    def at(self, rows: npt.NDArray[np.int64]) -> Floats:
        """Return some of the values as they are read."""
        return decimal15(self.given[rows]) + 0.0


def _read(value: float) -> float:
    """Return one value at 15 significant digits."""
    return float(f"{value:.{SIGNIFICANT}g}") + 0.0


def highest(limits: npt.ArrayLike) -> Floats:
    """Return the largest floats that are read as no more than limits of at most 15 digits.

    ``decimal15(v) <= limit`` is ``v <= highest(limit)``; NaN and infinity stay what they are.
    """
    return _moved(limits, np.inf)


def lowest(limits: npt.ArrayLike) -> Floats:
    """Return the least floats that are read as no less than limits of at most 15 digits.

    ``decimal15(v) >= limit`` is ``v >= lowest(limit)``.
    """
    return _moved(limits, -np.inf)


def _moved(limits: npt.ArrayLike, towards: float) -> Floats:
    given = np.asarray(limits, dtype=np.float64)
    if given.ndim == 0:
        return np.array(_last(float(given), towards))
    distinct, which = np.unique(given, return_inverse=True)
    moved = np.array([_last(value, towards) for value in distinct.tolist()], dtype=np.float64)
    return moved[which].reshape(given.shape)


@lru_cache(4096)
def _last(limit: float, towards: float) -> float:
    """Return the float farthest from a limit, in one direction, that is read as the limit."""
    if not isfinite(limit):
        return limit
    last, following = limit, nextafter(limit, towards)
    while _read(following) == limit:
        last, following = following, nextafter(following, towards)
    return last
