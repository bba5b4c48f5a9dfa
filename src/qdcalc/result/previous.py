"""The result of the period before, which a result is compared with."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qdcalc.errors import FileError, UsageError
from qdcalc.files import marks
from qdcalc.files.plain import reason, told
from qdcalc.intake.given import output_path
from qdcalc.result.closing_tables import RUN
from qdcalc.result.provenance import InputFile
from qdcalc.result.written import frame_of
from qdcalc.table.description import Table

if TYPE_CHECKING:
    import pandas as pd

    from qdcalc.notice.description import Calculation

PREFIX = "previous_"
_OPTION = "--previous（Python 里是 previous）"


Taken = tuple[dict[str, "pd.DataFrame"], InputFile]


def of_result(
    calculation: Calculation, earlier: Calculation, tables: Mapping[str, pd.DataFrame]
) -> Taken:
    """Return the tables of an earlier result that are compared, by ``previous_`` + name.

    Raises
    ------
    UsageError
        The calculation compares nothing, or the result is of another one.
    """
    compared = _compared(calculation)
    if earlier.name != calculation.name:
        raise UsageError(_other(earlier.title, calculation, "上月结果"))
    frames = {PREFIX + table.name: tables[table.name] for table in compared}
    return frames, InputFile("Result（Python）")


def of_file(
    calculation: Calculation, given: Any, read: Callable[[Path], dict[str, list[list[Any]]]]
) -> Taken:
    """Return the tables of an earlier result that are compared, by ``previous_`` + name; its file.

    Parameters
    ----------
    calculation : Calculation
        What was calculated now.
    given : path
        The earlier result, as a workbook that nobody changed since.
    read : function
        Returns the cells of a workbook's sheets.

    Raises
    ------
    FileError
        The file is no result of this calculation, or was changed.
    UsageError
        The calculation compares nothing.
    """
    compared = _compared(calculation)
    path = output_path(given)
    sheets = read(_unchanged(path))
    _refuse_other(sheets, calculation, told(path.name))
    frames = {PREFIX + table.name: frame_of(table, sheets, told(path.name)) for table in compared}
    return frames, InputFile(told(path.name), hashlib.sha256(path.read_bytes()).hexdigest(), path)


def _compared(calculation: Calculation) -> list[Table]:
    compared = [table for table in calculation.outputs if table.is_compared]
    if not compared:
        raise UsageError(f"{calculation.title}没有与上期结果的比较，不能用 {_OPTION}")
    return compared


def _unchanged(path: Path) -> Path:
    shown = told(path)
    try:
        if not path.is_file():
            raise FileError(f"找不到上月结果 {shown}，请核对文件名和文件夹")
        state = marks.state(path, path.suffix)
    except OSError as error:
        raise FileError(f"上月结果 {shown} 读不出来：{reason(error)}") from error
    if state == marks.CHANGED:
        raise FileError(f"上月结果 {shown} 写出后被改动过，不能用来比较。请用当时写出的结果文件")
    if state == marks.FOREIGN:
        raise FileError(f"{shown} 不是 qdcalc 写出的结果（或是旧版本写的），不能作为上月结果")
    return path


def _refuse_other(sheets: dict[str, list[list[Any]]], calculation: Calculation, name: str) -> None:
    said = {str(row[0]): str(row[1]) for row in sheets.get(RUN.label, []) if len(row) > 1}
    made = said.get("计算", "")
    if not made:
        raise FileError(f"{name} 不是计算结果（没有“{RUN.label}”），不能作为上月结果")
    if made != f"{calculation.title}（{calculation.name}）":
        raise FileError(_other(made, calculation, name))


def _other(made: str, calculation: Calculation, name: str) -> str:
    return (
        f"{name} 是{made}的结果，不能与{calculation.title}比较。请给上月的{calculation.title}结果"
    )
