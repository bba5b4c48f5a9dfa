"""Seeds of random cases: a few in every run, the rest with the references (``-m oracle``)."""

from __future__ import annotations

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
