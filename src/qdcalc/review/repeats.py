"""Rows under one name: districts by their short names, no project's round counted twice."""

from __future__ import annotations

import numpy as np
import pandas as pd

from qdcalc.exact.texts import key
from qdcalc.intake.districts import UNKNOWN, Districts
from qdcalc.intake.repeats import drop_repeats
from qdcalc.intake.table_data import TableData
from qdcalc.notice.description import Job


def name_districts(data: TableData, districts: Districts, job: Job) -> TableData:
    """Return the table with districts by their short names; refuse others."""
    names = data.frame["district"].astype(object)
    places = districts.places(names)
    unknown = np.flatnonzero(names.notna() & (places == UNKNOWN))
    job.problems.extend(
        districts.refuse(data.raw, "district", unknown, names.iloc[unknown].to_list())
    )
    short = np.where(places == UNKNOWN, names, districts.all_names[places])
    return data.with_frame(data.frame.assign(district=pd.Series(short, dtype="str")))


def drop_repeated_projects(data: TableData, job: Job) -> TableData:
    """Refuse a project's round twice; names and bodies are written as they are written first."""
    if not {"project", "body"} <= data.present:
        return data
    named = {name: alike(data.frame[name]) for name in ("project", "body")}
    rounds = data.frame["round"] if "round" in data.frame else pd.Series(1, data.frame.index)
    frame = data.frame.assign(**named, round=rounds.astype("Int64").fillna(1))
    return drop_repeats(data.with_frame(frame), frame[["project", "round"]], job.problems)


def alike(names: pd.Series[str]) -> pd.Series[str]:
    """Write a name as it is written first, whatever blanks and widths it has elsewhere."""
    distinct = names.dropna().drop_duplicates()
    first = distinct.groupby(distinct.map(key)).transform("first")
    return names.map(dict(zip(distinct, first, strict=True)))
