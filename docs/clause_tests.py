"""Collect which tests name which clause: ``python docs/clause_tests.py`` writes it down.

Each notice's ``tested.toml`` holds the tests marked ``@pytest.mark.clause("NOTICE CLAUSE
FUNCTION", …)``, found in the text of tests/ without running them; a test holds that it is current.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HEAD = "# Made by docs/clause_tests.py from the marks of the tests: the tests of each clause.\n"


def marks(root: Path = ROOT) -> Iterator[tuple[str, str]]:
    """Yield each clause that a test names, and the test."""
    for path in sorted((root / "tests").rglob("test_*.py")):
        text = path.read_text(encoding="utf-8")
        if "mark.clause(" not in text:
            continue
        for node in ast.walk(ast.parse(text)):
            if not isinstance(node, ast.FunctionDef) or not node.name.startswith("test_"):
                continue
            test = f"{path.relative_to(root).as_posix()}::{node.name}"
            for mark in node.decorator_list:
                if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.clause":
                    yield from ((str(ast.literal_eval(one)), test) for one in mark.args)


def files(root: Path = ROOT) -> dict[str, str]:
    """Return the text of each notice's file, by the notice."""
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for clause, test in marks(root):
        found[clause.partition(" ")[0]][clause].append(test)
    return {
        notice: HEAD + "".join(_entry(clause, tests[clause]) for clause in sorted(tests))
        for notice, tests in found.items()
    }


def _entry(clause: str, tests: list[str]) -> str:
    listed = "".join(f'  "{test}",\n' for test in sorted(tests))
    return f'"{clause}" = [\n{listed}]\n'


if __name__ == "__main__":
    for notice, text in files().items():
        path = ROOT / "src" / "qdcalc" / notice / "tested.toml"
        path.write_text(text, encoding="utf-8", newline="\n")
