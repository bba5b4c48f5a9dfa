"""Every part that a section's year may be split into, whoever may come to pay it (七, 十).

年度流向 lists what is paid as the year stands. Here stand the parts of every item, with the steps
of each split, so that a changed reading finds its way to the settlement in the workbook.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from qdcalc.exact.dtypes import Bools, Ints
from qdcalc.exact.lists import Lists
from qdcalc.exact.money import Fen, divide_half_up
from qdcalc.water.frames import frame_of
from qdcalc.water.inputs.cycles import rows_of
from qdcalc.water.monthly.parts import (
    BY_MONTH,
    Parts,
    Side,
    Weights,
    got_by,
    joined,
    opposite,
    paid_by,
)
from qdcalc.water.monthly.verdict import EXCEED, LEAP
from qdcalc.water.words import AnnualTransfer, Answer, Struck, by_code
from qdcalc.water.yearly.payments import (
    BONUS,
    KINDS,
    PENALTY,
    REWARD,
    add_months_up,
    has_several_rows,
    units_of,
)

if TYPE_CHECKING:
    from qdcalc.water.monthly.flows import Flows
    from qdcalc.water.yearly.facts import Year
    from qdcalc.water.yearly.month_shares import MonthShares

_PAIR = ["spot", "kind", "payer", "payee"]
_PAIR_KEYS = ("cycle", "section_id", "kind", "payer", "payee")
NONE, ALL, SOME = range(3)  # the codes of words.Struck


def possible(year: Year, shares: MonthShares) -> tuple[Parts, Parts]:
    """Return the parts of the paying sides of each item, then of the receiving sides of each.

    ``shares`` are what pairs bear of the months where these are not borne alike.
    """
    month, cycles, chosen = year.month, year.cycles, year.job.interpretations
    size = len(month.sections)
    city = np.full(size, month.districts.city)
    treasury = Side.always(Lists.of(np.arange(size), city, size))
    own, other = Side.always(month.sides.responsible), opposite(month)
    listed, several = cycles.is_listed, has_several_rows(month, cycles)
    first, second = [], []
    for kind in range(len(KINDS)):
        years = np.flatnonzero(listed & ~several if kind <= PENALTY else listed)
        section = cycles.section[years]
        if kind <= PENALTY:
            due = _exact_fen(year, kind)[years]
            pays, gets = (other, own) if kind == REWARD else (own, other)
        else:
            due = _full_fen(year, kind)[years]
            pays, gets = (treasury, own) if kind == BONUS else (own, treasury)
        paying = paid_by(pays, kind, years, section, due, chosen)
        if kind == PENALTY:
            paying = replace(paying, weight=_borne(shares, paying))
        first.append(paying)
        second.append(got_by(gets, paying, cycles.section[paying.spot], chosen))
    paying, getting = _of_several_rows(year, shares, several)
    return joined([*first, paying]), joined([*second, getting])


def _borne(shares: MonthShares, paying: Parts) -> Weights:
    """Return the shares of the year's penalties: equal ones, or what the months' come to (八)."""
    rows, sums = shares.sums("year", "kind", "payer", within=2)
    known = pd.MultiIndex.from_arrays([shares.year[rows], shares.kind[rows], shares.payer[rows]])
    place = known.get_indexer(pd.MultiIndex.from_arrays([paying.spot, paying.kind, paying.payer]))
    if not (place >= 0).any():
        return paying.weight
    whole = paying.weight.astype(object)
    whole[place >= 0] = sums[place[place >= 0]]
    return whole


def _of_several_rows(year: Year, shares: MonthShares, several: Bools) -> tuple[Parts, Parts]:
    """Split what is due where the row of the list changes, among all who stand in any row."""
    due = np.array([_exact_fen(year, kind) for kind in (REWARD, PENALTY)])
    paying, getting = (_by_month(shares, several, number) for number in (2, 3))
    starts = np.diff(paying.group, prepend=-1) != 0
    paying = replace(paying, amount_fen=due[paying.kind[starts], paying.spot[starts]])
    return paying, replace(getting, amount_fen=paying.part_fen)


def _by_month(shares: MonthShares, several: Bools, number: int) -> Parts:
    """Return the parts of groups that have so many columns in common; amounts are to come."""
    names = ("year", "kind", "payer", "payee")
    rows, weight = shares.sums(*names[: number + 1], within=number)
    kept = several[shares.year[rows]]
    rows = rows[kept]
    columns = {name: getattr(shares, name)[rows] for name in names}
    outer = pd.MultiIndex.from_arrays([columns[name] for name in names[:number]])
    return Parts(
        columns["year"], columns["kind"], columns["payer"], columns["payee"],
        np.cumsum(~outer.duplicated()) - 1, np.zeros(0, np.int64), weight[kept],
        np.full(len(rows), BY_MONTH),
    )  # fmt: skip


def _exact_fen(year: Year, kind: int) -> Fen:
    """Return the sum of a direction's months, rounded once."""
    units, scale = units_of(year.month)
    verdict = LEAP if kind == REWARD else EXCEED
    counted = np.where(year.month.verdict == verdict, units, 0)
    return divide_half_up(year.cycles.total(counted), scale)


def _full_fen(year: Year, kind: int) -> Fen:
    """Return what a kind came to before rewards were struck."""
    summed, chosen = np.zeros(len(year.cycles), dtype=np.int64), year.flows.kind == kind
    np.add.at(summed, year.flows.owner[chosen], year.flows.full_fen[chosen])
    return summed


def year_payer_parts(year: Year, parts: Parts) -> pd.DataFrame:
    """Return the table 年度付款分摊: each item's amount among those who pay it."""
    keys = _keys(year, parts.spot, parts.kind, parts.payer)
    return frame_of(keys | parts.columns())


def year_pair_parts(year: Year, parts: Parts) -> pd.DataFrame:
    """Return the table 年度收付分摊: what each payer pays whom, and what of it is struck."""
    split = pd.DataFrame({name: getattr(parts, name) for name in _PAIR} | parts.columns())
    monthly = _sums(add_months_up(year.month, year.cycles), "months_fen")
    every = split.merge(_paid(year), on=_PAIR, how="left").merge(monthly, on=_PAIR, how="left")
    spot, kind, payer, payee = (every[name].to_numpy(dtype=np.int64) for name in _PAIR)
    names = year.month.districts.all_names
    incident, cycle = year.incidents.has_incident, year.cycles.cycle_of(spot)
    is_reward = kind == REWARD
    columns: dict[str, Any] = _keys(year, spot, kind, payer) | {"payee": names[payee]}
    columns |= {name: every[name].to_numpy() for name in parts.columns()}
    columns |= {
        name: every[name].fillna(0).to_numpy(dtype=np.int64)
        for name in ("months_fen", "full_fen", "paid_fen")
    }
    struck = np.where(is_reward, _struck(year)[spot], 0)
    columns["payee_struck"] = by_code(Answer)[(is_reward & incident[cycle, payee]).astype(int)]
    columns["section_struck"] = by_code(Struck)[struck]
    order = (*_PAIR_KEYS, *parts.columns(), "months_fen", "full_fen", "payee_struck",
             "section_struck", "paid_fen")  # fmt: skip
    none = {"unlisted": np.full(len(every), None, dtype=object)}
    return frame_of({name: columns[name] for name in order} | none)


def _struck(year: Year) -> Ints:
    """Return the code of :class:`Struck` of each section-year: an incident of those who answer."""
    cycles, has = year.cycles, year.incidents.has_incident
    rows = rows_of(cycles, year.month.sections, np.arange(len(cycles)))
    owner = rows.owners()
    members = year.month.sections.responsible.of_rows(rows.items)
    hit = np.zeros(len(rows.items), dtype=bool)
    of = members.owners()
    hit[of[has[cycles.cycle[owner[of]], members.items]]] = True
    counts = np.bincount(owner[hit], minlength=len(cycles))
    struck: Ints = np.where(counts == 0, NONE, np.where(counts == rows.counts, ALL, SOME))
    return struck


def _paid(year: Year) -> pd.DataFrame:
    """Return what each pair pays of each item, before and after rewards were struck."""
    flows = year.flows
    full = _sums(flows, "full_fen", flows.full_fen)
    return full.merge(_sums(flows, "paid_fen", flows.amount_fen), on=_PAIR)


def _sums(flows: Flows, name: str, amount_fen: Fen | None = None) -> pd.DataFrame:
    frame = pd.DataFrame(
        {"spot": flows.owner, "kind": flows.kind.astype(np.int64), "payer": flows.payer,
         "payee": flows.payee, name: flows.amount_fen if amount_fen is None else amount_fen}
    )  # fmt: skip
    return frame.groupby(_PAIR, sort=False)[name].sum().reset_index()


def _keys(year: Year, spot: Ints, kind: Ints, payer: Ints) -> dict[str, Any]:
    section = year.cycles.section[spot]
    return {
        "cycle": np.array(year.cycles.texts, dtype=object)[year.cycles.cycle_of(spot)],
        "section_id": year.month.sections.ids[section],
        "kind": by_code(AnnualTransfer)[kind],
        "payer": year.month.districts.all_names[payer],
    }
