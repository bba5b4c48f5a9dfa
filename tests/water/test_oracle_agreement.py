"""Random months against the oracle, an exact reference by another hand (tests/oracle)."""

from __future__ import annotations

import random
from collections import Counter
from fractions import Fraction
from pathlib import Path

import pytest

import qdcalc
from oracle.compare import compare_workbook
from oracle.render import write_workbook
from oracle.scenarios import random_scenario
from oracle.water_month import Expected, month
from qdcalc.result.result import Result
from seeds import few

from .helpers import Row, failed_checks, frames_of, records

ONE_MONTH = range(1000, 1020)
THREE_MONTHS = range(3000, 3003)
AS_FRAMES = range(5000, 5020)


@pytest.mark.parametrize("seed", [*few(ONE_MONTH, 1), *few(THREE_MONTHS, 1)])
def test_workbooks(seed: int, tmp_path: Path) -> None:
    """Written as people write them, read, calculated, written, compared cell by cell."""
    rng = random.Random(seed)
    scenario = random_scenario(rng, 3 if seed in THREE_MONTHS else 1)
    write_workbook(scenario, tmp_path / "in.xlsx", rng)
    result = qdcalc.water.month(tmp_path / "in.xlsx")
    result.to_excel(tmp_path / "out.xlsx")
    assert compare_workbook(month(scenario), tmp_path / "out.xlsx") == []
    assert failed_checks(result) == []


SECTIONS = {
    "month": "月份",
    "section_id": "序号",
    "river": "河流名称",
    "section": "监测断面",
    "section_type": "断面属性",
    "responsible": "责任区市",
    "destination": "去向",
    "target_class": "水质目标",
    "control_level": "控制级别",
    "water_class": "水质类别",
    "verdict": "判定",
    "exceeded": "超标指标",
    "dropped": "剔除指标",
    "not_measured": "缺测指标",
    "leading": "首要超标指标",
    "coefficient": "系数",
    "amount_fen": "金额",
}
FLOWS = {
    "month": "月份",
    "section_id": "序号",
    "payer": "付款方",
    "payee": "收款方",
    "kind": "类型",
    "amount_fen": "金额",
}
DISTRICTS = {
    "month": "月份",
    "district": "区市",
    "receivable_fen": "应收",
    "payable_fen": "应付",
    "net_fen": "净额",
}
INDICATORS = {
    "month": "月份",
    "section_id": "序号",
    "indicator": "指标",
    "water_class": "类别",
    "is_exceeded": "超标",
    "is_dropped": "剔除",
}


def same(got: list[Row], want: list[Row], names: dict[str, str]) -> None:
    """Compare rows as sets of their named columns; a blank is an empty text or nothing."""
    left = Counter(str([row[k] or "" for k in names]) for row in got)
    right = Counter(str([row[k] or "" for k in names.values()]) for row in want)
    assert list(left - right)[:5] == []
    assert list(right - left)[:5] == []


def close(got: float | None, want: Fraction | None) -> bool:
    """Compare a float64 with an exact figure, within a relative 1e-12."""
    if got is None or want is None:
        return got is None and want is None
    return abs(Fraction(got) - want) <= abs(want) / 10**12


def compare_frames(expected: Expected, result: Result) -> None:
    """Compare the English frames with the oracle."""
    tables = {name: records(result.tables[name]) for name in result.tables}
    same(tables["section_months"], expected.sections, SECTIONS)
    same(tables["flows"], expected.flows, FLOWS)
    same(tables["districts"], expected.districts, DISTRICTS)
    same(tables["indicators"], expected.indicators, INDICATORS)
    want = {(r["月份"], r["序号"], r["指标"]): r for r in expected.indicators}
    for row in tables["indicators"]:
        own = want[row["month"], row["section_id"], row["indicator"]]
        assert close(row["value"], own["监测值"]), row
        assert close(row["multiple"], own["超标倍数"]), row
    multiples = {(r["月份"], r["序号"]): r["最大超标倍数"] for r in expected.sections}
    for row in tables["section_months"]:
        assert close(row["multiple"], multiples[row["month"], row["section_id"]]), row


@pytest.mark.parametrize("seed", few(AS_FRAMES, 2))
def test_frames(seed: int) -> None:
    scenario = random_scenario(random.Random(seed), 1 + seed % 3)
    compare_frames(month(scenario), qdcalc.water.month(**frames_of(scenario)))
