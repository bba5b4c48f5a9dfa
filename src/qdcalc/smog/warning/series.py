"""A station's hours or days in a row, none left out: 连续 24 小时，可以跨自然日 (三(一)1)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from qdcalc.exact.dtypes import Bools, Ints
from qdcalc.record import record

HOURS_A_DAY = 24
Moments = npt.NDArray[np.datetime64]


@record
class Series:
    """The readings of a station or region; a slot is an hour or a day, gaps have slots too.

    Parameters
    ----------
    station : str
    is_daily : bool
    begins : datetime64[h]
        When the first slot begins.
    rows : array of int64
        The row of each reading in the table, by time.
    slots : array of int64
        The slot of each of these rows.
    values, bounds : array of int64
        AQI and its upper bound by slot, 0 where the slot is not valid.
    is_valid : array of bool
        Whether the slot has an AQI that no dust made.
    is_measured : array of bool
        Whether the slot has a reading that was measured, not forecast.
    has_bound : bool
        Whether any reading has an upper bound.
    """

    station: str
    is_daily: bool
    begins: np.datetime64
    rows: Ints
    slots: Ints
    values: Ints
    bounds: Ints
    is_valid: Bools
    is_measured: Bools
    has_bound: bool

    @property
    def hours(self) -> int:
        """Hours of a slot."""
        return HOURS_A_DAY if self.is_daily else 1

    @property
    def width(self) -> int:
        """Slots of a window of 24 hours."""
        return HOURS_A_DAY // self.hours

    def starts(self, slots: Ints) -> Moments:
        """Return when slots begin."""
        return self.begins + (slots * self.hours).astype("timedelta64[h]")

    def ends(self, slots: Ints) -> Moments:
        """Return when slots end."""
        return self.starts(slots + 1)


def is_daily_of(times: pd.Series[pd.Timestamp], station: pd.Series[str]) -> pd.Series[bool]:
    """Say of each row whether its station's times are all days: dates, or 0:00."""
    is_midnight = times == times.dt.normalize()
    return is_midnight.groupby(station, sort=False).transform("all")


def all_series(rows: pd.DataFrame) -> Iterator[Series]:
    """Yield the series of the stations, in the order in which the table names them.

    Parameters
    ----------
    rows : DataFrame
        ``station``, ``ended_at``, ``aqi`` and ``bound`` (nullable), ``is_dust``, ``is_measured``,
        ``is_daily``; no station's time twice.
    """
    order = np.lexsort((rows["ended_at"].to_numpy(), pd.factorize(rows["station"])[0]))
    codes, names = pd.factorize(rows["station"].to_numpy()[order])
    ends = np.searchsorted(codes, np.arange(len(names)), side="right")
    for name, first, end in zip(names.tolist(), [0, *ends[:-1].tolist()], ends, strict=True):
        yield _series(str(name), rows, order[first:end])


def _series(station: str, rows: pd.DataFrame, where: Ints) -> Series:
    own = rows.iloc[where]
    is_daily = bool(own["is_daily"].iloc[0])
    times = own["ended_at"].to_numpy(dtype="datetime64[h]")
    hours = HOURS_A_DAY if is_daily else 1
    slots = (times - times[0]).astype(np.int64) // hours
    count = int(slots[-1]) + 1
    has_aqi = own["aqi"].notna().to_numpy(dtype=bool) & ~own["is_dust"].to_numpy(dtype=bool)
    aqi = own["aqi"].fillna(0).to_numpy(dtype=np.int64)
    bound = own["bound"].fillna(own["aqi"]).fillna(0).to_numpy(dtype=np.int64)
    return Series(
        station,
        is_daily,
        times[0] if is_daily else times[0] - np.timedelta64(1, "h"),
        where,
        slots,
        _spread(np.where(has_aqi, aqi, 0), slots, count),
        _spread(np.where(has_aqi, bound, 0), slots, count),
        _spread(has_aqi, slots, count),
        _spread(own["is_measured"].to_numpy(dtype=bool), slots, count),
        bool(own["bound"].notna().any()),
    )


def _spread(values: npt.NDArray[Any], slots: Ints, count: int) -> npt.NDArray[Any]:
    """Put the values of rows into their slots; the others are 0 or False."""
    every = np.zeros(count, dtype=values.dtype)
    every[slots] = values
    return every
