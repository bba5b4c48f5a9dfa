"""How warnings stay few: one each while there are few, then one line for many with its places."""

from __future__ import annotations

from typing import Any

from qdcalc.exact.dtypes import Ints
from qdcalc.exact.texts import MOST_LISTED, listed
from qdcalc.intake.raw import RawTable
from qdcalc.intake.table_data import TableData
from qdcalc.table.problems import NOTICE, WARNING, Fault, Problems
from qdcalc.water.inputs.registry import Sections

MORE = Fault(
    "W55",
    WARNING,
    "同类的警告只列出前 {most:,} 处，另有 {count:,} 处",
    "请先处理已列出的，再运行一次",
    weight=NOTICE,
)
EACH = 20  # so many cells are warned of one by one
LINES = 60  # so many lines of one kind
LISTED = MOST_LISTED  # of a line


def named(sections: Sections, which: Ints) -> str:
    """Name sections by number, river and name: 「4（大沽河·移风坝）」; the first few of many."""
    names = (sections.texts["river"] + "·" + sections.texts["section"]).to_numpy(dtype=object)
    told = [f"{sections.ids[n]}（{names[n]}）" for n in which[:LISTED].tolist()]
    return listed(told, count=len(which))


def numbers(sections: Sections, which: Ints) -> str:
    """Name sections by number alone: 「26、28」; the first few of many, and how many."""
    return listed([str(name) for name in sections.ids[which[:LISTED]]], count=len(which))


def places(raw: RawTable, column: str, rows: Ints) -> str:
    """Name cells, with their files where there are several: 「D5、D9、D13 等」."""
    several = len({part.file for part in raw.parts}) > 1
    texts = []
    for row in rows[:LISTED].tolist():
        file = raw.parts[raw.part_of[row]].file if several else ""
        texts.append(f"{file} {raw.address(column, row)}".strip())
    return listed(texts, count=len(rows), unit="处")


def first(which: Ints, most: int, readings: TableData, problems: Problems) -> Ints:
    """Return as many as are told one by one; say how many more there are."""
    if problems.is_part:
        return which
    if len(which) > most:
        fields = {"count": len(which) - most, "most": most}
        problems.add(MORE, sheet=readings.raw.parts[0].sheet, fields=fields)
    return which[:most]


def without_cell(readings: TableData, row: int) -> dict[str, Any]:
    """Return file and sheet of a row, for a warning of more than a cell."""
    part = readings.raw.parts[readings.raw.part_of[row]]
    return {"sheet": part.sheet, "file": part.file}
