"""The citizens' panel from typed tables to output tables, in the order of the notice."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pandas as pd

from qdcalc.exact.texts import key
from qdcalc.notice.description import Job, Outcome
from qdcalc.panel import ballots, frames, headline, roster
from qdcalc.panel.checks import checks
from qdcalc.panel.composition import composition_of, sum_checks, venues_of
from qdcalc.panel.departments import departments_of
from qdcalc.panel.explain import explained
from qdcalc.panel.facts import PanelFacts, Settled, facts_of, group_numbers
from qdcalc.panel.plausibility import (
    has_errors,
    refuse_both_ways,
    refuse_departments,
    refuse_grade_names,
    refuse_grades,
    refuse_nobody,
    refuse_roster,
    refuse_small_venues,
    refuse_unlisted,
    refuse_votes,
    warn_of_ballots,
    warn_of_quotas,
    warn_of_venues,
    warn_of_votes,
)
from qdcalc.panel.quotas import quota_rows
from qdcalc.panel.repeats import named_alike, without_repeats
from qdcalc.panel.sentences import timetable_notes
from qdcalc.panel.tally import counted, grades_of, scored

NO_ROWS = pd.DataFrame()


def compute(job: Job) -> Outcome:
    """Give out the quotas, hold roster and ballots against them, tally the votes (二, 附件3).

    Raises
    ------
    InputError
        The input has errors; all of them are told.
    """
    found = settled(job)
    known = found.known
    warned(found)
    tables: dict[str, Callable[[], pd.DataFrame]] = {
        "quotas": lambda: frames.quota_frame(found.quotas, known),
        "quota_checks": lambda: frames.sums_frame(found.sums, known),
        "quota_sheet": lambda: frames.sheet_frame(found.quotas),
        "roster_checks": lambda: frames.roster_frame(found.roster),
        "ballot_checks": lambda: frames.ballot_frame(found.ballots, known),
        "tally": lambda: frames.tally_frame(found.tally, found.grades, found.points_x100, known),
        "points_used": lambda: frames.points_frame(found.points_x100, found.tally),
    }
    taken = {name: len(data.frame) for name, data in found.job.tables.items()}
    votes = _frame(found.job, "votes")
    taken["votes_sum"] = int(votes["votes"].sum()) if len(votes) else 0
    return Outcome(
        tables,
        partial(checks, known, taken),
        timetable_notes(known),
        summary=partial(headline.of_panel, known),
        explain=partial(explained, found),
    )


def settled(job: Job) -> Settled:
    """Return everything that the notice says of the input.

    Raises
    ------
    InputError
        The input has errors; all of them are told.
    """
    job, known, venues, composition = checked(job)
    job.stop_on_errors()
    quotas = quota_rows(venues, composition, ties=known.ties, zero=known.zero)
    refuse_small_venues(job, quotas)
    people, issued = (_by_group(job, name) for name in ("roster", "issued"))
    there = roster.held_against(_called(people, composition), quotas) if len(people) else NO_ROWS
    held = ballots.held_against(issued, quotas, known.tickets) if len(issued) else NO_ROWS
    back = ballots.counted_back(issued) if len(issued) else pd.Series(dtype="int64")
    votes, points = _by_group(job, "votes"), _frame(job, "points")
    tally, grades = NO_ROWS, tuple[str, ...]()
    worth = dict(zip(points["grade"], points["points_x100"], strict=True)) if len(points) else {}
    if len(votes):
        grades = tuple(grades_of(votes, points))
        votes = votes.assign(department=votes["department"].map(known.called))
        same = {key(name): name for name in grades}
        votes = votes.assign(grade=votes["grade"].map(lambda name: same[key(name)]))
        counts = counted(votes, grades, known)
        tally = scored(counts, back, worth, blank=known.blank, rank=known.rank)
        refuse_votes(job, tally, known)
    job.stop_on_errors()
    sums = sum_checks(quotas, venues, known)
    return Settled(job, known, venues, quotas, sums, there, held, tally, grades, worth)


def checked(job: Job) -> tuple[Job, PanelFacts, pd.DataFrame, pd.DataFrame]:
    """Return the job under one name each, what is known, venues and composition.

    Every problem of the tables is told; none stops here.
    """
    known = facts_of(job)
    job = without_repeats(named_alike(job, known.places))
    known = known.with_rows(job.tables)
    own = job.tables.get("departments")
    if own is not None and len(own.frame):
        known = known.with_departments(departments_of(own))
    refuse_departments(job, known)
    refuse_grade_names(job)
    refuse_grades(job)
    refuse_both_ways(job)
    if not has_errors(job, "venues"):
        venues = venues_of(job, known)
        refuse_unlisted(job, venues)
        if not has_errors(job, "composition"):
            composition = composition_of(job, known)
            refuse_nobody(job, venues, composition)
            refuse_roster(job, composition, venues.set_index("venue")["kind"])
            return job, known, venues, composition
    return job, known, NO_ROWS, NO_ROWS


def warned(found: Settled) -> None:
    """Tell what is odd but can be calculated."""
    job, known = found.job, found.known
    warn_of_venues(job, found.venues, known)
    warn_of_quotas(job, found.quotas)
    issued = job.tables.get("issued")
    if issued is not None and len(issued.frame):
        warn_of_ballots(issued, found.venues["venue"].tolist(), job)
    if len(found.tally):
        warn_of_votes(job, found.tally, known, has_points=bool(found.points_x100))


def _frame(job: Job, name: str) -> pd.DataFrame:
    data = job.tables.get(name)
    return NO_ROWS if data is None else data.frame


def _by_group(job: Job, name: str) -> pd.DataFrame:
    """Return a table with its groups as places, blank figures and columns there."""
    frame = _frame(job, name)
    if frame.empty:
        return NO_ROWS
    if name == "issued" and "invalid" not in frame:
        frame = frame.assign(invalid=pd.Series(0, frame.index, dtype="Int64"))
    return frame.assign(group=group_numbers(frame["group"]))


def _called(people: pd.DataFrame, composition: pd.DataFrame) -> pd.DataFrame:
    """Return the roster with categories as the composition writes them."""
    names = {key(name): name for name in composition["category"]}
    return people.assign(category=people["category"].map(lambda name: names[key(name)]))
