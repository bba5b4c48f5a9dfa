"""Random inputs of the review, as workbooks, and the written result against the reference."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from .compare import Sheet, exact, text_of
from .render import chance
from .review import LATE, LIMIT, OPTIONS, OVERDUE, RUNNING, ReviewExpected, ReviewScenario
from .rows_render import setting_rows, write_book
from .staffing_compare import check_number, iso
from .water_month import Row

PROJECTS = {
    "项目名称": "text*",
    "轮次": "count",
    "区市": "text*",
    "审查机构": "text*",
    "工程类别": "text*",
    "受理部门": "text",
    "重新报批": "yes",
    "受理日期": "date*",
    "合格书日期": "date",
    "意见书日期": "date",
    "复审受理日期": "date",
}
CALENDAR = {"日期": "date*", "类型": "text*"}
DISTRICTS = ("市南", "市北区", "李沧", "崂山", "黄岛区", "城阳", "即墨区", "胶州市", "市级", "市级")
BODIES = ("甲审图公司", "乙审图公司", "丙设计院", "丁审图中心")
STARTS = (
    dt.date(2018, 10, 18),
    dt.date(2018, 10, 25),
    dt.date(2018, 11, 12),
    dt.date(2018, 12, 20),
    dt.date(2019, 1, 28),
    dt.date(2019, 4, 24),
    dt.date(2019, 9, 25),
    dt.date(2020, 1, 16),
    dt.date(2021, 9, 30),
    dt.date(2022, 12, 27),
)


def later(rng: random.Random, day: dt.date, most: int) -> dt.date:
    """Return a day on or after another."""
    return day + dt.timedelta(days=rng.randint(0, most))


def one_project(rng: random.Random, name: str, today: dt.date) -> dict[str, str]:
    """Return a row of 项目 without errors."""
    accepted = min(later(rng, rng.choice(STARTS), 12), today)
    row = {"项目名称": name, "区市": rng.choice(DISTRICTS), "审查机构": rng.choice(BODIES)}
    row["工程类别"] = rng.choice(("房屋建筑", "房屋建筑", "市政基础设施", "独立人防", "范围外"))
    row["受理部门"] = rng.choice(("", "", "综合审图", "消防", "人防"))
    row["重新报批"] = rng.choice(("", "", "是", "否"))
    row["受理日期"] = accepted.isoformat()
    row["轮次"] = rng.choice(("", "1", "1", "2"))
    end = min(later(rng, accepted, 14), today)
    if chance(rng, 0.45):
        opinion = min(later(rng, accepted, 6), end)
        row["意见书日期"] = opinion.isoformat()
        if chance(rng, 0.7):
            again = min(later(rng, opinion, 8), end)
            row["复审受理日期"] = again.isoformat()
    is_open_pause = bool(row.get("意见书日期")) and not row.get("复审受理日期")
    if not is_open_pause and chance(rng, 0.75):
        row["合格书日期"] = end.isoformat()
    return row


def random_review_scenario(rng: random.Random) -> ReviewScenario:
    """Return a valid scenario."""
    today = rng.choice((dt.date(2018, 11, 16), dt.date(2019, 10, 11), dt.date(2023, 6, 30)))
    projects = [
        one_project(rng, f"{rng.choice('东西南北')}区{i}号楼", today)
        for i in range(rng.randint(3, 40))
    ]
    own = rng.sample(("2018-11-17", "2018-12-25", "2019-02-04", "2019-05-01", "2020-01-27"), 2)
    calendar = [{"日期": day, "类型": rng.choice(("工作日", "休息日"))} for day in own]
    scenario = ReviewScenario(projects, today.isoformat())
    if chance(rng, 0.3):
        scenario.calendar = calendar
    for key, options in OPTIONS.items():
        if chance(rng, 0.6):
            scenario.interpretations[key] = rng.choice(list(options))
    return scenario


def write_review_workbook(scenario: ReviewScenario, path: str | Path, rng: random.Random) -> None:
    """Write the scenario to an .xlsx file."""
    settings = {"统计日期": scenario.report_date}
    rows = setting_rows(rng, settings, scenario.interpretations, OPTIONS)
    tables = {"项目": (PROJECTS, scenario.projects)}
    if scenario.calendar:
        tables["工作日历"] = (CALENDAR, scenario.calendar)
    write_book(rng, path, tables, rows, {scenario.report_date})


def shown_day(value: Any) -> str:
    """Return a day as text."""
    return text_of(iso(value))


def compare_projects(expected: ReviewExpected, book: Any, out: list[str]) -> None:
    """Compare 时限核算."""
    days, counts = ("受理日期", "截止日期", "合格书日期"), ("用时", "扣除天数", "逾期天数")
    keys = ("项目名称", "轮次")
    sheet = Sheet(book, "时限核算", (*keys, "区市", "审查机构", *days, *counts, "状态"), out)
    for key, want, got in sheet.pair(keys, expected.projects, sheet.rows):
        for column in ("区市", "审查机构", "状态"):
            sheet.check_text(key, column, want[column], got[column])
        for column in days:
            shown = text_of(got[column])
            if want[column] is None and "暂停" in shown:
                continue
            if shown_day(want[column] or "") != shown_day(got[column]):
                sheet.differ(key, column, want[column], got[column])
        for column in (*counts, "剩余天数"):
            value = got.get(column)
            if want[column] == 0 and text_of(value) == "":
                continue
            check_number(sheet, key, column, want[column], value)


def compare_summary(
    name: str, column: str, expected: Sequence[Row], book: Any, out: list[str]
) -> None:
    """Compare 区市汇总 or 机构汇总, its last row the total."""
    counts = ("受理数", "不适用数", "按时数", "逾期数", "在办数", "在办逾期数")
    others = ("按时率", "最长用时", "排名")
    sheet = Sheet(book, name, (column, *counts, *others, "平均用时"), out)
    if sheet.rows and text_of(sheet.rows[-1]["first"]) != "合计":
        out.append(f"{name}: the last row is not 合计")
    rows = [{**row, "名称": row[column]} for row in sheet.rows]
    for key, want, got in sheet.pair(("名称",), expected, rows):
        for number in (*counts, *others):
            check_number(sheet, key, number, want[number], got[number])
        mean, shown = want["平均用时"], exact(got["平均用时"])
        if mean is None or shown is None:
            check_number(sheet, key, "平均用时", mean, got["平均用时"])
        elif abs(shown - mean) > Fraction(1, 10**9) and shown * 100 != int(
            mean * 100 + Fraction(1, 2)
        ):
            sheet.differ(key, "平均用时", mean, got["平均用时"])


def compare_lists(expected: ReviewExpected, book: Any, out: list[str]) -> None:
    """Compare 逾期清单, in its order, and 临期清单."""
    late = [row for row in expected.projects if row["状态"] in (LATE, OVERDUE)]
    late.sort(key=lambda row: (-row["逾期天数"], row["受理日期"]))
    if late or "逾期清单" in book.sheetnames:
        sheet = Sheet(book, "逾期清单", ("项目名称", "轮次", "逾期天数", "状态", "受理日期"), out)
        got = [(text_of(row["逾期天数"]), shown_day(row["受理日期"])) for row in sheet.rows]
        if got != [(str(row["逾期天数"]), shown_day(row["受理日期"])) for row in late]:
            out.append(f"逾期清单: in another order, or others: {got}")
        sheet.pair(("项目名称", "轮次"), late, sheet.rows)
    near = [
        (row["项目名称"], row["轮次"])
        for row in expected.projects
        if row["状态"] == RUNNING and LIMIT - row["用时"] <= 2 and row["截止日期"]
    ]
    paused = [(r["项目名称"], r["轮次"]) for r in expected.projects if r["截止日期"] is None]
    if near or "临期清单" in book.sheetnames:
        sheet = Sheet(book, "临期清单", ("项目名称", "轮次"), out)
        shown = {(text_of(row["项目名称"]), text_of(row["轮次"])) for row in sheet.rows}
        if shown - set(paused) != set(near):
            out.append(f"临期清单: expected {near}, got {sorted(shown)}")


def compare_review_workbook(expected: ReviewExpected, path: str | Path) -> list[str]:
    """Return the differences between a written workbook and what is expected, in words."""
    out: list[str] = []
    book = load_workbook(path, data_only=True)
    compare_projects(expected, book, out)
    compare_summary("区市汇总", "区市", expected.districts, book, out)
    compare_summary("机构汇总", "审查机构", expected.bodies, book, out)
    compare_lists(expected, book, out)
    return out
