"""Compare a staffing workbook the program wrote with what the oracle expects."""

from __future__ import annotations

import datetime as dt
import re
from fractions import Fraction
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from .compare import TOTAL, Key, Sheet, exact, text_of
from .staffing import StaffingExpected

RELATIVE = Fraction(1, 10**9)
PLATFORM_NUMBERS = ("服务对象数", "应配", "现有", "缺口", "超配", "配备率", "每人服务人数")
DISTRICT_NUMBERS = ("平台数", "达标数", "应配", "现有", "缺口", "达标率", "排名")
TASK_NUMBERS = ("目标值", "实际值", "天数", "差距")


def check_number(sheet: Sheet, key: Key, column: str, expected: Any, got: Any) -> None:
    """Compare a number that may be blank within a relative 1e-9."""
    if expected is None:
        if text_of(got) != "":
            sheet.differ(key, column, "(blank)", got)
        return
    wanted = Fraction(expected)
    number = exact(got)
    if number is None or abs(wanted - number) > RELATIVE * max(abs(wanted), abs(number)):
        sheet.differ(key, column, f"{float(wanted)!r} = {wanted}", got)


def check_money(sheet: Sheet, key: Key, column: str, expected: int | None, got: Any) -> None:
    """Compare an amount that may be blank, to the fen."""
    if expected is None:
        if text_of(got) != "":
            sheet.differ(key, column, "(blank)", got)
        return
    sheet.check_fen(key, column, expected, got)


def iso(value: Any) -> Any:
    """Return a date, or the text of one, in its ISO form; anything else unchanged."""
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    found = re.match(r"^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$", text_of(value))
    if found:
        return f"{found[1]}-{int(found[2]):02d}-{int(found[3]):02d}"
    return value


def compare_platforms(expected: StaffingExpected, book: Any, out: list[str]) -> None:
    """Compare the sheet 配备核算."""
    keys = ("区市", "街道", "名称", "级别")
    sheet = Sheet(book, "配备核算", (*keys, *PLATFORM_NUMBERS, "达标", "缺口经费"), out)
    if not sheet.usable:
        return
    for key, want, got in sheet.pair(keys, expected.platforms, sheet.rows):
        for column in PLATFORM_NUMBERS:
            check_number(sheet, key, column, want[column], got[column])
        sheet.check_text(key, "达标", want["达标"], got["达标"])
        check_money(sheet, key, "缺口经费", want["缺口经费"], got["缺口经费"])


def compare_districts(expected: StaffingExpected, book: Any, out: list[str]) -> None:
    """Compare the sheet 区市汇总; its last row, the total, is only looked for."""
    keys = ("区市", "级别")
    sheet = Sheet(book, "区市汇总", (*keys, *DISTRICT_NUMBERS, "缺口经费"), out)
    if not sheet.usable:
        return
    rows = list(sheet.rows)
    if rows and text_of(rows[-1]["first"]) == TOTAL:
        rows.pop()
    else:
        out.append(f"{sheet.name}: the last row is not {TOTAL}")
    for key, want, got in sheet.pair(keys, expected.districts, rows):
        for column in DISTRICT_NUMBERS:
            check_number(sheet, key, column, want[column], got[column])
        check_money(sheet, key, "缺口经费", want["缺口经费"], got["缺口经费"])


def compare_tasks(expected: StaffingExpected, book: Any, out: list[str]) -> None:
    """Compare the sheet 目标任务; without tasks it may be absent."""
    if not expected.tasks and "目标任务" not in book.sheetnames:
        return
    keys = ("事项", "截止日期")
    sheet = Sheet(book, "目标任务", (*keys, *TASK_NUMBERS, "状态"), out)
    if not sheet.usable:
        return
    rows = [{**row, "截止日期": iso(row["截止日期"])} for row in sheet.rows]
    for key, want, got in sheet.pair(keys, expected.tasks, rows):
        for column in TASK_NUMBERS:
            check_number(sheet, key, column, want[column], got[column])
        sheet.check_text(key, "状态", want["状态"], got["状态"])


def compare_staffing_workbook(expected: StaffingExpected, path: str | Path) -> list[str]:
    """Return the differences between a written workbook and what is expected, in words."""
    out: list[str] = []
    book = load_workbook(path, data_only=True)
    compare_platforms(expected, book, out)
    compare_districts(expected, book, out)
    compare_tasks(expected, book, out)
    return out
