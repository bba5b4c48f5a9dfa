"""Slow, exact reference for the heavy pollution plan (青政办字〔2018〕115号).

Every window is added up by itself. It shares no code with the program it checks. Only inputs
without errors are supported.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from .water_month import Row, district
from .workdays import nth_workday

RED, ORANGE, YELLOW, ADVICE = "红色", "橙色", "黄色", "健康防护提示"
LEVELS = (YELLOW, ORANGE, RED)
POLLUTANTS = ("二氧化硫", "氮氧化物", "颗粒物", "挥发性有机物")
BOTH = "二氧化硫+氮氧化物"
CITY = "全市"
TARGETS = {
    YELLOW: dict(zip((*POLLUTANTS, BOTH), (10, 10, 10, 10, 20), strict=True)),
    ORANGE: dict(zip((*POLLUTANTS, BOTH), (20, 20, 20, 15, 40), strict=True)),
    RED: dict(zip((*POLLUTANTS, BOTH), (30, 30, 30, 20, 60), strict=True)),
}
GASES = POLLUTANTS[:2]
STOPPED = ["车辆", "动车组", "家具", "机械设备及零部件", "植物油", "集装箱"]
STOPPED += ["家电", "皮革服装", "石墨", "包装印刷", "有机化工"]
LEAST: dict[str, tuple[int, int, int]] = {
    "轮胎橡胶": (50, 100, 100),
    "玻璃": (15, 20, 20),
    "燃煤锅炉机组": (20, 30, 30),
    "铸造": (50, 50, 50),
} | dict.fromkeys(STOPPED, (50, 100, 100))
ONLY_GASES = ("玻璃", "燃煤锅炉机组")
SPRINKLING, SITE = "进出口周边市政道路洒水", "工地作业面"
EXTRA = {
    "进出口周边市政道路机扫": (2, 2, 3),
    SPRINKLING: (0, 0, 3),
    "城市主次干道": (0, 1, 1),
    "工地进出道路": (4, 6, 8),
    SITE: (4, 6, 8),
}
OPTIONS = {
    "duration": {"covered": "覆盖小时", "unbroken": "连续窗口", "count": "窗口数"},
    "gap": {"missing-joins": "不隔开", "missing-separates": "隔开"},
    "joined": {"span": "首尾跨度", "max": "最长一段"},
    "swap": {"sum": "只看之和", "each": "逐项也看"},
    "amounts": {"total": "累计量", "added": "逐级增量"},
    "sprinkle": {"3": "3", "1": "1"},
    "ice": {"roads": "仅道路", "all": "全部"},
}
HOUR = dt.timedelta(hours=1)
Span = tuple[int, int]  # the first and the last hour (day), both included


@dataclass
class SmogScenario:
    """An input workbook, as texts."""

    readings: list[dict[str, str]] = field(default_factory=list)
    reductions: list[dict[str, str]] = field(default_factory=list)
    bases: list[dict[str, str]] = field(default_factory=list)
    cleaning: list[dict[str, str]] = field(default_factory=list)
    settings: dict[str, str] = field(default_factory=dict)
    interpretations: dict[str, str] = field(default_factory=dict)

    def chosen(self, key: str) -> str:
        """Return the option in force."""
        return self.interpretations.get(key, next(iter(OPTIONS[key])))


@dataclass
class SmogExpected:
    """What the output sheets must say."""

    processes: list[Row]
    hours: list[Row]
    reductions: list[Row]
    industries: list[Row]
    cleaning: list[Row]


@dataclass
class Series:
    """One station's readings, hour by hour (day by day) without a gap; None is not valid."""

    start: dt.datetime  # when the first hour (day) begins
    step: dt.timedelta
    values: list[int | None]
    upper: list[int | None]
    measured: list[bool]
    has_upper: bool

    @property
    def is_daily(self) -> bool:
        """Say whether it is a series of days."""
        return self.step != HOUR

    @property
    def hours_each(self) -> int:
        """Return the hours of one step."""
        return self.step // HOUR


def moment(text: str) -> dt.datetime:
    """Read a date and hour."""
    day, _, clock = text.partition(" ")
    hour = int(clock.partition(":")[0]) if clock else 0
    return dt.datetime.fromisoformat(day) + hour * HOUR


def series_of(rows: Sequence[Mapping[str, str]]) -> Series:
    """Return one station's series."""
    is_daily = all(moment(row["时间"]).hour == 0 for row in rows)
    step = 24 * HOUR if is_daily else HOUR
    by_time = {moment(row["时间"]): row for row in rows}
    first, last = min(by_time), max(by_time)
    has_upper = any(row.get("AQI上限") for row in rows)
    values: list[int | None] = []
    upper: list[int | None] = []
    measured = []
    time = first
    while time <= last:
        row = by_time.get(time, {})
        text = row.get("AQI", "")
        is_valid = text not in ("", "-", "—") and row.get("沙尘", "") != "是"
        values.append(int(text) if is_valid else None)
        upper.append(int(row.get("AQI上限") or text) if is_valid else None)
        measured.append(row.get("数据类型", "") == "实测")
        time += step
    return Series(first if is_daily else first - HOUR, step, values, upper, measured, has_upper)


def windows(values: Sequence[int | None], is_daily: bool) -> dict[int, tuple[int, int]]:
    """Return sum and count of each window that there is, by its last hour."""
    if is_daily:
        return {i: (value, 1) for i, value in enumerate(values) if value is not None}
    found = {}
    for last in range(23, len(values)):
        own = [value for value in values[last - 23 : last + 1] if value is not None]
        if len(own) >= 20:
            found[last] = (sum(own), len(own))
    return found


def stretches(above: Sequence[int], way: str, is_daily: bool) -> list[Span]:
    """Return the stretches of windows (by their last hours, in order) above a limit."""
    width = 1 if is_daily or way == "count" else 24
    if way == "covered":
        hours = sorted({hour for last in above for hour in range(last - width + 1, last + 1)})
        width = 1
    else:
        hours = list(above)
    runs: list[list[int]] = []
    for hour in hours:
        if runs and runs[-1][-1] == hour - 1:
            runs[-1].append(hour)
        else:
            runs.append([hour])
    return [(run[0] - width + 1, run[-1]) for run in runs]


def length(span: Span) -> int:
    """Return the steps of a stretch."""
    return span[1] - span[0] + 1


def valid_between(series: Series, first: int, end: int, gap: str) -> int:
    """Count the hours that count as improved, from one step up to before another."""
    steps = [
        value is not None or gap == "missing-separates"
        for value in series.values[first : max(end, first)]
    ]
    return sum(steps) * series.hours_each


def processes_on(values: Sequence[int | None], series: Series, scenario: SmogScenario) -> list[Row]:
    """Return the processes on AQI or on its upper bound."""
    way, gap, daily = scenario.chosen("duration"), scenario.chosen("gap"), series.is_daily
    found = windows(values, daily)
    heavy = stretches([t for t, (s, n) in found.items() if s > 200 * n], way, daily)
    worse = stretches([t for t, (s, n) in found.items() if s > 300 * n], way, daily)
    joined: list[list[Span]] = []
    for span in heavy:
        if joined and valid_between(series, joined[-1][-1][1] + 1, span[0], gap) < 36:
            joined[-1].append(span)
        else:
            joined.append([span])
    rows: list[Row] = []
    for parts in joined:
        first, last = parts[0][0], parts[-1][1]
        longest = max(length(part) for part in parts)
        steps = longest if scenario.chosen("joined") == "max" else last - first + 1
        inside = [length(span) for span in worse if first <= span[0] and span[1] <= last]
        own = [Fraction(s, n) for t, (s, n) in found.items() if s > 200 * n and first <= t <= last]
        duration, over = steps * series.hours_each, max(inside, default=0) * series.hours_each
        rows.append(
            {"first": first, "last": last, "持续小时": duration, "大于300小时": over}
            | {"最高24小时均值": max(own), "合并段数": len(parts), "parts": parts}
            | {"级别": level_of(duration, over, max(own))}
        )
    return rows


def level_of(duration: int, over: int, highest: Fraction) -> str:
    """Return the level of a process."""
    if highest >= 500 or (duration >= 96 and over >= 48):
        return RED
    if duration >= 72:
        return ORANGE
    return YELLOW if duration >= 48 else ADVICE


def processes_of(name: str, series: Series, scenario: SmogScenario) -> list[Row]:
    """Return 预警过程 of one station."""
    plain = processes_on(series.values, series, scenario)
    upper = processes_on(series.upper, series, scenario)
    upper = [row | {"采用": "上限"} for row in upper if row["持续小时"] >= 72]
    if not series.has_upper:
        upper = []
    rows = upper + [
        row | {"采用": "AQI"}
        for row in plain
        if not any(u["first"] <= row["first"] and row["last"] <= u["last"] for u in upper)
    ]
    rows.sort(key=lambda row: row["first"])
    for number, row in enumerate(rows, 1):
        start = series.start + row["first"] * series.step
        end = series.start + (row["last"] + 1) * series.step
        row |= {"站点或区域": name, "序号": number, "起始时间": start, "结束时间": end}
        is_advice = row["级别"] == ADVICE
        is_measured = series.measured[row["first"]]
        row["响应级别"] = {YELLOW: "Ⅲ级", ORANGE: "Ⅱ级", RED: "Ⅰ级"}.get(row["级别"], "")
        row["最迟发布"] = "" if is_advice else "立即" if is_measured else start - 24 * HOUR
        after = rows[number]["first"] if number < len(rows) else len(series.values)
        left = valid_between(series, row["last"] + 1, after, scenario.chosen("gap"))
        row["解除时间"] = "" if is_advice else end if left >= 36 else "待预测"
        for column, count in (("成员单位总结截止", 2), ("办公室总结截止", 3)):
            lifted = row["解除时间"]
            is_known = isinstance(lifted, dt.datetime)
            row[column] = (
                nth_workday(lifted.date(), count, counts_start=False) if is_known else None
            )
    return rows


def hours_of(name: str, series: Series, rows: Sequence[Row]) -> list[Row]:
    """Return 逐时 of one station."""
    found = windows(series.values, series.is_daily)
    out: list[Row] = []
    for i, value in enumerate(series.values):
        end = series.start + i * series.step + (0 * HOUR if series.is_daily else HOUR)
        level = ""
        for row in rows:
            if any(first <= i <= last for first, last in row["parts"]):
                level = row["级别"]
        mean = Fraction(*found[i]) if i in found else None
        out.append(
            {"站点或区域": name, "时间": end, "AQI": value, "24小时均值": mean, "级别": level}
        )
    return out


def reduced(row: Mapping[str, str], scenario: SmogScenario) -> dict[str, Fraction]:
    """Return what a listed source cuts at each level."""
    parts = [Fraction(row.get(f"{level}减排量") or 0) for level in LEVELS]
    if scenario.chosen("amounts") == "added":
        parts = [sum(parts[: i + 1], Fraction(0)) for i in range(3)]
    return dict(zip(LEVELS, parts, strict=True))


def reductions_of(scenario: SmogScenario) -> list[Row]:
    """Return 减排核对."""
    if not scenario.reductions:
        return []
    names = dict.fromkeys(district(row["区市"]) for row in scenario.reductions)
    city = {row["污染物"]: Fraction(row["全市排放量"]) for row in scenario.bases}
    rows: list[Row] = []
    for name in (CITY, *names):
        own = [r for r in scenario.reductions if name == CITY or district(r["区市"]) == name]
        for level in LEVELS:
            shares: dict[str, Fraction | None] = {}
            for pollutant in POLLUTANTS:
                listed = [row for row in own if row["污染物"] == pollutant]
                base = sum((Fraction(row["基准排放量"]) for row in listed), Fraction(0))
                if name == CITY and city:
                    base = city[pollutant]
                cut = sum(
                    (reduced(r, scenario)[level] for r in listed if r.get("豁免", "") != "是"),
                    Fraction(0),
                )
                shares[pollutant] = cut / base if base else None
                rows.append(
                    {"区市": name, "级别": level, "污染物": pollutant, "基数": base}
                    | {"减排量": cut, "比例": shares[pollutant]}
                )
            parts = [shares[gas] for gas in GASES]
            both = None if None in parts else sum(part or Fraction(0) for part in parts)
            rows.append(
                {
                    "区市": name,
                    "级别": level,
                    "污染物": BOTH,
                    "基数": None,
                    "减排量": None,
                    "比例": both,
                }
            )
    for row in rows:
        row |= {"目标": None, "结果": "", "差额": None}
        is_judged = row["区市"] == CITY and row["比例"] is not None
        if is_judged and not (row["污染物"] in GASES and scenario.chosen("swap") == "sum"):
            target = Fraction(TARGETS[row["级别"]][row["污染物"]], 100)
            row["目标"], row["差额"] = target, row["比例"] - target
            row["结果"] = "达到" if row["差额"] >= 0 else "未达到"
    return rows


def industries_of(scenario: SmogScenario) -> list[Row]:
    """Return 行业核对."""
    rows: list[Row] = []
    for row in scenario.reductions:
        least = LEAST.get(row.get("行业", ""))
        is_due = row["行业"] not in ONLY_GASES or row["污染物"] in GASES
        if least is None or not is_due or row.get("豁免", "") == "是":
            continue
        for level, percent in zip(LEVELS, least, strict=True):
            share = reduced(row, scenario)[level] / Fraction(row["基准排放量"])
            rows.append(
                {"区市": district(row["区市"]), "单位": row["单位或源"], "行业": row["行业"]}
                | {"污染物": row["污染物"], "级别": level, "比例": share}
                | {"下限": Fraction(percent, 100)}
                | {"结果": "达到" if share >= Fraction(percent, 100) else "未达到"}
            )
    return rows


def cleaning_of(scenario: SmogScenario) -> list[Row]:
    """Return 保洁安排."""
    rows: list[Row] = []
    for row in scenario.cleaning:
        level = scenario.settings["响应级别"]
        extra = EXTRA[row["类别"]][LEVELS.index(level)]
        if row["类别"] == SPRINKLING and level == RED:
            extra = int(scenario.chosen("sprinkle"))
        is_exempt = row["类别"] != SITE or scenario.chosen("ice") == "all"
        if row.get("结冰", "") == "是" and is_exempt:
            extra = 0
        normal = int(row["正常频次"])
        rows.append(
            {"区市": district(row["区市"]), "名称": row["名称"], "类别": row["类别"], "级别": level}
            | {"正常频次": normal, "增加次数": extra, "当日频次": normal + extra}
        )
    return rows


def assess(scenario: SmogScenario) -> SmogExpected:
    """Work out the output sheets of a scenario."""
    processes: list[Row] = []
    hours: list[Row] = []
    for name in dict.fromkeys(row.get("站点或区域") or CITY for row in scenario.readings):
        own = [row for row in scenario.readings if (row.get("站点或区域") or CITY) == name]
        series = series_of(own)
        rows = processes_of(name, series, scenario)
        processes += rows
        hours += hours_of(name, series, rows)
    return SmogExpected(
        processes,
        hours,
        reductions_of(scenario),
        industries_of(scenario),
        cleaning_of(scenario),
    )
