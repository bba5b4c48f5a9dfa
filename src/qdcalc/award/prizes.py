"""How many prizes there are, who is paid how much (七、十九)."""

from __future__ import annotations

from typing import assert_never

import numpy as np
import pandas as pd

from qdcalc.award.words import COUNTED, BothPrizes, Prize
from qdcalc.exact.dtypes import Bools, Ints, Texts
from qdcalc.exact.money import FEN_PER_YUAN, Fen


def prizes_fen(
    organisation: Texts, prize: Texts, is_paid: Bools, prize_yuan: int, both: BothPrizes
) -> Fen:
    """Return what each chosen organisation is paid (十九).

    Parameters
    ----------
    organisation : array of str
        Names as they are compared.
    prize : array of str
        卓越奖 or 创新奖; a pair of name and prize stands once.
    is_paid : array of bool
        The application is chosen and 合格.
    prize_yuan : int
        每个获奖组织的奖励 [元].
    both : BothPrizes
        Whether an organisation with both prizes is paid once, beside its 卓越奖, or for each.

    Returns
    -------
    array of int64
        [fen]; 0 where nothing is paid.
    """
    paid = np.asarray(is_paid, dtype=bool)
    match both:
        case BothPrizes.ONCE:
            excellent = paid & (prize == Prize.EXCELLENCE)
            paid = excellent | (paid & ~np.isin(organisation, organisation[excellent]))
        case BothPrizes.EACH:
            pass
        case other:
            assert_never(other)
    return np.where(paid, prize_yuan * FEN_PER_YUAN, 0).astype(np.int64)


def excess(prize: Texts, is_chosen: Bools, quota: int) -> Ints:
    """Return the positions of chosen applications beyond each prize's quota (七)."""
    number = pd.Series(is_chosen).groupby(prize).cumsum().to_numpy(dtype=np.int64)
    return np.flatnonzero(is_chosen & (number > quota))


def by_prize(
    applications: pd.DataFrame, prizes: Texts, amounts_fen: Fen, quota: int
) -> pd.DataFrame:
    """Count each prize's applications, what was found of them, who is chosen and what is paid (七).

    Parameters
    ----------
    applications : DataFrame
        Columns ``prize``, ``verdict``, ``is_chosen``.
    prizes, amounts_fen : array
        The chosen ones' prizes and amounts [fen].
    quota : int
        每届每个奖项的名额.

    Returns
    -------
    DataFrame
        A row for each prize: ``applications``, ``fit``, ``open``, ``unfit``, ``outside``,
        ``chosen``, ``quota``, ``vacant`` (quota − chosen), ``prize_fen``.
    """
    every = pd.Index([str(prize) for prize in Prize], name="prize")
    of = applications["prize"].to_numpy(dtype=object)
    verdict = applications["verdict"]
    counts = {"applications": np.ones(len(of), dtype=bool)}
    counts |= {name: (verdict == word).to_numpy(dtype=bool) for name, word in COUNTED.items()}
    counts["chosen"] = applications["is_chosen"].to_numpy(dtype=bool)
    table = pd.DataFrame(
        {
            name: pd.Series(flags.astype(np.int64)).groupby(of).sum().reindex(every).fillna(0)
            for name, flags in counts.items()
        },
        index=every,
    ).astype(np.int64)
    table["quota"] = quota
    table["vacant"] = quota - table["chosen"]
    paid = pd.Series(amounts_fen, dtype=np.int64).groupby(prizes).sum().reindex(every)
    table["prize_fen"] = paid.fillna(0).astype(np.int64)
    return table.reset_index()
