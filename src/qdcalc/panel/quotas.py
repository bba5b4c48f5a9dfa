"""The quota of each category by the largest remainder, in whole numbers (二(三), 附件3)."""

from __future__ import annotations

from typing import assert_never

import numpy as np
import numpy.typing as npt
import pandas as pd

from qdcalc.errors import UsageError
from qdcalc.exact.dtypes import Bools, Ints
from qdcalc.notice.figures import option_of
from qdcalc.panel.words import Ties, Zero
from qdcalc.record import record

LARGEST = 10_000_000  # people of a venue or a composition: products stay within int64


@record
class Allocation:
    """The quotas of blocks, a venue's group each, and how they came about.

    ``base`` is what a category has before the rest is given out, ``rest`` its remainder (as a
    numerator over ``whole``; −1 where it takes no part), ``left`` what is left to give out in its
    block, ``turn`` its turn there from 0, ``is_raised`` whether it has one only because each has.
    """

    quota: Ints
    base: Ints
    rest: Ints
    left: Ints
    turn: Ints
    is_raised: Bools


def allocated(
    size: Ints, people: Ints, whole: Ints, block: Ints, *, ties: Ties, zero: Zero
) -> Allocation:
    """Give out each block's places in proportion, the rest by the largest remainders (附件3).

    Parameters
    ----------
    size : array of int64
        The people of each row's venue and group [persons].
    people, whole : array of int64
        The category's figure in the composition, and the sum of its column [persons].
    block : array of int64
        Which rows belong together; within a block they stand in printed order.
    ties, zero : Ties, Zero
        The options in force.
    """
    product = size * people
    base, rest = product // whole, product % whole
    is_raised = np.zeros(len(size), dtype=bool)
    match zero:
        case Zero.ALLOW:
            pass
        case Zero.AT_LEAST_ONE:
            is_raised = (product > 0) & (base == 0)
            base, rest = np.where(is_raised, 1, base), np.where(base == 0, -1, rest)
        case other:
            assert_never(other)
    match ties:
        case Ties.ORDER:
            first = np.zeros_like(people)
        case Ties.LARGER:
            first = -people
        case other_ties:
            assert_never(other_ties)
    order = np.lexsort((np.arange(len(size)), first, -rest, block))
    turn = np.empty(len(size), dtype=np.int64)
    turn[order] = pd.Series(block[order]).groupby(block[order]).cumcount().to_numpy()
    left = size - pd.Series(base).groupby(block).transform("sum").to_numpy(dtype=np.int64)
    quota = base + ((turn < left) & (rest >= 0))
    return Allocation(quota, base, rest, left, turn, is_raised)


def largest_remainder(
    size: int, people: npt.ArrayLike, *, ties: str = "order", zero: str = "allow"
) -> Ints:
    """名额：一个会场一组的人数按构成比例分给各类别，取整后剩下的给余数大的。

    参数：``size`` 是会场每组的人数，``people`` 是构成表里各类别的人数（按印刷顺序），``ties``、
    ``zero`` 是口径的取值。

    例::

        qdcalc.panel.largest_remainder(60, [100, 80, 30])

    Give out the places of one venue's group by the largest remainder (附件3).

    Parameters
    ----------
    size : int
        The people of the venue's group [persons].
    people : array of int
        Each category's figure in the composition, in printed order [persons].
    ties : str
        ``order`` or ``larger``.
    zero : str
        ``allow`` or ``at-least-one``.

    Returns
    -------
    array of int64
        The quota of each category; they add up to ``size``.

    Raises
    ------
    UsageError
        A figure is no whole number from 0 on, all are 0, or the venue is too small.
    """
    own = np.asarray(people)
    is_whole = own.ndim == 1 and own.dtype.kind in "iu" and isinstance(size, (int, np.integer))
    if not is_whole or not len(own) or own.min() < 0 or not 0 <= size <= LARGEST:
        raise UsageError("参数 size、people 应是 0 至 10,000,000 的整数，people 是一列")
    if own.sum() == 0 or own.max() > LARGEST:
        raise UsageError("参数 people 的合计应大于 0，各数不超过 10,000,000")
    full = [np.full(len(own), number, dtype=np.int64) for number in (size, own.sum(), 0)]
    found = allocated(
        full[0], own.astype(np.int64), full[1], full[2],
        ties=Ties(option_of("qdcalc.panel", "ties")("ties", ties)),
        zero=Zero(option_of("qdcalc.panel", "zero")("zero", zero)),
    )  # fmt: skip
    if found.left[0] < 0:
        raise UsageError(f"参数 size（{size}）太小：{found.base.sum()} 个类别至少各要一名")
    return found.quota


def quota_rows(
    venues: pd.DataFrame, composition: pd.DataFrame, *, ties: Ties, zero: Zero
) -> pd.DataFrame:
    """Return the quota of each venue, group and category, in printed order.

    Returns
    -------
    DataFrame
        ``venue``, ``kind``, ``size``, ``group``, ``place``, ``category``, ``people``, ``whole``,
        and the fields of :class:`Allocation`.
    """
    rows = venues.rename(columns={"people": "size", "origin": "size_from"})
    rows = rows.assign(number=np.arange(len(rows)))
    found = rows.merge(composition.rename(columns={"origin": "people_from"}), on="kind")
    found = found.sort_values(["number", "group", "place"], kind="stable", ignore_index=True)
    block = (found["number"] * 4 + found["group"]).to_numpy(dtype=np.int64)
    size, people, whole = (
        found[name].to_numpy(dtype=np.int64) for name in ("size", "people", "whole")
    )
    own = allocated(size, people, whole, block, ties=ties, zero=zero)
    return found.assign(**vars(own))
