"""The live formulas of the warnings: from the AQI to means and heavy hours, levels (三(一)).

Which hours are a process does not follow an edited AQI: 校验 says so where it would.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from qdcalc.exact.dtypes import Bools, Ints, Texts
from qdcalc.record import record
from qdcalc.smog.warning.series import HOURS_A_DAY
from qdcalc.smog.words import (
    APPROVERS,
    AT_ONCE,
    HINT,
    ISSUERS,
    RESPONSES,
    Basis,
    Duration,
    Joined,
    Level,
)
from qdcalc.table.live import Place, Sheets, text, where

_DUST = text("<>是")
_MOMENT = text("yyyy-mm-dd hh:mm")
_SECOND = "1/86400"  # a moment of Excel's may lie a hair below the hour


@record
class Layout:
    """Where the series stand in 逐时: by row the first and last row of its series, its kind."""

    first: Ints
    last: Ints
    is_daily: Bools

    @staticmethod
    def of(hours: pd.DataFrame) -> Layout:
        """Return the layout of the written table."""
        codes = pd.factorize(hours["station"])[0]
        starts = np.flatnonzero(np.diff(codes, prepend=-1))
        ends = np.append(starts[1:], len(codes)) - 1
        series = np.searchsorted(starts, np.arange(len(codes)), side="right") - 1
        is_midnight = hours["ended_at"] == hours["ended_at"].dt.normalize()
        daily = is_midnight.groupby(codes).transform("all").to_numpy(dtype=bool)
        return Layout(starts[series], ends[series], daily)

    @property
    def width(self) -> Ints:
        """Rows of a window of 24 hours."""
        return np.where(self.is_daily, 1, HOURS_A_DAY)


def hours(sheets: Sheets) -> Mapping[str, Any]:
    """Return the formulas of 逐时: valid hours, means, which hours are heavy (三(一))."""
    place = sheets.of("hours")
    if not len(place):
        return {}
    layout = Layout.of(place.frame)
    rows = np.arange(len(place))
    begin = np.maximum(rows - layout.width + 1, layout.first)
    is_whole = rows - layout.first >= layout.width - 1
    dust = place.ranges("is_dust", begin, rows)
    valid = "COUNTIFS(" + place.ranges("aqi", begin, rows) + ',">=0",' + dust + f",{_DUST})"
    own = place.cells("valid_hours")
    least = where(layout.is_daily, str(HOURS_A_DAY), sheets.figure("valid_hours"))
    total = "SUMIFS(" + place.ranges("aqi", begin, rows) + "," + dust + f",{_DUST})"
    over = where(layout.is_daily, "1", own)
    mean = "IF(" + own + ">=" + least + "," + total + "/" + over + ',"")'
    made = {
        "valid_hours": where(layout.is_daily, f"{HOURS_A_DAY}*" + valid, valid),
        "mean": where(is_whole, mean, None),
        "is_heavy": _heavy(sheets, place, layout, "mean"),
    }
    bounded = place.frame["bound"].notna().groupby(layout.first).transform("any").to_numpy()
    if bounded.any():
        made |= _bound(sheets, place, layout, np.asarray(bounded, dtype=bool))
    return made


def _heavy(sheets: Sheets, place: Place, layout: Layout, column: str) -> Texts:
    """Return whether an hour lies in a window above the limit, or ends one (持续时间)."""
    limit, rows = sheets.figure("heavy_aqi"), np.arange(len(place))
    if sheets.is_taken("duration", Duration.COUNT):
        own = place.cells(column)
        counted: Texts = "IF(" + own + '="","",IF(' + own + f'>{limit},"是","否"))'
        return counted
    after = place.ranges(column, rows, np.minimum(rows + layout.width - 1, layout.last))
    over = "IF(COUNTIF(" + after + f',">"&{limit})>0,"是",IF(COUNT(' + after
    covered: Texts = over + ')>0,"否",""))'
    return covered


def _bound(sheets: Sheets, place: Place, layout: Layout, bounded: Bools) -> dict[str, Any]:
    """Return the formulas on AQI上限: a blank one is the AQI, a missing AQI has none (三(二))."""
    rows = np.arange(len(place))
    begin = np.maximum(rows - layout.width + 1, layout.first)
    is_whole = rows - layout.first >= layout.width - 1
    aqi, bound, dust = (place.ranges(n, begin, rows) for n in ("aqi", "bound", "is_dust"))
    given = "SUMIFS(" + bound + "," + aqi + ',">=0",' + dust + f",{_DUST})"
    blank = "SUMIFS(" + aqi + "," + bound + ',"",' + dust + f",{_DUST})"
    own = place.cells("valid_hours")
    over = where(layout.is_daily, "1", own)
    mean = "IF(" + place.cells("mean") + '="","",(' + given + "+" + blank + ")/" + over + ")"
    return {
        "bound_mean": where(bounded & is_whole, mean, None),
        "is_bound_heavy": where(bounded, _heavy(sheets, place, layout, "bound_mean"), None),
    }


def process_rows(hours: pd.DataFrame, processes: pd.DataFrame) -> tuple[Ints, Ints]:
    """Return the first and the last row of 逐时 that each process has, −1 where it has none."""
    own = hours[hours["process"].notna()]
    groups = pd.Series(own.index, own.index).groupby([own["station"], own["process"]])
    index = pd.MultiIndex.from_arrays([processes["station"], processes["number"].astype("Int64")])
    found = (each.reindex(index).fillna(-1) for each in (groups.min(), groups.max()))
    first, last = (each.to_numpy(dtype=np.int64) for each in found)
    return first, last


def processes(sheets: Sheets) -> Mapping[str, Any]:
    """Return the formulas of 预警过程: what follows from its hours and its own cells (三、四)."""
    place, hours = sheets.of("processes"), sheets.of("hours")
    if not len(place):
        return {}
    first, last = process_rows(hours.frame, place.frame)
    own = {name: place.cells(name) for name in place.frame.columns}
    is_bound = (place.frame["basis"] == Basis.BOUND).to_numpy()
    means = where(
        is_bound, hours.ranges("bound_mean", first, last), hours.ranges("mean", first, last)
    )
    length = "ROUND((" + own["ended_at"] + "-" + own["started_at"] + ")*24,0)"
    is_span = sheets.is_taken("joined", Joined.SPAN) or (place.frame["merged"] == 1).to_numpy()
    issue = (
        "TEXT(" + own["started_at"] + f"-{sheets.figure('notice_hours')}/24+{_SECOND},{_MOMENT})"
    )
    at_once = (place.frame["issue_by"] == AT_ONCE).to_numpy()
    none = own["level"] + f"={text(HINT)}"
    return {
        "hours": where(is_span & np.ones(len(place), dtype=bool), length, None),
        "highest": "MAX(" + means + ")",
        "level": _level(sheets, own),
        "response": _by_level(own["level"], RESPONSES),
        "issuer": _by_level(own["level"], ISSUERS),
        "approver": _by_level(own["level"], APPROVERS),
        "issue_by": "IF(" + none + ',"",' + where(at_once, text(AT_ONCE), issue) + ")",
    }


def level_of(sheets: Sheets, own: Mapping[str, Any]) -> dict[str, Any]:
    """Return the condition of each level: by duration, hours above 300, highest mean (三(一)2).

    Products and sums of truth values: they hold for cells and for whole columns.
    """
    yellow, orange, red = (sheets.figure("level_hours", str(level)) for level in Level)
    hours, top = own["hours"], sheets.figure("top_aqi")
    long = "(" + hours + f">={red})*(" + own["severe_hours"]
    long = long + f">={sheets.figure('severe_hours')})"
    is_red = "(((" + own["highest"] + f">={top})+" + long + ")>0)"
    is_orange = "(1-" + is_red + ")*(" + hours + f">={orange})"
    is_yellow = "(1-" + is_red + ")*(" + hours + f"<{orange})*(" + hours + f">={yellow})"
    is_none = "(1-" + is_red + ")*(" + hours + f"<{orange})*(" + hours + f"<{yellow})"
    return {
        str(Level.RED): is_red, str(Level.ORANGE): is_orange, str(Level.YELLOW): is_yellow,
        HINT: is_none,
    }  # fmt: skip


def _level(sheets: Sheets, own: Mapping[str, Texts]) -> Texts:
    """Return the level by duration and highest mean (三(一)2)."""
    answer: Any = text(HINT)
    for level, condition in reversed(level_of(sheets, own).items()):
        if level != HINT:
            answer = "IF(" + condition + f",{text(level)}," + answer + ")"
    made: Texts = answer
    return made


def _by_level(level: Texts, words: Mapping[str, str]) -> Texts:
    """Return what goes with a level."""
    answer: Any = '""'
    for name, word in words.items():
        answer = "IF(" + level + f"={text(name)},{text(word)}," + answer + ")"
    made: Texts = answer
    return made
