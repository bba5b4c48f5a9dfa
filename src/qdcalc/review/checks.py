"""The rows of 校验 of the drawing review: the written tables, the input and the rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from qdcalc.exact.dtypes import Bools
from qdcalc.notice.checking import none_wrong, unlike
from qdcalc.notice.description import CheckRow
from qdcalc.review import live_checks as live
from qdcalc.review.facts import DUE_SOON, ReviewFacts
from qdcalc.review.words import ISSUED, OVERDUE, WHOLE, OpenLate, Pause, State
from qdcalc.table.live import held, rows_of, wrong_rows, zero

Tables = Mapping[str, pd.DataFrame]
_wrong = partial(wrong_rows, "reviews")
_KEY = ["project", "round"]
_SUMS = {
    "on_time": State.ON_TIME,
    "late": State.LATE,
    "open": State.OPEN,
    "open_late": State.OPEN_LATE,
    "not_applicable": State.NOT_APPLICABLE,
}


def checks(known: ReviewFacts, tables: Tables) -> Iterator[CheckRow]:
    """Hold the written tables against each other, the input and the rule (四(三))."""
    reviews = tables["reviews"]
    yield CheckRow(
        "项目表头下的非空行数 = 时限核算行数 + 重复不计 + 合计等不计的行数",
        known.rows[0], len(reviews) + known.rows[1], is_hundredths=False,
        live=held(zero, rows_of("reviews", known.rows[1])),
    )  # fmt: skip
    for table, name, said in (("districts", "district", "区市"), ("bodies", "body", "机构")):
        yield from _sum_checks(reviews, tables[table], table, name, said, known)
    yield from _clock_checks(known, reviews, tables["calendar"])
    yield from _list_checks(reviews, tables)
    yield from _calendar_checks(known, tables["calendar"])


def _sum_checks(
    reviews: pd.DataFrame, sums: pd.DataFrame, table: str, name: str, said: str, known: ReviewFacts
) -> Iterator[CheckRow]:
    """Count the projects again; each row's states are what was accepted; shares and ranks."""
    own, whole = sums[sums[name] != WHOLE], sums[sums[name] == WHOLE]
    counts = list(_SUMS)
    wrong = sums["accepted"] != sums[counts].sum(axis=1)
    counted = wrong_rows(table, live.states_add_up)
    yield none_wrong(f"{said}汇总受理数不等于五种状态之和的行数", wrong, counted)
    total = live.of_accepted(table, name)
    for what, part in (("各行合计", own), ("合计行", whole)):
        left, right = int(part["accepted"].sum()), len(reviews)
        yield CheckRow(f"{said}汇总{what}受理数 = 时限核算行数", left, right, False,
                       held(total[what], rows_of("reviews")))  # fmt: skip
    again = _summed(reviews, name)
    columns = ["accepted", *counts, "used_total", "overdue_total", "longest_used"]
    counted = wrong_rows(table, partial(live.sums, name), beside="reviews")
    yield none_wrong(
        f"与时限核算不符的{said}汇总行数", unlike(sums, again, [name], columns), counted
    )
    yield from _rate_checks(sums, table, said, known)


def _summed(reviews: pd.DataFrame, name: str) -> pd.DataFrame:
    """Count the written projects again, state by state."""
    states = {n: reviews["state"] == state for n, state in _SUMS.items()}
    used = reviews["used"].where(states["on_time"] | states["late"])
    flat = pd.DataFrame(
        {name: reviews[name].astype(object), "accepted": 1, **states, "used_total": used,
         "overdue_total": reviews["overdue_workdays"], "longest_used": used}
    )  # fmt: skip
    both = pd.concat([flat, flat.assign(**{name: WHOLE})])
    groups = both.groupby(name)
    sums = groups[["accepted", *_SUMS, "used_total", "overdue_total"]].sum().astype("int64")
    return sums.assign(longest_used=groups["longest_used"].max()).reset_index()


def _rate_checks(
    sums: pd.DataFrame, table: str, said: str, known: ReviewFacts
) -> Iterator[CheckRow]:
    issued = sums["on_time"] + sums["late"]
    is_with = known.open_late is OpenLate.WITH_OVERDUE
    base = issued + (sums["open_late"] if is_with else 0)
    share = sums["on_time_share"]
    off = (share * base - sums["on_time"]).abs() > 1e-9
    wrong = off | (share.isna() != (base == 0))
    counted = wrong_rows(table, live.shares)
    yield none_wrong(f"{said}汇总按时率与按时、逾期数不符的行数", wrong, counted)
    # the mean times the count is within half a hundredth a project of the sum, never above by half
    rest = (sums["mean_used_x100"] * issued - 100 * sums["used_total"]) * 2
    off = ((rest > issued) | (rest <= -issued)).fillna(False)
    wrong = off | (sums["mean_used_x100"].isna() != (issued == 0))
    counted = wrong_rows(table, live.means)
    yield none_wrong(f"{said}汇总平均用时与用时合计、个数不符的行数", wrong, counted)
    yield none_wrong(f"{said}汇总排名与按时率、平均用时不符的行数", _wrong_ranks(sums, base))


def _wrong_ranks(sums: pd.DataFrame, base: pd.Series[int]) -> Bools:
    """Say whose rank is not 1 + how many stand before: a larger share, else a smaller mean.

    Quotients of the same fraction are the same float64, others differ, so the order is exact.
    """
    part = sums.iloc[:-1]
    issued = part["on_time"] + part["late"]
    mean = (part["used_total"] / issued.where(issued > 0)).fillna(np.inf)
    share = part["on_time"] / base.iloc[:-1].where(base.iloc[:-1] > 0)
    order = pd.MultiIndex.from_arrays([-share.fillna(-1), mean])
    place = pd.Series(pd.factorize(order, sort=True)[0], index=part.index)
    expected = place.where(share.notna()).rank(method="min").reindex(sums.index)
    given = sums["rank"].astype("Float64").to_numpy(dtype=np.float64, na_value=np.nan)
    same = (given == expected) | (np.isnan(given) & expected.isna())
    return np.asarray(~same.to_numpy(dtype=bool))


def _clock_checks(
    known: ReviewFacts, reviews: pd.DataFrame, calendar: pd.DataFrame
) -> Iterator[CheckRow]:
    """Count by the written calendar; hold the states against use and limit (四(三))."""
    limit, used, over = (reviews[n] for n in ("limit", "used", "overdue_workdays"))
    applies = reviews["applies"] == "是"
    expected = (used - limit).clip(lower=0)
    yield none_wrong("逾期天数不等于用时减时限的行数", _other(over, expected), _wrong(live.overdue))
    late = over.fillna(0) > 0
    sums = (int(over.sum()), int((used - limit)[late].sum()))
    yield CheckRow("逾期天数合计 = 逾期项目的用时合计 − 时限合计", *sums, False,
                   held(live.overdue_total, live.excess))  # fmt: skip
    is_issued, is_late = reviews["issued_on"].notna(), (over > 0).fillna(False)
    state = np.select(
        [~applies, is_issued & is_late, is_issued, is_late],
        [State.NOT_APPLICABLE, State.LATE, State.ON_TIME, State.OPEN_LATE],
        State.OPEN,
    )
    wrong = reviews["state"].to_numpy() != state
    yield none_wrong("状态与用时、时限、合格书日期不符的行数", wrong, _wrong(live.states))
    left = (limit - used).where(state == State.OPEN)
    yield none_wrong(
        "剩余天数不等于时限减用时的行数", _other(reviews["remaining_workdays"], left),
        _wrong(live.remaining),
    )  # fmt: skip
    both = used + reviews["deducted"]
    yield none_wrong(
        "用时与扣除天数之和不等于总天数的行数", _other(reviews["total"], both), _wrong(live.totals)
    )
    blank = reviews[["used", "deducted", "overdue_workdays"]].isna().all(axis=1)
    wrong = (blank != ~applies) | (reviews["deadline"].notna() & ~applies)
    yield none_wrong("不适用的项目有时限数字，或适用的没有的行数", wrong, _wrong(live.blanks))
    yield none_wrong("总天数与采用的日历不符的行数", _off_total(known, reviews[applies], calendar))
    yield none_wrong("截止日期与用时、时限不符的行数", _off_deadline(known, reviews[applies]))


def _off_total(known: ReviewFacts, rows: pd.DataFrame, calendar: pd.DataFrame) -> Bools:
    """Say where the written calendar has another count from the acceptance to the end."""
    count = calendar.drop_duplicates("day").set_index("day")["count"]
    begun = rows["accepted_on"]
    if known.first_day == "same-day":
        begun = begun - pd.Timedelta(days=1)
    counted = count.reindex(rows["ended_on"]).to_numpy() - count.reindex(begun).to_numpy()
    return np.asarray(counted != rows["total"].to_numpy(dtype=np.float64), dtype=bool)


def _off_deadline(known: ReviewFacts, rows: pd.DataFrame) -> Bools:
    """Say where a deadline is no working day, or lies on another side than the use says.

    On time is to end before another working day begins; without a deadline the clock stands still.
    """
    due, ended = (rows[n].to_numpy(dtype="datetime64[D]") for n in ("deadline", "ended_on"))
    is_due = ~np.isnat(due)
    opinion, resumed = rows["opinion_on"].notna(), rows["resumed_on"].notna()
    paused = (opinion & ~resumed & rows["issued_on"].isna()).to_numpy()
    wrong = is_due == (paused & (known.pause is not Pause.IGNORE))
    within = (rows["used"] <= rows["limit"]).to_numpy(dtype=bool)
    wrong[is_due] |= ~known.calendar.is_workday(due[is_due])
    more = known.calendar.between(due[is_due], ended[is_due]) > 0
    wrong[is_due] |= more == within[is_due]
    return np.asarray(wrong, dtype=bool)


def _list_checks(reviews: pd.DataFrame, tables: Tables) -> Iterator[CheckRow]:
    """Hold the lists to name the overdue projects and those due soon, each once."""
    late = reviews[reviews["state"].isin(list(map(str, OVERDUE)))]
    few = (reviews["remaining_workdays"] <= DUE_SOON).fillna(False).astype(bool)
    for said, table, due, columns, counted in (
        ("逾期清单", "overdue", late, ["used", "overdue_workdays", "state"], live.late_count),
        ("临期清单", "due_soon", reviews[few], ["used", "remaining_workdays"], live.soon_count),
    ):
        listed = tables[table]
        yield CheckRow(f"{said}行数 = 时限核算里的项目数", len(listed), len(due), False,
                       held(rows_of(table), counted))  # fmt: skip
        wrong = unlike(listed.sort_values(_KEY), due.sort_values(_KEY), _KEY, columns)
        yield none_wrong(f"{said}与时限核算不符的行数", wrong)
    days = tables["overdue"]["overdue_workdays"].to_numpy(dtype=np.int64)
    yield none_wrong("逾期清单没有按逾期天数从多到少的行数", np.diff(days) > 0)
    issued = reviews["state"].isin(list(map(str, ISSUED)))
    yield none_wrong("合格书日期与状态不符的行数",
                     issued & reviews["issued_on"].isna())  # fmt: skip


def _calendar_checks(known: ReviewFacts, calendar: pd.DataFrame) -> Iterator[CheckRow]:
    """Hold the written calendar to be the one that was used, and to count itself."""
    worked = calendar["kind"] == "工作日"
    day = calendar["day"].to_numpy(dtype="datetime64[D]")
    is_known = (calendar["kind"] != "没有日历").to_numpy()
    wrong = is_known & (known.calendar.is_workday(day) != worked.to_numpy())
    yield none_wrong("采用的日历与工作日历不符的天数", wrong)
    counted = worked.cumsum().to_numpy() != calendar["count"].to_numpy()
    yield none_wrong("累计工作日与各天类型不符的天数", counted)


def _other(given: pd.Series[Any], expected: pd.Series[Any]) -> Bools:
    """Say where whole numbers differ; both missing is alike."""
    same = (given == expected).fillna(False) | (given.isna() & expected.isna())
    return ~same.to_numpy(dtype=bool)
