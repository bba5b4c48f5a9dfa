"""Raw tables to typed frames: parse every cell, validate every table, drop repeats across files."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from qdcalc import schema
from qdcalc.cells import Cells
from qdcalc.parsing import kind_of
from qdcalc.problems import ERROR, WARNING, Fault, Problems
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


@dataclass
class TableData:
    """A typed input table and where each of its rows stands.

    ``marks`` holds, for a column of readings, the text of each mark (``0.004L``) by position.
    """

    raw: RawTable
    frame: pd.DataFrame
    marks: dict[str, dict[int, str]] = field(default_factory=dict)
    repeats: int = 0

    @property
    def table(self) -> Table:
        """The description that the frame follows."""
        return self.raw.table

    @property
    def present(self) -> frozenset[str]:
        """The columns that the input has."""
        return frozenset(self.raw.columns)

    def keep(self, kept: npt.NDArray[np.bool_]) -> None:
        """Leave out the rows that are not kept."""
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
    """Refuse rows of the same key in one file; drop those that another file repeats alike.

    Parameters
    ----------
    data : TableData
    keys : DataFrame
        What tells the rows apart, a row each; a row with a missing key is left alone.
    problems : Problems
        Receives an error for each repeat that differs or stands in the same file, a warning for
        each that is alike.
    """
    complete = keys.notna().all(axis=1).to_numpy()
    group = keys.groupby(list(keys.columns), sort=False, dropna=False).ngroup().to_numpy()
    _, first, inverse = np.unique(group, return_index=True, return_inverse=True)
    repeats = np.flatnonzero(complete & (first[inverse] != np.arange(len(group))))
    if not repeats.size:
        return
    earlier = first[inverse[repeats]]
    files = np.array([part.file for part in data.raw.parts], dtype=object)[data.raw.part_of]
    same_file = files[repeats] == files[earlier]
    left = data.frame.iloc[repeats].reset_index(drop=True)
    right = data.frame.iloc[earlier].reset_index(drop=True)
    alike = _alike(left, right)
    labels = data.table.labels()
    named = [f"{labels[name]} " + keys[name].iloc[repeats].astype(str) for name in keys.columns]
    texts = ["，".join(parts) for parts in zip(*named, strict=True)]
    blamed = str(next(c.name for c in data.table.columns if c.name in data.present))
    for fault, chosen in (
        (REPEATED, same_file),
        (REPEATED_IN_FILES, ~same_file & ~alike),
        (REPEATED_ALIKE, ~same_file & alike),
    ):
        others = [
            data.raw.address(blamed, p)
            if fault is REPEATED
            else f"{files[p]} 第 {data.raw.rows[p]} 行"
            for p in earlier[chosen].tolist()
        ]
        which = [text for text, c in zip(texts, chosen, strict=True) if c]
        problems.extend(
            data.raw.problems_at(fault, blamed, repeats[chosen], other=others, key=which)
        )
    kept = np.ones(len(group), dtype=bool)
    kept[repeats[~same_file & alike]] = False
    if not kept.all():
        data.keep(kept)
