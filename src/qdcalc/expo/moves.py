"""Applications near a threshold of their clause: which cell would go where (一, 二, 三, 末段)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd

from qdcalc.exact.blanks import whole
from qdcalc.exact.dtypes import Ints
from qdcalc.exact.money import FEN_PER_YUAN
from qdcalc.expo.cases import columns_of
from qdcalc.expo.editions import HUNDRED, largest_area
from qdcalc.expo.figures import figures_at, months_of
from qdcalc.expo.firms import FIGURES as FIRM_FIGURES
from qdcalc.expo.shows import FIGURES as SHOW_FIGURES
from qdcalc.expo.venues import FIGURES as VENUE_FIGURES
from qdcalc.expo.words import Clause, FirstConsumer, Item, ShowKind
from qdcalc.notice.description import Job
from qdcalc.notice.thresholds import is_near
from qdcalc.record import record

DAYS = 30  # within which a date is near
SHOWS_NEAR = 1  # within which a count of shows is near


@record
class Move:
    """A cell near a threshold, and what it would hold on the other side.

    ``value``, ``threshold`` and ``distance`` are as people see them. A step is no decision where
    the amount stays (``is_step``).
    """

    table: str
    position: int
    column: str
    other: Any
    item: str
    value: Any
    threshold: Any
    distance: Any
    is_reached: bool
    clause: str
    note: str = ""
    is_step: bool = False


def moves(job: Job, within: Fraction) -> Iterator[Move]:
    """Yield every cell of the applications that is near a threshold."""
    for name, found in (("shows", _shows), ("firms", _firms), ("venues", _venues)):
        data = job.tables.get(name)
        if data is not None and len(data.frame):
            yield from found(columns_of(data), job, within)
    for name, column in (("shows", "end"), ("certificates", "held_on")):
        data = job.tables.get(name)
        if data is not None and len(data.frame):
            yield from _dates(name, column, columns_of(data), job)


# ------------------------------------------------------------------------------ shows, firms


def _steps(
    value: Ints, first: Ints, step: Ints, among: Ints, *, unit: int, within: Fraction
) -> Iterator[tuple[int, int, bool]]:
    """Yield row, threshold and whether it is reached, for the steps next to values.

    Steps stand at ``first`` and every ``step`` above it, in hundredths; ``among`` are the rows.
    """
    reached = (value - first) // step
    for offset, is_reached in ((0, True), (1, False)):
        count = np.maximum(reached + offset, 0)
        threshold = first + count * step
        here = (value >= threshold) if is_reached else (value < threshold)
        seen = [numbers.astype(np.float64) / unit for numbers in (value, threshold)]
        near = is_near(seen[0], seen[1], within) & here & (threshold > 0)
        for row in among[near[among]].tolist():
            yield row, int(threshold[row]), is_reached


def _shows(frame: pd.DataFrame, job: Job, within: Fraction) -> Iterator[Move]:
    figures = figures_at(job.policy, months_of(frame["end"], None), SHOW_FIGURES)
    area = whole(frame["area_x100"])
    is_trade = (frame["kind"] == ShowKind.TRADE).to_numpy(dtype=bool)
    first = FirstConsumer(job.interpretations["first_consumer"])
    largest = largest_area(frame, figures["consumer_threshold_m2"], first)
    known = np.flatnonzero(~is_trade & largest.is_known)
    kinds = (
        ("trade", np.flatnonzero(is_trade), _hundredths(figures["trade_threshold_m2"]), ""),
        ("consumer", known, largest.area_x100, "按历史最大面积加整档"),
    )
    both = (figures[f"{kind}_threshold_m2"] for kind in ("trade", "consumer"))
    tiers = _hundredths(np.where(is_trade, *both))
    every = np.arange(len(frame))
    near = is_near(area / HUNDRED, tiers / HUNDRED, within)
    for row in every[near].tolist():
        yield _area(row, int(area[row]), int(tiers[row]), "展览面积（m²）：起补面积")
    for kind, rows, start, note in kinds:
        step = _hundredths(figures[f"{kind}_step_m2"])
        found = _steps(area, start + step, step, rows, unit=HUNDRED, within=within)
        for row, threshold, _ in found:
            if threshold != tiers[row]:
                yield _area(row, int(area[row]), threshold, "展览面积（m²）：加档面积", note, True)


def _area(
    row: int, area: int, threshold: int, item: str, note: str = "", is_step: bool = False
) -> Move:
    reached = area >= threshold
    other = threshold - 1 if reached else threshold
    value, limit, distance = (_shown(v, HUNDRED) for v in (area, threshold, area - threshold))
    return Move("shows", row, "area_x100", other, item, value, limit, distance, reached,
                Clause.SHOW, note, is_step)  # fmt: skip


def _hundredths(square_metres: Any) -> Ints:
    return np.asarray(square_metres, dtype=np.int64) * HUNDRED


def _shown(value: int, unit: int) -> int | float:
    """Return hundredths as people see them."""
    whole_part, rest = divmod(value, unit)
    return whole_part if not rest else value / unit


def _firms(frame: pd.DataFrame, job: Job, within: Fraction) -> Iterator[Move]:
    figures = figures_at(job.policy, months_of(None, frame["year"]), FIRM_FIGURES)
    item = frame["item"].to_numpy(dtype=object)
    revenue, before = whole(frame["revenue_fen"]), whole(frame["previous_revenue_fen"])
    contribution = whole(frame["contribution_fen"])
    known = np.asarray(figures["known_revenue_yuan"], dtype=np.int64) * FEN_PER_YUAN
    step = np.asarray(figures["growth_step_yuan"], dtype=np.int64) * FEN_PER_YUAN
    asked = (
        (Item.KNOWN_BODY, revenue, known, "revenue_fen", "营业收入（元）：落户奖励要求"),
        (Item.NEW_FIRM, contribution, _cap_binds(figures), "contribution_fen",
         "上年度地方财力贡献（元）：补助封顶"),
    )  # fmt: skip
    for own, value, threshold, column, said in asked:
        near = is_near(value / FEN_PER_YUAN, threshold / FEN_PER_YUAN, within)
        for row in np.flatnonzero(near & (item == own)).tolist():
            clause = Clause.NEW_FIRM if own == Item.NEW_FIRM else Clause.KNOWN_BODY
            yield _money(row, column, int(value[row]), int(threshold[row]), said, clause)
    rows = np.flatnonzero((item == Item.GROWTH) & frame["previous_revenue_fen"].notna())
    said = "营业收入（元）：比上年度增长的整档"
    found = _steps(revenue, before + step, step, rows, unit=FEN_PER_YUAN, within=within)
    for row, limit, _ in found:
        now = int(revenue[row])
        yield _money(row, "revenue_fen", now, limit, said, Clause.GROWTH, is_step=True)


def _cap_binds(figures: dict[str, Any]) -> Ints:
    """Return the contribution at which the share of it reaches the cap [fen]."""
    cap = np.asarray(figures["new_firm_cap_yuan"], dtype=object)
    rates = np.asarray(figures["new_firm_rate"], dtype=object)
    binds = [
        -(-int(c) * FEN_PER_YUAN // Fraction(Decimal(str(r)))) if r else 0
        for c, r in zip(cap.tolist(), rates.tolist(), strict=True)
    ]
    return np.array(binds, dtype=np.int64)


def _money(
    row: int,
    column: str,
    value: int,
    threshold: int,
    item: str,
    clause: str,
    *,
    is_step: bool = False,
) -> Move:
    reached = value >= threshold
    seen, limit, distance = (_shown(v, FEN_PER_YUAN) for v in (value, threshold, value - threshold))
    other = threshold - 1 if reached else threshold
    return Move("firms", row, column, other, item, seen, limit, distance, reached, clause,
                is_step=is_step)  # fmt: skip


# ---------------------------------------------------------------------------- venues, dates


def _venues(frame: pd.DataFrame, job: Job, within: Fraction) -> Iterator[Move]:
    """Yield the years one show from the first year's threshold (一(三))."""
    figures = figures_at(job.policy, months_of(None, frame["year"]), VENUE_FIGURES)
    both = {name: whole(frame[name]) for name in ("shows_30k", "shows_100k")}
    for column, figure, said in (
        ("shows_30k", "venue_mid_shows", "三万平展会数：首年要求"),
        ("shows_100k", "venue_big_shows", "十万平展会数：首年要求"),
    ):
        count, least = both[column], np.asarray(figures[figure], dtype=np.int64)
        for row in np.flatnonzero((count == least) | (count == least - SHOWS_NEAR)).tolist():
            now, limit = int(count[row]), int(least[row])
            other = limit - SHOWS_NEAR if now >= limit else limit
            moved = {name: int(values[row]) for name, values in both.items()} | {column: other}
            if moved["shows_100k"] <= moved["shows_30k"]:
                yield Move("venues", row, column, other, said, now, limit, now - limit,
                           now >= limit, Clause.VENUE, "相差 1 个以内", is_step=True)  # fmt: skip


def _dates(name: str, column: str, frame: pd.DataFrame, job: Job) -> Iterator[Move]:
    """Yield the days near the first and last day of validity, and the day in force (末段)."""
    days = frame[column].astype("datetime64[s]")
    columns = np.full(len(frame), column, dtype=object)
    if name == "certificates":
        columns[days.isna().to_numpy()] = "certified_on"
        days = days.where(days.notna(), frame["certified_on"].astype("datetime64[s]"))
    months = months_of(days, None)
    spans, in_force = (job.policy.figure(f).of(months) for f in ("valid_days", "in_force"))
    for row, day in enumerate(days.dt.date.tolist()):
        first, last = spans[row]
        for limit, said in (
            (first, "有效期第一天"),
            (in_force[row], "施行日期（此前参照执行）"),
            (last + dt.timedelta(days=1), "有效期满"),
        ):
            distance = (day - limit).days
            if abs(distance) <= DAYS:
                reached = day >= limit
                other = limit - dt.timedelta(days=1) if reached else limit
                yield Move(name, row, str(columns[row]), pd.Timestamp(other), f"日期：{said}",
                           str(day), str(limit), f"{distance:+d} 天", reached, Clause.VALIDITY,
                           f"日期按 {DAYS} 天以内")  # fmt: skip
