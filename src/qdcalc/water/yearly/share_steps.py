"""What a section-year's payers and payees bear where the months differ, for ``explain`` (八, 十).

Where the row of the list changes within the cycle, an amount is split in proportion to what each
pair bears of the months. That is told in parts of one size (份), whole numbers for every month.
"""

from __future__ import annotations

from fractions import Fraction
from functools import reduce
from math import gcd, lcm
from typing import TYPE_CHECKING

from qdcalc.document.steps import Step
from qdcalc.exact.dtypes import Ints
from qdcalc.exact.months import month_text
from qdcalc.record import record
from qdcalc.water.monthly.verdict import EXCEED
from qdcalc.water.yearly.payments import pairs_of, units_of

if TYPE_CHECKING:
    from qdcalc.water.monthly.explain import MonthSteps
    from qdcalc.water.yearly.facts import Year

_FEN = 100
_SHARE = ("spot", "parts", "payer_weight", "payer_total", "payees")


@record
class Parts:
    """The parts of all, of each payer, and of each payer and payee; each with its step."""

    total: tuple[int, Step]
    payers: dict[int, tuple[int, Step]]
    pairs: dict[tuple[int, int], tuple[int, Step]]


def parts_of(year: Year, months: MonthSteps, kind: int, spots: Ints) -> Parts:
    """Return the parts of some months' payments of a kind.

    Parameters
    ----------
    year : Year
    months : MonthSteps
        Brief steps of the months.
    kind : int
        REWARD or PENALTY.
    spots : array of int64
        The section-months that pay.
    """
    units, scale = units_of(year.month)
    found = pairs_of(year.month, kind, spots, units)
    found["spot"] = spots[found["spot"]]
    size = _common(found["weight"].tolist())
    found["parts"] = [int(weight / size) for weight in found["weight"]]
    size /= scale * _FEN
    names = year.month.districts.all_names
    payers: dict[int, tuple[int, Step]] = {}
    pairs: dict[tuple[int, int], tuple[int, Step]] = {}
    both = zip(found["payer"].tolist(), found["payee"].tolist(), strict=True)
    for payer, payee in dict.fromkeys(both):
        rows = found[(found["payer"] == payer) & (found["payee"] == payee)]
        what = f"{names[payer]} → {names[payee]}的份数"
        shares = zip(*(rows[name].tolist() for name in _SHARE), strict=True)
        lines = [_month(year, months, what, size, *map(int, share)) for share in shares]
        pairs[payer, payee] = _sum(what, rows["parts"].tolist(), lines)
    for payer in dict.fromkeys(payer for payer, _ in pairs):
        own = [pair for (who, _), pair in pairs.items() if who == payer]
        counts, steps = [count for count, _ in own], [step for _, step in own]
        payers[payer] = _sum(f"{names[payer]}的份数", counts, steps)
    total = _sum(
        "全部份数", [count for count, _ in payers.values()], [step for _, step in payers.values()],
        f"按各月金额 × 付款方、收款方的份额之和分，每份 {_size(size)}",
    )  # fmt: skip
    return Parts(total, payers, pairs)


def _common(weights: list[Fraction]) -> Fraction:
    """Return the largest size of which all are whole multiples."""
    below = lcm(*(weight.denominator for weight in weights))
    return Fraction(reduce(gcd, (int(weight * below) for weight in weights)), below)


def _size(size: Fraction) -> str:
    below = f" ÷ {size.denominator:,}" if size.denominator > 1 else ""
    return f"{size.numerator:,}{below} 元"


def _sum(what: str, parts: list[int], steps: list[Step], said: str = "") -> tuple[int, Step]:
    total = sum(parts)
    how = (f"{' + '.join(f'{n:,} 份' for n in parts)} = {total:,} 份",) if len(parts) > 1 else ()
    return total, Step(what, f"{total:,} 份", how, said=said, steps=tuple(steps))


def _month(
    year: Year, months: MonthSteps, what: str, size: Fraction, spot: int, parts: int, weight: int,
    total: int, payees: int,
) -> Step:  # fmt: skip
    """Return a pair's parts of a month, by what the list's row of that month says."""
    grid, policy = year.month.grid, year.job.policy
    when, level = int(grid.month[spot]), grid.sections.level[grid.section[spot]]
    base, spread = (policy.figure(n).at(when) for n in ("annual_base_yuan", "months_per_year"))
    coefficient = abs(int(year.month.coefficient[spot]))
    exceeds = bool(year.month.verdict[spot] == EXCEED)
    determined = months.evidence.determination(spot) if exceeds else ()
    told = [f"{base[level]:,} 元", f"{coefficient}", f"{spread}"]
    share = f" × {weight:,} ÷ {total:,}" * (total > 1) + f" ÷ {payees:,}" * (payees > 1)
    how = f"{told[0]} × {told[1]} ÷ {told[2]}{share} ÷ {size.numerator:,} 元"
    how += f" × {size.denominator:,}" * (size.denominator > 1)
    said = [f"基准 {told[0]}，|系数| {told[1]}，分摊 {told[2]} 月"]
    if total > 1:
        of = "按责任认定的比例" if determined else "按相同比例"
        said.append(f"付款方 {total:,} 份中的 {weight:,} 份，{of}")
    if payees > 1:
        said.append(f"收款方 {payees:,} 个，按相同比例")
    return Step(
        f"{month_text(when)} {what}", f"{parts:,} 份", (f"{how} = {parts:,} 份",),
        said="；".join((*said, f"每份 {_size(size)}")),
        cells=(*months.evidence.side_cells(spot), *determined),
    )  # fmt: skip
