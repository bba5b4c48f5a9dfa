"""The live formulas of 汇总: what stands in the other tables, added up (三、四)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qdcalc.smog.frames import SUMMED
from qdcalc.table.live import MOST_PAIRS, Sheets


def overview(sheets: Sheets) -> Mapping[str, Any]:
    """Return the count of each place, by name as it stands; none where the tables are long."""
    place, made = sheets.of("overview"), {}
    own = place.cells("place")
    for name, (table, where, column) in SUMMED.items():
        of = sheets.of(table)
        if len(place) and len(of) and len(of) * len(place) <= MOST_PAIRS:
            named = f"SUMPRODUCT(({of.column(where)}=" + own + ")*"
            made[name] = named + (f"{of.column(column)})" if column else "1)")
    return made
