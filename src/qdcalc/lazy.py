"""Public names that are imported when they are first asked for, each listed once.

A package says ``__getattr__, __dir__ = door(__name__, listed, own)`` where a type checker does not
look, and ``from listed import *`` where it does: one list of imports serves both
(docs/decisions/0007).
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any


def door(
    package: str, listed: str, own: Sequence[str]
) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """Return ``__getattr__`` and ``__dir__`` of a package.

    Parameters
    ----------
    package : str
        Its ``__name__``.
    listed : str
        The module whose imports are the package's further public names.
    own : sequence of str
        The public names that the package itself defines.
    """

    def names() -> list[str]:
        return sorted([*own, *(n for n in vars(import_module(listed)) if not n.startswith("_"))])

    def get(name: str) -> Any:
        if name == "__all__":
            return names()
        if not name.startswith("_"):
            if find_spec(f"{package}.{name}"):  # before the list, which may be loading it
                return import_module(f"{package}.{name}")
            if name in names():
                return getattr(import_module(listed), name)
        raise AttributeError(f"module {package!r} has no attribute {name!r}")

    return get, names
