"""What docs/ names is there: a page that says where something is tested says the truth."""

from __future__ import annotations

import ast
import importlib.util
import inspect
import pkgutil
import re
import sys
from functools import cache
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import openpyxl
import pytest

from qdcalc.cli import main as cli
from workbook.books import HEADER, write

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


ONE_VALUE = (ROOT / "docs" / "one-value.md").read_text(encoding="utf-8")


def steps() -> list[list[str]]:
    """Return the functions that each step of one-value.md names, by their full names."""
    found = []
    for row in (line.split(" | ") for line in ONE_VALUE.splitlines() if line.startswith("| ")):
        names = re.findall(r"`([\w.]+)`", row[1])
        own = names[0].rpartition(".")[0] if names else ""
        found.append([name if "." in name else f"{own}.{name}" for name in names])
    return [names for names in found if names]


def code_of(name: str) -> CodeType:
    """Return the code of a function of the package, or of a method."""
    found: Any = pkgutil.resolve_name(f"qdcalc.{name}")
    code: CodeType = inspect.unwrap(getattr(found, "fget", found)).__code__
    return code


@pytest.mark.parametrize("name", re.findall(r"`(\w+(?:\.\w+)+)`", ONE_VALUE))
def test_what_one_value_names_is_there(name: str) -> None:
    assert pkgutil.resolve_name(f"qdcalc.{name}")


def test_one_value_goes_the_way_that_the_page_says(tmp_path: Path) -> None:
    """The row of section 20 as the page has it; each step is done before the next one is."""
    source = write(tmp_path / "in.xlsx", HEADER, ("2018-11", 20, 3.2))
    names = {code_of(name): name for step in steps() for name in step}
    done: dict[str, int] = {}

    def watch(frame: FrameType, event: str, _: object) -> None:
        if event == "return" and frame.f_code in names:
            done.setdefault(names[frame.f_code], len(done))

    sys.setprofile(watch)
    try:
        assert cli.main(["run", "water-month", str(source), "-o", str(tmp_path / "out.xlsx")]) == 0
    finally:
        sys.setprofile(None)
    assert set(done) == set(names.values())
    last = [step[-1] for step in steps()]
    assert sorted(last, key=done.__getitem__) == last
    (flow,) = openpyxl.load_workbook(tmp_path / "out.xlsx", data_only=True)["资金流向"].iter_rows(
        2, values_only=True
    )
    assert {"即墨", "城阳", 166666.67} <= set(flow)
    sample = openpyxl.load_workbook(ROOT / "data" / "水质月度_2018-11.xlsx")["监测数据"]
    assert [sample[cell].value for cell in ("B22", "D22", "L22")] == [20, "前枣行", 3.2]


def script(path: str) -> Any:
    """Return a script as a module."""
    spec = importlib.util.spec_from_file_location(Path(path).stem, ROOT / path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_mutants_are_listed_as_they_are_recorded() -> None:
    made = script(".ci/mutants_page.py")
    recorded = made.told()
    assert (ROOT / "docs/mutants.md").read_text(encoding="utf-8") == made.page(recorded)
    assert all(group["reason"] and group["mutants"] for group in recorded["survivors"])


@pytest.mark.thorough
def test_the_house_is_drawn_as_the_imports_are() -> None:
    house = script("docs/draw_house.py")
    drawn = (ROOT / "docs/images/house.svg").read_text(encoding="utf-8")
    assert (ROOT / "docs/house.md").read_text(encoding="utf-8") == house.page()
    assert drawn == house.drawing()
    assert house.floors({"a": {"b"}, "b": {"c"}, "c": set()}) == {"a": 2, "b": 1, "c": 0}
