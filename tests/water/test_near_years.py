"""临界 of the settlement: means, dry months, previous classes, worked by hand.

A 省控 section has an annual base of 3,000,000 元 (clause 五), 250,000 a month; a failed target
costs it one base, an improved class earns one (七¶3), 8 dry months cost half (七¶4).
"""

from __future__ import annotations

import pytest

from near import decision, near_of
from water.helpers import dry, reading, section
from water.year_helpers import MONTHS, months_of, settle

OURS = section("1", 断面控制级别="省控")
MEAN = "氨氮年均值（mg/L）：Ⅲ"


@pytest.mark.parametrize(
    ("cells", "side", "now", "then"),
    [
        # target Ⅲ is 1.0: 0.95 all year meets it; just over it the year fails
        (["0.95"] * 12, "满足", 0, -3_000_000),
        (["1"] * 12, "满足", 0, -3_000_000),
        # eleven months at 1.0 and one at 1.6 are 1.05: that month's 250,000 stand on both sides
        (["1"] * 11 + ["1.6"], "不满足", -3_250_000, -250_000),
    ],
)
def test_a_mean_near_the_targets_limit(cells: list[str], side: str, now: int, then: int) -> None:
    frame = near_of(settle(months_of("1", "氨氮", cells), sections=[OURS]))
    found = decision(frame, MEAN)
    assert (found["现在"], found["现金额"], found["另一侧金额"]) == (side, now, then)
    assert found["对象"] == "1 河1·断面1"
    assert found["单元格"].endswith("等 12 个月")


def test_what_is_far_from_a_limit_is_not_listed() -> None:
    frame = near_of(settle(months_of("1", "氨氮", ["0.8"] * 12), sections=[OURS]))
    assert frame.empty


def test_the_previous_class_decides_a_bonus() -> None:
    # last year Ⅳ, this year Ⅲ: one base; last year Ⅲ: nothing
    rows = months_of("1", "氨氮", ["0.8"] * 12)
    now = decision(near_of(settle(rows, sections=[OURS], previous={"1": "Ⅳ"})), "上年度")
    assert (now["值"], now["现金额"], now["另一侧金额"]) == ("Ⅳ", 3_000_000, 0)
    then = decision(near_of(settle(rows, sections=[OURS], previous={"1": "Ⅲ"})), "上年度")
    assert (then["现金额"], then["另一侧金额"]) == (0, 3_000_000)
    assert near_of(settle(rows, sections=[OURS], previous={"1": "Ⅴ"})).empty


@pytest.mark.parametrize(
    ("months", "now", "then"), [(8, -1_500_000, 0), (7, 0, -1_500_000), (9, None, None)]
)
def test_dry_months_near_eight(months: int, now: int | None, then: int | None) -> None:
    rows = [dry("1", month=month) for month in MONTHS[:months]]
    rows += [reading("1", {"氨氮": "0.8"}, month=month) for month in MONTHS[months:]]
    frame = near_of(settle(rows, sections=[OURS]))
    if now is None:
        assert frame.empty
        return
    found = decision(frame, "断流月数")
    assert (found["值"], found["阈值"]) == (months, 8)
    assert (found["现金额"], found["另一侧金额"]) == (now, then)


def test_one_exceeding_month_fails_a_drinking_source() -> None:
    # a lake that is one: the month alone costs it the year; without it the month's 250,000 remain
    lake = section("1", 断面控制级别="省控", 水体类型="湖库", 饮用水源="是")
    rows = months_of("1", "氨氮", ["0.8"] * 11 + ["1.5"])
    found = decision(near_of(settle(rows, sections=[lake])), "超标月数")
    assert (found["现金额"], found["另一侧金额"]) == (-3_250_000, -250_000)
