"""Where a quarter's sums come from: its months, and the quarters before it (clause 十¶1)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from qdcalc.document.explanation import Explanation
from qdcalc.document.steps import Step
from qdcalc.errors import UsageError
from qdcalc.exact.months import month_text, quarter_name, quarter_of, quarter_text
from qdcalc.notice.proof import sum_of, wanted_one, yuan
from qdcalc.water.monthly.verdict import EXCEED, LEAP
from qdcalc.water.words import Verdict, values

if TYPE_CHECKING:
    from qdcalc.exact.dtypes import Ints
    from qdcalc.exact.money import Fen
    from qdcalc.water.yearly.components import Components
    from qdcalc.water.yearly.facts import Year

_VERDICTS = values(Verdict)
_BEFORE = "未计清零、尾差和年度项目"


class QuarterSteps:
    """Composes the steps of a quarter's sums, of a district or of a section."""

    def __init__(self, year: Year, components: Components) -> None:
        self.year, self.components = year, components
        self.months, self.sources = components.months, components.sources
        self.of_month = quarter_of(year.cycles.months)

    def explained(self, asked: Mapping[str, str]) -> Explanation:
        """Return the steps of a section's or a district's quarter, and of the sums so far.

        Raises
        ------
        UsageError
            The quarter is not in the input, or neither a section nor a district is named.
        """
        numbers = dict.fromkeys(self.of_month.tolist())
        names = {quarter_text(q): (quarter_name(q),) for q in numbers}
        found = wanted_one(asked["quarter"], names, "季度")
        quarter = list(numbers)[list(names).index(found)]
        if asked.get("section"):
            return self._section(quarter, asked["section"])
        if asked.get("district"):
            return self._district(quarter, asked["district"])
        raise UsageError(
            f"请与 --quarter {found} 一起写明断面或区市，例如：\n"
            f"  --quarter {found} --district {self.year.month.districts.all_names[0]}\n"
            f"  --quarter {found} --section {self.year.month.sections.ids[0]}"
        )

    def _district(self, quarter: int, given: str) -> Explanation:
        place = self.months.place(given)
        name = str(self.year.month.districts.all_names[place])
        received, paid = (side[:, place] for side in self.year.month.accounts)
        more = f"--district {name}"
        steps = []
        for so_far in ("", "累计"):
            sides = [
                self._sum(f"{so_far}{what}", quarter, side, more, so_far=bool(so_far))
                for what, side in (("应收", received), ("应付", paid))
            ]
            (own, first), (other, second) = sides
            steps.append(Step(
                f"{so_far}净额", yuan(own - other),
                (f"{yuan(own)} − {yuan(other)} = {yuan(own - other)}",),
                said=f"{_BEFORE}；自抵不动用资金，不在内",
                clause=self.sources.clause("十¶1"), steps=(first, second),
            ))  # fmt: skip
        return Explanation(f"{quarter_text(quarter)} {name}的应收、应付和净额", tuple(steps))

    def _sum(
        self, what: str, quarter: int, by_month: Fen, more: str, *, so_far: bool
    ) -> tuple[int, Step]:
        """Return the sum of a quarter's months; so far, with the quarters before it."""
        cycles, here = self.year.cycles, self.of_month == quarter
        parts, steps = [], []
        if so_far:
            own_cycle = cycles.of_month == cycles.of_month[here][0]
            before = own_cycle & (self.of_month < quarter)
            for earlier in dict.fromkeys(self.of_month[before].tolist()):
                text = quarter_text(earlier)
                parts.append(int(by_month[self.of_month == earlier].sum()))
                said = f"逐项：--quarter {text} {more}"
                steps.append(Step(f"{text} {what[2:]}", yuan(parts[-1]), said=said))
            parts.append(int(by_month[here].sum()))
            steps.append(Step(f"{quarter_text(quarter)} {what[2:]}", yuan(parts[-1])))
        else:
            for month in np.flatnonzero(here).tolist():
                text = month_text(int(cycles.months[month]))
                parts.append(int(by_month[month]))
                said = f"逐项：--month {text} {more}"
                steps.append(Step(f"{text} {what}", yuan(parts[-1]), said=said))
        total = sum(parts)
        return total, Step(what, yuan(total), sum_of(parts, total), steps=tuple(steps))

    def _section(self, quarter: int, given: str) -> Explanation:
        month, grid = self.year.month, self.year.month.grid
        listed = np.flatnonzero(grid.is_listed & (self.of_month[self._month_of()] == quarter))
        section = self.months.wanted_section(given, grid.section[listed])
        own = listed[month.sections.ids[grid.section[listed]] == section]
        number = int(grid.number_of(own)[0])
        verdict, amount = (grid.by_month(v)[:, number] for v in (month.verdict, month.amount_fen))
        paid = self._paid(own)
        steps = []
        for what, code in (("奖励", LEAP), ("赔付", EXCEED)):
            by_month = np.where(verdict == code, amount, 0)
            here = [step for spot, step in paid if month.verdict[spot] == code]
            total = int(by_month[self.of_month == quarter].sum())
            parts = [int(month.amount_fen[spot]) for spot in own if month.verdict[spot] == code]
            steps.append(Step(
                what, yuan(total), sum_of(parts, total), said=_BEFORE,
                clause=self.sources.clause("七¶1"), steps=tuple(here),
            ))  # fmt: skip
            more = f"--section {section}"
            steps.append(self._sum(f"累计{what}", quarter, by_month, more, so_far=True)[1])
        steps += [self._line(spot) for spot in own.tolist() if not month.amount_fen[spot]]
        title = (
            f"{quarter_text(quarter)} 序号 {section} {month.sections.names[grid.section[own[-1]]]}"
        )
        return Explanation(f"{title}的判定和金额", tuple(steps))

    def _month_of(self) -> Ints:
        return self.year.month.grid.month_of(np.arange(len(self.year.month.grid)))

    def _paid(self, spots: Ints) -> list[tuple[int, Step]]:
        amounts = self.year.month.amount_fen
        brief = self.components.brief_months
        return [(spot, brief.amount(spot)) for spot in spots.tolist() if amounts[spot]]

    def _line(self, spot: int) -> Step:
        """Return a month that pays nothing in a line."""
        grid, verdict = self.year.month.grid, _VERDICTS[self.year.month.verdict[spot]]
        text = month_text(int(grid.month[spot]))
        return Step(f"{text} {verdict}", yuan(0), said=f"逐项：{self.months.more(spot)}")
