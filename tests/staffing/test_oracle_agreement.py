"""Random workbooks against the oracle, an exact reference by another hand (tests/oracle)."""

from __future__ import annotations

import random
from fractions import Fraction
from pathlib import Path

import pytest

import qdcalc
from oracle.staffing import assess
from oracle.staffing_compare import compare_staffing_workbook
from oracle.staffing_render import write_staffing_workbook
from oracle.staffing_scenarios import random_staffing_scenario
from seeds import few

from .helpers import ROUNDINGS, failed_checks, frames_of, records

WORKBOOKS = range(7000, 7014)
AS_FRAMES = range(8000, 8009)


@pytest.mark.parametrize("seed", few(WORKBOOKS, len(ROUNDINGS)))
def test_workbooks(seed: int, tmp_path: Path) -> None:
    """Written as people write them, read, calculated, written, compared cell by cell."""
    rounding = list(ROUNDINGS)[seed % len(ROUNDINGS)]
    rng = random.Random(seed)
    scenario = random_staffing_scenario(rng)
    scenario.interpretations = {"round": rounding}
    write_staffing_workbook(scenario, tmp_path / "in.xlsx", rng)
    result = qdcalc.staffing.assess(tmp_path / "in.xlsx")
    result.to_excel(tmp_path / "out.xlsx")
    assert compare_staffing_workbook(assess(scenario), tmp_path / "out.xlsx") == []
    assert failed_checks(result) == []


def test_the_rounding_matters() -> None:
    """The seeds above tell the three roundings apart."""
    told_apart = 0
    for seed in WORKBOOKS:
        scenario = random_staffing_scenario(random.Random(seed))
        required = set()
        for rounding in ROUNDINGS:
            scenario.interpretations = {"round": rounding}
            required.add(sum(row["应配"] for row in assess(scenario).platforms))
        told_apart += len(required) == 3
    assert told_apart > len(WORKBOOKS) // 2


HUNDREDTHS = {"现有": "staff_x100", "缺口": "gap_x100", "超配": "surplus_x100"}


@pytest.mark.parametrize("rounding", ROUNDINGS)
@pytest.mark.parametrize("seed", few(AS_FRAMES, 3))
def test_frames(seed: int, rounding: str) -> None:
    """Texts in DataFrames, figures in hundredths and fen out."""
    scenario = random_staffing_scenario(random.Random(seed))
    scenario.interpretations = {"round": rounding}
    expected = assess(scenario)
    tables = qdcalc.staffing.assess(**frames_of(scenario)).tables
    got = {
        (r["district"], r["street"], r["platform"], r["level"]): r
        for r in records(tables["platform_staff"])
    }
    assert len(got) == len(expected.platforms)
    for want in expected.platforms:
        row = got[want["区市"], want["街道"], want["名称"], want["级别"]]
        for name, column in HUNDREDTHS.items():
            assert Fraction(row[column], 100) == want[name]
        assert (row["required"], row["is_met"]) == (want["应配"], want["达标"])
        assert row["gap_cost_fen"] == want["缺口经费"]
    sums = {(r["district"], r["level"]): r for r in records(tables["districts"])}
    assert len(sums) == len(expected.districts)
    for want in expected.districts:
        row = sums[want["区市"], want["级别"]]
        assert (row["platforms"], row["met"]) == (want["平台数"], want["达标数"])
        assert Fraction(row["gap_x100"], 100) == want["缺口"]
        assert (row["rank"], row["gap_cost_fen"]) == (want["排名"], want["缺口经费"])
    tasks = records(tables["tasks"])
    assert [(r["task"], r["due"], r["state"], r["days"]) for r in tasks] == [
        (r["事项"], r["截止日期"], r["状态"], r["天数"]) for r in expected.tasks
    ]
