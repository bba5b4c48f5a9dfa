"""What the warnings know of the policy and found in the input, to hold the tables against."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from qdcalc.notice.description import Job
from qdcalc.notice.policy import Policy
from qdcalc.record import record
from qdcalc.smog.part import policy_month
from qdcalc.smog.warning.series import Series
from qdcalc.smog.warning.windows import Windows
from qdcalc.smog.words import Duration, Gap, Joined


@record
class Figures:
    """The figures in force; hours, AQI, working days."""

    heavy_aqi: int
    severe_aqi: int
    top_aqi: int
    valid_hours: int
    level_hours: Mapping[str, int]
    severe_hours: int
    bound_hours: int
    notice_hours: int
    lift_hours: int
    summary_workdays: Mapping[str, int]


@record
class Options:
    """The options in force."""

    duration: Duration
    gap: Gap
    joined: Joined


@record
class WarningFacts:
    """What is in force, and what the input held.

    ``rows`` counts the input's rows found and those that do not count, ``has_bound`` says whether
    any AQI上限 is given, ``span`` is the first and the last time, ``is_daily`` whether all of it
    is by day.
    """

    policy: Policy
    figures: Figures
    options: Options
    rows: tuple[int, int]
    has_bound: bool
    span: tuple[pd.Timestamp, pd.Timestamp]
    is_daily: bool


@record
class Found:
    """A series with its windows, on the AQI and on the upper bound."""

    series: Series
    windows: Windows
    bound_windows: Windows


@record
class Assessed:
    """The rows of the input, the series made of them, the processes that count.

    ``rows`` are the readings as they stand in the input; ``processes`` have ``series`` (a place in
    ``found``) beside what ``processes_of`` says.
    """

    rows: pd.DataFrame
    found: tuple[Found, ...]
    processes: pd.DataFrame


def figures_of(job: Job) -> Figures:
    """Return the figures in force in the month of the last reading."""
    month = policy_month(job)
    names = Figures.__dataclass_fields__
    return Figures(**{name: job.policy.figure(name).at(month) for name in names})


def options_of(job: Job) -> Options:
    """Return the options in force."""
    chosen = job.interpretations
    return Options(Duration(chosen["duration"]), Gap(chosen["gap"]), Joined(chosen["joined"]))


def rows_of(job: Job) -> tuple[int, int]:
    """Return how many rows the input had, and how many of them do not count."""
    data = job.tables["aqi"]
    return data.raw.found_rows, data.repeats + data.left_out + data.raw.passed_over
