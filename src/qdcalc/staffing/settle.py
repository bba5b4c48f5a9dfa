"""Staffing of the platforms and the dated targets, from typed tables to output tables."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
import pandas as pd

from qdcalc.exact.dtypes import Ints
from qdcalc.intake.districts import districts_of
from qdcalc.notice.description import Job, Outcome
from qdcalc.staffing import headline
from qdcalc.staffing.checks import checks
from qdcalc.staffing.costs import cost_of, gap_cost_fen
from qdcalc.staffing.explain import explained
from qdcalc.staffing.facts import StaffingFacts, facts_of, policy_month
from qdcalc.staffing.frames import district_frame, notice_task_frame, platform_frame, task_frame
from qdcalc.staffing.inputs import STAFF
from qdcalc.staffing.plausibility import check_tasks, warn_of_streets
from qdcalc.staffing.repeats import costs_of, drop_repeated_platforms, name_districts
from qdcalc.staffing.sentences import deadline_note
from qdcalc.staffing.standard import compare, required_staff
from qdcalc.staffing.summary import by_district


def compute(job: Job) -> Outcome:
    """Assess platforms and dated targets (三(二), 二).

    Raises
    ------
    InputError
        The input has errors; all of them are told.
    """
    job, places, known = checked(job)
    platforms, districts = job.tables["platforms"], known.districts
    warn_of_streets(platforms, places, districts, job)
    assessed = assess(platforms.frame, places, known)
    sums = by_district(assessed, len(districts.names))
    tables: dict[str, Callable[[], pd.DataFrame]] = {
        "platform_staff": lambda: platform_frame(job, assessed, known),
        "districts": lambda: district_frame(sums, districts),
        "tasks": lambda: task_frame(job.tables.get("tasks"), known.date),
        "notice_tasks": lambda: notice_task_frame(known),
    }
    notes = [deadline_note(known.deadline, known.day)]
    said = partial(headline.of_platforms, known.deadline, known.day)
    steps = partial(explained, job, assessed, sums, known)
    return Outcome(tables, partial(checks, known), notes, summary=said, explain=steps)


def checked(job: Job) -> tuple[Job, Ints, StaffingFacts]:
    """Return the job with its platforms by their districts, each one's place, what is known.

    Raises
    ------
    InputError
        The input has errors; all of them are told.
    """
    districts = districts_of(job.policy.figure("districts").values_of([policy_month(job)]), "")
    platforms, places = name_districts(job.tables["platforms"], districts, job)
    platforms = drop_repeated_platforms(platforms, places, job)
    job = job.with_tables(platforms=platforms)
    places = districts.places(platforms.frame["district"])
    costs = costs_of(job, districts)
    check_tasks(job)
    job.stop_on_errors()
    return job, places, facts_of(job, districts, costs)


def assess(frame: pd.DataFrame, places: Ints, known: StaffingFacts) -> pd.DataFrame:
    """Return the platforms with everything that the standard says of them."""
    level = frame["level"].astype(object)
    ratio, minimum = (
        level.map(figure).to_numpy(dtype=np.int64) for figure in (known.ratio, known.minimum)
    )
    people = frame["people_served"].to_numpy(dtype=np.int64)
    required = required_staff(people, ratio, minimum, rounding=known.rounding)
    staff = frame.reindex(columns=list(STAFF)).astype("Int64").fillna(0).astype(np.int64)
    found = compare(people, required, staff.sum(axis=1).to_numpy())
    assessed = pd.DataFrame(
        {
            "district": places,
            "street": frame["street"],
            "platform": frame["platform"],
            "level": level,
            "people_served": people,
            "ratio": ratio,
            "minimum": minimum,
            "required": required,
            "staff_x100": found.staff_x100,
            "gap_x100": found.gap_x100,
            "surplus_x100": found.surplus_x100,
            "fill_ratio": found.fill_ratio,
            "people_per_staff": found.people_per_staff,
            "is_met": found.is_met,
            "position": np.arange(len(frame)),
            **{f"{name}_x100": staff[name] for name in STAFF},
        }
    )
    assessed["annual_cost_fen"] = cost_of(assessed, known.costs)
    assessed["gap_cost_fen"] = gap_cost_fen(found.gap_x100, assessed["annual_cost_fen"])
    order = ["district", "street", "level", "platform"]
    return assessed.sort_values(order, kind="stable").reset_index(drop=True)
