"""The notice's figures: those in force in each row's month, those that a formula is given."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd

from qdcalc.errors import UsageError
from qdcalc.exact.arrays import known_names
from qdcalc.exact.dtypes import Bools, Ints
from qdcalc.exact.months import PER_YEAR, month, ordinals
from qdcalc.notice import policy
from qdcalc.notice.figures import Day, own_figures
from qdcalc.notice.policy import Figure, Policy, Version

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


def notice_figures(given: Figures | None, date: Day) -> Figures:
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
    return {**own_figures("qdcalc.expo", date), **(given or {})}


def known_figures(name: str, given: Any) -> Figures | None:
    """Return figures that are the notice's by name, kind and range.

    Raises
    ------
    UsageError
        A name is not known, or a value is not what its figure may be.
    """
    if given is None:
        return None
    figures = policy.load("qdcalc.expo").figures
    checked: Figures = {}
    for figure, value in known_names(name, given, figures).items():

        def refuse(place: tuple[str, ...], fault: str, figure: str = figure) -> None:
            raise UsageError(f"参数 {name} 的 {figure}：{fault}")

        exact = Decimal(str(value)) if type(value) is float else value
        checked[figure] = figures[figure].shape.read(exact, refuse)
    return checked
