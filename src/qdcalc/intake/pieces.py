"""A table printed in pieces: the same rows again with further measured columns, put together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from qdcalc.exact.dtypes import Ints
from qdcalc.intake.headers import headers_of
from qdcalc.intake.long_tables import cell_text
from qdcalc.intake.raw import RawTable
from qdcalc.table.problems import NOTICE, WARNING, Fault, Problems

PUT_TOGETHER = Fault(
    "T85",
    WARNING,
    "第 {row} 行起的表与上面的表断面相同、指标不同，同一断面的 {count:,} 行并在一起读取",
    "不是同一次监测的请分写在两张工作表里",
    weight=NOTICE,
)


def put_together(raws: Sequence[RawTable], problems: Problems) -> list[RawTable]:
    """Return tables of one sheet with those put together that have the same rows, other values.

    Parameters
    ----------
    raws : sequence of RawTable
        Of one part each, in order.
    problems : Problems
        Told of each that was put to another.
    """
    found: list[RawTable] = []
    for raw in raws:
        joined = _joined(found[-1], raw, problems) if found else None
        if joined is None:
            found.append(raw)
        else:
            found[-1:] = joined
    return found


def _joined(left: RawTable, right: RawTable, problems: Problems) -> list[RawTable] | None:
    """Return two tables as one, with what of the second has no row in the first; else None."""
    headers = headers_of(left.table)
    mine, other = (
        {n for n in raw.columns if headers.has_values([raw.table.column(n)])}
        for raw in (left, right)
    )
    of_value = left.table.long.of_value if left.table.long else ()
    shared = [n for n in left.columns if n in right.columns and n not in of_value]
    if not mine or not other or mine & other or not shared:
        return None
    first, second = (_keys(raw, shared) for raw in (left, right))
    if not (first.is_unique and second.is_unique):
        return None
    place = first.get_indexer(second)
    known = np.flatnonzero(place >= 0)
    if not known.size:
        return None
    part = right.parts[0]
    fields = {"row": part.header_row, "count": len(known)}
    problems.add(PUT_TOGETHER, sheet=part.sheet, file=part.file, fields=fields)
    names = [name for name in right.columns if name not in left.columns]
    whole = _with(left, right, names, place[known], known)
    rest = np.flatnonzero(place < 0)
    return [whole, _rows_of(right, rest)] if rest.size else [whole]


def _keys(raw: RawTable, names: Iterable[str]) -> pd.MultiIndex:
    return pd.MultiIndex.from_arrays(
        [np.frompyfunc(cell_text, 1, 1)(raw.columns[name]) for name in names]
    )


def _with(left: RawTable, right: RawTable, names: list[str], place: Ints, known: Ints) -> RawTable:
    """Return a table with columns of another, whose known rows go to these places."""

    def placed(cells: npt.NDArray[Any], start: npt.NDArray[Any]) -> npt.NDArray[Any]:
        start[place] = cells[known]
        return start

    def nothing() -> npt.NDArray[Any]:
        return np.full(len(left), None, dtype=object)

    part, more = left.parts[0], right.parts[0]
    shifts = {n: powers for n, powers in right.shifts.items() if n in names}
    rows = {n: right.own_rows.get(n, right.rows) for n in names}
    return replace(
        left,
        parts=[
            replace(
                part,
                cells=part.cells | {n: c for n, c in more.cells.items() if n in names},
                headers=part.headers | {n: t for n, t in more.headers.items() if n in names},
                header_rows=part.header_rows | dict.fromkeys(names, more.header_row),
            )
        ],
        columns=left.columns | {n: placed(right.columns[n], nothing()) for n in names},
        shifts=left.shifts
        | {n: placed(p, np.zeros(len(left), dtype=np.int8)) for n, p in shifts.items()},
        own_rows=left.own_rows | {n: placed(r, nothing()) for n, r in rows.items()},
        passed_over=left.passed_over + right.passed_over,
        found_rows=left.found_rows + right.found_rows - len(known),
    )


def _rows_of(raw: RawTable, where: Ints) -> RawTable:
    """Return some rows in their own units; what was found is counted with the others."""
    return replace(
        raw,
        columns={n: cells[where] for n, cells in raw.columns.items()},
        rows=raw.rows[where],
        part_of=raw.part_of[where],
        shifts={n: powers[where] for n, powers in raw.shifts.items()},
        own_rows={n: rows[where] for n, rows in raw.own_rows.items()},
        unread={n: cells[where] for n, cells in raw.unread.items()},
        passed_over=0,
        found_rows=0,
    )
