"""A column of texts looked through at once is what pandas finds in it, row by row.

Contract: style.md "pandas 3: strings are `str`; with and without pyarrow differ: test both".
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pa = pytest.importorskip("pyarrow")

from qdcalc.exact.arrow_texts import coded  # noqa: E402

TURNS, TIMES = st.integers(1, 40), st.integers(1, 12)
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
EVEN = st.integers(1, 8).flatmap(
    lambda size: st.lists(st.text("ab019", min_size=size, max_size=size), min_size=1, max_size=9)
)


def column(texts: list[Any], kind: str, cut: int = 0) -> pd.Series[str]:
    """Return texts as pandas holds them with pyarrow: whole, or the rows after some."""
    held = pa.chunked_array([pa.array([*["x"] * cut, *texts], getattr(pa, kind)())])
    dtype: Any = pd.StringDtype("pyarrow", na_value=np.nan)
    return pd.Series(dtype.__from_arrow__(held)).iloc[cut:]


def same(values: pd.Series[str]) -> None:
    """Hold what is found against pandas' own words."""
    found = coded(values)
    codes, distinct = pd.factorize(values.to_numpy(dtype=object))
    assert found is not None
    assert found.codes.tolist() == codes.tolist()
    assert found.codes.dtype == np.int64
    assert found.distinct.tolist() == distinct.tolist()


@settings(max_examples=150, deadline=None)
@given(
    EVEN | st.lists(WORDS, min_size=1, max_size=9), TURNS, TIMES, st.booleans(),
    st.sampled_from(["string", "large_string"]), st.integers(0, 3),
    st.none() | st.integers(0, 200),
)  # fmt: skip
def test_runs_turns_and_neither(
    texts: list[str], turns: int, times: int, in_runs: bool, kind: str, cut: int, odd: int | None
) -> None:
    rows: list[Any]
    rows = [t for t in texts for _ in range(turns)] if in_runs else texts * turns
    rows = rows[: len(rows) - len(rows) % times or None]
    if odd is not None:  # one that breaks the run or the turn
        other: list[Any] = [None, "", "zz", texts[0]]
        rows[odd % len(rows)] = other[odd % 4]
    same(column(rows, kind, cut))


def test_a_turn_that_nearly_comes_again() -> None:
    """The last row alone is another's: it is not taken for the turn's."""
    rows = [f"S{n:04d}" for n in range(50)] * 8
    same(column(rows, "large_string"))
    same(column([*rows[:-1], "S0000"], "large_string"))
    same(column([*rows, "S0000"], "large_string"))


@pytest.mark.parametrize("size", [1, 7, 8, 9])
def test_the_last_texts_need_nothing_after_them(size: int) -> None:
    same(column(["1" * size, "2" * size] * 30, "string"))
    same(column(["1" * size], "string"))


def test_none_where_pandas_holds_objects() -> None:
    assert coded(pd.Series(["1", "2"], dtype=object)) is None
    assert coded(pd.Series(["1", "2"], dtype=pd.StringDtype("python", na_value=np.nan))) is None
    assert coded(pd.Series([1.0, 2.0])) is None
