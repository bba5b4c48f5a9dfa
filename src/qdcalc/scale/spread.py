"""The rows of a large table, put into files by part: what is read at once is bounded.

A row's group follows from few columns, its keys. Their distinct values are looked at first, over
the whole table, and typed as any other input; then every row goes where its values send it. A row
keeps its number in its file.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from qdcalc.exact.dtypes import Ints
from qdcalc.intake.headers import headers_of
from qdcalc.parquet.paths import Given
from qdcalc.parquet.read import opened
from qdcalc.parquet.write import whole_file
from qdcalc.record import record
from qdcalc.table.description import Table

if TYPE_CHECKING:
    import pyarrow as pa

ROW = "__qdcalc_row__"  # the column of a row's number
MOST_ROWS = 400_000  # that one task reads
_BATCH = 50_000
_JOINT, _BLANK = "\x1f", "\x00"
BLANK_ROWS = 0  # where rows without any value go: the first part


@record
class Piece:
    """Row groups of one file that one task reads; ``first`` is the number of their first row."""

    file: int
    number: int
    groups: tuple[int, ...]
    first: int
    rows: int


def pieces_of(files: Sequence[Given]) -> list[Piece]:
    """Return the pieces in which files are read."""
    found: list[Piece] = []
    for index, given in enumerate(files):
        with opened(given) as file:
            sizes = [file.metadata.row_group(n).num_rows for n in range(file.num_row_groups)]
        groups: list[int] = []
        first, rows = 1, 0
        for number, size in enumerate(sizes):
            groups.append(number)
            rows += size
            if rows >= MOST_ROWS or number == len(sizes) - 1:
                found.append(Piece(index, len(found), tuple(groups), first, rows))
                groups, first, rows = [], first + rows, 0
    return found


def key_columns(given: Given, table: Table, wanted: Sequence[str]) -> list[str]:
    """Return the columns of a file that are these of a table, by their own names."""
    with opened(given) as file:
        names = file.schema_arrow.names
    headers = headers_of(table)
    found = {name: headers.match(name) for name in names}
    return [name for name, match in found.items() if match and match.column.name in wanted]


@record
class Looked:
    """What is seen of a piece: rows with the columns that were looked at, and how many of each key.

    ``rows`` holds at least one row for each distinct value of the keys and of the times; ``words``
    are the keys as texts, ``counts`` how many rows each has.
    """

    rows: pa.Table
    words: pa.Array
    counts: Ints


def look(given: Given, piece: Piece, keys: Sequence[str], times: Sequence[str]) -> Looked:
    """Look at the keys and times of a piece's rows."""
    import pyarrow as pa

    every = list(dict.fromkeys((*keys, *times)))
    counts: dict[str, int] = {}
    seen: set[str] = set()
    found: list[pa.Table] = []
    for batch in _batches(given, piece, every):
        codes, words = distinct(batch, keys)
        first = np.unique(codes, return_index=True)[1].tolist()
        chosen = [n for n, word in zip(first, words, strict=True) if word not in counts]
        for word, count in zip(words, np.bincount(codes).tolist(), strict=True):
            counts[word] = counts.get(word, 0) + count
        codes, words = distinct(batch, times)
        first = np.unique(codes, return_index=True)[1].tolist()
        chosen += [n for n, word in zip(first, words, strict=True) if word not in seen]
        seen.update(words)
        if chosen:
            found.append(batch.take(pa.array(chosen)))
    rows = pa.concat_tables(found, promote_options="permissive")
    sizes = np.array(list(counts.values()), dtype=np.int64)
    return Looked(rows, pa.array(list(counts), pa.string()), sizes)


def _batches(given: Given, piece: Piece, columns: Sequence[str] | None) -> Iterator[pa.Table]:
    import pyarrow as pa

    with opened(given) as file:
        for batch in file.iter_batches(_BATCH, row_groups=list(piece.groups), columns=columns):
            yield pa.Table.from_batches([batch]).replace_schema_metadata(None)


def distinct(table: pa.Table, names: Sequence[str]) -> tuple[Ints, list[str]]:
    """Return the code of each row's values in some columns, and the values as texts, by code."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if not names:
        return np.zeros(len(table), dtype=np.int64), [""] * min(len(table), 1)
    columns = [_texts(table.column(name)) for name in names]
    joined = pc.binary_join_element_wise(
        *columns, _JOINT, null_handling="replace", null_replacement=_BLANK
    )
    coded = pa.chunked_array([joined]) if isinstance(joined, pa.Array) else joined
    coded = coded.combine_chunks().dictionary_encode()
    return coded.indices.to_numpy(zero_copy_only=False).astype(np.int64), (
        coded.dictionary.to_pylist()
    )


def _texts(column: pa.ChunkedArray) -> pa.ChunkedArray:
    import pyarrow as pa

    try:
        return column.cast(pa.string())
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):  # lists, bytes
        cells = [None if cell is None else repr(cell) for cell in column.to_pylist()]
        return pa.chunked_array([pa.array(cells, pa.string())])


def keep_parts(folder: Path, part_of: Sequence[Mapping[str, int]]) -> None:
    """Keep the part by the text of a row's keys, for each file."""
    for file, parts in enumerate(part_of):
        _parts_of(folder, file).write_text(json.dumps(parts), encoding="utf-8")


def _parts_of(folder: Path, file: int) -> Path:
    return folder / f"keys-{file:05d}.json"


def spread(given: Given, piece: Piece, names: Sequence[str], folder: Path) -> dict[int, int]:
    """Put a piece's rows into files by part; return how many went into each.

    Parameters
    ----------
    names : sequence of str
        The file's key columns.
    folder : Path
        Where the parts are kept (:func:`keep_parts`) and each has a folder.
    """
    part_of: dict[str, int] = json.loads(_parts_of(folder, piece.file).read_text(encoding="utf-8"))
    counted: dict[int, int] = {}
    waiting: list[pa.Table] = []
    first, number = piece.first, 0
    for batch in _batches(given, piece, None):
        codes, words = distinct(batch, names)
        parts = np.array([part_of[word] for word in words], dtype=np.int64)[codes]
        parts[_is_blank(batch)] = BLANK_ROWS
        waiting.append(_numbered(batch, first, parts))
        first += len(batch)
        if sum(map(len, waiting)) >= MOST_ROWS:
            _write(waiting, piece, number, folder, counted)
            waiting, number = [], number + 1
    if waiting:
        _write(waiting, piece, number, folder, counted)
    return counted


def _is_blank(batch: pa.Table) -> Any:
    """Say which rows have no value at all."""
    import pyarrow.compute as pc

    blank = np.ones(len(batch), dtype=bool)
    for column in batch.columns:
        blank &= pc.is_null(column).to_numpy()
        if not blank.any():
            break
    return blank


def _numbered(batch: pa.Table, first: int, parts: Ints) -> pa.Table:
    import pyarrow as pa

    rows = pa.array(np.arange(first, first + len(batch)))
    return batch.append_column(ROW, rows).append_column(_PART, pa.array(parts))


_PART = "__qdcalc_part__"


def _write(
    waiting: Sequence[pa.Table], piece: Piece, number: int, folder: Path, counted: dict[int, int]
) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    whole = pa.concat_tables(waiting, promote_options="permissive")
    parts = whole.column(_PART).to_numpy()
    order = np.argsort(parts, kind="stable")
    sorted_rows = whole.drop_columns([_PART]).take(pa.array(order))
    found, starts, sizes = np.unique(parts[order], return_index=True, return_counts=True)
    for part, start, size in zip(found.tolist(), starts.tolist(), sizes.tolist(), strict=True):
        place = folder / f"{part:05d}"
        place.mkdir(parents=True, exist_ok=True)
        path = place / f"{piece.file:05d}-{piece.number:05d}-{number:03d}.parquet"
        with whole_file(path) as temporary:
            pq.write_table(sorted_rows.slice(start, size), temporary, compression="lz4")
        counted[part] = counted.get(part, 0) + size


def gathered(folder: Path, part: int, file: int) -> pa.Table | None:
    """Return the rows of a part that one file has, in their order; None where it has none."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    paths = sorted((folder / f"{part:05d}").glob(f"{file:05d}-*.parquet"))
    tables = [pq.read_table(path) for path in paths]
    return pa.concat_tables(tables, promote_options="permissive") if tables else None
