"""What is explained: a row or name of the warnings (三), or of the measures (四)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from qdcalc.errors import UsageError
from qdcalc.smog.measures.inputs import SELECTORS, TABLES
from qdcalc.smog.words import Half

if TYPE_CHECKING:
    import pandas as pd

    from qdcalc.document.explanation import Explanation

Explain = Callable[[Mapping[str, "pd.DataFrame"], Mapping[str, str]], "Explanation"]


def explained(
    halves: Mapping[Half, Explain],
    given: tuple[Half, ...],
    tables: Mapping[str, pd.DataFrame],
    asked: Mapping[str, str],
) -> Explanation:
    """Return the steps that the half which was asked gives; nothing asked: examples of one.

    Raises
    ------
    UsageError
        Nothing is asked for, or what is asked for is not in the input.
    """
    named = {name for name, value in asked.items() if value}
    is_of_measures = bool(named & {selector.name for selector in SELECTORS})
    if "row" in named:
        sheet = asked["row"].replace("！", "!").rpartition("!")[0]
        is_of_measures = any(sheet.endswith(table.label) for table in TABLES)
    if not named and len(given) > 1:
        raise UsageError("\n".join(_examples(halves, tables)))
    if not named:
        is_of_measures = Half.WARNING not in given
    return halves[Half.MEASURES if is_of_measures else Half.WARNING](tables, asked)


def _examples(halves: Mapping[Half, Explain], tables: Mapping[str, pd.DataFrame]) -> Iterator[str]:
    """Yield what each half says where nothing is asked for, the first line once."""
    for place, half in enumerate(halves.values()):
        try:
            half(tables, {})
        except UsageError as error:
            yield from str(error).splitlines()[min(place, 1) :]
