"""What docs/ names is there: a page that says where something is tested says the truth."""

from __future__ import annotations

import ast
import importlib.util
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
NAMED = re.findall(r"`([\w/]+\.py)::(\w+)`", (ROOT / "docs/tested.md").read_text(encoding="utf-8"))


@cache
def functions(path: str) -> frozenset[str]:
    """Return the names of the functions of a test module."""
    tree = ast.parse((ROOT / "tests" / path).read_text(encoding="utf-8"))
    return frozenset(n.name for n in ast.walk(tree) if isinstance(n, ast.FunctionDef))


@pytest.mark.parametrize(("path", "name"), sorted(set(NAMED)), ids=str)
def test_a_test_that_is_named_is_there(path: str, name: str) -> None:
    assert name in functions(path)


def test_the_page_names_tests() -> None:
    assert len(NAMED) > 30


def test_the_house_is_drawn_as_the_imports_are() -> None:
    spec = importlib.util.spec_from_file_location("draw_house", ROOT / "docs" / "draw_house.py")
    assert spec is not None
    assert spec.loader is not None
    house = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(house)
    drawn = (ROOT / "docs/images/house.svg").read_text(encoding="utf-8")
    assert (ROOT / "docs/house.md").read_text(encoding="utf-8") == house.page()
    assert drawn == house.drawing()
    assert house.floors({"a": {"b"}, "b": {"c"}, "c": set()}) == {"a": 2, "b": 1, "c": 0}
