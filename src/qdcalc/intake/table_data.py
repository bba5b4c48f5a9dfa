"""A typed input table, frozen: its frame, where each row stands, what corrections replaced."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import field, replace

import numpy as np
import pandas as pd

from qdcalc.exact.dtypes import Bools, Ints
from qdcalc.intake.raw import RawTable
from qdcalc.intake.typed_columns import Typed
from qdcalc.record import record
from qdcalc.table.description import Table


@record
class Corrections:
    """The rows that replaced others, by position, and what each had been when first sent.

    ``added`` are rows of a correction that replaced none. ``had_errors`` says that a replaced row
    could not be read. ``marks`` are those that the earlier rows had, a mapping for each column
    from the row's place in ``rows``.
    """

    rows: Ints
    earlier: pd.DataFrame
    added: Ints
    had_errors: bool = False
    marks: Mapping[str, Mapping[int, str]] = field(default_factory=dict)

    def kept(self, kept: Bools, position_of: Ints) -> Corrections:
        """Return the corrections of the rows that are kept, at their new positions."""
        stay, added = kept[self.rows], self.added[kept[self.added]]
        place = np.cumsum(stay) - 1
        return Corrections(
            position_of[self.rows[stay]],
            self.earlier[stay],
            position_of[added],
            self.had_errors,
            {
                name: {int(place[n]): mark for n, mark in marks.items() if stay[n]}
                for name, marks in self.marks.items()
            },
        )


@record
class TableData:
    """A typed input table and where each of its rows stands; what changes it returns a new one.

    ``origin`` is the position that each row had when the table was taken in. ``marks`` holds, for
    a column of readings, the text of each mark (``0.004L``) by position. ``repeats`` counts the
    rows that were dropped as repeats, ``left_out`` those that were not asked for. ``had_errors``
    says that rows which a correction replaces could not be read.
    """

    raw: RawTable
    typed: Typed
    origin: Ints
    marks: Mapping[str, Mapping[int, str]] = field(default_factory=dict)
    repeats: int = 0
    left_out: int = 0
    corrections: Corrections | None = None
    had_errors: bool = False

    @property
    def frame(self) -> pd.DataFrame:
        """The typed columns as a frame: English names, index 0 … n−1."""
        return self.typed.frame

    def with_frame(self, frame: pd.DataFrame) -> TableData:
        """Return the table with other typed columns of the same rows."""
        return replace(self, typed=Typed.of(frame))

    @property
    def table(self) -> Table:
        """The description that the frame follows."""
        return self.raw.table

    @property
    def present(self) -> frozenset[str]:
        """The columns that the input has."""
        return frozenset(self.raw.columns)

    def rows_in(self, earlier: TableData) -> Ints:
        """Return the position of each row in the table before rows were left out."""
        if self.origin is earlier.origin:
            return np.arange(len(self.origin))
        return np.searchsorted(earlier.origin, self.origin)

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
        dtypes = self.frame.dtypes.to_dict()
        for name, cells in self.corrections.earlier.set_index(positions).items():
            frame.loc[positions, name] = cells.astype(dtypes[name])  # whole numbers with blanks
        added = np.isin(np.arange(len(frame)), self.corrections.added)
        for name in frame.columns.difference(list(keeping)):
            if dtypes[name].kind in "fb":
                frame.loc[added, name] = np.nan if dtypes[name].kind == "f" else False
        marks = self._marks_as_sent()
        earlier = replace(self.with_frame(frame.astype(dtypes)), corrections=None, marks=marks)
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

    def without(self, rows: Bools) -> TableData:
        """Return the table without rows that were not asked for."""
        return replace(self._only(~rows), left_out=self.left_out + int(rows.sum()))

    def keep(self, kept: Bools) -> TableData:
        """Return the table without the rows that are not kept, which are repeats."""
        return replace(self._only(kept), repeats=self.repeats + int((~kept).sum()))

    def _only(self, kept: Bools) -> TableData:
        """Return the table with some of its rows."""
        where = np.flatnonzero(kept)
        position_of = np.cumsum(kept) - 1
        raw = self.raw.taken(where)
        marks = {
            name: {int(position_of[p]): text for p, text in own.items() if kept[p]}
            for name, own in self.marks.items()
        }
        corrections = self.corrections
        return replace(
            self,
            raw=raw,
            typed=Typed.of(self.frame.iloc[where].reset_index(drop=True)),
            origin=self.origin[where],
            marks=marks,
            corrections=None if corrections is None else corrections.kept(kept, position_of),
        )
