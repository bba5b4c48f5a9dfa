"""Subsidies of exhibition venues: the first year, then what each year adds (一(三))."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from qdcalc.exact.arrays import plain, unchecked
from qdcalc.exact.arrays import whole as whole_number
from qdcalc.exact.money import FEN_PER_YUAN, Fen, product
from qdcalc.expo.cases import (
    Figures,
    Ints,
    Texts,
    case,
    count_text,
    figures_at,
    filled,
    keys,
    months_of,
    where,
    whole,
    yuan_text,
)
from qdcalc.expo.notice import known_figures, notice_figures
from qdcalc.notice.description import Job

Bools = npt.NDArray[np.bool_]
_NEVER = 9999
_FIGURES = (
    "venue_mid_shows", "venue_big_shows", "venue_first_yuan", "venue_mid_yuan", "venue_big_yuan",
    "venue_cap_yuan", "venue_mid_m2", "venue_big_m2",
)  # fmt: skip


@plain(shows_30k=whole_number(0, 10_000), shows_100k=whole_number(0, 10_000), figures=known_figures)
def venue_qualifies(
    shows_30k: npt.ArrayLike, shows_100k: npt.ArrayLike, *, figures: Figures | None = None
) -> Bools:
    """Say which years reach the first year's threshold (一(三)): ≥5 shows, or ≥2 large ones.

    Parameters
    ----------
    shows_30k, shows_100k : int, array or Series of int
        Shows of ≥30,000 m², those of ≥100,000 m² included; shows of ≥100,000 m².
    figures : mapping, optional
        The notice's figures; ours if not given.
    """
    known = notice_figures(figures)
    enough = np.asarray(shows_30k) >= known["venue_mid_shows"]
    return np.asarray(enough | (np.asarray(shows_100k) >= known["venue_big_shows"]), dtype=bool)


@plain(
    more_mid=whole_number(-10_000, 10_000), more_big=whole_number(-10_000, 10_000),
    figures=known_figures,
)  # fmt: skip
def venue_increment_fen(
    more_mid: npt.ArrayLike, more_big: npt.ArrayLike, *, figures: Figures | None = None
) -> Fen:
    """Return a later year's subsidy by what each tier added, at most the cap [fen] (一(三)).

    Parameters
    ----------
    more_mid, more_big : int, array or Series of int
        How many shows more in the lower and in the upper tier; less than 0 counts as 0.
    figures : mapping, optional
    """
    known = notice_figures(figures)
    mid, big = (np.maximum(np.asarray(n, dtype=np.int64), 0) for n in (more_mid, more_big))
    tiers = ((known["venue_mid_yuan"], mid), (known["venue_big_yuan"], big))
    added = [product(product(yuan, FEN_PER_YUAN), shows) for yuan, shows in tiers]
    cap = product(known["venue_cap_yuan"], FEN_PER_YUAN)
    return np.asarray(np.minimum(added[0] + added[1], cap), dtype=np.int64)


def venues(job: Job) -> pd.DataFrame:
    """Return the cases of the sheet 展馆."""
    data = job.tables["venues"]
    frame = data.frame.reindex(columns=[c.name for c in data.table.columns])
    name, year = keys(frame["venue"]), whole(frame["year"])
    years = _Years(frame, name, year, job)
    return case(
        len(frame),
        item=np.full(len(frame), "venue", dtype=object),
        subject=filled(frame["venue"]),
        applicant=filled(frame["venue"]),
        year=year,
        claim="venue|" + name + "|" + count_text(year),
        amount_fen=years.amount_fen,
        refusal=years.refusal,
        missing=years.missing,
        remark=years.remark,
        working=years.working,
        clause=job.policy.words["clauses"]["venue"],
    )


class _Years:
    """The amount of each venue's year, why there is none, and how it came about."""

    def __init__(self, frame: pd.DataFrame, name: Texts, year: Ints, job: Job) -> None:
        figures = figures_at(job.policy, months_of(None, frame["year"]), _FIGURES)
        small, big = whole(frame["shows_30k"]), whole(frame["shows_100k"])
        exclusive = job.interpretations["venue_tiers"] == "exclusive"
        peak = job.interpretations["venue_baseline"] == "peak"
        mid = small - big if exclusive else small
        qualifies = unchecked(venue_qualifies)(small, big, figures=figures)
        first_year, since = _first_years(name, year, qualifies, job)
        paid = _paid_years(name, year, job)
        before_mid, before_big, has_before = _baselines(name, year, mid, big, peak)
        more = (mid - before_mid, big - before_big)
        increment = unchecked(venue_increment_fen)(*more, figures=figures)
        first_fen = figures["venue_first_yuan"] * FEN_PER_YUAN
        # a year that was paid but is not listed was a first year, or came after one
        after_paid = year > paid.unlisted
        is_first = (year == first_year) & ~after_paid
        is_later = (year > first_year) | after_paid
        next_listed = _next_listed(name, year, paid.unlisted)
        is_bare = after_paid & (year == next_listed) & (first_year > paid.unlisted)
        grows = is_later & has_before & ~is_bare
        not_listed = "历史补助里的 " + count_text(paid.unlisted) + " 年展馆表没有列出（增量的基数）"
        self.missing = where(
            is_bare, not_listed, where(is_later & ~has_before, "展馆表没有列出上一年（增量的基数）")
        )
        self.remark = where(
            is_first & (paid.first < year), "历史补助里已有该展馆的展馆补助，请核对是不是首年"
        )
        amount = np.where(is_first, first_fen, np.where(grows, increment, 0))
        self.amount_fen: Fen = np.asarray(amount, dtype=np.int64)
        needed = _needed_words(figures)
        only_baseline = where(
            qualifies & (year < since),
            f"{since} 年以前，只作基数",
            "没有达到首年条件（" + needed + "），只作基数",
        )
        self.refusal = where(
            ~is_first & ~is_later,
            only_baseline,
            where(grows & (increment == 0), "没有增量"),
        )
        tiers = ("小档", "大档") if exclusive else ("小档（含大档）", "大档")
        against = ("；历年最高：" if peak else "；上年：") + tiers[0] + " " + count_text(before_mid)
        against = against + " 个、" + tiers[1] + " " + count_text(before_big) + " 个；"
        counts = _at_least(figures["venue_mid_m2"]) + "展会 " + count_text(small) + " 个，其中 "
        counts = counts + _at_least(figures["venue_big_m2"]) + " "
        self.working = counts + count_text(big) + " 个" + np.select(
            [is_first, grows, is_bare, is_later, qualifies],
            [
                "，达到 " + needed + "，首年：" + yuan_text(figures["venue_first_yuan"]),
                against + _added_words(*more, figures, tiers),
                "；以后年度，" + not_listed,
                "；上一年没有列出",
                "",
            ],
            "，没有达到 " + needed,
        )  # fmt: skip


def _at_least(area_m2: Ints) -> Texts:
    """Write 「3 万平方米以上」."""
    area_m2 = np.asarray(area_m2, dtype=np.int64)
    in_wan = count_text(area_m2 // 10_000) + " 万平方米以上"
    return where(area_m2 % 10_000 == 0, in_wan, count_text(area_m2) + " 平方米以上")


def _needed_words(figures: Figures) -> Texts:
    """Write what the first year needs."""
    needed: Texts = (
        _at_least(figures["venue_mid_m2"]) + "展会 " + count_text(figures["venue_mid_shows"])
        + " 个或 " + _at_least(figures["venue_big_m2"]) + " "
        + count_text(figures["venue_big_shows"]) + " 个"
    )  # fmt: skip
    return needed


@dataclass(frozen=True)
class _Paid:
    """Of each row's venue the first year that 历史补助 has, and the first that is not listed."""

    first: Ints
    unlisted: Ints


def _paid_years(name: Texts, year: Ints, job: Job) -> _Paid:
    """Read from 历史补助 in which years venues were paid; ``_NEVER`` where they were not."""
    data, never = job.tables.get("history"), np.full(len(name), _NEVER, dtype=np.int64)
    if data is None or data.frame.empty:
        return _Paid(never, never)
    past = data.frame[data.frame["item"] == job.policy.words["items"]["venue"]]
    paid = pd.DataFrame({"name": keys(past["subject"]), "year": whole(past["year"])})
    paid = paid[whole(past["amount_fen"]) > 0]
    listed = pd.MultiIndex.from_arrays([name, year])
    unlisted = paid[~pd.MultiIndex.from_frame(paid).isin(listed)]
    return _Paid(*(_earliest(years, name) for years in (paid, unlisted)))


def _earliest(years: pd.DataFrame, name: Texts) -> Ints:
    """Return the earliest of each row's name, ``_NEVER`` where there is none."""
    first = years.groupby("name")["year"].min().reindex(name).fillna(_NEVER)
    found: Ints = first.to_numpy(dtype=np.int64)
    return found


def _next_listed(name: Texts, year: Ints, since: Ints) -> Ints:
    """Return each venue's first listed year after the year of its row in ``since``."""
    later = year > since
    return _earliest(pd.DataFrame({"name": name[later], "year": year[later]}), name)


def _first_years(name: Texts, year: Ints, qualifies: Bools, job: Job) -> tuple[Ints, int]:
    """Return each venue's first year that reaches the threshold, and since when years count."""
    since = min(v.value[0].year for v in job.policy.figure("valid_days").versions)
    once = ~pd.MultiIndex.from_arrays([name, year]).duplicated()
    counts = once & qualifies & (year >= since)
    return _earliest(pd.DataFrame({"name": name[counts], "year": year[counts]}), name), since


def _baselines(
    name: Texts, year: Ints, mid: Ints, big: Ints, peak: bool
) -> tuple[Ints, Ints, Bools]:
    """Return what each year is compared with: the year before, or each tier's earlier maximum."""
    rows = pd.DataFrame({"name": name, "year": year, "mid": mid, "big": big})
    listed = rows.drop_duplicates(["name", "year"])
    pairs = rows.assign(row=np.arange(len(rows))).merge(listed, on="name", suffixes=("", "_before"))
    earlier = pairs["year_before"] < pairs["year"]
    if not peak:
        earlier = pairs["year_before"] == pairs["year"] - 1
    most = pairs[earlier].groupby("row")[["mid_before", "big_before"]].max()
    has_before = np.isin(np.arange(len(rows)), most.index)
    most = most.reindex(range(len(rows)), fill_value=0)
    before = (most[c].to_numpy(dtype=np.int64) for c in ("mid_before", "big_before"))
    return (*before, has_before)  # type: ignore[return-value]


def _added_words(more_mid: Ints, more_big: Ints, figures: Figures, names: tuple[str, str]) -> Texts:
    """Write 「小档增加 5 个：500,000 元，大档增加 0 个：0 元」, and the cap where it binds."""
    mid, big = np.maximum(more_mid, 0), np.maximum(more_big, 0)
    words = names[0] + "增加 " + count_text(mid) + " 个："
    words = words + yuan_text(figures["venue_mid_yuan"] * mid) + "，" + names[1] + "增加 "
    words = words + count_text(big) + " 个：" + yuan_text(figures["venue_big_yuan"] * big)
    total = figures["venue_mid_yuan"] * mid + figures["venue_big_yuan"] * big
    cap = figures["venue_cap_yuan"]
    capped = "；每年最高 " + yuan_text(cap) + "，按 " + yuan_text(cap)
    told: Texts = words + where(total > cap, capped, "；合计 " + yuan_text(total))
    return told
