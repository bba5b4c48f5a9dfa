"""Classes of fields that are set once: ``dataclass(frozen=True)`` at a third of its time.

A frozen dataclass compiles six methods of its own as its module is loaded; for the 130 classes of
a month's run that was 7 % of it. A record has only ``__init__`` compiled, the rest is shared. It
is a dataclass to :func:`~dataclasses.fields` and :func:`~dataclasses.replace`, and a frozen one
to a type checker (docs/decisions/0018).
"""

from __future__ import annotations

from dataclasses import FrozenInstanceError, dataclass, field, fields
from operator import attrgetter
from typing import Any, TypeVar, dataclass_transform

Kind = TypeVar("Kind")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def record(kind: type[Kind]) -> type[Kind]:
    """Make a class of what its annotations name; equal are those of one class and equal fields."""
    made = dataclass(eq=False, repr=False)(kind)
    setattr(made, _COMPARED, _getter([f.name for f in fields(made) if f.compare]))  # type: ignore[arg-type]
    for name, method in _METHODS.items():
        if name not in vars(kind):
            setattr(made, name, method)
    return made


_COMPARED = "__compared_fields__"


def _getter(names: list[str]) -> Any:
    return staticmethod(attrgetter(*names) if names else lambda _: ())


def _set(self: Any, name: str, value: object) -> None:
    if name in self.__dict__ or name not in self.__dataclass_fields__:
        raise FrozenInstanceError(f"cannot assign to field {name!r}")
    self.__dict__[name] = value


def _delete(self: Any, name: str) -> None:
    raise FrozenInstanceError(f"cannot delete field {name!r}")


def _equal(self: Any, other: Any) -> Any:
    if other.__class__ is not self.__class__:
        return NotImplemented
    return bool(getattr(self, _COMPARED)(self) == getattr(self, _COMPARED)(other))


def _hash(self: Any) -> int:
    return hash(getattr(self, _COMPARED)(self))


def _repr(self: Any) -> str:
    shown = ", ".join(f"{f.name}={getattr(self, f.name)!r}" for f in fields(self) if f.repr)
    return f"{type(self).__qualname__}({shown})"


_METHODS = {
    "__setattr__": _set,
    "__delattr__": _delete,
    "__eq__": _equal,
    "__hash__": _hash,
    "__repr__": _repr,
}
