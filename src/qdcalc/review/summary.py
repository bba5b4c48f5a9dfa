"""Districts and bodies: counts, the share on time, mean and longest use, ranks (四(五))."""

from __future__ import annotations

from fractions import Fraction
from typing import assert_never

import numpy as np
import pandas as pd

from qdcalc.exact.dtypes import Ints
from qdcalc.review.words import ISSUED, WHOLE, OpenLate, State

COUNTS = {
    "on_time": State.ON_TIME,
    "late": State.LATE,
    "open": State.OPEN,
    "open_late": State.OPEN_LATE,
    "not_applicable": State.NOT_APPLICABLE,
}


def by_name(projects: pd.DataFrame, name: str, open_late: OpenLate) -> pd.DataFrame:
    """Count the projects of each district or body, with all of them together last.

    Parameters
    ----------
    projects : DataFrame
        ``name``, ``state``; ``used`` and ``overdue_workdays``, missing where the limit does not
        apply [working days].
    name : str
        The column of who is counted, in the order in which the rows come.
    open_late : OpenLate
        The option in force.

    Returns
    -------
    DataFrame
        One row each: counts, ``used_total`` and ``longest_used`` of those issued,
        ``overdue_total``, and what :func:`rates` adds.
    """
    is_issued = projects["state"].isin(list(map(str, ISSUED)))
    counted = pd.DataFrame(
        {
            name: projects[name].astype(object),
            "accepted": np.int64(1),
            **{n: (projects["state"] == s).astype(np.int64) for n, s in COUNTS.items()},
            "used_total": projects["used"].where(is_issued, 0).astype(np.int64),
            "overdue_total": projects["overdue_workdays"].fillna(0).astype(np.int64),
            "longest_used": projects["used"].where(is_issued),
        }
    )
    sums = ["accepted", *COUNTS, "used_total", "overdue_total"]
    parts = []
    for frame in (counted, counted.assign(**{name: WHOLE})):
        groups = frame.groupby(name, sort=False)
        longest = groups["longest_used"].max().astype("Int64")
        parts.append(groups[sums].sum().assign(longest_used=longest).reset_index())
    return rates(pd.concat(parts, ignore_index=True), open_late)


def rates(sums: pd.DataFrame, open_late: OpenLate) -> pd.DataFrame:
    """Add the share on time, the mean of what was used, and the rank (四(五)).

    Share = on time ÷ (on time + late), of the open and late ones too under ``with-overdue``; the
    mean is of those issued, to two decimals half-up. Ranks by the share, then by the smaller exact
    mean; equal ranks are equal; who has no share has no rank, all together have none.

    Parameters
    ----------
    sums : DataFrame
        ``on_time``, ``late``, ``open_late``, ``used_total`` [working days]; all together last.
    open_late : OpenLate
        The option in force.
    """
    issued = sums["on_time"] + sums["late"]
    match open_late:
        case OpenLate.ISSUED_ONLY:
            base = issued
        case OpenLate.WITH_OVERDUE:
            base = issued + sums["open_late"]
        case other:
            assert_never(other)
    share = (sums["on_time"] / base.where(base > 0)).astype(np.float64)
    below = issued.where(issued > 0, 1)
    mean = ((200 * sums["used_total"] + below) // (2 * below)).astype("Int64")
    added = {"issued": issued, "base": base, "on_time_share": share}
    found = sums.assign(**added, mean_used_x100=mean.where(issued > 0))
    ranked = np.flatnonzero((base > 0).to_numpy()[:-1])
    return found.assign(rank=_ranks(found, ranked))


def _ranks(sums: pd.DataFrame, ranked: Ints) -> pd.Series[int]:
    """Rank some rows; a name each, so that exact fractions cost nothing."""
    columns = (sums[n].iloc[ranked].tolist() for n in ("on_time", "base", "used_total", "issued"))
    keys = [
        (-Fraction(on_time, base), issued == 0, Fraction(used, issued or 1))
        for on_time, base, used, issued in zip(*columns, strict=True)
    ]
    place = {key: 1 + n for n, key in reversed(list(enumerate(sorted(keys))))}
    ranks = pd.Series(pd.NA, index=sums.index, dtype="Int64")
    ranks.iloc[ranked] = [place[key] for key in keys]
    return ranks
