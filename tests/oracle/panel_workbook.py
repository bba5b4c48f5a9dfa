"""Random inputs of the panel, as workbooks, and the written result against the reference."""

from __future__ import annotations

import random
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from .compare import Sheet, exact, text_of
from .panel import (
    BRANCH_KIND,
    DEPARTMENTS,
    GROUPS,
    MAIN,
    MAIN_KIND,
    OPTIONS,
    VENUES,
    PanelExpected,
    PanelScenario,
    composition_of,
    plain,
    printed,
    quotas_of,
    venue_of,
)
from .render import chance
from .rows_render import setting_rows, write_book
from .staffing_compare import check_number
from .water_month import Row

SHEETS = {
    "会场": {"会场": "text*", "每组人数": "count*"},
    "构成": {"会场类型": "text*", "类别": "text*", "组别": "text", "人数": "count*"},
    "代表名册": {"会场": "text*", "组别": "text*", "类别": "text*", "编号": "text*"},
    "评议票发放": {"会场": "text*", "组别": "text*", "发放数": "count*", "回收数": "count*"}
    | {"无效票": "count"},
    "评议票": {"组别": "text*", "部门": "text*", "档次": "text*", "票数": "count*"},
    "档次分值": {"档次": "text*", "分值": "count*"},
}
SPELLINGS = {"市南": "市南区", "西海岸新区": "黄岛区", "即墨": "即墨区", "胶州": "胶州市"}
GRADES = (
    ("很好", "好", "一般", "较差"),
    ("满意", "基本满意", "不满意"),
    ("优", "良", "中", "差", "劣"),
)


def spelled_group(rng: random.Random, group: str) -> str:
    """Return a group in one of its spellings."""
    number = str(GROUPS.index(group) + 1)
    return rng.choice((group, group, f"{group}组", f"第{group}组", number))


def spelled_venue(rng: random.Random, venue: str) -> str:
    """Return a venue in one of its spellings."""
    return rng.choice((venue, SPELLINGS.get(venue, venue)))


def some_composition(rng: random.Random) -> list[dict[str, str]]:
    """Return a composition of one kind or both, the printed one changed or another."""
    rows = []
    for kind in rng.choice(((BRANCH_KIND,), (BRANCH_KIND,), (MAIN_KIND, BRANCH_KIND))):
        names = [name for name, _ in printed()[kind]["一"]]
        for name in rng.sample(names, rng.randint(6, len(names))):
            if chance(rng, 0.4):
                rows.append({"会场类型": kind, "类别": name, "人数": str(rng.randint(1, 60))})
                continue
            rows += [
                {"会场类型": kind, "类别": name, "组别": spelled_group(rng, group)}
                | {"人数": str(rng.choice((0, 1, 5, 10, 10, 10, rng.randint(0, 60))))}
                for group in GROUPS
            ]
        own = composition_of(PanelScenario(composition=[r for r in rows if r["会场类型"] == kind]))
        if any(sum(n for _, n in own[kind][group]) == 0 for group in GROUPS):
            rows.append(
                {"会场类型": kind, "类别": "媒体代表" if kind == MAIN_KIND else "其他", "人数": "7"}
            )
    return rows


def some_roster(rng: random.Random, quotas: Sequence[Row]) -> list[dict[str, str]]:
    """Return the people of a few venues' groups, some too few, some too many."""
    keys = list(dict.fromkeys((row["会场"], row["组别"]) for row in quotas))
    rows: list[dict[str, str]] = []
    for venue, group in rng.sample(keys, min(3, len(keys))):
        for quota in quotas:
            if (quota["会场"], quota["组别"]) == (venue, group):
                there = max(0, quota["名额"] + rng.choice((0, 0, 0, 0, -1, 1)))
                head = {"会场": venue, "类别": quota["类别"]}
                rows += [
                    head | {"组别": spelled_group(rng, group), "编号": f"{venue}{len(rows) + i}"}
                    for i in range(there)
                ]
    return rows


def some_ballots(rng: random.Random, sizes: dict[str, int]) -> list[dict[str, str]]:
    """Return what was handed out and came back."""
    rows = []
    for group in GROUPS if chance(rng, 0.7) else GROUPS[:2]:
        for venue, size in sizes.items():
            issued = max(0, size + rng.choice((0, 0, 0, 0, 1, -1)))
            back = max(0, issued - rng.choice((0, 0, 0, 1, 3)))
            bad = rng.choice(("", "0", str(min(back, rng.randint(0, 9)))))
            rows.append(
                {"会场": spelled_venue(rng, venue), "组别": spelled_group(rng, group)}
                | {"发放数": str(issued), "回收数": str(back), "无效票": bad}
            )
    return rows


def some_votes(
    rng: random.Random, issued: Sequence[dict[str, str]], grades: Sequence[str]
) -> list[dict[str, str]]:
    """Return the votes of every department, never more than ballots came back."""
    rows = []
    sizes = {venue_of(row["会场"]) for row in issued}
    scenario = PanelScenario(issued=list(issued))
    for group in GROUPS:
        back = [
            int(row["回收数"]) - int(row["无效票"] or 0)
            for row in scenario.issued
            if plain(row["组别"]).strip("第组") in (group, str(GROUPS.index(group) + 1))
        ]
        most = sum(back) if back else rng.choice((0, 2400)) if not sizes else 500
        same = [rng.randint(0, max(1, most // len(grades))) for _ in grades]
        for department in DEPARTMENTS[group].split("、"):
            counts = same if chance(rng, 0.3) else [rng.randint(0, most // 6) for _ in grades]
            if sum(counts) > most:
                counts = [0 for _ in grades]
            rows += [
                {"组别": spelled_group(rng, group), "部门": department, "档次": grade}
                | {"票数": str(count)}
                for grade, count in zip(grades, counts, strict=True)
            ]
    return rows


def random_panel_scenario(rng: random.Random) -> PanelScenario:
    """Return a valid scenario."""
    scenario = PanelScenario()
    for key, options in OPTIONS.items():
        if chance(rng, 0.6):
            scenario.interpretations[key] = rng.choice(list(options))
    sizes = dict(VENUES)
    if chance(rng, 0.5):
        sizes = {
            venue: size + rng.choice((0, 0, 0, 1, -1, 30))
            for venue, size in VENUES.items()
            if venue == MAIN or chance(rng, 0.8)
        }
        scenario.venues = [
            {"会场": spelled_venue(rng, venue), "每组人数": str(size)}
            for venue, size in sizes.items()
        ]
    if chance(rng, 0.4):
        scenario.composition = some_composition(rng)
    quotas = quotas_of(scenario, sizes)
    if chance(rng, 0.5):
        scenario.roster = some_roster(rng, quotas)
    if chance(rng, 0.6):
        scenario.issued = some_ballots(rng, sizes)
    if chance(rng, 0.7):
        grades = rng.choice(GRADES)
        scenario.votes = some_votes(rng, scenario.issued, grades)
        if chance(rng, 0.7):
            values = sorted(rng.sample(range(10001), len(grades)), reverse=True)
            scenario.points = [
                {"档次": grade, "分值": f"{value // 100}.{value % 100:02d}"}
                for grade, value in zip(grades, values, strict=True)
            ]
    if chance(rng, 0.3):
        total = sum(sizes.values())
        scenario.settings = {"每组评议票数": str(total), "评议票总数": str(4 * total)}
    return scenario


def write_panel_workbook(scenario: PanelScenario, path: str | Path, rng: random.Random) -> None:
    """Write the scenario to an .xlsx file."""
    settings = setting_rows(rng, scenario.settings, scenario.interpretations, OPTIONS)
    given = (
        ("会场", scenario.venues),
        ("构成", scenario.composition),
        ("代表名册", scenario.roster),
        ("评议票发放", scenario.issued),
        ("评议票", scenario.votes),
        ("档次分值", scenario.points),
    )
    tables = {name: (SHEETS[name], rows) for name, rows in given if rows}
    if not tables and not settings:
        settings = [{"参数": "ties", "取值": "order"}]
    write_book(rng, path, tables, settings, set())


def keyed(rows: Sequence[Row]) -> list[Row]:
    """Return rows with names as they are matched."""
    out = []
    for row in rows:
        own = dict(row)
        for column in ("会场", "组别", "类别"):
            if column in own:
                own[column] = plain(text_of(own[column]))
        out.append(own)
    return out


def check_score(sheet: Sheet, key: Any, want: Fraction | None, got: Any) -> None:
    """Compare a score that may be shown to two decimals, half up."""
    number = exact(got)
    if want is None or number is None:
        check_number(sheet, key, "得分", want, got)
    elif abs(number - want) > Fraction(1, 10**9) and number * 100 != int(
        want * 100 + Fraction(1, 2)
    ):
        sheet.differ(key, "得分", want, got)


def compare_quotas(expected: PanelExpected, book: Any, out: list[str]) -> None:
    """Compare 名额分配 and 名额核对."""
    keys = ("会场", "组别", "类别")
    sheet = Sheet(book, "名额分配", (*keys, "名额", "精确值"), out)
    for key, want, got in sheet.pair(keys, keyed(expected.quotas), keyed(sheet.rows)):
        check_number(sheet, key, "名额", want["名额"], got["名额"])
        check_number(sheet, key, "精确值", want["精确值"], got["精确值"])
    checks = Sheet(book, "名额核对", ("检查", "左值", "右值", "差额", "结果"), out)
    found = sorted(int(row["差额"]) for row in checks.rows if row["结果"] != "通过")
    if found != sorted(expected.differences):
        out.append(f"名额核对: expected {sorted(expected.differences)}, got {found}")


def compare_counts(expected: PanelExpected, book: Any, out: list[str]) -> None:
    """Compare 名册核对 and 评议票核对."""
    keys = ("会场", "组别", "类别")
    if expected.roster:
        sheet = Sheet(book, "名册核对", (*keys, "名额", "实有", "差额", "状态"), out)
        for key, want, got in sheet.pair(keys, keyed(expected.roster), keyed(sheet.rows)):
            for column in ("名额", "实有", "差额"):
                check_number(sheet, key, column, want[column], got[column])
            sheet.check_text(key, "状态", want["状态"], got["状态"])
    if not expected.ballots:
        return
    numbers = ("名额", "发放数", "回收数", "无效票", "发放差额", "回收差额")
    sheet = Sheet(book, "评议票核对", ("会场", "组别", *numbers, "结果"), out)
    rows = [row for row in keyed(sheet.rows) if row["会场"] != "合计" and row["first"] != "合计"]
    for key, want, got in sheet.pair(("会场", "组别"), expected.ballots, rows):
        for column in numbers:
            check_number(sheet, key, column, want[column], got[column])
        sheet.check_text(key, "结果", want["结果"], got["结果"])


def compare_tally(expected: PanelExpected, book: Any, out: list[str]) -> None:
    """Compare 计票; departments without a vote at all may be there."""
    if not expected.tally:
        return
    columns = [name for grade in expected.grades for name in (grade, f"{grade}占比")]
    ranks = ("组内排名", "总排名")
    sheet = Sheet(book, "计票", ("组别", "部门", *columns, "有效票", "弃权", "得分", *ranks), out)
    for key, want, got in sheet.pair(("组别", "部门"), expected.tally, keyed(sheet.rows)):
        for grade in expected.grades:
            check_number(sheet, key, grade, want["票数"][grade], got[grade])
            check_number(sheet, key, f"{grade}占比", want["占比"][grade], got[f"{grade}占比"])
        for column in ("有效票", "弃权", *ranks):
            check_number(sheet, key, column, want[column], got[column])
        check_score(sheet, key, want["得分"], got["得分"])


def compare_panel_workbook(expected: PanelExpected, path: str | Path) -> list[str]:
    """Return the differences between a written workbook and what is expected, in words."""
    out: list[str] = []
    book = load_workbook(path, data_only=True)
    compare_quotas(expected, book, out)
    compare_counts(expected, book, out)
    compare_tally(expected, book, out)
    return out
