"""What a report is asked for: which report, which quarter, month and day, in Python or in words."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

from qdcalc.document.office import default_office, read_office
from qdcalc.errors import UsageError
from qdcalc.exact.months import quarter
from qdcalc.exact.patterns import Lazy
from qdcalc.notice.catalogue import reports
from qdcalc.notice.reporting import Report, Request

COMBINED, COMBINED_TITLE = "quarter", "季度综合通报"
_QUARTER = Lazy(r"(\d{4})\s*[年-]?\s*(?:Q([1-4])|第?\s*([1-4一二三四])\s*季度?)", re.I)
_MONTH = Lazy(r"(\d{4})\s*[年/.-]?\s*(\d{1,2})\s*月?")


def known() -> str:
    """Name every report."""
    listed = "、".join(f"{r.name}（{r.title}）" for r in reports())
    return f"{listed}、{COMBINED}（{COMBINED_TITLE}）"


def find(name: str) -> Report:
    """Return the report of that command or Chinese name.

    Raises
    ------
    UsageError
        There is none; the message lists those that there are.
    """
    for report in reports():
        if name in (report.name, report.title):
            return report
    raise UsageError(f"没有名为“{name}”的报告。可用的有：{known()}")


def quarter_of(text: str | None) -> int | None:
    """Return the calendar quarters since 1970 of a text like 2018Q4."""
    if text is None:
        return None
    match = _QUARTER.fullmatch(text.strip())
    if match is None:
        raise UsageError(f"“{text}”不是季度，请写成 2018Q4 或 2018年第四季度")
    which = match[2] or match[3]
    number = int(which) if which.isdigit() else "一二三四".find(which) + 1
    return quarter(int(match[1]), number)


def month_of(text: str | None) -> str:
    """Return a month as 2018-11; empty where none is given."""
    if text is None:
        return ""
    match = _MONTH.fullmatch(text.strip())
    if match is None or not 1 <= int(match[2]) <= 12:
        raise UsageError(f"“{text}”不是月份，请写成 2018-11")
    return f"{match[1]}-{int(match[2]):02d}"


def day_of(text: str | None) -> dt.date:
    """Return the day of issue, today where none is given."""
    if text is None:
        return dt.date.today()
    from qdcalc.intake import dates

    day = dates.day_of(text)
    if day is None:
        raise UsageError(f"“{text}”不是日期，请写成 2018-11-03")
    return day


def request_of(report: Report, quarter: str | None, day: dt.date | None, **more: Any) -> Request:
    """Return what a report is asked for in Python."""
    month, path = month_of(more.get("month")), more.get("office")
    issuer = default_office() if path is None else read_office(Path(path))
    request = Request(
        quarter_of(quarter), day or dt.date.today(), month, issuer, bool(more.get("audit"))
    )
    refuse_no_quarter(report, request, 'quarter，例如 quarter="2018Q4"')
    return request


def refuse_no_quarter(
    report: Report, request: Request, said: str = "--quarter，例如 --quarter 2018Q4"
) -> None:
    """Refuse a request without the quarter that the report needs."""
    if report.needs_quarter and request.quarter is None:
        raise UsageError(f"{report.title} 要写 {said}")
