"""What the gaps cost a year: the most specific standard of each platform (经费标准, 三(一))."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from qdcalc.exact.money import Fen, bounded, divide_half_up, product
from qdcalc.staffing.standard import HUNDRED

Ints = npt.NDArray[np.int64]


def gap_cost_fen(gap_x100: Ints, annual_cost_fen: pd.Series[int]) -> pd.Series[int]:
    """Return gap × annual cost of a person, rounded half-up to the fen; missing without a standard.

    Parameters
    ----------
    gap_x100 : array of int64
        Gap [hundredths of a person].
    annual_cost_fen : Series of Int64
        Annual cost of one person [fen].
    """
    cost = annual_cost_fen.astype("Int64").reset_index(drop=True)
    per_person = cost.fillna(0).to_numpy(dtype=np.int64)
    amount: Fen = divide_half_up(product(gap_x100, per_person, "缺口经费"), HUNDRED)
    bounded(amount, "缺口经费")
    return pd.Series(amount).astype("Int64").mask(cost.isna())


def cost_of(platforms: pd.DataFrame, costs: pd.DataFrame | None) -> pd.Series[int]:
    """Return each platform's annual cost of a person [fen], missing where no standard fits.

    Parameters
    ----------
    platforms : DataFrame
        Columns ``district`` (place in the list) and ``level``.
    costs : DataFrame or None
        Columns ``district`` (-1 = any), ``level`` (blank = any) and ``annual_cost_fen``. District
        and level both given count before the district alone, that before the level, that before
        neither.
    """
    found = pd.Series(pd.NA, index=range(len(platforms)), dtype="Int64")
    if costs is None:
        return found
    by_district, by_level = costs["district"] >= 0, costs["level"] != ""
    for has_district, has_level in ((True, True), (True, False), (False, True), (False, False)):
        chosen = costs[(by_district == has_district) & (by_level == has_level)]
        keys = ["district"] * has_district + ["level"] * has_level
        if not len(chosen):
            continue
        if keys:
            index = pd.MultiIndex.from_frame(chosen[keys])
            wanted = pd.MultiIndex.from_frame(platforms[keys])
            standard = pd.Series(chosen["annual_cost_fen"].to_numpy(), index=index)
            this = standard.reindex(wanted).reset_index(drop=True)
        else:
            this = pd.Series(chosen["annual_cost_fen"].iloc[0], index=found.index)
        found = found.fillna(this.astype("Int64"))
    return found
