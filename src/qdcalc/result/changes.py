"""Two results of one calculation set against each other, row by row, and why they differ.

The rows of each table that says how (:class:`~qdcalc.table.description.Compared`) are matched by
what they are about; the differences add up to the difference of the totals, in whole hundredths.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from qdcalc.errors import UsageError
from qdcalc.notice.description import Calculation, CheckRow
from qdcalc.record import record
from qdcalc.result.change_tables import (
    ADDED,
    BRIDGE,
    CHANGED,
    CHANGES,
    DIFFERENCES,
    REMOVED,
    SUM_CHANGES,
    amount_kind,
)
from qdcalc.result.reasons import Cells, Row, RowReasons, SumReasons, seen, verdict
from qdcalc.result.run_differences import (
    Side,
    is_one_period_each,
    made_otherwise,
    of_other_inputs,
)
from qdcalc.table.description import Column, Compared, Table
from qdcalc.table.kinds import Kind

_AS_BEFORE = "本行的输入和口径没有变，随其他行或合计变动"
_NOT_AT_HAND = "当时的输入不全在手边，说不出是哪个单元格"
_CAUSES = ("口径", "标准数额", "设置")
_PROGRAM = "程序的版本、政策或数据文件不同（见“不同之处”）"


@dataclass
class Changes:
    """What came of the comparison: frames by table, the lines of 校验, how amounts are shown."""

    frames: dict[str, pd.DataFrame]
    checks: list[CheckRow]
    kind: Kind


def compared_tables(calculation: Calculation) -> list[tuple[Table, Compared]]:
    """Return the outputs that are compared, and how.

    Where a calculation says of none, every table with a key is: its money, its words with tones.

    Raises
    ------
    UsageError
        There is none.
    """
    found = [(t, t.comparison) for t in calculation.outputs if t.comparison is not None]
    found = found or [
        (t, _by_its_columns(t)) for t in calculation.outputs if t.key and not t.is_detail
    ]
    if not found:
        raise UsageError(f"{calculation.title}没有可以比较的表")
    return found


def needed_tables(calculation: Calculation) -> list[Table]:
    """Return the outputs that a comparison reads: the compared ones and the parts of sums."""
    compared = compared_tables(calculation)
    parts = {part.table for _, how in compared for part in how.parts.values()}
    names = {table.name for table, _ in compared} | parts
    return [table for table in calculation.outputs if table.name in names]


def _by_its_columns(table: Table) -> Compared:
    amounts = tuple(c.name for c in table.columns if c.kind.is_hundredfold)
    verdict = tuple(c.name for c in table.columns if c.tones)
    return Compared(name=table.key, amounts=amounts, verdict=verdict, links=(table.key,))


def changes(
    calculation: Calculation, before: Side, after: Side, cells: Cells, *, is_whole: bool = True
) -> Changes:
    """Compare two results.

    Parameters
    ----------
    calculation : Calculation
        What both calculated.
    before, after : Side
    cells : function
        Takes a table and its row in each result; returns the input cells that differ.
    is_whole : bool
        Whether the inputs of both are at hand: else a row can't be said to have the same input.
    """
    before, after = (_with_amounts(calculation, side) for side in (before, after))
    differing = made_otherwise(before, after)
    why = [f"{part}“{item}”{a} → {b}" for part, item, a, b in differing if part in _CAUSES]
    if len(why) < len(differing):
        why.append(_PROGRAM)
    rows: dict[str, list[tuple[Any, ...]]] = {CHANGES.name: [], SUM_CHANGES.name: []}
    bridge, checks = [], []
    tables = compared_tables(calculation)
    others = of_other_inputs(tables, before, after)
    for table, how in tables:
        pairs = _pairs(table, how, before.frames[table.name], after.frames[table.name])
        for name in how.amounts:
            part = _bridge(table, how, name, pairs, (before, after))
            bridge.append(part.row)
            checks += part.checks
        reason = _reasons(table, how, (before, after), cells, why, is_whole=is_whole)
        own = rows[SUM_CHANGES.name if how.is_summed else CHANGES.name]
        own += _lines(table, how, pairs, reason)
    frames = {
        BRIDGE.name: _frame(BRIDGE, bridge),
        CHANGES.name: _frame(CHANGES, rows[CHANGES.name]),
        SUM_CHANGES.name: _frame(SUM_CHANGES, [(*r[:4], *r[6:]) for r in rows[SUM_CHANGES.name]]),
        DIFFERENCES.name: _frame(DIFFERENCES, [*others, *differing]),
    }
    checks += [
        replace(check, name=f"{letter} {check.name}")
        for letter, side in zip("甲乙", (before, after), strict=True)
        for check in side.checks
    ]
    kind = amount_kind(table.column(name) for table, how in tables for name in how.amounts)
    return Changes(frames, checks + _sums(frames, before, after, calculation), kind)


def _with_amounts(calculation: Calculation, side: Side) -> Side:
    """Return a result with whole counts as hundredths, as money is, and with signs.

    Amounts are below zero where a word of their row says so.
    """
    frames = dict(side.frames)
    for table, how in compared_tables(calculation):
        frame = frames[table.name]
        amounts = {name: in_hundredths(table.column(name), frame[name]) for name in how.amounts}
        if how.negative:
            is_negative = frame[how.negative[0]].isin(how.negative[1:])
            amounts = {name: own.mask(is_negative, -own) for name, own in amounts.items()}
        frames[table.name] = frame.assign(**amounts)
    return replace(side, frames=frames)


def in_hundredths(column: Column, amounts: pd.Series[Any]) -> pd.Series[Any]:
    """Return amounts as whole hundredths: those that a person sees as they are times 100."""
    return amounts if column.kind.is_hundredfold else amounts * 100


def _reasons(
    table: Table,
    how: Compared,
    sides: tuple[Side, Side],
    cells: Cells,
    why: list[str],
    *,
    is_whole: bool,
) -> Reason:
    """Return what says why an amount of two rows differs."""
    before, after = (side.frames for side in sides)
    if not how.is_summed:
        none = _AS_BEFORE if is_whole else _NOT_AT_HAND
        of_row = RowReasons(table, how, cells, why, none)
        return lambda pair, name: of_row.of(pair.before, pair.after, pair.state)
    is_by_period = not is_one_period_each(how, before[table.name], after[table.name])
    of_sum = SumReasons(table, how, before, after, by_period=is_by_period)
    return lambda pair, name: of_sum.of(
        name, pair.after or pair.before or {}, pair.difference(name)
    )


def _frame(table: Table, rows: Iterable[tuple[Any, ...]]) -> pd.DataFrame:
    frame = pd.DataFrame(list(rows), columns=[c.name for c in table.columns], dtype=object)
    return frame.astype({c.name: "str" if c.kind.is_text else c.kind.dtype for c in table.columns})


# --------------------------------------------------------------------------- rows matched


@record
class _Pair:
    """The rows of both results that are about the same; None where one has no such row."""

    before: Row | None
    after: Row | None
    counts: tuple[bool, bool]  # whether each counts in the table's total

    @property
    def state(self) -> str:
        return CHANGED if self.before and self.after else ADDED if self.after else REMOVED

    def amounts(self, name: str) -> tuple[int | None, int | None]:
        sides = (row[name] if row else None for row in (self.before, self.after))
        before, after = (None if value is None or pd.isna(value) else int(value) for value in sides)
        return before, after

    def difference(self, name: str) -> int:
        before, after = self.amounts(name)
        return (after or 0) - (before or 0)

    def counted(self, name: str) -> tuple[int, int]:
        """Return both amounts as far as they count in the total."""
        values = zip(self.amounts(name), self.counts, strict=True)
        before, after = (value or 0 if is_counted else 0 for value, is_counted in values)
        return before, after


def _pairs(table: Table, how: Compared, before: pd.DataFrame, after: pd.DataFrame) -> list[_Pair]:
    """Match the rows; those of one result's only period with those of the other's."""
    key = [*how.name]
    if how.period and not is_one_period_each(how, before, after):
        key.insert(0, how.period)
    sides = [_by_key(table, key, frame) for frame in (before, after)]
    names = list(dict.fromkeys([*sides[1], *sides[0]]))
    none = (None, False)
    found = []
    for name in names:
        (first, in_first), (second, in_second) = (side.get(name, none) for side in sides)
        found.append(_Pair(first, second, (in_first, in_second)))
    return found


def _by_key(
    table: Table, key: list[str], frame: pd.DataFrame
) -> dict[tuple[str, ...], tuple[Row, bool]]:
    """Return each row and whether it counts in the total, by its key; repeats are numbered."""
    counted = np.ones(len(frame), bool)
    if table.total_rows is not None:
        counted = table.total_rows(frame).to_numpy(dtype=bool)
    texts = frame[key].astype("string").fillna("")
    number = texts.groupby(key, sort=False).cumcount() if len(frame) else pd.Series(dtype=int)
    names = zip(*(texts[name] for name in key), number.astype(str), strict=True)
    records: list[Row] = frame.to_dict("records")  # type: ignore[assignment]
    return dict(zip(names, zip(records, counted.tolist(), strict=True), strict=True))


# ----------------------------------------------------------------------------- the bridge


@record
class _Part:
    row: tuple[Any, ...]
    checks: list[CheckRow]


def _item(column: Column, how: Compared) -> str:
    minus = "、".join(how.negative[1:])
    notes = "，".join(filter(None, (column.unit, f"{minus}为负" if minus else "")))
    return f"{column.label}（{notes}）" if notes else column.label


def _bridge(
    table: Table, how: Compared, name: str, pairs: list[_Pair], sides: tuple[Side, Side]
) -> _Part:
    """Return how a column's total moved: what changed, came and went."""
    column, moved = table.column(name), {CHANGED: 0, ADDED: 0, REMOVED: 0}
    totals = [0, 0]
    for pair in pairs:
        before, after = pair.counted(name)
        moved[pair.state] += after - before
        totals = [totals[0] + before, totals[1] + after]
    differing = sum(pair.difference(name) != 0 for pair in pairs)
    parts = moved[CHANGED], moved[ADDED], -moved[REMOVED]
    row = (table.label, _item(column, how), totals[0], *parts, totals[1], differing)
    said = f"{table.label} {column.label}"
    checks = [
        CheckRow(f"{said}：{letter}写出的合计 = 各行之和", side.totals[table.name, name], total)
        for letter, side, total in zip("甲乙", sides, totals, strict=True)
        if (table.name, name) in side.totals
    ]
    return _Part(row, checks)


def _sums(
    frames: Mapping[str, pd.DataFrame], before: Side, after: Side, calculation: Calculation
) -> list[CheckRow]:
    """Check the sheets that are written: their differences are those of the two results."""
    found = []
    for table, how in compared_tables(calculation):
        lines = frames[SUM_CHANGES.name if how.is_summed else CHANGES.name]
        own = lines[lines["scope"] == table.label]
        for name in how.amounts:
            column = table.column(name)
            listed = int(own.loc[own["item"] == _item(column, how), "difference"].fillna(0).sum())
            sums = [int(side.frames[table.name][name].fillna(0).sum()) for side in (before, after)]
            said = f"{table.label} {column.label}：各行变动之和 = 乙 − 甲"
            found.append(CheckRow(said, listed, sums[1] - sums[0]))
    bridge = frames[BRIDGE.name]
    moved = bridge["before"] + bridge["changed"] + bridge["added"] - bridge["removed"]
    for scope, item, left, right in zip(
        bridge["scope"], bridge["item"], moved, bridge["after"], strict=True
    ):
        said = f"{scope} {item}：甲 + 改变 + 只在乙 − 只在甲 = 乙"
        found.append(CheckRow(said, int(left), int(right)))
    return found


# ------------------------------------------------------------------------- what is written


Reason = Callable[[_Pair, str], str]  # of an amount of two rows: why it differs


def _lines(
    table: Table, how: Compared, pairs: list[_Pair], reason: Reason
) -> list[tuple[Any, ...]]:
    """Return a line for each amount that differs, or one where the verdict alone does."""
    found: list[tuple[Any, ...]] = []
    for pair in pairs:
        verdicts = [verdict(table, how, row) for row in (pair.before, pair.after)]
        moved = [name for name in how.amounts if pair.difference(name)]
        if not moved and verdicts[0] == verdicts[1]:
            continue
        items = moved or [*how.amounts[:1]]
        head = (
            table.label,
            _period(table, how, pair),
            _named(table, how, pair),
            pair.state,
            *verdicts,
        )
        found += [
            (
                *head,
                _item(table.column(n), how),
                *pair.amounts(n),
                pair.difference(n),
                reason(pair, n),
            )
            for n in items
        ]
        if not items:
            found.append((*head, "判定", None, None, 0, reason(pair, "")))
    return found


def _period(table: Table, how: Compared, pair: _Pair) -> str:
    rows = [row for row in (pair.before, pair.after) if row is not None]
    texts = [seen(table, how.period, row) for row in rows] if how.period else []
    return " → ".join(dict.fromkeys(texts))


def _named(table: Table, how: Compared, pair: _Pair) -> str:
    row = pair.after or pair.before or {}
    return "·".join(filter(None, (seen(table, name, row) for name in how.name)))
