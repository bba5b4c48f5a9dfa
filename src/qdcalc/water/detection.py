"""Values below a detection limit that prove no exceedance (``censored``, clause 六¶1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from qdcalc.decimals import plain
from qdcalc.intake import TableData
from qdcalc.problems import WARNING, Fault, Problems
from qdcalc.water.cells import detection_limit
from qdcalc.water.explain import limit_texts
from qdcalc.water.grid import Grid, Unproven
from qdcalc.water.indicators import Assessment, Limits, water_class

Ints = npt.NDArray[np.int64]

UNPROVEN = Fault(
    "W81",
    WARNING,
    "“{value}”没有检出，检出限 {detection} 的一半劣于目标限值 {limit}，不能证明超标，按没有监测算",
    "请核对检出限，或改用检出限更低的方法；要按检出限的一半判定，请选口径 未检出判定=按检出限一半",
)


@dataclass(frozen=True)
class SetAside:
    """The unproven readings that would be judged: section-month, indicator, row and value."""

    cell: Ints
    indicator: Ints
    row: Ints
    value: npt.NDArray[np.float64]


def half_rows(readings: TableData, column: str) -> Ints:
    """Return the rows whose value is half of a detection limit, in order."""
    marks = readings.marks.get(column, {})
    told = {mark: detection_limit(mark) is not None for mark in set(marks.values())}
    return np.array(sorted(row for row, mark in marks.items() if told[mark]), dtype=np.int64)


def set_aside(grid: Grid, readings: TableData, interpretations: Mapping[str, str]) -> Grid:
    """Return the readings without those that prove no exceedance.

    Half of the detection limit worse than the limit of the section's target class (its single
    limit where the indicator has one): the indicator counts as not measured. Rounded before the
    comparison where the interpretation ``compare`` says so.
    """
    if interpretations["censored"] == "half":
        return grid
    sections, rounded = grid.sections, interpretations["compare"] == "rounded"
    section_of = np.full(len(grid.values), -1, dtype=np.int64)
    has_row = grid.row_at >= 0
    section_of[grid.row_at[has_row]] = grid.section[has_row]
    found = []
    for number, indicator in enumerate(grid.indicators):
        rows = half_rows(readings, indicator.key)
        rows = rows[section_of[rows] >= 0]
        section, value = section_of[rows], grid.values[rows, number]
        limits = Limits.of(indicator, sections.body[section])
        worse = water_class(value, limits, rounded=rounded) > sections.target[section]
        worse &= ~np.isnan(limits.upper[0])
        found.append((rows[worse], np.full(int(worse.sum()), number), value[worse]))
    if not any(len(rows) for rows, *_ in found):
        return grid
    row, indicators, values = (np.concatenate(part) for part in zip(*found, strict=True))
    rest = grid.values.copy(order="F")
    rest[row, indicators] = np.nan
    return replace(grid, values=rest, unproven=Unproven(row, indicators, values))


def judged_ones(grid: Grid, assessment: Assessment) -> SetAside:
    """Return the readings that were set aside at sections that are judged by their indicators."""
    aside, size = grid.unproven, len(grid.sections)
    cell_of = np.full(len(grid.values) + 1, -1, dtype=np.int64)
    cell_of[grid.row_at] = np.arange(len(grid))
    cell = cell_of[aside.row]
    judged = np.zeros(len(cell), dtype=bool)
    for number in np.unique(cell // size).tolist():
        here = cell // size == number
        judged[here] = assessment.judged[number][cell[here] % size, aside.indicator[here]]
    return SetAside(cell[judged], aside.indicator[judged], aside.row[judged], aside.value[judged])


def warn(grid: Grid, assessment: Assessment, readings: TableData, problems: Problems) -> None:
    """Name each cell that proves no exceedance, with its detection limit and the target's."""
    aside, sections = judged_ones(grid, assessment), grid.sections
    section = aside.cell % len(sections)
    limits = limit_texts(grid.indicators)
    limit = limits[sections.body[section], sections.target[section] - 1, aside.indicator]
    detection = plain(aside.value * 2)
    for number in np.unique(aside.indicator).tolist():
        here = aside.indicator == number
        unit = grid.indicators[number].unit
        problems.extend(
            readings.raw.problems_at(
                UNPROVEN,
                grid.indicators[number].key,
                aside.row[here],
                detection=[f"{text} {unit}" for text in detection[here]],
                limit=[f"{text} {unit}" for text in limit[here]],
            )
        )
