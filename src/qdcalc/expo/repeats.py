"""Rows that stand twice: corrected applications, history that several files have."""

from __future__ import annotations

import numpy as np
import pandas as pd

from qdcalc.exact.blanks import keys
from qdcalc.exact.dtypes import Texts
from qdcalc.expo.inputs import CERTIFICATES, SHOWS
from qdcalc.intake.repeats import drop_repeats_in_files
from qdcalc.intake.repeats import replace_corrected as drop_corrected
from qdcalc.intake.table_data import TableData
from qdcalc.notice.description import Job


def replace_corrected(job: Job, name: str) -> tuple[Job, Texts]:
    """Let corrections replace rows; name for each row that stays the applicants it had before.

    Neither a file's name nor a 版本 moves a claim from one applicant to another in silence.
    """
    data = job.tables[name]
    claimed = _claimed(data)
    frame = pd.DataFrame({"group": claimed.groupby(list(claimed), dropna=False).ngroup()})
    if data.table in (SHOWS, CERTIFICATES) and "applicant" in data.frame:
        frame = frame.assign(who=keys(data.frame["applicant"]), name=data.frame["applicant"])
    left = drop_corrected(data, claimed, job.problems)
    kept, job = np.isin(data.origin, left.origin), job.with_tables(**{name: left})
    told = np.full(int(kept.sum()), "", dtype=object)
    if kept.all() or "who" not in frame:
        return job, told
    stays = frame[kept].reset_index(drop=True)
    gone = frame[~kept].reset_index(names="position")
    pairs = stays.reset_index(names="row").merge(gone, on="group", suffixes=("", "_before"))
    pairs = pairs[pairs["who"] != pairs["who_before"]].drop_duplicates("row")
    cells = [data.raw.place("applicant", position) for position in pairs["position"]]
    told[pairs["row"]] = (
        "更正前由 " + pairs["name_before"].astype(object) + "（" + np.array(cells, dtype=object)
        + "）申请，申请单位变了，需确认"
    )  # fmt: skip
    return job, told


def _claimed(data: TableData) -> pd.DataFrame:
    """Return what tells applications apart where a later file corrects an earlier."""
    columns = {
        "shows": ["show", "edition", "end"],
        "certificates": ["subject", "kind", "certified_on", "held_on"],
        "firms": ["firm", "item", "year"],
        "venues": ["venue", "year"],
        "government": ["project", "year"],
    }[data.table.name]
    frame = data.frame.reindex(columns=columns)
    named = frame.assign(**{columns[0]: keys(frame[columns[0]])})
    if data.table is SHOWS:  # an edition is told by its number, without one by its year
        named["end"] = frame["end"].dt.year.where(frame["edition"].isna())
    if data.table is CERTIFICATES:
        day = frame["held_on"].where(frame["held_on"].notna(), frame["certified_on"])
        named = named.drop(columns="held_on").assign(certified_on=pd.to_datetime(day).dt.year)
    return named


def drop_repeated_history(job: Job) -> Job:
    """Count a payment once that several files have; a correction replaces it."""
    data = job.tables.get("history")
    if data is None or not len(data.frame):
        return job
    frame = data.frame.reindex(columns=["subject", "item", "year", "edition"])
    named = frame.assign(subject=keys(frame["subject"]))
    return job.with_tables(history=drop_repeats_in_files(data, named, job.problems))
