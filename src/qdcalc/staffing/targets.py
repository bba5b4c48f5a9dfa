"""The dated targets of 二: done, overdue or open, days, and what is missing."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from qdcalc.exact.dtypes import Bools, Texts
from qdcalc.record import record
from qdcalc.staffing.words import TaskState

Dates = npt.NDArray[np.datetime64]
Fractions = Texts


@record
class TaskStates:
    """The state of each task, days to (or, negative, past) its due date, what is missing."""

    state: npt.NDArray[np.str_]
    days: pd.Series[int]
    missing: Fractions


def task_states(
    due: Dates,
    done_on: Dates,
    target: Fractions,
    actual: Fractions,
    is_at_most: Bools,
    report_date: np.datetime64,
) -> TaskStates:
    """Say of each dated task whether it is done, overdue or still open (二).

    Parameters
    ----------
    due, done_on : array of datetime64
        Due date; date of completion, NaT where there is none.
    target, actual : array of Fraction
        Target and actual value, None where there is none: then no target is met, one of 0 neither.
    is_at_most : array of bool
        The target is an upper limit (不高于).
    report_date : datetime64
        The date as of which is asked; up to and on the due date a task is open.
    """
    has_target = np.array(pd.notna(target), dtype=bool)
    missing = gap_to_target(target, actual, is_at_most)
    completed = ~np.isnat(done_on)
    is_known = np.array(pd.notna(actual), dtype=bool)
    met = np.where(
        has_target, is_known & (missing == 0), completed & (done_on <= report_date)
    ).astype(bool)
    late = completed & (done_on > due)
    state = np.select(
        [met & late, met, report_date > due],
        [TaskState.LATE, TaskState.DONE, TaskState.OVERDUE],
        TaskState.OPEN,
    )
    end = np.where(completed, done_on, report_date)
    days = pd.Series(due - end).dt.days.astype("Int64")
    return TaskStates(state, days, missing)


def gap_to_target(target: Fractions, actual: Fractions, is_at_most: Bools) -> Fractions:
    """Return what is missing to the target, never negative, exact; the whole without an actual."""
    missing: Fractions = np.full(target.shape, None, dtype=object)
    has_target, has_actual = np.array(pd.notna(target)), np.array(pd.notna(actual))
    whole, both = has_target & ~has_actual, has_target & has_actual
    missing[whole] = target[whole]
    difference: Any = target[both] - actual[both]
    difference = np.where(is_at_most[both], -difference, difference)
    missing[both] = np.maximum(difference, 0)
    return missing
