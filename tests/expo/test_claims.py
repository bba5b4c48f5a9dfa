"""Claims made twice, in one workbook or after 历史补助; who may claim; corrections.

Expectations: expo.md, “Same claim twice” and “展馆引进”: the first row that is paid counts, later
ones 0, 不予补助, 重复申报 / 已享受一次性补助; and 一(三) of the notice.
"""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

import qdcalc

from .helpers import (
    CONFERENCE,
    CONSUMER,
    GROWTH,
    KNOWN,
    NO,
    OK,
    OPEN,
    SHOW_MARK,
    THEME,
    TRADE,
    VENUE,
    VENUE_MARK,
    Found,
    Row,
    consumer,
    each,
    firm,
    found,
    found_of,
    growing,
    hall,
    led,
    mark,
    new_firm,
    past,
    reasons,
    rows_of,
    run,
    trade,
    write,
)

PAID: Found = (30_000_000, OK)  # 20,000 m² of a trade show
NOTHING: Found = (0, NO)
CHANGES: list[tuple[Row, bool]] = [
    # the second row's change, whether it is the same claim
    ({}, True),
    ({"结束日期": "2020-05-08"}, True),
    ({"展览面积": 50_000}, True),
    ({"届次": "第3届"}, True),
    ({"展会名称": "渔 博会"}, True),
    ({"展会名称": " 渔博会　"}, True),
    ({"届次": 4}, False),
    ({"展会名称": "渔业博览会"}, False),
]


def _twice(sheet: str, row: Row, changes: list[tuple[Row, bool]], paid: Found) -> None:
    """Hold the second of two rows to be the same claim, or another, by what is changed in it."""
    cases = each([{sheet: [row, {**row, **change}]} for change, _ in changes])
    for (change, is_same), rows in zip(changes, cases, strict=True):
        assert found_of(rows) == [paid, NOTHING if is_same else paid], change
        assert ("重复申报" in (rows[1]["reason"] or "")) is is_same, change


def test_a_show_by_name_and_edition() -> None:
    _twice("展会", trade(20_000), CHANGES, PAID)


def test_a_show_without_edition_by_its_closing_day() -> None:
    changes: list[tuple[Row, bool]] = [
        ({}, True), ({"展览面积": 40_000}, True), ({"结束日期": "2019-05-09"}, False),
    ]  # fmt: skip
    _twice("展会", trade(20_000, 届次=""), changes, PAID)


def test_trade_and_consumer_rows_of_one_edition() -> None:
    """The claim is the show's edition, whatever its kind: 30,000 − 25,000 → 5 × 10,000."""
    one_way = [trade(20_000), consumer(30_000, 25_000)]
    assert found(run({"展会": one_way})) == [PAID, NOTHING]
    assert found(run({"展会": one_way[::-1]})) == [(5_000_000, OK), NOTHING]


def test_a_first_row_that_is_not_paid_does_not_block() -> None:
    firsts = [
        trade(20_000, 专业场馆="否"),
        trade("19999.99"),
        trade(20_000, 展馆引进="是", 展馆="会展中心"),
        trade(20_000, 结束日期="2017-12-31"),
        consumer(30_000, ""),
        consumer(30_000, 29_500),
    ]
    cases = each([{"展会": [first, trade(20_000), trade(20_000)]} for first in firsts])
    for first, rows in zip(firsts, cases, strict=True):
        assert rows[0]["amount_fen"] == 0, first
        assert found_of(rows)[1:] == [PAID, NOTHING], first
        assert "重复" not in (rows[0]["reason"] or ""), first
        assert "重复申报" in rows[2]["reason"], first


def test_a_row_paid_as_open_does_block() -> None:
    """需人工确认 with an amount is paid into the totals: it counts as the claim."""
    unclear = trade(20_000, 专家评审="是", 市贸促会认定="是")
    result = run({"展会": [unclear, trade(20_000)]})
    assert found(result) == [(30_000_000, OPEN), NOTHING]


def test_a_finding_has_the_day_of_its_row() -> None:
    """A firm's row has a year only."""
    result = run({"展会": [trade(20_000)], "企业": [growing(0, 10_000_000)]})
    assert [(row["day"], row["year"]) for row in rows_of(result)] == [
        ("2019-05-08", 2019),
        (None, 2019),
    ]


def test_three_identical_rows() -> None:
    result = run({"展会": [trade(20_000)] * 3})
    assert found(result) == [PAID, NOTHING, NOTHING]
    # what it comes to, and that nothing of it is paid a second time
    assert [row["working"].endswith("；核定 0 元") for row in rows_of(result)] == [
        False,
        True,
        True,
    ]


# ---------------------------------------------------------------- history

HISTORIES = [
    # history, the row, whether it was paid before
    (past("渔博会", TRADE, 2019, 300_000, 3), {}, True),
    (past("渔博会", TRADE, 2018, 300_000, "第三届"), {}, True),
    (past("渔博会", CONSUMER, 2019, 10_000, 3), {}, True),
    (past("渔 博会", TRADE, 2019, "0.01", 3), {}, True),
    (past("渔博会", TRADE, 2019, 300_000, 2), {}, False),
    (past("车展", TRADE, 2019, 300_000, 3), {}, False),
    (past("渔博会", SHOW_MARK, 2019, 300_000), {}, False),
    (past("渔博会", TRADE, 2019, 300_000), {"届次": ""}, True),
    (past("渔博会", TRADE, 2018, 300_000), {"届次": ""}, False),
]


def test_a_show_paid_before() -> None:
    cases = each(
        [
            {"展会": [trade(20_000, **change)], "历史补助": [before]}
            for before, change, _ in HISTORIES
        ]
    )
    for (before, change, is_same), rows in zip(HISTORIES, cases, strict=True):
        assert found_of(rows) == [NOTHING if is_same else PAID], (before, change)
        assert ("重复申报" in (rows[0]["reason"] or "")) is is_same, (before, change)


@pytest.mark.parametrize(
    ("row", "edition"), [(trade(20_000), ""), (trade(20_000, 届次=""), 3)], ids=str
)
def test_history_that_may_be_the_same_show_is_named(row: Row, edition: object) -> None:
    """One has the edition, the other has not: paid, with a warning."""
    history = [past("渔博会", TRADE, 2019, 300_000, edition)]
    result = run({"展会": [row], "历史补助": history})
    assert list(result.problems["代码"]) == ["E13"]
    assert list(result.problems["工作表"]) == ["历史补助"]


ONCE = [
    ("认证", SHOW_MARK, mark("展会", "2019-06-01"), mark("展会", "2020-06-01"), 30_000_000),
    ("认证", VENUE_MARK, mark("展馆", "2019-06-01"), mark("展馆", "2021-06-01"), 15_000_000),
    (
        "企业",
        KNOWN,
        firm(KNOWN, 2019, 营业收入=10_000_000),
        firm(KNOWN, 2020, 营业收入=10_000_000),
        100_000_000,
    ),
]


@pytest.mark.clause("expo 三(一) certificate_award_fen")
def test_once_in_its_life() -> None:
    fresh = each([{sheet: [first, second]} for sheet, _, first, second, _ in ONCE])
    had = each(
        [
            {sheet: [first, second],
             "历史补助": [past(str(first.get("对象", first.get("企业名称"))), item, 2010, 1)]}
            for sheet, item, first, second, _ in ONCE
        ]
    )  # fmt: skip
    for (_, item, *_, amount), rows, again in zip(ONCE, fresh, had, strict=True):
        assert found_of(rows) == [(amount, OK), NOTHING], item
        assert "已享受一次性补助" in rows[1]["reason"], item
        assert found_of(again) == [NOTHING, NOTHING], item
        assert all("已享受一次性补助" in row["reason"] for row in again), item


def test_once_only_items_of_one_name_stand_apart() -> None:
    rows = [mark("展会"), mark("展馆"), mark("国际会议", body="ICCA")]
    assert found(run({"认证": rows})) == [(30_000_000, OK), (15_000_000, OK), (5_000_000, OK)]


def test_a_certificate_by_another_body_is_still_the_second() -> None:
    rows = [mark("展会"), mark("展会", "2020-01-01", "BPA")]
    assert found(run({"认证": rows})) == [(30_000_000, OK), NOTHING]


def test_a_conference_by_its_day() -> None:
    row = mark("国际会议", body="ICCA", 举办日期="2019-06-01")
    changes: list[tuple[Row, bool]] = [
        ({"认证日期": "2019-08-08"}, True), ({"举办日期": "2019-06-02"}, False),
        ({"对象": "肝病大会"}, False),
    ]  # fmt: skip
    _twice("认证", row, changes, (5_000_000, OK))


def test_a_conference_paid_before_by_its_year() -> None:
    """历史补助 has no day: the name and the year are the claim."""
    row = mark("国际会议", body="ICCA", 举办日期="2019-06-01")
    same, other = each(
        [{"认证": [row], "历史补助": [past("渔 博会", CONFERENCE, year, 50_000)]}
         for year in (2019, 2018)]
    )  # fmt: skip
    assert (found_of(same), found_of(other)) == ([NOTHING], [(5_000_000, OK)])


def test_a_firm_by_item_and_year() -> None:
    seconds: list[tuple[Row, Found]] = [
        (growing(0, 20_000_000), NOTHING),
        (growing(0, 10_000_000, 企业名称="新 展公司"), NOTHING),
        (growing(0, 20_000_000, 2020), (20_000_000, OK)),
        (growing(0, 20_000_000, 企业名称="老展公司"), (20_000_000, OK)),
        (firm(KNOWN, 营业收入=10_000_000), (100_000_000, OK)),
        (new_firm(2019, 200_000, 拟补助金额=100_000), (10_000_000, OK)),
    ]
    cases = each([{"企业": [growing(0, 10_000_000), second]} for second, _ in seconds])
    for (second, expected), rows in zip(seconds, cases, strict=True):
        assert found_of(rows) == [(10_000_000, OK), expected], second


def test_a_firm_paid_before() -> None:
    befores = [
        (past("新展公司", GROWTH, 2019, 100_000), True),
        (past("新展公司", GROWTH, 2018, 100_000), False),
        (past("新展公司", KNOWN, 2019, 1_000_000), False),
    ]
    cases = each([{"企业": [growing(0, 10_000_000)], "历史补助": [b]} for b, _ in befores])
    for (before, is_same), rows in zip(befores, cases, strict=True):
        assert found_of(rows) == [NOTHING if is_same else (10_000_000, OK)], before


def test_a_venue_by_year() -> None:
    """2018 twice; 2019 twice with one more show than 2018."""
    rows = [hall(2018, 5, 0), hall(2018, 5, 0), hall(2019, 6, 0), hall(2019, 6, 0)]
    result = run({"展馆": rows})
    assert found(result) == [(50_000_000, OK), NOTHING, (10_000_000, OK), NOTHING]
    assert ["重复申报" in text for text in reasons(result)] == [False, True, False, True]
    apart = [hall(2018, 5, 0), hall(2018, 5, 0, "红岛中心")]
    assert found(run({"展馆": apart})) == [(50_000_000, OK)] * 2


def test_a_venue_paid_before() -> None:
    rows = [hall(2018, 5, 0), hall(2019, 6, 0)]
    history = [past("会展中心", VENUE, 2018, 500_000)]
    result = run({"展馆": rows, "历史补助": history})
    assert found(result) == [NOTHING, (10_000_000, OK)]


# ---------------------------------------------------------------- names


@pytest.mark.parametrize(
    ("one_way", "other"),
    [
        ("APEC技术展(青岛)", "ＡＰＥＣ技术展（青岛）"),
        ("中国 青岛 家具展", "中国青岛家具展"),
        ("2019车展", "２０１９车展 "),
        ("渔博\n会", "渔博会"),
    ],
)
def test_spellings_of_a_name(one_way: str, other: str) -> None:
    rows = [trade(20_000, 展会名称=one_way), trade(20_000, 展会名称=other)]
    certified = [mark("展会", 对象=one_way), mark("展会", "2020-01-01", 对象=other)]
    before = [past(other, TRADE, 2019, 1, 3)]
    consumers = [consumer(30_000, 22_000, 展会名称=one_way, 届次=2, 结束日期="2018-12-01"),
                 consumer(33_500, 22_000, 展会名称=other)]  # fmt: skip
    cases = [{"展会": rows}, {"认证": certified}, {"展会": rows[:1], "历史补助": before},
             {"展会": consumers}]  # fmt: skip
    assert list(map(found_of, each(cases))) == [
        [PAID, NOTHING],
        [(30_000_000, OK), NOTHING],
        [NOTHING],
        # 30,000 − 22,000 = 8 steps; 33,500 − 30,000 = 3 full steps
        [(8_000_000, OK), (3_000_000, OK)],
    ]


def test_earlier_editions_in_the_workbook_raise_the_largest_area() -> None:
    """二(一): the largest of all earlier editions, by closing day, in whatever order."""
    rows = [
        consumer(31_000, 22_000, 届次=5, 结束日期="2020-05-08"),  # 31,000 − 28,000 → 3
        consumer(26_000, 22_000, 届次=3, 结束日期="2018-12-08"),  # 26,000 − 22,000 → 4
        consumer(28_000, 22_000, 届次=4),  # 28,000 − 26,000 → 2
        consumer(40_000, 39_000, 届次=6, 结束日期="2021-05-08"),  # the cell is larger → 1
        consumer(40_000, 22_000, 展会名称="车展"),  # another show → 18
    ]
    expected = [3, 4, 2, 1, 18]
    assert found(run({"展会": rows})) == [(1_000_000 * steps, OK) for steps in expected]


# ---------------------------------------------------------------- who may claim

BROUGHT: list[tuple[Row, Found]] = [
    ({"展馆": "会展中心", "申请单位": "会展中心"}, PAID),
    ({"展馆": "会展 中心", "申请单位": "会展中心"}, PAID),
    ({"展馆": "会展中心", "展馆运营单位": "运营公司", "申请单位": "运营公司"}, PAID),
    ({"展馆运营单位": "运营公司", "申请单位": "运营公司"}, PAID),
    ({"展馆": "会展中心", "展馆运营单位": "运营公司", "申请单位": "海名公司"}, NOTHING),
    ({"展馆": "会展中心"}, NOTHING),
    ({"展馆运营单位": "运营公司"}, NOTHING),
    ({}, (30_000_000, OPEN)),
]


@pytest.mark.clause("expo 一(三) applicant_is_venue")
def test_a_show_that_the_venue_brought_in() -> None:
    shows = [trade(20_000, **change) for change, _ in BROUGHT]
    brought = each([{"展会": [{**show, "展馆引进": "是"}]} for show in shows])
    own = each([{"展会": [{**show, "展馆引进": "否"}]} for show in shows])
    assert [found_of(rows) for rows in brought] == [[expected] for _, expected in BROUGHT]
    assert [found_of(rows) for rows in own] == [[PAID]] * len(BROUGHT)


@pytest.mark.clause("expo 一(三) applicant_is_venue")
def test_a_consumer_show_that_the_venue_brought_in() -> None:
    cases = each(
        [{"展会": [consumer(50_000, 20_000, 展馆引进="是", **change)]} for change, _ in BROUGHT[4:]]
    )
    assert [found_of(rows) for rows in cases] == [[expected] for _, expected in BROUGHT[4:]]


def test_a_show_led_by_government_too() -> None:
    """四: double funding is for people, at the show; the project is paid as any other."""
    result = run({"展会": [trade(20_000, 展会名称="上合 博览会")], "政府主导": [led(900_000)]})
    assert found(result) == [(30_000_000, OPEN), (90_000_000, OK)]
    result = run({"展会": [trade(20_000, 展会名称="上合展")], "政府主导": [led(900_000)]})
    assert found(result) == [PAID, (90_000_000, OK)]


MARKS: list[tuple[Row, Found]] = [
    (mark("展会", 固定举办="否"), NOTHING),
    (mark("展会", 本市机构=""), NOTHING),
    (mark("展会", body=""), (30_000_000, OPEN)),
    (mark("展会", body="BPA"), (30_000_000, OK)),
    (mark("展馆", body=""), (15_000_000, OPEN)),
    (mark("国际会议", body=""), NOTHING),
    (mark("国际会议", body="UFI"), NOTHING),
    (mark("国际会议", body="国际大会和会议协会"), (5_000_000, OK)),
    (mark("国际会议", body="国际大会和会议协会（ICCA）"), (5_000_000, OK)),
    (mark("国际会议", body="ｉｃｃａ"), (5_000_000, OK)),
    (mark("国际会议", body="ICCA", 固定举办="", 本市机构=""), (5_000_000, OK)),
]


@pytest.mark.clause("expo 三(一) certificate_award_fen")
def test_certified_by_whom_and_where() -> None:
    cases = each([{"认证": [row]} for row, _ in MARKS])
    for (row, expected), rows in zip(MARKS, cases, strict=True):
        assert found_of(rows) == [expected], row


@pytest.mark.parametrize(
    ("row", "marks"),
    [
        (new_firm(2019, 200_000, 拟补助金额=100_000), ("独立法人", "新设立")),
        (firm(KNOWN, 营业收入=10_000_000), ("独立法人", "新设立", "在青办展")),
        (growing(0, 10_000_000), ("纳统",)),
    ],
    ids=str,
)
def test_conditions_of_firms(row: Row, marks: tuple[str, ...]) -> None:
    lacking = list(product(("独立法人", "新设立", "在青办展", "纳统"), ("否", "")))
    (whole,), *cases = each([{"企业": [row]}, *({"企业": [{**row, k: no}]} for k, no in lacking)])
    assert whole["verdict"] == OK
    for (name, no), rows in zip(lacking, cases, strict=True):
        assert (found_of(rows) == [NOTHING]) is (name in marks), (name, no)
        assert (name in (rows[0]["reason"] or "")) is (name in marks), (name, no)


def test_uplift_is_no_second_claim() -> None:
    """二(二): + 20 % in the same row; the plain row of the edition comes second."""
    rows = [trade(20_000, **THEME), trade(20_000)]
    assert found(run({"展会": rows})) == [(36_000_000, OK), NOTHING]


# ---------------------------------------------------------------- folders


def test_a_correction_replaces_the_row(tmp_path: Path) -> None:
    """workbooks.md: a file ending _更正 replaces the earlier row with a notice of both values."""
    write(tmp_path / "会展.xlsx", {"展会": [trade(20_000), trade(30_000, 届次=4)]})
    write(tmp_path / "会展_更正.xlsx", {"展会": [trade(25_000, 结束日期="2019-06-08")]})
    result = qdcalc.expo.assess(tmp_path)
    assert sorted(found(result)) == [(35_000_000, OK), (40_000_000, OK)]
    (told,) = result.problems.query("代码 == 'R04'")["问题"]
    assert "20000" in told.replace(",", "")
    assert "25000" in told.replace(",", "")


def test_a_correction_of_every_sheet(tmp_path: Path) -> None:
    write(
        tmp_path / "a.xlsx",
        {
            "认证": [mark("展会", body="")],
            "企业": [growing(0, 10_000_000)],
            "展馆": [hall(2019, 4, 0)],
            "政府主导": [led(100)],
        },
    )
    write(
        tmp_path / "a_更正.xlsx",
        {
            "认证": [mark("展会")],
            "企业": [growing(0, 20_000_000)],
            "展馆": [hall(2019, 5, 0)],
            "政府主导": [led(200)],
        },
    )
    result = qdcalc.expo.assess(tmp_path)
    assert [amount for amount, _ in found(result)] == [30_000_000, 20_000_000, 50_000_000, 20_000]
    assert {verdict for _, verdict in found(result)} == {OK}
    assert len(result.problems.query("代码 == 'R04'")) == 4
