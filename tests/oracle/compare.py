"""Compare a workbook the program wrote with what the oracle expects."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from .water_month import Expected, Row

Key = tuple[str, ...]
RELATIVE = Fraction(1, 10**12)
TOTAL = "合计"
UNIT = "（元）"  # "money columns are numbers in 元, their headers end in （元）"
SECTION_TEXTS = (
    "河流名称",
    "监测断面",
    "断面属性",
    "责任区市",
    "去向",
    "水质目标",
    "控制级别",
    "水质类别",
    "判定",
    "超标指标",
    "剔除指标",
    "缺测指标",
    "首要超标指标",
)
MONEY_OF_DISTRICT = ("应收", "应付", "净额")


def text_of(value: Any) -> str:
    """Return a cell as text; a whole number without decimals, a blank as nothing."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.datetime | dt.date):
        return f"date {value}"
    return str(value)


def exact(value: Any) -> Fraction | None:
    """Return a number cell as the decimal it shows, None if it is not a number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return Fraction(Decimal(repr(value)))


def fen_of(value: Any) -> int | None:
    """Return a money cell in fen, None if it is not a number of two decimals."""
    yuan = exact(value)
    if yuan is None or (yuan * 100).denominator != 1:
        return None
    return int(yuan * 100)


def same_number(left: Fraction, right: Fraction) -> bool:
    """Compare within a relative 1e-12."""
    return abs(left - right) <= RELATIVE * max(abs(left), abs(right))


class Sheet:
    """A sheet of the output: its rows by header, with the differences met on the way."""

    def __init__(self, book: Any, name: str, needed: Iterable[str], out: list[str]) -> None:
        self.name = name
        self.out = out
        self.rows: list[Row] = []
        self.usable = False
        if name not in book.sheetnames:
            out.append(f"{name}: no such sheet")
            return
        lines = list(book[name].iter_rows(values_only=True))
        header = [text_of(value) for value in lines[0]] if lines else []
        header = [label.removesuffix(UNIT) for label in header]
        missing = [column for column in needed if column not in header]
        if missing:
            out.append(f"{name}: no column {'、'.join(missing)}")
            return
        self.usable = True
        for number, line in enumerate(lines[1:], 2):
            row = dict(zip(header, line, strict=False))
            row["#"] = number
            row["first"] = line[0] if line else None
            self.rows.append(row)

    def by_key(self, columns: Sequence[str], rows: Iterable[Row]) -> dict[Key, Row]:
        """Index rows by key, reporting a key met twice."""
        found: dict[Key, Row] = {}
        for row in rows:
            key = tuple(text_of(row[column]) for column in columns)
            if key in found:
                self.out.append(f"{self.name}: {key} twice, rows {found[key]['#']} and {row['#']}")
            found[key] = row
        return found

    def pair(
        self, columns: Sequence[str], expected: Iterable[Row], rows: Iterable[Row]
    ) -> list[tuple[Key, Row, Row]]:
        """Match expected rows with the sheet's; report rows without a partner."""
        found = self.by_key(columns, rows)
        wanted = {tuple(str(row[column]) for column in columns): row for row in expected}
        for key in wanted.keys() - found.keys():
            self.out.append(f"{self.name}: {key} missing")
        for key in found.keys() - wanted.keys():
            self.out.append(f"{self.name}: {key} not expected (row {found[key]['#']})")
        return [(key, row, found[key]) for key, row in wanted.items() if key in found]

    def differ(self, key: Key, column: str, expected: object, got: object) -> None:
        """Report one differing figure."""
        self.out.append(f"{self.name}: {key} {column}: expected {expected}, got {got!r}")

    def check_text(self, key: Key, column: str, expected: str | None, got: Any) -> None:
        """Compare a text."""
        if text_of(got) != (expected or ""):
            self.differ(key, column, expected or "(blank)", got)

    def check_fen(self, key: Key, column: str, expected: int, got: Any) -> None:
        """Compare an amount to the fen."""
        if fen_of(got) != expected:
            self.differ(key, column, f"{Decimal(expected) / 100:.2f}", got)

    def check_number(self, key: Key, column: str, expected: Fraction | None, got: Any) -> None:
        """Compare a number that may be blank."""
        if expected is None:
            if text_of(got) != "":
                self.differ(key, column, "(blank)", got)
            return
        number = exact(got)
        if number is None or not same_number(expected, number):
            self.differ(key, column, f"{float(expected)!r} = {expected}", got)


def compare_sections(expected: Expected, book: Any, out: list[str]) -> None:
    """Compare the sheet 断面核算."""
    columns = ("月份", "序号", *SECTION_TEXTS, "最大超标倍数", "系数", "金额")
    sheet = Sheet(book, "断面核算", columns, out)
    if not sheet.usable:
        return
    for key, want, got in sheet.pair(("月份", "序号"), expected.sections, sheet.rows):
        if want["序号"].isdigit() and not isinstance(got["序号"], int | float):
            sheet.differ(key, "序号", "a number", got["序号"])
        for column in SECTION_TEXTS:
            sheet.check_text(key, column, want[column], got[column])
        sheet.check_number(key, "最大超标倍数", want["最大超标倍数"], got["最大超标倍数"])
        sheet.check_number(key, "系数", Fraction(want["系数"]), got["系数"])
        sheet.check_fen(key, "金额", want["金额"], got["金额"])


def compare_flows(expected: Expected, book: Any, out: list[str]) -> None:
    """Compare the sheet 资金流向; rows of nothing do not count."""
    key_columns = ("月份", "序号", "付款方", "收款方", "类型")
    sheet = Sheet(book, "资金流向", (*key_columns, "金额"), out)
    if not sheet.usable:
        return
    rows = [row for row in sheet.rows if fen_of(row["金额"]) != 0]
    for key, want, got in sheet.pair(key_columns, expected.flows, rows):
        sheet.check_fen(key, "金额", want["金额"], got["金额"])


def compare_districts(expected: Expected, book: Any, out: list[str]) -> None:
    """Compare the sheet 区市汇总 and its last row, the total."""
    sheet = Sheet(book, "区市汇总", ("月份", "区市", *MONEY_OF_DISTRICT), out)
    if not sheet.usable:
        return
    rows = list(sheet.rows)
    if rows and text_of(rows[-1]["first"]) == TOTAL:
        total = rows.pop()
        for column in MONEY_OF_DISTRICT:
            amount = sum(row[column] for row in expected.districts)
            sheet.check_fen((TOTAL,), column, amount, total[column])
    else:
        out.append(f"{sheet.name}: the last row is not {TOTAL}")
    for key, want, got in sheet.pair(("月份", "区市"), expected.districts, rows):
        for column in MONEY_OF_DISTRICT:
            sheet.check_fen(key, column, want[column], got[column])


def compare_indicators(expected: Expected, book: Any, out: list[str]) -> None:
    """Compare the sheet 指标明细; rows without a measured value do not count."""
    key_columns = ("月份", "序号", "指标")
    needed = (*key_columns, "监测值", "类别", "限值", "超标", "超标倍数", "剔除")
    sheet = Sheet(book, "指标明细", needed, out)
    if not sheet.usable:
        return
    rows = [row for row in sheet.rows if text_of(row["监测值"]) != ""]
    for key, want, got in sheet.pair(key_columns, expected.indicators, rows):
        sheet.check_number(key, "监测值", want["监测值"], got["监测值"])
        limit = got["限值"]
        if "~" in want["限值"]:
            shown = text_of(limit).replace("～", "~").replace("-", "~").replace("–", "~")
            sheet.check_text(key, "限值", want["限值"], shown)
        else:
            sheet.check_number(key, "限值", Fraction(want["限值"]), as_number(limit))
        for column in ("类别", "超标", "剔除"):
            sheet.check_text(key, column, want[column], got[column])
        sheet.check_number(key, "超标倍数", want["超标倍数"], got["超标倍数"])


def as_number(value: Any) -> Any:
    """Return a limit printed as text as a number, anything else unchanged."""
    if isinstance(value, str):
        try:
            return float(value)
        except ValueError:
            return value
    return value


def compare_workbook(expected: Expected, path: str | Path) -> list[str]:
    """Return the differences between a written workbook and what is expected, in words."""
    out: list[str] = []
    book = load_workbook(path, data_only=True)
    compare_sections(expected, book, out)
    compare_flows(expected, book, out)
    compare_districts(expected, book, out)
    compare_indicators(expected, book, out)
    return out
