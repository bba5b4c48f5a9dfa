"""The result of a calculation in parts: the tables that the whole makes, and 运行信息.json."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from typing import TYPE_CHECKING

from qdcalc.errors import SelfCheckError
from qdcalc.files import folders
from qdcalc.notice.description import CheckRow, Job, Outcome, Whole
from qdcalc.parquet.write import TEMPORARY, told_run, write_part
from qdcalc.result import closing
from qdcalc.result.closing_tables import CHECKS, CLOSING, PASSED, RUN
from qdcalc.result.provenance import Provenance
from qdcalc.result.tables import LazyTables
from qdcalc.scale.gather import checks_of
from qdcalc.scale.part import Found, Plan

if TYPE_CHECKING:
    import pandas as pd

PARTS, ROWS = "分成", "每部分行数"  # what 运行信息.json says of a calculation in parts


def write(
    plan: Plan,
    parts: Sequence[Found],
    whole: Whole,
    job: Job,
    provenance: Provenance,
    rows_of_a_part: int,
) -> tuple[tuple[str, ...], bool]:
    """Write what the whole puts together; return the first lines, and whether all checks pass.

    ``rows_of_a_part`` is told, so that whoever verifies it makes the same parts.

    Raises
    ------
    SelfCheckError
        Other rows were written than calculated.
    """
    partition, calculation = plan.partition, plan.calculation
    frames = [part.frames for part in parts]
    merged = partition.put_together(frames, whole, provenance.policy)
    added = checks_of([part.checks for part in parts])
    tables = _tables(plan, parts, merged, added, job, provenance)
    rows: dict[str, int] = {}
    for part in parts:
        for label, count in part.rows.items():
            rows[label] = rows.get(label, 0) + count
    for table in tables.descriptions:
        if table.name in merged or (table in CLOSING and table.name != RUN.name):
            frame = tables.made(table.name)
            if len(frame) or not table.only_filled:
                write_part(plan.folder, table, frame, 0)
                rows[table.label] = len(frame)
    is_sound = bool((tables.made(CHECKS.name)["verdict"] == PASSED).all())
    _tidy(plan)
    _refuse_others(plan, rows)
    lines = tuple(partition.summary(merged, [part.found for part in parts]))
    said = told_run(calculation, parts[0].status, provenance, rows)
    made = {PARTS: len(parts), ROWS: rows_of_a_part}
    folders.write_run(plan.folder, {**said, "结论": list(lines), **made})
    return lines, is_sound


def _tables(
    plan: Plan,
    parts: Sequence[Found],
    merged: dict[str, pd.DataFrame],
    added: Sequence[CheckRow],
    job: Job,
    provenance: Provenance,
) -> LazyTables:
    """Return the tables of the whole; those that parts wrote are not among them."""
    first = parts[0]
    checks = plan.partition.rechecked(added, merged)
    outcome = Outcome(
        {name: frame.copy for name, frame in merged.items()},
        lambda _: checks,
        status=first.status,
        reservations=first.reservations,
    )
    makers = dict(outcome.tables)
    makers |= closing.makers(plan.calculation, job, outcome, lambda: provenance, lambda: ())
    return LazyTables(plan.calculation, makers, outcome.checks)


def _tidy(plan: Plan) -> None:
    """Remove the parts' rows, and what a worker left that was lost while it wrote."""
    shutil.rmtree(plan.work, ignore_errors=True)
    for file in plan.folder.rglob(f"{TEMPORARY}*"):
        file.unlink(missing_ok=True)


def _refuse_others(plan: Plan, rows: dict[str, int]) -> None:
    """Count the rows that the files hold against those that were calculated."""
    import pyarrow.parquet as pq

    for label, count in rows.items():
        files = (plan.folder / label).glob("*.parquet")
        written = sum(pq.read_metadata(file).num_rows for file in files)
        if written != count:
            raise SelfCheckError(f"“{label}”写出 {written} 行，计算得到 {count} 行")
