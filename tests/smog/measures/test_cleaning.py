"""The extra runs a day (四(三)2, spec smog.md §5): each kind at each level, ice, S18."""

from __future__ import annotations

from typing import Any

import pytest

import qdcalc
from seeds import at_first

from .helpers import ORANGE, RED, YELLOW, place, records, run

SWEPT, SPRINKLED = "进出口周边市政道路机扫", "进出口周边市政道路洒水"
MAIN, SITE, SURFACE = "城市主次干道", "工地进出道路", "工地作业面"
# 「每日增加…机扫2次」「增加4次」; Ⅱ 「增加1次」「总体增加6次」; Ⅰ 「总体增加3次」「总体增加8次」
RUNS = {
    YELLOW: {SWEPT: 2, SPRINKLED: 0, MAIN: 0, SITE: 4, SURFACE: 4},
    ORANGE: {SWEPT: 2, SPRINKLED: 0, MAIN: 1, SITE: 6, SURFACE: 6},
    RED: {SWEPT: 3, SPRINKLED: 3, MAIN: 1, SITE: 8, SURFACE: 8},
}


def extra(level: str, is_icy: str = "", **options: Any) -> dict[str, int]:
    rows = [place(kind, 2, is_icy) for kind in RUNS[level]]
    plan = records(run(cleaning=rows, level=level, **options)["保洁安排"])
    assert all(row["当日频次"] == 2 + row["增加次数"] for row in plan)
    assert {row["级别"] for row in plan} == {level}
    return {row["类别"]: row["增加次数"] for row in plan}


@pytest.mark.clause("smog 四(三)2(1)、四(三)2(2)、四(三)2(3) extra_cleaning_runs")
@pytest.mark.parametrize("level", RUNS)
def test_each_kind_at_each_level(level: str) -> None:
    assert extra(level) == RUNS[level]


@pytest.mark.thorough
def test_sprinkling_at_red_under_its_other_reading() -> None:
    assert extra(RED, sprinkle="1") == {**RUNS[RED], SPRINKLED: 1}
    for level in (YELLOW, ORANGE):
        assert extra(level, sprinkle="1") == RUNS[level]


@pytest.mark.parametrize("level", at_first(reversed(RUNS), 1))
def test_ice_exempts_roads_the_surface_only_if_all(level: str) -> None:
    none = dict.fromkeys(RUNS[level], 0)
    assert extra(level, "是") == {**none, SURFACE: RUNS[level][SURFACE]}
    assert extra(level, "是", ice="all") == none
    assert extra(level, "否", ice="all") == RUNS[level]


def test_s18() -> None:
    red = records(run(cleaning=[place(SURFACE, 2)], level=RED)["保洁安排"])
    assert red[0]["当日频次"] == 10
    icy = records(run(cleaning=[place(MAIN, 3, "是")], level=ORANGE)["保洁安排"])
    assert icy[0]["当日频次"] == 3


@pytest.mark.thorough
@pytest.mark.parametrize("written", ["Ⅱ级", "II级响应", "橙色预警"])
def test_the_level_as_people_write_it(written: str) -> None:
    plan = records(run(cleaning=[place(SITE, 0)], level=written)["保洁安排"])
    assert plan[0]["级别"] == ORANGE


def test_the_plain_function() -> None:
    assert qdcalc.smog.extra_cleaning_runs(SITE, False, RUNS[RED]) == 8
    assert qdcalc.smog.extra_cleaning_runs(SITE, True, RUNS[RED]) == 0
    found = qdcalc.smog.extra_cleaning_runs([SURFACE, MAIN], [True, False], RUNS[RED])
    assert found.tolist() == [8, 1]
    found = qdcalc.smog.extra_cleaning_runs([SURFACE], [True], RUNS[RED], ice="all")
    assert found.tolist() == [0]
    with pytest.raises(qdcalc.UsageError):
        qdcalc.smog.extra_cleaning_runs("绿化", False, RUNS[RED])
