"""District names: the notice's list, its spellings, and lists of names in cells (clause 五)."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from qdcalc.cells import key
from qdcalc.parsing import split_list
from qdcalc.policy import Figure

UNKNOWN = -1


@dataclass(frozen=True)
class Districts:
    """The districts in the order of the accounts; the city comes after the last.

    A district is held as its place in ``names``; ``city`` is the place of the city.
    """

    names: tuple[str, ...]
    spellings: dict[str, int]
    city_name: str

    @property
    def city(self) -> int:
        """The city's place."""
        return len(self.names)

    @property
    def all_names(self) -> npt.NDArray[np.object_]:
        """Names by place, the city's last."""
        return np.array([*self.names, self.city_name], dtype=object)

    def places(self, texts: pd.Series[str]) -> npt.NDArray[np.int64]:
        """Return each name's place, ``UNKNOWN`` where it is not in the list."""
        codes, distinct = pd.factorize(texts.to_numpy(dtype=object))
        known = np.array([self.spellings.get(key(t), UNKNOWN) for t in distinct], dtype=np.int64)
        return np.append(known, UNKNOWN)[codes]

    def nearest(self, name: str) -> str:
        """Return a hint at the name that was perhaps meant, or nothing."""
        near = difflib.get_close_matches(key(name), list(self.spellings), n=1, cutoff=0.5)
        return f"（是不是 {self.names[self.spellings[near[0]]]}？）" if near else ""


def districts_of(figure: Figure, months: list[int], city_name: str) -> Districts:
    """Return the districts of every version of the list in force in the months."""
    spellings: dict[str, int] = {}
    names: list[str] = []
    for version in figure.versions_of(months):
        for name, others in version.value.items():
            if name not in names:
                names.append(name)
            for spelling in (name, *others):
                spellings.setdefault(key(spelling), names.index(name))
    return Districts(tuple(names), spellings, city_name)


@dataclass(frozen=True)
class Lists:
    """A list of whole numbers for each of ``len(starts)`` owners, one after the other."""

    starts: npt.NDArray[np.int64]
    counts: npt.NDArray[np.int64]
    items: npt.NDArray[np.int64]

    @staticmethod
    def of(owners: npt.NDArray[np.int64], items: npt.NDArray[Any], size: int) -> Lists:
        """Group items by owner; the order within an owner stays."""
        order = np.argsort(owners, kind="stable")
        counts = np.bincount(owners, minlength=size).astype(np.int64)
        return Lists(np.cumsum(counts) - counts, counts, items[order].astype(np.int64))

    def owners(self) -> npt.NDArray[np.int64]:
        """Return the owner of each item."""
        return np.repeat(np.arange(len(self.starts)), self.counts)

    def of_rows(self, rows: npt.NDArray[np.int64]) -> Lists:
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
