"""The steps of a process and of an hour, back to the cells (三)."""

from __future__ import annotations

from typing import Any

import pytest

import qdcalc
from qdcalc.result.result import Result

from ..helpers import daily, hourly, run, values_of


@pytest.fixture(scope="module")
def result() -> Result:
    """S11 of smog.md: two stretches of 58 hours, 35 apart, one process of 151."""
    return run(hourly(values_of((250, 48), (50, 45), (250, 48))))


def test_a_process(result: Result) -> None:
    told = str(result.explain(station="全市", process="1"))
    for said in (
        "全市 第 1 次过程的级别：橙色", "持续小时：151 小时", "第 1 段：58 小时",
        "第 2 段：58 小时", "与前一段之间能看出改善的 35 小时",
        # 19 hours of 250 and 5 of 50 make the first window above
        "算式：5,000 ÷ 24 ≈ 208.333", "算式：5,000 > 200 × 24 = 4,800",
        "AQI!行 42 列 AQI = 250",
        "最高24小时均值：250", "各级预警的持续时间（橙色）：72 小时",
        "2018-12-01 19:00 − 24 小时 = 2018-11-30 19:00",
        "合并过程（smog.joined）= 首尾跨度（默认）",
        "以后没有重污染的 43 小时 ≥ 36 小时", "2018-12-08 以后第 2 个工作日",
    ):  # fmt: skip
        assert said in told, said


def test_an_hour(result: Result) -> None:
    told = str(result.explain(row="AQI!30"))
    assert "全市 2018-12-02 07:00" in told
    # 7 hours of 250 and 17 of 50: not above, but heavy by a later window
    assert "2,600 ≤ 200 × 24 = 4,800" in told
    assert "重污染：是" in told
    early = str(result.explain(row="AQI!5"))
    assert "序列还不足 24 小时" in early
    assert "重污染：否" in early


def test_a_day_needs_no_number_of_hours() -> None:
    told = str(run(daily([210, 210, 50])).explain(row="AQI!1"))
    assert "算式：210 > 200 × 1 = 200" in told
    assert "有效小时：20 小时" not in told


def test_what_is_not_there_is_refused(result: Result) -> None:
    refused: tuple[tuple[dict[str, Any], str], ...] = (
        ({}, "--station 全市"), ({"station": "崂山"}, "没有站点或区域"),
        ({"station": "全市", "process": "2"}, "没有第 2 次过程"), ({"row": "AQI!999"}, "没有"),
    )  # fmt: skip
    for asked, said in refused:
        with pytest.raises(qdcalc.UsageError, match=said):
            result.explain(**asked)
    with pytest.raises(qdcalc.UsageError, match="没有重污染过程"):
        run(hourly([50] * 30)).explain(station="全市")
