"""The sections under assessment: the annex's, or those of a sheet 断面清单 (clauses 二–四)."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping, Set
from functools import cached_property, lru_cache, partial

import numpy as np
import numpy.typing as npt
import pandas as pd

from qdcalc.errors import PolicyError
from qdcalc.exact.blanks import yes
from qdcalc.exact.coded import Coded
from qdcalc.exact.dtypes import Bools, Ints, Texts
from qdcalc.exact.lists import Lists, code_places
from qdcalc.intake.districts import Districts
from qdcalc.intake.table_data import TableData
from qdcalc.notice.policy import Policy
from qdcalc.record import record
from qdcalc.table.problems import Problem, Problems
from qdcalc.water.inputs.annex import Defaults, annex, defaults_of
from qdcalc.water.inputs.list_checks import Checks
from qdcalc.water.inputs.periods import OPEN, spans_of
from qdcalc.water.standard import LAKE, RIVER
from qdcalc.water.words import DRINKING_SOURCE, SectionType, WaterBody

CROSS, SHARED, LEAVING = range(3)
_IS_LAKE = {WaterBody.LAKE.value: True, WaterBody.RIVER.value: False}
_KINDS = {
    SectionType.CROSS.value: CROSS,
    SectionType.SHARED.value: SHARED,
    SectionType.SHARED_LEAVING.value: SHARED,
    SectionType.LEAVING.value: LEAVING,
}


@record
class Sections:
    """The rows of the list in the order of their 序号, those of one 序号 in the order of time.

    Every array holds a value a row; a row's position is its place. Mostly a 序号 has one row that
    holds always; ``number`` is the position of a row's 序号 among those of the list. A row holds
    from ``since`` to ``until`` (months since 1970-01, both included). ``kind`` is 跨界, 共同断面
    or 出境; ``responsible`` and ``destination`` are lists of districts, ``upstream`` lists of the
    places of all rows of the sections upstream.
    """

    ids: Texts
    shown: Callable[[], pd.DataFrame]
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
    def texts(self) -> pd.DataFrame:
        """What the list writes of each row; made (``shown``) when it is first asked for."""
        return self.shown()

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

    @cached_property
    def is_timeless(self) -> bool:
        """Whether every 序号 has one row, which holds always."""
        is_open = (self.since <= -OPEN).all() and (self.until >= OPEN).all()
        return self.width == len(self) and bool(is_open)

    def numbers(self, ids: pd.Series[str] | Coded) -> Ints:
        """Return the number of each 序号, −1 where the list does not have it or it is blank."""
        coded = ids if isinstance(ids, Coded) else Coded.of(ids)
        every = self.ids[self.first].tolist()
        if every == coded.distinct.tolist() and None not in every:
            return coded.codes
        place = np.array([n for n, listed in enumerate(every) if listed is not None] + [-1])
        listed = np.array([e for e in every if e is not None], dtype=object)
        of_distinct = np.append(place[code_places(listed, coded.distinct)], -1)
        numbers: Ints = of_distinct.astype(np.int64)[coded.codes]
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
    size = len(data.typed)
    since, until = _months(data, "since", -OPEN), _months(data, "until", OPEN)
    named = {name: data.typed.texts(name) for name in _TEXTS}
    named["section_id"] = data.typed.coded("section_id")
    codes = named["section_id"]
    order = _order(codes, since)
    place_of = np.empty(size, dtype=np.int64)
    place_of[order] = np.arange(size)
    check = Checks(data, districts, problems)
    kind = _kinds(named["section_type"])
    is_cross = kind == CROSS
    responsible = check.districts("responsible", named["responsible"], "责任区市")
    crossing = named["destination"].only(is_cross)
    destination = check.districts("destination", crossing, "去向", needed=is_cross)
    check.levels(named["control_level"], known)
    defaults = defaults_of(data, named)
    upstream = check.upstream(data, named, defaults)
    check.periods(codes, since, until)
    ids = codes.values[order]
    return Sections(
        ids=ids,
        shown=partial(_shown, named, responsible, destination, is_cross, districts, order),
        kind=kind[order],
        responsible=responsible.of_rows(order),
        destination=destination.of_rows(order),
        target=data.typed.filled_with("target_class", 0, _CLASS)[order],
        level=named["control_level"].values[order],
        body=_bodies(data, defaults)[order],
        is_drinking_source=_drinking(data)[order],
        is_dry_exempt=_yes(data, "is_dry_exempt", defaults.is_dry_exempt)[order],
        upstream=_ordered(upstream, place_of),
        previous_class=data.typed.filled_with("previous_class", 0, _CLASS)[order],
        is_own_list=is_own_list,
        number=np.cumsum(np.r_[False, ids[1:] != ids[:-1]])[: len(ids)].astype(np.int64),
        since=since[order],
        until=until[order],
    )


def _shown(
    named: Mapping[str, Coded],
    responsible: Lists,
    destination: Lists,
    is_cross: Bools,
    districts: Districts,
    order: Ints,
) -> pd.DataFrame:
    """Return what a list writes, its districts by their own names, in an order."""
    shown = {name: named[name].spread(np.nan) for name in _SHOWN}
    shown["responsible"] = _joined(responsible, districts)
    opposite = _joined(destination, districts)
    shown["destination"] = np.where(is_cross, opposite, shown["destination"])
    return pd.DataFrame({n: pd.Series(own[order], dtype=object) for n, own in shown.items()})


_FIGURES = frozenset("0123456789+-.iInN")  # what a number begins with, inf and nan too
_SHOWN = ("river", "section", "section_type", "responsible", "destination", "remark")
_CLASS = np.dtype(np.int8)
_TEXTS = ("section_id", *_SHOWN, "control_level")


def _yes(data: TableData, name: str, default: Bools) -> Bools:
    """Return a column of answers; a blank, or an absent column, is the default."""
    return yes(data.frame[name], default) if name in data.typed else default


def _months(data: TableData, column: str, otherwise: int) -> Ints:
    """Return months since 1970-01 of a column; ``otherwise`` where it has none."""
    if column not in data.typed:
        return np.full(len(data.typed), otherwise, dtype=np.int64)
    return np.where(data.typed.is_filled(column), data.typed.months(column), otherwise)


def _order(ids: Coded, since: Ints) -> Ints:
    """Order numbers as numbers, codes as texts after them, the rows of one by their months."""
    texts = ids.distinct.tolist()
    rank = np.empty(len(texts) + 1, dtype=np.int64)
    is_sorted = all(map(operator.le, texts, texts[1:]))
    order = range(len(texts)) if is_sorted else sorted(range(len(texts)), key=texts.__getitem__)
    rank[list(order)] = np.arange(len(texts))
    rank[-1] = len(texts)
    number = np.full(len(texts) + 1, np.nan)
    perhaps = []
    if not ids.together.are_normal or not _FIGURES.isdisjoint({text[:1] for text in texts}):
        perhaps = [n for n, text in enumerate(texts) if text.lstrip()[:1] in _FIGURES]
    written = pd.Series([texts[n] for n in perhaps], dtype=object)
    number[perhaps] = pd.to_numeric(written, errors="coerce")
    is_text = np.isnan(number)
    keys = (since, rank[ids.codes], np.where(is_text, 0, number)[ids.codes], is_text[ids.codes])
    return np.lexsort(keys).astype(np.int64)


def _kinds(types: Coded) -> npt.NDArray[np.int8]:
    each = [_KINDS.get(name, LEAVING) for name in types.distinct]
    return np.array([*each, LEAVING], dtype=np.int8)[types.codes]


def _joined(lists: Lists, districts: Districts) -> Texts:
    """Return the names of each row's districts, NaN where it has none."""
    names = districts.all_names
    joined = np.full(len(lists.starts), np.nan, dtype=object)
    filled = lists.counts > 0
    joined[filled] = names[lists.items[lists.starts[filled]]]
    for row in np.flatnonzero(lists.counts > 1).tolist():
        start = lists.starts[row]
        joined[row] = "、".join(names[lists.items[start : start + lists.counts[row]]])
    return joined


def _ordered(links: pd.DataFrame | None, place_of: Ints) -> Lists:
    """Return the links of rows to rows where both have new places."""
    if links is None:
        none = np.zeros(0, dtype=np.int64)
        return Lists.of(none, none, len(place_of))
    below, above = (place_of[links[n].to_numpy(dtype=np.int64)] for n in ("row", "place"))
    return Lists.of(below, above, len(place_of))


def _drinking(data: TableData) -> Bools:
    """Return which sections are drinking sources: by their column, else by their remark."""
    noted = np.zeros(len(data.typed), dtype=bool)
    if "remark" in data.typed:
        words = "|".join(DRINKING_SOURCE)
        denied = re.compile(f"(?:非|不是)[^，。；]*(?:{words})")
        remarks = data.typed.coded("remark")
        noted[remarks.where(lambda t: bool(re.search(words, t)) and not denied.search(t))] = True
    return _yes(data, "is_drinking_source", noted)


def _bodies(data: TableData, defaults: Defaults) -> npt.NDArray[np.int8]:
    if "water_body" not in data.typed:
        return np.where(defaults.is_lake, LAKE, RIVER).astype(np.int8)
    given = data.frame["water_body"].astype(object).map(_IS_LAKE).astype("boolean")
    return np.where(yes(given, defaults.is_lake), LAKE, RIVER).astype(np.int8)
