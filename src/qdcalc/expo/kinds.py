"""The kinds of cells that only this notice has; how they are read stands in ``values``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qdcalc.intake.kinds import WHOLE_ENTRY
from qdcalc.table.kinds import TEXTS, Entry, Kind

if TYPE_CHECKING:
    from qdcalc.intake.cells import Cells, Parsed
    from qdcalc.table.description import Column


def _edition(cells: Cells, column: Column) -> Parsed:
    from qdcalc.expo.values import read_edition

    return read_edition(cells, column)


def _year(cells: Cells, column: Column) -> Parsed:
    from qdcalc.expo.values import read_year

    return read_year(cells, column)


EDITION = Kind("届次", TEXTS, read=_edition, align="left", entry=WHOLE_ENTRY)
YEAR = Kind(
    "年度", "Int64", read=_year, number_format="0",
    entry=Entry(
        "年度", "AND(ISNUMBER({c}),{c}>=1990,{c}<=2100)", "请填四位数的年度，如 2019", "2019"
    ),
)  # fmt: skip
