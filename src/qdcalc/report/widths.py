"""How wide the columns of a printed table are: no cell narrower than its longest word."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

from qdcalc.document.model import PrintedTable
from qdcalc.record import record
from qdcalc.report.lines import ems, longest_word, short_lines

SIZES = (9.0, 8.5, 8.0, 7.5, 7.0, 6.5, 6.0, 5.5)  # points of the letters
SIGN_EMS = 1.4  # of the sign before a toned text
_MARGIN_PT = 5.5  # of a cell, both sides and a border
_BOLD = 1.1  # headers and totals are wider
_PARTS = (0.75, 0.5, 0.25, 0.0)  # by how much the longest text counts beside the usual one
_FEWER = 0.95  # of the lines there are: what is hardly better stays as it is
_SLACK = 0.25  # ems: widths are an estimate
_LONG = 14.0  # ems from which a text may run over several lines
_MOST_SHORT = 5.0  # ems of a text that is not worth breaking
_SMALLEST_WHOLE = 3  # sizes that are tried before texts are broken
_MOST_TEXTS = 100  # of a column that are looked at
_SHORT, _STEPS = 1.6, (0.5, 1.0, 1.5, 2.0)  # ems
_PT_PER_MM = 72 / 25.4


@record
class Fitted:
    """Letters [pt], and each column's width [mm]."""

    points: float
    widths_mm: tuple[float, ...]


@record
class _Column:
    """What a column needs [em]: for its longest word, for its longest text."""

    least: float
    whole: float
    is_text: bool


def fitted(table: PrintedTable, width_mm: float) -> Fitted:
    """Return widths that fill a line, and the largest letters with which they hold the words.

    Parameters
    ----------
    table : PrintedTable
    width_mm : float
        Of all columns together.
    """
    if any(len(row) != len(table.columns) for row in table.rows):
        raise ValueError("a row has more or fewer cells than there are columns")
    columns = [_needs(table, place) for place in range(len(table.columns))]
    room = width_mm * _PT_PER_MM - _MARGIN_PT * len(columns)
    for size in SIZES[:_SMALLEST_WHOLE]:
        if sum(min(c.whole, _LONG) if c.is_text else c.whole for c in columns) * size <= room:
            return _spread(table, columns, size, room)
    for size in SIZES:
        if sum(c.least for c in columns) * size <= room:
            return _spread(table, columns, size, room)
    return _spread(table, columns, SIZES[-1], room)


def least_ems(table: PrintedTable) -> tuple[float, ...]:
    """Return what each column needs at least for its longest word [em]."""
    return tuple(_needs(table, place).least for place in range(len(table.columns)))


def _needs(table: PrintedTable, place: int) -> _Column:
    label = table.columns[place].label
    texts = [row[place] for row in table.rows]
    bold = {texts[-1]} if table.has_total and texts else set()
    sizes = [
        ems(text) * (_BOLD if text in bold else 1) + (SIGN_EMS if text in table.tones else 0)
        for text in texts
    ]
    whole = max([*sizes, min(ems(label) * _BOLD, 4.4)], default=0.0)
    is_text = table.columns[place].align == "left" and whole > _MOST_SHORT
    if not is_text:
        return _Column(whole + _SLACK, whole + _SLACK, is_text=False)
    words = max(longest_word(text) for text in (*texts, label))
    return _Column(max(words, min(whole, _MOST_SHORT)) + _SLACK, whole + _SLACK, is_text=True)


def _spread(table: PrintedTable, columns: Sequence[_Column], size: float, room: float) -> Fitted:
    """Give every column what it needs, the rest to those that have more to say."""
    least = [c.least * size for c in columns]
    wanted = [max(c.whole - c.least, 0.0) * size for c in columns]
    left = room - sum(least)
    if left < 0:
        widths = [room * width / sum(least) for width in least]
    elif (sum_wanted := sum(wanted)) >= left:
        widths = _shared(table, size, least, wanted, left)
    else:
        whole = [low + more for low, more in zip(least, wanted, strict=True)]
        share = (left - sum_wanted) / (sum(whole) or 1)
        widths = [width * (1 + share) for width in whole]
    widths = _without_short_lines(table, columns, widths, size)
    return Fitted(size, tuple((width + _MARGIN_PT) / _PT_PER_MM for width in widths))


def _shared(
    table: PrintedTable, size: float, least: list[float], wanted: list[float], left: float
) -> list[float]:
    """Share what is left by the longest text of each column, or so that there are fewer lines.

    A column of which one cell alone is long would take what others need in every row.
    """
    rows = table.rows[:_MOST_TEXTS]

    def share(by: list[float]) -> list[float]:
        return [low + left * more / sum(by) for low, more in zip(least, by, strict=True)]

    def lines(widths: list[float]) -> int:
        return sum(
            max(
                sum(max(math.ceil(ems(part) * size / width), 1) for part in cell.split("\n"))
                for cell, width in zip(row, widths, strict=True)
            )
            for row in rows
        )

    best = share(wanted)
    usual = [
        sum(max(ems(row[n]) * size - low, 0.0) for row in rows) / max(len(rows), 1)
        for n, low in enumerate(least)
    ]
    if sum(usual) > 0:
        found = lines(best)
        for part in _PARTS:
            most = sum(wanted)
            by = [
                part * more / most + (1 - part) * mean / sum(usual)
                for more, mean in zip(wanted, usual, strict=True)
            ]
            other = share(by)
            if (now := lines(other)) < found * _FEWER:
                best, found = other, now
    return best


def _without_short_lines(
    table: PrintedTable, columns: Sequence[_Column], widths: list[float], size: float
) -> list[float]:
    """Move a character or two between text columns where that keeps last lines from being one."""
    texts = {
        n: list(dict.fromkeys(row[n] for row in table.rows))[:_MOST_TEXTS]
        for n, column in enumerate(columns)
        if column.is_text
    }

    def faults(n: int, width: float) -> int:
        return sum(short_lines(text, width / size, least=_SHORT) for text in texts[n])

    best, found = list(widths), {n: faults(n, widths[n]) for n in texts}
    for n, other in itertools.permutations(texts, 2):
        for step in _STEPS:
            wider, narrower = best[n] + step * size, best[other] - step * size
            if not found[n] or narrower < columns[other].least * size:
                break
            now = {n: faults(n, wider), other: faults(other, narrower)}
            if sum(now.values()) < found[n] + found[other]:
                best[n], best[other] = wider, narrower
                found |= now
    return best
