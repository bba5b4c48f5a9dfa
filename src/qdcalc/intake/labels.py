"""Column labels of DataFrames as headers: several levels as one, and what is no header."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from qdcalc.exact.texts import key
from qdcalc.intake.headers import Headers, units_named
from qdcalc.intake.units import is_scaled
from qdcalc.table.faults import MISSING_COLUMN
from qdcalc.table.problems import ERROR, Fault, Problems

HEADER_BELOW = Fault(
    "H23",
    ERROR,
    "DataFrame 的列名不是表头，第 {row} 行数据才像表头",
    "请重新读取：pd.read_excel(文件, sheet_name=…, header={header})",
    is_structural=True,
)
HEADER_SPLIT = Fault(
    "H24",
    ERROR,
    "DataFrame 的表头分成了两行，“{names}”在第一行数据里",
    "请重新读取：pd.read_excel(文件, sheet_name=…, header=[{header}, {below}])，或改成一行列名",
    is_structural=True,
)
IN_INDEX = Fault(
    "H25",
    ERROR,
    "“{names}”在 DataFrame 的索引里，不是列",
    "请先 reset_index()，把索引变成列",
    is_structural=True,
)
_TOP = 10  # rows


def is_unnamed(label: object) -> bool:
    """Say whether pandas made a label up for a blank header."""
    return isinstance(label, str) and (not key(label) or label.startswith("Unnamed: "))


def column_labels(frame: pd.DataFrame, headers: Headers) -> list[Any]:
    """Return the label of each column; several levels are read as a header in several rows."""
    if not isinstance(frame.columns, pd.MultiIndex):
        return list(frame.columns)
    return [_one_label(levels, headers) for levels in frame.columns]


def _one_label(levels: Sequence[object], headers: Headers) -> Any:
    """Return the lowest level that names a column, with a unit of other levels; else the lowest."""
    named = [level for level in levels if not is_unnamed(level) and not _is_missing(level)]
    for place in reversed(range(len(named))):
        match = headers.match(named[place]) if isinstance(named[place], str) else None
        if match is not None:
            below = [key(level).strip("()") for level in named[place + 1 :]]
            units = [text for text in below if text in headers.units]
            if not (units or match.unit):
                above = [
                    unit
                    for level in named[:place]
                    for unit in units_named(level, headers.named_units)
                ]
                units = [unit for unit in above if is_scaled(unit, match.column)]
            return f"{named[place]}({units[-1]})" if units else named[place]
    return named[-1] if named else ""


def _is_missing(label: object) -> bool:
    return label is None or label is pd.NaT or (isinstance(label, float) and label != label)


def refuse_labels(
    frame: pd.DataFrame,
    labels: Sequence[object],
    headers: Headers,
    present: set[str],
    problems: Problems,
) -> bool:
    """Name what keeps a frame's columns from being found; say whether that is all there is to say.

    Parameters
    ----------
    frame : DataFrame
    labels : sequence
        The label of each column.
    headers : Headers
    present : set of str
        The columns that were recognised.
    problems : Problems
    """
    table = headers.table
    indexed = [
        str(name) for name in frame.index.names
        if isinstance(name, str) and (m := headers.match(name)) and m.column.name not in present
    ]  # fmt: skip
    if indexed:
        problems.add(IN_INDEX, sheet=table.label, fields={"names": "、".join(indexed)})
        return True
    missing = headers.missing(table.column(name) for name in present)
    if missing:
        read_without = all(isinstance(label, int) for label in labels)
        for row in range(min(_TOP, len(frame))):
            if headers.is_header(list(frame.iloc[row])):
                fields = {"row": row + 1, "header": row if read_without else row + 1}
                problems.add(HEADER_BELOW, sheet=table.label, fields=fields)
                return True
    cells = (frame.iat[0, place] for place in range(len(labels) if len(frame) else 0))
    below = _named_below(cells, labels, headers, present)
    if below:
        split = {"names": "、".join(below[:3]), "header": 0, "below": 1}
        problems.add(HEADER_SPLIT, sheet=table.label, fields=split)
        return True
    for names in missing:
        problems.add(MISSING_COLUMN, sheet=table.label, fields={"names": names})
    return False


def _named_below(
    cells: Iterable[object], labels: Sequence[object], headers: Headers, present: set[str]
) -> list[str]:
    """Return the names of further columns in a row whose cells under known columns are blank."""
    found = []
    for cell, label in zip(cells, labels, strict=False):
        if _is_missing(cell) or cell is pd.NA or (isinstance(cell, str) and not cell):
            continue
        match = headers.match(cell) if isinstance(cell, str) else None
        if match is None or headers.match(label):
            return []
        if match.column.name not in present:
            found.append(match.column.label)
    return found
