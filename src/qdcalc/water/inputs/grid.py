"""Readings laid out as sections × months: every section of the list in every month (clause 六)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from qdcalc.intake.repeats import drop_repeats
from qdcalc.intake.typed import TableData
from qdcalc.table.problems import ERROR, Fault, Problems
from qdcalc.water.inputs.periods import OPEN
from qdcalc.water.inputs.registry import Sections, name_key
from qdcalc.water.inputs.tables import INDICATORS
from qdcalc.water.standard import Indicator

UNKNOWN_SECTION = Fault(
    "W30",
    ERROR,
    "断面“{value}”不在断面清单里{hint}",
    "请核对序号或名称；新断面请在工作表“断面清单”里列出",
)
NAMES_DIFFER = Fault(
    "W31",
    ERROR,
    "序号 {section} 在断面清单里是“{listed}”，这一行写的是“{written}”",
    "请改正序号或名称，使两者一致",
)
SAME_NAMES = Fault("W32", ERROR, "断面清单里有多个“{written}”，只凭名称分不清", "请加上序号列")
NOT_HOLDING = Fault(
    "W29",
    ERROR,
    "断面清单里序号 {section} 在 {month} 无效（它的有效月份：{spans}）",
    "请核对月份和序号；那个月仍在监测的，请改断面清单的起始月份、截止月份或补一行",
)
NO_SECTION = Fault("W33", ERROR, "没有写是哪个断面", "请填序号，或同时填河流名称和监测断面")


Ints = npt.NDArray[np.int64]
Values = npt.NDArray[Any]
_NO_ROWS = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True)
class Unproven:
    """Readings that prove no exceedance, set aside: their rows, indicators and values.

    Each is half of a detection limit that is worse than the target's limit.
    """

    row: Ints = field(default_factory=lambda: _NO_ROWS)
    indicator: Ints = field(default_factory=lambda: _NO_ROWS)
    value: npt.NDArray[np.float64] = field(default_factory=lambda: _NO_ROWS.astype(np.float64))


@dataclass(frozen=True)
class Grid:
    """Section-months: month after month, within a month every 序号 of the list in its order.

    ``section`` is the place of each section-month's row of the list, the row of the month;
    ``is_listed`` says whether it holds in that month: where it does not there is no
    section-month, it only keeps the shape. ``row_at`` is the reading row of each section-month,
    −1 where the sheet has none; ``values`` holds the readings in input order, a column an
    indicator; ``unproven`` are those that were set aside (NaN in ``values``).
    """

    months: Ints
    sections: Sections
    row_at: Ints
    values: npt.NDArray[np.float64]
    indicators: tuple[Indicator, ...]
    is_dry: npt.NDArray[np.bool_]
    section: Ints
    is_listed: npt.NDArray[np.bool_]
    unproven: Unproven = field(default_factory=Unproven)

    def __len__(self) -> int:
        return len(self.row_at)

    @property
    def width(self) -> int:
        """How many 序号 the list has: so many section-months a month."""
        return self.sections.width

    @property
    def month(self) -> Ints:
        """The month of each section-month, since 1970-01."""
        return self.each_month(self.months)

    @property
    def number(self) -> Ints:
        """The number of each section-month's 序号."""
        return self.number_of(np.arange(len(self)))

    @property
    def key(self) -> Ints:
        """What determinations are found by (:meth:`Sections.key`)."""
        return self.sections.key(self.month, self.number)

    def spot(self, month: Ints, number: Ints) -> Ints:
        """Return the section-months of months (by position) and numbers of 序号."""
        return month * self.width + number

    def month_of(self, spot: Ints) -> Ints:
        """Return the position of each section-month's month."""
        return spot // self.width

    def number_of(self, spot: Ints) -> Ints:
        """Return the number of each section-month's 序号."""
        return spot % self.width

    def spots_of(self, key: Ints) -> tuple[Ints, npt.NDArray[np.bool_]]:
        """Return the section-month of each key (:attr:`key`), and whether there is one."""
        month, number = self.sections.of_key(key)
        place = np.minimum(np.searchsorted(self.months, month), len(self.months) - 1)
        return self.spot(place, number), self.months[place] == month

    def by_month(self, values: Values) -> Values:
        """Return a value of each section-month as months × 序号."""
        return values.reshape(len(self.months), self.width)

    def each_month(self, values: Values) -> Values:
        """Return a value of each month for each of its section-months."""
        return np.repeat(values, self.width)

    def block(self, number: int) -> slice:
        """Return the section-months of one month (by position)."""
        size = self.width
        return slice(number * size, (number + 1) * size)

    def column(self, spots: slice, indicator: int) -> npt.NDArray[np.float64]:
        """Return one indicator's readings in some section-months, NaN where there is none."""
        rows = self.row_at[spots]
        return np.where(rows < 0, np.nan, self.values[rows, indicator])

    def at(self, spots: Ints, indicator: Ints) -> npt.NDArray[np.float64]:
        """Return single readings."""
        rows = self.row_at[spots]
        return np.where(rows < 0, np.nan, self.values[rows, indicator])


def month_text(months: npt.ArrayLike) -> npt.NDArray[np.object_]:
    """Write months (since 1970-01) as ``2018-10``, once for each distinct one."""
    distinct, which = np.unique(np.asarray(months, dtype=np.int64), return_inverse=True)
    texts = [f"{1970 + m // 12}-{m % 12 + 1:02d}" for m in distinct.tolist()]
    return np.array(texts, dtype=object)[which]


def ordinals(months: pd.Series[Any]) -> Ints:
    """Return months since 1970-01 of a column of periods; missing ones are very negative."""
    return pd.PeriodIndex(months).asi8


def lay_out(readings: TableData, sections: Sections, problems: Problems) -> Grid:
    """Find each reading's section and lay the readings out by month and section."""
    frame = readings.frame
    found = section_of(readings, sections, problems)
    month = pd.Series(frame["month"]).where(found >= 0)
    keys = pd.DataFrame({"month": month, "section_id": sections.ids[np.maximum(found, 0)]})
    before = len(frame)
    drop_repeats(readings, keys, problems)
    if len(readings.frame) != before:
        frame, found = readings.frame, section_of(readings, sections, Problems())
    month_of = ordinals(frame["month"])
    usable = (found >= 0) & frame["month"].notna().to_numpy()
    months = np.unique(month_of[usable])
    width = sections.width
    row_at = np.full(len(months) * width, -1, dtype=np.int64)
    spot = np.searchsorted(months, month_of[usable]) * width + sections.number[found[usable]]
    row_at[spot] = np.flatnonzero(usable)
    here = tuple(i for i in INDICATORS if i.key in frame.columns)
    values = frame[[i.key for i in here]].to_numpy(dtype=np.float64)
    is_dry = np.zeros(len(row_at), dtype=bool)
    if "is_dry" in frame.columns:
        is_dry[spot] = frame["is_dry"].to_numpy(dtype=bool)[usable]
    every = np.repeat(months, width)
    place = sections.at(np.tile(np.arange(width), len(months)), every)
    listed = sections.holds(place, every)
    return Grid(months, sections, row_at, values, here, is_dry, place, listed)


def section_of(readings: TableData, sections: Sections, problems: Problems) -> Ints:
    """Return the place of each reading's section in its month, −1 where it is not known.

    What is not known is said: a section that the list does not have, or not in that month.
    """
    frame, raw = readings.frame, readings.raw
    month = np.where(frame["month"].notna(), ordinals(frame["month"]), OPEN)
    blank = pd.Series(None, index=frame.index, dtype=object)
    ids = frame["section_id"].astype(object) if "section_id" in frame else blank
    river = name_key(frame["river"]) if "river" in frame else name_key(blank)
    section = name_key(frame["section"]) if "section" in frame else name_key(blank)
    listed_river = name_key(sections.texts["river"]).to_numpy()
    listed_section = name_key(sections.texts["section"]).to_numpy()

    number = sections.numbers(ids)
    by_id = np.where(number < 0, -1, sections.at(np.maximum(number, 0), month))
    has_id, has_names = ids.notna().to_numpy(), ((river != "") & (section != "")).to_numpy()
    pairs = listed_river + "\n" + listed_section
    by_name, twice = _by_name(sections, pairs, (river + "\n" + section).to_numpy(), month)
    found = np.where(has_id, by_id, np.where(has_names, by_name, -1))

    id_column = "section_id" if "section_id" in frame else "section"
    written = _written(frame, has_id)
    unknown = np.flatnonzero((found < 0) & (has_id | has_names))
    hints = [_nearest(text, sections) for text in written[unknown]]
    for column, of_id in (("section_id", True), ("section", False)):
        chosen = has_id[unknown] == of_id
        problems.extend(
            raw.problems_at(
                UNKNOWN_SECTION,
                column,
                unknown[chosen],
                hint=[h for h, c in zip(hints, chosen, strict=True) if c],
            )
        )
    problems.extend(raw.problems_at(NO_SECTION, id_column, np.flatnonzero(~has_id & ~has_names)))
    unclear = np.flatnonzero(~has_id & has_names & (by_name >= 0) & twice)
    problems.extend(raw.problems_at(SAME_NAMES, "section", unclear, written=list(written[unclear])))
    place = np.maximum(found, 0)
    river_differs, section_differs = (
        (own != "") & (listed_name != "") & (own != listed_name)
        for own, listed_name in (
            (river.to_numpy(), listed_river[place]),
            (section.to_numpy(), listed_section[place]),
        )
    )
    known = has_id & (found >= 0)
    wrong = np.flatnonzero(known & (river_differs | section_differs))
    listed = (sections.texts["river"] + "·" + sections.texts["section"]).to_numpy(dtype=object)
    names = _written(frame, np.zeros(len(frame), dtype=bool))
    # the number is wrong where its names are another section's, or both differ; else the name is
    is_number = (by_name >= 0) | (river_differs & section_differs)
    for differs, column in (
        ((river_differs | section_differs) & is_number, id_column),
        (river_differs & ~is_number, "river"),
        (section_differs & ~is_number, "section"),
    ):
        rows = np.flatnonzero(known & differs)
        problems.extend(
            raw.problems_at(
                NAMES_DIFFER, column, rows,
                section=list(sections.ids[found[rows]]), listed=list(listed[place[rows]]),
                written=list(names[rows]),
            )
        )  # fmt: skip
    found = found.copy()
    found[wrong] = -1
    found[unclear] = -1
    outside = np.flatnonzero((found >= 0) & frame["month"].notna() & ~sections.holds(found, month))
    if len(outside):
        texts, spans = month_text(month[outside]), sections.spans(found[outside])
        column = "month" if "month" in frame else id_column
        problems.extend(
            raw.problems_at(
                NOT_HOLDING, column, outside, month=list(texts),
                section=list(sections.ids[found[outside]]), spans=spans,
            )
        )  # fmt: skip
        found[outside] = -1
    return found


def _by_name(
    sections: Sections,
    pairs: npt.NDArray[np.object_],
    written: npt.NDArray[np.object_],
    month: Ints,
) -> tuple[Ints, npt.NDArray[np.bool_]]:
    """Return the place that names mean in a month, −1 for none, and which mean several.

    Names mean the row that holds in the month; where none does, any that has them.
    """
    codes, known = pd.factorize(pairs)
    wanted = pd.Index(known).get_indexer(pd.Index(written))
    if not pd.Index(pairs).has_duplicates:
        return wanted.astype(np.int64), np.zeros(len(written), dtype=bool)
    asked = pd.DataFrame({"pair": wanted, "month": month}).drop_duplicates()
    rows = pd.DataFrame({"pair": codes, "place": np.arange(len(codes)), "number": sections.number})
    found = asked.merge(rows, on="pair")
    found["idle"] = ~sections.holds(found["place"].to_numpy(), found["month"].to_numpy())
    found = found.sort_values(["pair", "month", "idle", "place"])
    keys = ["pair", "month"]
    best = found[found["idle"] == found.groupby(keys)["idle"].transform("first")]
    several = best.groupby(keys)["number"].nunique() > 1
    place = best.groupby(keys)["place"].first()
    index = pd.MultiIndex.from_arrays([wanted, month])
    return (
        place.reindex(index).fillna(-1).to_numpy(dtype=np.int64),
        several.reindex(index, fill_value=False).to_numpy(dtype=bool),
    )


def _written(frame: pd.DataFrame, by_id: npt.NDArray[np.bool_]) -> npt.NDArray[np.object_]:
    blank = pd.Series("", index=frame.index, dtype=object)
    river, section, ids = (
        frame[c].astype(object).fillna("") if c in frame else blank
        for c in ("river", "section", "section_id")
    )
    names = (river + "·" + section).str.strip("·")
    return np.where(by_id, ids, names).astype(object)


def _nearest(written: str, sections: Sections) -> str:
    import difflib

    names = (sections.texts["river"] + "·" + sections.texts["section"]).to_list()
    near = difflib.get_close_matches(written, names, n=1, cutoff=0.6)
    return f"（是不是 {near[0]}？）" if near else ""
