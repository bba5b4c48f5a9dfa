"""Cells that only this notice has: readings with their marks, water classes, cycles."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd

from qdcalc.exact.decimals import decimal15
from qdcalc.exact.lists import places
from qdcalc.exact.patterns import Lazy
from qdcalc.exact.texts import key, normal, without_unseen
from qdcalc.intake.cells import Cells, Distinct, Parsed, Refusal, place
from qdcalc.intake.dates import NOT_DATE, date_text, is_no_day
from qdcalc.intake.units import power_of_ten, spelled
from qdcalc.intake.values import number_text, read_yes_no, refusal, refuse_extremes
from qdcalc.record import record
from qdcalc.table.description import Column
from qdcalc.table.problems import ERROR, NOTICE, WARNING, Fault
from qdcalc.water.inputs import names
from qdcalc.water.inputs.spellings import FIGURE, without_unit

NOT_READING = Fault(
    "W01",
    ERROR,
    "“{value}”不是监测值",
    "请填数字；低于检出限写成 0.004L 或 <0.004；没有监测时清空该格或填“-”",
)
DRY_IN_READING = Fault(
    "W02", ERROR, "监测值里写了“{value}”", "请在“断流”列填 是，并清空这一行的监测值"
)
NOT_DETECTED = Fault(
    "W03", WARNING, "“{value}”没有写检出限，按 0 计算", "请写成 0.004L 这样带检出限的形式"
)
NOT_DETECTED_REFUSED = Fault(
    "W04", ERROR, "{column} 不能是“{value}”", "请填监测值；没有监测时清空该格或填“-”"
)
NOT_CLASS = Fault("W05", ERROR, "“{value}”不是水质类别", "请填 Ⅰ、Ⅱ、Ⅲ、Ⅳ、Ⅴ（或 III、3）")

NOT_SAMPLED = Fault(
    "W88",
    WARNING,
    "“{value}”按没有监测处理",
    "确实没有监测的不用改；有监测值的请补填",
    weight=NOTICE,
)
UNREAD_CLASS = Fault(
    "W99",
    WARNING,
    "“{value}”不是水质类别，没有与计算的类别比对",
    "请填 Ⅰ、Ⅱ、Ⅲ、Ⅳ、Ⅴ、劣Ⅴ；不用的可以不管",
    weight=NOTICE,
)
OVER_RANGE = Fault(
    "W80",
    WARNING,
    "“{value}”高于测定上限，按 {figure} 计算",
    "请核对原始记录；有稀释后的测定值时请改填测定值",
)

SPELT_OTHERWISE = Fault(
    "W90",
    ERROR,
    "监测值不写成“{value}”",
    "请写成 {figure}（单位只写在表头，检出限写成 0.004L 或 <0.004）",
)
OTHER_UNIT_IN_CELL = Fault(
    "W91",
    ERROR,
    "“{value}”里写的单位 {found} 不是这一列的单位 {unit}",
    "请换算成 {unit}，只填数字（或 0.004L 这样的检出限）；整列都是 {found} 时把单位写在表头",
)
NOT_CYCLE = Fault("W60", ERROR, "“{value}”不是考核周期", "请写成 2018-2019；各周期一起算写 全部")

ALL = "全部"  # of the cycles
_NOT_MEASURED = {"-", "--", "—", "——", "/", "*", "无", "缺测", "未监测"}
_PUNCTUATION = Lazy(r"[,、;()\[\]。:/-]+")
_BECAUSE = Lazy(r"^(?:因为?|由于|受)|(?:影响|原因|期间)$")
_NOT_DONE = Lazy(
    r"(?<=..)(?:未采样?|未采集|未监测|未测|[未无不]能?法?采样|停[测采]|缺测|未开展监测)$"
)
_DRY = Lazy("断流|干涸|干枯|断水|河干|^无水$")
_DRY_ANSWERS = dict.fromkeys(("断流", "已断流", "全月断流", "整月断流", "干涸", "有"), "是")
_DRY_ANSWERS |= dict.fromkeys(
    ("未断流", "不断流", "无断流", "没有断流", "正常", "有水", "无", "没有", "-", "--", "—", "/"),
    "否",
)
_NOT_DETECTED = {"未检出", "ND"}
_LIMIT_MARK = Lazy(rf"{FIGURE} *L|(?:<|[Nn][Dd]) *{FIGURE}")  # a small l may be a typed 1
_OVER_MARK = Lazy(rf"(?:>=?|[≥≧⩾]) *{FIGURE}")
_CYCLE = Lazy(r"(\d{4})\s*[-–—―~至到/]+\s*(\d{4})\s*(?:年度|年|考核周期|周期)?")
_WHOLE_RANGE_ITEMS = {"do", "ph"}  # a low value is a bad one: a mark says nothing of them


def read_reading(cells: Cells, column: Column) -> Parsed:
    """Read measured values into float64, NaN where nothing was measured.

    A value below the detection limit (``0.004L``, ``<0.004``, ``ND0.004``) is half of that limit;
    one above the range (``>24000``) is the figure. The text of either is kept as the reading's
    mark. The figure −1 is the mark of a missing reading.
    """
    if (given := cells.as_given()) is not None and not given.low < _PERHAPS_MISSING:
        return Parsed(given)
    parsed = Parsed(decimal15(cells.numbers))
    parsed.values[parsed.values == -1] = np.nan
    found = cells.read_others(lambda value: _reading(value, column))
    units: dict[int, tuple[str, str]] = {}
    for index, result in enumerate(found.results):
        if isinstance(result, _WithUnit):
            units[index] = (result.text, result.unit)
            found.results[index] = np.nan
    halves = np.array([isinstance(r, _Mark) for r in found.results], dtype=bool)
    for index in np.flatnonzero(halves).tolist():
        found.results[index] = found.results[index].value
    place(parsed, found)
    _say_units(cells, found, units, column, parsed)
    for position, said in parsed.refusals:
        if said.fault in (NOT_DETECTED, OVER_RANGE, NOT_SAMPLED):
            parsed.marks[position] = _as_written(cells.raw[position])
    if halves.any():
        marked = halves[found.codes]
        written = {n: _as_written(found.originals[n]) for n in np.flatnonzero(halves).tolist()}
        codes = found.codes[marked].tolist()
        where = found.where[marked].tolist()
        parsed.marks.update(
            {place: written[code] for place, code in zip(where, codes, strict=True)}
        )
    parsed.values = cells.in_unit(parsed.values)
    return refuse_extremes(parsed)


def _say_units(
    cells: Cells, found: Distinct, units: dict[int, tuple[str, str]], column: Column, parsed: Parsed
) -> None:
    """Refuse the readings that have a unit of their own; say which figure it is in the header's."""
    for code, (figure, unit) in units.items():
        power = power_of_ten(key(unit), column.unit, column.other_units)
        where = found.where[found.codes == code]
        shifts = cells.shifts_at(where)
        for position, shift in zip(where.tolist(), shifts.tolist(), strict=True):
            said = Refusal(SPELT_OTHERWISE, {"figure": figure})
            if shift != power:
                own = spelled(shift, column) or "（没有单位）"
                said = Refusal(OTHER_UNIT_IN_CELL, {"found": unit, "unit": own})
            parsed.refusals.append((position, said))


def _as_written(cell: Any) -> str:
    return without_unseen(str(cell)).strip()


@record
class _WithUnit:
    """A reading that names its unit itself."""

    text: str
    unit: str


class _Mark:
    """Half of a detection limit."""

    def __init__(self, value: float) -> None:
        self.value = value


def _reading(value: Any, column: Column) -> Any:
    if not isinstance(value, str):
        return Refusal(NOT_READING)
    text = value.replace(" ", "")
    if text in _NOT_MEASURED:
        return np.nan
    if is_reason(text):
        return Refusal(NOT_SAMPLED, value=np.nan)
    if _DRY.search(text):
        return Refusal(DRY_IN_READING)
    number = number_text(value)
    if number is not None:
        return np.nan if number == -1 else float(decimal15([number])[0])
    plain, unit = without_unit(value, column)
    is_number = number_text(plain) is not None
    read = None if is_number else _marked(plain)
    if isinstance(read, Refusal) and read.fault.level == ERROR:
        return read if plain == text or not unit else Refusal(NOT_READING)
    if not is_number and column.name in _WHOLE_RANGE_ITEMS:
        return Refusal(NOT_DETECTED_REFUSED)
    if unit:
        return _WithUnit(plain, unit)
    if is_number or plain != text:
        return Refusal(SPELT_OTHERWISE, {"figure": plain})
    return read


def is_reason(text: str) -> bool:
    """Say whether a text is one of those that are written where nothing was measured.

    Several may stand together: 未监测（结冰）, 因结冰未采.
    """
    words = [word for word in _PUNCTUATION.split(normal(text).replace(" ", "")) if word]
    reasons = [_BECAUSE.sub("", _NOT_DONE.sub("", word) or word) for word in words]
    is_one = [reason in names.NOT_SAMPLED for reason in reasons]
    return any(is_one) and all(
        one or w in _NOT_MEASURED for one, w in zip(is_one, words, strict=True)
    )


def _marked(text: str) -> Any:
    """Read a mark: not detected, below a detection limit, above the range."""
    if text.replace(" ", "").upper() in _NOT_DETECTED:
        return Refusal(NOT_DETECTED, value=0.0)
    limit = detection_limit(text)
    if limit:
        return _Mark(limit * COUNTED)
    above = _OVER_MARK.fullmatch(text)
    figure = number_text(above[1]) if above else None
    if above is None or figure is None:
        return refusal(text, NOT_READING)
    return Refusal(OVER_RANGE, {"figure": above[1]}, value=float(decimal15([figure])[0]))


_PERHAPS_MISSING = -0.9  # −1 is the mark of none
COUNTED = 0.5  # of its detection limit is an undetected value, for the verdict as for the mean
ALL_UNDETECTED = "（均未检出）"  # ends the mark of a mean of halves that prove nothing


def detection_limit(mark: str) -> float | None:
    """Return the detection limit that a mark tells in the cell's unit, None where it tells none."""
    found = _LIMIT_MARK.fullmatch(normal(mark))
    limit = number_text(found[1] or found[2]) if found else None
    return None if limit is None else float(decimal15([limit])[0])


def read_moment(cells: Cells, column: Column) -> Parsed:
    """Read days, with the hour where there is one, as texts: ``2018-11-05 09:30``.

    What is no day (上旬, 第一次) stays as it is written: it only tells samples apart.
    """
    parsed = Parsed(np.full(len(cells), None, dtype=object))
    place(parsed, cells.read_others(_moment, np.flatnonzero(cells.is_number)))
    return place(parsed, cells.read_others(_moment))


_TIME = Lazy(
    r"[T ]*([0-9]{1,2})(?::([0-9]{2})(?::[0-9]{2}(?:\.[0-9]+)?)?|[时点](?:([0-9]{1,2})分?)?)$"
)


def _moment(value: Any) -> Any:
    if isinstance(value, np.datetime64):
        value = pd.Timestamp(value)
    if isinstance(value, dt.datetime):
        return f"{value:%Y-%m-%d %H:%M}".removesuffix(" 00:00")
    if isinstance(value, dt.date):
        return value.isoformat()
    text = f"{float(value):.15g}" if _is_real(value) else str(value)
    time = _TIME.search(text)
    day = date_text((text[: time.start()] if time else text).replace(" ", ""))
    if day is None:
        is_wrong = is_no_day((text[: time.start()] if time else text).replace(" ", ""))
        return Refusal(NOT_DATE, value=key(text)) if is_wrong else key(text)
    hour, minute = (int(time[1]), int(time[2] or time[3] or 0)) if time else (0, 0)
    return f"{day} {hour:02d}:{minute:02d}".removesuffix(" 00:00")


def read_class(cells: Cells, column: Column) -> Parsed:
    """Read water classes (Ⅲ, Ⅲ类, III, 3, 劣Ⅴ) into nullable Int8: 1 … 5, 劣Ⅴ = 6."""
    parsed = Parsed(np.full(len(cells), None, dtype=object))
    place(parsed, cells.read_others(_class, np.flatnonzero(cells.is_number)))
    place(parsed, cells.read_others(_class))
    parsed.values = pd.Series(pd.array(parsed.values, dtype="Int8"))
    return parsed


def read_dry(cells: Cells, column: Column) -> Parsed:
    """Read whether a section was dry: 是 or 否, or in words (断流, 未断流); blank is 否."""
    raw = cells.raw.astype(object)
    kinds = list(map(type, raw.tolist()))
    where = places(kinds, [kind for kind in set(kinds) if issubclass(kind, str)])
    codes, texts = pd.factorize(raw[where])
    answers = np.array([_DRY_ANSWERS.get(key(text), text) for text in texts], dtype=object)
    raw[where] = answers[codes]
    return read_yes_no(Cells(raw), column)


def read_written_class(cells: Cells, column: Column) -> Parsed:
    """Read the classes that a laboratory wrote: what can't be read is only told, not refused."""
    parsed = read_class(cells, column)
    told = [(n, r) for n, r in parsed.refusals if not _says_none(cells.raw[n])]
    parsed.refusals = [(n, Refusal(UNREAD_CLASS)) for n, _ in told]
    return parsed


def _says_none(cell: Any) -> bool:
    text = normal(str(cell)).replace(" ", "")
    return text in _NOT_MEASURED or "断流" in text or is_reason(text)


def _class(value: Any) -> Any:
    text = value if isinstance(value, str) else f"{float(value):g}" if _is_real(value) else ""
    name = text.replace(" ", "").upper().removesuffix("类水质").removesuffix("类")
    if name == "无":
        return None
    return CLASS_NUMBERS.get(name) or Refusal(NOT_CLASS)


def _is_real(value: Any) -> bool:
    return isinstance(value, (int, float, np.integer, np.floating)) and not isinstance(value, bool)


CLASS_NUMBERS = {
    name: number
    for number, names in enumerate(
        (
            ("I", "1", "一"),
            ("II", "2", "二"),
            ("III", "3", "三"),
            ("IV", "4", "四"),
            ("V", "5", "五"),
            ("劣V", "劣5", "劣五"),
        ),
        start=1,
    )
    for name in names
}


def read_cycle(cells: Cells, column: Column) -> Parsed:
    """Read cycles (``2018-2019``, ``2018—2019年度``, ``全部``) as their names."""
    parsed = Parsed(np.full(len(cells), None, dtype=object))
    place(parsed, cells.read_others(_named_cycle, np.flatnonzero(cells.is_number)))
    place(parsed, cells.read_others(_named_cycle))
    return parsed


def _named_cycle(value: Any) -> Any:
    text = str(value).strip()
    if text == ALL:
        return ALL
    match = _CYCLE.fullmatch(text)
    if match is None or int(match[2]) - int(match[1]) != 1:
        return Refusal(NOT_CYCLE)
    return f"{match[1]}-{match[2]}"
