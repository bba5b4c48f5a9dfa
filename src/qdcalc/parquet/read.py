"""Parquet files to raw tables: as DataFrames, each row by its file and its number in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from qdcalc.errors import FileError
from qdcalc.files.plain import reason
from qdcalc.intake.dataframes import MISSING_TABLE, read_frames
from qdcalc.intake.raw import RawTable
from qdcalc.parquet.engine import require
from qdcalc.parquet.paths import Given, files_of
from qdcalc.table.description import Table
from qdcalc.table.problems import Problems
from qdcalc.workbook.read import joined

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

_UNKNOWN = "__HIVE_DEFAULT_PARTITION__"  # what writers name the folder of rows without a value


class InputFiles:
    """The Parquet files of an input."""

    def __init__(self, files: Sequence[Given]) -> None:
        self._files = list(files)

    def __iter__(self) -> Iterator[Given]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)

    def of(self, table: Table) -> list[Given]:
        """Return the files of a table."""
        return [one for one in self._files if one.table == table.name]

    def frame(self, table: Table) -> pd.DataFrame | None:
        """Return a small table as one frame, None where the input has none."""
        frames = [frame_of(one) for one in self.of(table)]
        return pd.concat(frames, ignore_index=True) if frames else None

    def read(self, tables: Iterable[Table], problems: Problems) -> dict[str, RawTable]:
        """Read the tables; a problem names the file where there are several."""
        found, shows_file = {}, len(self) > 1
        for table in tables:
            parts = [
                raw_table(frame_of(one), one, table, problems, shows_file=shows_file)
                for one in self.of(table)
            ]
            if parts:
                found[table.name] = joined(parts, problems)
            elif table.is_required:
                tell_missing(table, problems)
        return found


def input_files(path: Path, tables: Iterable[Table]) -> InputFiles:
    """Return the Parquet files of an input.

    Raises
    ------
    FileError, UsageError
        A file is no table's, or what reads Parquet is not installed.
    """
    require("pyarrow")
    return InputFiles(files_of(path, tables))


def tell_missing(table: Table, problems: Problems) -> None:
    """Say that a table that is needed is not there."""
    problems.add(MISSING_TABLE, sheet=table.label, fields={"name": table.label, "found": ""})


def raw_table(
    frame: pd.DataFrame, given: Given, table: Table, problems: Problems, *, shows_file: bool
) -> RawTable:
    """Return a frame as the raw table of a file, what is said of it with the file's name.

    Parameters
    ----------
    frame : DataFrame
        Its index is the number of each row in the file, from 1.
    """
    own, file = Problems(), given.shown if shows_file else ""
    raw = read_frames({table.name: frame}, (table,), own, is_whole=False)[table.name]
    problems.extend(replace(problem, file=file) for problem in own)
    raw.parts = [replace(part, file=file) for part in raw.parts]
    return raw


def frame_of(given: Given) -> pd.DataFrame:
    """Read a file whole.

    Raises
    ------
    FileError
        It can't be read.
    """
    with opened(given) as file:
        return frame_from(file.read(), given)


def frame_from(table: pa.Table, given: Given, first: int = 1) -> pd.DataFrame:
    """Return rows of a file as a frame, numbered from ``first``, with what its folders say."""
    import pyarrow as pa

    whole = {
        pa.int8(): pd.Int8Dtype(), pa.int16(): pd.Int16Dtype(), pa.int32(): pd.Int32Dtype(),
        pa.int64(): pd.Int64Dtype(), pa.uint64(): pd.UInt64Dtype(),
    }  # fmt: skip
    has_gaps = {
        field.type for field, column in zip(table.schema, table.columns, strict=True)
        if column.null_count
    }  # fmt: skip
    kinds = {kind: dtype for kind, dtype in whole.items() if kind in has_gaps}
    frame: pd.DataFrame = table.to_pandas(types_mapper=kinds.get, ignore_metadata=True)
    frame.index = pd.RangeIndex(first, first + len(frame))
    for name, value in given.constants:
        if name not in frame.columns:
            frame[name] = None if value == _UNKNOWN else value
    return frame


@contextmanager
def opened(given: Given) -> Iterator[pq.ParquetFile]:
    """Open a Parquet file; what goes wrong while it is read is told in Chinese."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(given.path) as file:
            yield file
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise FileError(f"{given.shown} 读不出来：{reason(error)}") from error
        raise FileError(
            f"{given.shown} 不是完整的 Parquet 文件，读不出来。请用写出它的程序重新导出"
        ) from error


def row_count(given: Given) -> int:
    """Return how many rows a file has."""
    with opened(given) as file:
        return int(file.metadata.num_rows)
