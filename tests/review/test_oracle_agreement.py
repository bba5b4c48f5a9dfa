"""Random workbooks against the oracle, an exact reference by another hand (tests/oracle)."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

import qdcalc
from oracle.review import assess
from oracle.review_workbook import (
    compare_review_workbook,
    random_review_scenario,
    write_review_workbook,
)
from seeds import few


@pytest.mark.parametrize("seed", few(range(7200, 7240), 1))
def test_workbooks(seed: int, tmp_path: Path) -> None:
    """Written as people write them, read, calculated, written, compared cell by cell."""
    rng = random.Random(seed)
    scenario = random_review_scenario(rng)
    write_review_workbook(scenario, tmp_path / "in.xlsx", rng)
    result = qdcalc.review.assess(tmp_path / "in.xlsx")
    result.to_excel(tmp_path / "out.xlsx")
    assert compare_review_workbook(assess(scenario), tmp_path / "out.xlsx") == []
    assert result["校验"].query("结果 != '通过'").empty
