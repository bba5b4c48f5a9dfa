"""How long an organisation has operated (八(一))."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from qdcalc.award.answers import state_of

if TYPE_CHECKING:
    from qdcalc.exact.dtypes import Bools, Texts


def years_after(days: pd.Series[Any], years: int) -> pd.Series[Any]:
    """Return the same calendar day so many years later (29 February: 28 where there is none)."""
    return days + pd.DateOffset(years=years)


def has_operated(registered: pd.Series[Any], base: pd.Timestamp, years: int) -> Bools:
    """Say of each organisation whether it has operated for so many years (八(一)).

    Parameters
    ----------
    registered : Series of datetime64
        登记日期.
    base : Timestamp
        评审基准日.
    years : int
        生产经营的年数 [years], reached on the corresponding day.

    Returns
    -------
    array of bool
        registered + years ≤ base.
    """
    return (years_after(registered, years) <= base).to_numpy(dtype=bool)


def operating_states(registered: pd.Series[Any], base: pd.Timestamp, years: int) -> Texts:
    """Return the state of the condition 年限 (八(一))."""
    has = has_operated(registered, base, years)
    return state_of(~has, np.zeros(len(has), dtype=bool))
