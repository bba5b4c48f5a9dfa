"""What is odd in an application is named or left to people, never paid in silence.

Expectations: issue 10 (“0 silent”) and expo.md: 认证机构 blank is paid as 需人工确认, a
conference of no body is given 0; required names are filled. The amounts are those of the clauses.
"""

from __future__ import annotations

import pytest

from .helpers import (
    NO,
    OK,
    OPEN,
    Found,
    Row,
    cells,
    each,
    firm,
    found,
    found_of,
    growing,
    hall,
    led,
    mark,
    one,
    past,
    refusal,
    run,
    trade,
)

LED = "政府主导会展"
NO_BODY = ["无", "-", "/", "—", " ", "\u200b"]
UNSURE = ["未认证", "未获UFI认证", "UFI（申请中）", "UFI(已过期)", "非UFI", "待定"]
SURE = ["UFI", "国际展览业协会（UFI）", "BPA", "非洲展览协会", "无锡会展协会"]


def certified(wanted: list[tuple[Row, Found]]) -> None:
    """Hold certificates that have nothing to do with each other to be found as told."""
    cases = each([{"认证": [row]} for row, _ in wanted])
    for (row, expected), rows in zip(wanted, cases, strict=True):
        assert found_of(rows) == [expected], row


def test_a_mark_for_no_body_is_a_blank() -> None:
    wanted: dict[str, Found] = {
        "展会": (30_000_000, OPEN), "展馆": (15_000_000, OPEN), "国际会议": (0, NO),
    }  # fmt: skip
    certified(
        [(mark(kind, body=body), expected) for body in NO_BODY for kind, expected in wanted.items()]
    )


def test_a_body_that_is_denied_is_for_people() -> None:
    wanted: list[tuple[Row, Found]] = []
    for body in UNSURE:
        conference = mark("国际会议", body=body.replace("UFI", "ICCA"), 举办日期="2019-06-01")
        wanted += [
            (mark("展会", body=body), (30_000_000, OPEN)),
            (mark("国际会议", body=body), (0, NO)),
            (conference, (5_000_000, OPEN) if "UFI" in body else (0, NO)),
        ]
    certified(wanted)


def test_a_body_is_a_body() -> None:
    certified([(mark("展会", body=body), (30_000_000, OK)) for body in SURE])


NAMES: list[tuple[str, Row, str]] = [
    ("展会", trade(20_000), "展会名称"),
    ("展会", trade(20_000), "申请单位"),
    ("认证", mark("展会"), "对象"),
    ("认证", mark("展会"), "申请单位"),
    ("企业", growing(0, 10_000_000), "企业名称"),
    ("展馆", hall(2019, 5, 0), "展馆名称"),
    ("政府主导", led(100), "项目"),
    ("政府主导", led(100), "承办单位"),
]


@pytest.mark.parametrize("text", ["/", "无", "—", "……", "\u200b"])
def test_no_name_is_no_name(text: str) -> None:
    sheets: dict[str, list[Row]] = {}
    wanted = []
    for sheet, row, column in NAMES:
        rows = sheets.setdefault(sheet, [])
        wanted.append((sheet, f"行 {len(rows)}", column))
        rows.append({**row, column: text})
    errors = refusal(lambda: run(sheets))
    assert sorted(zip(*(errors[c] for c in ("工作表", "单元格", "列")), strict=True)) == sorted(
        wanted
    )


@pytest.mark.parametrize("text", ["无"])
def test_a_venue_that_is_marked_as_none(text: str) -> None:
    """展馆引进: neither column filled → 需人工确认."""
    row = trade(20_000, 展馆引进="是", 展馆=text, 展馆运营单位="/")
    assert one("展会", row) == (30_000_000, OPEN)


@pytest.mark.parametrize("edition", ["3.0", "第3届", "三", 3.0, "３"])
def test_editions_as_people_write_them(edition: object) -> None:
    rows = [trade(20_000), trade(20_000, 届次=edition)]
    assert found(run({"展会": rows})) == [(30_000_000, OK), (0, NO)]


ODD: list[tuple[str, list[Row], str, list[str]]] = [
    # sheet, rows, code, the rows that it names
    ("展会", [trade(20_000), trade(20_000, 届次=4)], "E20", ["行 1"]),
    ("展会", [trade(20_000), trade(20_000, 届次=4, 结束日期="2018-12-08")], "E21", ["行 0"]),
    (
        "认证",
        [
            mark("国际会议", body="ICCA"),
            mark("国际会议", body="ICCA", 举办日期="2019-03-01", 申请单位="金诺公司"),
        ],
        "E22",
        ["行 0"],
    ),
    ("展会", [trade(20_000), trade(20_000, 届次="", 结束日期="2019-05-09")], "E24", ["行 1"]),
    (
        "展会",
        [trade(20_000), trade(20_000, 届次=4, 结束日期="2019-11-09", 申请单位="金诺公司")],
        "E24",
        ["行 1"],
    ),
    ("展馆", [hall(2018, 4, 0), hall(2018, 6, 0), hall(2018, 4, 0)], "E25", ["行 1"]),
    ("政府主导", [led(100), led(100, 年度=2020)], "E23", ["行 0", "行 1"]),
    ("政府主导", [led(100, 上届金额=200)], "E23", ["行 0"]),
]
FINE: list[tuple[str, list[Row]]] = [
    ("展会", [trade(20_000), trade(20_000, 届次=4, 结束日期="2019-05-09")]),
    (
        "展会",
        [
            trade(20_000, 届次=""),
            trade(20_000, 届次="", 结束日期="2020-05-09", 申请单位="金诺公司"),
        ],
    ),
    ("展会", [trade(20_000, 届次=9), trade(20_000, 届次=10, 结束日期="2020-05-09")]),
    ("认证", [mark("国际会议", body="ICCA", 举办日期=f"2019-0{n}-01") for n in (1, 2)]),
    ("认证", [mark("国际会议", body="ICCA"), mark("国际会议", "2020-01-01", body="ICCA")]),
    ("政府主导", [led(100), led(90, first="否", 年度=2020, 上届金额=100, 绩效评估通过="是")]),
]


@pytest.mark.parametrize(("sheet", "rows", "code", "places"), ODD, ids=str)
def test_what_contradicts_itself_is_named(
    sheet: str, rows: list[Row], code: str, places: list[str]
) -> None:
    problems = run({sheet: rows}).problems
    assert set(problems["代码"]) == {code}
    assert list(problems["单元格"]) == places


@pytest.mark.parametrize(("sheet", "rows"), FINE, ids=str)
def test_what_does_not_contradict_itself_is_not(sheet: str, rows: list[Row]) -> None:
    result = run({sheet: rows})
    assert len(result.problems) == 0
    assert {verdict for _, verdict in found(result)} == {OK}


def test_a_project_twice_in_a_year_is_for_people() -> None:
    """四 has no rule for it: both rows keep their amount, neither is approved."""
    twice = [led(100), led(100), led(100, 年度=2020, first="否", 上届金额=100, 绩效评估通过="是")]
    result = run({"政府主导": twice})
    assert found(result) == [(10_000, OPEN), (10_000, OPEN), (10_000, OK)]
    history = [past("上合 博览会", LED, 2019, 5)]
    assert found(run({"政府主导": twice[:1], "历史补助": history})) == [(10_000, OPEN)]
    nothing = [past("上合博览会", LED, 2019, 0)]
    assert found(run({"政府主导": twice[:1], "历史补助": nothing})) == [(10_000, OK)]


def test_a_firm_of_no_turnover_is_named() -> None:
    """A blank business figure that an item needs → 0, 需人工确认."""
    assert one("企业", firm("知名机构落户奖励")) == (0, OPEN)


@pytest.mark.parametrize("name", ["《甲展》", "“甲展”", "甲·展", "甲展。", "甲-展"])
def test_names_that_differ_by_punctuation_are_named(name: str) -> None:
    """Issue 10: what makes another name has a once-only 300,000 paid again."""
    claim = mark("展会", 对象="甲展")
    result = run({"认证": [claim], "历史补助": [past(name, "展会国际认证", 2018, 300_000)]})
    assert found(result) == [(30_000_000, OK)]
    told = result.problems[result.problems["代码"] == "E40"]
    assert cells(told) == {("历史补助", "行 0")}
    assert "认证!行 0" in told["问题"].iloc[0]


@pytest.mark.parametrize("name", ["甲展", "甲 展", "乙展", "甲展（春）", "甲展2"])
def test_names_that_are_alike_or_differ_are_not(name: str) -> None:
    claim = mark("展会", 对象="甲展")
    result = run({"认证": [claim], "历史补助": [past(name, "展会国际认证", 2018, 300_000)]})
    assert "E40" not in set(result.problems["代码"])
