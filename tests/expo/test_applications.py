"""The cases that each sheet's typed rows make: amount, claim, day, what speaks against them.

Expectations: expo.md; the rows are typed columns, no workbook.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd

import qdcalc
from qdcalc.expo import applications, inputs
from qdcalc.intake.kinds import DATE, YES_NO
from qdcalc.table.description import Table

from .helpers import (
    CONFERENCE,
    CONSUMER,
    GROWTH,
    KNOWN,
    LED,
    NEW,
    SHOW_MARK,
    TRADE,
    VENUE,
    VENUE_MARK,
)

M = 100_000_000  # fen: 1,000,000 元
CHOSEN = {
    "uplift": "then-cap", "venue_tiers": "exclusive", "venue_baseline": "previous",
    "first_consumer": "zero", "new_firm_cap": "yearly", "consumer_cap": "none",
}  # fmt: skip


def typed(table: Table, plain: dict[str, Any], rows: list[dict[str, Any]]) -> Any:
    """Return rows as they are typed, each a change of a plain one; columns of none are out."""
    given = [{**plain, **row} for row in rows]
    columns: dict[str, Any] = {}
    for column in table.columns:
        if not any(column.name in row for row in given):
            continue
        values = [row.get(column.name) for row in given]
        if column.kind is DATE:
            columns[column.name] = pd.to_datetime(pd.Series(values))
        elif column.kind is YES_NO:
            columns[column.name] = pd.Series(values, dtype="boolean")
        elif column.name.endswith(("_fen", "_x100", "_30k", "_100k")) or "year" in column.name:
            columns[column.name] = pd.Series(values, dtype="Int64")
        else:
            columns[column.name] = pd.Series(values, dtype="str")
    return SimpleNamespace(table=table, frame=pd.DataFrame(columns))


def job_of(**tables: Any) -> Any:
    """Return a job of typed tables with the notice's interpretations."""
    return SimpleNamespace(
        policy=qdcalc.expo.EXPO.policy(), tables=tables, interpretations=dict(CHOSEN)
    )


def listed(found: pd.DataFrame, *names: str) -> list[Any]:
    """Return columns of cases row by row."""
    values = [found[name].tolist() for name in names]
    return values[0] if len(names) == 1 else [*zip(*values, strict=True)]


SHOW = {
    "show": "渔 博会", "edition": "3", "kind": "贸易", "is_professional": True, "end": "2019-05-08",
    "area_x100": 2_000_000, "largest_x100": None, "theme": None, "applicant": "甲", "venue": None,
    "operator": None, "is_brought_in": None, "is_reviewed": None, "is_recognised": None,
}  # fmt: skip
ASKED = "展馆引进的展会应由展馆（或运营单位）申请，申请单位不是展馆"


def test_shows() -> None:
    lifted = {"theme": "海洋经济", "is_reviewed": True, "is_recognised": True}
    rows: list[dict[str, Any]] = [
        {}, {"edition": None}, {"edition": None, "end": "2019-06-01", "show": None},
        lifted, {**lifted, "is_reviewed": None}, {**lifted, "is_recognised": False},
        {"kind": "消费", "area_x100": 2_100_000, "largest_x100": 2_000_000, "show": "车展"},
        {"kind": "消费", "show": "书展", "edition": "1"},
        {"is_brought_in": True, "venue": "会展中心", "show": "a"},
        {"is_brought_in": True, "venue": "甲", "show": "b"},
        {"is_brought_in": True, "operator": " 甲", "venue": "/", "show": "c"},
        {"is_brought_in": True, "operator": "无", "venue": "-", "show": "d"},
        {"is_brought_in": False, "venue": "会展中心", "show": "e"},
        {"is_brought_in": True, "operator": "乙", "show": "f"},
        {"is_professional": None, "show": "g"},
    ]  # fmt: skip
    led = typed(inputs.GOVERNMENT, {}, [{"project": "书 展"}, {"project": "车展会"}])
    job = job_of(shows=typed(inputs.SHOWS, SHOW, rows), government=led)
    found = applications.shows(job)
    assert listed(found, "position") == list(range(len(rows)))
    assert (found["amount_fen"] // 1_000_000).tolist() == [
        30, 30, 30, 36, 30, 30, 1, 0, 30, 30, 30, 30, 30, 30, 30,
    ]  # fmt: skip
    assert listed(found, "item") == [TRADE] * 6 + [CONSUMER] * 2 + [TRADE] * 7
    assert listed(found, "subject", "applicant")[:3] == [("渔 博会", "甲")] * 2 + [("", "甲")]
    assert listed(found, "claim", "history_claim")[:3] == [
        ("展会|渔博会|届次|3", ""),
        ("展会|渔博会|届次|3", "展会|渔博会|年度|2019"),  # the one edition of its day
        ("展会||日期|2019-06-01", "展会||年度|2019"),
    ]
    assert listed(found, "clause")[2:5] == ["二(一)", "二(一)、二(二)", "二(一)"]
    assert listed(found, "refusal")[6:] == [
        "", "首届消费展没有历史面积，不补助", ASKED, "", "", "", "", ASKED,
        "不在专业场馆举办（专业场馆不是“是”）",
    ]  # fmt: skip
    assert listed(found, "doubt")[6:13] == [
        "", "同名项目也在“政府主导”表里，可能重复资助", "", "", "",
        "展馆引进，但没有填展馆和展馆运营单位，申请资格需确认", "",
    ]  # fmt: skip
    assert found["day"].tolist()[:1] == [pd.Timestamp("2019-05-08")]
    assert set(found["year"]) == {2019}
    # the interpretations of this sheet
    large = {"area_x100": 20_000_000, **lifted}
    rows = [
        {**large, "show": "甲"}, {**large, "show": "乙", "kind": "消费", "edition": "1"},
        {"kind": "消费", "show": "书展", "edition": "1", "area_x100": 2_250_000},
    ]  # fmt: skip
    job = job_of(shows=typed(inputs.SHOWS, SHOW, rows))
    for options, wanted in [
        ({}, [200, 0, 0]),
        ({"uplift": "after-cap"}, [240, 0, 0]),
        ({"first_consumer": "threshold"}, [200, 216, 2]),
        ({"first_consumer": "threshold", "consumer_cap": "per-show"}, [200, 200, 2]),
    ]:  # fmt: skip
        job.interpretations.update({**CHOSEN, **options})
        found = applications.shows(job)
        assert (found["amount_fen"] // 1_000_000).tolist() == wanted
    assert applications.shows(job_of(
        shows=job.tables["shows"], government=typed(inputs.GOVERNMENT, {}, [{"project": "乙"}])
    ))["doubt"].tolist()[1].startswith("同名项目")  # fmt: skip


def test_certificates() -> None:
    plain = {"subject": "大 会", "kind": "国际会议", "body": "ICCA", "certified_on": "2019-03-01",
             "held_on": "2019-06-01", "applicant": "甲", "is_fixed": True,
             "is_local": True}  # fmt: skip
    rows: list[dict[str, Any]] = [
        {}, {"held_on": None}, {"body": "无"}, {"kind": "展会"}, {"kind": "展会", "body": None},
        {"kind": "展会", "is_fixed": None}, {"kind": "展会", "is_local": False},
        {"kind": "展馆", "is_fixed": None, "is_local": None, "subject": None},
        {"kind": "展馆", "body": "UFI申请中"}, {"held_on": "2020-02-01", "body": "UFI"},
    ]  # fmt: skip
    found = applications.certificates(job_of(certificates=typed(inputs.CERTIFICATES, plain, rows)))
    assert (found["amount_fen"] // 1_000_000).tolist() == [5, 5, 5, 30, 30, 30, 30, 15, 15, 5]
    items = [CONFERENCE] * 3 + [SHOW_MARK] * 4 + [VENUE_MARK] * 2 + [CONFERENCE]
    assert listed(found, "item") == items
    assert listed(found, "clause") == ["三(一)"] * 7 + ["三(二)"] * 2 + ["三(一)"]
    assert listed(found, "claim", "history_claim", "year")[:4] == [
        (f"{CONFERENCE}|大会|2019-06-01", f"{CONFERENCE}|大会|2019", 2019),
        (f"{CONFERENCE}|大会|2019-03-01", f"{CONFERENCE}|大会|2019", 2019),
        (f"{CONFERENCE}|大会|2019-06-01", f"{CONFERENCE}|大会|2019", 2019),
        (f"{SHOW_MARK}|大会", "", 2019),
    ]
    assert listed(found, "claim", "subject")[7] == (f"{VENUE_MARK}|", "")
    assert listed(found, "claim", "year")[9] == (f"{CONFERENCE}|大会|2020-02-01", 2020)
    unknown = "没有 ICCA 等规定机构的认可"
    assert listed(found, "refusal") == [
        "", "", unknown, "", "", "固定举办不是“是”", "本市机构不是“是”", "", "", unknown,
    ]  # fmt: skip
    unsure = "认证机构写的是“UFI申请中”，是否已取得需确认"
    assert listed(found, "doubt") == [
        "", "", "", "", "认证机构没有填，是否权威机构需确认", "", "", "", unsure, "",
    ]  # fmt: skip
    assert listed(found, "remark")[:3] == ["", "没有填举办日期，按认证日期核对重复", ""]
    assert set(found["applicant"]) == {"甲"}


def test_firms() -> None:
    plain = {"firm": "新 展", "year": 2019, "is_legal_person": True, "is_new": True,
             "first_year": 2018, "contribution_fen": 201, "proposed_fen": 90, "is_held_here": True,
             "previous_revenue_fen": 5, "revenue_fen": 30 * M, "is_in_statistics": True,
             "is_known": True}  # fmt: skip
    rows: list[dict[str, Any]] = [
        {"item": GROWTH}, {"item": NEW}, {"item": KNOWN}, {"item": NEW, "proposed_fen": None},
        {"item": NEW, "proposed_fen": 101}, {"item": KNOWN, "revenue_fen": 10 * M - 1},
        {"item": GROWTH, "revenue_fen": 5},
        {"item": NEW, "contribution_fen": 4 * M, "proposed_fen": None},
        {"item": NEW, "firm": "乙", "contribution_fen": None},
        {"item": NEW, "firm": "丙", "first_year": None},
        {"item": GROWTH, "revenue_fen": 90 * M},
    ]  # fmt: skip
    job = job_of(firms=typed(inputs.FIRMS, plain, rows))
    found = applications.firms(job)
    assert listed(found, "amount_fen") == [
        20_000_000, 90, M, 100, 100, 0, 0, M, 0, 90, 50_000_000,
    ]  # fmt: skip
    assert listed(found, "item") == [row["item"] for row in rows]
    assert listed(found, "position") == list(range(len(rows)))
    assert listed(found, "claim", "subject", "applicant", "year", "clause")[:3] == [
        (f"{GROWTH}|新展|2019", "新 展", "新 展", 2019, "一(二)"),
        (f"{NEW}|新展|2019", "新 展", "新 展", 2019, "一(一)第一款"),
        (f"{KNOWN}|新展", "新 展", "新 展", 2019, "一(一)第二款"),
    ]
    assert set(found["history_claim"]) == {""}
    assert found["day"].isna().all()
    assert listed(found, "missing")[8:10] == ["上年度地方财力贡献没有填", "首次贡献年度没有填"]
    assert listed(found, "refusal")[5:7] == [
        "营业收入不到 10,000,000 元", "营业收入没有比上年增加满 10,000,000 元",
    ]  # fmt: skip
    assert listed(found, "doubt")[3] == "没有填拟补助金额，金额是上限"
    # the cap over three years: what is refused, or was paid before, is counted or not
    much = {"item": NEW, "contribution_fen": 10**9, "proposed_fen": None, "year": 2020}
    refused = {**much, "contribution_fen": M, "year": 2019, "is_new": None}
    rows = [refused, {**much, "firm": "新展"}, {**much, "firm": "乙"}]
    history = {"subject": "新 展", "item": NEW, "year": 2021, "amount_fen": 4, "edition": None}
    job = job_of(
        firms=typed(inputs.FIRMS, plain, rows), history=typed(inputs.HISTORY, history, [{}])
    )
    assert listed(applications.firms(job), "amount_fen") == [M // 2, M, M]
    job.interpretations["new_firm_cap"] = "cumulative"
    assert listed(applications.firms(job), "amount_fen") == [M // 2, M - 4, M]


def test_venues() -> None:
    plain = {"venue": "会展 中心", "year": 2019, "shows_30k": 7, "shows_100k": 2}
    rows: list[dict[str, Any]] = [
        {},
        {"year": 2018, "shows_30k": 5, "shows_100k": 1},
        {"venue": "乙", "year": 2017},
    ]
    data = typed(inputs.VENUES, plain, rows)
    found = applications.venues(job_of(venues=data))
    assert listed(found, "item", "subject", "applicant", "year", "clause")[0] == (
        VENUE, "会展 中心", "会展 中心", 2019, "一(三)",
    )  # fmt: skip
    assert listed(found, "claim", "history_claim")[0] == (f"{VENUE}|会展中心|2019", "")
    # 7 − 2 − (5 − 1) = 1 and 2 − 1 = 1 more
    assert listed(found, "amount_fen") == [40_000_000, 50_000_000, 0]
    nested = job_of(venues=data)
    nested.interpretations.update(venue_tiers="nested")
    assert listed(applications.venues(nested), "amount_fen") == [50_000_000, 50_000_000, 0]
    rows = [{"year": 2020}, {"year": 2018, "shows_30k": 5}]
    peak = job_of(venues=typed(inputs.VENUES, plain, rows))
    peak.interpretations.update(venue_baseline="peak")
    assert listed(applications.venues(peak), "amount_fen") == [20_000_000, 50_000_000]
    history = {"subject": "会展中心", "item": VENUE, "year": 2018, "amount_fen": 4, "edition": None}
    paid = job_of(
        venues=typed(inputs.VENUES, plain, [{}]), history=typed(inputs.HISTORY, history, [{}])
    )
    assert listed(applications.venues(paid), "amount_fen") == [0]


def test_led_by_government() -> None:
    plain = {"project": "上合 会", "year": 2019, "is_first": True, "amount_fen": 7,
             "applicant": "贸促会", "previous_fen": None, "is_passed": None}  # fmt: skip
    rows: list[dict[str, Any]] = [
        {}, {"project": "乙", "is_first": None},
        {"project": "丙", "is_first": False, "is_passed": True},
        {"project": "丁", "is_first": False, "is_passed": True, "previous_fen": 6},
        {"project": "上合会"}, {"project": "戊"},
    ]  # fmt: skip
    history = {"subject": "戊", "item": LED, "year": 2019, "amount_fen": 4, "edition": None}
    job = job_of(
        government=typed(inputs.GOVERNMENT, plain, rows),
        history=typed(inputs.HISTORY, history, [{}, {"subject": "乙", "amount_fen": 0}]),
    )
    found = applications.government(job)
    assert listed(found, "amount_fen") == [7, 0, 7, 7, 7, 7]
    assert listed(found, "item", "subject", "applicant", "year", "claim", "clause")[0] == (
        LED, "上合 会", "贸促会", 2019, "", "四",
    )  # fmt: skip
    twice = "同一项目同一年度不止一次，可能重复资助，需确认"
    assert listed(found, "doubt") == [
        twice, "上届金额没有填，需确认", "上届金额没有填，需确认",
        "核定金额高于上届金额 0.06 元，需确认", twice, twice,
    ]  # fmt: skip
    assert listed(found, "refusal")[:2] == ["", "绩效评估没有通过（绩效评估通过不是“是”）"]


def test_the_cases_of_each_sheet() -> None:
    assert {
        name: getattr(applications, name)
        for name in ("shows", "certificates", "firms", "venues", "government")
    } == applications.BY_TABLE
    assert np.array_equal(list(applications.BY_TABLE), [t.name for t in inputs.APPLICATIONS])


def test_each_row_goes_by_the_figures_of_its_time() -> None:
    """A policy whose figures change in 2020: rows of 2019 and of 2021 beside each other."""
    policy = qdcalc.expo.EXPO.policy()
    changed = {
        "trade_threshold_m2": 21_000, "trade_first_yuan": 1, "trade_step_m2": 1_000,
        "trade_step_yuan": 10, "trade_cap_yuan": 40, "consumer_threshold_m2": 30_000,
        "consumer_step_m2": 500, "consumer_step_yuan": 7, "uplift_rate": 1,
        "show_certificate_yuan": 2, "venue_certificate_yuan": 3, "conference_yuan": 4,
        "conference_bodies": ["BPA"], "themes": {"文旅": []}, "new_firm_rate": 0.25,
        "known_revenue_yuan": 5, "known_award_yuan": 6, "growth_step_yuan": 10_000,
        "growth_step_award_yuan": 7, "venue_mid_shows": 2, "venue_first_yuan": 8,
        "venue_mid_yuan": 9, "new_firm_years": 2,
    }  # fmt: skip
    figures = dict(policy.figures)
    for name, value in changed.items():
        first = figures[name].versions[0]
        later = replace(first, since=dt.date(2020, 1, 1), value=value)
        figures[name] = replace(figures[name], versions=(first, later))
    job = job_of()
    job.policy = replace(policy, figures=figures)
    lifted = {"is_reviewed": True, "is_recognised": True}
    then = {"end": "2021-05-08"}
    consumer = {**then, "kind": "消费"}
    both: list[Any] = [{}, then, {**then, "area_x100": 2_100_000}, {**then, "area_x100": 2_399_999},
            {**then, "area_x100": 9_000_000}, {**lifted, "theme": "文旅"},
            {**then, **lifted, "theme": "文旅", "area_x100": 2_200_000},
            {**consumer, "area_x100": 2_999_999, "largest_x100": 0},
            {**consumer, "area_x100": 3_000_000, "largest_x100": 2_900_000}]  # fmt: skip
    rows: list[dict[str, Any]] = [{**row, "show": f"{n}"} for n, row in enumerate(both)]
    job.tables["shows"] = typed(inputs.SHOWS, SHOW, rows)
    shows = applications.shows(job)
    assert listed(shows, "amount_fen") == [
        30_000_000, 0, 100, 2_100, 4_000, 30_000_000, 2_200, 0, 1_400,
    ]  # fmt: skip
    assert ["不到" in text for text in listed(shows, "refusal")] == [
        False, True, False, False, False, False, False, True, False,
    ]  # fmt: skip
    plain = {"subject": "会", "applicant": "甲", "is_fixed": True, "is_local": True, "body": "BPA"}
    rows = [{"kind": kind, "certified_on": day} for day in ("2019-12-31", "2020-01-01")
            for kind in ("展会", "展馆", "国际会议")]  # fmt: skip
    job.tables["certificates"] = typed(inputs.CERTIFICATES, plain, rows)
    marks = applications.certificates(job)
    assert listed(marks, "amount_fen") == [30_000_000, 15_000_000, 5_000_000, 200, 300, 400]
    assert [bool(text) for text in listed(marks, "refusal")] == [False] * 2 + [True] + [False] * 3
    plain = {"firm": "甲", "is_legal_person": True, "is_new": True, "first_year": 2017,
             "contribution_fen": 8, "proposed_fen": None, "is_held_here": True,
             "previous_revenue_fen": 0, "revenue_fen": 1_000_000, "is_in_statistics": True,
             "is_known": True}  # fmt: skip
    rows = [{"item": item, "year": year} for item in (NEW, KNOWN, GROWTH)
            for year in (2020, 2019)]  # fmt: skip
    job.tables["firms"] = typed(inputs.FIRMS, plain, rows)
    found = applications.firms(job)
    assert listed(found, "amount_fen") == [2, 4, 600, 0, 700, 0]
    assert [bool(text) for text in listed(found, "refusal")] == [True, False, False, True, False,
                                                                 True]  # fmt: skip
    plain = {"venue": "a", "shows_30k": 4, "shows_100k": 0}
    rows = [{"year": 2018}, {"year": 2019}, {"year": 2020}, {"year": 2021, "shows_30k": 6}]
    job.tables["venues"] = typed(inputs.VENUES, plain, rows)
    assert listed(applications.venues(job), "amount_fen") == [0, 0, 800, 1_800]
