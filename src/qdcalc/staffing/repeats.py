"""Rows under one name: districts by their short names, nothing counted twice."""

from __future__ import annotations

import numpy as np
import pandas as pd

from qdcalc.exact.blanks import alike
from qdcalc.exact.dtypes import Ints
from qdcalc.intake.districts import UNKNOWN, Districts
from qdcalc.intake.repeats import drop_repeats
from qdcalc.intake.table_data import TableData
from qdcalc.notice.description import Job
from qdcalc.staffing.words import Level


def name_districts(data: TableData, districts: Districts, job: Job) -> tuple[TableData, Ints]:
    """Return the table with districts by their short names, and each row's; refuse others."""
    names = data.frame["district"].astype(object)
    places = districts.places(names)
    unknown = np.flatnonzero(names.notna() & (places == UNKNOWN))
    job.problems.extend(
        districts.refuse(data.raw, "district", unknown, names.iloc[unknown].to_list())
    )
    short = np.where(places == UNKNOWN, names, districts.all_names[places])
    frame = data.frame.assign(district=pd.Series(short, dtype="str"))
    return data.with_frame(frame), places


def drop_repeated_platforms(data: TableData, places: Ints, job: Job) -> TableData:
    """Refuse a street's centre twice, a community's station of one name twice."""
    if not {"street", "platform", "level"} <= data.present:
        return data
    keys = data.frame[["district", "street", "level", "platform"]]
    keys = keys.assign(
        district=keys["district"].where(places != UNKNOWN),
        street=alike(keys["street"]),
        platform=alike(keys["platform"]),
    )
    keys["platform"] = keys["platform"].where(keys["level"] != Level.STREET, "街道中心")
    return drop_repeats(data, keys, job.problems)


def costs_of(job: Job, districts: Districts) -> pd.DataFrame | None:
    """Return the standards of cost: district (−1 = any), level (blank = any), fen."""
    data = job.tables.get("costs")
    if data is None:
        return None
    frame = data.frame.reindex(columns=["district", "level", "annual_cost_fen"])
    data, places = name_districts(data.with_frame(frame), districts, job)
    keys = data.frame[["district", "level"]].astype(object)
    is_known = (places != UNKNOWN) | keys["district"].isna()
    scope = keys.fillna("不限")[is_known].reindex(keys.index)
    data = drop_repeats(data, scope, job.problems)
    level = data.frame["level"].astype(object).fillna("")
    places = districts.places(data.frame["district"].astype(object))
    return pd.DataFrame(
        {"district": places, "level": level, "annual_cost_fen": data.frame["annual_cost_fen"]}
    )
