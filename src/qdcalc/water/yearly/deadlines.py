"""By when each quarter's result and the settlement are to be notified (clause 十)."""

from __future__ import annotations

import numpy as np

from qdcalc.exact.months import quarter_name, quarter_of
from qdcalc.notice.description import Job
from qdcalc.notice.policy import Policy
from qdcalc.water.inputs.cycles import LENGTH

_QUARTER = 3


def report_date(job: Job) -> np.datetime64:
    """Return 统计日期, NaT where none is given: it is never today."""
    date = job.settings.get("report_date")
    return np.datetime64("NaT", "D") if date is None else np.datetime64(date, "D")


def due_months(start: int, policy: Policy) -> list[tuple[str, int]]:
    """Return what is to be done of a cycle and the month by whose end.

    A quarter is notified within the first month after it, the year is settled within the fourth
    quarter of the year in which the cycle ends.
    """
    notice, settling = (policy.figure(f"{n}_months") for n in ("quarter_notice", "settlement"))
    last = start + LENGTH - 1
    due = [
        (f"{quarter_name(quarter_of(m))}书面通报", m + notice.at(m))
        for m in range(start + _QUARTER - 1, start + LENGTH, _QUARTER)
    ]
    return [*due, ("年终结算（上解、下达）", last + settling.at(last))]
