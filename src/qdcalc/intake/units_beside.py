"""Units that columns beside a table's own name: μg/L in 备注 read as mg/L is 1,000 times wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from qdcalc.exact.patterns import Lazy
from qdcalc.exact.texts import key
from qdcalc.intake.headers import Headers, units_named
from qdcalc.intake.units import is_scaled, mentioned
from qdcalc.table.description import Table
from qdcalc.table.problems import ERROR, Fault

UNIT_ABOVE = Fault(
    "T49",
    ERROR,
    "列名之外写着单位“{found}”，列名“{names}”没有写单位，不知道是不是 {found}",
    "请把单位写进列名，如 {example}；单位就是规定的单位时请删去它",
)
UNIT_HEADERS = {"单位", "计量单位"}
_SIGN = Lazy("[/／·元克摩人米㎡²升个㎍]|单位|pp|PP")  # what a text that names a unit has
_MOST_NAMED = 3


def named_beside(
    header: str, cells: Sequence[Any], headers: Headers
) -> Iterator[tuple[int, str, str]]:
    """Yield each unit that an unknown column names: its first cell's place and text, the unit.

    A column headed 单位 holds units alone; another, such as 备注 beside measured values, may name
    one.
    """
    is_of_units = key(header) in UNIT_HEADERS
    if not is_of_units and headers.table.measured is None:
        return
    distinct = dict.fromkeys(cell for cell in cells if type(cell) is str)
    for text in filter(_SIGN.search, distinct):
        own = [key(text)] if is_of_units else []
        for unit in dict.fromkeys([*units_named(text), *mentioned(text), *own]):
            yield cells.index(text), text, unit


def columns_meant(unit: str, cell: Any, bare: Iterable[str], table: Table) -> list[str]:
    """Return which columns without a unit one outside may be meant for: those it names, or all."""
    scaled = [name for name in bare if is_scaled(unit, table.column(name))]
    named = [name for name in scaled if key(table.column(name).label) in key(cell)]
    return named or scaled


def unit_fields(
    unit: str, names: Sequence[str], texts: Mapping[str, str], table: Table
) -> dict[str, str]:
    """Return the fields of what is said of a unit outside; ``texts`` are the columns' headers."""
    labels = "、".join(texts[name] for name in names[:_MOST_NAMED])
    return {"found": unit, "names": labels, "example": f"{table.column(names[0]).label}({unit})"}
