"""What each unit of a listed industry must reduce at least of its own base (四(三)2(1)、(2))."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
import pandas as pd

from qdcalc.smog.measures.reductions import LEVELS, reaches
from qdcalc.smog.words import Pollutant

TWO = (str(Pollutant.SO2), str(Pollutant.NOX))


def industry_ratios(
    rows: pd.DataFrame,
    least_percent: Mapping[str, Mapping[str, int]],
    two_pollutant_industries: Collection[str],
) -> pd.DataFrame:
    """Return each unit's share of its own base at each level, against its industry's least.

    Exempt units and industries without a figure have no row; glass and coal-fired boilers have
    one of SO₂ and NOx alone. Red has no figure of its own: that of orange stays the least.

    Parameters
    ----------
    rows : DataFrame
        The list: position, district, place, source, industry, pollutant, is_exempt, base and the
        totals of each level, whole numbers of one unit.
    least_percent : mapping of level to mapping of industry to int
        [%].
    two_pollutant_industries : collection of str

    Returns
    -------
    DataFrame
        A row a unit, pollutant and level: ``part``, ``of``, ``percent``, ``is_met``. A unit that
        emits none of a pollutant has nothing to reduce.
    """
    is_listed = rows["industry"].isin(list(least_percent[LEVELS[0]]))
    is_two = rows["industry"].isin(list(two_pollutant_industries))
    own = rows[is_listed & ~rows["is_exempt"] & (~is_two | rows["pollutant"].isin(TWO))]
    kept = [n for n in own.columns if n not in LEVELS]
    each = [
        own[kept].assign(
            level=level, part=own[level], percent=own["industry"].map(least_percent[level])
        )
        for level in LEVELS
    ]
    found = pd.concat(each).sort_index(kind="stable").reset_index(drop=True)
    found = found.rename(columns={"base": "of"})
    percent = found["percent"].to_numpy(dtype=np.int64)
    is_met = reaches(found["part"].to_numpy(), found["of"].to_numpy(), percent)
    return found.assign(percent=percent, is_met=is_met)
