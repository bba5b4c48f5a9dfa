"""Lists in cells: several districts or numbers for each section."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from qdcalc.exact.dtypes import Ints
from qdcalc.exact.texts import split_list


@dataclass(frozen=True)
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
