"""The rows of 校验: those of the warnings, then those of the measures (三、四)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from qdcalc.notice.description import CheckRow


def checks(
    halves: Sequence[Callable[[Mapping[str, pd.DataFrame]], Iterable[CheckRow]]],
    tables: Mapping[str, pd.DataFrame],
) -> Iterator[CheckRow]:
    """Hold the written tables of both halves against the input and the rule."""
    for half in halves:
        yield from half(tables)
