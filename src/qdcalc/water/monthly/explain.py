"""Where a month's amounts come from: the steps back to the cells (``explain``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from qdcalc.document.explanation import Explanation
from qdcalc.document.steps import Step
from qdcalc.exact.dtypes import Ints, Texts
from qdcalc.exact.money import divide_half_up
from qdcalc.exact.months import month_text
from qdcalc.notice.proof import (
    Sources,
    nothing_asked,
    part_of,
    sum_of,
    wanted_district,
    wanted_month,
    wanted_one,
    yuan,
)
from qdcalc.water.monthly.evidence import Evidence, sign
from qdcalc.water.monthly.sentences import clauses, explanations
from qdcalc.water.monthly.transfers import SELF
from qdcalc.water.monthly.verdict import EXCEED, LEAP, MISSING
from qdcalc.water.words import Transfer, Verdict, values

if TYPE_CHECKING:
    from qdcalc.water.monthly.facts import Month

_VERDICTS, _KINDS = values(Verdict), values(Transfer)


def explained(
    month: Month, tables: Mapping[str, pd.DataFrame], asked: Mapping[str, str]
) -> Explanation:
    """Return the steps of a section's or a district's month.

    Raises
    ------
    UsageError
        Nothing is asked for, or what is asked for is not in the input.
    """
    steps = MonthSteps(month)
    if asked.get("district"):
        return steps.district(asked)
    if asked.get("section"):
        return steps.section(asked)
    raise nothing_asked(steps.examples())


class MonthSteps:
    """Composes the steps of the months; each step is made once and may stand in several places.

    Brief ones name of a verdict only what exceeds, and how the whole month is seen.
    """

    def __init__(self, month: Month, brief_in: Evidence | None = None) -> None:
        self.month, self.sources = month, Sources(month.job)
        self.evidence, self._is_brief = brief_in or Evidence(month, self.sources), bool(brief_in)
        self._amounts: dict[int, Step] = {}
        self._parts: dict[tuple[int, int], Step] = {}
        self._figures: dict[tuple[str, ...], Step] = {}

    def examples(self) -> list[tuple[str, str]]:
        """Return what may be asked for, with a section and a district of this input."""
        month, grid = self.month, self.month.grid
        most = int(np.argmax(np.where(grid.is_listed, month.amount_fen, -1)))
        text = month_text(int(grid.month[most]))
        section = grid.section[most]
        net = month.accounts[0] - month.accounts[1]
        of_districts = np.abs(net[:, :-1])  # the city comes last
        number, place = np.unravel_index(int(np.argmax(of_districts)), of_districts.shape)
        district = month.districts.all_names[place]
        return [
            (f"--month {text} --section {grid.sections.ids[section]}",
             f"{grid.sections.names[section]}的金额和资金流向（断面核算、资金流向）"),
            (f"--month {month_text(int(grid.months[number]))} --district {district}",
             f"{district}的应收、应付和净额（区市汇总、收付关系）"),
        ]  # fmt: skip

    # ------------------------------------------------------------------ what is asked for

    def section(self, asked: Mapping[str, str]) -> Explanation:
        """Return the steps of a section's amount, and of who pays it to whom."""
        number = wanted_month(asked, self.month.grid.months.tolist())
        spot = self.spot(asked["section"], number)
        flows = [self.flow(i) for i in np.flatnonzero(self.month.flows.owner == spot).tolist()]
        title = f"{self.name(spot)}：{_VERDICTS[self.month.verdict[spot]]}"
        steps = [self.amount(spot)]
        if flows:
            total = int(self.month.amount_fen[spot])
            parts = self.month.flows.amount_fen[self.month.flows.owner == spot].tolist()
            steps.append(Step("资金流向", yuan(total), sum_of(parts, total), steps=tuple(flows)))
        return Explanation(title, tuple(steps))

    def spot(self, given: str, number: int) -> int:
        """Return the section-month of a month and of a section, named by 序号 or by its names."""
        grid = self.month.grid
        spots = np.arange(len(grid))[grid.block(number)]
        places = grid.section[spots[grid.is_listed[spots]]]
        found = self.month.sections.ids[places].tolist().index(self.wanted_section(given, places))
        return int(spots[grid.is_listed[spots]][found])

    def district(self, asked: Mapping[str, str]) -> Explanation:
        """Return the steps of a district's month: what it receives and pays, by whom."""
        number = wanted_month(asked, self.month.grid.months.tolist())
        place = self.place(asked["district"])
        month, name = self.month, self.month.districts.all_names[place]
        received, paid = (int(side[number, place]) for side in month.accounts)
        net = received - paid
        moved = month.flows
        here = (month.grid.month_of(moved.owner) == number) & (moved.kind != SELF)
        steps = [
            self._account("应收", received, here & (moved.payee == place), moved.payer, "{}付来"),
            self._account("应付", paid, here & (moved.payer == place), moved.payee, "付给{}"),
        ]
        whole = Step(
            "净额", yuan(net), (f"{yuan(received)} − {yuan(paid)} = {yuan(net)}",),
            said="正数是净收，负数是净付；自抵不动用资金，不在内",
            clause=self.sources.clause("五¶1"), steps=tuple(steps),
        )  # fmt: skip
        title = f"{month_text(int(month.grid.months[number]))} {name}的应收、应付和净额"
        spots = dict.fromkeys(moved.owner[here & ((moved.payee == place) | (moved.payer == place))])
        return Explanation(title, (whole, *map(self.amount, map(int, spots))))

    def place(self, given: str) -> int:
        """Return the district that a text names."""
        districts = self.month.districts
        return wanted_district(given, districts, districts.all_names.tolist())

    def wanted_section(self, given: str, places: Ints) -> str:
        """Return the 序号 of the section that a text names, by 序号 or by its names."""
        sections = self.month.sections
        names = {
            str(sections.ids[place]): (sections.names[place], sections.texts["section"].iloc[place])
            for place in places.tolist()
        }
        return wanted_one(given, names, "断面")

    def _account(self, what: str, total: int, here: Any, others: Any, said: str) -> Step:
        """Return one side of a district's account: what each of the others pays or receives."""
        moved, names = self.month.flows, self.month.districts.all_names
        found = np.flatnonzero(here)
        groups = []
        for other in dict.fromkeys(sorted(others[found].tolist())):
            rows = found[others[found] == other].tolist()
            parts = [int(moved.amount_fen[row]) for row in rows]
            own = sum(parts)
            groups.append(
                (own, Step(said.format(names[other]), yuan(own), sum_of(parts, own),
                           steps=tuple(map(self.flow, rows))))
            )  # fmt: skip
        return Step(
            what, yuan(total), sum_of([own for own, _ in groups], total),
            clause=self.sources.clause("五¶1"), steps=tuple(step for _, step in groups),
        )  # fmt: skip

    # ------------------------------------------------------------------ the steps themselves

    def name(self, spot: int) -> str:
        """``2018-11 序号 20 李村河·李村河入海口``."""
        grid = self.month.grid
        place = grid.section[spot]
        text = month_text(int(grid.month[spot]))
        return f"{text} 序号 {grid.sections.ids[place]} {grid.sections.names[place]}"

    def flow(self, row: int) -> Step:
        """Return a transfer: the section's amount, the payer's share, the payee's."""
        month, moved = self.month, self.month.flows
        names = month.districts.all_names
        spot, payer = int(moved.owner[row]), int(moved.payer[row])
        total, part = int(month.amount_fen[spot]), int(moved.amount_fen[row])
        own = int(moved.amount_fen[(moved.owner == spot) & (moved.payer == payer)].sum())
        kind = _KINDS[moved.kind[row]]
        section = month.sections.ids[month.grid.section[spot]]
        payees = int(moved.payees[row])
        return Step(
            f"序号 {section} {kind}：{names[payer]} → {names[moved.payee[row]]}",
            yuan(part),
            part_of(own, 1, payees, part) if payees > 1 else (),
            said=f"收款方 {payees} 个，按相同比例分" if payees > 1 else "全额",
            clause=self.sources.clause("七¶1" if payees == 1 else "六¶2、七¶1"),
            options=self.sources.options("overlap") if self.evidence.overlaps(spot) else (),
            cells=self.evidence.side_cells(spot),
            steps=(self._payer(spot, payer, row, own, total),),
        )

    def _payer(self, spot: int, payer: int, row: int, own: int, total: int) -> Step:
        """Return a payer's part of a section's amount; the amount itself where it pays alone."""
        moved = self.month.flows
        weight, weights = int(moved.payer_weight[row]), int(moved.payer_total[row])
        if weight == weights:
            return self.amount(spot)
        if (spot, payer) not in self._parts:
            determined = self.evidence.determination(spot)
            is_determined = bool(determined) and self.month.verdict[spot] == EXCEED
            name = self.month.districts.all_names[payer]
            self._parts[spot, payer] = Step(
                f"{name}承担的部分", yuan(own), part_of(total, weight, weights, own),
                said=f"{weights:,} 份中的 {weight:,} 份："
                + ("按责任认定的比例" if is_determined else "共同责任，按相同比例"),
                clause=self.sources.clause("八" if is_determined else "六¶2"),
                cells=determined if is_determined else (),
                steps=(self.amount(spot),),
            )  # fmt: skip
        return self._parts[spot, payer]

    def amount(self, spot: int) -> Step:
        """Return a section's amount: |coefficient| × annual base ÷ 12."""
        if spot not in self._amounts:
            self._amounts[spot] = self._amount(spot)
        return self._amounts[spot]

    def _amount(self, spot: int) -> Step:
        grid, sources = self.month.grid, self.sources
        when, level = int(grid.month[spot]), grid.sections.level[grid.section[spot]]
        base = sources.job.policy.figure("annual_base_yuan").at(when)[level]
        months = sources.job.policy.figure("months_per_year").at(when)
        coefficient, amount = int(self.month.coefficient[spot]), int(self.month.amount_fen[spot])
        rounded = "（四舍五入到分）" if abs(coefficient) * base * 100 % months else ""
        assert int(divide_half_up(abs(coefficient) * base * 100, months)) == amount
        return Step(
            f"{self.name(spot)}的金额", yuan(amount),
            (f"{base:,} 元 × {abs(coefficient)} ÷ {months} = {yuan(amount)}{rounded}",),
            clause=sources.clause("五¶2"),
            steps=(
                self._base(spot, when, level),
                sources.figure("months_per_year", when),
                self._coefficient(spot, coefficient, when),
            ),
        )  # fmt: skip

    def _base(self, spot: int, when: int, level: str) -> Step:
        """Return the annual base of a section, written out once while it holds."""
        step = self.sources.figure("annual_base_yuan", when, of=level)
        key = (str(self.month.grid.section[spot]), step.what, step.value, step.said)
        if key not in self._figures:
            self._figures[key] = replace(step, steps=(self.evidence.level(spot),))
        return self._figures[key]

    def _coefficient(self, spot: int, coefficient: int, when: int) -> Step:
        verdict = self.month.verdict[spot]
        beyond = bool(self.evidence.beyond[spot])
        said, figures = "没有收付", []
        if verdict == LEAP:
            said, figures = "跃升，奖励", ["leap_coefficient"]
        elif verdict == EXCEED:
            said = "超标超过分界，赔付" if beyond else "超标在分界以内，赔付"
            figures = ["beyond_coefficient" if beyond else "within_coefficient"]
        steps = [self.sources.figure(name, when) for name in figures]
        return Step(
            "系数", sign(coefficient), said=said, clause=self.sources.clause("七¶1"),
            steps=(*steps, self.verdict(spot)),
        )  # fmt: skip

    @cached_property
    def _texts(self) -> tuple[Texts, Texts]:
        return explanations(self.month), clauses(self.month)

    def verdict(self, spot: int) -> Step:
        """Return a section-month's verdict with what it rests on."""
        verdict = int(self.month.verdict[spot])
        said, clause = (str(texts[spot]) for texts in self._texts)
        evidence = self.evidence
        if self._is_brief:
            said = f"{said}；逐项：{self.more(spot)}"
            steps = evidence.briefly(spot)
        else:
            steps = (evidence.no_reading(spot),) if verdict == MISSING else tuple(evidence.of(spot))
        return Step("判定", _VERDICTS[verdict], said=said, clause=clause, steps=steps)

    def more(self, spot: int) -> str:
        """Say how the whole month is seen: ``--month 2018-11 --section 20``."""
        grid = self.month.grid
        section = grid.sections.ids[grid.section[spot]]
        return f"--month {month_text(int(grid.month[spot]))} --section {section}"
