"""Who pays whom: section amounts split to the fen, and each district's account (clause 七¶1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from qdcalc.exact.money import Fen, bounded, split
from qdcalc.intake.districts import Districts
from qdcalc.water.inputs.grid import Grid
from qdcalc.water.monthly.shares import Determinations, Sides, equal_shares
from qdcalc.water.monthly.verdict import EXCEED, LEAP

Ints = npt.NDArray[np.int64]
PENALTY, REWARD, SELF = range(3)
# the codes of words.Transfer


@dataclass(frozen=True)
class Transfers:
    """Amounts from payer to payee, in order of section-month, payer, payee; none is 0.

    The payer's share is ``payer_weight`` ÷ ``payer_total``, the payee's one of ``payees``.
    """

    spot: Ints
    payer: Ints
    payee: Ints
    kind: npt.NDArray[np.int8]
    amount_fen: Fen
    payer_weight: npt.NDArray[Any]
    payer_total: npt.NDArray[Any]
    payees: Ints


def transfers(
    grid: Grid,
    verdict: npt.NDArray[np.int8],
    amount_fen: Fen,
    sides: Sides,
    determinations: Determinations,
) -> Transfers:
    """Split each section-month's amount among its payers, then each part among the payees.

    超标: the responsible districts pay the counterparties, in equal or determined shares.
    跃升: the counterparties pay the responsible districts, in equal shares. Each split is by
    largest remainder, ties to the order in which the list names them.
    """
    bounded(amount_fen)
    spot = np.flatnonzero((amount_fen > 0) & np.isin(verdict, (LEAP, EXCEED)))
    section, is_penalty = grid.section[spot], verdict[spot] == EXCEED
    flows = [
        _flows(spot[is_penalty], section[is_penalty], amount_fen, sides, determinations, grid),
        _flows(
            spot[~is_penalty],
            section[~is_penalty],
            amount_fen,
            Sides(sides.counterparty, sides.responsible),
            None,
            grid,
        ),
    ]
    joined = [np.concatenate(parts) for parts in zip(*flows, strict=True)]
    kinds = np.repeat([PENALTY, REWARD], [len(f[0]) for f in flows])
    order = np.argsort(joined[0], kind="stable")
    spots, payer, payee, amount, weight, total, payees = (part[order] for part in joined)
    kind = np.where(payer == payee, SELF, kinds[order]).astype(np.int8)
    return Transfers(spots, payer, payee, kind, amount, weight, total, payees)


def _flows(
    spot: Ints,
    section: Ints,
    amount_fen: Fen,
    sides: Sides,
    determinations: Determinations | None,
    grid: Grid,
) -> tuple[Ints, Ints, Ints, Fen, npt.NDArray[Any], npt.NDArray[Any], Ints]:
    payers = sides.responsible.of_rows(section)
    if determinations is None:
        weights = equal_shares(payers)
    else:
        weights = determinations.weights_of(grid.key[spot], payers)
    return spread(spot, section, amount_fen[spot], sides, weights)


def spread(
    spot: Ints, section: Ints, amount_fen: Fen, sides: Sides, weights: npt.NDArray[Any]
) -> tuple[Ints, Ints, Ints, Fen, npt.NDArray[Any], npt.NDArray[Any], Ints]:
    """Split each amount among its section's payers, then each part among the payees.

    Parameters
    ----------
    spot, section : array of int64
        What each amount is of (a section-month or a section-year), and its section.
    amount_fen : array of int64
    sides : Sides
        ``responsible`` pays ``counterparty``.
    weights : array of int64 or of Python ints
        A weight for each payer of each amount.

    Returns
    -------
    tuple of arrays
        Spot, payer, payee, amount, the payer's weight, the weights' total, the number of payees;
        no amount is 0.
    """
    payers = sides.responsible.of_rows(section)
    owed = split(amount_fen, payers.owners(), weights)
    total = np.zeros(len(spot), dtype=weights.dtype)
    np.add.at(total, payers.owners(), weights)
    payees = sides.counterparty.of_rows(section[payers.owners()])
    got = split(owed, payees.owners(), equal_shares(payees))
    paying = payees.owners()
    moved = got > 0
    return (
        spot[payers.owners()[paying]][moved],
        payers.items[paying][moved],
        payees.items[moved],
        got[moved],
        weights[paying][moved],
        total[payers.owners()][paying][moved],
        payees.counts[paying][moved],
    )


def district_month(grid: Grid, flows: Transfers, districts: Districts) -> tuple[Fen, Fen]:
    """Return what each district receives and pays in each month, 自抵 left out.

    Returns
    -------
    tuple of two arrays of int64, months × (districts and the city last)
        应收 and 应付 [fen]; over a row the two add up to the same.
    """
    size = (len(grid.months), len(districts.names) + 1)
    month = grid.month_of(flows.spot)
    moves = flows.kind != SELF
    received, paid = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64)
    np.add.at(received, (month[moves], flows.payee[moves]), flows.amount_fen[moves])
    np.add.at(paid, (month[moves], flows.payer[moves]), flows.amount_fen[moves])
    return received, paid
