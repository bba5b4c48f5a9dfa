"""The sections under assessment: the annex's, or those of a sheet 断面清单 (clauses 二–四)."""

from __future__ import annotations

import csv
from collections.abc import Set
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib import resources
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from qdcalc.errors import PolicyError
from qdcalc.exact.blanks import keys, yes
from qdcalc.exact.dtypes import Bools, Ints, Texts
from qdcalc.exact.lists import Lists, code_places, exploded
from qdcalc.exact.months import ordinals
from qdcalc.intake.districts import UNKNOWN, Districts
from qdcalc.intake.raw import Part, RawTable
from qdcalc.intake.table_data import TableData
from qdcalc.intake.typed import take_in
from qdcalc.notice.policy import Policy
from qdcalc.table.problems import ERROR, WARNING, Fault, Problem, Problems
from qdcalc.water.inputs.periods import OPEN, spans_of
from qdcalc.water.inputs.tables import SECTIONS
from qdcalc.water.standard import LAKE, RIVER
from qdcalc.water.words import DRINKING_SOURCE, SectionType, WaterBody

NO_DISTRICT = Fault("W21", ERROR, "没有写{what}", "请填区市名称，多个用、隔开")
DISTRICT_TWICE = Fault("W22", ERROR, "区市“{name}”写了两次", "每个区市只写一次")
UNKNOWN_LEVEL = Fault("W23", ERROR, "控制级别“{value}”没有年度基准", "请填 {known} 之一")
LOOP = Fault("W26", WARNING, "上游断面关系成环：{names} 互为上游", "请核对上游断面的序号")
OVERLAPPING = Fault(
    "W28",
    ERROR,
    "序号 {value} 有两行的有效月份重叠（{one}；{other}）",
    "请写清各行的起始月份和截止月份，同一序号的各行不能重叠；新断面请用自己的序号",
)

CROSS, SHARED, LEAVING = range(3)
_IS_LAKE = {WaterBody.LAKE.value: True, WaterBody.RIVER.value: False}
_KINDS = {
    SectionType.CROSS.value: CROSS,
    SectionType.SHARED.value: SHARED,
    SectionType.SHARED_LEAVING.value: SHARED,
    SectionType.LEAVING.value: LEAVING,
}


@dataclass(frozen=True)
class Sections:
    """The rows of the list in the order of their 序号, those of one 序号 in the order of time.

    Every array holds a value a row; a row's position is its place. Mostly a 序号 has one row that
    holds always; ``number`` is the position of a row's 序号 among those of the list. A row holds
    from ``since`` to ``until`` (months since 1970-01, both included). ``kind`` is 跨界, 共同断面
    or 出境; ``responsible`` and ``destination`` are lists of districts, ``upstream`` lists of the
    places of all rows of the sections upstream.
    """

    ids: Texts
    texts: pd.DataFrame
    kind: npt.NDArray[np.int8]
    responsible: Lists
    destination: Lists
    target: npt.NDArray[np.int8]
    level: Texts
    body: npt.NDArray[np.int8]
    is_drinking_source: Bools
    is_dry_exempt: Bools
    upstream: Lists
    previous_class: npt.NDArray[np.int8]
    is_own_list: bool
    number: Ints
    since: Ints
    until: Ints

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def first(self) -> Ints:
        """The place of the first row of each 序号."""
        return np.unique(self.number, return_index=True)[1].astype(np.int64)

    @property
    def width(self) -> int:
        """How many 序号 the list has."""
        return len(self.first)

    @cached_property
    def names(self) -> Texts:
        """Each row as people call it: river·section."""
        return (self.texts["river"] + "·" + self.texts["section"]).to_numpy(dtype=object)

    def key(self, month: Ints, number: Ints) -> Ints:
        """Return one number for each month (since 1970-01) and number of 序号."""
        return month * self.width + number

    def of_key(self, key: Ints) -> tuple[Ints, Ints]:
        """Return the month (since 1970-01) and the number of 序号 of each :meth:`key`."""
        return key // self.width, key % self.width

    def numbers(self, ids: pd.Series[str]) -> Ints:
        """Return the number of each 序号, −1 where the list does not have it or it is blank."""
        listed = pd.Series(self.ids[self.first], dtype=object).dropna()
        found = code_places(listed.to_numpy(), ids)
        numbers: Ints = np.append(listed.index.to_numpy(dtype=np.int64), -1)[found]
        return numbers

    def at(self, number: Ints, month: Ints) -> Ints:
        """Return the place of each number's row in a month: the last that has begun.

        It is the first row before any has begun; it need not hold (:meth:`holds`).
        """
        if self.width == len(self):
            return number
        span = 4 * OPEN
        begun = self.number * span + self.since
        wanted = number * span + np.clip(month, -OPEN, OPEN)
        found = np.searchsorted(begun, wanted, side="right") - 1
        return np.maximum(found, self.first[number])

    def holds(self, place: Ints, month: Ints) -> Bools:
        """Say which rows hold in a month."""
        held: Bools = (self.since[place] <= month) & (month <= self.until[place])
        return held

    def spans(self, places: Ints) -> list[str]:
        """Write the months in which any row of each place's 序号 holds."""
        rows = spans_of(pd.DataFrame({"since": self.since, "until": self.until}))
        texts = pd.Series(rows, dtype=object).groupby(self.number).agg("、".join)
        return [str(texts[number]) for number in self.number[places].tolist()]


@cache
def annex() -> TableData:
    """Return the annex's 28 sections as a parsed table, read once a process."""
    text = resources.files("qdcalc.water").joinpath("sections_2018_2019.csv")
    rows = list(csv.DictReader(text.read_text(encoding="utf-8").splitlines()))
    labels = {c.label: c.name for c in SECTIONS.columns}
    columns = {
        labels[label]: np.array([row[label] for row in rows], dtype=object) for label in rows[0]
    }
    raw = RawTable(
        SECTIONS,
        [Part("", "通知附件断面清单")],
        columns,
        np.arange(1, len(rows) + 1),
        np.zeros(len(rows), dtype=np.int64),
    )
    return take_in(raw, Problems())


def registry(
    own: TableData | None,
    districts: Districts,
    policy: Policy,
    months: list[int],
    problems: Problems,
) -> Sections:
    """Return the sections, with the annex's defaults where a list of the user's has none.

    Parameters
    ----------
    own : TableData or None
        The user's sheet 断面清单; None takes the annex's list.
    districts : Districts
    policy : Policy
        Its annual bases name the levels of control.
    months : list of int
        Months of the readings, since 1970-01.
    problems : Problems
        Receives what is wrong with the list.
    """
    levels = policy.figure("annual_base_yuan").versions_of(months)
    known = set.intersection(*(set(v.value) for v in levels))
    if not known:
        raise PolicyError("各月份的年度基准没有相同的断面控制级别，请按月份分开运行")
    if own is not None:
        return _sections(own, districts, known, problems, is_own_list=True)
    sections, found = _annex_sections(districts, frozenset(known))
    problems.extend(found)
    return sections


@lru_cache(maxsize=16)
def _annex_sections(
    districts: Districts, known: frozenset[str]
) -> tuple[Sections, tuple[Problem, ...]]:
    """Return the annex's sections, made once for the same districts and levels of control."""
    problems = Problems()
    sections = _sections(annex(), districts, known, problems, is_own_list=False)
    return sections, tuple(problems)


def _sections(
    data: TableData, districts: Districts, known: Set[str], problems: Problems, *, is_own_list: bool
) -> Sections:
    """Check a list and lay it out in the order of its numbers."""
    frame = data.frame.reindex(columns=[c.name for c in SECTIONS.columns])
    since, until = _months(data, "since", -OPEN), _months(data, "until", OPEN)
    order = np.argsort(_sort_key(frame["section_id"], since), kind="stable")
    place_of = np.empty(len(order), dtype=np.int64)
    place_of[order] = np.arange(len(order))
    check = _Checks(data, districts, problems)
    kind = _kinds(frame["section_type"])
    responsible = check.districts("responsible", frame["responsible"], "责任区市")
    destination = check.districts(
        "destination", frame["destination"].where(kind == CROSS), "去向", needed=kind == CROSS
    )
    check.levels(frame["control_level"], known)
    defaults = _Defaults(frame)
    upstream = check.upstream(frame, defaults)
    check.periods(frame["section_id"], since, until)
    ids = frame["section_id"].to_numpy(dtype=object)[order]
    texts = frame[["river", "section", "section_type", "responsible", "destination", "remark"]]
    texts = texts.assign(
        responsible=_joined(responsible, districts, len(frame)),
        destination=texts["destination"].where(
            kind != CROSS, _joined(destination, districts, len(frame))
        ),
    )
    return Sections(
        ids=ids,
        texts=texts.iloc[order].reset_index(drop=True),
        kind=kind[order],
        responsible=_ordered(responsible, place_of),
        destination=_ordered(destination, place_of),
        target=frame["target_class"].fillna(0).to_numpy(dtype=np.int8)[order],
        level=frame["control_level"].to_numpy(dtype=object)[order],
        body=_bodies(frame["water_body"], defaults)[order],
        is_drinking_source=_drinking(frame)[order],
        is_dry_exempt=yes(frame["is_dry_exempt"], defaults.is_dry_exempt)[order],
        upstream=_ordered(upstream.assign(place=place_of[upstream["place"]]), place_of),
        previous_class=frame["previous_class"].fillna(0).to_numpy(dtype=np.int8)[order],
        is_own_list=is_own_list,
        number=np.cumsum(np.r_[False, ids[1:] != ids[:-1]])[: len(ids)].astype(np.int64),
        since=since[order],
        until=until[order],
    )


def _months(data: TableData, column: str, otherwise: int) -> Ints:
    """Return months since 1970-01 of a column; ``otherwise`` where it has none."""
    if column not in data.frame:
        return np.full(len(data.frame), otherwise, dtype=np.int64)
    months = data.frame[column]
    return np.where(months.isna(), otherwise, ordinals(months))


def _sort_key(ids: pd.Series[str], since: Ints) -> Ints:
    """Order numbers as numbers, codes as texts after them, the rows of one by their months."""
    number = pd.to_numeric(ids, errors="coerce")
    frame = pd.DataFrame({"number": number, "text": ids, "since": since})
    order = frame.sort_values(["number", "text", "since"], na_position="last").index.to_numpy()
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    return rank


def _kinds(types: pd.Series[str]) -> npt.NDArray[np.int8]:
    return np.asarray(types.map(_KINDS).fillna(LEAVING), dtype=np.int8)


def _joined(lists: pd.DataFrame, districts: Districts, size: int) -> pd.Series[str]:
    named = pd.Series(districts.all_names[lists["place"]], index=lists["row"], dtype=object)
    is_several = named.index.duplicated(keep=False)
    joined = named[is_several].groupby(level=0).agg("、".join)
    whole: pd.Series[str] = pd.concat([named[~is_several], joined]).reindex(range(size))
    return whole


def _ordered(lists: pd.DataFrame, place_of: Ints) -> Lists:
    return Lists.of(place_of[lists["row"].to_numpy()], lists["place"].to_numpy(), len(place_of))


def _drinking(frame: pd.DataFrame) -> Bools:
    """Return which sections are drinking sources: by their column, else by their remark."""
    words = "|".join(DRINKING_SOURCE)
    remark = frame["remark"].astype(object).fillna("").astype(str)
    noted = remark.str.contains(words) & ~remark.str.contains(f"(?:非|不是)[^，。；]*(?:{words})")
    return yes(frame["is_drinking_source"], noted.to_numpy(dtype=bool))


def _bodies(given: pd.Series[Any], defaults: _Defaults) -> npt.NDArray[np.int8]:
    lake = (
        given.astype(object)
        .map({WaterBody.LAKE.value: True, WaterBody.RIVER.value: False})
        .astype("boolean")
    )
    return np.where(yes(lake, defaults.is_lake), LAKE, RIVER).astype(np.int8)


class _Defaults:
    """What the annex's own sections have by default, matched by river and section name."""

    def __init__(self, frame: pd.DataFrame) -> None:
        theirs = annex().frame
        known = theirs.assign(name=_pair_key(theirs)).drop_duplicates("name").set_index("name")
        own = _pair_key(frame)
        matched = known.reindex(own)
        self.is_lake = (matched["water_body"] == WaterBody.LAKE).to_numpy(dtype=bool)
        self.is_dry_exempt = matched["is_dry_exempt"].fillna(False).to_numpy(dtype=bool)
        # annex number of the upstream section → its name → this list's number
        name_of = pd.Series(known.index, index=known["section_id"])
        id_of = pd.Series(frame["section_id"].to_numpy(dtype=object), index=own)
        is_timed = bool({"since", "until"} & set(frame.columns[frame.notna().any()]))
        id_of = _together(id_of) if is_timed else id_of[~id_of.index.duplicated()]
        self.upstream = matched["upstream"].map(name_of).map(id_of).reset_index(drop=True)


def _together(ids: pd.Series[str]) -> pd.Series[str]:
    """Join the numbers that one section has in the course of time."""
    named = ids.dropna()
    is_several = named.index.duplicated(keep=False)
    joined = named[is_several].groupby(level=0).agg(lambda own: "、".join(own.unique()))
    return pd.concat([named[~is_several], joined])


def _pair_key(frame: pd.DataFrame) -> pd.Series[str]:
    return pd.Series(keys(frame["river"]) + "\n" + keys(frame["section"]), dtype=object)


class _Checks:
    """The checks of the list that need the notice's own names and figures."""

    def __init__(self, data: TableData, districts: Districts, problems: Problems) -> None:
        self._data, self._districts, self._problems = data, districts, problems

    def _report(self, fault: Fault, column: str, rows: Any, **fields: Any) -> None:
        self._problems.extend(self._data.raw.problems_at(fault, column, rows, **fields))

    def districts(
        self,
        column: str,
        texts: pd.Series[str],
        what: str,
        needed: Bools | None = None,
    ) -> pd.DataFrame:
        """Return the districts of a column of lists: columns ``row``, ``name``, ``place``."""
        lists = exploded(texts)
        lists["place"] = self._districts.places(lists["name"])
        unknown = lists[lists["place"] == UNKNOWN]
        self._problems.extend(
            self._districts.refuse(
                self._data.raw, column, unknown["row"], unknown["name"].to_list()
            )
        )
        lists = lists[lists["place"] != UNKNOWN]
        again = lists[lists.duplicated(["row", "place"])]
        self._report(DISTRICT_TWICE, column, again["row"], name=again["name"].to_list())
        filled = np.isin(np.arange(len(texts)), exploded(texts)["row"])
        wanted = texts.notna().to_numpy() if needed is None else needed
        self._report(NO_DISTRICT, column, np.flatnonzero(wanted & ~filled), what=what)
        return lists.drop_duplicates(["row", "place"])

    def levels(self, texts: pd.Series[str], known: Set[str]) -> None:
        """Refuse a level of control that has no annual base."""
        unknown = texts.notna() & ~texts.isin(list(known))
        self._report(
            UNKNOWN_LEVEL, "control_level", np.flatnonzero(unknown), known="、".join(sorted(known))
        )

    def upstream(self, frame: pd.DataFrame, defaults: _Defaults) -> pd.DataFrame:
        """Return the upstream links: ``row`` below, ``place`` above (rows of the frame)."""
        given = frame["upstream"].astype(object)
        links = exploded(given.where(given.notna(), defaults.upstream))
        ids = pd.Index(frame["section_id"].to_numpy(dtype=object))
        rows = pd.DataFrame({"name": ids, "place": np.arange(len(ids))}).dropna()
        links = links.merge(rows, on="name", how="left").fillna({"place": UNKNOWN})
        links["place"] = links["place"].astype(np.int64)
        links = links[links["place"] != UNKNOWN]
        itself = (ids[links["row"]] == ids[links["place"]]) if len(links) else links["row"] < 0
        links = links[~itself].drop_duplicates(["row", "place"])
        back = links.merge(links, left_on=["row", "place"], right_on=["place", "row"])
        loops = back.loc[back["row_x"] < back["place_x"]]
        names = ids[loops["row_x"]] + "、" + ids[loops["place_x"]] if len(loops) else []
        self._report(LOOP, "upstream", loops["row_x"], names=list(names))
        return links

    def periods(self, ids: pd.Series[str], since: Ints, until: Ints) -> None:
        """Refuse rows of one 序号 whose months overlap."""
        ends = ("since", "until")
        heads = {part.headers.get(c, "") for part in self._data.raw.parts for c in ends}
        if any(p.is_error and p.column in heads - {""} for p in self._problems):
            return  # a month that can't be read would seem open
        rows = pd.DataFrame({"id": ids, "since": since, "until": until})[ids.notna().to_numpy()]
        rows = rows[rows["since"] <= rows["until"]].sort_values(["id", "since"], kind="stable")
        rows = rows[~rows.duplicated()]  # told by the table's key
        before = rows.groupby("id")["until"].cummax().groupby(rows["id"]).shift(1)
        late = rows[before.notna() & (rows["since"] <= before)]
        earlier = rows.groupby("id")[["since", "until"]].shift(1).loc[late.index].astype(np.int64)
        self._report(
            OVERLAPPING, "section_id", late.index.to_numpy(),
            one=spans_of(earlier), other=spans_of(late),
        )  # fmt: skip
