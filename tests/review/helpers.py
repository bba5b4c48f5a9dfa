"""Projects as rows, and what came of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

import qdcalc
from qdcalc.result.result import Result

Row = dict[str, Any]
PROJECTS = (
    "项目名称", "轮次", "区市", "审查机构", "工程类别", "受理部门", "重新报批", "受理日期",
    "合格书日期", "意见书日期", "复审受理日期",
)  # fmt: skip
DAY = "2019-10-10"
ON_TIME, LATE, OPEN, OPEN_LATE, OUT = "按时", "逾期", "在办", "在办逾期", "不适用"


def project(
    accepted: str, issued: str = "", opinion: str = "", resumed: str = "", *, name: str = "某小区",
    round_number: object = "", district: str = "即墨", body: str = "甲所", kind: str = "房屋建筑",
    office: str = "", again: str = "",
) -> Row:  # fmt: skip
    """Return a project."""
    line = (name, round_number, district, body, kind, office, again, accepted, issued, opinion,
            resumed)  # fmt: skip
    return dict(zip(PROJECTS, line, strict=True))


def frame_of(rows: Iterable[Row]) -> pd.DataFrame:
    """Return projects as a frame."""
    return pd.DataFrame([[row[name] for name in PROJECTS] for row in rows], columns=list(PROJECTS))


def days_of(days: Iterable[tuple[str, str]]) -> pd.DataFrame:
    """Return the sheet 工作日历 as a frame."""
    return pd.DataFrame(list(days), columns=["日期", "类型"])


def run(
    *rows: Row,
    date: str | None = DAY,
    days: Any = None,
    policy: Any = None,
    **options: str,
) -> Result:
    """Assess rows given as frames; ``days`` are pairs of 工作日历, ``policy`` a path."""
    return qdcalc.review.assess(
        frame_of(rows),
        workdays=None if days is None else days_of(days),
        report_date=date,
        interpretations=options or None,
        policy=policy,
    )


def records(frame: pd.DataFrame) -> list[Row]:
    """Return a frame's rows; what is missing is None, a day its text."""
    return [
        {
            str(k): None if not isinstance(v, str) and pd.isna(v)
            else str(v)[:10] if isinstance(v, pd.Timestamp) else v
            for k, v in row.items()
        }
        for row in frame.to_dict("records")
    ]  # fmt: skip


def the(result: Result, name: str = "") -> Row:
    """Return the one row of 时限核算, or that of a name."""
    found = [r for r in records(result["时限核算"]) if name in ("", r["项目名称"])]
    assert len(found) == 1, (name, len(found))
    assert failed_checks(result) == []
    return found[0]


def figures(row: Row) -> tuple[Any, ...]:
    """Return deadline, use and state of a project, and by how much it is overdue."""
    return row["截止日期"], row["用时"], row["状态"], row["逾期天数"]


def sums(result: Result, name: str, sheet: str = "区市汇总") -> Row:
    """Return the row of a district or body."""
    column = "区市" if sheet == "区市汇总" else "审查机构"
    (found,) = (row for row in records(result[sheet]) if row[column] == name)
    return found


def failed_checks(result: Result) -> list[str]:
    """Return the rows of 校验 that do not pass; there is at least one row."""
    checks = result["校验"]
    assert len(checks)
    return list(checks.loc[checks["结果"] != "通过", "检查"])


def refusal(call: Any) -> pd.DataFrame:
    """Return the errors of an input that must be refused."""
    with pytest.raises(qdcalc.InputError) as caught:
        call()
    problems = caught.value.problems
    return problems[problems["级别"] == "错误"]


def codes(problems: pd.DataFrame) -> list[str]:
    """Return the codes of problems."""
    return list(problems["代码"])


def listed(rows: Iterable[Row]) -> list[list[object]]:
    """Return projects as lines of a sheet; a blank cell is empty."""
    return [[None if row[name] == "" else row[name] for name in PROJECTS] for row in rows]


def write(
    path: Path,
    rows: Iterable[Sequence[object]],
    *,
    header: Sequence[object] = PROJECTS,
    days: Iterable[Sequence[object]] = (),
    settings: Iterable[Sequence[object]] = (("统计日期", DAY),),
) -> Path:
    """Write a workbook: 项目, 工作日历 where there are days, 口径."""
    book = Workbook()
    first = book.active
    assert isinstance(first, Worksheet)
    first.title = "项目"
    for line in (header, *rows):
        first.append(list(line))
    for name, head, lines in (
        ("工作日历", ("日期", "类型"), days),
        ("口径", ("参数", "取值"), settings),
    ):
        own = list(lines)
        if own:
            sheet = book.create_sheet(name)
            for line in (head, *own):
                sheet.append(list(line))
    book.save(path)
    return path
