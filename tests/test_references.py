"""``.ci/references.py``: the references run again when they or the formulas changed, else not.

Issue 12: "the references and tests of references run in `.ci/run` only when they or the formulas
change, and nightly by a flag".
"""

from __future__ import annotations

import re
import runpy
import shutil
from pathlib import Path
from typing import Any

import pytest

from qdcalc.notice.catalogue import NOTICES

ROOT = Path(__file__).parents[1]
SCRIPT = ROOT / ".ci" / "references.py"


@pytest.fixture
def script(tmp_path: Path) -> dict[str, Any]:
    """Return the script's names, working on a small tree of its own."""
    names = runpy.run_path(str(SCRIPT))
    found: dict[str, Any] = names["main"].__globals__
    for name, text in TREE.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    found["ROOT"] = tmp_path
    for function in ("covered", "digest", "passed"):
        found[function].__defaults__ = (tmp_path,)
    return found


DECIDE = {
    "src/qdcalc/exact/money.py": "ONE = 1\n",
    "src/qdcalc/dust/policy.toml": "factor = 2\n",
    "src/qdcalc/dust/hourly/settle.py": "def settle(): ...\n",
    "tests/oracle/dust.py": "def amount(): ...\n",
    "tests/seeds.py": "def few(): ...\n",
    "tests/dust/helpers.py": "def run(): ...\n",
    "tests/dust/test_agreement.py": "from oracle import dust\n",
    "tests/dust/test_properties.py": "few(range(9), 2)\n",
}
OTHERS = {
    "src/qdcalc/report/word.py": "FONT = 1\n",
    "tests/report/test_word.py": "def test(): ...\n",
    "README.md": "read\n",
}
TREE = DECIDE | OTHERS


def test_they_are_due_until_they_passed_on_what_is_here(
    script: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert script["main"]([]) == 1
    (tmp_path / ".ci").mkdir()
    assert script["main"](["record"]) == 0
    assert f"commit {script['RECORD']}" in capsys.readouterr().out
    assert script["main"]([]) == 0
    assert script["main"](["record"]) == 0
    assert "commit" not in capsys.readouterr().out


@pytest.mark.parametrize("name", DECIDE)
def test_a_change_of_what_decides_makes_them_due(
    script: dict[str, Any], tmp_path: Path, name: str
) -> None:
    before = script["digest"]()
    path = tmp_path / name
    path.write_text(TREE[name] + "\n", encoding="utf-8", newline="\n")
    changed = script["digest"]()
    path.rename(path.with_stem("other_oracle_helpers"))
    assert len({before, changed, script["digest"]()}) == 3


def test_other_files_and_line_ends_do_not(script: dict[str, Any], tmp_path: Path) -> None:
    before = script["digest"]()
    for name in OTHERS:
        (tmp_path / name).write_text("changed\n", encoding="utf-8")
    for name in DECIDE:
        (tmp_path / name).write_text(TREE[name], encoding="utf-8", newline="\r\n")
    shutil.copytree(tmp_path / "src" / "qdcalc" / "report", tmp_path / "src" / "qdcalc" / "plot")
    assert script["digest"]() == before


def test_what_failed_is_not_recorded(
    script: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(script["subprocess"], "call", lambda *_, **__: 1)
    assert script["main"](["run"]) == 1

    def changing(*_: object, **__: object) -> int:
        (tmp_path / "tests/seeds.py").write_text("changed\n", encoding="utf-8")
        return 0

    monkeypatch.setattr(script["subprocess"], "call", changing)
    assert script["main"](["run"]) == 1
    assert not (tmp_path / script["RECORD"]).exists()


def test_it_covers_the_formulas_and_every_test_of_the_references() -> None:
    found = runpy.run_path(str(SCRIPT))["covered"]()
    source = ROOT / "src" / "qdcalc"
    shared = ("exact", "table", "intake", "notice", "result", "workbook", "parquet", "scale")
    for folder in (*shared, *(name.rpartition(".")[2] for name in NOTICES)):
        assert set((source / folder).rglob("*.py")) <= set(found), folder
        assert set((source / folder).rglob("*.toml")) <= set(found), folder
    for path in (ROOT / "tests").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if re.search(r"mark\.oracle|\bfew\(|(from|import) oracle", text):
            assert path in found, path
