"""The formulas that people call, on numbers alone: what each argument may be, and its ends.

Expectations: the clauses of expo.md, worked by hand; an argument that is not what it may be is
refused by its name.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from qdcalc import expo
from qdcalc.errors import UsageError
from qdcalc.expo import shows
from qdcalc.expo.firms import growth_steps, is_cut
from qdcalc.expo.shows import full_steps

YUAN, MILLION = 100, 100_000_000  # fen
show: Any = shows  # called with plain numbers and lists

# a formula, good arguments, and for each argument values just outside what it may be
FORMULAS: list[tuple[Callable[..., Any], dict[str, Any], dict[str, list[Any]]]] = [
    (expo.new_firm_ceiling_fen, {"contribution_fen": 2, "room_fen": -2**53},
     {"contribution_fen": ["x", -1, 0.5], "room_fen": ["x", 0.5]}),
    (expo.known_body_award_fen, {"revenue_fen": 0}, {"revenue_fen": ["x", -1, 0.5]}),
    (expo.growth_subsidy_fen, {"previous_revenue_fen": 0, "revenue_fen": 0},
     {"previous_revenue_fen": ["x", -1], "revenue_fen": ["x", -1]}),
    (expo.venue_qualifies, {"shows_30k": 0, "shows_100k": 0},
     {"shows_30k": [-1, 10_001], "shows_100k": [-1, 10_001]}),
    (expo.venue_qualifies, {"shows_30k": 10_000, "shows_100k": 10_000}, {}),
    (expo.venue_increment_fen, {"more_mid": -10_000, "more_big": -10_000},
     {"more_mid": [-10_001, 10_001], "more_big": [-10_001, 10_001]}),
    (expo.venue_increment_fen, {"more_mid": 10_000, "more_big": 10_000}, {}),
    (expo.trade_show_subsidy_fen, {"area_m2": 0.01},
     {"area_m2": ["x", -0.01, 0.001, 1e12 + 1], "is_uplifted": [1, "是"], "uplift": ["x", None]}),
    (expo.trade_show_subsidy_fen, {"area_m2": 1e12}, {}),
    (expo.consumer_show_subsidy_fen, {"area_m2": 0, "largest_m2": 0},
     {"area_m2": ["x", 0.001], "largest_m2": ["x", 0.001], "is_uplifted": [1], "uplift": ["x"],
      "consumer_cap": ["x", None]}),
    (show.uplifted_fen, {"amount_fen": 0, "rate": 0},
     {"amount_fen": ["x", -1], "rate": ["x", -0.1, 10**6 + 1]}),
    (show.applicant_is_venue, {"applicant": "甲", "venue": "甲", "operator": ""},
     {"applicant": [1], "venue": [1], "operator": [1]}),
    (expo.certificate_award_fen, {"kind": "展会"}, {"kind": [1, "酒店", "show"]}),
    (expo.government_led_fen, {"amount_fen": 0, "is_first": True, "is_passed": False},
     {"amount_fen": ["x", -1], "is_first": [1], "is_passed": [1]}),
]  # fmt: skip


@pytest.mark.parametrize(("formula", "good", "bad"), FORMULAS)
def test_what_an_argument_may_be(
    formula: Callable[..., Any], good: dict[str, Any], bad: dict[str, list[Any]]
) -> None:
    formula(**good)
    for name, values in bad.items():
        for value in values:
            with pytest.raises(UsageError, match=f"参数 {name}"):
                formula(**{**good, name: value})


# a formula with figures of one's own in place of the notice's: each changes what it comes to
FIGURES: list[tuple[Callable[..., Any], dict[str, Any], int, dict[str, Any], int]] = [
    (expo.new_firm_ceiling_fen, {"contribution_fen": 101}, 50, {"new_firm_rate": 0.29}, 29),
    (expo.new_firm_ceiling_fen, {"contribution_fen": 2_001 * YUAN}, 100_050,
     {"new_firm_cap_yuan": 1_000}, 100_000),
    (expo.new_firm_ceiling_fen, {"contribution_fen": 200, "room_fen": 99}, 99,
     {"new_firm_cap_yuan": 0}, 99),
    (expo.new_firm_ceiling_fen, {"contribution_fen": 200, "room_fen": 0}, 0,
     {"new_firm_rate": 0}, 0),
    (expo.known_body_award_fen, {"revenue_fen": 10 * MILLION}, MILLION,
     {"known_award_yuan": 7}, 700),
    (expo.known_body_award_fen, {"revenue_fen": 10 * MILLION - 1}, 0,
     {"known_revenue_yuan": 9_999_999}, MILLION),
    (expo.growth_subsidy_fen, {"previous_revenue_fen": 1, "revenue_fen": 20 * MILLION}, 10**7,
     {"growth_step_award_yuan": 3}, 300),
    (expo.growth_subsidy_fen, {"previous_revenue_fen": 0, "revenue_fen": 90 * MILLION}, 5 * 10**7,
     {"growth_cap_yuan": 4}, 400),
    (expo.growth_subsidy_fen, {"previous_revenue_fen": 0, "revenue_fen": 2_000_000}, 0,
     {"growth_step_yuan": 10_000}, 2 * 10**7),
    (expo.venue_qualifies, {"shows_30k": 4, "shows_100k": 1}, False, {"venue_mid_shows": 4}, True),
    (expo.venue_qualifies, {"shows_30k": 4, "shows_100k": 1}, False, {"venue_big_shows": 1}, True),
    (expo.venue_qualifies, {"shows_30k": 5, "shows_100k": 1}, True, {"venue_mid_shows": 6}, False),
    (expo.venue_qualifies, {"shows_30k": 4, "shows_100k": 2}, True, {"venue_big_shows": 3}, False),
    (expo.venue_increment_fen, {"more_mid": 1, "more_big": -1}, 10**7, {"venue_mid_yuan": 2}, 200),
    (expo.venue_increment_fen, {"more_mid": 0, "more_big": 1}, 3 * 10**7,
     {"venue_big_yuan": 2}, 200),
    (expo.venue_increment_fen, {"more_mid": 4, "more_big": 2}, 10**8, {"venue_cap_yuan": 1}, 100),
    (expo.trade_show_subsidy_fen, {"area_m2": 25_000}, 35_000_000,
     {"trade_first_yuan": 1}, 5_000_100),
    (expo.trade_show_subsidy_fen, {"area_m2": 25_000}, 35_000_000,
     {"trade_step_yuan": 1}, 30_000_100),
    (expo.trade_show_subsidy_fen, {"area_m2": 25_000}, 35_000_000,
     {"trade_step_m2": 5_001}, 30_000_000),
    (expo.trade_show_subsidy_fen, {"area_m2": 25_000}, 35_000_000, {"trade_threshold_m2": 25_001},
     0),
    (expo.trade_show_subsidy_fen, {"area_m2": 25_000}, 35_000_000, {"trade_cap_yuan": 2}, 200),
    (expo.trade_show_subsidy_fen, {"area_m2": 20_000, "is_uplifted": True}, 36_000_000,
     {"uplift_rate": 0.15}, 34_500_000),
    (expo.consumer_show_subsidy_fen, {"area_m2": 22_000, "largest_m2": 20_000}, 2_000_000,
     {"consumer_step_yuan": 1}, 200),
    (expo.consumer_show_subsidy_fen, {"area_m2": 22_000, "largest_m2": 20_000}, 2_000_000,
     {"consumer_step_m2": 1_001}, 1_000_000),
    (expo.consumer_show_subsidy_fen, {"area_m2": 22_000, "largest_m2": 20_000}, 2_000_000,
     {"consumer_threshold_m2": 22_001}, 0),
    (expo.consumer_show_subsidy_fen,
     {"area_m2": 22_000, "largest_m2": 20_000, "consumer_cap": "per-show"}, 2_000_000,
     {"trade_cap_yuan": 19_999}, 1_999_900),
    (expo.consumer_show_subsidy_fen, {"area_m2": 22_000, "largest_m2": 20_000}, 2_000_000,
     {"trade_cap_yuan": 19_999}, 2_000_000),
    (expo.certificate_award_fen, {"kind": "展会"}, 30_000_000, {"show_certificate_yuan": 1}, 100),
    (expo.certificate_award_fen, {"kind": "展馆"}, 15_000_000, {"venue_certificate_yuan": 1}, 100),
    (expo.certificate_award_fen, {"kind": "国际会议"}, 5_000_000, {"conference_yuan": 1}, 100),
]  # fmt: skip


@pytest.mark.parametrize(("formula", "given", "wanted", "figures", "then"), FIGURES)
def test_figures_of_ones_own(
    formula: Callable[..., Any], given: dict[str, Any], wanted: int, figures: Any, then: int
) -> None:
    assert formula(**given) == formula(**given, date="2019-05-08") == wanted
    assert formula(**given, figures=figures) == then


@pytest.mark.parametrize("formula", dict.fromkeys(formula for formula, *_ in FIGURES))
def test_figures_that_are_none(formula: Callable[..., Any]) -> None:
    given, figures = next((g, f) for known, g, _, f, _ in FIGURES if known is formula)
    for name, refused in (("figures", {"nope": 1}), ("figures", [1]), ("date", "x"),
                          ("date", "2017-12-31")):  # fmt: skip
        with pytest.raises(UsageError, match=f"参数 {name}"):
            formula(**given, **{name: refused})
    with pytest.raises(UsageError, match=f"参数 figures 的 {next(iter(figures))}"):
        formula(**given, figures=dict.fromkeys(figures, -1))


def test_rows_of_different_figures() -> None:
    """Each row has its own figures: a year's versions beside each other."""
    rates = np.array(["0.5", "0.29", "0"], dtype=object)
    assert is_cut(np.array([1, 100, 1]), {"new_firm_rate": rates}).tolist() == [True, False, False]
    assert is_cut(np.array([2, 1, 3]), {"new_firm_rate": rates}).tolist() == [False, True, False]
    step = {"growth_step_yuan": np.array([10_000, 10_000, 20_000, 10_000])}
    more = np.array([999_999, 1_000_000, 3_999_999, -5])
    assert growth_steps(7, 7 + more, step).tolist() == [0, 1, 1, 0]
    areas, since = np.array([300_000, 299_999, 100]), np.array([100_000, 100_000, 200])
    assert full_steps(areas, since, np.array([1_000, 1_000, 1])).tolist() == [2, 1, 0]


@pytest.mark.parametrize(
    ("uplift", "cap", "trade", "consumer"),
    [
        # 1,700,000 × 1.2 = 2,040,000; 2,000,000 × 1.2 = 2,400,000; 2,100,000 × 1.2 = 2,520,000
        ("then-cap", "none", 2_000_000, 2_520_000),
        ("then-cap", "per-show", 2_000_000, 2_000_000),
        ("after-cap", "none", 2_040_000, 2_520_000),
        ("after-cap", "per-show", 2_040_000, 2_400_000),
    ],
)
def test_uplift_and_cap(uplift: str, cap: str, trade: int, consumer: int) -> None:
    lifted: dict[str, Any] = {"is_uplifted": [True, False], "uplift": uplift}
    assert expo.trade_show_subsidy_fen(160_000, **lifted).tolist() == [
        trade * YUAN, 1_700_000 * YUAN,
    ]  # fmt: skip
    grown = expo.consumer_show_subsidy_fen(230_000, 20_000, consumer_cap=cap, **lifted)
    plain = 2_000_000 if cap == "per-show" else 2_100_000
    assert grown.tolist() == [consumer * YUAN, plain * YUAN]


def test_an_uplift_is_rounded_down() -> None:
    """二(二): 1.2 × 4 fen = 4.8, 1.2 × 5 = 6; 7 ÷ 3 of a rate is no more than its decimals."""
    assert show.uplifted_fen([4, 5, 0], 0.2).tolist() == [4, 6, 0]
    assert show.uplifted_fen([10, 10], [0, 1]).tolist() == [10, 20]


def test_who_applies_for_a_venues_show() -> None:
    """一(三): the venue or its operator; a blank is nobody, even beside a blank venue."""
    applicant = ["甲", "甲", "甲", "", ""]
    venue, operator = ["甲", "乙", "乙", "", "甲"], ["乙", "甲", "丙", "", ""]
    found = show.applicant_is_venue(applicant, venue, operator)
    assert found.tolist() == [True, True, False, False, False]


def test_who_is_paid_of_those_led_by_government() -> None:
    """四: a first edition, or one that passed; neither is nothing."""
    first, passed = [True, True, False, False], [True, False, True, False]
    assert expo.government_led_fen(7, first, passed).tolist() == [7, 7, 7, 0]
