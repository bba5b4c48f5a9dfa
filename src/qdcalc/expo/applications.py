"""The applications of each sheet as cases: the clause's formula, and what is said of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd

from qdcalc.exact.arrays import unchecked
from qdcalc.exact.blanks import filled, keys, whole, yes
from qdcalc.exact.dtypes import Texts
from qdcalc.exact.texts import NO_NAMES
from qdcalc.expo import amounts, sentences
from qdcalc.expo.cases import Said, case, columns_of
from qdcalc.expo.certificates import (
    FIGURES as CERTIFICATE_FIGURES,
)
from qdcalc.expo.certificates import (
    ITEMS,
    Certificates,
    certificate_award_fen,
    is_recognised,
    is_unsure,
    named_bodies,
)
from qdcalc.expo.claims import is_clear
from qdcalc.expo.editions import largest_area, of_the_same_day
from qdcalc.expo.figures import Figures, figures_at, months_of
from qdcalc.expo.firms import FIGURES as FIRM_FIGURES
from qdcalc.expo.firms import NO_LIMIT, growth_subsidy_fen, known_body_award_fen, new_firms
from qdcalc.expo.government import government_led_fen, is_led_twice
from qdcalc.expo.history import paid_before
from qdcalc.expo.sentences import count_text, listed, where
from qdcalc.expo.shows import FIGURES as SHOW_FIGURES
from qdcalc.expo.shows import applicant_is_venue, show_amounts, theme_of
from qdcalc.expo.venues import FIGURES as VENUE_FIGURES
from qdcalc.expo.venues import venue_years
from qdcalc.expo.words import (
    CLAUSES,
    Clause,
    ConsumerCap,
    FirstConsumer,
    Item,
    NewFirmCap,
    ShowKind,
    Uplift,
    VenueBaseline,
    VenueTiers,
)
from qdcalc.notice.description import Job


def shows(job: Job) -> pd.DataFrame:
    """Return the cases of the sheet 展会."""
    frame, chosen = columns_of(job.tables["shows"]), job.interpretations
    months = months_of(frame["end"], None)
    figures = figures_at(job.policy, months, SHOW_FIGURES)
    first = FirstConsumer(chosen["first_consumer"])
    theme = theme_of(
        filled(frame["theme"]), yes(frame["is_reviewed"]), yes(frame["is_recognised"]),
        job.policy.figure("themes"), months,
    )  # fmt: skip
    found = show_amounts(
        (frame["kind"] == ShowKind.TRADE).to_numpy(dtype=bool),
        whole(frame["area_x100"]),
        largest_area(frame, figures["consumer_threshold_m2"], first),
        theme.is_lifted,
        figures,
        Uplift(chosen["uplift"]),
        ConsumerCap(chosen["consumer_cap"]),
    )
    said = sentences.of_shows(frame, found, theme, figures)
    names, (applied, doubt) = keys(frame["show"]), _applicant(frame)
    edition, day = filled(frame["edition"]), frame["end"].dt.strftime("%Y-%m-%d")
    year = frame["end"].dt.year.to_numpy(dtype=np.int64)
    by_day = "展会|" + names + "|日期|" + day.to_numpy(dtype=object)
    claim = where(edition != "", "展会|" + names + "|届次|" + edition, by_day)
    by_year = "展会|" + names + "|年度|" + count_text(year)
    lifted = where(theme.is_lifted, f"、{Clause.UPLIFT}")
    cases = case(
        len(frame),
        replace(
            said,
            refusal=listed(said.refusal, applied),
            doubt=listed(said.doubt, doubt, _also_led(names, job)),
        ),
        item=where(found.is_trade, str(Item.TRADE), str(Item.CONSUMER)),
        subject=filled(frame["show"]),
        applicant=filled(frame["applicant"]),
        year=year,
        day=frame["end"],
        claim=of_the_same_day(claim, edition, by_day),
        history_claim=where(edition == "", by_year),
        amount_fen=found.amount_fen,
        clause=str(Clause.SHOW) + lifted,
    )
    elsewhere = found.is_trade & ~yes(frame["is_professional"])
    return amounts.of_shows(cases, found, figures, elsewhere | (applied != ""))


def _applicant(frame: pd.DataFrame) -> tuple[Texts, Texts]:
    """Say where a venue's show is not applied for by the venue, or can't be told (一(三))."""
    names = [keys(frame[column]) for column in ("applicant", "venue", "operator")]
    names = [where(np.isin(name, list(NO_NAMES)), "", name) for name in names]
    brought = yes(frame["is_brought_in"])
    unknown = (names[1] == "") & (names[2] == "")
    wrong = brought & ~unknown & ~unchecked(applicant_is_venue)(*names)
    refusal = where(wrong, "展馆引进的展会应由展馆（或运营单位）申请，申请单位不是展馆")
    doubt = where(brought & unknown, "展馆引进，但没有填展馆和展馆运营单位，申请资格需确认")
    return refusal, doubt


def _also_led(names: Texts, job: Job) -> Texts:
    """Name the shows that the sheet 政府主导 has too: they might be funded twice."""
    data = job.tables.get("government")
    if data is None or data.frame.empty:
        return np.full(len(names), "", dtype=object)
    led = np.isin(names, keys(data.frame["project"]))
    return where(led, "同名项目也在“政府主导”表里，可能重复资助")


def certificates(job: Job) -> pd.DataFrame:
    """Return the cases of the sheet 认证."""
    frame = columns_of(job.tables["certificates"])
    day = frame["held_on"].astype("datetime64[s]")
    day = day.where(day.notna(), frame["certified_on"].astype("datetime64[s]"))
    months, kind = months_of(day, None), frame["kind"].to_numpy(dtype=object)
    figures = figures_at(job.policy, months, CERTIFICATE_FIGURES)
    item = frame["kind"].map(ITEMS).to_numpy(dtype=object)
    amount = unchecked(certificate_award_fen)(kind, figures=figures)
    body, name = named_bodies(filled(frame["body"])), keys(frame["subject"])
    bodies = job.policy.figure("conference_bodies")
    marks = Certificates(
        item == Item.CONFERENCE,
        # 三(二) prints no condition for a venue but the certificate
        item == Item.SHOW_CERTIFICATE,
        is_recognised(body, bodies, months),
        is_unsure(body),
    )
    year, claim = day.dt.year.to_numpy(dtype=np.int64), item + "|" + name
    of_day = claim + "|" + day.dt.strftime("%Y-%m-%d").to_numpy(dtype=object)
    clause = {kind: str(CLAUSES[item]) for kind, item in ITEMS.items()}
    cases = case(
        len(frame),
        sentences.of_certificates(frame, body, marks, figures, amount),
        item=item,
        subject=filled(frame["subject"]),
        applicant=filled(frame["applicant"]),
        year=year,
        day=day,
        claim=where(marks.is_conference, of_day, claim),
        history_claim=where(marks.is_conference, claim + "|" + count_text(year)),
        amount_fen=amount,
        clause=frame["kind"].map(clause).to_numpy(dtype=object),
    )
    against = (cases["refusal"] != "").to_numpy()
    return amounts.with_steps(cases, against, first_yuan=amounts.yuan(cases["amount_fen"]))


def firms(job: Job) -> pd.DataFrame:
    """Return the cases of the sheet 企业."""
    frame = columns_of(job.tables["firms"])
    frame = frame.assign(position=np.arange(len(frame)))
    figures = figures_at(job.policy, months_of(None, frame["year"]), FIRM_FIGURES)
    item = frame["item"].to_numpy(dtype=object)
    parts = []
    for own, cases_of in (
        (Item.NEW_FIRM, _new_firms), (Item.KNOWN_BODY, _known_bodies), (Item.GROWTH, _growing_firms)
    ):  # fmt: skip
        here = item == own
        rows = frame[here].reset_index(drop=True)
        parts.append(cases_of(rows, {name: values[here] for name, values in figures.items()}, job))
    return pd.concat(parts).sort_values("position").reset_index(drop=True)


def _firm_case(
    frame: pd.DataFrame, item: Item, said: Said, *, is_once: bool = False
) -> pd.DataFrame:
    year, claim = whole(frame["year"]), str(item) + "|" + keys(frame["firm"])
    return case(
        len(frame),
        said,
        position=frame["position"].to_numpy(),
        item=np.full(len(frame), str(item), dtype=object),
        subject=filled(frame["firm"]),
        applicant=filled(frame["firm"]),
        year=year,
        claim=claim if is_once else claim + "|" + count_text(year),
        clause=str(CLAUSES[item]),
    )


def _new_firms(frame: pd.DataFrame, figures: Figures, job: Job) -> pd.DataFrame:
    """Return the cases of newly set-up firms (一(一)¶1)."""
    cases = _firm_case(frame, Item.NEW_FIRM, sentences.new_firm_said(frame, figures))
    rows = pd.DataFrame(
        {
            "firm": keys(frame["firm"]),
            "year": whole(frame["year"]),
            "first_year": whole(frame["first_year"]),
            "contribution_fen": whole(frame["contribution_fen"]),
            "proposed_fen": whole(frame["proposed_fen"].astype("Int64").fillna(NO_LIMIT)),
            "claim": cases["claim"],
            "is_clear": is_clear(cases, job),
        }
    )
    cap = NewFirmCap(job.interpretations["new_firm_cap"])
    found = new_firms(rows, paid_before(job, Item.NEW_FIRM), figures, cap)
    working = sentences.new_firm_words(frame, found, figures)
    told = cases.assign(amount_fen=found.amount_fen, working=working)
    return amounts.of_new_firms(told, frame, found, figures, cap)


def _known_bodies(frame: pd.DataFrame, figures: Figures, job: Job) -> pd.DataFrame:
    """Return the cases of well-known bodies (一(一)¶2)."""
    amount = unchecked(known_body_award_fen)(whole(frame["revenue_fen"]), figures=figures)
    said = sentences.of_known_bodies(frame, amount, figures)
    cases = _firm_case(frame, Item.KNOWN_BODY, said, is_once=True).assign(amount_fen=amount)
    company = yes(frame["is_legal_person"]) & yes(frame["is_new"]) & yes(frame["is_held_here"])
    return amounts.with_steps(
        cases, ~company, quantity=amounts.yuan(frame["revenue_fen"]),
        threshold=figures["known_revenue_yuan"], first_yuan=figures["known_award_yuan"],
    )  # fmt: skip


def _growing_firms(frame: pd.DataFrame, figures: Figures, job: Job) -> pd.DataFrame:
    """Return the cases of growing firms (一(二))."""
    before, now = whole(frame["previous_revenue_fen"]), whole(frame["revenue_fen"])
    amount = unchecked(growth_subsidy_fen)(before, now, figures=figures)
    said = sentences.of_growing_firms(frame, figures)
    return amounts.with_steps(
        _firm_case(frame, Item.GROWTH, said).assign(amount_fen=amount),
        ~yes(frame["is_in_statistics"]), quantity=amounts.yuan(frame["revenue_fen"]),
        baseline=amounts.yuan(frame["previous_revenue_fen"]), step=figures["growth_step_yuan"],
        step_yuan=figures["growth_step_award_yuan"], cap=figures["growth_cap_yuan"],
    )  # fmt: skip


def venues(job: Job) -> pd.DataFrame:
    """Return the cases of the sheet 展馆."""
    frame, chosen = columns_of(job.tables["venues"]), job.interpretations
    figures = figures_at(job.policy, months_of(None, frame["year"]), VENUE_FIGURES)
    name, year = keys(frame["venue"]), whole(frame["year"])
    counts = {column: whole(frame[column]) for column in ("shows_30k", "shows_100k")}
    found = venue_years(
        pd.DataFrame({"name": name, "year": year, **counts}),
        paid_before(job, Item.VENUE),
        figures,
        min(version.value[0].year for version in job.policy.figure("valid_days").versions),
        VenueTiers(chosen["venue_tiers"]),
        VenueBaseline(chosen["venue_baseline"]),
    )
    cases = case(
        len(frame),
        sentences.of_venues(found, figures),
        item=np.full(len(frame), str(Item.VENUE), dtype=object),
        subject=filled(frame["venue"]),
        applicant=filled(frame["venue"]),
        year=year,
        claim=str(Item.VENUE) + "|" + name + "|" + count_text(year),
        amount_fen=found.amount_fen,
        clause=str(Clause.VENUE),
    )
    return amounts.of_venues(cases, found, figures)


def government(job: Job) -> pd.DataFrame:
    """Return the cases of the sheet 政府主导."""
    frame = columns_of(job.tables["government"])
    year, past = whole(frame["year"]), paid_before(job, Item.GOVERNMENT)
    cases = case(
        len(frame),
        sentences.of_government(frame, is_led_twice(keys(frame["project"]), year, past)),
        item=np.full(len(frame), str(Item.GOVERNMENT), dtype=object),
        subject=filled(frame["project"]),
        applicant=filled(frame["applicant"]),
        year=year,
        amount_fen=unchecked(government_led_fen)(
            whole(frame["amount_fen"]), yes(frame["is_first"]), yes(frame["is_passed"])
        ),
        clause=str(Clause.GOVERNMENT),
    )
    is_paid = yes(frame["is_first"]) | yes(frame["is_passed"])
    return amounts.with_steps(cases, ~is_paid, first_yuan=amounts.yuan(cases["amount_fen"]))


# the cases of each sheet, by the table's name
BY_TABLE: dict[str, Callable[[Job], pd.DataFrame]] = {
    "shows": shows,
    "certificates": certificates,
    "firms": firms,
    "venues": venues,
    "government": government,
}
