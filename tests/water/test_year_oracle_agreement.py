"""Random cycles against the oracle, an exact reference by another hand (tests/oracle).

Each is written as a workbook, settled by the command line, and all that its sheets say is compared
with what the oracle works out from the notice; one of them with the sheets of the months too.
"""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from oracle.year_compare import check_scenario
from oracle.year_scenarios import random_year
from seeds import few

SEEDS = range(9100, 9111)
WITH_MONTHS = {9100}


@pytest.mark.parametrize("seed", few(SEEDS, 1))
def test_cycles(seed: int, tmp_path: Path) -> None:
    rng = random.Random(seed)
    scenario = random_year(rng)
    assert check_scenario(scenario, tmp_path, rng, with_months=seed in WITH_MONTHS) == []
