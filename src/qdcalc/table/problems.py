"""Problems of an input as values: what, where, why it matters, how to mend it."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from qdcalc.exact.texts import MOST_LISTED, brief, listed, without_unseen
from qdcalc.record import record

if TYPE_CHECKING:
    import pandas as pd

ERROR = "错误"
WARNING = "警告"
COLUMNS = ("级别", "代码", "工作表", "单元格", "列", "原值", "问题", "如何改")
FILE = "文件"
# how much a warning matters before signing: it can move money, it hardly can, or it stands in
# normal files every month and is told in 问题提示 alone
MONEY, MINOR, NOTICE = 0, 1, 2
MOST_PLACES = MOST_LISTED  # of a kind of problem on one line
LONGEST = 200  # characters of a problem on one line
MOST_NAMES = 6  # not known, on one line
MOST_KINDS = 12  # that are counted on one line


@record
class Fault:
    """One kind of problem, described once; the texts are templates over its fields.

    ``code`` is short enough to be read out on the telephone. After a structural fault (a table
    or a column that is not there) nothing further can be checked. ``names`` is the kind of name
    that was not known, which the user may say in 名称对照.
    """

    code: str
    level: str
    problem: str
    remedy: str
    is_structural: bool = False
    weight: int = MONEY
    names: str = ""


@record
class Group:
    """The problems of one kind: how many, the first in words, and where they are."""

    fault: Fault
    count: int
    text: str
    remedy: str
    places: tuple[str, ...]

    def line(self) -> str:
        """Return it as one line of a console: the first in words, how many, the first places."""
        where = together(self.places)
        several = f"{self.count:,} 处" if self.count > 1 else ""
        inside = "：".join(part for part in (several, where) if part)
        place = f"（{inside}）" if inside else ""
        text, remedy = brief(self.text, LONGEST), brief(self.remedy, LONGEST)
        return f"{self.fault.level} {self.fault.code}　{text}{place}。{remedy}"


@record
class Problem:
    """One fault found at one place."""

    fault: Fault
    sheet: str = ""
    cell: str = ""
    column: str = ""
    value: str = ""
    file: str = ""
    fields: dict[str, Any] = field(default_factory=dict)

    def texts(self) -> tuple[str, ...]:
        """Return the row of the problem table, in the order of ``COLUMNS``."""
        fields = {"value": self.value, "column": self.column, "sheet": self.sheet} | self.fields
        texts = (
            self.fault.level,
            self.fault.code,
            self.sheet,
            self.cell,
            self.column,
            self.value,
            self.fault.problem.format(**fields),
            self.fault.remedy.format(**fields),
        )
        return tuple(without_unseen(text) for text in texts)

    def place(self) -> str:
        """Return where it is: file, sheet and cell, as far as they are known."""
        inside = "!".join(part for part in (self.sheet, self.cell) if part)
        return " ".join(part for part in (self.file, inside) if part)

    @property
    def is_error(self) -> bool:
        """Whether it forbids calculating."""
        return self.fault.level == ERROR

    def line(self) -> str:
        """Return the problem as one line of a console."""
        _, code, *_, problem, remedy = self.texts()
        return "　".join(
            part
            for part in (f"{self.fault.level} {code}", self.place(), f"{problem}。{remedy}")
            if part
        )


def _told_together(items: Sequence[Problem]) -> Problem:
    """Return what is told of problems of one kind: the first, with the names of all not known.

    Those that are perhaps misspelt come first: they may hold what should be calculated.
    """
    first = items[0]
    if len(items) == 1 or not all({"found", "hint"} <= item.fields.keys() for item in items):
        return first
    named = sorted((dict.fromkeys((i.fields["found"], i.fields["hint"]) for i in items)),
                   key=lambda pair: not pair[1])  # fmt: skip
    *others, (last, hint) = named[:MOST_NAMES]
    before = "".join(f"{name}”{near}、“" for name, near in others)
    more = f" 等 {len(named)} 个" if len(named) > MOST_NAMES else ""
    return replace(first, fields=first.fields | {"found": before + last, "hint": hint + more})


def shown(value: object) -> str:
    """Return a cell's value as a person saw it, cut where it is very long."""
    if value is None or (isinstance(value, float) and value != value):
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    try:
        return _shown(str(value)[:200])
    except ValueError:  # an int of thousands of digits
        return type(value).__name__


@lru_cache(4096)
def _shown(text: str) -> str:
    """Return a text as a person saw it; the same marks come again and again."""
    text = "".join(" " if unicodedata.category(c) == "Cc" else c for c in without_unseen(text))
    return text if len(text) <= 80 else text[:79] + "…"


def clocked(text: str) -> str:
    """Drop from a moment what people do not write: midnight, the seconds of a whole minute."""
    return re.sub(r" 00:00:00$|(?<= \d\d:\d\d):00$", "", text)


def together(places: Sequence[str]) -> str:
    """Join the first few places, file and sheet said once: 「监测数据!F3、F9、F12……」."""
    told, before = [], ""
    for place in places[:MOST_PLACES]:
        sheet, mark, cell = place.rpartition("!")
        told.append(cell if mark and sheet == before else place)
        before = sheet
    return "、".join(told) + "……" * (len(places) > MOST_PLACES)


def _row_and_column(cell: str) -> tuple[int, int, str]:
    """Order cells by row, then column; what has no row comes first."""
    letters, digits = cell.rstrip("0123456789"), cell.lstrip("行 ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return int(digits) if digits.isdecimal() else 0, len(letters), letters


class Problems:
    """The problems found so far, at most one a cell (an error before a warning)."""

    def __init__(self, *, is_part: bool = False) -> None:
        self._items: list[Problem] = []
        # of a part of an input: nothing is left out, the whole decides how many are told
        self.is_part = is_part
        self.stops: list[int] = []  # how many there were where errors end a calculation

    def stop(self) -> None:
        """Note where a calculation ends that has errors."""
        self.stops.append(len(self._items))

    def as_found(self) -> list[Problem]:
        """Return the problems as they were found, those of one cell more than once."""
        return list(self._items)

    def add(self, fault: Fault, **place: Any) -> None:
        """Record one problem; ``place`` holds the fields of :class:`Problem`."""
        self._items.append(Problem(fault, **place))

    def extend(self, problems: Iterable[Problem]) -> None:
        """Record several problems."""
        self._items.extend(problems)

    def forget(self, places: set[tuple[str, str, str]]) -> bool:
        """Take back the problems of cells (file, sheet, address); say if any was an error."""
        gone = [bool(p.cell) and (p.file, p.sheet, p.cell) in places for p in self._items]
        had_errors = any(p.is_error for p, g in zip(self._items, gone, strict=True) if g)
        self._items = [p for p, g in zip(self._items, gone, strict=True) if not g]
        return had_errors

    def __iter__(self) -> Iterator[Problem]:
        return iter(self.distinct())

    def __len__(self) -> int:
        return len(self.distinct())

    def distinct(self) -> list[Problem]:
        """Return one problem a cell: errors first, then by file, sheet and row."""
        kept: dict[object, Problem] = {}
        for index, problem in enumerate(sorted(self._items, key=lambda p: not p.is_error)):
            place = (problem.file, problem.sheet, problem.cell, problem.column)
            kept.setdefault(place if problem.cell else index, problem)
        sheets = list(dict.fromkeys((p.file, p.sheet) for p in self._items))
        order = {place: number for number, place in enumerate(sheets)}
        return sorted(
            kept.values(),
            key=lambda p: (not p.is_error, order[p.file, p.sheet], _row_and_column(p.cell)),
        )

    def groups(self) -> list[Group]:
        """Return the warnings by kind: what can move money first, notices left out."""
        return self._grouped(is_notice=False)

    def notices(self) -> list[Group]:
        """Return by kind what stands in normal files every month."""
        return self._grouped(is_notice=True)

    def _grouped(self, *, is_notice: bool) -> list[Group]:
        kinds: dict[tuple[str, int], list[Problem]] = {}
        for problem in self.distinct():
            fault = problem.fault
            if not problem.is_error and (fault.weight == NOTICE) == is_notice:
                kinds.setdefault((fault.code, fault.weight), []).append(problem)
        ranked = sorted(kinds.values(), key=lambda items: items[0].fault.weight)
        return [
            Group(
                items[0].fault,
                len(items),
                (told := _told_together(items).texts())[6],
                told[7],
                tuple(dict.fromkeys(item.place() for item in items if item.cell)),
            )
            for items in ranked
        ]

    @property
    def has_errors(self) -> bool:
        """Whether anything forbids calculating."""
        return any(p.is_error for p in self._items)

    @property
    def has_gaps(self) -> bool:
        """Whether a table or a column that is needed is not there."""
        return any(p.fault.is_structural for p in self._items)

    def count(self, level: str) -> int:
        """Return how many problems there are of a level."""
        return sum(p.fault.level == level for p in self.distinct())

    def summary(self, most: int = 20, *, tells_notices: bool = False) -> str:
        """Return the problems as lines of a console: ``most`` errors in full, then by kind."""
        errors = [p for p in self.distinct() if p.is_error]
        counts = [(self.count(level), level) for level in (ERROR, WARNING)]
        head = "输入有 " + "、".join(f"{n:,} 处{level}" for n, level in counts if n)
        lines = [head, *(p.line() for p in errors[:most])]
        if len(errors) > most:
            codes = Counter(p.fault.code for p in errors[most:]).most_common()
            kinds = listed([f"{code} {n:,} 处" for code, n in codes], MOST_KINDS, unit="种")
            lines.append(f"……另有 {len(errors) - most:,} 处错误：{kinds}")
        groups = self.groups() + (self.notices() if tells_notices else [])
        return "\n".join([*lines, *(group.line() for group in groups)])

    def frame(self) -> pd.DataFrame:
        """Return the problem table; a column 文件 leads where several files are read."""
        import pandas as pd

        items = self.distinct()
        table = pd.DataFrame([p.texts() for p in items], columns=list(COLUMNS), dtype=str)
        files = [p.file for p in items]
        if any(files):
            table.insert(0, FILE, pd.Series(files, dtype=str))
        return table
