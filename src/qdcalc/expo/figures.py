"""The notice's figures: those in force in each row's month, those that a formula is given."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from qdcalc.errors import UsageError
from qdcalc.exact.arrays import known_names
from qdcalc.exact.columns import shown
from qdcalc.exact.months import PER_YEAR, month, of_date, ordinals
from qdcalc.notice import policy
from qdcalc.notice.policy import Figure, Policy, Version

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Figures = dict[str, Any]


def months_of(days: pd.Series[Any] | None, years: pd.Series[Any] | None) -> Ints:
    """Return the month (since 1970-01) whose figures hold: that of the day, else December."""
    if days is not None:
        return ordinals(days)
    assert years is not None
    return month(years.to_numpy(dtype=np.int64), PER_YEAR)


def figures_at(policy: Policy, months: Ints, names: Iterable[str]) -> Figures:
    """Return figures in force in each row's month, an array a figure."""
    return {name: policy.figure(name).of(months) for name in names}


def is_in_force(figure: Figure, version: Version, months: Ints) -> Bools:
    """Say in which rows' months a version of a figure is in force."""
    distinct, which = np.unique(months, return_inverse=True)
    found = [figure.version_at(month) is version for month in distinct.tolist()]
    return np.array(found, dtype=bool)[which]


def notice_figures(given: Figures | None, date: str | dt.date | None) -> Figures:
    """Return the figures that a formula is given; of those that it is not, the notice's own.

    Parameters
    ----------
    given : dict, optional
    date : date or str, optional
        The day on which ours hold, such as ``2019-05-08``; without one the newest.

    Raises
    ------
    UsageError
        The date is none.
    """
    return _ours(None if date is None else _day(date)) | (given or {})


@cache
def _ours(date: dt.date | None) -> Figures:
    figures = _policy().figures
    newest = max(v.month for figure in figures.values() for v in figure.versions)
    at = newest if date is None else of_date(date)
    return {name: figure.at(at) for name, figure in figures.items()}


@cache
def _policy() -> Policy:
    return policy.load("qdcalc.expo")


def _day(given: object) -> dt.date:
    if isinstance(given, dt.date) and not pd.isna(given):
        return dt.date(given.year, given.month, given.day)
    try:
        return dt.date.fromisoformat(str(given))
    except ValueError:
        said = f"参数 date（{shown(given)}）应是日期，如 2019-05-08"
        raise UsageError(said) from None


def known_figures(name: str, given: Any) -> Figures | None:
    """Return figures that are the notice's by name, kind and range.

    Raises
    ------
    UsageError
        A name is not known, or a value is not what its figure may be.
    """
    if given is None:
        return None
    figures = _policy().figures
    checked: Figures = {}
    for figure, value in known_names(name, given, figures).items():

        def refuse(place: tuple[str, ...], fault: str, figure: str = figure) -> None:
            raise UsageError(f"参数 {name} 的 {figure}：{fault}")

        exact = Decimal(str(value)) if type(value) is float else value
        checked[figure] = figures[figure].shape.read(exact, refuse)
    return checked
