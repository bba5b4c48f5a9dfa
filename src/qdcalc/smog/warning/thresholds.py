"""Processes whose duration is near that of a level, windows near 200: what else they would be.

A level is reached at its hours, a window is heavy above 200 (三(一)2); two processes are one below
36 hours (三(四)).
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd

from qdcalc.exact.dtypes import Floats, Ints
from qdcalc.notice.description import Job
from qdcalc.notice.thresholds import decisions, is_near
from qdcalc.smog.warning.facts import Assessed, Figures, Found, Options, figures_of, options_of
from qdcalc.smog.warning.inputs import MOST_AQI
from qdcalc.smog.warning.levels import warning_level
from qdcalc.smog.warning.processes import processes_of
from qdcalc.smog.warning.settle import assess, checked, rows_of_readings
from qdcalc.smog.warning.stretches import runs
from qdcalc.smog.warning.window_steps import moment
from qdcalc.smog.warning.windows import windows_of
from qdcalc.smog.words import HINT
from qdcalc.table.problems import Problems

MOST_WINDOWS = 20  # of a run: each is calculated again
Row = dict[str, Any]


def thresholds(job: Job, within: Fraction) -> pd.DataFrame:
    """Return the processes and windows near a threshold, with the level on its other side."""
    job = checked(replace(job, problems=Problems()))
    data = job.tables.get("aqi")
    if data is None or data.frame.empty:
        return decisions([])
    figures, options = figures_of(job), options_of(job)
    assessed = assess(rows_of_readings(data), figures, options)
    near = _Near(job, assessed, figures, options, within)
    windows = near.windows()
    rows = [*near.durations(), *near.gaps(), *windows[:MOST_WINDOWS]]
    left = max(len(windows) - MOST_WINDOWS, 0)
    return decisions(sorted(rows, key=lambda row: abs(row["distance"]) / row["threshold"]), left)


class _Near:
    """Lists what is near a threshold."""

    def __init__(
        self, job: Job, assessed: Assessed, figures: Figures, options: Options, within: Fraction
    ) -> None:
        self.job, self.assessed, self.figures = job, assessed, figures
        self.options, self.within = options, within
        self.raw = job.tables["aqi"].raw

    def _is_near(self, values: Any, limit: float) -> Any:
        given: Floats = np.asarray(values, dtype=np.float64)
        return is_near(given, np.full(len(given), float(limit)), self.within)

    def durations(self) -> list[Row]:
        """Return the processes whose hours are near those of a level."""
        found = self.assessed.processes
        rows: list[Row] = []
        for name, limit in self.figures.level_hours.items():
            near = np.flatnonzero(self._is_near(found["hours"], limit)).tolist()
            rows += [self._duration(found.iloc[index], name, limit) for index in near]
        long = found["hours"] >= max(self.figures.level_hours.values())
        is_near_red = self._is_near(found["severe_hours"], self.figures.severe_hours)
        rows += [self._severe(found.iloc[i]) for i in np.flatnonzero(long & is_near_red).tolist()]
        return [row for row in rows if row["before"] != row["after"]]

    def _duration(self, row: pd.Series[Any], name: str, limit: int) -> Row:
        hours = int(row["hours"])
        after = self._level(limit - 1 if hours >= limit else limit, int(row["severe_hours"]), row)
        return self._row(row, f"持续小时：{name}", hours, limit, after, "三(一)2")

    def _severe(self, row: pd.Series[Any]) -> Row:
        hours, limit = int(row["severe_hours"]), self.figures.severe_hours
        other = limit - 1 if hours >= limit else limit
        after = self._level(int(row["hours"]), other, row)
        item = f"大于{self.figures.severe_aqi}小时：红色"
        return self._row(row, item, hours, limit, after, "三(一)2")

    def _level(self, hours: int, severe: int, row: pd.Series[Any]) -> str:
        figures = self.figures
        is_top = bool(row["is_top"])
        return str(warning_level(hours, severe, is_top, figures.level_hours, figures.severe_hours))

    def _row(
        self, row: pd.Series[Any], item: str, value: int, limit: int, after: str, clause: str
    ) -> Row:
        found = self.assessed.found[int(row["series"])]
        is_over = value >= limit
        return {
            "place": self._place(found, int(row["last"])),
            "name": f"{found.series.station} 第 {row['number']} 次过程",
            "item": item,
            "value": value,
            "threshold": limit,
            "distance": float(value - limit),
            "side": "达到" if is_over else "不足",
            "before": str(row["level"]),
            "after": after,
            "clause": self.job.policy.clause_words(clause),
            "note": f"没有金额；另一侧是 {limit - 1 if is_over else limit} 小时",
        }

    def _place(self, found: Found, slot: int) -> str:
        """Return the cell of a slot, else of the last row before it."""
        series = found.series
        at = max(int(np.searchsorted(series.slots, slot, side="right")) - 1, 0)
        return self.raw.place("aqi", int(series.rows[at]))

    def gaps(self) -> list[Row]:
        """Return the processes of a station that are near to being one."""
        rows: list[Row] = []
        limit = self.figures.lift_hours
        for place, found in enumerate(self.assessed.found):
            own = self.assessed.processes[self.assessed.processes["series"] == place]
            own = own.reset_index(drop=True)
            apart = self._apart(found, own)
            for index in np.flatnonzero(self._is_near(apart, limit)).tolist():
                first, second = own.iloc[index], own.iloc[index + 1]
                row = self._row(second, "与前一次过程的间隔（小时）", int(apart[index]), limit,
                                self._joined(first, second, found), "三(四)")  # fmt: skip
                row["before"] = f"{first['level']}、{second['level']}"
                rows.append(row)
        return rows

    def _apart(self, found: Found, own: pd.DataFrame) -> Ints:
        from qdcalc.smog.warning.processes import improved_before

        improved = improved_before(found.series, self.options.gap)
        first, last = (own[name].to_numpy(dtype=np.int64) for name in ("first", "last"))
        return np.asarray((improved[first[1:]] - improved[last[:-1] + 1]) * found.series.hours)

    def _joined(self, first: pd.Series[Any], second: pd.Series[Any], found: Found) -> str:
        """Return the level of two processes that are one."""
        from qdcalc.smog.warning.processes import joined_slots

        longest = max(int(first["hours"]), int(second["hours"])) // found.series.hours
        ends = (np.array([int(first["first"])]), np.array([int(second["last"])]))
        slots = joined_slots(*ends, np.array([longest]), self.options.joined)
        severe = max(int(first["severe_hours"]), int(second["severe_hours"]))
        both = first if first["is_top"] else second
        return f"一次 {self._level(int(slots[0]) * found.series.hours, severe, both)}"

    def windows(self) -> list[Row]:
        """Return the highest windows of 24 hours that stay just below 200, the nearest first."""
        rows = [row for found in self.assessed.found for row in self._below(found)]
        return sorted(rows, key=lambda row: -row["distance"])

    def _below(self, found: Found) -> list[Row]:
        limit = self.figures.heavy_aqi
        is_above = found.windows.above(limit)
        means = np.where(found.windows.exists & ~is_above, found.windows.mean, np.nan)
        rows = []
        for first, last in zip(*runs(~np.isnan(means)), strict=True):
            own = means[first : last + 1]
            slot = int(first + np.argmax(own))
            if self._is_near(means[[slot]], limit)[0]:
                rows.append(self._window(found, slot, float(means[slot])))
        return [row for row in rows if row and row["before"] != row["after"]]

    def _window(self, found: Found, slot: int, mean: float) -> Row:
        """Return a window with the level that there is if its last valid hour lifts it over 200."""
        series, limit = found.series, self.figures.heavy_aqi
        total, valid = int(found.windows.total[slot]), int(found.windows.valid[slot])
        need = limit * valid - total + 1
        inside = np.flatnonzero(series.is_valid[max(slot - series.width + 1, 0) : slot + 1])
        last = max(slot - series.width + 1, 0) + int(inside[-1])
        value = int(series.values[last])
        if value + need > MOST_AQI:
            return {}
        time = moment(series.ends(np.array([slot]))[0])
        before, after = self._levels_about(found, slot, 0), self._levels_about(found, slot, need)
        return {
            "place": self._place(found, last),
            "name": f"{series.station} 截至 {time}",
            "item": "24小时均值：重污染",
            "value": round(mean, 4),
            "threshold": limit,
            "distance": round(mean - limit, 4),
            "side": "不大于",
            "before": before,
            "after": after,
            "clause": self.job.policy.clause_words("三(一)2"),
            "note": f"没有金额；另一侧是这一格 AQI {value} → {value + need}",
        }

    def _levels_about(self, found: Found, slot: int, need: int) -> str:
        """Return the level of the process that a slot is in, its last valid hour raised."""
        series = found.series
        values = series.values.copy()
        begin = max(slot - series.width + 1, 0)
        inside = np.flatnonzero(series.is_valid[begin : slot + 1])
        values[begin + int(inside[-1])] += need
        windows = windows_of(series, values, self.figures.valid_hours)
        own = processes_of(series, windows, values, self.figures, self.options)
        here = own[(own["first"] <= slot) & (own["last"] >= slot)]
        if here.empty:
            return "不是重污染"
        level, hours = here["level"].iloc[0], here["hours"].iloc[0]
        return f"{level} {hours} 小时" if level != HINT else f"{HINT} {hours} 小时"
