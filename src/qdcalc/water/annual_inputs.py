"""The sheets that only the settlement uses, checked with the month's so that nothing waits."""

from __future__ import annotations

import numpy as np

from qdcalc.calculation import Job
from qdcalc.districts import UNKNOWN, Districts
from qdcalc.water.registry import Sections
from qdcalc.water.shares import NOT_LISTED


def check(job: Job, sections: Sections, districts: Districts) -> None:
    """Refuse incidents of unknown districts and previous classes of unknown sections."""
    incidents = job.tables.get("incidents")
    if incidents is not None and "district" in incidents.present:
        names = incidents.frame["district"]
        unknown = np.flatnonzero(names.notna() & (districts.places(names) == UNKNOWN))
        job.problems.extend(
            districts.refuse(incidents.raw, "district", unknown, names.iloc[unknown].to_list())
        )
    previous = job.tables.get("previous_classes")
    if previous is not None and "section_id" in previous.present:
        ids = previous.frame["section_id"]
        unknown = np.flatnonzero(ids.notna() & (sections.places(ids) < 0))
        job.problems.extend(previous.raw.problems_at(NOT_LISTED, "section_id", unknown))
