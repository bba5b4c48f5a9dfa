"""Why a row of two compared results differs: cells of the input, figures; the parts of a sum."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, reduce
from typing import Any

import pandas as pd

from qdcalc.exact.patterns import Lazy
from qdcalc.exact.texts import listed
from qdcalc.record import record
from qdcalc.result.change_tables import amount_kind
from qdcalc.table.description import Compared, Parts, Table
from qdcalc.table.kinds import Kind

_PROSE = 35  # characters of a column's width, from which on it holds sentences
_FEW_CELLS = 3  # input cells that a reason names
_FEW = 4  # columns or differences that a reason names
_FEW_PARTS = 3  # rows that the reason of a sum names
ABSENT = "（空）"
_UNMOVED = "各行的数没有变"
_WORDS = Lazy(r"[、，,;；\s]+")
Row = Mapping[str, Any]
Frames = Mapping[str, pd.DataFrame]
# the input cells that differ of what two rows are about: the column's label, the change in words
Cells = Callable[[Table, Row | None, Row | None], list[tuple[str, str]]]


def seen(table: Table, name: str, row: Row) -> str:
    """Write a cell as people see it."""
    value = row.get(name)
    if value is None or (not isinstance(value, str) and pd.isna(value)):
        return ""
    return value if isinstance(value, str) else str(table.column(name).kind.text(value))


def verdict(table: Table, how: Compared, row: Row | None) -> str:
    """Write what was found of a row beside its amounts."""
    words = (seen(table, name, row) for name in how.verdict) if row is not None else ()
    return " ".join(filter(None, words))


@record
class RowReasons:
    """Says why a row of a table differs.

    ``why`` are the interpretations and figures that differ; ``none`` is what is said of a row in
    both results of which nothing is found.
    """

    table: Table
    how: Compared
    cells: Cells
    why: list[str]
    none: str

    def of(self, before: Row | None, after: Row | None, state: str) -> str:
        """Name input cells, interpretations, figures; what moved in the row."""
        moved = self._moved_columns(before, after)
        cells = self._cells(before, after, moved)
        parts = ["输入：" + cells] if cells else []
        if self.why:
            more = f" 等 {len(self.why)} 项" if len(self.why) > _FEW else ""
            parts.append("、".join(self.why[:_FEW]) + more)
        if not parts:
            parts.append(self.none if before and after else f"这一行{state}里有")
        if moved:
            said = (f"{label} {a or ABSENT} → {b or ABSENT}" for label, a, b in moved[:_FEW])
            parts.append("结果：" + "、".join(said))
        return "；".join(parts)

    def _cells(
        self, before: Row | None, after: Row | None, moved: list[tuple[str, str, str]]
    ) -> str:
        """Return the input cells that differ: where words of the result name some, only those."""
        cited = self.cells(self.table, before, after)
        words = [verdict(self.table, self.how, row) for row in (before, after)]
        words += [text for _, *texts in moved for text in texts]
        values = {word for text in words for word in _WORDS.split(text)}
        named = [said for label, said in cited if label and label in values]
        if named and len(named) < len(cited):
            rest = f"（同行另有 {len(cited) - len(named)} 个单元格不同）"
            return listed(named, _FEW_CELLS, unit="个单元格") + rest
        labels = {label for label, *_ in moved}
        ordered = sorted(cited, key=lambda cell: cell[0] not in labels)
        return listed([said for _, said in ordered], _FEW_CELLS, unit="个单元格")

    def _moved_columns(self, before: Row | None, after: Row | None) -> list[tuple[str, str, str]]:
        """Return the row's other columns that differ: label and both texts."""
        if before is None or after is None:
            return []
        how = self.how
        aside = {*how.name, *how.amounts, *how.verdict, how.period, "clause", "row", "file"}
        found = []
        for column in self.table.columns:
            if column.name in aside or column.width >= _PROSE or column.name not in after:
                continue
            texts = [seen(self.table, column.name, row) for row in (before, after)]
            if texts[0] != texts[1]:
                found.append((column.label, *texts))
        return found  # type: ignore[return-value]


class SumReasons:
    """Says of an amount of a summed table which rows of another one moved it, the largest first."""

    def __init__(
        self, table: Table, how: Compared, before: Frames, after: Frames, *, by_period: bool
    ) -> None:
        self._table, self._how, self._sides = table, how, (before, after)
        self._keys = [*how.name, *([how.period] if by_period and how.period else [])]
        self._moves = cache(self._moved)

    def of(self, amount: str, row: Row, difference: int) -> str:
        """Say which rows moved an amount of a row, and what of it none of them did."""
        if amount not in self._how.parts:
            return ""
        moves = self._moves(amount)
        for key in self._keys:
            if key in moves and row[key] not in self._how.whole:
                moves = moves[moves[key] == str(row[key])]
        parts = moves.groupby("part", sort=False)["moved"].sum()
        parts = parts[parts != 0].sort_values(key=lambda moved: -moved.abs(), kind="stable")
        kind = amount_kind([self._table.column(amount)])
        few = parts.head(_FEW_PARTS).items()
        said = [f"{part} {_signed(int(moved), kind)}" for part, moved in few]
        if not said:
            return _UNMOVED
        left = difference - int(parts.sum())
        rest = f"；其余 {_signed(left, kind)}" if left else ""
        return listed(said, _FEW_PARTS, count=len(parts), unit="项") + rest

    def _moved(self, amount: str) -> pd.DataFrame:
        """Return what each part adds: after as it is, before taken away."""
        parts = self._how.parts[amount]
        return pd.concat(
            [
                self._one_side(parts, frames[parts.table], columns, sign * way)
                for frames, sign in zip(self._sides, (-1, 1), strict=True)
                for columns, way in ((parts.adds, 1), (parts.takes, -1))
                if columns
            ],
            ignore_index=True,
        )

    def _one_side(
        self, parts: Parts, frame: pd.DataFrame, columns: tuple[str, ...], sign: int
    ) -> pd.DataFrame:
        frame = frame if parts.rows is None else frame[parts.rows(frame)]
        first, *more = (frame[name].astype("string").fillna("") for name in parts.name)
        named = dict(zip(self._how.name, columns, strict=True))
        named |= {key: key for key in self._keys if key in frame and key not in named}
        return pd.DataFrame({key: frame[own].astype(str) for key, own in named.items()}).assign(
            part=reduce(lambda a, b: a.str.cat(b, sep="·"), more, first),
            moved=frame[parts.amount].fillna(0).astype("int64") * sign,
        )


def _signed(hundredths: int, kind: Kind) -> str:
    return f"{'+' if hundredths > 0 else ''}{kind.text(hundredths)}"
