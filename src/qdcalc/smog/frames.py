"""The table 汇总: what both halves of the plan come to, by station or district."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd

from qdcalc.smog.words import CITY

# each count of 汇总: the table, the column of the place, the column that is added up (empty: rows)
SUMMED: Mapping[str, tuple[str, str, str]] = {
    "processes": ("processes", "station", ""),
    "hours": ("processes", "station", "hours"),
    "targets_not_met": ("targets", "district", "not_met"),
    "floors_not_met": ("industries", "district", "not_met"),
    "extra_runs": ("cleaning_plan", "district", "extra_runs"),
}


def overview_frame(makers: Mapping[str, Callable[[], pd.DataFrame]]) -> pd.DataFrame:
    """Return the table of what the tables of both halves add up to; the city first."""
    tables = {name: makers[name]() for name, _, _ in SUMMED.values()}
    return added_up(tables)


def added_up(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Add up what stands in the tables, by place."""
    parts = []
    for name, (table, place, column) in SUMMED.items():
        rows = tables[table]
        amounts = rows[column] if column else pd.Series(1, rows.index)
        parts.append(pd.DataFrame({"place": rows[place].astype(object), name: amounts}))
    every = pd.concat(parts, ignore_index=True)
    summed = every.groupby("place", sort=False)[list(SUMMED)].sum().astype("int64").reset_index()
    order = (summed["place"] != CITY).sort_values(kind="stable").index
    return summed.loc[order].reset_index(drop=True).astype({"place": "str"})
