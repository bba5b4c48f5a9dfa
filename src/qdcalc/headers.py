"""Header texts to columns: names in both languages, aliases, trailing units."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from qdcalc.problems import ERROR, WARNING, Fault
from qdcalc.tables import Column, Table
from qdcalc.texts import key
from qdcalc.units import KNOWN, power_of_ten

NO_HEADING = Fault(
    "H06", WARNING, "{column} 列有数据但没有表头，没有参加计算", "请写上列名；不用的数据请删除"
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
_NUMERIC = {"number", "whole", "hundredths", "money", "share"}
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


class Headers:
    """The headers that a table's columns go by."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self._names: dict[str, Column] = {}
        for column in table.columns:
            for name in (column.label, column.name, *column.aliases):
                self._names.setdefault(key(name), column)

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
        if not base.column.unit and inner not in KNOWN and base.column.kind not in _NUMERIC:
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

    def is_header(self, texts: Sequence[object]) -> bool:
        """Return whether a row of cells holds every required column."""
        return not self.missing(
            m.column for t in texts if isinstance(t, str) if (m := self.match(t))
        )
