"""The year's class of a section and the means that it is the worst of, for ``explain`` (六¶1)."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from qdcalc.document.steps import Step
from qdcalc.exact.months import month_text
from qdcalc.water.monthly.evidence import figure, limit_text
from qdcalc.water.words import WaterClass, values

if TYPE_CHECKING:
    from qdcalc.notice.proof import Sources
    from qdcalc.water.monthly.evidence import Evidence
    from qdcalc.water.yearly.facts import Year

_CLASSES = ("没有", *values(WaterClass))
_PLACES = 10  # decimals of a mean that is shown
_FEW = 3  # means that decide the class and are written out month by month


class MeanSteps:
    """Composes the steps of the year's classes; each is made once."""

    def __init__(self, year: Year, evidence: Evidence, sources: Sources) -> None:
        self.year, self.evidence, self.sources = year, evidence, sources
        self._made: dict[int, Step] = {}

    def whole(self, owner: int) -> Step:
        """Return the year's class: its worst annual mean's, with every mean."""
        if owner not in self._made:
            self._made[owner] = self._annual_class(owner)
        return self._made[owner]

    def _annual_class(self, owner: int) -> Step:
        means = self.year.means
        worst = int(self.year.annual_class[owner])
        judged = np.flatnonzero(means.classes[owner]).tolist()
        named = [n for n in judged if means.classes[owner, n] == worst]
        names = "、".join(self.year.month.grid.indicators[n].name for n in named)
        said, shown = "全年没有监测值", named if len(named) <= _FEW else []
        if judged:
            section = self.year.month.sections.ids[self.year.cycles.section[owner]]
            more = f"其他指标各月的单元格：--section {section} --indicator 指标名"
            said = f"{len(judged)} 个指标年均值中最差的类别（{names}）；{more}"
        return Step(
            "年度水质类别", _CLASSES[worst], said=said, clause=self.sources.clause("六¶1"),
            options=self.sources.options("indicators"),
            steps=tuple(self.mean(owner, n, is_whole=n in shown) for n in judged),
        )  # fmt: skip

    def mean(self, owner: int, number: int, *, is_whole: bool = True) -> Step:
        """Return an indicator's annual mean, exact; a whole one with each month's reading."""
        year, grid = self.year, self.year.month.grid
        indicator, means = grid.indicators[number], year.means
        counted = year.month.assessment.classes[:, number] > 0
        spots = [spot for spot in self.year.spots(owner) if counted[spot]]
        measured = grid.at(np.array(spots, dtype=np.int64), np.full(len(spots), number))
        values_ = [figure(value) for value in measured.tolist()]
        count = int(means.counts[owner, number])
        exact = Fraction(int(means.totals[number][owner]), count * 10 ** means.places[number])
        mean, sign_ = _decimal(exact)
        unit = "" if indicator.unit == "无量纲" else f" {indicator.unit}"
        body = int(grid.sections.body[year.cycles.section[owner]])
        rounded = self.sources.job.interpretations["compare"] == "rounded"
        return Step(
            f"{indicator.name}年均值", f"{mean}{unit}",
            (f"({' + '.join(values_)}) ÷ {count:,} {sign_} {mean}（算术平均）",),
            said=f"{limit_text(indicator, body)}；{_CLASSES[means.classes[owner, number]]}类",
            options=self.sources.options("compare") if rounded else (),
            steps=tuple(self._reading(spot, number) for spot in spots) if is_whole else (),
        )  # fmt: skip

    def _reading(self, spot: int, number: int) -> Step:
        """Return a month's reading under its month, with its cells."""
        step = self.evidence.indicator(spot, number)
        text = month_text(int(self.year.month.grid.month[spot]))
        return Step(
            f"{text} {step.what}", step.value, step.how, options=step.options, cells=step.cells
        )


def _decimal(value: Fraction) -> tuple[str, str]:
    """Write a fraction as a decimal, and whether it is that exactly."""
    if value * 10**_PLACES % 1 == 0:
        return f"{(Decimal(value.numerator) / value.denominator).normalize():f}", "="
    rounded = round(value * 10**_PLACES)
    return f"{Decimal(rounded).scaleb(-_PLACES):f}", "≈"
