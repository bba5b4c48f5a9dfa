"""Two results compared: tables as a person sees them, what the console says, the workbook."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from qdcalc.result.change_tables import (
    BRIDGE,
    CHANGES,
    DIFFERENCES,
    SUM_CHANGES,
    with_amounts,
)
from qdcalc.result.closing import check_frame
from qdcalc.result.closing_tables import CHECKS, RUN
from qdcalc.result.written_tables import WrittenTables

if TYPE_CHECKING:
    import pandas as pd

    from qdcalc.result.changes import Changes
    from qdcalc.table.kinds import Kind

_TABLES = (BRIDGE, CHANGES, SUM_CHANGES, DIFFERENCES, CHECKS, RUN)
_MOST = 8  # lines of the bridge that the console shows


class Comparison(WrittenTables):
    """两份结果的比较，像字典一样按中文表名取表：差额分解、变动、区市变动、不同之处、校验。

    例::

        变动 = result.compare(上月结果)
        变动["变动"]
        变动.to_excel("变动.xlsx")

    Two results compared, a mapping of its Chinese tables.
    """

    kind = "比较"

    def __init__(
        self,
        title: str,
        found: Changes,
        run: pd.DataFrame,
        notes: list[str],
        write: Callable[..., Path],
    ) -> None:
        frames = found.frames | {CHECKS.name: check_frame(found.checks), RUN.name: run}
        tables = [(with_amounts(table, found.kind), frames[table.name]) for table in _TABLES]
        super().__init__(title, tables, _moved(frames[BRIDGE.name], found.kind), write)
        self.notes = notes

    def __repr__(self) -> str:
        return f"<{self.title}：{len(self.tables[CHANGES.name])} 行变动>"


def _moved(bridge: pd.DataFrame, kind: Kind) -> list[str]:
    """Say how each total moved."""
    said = [
        f"{scope} {item}：甲 {kind.text(a)} → 乙 {kind.text(b)}，"
        f"差 {kind.text(b - a)}，{rows:,} 行变动"
        for scope, item, a, b, rows in zip(
            *(bridge[name] for name in ("scope", "item", "before", "after", "rows")),
            strict=True,
        )
    ]
    more = [f"……另有 {len(said) - _MOST} 项，见“{BRIDGE.label}”"] if len(said) > _MOST else []
    return [*said[:_MOST], *more]
