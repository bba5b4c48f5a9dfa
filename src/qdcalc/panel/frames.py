"""The output tables of the citizens' panel as frames."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from qdcalc.panel.facts import PanelFacts
from qdcalc.panel.outputs import (
    BALLOT_CHECKS,
    POINTS_USED,
    QUOTA_CHECKS,
    QUOTAS,
    ROSTER_CHECKS,
    TALLY,
)
from qdcalc.panel.sentences import ballot_texts, ballot_words, quota_texts, tally_texts
from qdcalc.panel.words import GROUPS, SHARE, VENUE, VOTES, WHOLE
from qdcalc.table.description import Table
from qdcalc.table.varying import as_it_is


def quota_frame(quotas: pd.DataFrame, known: PanelFacts) -> pd.DataFrame:
    """Return the table 名额分配."""
    takes_part = quotas["rest"] >= 0
    own = quotas.assign(
        group=_groups(quotas["group"]),
        exact=quotas["size"] * quotas["people"] / quotas["whole"],
        explanation=quota_texts(quotas, known.zero),
        clause=known.policy.clause_words("附件3"),
        rest=quotas["rest"].astype("Int64").where(takes_part),
        turn=(quotas["turn"] + 1).astype("Int64").where(takes_part),
    )
    return _shaped(QUOTAS, own)


def sums_frame(sums: pd.DataFrame, known: PanelFacts) -> pd.DataFrame:
    """Return the table 名额核对."""
    of_venue = sums["check"].str.endswith("每组人数")
    venue, ballots = (known.policy.clause_words(text) for text in ("附件3", "二(三)"))
    return _shaped(QUOTA_CHECKS, sums.assign(clause=np.where(of_venue, venue, ballots)))


def sheet_frame(quotas: pd.DataFrame) -> pd.DataFrame:
    """Return the table 名额总表: categories by venues, a block a group, its sums last."""
    venues = list(dict.fromkeys(quotas["venue"]))
    rows = quotas.assign(main=quotas["kind"] != "主会场")
    order = rows.drop_duplicates(["group", "main", "category"])
    order = order.sort_values(["group", "main", "place"], kind="stable")
    index = pd.MultiIndex.from_frame(order[["group", "category"]]).drop_duplicates()
    wide = quotas.groupby(["group", "category", "venue"])["quota"].sum().astype("Int64").unstack()
    wide = wide.reindex(index=index, columns=venues)
    sums = wide.groupby(level="group").sum()
    sums.index = pd.MultiIndex.from_product([sums.index, [WHOLE]], names=index.names)
    both = pd.concat([wide, sums])
    place = both.index.get_level_values("group").to_numpy(dtype=np.int64)
    both = both.iloc[np.argsort(place, kind="stable")]
    found = both.add_prefix(VENUE).assign(every=both.sum(axis=1).astype("int64")).reset_index()
    names = found.assign(group=_groups(found["group"]), category=found["category"].astype("str"))
    return names[["group", "category", *(VENUE + name for name in venues), "every"]]


def roster_frame(roster: pd.DataFrame) -> pd.DataFrame:
    """Return the table 名册核对."""
    return _empty(ROSTER_CHECKS) if roster.empty else _shaped(ROSTER_CHECKS, _named(roster))


def ballot_frame(ballots: pd.DataFrame, known: PanelFacts) -> pd.DataFrame:
    """Return the table 评议票核对."""
    if ballots.empty:
        return _empty(BALLOT_CHECKS)
    return _shaped(BALLOT_CHECKS, _named(ballots).assign(explanation=ballot_texts(ballots, known)))


def tally_frame(
    tally: pd.DataFrame, grades: Sequence[str], points: Mapping[str, int], known: PanelFacts
) -> pd.DataFrame:
    """Return the table 计票: two columns for each grade."""
    table = as_it_is(TALLY, [VOTES + grade for grade in grades])
    if tally.empty:
        return _empty(table)
    shares = {SHARE + grade: tally[SHARE + grade].astype(np.float64) for grade in grades}
    said = tally_texts(tally, grades, points, known)
    clause = known.policy.clause_words("二(三)")
    votes = ballot_words(tally, grades)
    own = _named(tally).assign(**shares, explanation=said, clause=clause, ballots=votes)
    return _shaped(table, own.assign(divisor=own["divisor"].fillna(0)))


def points_frame(points: Mapping[str, int], tally: pd.DataFrame) -> pd.DataFrame:
    """Return the table 采用分值: nothing without votes."""
    used = {} if tally.empty else points
    own = pd.DataFrame({"grade": list(used), "points_x100": list(used.values())})
    return _shaped(POINTS_USED, own)


def _named(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(group=_groups(rows["group"]))


def _groups(places: pd.Series[int]) -> pd.Series[str]:
    return places.map(dict(enumerate(GROUPS))).astype("str")


def _shaped(table: Table, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the table's columns of rows, of their kinds."""
    names = [column.name for column in table.columns]
    return rows[names].astype(_dtypes(table)).reset_index(drop=True)


def _empty(table: Table) -> pd.DataFrame:
    return pd.DataFrame(columns=[column.name for column in table.columns]).astype(_dtypes(table))


def _dtypes(table: Table) -> dict[str, Any]:
    return {c.name: "str" if c.kind.is_text else c.kind.dtype for c in table.columns}
