"""The cells of two inputs that differ, of what an output's row is about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from qdcalc.errors import QdcalcError
from qdcalc.exact.months import month_texts
from qdcalc.exact.texts import key
from qdcalc.intake.raw import RawTable
from qdcalc.intake.table_data import TableData
from qdcalc.intake.typed import take_in
from qdcalc.notice.description import Calculation
from qdcalc.notice.names import Names
from qdcalc.notice.switches import input_tables
from qdcalc.record import record
from qdcalc.result.changes import compared_tables
from qdcalc.table.description import Compared, Table
from qdcalc.table.problems import Problems, shown
from qdcalc.workbook.read import read_files, read_names

_PLACE = ("sheet", "row")
Row = Mapping[str, Any]
Said = tuple[str, str]


@record
class Inputs:
    """The input tables of a result by name; ``paths`` are none where they are not at hand.

    ``names`` is the file of names that they were read with.
    """

    calculation: Calculation
    paths: tuple[Path, ...]
    names: Path | None = None

    @cached_property
    def tables(self) -> dict[str, TableData]:
        """The typed tables; none where the files can't be read any more."""
        if not self.paths:
            return {}
        unsaid = Problems()
        try:
            own = read_names(self.paths, self.names, unsaid)
            names = Names.of(None if own is None else take_in(own, unsaid), unsaid)
            tables = names.tables(input_tables(self.calculation), unsaid)
            raw = read_files(self.paths, tables, unsaid)
            raw = names.renamed(raw, self.calculation, self.calculation.policy(), unsaid)
            return {name: take_in(table, unsaid) for name, table in raw.items()}
        except QdcalcError:
            return {}


class InputCells:
    """Finds what differs in two inputs, by what an output's row is about."""

    def __init__(self, before: Inputs, after: Inputs) -> None:
        self._sides = before, after
        self._how = {table.name: how for table, how in compared_tables(before.calculation)}
        self._found: dict[tuple[int, str, tuple[str, ...]], dict[tuple[str, ...], list[int]]] = {}

    @property
    def are_at_hand(self) -> bool:
        """Whether the input files of both results were found."""
        return all(bool(side.tables) for side in self._sides)

    def differing(self, table: Table, before: Row | None, after: Row | None) -> list[Said]:
        """Return the input cells that differ of two rows of an output: column, in words."""
        how = self._how[table.name]
        if not self.are_at_hand:
            return []
        found: list[Said] = []
        for name in dict.fromkeys([*self._sides[1].tables, *self._sides[0].tables]):
            for link in how.links:
                places = [
                    self._positions(side, name, how, link, row)
                    for side, row in ((0, before), (1, after))
                ]
                if any(places):
                    found += self._cells(name, *places)
                    break
        return found

    def _positions(
        self, side: int, name: str, how: Compared, link: tuple[str, ...], row: Row | None
    ) -> list[int]:
        """Return the positions of an input's rows that are about an output's row."""
        data = self._sides[side].tables.get(name)
        if data is None or row is None:
            return []
        if link == _PLACE:
            place = str(row["sheet"]), str(row["row"]), _text(row.get("file"))
            return self._index(side, data, name, link).get(place, [])
        columns = link if how.period not in data.frame.columns else (how.period, *link)
        if not set(columns) <= set(data.frame.columns):
            return []
        wanted = tuple(_text(row[column]) for column in columns)
        return self._index(side, data, name, columns).get(wanted, [])

    def _index(
        self, side: int, data: TableData, name: str, columns: tuple[str, ...]
    ) -> dict[tuple[str, ...], list[int]]:
        """Return the positions of an input's rows by what they are about."""
        known = (side, name, columns)
        if known not in self._found:
            index: dict[tuple[str, ...], list[int]] = {}
            for position, words in enumerate(_words(data, columns)):
                index.setdefault(words, []).append(position)
            self._found[known] = index
        return self._found[known]

    def _cells(self, name: str, before: list[int], after: list[int]) -> list[Said]:
        """Return the cells that differ of the rows of one input table."""
        first, second = (side.tables.get(name) for side in self._sides)
        said: list[Said] = []
        for old, new in zip(before, after, strict=False):
            if first is not None and second is not None:
                said += _differing(first, int(first.origin[old]), second, int(second.origin[new]))
        for data, rows, word in ((first, before[len(after) :], "只在甲"),
                                 (second, after[len(before) :], "只在乙")):  # fmt: skip
            if data is not None:
                places = [_place(data.raw, int(data.origin[p])) for p in rows]
                said += [("", f"{place} 这一行{word}") for place in places]
        return said


def _words(data: TableData, columns: Sequence[str]) -> Iterable[tuple[str, ...]]:
    if tuple(columns) == _PLACE:
        parts = [data.raw.parts[p] for p in data.raw.part_of[data.origin]]
        rows = data.raw.rows[data.origin].tolist()
        return [(p.sheet, str(row), _text(p.file)) for p, row in zip(parts, rows, strict=True)]
    texts = [_column(data, column) for column in columns]
    return zip(*texts, strict=True)


def _column(data: TableData, name: str) -> list[str]:
    values = data.frame[name]
    if name == "month" and values.dtype.kind == "i":
        return [_text(text) for text in month_texts(values.to_numpy(dtype=np.int64))]
    return [_text(value) for value in values]


def _text(value: Any) -> str:
    return "" if value is None or value != value else key(value)


def _place(raw: RawTable, position: int) -> str:
    return raw.place(next(iter(raw.columns)), position)


def _differing(first: TableData, old: int, second: TableData, new: int) -> list[Said]:
    """Return in words which cells of two rows differ."""
    said = []
    for column in second.raw.table.columns:
        cells = [
            shown(data.raw.columns[column.name][at]) if column.name in data.raw.columns else ""
            for data, at in ((first, old), (second, new))
        ]
        if cells[0] != cells[1] and column.name not in ("month", "version"):
            place = second.raw.place(column.name, new)
            moved = f"{cells[0] or '（空）'} → {cells[1] or '（空）'}"
            said.append((column.label, f"{place} {column.label} {moved}"))
    return said
