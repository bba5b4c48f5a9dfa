"""Limits moved to where values as given meet them (workbooks.md: 15 significant digits)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qdcalc.exact.decimals import decimal15
from qdcalc.exact.given import Given, highest, lowest

# decimals of at most 15 digits, as limits are printed and as a spreadsheet shows them
LIMITS = st.builds(
    lambda digits, places: float(f"{digits}e-{places}"),
    st.integers(0, 10**15 - 1),
    st.integers(0, 20),
)
STEPS = st.integers(-70, 70)


def stepped(value: float, steps: int) -> float:
    """Return the float so many steps away."""
    for _ in range(abs(steps)):
        value = float(np.nextafter(value, np.inf if steps > 0 else -np.inf))
    return value


@given(LIMITS, STEPS)
def test_a_moved_limit_decides_as_the_value_that_is_read(limit: float, steps: int) -> None:
    value = stepped(limit, steps)
    read = decimal15([value])[0]
    assert (value <= highest(limit)) == (read <= limit)
    assert (value >= lowest(limit)) == (read >= limit)


def test_a_float_that_shows_as_the_limit_meets_it() -> None:
    """0.1 + 0.2 shows as 0.3, in a spreadsheet as here; 0.30000000000000043 shows as …0004."""
    assert 0.1 + 0.2 > 0.3
    assert highest(0.3) >= 0.1 + 0.2
    assert highest(0.3) < 0.3000000000000006
    assert lowest(0.3) <= 0.29999999999999999
    assert highest([0.3, 1.0]).tolist() == [highest(0.3), highest(1.0)]
    assert np.isnan(highest(np.nan))
    assert lowest(-np.inf) == -np.inf


@given(st.lists(st.one_of(LIMITS, st.just(np.nan), st.floats(-1e9, 1e9)), max_size=12))
def test_the_ends_are_those_of_what_is_read(values: list[float]) -> None:
    column = Given.of(np.array(values, dtype=np.float64))
    read = decimal15(values) + 0.0
    assert column.has_blank == bool(np.isnan(read).any())
    if np.isnan(read).all():
        assert np.isnan([column.low, column.high]).all()
    else:
        assert (column.low, column.high) == (np.nanmin(read), np.nanmax(read))
    np.testing.assert_array_equal(column.read, read)
    np.testing.assert_array_equal(column.at(np.arange(len(values))), read)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([0.0, 1.0], True), ([np.nan], True), ([], True), ([0.0, 5e-324], False),
        ([-1e-310, 2.0], False), ([np.inf], False), ([-np.inf, 0.0], False), ([1e301], False),
        ([-5.0, -1.0], True),
    ],
)  # fmt: skip
def test_what_no_float_holds_well_is_not_ordinary(values: list[Any], expected: bool) -> None:
    assert Given.of(np.array(values, dtype=np.float64)).is_ordinary is expected


def test_minus_nothing_is_nothing() -> None:
    assert np.signbit(Given.of(np.array([-0.0, 1.0])).read).tolist() == [False, False]
