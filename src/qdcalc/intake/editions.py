"""Editions (of a show, of a prize) and years in the forms that people write them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd

from qdcalc.exact.patterns import Lazy
from qdcalc.intake.cells import Cells, Parsed, Refusal, is_numeric
from qdcalc.intake.values import read_each
from qdcalc.table.description import Column
from qdcalc.table.problems import ERROR, Fault

NOT_EDITION = Fault("E01", ERROR, "“{value}”不是届次", "请填数字，如 3；写成 第3届 也可以")
NOT_YEAR = Fault("E02", ERROR, "“{value}”不是年度", "请填四位数的年份，如 2019")
_YEARS = range(1990, 2101)
_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")}
_EDITION = Lazy(r"第?\s*([0-9]{1,3}|[零一二三四五六七八九十]{1,3})\s*届?")
_POINT = Lazy(r"(?<=[0-9])\.0+(?=届?$)")  # 2.0 as text
_YEAR = Lazy(r"([0-9]{4})(?:\.0+)?(?:年|年度)?")


def read_edition(cells: Cells, column: Column) -> Parsed:
    """Read editions (``3``, ``第3届``, ``第三届``, ``首届``) as text of a number."""
    return read_each(cells, _edition)


def read_year(cells: Cells, column: Column) -> Parsed:
    """Read years (``2019``, ``2019年``) into nullable Int64."""
    parsed = read_each(cells, _year)
    parsed.values = pd.Series(pd.array(parsed.values, dtype="Int64"))
    return parsed


def _edition(value: Any) -> Any:
    if is_numeric(type(value)):
        number = float(f"{float(value):.15g}")
        fits = number.is_integer() and 1 <= number < 1000
        return str(int(number)) if fits else Refusal(NOT_EDITION)
    text = _POINT.sub("", str(value).replace(" ", ""))
    if text == "首届":
        return "1"
    match = _EDITION.fullmatch(text)
    number = _number(match[1]) if match else 0
    return str(number) if number else Refusal(NOT_EDITION)


def _number(text: str) -> int:
    """Read a number below 100 in Chinese or Arabic figures; 0 where it is none."""
    if text.isdigit():
        return int(text)
    tens, ten, ones = text.partition("十")
    if not ten:
        return _DIGITS[text] if len(text) == 1 else 0
    if len(tens) > 1 or len(ones) > 1 or "十" in ones:
        return 0
    return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0)


def _year(value: Any) -> Any:
    if isinstance(value, (dt.date, dt.datetime, bool)):
        return Refusal(NOT_YEAR)
    text = f"{float(value):.15g}" if is_numeric(type(value)) else str(value).replace(" ", "")
    match = _YEAR.fullmatch(text)
    return int(match[1]) if match and int(match[1]) in _YEARS else Refusal(NOT_YEAR)
