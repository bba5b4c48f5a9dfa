"""How hours, AQI and the like are read, and what is refused (smog.md sections 2 and 8)."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from openpyxl import Workbook

import qdcalc
from qdcalc.intake.cells import Cells, Parsed
from qdcalc.smog.values import is_day_alone, read_hour
from qdcalc.smog.warning.inputs import READINGS
from seeds import at_first

from ..helpers import codes, daily, hourly, refusal, run, values_of


def read(*times: Any) -> Parsed:
    """Read the cells of 时间."""
    cells = np.empty(len(times), dtype=object)
    cells[:] = times
    return read_hour(Cells(cells), READINGS.column("ended_at"))


@pytest.mark.parametrize(
    "written",
    [
        dt.datetime(2018, 12, 1, 5), "2018-12-01 05:00", "2018/12/1 5:00", "2018年12月1日5时",
        "2018-12-01 05:00:00", "2018-12-01T05:00", "2018.12.1 5:00", "2018年12月1日 5时",
        "2018-12-01 5点", "2018年12月1日5:00", "２０１８-12-01　05：00", "2018120105",
        dt.datetime(2018, 12, 1, 4, 59, 59, 999_999), dt.datetime(2018, 12, 1, 5, 0, 0, 200),
    ],
)  # fmt: skip
def test_an_hour_as_people_write_it(written: Any) -> None:
    found = read(written, "2018-12-01 06:00")
    assert (str(found.values[0]), found.refusals) == ("2018-12-01T05:00:00", [])


@pytest.mark.parametrize("written", ["2018-11-30 24:00", "2018年11月30日24时", "2018-12-01 0:00"])
def test_24_00_is_0_00_of_the_next_day(written: str) -> None:
    found = read(written, "2018-12-01 01:00")
    assert (str(found.values[0]), found.refusals) == ("2018-12-01T00:00:00", [])


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("2018-12-01 05:30", "G02"), ("2018-12-01 05:00:30", "G02"),
        ("2018年12月1日5时20分", "G02"),
        (dt.datetime(2018, 12, 1, 5, 30), "G02"), (dt.datetime(2018, 12, 1, 5, 0, 2), "G02"),
        ("2018-12-01 25:00", "G01"), ("2018-12-01 24:30", "G01"), ("2018-12-32 05:00", "G01"),
        ("五点", "G01"), ("2018-12-01 上午", "G01"), (True, "G01"), (43435.25, "C07"),
        (12.5, "G01"), ("#N/A", "C01"),
    ],
)  # fmt: skip
def test_what_is_no_hour_is_refused(written: Any, code: str) -> None:
    found = read(written, "2018-12-01 06:00")
    assert [(place, refusal_.fault.code) for place, refusal_ in found.refusals] == [(0, code)]
    assert np.isnat(found.values[0])


def test_a_blank_hour_is_refused() -> None:
    frame = pd.DataFrame({"时间": [None, "2018-12-01 05:30", "2018-12-01 06:00"], "AQI": 50})
    assert refusal(lambda: run(frame)) == [("C14", "行 0"), ("G02", "行 1")]


def test_dates_or_midnights_alone_are_days() -> None:
    for times in (
        ["2018-12-01", "2018-12-02"], ["2018-12-01 00:00", "2018-12-01 24:00"],
        [dt.date(2018, 12, 1), dt.datetime(2018, 12, 2)], [20181201, "20181202"],
    ):  # fmt: skip
        frame = pd.DataFrame({"时间": pd.Series(times, dtype=object), "AQI": 210})
        assert run(frame)["预警过程"]["持续小时"].tolist() == [48]


def test_days_among_hours_are_refused() -> None:
    hours = hourly([50] * 30)
    hours["时间"] = hours["时间"].astype(object)
    alone = pd.concat([hours, daily([60]).assign(时间="2018-12-05")], ignore_index=True)
    assert refusal(lambda: run(alone)) == [("G06", "行 30")]
    midnights = [dt.datetime(2018, 12, 6), dt.datetime(2018, 12, 7)]
    both = pd.concat([hours, pd.DataFrame({"时间": midnights, "AQI": 60})], ignore_index=True)
    assert refusal(lambda: run(both)) == [("G06", "行 30"), ("G06", "行 31")]
    apart = pd.concat([hours, daily([60, 60], 站点或区域=["区域"] * 2)], ignore_index=True)
    assert set(run(apart)["逐时"]["站点或区域"]) == {"全市", "区域"}


def test_texts_of_days() -> None:
    raw = pd.Series(["2018-12-01", "2018-12-01 5:00", "2018年12月1日", "2018年12月1日5时", None,
                     dt.datetime(2018, 12, 1), "20181201", "2018120105"], dtype=object)  # fmt: skip
    assert is_day_alone(raw.to_numpy()).tolist() == [
        True, False, True, False, False, False, True, False,
    ]  # fmt: skip


def test_the_same_hour_twice_is_refused() -> None:
    hours = hourly([50] * 4)
    assert refusal(lambda: run(pd.concat([hours, hours.iloc[[2]]], ignore_index=True))) == [
        ("R01", "行 4")
    ]
    named = hours.iloc[[2]].assign(站点或区域="全市")  # a blank is 全市
    assert refusal(lambda: run(pd.concat([hours, named], ignore_index=True))) == [("R01", "行 4")]
    other = hours.iloc[[2]].assign(站点或区域="崂山站")
    assert len(run(pd.concat([hours, other], ignore_index=True))["逐时"]) == 5


def test_a_correction_replaces_an_hour() -> None:
    hours = hourly([50] * 4, 版本=[0] * 4)
    late = hours.iloc[[2]].assign(AQI=60, 版本=1)
    result = run(pd.concat([hours, late], ignore_index=True))
    assert result["逐时"]["AQI"].tolist() == [50, 50, 60, 50]
    assert "R04" in codes(result)


@pytest.mark.parametrize(
    ("value", "code"),
    at_first([(501, "G04"), (-1, "G04"), (80.5, "C15"), ("缺", "C03"), ("5,0", "C21")], 2),
)
def test_an_aqi_off_the_scale_is_refused(value: Any, code: str) -> None:
    assert refusal(lambda: run(hourly([50, value]))) == [(code, "行 1")]


@pytest.mark.parametrize("value", at_first([0, 500, "500", "５００", 250.0], 2))
def test_an_aqi_on_the_scale(value: Any) -> None:
    assert run(hourly([50, value]))["逐时"]["AQI"].tolist()[1] == int(value)


@pytest.mark.parametrize(("bound", "error"), [(209, True), (210, False), (211, False)])
def test_a_bound_below_the_aqi_is_refused(bound: int, error: bool) -> None:
    frame = hourly([210] * 30, AQI上限=[bound] * 30)
    if error:
        assert refusal(lambda: run(frame))[0] == ("G05", "行 0")
    else:
        assert len(run(frame)["逐时"]) == 30


def test_a_bound_without_an_aqi_is_told() -> None:
    assert {"G07", "G08"} <= set(codes(run(hourly([50, None, None], AQI上限=[210, 210, None]))))


def test_a_blank_bound_is_the_aqi() -> None:
    values = [210] * 80
    result = run(hourly(values, AQI上限=[230] + [None] * 79))
    assert result["逐时"]["上限24小时均值"].round(4).tolist()[23] == round(210 + 20 / 24, 4)
    assert result["逐时"]["上限24小时均值"].tolist()[30] == 210


def test_words_of_other_columns() -> None:
    frame = hourly([210] * 24, 沙尘=["√"] * 24, 数据类型=["监测"] * 24)
    assert set(run(frame)["逐时"]["数据类型"]) == {"实测"}
    assert run(frame)["预警过程"].empty
    wrong = hourly([210] * 2, 沙尘=["浮尘", "否"], 数据类型=["实测", "模式"])
    assert sorted(refusal(lambda: run(wrong))) == [("C10", "行 0"), ("C18", "行 1")]


def test_the_column_aqi_must_be_there() -> None:
    frame = pd.DataFrame({"时间": ["2018-12-01 01:00"], "AQI上限": [60]})
    with pytest.raises(qdcalc.InputError, match="AQI"):
        run(frame)


def test_nothing_to_calculate_is_refused(tmp_path: Path) -> None:
    book = Workbook()
    sheet: Any = book.active
    sheet.title = "AQI"
    sheet.append(["时间", "AQI"])
    book.save(tmp_path / "空.xlsx")
    assert [c for c, _ in refusal(lambda: qdcalc.smog.assess(tmp_path / "空.xlsx"))] == ["G14"]


def test_it_is_read_from_a_workbook(tmp_path: Path) -> None:
    book = Workbook()
    sheet: Any = book.active
    sheet.title = "AQI"
    sheet.append(["2018年12月 AQI"])
    sheet.append(["日期时间", "空气质量指数", "站点名称"])
    frame = hourly(values_of((250, 48)))
    for time, value in zip(frame["时间"], frame["AQI"], strict=True):
        sheet.append([time.to_pydatetime(), value, None])
    sheet.append(["平均", 150, None])
    book.save(tmp_path / "AQI.xlsx")
    result = qdcalc.smog.assess(tmp_path / "AQI.xlsx")
    assert result["预警过程"]["持续小时"].tolist() == [58]
    folder = tmp_path / "AQI.xlsx"
    assert qdcalc.smog.assess(str(folder))["校验"].query("结果 != '通过'").empty
