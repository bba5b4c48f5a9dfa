"""Random workbooks against the oracle, an exact reference by another hand (tests/oracle)."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

import qdcalc
from oracle.award import assess
from oracle.award_workbook import (
    compare_award_workbook,
    random_award_scenario,
    write_award_workbook,
)
from seeds import few


@pytest.mark.parametrize("seed", few(range(7100, 7140), 1))
def test_workbooks(seed: int, tmp_path: Path) -> None:
    """Written as people write them, read, calculated, written, compared cell by cell."""
    rng = random.Random(seed)
    scenario = random_award_scenario(rng)
    write_award_workbook(scenario, tmp_path / "in.xlsx", rng)
    result = qdcalc.award.assess(tmp_path / "in.xlsx")
    result.to_excel(tmp_path / "out.xlsx")
    assert compare_award_workbook(assess(scenario), tmp_path / "out.xlsx") == []
    assert result["校验"].query("结果 != '通过'").empty
