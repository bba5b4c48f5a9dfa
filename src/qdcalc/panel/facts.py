"""What the citizens' panel found beside its tables, to hold them against and to tell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace

import pandas as pd

from qdcalc.exact.texts import key
from qdcalc.intake.districts import Districts, districts_of
from qdcalc.intake.table_data import TableData
from qdcalc.notice.description import Job
from qdcalc.notice.policy import Policy
from qdcalc.panel.words import GROUPS, Blank, Rank, Ties, Zero
from qdcalc.record import record


@record
class PanelFacts:
    """What the input and the policy say of the panel.

    ``month`` is the one whose figures are in force; ``places`` are the venues known by name,
    ``departments`` the departments of each group, ``tickets`` the ballots of a group and
    ``tickets_total`` those of all. ``rows`` counts the rows of each input found and left out.
    """

    policy: Policy
    month: int
    ties: Ties
    zero: Zero
    blank: Blank
    rank: Rank
    places: Districts
    tickets: int
    tickets_total: int
    departments: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    rows: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    def with_departments(self, departments: Mapping[str, tuple[str, ...]]) -> PanelFacts:
        """Return what is known with the departments of each group."""
        return replace(self, departments=departments)

    def with_rows(self, tables: Mapping[str, TableData]) -> PanelFacts:
        """Return what is known with the rows of each input counted."""
        return replace(self, rows={name: rows_of(data) for name, data in tables.items()})

    def group_of(self, department: str) -> str:
        """Return the group of a department, nothing where none has it."""
        wanted = key(department)
        return next((g for g, own in self.departments.items() if wanted in map(key, own)), "")

    def called(self, department: str) -> str:
        """Return a department's name as its group writes it, nothing where none has it."""
        wanted = key(department)
        every = (name for own in self.departments.values() for name in own)
        return next((name for name in every if key(name) == wanted), "")


@record
class Settled:
    """Everything that was found; ``roster``, ``ballots`` and ``tally`` are empty without input."""

    job: Job
    known: PanelFacts
    venues: pd.DataFrame
    quotas: pd.DataFrame
    sums: pd.DataFrame
    roster: pd.DataFrame
    ballots: pd.DataFrame
    tally: pd.DataFrame
    grades: tuple[str, ...]
    points_x100: Mapping[str, int]


def facts_of(job: Job) -> PanelFacts:
    """Return what is in force under the options chosen; the departments are the notice's."""
    options, policy, month = job.interpretations, job.policy, job.policy.month_of(None)

    def number(name: str) -> int:
        given = job.settings.get(name)
        if given is None or pd.isna(given):  # what can't be read stops the run later
            given = policy.figure(name).at(month)
        return int(given)

    return PanelFacts(
        policy, month, Ties(options["ties"]), Zero(options["zero"]), Blank(options["blank"]),
        Rank(options["rank"]),
        districts_of(policy.figure("venues").values_of([month]), ""),
        number("tickets_per_group"), number("tickets_total"),
        {g: tuple(policy.figure(f"departments_{n}").at(month)) for n, g in enumerate(GROUPS, 1)},
    )  # fmt: skip


def rows_of(data: TableData) -> tuple[int, int]:
    """Return how many rows an input had, and how many of them do not count."""
    return data.raw.found_rows, data.repeats + data.left_out + data.raw.passed_over


def group_numbers(groups: pd.Series[str]) -> pd.Series[int]:
    """Return the place of each group, 0 to 3; −1 where it is blank."""
    codes = pd.Categorical(groups.astype(object), categories=list(GROUPS)).codes
    numbers: pd.Series[int] = pd.Series(codes, index=groups.index, dtype="int64")
    return numbers
