"""Each threshold at, just below and just above, to the hundredth m² and to the fen.

Expectations: the clause of expo.md named at each list, worked by hand; areas and money are texts
with two decimals, and every expected amount is in 元.
"""

from __future__ import annotations

import itertools

import pytest

from qdcalc import expo

from .helpers import (
    GROWTH,
    KNOWN,
    NEW,
    NO,
    OK,
    OPEN,
    THEME,
    Row,
    consumer,
    firm,
    found,
    granted,
    growing,
    hall,
    led,
    mark,
    new_firm,
    reasons,
    rows_of,
    run,
    several,
    trade,
    yuan,
)

# 二(一): from 20,000 m² 300,000; 50,000 for each full 5,000 m² more; at most 2,000,000 at
# 20,000 + 34 × 5,000 = 190,000 m²
TRADES = [
    ("0.01", 0),
    ("19999.99", 0),
    ("20000", 300_000),
    ("20000.01", 300_000),
    ("24999.99", 300_000),
    ("25000.00", 350_000),
    ("25000.01", 350_000),
    ("29999.99", 350_000),
    ("30000", 400_000),
    ("184999.99", 1_900_000),
    ("185000", 1_950_000),
    ("189999.99", 1_950_000),
    ("190000", 2_000_000),
    ("190000.01", 2_000_000),
    ("194999.99", 2_000_000),
    ("195000", 2_000_000),
    ("1000000", 2_000_000),
]


@pytest.mark.clause("expo 二(一) trade_show_subsidy_fen")
def test_trade_steps() -> None:
    got = several("展会", [trade(area) for area, _ in TRADES])
    assert got == granted(expected for _, expected in TRADES)


def test_an_area_below_the_threshold_is_named() -> None:
    """二(一), 二(二): 20,000 m² for both kinds; a hundredth less fails, and says why."""
    rows = [trade("19999.99"), trade("20000"), consumer("19999.99", 100), consumer("20000", 100)]
    for place, row in enumerate(rows):
        row["展会名称"] = f"展会{place}"
    result = run({"展会": rows})
    told = ["展览面积不到 20,000 m²" in reason for reason in reasons(result)]
    assert told == [True, False, True, False]
    shown = ["，不到 20,000 m²：0 元" in row["working"] for row in rows_of(result)]
    assert shown == told


@pytest.mark.parametrize(("area", "expected"), TRADES)
def test_the_formula_of_trade_shows(area: str, expected: int) -> None:
    assert int(expo.trade_show_subsidy_fen(float(area))) == yuan(expected)


# 二(二): 1.2 × the above, then the cap: 1,650,000 × 1.2 = 1,980,000; 1,700,000 × 1.2 is above it
UPLIFTED = [
    ("19999.99", 0),
    ("20000", 360_000),
    ("24999.99", 360_000),
    ("25000", 420_000),
    ("155000", 1_980_000),
    ("159999.99", 1_980_000),
    ("160000", 2_000_000),
    ("189999.99", 2_000_000),
    ("190000", 2_000_000),
]


@pytest.mark.clause("expo 二(二) uplifted_fen")
def test_uplifted_steps() -> None:
    got = several("展会", [trade(area, **THEME) for area, _ in UPLIFTED])
    assert got == granted(expected for _, expected in UPLIFTED)


@pytest.mark.parametrize(("area", "expected"), UPLIFTED)
def test_the_formula_of_uplifted_shows(area: str, expected: int) -> None:
    amount = expo.trade_show_subsidy_fen(float(area), is_uplifted=True)
    assert int(amount) == yuan(expected)


# 二(一): from 20,000 m², 10,000 for each full 1,000 m² above the largest edition; no cap
CONSUMERS = [
    ("19999.99", "10000", 0),
    ("20000", "19000", 10_000),
    ("20000", "19000.01", 0),
    ("20000", "10000", 100_000),
    ("20000", "10000.01", 90_000),
    ("20999.99", "20000", 0),
    ("21000", "20000", 10_000),
    ("21000", "20000.01", 0),
    ("21999.99", "20000", 10_000),
    ("25000", "25000", 0),
    ("25000", "25000.01", 0),
    ("25000", "90000", 0),
    ("300000", "20000", 2_800_000),
    ("20000", "0", 200_000),
]


@pytest.mark.clause("expo 二(一) consumer_show_subsidy_fen")
def test_consumer_steps() -> None:
    got = several("展会", [consumer(area, largest) for area, largest, _ in CONSUMERS])
    assert got == granted(expected for *_, expected in CONSUMERS)


@pytest.mark.parametrize(("area", "largest", "expected"), CONSUMERS)
def test_the_formula_of_consumer_shows(area: str, largest: str, expected: int) -> None:
    amount = expo.consumer_show_subsidy_fen(float(area), float(largest))
    assert int(amount) == yuan(expected)


def exact_multiples() -> list[tuple[str, str, int]]:
    """Return areas a whole number of steps above the largest, whose float quotient loses one."""
    out = []
    for cents, steps in itertools.product(range(1, 100), range(1, 30)):
        largest, area = f"25000.{cents:02d}", f"{25000 + 1000 * steps}.{cents:02d}"
        if (float(area) - float(largest)) // 1000 < steps:
            out.append((area, largest, steps))
    return out


@pytest.mark.clause("expo 二(一) trade_show_subsidy_fen")
def test_exact_multiples_where_a_float_quotient_loses_a_step() -> None:
    """By construction the area is the largest + steps × 1,000 m², hundredths alike."""
    cases = exact_multiples()
    assert len(cases) > 100  # floats do err here
    rows = [consumer(a, b, 展会名称=f"展{n}") for n, (a, b, _) in enumerate(cases)]
    assert found(run({"展会": rows})) == [(yuan(10_000 * steps), OK) for *_, steps in cases]
    numbers = [consumer(float(a), float(b), 展会名称=f"展{n}") for n, (a, b, _) in enumerate(cases)]
    assert found(run({"展会": numbers})) == [(yuan(10_000 * steps), OK) for *_, steps in cases]
    plain = expo.consumer_show_subsidy_fen(
        [float(a) for a, *_ in cases], [float(b) for _, b, _ in cases]
    )
    assert plain.tolist() == [yuan(10_000 * steps) for *_, steps in cases]


# 一(一)¶2: 营业收入 ≥ 10,000,000 元
BODIES = [
    ("0", 0),
    ("9999999.99", 0),
    ("10000000", 1_000_000),
    ("10000000.01", 1_000_000),
    ("999999999.99", 1_000_000),
]


@pytest.mark.clause("expo 一(一)¶2 known_body_award_fen")
def test_known_bodies() -> None:
    rows = [firm(KNOWN, 营业收入=revenue) for revenue, _ in BODIES]
    assert several("企业", rows) == granted(expected for _, expected in BODIES)
    unmarked = several("企业", [{**row, "知名认定": ""} for row in rows])
    assert unmarked == [(yuan(amount), OPEN if amount else NO) for _, amount in BODIES]
    for revenue, expected in BODIES:
        assert int(expo.known_body_award_fen(yuan(float(revenue)))) == yuan(expected)


# 一(二): 100,000 for each full 10,000,000 more than the year before; at most 500,000
GROWTHS = [
    ("10000000", "9999999.99", 0),
    ("10000000", "10000000", 0),
    ("10000000", "19999999.99", 0),
    ("10000000", "20000000", 100_000),
    ("10000000.01", "20000000", 0),
    ("10000000.01", "20000000.01", 100_000),
    ("0", "29999999.99", 200_000),
    ("0", "30000000", 300_000),
    ("5000000.55", "54999999.99", 400_000),
    ("5000000.55", "55000000.54", 400_000),
    ("5000000.55", "55000000.55", 500_000),
    ("5000000.55", "65000000.55", 500_000),
    ("0", "9000000000", 500_000),
]


@pytest.mark.clause("expo 一(二) growth_subsidy_fen")
def test_growth() -> None:
    got = several("企业", [growing(before, now) for before, now, _ in GROWTHS])
    assert got == granted(expected for *_, expected in GROWTHS)


@pytest.mark.parametrize(("before", "now", "expected"), GROWTHS)
def test_the_formula_of_growth(before: str, now: str, expected: int) -> None:
    amount = expo.growth_subsidy_fen(yuan(float(before)), yuan(float(now)))
    assert int(amount) == yuan(expected)


# 一(一)¶1: half the contribution, rounded down to the fen, at most 1,000,000 → fen
CEILINGS = [
    ("0.02", 1),
    ("0.03", 1),
    ("0.05", 2),
    ("1234567.89", 61_728_394),
    ("1999999.97", 99_999_998),
    ("1999999.98", 99_999_999),
    ("1999999.99", 99_999_999),
    ("2000000.00", 100_000_000),
    ("2000000.01", 100_000_000),
    ("98765432.10", 100_000_000),
]


@pytest.mark.clause("expo 一(一)¶1 new_firm_ceiling_fen")
def test_half_the_contribution_rounded_down() -> None:
    got = several("企业", [new_firm(2019, contribution) for contribution, _ in CEILINGS])
    assert got == [(expected, OPEN) for _, expected in CEILINGS]
    for contribution, expected in CEILINGS:
        assert int(expo.new_firm_ceiling_fen(int(contribution.replace(".", "")))) == expected


def test_what_is_proposed_up_to_the_ceiling() -> None:
    """一(一)¶1: half of 1,000,000.01 is 500,000.005, rounded down 500,000.00."""
    rows = [new_firm(2019, "1000000.01", 拟补助金额=proposed)
            for proposed in ("499999.99", "500000", "500000.01")]  # fmt: skip
    assert several("企业", rows) == [(49_999_999, OK), (50_000_000, OK), (50_000_000, OK)]


@pytest.mark.clause("expo 一(一)¶1 new_firm_ceiling_fen")
def test_three_years_after_the_first_contribution() -> None:
    """一(一)¶1: the first contribution in 2018 → 2019, 2020, 2021."""
    years = (2018, 2019, 2020, 2021)
    rows = [new_firm(year, 100_000, 2018, 拟补助金额=50_000) for year in years]
    assert several("企业", rows) == granted([0, 50_000, 50_000, 50_000])


def test_the_third_year_is_the_last() -> None:
    rows = [new_firm(2019, 100_000, first, 拟补助金额=50_000) for first in (2015, 2016, 2018)]
    assert several("企业", rows) == granted([0, 50_000, 50_000])


# 一(三): first year with ≥5 shows (large ones included) or ≥2 large ones
FIRST_YEARS = [
    (4, 0, False), (5, 0, True), (6, 0, True), (4, 1, False), (5, 1, True),
    (1, 1, False), (2, 2, True), (3, 2, True), (5, 5, True), (0, 0, False),
]  # fmt: skip


@pytest.mark.clause("expo 一(三) venue_increment_fen")
def test_a_venues_first_year() -> None:
    got = several("展馆", [hall(2019, small, big) for small, big, _ in FIRST_YEARS])
    assert got == granted(500_000 if is_paid else 0 for *_, is_paid in FIRST_YEARS)
    for small, big, is_paid in FIRST_YEARS:
        assert bool(expo.venue_qualifies(small, big)) is is_paid


# 一(三): tiers of the year before (5, 2) → 100,000 and 300,000 each, at most 1,000,000
LATER_YEARS = [
    (7, 2, 0), (8, 2, 100_000), (7, 3, 300_000), (8, 3, 300_000), (9, 3, 400_000),
    (6, 2, 0), (6, 1, 0), (16, 2, 900_000), (17, 2, 1_000_000), (18, 2, 1_000_000),
    (10, 5, 900_000), (11, 5, 1_000_000), (12, 5, 1_000_000), (10, 1, 400_000),
]  # fmt: skip


@pytest.mark.clause("expo 一(三) venue_increment_fen")
def test_a_venues_later_year() -> None:
    rows = [
        row
        for number, (small, big, _) in enumerate(LATER_YEARS)
        for row in (hall(2018, 7, 2, f"第{number}馆"), hall(2019, small, big, f"第{number}馆"))
    ]
    wanted = [amount for *_, expected in LATER_YEARS for amount in (500_000, expected)]
    assert found(run({"展馆": rows})) == granted(wanted)
    for small, big, expected in LATER_YEARS:
        assert int(expo.venue_increment_fen(small - big - 5, big - 2)) == yuan(expected)


# 四: later editions are paid if they passed; more than the last time is for people
LED_BY_GOVERNMENT: list[tuple[Row, tuple[int, str]]] = [
    (led("123456.78"), (12_345_678, OK)),
    (led("123456.78", 绩效评估通过="否", 上届金额=""), (12_345_678, OK)),
    (led("800000", first="否", 上届金额="800000", 绩效评估通过="是"), (80_000_000, OK)),
    (led("800000.01", first="否", 上届金额="800000", 绩效评估通过="是"), (80_000_001, OPEN)),
    (led("799999.99", first="否", 上届金额="800000", 绩效评估通过="是"), (79_999_999, OK)),
    (led("800000", first="否", 绩效评估通过="是"), (80_000_000, OPEN)),
    (led("800000", first="否", 上届金额="800000"), (0, NO)),
    (led("800000.01", first="否", 上届金额="800000", 绩效评估通过="否"), (0, NO)),
]


@pytest.mark.clause("expo 四 government_led_fen")
def test_led_by_government() -> None:
    assert several("政府主导", [row for row, _ in LED_BY_GOVERNMENT]) == [
        expected for _, expected in LED_BY_GOVERNMENT
    ]
    for row, expected in LED_BY_GOVERNMENT:
        is_first, is_passed = row["首届"] == "是", row.get("绩效评估通过") == "是"
        given = int(row["核定金额"].replace(".", "")) if "." in row["核定金额"] else 80_000_000
        assert int(expo.government_led_fen(given, is_first, is_passed)) == expected[0]


# 末段: 2018-01-01 to 2021-12-31, before 2018-10-19 by reference
DAYS = [
    ("2017-12-31", False, False),
    ("2018-01-01", True, True),
    ("2018-10-18", True, True),
    ("2018-10-19", True, False),
    ("2018-10-20", True, False),
    ("2021-12-31", True, False),
    ("2022-01-01", False, False),
]


@pytest.mark.clause("expo 末段 validity")
@pytest.mark.parametrize(("day", "is_valid", "is_by_reference"), DAYS)
def test_days(day: str, is_valid: bool, is_by_reference: bool) -> None:
    """A show by its closing day, a certification by its day, a conference by 举办日期."""
    result = run(
        {
            "展会": [trade(20_000, 结束日期=day, 开始日期="2017-12-30")],
            "认证": [
                mark("展会", day),
                mark("展馆", day, 对象="会展中心"),
                mark("国际会议", "2019-05-05", "ICCA", 对象="大会", 举办日期=day),
                mark("国际会议", day, "ICCA", 对象="年会"),
            ],
        }
    )
    amounts = (300_000, 300_000, 150_000, 50_000, 50_000)
    expected = [(yuan(a), OK) if is_valid else (0, NO) for a in amounts]
    assert found(result) == expected
    for row in rows_of(result):
        assert row["year"] == int(day[:4])
        assert ("参照执行" in (row["reason"] or "")) is is_by_reference
        assert ("不在有效期" in (row["reason"] or "")) is not is_valid


def test_the_closing_day_counts_not_the_opening() -> None:
    """末段: a project counts by its closing day."""
    rows = [
        trade(20_000, 展会名称="甲", 开始日期="2017-12-30", 结束日期="2018-01-01"),
        trade(20_000, 展会名称="乙", 开始日期="2018-10-17", 结束日期="2018-10-19"),
        trade(20_000, 展会名称="丙", 开始日期="2021-12-31", 结束日期="2022-01-01"),
    ]
    result = run({"展会": rows})
    assert found(result) == [(30_000_000, OK), (30_000_000, OK), (0, NO)]
    assert ["参照执行" in text for text in reasons(result)] == [True, False, False]


def test_a_conference_by_its_day_not_its_certificates() -> None:
    rows = [
        mark("国际会议", "2022-03-01", "ICCA", 对象="甲", 举办日期="2021-11-01"),
        mark("国际会议", "2021-11-01", "ICCA", 对象="乙", 举办日期="2022-03-01"),
    ]
    assert found(run({"认证": rows})) == [(5_000_000, OK), (0, NO)]


@pytest.mark.clause("expo 末段 validity")
@pytest.mark.parametrize(
    ("year", "is_valid"), [(2017, False), (2018, True), (2021, True), (2022, False)]
)
def test_years(year: int, is_valid: bool) -> None:
    """A row of a year counts by its 年度 and is never 参照执行."""
    result = run(
        {
            "企业": [
                new_firm(year, 200_000, year - 1, 拟补助金额=100_000),
                firm(KNOWN, year, 营业收入=10_000_000),
                growing(0, 10_000_000, year),
            ],
            "展馆": [hall(year, 5, 0)],
            "政府主导": [led(70_000, 年度=year)],
        }
    )
    amounts = (100_000, 1_000_000, 100_000, 500_000, 70_000)
    assert found(result) == [(yuan(a), OK) if is_valid else (0, NO) for a in amounts]
    assert [row["item"] for row in rows_of(result)][:3] == [NEW, KNOWN, GROWTH]
    for reason in reasons(result)[:3] + reasons(result)[4:]:
        assert "参照执行" not in reason
        assert ("不在有效期" in reason) is not is_valid
