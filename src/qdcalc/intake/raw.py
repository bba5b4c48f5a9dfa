"""Tables as they were found: raw cells by column, each knowing where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from qdcalc.exact.coded import Coded
from qdcalc.exact.dtypes import Ints, Texts
from qdcalc.exact.patterns import Lazy
from qdcalc.intake.cited import Cited
from qdcalc.intake.sorts import Sorts
from qdcalc.record import record
from qdcalc.table.description import Table
from qdcalc.table.problems import Fault, Problem, shown

Objects = Texts
_HEADED_UNIT = Lazy(r"[(（\[【]([^()（）\[\]【】]+)[)）\]】]$")


@record
class Unreadable:
    """A cell that holds no value of its own: ``#N/A``, or a formula never calculated."""

    text: str
    fault: Fault

    def __str__(self) -> str:
        return self.text


class Percent(float):
    """A number that its sheet shows with a % sign."""

    def __str__(self) -> str:
        return f"{float(self) * 100:.15g}%"


@record
class Part:
    """One sheet (or frame) that rows came from.

    ``cells`` maps a column's English name to what precedes the row in a cell's address
    (``C`` of ``C17``), or is empty for a frame. On a form it is the whole address; ``fixed`` are
    whole addresses of columns that one cell above the table says, or (empty) no cell at all.
    ``header_rows`` are the rows of headers that stand elsewhere than in ``header_row``. ``unread``
    is what precedes the row in the addresses of columns that are not read, by their headers.
    """

    file: str
    sheet: str
    cells: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    header_row: int = 0
    is_form: bool = False
    fixed: dict[str, str] = field(default_factory=dict)
    header_rows: dict[str, int] = field(default_factory=dict)
    unread: dict[str, str] = field(default_factory=dict)


@dataclass
class RawTable:
    """The rows of one table from one or several sheets, cells as they were read.

    ``columns`` holds an array a column (object, or float64 straight from a frame); ``rows`` the
    row number or label of each row and ``part_of`` the part that it came from. Of the
    ``found_rows`` that were not blank, ``passed_over`` are no data (合计 …). ``own_rows`` are, for
    columns whose cells stand in other rows than ``rows`` (a long table's), the rows of each cell,
    None where there is none. ``unread`` holds, by their headers, the columns with texts that are
    not read: what they say may concern the others. ``coded`` holds columns of few distinct cells
    as those: :meth:`coded_of` tells whether they are still the column's. ``sorts`` holds of which
    sort the cells of others are (:meth:`sorts_of`). ``kept`` is a frame whose memory the cells
    are: while it is kept, pandas copies before it writes to the user's own.
    """

    table: Table
    parts: list[Part]
    columns: dict[str, npt.NDArray[Any]]
    rows: npt.NDArray[Any]
    part_of: Ints
    shifts: dict[str, npt.NDArray[np.int8]] = field(default_factory=dict)
    passed_over: int = 0
    found_rows: int = 0
    own_rows: dict[str, npt.NDArray[Any]] = field(default_factory=dict)
    unread: dict[str, Objects] = field(default_factory=dict)
    coded: dict[str, Coded] = field(default_factory=dict, repr=False)
    sorts: dict[str, Sorts] = field(default_factory=dict, repr=False)
    kept: Any = field(default=None, repr=False)

    def __len__(self) -> int:
        return len(self.rows)

    def __getstate__(self) -> dict[str, Any]:
        """Leave the frame out of a pickle, which holds the cells themselves."""
        return self.__dict__ | {"kept": None}

    def coded_of(self, column: str) -> Coded | None:
        """Return a column as its distinct cells, None where they are not known."""
        coded = self.coded.get(column)
        return coded if coded is not None and coded.values is self.columns[column] else None

    def sorts_of(self, column: str) -> Sorts | None:
        """Return of which sort a column's cells are, None where it is not known."""
        sorts = self.sorts.get(column)
        return sorts if sorts is not None and sorts.cells is self.columns[column] else None

    def problems_at(
        self, fault: Fault, column: str, positions: npt.ArrayLike, **fields: Any
    ) -> list[Problem]:
        """Return the fault once for each position, naming its cell.

        ``column`` may be one that is not read, by its header. A field that is an array holds a
        value for each position.
        """
        where = np.asarray(positions, dtype=np.int64).tolist()
        listed = {k: v for k, v in fields.items() if isinstance(v, (np.ndarray, list))}
        if not listed:
            return [self.problem_at(fault, column, position, fields) for position in where]
        shared = {k: v for k, v in fields.items() if k not in listed}
        return [
            self.problem_at(
                fault, column, position, shared | {k: v[index] for k, v in listed.items()}
            )
            for index, position in enumerate(where)
        ]

    def problem_at(
        self, fault: Fault, column: str, position: int, fields: dict[str, Any]
    ) -> Problem:
        """Return the fault of one cell; ``column`` as of :meth:`problems_at`."""
        part = self.parts[self.part_of[position]]
        cells = self.columns.get(column, self.unread.get(column))
        header = part.headers.get(column)
        if header is None:
            header = column if column in self.unread else self.table.column(column).label
        return Problem(
            fault,
            sheet=part.sheet,
            cell=self.address(column, position),
            column=header,
            value="" if cells is None else shown(cells[position]),
            file=part.file,
            fields=fields,
        )

    def in_parts_with(self, column: str, positions: Ints) -> Ints:
        """Return the positions whose sheet has the column; one that lacks it was told as such."""
        has = np.array([part.is_form or column in part.headers for part in self.parts])
        return np.array([n for n in positions.tolist() if has[self.part_of[n]]], dtype=np.int64)

    def address(self, column: str, position: int) -> str:
        """Return the cell's address in the user's file, or the row's label in a frame."""
        part = self.parts[self.part_of[position]]
        own = self.own_rows[column][position] if column in self.own_rows else None
        row = self.rows[position] if own is None else own
        if column in part.fixed:
            return str(part.fixed[column])
        if not part.header_row:
            return f"行 {row}"
        if part.is_form:
            return str(part.cells.get(column, f"A{row}"))
        letters = part.cells.get(column) or part.unread.get(column)
        return f"{letters or next(iter(part.cells.values()), 'A')}{row}"

    def place(self, column: str, position: int) -> str:
        """Return where a cell stands, file and sheet included: 「b.xlsx 展会!O5」."""
        part = self.parts[self.part_of[position]]
        address = self.address(column, position) or part.headers.get(column, "")
        cell = f"{part.sheet or self.table.label}!{address}"
        return f"{part.file} {cell}" if part.file else cell

    def cited(self, column: str, position: int, note: str = "") -> Cited:
        """Return a cell as it is cited, with its header where that has a unit of its own."""
        part = self.parts[self.part_of[position]]
        address = self.address(column, position) or part.headers.get(column, "")
        if not part.header_row:
            address += f" 列 {part.headers.get(column, self.table.column(column).label)}"
        cells = self.columns.get(column)
        value = "" if cells is None else shown(cells[position])
        sheet, header = part.sheet or self.table.label, part.headers.get(column, "")
        unit = _HEADED_UNIT.search(header)
        if unit and unit[1] != self.table.column(column).unit:
            note = f"（表头“{header}”）{note}"
        return Cited(part.file, sheet, address, value, note, is_in_file=bool(part.header_row))

    def taken(self, where: Ints) -> RawTable:
        """Return some of the rows, with the units already applied."""
        return replace(
            self,
            columns={name: cells[where] for name, cells in self.columns.items()},
            rows=self.rows[where],
            part_of=self.part_of[where],
            shifts={},
            own_rows={name: rows[where] for name, rows in self.own_rows.items()},
            unread={name: cells[where] for name, cells in self.unread.items()},
        )

    @staticmethod
    def joined(tables: Sequence[RawTable]) -> RawTable:
        """Put the same table of several files together; a column absent in one is blank there."""
        first = tables[0]
        if len(tables) == 1:
            return first
        names = list(dict.fromkeys(name for t in tables for name in t.columns))
        parts = [part for t in tables for part in t.parts]
        offsets = np.cumsum([0, *(len(t.parts) for t in tables)])
        return RawTable(
            table=first.table,
            parts=parts,
            columns={n: np.concatenate([_column(t, n) for t in tables]) for n in names},
            rows=np.concatenate([t.rows for t in tables]),
            part_of=np.concatenate(
                [t.part_of + offset for t, offset in zip(tables, offsets, strict=False)]
            ),
            shifts={n: np.concatenate([_shift(t, n) for t in tables]) for n in names},
            passed_over=sum(t.passed_over for t in tables),
            found_rows=sum(t.found_rows for t in tables),
            own_rows={
                n: np.concatenate([_own_rows(t, n) for t in tables])
                for n in dict.fromkeys(name for t in tables for name in t.own_rows)
            },
            unread={
                n: np.concatenate([t.unread.get(n, _nothing(t)) for t in tables])
                for n in dict.fromkeys(name for t in tables for name in t.unread)
            },
        )


def _column(table: RawTable, name: str) -> npt.NDArray[Any]:
    if name in table.columns:
        return table.columns[name]
    return _nothing(table)


def _own_rows(table: RawTable, name: str) -> npt.NDArray[Any]:
    return table.own_rows.get(name, _nothing(table))


def _nothing(table: RawTable) -> Objects:
    return np.full(len(table), None, dtype=object)


def _shift(table: RawTable, name: str) -> npt.NDArray[np.int8]:
    return table.shifts.get(name, np.zeros(len(table), dtype=np.int8))
