"""The kinds of cells that only this notice has; how they are read stands in ``values``."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from qdcalc.intake.kinds import DATE, YES_NO
from qdcalc.table.kinds import TEXTS, Entry, Kind

if TYPE_CHECKING:
    from qdcalc.intake.cells import Cells, Parsed
    from qdcalc.table.description import Column


def _reading(cells: Cells, column: Column) -> Parsed:
    from qdcalc.water.inputs.values import read_reading

    return read_reading(cells, column)


def _class(cells: Cells, column: Column) -> Parsed:
    from qdcalc.water.inputs.values import read_class

    return read_class(cells, column)


def _written_class(cells: Cells, column: Column) -> Parsed:
    from qdcalc.water.inputs.values import read_written_class

    return read_written_class(cells, column)


def _moment(cells: Cells, column: Column) -> Parsed:
    from qdcalc.water.inputs.values import read_moment

    return read_moment(cells, column)


def _dry(cells: Cells, column: Column) -> Parsed:
    from qdcalc.water.inputs.values import read_dry

    return read_dry(cells, column)


def _cycle(cells: Cells, column: Column) -> Parsed:
    from qdcalc.water.inputs.values import read_cycle

    return read_cycle(cells, column)


READING = Kind(
    "监测值", "float64", read=_reading,
    entry=Entry(
        "数字或检出限标记",
        "OR(AND(ISNUMBER({c}),{c}>=0),AND(ISTEXT({c}),"
        'OR(RIGHT({c},1)="L",LEFT({c},1)="<",LEFT({c},1)=">",{c}="-",{c}="未检出")))',
        "请填数字；低于检出限写 0.004L；没有监测时留空或填“-”", "12.5",
    ),
)  # fmt: skip
BELOW_ZERO = replace(  # water can be colder than 0 ℃
    READING, entry=Entry("数字", "ISNUMBER({c})", "请填数字，不带单位和文字", "12.5")
)
WATER_CLASS = Kind("水质类别", "Int8", read=_class)
WRITTEN_CLASS = replace(WATER_CLASS, read=_written_class)
MOMENT = Kind("采样时刻", TEXTS, read=_moment, align="left", entry=DATE.entry)
DRY = replace(YES_NO, read=_dry)
CYCLE = Kind("考核周期", TEXTS, read=_cycle, align="left")
