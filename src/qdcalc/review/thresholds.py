"""Projects whose use is near the limit, and what one working day more or fewer would make of them.

On the last day itself a project is on time, on the working day after it is late (四(三)).
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
from qdcalc.review.facts import ReviewFacts
from qdcalc.review.headline import share_text
from qdcalc.review.settle import assess, checked
from qdcalc.review.summary import by_name
from qdcalc.review.words import OVERDUE, OpenLate, State
from qdcalc.table.problems import Problems

_OTHER_SIDE = {
    State.ON_TIME: State.LATE,
    State.LATE: State.ON_TIME,
    State.OPEN: State.OPEN_LATE,
    State.OPEN_LATE: State.OPEN,
}
Row = Mapping[str, Any]


def thresholds(job: Job, within: Fraction) -> pd.DataFrame:
    """Return the projects near the limit, with their state on its other side."""
    job, known = checked(replace(job, problems=Problems()))
    now = assess(job.tables["projects"].frame, known)
    used: Floats = now["used"].to_numpy(dtype=np.float64, na_value=np.nan)
    limit: Floats = now["limit"].to_numpy(dtype=np.float64)
    near = now[is_near(used, limit, within) & now["used"].notna().to_numpy()]
    sums = {row["district"]: row for row in records(by_name(now, "district", known.open_late))}
    rows = [_row(job, row, sums[row["district"]], known) for row in records(near)]
    return decisions(sorted(rows, key=lambda row: abs(row["distance"])))


def _row(job: Job, row: Row, sums: Row, known: ReviewFacts) -> dict[str, Any]:
    """Return the row of a project near the limit."""
    used, limit, state = int(row["used"]), int(row["limit"]), State(row["state"])
    is_late = state in OVERDUE
    after = _OTHER_SIDE[state]
    is_open = state in (State.OPEN, State.OPEN_LATE)
    column = "accepted_on" if is_open else "issued_on"
    return {
        "place": job.tables["projects"].raw.place(column, int(row["position"])),
        "name": f"{row['district']} {row['project']} 第 {row['round']} 轮",
        "item": "用时（工作日）：时限",
        "value": used,
        "threshold": limit,
        "distance": float(used - limit),
        "side": "超过" if is_late else "不超过",
        "before": f"{state} {used - limit} 个" if is_late else str(state),
        "after": str(after) if is_late else f"{after} 1 个",
        "others": _share_moved(sums, state, after, known),
        "clause": job.policy.clause_words("四(三)"),
        "note": "没有金额；另一侧是用完时限" if is_late else "没有金额；另一侧是用时多一个工作日",
    }


def _share_moved(sums: Row, before: State, after: State, known: ReviewFacts) -> str:
    """Say what becomes of the district's share on time."""
    is_with = known.open_late is OpenLate.WITH_OVERDUE
    on_time, base = int(sums["on_time"]), int(sums["base"])
    more = (after is State.ON_TIME) - (before is State.ON_TIME)
    wider = is_with * ((after is State.OPEN_LATE) - (before is State.OPEN_LATE))
    texts = [
        share_text(*side) or "没有" for side in ((on_time, base), (on_time + more, base + wider))
    ]
    return "" if texts[0] == texts[1] else f"{sums['district']}按时率 {texts[0]} → {texts[1]}"
