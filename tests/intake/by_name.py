"""The kinds of input columns by a short name: the shared ones, and those of the notices."""

from __future__ import annotations

from qdcalc.intake import kinds
from qdcalc.table.kinds import Kind
from qdcalc.water.inputs.kinds import BELOW_ZERO, READING, WATER_CLASS

SHARED: dict[str, Kind] = {
    name.lower(): kind for name, kind in vars(kinds).items() if isinstance(kind, Kind)
}
KINDS = SHARED | {"reading": READING, "below_zero": BELOW_ZERO, "class": WATER_CLASS}
