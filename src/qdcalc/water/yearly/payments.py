"""The year's payments: months added up exactly, struck rewards, yearly items (clauses 七, 十)."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from qdcalc.exact.dtypes import Bools, Ints
from qdcalc.exact.lists import Lists
from qdcalc.exact.money import FEN_PER_YUAN, Fen, bounded, divide_half_up, split
from qdcalc.water.inputs.cycles import LENGTH, Cycles, rows_of
from qdcalc.water.monthly.amounts import annual_base_yuan, by_month
from qdcalc.water.monthly.flows import Flows, spread
from qdcalc.water.monthly.shares import Sides, equal_shares
from qdcalc.water.monthly.verdict import EXCEED, LEAP

if TYPE_CHECKING:
    from qdcalc.water.monthly.facts import Month

_SAFE = 2**62

REWARD, PENALTY, BONUS, CHARGE, DRY_PAYMENT = range(5)
KINDS = ("reward", "penalty", "bonus", "charge", "dry")


def settle_exactly(month: Month, cycles: Cycles, without: Bools | None = None) -> Flows:
    """Add each section's coefficients up over the cycle and round once (clauses 五, 十).

    For each section and direction: the sum over its months of |coefficient| × annual base ÷ 12,
    rounded half-up once, then split among the payers in proportion to the exact sum of what they
    bear of the months, and each part among the payees. ``without`` are section-months left out.
    """
    units, scale = units_of(month)
    opposite, parts, varied = month.sides, [], has_several_rows(month, cycles)
    for kind, verdict in ((REWARD, LEAP), (PENALTY, EXCEED)):
        counted = np.where(month.verdict == verdict, units, 0)
        counted = counted if without is None else np.where(without, 0, counted)
        amount = divide_half_up(cycles.total(counted), scale)
        if varied.any():
            parts.append(_spread_varied(month, cycles, kind, counted, amount, varied))
        years = np.flatnonzero((amount > 0) & ~varied)
        section = cycles.section[years]
        if kind == REWARD:
            pays = Sides(opposite.counterparty, opposite.responsible)
            weights: npt.NDArray[Any] = equal_shares(pays.responsible.of_rows(section))
        else:
            pays = opposite
            weights = _penalty_weights(month, cycles, counted, years)
        parts.append(spread(kind, years, section, amount[years], pays, weights))
    return together(*parts)


def units_of(month: Month) -> tuple[Ints, int]:
    """Return |coefficient| × base of each section-month in fen, times ``scale`` ÷ 12."""
    policy, grid = month.job.policy, month.grid
    spread_over = by_month(grid, policy, "months_per_year")
    scale = lcm(*np.unique(spread_over).tolist())
    base_fen = annual_base_yuan(grid, policy) * FEN_PER_YUAN
    largest = int(np.abs(month.coefficient).max(initial=0)) * int(base_fen.max(initial=0))
    if largest * scale * LENGTH * 4 >= _SAFE:  # odd figures of a user's: Python ints
        base_fen = base_fen.astype(object)
    return np.abs(month.coefficient) * base_fen * (scale // spread_over), scale


def _penalty_weights(month: Month, cycles: Cycles, units: Ints, years: Ints) -> npt.NDArray[Any]:
    """Return each responsible district's weight: the exact sum of what it bears of the months.

    Months without a determination are borne equally; those with one by its shares (clause 八).
    """
    payers = month.sides.responsible.of_rows(cycles.section[years])
    weights = equal_shares(payers)
    bears = _determined(month, cycles, units)
    owner = years[payers.owners()]
    affected = np.flatnonzero(np.isin(owner, bears.index.get_level_values(0)))
    if not affected.size:
        return weights
    given = bears.groupby(level=0).sum()
    equally = cycles.total(units)[owner[affected]].astype(object) - given.reindex(
        owner[affected]
    ).to_numpy(dtype=object)
    rest = equally / np.frompyfunc(Fraction, 1, 1)(payers.counts[payers.owners()[affected]])
    keys = pd.MultiIndex.from_arrays([owner[affected], payers.items[affected]])
    share = rest + bears.reindex(keys).fillna(0).to_numpy(dtype=object)
    below = np.frompyfunc(lambda f: f.denominator, 1, 1)(share)
    starts = np.flatnonzero(np.r_[True, owner[affected][1:] != owner[affected][:-1]])
    common = np.repeat(np.lcm.reduceat(below, starts), np.diff(np.r_[starts, len(affected)]))
    whole = weights.astype(object)
    whole[affected] = np.floor_divide(share * common, 1)
    return whole


def has_several_rows(month: Month, cycles: Cycles) -> Bools:
    """Say which section-years several rows of the list decide, one after the other."""
    several: Bools = rows_of(cycles, month.sections, np.arange(len(cycles))).counts > 1
    return several


def _spread_varied(
    month: Month, cycles: Cycles, kind: int, units: Ints, amount_fen: Fen, varied: Bools
) -> Flows:
    """Split the amounts of section-years whose row of the list changes among all its districts.

    What a pair pays stands in proportion to the exact sum over the months of |coefficient| × base
    × the payer's share × the payee's; ties go to the district that appears first in time.
    """
    spot = np.flatnonzero((units > 0) & varied[cycles.of_spot(np.arange(len(units)))])
    pairs = pairs_of(month, kind, spot, units)
    pairs["year"] = cycles.of_spot(spot)[pairs["spot"]]
    summed = pairs.groupby(["year", "payer", "payee"], sort=False)["weight"].sum().reset_index()
    summed = summed[summed["weight"] > 0]  # a district that was cleared bears nothing
    sides, years = month.sides, np.flatnonzero(varied & (amount_fen > 0))
    own, other = (
        first_seen(lists, month, cycles, years) for lists in (sides.responsible, sides.counterparty)
    )
    for side, seen in zip(("payer", "payee"), (other, own) if kind == REWARD else (own, other),
                          strict=True):  # fmt: skip
        keys = pd.MultiIndex.from_frame(summed[["year", side]])
        summed[f"{side} rank"] = seen.reindex(keys).to_numpy()
    summed = summed.sort_values(["year", "payer rank", "payee rank"], ignore_index=True)
    scale = summed.groupby("year")["weight"].transform(
        lambda own: lcm(*(w.denominator for w in own))
    )
    weight = np.array([int(w * s) for w, s in zip(summed["weight"], scale, strict=True)], object)
    starts = ~summed.duplicated(["year", "payer"]).to_numpy()
    payer_of = np.cumsum(starts) - 1
    borne = np.zeros(int(starts.sum()), dtype=object)
    np.add.at(borne, payer_of, weight)
    owner = np.searchsorted(years, summed["year"].to_numpy()[starts])
    owed = split(amount_fen[years], owner, borne)
    got = split(owed, payer_of, weight)
    year, payer, payee = (summed[c].to_numpy(dtype=np.int64) for c in ("year", "payer", "payee"))
    return Flows.unshared(kind, year, payer, payee, got).take(got > 0)


def pairs_of(month: Month, kind: int, spot: Ints, units: Ints) -> pd.DataFrame:
    """Return payer, payee and exact weight of each pair of each section-month (its position).

    The weight is ``units`` × the payer's share (``payer_weight`` ÷ ``payer_total``) ÷ ``payees``.
    """
    place, sides = month.grid.section[spot], month.sides
    if kind == REWARD:
        paying, receiving = sides.counterparty, sides.responsible
        payers = paying.of_rows(place)
        weights: npt.NDArray[Any] = equal_shares(payers)
    else:
        paying, receiving = sides.responsible, sides.counterparty
        payers = paying.of_rows(place)
        weights = month.determinations.weights_of(month.grid.key[spot], payers)
    total = np.zeros(len(spot), dtype=object)
    np.add.at(total, payers.owners(), weights)
    payees = receiving.of_rows(place[payers.owners()])
    one = payees.owners()
    of = payers.owners()[one]
    shares = np.frompyfunc(Fraction, 2, 1)(
        weights[one].astype(object), total[of] * payees.counts[one]
    )
    return pd.DataFrame(
        {"spot": of, "payer": payers.items[one], "payee": payees.items,
         "weight": shares * units[spot[of]].astype(object), "payer_weight": weights[one],
         "payer_total": total[of], "payees": payees.counts[one]}
    )  # fmt: skip


def first_seen(lists: Lists, month: Month, cycles: Cycles, years: Ints) -> pd.Series[int]:
    """Return the rank of each section-year's districts by their first appearance in time."""
    rows = rows_of(cycles, month.sections, years)
    named = lists.of_rows(rows.items)
    frame = pd.DataFrame({"year": years[rows.owners()[named.owners()]], "district": named.items})
    frame = frame.drop_duplicates(ignore_index=True)
    return pd.Series(np.arange(len(frame)), index=pd.MultiIndex.from_frame(frame))


def _determined(month: Month, cycles: Cycles, units: Ints) -> pd.Series[Any]:
    """Return what determined districts bear, by section-year and district."""
    table = month.determinations.table
    key = table["key"].to_numpy(dtype=np.int64)
    spot, is_there = month.grid.spots_of(key)
    counts = is_there & (month.verdict[spot] == EXCEED)
    total = table.groupby("key")["weight"].transform("sum").to_numpy(dtype=object)
    fraction = np.frompyfunc(Fraction, 2, 1)
    weight = table["weight"].to_numpy(dtype=object)
    part = fraction(weight[counts], total[counts]) * units[spot[counts]].astype(object)
    index = pd.MultiIndex.from_arrays(
        [cycles.of_spot(spot[counts]), table["district"].to_numpy(dtype=np.int64)[counts]]
    )
    return pd.Series(part, index=index, dtype=object).groupby(level=[0, 1]).sum()


def determined_spots(month: Month) -> Bools:
    """Say which section-months exceed and have their responsibility determined (clause 八)."""
    keys = month.grid.key
    known = np.fromiter(month.determinations.documents, dtype=np.int64)
    determined: Bools = np.isin(keys, known) & (month.verdict == EXCEED)
    return determined


def add_months_up(month: Month, cycles: Cycles, without: Bools | None = None) -> Flows:
    """Add the months' own transfers up, each already rounded (interpretation ``rounding``)."""
    moved = month.flows
    kind = np.where(month.verdict[moved.owner] == LEAP, REWARD, PENALTY)
    keys = pd.DataFrame(
        {"year": cycles.of_spot(moved.owner), "kind": kind, "payer": moved.payer,
         "payee": moved.payee, "amount": moved.amount_fen}
    )  # fmt: skip
    keys = keys if without is None else keys[~without[moved.owner]]
    summed = keys.groupby(["year", "kind", "payer", "payee"], sort=False)["amount"].sum()
    year, kinds, payer, payee = (summed.index.get_level_values(n).to_numpy() for n in range(4))
    added = Flows.unshared(REWARD, year, payer, payee, summed.to_numpy(dtype=np.int64))
    return together(replace(added, kind=kinds.astype(np.int8)))


def pay_once(kind: int, amount_fen: Fen, cycles: Cycles, responsible: Lists, city: int) -> Flows:
    """Split a yearly item equally among the responsible districts (clause 七¶3, ¶4)."""
    years = np.flatnonzero(amount_fen)
    section = cycles.section[years]
    size = len(responsible.starts)
    treasury = Lists.of(np.arange(size), np.full(size, city), size)
    pays = Sides(treasury, responsible) if kind == BONUS else Sides(responsible, treasury)
    weights = equal_shares(pays.responsible.of_rows(section))
    return together(spread(kind, years, section, amount_fen[years], pays, weights))


def strike(flows: Flows, is_annulled: Bools, has_incident: Bools, cycles: Cycles) -> Flows:
    """Set struck rewards to 0; penalties stand (clause 七¶2).

    Parameters
    ----------
    flows : Flows
    is_annulled : array of bool, one a section-year
        All of the section's rewards are struck.
    has_incident : array of bool, cycles × districts and the city
        The district's own share is struck.
    cycles : Cycles
    """
    struck = is_annulled[flows.owner] | has_incident[cycles.cycle_of(flows.owner), flows.payee]
    return replace(flows, amount_fen=np.where((flows.kind == REWARD) & struck, 0, flows.amount_fen))


def lost_months(month: Month, cycles: Cycles, has_incident: Bools) -> Bools:
    """Say which leaps a district answers for that had an incident within the cycle."""
    spot = np.flatnonzero(month.verdict == LEAP)
    members = month.sections.responsible.of_rows(month.grid.section[spot])
    cycle = cycles.cycle[cycles.of_spot(spot)][members.owners()]
    lost = np.zeros(len(month.grid), dtype=bool)
    lost[spot[members.owners()[has_incident[cycle, members.items]]]] = True
    return lost


def strike_months(flows: Flows, left: Flows, years: Bools) -> Flows:
    """Strike some months' rewards: what is paid is what the other months alone come to.

    Parameters
    ----------
    flows, left : Flows
        Of all the months, and of those that are left.
    years : array of bool, one a section-year
        Which section-years lose months.
    """
    here, paid = ((f.kind == REWARD) & years[f.owner] for f in (flows, left))
    full = replace(flows, amount_fen=np.where(here, 0, flows.amount_fen))
    others = left.take(paid)
    return together(full, replace(others, full_fen=np.zeros(len(others), dtype=np.int64)))


def together(*flows: Flows) -> Flows:
    """Put flows together, in order of section-year and kind."""
    every = Flows.concat([*flows])
    bounded(every.full_fen)
    return every.sort("owner", "kind")
