"""The panel's sheets as frames and workbooks, and what came of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

import qdcalc
from qdcalc.result.result import Result

Row = dict[str, Any]
Line = Sequence[object]
COLUMNS = {
    "会场": ("会场", "每组人数"),
    "构成": ("会场类型", "类别", "组别", "人数"),
    "代表名册": ("会场", "组别", "类别", "编号"),
    "评议票发放": ("会场", "组别", "发放数", "回收数", "无效票"),
    "评议票": ("组别", "部门", "档次", "票数"),
    "档次分值": ("档次", "分值"),
    "部门分组": ("组别", "部门"),
    "口径": ("参数", "取值"),
}
VENUES = {
    "市级主会场": 100, "市南": 210, "市北": 280, "李沧": 210, "崂山": 210, "西海岸新区": 380,
    "城阳": 210, "即墨": 210, "胶州": 210, "平度": 210, "莱西": 210, "高新区": 60,
}  # fmt: skip
GRADES = ("很好", "好", "一般", "较差")
POINTS = (("很好", 100), ("好", 80), ("一般", 60), ("较差", 40))
T10 = (1200, 800, 380, 100)  # of 市规划局, group 二
NOTICE_ONLY = {"Q20"}  # categories without a place, of the notice itself


def frames(**sheets: Iterable[Line]) -> dict[str, pd.DataFrame]:
    """Return sheets as frames; a line that is longer than the columns has 会场 behind (评议票)."""
    found = {}
    for name, lines in sheets.items():
        rows = [list(line) for line in lines]
        width = max(map(len, rows))
        rows = [row + [""] * (width - len(row)) for row in rows]
        found[name] = pd.DataFrame(rows, columns=[*COLUMNS[name], "会场"][:width])
    return found


def run(policy: Any = None, options: Mapping[str, str] | None = None, **sheets: Any) -> Result:
    """Assess sheets given as lines; none of them is the notice's own."""
    return qdcalc.panel.assess(frames(**sheets), interpretations=options, policy=policy)


def votes(department: str, counts: Iterable[int], group: str = "二") -> list[Line]:
    """Return a department's votes, of as many grades as there are counts."""
    return [(group, department, grade, n) for grade, n in zip(GRADES, counts, strict=False)]


def records(frame: pd.DataFrame) -> list[Row]:
    """Return a frame's rows; what is missing is None."""
    return [
        {str(k): None if not isinstance(v, str) and pd.isna(v) else v for k, v in row.items()}
        for row in frame.to_dict("records")
    ]


def quotas(result: Result) -> dict[tuple[str, str, str], int]:
    """Return 名额 by venue, group and category."""
    rows = records(result["名额分配"])
    return {(row["会场"], row["组别"], row["类别"]): row["名额"] for row in rows}


def one(result: Result, sheet: str, **wanted: object) -> Row:
    """Return the one row of a sheet that has these values."""
    found = [r for r in records(result[sheet]) if all(r[k] == v for k, v in wanted.items())]
    assert len(found) == 1, (wanted, len(found))
    return found[0]


def failed_checks(result: Result) -> list[str]:
    """Return the rows of 校验 that do not pass; there is at least one row."""
    checks = result["校验"]
    assert len(checks)
    return list(checks.loc[checks["结果"] != "通过", "检查"])


def told(problems: pd.DataFrame) -> set[tuple[str, str, str]]:
    """Return code, sheet and cell of each problem."""
    return {(row["代码"], row["工作表"], row["单元格"]) for row in records(problems)}


def refused(path: Path) -> set[tuple[str, str, str]]:
    """Return the errors of a workbook that must be refused."""
    return told(refusal(lambda: qdcalc.panel.assess(path)))


def refusal(call: Any) -> pd.DataFrame:
    """Return the errors of an input that must be refused."""
    with pytest.raises(qdcalc.InputError) as caught:
        call()
    problems = caught.value.problems
    return problems[problems["级别"] == "错误"]


def write(path: Path, **sheets: Iterable[Line]) -> Path:
    """Write a workbook; 评议票 may have a fifth column, 会场."""
    book = Workbook()
    for n, (name, lines) in enumerate(sheets.items()):
        own = [list(line) for line in lines]
        sheet = book.active if not n else book.create_sheet()
        assert isinstance(sheet, Worksheet)
        sheet.title = name
        wide = max(map(len, own), default=0)
        header = [*COLUMNS[name], "会场"] if wide > len(COLUMNS[name]) else COLUMNS[name]
        for line in (header, *own):
            sheet.append(list(line))
    book.save(path)
    return path
