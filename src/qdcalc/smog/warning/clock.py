"""Hours in a column of their own, 日期 and 小时, put to the days that they belong to (三(一)1)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from qdcalc.exact.patterns import Lazy
from qdcalc.exact.texts import normal
from qdcalc.intake.cells import Cells, Refusal, is_numeric
from qdcalc.intake.raw import RawTable
from qdcalc.smog.values import moment_of, read_hour
from qdcalc.table.problems import ERROR, Fault, Problems

NOT_CLOCK = Fault(
    "G16", ERROR, "“{value}”不是钟点，日子在“{days}”列",
    "请填 0 至 24 的整数，如 5、05:00、5时；24 是次日 0:00",
)  # fmt: skip
NO_CLOCK = Fault(
    "G17", ERROR, "小时空白，同一张表的其他行有小时",
    "请补填小时（末尾，0 至 24）；整张表都是逐日的请删去这一列",
)  # fmt: skip
OTHER_CLOCK = Fault(
    "G18", ERROR, "“{value}”与“{days}”列的 {day} 不是同一个时间",
    "请改正写错的一处：一列只写日期、另一列只写小时，或只留一列写日期和小时",
)  # fmt: skip

_CLOCK = Lazy(r"(\d{1,2})(?:\.0+|:00(?::00(?:\.0+)?)?|[时点]整?)?")
_DAY, _HOUR = np.timedelta64(24, "h"), np.timedelta64(1, "h")
_HOURS_A_DAY, _SLACK_HOURS = 24, 1 / 3_600
_NONE = np.datetime64("NaT", "s")


def days_with_hours(raw: RawTable, problems: Problems) -> npt.NDArray[Any]:
    """Return the cells of 时间 with the hours of the column beside it (三(一)1).

    A column of hours that is wholly blank says nothing: the rows are days. A whole moment beside a
    day is taken where it lies in that day; what can't be read stays as it is, and is told.
    """
    cells = raw.columns["ended_at"].astype(object)
    codes, distinct = pd.factorize(raw.columns["hour"].astype(object), use_na_sentinel=True)
    read = [_clock(value) for value in distinct.tolist()] + [None]
    blank = np.array([value is None for value in read])[codes]
    if blank.all():
        return cells
    hours = np.array([value if isinstance(value, int) else -1 for value in read])[codes]
    moments = [value if isinstance(value, np.datetime64) else _NONE for value in read]
    whole = np.array(moments, dtype="datetime64[s]")[codes]
    days = read_hour(Cells(cells), raw.table.column("ended_at")).values.astype("datetime64[s]")
    midnight = days.astype("datetime64[D]").astype("datetime64[s]")
    is_inside = (hours >= 0) | ((whole >= midnight) & (whole <= midnight + _DAY))
    whole = np.where(hours >= 0, midnight + hours * _HOUR, whole)
    is_known, is_read = ~np.isnat(days), ~np.isnat(whole)
    is_own = is_inside & ((days == midnight) | (days == whole))
    named = {"days": raw.parts[0].headers.get("ended_at", "日期")}
    odd, other = is_known & ~blank & ~is_read, np.flatnonzero(is_known & is_read & ~is_own)
    problems.extend(raw.problems_at(NO_CLOCK, "hour", np.flatnonzero(blank & is_known)))
    problems.extend(raw.problems_at(NOT_CLOCK, "hour", np.flatnonzero(odd), **named))
    problems.extend(raw.problems_at(OTHER_CLOCK, "hour", other, day=_texts(days[other]), **named))
    joined = is_known & is_read & is_own
    cells = cells.copy()
    cells[joined] = _texts(whole[joined])
    return cells


def hour_note(raw: RawTable, row: int) -> str:
    """Say that a time is a day with the hour of another cell, as an explanation cites it."""
    part = raw.parts[raw.part_of[row]]
    hour, day = part.cells.get("hour"), part.cells.get("ended_at")
    return f"（日期，连同 {hour}{raw.rows[row]} 的小时）" if hour and hour != day else ""


def _texts(moments: npt.NDArray[np.datetime64]) -> list[str]:
    return pd.DatetimeIndex(moments).strftime("%Y-%m-%d %H:%M").tolist()


def _clock(value: Any) -> Any:
    """Read an hour of a day, or a whole moment; None for a blank, a refusal for anything else."""
    if value is None or (isinstance(value, str) and not normal(value)):
        return None
    if isinstance(value, dt.time):
        is_whole = value.minute == value.second == value.microsecond == 0
        return value.hour if is_whole else Refusal(NOT_CLOCK)
    if is_numeric(type(value)):
        return _clock_of_number(float(value))
    if isinstance(value, str) and (match := _CLOCK.fullmatch(normal(value))):
        hour = int(match[1])
        return hour if hour <= _HOURS_A_DAY else Refusal(NOT_CLOCK)
    moment = moment_of(normal(value) if isinstance(value, str) else value)
    return moment if isinstance(moment, np.datetime64) else Refusal(NOT_CLOCK)


def _clock_of_number(number: float) -> Any:
    """Read 5, or 0.2083 as Excel has 5:00."""
    if number.is_integer() and 0 <= number <= _HOURS_A_DAY:
        return int(number)
    hour = number * _HOURS_A_DAY
    is_part = 0 < number < 1 and abs(hour - round(hour)) < _SLACK_HOURS
    return round(hour) if is_part else Refusal(NOT_CLOCK)
