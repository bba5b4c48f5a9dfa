"""Rows that stand twice: an organisation's application for a prize, a prize of one edition."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from qdcalc.award.inputs import ACCIDENTS, APPLICATIONS, AWARDS, GROUNDS
from qdcalc.exact.blanks import alike
from qdcalc.intake.repeats import drop_repeats, drop_repeats_in_files

if TYPE_CHECKING:
    from qdcalc.exact.dtypes import Bools
    from qdcalc.intake.table_data import TableData
    from qdcalc.notice.description import Job


def drop_repeated(job: Job) -> Job:
    """Refuse an application or a prize that stands twice; what files repeat alike counts once."""
    changed: dict[str, TableData] = {}
    for table in (APPLICATIONS, AWARDS):
        if (data := job.tables.get(table.name)) is not None:
            own = data.frame.reindex(columns=list(table.key))
            own = own.assign(organisation=alike(own["organisation"]))
            changed[table.name] = drop_repeats(data, own, job.problems)
    for table in (ACCIDENTS, GROUNDS):
        data = job.tables.get(table.name)
        if data is not None and len(data.raw.parts) > 1:
            names = [c.name for c in table.columns if c.name in data.frame]
            own = data.frame[names].assign(organisation=alike(data.frame["organisation"]))
            changed[table.name] = drop_repeats_in_files(data, own, job.problems)
    return job.with_tables(**changed)


def is_known(data: pd.DataFrame, others: pd.DataFrame, columns: list[str]) -> Bools:
    """Say which rows have their values of the columns among those of another table."""
    own, known = (pd.MultiIndex.from_frame(f[columns].astype(object)) for f in (data, others))
    return np.asarray(own.isin(known), dtype=bool)
