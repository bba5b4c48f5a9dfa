"""Patterns that are compiled when they are first needed: two hundred cost the start of a run."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, Any, AnyStr, Generic

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_METHODS = frozenset({"search", "match", "fullmatch", "finditer", "findall", "split", "sub"})


class Lazy(Generic[AnyStr]):
    """A pattern as ``re.compile`` makes it, compiled at its first use.

    From then on its methods are the compiled pattern's own, so that a call costs no more.
    """

    def __init__(self, pattern: AnyStr, flags: int = 0) -> None:
        self.pattern: AnyStr = pattern
        self.flags = flags

    def __getattr__(self, name: str) -> Any:
        if name not in _METHODS:
            raise AttributeError(name)
        compiled = re.compile(self.pattern, self.flags)
        for method in _METHODS:
            setattr(self, method, getattr(compiled, method))
        return vars(self)[name]

    if TYPE_CHECKING:

        def search(
            self, text: AnyStr, start: int = 0, stop: int = sys.maxsize
        ) -> re.Match[AnyStr] | None:
            """Return the first place in a text."""

        def match(
            self, text: AnyStr, start: int = 0, stop: int = sys.maxsize
        ) -> re.Match[AnyStr] | None:
            """Return the match that begins at a place."""

        def fullmatch(
            self, text: AnyStr, start: int = 0, stop: int = sys.maxsize
        ) -> re.Match[AnyStr] | None:
            """Return the match of a whole text."""

        def finditer(
            self, text: AnyStr, start: int = 0, stop: int = sys.maxsize
        ) -> Iterator[re.Match[AnyStr]]:
            """Return every place in a text."""

        def findall(self, text: AnyStr) -> list[Any]:
            """Return what stands at every place in a text."""

        def split(self, text: AnyStr, most: int = 0) -> list[AnyStr | Any]:
            """Return the parts of a text between the places."""

        def sub(
            self, new: AnyStr | Callable[[re.Match[AnyStr]], AnyStr], text: AnyStr, count: int = 0
        ) -> AnyStr:
            """Return a text with every place replaced."""
