"""Days of samples as people write them: alone, several at once, without month or year."""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange

from qdcalc.exact.months import month_text
from qdcalc.exact.patterns import Lazy
from qdcalc.intake.dates import is_serial, month_of_text

JOINT = r"(?: ?[-~、至到和及与,;—–]+ ?)"
_DAY = r"(?:((?:19|20)\d{2})[-年/.](\d{1,2})[-月/.]|(\d{1,2})[月/.])?(\d{1,2})(?!\d)[日号]?"
_ONE_OF_SEVERAL = Lazy(_DAY)
_PLAIN_DAY = re.sub(r"\((?!\?)", "(?:", _DAY)
_SEVERAL = Lazy(rf"{_PLAIN_DAY}(?:{JOINT}{_PLAIN_DAY})+")
_COMPACT = Lazy(r"(?<!\d)((?:19|20)\d{2})(\d{2})(\d{2})(?!\d)")
_CLOCK = r"(?:[01]?\d|2[0-4])(?::[0-5]\d){1,2}"
# what is written beside a day and tells none: hours, the day of the week, which sample it was
_ASIDE = Lazy(
    rf"{_CLOCK}(?:{JOINT}{_CLOCK})?|\((?:第?\d{{1,2}}[次批]|[^()\d]*)\)|第\d{{1,2}}[次批]"
    r"|(?<=[日号\d])[上下中]午|星期[一二三四五六日天]|(?<=日)周[一二三四五六日]"
)
_FIRST = Lazy(rf"(\d{{4}}-\d{{2}}-\d{{2}})(?!{JOINT}?\d)(.*)")
_YEAR = Lazy(r"(?:19|20)\d{2}")
_PART = Lazy(r"(?<=月)份?[上中下]旬$")
# what names neither day nor month: a sign for nothing, an hour, the number of a sample
_NO_DAY = Lazy(r"[^\d年月日号]*(?:\d{1,2}[时点](?:\d{1,2}分?)?|第?\d{1,2}[次批期周])?")
_ONE_DAY = Lazy(r"(?:(1[0-2]|0?[1-9])[-月/.])?(\d{1,2})[日号]?")
_MONTH_ALONE = Lazy(r"(?:1[0-2]|0?[1-9])月(?:份?[上中下]旬|份)?|[本当]月")
_LIKE_DAY = Lazy(r"\d+[-./年]\d+[-./月]\d+")
_MONTHS_OF = Lazy(r"(?<!\d)(1[0-2]|0?[1-9])月")


def several_days(text: str, month: int | None = None) -> tuple[dt.date, dt.date] | None:
    """Return the first and the last of several days that a text names, None where it names none.

    Parameters
    ----------
    text : str
        Such as 2018-11-03~2018-11-05, 2018年11月3日、5日, 11.3-11.5.
    month : int, optional
        Since 1970-01; that of days without one, its year that of days without one.

    >>> several_days("2018.10.30-11.2")
    (datetime.date(2018, 10, 30), datetime.date(2018, 11, 2))
    """
    text = _ASIDE.sub("", _COMPACT.sub(r"\1-\2-\3", text)).strip()
    if not _SEVERAL.fullmatch(text):
        return None
    year, number = (None, None) if month is None else map(int, month_text(month).split("-"))
    if re.fullmatch(r"\d{1,2}-\d{1,2}", text):  # 3-5 may be a month and a day
        return None
    days: list[dt.date] = []
    for own_year, of_year, alone, day in _ONE_OF_SEVERAL.findall(text):
        year = int(own_year) if own_year else year
        number = int(of_year or alone) if of_year or alone else number
        if year is None or number is None:
            return None
        try:
            days.append(dt.date(year, number, int(day)))
        except ValueError:
            return None
    return (days[0], days[-1]) if days == sorted(days) else None


def month_of_days(text: object) -> tuple[str, str] | None:
    """Return the months of the first and the last day that a cell names, as 2018-11."""
    if not isinstance(text, str):
        return None
    days = several_days(text)
    if days:
        first, last = (f"{day:%Y-%m}" for day in days)
        return first, last
    text = _ASIDE.sub("", text).strip()
    day = _FIRST.fullmatch(text)
    if day and not _YEAR.search(day[2]):
        found = month_of_text(day[1])
    else:
        found = month_of_text(_PART.sub("", text))
    return (month_text(found),) * 2 if isinstance(found, int) else None


def looks_like_day(text: str) -> bool:
    """Say whether a text that can't be read is meant as a date: 18.11.05, or Excel's count."""
    return is_serial(text) or _LIKE_DAY.match(text) is not None


def is_of_month(text: str, month: int) -> bool | None:
    """Say whether a text without a year may be of a month's days; None where it can't be read.

    What names neither day nor month (上旬, 09:30, 第1次, /) is not against it.
    """
    year, number = map(int, month_text(month).split("-"))
    text = _ASIDE.sub("", text).strip()
    if any(int(found) != number for found in _MONTHS_OF.findall(text)):
        return False
    if _NO_DAY.fullmatch(text) or _MONTH_ALONE.fullmatch(text):
        return True
    one = _ONE_DAY.fullmatch(text)
    if one:
        is_day = 1 <= int(one[2]) <= monthrange(year, number)[1]
        return True if is_day and int(one[1] or number) == number else None
    days = several_days(text, month)
    is_own = days is not None and all((d.year, d.month) == (year, number) for d in days)
    return True if is_own else None
