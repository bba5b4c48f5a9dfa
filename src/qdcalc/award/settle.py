"""The quality prize, from typed tables to output tables: the order of the notice."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
import pandas as pd

from qdcalc.award import frames, headline
from qdcalc.award.accidents import accident_counts, accident_states
from qdcalc.award.answers import ASKED, answer_states
from qdcalc.award.checks import SUMMED, checks
from qdcalc.award.explain import explained
from qdcalc.award.facts import Assessed, AwardFacts, base_of, facts_of, in_force, rows_of, years_of
from qdcalc.award.inputs import ACCIDENTS, APPLICATIONS, AWARDS, GROUNDS
from qdcalc.award.materials import missing_materials
from qdcalc.award.operating import operating_states
from qdcalc.award.plausibility import check_chosen, check_grounds, check_sheets, name_oddities
from qdcalc.award.prizes import by_prize, prizes_fen
from qdcalc.award.publicity import publicity_end
from qdcalc.award.repeats import drop_repeated
from qdcalc.award.scale import scale_states
from qdcalc.award.sentences import cycle_note
from qdcalc.award.verdicts import CLAUSES, CONDITIONS, is_valid, unmet_clauses, verdicts
from qdcalc.award.withdrawals import ban_states, banned_until, follow_up
from qdcalc.award.words import Verdict
from qdcalc.exact.blanks import alike
from qdcalc.exact.money import FEN_PER_YUAN
from qdcalc.notice.description import Job, Outcome
from qdcalc.notice.workdays import UNKNOWN_YEAR, WORKDAYS, workdays_of, year_fields


def compute(job: Job) -> Outcome:
    """Examine the applications, count and pay the prizes, follow those of earlier editions.

    Raises
    ------
    InputError
        The input has errors; all of them are told.
    """
    job, known = checked(job)
    name_oddities(job, known)
    found = assess(job, known)
    check_chosen(job, found.applications, known)
    job.stop_on_errors()
    sums = by_prize(
        found.applications, found.applications["prize"].to_numpy(dtype=object)[found.chosen],
        found.amounts_fen, known.figures.quota,
    )  # fmt: skip
    tables: dict[str, Callable[[], pd.DataFrame]] = {
        "examined": lambda: frames.examined_frame(found, known),
        "quotas": lambda: frames.quota_frame(sums, known),
        "prizes": lambda: frames.prize_frame(found, known),
        "publicity": lambda: frames.publicity_frame(known),
        "followed": lambda: frames.followed_frame(found, known),
        "missing": lambda: frames.missing_frame(found, known),
    }
    said = partial(headline.of_awards, known)
    due = {
        "missing": len(found.missing), "followed": len(found.followed),
        "publicity": int(not np.isnat(known.publicity_start)),
        "prize_fen": int(found.followed["prize_fen"].sum()),
    }  # fmt: skip
    within = found.applications[found.applications["is_within"]]
    due |= {name: int(within[name].fillna(0).sum()) for name in SUMMED}
    steps = partial(explained, job, found, known)
    notes = [cycle_note(known)]
    return Outcome(tables, partial(checks, known, due), notes, summary=said, explain=steps)


def checked(job: Job) -> tuple[Job, AwardFacts]:
    """Return the job without repeats, and what is known.

    Raises
    ------
    InputError
        The input has errors; all of them are told.
    """
    base = base_of(job)
    check_sheets(job, base)
    job = drop_repeated(job)
    check_grounds(job)
    asked = job.settings.get("publicity_start") is not None or WORKDAYS.name in job.tables
    calendar = workdays_of(job) if asked else None
    job.stop_on_errors()
    assert base is not None
    known = facts_of(job, base, calendar)
    _check_calendar(job, known)
    job.stop_on_errors()
    return job, known


def _check_calendar(job: Job, known: AwardFacts) -> None:
    """Refuse a publicity that goes on in a year whose working days are not known (十七)."""
    first, calendar = known.publicity_start, known.calendar
    if calendar is None or np.isnat(first):
        return
    # beyond the calendar too early, if anything: then the year itself is not known
    last = publicity_end(first, known.figures.publicity_workdays, known.publicity, calendar)
    if years := calendar.unknown(first, last):
        job.problems.add(UNKNOWN_YEAR, fields=year_fields("公示期", years, calendar))


def assess(job: Job, known: AwardFacts) -> Assessed:
    """Return everything that the notice says of the rows."""
    tables, figures = job.tables, known.figures
    accidents, grounds = (rows_of(tables.get(t.name), t) for t in (ACCIDENTS, GROUNDS))
    awards = rows_of(tables.get(AWARDS.name), AWARDS)
    usual = in_force(job.policy, "prize_yuan", awards["announced"]) * FEN_PER_YUAN
    awards["prize_fen"] = awards["prize_fen"].where(awards["prize_fen"].notna(), usual)
    followed = follow_up(
        awards, grounds, known.ban, years_of(job.policy, "watch_years"),
        years_of(job.policy, "ban_years"),
    )  # fmt: skip
    rows = rows_of(tables.get(APPLICATIONS.name), APPLICATIONS)
    rows["organisation"] = alike(rows["organisation"])  # one spelling, as formulas look it up
    bans = banned_until(rows, awards, followed)
    counts = accident_counts(
        rows["who"].to_numpy(dtype=object), accidents, known.base, figures.accident_years,
        known.accident,
    )  # fmt: skip
    states = {name: answer_states(rows, name) for name in ASKED}
    states |= {
        "operating": operating_states(rows["registered"], known.base, figures.years_operating),
        "scale": scale_states(rows, figures.scale, known.vat, known.other),
        "accidents": accident_states(counts if known.has_accidents else None, len(rows)),
        "ban": ban_states(bans["until"]),
    }
    ordered = pd.DataFrame({name: states[name] for name in CONDITIONS})
    is_within = is_valid(rows["applied"], figures.valid_days)
    words = {part: known.policy.clause_words(part) for part in CLAUSES.values()}
    rows = rows.assign(
        **{f"{name}_state": ordered[name] for name in CONDITIONS},
        verdict=verdicts(ordered, is_within),
        unmet=np.where(is_within, unmet_clauses(ordered, words), ""),
        accident_count=counts, ban_found=bans["found"], ban_until=bans["until"],
        is_within=is_within,
    )  # fmt: skip
    is_chosen = rows["is_chosen"].to_numpy(dtype=bool)
    is_paid = is_chosen & (rows["verdict"] == Verdict.FIT).to_numpy(dtype=bool)
    amounts = prizes_fen(
        rows["who"].to_numpy(dtype=object), rows["prize"].to_numpy(dtype=object), is_paid,
        figures.prize_yuan, known.both,
    )  # fmt: skip
    chosen = np.flatnonzero(is_chosen)
    missing = missing_materials(rows, is_within, known.other)
    return Assessed(
        rows, accidents, awards, grounds, followed, missing, chosen, amounts[chosen]
    )  # fmt: skip
