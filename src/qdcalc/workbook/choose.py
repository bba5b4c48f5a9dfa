"""Which calculation a workbook is for: by its sheets."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from qdcalc.errors import UsageError
from qdcalc.exact.texts import key
from qdcalc.files.plain import visible
from qdcalc.notice.catalogue import calculations
from qdcalc.notice.description import Calculation
from qdcalc.notice.switches import input_tables
from qdcalc.table.problems import Problems
from qdcalc.workbook.files import input_files, open_workbook
from qdcalc.workbook.form import FORM
from qdcalc.workbook.sheets import refuse_lookalikes, sheet_alike

_MOST = 8  # sheets that are named


def calculation_for(path: Path, *, takes_alike: bool = False) -> Calculation:
    """Return the calculation that a workbook, or a folder of them, is for.

    Of several of one notice (a month, the year) it is the first: the ordinary one.
    ``takes_alike`` looks for a required table among sheets of other names, too.

    Raises
    ------
    UsageError
        None fits, or those of several notices do.
    FileError
        It can't be opened.
    """
    paths = input_files(path, Problems())
    sheets = [name for file in paths for name in open_workbook(file).sheet_names]
    found = _of_notices(c for c in calculations() if _has_tables(c, sheets))
    if not found:  # a sheet of nearly the right name: the run itself says what is wrong with it
        found = _of_notices(c for c in calculations() if _is_alike(c, paths))
        found = (
            found
            if len(found) == 1
            else _of_notices(c for c in calculations() if takes_alike and _has_alike(c, paths))
        )
    if len(found) == 1:
        return found[0]
    names = "、".join(visible(name) for name in sheets[:_MOST]) + "……" * (len(sheets) > _MOST)
    if found:
        titles = "、".join(c.title for c in found)
        raise UsageError(
            f"里面的工作表（{names}）够做几种计算（{titles}），不知道要哪一种。请每种计算用一个工作簿，"
            "或在 每月核算.py 里写明“计算”"
        )
    wanted = "；".join(f"{c.title}要有 {_wanted(c)}" for c in _of_notices(calculations()))
    raise UsageError(
        f"看不出要做哪种计算。里面的工作表：{names}。{wanted}。请把工作表改成规定的名称"
    )


def _of_notices(found: Iterable[Calculation]) -> list[Calculation]:
    """Return the first calculation of each notice."""
    first: dict[str, Calculation] = {}
    for calculation in found:
        first.setdefault(calculation.package, calculation)
    return list(first.values())


def _needed(calculation: Calculation) -> list[str]:
    return [table.label for table in calculation.inputs if table.is_required]


def _has_tables(calculation: Calculation, sheets: list[str]) -> bool:
    """Say whether the tables that must be there are; of those that need none, whether any is."""
    there = {key(name) for name in sheets}
    if calculation.form and key(FORM) in there:
        return True
    if needed := _needed(calculation):
        return all(key(label) in there for label in needed)
    return any(key(table.label) in there for table in calculation.inputs)


def _is_alike(calculation: Calculation, paths: list[Path]) -> bool:
    """Say whether a sheet is surely one of the calculation's, but for its name."""
    needed = set(_needed(calculation)) or {table.label for table in calculation.inputs}
    tables = input_tables(calculation)
    return any(
        needed & refuse_lookalikes(path, open_workbook(path), tables, "", Problems())
        for path in paths
    )


def _has_alike(calculation: Calculation, paths: list[Path]) -> bool:
    """Say whether a sheet of another name has the heading of a required table."""
    needed = [table for table in calculation.inputs if table.is_required]
    return any(sheet_alike(path, open_workbook(path), table) for path in paths for table in needed)


def _wanted(calculation: Calculation) -> str:
    if needed := _needed(calculation):
        return "、".join(needed)
    return "、".join(table.label for table in calculation.inputs) + "之一"
