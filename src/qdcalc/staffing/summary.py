"""Districts and levels: sums, shares that meet the standard, ranks (三(一), 三(三))."""

from __future__ import annotations

import numpy as np
import pandas as pd

from qdcalc.exact.dtypes import Bools
from qdcalc.staffing.words import ALL_LEVELS, Level

_COUNTS = ["platforms", "met", "required", "staff_x100", "gap_x100"]


def by_district(platforms: pd.DataFrame, city_place: int) -> pd.DataFrame:
    """Sum the platforms by district and level, with all levels and the whole city; rank them.

    A district's gap is the sum of its platforms' own gaps: one platform's surplus never hides
    another's gap.

    Parameters
    ----------
    platforms : DataFrame
        ``district`` (place in the list), ``level``, ``is_met``, ``required`` [persons],
        ``staff_x100``, ``gap_x100`` [hundredths], ``gap_cost_fen`` (missing without a standard).
    city_place : int
        The place that stands for the whole city, after every district's.

    Returns
    -------
    DataFrame
        One row a district and level, districts in the order of the list, the city last.
    """
    counted = platforms.assign(platforms=1, met=platforms["is_met"].astype(np.int64))
    everywhere = pd.concat([counted, counted.assign(district=city_place)])
    both = pd.concat([everywhere, everywhere.assign(level=ALL_LEVELS)])
    both["order"] = both["level"].map({name: n for n, name in enumerate([*Level, ALL_LEVELS])})
    grouped = both.groupby(["district", "order", "level"], sort=True)
    sums = grouped[_COUNTS].sum().reset_index()
    sums["gap_cost_fen"] = grouped["gap_cost_fen"].sum(min_count=1).astype("Int64").array
    sums["met_ratio"] = sums["met"] / sums["platforms"]
    sums["rank"] = rank(sums, sums["district"].to_numpy() != city_place)
    return sums.drop(columns="order")


def rank(sums: pd.DataFrame, is_ranked: Bools) -> pd.Series[int]:
    """Rank districts within a level: by the share that meets the standard, then the smaller gap.

    Equal ranks are equal (1, 1, 3); the city has none. Quotients of the same fraction are the
    same float64, so the order is exact.
    """
    ranked = sums[is_ranked]
    keys = pd.DataFrame({"met": -ranked["met_ratio"], "gap": ranked["gap_x100"]})
    place = keys.groupby(["met", "gap"]).ngroup().groupby(ranked["level"]).rank(method="min")
    return place.astype("Int64").reindex(sums.index)
