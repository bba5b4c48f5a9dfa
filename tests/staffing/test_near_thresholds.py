"""临界 of the staffing: people served near a step of the standard, worked by hand.

三(二): centres 1 per 6,000 people served and at least 5, stations 1 per 800 and at least 1.
"""

from __future__ import annotations

import pandas as pd
import pytest

import qdcalc
from near import decision, near_of
from staffing.helpers import Row, centre, platforms_frame, station

COSTS = pd.DataFrame([{"区市": "市南", "级别": "", "人均年经费": 100_000}])


def near(*rows: Row, rounding: str = "ceil", costs: pd.DataFrame | None = COSTS) -> pd.DataFrame:
    """Return the sheet 临界 of platforms."""
    result = qdcalc.staffing.assess(
        platforms_frame(rows), costs=costs, interpretations={"round": rounding}
    )
    return near_of(result)


def has_steps(frame: pd.DataFrame) -> bool:
    """Say whether a platform is near a step of the standard."""
    return bool(frame["判断"].str.startswith("服务对象数").any())


@pytest.mark.parametrize(
    ("rounding", "people", "step", "now", "then"),
    [
        # one in post; 760 is 5 % under 800, at which ceil still asks for 1 and floor for 1
        ("ceil", 760, 800, 0, 100_000),
        ("ceil", 800, 800, 0, 100_000),
        ("ceil", 801, 800, 100_000, 0),
        ("floor", 1_599, 1_600, 0, 100_000),
        ("floor", 1_600, 1_600, 100_000, 0),
        ("half-up", 1_199, 1_200, 0, 100_000),
        ("half-up", 1_200, 1_200, 100_000, 0),
    ],
)
def test_the_other_side_of_a_step(
    rounding: str, people: int, step: int, now: int, then: int
) -> None:
    found = decision(near(station("一站", people, 1), rounding=rounding), "服务对象数")
    assert (found["值"], found["阈值"], found["距离"]) == (people, step, people - step)
    assert (found["现金额"], found["另一侧金额"]) == (now, then)
    assert found["对象"] == "市南 甲街道 一站"
    assert found["现结果"] == f"应配 {1 + now // 100_000}，缺口 {now // 100_000}"


def test_the_minimum_holds_a_centre_at_five() -> None:
    # 24,100 people ask for 5 by the standard and by the minimum; at 24,000 the minimum holds
    assert not has_steps(near(centre("甲街道", 24_100, 5)))
    found = decision(near(centre("甲街道", 30_100, 5)), "服务对象数")  # 6, and 5 at 30,000
    assert (found["现金额"], found["另一侧金额"]) == (100_000, 0)


def test_what_is_far_is_not_listed_and_what_has_no_cost_has_no_amount() -> None:
    assert not has_steps(near(station("一站", 719, 1)))  # 10.1 % under 800
    found = decision(near(station("一站", 720, 1), costs=None), "服务对象数")  # exactly 10 %
    assert pd.isna(found["现金额"])
    assert pd.isna(found["差额"])
    assert found["另一侧结果"] == "应配 2，缺口 1"


def test_staff_in_post_near_the_staff_required() -> None:
    # 30,000 people ask for 5; 4.5 lies exactly 10 % under, the gap of 0.5 costs 50,000.00, of a
    # person less than 5 100,000.00, of one less than 5.5 50,000.00; 4.49 and 5.51 lie farther away
    held = {"丁街道": 4.49, "丙街道": 5, "乙街道": 5.51, "戊街道": 5.5}
    rows = [centre("甲街道", 30_000, 4, 0.5), *(centre(s, 30_000, n) for s, n in held.items())]
    found = near(*rows)
    found = found[found["判断"] == "现有（人）：达标，应配 5 人"].set_index("对象")
    columns = ["值", "阈值", "距离", "距离占阈值", "现在", "现金额", "另一侧金额"]
    assert {str(k)[3:6]: tuple(v) for k, v in found[columns].iterrows()} == {
        "甲街道": (4.5, 5, -0.5, -0.1, "不达标", 50_000, 0),
        "丙街道": (5, 5, 0, 0, "达标", 0, 100_000),
        "戊街道": (5.5, 5, 0.5, 0.1, "达标", 0, 50_000),
    }
    assert found["单元格"].to_dict()["市南 甲街道 甲街道服务中心"] == "服务平台!行 0 等 2 格"
    first, *others = found["另一侧结果"].tolist()  # the nearest first
    assert first == "应配 5，缺口 1"
    assert sorted(others) == ["应配 5，缺口 0", "应配 5，缺口 0.5"]


def test_a_step_that_changes_no_gap_is_left_out_and_money_comes_first() -> None:
    # 三(二): 800 people ask for 1, 801 for 2; with 3 in post nothing is short either way. At 1,600
    # and 750 people one member of staff is at stake: 1,600 lies on its step, 750 6.25 % under
    assert not has_steps(near(station("一站", 800, 3)))
    found = near(station("一站", 750, 1), station("二站", 1_600, 1), station("三站", 800, 3))
    assert found["对象"].str[-2:].tolist()[0] == "二站"
    assert (found["差额"].fillna(0) != 0).is_monotonic_decreasing
    stakes = found[found["差额"].fillna(0) != 0]["距离占阈值"].abs()
    assert stakes.is_monotonic_increasing


def test_actual_values_near_their_targets() -> None:
    # 0.3 − 0.28 = 0.02 (6.7 %), 0.27 exactly 10 % under, 0.26 farther; at most: 0.2 meets 0.2
    values = [("不低于", 0.3, 0.28), ("不低于", 0.3, 0.27), ("不低于", 0.3, 0.26),
              ("不高于", 0.2, 0.2), ("不低于", 0.3, None), ("", None, 0.3)]  # fmt: skip
    columns = ["方向", "目标值", "实际值"]
    tasks = pd.DataFrame(values, columns=columns).assign(截止日期="2018-12-31")
    tasks["事项"] = [f"事项{n}" for n in range(len(tasks))]
    result = qdcalc.staffing.assess(
        platforms_frame([station("一站", 80, 0)]), tasks=tasks, report_date="2019-06-30"
    )
    found = near_of(result)
    columns = ["对象", "值", "阈值", "距离", "现在", "现结果", "另一侧结果"]
    assert sorted(map(tuple, found[columns].to_numpy().tolist())) == [
        ("事项0", 0.28, 0.3, -0.02, "未达到", "逾期", "完成"),
        ("事项1", 0.27, 0.3, -0.03, "未达到", "逾期", "完成"),
        ("事项3", 0.2, 0.2, 0, "达到", "完成", "逾期"),
    ]
    assert found["现金额"].isna().all()
