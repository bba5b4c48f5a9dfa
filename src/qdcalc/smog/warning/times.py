"""When a process begins, is warned of and lifted; until when reports are due (三(三)、四(五))."""

from __future__ import annotations

import numpy as np
import pandas as pd

from qdcalc.exact.dtypes import Bools
from qdcalc.exact.workdays import Workdays
from qdcalc.smog.warning.facts import Figures, Found
from qdcalc.smog.warning.series import Moments
from qdcalc.smog.words import HINT

_NONE = np.datetime64("NaT", "s")


def with_times(found: Found, processes: pd.DataFrame, figures: Figures) -> pd.DataFrame:
    """Return a series' processes with their times (三(三)、三(四)).

    Adds ``started_at`` (the start of the first heavy hour), ``ended_at`` (the end of the last),
    ``over_at`` (the end of the first hour above 200 itself; a day's 0:00), ``is_measured``
    (whether the first heavy hour was measured), ``issue_by`` (24 hours before the start), blank
    where the level is none.
    """
    series = found.series
    first, last = (processes[name].to_numpy(dtype=np.int64) for name in ("first", "last"))
    over = processes["over"].to_numpy(dtype=np.int64)
    has_level = (processes["level"] != HINT).to_numpy(dtype=bool)
    starts, ends = series.starts(first), series.ends(last)
    is_measured = series.is_measured[first]
    issue = starts - np.timedelta64(figures.notice_hours, "h")
    stamped = series.starts(over) if series.is_daily else series.ends(over)
    return processes.assign(
        started_at=starts.astype("datetime64[s]"),
        ended_at=ends.astype("datetime64[s]"),
        over_at=_where(over >= 0, stamped),
        is_measured=is_measured,
        issue_by=_where(has_level & ~is_measured, issue),
        lifted_at=_where(has_level & processes["is_lifted"].to_numpy(dtype=bool), ends),
    )


def _where(is_there: Bools, moments: Moments) -> Moments:
    return np.where(is_there, moments.astype("datetime64[s]"), _NONE)


def summary_due(lifted: pd.Series[pd.Timestamp], workdays: int, calendar: Workdays) -> Moments:
    """Return the last day for a summary: working days after the day of the end (四(五)).

    Parameters
    ----------
    lifted : Series of datetime64
        When the warning is lifted, which ends the response; none may be missing.
    workdays : int
        The limit in force, 2 or 3 [working days].
    calendar : Workdays
    """
    days = calendar.after(lifted.to_numpy(dtype="datetime64[D]"), workdays)
    return days.astype("datetime64[s]")
