"""Who answers for a section and who stands on the other side, in which shares (四, 六¶2, 八)."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from math import lcm
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from qdcalc.exact.dtypes import Ints
from qdcalc.exact.lists import Lists
from qdcalc.exact.months import ordinals
from qdcalc.intake.districts import UNKNOWN, Districts
from qdcalc.intake.table_data import TableData
from qdcalc.record import record
from qdcalc.table.problems import ERROR, WARNING, Fault, Problems
from qdcalc.water.inputs.grid import Grid
from qdcalc.water.inputs.periods import OPEN
from qdcalc.water.inputs.registry import CROSS, Sections
from qdcalc.water.monthly.verdict import EXCEED

NOT_LISTED = Fault("W40", ERROR, "断面“{value}”不在断面清单里", "请核对序号")
NOT_RESPONSIBLE = Fault(
    "W42", ERROR, "{value} 不是序号 {section} 的责任区市", "该断面的责任区市是 {listed}，请核对"
)
NOT_SHARED = Fault(
    "W43",
    ERROR,
    "序号 {section} 只有一个责任区市，不用认定责任比例",
    "责任认定用于有几个责任区市的断面（第八条），请删除这一行",
)
ALL_CLEARED = Fault(
    "W44",
    ERROR,
    "序号 {section} 的责任区市全部认定为 0，没有人承担",
    "至少要有一个区市承担责任，请核对比例",
)
NOT_ONE = Fault(
    "W45",
    ERROR,
    "序号 {section} 各区市的责任比例合计是 {total}，不是 1",
    "请改正比例，使合计等于 1",
)
TWICE = Fault("W46", ERROR, "{value} 在同一断面同一月写了两次", "请合并为一行")
NO_EFFECT = Fault(
    "W47",
    WARNING,
    "序号 {section} 在 {month} 没有判为超标（或没有监测数据），这条责任认定没有起作用",
    "请核对月份和序号",
)
TOLERANCE = Fraction(1, 10**9)


@record
class Sides:
    """The two sides of each section: lists of districts (or the city)."""

    responsible: Lists
    counterparty: Lists


def sides(sections: Sections, districts: Districts, *, is_own_left_out: bool) -> Sides:
    """Return who answers and who is opposite (clause 四).

    跨界: the 去向 districts; every other type: the city. Responsible districts may be left out
    (interpretation ``overlap``); where none is left, the city takes their place.
    """
    size = len(sections)
    owners, items = sections.destination.owners(), sections.destination.items
    if is_own_left_out:
        ours = pd.MultiIndex.from_arrays(
            [sections.responsible.owners(), sections.responsible.items]
        )
        kept = ~pd.MultiIndex.from_arrays([owners, items]).isin(ours)
        owners, items = owners[kept], items[kept]
    opposite = np.bincount(owners, minlength=size) > 0
    city = np.flatnonzero(~opposite | (sections.kind != CROSS))
    counterparty = Lists.of(
        np.r_[owners, city], np.r_[items, np.full(len(city), districts.city)], size
    )
    return Sides(sections.responsible, counterparty)


def equal_shares(lists: Lists) -> Ints:
    """Return the weight 1 for each member: equal shares (clause 六¶2)."""
    return np.ones(len(lists.items), dtype=np.int64)


@record
class Determinations:
    """Determined shares of the responsible districts (clause 八).

    ``table`` holds, for every responsible district of each determined section-month: ``key``
    (``Grid.key``), ``district``, ``weight`` (a whole number; a key's
    weights stand to each other as its shares do). ``rows`` is the key of each input row,
    ``documents`` the document of each key, in brackets, or nothing.
    """

    table: pd.DataFrame
    rows: Ints
    documents: dict[int, str]

    def weights_of(self, keys: Ints, lists: Lists) -> npt.NDArray[Any]:
        """Return the weight of each responsible district of the given section-months."""
        weights = equal_shares(lists)
        if not len(self.table):
            return weights
        owner = keys[lists.owners()]
        determined = np.isin(owner, self.table["key"].to_numpy())
        if not determined.any():
            return weights
        known = self.table.set_index(["key", "district"])["weight"]
        wanted = pd.MultiIndex.from_arrays([owner[determined], lists.items[determined]])
        long = weights.astype(object)
        long[determined] = known.reindex(wanted).to_numpy(dtype=object)
        return long


@cache
def _nothing() -> pd.DataFrame:
    """Return the table of no determination."""
    return pd.DataFrame({"key": [], "district": [], "weight": []}, dtype=np.int64)


def determined_shares(
    data: TableData | None, sections: Sections, districts: Districts, problems: Problems
) -> Determinations:
    """Read the sheet 责任认定: who answers for a shared section's month (clause 八).

    Districts named with 0 are cleared; those not named share equally what the given ratios
    leave; where all are named the ratios add up to 1 (within 10⁻⁹, then normalised).
    """
    nothing = _nothing()
    if data is None or data.frame.empty:
        return Determinations(nothing, np.zeros(0, dtype=np.int64), {})
    named = _named(data, sections, districts, problems)
    if named.empty:
        return Determinations(nothing, np.zeros(0, dtype=np.int64), {})
    members = _members(named, sections)
    starts = np.flatnonzero(~members["key"].duplicated().to_numpy())
    sizes = np.diff(np.r_[starts, len(members)])
    share = members["share"].to_numpy(dtype=object, copy=True)
    is_named = members["share"].notna().to_numpy()
    share[~is_named] = Fraction(0)
    total = np.add.reduceat(share, starts)
    unnamed = np.add.reduceat((~is_named).astype(np.int64), starts)
    _check_totals(data, named, members["key"].to_numpy()[starts], total, unnamed, problems)
    if problems.has_errors:
        return Determinations(nothing, np.zeros(0, dtype=np.int64), {})
    left = (1 - total) * (total < 1)
    rest = left / np.maximum(unnamed, 1)
    share[~is_named] = np.repeat(rest, sizes)[~is_named]
    scale = lcm(*{s.denominator for s in set(share)})
    members["weight"] = np.floor_divide(share * scale, 1)
    table = members[["key", "district", "weight"]]
    return Determinations(table, named["key"].to_numpy(), _documents(data, named))


def _documents(data: TableData, named: pd.DataFrame) -> dict[int, str]:
    """Return the documents of each determined section-month, in brackets."""
    documents = data.frame.reindex(columns=["document"])["document"].astype(object)
    texts = documents.iloc[named["row"]].fillna("").set_axis(named["key"])
    joined = texts.groupby(level=0).agg(lambda group: "、".join(sorted(set(group) - {""})))
    keys = joined.index.to_numpy(dtype=np.int64).tolist()
    return {key: f"（{text}）" if text else "" for key, text in zip(keys, joined, strict=True)}


def _named(
    data: TableData, sections: Sections, districts: Districts, problems: Problems
) -> pd.DataFrame:
    """Return the rows that can be used: ``row``, ``key``, ``section``, ``district``, ``share``."""
    frame, raw = data.frame, data.raw
    number = sections.numbers(frame["section_id"])
    month = np.where(frame["month"].notna(), ordinals(frame["month"]), OPEN)
    section = np.where(number < 0, -1, sections.at(np.maximum(number, 0), month))
    district = districts.places(frame["district"])
    has_id = frame["section_id"].notna().to_numpy()
    has_name = frame["district"].notna().to_numpy()
    problems.extend(
        raw.problems_at(NOT_LISTED, "section_id", np.flatnonzero(has_id & (section < 0)))
    )
    unknown = np.flatnonzero(has_name & (district == UNKNOWN))
    problems.extend(
        districts.refuse(raw, "district", unknown, frame["district"].iloc[unknown].to_list())
    )
    place = np.maximum(section, 0)
    ids = sections.ids[place]
    count = np.bincount(sections.responsible.owners(), minlength=len(sections))
    shared = count[place] > 1  # of any type: clause 八¶2 lets disputes of 跨界 be determined
    wrong = np.flatnonzero((section >= 0) & ~shared)
    problems.extend(raw.problems_at(NOT_SHARED, "section_id", wrong, section=list(ids[wrong])))
    ours = pd.MultiIndex.from_arrays([sections.responsible.owners(), sections.responsible.items])
    answers = pd.MultiIndex.from_arrays([place, district]).isin(ours)
    stranger = np.flatnonzero((section >= 0) & shared & (district != UNKNOWN) & ~answers)
    listed = sections.texts["responsible"].to_numpy(dtype=object)[place[stranger]]
    problems.extend(
        raw.problems_at(
            NOT_RESPONSIBLE, "district", stranger, section=list(ids[stranger]), listed=list(listed)
        )
    )
    is_filled = frame[["month", "share"]].notna().all(axis=1).to_numpy()
    usable = (section >= 0) & shared & answers & is_filled
    named = pd.DataFrame(
        {
            "row": np.arange(len(frame)),
            "key": sections.key(month, number),
            "section": section,
            "district": district,
            "share": frame["share"].to_numpy(dtype=object),
        }
    )[usable]
    again = named["row"][named.duplicated(["key", "district"])]
    written = frame[["month", "section_id", "district"]].duplicated().to_numpy()
    again = again[~written[again]]  # rows alike to the letter are told by the table's key
    problems.extend(raw.problems_at(TWICE, "district", again))
    usable_rows: pd.DataFrame = named.drop_duplicates(["key", "district"])
    return usable_rows


def _members(named: pd.DataFrame, sections: Sections) -> pd.DataFrame:
    """Return every responsible district of each determined section-month, with its share."""
    keys = named.drop_duplicates("key").sort_values("key")
    lists = sections.responsible.of_rows(keys["section"].to_numpy())
    members = pd.DataFrame({"key": keys["key"].to_numpy()[lists.owners()], "district": lists.items})
    given = named.set_index(["key", "district"])["share"]
    index = pd.MultiIndex.from_frame(members[["key", "district"]])
    shares = given.reindex(index).to_numpy(dtype=object, copy=True)
    shares[pd.isna(shares)] = None
    members["share"] = pd.Series(shares, dtype=object)
    return members


def _check_totals(
    data: TableData,
    named: pd.DataFrame,
    keys: Ints,
    total: Any,
    unnamed: Ints,
    problems: Problems,
) -> None:
    first = named.drop_duplicates("key").set_index("key")
    ids = data.frame["section_id"].to_numpy(dtype=object)
    cleared = (total == 0) & (unnamed == 0)
    off = (abs(total - 1) > TOLERANCE) & (unnamed == 0) | (total > 1 + TOLERANCE)
    for fault, wrong in ((ALL_CLEARED, cleared), (NOT_ONE, off & ~cleared)):
        rows = first["row"].reindex(keys[wrong.astype(bool)]).to_numpy()
        totals = [f"{float(t):.10g}" for t in total[wrong.astype(bool)]]
        problems.extend(
            data.raw.problems_at(fault, "share", rows, section=list(ids[rows]), total=totals)
        )


def warn_of_no_effect(
    data: TableData | None,
    determinations: Determinations,
    grid: Grid,
    verdict: npt.NDArray[np.int8],
    problems: Problems,
) -> None:
    """Warn of determinations for months that are not 超标: they change nothing."""
    if data is None or not len(determinations.rows):
        return
    exceeding = grid.key[verdict == EXCEED]
    idle = np.flatnonzero(~np.isin(determinations.rows, exceeding))
    frame = data.frame
    problems.extend(
        data.raw.problems_at(
            NO_EFFECT,
            "month",
            idle,
            section=list(frame["section_id"].iloc[idle]),
            month=list(frame["month"].iloc[idle].astype(str)),
        )
    )
