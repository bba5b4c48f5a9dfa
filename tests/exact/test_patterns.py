"""Patterns that are compiled when they are first needed do what ``re``'s do, and all can be."""

from __future__ import annotations

import copy
import importlib
import pickle
import re
from pathlib import Path
from typing import AnyStr

import pytest

import qdcalc
from qdcalc.exact.patterns import Lazy

SOURCE = Path(qdcalc.__file__).parent
MODULES = sorted(
    ".".join(("qdcalc", *path.relative_to(SOURCE).with_suffix("").parts))
    for path in SOURCE.rglob("*.py")
    if not path.stem.startswith("__")
)


def test_every_pattern_of_the_source_is_a_pattern() -> None:
    lazy = {
        id(value): value
        for name in MODULES
        for value in vars(importlib.import_module(name)).values()
        if isinstance(value, Lazy)
    }
    assert len(lazy) > 150
    for pattern in lazy.values():
        re.compile(pattern.pattern, pattern.flags)


def does_the_same(pattern: AnyStr, text: AnyStr, new: AnyStr) -> None:
    theirs = re.compile(pattern)
    for method in ("search", "match", "fullmatch"):
        found = getattr(Lazy(pattern), method)(text)
        wanted = getattr(theirs, method)(text)
        assert (found and found.span()) == (wanted and wanted.span())
    assert Lazy(pattern).findall(text) == theirs.findall(text)
    assert Lazy(pattern).split(text) == theirs.split(text)
    assert Lazy(pattern).sub(new, text) == theirs.sub(new, text)
    places = [match.span() for match in theirs.finditer(text)]
    assert [match.span() for match in Lazy(pattern).finditer(text)] == places


def test_it_does_what_a_compiled_pattern_does() -> None:
    does_the_same(r"(\d)([ab])", "1a 2b, 3c", "-")
    does_the_same(rb"(\d)([ab])", b"1a 2b, 3c", b"-")
    assert Lazy("a.b", re.S).fullmatch("a\nb")
    assert not Lazy("a.b").fullmatch("a\nb")


def test_it_is_compiled_at_its_first_use_and_no_sooner() -> None:
    wrong = Lazy("(")
    with pytest.raises(re.error):
        wrong.search("")
    used = Lazy("a")
    assert used.search("ba")
    assert used.search == re.compile("a").search


def test_it_is_copied_and_has_no_other_methods() -> None:
    assert pickle.loads(pickle.dumps(Lazy("a"))).search("a")
    assert copy.deepcopy(Lazy("a")).search("a")
    with pytest.raises(AttributeError):
        Lazy("a").scanner  # noqa: B018
