"""Projects whose use is near the limit, and what one working day more or fewer would make of them.

On the last day itself a project is on time, on the working day after it is late (四(三)).
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd

from qdcalc.exact.dtypes import Floats, Ints
from qdcalc.notice.description import Job
from qdcalc.notice.thresholds import decisions, is_near
from qdcalc.review.facts import ReviewFacts
from qdcalc.review.headline import share_text
from qdcalc.review.settle import assess, checked, states
from qdcalc.review.summary import by_name
from qdcalc.table.problems import Problems


def thresholds(job: Job, within: Fraction) -> pd.DataFrame:
    """Return the projects near the limit, with their state on its other side."""
    job, known = checked(replace(job, problems=Problems()))
    now = assess(job.tables["projects"].frame, known)
    used: Floats = now["used"].to_numpy(dtype=np.float64, na_value=np.nan)
    limit: Floats = now["limit"].to_numpy(dtype=np.float64)
    near = np.flatnonzero(is_near(used, limit, within) & now["used"].notna().to_numpy())
    sums = by_name(now, "district", known.open_late)
    rows = [_row(job, now, sums, n, known) for n in near.tolist()]
    return decisions(sorted(rows, key=lambda row: abs(row["distance"])))


def _row(
    job: Job, now: pd.DataFrame, sums: pd.DataFrame, n: int, known: ReviewFacts
) -> dict[str, Any]:
    """Return the row of a project near the limit."""
    row = now.iloc[n]
    used, limit = int(row["used"]), int(row["limit"])
    is_late = used > limit
    then = _moved(now, n, limit if is_late else limit + 1)
    column = "accepted_on" if pd.isna(row["issued_on"]) else "issued_on"
    return {
        "place": job.tables["projects"].raw.place(column, int(row["position"])),
        "name": f"{row['district']} {row['project']} 第 {row['round']} 轮",
        "item": "用时（工作日）：时限",
        "value": used,
        "threshold": limit,
        "distance": float(used - limit),
        "side": "超过" if is_late else "不超过",
        "before": _told(row),
        "after": _told(then.iloc[n]),
        "others": _share_moved(sums, then, str(row["district"]), known),
        "clause": job.policy.clause_words("四(三)"),
        "note": "没有金额；另一侧是用时多一个工作日"
        if not is_late
        else "没有金额；另一侧是用完时限",
    }


def _moved(now: pd.DataFrame, n: int, used: int) -> pd.DataFrame:
    """Return the projects with another use of one of them."""
    then = now.copy()
    limit: Ints = then["limit"].to_numpy(dtype=np.int64)
    then.loc[n, "used"] = used
    then.loc[n, "overdue_workdays"] = max(used - int(limit[n]), 0)
    return then.assign(state=states(then))


def _told(row: pd.Series[Any]) -> str:
    over = int(row["overdue_workdays"])
    return f"{row['state']} {over} 个" if over else str(row["state"])


def _share_moved(sums: pd.DataFrame, then: pd.DataFrame, district: str, known: ReviewFacts) -> str:
    """Say what becomes of the district's share on time."""
    after = by_name(then, "district", known.open_late)
    texts = [_share(side, district) for side in (sums, after)]
    return "" if texts[0] == texts[1] else f"{district}按时率 {texts[0]} → {texts[1]}"


def _share(sums: pd.DataFrame, district: str) -> str:
    row = sums[sums["district"] == district].iloc[0]
    return share_text(int(row["on_time"]), int(row["base"])) or "没有"
