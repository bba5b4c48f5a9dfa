"""A month's verdict, coefficient and amount as formulas: clauses 一, 五, 六, 七¶1, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from qdcalc import UsageError
from qdcalc.water import month_amount_fen, month_coefficient, month_verdict
from qdcalc.water.monthly.verdict import DRY, EXCEED, LEAP, MISSING, PASS

# class, target (Ⅲ is 3), exceeded, complete, dry → verdict with a leap of one class, of two
VERDICTS = (
    ((3, 3, False, True, False), PASS, PASS),  # meets the target
    ((2, 3, False, True, False), LEAP, PASS),  # one class better
    ((1, 3, False, True, False), LEAP, LEAP),
    ((2, 3, False, False, False), PASS, PASS),  # no leap rests on a row with gaps
    ((4, 3, True, True, False), EXCEED, EXCEED),
    ((4, 3, True, False, False), EXCEED, EXCEED),
    ((4, 3, False, True, False), PASS, PASS),  # upstream's influence taken out
    ((0, 3, False, True, False), MISSING, MISSING),
    ((0, 3, False, True, True), DRY, DRY),
    ((3, 3, False, True, True), PASS, PASS),  # dry, but measured
    ((6, 5, True, True, True), EXCEED, EXCEED),
)


@pytest.mark.parametrize(("given", "one", "two"), VERDICTS, ids=str)
def test_a_verdict(given: tuple[int, int, bool, bool, bool], one: int, two: int) -> None:
    section_class, target, is_exceeded, is_complete, is_dry = given
    for classes, wanted in ((1, one), (2, two)):
        found = month_verdict(
            np.array([section_class], dtype=np.int8),
            np.array([target], dtype=np.int8),
            is_exceeded=np.array([is_exceeded]),
            is_complete=np.array([is_complete]),
            is_dry=np.array([is_dry]),
            leap_classes=classes,
        )
        assert (found.tolist(), found.dtype) == ([wanted], np.dtype("int8"))


def test_a_leap_is_of_one_class_where_nothing_else_is_said() -> None:
    yes, no = np.array([True]), np.array([False])
    found = month_verdict(
        np.array([2], dtype=np.int8), np.array([3], dtype=np.int8),
        is_exceeded=no, is_complete=yes, is_dry=no,
    )  # fmt: skip
    assert found.tolist() == [LEAP]


@pytest.mark.parametrize(
    ("verdict", "is_beyond", "own", "other"),
    [
        (LEAP, False, 1, 3),
        (LEAP, True, 1, 3),
        (EXCEED, False, -1, -4),
        (EXCEED, True, -2, -5),
        (PASS, True, 0, 0),
        (DRY, True, 0, 0),
        (MISSING, True, 0, 0),
    ],
)
def test_a_coefficient(verdict: int, is_beyond: bool, own: int, other: int) -> None:
    """七¶1: a leap earns the base, an exceedance within one time pays it, beyond it twice."""
    code, beyond = np.array([verdict], dtype=np.int8), np.array([is_beyond])
    assert month_coefficient(code, beyond).tolist() == [own]
    assert month_coefficient(code, beyond, leap=3, within=4, beyond=5).tolist() == [other]


@pytest.mark.parametrize(
    ("coefficient", "base", "months", "fen"),
    [
        (1, 2_000_000, 12, 16_666_667),  # 166,666.666…
        (-2, 3_000_000, 12, 50_000_000),
        (0, 6_000_000, 12, 0),
        (1, 3, 8, 38),  # 37.5 fen, half-up
        (-1, 1, 8, 13),  # 12.5
        (100, 1, 1, 10_000),
        (-100, 1, 12, 833),  # 833.3
    ],
)
def test_an_amount(coefficient: int, base: int, months: int, fen: int) -> None:
    assert month_amount_fen(coefficient, base, months) == fen
    if months == 12:
        assert month_amount_fen(coefficient, base) == fen


@pytest.mark.parametrize(
    ("coefficient", "base", "months", "named"),
    [
        (101, 1, 12, "coefficient"),
        (-101, 1, 12, "coefficient"),
        (1, -1, 12, "annual_base_yuan"),
        (1, 1, 0, "months"),
        (1, 1, 13, "months"),
    ],
)
def test_an_amount_of_what_cannot_be(coefficient: int, base: int, months: int, named: str) -> None:
    with pytest.raises(UsageError, match=named):
        month_amount_fen(coefficient, base, months)
