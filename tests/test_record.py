"""Records: what a frozen dataclass promises holds of them too.

The expectations are those of the standard library's ``dataclass(frozen=True)``, written beside.
"""

from __future__ import annotations

import copy
import pickle
from dataclasses import FrozenInstanceError, dataclass, field, fields, replace
from functools import cached_property
from typing import Any

import pytest

from qdcalc.record import record


@record
class Ours:
    """A record with a default, a made default, and what is neither shown nor compared."""

    one: int
    two: str = "乙"
    three: tuple[int, ...] = field(default_factory=tuple)
    kept: Any = field(default=None, repr=False, compare=False)

    @cached_property
    def twice(self) -> int:
        return self.one * 2


@dataclass(frozen=True)
class Theirs:
    """The same as the standard library makes it."""

    one: int
    two: str = "乙"
    three: tuple[int, ...] = field(default_factory=tuple)
    kept: Any = field(default=None, repr=False, compare=False)


@record
class Inherited(Ours):
    """A record of a further field."""

    four: int = 4


@record
class Empty:
    """A record of nothing."""


def test_a_field_is_set_once() -> None:
    one = Ours(1)
    with pytest.raises(FrozenInstanceError):
        one.one = 2  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        one.five = 2  # type: ignore[attr-defined]
    with pytest.raises(FrozenInstanceError):
        del one.one
    assert one.one == 1
    assert one.twice == 2
    assert one.twice == 2  # what is kept is no field


def test_equal_are_those_of_one_class_and_equal_fields() -> None:
    one, other = Ours(1, kept="a"), Ours(1, kept="b")
    assert one.twice == 2
    assert one == other
    assert hash(one) == hash(other)
    assert len({one, other, Ours(2)}) == 2
    assert one != Inherited(1)
    assert one != Theirs(1)  # type: ignore[comparison-overlap]
    assert Empty() == Empty()
    assert hash(Empty()) == hash(Empty())
    assert Inherited(1, four=4) != Inherited(1, four=5)


def test_it_shows_itself_as_a_dataclass_does() -> None:
    assert repr(Ours(1)) == repr(Theirs(1)).replace("Theirs", "Ours")
    assert repr(Inherited(1)) == "Inherited(one=1, two='乙', three=(), four=4)"


def test_it_is_a_dataclass_to_what_takes_one() -> None:
    assert [f.name for f in fields(Ours)] == [f.name for f in fields(Theirs)]
    assert replace(Ours(1), two="丙") == Ours(1, "丙")
    assert copy.deepcopy(Ours(1, three=(1, 2))) == Ours(1, three=(1, 2))
    assert pickle.loads(pickle.dumps(Ours(1, three=(1, 2)))) == Ours(1, three=(1, 2))


def test_its_own_methods_stay() -> None:
    @record
    class Told:
        one: int

        def __repr__(self) -> str:
            return "mine"

        def __hash__(self) -> int:
            return 7

    assert repr(Told(1)) == "mine"
    assert hash(Told(1)) == 7
