"""Months and dates in the forms that people write them."""

from __future__ import annotations

import datetime as dt
import re
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from qdcalc.exact import months
from qdcalc.exact.patterns import Lazy
from qdcalc.exact.texts import normal
from qdcalc.intake.cells import Cells, Parsed, Refusal, place, value_or
from qdcalc.intake.numerals import months_in_figures, years_in_figures
from qdcalc.table.description import Column
from qdcalc.table.problems import ERROR, MINOR, WARNING, Fault

NOT_MONTH = Fault("C04", ERROR, "“{value}”不是月份", "请写成 2018-11 或 2018年11月")
AMBIGUOUS_MONTH = Fault(
    "C05",
    ERROR,
    "数字 {value} 分不清是 {year} 年 1 月还是 10 月",
    "请写成文本 {year}-01 或 {year}-10，并把整列设为文本格式",
)
DECIMAL_MONTH = Fault(
    "C06", ERROR, "数字 {value} 是小数，不是月份", "请把整列设为文本格式，写成 2018-11 这样的月份"
)
SERIAL_DATE = Fault(
    "C07",
    ERROR,
    "“{value}”像是日期 {date} 的内部序号",
    "请把单元格格式改为日期，或写成 {form} 这样的文本",
)
SHORT_MONTH = Fault(
    "C08",
    WARNING,
    "文本“{value}”按 {month} 读取",
    "如果原意是 10 月，请改为 {year}-10",
    weight=MINOR,
)
LONG_PERIOD = Fault(
    "C23", ERROR, "“{value}”是一段时间，不是一个{unit}", "请写成 2018-11 或 2018-11-03 这样的{unit}"
)
NOT_DATE = Fault("C09", ERROR, "“{value}”不是日期", "请写成 2018-11-03 或 2018年11月3日")
_MONTH = Lazy(r"([0-9]{4})(?:-|/|年)([0-9]{1,2})(?:月份?)?")
_POINTED_MONTH = Lazy(r"([0-9]{4})\.([0-9]{1,2})月份?")
_COMPACT_MONTH = Lazy(r"([0-9]{4})([0-9]{2})")
_DOTTED_MONTH = Lazy(r"([0-9]{4})\.([0-9]{1,2})")
_DATE = Lazy(r"([0-9]{4})([-/.年])([0-9]{1,2})([-/.月])([0-9]{1,2})日?")
_MIDNIGHT = Lazy(r"(?<=[0-9])(?:T|\s+)0?0:00(?::00(?:\.0+)?)?$")
_COMPACT_DATE = Lazy(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_YEARS = range(1990, 2101)
_EARLY_YEARS = range(1901, 2101)  # the days of 1900 that Excel counts are not those of a calendar
_SERIALS = range(32874, 77070)  # 1990-01-01 … 2110-12-31 as Excel counts days


def read_month(cells: Cells, column: Column) -> Parsed:
    """Read months into ``period[M]``."""
    ordinals = np.full(len(cells), _NO_MONTH, dtype=np.int64)
    parsed = Parsed(ordinals)
    numbers = np.flatnonzero(cells.is_number)
    if numbers.size:
        place(parsed, cells.read_others(_month_of_number, numbers))
    place(parsed, cells.read_others(month_of_text))
    parsed.values = pd.arrays.PeriodArray(ordinals, dtype=pd.PeriodDtype("M"))
    return parsed


_NO_MONTH = np.iinfo(np.int64).min  # NaT


def _ordinal(year: int, month: int) -> int | None:
    return months.month(year, month) if year in _YEARS and 1 <= month <= 12 else None


def _month_of_number(value: Any) -> Any:
    value = float(value)
    if not np.isfinite(value):
        return Refusal(NOT_MONTH)
    if value.is_integer():
        if int(value) in _SERIALS:
            return Refusal(SERIAL_DATE, {"date": serial_day(value), "form": "2018-11"})
        return value_or(_ordinal(*divmod(int(value), 100)), NOT_MONTH)
    year, rest = divmod(round(value * 100), 100)
    if abs(value * 100 - round(value * 100)) < 1e-6 and year in _YEARS and rest <= 12:
        if rest == 10:
            return Refusal(AMBIGUOUS_MONTH, {"year": year})
        return Refusal(DECIMAL_MONTH)
    return Refusal(NOT_MONTH)


def is_serial(text: str) -> bool:
    """Return whether a text is a whole number that Excel may count a day by."""
    return re.fullmatch(r"[0-9]{5}(?:\.0+)?", text) is not None and int(text[:5]) in _SERIALS


def serial_day(value: float) -> str:
    """Return the day that Excel counts by a number, 2018-12-03 for 43437."""
    return str(dt.date(1899, 12, 30) + dt.timedelta(days=int(value)))


def month_of_text(value: Any) -> Any:
    """Return a month since 1970-01 of a text, a date or a period, or the refusal to read it."""
    if isinstance(value, _MOMENTS):
        first, last = _ends(value)
        if first is None or last is None:
            return Refusal(NOT_MONTH)
        if (first.year, first.month) != (last.year, last.month):
            return Refusal(LONG_PERIOD, {"unit": "月份"})
        return value_or(_ordinal(first.year, first.month), NOT_MONTH)
    if not isinstance(value, str):
        return Refusal(NOT_MONTH)
    text = _without_time(value)
    for pattern in (_MONTH, _POINTED_MONTH, _COMPACT_MONTH):
        if match := pattern.fullmatch(text):
            return value_or(_ordinal(int(match[1]), int(match[2])), NOT_MONTH)
    if match := _DOTTED_MONTH.fullmatch(text):
        ordinal = _ordinal(int(match[1]), int(match[2]))
        if ordinal is not None and match[2] == "1":
            month = f"{match[1]}-01"
            return Refusal(SHORT_MONTH, {"month": month, "year": match[1]}, value=ordinal)
        return value_or(ordinal, NOT_MONTH)
    found = date_text(text)
    in_figures = years_in_figures(months_in_figures(text)) if found is None else text
    if in_figures != text:
        return month_of_text(in_figures)
    return value_or(found and _ordinal(found.year, found.month), NOT_MONTH)


_CHINA = dt.timezone(dt.timedelta(hours=8))
_MOMENTS = (dt.date, np.datetime64, pd.Period)


def _ends(value: Any) -> tuple[dt.date, dt.date] | tuple[None, None]:
    """Return the first and the last day of a date, a period, or a ``datetime64`` of any unit.

    A time of day is no part of a date; one with a time zone is the day that it is in China.
    Nothing where no calendar has the day.
    """
    try:
        if isinstance(value, pd.Period):
            return value.start_time.date(), value.end_time.date()
        if isinstance(value, np.datetime64):
            one = np.array(1, dtype=value.dtype.str.replace("M8", "m8"))  # of its own unit
            first, after = value.astype("M8[D]"), (value + one).astype("M8[D]")
            last = max(first, after - np.timedelta64(1, "D")).item()
            is_day = isinstance(first.item(), dt.date) and isinstance(last, dt.date)
            return (first.item(), last) if is_day else (None, None)
        if isinstance(value, dt.datetime) and value.tzinfo is not None:
            value = value.astimezone(_CHINA)
        day = value.date() if isinstance(value, dt.datetime) else value
    except (ValueError, OverflowError):
        return None, None
    return day, day


def _without_time(text: str) -> str:
    """Drop a midnight after a date, then blanks."""
    return _MIDNIGHT.sub("", text).replace(" ", "")


def date_text(text: str, years: range = _YEARS) -> dt.date | None:
    """Read a date in any of the accepted forms, else None."""
    if match := _COMPACT_DATE.fullmatch(text):
        parts = match.groups()
    elif (match := _DATE.fullmatch(text)) and (match[2], match[4]) in _DATE_MARKS:
        parts = (match[1], match[3], match[5])
    else:
        return None
    try:
        day = dt.date(*(int(p) for p in parts))
    except ValueError:
        return None
    return day if day.year in years else None


def is_no_day(text: str) -> bool:
    """Say whether a text is written as a day that no calendar has: 2018-11-32."""
    return _DATE.fullmatch(text) is not None and date_text(text) is None


def day_of(text: str) -> dt.date | None:
    """Read a day that a person wrote: 2018-11-03, 2018年11月3日, 20181103; else None."""
    return date_text(_without_time(normal(text)))


_DATE_MARKS = {("-", "-"), ("/", "/"), (".", "."), ("年", "月")}


def read_date(cells: Cells, column: Column) -> Parsed:
    """Read dates into ``datetime64[s]``."""
    return _read_date(cells, _YEARS)


def read_early_date(cells: Cells, column: Column) -> Parsed:
    """Read dates of a hundred years ago, too, as organisations are founded."""
    return _read_date(cells, _EARLY_YEARS)


def _read_date(cells: Cells, years: range) -> Parsed:
    days = np.full(len(cells), np.datetime64("NaT", "s"))
    parsed = Parsed(days)
    numbers = np.flatnonzero(cells.is_number)
    place(parsed, cells.read_others(partial(_date_of_number, years=years), numbers))
    return place(parsed, cells.read_others(partial(_date, years=years)))


def _date_of_number(value: Any, years: range) -> Any:
    if float(value).is_integer():
        if int(value) in _SERIALS:
            return Refusal(SERIAL_DATE, {"date": serial_day(float(value)), "form": "2018-11-03"})
        return _date(str(int(value)), years)
    return Refusal(NOT_DATE)


def _date(value: Any, years: range) -> Any:
    if isinstance(value, _MOMENTS):
        first, last = _ends(value)
        if first is None or last is None or first.year not in years:
            return Refusal(NOT_DATE)
        if first != last:
            return Refusal(LONG_PERIOD, {"unit": "日期"})
        return np.datetime64(first, "s")
    found = date_text(_without_time(value), years) if isinstance(value, str) else None
    return Refusal(NOT_DATE) if found is None else np.datetime64(found, "s")
