"""A calculation: input tables → function → output tables, with everything that others make of it.

Commands, templates, documents, the writer and Jupyter run on this description; a new notice
brings its own and edits none of them. This is the one module that may reach up, by a late import,
to the workbook.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import importlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qdcalc import policy as policies
from qdcalc.errors import InputError, UsageError
from qdcalc.policy import Policy
from qdcalc.problems import Problems
from qdcalc.tables import Column, Table

if TYPE_CHECKING:
    import pandas as pd

    from qdcalc.intake import TableData
    from qdcalc.raw import RawTable

# One line a notice: a package that names its calculations in CALCULATIONS.
NOTICES = ("qdcalc.water",)

Source = Any  # a path, a folder, a DataFrame, or a mapping of table name to DataFrame


@dataclass(frozen=True)
class Setting:
    """Something a run is told that is not an interpretation, such as 统计日期.

    ``label`` is its row of the sheet 口径, ``option`` its option on the command line (empty =
    none); ``kind`` is a key of ``parsing.KINDS``.
    """

    name: str
    label: str
    kind: str
    sentence: str
    option: str = ""


@dataclass(frozen=True)
class Calculation:
    """The description of a calculation.

    Parameters
    ----------
    name, title : str
        The command's name and its Chinese name.
    package : str
        The notice's package, which holds ``policy.toml``.
    sentence : str
        What it calculates, in one Chinese sentence.
    inputs, outputs : tuple of Table
        In reading order; each output names its columns.
    compute : str
        ``module:function`` that takes a :class:`Job` and returns an :class:`Outcome`; imported
        when it runs.
    settings : tuple of Setting
        What the sheet 口径 or the command line may say beside the interpretations.
    partition : str
        ``module:function`` that takes the :class:`Job` and returns a group for each row of the
        first input table; the groups can be calculated apart from each other.
    example : str
        The sample input in ``data/``.
    """

    name: str
    title: str
    package: str
    sentence: str
    inputs: tuple[Table, ...]
    outputs: tuple[Table, ...]
    compute: str
    settings: tuple[Setting, ...] = ()
    partition: str = ""
    example: str = ""

    @property
    def notice(self) -> str:
        """The notice's short name, the prefix of its interpretations."""
        return self.package.rpartition(".")[2]

    def table(self, name: str) -> Table:
        """Return an output table by its English or Chinese name."""
        for table in (*self.outputs, *_closing_tables()):
            if name in (table.name, table.label):
                return table
        raise KeyError(name)

    def policy(self, overlay: Path | None = None) -> Policy:
        """Return the notice's policy, with a user's file laid over it."""
        return policies.load(self.package, overlay)


@dataclass
class Job:
    """What a calculation works on: typed tables, policy, interpretations, settings, problems."""

    tables: Mapping[str, TableData]
    policy: Policy
    interpretations: Mapping[str, str]
    settings: Mapping[str, Any]
    problems: Problems

    def stop_on_errors(self) -> None:
        """Raise if the input can't be calculated; every check has spoken by then."""
        if self.problems.has_errors:
            raise InputError(self.problems)


@dataclass
class Outcome:
    """What a calculation found: makers of its tables, and its own checks.

    ``tables`` maps an output table's English name to the function that makes it; a table is made
    when it is asked for. ``checks`` are rows of 校验: what is compared, left, right (fen, or a
    count). ``notes`` are further rows of 口径与依据.
    """

    tables: Mapping[str, Callable[[], pd.DataFrame]]
    checks: Sequence[CheckRow]
    notes: Sequence[tuple[str, str, str, str]] = ()
    status: str = ""


@dataclass(frozen=True)
class CheckRow:
    """One line of 校验; equal sides pass."""

    name: str
    left: int
    right: int
    is_money: bool = True


class Result:
    """The result of a calculation.

    ``result.tables["flows"]`` is a frame for further calculation: English columns, money in
    ``amount_fen``. ``result["资金流向"]`` is what a person sees: Chinese columns, 金额 in 元.
    Tables are made when they are asked for, and kept.
    """

    def __init__(
        self, calculation: Calculation, job: Job, outcome: Outcome, provenance: Provenance
    ) -> None:
        from qdcalc import closing

        self.calculation = calculation
        self.provenance = provenance
        self.status = outcome.status
        self._problems = job.problems
        makers = dict(outcome.tables)
        makers |= closing.makers(calculation, job, outcome, provenance)
        self.tables = LazyTables(calculation, makers)

    @property
    def problems(self) -> pd.DataFrame:
        """The warnings: 级别, 代码, 工作表, 单元格, 列, 原值, 问题, 如何改."""
        return self._problems.frame()

    @property
    def found(self) -> Problems:
        """The warnings as values."""
        return self._problems

    @property
    def described(self) -> tuple[Table, ...]:
        """The descriptions of all its tables, in reading order."""
        return (*self.calculation.outputs, *_closing_tables())

    def __getitem__(self, name: str) -> pd.DataFrame:
        from qdcalc.faces import chinese

        table = self.calculation.table(name)
        return chinese(table, self.tables[table.name])

    def to_excel(self, path: str | Path) -> Path:
        """Write the workbook, whole or not at all; return its path.

        Raises
        ------
        FileError
            The file can't be written, for example because it is open in Excel.
        """
        from qdcalc.workbook import write

        return write.write_result(self, Path(path))

    def _repr_html_(self) -> str:
        from qdcalc.faces import result_html

        return result_html(self)

    def __repr__(self) -> str:
        return f"<{self.calculation.title}：{len(self._problems)} 处警告>"


class LazyTables(Mapping[str, "pd.DataFrame"]):
    """Tables by English name, each made and verified when it is first asked for."""

    def __init__(
        self, calculation: Calculation, makers: Mapping[str, Callable[[], pd.DataFrame]]
    ) -> None:
        self._calculation, self._makers = calculation, makers
        self._made: dict[str, pd.DataFrame] = {}

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name not in self._made:
            from qdcalc.schema import verify

            self._made[name] = verify(self._calculation.table(name), self._makers[name]())
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._makers)

    def __len__(self) -> int:
        return len(self._makers)


@dataclass(frozen=True)
class InputFile:
    """An input file by name and SHA-256."""

    name: str
    sha256: str


@dataclass(frozen=True)
class Provenance:
    """What made a result: version, policy, interpretations with their origin, inputs, time."""

    version: str
    calculation: str
    policy: Policy
    interpretations: Mapping[str, str]
    origins: Mapping[str, str]
    inputs: tuple[InputFile, ...]
    time: dt.datetime = field(default_factory=lambda: dt.datetime.now().replace(microsecond=0))


def calculations() -> tuple[Calculation, ...]:
    """Return every calculation, in the order of the notices."""
    return tuple(
        calculation
        for package in NOTICES
        for calculation in importlib.import_module(package).CALCULATIONS
    )


def find(name: str) -> Calculation:
    """Return the calculation of that command or Chinese name.

    Raises
    ------
    UsageError
        There is none; the message lists those that there are.
    """
    for calculation in calculations():
        if name in (calculation.name, calculation.title):
            return calculation
    known = "、".join(f"{c.name}（{c.title}）" for c in calculations())
    raise UsageError(f"没有名为“{name}”的计算。可用的有：{known}")


def run(
    calculation: Calculation,
    source: Source,
    *,
    frames: Mapping[str, pd.DataFrame | None] | None = None,
    interpretations: Mapping[str, str] | Sequence[str] | None = None,
    policy: str | Path | None = None,
    settings: Mapping[str, Any] | None = None,
    progress: Callable[[str], None] = lambda stage: None,
) -> Result:
    """Read, check and calculate.

    Parameters
    ----------
    calculation : Calculation
    source : path, folder, DataFrame, or mapping of table name to DataFrame
        A DataFrame alone is the first input table.
    frames : mapping of table name to DataFrame, optional
        Tables given apart; each takes the place of the source's own.
    interpretations : mapping or sequence of str, optional
        ``{"overlap": "drop"}`` or ``["water.overlap=drop"]``.
    policy : path, optional
        The user's own dated figures.
    settings : mapping, optional
        The calculation's own settings by name, such as ``{"report_date": "2019-06-30"}``.
    progress : callable, optional
        Told the name of each stage as it begins.

    Raises
    ------
    InputError
        The input has errors; nothing was calculated.
    FileError, PolicyError, UsageError
    """
    from qdcalc import __version__
    from qdcalc.intake import take_in
    from qdcalc.settings import resolve

    rules = calculation.policy(None if policy is None else Path(policy))
    chosen = policies.parse_settings(_settings(interpretations), rules)
    problems = Problems()
    progress("读取")
    apart = {name: frame for name, frame in (frames or {}).items() if frame is not None}
    raw, inputs = _read(calculation, source, apart, problems)
    progress("检查")
    tables = {name: take_in(table, problems) for name, table in raw.items()}
    sheet = tables.pop("settings", None)
    switches = resolve(calculation, rules, sheet, chosen, settings or {}, problems)
    job = Job(tables, rules, switches.options, switches.values, problems)
    if any(t.is_required and t.name not in tables for t in calculation.inputs):
        raise InputError(problems)
    progress("计算")
    module, function = calculation.compute.split(":")
    outcome = getattr(importlib.import_module(module), function)(job)
    provenance = Provenance(
        __version__, calculation.title, rules, switches.options, switches.origins, inputs
    )
    return Result(calculation, job, outcome, provenance)


def _settings(given: Mapping[str, str] | Sequence[str] | None) -> Sequence[str]:
    if isinstance(given, Mapping):
        return [f"{key}={value}" for key, value in given.items()]
    return list(given or ())


def input_tables(calculation: Calculation) -> tuple[Table, ...]:
    """Return every input table of a calculation, the sheet 口径 last."""
    from qdcalc.settings import SETTINGS

    return (*calculation.inputs, SETTINGS)


def _read(
    calculation: Calculation,
    source: Source,
    apart: Mapping[str, pd.DataFrame],
    problems: Problems,
) -> tuple[dict[str, RawTable], tuple[InputFile, ...]]:
    """Read a path or frames into raw tables; name the files with their SHA-256."""
    from qdcalc.frames import read_frames

    tables = input_tables(calculation)
    found: dict[str, RawTable] = {}
    inputs: tuple[InputFile, ...] = (InputFile("DataFrame", ""),)
    if isinstance(source, (str, Path)):
        from qdcalc.workbook import read

        paths = read.input_files(Path(source), problems)
        found = read.read_files(paths, tables, problems)
        inputs = tuple(InputFile(p.name, sha256(p)) for p in paths)
    elif isinstance(source, Mapping):
        found = read_frames(source, tables, problems)
    else:
        found = read_frames({tables[0].name: source}, tables, problems)
    return found | read_frames(apart, tables, problems, is_whole=False), inputs


def sha256(path: Path) -> str:
    """Return a file's SHA-256."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _closing_tables() -> tuple[Table, ...]:
    from qdcalc.closing_tables import CLOSING

    return CLOSING


__all__ = ["Calculation", "Column", "Outcome", "Result", "calculations", "find", "run"]
