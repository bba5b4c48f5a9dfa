"""DataFrames as input: the same columns, parsing and checks as sheets."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from qdcalc.errors import UsageError
from qdcalc.exact import arrow_texts
from qdcalc.exact.coded import Coded
from qdcalc.exact.dtypes import Bools
from qdcalc.exact.texts import listed
from qdcalc.intake.emptiness import BLANK_ROWS
from qdcalc.intake.headers import (
    HUNDREDFOLD,
    NO_HEADING,
    OUTRANKED,
    TWICE,
    Headers,
    Match,
    headers_of,
    heading_fault,
)
from qdcalc.intake.labels import column_labels, is_unnamed, refuse_labels
from qdcalc.intake.long_tables import widened
from qdcalc.intake.month_source import with_months
from qdcalc.intake.raw import Part, RawTable
from qdcalc.intake.rows_beside import tell_beside
from qdcalc.intake.units import CONVERTED, unit_fault
from qdcalc.intake.units_beside import UNIT_ABOVE, columns_meant, named_beside, unit_fields
from qdcalc.table.description import Column, Table
from qdcalc.table.problems import ERROR, WARNING, Fault, Problems, shown
from qdcalc.table.validation import TYPED

MISSING_TABLE = Fault(
    "T01",
    ERROR,
    "没有找到必需的表“{name}”{found}",
    "请加上这张表；名称不同时请改成“{name}”",
    is_structural=True,
)

REPLACED = Fault(
    "T50",
    WARNING,
    "工作簿里也有“{name}”（{rows} 行），没有用：按另外给出的 DataFrame 计算",
    "请核对应按哪一份；不要按 DataFrame 时请去掉这个参数",
)


def read_frames(
    frames: Mapping[str, pd.DataFrame],
    tables: Iterable[Table],
    problems: Problems,
    *,
    is_whole: bool = True,
) -> dict[str, RawTable]:
    """Take DataFrames as input tables, by English or Chinese table name.

    Raises
    ------
    UsageError
        A name is no table's, or what it names is no DataFrame.
    """
    tables = tuple(tables)
    known = {name: table for table in tables for name in (table.name, table.label)}
    found: dict[str, RawTable] = {}
    for name, frame in frames.items():
        if name not in known:
            raise UsageError(
                f"没有名为“{name}”的输入表。可用的有：{'、'.join(t.label for t in tables)}"
            )
        if not isinstance(frame, pd.DataFrame):
            raise UsageError(f"“{name}”应是 pandas 的 DataFrame，现在是 {type(frame).__name__}")
        if known[name].name in found:
            raise UsageError(f"“{known[name].label}”给了两次（中文名和英文名各一次），请只给一个")
        found[known[name].name] = _read_frame(frame, known[name], problems)
    for table in tables:
        if is_whole and table.is_required and table.name not in found:
            problems.add(
                MISSING_TABLE, sheet=table.label, fields={"name": table.label, "found": ""}
            )
    return found


def _read_frame(frame: pd.DataFrame, table: Table, problems: Problems) -> RawTable:
    headers, kept = headers_of(table), frame.copy(deep=False)
    frame = kept
    labels = column_labels(frame, headers)
    known = {n: match for n, label in enumerate(labels) if (match := headers.match(label))}
    known = headers.apart(known, dict(enumerate(labels)))
    matches = [known.get(place) for place in range(len(labels))]
    present = {match.column.name for match in matches if match}
    present = headers.read(present)
    matches = [m if m and m.column.name in present else None for m in matches]
    is_told = refuse_labels(frame, labels, headers, present, problems)
    # labels that stand twice (after a concat) tell nothing: the place is told instead
    rows = frame.index.to_numpy() if frame.index.is_unique else np.arange(1, len(frame) + 1)
    filled = _filled_rows(frame)
    _name_blank_rows(filled, rows, table, problems)
    frame, rows = (frame, rows) if filled.all() else (frame.iloc[filled], rows[filled])
    columns: dict[str, npt.NDArray[Any]] = {}
    texts: dict[str, str] = {}
    shifts: dict[str, npt.NDArray[np.int8]] = {}
    unknown: list[Any] = []
    beside: dict[str, npt.NDArray[Any]] = {}
    known_cells: dict[str, Coded] = {}
    place = {"sheet": table.label}
    chosen = headers.best({n: match for n, match in enumerate(matches) if match})
    each = zip(labels, matches, frame.items(), strict=True)
    for position, (label, match, (_, cells)) in enumerate(each):
        if match is None:
            if (isinstance(label, str) and not is_unnamed(label)) or _is_filled(cells):
                unknown.append(label)
                beside[str(label)] = _cells(cells)
            continue
        name = match.column.name
        if chosen[name] != position:
            first = str(labels[chosen[name]])
            fields = {"first": first, "found": label, "column": match.column.label}
            fault = OUTRANKED if match.rank else TWICE
            problems.add(fault, **place, cell="表头", column=str(label), fields=fields)
            continue
        if _holds_hundredths(frame, cells.dtype, label, match.column, table):
            match = replace(match, shift=HUNDREDFOLD)
        if power := _power(match, str(label), table, problems):
            shifts[name] = np.full(len(frame), power, dtype=np.int8)
        texts[name], coded = str(label), _coded(cells)
        columns[name] = _cells(cells) if coded is None else coded.values
        if coded is not None:
            known_cells[name] = coded
    if not is_told:
        _name_unknown(unknown, headers, columns, problems)
    part = Part("", table.label, headers=texts)
    part_of = np.zeros(len(frame), dtype=np.int64)
    raw = RawTable(
        table, [part], columns, rows, part_of, shifts, found_rows=len(frame), unread=beside,
        coded=known_cells, kept=kept,
    )  # fmt: skip
    order = [m.column.name if m else str(n) for n, m in zip(labels, matches, strict=True)]
    tell_beside(raw, order, problems)
    bare = [m.column.name for m in matches if m and not m.unit and m.column.name in columns]
    _refuse_units_beside(raw, beside, bare, headers, problems)
    is_whole = not headers.missing(match.column for match in matches if match)
    return widened(with_months(raw, (), problems), problems) if is_whole else raw


def _power(match: Match, label: str, table: Table, problems: Problems) -> int:
    """Return the power of ten to a column's unit; name the header's own."""
    fields = {"column": match.column.label, "unit": match.column.unit}
    if match.unknown_unit:
        fields["found"] = match.unknown_unit
        fault = unit_fault(match.unknown_unit)
        problems.add(fault, sheet=table.label, column=label, fields=fields)
        return 0
    if match.shift and match.unit:
        fields["found"] = match.unit
        problems.add(CONVERTED, sheet=table.label, column=label, fields=fields)
    return match.shift


def _refuse_units_beside(
    raw: RawTable,
    beside: Mapping[str, npt.NDArray[Any]],
    bare: Sequence[str],
    headers: Headers,
    problems: Problems,
) -> None:
    """Refuse a unit that a column of its own or a remark names for columns without one."""
    for label, cells in beside.items():
        for row, text, unit in named_beside(label, cells.tolist(), headers):
            names = columns_meant(unit, text, bare, raw.table)
            if names:
                fields = unit_fields(unit, names, raw.parts[0].headers, raw.table)
                problems.add(
                    UNIT_ABOVE, sheet=raw.table.label, cell=f"行 {raw.rows[row]}", column=label,
                    value=text, fields=fields,
                )  # fmt: skip


def _filled_rows(frame: pd.DataFrame) -> Bools:
    """Return which rows are not wholly blank; columns of numbers are looked at first."""
    blank = np.ones(len(frame), dtype=bool)
    kinds = [dtype.kind for dtype in frame.dtypes]
    for position in sorted(range(frame.shape[1]), key=lambda n: kinds[n] != "f"):
        cells = frame.iloc[:, position]
        if kinds[position] == "f" and isinstance(cells.dtype, np.dtype):
            blank &= np.isnan(cells.to_numpy())
        elif isinstance(cells.dtype, pd.StringDtype):
            blank &= (cells.isna() | (cells == "")).to_numpy(dtype=bool, na_value=True)
        else:
            left = _cells(cells[blank])
            blank[blank] = pd.isna(left) | (left == "")
        if not blank.any():
            break
    return ~blank


def _name_blank_rows(
    filled: Bools, rows: npt.NDArray[Any], table: Table, problems: Problems
) -> None:
    """Name the blank rows, those after the last of data too: in a frame they can be seen."""
    passed = rows[~filled]
    if len(passed) and filled.any():
        told = f"{listed([str(label) for label in passed])} 行"
        problems.add(BLANK_ROWS, sheet=table.label, fields={"rows": told})


def _holds_hundredths(
    frame: pd.DataFrame, dtype: Any, label: Any, column: Column, table: Table
) -> bool:
    """Say whether a column is as a validation left it: hundredths under its own English name."""
    is_kept = frame.attrs.get(TYPED) == table.name and label == column.name
    return is_kept and column.kind.is_hundredfold and str(dtype) == "Int64"


def _name_unknown(
    labels: Sequence[Any], headers: Headers, present: Collection[str], problems: Problems
) -> None:
    """Name the frame's columns that are not read; a label that is no text hides what it heads."""
    texts = [label for label in labels if isinstance(label, str) and not is_unnamed(label)]
    table = headers.table
    for text, (fault, fields) in zip(texts, headers.unknown(texts), strict=False):
        problems.add(fault, sheet=table.label, column=text, fields=fields)
    for label in labels:
        if isinstance(label, str) and not is_unnamed(label):
            continue
        is_blank = is_unnamed(label)
        said = {"column": shown(label), "value": shown(label)}
        fault = NO_HEADING if is_blank else heading_fault(table, present)
        problems.add(fault, sheet=table.label, cell="表头", **said, fields={"column": str(label)})


def _is_filled(values: pd.Series[Any]) -> bool:
    cells = _cells(values)
    return bool((pd.notna(cells) & (cells != "")).any())


def _coded(values: pd.Series[Any]) -> Coded | None:
    """Return a column as its distinct cells where pandas finds them at once, else None."""
    if values.dtype.kind in "fiu":
        return None
    if isinstance(values.dtype, np.dtype) and values.dtype.kind == "O":
        cells = values.to_numpy()
        are_texts = pd.api.types.infer_dtype(cells, skipna=False) == "string"
        return Coded.of(cells) if are_texts else None
    is_string = isinstance(values.dtype, pd.StringDtype)
    if is_string and len(values) < _FEW:
        return Coded.of_few(values.to_list())
    if is_string and (held := arrow_texts.coded(values)) is not None:
        return held
    codes, distinct = pd.factorize(values)
    codes = codes.astype(np.int64, copy=False)
    if is_string:
        return Coded(codes, np.asarray(distinct, dtype=object))
    return Coded(codes, _objects(pd.Series(distinct).astype(object).to_numpy()))


def _cells(values: pd.Series[Any]) -> npt.NDArray[Any]:
    """Return a column's cells: floats as they are, everything else as objects."""
    if values.dtype.kind in "fiu" and isinstance(values.dtype, np.dtype):
        return values.to_numpy()
    if values.dtype.kind == "f" and str(values.dtype) in _DOUBLES:
        return values.to_numpy(dtype=np.float64, na_value=np.nan)
    coded = _coded(values)
    return _objects(values.astype(object).to_numpy()) if coded is None else coded.values


_FEW = 500  # texts that pandas tells apart faster as objects
_DOUBLES = {"Float64", "double[pyarrow]"}


def _objects(cells: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return cells with None where they are missing; what pandas can't compare as texts."""
    if pd.api.types.infer_dtype(cells, skipna=False) == "string":
        return cells
    odd = np.frompyfunc(_is_odd, 1, 1)(cells).astype(bool)
    if odd.any():
        cells = cells.copy()
        cells[odd] = np.frompyfunc(str, 1, 1)(cells[odd])
    missing = pd.isna(cells)
    if missing.any():
        cells = cells.copy()
        cells[missing] = None
    return cells


def _is_odd(cell: object) -> bool:
    """Say whether pandas can't compare a cell: a list, a frame, a signalling NaN."""
    return type(cell).__hash__ is None or (isinstance(cell, Decimal) and cell.is_snan())
