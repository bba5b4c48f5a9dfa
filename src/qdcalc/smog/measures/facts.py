"""What the measures know of the policy and found in the input, to hold the tables against."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import Any

import pandas as pd

from qdcalc.intake.districts import Districts, districts_of
from qdcalc.intake.table_data import TableData
from qdcalc.notice.description import Job
from qdcalc.notice.policy import Policy
from qdcalc.record import record
from qdcalc.smog.part import policy_month
from qdcalc.smog.words import CITY, Amounts, Ice, Level, Sprinkle, Swap

LEVEL_FIGURES: Mapping[str, str] = {
    str(Level.YELLOW): "yellow",
    str(Level.ORANGE): "orange",
    str(Level.RED): "red",
}
INDUSTRY_FIGURES: Mapping[str, str] = {  # red has none of its own: orange's stays the least
    str(Level.YELLOW): "industry_yellow_percent",
    str(Level.ORANGE): "industry_orange_percent",
    str(Level.RED): "industry_orange_percent",
}


@record
class MeasureFacts:
    """What is in force, and what the input held.

    ``target_percent``, ``industry_percent`` and ``runs`` are by level; ``level`` is the response
    that the cleaning is planned for, empty where none is named; ``rows`` counts by input the rows
    found and those that do not count.
    """

    policy: Policy
    month: int
    target_percent: Mapping[str, Mapping[str, int]]
    industry_percent: Mapping[str, Mapping[str, int]]
    two_pollutant_industries: Sequence[str]
    runs: Mapping[str, Mapping[str, int]]
    first_sprinkling_runs: int
    swap: Swap
    amounts: Amounts
    sprinkle: Sprinkle
    ice: Ice
    districts: Districts
    level: str
    rows: Mapping[str, tuple[int, int]] = field(default_factory=dict)


@record
class Measured:
    """What was found: the list, the bases, the sums, the units of industries, the cleaning.

    Amounts are whole numbers, kg/d × 10 ** ``places``. ``listed`` has a row for each of the list
    (``position`` is where it stands in the input): district, place, source, source_kind, industry,
    pollutant, is_exempt, base, the totals of each level and what of them counts (``counts_`` before
    the level). ``bases``: pollutant, position, given, listed, used.
    """

    listed: pd.DataFrame
    bases: pd.DataFrame
    sums: pd.DataFrame
    ratios: pd.DataFrame
    cleaning: pd.DataFrame
    places: int


def facts_of(job: Job) -> MeasureFacts:
    """Return what is in force in the month of the figures under the options chosen."""
    month, chosen = policy_month(job), job.interpretations

    def at(name: str) -> Any:
        return job.policy.figure(name).at(month)

    named = LEVEL_FIGURES.items()
    return MeasureFacts(
        policy=job.policy,
        month=month,
        target_percent={level: at(f"target_{name}_percent") for level, name in named},
        industry_percent={level: at(name) for level, name in INDUSTRY_FIGURES.items()},
        two_pollutant_industries=at("two_pollutant_industries"),
        runs={level: at(f"cleaning_{name}_runs") for level, name in named},
        first_sprinkling_runs=at("first_sprinkling_runs"),
        swap=Swap(chosen["swap"]),
        amounts=Amounts(chosen["amounts"]),
        sprinkle=Sprinkle(chosen["sprinkle"]),
        ice=Ice(chosen["ice"]),
        districts=known_districts(job),
        level=str(job.settings.get("level") or ""),
        rows={name: rows_of(job.tables[name]) for name in _INPUTS if name in job.tables},
    )


_INPUTS = ("reductions", "bases", "cleaning")


def known_districts(job: Job) -> Districts:
    """Return the districts in force."""
    return districts_of(job.policy.figure("districts").values_of([policy_month(job)]), CITY)


def rows_of(data: TableData) -> tuple[int, int]:
    """Return how many rows an input had, and how many of them do not count."""
    return data.raw.found_rows, data.repeats + data.left_out + data.raw.passed_over
