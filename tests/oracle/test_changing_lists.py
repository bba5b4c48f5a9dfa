"""The reference itself on lists that change inside a cycle: by hand from water.md §1 and §5."""

from __future__ import annotations

from fractions import Fraction

import pytest

from .water_month import read_sections, row_of
from .water_year import Part, spread

# these hold the reference itself, not qdcalc
pytestmark = pytest.mark.oracle

ROW = {
    "序号": "1", "河流名称": "甲河", "监测断面": "乙桥", "断面属性": "出境",
    "责任区市": "即墨", "去向": "黄海", "核算水质目标": "Ⅲ", "断面控制级别": "市控",
}  # fmt: skip


def test_the_row_of_a_month() -> None:
    rows = [
        {**ROW, "起始月份": "2019-04"},
        {**ROW, "截止月份": "2019-02", "责任区市": "莱西"},
    ]
    sections = read_sections(rows)
    found = {m: row_of(sections, "1", m) for m in ("2018-10", "2019-02", "2019-03", "2019-04")}
    districts = {m: None if s is None else s.responsible[0] for m, s in found.items()}
    assert districts == {"2018-10": "莱西", "2019-02": "莱西", "2019-03": None, "2019-04": "即墨"}


@pytest.mark.parametrize(
    ("one", "other"),
    [(("", ""), ("", "")), (("", "2019-03"), ("2019-03", "")), (("2019-01", ""), ("", "2019-02"))],
)
def test_overlapping_rows(one: tuple[str, str], other: tuple[str, str]) -> None:
    rows = [{**ROW, "起始月份": a, "截止月份": b} for a, b in (one, other)]
    with pytest.raises(ValueError, match="overlap"):
        read_sections(rows)


def test_a_split_among_those_of_different_months() -> None:
    """Six units by a and b, two by c alone: 3 : 3 : 2 of 80 fen; c pays d, a and b pay e."""
    months = [Part(6, ("a", "b"), (Fraction(1), Fraction(1)), ("e",)),
              Part(2, ("c",), (Fraction(1),), ("d",))]  # fmt: skip
    found = spread(80, ("a", "b", "c"), ("e", "d"), months)
    assert {k: v for k, v in found.items() if v} == {
        ("a", "e"): 30, ("b", "e"): 30, ("c", "d"): 20,
    }  # fmt: skip
