"""Which projects the limit applies to, and from which day on (三, 五(二), 五(三), 五末段)."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import assert_never

import numpy as np
import numpy.typing as npt

from qdcalc.exact.dtypes import Bools, Ints, Texts
from qdcalc.review.words import CITY_LEVEL, Office, Start

Days = npt.NDArray[np.datetime64]


class Scope(IntEnum):
    """Whether the limit applies to a project, or why it does not."""

    APPLIES = 0
    OUT_OF_SCOPE = 1
    CARRIED_OVER = 2
    BEFORE_START = 3


def first_days(
    districts: Texts, start: Start, city: np.datetime64, district: np.datetime64
) -> Days:
    """Return the first day of acceptance to which the limit applies, a row each (五(二)、五末段).

    Parameters
    ----------
    districts : array of str
        Short names; 市级 is the city itself.
    start : Start
        The option in force.
    city, district : datetime64
        The day on which joint acceptance starts; the one by which the districts are done.
    """
    match start:
        case Start.CITY:
            return np.full(len(districts), city)
        case Start.DISTRICT:
            return np.where(districts == CITY_LEVEL, city, district)
        case other:
            assert_never(other)


def applicability(
    accepted: Days,
    kinds: Texts,
    offices: Texts,
    is_resubmitted: Bools,
    first: Days,
    *,
    out_of_scope: Sequence[str],
    joint_from: np.datetime64,
) -> Ints:
    """Return a :class:`Scope` for each project (三, 五(三)).

    Parameters
    ----------
    accepted : array of datetime64[D]
        受理日期.
    kinds, offices : array of str
        工程类别 and 受理部门.
    is_resubmitted : array of bool
        重新报批.
    first : array of datetime64[D]
        What :func:`first_days` returns.
    out_of_scope : sequence of str
        The kinds of work that other rules govern.
    joint_from : datetime64
        What the fire and air-defence departments accepted before this day they finish themselves.

    Returns
    -------
    array of int64
        The first reason that holds; 0 where the limit applies.
    """
    is_own = np.isin(offices, [str(Office.FIRE), str(Office.AIR_DEFENCE)])
    return np.select(
        [
            np.isin(kinds, list(out_of_scope)),
            is_own & (accepted < joint_from) & ~is_resubmitted,
            accepted < first,
        ],
        [Scope.OUT_OF_SCOPE, Scope.CARRIED_OVER, Scope.BEFORE_START],
        Scope.APPLIES,
    ).astype(np.int64)
