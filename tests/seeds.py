"""Seeds of random cases: a few in every run, the rest in the thorough one (``-m thorough``)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest


def few(seeds: Iterable[int], most: int) -> list[Any]:
    """Return the seeds as parameters, those after the first ``most`` marked as thorough."""
    return [
        seed if place < most else pytest.param(seed, marks=pytest.mark.thorough)
        for place, seed in enumerate(seeds)
    ]
