"""Columns of few distinct values: what is said of a value is found once, not once a row."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from qdcalc.exact.dtypes import Bools, Ints, Texts
from qdcalc.exact.texts import key, without_unseen

_JOINT = "|"
_FEW = 2_000  # characters that are looked at one by one as fast
_MOST = 1_000_000  # characters that are remembered: the same column is asked about several times


@lru_cache(8)
def _signs(joined: str) -> str:
    """Return the characters of a text, each once."""
    if len(joined) < _FEW:
        return "".join(sorted(set(joined)))
    points = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    return "".join(map(chr, np.flatnonzero(np.bincount(points)).tolist()))


@lru_cache(8)
def _is_plain(joined: str) -> bool:
    """Say whether a text is NFKC and holds nothing that can't be seen."""
    signs = _signs(joined)
    return without_unseen(signs) == signs and unicodedata.is_normalized("NFKC", joined)


class Together:
    """Many texts looked at as one: where nothing in them is odd none is looked at by itself."""

    def __init__(self, texts: Iterable[str]) -> None:
        self.texts = list(texts)
        self.joined = _JOINT.join(self.texts)

    @cached_property
    def signs(self) -> str:
        """The characters that they are written with, each once."""
        return _signs(self.joined) if len(self.joined) < _MOST else _signs.__wrapped__(self.joined)

    @cached_property
    def folded(self) -> str:
        """The texts, joined, as case does not matter."""
        return self.joined.casefold()

    def may_have(self, words: Iterable[str]) -> bool:
        """Say whether any of some folded words may stand in the texts, by their characters."""
        signs = set(self.signs.casefold())
        return any(signs.issuperset(word) for word in words)

    @cached_property
    def is_plain(self) -> bool:
        """Whether every text is NFKC and holds nothing that can't be seen."""
        if self.joined.count(_JOINT) != max(len(self.texts) - 1, 0):
            return False
        known = _is_plain if len(self.joined) < _MOST else _is_plain.__wrapped__
        return known(self.joined)

    @cached_property
    def has_blanks(self) -> bool:
        """Whether any text may hold a blank, a line break or a tabulator."""
        return any(sign.isspace() for sign in self.signs)

    @property
    def are_normal(self) -> bool:
        """Whether every text is surely as :func:`~qdcalc.exact.texts.normal` leaves it."""
        return self.is_plain and not self.has_blanks

    @cached_property
    def keys(self) -> list[str]:
        """What the texts are compared by (:func:`~qdcalc.exact.texts.key`)."""
        if not self.are_normal or "−" in self.signs:
            return [key(text) for text in self.texts]
        return self.folded.split(_JOINT) if self.texts else []


@dataclass(frozen=True, eq=False)
class Coded:
    """A column as its distinct values and the place of each row's among them, −1 for a blank."""

    codes: Ints
    distinct: npt.NDArray[Any]

    @staticmethod
    def of(values: Any) -> Coded:
        """Look through a column once."""
        codes, distinct = pd.factorize(values)
        return Coded(codes.astype(np.int64, copy=False), np.asarray(distinct, dtype=object))

    @staticmethod
    def of_few(texts: Iterable[Any]) -> Coded:
        """Look through a short list of texts; what is none of them is blank."""
        places: dict[str, int] = {}
        codes = [
            places.setdefault(text, len(places)) if isinstance(text, str) else -1 for text in texts
        ]
        distinct = np.empty(len(places), dtype=object)
        distinct[:] = list(places)
        return Coded(np.array(codes, dtype=np.int64), distinct)

    def __len__(self) -> int:
        return len(self.codes)

    @cached_property
    def values(self) -> Texts:
        """The value of each row, None for a blank."""
        return self.spread(None)

    def spread(self, blank: Any) -> Texts:
        """Return the value of each row, another for a blank."""
        values: Texts = np.append(self.distinct, [blank])[self.codes]
        return values

    @cached_property
    def are_distinct(self) -> bool:
        """Whether every row has a value that no other has."""
        return len(self.distinct) == len(self.codes) and not self.has_blank

    @cached_property
    def has_blank(self) -> bool:
        """Whether any row is blank."""
        return bool(len(self.codes) and self.codes.min() < 0)

    @cached_property
    def together(self) -> Together:
        """The distinct values, which are texts, as one."""
        return Together(self.distinct.tolist())

    def where(self, test: Callable[[Any], bool]) -> Ints:
        """Return the rows whose value passes; a blank does not."""
        passed = np.array([*(bool(test(value)) for value in self.distinct.tolist()), False])
        return np.flatnonzero(passed[self.codes]) if passed.any() else np.zeros(0, dtype=np.int64)

    def only(self, rows: Bools) -> Coded:
        """Return the column with blanks in the other rows."""
        return Coded(np.where(rows, self.codes, -1), self.distinct)

    def merged(self) -> Coded:
        """Return the same column where equal values may stand twice among the distinct ones."""
        listed = self.distinct.tolist()
        if len(set(listed)) == len(listed) and None not in listed:
            return self
        places: dict[Any, int] = {}
        of = [-1 if v is None else places.setdefault(v, len(places)) for v in self.distinct]
        distinct = np.empty(len(places), dtype=object)
        distinct[:] = list(places)
        return Coded(np.array([*of, -1], dtype=np.int64)[self.codes], distinct)
