"""Subsidies of exhibition firms: newly set up, well known, growing (一(一), 一(二))."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from qdcalc.exact.arrays import fen, plain, unchecked
from qdcalc.exact.money import FEN_PER_YUAN, Fen, product
from qdcalc.exact.money import whole as whole_fen
from qdcalc.expo.cases import (
    Figures,
    Ints,
    Texts,
    case,
    count_text,
    fen_text,
    figures_at,
    filled,
    keys,
    listed,
    months_of,
    percent_text,
    where,
    whole,
    yes,
    yuan_text,
)
from qdcalc.expo.claims import is_repeated, paid_so_far
from qdcalc.expo.notice import known_figures, notice_figures
from qdcalc.notice.description import Job

Bools = npt.NDArray[np.bool_]
_FIGURES = (
    "new_firm_rate", "new_firm_years", "new_firm_cap_yuan", "known_revenue_yuan",
    "known_award_yuan", "growth_step_yuan", "growth_step_award_yuan", "growth_cap_yuan",
)  # fmt: skip


@plain(contribution_fen=fen(), room_fen=fen(None), figures=known_figures)
def new_firm_ceiling_fen(
    contribution_fen: npt.ArrayLike,
    room_fen: npt.ArrayLike | None = None,
    *,
    figures: Figures | None = None,
) -> Fen:
    """Return the most that a new firm may be given for a year [fen] (一(一)¶1).

    Parameters
    ----------
    contribution_fen : int, array or Series of int
        The previous year's local fiscal contribution [fen].
    room_fen : int or array of int, optional
        What the cap leaves [fen]; the whole cap if not given.
    figures : mapping, optional
        The notice's figures; ours if not given.

    Returns
    -------
    array of int64
        50 % of the contribution rounded down to the fen, at most the cap.
    """
    known = notice_figures(figures)
    given = np.asarray(contribution_fen).astype(object)
    rate = np.asarray(known["new_firm_rate"], dtype=object)
    ratio = np.frompyfunc(lambda r: Fraction(str(r)), 1, 1)(rate)
    share = whole_fen(np.floor_divide(given * ratio, 1))
    room = known["new_firm_cap_yuan"] * FEN_PER_YUAN if room_fen is None else room_fen
    return np.asarray(np.minimum(share, np.maximum(room, 0)), dtype=np.int64)


_ceiling = unchecked(new_firm_ceiling_fen)


@plain(revenue_fen=fen(), figures=known_figures)
def known_body_award_fen(revenue_fen: npt.ArrayLike, *, figures: Figures | None = None) -> Fen:
    """Return the award to a well-known body that has settled here [fen] (一(一)¶2).

    Parameters
    ----------
    revenue_fen : int, array or Series of int
        The year's exhibition turnover [fen]; 10,000,000 元 reaches the threshold.
    figures : mapping, optional
    """
    known = notice_figures(figures)
    reached = np.asarray(revenue_fen) >= known["known_revenue_yuan"] * FEN_PER_YUAN
    return np.where(reached, known["known_award_yuan"] * FEN_PER_YUAN, 0)


@plain(previous_revenue_fen=fen(), revenue_fen=fen(), figures=known_figures)
def growth_subsidy_fen(
    previous_revenue_fen: npt.ArrayLike,
    revenue_fen: npt.ArrayLike,
    *,
    figures: Figures | None = None,
) -> Fen:
    """Return the subsidy for growth [fen]: 100,000 元 a full 10,000,000 元 more (一(二)).

    Parameters
    ----------
    previous_revenue_fen, revenue_fen : int, array or Series of int
        Turnover of the year before and of the year [fen].
    figures : mapping, optional
    """
    known = notice_figures(figures)
    steps = _growth_steps(previous_revenue_fen, revenue_fen, known)
    amount = product(product(known["growth_step_award_yuan"], FEN_PER_YUAN), steps)
    cap = product(known["growth_cap_yuan"], FEN_PER_YUAN)
    return np.asarray(np.minimum(amount, cap), dtype=np.int64)


def _growth_steps(before: npt.ArrayLike, now: npt.ArrayLike, figures: Figures) -> Ints:
    more = np.asarray(now) - np.asarray(before)
    steps: Ints = np.maximum(more, 0) // (figures["growth_step_yuan"] * FEN_PER_YUAN)
    return steps


def firms(job: Job) -> pd.DataFrame:
    """Return the cases of the sheet 企业."""
    data = job.tables["firms"]
    frame = data.frame.reindex(columns=[c.name for c in data.table.columns])
    frame = frame.assign(position=np.arange(len(frame)))
    figures = figures_at(job.policy, months_of(None, frame["year"]), _FIGURES)
    labels = {label: key for key, label in job.policy.words["items"].items()}
    item = frame["item"].map(labels).to_numpy(dtype=object)
    parts = []
    for key, cases_of in (("new_firm", _new), ("known_body", _known), ("growth", _growing)):
        here = item == key
        rows = frame[here].reset_index(drop=True)
        own = {name: values[here] for name, values in figures.items()}
        parts.append(cases_of(rows, own, key, job))
    return pd.concat(parts).sort_values("position").reset_index(drop=True)


def _case(
    frame: pd.DataFrame, item: str, job: Job, *, is_once: bool = False, **given: Any
) -> pd.DataFrame:
    year = whole(frame["year"])
    claim = item + "|" + keys(frame["firm"])
    return case(
        len(frame),
        position=frame["position"].to_numpy(),
        item=np.full(len(frame), item, dtype=object),
        subject=filled(frame["firm"]),
        applicant=filled(frame["firm"]),
        year=year,
        claim=claim if is_once else claim + "|" + count_text(year),
        clause=job.policy.words["clauses"][item],
        **given,
    )


def _not_yes(frame: pd.DataFrame, *columns: tuple[str, str]) -> Texts:
    """Name the conditions that are not 是."""
    return listed(*(where(~yes(frame[name]), f"{label}不是“是”") for name, label in columns))


def _new(frame: pd.DataFrame, figures: Figures, item: str, job: Job) -> pd.DataFrame:
    """Return the cases of newly set-up firms (一(一)¶1)."""
    year, first = whole(frame["year"]), whole(frame["first_year"])
    has_first = frame["first_year"].notna().to_numpy()
    has_contribution = frame["contribution_fen"].notna().to_numpy()
    within = (year > first) & (year <= first + figures["new_firm_years"])
    window = count_text(first + 1) + " 至 " + count_text(first + figures["new_firm_years"])
    outside = "年度不在补助的年度之内（" + window + "）"
    cases = _case(
        frame, item, job,
        refusal=listed(
            _not_yes(frame, ("is_legal_person", "独立法人"), ("is_new", "新设立")),
            where(has_first & ~within, outside),
        ),
        missing=listed(
            where(~has_first, "首次贡献年度没有填"),
            where(~has_contribution, "上年度地方财力贡献没有填"),
        ),
        doubt=where(frame["proposed_fen"].isna().to_numpy(), "没有填拟补助金额，金额是上限"),
    )  # fmt: skip
    amount, ceiling, room = _new_amounts(frame, figures, cases, job)
    rates = percent_text(figures["new_firm_rate"])
    cap = yuan_text(figures["new_firm_cap_yuan"])
    contribution = whole(frame["contribution_fen"])
    share = _ceiling(contribution, np.iinfo(np.int64).max, figures=figures)
    words = "上年度地方财力贡献 " + fen_text(contribution) + " × " + rates
    words = words + " = " + fen_text(share)
    words = words + where(_is_cut(contribution, figures), "（不足一分舍去）")
    whole_cap = room == figures["new_firm_cap_yuan"] * FEN_PER_YUAN
    left = "累计最高 " + cap + "，还余 " + fen_text(np.maximum(room, 0))
    words = words + where(share > room, "；" + where(whole_cap, "最高 " + cap, left))
    words = words + "；上限 " + fen_text(ceiling)
    proposed = "；拟补助 " + fen_text(whole(frame["proposed_fen"]))
    more = whole(frame["proposed_fen"]) > ceiling
    proposed = proposed + where(more, "，高于上限，按上限：", "，不高于上限：") + fen_text(amount)
    words = words + where(frame["proposed_fen"].notna().to_numpy(), proposed)
    words = where(has_first & has_contribution, words, "缺少计算所需的数据")
    return cases.assign(amount_fen=amount, working=words)


def _is_cut(contribution: Fen, figures: Figures) -> Bools:
    """Say where the share of the contribution is no whole fen."""
    ratio = np.frompyfunc(lambda r: Fraction(str(r)), 1, 1)(figures["new_firm_rate"])
    return np.asarray(contribution.astype(object) * ratio % 1 != 0, dtype=bool)


def _new_amounts(
    frame: pd.DataFrame, figures: Figures, cases: pd.DataFrame, job: Job
) -> tuple[Fen, Fen, Fen]:
    """Return amounts, ceilings and what the cap left; years in turn where it is cumulative."""
    contribution, cap = whole(frame["contribution_fen"]), figures["new_firm_cap_yuan"]
    room = np.asarray(cap * FEN_PER_YUAN, dtype=np.int64)
    has_proposed = frame["proposed_fen"].notna().to_numpy()
    proposed = np.where(has_proposed, whole(frame["proposed_fen"]), np.iinfo(np.int64).max)
    if job.interpretations["new_firm_cap"] != "cumulative":
        ceiling = _ceiling(contribution, room, figures=figures)
        return np.minimum(ceiling, proposed), ceiling, room
    room = room - _paid_before(frame, figures, job)
    year, (clear, claim) = whole(frame["year"]), paid_so_far(cases, job)
    firm, amount = keys(frame["firm"]), np.zeros(len(frame), dtype=np.int64)
    for each in np.unique(year).tolist():
        here = year == each
        ceiling = _ceiling(contribution, room, figures=figures)
        amount[here] = np.minimum(ceiling, proposed)[here]
        may_pay = here & clear & (amount > 0)
        counted = may_pay & ~is_repeated(claim, may_pay)
        used = pd.Series(amount[counted]).groupby(firm[counted]).sum().reindex(firm).fillna(0)
        room = room - np.where(year > each, used.to_numpy(dtype=np.int64), 0)
    return amount, _ceiling(contribution, room, figures=figures), room


def _paid_before(frame: pd.DataFrame, figures: Figures, job: Job) -> Fen:
    """Add up what the sheet 历史补助 says was paid within each firm's three years."""
    data, none = job.tables.get("history"), np.zeros(len(frame), dtype=np.int64)
    if data is None or data.frame.empty or frame.empty:
        return none
    past = data.frame[data.frame["item"] == job.policy.words["items"]["new_firm"]]
    paid = pd.DataFrame(
        {"firm": keys(past["subject"]), "paid_year": whole(past["year"]),
         "paid": whole(past["amount_fen"])}
    ).groupby(["firm", "paid_year"], as_index=False).sum()  # fmt: skip
    rows = pd.DataFrame(
        {"row": np.arange(len(frame)), "firm": keys(frame["firm"]),
         "first": whole(frame["first_year"]), "years": figures["new_firm_years"]}
    )  # fmt: skip
    pairs = rows.merge(paid, on="firm")
    within = pairs["paid_year"].between(pairs["first"] + 1, pairs["first"] + pairs["years"])
    sums = pairs[within].groupby("row")["paid"].sum()
    return sums.reindex(range(len(frame)), fill_value=0).to_numpy(dtype=np.int64)


def _known(frame: pd.DataFrame, figures: Figures, item: str, job: Job) -> pd.DataFrame:
    """Return the cases of well-known bodies (一(一)¶2)."""
    has_revenue = frame["revenue_fen"].notna().to_numpy()
    revenue = whole(frame["revenue_fen"])
    amount = unchecked(known_body_award_fen)(revenue, figures=figures)
    needed = yuan_text(figures["known_revenue_yuan"])
    reached = "，达到 " + needed + "：" + yuan_text(figures["known_award_yuan"])
    words = "营业收入 " + fen_text(revenue) + where(amount > 0, reached, "，不到 " + needed)
    return _case(
        frame, item, job, is_once=True,
        amount_fen=amount,
        refusal=listed(
            _not_yes(
                frame, ("is_legal_person", "独立法人"), ("is_new", "新设立"),
                ("is_held_here", "在青办展"),
            ),
            where(has_revenue & (amount == 0), "营业收入不到 " + needed),
        ),
        missing=where(~has_revenue, "营业收入没有填"),
        doubt=where(~yes(frame["is_known"]), "知名认定不是“是”，是否知名机构需确认"),
        working=where(has_revenue, words, "缺少计算所需的数据"),
    )  # fmt: skip


def _growing(frame: pd.DataFrame, figures: Figures, item: str, job: Job) -> pd.DataFrame:
    """Return the cases of growing firms (一(二))."""
    before, now = whole(frame["previous_revenue_fen"]), whole(frame["revenue_fen"])
    has = [frame[c].notna().to_numpy() for c in ("previous_revenue_fen", "revenue_fen")]
    amount = unchecked(growth_subsidy_fen)(before, now, figures=figures)
    steps = _growth_steps(before, now, figures)
    step = yuan_text(figures["growth_step_yuan"])
    full = yuan_text(figures["growth_step_award_yuan"] * steps)
    words = "营业收入 " + fen_text(now) + "，上年 " + fen_text(before)
    more = "，增加 " + fen_text(np.maximum(now - before, 0)) + "，满 " + step + " 计 "
    words = words + where(
        now > before, more + count_text(steps) + " 档：" + full, "，没有增加：0 元"
    )
    cap = figures["growth_cap_yuan"]
    capped = "；每年最高 " + yuan_text(cap) + "，按 " + yuan_text(cap)
    words = words + where(figures["growth_step_award_yuan"] * steps > cap, capped)
    return _case(
        frame, item, job,
        amount_fen=amount,
        refusal=listed(
            _not_yes(frame, ("is_in_statistics", "纳统")),
            where(has[0] & has[1] & (steps == 0), "营业收入没有比上年增加满 " + step),
        ),
        missing=listed(
            where(~has[1], "营业收入没有填"), where(~has[0], "上年度营业收入没有填")
        ),
        working=where(has[0] & has[1], words, "缺少计算所需的数据"),
    )  # fmt: skip
