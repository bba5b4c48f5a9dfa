"""Rows under one name: venues, groups, categories and departments; nothing counted twice."""

from __future__ import annotations

import difflib

import numpy as np
import pandas as pd

from qdcalc.exact.blanks import alike
from qdcalc.exact.texts import key
from qdcalc.intake.districts import UNKNOWN, Districts
from qdcalc.intake.repeats import drop_repeats
from qdcalc.intake.table_data import TableData
from qdcalc.notice.description import Job
from qdcalc.table.problems import ERROR, Fault

UNKNOWN_VENUE = Fault(
    "Q06", ERROR, "会场“{name}”不在名单里{hint}", "请写名单中的会场：{known}", names="会场"
)

_KEYS = {
    "venues": ("venue",),
    "composition": ("kind", "category", "group"),
    "roster": ("group", "number"),
    "issued": ("venue", "group"),
    "votes": ("group", "department", "grade", "venue"),
    "points": ("grade",),
    "departments": ("department",),
}
_NAMED = ("category", "grade", "department", "number")  # names as they are written first
_MAY_BE_BLANK = ("group", "venue")  # a blank is a value of the key: all groups, all venues


def named_alike(job: Job, places: Districts) -> Job:
    """Return the job with venues by their short names and other names as they come first."""
    tables = {}
    for name, data in job.tables.items():
        frame = data.frame
        own = {c: alike(frame[c]) for c in _NAMED if c in frame}
        data = data.with_frame(frame.assign(**own))
        tables[name] = _venues_named(data, places, job) if "venue" in frame else data
    return job.with_tables(**tables)


def _venues_named(data: TableData, places: Districts, job: Job) -> TableData:
    names = data.frame["venue"].astype(object)
    found = places.places(names)
    unknown = np.flatnonzero(names.notna() & (names != "") & (found == UNKNOWN))
    given = names.iloc[unknown].to_list()
    hints = [_hint(name, places) for name in given]
    known = "、".join(places.names)
    job.problems.extend(
        data.raw.problems_at(UNKNOWN_VENUE, "venue", unknown, name=given, hint=hints, known=known)
    )
    short = np.where(found == UNKNOWN, names, places.all_names[found])
    return data.with_frame(data.frame.assign(venue=pd.Series(short, dtype="str")))


def _hint(name: str, places: Districts) -> str:
    """Return a hint at the venue that was perhaps meant, or nothing."""
    near = difflib.get_close_matches(key(name), list(places.spellings), n=1, cutoff=0.5)
    return f"（是不是 {places.names[places.spellings[near[0]]]}？）" if near else ""


def without_repeats(job: Job) -> Job:
    """Refuse what stands twice in each table; let corrections replace what they correct."""
    tables = {}
    for name, data in job.tables.items():
        wanted = _KEYS[name]
        needed = {n for n in wanted if data.table.column(n).is_required}
        if not needed <= data.present:
            continue
        keys = pd.DataFrame(index=data.frame.index)
        for column in wanted:
            if column in data.frame:
                own = data.frame[column]
                keys[column] = own.fillna("") if column in _MAY_BE_BLANK else own
        tables[name] = drop_repeats(data, keys, job.problems)
    return job.with_tables(**tables)
