"""Random inputs of the pollution plan as workbooks, the written result against the reference."""

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
from .rows_render import setting_rows, write_book
from .smog import (
    EXTRA,
    LEAST,
    LEVELS,
    ONLY_GASES,
    OPTIONS,
    ORANGE,
    POLLUTANTS,
    RED,
    YELLOW,
    SmogExpected,
    SmogScenario,
)
from .staffing_compare import check_number
from .water_month import Row

SHEETS = {
    "AQI": {"时间": "hour*", "AQI": "reading*", "AQI上限": "count", "沙尘": "yes"}
    | {"数据类型": "text", "站点或区域": "text"},
    "减排清单": {"区市": "text*", "单位或源": "text*", "源类": "text*", "行业": "text"}
    | {"污染物": "text*", "基准排放量": "count*", "黄色减排量": "count", "橙色减排量": "count"}
    | {"红色减排量": "count", "豁免": "yes"},
    "排放基数": {"污染物": "text*", "全市排放量": "count*"},
    "保洁": {
        "区市": "text*",
        "名称": "text*",
        "类别": "text*",
        "正常频次": "count*",
        "结冰": "yes",
    },
}
STATIONS = ("市南站", "崂山站", "胶东半岛")


def some_values(rng: random.Random, daily: bool) -> list[int]:
    """Return an episode: blocks of constant or wandering values near the thresholds."""
    values = [rng.choice((50, 120, 210))] * (0 if chance(rng, 0.2) else 2 if daily else 24)
    for _ in range(rng.randint(1, 5)):
        level = rng.choice((201, 210, 250, 250, 301, 310, 350, 500))
        hours = (
            rng.choice((1, 2, 3, 4)) if daily else rng.choice((18, 19, 23, 24, 37, 38, 48, 62, 86))
        )
        block = [level] * hours
        if chance(rng, 0.25):
            block = [min(500, max(0, level + rng.randint(-60, 60))) for _ in block]
        pause = rng.choice((0, 1, 1, 2)) if daily else rng.choice((0, 12, 24, 44, 45, 46, 47, 70))
        values += block + [rng.choice((50, 50, 120, 200))] * pause
    return values + [50] * (rng.choice((0, 1, 2)) if daily else rng.choice((0, 30, 40, 41, 48)))


def some_readings(rng: random.Random, station: str) -> list[dict[str, str]]:
    """Return the rows of one series, in any order, with missing and dusty hours."""
    daily = chance(rng, 0.3)
    values = some_values(rng, daily)
    start = dt.datetime(2018, 11, 5) + dt.timedelta(
        days=rng.randint(0, 500), hours=rng.randint(0, 23)
    )
    if daily:
        start = start.replace(hour=0)
    step = dt.timedelta(days=1) if daily else dt.timedelta(hours=1)
    has_upper, spoilt = chance(rng, 0.35), rng.choice((0.0, 0.0, 0.03, 0.12))
    turn, margin = rng.randint(0, len(values)), rng.choice((0, 5, 10, 60))
    rows = []
    for i, value in enumerate(values):
        row = {"时间": (start + i * step).strftime("%Y-%m-%d" if daily else "%Y-%m-%d %H:%M")}
        row |= {"AQI": str(value), "站点或区域": station}
        row["数据类型"] = "实测" if i < turn else rng.choice(("预报", "预报", ""))
        if has_upper and chance(rng, 0.9):
            row["AQI上限"] = str(min(500, value + margin))
        if chance(rng, spoilt):
            fault = rng.choice(("沙尘", "AQI", "gap"))
            if fault == "沙尘":
                row["沙尘"] = "是"
            elif fault == "AQI":
                row["AQI"] = rng.choice(("", "-", "—"))
                row.pop("AQI上限", None)
            elif 0 < i < len(values) - 1:
                continue
        rows.append(row)
    if chance(rng, 0.3):
        rng.shuffle(rows)
    return rows


def near_share(rng: random.Random, base: int, percent: int) -> Fraction:
    """Return a part of a base at, just below, above or far from a share, in thousandths."""
    exact_part = Fraction(base * percent, 100)
    shift = Fraction(rng.choice((0, 0, 0, 1, -1, -200, 300)), 1000)
    return min(Fraction(base), max(Fraction(0), exact_part + shift))


def decimal_text(value: Fraction) -> str:
    """Write thousandths."""
    text = f"{float(value):.3f}".rstrip("0").rstrip(".")
    return text or "0"


def some_reductions(rng: random.Random, is_added: bool) -> list[dict[str, str]]:
    """Return the rows of 减排清单, each pollutant at least once."""
    rows = []
    industries = (*LEAST, "水泥", "钢铁", "其他")
    for i in range(rng.randint(4, 24)):
        industry = rng.choice(industries)
        pollutant = POLLUTANTS[i % 4]
        least = LEAST.get(industry, (10, 20, 30))
        if industry in ONLY_GASES and pollutant not in POLLUTANTS[:2]:
            least = (10, 20, 30)
        base = rng.choice((100, 1000, 2000, 12345))
        cuts = [near_share(rng, base, percent) for percent in least]
        cuts = [max(cuts[: j + 1]) for j in range(3)]
        if is_added:
            cuts = [cuts[0], cuts[1] - cuts[0], cuts[2] - cuts[1]]
        row = {"区市": rng.choice(("市南", "黄岛区", "即墨", "城阳区")), "单位或源": f"单位{i}"}
        row |= {"源类": "工业源", "行业": industry, "污染物": pollutant, "基准排放量": str(base)}
        row |= {f"{level}减排量": decimal_text(c) for level, c in zip(LEVELS, cuts, strict=True)}
        if chance(rng, 0.1):
            row["豁免"] = "是"
        rows.append(row)
    return rows


def random_smog_scenario(rng: random.Random) -> SmogScenario:
    """Return a valid scenario."""
    scenario = SmogScenario()
    for key, options in OPTIONS.items():
        if chance(rng, 0.5):
            scenario.interpretations[key] = rng.choice(list(options))
    for station in rng.sample(STATIONS, rng.choice((0, 1, 1, 2))) or ("",):
        scenario.readings += some_readings(rng, station)
    if chance(rng, 0.6):
        scenario.reductions = some_reductions(rng, scenario.chosen("amounts") == "added")
        if chance(rng, 0.5):
            scenario.bases = [
                {"污染物": name, "全市排放量": str(rng.choice((5000, 20000, 99999)))}
                for name in POLLUTANTS
            ]
    if chance(rng, 0.6):
        scenario.settings["响应级别"] = rng.choice((YELLOW, ORANGE, RED))
        scenario.cleaning = [
            {
                "区市": rng.choice(("市南", "黄岛区")),
                "名称": f"路{i}",
                "类别": rng.choice(list(EXTRA)),
            }
            | {"正常频次": str(rng.randint(0, 4)), "结冰": rng.choice(("", "否", "是"))}
            for i in range(rng.randint(1, 12))
        ]
    return scenario


def write_smog_workbook(scenario: SmogScenario, path: str | Path, rng: random.Random) -> None:
    """Write the scenario to an .xlsx file."""
    settings = setting_rows(rng, scenario.settings, scenario.interpretations, OPTIONS)
    given = (
        ("AQI", scenario.readings),
        ("减排清单", scenario.reductions),
        ("排放基数", scenario.bases),
        ("保洁", scenario.cleaning),
    )
    write_book(rng, path, {n: (SHEETS[n], rows) for n, rows in given if rows}, settings, set())


def shown(value: Any) -> str:
    """Return a moment or a day as text, to the minute."""
    if isinstance(value, str):
        text = value.strip().replace("/", "-")
        try:
            value = dt.datetime.fromisoformat(text)
        except ValueError:
            return text
    if isinstance(value, dt.datetime):
        return f"{value + dt.timedelta(seconds=1):%Y-%m-%d %H:%M}"
    return f"{value} 00:00" if isinstance(value, dt.date) else text_of(value)


def compare_processes(expected: SmogExpected, book: Any, out: list[str]) -> None:
    """Compare 预警过程."""
    keys = ("站点或区域", "序号")
    numbers = ("持续小时", "大于300小时", "最高24小时均值", "合并段数")
    moments = ("起始时间", "结束时间", "最迟发布", "解除时间", "成员单位总结截止", "办公室总结截止")
    others = ("级别", "响应级别", "采用", "发布单位", "启动批准人")
    sheet = Sheet(book, "预警过程", (*keys, *numbers, *moments, *others), out)
    for key, want, got in sheet.pair(keys, expected.processes, sheet.rows):
        for column in numbers:
            if want[column] == 0 and text_of(got[column]) == "":
                continue
            check_rounded(sheet, key, column, want[column], got[column])
        for column in moments:
            if shown(want[column] or "") != shown(got[column]):
                sheet.differ(key, column, want[column], got[column])
        for column in ("级别", "响应级别", "采用"):
            sheet.check_text(key, column, want[column], got[column])
        approves = {YELLOW: "办公室", ORANGE: "副总指挥", RED: "总指挥"}.get(want["级别"], "")
        person = text_of(got["启动批准人"])
        if not person.endswith(approves) or (want["级别"] == RED and "副" in person):
            sheet.differ(key, "启动批准人", approves, person)
        if ("指挥部" in text_of(got["发布单位"])) != bool(approves):
            sheet.differ(key, "发布单位", "", got["发布单位"])


def check_rounded(sheet: Sheet, key: Any, column: str, want: Any, got: Any) -> None:
    """Compare a number that may be rounded to what it shows."""
    number = exact(got)
    if want is None or number is None:
        check_number(sheet, key, column, want, got)
    elif abs(number - Fraction(want)) > Fraction(1, 10**6):
        sheet.differ(key, column, float(want), got)


def compare_hours(expected: SmogExpected, book: Any, out: list[str]) -> None:
    """Compare 逐时; levels where no upper bound decides."""
    if not expected.hours:
        return
    sheet = Sheet(book, "逐时", ("站点或区域", "时间", "AQI", "24小时均值", "重污染", "级别"), out)
    rows = [{**row, "时间": shown(row["时间"])} for row in sheet.rows]
    wanted = [{**row, "时间": shown(row["时间"])} for row in expected.hours]
    plain = all(row["采用"] == "AQI" for row in expected.processes)
    for key, want, got in sheet.pair(("站点或区域", "时间"), wanted, rows):
        check_rounded(sheet, key, "24小时均值", want["24小时均值"], got["24小时均值"])
        if plain and want["级别"]:
            sheet.check_text(key, "级别", want["级别"], got["级别"])
            sheet.check_text(key, "重污染", "是", got["重污染"])
        elif plain and want["24小时均值"] is not None:
            sheet.check_text(key, "重污染", "否", got["重污染"])


def compare_reductions(
    name: str, keys: Sequence[str], expected: Sequence[Row], book: Any, out: list[str]
) -> None:
    """Compare 减排核对, 行业核对 or 保洁安排."""
    if not expected:
        return
    columns = [column for column in expected[0] if column not in keys]
    sheet = Sheet(book, name, (*keys, *columns), out)
    for key, want, got in sheet.pair(keys, expected, sheet.rows):
        for column in columns:
            if column == "结果":
                sheet.check_text(key, column, want[column], got[column])
            else:
                check_rounded(sheet, key, column, want[column], got[column])


def compare_smog_workbook(expected: SmogExpected, path: str | Path) -> list[str]:
    """Return the differences between a written workbook and what is expected, in words."""
    out: list[str] = []
    book = load_workbook(path, data_only=True)
    if expected.processes:
        compare_processes(expected, book, out)
    compare_hours(expected, book, out)
    pollutant = ("区市", "级别", "污染物")
    compare_reductions("减排核对", pollutant, expected.reductions, book, out)
    unit = ("区市", "单位", "行业", "污染物", "级别")
    compare_reductions("行业核对", unit, expected.industries, book, out)
    road = ("区市", "名称", "类别", "级别")
    compare_reductions("保洁安排", road, expected.cleaning, book, out)
    return out
