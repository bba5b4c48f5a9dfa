"""Exact decimals: every expectation is Python's Decimal or Fraction, or worked by hand.

Contract: workbooks.md "read at 15 significant digits as Excel shows it"; water.md, compare =
rounded: half to even as GB/T 8170 has it, a change of unit is exact.
"""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from qdcalc.exact import decimals

# beyond 1e286 see test_parsing.test_a_huge_number_is_read_without_a_warning
finite = st.floats(min_value=-1e286, max_value=1e286)
# what a laboratory or a ledger writes: up to 15 digits, up to 18 places
digits_and_places = st.tuples(
    st.integers(-(10**15) + 1, 10**15 - 1), st.integers(min_value=0, max_value=18)
)


def exact(value: float) -> Decimal:
    """Return the decimal of 15 significant digits that a float stands for."""
    return Context(prec=15).create_decimal(repr(value))


def as_float(mantissa: int, places: int) -> float:
    return float(Decimal(mantissa).scaleb(-places))


def test_decimal15_takes_the_noise_off_a_sum() -> None:
    # 0.1 + 0.2 is 0.30000000000000004 in binary; Excel shows 0.3 (water.md, "Cells")
    assert decimals.decimal15([0.1 + 0.2]).tolist() == [0.3]
    assert decimals.decimal15([1.1 * 3, 0.7 + 0.1, 4.35 * 100]).tolist() == [3.3, 0.8, 435.0]


def test_decimal15_keeps_blanks_and_does_not_write_into_its_argument() -> None:
    given_values = np.array([np.nan, 0.1 + 0.2])
    read = decimals.decimal15(given_values)
    assert np.isnan(read[0])
    assert given_values[1] == 0.1 + 0.2 != read[1]


@given(st.lists(finite, max_size=20))
@example([1e22, 1e23, 5e-324, -0.0, 123456789012345.6])
def test_decimal15_is_fifteen_significant_digits(values: list[float]) -> None:
    read = decimals.decimal15(values)
    assert read.tolist() == [float(f"{v:.14e}") for v in values]


@given(digits_and_places)
def test_decimal15_leaves_a_decimal_alone(number: tuple[int, int]) -> None:
    value = as_float(*number)
    assert decimals.decimal15([value]).tolist() == [value]


@given(st.lists(st.tuples(digits_and_places, st.integers(0, 15)), min_size=1, max_size=20))
@example([((25, 3), 2), ((35, 3), 2), ((-25, 3), 2), ((5, 1), 0), ((15, 1), 0), ((-5, 1), 0)])
@example([((999999999999999, 15), 3), ((123456789012345, 18), 15)])
def test_round_half_even_is_quantize(cases: list[tuple[tuple[int, int], int]]) -> None:
    values = np.array([as_float(*number) for number, _ in cases])
    places = np.array([keep for _, keep in cases])
    wanted = [
        float(
            exact(v).quantize(Decimal(1).scaleb(-p), rounding=ROUND_HALF_EVEN, context=Context(60))
        )
        for v, p in zip(values.tolist(), places.tolist(), strict=True)
    ]
    assert decimals.round_half_even(values, places).tolist() == wanted


@given(st.integers(-(10**12), 10**12), st.integers(0, 6))
def test_ties_go_to_the_even_neighbour(whole: int, keep: int) -> None:
    # a tie exactly between two neighbours: …·5 one place below what is kept
    tie = Fraction(2 * whole + 1, 2 * 10**keep)
    if abs(tie) * 10 ** (keep + 1) >= 10**15:
        return
    even = whole if whole % 2 == 0 else whole + 1
    rounded = decimals.round_half_even(np.array([float(tie)]), keep)
    assert rounded.tolist() == [float(Fraction(even, 10**keep))]


def test_round_half_even_of_blank_and_of_whole_numbers() -> None:
    rounded = decimals.round_half_even(np.array([np.nan, 12.0, 1e15, 2e22]), 1)
    assert np.isnan(rounded[0])
    assert rounded[1:].tolist() == [12.0, 1e15, 2e22]


def test_round_half_even_worked_by_hand() -> None:
    # GB/T 8170 3.1: 1.05 → 1.0, 1.15 → 1.2, 0.25 → 0.2, 0.35 → 0.4, 2.5 → 2
    values = np.array([1.05, 1.15, 0.25, 0.35, 2.5, 1.0501])
    places = np.array([1, 1, 1, 1, 0, 1])
    wanted = [1.0, 1.2, 0.2, 0.4, 2.0, 1.1]
    assert decimals.round_half_even(values, places).tolist() == wanted


@given(st.lists(digits_and_places, min_size=1, max_size=12))
@example([(-5, 18), (123, 0)])
@example([(999_999_999_999_999, 0), (1, 18)])
def test_scaled_are_exact_integers(numbers: list[tuple[int, int]]) -> None:
    values = np.array([as_float(*n) for n in numbers])
    places = decimals.common_places(values)
    assert all(
        exact(v) == exact(v).quantize(Decimal(1).scaleb(-places), context=Context(60))
        for v in values.tolist()
    )
    wanted = [int(exact(v).scaleb(places, context=Context(60))) for v in values.tolist()]
    assert [int(s) for s in decimals.scaled(values, places).tolist()] == wanted


def test_common_places_are_the_most_of_all_columns() -> None:
    columns = np.array([1.0, np.nan]), np.array([0.00005, 2.5]), np.array([3.25])
    assert decimals.common_places(*columns) == 5
    assert decimals.common_places(np.array([np.nan])) == 0
    # 30 places: beyond what one division can prove
    assert decimals.common_places(np.array([5e-30])) == 30


@given(digits_and_places, st.sampled_from([-9, -6, -3, 0, 3, 4, 8]))
def test_shift_moves_the_point(number: tuple[int, int], power: int) -> None:
    value = as_float(*number)
    moved = decimals.shift(np.array([value]), power)
    assert moved.tolist() == [float(exact(value).scaleb(power, context=Context(60)))]


@pytest.mark.parametrize(
    ("value", "power", "wanted"),
    [(0.1, -3, 0.0001), (4.35, 4, 43500.0), (0.07, 4, 700.0), (50.0, -6, 0.00005)],
)
def test_units_by_hand(value: float, power: int, wanted: float) -> None:
    # 0.1 μg/L = 0.0001 mg/L; 4.35 万元 = 43500 元; 0.07 万m² = 700 m²; 50 ng/L = 0.00005 mg/L
    assert decimals.shift(np.array([value]), power).tolist() == [wanted]


def test_plain_writes_no_exponents() -> None:
    written = decimals.plain([5e-05, 2.0, 1234567.5, np.nan, 0.0000028, 1e14]).tolist()
    wanted = ["0.00005", "2", "1234567.5", "", "0.0000028", "100000000000000"]
    assert written == wanted


@given(digits_and_places)
def test_plain_reads_back(number: tuple[int, int]) -> None:
    value = as_float(*number)
    text = str(decimals.plain([value])[0])
    assert "e" not in text.lower()
    assert float(text) == value


LONG = 1e-23  # more places than a float's own 22: worked with Decimal


@pytest.mark.parametrize(
    ("values", "wanted"),
    [([1.5, 2.0], 1), ([LONG], 23), ([0.25, 1.5e-24], 25), ([LONG, 1e-30, 0.5], 30), ([1e300], 0)],
)
def test_common_places_of_long_decimals(values: list[float], wanted: int) -> None:
    assert decimals.common_places(np.array(values)) == wanted


def test_what_int64_does_not_hold_is_scaled_in_full() -> None:
    assert decimals.scaled(np.array([123456.789, 0.5]), 15).tolist() == [
        123456789 * 10**12, 5 * 10**14,
    ]  # fmt: skip
    assert decimals.scaled(np.array([2.0]), 16).tolist() == [2 * 10**16]


def test_a_change_of_unit_beyond_all_floats_is_silent() -> None:
    with np.errstate(all="raise"):
        assert decimals.shift(np.array([1e308]), 3).tolist() == [float("inf")]
        assert decimals.shift(np.array([5e-324]), -3).tolist() == [0]


def test_scaled_stays_int64_where_it_fits() -> None:
    # 10⁻¹⁵ at 15 places is 1; 1.5 at 15 places has 16 digits, more than a float holds exactly
    small = decimals.scaled(np.array([1e-15]), 15)
    assert (small.tolist(), small.dtype) == ([1], np.dtype("int64"))
    long = decimals.scaled(np.array([1.5, LONG]), 23)
    assert long.tolist() == [15 * 10**22, 1]


def test_long_decimals_are_rounded_half_to_even() -> None:
    # beyond 22 places: 2.5e-15 lies half way between 2e-15 and 3e-15 only with its last digit
    given_values = np.array([1.5e-23, 2.50000000000001e-15, 1e300, np.inf])
    assert decimals.round_half_even(given_values, 15).tolist() == [0.0, 3e-15, 1e300, np.inf]


def test_whole_numbers_are_written_with_the_point_moved() -> None:
    written = decimals.shifted_text([25200, 100, 0, -5, 25200], 4).tolist()
    assert written == ["2.52", "0.01", "0", "-0.0005", "2.52"]
    assert decimals.shifted_text([300], 0).tolist() == ["300"]


def test_about_ten_to_the_fifteenth() -> None:
    """A whole number of 15 digits is written out, one of 16 is not."""
    written = decimals.plain([1e15 - 1, 1e15, -1e15, -1.5]).tolist()
    assert written == ["999999999999999", "1e+15", "-1e+15", "-1.5"]
    assert decimals.decimal_places(np.array([1e15 - 1, 0.25, 1e-22])).tolist() == [0, 2, 22]


def test_a_shift_by_nothing_is_nothing() -> None:
    values = np.array([0.1 + 0.2])
    assert decimals.shift(values, 0) is values
