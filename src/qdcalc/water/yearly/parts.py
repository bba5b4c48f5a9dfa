"""Every part that a section's year may be split into, whoever may come to pay it (七, 十).

年度流向 lists what is paid as the year stands. Here stand the parts of every item, with the steps
of each split, so that a changed reading finds its way to the settlement in the workbook.
"""

from __future__ import annotations

from dataclasses import replace
from math import lcm
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from qdcalc.exact.dtypes import Bools, Ints
from qdcalc.exact.lists import Lists
from qdcalc.exact.money import Fen, divide_half_up
from qdcalc.water.frames import frame_of
from qdcalc.water.inputs.cycles import rows_of
from qdcalc.water.monthly.amounts import annual_base_yuan, by_month
from qdcalc.water.monthly.parts import (
    Parts,
    Side,
    Weights,
    borne,
    got_by,
    joined,
    opposite,
    paid_by,
    split_spots,
)
from qdcalc.water.monthly.shares import equal_shares
from qdcalc.water.monthly.verdict import EXCEED, LEAP
from qdcalc.water.words import AnnualTransfer, Answer, by_code
from qdcalc.water.yearly.payments import (
    BONUS,
    KINDS,
    PENALTY,
    REWARD,
    add_months_up,
    units_of,
)

if TYPE_CHECKING:
    from qdcalc.water.monthly.flows import Flows
    from qdcalc.water.yearly.facts import Year

_PAIR = ["spot", "kind", "payer", "payee"]


def possible(year: Year) -> tuple[Parts, Parts]:
    """Return the parts of the paying sides of each item, then of the receiving sides of each.

    Only where a section-year is regular (:func:`is_regular`).
    """
    month, cycles, chosen = year.month, year.cycles, year.job.interpretations
    size = len(month.sections)
    city = np.full(size, month.districts.city)
    treasury = Side.always(Lists.of(np.arange(size), city, size))
    own, other = Side.always(month.sides.responsible), opposite(month)
    first, second = [], []
    for kind, regular in enumerate(is_regular(year)):
        years = np.flatnonzero(regular)
        section = cycles.section[years]
        if kind <= PENALTY:
            due = _exact_fen(year, kind)[years]
            pays, gets = (other, own) if kind == REWARD else (own, other)
        else:
            due = _full_fen(year, kind)[years]
            pays, gets = (treasury, own) if kind == BONUS else (own, treasury)
        paying = paid_by(pays, kind, years, section, due, chosen)
        if kind == PENALTY:
            payers = own.of_rows(section)[0]
            paying = replace(paying, weight=_shares(year, years, payers))
        first.append(paying)
        second.append(got_by(gets, paying, cycles.section[paying.spot], chosen))
    return joined(first), joined(second)


def is_regular(year: Year) -> Bools:
    """Say of each item which section-years are split in shares of one sum.

    Not where the row of the list or the base changes within the cycle: their shares are sums of
    fractions. What is paid once a year is always regular.
    """
    cycles, grid, policy = year.cycles, year.month.grid, year.job.policy
    rows = rows_of(cycles, year.month.sections, np.arange(len(cycles)))
    base = annual_base_yuan(grid, policy) / by_month(grid, policy, "months_per_year")
    of = cycles.of_spot(np.arange(len(grid)))
    least, most = np.full(len(cycles), np.inf), np.zeros(len(cycles))
    np.minimum.at(least, of, base)
    np.maximum.at(most, of, base)
    regular = np.tile(cycles.is_listed, (len(KINDS), 1))
    regular[[REWARD, PENALTY]] &= (rows.counts == 1) & (least == most)
    return regular


def _shares(year: Year, years: Ints, payers: Lists) -> Weights:
    """Return the shares of the year's penalties: equal ones, or what the months' come to (八).

    Where a month's shares differ, a district's is the sum of |coefficient| × its share over the
    months that exceed, times the smallest number that makes them whole; equal without any.
    """
    month, cycles = year.month, year.cycles
    weights: Weights = equal_shares(payers)
    spots = split_spots(month)
    spots = spots[np.isin(cycles.of_spot(spots), years)]
    members, weight = borne(month, spots)
    if not len(spots):
        return weights
    total = np.add.reduceat(weight.astype(object), members.starts)
    of = members.owners()
    its_year = cycles.of_spot(spots)
    uneven = np.unique(its_year[of[weight * members.counts[of] != total[of]]])
    rows = pd.DataFrame({"year": its_year, "total": total})
    scale = rows[np.isin(its_year, uneven)].groupby("year")["total"].agg(lambda t: lcm(*t))
    here = np.isin(its_year[of], uneven)
    found = of[here]
    exceeds = month.verdict[spots[found]] == EXCEED
    coefficient = np.where(exceeds, np.abs(month.coefficient[spots[found]]), 0).astype(object)
    parts = scale.reindex(its_year[found]).to_numpy(dtype=object) // total[found]
    bears = pd.Series(
        coefficient * weight[here].astype(object) * parts,
        index=pd.MultiIndex.from_arrays([its_year[found], members.items[here]]),
    )
    bears = bears.groupby(level=[0, 1]).sum()
    owner = years[payers.owners()]
    changed = np.isin(owner, bears.groupby(level=0).sum().loc[lambda sums: sums > 0].index)
    wanted = pd.MultiIndex.from_arrays([owner[changed], payers.items[changed]])
    whole = weights.astype(object)
    whole[changed] = bears.reindex(wanted).to_numpy(dtype=object)
    return whole


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
    """Return the table 年度收付分摊: what each payer pays whom, and what of it is struck.

    What irregular section-years pay stands after the others, without the steps of a split.
    """
    split = pd.DataFrame({name: getattr(parts, name) for name in _PAIR} | parts.columns())
    paid = _paid(year)
    rest = paid[~is_regular(year)[paid["kind"].to_numpy(), paid["spot"].to_numpy()]][_PAIR]
    every = pd.concat([split, rest], ignore_index=True)
    every = every.merge(paid, on=_PAIR, how="left").merge(
        _sums(add_months_up(year.month, year.cycles), "months_fen"), on=_PAIR, how="left"
    )
    every = every.sort_values(["spot", "kind"], kind="stable", ignore_index=True)
    spot, kind, payer, payee = (every[name].to_numpy(dtype=np.int64) for name in _PAIR)
    names = year.month.districts.all_names
    yes_no = by_code(Answer)
    incident, cycle = year.incidents.has_incident, year.cycles.cycle_of(spot)
    is_reward = kind == REWARD
    columns: dict[str, Any] = _keys(year, spot, kind, payer) | {"payee": names[payee]}
    for name in parts.columns():
        values = every[name]
        columns[name] = values.astype("Int64") if name.endswith("_fen") else values
    columns["counted"] = every["counted"].to_numpy(dtype=object)
    columns |= {
        "months_fen": every["months_fen"].fillna(0).astype(np.int64),
        "full_fen": every["full_fen"].fillna(0).astype(np.int64),
        "payee_struck": yes_no[(is_reward & incident[cycle, payee]).astype(int)],
        "section_struck": yes_no[(is_reward & _has_incident(year)[spot]).astype(int)],
        "paid_fen": every["paid_fen"].fillna(0).astype(np.int64),
    }
    return frame_of(columns)


def _has_incident(year: Year) -> Bools:
    """Say at which section-years a responsible district had an incident."""
    cycles, has = year.cycles, year.incidents.has_incident
    members = year.month.sections.responsible.of_rows(cycles.section)
    found = np.zeros(len(cycles), dtype=bool)
    of = members.owners()
    found[of[has[cycles.cycle[of], members.items]]] = True
    return found


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
