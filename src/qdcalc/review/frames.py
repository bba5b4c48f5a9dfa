"""The output tables of the drawing review as frames."""

from __future__ import annotations

import numpy as np
import pandas as pd

from qdcalc.exact.workdays import public_calendar, years_of
from qdcalc.notice.description import Job
from qdcalc.review.facts import DUE_SOON, ReviewFacts
from qdcalc.review.scope import Scope
from qdcalc.review.sentences import explanations
from qdcalc.review.words import CITY_LEVEL, ISSUED, OVERDUE, State

_TEXTS = ("project", "district", "body", "work_kind", "office")
_DAYS = ("accepted_on", "deadline", "issued_on", "opinion_on", "resumed_on", "ended_on")
_WEEKDAYS = np.array(list("一二三四五六日"), dtype=object)
_MARGIN = 366  # days behind the last one, for a workbook whose dates are changed
WORKED, OFF, UNKNOWN = "工作日", "休息日", "没有日历"


def review_frame(job: Job, assessed: pd.DataFrame, known: ReviewFacts) -> pd.DataFrame:
    """Return the table 时限核算."""
    columns = {
        **{name: assessed[name].astype("str") for name in _TEXTS},
        **{name: pd.to_datetime(assessed[name]).astype("datetime64[s]") for name in _DAYS},
        **{name: assessed[name] for name in ("round", "used", "deducted", "total", "limit")},
        **{name: assessed[name] for name in ("overdue_workdays", "remaining_workdays")},
        "state": assessed["state"].astype("str"),
        "issued_used": _issued_used(assessed),
        "is_resubmitted": _yes(assessed["is_resubmitted"]),
        "applies": _yes(assessed["scope"] == Scope.APPLIES),
        "explanation": explanations(assessed, known),
        "clause": clauses(job, assessed),
    }
    order = [
        "project", "round", "district", "body", "accepted_on", "deadline", "issued_on", "used",
        "deducted", "state", "overdue_workdays", "remaining_workdays", "explanation", "clause",
        "work_kind", "office", "is_resubmitted", "applies", "limit", "opinion_on", "resumed_on",
        "ended_on", "issued_used", "total",
    ]  # fmt: skip
    return pd.DataFrame(columns)[order]


def _issued_used(assessed: pd.DataFrame) -> pd.Series[int]:
    is_issued = assessed["state"].isin(list(map(str, ISSUED)))
    return assessed["used"].where(is_issued, 0).astype("int64")


def _yes(flags: pd.Series[bool]) -> pd.Series[str]:
    return flags.map({True: "是", False: "否"}).astype("str")


def clauses(job: Job, assessed: pd.DataFrame) -> pd.Series[str]:
    """Return the clause that decides of each project."""
    is_city = (assessed["district"] == CITY_LEVEL) | (job.interpretations["start"] == "city")
    found = np.select(
        [
            assessed["scope"] == Scope.OUT_OF_SCOPE,
            assessed["scope"] == Scope.CARRIED_OVER,
            (assessed["scope"] == Scope.BEFORE_START) & is_city,
            assessed["scope"] == Scope.BEFORE_START,
        ],
        [job.policy.clause_words(text) for text in ("三", "五(三)", "五(二)", "五末段")],
        job.policy.clause_words("四(三)"),
    )
    return pd.Series(found, index=assessed.index, dtype="str")


def sum_frame(sums: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return the table 区市汇总 or 机构汇总."""
    order = [
        name, "accepted", "not_applicable", "on_time", "late", "open", "open_late",
        "on_time_share", "mean_used_x100", "longest_used", "rank", "used_total",
        "overdue_total",
    ]  # fmt: skip
    return sums.assign(**{name: sums[name].astype("str")})[order]


def overdue_frame(reviews: pd.DataFrame) -> pd.DataFrame:
    """Return the table 逾期清单: most days first, then the one accepted first."""
    rows = reviews[reviews["state"].isin(list(map(str, OVERDUE)))]
    rows = rows.assign(days=-rows["overdue_workdays"].astype(np.int64))
    rows = rows.sort_values(["days", "accepted_on"], kind="stable")
    order = [
        "project", "round", "district", "body", "accepted_on", "deadline", "issued_on", "used",
        "overdue_workdays", "state",
    ]  # fmt: skip
    return _listed(rows, order)


def due_soon_frame(reviews: pd.DataFrame) -> pd.DataFrame:
    """Return the table 临期清单: open, few working days left, the fewest first."""
    few = (reviews["remaining_workdays"] <= DUE_SOON).fillna(False).astype(bool)
    rows = reviews[few & (reviews["state"] == State.OPEN)]
    rows = rows.sort_values(["remaining_workdays", "accepted_on"], kind="stable")
    order = [
        "project", "round", "district", "body", "accepted_on", "deadline", "used",
        "remaining_workdays", "opinion_on",
    ]  # fmt: skip
    return _listed(rows, order)


def _listed(rows: pd.DataFrame, order: list[str]) -> pd.DataFrame:
    texts = {name: rows[name].astype("str") for name in (*_TEXTS, "state") if name in order}
    days = {n: pd.to_datetime(rows[n]).astype("datetime64[s]") for n in _DAYS if n in order}
    return rows.assign(**texts, **days)[order].reset_index(drop=True)


def calendar_frame(assessed: pd.DataFrame, known: ReviewFacts) -> pd.DataFrame:
    """Return the table 采用的日历: every day that was counted over, with the count so far."""
    first, last = known.date, known.date
    applies = assessed[assessed["scope"] == Scope.APPLIES]
    if len(applies):
        first = applies["accepted_on"].min().to_datetime64().astype("datetime64[D]")
        latest = applies["deadline"].max()
        last = known.date if pd.isna(latest) else max(known.date, np.datetime64(latest, "D"))
    day = np.arange(first - np.timedelta64(1, "D"), last + np.timedelta64(_MARGIN, "D"))
    is_known = np.isin(years_of(day), list(known.calendar.years))
    is_worked = known.calendar.is_workday(day) & is_known
    kind = np.where(is_known, np.where(is_worked, WORKED, OFF), UNKNOWN)
    number = (day.astype(np.int64) + 3) % 7
    public = public_calendar()
    is_public = np.isin(years_of(day), list(public.years))
    is_alike = is_public & (public.is_workday(day) == is_worked)
    differs = is_known & (is_worked != (number < 5))
    origin = np.where(differs, np.where(is_alike, "国务院办公厅的安排", "工作日历"), "")
    origin = np.where(is_known & is_public & ~is_alike, "工作日历", origin)
    return pd.DataFrame(
        {
            "day": day.astype("datetime64[s]"),
            "weekday": pd.Series("星期", index=range(len(day))) + _WEEKDAYS[number],
            "kind": pd.Series(kind, dtype="str"),
            "origin": pd.Series(origin, dtype="str"),
            "count": np.cumsum(is_worked).astype(np.int64),
        }
    ).astype({"weekday": "str"})
