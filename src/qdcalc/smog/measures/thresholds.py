"""Targets and least shares that are nearly reached or missed, and what the other side asks (临界).

A share that is just the target reaches it (四(三)2); what is missing to it or to spare is told in
kg/d, of SO₂ and NOx together in percentage points and what either alone would take.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd

from qdcalc.exact.dtypes import Floats
from qdcalc.notice.description import Job
from qdcalc.notice.thresholds import decisions, is_near
from qdcalc.result.headline import records
from qdcalc.smog.measures.facts import Measured, facts_of
from qdcalc.smog.measures.frames import quotient
from qdcalc.smog.measures.inputs import AMOUNTS
from qdcalc.smog.measures.sentences import LEVEL_CLAUSES, kg_texts
from qdcalc.smog.measures.settle import checked, measure
from qdcalc.smog.words import BOTH, CITY, Level, Pollutant, Verdict
from qdcalc.table.problems import Problems

Row = Mapping[str, Any]


def thresholds(job: Job, within: Fraction) -> pd.DataFrame:
    """Return the city's shares near their target, and units near their industry's least."""
    job = checked(replace(job, problems=Problems()))
    found = measure(job, facts_of(job))
    held = found.sums[found.sums["percent"].notna()]
    rows = [_target(job, row, found) for row in records(_near(held, within))]
    rows += [_unit(job, row, found) for row in records(_near(found.ratios, within))]
    return decisions(sorted(rows, key=lambda row: abs(row["distance"]) / row["threshold"]))


def _near(rows: pd.DataFrame, within: Fraction) -> pd.DataFrame:
    share: Floats = np.round(100 * quotient(rows["part"], rows["of"]), 9).astype(np.float64)
    least: Floats = np.array(rows["percent"].astype("int64"), dtype=np.float64)
    return rows[is_near(share, least, within)]


def _sides(row: Row, word: str) -> dict[str, Any]:
    """Return a share against its least, in per cent."""
    percent, share = int(row["percent"]), 100 * row["part"] / row["of"]
    is_met = bool(row["is_met"])
    said = [str(Verdict.MET), str(Verdict.NOT_MET)]
    distance = float(Fraction(row["part"] * 100 - percent * row["of"], row["of"]))
    return {
        "value": round(share, 6) if round(share, 6) != percent or not distance else share,
        "threshold": percent,
        "distance": distance,
        "side": f"达到{word}" if is_met else f"低于{word}",
        "before": said[not is_met],
        "after": said[is_met],
    }


def _target(job: Job, row: Row, found: Measured) -> dict[str, Any]:
    level, name = str(row["level"]), str(row["pollutant"])
    listed = found.listed
    own = [str(Pollutant.SO2), str(Pollutant.NOX)] if name == BOTH else [name]
    is_it = listed["pollutant"].isin(own) & ~listed["is_exempt"]
    return {
        "place": _place(job, level, listed.loc[is_it, "position"].tolist()),
        "name": f"{CITY} {level} {name}",
        "item": "减排比例（%）：目标",
        **_sides(row, "目标"),
        "clause": job.policy.clause_words(LEVEL_CLAUSES[level]),
        "note": f"没有金额；{_spare(row, found)}",
    }


def _spare(row: Row, found: Measured) -> str:
    """Say how many kg/d are missing to the target, or may be missing before it is missed."""
    gap, places = int(row["gap"]), found.places + 2
    word = "多出" if gap >= 0 else "还差"
    if str(row["pollutant"]) != BOTH:
        return f"{word} {kg_texts([abs(gap)], places)[0]} kg/d"
    used = dict(zip(found.bases["pollutant"], found.bases["used"], strict=True))
    so2, nox = (
        kg_texts([abs(gap) // used[other] if gap >= 0 else -(gap // used[other])], places)[0]
        for other in (Pollutant.NOX, Pollutant.SO2)
    )
    return f"{word}：全算在二氧化硫上是 {so2} kg/d，全算在氮氧化物上是 {nox} kg/d"


def _unit(job: Job, row: Row, found: Measured) -> dict[str, Any]:
    level = str(row["level"])
    gap = int(row["part"]) * 100 - int(row["percent"]) * int(row["of"])
    word = "多出" if gap >= 0 else "还差"
    amount = kg_texts([abs(gap)], found.places + 2)[0]
    return {
        "place": _place(job, level, [int(row["position"])]),
        "name": f"{row['district']} {row['source']} {level} {row['pollutant']}",
        "item": f"减排比例（%）：{row['industry']}的下限",
        **_sides(row, "下限"),
        "clause": job.policy.clause_words(LEVEL_CLAUSES[level]),
        "note": f"没有金额；{word} {amount} kg/d",
    }


def _place(job: Job, level: str, positions: list[int]) -> str:
    """Return the first of the cells whose amounts are added up, and how many there are."""
    raw = job.tables["reductions"].raw
    if not positions:
        return ""
    name = AMOUNTS[Level(level)]
    column = name if name in job.tables["reductions"].present else "base_kg"
    more = f" 等 {len(positions):,} 格" if len(positions) > 1 else ""
    return raw.place(column, min(positions)) + more
