"""Applications near a threshold, and what the other side would be given.

Each cell is moved to the other side and the applications are assessed again; those that share no
name can't touch each other and share a run.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd

from qdcalc.errors import InputError, SelfCheckError
from qdcalc.exact.blanks import keys
from qdcalc.exact.money import FEN_PER_YUAN, text
from qdcalc.expo.inputs import APPLICATIONS
from qdcalc.expo.moves import Move, moves
from qdcalc.expo.settle import compute, current
from qdcalc.notice.description import Job
from qdcalc.notice.thresholds import decisions, is_near, rank_within
from qdcalc.table.problems import Problems

_NAMES = ("show", "venue", "operator", "applicant", "subject", "firm", "project")
_FEW = 3
Place = tuple[str, str, str]  # sheet, row, file
Found = dict[Place, tuple[int, str, str, str]]  # amount, verdict, subject, applicant


def thresholds(job: Job, within: Fraction) -> pd.DataFrame:
    """Return the applications near a threshold, with what the other side would be given."""
    job = current(replace(job, problems=Problems()))
    chosen = list(moves(job, within))
    before = _findings(job)
    after = _other_sides(job, chosen, before)
    rows = [
        row
        for move, found in zip(chosen, after, strict=True)
        if (row := _row(job, move, before, found)) is not None
    ]
    return decisions([*sorted(rows, key=_order), *_budgets(job, within)])


def _order(row: dict[str, Any]) -> int:
    return -abs(int(row["after_fen"]) - int(row["before_fen"])) - abs(int(row["others_fen"]))


def _findings(job: Job) -> Found:
    """Return what is found of each application, by where it stands."""
    frame = compute(replace(job, problems=Problems())).tables["findings"]()
    places = _texts(frame, "sheet", "row", "file")
    amounts = frame["amount_fen"].tolist()
    words = _texts(frame, "verdict", "subject", "applicant")
    return {
        place: (int(fen), *said) for place, fen, said in zip(places, amounts, words, strict=True)
    }


def _texts(frame: pd.DataFrame, *names: str) -> list[tuple[str, str, str]]:
    columns = [frame[n].astype(object).where(frame[n].notna(), "").astype(str) for n in names]
    return list(zip(*columns, strict=True))


def _place(job: Job, name: str, position: int) -> Place:
    raw = job.tables[name].raw
    return raw.table.label, str(raw.rows[position]), raw.parts[raw.part_of[position]].file or ""


# -------------------------------------------------------------------------- the other side


def _other_sides(job: Job, chosen: Sequence[Move], before: Found) -> list[Found | None]:
    """Assess with cells moved, one of each group of applications that share a name in a run.

    None where the other side is refused.
    """
    group = _groups(job)
    where = [_place(job, move.table, move.position) for move in chosen]
    run = rank_within(np.array([group[place] for place in where], dtype=np.int64))
    after: list[Found | None] = [None] * len(chosen)
    for number in np.unique(run).tolist():
        here = np.flatnonzero(run == number).tolist()
        try:
            found = _findings(_moved(job, [chosen[n] for n in here]))
        except InputError:
            continue
        changed = {place for place, own in found.items() if own[:2] != before[place][:2]}
        for n in here:
            own = {place for place in changed if group[place] == group[where[n]]}
            after[n] = {place: found[place] for place in {*own, where[n]}}
            changed -= own
        if changed:
            raise SelfCheckError("临界：一项申请的变动影响了与它没有相同名称的申请")
    return after


def _groups(job: Job) -> dict[Place, int]:
    """Give applications that share a name, directly or by others, one group."""
    parent: dict[str, str] = {}

    def root(name: str) -> str:
        while parent.setdefault(name, name) != name:
            parent[name] = parent[parent[name]]
            name = parent[name]
        return name

    own: dict[Place, str] = {}
    for table in APPLICATIONS:
        data = job.tables.get(table.name)
        if data is None or data.frame.empty:
            continue
        columns = [keys(data.frame[n]).tolist() for n in _NAMES if n in data.frame.columns]
        for position, names in enumerate(zip(*columns, strict=True)):
            place = _place(job, table.name, position)
            own[place] = "|".join(place)
            for name in filter(None, names):
                parent[root(name)] = root(own[place])
    number: dict[str, int] = {}
    return {place: number.setdefault(root(name), len(number)) for place, name in own.items()}


def _moved(job: Job, chosen: Sequence[Move]) -> Job:
    tables = dict(job.tables)
    for move in chosen:
        data = tables[move.table]
        frame = data.frame.copy()
        frame.loc[frame.index[move.position], move.column] = move.other
        tables[move.table] = data.with_frame(frame)
    return replace(job, tables=tables)


# ------------------------------------------------------------------------- what is written


def _row(job: Job, move: Move, before: Found, after: Found | None) -> dict[str, Any] | None:
    """Return the row of a decision; None of a step that changes nothing."""
    place = _place(job, move.table, move.position)
    now, raw = before[place], job.tables[move.table].raw
    then = now if after is None else after[place]
    moved = {p: found for p, found in (after or {}).items() if p != place}
    if move.is_step and then[:2] == now[:2] and not moved:
        return None
    others = [f"{f[2]} {f[1]} {text(f[0] - before[p][0])}" for p, f in moved.items()]
    return {
        "place": raw.place(move.column, move.position),
        "name": f"{now[2]}（{now[3]}）" if now[3] and now[3] != now[2] else now[2],
        "item": move.item,
        "value": move.value,
        "threshold": move.threshold,
        "distance": move.distance,
        "side": "达到" if move.is_reached else "未达到",
        "before": now[1],
        "before_fen": now[0],
        "after": "不能计算" if after is None else then[1],
        "after_fen": then[0],
        "others": "；".join(others[:_FEW]),
        "others_fen": sum(f[0] - before[p][0] for p, f in moved.items()),
        "clause": job.policy.clause_words(str(move.clause)),
        "note": move.note,
    }


def _budgets(job: Job, within: Fraction) -> Iterator[dict[str, Any]]:
    """Yield the years and items whose amounts are near their budget; no amount hangs on it."""
    data = job.tables.get("budgets")
    if data is None or data.frame.empty:
        return
    years = compute(replace(job, problems=Problems())).tables["years"]()
    spent = {(str(i), int(y)): int(f) for i, y, f in _columns(years, "amount_fen")}
    for position, (item, year, budget) in enumerate(_columns(data.frame, "budget_fen")):
        amount, limit = spent.get((str(item), int(year)), 0), int(budget)
        seen = [np.array([fen / FEN_PER_YUAN]) for fen in (amount, limit)]
        if limit and is_near(seen[0], seen[1], within)[0]:
            yield {
                "place": data.raw.place("budget_fen", position),
                "period": str(year),
                "name": str(item),
                "item": "核定金额合计（元）：预算",
                "value": float(seen[0][0]),
                "threshold": float(seen[1][0]),
                "distance": (amount - limit) / FEN_PER_YUAN,
                "side": "超出预算" if amount > limit else "预算以内",
                "note": "不改变核定金额，只改变结余",
            }


def _columns(frame: pd.DataFrame, amount: str) -> Any:
    return zip(*(frame[name].tolist() for name in ("item", "year", amount)), strict=True)
