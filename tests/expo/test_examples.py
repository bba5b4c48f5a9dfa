"""The worked examples X1 to X33, from applications to findings and by the plain formulas.

Expectations: the column “expected yuan” of examples.md; the clause is the example's. The other
readings of X10, X11, X14, X22, X24, X27 are printed there too.
"""

from __future__ import annotations

import pytest

from qdcalc import expo

from .helpers import (
    CONFERENCE,
    KNOWN,
    NO,
    OK,
    OPEN,
    THEME,
    Found,
    Row,
    consumer,
    firm,
    found,
    growing,
    hall,
    mark,
    new_firm,
    one,
    reasons,
    run,
    trade,
    yuan,
)

# area, is uplifted, yuan
TRADES = [
    pytest.param(19_999.99, False, 0, id="X1"),
    pytest.param(20_000, False, 300_000, id="X2"),
    pytest.param(24_999, False, 300_000, id="X3"),
    pytest.param(25_000, False, 350_000, id="X4"),
    pytest.param(189_999, False, 1_950_000, id="X5"),
    pytest.param(190_000, False, 2_000_000, id="X6"),
    pytest.param(195_000, False, 2_000_000, id="X7"),
    pytest.param(20_000, True, 360_000, id="X8"),
    pytest.param(155_000, True, 1_980_000, id="X9"),
    pytest.param(160_000, True, 2_000_000, id="X10"),
    pytest.param(190_000, True, 2_000_000, id="X11"),
]


@pytest.mark.clause("expo 二(一) trade_show_subsidy_fen")
@pytest.mark.parametrize(("area", "is_uplifted", "expected"), TRADES)
def test_trade(area: float, is_uplifted: bool, expected: int) -> None:
    row = trade(area, **(THEME if is_uplifted else {}))
    assert one("展会", row) == (yuan(expected), OK if expected else NO)
    amount = expo.trade_show_subsidy_fen(area, is_uplifted=is_uplifted)
    assert int(amount) == yuan(expected)


@pytest.mark.clause("expo 二(二) uplifted_fen")
@pytest.mark.parametrize(("area", "expected"), [(160_000, 2_040_000), (190_000, 2_400_000)])
def test_x10_and_x11_capped_first(area: float, expected: int) -> None:
    row = trade(area, **THEME)
    assert one("展会", row, {"uplift": "after-cap"}) == (yuan(expected), OK)
    amount = expo.trade_show_subsidy_fen(area, is_uplifted=True, uplift="after-cap")
    assert int(amount) == yuan(expected)


CONSUMERS = [
    pytest.param(30_000, 25_400, False, 40_000, id="X12"),
    pytest.param(25_000, 25_000, False, 0, id="X13"),
    pytest.param(20_000, 15_500, False, 40_000, id="X15"),
    pytest.param(19_999, 10_000, False, 0, id="X16"),
    pytest.param(31_000, 25_000, True, 72_000, id="X17"),
]


@pytest.mark.clause("expo 二(一) consumer_show_subsidy_fen")
@pytest.mark.parametrize(("area", "largest", "is_uplifted", "expected"), CONSUMERS)
def test_consumer(area: float, largest: float, is_uplifted: bool, expected: int) -> None:
    row = consumer(area, largest, **(THEME if is_uplifted else {}))
    assert one("展会", row) == (yuan(expected), OK if expected else NO)
    amount = expo.consumer_show_subsidy_fen(area, largest, is_uplifted=is_uplifted)
    assert int(amount) == yuan(expected)


@pytest.mark.clause("expo 二(一) consumer_show_subsidy_fen")
@pytest.mark.parametrize(
    ("reading", "expected"), [({}, (0, NO)), ({"first_consumer": "threshold"}, (5_000_000, OK))]
)
def test_x14_a_first_edition(reading: dict[str, str], expected: Found) -> None:
    assert one("展会", consumer(25_000, "", 届次=1), reading) == expected


GROWTHS = [
    pytest.param(80_000_000, 99_999_900, 100_000, id="X18"),
    pytest.param(50_000_000, 100_000_000, 500_000, id="X19"),
    pytest.param(50_000_000, 120_000_000, 500_000, id="X20"),
]


@pytest.mark.clause("expo 一(二) growth_subsidy_fen")
@pytest.mark.parametrize(("before", "now", "expected"), GROWTHS)
def test_growth(before: int, now: int, expected: int) -> None:
    assert one("企业", growing(before, now)) == (yuan(expected), OK)
    assert int(expo.growth_subsidy_fen(yuan(before), yuan(now))) == yuan(expected)


@pytest.mark.clause("expo 一(一)¶1 new_firm_ceiling_fen")
def test_x21_the_ceiling_of_a_new_firm() -> None:
    """A ceiling, not an entitlement: without 拟补助金额 it needs people."""
    assert one("企业", new_firm(2019, 1_500_000)) == (75_000_000, OPEN)
    assert int(expo.new_firm_ceiling_fen(150_000_000)) == 75_000_000


@pytest.mark.clause("expo 一(一)¶1 new_firm_ceiling_fen")
@pytest.mark.parametrize(
    ("reading", "expected"),
    [
        ({}, [100_000_000, 60_000_000, 20_000_000]),
        ({"new_firm_cap": "cumulative"}, [100_000_000, 0, 0]),
    ],
)
def test_x22_three_years(reading: dict[str, str], expected: list[int]) -> None:
    given = (2_600_000, 1_200_000, 400_000)
    rows = [new_firm(2019 + n, amount) for n, amount in enumerate(given)]
    assert [amount for amount, _ in found(run({"企业": rows}, reading))] == expected
    if not reading:
        assert expo.new_firm_ceiling_fen([yuan(a) for a in given]).tolist() == expected


@pytest.mark.clause("expo 一(一)¶2 known_body_award_fen")
@pytest.mark.parametrize(
    ("revenue", "expected"), [("10000000.00", (100_000_000, OK)), ("9999999.99", (0, NO))]
)
def test_x23_a_known_institution(revenue: str, expected: Found) -> None:
    assert one("企业", firm(KNOWN, 营业收入=revenue)) == expected
    assert int(expo.known_body_award_fen(int(revenue.replace(".", "")))) == expected[0]


FIRST_YEARS = [
    pytest.param(5, 1, 500_000, id="X24"),
    pytest.param(4, 1, 0, id="X25"),
    pytest.param(2, 2, 500_000, id="X26"),
]


@pytest.mark.clause("expo 一(三) venue_increment_fen")
@pytest.mark.parametrize(("small", "big", "expected"), FIRST_YEARS)
def test_first_year_of_a_venue(small: int, big: int, expected: int) -> None:
    assert one("展馆", hall(2019, small, big)) == (yuan(expected), OK if expected else NO)
    assert bool(expo.venue_qualifies(small, big)) is (expected > 0)


LATER_YEARS = [
    pytest.param((7, 2), (10, 3), (2, 1), 500_000, id="X27"),
    # tiers (5, 2) → (9, 5)
    pytest.param((7, 2), (14, 5), (4, 3), 1_000_000, id="X28"),
    # tiers (5, 1) → (4, 2)
    pytest.param((6, 1), (6, 2), (-1, 1), 300_000, id="X29"),
]


@pytest.mark.clause("expo 一(三) venue_increment_fen")
@pytest.mark.parametrize(("before", "now", "more", "expected"), LATER_YEARS)
def test_later_year_of_a_venue(
    before: tuple[int, int], now: tuple[int, int], more: tuple[int, int], expected: int
) -> None:
    result = run({"展馆": [hall(2018, *before), hall(2019, *now)]})
    assert found(result) == [(50_000_000, OK), (yuan(expected), OK)]
    assert int(expo.venue_increment_fen(*more)) == yuan(expected)


@pytest.mark.clause("expo 一(三) venue_increment_fen")
def test_x27_nested() -> None:
    rows = [hall(2018, 7, 2), hall(2019, 10, 3)]
    assert found(run({"展馆": rows}, {"venue_tiers": "nested"}))[1] == (60_000_000, OK)


@pytest.mark.clause("expo 三(一) certificate_award_fen")
def test_x30_a_certification_once() -> None:
    result = run({"认证": [mark("展会", "2019-06-01"), mark("展会", "2020-06-01")]})
    assert found(result) == [(30_000_000, OK), (0, NO)]
    assert "已享受一次性补助" in reasons(result)[1]
    assert int(expo.certificate_award_fen("展会")) == 30_000_000


@pytest.mark.clause("expo 三(一) certificate_award_fen")
def test_x31_three_conferences() -> None:
    rows: list[Row] = [
        mark("国际会议", f"2019-0{n}-01", "ICCA", 对象=f"大会{n}") for n in (1, 2, 3)
    ]
    result = run({"认证": rows})
    assert found(result) == [(5_000_000, OK)] * 3
    (item,) = result.tables["items"].to_dict("records")
    assert (item["item"], item["amount_fen"]) == (CONFERENCE, 15_000_000)
    assert expo.certificate_award_fen(["国际会议"] * 3).sum() == 15_000_000


@pytest.mark.clause("expo 三(一) certificate_award_fen")
def test_x32_a_venues_certification() -> None:
    assert one("认证", mark("展馆", 对象="会展中心")) == (15_000_000, OK)
    assert int(expo.certificate_award_fen("展馆")) == 15_000_000


@pytest.mark.clause("expo 末段 validity")
@pytest.mark.parametrize(
    ("day", "expected", "word"),
    [
        ("2017-12-31", (0, NO), "不在有效期"),
        ("2018-03-01", (30_000_000, OK), "参照执行"),
        ("2021-12-31", (30_000_000, OK), ""),
        ("2022-01-01", (0, NO), "不在有效期"),
    ],
)
def test_x33_validity(day: str, expected: Found, word: str) -> None:
    result = run({"展会": [trade(20_000, 结束日期=day)]})
    assert found(result) == [expected]
    (reason,) = reasons(result)
    assert word in reason
    assert ("参照执行" in reason) is (word == "参照执行")
