"""What each pair bears of each month where the months are not borne alike (clauses 八, 十).

Where the row of the list changes within the cycle, or a month's shares are determined, a year's
sum is split in proportion to |coefficient| × base × the payer's share × the payee's, added up
over the months. Here stand these products in whole numbers, month by month.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from qdcalc.exact.money import FEN_PER_YUAN
from qdcalc.exact.months import month_texts
from qdcalc.record import record
from qdcalc.water.frames import frame_of
from qdcalc.water.monthly import transfers
from qdcalc.water.monthly.amounts import annual_base_yuan, by_month
from qdcalc.water.monthly.parts import Weights, borne, opposite, possible, split_spots
from qdcalc.water.monthly.verdict import EXCEED, LEAP
from qdcalc.water.words import AnnualTransfer, by_code
from qdcalc.water.yearly.payments import PENALTY, REWARD, first_seen, has_several_rows

if TYPE_CHECKING:
    from qdcalc.exact.dtypes import Bools, Ints
    from qdcalc.water.monthly.facts import Month
    from qdcalc.water.yearly.facts import Year

_SIDES = ("payer", "payee")
_NUMBERS = ("numerator", "denominator", "multiple", "weight")


@record
class MonthShares:
    """A column each, in order of section-year, kind, payer, payee and month.

    ``numerator`` ÷ ``denominator`` is what the pair bears of the month [元 of a month's base],
    ``multiple`` the least common multiple of the item's denominators, ``weight`` the product.
    """

    year: Ints
    kind: Ints
    payer: Ints
    payee: Ints
    spot: Ints
    coefficient: Ints
    base_yuan: Ints
    numerator: Weights
    denominator: Weights
    multiple: Weights
    weight: Weights

    def __len__(self) -> int:
        return len(self.year)

    def sums(self, *names: str, within: int) -> tuple[Ints, Weights]:
        """Return the first rows of groups by some columns, and the share of each in its group.

        Parameters
        ----------
        *names : str
            What a group has in common.
        within : int
            How many of these columns the shares to be compared have in common: they are divided
            by what divides all of them; 1 where none bears anything.
        """
        first = self._starts(names)
        if not len(first):
            return first, np.zeros(0, dtype=object)
        outer = self._starts(names[:within])
        of = np.searchsorted(outer, first, side="right") - 1
        divisor = np.gcd.reduceat(self.weight, outer)
        own = np.add.reduceat(self.weight, first)
        shares = np.where(divisor[of] > 0, own // np.maximum(divisor[of], 1), 1)
        return first, shares

    def _starts(self, names: tuple[str, ...]) -> Ints:
        """Return the first row of each group of neighbours."""
        keys = np.array([getattr(self, name) for name in names])
        changed: Bools = (keys[:, 1:] != keys[:, :-1]).any(axis=0)
        return np.flatnonzero(np.r_[len(self) > 0, changed][: len(self)])


def month_shares(year: Year) -> MonthShares:
    """Return the months of the section-years whose row changes, or whose shares are determined.

    Both directions where the row changes, else the penalties alone.
    """
    month, cycles = year.month, year.cycles
    spots = split_spots(month)
    several, uneven = has_several_rows(month, cycles), _is_uneven(year, spots)
    spots = spots[(several | uneven)[cycles.of_spot(spots)]]
    paying, pairs = possible(month, spots)
    kind = np.where(pairs.kind == transfers.REWARD, REWARD, PENALTY)
    kept = several[cycles.of_spot(pairs.spot)] | (kind == PENALTY)
    payer_total, payee_total = (
        _totals(parts.weight, parts.group)[parts.group] for parts in (paying, pairs)
    )
    spot, of = pairs.spot, pairs.group
    verdict = np.where(kind == REWARD, LEAP, EXCEED)
    coefficient = np.where(month.verdict[spot] == verdict, np.abs(month.coefficient[spot]), 0)
    base = annual_base_yuan(month.grid, month.job.policy)[spot]
    spread = by_month(month.grid, month.job.policy, "months_per_year")[spot].astype(object)
    above = coefficient.astype(object) * base.astype(object) * paying.weight[of] * pairs.weight
    below = spread * payer_total[of] * payee_total
    its_year = cycles.of_spot(spot)
    order = _order(year, its_year, kind, pairs.payer, pairs.payee, spot)
    order = order[kept[order]]
    below, above = below[order], above[order]
    found = MonthShares(
        its_year[order], kind[order], pairs.payer[order], pairs.payee[order], spot[order],
        coefficient[order], base[order], above, below, below, above,
    )  # fmt: skip
    return _weighed(found) if len(found) else found


def _weighed(found: MonthShares) -> MonthShares:
    """Bring each item's fractions to one denominator."""
    starts = found._starts(("year", "kind"))
    sizes = np.diff(np.r_[starts, len(found)])
    multiple = np.repeat(np.lcm.reduceat(found.denominator, starts), sizes)
    weight = found.numerator * (multiple // found.denominator)
    return replace(found, multiple=multiple, weight=weight)


def _is_uneven(year: Year, spots: Ints) -> Bools:
    """Say in which section-years a month's responsible districts bear different shares (八)."""
    members, weight = borne(year.month, spots)
    found = np.zeros(len(year.cycles), dtype=bool)
    if len(spots):
        of = members.owners()
        total = np.add.reduceat(weight.astype(object), members.starts)
        differs = weight * members.counts[of] != total[of]
        found[year.cycles.of_spot(spots[of[differs.astype(bool)]])] = True
    return found


def _totals(weight: Weights, group: Ints) -> Weights:
    total = np.zeros(int(group.max(initial=-1)) + 1, dtype=object)
    np.add.at(total, group, weight.astype(object))
    return total


def _order(year: Year, its_year: Ints, kind: Ints, payer: Ints, payee: Ints, spot: Ints) -> Ints:
    """Return the rows in order; districts stand as they first appear in time."""
    own, other = _ranks(year, its_year)
    sides = []
    for district, is_own in ((payer, kind == PENALTY), (payee, kind == REWARD)):
        keys = pd.MultiIndex.from_arrays([its_year, district])
        ranks = [of.reindex(keys).fillna(0).to_numpy(dtype=np.int64) for of in (own, other)]
        sides.append(np.where(is_own, *ranks))
    order: Ints = np.lexsort([spot, sides[1], sides[0], kind, its_year])
    return order


def _ranks(year: Year, its_year: Ints) -> tuple[pd.Series[int], pd.Series[int]]:
    """Return the ranks of the responsible districts, and of those opposite: counted ones first."""
    month, years = year.month, np.unique(its_year)
    own, other, every = (
        first_seen(lists, month, year.cycles, years)
        for lists in (*_lists(month), opposite(month).lists)
    )
    not_counted = every[~every.index.isin(other.index)] + len(other)
    return own, pd.concat([other, not_counted])


def _lists(month: Month) -> Any:
    return month.sides.responsible, month.sides.counterparty


def year_shares(year: Year, shares: MonthShares) -> pd.DataFrame:
    """Return the table 年度份额."""
    month, names = year.month, year.month.districts.all_names
    cycle = np.array(year.cycles.texts, dtype=object)[year.cycles.cycle_of(shares.year)]
    sections = month.sections
    return frame_of(
        {
            "cycle": cycle,
            "section_id": sections.ids[year.cycles.section[shares.year]],
            "kind": by_code(AnnualTransfer)[shares.kind],
            **{side: names[getattr(shares, side)] for side in _SIDES},
            "month": month_texts(month.grid.month[shares.spot]),
            "coefficient": shares.coefficient,
            "base_fen": shares.base_yuan * FEN_PER_YUAN,
            **{name: getattr(shares, name).astype(np.float64) for name in _NUMBERS},
        }
    )
