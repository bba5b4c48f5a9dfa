"""Windows of 24 hours, and which of them are above a limit (一(三)、三(一)1)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from qdcalc.exact.arrays import plain, unchecked, whole
from qdcalc.exact.dtypes import Bools, Floats, Ints
from qdcalc.record import record
from qdcalc.smog.warning.series import HOURS_A_DAY, Series


@plain(
    total_aqi=whole(0, 500 * HOURS_A_DAY), valid_hours=whole(1, HOURS_A_DAY, unit="小时"),
    limit_aqi=whole(0, 500),
)  # fmt: skip
def is_above(
    total_aqi: npt.ArrayLike, valid_hours: npt.ArrayLike, limit_aqi: npt.ArrayLike
) -> Bools:
    """Say whether the mean of a window is above a limit, exactly (三(一)).

    Parameters
    ----------
    total_aqi : int, array or Series of int
        Sum of the AQI of the window's valid hours.
    valid_hours : int, array or Series of int
        How many valid hours there are [hours].
    limit_aqi : int, array or Series of int
        The limit in force, 200 or 300.

    Returns
    -------
    array of bool, Series or bool
        total > limit × hours: a mean that equals the limit is not above it.

    Raises
    ------
    UsageError
        A number is missing, not whole or out of range, or lengths or indexes differ.
    """
    total, hours, limit = (
        np.asarray(n, dtype=np.int64) for n in (total_aqi, valid_hours, limit_aqi)
    )
    return np.asarray(total > limit * hours)


@plain(
    total_aqi=whole(0, 500 * HOURS_A_DAY), valid_hours=whole(1, HOURS_A_DAY, unit="小时"),
    limit_aqi=whole(0, 500),
)  # fmt: skip
def reaches(
    total_aqi: npt.ArrayLike, valid_hours: npt.ArrayLike, limit_aqi: npt.ArrayLike
) -> Bools:
    """Say whether the mean of a window reaches a limit, exactly: 「达到500」 (三(一)2).

    Parameters
    ----------
    total_aqi : int, array or Series of int
        Sum of the AQI of the window's valid hours.
    valid_hours : int, array or Series of int
        How many valid hours there are [hours].
    limit_aqi : int, array or Series of int
        The limit in force, 500.

    Returns
    -------
    array of bool, Series or bool
        total ≥ limit × hours.

    Raises
    ------
    UsageError
        A number is missing, not whole or out of range, or lengths or indexes differ.
    """
    total, hours, limit = (
        np.asarray(n, dtype=np.int64) for n in (total_aqi, valid_hours, limit_aqi)
    )
    return np.asarray(total >= limit * hours)


@record
class Windows:
    """The window of 24 hours that ends with each slot of a series.

    Parameters
    ----------
    total, valid : array of int64
        Sum and number of the valid slots in it [hours, or days]; of what there is before the
        first whole window.
    exists : array of bool
        Whether it is whole, and enough of it is valid.
    """

    total: Ints
    valid: Ints
    exists: Bools

    @property
    def mean(self) -> Floats:
        """The means for display, NaN where a window does not exist."""
        found = np.full(len(self.total), np.nan)
        means: Floats = np.divide(self.total, self.valid, out=found, where=self.exists)
        return means

    def above(self, limit: int) -> Bools:
        """Say which windows exist and are above a limit."""
        return self.exists & unchecked(is_above)(self.total, self.valid, limit)

    def reach(self, limit: int) -> Bools:
        """Say which windows exist and reach a limit."""
        return self.exists & unchecked(reaches)(self.total, self.valid, limit)


def windows_of(series: Series, values: Ints, valid_hours: int) -> Windows:
    """Return the windows of a series' values: AQI, or its upper bound (三(一)1).

    ``valid_hours`` is how many hours a window of 24 needs; a day needs its value.
    """
    width = series.width
    total, valid = (_moving(each, width) for each in (values, series.is_valid))
    is_whole = np.arange(len(total)) >= width - 1
    least = 1 if series.is_daily else valid_hours
    return Windows(total, valid, is_whole & (valid >= least))


def _moving(values: npt.NDArray[np.int64] | Bools, width: int) -> Ints:
    """Return the sum of each slot and those before it, ``width`` in all."""
    sums = np.concatenate([[0], np.cumsum(values, dtype=np.int64)])
    ends = np.arange(1, len(sums))
    return np.asarray(sums[ends] - sums[np.maximum(ends - width, 0)], dtype=np.int64)
