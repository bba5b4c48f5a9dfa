"""The reference itself: the worked examples T1–T14, and what random inputs reach."""

from __future__ import annotations

import random
from collections import Counter
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from .panel import DEPARTMENTS, GROUPS, MAIN, OPTIONS, VENUES, PanelScenario, assess
from .panel_workbook import random_panel_scenario, write_panel_workbook

pytestmark = pytest.mark.oracle
PRINTED = {  # 市北 280, 西海岸 380, 高新区 60 as the specification tabulates them
    "社区或村居民代表": ("40/54/27/80", "54/73/36/109", "9/12/6/17"),
    "小微企业代表": ("7/7/7/7", "9/9/9/9", "2/2/1/2"),
    "创客代表": ("7/7/1/2", "9/9/2/2", "1/1/0/0"),
    "新市民代表": ("10/10/7/13", "13/13/9/18", "2/2/1/3"),
    "区(市)部门、镇街代表": ("54/53/80/53", "73/73/109/73", "11/11/17/11"),
    "事业单位代表": ("13/13/27/7", "18/18/36/9", "3/3/6/1"),
    "民主党派、工商联、无党派代表": ("19/19/12/12", "26/25/17/16", "4/4/3/3"),
}


def quotas(**options: str) -> dict[tuple[str, str, str], int]:
    """Return the notice's quotas."""
    rows = assess(PanelScenario(interpretations=options)).quotas
    return {(row["会场"], row["组别"], row["类别"]): row["名额"] for row in rows}


def test_the_notice() -> None:
    """T1–T6: sums, and the figures of the table."""
    found = quotas()
    assert len({venue for venue, _, _ in found}) == 12
    for group in GROUPS:
        assert sum(n for key, n in found.items() if key[1] == group) == 2500
    for category, columns in PRINTED.items():
        for venue, column in zip(("市北", "西海岸新区", "高新区"), columns, strict=True):
            numbers = [found[venue, group, category] for group in GROUPS]
            assert "/".join(map(str, numbers)) == column
    larger = quotas(ties="larger")
    changed = {key: (found[key], n) for key, n in larger.items() if n != found[key]}
    assert changed["市北", "一", "新市民代表"] == (10, 9)
    assert changed["市北", "一", "事业单位代表"] == (13, 14)
    assert len(changed) == 2 + 2 + 4 + 2 + 2 + 2
    least = quotas(zero="at-least-one")
    assert least["高新区", "三", "民主党派、工商联、无党派代表"] == 2
    assert least["高新区", "一", "小微企业代表"] == 1


def test_sums() -> None:
    """T7."""
    rows = [{"会场": v, "每组人数": str(61 if v == "高新区" else n)} for v, n in VENUES.items()]
    assert assess(PanelScenario(venues=rows)).differences == [1, 1, 1, 1, 4]


def test_roster_and_ballots() -> None:
    """T8, T9."""
    one = {"会场": "市南", "组别": "二", "类别": "新市民代表"}
    found = assess(PanelScenario(roster=[one | {"编号": str(i)} for i in range(6)])).roster
    row = next(row for row in found if row["类别"] == "新市民代表")
    assert (row["名额"], row["实有"], row["差额"], row["状态"]) == (7, 6, -1, "缺额")
    ballot = {"会场": "市南", "组别": "一", "发放数": "210", "回收数": "209", "无效票": "3"}
    row = assess(PanelScenario(issued=[ballot])).ballots[0]
    assert (row["发放差额"], row["回收差额"], row["结果"]) == (0, -1, "不一致")


def test_tally() -> None:
    """T10, T11."""
    counts = {"很好": 1200, "好": 800, "一般": 380, "较差": 100}
    votes = [
        {"组别": "二", "部门": "市规划局", "档次": grade, "票数": str(n)}
        for grade, n in counts.items()
    ]
    points = [
        {"档次": grade, "分值": value}
        for grade, value in zip(counts, ("100", "80", "60", "40"), strict=True)
    ]
    issued = [{"会场": MAIN, "组别": "二", "发放数": "2500", "回收数": "2490", "无效票": ""}]
    scenario = PanelScenario(votes=votes, points=points, issued=issued)
    row = assess(scenario).tally[0]
    assert (row["有效票"], row["弃权"], row["得分"]) == (2480, 10, 85)
    scenario.interpretations = {"blank": "all"}
    assert assess(scenario).tally[0]["得分"] == Fraction(210_800, 2490)


def test_departments() -> None:
    """T14."""
    assert [len(names.split("、")) for names in DEPARTMENTS.values()] == [12, 11, 12, 10]


def test_random_scenarios_reach_everything(tmp_path: Path) -> None:
    """Every option, every sheet, every word."""
    seen: Counter[Any] = Counter()
    for seed in range(100):
        given = random_panel_scenario(random.Random(seed))
        expected = assess(given)
        seen.update(given.interpretations.items())
        seen.update(row["状态"] for row in expected.roster)
        seen.update(row["结果"] for row in expected.ballots)
        seen.update(("score", row["得分"] is None) for row in expected.tally)
        seen.update(("total", row["总排名"] is None) for row in expected.tally)
        seen["differs"] += bool(expected.differences)
        seen["zero"] += any(row["名额"] == 0 and row["精确值"] for row in expected.quotas)
    wanted: list[Any] = [
        "缺额",
        "超额",
        "一致",
        "错发漏发",
        "不一致",
        "错发漏发、不一致",
        "differs",
        "zero",
    ]
    wanted += [("score", True), ("score", False), ("total", True), ("total", False)]
    wanted += [(key, option) for key, options in OPTIONS.items() for option in options]
    assert [key for key in wanted if not seen[key]] == []
    write_panel_workbook(given, tmp_path / "in.xlsx", random.Random(1))
