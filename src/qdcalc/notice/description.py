"""A calculation: input tables → function → output tables, with everything that others make of it.

Commands, templates, documents, the writer and Jupyter run on this description; a new notice
brings its own and edits none of them. This module reaches up, by a late import, to what reads a
workbook; :mod:`qdcalc.above` to what writes, draws and reports.
"""

from __future__ import annotations

import hashlib
import importlib
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qdcalc.errors import FileError, InputError, UsageError
from qdcalc.files.plain import told
from qdcalc.intake.given import policy_path, source_frames, source_path
from qdcalc.notice import policy as policies
from qdcalc.notice.policy import Policy
from qdcalc.result.result import InputFile, Provenance, Result
from qdcalc.table.description import Table
from qdcalc.table.problems import Problems

if TYPE_CHECKING:
    import pandas as pd

    from qdcalc.intake.raw import RawTable
    from qdcalc.intake.typed import TableData
    from qdcalc.result.headline import Headline
    from qdcalc.result.plots import Chart

# One line a notice: a package that names its calculations in CALCULATIONS.
NOTICES = ("qdcalc.water", "qdcalc.expo", "qdcalc.staffing")

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
class Prefill:
    """What a template's sheet holds already: rows to complete, and one example to overwrite."""

    rows: Sequence[Mapping[str, Any]] = ()
    example: Mapping[str, Any] = field(default_factory=dict)


def _empty(month: str) -> Mapping[str, Prefill]:
    """Return nothing: the template's sheets are empty."""
    return {}


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
    data_files : tuple of str
        Files of the package, beside ``policy.toml``, that decide amounts.
    compute : function
        Takes a :class:`Job` and returns an :class:`Outcome`. It, and the functions below, import
        what they call when they are called.
    settings : tuple of Setting
        What the sheet 口径 or the command line may say beside the interpretations.
    example : str
        The sample input in ``data/``.
    prefill : function
        Takes a month (or an empty text) and returns what the template's sheets hold already, a
        :class:`Prefill` by table name.
    charts : function
        Returns the charts of a result, ``result.plot.NAME()``.
    form : tuple of str
        The input tables that one applicant's form has a block for; empty = no form.
    """

    name: str
    title: str
    package: str
    sentence: str
    inputs: tuple[Table, ...]
    outputs: tuple[Table, ...]
    compute: Callable[[Job], Outcome]
    settings: tuple[Setting, ...] = ()
    data_files: tuple[str, ...] = ()
    example: str = ""
    prefill: Callable[[str], Mapping[str, Prefill]] = _empty
    charts: Callable[[], Sequence[Chart]] = tuple
    form: tuple[str, ...] = ()

    @property
    def notice(self) -> str:
        """The notice's short name, the prefix of its interpretations."""
        return self.package.rpartition(".")[2]

    def __repr__(self) -> str:
        return f"<计算 {self.name}：{self.title}>"

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle by name: a description holds functions."""
        return declared, (self.package, "CALCULATIONS", self.name)

    def policy(self, overlay: Path | None = None) -> Policy:
        """Return the notice's policy, with a user's file laid over it."""
        return policies.load(self.package, overlay)


@dataclass
class Job:
    """What a calculation works on: typed tables, policy, interpretations, settings, problems."""

    calculation: Calculation
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
    """What a calculation found: makers of its tables and of its own checks.

    ``tables`` maps an output table's English name to the function that makes it when it is asked
    for. ``checks`` makes the rows of 校验 of the tables that are written; it is pickled with the
    result, so it is a function of a module, or a ``functools.partial`` of one with the facts that
    it needs. ``notes`` are further rows of 口径与依据. ``reservations`` stand with the title
    everywhere, ``to_check`` is what the notice itself asks to look at before signing, a line each;
    ``summary`` makes the headline of the finished tables (a module's function or a partial, too).
    """

    tables: Mapping[str, Callable[[], pd.DataFrame]]
    checks: Callable[[Mapping[str, pd.DataFrame]], Iterable[CheckRow]]
    notes: Sequence[tuple[str, str, str, str]] = ()
    status: str = ""
    reservations: tuple[str, ...] = ()
    to_check: tuple[str, ...] = ()
    summary: Callable[[Mapping[str, pd.DataFrame]], Headline] | None = None


@dataclass(frozen=True)
class CheckRow:
    """One line of 校验; equal sides pass. Hundredths (fen) are shown divided by 100."""

    name: str
    left: int
    right: int
    is_hundredths: bool = True


def declared(package: str, kind: str, name: str) -> Any:
    """Return the description of that name which a notice declares, as pickle asks for it."""
    known = getattr(importlib.import_module(package), kind)
    return next(description for description in known if description.name == name)


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
    from qdcalc.intake.emptiness import refuse_empty
    from qdcalc.intake.typed import take_in
    from qdcalc.notice.switches import resolve

    rules = calculation.policy(policy_path(policy))
    chosen = policies.parse_settings(interpretations, rules)
    problems = Problems()
    progress("读取")
    apart = {name: frame for name, frame in (frames or {}).items() if frame is not None}
    raw, inputs = _read(calculation, source, apart, problems)
    progress("检查")
    tables = {name: take_in(table, problems) for name, table in raw.items()}
    sheet = tables.pop("settings", None)
    switches = resolve(calculation, rules, sheet, chosen, settings or {}, problems)
    job = Job(calculation, tables, rules, switches.options, switches.values, problems)
    refuse_empty(tables, switches.options, problems)
    if problems.has_gaps:
        raise InputError(problems)
    progress("计算")
    outcome = calculation.compute(job)
    provenance = Provenance(
        __version__,
        calculation.title,
        rules,
        switches.options,
        switches.values,
        switches.origins,
        inputs,
        {name: _data_hash(calculation.package, name) for name in calculation.data_files},
    )
    return Result(calculation, job, outcome, provenance)


def _data_hash(package: str, name: str) -> str:
    return hashlib.sha256(resources.files(package).joinpath(name).read_bytes()).hexdigest()


def input_tables(calculation: Calculation) -> tuple[Table, ...]:
    """Return every input table of a calculation, the sheet 口径 last."""
    from qdcalc.notice.switches import SETTINGS

    return (*calculation.inputs, SETTINGS)


def _read(
    calculation: Calculation,
    source: Source,
    apart: Mapping[str, pd.DataFrame],
    problems: Problems,
) -> tuple[dict[str, RawTable], tuple[InputFile, ...]]:
    """Read a path or frames into raw tables; name the files with their SHA-256."""
    from qdcalc.intake.dataframes import read_frames

    tables = input_tables(calculation)
    found: dict[str, RawTable] = {}
    inputs: tuple[InputFile, ...] = ()
    if isinstance(source, (str, os.PathLike)):
        from qdcalc.workbook import files, read

        paths = files.input_files(source_path(source), problems)
        inputs = tuple(InputFile(told(p.name), sha256(p), p) for p in paths)
        found = read.read_files(paths, tables, problems)
        for file in inputs:
            if file.path is not None and sha256(file.path) != file.sha256:
                raise FileError(f"{file.name} 在读取时被改动，请关闭正在编辑它的程序再运行")
    else:
        frames = source_frames(source, tables[0].name)
        found = read_frames(frames, tables, problems)
        inputs = tuple(InputFile(f"DataFrame：{found[n].table.label}") for n in found)
    given = read_frames(apart, tables, problems, is_whole=False)
    inputs += tuple(InputFile(f"DataFrame：{given[n].table.label}") for n in given)
    return found | given, inputs


def sha256(path: Path) -> str:
    """Return a file's SHA-256."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
