"""What the staffing assessment found beside its tables, to hold them against and to tell."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import numpy as np
import pandas as pd

from qdcalc.exact.dtypes import Bools
from qdcalc.intake.districts import Districts
from qdcalc.notice.description import Job
from qdcalc.notice.policy import Policy
from qdcalc.record import record
from qdcalc.staffing.inputs import STAFF
from qdcalc.staffing.words import Direction, Rounding


@record
class StaffingFacts:
    """What the input and the policy say of the platforms and the tasks.

    ``date`` is 统计日期 (NaT without one), ``month`` the one whose figures are in force;
    ``deadline``, and ``ratio`` and ``minimum`` by level, are the standard of that month; ``costs``
    is the sheet 经费标准; the sums are of the input's rows, ``rows`` counts those found and those
    left out; ``tasks`` and ``notice_tasks`` count them.
    """

    policy: Policy
    rounding: Rounding
    date: np.datetime64
    month: int
    deadline: dt.date
    ratio: Mapping[str, int]
    minimum: Mapping[str, int]
    districts: Districts
    costs: pd.DataFrame | None
    people: int
    staff_x100: int
    rows: tuple[int, int]
    tasks: int
    notice_tasks: int
    is_at_most: Bools

    @property
    def day(self) -> dt.date | None:
        """统计日期, None without one."""
        return None if np.isnat(self.date) else pd.Timestamp(self.date).date()


def facts_of(job: Job, districts: Districts, costs: pd.DataFrame | None) -> StaffingFacts:
    """Return what the input and the policy say of the platforms and the tasks."""
    data, tasks, policy = job.tables["platforms"], job.tables.get("tasks"), job.policy
    frame, month = data.frame, policy_month(job)
    staff = frame.reindex(columns=list(STAFF)).astype("Int64").sum(axis=1)
    at_most = np.zeros(0, dtype=bool)
    if tasks is not None:
        direction = tasks.frame.reindex(columns=["direction"])["direction"]
        at_most = (direction == Direction.AT_MOST).fillna(False).to_numpy(dtype=bool)
    return StaffingFacts(
        policy,
        Rounding(job.interpretations["round"]),
        report_date(job),
        month,
        policy.figure("deadline").at(month),
        policy.figure("people_per_staff").at(month),
        policy.figure("minimum_staff").at(month),
        districts,
        costs,
        int(frame["people_served"].sum()),
        int(staff.sum()),
        (data.raw.found_rows, data.repeats + data.left_out + data.raw.passed_over),
        0 if tasks is None else len(tasks.frame),
        len(policy.lists["tasks"]),
        at_most,
    )


def report_date(job: Job) -> np.datetime64:
    """Return 统计日期, NaT where none is given: it is never today."""
    date = job.settings.get("report_date")
    return np.datetime64("NaT", "s") if date is None else np.datetime64(date, "s")


def policy_month(job: Job) -> int:
    """Return the month whose figures are in force: that of 统计日期, else the newest version's."""
    date = report_date(job)
    return job.policy.month_of(None if np.isnat(date) else pd.Timestamp(date).date())
