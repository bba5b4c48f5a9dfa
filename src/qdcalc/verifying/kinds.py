"""What a result is written as, a workbook or a folder of Parquet: read, made again, compared."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

from qdcalc.errors import FileError
from qdcalc.exact.patterns import Lazy
from qdcalc.files import folders, marks
from qdcalc.files.plain import told
from qdcalc.notice.description import Calculation
from qdcalc.parquet import differing as parquet
from qdcalc.parquet.engine import require
from qdcalc.record import record
from qdcalc.result.closing_tables import BASIS, NOTICE, RUN
from qdcalc.result.receipt import Receipt, read_receipt
from qdcalc.result.result import Result
from qdcalc.run import run
from qdcalc.workbook import differing as workbook
from qdcalc.workbook.differing import Differences
from qdcalc.workbook.files import DAMAGES, open_workbook
from qdcalc.workbook.write import write_result

Rows = Sequence[Sequence[Any]]
_MOST_ROWS = 2**40
_CLOCK = "（北京时间）"
_WRITER = Lazy(r"xlsxwriter [\w.+-]+", re.I)


@record
class Asked:
    """A run that is made again; ``settings`` are by name, ``receipt`` is what the first said."""

    calculation: Calculation
    source: Any
    frames: Mapping[str, Any] | None
    options: Mapping[str, str]
    settings: Mapping[str, str]
    policy: Path | None
    names: Path | None
    previous: Path | None
    receipt: Receipt
    progress: Callable[[str], None]

    def calculated(self) -> Result:
        """Run again, the recorded time in the place of now where it is a time."""
        result = run(
            self.calculation,
            self.source,
            frames=self.frames,
            interpretations=self.options,
            settings=self.settings,
            policy=self.policy,
            names=self.names,
            progress=self.progress,
        )
        if self.previous is not None:
            result.against(self.previous)
        if (time := recorded_time(self.receipt)) is not None:
            result.provenance = replace(result.provenance, time=time)
            result.tables.forget(RUN.name)
        return result


@record
class Due:
    """A result as it should be: where, the interpretations that it took, where it was made."""

    path: Path
    resolved: Mapping[str, str]
    environment: str


def recorded_time(receipt: Receipt) -> dt.datetime | None:
    """Return when a result says that it was made, None where that is no time."""
    with suppress(ValueError):
        time = dt.datetime.fromisoformat(receipt.time.removesuffix(_CLOCK))
        return None if time.tzinfo is None else time
    return None


class Kind(Protocol):
    """What a result is written as."""

    def sheets(self, result: Path) -> dict[str, Rows]:
        """Return the rows of the tables that say how a result was made, by label."""

    def place(self, row: int) -> str:
        """Return how a message names a line of 运行信息."""

    def write(self, asked: Asked, folder: Path) -> Due:
        """Run again and write the result below a folder."""

    def differences(
        self, result: Path, due: Due, receipt: Receipt, *, is_other: bool
    ) -> Differences:
        """Compare; ``is_other`` says that the environment is another, which is no difference."""


class Book:
    """A workbook."""

    def sheets(self, result: Path) -> dict[str, Rows]:
        """Return the sheets that say how the result was made."""
        if not result.is_file():
            raise FileError(f"找不到结果 {told(result)}，请核对文件名和文件夹")
        book = open_workbook(result)
        if RUN.label not in book.sheet_names:
            said = f"没有工作表“{RUN.label}”：不是 qdcalc 写出的结果，或这张表被删去、改了名"
            raise FileError(f"{told(result.name)} {said}，不能核对")
        return {
            name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            for name in (RUN.label, BASIS.label, NOTICE.label)
            if name in book.sheet_names
        }

    def place(self, row: int) -> str:
        """Return the cell of a line of 运行信息."""
        return f"“{RUN.label}”B{row}"

    def write(self, asked: Asked, folder: Path) -> Due:
        """Run again and write a workbook."""
        result = asked.calculated()
        said = result.tables["run"].set_index("item")["content"]
        asked.progress("写出")
        with result.tables.held():
            path = write_result(result, folder / "应为.xlsx", values=asked.receipt.has_values_only)
        return Due(path, result.provenance.interpretations, str(said["运行环境"]))

    def differences(
        self, result: Path, due: Due, receipt: Receipt, *, is_other: bool
    ) -> Differences:
        """Compare cell by cell, and what stands around them."""
        stamps = [(RUN.label, f"B{receipt.rows.get('运行环境', 0)}")] if is_other else []
        # the same writer writes the same members, whatever else the environment was
        writers = [_WRITER.findall(text) for text in (receipt.environment, due.environment)]
        is_exact = writers[0] == writers[1] or not is_other
        is_exact = is_exact or marks.state(result, result.suffix) == marks.CHANGED
        try:
            return workbook.compare(result, due.path, stamps=stamps, is_exact=is_exact)
        except (*DAMAGES, LookupError) as error:
            raise FileError(f"{told(result.name)} 已损坏，读不出来，不能核对") from error


class Folder:
    """A folder of Parquet files; ``rows`` are those of a part where it was made in parts."""

    def __init__(self) -> None:
        self.rows: int | None = None

    def sheets(self, result: Path) -> dict[str, Rows]:
        """Return what 运行信息.json and the tables of it say of how the result was made."""
        said = folders.read_run(result)
        if said is None:
            raise FileError(
                f"文件夹 {told(result)} 里没有 qdcalc 写的 {folders.RUN_FILE}：不是 qdcalc 写出的"
                "结果文件夹，或这个文件被删去、改了名、改坏了，不能核对"
            )
        self.rows = _rows_of_a_part(said)
        require("pyarrow", *(("dask", "distributed") if self.rows else ()))
        found: dict[str, Rows] = {RUN.label: parquet.lines_of(said)}
        return found | {t.label: parquet.rows_of(result, t.label) for t in (BASIS, NOTICE)}

    def place(self, row: int) -> str:
        """Return the number of a line of 运行信息."""
        return f"{folders.RUN_FILE} 第 {row} 项"

    def write(self, asked: Asked, folder: Path) -> Due:
        """Run again, in parts of the same size where the result was, and write a folder."""
        path = folder / "应为"
        if self.rows is None:
            result = asked.calculated()
            asked.progress("写出")
            result.to_parquet(path)
        else:
            from qdcalc.scale.run import in_parts

            in_parts(
                asked.calculation,
                asked.source,
                path,
                rows=self.rows,
                interpretations=asked.options,
                policy=asked.policy,
                settings=asked.settings,
                progress=lambda stage, *_: asked.progress(stage),
            )
        again = read_receipt(parquet.lines_of(folders.read_run(path) or {}))
        return Due(path, again.options, again.environment)

    def differences(
        self, result: Path, due: Due, receipt: Receipt, *, is_other: bool
    ) -> Differences:
        """Compare file by file, row by row, cell by cell."""
        stamps = ["运行环境"] if is_other else []
        stamps += [] if recorded_time(receipt) is None else ["运行时间"]
        return parquet.compare(result, due.path, stamps=stamps)


def _rows_of_a_part(said: Mapping[str, Any]) -> int | None:
    """Return how many rows a part had; None where the whole was calculated at once."""
    from qdcalc.scale.run import ROWS_OF_A_PART
    from qdcalc.scale.write import PARTS, ROWS

    if PARTS not in said:
        return None
    rows = said.get(ROWS)
    is_count = type(rows) is int and 0 < rows < _MOST_ROWS
    return rows if is_count else ROWS_OF_A_PART


def kind_of(result: Path) -> Kind:
    """Return what a result is written as."""
    return Folder() if result.is_dir() else Book()
