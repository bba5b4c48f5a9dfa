"""Windows of 24 hours at the limits (一(三), 三(一)): 200, 300, 500, 20 valid hours, dust, gaps."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import qdcalc
from qdcalc.smog.warning.levels import warning_level
from qdcalc.smog.warning.stretches import runs, stretches_of
from qdcalc.smog.warning.windows import is_above, reaches
from qdcalc.smog.words import Duration
from seeds import at_first

from ..helpers import START, YELLOW, codes, daily, found, hourly, processes, records, run, values_of

LIMITS = {"黄色": 48, "橙色": 72, "红色": 96}


@pytest.mark.clause("smog 一(三)、三(一)1 is_above")
@pytest.mark.parametrize(
    ("total", "hours", "expected"),
    [(4799, 24, False), (4800, 24, False), (4801, 24, True), (4000, 20, False), (4001, 20, True)],
)
def test_above_200_exactly(total: int, hours: int, expected: bool) -> None:
    assert bool(is_above(total, hours, 200)) == expected


@pytest.mark.clause("smog 三(一)2 reaches")
def test_500_is_reached() -> None:
    assert reaches([11_999, 12_000], 24, 500).tolist() == [False, True]


@pytest.mark.clause("smog 三(一)2 warning_level")
@pytest.mark.parametrize(
    ("hours", "severe", "top", "level"),
    [
        (47, 0, False, "健康防护提示"), (48, 0, False, "黄色"), (71, 0, False, "黄色"),
        (72, 0, False, "橙色"), (95, 95, False, "橙色"), (96, 47, False, "橙色"),
        (96, 48, False, "红色"), (96, 0, False, "橙色"), (24, 0, True, "红色"),
    ],
)  # fmt: skip
def test_the_level_at_its_hours(hours: int, severe: int, top: bool, level: str) -> None:
    assert warning_level(hours, severe, top, LIMITS, 48) == level


def test_the_public_formulas_refuse_what_is_no_number() -> None:
    with pytest.raises(qdcalc.UsageError, match="total_aqi"):
        is_above(None, 24, 200)  # type: ignore[arg-type]
    with pytest.raises(qdcalc.UsageError, match="valid_hours"):
        qdcalc.smog.reaches(4800, 25, 500)
    series = pd.Series([4800, 4801], index=["a", "b"])
    told: Any = qdcalc.smog.is_above(series, 24, 200)
    assert told.to_dict() == {"a": False, "b": True}


def test_one_more_aqi_in_a_day_makes_it_heavy() -> None:
    assert found(hourly([200] * 23 + [200], START)) == []
    assert found(hourly([200] * 23 + [201], START)) == [(24, "健康防护提示")]


@pytest.mark.parametrize(("missing", "expected"), [(4, [24]), (5, [])])
def test_twenty_of_24_hours_make_a_mean(missing: int, expected: list[int]) -> None:
    result = run(hourly([None] * missing + [250] * (24 - missing)))
    assert result["预警过程"]["持续小时"].tolist() == expected
    last = records(result["逐时"])[-1]
    assert last["有效小时"] == 24 - missing
    assert last["24小时均值"] == (250 if expected else None)


@pytest.mark.parametrize("mark", at_first(["—", None, "-", "——", "", " "], 2))
def test_a_blank_or_a_dash_is_a_missing_hour(mark: object) -> None:
    result = run(hourly([250] * 20 + [mark] * 2 + [250] * 2))
    assert result["预警过程"]["持续小时"].tolist() == [24]
    assert "G07" in codes(result)
    assert records(result["逐时"])[-1]["有效小时"] == 22


def test_dust_is_left_out_of_the_mean() -> None:
    dusty = hourly([250] * 20 + [500] * 4, 沙尘=["否"] * 20 + ["是"] * 4)
    assert processes(run(dusty))[0]["最高24小时均值"] == 250
    assert found(daily([210, 310, 210], 沙尘=["", "是", ""])) == [(72, "橙色")]
    assert found(daily([210, 310, 210], 沙尘=["", "是", ""]), gap="missing-separates") == [
        (72, "橙色")
    ]


def test_a_gap_in_time_counts_as_missing_hours() -> None:
    frame = hourly([250] * 24).drop(index=[5, 6, 7])
    result = run(frame)
    assert len(result["逐时"]) == 24
    assert records(result["逐时"])[-1]["有效小时"] == 21
    (told,) = result.problems.query("代码 == 'G09'")["问题"]
    assert "2018-12-01 06:00 至 2018-12-01 08:00 没有数据，3 小时" in told


def test_rows_may_come_in_any_order() -> None:
    frame = hourly(values_of((250, 48)))
    mixed = frame.sample(frac=1, random_state=3)
    assert run(mixed)["逐时"].equals(run(frame)["逐时"])


@pytest.mark.parametrize(("hours", "expected"), [(23, []), (24, ["健康防护提示"])])
def test_the_first_window_ends_with_the_24th_hour(hours: int, expected: list[str]) -> None:
    result = run(hourly([250] * hours))
    assert result["预警过程"]["级别"].tolist() == expected
    assert ("G11" in codes(result)) is (hours < 24)


def test_too_few_valid_hours_anywhere_are_told() -> None:
    assert "G12" in codes(run(hourly([250, None] * 20)))


@pytest.mark.clause("smog 三(一)2 stretches_of")
def test_stretches_of_windows() -> None:
    above = np.zeros(60, dtype=bool)
    above[[23, 24, 50]] = True
    spans = {
        Duration.COVERED: ([0], [50]),  # 0…24, 27…50 are apart by 25 and 26
        Duration.UNBROKEN: ([0, 27], [24, 50]),
        Duration.COUNT: ([23, 50], [24, 50]),
    }
    spans[Duration.COVERED] = ([0, 27], [24, 50])
    for duration, (first, last) in spans.items():
        found_ = stretches_of(above, 24, duration)
        assert (found_.first.tolist(), found_.last.tolist()) == (first, last), duration
        assert found_.of_window.tolist() == [0, 0, 1]


def test_runs() -> None:
    first, last = runs(np.array([True, True, False, True]))
    assert (first.tolist(), last.tolist()) == ([0, 3], [1, 3])
    assert [each.tolist() for each in runs(np.zeros(3, dtype=bool))] == [[], []]


@pytest.mark.clause("smog 三(六) all_series")
def test_each_station_is_computed_on_its_own() -> None:
    city, other = hourly(values_of((250, 48))), daily([210, 210], 站点或区域=["胶东半岛"] * 2)
    result = run(pd.concat([other, city], ignore_index=True))
    assert [(r["站点或区域"], r["持续小时"]) for r in processes(result)] == [
        ("胶东半岛", 48), ("全市", 58),
    ]  # fmt: skip
    named = pd.concat([city.assign(站点或区域="全市"), city.assign(站点或区域="崂山 站")])
    assert run(named)["预警过程"]["站点或区域"].tolist() == ["全市", "崂山 站"]


def test_other_figures_are_taken_from_a_file_of_the_users(tmp_path: Path) -> None:
    policy = tmp_path / "政策.toml"
    policy.write_text(
        "[[figures.heavy_aqi.versions]]\nsince = 2018-10-31\nvalue = 249\n"
        "[[figures.valid_hours.versions]]\nsince = 2018-10-31\nvalue = 24\n",
        encoding="utf-8",
    )
    frame = hourly(values_of((250, 48)))
    assert run(frame, policy=policy)["预警过程"]["持续小时"].tolist() == [48]
    frame.loc[30, "AQI"] = None  # an hour of the block: its windows do not exist
    assert found(frame) == [(58, YELLOW)]
    assert run(frame, policy=policy)["预警过程"]["持续小时"].tolist() == [41]


def test_a_year_of_hours_at_thirteen_stations() -> None:
    """No loop over rows: 113,880 rows."""
    times = [START + dt.timedelta(hours=n + 1) for n in range(24 * 30)]
    one = pd.DataFrame({"时间": times, "AQI": ([250] * 60 + [40] * 60) * 6})
    many = pd.concat([one.assign(站点或区域=f"站{n}") for n in range(13)], ignore_index=True)
    assert len(run(many)["预警过程"]) == 13 * 6
