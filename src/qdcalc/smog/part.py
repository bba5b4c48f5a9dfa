"""One half of the plan as it is calculated: the warnings (三), the measures (四(三)2)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from qdcalc.record import record

if TYPE_CHECKING:
    import pandas as pd

    from qdcalc.document.explanation import Explanation
    from qdcalc.notice.description import CheckRow, Job
    from qdcalc.result.headline import Panel, ToCheck

Tables = Mapping[str, "pd.DataFrame"]
Note = tuple[str, str, str, str]  # a row of 口径与依据


@record
class Said:
    """What a half says first: its share of the headline.

    ``title`` is what the title says of it, a few words (``2018年12月`` of the AQI).
    """

    title: str = ""
    sentences: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    panels: tuple[Panel, ...] = ()
    to_check: tuple[ToCheck, ...] = ()


@record
class Part:
    """What a half found.

    Parameters
    ----------
    is_given : bool
        Whether the workbook has its input. A half without input gives empty tables, no checks.
    tables : mapping of str to function
        Its output tables by English name, each made when it is asked for.
    checks, said, explain : function
        Of the finished tables; functions of a module or ``functools.partial`` of one, since they
        are pickled with the result.
    notes : sequence of tuple
        Rows of 口径与依据.
    """

    is_given: bool
    tables: Mapping[str, Callable[[], pd.DataFrame]]
    checks: Callable[[Tables], Iterable[CheckRow]]
    said: Callable[[Tables], Said]
    explain: Callable[[Tables, Mapping[str, str]], Explanation]
    notes: Sequence[Note] = ()


def policy_month(job: Job) -> int:
    """Return the month whose figures are in force (十(二)): that of the last AQI, else the newest.

    Both halves take their figures at it.
    """
    import pandas as pd

    data = job.tables.get("aqi")
    if data is None or "ended_at" not in data.present:
        return job.policy.month_of(None)
    last = data.frame["ended_at"].max()
    return job.policy.month_of(None if pd.isna(last) else last.date())
