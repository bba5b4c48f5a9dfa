"""The steps of ballots, votes, scores and ranks (二(三), 附件4一(七))."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from qdcalc.document.steps import Step
from qdcalc.panel.facts import Settled
from qdcalc.panel.quota_steps import QuotaSteps, whole
from qdcalc.panel.words import GROUPS, VOTES, WHOLE, Blank, Rank

CLAUSE = "二(三)"
DISCIPLINE = "附件4一(七)"
_COUNTS = (("issued", "发放数"), ("returned", "回收数"), ("invalid", "无效票"))


def tickets(value: Any) -> str:
    """``2,500 张``."""
    return f"{whole(value)} 张"


class BallotSteps:
    """Composes the steps of what was issued and what came back."""

    def __init__(self, found: Settled, quotas: QuotaSteps) -> None:
        self.found, self.quotas, self.sources = found, quotas, quotas.sources
        self._backs: dict[int, Step | None] = {}

    def _row(self, venue: str, group: int) -> pd.Series[Any] | None:
        rows = self.found.ballots
        if not len(rows):
            return None
        own = rows[(rows["venue"] == venue) & (rows["group"] == group)]
        return own.iloc[0] if len(own) else None

    def of(self, venue: str, group: int) -> Step | None:
        """Return a venue's ballots against its quota and each other, None without a row."""
        row = self._row(venue, group)
        if row is None:
            return None
        counts = {name: self._cell(row, name, label) for name, label in _COUNTS}
        quota = self.quotas.sum_of_block(self.quotas.block(venue, group))
        return self._held(f"{venue} {GROUPS[group]}组 评议票", row, counts, quota)

    def of_group(self, group: int) -> Step | None:
        """Return a group's ballots, all venues together, against 每组评议票数."""
        row = self._row(WHOLE, group)
        if row is None:
            return None
        counts = {name: self._summed(group, name, label) for name, label in _COUNTS}
        wanted = self.quotas.sum_of_group(group).steps[-1]
        return self._held(f"{GROUPS[group]}组 评议票合计", row, counts, wanted)

    def _held(self, name: str, row: pd.Series[Any], counts: dict[str, Step], quota: Step) -> Step:
        issued, returned, places = (int(row[n]) for n in ("issued", "returned", "quota"))
        first, second = (int(row[n]) for n in ("issued_difference", "returned_difference"))
        clause = self.sources.clause(DISCIPLINE)
        steps = (
            Step("发放差额", tickets(first),
                 (f"{whole(issued)} − {whole(places)} = {tickets(first)}",), clause=clause,
                 steps=(counts["issued"], quota)),
            Step("回收差额", tickets(second),
                 (f"{whole(returned)} − {whole(issued)} = {tickets(second)}",), clause=clause,
                 steps=(counts["returned"], counts["issued"])),
            counts["invalid"],
        )  # fmt: skip
        return Step(name, str(row["verdict"]), clause=clause, steps=steps)

    def _positions(self, group: int) -> list[int]:
        frame = self.found.job.tables["issued"].frame
        return np.flatnonzero((frame["group"] == GROUPS[group]).to_numpy()).tolist()

    def _cell(self, row: pd.Series[Any], name: str, label: str) -> Step:
        data = self.found.job.tables["issued"]
        at = next(n for n in self._positions(int(row["group"]))
                  if data.frame["venue"].iloc[n] == row["venue"])  # fmt: skip
        if name not in data.present:
            return Step(label, tickets(row[name]), said="没有这一列，是 0")
        return Step(label, tickets(row[name]), cells=(data.raw.cited(name, at),))

    def _of_venue(self, group: int, at: int) -> Step:
        """Return what came back of a venue less what is invalid."""
        data = self.found.job.tables["issued"]
        venue = data.frame["venue"].iloc[at]
        row = self._row(venue, group)
        assert row is not None
        parts = tuple(self._cell(row, name, label) for name, label in _COUNTS[1:])
        returned, invalid = int(row["returned"]), int(row["invalid"])
        left = returned - invalid
        how = (f"{whole(returned)} − {whole(invalid)} = {tickets(left)}",)
        return Step(f"{venue} 回收数 − 无效票", tickets(left), how, steps=parts)

    def _summed(self, group: int, name: str, label: str) -> Step:
        venues = [self.found.job.tables["issued"].frame["venue"].iloc[n]
                  for n in self._positions(group)]  # fmt: skip
        rows = [row for row in (self._row(venue, group) for venue in venues) if row is not None]
        parts = tuple(self._cell(row, name, f"{row['venue']} {label}") for row in rows)
        return summed(label, [int(row[name]) for row in rows], parts)

    def back(self, group: int) -> Step | None:
        """Return Σ(回收数 − 无效票) of a group, None without ballots (二(三))."""
        if group not in self._backs:
            self._backs[group] = self._back(group)
        return self._backs[group]

    def _back(self, group: int) -> Step | None:
        if not len(self.found.ballots) or not self._positions(group):
            return None
        parts = tuple(self._of_venue(group, at) for at in self._positions(group))
        numbers = [int(p.value.replace(",", "").split()[0]) for p in parts]
        return summed(f"{GROUPS[group]}组收回的有效评议票", numbers, parts)


def summed(what: str, numbers: Sequence[int], parts: tuple[Step, ...], clause: str = "") -> Step:
    """Return a sum of ballots."""
    total = tickets(sum(numbers))
    how = (f"{' + '.join(map(whole, numbers))} = {total}",) if len(numbers) > 1 else ()
    return Step(what, total, how, clause=clause, steps=parts)


class TallySteps:
    """Composes the steps of a department's votes, score and ranks."""

    def __init__(self, found: Settled, ballots: BallotSteps) -> None:
        self.found, self.ballots, self.sources = found, ballots, ballots.sources
        self.clause = self.sources.clause(CLAUSE)

    def of(self, at: int) -> tuple[Step, ...]:
        """Return everything that is said of a department."""
        row = self.found.tally.iloc[at]
        grades = {grade: self._votes(row, grade) for grade in self.found.grades}
        numbers = [int(row[VOTES + grade]) for grade in grades]
        valid = summed("有效票", numbers, tuple(grades.values()), self.clause)
        back = self.ballots.back(int(row["group"]))
        tops = [valid]
        if back is not None:
            left = int(row["abstained"])
            how = (f"{whole(row['back'])} − {whole(row['valid'])} = {tickets(left)}",)
            tops.append(Step("弃权", tickets(left), how, clause=self.clause, steps=(back, valid)))
        else:
            tops.append(Step("弃权", "没有", said="这一组没有评议票发放的行"))
        if row["valid"]:
            tops += [self._share(row, grade, grades[grade], valid) for grade in grades]
        tops.append(score := self._score(row, grades, valid, back))
        if not pd.isna(row["rank_in_group"]):
            tops += self._ranks(row, score)
        return tuple(tops)

    def _votes(self, row: pd.Series[Any], grade: str) -> Step:
        from qdcalc.exact.texts import key

        data = self.found.job.tables["votes"]
        frame = data.frame
        same = (frame["department"].map(key) == key(row["department"])) & (
            frame["grade"].map(key) == key(grade)
        )
        own = np.flatnonzero(same.to_numpy()).tolist()
        if len(own) == 1:
            cell = data.raw.cited("votes", own[0])
            return Step(grade, tickets(row[VOTES + grade]), cells=(cell,))
        if not own:
            return Step(grade, tickets(0), said="没有这一档次的行")
        parts = tuple(
            Step(f"{frame['venue'].iloc[n] or '会场空白'} {grade}", tickets(frame["votes"].iloc[n]),
                 cells=(data.raw.cited("votes", n),))
            for n in own
        )  # fmt: skip
        return summed(grade, [int(frame["votes"].iloc[n]) for n in own], parts)

    def _share(self, row: pd.Series[Any], grade: str, votes: Step, valid: Step) -> Step:
        part, total = int(row[VOTES + grade]), int(row["valid"])
        hundredths = (20_000 * part + total) // (2 * total)
        sign = "=" if hundredths * total == 10_000 * part else "≈"
        ratio = f"{hundredths / 10_000:.4f}"
        return Step(
            f"{grade}占比", ratio, (f"{whole(part)} ÷ {whole(total)} {sign} {ratio}",),
            f"就是 {hundredths // 100}.{hundredths % 100:02d}%", self.clause,
            steps=(votes, valid),
        )  # fmt: skip

    def _score(
        self, row: pd.Series[Any], grades: dict[str, Step], valid: Step, back: Step | None
    ) -> Step:
        """Return the score: votes times points, by the ballots that count (二(三))."""
        if not self.found.points_x100:
            return Step("得分", "没有", said="没有工作表“档次分值”；通知没有规定分值")
        options = self.sources.options("blank")
        if pd.isna(row["divisor"]):
            why = "有效票是 0" if not row["valid"] else "没有收回的票数，不能按收回票计算"
            return Step("得分", "没有", said=why, clause=self.clause, options=options)
        points = {grade: self._points(grade) for grade in grades}
        terms = [
            f"{whole(row[VOTES + grade])} × {hundredths(self.found.points_x100[grade])}"
            for grade in grades
        ]
        total, divisor = int(row["points_sum_x100"]), int(row["divisor"])
        product = Step(
            "分值合计", f"{hundredths(total)} 分",
            (f"{' + '.join(terms)} = {hundredths(total)} 分",),
            steps=(*grades.values(), *points.values()),
        )  # fmt: skip
        below = valid if self.found.known.blank is Blank.VALID else back
        score = int(row["score_x100"])
        sign = "=" if score * divisor == total else "≈"
        value = f"{score // 100:,}.{score % 100:02d}"
        return Step(
            "得分", f"{value} 分", (f"{hundredths(total)} ÷ {whole(divisor)} {sign} {value}",),
            "四舍五入到两位小数，排名用精确值" if sign == "≈" else "", self.clause, options,
            steps=(product, *([below] if below is not None else [])),
        )  # fmt: skip

    def _points(self, grade: str) -> Step:
        data = self.found.job.tables["points"]
        at = data.frame["grade"].tolist().index(grade)
        return Step(f"{grade}的分值", f"{hundredths(self.found.points_x100[grade])} 分",
                    cells=(data.raw.cited("points_x100", at),))  # fmt: skip

    def _ranks(self, row: pd.Series[Any], score: Step) -> list[Step]:
        """Return the ranks: one more than there are departments with a higher exact score."""
        rows = self.found.tally[self.found.tally["divisor"].notna()]
        own = rows["group"] == row["group"]
        told = [self._rank("组内排名", rows[own], row, "rank_in_group", score)]
        if self.found.known.rank is Rank.BOTH:
            told.append(self._rank("总排名", rows, row, "rank_of_all", score))
        return told

    def _rank(
        self, what: str, rows: pd.DataFrame, row: pd.Series[Any], column: str, score: Step
    ) -> Step:
        rank = int(row[column])
        higher = rows[rows[column] < rank].sort_values(column, kind="stable")["department"]
        alike = rows[(rows[column] == rank) & (rows["department"] != row["department"])]
        said = "、".join(higher.tolist()) or "没有"
        more = f"；得分相同、并列的：{'、'.join(alike['department'].tolist())}" * bool(len(alike))
        count = Step("得分更高的部门", f"{whole(len(higher))} 个", said=said + more)
        return Step(what, f"第 {rank}", (f"{whole(len(higher))} + 1 = {rank}",),
                    f"共 {len(rows)} 个部门，按得分的精确值", self.clause,
                    self.sources.options("rank"), steps=(count, score))  # fmt: skip


def hundredths(value: int) -> str:
    """Write hundredths without useless zeros: 8500 is 85, 8466 is 84.66."""
    whole_part, part = divmod(int(value), 100)
    return f"{whole_part:,}" + (f".{part:02d}".rstrip("0") if part else "")
