"""The tally: votes by grade, shares, scores and ranks, exactly (二(三))."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import assert_never

import numpy as np
import pandas as pd

from qdcalc.panel.facts import PanelFacts
from qdcalc.panel.words import GROUPS, SHARE, VOTES, Blank, Rank


def grades_of(votes: pd.DataFrame, points: pd.DataFrame | None) -> list[str]:
    """Return the grades in the order of 档次分值, else as they come first."""
    named = points if points is not None and len(points) else votes
    return list(dict.fromkeys(named["grade"].tolist()))


def counted(votes: pd.DataFrame, grades: Sequence[str], known: PanelFacts) -> pd.DataFrame:
    """Add up each department's votes by grade; the venues' are mixed (二(三)).

    Returns
    -------
    DataFrame
        ``group`` (0–3), ``department``, a column ``votes_…`` for each grade, ``valid``: the
        departments that have votes, in the order of their group.
    """
    order = [(n, name) for n, g in enumerate(GROUPS) for name in known.departments.get(g, ())]
    keys = pd.MultiIndex.from_tuples(order, names=["group", "department"])
    sums = votes.assign(votes=votes["votes"].astype(np.int64))
    sums = sums.groupby(["group", "department", "grade"])["votes"].sum().unstack(fill_value=0)
    there = keys[keys.isin(sums.index)]
    found = sums.reindex(index=there, columns=list(grades), fill_value=0).astype(np.int64)
    valid = found.sum(axis=1)
    return found.add_prefix(VOTES).assign(valid=valid).reset_index()


def scored(
    counts: pd.DataFrame,
    back: pd.Series[int],
    points_x100: Mapping[str, int],
    *,
    blank: Blank,
    rank: Rank,
) -> pd.DataFrame:
    """Add abstentions, shares, scores and ranks (二(三)).

    Parameters
    ----------
    counts : DataFrame
        As :func:`counted` returns them.
    back : Series of int
        Σ(回收数 − 无效票) by group, of those that have ballots.
    points_x100 : mapping of str to int
        Each grade's points [hundredths of a point]; empty = no score.
    blank, rank : Blank, Rank
        The options in force.

    Returns
    -------
    DataFrame
        And ``back``, ``abstained``, ``share_…``, ``points_sum_x100`` (Σ votes × points),
        ``divisor``, ``score_x100`` (halves up), ``rank_in_group``, ``rank_of_all``.
    """
    valid = counts["valid"]
    of_group = counts["group"].map(back).astype("Int64")
    names = [name for name in counts.columns if name.startswith(VOTES)]
    shares = {SHARE + n.removeprefix(VOTES): counts[n] / valid.where(valid > 0) for n in names}
    match blank:
        case Blank.VALID:
            divisor = valid.astype("Int64")
        case Blank.ALL:
            divisor = of_group
        case other:
            assert_never(other)
    divisor = divisor.where((valid > 0) & (divisor > 0) & bool(points_x100))
    weights = np.array([points_x100.get(n.removeprefix(VOTES), 0) for n in names], dtype=np.int64)
    total = pd.Series(counts[names].to_numpy(dtype=np.int64) @ weights, index=counts.index)
    score = (2 * total + divisor) // (2 * divisor)
    found = counts.assign(
        back=of_group, abstained=of_group - valid, **shares, points_sum_x100=total,
        divisor=divisor, score_x100=score.astype("Int64"),
    )  # fmt: skip
    every = pd.Series(pd.NA, index=counts.index, dtype="Int64")
    match rank:
        case Rank.BOTH:
            every = _ranks(found, pd.Series(0, index=found.index))
        case Rank.GROUP:
            pass
        case another:
            assert_never(another)
    return found.assign(rank_in_group=_ranks(found, found["group"]), rank_of_all=every)


def _ranks(rows: pd.DataFrame, among: pd.Series[int]) -> pd.Series[int]:
    """Rank by the exact score, the largest first, equal ones alike; a fraction a department."""
    is_scored = rows["divisor"].notna()
    own = rows[is_scored]
    pairs = zip(own["points_sum_x100"].tolist(), own["divisor"].tolist(), strict=True)
    exact = [Fraction(total, divisor) for total, divisor in pairs]
    order = {value: place for place, value in enumerate(sorted(set(exact)))}
    height = pd.Series([order[value] for value in exact], index=own.index, dtype="int64")
    ranks = height.groupby(among[is_scored]).rank(method="min", ascending=False)
    return ranks.reindex(rows.index).astype("Int64")
