"""The standard of a platform, 三(二): required staff, staff in post, gap and surplus.

Expectations: examples P1 to P14 as printed in examples.md, and figures worked by hand from the
clause (one for every 6,000 or 800 people served, at least 5 or 1).
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from qdcalc import UsageError
from qdcalc.staffing import required_staff
from qdcalc.staffing.standard import compare

from .helpers import COMMUNITY, ROUNDINGS, STREET, centre, platform, platform_row, run, station

RATIO = {STREET: 6000, COMMUNITY: 800}
MINIMUM = {STREET: 5, COMMUNITY: 1}

# examples.md: id, level, served, required under ceil, floor, half-up
PRINTED: tuple[tuple[str, str, int, tuple[int, int, int]], ...] = (
    ("P1", STREET, 0, (5, 5, 5)),
    ("P2", STREET, 5_999, (5, 5, 5)),
    ("P3", STREET, 30_000, (5, 5, 5)),
    ("P4", STREET, 30_001, (6, 5, 5)),
    ("P5", STREET, 36_000, (6, 6, 6)),
    ("P6", STREET, 36_001, (7, 6, 6)),
    ("P7", COMMUNITY, 0, (1, 1, 1)),
    ("P8", COMMUNITY, 799, (1, 1, 1)),
    ("P9", COMMUNITY, 800, (1, 1, 1)),
    ("P10", COMMUNITY, 801, (2, 1, 1)),
    ("P11", COMMUNITY, 1_600, (2, 2, 2)),
    ("P12", COMMUNITY, 1_601, (3, 2, 2)),
    ("P13", COMMUNITY, 2_400, (3, 3, 3)),
    ("P14", COMMUNITY, 2_401, (4, 3, 3)),
)
# the same by hand where the roundings turn: below, at and above each whole and each half
TURNS: tuple[tuple[str, int, tuple[int, int, int]], ...] = (
    (STREET, 1, (5, 5, 5)),
    (STREET, 6_000, (5, 5, 5)),
    (STREET, 24_001, (5, 5, 5)),
    (STREET, 29_999, (5, 5, 5)),
    (STREET, 32_999, (6, 5, 5)),
    (STREET, 33_000, (6, 5, 6)),
    (STREET, 33_001, (6, 5, 6)),
    (STREET, 35_999, (6, 5, 6)),
    (STREET, 38_999, (7, 6, 6)),
    (STREET, 39_000, (7, 6, 7)),
    (STREET, 41_999, (7, 6, 7)),
    (STREET, 42_000, (7, 7, 7)),
    (STREET, 42_001, (8, 7, 7)),
    (STREET, 600_000, (100, 100, 100)),
    (STREET, 600_001, (101, 100, 100)),
    (COMMUNITY, 1, (1, 1, 1)),
    (COMMUNITY, 400, (1, 1, 1)),
    (COMMUNITY, 1_199, (2, 1, 1)),
    (COMMUNITY, 1_200, (2, 1, 2)),
    (COMMUNITY, 1_201, (2, 1, 2)),
    (COMMUNITY, 1_599, (2, 1, 2)),
    (COMMUNITY, 1_999, (3, 2, 2)),
    (COMMUNITY, 2_000, (3, 2, 3)),
    (COMMUNITY, 2_399, (3, 2, 3)),
    (COMMUNITY, 80_000, (100, 100, 100)),
    (COMMUNITY, 80_001, (101, 100, 100)),
)
CASES = [case[1:] for case in PRINTED] + list(TURNS)


@pytest.mark.clause("staffing 三(二) required_staff")
@pytest.mark.parametrize("rounding", ROUNDINGS)
@pytest.mark.parametrize(("level", "people", "required"), CASES)
def test_one_platform(level: str, people: int, required: tuple[int, ...], rounding: str) -> None:
    want = required[ROUNDINGS.index(rounding)]
    got = required_staff(people, RATIO[level], MINIMUM[level], rounding=rounding)
    assert int(got) == want


@pytest.mark.clause("staffing 三(二) required_staff")
@pytest.mark.parametrize("level", [STREET, COMMUNITY])
def test_the_default_rounds_up(level: str) -> None:
    for own, people, required in CASES:
        if own == level:
            assert int(required_staff(people, RATIO[level], MINIMUM[level])) == required[0]


@pytest.mark.parametrize("rounding", ROUNDINGS)
def test_arrays_series_and_lists_alike(rounding: str) -> None:
    people = [case[1] for case in CASES]
    ratio = [RATIO[case[0]] for case in CASES]
    minimum = [MINIMUM[case[0]] for case in CASES]
    want = [case[2][ROUNDINGS.index(rounding)] for case in CASES]
    index = range(100, 100 + len(people))
    for make in (list, np.array, lambda values: pd.Series(values, index=index)):
        got = required_staff(make(people), make(ratio), make(minimum), rounding=rounding)
        assert np.asarray(got).tolist() == want
    nullable = pd.Series(people, dtype="Int64")
    assert np.asarray(required_staff(nullable, ratio, minimum, rounding=rounding)).tolist() == want


@pytest.mark.parametrize("level", [STREET, COMMUNITY])
def test_one_level_of_an_array_with_scalar_standards(level: str) -> None:
    own = [case for case in CASES if case[0] == level]
    got = required_staff(np.array([case[1] for case in own]), RATIO[level], MINIMUM[level])
    assert got.tolist() == [case[2][0] for case in own]


@pytest.mark.clause("staffing 三(二) required_staff")
@pytest.mark.parametrize("level", [STREET, COMMUNITY])
@pytest.mark.parametrize("staff", range(13))
def test_every_threshold(level: str, staff: int) -> None:
    """At k × ratio: k by any rounding; beside it and beside the half by hand, minimum kept."""
    ratio, minimum = RATIO[level], MINIMUM[level]
    at, half = staff * ratio, staff * ratio + ratio // 2
    want = {
        at: (staff, staff, staff),
        at + 1: (staff + 1, staff, staff),
        half - 1: (staff + 1, staff, staff),
        half: (staff + 1, staff, staff + 1),
        half + 1: (staff + 1, staff, staff + 1),
        at + ratio - 1: (staff + 1, staff, staff + 1),
    }
    for people, required in want.items():
        for rounding, figure in zip(ROUNDINGS, required, strict=True):
            got = int(required_staff(people, ratio, minimum, rounding=rounding))
            assert got == max(minimum, figure), (people, rounding)


@pytest.mark.clause("staffing 三(二) required_staff")
@pytest.mark.parametrize(
    ("option", "place"),
    [("", 0), ("ceil", 0), ("进一", 0), ("floor", 1), ("舍去", 1), ("half-up", 2), ("四舍五入", 2)],
)
def test_through_the_calculation(option: str, place: int) -> None:
    """Each level gets its own ratio and minimum, whichever stands first."""
    rows = [
        platform_row("市南", f"{n}街道", f"平台{n}", level, people)
        for n, (level, people, _) in enumerate(CASES)
    ]
    result = run(reversed(rows), rounding=option)
    for n, (level, people, required) in enumerate(CASES):
        row = platform(result, f"平台{n}")
        assert (row["level"], row["people_served"]) == (level, people)
        assert row["required"] == required[place], (level, people)
        assert row["gap_x100"] == 100 * required[place]


# ---------------------------------------------------------------- staff in post


@pytest.mark.clause("staffing 三(二) compare")
@pytest.mark.parametrize(
    ("staff", "hundredths"),
    [
        (("0.2", "0.7", "0.1"), 100),  # floats: 0.9999999999999999
        ((0.2, 0.7, 0.1), 100),
        (("", "0.7", "0.2", "0.1"), 100),
        (("0.1", "0.2"), 30),  # floats: 0.30000000000000004
        ((1.1, 2.2), 330),  # floats: 3.3000000000000003
        ((0.29, 0.57, 0.01, 1.13), 200),
        ((0.01,), 1),
        ((0.99,), 99),
        (("4", "1", "1", "0.5"), 650),
        ((), 0),
        ((0, 0, 0, 0), 0),
        (("1.50",), 150),
    ],
)
def test_staff_of_all_sources_are_added_exactly(staff: tuple[object, ...], hundredths: int) -> None:
    """Against one required person: met exactly from 1.00 on, to the hundredth."""
    row = platform(run([station("东村", 800, *staff)]), "东村")
    assert row["staff_x100"] == hundredths
    assert row["gap_x100"] == max(0, 100 - hundredths)
    assert row["surplus_x100"] == max(0, hundredths - 100)
    assert row["is_met"] == ("是" if hundredths >= 100 else "否")


def test_floats_would_not_do() -> None:
    assert 0.2 + 0.7 + 0.1 < 1


@pytest.mark.parametrize("place", range(4))
def test_each_source_counts(place: int) -> None:
    """Clause: 现有人员调剂, 政府购买服务, 大学生岗位; none of them counts less."""
    staff = ["", "", "", ""]
    staff[place] = "5"
    row = platform(run([centre("甲街道", 30_000, *staff)]), "甲街道服务中心")
    assert (row["staff_x100"], row["gap_x100"], row["is_met"]) == (500, 0, "是")


@pytest.mark.clause("staffing 三(二) compare")
def test_ratios_of_a_platform() -> None:
    """By hand: 31,200 ÷ 6,000 = 5.2 → 6; 4.5 ÷ 6 = 0.75; 31,200 ÷ 4.5 = 6,933.33…"""
    rows = [
        centre("甲街道", 31_200, "4", "0.5"),
        station("无人村", 1_601),
        station("空村", 0, "1"),
        station("空无村", 0),
        station("多人村", 1_600, "2", "1"),
    ]
    result = run(rows)
    first = platform(result, "甲街道服务中心")
    assert (first["required"], first["staff_x100"]) == (6, 450)
    assert (first["gap_x100"], first["surplus_x100"]) == (150, 0)
    assert first["fill_ratio"] == 0.75
    assert first["people_per_staff"] == pytest.approx(31_200 / 4.5, rel=1e-12)
    nobody = platform(result, "无人村")
    assert (nobody["required"], nobody["gap_x100"], nobody["fill_ratio"]) == (3, 300, 0)
    assert nobody["people_per_staff"] is None
    empty = platform(result, "空村")
    assert (empty["required"], empty["is_met"], empty["people_per_staff"]) == (1, "是", 0)
    assert platform(result, "空无村")["people_per_staff"] is None
    more = platform(result, "多人村")
    assert (more["gap_x100"], more["surplus_x100"], more["is_met"]) == (0, 100, "是")
    assert (more["fill_ratio"], more["people_per_staff"]) == (1.5, pytest.approx(533.3333333333))


@pytest.mark.clause("staffing 三(二) compare")
@pytest.mark.parametrize(
    ("staff", "is_met", "gap", "surplus"),
    [("4.99", "否", 1, 0), ("5", "是", 0, 0), ("5.01", "是", 0, 1)],
)
def test_met_at_equality(staff: str, is_met: str, gap: int, surplus: int) -> None:
    row = platform(run([centre("甲街道", 30_000, staff)]), "甲街道服务中心")
    assert (row["is_met"], row["gap_x100"], row["surplus_x100"]) == (is_met, gap, surplus)


def test_what_a_person_sees() -> None:
    """Chinese columns in persons, by the contract's order of columns."""
    shown = run([centre("甲街道", 31_200, "4", "0.5"), station("无人村", 801)])["配备核算"]
    columns = (
        "区市, 街道, 名称, 级别, 服务对象数, 应配, 现有, 缺口, 超配, 配备率, 每人服务人数, "
        "达标, 缺口经费"
    )
    assert list(shown.columns[:13]) == columns.split(", ")
    line = shown.set_index("名称").loc["甲街道服务中心"]
    assert (line["区市"], line["级别"]) == ("市南", STREET)
    assert [line[c] for c in ("应配", "现有", "缺口", "超配", "配备率")] == [6, 4.5, 1.5, 0, 0.75]
    assert shown.set_index("名称")["每人服务人数"].isna().to_dict() == {
        "甲街道服务中心": False,
        "无人村": True,
    }


def test_compare_of_arrays() -> None:
    """By hand, in hundredths: required 5, 5, 5, 1 against 4.99, 5, 6.5, 0."""
    found = compare(
        np.array([30_000, 30_000, 26_000, 0]),
        np.array([5, 5, 5, 1], dtype=np.int64),
        np.array([499, 500, 650, 0], dtype=np.int64),
    )
    assert found.gap_x100.tolist() == [1, 0, 0, 100]
    assert found.surplus_x100.tolist() == [0, 0, 150, 0]
    assert found.is_met.tolist() == [False, True, True, False]
    assert found.fill_ratio.tolist() == [0.998, 1.0, 1.3, 0.0]
    assert found.people_per_staff[1:3].tolist() == [6_000.0, 4_000.0]
    assert np.isnan(found.people_per_staff[3])


def test_more_persons_than_a_sum_holds() -> None:
    """Hundredths of persons stay below 2⁵³ together: two times ⌊2⁵³ ÷ 100⌋ persons don't."""
    none, most = np.zeros(2, dtype=np.int64), np.array([2**53 // 100] * 2)
    with pytest.raises(UsageError, match="应配人数的合计太大"):
        compare(none, most, none)
    with pytest.raises(UsageError, match="现有人数的合计太大"):
        compare(none, none + 1, np.array([2**52, 2**52]))
    assert compare(none, none + 1, np.array([2**52, 2**52 - 1])).is_met.all()
    with pytest.raises(UsageError, match="required"):
        compare(none, none, none)
