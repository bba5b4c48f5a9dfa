"""The result of a calculation: tables made when asked for, warnings, where it all came from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qdcalc.call import output_path
from qdcalc.closing_tables import CHECKS, CLOSING, PASSED
from qdcalc.errors import FileError, TableNameError
from qdcalc.outputs import is_same
from qdcalc.plain import told
from qdcalc.policy import Policy
from qdcalc.problems import Problems
from qdcalc.tables import Table

if TYPE_CHECKING:
    import pandas as pd

    from qdcalc.calculation import Calculation, CheckRow, Job, Outcome
    from qdcalc.headline import Headline


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


class Result(Mapping[str, "pd.DataFrame"]):
    """The result of a calculation, a mapping of its Chinese tables.

    ``result.tables["flows"]`` is a frame for further calculation: English columns, money in
    ``amount_fen``. ``result["资金流向"]`` is what a person sees: Chinese columns, 金额 in 元.
    Tables are made when they are asked for, and kept; what is handed out is a copy. A result
    that is pickled (for a process pool) takes all of its tables along. ``headline`` is what
    it says first.
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
        self.status, self._reservations = outcome.status, outcome.reservations
        self._to_check, self._summary = outcome.to_check, outcome.summary
        self._headline: Headline | None = None
        self._problems, self._save = job.problems, save
        makers = dict(outcome.tables)
        makers |= closing.makers(calculation, job, outcome, provenance)
        self.tables = LazyTables(calculation, makers, outcome.checks)

    @property
    def described(self) -> tuple[Table, ...]:
        """The descriptions of the tables, in the order of the sheets."""
        return described(self.calculation)

    @property
    def headline(self) -> Headline:
        """The answer in ten seconds: what, how much, who pays whom, what to check before signing.

        ``print(result.headline)`` writes it as the command line does.
        """
        if self._headline is None:
            from qdcalc import closing_headline

            own = None if self._summary is None else self._summary(self.tables)
            self._headline = closing_headline.closed(self, own, self._reservations, self._to_check)
        return self._headline

    @property
    def is_sound(self) -> bool:
        """Whether every line of 校验 passes."""
        return bool((self.tables[CHECKS.name]["verdict"] == PASSED).all())

    @property
    def headline_lines(self) -> tuple[str, ...]:
        """What a reader must know before any figure, such as what was not measured."""
        return (*self._reservations, *self._to_check)

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

    def __iter__(self) -> Iterator[str]:
        return (table.label for table in self.described)

    def __len__(self) -> int:
        return len(self.described)

    def __contains__(self, name: object) -> bool:
        return name in self.tables

    # a result is itself and no other: frames have no single answer to "equal"
    __eq__ = object.__eq__
    __hash__ = object.__hash__

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
        UsageError
            It is no path.
        """
        return self._save(self, output_path(path), overwrite)

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


def described(calculation: Calculation) -> tuple[Table, ...]:
    """Return the descriptions of a result's tables, in the order of the sheets."""
    return (*calculation.outputs, *CLOSING)


class LazyTables(Mapping[str, "pd.DataFrame"]):
    """Tables by English name, each made and verified when it is first asked for.

    校验 alone is made anew each time, of the tables as they are then: what is written is what
    was checked.
    """

    def __init__(
        self,
        calculation: Calculation,
        makers: Mapping[str, Callable[[], pd.DataFrame]],
        checks: Callable[[Mapping[str, pd.DataFrame]], Iterable[CheckRow]],
    ) -> None:
        self._calculation, self._makers, self._checks = calculation, makers, checks
        self._made: dict[str, pd.DataFrame] = {}
        self._describe()

    def _describe(self) -> None:
        tables = described(self._calculation)
        self._names = [table.name for table in tables]
        self._tables = {name: table for table in tables for name in (table.label, table.name)}

    def described(self, name: str) -> Table:
        """Return a table's description by its English or Chinese name.

        Raises
        ------
        TableNameError
            There is none of that name; the message lists those that there are.
        """
        if name not in self:
            known = "、".join(dict.fromkeys(t.label for t in self._tables.values()))
            raise TableNameError(f"结果里没有表“{name}”。可用的有：{known}")
        return self._tables[name]

    def made(self, name: str) -> pd.DataFrame:
        """Return the table itself, for reading only."""
        from qdcalc.schema import verify

        if name == CHECKS.name:
            from qdcalc.closing import check_frame

            return verify(CHECKS, check_frame(self._checks(self)))
        if name not in self._made:
            self._made[name] = verify(self.described(name), self._makers[name]())
        return self._made[name]

    def __getitem__(self, name: str) -> pd.DataFrame:
        return self.made(self.described(name).name).copy()

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name in self._tables

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def __getstate__(self) -> tuple[Any, ...]:
        """Make every table, so that nothing of the calculation itself need be pickled."""
        made = {name: self.made(name) for name in self if name != CHECKS.name}
        return self._calculation, made, self._checks

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        self._calculation, self._made, self._checks = state
        self._makers = {}
        self._describe()
