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
    assert near(centre("甲街道", 24_100, 5)).empty
    found = decision(near(centre("甲街道", 30_100, 5)), "服务对象数")  # 6, and 5 at 30,000
    assert (found["现金额"], found["另一侧金额"]) == (100_000, 0)


def test_what_is_far_is_not_listed_and_what_has_no_cost_has_no_amount() -> None:
    assert near(station("一站", 719, 1)).empty  # 10.1 % under 800
    found = decision(near(station("一站", 720, 1), costs=None), "服务对象数")  # exactly 10 %
    assert pd.isna(found["现金额"])
    assert pd.isna(found["差额"])
    assert found["另一侧结果"] == "应配 2，缺口 1"
