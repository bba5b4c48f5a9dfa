"""What the drawing review found beside its tables, to hold them against and to tell."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from qdcalc.exact.workdays import Workdays
from qdcalc.intake.districts import Districts
from qdcalc.intake.table_data import TableData
from qdcalc.notice.description import Job
from qdcalc.notice.policy import Policy
from qdcalc.record import record
from qdcalc.review.words import FirstDay, OpenLate, Pause, Start

DUE_SOON = 2  # working days left, of 临期清单: the program's own choice, not the notice's


@record
class ReviewFacts:
    """What the input and the policy say of the projects.

    ``date`` is 统计日期, ``month`` the one whose dates and lists are in force (the limit is that of
    the month of acceptance); ``rows`` counts the input's rows found and those left out.
    """

    policy: Policy
    date: np.datetime64
    month: int
    start: Start
    first_day: FirstDay
    pause: Pause
    open_late: OpenLate
    districts: Districts
    calendar: Workdays
    rows: tuple[int, int] = (0, 0)

    @property
    def day(self) -> dt.date:
        """统计日期."""
        return pd.Timestamp(self.date).date()

    def with_rows(self, found: int, left_out: int) -> ReviewFacts:
        """Return what is known with the rows counted."""
        return replace(self, rows=(found, left_out))

    def dated(self, name: str) -> np.datetime64:
        """Return a figure that is a date."""
        return np.datetime64(self.policy.figure(name).at(self.month), "D")


def facts_of(
    job: Job, date: np.datetime64, districts: Districts, calendar: Workdays
) -> ReviewFacts:
    """Return what is in force on 统计日期 under the options chosen."""
    options: Mapping[str, str] = job.interpretations
    return ReviewFacts(
        job.policy,
        date,
        policy_month(job),
        Start(options["start"]),
        FirstDay(options["first_day"]),
        Pause(options["pause"]),
        OpenLate(options["open"]),
        districts,
        calendar,
    )


def rows_of(data: TableData) -> tuple[int, int]:
    """Return how many rows the input had, and how many of them do not count."""
    return data.raw.found_rows, data.repeats + data.left_out + data.raw.passed_over


def report_date(job: Job) -> np.datetime64:
    """Return 统计日期, NaT where none is given: it is never today."""
    date = job.settings.get("report_date")
    return np.datetime64("NaT", "D") if date is None else np.datetime64(date, "D")


def policy_month(job: Job) -> int:
    """Return the month whose figures are in force: that of 统计日期, else the newest version's."""
    date = report_date(job)
    return job.policy.month_of(None if np.isnat(date) else pd.Timestamp(date).date())
