"""Header texts to columns: names in both languages, aliases, trailing units."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import replace
from functools import cached_property
from typing import Any

from qdcalc.exact.patterns import Lazy
from qdcalc.exact.texts import key, normal
from qdcalc.intake.kinds import VERSION
from qdcalc.intake.units import KNOWN, known_to, power_of_ten, unit_at_end
from qdcalc.record import record
from qdcalc.table.description import Column, Table
from qdcalc.table.problems import ERROR, MINOR, NOTICE, WARNING, Fault, shown

NO_HEADING = Fault(
    "H06", WARNING, "{column} 列有数据但没有表头，没有参加计算", "请写上列名；不用的数据请删除"
)
ERROR_HEADING = Fault(
    "H20", ERROR, "{column} 列有数据，但表头是 {value}，读不出是哪一列",
    "请把表头改成列名的文字；不用的列请删除",
)  # fmt: skip
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
    names="列名",
)
MORE_UNKNOWN = Fault(
    "H11",
    WARNING,
    "另有 {count} 列不认识，没有参加计算：{names}",
    "如果其中有应当参加计算的，请改成规定的列名；其余的可以删除",
    weight=MINOR,
    names="列名",
)
TWICE = Fault(
    "H04", ERROR, "“{first}”和“{found}”是同一列 {column}", "请只保留一列，删除或改名另一列"
)

OUTRANKED = Fault(
    "H30",
    WARNING,
    "“{found}”没有参加计算：{column} 已经取自“{first}”",
    "应当取“{found}”时请删去或改名“{first}”",
    weight=NOTICE,
)

SEVERAL = "、"  # between the ways that a long table writes one indicator
LONGEST = 100  # characters of a header that can be a column's
HUNDREDFOLD = -2  # an English header in _fen or _x100: the power of ten to 元, to one
_BRACKETED = Lazy(r"(.+?)[(\[]([^()\[\]]*)[)\]]")
BRACKETS = str.maketrans("【】〔〕〖〗「」", "()()()()")
_UNIT_NAMED = Lazy(r"单位[:为是]([^()。]+)|\(([^()]*)\)")
_LIMIT = Lazy(r"(.*?)(?:[≤≥<>]=?[0-9.]+|(?<=ph|h值|碱度)6(?:\.5)?[-~–—](?:9|8\.5))")
# what says of a measured column only that it holds its values
_VALUE = Lazy(r"(.+?)(?:的?浓度|含量|(?:监测|检测|测定|实测)(?:值|结果|浓度)|月?均值|月?平均值)")
_JOINTS = ",/_:-"
_COMMAS, _CHOICES = Lazy("[,;、]"), Lazy("[,;、/]|或")
# columns of people's own files that can hold nothing to calculate with
_USUAL = {
    "备注", "说明", "附注", "天气", "经度", "纬度", "采样人", "采样员", "采样单位", "采样方式",
    "检测单位", "监测单位", "监测站", "分析人", "校核", "校核人", "审核", "审核人", "复核人",
    "填报人", "填表人", "制表人", "填报单位", "填报日期", "填表日期", "报送日期", "联系人",
    "联系电话", "电话", "手机", "地址", "样品编号", "报告编号", "编号",
}  # fmt: skip
# what stands in brackets after a name and says nothing of what the column holds
_REMARKS = {
    "", "必填", "必填项", "必须填写", "选填", "选填项", "可选", "非必填", "可不填", "可空", "如有",
    "有则填", "没有不填", "没有留空", "下拉", "下拉选择", "单选", "全称", "文本", "文本格式",
    "盖章", "公章",
}  # fmt: skip
# the same behind an indicator, of measured values
_MEASURED = {
    "实测", "实测值", "监测值", "检测值", "测定值", "浓度", "浓度值", "均值", "平均值", "月均",
    "月均值", "现场", "现场测定", "现场监测", "本月", "本期", "当月",
}  # fmt: skip
_LEAD = Lazy(r"[★☆●○◆◇■□▲△※#]+|\(?\d{1,2}[.、)](?!\d)")
_JOINING = Lazy(r"[()\-—–‐_.·]")  # between the parts of NH3-N, COD(Mn)
_EXAMPLE = Lazy(
    r"(?:如|例如|例|形如|格式)[:为]?[0-9年月日./\-第届是否ymd]+|多个用.{1,6}(?:隔开|分隔|分开)"
)
MOST_UNKNOWN = 12  # columns that are named one by one, with a hint
_MOST_NAMED = 40
_MOST_KEPT = 2_000  # texts that are matched once a process


def units_named(cell: object, known: frozenset[str] = KNOWN) -> list[str]:
    """Return the units that a title or a group of columns names: alone, in brackets, after 单位."""
    if not isinstance(cell, str):
        return []
    text = key(cell[:LONGEST]).translate(BRACKETS)
    alone = text.rpartition("单位")[2]
    if unit_at_end(alone, known) == alone:
        return [alone] if alone else []
    parts = (part for found in _UNIT_NAMED.findall(text) for part in found)
    pieces = [piece for part in parts for piece in re.split("[,、;和:]", part)]
    # 万元/人年 is of an amount a head, still in 万元
    units = (
        unit_at_end(text, known) or unit_at_end(text.partition("/")[0], known) for text in pieces
    )
    return [unit for unit in units if unit]


@record
class Match:
    """A header that was recognised; ``shift`` is the power of ten to its column's unit.

    ``unknown_unit`` is the unit's text where it can't be used. ``rank`` says how many names of
    the column go before this one; names of rank 0 are alike.
    """

    column: Column
    shift: int = 0
    unit: str = ""
    unknown_unit: str = ""
    rank: int = 0


def heading_fault(table: Table, present: Collection[str]) -> Fault:
    """Return what is said of a heading that is no text above a filled column.

    It could be that of any column which is not there: only where all are does it do no harm.
    """
    absent = {column.name for column in table.columns} - set(present) - {VERSION.name}
    return NOT_TEXT if absent else NOT_TEXT_UNUSED


_made: dict[int, Headers] = {}


def headers_of(table: Table) -> Headers:
    """Return a table's headers, made once; the table is kept with them: its id is no other's."""
    if id(table) not in _made:
        _made[id(table)] = Headers(table)
    return _made[id(table)]


class Headers:
    """The headers that a table's columns go by."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.named_units = known_to(table.columns)  # in titles; a header may name its own too
        self.units = self.named_units | {key(c.unit) for c in table.columns if c.unit}
        self._units = sorted(self.units, key=len, reverse=True)
        self._names: dict[str, Column] = {}
        self._ranks: dict[str, int] = {}
        for column in (*table.columns, *table.extras):
            for name in (column.label, column.name, *column.aliases):
                self._names.setdefault(key(name), column)
        for column in (*table.columns, *table.extras):
            for rank, name in enumerate(column.lesser_aliases, start=1):
                if self._names.setdefault(key(name), column) is column:
                    self._ranks.setdefault(key(name), rank)
        chosen = {name for names in table.alternatives for name in names}
        self._needed = {c.name for c in table.columns if c.is_required or c.name in chosen}
        self._starts = tuple(n for n, c in self._names.items() if c.name in self._needed)
        self._initials = {name[:1] for name in self._starts}
        self._matched: dict[str, Match | None] = {}
        self.is_undated = False
        # a title's 计量单位：μg/L is no column
        self._exact = [c for c in table.extras if not table.long or c is not table.long.value]
        self._values = {c.name for c in table.columns if c.unit and c is not VERSION}
        if table.long:
            self._values.add(table.long.value.name)
        self._joined: dict[str, Column | None] = {}
        for name, column in self._names.items() if table.measured is not None else ():
            if column.name in self._values and len(plain := _JOINING.sub("", name)) > 1:
                is_own = self._joined.setdefault(plain, column) is column
                self._joined[plain] = column if is_own else None

    @cached_property
    def undated(self) -> Headers:
        """The same headers where the month may stand outside the table."""
        if self.table.month_source is None:
            return self
        other = copy(self)
        other.is_undated = True
        return other

    def is_extra(self, match: Match) -> bool:
        """Say whether a header is that of another form of the table, such as the long one's."""
        return match.column in self.table.extras

    def is_key(self, match: Match) -> bool:
        """Say whether a header is that of a column which rows are known by."""
        return match.column.name in self._needed

    def has_values(self, found: Iterable[Column]) -> bool:
        """Say whether any column is one of measured values, or holds them a row each."""
        return any(column.name in self._values for column in found)

    def are_measured(self, found: Iterable[Column]) -> bool:
        """Say whether some columns are a table's of measured values: its own, or a long one's."""
        names = {column.name for column in found}
        long = self.table.long
        own = self._values - ({long.value.name} if long else set())
        return bool(own & names) or self.is_long(names)

    def names_value(self, text: str) -> bool:
        """Say whether a text names a column of measured values, perhaps with its unit."""
        if len(text) > LONGEST or self.table.measured is None:
            return False
        column = self._names.get(key(text).translate(BRACKETS).partition("(")[0])
        return column is not None and column.name in self._values and column in self.table.columns

    def read(self, found: Collection[str]) -> set[str]:
        """Return which columns are read: those of a long table only where it is one."""
        unread = set()
        long = self.table.long
        if long and not self.is_long(found):
            unread = {long.item.name, long.value.name, long.unit.name}
        return set(found) - unread

    def is_long(self, found: Collection[str]) -> bool:
        """Say whether columns are those of a long table: what was measured, its value, no other."""
        long = self.table.long
        if long is None or not {long.item.name, long.value.name} <= set(found):
            return False
        return not (self._values - {long.value.name}) & set(found)

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
        told = str(text)
        if len(told) > LONGEST:
            return None
        if told not in self._matched:
            if len(self._matched) >= _MOST_KEPT:
                self._matched.clear()
            match = self._match(told)
            is_loose = match is not None and match.column in self._exact
            if is_loose and key(told) not in self._names:
                match = None
            self._matched[told] = match
        return self._matched[told]

    def _match(self, text: str) -> Match | None:
        header = key(text).translate(BRACKETS).strip("*:")
        if column := self._names.get(header):
            is_inner = column.kind.is_money or column.name.endswith("_x100")
            is_inner &= header == key(column.name)
            shift = HUNDREDFOLD if is_inner else 0
            return Match(column, shift=shift, rank=self._ranks.get(header, 0))
        if column := self._joined.get(_JOINING.sub("", header)):
            return Match(column)
        if bracketed := _BRACKETED.fullmatch(header):
            base = self._before(bracketed[1])
            return base and self._with_bracket(base, *bracketed.groups())
        if limit := _LIMIT.fullmatch(header):
            base = self.match(limit[1])
            return base if base and base.column.unit else None
        for unit in self._units:
            if header.endswith(unit) and (base := self._before(header[: -len(unit)])):
                return self._with_unit(base, unit)
        if value := _VALUE.fullmatch(header):
            base = self.match(value[1])
            return base if base and base.column.unit and not base.unit else None
        bare = _LEAD.sub("", header, count=1) if _LEAD.match(header) else ""
        return self.match(bare) if bare else None

    def _before(self, text: str) -> Match | None:
        """Return the column named before a unit; a last sign may be its own (CN-) or a joint."""
        joints = len(text) - len(text.rstrip(_JOINTS))
        cuts = (text, text[:-1], text.rstrip(_JOINTS))[: joints + 1]
        return next((found for cut in cuts if (found := self.match(cut))), None)

    def _with_bracket(self, base: Match, text: str, inner: str) -> Match | None:
        """Return what a name with a bracket is: its unit, a remark, or another column."""
        if self._is_remark(base.column, text, inner):
            return base
        parts = [p for p in _COMMAS.split(inner) if not self._is_remark(base.column, text, p)]
        if len(parts) == 1 and parts[0] in self.units:
            return self._with_unit(base, parts[0])
        is_measured = base.column.unit or inner in self.units or base.column.kind.is_amount
        return self._with_unit(base, inner) if is_measured else None

    def _is_remark(self, column: Column, text: str, inner: str) -> bool:
        """Say whether a bracket after a column's name changes nothing; of a closed list."""
        names = (inner, f"{text}({inner})", f"{key(column.label)}({inner})")
        remarks = _REMARKS | column.kind.remarks
        remarks |= _MEASURED if column.unit and self.table.measured is not None else set()
        spellings = (name for names in column.spellings.values() for name in names)
        choices = {key(choice) for choice in (*column.choices, *spellings)}
        return (
            any(self._names.get(name) == column for name in names)
            or inner in remarks
            or _EXAMPLE.fullmatch(inner) is not None
            or (bool(column.unit) and _LIMIT.fullmatch(f"{text}{inner}") is not None)
            or choices.issuperset(_CHOICES.split(inner))
        )

    def _with_unit(self, base: Match, unit: str) -> Match:
        power = power_of_ten(unit, base.column.unit, base.column.other_units)
        if power is None or base.unit:
            return Match(base.column, unknown_unit=unit)
        return Match(base.column, shift=power, unit=unit, rank=base.rank)

    def apart(self, matches: Mapping[int, Match], texts: Mapping[int, object]) -> dict[int, Match]:
        """Return what headers of one row name: 采样时间 beside 采样日期 is the hour of the day."""
        source = self.table.clock or self.table.month_source
        hour = source.hour if source else None
        if hour is None or source is None:
            return dict(matches)
        days = [n for n, match in matches.items() if match.column.name == source.dated]
        hours = {n for n in days if key(texts[n]) in map(key, hour.aliases)}
        is_apart = 0 < len(hours) < len(days)
        return {n: Match(hour) if is_apart and n in hours else m for n, m in matches.items()}

    def best(self, matches: Mapping[int, Match]) -> dict[str, int]:
        """Return the place of each column among some headers: of several the best name's first."""
        places: dict[str, int] = {}
        for place, match in matches.items():
            name = match.column.name
            if name not in places or match.rank < matches[places[name]].rank:
                places[name] = place
        return places

    def unknown(self, texts: Sequence[str]) -> Iterator[tuple[Fault, dict[str, Any]]]:
        """Yield what is said of the headers that no column goes by, each with its fields.

        The first are named with the column that is perhaps meant, the others by one count.
        """
        for text in texts[:MOST_UNKNOWN]:
            fault = (
                replace(UNKNOWN_COLUMN, weight=NOTICE) if key(text) in _USUAL else UNKNOWN_COLUMN
            )
            yield fault, {"found": shown(normal(text)), "hint": self.hint(text)}
        if rest := texts[MOST_UNKNOWN:]:
            names = "、".join(shown(normal(text))[:20] for text in rest[:_MOST_NAMED])
            more = " 等" if len(rest) > _MOST_NAMED else ""
            unread = [shown(normal(text)) for text in rest if key(text) not in _USUAL]
            yield MORE_UNKNOWN, {"count": len(rest), "names": names + more, "unread": unread}

    def hint(self, text: str) -> str:
        """Return a hint at the column that an unknown header perhaps means, or nothing."""
        header = key(text[:LONGEST]).translate(BRACKETS)
        bracketed = _BRACKETED.fullmatch(header)
        near = self.match(bracketed[1]) if bracketed else None
        if near is not None:
            return f"（是不是 {near.column.label}？括号里的字不认识）"
        close = difflib.get_close_matches(header, list(self._names), n=1, cutoff=0.6)
        return f"（是不是 {self._names[close[0]].label}？）" if close else ""

    def labels(self) -> dict[str, str]:
        """Return the label of the column that each known name means, by the name's key."""
        return {name: column.label for name, column in self._names.items()}

    def missing(self, found: Iterable[Column]) -> list[str]:
        """Return the labels of the required columns that are not there, alternatives as 甲或乙."""
        names = {column.name for column in found}
        source = self.table.month_source
        if source and (self.is_undated or source.dated in names):
            names.add(source.column)
        clock = self.table.clock
        names |= {clock.dated} if clock and clock.hour.name in names else set()
        missing = [c.label for c in self.table.columns if c.is_required and c.name not in names]
        choices = self.table.alternatives
        if choices and not any(names.issuperset(choice) for choice in choices):
            labels = self.table.labels()
            missing.append(
                " 或 ".join("+".join(labels[n] for n in c) for c in self.table.told_alternatives)
            )
        return missing

    def is_header(self, texts: Iterable[object]) -> bool:
        """Return whether a row of cells holds every required column."""
        return not self.missing(
            m.column for t in texts if isinstance(t, str) if (m := self.match(t))
        )
