"""District names: a notice's list of them and their spellings."""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pandas as pd

from qdcalc.errors import PolicyError
from qdcalc.exact.dtypes import Ints, Texts
from qdcalc.exact.texts import key
from qdcalc.intake.raw import RawTable
from qdcalc.intake.table_data import TableData
from qdcalc.table.problems import ERROR, Fault, Problem, Problems

UNKNOWN = -1
UNKNOWN_DISTRICT = Fault(
    "C20", ERROR, "区市“{name}”不在名单里{hint}", "请写名单中的区市：{known}", names="区市"
)


@dataclass(frozen=True, eq=False)
class Districts:
    """The districts in the order of the accounts; the city comes after the last.

    A district is held as its place in ``names``; ``city`` is the place of the city.
    """

    names: tuple[str, ...]
    spellings: dict[str, int]
    city_name: str

    @property
    def city(self) -> int:
        """The city's place."""
        return len(self.names)

    @property
    def all_names(self) -> Texts:
        """Names by place, the city's last."""
        return np.array([*self.names, self.city_name], dtype=object)

    def places(self, texts: pd.Series[str]) -> Ints:
        """Return each name's place, ``UNKNOWN`` where it is not in the list."""
        codes, distinct = pd.factorize(texts.to_numpy(dtype=object))
        known = np.array([self.spellings.get(key(t), UNKNOWN) for t in distinct], dtype=np.int64)
        return np.append(known, UNKNOWN)[codes]

    def refuse(
        self, raw: RawTable, column: str, rows: npt.ArrayLike, names: list[str]
    ) -> list[Problem]:
        """Return a problem for each row that has a name which is not in the list."""
        hints = [self._nearest(name) for name in names]
        known = "、".join(self.names)
        return raw.problems_at(UNKNOWN_DISTRICT, column, rows, name=names, hint=hints, known=known)

    def _nearest(self, name: str) -> str:
        """Return a hint at the name that was perhaps meant, or nothing."""
        near = difflib.get_close_matches(key(name), list(self.spellings), n=1, cutoff=0.5)
        return f"（是不是 {self.names[self.spellings[near[0]]]}？）" if near else ""


def districts_of(lists: Mapping[dt.date, Mapping[str, Sequence[str]]], city_name: str) -> Districts:
    """Return the districts of several lists.

    Parameters
    ----------
    lists : mapping of date to mapping
        Each list by the day from which it is in force: names with their other spellings.
    city_name : str

    Raises
    ------
    PolicyError
        A spelling means one district in one list and another one in another.
    """
    each = ((day, tuple((n, tuple(o)) for n, o in own.items())) for day, own in lists.items())
    return _districts(tuple(each), city_name)


@lru_cache(maxsize=16)
def _districts(
    lists: tuple[tuple[dt.date, tuple[tuple[str, tuple[str, ...]], ...]], ...], city_name: str
) -> Districts:
    """Make the districts of the same lists once a process."""
    spellings: dict[str, int] = {}
    names: list[str] = []
    for since, districts in lists:
        for name, others in districts:
            if name not in names:
                names.append(name)
            for spelling in (name, *others):
                place = names.index(name)
                if spellings.setdefault(key(spelling), place) != place:
                    raise PolicyError(f"“{spelling}”在 {since} 前后是不同的区市，请按月份分开运行")
    return Districts(tuple(names), spellings, city_name)


def named_short(
    data: TableData, column: str, districts: Districts, problems: Problems
) -> TableData:
    """Return the table with districts by their short names; refuse others."""
    names = data.frame[column].astype(object)
    places = districts.places(names)
    unknown = np.flatnonzero(names.notna() & (places == UNKNOWN))
    problems.extend(districts.refuse(data.raw, column, unknown, names.iloc[unknown].to_list()))
    short = np.where(places == UNKNOWN, names, districts.all_names[places])
    return data.with_frame(data.frame.assign(**{column: pd.Series(short, dtype="str")}))
