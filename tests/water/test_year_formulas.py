"""The formulas of the year on numbers alone: what each argument may be, and its ends.

Expectations: water.md, section 5 (clauses 六¶1, 七¶3, 七¶4, 十), worked by hand.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

import qdcalc
from qdcalc.errors import UsageError
from qdcalc.exact.months import month
from qdcalc.water.inputs.cycles import Cycles
from qdcalc.water.inputs.tables import INDICATORS
from qdcalc.water.standard import LAKE, RIVER
from qdcalc.water.yearly import annual_items
from qdcalc.water.yearly.accounts import remittance_words, remittances
from qdcalc.water.yearly.annual_class import (
    FAILED,
    MET,
    UNKNOWN,
    AnnualMeans,
    _half_even,
    annual_means,
    annual_target,
)
from qdcalc.water.yearly.annual_items import longest_run, times
from qdcalc.water.yearly.deadlines import due_months, report_date
from qdcalc.water.yearly.quarters import Quarters

FEN = 100
items: Any = annual_items  # called with plain numbers and lists

# a formula, good arguments, and for each argument values just outside what it may be
FORMULAS: list[tuple[Callable[..., Any], dict[str, Any], dict[str, list[Any]]]] = [
    (annual_target,
     {"annual_class": 0, "target": 1, "exceeding_months": 0, "is_lake": False,
      "is_drinking_source": False},
     {"annual_class": [-1, 7], "target": [0, 6], "exceeding_months": [-1, 13], "is_lake": [1],
      "is_drinking_source": [1]}),
    (annual_target,
     {"annual_class": 6, "target": 5, "exceeding_months": 12, "is_lake": True,
      "is_drinking_source": True}, {}),
    (items.bonus_fen,
     {"previous_class": 0, "annual_class": 0, "state": 0, "base_yuan": 0, "is_extra_level": True,
      "was_poor": True, "is_good": True, "multiple": 1},
     {"previous_class": [-1, 7], "annual_class": [-1, 7], "state": [-1, 3], "base_yuan": [-1, 0.5],
      "is_extra_level": [1], "was_poor": [1], "is_good": [1], "multiple": [-1, "x"]}),
    (items.bonus_fen,
     {"previous_class": 6, "annual_class": 6, "state": 2, "base_yuan": 6_000_000,
      "is_extra_level": True, "was_poor": True, "is_good": True, "multiple": Decimal("0.5")}, {}),
    (items.charge_fen, {"state": 2, "base_yuan": 0, "is_extra_level": True, "multiple": 0},
     {"state": [-1, 3], "base_yuan": [-1, 0.5], "is_extra_level": [1], "multiple": [-1, "x"]}),
    (items.dry_payment_fen,
     {"dry_months": 0, "base_yuan": 0, "is_exempt": False, "least": 0, "multiple": 0},
     {"dry_months": [-1, 13], "base_yuan": [-1, 0.5], "is_exempt": [1], "least": [-1, 13],
      "multiple": [-1, "x"]}),
    (items.dry_payment_fen,
     {"dry_months": 12, "base_yuan": 1, "is_exempt": True, "least": 12, "multiple": 1}, {}),
    (remittances, {"net_fen": -5}, {"net_fen": ["x", 0.5]}),
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


@pytest.mark.clause("water 六¶1 annual_target")
def test_the_target_of_a_year() -> None:
    """A lake's source by its months alone, a river's by either, all others by the mean alone."""
    rows = [
        # class, target, exceeding months, lake, source
        (3, 3, 12, False, False, MET), (4, 3, 0, False, False, FAILED),
        (3, 3, 12, True, False, MET), (4, 3, 0, True, False, FAILED),
        (4, 3, 0, True, True, MET), (3, 3, 1, True, True, FAILED),
        (4, 3, 0, False, True, FAILED), (3, 3, 1, False, True, FAILED),
        (2, 3, 0, False, True, MET), (1, 1, 0, True, True, MET),
        (0, 3, 0, False, False, UNKNOWN), (0, 3, 1, True, True, UNKNOWN),
    ]  # fmt: skip
    given = [np.array(column) for column in zip(*rows, strict=True)]
    found = annual_target(*given[:3], is_lake=given[3], is_drinking_source=given[4])
    assert found.tolist() == given[5].tolist()
    assert (MET, FAILED, UNKNOWN) == (0, 1, 2)


@pytest.mark.clause("water 七¶3 bonus_fen")
def test_what_is_paid_once_a_year() -> None:
    plain = {"previous_class": 4, "annual_class": 3, "state": MET, "base_yuan": 3_000_000,
             "is_extra_level": True, "was_poor": True, "is_good": True, "multiple": 1}  # fmt: skip
    assert items.bonus_fen(**plain) == 3_000_000 * FEN
    assert items.bonus_fen(**{**plain, "state": UNKNOWN}) == 3_000_000 * FEN
    assert items.bonus_fen(**{**plain, "previous_class": 1, "annual_class": 1}) == 3_000_000 * FEN
    assert items.bonus_fen(**{**plain, "multiple": Decimal("0.5")}) == 1_500_000 * FEN
    for change in ({"previous_class": 0}, {"annual_class": 0}, {"state": FAILED},
                   {"is_extra_level": False}, {"was_poor": False}, {"is_good": False}):  # fmt: skip
        assert items.bonus_fen(**{**plain, **change}) == 0
    charged = items.charge_fen(
        [FAILED, MET, UNKNOWN, FAILED], 10, is_extra_level=[True, True, True, False], multiple=2
    )
    assert charged.tolist() == [2_000, 0, 0, 0]
    dry = items.dry_payment_fen(
        [8, 7, 9, 8], 10, is_exempt=[False, False, True, False], least=[8, 8, 8, 9],
        multiple=Decimal("0.5"),
    )  # fmt: skip
    assert dry.tolist() == [500, 0, 0, 0]


def test_multiples_are_rounded_half_up_once() -> None:
    """0.005 × 1 元 is half a fen; a factor of many digits loses none of them."""
    assert times(np.array([1, 1, 1, 0]), Decimal("0.005")).tolist() == [1, 1, 1, 0]
    assert times(np.array([1]), Decimal("0.00499")).tolist() == [0]
    assert times(np.array([3, 7]), [Decimal("0.5"), 2]).tolist() == [150, 1_400]
    assert times(np.array([10**13 + 1]), Decimal("0.3333")).tolist() == [333300000000033]


def test_the_longest_run() -> None:
    """A month without the flag breaks the run; a later run may be the longer one, or not."""
    flags = np.array(
        [[1, 1, 0, 0, 1], [1, 0, 0, 1, 1], [0, 1, 0, 1, 0], [1, 1, 0, 1, 1]], dtype=bool
    )
    assert longest_run(flags).tolist() == [2, 2, 0, 3, 2]
    assert longest_run(np.zeros((0, 2), dtype=bool)).tolist() == [0, 0]


@pytest.mark.clause("water 十 remittances")
def test_what_is_remitted_and_handed_down() -> None:
    up, down = remittances(np.array([[-7, 0, 9]]).ravel())
    assert (up.tolist(), down.tolist()) == ([7, 0, 0], [0, 0, 9])
    assert [int(side) for side in remittances(-123)] == [123, 0]
    nets = np.array([[-150, 0, 250, -100], [1, -1, 0, 0]])
    words = remittance_words(nets, np.array([False, False, False, True]))
    assert words.tolist() == [
        "上解市财政 1.50 元", "不上解，不下达", "市财政下达 2.50 元", "市财政净支 1.00 元",
        "市财政下达 0.01 元", "上解市财政 0.01 元", "不上解，不下达", "市财政净收 0.00 元",
    ]  # fmt: skip


def test_by_when_a_cycle_is_notified() -> None:
    """十: each quarter within the first month after it, the year within the fourth quarter."""
    found = due_months(month(2018, 10), qdcalc.water.YEAR.policy())
    assert found == [
        ("2018年第四季度书面通报", month(2019, 1)), ("2019年第一季度书面通报", month(2019, 4)),
        ("2019年第二季度书面通报", month(2019, 7)), ("2019年第三季度书面通报", month(2019, 10)),
        ("年终结算（上解、下达）", month(2019, 12)),
    ]  # fmt: skip


def test_the_report_date_is_never_today() -> None:
    for settings, wanted in (({}, "NaT"), ({"report_date": None}, "NaT"),
                             ({"report_date": "2019-05-08"}, "2019-05-08")):  # fmt: skip
        found = report_date(SimpleNamespace(settings=settings))  # type: ignore[arg-type]
        assert (str(found), found.dtype) == (wanted, np.dtype("datetime64[D]"))


def quarters_of(months: list[int], starts: list[int], of_month: list[int]) -> Quarters:
    """Return the quarters of months that belong to cycles."""
    cycles = SimpleNamespace(
        months=np.array(months), starts=np.array(starts), of_month=np.array(of_month)
    )
    return Quarters(SimpleNamespace(cycles=cycles))  # type: ignore[arg-type]


def test_quarters_and_what_they_add_up_to() -> None:
    """Three months of the first cycle's quarters, one missing; then another cycle anew."""
    first, second = month(2018, 10), month(2019, 10)
    months = [first, first + 2, first + 3, second, second + 1, second + 11]
    found = quarters_of(months, [first, second], [0, 0, 0, 1, 1, 1])
    assert len(found) == 4
    assert found.names.tolist() == ["2018Q4", "2019Q1", "2019Q4", "2020Q3"]
    assert found.cycle.tolist() == [0, 0, 1, 1]
    own, running = found.sums(np.array([[1, 2], [10, 0], [100, 5], [1_000, 1], [7, 1], [50, 9]]))
    assert own.tolist() == [[11, 2], [100, 5], [1_007, 2], [50, 9]]
    assert running.tolist() == [[11, 2], [111, 7], [1_007, 2], [1_057, 11]]
    assert found.notes().tolist() == [
        "2018-10、2018-12；未计清零、尾差和年度项目", "2019-01；未计清零、尾差和年度项目",
        "2019-10、2019-11；未计清零、尾差和年度项目", "2020-09；未计清零、尾差和年度项目",
    ]  # fmt: skip
    grid = SimpleNamespace(
        is_listed=np.array([1, 0, 1, 1, 0, 1, 1, 1, 0, 1, 0, 0], dtype=bool),
        section=np.array([5, 6, 7, 8, 9, 4, 3, 2, 1, 6, 0, 0]),
        by_month=lambda values: values.reshape(6, 2),
    )
    year: Any = SimpleNamespace(month=SimpleNamespace(grid=grid))
    assert found.last_places(year).tolist() == [7, 8, -1, 4, 3, 6, -1, -1]


# ---------------------------------------------------------------- the year's means


def of_year(values: list[list[float]], items: tuple[str, ...], body: list[int], rounded: bool,
            classes: list[list[int]] | None = None, starts: int = 1) -> AnnualMeans:  # fmt: skip
    """Return the means of readings (section-months × items, months of one section after those of
    the other) of sections of a kind of water body each."""
    width, kinds = len(body), np.array(body, dtype=np.int8)
    here = [next(i for i in INDICATORS if i.name == name) for name in items]
    given = np.array(values, dtype=np.float64)
    judged = np.array(classes) if classes else np.where(np.isnan(given), 0, 1)
    months = np.arange(len(values) // width)
    of_month = months * starts // len(months)
    grid: Any = SimpleNamespace(
        indicators=here, column=lambda spots, index: given[spots, index],
        sections=SimpleNamespace(body=kinds),
    )  # fmt: skip
    number = np.tile(np.arange(width), starts)
    cycles = Cycles(months, months[:: len(months) // starts], of_month, width, number,
                    np.ones(width * starts, dtype=bool))  # fmt: skip
    return annual_means(grid, SimpleNamespace(classes=judged), cycles, rounded)  # type: ignore[arg-type]


nan = float("nan")


@pytest.mark.parametrize("rounded", [False, True])
def test_a_mean_that_equals_a_limit_meets_it(rounded: bool) -> None:
    """氨氮 Ⅰ 0.15, Ⅱ 0.5, Ⅲ 1.0, Ⅳ 1.5, Ⅴ 2.0; the mean of 0.1, 0.15 and 0.2 is 0.15 exactly.

    Rounded at the decimals printed: 0.151 → 0.15 is Ⅰ, 0.55 → 0.6 half to even, 0.45 → 0.4.
    """
    means = [
        (0.1, 0.15, 0.2, 1, 1), (0.1, 0.15, 0.203, 2, 1), (0.1, 0.15, 0.2000001, 2, 1),
        (0.5, 0.5, 0.5, 2, 2), (0.5, 0.5, 0.503, 3, 2), (0.5, 0.55, 0.6, 3, 3),
        (0.4, 0.45, 0.5, 2, 2), (0.5, 0.5, 0.65, 3, 3), (1, 1, 1.15, 4, 3), (1, 1, 1.16, 4, 4),
        (2, 2, 2, 5, 5), (2, 2, 2.3, 6, 6), (2, 2, 2.1, 6, 5), (0, 0, nan, 1, 1),
        (1, nan, 2, 4, 4), (nan, nan, nan, 0, 0), (nan, 0.15, nan, 1, 1), (20, 1, 0.1, 6, 6),
    ]  # fmt: skip
    values = [[row[month]] for month in range(3) for row in means]
    found = of_year(values, ("氨氮",), [RIVER] * len(means), rounded)
    assert found.classes[:, 0].tolist() == [row[3 + rounded] for row in means]
    assert found.counts[:, 0].tolist() == [int(np.sum(~np.isnan(row[:3]))) for row in means]
    assert found.mean(0, np.array([0, 14, 16])).tolist() == [0.15, 1.5, 0.15]
    assert found.annual_class.tolist() == found.classes[:, 0].tolist()


def test_the_means_of_every_rule() -> None:
    """溶解氧 at least 7.5, 6, 5, 3, 2; pH 6 to 9; 总磷 from 0.01 (lakes) or 0.02; 总氮 lakes."""
    items = ("溶解氧", "pH值", "总磷", "总氮")
    rows = [
        # (of the river, of the lake): two months
        ([7.5, 9, 0.02, 0.2], [2, 5.9, 0.02, 0.2]),
        ([7.4, 9.2, 0.02, 0.2], [2, 6, 0.03, 0.22]),
    ]
    values = [row for month in rows for row in month]
    found = of_year(values, items, [RIVER, LAKE], rounded=False)
    # means 7.45, 9.1, 0.02, – and 2, 5.95, 0.025, 0.21
    assert found.classes.tolist() == [[2, 6, 1, 0], [5, 6, 2, 2]]
    assert found.counts.tolist() == [[2, 2, 2, 0], [2, 2, 2, 2]]
    assert found.annual_class.tolist() == [6, 6]
    rounded = of_year(values, items, [RIVER, LAKE], rounded=True)
    # 7.45 → 7.4 at one decimal; 9.1; 5.95 → 6.0 (half to even); 0.025 → 0.02 at two, 0.21 → 0.2
    assert rounded.classes[:, 1].tolist() == [6, 1]
    # what is not judged doesn't count
    part = of_year(values, items, [RIVER, LAKE], rounded=False,
                   classes=[[1, 1, 1, 1], [0, 1, 1, 0], [0, 1, 1, 1], [1, 0, 0, 0]])  # fmt: skip
    assert part.classes.tolist() == [[1, 6, 1, 0], [5, 6, 2, 0]]
    assert part.counts.tolist() == [[1, 2, 2, 0], [1, 1, 1, 0]]
    # two cycles apart
    apart = of_year(values, items, [RIVER, LAKE], rounded=False, starts=2)
    assert apart.classes.tolist() == [[1, 1, 1, 0], [5, 6, 2, 1], [2, 6, 1, 0], [5, 1, 3, 2]]


def test_half_to_even() -> None:
    above, below = np.array([5, 15, 25, 14, 16, 0, 7]), np.array([10, 10, 10, 10, 10, 3, 3])
    assert _half_even(above, below).tolist() == [0, 2, 2, 1, 2, 0, 2]


def test_a_mean_of_many_digits_is_exact() -> None:
    """(1 + 1.000000000000001 + …) is above 1.0 by its last digit, of which float64 loses some."""
    found = of_year([[1.0], [1.00000000000001], [1.0]], ("氨氮",), [RIVER], rounded=False)
    assert found.classes.tolist() == [[4]]
    large = of_year([[99999999999999.9], [0.00000000000001]], ("氨氮",), [RIVER], rounded=False)
    assert large.classes.tolist() == [[6]]
    assert large.mean(0, np.array([0])).tolist() == [49999999999999.95]
