"""The money of a section's month (clause 五¶2)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from qdcalc.exact.arrays import plain, whole, yuan
from qdcalc.exact.money import FEN_PER_YUAN, Fen, divide_half_up, product
from qdcalc.notice.policy import Policy
from qdcalc.water.inputs.grid import Grid

Ints = npt.NDArray[np.int64]


@plain(coefficient=whole(-100, 100), annual_base_yuan=yuan(), months=whole(1, 12))
def month_amount_fen(
    coefficient: npt.ArrayLike, annual_base_yuan: npt.ArrayLike, months: npt.ArrayLike = 12
) -> Fen:
    """Return |coefficient| × annual base ÷ 12, rounded half-up to the fen once.

    Parameters
    ----------
    coefficient : array of int
    annual_base_yuan : array of int
        Annual base [元].
    months : int or array of int
        Months over which the annual base is spread; the default is the notice's own figure
        ``months_per_year`` (clause 五¶1).

    Returns
    -------
    array of int64, Series or int
        Amounts [fen].

    Raises
    ------
    UsageError
        A number is missing, not whole or out of range; the message names the argument.
    """
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


def by_month(grid: Grid, policy: Policy, figure: str) -> Ints:
    """Return a figure's value in force in each section-month."""
    values = [policy.figure(figure).at(month) for month in grid.months.tolist()]
    return grid.each_month(np.array(values, dtype=np.int64))
