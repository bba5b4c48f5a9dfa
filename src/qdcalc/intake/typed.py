"""Raw tables to typed frames: parse every cell, validate every table, drop repeats."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from qdcalc.errors import UsageError
from qdcalc.intake.cells import Cells
from qdcalc.intake.raw import RawTable
from qdcalc.intake.repeats import Corrections, drop_repeats
from qdcalc.intake.totals import sum_like_rows
from qdcalc.intake.values import kind_of
from qdcalc.table.description import Column, Table
from qdcalc.table.faults import REPEATED
from qdcalc.table.problems import Problems
from qdcalc.table.validation import input_failures


@dataclass
class TableData:
    """A typed input table and where each of its rows stands.

    ``marks`` holds, for a column of readings, the text of each mark (``0.004L``) by position.
    ``repeats`` counts the rows that were dropped as repeats, ``left_out`` those that were not
    asked for. ``had_errors`` says that rows which a correction replaces could not be read.
    """

    raw: RawTable
    frame: pd.DataFrame
    marks: dict[str, dict[int, str]] = field(default_factory=dict)
    repeats: int = 0
    left_out: int = 0
    corrections: Corrections | None = None
    had_errors: bool = False

    @property
    def table(self) -> Table:
        """The description that the frame follows."""
        return self.raw.table

    @property
    def present(self) -> frozenset[str]:
        """The columns that the input has."""
        return frozenset(self.raw.columns)

    def as_sent(self, keeping: Collection[str] = ()) -> TableData:
        """Return the table as it was before its corrections.

        Parameters
        ----------
        keeping : collection of str
            Columns that a row which a correction added keeps, the others being blank; where
            there are none such a row is left out.
        """
        if self.corrections is None:
            return self
        frame = self.frame.copy()
        positions = frame.index[self.corrections.rows]
        frame.loc[positions] = self.corrections.earlier.set_index(positions)
        dtypes = self.frame.dtypes.to_dict()
        added = np.isin(np.arange(len(frame)), self.corrections.added)
        for name in frame.columns.difference(list(keeping)):
            if dtypes[name].kind in "fb":
                frame.loc[added, name] = np.nan if dtypes[name].kind == "f" else False
        marks = self._marks_as_sent()
        earlier = replace(self, frame=frame.astype(dtypes), corrections=None, marks=marks)
        return earlier if keeping or not added.any() else earlier.without(added)

    def _marks_as_sent(self) -> dict[str, dict[int, str]]:
        """Return the marks as they were before the corrections."""
        assert self.corrections is not None
        rows, added = self.corrections.rows.tolist(), self.corrections.added.tolist()
        changed = {*rows, *added}
        marks = {
            name: {row: mark for row, mark in own.items() if row not in changed}
            for name, own in self.marks.items()
        }
        for name, own in self.corrections.marks.items():
            marks.setdefault(name, {}).update({rows[n]: mark for n, mark in own.items()})
        return marks

    def without(self, rows: npt.NDArray[np.bool_]) -> TableData:
        """Return the table without rows that were not asked for."""
        rest = replace(self)
        rest.keep(~rows)
        rest.repeats, rest.left_out = self.repeats, self.left_out + int(rows.sum())
        return rest

    def keep(self, kept: npt.NDArray[np.bool_]) -> None:
        """Drop the rows that are not kept, as repeats."""
        where = np.flatnonzero(kept)
        self.repeats += len(kept) - len(where)
        position_of = np.cumsum(kept) - 1
        self.frame = self.frame.iloc[where].reset_index(drop=True)
        self.raw = RawTable(
            self.raw.table,
            self.raw.parts,
            {name: cells[where] for name, cells in self.raw.columns.items()},
            self.raw.rows[where],
            self.raw.part_of[where],
            passed_over=self.raw.passed_over,
            found_rows=self.raw.found_rows,
        )
        self.marks = {
            name: {int(position_of[p]): text for p, text in marks.items() if kept[p]}
            for name, marks in self.marks.items()
        }
        if self.corrections is not None:
            self.corrections = self.corrections.kept(kept, position_of)


def take_in(raw: RawTable, problems: Problems) -> TableData:
    """Parse and validate one table.

    A cell that can't be read becomes missing and one problem; the other cells are still checked.
    """
    parsed = _Columns(len(raw))
    marks: dict[str, dict[int, str]] = {}
    for column in raw.table.columns:
        if column.name not in raw.columns:
            continue
        cells = Cells(raw.columns[column.name], raw.shifts.get(column.name))
        read = kind_of(column)(cells, column)
        for position, refusal in read.refusals:
            problems.extend(
                raw.problems_at(refusal.fault, column.name, [position], **refusal.fields)
            )
        if read.marks:
            marks[column.name] = read.marks
        if column.kind in _SUMMED:
            _check_sum(raw.table, column, read.values)
        parsed.put(column.name, read.values)
    data = TableData(raw, parsed.frame(), marks)
    for failure in input_failures(raw.table, data.frame):
        # a column that is not there was told with its sheet; a repeat may be a correction
        if len(failure.positions) and failure.fault is not REPEATED:
            problems.extend(
                raw.problems_at(failure.fault, failure.column, failure.positions, **failure.fields)
            )
    problems.extend(sum_like_rows(raw, data.frame))
    if raw.table.key and set(raw.table.key) <= data.present:
        drop_repeats(data, _keys(data), problems)
    return data


def _keys(data: TableData) -> pd.DataFrame:
    """Return what tells the rows apart; blanks of the further key's columns are alike."""
    keys, table = data.frame[list(data.table.key)], data.table
    further = [name for name in table.further_key if name in data.present]
    texts = {name: data.frame[name].astype("string").fillna("") for name in further}
    return keys.assign(**texts) if texts else keys


_SUMMED = ("whole", "hundredths", "money")
_LARGEST_SUM = 2.0**61  # whatever part of a column is added up stays within int64


def _check_sum(table: Table, column: Column, values: pd.Series[int]) -> None:
    """Refuse a column whose numbers add up to more than int64 holds; float64 can't wrap around."""
    total = float(values.abs().astype("Float64").sum())
    if total >= _LARGEST_SUM:
        raise UsageError(
            f"表“{table.label}”的“{column.label}”合计太大（各行相加超出可以精确计算的范围），请核对数据"
        )


class _Columns:
    """The parsed columns; those of float64 share one column-major matrix, copied nowhere."""

    def __init__(self, rows: int) -> None:
        self._rows = rows
        self._floats: dict[str, npt.NDArray[np.float64]] = {}
        self._others: dict[str, Any] = {}

    def put(self, name: str, values: Any) -> None:
        if isinstance(values, np.ndarray) and values.dtype == np.float64:
            self._floats[name] = values
        else:
            self._others[name] = values

    def frame(self) -> pd.DataFrame:
        matrix = np.empty((self._rows, len(self._floats)), dtype=np.float64, order="F")
        names = list(self._floats)
        for index, name in enumerate(names):
            matrix[:, index] = self._floats.pop(name)
        frame = pd.DataFrame(matrix, columns=names, copy=False)
        others = pd.DataFrame(self._others, index=frame.index)
        return pd.concat([others, frame], axis=1) if len(names) else others
