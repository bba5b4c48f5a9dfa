"""What is drawn in every run, and what waits: the rest of random cases, more of the same."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any

import pytest


def few(seeds: Iterable[int], most: int) -> list[Any]:
    """Return the seeds as parameters, those after the first ``most`` marked as of the references.

    What they compare moves with the formulas: then, and every night, all of them run.
    """
    return [
        seed if place < most else pytest.param(seed, marks=pytest.mark.oracle)
        for place, seed in enumerate(seeds)
    ]


def at_first(cases: Iterable[Any], most: int) -> list[Any]:
    """Return the cases as parameters, those after the first ``most`` marked as thorough.

    They are more of the same: ``.ci/run`` has them, ``start.py test`` has not.
    """
    return [
        case
        if place < most
        else pytest.param(
            *(case if isinstance(case, tuple) else (case,)), marks=pytest.mark.thorough
        )
        for place, case in enumerate(cases)
    ]


def later(cases: Iterable[str], *slow: str) -> list[Any]:
    """Return names as parameters, the slow ones marked as thorough.

    A year's workbook costs twelve months' and shows what a month's shows: ``start.py test`` has
    the year itself, ``.ci/run`` also what is common to all calculations on it.
    """
    return [
        pytest.param(case, marks=pytest.mark.thorough) if case in slow else case for case in cases
    ]


def share(examples: int) -> int:
    """Return how many of random examples are drawn: all of them every night, else a few."""
    return examples if os.environ.get("QDCALC_NIGHTLY") else max(examples // 4, 2)
