"""Each interpretation and each of its options, and the themes that are raised.

Expectations: expo.md, the rows marked R:key and its last paragraph, worked by hand at each list.
"""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import pytest

import qdcalc
from qdcalc import expo

from .helpers import (
    NEW,
    NO,
    OK,
    OPEN,
    THEME,
    Found,
    Row,
    apart,
    consumer,
    found,
    hall,
    mark,
    new_firm,
    one,
    past,
    reasons,
    refusal,
    run,
    several,
    trade,
    write,
    yuan,
)

NOTHING: Found = (0, NO)

# ---------------------------------------------------------------- uplift

# 300,000 + 50,000 a step; then-cap = min(1.2 × that, 2,000,000), after-cap = 1.2 × min(that, …)
UPLIFTS = [
    # area, then-cap, after-cap
    (20_000, 360_000, 360_000),
    (25_000, 420_000, 420_000),
    (155_000, 1_980_000, 1_980_000),
    (159_999.99, 1_980_000, 1_980_000),
    (160_000, 2_000_000, 2_040_000),
    (185_000, 2_000_000, 2_340_000),
    (190_000, 2_000_000, 2_400_000),
    (250_000, 2_000_000, 2_400_000),
    (19_999.99, 0, 0),
]


@pytest.mark.clause("expo 二(二) uplifted_fen")
@pytest.mark.parametrize("uplift", ["then-cap", "after-cap", ""])
def test_uplift(uplift: str) -> None:
    wanted = [after if uplift == "after-cap" else then for _, then, after in UPLIFTS]
    chosen = {"uplift": uplift} if uplift else None
    raised = several("展会", [trade(area, **THEME) for area, *_ in UPLIFTS], chosen)
    assert raised == [(yuan(amount), OK if amount else NO) for amount in wanted]
    plain = several("展会", [trade(area) for area, *_ in UPLIFTS], chosen)
    bare = [
        min(300_000 + 50_000 * int((area - 20_000) // 5_000), 2_000_000) for area, *_ in UPLIFTS
    ]
    assert plain == [
        (yuan(amount), OK) if whole else NOTHING for amount, whole in zip(bare, wanted, strict=True)
    ]


@pytest.mark.parametrize(("area", "then_cap", "after_cap"), UPLIFTS)
def test_uplift_of_a_plain_number(area: float, then_cap: int, after_cap: int) -> None:
    for uplift, amount in (("then-cap", then_cap), ("after-cap", after_cap)):
        plain = expo.trade_show_subsidy_fen(area, is_uplifted=True, uplift=uplift)
        assert int(plain) == yuan(amount)


@pytest.mark.parametrize("reading", ["then-cap", "after-cap"])
def test_no_cap_on_consumer_shows(reading: str) -> None:
    """300,000 − 20,000 = 280 steps of 10,000, × 1.2 = 3,360,000."""
    row = consumer(300_000, 20_000, **THEME)
    assert one("展会", row, {"uplift": reading}) == (336_000_000, OK)


THEMES: list[tuple[str, bool]] = [
    ("上合组织国家", True),
    ("一带一路", True),
    ("“一带一路”", True),
    ('"一带一路"', True),
    ("海洋经济", True),
    ("军民融合", True),
    ("乡村振兴", True),
    ("新旧动能转换", True),
    ("海洋 经济", True),
    ("海洋经济、文化旅游", True),
    ("文化旅游，军民融合", True),
    ("文化旅游", False),
    ("海洋", False),
    ("", False),
]


@pytest.mark.clause("expo 二(二) uplifted_fen")
def test_themes() -> None:
    """二(二): a listed theme with both marks is raised; another or none is for people."""
    themes = [{**THEME, "主题": theme} for theme, _ in THEMES]
    for row, raised, bare in (
        (trade(20_000), 36_000_000, 30_000_000),
        (consumer(25_000, 20_000), 6_000_000, 5_000_000),
    ):
        assert several("展会", [{**row, **theme} for theme in themes]) == [
            (raised, OK) if is_listed else (bare, OPEN) for _, is_listed in THEMES
        ]


@pytest.mark.parametrize("theme", ["海洋经济", "文化旅游", ""])
@pytest.mark.parametrize(
    ("reviewed", "recognised", "lacking"),
    [("是", "否", "市贸促会认定"), ("", "是", "专家评审"), ("", "", "")],
)
def test_a_mark_is_missing(theme: str, reviewed: str, recognised: str, lacking: str) -> None:
    """No uplift; the reason names the one mark that is missing."""
    row = trade(20_000, 主题=theme, 专家评审=reviewed, 市贸促会认定=recognised)
    result = run({"展会": [row]})
    assert found(result) == [(30_000_000, OK)]
    assert lacking in reasons(result)[0]


# ---------------------------------------------------------------- venues

# listed years (三万平, 十万平) from 2018, then 元 by reading; the first year is 500,000.
# exclusive tiers in brackets: (mid, big)
VENUES: dict[str, tuple[list[tuple[int, int]], dict[tuple[str, str], list[int]]]] = {
    # (5, 2), (3, 1), (6, 2)
    "a dip": (
        [(7, 2), (4, 1), (8, 2)],
        {
            ("exclusive", "previous"): [0, 300_000 + 300_000],
            ("exclusive", "peak"): [0, 100_000],
            ("nested", "previous"): [0, 400_000 + 300_000],
            ("nested", "peak"): [0, 100_000],
        },
    ),
    # (5, 0), (1, 3), (5, 2): the tiers' maxima lie in different years
    "tiers peak apart": (
        [(5, 0), (4, 3), (7, 2)],
        {
            ("exclusive", "previous"): [900_000, 400_000],
            ("exclusive", "peak"): [900_000, 0],
            ("nested", "previous"): [900_000, 300_000],
            ("nested", "peak"): [900_000, 200_000],
        },
    ),
    # X27 (5, 2), (7, 3), and (4, 6) with the cap: 3 × 300,000
    "growing": (
        [(7, 2), (10, 3), (10, 6)],
        {
            ("exclusive", "previous"): [500_000, 900_000],
            ("exclusive", "peak"): [500_000, 900_000],
            ("nested", "previous"): [600_000, 900_000],
            ("nested", "peak"): [600_000, 900_000],
        },
    ),
    # (5, 2), (9, 5): 400,000 + 900,000 or 700,000 + 900,000, at most 1,000,000; then (8, 5)
    "the cap": (
        [(7, 2), (14, 5), (13, 5)],
        {
            pair: [1_000_000, 0]
            for pair in itertools.product(("exclusive", "nested"), ("previous", "peak"))
        },
    ),
    # (2, 2), (1, 1), (2, 1): below the threshold and still by increment
    "below the threshold": (
        [(4, 2), (2, 1), (3, 1)],
        {
            ("exclusive", "previous"): [0, 100_000],
            ("exclusive", "peak"): [0, 0],
            ("nested", "previous"): [0, 100_000],
            ("nested", "peak"): [0, 0],
        },
    ),
    # X29 (5, 1), (4, 2), (5, 1)
    "a show grows": (
        [(6, 1), (6, 2), (6, 1)],
        {
            ("exclusive", "previous"): [300_000, 100_000],
            ("exclusive", "peak"): [300_000, 0],
            ("nested", "previous"): [300_000, 0],
            ("nested", "peak"): [300_000, 0],
        },
    ),
}
READINGS = list(itertools.product(("exclusive", "nested"), ("previous", "peak")))


@pytest.mark.clause("expo 一(三) venue_increment_fen")
@pytest.mark.parametrize("is_upside_down", [False, True])
@pytest.mark.parametrize(("tiers", "baseline"), [*READINGS, ("", "")])
def test_venues(tiers: str, baseline: str, is_upside_down: bool) -> None:
    """A venue each; the last reading is the default, exclusive and previous."""
    rows, wanted = [], []
    for name, (years, readings) in VENUES.items():
        rows += [hall(2018 + n, *counts, name=name) for n, counts in enumerate(years)]
        amounts = readings[tiers or "exclusive", baseline or "previous"]
        wanted += [(yuan(a), OK if a else NO) for a in (500_000, *amounts)]
    chosen = {"venue_tiers": tiers, "venue_baseline": baseline} if tiers else None
    if is_upside_down:
        rows, wanted = rows[::-1], wanted[::-1]
    assert found(run({"展馆": rows}, chosen)) == wanted


@pytest.mark.parametrize(
    ("baseline", "expected"), [("previous", (0, OPEN)), ("peak", (10_000_000, OK))]
)
def test_the_year_before_is_not_listed(baseline: str, expected: Found) -> None:
    rows = [hall(2018, 5, 0), hall(2020, 6, 0)]
    result = run({"展馆": rows}, {"venue_baseline": baseline})
    assert found(result) == [(50_000_000, OK), expected]


@pytest.mark.parametrize(("baseline", "last"), [("previous", 300_000), ("peak", 0)])
def test_listed_years_before_the_first_are_baseline(baseline: str, last: int) -> None:
    """2017 reaches the threshold but is out of time; the first year is 2018, then 5 → 8 of 9."""
    rows = [hall(2017, 9, 0), hall(2018, 5, 0), hall(2019, 8, 0)]
    result = run({"展馆": rows}, {"venue_baseline": baseline})
    assert found(result) == [NOTHING, (50_000_000, OK), (yuan(last), OK if last else NO)]
    assert "不在有效期" in reasons(result)[0]
    rows = [hall(2017, 1, 0), hall(2018, 4, 1), hall(2019, 5, 1)]
    result = run({"展馆": rows}, {"venue_baseline": baseline})
    assert found(result) == [NOTHING, NOTHING, (50_000_000, OK)]


# ---------------------------------------------------------------- first edition of a consumer show

FIRSTS: list[tuple[float, Row, Found, Found]] = [
    # area, the row's change, zero, threshold
    (25_000, {}, NOTHING, (5_000_000, OK)),
    (20_000, {}, NOTHING, NOTHING),
    (20_999.99, {}, NOTHING, NOTHING),
    (21_000, {}, NOTHING, (1_000_000, OK)),
    (19_999.99, {}, NOTHING, NOTHING),
    (25_000, THEME, NOTHING, (6_000_000, OK)),
    (25_000, {"届次": "首届"}, NOTHING, (5_000_000, OK)),
    (25_000, {"历史最大面积": 22_000}, (3_000_000, OK), (3_000_000, OK)),
    (25_000, {"届次": ""}, (0, OPEN), (0, OPEN)),
    (25_000, {"届次": 2}, (0, OPEN), (0, OPEN)),
]


@pytest.mark.clause("expo 二(一) consumer_show_subsidy_fen")
@pytest.mark.parametrize("option", ["", "zero", "threshold"])
def test_first_consumer(option: str) -> None:
    rows = [consumer(area, "", **{"届次": 1, **change}) for area, change, *_ in FIRSTS]
    wanted = [threshold if option == "threshold" else zero for *_, zero, threshold in FIRSTS]
    got = apart("展会", rows, {"first_consumer": option} if option else None)
    assert [(row["amount_fen"], row["verdict"]) for row in got] == wanted
    for row in got:
        assert row["verdict"] != OPEN or "历史最大面积" in row["reason"]


# ---------------------------------------------------------------- new firms

# rows in their order (year, contribution, proposed), history → yearly, cumulative
NEW_FIRMS: list[tuple[list[tuple[int, int, Any]], list[Row], list[int], list[int]]] = [
    # halves 600,000, 500,000, 450,000: 1,000,000 in all
    (
        [(2019, 1_200_000, ""), (2020, 1_000_000, ""), (2021, 900_000, "")],
        [],
        [600_000, 500_000, 450_000],
        [600_000, 400_000, 0],
    ),
    # the same in another order of rows: years in turn
    (
        [(2021, 900_000, ""), (2020, 1_000_000, ""), (2019, 1_200_000, "")],
        [],
        [450_000, 500_000, 600_000],
        [0, 400_000, 600_000],
    ),
    # what was paid counts, not the ceiling: 100,000 + 500,000 leaves 400,000
    (
        [(2019, 1_200_000, 100_000), (2020, 1_000_000, ""), (2021, 2_000_000, 2_000_000)],
        [],
        [100_000, 500_000, 1_000_000],
        [100_000, 500_000, 400_000],
    ),
    # 300,000 paid in 2019 leaves 700,000
    (
        [(2020, 1_000_000, ""), (2021, 900_000, "")],
        [past("新展公司", NEW, 2019, 300_000)],
        [500_000, 450_000],
        [500_000, 200_000],
    ),
    # another firm's, and another item's
    (
        [(2020, 2_000_000, "")],
        [past("老展公司", NEW, 2019, 300_000), past("新展公司", "规模增长补助", 2019, 300_000)],
        [1_000_000],
        [1_000_000],
    ),
    # all of it used up before
    (
        [(2020, 1_000_000, 1_000)],
        [past("新展公司", NEW, 2019, 1_000_000)],
        [1_000],
        [0],
    ),
]


@pytest.mark.clause("expo 一(一)¶1 new_firm_ceiling_fen")
@pytest.mark.parametrize(("lines", "history", "yearly", "cumulative"), NEW_FIRMS, ids=str)
def test_new_firms(
    lines: list[tuple[int, int, Any]], history: list[Row], yearly: list[int], cumulative: list[int]
) -> None:
    rows = [new_firm(y, given, 2018, 拟补助金额=proposed) for y, given, proposed in lines]
    sheets = {"企业": rows, "历史补助": history} if history else {"企业": rows}
    for reading, wanted in (("yearly", yearly), ("cumulative", cumulative)):
        got = found(run(sheets, {"new_firm_cap": reading}))
        assert [amount for amount, _ in got] == [yuan(a) for a in wanted]
        for (_, verdict), amount, line in zip(got, wanted, lines, strict=True):
            if amount:
                assert verdict == (OPEN if line[2] == "" else OK)
    assert [amount for amount, _ in found(run(sheets))] == [yuan(a) for a in yearly]


def test_a_refused_row_does_not_use_up_the_cap() -> None:
    """2019 fails (新设立 = 否): all of the cap is left for 2020."""
    rows = [new_firm(2019, 2_000_000, 新设立="否"), new_firm(2020, 2_000_000)]
    got = found(run({"企业": rows}, {"new_firm_cap": "cumulative"}))
    assert got == [NOTHING, (100_000_000, OPEN)]


def test_a_second_row_of_a_year_does_not_use_up_the_cap() -> None:
    """2019 600,000, again 0; 2020 500,000 of the 400,000 that are left."""
    rows = [new_firm(2019, 1_200_000), new_firm(2019, 1_200_000), new_firm(2020, 1_000_000)]
    got = found(run({"企业": rows}, {"new_firm_cap": "cumulative"}))
    assert got == [(60_000_000, OPEN), NOTHING, (40_000_000, OPEN)]


# ---------------------------------------------------------------- certification of venues


def test_a_venue_needs_the_certificate_alone() -> None:
    """三(二) prints no condition; 固定举办 and 本市机构 are the shows'. There is no switch."""
    rows, wanted = [], []
    for fixed, local in itertools.product(("是", "否", ""), repeat=2):
        marks: Row = {"固定举办": fixed, "本市机构": local}
        rows += [
            mark("展馆", 对象=f"{fixed or '空'}{local or '空'}中心", **marks),
            mark("展馆", body="", 对象=f"{fixed or '空'}{local or '空'}馆", **marks),
            mark("展会", 对象=f"{fixed or '空'}{local or '空'}展", **marks),
        ]
        both = (30_000_000, OK) if fixed == local == "是" else NOTHING
        wanted += [(15_000_000, OK), (15_000_000, OPEN), both]
    assert found(run({"认证": rows})) == wanted
    with pytest.raises(qdcalc.UsageError):
        run({"认证": [mark("展馆")]}, {"venue_certificate": "as-shows"})


# ---------------------------------------------------------------- the cap read for consumer shows

# area above 20,000 m², marks → 元 by (uplift, consumer_cap): 10,000 a full 1,000 m², × 1.2
CAPPED: list[tuple[float, dict[str, Any], dict[tuple[str, str], int]]] = [
    # 199 steps, below the cap; 200 reach it; 201 pass it
    (219_999.99, {}, {("then-cap", "none"): 1_990_000, ("then-cap", "per-show"): 1_990_000}),
    (220_000, {}, {("then-cap", "none"): 2_000_000, ("then-cap", "per-show"): 2_000_000}),
    (221_000, {}, {("then-cap", "none"): 2_010_000, ("then-cap", "per-show"): 2_000_000}),
    # 166 × 1.2 = 1,992,000 and 167 × 1.2 = 2,004,000
    (186_000, THEME, {("then-cap", "per-show"): 1_992_000, ("after-cap", "per-show"): 1_992_000}),
    (
        187_000,
        THEME,
        {
            ("then-cap", "none"): 2_004_000,
            ("then-cap", "per-show"): 2_000_000,
            ("after-cap", "per-show"): 2_004_000,
        },
    ),
    (
        300_000,
        THEME,
        {
            ("then-cap", "none"): 3_360_000,
            ("after-cap", "none"): 3_360_000,
            ("then-cap", "per-show"): 2_000_000,
            ("after-cap", "per-show"): 2_400_000,
        },
    ),
]


@pytest.mark.clause("expo 二(一) consumer_show_subsidy_fen")
@pytest.mark.parametrize("cap", ["none", "per-show"])
@pytest.mark.parametrize("uplift", ["then-cap", "after-cap"])
def test_consumer_cap(uplift: str, cap: str) -> None:
    cases = [(area, marks, amounts[uplift, cap]) for area, marks, amounts in CAPPED
             if (uplift, cap) in amounts]  # fmt: skip
    assert cases
    rows = [consumer(area, 20_000, **marks) for area, marks, _ in cases]
    got = apart("展会", rows, {"uplift": uplift, "consumer_cap": cap})
    for row, (area, marks, amount) in zip(got, cases, strict=True):
        assert (row["amount_fen"], row["verdict"]) == (yuan(amount), OK)
        plain = expo.consumer_show_subsidy_fen(
            area, 20_000, is_uplifted=bool(marks), uplift=uplift, consumer_cap=cap
        )
        assert int(plain) == yuan(amount)
        is_cut = cap == "per-show" and amount in (2_000_000, 2_400_000) and area != 220_000
        assert ("每届最高" in row["working"]) is is_cut


def test_without_a_choice_consumer_shows_have_no_cap() -> None:
    rows = [consumer(area, 20_000, **marks) for area, marks, _ in CAPPED]
    assert several("展会", rows) == several("展会", rows, {"consumer_cap": "none"})


# ---------------------------------------------------------------- how they are set


@pytest.mark.parametrize("name", ["uplift", "上浮与封顶"])
@pytest.mark.parametrize("option", ["after-cap", "封顶后上浮"])
def test_set_in_the_workbook(name: str, option: str, tmp_path: Path) -> None:
    sheets = {"展会": [trade(190_000, **THEME)], "口径": [{"参数": name, "取值": option}]}
    result = qdcalc.expo.assess(write(tmp_path / "in.xlsx", sheets))
    assert found(result) == [(240_000_000, OK)]


def test_an_unknown_option_is_refused(tmp_path: Path) -> None:
    settings = [{"参数": "上浮与封顶", "取值": "不封顶"}]
    path = write(tmp_path / "in.xlsx", {"展会": [trade(20_000)], "口径": settings})
    errors = refusal(lambda: qdcalc.expo.assess(path))
    assert list(errors["工作表"]) == ["口径"]
    assert list(errors["单元格"]) == ["B2"]
