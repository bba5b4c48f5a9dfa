"""Header texts to columns: names in both languages, aliases, trailing units."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from qdcalc.problems import ERROR, WARNING, Fault
from qdcalc.tables import VERSION, Column, Table
from qdcalc.texts import key
from qdcalc.units import KNOWN, power_of_ten

NO_HEADING = Fault(
    "H06", WARNING, "{column} 列有数据但没有表头，没有参加计算", "请写上列名；不用的数据请删除"
)
ERROR_HEADING = Fault(
    "H20",
    ERROR,
    "{column} 列有数据，但表头是 {value}，读不出是哪一列",
    "请把表头改成列名的文字；不用的列请删除",
)
NOT_TEXT = Fault(
    "H21",
    ERROR,
    "{column} 列有数据，但表头“{value}”不是文字，不知道是哪一列",
    "请把表头改成规定的列名；不用的列请删除，或把表头改成文字（如 {value}年）",
)
NOT_TEXT_UNUSED = Fault(
    "H22",
    WARNING,
    "{column} 列的表头“{value}”不是文字，没有参加计算",
    "规定的列都已经有了；不用的列可以不管",
)
UNKNOWN_COLUMN = Fault(
    "H03",
    WARNING,
    "不认识的列“{found}”{hint}，没有参加计算",
    "如果它应当参加计算，请改成规定的列名",
)
TWICE = Fault(
    "H04", ERROR, "“{first}”和“{found}”是同一列 {column}", "请只保留一列，删除或改名另一列"
)
MISSING_COLUMN = Fault(
    "H05",
    ERROR,
    "没有必填的列 {names}",
    "请在表头（前 10 行之内）加上这一列；如果列名写法不同，请改成这里的名称",
    is_structural=True,
)

LONGEST = 100  # characters of a header that can be a column's
FEN = -2  # an English money header ends in _fen: a power of ten to 元
NUMERIC = {"number", "whole", "hundredths", "money", "share"}
_BRACKETED = re.compile(r"(.+?)[(\[]([^()\[\]]*)[)\]]")


@dataclass(frozen=True)
class Match:
    """A header that was recognised; ``shift`` is the power of ten to its column's unit.

    ``unknown_unit`` is the unit's text where it can't be used.
    """

    column: Column
    shift: int = 0
    unit: str = ""
    unknown_unit: str = ""


def heading_fault(table: Table, present: Collection[str]) -> Fault:
    """Return what is said of a heading that is no text above a filled column.

    It could be that of any column which is not there: only where all are does it do no harm.
    """
    absent = {column.name for column in table.columns} - set(present) - {VERSION.name}
    return NOT_TEXT if absent else NOT_TEXT_UNUSED


class Headers:
    """The headers that a table's columns go by."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self._names: dict[str, Column] = {}
        for column in table.columns:
            for name in (column.label, column.name, *column.aliases):
                self._names.setdefault(key(name), column)
        chosen = {name for names in table.alternatives for name in names}
        self._needed = {c.name for c in table.columns if c.is_required or c.name in chosen}
        self._starts = tuple(n for n, c in self._names.items() if c.name in self._needed)
        self._initials = {name[:1] for name in self._starts}

    def is_needed(self, text: str) -> bool:
        """Say whether a text is the header of a required column; told at little cost."""
        first = text[:1].casefold()
        is_plain = first.isascii() or "\u4e00" <= first <= "\u9fff"
        if is_plain and first.isalnum() and first not in self._initials:
            return False
        if not key(text[:LONGEST]).startswith(self._starts):
            return False
        match = self.match(text)
        return match is not None and match.column.name in self._needed

    def match(self, text: object) -> Match | None:
        """Return the column that a header names, matched whole before a unit is cut."""
        header = key(str(text)[:LONGEST]).strip("*")
        if len(str(text)) > LONGEST:
            return None
        if column := self._names.get(header):
            in_fen = column.kind == "money" and header == key(column.name)
            return Match(column, shift=FEN) if in_fen else Match(column)
        if bracketed := _BRACKETED.fullmatch(header):
            base, inner = self.match(bracketed[1]), bracketed[2]
            return base and self._with_bracket(base, inner)
        for unit in sorted(KNOWN, key=len, reverse=True):
            if header.endswith(unit) and (base := self.match(header[: -len(unit)].rstrip(",/_:-"))):
                return self._with_unit(base, unit)
        return None

    def _with_bracket(self, base: Match, inner: str) -> Match:
        if self._names.get(inner) == base.column:
            return base
        if not base.column.unit and inner not in KNOWN and base.column.kind not in NUMERIC:
            return base  # a remark such as 备注(选填)
        return self._with_unit(base, inner)

    def _with_unit(self, base: Match, unit: str) -> Match:
        power = power_of_ten(unit, base.column.unit)
        if power is None or base.unit:
            return Match(base.column, unknown_unit=unit)
        return Match(base.column, shift=power, unit=unit)

    def hint(self, text: object) -> str:
        """Return a hint at the column that an unknown header perhaps means, or nothing."""
        near = difflib.get_close_matches(
            key(str(text)[:LONGEST]), list(self._names), n=1, cutoff=0.6
        )
        return f"（是不是 {self._names[near[0]].label}？）" if near else ""

    def missing(self, found: Iterable[Column]) -> list[str]:
        """Return the labels of the required columns that are not there, alternatives as 甲或乙."""
        names = {column.name for column in found}
        missing = [c.label for c in self.table.columns if c.is_required and c.name not in names]
        choices = self.table.alternatives
        if choices and not any(names.issuperset(choice) for choice in choices):
            labels = self.table.labels()
            missing.append(" 或 ".join("+".join(labels[n] for n in c) for c in choices))
        return missing

    def is_header(self, texts: Iterable[object]) -> bool:
        """Return whether a row of cells holds every required column."""
        return not self.missing(
            m.column for t in texts if isinstance(t, str) if (m := self.match(t))
        )
