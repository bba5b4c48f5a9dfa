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
LISTED = 8
_MOST = 20_000


@dataclass(frozen=True)
class Completeness:
    """What was not measured.

    ``is_complete`` is by section-month; ``absent`` are the indicators that have no column,
    ``absent_for`` says which section they would judge (sections × absent indicators).
    """

    is_complete: npt.NDArray[np.bool_]
    absent: tuple[Indicator, ...]
    absent_for: npt.NDArray[np.bool_]

    def missing_names(
        self, grid: Grid, assessment: Assessment, cells: npt.NDArray[np.int64]
    ) -> npt.NDArray[np.object_]:
        """Name the judged indicators of table 1 that were not measured in some section-months."""
        present = missing_in(grid, assessment, cells)
        absent = self.absent_for[cells % len(grid.sections)]
        return missing_lists((*grid.indicators, *self.absent), np.hstack([present, absent]))


def missing_in(
    grid: Grid, assessment: Assessment, cells: npt.NDArray[np.int64]
) -> npt.NDArray[np.bool_]:
    """Say which judged indicators of table 1 have a column but no value (cells × indicators)."""
    table1 = np.array([i.table == 1 for i in grid.indicators], dtype=bool)
    size = len(grid.sections)
    judged = np.zeros((len(cells), len(grid.indicators)), dtype=bool)
    month = cells // size
    for number in np.unique(month).tolist():
        here = month == number
        judged[here] = assessment.judged[number][cells[here] % size]
    missing: npt.NDArray[np.bool_] = judged & table1 & (assessment.classes[cells] == 0)
    return missing


def completeness(
    grid: Grid, assessment: Assessment, policy: Policy, interpretations: Mapping[str, str]
) -> Completeness:
    """Find the section-months in which every judged indicator of table 1 was measured."""
    present = {i.key for i in grid.indicators}
    absent = tuple(i for i in INDICATORS if i.table == 1 and i.key not in present)
    levels = policy.figure("coliform_exempt_levels").at(int(grid.months[-1]))
    absent_for = judged_indicators(grid.sections, absent, interpretations, levels)
    table1 = [n for n, i in enumerate(grid.indicators) if i.table == 1]
    complete = np.tile(~absent_for.any(axis=1), len(grid.months))
    for number in range(len(grid.months)):
        cells = grid.block(number)
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
    effect = (
        "按达标处理，不予奖励" if interpretations["complete"] == "no-reward" else "仍按已测指标奖励"
    )
    sheet = {"sheet": readings.raw.parts[0].sheet, "file": readings.raw.parts[0].file}
    sections, size = grid.sections, len(grid.sections)
    months = month_text(grid.months)
    for cell in np.flatnonzero(grid.row_at < 0)[:_MOST].tolist():
        texts = sections.texts.iloc[cell % size]
        fields = {
            "month": months[cell // size],
            "section": sections.ids[cell % size],
            "name": f"{texts['river']}·{texts['section']}",
        }
        problems.add(NO_ROW, **sheet, fields=fields)
    column = "section_id" if "section_id" in readings.present else "section"
    empty = np.flatnonzero((grid.row_at >= 0) & ~measured & ~grid.is_dry)
    problems.extend(readings.raw.problems_at(NOTHING_MEASURED, column, grid.row_at[empty][:_MOST]))
    used = [i for n, i in enumerate(found.absent) if found.absent_for[:, n].any()]
    if used:
        names = "、".join(i.name for i in used)
        problems.add(NO_COLUMN, **sheet, fields={"names": names, "effect": effect})
    partly = np.flatnonzero(measured & ~found.is_complete)[:_MOST]
    missing = missing_in(grid, assessment, partly)
    partly, missing = partly[missing.any(axis=1)], missing[missing.any(axis=1)]
    blamed = missing.argmax(axis=1)
    names_of = missing_lists(grid.indicators, missing)
    for index in np.unique(blamed).tolist():
        here = blamed == index
        problems.extend(
            readings.raw.problems_at(
                NOT_MEASURED,
                grid.indicators[index].key,
                grid.row_at[partly[here]],
                names=list(names_of[here]),
                effect=effect,
            )
        )
    _warn_of_sources(grid, assessment, measured, sheet, problems)


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
