"""Who pays whom: section amounts split to the fen, and each district's account (clause 七¶1)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from qdcalc.exact.money import Fen, bounded
from qdcalc.intake.districts import Districts
from qdcalc.water.inputs.grid import Grid
from qdcalc.water.monthly.flows import Flows, spread
from qdcalc.water.monthly.shares import Determinations, Sides, equal_shares
from qdcalc.water.monthly.verdict import EXCEED, LEAP

PENALTY, REWARD, SELF = range(3)
# the codes of words.Transfer


def transfers(
    grid: Grid,
    verdict: npt.NDArray[np.int8],
    amount_fen: Fen,
    sides: Sides,
    determinations: Determinations,
) -> Flows:
    """Split each section-month's amount among its payers, then each part among the payees.

    超标: the responsible districts pay the counterparties, in equal or determined shares.
    跃升: the counterparties pay the responsible districts, in equal shares. Each split is by
    largest remainder, ties to the order in which the list names them.

    Returns
    -------
    Flows
        In order of section-month, payer, payee; no amount is 0.
    """
    bounded(amount_fen)
    is_due = amount_fen > 0
    parts = []
    for kind, code, pays in (
        (PENALTY, EXCEED, sides),
        (REWARD, LEAP, Sides(sides.counterparty, sides.responsible)),
    ):
        spot = np.flatnonzero(is_due & (verdict == code))
        section = grid.section[spot]
        payers = pays.responsible.of_rows(section)
        weights: npt.NDArray[Any] = equal_shares(payers)
        if kind == PENALTY:
            weights = determinations.weights_of(grid.key_of(spot), payers)
        parts.append(spread(kind, spot, section, amount_fen[spot], pays, weights))
    flows = Flows.concat(parts).sort("owner")
    return replace(flows, kind=np.where(flows.is_self, SELF, flows.kind).astype(np.int8))


def accounts(
    grid: Grid,
    verdict: npt.NDArray[np.int8],
    amount_fen: Fen,
    sides: Sides,
    determinations: Determinations,
    districts: Districts,
) -> tuple[Fen, Fen]:
    """Return what :func:`district_month` says of :func:`transfers`, without a row a transfer.

    Where one district stands on either side there is nothing to split.
    """
    bounded(amount_fen)
    single = (sides.responsible.counts == 1) & (sides.counterparty.counts == 1)
    at_once = (amount_fen > 0) & single[grid.section]
    spot = np.flatnonzero(at_once)
    rest = amount_fen if not len(spot) else np.where(at_once, 0, amount_fen)
    flows = transfers(grid, verdict, rest, sides, determinations)
    received, paid = district_month(grid, flows, districts)
    own, other = (
        np.append(lists.items, 0)[lists.starts][grid.section[spot]]
        for lists in (sides.responsible, sides.counterparty)
    )
    pays, month = verdict[spot] == EXCEED, grid.month_of(spot) * received.shape[1]
    amount = np.where(own == other, 0, amount_fen[spot])
    np.add.at(paid.reshape(-1), month + np.where(pays, own, other), amount)
    np.add.at(received.reshape(-1), month + np.where(pays, other, own), amount)
    return received, paid


def district_month(grid: Grid, flows: Flows, districts: Districts) -> tuple[Fen, Fen]:
    """Return what each district receives and pays in each month, 自抵 left out.

    Returns
    -------
    tuple of two arrays of int64, months × (districts and the city last)
        应收 and 应付 [fen]; over a row the two add up to the same.
    """
    size = (len(grid.months), len(districts.names) + 1)
    month = grid.month_of(flows.owner)
    moves = flows.kind != SELF
    received, paid = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64)
    np.add.at(received, (month[moves], flows.payee[moves]), flows.amount_fen[moves])
    np.add.at(paid, (month[moves], flows.payer[moves]), flows.amount_fen[moves])
    return received, paid
