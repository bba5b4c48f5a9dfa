"""临界 of the settlement: means, dry months, previous classes, worked by hand.

A 省控 section has an annual base of 3,000,000 元 (clause 五), 250,000 a month; a failed target
costs it one base, an improved class earns one (七¶3), 8 dry months cost half (七¶4).
"""

from __future__ import annotations

from typing import Any

import pytest

from near import decision, near_of
from qdcalc.notice.thresholds import within_of
from qdcalc.result.near import near_frame, near_lines
from qdcalc.result.option_effects import outcome_of
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


def test_the_mean_ph_near_the_lower_end() -> None:
    # pH 6 to 9 (GB 3838): 6.2 all year meets it; under 6 the year fails and each month exceeds
    frame = near_of(settle(months_of("1", "pH值", ["6.2"] * 12, 氨氮="0.8"), sections=[OURS]))
    found = decision(frame, "pH值年均值：范围的下限")
    assert (found["阈值"], found["现在"]) == (6, "满足")
    assert (found["现金额"], found["另一侧金额"]) == (0, -3_000_000)
    months = frame[frame["判断"] == "pH值：范围的下限"]
    assert list(months["时期"]) == list(MONTHS)
    assert (months["另一侧金额"] == -250_000).all()
    assert months["说明"].str.endswith("金额是这个月的；年度各项不在内").all()


def test_single_readings_stand_beside_the_means() -> None:
    # target Ⅲ is 1.0, twice it 2.0: 0.95 pays 250,000 over it, 1.95 twice that over 2.0
    rows = months_of("1", "氨氮", ["0.2"] * 10 + ["0.95", "1.95"])
    months = near_of(settle(rows, sections=[OURS])).to_dict("records")
    told = {(m["时期"], m["阈值"]): (m["现金额"], m["另一侧金额"]) for m in months}
    assert told[MONTHS[10], 1.0] == (0, -250_000)
    assert told[MONTHS[11], 2.0] == (-250_000, -500_000)


def test_the_most_costly_months_are_listed_and_the_others_counted() -> None:
    # 72 readings of six sections near 1.0; the 36 of the dear ones stand, 24 of the others
    rows = [row for n in range(1, 7) for row in months_of(str(n), "氨氮", ["0.95"] * 12)]
    levels = ["国控"] * 3 + ["市控"] * 3
    own = [section(str(n), 断面控制级别=level) for n, level in enumerate(levels, start=1)]
    result = settle(rows, sections=own)
    assert result._job is not None
    frame = near_frame(result._job, within_of(None))
    assert frame is not None
    months = frame[frame["period"].isin(MONTHS)]
    assert (len(months), frame.attrs["left_out"]) == (60, 12)
    assert (months["difference_fen"] == -50_000_000).sum() == 36  # 6,000,000 ÷ 12
    assert "另有 12 项牵动更小" in near_lines(frame, within_of(None))[0]


def test_a_mean_decides_of_the_bonus_of_the_cycle_after() -> None:
    # 1.05 is Ⅳ: the next year's Ⅲ earns one base (七¶3); at 1.0 it was Ⅲ already, and nothing
    later = [f"{int(m[:4]) + 1}{m[4:]}" for m in MONTHS]
    rows = months_of("1", "氨氮", ["1.4"] * 6 + ["0.7"] * 6)
    rows += [reading("1", {"氨氮": "0.8"}, month=month) for month in later]
    listed = [section("1", 断面控制级别="省控", 核算水质目标="Ⅳ")]
    found = decision(near_of(settle(rows, sections=listed, cycle="全部")), MEAN)
    assert (found["时期"], found["连带差额"]) == ("2018-2019", -3_000_000)
    assert found["连带变动"] == "2019-2020 周期的上年度水质类别 Ⅳ → Ⅲ：-3,000,000.00"
    given = near_of(settle(rows, sections=listed, cycle="全部", previous={"1": "Ⅳ"}))
    assert not given["连带变动"].str.contains("上年度").any()


def test_an_option_moves_the_class_before_of_the_cycle_after() -> None:
    # 1.04 is Ⅳ, rounded to 1.0 Ⅲ; no month's reading changes its class by being rounded
    later = [f"{int(m[:4]) + 1}{m[4:]}" for m in MONTHS]
    rows = months_of("1", "氨氮", ["1.4"] * 6 + ["0.68"] * 6)
    rows += [reading("1", {"氨氮": "0.8"}, month=month) for month in later]
    listed = [section("1", 断面控制级别="省控", 核算水质目标="Ⅳ")]
    result = settle(rows, sections=listed, cycle="全部")
    job: Any = result._job
    other = outcome_of(job, {**job.interpretations, "compare": "rounded"}).tables["section_years"]()
    bonus = [frame["bonus_fen"].tolist() for frame in (result.tables["section_years"], other)]
    assert bonus == [[0, 300_000_000], [0, 0]]
