"""Columns of a typed table as arrays, with what a blank means there."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from qdcalc.exact.dtypes import Bools, Ints, Texts
from qdcalc.exact.texts import key


def keys(texts: pd.Series[Any]) -> Texts:
    """Return what names are compared by, once for each distinct name; a blank is empty."""
    codes, distinct = pd.factorize(texts.to_numpy(dtype=object))
    return np.array([*(key(t) for t in distinct), ""], dtype=object)[codes]


def filled(texts: pd.Series[Any] | Texts) -> Texts:
    """Return texts with blanks as empty texts."""
    given = np.asarray(texts, dtype=object)
    return np.where(pd.isna(given), "", given).astype(object)


def whole(numbers: pd.Series[Any]) -> Ints:
    """Return whole numbers, blanks as 0 (whether one is blank is asked apart)."""
    return numbers.fillna(0).to_numpy(dtype=np.int64)


def yes(answers: pd.Series[Any], default: Bools | bool = False) -> Bools:
    """Return answers as truth values; a blank, or an absent column, is the default (否)."""
    given = answers.astype("boolean")
    return np.where(given.isna(), default, given.fillna(False)).astype(bool)


def alike(names: pd.Series[str]) -> pd.Series[str]:
    """Write a name as it is written first, whatever blanks and widths it has elsewhere."""
    distinct = names.dropna().drop_duplicates()
    first = distinct.groupby(distinct.map(key)).transform("first")
    return names.map(dict(zip(distinct, first, strict=True)))
