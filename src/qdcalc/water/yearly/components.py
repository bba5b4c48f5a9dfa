"""What a section's cycle comes to (六¶1, 七, 十): each component in steps, for ``explain``."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from qdcalc.document.steps import Step
from qdcalc.exact.dtypes import Bools
from qdcalc.exact.money import divide_half_up
from qdcalc.exact.months import month_text, ordinals
from qdcalc.intake.cited import Cited
from qdcalc.notice.proof import sum_of, yuan
from qdcalc.water.interpretations import adds_rounded_months, strikes_section
from qdcalc.water.monthly.evidence import sign
from qdcalc.water.monthly.explain import MonthSteps
from qdcalc.water.monthly.sentences import explanations as month_sentences
from qdcalc.water.monthly.verdict import DRY, EXCEED, LEAP
from qdcalc.water.words import AnnualClause, AnnualTransfer, Verdict, WaterClass, YearState, values
from qdcalc.water.yearly.annual_class import FAILED, MET, UNKNOWN
from qdcalc.water.yearly.mean_steps import MeanSteps
from qdcalc.water.yearly.payments import (
    BONUS,
    CHARGE,
    DRY_PAYMENT,
    PENALTY,
    REWARD,
    lost_months,
)
from qdcalc.water.yearly.sentences import explanations

if TYPE_CHECKING:
    from qdcalc.water.yearly.facts import Year

_CLASSES, _VERDICTS = ("没有", *values(WaterClass)), values(Verdict)
_KINDS, _CLAUSES = values(AnnualTransfer), values(AnnualClause)
_STATES = dict(zip((MET, FAILED, UNKNOWN), values(YearState), strict=True))
_MULTIPLES = {BONUS: "bonus_multiple", CHARGE: "charge_multiple", DRY_PAYMENT: "dry_multiple"}


class Components:
    """Composes what stands below a section-year; each step is made once."""

    def __init__(self, year: Year, months: MonthSteps) -> None:
        self.year, self.months = year, months
        self.sources, self.evidence = months.sources, months.evidence
        self.means = MeanSteps(year, months.evidence, months.sources)
        self.brief_months = MonthSteps(year.month, months.evidence)
        self._made: dict[tuple[int, int, str], Step] = {}

    @cached_property
    def _said(self) -> Any:
        return explanations(self.year)

    @cached_property
    def _month_said(self) -> Any:
        return month_sentences(self.year.month)

    def said(self, owner: int, *words: str) -> str:
        """Return what 年度断面 says of a component."""
        parts = [p for line in str(self._said[owner]).split("\n") for p in line.split("；")]
        told, taken = [], False
        for part in parts:
            head = part.partition("：")[0]
            if head in (*_KINDS, "清零", "尾差", "年度水质"):
                taken = head in words
            if taken:
                told.append(part.removeprefix(f"{head}：") if head in words else part)
        return "；".join(told)

    def struck_said(self, owner: int) -> str:
        """Return why rewards were struck."""
        return self.said(owner, "清零")

    def side_cells(self, owner: int) -> tuple[Cited | str, ...]:
        """Cite who is responsible and who is opposite."""
        return self.evidence.side_cells(self.year.spots(owner)[-1])

    def determined(self, owner: int) -> tuple[Cited | str, ...]:
        """Cite the determined shares of the section's exceeding months."""
        exceeding = [s for s in self.year.spots(owner) if self.year.month.verdict[s] == EXCEED]
        return tuple(cell for spot in exceeding for cell in self.evidence.determination(spot))

    # -------------------------------------------------------------------------- components

    def of(self, owner: int) -> Iterator[Step]:
        """Yield the components of a section-year: what it is paid, then its year's class."""
        year = self.year
        full = int(year.paid(REWARD)[owner] + year.struck_fen[owner])
        struck, reward = int(year.struck_fen[owner]), int(year.paid(REWARD)[owner])
        yield Step(
            "跃升奖励", yuan(reward), (f"{yuan(full)} − {yuan(struck)} = {yuan(reward)}",),
            clause=_CLAUSES[REWARD],
            steps=(self._months(owner, REWARD), self._struck(owner, struck)),
        )  # fmt: skip
        penalty = self._months(owner, PENALTY)
        yield penalty
        yield self._tail(owner, full, penalty)
        for kind in (BONUS, CHARGE, DRY_PAYMENT):
            yield self.once(owner, kind)
        yield self.means.whole(owner)
        yield self._state(owner)
        yield self._unpaid(owner)

    def _unpaid(self, owner: int) -> Step:
        """Return the months that pay nothing, a line each."""
        month = self.year.month
        spots = [spot for spot in self.year.spots(owner) if not month.amount_fen[spot]]
        more = f"逐项：{self.months.more(spots[0])}" if spots else ""
        lines = [
            Step(f"{month_text(int(month.grid.month[s]))} {_VERDICTS[month.verdict[s]]}", yuan(0))
            for s in spots
        ]
        return Step("没有收付的月份", f"{len(spots)} 个月", said=more, steps=tuple(lines))

    def brief(self, owner: int, kind: int) -> Step:
        """Return a component as a district's account names it: its figure, where to read on."""
        key = (owner, kind, "brief")
        if key not in self._made:
            flows = self.year.flows
            full = int(flows.full_fen[(flows.owner == owner) & (flows.kind == kind)].sum())
            section = self.year.month.sections.ids[self.year.cycles.section[owner]]
            self._made[key] = Step(
                f"序号 {section} 全年{_KINDS[kind]}{'（清零前）' if kind == REWARD else ''}",
                yuan(full), said=f"{self.said(owner, _KINDS[kind])}；逐项：--section {section}",
                clause=_CLAUSES[kind],
            )  # fmt: skip
        return self._made[key]

    def named(self, owner: int, kind: int) -> Step:
        """Return a component where it stands already; in brief where a transfer's is another."""
        brief = self.brief(owner, kind)
        whole = self._months(owner, kind) if kind in (REWARD, PENALTY) else self.once(owner, kind)
        return whole if whole.value == brief.value else brief

    def _cached(self, owner: int, kind: int, name: str, step: Any) -> Step:
        key = (owner, kind, name)
        if key not in self._made:
            self._made[key] = step()
        return self._made[key]

    @cached_property
    def _lost(self) -> Bools:
        """Whether a month's reward is struck by itself, the other months' being paid (七¶2)."""
        year = self.year
        if not strikes_section(self.sources.job.interpretations):
            return np.zeros(len(year.month.grid), dtype=bool)
        return lost_months(year.month, year.cycles, year.incidents.has_incident)

    def paying(self, owner: int, kind: int, *, is_left: bool = False) -> list[int]:
        """Return the section-months whose rewards or penalties a component is of.

        ``is_left`` leaves out those that are struck by themselves.
        """
        verdict = LEAP if kind == REWARD else EXCEED
        spots = [s for s in self.year.spots(owner) if self.year.month.verdict[s] == verdict]
        return [s for s in spots if not (is_left and self._lost[s])]

    def left(self, owner: int) -> Step:
        """Return the rewards of the months that are not struck, where some are."""
        flows = self.year.flows
        own = (flows.owner == owner) & (flows.kind == REWARD) & (flows.full_fen == 0)
        total, spots = int(flows.amount_fen[own].sum()), self.paying(owner, REWARD, is_left=True)
        section = self.year.month.sections.ids[self.year.cycles.section[owner]]
        what = f"序号 {section} 没有清零的月份的跃升奖励"
        return self._cached(owner, REWARD, "left", lambda: self._added(what, spots, total, REWARD))

    def _months(self, owner: int, kind: int) -> Step:
        """Return a section's rewards or penalties of the months, rounded once (五, 十)."""
        return self._cached(owner, kind, "months", lambda: self._whole_months(owner, kind))

    def _whole_months(self, owner: int, kind: int) -> Step:
        total = int(self.year.paid(kind)[owner])
        total += int(self.year.struck_fen[owner]) if kind == REWARD else 0
        what = "全年跃升奖励（清零前）" if kind == REWARD else "超标赔付"
        said = self.said(owner, _KINDS[kind])
        return self._added(what, self.paying(owner, kind), total, kind, said)

    def _added(self, what: str, spots: list[int], total: int, kind: int, said: str = "") -> Step:
        month, policy = self.year.month, self.sources.job.policy
        steps: list[Step] = []
        if adds_rounded_months(self.sources.job.interpretations):
            how = sum_of([int(month.amount_fen[s]) for s in spots], total)
            steps = [self.brief_months.amount(spot) for spot in spots]
        else:
            terms = []
            for spot in spots:
                when, level = self._level(spot)
                base = policy.figure("annual_base_yuan").at(when)[level]
                terms.append((abs(int(month.coefficient[spot])), base, self._spread(when)))
                steps.append(self._month(spot, sign(int(month.coefficient[spot])), "系数"))
            how = _exact_sum(terms, total) if terms else ()
            for when, level in dict.fromkeys(map(self._level, spots)):
                steps.append(self.sources.figure("annual_base_yuan", when, of=level))
            if spots:
                steps.append(self.sources.figure("months_per_year", self._level(spots[0])[0]))
        return Step(
            what, yuan(total), how, said=said, clause=_CLAUSES[kind],
            options=self.sources.options("rounding"), steps=_once(steps),
        )  # fmt: skip

    def _level(self, spot: int) -> tuple[int, str]:
        grid = self.year.month.grid
        return int(grid.month[spot]), str(grid.sections.level[grid.section[spot]])

    def _spread(self, when: int) -> int:
        return int(self.sources.job.policy.figure("months_per_year").at(when))

    def _month(self, spot: int, value: str, what: str) -> Step:
        """Return a month of the section in brief: its verdict, what exceeds, where to read on."""
        month = self.year.month
        text = month_text(int(month.grid.month[spot]))
        return Step(
            f"{text} {_VERDICTS[month.verdict[spot]]}{what}", value,
            said=f"{self._month_said[spot]}；逐项：{self.months.more(spot)}",
            steps=self.evidence.briefly(spot),
        )  # fmt: skip

    def _struck(self, owner: int, struck: int) -> Step:
        """Return what of the rewards is struck, and why (七¶2)."""
        year = self.year
        steps = [*self._class_and_state(owner)] if year.is_annulled[owner] else []
        how: tuple[str, ...] = ()
        if struck and not steps and self._lost[self.paying(owner, REWARD)].any():
            left = int(year.paid(REWARD)[owner])
            how = (f"{yuan(left + struck)} − {yuan(left)} = {yuan(struck)}",)
            full = self._months(owner, REWARD)
            steps = [full, *([self.left(owner)] if left else [Step("没有清零的月份", yuan(0))])]
        cells = self._incidents(owner) if struck else ()
        said = self.said(owner, "清零") or "没有清零"
        return Step(
            "清零", yuan(struck), how, said=said, clause=self.sources.clause("七¶2"),
            options=self.sources.options("incident") if cells else (), cells=cells,
            steps=tuple(steps),
        )  # fmt: skip

    def _incidents(self, owner: int) -> tuple[Cited, ...]:
        """Cite the incidents of the section's districts within the cycle."""
        data = self.year.job.tables.get("incidents")
        if data is None or data.frame.empty:
            return ()
        year, cycle = self.year, owner // self.year.cycles.width
        place = self.year.cycles.section[[owner]]
        members = year.month.sections.responsible.of_rows(place).items.tolist()
        districts = year.month.districts.places(data.frame["district"])
        start = int(year.cycles.starts[cycle])
        months = ordinals(data.frame["date"].dt.to_period("M")) - start
        levels = year.job.policy.figure("incident_levels").at(year.cycles.last_months[cycle])
        here = np.isin(districts, members) & (months >= 0) & (months < 12)
        here &= data.frame["level"].isin(levels).to_numpy(dtype=bool)
        return tuple(data.raw.cited("level", row) for row in np.flatnonzero(here).tolist())

    def _tail(self, owner: int, full: int, penalty: Step) -> Step:
        """Return 尾差: the year rounded once, less its rounded months."""
        year = self.year
        amounts = {s: int(year.month.amount_fen[s]) for s in self.year.spots(owner)}
        parts = [a for a in amounts.values() if a]
        total, tail = sum(parts), int(year.tail_fen[owner])
        paid = int(year.paid(PENALTY)[owner])
        months = [
            Step(month_text(int(year.month.grid.month[spot])), yuan(amount))
            for spot, amount in amounts.items()
            if amount
        ]
        return Step(
            "尾差", yuan(tail),
            (f"{yuan(full)} + {yuan(paid)} − {yuan(total)} = {yuan(tail)}",),
            said="全年合计舍入一次，与各月已舍入金额之差", clause=self.sources.clause("十"),
            options=self.sources.options("rounding"),
            steps=(
                self._months(owner, REWARD), penalty,
                Step("各月金额合计", yuan(total), sum_of(parts, total), steps=tuple(months)),
            ),
        )  # fmt: skip

    def once(self, owner: int, kind: int) -> Step:
        """Return what is paid once a year: a multiple of the base, or nothing (七¶3, ¶4)."""
        return self._cached(owner, kind, "once", lambda: self._once_a_year(owner, kind))

    def _once_a_year(self, owner: int, kind: int) -> Step:
        year, sources = self.year, self.sources
        when = year.cycles.last_months[owner // year.cycles.width]
        amount, base = int(year.paid(kind)[owner]), int(year.base_yuan[owner])
        multiple = sources.job.policy.figure(_MULTIPLES[kind]).at(when)
        place = int(year.cycles.section[owner])
        level = str(year.month.sections.level[place])
        figures = (
            sources.figure("annual_base_yuan", when, of=level),
            sources.figure(_MULTIPLES[kind], when),
        )
        how = (f"{base:,} 元 × {multiple} = {yuan(amount)}",) if amount else ()
        return Step(
            _KINDS[kind], yuan(amount), how, clause=_CLAUSES[kind],
            said=self.said(owner, _KINDS[kind]) or f"{level}断面，不适用",
            options=sources.options("dry") if kind == DRY_PAYMENT else (),
            steps=(*(figures if amount else ()), *self._conditions(owner, kind)),
        )  # fmt: skip

    def _conditions(self, owner: int, kind: int) -> Iterator[Step]:
        """Yield what decides a yearly item."""
        year, when = self.year, self.year.cycles.last_months[owner // self.year.cycles.width]
        if kind == DRY_PAYMENT:
            yield self.sources.figure("dry_months_limit", when)
            dry = [s for s in self.year.spots(owner) if year.month.verdict[s] == DRY]
            yield Step(
                "断流月数", f"{int(year.dry_months[owner])} 月",
                steps=tuple(self.evidence.dryness(spot) for spot in dry),
            )  # fmt: skip
            return
        yield self.evidence.level(self.year.spots(owner)[-1])
        if kind == BONUS:
            yield Step(
                "上年度水质类别", _CLASSES[year.previous_class[owner]], cells=self._previous(owner)
            )
        yield from self._class_and_state(owner)

    def _previous(self, owner: int) -> tuple[Cited | str, ...]:
        """Cite the previous class where a sheet gives it."""
        ids = self.year.month.sections.ids[self.year.cycles.section[owner]]
        for name in ("previous_classes", "sections"):
            data = self.year.job.tables.get(name)
            if data is None or "previous_class" not in data.present:
                continue
            filled = data.frame["previous_class"].notna() & (data.frame["section_id"] == ids)
            rows = np.flatnonzero(filled.to_numpy(dtype=bool)).tolist()
            if rows:
                return (data.raw.cited("previous_class", rows[-1]),)
        return ("由输入里上一周期的监测数据算出",) if self.year.previous_class[owner] else ()

    # ------------------------------------------------------------------------- the class

    def _target(self, owner: int) -> Step:
        return self._cached(
            owner, 0, "target", lambda: self.evidence.target(self.year.spots(owner)[-1])
        )

    def _class_and_state(self, owner: int) -> Iterator[Step]:
        """Yield target, class and whether the year met it, which the two may not tell."""
        yield self._target(owner)
        yield self.means.whole(owner)
        yield self._state(owner)

    def _state(self, owner: int) -> Step:
        """Return whether the year met its target, and why (六¶1)."""
        return self._cached(owner, 0, "state", lambda: Step(
            "年度达标", _STATES[int(self.year.state[owner])], said=self.said(owner, "年度水质"),
            clause=self.sources.clause("六¶1"),
            steps=(self._target(owner), self.means.whole(owner), *self._exceeding(owner)),
        ))  # fmt: skip

    def _exceeding(self, owner: int) -> list[Step]:
        """Return the exceeding months of a drinking source, which fail its year."""
        place = self.year.cycles.section[owner]
        if not self.year.month.sections.is_drinking_source[place]:
            return []
        exceeding = [s for s in self.year.spots(owner) if self.year.month.verdict[s] == EXCEED]
        return [self._month(spot, "超标", "判定") for spot in exceeding]


def _once(steps: list[Step]) -> tuple[Step, ...]:
    """Return steps, figures that several months share once."""
    kept: dict[tuple[str, str, str], Step] = {}
    for step in steps:
        kept.setdefault((step.what, step.value, step.said), step)
    return tuple(kept.values())


def _exact_sum(terms: list[tuple[int, int, int]], total: int) -> tuple[str, ...]:
    """Return the equation of coefficients × base ÷ 12, rounded once."""
    exact = sum((Fraction(c * base * 100, months) for c, base, months in terms), Fraction(0))
    assert int(divide_half_up(exact.numerator, exact.denominator)) == total
    rounded = "（四舍五入到分）" if exact.denominator > 1 else ""
    if len({(base, months) for _, base, months in terms}) == 1:
        _, base, months = terms[0]
        text = f"({' + '.join(str(c) for c, *_ in terms)}) × {base:,} 元 ÷ {months}"
    else:
        text = " + ".join(f"{c} × {base:,} 元 ÷ {months}" for c, base, months in terms)
    return (f"{text} = {yuan(total)}{rounded}",)
