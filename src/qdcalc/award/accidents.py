"""Grave accidents of the years before the base day (八(六))."""

from __future__ import annotations

from typing import assert_never

import numpy as np
import pandas as pd

from qdcalc.award.answers import state_of
from qdcalc.award.words import AccidentKind, AccidentLevel, AccidentScope, State
from qdcalc.exact.dtypes import Bools, Ints, Texts

GRAVE = (str(AccidentLevel.WORST), str(AccidentLevel.MAJOR))
NAMED = tuple(str(kind) for kind in AccidentKind if kind != AccidentKind.OTHER)


def is_grave(accidents: pd.DataFrame, scope: AccidentScope) -> Bools:
    """Say which accidents are 重大 or 特别重大 and of a kind that counts (八(六)).

    Parameters
    ----------
    accidents : DataFrame
        Columns ``kind`` and ``level``.
    scope : AccidentScope
    """
    grave = accidents["level"].isin(GRAVE).to_numpy(dtype=bool)
    match scope:
        case AccidentScope.NAMED:
            return grave & accidents["kind"].isin(NAMED).to_numpy(dtype=bool)
        case AccidentScope.ANY_KIND:
            return grave
        case other:
            assert_never(other)


def since(base: pd.Timestamp, years: int) -> pd.Timestamp:
    """Return the day that many years before the base day; the days after it count (八(六))."""
    return base - pd.DateOffset(years=years)


def is_recent(days: pd.Series[pd.Timestamp], base: pd.Timestamp, years: int) -> Bools:
    """Say which days are within the years before the base day, it included (八(六)).

    The day that many years before itself is outside.
    """
    return ((days > since(base, years)) & (days <= base)).to_numpy(dtype=bool)


def accident_counts(
    organisations: Texts,
    accidents: pd.DataFrame,
    base: pd.Timestamp,
    years: int,
    scope: AccidentScope,
) -> Ints:
    """Count each organisation's grave accidents within the years before the base day (八(六)).

    Parameters
    ----------
    organisations : array of str
        Names as they are compared.
    accidents : DataFrame
        Columns ``who`` (a name as it is compared), ``day``, ``kind``, ``level``.
    base : Timestamp
        评审基准日.
    years : int
        不得有重大事故的年数 [years].
    scope : AccidentScope
        Whether kinds that are not named count.
    """
    counts = is_grave(accidents, scope) & is_recent(accidents["day"], base, years)
    found = accidents["who"][counts].value_counts()
    of_each = found.reindex(organisations).fillna(0)
    return np.asarray(of_each, dtype=np.int64)


def accident_states(counts: Ints | None, size: int) -> Texts:
    """Return the state of the condition 事故: without the sheet (None) it can't be said."""
    if counts is None:
        return np.full(size, str(State.OPEN), dtype=object)
    return state_of(counts > 0, np.zeros(size, dtype=bool))
