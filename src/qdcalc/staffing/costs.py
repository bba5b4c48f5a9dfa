"""What the gaps cost a year: the most specific standard of each platform (经费标准, 三(一))."""

from __future__ import annotations

import numpy as np
import pandas as pd

from qdcalc.exact.dtypes import Ints
from qdcalc.exact.money import Fen, bounded, divide_half_up, product
from qdcalc.staffing.standard import HUNDRED


def gap_cost_fen(gap_x100: Ints, annual_cost_fen: pd.Series[int]) -> pd.Series[int]:
    """Return gap × annual cost of a person, rounded half-up to the fen; missing without a standard.

    Parameters
    ----------
    gap_x100 : array of int64
        Gap [hundredths of a person].
    annual_cost_fen : Series of Int64
        Annual cost of one person [fen].
    """
    per_person = annual_cost_fen.fillna(0).to_numpy(dtype=np.int64)
    amount: Fen = divide_half_up(product(gap_x100, per_person, "缺口经费"), HUNDRED)
    bounded(amount, "缺口经费")
    return pd.Series(amount, dtype="Int64").mask(annual_cost_fen.isna())


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
    place, level = platforms["district"], platforms["level"]
    found = pd.Series(index=platforms.index, dtype="Int64")
    if costs is None or costs.empty:
        return found
    standard = costs.set_index(["district", "level"])["annual_cost_fen"].astype("Int64")
    for scope in ((place, level), (place, ""), (-1, level), (-1, "")):
        wanted = pd.DataFrame(dict(zip(standard.index.names, scope, strict=True)), found.index)
        found = found.fillna(
            standard.reindex(pd.MultiIndex.from_frame(wanted)).set_axis(found.index)
        )
    return found
