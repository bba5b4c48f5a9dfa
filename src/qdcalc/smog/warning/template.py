"""What the template holds already: an example of an hour."""

from __future__ import annotations

from qdcalc.notice.description import Prefill
from qdcalc.smog.words import DataKind


def template_rows() -> dict[str, Prefill]:
    """Return an example of a reading and of a day of the calendar."""
    reading = {
        "ended_at": "2018-12-01 05:00", "aqi": 215, "bound": 240,
        "data_kind": str(DataKind.FORECAST),
    }  # fmt: skip
    day = {"day": "2018-12-29", "kind": "工作日"}
    return {"aqi": Prefill((), reading), "workdays": Prefill((), day)}
