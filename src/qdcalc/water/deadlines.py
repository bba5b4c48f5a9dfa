"""By when each quarter's result and the settlement are to be notified (clause 十)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from qdcalc.calculation import Job
from qdcalc.water.cycles import LENGTH, Cycles
from qdcalc.water.frames import frame_of
from qdcalc.water.year_outputs import DUES

_QUARTER = 3
_NAMES = "一二三四"


def report_date(job: Job) -> np.datetime64:
    """Return 统计日期, NaT where none is given: it is never today."""
    date = job.settings.get("report_date")
    return np.datetime64("NaT", "D") if date is None else np.datetime64(date, "D")


def deadlines(job: Job, cycles: Cycles) -> pd.DataFrame:
    """Return the table 办理期限: four quarters and the settlement of each cycle."""
    policy, parts = job.policy, []
    for start, text in zip(cycles.starts.tolist(), cycles.texts, strict=True):
        ends, last = range(start + _QUARTER - 1, start + LENGTH, _QUARTER), start + LENGTH - 1
        notice, settling = (policy.figure(f"{n}_months") for n in ("quarter_notice", "settlement"))
        months = [*(m + notice.at(m) for m in ends), last + settling.at(last)]
        items = [
            f"{1970 + m // LENGTH}年第{_NAMES[m % LENGTH // _QUARTER]}季度考核结果通报"
            for m in ends
        ]
        parts.append(
            {"item": [*items, f"{text} 年度考核结果通报和结算"], "month": months,
             "cycle": [text] * len(months)}
        )  # fmt: skip
    columns = {name: [v for part in parts for v in part[name]] for name in parts[0]}
    due = _last_days(np.array(columns["month"], dtype=np.int64))
    date = report_date(job)
    open_, past, unknown = DUES
    state = np.where(due < date, past, open_) if not np.isnat(date) else np.full(len(due), unknown)
    return frame_of(
        {
            "item": np.array(columns["item"], dtype=object),
            "due": due.astype(str).astype(object),
            "state": state.astype(object),
            "cycle": np.array(columns["cycle"], dtype=object),
        }
    )


def _last_days(months: npt.NDArray[np.int64]) -> npt.NDArray[np.datetime64]:
    """Return the last day of months since 1970-01."""
    after = (months + 1).astype("datetime64[M]").astype("datetime64[D]")
    return np.asarray(after - np.timedelta64(1, "D"))
