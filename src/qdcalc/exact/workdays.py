"""Working days: what a calendar knows of them, counted on whole columns, never by weekends alone.

The public holidays and the worked weekends are those of the package chinesecalendar (MIT, one
release a year when the State Council has published the next one's); it is imported when the first
working day is asked for. A year that a calendar does not know is never guessed.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from qdcalc.record import record

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qdcalc.exact.dtypes import Bools, Ints

Days = npt.NDArray[np.datetime64]
_EVERY_DAY, _WEEKDAYS = "1111111", "1111100"
_FIRST = 1970


def days_of(given: Any) -> Days:
    """Return days (dates, times, texts) as numpy's dates of whole days."""
    return np.atleast_1d(np.asarray(given, dtype="datetime64[D]"))


def years_of(days: Days) -> Ints:
    """Return the year of each day."""
    return days.astype("datetime64[Y]").astype(np.int64) + _FIRST


@record
class Workdays:
    """The days of known years on which nobody works; all others of these years are worked.

    Parameters
    ----------
    off : array of datetime64[D]
        Ascending.
    years : frozenset of int
    """

    off: Days
    years: frozenset[int]

    def unknown(self, first: npt.ArrayLike, last: npt.ArrayLike) -> list[int]:
        """Return the years between pairs of days, both included, that are not known."""
        pairs = np.unique(
            np.column_stack([years_of(days_of(first)), years_of(days_of(last))]), axis=0
        )
        asked = {year for a, b in pairs.tolist() for year in range(a, b + 1)}
        return sorted(asked - self.years)

    def knows(self, first: npt.ArrayLike, last: npt.ArrayLike) -> Bools:
        """Say of each pair of days, the first not after the last, whether its years are known."""
        start, end = years_of(days_of(first)), years_of(days_of(last))
        if not len(start):
            return np.zeros(0, dtype=bool)
        every = np.arange(start.min(), end.max() + 1)
        known = np.concatenate([[0], np.cumsum(np.isin(every, list(self.years)))])
        found: Bools = known[end + 1 - every[0]] - known[start - every[0]] == end + 1 - start
        return found

    def is_workday(self, days: npt.ArrayLike) -> Bools:
        """Say of each day of known years whether it is worked."""
        return ~np.isin(days_of(days), self.off)

    def after(self, days: npt.ArrayLike, count: npt.ArrayLike) -> Days:
        """Return the working day that is the count-th after each day, that day not counted.

        ``count`` is one for all days or one for each.

        Beyond the known years every day is taken for a working day: ask :meth:`unknown`.
        """
        found = np.busday_offset(
            days_of(days), count, roll="backward", weekmask=_EVERY_DAY, holidays=self.off
        )
        return np.asarray(found, dtype="datetime64[D]")

    def from_(self, days: npt.ArrayLike, count: int) -> Days:
        """Return the count-th working day, each day itself being the first if it is worked."""
        found = np.busday_offset(
            days_of(days), count - 1, roll="forward", weekmask=_EVERY_DAY, holidays=self.off
        )
        return np.asarray(found, dtype="datetime64[D]")

    def between(self, first: npt.ArrayLike, last: npt.ArrayLike) -> Ints:
        """Count the working days after each first day up to and including the last one."""
        one = np.timedelta64(1, "D")
        counted = np.busday_count(
            days_of(first) + one, days_of(last) + one, weekmask=_EVERY_DAY, holidays=self.off
        )
        return np.asarray(counted, dtype=np.int64)

    def with_days(self, worked: npt.ArrayLike, off: npt.ArrayLike) -> Workdays:
        """Return the calendar with days that differ from it.

        A year that it does not know is known once a day of it is named: Monday to Friday save
        what is named.
        """
        named = days_of(worked), days_of(off)
        new = sorted(set(years_of(np.concatenate(named)).tolist()) - self.years)
        rest = np.concatenate([self.off, *map(_weekends, new)])
        rest = np.union1d(np.setdiff1d(rest, named[0]), named[1])
        return Workdays(rest, self.years | frozenset(new))


def _year(year: int) -> Days:
    """Return every day of a year."""
    return np.arange(f"{year}-01-01", f"{year + 1}-01-01", dtype="datetime64[D]")


def _weekends(year: int) -> Days:
    days = _year(year)
    return days[~np.is_busday(days, weekmask=_WEEKDAYS)]


@lru_cache
def public_calendar() -> Workdays:
    """Return the calendar of the State Council's arrangements, as chinesecalendar has them."""
    from chinese_calendar import holidays, workdays

    known = {day.year for day in holidays}
    years = range(min(known), max(known) + 1)
    weekends = np.concatenate([_weekends(year) for year in years])
    off = np.setdiff1d(np.union1d(weekends, _dates(holidays)), _dates(workdays))
    return Workdays(off, frozenset(years))


def _dates(days: Iterable[Any]) -> Days:
    return np.array(sorted(days), dtype="datetime64[D]")
