"""Readings near a limit that decides a section's month, and what the other side would pay.

Decided by a limit (clauses 一, 六, 七¶1): 超标 by the target's, 跃升 by that of the better class,
the coefficient by the target's limit and the notice's multiple of it. Each reading is moved just
over its threshold and the months are judged again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd

from qdcalc.errors import SelfCheckError
from qdcalc.exact.decimals import decimal15, round_half_even
from qdcalc.exact.dtypes import Bools, Floats, Ints
from qdcalc.exact.lists import Lists
from qdcalc.exact.money import Fen, text
from qdcalc.exact.months import month_texts
from qdcalc.notice.description import Job
from qdcalc.notice.thresholds import HAIR, decisions, distances, is_near, rank_within
from qdcalc.record import record
from qdcalc.table.problems import Problems
from qdcalc.water.inputs.cycles import keep_cycle
from qdcalc.water.inputs.grid import Grid, Unproven
from qdcalc.water.interpretations import UpstreamLinks, is_rounded
from qdcalc.water.monthly.facts import Month
from qdcalc.water.monthly.settle import LaidOut, judge, settle
from qdcalc.water.monthly.upstream import used_links
from qdcalc.water.monthly.verdict import EXCEED
from qdcalc.water.standard import SIGNS, Indicator, limits
from qdcalc.water.words import Verdict, by_code

_LIMIT, _BEYOND, _BETTER = range(3)
_FEW = 3


@record
class Near:
    """Readings near a threshold: section-month, indicator, what is compared, where it would go.

    ``value`` is what is compared (the reading, or what is left of it after upstream's excess is
    taken off), ``moved`` the reading on the other side; ``is_over`` says that it is above the
    threshold now; ``kind`` which threshold it is, ``number`` the class whose limit it is (0 = Ⅰ).
    """

    spot: Ints
    indicator: Ints
    value: Floats
    threshold: Floats
    moved: Floats
    is_over: Bools
    kind: Ints
    number: Ints

    def __len__(self) -> int:
        return len(self.spot)

    @staticmethod
    def joined(parts: list[Near]) -> Near:
        """Put several together, in order of section-month."""
        names = list(Near.__dataclass_fields__)
        whole = {n: np.concatenate([getattr(part, n) for part in parts]) for n in names}
        order = np.argsort(whole["spot"], kind="stable")
        return Near(**{name: values[order] for name, values in whole.items()})


def thresholds(job: Job, within: Fraction) -> pd.DataFrame:
    """Return the decisions of the months near a threshold, with what the other side would pay."""
    month = settle(keep_cycle(replace(job, problems=Problems()), is_one_needed=False))
    return decisions(readings_near(month, within))


def readings_near(month: Month, within: Fraction) -> list[dict[str, Any]]:
    """Return the rows of the readings near a limit that decides, the largest money first."""
    near = near_readings(month, within)
    sides = _other_sides(month, near)
    return [row for _, row in sorted(_rows(month, near, sides), key=lambda r: r[0])]


# ------------------------------------------------------------------------------ what is near


def near_readings(month: Month, within: Fraction) -> Near:
    """Return the judged readings near a limit that decides."""
    grid = month.grid
    excess = _excess(month)
    parts = [_empty()]
    for index, indicator in enumerate(grid.indicators):
        spot = np.flatnonzero(month.assessment.classes[:, index] > 0)
        if len(spot) and indicator.rule != "none":
            parts += _near_of(month, indicator, index, spot, excess, within)
    return Near.joined(parts)


def _empty() -> Near:
    none = np.zeros(0, dtype=np.int64)
    real = none.astype(np.float64)
    return Near(none, none, real, real, real, none.astype(bool), none, none)


def _excess(month: Month) -> dict[tuple[int, int], float]:
    """Return what is taken off readings for upstream's sake (``upstream`` = subtract)."""
    found = month.exceedances
    less = np.flatnonzero(found.judged != found.value)
    keys = zip(found.spot[less].tolist(), found.indicator[less].tolist(), strict=True)
    return dict(zip(keys, (found.value[less] - found.judged[less]).tolist(), strict=True))


def _near_of(
    month: Month,
    indicator: Indicator,
    index: int,
    spot: Ints,
    excess: dict[tuple[int, int], float],
    within: Fraction,
) -> Iterator[Near]:
    """Yield one indicator's readings near each kind of threshold."""
    grid, table = month.grid, limits((indicator,))
    section = grid.section[spot]
    body = grid.sections.body[section]
    target = grid.sections.target[section].astype(np.int64) - 1
    value = grid.at(spot, np.full(len(spot), index))
    taken = np.array([excess.get((s, index), 0.0) for s in spot.tolist()]) if excess else None
    month_of = grid.month_of(spot)
    better = target - _by_month(month, "leap_classes")[month_of]
    own = table.values[body, target, 0]
    leap = np.where(better >= 0, table.values[body, np.maximum(better, 0), 0], np.nan)
    leap = np.where(leap == own, np.nan, leap)
    rows: list[tuple[int, Floats, Ints, bool]] = [
        (_LIMIT, own, target, indicator.rule == "ge"),
        (_BETTER, leap, np.maximum(better, 0), indicator.rule == "ge"),
    ]
    if indicator.lower is not None:
        rows.append((_LIMIT, np.full(len(spot), float(indicator.lower)), target, True))
    if indicator.has_multiple:
        rows.append((_BEYOND, _beyond(month, table, body, target, month_of), target, False))
    rounded = is_rounded(month.job.interpretations)
    for kind, threshold, number, is_least in rows:
        less = taken if taken is not None and kind != _BETTER else np.zeros(len(spot))
        left = decimal15(value - less) if less.any() else value
        here = np.flatnonzero(is_near(left, threshold, within))
        places = table.places[body, number, 0][here]
        slack = 0.5 / 10.0**places if rounded else np.zeros(len(here))
        compared = round_half_even(left[here], places) if rounded else left[here]
        meets = compared >= threshold[here] if is_least else compared <= threshold[here]
        yield _moved(spot[here], index, left[here], threshold[here], less[here], meets,
                     kind, number[here], slack, is_least=is_least)  # fmt: skip


def _moved(
    spot: Ints,
    index: int,
    value: Floats,
    threshold: Floats,
    less: Floats,
    meets: Bools,
    kind: int,
    number: Ints,
    slack: Floats,
    *,
    is_least: bool,
) -> Near:
    """Put readings on the other side of their thresholds; equality meets a limit.

    ``slack`` is half of the last decimal that counts, where values are rounded first.
    """
    hair = threshold * HAIR + slack
    over = threshold - hair if is_least else threshold + hair
    under = np.where(less > 0, threshold - threshold * HAIR, threshold)
    moved = decimal15(np.where(meets, over, under) + less)
    size = len(spot)
    is_over = meets if is_least else ~meets
    return Near(spot, np.full(size, index), value, threshold, moved, is_over,
                np.full(size, kind), number)  # fmt: skip


def _by_month(month: Month, figure: str) -> Ints:
    found = month.job.policy.figure(figure)
    return np.array([found.at(m) for m in month.grid.months.tolist()], dtype=np.int64)


def _beyond(month: Month, table: Any, body: Any, target: Ints, month_of: Ints) -> Floats:
    figure = month.job.policy.figure("multiple_limit")
    ratios = [figure.at(m) for m in month.grid.months.tolist()]
    by_ratio = {ratio: table.beyond(Decimal(ratio)) for ratio in set(ratios)}
    stacked = np.stack([by_ratio[ratio] for ratio in ratios])
    beyond: Floats = stacked[month_of, body, target, 0]
    return beyond


# -------------------------------------------------------------------------- the other side


@record
class _Sides:
    """Of each decision: the section's verdict and amount on the other side, the others' too."""

    verdict: Ints
    signed_fen: Fen
    linked: list[list[tuple[int, int, int]]]  # section-month, verdict and amount there


def signed_fen(month: Month) -> Fen:
    """Return each section-month's amount as its responsible side sees it: a penalty is below 0."""
    return np.where(month.verdict == EXCEED, -month.amount_fen, month.amount_fen)


def _other_sides(month: Month, near: Near) -> _Sides:
    """Judge the months with readings moved; those that can't touch each other in one run.

    A reading decides of its own section's month and, where it exceeds, of those downstream.
    """
    below = _downstream(month)
    run = rank_within(near.spot)
    colour = _colours(month.grid, below)[month.grid.section[near.spot]]
    runs, which = np.unique(np.stack([run, colour], axis=1), axis=0, return_inverse=True)
    verdict, signed = np.zeros(len(near), dtype=np.int64), np.zeros(len(near), dtype=np.int64)
    linked: list[list[tuple[int, int, int]]] = [[] for _ in range(len(near))]
    before = signed_fen(month)
    for number in range(len(runs)):
        chosen = np.flatnonzero(which.ravel() == number)
        other = judge(_with_moved(month, near, chosen), month.determinations)
        after = signed_fen(other)
        spot = near.spot[chosen]
        verdict[chosen], signed[chosen] = other.verdict[spot], after[spot]
        changed = (other.verdict != month.verdict) | (after != before)
        changed[spot] = False
        for place, own in zip(chosen.tolist(), spot.tolist(), strict=True):
            for affected in _spots_below(month.grid, below, own):
                if changed[affected]:
                    changed[affected] = False
                    linked[place].append(
                        (affected, int(other.verdict[affected]), int(after[affected]))
                    )
        if changed.any():
            raise SelfCheckError("临界：一个读数的变动影响了它自己和下游以外的断面")
    return _Sides(verdict, signed, linked)


def _downstream(month: Month) -> Lists:
    """Return the sections whose judgement asks each section's readings (clause 六¶2)."""
    sections = month.sections
    links = used_links(sections, UpstreamLinks(month.job.interpretations["upstream_links"]))
    return Lists.of(links.items, links.owners(), len(sections))


def _spots_below(grid: Grid, below: Lists, spot: int) -> list[int]:
    start = below.starts[grid.section[spot]]
    numbers = grid.sections.number[below.items[start : start + below.counts[grid.section[spot]]]]
    found = spot - spot % grid.width + np.unique(numbers)
    return [int(s) for s in found.tolist()]


def _colours(grid: Grid, below: Lists) -> Ints:
    """Give sections that touch the same section's judgement different colours."""
    number = grid.sections.number
    touched: dict[int, set[int]] = {n: {n} for n in np.unique(number).tolist()}
    owners = number[below.owners()].tolist()
    for above, under in zip(owners, number[below.items].tolist(), strict=True):
        touched[above].add(under)
    touching: dict[int, set[int]] = {}
    for owner, touches in touched.items():
        for one in touches:
            touching.setdefault(one, set()).add(owner)
    colour: dict[int, int] = {}
    for owner, touches in touched.items():
        taken = {colour[o] for one in touches for o in touching[one] if o in colour}
        colour[owner] = next(c for c in range(len(touched) + 1) if c not in taken)
    return np.array([colour[n] for n in number.tolist()], dtype=np.int64)


def _with_moved(month: Month, near: Near, chosen: Ints) -> LaidOut:
    """Return what is judged anew: the readings as they were, the chosen ones moved."""
    grid, job = month.grid, month.job
    aside = grid.unproven
    row, indicator = grid.row_at[near.spot[chosen]], near.indicator[chosen]
    as_they_were = grid.readings.changed(aside.row, aside.indicator, aside.value)
    moved_readings = as_they_were.changed(row, indicator, near.moved[chosen])
    readings = job.tables["readings"]
    marks = {name: dict(own) for name, own in readings.marks.items()}
    for place, index in zip(row.tolist(), indicator.tolist(), strict=True):
        marks.get(grid.indicators[index].key, {}).pop(place, None)  # it was measured so
    job = replace(job, problems=Problems()).with_tables(readings=replace(readings, marks=marks))
    moved = replace(grid, readings=moved_readings, unproven=Unproven())
    return LaidOut(job, moved, month.districts, month.located)


# ------------------------------------------------------------------------- what is written


def _rows(month: Month, near: Near, sides: _Sides) -> Iterator[tuple[Any, dict[str, Any]]]:
    """Yield each decision's row, after what it is sorted by: the largest money first."""
    grid, readings = month.grid, month.job.tables["readings"]
    verdicts, before = by_code(Verdict), signed_fen(month)
    periods: list[str] = list(month_texts(grid.month[near.spot]))
    distance = distances(near.value, near.threshold)
    for n in range(len(near)):
        spot, indicator = int(near.spot[n]), grid.indicators[int(near.indicator[n])]
        row, own = int(grid.row_at[spot]), int(before[spot])
        moved = [(s, v, a - int(before[s])) for s, v, a in sides.linked[n]]
        others = sum(fen for *_, fen in moved)
        stake = abs(int(sides.signed_fen[n]) - own) + sum(abs(fen) for *_, fen in moved)
        mark = readings.marks.get(indicator.key, {}).get(row, "")
        yield (
            (-stake, abs(float(distance[n]) / float(near.threshold[n])), n),
            {
                "place": readings.raw.place(indicator.key, row),
                "period": periods[n],
                "name": _named(grid, spot),
                "item": _item(indicator, near, n),
                "value": float(near.value[n]),
                "threshold": float(near.threshold[n]),
                "distance": float(distance[n]),
                "side": _side(indicator, near, n),
                "before": str(verdicts[month.verdict[spot]]),
                "before_fen": own,
                "after": str(verdicts[int(sides.verdict[n])]),
                "after_fen": int(sides.signed_fen[n]),
                "others": "；".join(
                    f"{_named(grid, s)} {verdicts[month.verdict[s]]} → {verdicts[v]} {text(fen)}"
                    for s, v, fen in moved[:_FEW]
                ),
                "others_fen": others,
                "clause": month.job.policy.clause_words(
                    "七¶1" if near.kind[n] == _BEYOND else "六¶1"
                ),
                "note": f"原值 {mark}" if mark else "",
            },
        )


def _named(grid: Grid, spot: int) -> str:
    section = grid.section[spot]
    return f"{grid.sections.ids[section]} {grid.sections.names[section]}"


def _item(indicator: Indicator, near: Near, n: int) -> str:
    """Say which reading is held against which limit."""
    sign = SIGNS[int(near.number[n])]
    if indicator.lower is not None:
        end = "下限" if _is_least(indicator, near, n) else "上限"
        return f"{indicator.name}：范围的{end}"
    what = {
        _LIMIT: f"目标 {sign} 类限值",
        _BEYOND: f"目标 {sign} 类限值的倍数界限",
        _BETTER: f"跃升要求的 {sign} 类限值",
    }[int(near.kind[n])]
    return f"{indicator.name}（{indicator.unit}）：{what}"


def _is_least(indicator: Indicator, near: Near, n: int) -> bool:
    """Say whether the threshold is the least that a reading may be."""
    lower = indicator.lower
    return indicator.rule == "ge" or (lower is not None and near.threshold[n] == float(lower))


def _side(indicator: Indicator, near: Near, n: int) -> str:
    if near.kind[n] == _BEYOND:
        return "超出倍数" if near.is_over[n] else "倍数以内"
    return "满足" if bool(near.is_over[n]) == _is_least(indicator, near, n) else "不满足"
