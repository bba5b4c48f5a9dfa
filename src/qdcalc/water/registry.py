"""The sections under assessment: the annex's, or those of a sheet 断面清单 (clauses 二–四)."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from importlib import resources
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from qdcalc.districts import UNKNOWN, Districts
from qdcalc.errors import PolicyError
from qdcalc.intake import TableData, take_in
from qdcalc.policy import Policy
from qdcalc.problems import ERROR, WARNING, Fault, Problems
from qdcalc.raw import Part, RawTable
from qdcalc.texts import key
from qdcalc.water.lists import Lists, exploded
from qdcalc.water.standard import LAKE, RIVER
from qdcalc.water.tables import SECTIONS

NO_DISTRICT = Fault("W21", ERROR, "没有写{what}", "请填区市名称，多个用、隔开")
DISTRICT_TWICE = Fault("W22", ERROR, "区市“{name}”写了两次", "每个区市只写一次")
UNKNOWN_LEVEL = Fault("W23", ERROR, "控制级别“{value}”没有年度基准", "请填 {known} 之一")
UNKNOWN_UPSTREAM = Fault(
    "W24", ERROR, "上游断面“{name}”不在断面清单里", "请填清单中的序号，多个用、隔开；没有填 无"
)
OWN_UPSTREAM = Fault("W25", ERROR, "上游断面写了它自己", "请填上游断面的序号；没有填 无")
LOOP = Fault("W26", WARNING, "上游断面关系成环：{names} 互为上游", "请核对上游断面的序号")

CROSS, SHARED, LEAVING = range(3)


@dataclass(frozen=True)
class Sections:
    """Sections in the order of their numbers; every array holds a value a section.

    ``kind`` is 跨界, 共同断面 or 出境; ``responsible`` and ``destination`` are lists of
    districts, ``upstream`` lists of places in this registry.
    """

    ids: npt.NDArray[np.object_]
    texts: pd.DataFrame
    kind: npt.NDArray[np.int8]
    responsible: Lists
    destination: Lists
    target: npt.NDArray[np.int8]
    level: npt.NDArray[np.object_]
    body: npt.NDArray[np.int8]
    is_drinking_source: npt.NDArray[np.bool_]
    is_dry_exempt: npt.NDArray[np.bool_]
    upstream: Lists
    previous_class: npt.NDArray[np.int8]
    is_own_list: bool

    def __len__(self) -> int:
        return len(self.ids)

    def places(self, ids: pd.Series[str]) -> npt.NDArray[np.int64]:
        """Return the place of each number, −1 where the list does not have it."""
        known = pd.Index(self.ids, dtype=object)
        first = ~known.duplicated()
        found = known[first].get_indexer(pd.Index(ids.to_numpy(dtype=object)))
        return np.where(found < 0, -1, np.append(np.flatnonzero(first), -1)[found])


def linked_groups(sections: Sections) -> npt.NDArray[np.int64]:
    """Return the group of each section: upstream links hold a group together (clause 六¶2)."""
    group = np.arange(len(sections))
    below, above = sections.upstream.owners(), sections.upstream.items
    while True:
        lowest = np.minimum(group[below], group[above])
        if (group[below] == lowest).all() and (group[above] == lowest).all():
            return group
        np.minimum.at(group, below, lowest)
        np.minimum.at(group, above, lowest)


def annex() -> TableData:
    """Return the annex's 28 sections as a parsed table."""
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
    data = annex() if own is None else own
    frame = data.frame.reindex(columns=[c.name for c in SECTIONS.columns])
    order = np.argsort(_sort_key(frame["section_id"]), kind="stable")
    place_of = np.empty(len(order), dtype=np.int64)
    place_of[order] = np.arange(len(order))
    check = _Checks(data, districts, problems)
    kind = _kinds(frame["section_type"], policy)
    responsible = check.districts("responsible", frame["responsible"], "责任区市")
    destination = check.districts(
        "destination", frame["destination"].where(kind == CROSS), "去向", needed=kind == CROSS
    )
    levels = policy.figure("annual_base_yuan").versions_of(months)
    known = set.intersection(*(set(v.value) for v in levels))
    if not known:
        raise PolicyError("各月份的年度基准没有相同的断面控制级别，请按月份分开运行")
    check.levels(frame["control_level"], known)
    defaults = _Defaults(frame)
    upstream = check.upstream(frame, defaults)
    texts = frame[["river", "section", "section_type", "responsible", "destination", "remark"]]
    texts = texts.assign(
        responsible=_joined(responsible, districts, len(frame)),
        destination=texts["destination"].where(
            kind != CROSS, _joined(destination, districts, len(frame))
        ),
    )
    return Sections(
        ids=frame["section_id"].to_numpy(dtype=object)[order],
        texts=texts.iloc[order].reset_index(drop=True),
        kind=kind[order],
        responsible=_ordered(responsible, place_of),
        destination=_ordered(destination, place_of),
        target=frame["target_class"].fillna(0).to_numpy(dtype=np.int8)[order],
        level=frame["control_level"].to_numpy(dtype=object)[order],
        body=_bodies(frame["water_body"], defaults)[order],
        is_drinking_source=_drinking(frame, policy)[order],
        is_dry_exempt=_answers(frame["is_dry_exempt"], defaults.is_dry_exempt)[order],
        upstream=_ordered(upstream.assign(place=place_of[upstream["place"]]), place_of),
        previous_class=frame["previous_class"].fillna(0).to_numpy(dtype=np.int8)[order],
        is_own_list=own is not None,
    )


def _sort_key(ids: pd.Series[str]) -> npt.NDArray[np.int64]:
    """Order numbers as numbers, codes as texts after them."""
    frame = pd.DataFrame({"number": pd.to_numeric(ids, errors="coerce"), "text": ids})
    order = frame.sort_values(["number", "text"], na_position="last").index.to_numpy()
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    return rank


def _kinds(types: pd.Series[str], policy: Policy) -> npt.NDArray[np.int8]:
    kinds = {
        name: kind
        for kind, names in enumerate(policy.words["section_types"].values())
        for name in names
    }
    return types.map(kinds).fillna(LEAVING).to_numpy(dtype=np.int8)


def _joined(lists: pd.DataFrame, districts: Districts, size: int) -> pd.Series[str]:
    named = pd.Series(districts.all_names[lists["place"]], dtype=object)
    joined = named.groupby(lists["row"].to_numpy()).agg("、".join)
    return joined.reindex(range(size))


def _ordered(lists: pd.DataFrame, place_of: npt.NDArray[np.int64]) -> Lists:
    return Lists.of(place_of[lists["row"].to_numpy()], lists["place"].to_numpy(), len(place_of))


def _drinking(frame: pd.DataFrame, policy: Policy) -> npt.NDArray[np.bool_]:
    """Return which sections are drinking sources: by their column, else by their remark."""
    words = "|".join(policy.words["drinking_source"])
    remark = frame["remark"].astype(object).fillna("").astype(str)
    noted = remark.str.contains(words) & ~remark.str.contains(f"(?:非|不是)[^，。；]*(?:{words})")
    return _answers(frame["is_drinking_source"], noted.to_numpy(dtype=bool))


def _answers(given: pd.Series[Any], default: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    answers = given.astype("boolean")
    return np.where(answers.isna(), default, answers.fillna(False)).astype(bool)


def _bodies(given: pd.Series[Any], defaults: _Defaults) -> npt.NDArray[np.int8]:
    lake = given.astype(object).map({"湖库": True, "河流": False}).astype("boolean")
    return np.where(_answers(lake, defaults.is_lake), LAKE, RIVER).astype(np.int8)


class _Defaults:
    """What the annex's own sections have by default, matched by river and section name."""

    def __init__(self, frame: pd.DataFrame) -> None:
        theirs = annex().frame
        known = theirs.assign(name=_pair_key(theirs)).drop_duplicates("name").set_index("name")
        own = _pair_key(frame)
        matched = known.reindex(own)
        self.is_lake = (matched["water_body"] == "湖库").to_numpy(dtype=bool)
        self.is_dry_exempt = matched["is_dry_exempt"].fillna(False).to_numpy(dtype=bool)
        # annex number of the upstream section → its name → this list's number
        name_of = pd.Series(known.index, index=known["section_id"])
        id_of = pd.Series(frame["section_id"].to_numpy(dtype=object), index=own)
        id_of = id_of[~id_of.index.duplicated()]
        self.upstream = matched["upstream"].map(name_of).map(id_of).reset_index(drop=True)


def _pair_key(frame: pd.DataFrame) -> pd.Series[str]:
    return name_key(frame["river"]) + "\n" + name_key(frame["section"])


def name_key(texts: pd.Series[str]) -> pd.Series[str]:
    """Return what names are compared by, once for each distinct name; a blank is empty."""
    codes, distinct = pd.factorize(texts.to_numpy(dtype=object))
    keys = np.array([*(key(t) for t in distinct), ""], dtype=object)
    return pd.Series(keys[codes], dtype=object)


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
        needed: npt.NDArray[np.bool_] | None = None,
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

    def levels(self, texts: pd.Series[str], known: set[str]) -> None:
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
        first = ~ids.duplicated()
        found = ids[first].get_indexer(pd.Index(links["name"]))
        links["place"] = np.where(found < 0, UNKNOWN, np.flatnonzero(first)[found])
        unknown = links[links["place"] == UNKNOWN]
        self._report(UNKNOWN_UPSTREAM, "upstream", unknown["row"], name=unknown["name"].to_list())
        links = links[links["place"] != UNKNOWN]
        itself = links["row"] == links["place"]
        self._report(OWN_UPSTREAM, "upstream", links.loc[itself, "row"].unique())
        links = links[~itself].drop_duplicates(["row", "place"])
        back = links.merge(links, left_on=["row", "place"], right_on=["place", "row"])
        rows = back.loc[back["row_x"] < back["place_x"]]
        names = ids[rows["row_x"]] + "、" + ids[rows["place_x"]] if len(rows) else []
        self._report(LOOP, "upstream", rows["row_x"], names=list(names))
        return links
