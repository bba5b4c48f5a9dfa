"""Kinds of cells that only this notice has: an hour or a day, an AQI, a level of warning.

They are read in ``values``.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from qdcalc.intake.kinds import CHOICE, WHOLE
from qdcalc.smog.words import Level
from qdcalc.table.kinds import MOMENT, Entry

if TYPE_CHECKING:
    from qdcalc.intake.cells import Cells, Parsed
    from qdcalc.table.description import Column


def _hour(cells: Cells, column: Column) -> Parsed:
    from qdcalc.smog.values import read_hour

    return read_hour(cells, column)


def _aqi(cells: Cells, column: Column) -> Parsed:
    from qdcalc.smog.values import read_aqi

    return read_aqi(cells, column)


def _level(cells: Cells, column: Column) -> Parsed:
    from qdcalc.smog.values import read_level

    return read_level(cells, column)


HOUR = replace(
    MOMENT, name="整点或日期", read=_hour,
    remarks=frozenset({"年月日时", "年-月-日时", "整点", "小时", "日期", "日期和整点"}),
    entry=Entry(
        "日期和整点",
        'OR(AND(ISNUMBER({c}),{c}>30000),AND(ISNUMBER(--LEFT({c},4)),LEN({c})>=8))',
        "请填日期和整点（小时的末尾），如 2018-12-01 05:00；逐日的只填日期",
        "2018-12-01 05:00",
        is_text=True,
    ),
)  # fmt: skip
AQI = replace(WHOLE, name="AQI", read=_aqi)
LEVEL = replace(CHOICE, name="级别", read=_level, choices=tuple(map(str, Level)))
