"""Platforms near a step or near 达标, dated targets near their value, and the other side.

One person served more or fewer than a step asks for one member of staff more or fewer; staff in
post meet the standard from the staff required on (三(二)); an actual value meets its target (二).
Staff are moved by whole people, as they are hired; a step that changes neither gap nor 达标 is left
out. What changes money comes first, the nearest at its head.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any, assert_never

import numpy as np
import pandas as pd

from qdcalc.exact.dtypes import Floats, Ints
from qdcalc.notice.description import Job
from qdcalc.notice.thresholds import decisions, distances, is_near
from qdcalc.staffing.facts import StaffingFacts
from qdcalc.staffing.frames import task_frame
from qdcalc.staffing.inputs import STAFF
from qdcalc.staffing.settle import assess, checked
from qdcalc.staffing.standard import HUNDRED, required_staff
from qdcalc.staffing.words import Direction, Rounding
from qdcalc.table.problems import Problems

_UP, _DOWN = True, False
_COLUMN = "people_served"
_LITTLE = Fraction(1, 10**6)  # how far on the other side of its target an actual value is moved


def thresholds(job: Job, within: Fraction) -> pd.DataFrame:
    """Return the platforms near a step or near 达标, with what the other side costs; the tasks."""
    job, places, known = checked(replace(job, problems=Problems()))
    frame = job.tables["platforms"].frame
    now = assess(frame, places, known)
    # the order of the assessed rows hangs on names alone
    row = assess(frame.assign(people_served=np.arange(len(frame))), places, known)[_COLUMN]
    position = row.to_numpy()
    found = []
    for direction in (_UP, _DOWN):
        step, other = _next_step(now, known.rounding, is_up=direction)
        moved = frame.assign(people_served=_at(position, other))
        then = assess(moved, places, known)
        near = is_near(now[_COLUMN].to_numpy(dtype=np.float64), step, within)
        changed = (then["gap_x100"] != now["gap_x100"]).to_numpy(dtype=bool)
        found += [
            _step_row(job, now, then, float(step[n]), int(position[n]), n)
            for n in np.flatnonzero(near & changed & (other >= 0)).tolist()
        ]
    staff, needed = (now[name].to_numpy(dtype=np.int64) for name in ("staff_x100", "required"))
    spare = (staff - needed * HUNDRED) // HUNDRED  # whole people who are not needed
    other = np.where(now["is_met"], staff - (spare + 1) * HUNDRED, needed * HUNDRED)
    moved = frame.drop(columns=list(STAFF), errors="ignore")
    moved = moved.assign(permanent=_at(position, other))  # whatever their source
    then = assess(moved, places, known)
    near = is_near(staff / HUNDRED, needed.astype(np.float64), within)
    found += [
        _staff_row(job, now, then, int(position[n]), n) for n in np.flatnonzero(near).tolist()
    ]
    names = known.districts.all_names
    for line in found:
        line["name"] = f"{names[line.pop('district')]} {line['name']}"
    found += _tasks(job, known, within)
    return decisions(sorted(found, key=_order))


def _at(position: Ints, values: Ints) -> Ints:
    """Return values of the assessed rows in the order of the input's."""
    placed = np.empty(len(values), dtype=np.int64)
    placed[position] = values
    return placed


def _order(line: dict[str, Any]) -> tuple[bool, float, float]:
    costs = [line.get(name) for name in ("before_fen", "after_fen")]
    stake = abs((costs[1] or 0) - (costs[0] or 0))
    return not stake, abs(line["distance"]) / (line["threshold"] or 1), -stake


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


def _step_row(
    job: Job, now: pd.DataFrame, then: pd.DataFrame, step: float, position: int, n: int
) -> dict[str, Any]:
    """Return the row of a platform near a step."""
    before, after = now.iloc[n], then.iloc[n]
    people = int(before[_COLUMN])
    more = int(after["required"]) - int(before["required"])
    return {
        "place": job.tables["platforms"].raw.place(_COLUMN, position),
        "item": f"服务对象数（人）：应配 {_higher(before, after)} 人的界限",
        "value": people,
        "threshold": int(step) if step.is_integer() else step,
        "distance": float(people - step),
        "side": "界限以上" if more < 0 else "界限以内",
        **_sides(job, before, after),
    }


def _staff_row(
    job: Job, now: pd.DataFrame, then: pd.DataFrame, position: int, n: int
) -> dict[str, Any]:
    """Return the row of a platform whose staff in post is near the staff required."""
    before, after, data = now.iloc[n], then.iloc[n], job.tables["platforms"]
    given = [c for c in STAFF if c in data.present and data.frame[c].fillna(0).iloc[position] > 0]
    places = f" 等 {len(given)} 格" if len(given) > 1 else ""
    staff, needed = int(before["staff_x100"]), int(before["required"])
    return {
        "place": data.raw.place(given[0], position) + places,
        "item": f"现有（人）：达标，应配 {needed} 人",
        "value": staff / HUNDRED,
        "threshold": needed,
        "distance": (staff - needed * HUNDRED) / HUNDRED,
        "side": "达标" if before["is_met"] else "不达标",
        **_sides(job, before, after),
    }


def _sides(job: Job, before: pd.Series[Any], after: pd.Series[Any]) -> dict[str, Any]:
    """Return which platform it is, and what both sides come to."""
    costs = [_cost(side) for side in (before, after)]
    return {
        "district": int(before["district"]),
        "name": f"{before['street']} {before['platform']}",
        "before": _told(before),
        "before_fen": costs[0],
        "after": _told(after),
        "after_fen": costs[1],
        "clause": job.policy.clause_words("三(二)"),
        "note": "" if costs[0] is not None else "没有经费标准，没有金额",
    }


def _tasks(job: Job, known: StaffingFacts, within: Fraction) -> list[dict[str, Any]]:
    """Return the dated targets whose actual value is near the target (二)."""
    data = job.tables.get("tasks")
    if data is None or not {"target", "actual"} <= set(data.present):
        return []
    frame = task_frame(data, known.date)
    target, actual = (frame[name].to_numpy(dtype=np.float64) for name in ("target", "actual"))
    exact = data.frame["target"].to_numpy(dtype=object)
    is_met = (frame["missing"] == 0).to_numpy(dtype=bool)
    at_most = (frame["direction"] == Direction.AT_MOST).to_numpy(dtype=bool)
    over = np.array([-_LITTLE, _LITTLE], dtype=object)[at_most.astype(int)]
    near = np.flatnonzero(is_near(actual, target, within)).tolist()
    other = np.full(len(frame), None, dtype=object)
    other[near] = exact[near] + np.where(is_met[near], over[near], 0)
    moved = data.with_frame(data.frame.assign(actual=other))
    then = task_frame(moved, known.date)
    distance = distances(actual[near], target[near]).tolist()
    return [
        {
            "place": data.raw.place("actual", n),
            "name": frame["task"].iloc[n],
            "item": f"实际值：{frame['direction'].iloc[n]}目标值",
            "value": float(actual[n]),
            "threshold": float(target[n]),
            "distance": far,
            "side": "达到" if is_met[n] else "未达到",
            "before": frame["state"].iloc[n],
            "after": then["state"].iloc[n],
            "clause": job.policy.clause_words("二"),
            "note": "没有金额",
        }
        for n, far in zip(near, distance, strict=True)
    ]


def _higher(*sides: pd.Series[Any]) -> int:
    return max(int(side["required"]) for side in sides)


def _cost(side: pd.Series[Any]) -> int | None:
    cost = side["gap_cost_fen"]
    return None if pd.isna(cost) else int(cost)


def _told(side: pd.Series[Any]) -> str:
    return f"应配 {int(side['required'])}，缺口 {side['gap_x100'] / HUNDRED:.10g}"
