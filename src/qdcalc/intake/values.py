"""How cells are read: numbers, yes/no, shares, codes, texts, choices, lists."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd

from qdcalc.exact.coded import Together
from qdcalc.exact.decimals import decimal15, decimal_places, is_short, scaled
from qdcalc.exact.patterns import Lazy
from qdcalc.exact.texts import key
from qdcalc.intake.cells import Cells, Parsed, Refusal, is_numeric, place
from qdcalc.table.description import Column
from qdcalc.table.faults import NOT_CHOICE
from qdcalc.table.problems import ERROR, Fault

NOT_NUMBER = Fault(
    "C03", ERROR, "“{value}”不是数字", "请只填数字（单位写在表头），没有数据时清空该格"
)
NOT_YES_NO = Fault(
    "C10", ERROR, "“{value}”不是“是”或“否”", "请填 是 或 否（√、Y、1 也算是，空白算否）"
)
NOT_SHARE = Fault("C11", ERROR, "“{value}”不是比例", "请写成 0.5、50% 或 1/3")
NOT_CODE = Fault("C12", ERROR, "“{value}”不能作编号", "请填清单中的序号")
NOT_WHOLE = Fault("C15", ERROR, "“{value}”不是整数", "请填整数")
NOT_HUNDREDTHS = Fault("C16", ERROR, "“{value}”超过两位小数", "请填最多两位小数的数字")
NOT_MONEY = Fault(
    "C17", ERROR, "金额“{value}”不是最多两位小数的金额", "请填以元为单位、精确到分的金额"
)
NOT_TEXT = Fault("C13", ERROR, "“{value}”不是文字", "请填文字")
DECIMAL_MARK = Fault(
    "C21",
    ERROR,
    "“{value}”里的逗号或标点不是千分位，看不出是多少",
    "小数点用“.”，如 0.4；千分位的逗号每三位一个，如 12,345.6",
)
TOO_EXTREME = Fault(
    "C22",
    ERROR,
    "“{value}”太大或太接近 0，按数字读不出来",
    "请填实际的数字，没有数据时清空该格",
)

_NUMBER = Lazy(r"[+-]?([1-9]\d{0,2}(,\d{3})+|\d+)?(\.\d*)?(E[+-]?\d{1,3})?", re.I | re.A)
_LONGEST = 400  # characters of a number
# what some write for a decimal point or between thousands
_MARKS = ",'’`´·•・‧٫٬。、;"
_PARTED = Lazy(rf"(?:ND|[<>≤≥+-])*[\d./ ]*[{_MARKS}][\d./ {_MARKS}]*[%L]?", re.I | re.A)
_SMALLEST = np.finfo(np.float64).smallest_normal
_LARGEST = 1e300  # beyond it a multiple, a ratio to a limit or a sum is no float any more
_YES = {"是", "√", "✓", "✔", "Y", "YES", "1", "TRUE"}
_NO = {"否", "×", "N", "NO", "0", "FALSE", ""}


def number_text(text: str) -> float | None:
    """Read the text of a number (thousands commas in groups of three), else None."""
    if not _is_number(text):
        return None
    value = float(text.replace(",", ""))
    is_zero = not any(c in "123456789" for c in re.split("[Ee]", text)[0])
    return value if is_zero or _SMALLEST <= abs(value) < np.inf else None


def _is_number(text: str) -> bool:
    match = _NUMBER.fullmatch(text) if len(text) <= _LONGEST else None
    return match is not None and (match[1] or match[3] or ".") != "."


def refusal(text: Any, fault: Fault) -> Refusal:
    """Return why a text is not the number that was looked for: ``fault``, or a sharper reason."""
    if isinstance(text, str) and _is_number(text):
        return Refusal(TOO_EXTREME)
    if isinstance(text, str) and _PARTED.fullmatch(text) and any(c.isdigit() for c in text):
        return Refusal(DECIMAL_MARK)
    return Refusal(fault)


def read_number(cells: Cells, column: Column) -> Parsed:
    """Read numbers at 15 significant digits into float64."""
    parsed = Parsed(decimal15(cells.numbers))
    place(parsed, cells.read_others(_number))
    parsed.values = cells.in_unit(parsed.values)
    return refuse_extremes(parsed)


def _number(value: Any) -> Any:
    number = number_text(value) if isinstance(value, str) else None
    return refusal(value, NOT_NUMBER) if number is None else number


def read_whole(cells: Cells, column: Column) -> Parsed:
    """Read whole numbers into nullable Int64."""
    return _read_scaled(cells, column, 0, NOT_WHOLE)


def read_hundredths(cells: Cells, column: Column) -> Parsed:
    """Read numbers of at most two decimals into nullable Int64, as hundredths."""
    return _read_scaled(cells, column, 2, NOT_HUNDREDTHS)


def read_money(cells: Cells, column: Column) -> Parsed:
    """Read amounts in 元 into nullable Int64, as fen."""
    return _read_scaled(cells, column, 2, NOT_MONEY)


def _read_scaled(cells: Cells, column: Column, places: int, fault: Fault) -> Parsed:
    parsed = read_number(cells, column)
    finer = decimal_places(parsed.values) > places
    too_large = np.abs(parsed.values) >= 1e13
    refused = np.flatnonzero((finer | too_large) & ~np.isnan(parsed.values))
    parsed.refusals += [(position, Refusal(fault)) for position in refused.tolist()]
    parsed.values[refused] = np.nan
    filled = ~np.isnan(parsed.values)
    whole = np.zeros(len(filled), dtype=np.int64)
    whole[filled] = scaled(parsed.values[filled], places)
    parsed.values = pd.Series(pd.arrays.IntegerArray(whole, ~filled))
    return parsed


def refuse_extremes(parsed: Parsed) -> Parsed:
    """Refuse what no cell can mean: numbers that are too large or too small for a float."""
    parsed.values = parsed.values + 0.0  # -0 is 0
    rare = np.flatnonzero(~is_short(parsed.values))
    size = np.abs(parsed.values[rare])
    odd = rare[(size > _LARGEST) | ((size < _SMALLEST) & (size > 0))]
    parsed.values[odd] = np.nan
    parsed.refusals += [(position, Refusal(TOO_EXTREME)) for position in odd.tolist()]
    return parsed


def read_yes_no(cells: Cells, column: Column) -> Parsed:
    """Read 是/否 into ``bool``; blank is 否."""
    parsed = read_yes_no_or_blank(cells, column)
    parsed.values = parsed.values.fillna(False).to_numpy(dtype=bool)
    return parsed


def read_yes_no_or_blank(cells: Cells, column: Column) -> Parsed:
    """Read 是/否 into nullable ``boolean``; blank stays missing."""
    answers = np.full(len(cells), None, dtype=object)
    parsed = Parsed(answers)
    place(parsed, cells.read_others(_yes_no, np.flatnonzero(cells.is_number)))
    place(parsed, cells.read_others(_yes_no))
    parsed.values = pd.Series(pd.array(answers, dtype="boolean"))
    return parsed


def _yes_no(value: Any) -> Any:
    answer = yes_or_no(value)
    return Refusal(NOT_YES_NO) if answer is None else answer


def yes_or_no(value: Any) -> bool | None:
    """Return what a cell answers (a blank no), None where it is no answer."""
    word = f"{float(value) + 0.0:g}" if is_numeric(type(value)) else str(value).strip().upper()
    return word in _YES if word in _YES or word in _NO else None


def read_each(
    cells: Cells,
    read: Callable[[Any], Any],
    are_as_read: Callable[[Together], bool] = lambda texts: False,
) -> Parsed:
    """Read every cell, numbers included, by a function of its value.

    ``are_as_read`` says of normal texts, all at once, that each is surely read as itself.
    """
    if cells.are_written(are_as_read):
        return Parsed(cells.raw, are_as_written=True)
    parsed = Parsed(np.full(len(cells), None, dtype=object))
    place(parsed, cells.read_others(read, np.flatnonzero(cells.is_number)))
    return place(parsed, cells.read_others(read))


def read_share(cells: Cells, column: Column) -> Parsed:
    """Read shares (0.5, 50%, 1/3) exactly, into Fractions."""
    return read_each(cells, _share)


def _share(value: Any) -> Any:
    if isinstance(value, Fraction):  # as a validation read it
        return value
    if is_numeric(type(value)):
        is_ordinary = value == 0 or _SMALLEST <= abs(value) < np.inf
        return Fraction(f"{value:.15g}") if is_ordinary else Refusal(TOO_EXTREME)
    if not isinstance(value, str):
        return Refusal(NOT_SHARE)
    if match := re.fullmatch(r"(\d{1,9}) */ *(\d{1,9})", value):
        return Fraction(int(match[1]), int(match[2])) if int(match[2]) else Refusal(NOT_SHARE)
    number = value.removesuffix("%").rstrip()
    if number_text(number) is None:
        return refusal(value, NOT_SHARE)
    exact = Fraction(number.replace(",", ""))
    return exact / 100 if value.endswith("%") else exact


def read_code(cells: Cells, column: Column) -> Parsed:
    """Read numbers of a list (序号) as text: 1, 1.0 and １ are ``1``."""
    return read_each(cells, _code, lambda texts: "." not in texts.signs)


def _code(value: Any) -> Any:
    if isinstance(value, str):
        is_pointed = "." in value and value.replace(".", "").isdigit()
        return re.sub(r"(?<=\d)\.0+$", "", value) if is_pointed else value
    if is_numeric(type(value)) and float(value).is_integer():
        return str(int(value))
    return Refusal(NOT_CODE)


def read_text(cells: Cells, column: Column) -> Parsed:
    """Read texts; a number keeps its figures, a line break becomes a blank."""
    return read_each(cells, _text, lambda texts: texts.signs.isprintable())


def _text(value: Any) -> Any:
    if isinstance(value, str):
        is_plain = value.isprintable() and "  " not in value
        return value if is_plain else re.sub(r"\s+", " ", value)
    if isinstance(value, dt.date):
        return value.isoformat()[:10]
    return f"{float(value) + 0.0:.15g}" if is_numeric(type(value)) else Refusal(NOT_TEXT)


def read_choice(cells: Cells, column: Column) -> Parsed:
    """Read one of the column's choices, in any of its spellings, as the choice itself."""
    names = {key(name): name for name in column.choices}
    for name, others in column.spellings.items():
        names |= {key(other): name for other in others}

    def choice(value: Any) -> Any:
        found = names.get(key(_text(value)))
        return found or Refusal(NOT_CHOICE, {"choices": "、".join(column.choices)})

    return read_each(cells, choice)
