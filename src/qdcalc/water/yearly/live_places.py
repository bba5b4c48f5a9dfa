"""Where the rows of a cycle stand that the settlement refers to by formula (clause 十)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from qdcalc.exact.dtypes import Ints, Texts
from qdcalc.exact.months import each, of_text, of_texts, span_start, span_text
from qdcalc.notice.policy import load
from qdcalc.record import record
from qdcalc.water.monthly.live_spans import Keys

if TYPE_CHECKING:
    from qdcalc.table.live import Place, Sheets


@record
class Run:
    """The rows of 断面核算 of neighbouring months in which a section has one base."""

    section_id: str
    verdict: str
    coefficient: str
    month_base: str


def base_runs(sheets: Sheets, years: pd.DataFrame) -> list[list[Run]]:
    """Return the runs of each section-year: one where its base stays the same.

    Parameters
    ----------
    sheets : Sheets
    years : DataFrame
        With ``cycle`` and ``section_id``.
    """
    place = sheets.of("section_months")
    every = of_texts(place.frame["month"])
    rows = np.flatnonzero(place.frame["section_id"].isin(years["section_id"]).to_numpy(dtype=bool))
    frame, months = place.frame.iloc[rows], every[rows].tolist()
    figures = (("annual_base_yuan", frame["control_level"].tolist()),
               ("months_per_year", [""] * len(frame)))  # fmt: skip
    base, spread = (sheets.figures(name, parts, months).tolist() for name, parts in figures)
    first, end = (np.searchsorted(every, every[rows], side).tolist() for side in ("left", "right"))
    keys = zip(cycles_of_months(frame["month"]).tolist(), frame["section_id"].tolist(), strict=True)
    spans: dict[tuple[str, str], list[tuple[str, int, int]]] = {}
    for row, key in enumerate(keys):
        own, begins = spans.setdefault(key, []), first[row]
        month_base = f"{base[row]}/{spread[row]}"
        if own and own[-1][0] == month_base:
            begins = own.pop()[1]
        own.append((month_base, begins, end[row] - 1))
    wanted = zip(years["cycle"].tolist(), years["section_id"].tolist(), strict=True)
    return [[_run(place, *span) for span in spans.get(key, [])] for key in wanted]


def _run(place: Place, month_base: str, first: int, last: int) -> Run:
    section_id, verdict, coefficient = (
        absolute(place, name, first, last) for name in ("section_id", "verdict", "coefficient")
    )
    return Run(section_id, verdict, coefficient, month_base)


def absolute(place: Place, column: str, first: int, last: int) -> str:
    """Return a range that stays where it is when the formula is copied."""
    return f"{place.cell(column, first)}:{place.cell(column, last).rpartition('!')[2]}"


def cycles_of_months(months: pd.Series[str]) -> Texts:
    """Return the cycle of each month: 2018-2019 of 2018-10."""
    first = int(load("qdcalc.water").lists["cycle"]["first_month"])
    return each(span_text, span_start(of_texts(months), first))


def last_month(cycle: str) -> int:
    """Return the last month of a cycle: yearly figures are those in force then."""
    first = int(load("qdcalc.water").lists["cycle"]["first_month"])
    return of_text(f"{cycle[5:]}-{first:02d}") - 1


def last_months(cycles: pd.Series[str]) -> list[int]:
    """Return the last month of each cycle."""
    return [last_month(text) for text in cycles.tolist()]


def last_rows(used: pd.DataFrame, cycles: pd.Series[str], ids: pd.Series[str]) -> Ints:
    """Return the row of 采用断面 that decides each section's year: the last that holds in it."""
    own = ids.to_numpy(dtype=object)
    if used["section_id"].is_unique:
        return np.asarray(pd.Index(used["section_id"]).get_indexer(pd.Index(own)), dtype=np.int64)
    first = int(load("qdcalc.water").lists["cycle"]["first_month"])
    start = (cycles.str[:4] + f"-{first:02d}").to_numpy(dtype=object)
    end = (cycles.str[5:] + f"-{first:02d}").to_numpy(dtype=object)  # the month after the last
    since, until = (used[name].fillna("").tolist() for name in ("since", "until"))
    rows = np.zeros(len(own), dtype=np.int64)
    for row in np.argsort(np.array(since, dtype=object), kind="stable").tolist():
        here = (own == used["section_id"].iloc[row]) & (end > since[row])
        rows[here & (start <= (until[row] or "9999-12"))] = row
    return rows


def _cycles_of(place: Place) -> Texts:
    """Return the cycle of each row, of its month where it has none."""
    if "cycle" in place.frame:
        return place.frame["cycle"].to_numpy(dtype=object)
    return cycles_of_months(place.frame["month"])


CYCLES = Keys("cycle", _cycles_of)
