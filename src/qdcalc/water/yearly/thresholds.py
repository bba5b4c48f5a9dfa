"""Section-years near a threshold that decides their year, and what the other side would pay.

Decided by a mean against a limit (clause 六¶1), by the exceeding month of a drinking source, by
dry months (七¶4) and the previous class (七¶3). The months stay as they are; the settlement is
worked out again with the one decision on its other side. Single readings stand beside them with
what their month would pay; there are many, those that move most are listed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from qdcalc.errors import SelfCheckError
from qdcalc.exact.decimals import decimal15
from qdcalc.exact.dtypes import Floats, Ints
from qdcalc.exact.money import Fen, text
from qdcalc.notice.description import Job
from qdcalc.notice.thresholds import HAIR, decisions, distances, is_near, rank_within
from qdcalc.record import record
from qdcalc.table.problems import Problems
from qdcalc.water.inputs.cycles import LENGTH, keep_cycle
from qdcalc.water.interpretations import is_rounded
from qdcalc.water.monthly.facts import Month
from qdcalc.water.monthly.indicators import Limits, water_class
from qdcalc.water.monthly.thresholds import readings_near
from qdcalc.water.monthly.verdict import DRY, EXCEED
from qdcalc.water.standard import CLASSES, LAKE, SIGNS
from qdcalc.water.words import YearState, class_names
from qdcalc.water.yearly import inputs as annual_inputs
from qdcalc.water.yearly.annual_class import FAILED, MET, UNKNOWN
from qdcalc.water.yearly.facts import Year
from qdcalc.water.yearly.payments import BONUS, CHARGE, DRY_PAYMENT, PENALTY, REWARD
from qdcalc.water.yearly.settle import settle, settle_again

_SIGNS = {REWARD: 1, PENALTY: -1, BONUS: 1, CHARGE: -1, DRY_PAYMENT: -1}
_STATES = {MET: "达标", FAILED: "不达标", UNKNOWN: YearState.UNKNOWN.value}
_MOST_MONTHS = 60  # decisions of months that are listed
_ANNUAL, _DRY, _EXCEEDING, _PREVIOUS = "annual", "dry", "exceeding", "previous"


@record
class Decision:
    """One decision of a section-year: what is changed to what, and what is said of it.

    ``is_target`` says that it is listed even where no amount hangs on it.
    """

    year: int
    what: str
    other: int
    row: dict[str, Any]
    is_target: bool = False


def thresholds(job: Job, within: Fraction) -> pd.DataFrame:
    """Return the decisions of the year near a threshold, with what the other side would pay."""
    year = settle(keep_cycle(replace(job, problems=Problems()), is_one_needed=True))
    found = [*_means(year, within), *_exceeding(year), *_dry(year), *_previous(year)]
    found = [one for one in found if year.cycles.is_listed[one.year]]
    before, rows = signed_fen(year), []
    following = _following(year)
    run = rank_within(np.array([one.year for one in found], dtype=np.int64) % year.cycles.width)
    for number in np.unique(run).tolist():
        chosen = [one for one, own in zip(found, run.tolist(), strict=True) if own == number]
        other = _other_side(year, chosen, following)
        after = signed_fen(other)
        _refuse_others(after != before, chosen, following)
        for one in chosen:
            row = _row(year, other, one, before, after, int(following[one.year]))
            if _order(row) or one.is_target:
                rows.append(row)
    months = _months(year.month, within)
    rows += months[:_MOST_MONTHS]
    return decisions(sorted(rows, key=_order), left_out=max(len(months) - _MOST_MONTHS, 0))


def _order(row: dict[str, Any]) -> int:
    own = abs(int(row["after_fen"]) - int(row["before_fen"]))
    return -own - abs(int(row.get("others_fen") or 0))


def _months(month: Month, within: Fraction) -> list[dict[str, Any]]:
    """Return the readings near a limit whose other side changes a month's amounts."""
    said = "金额是这个月的；年度各项不在内"
    rows = [row for row in readings_near(month, within) if _order(row)]
    return [{**row, "note": "；".join(filter(None, (row["note"], said)))} for row in rows]


def signed_fen(year: Year) -> Fen:
    """Return each section-year's amounts as its responsible side sees them, added up."""
    total = np.zeros(len(year.cycles), dtype=np.int64)
    for kind, sign in _SIGNS.items():
        total += sign * year.paid(kind)
    return total


def _following(year: Year) -> Ints:
    """Return the section-year whose previous class is each one's own, -1 where none's is."""
    cycles = year.cycles
    given = annual_inputs.given_classes(year.job, year.month.sections)
    next_cycle = np.full(len(cycles.starts), -1, dtype=np.int64)
    for cycle, start in enumerate(cycles.starts.tolist()):
        after = np.flatnonzero(cycles.starts == start + LENGTH)
        if len(after) and not cycles.missing(cycle):
            next_cycle[cycle] = after[0]
    own, number = np.divmod(np.arange(len(cycles)), cycles.width)
    follows = (next_cycle[own] >= 0) & (given[number] == 0)
    return np.where(follows, next_cycle[own] * cycles.width + number, -1)


def _other_side(year: Year, chosen: list[Decision], following: Ints) -> Year:
    """Settle again with each of some section-years' one decision on its other side."""
    values: dict[str, npt.NDArray[Any]] = {
        _ANNUAL: year.annual_class.copy(),
        _EXCEEDING: year.count(EXCEED).copy(),
        _DRY: year.dry_months.copy(),
        _PREVIOUS: year.previous_class.copy(),
    }
    for one in chosen:
        values[one.what][one.year] = one.other
        if one.what == _ANNUAL and following[one.year] >= 0:
            values[_PREVIOUS][following[one.year]] = one.other
    return settle_again(year, values[_ANNUAL], values[_EXCEEDING], values[_DRY], values[_PREVIOUS])


def _refuse_others(changed: npt.NDArray[np.bool_], chosen: list[Decision], following: Ints) -> None:
    own = {one.year for one in chosen}
    moved = set(np.flatnonzero(changed).tolist()) - own - {int(following[y]) for y in own}
    if moved:
        raise SelfCheckError("临界：一个断面的年度判断影响了别的断面")


# ------------------------------------------------------------------------------ the means


def _means(year: Year, within: Fraction) -> Iterator[Decision]:
    """Yield the annual means near the limit of a class."""
    grid, cycles, means = year.month.grid, year.cycles, year.means
    sections = grid.sections
    body, target = sections.body[cycles.section], sections.target[cycles.section]
    by_month_alone = (body == LAKE) & sections.is_drinking_source[cycles.section]
    rounded = is_rounded(year.job.interpretations)
    for index, indicator in enumerate(grid.indicators):
        years = np.flatnonzero(means.classes[:, index] > 0)
        if not len(years):
            continue
        value = decimal15(means.mean(index, years))
        own = Limits.of(indicator, body[years])
        for end in _ends(own, len(years)):
            near = np.flatnonzero(is_near(value, end.limit, within))
            if not len(near):
                continue
            other = _classes_beyond(means.classes[years, index], own, end, rounded)
            for n in near.tolist():
                y = int(years[n])
                targets = np.asarray(own.upper[int(target[y]) - 1], dtype=np.float64)
                held = np.broadcast_to(targets, value.shape)[n] == end.limit[n]
                others = np.delete(means.classes[y], index)
                yield Decision(
                    y, _ANNUAL, max(int(other[n]), int(others.max(initial=0))),
                    _mean_row(year, y, index, end, float(value[n]), float(end.limit[n])),
                    bool(held or end.is_lower) and not by_month_alone[y],
                )  # fmt: skip


@record
class _End:
    """A limit that means are held against: of which class, whether it is the least value.

    ``is_lower`` says that it is the lower end of a range.
    """

    number: int
    limit: Floats
    is_least: bool
    is_lower: bool = False


def _ends(own: Limits, size: int) -> Iterator[_End]:
    """Yield the limits of the classes that differ, and the lower end of a range."""
    for number in _distinct(own, size):
        limit = np.broadcast_to(np.asarray(own.upper[number], dtype=np.float64), (size,))
        yield _End(number, limit, own.rule == "ge")
    if not np.isnan(own.lower):
        yield _End(len(CLASSES) - 1, np.full(size, own.lower), is_least=True, is_lower=True)


def _distinct(own: Limits, size: int) -> list[int]:
    """Return the classes whose limits differ from those of the better one in some row."""
    limits = [np.broadcast_to(np.asarray(u, dtype=np.float64), (size,)) for u in own.upper]
    return [
        k
        for k in range(len(CLASSES))
        if k + 1 == len(CLASSES) or not np.array_equal(limits[k], limits[k + 1], equal_nan=True)
    ]


def _classes_beyond(
    classes: npt.NDArray[np.int8], own: Limits, end: _End, rounded: bool
) -> npt.NDArray[np.int8]:
    """Return the class on the other side of a class's limit; equality meets it."""
    limit, meets = end.limit, classes <= end.number + 1
    places = np.broadcast_to(np.asarray(own.places[end.number]), limit.shape)
    hair = limit * HAIR + (0.5 / 10.0**places if rounded else 0.0)
    over = limit - hair if end.is_least else limit + hair
    return water_class(decimal15(np.where(meets, over, limit)), own, rounded=rounded)


def _mean_row(
    year: Year, y: int, index: int, end: _End, value: float, limit: float
) -> dict[str, Any]:
    indicator, grid = year.month.grid.indicators[index], year.month.grid
    spots = np.flatnonzero(year.month.assessment.classes[:, index] > 0)
    spots = spots[year.cycles.of_spot(spots) == y]
    first = year.job.tables["readings"].raw.place(indicator.key, int(grid.row_at[spots[0]]))
    meets = year.means.classes[y, index] <= end.number + 1
    item = f"{indicator.name}年均值（{indicator.unit}）：{SIGNS[end.number]} 类限值"
    if indicator.lower is not None:
        item = f"{indicator.name}年均值：范围的{'下限' if end.is_lower else '上限'}"
    return {
        "place": f"{first} 等 {len(spots)} 个月" if len(spots) > 1 else first,
        "item": item,
        "value": value,
        "threshold": limit,
        "distance": float(distances(np.array([value]), np.array([limit]))[0]),
        "side": "满足" if meets else "不满足",
        "clause": "六¶1",
    }


# ------------------------------------------------------------------ months, previous classes


def _spot_place(year: Year, y: int, verdict: int, column: str) -> str:
    """Return where the first month of a verdict stands."""
    grid = year.month.grid
    spots = np.flatnonzero((year.month.verdict == verdict) & (grid.row_at >= 0))
    spots = spots[year.cycles.of_spot(spots) == y]
    raw = year.job.tables["readings"].raw
    return raw.place(column, int(grid.row_at[spots[0]])) if len(spots) else ""


def _count_row(
    year: Year, y: int, place: str, item: str, count: int, limit: int, clause: str, note: str
) -> dict[str, Any]:
    return {
        "place": place, "item": item, "value": count, "threshold": limit,
        "distance": count - limit, "side": "达到" if count >= limit else "未达到",
        "clause": clause, "note": note,
    }  # fmt: skip


def _exceeding(year: Year) -> Iterator[Decision]:
    """Yield the drinking sources with a single exceeding month, which fails their year."""
    source = year.month.sections.is_drinking_source[year.cycles.section]
    for y in np.flatnonzero(source & (year.count(EXCEED) == 1)).tolist():
        row = _count_row(
            year, y, _spot_place(year, y, EXCEED, "month"), "超标月数：饮用水源年度不达标", 1, 1,
            "六¶1", "只看年度项目，当月的赔付照旧",
        )  # fmt: skip
        yield Decision(y, _EXCEEDING, 0, row)


def _dry(year: Year) -> Iterator[Decision]:
    """Yield the sections within a month of the dry months that cost a payment (七¶4)."""
    limit = year.figure("dry_months_limit").astype(np.int64)
    months: Ints = year.dry_months
    near = ((months == limit) | (months == limit - 1)) & ~year.is_dry_exempt
    for y in np.flatnonzero(near).tolist():
        count, least = int(months[y]), int(limit[y])
        row = _count_row(
            year, y, _spot_place(year, y, DRY, "is_dry"), "断流月数：断流缴纳", count, least,
            "七¶4", "月数按相差 1 个月以内",
        )  # fmt: skip
        yield Decision(y, _DRY, least - 1 if count >= least else least, row)


def _previous(year: Year) -> Iterator[Decision]:
    """Yield the previous classes one class from those that a bonus asks for (七¶3)."""
    every = class_names(np.arange(len(CLASSES) + 2, dtype=np.int8))
    for y in np.flatnonzero(year.previous_class > 0).tolist():
        poor = year.job.policy.figure("bonus_previous_classes").at(
            year.cycles.last_months[int(year.cycles.cycle[y])]
        )
        least = min(n for n, name in enumerate(every.tolist()) if name in poor)
        now = int(year.previous_class[y])
        if now in (least, least - 1):
            other = least - 1 if now == least else least
            row = {
                "item": "上年度水质类别：年度奖励", "value": str(every[now]),
                "threshold": str(every[least]), "distance": f"{now - least:+d} 类",
                "side": "达到" if now >= least else "未达到", "clause": "七¶3",
                "note": "类别按相差 1 类以内；填在上年度类别或断面清单",
            }  # fmt: skip
            yield Decision(y, _PREVIOUS, other, row)


def _row(
    year: Year, other: Year, one: Decision, before: Fen, after: Fen, follower: int
) -> dict[str, Any]:
    """Return the row of a decision; what it moves in the cycle after stands beside it."""
    sections, y = year.month.sections, one.year
    section = year.cycles.section[y]
    names = [_STATES[int(which.state[y])] for which in (year, other)]
    classes = [class_names(which.annual_class[[y]])[0] or "" for which in (year, other)]
    told = [f"{c}类 {n}".strip() if c else n for c, n in zip(classes, names, strict=True)]
    moved = int(after[follower] - before[follower]) if follower >= 0 else 0
    if moved:
        cycle = year.cycles.texts[int(year.cycles.cycle[follower])]
        said = f"{cycle} 周期的上年度水质类别 {classes[0]} → {classes[1]}：{text(moved)}"
        one.row.update(others=said, others_fen=moved)
    return {
        **one.row,
        "period": year.cycles.texts[int(year.cycles.cycle[y])],
        "name": f"{sections.ids[section]} {sections.names[section]}",
        "clause": year.job.policy.clause_words(one.row["clause"]),
        "before": told[0],
        "before_fen": int(before[y]),
        "after": told[1],
        "after_fen": int(after[y]),
    }
