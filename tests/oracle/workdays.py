"""The working calendar of 2018–2023 written out by hand, for the references.

Days off on Monday to Friday and worked weekends, as 国办发明电〔2017〕12号, 〔2018〕15号 and
〔2019〕3号 print them; 2020–2023 as they were published later.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

OFF = {
    2018: "0101 0215 0216 0219 0220 0221 0405 0406 0430 0501 0618 0924 1001-1005 1231",
    2019: "0101 0204-0208 0405 0501 0502 0503 0607 0913 1001-1004 1007",
    2020: "0101 0124 0127-0131 0406 0501 0504 0505 0625 0626 1001 1002 1005-1008",
    2021: "0101 0211 0212 0215-0217 0405 0503-0505 0614 0920 0921 1001 1004-1007",
    2022: "0103 0131-0204 0404 0405 0502-0504 0603 0912 1003-1007",
    2023: "0102 0123-0127 0405 0501-0503 0622 0623 0929 1002-1006",
}
WORKED = {
    2018: "0211 0224 0408 0428 0929 0930 1229",
    2019: "0202 0203 0428 0505 0929 1012",
    2020: "0119 0426 0509 0628 0927 1010",
    2021: "0207 0220 0425 0508 0918 0926 1009",
    2022: "0129 0130 0402 0424 0507 1008 1009",
    2023: "0128 0129 0423 0506 0625 1007 1008",
}
ONE = dt.timedelta(days=1)


def _days(year: int, text: str) -> set[dt.date]:
    days = set()
    for part in text.split():
        first, _, last = part.partition("-")
        day = dt.date(year, int(first[:2]), int(first[2:]))
        end = dt.date(year, int(last[:2]), int(last[2:])) if last else day
        while day <= end:
            days.add(day)
            day += ONE
    return days


_OFF = {day for year, text in OFF.items() for day in _days(year, text)}
_WORKED = {day for year, text in WORKED.items() for day in _days(year, text)}


def is_workday(day: dt.date, own: Mapping[dt.date, bool] | None = None) -> bool:
    """Say whether people work that day; ``own`` are the days of a sheet 工作日历."""
    own = own or {}
    if day in own:
        return own[day]
    if day.year not in OFF and not any(other.year == day.year for other in own):
        raise ValueError(f"no calendar of {day.year}")
    if day in _WORKED:
        return True
    return day.weekday() < 5 and day not in _OFF


def nth_workday(
    start: dt.date, count: int, *, counts_start: bool, own: Mapping[dt.date, bool] | None = None
) -> dt.date:
    """Return the day on which so many working days have passed."""
    day = start if counts_start else start + ONE
    left = count
    while True:
        left -= is_workday(day, own)
        if left == 0:
            return day
        day += ONE
