"""Warnings of the parts of an input, told as one calculation tells them (六¶1 and the rest).

In a part nothing is left out; which are told one by one and which on one line, the whole decides.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field, replace
from typing import Any

from qdcalc.exact.texts import MOST_LISTED, listed
from qdcalc.record import record
from qdcalc.table.problems import Problem
from qdcalc.water.inputs.months import BEFORE_POLICY, FEW_ROWS, NO_ROWS_OF
from qdcalc.water.inputs.plausibility import IMPLAUSIBLE, many_values
from qdcalc.water.inputs.samples import AVERAGED, OTHER_MONTH
from qdcalc.water.inputs.tables import INDICATORS
from qdcalc.water.inputs.told import EACH, LINES, MORE
from qdcalc.water.monthly.gaps import (
    EXCEEDED_BEFORE,
    NO_COLUMN,
    NO_SOURCE_ITEMS,
    NOT_MEASURED,
    NOTHING_MEASURED,
    blank_rows,
    empty_rows,
)
from qdcalc.water.monthly.lab_classes import CLASSES_DIFFER

_MORE = re.compile(r" 等 ([\d,]+) (\S+)$")
_BETWEEN = re.compile(r"、(?![^（]*）)")  # not inside a name in brackets
_ROW = re.compile(r"行 (\d+)$")
_MONTH = len("2018-11")
_RANK = {indicator.name: number for number, indicator in enumerate(INDICATORS)}
Items = list[Problem]


@record
class Order:
    """How places are ordered: files as they were read, rows as they stand in them.

    ``last_file`` is the number of the file that has the last row of each month (of all parts).
    """

    files: Sequence[str]
    last_file: Mapping[str, int] = field(default_factory=dict)

    def in_last_file(self, item: Problem, month: str) -> Problem:
        """Return what has no cell with the file of the month's other rows."""
        number = self.last_file.get(month, -1)
        return replace(item, file=self.files[number]) if number >= 0 and not item.cell else item

    def of(self, place: str, file: str = "") -> tuple[int, int]:
        """Return what the place of a row is ordered by: ``行 5``, ``b.parquet 行 5``."""
        found = _ROW.search(place)
        name = file or (place[: found.start()].strip() if found else "")
        known = self.files.index(name) if name in self.files else -1
        return known, int(found[1]) if found else 0

    def of_problem(self, item: Problem) -> tuple[int, int]:
        """Return what a problem is ordered by."""
        return self.of(item.cell, item.file)


def by_section(name: str) -> tuple[float, str]:
    """Return what a section is ordered by in the list: its number, codes behind the numbers."""
    code = name.partition("（")[0]
    try:
        return float(code), code
    except ValueError:
        return float("inf"), code


def relisted(texts: Sequence[str], order: Callable[[str], Any], unit: str = "个") -> str:
    """Return lists of the first few and how many as one: 「甲、乙 等 9 个」."""
    items: dict[str, None] = {}
    count = 0
    for text in texts:
        more = _MORE.search(text)
        own = _BETWEEN.split(text[: more.start()] if more else text)
        count += int(more[1].replace(",", "")) if more else len(own)
        items |= dict.fromkeys(own)
    return listed(sorted(items, key=order)[:MOST_LISTED], count=count, unit=unit)


def retold(
    parts: Sequence[Sequence[Problem]], files: Sequence[str], last_file: Mapping[str, int]
) -> Items:
    """Return the problems of the parts as one calculation tells them.

    Parameters
    ----------
    parts : sequence of sequence of Problem
    files : sequence of str
        The files of the readings, as they were read.
    last_file : mapping of str to int
        The number of the file that has the last row of each month.
    """
    order, kinds = Order(files, last_file), _by_kind(parts)
    found: Items = []
    for items in kinds:
        alone = list({_told(item): item for item in items}.values())
        alone.sort(key=order.of_problem)
        fault = items[0].fault
        if fault.code in _MERGED:
            found += _MERGED[fault.code](items, order)
        else:
            found += alone
    return found


def _told(item: Problem) -> tuple[str, ...]:
    return (item.file, *item.texts())


def _by_kind(parts: Sequence[Sequence[Problem]]) -> list[Items]:
    """Return the problems of each kind, the kinds in the order in which a calculation finds them.

    A kind that one part alone has comes behind the one that it follows there.
    """
    codes: list[str] = []
    kinds: dict[str, Items] = {}
    for items in parts:
        before = -1
        for item in items:
            code = item.fault.code
            if code not in kinds:
                codes.insert(before + 1, code)
                kinds[code] = []
            before = codes.index(code)
            kinds[code].append(item)
    return [kinds[code] for code in codes]


def _grouped(items: Items, *names: str) -> list[Items]:
    groups: dict[Any, Items] = {}
    for item in items:
        groups.setdefault(tuple(str(item.fields[name]) for name in names), []).append(item)
    return list(groups.values())


def _with(item: Problem, **fields: Any) -> Problem:
    return replace(item, fields=item.fields | fields)


def _cut(items: Items, most: int = LINES) -> Items:
    """Return as many lines as are told one by one; the line before them says how many more."""
    if len(items) <= most:
        return items
    fields = {"count": len(items) - most, "most": most}
    return [Problem(MORE, sheet=items[0].sheet, fields=fields), *items[:most]]


def _months_without_rows(items: Items, order: Order) -> Items:
    lines = []
    for own in _grouped(items, "month"):
        names = relisted([item.fields["names"] for item in own], by_section)
        first = order.in_last_file(own[0], str(own[0].fields["month"]))
        lines.append(_with(first, count=sum(i.fields["count"] for i in own), names=names))
    return _cut(sorted(lines, key=lambda item: str(item.fields["month"])))


def _months_of_few(items: Items, order: Order) -> Items:
    lines = []
    for own in _grouped(items, "month"):
        rows = relisted([item.fields["rows"] for item in own], order.of, "处")
        lines.append(_with(min(own, key=order.of_problem), rows=rows))
    return _cut(sorted(lines, key=lambda item: str(item.fields["month"])))


def _before_policy(items: Items, order: Order) -> Items:
    lines = []
    for own in _grouped(items, "month"):
        rows = relisted([item.fields["rows"] for item in own], order.of, "处")
        first, count = min(own, key=order.of_problem), sum(i.fields["count"] for i in own)
        lines.append(_with(first, rows=rows, count=count))
    return sorted(lines, key=lambda item: str(item.fields["month"]))


def _empty_rows(items: Items, order: Order) -> Items:
    if sum(item.fields.get("count", 1) for item in items) <= EACH:
        return sorted(items, key=order.of_problem)
    lines = []
    for own in _grouped(items, "month"):
        ids = relisted([i.fields.get("ids") or i.fields["section"] for i in own], by_section)
        month, count = own[0].fields["month"], sum(i.fields.get("count", 1) for i in own)
        first = min(own, key=lambda i: by_section(_first(i.fields.get("ids", "")) or _own(i)))
        lines.append(_with(first, rows=empty_rows(month, count, ids)))
    return _cut(sorted(lines, key=lambda item: str(item.fields["month"])))


def _first(ids: str) -> str:
    return _BETWEEN.split(ids)[0]


def _own(item: Problem) -> str:
    return str(item.fields.get("section", ""))


def _blanks(items: Items, order: Order) -> Items:
    single = [item for item in items if "lacks" in item.fields]
    many = [item for item in items if "lacks" not in item.fields]
    if not many and len(single) <= EACH:
        return sorted(single, key=lambda i: (_RANK[i.fields["lacks"][0]], order.of_problem(i)))
    counts: dict[str, int] = {}
    places: dict[str, list[str]] = {}
    first: dict[str, Problem] = {}
    for item in items:
        names = item.fields.get("lacks") or [item.fields["names"]]
        for name in names:
            told = item.fields.get("places") or _place(item, order)
            counts[name] = counts.get(name, 0) + item.fields.get("count", 1)
            places.setdefault(name, []).append(told)
            before = first.get(name)
            if before is None or order.of_problem(item) < order.of_problem(before):
                first[name] = item
    lines = []
    for name in sorted(counts, key=lambda name: _RANK[name]):
        where = relisted(places[name], order.of, "处")
        column = _column(items, name)
        head = replace(first[name], column=column, value="") if column else first[name]
        lines.append(_with(head, names=name, rows=blank_rows(counts[name], where)))
    return lines


def _column(items: Items, name: str) -> str:
    """Return the header under which an indicator stands, as its own problems name it."""
    own = (i.column for i in items if (i.fields.get("lacks") or [i.fields["names"]])[0] == name)
    return next(own, name)


def _place(item: Problem, order: Order) -> str:
    return f"{item.file} {item.cell}".strip() if len(order.files) > 1 else item.cell


def _implausible(items: Items, order: Order) -> Items:
    lines: Items = []
    for own in _grouped(items, "name", "why"):
        count = sum(item.fields["count"] for item in own)
        own.sort(key=order.of_problem)
        if count <= EACH:
            lines += own
            continue
        told = [item.fields.get("places") or _place(item, order) for item in own]
        where = relisted(told, order.of, "处")
        what = many_values(own[0].fields["name"], count, where)
        lines.append(_with(own[0], what=what))
    return sorted(lines, key=lambda item: _RANK[item.fields["name"]])


def _exceeded_before(items: Items, order: Order) -> Items:
    placed = [order.in_last_file(item, str(item.fields["months"])[:_MONTH]) for item in items]
    return _cut(sorted(placed, key=lambda item: by_section(item.fields["section"])))


def _classes(items: Items, order: Order) -> Items:
    return _cut(sorted(items, key=lambda i: (i.fields["month"], by_section(i.fields["section"]))))


def _no_column(items: Items, order: Order) -> Items:
    names = {name for item in items for name in item.fields["names"].split("、")}
    return [_with(items[0], names="、".join(sorted(names, key=lambda name: _RANK[name])))]


def _source_items(items: Items, order: Order) -> Items:
    names = {name for item in items for name in item.fields["items"]}
    told = listed(sorted(names, key=lambda name: _RANK[name]), unit="项")
    sections = relisted([item.fields["sections"] for item in items], by_section)
    return [_with(items[0], names=told, sections=sections)]


def _averaged(items: Items, order: Order) -> Items:
    sums = {name: sum(item.fields[name] for item in items) for name in ("count", "rows")}
    return [_with(items[0], **sums)]


def _other_month(items: Items, order: Order) -> Items:
    first = min(items, key=order.of_problem)
    return [_with(first, count=sum(item.fields["count"] for item in items))]


_MERGED: dict[str, Callable[[Items, Order], Items]] = {
    NO_ROWS_OF.code: _months_without_rows,
    FEW_ROWS.code: _months_of_few,
    BEFORE_POLICY.code: _before_policy,
    NOTHING_MEASURED.code: _empty_rows,
    NOT_MEASURED.code: _blanks,
    IMPLAUSIBLE.code: _implausible,
    EXCEEDED_BEFORE.code: _exceeded_before,
    CLASSES_DIFFER.code: _classes,
    NO_COLUMN.code: _no_column,
    NO_SOURCE_ITEMS.code: _source_items,
    AVERAGED.code: _averaged,
    OTHER_MONTH.code: _other_month,
}
