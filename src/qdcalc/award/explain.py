"""Where a verdict, a prize, a withdrawal come from: the steps back to the cells (``explain``)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from qdcalc.award.condition_steps import ConditionSteps, day, day_step
from qdcalc.award.inputs import APPLICATIONS, AWARDS, GROUNDS
from qdcalc.award.sentences import prize_sentences
from qdcalc.award.words import Fate, Ground, Prize, Verdict
from qdcalc.document.explanation import Explanation
from qdcalc.document.steps import Step
from qdcalc.errors import UsageError
from qdcalc.exact.months import of_date
from qdcalc.notice.proof import nothing_asked, sum_of, wanted_one, wanted_row, yuan

if TYPE_CHECKING:
    from qdcalc.award.facts import Assessed, AwardFacts
    from qdcalc.notice.description import Job

PUBLICITY = "公示"


def explained(
    job: Job,
    found: Assessed,
    known: AwardFacts,
    tables: Mapping[str, pd.DataFrame],
    asked: Mapping[str, str],
) -> Explanation:
    """Return the steps of an application, an organisation, a prize or the publicity.

    Raises
    ------
    UsageError
        Nothing is asked for, or what is asked for is not in the input.
    """
    steps = _Steps(job, found, known, tables)
    if asked.get("row"):
        return steps.row(asked["row"])
    if asked.get("organisation"):
        return steps.organisation(asked["organisation"])
    if asked.get("prize"):
        return steps.prize(asked["prize"])
    if asked.get("item"):
        return steps.item(asked["item"])
    raise nothing_asked(steps.examples())


class _Steps:
    """Composes the steps; each application's is made once and may stand in several places."""

    def __init__(
        self, job: Job, found: Assessed, known: AwardFacts, tables: Mapping[str, pd.DataFrame]
    ) -> None:
        self.job, self.found, self.known, self.tables = job, found, known, tables
        self.conditions = ConditionSteps(job, found, known)
        self.sources = self.conditions.sources
        self._verdicts: dict[int, Step] = {}

    def examples(self) -> list[tuple[str, str]]:
        """Return what may be asked for, with rows and names of this input."""
        told = []
        for table, said in (
            (APPLICATIONS, "一个申报的结论、各项条件和奖金"), (AWARDS, "一个获奖组织的撤销和追缴"),
        ):  # fmt: skip
            data = self.job.tables.get(table.name)
            if data is not None and len(data.raw):
                told.append((f"--row {table.label}!{data.raw.rows[0]}", said))
        names = self.found.applications["organisation"].to_list()
        told += [(f'--organisation "{name}"', "一个组织的全部申报和获奖") for name in names[:1]]
        if names:
            told.append((f"--prize {Prize.EXCELLENCE}", "一个奖项的名额和奖金合计（名额奖金）"))
        if len(self.tables["publicity"]):
            told.append((f"--item {PUBLICITY}", "公示的截止日"))
        return told

    # --------------------------------------------------------------------- what is asked for

    def row(self, given: str) -> Explanation:
        """Return the steps of a row of 申报组织, 获奖组织 or 撤销事由."""
        places, owners = [], []
        for table in (APPLICATIONS, AWARDS, GROUNDS):
            data = self.job.tables.get(table.name)
            if data is None:
                continue
            parts = [data.raw.parts[part] for part in data.raw.part_of.tolist()]
            places.append(
                pd.DataFrame(
                    {"sheet": [part.sheet or table.label for part in parts],
                     "row": [str(number) for number in data.raw.rows.tolist()],
                     "file": pd.Series([part.file for part in parts], dtype=object)}
                )
            )  # fmt: skip
            owners += [(table.name, n) for n in range(len(parts))]
        if not owners:
            raise UsageError("输入里没有申报组织和获奖组织")
        listed = pd.concat(places, ignore_index=True)
        name, at = owners[wanted_row(given, listed["sheet"], listed["row"], listed["file"])]
        if name == APPLICATIONS.name:
            return Explanation(self._named(at), self._application(at))
        column = "award" if name == AWARDS.name else "row"
        lines = np.flatnonzero((self.found.followed[column] == at).to_numpy()).tolist()
        return Explanation("获奖以后", tuple(map(self._followed, lines)))

    def organisation(self, given: str) -> Explanation:
        """Return the steps of everything that an organisation applied for and won."""
        rows, awards = self.found.applications, self.found.awards
        names = {
            str(name): (str(name),) for name in [*rows["organisation"], *awards["organisation"]]
        }
        if not names:
            raise UsageError("输入里没有申报组织和获奖组织")
        name = wanted_one(given, names, "组织")
        applied = np.flatnonzero((rows["organisation"] == name).to_numpy()).tolist()
        won = (awards["organisation"] == name).to_numpy()[self.found.followed["award"].to_numpy()]
        steps = [step for at in applied for step in self._application(at)]
        steps += map(self._followed, np.flatnonzero(won).tolist())
        return Explanation(name, tuple(steps))

    def prize(self, given: str) -> Explanation:
        """Return the steps of a prize's vacancies and its money (七、十九)."""
        sums = self.tables["quotas"]
        if sums.empty:
            raise UsageError("输入里没有申报组织")
        name = wanted_one(given, {str(prize): (str(prize),) for prize in Prize}, "奖项")
        line = sums[sums["prize"] == name].iloc[0]
        rows, chosen = self.found.applications, self.found.chosen.tolist()
        own = [n for n, at in enumerate(chosen) if rows["prize"].iloc[at] == name]
        parts = [int(self.found.amounts_fen[n]) for n in own]
        total = int(line["prize_fen"])
        paid = tuple(self._paid(n) for n in own)
        money = Step(
            f"{name} 奖金合计", yuan(total), sum_of(parts, total),
            clause=self.sources.clause("十九"), steps=paid,
        )  # fmt: skip
        quota, count, vacant = (int(line[n]) for n in ("quota", "chosen", "vacant"))
        left = Step(
            f"{name} 空缺数", f"{vacant} 个", (f"{quota} 个 − {count} 个 = {vacant} 个",),
            clause=self.sources.clause("七"),
            steps=(
                self.sources.figure("quota", self.known.month),
                Step("拟奖励数", f"{count} 个", steps=tuple(self._chosen(chosen[n]) for n in own)),
            ),
        )  # fmt: skip
        return Explanation(f"{name}的名额和奖金", (money, left))

    def item(self, given: str) -> Explanation:
        """Return the steps of the publicity (十七)."""
        if wanted_one(given, {PUBLICITY: (PUBLICITY,)}, "项目") != PUBLICITY:
            raise UsageError(f"项目只有 {PUBLICITY}")
        if self.tables["publicity"].empty:
            raise UsageError("没有公示起始日，没有计算公示期")
        line = self.tables["publicity"].iloc[0]
        end = Step(
            "截止日", str(line["last"]), said=f"数到的工作日：{line['counted']}",
            clause=self.sources.clause("十七"), options=self.sources.options("publicity"),
            steps=(
                Step("公示起始日", str(line["first"]), said="工作表“口径”或运行时指定"),
                self.sources.figure("publicity_workdays", self.known.month),
            ),
        )  # fmt: skip
        after = Step(
            "最早报批日", str(line["submitted_from"]), said="截止日的次日",
            clause=self.sources.clause("十八"), steps=(end,),
        )  # fmt: skip
        return Explanation("公示", (end, after))

    # ------------------------------------------------------------------------ an application

    def _named(self, at: int) -> str:
        row = self.found.applications.iloc[at]
        return f"{row['organisation']} {row['prize']}"

    def _application(self, at: int) -> tuple[Step, ...]:
        own = np.flatnonzero(self.found.chosen == at).tolist()
        return (*map(self._paid, own), self._verdict(at))

    def _verdict(self, at: int) -> Step:
        if at not in self._verdicts:
            self._verdicts[at] = self._made(at)
        return self._verdicts[at]

    def _made(self, at: int) -> Step:
        row = self.found.applications.iloc[at]
        verdict = str(row["verdict"])
        what = f"{self._named(at)}的结论"
        corrected = self.sources.correction(self.job.tables[APPLICATIONS.name], at)
        if verdict == Verdict.OUTSIDE:
            first, last = self.known.figures.valid_days
            said = f"申报日期不在办法的有效期 {first} 至 {last}"
            applied = self.conditions.cell("applied", at)
            clause = self.sources.clause("二十九")
            return Step(what, verdict, said=said, clause=clause, steps=(applied,))
        said = f"不满足 {row['unmet']}" if row["unmet"] else ""
        clause = "八" if row["prize"] == Prize.EXCELLENCE else "九"
        said = "；".join(filter(None, (said, corrected)))
        return Step(
            what, verdict, said=said, clause=self.sources.clause(clause),
            steps=tuple(self.conditions.all(at)),
        )  # fmt: skip

    def _chosen(self, at: int) -> Step:
        cell = self.conditions.cell("is_chosen", at)
        return Step(self._named(at), "拟奖励", cells=cell.cells)

    def _paid(self, number: int) -> Step:
        """Return what one of the chosen applications is paid (十九)."""
        at, amount = int(self.found.chosen[number]), int(self.found.amounts_fen[number])
        row = self.found.applications.iloc[[at]]
        said = str(prize_sentences(row, pd.Series([amount]), self.known)[0])
        return Step(
            f"{self._named(at)}的奖金", yuan(amount), said=said,
            clause=self.sources.clause("十九"), options=self.sources.options("both"),
            steps=(
                self._chosen(at), self.sources.figure("prize_yuan", self.known.month),
                self._verdict(at),
            ),
        )  # fmt: skip

    # ------------------------------------------------------------------------- after the award

    def _followed(self, line: int) -> Step:
        """Return what became of a prize, for one of its grounds (二十五、二十七)."""
        rows, told = self.found.followed, self.tables["followed"].iloc[line]
        award, row = int(rows["award"].iloc[line]), int(rows["row"].iloc[line])
        data = self.job.tables[AWARDS.name].raw
        watch = self.sources.figure("watch_years", self._month(rows["announced"], line))
        announced = day_step("公布日期", rows["announced"], line, (data.cited("announced", award),))
        steps = [
            announced,
            Step("观察期截止", day(rows["watch_ends"].iloc[line]), said="当日在内",
                 clause=self.sources.clause("二十七"), steps=(announced, watch)),
        ]  # fmt: skip
        if row >= 0:
            steps += self._ground(line, row)
            steps.append(self._recovered(line, award))
        what = f"{told['organisation']} 第{told['edition']}届 {told['prize']}"
        said = told["explanation"] if isinstance(told["explanation"], str) else ""
        return Step(
            what, str(told["fate"]), said=said, clause=str(told["clause"]), steps=tuple(steps)
        )

    def _ground(self, line: int, row: int) -> Sequence[Step]:
        rows, raw = self.found.followed, self.job.tables[GROUNDS.name].raw
        until = day(rows["banned_until"].iloc[line])
        found = day_step("认定日期", rows["found"], line, (raw.cited("found", row),))
        years = self.sources.figure("ban_years", self._month(rows["found"], line))
        ban = Step(
            "禁报至", until or "没有", clause=self.sources.clause("二十七"),
            options=self.sources.options("ban"), steps=(found, years) if until else (),
        )  # fmt: skip
        return (
            Step("事由", str(rows["ground"].iloc[line]), cells=(raw.cited("ground", row),)),
            day_step("发生日期", rows["occurred"], line, (raw.cited("occurred", row),)),
            ban,
        )

    def _recovered(self, line: int, award: int) -> Step:
        rows = self.found.followed
        amount, fate = rows["recovered_fen"].iloc[line], rows["fate"].iloc[line]
        if fate == Fate.PENDING:
            return Step("追缴奖金", "没有计算", said="还没有认定")
        is_fraud = rows["ground"].iloc[line] == Ground.FRAUD
        said = "弄虚作假的追缴奖金，一个奖项一次" if is_fraud else "第二十七条没有写追缴奖金"
        raw, present = self.job.tables[AWARDS.name].raw, self.job.tables[AWARDS.name].present
        given = "prize_fen" in present and not pd.isna(
            self.job.tables[AWARDS.name].frame["prize_fen"].iloc[award]
        )
        prize = Step(
            "奖金", yuan(int(rows["prize_fen"].iloc[line])),
            said="" if given else "没有填，按规定的数额",
            cells=(raw.cited("prize_fen", award),) if given else (),
        )  # fmt: skip
        clause = self.sources.clause("二十五" if is_fraud else "二十七")
        return Step("追缴奖金", yuan(int(amount)), said=said, clause=clause, steps=(prize,))

    def _month(self, days: pd.Series[pd.Timestamp], line: int) -> int:
        return of_date(days.iloc[line].date())
