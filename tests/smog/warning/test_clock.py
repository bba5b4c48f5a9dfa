"""日期 and 小时 in two columns: one time, the hour's end (smog.md sections 2 and 8)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

import qdcalc
from seeds import at_first

from ..helpers import START, YELLOW, found, hourly, processes, refusal, run, values_of

WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
VALUES = values_of((250, 38))  # S4: 48 hours, 黄色


def apart(
    day: str = "日期", hour: str = "小时", write: Callable[[int], Any] = int, **changed: Any
) -> pd.DataFrame:
    """Return S4 with days and hours 1 to 24 apart; ``changed`` is a cell of the hours by row."""
    starts = [START + dt.timedelta(hours=n) for n in range(len(VALUES))]
    hours = [changed.get(f"row{n}", write(at.hour + 1)) for n, at in enumerate(starts)]
    days = [at.date() for at in starts]
    return pd.DataFrame({day: days, hour: pd.Series(hours, dtype=object), "AQI": VALUES})


@pytest.mark.parametrize(
    "frame",
    at_first(
        [
            apart(), apart("日期", "时间", "{:02}:00".format),
            apart(write=lambda hour: dt.time(hour) if hour < 24 else 24),
            apart(write=lambda hour: hour / 24 if hour < 24 else "24:00"),
            apart("监测日期", "时刻", "{}时".format), apart("时间", "小时", float),
            apart(write="{}:00:00".format),
            apart(write=lambda hour: f"{hour}点".translate(WIDE)),
        ],
        4,
    ),
    ids=["小时", "时间", "clock", "part of a day", "时刻", "时间+小时", "seconds", "wide"],
)  # fmt: skip
def test_a_day_and_its_hour(frame: pd.DataFrame) -> None:
    (process,) = processes(run(frame))
    assert (process["持续小时"], process["级别"]) == (48, YELLOW)
    # the block of 250 is from 2018-12-02 00:00 on; heavy five hours before it
    assert str(process["起始时间"]) == "2018-12-01 19:00:00"


def test_a_whole_moment_beside_its_day() -> None:
    whole = hourly(VALUES)
    days = [moment.date() for moment in whole["时间"] - dt.timedelta(hours=1)]
    assert found(pd.DataFrame({"日期": days, "监测时间": whole["时间"], "AQI": VALUES})) == [
        (48, YELLOW)
    ]


def test_days_merged_over_their_hours(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "AQI"
    sheet.append(["青岛市逐时 AQI"])
    sheet.append(["日期", "小时", "AQI"])
    for day, hour, aqi in apart().itertuples(index=False):
        sheet.append([day if hour == 1 else None, hour, aqi])
    for first in range(3, len(VALUES) + 3, 24):
        last = min(first + 23, len(VALUES) + 2)
        sheet.merge_cells(start_row=first, end_row=last, start_column=1, end_column=1)
    book.save(tmp_path / "a.xlsx")
    result = qdcalc.smog.assess(tmp_path / "a.xlsx")
    (process,) = processes(result)
    assert (process["持续小时"], str(process["起始时间"])) == (48, "2018-12-01 19:00:00")
    told = str(result.explain(row="AQI!7"))  # the fifth hour
    assert "AQI!A7 = 2018-12-01 05:00（日期，连同 B7 的小时）" in told


def test_days_beside_a_blank_column_of_hours() -> None:
    days = [dt.date(2018, 12, day) for day in (1, 2, 3)]
    frame = pd.DataFrame({"日期": days, "小时": [None] * 3, "AQI": [210, 210, 50]})
    assert found(frame) == [(48, YELLOW)]


@pytest.mark.parametrize(
    ("cell", "code"),
    [(25, "G16"), ("5:30", "G16"), (5.5, "G16"), ("五", "G16"), (-1, "G16"), (None, "G17"),
     ("2018-12-04 05:00", "G18"), (dt.time(5, 30), "G16")],
)  # fmt: skip
def test_what_is_no_hour(cell: Any, code: str) -> None:
    errors = refusal(lambda: run(apart(row30=cell)))
    assert [told for told in errors if told[0].startswith("G")] == [(code, "行 30")]
