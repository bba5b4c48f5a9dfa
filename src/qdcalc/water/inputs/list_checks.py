"""The checks of a section list that need the notice's own names and figures (clauses 二–四)."""

from __future__ import annotations

from collections.abc import Mapping, Set
from typing import Any

import numpy as np
import pandas as pd

from qdcalc.exact.coded import Coded
from qdcalc.exact.dtypes import Bools, Ints
from qdcalc.exact.lists import Lists, exploded
from qdcalc.exact.texts import key, split_list
from qdcalc.intake.districts import UNKNOWN, Districts
from qdcalc.intake.table_data import TableData
from qdcalc.table.problems import ERROR, WARNING, Fault, Problems
from qdcalc.water.inputs.annex import Defaults
from qdcalc.water.inputs.periods import spans_of

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


class Checks:
    """The checks of the list that need the notice's own names and figures."""

    def __init__(self, data: TableData, districts: Districts, problems: Problems) -> None:
        self._data, self._districts, self._problems = data, districts, problems

    def _report(self, fault: Fault, column: str, rows: Any, **fields: Any) -> None:
        self._problems.extend(self._data.raw.problems_at(fault, column, rows, **fields))

    def districts(self, column: str, texts: Coded, what: str, needed: Bools | None = None) -> Lists:
        """Return the districts of a column of lists, a list a row."""
        wanted = texts.codes >= 0 if needed is None else needed
        size = len(texts.distinct)
        is_used = np.bincount(texts.codes + 1, minlength=size + 1)[1:] > 0
        pairs = zip(texts.distinct, is_used, strict=True)
        each = [self._known(text) if used else () for text, used in pairs]
        if (wanted & (texts.codes < 0)).any() or any(
            not places for places, used in zip(each, is_used, strict=True) if used
        ):
            found = self._checked_districts(column, pd.Series(texts.values), what, wanted)
            return Lists.of(found["row"].to_numpy(), found["place"].to_numpy(), len(texts))
        counts = np.array([*map(len, each), 0], dtype=np.int64)
        items = np.array([place for places in each for place in places], dtype=np.int64)
        return Lists(np.cumsum(counts) - counts, counts, items).of_rows(
            np.where(texts.codes < 0, size, texts.codes)
        )

    def _known(self, text: str) -> tuple[int, ...]:
        """Return the districts of a list, nothing where it is not one of known ones, each once."""
        places = tuple(self._districts.spellings.get(key(n), UNKNOWN) for n in split_list(text))
        return places if len(set(places)) == len(places) and UNKNOWN not in places else ()

    def _checked_districts(
        self, column: str, texts: pd.Series[str], what: str, wanted: Bools
    ) -> pd.DataFrame:
        """Return the districts that are known: ``row``, ``name``, ``place``; name the others."""
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
        self._report(NO_DISTRICT, column, np.flatnonzero(wanted & ~filled), what=what)
        return lists.drop_duplicates(["row", "place"])

    def levels(self, texts: Coded, known: Set[str]) -> None:
        """Refuse a level of control that has no annual base."""
        unknown = texts.where(lambda level: level not in known)
        self._report(UNKNOWN_LEVEL, "control_level", unknown, known="、".join(sorted(known)))

    def upstream(
        self, data: TableData, named: Mapping[str, Coded], defaults: Defaults
    ) -> pd.DataFrame | None:
        """Return the upstream links: ``row`` below, ``place`` above (rows of the frame)."""
        if defaults.upstream is None and not len(data.typed.coded("upstream").distinct):
            return None
        given = pd.Series(data.typed.coded("upstream").values, dtype=object)
        if defaults.upstream is not None:
            given = given.where(given.notna(), defaults.upstream)
        frame = pd.DataFrame({"section_id": named["section_id"].values})
        links = exploded(given)
        ids = pd.Index(frame["section_id"].to_numpy(dtype=object))
        rows = pd.DataFrame({"name": ids, "place": np.arange(len(ids))}).dropna()
        links = links.merge(rows, on="name", how="left").fillna({"place": UNKNOWN})
        links["place"] = links["place"].astype(np.int64)
        links = links[links["place"] != UNKNOWN]
        itself = (ids[links["row"]] == ids[links["place"]]) if len(links) else links["row"] < 0
        links = links[~itself].drop_duplicates(["row", "place"])
        row, place = (links[name].to_numpy(dtype=np.int64) for name in ("row", "place"))
        is_loop = np.isin(place * len(ids) + row, row * len(ids) + place) & (row < place)
        names = ids[row[is_loop]] + "、" + ids[place[is_loop]] if is_loop.any() else []
        self._report(LOOP, "upstream", row[is_loop], names=list(names))
        return links

    def periods(self, codes: Coded, since: Ints, until: Ints) -> None:
        """Refuse rows of one 序号 whose months overlap."""
        if len(codes.distinct) == len(codes):
            return  # each has one row
        ids = pd.Series(codes.values, dtype=object)
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
