"""Rows under one name: districts by their short names, no project's round counted twice."""

from __future__ import annotations

import pandas as pd

from qdcalc.exact.blanks import alike
from qdcalc.intake.repeats import drop_repeats
from qdcalc.intake.table_data import TableData
from qdcalc.notice.description import Job


def drop_repeated_projects(data: TableData, job: Job) -> TableData:
    """Refuse a project's round twice; names and bodies are written as they are written first."""
    if not {"project", "body"} <= data.present:
        return data
    named = {name: alike(data.frame[name]) for name in ("project", "body")}
    rounds = data.frame["round"] if "round" in data.frame else pd.Series(1, data.frame.index)
    frame = data.frame.assign(**named, round=rounds.astype("Int64").fillna(1))
    return drop_repeats(data.with_frame(frame), frame[["project", "round"]], job.problems)
