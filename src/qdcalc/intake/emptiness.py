"""Inputs that hold nothing to calculate: refused once, for every calculation and entry."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from qdcalc.intake.table_data import TableData
from qdcalc.table.problems import ERROR, NOTICE, WARNING, Fault, Problems

BLANK_ROWS = Fault(
    "T05",
    WARNING,
    "空行没有计入：第 {rows}",
    "可以删除空行",
    weight=NOTICE,
)
NO_ROWS = Fault(
    "T38",
    ERROR,
    "必需的表“{table}”没有数据行{passed}",
    "请在表头下面填入数据；行没有计入的，请按提示改正",
    is_structural=True,
)
NO_MEASURED = Fault(
    "T39",
    ERROR,
    "表“{table}”没有任何参加评价的列（如 {names}）",
    "请核对列名（表头分成两行的请写成一行），加上这些列",
    is_structural=True,
)
NOTHING_MEASURED = Fault(
    "T40",
    ERROR,
    "表“{table}”里没有一行有参加评价的值{flag}",
    "请填入数据；已经填了的，请核对是否填在认得的列里；确实没有数据时请移出这张表",
)
NO_ROWS_HERE = Fault(
    "T41",
    WARNING,
    "文件里的表“{table}”没有数据行",
    "请核对是不是忘了填写；不需要时请移出这个文件",
)


def refuse_empty(
    tables: Mapping[str, TableData], interpretations: Mapping[str, str], problems: Problems
) -> None:
    """Refuse required tables without rows, and sheets in which nothing was measured.

    Parameters
    ----------
    tables : mapping of str to TableData
    interpretations : mapping of str to str
        They may decide which columns count.
    problems : Problems
    """
    lost = {(p.file, p.sheet) for p in problems.distinct() if p.fault.is_structural}
    for data in tables.values():
        if any((part.file, part.sheet) in lost for part in data.raw.parts):
            continue  # what it holds can't be known before its columns are
        if data.table.is_required:
            _refuse_no_rows(data, problems)
        if data.table.measured is not None and len(data.raw):
            _refuse_unmeasured(data, data.table.measured(interpretations), problems)


def _refuse_no_rows(data: TableData, problems: Problems) -> None:
    raw, label = data.raw, data.table.label
    if not len(raw):
        passed = f"（有 {raw.passed_over} 行没有计入）" if raw.passed_over else ""
        part = raw.parts[0]
        fields = {"table": label, "passed": passed}
        problems.add(NO_ROWS, sheet=part.sheet, file=part.file, fields=fields)
        return
    if len(raw.parts) == 1:
        return
    filled = {(raw.parts[n].file, raw.parts[n].sheet) for n in np.unique(raw.part_of).tolist()}
    for file, sheet in dict.fromkeys((part.file, part.sheet) for part in raw.parts):
        if (file, sheet) not in filled:
            problems.add(NO_ROWS_HERE, sheet=sheet, file=file, fields={"table": label})


def _refuse_unmeasured(data: TableData, measured: tuple[str, ...], problems: Problems) -> None:
    """Refuse a table without any column that counts, a sheet without a value in any of them."""
    raw, table = data.raw, data.table
    here = [name for name in measured if name in data.present]
    part = raw.parts[0]
    if not here:
        names = "、".join(table.column(name).label for name in measured[:3])
        fields = {"table": table.label, "names": names}
        problems.add(NO_MEASURED, sheet=part.sheet, file=part.file, fields=fields)
        return
    counts = np.zeros(len(raw), dtype=bool)
    for name in here:
        if counts.all():
            return
        counts |= data.typed.is_filled(name)
    if table.exempting in data.present:
        counts |= data.typed.filled_with(table.exempting, False, np.dtype(bool))
    sheets: dict[tuple[str, str], bool] = {}
    for number in np.unique(raw.part_of).tolist():
        where = (raw.parts[number].file, raw.parts[number].sheet)
        sheets[where] = sheets.get(where, False) or bool(counts[raw.part_of == number].any())
    flag = f"，也没有{table.column(table.exempting).label}的" if table.exempting else ""
    wrong = {(p.file, p.sheet) for p in problems.distinct() if p.is_error}
    for (file, sheet), has_value in sheets.items():
        if not has_value and (file, sheet) not in wrong:  # its cells could not be read
            fields = {"table": table.label, "flag": flag}
            problems.add(NOTHING_MEASURED, sheet=sheet, file=file, fields=fields)
