"""临界 of the measures: what is missing to a target, and what is to spare, by hand."""

from __future__ import annotations

from typing import Any

import pytest

from near import near_of

from .helpers import BOTH, NOX, PM, SO2, VOC, run, source


def near(*rows: dict[str, Any], within: str | None = None, **given: Any) -> dict[str, Any]:
    frame = near_of(run(*rows, **given), within)
    return {str(row["对象"]): row for row in frame.to_dict("records")}


def test_a_target_just_reached_and_just_missed() -> None:
    rows = [source(SO2, 1000, 50, 300, 300), source(NOX, 2000, 299, 600, 700)]
    found = near(source(PM, 100, 10, 18.5, 40), *rows)
    at = found["全市 黄色 颗粒物"]
    assert (at["值"], at["阈值"], at["距离"]) == (10, 10, 0)
    assert (at["现结果"], at["另一侧结果"], at["现在"]) == ("达到", "未达到", "达到目标")
    assert at["单元格"] == "减排清单!行 0"
    missed = found["全市 橙色 颗粒物"]
    assert (missed["值"], missed["距离"]) == (18.5, -1.5)
    assert "还差 1.5 kg/d" in missed["说明"]
    assert "全市 红色 颗粒物" not in found  # 40 is a third above 30
    both = found[f"全市 黄色 {BOTH}"]
    assert both["值"] == 19.95
    assert "还差：全算在二氧化硫上是 0.5 kg/d，全算在氮氧化物上是 1 kg/d" in both["说明"]
    assert both["单元格"] == "减排清单!行 1 等 2 格"


@pytest.mark.thorough
def test_the_edge_of_near() -> None:
    assert set(near(source(PM, 1000, 110, 0, 0), amounts="added")) == {"全市 黄色 颗粒物"}
    assert near(source(PM, 1000, 110.1, 300, 400)) == {}


def test_a_units_floor() -> None:
    found = near(source(VOC, 100, 52, 100, 100, industry="家具", district="胶州"))
    row = found["胶州 甲厂 黄色 挥发性有机物"]
    assert (row["值"], row["阈值"], row["判断"]) == (52, 50, "减排比例（%）：家具的下限")
    assert "多出 2 kg/d" in row["说明"]
    assert {name for name in found if name.startswith("胶州")} == {
        f"胶州 甲厂 {level} 挥发性有机物" for level in ("黄色", "橙色", "红色")
    }
