"""A calculation in parts: look, spread, calculate, put together; whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qdcalc.errors import InputError, SelfCheckError, UsageError
from qdcalc.files import folders
from qdcalc.files.hashes import sha256
from qdcalc.intake.emptiness import NOTHING_MEASURED, refuse_empty
from qdcalc.intake.given import output_path, policy_path, source_path
from qdcalc.intake.raw import RawTable
from qdcalc.intake.typed import take_in
from qdcalc.notice.catalogue import found as calculation_named
from qdcalc.notice.description import Calculation, Job, Partition, Whole
from qdcalc.notice.names import NAMES
from qdcalc.notice.policy import parse_settings
from qdcalc.notice.switches import Switches, input_tables, resolve
from qdcalc.parquet.engine import require
from qdcalc.parquet.paths import is_parquet
from qdcalc.parquet.read import InputFiles, input_files, opened, tell_missing
from qdcalc.parquet.write import refuse_inputs
from qdcalc.record import record
from qdcalc.result.provenance import InputFile, Provenance
from qdcalc.run import data_hashes
from qdcalc.scale.cluster import Workers, workers
from qdcalc.scale.divide import CALCULATE, SPREAD, Divided, divided
from qdcalc.scale.gather import problems_before
from qdcalc.scale.part import Found, Plan, calculate, keep_small
from qdcalc.scale.progress import Progress, Said
from qdcalc.scale.spread import keep_parts, spread
from qdcalc.scale.write import write
from qdcalc.table.problems import Problems

if TYPE_CHECKING:
    import pandas as pd

ROWS_OF_A_PART = 50_000
_WORK = ".work"


@record
class Written:
    """写出的结果：文件夹、警告、结论的几行、校验是否全部通过。

    What was written: where, the warnings, the first lines, whether every check passed.
    """

    path: Path
    found: Problems
    lines: tuple[str, ...]
    is_sound: bool
    parts: int

    @property
    def problems(self) -> pd.DataFrame:
        """警告的表。

        The warnings as a frame.
        """
        return self.found.frame()


def in_parts(
    calculation: str | Calculation,
    source: str | Path,
    path: str | Path,
    *,
    cluster: str | None = None,
    workers_here: int | None = None,
    rows: int = ROWS_OF_A_PART,
    interpretations: Mapping[str, str] | Sequence[str] | None = None,
    policy: str | Path | None = None,
    settings: Mapping[str, Any] | None = None,
    overwrite: bool = False,
    progress: Said = lambda *_: None,
) -> Written:
    """分成几部分计算，写成一个文件夹的 Parquet；结果与一次算完逐格相同。

    参数：``source`` 是 Parquet 文件夹；``path`` 是写到哪个文件夹；``cluster`` 是自己的 dask 集群
    的地址，不写就在本机开 ``workers_here`` 个进程；``rows`` 是每部分大约多少行。脚本里要写在
    ``if __name__ == "__main__":`` 下面。

    例::

        qdcalc.scale.in_parts("water-month", "输入", "核算结果")

    Calculate in parts, on several processes or a cluster; write a folder of Parquet.

    Parameters
    ----------
    calculation : str or Calculation
    source : path
        A folder of Parquet files.
    path : path
        The folder that is written.
    cluster : str, optional
        The address of a dask scheduler.
    workers_here : int, optional
        Processes on this machine.
    rows : int
        About how many rows a part has.
    interpretations, policy, settings
        As of :func:`qdcalc.run.run`.
    overwrite : bool
        Replace a result folder that was changed.
    progress : callable
        Told a stage, how many rows of it are done and how many there are.

    Raises
    ------
    InputError
        The input has errors; nothing was written.
    FileError, PolicyError, UsageError
    """
    require("dask", "distributed", "pyarrow")
    asked = _Asked.of(calculation, source, interpretations, policy, settings)
    target = output_path(path)
    refuse_inputs(asked.provenance(), target)
    with (
        folders.replacing(target, overwrite=overwrite) as folder,
        workers(cluster, workers_here) as team,
    ):
        return _Run(asked, folder, team, Progress(progress)).written(target, rows)


@record
class _Asked:
    """What is calculated, of which files, by which rules and interpretations."""

    calculation: Calculation
    partition: Partition
    files: InputFiles
    inputs: tuple[InputFile, ...]
    small: Mapping[str, RawTable]
    switches: Switches
    job: Job

    @staticmethod
    def of(
        calculation: str | Calculation,
        source: str | Path,
        interpretations: Mapping[str, str] | Sequence[str] | None,
        policy: str | Path | None,
        settings: Mapping[str, Any] | None,
    ) -> _Asked:
        """Read the small tables and choose the interpretations.

        Raises
        ------
        UsageError
            The calculation, the input or a setting is none that parts can be made of.
        """
        wanted = calculation_named(calculation)
        if wanted.partition is None:
            raise UsageError(f"{wanted.title}不能分开计算：数据量不大，请去掉 --engine")
        partition, rules = wanted.partition(), wanted.policy(policy_path(policy))
        given = source_path(source)
        if not is_parquet(given):
            raise UsageError("分开计算的输入要是 Parquet：请给出 .parquet 文件或放着它们的文件夹")
        known = input_tables(wanted)
        files = input_files(given, (*known, NAMES))
        if files.of(NAMES):
            raise UsageError("分开计算不能用名称对照：请先把列名、名称改成规定的")
        inputs = tuple(InputFile(one.shown, sha256(one.path), one.path) for one in files)
        problems = Problems()
        tables = [table for table in known if table.name != partition.table]
        raws = files.read(tables, problems)
        sheet = take_in(raws.pop("settings"), problems) if "settings" in raws else None
        chosen = parse_settings(interpretations, rules)
        switches = resolve(wanted, rules, sheet, chosen, settings or {}, problems)
        for name in partition.settings:
            if switches.values.get(name) is not None:
                label = next(s.label for s in wanted.settings if s.name == name)
                raise UsageError(f"分开计算不能用“{label}”：请先只留下要算的行")
        typed = {name: take_in(raw, Problems()) for name, raw in raws.items()}
        refuse_empty(typed, switches.options, problems)
        job = Job(wanted, {}, rules, switches.options, switches.values, problems)
        return _Asked(wanted, partition, files, inputs, raws, switches, job)

    def provenance(self) -> Provenance:
        """Return what the result is made of."""
        from qdcalc import __version__

        return Provenance(
            __version__,
            self.calculation.title,
            self.job.policy,
            self.switches.options,
            self.switches.values,
            self.switches.origins,
            self.inputs,
            data_hashes(self.calculation),
        )


class _Run:
    """A calculation in parts on its way, in a temporary folder."""

    def __init__(self, asked: _Asked, folder: Path, team: Workers, progress: Progress) -> None:
        self._asked, self._folder, self._team, self._progress = asked, folder, team, progress
        self._problems = asked.job.problems

    def written(self, target: Path, rows: int) -> Written:
        """Calculate and write; the folder is renamed by whoever made it."""
        asked = self._asked
        table = next(t for t in asked.calculation.inputs if t.name == asked.partition.table)
        files = asked.files.of(table)
        if not files:
            tell_missing(table, self._problems)
        if self._problems.has_gaps:
            raise InputError(self._problems)
        parts_of = divided(
            self._team, asked.job, asked.partition, files, asked.small, rows, self._progress
        )
        plan = self._plan(parts_of)
        parts = self._calculated(plan, parts_of, self._spread(plan, parts_of))
        self._tell(plan, parts, parts_of)
        if self._problems.has_errors:
            raise InputError(self._problems)
        lines, is_sound = write(plan, parts, parts_of.whole, asked.job, asked.provenance(), rows)
        return Written(target, self._problems, lines, is_sound, len(parts))

    def _plan(self, parts_of: Divided) -> Plan:
        """Write the small tables of each part; return what the workers are told."""
        asked = self._asked
        schemas = []
        for given in parts_of.files:
            with opened(given) as file:
                schemas.append(file.schema_arrow.remove_metadata())
        plan = Plan(
            asked.calculation,
            asked.job.policy,
            asked.switches.options,
            asked.switches.values,
            parts_of.files,
            tuple(schemas),
            len(asked.files) > 1,
            self._folder / _WORK,
            self._folder,
        )
        plan.work.mkdir()
        keep_parts(plan.work, parts_of.part_of)
        for part, tables in enumerate(parts_of.small):
            keep_small(plan, part, tables)
        return plan

    def _spread(self, plan: Plan, parts_of: Divided) -> list[int]:
        """Put the rows into files by part; return how many each part has."""
        pieces = parts_of.pieces
        stage = self._progress.stage(SPREAD, [piece.rows for piece in pieces])
        tasks = [(parts_of.files[p.file], p, parts_of.keys[p.file], plan.work) for p in pieces]
        rows = [0] * len(parts_of.small)
        for counted in self._team.each(spread, tasks, stage):
            for part, count in counted.items():
                rows[part] += count
        if sum(rows) != parts_of.rows:
            raise SelfCheckError(f"分开了 {sum(rows)} 行，输入有 {parts_of.rows} 行")
        return rows

    def _calculated(self, plan: Plan, parts_of: Divided, rows: list[int]) -> list[Found]:
        """Calculate every part; again where they were not told the truth about the whole."""
        chosen = [n for n in range(len(rows)) if n != parts_of.stray or rows[n]]
        whole: Whole | None = parts_of.whole
        parts: list[Found] = []
        while whole is not None:
            stage = self._progress.stage(CALCULATE, [max(rows[n], 1) for n in chosen])
            parts = self._team.each(calculate, [(plan, n, whole) for n in chosen], stage)
            is_refused = any(part.is_refused for part in parts)
            found = [part.found for part in parts]
            whole = None if is_refused else plan.partition.again(found, whole)
        if parts_of.stray in chosen and not parts[-1].is_refused:
            raise SelfCheckError("不属于任何一组的行没有报错")
        return parts

    def _tell(self, plan: Plan, parts: Sequence[Found], parts_of: Divided) -> None:
        """Tell the problems of the parts as those of one calculation."""
        partition, problems = plan.partition, self._problems
        files = [given.shown if plan.shows_file else "" for given in parts_of.files]
        found = [part.found for part in parts if not part.is_refused]
        problems.extend(partition.told(problems_before(parts), files, found))
        if len(found) == len(parts):
            problems.extend(partition.refused(found))
        table = next(t for t in plan.calculation.inputs if t.name == partition.table)
        measured = frozenset[str]().union(*(part.measured for part in parts))
        wrong = {problem.file for problem in problems if problem.is_error}
        flag = f"，也没有{table.column(table.exempting).label}的" if table.exempting else ""
        for given in parts_of.files:
            file = given.shown if plan.shows_file else ""
            if file not in measured | wrong:
                fields = {"table": table.label, "flag": flag}
                problems.add(NOTHING_MEASURED, sheet=table.label, file=file, fields=fields)
