"""The drawing review from typed tables to output tables, in the order of the notice."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
import pandas as pd

from qdcalc.exact.arrays import unchecked
from qdcalc.exact.dtypes import Ints, Texts
from qdcalc.exact.months import ordinals
from qdcalc.intake.districts import districts_of, named_short
from qdcalc.notice.description import Job, Outcome
from qdcalc.notice.workdays import workdays_of
from qdcalc.review import frames, headline
from qdcalc.review.checks import checks
from qdcalc.review.clock import Dates, day_before_first, overdue_workdays, run_clock
from qdcalc.review.explain import explained
from qdcalc.review.facts import ReviewFacts, facts_of, policy_month, report_date, rows_of
from qdcalc.review.outputs import LISTED
from qdcalc.review.plausibility import (
    refuse_later,
    refuse_unknown_years,
    require_date,
    warn_of_projects,
)
from qdcalc.review.repeats import drop_repeated_projects
from qdcalc.review.scope import Scope, applicability, first_days
from qdcalc.review.sentences import milestones
from qdcalc.review.summary import by_name
from qdcalc.review.words import Office, State

NEEDED = {"project", "district", "body", "work_kind", "accepted_on"}


def compute(job: Job) -> Outcome:
    """Assess the projects against the limit (四(三)).

    Raises
    ------
    InputError
        The input has errors; all of them are told.
    """
    job, known = checked(job)
    assessed = assess(job.tables["projects"].frame, known)
    warn_of_projects(job.tables["projects"], assessed, known, job)
    districts = by_name(assessed, "district", known.open_late)
    bodies = by_name(assessed.sort_values("body", kind="stable"), "body", known.open_late)
    days = frames.calendar_frame(assessed, known)
    tables: dict[str, Callable[[], pd.DataFrame]] = {
        "reviews": lambda: frames.review_frame(job, assessed, known),
        "districts": lambda: frames.sum_frame(districts, "district"),
        "bodies": lambda: frames.sum_frame(bodies, "body"),
        "overdue": lambda: frames.overdue_frame(assessed),
        "due_soon": lambda: frames.due_soon_frame(assessed),
        "calendar": lambda: days,
    }
    return Outcome(
        tables,
        partial(checks, known),
        [*milestones(known), ("名单", "逾期清单、临期清单", "", LISTED)],
        summary=partial(headline.of_reviews, known),
        explain=partial(explained, job, assessed, known),
    )


def checked(job: Job) -> tuple[Job, ReviewFacts]:
    """Return the job with its projects by short names of districts, and what is known.

    Raises
    ------
    InputError
        The input has errors; all of them are told.
    """
    date, calendar = report_date(job), workdays_of(job)
    districts = districts_of(job.policy.figure("districts").values_of([policy_month(job)]), "")
    data = named_short(job.tables["projects"], "district", districts, job.problems)
    data = drop_repeated_projects(data, job)
    job = job.with_tables(projects=data)
    known = facts_of(job, date, districts, calendar)
    require_date(date, data, job)
    refuse_later(data, date, job)
    if not np.isnat(date) and data.present >= NEEDED:
        refuse_unknown_years(data, filled(data.frame, known), known, job)
    job.stop_on_errors()
    return job, known.with_rows(*rows_of(data))


def filled(frame: pd.DataFrame, known: ReviewFacts) -> pd.DataFrame:
    """Return the projects with every column, blanks as what they stand for, scope and limit."""
    dates = {
        name: pd.to_datetime(frame.reindex(columns=[name])[name]).to_numpy(dtype="datetime64[D]")
        for name in ("accepted_on", "issued_on", "opinion_on", "resumed_on")
    }
    given = frame.reindex(columns=["office", "is_resubmitted"])
    rows = pd.DataFrame(
        {
            "position": np.arange(len(frame)),
            **{name: frame[name].astype(object) for name in ("project", "district", "body")},
            "round": frame["round"].astype("Int64").fillna(1).astype(np.int64),
            "work_kind": frame["work_kind"].astype(object),
            "office": given["office"].astype(object).fillna(str(Office.JOINT)),
            "is_resubmitted": given["is_resubmitted"].eq(True).to_numpy(dtype=bool),
            **dates,
        }
    )
    ended = rows["issued_on"].fillna(pd.Timestamp(known.date))
    scope = _scope(rows, known)
    limit = known.policy.figure("limit_workdays").of(ordinals(rows["accepted_on"]))
    return rows.assign(ended_on=ended, scope=scope, limit=limit)


def _scope(rows: pd.DataFrame, known: ReviewFacts) -> Ints:
    """Say of each project whether the limit applies (三、五)."""
    city, district = known.dated("start_city"), known.dated("start_district")
    names: Texts = rows["district"].to_numpy(dtype=object)
    return applicability(
        rows["accepted_on"].to_numpy(dtype="datetime64[D]"),
        rows["work_kind"].to_numpy(dtype=object),
        rows["office"].to_numpy(dtype=object),
        rows["is_resubmitted"].to_numpy(dtype=bool),
        first_days(names, known.start, city, district),
        out_of_scope=known.policy.figure("out_of_scope").at(known.month),
        joint_from=city,
    )


def assess(frame: pd.DataFrame, known: ReviewFacts) -> pd.DataFrame:
    """Return the projects with everything that the notice says of them, in the order of output."""
    rows = filled(frame, known)
    applies = rows["scope"] == Scope.APPLIES
    where = np.flatnonzero(applies.to_numpy())
    limit, dates = rows["limit"].to_numpy(dtype=np.int64), Dates.of(rows)
    clock = run_clock(
        dates.taken(where), limit[where], known.calendar,
        first_day=known.first_day, pause=known.pause,
    )  # fmt: skip
    found = rows.assign(
        is_paused=False, deadline=pd.Series(pd.NaT, rows.index, dtype="datetime64[s]"),
        started_after=day_before_first(dates.accepted, known.first_day),
    )  # fmt: skip
    found.loc[where, "is_paused"] = clock.is_paused
    found.loc[where, "deadline"] = clock.deadline.astype("datetime64[s]")
    found.loc[where, "started_after"] = clock.started_after.astype("datetime64[s]")
    numbers = {"used": clock.used, "deducted": clock.deducted, "total": clock.total}
    overdue = unchecked(overdue_workdays)(clock.used, limit[where])
    for name, values in {**numbers, "overdue_workdays": overdue}.items():
        found[name] = pd.Series(values, index=where).reindex(rows.index).astype("Int64")
    found["state"] = states(found)
    is_open = (found["state"] == State.OPEN).to_numpy()
    found["remaining_workdays"] = (found["limit"] - found["used"]).where(is_open).astype("Int64")
    place = known.districts.places(found["district"])
    order = ["place", "body", "accepted_on", "project", "round"]
    found = found.assign(place=place).sort_values(order, kind="stable")
    return found.drop(columns="place").reset_index(drop=True)


def states(rows: pd.DataFrame) -> pd.Series[str]:
    """Say what each project is: on time up to and on the last day (四(三))."""
    is_late = (rows["overdue_workdays"] > 0).fillna(False).to_numpy(dtype=bool)
    is_issued = rows["issued_on"].notna().to_numpy()
    applies = (rows["scope"] == Scope.APPLIES).to_numpy()
    found = np.select(
        [~applies, is_issued & is_late, is_issued, is_late],
        [State.NOT_APPLICABLE, State.LATE, State.ON_TIME, State.OPEN_LATE],
        State.OPEN,
    )
    return pd.Series(found, index=rows.index, dtype="str")
