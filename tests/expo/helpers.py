"""Applications as rows, workbooks of them, and what came of them in fen and words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from openpyxl import Workbook

import qdcalc
from qdcalc.result.result import Result

Row = dict[str, Any]
Found = tuple[int, str]
OK, NO, OPEN = "核准", "不予补助", "需人工确认"
NEW, KNOWN, GROWTH = "新设企业经营补助", "知名机构落户奖励", "规模增长补助"
VENUE, TRADE, CONSUMER = "展馆补助", "贸易展补助", "消费展补助"
SHOW_MARK, CONFERENCE, VENUE_MARK = "展会国际认证", "国际会议", "展馆国际认证"
LED = "政府主导会展"
THEME = {"主题": "海洋经济", "专家评审": "是", "市贸促会认定": "是"}
COLUMNS: dict[str, tuple[str, ...]] = {
    "展会": (
        "展会名称", "届次", "类型", "展馆", "展馆运营单位", "专业场馆", "展馆引进", "开始日期",
        "结束日期", "展览面积", "历史最大面积", "主题", "专家评审", "市贸促会认定", "申请单位",
    ),
    "认证": (
        "对象", "类别", "认证机构", "认证日期", "举办日期", "固定举办", "本市机构", "申请单位",
    ),
    "企业": (
        "企业名称", "年度", "项目", "独立法人", "新设立", "首次贡献年度", "上年度地方财力贡献",
        "拟补助金额", "上年度营业收入", "营业收入", "在青办展", "纳统", "知名认定",
    ),
    "展馆": ("展馆名称", "年度", "三万平展会数", "十万平展会数"),
    "政府主导": (
        "项目", "年度", "首届", "核定金额", "上届金额", "绩效评估通过", "承办单位",
    ),
    "历史补助": ("对象", "项目", "年度", "届次", "金额"),
    "预算": ("项目", "年度", "预算金额"),
    "口径": ("参数", "取值"),
}  # fmt: skip


def yuan(amount: float) -> int:
    """Return 元 as fen; only for amounts whose fen are exact."""
    return round(amount * 100)


def trade(area: object, **more: object) -> Row:
    """Return a trade show of 2019 in a professional venue."""
    row = {"展会名称": "渔博会", "届次": 3, "类型": "贸易", "专业场馆": "是",
           "结束日期": "2019-05-08", "展览面积": area, "申请单位": "海名公司"}  # fmt: skip
    return {**row, **more}


def consumer(area: object, largest: object, **more: object) -> Row:
    """Return a consumer show of 2019, not in a professional venue."""
    return {**trade(area, 类型="消费", 专业场馆="否", 历史最大面积=largest), **more}


def mark(kind: str, day: str = "2019-06-01", body: str = "UFI", **more: object) -> Row:
    """Return a certification, or a conference by its certificate's day."""
    row = {"对象": "渔博会", "类别": kind, "认证机构": body, "认证日期": day, "固定举办": "是",
           "本市机构": "是", "申请单位": "海名公司"}  # fmt: skip
    return {**row, **more}


def firm(item: str, year: object = 2019, **more: object) -> Row:
    """Return a firm that meets every condition; the figures are to be given."""
    row = {"企业名称": "新展公司", "年度": year, "项目": item, "独立法人": "是", "新设立": "是",
           "在青办展": "是", "纳统": "是", "知名认定": "是"}  # fmt: skip
    return {**row, **more}


def new_firm(year: int, contribution: object, first: object = 2018, **more: object) -> Row:
    """Return a newly set-up firm's year."""
    return firm(NEW, year, 首次贡献年度=first, 上年度地方财力贡献=contribution, **more)


def growing(before: object, now: object, year: object = 2019, **more: object) -> Row:
    """Return a firm's turnover of two years."""
    return firm(GROWTH, year, 上年度营业收入=before, 营业收入=now, **more)


def hall(year: object, small: object, big: object, name: str = "会展中心") -> Row:
    """Return a venue's year."""
    return {"展馆名称": name, "年度": year, "三万平展会数": small, "十万平展会数": big}


def led(amount: object, *, first: str = "是", **more: object) -> Row:
    """Return a project led by government."""
    row = {"项目": "上合博览会", "年度": 2019, "首届": first, "核定金额": amount,
           "承办单位": "市贸促会"}  # fmt: skip
    return {**row, **more}


def past(name: str, item: str, year: object, amount: object, edition: object = "") -> Row:
    """Return what was paid before."""
    return {"对象": name, "项目": item, "年度": year, "届次": edition, "金额": amount}


def budget(item: str, year: object, amount: object) -> Row:
    """Return a budget."""
    return {"项目": item, "年度": year, "预算金额": amount}


def frame_of(sheet: str, rows: Iterable[Row]) -> pd.DataFrame:
    """Return rows as a frame with all columns of the sheet, the rest blank."""
    columns = COLUMNS[sheet]
    lines = list(rows)
    for row in lines:
        assert set(row) <= set(columns), set(row) - set(columns)
    return pd.DataFrame([[r.get(c, "") for c in columns] for r in lines], columns=list(columns))


def run(
    sheets: Mapping[str, Iterable[Row]], interpretations: Mapping[str, str] | None = None
) -> Result:
    """Assess rows given as frames, by sheet."""
    frames = {name: frame_of(name, rows) for name, rows in sheets.items()}
    return qdcalc.expo.assess(frames, interpretations=interpretations)


def records(frame: pd.DataFrame) -> list[Row]:
    """Return a frame's rows; what is missing is None."""
    return [
        {str(k): None if not isinstance(v, str) and pd.isna(v) else v for k, v in row.items()}
        for row in frame.to_dict("records")
    ]


def rows_of(result: Result, sheet: str | None = None) -> list[Row]:
    """Return the findings in order, of one sheet or of all."""
    return [r for r in records(result.tables["findings"]) if sheet in (None, r["sheet"])]


def found(result: Result, sheet: str | None = None) -> list[Found]:
    """Return fen and verdict of each finding in order."""
    return [(r["amount_fen"], r["verdict"]) for r in rows_of(result, sheet)]


def reasons(result: Result, sheet: str | None = None) -> list[str]:
    """Return the reason of each finding in order, empty where there is none."""
    return [r["reason"] or "" for r in rows_of(result, sheet)]


def one(sheet: str, row: Row, interpretations: Mapping[str, str] | None = None) -> Found:
    """Return fen and verdict of a workbook of a single application."""
    (only,) = found(run({sheet: [row]}, interpretations))
    return only


NAMES = {
    "展会": "展会名称",
    "认证": "对象",
    "企业": "企业名称",
    "展馆": "展馆名称",
    "政府主导": "项目",
}


def apart(
    sheet: str, rows: Sequence[Row], interpretations: Mapping[str, str] | None = None
) -> list[Row]:
    """Return the findings of rows that have nothing to do with each other, from one run."""
    named = [{**row, NAMES[sheet]: f"第{number}家"} for number, row in enumerate(rows)]
    return rows_of(run({sheet: named}, interpretations))


def several(
    sheet: str, rows: Sequence[Row], interpretations: Mapping[str, str] | None = None
) -> list[Found]:
    """Return fen and verdict of rows that have nothing to do with each other, from one run."""
    found_apart = apart(sheet, rows, interpretations)
    return [(row["amount_fen"], row["verdict"]) for row in found_apart]


NAMED = ("展会名称", "对象", "企业名称", "展馆名称", "展馆", "展馆运营单位", "申请单位",
         "承办单位")  # fmt: skip


def each(
    cases: Sequence[Mapping[str, Sequence[Row]]], interpretations: Mapping[str, str] | None = None
) -> list[list[Row]]:
    """Return the findings of each workbook of a list, from one run.

    Every name of a case begins with its number, so that no case has to do with another.
    """
    sheets: dict[str, list[Row]] = {}
    owners: dict[str, list[int]] = {}
    for number, case in enumerate(cases):
        for sheet, rows in case.items():
            mine = (*NAMED, "项目") if sheet == "政府主导" else NAMED
            for row in rows:
                named = {
                    key: re.sub(r"^(\s*)(?=\S)", rf"\g<1>第{number}案", str(value))
                    for key, value in row.items()
                    if key in mine
                }
                sheets.setdefault(sheet, []).append({**row, **named})
                owners.setdefault(sheet, []).append(number)
    found_by: list[list[Row]] = [[] for _ in cases]
    result = run(sheets, interpretations)
    for sheet, numbers in owners.items():
        if sheet in NAMES:
            for number, row in zip(numbers, rows_of(result, sheet), strict=True):
                found_by[number].append(row)
    return found_by


def found_of(rows: Iterable[Row]) -> list[Found]:
    """Return fen and verdict of findings."""
    return [(row["amount_fen"], row["verdict"]) for row in rows]


def granted(amounts: Iterable[int]) -> list[Found]:
    """Return what is found where amounts in 元 are granted, those of 0 refused."""
    return [(yuan(amount), OK if amount else NO) for amount in amounts]


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


def cells(problems: pd.DataFrame) -> set[tuple[str, str]]:
    """Return where problems stand: sheet and cell."""
    return set(zip(problems["工作表"], problems["单元格"], strict=True))


def book_of(
    sheets: Mapping[str, Iterable[Row]], headers: Mapping[str, Sequence[str]] | None = None
) -> Workbook:
    """Return a workbook of rows; a header may be written otherwise, in the same order."""
    book = Workbook()
    assert book.active is not None
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        sheet.append(list((headers or {}).get(name, COLUMNS[name])))
        for row in rows:
            values = [row.get(column) for column in COLUMNS[name]]
            sheet.append([None if value == "" else value for value in values])
    return book


def write(
    path: Path,
    sheets: Mapping[str, Iterable[Row]],
    headers: Mapping[str, Sequence[str]] | None = None,
) -> Path:
    """Write a workbook of rows."""
    book_of(sheets, headers).save(path)
    return path


def place(sheet: str, column: str, row: int = 2) -> str:
    """Return the cell of a column in a workbook written here."""
    return f"{chr(ord('A') + COLUMNS[sheet].index(column))}{row}"
