"""The publicity of the list: its last working day, the earliest day to submit it (十七)."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

import numpy as np
import numpy.typing as npt

from qdcalc.award.words import PublicityStart

if TYPE_CHECKING:
    from qdcalc.exact.workdays import Days, Workdays

DAY = np.timedelta64(1, "D")


def publicity_end(
    first: npt.ArrayLike, workdays: int, start: PublicityStart, calendar: Workdays
) -> Days:
    """Return the last day of the publicity: the n-th working day (十七).

    Parameters
    ----------
    first : datetime64 or array of it
        公示起始日.
    workdays : int
        公示的工作日数 [working days].
    start : PublicityStart
        Whether counting starts the day after, or on the first day if it is worked.
    calendar : Workdays

    Returns
    -------
    array of datetime64[D]
        A day of a year that the calendar may not know: ask ``calendar.unknown``.
    """
    match start:
        case PublicityStart.NEXT_DAY:
            return calendar.after(first, workdays)
        case PublicityStart.SAME_DAY:
            return calendar.from_(first, workdays)
        case other:
            assert_never(other)


def submitted_from(last: Days) -> Days:
    """Return the earliest day to submit the list to the government: the day after (十七、十八)."""
    return last + DAY
