"""Two results compared: tables as a person sees them, what the console says, the workbook."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qdcalc.errors import TableNameError
from qdcalc.exact import money
from qdcalc.intake.given import output_path
from qdcalc.result.change_tables import BRIDGE, CHANGES, DIFFERENCES, SUM_CHANGES
from qdcalc.result.closing import check_frame
from qdcalc.result.closing_tables import CHECKS, PASSED, RUN
from qdcalc.result.faces import chinese

if TYPE_CHECKING:
    import pandas as pd

    from qdcalc.result.changes import Changes

_TABLES = (BRIDGE, CHANGES, SUM_CHANGES, DIFFERENCES, CHECKS, RUN)
_MOST = 8  # lines of the bridge that the console shows


class Comparison(Mapping[str, "pd.DataFrame"]):
    """两份结果的比较，像字典一样按中文表名取表：差额分解、变动、区市变动、不同之处、校验。

    例::

        变动 = result.compare(上月结果)
        变动["变动"]
        变动.to_excel("变动.xlsx")

    Two results compared, a mapping of its Chinese tables.
    """

    def __init__(
        self,
        title: str,
        found: Changes,
        run: pd.DataFrame,
        notes: list[str],
        write: Callable[..., Path],
    ) -> None:
        self.title, self.notes, self._write = title, notes, write
        self.tables = found.frames | {CHECKS.name: check_frame(found.checks), RUN.name: run}

    def __getitem__(self, name: str) -> pd.DataFrame:
        for table in _TABLES:
            if name in (table.label, table.name):
                return chinese(table, self.tables[table.name])
        known = "、".join(table.label for table in _TABLES)
        raise TableNameError(f"比较里没有表“{name}”。可用的有：{known}")

    def __iter__(self) -> Iterator[str]:
        return (table.label for table in _TABLES)

    def __len__(self) -> int:
        return len(_TABLES)

    __eq__ = object.__eq__
    __hash__ = object.__hash__

    @property
    def is_sound(self) -> bool:
        """校验是否全部通过（True/False）。

        Whether every line of 校验 passes.
        """
        return bool((self.tables[CHECKS.name]["verdict"] == PASSED).all())

    def lines(self) -> list[str]:
        """Return what the console says: how each total moved."""
        bridge = self.tables[BRIDGE.name]
        said = [
            f"{scope} {item}：甲 {_hundredths(a)} → 乙 {_hundredths(b)}，"
            f"差 {_hundredths(b - a)}，{rows:,} 行变动"
            for scope, item, a, b, rows in zip(
                *(bridge[name] for name in ("scope", "item", "before", "after", "rows")),
                strict=True,
            )
        ]
        more = [f"……另有 {len(said) - _MOST} 项，见“{BRIDGE.label}”"] if len(said) > _MOST else []
        checks = self.tables[CHECKS.name]["verdict"]
        passed = f"校验 {int((checks == PASSED).sum()):,}/{len(checks):,} 通过"
        return [*said[:_MOST], *more, passed]

    def to_excel(self, path: str | Path, overwrite: bool = False) -> Path:
        """写成工作簿；返回路径。``overwrite`` 是否覆盖不是 qdcalc 写的、或改动过的文件。

        Write the workbook; return its path.

        Raises
        ------
        FileError
            The file can't be written.
        """
        tables = [(table, self.tables[table.name]) for table in _TABLES]
        title = self.title.replace("&", "&&")  # a lone one is a code in a page header
        return self._write(output_path(path), title, tables, overwrite=overwrite)

    def __repr__(self) -> str:
        return f"<{self.title}：{len(self.tables[CHANGES.name])} 行变动>"


def _hundredths(value: Any) -> str:
    return money.text(int(value))
