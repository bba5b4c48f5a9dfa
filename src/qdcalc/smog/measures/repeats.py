"""Rows under one name: districts by their short names, nothing listed or cleaned twice."""

from __future__ import annotations

import numpy as np
import pandas as pd

from qdcalc.exact.texts import key
from qdcalc.intake.districts import UNKNOWN, Districts
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
        data = _name_districts(data, districts, job)
    if not data.present >= set(keys):
        return data
    frame = data.frame
    named = {n: _alike(frame[n]) for n in _NAMES if n in frame}
    data = data.with_frame(frame.assign(**named))
    return drop_repeats(data, data.frame[keys], job.problems)


def _name_districts(data: TableData, districts: Districts, job: Job) -> TableData:
    """Return the table with districts by their short names; refuse others."""
    names = data.frame["district"].astype(object)
    places = districts.places(names)
    unknown = np.flatnonzero(names.notna() & (places == UNKNOWN))
    job.problems.extend(
        districts.refuse(data.raw, "district", unknown, names.iloc[unknown].to_list())
    )
    short = np.where(places == UNKNOWN, names, districts.all_names[places])
    return data.with_frame(data.frame.assign(district=pd.Series(short, dtype="str")))


def _alike(names: pd.Series[str]) -> pd.Series[str]:
    """Write a name as it is written first, whatever blanks and widths it has elsewhere."""
    distinct = names.dropna().drop_duplicates()
    first = distinct.groupby(distinct.map(key)).transform("first")
    return names.map(dict(zip(distinct, first, strict=True)))
