"""The rows of 校验: those of the warnings, then those of the measures (三、四)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from qdcalc.notice.checking import none_wrong, unlike
from qdcalc.notice.description import CheckRow
from qdcalc.smog.frames import SUMMED, added_up
from qdcalc.smog.live_checks import due_of, total_of
from qdcalc.smog.outputs import OVERVIEW
from qdcalc.table.live import held

if TYPE_CHECKING:
    import pandas as pd


def checks(
    halves: Sequence[Callable[[Mapping[str, pd.DataFrame]], Iterable[CheckRow]]],
    tables: Mapping[str, pd.DataFrame],
) -> Iterator[CheckRow]:
    """Hold the written tables of both halves against the input and the rule."""
    for half in halves:
        yield from half(tables)
    yield from _of_overview(tables)


def _of_overview(tables: Mapping[str, pd.DataFrame]) -> Iterator[CheckRow]:
    """Add the tables up again: 汇总 as a whole, and place by place."""
    overview = tables["overview"]
    for name, (table, _, column) in SUMMED.items():
        label, rows = OVERVIEW.column(name).label, tables[table]
        due = int(rows[column].sum()) if column else len(rows)
        yield CheckRow(f"汇总{label}合计 = 各表合计", int(overview[name].sum()), due, False,
                       held(total_of(name), due_of(name)))  # fmt: skip
    wrong = unlike(overview, added_up(tables), ["place"], list(SUMMED))
    yield none_wrong("汇总与各表不符的行数", wrong)
