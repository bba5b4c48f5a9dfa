"""Results to folders: a table a subfolder of Parquet files, 运行信息 as JSON."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from qdcalc.errors import FileError, SelfCheckError
from qdcalc.files import folders
from qdcalc.files.plain import told
from qdcalc.parquet.engine import require
from qdcalc.result import closing, faces
from qdcalc.result.closing_tables import RUN
from qdcalc.table.description import Column, Table
from qdcalc.table.kinds import YUAN_OR_COUNT

if TYPE_CHECKING:
    import pyarrow as pa

    from qdcalc.notice.description import Calculation
    from qdcalc.result.provenance import Provenance
    from qdcalc.result.result import Result

MOST_ROWS = 2**20  # of a file, and of a group in it
TEMPORARY = ".being_written_"
_DIGITS, _LONG = 18, 38  # of amounts; of sums and counts side by side


def write_result(
    result: Result,
    path: Path,
    progress: Callable[[str, int, int], None] = lambda *_: None,
    *,
    overwrite: bool = False,
) -> Path:
    """Write every table of a result into a folder, and 运行信息.json.

    Raises
    ------
    FileError
        The folder can't be written, or what is there must stay.
    UsageError
        pyarrow is not installed.
    """
    require("pyarrow")
    refuse_inputs(result.provenance, path)
    with folders.replacing(path, overwrite=overwrite) as folder:
        rows: dict[str, int] = {}
        for table, frame in result.tables.written():
            if table.name != RUN.name:
                for number, start in enumerate(range(0, max(len(frame), 1), MOST_ROWS)):
                    part = frame.iloc[start : start + MOST_ROWS]
                    write_part(folder, table, part, number)
                    progress(table.label, start + len(part), len(frame))
                rows[table.label] = len(frame)
        said = told_run(result.calculation, result.status, result.provenance, rows)
        lines = list(result.headline.console())
        folders.write_run(folder, {**said, "结论": lines})
    return path


def refuse_inputs(provenance: Provenance, path: Path) -> None:
    """Refuse a folder that holds an input, or is one.

    Raises
    ------
    FileError
        It does.
    """
    target = path.resolve()
    for file in provenance.inputs:
        if file.path is not None and target in file.path.resolve().parents:
            raise FileError(f"{told(path)} 里有输入文件 {file.name}，请换一个输出文件夹")


def told_run(
    calculation: Calculation, status: str, provenance: Provenance, rows: Mapping[str, int]
) -> dict[str, Any]:
    """Return what 运行信息.json says beside its files: the sheet's lines, rows of each table."""
    frame = closing.run_frame(calculation, status, provenance, ())
    lines = [
        {"项目": item, "内容": content}
        for item, content in zip(frame["item"], frame["content"], strict=True)
    ]
    return {"运行信息": lines, "行数": dict(rows)}


def write_part(folder: Path, table: Table, frame: pd.DataFrame, number: int) -> Path:
    """Write rows of a table as one file of its subfolder; the same rows give the same file.

    Raises
    ------
    SelfCheckError
        Other rows stand in the file than were calculated.
    """
    import pyarrow.parquet as pq

    place = folder / table.label
    place.mkdir(exist_ok=True)
    path = place / f"part-{number:05d}.parquet"
    with whole_file(path) as temporary:
        written = arrow_table(table, frame)
        pq.write_table(written, temporary, compression="zstd", row_group_size=MOST_ROWS)
        if pq.read_metadata(temporary).num_rows != len(frame):
            raise SelfCheckError(f"“{table.label}”写出的行数不是计算得到的 {len(frame)} 行")
    return path


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Yield a name beside a file's own: it bears that when the block ends well, else it is gone.

    Whoever writes the same file again, or at the same time, leaves one of them, whole.
    """
    temporary = path.parent / f"{TEMPORARY}{secrets.token_hex(8)}"
    try:
        yield temporary
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def arrow_table(table: Table, frame: pd.DataFrame) -> pa.Table:
    """Return a calculated table as a person sees it: Chinese headers, 元 as exact decimals."""
    import pyarrow as pa

    arrays = [_array(column, frame[column.name]) for column in table.columns]
    return pa.Table.from_arrays(arrays, names=[faces.header(c) for c in table.columns])


def _array(column: Column, values: pd.Series[Any]) -> pa.Array:
    import pyarrow as pa

    kind = column.kind
    if kind is YUAN_OR_COUNT:
        known = [None if v is None or v != v else _decimal(v) for v in values.tolist()]
        return pa.array(known, pa.decimal128(_LONG, 2))
    if kind.is_hundredfold:
        return _hundredths(values)
    if values.dtype.kind == "f":
        return pa.array(values.to_numpy(), pa.float64(), from_pandas=True)
    if values.dtype.kind in "iu":
        return pa.array(values, pa.int64(), from_pandas=True)
    if values.dtype.kind == "M":
        return pa.array(values, pa.timestamp("s"), from_pandas=True)
    return _texts(kind.text if kind.is_time else _text, values)


def _hundredths(values: pd.Series[Any]) -> pa.Array:
    """Return whole hundredths as decimals of two places, without a float between."""
    import pyarrow as pa

    is_blank = values.isna().to_numpy()
    whole = values.where(~is_blank, 0).to_numpy(dtype=np.int64)
    if np.abs(whole).max(initial=0) >= 10**_DIGITS:
        raise SelfCheckError("金额超出 Parquet 的 18 位数字")
    words = np.empty((len(whole), 2), dtype="<i8")  # 128 bits, the lower half first
    words[:, 0], words[:, 1] = whole, whole >> 63
    valid = None
    if is_blank.any():
        valid = pa.py_buffer(np.packbits(~is_blank, bitorder="little"))
    kind = pa.decimal128(_DIGITS, 2)
    return pa.Array.from_buffers(kind, len(whole), [valid, pa.py_buffer(words)])


def _decimal(value: Any) -> Decimal:
    """Return a count, or an amount in 元 (made once from exact fen), with two places."""
    return Decimal(repr(value)).quantize(Decimal("0.01"))


def _text(value: Any) -> str:
    """Write a text, or a number of at most 15 digits that stands beside texts in one column."""
    return f"{value:.15g}" if isinstance(value, (int, float)) else str(value)


def _texts(text: Callable[[Any], str], values: pd.Series[Any]) -> pa.Array:
    """Return texts and blanks, each word made once."""
    import pyarrow as pa

    codes, distinct = pd.factorize(values)
    words = pa.array([text(value) for value in distinct.tolist()], pa.string())
    where = pa.array(codes, mask=codes < 0)
    return words.take(where)
