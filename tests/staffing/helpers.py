"""Platforms as rows, workbooks of them, and what came of them in hundredths and fen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

import qdcalc
from oracle.staffing import StaffingScenario
from qdcalc.result.result import Result

Row = dict[str, Any]
STREET, COMMUNITY, ALL, CITY = "街道(镇)", "社区(村)", "全部", "全市"
ROUNDINGS = ("ceil", "floor", "half-up")
STAFF = ("在编", "购买服务", "大学生岗位", "其他")
PLATFORMS = ("区市", "街道", "名称", "级别", "服务对象数", *STAFF)
TASKS = ("事项", "截止日期", "方向", "目标值", "实际值", "完成日期")
COSTS = ("区市", "级别", "人均年经费")
DAY = "2019-06-30"
SHEETS = {"目标任务": TASKS, "经费标准": COSTS, "口径": ("参数", "取值")}


def platform_row(
    district: str, street: str, name: str, level: str, people: object, *staff: object
) -> Row:
    """Return a platform; staff by source in the order of the columns, the rest blank."""
    given = [*staff, *[""] * (len(STAFF) - len(staff))]
    return dict(zip(PLATFORMS, (district, street, name, level, people, *given), strict=True))


def centre(street: str, people: object, *staff: object, district: str = "市南") -> Row:
    """Return a street's service centre."""
    return platform_row(district, street, f"{street}服务中心", STREET, people, *staff)


def station(
    name: str, people: object, *staff: object, street: str = "甲街道", district: str = "市南"
) -> Row:
    """Return a community's station."""
    return platform_row(district, street, name, COMMUNITY, people, *staff)


def frame_of(rows: Iterable[Sequence[object]], columns: Sequence[str]) -> pd.DataFrame:
    """Return rows as a frame."""
    return pd.DataFrame([list(row) for row in rows], columns=list(columns))


def platforms_frame(rows: Iterable[Row]) -> pd.DataFrame:
    """Return platforms as a frame."""
    return frame_of(([row[name] for name in PLATFORMS] for row in rows), PLATFORMS)


def run(
    rows: Iterable[Row],
    *,
    tasks: Iterable[Sequence[object]] | None = None,
    costs: Iterable[Sequence[object]] | None = None,
    date: str | None = DAY,
    rounding: str = "",
    policy: Path | None = None,
) -> Result:
    """Assess rows given as frames."""
    return qdcalc.staffing.assess(
        platforms_frame(rows),
        tasks=None if tasks is None else frame_of(tasks, TASKS),
        costs=None if costs is None else frame_of(costs, COSTS),
        report_date=date,
        interpretations={"round": rounding} if rounding else None,
        policy=policy,
    )


def refusal(call: Any) -> pd.DataFrame:
    """Return the errors of an input that must be refused."""
    with pytest.raises(qdcalc.InputError) as caught:
        call()
    problems = caught.value.problems
    return problems[problems["级别"] == "错误"]


def cells(problems: pd.DataFrame) -> set[tuple[str, str]]:
    """Return where problems stand: sheet and cell."""
    return set(zip(problems["工作表"], problems["单元格"], strict=True))


def write(
    path: Path,
    rows: Iterable[Sequence[object]],
    *,
    header: Sequence[str] | None = PLATFORMS,
    headers: Mapping[str, Sequence[str]] | None = None,
    **others: Iterable[Sequence[object]],
) -> Path:
    """Write a workbook: 服务平台, and the other sheets by name under their usual headers."""
    book = Workbook()
    first = book.active
    assert isinstance(first, Worksheet)
    first.title = "服务平台"
    for row in ([header] if header else []) + list(rows):
        first.append(list(row))
    for name, contents in others.items():
        sheet = book.create_sheet(name)
        for row in ((headers or SHEETS)[name], *contents):
            sheet.append(list(row))
    book.save(path)
    return path


def listed(rows: Iterable[Row]) -> list[list[object]]:
    """Return platforms as lines of a sheet; a blank cell is empty."""
    return [[None if row[name] == "" else row[name] for name in PLATFORMS] for row in rows]


def records(frame: pd.DataFrame) -> list[Row]:
    """Return a frame's rows; what is missing is None."""
    return [
        {str(k): None if not isinstance(v, str) and pd.isna(v) else v for k, v in row.items()}
        for row in frame.to_dict("records")
    ]


def platform(result: Result, name: str, street: str | None = None) -> Row:
    """Return the one platform of that name."""
    found = [
        row
        for row in records(result.tables["platform_staff"])
        if row["platform"] == name and street in (None, row["street"])
    ]
    assert len(found) == 1, (name, len(found))
    return found[0]


def district(result: Result, name: str, level: str) -> Row:
    """Return the one row of 区市汇总 for a district (or 全市) and level."""
    found = [
        row
        for row in records(result.tables["districts"])
        if (row["district"], row["level"]) == (name, level)
    ]
    assert len(found) == 1, (name, level, len(found))
    return found[0]


def failed_checks(result: Result) -> list[str]:
    """Return the rows of 校验 that do not pass; there is at least one row."""
    checks = result["校验"]
    assert len(checks)
    return list(checks.loc[checks["结果"] != "通过", "检查"])


def frames_of(scenario: StaffingScenario) -> dict[str, Any]:
    """Return the arguments of ``assess`` for a scenario of the oracle."""

    def optional(rows: list[dict[str, str]], columns: Sequence[str]) -> pd.DataFrame | None:
        lines = [[row.get(name, "") for name in columns] for row in rows]
        return frame_of(lines, columns) if rows else None

    return {
        "source": optional(scenario.platforms, PLATFORMS),
        "tasks": optional(scenario.tasks, TASKS),
        "costs": optional(scenario.costs, COSTS),
        "report_date": scenario.report_date or None,
        "interpretations": scenario.interpretations,
    }
