"""临界 of the warnings, worked by hand: hours near a level's, windows near 200, gaps near 36."""

from __future__ import annotations

from typing import Any

import pytest

from near import near_of

from ..helpers import daily, hourly, run, values_of


def near(frame: Any, within: str | None = None) -> list[dict[str, Any]]:
    """Return the sheet 临界."""
    rows = near_of(run(frame), within).to_dict("records")
    return [{str(k): v for k, v in row.items()} for row in rows]


@pytest.mark.parametrize(
    ("hours", "told"),
    [
        (37, (47, 48, "不足", "健康防护提示", "黄色")),
        (38, (48, 48, "达到", "黄色", "健康防护提示")),
        (61, (71, 72, "不足", "黄色", "橙色")), (62, (72, 72, "达到", "橙色", "黄色")),
    ],
)  # fmt: skip
def test_hours_near_those_of_a_level(hours: int, told: tuple[object, ...]) -> None:
    found = [r for r in near(hourly(values_of((250, hours)))) if r["判断"].startswith("持续小时")]
    (row,) = found
    assert tuple(row[n] for n in ("值", "阈值", "现在", "现结果", "另一侧结果")) == told


def test_hours_above_300_only_where_they_decide() -> None:
    blocks = [(250, 24), (350, 25), (250, 50)]  # 25 + 22 = 47 hours above 300, 99 + 10 in all
    (row,) = (r for r in near(hourly(values_of(*blocks))) if "大于300" in r["判断"])
    assert (row["值"], row["现结果"], row["另一侧结果"]) == (47, "橙色", "红色")


def test_a_window_just_below_200() -> None:
    """18 hours of 250 and 6 of 50 are exactly 200; one more in the last lifts seven windows.

    They end with it and with the six hours after it: 24 + 6 hours are heavy.
    """
    (row,) = near(hourly(values_of((250, 18))), "1%")
    assert (row["值"], row["距离"], row["现结果"]) == (200, 0, "不是重污染")
    assert row["另一侧结果"] == "健康防护提示 30 小时"
    assert row["说明"].endswith("AQI 250 → 251")


def test_two_processes_that_are_nearly_one() -> None:
    (row,) = (
        r for r in near(hourly(values_of((250, 48), (50, 46), (250, 48)))) if "间隔" in r["判断"]
    )
    assert (row["值"], row["阈值"]) == (36, 36)
    assert (row["现结果"], row["另一侧结果"]) == ("黄色、黄色", "一次 橙色")


def test_nothing_is_near() -> None:
    assert near(daily([60, 60, 60])) == []
