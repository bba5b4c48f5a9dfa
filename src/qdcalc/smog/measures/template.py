"""What the template holds already: an example of each sheet."""

from __future__ import annotations

from collections.abc import Mapping

from qdcalc.notice.description import Prefill
from qdcalc.smog.words import CleaningKind, Industry, Pollutant, SourceKind


def template_rows() -> Mapping[str, Prefill]:
    """Return an example of a row of the list, of a base, and of what is cleaned."""
    listed = {
        "district": "即墨", "source": "某轮胎厂", "source_kind": str(SourceKind.INDUSTRY),
        "industry": str(Industry.TYRES), "pollutant": str(Pollutant.VOC), "base_kg": 120,
        "yellow_kg": 60, "orange_kg": 120, "red_kg": 120,
    }  # fmt: skip
    base = {"pollutant": str(Pollutant.VOC), "city_kg": 85000}
    cleaned = {
        "district": "市北", "place": "某建筑工地",
        "cleaning_kind": str(CleaningKind.SITE_SURFACE), "normal_runs": 4,
    }  # fmt: skip
    return {
        "reductions": Prefill((), listed),
        "bases": Prefill((), base),
        "cleaning": Prefill((), cleaned),
    }
