"""One show, conference or certificate claimed by several applicants.

Expectations: expo.md, “Same claim twice”: neither order nor file name approves anyone; all rows are
需人工确认, each naming the other applicant and its cell; the amount stands once, on the first row,
the others are 0; a row refused on its own merits is no rival. Issue 10, “the file's name decides
who is paid”. The amounts are those of the clauses: 20,000 m² → 300,000 元.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook

import qdcalc
from qdcalc.result.result import Result

from .helpers import (
    NAMES,
    NO,
    OK,
    OPEN,
    SHOW_MARK,
    TRADE,
    Found,
    Row,
    consumer,
    each,
    failed_checks,
    found,
    found_of,
    led,
    mark,
    past,
    place,
    reasons,
    rows_of,
    run,
    trade,
    write,
)

A, B, C = "海名公司", "金诺公司", "海通公司"
# sheet, a row that would be approved, its amount
CLAIMS: dict[str, tuple[str, Row, int]] = {
    "trade": ("展会", trade(20_000), 30_000_000),
    "consumer": ("展会", consumer(30_000, 25_000), 5_000_000),
    "by closing day": ("展会", trade(20_000, 届次=""), 30_000_000),
    "show certificate": ("认证", mark("展会"), 30_000_000),
    "venue certificate": ("认证", mark("展馆"), 15_000_000),
    "conference": ("认证", mark("国际会议", body="ICCA", 举办日期="2019-06-01"), 5_000_000),
}
ORDERS = [pytest.param(order, id="-".join(order)) for order in itertools.permutations((A, B))]


def by(row: Row, applicant: str, **more: object) -> Row:
    """Return the row as another applicant's."""
    return {**row, "申请单位": applicant, **more}


def _together(*applicants: str) -> tuple[dict[str, list[Row]], list[tuple[str, int]]]:
    """Return sheets with the applicants' rows of every claim; whose they are: sheet, amount.

    A claim's rows stand together, each claim is of another show, venue or conference.
    """
    sheets: dict[str, list[Row]] = {}
    wanted: dict[str, list[tuple[str, int]]] = {}
    for name, (sheet, row, amount) in CLAIMS.items():
        named = {**row, NAMES[sheet]: f"{name}会"}
        sheets.setdefault(sheet, []).extend(by(named, applicant) for applicant in applicants)
        wanted.setdefault(sheet, []).append((sheet, amount))
    return sheets, [claim for claims in wanted.values() for claim in claims]


def _claims(result: Result, size: int) -> list[list[Row]]:
    """Return the findings of each claim."""
    rows = rows_of(result)
    assert len(rows) == size * len(CLAIMS)
    return [rows[start : start + size] for start in range(0, len(rows), size)]


def names(result: Result) -> list[set[str]]:
    """Return which of the three applicants each reason names."""
    return [{name for name in (A, B, C) if name in said} for said in reasons(result)]


@pytest.mark.parametrize("order", ORDERS)
def test_two_applicants_in_one_sheet(order: tuple[str, str], tmp_path: Path) -> None:
    sheets, wanted = _together(*order)
    result = qdcalc.expo.assess(write(tmp_path / "in.xlsx", sheets))
    lines = dict.fromkeys(sheets, 2)
    for (sheet, amount), rows in zip(wanted, _claims(result, 2), strict=True):
        assert found_of(rows) == [(amount, OPEN), (0, OPEN)]
        first = lines[sheet]
        for row, other, line in zip(rows, order[::-1], (first + 1, first), strict=True):
            assert f"{other}（{sheet}!{place(sheet, '申请单位', line)}）" in row["reason"]
        lines[sheet] += 2
    assert failed_checks(result) == []


@pytest.mark.parametrize("order", ORDERS)
def test_two_applicants_in_two_files(order: tuple[str, str], tmp_path: Path) -> None:
    """The file's name approves nobody: whoever's comes first is as open as the other."""
    for file, name in zip("ab", order, strict=True):
        write(tmp_path / f"{file}.xlsx", _together(name)[0])
    result = qdcalc.expo.assess(tmp_path)
    wanted, size = _together(order[0])[1], len(CLAIMS)
    for sheet in ("展会", "认证"):
        rows, claims = rows_of(result, sheet), [a for of, a in wanted if of == sheet]
        assert found_of(rows) == [*((a, OPEN) for a in claims), *[(0, OPEN)] * len(claims)]
        for number, row in enumerate(rows):
            is_second, line = divmod(number, len(claims))
            other, file = (order[0], "a") if is_second else (order[1], "b")
            cell = place(sheet, "申请单位", line + 2)
            assert f"{other}（{file}.xlsx {sheet}!{cell}）" in row["reason"]
    assert len(rows_of(result)) == 2 * size


def test_two_applicants_in_frames() -> None:
    sheets, wanted = _together(A, B)
    result = run(sheets)
    lines = dict.fromkeys(sheets, 0)
    for (sheet, amount), rows in zip(wanted, _claims(result, 2), strict=True):
        assert found_of(rows) == [(amount, OPEN), (0, OPEN)]
        assert f"{B}（{sheet}!行 {lines[sheet] + 1}）" in rows[0]["reason"]
        assert f"{A}（{sheet}!行 {lines[sheet]}）" in rows[1]["reason"]
        lines[sheet] += 2


@pytest.mark.parametrize(
    ("applicants", "named"),
    [
        ((C, A, B), [{A, B}, {B, C}, {A, C}]),
        # all rows of the claim are for people, the repeated one too
        ((A, A, B), [{B}, {B}, {A}]),
    ],
)
def test_three_applicants(applicants: tuple[str, ...], named: list[set[str]]) -> None:
    sheets, wanted = _together(*applicants)
    for (_, amount), rows in zip(wanted, _claims(run(sheets), 3), strict=True):
        assert found_of(rows) == [(amount, OPEN), (0, OPEN), (0, OPEN)]
        assert [{name for name in (A, B, C) if name in row["reason"]} for row in rows] == named


@pytest.mark.parametrize("spelling", ["海名 公司", "　海名公司", "海名\n公司", "海名\u200b公司"])
def test_one_applicant_in_another_spelling_is_no_rival(spelling: str) -> None:
    sheets, wanted = _together(A, spelling)
    result = run(sheets)
    for (_, amount), rows in zip(wanted, _claims(result, 2), strict=True):
        assert found_of(rows) == [(amount, OK), (0, NO)]
    assert list(result.tables["applicants"]["applications"]) == [2 * len(CLAIMS)]


@pytest.mark.parametrize(
    ("one_way", "other"), [("APEC公司(青岛)", "ＡＰＥＣ公司（青岛）"), ("apec公司", "APEC公司")]
)
def test_widths_and_cases_are_one_applicant(one_way: str, other: str) -> None:
    result = run({"展会": [by(trade(20_000), one_way), by(trade(20_000), other)]})
    assert found(result) == [(30_000_000, OK), (0, NO)]
    assert "重复申报" in reasons(result)[1]
    (applicant,) = result.tables["applicants"]["applicant"]
    assert applicant == one_way


def test_a_row_refused_on_its_own_merits_is_no_rival() -> None:
    refused = [
        trade(20_000, 专业场馆="否"),
        trade("19999.99"),
        trade(20_000, 展馆引进="是", 展馆="会展中心"),
        trade(20_000, 结束日期="2017-12-31"),
        consumer(30_000, 29_500),
    ]
    wanted: list[Found] = [(0, NO), (30_000_000, OK)]
    for turn in (1, -1):
        cases = each([{"展会": [by(row, B), trade(20_000)][::turn]} for row in refused])
        for row, rows in zip(refused, cases, strict=True):
            assert found_of(rows) == wanted[::turn], row


def test_a_certificate_refused_on_its_own_merits_is_no_rival() -> None:
    rows = [by(mark("展会"), B, 固定举办="否"), mark("展会")]
    assert found(run({"认证": rows})) == [(0, NO), (30_000_000, OK)]


def test_what_was_paid_before_has_no_rivals() -> None:
    rows = [trade(20_000), by(trade(20_000), B)]
    history = [past("渔博会", TRADE, 2019, 300_000, 3)]
    result = run({"展会": rows, "历史补助": history})
    assert found(result) == [(0, NO), (0, NO)]
    certified = [mark("展会"), by(mark("展会"), B)]
    result = run({"认证": certified, "历史补助": [past("渔博会", SHOW_MARK, 2018, 1)]})
    assert found(result) == [(0, NO), (0, NO)]


def test_a_row_that_lacks_a_figure_is_a_rival() -> None:
    """It isn't refused: the other can't be approved. The amount stands where there is one."""
    rows = [by(consumer(30_000, ""), B), consumer(30_000, 25_000)]
    result = run({"展会": rows})
    assert found(result) == [(0, OPEN), (5_000_000, OPEN)]
    assert "历史最大面积" in reasons(result)[0]
    assert names(result) == [{A}, {B}]


def test_organiser_and_venue_claim_the_same_show() -> None:
    """一(三): a show that the venue brought in is the venue's, but both say it is theirs."""
    own = trade(20_000, 展馆="会展中心")
    theirs = {**own, "展馆引进": "是", "申请单位": "会展中心"}
    for rows in ([own, theirs], [theirs, own]):
        assert found(run({"展会": rows})) == [(30_000_000, OPEN), (0, OPEN)]


def test_each_its_own_amount_the_first_stands() -> None:
    """20,000 m² says one, 60,000 the other: 300,000 or 300,000 + 8 × 50,000."""
    rows = [trade(20_000), by(trade(60_000), B)]
    assert found(run({"展会": rows})) == [(30_000_000, OPEN), (0, OPEN)]
    assert found(run({"展会": rows[::-1]})) == [(70_000_000, OPEN), (0, OPEN)]


def test_trade_and_consumer_rows_of_one_edition() -> None:
    rows = [trade(20_000), by(consumer(30_000, 25_000), B)]
    assert found(run({"展会": rows})) == [(30_000_000, OPEN), (0, OPEN)]


@pytest.mark.parametrize("change", [{"届次": 4}, {"展会名称": "车展"}], ids=str)
def test_other_shows_are_no_rivals(change: Row) -> None:
    rows = [trade(20_000), by(trade(20_000, 结束日期="2019-06-08", **change), B)]
    assert found(run({"展会": rows})) == [(30_000_000, OK)] * 2


def test_totals_hold_and_nothing_is_approved() -> None:
    rows = [trade(20_000), by(trade(20_000), B), by(trade(20_000, 展会名称="车展"), C)]
    result = run({"展会": rows})
    (item,) = result.tables["items"].to_dict("records")
    assert (item["applications"], item["approved"], item["open"]) == (3, 1, 2)
    assert (item["amount_fen"], item["open_fen"]) == (60_000_000, 30_000_000)
    sums = result.tables["applicants"].set_index("applicant")["amount_fen"].to_dict()
    assert sums == {A: 30_000_000, B: 0, C: 30_000_000}
    assert list(result.tables["years"]["amount_fen"]) == [60_000_000]


def test_many_applicants_are_counted() -> None:
    rows = [by(trade(20_000), f"公司{number:02}") for number in range(30)]
    result = run({"展会": rows})
    assert [verdict for _, verdict in found(result)] == [OPEN] * 30
    assert sum(amount for amount, _ in found(result)) == 30_000_000
    assert all("等 29 个单位" in said for said in reasons(result))


def test_by_reference_is_still_named() -> None:
    rows = [trade(20_000, 结束日期="2018-03-01"), by(trade(20_000, 结束日期="2018-03-01"), B)]
    result = run({"展会": rows})
    assert found(result) == [(30_000_000, OPEN), (0, OPEN)]
    assert "参照执行" in reasons(result)[0]


# ---------------------------------------------------------------- 届次 in one row only


@pytest.mark.parametrize("is_turned", [False, True])
def test_edition_in_one_row_only(is_turned: bool) -> None:
    """One name, one closing day, 届次 in one row only: one show, whoever claims it."""
    rows = [trade(20_000), trade(20_000, 届次="")]
    if is_turned:
        rows.reverse()
    result = run({"展会": rows})
    assert found(result) == [(30_000_000, OK), (0, NO)]
    assert list(result.problems["代码"]) == ["E11"]
    rows[1] = by(rows[1], B)
    assert found(run({"展会": rows})) == [(30_000_000, OPEN), (0, OPEN)]


# ---------------------------------------------------------------- corrections

Writer = Callable[[Path], None]


def test_a_correction_by_another_applicant(tmp_path: Path) -> None:
    """A file's name (_更正) takes no claim from one applicant and approves it for another."""
    write(tmp_path / "a.xlsx", _together(A)[0])
    sheets, wanted = _together(B)
    write(tmp_path / "b_更正.xlsx", sheets)
    result = qdcalc.expo.assess(tmp_path)
    lines = dict.fromkeys(sheets, 2)
    for (sheet, amount), rows in zip(wanted, _claims(result, 1), strict=True):
        assert found_of(rows) == [(amount, OPEN)]
        cell = place(sheet, "申请单位", lines[sheet])
        assert f"{A}（a.xlsx {sheet}!{cell}）" in rows[0]["reason"]
        lines[sheet] += 1
    assert list(result.problems["代码"]) == ["R04"] * len(CLAIMS)


def test_an_applicants_own_correction(tmp_path: Path) -> None:
    write(tmp_path / "a.xlsx", _together(A)[0])
    sheets, wanted = _together("海名 公司")
    write(tmp_path / "a_更正.xlsx", sheets)
    assert found(qdcalc.expo.assess(tmp_path)) == [(amount, OK) for _, amount in wanted]


def test_a_version_by_another_applicant(tmp_path: Path) -> None:
    path = write(tmp_path / "in.xlsx", {"展会": [trade(20_000), by(trade(20_000), B)]})
    book = load_workbook(path)
    book["展会"].cell(1, 16, "版本")
    for version in (1, 2):
        book["展会"].cell(version + 1, 16, version)
    book.save(path)
    result = qdcalc.expo.assess(path)
    assert found(result) == [(30_000_000, OPEN)]
    assert A in reasons(result)[0]


def test_government_is_no_claim_by_the_letter() -> None:
    """四 has no rule for 项目 + 年度 twice: rows of two bodies stay, for people."""
    result = run({"政府主导": [led(100), led(200, 承办单位=B)]})
    assert [amount for amount, _ in found(result)] == [10_000, 20_000]
    assert {verdict for _, verdict in found(result)} == {OPEN}
    assert set(result.problems["代码"]) == {"E16"}
    assert [row["applicant"] for row in rows_of(result)] == ["市贸促会", B]
