"""The steps of an application's conditions, each back to its cells (三、八、九、十四、二十七)."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, Any, assert_never

import numpy as np
import pandas as pd

from qdcalc.award.accidents import is_grave, is_recent
from qdcalc.award.answers import ASKED
from qdcalc.award.inputs import ACCIDENTS, APPLICATIONS, GROUNDS
from qdcalc.award.outputs import LABELS
from qdcalc.award.scale import VAT_COLUMNS
from qdcalc.award.sentences import day_texts, share_texts
from qdcalc.award.verdicts import CLAUSES, CONDITIONS
from qdcalc.award.words import OtherScale, Sector, State, Vat
from qdcalc.document.steps import Step
from qdcalc.notice.proof import Sources, sum_of, yuan

if TYPE_CHECKING:
    from qdcalc.award.facts import Assessed, AwardFacts
    from qdcalc.notice.description import Job

BLANK = "空白"


def day(value: Any) -> str:
    """Write a day, nothing for a missing one."""
    return "" if pd.isna(value) else f"{pd.Timestamp(value):%Y-%m-%d}"


class ConditionSteps:
    """Composes the steps of the conditions of applications, by their positions."""

    def __init__(self, job: Job, found: Assessed, known: AwardFacts) -> None:
        self.job, self.found, self.known = job, found, known
        self.sources = Sources(job)

    def cell(self, name: str, position: int) -> Step:
        """Return an input cell of an application as a step."""
        data = self.job.tables[APPLICATIONS.name]
        column, value = data.table.column(name), self.found.applications[name].iloc[position]
        if pd.isna(value):
            told = BLANK
        elif column.kind.is_money:
            told = yuan(int(value))
        else:
            told = day(value) if column.kind.is_time else str(value)
        cells = (data.raw.cited(name, position),) if name in data.present else ()
        return Step(column.label, told, cells=cells)

    def base(self) -> Step:
        """Return 评审基准日 as a step."""
        return Step("评审基准日", str(self.known.base_day), said="工作表“口径”或运行时指定")

    def all(self, position: int) -> Iterator[Step]:
        """Yield the steps of an application's conditions, in the order of the sheet."""
        for name in CONDITIONS:
            yield self.one(name, position)

    def one(self, name: str, position: int) -> Step:
        """Return the step of one condition."""
        state = str(self.found.applications[f"{name}_state"].iloc[position])
        clause = self.sources.clause(CLAUSES[name])
        if state == State.UNASKED:
            said = "只问卓越奖" if name == "scale" else "只问创新奖"
            return Step(LABELS[name], state, said=said, clause=self.sources.clause("九"))
        if name in ASKED:
            steps = tuple(self.cell(column, position) for column in ASKED[name][1])
            wanted = (f"{APPLICATIONS.column(c).label}应为{a}" for c, a in ASKED[name][1].items())
            return Step(LABELS[name], state, said="、".join(wanted), clause=clause, steps=steps)
        match name:
            case "operating":
                said, steps, options = self._operating(position)
            case "scale":
                said, steps, options = self._scale(position)
            case "accidents":
                said, steps, options = self._accidents(position)
            case _:
                said, steps, options = self._ban(position)
        return Step(LABELS[name], state, said=said, clause=clause, options=options, steps=steps)

    def _operating(self, position: int) -> tuple[str, tuple[Step, ...], tuple[str, ...]]:
        row = self.found.applications.iloc[position]
        years = self.known.figures.years_operating
        full = day(row["registered"] + pd.DateOffset(years=years))
        side = "不晚于" if row["operating_state"] == State.MET else "晚于"
        said = f"登记 {day(row['registered'])} 以后 {years} 年是 {full}，{side}评审基准日"
        steps = (
            self.cell("registered", position),
            self.sources.figure("years_operating", self.known.month), self.base(),
        )  # fmt: skip
        return said, steps, ()

    def _scale(self, position: int) -> tuple[str, tuple[Step, ...], tuple[str, ...]]:
        row = self.found.applications.iloc[position]
        sector = Sector(row["sector"])
        sort = self.cell("sector", position)
        match sector:
            case Sector.INDUSTRY:
                return "年销售额和研发占比都要达到", (sort, *self._industry(position)), ()
            case Sector.CONSTRUCTION:
                options = self.sources.options("vat")
                return "资质和增值税都要达到", (sort, *self._construction(position)), options
            case Sector.SERVICES:
                return "年营业额要达到", (sort, *self._turnover(position)), ()
            case Sector.OTHER:
                options = self.sources.options("other")
                match self.known.other:
                    case OtherScale.SERVICES:
                        return "按服务业的年营业额", (sort, *self._turnover(position)), options
                    case OtherScale.PEOPLE:
                        return "办法没有规定这类组织的规模数额", (sort,), options
                    case unknown:
                        assert_never(unknown)
            case other:
                assert_never(other)

    def _figure(self, name: str, value: str = "") -> Step:
        return self.sources.figure(name, self.known.month, value=value)

    def _industry(self, position: int) -> Iterator[Step]:
        row = self.found.applications.iloc[[position]]
        sales, research = (self.cell(n, position) for n in ("sales_fen", "research_fen"))
        yield from (sales, self._figure("industry_sales_yuan"))
        how: tuple[str, ...] = ()
        share = Fraction(self.known.figures.scale.research_share)
        if not row[["sales_fen", "research_fen"]].isna().any(axis=None):
            whole, part = (int(row[n].iloc[0]) for n in ("sales_fen", "research_fen"))
            up, down = share.numerator, share.denominator
            how = (
                f"{yuan(part)} × {down} = {yuan(part * down)}",
                f"{yuan(whole)} × {up} = {yuan(whole * up)}",
            )
        said = "前一个乘积不小于后一个才达到，不作除法"
        told = str(share_texts(row["research_fen"], row["sales_fen"])[0])
        figure = self._figure("industry_rd_share", f"{share.numerator} ÷ {share.denominator}")
        yield Step("研发经费占比", told, how, said, steps=(research, sales, figure))

    def _construction(self, position: int) -> Iterator[Step]:
        row = self.found.applications.iloc[position]
        names = VAT_COLUMNS
        amounts = [self.cell(name, position) for name in names]
        yield from (self.cell("grade", position), self._figure("construction_grades"))
        match self.known.vat:
            case Vat.EACH:
                yield from (*amounts, self._figure("construction_vat_yuan"))
            case Vat.TOTAL:
                each = self.known.figures.scale.vat_yuan * 100
                due = len(names) * each
                threshold = Step(
                    "三年合计的标准", yuan(due), (f"{yuan(each)} × {len(names)} = {yuan(due)}",),
                    f"连续 {len(names)} 年", steps=(self._figure("construction_vat_yuan"),),
                )  # fmt: skip
                values = [row[name] for name in names]
                if any(pd.isna(value) for value in values):
                    yield Step("三年增值税合计", BLANK, steps=tuple(amounts))
                else:
                    parts = [int(value) for value in values]
                    how = sum_of(parts, sum(parts))
                    yield Step("三年增值税合计", yuan(sum(parts)), how, steps=tuple(amounts))
                yield threshold
            case unknown:
                assert_never(unknown)

    def _turnover(self, position: int) -> tuple[Step, ...]:
        return self.cell("turnover_fen", position), self._figure("services_turnover_yuan")

    def _accidents(self, position: int) -> tuple[str, tuple[Step, ...], tuple[str, ...]]:
        options = self.sources.options("accident")
        data, known = self.job.tables.get(ACCIDENTS.name), self.known
        figure = self.sources.figure("accident_years", known.month)
        if data is None:
            return "没有工作表“事故”", (figure, self.base()), options
        rows = self.found.accidents
        who = self.found.applications["who"].iloc[position]
        years = known.figures.accident_years
        grave, recent = is_grave(rows, known.accident), is_recent(rows["day"], known.base, years)
        listed = []
        for at in np.flatnonzero((rows["who"] == who).to_numpy()).tolist():
            kind, level = rows["kind"].iloc[at], rows["level"].iloc[at]
            reasons = ["不是重大或不在所列类别"] * (not grave[at]) + ["不在期内"] * (not recent[at])
            cells = tuple(data.raw.cited(name, at) for name in ("day", "kind", "level"))
            told = f"{day(rows['day'].iloc[at])} {kind} {level}"
            listed.append(Step("事故", told, said="；".join(reasons) or "计入", cells=cells))
        count = int(self.found.applications["accident_count"].iloc[position])
        first = day(known.base - pd.DateOffset(years=years))
        said = f"{first} 以后（不含当日）到评审基准日的重大事故 {count} 起"
        return said, (figure, self.base(), *listed), options

    def _ban(self, position: int) -> tuple[str, tuple[Step, ...], tuple[str, ...]]:
        row = self.found.applications.iloc[position]
        applied = self.cell("applied", position)
        options = self.sources.options("ban")
        if pd.isna(row["ban_until"]):
            told = "没有在申报日期有效的撤销" if self.known.has_grounds else "没有工作表“撤销事由”"
            return told, (applied,), options
        told = f"{day(row['ban_found'])} 认定撤销，{day(row['ban_until'])} 以前（含当日）不得申报"
        rows, raw = self.found.followed, self.job.tables[GROUNDS.name].raw
        owners = self.found.awards["who"].to_numpy(dtype=object)[rows["award"].to_numpy()]
        bars = (owners == row["who"]) & (rows["banned_until"] == row["ban_until"]).to_numpy()
        given = [
            day_step(
                "认定日期", rows["found"], at, (raw.cited("found", int(rows["row"].iloc[at])),)
            )
            for at in np.flatnonzero(bars).tolist()
        ]
        years = self.sources.figure("ban_years", self.known.month)
        return told, (applied, *given, years), options


def day_step(label: str, days: pd.Series[Any], position: int, cells: tuple[Any, ...] = ()) -> Step:
    """Return a day of a column as a step."""
    return Step(label, str(day_texts(days.iloc[[position]])[0]), cells=cells)
