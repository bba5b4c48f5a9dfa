"""Explanations of shares, verdicts and runs: back to the cells, by hand (smog.md §4, §5)."""

from __future__ import annotations

from typing import Any

import pytest

import qdcalc
from explained import Node, read
from qdcalc.result.result import Result

from .helpers import NOX, PM, SO2, VOC, place, run, source

ROWS = (
    source(SO2, 1000, 50, 200, 300),
    source(NOX, 2000, 299, 400, 600, name="乙厂", district="胶州"),
    source(VOC, 100, 10, 15, 50, name="丙厂", industry="家具"),
    source(VOC, 100, 10, 15, 50, name="丁厂", industry="家具", exempt="是"),
)


@pytest.fixture(scope="module", name="result")
def calculated() -> Result:
    return run(
        *ROWS, bases={SO2: 1000, NOX: 2000, PM: 9, VOC: 400}, level="红色",
        cleaning=[place("进出口周边市政道路洒水", 2, "是"), place("工地作业面", 4, name="工地")],
    )  # fmt: skip


def steps(result: Result, **asked: Any) -> list[Node]:
    return read(str(result.explain(**asked)))


def test_a_sum_goes_back_to_both_amounts_and_both_bases(result: Result) -> None:
    (top,) = steps(result, grade="黄色", pollutant="二氧化硫+氮氧化物")
    assert top.value == "19.95%，未达到"
    assert "5% + 14.95% = 19.95%" in top.said
    assert "smog.swap" in top.options
    assert top.clause == "四(三)2(1)"
    cells = [cell for node in top.all() for cell in node.cells]
    assert [cell.rpartition(" = ")[2] for cell in cells] == ["50", "1000", "299", "2000"]
    assert any("全市减排比例" in node.what and node.value == "20 %" for node in top.all())


def test_exempt_rows_are_named_and_not_cited(result: Result) -> None:
    (top,) = steps(result, grade="黄色", pollutant=VOC)
    amount = next(node for node in top.all() if node.what == "黄色减排量")
    assert (amount.value, len(amount.cells)) == ("10 kg/d", 1)
    assert "1 行相加，另有豁免 1 行不计" in amount.said


def test_a_district_has_no_target(result: Result) -> None:
    tops = steps(result, district="胶州市", pollutant=NOX)
    assert [top.value for top in tops] == ["14.95%", "20%", "30%"]
    assert all("区市的目标由人分解" in top.said for top in tops)
    base = next(node for node in tops[0].all() if node.what == "基数")
    assert "清单的基准排放量 1 行" in base.said


def test_a_unit_against_its_floor(result: Result) -> None:
    tops = steps(result, source="丙厂")
    assert [top.value for top in tops] == ["未达到"] * 3
    assert "10 ÷ 100 = 10%，下限 50%，还差 40 kg/d" in tops[0].said
    assert [top.value for top in steps(result, source="丁厂")] == ["豁免，计入 0 kg/d"] * 3
    by_row = steps(result, row="减排清单!2")
    assert [top.said for top in by_row] == [top.said for top in tops]


def test_runs(result: Result) -> None:
    (top,) = steps(result, place="某路")
    assert top.value == "2 次"
    added = next(node for node in top.all() if node.what == "增加次数")
    assert added.value == "0 次"
    assert "结冰" in added.said
    assert "smog.ice" in added.options
    (site,) = steps(result, row="保洁!1")
    assert (site.value, site.how) == ("12 次", ["4 + 8 = 12"])


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"source": "没有这家"},
        {"grade": "蓝色"},
        {"pollutant": "臭氧"},
        {"district": "市南"},
        {"row": "减排清单!99"},
        {"place": "没有这条路"},
    ],
)
def test_what_is_not_there_is_said(result: Result, asked: dict[str, Any]) -> None:
    with pytest.raises(qdcalc.UsageError):
        result.explain(**asked)
