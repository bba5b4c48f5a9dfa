"""Run the program on an exhibition workbook and compare what it wrote with the oracle."""

from __future__ import annotations

import contextlib
import importlib
import io
import random
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from .compare import TOTAL, Sheet, fen_of, text_of
from .expo import assess
from .expo_model import (
    ExpoExpected,
    ExpoScenario,
)
from .expo_render import write_expo_workbook
from .water_month import Row

TEXTS = ("对象", "项目", "年度", "申请单位", "结论")
COUNTS = ("申请数", "核准数")


def split_total(sheet: Sheet) -> tuple[list[Row], Row | None]:
    """Take the last row, the total, off a sheet; report where it is not one."""
    rows = list(sheet.rows)
    if rows and text_of(rows[-1]["first"]) == TOTAL:
        return rows[:-1], rows[-1]
    sheet.out.append(f"{sheet.name}: the last row is not {TOTAL}")
    return rows, None


def compare_rows(
    expected: ExpoExpected, lines: Mapping[str, Sequence[int]], book: Any, out: list[str]
) -> None:
    """Compare the sheet 核定结果, found by input sheet and row number."""
    needed = ("工作表", "行号", *TEXTS, "核定金额", "原因", "计算过程", "依据")
    sheet = Sheet(book, "核定结果", needed, out)
    if not sheet.usable:
        return
    wanted = [{**row, "行号": lines[row["工作表"]][row["位置"]]} for row in expected.rows]
    rows = sheet.rows
    if rows and text_of(rows[-1]["first"]) == TOTAL:
        rows = rows[:-1]
    for key, want, got in sheet.pair(("工作表", "行号"), wanted, rows):
        for column in TEXTS:
            sheet.check_text(key, column, str(want[column]), got[column])
        sheet.check_fen(key, "核定金额", want["核定金额"], got["核定金额"])
        for words in want["原因含"]:
            if not any(word in text_of(got["原因"]) for word in words):
                sheet.differ(key, "原因", f"to contain {' or '.join(words)}", got["原因"])
        for applicant, index in want["对手"]:
            cell = f"{want['工作表']}![A-Z]+{lines[want['工作表']][index]}）"
            if not re.search(re.escape(f"{applicant}（") + cell, text_of(got["原因"])):
                sheet.differ(key, "原因", f"to name {applicant} and its cell", got["原因"])
        for column in ("计算过程", "依据"):
            if text_of(got[column]) == "":
                sheet.differ(key, column, "(some text)", got[column])
        if want["结论"] != "核准" and text_of(got["原因"]) == "":
            sheet.differ(key, "原因", "(some text)", got["原因"])


def compare_totals(
    name: str, column: str, expected: Sequence[Row], book: Any, out: list[str]
) -> None:
    """Compare 项目汇总 or 单位汇总 and its total; rows of nothing do not count."""
    sheet = Sheet(book, name, (column, *COUNTS, "核定金额"), out)
    if not sheet.usable:
        return
    rows, total = split_total(sheet)
    rows = [row for row in rows if text_of(row["申请数"]) != "0"]
    pairs = sheet.pair((column,), expected, rows)
    if total is not None:
        summed = {name: sum(row[name] for row in expected) for name in (*COUNTS, "核定金额")}
        pairs.append(((TOTAL,), summed, total))
    for key, want, got in pairs:
        for count in COUNTS:
            sheet.check_text(key, count, str(want[count]), got[count])
        sheet.check_fen(key, "核定金额", want["核定金额"], got["核定金额"])


def check_blank_or_fen(
    sheet: Sheet, key: tuple[str, ...], column: str, want: int | None, got: Any
) -> None:
    """Compare an amount that may be blank."""
    if want is not None:
        sheet.check_fen(key, column, want, got)
    elif text_of(got) != "":
        sheet.differ(key, column, "(blank)", got)


def compare_years(expected: ExpoExpected, book: Any, out: list[str]) -> None:
    """Compare the sheet 年度汇总 and its total."""
    sheet = Sheet(book, "年度汇总", ("年度", "项目", "核定金额", "预算金额", "结余"), out)
    if not sheet.usable:
        return
    rows, total = split_total(sheet)
    for key, want, got in sheet.pair(("年度", "项目"), expected.years, rows):
        sheet.check_fen(key, "核定金额", want["核定金额"], got["核定金额"])
        for column in ("预算金额", "结余"):
            check_blank_or_fen(sheet, key, column, want[column], got[column])
    if total is None:
        return
    paid = sum(row["核定金额"] for row in expected.years)
    sheet.check_fen((TOTAL,), "核定金额", paid, total["核定金额"])
    planned = [row["预算金额"] for row in expected.years if row["预算金额"] is not None]
    # what 结余 adds up to is open where some rows have no budget
    if fen_of(total["预算金额"]) not in (sum(planned), None if not planned else sum(planned)):
        sheet.differ((TOTAL,), "预算金额", sum(planned) / 100, total["预算金额"])
    if planned and len(planned) == len(expected.years):
        sheet.check_fen((TOTAL,), "结余", sum(planned) - paid, total["结余"])


def compare_expo_workbook(
    expected: ExpoExpected, lines: Mapping[str, Sequence[int]], path: str | Path
) -> list[str]:
    """Return the differences between a written workbook and what is expected, in words."""
    out: list[str] = []
    book = load_workbook(path, data_only=True)
    compare_rows(expected, lines, book, out)
    compare_totals("项目汇总", "项目", expected.items, book, out)
    compare_totals("单位汇总", "申请单位", expected.applicants, book, out)
    compare_years(expected, book, out)
    return out


def run_and_compare(
    scenario: ExpoScenario, rng: random.Random, source: Path, target: Path
) -> list[str]:
    """Write a scenario, run the program on it, and return the differences in words."""
    lines = write_expo_workbook(scenario, source, rng)
    cli = importlib.import_module("qdcalc.cli.main")
    said = io.StringIO()
    target.unlink(missing_ok=True)
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        code = cli.main(["run", "expo", str(source), "-o", str(target)])
    if code != 0:
        return [f"exit code {code}: {said.getvalue()[:1500]}"]
    return compare_expo_workbook(assess(scenario), lines, target)
