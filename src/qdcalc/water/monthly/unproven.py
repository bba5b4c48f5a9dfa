"""Values below a detection limit that prove no exceedance (``censored``, clause 六¶1).

That half of the limit counts is read with the cell (``inputs/values``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from qdcalc.exact.decimals import plain
from qdcalc.exact.dtypes import Bools, Floats, Ints
from qdcalc.intake.table_data import TableData
from qdcalc.record import record
from qdcalc.table.problems import WARNING, Fault, Problems
from qdcalc.water.inputs.grid import Grid, Unproven
from qdcalc.water.inputs.registry import Sections
from qdcalc.water.inputs.values import ALL_UNDETECTED, COUNTED, detection_limit
from qdcalc.water.interpretations import is_rounded, judges_half
from qdcalc.water.monthly.indicators import Assessment, Limits, water_class
from qdcalc.water.standard import Indicator, limits

UNPROVEN = Fault(
    "W81",
    WARNING,
    "“{value}”没有检出，检出限 {detection} 的一半劣于目标限值 {limit}，不能证明超标，按没有监测算",
    "请核对检出限，或改用检出限更低的方法；要按检出限的一半判定，请选口径 未检出判定=按检出限一半",
)


@record
class SetAside:
    """The unproven readings that would be judged: section-month, indicator, row and value."""

    spot: Ints
    indicator: Ints
    row: Ints
    value: Floats


def half_rows(readings: TableData, column: str) -> Ints:
    """Return the rows whose value is half of a detection limit, in order."""
    marks = readings.marks.get(column, {})
    told = {
        mark: mark.endswith(ALL_UNDETECTED) or detection_limit(mark) is not None
        for mark in set(marks.values())
    }
    return np.array(sorted(row for row, mark in marks.items() if told[mark]), dtype=np.int64)


def is_worse(
    values: Floats,
    indicator: Indicator,
    section: Ints,
    sections: Sections,
    *,
    rounded: bool,
) -> Bools:
    """Say which values are worse than the target's limit; none where there is no limit."""
    its = Limits.of(indicator, sections.body[section])
    worse = water_class(values, its, rounded=rounded) > sections.target[section]
    return np.asarray(worse & ~np.isnan(its.upper[0]), dtype=bool)


def set_aside(grid: Grid, readings: TableData, interpretations: Mapping[str, str]) -> Grid:
    """Return the readings without those that prove no exceedance.

    Half of the detection limit worse than the limit of the section's target class (its single
    limit where the indicator has one): the indicator counts as not measured. Rounded before the
    comparison where the interpretation ``compare`` says so.
    """
    if judges_half(interpretations):
        return grid
    sections, rounded = grid.sections, is_rounded(interpretations)
    if not any(readings.marks.values()):
        return grid
    section_of = np.full(len(grid.readings), -1, dtype=np.int64)
    has_row = grid.row_at >= 0
    section_of[grid.row_at[has_row]] = grid.section[has_row]
    found = []
    for number, indicator in enumerate(grid.indicators):
        rows = half_rows(readings, indicator.key)
        rows = rows[section_of[rows] >= 0]
        value = grid.readings.columns[number].at(rows)
        worse = is_worse(value, indicator, section_of[rows], sections, rounded=rounded)
        found.append((rows[worse], np.full(int(worse.sum()), number), value[worse]))
    if not any(len(rows) for rows, *_ in found):
        return grid
    row, indicators, values = (np.concatenate(part) for part in zip(*found, strict=True))
    rest = grid.readings.changed(row, indicators, np.nan)
    return replace(grid, readings=rest, unproven=Unproven(row, indicators, values))


def judged_ones(grid: Grid, assessment: Assessment) -> SetAside:
    """Return the readings that were set aside at sections that are judged by their indicators."""
    aside = grid.unproven
    if not len(aside.row):
        return SetAside(aside.row, aside.indicator, aside.row, aside.value)
    spot_of = np.full(len(grid.readings) + 1, -1, dtype=np.int64)
    spot_of[grid.row_at] = np.arange(len(grid))
    spot = spot_of[aside.row]
    judged = np.zeros(len(spot), dtype=bool)
    month = grid.month_of(spot)
    for number in np.unique(month).tolist():
        here = month == number
        judged[here] = assessment.judged[number][grid.section[spot[here]], aside.indicator[here]]
    return SetAside(spot[judged], aside.indicator[judged], aside.row[judged], aside.value[judged])


def warn(grid: Grid, assessment: Assessment, readings: TableData, problems: Problems) -> None:
    """Name each cell that proves no exceedance, with its detection limit and the target's."""
    aside, sections = judged_ones(grid, assessment), grid.sections
    section = grid.section[aside.spot]
    for number in np.unique(aside.indicator).tolist():
        indicator = grid.indicators[number]
        marks = readings.marks.get(indicator.key, {})
        own = [not marks.get(row, "").endswith(ALL_UNDETECTED) for row in aside.row.tolist()]
        here = (aside.indicator == number) & np.array(own, dtype=bool)  # of means each was named
        name_cells(
            readings, indicator, aside.row[here], aside.value[here],
            sections, section[here], problems,
        )  # fmt: skip


def name_cells(
    readings: TableData,
    indicator: Indicator,
    rows: Ints,
    values: Floats,
    sections: Sections,
    section: Ints,
    problems: Problems,
) -> None:
    """Name cells of one indicator that prove no exceedance at their sections."""
    texts = limits((indicator,)).texts[sections.body[section], sections.target[section] - 1, 0]
    problems.extend(
        readings.raw.problems_at(
            UNPROVEN,
            indicator.key,
            rows,
            detection=[f"{text} {indicator.unit}" for text in plain(values / COUNTED)],
            limit=[f"{text} {indicator.unit}" for text in texts],
        )
    )
