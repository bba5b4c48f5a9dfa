"""A notice's figures on a day, for formulas that are given none of their own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from qdcalc.errors import UsageError
from qdcalc.exact.columns import shown
from qdcalc.exact.months import number_of, year_of
from qdcalc.notice import policy
from qdcalc.notice.shapes import SPAN

Day = str | dt.date | None


def own_figures(package: str, date: Day) -> Mapping[str, Any]:
    """Return the figures of a notice by name.

    Parameters
    ----------
    package : str
        The notice's package, such as ``qdcalc.water``.
    date : date, period or str, optional
        The day on which they hold, such as ``2019-05-08``, or a month for its first day; without
        one the newest.

    Raises
    ------
    UsageError
        The date is none, before the notice's first figures, or after its last valid day.
    """
    return _in_force(package, None if date is None else _day(date))


@cache
def _in_force(package: str, date: dt.date | None) -> Mapping[str, Any]:
    own = policy.load(package)
    month = own.month_of(date)
    begins = min(v.since for figure in own.figures.values() for v in figure.versions)
    if date is not None and date < begins:
        raise UsageError(f"参数 date（{date}）早于通知的标准，最早是 {begins}")
    ends = [v.value[1] for f in own.figures.values() if f.shape.kind == SPAN for v in f.versions]
    if date is not None and ends and date > max(ends):
        raise UsageError(f"参数 date（{date}）晚于通知的有效期，最后一天是 {max(ends)}")
    return MappingProxyType({name: figure.at(month) for name, figure in own.figures.items()})


def _day(given: object) -> dt.date:
    if isinstance(given, dt.date) and given == given:  # pandas' NaT is a date, unlike itself
        return dt.date(given.year, given.month, given.day)
    from qdcalc.intake.dates import day_of, month_of_text

    day = day_of(str(given))
    month = None if day is not None else month_of_text(given)
    if isinstance(month, int):
        day = dt.date(year_of(month), number_of(month), 1)
    if day is None:
        raise UsageError(f"参数 date（{shown(given)}）应是日期或月份，如 2019-05-08、2019-05")
    return day


def option_of(package: str, key: str) -> Callable[[str, Any], str]:
    """Return what reads an argument that is an option of an interpretation, by key or name.

    Parameters
    ----------
    package : str
        The notice's package, such as ``qdcalc.expo``.
    key : str
        The interpretation's, such as ``uplift``.
    """

    def read(name: str, given: Any) -> str:
        interpretation = policy.load(package).interpretations[key]
        found = interpretation.option(given) if isinstance(given, str) else None
        if found is None:
            known = "、".join(f"{c.name}（{c.key}）" for c in interpretation.choices)
            raise UsageError(f"参数 {name}（{shown(given)}）没有这个取值，可用的有 {known}")
        return found.key

    return read
