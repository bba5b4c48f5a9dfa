"""Platforms near a step of the standard, and what the other side costs (三(二)).

One person served more or fewer than a step asks for one member of staff more or fewer.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any, assert_never

import numpy as np
import pandas as pd

from qdcalc.exact.dtypes import Floats, Ints
from qdcalc.notice.description import Job
from qdcalc.notice.thresholds import decisions, is_near
from qdcalc.staffing.settle import assess, checked
from qdcalc.staffing.standard import HUNDRED, required_staff
from qdcalc.staffing.words import Rounding
from qdcalc.table.problems import Problems

_UP, _DOWN = True, False
_COLUMN = "people_served"


def thresholds(job: Job, within: Fraction) -> pd.DataFrame:
    """Return the platforms near a step of the standard, with what the other side costs."""
    job, places, known = checked(replace(job, problems=Problems()))
    data = job.tables["platforms"]
    frame = data.frame
    now = assess(frame, places, known)
    # the order of the assessed rows hangs on names alone
    row = assess(frame.assign(people_served=np.arange(len(frame))), places, known)[_COLUMN]
    found = []
    for direction in (_UP, _DOWN):
        step, other = _next_step(now, known.rounding, is_up=direction)
        moved = np.empty(len(frame), dtype=np.int64)
        moved[row.to_numpy()] = other
        then = assess(frame.assign(people_served=moved), places, known)
        near = is_near(now[_COLUMN].to_numpy(dtype=np.float64), step, within)
        changed = (then["required"] != now["required"]).to_numpy(dtype=bool)
        found += [
            _row(job, now, then, float(step[n]), int(row.iloc[n]), n)
            for n in np.flatnonzero(near & changed & (other >= 0)).tolist()
        ]
    names = known.districts.all_names
    for line in found:
        line["name"] = f"{names[line.pop('district')]} {line['name']}"
    return decisions(sorted(found, key=_order))


def _order(line: dict[str, Any]) -> tuple[float, float]:
    costs = [line[name] for name in ("before_fen", "after_fen")]
    stake = 0 if None in costs else abs(costs[1] - costs[0])
    return -stake, abs(line["distance"]) / line["threshold"]


def _next_step(now: pd.DataFrame, rounding: Rounding, *, is_up: bool) -> tuple[Floats, Ints]:
    """Return the step above or below each platform, and the people served on its other side."""
    people, ratio = (now[name].to_numpy(dtype=np.int64) for name in (_COLUMN, "ratio"))
    counted = required_staff(people, ratio, np.zeros_like(people), rounding=rounding)
    rank = counted + (1 if is_up else 0)  # the count that begins at the step
    match rounding:
        case Rounding.CEIL:
            halves, first = 2 * (rank - 1) * ratio, (rank - 1) * ratio + 1
        case Rounding.FLOOR:
            halves, first = 2 * rank * ratio, rank * ratio
        case Rounding.HALF_UP:
            halves = (2 * rank - 1) * ratio
            first = -(-halves // 2)
        case other:
            assert_never(other)
    step = np.where(halves > 0, halves / 2, np.nan)
    return step, np.asarray(first if is_up else first - 1, dtype=np.int64)


def _row(
    job: Job, now: pd.DataFrame, then: pd.DataFrame, step: float, position: int, n: int
) -> dict[str, Any]:
    """Return the row of a platform."""
    before, after = now.iloc[n], then.iloc[n]
    people, data = int(before[_COLUMN]), job.tables["platforms"]
    more = int(after["required"]) - int(before["required"])
    costs = [_cost(side) for side in (before, after)]
    return {
        "place": data.raw.place(_COLUMN, position),
        "district": int(before["district"]),
        "name": f"{before['street']} {before['platform']}",
        "item": f"服务对象数（人）：应配 {_higher(before, after)} 人的界限",
        "value": people,
        "threshold": int(step) if step.is_integer() else step,
        "distance": float(people - step),
        "side": "界限以上" if more < 0 else "界限以内",
        "before": _told(before),
        "before_fen": costs[0],
        "after": _told(after),
        "after_fen": costs[1],
        "clause": job.policy.clause_words("三(二)"),
        "note": "" if costs[0] is not None else "没有经费标准，没有金额",
    }


def _higher(*sides: pd.Series[Any]) -> int:
    return max(int(side["required"]) for side in sides)


def _cost(side: pd.Series[Any]) -> int | None:
    cost = side["gap_cost_fen"]
    return None if pd.isna(cost) else int(cost)


def _told(side: pd.Series[Any]) -> str:
    return f"应配 {int(side['required'])}，缺口 {side['gap_x100'] / HUNDRED:.10g}"
