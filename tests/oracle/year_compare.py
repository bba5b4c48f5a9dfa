"""Write a cycle as a workbook, run the program on it, compare all that it says."""

from __future__ import annotations

import contextlib
import datetime as dt
import importlib
import io
import random
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from . import figures as fig
from .compare import TOTAL, Key, Sheet, compare_workbook, exact, fen_of, text_of
from .render import (
    FULL_WIDTH,
    chance,
    put_code,
    write_readings,
    write_responsibility,
    write_sections,
    write_table,
)
from .water_month import Row
from .water_year import (
    COMPONENTS,
    OWED,
    ExpectedYear,
    year,
)
from .year_inputs import YearScenario, quarter_of

COUNTS = ("断流月数", "跃升月数", "超标月数")
TEXTS = ("河流名称", "监测断面", "年度水质类别", "年度达标")
FLOW_KEY = ("序号", "付款方", "收款方", "类型")
CUMULATIVE = ("累计应收", "累计应付", "累计净额")
DATE_TEXTS = (
    "{y}-{m:02d}-{d:02d}",
    "{y}/{m}/{d}",
    "{y}.{m}.{d}",
    "{y}年{m}月{d}日",
    "{y}{m:02d}{d:02d}",
)


def put_date(rng: random.Random, cell: Any, text: str) -> None:
    """Write a date in one of the accepted forms."""
    day = dt.date.fromisoformat(text)
    if chance(rng, 0.4):
        cell.value = day if chance(rng, 0.5) else dt.datetime(day.year, day.month, day.day)
        cell.number_format = "yyyy-mm-dd"
        return
    out = rng.choice(DATE_TEXTS).format(y=day.year, m=day.month, d=day.day)
    cell.value = out.translate(FULL_WIDTH) if chance(rng, 0.1) else out


def write_incidents(rows: Sequence[Row], sheet: Worksheet, rng: random.Random) -> None:
    """Write the sheet 突发环境事件."""

    def put(cell: Any, name: str, text: str) -> None:
        if name == "日期":
            put_date(rng, cell, text)
        else:
            cell.value = text

    filled = [{**row, "说明": "某河段油污泄漏"} for row in rows]
    columns = ["日期", "区市", "事件等级"] + (["说明"] if chance(rng, 0.5) else [])
    write_table(sheet, rng, columns, filled, put)


def write_previous(rows: Sequence[Row], sheet: Worksheet, rng: random.Random) -> None:
    """Write the sheet 上年度类别."""

    def put(cell: Any, name: str, text: str) -> None:
        if name == "序号":
            put_code(rng, cell, text)
        else:
            cell.value = text

    write_table(sheet, rng, ("序号", "上年度水质类别"), rows, put)


def write_switches(scenario: YearScenario, sheet: Worksheet, rng: random.Random) -> None:
    """Write the sheet 口径, the drought year among the switches."""
    rows: list[Row] = []
    for key, (name, options) in fig.INTERPRETATIONS.items():
        option = scenario.base.interpretations.get(key)
        if option is None:
            if not chance(rng, 0.15):
                continue
            option = next(iter(options))
        shown = rng.choice((option, options[option]))
        rows.append({"参数": rng.choice((key, name)), "取值": shown})
    if scenario.drought or chance(rng, 0.2):
        told = ("是", "√", "Y", "1") if scenario.drought else ("否",)
        rows.append({"参数": "特殊干旱年份", "取值": rng.choice(told)})
    rng.shuffle(rows)

    def put(cell: Any, _name: str, text: str) -> None:
        cell.value = text

    write_table(sheet, rng, ("参数", "取值"), rows, put)


def write_year(scenario: YearScenario, path: str | Path, rng: random.Random) -> None:
    """Write the scenario to an .xlsx file."""
    book = Workbook()
    book.remove(book.worksheets[0])
    base = scenario.base
    write_readings(base, book.create_sheet("监测数据"), rng)
    if base.sections is not None:
        write_sections(base.sections, book.create_sheet("断面清单"), rng)
    if base.responsibility:
        write_responsibility(base.responsibility, book.create_sheet("责任认定"), rng)
    if scenario.incidents:
        write_incidents(scenario.incidents, book.create_sheet("突发环境事件"), rng)
    if scenario.previous:
        write_previous(scenario.previous, book.create_sheet("上年度类别"), rng)
    if base.interpretations or scenario.drought or chance(rng, 0.2):
        write_switches(scenario, book.create_sheet("口径"), rng)
    book.save(path)


def run_program(source: str | Path, out: str | Path, cycle: str | None) -> str:
    """Run `qdcalc run water-year`; return what went wrong, nothing if all went well."""
    cli = importlib.import_module("qdcalc.cli.main")
    arguments = ["run", "water-year", str(source), "-o", str(out)]
    if cycle is not None:
        arguments += ["--cycle", cycle]
    said, errors = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(errors):
        code = cli.main(arguments)
    if code == 0:
        return ""
    return f"exit code {code}: {said.getvalue()[-600:]} {errors.getvalue()[-1500:]}"


def same_code(sheet: Sheet, key: Key, wanted: Row, got: Row) -> None:
    """Check that a numeric code is written as a number."""
    if wanted["序号"].isdigit() and not isinstance(got["序号"], int | float):
        sheet.differ(key, "序号", "a number", got["序号"])


def pop_total(sheet: Sheet) -> tuple[list[Row], Row | None]:
    """Take the last row 合计 off."""
    rows = list(sheet.rows)
    if rows and text_of(rows[-1]["first"]) == TOTAL:
        return rows[:-1], rows[-1]
    sheet.out.append(f"{sheet.name}: the last row is not {TOTAL}")
    return rows, None


def check_count(sheet: Sheet, key: Key, column: str, wanted: int, got: Any) -> None:
    """Compare a count."""
    if exact(got) != Fraction(wanted):
        sheet.differ(key, column, wanted, got)


def compare_year_sections(expected: ExpectedYear, book: Any, out: list[str], no_tail: bool) -> None:
    """Compare the sheet 年度断面; without 尾差 (`monthly`) its cells may be blank."""
    sheet = Sheet(book, "年度断面", ("序号", *TEXTS, *COUNTS, *COMPONENTS), out)
    if not sheet.usable:
        return
    rows, total = pop_total(sheet)
    for key, want, got in sheet.pair(("序号",), expected.sections, rows):
        same_code(sheet, key, want, got)
        for column in TEXTS:
            sheet.check_text(key, column, want[column], got[column])
        for column in COUNTS:
            check_count(sheet, key, column, want[column], got[column])
        for column in COMPONENTS:
            if not (no_tail and column == "尾差" and got[column] is None):
                sheet.check_fen(key, column, want[column], got[column])
    if total is not None:
        for column in COMPONENTS:
            if no_tail and column == "尾差" and total[column] is None:
                continue
            amount = sum(row[column] for row in expected.sections)
            sheet.check_fen((TOTAL,), column, amount, total[column])


def compare_year_flows(expected: ExpectedYear, book: Any, out: list[str]) -> None:
    """Compare the sheet 年度流向, added up by key; rows of nothing do not count."""
    sheet = Sheet(book, "年度流向", (*FLOW_KEY, "金额"), out)
    if not sheet.usable:
        return
    found: Counter[Key] = Counter()
    wanted: Counter[Key] = Counter()
    for row in sheet.rows:
        amount = fen_of(row["金额"])
        if amount is None:
            out.append(f"年度流向: row {row['#']}: 金额 {row['金额']!r}")
        elif amount < 0:
            out.append(f"年度流向: row {row['#']}: 金额 below nothing: {row['金额']!r}")
        else:
            found[tuple(text_of(row[column]) for column in FLOW_KEY)] += amount
    for row in expected.flows:
        wanted[tuple(str(row[column]) for column in FLOW_KEY)] += row["金额"]
    for key in sorted(found.keys() | wanted.keys()):
        if found[key] != wanted[key]:
            shown = f"expected {money(wanted[key])}, got {money(found[key])}"
            out.append(f"年度流向: {key}: {shown}")


def money(fen: int) -> str:
    """Write fen as yuan."""
    return f"{Decimal(fen) / 100:.2f}"


def compare_year_districts(expected: ExpectedYear, book: Any, out: list[str]) -> None:
    """Compare the sheet 年度汇总; what 市财政 shows as 上解 and 下达 is left open."""
    columns = (*OWED, "上解", "下达")
    sheet = Sheet(book, "年度汇总", ("区市", *columns), out)
    if not sheet.usable:
        return
    rows, total = pop_total(sheet)
    for key, want, got in sheet.pair(("区市",), expected.districts, rows):
        for column in columns:
            if want["区市"] != fig.CITY or column in OWED:
                sheet.check_fen(key, column, want[column], got[column])
    if total is None:
        return
    for column in OWED:
        amount = sum(row[column] for row in expected.districts)
        sheet.check_fen((TOTAL,), column, amount, total[column])
    for column in ("上解", "下达"):
        amount = sum(row[column] for row in expected.districts)
        city = [fen_of(row[column]) or 0 for row in rows if row["区市"] == fig.CITY]
        if fen_of(total[column]) not in (amount, amount + sum(city)):
            sheet.differ((TOTAL,), column, money(amount), total[column])


def compare_quarters(expected: ExpectedYear, book: Any, out: list[str]) -> None:
    """Compare the sheet 季度汇总; a quarter without any month may be there or not."""
    columns = (*OWED, *CUMULATIVE)
    sheet = Sheet(book, "季度汇总", ("季度", "区市", *columns), out)
    if not sheet.usable:
        return
    rows = [row for row in sheet.rows if text_of(row["first"]) != TOTAL]
    shown = {text_of(row["季度"]) for row in rows}
    shown |= {quarter_of(when) for when in expected.present}
    wanted = [row for row in expected.quarters if row["季度"] in shown]
    for key, want, got in sheet.pair(("季度", "区市"), wanted, rows):
        for column in columns:
            sheet.check_fen(key, column, want[column], got[column])


def compare_year(
    expected: ExpectedYear,
    path: str | Path,
    *,
    no_tail: bool = False,
    with_months: bool = True,
) -> list[str]:
    """Return the differences between a written workbook and what is expected, in words."""
    out: list[str] = []
    book = load_workbook(path, data_only=True)
    compare_year_sections(expected, book, out, no_tail)
    compare_year_flows(expected, book, out)
    compare_year_districts(expected, book, out)
    compare_quarters(expected, book, out)
    if with_months:
        out += compare_workbook(expected.months, path)
    return out


def check_scenario(
    scenario: YearScenario,
    folder: str | Path,
    rng: random.Random,
    *,
    name: str = "year",
    with_months: bool = True,
) -> list[str]:
    """Write the scenario, run the program on it, return all differences."""
    source, out = Path(folder) / f"{name}.xlsx", Path(folder) / f"{name}_out.xlsx"
    out.unlink(missing_ok=True)
    write_year(scenario, source, rng)
    wrong = run_program(source, out, scenario.cycle)
    if wrong:
        return [wrong]
    no_tail = scenario.base.interpretations.get("rounding") == "monthly"
    return compare_year(year(scenario), out, no_tail=no_tail, with_months=with_months)
