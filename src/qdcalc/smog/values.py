"""How the cells that only this notice has are read: hours or days, AQI, levels of warning."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import numpy as np
import pandas as pd

from qdcalc.exact.patterns import Lazy
from qdcalc.exact.texts import key
from qdcalc.intake.cells import Cells, Parsed, Refusal, is_numeric, place
from qdcalc.intake.dates import SERIAL_DATE, date_text, day_of, is_serial, serial_day
from qdcalc.intake.values import read_each, read_whole
from qdcalc.smog.words import RESPONSES, Level
from qdcalc.table.description import Column
from qdcalc.table.problems import ERROR, Fault

_FORM = "2018-12-01 05:00"
NOT_HOUR = Fault(
    "G01", ERROR, "“{value}”不是日期和整点",
    "请写成 2018-12-01 05:00、2018年12月1日5时；逐日的只写日期 2018-12-01",
)  # fmt: skip
NOT_ON_HOUR = Fault(
    "G02", ERROR, "“{value}”不在整点上", "时间是一个小时的末尾，请写成 05:00 这样的整点"
)
NOT_LEVEL = Fault("G03", ERROR, "“{value}”不是响应级别", "请填 黄色、橙色 或 红色")

_TIMED = Lazy(
    r"(?P<day>.*?\d日?)(?:T|\s+|(?<=日))(?P<hour>\d{1,2})"
    r"(?::(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.0+)?)?|[时点]整?(?:(?P<past>\d{1,2})分)?)"
)
_COMPACT = Lazy(r"(\d{8})(\d{2})")
_HOURS_A_DAY, _SECONDS_AN_HOUR = 24, 3_600
_BLANKS = {"-", "--", "---", "—", "——", "－", "–"}
_WORDS = {
    key(word): str(level)
    for level in Level
    for word in (level, f"{level}预警", RESPONSES[level], f"{RESPONSES[level]}响应")
} | {"III级": str(Level.YELLOW), "II级": str(Level.ORANGE), "I级": str(Level.RED)}


def read_hour(cells: Cells, column: Column) -> Parsed:
    """Read hours, or days alone, into ``datetime64[s]``; 24:00 is 0:00 of the next day."""
    parsed = Parsed(np.full(len(cells), np.datetime64("NaT", "s")))
    place(parsed, cells.read_others(_hour_of_number, np.flatnonzero(cells.is_number)))
    return place(parsed, cells.read_others(moment_of))


def _hour_of_number(value: Any) -> Any:
    """Read 20181201 and 2018120105; a serial number of Excel's is refused by name."""
    number = float(value)
    if is_serial(f"{number:.0f}"):
        return Refusal(SERIAL_DATE, {"date": serial_day(number), "form": _FORM})
    return moment_of(f"{number:.0f}") if number.is_integer() else Refusal(NOT_HOUR)


def moment_of(value: Any) -> Any:
    """Return the hour or day that a text or a date cell says, or the refusal to read it."""
    if isinstance(value, (dt.date, np.datetime64)):
        return _hour_of_moment(value)
    if not isinstance(value, str):
        return Refusal(NOT_HOUR)
    if match := _TIMED.fullmatch(value):
        parts = match.groupdict(default="0")
        minutes = int(parts["minute"]) + int(parts["second"]) + int(parts["past"])
        return _hour_of_parts(day_of(parts["day"]), int(parts["hour"]), minutes)
    if match := _COMPACT.fullmatch(value):
        return _hour_of_parts(date_text(match[1]), int(match[2]), 0)
    day = day_of(value)
    return Refusal(NOT_HOUR) if day is None else np.datetime64(day, "s")


def _hour_of_parts(day: dt.date | None, hour: int, past: int) -> Any:
    if day is None or hour > _HOURS_A_DAY or (hour == _HOURS_A_DAY and past):
        return Refusal(NOT_HOUR)
    return Refusal(NOT_ON_HOUR) if past else np.datetime64(day, "s") + np.timedelta64(hour, "h")


def _hour_of_moment(value: Any) -> Any:
    """Read a date cell: Excel's own hours may lie a second beside the hour."""
    moment = pd.Timestamp(value)
    if pd.isna(moment):
        return Refusal(NOT_HOUR)
    if moment.tzinfo is not None:
        moment = moment.tz_convert("Asia/Shanghai").tz_localize(None)
    nearest = moment.round("h")
    if abs((moment - nearest).total_seconds()) > 1:
        return Refusal(NOT_ON_HOUR)
    return nearest.to_datetime64().astype("datetime64[s]")


def is_day_alone(raw: np.ndarray[Any, Any]) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Say which raw cells are texts of a day without an hour; a date cell may be Excel's 0:00."""
    if raw.dtype != object:
        return np.zeros(len(raw), dtype=bool)
    codes, texts = pd.factorize(raw, use_na_sentinel=True)
    alone = [isinstance(t, str) and _is_day(t) for t in texts.tolist()]
    return np.array([*alone, False], dtype=bool)[codes]


def _is_day(text: str) -> bool:
    return not re.search(r"[:：时点T]|24", text[8:]) and day_of(text) is not None


def read_aqi(cells: Cells, column: Column) -> Parsed:
    """Read whole numbers into nullable Int64; a blank, - or — is a missing one."""
    if cells.others.size:
        dashes = [
            v for v in set(map(str, cells.raw[cells.others].tolist())) if v.strip() in _BLANKS
        ]
        if dashes:
            raw = cells.raw.copy()
            is_dash = np.isin(cells.raw[cells.others].astype(str), dashes)
            raw[cells.others[is_dash]] = None
            cells = Cells(raw)
    return read_whole(cells, column)


def read_level(cells: Cells, column: Column) -> Parsed:
    """Read a level of warning in any of its spellings."""

    def level(value: Any) -> Any:
        if is_numeric(type(value)) or not isinstance(value, str):
            return Refusal(NOT_LEVEL)
        return _WORDS.get(key(value)) or Refusal(NOT_LEVEL)

    return read_each(cells, level)
