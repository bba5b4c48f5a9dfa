"""Where a project's state and a share on time come from: the steps back to the cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from qdcalc.document.explanation import Explanation
from qdcalc.document.steps import Step
from qdcalc.errors import UsageError
from qdcalc.exact.months import of_date
from qdcalc.exact.texts import listed
from qdcalc.notice.description import Job
from qdcalc.notice.proof import (
    Sources,
    nothing_asked,
    wanted_district,
    wanted_one,
    wanted_row,
)
from qdcalc.notice.workdays import WORKDAYS
from qdcalc.review.facts import ReviewFacts
from qdcalc.review.scope import Scope
from qdcalc.review.sentences import explanations
from qdcalc.review.words import CITY_LEVEL, WHOLE, OpenLate, Pause, State

_MOST_DAYS = 30  # days that a step names
_DAY = np.timedelta64(1, "D")
Tables = Mapping[str, pd.DataFrame]


def explained(
    job: Job, assessed: pd.DataFrame, known: ReviewFacts, tables: Tables, asked: Mapping[str, str]
) -> Explanation:
    """Return the steps of a project, or of a district's or body's share on time.

    Raises
    ------
    UsageError
        Nothing is asked for, or what is asked for is not in the input.
    """
    steps = _Steps(job, assessed, known)
    if asked.get("row"):
        return steps.row(asked["row"])
    if asked.get("project"):
        return steps.project(asked["project"])
    if asked.get("district"):
        names = list(dict.fromkeys([*tables["districts"]["district"]]))
        place = wanted_district(asked["district"], known.districts, [*known.districts.names, WHOLE])
        name = [*known.districts.names, WHOLE][place]
        if name not in names:
            raise UsageError(f"输入里没有 {name} 的项目")
        return steps.sums("district", name, tables["districts"])
    if asked.get("body"):
        bodies = {str(n): (str(n),) for n in tables["bodies"]["body"]}
        return steps.sums("body", wanted_one(asked["body"], bodies, "审查机构"), tables["bodies"])
    raise nothing_asked(steps.examples())


def counted(number: Any) -> str:
    """Write a number of working days: ``5 个``."""
    return f"{int(number):,} 个"


class _Steps:
    """Composes the steps of projects; each is made once and may stand in several places."""

    def __init__(self, job: Job, assessed: pd.DataFrame, known: ReviewFacts) -> None:
        self.job, self.assessed, self.known = job, assessed, known
        self.data, self.sources = job.tables["projects"], Sources(job)
        self._said = explanations(assessed, known)
        self._made: dict[int, Step] = {}

    def examples(self) -> list[tuple[str, str]]:
        """Return what may be asked for, with a project, a district and a body of this input."""
        row = self.assessed.iloc[int(np.argmax(self.assessed["used"].fillna(-1).to_numpy()))]
        number = self.data.raw.rows[int(row["position"])]
        return [
            (f"--row 项目!{number}", f"{row['project']}的用时、截止日期和状态（时限核算）"),
            (f'--project "{row["project"]}"', "同一个项目，按名称"),
            (f"--district {row['district']}", f"{row['district']}的按时率（区市汇总）"),
            (f'--body "{row["body"]}"', f"{row['body']}的按时率（机构汇总）"),
        ]

    def row(self, given: str) -> Explanation:
        """Return the steps of the project of a row."""
        raw, positions = self.data.raw, self.assessed["position"].to_numpy()
        order = np.argsort(positions)
        parts = [raw.parts[part] for part in raw.part_of.tolist()]
        sheets = pd.Series([part.sheet or raw.table.label for part in parts], dtype=object)
        files = pd.Series([part.file for part in parts], dtype=object)
        rows = pd.Series(raw.rows).astype(str)
        place = wanted_row(given, sheets, rows, files)
        return self._explanation([int(order[place])])

    def project(self, given: str) -> Explanation:
        """Return the steps of a project, of each of its rounds."""
        names = {str(n): (str(n),) for n in dict.fromkeys(self.assessed["project"])}
        name = wanted_one(given, names, "项目")
        found = np.flatnonzero((self.assessed["project"] == name).to_numpy())
        return self._explanation(found.tolist())

    def _explanation(self, places: Sequence[int]) -> Explanation:
        return Explanation(self.name(places[0]), tuple(map(self.of, places)))

    def name(self, place: int) -> str:
        """``某小区 第 1 轮（即墨，示例审图中心）``."""
        row = self.assessed.iloc[place]
        return f"{row['project']} 第 {row['round']} 轮（{row['district']}，{row['body']}）"

    # ------------------------------------------------------------------------------ a project

    def of(self, place: int) -> Step:
        """Return a project: its state, and what that follows from."""
        if place not in self._made:
            self._made[place] = self._of(place)
        return self._made[place]

    def _of(self, place: int) -> Step:
        row = self.assessed.iloc[place]
        said = [
            str(self._said.iloc[place]),
            self.sources.correction(self.data, int(row["position"])),
        ]
        applies = row["scope"] == Scope.APPLIES
        steps = self._applied(row) if applies else self._outside(row)
        clause = self.sources.clause("四(三)" if applies else self._clause_of(row))
        return Step(
            f"{self.name(place)}的状态", str(row["state"]), said="；".join(filter(None, said)),
            clause=clause, steps=steps,
        )  # fmt: skip

    def _cell(self, row: pd.Series[Any], name: str, value: str = "") -> Step:
        """Return a cell of the project's row; a column that is not there is said to be blank."""
        label, position = self.data.table.column(name).label, int(row["position"])
        if name not in self.data.present:
            return Step(label, value or "空白", said="没有这一列")
        return Step(label, value or "空白", cells=(self.data.raw.cited(name, position),))

    def _clause_of(self, row: pd.Series[Any]) -> str:
        match Scope(int(row["scope"])):
            case Scope.OUT_OF_SCOPE:
                return "三"
            case Scope.CARRIED_OVER:
                return "五(三)"
            case _:
                return "五(二)" if self._is_of_city(row) else "五末段"

    def _is_of_city(self, row: pd.Series[Any]) -> bool:
        return bool(row["district"] == CITY_LEVEL) or self.known.start == "city"

    def _outside(self, row: pd.Series[Any]) -> tuple[Step, ...]:
        """Return why the limit does not apply."""
        month, kind = self.known.month, str(row["work_kind"])
        if row["scope"] == Scope.OUT_OF_SCOPE:
            return (self._cell(row, "work_kind", kind), self.sources.figure("out_of_scope", month))
        accepted = self._cell(row, "accepted_on", _day(row["accepted_on"]))
        if row["scope"] == Scope.CARRIED_OVER:
            return (
                self._cell(row, "office", str(row["office"])),
                self._cell(row, "is_resubmitted", "否"), accepted,
                self.sources.figure("start_city", month),
            )  # fmt: skip
        first = "start_city" if self._is_of_city(row) else "start_district"
        options = self.sources.options("start")
        return (
            Step("适用时限的第一天", str(self.known.dated(first)), options=options,
                 steps=(self.sources.figure(first, month),
                        self._cell(row, "district", str(row["district"])))),
            accepted,
        )  # fmt: skip

    def _applied(self, row: pd.Series[Any]) -> tuple[Step, ...]:
        """Return the figures of a project: overdue or remaining days, use, limit, deadline."""
        used, limit = int(row["used"]), int(row["limit"])
        figure = self.sources.figure("limit_workdays", of_date(row["accepted_on"]))
        figure = Step("时限", counted(limit), said=figure.said, clause=figure.clause)
        use, over = self._used(row), int(row["overdue_workdays"])
        both = (use, figure)
        difference = f"{counted(used)} − {counted(limit)}"
        own = Step(
            "逾期天数", counted(over), (f"最大({difference}，0) = {counted(over)}",), steps=both
        )
        steps = [own, use, figure]
        if row["state"] == State.OPEN:
            how = (f"{counted(limit)} − {counted(used)} = {counted(limit - used)}",)
            steps.insert(1, Step("剩余天数", counted(limit - used), how, steps=both))
        return (*steps, self._deadline(row, figure))

    def _used(self, row: pd.Series[Any]) -> Step:
        """Return what was used: all working days less what is taken off."""
        total, used, off = (int(row[n]) for n in ("total", "used", "deducted"))
        end = self._end(row)
        start = self._cell(row, "accepted_on", _day(row["accepted_on"]))
        begun = _days_of(row["accepted_on"]) - (self.known.first_day == "same-day") * _DAY
        options = self.sources.options("first_day")
        whole = self._count(
            "总天数", begun, _days_of(row["ended_on"]), total, (start, end), options
        )
        if pd.isna(row["opinion_on"]):
            return Step("用时", counted(used), said="没有补正期间，就是总天数", steps=(whole,))
        opinion = self._cell(row, "opinion_on", _day(row["opinion_on"]))
        is_back = not pd.isna(row["resumed_on"])
        resumed = self._cell(row, "resumed_on", _day(row["resumed_on"]))
        pause = self.sources.options("pause")
        if self.known.pause is Pause.IGNORE:
            said = "补正期间照算，就是总天数"
            return Step(
                "用时", counted(used), said=said, options=pause, steps=(whole, opinion, resumed)
            )
        if self.known.pause is Pause.RESTART and is_back:
            first = _days_of(row["started_after"])
            last = _days_of(row["ended_on"])
            anew = self._count(
                "用时", first, last, used, (resumed, end, opinion), (*options, *pause)
            )
            how = (f"{counted(total)} − {counted(used)} = {counted(off)}",)
            left = Step("扣除天数", counted(off), how, steps=(whole, anew))
            return Step("用时", counted(used), said="从复审受理日期重新数", steps=(anew, left))
        last = _days_of(row["resumed_on"] if is_back else row["ended_on"])
        cells = (opinion, resumed) if is_back else (opinion, end)
        away = self._count("扣除天数", _days_of(row["opinion_on"]), last, off, cells, pause)
        how = (f"{counted(total)} − {counted(off)} = {counted(used)}",)
        return Step("用时", counted(used), how, steps=(whole, away))

    def _end(self, row: pd.Series[Any]) -> Step:
        """Return up to which day is counted: the day of issue, else 统计日期."""
        if not pd.isna(row["issued_on"]):
            return self._cell(row, "issued_on", _day(row["issued_on"]))
        return Step(
            "统计日期", str(self.known.date), said="没有合格书日期；每次计算时写明，见运行信息"
        )

    def _count(
        self, what: str, after: np.datetime64, last: np.datetime64, number: int,
        cells: tuple[Step, ...], options: tuple[str, ...],
    ) -> Step:  # fmt: skip
        """Return a count of working days with the days themselves."""
        said, own = self._listed(after, last)
        return Step(
            what, counted(number), said=f"{after} 之后至 {last} 的工作日：{said}",
            clause=self.sources.clause("四(三)"), options=options, cells=own, steps=cells,
        )  # fmt: skip

    def _listed(self, after: np.datetime64, last: np.datetime64) -> tuple[str, tuple[Any, ...]]:
        """Name the working days after a day up to another, and those that are not as weeks are."""
        calendar, days = self.known.calendar, np.arange(after + _DAY, last + _DAY)
        is_worked = calendar.is_workday(days)
        is_weekday = np.is_busday(days)
        names = [str(day) for day in days[is_worked].tolist()]
        said = listed(names, _MOST_DAYS) or "没有"
        off, more = days[is_weekday & ~is_worked], days[~is_weekday & is_worked]
        for label, odd in (("放假", off), ("调休上班", more)):
            if len(odd):
                said += f"；{label}：{listed([str(d) for d in odd.tolist()], _MOST_DAYS)}"
        return said, self._own_days(days)

    def _own_days(self, days: Any) -> tuple[Any, ...]:
        """Return the cells of the sheet 工作日历 that name any of the days."""
        data = self.job.tables.get(WORKDAYS.name)
        if data is None or data.frame.empty:
            return ()
        named = data.frame["day"].to_numpy(dtype="datetime64[D]")
        found = np.flatnonzero(np.isin(named, days)).tolist()
        return tuple(data.raw.cited("kind", n) for n in found[:_MOST_DAYS])

    def _deadline(self, row: pd.Series[Any], figure: Step) -> Step:
        """Return the last day of the limit."""
        if row["is_paused"]:
            return Step("截止日期", "暂停中", said="复审受理以后才有截止日期",
                        options=self.sources.options("pause"))  # fmt: skip
        after, due = _days_of(row["started_after"]), _days_of(row["deadline"])
        said, cells = self._listed(after, due)
        number = int(self.known.calendar.between(after, due)[0])
        return Step(
            "截止日期", str(due), said=f"{after} 之后第 {number} 个工作日：{said}", cells=cells,
            options=self.sources.options("first_day", "pause"), steps=(figure,),
        )  # fmt: skip

    # ------------------------------------------------------------------- a district or a body

    def sums(self, column: str, name: str, table: pd.DataFrame) -> Explanation:
        """Return the share on time and the mean of a district or body, and its projects."""
        row = table[table[column] == name].iloc[0]
        counted_in = (self.assessed[column] == name).to_numpy() | (name == WHOLE)
        places = np.flatnonzero(counted_in).tolist()
        projects = tuple(map(self.of, places))
        below = {state: self._in(state, places) for state in State}
        return Explanation(
            f"{name}的按时率",
            (self._share(name, row, below), self._mean(name, row, places), *projects),
        )

    def _in(self, state: State, places: Sequence[int]) -> Step:
        own = self.assessed.iloc[list(places)]
        names = own.loc[own["state"] == state, "project"].tolist()
        return Step(f"{state}数", counted(len(names)), said=listed(names, _MOST_DAYS))

    def _share(self, name: str, row: pd.Series[Any], below: Mapping[State, Step]) -> Step:
        parts = [int(row["on_time"]), int(row["late"])]
        steps = [below[State.ON_TIME], below[State.LATE]]
        if self.known.open_late is OpenLate.WITH_OVERDUE:
            parts.append(int(row["open_late"]))
            steps.append(below[State.OPEN_LATE])
        base = sum(parts)
        clause, options = self.sources.clause("四(五)"), self.sources.options("open")
        if not base:
            return Step(f"{name} 按时率", "没有", said="分母是 0", steps=tuple(steps))
        value, sign = _ratio(parts[0], base)
        divided = f"{counted(parts[0])} ÷ ({' + '.join(map(counted, parts))}) {sign} {value}"
        said = (
            "" if pd.isna(row["rank"]) else f"排名第 {int(row['rank'])}：先比按时率，再比平均用时"
        )
        return Step(f"{name} 按时率", value, (divided,), said, clause, options, steps=tuple(steps))

    def _mean(self, name: str, row: pd.Series[Any], places: Sequence[int]) -> Step:
        issued = int(row["on_time"]) + int(row["late"])
        if not issued:
            return Step(f"{name} 平均用时", "没有", said="没有出具合格书")
        total, mean = int(row["used_total"]), int(row["mean_used_x100"])
        value = f"{mean / 100:.10g}"
        sign = "=" if mean * issued == 100 * total else "≈"
        own = self.assessed.iloc[list(places)]
        is_in = own["issued_on"].notna() & (own["scope"] == Scope.APPLIES)
        used = [counted(n) for n in own.loc[is_in, "used"]]
        summed = (f"{' + '.join(used)} = {counted(total)}",) if len(used) > 1 else ()
        parts = tuple(
            Step(f"{self.name(place)}的用时", counted(self.assessed["used"].iloc[place]))
            for place in own.index[is_in].tolist()
        )
        return Step(
            f"{name} 平均用时", value, (f"{counted(total)} ÷ {counted(issued)} {sign} {value}",),
            clause=self.sources.clause("四(五)"),
            steps=(Step("用时合计", counted(total), summed, steps=parts),
                   Step("已出具数", counted(issued))),
        )  # fmt: skip


def _day(value: Any) -> str:
    return "" if pd.isna(value) else str(value)[:10]


def _days_of(value: Any) -> np.datetime64:
    return np.datetime64(value, "D")


def _ratio(part: int, whole: int) -> tuple[str, str]:
    """Write a ratio with at most four decimals, and the sign: = where it is that, else ≈."""
    rounded = (20_000 * part + whole) // (2 * whole)
    return f"{rounded / 10_000:.10g}", "=" if rounded * whole == part * 10_000 else "≈"
