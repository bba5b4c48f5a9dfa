"""The year's payments on a list of three numbers, by hand: no workbook (clauses 五–八, 十).

Districts are numbers, 9 is the city. A month of 市控 is 2,000,000 元 ÷ 12 = 16,666,666.67 fen.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

import qdcalc
from qdcalc.errors import UsageError
from qdcalc.exact.months import month
from qdcalc.water.inputs.cycles import Cycles, cycles_of
from qdcalc.water.monthly.flows import Flows
from qdcalc.water.monthly.shares import Determinations, Sides
from qdcalc.water.monthly.verdict import DRY, EXCEED, LEAP, PASS
from qdcalc.water.yearly.accounts import by_district, lines, places, settled
from qdcalc.water.yearly.payments import (
    BONUS,
    CHARGE,
    DRY_PAYMENT,
    PENALTY,
    REWARD,
    add_months_up,
    determined_spots,
    pay_once,
    settle_exactly,
    strike,
    strike_months,
    together,
)

from .by_number import Row, grid_of, sections_of, told

CITY = 9
OCTOBER = month(2018, 10)
POLICY = qdcalc.water.YEAR.policy()
VERDICTS = {"L": (LEAP, 1), "P": (PASS, 0), "E": (EXCEED, -1), "X": (EXCEED, -2), "D": (DRY, 0)}


LIST: list[Row] = [
    {"responsible": [1], "destination": [2]},
    {"responsible": [3, 1, 2], "destination": [CITY]},
    {"responsible": [1, 2], "destination": [2, 3], "level": "国控"},
]


def month_of(
    letters: list[str], rows: list[Row] | None = None, *, months: list[int] | None = None,
    determined: dict[tuple[int, int], dict[int, int]] | None = None,
) -> tuple[Any, Cycles]:  # fmt: skip
    """Return months' verdicts, a word of letters a number, and their cycles.

    ``determined`` holds by month (its place) and number the weight of each responsible district.
    """
    sections = sections_of(rows or LIST)
    known = months or [OCTOBER + n for n in range(len(letters[0]))]
    grid = grid_of(sections, known)
    found = [VERDICTS[letters[n][m]] for m in range(len(known)) for n in range(len(letters))]
    shares = [
        (int(sections.key(np.array(known[m]), np.array(n))), district, weight)
        for (m, n), weights in (determined or {}).items() for district, weight in weights.items()
    ]  # fmt: skip
    table = pd.DataFrame(shares, columns=["key", "district", "weight"])
    table = table.astype({"key": np.int64, "district": np.int64, "weight": object})
    documents = dict.fromkeys(table["key"].tolist(), "")
    made = SimpleNamespace(
        job=SimpleNamespace(policy=POLICY), grid=grid, sections=sections,
        verdict=np.array([v for v, _ in found], dtype=np.int8),
        coefficient=np.array([c for _, c in found]),
        sides=Sides(sections.responsible, sections.destination),
        determinations=Determinations(table, table["key"].to_numpy(), documents),
        districts=SimpleNamespace(city=CITY, all_names=[str(n) for n in range(CITY + 1)]),
    )  # fmt: skip
    return made, cycles_of(grid, POLICY)


def shares(flows: Flows) -> list[Fraction]:
    """Return each payer's share."""
    pairs = zip(flows.payer_weight.tolist(), flows.payer_total.tolist(), strict=True)
    return [Fraction(int(weight), int(total)) for weight, total in pairs]


@pytest.mark.clause("water 五¶1、十 settle_exactly")
def test_a_cycle_is_rounded_once() -> None:
    """Number 0: 2 × 16,666,666.67 = 33,333,333; 1: 3 × 16,666,666.67 = 50,000,000 in thirds."""
    month, cycles = month_of(["LLP", "EXP", "PLE"])
    found = settle_exactly(month, cycles)
    assert told(found) == [
        (0, REWARD, 2, 1, 33_333_333),
        (1, PENALTY, 3, CITY, 16_666_667), (1, PENALTY, 1, CITY, 16_666_667),
        (1, PENALTY, 2, CITY, 16_666_666),
        # 国控: 50,000,000 a month; what one pays is halved, and halved again
        (2, REWARD, 2, 1, 12_500_000), (2, REWARD, 2, 2, 12_500_000),
        (2, REWARD, 3, 1, 12_500_000), (2, REWARD, 3, 2, 12_500_000),
        (2, PENALTY, 1, 2, 12_500_000), (2, PENALTY, 1, 3, 12_500_000),
        (2, PENALTY, 2, 2, 12_500_000), (2, PENALTY, 2, 3, 12_500_000),
    ]  # fmt: skip
    third, half = Fraction(1, 3), Fraction(1, 2)
    assert shares(found) == [1, third, third, third, *[half] * 8]
    assert found.payees.tolist() == [1, 1, 1, 1, *[2] * 8]
    assert (found.full_fen == found.amount_fen).all()
    # without the second month of each number
    without = np.array([False] * 3 + [True] * 3 + [False] * 3)
    left = settle_exactly(month, cycles, without)
    assert [row[:2] + row[4:] for row in told(left)] == [
        (0, REWARD, 16_666_667),
        (1, PENALTY, 5_555_556), (1, PENALTY, 5_555_556), (1, PENALTY, 5_555_555),
        *[(2, PENALTY, 12_500_000)] * 4,
    ]  # fmt: skip
    none, no_cycles = month_of(["P", "D", "P"])
    assert told(settle_exactly(none, no_cycles)) == []


def test_determined_months_are_borne_by_their_shares() -> None:
    """Number 1: −1 in thirds, −2 by 0 : 1 : 3, −1 in thirds: 2/3, 2/3 + 1/2, 2/3 + 3/2 of 4."""
    month, cycles = month_of(
        ["PPP", "EXE", "EEP"],
        determined={(1, 1): {3: 0, 1: 1, 2: 3}, (0, 2): {1: 2, 2: 0}, (2, 2): {1: 1, 2: 0},
                    (2, 0): {1: 1}},  # of months that are not 超标: no effect
    )  # fmt: skip
    found = settle_exactly(month, cycles)
    # 4 × 16,666,666.67 = 66,666,667 × 1/6 = 11,111,111.17, × 7/24 = 19,444,444.54,
    # × 13/24 = 36,111,111.29: the fen left goes to 7/24
    assert told(found)[:3] == [
        (1, PENALTY, 3, CITY, 11_111_111), (1, PENALTY, 1, CITY, 19_444_445),
        (1, PENALTY, 2, CITY, 36_111_111),
    ]  # fmt: skip
    assert shares(found)[:3] == [Fraction(4, 24), Fraction(7, 24), Fraction(13, 24)]
    # number 2: the first month all 1's, the second in halves: 3/4 and 1/4 of 100,000,000
    assert told(found)[3:] == [
        (2, PENALTY, 1, 2, 37_500_000), (2, PENALTY, 1, 3, 37_500_000),
        (2, PENALTY, 2, 2, 12_500_000), (2, PENALTY, 2, 3, 12_500_000),
    ]  # fmt: skip
    assert np.flatnonzero(determined_spots(month)).tolist() == [2, 4]


VARIED: list[Row] = [
    # number 0: 1 and 2 answer until November, 3 after it, in another level; 1 never pays itself
    {"number": 0, "responsible": [1, 2], "destination": [2, 3], "until": OCTOBER + 1},
    {"number": 0, "responsible": [3], "destination": [1], "level": "国控", "since": OCTOBER + 2},
    {"number": 1, "responsible": [1], "destination": [CITY]},
]


def test_a_row_of_the_list_that_changes() -> None:
    """Number 0: −1 and −2 of 市控 borne by 1 and 2, −1 of 国控 (three times as much) by 3."""
    month, cycles = month_of(["EXE", "EPP"], VARIED)
    found = settle_exactly(month, cycles)
    # 3 × 16,666,666.67 + 50,000,000 = 100,000,000: a quarter by 1 and by 2, a half by 3
    assert told(found) == [
        (0, PENALTY, 1, 2, 12_500_000), (0, PENALTY, 1, 3, 12_500_000),
        (0, PENALTY, 2, 2, 12_500_000), (0, PENALTY, 2, 3, 12_500_000),
        (0, PENALTY, 3, 1, 50_000_000), (1, PENALTY, 1, CITY, 16_666_667),
    ]  # fmt: skip
    assert found.payees.tolist() == [0] * 5 + [1]
    rewarded = settle_exactly(*month_of(["LPL", "PPP"], VARIED))
    # October: 2 and 3 pay 1 and 2 a quarter of 16,666,666.67 each; December: 1 pays 3 50,000,000
    assert told(rewarded) == [
        (0, REWARD, 2, 1, 4_166_667), (0, REWARD, 2, 2, 4_166_667),
        (0, REWARD, 3, 1, 4_166_667), (0, REWARD, 3, 2, 4_166_666), (0, REWARD, 1, 3, 50_000_000),
    ]  # fmt: skip
    cleared, its_cycles = month_of(
        ["EXE", "PPP"], VARIED, determined={(0, 0): {1: 0, 2: 1}, (1, 0): {1: 1, 2: 3}}
    )
    # 1: 2 × 1/4 = 1/2 of 6 (国控 is 3), 8,333,333; 2: 1 + 2 × 3/4 = 5/2, 41,666,667 rounded up
    assert told(settle_exactly(cleared, its_cycles)) == [
        (0, PENALTY, 1, 2, 4_166_667), (0, PENALTY, 1, 3, 4_166_666),
        (0, PENALTY, 2, 2, 20_833_334), (0, PENALTY, 2, 3, 20_833_333),
        (0, PENALTY, 3, 1, 50_000_000),
    ]  # fmt: skip
    # one row alone decides: the last, whose list has only 3
    assert told(settle_exactly(*month_of(["PPE", "PPP"], VARIED))) == [
        (0, PENALTY, 3, 1, 50_000_000),
    ]  # fmt: skip


def test_a_pair_without_a_fen_is_no_payment() -> None:
    """A base of 1 元: 8 fen of October and 8 of December, 17 in all, among 3 × 3 pairs and one."""
    rows: list[Row] = [
        {"number": 0, "responsible": [1, 2, 3], "destination": [4, 5, 6], "until": OCTOBER + 1},
        {"number": 0, "responsible": [1], "destination": [4], "since": OCTOBER + 2},
    ]  # fmt: skip
    month, cycles = month_of(["EPE"], rows)
    figure = POLICY.figure("annual_base_yuan")
    tiny = replace(figure.versions[0], value={"市控": 1})
    figures = {**POLICY.figures, figure.name: replace(figure, versions=(tiny,))}
    month.job.policy = replace(POLICY, figures=figures)
    # 1 owes 2/3 of 17 (11.33), 2 and 3 a sixth each (2.83); 1's parts stand 10 : 1 : 1 to 4, 5, 6
    assert told(settle_exactly(month, cycles)) == [
        (0, PENALTY, 1, 4, 9), (0, PENALTY, 1, 5, 1), (0, PENALTY, 1, 6, 1),
        (0, PENALTY, 2, 4, 1), (0, PENALTY, 2, 5, 1), (0, PENALTY, 2, 6, 1),
        (0, PENALTY, 3, 4, 1), (0, PENALTY, 3, 5, 1), (0, PENALTY, 3, 6, 1),
    ]  # fmt: skip
    once, its_cycles = month_of(["EPP"], rows)
    once.job.policy = month.job.policy
    assert [row[2:] for row in told(settle_exactly(once, its_cycles))] == [
        (1, 4, 1), (1, 5, 1), (1, 6, 1), (2, 4, 1), (2, 5, 1), (2, 6, 1), (3, 4, 1), (3, 5, 1),
    ]  # fmt: skip


def test_two_cycles_apart() -> None:
    months = [OCTOBER, OCTOBER + 11, OCTOBER + 12]
    month, cycles = month_of(["LEE", "EEX", "PPP"], months=months,
                             determined={(2, 1): {3: 1, 1: 0, 2: 0}})  # fmt: skip
    found = told(settle_exactly(month, cycles))
    assert found == [
        (0, REWARD, 2, 1, 16_666_667), (0, PENALTY, 1, 2, 16_666_667),
        (1, PENALTY, 3, CITY, 11_111_111), (1, PENALTY, 1, CITY, 11_111_111),
        (1, PENALTY, 2, CITY, 11_111_111),
        (3, PENALTY, 1, 2, 16_666_667), (4, PENALTY, 3, CITY, 33_333_333),
    ]  # fmt: skip


# ---------------------------------------------------------------- once a year, struck, added up


def flows_of(*rows: tuple[int, int, int, int, int]) -> Flows:
    """Return flows: section-year (or -month), kind, payer, payee, fen."""
    owner, kind, payer, payee, fen = (np.array(column) for column in zip(*rows, strict=True))
    return replace(Flows.unshared(0, owner, payer, payee, fen), kind=kind.astype(np.int8))


def test_yearly_items_are_shared_equally() -> None:
    month, cycles = month_of(["P", "P", "P"])
    amounts = np.array([0, 100, 7])
    responsible = month.sides.responsible
    assert told(pay_once(BONUS, amounts, cycles, responsible, CITY)) == [
        (1, BONUS, CITY, 3, 34), (1, BONUS, CITY, 1, 33), (1, BONUS, CITY, 2, 33),
        (2, BONUS, CITY, 1, 4), (2, BONUS, CITY, 2, 3),
    ]  # fmt: skip
    for kind in (CHARGE, DRY_PAYMENT):
        assert told(pay_once(kind, amounts, cycles, responsible, CITY)) == [
            (1, kind, 3, CITY, 34), (1, kind, 1, CITY, 33), (1, kind, 2, CITY, 33),
            (2, kind, 1, CITY, 4), (2, kind, 2, CITY, 3),
        ]  # fmt: skip


@pytest.mark.clause("water 七¶2 strike")
def test_struck_rewards() -> None:
    _, cycles = month_of(["PP", "PP", "PP"], months=[OCTOBER, OCTOBER + 12])
    flows = flows_of((0, REWARD, 2, 1, 10), (0, PENALTY, 1, 2, 20), (1, REWARD, 2, 3, 30),
                     (1, REWARD, 2, 1, 40), (4, REWARD, 2, 3, 50),
                     (4, BONUS, 9, 3, 60))  # fmt: skip
    incident = np.zeros((2, CITY + 1), dtype=bool)
    incident[0, 3] = True
    annulled = np.array([True, False, False, False, False, False])
    found = strike(flows, annulled, incident, cycles)
    assert found.amount_fen.tolist() == [0, 20, 0, 40, 50, 60]
    assert found.full_fen.tolist() == flows.full_fen.tolist()
    # the second cycle has an incident of its own
    incident[:, 3] = [False, True]
    assert strike(flows, ~annulled, incident, cycles).amount_fen.tolist() == [10, 20, 0, 0, 0, 60]


def test_some_months_are_struck() -> None:
    flows = flows_of((0, REWARD, 2, 1, 10), (0, PENALTY, 1, 2, 20), (1, REWARD, 2, 3, 30))
    left = flows_of((0, REWARD, 2, 1, 6), (0, PENALTY, 1, 2, 20), (1, REWARD, 2, 3, 30))
    found = strike_months(flows, left, np.array([True, False]))
    assert told(found) == [
        (0, REWARD, 2, 1, 0), (0, REWARD, 2, 1, 6), (0, PENALTY, 1, 2, 20), (1, REWARD, 2, 3, 30),
    ]  # fmt: skip
    assert found.full_fen.tolist() == [10, 0, 20, 30]


def test_amounts_without_shares_are_whole_numbers() -> None:
    """Put beside shares of many digits they leave these as they are."""
    none = np.zeros(1, dtype=np.int64)
    found = Flows.unshared(BONUS, none, none, none, none)
    columns = (found.kind, found.payer_weight, found.payer_total, found.payees)
    assert [str(column.dtype) for column in columns] == ["int8", *["int64"] * 3]


def test_what_is_put_together_stands_in_order() -> None:
    first = flows_of((1, PENALTY, 1, 2, 1), (0, PENALTY, 1, 2, 2))
    second = flows_of((1, REWARD, 3, 4, 3), (0, PENALTY, 5, 6, 4))
    assert [row[4] for row in told(together(first, second))] == [2, 4, 3, 1]
    with pytest.raises(UsageError, match="太大"):
        together(flows_of((0, REWARD, 1, 2, 2**52)), flows_of((0, REWARD, 1, 2, 2**52)))


def test_the_months_own_transfers_added_up() -> None:
    """Interpretation rounding = monthly: each month is rounded already."""
    month, cycles = month_of(["LLE", "EEL", "PPP"])
    rows = [(0, 0, 2, 1, 17), (3, 0, 2, 1, 17), (6, 0, 1, 2, 5), (1, 0, 3, CITY, 6),
            (1, 0, 1, CITY, 5), (4, 0, 3, CITY, 6), (7, 0, CITY, 3, 1)]  # fmt: skip
    month.flows = flows_of(*rows)
    assert told(add_months_up(month, cycles)) == [
        (0, REWARD, 2, 1, 34), (0, PENALTY, 1, 2, 5), (1, REWARD, CITY, 3, 1),
        (1, PENALTY, 3, CITY, 12), (1, PENALTY, 1, CITY, 5),
    ]  # fmt: skip
    without = np.isin(np.arange(9), [0, 4])
    assert told(add_months_up(month, cycles, without)) == [
        (0, REWARD, 2, 1, 17), (0, PENALTY, 1, 2, 5), (1, REWARD, CITY, 3, 1),
        (1, PENALTY, 3, CITY, 6), (1, PENALTY, 1, CITY, 5),
    ]  # fmt: skip


# ---------------------------------------------------------------- the districts' accounts


def sides_of(received: dict[int, int], paid: dict[int, int]) -> list[list[int]]:
    """Return what each district receives and pays."""
    return [[side.get(n, 0) for n in range(CITY + 1)] for side in (received, paid)]


def test_the_lines_of_the_account() -> None:
    month, cycles = month_of(["LE", "EX", "PP"])
    flows = flows_of(
        (0, REWARD, 2, 1, 10), (0, PENALTY, 1, 2, 20), (1, PENALTY, 3, 3, 99),
        (1, PENALTY, 2, CITY, 7), (2, BONUS, CITY, 1, 500), (2, CHARGE, 1, CITY, 60),
        (2, DRY_PAYMENT, 2, CITY, 8),
    )  # fmt: skip
    flows = replace(flows, full_fen=np.array([15, 20, 99, 7, 500, 60, 8]))
    accounts = np.zeros((2, CITY + 1), dtype=np.int64), np.zeros((2, CITY + 1), dtype=np.int64)
    accounts[0][0, 1], accounts[1][0, 2] = 16, 16
    accounts[0][1, [2, CITY]], accounts[1][1, [1, 2]] = [21, 6], [21, 6]
    month.accounts = accounts
    year: Any = SimpleNamespace(month=month, cycles=cycles, flows=flows, job=month.job)
    found = [(name, [side[0].tolist() for side in sides]) for name, sides, _ in lines(year)]
    assert [name if isinstance(name, str) else name.tolist() for name, _ in found] == [
        ["2018-10 核算"], ["2018-11 核算"], "各月合计", "尾差", "清零", "年度奖励", "年度追缴",
        "断流缴纳", "年度结算",
    ]  # fmt: skip
    assert [sides for _, sides in found] == [
        sides_of({1: 16}, {2: 16}),
        sides_of({2: 21, CITY: 6}, {1: 21, 2: 6}),
        sides_of({1: 16, 2: 21, CITY: 6}, {2: 22, 1: 21}),
        sides_of({1: -1, 2: -1, CITY: 1}, {1: -1, 2: 0}),  # 15 − 16, 20 − 21, 7 − 6; 15 + 7 − 22
        sides_of({1: -5}, {2: -5}),
        sides_of({1: 500}, {CITY: 500}),
        sides_of({CITY: 60}, {1: 60}),
        sides_of({CITY: 8}, {2: 8}),
        sides_of({1: 510, 2: 20, CITY: 75}, {2: 25, 1: 80, CITY: 500}),
    ]
    assert [side[0].tolist() for side in settled(year)] == found[-1][1]
    chosen = np.array([True, False, True, False, False, False, True])
    assert [side[0].tolist() for side in by_district(year, flows.full_fen, chosen)] == sides_of(
        {1: 15, CITY: 8}, {2: 23}
    )
    assert places(year).tolist() == [1, 2, 3, CITY, CITY]


def test_the_months_of_each_cycle_stand_beside_each_other() -> None:
    """A position that only one cycle has rows of is nameless in the other."""
    month, cycles = month_of(["PPP"] * 3, months=[OCTOBER, OCTOBER + 2, OCTOBER + 12])
    received = np.zeros((3, CITY + 1), dtype=np.int64)
    received[:, 1] = [1, 20, 300]
    month.accounts = received, 2 * received
    flows = Flows.unshared(0, *[np.zeros(0, dtype=np.int64)] * 4)
    year: Any = SimpleNamespace(month=month, cycles=cycles, flows=flows, job=month.job)
    first, second, summed = lines(year)[:3]
    assert first[0].tolist() == ["2018-10 核算", "2019-10 核算"]
    assert second[0].tolist() == ["2018-12 核算", ""]
    for (_, (got, paid), _), wanted in ((first, [1, 300]), (second, [20, 0]), (summed, [21, 300])):
        assert (got[:, 1].tolist(), paid[:, 1].tolist()) == (wanted, [2 * n for n in wanted])
