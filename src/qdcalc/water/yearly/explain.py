"""Where a settlement's amounts come from: the steps back to the cells (``explain``)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from qdcalc.document.explanation import Explanation
from qdcalc.document.steps import Step
from qdcalc.errors import UsageError
from qdcalc.exact.texts import listed
from qdcalc.notice.proof import nothing_asked, part_of, sum_of, wanted_one, yuan
from qdcalc.water.monthly import explain as monthly
from qdcalc.water.words import AnnualClause, AnnualTransfer, values
from qdcalc.water.yearly import accounts
from qdcalc.water.yearly.components import Components
from qdcalc.water.yearly.payments import PENALTY

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
        names = {
            str(sections.ids[place]): (sections.names[place], sections.texts["section"].iloc[place])
            for place in cycles.section[years].tolist()
        }
        found = int(years[list(names).index(wanted_one(asked["section"], names, "断面"))])
        place = int(cycles.section[found])
        title = f"{cycles.texts[cycle]} 周期 序号 {sections.ids[place]} {sections.names[place]}"
        moved = np.flatnonzero((year.flows.owner == found) & (year.flows.full_fen > 0))
        steps = [*self.components.of(found)]
        if len(moved):
            steps.append(Step("年度流向", steps=tuple(map(self._flow, moved.tolist()))))
        return Explanation(f"{title}的年度结算", tuple(steps))

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
        full, amount = int(flows.full_fen[row]), int(flows.amount_fen[row])
        payees = int(flows.payees[row])
        component = self.components.brief(owner, kind)
        payer, payee = names[flows.payer[row]], names[flows.payee[row]]
        what = f"序号 {section} {_KINDS[kind]}：{payer} → {payee}"
        steps: tuple[Step, ...] = (component,)
        how: tuple[str, ...] = ()
        said = "付给自己，不动用资金" if flows.payer[row] == flows.payee[row] else ""
        if payees:
            same = (flows.owner == owner) & (flows.kind == kind) & (flows.payer == flows.payer[row])
            own = int(flows.full_fen[same].sum())
            steps = (self._payer(row, own, component),)
            how = part_of(own, 1, payees, full) if payees > 1 else ()
            shared = f"收款方 {payees} 个，按相同比例分" if payees > 1 else ""
            said = "；".join(t for t in (said, shared) if t)
        else:
            said = "；".join(t for t in (said, "各月断面清单或口径使份额逐月不同，按各月之和") if t)
        if amount != full:
            struck = Step("清零", yuan(full - amount), said=self.components.struck_said(owner))
            how = (*how, f"{yuan(full)} − {yuan(full - amount)} = {yuan(amount)}（清零）")
            steps = (*steps, struck)
        return Step(
            what, yuan(amount), how, said=said, clause=_CLAUSES[kind], steps=steps,
            cells=self.components.side_cells(owner),
        )  # fmt: skip

    def _payer(self, row: int, own: int, component: Step) -> Step:
        """Return a payer's part of a component; the component itself where it pays alone."""
        flows = self.year.flows
        weight, weights = int(flows.payer_weight[row]), int(flows.payer_total[row])
        if weight == weights:
            return component
        same = (flows.owner == flows.owner[row]) & (flows.kind == flows.kind[row])
        total = int(flows.full_fen[same].sum())
        name = self.year.month.districts.all_names[flows.payer[row]]
        cells = self.components.determined(int(flows.owner[row]))
        said = "各月按相同比例或认定的比例承担的金额之比" if cells else "共同责任，按相同比例"
        return Step(
            f"{name}承担的部分", yuan(own), part_of(total, weight, weights, own),
            said=f"{weights:,} 份中的 {weight:,} 份：{said}",
            clause=self.sources.clause("六¶2、八" if cells else "六¶2"),
            cells=cells, steps=(component,),
        )  # fmt: skip


def _added(parts: list[int], total: int) -> tuple[str, ...]:
    """Return the equation of a sum with negative parts."""
    if len(parts) < 2:
        return ()
    text = yuan(parts[0]) + "".join(
        f" {'−' if part < 0 else '+'} {yuan(abs(part))}" for part in parts[1:]
    )
    return (f"{text} = {yuan(total)}",)
