"""The reference itself: the worked examples S1–S18, and what random inputs reach."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from .smog import LEVELS, OPTIONS, SmogScenario, assess
from .smog_workbook import random_smog_scenario, write_smog_workbook

pytestmark = pytest.mark.oracle
START = dt.datetime(2018, 12, 1)


def hourly(*blocks: tuple[int, int], pad: int = 48) -> list[dict[str, str]]:
    """Return hours of constant values, 24 of 50 before and some after."""
    values = [50] * (24 if pad else 0)
    for value, hours in blocks:
        values += [value] * hours
    values += [50] * pad
    times = [START + dt.timedelta(hours=i + 1) for i in range(len(values))]
    return [
        {"时间": time.strftime("%Y-%m-%d %H:%M"), "AQI": str(value)}
        for time, value in zip(times, values, strict=True)
    ]


def daily(*values: int, upper: int = 0, days: int = 99) -> list[dict[str, str]]:
    """Return days."""
    return [
        {"时间": (START + dt.timedelta(days=i)).date().isoformat(), "AQI": str(value)}
        | ({"AQI上限": str(upper if i < days else value)} if upper else {})
        for i, value in enumerate(values)
    ]


def found(rows: list[dict[str, str]], **options: str) -> list[tuple[int, str]]:
    """Return the duration and level of each process."""
    expected = assess(SmogScenario(rows, interpretations=options))
    return [(row["持续小时"], row["级别"]) for row in expected.processes]


@pytest.mark.parametrize(
    ("blocks", "expected"),
    [
        ([(250, 48)], [(58, "黄色")]),
        ([(200, 48)], []),
        ([(250, 18)], []),
        ([(250, 19)], [(29, "健康防护提示")]),
        ([(250, 37)], [(47, "健康防护提示")]),
        ([(250, 38)], [(48, "黄色")]),
        ([(250, 61)], [(71, "黄色")]),
        ([(250, 62)], [(72, "橙色")]),
        ([(250, 86)], [(96, "橙色")]),
        ([(250, 24), (350, 48), (250, 24)], [(106, "红色")]),
        ([(250, 48), (350, 24), (250, 24)], [(106, "橙色")]),
        ([(500, 24)], [(54, "红色")]),
        ([(500, 23)], [(53, "黄色")]),
        ([(250, 48), (50, 45), (250, 48)], [(151, "橙色")]),
        ([(250, 48), (50, 46), (250, 48)], [(58, "黄色"), (58, "黄色")]),
    ],
)
def test_hours(blocks: list[tuple[int, int]], expected: list[tuple[int, str]]) -> None:
    """S1–S9, S11, S12."""
    assert found(hourly(*blocks)) == expected


def test_options() -> None:
    """S1, S10, S11 under other options."""
    assert found(hourly((250, 48)), duration="unbroken") == [(58, "黄色")]
    assert found(hourly((250, 48)), duration="count") == [(35, "健康防护提示")]
    joined = hourly((250, 48), (50, 45), (250, 48))
    assert found(joined, joined="max") == [(58, "黄色")]
    two_days = hourly((300, 12), (120, 24), (300, 12), pad=0)
    assert found(two_days) == [(48, "黄色")]
    assert found(two_days, duration="unbroken") == [(48, "黄色")]
    assert found(two_days, duration="unbroken", joined="max") == [(25, "健康防护提示")]


def test_days() -> None:
    """S13–S15."""
    assert found(daily(210, 210, 190, 210, 210)) == [(120, "橙色")]
    assert found(daily(210, 210, 190, 210, 210), joined="max") == [(48, "黄色")]
    apart = daily(210, 210, 190, 190, 210, 210)
    assert found(apart) == [(48, "黄色"), (48, "黄色")]
    assert found(daily(210, 310, 310, 210)) == [(96, "红色")]
    assert found(daily(210, 310, 300, 310)) == [(96, "橙色")]
    assert found(daily(195, 195, 195, upper=205)) == [(72, "橙色")]
    assert found(daily(195, 195, 195, upper=205, days=2)) == []


def city(first: str, second: str, level: str, **options: str) -> dict[str, Any]:
    """Return the city's results of one level by pollutant."""
    rows = [
        {"区市": "市南", "单位或源": name, "源类": "工业源", "行业": "其他", "污染物": name}
        | {"基准排放量": base, f"{level}减排量": cut}
        for name, base, cut in (("二氧化硫", "1000", first), ("氮氧化物", "2000", second))
    ]
    checked = assess(SmogScenario(reductions=rows, interpretations=options)).reductions
    return {r["污染物"]: r for r in checked if r["区市"] == "全市" and r["级别"] == level}


def test_reductions() -> None:
    """S16."""
    assert city("50", "300", "黄色")["二氧化硫+氮氧化物"]["结果"] == "达到"
    assert city("50", "300", "黄色", swap="each")["二氧化硫"]["结果"] == "未达到"
    short = city("50", "299", "黄色")["二氧化硫+氮氧化物"]
    assert (short["结果"], short["差额"]) == ("未达到", Fraction(-5, 10000))


def test_cleaning() -> None:
    """S18."""
    rows = [{"区市": "市南", "名称": "甲", "类别": "工地作业面", "正常频次": "2"}]
    given = assess(SmogScenario(cleaning=rows, settings={"响应级别": "红色"}))
    assert given.cleaning[0]["当日频次"] == 10
    rows = [{"区市": "市南", "名称": "甲", "类别": "城市主次干道", "正常频次": "3", "结冰": "是"}]
    given = assess(SmogScenario(cleaning=rows, settings={"响应级别": "橙色"}))
    assert given.cleaning[0]["当日频次"] == 3


def test_random_scenarios_reach_everything(tmp_path: Path) -> None:
    """Every level, every option, both kinds of series."""
    seen: Counter[Any] = Counter()
    for seed in range(150):
        given = random_smog_scenario(random.Random(seed))
        expected = assess(given)
        seen.update(given.interpretations.items())
        for row in expected.processes:
            seen.update([row["级别"], ("used", row["采用"]), ("joined", row["合并段数"] > 1)])
            seen["lifted", row["解除时间"] == "待预测"] += 1
            seen["issue", row["最迟发布"] == "立即"] += 1
        seen.update(("city", row["结果"]) for row in expected.reductions)
        seen.update(("industry", row["结果"]) for row in expected.industries)
        seen.update(("runs", row["增加次数"]) for row in expected.cleaning)
    wanted: list[Any] = [*LEVELS, "健康防护提示", ("used", "上限"), ("used", "AQI")]
    wanted += [("joined", True), ("joined", False), ("lifted", True), ("lifted", False)]
    wanted += [("issue", True), ("issue", False), ("city", "达到"), ("city", "未达到")]
    wanted += [("industry", "达到"), ("industry", "未达到")]
    wanted += [("runs", extra) for extra in (0, 1, 2, 3, 4, 6, 8)]
    wanted += [(key, option) for key, options in OPTIONS.items() for option in options]
    assert [key for key in wanted if not seen[key]] == []
    write_smog_workbook(given, tmp_path / "in.xlsx", random.Random(1))
