"""临界: readings near a limit, and what the other side would pay, worked by hand.

workbooks.md: "sheet 临界 (each decision whose value lies within 10 % of its threshold: cell, value,
threshold, distance, what the other side would pay)".
A 市控 section's month is 2,000,000 ÷ 12 = 166,666.67 元 (clause 五), the double 333,333.33.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest

import qdcalc
from near import decision, near_of
from qdcalc.notice.thresholds import distances, is_near, within_of
from water.helpers import frame_of, reading, section

BASE, DOUBLE = 166_666.67, 333_333.33
LIST = frame_of([section("1"), section("2", 上游断面="1")])


def near(
    rows: list[dict[str, Any]], sections: pd.DataFrame = LIST, within: object = None, **options: str
) -> pd.DataFrame:
    """Return the sheet 临界 of rows of sections, the second below the first."""
    result = qdcalc.water.month(frame_of(rows), sections=sections, interpretations=options)
    return near_of(result, within)


# target Ⅲ: ammonia 1.0, its double 2.0, class Ⅱ 0.5; oxygen at least 5; pH 6 to 9
CASES: list[tuple[dict[str, str], str, str, float, float]] = [
    ({"氨氮": "0.95"}, "氨氮（mg/L）：目标 Ⅲ", "满足", 0, -BASE),
    ({"氨氮": "1"}, "氨氮（mg/L）：目标 Ⅲ", "满足", 0, -BASE),
    ({"氨氮": "1.01"}, "氨氮（mg/L）：目标 Ⅲ", "不满足", -BASE, 0),
    ({"氨氮": "1.1"}, "氨氮（mg/L）：目标 Ⅲ", "不满足", -BASE, 0),
    ({"氨氮": "2"}, "氨氮（mg/L）：目标 Ⅲ 类限值的倍数", "倍数以内", -BASE, -DOUBLE),
    ({"氨氮": "2.01"}, "氨氮（mg/L）：目标 Ⅲ 类限值的倍数", "超出倍数", -DOUBLE, -BASE),
    ({"氨氮": "0.5"}, "氨氮（mg/L）：跃升要求的 Ⅱ", "满足", BASE, 0),
    ({"氨氮": "0.51"}, "氨氮（mg/L）：跃升要求的 Ⅱ", "不满足", 0, BASE),
    ({"溶解氧": "5.2"}, "溶解氧（mg/L）：目标 Ⅲ", "满足", 0, -BASE),
    ({"溶解氧": "4.99"}, "溶解氧（mg/L）：目标 Ⅲ", "不满足", -BASE, 0),
    ({"pH值": "9"}, "pH值：范围的上限", "满足", BASE, -BASE),
    ({"pH值": "5.9"}, "pH值：范围的下限", "不满足", -BASE, BASE),
    # another indicator exceeds anyway: the decision is listed, the money stays
    ({"氨氮": "0.95", "总磷": "0.3"}, "氨氮（mg/L）：目标 Ⅲ", "满足", -BASE, -BASE),
]
FAR = ("0.89", "1.11", "1.79", "2.21", "0.44", "0.56")


@cache
def of_cases() -> pd.DataFrame:
    """Return the decisions of a month with a section for each case, and for each that is far."""
    cells = [case[0] for case in CASES] + [{"氨氮": value} for value in FAR]
    codes = [str(n) for n in range(1, len(cells) + 1)]
    rows = [reading(code, own) for code, own in zip(codes, cells, strict=True)]
    return near(rows, frame_of([section(code) for code in codes]))


@pytest.mark.parametrize("number", range(len(CASES)))
def test_the_other_side_of_a_limit(number: int) -> None:
    cells, item, side, now, then = CASES[number]
    frame, name = of_cases(), f"{number + 1} 河{number + 1}·断面{number + 1}"
    found = decision(frame[frame["对象"] == name], item)
    assert (found["现在"], found["现金额"], found["另一侧金额"]) == (side, now, then)
    assert found["差额"] == pytest.approx(then - now)
    value = float(next(iter(cells.values())))
    assert found["值"] == value
    assert found["距离"] == pytest.approx(value - found["阈值"])


def test_what_is_farther_away_is_not_listed() -> None:
    frame = of_cases()
    ammonia = frame[frame["判断"].str.startswith("氨氮")]
    assert not set(ammonia["值"]) & {float(value) for value in FAR}


def test_distances_are_the_difference_of_the_decimals() -> None:
    # as floats 8.12 − 9 is −0.880000000000001 at 15 digits
    values, limits = np.array([8.12, 8.1, 1.85333333333333]), np.array([9.0, 9.0, 2.0])
    assert distances(values, limits).tolist() == [-0.88, -0.9, -0.14666666666667]


def test_how_near_is_an_option() -> None:
    row = reading("1", {"氨氮": "0.95"})
    assert near([row], within="5%")["判断"].str.startswith("氨氮").any()  # exactly 5 %
    assert not near([row], within=0.04)["判断"].str.startswith("氨氮").any()


def test_a_section_downstream_moves_too() -> None:
    # 六¶2: both exceed, so ammonia is taken out of section 2's judgement; where section 1 does not
    # exceed, it counts: section 2 pays. The second's own reading is far from every threshold.
    rows = [reading("1", {"氨氮": "1.05"}), reading("2", {"氨氮": "1.5"})]
    found = decision(near(rows), "氨氮（mg/L）：目标")
    assert (found["现金额"], found["另一侧金额"]) == (-BASE, 0)
    assert found["连带差额"] == -BASE
    assert found["连带变动"].startswith("2 河2·断面2 达标 → 超标")
    assert decision(near(rows, upstream="off"), "氨氮（mg/L）：目标")["连带差额"] == 0


def test_both_near_are_moved_one_at_a_time() -> None:
    # section 2 is 5 % over: under drop it pays nothing either way while section 1 exceeds
    frame = near([reading("1", {"氨氮": "1.05"}), reading("2", {"氨氮": "1.05"})])
    first, second = (frame[frame["对象"].str.startswith(n)].iloc[0] for n in "12")
    assert (first["现金额"], first["另一侧金额"], first["连带差额"]) == (-BASE, 0, -BASE)
    assert (second["现结果"], second["另一侧结果"], second["差额"]) == ("达标", "达标", 0)


def test_what_upstream_adds_is_taken_off_first() -> None:
    # subtract: 1.95 here less the 0.9 that section 1 is over leaves 1.05, 5 % over the limit; on
    # the other side nothing remains of it
    rows = [reading("1", {"氨氮": "1.9"}), reading("2", {"氨氮": "1.95"})]
    frame = near(rows, upstream="subtract")
    found = decision(frame[frame["对象"].str.startswith("2")], "氨氮（mg/L）：目标 Ⅲ 类限值")
    assert (found["值"], found["现金额"], found["另一侧金额"]) == (1.05, -BASE, 0)


def test_rounded_values_are_moved_past_the_rounding() -> None:
    # ammonia is printed 1.0: 1.04 is 1.0 and meets it, the other side is 1.1
    found = decision(
        near([reading("1", {"氨氮": "1.04"})], compare="rounded"), "氨氮（mg/L）：目标"
    )
    assert (found["现在"], found["现金额"], found["另一侧金额"]) == ("满足", 0, -BASE)


def test_half_a_detection_limit_is_moved_as_a_measured_value() -> None:
    # <1.9 is 0.95; over the limit it would prove nothing, a measured value does
    found = decision(near([reading("1", {"氨氮": "<1.9"})]), "氨氮（mg/L）：目标")
    assert (found["值"], found["另一侧结果"]) == (0.95, "超标")
    assert "<1.9" in found["说明"]


def test_exactly_the_share_is_near() -> None:
    values, limits = np.array([0.9, 1.1, 1.1000001, np.nan, 0.33]), np.array([1.0, 1, 1, 1, 0.3])
    assert is_near(values, limits, Fraction(1, 10)).tolist() == [True, True, False, False, True]


@pytest.mark.parametrize("given", ["", "0", "60%", "5", "五", "-1%", "abc"])
def test_a_range_that_is_none_is_refused_in_chinese(given: str) -> None:
    with pytest.raises(qdcalc.UsageError, match="临界的范围应写成 5%"):
        within_of(given)


def test_ranges_that_are_read() -> None:
    assert [within_of(g) for g in (None, "10%", "5％", 0.05, "2.5%")] == [
        Fraction(1, 10), Fraction(1, 10), Fraction(1, 20), Fraction(1, 20), Fraction(1, 40),
    ]  # fmt: skip
