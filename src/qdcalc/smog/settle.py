"""The plan from typed tables to output tables, in its order: warnings (三), measures (四)."""

from __future__ import annotations

from functools import cache, partial

from qdcalc.notice.description import Job, Outcome
from qdcalc.smog import headline
from qdcalc.smog.checks import checks
from qdcalc.smog.explain import explained
from qdcalc.smog.frames import SUMMED, overview_frame
from qdcalc.smog.measures import settle as measures
from qdcalc.smog.plausibility import refuse_nothing
from qdcalc.smog.warning import settle as warning
from qdcalc.smog.words import Half


def compute(job: Job) -> Outcome:
    """Find levels and times of the processes, check reductions, plan the cleaning.

    Raises
    ------
    InputError
        The input has errors; all of them are told.
    """
    refuse_nothing(job)
    job = measures.checked(warning.checked(job))
    job.stop_on_errors()
    parts = {Half.WARNING: warning.settle(job), Half.MEASURES: measures.settle(job)}
    job.stop_on_errors()
    halves = tuple(parts.values())
    tables = {name: make for part in halves for name, make in part.tables.items()}
    tables.update({name: cache(tables[name]) for name, _, _ in SUMMED.values()})  # made once
    return Outcome(
        {**tables, "overview": partial(overview_frame, tables)},
        partial(checks, tuple(part.checks for part in halves)),
        [note for part in halves for note in part.notes],
        summary=partial(headline.of_plan, tuple(part.said for part in halves)),
        explain=partial(
            explained,
            {half: part.explain for half, part in parts.items()},
            tuple(half for half, part in parts.items() if part.is_given),
        ),
    )
