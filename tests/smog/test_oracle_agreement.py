"""Random workbooks against the oracle, an exact reference by another hand (tests/oracle)."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

import qdcalc
from oracle.smog import assess
from oracle.smog_workbook import (
    compare_smog_workbook,
    random_smog_scenario,
    write_smog_workbook,
)
from seeds import few


@pytest.mark.parametrize("seed", few(range(8100, 8140), 1))
def test_workbooks(seed: int, tmp_path: Path) -> None:
    """Written as people write them, read, calculated, written, compared cell by cell."""
    rng = random.Random(seed)
    scenario = random_smog_scenario(rng)
    write_smog_workbook(scenario, tmp_path / "in.xlsx", rng)
    result = qdcalc.smog.assess(tmp_path / "in.xlsx")
    result.to_excel(tmp_path / "out.xlsx")
    assert compare_smog_workbook(assess(scenario), tmp_path / "out.xlsx") == []
    assert result["校验"].query("结果 != '通过'").empty
