"""Hours in a column of their own, put to the days that they belong to."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from qdcalc.exact.patterns import Lazy
from qdcalc.intake.cells import Cells
from qdcalc.intake.kinds import reader
from qdcalc.intake.raw import RawTable
from qdcalc.table.description import Column
from qdcalc.table.problems import ERROR, Fault, Problems

NO_HOUR = Fault(
    "T77",
    ERROR,
    "“{value}”不是钟点，而日子已写在“{other}”列",
    "请写成 09:30 这样的钟点；这一列不是采样的钟点时请删去，或改名为 分析日期 等",
)
_CLOCK = Lazy(
    r"\D{0,2}(?:\d{1,2}(?::\d{2}){1,2}(?:[-~至—–]\d{1,2}(?::\d{2}){1,2})?|\d{1,2}[时点](?:\d{1,2}分?)?)|[^\d年月日号]+"
)


def with_hours(raw: RawTable, problems: Problems) -> RawTable:
    """Return a table of one sheet whose days have their hours, and no column of hours.

    A day that has an hour already keeps it; a second date in place of an hour is refused.
    """
    source = raw.table.clock or raw.table.month_source
    if source is None or source.hour is None or source.hour.name not in raw.columns:
        return raw
    hour, dated = source.hour.name, source.dated
    columns = {name: cells for name, cells in raw.columns.items() if name != hour}
    part = raw.parts[0]
    if dated not in columns:
        cells = part.cells | ({dated: part.cells[hour]} if part.cells else {})
        headers = part.headers | {dated: part.headers.get(hour, "")}
        columns[dated] = raw.columns[hour]
        return replace(raw, columns=columns, parts=[replace(part, cells=cells, headers=headers)])
    if clock := raw.table.clock:
        return replace(raw, columns=columns | {dated: clock.joined(raw, problems)})
    days = _texts(raw, raw.table.column(dated), dated)
    hours = _texts(raw, source.hour, hour)
    is_given = np.array([h is not None for h in hours.tolist()], dtype=bool)
    known = {h: _CLOCK.fullmatch(h) is not None for h in set(hours[is_given].tolist())}
    is_hour = np.array([known.get(h, False) for h in hours.tolist()], dtype=bool)
    other = part.headers.get(dated, "")
    odd = np.flatnonzero(is_given & ~is_hour)
    problems.extend(raw.problems_at(NO_HOUR, hour, odd, other=other))
    is_joined = is_hour & np.array([d is not None and ":" not in d for d in days], dtype=bool)
    joined = columns[dated].astype(object).copy()
    joined[is_joined] = days[is_joined] + " " + hours[is_joined]
    return replace(raw, columns=columns | {dated: joined})


def _texts(raw: RawTable, column: Column, name: str) -> npt.NDArray[Any]:
    read: npt.NDArray[Any] = reader(column.kind)(Cells(raw.columns[name]), column).values
    return read
