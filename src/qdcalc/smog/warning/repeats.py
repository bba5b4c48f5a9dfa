"""Readings that stand twice: the same hour of a station or region."""

from __future__ import annotations

import pandas as pd

from qdcalc.exact.blanks import alike
from qdcalc.intake.repeats import drop_repeats
from qdcalc.intake.table_data import TableData
from qdcalc.notice.description import Job
from qdcalc.smog.words import CITY


def drop_repeated_readings(data: TableData, job: Job) -> TableData:
    """Return the readings with every station named alike, blank ones 全市; refuse hours twice."""
    if "ended_at" not in data.present:
        return data
    frame = data.frame
    names = frame["station"] if "station" in frame else pd.Series(None, frame.index, dtype=object)
    stations = alike(names.astype(object).where(names.notna(), CITY))
    data = data.with_frame(frame.assign(station=stations))
    return drop_repeats(data, data.frame[["station", "ended_at"]], job.problems)
