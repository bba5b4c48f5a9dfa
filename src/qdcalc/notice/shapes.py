"""What a figure of a notice may be: its kind and its range, declared beside it in policy.toml.

``kind`` is ``whole``, ``money`` (whole 元), ``number`` (an exact decimal of at most ``places``),
``date``, ``span`` (first and last day), ``words`` (a list of texts) or ``names`` (short names with
their other spellings). ``by`` makes it a table: a list = exactly these keys, a text = keys of the
user's own, of which it says what they are. ``least`` and ``most`` bound numbers (both included),
``choices`` the words; ``choices_of`` names the figure whose keys are the choices; ``reserved`` are
names that outputs use themselves, ``is_split`` says that cells list several names.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from qdcalc.exact.texts import key, without_unseen
from qdcalc.record import record

WHOLE, MONEY, NUMBER, DATE, SPAN, WORDS, NAMES = (
    "whole", "money", "number", "date", "span", "words", "names",
)  # fmt: skip
KINDS = (WHOLE, MONEY, NUMBER, DATE, SPAN, WORDS, NAMES)
FIRST_DAY, LAST_DAY = dt.date(1990, 1, 1), dt.date(2100, 12, 31)
_LONGEST, _MOST_NAMES = 60, 500  # characters of a name; names of a list
_BITS = 100  # of a number that is written in a message
_SEPARATORS = "、,，;；"
_MARKS = {"无", "-", "--", "—", "——", "/"}  # written in a cell they mean none
_TYPES = (
    (bool, "真假值"), (int, "整数"), (Decimal, "小数"), (str, "文字"), (dt.datetime, "日期时间"),
    (dt.date, "日期"), (dt.time, "时刻"), (list, "列表"), (dict, "表"),
)  # fmt: skip

Place = tuple[str, ...]
Refuse = Callable[[Place, str], None]  # where in the value, what is wrong with it


@record
class Shape:
    """The kind and the range of a figure; see the module."""

    kind: str = ""
    least: int | Decimal | None = None
    most: int | Decimal | None = None
    places: int = 0
    choices: tuple[str, ...] = ()
    choices_of: str = ""
    by: str | tuple[str, ...] = ""
    reserved: tuple[str, ...] = ()
    is_split: bool = False

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Shape:
        """Return the shape that a figure of policy.toml declares."""
        by = data.get("by", "")
        return cls(
            kind=data.get("kind", ""),
            least=data.get("least"),
            most=data.get("most"),
            places=data.get("places", 0),
            choices=tuple(data.get("choices", ())),
            choices_of=data.get("choices_of", ""),
            by=tuple(by) if isinstance(by, list) else by,
            reserved=tuple(data.get("reserved", ())),
            is_split=data.get("is_split", False),
        )

    def sentence(self) -> str:
        """Say in Chinese what may be written."""
        if not self.kind:
            return "不能改"
        said = {
            WHOLE: "整数", MONEY: "整数，单位元", NUMBER: f"最多 {self.places} 位小数",
            DATE: "日期", SPAN: "先后两个日期", WORDS: "词的列表", NAMES: "名称 = [其他写法]",
        }[self.kind]  # fmt: skip
        if self.least is not None and self.most is not None:
            said += f"，{shown_number(self.least)} 至 {shown_number(self.most)}"
        if self.choices_of:
            said += f"，{self.choices_of} 里有的"
        if self.choices:
            said += f"，可用的词：{'、'.join(self.choices)}"
        if isinstance(self.by, tuple):
            return f"表：{'、'.join(self.by)} 各一项，{said}"
        return f"表：每个{self.by}一项，{said}" if self.by else said

    def read(self, value: Any, refuse: Refuse) -> Any:
        """Return a value as it is used; refuse what is of another kind or out of range.

        What is refused is told to ``refuse``; the value returned is of no use then.
        """
        if not self.by:
            return self._one(value, (), refuse)
        if not isinstance(value, dict) or not value:
            refuse((), f"应写成表，如 {{ {self._example()} }}，现在是{told(value)}")
            return value
        fixed = self.by if isinstance(self.by, tuple) else ()
        known = {key(name): name for name in fixed}
        table: dict[str, Any] = {}
        seen: dict[str, str] = {}
        for name, item in value.items():
            own = str(known.get(key(name), name))
            if known and key(name) not in known:
                refuse((name,), f"没有“{name}”这一项，可用的有：{'、'.join(known.values())}")
            elif seen.setdefault(key(name), name) != name:
                refuse((name,), f"“{seen[key(name)]}”写了两次")
            elif fault := name_fault(name):
                refuse((name,), fault)
            table[own] = self._one(item, (name,), refuse)
        missing = [name for name in known.values() if name not in table]
        if missing:
            refuse((), f"缺少 {'、'.join(missing)}，每个版本都要写全")
        return table

    def _example(self) -> str:
        names = self.by[:2] if isinstance(self.by, tuple) else ("国控", "省控")
        return ", ".join(f'"{name}" = {shown_number(self.least or 1)}' for name in names)

    def _one(self, value: Any, place: Place, refuse: Refuse) -> Any:
        if self.kind in (WHOLE, MONEY, NUMBER):
            return self._number(value, place, refuse)
        if self.kind == DATE:
            return _day(value, place, refuse)
        if self.kind == SPAN:
            return _span(value, place, refuse)
        if self.kind == WORDS:
            return self._words(value, place, refuse)
        return self._names(value, place, refuse)

    def _number(self, value: Any, place: Place, refuse: Refuse) -> Any:
        if fault := self._number_fault(value):
            refuse(place, fault)
        return value

    def _number_fault(self, value: Any) -> str:
        span = f"{shown_number(self.least)} 至 {shown_number(self.most)}"
        if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
            hint = "，数不加引号" if isinstance(value, str) else ""
            return f"应为 {span} 的数{hint}，现在是{told(value)}"
        if isinstance(value, Decimal) and not value.is_finite():
            return f"应为 {span} 的数，现在是 {'nan' if value.is_nan() else 'inf'}（不是一个数）"
        assert self.least is not None
        assert self.most is not None
        if not self.least <= value <= self.most:
            return f"{short(value)} 超出了范围，应在 {span} 之间"
        if self.kind == NUMBER:
            places = _places(value)
            return (
                f"{short(value)} 的小数太多，最多 {self.places} 位" if places > self.places else ""
            )
        if isinstance(value, Decimal):
            how = f"：写成 {int(value)}" if value == int(value) else ""
            unit = "以元为单位的整数" if self.kind == MONEY else "整数"
            return f"{short(value)} 应为{unit}，不带小数点{how}"
        return ""

    def _words(self, value: Any, place: Place, refuse: Refuse) -> Any:
        if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
            refuse(place, f'应为文字的列表，如 ["甲", "乙"]，现在是{told(value)}')
            return value
        known: dict[str, str] = {key(word): word for word in self.choices}
        words: list[str] = [known.get(key(str(word)), str(word)) for word in value]
        if len(value) > _MOST_NAMES:
            refuse(place, f"有 {len(value):,} 个词，最多 {_MOST_NAMES} 个")
        for word in words:
            fault = name_fault(word)
            if not fault and known and key(word) not in known:
                fault = f"没有“{word}”这个词，可用的有：{'、'.join(self.choices)}"
            if fault:
                refuse(place, fault)
        if len({key(word) for word in words}) < len(words):
            refuse(place, "有一个词写了两次")
        order = list(self.choices)
        return sorted(words, key=order.index) if set(words) <= set(order) else words

    def _names(self, value: Any, place: Place, refuse: Refuse) -> Any:
        if not isinstance(value, dict) or not value:
            refuse(place, f'应写成 "名称" = ["其他写法"] 的表，现在是{told(value)}')
            return value
        if sum(1 + len(v) for v in value.values() if isinstance(v, list)) > 10 * _MOST_NAMES:
            refuse(place, "名称太多")
            return value
        seen = dict.fromkeys(map(key, self.reserved), "")
        for name, others in value.items():
            here = (*place, name)
            if not isinstance(others, list) or not all(isinstance(o, str) for o in others):
                refuse(here, f"其他写法应为文字的列表，没有时写 []，现在是{told(others)}")
                continue
            for spelling in (name, *others):
                fault = name_fault(spelling) or self._split_fault(spelling)
                owner = seen.setdefault(key(spelling), name)
                if not fault and owner != name:
                    fault = f"“{spelling}”已经是“{owner}”的名称或写法，不能再指“{name}”"
                    fault = fault if owner else f"“{spelling}”是输出自己用的名称，请换一个"
                if fault:
                    refuse(here, fault)
        return value

    def _split_fault(self, name: str) -> str:
        if not self.is_split:
            return ""
        if any(c in _SEPARATORS or c.isspace() for c in name) or key(name) in _MARKS:
            return f"“{name}”不能作名称：单元格里用顿号、逗号、空格分隔几个名称，“无”表示没有"
        return ""


def _places(value: int | Decimal) -> int:
    """Count the decimals of a number as they count: 1.50 has one."""
    if isinstance(value, int):
        return 0
    _, digits, exponent = value.as_tuple()
    assert isinstance(exponent, int)
    kept = "".join(map(str, digits)).rstrip("0")  # normalize() would round at 28 digits
    return max(0, len(kept) - len(digits) - exponent) if kept else 0


def day_fault(value: Any) -> str:
    """Say why a value is no day, or nothing."""
    if isinstance(value, dt.datetime):
        return f"只写日期，不写时刻：{value.date().isoformat()}"
    if not isinstance(value, dt.date):
        hint = "日期不加引号，" if isinstance(value, str) else ""
        return f"应为日期，{hint}如 2019-10-01，现在是{told(value)}"
    if not FIRST_DAY <= value <= LAST_DAY:
        return f"{value} 超出了范围，应在 {FIRST_DAY} 至 {LAST_DAY} 之间"
    return ""


def _day(value: Any, place: Place, refuse: Refuse) -> Any:
    if fault := day_fault(value):
        refuse(place, fault)
    return value


def _span(value: Any, place: Place, refuse: Refuse) -> Any:
    if not isinstance(value, list) or len(value) != 2:
        refuse(place, f"应为 2 个日期，如 [2019-10-01, 2020-09-30]，现在是{told(value)}")
        return value
    faults = [day_fault(day) for day in value]
    if any(faults):
        refuse(place, next(fault for fault in faults if fault))
    elif value[0] > value[1]:
        refuse(place, f"先后颠倒了：{value[0]} 在 {value[1]} 之后")
    return value


def name_fault(name: str) -> str:
    """Say why a text is no name: empty, too long, with a character that can't be seen."""
    if not name.strip() or not key(name):
        return "名称是空的"
    if len(name) > _LONGEST:
        return f"“{name[:10]}…”有 {len(name):,} 个字，最多 {_LONGEST} 个"
    if name != name.strip():
        return f"“{short(name)}”前后有空格，请删去"
    hidden = next((c for c in name if is_hidden(c)), "")
    return f"“{short(name)}”里有看不见的字符 U+{ord(hidden):04X}，请重新输入" if hidden else ""


def is_hidden(character: str) -> bool:
    """Return whether a character can't be seen, or breaks the line."""
    category = unicodedata.category(character)
    return not without_unseen(character) or category in ("Cc", "Co", "Zl", "Zp")


def told(value: Any) -> str:
    """Say what a value of a policy file is: 文字“12”, 整数 5."""
    kind = next((name for of, name in _TYPES if isinstance(value, of)), "别的")
    if isinstance(value, (list, dict)):
        return f"{'空的' if not value else ''}{kind}"
    if isinstance(value, bool):
        return f"{kind} {str(value).lower()}"
    return f"{kind}“{short(value)}”" if isinstance(value, str) else f"{kind} {short(value)}"


def short(value: Any) -> str:
    """Write a value of a file on at most some thirty characters."""
    if isinstance(value, int) and value.bit_length() > _BITS:
        return "很大的数" if value > 0 else "很小的负数"
    text = "".join("?" if is_hidden(c) else c for c in str(value)[:40])
    return text if len(text) <= 30 else text[:29] + "…"


def shown_number(value: int | Decimal | None) -> str:
    """Write a bound with thousands commas."""
    return "" if value is None else f"{value:,f}" if isinstance(value, Decimal) else f"{value:,}"


def joined(words: Iterable[str], most: int = 40) -> str:
    """List words with 、, the first ones where they are many."""
    known = list(words)
    return "、".join(known[:most]) + (f" 等 {len(known)} 个" if len(known) > most else "")
