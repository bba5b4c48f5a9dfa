"""Money: fen exactly. Expectations are Fractions, Decimals or worked by hand.

Contract: water.md part 4 "Money is exact: integers of fen"; "Allocation to the fen … by largest
remainder, ties to the order in which the list names them. The parts always add up to the
amount"; workbooks.md: `money.to_fen` checks two decimals.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from qdcalc import UsageError
from qdcalc.exact import money

fen = st.integers(-(10**15) + 1, 10**15 - 1)
Weights = list[list[int]]


@given(st.lists(fen, max_size=10))
def test_fen_to_yuan_and_back(amounts: list[int]) -> None:
    yuan = money.to_yuan(np.array(amounts, dtype=np.int64))
    assert yuan.tolist() == [float(Fraction(a, 100)) for a in amounts]
    assert money.to_fen(yuan).tolist() == amounts


@pytest.mark.parametrize(
    ("yuan", "wanted"),
    [
        (166666.67, 16666667),
        ("0.07", 7),
        (Decimal("1.10"), 110),
        (3, 300),
        (-0.29, -29),
        (9_999_999_999_999.99, 999_999_999_999_999),
    ],
)
def test_to_fen_of_every_kind(yuan: float | str | Decimal, wanted: int) -> None:
    assert money.to_fen(np.array([yuan])).tolist() == [wanted]


@pytest.mark.parametrize(
    "yuan", [0.001, 166666.667, 1.005, float("nan"), float("inf"), -float("inf"), 1e13, 0.1 + 0.2]
)
def test_to_fen_refuses(yuan: float) -> None:
    with pytest.raises(UsageError, match="两位小数"):
        money.to_fen([1.0, yuan])


@pytest.mark.parametrize(("yuan", "said"), [(1e13 + 1, "太大，大于"), (-1e13 - 1, "小于")])
def test_to_fen_refuses_what_is_too_much(yuan: float, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        money.to_fen(yuan)


@given(st.integers(-(10**14), 10**14).filter(lambda mils: mils % 10))
def test_to_fen_refuses_every_third_decimal(mils: int) -> None:
    with pytest.raises(UsageError):
        money.to_fen([mils / 1000])


def test_to_fen_of_a_list_is_an_array() -> None:
    # issue 10, "Plain functions": two-dimensional is a UsageError (tests/test_arrays.py)
    amounts = money.to_fen([1.25, 2.0, 0.01, 0.0])
    assert amounts.tolist() == [125, 200, 1, 0]
    assert amounts.dtype == np.int64


@pytest.mark.parametrize(
    ("amount", "wanted"),
    [
        (16666667, "166,666.67"),
        (0, "0.00"),
        (5, "0.05"),
        (-100000000, "-1,000,000.00"),
        (99999, "999.99"),
        (-1, "-0.01"),
    ],
)
def test_text(amount: int, wanted: str) -> None:
    assert money.text(amount) == wanted


@given(st.integers(0, 10**17), st.integers(1, 10**9))
@example(2_000_000_00, 12)
@example(1, 2)
@example(3, 2)
def test_divide_half_up(numerator: int, denominator: int) -> None:
    exact = Fraction(numerator, denominator)
    wanted = int(exact) + (exact - int(exact) >= Fraction(1, 2))
    assert money.divide_half_up(numerator, denominator) == wanted


def test_divide_half_up_by_hand() -> None:
    # clause 五: 市控 2,000,000 ÷ 12 = 166,666.666… → 166,666.67; 省控 and 国控 divide evenly
    bases = np.array([2_000_000_00, 3_000_000_00, 6_000_000_00])
    assert money.divide_half_up(bases, 12).tolist() == [166_666_67, 250_000_00, 500_000_00]


def slow_allocation(amounts: list[int], weights: Weights) -> list[int]:
    """Split by largest remainder one amount after another, with Fractions."""
    parts: list[int] = []
    for amount, group in zip(amounts, weights, strict=True):
        ideal = [Fraction(amount * w, sum(group)) for w in group]
        got = [int(i) for i in ideal]
        first = sorted(range(len(group)), key=lambda n: (got[n] - ideal[n], n))
        for n in first[: amount - sum(got)]:
            got[n] += 1
        parts += got
    return parts


def allocated(amounts: list[int], weights: Weights, dtype: npt.DTypeLike = np.int64) -> list[int]:
    group = np.repeat(np.arange(len(amounts)), [len(g) for g in weights])
    flat = np.array([w for g in weights for w in g], dtype=dtype)
    parts = money.allocate(np.array(amounts, dtype=np.int64), group, flat)
    return [int(part) for part in parts]


def groups(most: int) -> st.SearchStrategy[list[tuple[int, list[int]]]]:
    weights = st.lists(st.integers(0, most), min_size=1, max_size=6).filter(any)
    return st.lists(st.tuples(st.integers(0, 10**12), weights), min_size=1, max_size=6)


@given(groups(9))
@example([(100, [1, 1, 1]), (1, [1, 1]), (0, [0, 3])])
def test_allocation_is_largest_remainder(cases: list[tuple[int, list[int]]]) -> None:
    amounts, weights = [a for a, _ in cases], [w for _, w in cases]
    parts = allocated(amounts, weights)
    assert parts == slow_allocation(amounts, weights)


@given(groups(10**30))
def test_allocation_of_huge_weights(cases: list[tuple[int, list[int]]]) -> None:
    # shares such as 0.123456789012345 and 1/7 in one section: their common denominators are long
    amounts, weights = [a for a, _ in cases], [w for _, w in cases]
    assert allocated(amounts, weights, object) == slow_allocation(amounts, weights)


@given(groups(2**61))
def test_allocation_does_not_overflow(cases: list[tuple[int, list[int]]]) -> None:
    amounts, weights = [a for a, _ in cases], [w for _, w in cases]
    if max(sum(w) for w in weights) < 2**63:
        assert allocated(amounts, weights) == slow_allocation(amounts, weights)


@given(groups(10**6))
def test_parts_add_up_and_none_is_negative(cases: list[tuple[int, list[int]]]) -> None:
    amounts, weights = [a for a, _ in cases], [w for _, w in cases]
    parts = allocated(amounts, weights)
    at = 0
    for amount, group in cases:
        mine = parts[at : at + len(group)]
        at += len(group)
        assert sum(mine) == amount
        assert min(mine) >= 0
        assert all(part == 0 for part, weight in zip(mine, group, strict=True) if weight == 0)


@pytest.mark.parametrize(
    ("amount", "weights", "wanted"),
    [
        # 莱西、平度 … share equally; the odd fen goes to who is named first
        (166_666_67, [1, 1], [83_333_34, 83_333_33]),
        (100, [1, 1, 1], [34, 33, 33]),
        (200, [1, 1, 1], [67, 67, 66]),
        # the larger remainder beats the order: 10 × 1/7 = 1.43, 10 × 6/7 = 8.57
        (10, [1, 6], [1, 9]),
        (1, [0, 1, 1], [0, 1, 0]),
        (0, [1, 2], [0, 0]),
    ],
)
def test_allocation_by_hand(amount: int, weights: list[int], wanted: list[int]) -> None:
    assert allocated([amount], [weights]) == wanted


def test_allocation_of_nothing() -> None:
    none = np.zeros(0, dtype=np.int64)
    assert money.allocate(none, none, none).tolist() == []


def test_groups_may_leave_out_an_amount() -> None:
    # an amount without entries takes part in nothing; the others are not shifted
    parts = money.allocate(np.array([5, 7, 9]), np.array([0, 2, 2]), np.array([1, 1, 1]))
    assert parts.tolist() == [5, 5, 4]


# ---------------------------------------------------------------------- what int64 does not hold


@given(st.lists(st.integers(-(2**40), 2**40), max_size=5), st.integers(-(2**21), 2**21))
def test_products_are_exact(left: list[int], right: int) -> None:
    assert money.product(np.array(left, dtype=np.int64), right).tolist() == [
        n * right for n in left
    ]


@pytest.mark.parametrize(
    ("left", "right"), [(2**61, 2), (-(2**61), 2), (2**31, 2**31), (10**17, 100), (2**63 - 1, 1)]
)
def test_a_product_that_may_not_fit_is_refused(left: int, right: int) -> None:
    """Issue 10: "no arithmetic on money can overflow unseen"; 2⁶² − 1 is the largest taken."""
    with pytest.raises(UsageError, match="金额太大"):
        money.product(left, right)
    assert money.product(2**62 - 1, 1).tolist() == 2**62 - 1


def test_sums_that_may_not_fit_are_refused() -> None:
    """2⁵³ fen is the first amount next to which a fen more has the same float64."""
    money.bounded(np.full(8, 2**50 - 1))
    money.bounded(np.zeros(0))
    for amounts in (np.full(8, 2**50), np.array([-(2**53)]), np.full(4, 2**61)):
        with pytest.raises(UsageError, match="合计太大"):
            money.bounded(amounts)
    assert np.full(4, 2**61).sum() == -(2**63), "what int64 itself says: nothing of it"


def test_weights_that_differ_in_their_last_digit() -> None:
    """2⁶² and 2⁶² + 1 are one float64; the fen goes to the larger."""
    parts = money.allocate(np.array([1, 2]), np.array([0, 0, 1, 1]),
                           np.array([2**62, 2**62 + 1, 2**62 + 1, 2**62]))  # fmt: skip
    assert parts.tolist() == [0, 1, 1, 1]


def test_division_of_long_numbers() -> None:
    assert money.divide_half_up(2**62, 3) == (2 * 2**62 + 3) // 6
    assert money.divide_half_up(np.array([2**62 + 1, 7]), 2).tolist() == [2**61 + 1, 4]
    with pytest.raises(UsageError):
        money.divide_half_up(np.array([2**70], dtype=object), 1)


def test_parts_are_whole_fen() -> None:
    parts = money.allocate(np.array([100]), np.array([0, 0, 0]), np.array([1, 1, 1]))
    assert (parts.tolist(), parts.dtype) == ([34, 33, 33], np.dtype("int64"))


def test_the_last_numbers_that_int64_holds() -> None:
    """2⁶² − 1 is the largest taken, 2⁶² the first refused; both signs alike."""
    assert money.whole([2**62 - 1, -(2**62 - 1)]).tolist() == [2**62 - 1, -(2**62 - 1)]
    for number in (2**62, -(2**62)):
        with pytest.raises(UsageError, match="缺口太大"):
            money.whole([0, number], "缺口")
    assert money.whole([]).tolist() == []
    # doubled, and the divisor added, this is 2⁶³: one more than int64 holds
    assert money.divide_half_up(2**62 - 1, 2) == 2**61
    assert money.divide_half_up(np.zeros(0, dtype=np.int64), np.zeros(0, np.int64)).tolist() == []


def test_weights_about_the_last_product_of_int64() -> None:
    """2³¹ × 2³¹ = 2⁶² goes by Python's integers, a fen less by int64: the parts are the same."""
    for amount in (2**31 - 1, 2**31):
        assert allocated([amount], [[2**31, 2**31]]) == slow_allocation([amount], [[1, 1]])


@pytest.mark.parametrize("amount", [np.int64(-5), np.float64(-5.0), Decimal(-5)])
def test_one_amount_of_any_type(amount: Any) -> None:
    assert money.text(amount) == "-0.05"
    with pytest.raises(UsageError, match="单位分"):
        money.text(amount / 2)


@pytest.mark.parametrize(
    ("amounts", "group", "weights", "said"),
    [
        ([1], [0, 0], [1], "参数 group 和 weights 的长度不同：2 个和 1 个值"),
        ([1, 1], [1, 0], [1, 1], "从小到大"),
        ([1], [0, 1], [1, 1], "小于金额的个数 1"),
        ([1, 1, 1], [0, 1, 1], [1, 0, 0], "第 2 个金额的各项合计是 0"),
        ([-1], [0], [1], "参数 amounts 的第 1 个"),
        ([1], [-1], [1], "参数 group 的第 1 个"),
        ([1], [0], [-1], "参数 weights 的第 1 个"),
    ],
)
def test_what_cannot_be_split(
    amounts: list[int], group: list[int], weights: list[int], said: str
) -> None:
    with pytest.raises(UsageError, match=said):
        money.allocate(np.array(amounts), np.array(group), np.array(weights))
