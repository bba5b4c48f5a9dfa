"""How the month of water falls into parts: sections upstream of each other are together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import reduce
from typing import Any

import numpy as np
import pandas as pd

from qdcalc.exact import money
from qdcalc.exact.dtypes import Ints
from qdcalc.exact.months import month_text, ordinals
from qdcalc.intake.districts import districts_of
from qdcalc.intake.table_data import TableData
from qdcalc.notice.description import CheckRow, Job, Partition, Whole
from qdcalc.notice.policy import Policy
from qdcalc.table.problems import Problem, Problems
from qdcalc.water.inputs.located import locate
from qdcalc.water.inputs.registry import Sections, registry
from qdcalc.water.inputs.section_names import bare, listed
from qdcalc.water.inputs.tables import INDICATORS, READINGS
from qdcalc.water.monthly.gaps import NOTHING_JUDGED
from qdcalc.water.monthly.headline import TITLE, sides
from qdcalc.water.monthly.retold import by_section, retold
from qdcalc.water.words import CITY, Verdict, WaterBody

_OF_A_SECTION = ("sections", "responsibility", "previous_classes", "full_analyses")
_MERGED = ("relations", "districts", "sections_used", "limits", "corrections")
_UNKNOWN = -1
Frames = Mapping[str, pd.DataFrame]


def _months(readings: TableData) -> Ints:
    month = readings.frame["month"]
    return np.unique(ordinals(month[month.notna()]))


def _sections(job: Job) -> Sections:
    """Return the list; what is wrong with it is told by the parts."""
    months = _months(job.tables["readings"]).tolist() or [0]
    names = districts_of(job.policy.figure("districts").values_of(months), CITY)
    own = job.tables.get("sections")
    own = None if own is None or own.frame.empty else own
    return registry(own, names, job.policy, months, Problems())


def groups(job: Job) -> Mapping[str, Ints]:
    """Return the group of each row: its section's, with all that lie up- or downstream of it.

    Sections of one name are together, too: alone each would be the only one of its name. Of the
    annex's list, which is no table of the input, all sections are one group.
    """
    sections, readings = _sections(job), job.tables["readings"]
    group = _groups(sections)
    place = locate(readings, sections).place
    ids = readings.frame.get("section_id")
    by_id = _by_id(ids, sections, len(place))
    number = np.where(place >= 0, sections.number[np.maximum(place, 0)], by_id)
    found = {"readings": np.where(number >= 0, group[np.maximum(number, 0)], _UNKNOWN)}
    for name in _OF_A_SECTION:
        if name in job.tables:
            frame = job.tables[name].frame
            own = _by_id(frame.get("section_id"), sections, len(frame))
            found[name] = np.where(own >= 0, group[np.maximum(own, 0)], _UNKNOWN)
    return found


def _by_id(ids: pd.Series[str] | None, sections: Sections, size: int) -> Ints:
    return np.full(size, _UNKNOWN) if ids is None else sections.numbers(ids)


def _groups(sections: Sections) -> Ints:
    """Return the group of each number of the list; the groups in the order of their first."""
    if not sections.is_own_list:
        return np.zeros(sections.width, dtype=np.int64)
    joined = _Joined(sections.width)
    down = sections.number[sections.upstream.owners()]
    up = sections.number[sections.upstream.items]
    for one, other in zip(down.tolist(), up.tolist(), strict=True):
        joined.join(one, other)
    for names in (listed(sections, "section"), bare(listed(sections, "section"))):
        codes, _ = pd.factorize(names)
        first = np.unique(codes, return_index=True)[1]
        same = np.flatnonzero(first[codes] != np.arange(len(codes)))
        pairs = sections.number[same].tolist(), sections.number[first[codes[same]]].tolist()
        for one, other in zip(*pairs, strict=True):
            joined.join(one, other)
    roots = np.array([joined.root(n) for n in range(sections.width)], dtype=np.int64)
    return np.unique(roots, return_inverse=True)[1].astype(np.int64)


class _Joined:
    """Numbers that are joined by pairs; the smallest of those together stands for them."""

    def __init__(self, size: int) -> None:
        self._above = list(range(size))

    def root(self, number: int) -> int:
        """Return the number that stands for one."""
        while self._above[number] != number:
            self._above[number] = self._above[self._above[number]]
            number = self._above[number]
        return number

    def join(self, one: int, other: int) -> None:
        """Put two together."""
        low, high = sorted((self.root(one), self.root(other)))
        self._above[high] = low


def whole(job: Job) -> Whole:
    """Return the months of the input."""
    return Whole(tuple(_months(job.tables["readings"]).tolist()))


def again(found: Sequence[Mapping[str, Any]], told: Whole) -> Whole | None:
    """Return the counts of rows by month, where any month has too few: parts took it for full."""
    if told.rows is not None:
        return None
    rows = reduce(np.add, [one["rows"] for one in found])
    listed_ones = reduce(np.add, [one["listed"] for one in found])
    if (2 * rows >= listed_ones).all():
        return None
    return replace(told, rows=tuple(rows.tolist()), listed=tuple(listed_ones.tolist()))


def put_together(parts: Sequence[Frames], told: Whole, policy: Policy) -> dict[str, pd.DataFrame]:
    """Return the tables of the whole: amounts of all parts added up, in int64."""
    names = districts_of(policy.figure("districts").values_of(list(told.months)), CITY).all_names
    rank = {str(name): number for number, name in enumerate(names.tolist())}
    every = {name: pd.concat([p[name] for p in parts], ignore_index=True) for name in _MERGED}
    districts = _added(every["districts"], ["month", "district"], rank)
    used = list(dict.fromkeys(districts["district"]))
    used.sort(key=lambda name: rank[name])
    months = [month_text(month) for month in told.months]
    index = pd.MultiIndex.from_product([months, used], names=["month", "district"])
    districts = districts.set_index(["month", "district"]).reindex(index, fill_value=0)
    return {
        "relations": _added(every["relations"], ["month", "payer", "payee"], rank),
        "districts": districts.reset_index().astype({"month": "str", "district": "str"}),
        "sections_used": _in_order(every["sections_used"]),
        "limits": _limits(every["limits"]),
        "corrections": _corrections(every["corrections"], districts["net_fen"], rank),
    }


def _added(frame: pd.DataFrame, keys: list[str], rank: Mapping[str, int]) -> pd.DataFrame:
    """Add up the rows of the same keys; ordered by month, then as the accounts are."""
    summed = frame.groupby(keys, sort=False, as_index=False).sum()
    by = {key: summed[key].map(rank) if key != "month" else summed[key] for key in keys}
    order = pd.DataFrame(by).sort_values(keys, kind="stable").index
    return summed.loc[order].reset_index(drop=True).astype(frame.dtypes.to_dict())


def _in_order(used: pd.DataFrame) -> pd.DataFrame:
    """Order rows of the list by 序号, those of one by their months."""
    ranked = [by_section(str(name)) for name in used["section_id"]]
    keys = pd.DataFrame(ranked, columns=["number", "code"])
    keys["since"] = used["since"].astype(object).fillna("").to_numpy()
    order = keys.sort_values(["number", "code", "since"], kind="stable").index
    return used.loc[order].reset_index(drop=True)


def _limits(frame: pd.DataFrame) -> pd.DataFrame:
    rank = {indicator.name: number for number, indicator in enumerate(INDICATORS)}
    body = {word.value: number for number, word in enumerate(WaterBody)}
    once = frame.drop_duplicates(["indicator", "water_body"]).reset_index(drop=True)
    keys = pd.DataFrame({"n": once["indicator"].map(rank), "b": once["water_body"].map(body)})
    order = keys.sort_values(["n", "b"], kind="stable").index
    return once.loc[order].reset_index(drop=True)


def _corrections(
    frame: pd.DataFrame, net_fen: pd.Series[int], rank: Mapping[str, int]
) -> pd.DataFrame:
    """Return 更正影响: sections as they are, of districts what all parts changed together."""
    is_district = (frame["scope"] == "区市月份").to_numpy()
    own = frame[~is_district]
    section = [by_section(str(name)) for name in own["section_id"]]
    keys = pd.DataFrame(section, columns=["number", "code"], index=own.index)
    keys["period"] = own["period"]
    own = own.loc[keys.sort_values(["period", "number", "code"], kind="stable").index]
    if not is_district.any():
        return own.reset_index(drop=True)
    others = frame[is_district]
    moved = others.groupby(["period", "name"], sort=False)["difference_fen"].sum()
    moved = moved[moved != 0]
    first = others.drop_duplicates(["period", "name"]).set_index(["period", "name"])
    rows = first.loc[moved.index].reset_index()
    rows["difference_fen"] = moved.to_numpy()
    rows["after_fen"] = net_fen.loc[list(moved.index)].to_numpy()
    rows["before_fen"] = rows["after_fen"] - rows["difference_fen"]
    rows["rank"] = rows["name"].map(rank)
    rows = rows.sort_values(["period", "rank"], kind="stable")[list(frame.columns)]
    return pd.concat([own, rows], ignore_index=True).astype(frame.dtypes.to_dict())


def told(
    parts: Sequence[Sequence[Problem]], files: Sequence[str], found: Sequence[Mapping[str, Any]]
) -> Sequence[Problem]:
    """Return the problems of the parts as one calculation tells them."""
    last: dict[str, int] = {}
    for one in found:
        for month, number in zip(one["months"], one["last_file"].tolist(), strict=True):
            last[month] = max(last.get(month, -1), number)
    return retold(parts, files, last)


def refused(found: Sequence[Mapping[str, Any]]) -> Sequence[Problem]:
    """Refuse readings none of which is judged where it was taken, in no part."""
    if any(one["is_judged"] for one in found):
        return []
    filled = {name for one in found for name in one["filled"]}
    names = "、".join(i.name for i in INDICATORS if i.name in filled)
    return [Problem(NOTHING_JUDGED, sheet=READINGS.label, fields={"names": names})]


def rechecked(rows: Sequence[CheckRow], merged: Frames) -> list[CheckRow]:
    """Return the checks of the whole: the merged tables are counted and added up anew."""
    districts = merged["districts"]
    months, names = districts["month"].nunique(), districts["district"].nunique()
    again_counted = {
        "区市汇总行数 = 月份数 × （区市数 + 市财政）": (len(districts), months * names),
        "更正影响行数 = 有变化的项数": (len(merged["corrections"]),) * 2,
        "标准限值行数 = 参加评价的指标与水体类型数": (len(merged["limits"]),) * 2,
    }
    sums = {
        f"区市{name}合计 = 流向合计（不含自抵）": int(districts[column].sum())
        for name, column in (("应收", "receivable_fen"), ("应付", "payable_fen"))
    }
    found = []
    for row in rows:
        if row.name in again_counted:
            row = replace(row, left=again_counted[row.name][0], right=again_counted[row.name][1])
        elif row.name in sums:
            row = replace(row, left=sums[row.name])
        found.append(row)
    return found


def summary(merged: Frames, found: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the first lines: which months, what was judged, what is paid, who nets what."""
    districts, relations = merged["districts"], merged["relations"]
    months = districts["month"].unique()
    counts = {v.value: sum(one["verdicts"][v.value] for one in found) for v in Verdict}
    said = "、".join(f"{verdict} {count:,}" for verdict, count in counts.items() if count)
    nets = districts.groupby("district", sort=False)[["net_fen"]].sum().reset_index()
    paid = {name: money.text(int(relations[f"{name}_fen"].sum()))
            for name in ("total", "penalty", "reward")}  # fmt: skip
    lacking = sorted({name for one in found for name in one["incomplete"]}, key=by_section)
    lines = [
        f"{TITLE}　{months[0]} 至 {months[-1]}，{len(months):,} 个月核算结论",
        f"{sum(counts.values()):,} 个断面月：{said}。",
        f"应付合计 {paid['total']} 元，其中赔付 {paid['penalty']} 元、奖励 {paid['reward']} 元。",
        *sides(nets),
    ]
    if lacking:
        lines.append(f"签字前请看：指标不全 {len(lacking):,} 个断面")
    return lines


PARTITION = Partition(
    table="readings",
    keys=("section_id", "river", "section"),
    times=(("month", "year"), ("sampled_at",)),
    groups=groups,
    whole=whole,
    again=again,
    merged=_MERGED,
    put_together=put_together,
    told=told,
    refused=refused,
    rechecked=rechecked,
    summary=summary,
    settings=("cycle",),
)
