"""Plain functions take scalars, arrays and Series, answer in kind, and refuse what is senseless.

Issue 10: "Plain functions: required_staff(pd.Series([1700.0, nan]), 800, 1) → 11529215046068470;
month_amount_fen(1.9, 2000000); month_amount_fen(2, 10**17) negative or wild; to_yuan(nan). Missing,
fractional, infinite, too large, two-dimensional: a UsageError that says which argument. Series in,
Series out with its index; a scalar gives a scalar."
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np
import pandas as pd
import pytest

import qdcalc
from qdcalc import UsageError, expo, staffing, water
from qdcalc.exact import arrays, money
from qdcalc.expo.shows import applicant_is_venue, uplifted_fen
from qdcalc.staffing.standard import compare

NAN, INF = float("nan"), float("inf")
WHOLE, NUMBER, FLAG, TEXT, FIGURE = "whole", "number", "flag", "text", "figure"
# function → its arguments: a good value and what it is. Expected results are of the clauses.
FUNCTIONS: dict[str, tuple[Callable[..., Any], dict[str, tuple[Any, str]], Any]] = {
    # 三(二): 1,700 ÷ 800 = 2.125, rounded up to 3
    "required_staff": (staffing.required_staff, {
        "people_served": (1700, WHOLE), "people_per_staff": (800, WHOLE),
        "minimum_staff": (1, WHOLE)}, 3),
    # 五¶2: 1 × 6,000,000 元 ÷ 12 = 500,000 元
    "month_amount_fen": (water.month_amount_fen, {
        "coefficient": (1, WHOLE), "annual_base_yuan": (6_000_000, WHOLE), "months": (12, FIGURE)},
        500_000_00),
    # 七¶1: more than one time above → −2
    "month_coefficient": (water.month_coefficient, {
        "verdict": (2, WHOLE), "is_beyond": (True, FLAG), "leap": (1, FIGURE),
        "within": (1, FIGURE), "beyond": (2, FIGURE)}, -2),
    # 一: class Ⅱ where Ⅳ is the target is a leap (0)
    "month_verdict": (water.month_verdict, {
        "section_class": (2, WHOLE), "target": (4, WHOLE), "is_exceeded": (False, FLAG),
        "is_complete": (True, FLAG), "is_dry": (False, FLAG), "leap_classes": (1, FIGURE)}, 0),
    # 六¶1: Ⅴ where Ⅳ is the target has failed (1)
    "annual_target": (water.annual_target, {
        "annual_class": (5, WHOLE), "target": (4, WHOLE), "exceeding_months": (0, WHOLE),
        "is_lake": (False, FLAG), "is_drinking_source": (False, FLAG)}, 1),
    # 七¶3: one annual base
    "bonus_fen": (water.bonus_fen, {
        "previous_class": (5, WHOLE), "annual_class": (3, WHOLE), "state": (0, WHOLE),
        "base_yuan": (3_000_000, WHOLE), "is_extra_level": (True, FLAG), "was_poor": (True, FLAG),
        "is_good": (True, FLAG), "multiple": (1, NUMBER)}, 3_000_000_00),
    "charge_fen": (water.charge_fen, {
        "state": (1, WHOLE), "base_yuan": (3_000_000, WHOLE), "is_extra_level": (True, FLAG),
        "multiple": (1, NUMBER)}, 3_000_000_00),
    # 七¶4: eight dry months, half a base
    "dry_payment_fen": (water.dry_payment_fen, {
        "dry_months": (8, WHOLE), "base_yuan": (2_000_000, WHOLE), "is_exempt": (False, FLAG),
        "least": (8, WHOLE), "multiple": (0.5, NUMBER)}, 1_000_000_00),
    "exceedance_multiple": (water.exceedance_multiple, {
        "value": (3.0, "optional"), "limit": (2.0, "optional")}, 0.5),
    # GB 3838: ammonia of 1.0 mg/L is Ⅲ
    "indicator_class": (
        lambda values: water.indicator_class(values, "氨氮"), {"values": (1.0, "optional")}, 3),
    # 二(一): 30,000 m² is 300,000 + 2 × 50,000 元
    "trade_show_subsidy_fen": (expo.trade_show_subsidy_fen, {
        "area_m2": (30_000, NUMBER), "is_uplifted": (False, FLAG)}, 400_000_00),
    "consumer_show_subsidy_fen": (expo.consumer_show_subsidy_fen, {
        "area_m2": (30_000, NUMBER), "largest_m2": (25_000, NUMBER), "is_uplifted": (False, FLAG)},
        50_000_00),
    "growth_subsidy_fen": (expo.growth_subsidy_fen, {
        "previous_revenue_fen": (0, WHOLE), "revenue_fen": (20_000_000_00, WHOLE)}, 200_000_00),
    "known_body_award_fen": (
        expo.known_body_award_fen, {"revenue_fen": (10_000_000_00, WHOLE)}, 1_000_000_00),
    "new_firm_ceiling_fen": (expo.new_firm_ceiling_fen, {
        "contribution_fen": (1_000_000_00, WHOLE), "room_fen": (1_000_000_00, WHOLE)},
        500_000_00),
    "venue_qualifies": (expo.venue_qualifies, {
        "shows_30k": (5, WHOLE), "shows_100k": (0, WHOLE)}, True),
    "venue_increment_fen": (expo.venue_increment_fen, {
        "more_mid": (1, WHOLE), "more_big": (1, WHOLE)}, 400_000_00),
    "certificate_award_fen": (expo.certificate_award_fen, {"kind": ("展馆", TEXT)}, 150_000_00),
    "government_led_fen": (expo.government_led_fen, {
        "amount_fen": (5, WHOLE), "is_first": (True, FLAG), "is_passed": (False, FLAG)}, 5),
    "uplifted_fen": (uplifted_fen, {"amount_fen": (100, WHOLE), "rate": (0.2, NUMBER)}, 120),
    "applicant_is_venue": (applicant_is_venue, {
        "applicant": ("甲", TEXT), "venue": ("甲", TEXT), "operator": ("", TEXT)}, True),
    "to_yuan": (money.to_yuan, {"fen": (166_666_67, WHOLE)}, 166_666.67),
    "to_fen": (money.to_fen, {"yuan": (166_666.67, "money")}, 166_666_67),
    "divide_half_up": (money.divide_half_up, {
        "numerator": (5, "long"), "denominator": (2, "long")}, 3),
}  # fmt: skip

ALWAYS_WRONG: list[Any] = [
    1 + 2j, b"3", {"a": 1}, {1}, object(), dt.timedelta(1), np.timedelta64(1, "D"), [[1]],
    np.array([[1, 2]]), np.zeros((1, 1, 1)), pd.DataFrame({"a": [1]}), len,
]  # fmt: skip
MISSING: list[Any] = [None, NAN, pd.NA, pd.NaT, np.float64("nan"), Decimal("nan")]
WRONG: dict[str, list[Any]] = {
    WHOLE: [*MISSING, 1.9, INF, -INF, "3", "三", True, np.True_, 10**17, 2**63, 2**64, -(2**63) - 1,
            1e300, Decimal("1.5"), Decimal("Infinity"), Fraction(1, 2), dt.date(2018, 1, 1)],
    "long": [*MISSING, 1.9, INF, "3", True, Decimal("1.5"), -1],
    NUMBER: [*MISSING, INF, -INF, "3", True, 1e300, 10**400, dt.date(2018, 1, 1)],
    "optional": [INF, -INF, "3", True, 1e300, -1.0, dt.date(2018, 1, 1)],
    FLAG: [*MISSING, 1, 0, 1.0, "是", "True", Decimal(1)],
    TEXT: [None, NAN, pd.NA, 1, True, dt.date(2018, 1, 1)],
    "money": [*MISSING, INF, 0.005, "1,000", "一", "1_000", "", True, 1e13, 1e300, Decimal("0.001"),
              "nan"],
}  # fmt: skip
# without one it is the notice's own
WRONG[FIGURE] = [value for value in WRONG[WHOLE] if value is not None]


def call(name: str, **changed: Any) -> Any:
    """Call a function with its good values, save for what is changed."""
    function, given, _ = FUNCTIONS[name]
    return function(**{a: value for a, (value, _) in given.items()} | changed)


def test_every_public_formula_is_held() -> None:
    formulas = {n for n in (*dir(water), *dir(expo), *dir(staffing)) if n.islower()}
    assert formulas <= {*FUNCTIONS, "remittances", "month", "year", "assess", "schemas"}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_scalar_gives_a_scalar(name: str) -> None:
    wanted = FUNCTIONS[name][2]
    got = call(name)
    assert got == wanted
    assert type(got) is type(wanted)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_numpy_scalar_gives_a_scalar(name: str) -> None:
    given = {a: np.asarray(v)[()] for a, (v, _) in FUNCTIONS[name][1].items()}
    zero_d = {a: np.asarray(v) for a, (v, _) in FUNCTIONS[name][1].items()}
    assert call(name, **given) == call(name, **zero_d) == FUNCTIONS[name][2]
    assert type(call(name, **zero_d)) is type(FUNCTIONS[name][2])


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_column_gives_an_array(name: str) -> None:
    _, given, wanted = FUNCTIONS[name]
    forms: list[Callable[[Any], Any]] = [list, tuple, np.array]
    for argument, form in product(given, forms):
        value = given[argument][0]
        got = call(name, **{argument: form([value, value])})
        assert isinstance(got, np.ndarray), (argument, form)
        assert got.tolist() == [wanted] * 2, (argument, form)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_series_gives_a_series_with_its_index(name: str) -> None:
    _, given, wanted = FUNCTIONS[name]
    for argument, (value, _) in given.items():
        series = pd.Series([value, value], index=["甲", "乙"], name="别的")
        got = call(name, **{argument: series})
        assert isinstance(got, pd.Series), argument
        assert got.index.tolist() == ["甲", "乙"], argument
        assert got.tolist() == [wanted] * 2, argument
        assert got.name == name, argument


@pytest.mark.parametrize("name", FUNCTIONS)
def test_an_empty_column_gives_an_empty_one(name: str) -> None:
    columns: list[Any] = [[], np.array([]), np.array([], dtype=object)]
    for argument in FUNCTIONS[name][1]:
        for empty in columns:
            assert call(name, **{argument: empty}).shape == (0,), argument
        assert call(name, **{argument: pd.Series([], dtype="float64")}).empty, argument


@pytest.mark.parametrize("name", FUNCTIONS)
def test_what_is_senseless_is_refused_by_name(name: str) -> None:
    for argument, (_, kind) in FUNCTIONS[name][1].items():
        for wrong in [*WRONG[kind], *ALWAYS_WRONG]:
            if argument != "room_fen" or wrong is not None:  # None is the whole cap
                refuse(name, argument, wrong, argument)


def refuse(name: str, argument: str, wrong: Any, said: str) -> None:
    """Hold a call to be refused in words, whatever else it is given."""
    with pytest.raises(UsageError, match=said):
        call(name, **{argument: wrong})


@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_place_in_a_column_is_named(name: str) -> None:
    for argument, (value, kind) in FUNCTIONS[name][1].items():
        wrong = WRONG[kind][0]
        for column in ([value, wrong], pd.Series([value, wrong], dtype=object)):
            refuse(name, argument, column, f"{argument}.*第 2 个值|{argument}.*两位小数")


@pytest.mark.parametrize("name", [n for n, (_, given, _) in FUNCTIONS.items() if len(given) > 1])
def test_columns_belong_together(name: str) -> None:
    (one, (first, _)), (other, (second, _)) = list(FUNCTIONS[name][1].items())[:2]
    with pytest.raises(UsageError, match=f"{one} 和 {other} 的长度不同"):
        call(name, **{one: [first] * 2, other: [second] * 3})
    series = pd.Series([first] * 2), pd.Series([second] * 2, index=[1, 0])
    with pytest.raises(UsageError, match=f"{one} 和 {other} 的索引"):
        call(name, **{one: series[0], other: series[1]})
    mixed = call(name, **{one: series[1].astype(object).map(lambda _: first), other: [second] * 2})
    assert mixed.index.tolist() == [1, 0]


@pytest.mark.parametrize("name", [n for n in FUNCTIONS if n != "indicator_class"])  # our own lambda
def test_wrong_arguments_are_told_in_chinese(name: str) -> None:
    function = FUNCTIONS[name][0]
    with pytest.raises(UsageError, match="参数"):
        function()
    with pytest.raises(UsageError, match="参数"):
        call(name, nothing=1)


# ----------------------------------------------------------------------------- the issue's lines


def test_the_lines_of_the_issue() -> None:
    with pytest.raises(UsageError, match="people_served 的第 2 个值缺失"):
        staffing.required_staff(pd.Series([1700.0, NAN]), 800, 1)
    with pytest.raises(UsageError, match=r"coefficient（1\.9）不是整数"):
        water.month_amount_fen(1.9, 2_000_000)
    with pytest.raises(UsageError, match="annual_base_yuan（100000000000000000）太大"):
        water.month_amount_fen(2, 10**17)
    with pytest.raises(UsageError, match="fen 缺失"):
        money.to_yuan(NAN)


@pytest.mark.parametrize(
    "people",
    [
        pd.Series([1700, 800]),
        pd.Series([1700.0, 800.0]),
        pd.Series([1700, 800], dtype="Int64"),
        pd.Series([1700, 800], dtype="Float64"),
        pd.Series([1700, 800], dtype="int32"),
        pd.Series([1700, 800], dtype="uint16"),
        pd.Series([Decimal(1700), Decimal("800.0")], dtype=object),
        pd.Series([1700, 800], dtype="category"),
        pd.Index([1700, 800]),
        np.ma.masked_array([1700, 800]),
        range(1700, 799, -900),
        [np.int16(1700), Fraction(800)],
    ],
    ids=str,
)
def test_whole_numbers_of_every_dtype(people: Any) -> None:
    assert list(staffing.required_staff(people, 800, 1)) == [3, 1]


@pytest.mark.parametrize(
    "people",
    [
        pd.Series([1700, None], dtype="Int64"),
        pd.Series([1700, None], dtype="Float64"),
        pd.Series([1700, None], dtype="category"),
        np.ma.masked_array([1700, 800], mask=[False, True]),
        pd.Series(["1700", "800"]),
        pd.Series([True, False]),
        pd.Series([True, None], dtype="boolean"),
        pd.to_datetime(pd.Series(["2018-01-01", "2018-01-02"])),
        np.array([1700, 2**64 - 1], dtype=np.uint64),
        np.array(["a"]),
        np.array([(1, 2)], dtype=[("a", "i4"), ("b", "i4")]),
        pd.MultiIndex.from_tuples([(1, 2)]),
        "1700",
    ],
    ids=str,
)
def test_other_columns_are_refused(people: Any) -> None:
    with pytest.raises(UsageError, match="people_served"):
        staffing.required_staff(people, 800, 1)


def test_a_masked_value_is_missing_however_the_array_was_looked_at() -> None:
    """Its repr sets a fill value of 999999, which is no number of people (issue 10)."""
    people = np.ma.masked_array([1700, 800], mask=[False, True])
    assert "--" in repr(people)
    with pytest.raises(UsageError, match="people_served 的第 2 个值缺失"):
        staffing.required_staff(people, 800, 1)
    shares = np.ma.masked_array([3.0, 5.0], mask=[False, True])
    assert "--" in repr(shares)
    multiples = np.asarray(water.exceedance_multiple(shares, 2))
    assert multiples[0] == 0.5
    assert np.isnan(multiples[1])


@pytest.mark.parametrize("limit", [0, 0.0, [2, 0], [None, 0], [0.0, NAN], pd.Series([0])])
def test_a_limit_of_nothing_has_no_multiple(limit: Any) -> None:
    with pytest.raises(UsageError, match=r"limit.*等于 0"):
        water.exceedance_multiple(1, limit)


def test_messages_show_values_as_they_are_written() -> None:
    calls: list[tuple[Callable[[Any], Any], Any]] = [
        (money.to_fen, 1.005),
        (money.to_fen, [np.float64(1.005)]),
        (staffing_of, np.array(["a"])),
        (staffing_of, None),
    ]
    for call_, wrong in calls:
        with pytest.raises(UsageError) as caught:
            call_(wrong)
        assert "np." not in str(caught.value)
        assert "fen缺失" not in str(caught.value)


def staffing_of(people: Any) -> Any:
    return staffing.required_staff(people, 800, 1)


def test_optional_readings_stay_missing() -> None:
    # nothing measured is class 0, not a class; a multiple of nothing is nothing
    indicator_class: Any = water.indicator_class
    values = pd.Series([1.0, None, NAN], index=[3, 4, 5])
    assert indicator_class(values, "氨氮").to_dict() == {3: 3, 4: 0, 5: 0}
    assert indicator_class([1.0, None, pd.NA], "氨氮").tolist() == [3, 0, 0]
    assert indicator_class(None, "氨氮") == 0
    multiples = water.exceedance_multiple(pd.Series([3, None], dtype="Int64"), 2)
    assert multiples[0] == 0.5
    assert np.isnan(multiples[1])
    # 15 significant digits, as Excel shows them: 0.1 + 0.2 is 0.3
    assert water.exceedance_multiple(0.1 + 0.2, 0.3) == 0.0


def test_a_short_float_is_the_decimal_that_it_stands_for() -> None:
    assert expo.trade_show_subsidy_fen(np.float32(24999.99)) == 300_000_00
    assert money.to_fen(np.float32(0.1)) == 10
    assert water.indicator_class(np.array([1.5, 0.15], dtype=np.float32), "氨氮").tolist() == [4, 1]


@pytest.mark.parametrize("name", ["anything", "", None, 3, ["氨氮"], NAN])
def test_unknown_indicators(name: Any) -> None:
    with pytest.raises(UsageError, match="没有指标"):
        water.indicator_class(1.0, name)


@pytest.mark.parametrize("wrong", [None, "", "ceiling", 1, ["ceil"], np.array(["ceil", "ceil"])])
def test_options_are_one_of_their_words(wrong: Any) -> None:
    with pytest.raises(UsageError, match=r"rounding.*（ceil）、.*（floor）、.*（half-up）"):
        staffing.required_staff(1700, 800, 1, rounding=wrong)
    with pytest.raises(UsageError, match=r"uplift.*（then-cap）、.*（after-cap）"):
        expo.trade_show_subsidy_fen(30_000, uplift=wrong)
    with pytest.raises(UsageError, match="water_body"):
        water.indicator_class(1.0, "氨氮", water_body=wrong)
    with pytest.raises(UsageError, match="rounded"):
        water.indicator_class(1.0, "氨氮", rounded=wrong)


@pytest.mark.parametrize(
    ("figures", "said"),
    [
        ({"nothing": 1}, "nothing"),
        ({"trade_first_yuan": NAN}, "trade_first_yuan"),
        ({"trade_first_yuan": -1}, "trade_first_yuan"),
        ({"trade_first_yuan": 1.5}, "trade_first_yuan"),
        ({"trade_first_yuan": "300000"}, "trade_first_yuan"),
        ({"trade_step_m2": 0}, "trade_step_m2"),
        ({"trade_first_yuan": 10**30}, "trade_first_yuan"),
        ({"uplift_rate": None}, "uplift_rate"),
        ([1], "figures"),
        ("x", "figures"),
    ],
)
def test_figures_are_the_notices_own(figures: Any, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        expo.trade_show_subsidy_fen(30_000, figures=figures)


def test_figures_that_fit_are_used() -> None:
    assert expo.trade_show_subsidy_fen(20_000, figures={"trade_first_yuan": 1}) == 100
    lifted = expo.trade_show_subsidy_fen(20_000, is_uplifted=True, figures={"uplift_rate": 0.5})
    assert lifted == 450_000_00


def test_a_result_of_several_columns() -> None:
    remittances: Any = water.remittances
    up, down = remittances(pd.Series([-5, 7], index=["甲", "乙"]))
    assert up.to_dict() == {"甲": 5, "乙": 0}
    assert down.to_dict() == {"甲": 0, "乙": 7}
    assert remittances(-5) == (5, 0)
    with pytest.raises(UsageError, match="net_fen"):
        water.remittances(NAN)
    of_two: Any = compare
    found = of_two(12_000, pd.Series([2, 3]), [150, 400])
    assert found.gap_x100.tolist() == [50, 0]
    assert isinstance(found.is_met, pd.Series)
    assert (found.is_met.name, found.gap_x100.name) == ("is_met", "gap_x100")


@pytest.mark.parametrize("function", [money.text, money.wan, money.capitals])
@pytest.mark.parametrize("wrong", [1.5, NAN, None, "5", True, [5], np.array([1, 2]), INF, pd.NA])
def test_one_amount_is_a_whole_number(function: Callable[[Any], str], wrong: Any) -> None:
    if function is money.capitals:
        pytest.importorskip("cn2an")
    with pytest.raises(UsageError, match="fen"):
        function(wrong)


@pytest.mark.parametrize("five", [5, 5.0, np.int64(5), np.float64(5), Decimal(5), np.array(5)])
def test_one_amount_in_every_form(five: Any) -> None:
    assert money.text(five) == "0.05"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"amounts": [NAN, 7]}, "amounts"),
        ({"amounts": [5.5, 7]}, "amounts"),
        ({"amounts": [-5, 7]}, "amounts"),
        ({"amounts": 5}, "amounts"),
        ({"group": [0, 2, 2]}, "group"),
        ({"group": [1, 0, 1]}, "group"),
        ({"group": [-1, 0, 1]}, "group"),
        ({"group": [0, 1]}, "group 和 weights"),
        ({"weights": [1, -1, 2]}, "weights"),
        ({"weights": [0, 1, 1]}, "weights"),
        ({"weights": [1, NAN, 1]}, "weights"),
    ],
)
def test_what_cannot_be_shared(changed: dict[str, Any], said: str) -> None:
    good = {"amounts": [5, 7], "group": [0, 1, 1], "weights": [1, 1, 1]}
    assert money.allocate(**good).tolist() == [5, 4, 3]  # type: ignore[arg-type]
    with pytest.raises(UsageError, match=said):
        money.allocate(**(good | changed))


def test_texts_of_money_are_plain_numbers() -> None:
    assert money.to_fen(["0.10", " 3 ", "-1.5", "1e2"]).tolist() == [10, 300, -150, 10000]
    to_fen: Any = money.to_fen
    assert to_fen(pd.Series(["0.10"], index=["甲"])).to_dict() == {"甲": 10}
    assert to_fen(Decimal("0.29")) == 29


def test_the_function_itself_is_still_to_be_had() -> None:
    kernel = arrays.unchecked(staffing.required_staff)
    got = kernel(np.array([1700]), np.array([800]), np.array([1]))
    assert isinstance(got, np.ndarray)
    assert staffing.required_staff.__doc__ == kernel.__doc__
    assert isinstance(qdcalc.staffing.required_staff(np.array([1700]), 800, 1), np.ndarray)


def test_a_number_longer_than_a_float_is_refused() -> None:
    # 10³¹⁰ has no float64 at all
    with pytest.raises(UsageError, match=r"的第 2 个值.*太大"):
        arrays.column("x", [1, 10**310], arrays.number(0, 1e308))


def test_a_short_float_is_the_decimal_that_it_is_written_as() -> None:
    given = [Fraction(1, 4), np.float32(0.1), Decimal("0.3")]
    assert arrays.column("x", given, arrays.number()).tolist() == [0.25, 0.1, 0.3]


def test_one_amount_in_words_is_no_column() -> None:
    with pytest.raises(UsageError, match=r"^参数 yuan（20000000000000）太大"):
        money.to_fen("20000000000000")
