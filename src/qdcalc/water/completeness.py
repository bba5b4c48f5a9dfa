"""Indicators that were not measured, and what that does to a leap (clause 六¶1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from qdcalc.intake import TableData
from qdcalc.policy import Policy
from qdcalc.problems import WARNING, Fault, Problems
from qdcalc.water.grid import Grid, month_text
from qdcalc.water.indicators import Assessment, judged_indicators
from qdcalc.water.standard import Indicator
from qdcalc.water.tables import INDICATORS
from qdcalc.water.words import missing_lists

NO_ROW = Fault(
    "W50",
    WARNING,
    "{month} 没有序号 {section}（{name}）的监测数据，判为缺测",
    "请补上这一行；断流的请填 断流=是",
)
NOTHING_MEASURED = Fault(
    "W51", WARNING, "这一行没有任何参评指标的监测值，判为缺测", "请补填监测值；断流的请填 断流=是"
)
NOT_MEASURED = Fault(
    "W52", WARNING, "参评指标缺测：{names}", "请补填；确实没有监测的，跃升时{effect}"
)
NO_COLUMN = Fault(
    "W53",
    WARNING,
    "监测数据没有参评指标的列：{names}",
    "请补上这些列；确实没有监测的，跃升时{effect}",
)
NO_SOURCE_ITEMS = Fault(
    "W54",
    WARNING,
    "饮用水源断面（序号 {sections}）没有监测表2、表3的部分项目：{names}",
    "这些项目不参加判定；有数据时请补上",
)
MORE = Fault(
    "W55",
    WARNING,
    "同类的警告只列出前 {most:,} 处，另有 {count:,} 处",
    "请先处理已列出的，再运行一次",
)
LISTED = 8
_MOST = 20_000


@dataclass(frozen=True)
class Completeness:
    """What was not measured.

    ``is_complete`` is by section-month; ``absent`` are the indicators that have no column,
    ``absent_for`` says by month which section they would judge (sections × absent indicators).
    """

    is_complete: npt.NDArray[np.bool_]
    absent: tuple[Indicator, ...]
    absent_for: list[npt.NDArray[np.bool_]]

    def missing_names(
        self, grid: Grid, assessment: Assessment, cells: npt.NDArray[np.int64]
    ) -> npt.NDArray[np.object_]:
        """Name the judged indicators of table 1 that were not measured in some section-months."""
        present = missing_in(grid, assessment, cells)
        absent = in_cells(self.absent_for, cells, len(grid.sections), len(self.absent))
        return missing_lists((*grid.indicators, *self.absent), np.hstack([present, absent]))


def in_cells(
    by_month: list[npt.NDArray[np.bool_]], cells: npt.NDArray[np.int64], size: int, width: int
) -> npt.NDArray[np.bool_]:
    """Return the rows of some section-months from tables held by month and section."""
    found = np.zeros((len(cells), width), dtype=bool)
    month = cells // size
    for number in np.unique(month).tolist():
        here = month == number
        found[here] = by_month[number][cells[here] % size]
    return found


def missing_in(
    grid: Grid, assessment: Assessment, cells: npt.NDArray[np.int64]
) -> npt.NDArray[np.bool_]:
    """Say which judged indicators of table 1 have a column but no value (cells × indicators)."""
    table1 = np.array([i.table == 1 for i in grid.indicators], dtype=bool)
    judged = in_cells(assessment.judged, cells, len(grid.sections), len(grid.indicators))
    missing: npt.NDArray[np.bool_] = judged & table1 & (assessment.classes[cells] == 0)
    return missing


def completeness(
    grid: Grid, assessment: Assessment, policy: Policy, interpretations: Mapping[str, str]
) -> Completeness:
    """Find the section-months in which every judged indicator of table 1 was measured."""
    present = {i.key for i in grid.indicators}
    absent = tuple(i for i in INDICATORS if i.table == 1 and i.key not in present)
    figure = policy.figure("coliform_exempt_levels")
    absent_for = [
        judged_indicators(grid.sections, absent, interpretations, figure.at(month))
        for month in grid.months.tolist()
    ]
    table1 = [n for n, i in enumerate(grid.indicators) if i.table == 1]
    complete = np.zeros(len(grid), dtype=bool)
    for number, absent_here in enumerate(absent_for):
        cells = grid.block(number)
        complete[cells] = ~absent_here.any(axis=1)
        for index in table1:
            judged = assessment.judged[number][:, index]
            complete[cells] &= ~judged | (assessment.classes[cells, index] > 0)
    return Completeness(complete, absent, absent_for)


def warn(
    grid: Grid,
    assessment: Assessment,
    found: Completeness,
    readings: TableData,
    interpretations: Mapping[str, str],
    problems: Problems,
) -> None:
    """Warn of section-months without data and of indicators without values."""
    measured = assessment.classes.max(axis=1, initial=0) > 0
    leaps = interpretations["complete"] == "warn"
    effect = "仍按已测指标奖励" if leaps else "按达标处理，不予奖励"
    sheet = {"sheet": readings.raw.parts[0].sheet, "file": readings.raw.parts[0].file}
    _warn_of_no_row(grid, readings, problems)
    column = "section_id" if "section_id" in readings.present else "section"
    empty = np.flatnonzero((grid.row_at >= 0) & ~measured & ~grid.is_dry)
    rows = _first(grid.row_at[empty], sheet, problems)
    problems.extend(readings.raw.problems_at(NOTHING_MEASURED, column, rows))
    needed = np.any([months.any(axis=0) for months in found.absent_for], axis=0)
    if needed.any():
        names = "、".join(i.name for i, n in zip(found.absent, needed, strict=True) if n)
        problems.add(NO_COLUMN, **sheet, fields={"names": names, "effect": effect})
    _warn_of_blanks(grid, assessment, measured & ~found.is_complete, readings, effect, problems)
    _warn_of_sources(grid, assessment, measured, sheet, problems)


def _first(
    places: npt.NDArray[np.int64], sheet: dict[str, str], problems: Problems
) -> npt.NDArray[np.int64]:
    """Return as many places as are told one by one; say how many more there are."""
    if len(places) > _MOST:
        problems.add(MORE, **sheet, fields={"count": len(places) - _MOST, "most": _MOST})
    return places[:_MOST]


def _warn_of_no_row(grid: Grid, readings: TableData, problems: Problems) -> None:
    sheet = {"sheet": readings.raw.parts[0].sheet, "file": readings.raw.parts[0].file}
    sections, size = grid.sections, len(grid.sections)
    months = month_text(grid.months)
    names = (sections.texts["river"] + "·" + sections.texts["section"]).to_numpy(dtype=object)
    for cell in _first(np.flatnonzero(grid.row_at < 0), sheet, problems).tolist():
        fields = {
            "month": months[cell // size],
            "section": sections.ids[cell % size],
            "name": names[cell % size],
        }
        # the file is that of the month's other rows
        other = int(grid.row_at[grid.block(cell // size)].max())
        part = readings.raw.parts[readings.raw.part_of[other]]
        problems.add(NO_ROW, sheet=part.sheet, file=part.file, fields=fields)


def _warn_of_blanks(
    grid: Grid,
    assessment: Assessment,
    incomplete: npt.NDArray[np.bool_],
    readings: TableData,
    effect: str,
    problems: Problems,
) -> None:
    """Warn once a row of the judged indicators that have a column but no value."""
    if not grid.indicators:
        return
    sheet = {"sheet": readings.raw.parts[0].sheet, "file": readings.raw.parts[0].file}
    cells = np.flatnonzero(incomplete)
    missing = missing_in(grid, assessment, cells)
    partly = missing.any(axis=1)
    cells = _first(cells[partly], sheet, problems)
    missing = missing[partly][: len(cells)]
    blamed, names = missing.argmax(axis=1), missing_lists(grid.indicators, missing)
    for index in np.unique(blamed).tolist():
        here = blamed == index
        problems.extend(
            readings.raw.problems_at(
                NOT_MEASURED,
                grid.indicators[index].key,
                grid.row_at[cells[here]],
                names=list(names[here]),
                effect=effect,
            )
        )


def _warn_of_sources(
    grid: Grid,
    assessment: Assessment,
    measured: npt.NDArray[np.bool_],
    sheet: dict[str, str],
    problems: Problems,
) -> None:
    """Warn once of items of tables 2 and 3 that were not measured at drinking sources."""
    sections, size = grid.sections, len(grid.sections)
    sources = np.flatnonzero(measured & sections.is_drinking_source[np.arange(len(grid)) % size])
    if not sources.size:
        return
    place = {i.key: n for n, i in enumerate(grid.indicators)}
    items = [i for i in INDICATORS if i.table > 1]
    missing = [
        i for i in items
        if i.key not in place or (assessment.classes[sources, place[i.key]] == 0).any()
    ]  # fmt: skip
    if not missing:
        return
    names = "、".join(i.name for i in missing[:LISTED])
    if len(missing) > LISTED:
        names += f" 等 {len(missing)} 项"
    ids = "、".join(sections.ids[np.unique(sources % size)])
    problems.add(NO_SOURCE_ITEMS, **sheet, fields={"sections": ids, "names": names})
