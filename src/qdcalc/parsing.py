"""Cells to typed columns: numbers, months, dates, yes/no, shares, codes, lists.

Each kind takes a whole column. Numbers are read as arrays; everything else once for each
distinct value, so a million rows cost as much as the words that they hold. A cell is a value, a
blank, or a problem: nothing else.
"""

from __future__ import annotations

import datetime as dt
import importlib
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any, cast

import numpy as np
import numpy.typing as npt
import pandas as pd

from qdcalc.decimals import decimal15
from qdcalc.problems import ERROR, WARNING, Fault
from qdcalc.raw import Objects, Unreadable
from qdcalc.tables import Column

ERROR_VALUE = Fault(
    "C01", ERROR, "单元格是错误值 {value}，不是数据", "请改正公式或数据；没有监测或没有数据时清空该格"
)
NO_RESULT = Fault(
    "C02",
    ERROR,
    "单元格是公式，但文件里没有它的计算结果",
    "请用 Excel 或 WPS 打开文件，重新计算并保存，或把公式粘贴为数值",
)
NOT_NUMBER = Fault("C03", ERROR, "“{value}”不是数字", "请只填数字（单位写在表头），没有数据时清空该格")
NOT_MONTH = Fault("C04", ERROR, "“{value}”不是月份", "请写成 2018-11 或 2018年11月")
AMBIGUOUS_MONTH = Fault(
    "C05",
    ERROR,
    "数字 {value} 分不清是 {year} 年 1 月还是 10 月",
    "请写成文本 {year}-01 或 {year}-10，并把整列设为文本格式",
)
DECIMAL_MONTH = Fault(
    "C06", ERROR, "数字 {value} 是小数，不是月份", "请把整列设为文本格式，写成 2018-11 这样的月份"
)
SERIAL_DATE = Fault(
    "C07",
    ERROR,
    "“{value}”像是日期 {date} 的内部序号",
    "请把单元格格式改为日期，或写成 2018-11 这样的文本",
)
SHORT_MONTH = Fault(
    "C08", WARNING, "文本“{value}”按 {month} 读取", "如果原意是 10 月，请改为 {year}-10"
)
NOT_DATE = Fault("C09", ERROR, "“{value}”不是日期", "请写成 2018-11-03 或 2018年11月3日")
NOT_YES_NO = Fault("C10", ERROR, "“{value}”不是“是”或“否”", "请填 是 或 否（√、Y、1 也算是，空白算否）")
NOT_SHARE = Fault("C11", ERROR, "“{value}”不是比例", "请写成 0.5、50% 或 1/3")
NOT_CODE = Fault("C12", ERROR, "“{value}”不能作编号", "请填清单中的序号")
NOT_TEXT = Fault("C13", ERROR, "“{value}”不是文字", "请填文字")

_NUMBER = re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d+)?(\.\d*)?(E[+-]?\d{1,3})?", re.IGNORECASE)
_MONTH = re.compile(r"(\d{4})(?:-|/|年)(\d{1,2})(?:月份?)?")
_COMPACT_MONTH = re.compile(r"(\d{4})(\d{2})")
_DOTTED_MONTH = re.compile(r"(\d{4})\.(\d{1,2})")
_DATE = re.compile(r"(\d{4})([-/.年])(\d{1,2})([-/.月])(\d{1,2})日?(?:[T ]?0{1,2}:00(:00(\.0+)?)?)?")
_COMPACT_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})")
_SEPARATORS = re.compile(r"[、,;\s]+")
_YES = {"是", "√", "✓", "✔", "Y", "YES", "1", "TRUE"}
_NO = {"否", "×", "N", "NO", "0", "FALSE", ""}
_YEARS = range(1990, 2101)
_SERIALS = range(32874, 77070)  # 1990-01-01 … 2110-12-31 as Excel counts days


@dataclass(frozen=True)
class Refusal:
    """Why a value was not read (or, for a warning, how)."""

    fault: Fault
    fields: dict[str, Any] = field(default_factory=dict)
    value: Any = None


@dataclass
class Parsed:
    """A column read: its values, and what is to be said of which position."""

    values: Any
    refusals: list[tuple[int, Refusal]] = field(default_factory=list)
    marks: dict[int, str] = field(default_factory=dict)


def normal(text: str) -> str:
    """Return a text without what the eye does not see: NFKC, outer blanks, line breaks."""
    return unicodedata.normalize("NFKC", text).replace("\u200b", "").strip()


def key(text: object) -> str:
    """Return what names are compared by: NFKC, no blanks or line breaks, lower case."""
    return re.sub(r"\s+", "", normal(str(text))).casefold()


class Cells:
    """One column's raw cells, sorted by what they are once for every kind."""

    def __init__(self, raw: npt.NDArray[Any]) -> None:
        self.raw = raw
        self.numbers: npt.NDArray[np.float64]
        if raw.dtype.kind in "fiu":
            self.numbers = raw.astype(np.float64, copy=False)
            self.is_number = ~np.isnan(self.numbers)
            self.others = np.zeros(0, dtype=np.int64)
            return
        raw = raw.astype(object, copy=False)
        kinds = np.frompyfunc(type, 1, 1)(raw)
        codes, found = pd.factorize(kinds)
        numeric = np.array([_is_numeric(t) for t in found], dtype=bool)[codes]
        self.numbers = np.full(len(raw), np.nan)
        self.numbers[numeric] = raw[numeric].astype(np.float64)
        self.is_number = ~np.isnan(self.numbers)
        self.others = np.flatnonzero(~numeric)

    def __len__(self) -> int:
        return len(self.raw)

    def read_others(
        self, read: Callable[[Any], Any], positions: npt.NDArray[np.int64] | None = None
    ) -> Distinct:
        """Apply ``read`` once to each distinct value that is not a number; blanks are left out."""
        where = self.others if positions is None else positions
        cells = np.asarray(self.raw, dtype=object)[where]
        codes, distinct = pd.factorize(_keyed(cells))
        values = cells[_first(codes, len(distinct))]
        blank = np.array([_is_blank(v) for v in values], dtype=bool)
        results = np.empty(len(values), dtype=object)
        for index in np.flatnonzero(~blank).tolist():
            results[index] = _read(read, values[index])
        filled = ~blank[codes]
        return Distinct(where[filled], codes[filled], results, values)


@dataclass(frozen=True)
class Distinct:
    """What was read from each distinct value of a column, and where each value stands."""

    where: npt.NDArray[np.int64]
    codes: npt.NDArray[np.int64]
    results: Objects
    originals: Objects


def _read(read: Callable[[Any], Any], value: Any) -> Any:
    if isinstance(value, Unreadable):
        return Refusal(value.fault)
    return read(normal(value) if isinstance(value, str) else value)


def _is_numeric(kind: type) -> bool:
    return issubclass(kind, (int, float, np.integer, np.floating, Decimal)) and not issubclass(
        kind, bool
    )


def _is_blank(value: Any) -> bool:
    if isinstance(value, str):
        return not normal(value)
    return value is None or value is pd.NA or value is pd.NaT


def _keyed(cells: Objects) -> Objects:
    is_bool = np.frompyfunc(lambda c: isinstance(c, (bool, np.bool_)), 1, 1)(cells).astype(bool)
    if not is_bool.any():
        return cells
    keyed = cells.copy()
    keyed[is_bool] = np.frompyfunc(lambda c: f"\0{c}", 1, 1)(cells[is_bool])
    return keyed


def _first(codes: npt.NDArray[np.int64], count: int) -> npt.NDArray[np.int64]:
    first = np.zeros(count, dtype=np.int64)
    first[codes[::-1]] = np.arange(len(codes))[::-1]
    return first


def place(parsed: Parsed, found: Distinct) -> Parsed:
    """Put what was read into the column; a refusal with a value is a warning."""
    refused = np.array([isinstance(r, Refusal) for r in found.results], dtype=bool)
    if not len(found.codes):
        return parsed
    is_refused = refused[found.codes]
    read = ~is_refused
    parsed.values[found.where[read]] = found.results[found.codes[read]]
    for position, code in zip(
        found.where[is_refused].tolist(), found.codes[is_refused].tolist(), strict=True
    ):
        refusal = found.results[code]
        parsed.refusals.append((position, refusal))
        if refusal.value is not None:
            parsed.values[position] = refusal.value
    return parsed


def number_text(text: str) -> float | None:
    """Read the text of a number (thousands commas in groups of three), else None."""
    match = _NUMBER.fullmatch(text.replace(" ", ""))
    if not match or not any(c.isdigit() for c in text.split("E")[0].split("e")[0]):
        return None
    value = float(match.group().replace(",", ""))
    return value if np.isfinite(value) else None


def read_number(cells: Cells, column: Column) -> Parsed:
    """Read numbers at 15 significant digits into float64."""
    parsed = Parsed(decimal15(cells.numbers))
    place(
        parsed,
        cells.read_others(lambda v: _or(number_text(v) if isinstance(v, str) else None, NOT_NUMBER)),
    )
    return refuse_infinite(cells, parsed)


def refuse_infinite(cells: Cells, parsed: Parsed) -> Parsed:
    for position in np.flatnonzero(np.isinf(cells.numbers)).tolist():
        parsed.values[position] = np.nan
        parsed.refusals.append((position, Refusal(NOT_NUMBER)))
    return parsed


def _or(value: Any, fault: Fault) -> Any:
    return Refusal(fault) if value is None else value


def read_month(cells: Cells, column: Column) -> Parsed:
    """Read months into ``period[M]``."""
    ordinals = np.full(len(cells), _NO_MONTH, dtype=np.int64)
    parsed = Parsed(ordinals)
    numbers = np.flatnonzero(cells.is_number)
    if numbers.size:
        place(parsed, cells.read_others(_month_of_number, numbers))
    place(parsed, cells.read_others(_month))
    parsed.values = pd.PeriodIndex.from_ordinals(ordinals, freq="M").array
    return parsed


_NO_MONTH = np.iinfo(np.int64).min  # NaT


def _ordinal(year: int, month: int) -> int | None:
    return (year - 1970) * 12 + month - 1 if year in _YEARS and 1 <= month <= 12 else None


def _month_of_number(value: Any) -> Any:
    value = float(value)
    if value.is_integer():
        if int(value) in _SERIALS:
            return Refusal(SERIAL_DATE, {"date": _serial(value)})
        return _or(_ordinal(*divmod(int(value), 100)), NOT_MONTH)
    year, rest = divmod(round(value * 100), 100)
    if abs(value * 100 - round(value * 100)) < 1e-6 and year in _YEARS and rest <= 12:
        if rest == 10:
            return Refusal(AMBIGUOUS_MONTH, {"year": year})
        return Refusal(DECIMAL_MONTH)
    return Refusal(NOT_MONTH)


def _serial(value: float) -> str:
    return str(dt.date(1899, 12, 30) + dt.timedelta(days=int(value)))


def _month(value: Any) -> Any:
    if isinstance(value, (dt.date, dt.datetime, np.datetime64)):
        day = pd.Timestamp(value)
        return _or(_ordinal(day.year, day.month), NOT_MONTH)
    if isinstance(value, pd.Period):
        return _or(_ordinal(value.year, value.month), NOT_MONTH)
    if not isinstance(value, str):
        return Refusal(NOT_MONTH)
    text = value.replace(" ", "")
    for pattern in (_MONTH, _COMPACT_MONTH):
        if match := pattern.fullmatch(text):
            return _or(_ordinal(int(match[1]), int(match[2])), NOT_MONTH)
    if match := _DOTTED_MONTH.fullmatch(text):
        ordinal = _ordinal(int(match[1]), int(match[2]))
        if ordinal is not None and match[2] == "1":
            month = f"{match[1]}-01"
            return Refusal(SHORT_MONTH, {"month": month, "year": match[1]}, value=ordinal)
        return _or(ordinal, NOT_MONTH)
    day = date_text(text)
    return Refusal(NOT_MONTH) if day is None else _or(_ordinal(day.year, day.month), NOT_MONTH)


def date_text(text: str) -> dt.date | None:
    """Read a date in any of the accepted forms, else None."""
    if match := _COMPACT_DATE.fullmatch(text):
        parts = match.groups()
    elif (match := _DATE.fullmatch(text)) and (match[2], match[4]) in _DATE_MARKS:
        parts = (match[1], match[3], match[5])
    else:
        return None
    try:
        day = dt.date(*(int(p) for p in parts))
    except ValueError:
        return None
    return day if day.year in _YEARS else None


_DATE_MARKS = {("-", "-"), ("/", "/"), (".", "."), ("年", "月")}


def read_date(cells: Cells, column: Column) -> Parsed:
    """Read dates into ``datetime64[s]``."""
    days = np.full(len(cells), np.datetime64("NaT"), dtype="datetime64[s]")
    parsed = Parsed(days)
    numbers = np.flatnonzero(cells.is_number)
    place(parsed, cells.read_others(_date_of_number, numbers))
    return place(parsed, cells.read_others(_date))


def _date_of_number(value: Any) -> Any:
    if float(value).is_integer():
        if int(value) in _SERIALS:
            return Refusal(SERIAL_DATE, {"date": _serial(float(value))})
        return _date(str(int(value)))
    return Refusal(NOT_DATE)


def _date(value: Any) -> Any:
    if isinstance(value, (dt.date, dt.datetime, np.datetime64)):
        day = pd.Timestamp(value)
        return day.to_datetime64() if day.year in _YEARS else Refusal(NOT_DATE)
    found = date_text(value.replace(" ", "")) if isinstance(value, str) else None
    return Refusal(NOT_DATE) if found is None else np.datetime64(found, "s")


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
    word = f"{float(value):g}" if _is_numeric(type(value)) else str(value).upper()
    if word in _YES or word in _NO:
        return word in _YES
    return Refusal(NOT_YES_NO)


def read_share(cells: Cells, column: Column) -> Parsed:
    """Read shares (0.5, 50%, 1/3) exactly, into Fractions."""
    parsed = Parsed(np.full(len(cells), None, dtype=object))
    place(parsed, cells.read_others(_share, np.flatnonzero(cells.is_number)))
    return place(parsed, cells.read_others(_share))


def _share(value: Any) -> Any:
    if _is_numeric(type(value)):
        return Fraction(f"{value:.15g}") if np.isfinite(float(value)) else Refusal(NOT_SHARE)
    if not isinstance(value, str):
        return Refusal(NOT_SHARE)
    text = value.replace(" ", "")
    if match := re.fullmatch(r"(\d{1,9})/(\d{1,9})", text):
        return Fraction(int(match[1]), int(match[2])) if int(match[2]) else Refusal(NOT_SHARE)
    number = text.removesuffix("%")
    if number_text(number) is None:
        return Refusal(NOT_SHARE)
    exact = Fraction(number.replace(",", ""))
    return exact / 100 if text.endswith("%") else exact


def read_code(cells: Cells, column: Column) -> Parsed:
    """Read numbers of a list (序号) as text: 1, 1.0 and １ are ``1``."""
    parsed = Parsed(np.full(len(cells), None, dtype=object))
    place(parsed, cells.read_others(_code, np.flatnonzero(cells.is_number)))
    return place(parsed, cells.read_others(_code))


def _code(value: Any) -> Any:
    if isinstance(value, str):
        return re.sub(r"(?<=\d)\.0+$", "", value) if value.replace(".", "").isdigit() else value
    if _is_numeric(type(value)) and float(value).is_integer():
        return str(int(value))
    return Refusal(NOT_CODE)


def read_text(cells: Cells, column: Column) -> Parsed:
    """Read texts; a number keeps its figures, a line break becomes a blank."""
    parsed = Parsed(np.full(len(cells), None, dtype=object))
    place(parsed, cells.read_others(_text, np.flatnonzero(cells.is_number)))
    return place(parsed, cells.read_others(_text))


def _text(value: Any) -> Any:
    if isinstance(value, str):
        return re.sub(r"\s+", " ", value)
    if isinstance(value, dt.date):
        return value.isoformat()[:10]
    return f"{float(value):.15g}" if _is_numeric(type(value)) else Refusal(NOT_TEXT)


def split_list(text: str | None) -> tuple[str, ...]:
    """Split a list of names or numbers (、 , ; or blanks between); 无 and marks mean none."""
    if text is None or key(text) in _NONE:
        return ()
    return tuple(part for part in _SEPARATORS.split(normal(text)) if part)


_NONE = {"", "无", "-", "--", "—", "——", "/"}

Kind = Callable[[Cells, Column], Parsed]
KINDS: dict[str, Kind] = {
    "text": read_text,
    "code": read_code,
    "number": read_number,
    "month": read_month,
    "date": read_date,
    "yes_no": read_yes_no,
    "yes_no_or_blank": read_yes_no_or_blank,
    "share": read_share,
}


def kind_of(column: Column) -> Kind:
    """Return the function that reads a column: one of ``KINDS``, or a notice's own."""
    if ":" in column.kind:
        module, name = column.kind.split(":")
        return cast(Kind, getattr(importlib.import_module(module), name))
    return KINDS[column.kind]
