"""Where an exhibition subsidy comes from: the steps back to the cells (``explain``)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from qdcalc.document.explanation import Explanation
from qdcalc.document.steps import Step
from qdcalc.exact.blanks import keys
from qdcalc.exact.texts import key
from qdcalc.expo.history import SHOWS
from qdcalc.expo.words import Item, NewFirmCap, Verdict
from qdcalc.expo.workings import Row, Working, area, worked
from qdcalc.intake.cited import Cited
from qdcalc.notice.description import Job
from qdcalc.notice.proof import Sources, nothing_asked, sum_of, wanted_one, wanted_row, yuan
from qdcalc.table.description import Column


def explained(
    job: Job,
    cases: pd.DataFrame,
    found: pd.DataFrame,
    tables: Mapping[str, pd.DataFrame],
    asked: Mapping[str, str],
) -> Explanation:
    """Return the steps of an application, or of the sum of an applicant, an item or a year.

    Raises
    ------
    UsageError
        Nothing is asked for, or what is asked for is not in the input.
    """
    steps = _Steps(job, cases, found)
    if asked.get("row"):
        place = wanted_row(asked["row"], found["sheet"], found["row"], found["file"])
        return Explanation(f"{found['place'].iloc[place]}：{steps.name(place)}", (steps.of(place),))
    if asked.get("applicant"):
        return steps.applicant(asked["applicant"])
    if asked.get("item") or asked.get("year"):
        return steps.total(tables["years"], asked)
    raise nothing_asked(steps.examples())


class _Steps:
    """Composes the steps of applications; each is made once and may stand in several places."""

    def __init__(self, job: Job, cases: pd.DataFrame, found: pd.DataFrame) -> None:
        self.job, self.cases, self.found = job, cases, found
        self.sources = Sources(job)
        self._made: dict[int, Step] = {}

    def examples(self) -> list[tuple[str, str]]:
        """Return what may be asked for, with rows of this input."""
        most = int(np.argmax(self.found["amount_fen"].to_numpy()))
        row = self.found.iloc[most]
        return [
            (f"--row {row['sheet']}!{row['row']}", f"{self.name(most)}的核定金额（核定结果）"),
            (f"--applicant {row['applicant']}", "一个申请单位的合计（单位汇总）"),
            (f"--item {row['item']} --year {row['year']}", "一个项目一年的合计和预算（年度汇总）"),
            (f"--item {row['item']}", "一个项目的合计（项目汇总）"),
        ]

    def name(self, place: int) -> str:
        """``示例渔业博览会（贸易展补助，2019 年度）``."""
        row = self.found.iloc[place]
        return f"{row['subject']}（{row['item']}，{row['year']} 年度）"

    # ------------------------------------------------------------------------------- sums

    def applicant(self, given: str) -> Explanation:
        """Return the steps of an applicant's sum."""
        names: dict[str, tuple[str, ...]] = {n: () for n in self.found["applicant"] if n}
        whole = wanted_one(given, {n: (n,) for n in names}, "申请单位")
        places = np.flatnonzero((self.found["applicant"] == whole).to_numpy())
        return Explanation(f"{whole}的核定金额合计", (self._sum(f"{whole}合计", places),))

    def total(self, years: pd.DataFrame, asked: Mapping[str, str]) -> Explanation:
        """Return the steps of an item's sum, of all years or of one with its budget."""
        items = {name: (name,) for name in dict.fromkeys(self.found["item"])}
        item = wanted_one(asked["item"], items, "项目") if asked.get("item") else ""
        known = [str(year) for year in sorted(set(self.found["year"]))]
        year = (
            wanted_one(asked["year"], dict.fromkeys(known, ()), "年度") if asked.get("year") else ""
        )
        here = np.ones(len(self.found), dtype=bool)
        if item:
            here &= (self.found["item"] == item).to_numpy()
        if year:
            here &= (self.found["year"] == int(year)).to_numpy()
        what = f"{f'{year} 年' if year else ''}{item or '全部项目'}"
        whole = self._sum(f"{what}合计", np.flatnonzero(here))
        steps = [whole, *(self._budget(years, item, int(year), whole) if item and year else ())]
        return Explanation(f"{what}的核定金额", tuple(steps))

    def _sum(self, what: str, places: Any) -> Step:
        parts = [int(self.found["amount_fen"].iloc[place]) for place in places]
        total = sum(parts)
        steps = tuple(map(self.of, map(int, places)))
        return Step(
            what, yuan(total), sum_of(parts, total), steps=steps,
            said="需人工确认的也在内" if any(map(self._is_open, places)) else "",
        )  # fmt: skip

    def _is_open(self, place: int) -> bool:
        return bool(self.found["verdict"].iloc[place] == Verdict.OPEN)

    def _budget(self, years: pd.DataFrame, item: str, year: int, whole: Step) -> tuple[Step, ...]:
        """Return what is left of a budget, with its cell."""
        row = years[(years["year"] == year) & (years["item"] == item)]
        data = self.job.tables.get("budgets")
        if data is None or row.empty or pd.isna(row["budget_fen"].iloc[0]):
            return (Step("结余", "没有预算"),)
        budget, spent, left = (
            int(row[name].iloc[0]) for name in ("budget_fen", "amount_fen", "left_fen")
        )
        same = (data.frame["year"] == year) & (data.frame["item"] == item)
        cell = data.raw.cited("budget_fen", int(np.flatnonzero(same.to_numpy())[0]))
        return (
            Step(
                "结余", yuan(left), (f"{yuan(budget)} − {yuan(spent)} = {yuan(left)}",),
                said="超预算" if left < 0 else "未超预算",
                steps=(Step("预算金额", yuan(budget), cells=(cell,)), whole),
            ),
        )  # fmt: skip

    # ------------------------------------------------------------------------ an application

    def of(self, place: int) -> Step:
        """Return an application: what is given, what it comes to, what decides beside that."""
        if place not in self._made:
            self._made[place] = self._application(place)
        return self._made[place]

    def _application(self, place: int) -> Step:
        row, case = self.found.iloc[place], self.cases.iloc[place]
        application = Row(case, self.sources, self._before(place))
        found = worked(application)
        amount, due = int(row["amount_fen"]), int(case["amount_fen"])
        steps = [self._due(case, due, found), *self._conditions(application, found)]
        said = "；".join(t for t in (str(row["verdict"]), str(row["reason"] or "")) if t)
        corrected = self.sources.correction(application.table, application.position)
        return Step(
            f"{self.name(place)}核定金额", yuan(amount),
            () if amount == due else (f"{yuan(due)} × 0 = {yuan(amount)}（不予补助或只计一次）",),
            said="；".join(t for t in (said, corrected) if t),
            clause=self.sources.clause(str(row["clause"])),
            steps=(*steps, *(s for _, s in self._history(case)), self._validity(application)),
        )  # fmt: skip

    def _before(self, place: int) -> tuple[tuple[int, Step], ...]:
        """Return what a new firm was given before, where its cap is of three years (一(一)¶1)."""
        case, chosen = self.cases.iloc[place], self.job.interpretations["new_firm_cap"]
        if case["item"] != Item.NEW_FIRM or chosen != NewFirmCap.CUMULATIVE:
            return ()
        row = Row(case, self.sources)
        first = row.value("first_year")
        years = range(first + 1, first + row.figure("new_firm_years") + 1)
        given = self._history(case, years)
        same = keys(self.cases["subject"]) == key(case["subject"])
        same &= (self.cases["item"] == case["item"]).to_numpy()
        same &= (self.cases["year"] < case["year"]).to_numpy()
        same &= (self.found["amount_fen"] > 0).to_numpy()
        earlier = np.flatnonzero(same).tolist()
        return (
            *((amount, step) for amount, step in given if amount),
            *((int(self.found["amount_fen"].iloc[at]), self.of(at)) for at in earlier),
        )

    def _due(self, case: pd.Series[Any], due: int, found: Working | None) -> Step:
        """Return what the clause comes to, whatever else speaks against it."""
        working = str(case["working"])
        if found is None:
            return Step("计算金额", yuan(due), said=working)
        clause = str(case["clause"])
        return Step(
            "计算金额", yuan(due), found.how, said=working, clause=self.sources.clause(clause),
            options=found.options, steps=found.steps,
        )  # fmt: skip

    def _conditions(self, row: Row, found: Working | None) -> list[Step]:
        """Return the row's other filled cells: what the clause asks beside its figures."""
        data = row.table
        used = set(_cells(found.steps)) if found else set()
        steps = []
        for column in data.table.columns:
            if column.name not in data.present or not row.has(column.name):
                continue
            cited = data.raw.cited(column.name, row.position)
            if str(cited) not in used and cited.value:
                steps.append(Step(column.label, self._told(row, column, cited), cells=(cited,)))
        return steps

    def _told(self, row: Row, column: Column, cited: Cited) -> str:
        """Return a cell's value with the unit of its column, whatever unit the sheet has."""
        if column.kind.is_hundredfold:
            told = yuan if column.kind.is_money else area
            return told(row.value(column.name))
        return f"{cited.value} {column.unit}".strip()

    def _history(self, case: pd.Series[Any], years: range | None = None) -> list[tuple[int, Step]]:
        """Return the rows of 历史补助 of the same thing and item, of some years."""
        data = self.job.tables.get("history")
        if data is None or data.frame.empty:
            return []
        is_show = case["item"] in map(str, SHOWS)
        items = data.frame["item"]
        same = items.isin([*map(str, SHOWS)]) if is_show else items == case["item"]
        named = keys(data.frame["subject"]) == key(case["subject"])
        here = same.to_numpy() & named
        if years is not None:
            here &= data.frame["year"].isin(years).to_numpy()
        amounts, told = data.frame["amount_fen"], data.frame["year"]
        return [
            (
                int(amounts.iloc[at]),
                Step(f"历史补助 {int(told.iloc[at])} 年", yuan(int(amounts.iloc[at])),
                     cells=(data.raw.cited("amount_fen", at),)),
            )
            for at in np.flatnonzero(here).tolist()
        ]  # fmt: skip

    def _validity(self, row: Row) -> Step:
        first, last = self.job.policy.figure("valid_days").at(row.month)[:2]
        return Step(
            "有效期", f"{first:%Y-%m-%d} 至 {last:%Y-%m-%d}", clause=self.sources.clause("末段")
        )


def _cells(steps: tuple[Step, ...]) -> Iterator[str]:
    """Yield the cells that steps and those below them cite."""
    for step in steps:
        yield from map(str, step.cells)
        yield from _cells(step.steps)
