"""Applications as rows, workbooks of them, and what came of them."""

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
BASE = "2020-11-30"
EXCELLENCE, INNOVATION = "卓越奖", "创新奖"
MET, UNMET, OPEN, UNASKED = "满足", "不满足", "需人工确认", "不适用"
FIT, UNFIT = "合格", "不合格"
CONDITIONS = (
    "主体", "年限", "体系环保", "准则指标", "规模", "标准", "信用", "事故", "违法", "创新", "推荐",
    "禁报",
)  # fmt: skip
GOOD: Row = {
    "组织名称": "甲公司", "奖项": EXCELLENCE, "组织类型": "工业", "所在区市": "城阳",
    "登记日期": "2010-05-18", "在青登记": "是", "独立法律责任": "是", "申报日期": "2020-09-15",
    "质量管理体系": "是", "节能环保成效": "是", "卓越绩效准则": "是", "指标全国前列": "是",
    "标准创新能力": "是", "社会责任和信用": "是", "突出投诉": "否", "严重违法": "否",
    "创新条件": None, "年销售额": "1000000000.00", "研发经费": "30000000.00", "资质等级": None,
    "增值税前1年": None, "增值税前2年": None, "增值税前3年": None, "年营业额": None,
    "区市推荐": "是", "拟奖励": None, "版本": None,
}  # fmt: skip
APPLICATIONS = tuple(GOOD)
ACCIDENTS = ("组织名称", "日期", "类别", "等级", "说明")
AWARDS = ("组织名称", "届次", "奖项", "公布日期", "奖金")
GROUNDS = ("组织名称", "届次", "奖项", "事由", "发生日期", "认定日期", "认定")
WORKDAYS = ("日期", "类型")
SHEETS = {
    "事故": ACCIDENTS, "获奖组织": AWARDS, "撤销事由": GROUNDS, "工作日历": WORKDAYS,
    "口径": ("参数", "取值"),
}  # fmt: skip
_NAMES = {"事故": "accidents", "获奖组织": "awards", "撤销事由": "grounds", "工作日历": "workdays"}
Lines = Iterable[Sequence[object]]


def application(**own: object) -> Row:
    """Return an application that is fit but for what is given."""
    assert own.keys() <= GOOD.keys()
    return {**GOOD, **own}


def innovator(**own: object) -> Row:
    """Return an application for the 创新奖 that is fit but for what is given."""
    blank: Row = {"奖项": INNOVATION, "创新条件": "是", "年销售额": None, "研发经费": None}
    return application(**{**blank, **own})


def builder(vat: Sequence[object], grade: object = "一级", **own: object) -> Row:
    """Return a builder's application with its VAT of three years."""
    years = dict(zip(("增值税前1年", "增值税前2年", "增值税前3年"), vat, strict=True))
    blank: Row = {"组织类型": "建筑业", "资质等级": grade, "年销售额": None, "研发经费": None}
    return application(**{**blank, **years, **own})


def frame_of(rows: Lines, columns: Sequence[str]) -> pd.DataFrame:
    """Return rows as a frame."""
    return pd.DataFrame([list(row) for row in rows], columns=list(columns), dtype=object)


def run(
    rows: Iterable[Row] = (),
    *,
    accidents: Lines | None = (),
    awards: Lines = (),
    grounds: Lines | None = (),
    workdays: Lines | None = None,
    base: str | None = BASE,
    start: str | None = None,
    previous: int | str | None = None,
    policy: Path | None = None,
    **options: str,
) -> Result:
    """Assess rows given as frames; the sheets 事故 and 撤销事由 are there, empty."""
    listed = [[row[name] for name in APPLICATIONS] for row in rows]
    given = {"事故": accidents, "获奖组织": awards, "撤销事由": grounds, "工作日历": workdays}
    frames = {
        _NAMES[sheet]: frame_of(lines, SHEETS[sheet])
        for sheet, lines in given.items()
        if lines is not None
    }
    source = {"申报组织": frame_of(listed, APPLICATIONS)} if listed else {}
    return qdcalc.award.assess(
        source or {"获奖组织": frames.pop("awards")}, **frames, base_day=base,
        publicity_start=start, previous_year=previous, interpretations=options, policy=policy,
    )  # fmt: skip


def records(frame: pd.DataFrame) -> list[Row]:
    """Return a frame's rows; what is missing is None."""
    return [
        {str(k): None if not isinstance(v, str) and pd.isna(v) else v for k, v in row.items()}
        for row in frame.to_dict("records")
    ]


def examined(result: Result, number: int = 0) -> Row:
    """Return a row of 资格审查."""
    return records(result["资格审查"])[number]


def states(result: Result, number: int = 0) -> dict[str, Any]:
    """Return the states of an application's conditions."""
    row = examined(result, number)
    return {name: row[name] for name in CONDITIONS}


def one(row: Row, condition: str, **how: Any) -> Any:
    """Return the state of one condition of one application."""
    return states(run([row], **how))[condition]


def every(rows: Iterable[Row], condition: str, **how: Any) -> list[Any]:
    """Return the states of one condition of several applications, told apart by their numbers."""
    named = [{**row, "组织名称": f"第{n}公司"} for n, row in enumerate(rows)]
    return [row[condition] for row in records(run(named, **how)["资格审查"])]


def followed(result: Result, number: int = 0) -> Row:
    """Return a row of 获奖跟踪."""
    return records(result["获奖跟踪"])[number]


def quota(result: Result, prize: str) -> Row:
    """Return a prize's row of 名额奖金."""
    (row,) = (row for row in records(result["名额奖金"]) if row["奖项"] == prize)
    return row


def codes(result: Result) -> list[str]:
    """Return the codes of a result's problems."""
    return list(result.problems["代码"])


def refusal(call: Any) -> pd.DataFrame:
    """Return the errors of an input that must be refused."""
    with pytest.raises(qdcalc.InputError) as caught:
        call()
    problems = caught.value.problems
    return problems[problems["级别"] == "错误"]


def failed_checks(result: Result) -> list[str]:
    """Return the rows of 校验 that do not pass; there is at least one row."""
    checks = result["校验"]
    assert len(checks)
    return list(checks.loc[checks["结果"] != "通过", "检查"])


def write(path: Path, rows: Iterable[Row], **others: Any) -> Path:
    """Write a workbook: 申报组织, and the other sheets by name under their usual headers."""
    return write_lines(path, [[row[n] for n in APPLICATIONS] for row in rows], **others)


def write_lines(
    path: Path,
    lines: Lines,
    *,
    header: Sequence[str] = APPLICATIONS,
    title: str = "申报组织",
    headers: Mapping[str, Sequence[str]] | None = None,
    **others: Any,
) -> Path:
    """Write a workbook of lines."""
    book = Workbook()
    first = book.active
    assert isinstance(first, Worksheet)
    first.title = title
    for row in ([header] if header else []) + list(lines):
        first.append(list(row))
    for name, contents in others.items():
        sheet = book.create_sheet(name)
        for row in ((headers or SHEETS)[name], *contents):
            sheet.append(list(row))
    book.save(path)
    return path
