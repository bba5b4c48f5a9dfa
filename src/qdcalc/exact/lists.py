"""Lists in cells: several districts or numbers for each section; where something stands in one."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from qdcalc.exact.coded import Coded
from qdcalc.exact.dtypes import Ints, Texts
from qdcalc.exact.patterns import Lazy
from qdcalc.exact.texts import split_list
from qdcalc.record import record

_SPARSE = 8  # times fewer places are looked for one by one
_ZEROS = Lazy(r"^0+(?=\d+$)")  # before the figures of a code


@record
class Lists:
    """A list of whole numbers for each of ``len(starts)`` owners, one after the other."""

    starts: Ints
    counts: Ints
    items: Ints

    @staticmethod
    def of(owners: Ints, items: npt.NDArray[Any], size: int) -> Lists:
        """Group items by owner; the order within an owner stays."""
        order = np.argsort(owners, kind="stable")
        counts = np.bincount(owners, minlength=size).astype(np.int64)
        return Lists(np.cumsum(counts) - counts, counts, items[order].astype(np.int64))

    def owners(self) -> Ints:
        """Return the owner of each item."""
        return np.repeat(np.arange(len(self.starts)), self.counts)

    def of_rows(self, rows: Ints) -> Lists:
        """Return the lists of the given owners, an owner a row."""
        counts = self.counts[rows]
        starts = np.cumsum(counts) - counts
        within = np.arange(int(counts.sum())) - np.repeat(starts, counts)
        return Lists(starts, counts, self.items[np.repeat(self.starts[rows], counts) + within])


def exploded(texts: pd.Series[str]) -> pd.DataFrame:
    """Split lists of names or numbers: columns ``row`` (position) and ``name``, in their order.

    A blank cell and 无 have no rows.
    """
    codes, distinct = pd.factorize(texts.to_numpy(dtype=object))
    parts = [split_list(text) for text in distinct]
    sizes = np.array([len(p) for p in parts] + [0], dtype=np.int64)
    flat = Lists(
        np.cumsum(sizes) - sizes, sizes, np.arange(int(sizes.sum()), dtype=np.int64)
    ).of_rows(np.where(codes < 0, len(parts), codes))
    names = np.array([name for p in parts for name in p], dtype=object)
    return pd.DataFrame({"row": flat.owners(), "name": pd.Series(names[flat.items], dtype=object)})


def code_places(listed: Texts, written: Texts | pd.Series[str] | Coded) -> Ints:
    """Return where written codes stand among listed ones, −1 for none; 01 is 1 where only one is.

    >>> code_places(np.array(["1", "2", "02"]), np.array(["01", "02", "3"])).tolist()
    [0, 2, -1]
    """
    coded = written if isinstance(written, Coded) else Coded.of(written)
    known = {code: place for place, code in enumerate(listed.tolist())}
    distinct = coded.distinct
    found: Ints = np.array([known.get(code, -1) for code in distinct.tolist()], dtype=np.int64)
    lost = np.flatnonzero(found < 0)
    if lost.size:
        bare, wanted = (
            pd.Series(c, dtype=object).str.replace(_ZEROS.pattern, "", regex=True)
            for c in (listed, distinct[lost])
        )
        only = np.flatnonzero(~bare.duplicated(keep=False))
        found[lost] = np.append(only, -1)[pd.Index(bare.iloc[only]).get_indexer(pd.Index(wanted))]
    return np.append(found, -1)[coded.codes]


def places(kinds: list[type], wanted: Collection[type]) -> Ints:
    """Return where one of some types stands in a list of types, in order.

    >>> places([float, str, float], [str])
    array([1])
    """
    count = sum(map(kinds.count, wanted))
    if count == len(kinds):
        return np.arange(count)
    if count * _SPARSE > len(kinds):
        return np.flatnonzero(np.fromiter((k in wanted for k in kinds), bool, len(kinds)))
    found = []
    for kind in wanted:
        place = -1
        for _ in range(kinds.count(kind)):
            place = kinds.index(kind, place + 1)
            found.append(place)
    return np.array(sorted(found), dtype=np.int64)
