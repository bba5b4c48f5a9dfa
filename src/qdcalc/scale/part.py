"""One part of an input: read, checked, calculated and written; what the whole needs is returned."""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from dataclasses import field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from qdcalc.errors import InputError
from qdcalc.exact.dtypes import Bools, Ints
from qdcalc.intake.emptiness import refuse_empty
from qdcalc.intake.raw import RawTable
from qdcalc.intake.typed import take_in
from qdcalc.notice.description import Calculation, CheckRow, Job, Partition, Whole
from qdcalc.notice.policy import Policy
from qdcalc.parquet.paths import Given
from qdcalc.parquet.read import frame_from, raw_table
from qdcalc.parquet.write import write_part
from qdcalc.record import record
from qdcalc.result.tables import LazyTables
from qdcalc.scale.spread import ROW, gathered
from qdcalc.table.problems import Problem, Problems
from qdcalc.workbook.read import joined

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from qdcalc.table.live import Sheets


@record
class Plan:
    """What every worker is told: what is calculated, by which rules, from where to where.

    ``work`` holds the parts' rows, ``folder`` takes the tables; both lie on a disk that all share.
    """

    calculation: Calculation
    rules: Policy
    options: Mapping[str, str]
    values: Mapping[str, Any]
    files: tuple[Given, ...]
    schemas: tuple[pa.Schema, ...]
    shows_file: bool
    work: Path
    folder: Path

    @property
    def partition(self) -> Partition:
        """How the calculation falls into parts."""
        assert self.calculation.partition is not None
        return self.calculation.partition()

    def small_tables(self, part: int) -> Path:
        """Return where the small tables of a part are."""
        return self.work / f"{part:05d}.pickle"


@record
class Found:
    """What a part came to.

    ``problems`` are in the order in which they were found, ``stops`` how many there were where
    errors end a calculation; ``is_refused`` says that they did. ``measured`` are the files in
    which anything was measured. ``frames`` are the tables that the whole puts together.
    """

    part: int
    problems: list[Problem]
    stops: list[int]
    is_refused: bool = False
    measured: frozenset[str] = frozenset()
    frames: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    rows: Mapping[str, int] = field(default_factory=dict)
    checks: tuple[CheckRow, ...] = ()
    found: Mapping[str, Any] = field(default_factory=dict)
    reservations: tuple[str, ...] = ()
    status: str = ""


def calculate(plan: Plan, part: int, whole: Whole) -> Found:
    """Calculate a part; doing it again leaves the same."""
    problems = Problems(is_part=True)
    name = plan.partition.table
    raws = {name: _large(plan, part, problems), **_small(plan, part)}
    tables = {table: take_in(raw, problems) for table, raw in raws.items()}
    counts = _measured(tables[name].frame, raws[name], plan)
    if counts is None:  # no column that counts: said as of any input
        refuse_empty({name: tables[name]}, plan.options, problems)
        counts = np.zeros(0, dtype=bool)
    problems.stop()
    files = [one.file for one in raws[name].parts]
    measured = frozenset(files[n] for n in np.unique(raws[name].part_of[counts]).tolist())
    job = Job(
        plan.calculation, tables, plan.rules, plan.options, dict(plan.values), problems, whole=whole
    )
    if problems.has_gaps:
        return Found(part, problems.as_found(), problems.stops, True, measured)
    try:
        outcome = plan.calculation.compute(job)
    except InputError:
        return Found(part, problems.as_found(), problems.stops, True, measured)
    made = LazyTables(plan.calculation, outcome.tables, outcome.checks)
    frames, rows = {}, {}
    for table in plan.calculation.outputs:
        frame = made.made(table.name)
        if table.name in plan.partition.merged:
            frames[table.name] = frame
        elif len(frame) or not table.only_filled:
            write_part(plan.folder, table, frame, part)
            rows[table.label] = len(frame)
    checks = tuple(_without_formulas(check) for check in outcome.checks(made))
    return Found(
        part, problems.as_found(), problems.stops, False, measured, frames, rows, checks,
        outcome.found, outcome.reservations, outcome.status,
    )  # fmt: skip


def _without_formulas(check: CheckRow) -> CheckRow:
    """Return a check without its formulas, but with that its sides are of tables."""
    return replace(check, live=None if check.live is None else of_tables)


def of_tables(sheets: Sheets) -> tuple[str | None, str | None]:
    """Return no formulas: the sides are numbers of the tables, which are values here."""
    return None, None


def keep_small(plan: Plan, part: int, tables: Mapping[str, RawTable]) -> None:
    """Keep the small tables of a part in a file; a table's description is found by its name."""
    fields = {name: {**vars(raw), "table": None} for name, raw in tables.items()}
    with plan.small_tables(part).open("wb") as stream:
        pickle.dump(fields, stream)


def _small(plan: Plan, part: int) -> dict[str, RawTable]:
    known = {table.name: table for table in plan.calculation.inputs}
    with plan.small_tables(part).open("rb") as stream:
        found = pickle.load(stream)  # nosec B301: of this run itself
    return {name: RawTable(**{**own, "table": known[name]}) for name, own in found.items()}


def _large(plan: Plan, part: int, problems: Problems) -> RawTable:
    """Read a part's rows of the large table, file by file as the whole input has them."""
    table = next(t for t in plan.calculation.inputs if t.name == plan.partition.table)
    found = []
    for number, given in enumerate(plan.files):
        rows = gathered(plan.work, part, number)
        if rows is None:
            frame = frame_from(plan.schemas[number].empty_table(), given)
        else:
            numbers = rows.column(ROW).to_numpy()
            frame = frame_from(rows.drop_columns([ROW]), given)
            frame.index = numbers
        found.append(raw_table(frame, given, table, problems, shows_file=plan.shows_file))
    return joined(found, Problems())


def _measured(frame: pd.DataFrame, raw: RawTable, plan: Plan) -> Bools | None:
    """Say which rows have a value that counts; None where no column counts."""
    table = raw.table
    if table.measured is None:
        return np.ones(len(raw), dtype=bool)
    here = [name for name in table.measured(plan.options) if name in raw.columns]
    if not here:
        return None
    counts = frame[here].notna().any(axis=1).to_numpy(dtype=bool)
    if table.exempting and table.exempting in raw.columns:
        counts = counts | frame[table.exempting].to_numpy(dtype=bool)
    return counts


def subset(raw: RawTable, where: Ints) -> RawTable:
    """Return some rows of a raw table, their units not yet applied."""
    shifts = {name: shift[where] for name, shift in raw.shifts.items()}
    return replace(raw.taken(where), shifts=shifts, found_rows=len(where), passed_over=0)
