"""The clause matrix: every computable clause has a function, a sheet and a test that names it."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from qdcalc.cli import coverage
from qdcalc.cli.main import main
from qdcalc.cli.rules import policies
from qdcalc.notice.catalogue import calculations
from qdcalc.result.closing_tables import CLOSING

ROOT = Path(__file__).parents[2]


def collecting() -> ModuleType:
    path = ROOT / "docs" / "clause_tests.py"
    spec = importlib.util.spec_from_file_location("clause_tests", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_clause_has_a_test() -> None:
    assert coverage.untested() == []


def test_what_the_package_says_is_what_the_tests_are_marked_with() -> None:
    for notice, text in collecting().files().items():
        path = ROOT / "src" / "qdcalc" / notice / coverage.TESTED
        said = f"{notice}: run docs/clause_tests.py, then the page of coverage"
        assert path.read_text(encoding="utf-8") == text, said


def test_every_mark_names_a_clause() -> None:
    known = {coverage.name_of(policy, clause) for policy, clause, _ in coverage.rows()}
    assert {clause for clause, _ in collecting().marks()} <= known
    assert len(known) == len(list(coverage.rows())), "two clauses of one name"


def test_sheets_and_switches_are_the_notices_own() -> None:
    sheets: dict[str, set[str]] = {}
    for calculation in calculations():
        own = sheets.setdefault(calculation.policy().notice, {t.label for t in CLOSING})
        own.update(table.label for table in calculation.outputs)
    for policy in policies().values():
        switched: set[str] = set()
        for clause in policy.clauses:
            assert clause.sheets or clause.missing, clause
            assert set(clause.sheets) <= sheets[policy.notice], clause
            switched.update(clause.switches)
        assert switched == set(policy.interpretations), policy.notice


def test_a_clause_without_a_test_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coverage, "tests_of", lambda notice: {})
    computed = [clause for _, clause, _ in coverage.rows() if clause.function]
    assert len(coverage.untested()) == len(computed)
    assert list(coverage.lines())[-1].startswith("没有测试的条款：water 三¶2 judged_indicators；")


def test_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "--coverage"]) == 0
    said = capsys.readouterr().out
    assert "第七条第四款　全年断流 8 个月及以上的缴纳" in said
    assert "口径　断流月数" in said
    assert "tests/water/test_year_boundaries.py::test_dry_months" in said
    assert said.rstrip().endswith("每条可计算的条款都有测试")
