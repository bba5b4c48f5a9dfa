"""The warnings from typed readings to output tables, in the order of the notice (三)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import numpy as np
import pandas as pd

from qdcalc.document.explanation import Explanation
from qdcalc.errors import UsageError
from qdcalc.exact.workdays import Workdays
from qdcalc.intake.table_data import TableData
from qdcalc.notice.description import Job
from qdcalc.notice.workdays import UNKNOWN_YEAR, workdays_of, year_fields
from qdcalc.smog.part import Part
from qdcalc.smog.warning import frames, headline
from qdcalc.smog.warning.checks import checks
from qdcalc.smog.warning.explain import explained
from qdcalc.smog.warning.facts import (
    Assessed,
    Figures,
    Found,
    Options,
    WarningFacts,
    figures_of,
    options_of,
    rows_of,
)
from qdcalc.smog.warning.plausibility import refuse_mixed, warn_of_readings
from qdcalc.smog.warning.processes import adopted, processes_of
from qdcalc.smog.warning.repeats import drop_repeated_readings
from qdcalc.smog.warning.series import all_series, is_daily_of
from qdcalc.smog.warning.times import summary_due, with_times
from qdcalc.smog.warning.windows import windows_of
from qdcalc.smog.words import DataKind


def checked(job: Job) -> Job:
    """Return the job with its readings told apart; what can't be calculated is told."""
    data = job.tables.get("aqi")
    if data is None:
        return job
    data = drop_repeated_readings(data, job)
    refuse_mixed(data, job)
    return job.with_tables(aqi=data)


def settle(job: Job) -> Part:
    """Find the processes, their levels and times (三).

    Raises
    ------
    InputError
        Working days of a year are asked for that the calendar does not know.
    """
    data = job.tables.get("aqi")
    figures, options = figures_of(job), options_of(job)
    if data is None or data.frame.empty:
        return nothing()
    assessed = assess(rows_of_readings(data), figures, options)
    known = facts_of(job, assessed, figures, options)
    warn_of_readings(assessed, known, job)
    lifted = assessed.processes["lifted_at"].dropna()
    calendar = _calendar(job, lifted, figures) if len(lifted) else None
    processes = partial(frames.process_frame, assessed, known, calendar)
    hours = partial(frames.hour_frame, assessed, known)
    return Part(
        is_given=True,
        tables={"processes": processes, "hours": hours},
        checks=partial(checks, known),
        said=partial(headline.of_warnings, known),
        explain=partial(explained, job, assessed, known),
    )


def nothing() -> Part:
    """Return the half of a workbook without AQI: empty tables."""
    return Part(
        is_given=False,
        tables={"processes": frames.no_processes, "hours": frames.no_hours},
        checks=_no_checks,
        said=headline.nothing,
        explain=_no_steps,
    )


def facts_of(job: Job, assessed: Assessed, figures: Figures, options: Options) -> WarningFacts:
    """Return what is in force, and what the input held."""
    times = assessed.rows["ended_at"]
    return WarningFacts(
        job.policy, figures, options, rows_of(job), bool(assessed.rows["bound"].notna().any()),
        (times.min(), times.max()), bool(assessed.rows["is_daily"].all()),
    )  # fmt: skip


def rows_of_readings(data: TableData) -> pd.DataFrame:
    """Return the readings with every column, blanks as what they stand for."""
    frame = data.frame.reindex(columns=["bound", "is_dust", "data_kind"])
    times, station = data.frame["ended_at"], data.frame["station"].astype(object)
    kind = frame["data_kind"].astype(object)
    return pd.DataFrame(
        {
            "station": station,
            "ended_at": times,
            "aqi": data.frame["aqi"].astype("Int64"),
            "bound": frame["bound"].astype("Int64"),
            "is_dust": frame["is_dust"].eq(True).to_numpy(dtype=bool),
            "data_kind": kind.where(kind.notna(), ""),
            "is_measured": (kind == DataKind.MEASURED).to_numpy(dtype=bool),
            "is_daily": is_daily_of(times, station),
        }
    )


def assess(rows: pd.DataFrame, figures: Figures, options: Options) -> Assessed:
    """Return the series with their windows, and the processes that count (三)."""
    found: list[Found] = []
    processes: list[pd.DataFrame] = []
    for series in all_series(rows):
        windows = windows_of(series, series.values, figures.valid_hours)
        bound = windows_of(series, series.bounds, figures.valid_hours)
        own = processes_of(series, windows, series.values, figures, options)
        own = own.assign(is_bound=False)
        if series.has_bound:
            above = processes_of(series, bound, series.bounds, figures, options)
            own = adopted(own, above, figures.bound_hours)
        found.append(Found(series, windows, bound))
        timed = with_times(found[-1], own, figures)
        number = np.arange(1, len(timed) + 1)
        processes.append(timed.assign(series=len(found) - 1, number=number))
    return Assessed(rows, tuple(found), pd.concat(processes, ignore_index=True))


def _calendar(job: Job, lifted: pd.Series[pd.Timestamp], figures: Figures) -> Workdays:
    """Return the calendar; refuse summaries due in a year that it does not know (四(五))."""
    calendar = workdays_of(job)
    last = summary_due(lifted, max(figures.summary_workdays.values()), calendar)
    if years := calendar.unknown(lifted.to_numpy(), last):
        job.problems.add(UNKNOWN_YEAR, fields=year_fields("总结期限", years, calendar))
    job.stop_on_errors()
    return calendar


def _no_checks(tables: Mapping[str, pd.DataFrame]) -> tuple[()]:
    """Return no row of 校验."""
    return ()


def _no_steps(tables: Mapping[str, pd.DataFrame], asked: Mapping[str, str]) -> Explanation:
    """Refuse to explain what is not there.

    Raises
    ------
    UsageError
    """
    raise UsageError("输入里没有工作表“AQI”，没有预警过程可以解释")
