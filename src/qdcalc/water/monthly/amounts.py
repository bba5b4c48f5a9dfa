"""The money of a section's month (clause 五¶2)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from qdcalc.exact.arrays import plain, whole, yuan
from qdcalc.exact.dtypes import Ints
from qdcalc.exact.money import FEN_PER_YUAN, Fen, divide_half_up, product
from qdcalc.notice.figures import Day, own_figures
from qdcalc.notice.policy import Policy
from qdcalc.water.inputs.grid import Grid


@plain(coefficient=whole(-100, 100), annual_base_yuan=yuan(), months=whole(1, 12))
def month_amount_fen(
    coefficient: npt.ArrayLike,
    annual_base_yuan: npt.ArrayLike,
    months: npt.ArrayLike | None = None,
    date: Day = None,
) -> Fen:
    """Return |coefficient| × annual base ÷ 12, rounded half-up to the fen once.

    Parameters
    ----------
    coefficient : array of int
    annual_base_yuan : array of int
        Annual base [元].
    months : int or array of int, optional
        Months over which the annual base is spread; else the notice's own figure
        ``months_per_year`` (clause 五¶1).
    date : date or str, optional
        The day on which the notice's own figures hold, such as ``2019-05-08``; without one the
        newest.

    Returns
    -------
    array of int64, Series or int
        Amounts [fen].

    Raises
    ------
    UsageError
        A number is missing, not whole or out of range, or the date is none; the message names
        the argument.
    """
    if months is None:
        months = own_figures("qdcalc.water", date)["months_per_year"]
    base_fen = product(np.asarray(annual_base_yuan, dtype=np.int64), FEN_PER_YUAN)
    multiple = np.abs(np.asarray(coefficient, dtype=np.int64))
    return divide_half_up(product(multiple, base_fen), months)


def annual_base_yuan(grid: Grid, policy: Policy) -> Ints:
    """Return each section-month's annual base [元] by level of control, in force in its month."""
    figure = policy.figure("annual_base_yuan")
    level_of, levels = pd.factorize(grid.sections.level)
    bases = [[figure.at(month)[level] for level in levels] for month in grid.months.tolist()]
    place = grid.by_month(level_of[grid.section])
    return np.take_along_axis(np.array(bases, dtype=np.int64), place, axis=1).ravel()


def in_force(grid: Grid, policy: Policy, figure: str) -> int | Ints:
    """Return a figure's value in force in each section-month; one where it is the same in all."""
    values = policy.figure(figure).of(grid.months)
    if len(values) and (values == values[0]).all():
        return int(values[0])
    return grid.each_month(values)


def amounts_of(grid: Grid, policy: Policy, coefficient: Ints) -> Fen:
    """Return each section-month's amount [fen]: one for each level, month's figures, coefficient.

    As :func:`month_amount_fen` says it of each row.
    """
    figure = policy.figure("annual_base_yuan")
    level_of, levels = pd.factorize(grid.sections.level)
    bases = [[figure.at(month)[level] for level in levels] for month in grid.months.tolist()]
    over = policy.figure("months_per_year").of(grid.months).tolist()
    figures = [(*own, months) for own, months in zip(bases, over, strict=True)]
    known = list(dict.fromkeys(figures))
    least, most = int(coefficient.min(initial=0)), int(coefficient.max(initial=0))
    every = np.arange(least, most + 1)
    shape = (len(known), len(levels), len(every))
    each = month_amount_fen(
        np.broadcast_to(every, shape).ravel(),
        np.repeat(np.array([own[:-1] for own in known], dtype=np.int64).ravel(), len(every)),
        np.repeat([own[-1] for own in known], len(levels) * len(every)),
    ) if all(shape) else np.zeros(0, dtype=np.int64)  # fmt: skip
    which = grid.each_month(np.array([known.index(own) for own in figures], dtype=np.int64))
    row = level_of[grid.section] if len(known) < 2 else which * len(levels) + level_of[grid.section]
    amounts: Fen = each[row * len(every) + (coefficient - least)]
    return amounts


def by_month(grid: Grid, policy: Policy, figure: str) -> Ints:
    """Return a figure's value in force in each section-month."""
    return grid.each_month(policy.figure(figure).of(grid.months))
