"""Columns that are not read as a section's name but hold one: they must agree with its row.

A 序号 that only counts the rows beside a column of names that is not known would put every value
to another section (clause 三).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from qdcalc.exact.dtypes import Bools, Ints, Texts
from qdcalc.exact.patterns import Lazy
from qdcalc.exact.texts import key, normal
from qdcalc.intake.table_data import TableData
from qdcalc.table.problems import ERROR, Fault, Problem
from qdcalc.water.inputs.periods import OPEN
from qdcalc.water.inputs.registry import Sections
from qdcalc.water.inputs.section_names import listed, meant, plain_rivers

NAMED_BESIDE = Fault(
    "W48",
    ERROR,
    "“{header}”列写的是“{written}”，这一行却是按序号 {section}（{listed}）读的",
    "序号只是流水号时，请把“{header}”列改名为“{label}”，序号列改名为“流水号”；"
    "序号没错的请改正或删去这一格",
)
_OF_OTHERS = Lazy("[上下]游|去向|流向|汇入|受纳|对照|支流|入河|上级")
_OF_BASIN = Lazy("流域|水系")  # of a river's tributaries, too
_POINT = "sampling_point"  # 采样位置 may be the section's name


def named_beside(
    readings: TableData, sections: Sections, place: Ints, month: Ints
) -> tuple[Bools, list[Problem]]:
    """Return the rows beside whose section a column names another one, and the problems.

    Parameters
    ----------
    readings : TableData
    sections : Sections
    place : array of int64
        The place of each row's section, −1 where it is not known.
    month : array of int64
        Months since 1970-01.
    """
    refused, problems = np.zeros(len(place), dtype=bool), []
    columns = dict(readings.raw.unread)
    if _POINT in readings.raw.columns:
        columns[_POINT] = readings.raw.columns[_POINT]
    for name, cells in columns.items():
        header = readings.raw.parts[0].headers.get(name, name)
        if _OF_OTHERS.search(key(header)):
            continue
        texts = _texts(cells)
        differs, label = _other_section(sections, texts, place, month), "监测断面"
        if differs is None and not {"river", "section"} & readings.present:
            is_of_basin = _OF_BASIN.search(key(header)) is not None
            differs = None if is_of_basin else _other_river(sections, texts, place)
            label = "河流名称"
        where = np.flatnonzero(differs) if differs is not None else np.zeros(0, dtype=np.int64)
        problems += readings.raw.problems_at(
            NAMED_BESIDE, name, where, header=header, label=label,
            written=[normal(str(cells[row])) for row in where.tolist()],
            section=list(sections.ids[place[where]]), listed=list(sections.names[place[where]]),
        )  # fmt: skip
        refused[where] = True
    return refused, problems


def _texts(cells: npt.NDArray[Any]) -> Texts:
    """Return what names are compared by, empty where a cell is no text."""
    if cells.dtype != object:
        return np.full(len(cells), "", dtype=object)
    return np.array([key(c) if isinstance(c, str) else "" for c in cells.tolist()], dtype=object)


def _other_section(sections: Sections, texts: Texts, place: Ints, month: Ints) -> Bools | None:
    """Return where texts name another section; None where they are no column of sections."""
    none = np.full(len(texts), "", dtype=object)
    distinct = np.array(sorted(set(texts.tolist()) - {""}), dtype=object)
    if not distinct.size:
        return None
    known, _ = meant(sections, none[: len(distinct)], distinct, np.full(len(distinct), OPEN))
    is_known = np.isin(texts, distinct[known >= 0])
    if 2 * is_known.sum() < (texts != "").sum():
        return None
    own, twice = meant(sections, none, np.where(is_known, texts, ""), month)
    at, by = np.maximum(place, 0), np.maximum(own, 0)
    names = listed(sections, "section")
    is_same = (sections.number[at] == sections.number[by]) | (twice & (names[at] == names[by]))
    differs: Bools = (place >= 0) & (own >= 0) & ~is_same
    return differs


def _other_river(sections: Sections, texts: Texts, place: Ints) -> Bools | None:
    """Return where texts name another river; None where they are no column of rivers."""
    rivers, written = plain_rivers(listed(sections, "river")), plain_rivers(texts)
    is_known = np.isin(written, rivers)
    if not is_known.any() or 2 * is_known.sum() < (texts != "").sum():
        return None
    differs: Bools = (place >= 0) & is_known & (written != rivers[np.maximum(place, 0)])
    return differs
