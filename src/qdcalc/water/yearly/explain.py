"""Where a settlement's amounts come from: the steps back to the cells (``explain``)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from qdcalc.document.explanation import Explanation
from qdcalc.document.steps import Step
from qdcalc.errors import UsageError
from qdcalc.exact.dtypes import Ints
from qdcalc.exact.texts import listed
from qdcalc.notice.proof import nothing_asked, part_of, sum_of, wanted_one, yuan
from qdcalc.water.interpretations import adds_rounded_months
from qdcalc.water.monthly import explain as monthly
from qdcalc.water.words import AnnualClause, AnnualTransfer, values
from qdcalc.water.yearly import accounts
from qdcalc.water.yearly.components import Components
from qdcalc.water.yearly.payments import PENALTY
from qdcalc.water.yearly.quarter_steps import QuarterSteps
from qdcalc.water.yearly.quarters import Quarters
from qdcalc.water.yearly.share_steps import Parts, parts_of

if TYPE_CHECKING:
    from qdcalc.water.yearly.facts import Year

_KINDS, _CLAUSES = values(AnnualTransfer), values(AnnualClause)


def explained(
    year: Year, tables: Mapping[str, pd.DataFrame], asked: Mapping[str, str]
) -> Explanation:
    """Return the steps of a section's or a district's cycle, or of one of its months.

    Raises
    ------
    UsageError
        Nothing is asked for, or what is asked for is not in the input.
    """
    if asked.get("month"):
        return monthly.explained(year.month, tables, asked)
    steps = _YearSteps(year)
    if asked.get("quarter"):
        return QuarterSteps(year, steps.components).explained(asked)
    if asked.get("district"):
        return steps.district(asked)
    if asked.get("section"):
        return steps.section(asked)
    raise nothing_asked(steps.examples())


class _YearSteps:
    """Composes the steps of cycles; each is made once and may stand in several places."""

    def __init__(self, year: Year) -> None:
        self.year = year
        self.months = monthly.MonthSteps(year.month)
        self.sources = self.months.sources
        self.components = Components(year, self.months)
        self._shared: dict[tuple[int, int, bool], Parts] = {}
        self._payers: dict[tuple[int, int, int, str], Step] = {}
        self._component = self.components.brief  # of a transfer, as a district's account names it

    def examples(self) -> list[tuple[str, str]]:
        """Return what may be asked for, with a section and a district of this input."""
        year, section, district = self.year, 0, ""
        most = int(np.argmax(np.where(year.cycles.is_listed, year.paid(PENALTY), -1)))
        section = int(year.cycles.section[most])
        received, paid = accounts.settled(year)
        net = np.abs(received - paid)[0, :-1]
        district = str(year.month.districts.all_names[int(np.argmax(net))])
        ids, names = year.month.sections.ids, year.month.sections.names
        return [
            (f"--section {ids[section]}", f"{names[section]}的年度各项（年度断面、年度流向）"),
            (f"--district {district}", f"{district}的年终应收、应付、上解、下达（年度汇总）"),
            (
                f"--quarter {Quarters(year).names[-1]} --district {district}",
                "只要一个季度（季度汇总）",
            ),
            *self.months.examples(),
        ]

    # ------------------------------------------------------------------ what is asked for

    def cycle(self, asked: Mapping[str, str]) -> int:
        """Return the cycle that is asked for; the only one where none is."""
        names, given = self.year.cycles.texts, asked.get("cycle", "")
        if not given and len(names) > 1:
            raise UsageError(f"结果有几个考核周期，请写明周期，可选：{listed(names)}")
        own = {name: (name,) for name in names}
        return names.index(wanted_one(given, own, "考核周期")) if given else 0

    def section(self, asked: Mapping[str, str]) -> Explanation:
        """Return the steps of a section's cycle: each component, and who pays it to whom."""
        year, cycles, sections = self.year, self.year.cycles, self.year.month.sections
        cycle = self.cycle(asked)
        years = np.flatnonzero(cycles.is_listed & (cycles.cycle == cycle))
        places = cycles.section[years]
        own = self.months.wanted_section(asked["section"], places)
        found = int(years[sections.ids[places].tolist().index(own)])
        place = int(cycles.section[found])
        title = f"{cycles.texts[cycle]} 周期 序号 {sections.ids[place]} {sections.names[place]}"
        if asked.get("indicator"):
            return Explanation(f"{title}的年均值", (self._indicator(found, asked["indicator"]),))
        moved = np.flatnonzero(year.flows.owner == found)
        self._component = self.components.named
        steps = [*self.components.of(found)]
        if len(moved):
            steps.append(Step("年度流向", steps=tuple(map(self._flow, moved.tolist()))))
        return Explanation(f"{title}的年度结算", tuple(steps))

    def _indicator(self, owner: int, given: str) -> Step:
        """Return an indicator's annual mean with each month's reading."""
        indicators = self.year.month.grid.indicators
        judged = np.flatnonzero(self.year.means.classes[owner]).tolist()
        names = {indicators[n].name: (indicators[n].key,) for n in judged}
        found = wanted_one(given, names, "指标")
        return self.components.means.mean(owner, judged[list(names).index(found)])

    def district(self, asked: Mapping[str, str]) -> Explanation:
        """Return the steps of a district's cycle: what it receives and pays, 上解 or 下达."""
        year, cycle = self.year, self.cycle(asked)
        place = self.months.place(asked["district"])
        name = str(year.month.districts.all_names[place])
        received, paid = (int(side[cycle, place]) for side in accounts.settled(year))
        net = received - paid
        flows = year.flows
        here = (year.cycles.cycle_of(flows.owner) == cycle) & ~flows.is_self
        here &= flows.amount_fen > 0
        sides = []
        for what, total, own in (
            ("应收", received, here & (flows.payee == place)),
            ("应付", paid, here & (flows.payer == place)),
        ):
            rows = np.flatnonzero(own).tolist()
            parts = [int(flows.amount_fen[row]) for row in rows]
            below = tuple(map(self._flow, rows))
            clause = self.sources.clause("十")
            sides.append(Step(what, yuan(total), sum_of(parts, total), clause=clause, steps=below))
        words = str(accounts.remittance_words(
            np.array([[net]]), np.array([place == year.month.districts.city]))[0])  # fmt: skip
        whole = Step(
            "净额", yuan(net), (f"{yuan(received)} − {yuan(paid)} = {yuan(net)}",),
            said=f"{words}；自抵不动用资金，不在内", clause=self.sources.clause("十"),
            steps=tuple(sides),
        )  # fmt: skip
        title = f"{year.cycles.texts[cycle]} 周期 {name}的年终结算"
        return Explanation(title, (whole, *self._account(cycle, place, received, paid)))

    def _account(self, cycle: int, place: int, received: int, paid: int) -> Iterator[Step]:
        """Yield the same two sums from the months: months, 尾差, 清零, yearly items."""
        told = accounts.lines(self.year)
        district = self.year.month.districts.all_names[place]
        for side, (what, total) in enumerate((("应收", received), ("应付", paid))):
            steps, parts = [], []
            for name, sides, said in told:
                text = str(name if isinstance(name, str) else name[cycle])
                if not text or text in ("各月合计", "年度结算"):
                    continue
                amount = int(sides[side][cycle, place])
                if amount:
                    month = text.removesuffix(" 核算")
                    more = f"逐项：--month {month} --district {district}" if month != text else said
                    parts.append(amount)
                    steps.append(Step(text, yuan(amount), said=more))
            yield Step(
                f"年度账目·{what}", yuan(total), _added(parts, total),
                said="由各月核算到年度结算", clause=self.sources.clause("十"), steps=tuple(steps),
            )  # fmt: skip

    # --------------------------------------------------------------------------- transfers

    def _flow(self, row: int) -> Step:
        """Return a transfer: the component, both sides' shares, what is struck."""
        flows, names = self.year.flows, self.year.month.districts.all_names
        owner, kind = int(flows.owner[row]), int(flows.kind[row])
        section = self.year.month.sections.ids[self.year.cycles.section[owner]]
        is_left = bool(flows.full_fen[row] == 0)  # of the months that are not struck
        full_fen = flows.amount_fen if is_left else flows.full_fen
        full, amount = int(full_fen[row]), int(flows.amount_fen[row])
        payees = int(flows.payees[row])
        component = self.components.left(owner) if is_left else self._component(owner, kind)
        payer, payee = names[flows.payer[row]], names[flows.payee[row]]
        what = f"序号 {section} {_KINDS[kind]}：{payer} → {payee}"
        steps: tuple[Step, ...] = (component,)
        how: tuple[str, ...] = ()
        said = "付给自己，不动用资金" if flows.payer[row] == flows.payee[row] else ""
        same = (flows.owner == owner) & (flows.kind == kind) & ((flows.full_fen == 0) == is_left)
        own = int(full_fen[same & (flows.payer == flows.payer[row])].sum())
        if payees:
            steps = (self._payer(row, own, int(full_fen[same].sum()), component),)
            how = part_of(own, 1, payees, full) if payees > 1 else ()
            shared = f"收款方 {payees} 个，按相同比例分" if payees > 1 else ""
            said = "；".join(t for t in (said, shared) if t)
        elif adds_rounded_months(self.sources.job.interpretations):
            how, steps = self._added_months(row, full)
            said = "；".join(t for t in (said, "各月已舍入的金额相加") if t)
        else:
            whole = int(full_fen[same].sum())
            parts, pair = self._parts(row), (int(flows.payer[row]), int(flows.payee[row]))
            (count, step), (all_, all_step) = parts.pairs[pair], parts.payers[pair[0]]
            paid = self._payer(row, own, whole, component)
            how = part_of(own, count, all_, full) if count != all_ else ()
            steps = (paid, step, all_step) if count != all_ else (paid,)
        if amount != full:
            struck = Step("清零", yuan(full - amount), said=self.components.struck_said(owner))
            how = (*how, f"{yuan(full)} − {yuan(full - amount)} = {yuan(amount)}（清零）")
            steps = (*steps, struck)
        return Step(
            what, yuan(amount), how, said=said, clause=_CLAUSES[kind], steps=steps,
            cells=self.components.side_cells(owner) if payees else (),
        )  # fmt: skip

    def _added_months(self, row: int, full: int) -> tuple[tuple[str, ...], tuple[Step, ...]]:
        """Return the months' own transfers between a payer and a payee, and their sum."""
        flows, moved = self.year.flows, self.year.month.flows
        spots = self._paying(row)
        same = (moved.payer == flows.payer[row]) & (moved.payee == flows.payee[row])
        rows = np.flatnonzero(np.isin(moved.owner, spots) & same).tolist()
        parts = [int(moved.amount_fen[one]) for one in rows]
        return sum_of(parts, full), tuple(map(self.components.brief_months.flow, rows))

    def _paying(self, row: int) -> Ints:
        """Return the section-months that a transfer is of."""
        flows = self.year.flows
        owner, is_left = int(flows.owner[row]), bool(flows.full_fen[row] == 0)
        return np.array(self.components.paying(owner, int(flows.kind[row]), is_left=is_left), int)

    def _parts(self, row: int) -> Parts:
        """Return what the payers and payees of a transfer bear of the months."""
        flows = self.year.flows
        key = (int(flows.owner[row]), int(flows.kind[row]), bool(flows.full_fen[row] == 0))
        if key not in self._shared:
            spots = self._paying(row)
            self._shared[key] = parts_of(self.year, self.components.brief_months, key[1], spots)
        return self._shared[key]

    def _payer(self, row: int, own: int, total: int, component: Step) -> Step:
        """Return a payer's part of a component; the component itself where it pays alone."""
        flows = self.year.flows
        if own == total:
            return component
        owner, kind, payer = (int(c[row]) for c in (flows.owner, flows.kind, flows.payer))
        key = (owner, kind, payer, component.what)
        if key not in self._payers:
            self._payers[key] = self._part(row, own, total, component)
        return self._payers[key]

    def _part(self, row: int, own: int, total: int, component: Step) -> Step:
        flows, owner = self.year.flows, int(self.year.flows.owner[row])
        name = self.year.month.districts.all_names[flows.payer[row]]
        is_determined = flows.kind[row] == PENALTY and bool(self.components.determined(owner))
        steps: tuple[Step, ...] = ()
        weight, weights = int(flows.payer_weight[row]), int(flows.payer_total[row])
        said, clause = "共同责任，按相同比例", "六¶2"
        if is_determined or not weights:
            parts = self._parts(row)
            weight, step = parts.payers[int(flows.payer[row])]
            weights, steps = parts.total[0], (step, parts.total[1])
            said, clause = "各月承担的金额之比", "六¶2、八" if is_determined else "六¶2"
        return Step(
            f"{name}承担的部分", yuan(own), part_of(total, weight, weights, own),
            said=f"{weights:,} 份中的 {weight:,} 份：{said}",
            clause=self.sources.clause(clause), steps=(component, *steps),
        )  # fmt: skip


def _added(parts: list[int], total: int) -> tuple[str, ...]:
    """Return the equation of a sum with negative parts."""
    if len(parts) < 2:
        return ()
    text = yuan(parts[0]) + "".join(
        f" {'−' if part < 0 else '+'} {yuan(abs(part))}" for part in parts[1:]
    )
    return (f"{text} = {yuan(total)}",)
