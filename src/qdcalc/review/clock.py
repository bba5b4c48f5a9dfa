"""The clock of the review: working days used, what is taken off, the last day (四(三))."""

from __future__ import annotations

from typing import assert_never

import numpy as np
import numpy.typing as npt
import pandas as pd

from qdcalc.exact.arrays import plain, whole
from qdcalc.exact.dtypes import Bools, Ints
from qdcalc.exact.workdays import Workdays
from qdcalc.record import record
from qdcalc.review.words import FirstDay, Pause

Days = npt.NDArray[np.datetime64]
_DAY = np.timedelta64(1, "D")


@record
class Clock:
    """What the clock of each project says; working days where not said otherwise.

    Parameters
    ----------
    started_after : array of datetime64[D]
        The day after which counting begins: of the acceptance, or where it starts anew.
    used, deducted, total : array of int64
        What counts, what does not, both together from the acceptance on.
    deadline : array of datetime64[D]
        The last day of the limit, NaT while the clock stands still.
    is_paused : array of bool
        Whether it stands still: returned with an opinion, not yet resubmitted.
    """

    started_after: Days
    used: Ints
    deducted: Ints
    total: Ints
    deadline: Days
    is_paused: Bools


@record
class Dates:
    """The days of each project [datetime64[D]], NaT where there is none; ``ended`` never is.

    ``ended`` is 合格书日期, else 统计日期.
    """

    accepted: Days
    issued: Days
    opinion: Days
    resumed: Days
    ended: Days

    @staticmethod
    def of(rows: pd.DataFrame) -> Dates:
        """Return the days of projects."""
        names = ("accepted_on", "issued_on", "opinion_on", "resumed_on", "ended_on")
        return Dates(*(rows[name].to_numpy(dtype="datetime64[D]") for name in names))

    def are_in_order(self) -> Bools:
        """Say of each project whether it has the days that are needed, in their order."""
        order = (self.accepted, self.opinion, self.resumed, self.ended)
        good = ~(np.isnat(self.accepted) | np.isnat(self.ended))
        for n, earlier in enumerate(order):
            for later in order[n + 1 :]:
                good &= ~(earlier > later)
        return good

    def taken(self, rows: Ints) -> Dates:
        """Return the days of some projects."""
        every = (self.accepted, self.issued, self.opinion, self.resumed, self.ended)
        return Dates(*(days[rows] for days in every))


def day_before_first(days: Days, first_day: FirstDay) -> Days:
    """Return the day after which counting from a day begins (四(三)).

    Whether the day itself counts the notice does not say: the interpretation ``first_day``.
    """
    match first_day:
        case FirstDay.NEXT_DAY:
            return days
        case FirstDay.SAME_DAY:
            return days - _DAY
        case other:
            assert_never(other)


def run_clock(
    dates: Dates, limit: Ints, calendar: Workdays, *, first_day: FirstDay, pause: Pause
) -> Clock:
    """Count the working days of each project, and find the last day of its limit (四(三)).

    Used = working days after the first day up to and including the end, less those between
    opinion and resubmission; the deadline is the limit-th working day, later by what is taken off.

    Parameters
    ----------
    dates : Dates
        In order, and of years that the calendar knows.
    limit : array of int64
        The limit in force [working days].
    calendar : Workdays
    first_day, pause : FirstDay, Pause
        The options in force.
    """
    begun = day_before_first(dates.accepted, first_day)
    total = calendar.between(begun, dates.ended)
    none, has_opinion = np.zeros_like(total), ~np.isnat(dates.opinion)
    is_back = has_opinion & ~np.isnat(dates.resumed)
    is_paused = has_opinion & ~is_back & np.isnat(dates.issued)
    opinion = np.where(has_opinion, dates.opinion, dates.ended)
    resumed = np.where(is_back, dates.resumed, dates.ended)
    away = np.where(is_back | is_paused, calendar.between(opinion, resumed), none)
    match pause:
        case Pause.IGNORE:
            deadline = calendar.after(begun, limit)
            return Clock(begun, total, none, total, deadline, np.zeros_like(is_paused))
        case Pause.EXCLUDE:
            used = total - away
            deadline = calendar.after(begun, limit + np.where(is_back, away, none))
        case Pause.RESTART:
            begun = np.where(is_back, day_before_first(resumed, first_day), begun)
            anew = calendar.between(begun, dates.ended)
            used = np.where(is_back, anew, total - away)
            deadline = calendar.after(begun, limit)
        case other:
            assert_never(other)
    deadline = np.where(is_paused, np.datetime64("NaT", "D"), deadline)
    return Clock(begun, used, total - used, total, deadline, is_paused)


@plain(used_workdays=whole(unit="个工作日"), limit_workdays=whole(1, 10_000, unit="个工作日"))
def overdue_workdays(used_workdays: npt.ArrayLike, limit_workdays: npt.ArrayLike) -> Ints:
    """Return by how many working days a limit is exceeded: used − limit, never below 0 (四(三)).

    Parameters
    ----------
    used_workdays : int, array or Series of int
        Working days used [working days].
    limit_workdays : int, array or Series of int
        The limit in force, 5 [working days].

    Returns
    -------
    array of int64, Series or int
        0 on the last day itself [working days].

    Raises
    ------
    UsageError
        A number is missing, not whole or negative, or lengths or indexes differ.
    """
    used, limit = (np.asarray(n, dtype=np.int64) for n in (used_workdays, limit_workdays))
    return np.asarray(np.maximum(used - limit, 0), dtype=np.int64)
