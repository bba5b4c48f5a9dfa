"""In what a table in a Parquet file differs from what it should be: columns, rows, cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from qdcalc.workbook.differing import KEPT, Differences

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa
    import pyarrow.parquet as pq
    from numpy.typing import NDArray

    Mask = NDArray[np.bool_]

_SHOWN = 4  # cells of a row that is added or gone


def count_cells(metadata: pq.FileMetaData) -> int:
    """Return how many cells of a file are not blank."""
    count = 0
    for group in range(metadata.num_row_groups):
        rows = metadata.row_group(group)
        for place in range(rows.num_columns):
            column = rows.column(place)
            statistics = column.statistics
            blank = statistics.null_count if statistics and statistics.has_null_count else 0
            count += column.num_values - blank
    return count


def compare_tables(
    label: str, file: str, written: pa.Table, due: pa.Table, found: Differences
) -> None:
    """Compare the rows of two files of a table, cell by cell.

    Rows that are added or gone are told as such; what stands before and behind them is compared
    with what it was. Types that say the same (texts, amounts of as many places) are alike.
    """
    found.cells += sum(len(column) - column.null_count for column in due.columns)
    names = _compare_columns(label, file, written, due, found)
    pairs = []
    for name in names:
        ours = written.column(written.schema.names.index(name))
        wanted = due.column(name)
        if not _says_the_same(ours, wanted):
            found.add(label, f"{file}“{name}”", "列的类型", str(ours.type), str(wanted.type))
        pairs.append(_alike(ours, wanted))
    _compare_rows(label, file, names, pairs, (written.num_rows, due.num_rows), found)


def _compare_columns(
    label: str, file: str, written: pa.Table, due: pa.Table, found: Differences
) -> list[str]:
    """Compare which columns there are, and their order; return those of both."""
    mine, theirs = written.schema.names, due.schema.names
    for name in theirs:
        if name not in mine:
            found.add(label, f"{file}“{name}”", "列", "没有这一列（删去或改了名）", "应有这一列")
    for name in mine:
        if name not in theirs:
            found.add(label, f"{file}“{name}”", "列", "多出这一列（加上或改了名）", "没有这一列")
    orders = [[n for n in side if n in other] for side, other in ((mine, theirs), (theirs, mine))]
    if len(set(mine)) < len(mine):
        found.add(label, file, "列", "有同名的列", "名称各不相同")
    elif orders[0] != orders[1]:
        found.add(label, file, "列的先后", "、".join(orders[0]), "、".join(orders[1]))
    return orders[1]


def _is_text(kind: pa.DataType) -> bool:
    from pyarrow import types

    if types.is_dictionary(kind):
        return _is_text(kind.value_type)
    kinds = types.is_string, types.is_large_string, types.is_string_view
    return any(is_kind(kind) for is_kind in kinds)


def _says_the_same(written: pa.ChunkedArray, due: pa.ChunkedArray) -> bool:
    """Say whether two types hold the same values: how many digits there may be does not matter."""
    from pyarrow import types

    one, other = written.type, due.type
    if one == other or (_is_text(one) and _is_text(other)):
        return True
    if types.is_decimal(one) and types.is_decimal(other):
        return bool(one.scale == other.scale)
    is_blank = types.is_null(one) and due.null_count == len(due)
    return is_blank or bool(types.is_timestamp(one) and types.is_timestamp(other))


def _alike(
    written: pa.ChunkedArray, due: pa.ChunkedArray
) -> tuple[pa.ChunkedArray, pa.ChunkedArray]:
    """Return two columns as one type, without a value changed; else as texts."""
    import pyarrow as pa
    from pyarrow import types

    one, other = written.type, due.type
    common = None
    if one == other:
        return written, due
    if types.is_null(one) or (_is_text(one) and _is_text(other)):
        common = other
    elif types.is_decimal(one) and types.is_decimal(other):
        common = pa.decimal256(76, max(one.scale, other.scale))
    elif types.is_timestamp(one) and types.is_timestamp(other):
        common = pa.timestamp("ns")
    elif types.is_floating(one):
        common = pa.float64()  # what an amount in 元 became in a program that knows floats alone
    try:
        if common is not None:
            return written.cast(common), due.cast(common)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        pass
    sides = ([None if v is None else str(v) for v in c.to_pylist()] for c in (written, due))
    ours, wanted = (pa.chunked_array([pa.array(side, pa.string())]) for side in sides)
    return ours, wanted


def _is_same(written: pa.ChunkedArray, due: pa.ChunkedArray) -> Mask:
    """Return by row whether two columns say the same, blanks included."""
    import pyarrow.compute as pc

    blank = pc.and_(pc.is_null(written), pc.is_null(due))
    same = pc.or_(pc.fill_null(pc.equal(written, due), False), blank)
    return np.asarray(same.to_numpy(), dtype=bool)


def _rows_same(
    pairs: Sequence[tuple[pa.ChunkedArray, pa.ChunkedArray]], at: tuple[int, int], count: int
) -> Mask:
    """Return a line by row, each with whether that row's cells are the same, by column."""
    found = np.ones((count, len(pairs)), dtype=bool)
    for place, (ours, wanted) in enumerate(pairs):
        found[:, place] = _is_same(ours.slice(at[0], count), wanted.slice(at[1], count))
    return found


def _compare_rows(
    label: str,
    file: str,
    names: Sequence[str],
    pairs: Sequence[tuple[pa.ChunkedArray, pa.ChunkedArray]],
    rows: tuple[int, int],
    found: Differences,
) -> None:
    """Compare cells; where rows were added or are gone, those between what is the same."""
    common, before = min(rows), 0
    if rows[0] != rows[1]:
        before = _leading(_rows_same(pairs, (0, 0), common))
        rest = common - before
        tails = _rows_same(pairs, (rows[0] - rest, rows[1] - rest), rest)
        common = rest - _leading(tails[::-1])
    same = _rows_same(pairs, (before, before), common)
    where = np.argwhere(~same)
    for row, place in where[:KEPT].tolist():
        cell = f"{file} 第 {before + row + 1} 行“{names[place]}”"
        ours, wanted = (side[before + row].as_py() for side in pairs[place])
        found.add(label, cell, "值", ours, wanted)
    found.count += max(len(where) - KEPT, 0)
    first, more = before + common, abs(rows[0] - rows[1])
    side = 0 if rows[0] > rows[1] else 1
    for row in range(first, first + min(more, KEPT)):
        told = "、".join(str(pair[side][row].as_py() or "") for pair in pairs[:_SHOWN])
        words = (told, "没有这一行") if side == 0 else ("没有这一行", told)
        found.add(label, f"{file} 第 {row + 1} 行", "行", *words)
    found.count += max(more - KEPT, 0)


def _leading(same: Mask) -> int:
    """Return how many rows are the same before the first that is not."""
    odd = np.flatnonzero(~np.all(same, axis=1))
    return int(odd[0]) if len(odd) else len(same)
