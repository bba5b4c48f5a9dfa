"""What the template holds already: an example of each sheet."""

from __future__ import annotations

from qdcalc.notice.description import Prefill
from qdcalc.panel.words import MAIN, VenueKind


def template_rows() -> dict[str, Prefill]:
    """Return an example of each table; each of them may be left out."""
    examples: dict[str, dict[str, str]] = {
        "venues": {"venue": MAIN, "people": "100"},
        "composition": {"kind": str(VenueKind.BRANCH), "category": "社区或村居民代表",
                        "group": "一", "people": "30"},
        "roster": {"venue": "市南", "group": "一", "category": "社区或村居民代表",
                   "number": "市南一001"},
        "issued": {"venue": "市南", "group": "一", "issued": "210", "returned": "210",
                   "invalid": "2"},
        "votes": {"group": "一", "department": "市发展改革委", "grade": "很好",
                  "votes": "1200"},
        "points": {"grade": "很好", "points_x100": "100"},
        "departments": {"group": "一", "department": "市发展改革委"},
    }  # fmt: skip
    return {name: Prefill((), example) for name, example in examples.items()}
