"""The result of a calculation: tables made when asked for, warnings, where it all came from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qdcalc.closing_tables import CLOSING
from qdcalc.errors import FileError, UsageError
from qdcalc.outputs import is_same
from qdcalc.plain import told
from qdcalc.policy import Policy
from qdcalc.problems import Problems
from qdcalc.tables import Table

if TYPE_CHECKING:
    import pandas as pd

    from qdcalc.calculation import Calculation, Job, Outcome


@dataclass(frozen=True)
class InputFile:
    """An input by name and SHA-256; frames have neither path nor hash."""

    name: str
    sha256: str = ""
    path: Path | None = None


@dataclass(frozen=True)
class Provenance:
    """What made a result: version, policy, interpretations and settings, inputs, time.

    ``origins`` says who chose each interpretation and setting.
    """

    version: str
    calculation: str
    policy: Policy
    interpretations: Mapping[str, str]
    settings: Mapping[str, Any]
    origins: Mapping[str, str]
    inputs: tuple[InputFile, ...]
    data_files: Mapping[str, str]
    time: dt.datetime = field(
        default_factory=lambda: dt.datetime.now().astimezone().replace(microsecond=0)
    )


class Result:
    """The result of a calculation.

    ``result.tables["flows"]`` is a frame for further calculation: English columns, money in
    ``amount_fen``. ``result["资金流向"]`` is what a person sees: Chinese columns, 金额 in 元.
    Tables are made when they are asked for, and kept; what is handed out is a copy.
    """

    def __init__(
        self,
        calculation: Calculation,
        job: Job,
        outcome: Outcome,
        provenance: Provenance,
        save: Callable[[Result, Path, bool], Path],
    ) -> None:
        from qdcalc import closing

        self.calculation = calculation
        self.provenance = provenance
        self.status, self.headline_lines = outcome.status, outcome.headline
        self._problems, self._save = job.problems, save
        makers = dict(outcome.tables)
        makers |= closing.makers(calculation, job, outcome, provenance)
        self.described = (*calculation.outputs, *CLOSING)
        self.tables = LazyTables(self.described, makers)

    @property
    def problems(self) -> pd.DataFrame:
        """The warnings: 级别, 代码, 工作表, 单元格, 列, 原值, 问题, 如何改."""
        return self._problems.frame()

    @property
    def found(self) -> Problems:
        """The warnings as values."""
        return self._problems

    def __getitem__(self, name: str) -> pd.DataFrame:
        from qdcalc.faces import chinese

        table = self.tables.described(name)
        return chinese(table, self.tables.made(table.name))

    def to_excel(self, path: str | Path, overwrite: bool = False) -> Path:
        """Write the workbook, whole or not at all; return its path.

        Parameters
        ----------
        path : path
            An .xlsx file. One that qdcalc wrote and nobody changed since is replaced.
        overwrite : bool
            Replace any other file too.

        Raises
        ------
        FileError
            The file can't be written, for example because it is open in Excel, it is there
            already and not ours or changed since, or it is the input itself.
        """
        return self._save(self, Path(path), overwrite)

    def refuse_input(self, path: Path) -> None:
        """Refuse to write over an input.

        Raises
        ------
        FileError
            The path is one of the inputs.
        """
        for file in self.provenance.inputs:
            if file.path is not None and is_same(path, file.path):
                raise FileError(f"{told(path)} 是输入文件，不会被改写，请换一个输出文件名")

    def _repr_html_(self) -> str:
        from qdcalc.faces import result_html

        return result_html(self)

    def __repr__(self) -> str:
        return f"<{self.calculation.title}：{len(self._problems)} 处警告>"


class LazyTables(Mapping[str, "pd.DataFrame"]):
    """Tables by English name, each made and verified when it is first asked for."""

    def __init__(
        self, tables: tuple[Table, ...], makers: Mapping[str, Callable[[], pd.DataFrame]]
    ) -> None:
        self._tables = {name: table for table in tables for name in (table.label, table.name)}
        self._makers = makers
        self._made: dict[str, pd.DataFrame] = {}

    def described(self, name: str) -> Table:
        """Return a table's description by its English or Chinese name.

        Raises
        ------
        UsageError
            There is none of that name; the message lists those that there are.
        """
        if name not in self._tables:
            known = "、".join(dict.fromkeys(t.label for t in self._tables.values()))
            raise UsageError(f"结果里没有表“{name}”。可用的有：{known}")
        return self._tables[name]

    def made(self, name: str) -> pd.DataFrame:
        """Return the table itself, for reading only."""
        if name not in self._made:
            from qdcalc.schema import verify

            self._made[name] = verify(self.described(name), self._makers[name]())
        return self._made[name]

    def __getitem__(self, name: str) -> pd.DataFrame:
        return self.made(self.described(name).name).copy()

    def __contains__(self, name: object) -> bool:
        return name in self._makers

    def __iter__(self) -> Iterator[str]:
        return iter(self._makers)

    def __len__(self) -> int:
        return len(self._makers)
