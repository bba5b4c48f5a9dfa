"""The worked examples S1 to S15 of smog.md, each figure as it is printed there."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from qdcalc.result.result import Result

from ..helpers import HINT, ORANGE, RED, YELLOW, daily, failed_checks, found, hourly, run, values_of

HOURS: dict[str, tuple[list[tuple[int, int]], list[tuple[int, str]]]] = {
    "S1": ([(250, 48)], [(58, YELLOW)]),
    "S2": ([(200, 48)], []),
    "S3 below": ([(250, 18)], []),
    "S3": ([(250, 19)], [(29, HINT)]),
    "S4 below": ([(250, 37)], [(47, HINT)]),
    "S4": ([(250, 38)], [(48, YELLOW)]),
    "S5 below": ([(250, 61)], [(71, YELLOW)]),
    "S5": ([(250, 62)], [(72, ORANGE)]),
    "S6": ([(250, 86)], [(96, ORANGE)]),
    "S7": ([(250, 24), (350, 48), (250, 24)], [(106, RED)]),
    "S8": ([(250, 48), (350, 24), (250, 24)], [(106, ORANGE)]),
    "S9": ([(500, 24)], [(54, RED)]),
    "S9 below": ([(500, 23)], [(53, YELLOW)]),
    "S11": ([(250, 48), (50, 45), (250, 48)], [(151, ORANGE)]),
    "S12": ([(250, 48), (50, 46), (250, 48)], [(58, YELLOW), (58, YELLOW)]),
}  # fmt: skip


@pytest.fixture(scope="module")
def every() -> Result:
    """Each example is a station of its own: one run tells them all."""
    frames = [
        hourly(values_of(*blocks)).assign(站点或区域=name) for name, (blocks, _) in HOURS.items()
    ]
    return run(pd.concat(frames, ignore_index=True))


@pytest.mark.clause(
    "smog 一(三)、三(一)1 is_above", "smog 三(一)2 warning_level", "smog 三(四) processes_of",
    "smog 三(一)2 reaches",
)  # fmt: skip
@pytest.mark.parametrize("name", HOURS)
def test_hours(name: str, every: Result) -> None:
    rows = every["预警过程"]
    own = rows[rows["站点或区域"] == name]
    assert list(zip(own["持续小时"], own["级别"], strict=True)) == HOURS[name][1]


def test_s7_and_s8_hours_above_300(every: Result) -> None:
    rows = every["预警过程"].set_index("站点或区域")["大于300小时"]
    assert (rows["S7"], rows["S8"], rows["S1"]) == (70, 46, 0)
    assert failed_checks(every) == []


@pytest.mark.clause("smog 三(一)2 stretches_of")
@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"duration": "unbroken"}, [(58, YELLOW)]),
        ({"duration": "count"}, [(35, HINT)]),
    ],
)
def test_s1_otherwise(options: dict[str, str], expected: Any) -> None:
    assert found(hourly(values_of((250, 48))), **options) == expected


def test_s10() -> None:
    two_days = hourly([300] * 12 + [120] * 24 + [300] * 12)
    assert found(two_days) == [(48, YELLOW)]
    assert found(two_days, duration="unbroken") == [(48, YELLOW)]
    assert found(two_days, duration="unbroken", joined="max") == [(25, HINT)]
    assert run(two_days, duration="unbroken")["预警过程"]["合并段数"].tolist() == [2]


@pytest.mark.clause("smog 三(四) processes_of")
def test_s11_the_longest_stretch() -> None:
    joined = hourly(values_of((250, 48), (50, 45), (250, 48)))
    assert found(joined, joined="max") == [(58, YELLOW)]


def test_s13() -> None:
    five = daily([210, 210, 190, 210, 210])
    assert found(five) == [(120, ORANGE)]
    assert found(five, joined="max") == [(48, YELLOW)]
    assert found(daily([210, 210, 190, 190, 210, 210])) == [(48, YELLOW), (48, YELLOW)]


@pytest.mark.parametrize("duration", ["covered", "unbroken", "count"])
def test_s14_by_day_the_three_durations_agree(duration: str) -> None:
    assert found(daily([210, 310, 310, 210]), duration=duration) == [(96, RED)]
    assert found(daily([210, 310, 300, 310]), duration=duration) == [(96, ORANGE)]


@pytest.mark.clause("smog 三(二) adopted")
def test_s15_the_upper_bound_from_72_hours() -> None:
    assert found(daily([195] * 3, AQI上限=[205] * 3)) == [(72, ORANGE)]
    assert run(daily([195] * 3, AQI上限=[205] * 3))["预警过程"]["采用"].tolist() == ["上限"]
    assert found(daily([195] * 3, AQI上限=[205, 205, None])) == []
