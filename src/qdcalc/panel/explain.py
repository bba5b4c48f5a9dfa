"""Where a quota, a check and a score come from: the steps back to the cells and clauses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from qdcalc.document.explanation import Explanation
from qdcalc.document.steps import Step
from qdcalc.errors import UsageError
from qdcalc.exact.texts import key
from qdcalc.notice.proof import nothing_asked, wanted_one, wanted_row
from qdcalc.panel.facts import Settled
from qdcalc.panel.quota_steps import QuotaSteps
from qdcalc.panel.tally_steps import BallotSteps, TallySteps
from qdcalc.panel.words import GROUP_SPELLINGS, GROUPS

Tables = Mapping[str, pd.DataFrame]


def explained(found: Settled, tables: Tables, asked: Mapping[str, str]) -> Explanation:
    """Return the steps of a quota with its roster, of a venue's or group's checks, of a score.

    Raises
    ------
    UsageError
        Nothing is asked for, or what is asked for is not in the result.
    """
    if not asked:
        raise nothing_asked(_examples(found))
    if asked.get("row"):
        return explained(found, tables, _of_row(found, asked["row"]))
    if asked.get("department"):
        return _department(found, asked["department"])
    groups = [_group(asked["group"])] if asked.get("group") else list(range(len(GROUPS)))
    venues = found.venues["venue"].tolist()
    if not asked.get("venue") and not asked.get("category"):
        return Explanation(f"{GROUPS[groups[0]]}组的名额和评议票", _of_group(found, groups[0]))
    if asked.get("venue"):
        venues = [_venue(asked["venue"], venues, found)]
    return _quotas(found, venues, groups, asked.get("category", ""))


def _examples(found: Settled) -> list[tuple[str, str]]:
    """Return what may be asked for, of this input."""
    row = found.quotas.iloc[int(np.argmax(found.quotas["rest"].to_numpy()))]
    venue, group = row["venue"], GROUPS[row["group"]]
    told = [
        (f"--venue {venue} --group {group} --category {_quoted(row['category'])}",
         f"{venue}{group}组{row['category']}的名额（名额分配）"),
        (f"--venue {venue} --group {group}", f"{venue}{group}组的各项名额、名册和评议票"),
        (f"--group {group}", f"{group}组的名额核对、评议票合计和述职时间"),
    ]  # fmt: skip
    if len(found.tally):
        name = found.tally["department"].iloc[0]
        told.append((f"--department {name}", f"{name}的票数、得分和排名（计票）"))
    return told


def _quoted(name: str) -> str:
    """Write a name as it stands in a command: in quotes where it has brackets or blanks."""
    return f'"{name}"' if any(c in name for c in " ()") else name


def _of_row(found: Settled, given: str) -> dict[str, str]:
    """Return what a row of the input is about, as if it had been asked for."""
    every: list[tuple[str, int, str, str, str]] = []
    for name, data in found.job.tables.items():
        raw = data.raw
        for position, part in enumerate(raw.part_of.tolist()):
            own = raw.parts[part]
            place = (own.sheet or raw.table.label, str(raw.rows[position]), own.file)
            every.append((name, position, *place))
    if not every:
        raise UsageError("这次没有输入的行，名额都来自通知；请写 --venue 会场")
    sheets, rows, files = (pd.Series([e[n] for e in every], dtype=object) for n in (2, 3, 4))
    name, position = every[wanted_row(given, sheets, rows, files)][:2]
    frame = found.job.tables[name].frame
    row = {n: str(v) for n, v in frame.iloc[position].items() if not pd.isna(v)}
    wanted: Mapping[str, tuple[str, ...]] = {
        "venues": ("venue",), "roster": ("venue", "group", "category"),
        "issued": ("venue", "group"), "votes": ("department",), "departments": ("department",),
        "composition": ("category", "group"),
    }  # fmt: skip
    asked = {n: row[n] for n in wanted.get(name, ()) if n in row}
    if not asked:
        label = found.job.tables[name].table.label
        raise UsageError(f"“{given}”是{label}的一行，请写 --department 部门")
    return asked


def _group(given: str) -> int:
    """Return the place of a group that is named in any of its spellings."""
    for number, group in enumerate(GROUPS):
        if key(given) in map(key, (group, *GROUP_SPELLINGS[group])):
            return number
    raise UsageError(f"没有组别“{given}”，有的是：{'、'.join(GROUPS)}")


def _venue(given: str, names: Sequence[str], found: Settled) -> str:
    """Return a venue of the result by any of the names that it is known by."""
    place = int(found.known.places.places(pd.Series([given]))[0])
    if place >= 0:
        name = str(found.known.places.all_names[place])
        if name in names:
            return name
        raise UsageError(f"名额里没有会场“{name}”，有的是：{'、'.join(names)}")
    return wanted_one(given, {name: (name,) for name in names}, "会场")


def _quotas(
    found: Settled, venues: Sequence[str], groups: Sequence[int], category: str
) -> Explanation:
    """Return the quotas of a venue or a category; of one venue and group the checks, too."""
    rows = found.quotas
    chosen = rows["venue"].isin(venues) & rows["group"].isin(groups)
    steps = QuotaSteps(found)
    if category:
        known = {str(n): (str(n),) for n in dict.fromkeys(rows.loc[chosen, "category"])}
        category = wanted_one(category, known, "类别")
        chosen &= rows["category"] == category
        tops = [steps.roster(n) or steps.quota(n) for n in np.flatnonzero(chosen).tolist()]
    elif len(groups) == 1:
        own = np.flatnonzero(chosen).tolist()
        tops = [steps.sum_of_block(own), *filter(None, map(steps.roster, own))]
        tops += filter(None, [BallotSteps(found, steps).of(venues[0], groups[0])])
    else:
        tops = [steps.sum_of_block(steps.block(venues[0], group)) for group in groups]
        ballots = BallotSteps(found, steps)
        tops += filter(None, (ballots.of(venues[0], group) for group in groups))
    one_venue = [venues[0]] if len(venues) == 1 else []
    one_group = [f"{GROUPS[groups[0]]}组"] if len(groups) == 1 else []
    whose = " ".join([*one_venue, *one_group, *([category] if category else [])])
    return Explanation(f"{whose} 的名额", tuple(tops))


def _of_group(found: Settled, group: int) -> tuple[Step, ...]:
    """Return the sums of a group and of all, its ballots and its time (二(一), 二(三))."""
    steps = QuotaSteps(found)
    ballots = BallotSteps(found, steps).of_group(group)
    tops = [steps.sum_of_group(group), steps.sum_of_all(), ballots, steps.minutes(group)]
    return tuple(step for step in tops if step is not None)


def _department(found: Settled, given: str) -> Explanation:
    if not len(found.tally):
        raise UsageError("输入里没有评议票，没有部门的得分可以说明")
    names: dict[str, tuple[str, ...]] = {str(n): (str(n),) for n in found.tally["department"]}
    name = wanted_one(found.known.called(given) or given, names, "部门")
    row = int(np.flatnonzero((found.tally["department"] == name).to_numpy())[0])
    steps = TallySteps(found, BallotSteps(found, QuotaSteps(found)))
    return Explanation(f"{name}的票数、得分和排名", steps.of(row))
