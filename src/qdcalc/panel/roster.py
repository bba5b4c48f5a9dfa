"""The roster against the quotas (二(三), 附件3)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from qdcalc.panel.words import Count


def held_against(roster: pd.DataFrame, quotas: pd.DataFrame) -> pd.DataFrame:
    """Count the people of each category where the roster has any of the venue and group (附件3).

    Parameters
    ----------
    roster : DataFrame
        ``venue``, ``group`` (0–3), ``category``, a row each person.
    quotas : DataFrame
        ``venue``, ``group``, ``category``, ``quota``.

    Returns
    -------
    DataFrame
        Those, ``there``, ``difference`` (there − quota) and ``state``, in the quotas' order.
    """
    keys = ["venue", "group", "category"]
    listed = roster[["venue", "group"]].drop_duplicates()
    rows = quotas[[*keys, "quota"]].merge(listed, on=["venue", "group"], how="inner")
    there = roster.groupby(keys).size().rename("there").reset_index()
    found = rows.merge(there, on=keys, how="left")
    found["there"] = found["there"].fillna(0).astype(np.int64)
    difference = found["there"] - found["quota"]
    state = np.select([difference < 0, difference > 0], [Count.SHORT, Count.OVER], Count.EVEN)
    words = pd.Series(state, index=found.index, dtype="str")
    return found.assign(difference=difference, state=words)
