"""Which section of the list each reading belongs to, by 序号 or by its names (clause 三)."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from qdcalc.exact.blanks import keys
from qdcalc.exact.dtypes import Bools, Ints, Texts
from qdcalc.exact.months import month_texts, ordinals
from qdcalc.intake.table_data import TableData
from qdcalc.notice.names import akin
from qdcalc.record import record
from qdcalc.table.problems import ERROR, Fault, Problem
from qdcalc.water.inputs.named_beside import named_beside
from qdcalc.water.inputs.periods import OPEN
from qdcalc.water.inputs.registry import Sections
from qdcalc.water.inputs.section_names import listed, meant, plain_rivers

UNKNOWN_SECTION = Fault(
    "W30",
    ERROR,
    "断面“{value}”不在断面清单里{hint}",
    "请核对序号或名称；新断面请在工作表“断面清单”里列出",
    names="断面",
)
NAMES_DIFFER = Fault(
    "W31",
    ERROR,
    "序号 {section} 在断面清单里是“{listed}”，这一行写的是“{written}”",
    "请改正序号或名称，使两者一致；序号只是表里的流水号时，请删去这一列或改名为“流水号”",
)
SAME_NAMES = Fault(
    "W32",
    ERROR,
    "断面清单里有多个“{written}”，只凭名称分不清（{rivers}）",
    "请加上序号列，同名的断面写明河流名称",
)
NOT_HOLDING = Fault(
    "W29",
    ERROR,
    "断面清单里序号 {section} 在 {month} 无效（它的有效月份：{spans}）",
    "请核对月份和序号；那个月仍在监测的，请改断面清单的起始月份、截止月份或补一行",
)
NO_SECTION = Fault("W33", ERROR, "没有写是哪个断面", "请填序号，或填河流名称和监测断面")


@record
class Located:
    """The readings as read, and the place of each row's section in its month, −1 where unknown.

    ``problems`` say what is wrong with the rows of no place.
    """

    readings: TableData
    sections: Sections
    place: Ints
    problems: tuple[Problem, ...]

    def place_of(self, later: TableData) -> Ints:
        """Return the place of each row of the same readings after rows were left out."""
        if later.origin is self.readings.origin:
            return self.place
        return self.place[later.rows_in(self.readings)]


@record
class _Rows:
    """What the rows say of their sections, and the place that this means.

    ``by_name`` is the place that a row's names mean, ``is_twice`` says that they mean several.
    """

    readings: TableData
    sections: Sections
    month: Ints
    river: Texts
    section: Texts
    has_id: Bools
    has_names: Bools
    by_name: Ints
    is_twice: Bools
    place: Ints

    @property
    def id_column(self) -> str:
        """The column that a row's section is blamed on."""
        return "section_id" if "section_id" in self.readings.frame else "section"


def locate(readings: TableData, sections: Sections) -> Located:
    """Find each reading's section in its month.

    What is not known is said: a section that the list does not have, or not in that month.
    """
    at_once = _places(readings, sections)
    if at_once is not None:
        return Located(readings, sections, at_once, ())
    rows, problems = _read(readings, sections), []
    for check in _CHECKS:
        refused, told = check(rows)
        problems += told
        rows = replace(rows, place=np.where(refused, -1, rows.place))
    return Located(readings, sections, rows.place, tuple(problems))


def _places(readings: TableData, sections: Sections) -> Ints | None:
    """Return the places where 序号 alone says them, all are known and nothing can be wrong."""
    typed, others = readings.typed, {"river", "section", "sampling_point"}
    if "section_id" not in typed or any(name in typed for name in others) or readings.raw.unread:
        return None
    if not sections.is_timeless:
        return None
    number = sections.numbers(typed.coded("section_id"))
    return None if len(number) and number.min() < 0 else number


def _read(readings: TableData, sections: Sections) -> _Rows:
    """Look each row's 序号 up; of rows without one their names."""
    frame = readings.frame
    month = np.where(frame["month"].notna(), ordinals(frame["month"]), OPEN)
    blank = pd.Series(None, index=frame.index, dtype=object)
    ids = frame.get("section_id", blank)
    river, section = (
        keys(frame[name]) if name in frame else np.full(len(frame), "", dtype=object)
        for name in ("river", "section")
    )
    number = sections.numbers(ids)
    by_id = np.where(number < 0, -1, sections.at(np.maximum(number, 0), month))
    has_id, has_names = ids.notna().to_numpy(), section != ""
    by_name, twice = meant(sections, river, section, month)
    place = np.where(has_id, by_id, np.where(has_names, by_name, -1))
    return _Rows(
        readings, sections, month, river, section, has_id, has_names, by_name, twice, place
    )


def _unknown(rows: _Rows) -> tuple[Bools, list[Problem]]:
    """Name the sections that the list does not have, with the one most like it."""
    refused = (rows.place < 0) & (rows.has_id | rows.has_names)
    unknown = np.flatnonzero(refused)
    texts = _written(rows, rows.has_id, unknown)
    hints = [_nearest(text, rows.sections) for text in texts]
    problems = []
    for column, of_id in (("section_id", True), ("section", False)):
        chosen = rows.has_id[unknown] == of_id
        own = [h for h, c in zip(hints, chosen, strict=True) if c]
        problems += rows.readings.raw.problems_at(
            UNKNOWN_SECTION, column, unknown[chosen], hint=own,
            written=["" if of_id else text for text in texts[chosen]],
        )  # fmt: skip
    return refused, problems


def _unnamed(rows: _Rows) -> tuple[Bools, list[Problem]]:
    """Name the rows that say no section."""
    refused = ~rows.has_id & ~rows.has_names
    where = np.flatnonzero(refused)
    return refused, rows.readings.raw.problems_at(NO_SECTION, rows.id_column, where)


def _ambiguous(rows: _Rows) -> tuple[Bools, list[Problem]]:
    """Name the rows whose names mean several sections."""
    refused = ~rows.has_id & rows.has_names & (rows.by_name >= 0) & rows.is_twice
    where = np.flatnonzero(refused)
    names = list(_written(rows, rows.has_id, where))
    rivers = [_rivers(rows.sections, rows.section[row]) for row in where.tolist()]
    return refused, rows.readings.raw.problems_at(
        SAME_NAMES, "section", where, written=names, rivers=rivers
    )


def _rivers(sections: Sections, section: str) -> str:
    """Say which sections of the list have a name."""
    same = np.flatnonzero(listed(sections, "section") == section)
    told = [f"序号 {sections.ids[n]} {sections.texts['river'].iloc[n]}" for n in same.tolist()]
    return "、".join(dict.fromkeys(told))


def _named_otherwise(rows: _Rows) -> tuple[Bools, list[Problem]]:
    """Name the rows whose names are not those of their 序号.

    The 序号 is wrong where its names are another section's, or both differ; else the name is.
    """
    sections, place = rows.sections, np.maximum(rows.place, 0)
    if not (rows.has_names.any() or (rows.river != "").any()):
        return np.zeros(len(place), dtype=bool), []
    known = rows.has_id & (rows.place >= 0)
    known &= rows.by_name != place
    river, section = (
        (own != "") & (listed != "") & (own != listed)
        for own, listed in (
            (plain_rivers(rows.river), plain_rivers(listed(sections, "river"))[place]),
            (rows.section, listed(sections, "section")[place]),
        )
    )
    is_number = (rows.by_name >= 0) | (river & section)
    by_name, problems = np.zeros(len(place), dtype=bool), []
    for differs, column in (
        ((river | section) & is_number, rows.id_column),
        (river & ~is_number, "river"),
        (section & ~is_number, "section"),
    ):
        where = np.flatnonzero(known & differs)
        problems += rows.readings.raw.problems_at(
            NAMES_DIFFER, column, where, section=list(sections.ids[place[where]]),
            listed=list(sections.names[place[where]]),
            written=list(_written(rows, by_name, where)),
        )  # fmt: skip
    return known & (river | section), problems


def _not_holding(rows: _Rows) -> tuple[Bools, list[Problem]]:
    """Name the rows whose section is not on the list in their month."""
    frame, sections, place = rows.readings.frame, rows.sections, rows.place
    has_month = frame["month"].notna().to_numpy()
    refused = (place >= 0) & has_month & ~sections.holds(place, rows.month)
    where = np.flatnonzero(refused)
    if not len(where):
        return refused, []
    column = "month" if "month" in frame else rows.id_column
    return refused, rows.readings.raw.problems_at(
        NOT_HOLDING, column, where, month=list(month_texts(rows.month[where])),
        section=list(sections.ids[place[where]]), spans=sections.spans(place[where]),
    )  # fmt: skip


def _named_beside(rows: _Rows) -> tuple[Bools, list[Problem]]:
    """Name the cells of other columns that name another section than the row's."""
    return named_beside(rows.readings, rows.sections, rows.place, rows.month)


_CHECKS = (_unknown, _unnamed, _ambiguous, _named_otherwise, _named_beside, _not_holding)


def _written(rows: _Rows, by_id: Bools, where: Ints) -> Texts:
    """Return what some rows call their section: the 序号, or the names."""
    if not len(where):
        return np.zeros(0, dtype=object)
    frame = rows.readings.frame.iloc[where]
    blank = pd.Series("", index=frame.index, dtype=object)
    river, section, ids = (
        frame[c].astype(object).fillna("") if c in frame else blank
        for c in ("river", "section", "section_id")
    )
    names = (river + "·" + section).str.strip("·")
    return np.where(by_id[where], ids, names).astype(object)


def _nearest(written: str, sections: Sections) -> str:
    import difflib

    river, is_split, section = written.partition("·")
    if is_split:  # the section is on the list, its river is another
        others = sections.texts["river"][
            listed(sections, "section") == keys(pd.Series([section]))[0]
        ]
        if rivers := list(dict.fromkeys(others)):
            return f"（清单里的“{section}”在 {'、'.join(rivers)}，这一行的河流写的是“{river}”）"
    names = list(dict.fromkeys(name for name in sections.names if isinstance(name, str)))
    own = [*akin({name: name for name in names}, written)]
    cutoff = 0.6 if len(own) == len(names) else 0.5  # the river alone is not likeness
    near = difflib.get_close_matches(written, own, n=1, cutoff=cutoff)
    return f"（是不是 {near[0]}？）" if near else ""
