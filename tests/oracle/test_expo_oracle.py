"""Check the exhibition oracle by the worked examples X1 to X33, and its workbooks by reading."""

from __future__ import annotations

import random
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from .expo import assess
from .expo_compare import compare_expo_workbook
from .expo_model import (
    APPROVED,
    BY_REFERENCE,
    GROWTH,
    ITEMS,
    KNOWN,
    NEW_FIRM,
    OPEN,
    OUT_OF_TIME,
    REFUSED,
    ExpoExpected,
    ExpoScenario,
)
from .expo_render import COLUMNS, write_expo_workbook
from .expo_scenarios import random_expo_scenario
from .water_month import Row

# these hold the reference itself, not qdcalc
pytestmark = pytest.mark.oracle

Cells = dict[str, str]


def show(area: str, kind: str = "贸易", **more: str) -> Cells:
    """Return a show of 2019."""
    row = {"展会名称": "渔博会", "类型": kind, "结束日期": "2019-05-08", "展览面积": area}
    return {**row, "届次": "3", "专业场馆": "是", "申请单位": "海名公司", **more}


THEME = {"主题": "海洋经济", "专家评审": "是", "市贸促会认定": "是"}


def firm(item: str, year: str = "2019", **more: str) -> Cells:
    """Return a firm that meets every condition but the figures."""
    row = {"企业名称": "新展公司", "年度": year, "项目": item, "独立法人": "是", "新设立": "是"}
    return {**row, "在青办展": "是", "纳统": "是", "知名认定": "是", **more}


def venue(year: int, lower: int, upper: int) -> Cells:
    """Return a year of a venue."""
    row = {"展馆名称": "会展中心", "年度": str(year)}
    return {**row, "三万平展会数": str(lower), "十万平展会数": str(upper)}


def mark(kind: str, day: str, body: str = "UFI", name: str = "渔博会") -> Cells:
    """Return a certification."""
    row = {"对象": name, "类别": kind, "认证机构": body, "认证日期": day, "申请单位": "海名公司"}
    return {**row, "固定举办": "是", "本市机构": "是"}


def paid(scenario: ExpoScenario, **options: str) -> list[str]:
    """Return the amounts in yuan."""
    scenario.interpretations = options
    return [f"{Decimal(row['核定金额']) / 100:.2f}" for row in assess(scenario).rows]


def one_show(row: Cells, **options: str) -> str:
    """Return the amount of one show."""
    return paid(ExpoScenario(shows=[row]), **options)[0]


TRADE_SHOWS: tuple[tuple[str, str, Cells, str, str], ...] = (
    ("X1", "19999.99", {}, "0.00", "0.00"),
    ("X2", "20000", {}, "300000.00", "300000.00"),
    ("X3", "24999", {}, "300000.00", "300000.00"),
    ("X4", "25000", {}, "350000.00", "350000.00"),
    ("X5", "189999", {}, "1950000.00", "1950000.00"),
    ("X6", "190000", {}, "2000000.00", "2000000.00"),
    ("X7", "195000", {}, "2000000.00", "2000000.00"),
    ("X8", "20000", THEME, "360000.00", "360000.00"),
    ("X9", "155000", THEME, "1980000.00", "1980000.00"),
    ("X10", "160000", THEME, "2000000.00", "2040000.00"),
    ("X11", "190000", THEME, "2000000.00", "2400000.00"),
)
CONSUMER_SHOWS: tuple[tuple[str, str, Cells, str], ...] = (
    ("X12", "30000", {"历史最大面积": "25400"}, "40000.00"),
    ("X13", "25000", {"历史最大面积": "25000"}, "0.00"),
    ("X14", "25000", {"届次": "1"}, "0.00"),
    ("X15", "20000", {"历史最大面积": "15500"}, "40000.00"),
    ("X16", "19999", {"历史最大面积": "10000"}, "0.00"),
    ("X17", "31000", {"历史最大面积": "25000", **THEME}, "72000.00"),
)


@pytest.mark.parametrize(("name", "area", "more", "capped", "lifted"), TRADE_SHOWS)
def test_trade_show(name: str, area: str, more: Cells, capped: str, lifted: str) -> None:
    row = show(area, **more)
    assert one_show(row) == capped
    assert one_show(row, uplift="after-cap") == lifted


@pytest.mark.parametrize(("name", "area", "more", "amount"), CONSUMER_SHOWS)
def test_consumer_show(name: str, area: str, more: Cells, amount: str) -> None:
    assert one_show(show(area, "消费", **more)) == amount


def test_first_consumer_show_above_the_threshold() -> None:
    row = show("25000", "消费", 届次="1")
    assert one_show(row, first_consumer="threshold") == "50000.00"


@pytest.mark.parametrize(
    ("last", "now", "amount"),
    [
        ("80000000", "99999900", "100000.00"),  # X18
        ("50000000", "100000000", "500000.00"),  # X19
        ("50000000", "120000000", "500000.00"),  # X20
        ("50000000", "40000000", "0.00"),
    ],
)
def test_growth(last: str, now: str, amount: str) -> None:
    row = firm(GROWTH, 上年度营业收入=last, 营业收入=now)
    assert paid(ExpoScenario(firms=[row])) == [amount]


def test_new_firm_x21_x22() -> None:
    row = firm(NEW_FIRM, 首次贡献年度="2018", 上年度地方财力贡献="1500000")
    scenario = ExpoScenario(firms=[row])
    assert paid(scenario) == ["750000.00"]
    assert assess(scenario).rows[0]["结论"] == OPEN
    rows = [
        {**row, "年度": year, "上年度地方财力贡献": gain}
        for year, gain in (("2019", "2600000"), ("2020", "1200000"), ("2021", "400000"))
    ]
    assert paid(ExpoScenario(firms=rows)) == ["1000000.00", "600000.00", "200000.00"]
    cumulative = paid(ExpoScenario(firms=rows[::-1]), new_firm_cap="cumulative")
    assert cumulative == ["0.00", "0.00", "1000000.00"]


def test_known_body_x23() -> None:
    scenario = ExpoScenario(firms=[firm(KNOWN, 营业收入="10000000")])
    assert paid(scenario) == ["1000000.00"]
    assert assess(scenario).rows[0]["结论"] == APPROVED
    assert paid(ExpoScenario(firms=[firm(KNOWN, 营业收入="9999999.99")])) == ["0.00"]


@pytest.mark.parametrize(
    ("counts", "amounts", "nested"),
    [
        ([(5, 1)], ["500000.00"], ["500000.00"]),  # X24
        ([(4, 1)], ["0.00"], ["0.00"]),  # X25
        ([(2, 2)], ["500000.00"], ["500000.00"]),  # X26
        ([(7, 2), (10, 3)], ["500000.00", "500000.00"], ["500000.00", "600000.00"]),  # X27
        ([(7, 2), (14, 5)], ["500000.00", "1000000.00"], ["500000.00", "1000000.00"]),  # X28
        ([(6, 1), (6, 2)], ["500000.00", "300000.00"], ["500000.00", "300000.00"]),  # X29
    ],
)
def test_venue(counts: list[tuple[int, int]], amounts: list[str], nested: list[str]) -> None:
    rows = [venue(2018 + n, *pair) for n, pair in enumerate(counts)]
    assert paid(ExpoScenario(venues=rows)) == amounts
    assert paid(ExpoScenario(venues=rows), venue_tiers="nested") == nested


def test_venue_baselines() -> None:
    rows = [venue(2017, 20, 5), venue(2018, 8, 0), venue(2019, 5, 0), venue(2020, 9, 1)]
    rows.append(venue(2022, 99, 9))
    previous = ["0.00", "500000.00", "0.00", "600000.00", "0.00"]
    assert paid(ExpoScenario(venues=rows)) == previous
    peak = ["0.00", "500000.00", "0.00", "0.00", "0.00"]
    assert paid(ExpoScenario(venues=rows), venue_baseline="peak") == peak
    gap = ExpoScenario(venues=[rows[1], rows[3]])
    assert paid(gap) == ["500000.00", "0.00"]
    assert [row["结论"] for row in assess(gap).rows] == [APPROVED, OPEN]


def test_certifications_x30_to_x32() -> None:
    rows = [mark("展会", "2019-03-01"), mark("展会", "2020-03-01")]
    assert paid(ExpoScenario(certificates=rows)) == ["300000.00", "0.00"]
    days = ("2019-03-01", "2019-06-01", "2020-03-01")
    rows = [{**mark("国际会议", day, "ICCA"), "举办日期": day} for day in days]
    assert paid(ExpoScenario(certificates=rows)) == ["50000.00"] * 3
    assert paid(ExpoScenario(certificates=[mark("展馆", days[0])])) == ["150000.00"]


def test_validity_x33() -> None:
    days = ("2017-12-31", "2018-03-01", "2021-12-31", "2022-01-01")
    rows = [
        show("20000", 届次=str(number), 结束日期=day) for number, day in enumerate(days, start=3)
    ]
    scenario = ExpoScenario(shows=rows)
    assert paid(scenario) == ["0.00", "300000.00", "300000.00", "0.00"]
    found = assess(scenario).rows
    assert [row["结论"] for row in found] == [REFUSED, APPROVED, APPROVED, REFUSED]
    told = [[(OUT_OF_TIME,)], [(BY_REFERENCE,)], [], [(OUT_OF_TIME,)]]
    assert [row["原因含"] for row in found] == told


def test_a_claim_counts_once() -> None:
    first = show("20000", 专业场馆="否")
    scenario = ExpoScenario(shows=[first, show("20000"), show("25000")])
    assert paid(scenario) == ["0.00", "300000.00", "0.00"]
    before = {"对象": "渔博会", "项目": "贸易展补助", "年度": "2019", "届次": "3", "金额": "1"}
    scenario.history = [before]
    assert paid(scenario) == ["0.00"] * 3


def test_rivals() -> None:
    rows = [show("19000", 申请单位="丁"), show("20000"), show("25000", 申请单位="金诺公司")]
    found = assess(ExpoScenario(shows=rows)).rows
    assert [(row["核定金额"], row["结论"]) for row in found] == [
        (0, REFUSED),
        (300_000_00, OPEN),
        (0, OPEN),
    ]
    assert [row["对手"] for row in found] == [[], [("金诺公司", 2)], [("海名公司", 1)]]


def test_a_venue_paid_in_a_year_that_is_not_listed() -> None:
    rows = [venue(2019, 6, 0), venue(2020, 8, 0)]
    history = [{"对象": "会展中心", "项目": "展馆补助", "年度": "2018", "金额": "500000"}]
    scenario = ExpoScenario(venues=rows, history=history)
    found = assess(scenario).rows
    assert [(r["核定金额"], r["结论"]) for r in found] == [(0, OPEN), (200_000_00, APPROVED)]


def test_a_venue_applies_for_what_it_brings() -> None:
    def verdict(**more: str) -> tuple[int, str]:
        row = assess(ExpoScenario(shows=[show("20000", 展馆引进="是", **more)])).rows[0]
        return row["核定金额"], row["结论"]

    assert verdict() == (300_000_00, OPEN)
    assert verdict(展馆="会展中心") == (0, REFUSED)
    assert verdict(展馆="会展中心", 申请单位="会展中心") == (300_000_00, APPROVED)
    assert verdict(展馆运营单位="海名公司") == (300_000_00, APPROVED)


def test_totals() -> None:
    scenario = ExpoScenario(shows=[show("20000"), show("20000", 届次="4")])
    scenario.budget = [{"项目": "贸易展补助", "年度": "2019", "预算金额": "500000"}]
    expected = assess(scenario)
    figures = {"申请数": 2, "核准数": 2, "核定金额": 600_000_00}
    assert expected.items == [{"项目": "贸易展补助", **figures}]
    assert expected.applicants == [{"申请单位": "海名公司", **figures}]
    planned = {"核定金额": 600_000_00, "预算金额": 500_000_00, "结余": -100_000_00}
    assert expected.years == [{"年度": 2019, "项目": "贸易展补助", **planned}]


def test_random_scenarios_reach_every_item_and_verdict() -> None:
    seen: Counter[tuple[str, str]] = Counter()
    for seed in range(400):
        for row in assess(random_expo_scenario(random.Random(seed))).rows:
            seen[row["项目"], row["结论"]] += 1
    for item in ITEMS:
        verdicts = (APPROVED, REFUSED) if item == "国际会议" else (APPROVED, REFUSED, OPEN)
        for verdict in verdicts:
            assert seen[item, verdict] >= 20, (item, verdict)


def test_rendered_rows_stand_where_they_are_said_to(tmp_path: Path) -> None:
    for seed in range(30):
        rng = random.Random(seed)
        scenario = random_expo_scenario(rng)
        path = tmp_path / "in.xlsx"
        lines = write_expo_workbook(scenario, path, rng)
        book = load_workbook(path)
        tables = {"展会": scenario.shows, "展馆": scenario.venues, "企业": scenario.firms}
        for name, rows in tables.items():
            first = next(iter(COLUMNS[name]))
            for line, row in zip(lines.get(name, []), rows, strict=True):
                assert row[first] in [cell.value for cell in book[name][line]]


def write_expected(expected: ExpoExpected, lines: dict[str, list[int]], path: Path) -> None:
    """Write what is expected as the program would."""
    book = Workbook()
    book.remove(book.worksheets[0])

    def add(name: str, rows: list[Row], total: Row | None) -> None:
        sheet = book.create_sheet(name)
        sheet.append(list(rows[0]))
        money = ("核定金额", "预算金额", "结余")
        for row in rows + ([total] if total else []):
            values: list[Any] = []
            for column in rows[0]:
                value = row.get(column)
                values.append(value / 100 if column in money and value is not None else value)
            sheet.append(values)

    def summed(rows: list[Row], *columns: str) -> Row:
        return {column: sum(row[column] or 0 for row in rows) for column in columns}

    results = []
    for row in expected.rows:
        out = {"行号": lines[row["工作表"]][row["位置"]], "计算过程": "步骤", "依据": "二(一)"}
        out |= {key: value for key, value in row.items() if key not in ("原因含", "位置", "对手")}
        cells = [f"{who}（{row['工作表']}!O{lines[row['工作表']][n]}）" for who, n in row["对手"]]
        out["原因"] = "；".join(["原因", *(words[0] for words in row["原因含"]), *cells])
        results.append(out)
    add("核定结果", results, None)
    for name, column, rows in (
        ("项目汇总", "项目", expected.items),
        ("单位汇总", "申请单位", expected.applicants),
    ):
        add(name, rows, {column: "合计", **summed(rows, "申请数", "核准数", "核定金额")})
    total = summed(expected.years, "核定金额", "预算金额", "结余")
    add("年度汇总", expected.years, {"年度": "合计", **total})
    book.save(path)


def test_the_comparer_accepts_what_is_expected_and_no_other(tmp_path: Path) -> None:
    path = tmp_path / "out.xlsx"
    for seed in range(15):
        rng = random.Random(seed)
        scenario = random_expo_scenario(rng)
        expected = assess(scenario)
        lines = write_expo_workbook(scenario, tmp_path / "in.xlsx", rng)
        write_expected(expected, lines, path)
        assert compare_expo_workbook(expected, lines, path) == []
        expected.rows[-1]["核定金额"] += 1
        expected.items[0]["核准数"] += 1
        expected.applicants[-1]["核定金额"] -= 1
        expected.years[0]["核定金额"] += 1
        assert len(compare_expo_workbook(expected, lines, path)) >= 6
