"""Rows of 校验: sides held against each other, one by one where they are few, else counted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from qdcalc.exact.dtypes import Bools
from qdcalc.notice.description import CheckRow
from qdcalc.table.live import held, wrong_totals

if TYPE_CHECKING:
    from qdcalc.table.live import Check, Side

MOST = 60  # rows of one kind that are shown one by one


def none_wrong(said: str, wrong: npt.ArrayLike, live: Side | None = None) -> CheckRow:
    """Return the check that none of the flags is true: 「… = 0」; ``live`` counts them."""
    count = int(np.count_nonzero(np.asarray(wrong)))
    return CheckRow(f"{said} = 0", count, 0, False, None if live is None else held(live))


def totals_added(table: str, label: str) -> CheckRow:
    """Return the check that a table's row 合计, added up when it is written, is still the sum."""
    return none_wrong(f"{label}合计行不等于各行之和的列数", [], wrong_totals(table))


def sides(
    said: str,
    left: pd.Series[Any],
    right: pd.Series[Any],
    *,
    is_hundredths: bool = True,
    live: Callable[[Any], Check | None] = lambda _: None,
) -> Iterator[CheckRow]:
    """Hold two sides against each other, key by key.

    Parameters
    ----------
    said : str
        What is compared; ``{}`` is where the key stands.
    left, right : Series of int
        One value a key; a key that one side lacks counts as 0 there.
    is_hundredths : bool
        The values are shown divided by 100.
    live : callable
        Returns the formulas of both sides for a key, for None those of the totals.

    Yields
    ------
    CheckRow
        One a key, or, where they are many, the totals and how many keys differ.
    """
    left, right = (_one_a_key(side) for side in (left, right))
    keys = left.index.union(right.index, sort=False)
    both = [side.reindex(keys, fill_value=0).fillna(0).astype(np.int64) for side in (left, right)]
    if len(keys) <= MOST:
        names = [" ".join(map(str, k)) if isinstance(k, tuple) else str(k) for k in keys]
        lists = (side.tolist() for side in both)
        for name, key, one, other in zip(names, keys, *lists, strict=True):
            yield CheckRow(said.format(name), one, other, is_hundredths, live(key), kind=said)
        return
    sums = [sum(side.tolist()) for side in both]
    differ = int(np.count_nonzero(both[0].to_numpy() != both[1].to_numpy()))
    yield from together(said, sums, differ, is_hundredths=is_hundredths, live=live(None))


def together(
    said: str, sums: Sequence[int], differ: int, *, is_hundredths: bool, live: Check | None = None
) -> Iterator[CheckRow]:
    """Yield the two lines of many keys: the totals, and how many keys differ."""
    everything, each = said.format("全部").strip(), said.format("逐项").strip()
    yield CheckRow(everything, sums[0], sums[1], is_hundredths, live, kind=said)
    yield CheckRow(f"{each}，不符的个数 = 0", differ, 0, is_hundredths=False, kind=said)


def _one_a_key(side: pd.Series[Any]) -> pd.Series[Any]:
    """Add up what has the same key."""
    if side.index.is_unique:
        return side
    return side.groupby(level=list(range(side.index.nlevels)), sort=False).sum()


def unlike(left: pd.DataFrame, right: pd.DataFrame, keys: list[str], columns: list[str]) -> Bools:
    """Say of each key of either frame whether the other lacks it or has another value.

    Both missing is alike; a key that stands twice on one side is unlike.
    """
    one, other = (frame[[*keys, *columns]].reset_index(drop=True) for frame in (left, right))
    if _stand_alike(one, other, keys):  # as mostly: then nothing need be joined
        wrong = pd.Series(False, index=one.index)
        pairs = [(one[column], other[column]) for column in columns]
    else:
        both = one.assign(is_there=True).merge(
            other.assign(is_there=True), on=keys, how="outer", suffixes=("", "_other")
        )
        wrong = both["is_there"].isna() | both["is_there_other"].isna() | both.duplicated(keys)
        pairs = [(both[column], both[f"{column}_other"]) for column in columns]
    for mine, theirs in pairs:
        same = (mine == theirs).fillna(False) | (mine.isna() & theirs.isna())
        wrong |= ~same.astype(bool)
    return wrong.to_numpy(dtype=bool)


def _stand_alike(left: pd.DataFrame, right: pd.DataFrame, keys: list[str]) -> bool:
    """Say whether two frames have the same keys in the same order, each once."""
    return left[keys].equals(right[keys]) and not left.duplicated(keys).any()
