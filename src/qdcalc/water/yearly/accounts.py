"""Each district's account of the cycle, from its months to the settlement (clauses 五¶1, 十)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from qdcalc.exact import money
from qdcalc.exact.arrays import fen, plain
from qdcalc.exact.dtypes import Bools, Ints, Texts
from qdcalc.exact.money import Fen
from qdcalc.exact.months import month_texts
from qdcalc.water.inputs.cycles import districts_used
from qdcalc.water.words import CITY, AnnualTransfer
from qdcalc.water.yearly.payments import BONUS, CHARGE, DRY_PAYMENT, PENALTY, REWARD

if TYPE_CHECKING:
    from qdcalc.water.yearly.facts import Year

Sides = tuple[Fen, Fen]  # what is received and what is paid, cycles × districts and the city
_ITEMS = (
    (BONUS, AnnualTransfer.BONUS, "国省控断面由Ⅳ类及以下升至Ⅲ类及以上（第七条第三款）"),
    (CHARGE, AnnualTransfer.CHARGE, "国省控断面未达到年度目标（第七条第三款）"),
    (DRY_PAYMENT, AnnualTransfer.DRY, "全年断流达到规定月数（第七条第四款）"),
)


def places(year: Year) -> Ints:
    """Return the districts of the section list in the order of the accounts, and the city."""
    listed = districts_used(year.month.grid, year.job.policy)
    shown: Ints = np.r_[listed, year.month.districts.city]
    return shown


def by_district(year: Year, amount_fen: Fen, chosen: Bools) -> Sides:
    """Add chosen amounts up by receiver and by payer, 自抵 left out."""
    flows, cycles = year.flows, year.cycles
    size = (len(cycles.starts), len(year.month.districts.all_names))
    received, paid = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64)
    moves = chosen & ~flows.is_self
    cycle = cycles.cycle_of(flows.owner[moves])
    np.add.at(received, (cycle, flows.payee[moves]), amount_fen[moves])
    np.add.at(paid, (cycle, flows.payer[moves]), amount_fen[moves])
    return received, paid


def settled(year: Year) -> Sides:
    """Return 应收 and 应付 of the whole settlement."""
    return by_district(year, year.flows.amount_fen, np.ones(len(year.flows), dtype=bool))


@plain(net_fen=fen(None))
def remittances(net_fen: npt.ArrayLike) -> Sides:
    """Return what is remitted to the city (上解) and what it hands down (下达) (clause 十¶3).

    Parameters
    ----------
    net_fen : array of int64
        Each district's 净额 [fen]; what it owes net is negative.
    """
    net = np.asarray(net_fen, dtype=np.int64)
    return np.maximum(-net, 0), np.maximum(net, 0)


def lines(year: Year) -> list[tuple[Any, Sides, str]]:
    """Return the lines of the account: name (of each cycle), both sides, what it is."""
    flows = year.flows
    told = _month_lines(year)
    months = _added(*(sides for _, sides, _ in told))
    monthly = np.isin(flows.kind, (REWARD, PENALTY))
    full = by_district(year, flows.full_fen, monthly)
    paid = by_district(year, flows.amount_fen, monthly)
    told.append(("各月合计", months, "各月核算数相加，自抵不计"))
    tail = _less(full, months)
    struck = _less(paid, full)
    told.append(("尾差", tail, "全年合计舍入一次，与各月已舍入金额之差"))
    told.append(("清零", struck, "年度劣Ⅴ、未达标或突发环境事件，跃升奖励不付（第七条第二款）"))
    items = [
        (word.value, by_district(year, flows.amount_fen, flows.kind == kind), said)
        for kind, word, said in _ITEMS
    ]
    total = _added(months, tail, struck, *(sides for _, sides, _ in items))
    return [*told, *items, ("年度结算", total, "")]


def _month_lines(year: Year) -> list[tuple[Any, Sides, str]]:
    """Return a line for each month's position in the cycle that any cycle has rows of.

    Its name is that of each cycle's own month, empty where the cycle has no rows of it.
    """
    received, paid = year.month.accounts
    cycles, named = year.cycles, []
    position = cycles.months - cycles.starts[cycles.of_month]
    for place in np.unique(position).tolist():
        size = (len(cycles.starts), received.shape[1])
        sides = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64)
        here = position == place
        for side, account in zip(sides, (received, paid), strict=True):
            side[cycles.of_month[here]] = account[here]
        name = np.full(len(cycles.starts), "", dtype=object)
        name[cycles.of_month[here]] = month_texts(cycles.months[here]) + " 核算"
        named.append((name, sides, ""))
    return named


def _added(*sides: Sides) -> Sides:
    return np.sum([s[0] for s in sides], axis=0), np.sum([s[1] for s in sides], axis=0)


def _less(left: Sides, right: Sides) -> Sides:
    return left[0] - right[0], left[1] - right[1]


def remittance_words(net: Fen, is_city: npt.NDArray[Any]) -> Texts:
    """Say what the district does at the year's end: 「上解市财政 1,000.00 元」."""
    words = []
    for amount, city in zip(net.ravel().tolist(), np.tile(is_city, len(net)), strict=True):
        if city:
            words.append(f"{CITY}净{'收' if amount >= 0 else '支'} {money.text(abs(amount))} 元")
        elif amount:
            verb = f"上解{CITY}" if amount < 0 else f"{CITY}下达"
            words.append(f"{verb} {money.text(abs(amount))} 元")
        else:
            words.append("不上解，不下达")
    return np.array(words, dtype=object)
