"""The least reductions of industries (四(三)2(1)、(2), spec smog.md §4.3): each floor."""

from __future__ import annotations

import pandas as pd
import pytest

from .helpers import (
    MET,
    NOX,
    ORANGE,
    PM,
    RED,
    SHORT,
    SO2,
    VOC,
    YELLOW,
    records,
    refused,
    run,
    source,
)

HALF = {YELLOW: 50, ORANGE: 100, RED: 100}
FLOORS = {
    "轮胎橡胶": HALF,
    "玻璃": {YELLOW: 15, ORANGE: 20, RED: 20},
    "燃煤锅炉机组": {YELLOW: 20, ORANGE: 30, RED: 30},
    "铸造": {YELLOW: 50, ORANGE: 50, RED: 50},
    **dict.fromkeys(
        ("车辆", "动车组", "家具", "机械设备及零部件", "植物油", "集装箱", "家电", "皮革服装",
         "石墨", "包装印刷", "有机化工"), HALF,
    ),
}  # fmt: skip


@pytest.mark.clause("smog 四(三)2(1)、四(三)2(2) industry_ratios")
def test_each_floor_at_and_below() -> None:
    """Of a base of 1,000: just the floor, and 0.1 below it."""
    rows = []
    for industry, least in FLOORS.items():
        at = [value * 10 for value in least.values()]
        rows.append(source(SO2, 1000, *at, industry=industry, name=f"{industry}甲"))
        below = [value - 0.1 for value in at]
        rows.append(source(SO2, 1000, *below, industry=industry, name=f"{industry}乙"))
    result = run(*rows)
    assert result.is_sound
    found = {(r["单位"], r["级别"]): r for r in records(result["行业核对"])}
    assert len(found) == len(FLOORS) * 2 * 3
    for industry, least in FLOORS.items():
        for level, percent in least.items():
            mine, other = (found[f"{industry}{name}", level] for name in "甲乙")
            assert (mine["结果"], mine["下限"], mine["还需减排量"]) == (MET, percent / 100, 0)
            assert mine["比例"] == percent / 100
            assert other["结果"] == SHORT
            assert other["还需减排量"] == pytest.approx(0.1, abs=1e-9)


def test_glass_and_boilers_are_held_to_two_pollutants() -> None:
    every = (SO2, NOX, PM, VOC)
    named = ("玻璃", "燃煤锅炉机组", "铸造", "水泥", "钢铁", "其他", "")
    rows = [source(p, 100, 0, industry=i, name=f"{i}厂") for i in named for p in every]
    found: dict[str, set[str]] = {}
    for row in records(run(*rows)["行业核对"]):
        found.setdefault(row["行业"], set()).add(row["污染物"])
    # cement, steel and all others have no figure of emissions
    assert found == {"玻璃": {SO2, NOX}, "燃煤锅炉机组": {SO2, NOX}, "铸造": set(every)}


def test_exempt_units_have_no_row() -> None:
    rows = (
        source(VOC, 100, 0, industry="有机化工", exempt="是"),
        source(VOC, 100, 50, 100, 100, industry="有机化工", name="乙厂"),
    )
    assert {r["单位"] for r in records(run(*rows)["行业核对"])} == {"乙厂"}


@pytest.mark.thorough
def test_a_unit_that_emits_none_has_nothing_to_reduce() -> None:
    rows = records(run(source(VOC, 0, 0, industry="家具"))["行业核对"])
    assert {(r["比例"], r["结果"]) for r in rows} == {(None, MET)}


WORDS = {
    "轮胎、橡胶制品": "轮胎橡胶",
    "轮胎和塑料橡胶制品": "轮胎橡胶",
    "轮胎企业": "轮胎橡胶",
    "玻璃制造企业": "玻璃",
    "未实现超低排放的燃煤锅炉、燃煤机组": "燃煤锅炉机组",
    "未超低排放燃煤锅炉、机组": "燃煤锅炉机组",
    "燃煤机组": "燃煤锅炉机组",
    "机械、设备及零部件": "机械设备及零部件",
    "机械": "机械设备及零部件",
    "家用电器": "家电",
    "水泥（含粉磨站）": "水泥",
    "水泥行业(含粉磨站)": "水泥",
    "铸造企业": "铸造",
    "家具制造企业": "家具",
    "植物油生产企业": "植物油",
    "包装印刷企业": "包装印刷",
    "钢铁企业": "钢铁",
}


def test_the_notices_words_are_known() -> None:
    rows = [source(VOC, 100, 0, industry=w, name=f"第{n}厂") for n, w in enumerate(WORDS)]
    found = {row["单位"]: row["行业"] for row in records(run(*rows)["减排明细"])}
    assert found == {f"第{n}厂": industry for n, industry in enumerate(WORDS.values())}


def test_other_words_are_refused() -> None:
    found = refused(*(source(VOC, 1, 0, industry=w, name=w) for w in ("造纸", "皮革服装及石墨")))
    assert found == [("C18", "行 0", "行业"), ("C18", "行 1", "行业")]


def test_red_says_that_it_has_no_figure_of_its_own() -> None:
    rows = records(run(source(SO2, 100, 20, 30, 30, industry="燃煤锅炉"))["行业核对"])
    said = {r["级别"]: r["说明"] for r in rows}
    assert "操作方案" in said[RED]
    assert "操作方案" not in said[ORANGE]


@pytest.mark.thorough
def test_added_amounts_are_added_up_for_industries_too() -> None:
    rows = (source(SO2, 100, 50, 50, 0, industry="铸造"),)
    found = {r["级别"]: r["比例"] for r in records(run(*rows, amounts="added")["行业核对"])}
    assert found == {YELLOW: 0.5, ORANGE: 1.0, RED: 1.0}


@pytest.mark.thorough
def test_the_same_name_in_two_kinds_of_sources_is_two_rows() -> None:
    rows = (source(PM, 10, 5, industry="铸造"), source(PM, 20, 4, kind="扬尘源"))
    result = run(*rows)
    assert len(result["减排明细"]) == 2
    assert isinstance(result["行业核对"], pd.DataFrame)
    assert {r["源类"] for r in records(result["行业核对"])} == {"工业源"}
