"""Quotas whose remainder is near the cut, and who would have the place on its other side (附件3).

The places that are left go to the largest remainders: the threshold of one who has a place is the
first remainder that has none, that of one who has none the last remainder that has one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd

from qdcalc.notice.description import Job
from qdcalc.notice.thresholds import decisions
from qdcalc.panel.composition import PRINTED, composition_of
from qdcalc.panel.quotas import quota_rows
from qdcalc.panel.settle import checked
from qdcalc.panel.words import GROUPS
from qdcalc.result.headline import records
from qdcalc.table.problems import Problems

Row = Mapping[str, Any]


def thresholds(job: Job, within: Fraction) -> pd.DataFrame:
    """Return the categories near the cut of their venue's group, the nearest first."""
    job, known, venues = checked(replace(job, problems=Problems()))[:3]
    found = quota_rows(venues, composition_of(job, known), ties=known.ties, zero=known.zero)
    rows = []
    for _, block in found.groupby(["venue", "group"], sort=False):
        rows += list(_of_block(job, block, within))
    return decisions(sorted(rows, key=lambda row: abs(row["distance"])))


def _of_block(job: Job, block: pd.DataFrame, within: Fraction) -> Iterator[dict[str, Any]]:
    """Yield the decisions of a venue's group; without a place left or without one there is none."""
    left = int(block["left"].iloc[0])
    taking = records(block[block["rest"] >= 0].sort_values("turn", kind="stable"))
    if not 0 < left < len(taking):
        return
    last, first = taking[left - 1], taking[left]  # the last with a place, the first without
    for row in taking:
        has = row["turn"] < left
        other = first if has else last
        distance, limit = abs(row["rest"] - other["rest"]), other["rest"]
        if distance * within.denominator <= within.numerator * limit:
            yield _row(job, row, other, has=has)


def _row(job: Job, row: Row, other: Row, *, has: bool) -> dict[str, Any]:
    whole, quota = int(row["whole"]), int(row["quota"])
    turned = -1 if has else 1
    data = job.tables.get("composition")
    is_own = row["people_from"] != PRINTED and data is not None
    tie = row["rest"] == other["rest"]
    return {
        "place": data.raw.place("people", int(row["place"])) if is_own and data else "",
        "name": f"{row['venue']} {GROUPS[row['group']]}组 {row['category']}",
        "item": "余数：分到最后一名的界线",
        "value": float(np.round(row["rest"] / whole, 4)),
        "threshold": float(np.round(other["rest"] / whole, 4)),
        "distance": float(np.round((row["rest"] - other["rest"]) / whole, 4)),
        "side": "分到" if has else "没有分到",
        "before": f"{quota:,} 名",
        "after": f"{quota + turned:,} 名",
        "others": f"{other['category']} {other['quota']:,} → {other['quota'] - turned:,} 名",
        "clause": job.policy.clause_words("附件3"),
        "note": "没有金额；余数相同，由口径“余数相同”决定" if tie else "没有金额",
    }
