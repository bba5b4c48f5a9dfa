"""Raw tables to typed frames: parse every cell, validate every table, drop repeats across files."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from qdcalc import schema
from qdcalc.cells import Cells
from qdcalc.parsing import kind_of
from qdcalc.problems import ERROR, WARNING, Fault, Problems, shown
from qdcalc.raw import RawTable
from qdcalc.tables import Table

REPEATED = Fault(
    "R01", ERROR, "与 {other} 是同一条记录（{key}）", "同一条记录只能有一行，请删除或改正其中一行"
)
REPEATED_IN_FILES = Fault(
    "R02",
    ERROR,
    "与文件 {other} 是同一条记录（{key}），但内容不同",
    "请核对哪一个是对的，删除另一个",
)
REPEATED_ALIKE = Fault(
    "R03", WARNING, "与文件 {other} 是同一条记录（{key}），内容相同，只算一次", "可以删除其中一行"
)


CORRECTED = Fault(
    "R04",
    WARNING,
    "更正了 {other} 的同一条记录（{key}）：{changes}",
    "以更正后的为准；水质核算的影响见工作表“更正影响”；不应更正的请移出更正文件",
)
CORRECTION = "_更正"


@dataclass(frozen=True)
class Corrections:
    """The rows that replaced others, by position, and what each had been when first sent."""

    rows: npt.NDArray[np.int64]
    earlier: pd.DataFrame


@dataclass
class TableData:
    """A typed input table and where each of its rows stands.

    ``marks`` holds, for a column of readings, the text of each mark (``0.004L``) by position.
    ``repeats`` counts the rows that were dropped as repeats, ``left_out`` those that were not
    asked for.
    """

    raw: RawTable
    frame: pd.DataFrame
    marks: dict[str, dict[int, str]] = field(default_factory=dict)
    repeats: int = 0
    left_out: int = 0
    corrections: Corrections | None = None

    @property
    def table(self) -> Table:
        """The description that the frame follows."""
        return self.raw.table

    @property
    def present(self) -> frozenset[str]:
        """The columns that the input has."""
        return frozenset(self.raw.columns)

    def as_sent(self) -> TableData:
        """Return the table as it was before its corrections."""
        if self.corrections is None:
            return self
        frame = self.frame.copy()
        positions = frame.index[self.corrections.rows]
        frame.loc[positions] = self.corrections.earlier.set_index(positions)
        return replace(self, frame=frame.astype(self.frame.dtypes.to_dict()), corrections=None)

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
            stay = kept[self.corrections.rows]
            self.corrections = Corrections(
                position_of[self.corrections.rows[stay]], self.corrections.earlier[stay]
            )


def take_in(raw: RawTable, problems: Problems) -> TableData:
    """Parse and validate one table.

    A cell that can't be read becomes missing and one problem; the other cells are still checked.
    """
    numeric = [c.name for c in raw.table.columns if c.name in raw.columns]
    parsed = _Columns(len(raw))
    marks: dict[str, dict[int, str]] = {}
    for column in raw.table.columns:
        if column.name not in numeric:
            continue
        cells = Cells(raw.columns[column.name], raw.shifts.get(column.name))
        read = kind_of(column)(cells, column)
        for position, refusal in read.refusals:
            problems.extend(
                raw.problems_at(refusal.fault, column.name, [position], **refusal.fields)
            )
        if read.marks:
            marks[column.name] = read.marks
        parsed.put(column.name, read.values)
    data = TableData(raw, parsed.frame(), marks)
    for failure in schema.failures(raw.table, data.frame):
        problems.extend(raw.problems_at(failure.fault, failure.column, failure.positions))
    if raw.table.key and set(raw.table.key) <= data.present:
        drop_repeats(data, data.frame[list(raw.table.key)], problems)
    return data


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


def _alike(left: pd.DataFrame, right: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Say which rows are equal, a missing value being equal to a missing one only."""
    equal = (left == right).astype("boolean").fillna(False).astype(bool)
    same = (equal & left.notna() & right.notna()) | (left.isna() & right.isna())
    return same.all(axis=1).to_numpy(dtype=bool)


def drop_repeats(data: TableData, keys: pd.DataFrame, problems: Problems) -> None:
    """Let corrections replace rows of the same key; refuse or drop the other repeats.

    A row of a later 版本, else of a file whose name ends in ``_更正``, replaces the others and is
    named with both values. Of the rest, a repeat in one file or with another content is an error,
    one that another file repeats alike is dropped with a warning.

    Parameters
    ----------
    data : TableData
    keys : DataFrame
        What tells the rows apart, a row each; a row with a missing key is left alone.
    problems : Problems
    """
    complete = keys.notna().all(axis=1).to_numpy()
    group = keys.groupby(list(keys.columns), sort=False, dropna=False).ngroup().to_numpy()
    rank = _ranks(data)
    order = np.lexsort((np.arange(len(group)), -rank, group))
    _, first, inverse = np.unique(group[order], return_index=True, return_inverse=True)
    counts = np.empty(len(group), dtype=np.int64)
    counts[order] = order[first[inverse]]  # the row of each group that counts
    repeats = np.flatnonzero(complete & (counts != np.arange(len(group))))
    if not repeats.size:
        return
    winner = counts[repeats]
    files = np.array([part.file for part in data.raw.parts], dtype=object)[data.raw.part_of]
    content = data.frame.drop(columns=["version"], errors="ignore")
    left, right = (content.iloc[rows].reset_index(drop=True) for rows in (repeats, winner))
    alike, corrected = _alike(left, right), rank[repeats] < rank[winner]
    same_file = files[repeats] == files[winner]
    report = _Repeats(data, keys, repeats, winner, files, problems)
    report.say(REPEATED, same_file & ~corrected)
    report.say(REPEATED_IN_FILES, ~same_file & ~alike & ~corrected)
    report.say(REPEATED_ALIKE, ~same_file & alike & ~corrected)
    report.say_corrected(corrected, left, right)
    if corrected.any():
        data.corrections = _first_sent(data, repeats[corrected], winner[corrected], rank)
    kept = np.ones(len(group), dtype=bool)
    kept[repeats[corrected | (~same_file & alike)]] = False
    if not kept.all():
        data.keep(kept)


def replace_corrected(data: TableData, keys: pd.DataFrame, problems: Problems) -> None:
    """Let corrections replace rows of the same key; leave all other repeats as they are.

    Parameters as of :func:`drop_repeats`.
    """
    rank = _ranks(data)
    group = keys.groupby(list(keys.columns), sort=False, dropna=False).ngroup().to_numpy()
    named = keys.iloc[:, 0].replace("", None).notna().to_numpy()
    best = pd.Series(rank).groupby(group).transform("max").to_numpy()
    beaten = (rank < best) & named
    if not beaten.any():
        return
    winner = pd.Series(np.arange(len(group))[~beaten]).groupby(group[~beaten]).first()
    repeats = np.flatnonzero(beaten)
    files = np.array([part.file for part in data.raw.parts], dtype=object)[data.raw.part_of]
    where = winner.reindex(group[repeats]).to_numpy(dtype=np.int64)
    content = data.frame.drop(columns=["version"], errors="ignore")
    left, right = (content.iloc[rows].reset_index(drop=True) for rows in (repeats, where))
    report = _Repeats(data, keys, repeats, where, files, problems)
    report.say_corrected(np.ones(len(repeats), dtype=bool), left, right)
    forget_rows(data, repeats, problems)
    data.keep(~beaten)


def forget_rows(data: TableData, rows: npt.NDArray[np.int64], problems: Problems) -> None:
    """Take back what was said of rows that a correction replaces: they no longer count."""
    parts = [data.raw.parts[part] for part in data.raw.part_of[rows].tolist()]
    places = zip(parts, data.raw.rows[rows].tolist(), strict=True)
    problems.forget({(part.file, part.sheet, row) for part, row in places})


def _first_sent(
    data: TableData,
    replaced: npt.NDArray[np.int64],
    winner: npt.NDArray[np.int64],
    rank: npt.NDArray[np.float64],
) -> Corrections:
    """Return, for each row that replaced others, the one of them that was sent first."""
    order = np.lexsort((replaced, rank[replaced], winner))
    rows, first = np.unique(winner[order], return_index=True)
    return Corrections(rows, data.frame.iloc[replaced[order][first]])


def _ranks(data: TableData) -> npt.NDArray[np.float64]:
    """Return how much each row counts: its 版本, then whether its file is a correction."""
    stems = [Path(part.file).stem for part in data.raw.parts]
    is_correction = np.array([stem.endswith(CORRECTION) for stem in stems], dtype=np.float64)
    rank = is_correction[data.raw.part_of] / 2
    if "version" in data.frame.columns:
        rank = rank + data.frame["version"].fillna(0).to_numpy(dtype=np.float64)
    return rank


class _Repeats:
    """Says which rows repeat which."""

    def __init__(
        self,
        data: TableData,
        keys: pd.DataFrame,
        repeats: npt.NDArray[np.int64],
        winner: npt.NDArray[np.int64],
        files: npt.NDArray[np.object_],
        problems: Problems,
    ) -> None:
        self._data, self._repeats, self._winner = data, repeats, winner
        self._files, self._problems = files, problems
        labels = data.table.labels()
        named = [f"{labels[n]} " + keys[n].iloc[repeats].astype(str) for n in keys.columns]
        self._texts = np.array(["，".join(parts) for parts in zip(*named, strict=True)], object)
        self._blamed = str(next(c.name for c in data.table.columns if c.name in data.present))

    def _place(self, row: int) -> str:
        file = self._files[row]
        cell = self._data.raw.address(self._blamed, row)
        return f"{file} 第 {self._data.raw.rows[row]} 行" if file else cell

    def say(self, fault: Fault, chosen: npt.NDArray[np.bool_]) -> None:
        others = [self._place(row) for row in self._winner[chosen].tolist()]
        self._problems.extend(
            self._data.raw.problems_at(
                fault,
                self._blamed,
                self._repeats[chosen],
                other=others,
                key=list(self._texts[chosen]),
            )
        )

    def say_corrected(
        self, chosen: npt.NDArray[np.bool_], old: pd.DataFrame, new: pd.DataFrame
    ) -> None:
        """Name each row that replaces others with its values before and after."""
        told: dict[int, list[tuple[int, str]]] = {}
        for index in np.flatnonzero(chosen).tolist():
            changes = self._changes(index, old.iloc[index], new.iloc[index])
            told.setdefault(int(self._winner[index]), []).append((index, changes))
        for winner, replaced in told.items():
            places = [self._place(int(self._repeats[index])) for index, _ in replaced]
            several = [f"{p}：{c}" for p, (_, c) in zip(places, replaced, strict=True)]
            self._problems.extend(
                self._data.raw.problems_at(
                    CORRECTED,
                    self._blamed,
                    [winner],
                    other="、".join(places),
                    key=self._texts[replaced[0][0]],
                    changes=replaced[0][1] if len(replaced) == 1 else "；".join(several),
                )
            )

    def _changes(self, index: int, before: pd.Series[Any], after: pd.Series[Any]) -> str:
        """Write what a correction changed, as the cells have it: 「氨氮 0.95 → 2.9」."""
        labels, cells = self._data.table.labels(), self._data.raw.columns
        rows = (int(self._repeats[index]), int(self._winner[index]))
        changes = []
        for name in after.index:
            if name in cells and shown(before[name]) != shown(after[name]):
                old, new = (shown(cells[name][row]) or "空白" for row in rows)
                changes.append(f"{labels[name]} {old} → {new}")
        return "、".join(changes) or "内容相同"
