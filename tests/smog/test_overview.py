"""汇总: what both halves come to by place, and what each switch moves of it; worked by hand."""

from __future__ import annotations

import pandas as pd
import pytest

import qdcalc
from qdcalc.result.result import Result

from .helpers import hourly, records, values_of
from .measures.helpers import CLEANED, LISTED, PM, SO2, frame_of, place, source


def both() -> Result:
    """Return 38 hours of 250 (48 hours heavy), a list and three places to clean."""
    rows = [
        source(PM, 100, 9, 30, 60, district="胶州"),  # yellow is missed
        source(SO2, 100, 20, 40, 40, name="乙厂", industry="石墨"),  # all three floors are
    ]
    cleaned = [
        place("进出口周边市政道路洒水", 2),
        place("工地作业面", 2, "是", name="工地"),
        place("城市主次干道", 2, "是", name="干道"),
    ]
    given = {
        "AQI": hourly(values_of((250, 38))),
        "减排清单": frame_of(rows, LISTED),
        "保洁": frame_of(cleaned, CLEANED),
    }
    return qdcalc.smog.assess(given, level="红色")


def test_each_place() -> None:
    result = both()
    found = {row.pop("站点或区市"): tuple(row.values()) for row in records(result["汇总"])}
    assert found == {
        "全市": (1, 48, 1, 0, 0),
        "即墨": (0, 0, 0, 3, 0),
        "胶州": (0, 0, 0, 0, 0),
        "市南": (0, 0, 0, 0, 3 + 8),
    }
    assert result.is_sound


@pytest.mark.thorough
def test_what_each_switch_moves() -> None:
    effects = both().sensitivity()["口径影响"]
    moved = {
        (row["取值"].partition("（")[0], row["项目"].partition("（")[0]): row["合计变动"]
        for row in records(effects)
        if row["合计变动"] and not pd.isna(row["合计变动"])
    }
    assert moved == {
        # a stretch is 23 hours longer than its windows are many
        ("窗口数", "持续小时"): -23,
        # 20 + 40 + 40 of 100 at red: all of it stands still
        ("逐级增量", "未达到下限数"): -1,
        ("1", "增加保洁次数"): -2,
        ("全部", "增加保洁次数"): -8,
    }


def test_nothing_asked_names_what_both_halves_explain() -> None:
    with pytest.raises(qdcalc.UsageError) as caught:
        both().explain()
    said = str(caught.value)
    for selector in ("--station", "--grade", "--place"):
        assert selector in said
    assert said.count("请写明") == 1
