"""Exhibitions led by government (四)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from qdcalc.exact.arrays import fen, flag, plain
from qdcalc.exact.dtypes import Bools, Ints, Texts
from qdcalc.exact.money import Fen


@plain(amount_fen=fen(), is_first=flag(), is_passed=flag())
def government_led_fen(
    amount_fen: npt.ArrayLike, is_first: npt.ArrayLike, is_passed: npt.ArrayLike
) -> Fen:
    """Return what a project led by government is given [fen] (四).

    Parameters
    ----------
    amount_fen : int, array or Series of int
        The amount that the city's executive meeting set [fen].
    is_first, is_passed : bool, array or Series of bool
        A first edition is given the amount; a later one if it passed the performance evaluation.
    """
    is_paid = np.asarray(is_first) | np.asarray(is_passed)
    return np.where(is_paid, np.asarray(amount_fen), 0)


def is_led_twice(name: Texts, year: Ints, paid: pd.DataFrame) -> Bools:
    """Say which projects stand there twice for a year, those paid before included.

    Parameters
    ----------
    name, year : array
        Each project's name, as it is compared, and year.
    paid : DataFrame
        ``name`` and ``year`` of what projects led by government were given before.
    """
    led = pd.MultiIndex.from_arrays([name, year])
    again = led.duplicated(keep=False) | led.isin(pd.MultiIndex.from_frame(paid[["name", "year"]]))
    return np.asarray(again, dtype=bool)
