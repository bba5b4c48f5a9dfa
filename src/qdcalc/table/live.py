"""Live formulas: where the cells of the written tables stand, for formulas that refer to them.

A table's ``formulas`` takes the :class:`Sheets` of its workbook and returns, by column, a formula
for each row. Texts of formulas are arrays of objects, so that whole columns are put together at
once: ``place.cells("gap_x100") + "*" + rate``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field, replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from qdcalc.exact.patterns import Lazy
from qdcalc.record import record
from qdcalc.table.description import Table

if TYPE_CHECKING:
    import pandas as pd

    from qdcalc.exact.dtypes import Ints, Texts

FIRST_ROW = 2  # of a sheet's data, below the header
_NO_ROWS = np.zeros(0, dtype=np.int64)
_PLAIN_NAME = Lazy(r"[^\W\d]\w*")
MOST_PAIRS = 20_000_000  # cells that a check's sums may look at: about 2 s of LibreOffice
Sides = tuple["str | None", "str | None"]
Check = Callable[["Sheets"], Sides]  # the formulas of a row of 校验: left and right
Side = Callable[["Sheets"], "str | None"]  # None: the side is the figure that stands there
Wrong = Callable[["Sheets", Mapping[str, str]], Iterable[str]]  # conditions of whole columns


@lru_cache
def column_letters(number: int) -> str:
    """Return a column's letters, from 0 = A."""
    letters = ""
    while number >= 0:
        letters = chr(ord("A") + number % 26) + letters
        number = number // 26 - 1
    return letters


@record
class Place:
    """A written table as formulas refer to it.

    Row ``i`` of the frame stands in the sheet's row ``i + 2``. References are relative, without
    the sheet's name inside the sheet itself; those of ``column`` and ``cell`` are absolute.
    """

    table: Table
    frame: pd.DataFrame
    before: str  # the sheet's name and "!", empty inside the sheet

    def __len__(self) -> int:
        return len(self.frame)

    def letters(self, column: str) -> str:
        """Return the letters of a column, by its English name."""
        return column_letters(self._numbers[column])

    def cells(self, column: str, rows: Any = None) -> Texts:
        """Return the cell of each row of the table, or of each of the rows given."""
        at = self.before + self.letters(column)
        wanted = range(len(self)) if rows is None else np.asarray(rows).tolist()
        return _texts([f"{at}{row + FIRST_ROW}" for row in wanted])

    def ranges(self, column: str, first: Any, last: Any) -> Texts:
        """Return the range of each pair of first and last rows, both included."""
        letters = self.letters(column)
        pairs = zip(np.asarray(first).tolist(), np.asarray(last).tolist(), strict=True)
        at = self.before + letters
        return _texts([f"{at}{a + FIRST_ROW}:{letters}{b + FIRST_ROW}" for a, b in pairs])

    def column(self, column: str) -> str:
        """Return the whole column's range, absolute; of an empty table its first row."""
        letters, last = self.letters(column), max(len(self), 1) + FIRST_ROW - 1
        return f"{self.before}${letters}${FIRST_ROW}:${letters}${last}"

    def block(self, first: str, last: str) -> str:
        """Return all rows from one column to another, both included."""
        below = len(self) + FIRST_ROW - 1
        return f"{self.before}{self.letters(first)}{FIRST_ROW}:{self.letters(last)}{below}"

    def cell(self, column: str, row: int) -> str:
        """Return one cell, absolute."""
        return f"{self.before}${self.letters(column)}${row + FIRST_ROW}"

    def total(self, column: str, rows: Any = None) -> str:
        """Return the sum of a column, or of the rows given; hundredths are rounded to cents."""
        everything = np.arange(len(self)) if rows is None else np.asarray(rows)
        summed = f"SUM({','.join(self.runs(column, everything))})"
        is_exact = not self.table.column(column).kind.is_hundredfold
        return summed if is_exact else f"ROUND({summed},2)"

    def runs(self, column: str, rows: Any) -> list[str]:
        """Return rows, ascending, as ranges: each run of neighbours one."""
        starts = np.flatnonzero(np.diff(rows, prepend=-2) != 1)
        ends = [*(starts[1:] - 1).tolist(), len(rows) - 1]
        pairs = zip(rows[starts].tolist(), rows[ends].tolist(), strict=True)
        return [
            str(self.cells(column, [a])[0] if a == b else self.ranges(column, [a], [b])[0])
            for a, b in pairs
        ]

    def rows_with(self, column: str, value: object) -> Ints:
        """Return the rows, ascending, that have a value in a column of keys."""
        if column not in self._rows:
            rows: Any = self.frame.groupby(column, sort=False).indices
            self._rows[column] = rows
        return self._rows[column].get(value, _NO_ROWS)

    @cached_property
    def _rows(self) -> dict[str, dict[Any, Ints]]:
        return {}

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {column.name: number for number, column in enumerate(self.table.columns)}


@record
class Rules:
    """Where what decides stands: figures, options and settings.

    Parameters
    ----------
    figures : mapping of (name, part) to sequence of (month, table, row)
        The versions of a figure, oldest first: from which month on, and where it stands.
    options : mapping of str to (row, mapping of str to str)
        An interpretation's row, and the text that stands there for each option.
    settings : mapping of str to int
        The row of each setting, by its label.
    figures_at, options_at : (table, column)
        Where the rows are.
    """

    figures: Mapping[tuple[str, str], Sequence[tuple[int, int]]] = field(default_factory=dict)
    options: Mapping[str, tuple[int, Mapping[str, str]]] = field(default_factory=dict)
    settings: Mapping[str, int] = field(default_factory=dict)
    figures_at: tuple[str, str] = ("", "")
    options_at: tuple[str, str] = ("", "")


@record
class Sheets:
    """The tables of a workbook, as the formulas of one of its sheets refer to them.

    Parameters
    ----------
    written : mapping of str to (Table, DataFrame)
        The tables that have a sheet, by English name.
    rules : Rules
    checks : sequence of callable
        The formulas of each row of 校验, None where it has none.
    here : str
        The table whose formulas are asked for.
    """

    written: Mapping[str, tuple[Table, pd.DataFrame]]
    rules: Rules = Rules()
    checks: Sequence[Check | None] = ()
    here: str = ""

    def inside(self, table: Table) -> Sheets:
        """Return the sheets as one of them refers to them."""
        return replace(self, here=table.name)

    def has(self, name: str) -> bool:
        """Say whether a table has a sheet."""
        return name in self.written

    def of(self, name: str) -> Place:
        """Return where a table stands, by its English name."""
        if name not in self._places:
            table, frame = self.written[name]
            before = "" if name == self.here else f"{quoted(table.label)}!"
            self._places[name] = Place(table, frame, before)
        return self._places[name]

    @cached_property
    def _places(self) -> dict[str, Place]:
        return {}

    def figure(self, name: str, part: str = "", month: int | None = None) -> str:
        """Return the cell of a figure: the version of a month, else the newest."""
        versions = self.rules.figures[name, part]
        known = [row for since, row in versions if month is None or since <= month]
        table, column = self.rules.figures_at
        return self.of(table).cell(column, known[-1] if known else versions[0][1])

    def figures(self, name: str, parts: Iterable[str], months: Iterable[int | None]) -> Texts:
        """Return the cell of a figure for each row's part and month."""
        known: dict[tuple[str, int | None], str] = {}
        pairs = list(zip(parts, months, strict=True))
        for part, month in set(pairs):
            known[part, month] = self.figure(name, part, month)
        return _texts([known[pair] for pair in pairs])

    def option(self, key: str) -> str:
        """Return the cell in which an interpretation's option stands."""
        table, column = self.rules.options_at
        return self.of(table).cell(column, self.rules.options[key][0])

    def chosen(self, key: str, *options: str) -> str:
        """Return the condition that one of the options is taken."""
        cell, texts = self.option(key), self.rules.options[key][1]
        said = [f"{cell}={text(texts[option])}" for option in options]
        return said[0] if len(said) == 1 else f"OR({','.join(said)})"

    def is_taken(self, key: str, option: str) -> bool:
        """Say whether an option is the one that stands there, not what may be chosen."""
        table, column = self.rules.options_at
        row, texts = self.rules.options[key]
        return bool(self.written[table][1][column].iloc[row] == texts[option])

    def setting(self, label: str) -> str:
        """Return the cell of a setting, such as 统计日期; empty where the run has none."""
        table, column = self.rules.options_at
        row = self.rules.settings.get(label)
        return "" if row is None else self.of(table).cell(column, row)


def zero(_: Sheets) -> str | None:
    """Return nothing: the side is the figure that stands there."""
    return None


def held(left: Side, right: Side = zero) -> Check:
    """Return the formulas of a check's sides."""
    return lambda sheets: (left(sheets), right(sheets))


def rows_of(table: str, more: int = 0) -> Side:
    """Return the count of a table's rows, ``more`` added."""

    def side(sheets: Sheets) -> str | None:
        place = sheets.of(table)
        added = f"+{more}" if more else ""
        return f"ROWS({place.column(place.table.columns[0].name)}){added}" if len(place) else None

    return side


def wrong_rows(table: str, wrong: Wrong, *, beside: str = "") -> Side:
    """Return the count of a table's rows of which something wrong is true.

    Parameters
    ----------
    table : str
    wrong : callable
        Takes the sheets and the table's columns as absolute ranges; returns conditions.
    beside : str
        The table in which each row looks something up, if any: no formula where both are long.
    """

    def side(sheets: Sheets) -> str | None:
        place = sheets.of(table)
        others = len(sheets.of(beside)) if beside else 1
        if not len(place) or not others or len(place) * others > MOST_PAIRS:
            return None
        own = {column.name: place.column(column.name) for column in place.table.columns}
        return count_of(wrong(sheets, own))

    return side


def unlisted_rows(table: str) -> Side:
    """Return the count of a table's rows that another table has no row for."""

    def side(sheets: Sheets) -> str | None:
        place = sheets.of(table)
        told = place.table.unlisted
        if told is None or not len(place):
            return None
        return f"COUNTIF({place.column(told.column)},{text(told.word)})"

    return side


def wrong_totals(table: str) -> Side:
    """Return the count of cells of a table's row 合计 that are not what its rows add up to."""

    def side(sheets: Sheets) -> str | None:
        place = sheets.of(table)
        described, size = place.table, len(place)
        if not size:
            return None
        chosen = described.total_rows
        rows = np.flatnonzero(np.ones(size) if chosen is None else chosen(place.frame))
        wrong = []
        for column in described.total:
            cell = place.cell(column, size)
            off = f"(ROUND(N({cell})-{place.total(column, rows)},2)<>0)*1"
            is_there = "" if described.column(column).is_required else f'({cell}<>"")*'
            wrong.append(is_there + off)
        return "+".join(wrong)

    return side


def count_of(conditions: Iterable[str]) -> str:
    """Return the count of rows of which any condition of whole ranges is true."""
    every = list(conditions)
    if len(every) == 1:
        return f"SUMPRODUCT(({every[0]})*1)"
    return f"SUMPRODUCT((({')+('.join(every)})>0)*1)"


def text(value: str) -> str:
    """Write a text as it stands in a formula."""
    return '"' + value.replace('"', '""') + '"'


def quoted(sheet: str) -> str:
    """Return a sheet's name as it stands in a formula."""
    return sheet if _PLAIN_NAME.fullmatch(sheet) else "'" + sheet.replace("'", "''") + "'"


def where(is_so: Any, formulas: Any, others: Any = None) -> Texts:
    """Choose formulas row by row; None keeps a row's value."""
    return np.asarray(np.where(np.asarray(is_so, dtype=bool), formulas, others), dtype=object)


def of_total(place: Place, column: str, rows: Any, *, is_whole: bool) -> str:
    """Return the sum of a column in the row 合计, blank where its rows have no figure.

    Parameters
    ----------
    place : Place
    column : str
    rows : array of bool
        Which rows are added up.
    is_whole : bool
        The sum is blank unless every row has a figure.
    """
    kind, wanted = place.table.column(column).kind, np.flatnonzero(np.asarray(rows, dtype=bool))
    parts, summed = ",".join(place.runs(column, wanted)), place.total(column, wanted)
    if len(wanted) == 1:
        return parts if kind.dtype == "int64" else f'IF({parts}="","",{parts})'
    if is_whole:
        return f'IF(COUNT({parts})={len(wanted)},{summed},"")'
    return summed if kind.dtype == "int64" else f'IF(COUNT({parts})=0,"",{summed})'


def _texts(texts: list[str]) -> Texts:
    made = np.empty(len(texts), dtype=object)
    made[:] = texts
    return made
