"""Where a platform's staff and its cost come from: the steps back to the cells (``explain``)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, assert_never

import numpy as np
import pandas as pd

from qdcalc.document.explanation import Explanation
from qdcalc.document.steps import Step
from qdcalc.errors import UsageError
from qdcalc.exact.dtypes import Ints
from qdcalc.intake.districts import UNKNOWN
from qdcalc.intake.table_data import TableData
from qdcalc.notice.description import Job
from qdcalc.notice.proof import (
    Sources,
    nothing_asked,
    sum_of,
    wanted_district,
    wanted_one,
    wanted_row,
    yuan,
)
from qdcalc.staffing.facts import StaffingFacts
from qdcalc.staffing.inputs import STAFF
from qdcalc.staffing.task_steps import task_step
from qdcalc.staffing.words import ALL_LEVELS, WHOLE_CITY, Rounding

_ROUNDED = {Rounding.CEIL: "进一", Rounding.FLOOR: "取整", Rounding.HALF_UP: "四舍五入"}


def explained(
    job: Job,
    assessed: pd.DataFrame,
    sums: pd.DataFrame,
    known: StaffingFacts,
    tables: Mapping[str, pd.DataFrame],
    asked: Mapping[str, str],
) -> Explanation:
    """Return the steps of a platform, or of a district's sum.

    Raises
    ------
    UsageError
        Nothing is asked for, or what is asked for is not in the input.
    """
    steps = _Steps(job, assessed, sums, known, tables["tasks"])
    if asked.get("row"):
        return steps.row(asked["row"])
    if asked.get("task"):
        return steps.task(asked["task"])
    if asked.get("district") or asked.get("level"):
        return steps.district(asked)
    raise nothing_asked(steps.examples())


def persons(hundredths: int) -> str:
    """Write hundredths of a person: ``0.3 人``."""
    return f"{(Decimal(hundredths) / 100).normalize():,f} 人".replace("-", "−")


def ratio(part: int, whole: int) -> tuple[str, str]:
    """Write a ratio with at most four decimals, and the sign: = where it is that, else ≈."""
    rounded = Decimal((20_000 * part + whole) // (2 * whole)).scaleb(-4)
    return f"{rounded.normalize():f}", "=" if rounded * whole == part else "≈"


def _places(data: TableData, positions: Ints) -> pd.DataFrame:
    """Return the sheet, row and file of rows, as they are asked for."""
    raw = data.raw
    parts = [raw.parts[part] for part in raw.part_of[positions].tolist()]
    return pd.DataFrame(
        {
            "sheet": [part.sheet or raw.table.label for part in parts],
            "row": [str(number) for number in raw.rows[positions].tolist()],
            "file": pd.Series([part.file for part in parts], dtype=object),
        }
    )


class _Steps:
    """Composes the steps of platforms; each is made once and may stand in several places."""

    def __init__(
        self,
        job: Job,
        assessed: pd.DataFrame,
        sums: pd.DataFrame,
        known: StaffingFacts,
        tasks: pd.DataFrame,
    ) -> None:
        self.job, self.assessed, self.sums, self.known = job, assessed, sums, known
        self.tasks = tasks
        self.data, self.sources = job.tables["platforms"], Sources(job)
        self._made: dict[int, Step] = {}

    def examples(self) -> list[tuple[str, str]]:
        """Return what may be asked for, with a platform and a district of this input."""
        most = int(np.argmax(self.assessed["gap_x100"].to_numpy()))
        row = self.assessed.iloc[most]
        district = self.known.districts.all_names[int(row["district"])]
        number = self.data.raw.rows[int(row["position"])]
        tasks = [
            (f'--task "{t}"', "一个目标任务的状态（目标任务）") for t in self.tasks["task"][:1]
        ]
        return [
            (f"--row 服务平台!{number}", f"{row['platform']}的应配、缺口和缺口经费（配备核算）"),
            (f"--district {district}", f"{district}各级别的合计（区市汇总）"),
            (f"--district {district} --level {row['level']}", "只要一个级别"),
            *tasks,
        ]

    # --------------------------------------------------------------------- what is asked for

    def row(self, given: str) -> Explanation:
        """Return the steps of a platform, or of a dated target."""
        positions = self.assessed["position"].to_numpy()
        order = np.argsort(positions)
        tasks = self.job.tables.get("tasks")
        rows = [_places(self.data, positions[order])]
        rows += [] if tasks is None else [_places(tasks, np.arange(len(tasks.frame)))]
        listed = pd.concat(rows, ignore_index=True)
        place = wanted_row(given, listed["sheet"], listed["row"], listed["file"])
        if place >= len(order):
            return self._task(place - len(order))
        found = int(order[place])
        return Explanation(self.name(found), (self.platform(found),))

    def task(self, given: str) -> Explanation:
        """Return the steps of the dated target of a name."""
        names = self.tasks["task"].tolist()
        if not names:
            raise UsageError("输入里没有目标任务")
        return self._task(names.index(wanted_one(given, {n: (n,) for n in names}, "目标任务")))

    def _task(self, at: int) -> Explanation:
        found = self.tasks.iloc[at]
        step = task_step(self.job.tables["tasks"], at, found, self.known, self.sources)
        return Explanation(f"目标任务：{found['task']}", (step,))

    def name(self, place: int) -> str:
        """``市南 八大湖街道 八大湖服务中心（街道(镇)）``."""
        row = self.assessed.iloc[place]
        district = self.known.districts.all_names[int(row["district"])]
        return f"{district} {row['street']} {row['platform']}（{row['level']}）"

    def district(self, asked: Mapping[str, str]) -> Explanation:
        """Return the steps of a district's sums, of all levels or of one."""
        names = [*self.known.districts.names, WHOLE_CITY]
        place = wanted_district(asked.get("district", WHOLE_CITY), self.known.districts, names)
        name = names[place]
        here = self.sums[self.sums["district"] == place]
        if here.empty:
            raise UsageError(f"输入里没有 {name} 的服务平台")
        levels = {str(level): (str(level),) for level in here["level"]}
        wanted = asked.get("level", "")
        level = wanted_one(wanted, levels, "级别") if wanted else ALL_LEVELS
        row = here[here["level"] == level].iloc[0]
        rows = self.assessed
        counted = np.ones(len(rows), dtype=bool)
        if name != WHOLE_CITY:
            counted &= (rows["district"] == place).to_numpy()
        if level != ALL_LEVELS:
            counted &= (rows["level"] == level).to_numpy()
        whole = self._sums(f"{name} {level}", row, np.flatnonzero(counted).tolist())
        return Explanation(f"{name} {level}级别的合计", whole)

    def _sums(self, what: str, row: pd.Series[Any], places: list[int]) -> tuple[Step, ...]:
        """Return a district's sums, then its platforms, each written out once."""
        steps = tuple(map(self.platform, places))
        rows = self.assessed.iloc[places]

        def added(label: str, column: str, total: int) -> Step:
            parts = [int(value) for value in rows[column]]
            text = " + ".join(map(persons, parts))
            how = (f"{text} = {persons(total)}",) if len(parts) > 1 else ()
            named = zip(places, parts, strict=True)
            below = [Step(f"{self.name(at)}的{label}", persons(part)) for at, part in named]
            return Step(f"{what} {label}", persons(total), how, steps=tuple(below))

        count, met = int(row["platforms"]), int(row["met"])
        required = rows.assign(required_x100=rows["required"] * 100)["required_x100"]
        rows = rows.assign(required_x100=required)
        rate, sign = ratio(met, count)
        share = Step(
            f"{what} 达标率", rate, (f"{met:,} 个 ÷ {count:,} 个 {sign} {rate}",),
            said="" if pd.isna(row["rank"]) else f"排名第 {int(row['rank'])}：先比达标率，再比缺口",
            clause=self.sources.clause("三(一)"),
            steps=(
                Step("平台数", f"{count:,} 个"),
                Step("达标数", f"{met:,} 个", said=self._met(rows)),
            ),
        )  # fmt: skip
        cost = Step(f"{what} 缺口经费", "没有经费标准")
        if not pd.isna(row["gap_cost_fen"]):
            parts = [int(value) for value in rows["gap_cost_fen"].dropna()]
            total = int(row["gap_cost_fen"])
            cost = Step(f"{what} 缺口经费", yuan(total), sum_of(parts, total), steps=steps)
        return (
            cost,
            added("缺口", "gap_x100", int(row["gap_x100"])),
            added("应配", "required_x100", int(row["required"]) * 100),
            added("现有", "staff_x100", int(row["staff_x100"])),
            share,
            *steps,
        )

    def _met(self, rows: pd.DataFrame) -> str:
        return "、".join(map(str, rows.loc[rows["is_met"], "platform"]))

    # ----------------------------------------------------------------------------- a platform

    def platform(self, place: int) -> Step:
        """Return a platform: its cost where there is a standard, else its gap."""
        if place not in self._made:
            self._made[place] = self._platform(place)
        return self._made[place]

    def _platform(self, place: int) -> Step:
        row = self.assessed.iloc[place]
        position = int(row["position"])
        required, staff = self._required(row, position), self._staff(row, position)
        gap, surplus = int(row["gap_x100"]), int(row["surplus_x100"])
        needed, have = persons(int(row["required"]) * 100), persons(int(row["staff_x100"]))
        rate, sign = ratio(int(row["staff_x100"]), int(row["required"]) * 100)
        lacking = Step(
            "缺口", persons(gap), (f"最大({needed} − {have}，0) = {persons(gap)}",),
            clause=self.sources.clause("三(二)"), steps=(required, staff),
        )  # fmt: skip
        steps = (
            self._cost(row, lacking),
            lacking,
            Step("超配", persons(surplus), (f"最大({have} − {needed}，0) = {persons(surplus)}",),
                 steps=(required, staff)),
            Step("配备率", rate, (f"{have} ÷ {needed} {sign} {rate}",),
                 said="达标" if row["is_met"] else "不达标", steps=(required, staff)),
        )  # fmt: skip
        said = "缺口经费" if not pd.isna(row["gap_cost_fen"]) else "缺口"
        value = steps[0].value if said == "缺口经费" else steps[1].value
        corrected = self.sources.correction(self.data, position)
        return Step(f"{self.name(place)}的{said}", value, said=corrected, steps=steps)

    def _required(self, row: pd.Series[Any], position: int) -> Step:
        """Return the staff required: people ÷ ratio, rounded, at least the minimum."""
        people, each, least = (int(row[n]) for n in ("people_served", "ratio", "minimum"))
        match self.known.rounding:
            case Rounding.CEIL:
                counted = -(-people // each)
            case Rounding.FLOOR:
                counted = people // each
            case Rounding.HALF_UP:
                counted = (2 * people + each) // (2 * each)
            case other:
                assert_never(other)
        required, level = int(row["required"]), str(row["level"])
        how = f"{_ROUNDED[self.known.rounding]}({people:,} 人 ÷ {each:,} 人) = {counted:,} 人"
        cell = self.data.raw.cited("people_served", position)
        return Step(
            "应配", f"{required:,} 人",
            (how, f"最大({counted:,} 人，{least:,} 人) = {required:,} 人"),
            clause=self.sources.clause("三(二)"), options=self.sources.options("round"),
            steps=(
                Step("服务对象数", f"{people:,} 人", cells=(cell,)),
                self.sources.figure("people_per_staff", self.known.month, of=level),
                self.sources.figure("minimum_staff", self.known.month, of=level),
                Step("级别", level, cells=(self.data.raw.cited("level", position),)),
            ),
        )  # fmt: skip

    def _staff(self, row: pd.Series[Any], position: int) -> Step:
        """Return the staff in post: the sum of where they come from."""
        frame, total = self.data.frame, int(row["staff_x100"])
        names = [n for n in STAFF if n in frame and not pd.isna(frame[n].iloc[position])]
        parts = [int(frame[name].iloc[position]) for name in names]
        how = f"{' + '.join(map(persons, parts))} = {persons(total)}"
        cells = [
            Step(self.data.table.column(name).label, persons(part),
                 cells=(self.data.raw.cited(name, position),))
            for name, part in zip(names, parts, strict=True)
        ]  # fmt: skip
        return Step(
            "现有", persons(total), (how,) if len(parts) > 1 else (), steps=tuple(cells),
            said="不论来源", clause=self.sources.clause("三(二)"),
        )  # fmt: skip

    def _cost(self, row: pd.Series[Any], lacking: Step) -> Step:
        """Return what the gap costs a year, by the most specific standard."""
        if pd.isna(row["gap_cost_fen"]):
            return Step("缺口经费", "没有经费标准", said="工作表“经费标准”没有适用的行")
        each, amount = int(row["annual_cost_fen"]), int(row["gap_cost_fen"])
        gap = int(row["gap_x100"])
        rounded = "（四舍五入到分）" if gap * each % 100 else ""
        return Step(
            "缺口经费", yuan(amount),
            (f"{persons(gap)} × {yuan(each)} = {yuan(amount)}{rounded}",),
            clause=self.sources.clause("三(一)"),
            steps=(self._standard(row, each), lacking),
        )  # fmt: skip

    def _standard(self, row: pd.Series[Any], each: int) -> Step:
        """Return the annual cost of a person with its cell and how far it holds."""
        data, (district, level) = self.job.tables["costs"], (int(row["district"]), row["level"])
        frame = data.frame.reindex(columns=["district", "level", "annual_cost_fen"])
        places = self.known.districts.places(frame["district"].astype(object))
        levels = frame["level"].astype(object).fillna("").to_numpy()
        same = (frame["annual_cost_fen"] == each).fillna(False).to_numpy(dtype=bool)
        for place, its in ((district, level), (district, ""), (UNKNOWN, level), (UNKNOWN, "")):
            found = np.flatnonzero(same & (places == place) & (levels == its))
            if len(found):
                break
        at = int(found[-1])
        scope = f"{frame['district'].iloc[at] if place != UNKNOWN else '各区市'}、{its or '各级别'}"
        return Step(
            "人均年经费", yuan(each), said=f"适用于{scope}；有更具体的按更具体的",
            cells=(data.raw.cited("annual_cost_fen", at),),
        )  # fmt: skip
