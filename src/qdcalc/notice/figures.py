"""A notice's figures on a day, for formulas that are given none of their own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from qdcalc.errors import UsageError
from qdcalc.exact.columns import shown
from qdcalc.notice import policy

Day = str | dt.date | None


def own_figures(package: str, date: Day) -> Mapping[str, Any]:
    """Return the figures of a notice by name.

    Parameters
    ----------
    package : str
        The notice's package, such as ``qdcalc.water``.
    date : date or str, optional
        The day on which they hold, such as ``2019-05-08``; without one the newest.

    Raises
    ------
    UsageError
        The date is none, or before the notice's first figures.
    """
    return _in_force(package, None if date is None else _day(date))


@cache
def _in_force(package: str, date: dt.date | None) -> Mapping[str, Any]:
    own = policy.load(package)
    month = own.month_of(date)
    begins = min(v.since for figure in own.figures.values() for v in figure.versions)
    if date is not None and date < begins:
        raise UsageError(f"参数 date（{date}）早于通知的标准，最早是 {begins}")
    return MappingProxyType({name: figure.at(month) for name, figure in own.figures.items()})


def _day(given: object) -> dt.date:
    if isinstance(given, dt.date) and given == given:  # pandas' NaT is a date, unlike itself
        return dt.date(given.year, given.month, given.day)
    try:
        return dt.date.fromisoformat(str(given))
    except ValueError:
        said = f"参数 date（{shown(given)}）应是日期，如 2019-05-08"
        raise UsageError(said) from None
