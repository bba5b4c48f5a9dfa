"""The steps of a quota and of the sums that it is part of (二(三), 附件3)."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd

from qdcalc.document.steps import Step
from qdcalc.notice.proof import Sources
from qdcalc.panel.composition import PRINTED
from qdcalc.panel.facts import Settled
from qdcalc.panel.words import GROUPS, Ties, VenueKind

_MOST_CELLS = 30  # that a step cites
CLAUSE = "附件3"


def whole(value: Any) -> str:
    """Write a whole number: ``2,500``, ``−1``."""
    return f"{int(value):,}".replace("-", "−")


def people(value: Any) -> str:
    """``210 名``."""
    return f"{whole(value)} 名"


def verdict_of(difference: int) -> str:
    """Say of two figures whether they agree."""
    return "通过" if not difference else "不通过"


class QuotaSteps:
    """Composes the steps of quotas; each is made once and may stand in several places."""

    def __init__(self, found: Settled) -> None:
        self.found, self.sources = found, Sources(found.job)
        self.clause = self.sources.clause(CLAUSE)
        self._made: dict[tuple[str, Any], Step] = {}
        rows = found.quotas
        blocks = rows.groupby(["venue", "group"], sort=False).indices
        self._block = {key: np.asarray(own) for key, own in blocks.items()}

    def _once(self, kind: str, key: Any, make: Any) -> Step:
        if (kind, key) not in self._made:
            self._made[kind, key] = make()
        return self._made[kind, key]

    def block(self, venue: str, group: int) -> list[int]:
        """Return the rows of a venue's group."""
        own = self._block.get((venue, group))
        return [] if own is None else own.tolist()

    # ------------------------------------------------------------------------------- a quota

    def quota(self, row: int) -> Step:
        """Return the quota of a row: in proportion, cut, the rest by the largest remainders."""
        return self._once("quota", row, lambda: self._quota(self.found.quotas.iloc[row], row))

    def _quota(self, row: pd.Series[Any], at: int) -> Step:
        size, own, total = (int(row[n]) for n in ("size", "people", "whole"))
        quota, base, rest = (int(row[n]) for n in ("quota", "base", "rest"))
        name = f"{row['venue']} {GROUPS[row['group']]}组 {row['category']}的名额"
        steps = [self.size(row), self.people(row), self.column(row)]
        product = f"{whole(size)} × {whole(own)} ÷ {whole(total)}"
        if size == total:
            said = "每组人数与构成合计相同，就是构成表里的人数"
            return Step(name, people(quota), (f"{product} = {people(quota)}",), said, self.clause,
                        steps=tuple(steps))  # fmt: skip
        if row["is_raised"]:
            said = "折算不足一名，口径“零名额”取“至少一名”，给一名"
            return Step(name, people(quota), said=said, clause=self.clause,
                        options=self.sources.options("zero"),
                        steps=(*steps, self._exact(row)))  # fmt: skip
        more = quota - base
        tail = f" + {whole(more)}" if more else ""
        how = (f"取整({product}){tail} = {people(quota)}",)
        said = "余数分到一名" if more else "没有余数" if not rest else "余数没有分到"
        if rest:
            steps.append(self._rest(row))
            steps.append(self._turns(at))
        options = self.sources.options("ties", "zero") if rest else ()
        return Step(name, people(quota), how, said, self.clause, options, steps=tuple(steps))

    def _exact(self, row: pd.Series[Any]) -> Step:
        exact = Fraction(int(row["size"]) * int(row["people"]), int(row["whole"]))
        return Step("精确值", f"{float(exact):.4g}", said=f"{exact.numerator}/{exact.denominator}")

    def _rest(self, row: pd.Series[Any]) -> Step:
        """Return the remainder as the numerator over the column's sum."""
        size, own, total, rest = (int(row[n]) for n in ("size", "people", "whole", "rest"))
        cut = size * own // total
        how = (f"{whole(size)} × {whole(own)} − {whole(cut)} × {whole(total)} = {whole(rest)}",)
        return Step(
            "余数", whole(rest), how, f"以构成合计 {whole(total)} 为分母；整数部分 {whole(cut)}",
            steps=(self.size(row), self.people(row), self.column(row)),
        )  # fmt: skip

    def _turns(self, at: int) -> Step:
        """Return who gets the places that are left: by remainder, in order (附件3)."""
        first = self.found.quotas.iloc[at]
        own = self.block(first["venue"], first["group"])
        return self._once("turns", own[0], lambda: self._turns_of(own))

    def _turns_of(self, own: Sequence[int]) -> Step:
        rows = self.found.quotas.iloc[list(own)]
        left, base = int(rows["left"].iloc[0]), rows["base"].tolist()
        size = int(rows["size"].iloc[0])
        taking = rows[rows["rest"] >= 0].sort_values("turn", kind="stable")
        lists = (taking[n].tolist() for n in ("category", "rest", "people", "turn"))
        is_larger = self.found.known.ties is Ties.LARGER
        told = [
            f"{name} {whole(rest)}" + (f"（{whole(own_people)} 名）" if is_larger else "")
            for name, rest, own_people, turn in zip(*lists, strict=True) if turn < left
        ]  # fmt: skip
        after = taking[taking["turn"] >= left]
        more = ""
        if len(after):
            name, rest = after["category"].iloc[0], after["rest"].iloc[0]
            more = f"；没有分到的第一个是{name} {whole(rest)}"
        rule = "人数多的先，再按印刷顺序" if is_larger else "印刷顺序在前的先"
        said = f"按余数从大到小各给一名，余数相同的{rule}：{'、'.join(told) or '没有'}{more}"
        summed = f"{whole(size)} − ({' + '.join(map(whole, base))})"
        parts = tuple(
            Step(f"{name} 先分", whole(number))
            for name, number in zip(rows["category"].tolist(), base, strict=True)
        )
        return Step(
            "待分名额", people(left), (f"{summed} = {people(left)}",), said, self.clause,
            self.sources.options("ties"), steps=(self.size(rows.iloc[0]), *parts),
        )  # fmt: skip

    # ------------------------------------------------------------------- what quotas are of

    def size(self, row: pd.Series[Any]) -> Step:
        """Return the people of a venue in each group."""
        return self._once("size", row["venue"], lambda: self._size(row))

    def _size(self, row: pd.Series[Any]) -> Step:
        what, position = f"{row['venue']} 每组人数", int(row["position"])
        if position < 0:
            step = self.sources.figure("venue_people", self.found.known.month, of=row["venue"])
            return Step(what, people(row["size"]), said=step.said, clause=step.clause)
        cell = self.found.job.tables["venues"].raw.cited("people", position)
        return Step(what, people(row["size"]), clause=self.clause, cells=(cell,))

    def people(self, row: pd.Series[Any]) -> Step:
        """Return a category's figure in the composition."""
        key = (row["kind"], int(row["group"]), row["category"])
        return self._once("people", key, lambda: self._people(row))

    def _people(self, row: pd.Series[Any]) -> Step:
        number = int(row["group"])
        what = f"{row['kind']}构成 {GROUPS[number]}组 {row['category']}"
        if row["people_from"] != PRINTED:
            cell = self.found.job.tables["composition"].raw.cited("people", int(row["place"]))
            return Step(what, people(row["people"]), clause=self.clause, cells=(cell,))
        name = "main_people" if row["kind"] == VenueKind.MAIN else f"branch_people_{number + 1}"
        step = self.sources.figure(name, self.found.known.month, of=row["category"])
        return Step(what, people(row["people"]), said=step.said, clause=step.clause)

    def column(self, row: pd.Series[Any]) -> Step:
        """Return the sum of a composition's column."""
        key = (row["kind"], int(row["group"]))
        return self._once("column", key, lambda: self._column(row))

    def _column(self, row: pd.Series[Any]) -> Step:
        rows = self.found.quotas.iloc[self.block(row["venue"], row["group"])]
        numbers = rows["people"].tolist()
        total = people(row["whole"])
        how = (f"{' + '.join(map(whole, numbers))} = {total}",) if len(numbers) > 1 else ()
        parts = tuple(self.people(rows.iloc[n]) for n in range(len(rows)))
        return Step(f"{row['kind']}构成 {GROUPS[row['group']]}组合计", total, how,
                    clause=self.clause, steps=parts)  # fmt: skip

    # ---------------------------------------------------------------------------------- sums

    def sum_of_block(self, own: Sequence[int]) -> Step:
        """Return the sum of a venue's group, held against its people."""
        return self._once("block", own[0], lambda: self._sum_of_block(own))

    def _sum_of_block(self, own: Sequence[int]) -> Step:
        rows = self.found.quotas.iloc[list(own)]
        numbers, size = rows["quota"].tolist(), int(rows["size"].iloc[0])
        total = sum(numbers)
        first = rows.iloc[0]
        how = (f"{' + '.join(map(whole, numbers))} = {people(total)}",) if len(own) > 1 else ()
        return Step(
            f"{first['venue']} {GROUPS[first['group']]}组 名额之和", people(total), how,
            f"每组人数 {people(size)}，差额 {whole(total - size)}：{verdict_of(total - size)}",
            self.clause, steps=(*map(self.quota, own), self.size(first)),
        )  # fmt: skip

    def sum_of_group(self, group: int) -> Step:
        """Return the sum of a group's venues, held against 每组评议票数 (二(三))."""
        return self._once("group", group, lambda: self._sum_of_group(group))

    def _sum_of_group(self, group: int) -> Step:
        rows = self.found.quotas[self.found.quotas["group"] == group]
        sums = rows.groupby("venue", sort=False)["quota"].sum()
        total, wanted = int(sums.sum()), self.found.known.tickets
        parts = tuple(
            Step(f"{venue} {GROUPS[group]}组 名额之和", people(number),
                 steps=(self.size(rows[rows["venue"] == venue].iloc[0]),))
            for venue, number in sums.items()
        )  # fmt: skip
        how = (f"{' + '.join(map(whole, sums.tolist()))} = {people(total)}",)
        return Step(
            f"{GROUPS[group]}组各会场名额之和", people(total), how if len(sums) > 1 else (),
            f"每组评议票数 {whole(wanted)} 张，差额 {whole(total - wanted)}："
            f"{verdict_of(total - wanted)}",
            self.sources.clause("二(三)"), steps=(*parts, self._wanted("tickets_per_group")),
        )  # fmt: skip

    def sum_of_all(self) -> Step:
        """Return the sum of the four groups, held against 评议票总数 (二(三))."""
        groups = [self.sum_of_group(n) for n in range(len(GROUPS))]
        sums = self.found.quotas.groupby("group")["quota"].sum()
        numbers = sums.reindex(range(len(GROUPS)), fill_value=0).tolist()
        total, wanted = sum(numbers), self.found.known.tickets_total
        return Step(
            "四组名额之和", people(total),
            (f"{' + '.join(map(whole, numbers))} = {people(total)}",),
            f"评议票总数 {whole(wanted)} 张，差额 {whole(total - wanted)}："
            f"{verdict_of(total - wanted)}",
            self.sources.clause("二(三)"), steps=(*groups, self._wanted("tickets_total")),
        )  # fmt: skip

    def _wanted(self, name: str) -> Step:
        known = self.found.known
        number = known.tickets if name == "tickets_per_group" else known.tickets_total
        figure = self.sources.figure(name, known.month)
        label = self.found.job.policy.figure(name).label
        if self.found.job.settings.get(name) is None:
            return Step(label, f"{whole(number)} 张", said=figure.said, clause=figure.clause)
        said = f"本次运行写明（工作表“口径”），通知的是 {figure.value}"
        return Step(label, f"{whole(number)} 张", said=said, clause=figure.clause)

    def minutes(self, group: int) -> Step:
        """Return how long a group reports (二(一))."""
        names = self.found.known.departments[GROUPS[group]]
        each = int(self.found.job.policy.figure("minutes_each").at(self.found.known.month))
        count, total = len(names), len(names) * each
        figure = self.sources.figure("minutes_each", self.found.known.month)
        return Step(
            f"{GROUPS[group]}组述职时间", f"{whole(total)} 分钟",
            (f"{whole(count)} × {whole(each)} = {whole(total)} 分钟",),
            clause=self.sources.clause("二(一)"),
            steps=(Step("部门数", f"{whole(count)} 个", said="、".join(names),
                        clause=self.sources.clause("附件2")), figure),
        )  # fmt: skip

    # ------------------------------------------------------------------------------- roster

    def roster(self, row: int) -> Step | None:
        """Return the people there against the quota, None where the roster has none (附件3)."""
        there = self.found.roster
        if not len(there):
            return None
        quota = self.found.quotas.iloc[row]
        keys = {name: quota[name] for name in ("venue", "group", "category")}
        mask = np.logical_and.reduce([(there[n] == v).to_numpy() for n, v in keys.items()])
        if not mask.any():
            return None
        held = there[mask].iloc[0]
        number, difference = int(held["there"]), int(held["difference"])
        own = self._listed(keys)
        cells = tuple(self.found.job.tables["roster"].raw.cited("number", n)
                      for n in own[:_MOST_CELLS])  # fmt: skip
        rest = f"；另有 {len(own) - _MOST_CELLS} 行" if len(own) > _MOST_CELLS else ""
        listed = Step("实有", people(number), said=f"代表名册里的行数{rest}", cells=cells)
        name = f"{keys['venue']} {GROUPS[keys['group']]}组 {keys['category']}"
        how = (f"{whole(number)} − {whole(quota['quota'])} = {people(difference)}",)
        return Step(f"{name}的差额", people(difference), how, str(held["state"]), self.clause,
                    steps=(listed, self.quota(row)))  # fmt: skip

    def _listed(self, keys: dict[str, Any]) -> list[int]:
        from qdcalc.exact.texts import key

        frame = self.found.job.tables["roster"].frame
        same = frame["category"].map(key) == key(keys["category"])
        same &= (frame["venue"] == keys["venue"]) & (frame["group"] == GROUPS[keys["group"]])
        return np.flatnonzero(same.to_numpy()).tolist()
