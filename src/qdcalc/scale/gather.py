"""The parts of a calculation put together: problems, checks and small tables of the whole."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from qdcalc.notice.checking import MOST, together
from qdcalc.notice.description import CheckRow
from qdcalc.scale.part import Found
from qdcalc.table.problems import Problem


def problems_before(parts: Sequence[Found]) -> list[list[Problem]]:
    """Return the problems of each part up to where the whole ends.

    One calculation ends at the first stop at which any row has an error; what other parts found
    after it would not have been looked for.
    """
    refused = [len(part.stops) for part in parts if part.is_refused]
    if not refused:
        return [part.problems for part in parts]
    last = min(refused)
    return [
        part.problems[: part.stops[last - 1]] if len(part.stops) >= last else part.problems
        for part in parts
    ]


def checks_of(parts: Sequence[Sequence[CheckRow]]) -> list[CheckRow]:
    """Add the checks of the parts up, line by line; many keys of one kind become its two lines."""
    kinds: dict[str, dict[str, CheckRow]] = {}
    order: dict[str, None] = {}
    for rows in parts:
        for row in rows:
            kind = row.kind or row.name
            order.setdefault(kind, None)
            own = kinds.setdefault(kind, {})
            own[row.name] = _added(own.get(row.name), row)
    return [row for kind in order for row in _shown(kind, list(kinds[kind].values()))]


_DIGITS = re.compile(r"(\d+)")


def _natural(name: str) -> list[tuple[int, str]]:
    """Return what lines are ordered by: 序号 9 stands before 序号 10, numbers before codes."""
    pieces = [piece for piece in _DIGITS.split(name) if piece]
    return [(int(p), "") if p.isdecimal() else (10**18, p) for p in pieces]


def _added(before: CheckRow | None, row: CheckRow) -> CheckRow:
    if before is None:
        return row
    left, right = before.left + row.left, before.right + row.right
    return replace(row, left=left, right=right)


def _shown(kind: str, rows: list[CheckRow]) -> Iterator[CheckRow]:
    """Yield the lines of one kind as the whole has them: each key, or the totals where many."""
    if not rows[0].kind:
        yield from rows
        return
    said = [row.name for row in together(kind, (0, 0), 0, is_hundredths=True)]
    single = [row for row in rows if row.name not in said]
    if len(single) == len(rows) and len(rows) <= MOST:
        yield from sorted(rows, key=lambda row: _natural(row.name))
        return
    many = {row.name: row for row in rows if row.name in said}
    sums = [sum(row.left for row in single), sum(row.right for row in single)]
    if said[0] in many:
        sums = [sums[0] + many[said[0]].left, sums[1] + many[said[0]].right]
    differ = sum(row.left != row.right for row in single)
    differ += many[said[1]].left if said[1] in many else 0
    first = (single or [many[said[0]]])[0]
    yield from together(kind, sums, differ, is_hundredths=first.is_hundredths, live=first.live)
