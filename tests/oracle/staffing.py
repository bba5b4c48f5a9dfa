"""Slow, exact reference for the staffing of service platforms (青政办字〔2018〕116号).

Everything is `Fraction` and plain loops. It shares no code with the program it checks. Only inputs
without errors are supported: anything the specification calls an error raises `ValueError`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from .water_month import Row, district, half_up

STREET, COMMUNITY, ALL_LEVELS, CITY = "街道(镇)", "社区(村)", "全部", "全市"
LEVELS = (STREET, COMMUNITY)
RATIO = {STREET: 6000, COMMUNITY: 800}
MINIMUM = {STREET: 5, COMMUNITY: 1}
STAFF = ("在编", "购买服务", "大学生岗位", "其他")
AT_LEAST, AT_MOST = "不低于", "不高于"
DONE, DONE_LATE, OVERDUE, PENDING = "完成", "逾期完成", "逾期", "未到期"
ROUND: dict[str, str] = {"ceil": "进一", "floor": "舍去", "half-up": "四舍五入"}
WHOLE = re.compile(r"^\d+$")
TWO_DECIMALS = re.compile(r"^\d+(?:\.\d{1,2})?$")
SHARE = re.compile(r"^(?:\d+(?:\.\d+)?%?|\d+/[1-9]\d*)$")


@dataclass
class StaffingScenario:
    """An input workbook, as texts."""

    platforms: list[dict[str, str]]
    tasks: list[dict[str, str]] = field(default_factory=list)
    costs: list[dict[str, str]] = field(default_factory=list)
    report_date: str = ""
    interpretations: dict[str, str] = field(default_factory=dict)


@dataclass
class StaffingExpected:
    """What the output sheets must say; money in fen."""

    platforms: list[Row]
    districts: list[Row]
    tasks: list[Row]


def required_staff(level: str, served: int, rounding: str) -> int:
    """Return the staff a platform must have."""
    quotient = Fraction(served, RATIO[level])
    whole = quotient.numerator // quotient.denominator
    if rounding == "ceil":
        rounded = whole if quotient == whole else whole + 1
    elif rounding == "floor":
        rounded = whole
    elif rounding == "half-up":
        rounded = whole + 1 if quotient - whole >= Fraction(1, 2) else whole
    else:
        raise ValueError(f"unknown rounding {rounding!r}")
    return max(MINIMUM[level], rounded)


def filled(row: Mapping[str, str], column: str) -> str:
    """Return the text of a cell that must be filled."""
    text = row.get(column, "")
    if text == "":
        raise ValueError(f"{column} is blank")
    return text


def level_of(text: str) -> str:
    """Read a level."""
    if text not in LEVELS:
        raise ValueError(f"unknown level {text!r}")
    return text


def staff_of(row: Mapping[str, str]) -> Fraction:
    """Return the staff in post, whatever their source."""
    total = Fraction(0)
    for column in STAFF:
        text = row.get(column, "")
        if text == "":
            continue
        if not TWO_DECIMALS.match(text):
            raise ValueError(f"{column}: not a number of at most two decimals: {text!r}")
        total += Fraction(text)
    return total


def money(text: str) -> Fraction:
    """Read an amount in yuan of at most two decimals."""
    if not TWO_DECIMALS.match(text):
        raise ValueError(f"not an amount: {text!r}")
    return Fraction(text)


def read_costs(rows: Sequence[Mapping[str, str]]) -> dict[tuple[str, str], Fraction]:
    """Return the yearly cost of one person by district and level, either of them at times blank."""
    costs: dict[tuple[str, str], Fraction] = {}
    for row in rows:
        name, level = row.get("区市", ""), row.get("级别", "")
        key = (district(name) if name else "", level_of(level) if level else "")
        if key in costs:
            raise ValueError(f"two costs for {key}")
        costs[key] = money(filled(row, "人均年经费"))
    return costs


def cost_of(costs: Mapping[tuple[str, str], Fraction], name: str, level: str) -> Fraction | None:
    """Return the most specific cost, None if there is none."""
    for key in ((name, level), (name, ""), ("", level), ("", "")):
        if key in costs:
            return costs[key]
    return None


def platform(
    row: Mapping[str, str], rounding: str, costs: Mapping[tuple[str, str], Fraction]
) -> Row:
    """Return the row of one platform."""
    name, level = district(filled(row, "区市")), level_of(filled(row, "级别"))
    served_text = filled(row, "服务对象数")
    if not WHOLE.match(served_text):
        raise ValueError(f"服务对象数 is not a whole number: {served_text!r}")
    served = int(served_text)
    required = Fraction(required_staff(level, served, rounding))
    present = staff_of(row)
    gap = max(Fraction(0), required - present)
    cost = cost_of(costs, name, level)
    return {
        "区市": name,
        "街道": filled(row, "街道"),
        "名称": filled(row, "名称"),
        "级别": level,
        "服务对象数": Fraction(served),
        "应配": required,
        "现有": present,
        "缺口": gap,
        "超配": max(Fraction(0), present - required),
        "配备率": present / required,
        "每人服务人数": Fraction(served) / present if present else None,
        "达标": "是" if present >= required else "否",
        "缺口经费": None if cost is None else half_up(gap * cost * 100),
    }


def check_twice(rows: Sequence[Row]) -> None:
    """Refuse a platform that is there twice."""
    seen: set[tuple[str, ...]] = set()
    for row in rows:
        key: tuple[str, ...] = (row["级别"], row["区市"], row["街道"])
        if row["级别"] == COMMUNITY:
            key = (*key, row["名称"])
        if key in seen:
            raise ValueError(f"{key} twice")
        seen.add(key)


def summary(name: str, level: str, rows: Sequence[Row]) -> Row:
    """Return the row of one district (or the city) and level."""
    met = 0
    required = present = gap = Fraction(0)
    amount: int | None = None
    for row in rows:
        met += row["达标"] == "是"
        required += row["应配"]
        present += row["现有"]
        gap += row["缺口"]
        if row["缺口经费"] is not None:
            amount = (amount or 0) + row["缺口经费"]
    return {
        "区市": name,
        "级别": level,
        "平台数": Fraction(len(rows)),
        "达标数": Fraction(met),
        "应配": required,
        "现有": present,
        "缺口": gap,
        "达标率": Fraction(met, len(rows)),
        "排名": None,
        "缺口经费": amount,
    }


def summaries(name: str, rows: Sequence[Row]) -> list[Row]:
    """Return the rows of one district (or the city): the levels that are there, then all."""
    out: list[Row] = []
    for level in LEVELS:
        own = [row for row in rows if row["级别"] == level]
        if own:
            out.append(summary(name, level, own))
    out.append(summary(name, ALL_LEVELS, rows))
    return out


def rank(rows: Sequence[Row]) -> None:
    """Number the districts within each level, in place."""
    for row in rows:
        better = 0
        for other in rows:
            if other["级别"] != row["级别"]:
                continue
            higher = other["达标率"] > row["达标率"]
            closer = other["达标率"] == row["达标率"] and other["缺口"] < row["缺口"]
            better += higher or closer
        row["排名"] = better + 1


def read_share(text: str) -> Fraction | None:
    """Read a share, None if blank."""
    if text == "":
        return None
    if not SHARE.match(text):
        raise ValueError(f"not a share: {text!r}")
    if text.endswith("%"):
        return Fraction(text[:-1]) / 100
    return Fraction(text)


def check_signs(target: str, actual: str) -> None:
    """Refuse a % sign beside a plain number above 1."""
    for one, other in ((target, actual), (actual, target)):
        is_plain = other != "" and "%" not in other and "/" not in other
        if one.endswith("%") and is_plain and Fraction(other) > 1:
            raise ValueError(f"{other!r} beside {one!r}")


def read_date(text: str) -> dt.date | None:
    """Read an ISO date, None if blank."""
    return dt.date.fromisoformat(text) if text else None


def missing_share(
    target: Fraction | None, actual: Fraction | None, direction: str
) -> Fraction | None:
    """Return what is missing to the target, None without a target."""
    if target is None:
        return None
    if actual is None:
        return target
    if direction == AT_MOST:
        return max(Fraction(0), actual - target)
    return max(Fraction(0), target - actual)


def is_done(
    target: Fraction | None,
    actual: Fraction | None,
    direction: str,
    finished: dt.date | None,
    today: dt.date,
) -> bool:
    """Say whether a task is done: by its target, or without one by its date."""
    if target is None:
        return finished is not None and finished <= today
    if actual is None:
        return False
    return actual <= target if direction == AT_MOST else actual >= target


def task(row: Mapping[str, str], today: dt.date) -> Row:
    """Return the row of one task."""
    deadline = dt.date.fromisoformat(filled(row, "截止日期"))
    direction = row.get("方向", "") or AT_LEAST
    if direction not in (AT_LEAST, AT_MOST):
        raise ValueError(f"unknown direction {direction!r}")
    check_signs(row.get("目标值", ""), row.get("实际值", ""))
    target, actual = read_share(row.get("目标值", "")), read_share(row.get("实际值", ""))
    finished = read_date(row.get("完成日期", ""))
    if is_done(target, actual, direction, finished, today):
        late = finished is not None and finished > deadline
        state = DONE_LATE if late else DONE
    else:
        state = OVERDUE if today > deadline else PENDING
    return {
        "事项": filled(row, "事项"),
        "截止日期": deadline.isoformat(),
        "目标值": target,
        "实际值": actual,
        "状态": state,
        "天数": (deadline - (finished or today)).days,
        "差距": missing_share(target, actual, direction),
    }


def assess(scenario: StaffingScenario) -> StaffingExpected:
    """Work out the output sheets of a scenario."""
    rounding = scenario.interpretations.get("round", "ceil")
    costs = read_costs(scenario.costs)
    platforms = [platform(row, rounding, costs) for row in scenario.platforms]
    if not platforms:
        raise ValueError("no platform")
    check_twice(platforms)
    districts: list[Row] = []
    for name in dict.fromkeys(row["区市"] for row in platforms):
        districts += summaries(name, [row for row in platforms if row["区市"] == name])
    rank(districts)
    districts += summaries(CITY, platforms)
    today = read_date(scenario.report_date)
    if today is None:
        if scenario.tasks:
            raise ValueError("目标任务 needs 统计日期")
        return StaffingExpected(platforms, districts, [])
    return StaffingExpected(platforms, districts, [task(row, today) for row in scenario.tasks])
