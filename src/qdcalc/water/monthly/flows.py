"""An amount on its way: payers' parts, then payees', to the fen (clauses 四, 六¶2, 八)."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import numpy as np
import numpy.typing as npt

from qdcalc.exact.dtypes import Bools, Ints
from qdcalc.exact.money import Fen, split
from qdcalc.record import record
from qdcalc.water.monthly.shares import Sides, equal_shares


@record
class Flows:
    """Amounts from payer to payee, a column each; none was 0 before rewards were struck.

    ``owner`` is what an amount is of: the section-month or section-year. ``full_fen`` is before
    rewards are struck, ``amount_fen`` what is paid. The payer's share is ``payer_weight`` ÷
    ``payer_total``, the payee's one of ``payees``; months that were added up have no shares
    (all 0).
    """

    owner: Ints
    kind: npt.NDArray[np.int8]
    payer: Ints
    payee: Ints
    full_fen: Fen
    amount_fen: Fen
    payer_weight: npt.NDArray[Any]
    payer_total: npt.NDArray[Any]
    payees: Ints

    def __len__(self) -> int:
        return len(self.owner)

    @property
    def is_self(self) -> Bools:
        """A district's payment to itself: it moves no money."""
        same: Bools = self.payer == self.payee
        return same

    @staticmethod
    def unshared(kind: int, owner: Ints, payer: Ints, payee: Ints, amount_fen: Fen) -> Flows:
        """Return amounts of a kind that no shares stand for."""
        kinds, none = np.full(len(owner), kind, np.int8), np.zeros(len(owner), np.int64)
        return Flows(owner, kinds, payer, payee, amount_fen, amount_fen, none, none, none)

    @staticmethod
    def concat(parts: list[Flows]) -> Flows:
        """Return the rows of one after those of the other."""
        columns = zip(*(part._columns() for part in parts), strict=True)
        return Flows(*map(np.concatenate, columns))

    def take(self, rows: Ints | Bools) -> Flows:
        """Return some of the rows."""
        return Flows(*(column[rows] for column in self._columns()))

    def sort(self, *names: str) -> Flows:
        """Return the rows in order of columns, the first counting most; alike ones stay."""
        return self.take(np.lexsort([getattr(self, name) for name in reversed(names)]))

    def _columns(self) -> tuple[npt.NDArray[Any], ...]:
        return tuple(getattr(self, column.name) for column in fields(self))


def spread(
    kind: int, owner: Ints, section: Ints, amount_fen: Fen, sides: Sides, weights: npt.NDArray[Any]
) -> Flows:
    """Split each amount among its section's payers, then each part among the payees.

    Parameters
    ----------
    kind : int
        The code of what is paid.
    owner, section : array of int64
        What each amount is of (a section-month or a section-year), and its section.
    amount_fen : array of int64
    sides : Sides
        ``responsible`` pays ``counterparty``.
    weights : array of int64 or of Python ints
        A weight for each payer of each amount.

    Returns
    -------
    Flows
        In order of owner, payer, payee; no amount is 0.
    """
    payers = sides.responsible.of_rows(section)
    owed = split(amount_fen, payers.owners(), weights)
    total = np.zeros(len(owner), dtype=weights.dtype)
    np.add.at(total, payers.owners(), weights)
    payees = sides.counterparty.of_rows(section[payers.owners()])
    got = split(owed, payees.owners(), equal_shares(payees))
    paying = payees.owners()
    moved = got > 0
    return Flows(
        owner[payers.owners()[paying]][moved],
        np.full(int(moved.sum()), kind, dtype=np.int8),
        payers.items[paying][moved],
        payees.items[moved],
        got[moved],
        got[moved],
        weights[paying][moved],
        total[payers.owners()][paying][moved],
        payees.counts[paying][moved],
    )
