"""Random workbooks against the oracle, an exact reference by another hand (tests/oracle)."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from oracle.expo import assess
from oracle.expo_compare import run_and_compare
from oracle.expo_model import APPROVED, INTERPRETATIONS, OPEN, REFUSED
from oracle.expo_scenarios import random_expo_scenario
from seeds import few

SEEDS = range(9000, 9014)


@pytest.mark.parametrize("seed", few(SEEDS, 2))
def test_workbooks(seed: int, tmp_path: Path) -> None:
    """Written as people write them, read, calculated, written, compared cell by cell."""
    rng = random.Random(seed)
    scenario = random_expo_scenario(rng)
    assert run_and_compare(scenario, rng, tmp_path / "in.xlsx", tmp_path / "out.xlsx") == []


def test_the_seeds_reach_every_verdict_and_reading() -> None:
    verdicts: set[str] = set()
    readings: set[tuple[str, str]] = set()
    for seed in SEEDS:
        scenario = random_expo_scenario(random.Random(seed))
        verdicts |= {row["结论"] for row in assess(scenario).rows}
        readings |= {(key, scenario.option(key)) for key in INTERPRETATIONS}
    assert verdicts == {APPROVED, REFUSED, OPEN}
    assert readings == {(k, o) for k, (_, options) in INTERPRETATIONS.items() for o in options}
