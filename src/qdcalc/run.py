"""Read → take in → calculate → :class:`Result`.

It and :mod:`qdcalc.doors` alone reach up, by late imports: to the workbook and the Parquet files
that are read, and to what writes, draws and reports the result.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qdcalc.doors import DOORS
from qdcalc.errors import FileError, InputError
from qdcalc.exact.texts import sha256_of_text
from qdcalc.files.hashes import sha256
from qdcalc.files.plain import told
from qdcalc.intake.given import Files, policy_path, source_frames, source_path
from qdcalc.notice.catalogue import found
from qdcalc.notice.description import Calculation, Job, Returned
from qdcalc.notice.names import BESIDE, NAMES, Names
from qdcalc.notice.policy import Policy, parse_settings
from qdcalc.notice.switches import input_tables, resolve
from qdcalc.record import record
from qdcalc.result.provenance import InputFile, Provenance
from qdcalc.result.result import Result
from qdcalc.table.problems import WARNING, Fault, Problems

if TYPE_CHECKING:
    import pandas as pd

    from qdcalc.intake.raw import RawTable

RETURNED = Fault(
    "T51",
    WARNING,
    "这份申请表有 {count} 处错误，已退回、没有核定；第一处在 {place}：{problem}",
    "请申请单位改好后连同其他申请表重新运行；各处错误在工作表“退回申请”里",
)
Source = Any  # a path, a folder, a DataFrame, or a mapping of table name to DataFrame


def run(
    calculation: Calculation,
    source: Source,
    *,
    frames: Mapping[str, pd.DataFrame | None] | None = None,
    interpretations: Mapping[str, str] | Sequence[str] | None = None,
    policy: str | Path | None = None,
    names: str | Path | pd.DataFrame | None = None,
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
    names : path or DataFrame, optional
        What the user's names mean (名称对照); without it a file 名称对照.xlsx beside the workbook.
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
    rules = calculation.policy(policy_path(policy))
    chosen = parse_settings(interpretations, rules)
    apart = {name: frame for name, frame in (frames or {}).items() if frame is not None}
    asked = _Asked(calculation, source, apart, names, rules, chosen, settings or {}, progress)
    returned: dict[Path, Problems] = {}
    while True:
        try:
            return _calculated(asked, returned)
        except FileError:
            bad = _returnable(calculation, source, returned, None)
            if not bad:
                raise
            returned |= bad
        except InputError as error:
            bad = _returnable(calculation, source, returned, error.collected)
            if not bad:
                for own in returned.values():
                    error.collected.extend(own)
                raise InputError(error.collected) from None
            returned |= bad


@record
class _Asked:
    """What a run was asked for."""

    calculation: Calculation
    source: Source
    apart: Mapping[str, pd.DataFrame]
    names: Any
    rules: Policy
    chosen: Mapping[str, str]
    settings: Mapping[str, Any]
    progress: Callable[[str], None]


def _calculated(asked: _Asked, returned: Mapping[Path, Problems]) -> Result:
    """Read, check and calculate without the forms that are returned.

    Raises
    ------
    InputError
        The input has errors; nothing was calculated.
    """
    from qdcalc import __version__
    from qdcalc.intake.emptiness import refuse_empty
    from qdcalc.intake.typed import take_in

    calculation, rules, problems = asked.calculation, asked.rules, Problems()
    asked.progress("读取")
    taken = take(
        calculation, asked.source, asked.apart, asked.names, rules, problems, left_out=returned
    )
    asked.progress("检查")
    tables = {name: take_in(table, problems) for name, table in taken.tables.items()}
    sheet = tables.pop("settings", None)
    switches = resolve(calculation, rules, sheet, asked.chosen, asked.settings, problems)
    job = Job(calculation, tables, rules, switches.options, switches.values, problems)
    refuse_empty(tables, switches.options, problems)
    if problems.has_gaps:
        raise InputError(problems)
    if returned:
        job = replace(job, returned=_tell_returned(calculation, taken, returned, problems))
    asked.progress("计算")
    outcome = calculation.compute(job)
    provenance = Provenance(
        __version__,
        calculation.title,
        rules,
        switches.options,
        switches.values,
        switches.origins,
        taken.inputs,
        data_hashes(calculation),
        names=taken.names_file,
        returned=job.returned,
        read_as=tuple(taken.names.used),
    )
    return Result(calculation, job, outcome, provenance, DOORS)


def _returnable(
    calculation: Calculation,
    source: Source,
    before: Mapping[Path, Problems],
    problems: Problems | None,
) -> dict[Path, Problems]:
    """Return the applicants' forms whose errors need not stop the others, with these."""
    if not calculation.form or not isinstance(source, (str, os.PathLike, Files)):
        return {}
    from qdcalc.workbook.form_files import FormFiles

    return FormFiles.of(calculation, source).returned(problems, before)


def _tell_returned(
    calculation: Calculation,
    taken: Taken,
    returned: Mapping[Path, Problems],
    problems: Problems,
) -> Returned:
    """Warn of each form that is returned; return what is to be told of them all."""
    from qdcalc.workbook.form_files import FormFiles

    for path, own in returned.items():
        first = own.distinct()[0]
        said = {"count": len(own), "place": first.place(), "problem": first.texts()[6]}
        problems.add(RETURNED, file=told(path.name), fields=said)
    paths = [file.path for file in taken.inputs if file.path is not None]
    given = len(FormFiles(calculation, paths).forms)
    found = tuple(problem for own in returned.values() for problem in own)
    return Returned(given, given - len(returned), found)


def data_hashes(calculation: Calculation) -> dict[str, str]:
    """Return the SHA-256 of each file of a notice that decides amounts beside its policy."""
    folder = resources.files(calculation.package)
    return {
        name: sha256_of_text(folder.joinpath(name).read_bytes()) for name in calculation.data_files
    }


@dataclass
class Taken:
    """What was read: raw tables, the files with their SHA-256, and what names were taken for."""

    tables: dict[str, RawTable]
    inputs: tuple[InputFile, ...]
    names: Names
    names_file: InputFile | None


def take(
    calculation: Calculation,
    source: Source,
    apart: Mapping[str, pd.DataFrame],
    names: Any,
    policy: Policy,
    problems: Problems,
    *,
    left_out: Collection[Path] = (),
) -> Taken:
    """Read a path or frames into raw tables; name the files with their SHA-256."""
    from qdcalc.intake.dataframes import REPLACED, read_frames

    known = input_tables(calculation)
    inputs: tuple[InputFile, ...] = ()
    if (path := _parquet(source)) is not None:
        from qdcalc.parquet import read as parquet

        given_files = parquet.input_files(path, (*known, NAMES))
        own = given_files.frame(NAMES)
        meant, file = _names(own if names is None else names, (), problems)
        tables = meant.tables(known, problems)
        found = given_files.read(tables, problems)
        inputs = tuple(InputFile(one.shown, sha256(one.path), one.path) for one in given_files)
        _refuse_changed(inputs)
    elif isinstance(source, (str, os.PathLike, Files)):
        from qdcalc.workbook import files, read

        if isinstance(source, Files):
            paths = list(source.paths)
            problems.extend(source.said)
        else:
            paths = files.input_files(source_path(source), problems)
        inputs = tuple(InputFile(told(p.name), sha256(p), p) for p in paths)
        is_alone = len(paths) == 1 and not isinstance(source, Files)
        read_paths = [path for path in paths if path not in left_out]
        meant, file = _names(names, read_paths, problems, may_lie_beside=is_alone)
        tables = meant.tables(known, problems)
        takes_alike = isinstance(source, Files) and source.takes_alike
        found = read.read_files(paths, tables, problems, left_out=left_out, takes_alike=takes_alike)
        _refuse_changed((*inputs, *([file] if file else [])))
    else:
        frames = dict(source_frames(source, known[0].name))
        own = frames.pop(NAMES.label, frames.pop(NAMES.name, None))
        meant, file = _names(own if names is None else names, (), problems)
        tables = meant.tables(known, problems)
        found = read_frames(frames, tables, problems)
        inputs = tuple(InputFile(f"DataFrame：{found[n].table.label}") for n in found)
    given = read_frames(apart, tables, problems, is_whole=False)
    for name in (name for name in given if name in found):
        fields = {"name": found[name].table.label, "rows": f"{len(found[name]):,}"}
        problems.add(REPLACED, sheet=found[name].table.label, fields=fields)
    inputs += tuple(InputFile(f"DataFrame：{given[n].table.label}") for n in given)
    found = meant.renamed(found | given, calculation, policy, problems)
    return Taken(found, inputs, meant, file)


def _parquet(source: Source) -> Path | None:
    """Return the path of an input that is Parquet; None for every other."""
    from qdcalc.parquet.paths import is_parquet

    if not isinstance(source, (str, os.PathLike)):
        return None
    path = source_path(source)
    return path if is_parquet(path) else None


def _refuse_changed(files: Sequence[InputFile]) -> None:
    """Refuse files that are no longer what they were when their SHA-256 was taken."""
    for one in files:
        if one.path is not None and sha256(one.path) != one.sha256:
            raise FileError(f"{one.name} 在读取时被改动，请关闭正在编辑它的程序再运行")


def _names(
    given: Any, paths: Sequence[Path], problems: Problems, *, may_lie_beside: bool = False
) -> tuple[Names, InputFile | None]:
    """Return what the user's names mean, and the file beside the input that says so."""
    from qdcalc.intake.dataframes import read_frames
    from qdcalc.intake.typed import take_in

    if given is not None and not isinstance(given, (str, os.PathLike)):
        raw = read_frames({NAMES.name: given}, (NAMES,), problems)[NAMES.name]
        return Names.of(take_in(raw, problems), problems), None
    from qdcalc.workbook import files, read

    path, is_beside = None if given is None else Path(given), False
    if path is None and may_lie_beside:
        path = files.names_beside(paths[0])
        is_beside = path is not None
    elif path is not None and not path.is_file():
        raise FileError(f"找不到名称对照文件 {told(path)}，请核对文件名和文件夹")
    found = read.read_names(paths, path, problems)
    file = None if path is None else InputFile(told(path.name), sha256(path), path)
    names = Names.of(None if found is None else take_in(found, problems), problems)
    if is_beside and names.entries and file is not None:
        problems.add(BESIDE, file=file.name, fields={"name": file.name})
    return names, file


def check(
    calculation: str | Calculation,
    source: str | Path | pd.DataFrame | Mapping[str, pd.DataFrame],
    *,
    interpretations: Mapping[str, str] | Sequence[str] | None = None,
    policy: str | Path | None = None,
    names: str | Path | pd.DataFrame | None = None,
    **settings: Any,
) -> pd.DataFrame:
    """只检查输入，不写结果：返回问题的表，没有问题就是空表。

    参数：``calculation`` 是计算的名称，如 ``"水质月度核算"`` 或 ``"water-month"``；``source``
    是工作簿、文件夹或 DataFrame；``interpretations``、``policy``、``names``（名称对照）和统计日期等
    设置与计算时相同。

    例::

        qdcalc.check("水质月度核算", "监测数据.xlsx")
        qdcalc.check("人员配备", "平台.xlsx", report_date="2019-06-30")

    Validate an input only.

    Parameters
    ----------
    calculation : str or Calculation
        Its name, ``water-month`` or the Chinese one.
    source : path, folder, DataFrame, or mapping of table name to DataFrame
    interpretations : mapping or sequence of str, optional
    policy : path, optional
    names : path or DataFrame, optional
    **settings
        The calculation's own settings, such as ``report_date``.

    Returns
    -------
    pandas.DataFrame
        One row a problem, errors first: 级别, 代码, 工作表, 单元格, 列, 原值, 问题, 如何改.

    Raises
    ------
    FileError, PolicyError, UsageError
    """
    wanted = found(calculation)
    try:
        return run(
            wanted,
            source,
            interpretations=interpretations,
            policy=policy,
            names=names,
            settings=settings,
        ).problems
    except InputError as error:
        return error.problems
