"""Warnings of what was not measured, the costly ones by name (clause 六¶1)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from qdcalc.exact import money
from qdcalc.exact.dtypes import Bools, Ints
from qdcalc.exact.money import Fen
from qdcalc.exact.months import month_texts
from qdcalc.exact.texts import listed
from qdcalc.intake.table_data import TableData
from qdcalc.table.problems import ERROR, NOTICE, WARNING, Fault, Problems
from qdcalc.water.inputs.grid import Grid
from qdcalc.water.inputs.tables import INDICATORS
from qdcalc.water.inputs.told import EACH, LINES, first, named, numbers, places, without_cell
from qdcalc.water.inputs.wholes import counts_of_all
from qdcalc.water.interpretations import rewards_incomplete
from qdcalc.water.monthly.completeness import Completeness
from qdcalc.water.monthly.indicators import Assessment
from qdcalc.water.monthly.listed import missing_lists
from qdcalc.water.monthly.unproven import judged_ones
from qdcalc.water.standard import Indicator

NOTHING_MEASURED = Fault(
    "W51",
    WARNING,
    "{rows}没有任何参评指标的监测值，判为缺测",
    "请补填监测值；断流的请填 断流=是",
)
NOTHING_JUDGED = Fault(
    "W87",
    ERROR,
    "没有一个断面有它应评价的指标的监测值，也没有断流的；有监测值的是 {names}，在这些断面不评价",
    "请核对序号和列名，补填应评价的指标（如 pH值、溶解氧、氨氮）",
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
    weight=NOTICE,
)
EXCEEDED_BEFORE = Fault(
    "W72",
    WARNING,
    "序号 {section} {months}没有可用的{indicators}监测值，而上次监测时它超标（{before}）",
    "请核对是漏填还是没有监测；不补填，这个指标就不会判超标",
)


def refuse_unmeasured(
    grid: Grid, assessment: Assessment, readings: TableData, problems: Problems
) -> None:
    """Refuse readings none of which is judged where it was taken: every month would be 缺测.

    An input without any value or column that counts was refused before; values that prove
    nothing (R:censored) are warned of one by one.
    """
    if grid.whole or has_judged(grid, assessment):  # of a part, the whole is looked at
        return
    part = readings.raw.parts[0]
    fields = {"names": "、".join(filled_names(grid))}
    problems.add(NOTHING_JUDGED, sheet=part.sheet, file=part.file, fields=fields)


def filled_names(grid: Grid) -> list[str]:
    """Return the names of the indicators that have any value."""
    columns = zip(grid.indicators, grid.readings.columns, strict=True)
    return [indicator.name for indicator, own in columns if not np.isnan(own.given).all()]


def has_judged(grid: Grid, assessment: Assessment) -> bool:
    """Say whether any reading is judged where it was taken, or any section was dry."""
    is_judged = bool(assessment.measured.any()) or len(judged_ones(grid, assessment).spot) > 0
    return is_judged or bool(grid.is_dry.any())


def warn_of_gaps(
    grid: Grid,
    assessment: Assessment,
    found: Completeness,
    readings: TableData,
    interpretations: Mapping[str, str],
    problems: Problems,
) -> None:
    """Warn of rows without any value, of blank cells, of columns that are not there."""
    measured = assessment.measured
    leaps = rewards_incomplete(interpretations)
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
    if not is_empty.any():
        return
    spots, raw = np.flatnonzero(is_empty), readings.raw
    column = "section_id" if "section_id" in readings.present else "section"
    if len(spots) <= EACH:
        rows = grid.row_at[spots]
        own = {"month": list(month_texts(grid.month[spots]))}
        own["section"] = [str(n) for n in grid.sections.ids[grid.section[spots]].tolist()]
        problems.extend(raw.problems_at(NOTHING_MEASURED, column, rows, rows="这一行", **own))
        return
    month, texts = grid.month_of(spots), month_texts(grid.months)
    for number in first(np.unique(month), LINES, readings, problems).tolist():
        here = spots[month == number]
        ids = numbers(grid.sections, grid.section[here])
        of_month = {"month": texts[number], "count": len(here), "ids": ids}
        rows = grid.row_at[here[:1]]
        said = empty_rows(**of_month)
        problems.extend(raw.problems_at(NOTHING_MEASURED, column, rows, rows=said, **of_month))


def empty_rows(month: str, count: int, ids: str) -> str:
    """Say how many rows of a month hold no value, and of which sections."""
    return f"{month} 有 {count:,} 行（序号 {ids}）"


def _warn_of_blanks(
    grid: Grid, found: Completeness, readings: TableData, effect: str, problems: Problems
) -> None:
    """Warn of blank cells once a row; once an indicator where there are many rows."""
    place = {i.key: n for n, i in enumerate(grid.indicators)}
    here = np.array([i.key in place for i in found.indicators], dtype=bool)
    indicators = [i for i, h in zip(found.indicators, here, strict=True) if h]
    if not indicators or not found.lacking:
        return
    spots = np.flatnonzero(found.missing[:, here].any(axis=1))
    rows, raw = grid.row_at[spots], readings.raw
    # a mark that proves nothing is warned of by itself
    as_read = readings.frame[[i.key for i in indicators]].to_numpy(dtype=np.float64)
    missing = found.missing[spots][:, here] & np.isnan(as_read[rows])
    if len(spots) > EACH:
        for number in np.flatnonzero(missing.any(axis=0)).tolist():
            blank, key = np.sort(rows[missing[:, number]]), indicators[number].key
            of: dict[str, Any] = {"count": len(blank), "places": places(raw, key, blank)}
            problems.extend(
                raw.problems_at(
                    NOT_MEASURED, key, blank[:1],
                    names=indicators[number].name, rows=blank_rows(**of), effect=effect, **of,
                )
            )  # fmt: skip
        return
    lacks = [[i.name for i, m in zip(indicators, row, strict=True) if m] for row in missing]
    blamed, names = missing.argmax(axis=1), missing_lists(tuple(indicators), missing)
    for number in np.unique(blamed[missing.any(axis=1)]).tolist():
        own = (blamed == number) & missing.any(axis=1)
        problems.extend(
            raw.problems_at(
                NOT_MEASURED, indicators[number].key, rows[own],
                names=list(names[own]), rows="", effect=effect,
                lacks=[lacks[n] for n in np.flatnonzero(own).tolist()],
            )
        )  # fmt: skip


def blank_rows(count: int, places: str) -> str:
    """Say how many rows lack an indicator, and where."""
    return f"（{count:,} 行：{places}）"


def _warn_of_sources(
    grid: Grid, assessment: Assessment, measured: Bools, readings: TableData, problems: Problems
) -> None:
    """Warn once of items of tables 2 and 3 that were not measured at drinking sources."""
    sections = grid.sections
    if not sections.is_drinking_source.any():
        return
    sources = np.flatnonzero(measured & sections.is_drinking_source[grid.section])
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
    names = listed([i.name for i in missing], unit="项")
    part = readings.raw.parts[0]
    fields = {
        "sections": numbers(
            sections, sections.first[np.unique(sections.number[grid.section[sources]])]
        ),
        "names": names,
        "items": [i.name for i in missing],
    }
    problems.add(NO_SOURCE_ITEMS, sheet=part.sheet, file=part.file, fields=fields)


def warn_of_exceeded_before(
    grid: Grid,
    assessment: Assessment,
    found: Completeness,
    penalty_fen: Callable[[], Fen],
    readings: TableData,
    problems: Problems,
) -> None:
    """Name the sections whose missing indicator was exceeded when it was last measured.

    Parameters
    ----------
    penalty_fen : function that returns an array of int64
        What each section-month pays [fen], 0 where it does not exceed.
    """
    measured = assessment.measured
    of_table1 = all(indicator.table == 1 for indicator in grid.indicators)
    if not found.lacking and of_table1 and measured.all():
        return
    spot, number, before = _exceeded_before(grid, assessment, found)
    raw, own = readings.raw, grid.number_of(spot)
    column = "section_id" if "section_id" in readings.present else "section"
    for section in first(np.unique(own), LINES, readings, problems).tolist():
        here = np.flatnonzero(own == section)
        here = here[np.lexsort((number[here], spot[here]))]
        months = month_texts(grid.months[np.unique(grid.month_of(spot[here]))])
        more = f" 等 {len(months)} 个月" if len(months) > 1 else " "
        fields = {
            "section": named(grid.sections, grid.section[spot[here[:1]]]),
            "months": months[0] + more,
            "indicators": _names(grid.indicators, number[here]),
            "before": _before(grid, grid.indicators, number[here], before[here], penalty_fen()),
        }
        row = grid.row_at[spot[here[:1]]]
        if row[0] >= 0:
            is_empty = not measured[spot[here[0]]]  # then the section's cell is NOTHING_MEASURED's
            where = grid.indicators[int(number[here[0]])].key if is_empty else column
            problems.extend(raw.problems_at(EXCEEDED_BEFORE, where, row, **fields))
        else:  # no row at all: the file is that of the month's other rows
            other = int(grid.row_at[grid.block(int(grid.month_of(spot[here[0]])))].max())
            problems.add(EXCEEDED_BEFORE, **without_cell(readings, other), fields=fields)


def _exceeded_before(
    grid: Grid, assessment: Assessment, found: Completeness
) -> tuple[Ints, Ints, Ints]:
    """Return section-month, indicator and the earlier section-month that exceeded in it."""
    needed = {i.key: n for n, i in enumerate(found.indicators)}
    months = np.arange(len(grid.months))[:, None]
    measured = assessment.measured
    # 缺测: nothing there, or no row in a month that has most (of others, see FEW_ROWS)
    has_row = grid.by_month(grid.row_at >= 0)
    is_listed = grid.by_month(grid.is_listed)
    rows, listed_ones = counts_of_all(grid)
    is_full = (2 * rows >= listed_ones)[:, None]
    is_gone = ~measured & ~grid.is_dry & (has_row | (is_full & is_listed)).ravel()
    exceeding = set(np.unique(assessment.exceeding % max(len(grid.indicators), 1)).tolist())
    parts = [(np.zeros(0, np.int64),) * 3]
    for index, indicator in enumerate(grid.indicators):
        if index not in exceeding:
            continue
        has_value = assessment.classes[:, index] > 0
        own = needed.get(indicator.key, -1)
        # items of tables 2 and 3 make no row incomplete, but what exceeded is looked for
        lacks = found.missing[:, own] if own >= 0 else measured & ~has_value
        missing = grid.by_month(lacks | is_gone)
        last = np.maximum.accumulate(np.where(grid.by_month(has_value), months, -1), axis=0)
        month, section = np.nonzero(missing & (last >= 0))
        before = grid.spot(last[month, section], section)
        costly = assessment.exceeds(before, index)
        spot = grid.spot(month, section)[costly]
        parts.append((spot, np.full(len(spot), index), before[costly]))
    spots, numbers_, earlier = (np.concatenate(column) for column in zip(*parts, strict=True))
    return spots, numbers_, earlier


def _names(indicators: tuple[Indicator, ...], which: Ints) -> str:
    return "、".join(indicators[n].name for n in np.unique(which).tolist())


def _before(
    grid: Grid, indicators: tuple[Indicator, ...], number: Ints, before: Ints, penalty_fen: Fen
) -> str:
    """Say when each indicator was exceeded and what that month cost."""
    told: dict[str, None] = {}
    months = month_texts(grid.month[before])
    for index, spot, month in zip(number.tolist(), before.tolist(), months, strict=True):
        cost = int(penalty_fen[spot])
        paid = f"，当月赔付 {money.text(cost)} 元" if cost else ""
        told[f"{month} {indicators[index].name}{paid}"] = None
    lines = list(told)
    return listed(lines, unit="次")
