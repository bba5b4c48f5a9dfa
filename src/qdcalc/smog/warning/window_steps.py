"""The steps of windows and stretches: 24 hours added up, from where to where they last (三(一))."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from qdcalc.document.steps import Step
from qdcalc.notice.description import Job
from qdcalc.notice.proof import Sources
from qdcalc.smog.part import policy_month
from qdcalc.smog.warning.facts import Found, WarningFacts
from qdcalc.smog.warning.processes import between, improved_before
from qdcalc.smog.warning.stretches import Stretches, stretches_of
from qdcalc.smog.words import Duration


def counted(hours: Any) -> str:
    """Write hours: ``58 小时``."""
    return f"{int(hours):,} 小时"


def moment(time: Any) -> str:
    """Write a moment: ``2018-12-01 05:00``."""
    return f"{pd.Timestamp(time):%Y-%m-%d %H:%M}"


class WindowSteps:
    """Composes the steps of a series' windows, on its AQI or on the upper bound."""

    def __init__(
        self, job: Job, found: Found, known: WarningFacts, *, is_bound: bool = False
    ) -> None:
        self.job, self.series, self.known = job, found.series, known
        self.windows = found.bound_windows if is_bound else found.windows
        self.values = self.series.bounds if is_bound else self.series.values
        self.column = "bound" if is_bound else "aqi"
        self.data, self.sources, self.month = job.tables["aqi"], Sources(job), policy_month(job)
        names = ("valid_hours", "heavy_aqi", "severe_aqi", "lift_hours")
        self.figures = {name: self.sources.figure(name, self.month) for name in names}
        self._means: dict[int, Step] = {}

    def mean(self, slot: int) -> Step:
        """Return the mean of the window that ends with a slot: its cells, sum and number."""
        if slot not in self._means:
            self._means[slot] = self._mean(slot)
        return self._means[slot]

    def _mean(self, slot: int) -> Step:
        series = self.series
        end = moment(series.ends(np.array([slot]))[0])
        what = f"截至 {end} 的 24 小时均值"
        begin = max(slot - series.width + 1, 0)
        inside = (series.slots >= begin) & (series.slots <= slot)
        cells = tuple(self._cell(row) for row in series.rows[inside].tolist())
        least = () if series.is_daily else (self.figures["valid_hours"],)  # of an hourly mean
        valid = int(self.windows.valid[slot])
        clause = self.sources.clause("三(一)1")
        if not self.windows.exists[slot]:
            whole = slot >= series.width - 1
            few = f"有效的只有 {valid * series.hours} 小时" if whole else "序列还不足 24 小时"
            return Step(what, "没有", said=few, clause=clause, cells=cells, steps=least)
        total, limit = int(self.windows.total[slot]), self.known.figures.heavy_aqi
        value = f"{total / valid:.6g}"
        sign = "=" if float(value) * valid == total else "≈"
        product = limit * valid
        compared = ">" if total > product else "≤"
        how = (
            f"{total:,} ÷ {valid} {sign} {value}",
            f"{total:,} {compared} {limit} × {valid} = {product:,}",
        )
        lacking = (slot - begin + 1) - valid
        said = f"缺测、沙尘的 {lacking} 个没有计入" if lacking else ""
        return Step(
            what, value, how, said, clause, cells=cells,
            steps=(*least, self.figures["heavy_aqi"]),
        )  # fmt: skip

    def _cell(self, row: int) -> Any:
        raw = self.data.raw
        has_bound = self.column == "bound" and not pd.isna(self.data.frame["bound"].iloc[row])
        is_dust = "is_dust" in self.data.frame and bool(self.data.frame["is_dust"].iloc[row])
        note = "（沙尘，不计）" if is_dust else ""
        return raw.cited("bound" if has_bound else "aqi", row, note)

    def heavy(self, slot: int) -> Step:
        """Return whether an hour is heavy, and by which window."""
        series, options = self.series, self.sources.options("duration")
        is_above = self.windows.above(self.known.figures.heavy_aqi)
        is_count = self.known.options.duration is Duration.COUNT
        last = slot if is_count else min(slot + series.width - 1, len(is_above) - 1)
        above = np.flatnonzero(is_above[slot : last + 1])
        if not above.size:
            said = "没有均值大于 200 的窗口包括它".replace("200", str(self.known.figures.heavy_aqi))
            return Step("重污染", "否", said=said, options=options)
        first = slot + int(above[0])
        said = "它自己的窗口" if first == slot else "它在这个窗口里"
        return Step("重污染", "是", said=said, options=options, steps=(self.mean(first),))

    def _found(self, limit: int) -> Stretches:
        return stretches_of(
            self.windows.above(limit), self.series.width, self.known.options.duration
        )

    def stretches(self, first: int, last: int) -> tuple[Step, ...]:
        """Return the stretches of a process, with the time between them."""
        found = self._found(self.known.figures.heavy_aqi)
        apart = between(found, improved_before(self.series, self.known.options.gap))
        inside = np.flatnonzero((found.first >= first) & (found.last <= last))
        return tuple(
            self._stretch(found, int(place), number, apart)
            for number, place in enumerate(inside.tolist(), start=1)
        )

    def _stretch(self, found: Stretches, place: int, number: int, apart: Any) -> Step:
        """Return a stretch: from where to where, its first and last window above."""
        series = self.series
        begin, end = found.first[[place]], found.last[[place]]
        own = found.windows[found.of_window == place]
        start, stop = moment(series.starts(begin)[0]), moment(series.ends(end)[0])
        gap = (
            ""
            if number == 1
            else (f"；与前一段之间能看出改善的 {int(apart[place - 1]) * series.hours} 小时")
        )
        said = f"{start} 至 {stop}，均值大于 {self.known.figures.heavy_aqi} 的窗口 {len(own)} 个"
        edges = list(dict.fromkeys((int(own[0]), int(own[-1]))))
        return Step(
            f"第 {number} 段", counted(found.slots[place] * series.hours), said=said + gap,
            options=self.sources.options("duration"), steps=tuple(map(self.mean, edges)),
        )  # fmt: skip

    def longest_severe(self, first: int, last: int) -> tuple[Step, ...]:
        """Return the longest stretch above 300 in a process, nothing where there is none."""
        figures = self.known.figures
        found = self._found(max(figures.severe_aqi, figures.heavy_aqi))
        inside = np.flatnonzero((found.first >= first) & (found.last <= last))
        if not inside.size:
            return ()
        place = int(inside[np.argmax(found.slots[inside])])
        start = moment(self.series.starts(found.first[[place]])[0])
        stop = moment(self.series.ends(found.last[[place]])[0])
        hours = counted(found.slots[place] * self.series.hours)
        steps = (self.figures["severe_aqi"],)
        return (Step("最长一段", hours, said=f"{start} 至 {stop}", steps=steps),)

    def highest(self, first: int, last: int) -> int:
        """Return the slot with which the highest window of a process ends."""
        means = np.where(self.windows.exists, self.windows.mean, -1.0)[first : last + 1]
        return first + int(np.argmax(means))

    def improved_after(self, last: int) -> int:
        """Return the hours after a slot that show an improvement, up to the next heavy one."""
        improved = improved_before(self.series, self.known.options.gap)
        found = self._found(self.known.figures.heavy_aqi)
        later = found.first[found.first > last]
        end = int(later[0]) if later.size else len(improved) - 1
        return int(improved[end] - improved[last + 1]) * self.series.hours
