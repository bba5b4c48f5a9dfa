"""Tables beside a result that a person asks for, as a mapping that writes itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from qdcalc.errors import TableNameError
from qdcalc.intake.given import output_path
from qdcalc.result.closing_tables import CHECKS, PASSED
from qdcalc.result.faces import chinese

if TYPE_CHECKING:
    import pandas as pd

    from qdcalc.table.description import Table


class WrittenTables(Mapping[str, "pd.DataFrame"]):
    """一组表，像字典一样按中文表名取，可以写成工作簿。

    A mapping of Chinese tables, 校验 among them; ``kind`` is what messages call it.
    """

    kind: str

    def __init__(
        self,
        title: str,
        tables: Sequence[tuple[Table, pd.DataFrame]],
        said: Sequence[str],
        write: Callable[..., Path],
    ) -> None:
        self.title, self._said, self._write = title, list(said), write
        self._described = [table for table, _ in tables]
        self.tables = {table.name: frame for table, frame in tables}

    def __getitem__(self, name: str) -> pd.DataFrame:
        for table in self._described:
            if name in (table.label, table.name):
                return chinese(table, self.tables[table.name])
        known = "、".join(self)
        raise TableNameError(f"{self.kind}里没有表“{name}”。可用的有：{known}")

    def __iter__(self) -> Iterator[str]:
        return (table.label for table in self._described)

    def __len__(self) -> int:
        return len(self._described)

    __eq__ = object.__eq__
    __hash__ = object.__hash__

    @property
    def is_sound(self) -> bool:
        """校验是否全部通过（True/False）。

        Whether every line of 校验 passes.
        """
        return bool((self.tables[CHECKS.name]["verdict"] == PASSED).all())

    def lines(self) -> list[str]:
        """Return what the console says, last how many checks pass."""
        checks = self.tables[CHECKS.name]["verdict"]
        passed = f"校验 {int((checks == PASSED).sum()):,}/{len(checks):,} 通过"
        return [*self._said, passed]

    def to_excel(self, path: str | Path, overwrite: bool = False) -> Path:
        """写成工作簿；返回路径。``overwrite`` 是否覆盖不是 qdcalc 写的、或改动过的文件。

        Write the workbook; return its path.

        Raises
        ------
        FileError
            The file can't be written, or is an input.
        """
        tables = [(table, self.tables[table.name]) for table in self._described]
        title = self.title.replace("&", "&&")  # a lone one is a code in a page header
        return self._write(output_path(path), title, tables, overwrite=overwrite)

    def __repr__(self) -> str:
        return f"<{self.title}>"
