"""Rows under one name: districts by their short names, nothing listed or cleaned twice."""

from __future__ import annotations

from qdcalc.exact.blanks import alike
from qdcalc.intake.districts import Districts, named_short
from qdcalc.intake.repeats import drop_repeats
from qdcalc.intake.table_data import TableData
from qdcalc.notice.description import Job

KEYS = {
    "reductions": ("district", "source", "source_kind", "pollutant"),
    "bases": ("pollutant",),
    "cleaning": ("district", "place", "cleaning_kind"),
}
_NAMES = ("source", "place")


def drop_repeated(name: str, districts: Districts, job: Job) -> TableData:
    """Refuse a row of the same key twice; districts and names are written as one."""
    data, keys = job.tables[name], list(KEYS[name])
    if "district" in data.frame:
        data = named_short(data, "district", districts, job.problems)
    if not data.present >= set(keys):
        return data
    frame = data.frame
    named = {n: alike(frame[n]) for n in _NAMES if n in frame}
    data = data.with_frame(frame.assign(**named))
    return drop_repeats(data, data.frame[keys], job.problems)
