"""Warnings of what was not measured, the costly ones by name (clause 六¶1)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from qdcalc import money
from qdcalc.intake import TableData
from qdcalc.money import Fen
from qdcalc.problems import MINOR, WARNING, Fault, Problems
from qdcalc.water.completeness import Completeness
from qdcalc.water.grid import Grid, month_text
from qdcalc.water.indicators import Assessment
from qdcalc.water.standard import Indicator
from qdcalc.water.tables import INDICATORS
from qdcalc.water.told import EACH, LINES, LISTED, first, named, numbers, places
from qdcalc.water.words import missing_lists

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

NOTHING_MEASURED = Fault(
    "W51",
    WARNING,
    "{rows}没有任何参评指标的监测值，判为缺测",
    "请补填监测值；断流的请填 断流=是",
)
NOT_MEASURED = Fault(
    "W52",
    WARNING,
    "参评指标未监测：{names}{rows}，达标、超标只按已测指标判定",
    "请补填；确实没有监测的，跃升时{effect}",
)
NO_COLUMN = Fault(
    "W53",
    WARNING,
    "监测数据没有参评指标的列：{names}，达标、超标只按已测指标判定",
    "请补上这些列；确实没有监测的，跃升时{effect}",
)
NO_SOURCE_ITEMS = Fault(
    "W54",
    WARNING,
    "饮用水源断面（序号 {sections}）没有监测表2、表3的部分项目：{names}",
    "这些项目不参加判定；有数据时请补上",
    weight=MINOR,
)
EXCEEDED_BEFORE = Fault(
    "W72",
    WARNING,
    "序号 {section} {months}没有可用的{indicators}监测值，而上次监测时它超标（{before}）",
    "请核对是漏填还是没有监测；不补填，这个指标就不会判超标",
)


def warn_of_gaps(
    grid: Grid,
    assessment: Assessment,
    found: Completeness,
    readings: TableData,
    interpretations: Mapping[str, str],
    problems: Problems,
) -> None:
    """Warn of rows without any value, of blank cells, of columns that are not there."""
    measured = assessment.classes.max(axis=1, initial=0) > 0
    leaps = interpretations["complete"] == "warn"
    effect = "仍按已测指标奖励" if leaps else "按达标处理，不予奖励"
    _warn_of_empty_rows(grid, (grid.row_at >= 0) & ~measured & ~grid.is_dry, readings, problems)
    if found.absent:
        part = readings.raw.parts[0]
        fields = {"names": "、".join(i.name for i in found.absent), "effect": effect}
        problems.add(NO_COLUMN, sheet=part.sheet, file=part.file, fields=fields)
    _warn_of_blanks(grid, found, readings, effect, problems)
    _warn_of_sources(grid, assessment, measured, readings, problems)


def _warn_of_empty_rows(
    grid: Grid, is_empty: Bools, readings: TableData, problems: Problems
) -> None:
    """Name each row without a value; a line a month where there are many."""
    cells, raw = np.flatnonzero(is_empty), readings.raw
    column = "section_id" if "section_id" in readings.present else "section"
    if len(cells) <= EACH:
        rows = grid.row_at[cells]
        problems.extend(raw.problems_at(NOTHING_MEASURED, column, rows, rows="这一行"))
        return
    size = len(grid.sections)
    months, texts = np.unique(cells // size), month_text(grid.months)
    for number in first(months, LINES, readings, problems).tolist():
        here = cells[cells // size == number]
        ids = numbers(grid.sections, here % size)
        said = f"{texts[number]} 有 {len(here):,} 行（序号 {ids}）"
        rows = grid.row_at[here[:1]]
        problems.extend(raw.problems_at(NOTHING_MEASURED, column, rows, rows=said))


def _warn_of_blanks(
    grid: Grid, found: Completeness, readings: TableData, effect: str, problems: Problems
) -> None:
    """Warn of blank cells once a row; once an indicator where there are many rows."""
    place = {i.key: n for n, i in enumerate(grid.indicators)}
    here = np.array([i.key in place for i in found.indicators], dtype=bool)
    indicators = [i for i, h in zip(found.indicators, here, strict=True) if h]
    if not indicators:
        return
    cells = np.flatnonzero(found.missing[:, here].any(axis=1))
    rows, raw = grid.row_at[cells], readings.raw
    # a mark that proves nothing is warned of by itself
    as_read = readings.frame[[i.key for i in indicators]].to_numpy(dtype=np.float64)
    missing = found.missing[cells][:, here] & np.isnan(as_read[rows])
    if len(cells) > EACH:
        for number in np.flatnonzero(missing.any(axis=0)).tolist():
            blank, key = np.sort(rows[missing[:, number]]), indicators[number].key
            said = f"（{len(blank):,} 行：{places(raw, key, blank)}）"
            problems.extend(
                raw.problems_at(
                    NOT_MEASURED, key, blank[:1],
                    names=indicators[number].name, rows=said, effect=effect,
                )
            )  # fmt: skip
        return
    blamed, names = missing.argmax(axis=1), missing_lists(tuple(indicators), missing)
    for number in np.unique(blamed[missing.any(axis=1)]).tolist():
        own = (blamed == number) & missing.any(axis=1)
        problems.extend(
            raw.problems_at(
                NOT_MEASURED, indicators[number].key, rows[own],
                names=list(names[own]), rows="", effect=effect,
            )
        )  # fmt: skip


def _warn_of_sources(
    grid: Grid, assessment: Assessment, measured: Bools, readings: TableData, problems: Problems
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
    part = readings.raw.parts[0]
    fields = {"sections": numbers(sections, np.unique(sources % size)), "names": names}
    problems.add(NO_SOURCE_ITEMS, sheet=part.sheet, file=part.file, fields=fields)


def warn_of_exceeded_before(
    grid: Grid,
    assessment: Assessment,
    found: Completeness,
    penalty_fen: Fen,
    readings: TableData,
    problems: Problems,
) -> None:
    """Name the sections whose missing indicator was exceeded when it was last measured.

    Parameters
    ----------
    penalty_fen : array of int64
        What each section-month pays [fen], 0 where it does not exceed.
    """
    cell, number, before = _exceeded_before(grid, assessment, found)
    size, raw = len(grid.sections), readings.raw
    column = "section_id" if "section_id" in readings.present else "section"
    for section in first(np.unique(cell % size), LINES, readings, problems).tolist():
        here = np.flatnonzero(cell % size == section)
        here = here[np.lexsort((number[here], cell[here]))]
        months = month_text(grid.months[np.unique(cell[here] // size)])
        more = f" 等 {len(months)} 个月" if len(months) > 1 else " "
        fields = {
            "section": named(grid.sections, np.array([section])),
            "months": months[0] + more,
            "indicators": _names(found.indicators, number[here]),
            "before": _before(grid, found.indicators, number[here], before[here], penalty_fen),
        }
        row = grid.row_at[cell[here[:1]]]
        problems.extend(raw.problems_at(EXCEEDED_BEFORE, column, row, **fields))


def _exceeded_before(
    grid: Grid, assessment: Assessment, found: Completeness
) -> tuple[Ints, Ints, Ints]:
    """Return section-month, indicator and the earlier section-month that exceeded in it."""
    place = {i.key: n for n, i in enumerate(grid.indicators)}
    shape = (len(grid.months), len(grid.sections))
    months = np.arange(shape[0])[:, None]
    parts = [(np.zeros(0, np.int64),) * 3]
    for number, indicator in enumerate(found.indicators):
        index = place.get(indicator.key, -1)
        missing = found.missing[:, number].reshape(shape)
        if index < 0 or not missing.any() or not assessment.exceeded[:, index].any():
            continue
        measured = assessment.classes[:, index].reshape(shape) > 0
        last = np.maximum.accumulate(np.where(measured, months, -1), axis=0)
        month, section = np.nonzero(missing & (last >= 0))
        before = last[month, section] * shape[1] + section
        costly = assessment.exceeded[before, index]
        cell = (month * shape[1] + section)[costly]
        parts.append((cell, np.full(len(cell), number), before[costly]))
    cells, numbers_, earlier = (np.concatenate(column) for column in zip(*parts, strict=True))
    return cells, numbers_, earlier


def _names(indicators: tuple[Indicator, ...], which: Ints) -> str:
    return "、".join(indicators[n].name for n in np.unique(which).tolist())


def _before(
    grid: Grid, indicators: tuple[Indicator, ...], number: Ints, before: Ints, penalty_fen: Fen
) -> str:
    """Say when each indicator was exceeded and what that month cost."""
    told: dict[str, None] = {}
    for index, cell in zip(number.tolist(), before.tolist(), strict=True):
        month = month_text(grid.months[cell // len(grid.sections)][None])[0]
        cost = int(penalty_fen[cell])
        paid = f"，当月赔付 {money.text(cost)} 元" if cost else ""
        told[f"{month} {indicators[index].name}{paid}"] = None
    lines = list(told)
    return "；".join(lines[:LISTED]) + (" 等" if len(lines) > LISTED else "")
