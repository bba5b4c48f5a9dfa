"""The live sides of 校验: sums of what the sheets say, rows that are lacking (clauses 四–八)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from qdcalc.water.words import Transfer

if TYPE_CHECKING:
    from qdcalc.exact.dtypes import Bools
    from qdcalc.table.live import Check, Place, Sheets

Side = Callable[["Sheets"], "str | None"]
_MOST_RANGES = 100  # of a sum


def held(left: Side, right: Side) -> Check:
    """Return the formulas of a check's sides."""
    return lambda sheets: (left(sheets), right(sheets))


def total(table: str, column: str, *, key: str = "", value: Any = None) -> Side:
    """Return the sum of a table's column, of the rows of one key where one is named."""

    def side(sheets: Sheets) -> str | None:
        place = sheets.of(table)
        if value is None:
            return f"ROUND(SUM({place.column(column)}),2)"
        return _summed(place, column, (place.frame[key] == value).to_numpy(dtype=bool))

    return side


def zero(_: Sheets) -> str | None:
    """Return nothing: the side is the figure that stands there."""
    return None


def of_kind(table: str, kind: Transfer) -> Side:
    """Return the sum of a table's amounts of one kind."""

    def side(sheets: Sheets) -> str:
        place = sheets.of(table)
        amount = "part_fen" if table == "pair_parts" else "amount_fen"
        return f'ROUND(SUMIFS({place.column(amount)},{place.column("kind")},"{kind}"),2)'

    return side


def moving(sheets: Sheets) -> str:
    """Return the sum of 资金流向 without 自抵."""
    place = sheets.of("flows")
    amount, kind = place.column("amount_fen"), place.column("kind")
    return f'ROUND(SUMIFS({amount},{kind},"<>{Transfer.SELF}"),2)'


def _summed(place: Place, column: str, rows: Bools) -> str | None:
    """Return the sum of some rows, each run of neighbours a range."""
    places = np.flatnonzero(rows)
    starts = np.flatnonzero(np.diff(places, prepend=-2) != 1)
    if not len(places):
        return "0"
    if len(starts) > _MOST_RANGES:
        return None
    first, last = places[starts], places[np.r_[starts[1:], len(places)] - 1]
    return f"ROUND(SUM({','.join(place.ranges(column, first, last))}),2)"
