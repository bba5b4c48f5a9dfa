"""What columns beside the measured values say of their rows: not detected, dry, of no use.

A detection limit whose mark stands in a column of its own is no measured value; a row without
values that a remark calls dry is no gap.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from qdcalc.exact.dtypes import Bools, Ints
from qdcalc.exact.patterns import Lazy
from qdcalc.exact.texts import MOST_LISTED, key, listed, normal
from qdcalc.intake.cells import is_numeric
from qdcalc.intake.headers import Headers, Match, headers_of
from qdcalc.intake.kinds import VERSION
from qdcalc.intake.raw import RawTable
from qdcalc.intake.values import number_text, yes_or_no
from qdcalc.record import record
from qdcalc.table.problems import ERROR, WARNING, Fault, Problems, shown

UNDETECTED_BESIDE = Fault(
    "T87",
    ERROR,
    "这一格写着“{text}”，{found} 像是检出限，不是监测值",
    "低于检出限的请在 {place} 写成 {example}；是监测值的请改写或清空这一格",
)
DRY_BESIDE = Fault(
    "T88",
    ERROR,
    "这一行没有监测值，这一格写着“{text}”，不知道是不是断流",
    "整月断流的请在“{flag}”列填 是（没有这一列时请加上）；不是断流的请改写这一格",
)
DRY_WITH_VALUES_BESIDE = Fault(
    "T89",
    WARNING,
    "这一格写着“{text}”，这一行却有监测值，已按监测值计算",
    "真的断流请清空监测值并在“{flag}”列填 是；有水的请改写这一格",
)
VOID_BESIDE = Fault(
    "T90",
    WARNING,
    "“{header}”写着“{text}”的 {count:,} 行（{cells}）仍按写的监测值参加了计算",
    "不该参加计算的请清空这些行的监测值；应当参加的不用改",
)

_SIGNS = {"<", "‹", "〈", "l", "<l", "<dl", "<mdl", "<lod", "<loq", "bdl", "<检出限"}
_BEFORE = {"<", "‹", "〈"}  # stand before their figure, others behind it
_WORDS = {"nd", "n.d.", "n.d", "未检出", "未检", "未测出"}
_SAYS_UNDETECTED = Lazy(
    r"未检出|未达到?检出|(?:低于|小于|不到|<)(?:方法|最低|仪器)*检出|检出下?限(?:以下|之下)"
)
_SAYS_ONLY = Lazy(  # of the value beside, whichever it is
    rf"(?:[该本此]项(?:目|指标)?|结果|浓度|数值|数据|监测值|为|值)*(?:{_SAYS_UNDETECTED.pattern})(?:值|[。.])?"
)
_NEVER_LIMITS = {"ph", "ph值", "溶解氧", "水温"}  # they have no detection limit to be below
_BUT_FOR = Lazy("除[^,;。]*?外|[^,;。]*?以外")  # 除氨氮外，其余项目未检出
_EXPLAINS = Lazy("表示|代表|是指|即为|按.*计")  # a legend, not said of the row
_IF_DETECTED = Lazy(r"(?:是否|有无|有否)?检出(?:与否|否|情况|状态|结果)?")
_IF_NOT = Lazy(r"(?:是否)?(?:未检出|低于检出限|小于检出限)|nd|l|<")
_NOT_DONE = {"未", "无", "f"}  # beside the usual words of a no
_OF_VALUES = Lazy("标|符|识|检出|备注|说明|附注|限定|状态|情况|flag|qual|mark|remark|note")
_OF_OTHERS = Lazy("上[月期次年]|去年|前次|同期|同比|环比|平行|空白|质控|加标")
_IF_VALID = Lazy(
    r"(?:数据)?(?:是否(?:有效|采用|参[与加评].*|纳入.*|计入.*)|有效(?:性|与否|标识|情况)?|状态|质量)"
)
_IF_VOID = Lazy(r"(?:数据)?是否(?:无效|作废|剔除|失效)")
_SAYS_VOID = Lazy("无效|作废|失效|不参[与加]|不纳入|不计入|沿用|存疑|可疑|引用上月")
_PUT_RIGHT = Lazy(
    "(?:无效|作废|存疑|可疑)(?:数据|数值|值|样品)[已均都经]*(?:剔除|删除|去除|扣除)[。.]?"
    "|[已均都经]*(?:剔除|删除|去除|扣除)(?:了)?(?:无效|作废|存疑|可疑)(?:数据|数值|值|样品)[。.]?"
)
_NONE = "未|不|没有|无|非|是否|如|若"
_UNHEADED = Lazy(r"\([a-z]+列\)|")
_WITH_UNIT = Lazy(r" *[a-zμµ]+/[a-z]+$", re.I)  # 0.25mg/L
_REMARKS = {"备注", "说明", "附注"}


def says_undetected(text: str) -> bool:
    """Say whether a text says that a value is below its detection limit."""
    return _SAYS_UNDETECTED.search(key(text)) is not None


def tell_beside(raw: RawTable, order: Sequence[str], problems: Problems) -> None:
    """Name what the columns beside measured values say of them; ``raw`` as it was found.

    Parameters
    ----------
    raw : RawTable
        Of one part, a long table not yet laid out.
    order : sequence of str
        Its columns, read and unread, from left to right.
    problems : Problems
    """
    headers = headers_of(raw.table)
    if raw.table.measured is None or not len(raw):
        return
    values = [n for n in raw.columns if headers.has_values([raw.table.column(n)])]
    beside = _Beside(raw, headers, values, list(order), problems)
    if values:
        beside.tell()


@record
class _Beside:
    """A table's columns of values, and those that may say something of them."""

    raw: RawTable
    headers: Headers
    values: list[str]
    order: list[str]
    problems: Problems

    def tell(self) -> None:
        is_dry = np.zeros(len(self.raw), dtype=bool)
        for name, cells in self._columns():
            self._tell_undetected(name, cells)
            is_dry |= self._tell_dry(name, cells, is_dry)
            self._tell_void(name, cells)

    def _columns(self) -> Iterator[tuple[str, npt.NDArray[Any]]]:
        """Yield the columns that are not read, and the read ones that are only told of."""
        table, long = self.raw.table, self.raw.table.long
        apart = {*self.values, table.exempting, VERSION.name}
        apart |= {long.item.name, long.unit.name} if long else set()
        for name, cells in self.raw.columns.items():
            if name not in apart and not self.headers.is_key(Match(table.column(name))):
                yield name, cells
        yield from self.raw.unread.items()

    @cached_property
    def has_value(self) -> Bools:
        """Which rows have any measured value, marks of undetected ones included."""
        found = np.zeros(len(self.raw), dtype=bool)
        for name in self.values:
            found |= _that(_is_value, self.raw.columns[name])
        return found

    def _tell_undetected(self, name: str, cells: npt.NDArray[Any]) -> None:
        header, is_unread = key(name), name in self.raw.unread
        if is_unread and _OF_OTHERS.search(header):
            return
        marks = self._marks(header, cells) if is_unread else {c for c in _texts(cells) if _says(c)}
        for row in np.flatnonzero(_among(cells, marks)).tolist() if marks else ():
            found = self._meant(name, normal(str(cells[row])), row)
            if found:
                places = [self.raw.address(value, row) for value in found]
                figures = [shown(self.raw.columns[value][row]) for value in found]
                told = [f"{a} 的 {b}" for a, b in zip(places, figures, strict=True)]
                place, example = " 或 ".join(places), f"{figures[0]}L"
                fields = {"found": " 或 ".join(told), "place": place, "example": example}
                self._say(UNDETECTED_BESIDE, name, row, **fields)

    def _marks(self, header: str, cells: npt.NDArray[Any]) -> set[Any]:
        """Return which of a column's cells are marks of undetected values."""
        distinct = _distinct(cells)
        if _IF_DETECTED.fullmatch(header):
            return {c for c in distinct if _is_no(c) or key(c) in _NOT_DONE or _is_mark(c)}
        if _IF_NOT.fullmatch(header):
            return {c for c in distinct if yes_or_no(c) or _is_mark(c)}
        if any(_is_figure(cell) for cell in distinct):
            return set()  # it holds values of its own
        texts = {c for c in distinct if isinstance(c, str)}
        keys = {key(text) for text in texts}
        places = keys & {"r", "m", "c", "h"}  # left and right, low and high
        signs = _SIGNS - {"l"} if places else _SIGNS
        is_of_values = self._is_long or _UNHEADED.fullmatch(header) or _OF_VALUES.search(header)
        words = _WORDS if is_of_values or self._named(header) else set()
        return {t for t in texts if key(t) in signs | words or (is_of_values and _says(t))}

    @property
    def _is_long(self) -> bool:
        long = self.raw.table.long
        return long is not None and long.value.name in self.values

    def _named(self, text: str) -> list[str]:
        """Return the columns of values that a text names."""
        return [name for name in self.values if self._label(name) in text]

    def _label(self, name: str) -> str:
        return key(self.raw.table.column(name).label)

    def _part_that_says(self, text: str) -> str:
        """Return the clauses of a remark that say undetected, and bare names listed before them."""
        labels = {self._label(name) for name in self.values}
        clauses = re.split("[,;。]", _BUT_FOR.sub("", text))
        return ",".join(c for c in clauses if c in labels or _says(c))

    def _meant(self, name: str, text: str, row: int) -> list[str]:
        """Return the columns of the bare values that a mark may be said of."""
        mark = key(text)
        is_bare = not _says(text) or bool(_SAYS_ONLY.fullmatch(mark))
        is_word = mark in _SIGNS | _WORDS or not _says(text)
        wanted = self._named(key(name)) or self._named(self._part_that_says(mark))
        if not wanted and not is_bare and not self._is_long:
            return []  # said of an indicator that has no column here, or of 其余项目
        if not wanted and is_word and key(name) not in _REMARKS:
            is_before = mark in _BEFORE and _UNHEADED.fullmatch(key(name)) is not None
            wanted = self._next_to(name, is_before=is_before)
        limited = [n for n in wanted or self.values if self._label(n) not in _NEVER_LIMITS]
        filled = [n for n in limited if _is_value(self.raw.columns[n][row])]
        bare = [n for n in filled if _is_limit(self.raw.columns[n][row])]
        return bare if wanted else bare[:1] if len(bare) == len(filled) else []

    def _next_to(self, name: str, *, is_before: bool) -> list[str]:
        """Return the column of values before another, the next one too where it may be its own."""
        place = self.order.index(name) if name in self.order else len(self.order)
        before = [n for n in self.order[:place] if n in self.values][-1:]
        after = [n for n in self.order[place:] if n in self.values][:1]
        return [*after, *before] if is_before else before or after

    def _tell_dry(self, name: str, cells: npt.NDArray[Any], told: Bools) -> Bools:
        """Name the cells that call a row dry; return the rows that were named."""
        table = self.raw.table
        if not table.exempting_words:
            return told
        dry = re.compile(f"(?<!{'|'.join(_NONE.split('|')[:2])})(?:{table.exempting_words})")
        denied = re.compile(f"(?:{_NONE})[^,、;。]{{0,3}}(?:{table.exempting_words})")
        texts = {t for t in _texts(cells) if dry.search(key(t)) and not denied.search(key(t))}
        found = _among(cells, texts) & ~told
        if not found.any():
            return told
        flags = self.raw.columns.get(table.exempting)
        is_flagged = np.zeros(len(found), dtype=bool) if flags is None else _that(yes_or_no, flags)
        flag = table.column(table.exempting).label
        for row in np.flatnonzero(found & ~is_flagged).tolist():
            is_whole = dry.fullmatch(key(cells[row])) is not None
            if not self.has_value[row]:
                self._say(DRY_BESIDE, name, row, flag=flag)
            elif is_whole and name not in self.raw.unread:
                self._say(DRY_WITH_VALUES_BESIDE, name, row, flag=flag)
        return told | found

    def _tell_void(self, name: str, cells: npt.NDArray[Any]) -> None:
        header = key(name)
        distinct = _distinct(cells)
        is_valid, is_void = _IF_VALID.fullmatch(header), _IF_VOID.fullmatch(header)
        for cell in distinct:
            says = isinstance(cell, str) and _SAYS_VOID.search(key(cell))
            is_told = says and not (_EXPLAINS.search(key(cell)) or _PUT_RIGHT.fullmatch(key(cell)))
            if not (is_told or (is_valid and _is_no(cell)) or (is_void and yes_or_no(cell))):
                continue
            rows = np.flatnonzero(_among(cells, {cell}) & self.has_value)
            if rows.size:
                fields = {"header": name, "count": len(rows), "cells": self._places(name, rows)}
                self._say(VOID_BESIDE, name, int(rows[0]), **fields)

    def _places(self, name: str, rows: Ints) -> str:
        places = [self.raw.address(name, row) for row in rows[:MOST_LISTED].tolist()]
        return listed(places, count=len(rows), unit="处")

    def _say(self, fault: Fault, name: str, row: int, **fields: Any) -> None:
        cells = self.raw.columns.get(name, self.raw.unread.get(name))
        text = "" if cells is None else shown(normal(str(cells[row])))
        self.problems.extend(self.raw.problems_at(fault, name, [row], text=text, **fields))


def _distinct(cells: npt.NDArray[Any]) -> set[Any]:
    return {cell for cell in pd.unique(cells).tolist() if _is_filled(cell)}


def _texts(cells: npt.NDArray[Any]) -> set[str]:
    return {cell for cell in _distinct(cells) if isinstance(cell, str)}


def _among(cells: npt.NDArray[Any], wanted: set[Any]) -> Bools:
    """Say which cells are some values; texts and numbers are never alike."""
    if not wanted:
        return np.zeros(len(cells), dtype=bool)
    return np.array([_is_filled(c) and c in wanted for c in cells.tolist()], dtype=bool)


def _that(test: Callable[[Any], Any], cells: npt.NDArray[Any]) -> Bools:
    return np.array([_is_filled(c) and bool(test(c)) for c in cells.tolist()], dtype=bool)


def _is_filled(cell: Any) -> bool:
    if isinstance(cell, str):
        return bool(normal(cell))
    return is_numeric(type(cell)) and cell == cell


def _is_figure(cell: Any) -> bool:
    """Say whether a cell is a number, or the text of one; −1 is the mark of none."""
    if isinstance(cell, str):
        return number_text(_WITH_UNIT.sub("", normal(cell))) not in (None, -1)
    return is_numeric(type(cell)) and bool(cell == cell) and cell != -1


def _is_limit(cell: Any) -> bool:
    """Say whether a cell may be a detection limit: 0 is what a value without one counts."""
    text = _WITH_UNIT.sub("", normal(str(cell)))
    return _is_figure(cell) and (number_text(text) if isinstance(cell, str) else cell) != 0


def _is_value(cell: Any) -> bool:
    """Say whether a cell holds a measured value, or the mark of one that was not detected."""
    is_text = isinstance(cell, str)
    return _is_figure(cell) or (is_text and (_is_mark(cell) or any(c.isdigit() for c in cell[:9])))


def _is_no(cell: Any) -> bool:
    return yes_or_no(cell) is False


def _is_mark(cell: Any) -> bool:
    return key(cell) in _SIGNS | _WORDS or _says(cell)


def _says(cell: Any) -> bool:
    is_text = isinstance(cell, str)
    return is_text and says_undetected(cell) and not _EXPLAINS.search(key(cell))
