"""Exhibition subsidies from typed tables to output tables, in the order of the notice."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
import pandas as pd

from qdcalc.errors import InputError
from qdcalc.exact.blanks import keys
from qdcalc.exact.dtypes import Texts
from qdcalc.expo import headline
from qdcalc.expo.amounts import amount_frame
from qdcalc.expo.applications import BY_TABLE
from qdcalc.expo.checks import checks
from qdcalc.expo.explain import explained
from qdcalc.expo.facts import facts_of
from qdcalc.expo.frames import budgets_of, by_year, finding_frame, returned_frame, totals
from qdcalc.expo.inputs import APPLICATIONS
from qdcalc.expo.plausibility import NO_APPLICATIONS, name_oddities
from qdcalc.expo.repeats import drop_repeated_history, replace_corrected
from qdcalc.expo.sentences import listed
from qdcalc.expo.verdicts import decided
from qdcalc.expo.words import Item
from qdcalc.notice.description import Job, Outcome, Returned


def compute(job: Job) -> Outcome:
    """Assess every application (青政办发〔2018〕22号).

    Raises
    ------
    InputError
        The input has errors; all of them are told.
    """
    present = [t.name for t in APPLICATIONS if t.name in job.tables]
    if not any(len(job.tables[name].frame) for name in present):
        job.problems.add(NO_APPLICATIONS)
        raise InputError(job.problems)
    job, changed = _replaced(job)
    job.stop_on_errors()
    cases = pd.concat([_cases_of(name, changed[name], job) for name in present], ignore_index=True)
    cases = _placed(_named_alike(cases), job)
    found, budgets = decided(cases, job), budgets_of(job)
    name_oddities(job, found)
    items = [*map(str, Item)]
    tables: dict[str, Callable[[], pd.DataFrame]] = {
        "findings": lambda: finding_frame(found),
        "items": lambda: totals(found, "item", items).astype({"item": "str"}),
        "applicants": lambda: totals(found, "applicant", []).astype({"applicant": "str"}),
        "years": lambda: by_year(found, budgets),
        "amounts": lambda: amount_frame(found),
        "returned": lambda: returned_frame(job.returned),
    }
    known = facts_of(job, cases, budgets)
    return Outcome(
        tables,
        partial(checks, known),
        reservations=_reservations(job.returned),
        summary=headline.of_applications,
        explain=partial(explained, job, cases, found),
    )


def _reservations(returned: Returned) -> tuple[str, ...]:
    """Return what stands with the title: that some forms are not in the figures."""
    count = len(returned.files)
    return (f"不含退回的 {count:,} 份申请表",) if count else ()


def current(job: Job) -> Job:
    """Return the job with corrected rows replaced and history that repeats dropped."""
    job, _ = _replaced(job)
    return job


def _replaced(job: Job) -> tuple[Job, dict[str, Texts]]:
    """Return the job with what holds, and what corrections changed of each table's rows."""
    changed = {}
    for name in (t.name for t in APPLICATIONS if t.name in job.tables):
        job, changed[name] = replace_corrected(job, name)
    return drop_repeated_history(job), changed


def _cases_of(name: str, changed: Texts, job: Job) -> pd.DataFrame:
    """Return a table's cases; one whose applicant a correction changed is for people."""
    cases = BY_TABLE[name](job)
    return cases.assign(table=name, doubt=listed(changed, cases["doubt"].to_numpy(dtype=object)))


def _named_alike(cases: pd.DataFrame) -> pd.DataFrame:
    """Write an applicant as it is written first, whatever blanks and widths its other rows have."""
    applicants = cases["applicant"].to_numpy(dtype=object)
    _, first, which = np.unique(keys(cases["applicant"]), return_index=True, return_inverse=True)
    return cases.assign(applicant=applicants[first][which])


def _placed(cases: pd.DataFrame, job: Job) -> pd.DataFrame:
    """Add where each row stands in the input: sheet, row, file, and all of it in words."""
    places = {"sheet": [], "row": [], "file": []}  # type: ignore[var-annotated]
    for name, rows in cases.groupby("table", sort=False):
        raw = job.tables[str(name)].raw
        where = rows["position"].to_numpy()
        parts = [raw.parts[p] for p in raw.part_of[where].tolist()]
        places["sheet"] += [raw.table.label] * len(where)
        places["row"] += [str(row) for row in raw.rows[where].tolist()]
        places["file"] += [part.file or None for part in parts]
    columns = {n: pd.Series(v, dtype=object) for n, v in places.items()}
    words = columns["file"].fillna("") + "“" + columns["sheet"] + "”第 " + columns["row"] + " 行"
    return cases.assign(**columns, place=words)
