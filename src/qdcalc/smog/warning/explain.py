"""Where a process, its level and its times come from: the steps back to the cells (三)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from qdcalc.document.explanation import Explanation
from qdcalc.document.steps import Step
from qdcalc.errors import UsageError
from qdcalc.notice.description import Job
from qdcalc.notice.proof import Sources, nothing_asked, wanted_one, wanted_row
from qdcalc.smog.part import policy_month
from qdcalc.smog.warning.clock import hour_note
from qdcalc.smog.warning.facts import Assessed, WarningFacts
from qdcalc.smog.warning.sentences import explanations
from qdcalc.smog.warning.window_steps import WindowSteps, counted, moment
from qdcalc.smog.words import AT_ONCE, CITY, HINT, ISSUERS, RESPONSES, UNKNOWN

Tables = Mapping[str, pd.DataFrame]


def explained(
    job: Job, assessed: Assessed, known: WarningFacts, tables: Tables, asked: Mapping[str, str]
) -> Explanation:
    """Return the steps of a station's processes, of one of them, or of an hour.

    Raises
    ------
    UsageError
        Nothing is asked for, or what is asked for is not in the input.
    """
    steps = _Steps(job, assessed, known, tables["processes"])
    if asked.get("row"):
        return steps.row(asked["row"])
    if asked.get("station") or asked.get("process"):
        return steps.station(asked.get("station", ""), asked.get("process", ""))
    raise nothing_asked(steps.examples())


class _Steps:
    """Composes the steps of processes and hours."""

    def __init__(
        self, job: Job, assessed: Assessed, known: WarningFacts, written: pd.DataFrame
    ) -> None:
        self.job, self.assessed, self.known, self.written = job, assessed, known, written
        self.data, self.sources = job.tables["aqi"], Sources(job)
        self.month = policy_month(job)
        self.names = [found.series.station for found in assessed.found]
        self._said = explanations(assessed.processes, known)
        self._made: dict[tuple[int, bool], WindowSteps] = {}
        self._listed = self._figures()

    def examples(self) -> list[tuple[str, str]]:
        """Return what may be asked for, with a station and an hour of this input."""
        row = self.data.raw.rows[-1]
        name = self.names[0]
        told = [(f"--row AQI!{row}", "这一小时的 24 小时均值，在哪次过程里（逐时）")]
        told.append((f"--station {name}", f"{name}的全部过程（预警过程）"))
        if len(self.assessed.processes):
            told.append((f"--station {name} --process 1", "第 1 次过程的级别和时间"))
        return told

    def row(self, given: str) -> Explanation:
        """Return the steps of the hour of a row of the sheet AQI."""
        raw = self.data.raw
        parts = [raw.parts[part] for part in raw.part_of.tolist()]
        sheets = pd.Series([part.sheet or raw.table.label for part in parts], dtype=object)
        files = pd.Series([part.file for part in parts], dtype=object)
        row = wanted_row(given, sheets, pd.Series(raw.rows).astype(str), files)
        for place, found in enumerate(self.assessed.found):
            at = np.flatnonzero(found.series.rows == row)
            if at.size:
                slot = int(found.series.slots[at[0]])
                return self._hour(place, slot, row)
        raise UsageError(f"“{given}”没有计入任何站点或区域")

    def _hour(self, place: int, slot: int, row: int) -> Explanation:
        series = self.assessed.found[place].series
        windows = self._of_series(place, is_bound=False)
        time = moment(series.ends(np.array([slot]))[0])
        said = self.sources.correction(self.data, row)
        steps = [
            Step("AQI", str(self.assessed.rows["aqi"].iloc[row]).replace("<NA>", "缺测"),
                 said=said, cells=tuple(self._cells(row))),
            windows.mean(slot),
            windows.heavy(slot),
        ]  # fmt: skip
        own = self.assessed.processes
        inside = own[(own["series"] == place) & (own["first"] <= slot) & (own["last"] >= slot)]
        steps += [self.process(index) for index in inside.index.tolist()]
        return Explanation(f"{series.station} {time}", tuple(steps))

    def _cells(self, row: int) -> list[Any]:
        """Return the cells of a row that say something of the hour."""
        names = ("ended_at", "aqi", "bound", "is_dust", "data_kind")
        raw = self.data.raw
        notes = {"ended_at": hour_note(raw, row)}
        return [raw.cited(n, row, notes.get(n, "")) for n in names if n in self.data.present]

    def station(self, given: str, process: str) -> Explanation:
        """Return the steps of a station's processes, or of one of them."""
        name = given or (self.names[0] if len(self.names) == 1 else CITY)
        name = wanted_one(name, {own: (own,) for own in self.names}, "站点或区域")
        own = self.assessed.processes
        own = own[own["series"] == self.names.index(name)]
        if own.empty:
            raise UsageError(f"{name}没有重污染过程")
        if process:
            known = own["number"].astype(str).tolist()
            if process.strip() not in known:
                raise UsageError(f"{name}没有第 {process} 次过程，有的是：{'、'.join(known)}")
            own = own[own["number"].astype(str) == process.strip()]
        title = f"{name} 第 {process.strip()} 次过程" if process else f"{name}的重污染过程"
        return Explanation(title, tuple(self.process(index) for index in own.index.tolist()))

    # ------------------------------------------------------------------------------ a process

    def process(self, index: int) -> Step:
        """Return a process: its level and what that follows from, its times."""
        row, written = self.assessed.processes.iloc[index], self.written.iloc[index]
        name = self.names[int(row["series"])]
        clause = self.sources.clause("三(一)2")
        steps = [self._hours(row), self._severe(row), self._highest(row), *self._listed]
        if row["is_bound"]:
            steps.append(self.sources.figure("bound_hours", self.month))
        if row["level"] != HINT:
            steps += [self._issue(row, written), self._lifted(row, written),
                      *self._reports(written)]  # fmt: skip
        return Step(
            f"{name} 第 {row['number']} 次过程的级别", str(row["level"]),
            said=str(self._said.iloc[index]), clause=clause, steps=tuple(steps),
        )  # fmt: skip

    def _windows(self, row: pd.Series[Any]) -> WindowSteps:
        return self._of_series(int(row["series"]), is_bound=bool(row["is_bound"]))

    def _of_series(self, place: int, *, is_bound: bool) -> WindowSteps:
        key = (place, is_bound)
        if key not in self._made:
            found = self.assessed.found[place]
            self._made[key] = WindowSteps(self.job, found, self.known, is_bound=is_bound)
        return self._made[key]

    def _hours(self, row: pd.Series[Any]) -> Step:
        """Return how long it lasts: its stretches, the time between them."""
        windows = self._windows(row)
        stretches = windows.stretches(int(row["first"]), int(row["last"]))
        start, end = moment(row["started_at"]), moment(row["ended_at"])
        options = self.sources.options("duration", "gap", "joined")
        said = f"{start} 至 {end}"
        steps = (*stretches, windows.figures["lift_hours"])
        return Step(
            "持续小时", counted(row["hours"]), said=said, clause=self.sources.clause("三(四)"),
            options=options, steps=steps if len(stretches) > 1 else stretches,
        )  # fmt: skip

    def _severe(self, row: pd.Series[Any]) -> Step:
        return Step(
            f"大于{self.known.figures.severe_aqi}小时", counted(row["severe_hours"]),
            said="均值大于它的最长一段，不合并",
            steps=self._windows(row).longest_severe(int(row["first"]), int(row["last"])),
        )  # fmt: skip

    def _highest(self, row: pd.Series[Any]) -> Step:
        windows = self._windows(row)
        slot = windows.highest(int(row["first"]), int(row["last"]))
        return Step("最高24小时均值", f"{row['highest']:.10g}", steps=(windows.mean(slot),))

    def _figures(self) -> Sequence[Step]:
        figure = self.sources.figure
        return (
            *(figure("level_hours", self.month, of=level) for level in ISSUERS),
            figure("severe_hours", self.month), figure("top_aqi", self.month),
        )  # fmt: skip

    def _issue(self, row: pd.Series[Any], written: pd.Series[Any]) -> Step:
        """Return until when it is issued, and by whom."""
        level, hours = str(row["level"]), self.known.figures.notice_hours
        start = moment(row["started_at"])
        who = f"{written['issuer']}发布，{written['approver']}批准启动{RESPONSES[level]}响应"
        if written["issue_by"] == AT_ONCE:
            said = f"第一个重污染小时（从 {start} 起）是实测的；{who}"
            return Step("最迟发布", AT_ONCE, said=said, clause=self.sources.clause("三(三)"))
        return Step(
            "最迟发布", str(written["issue_by"]),
            (f"{start} − {hours} 小时 = {written['issue_by']}",), who,
            self.sources.clause("三(三)"),
            steps=(self.sources.figure("notice_hours", self.month),),
        )  # fmt: skip

    def _lifted(self, row: pd.Series[Any], written: pd.Series[Any]) -> Step:
        """Return when it is lifted: the improved hours after its end."""
        windows = self._windows(row)
        rest, limit = windows.improved_after(int(row["last"])), self.known.figures.lift_hours
        sign, said = ("≥", "") if written["lifted_at"] != UNKNOWN else ("<", "，以后的数据还不够")
        return Step(
            "解除时间", str(written["lifted_at"]),
            (f"{moment(row['ended_at'])} 以后没有重污染的 {rest} 小时 {sign} {limit} 小时{said}",),
            clause=self.sources.clause("三(四)"), options=self.sources.options("gap"),
            steps=(windows.figures["lift_hours"],),
        )  # fmt: skip

    def _reports(self, written: pd.Series[Any]) -> Sequence[Step]:
        if pd.isna(written["members_due"]):
            return ()
        end = str(written["lifted_at"])[:10]
        return tuple(
            Step(
                f"{who}总结截止",
                str(written[name])[:10],
                said=f"{end} 以后第 {days} 个工作日",
                clause=self.sources.clause("四(五)"),
                steps=(self.sources.figure("summary_workdays", self.month, of=who),),
            )
            for name, who, days in (
                ("members_due", "成员单位", self.known.figures.summary_workdays["成员单位"]),
                ("office_due", "办公室", self.known.figures.summary_workdays["办公室"]),
            )
        )
