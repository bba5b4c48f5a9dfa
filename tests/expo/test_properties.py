"""What holds of every input: monotone in area, caps, order of rows, sums of findings.

The properties are the clauses' own; the random workbooks are the oracle's scenarios (by seed) or
hypothesis's numbers. Amounts are worked in whole hundredths.
"""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import qdcalc
from oracle.expo_model import ExpoScenario
from oracle.expo_scenarios import random_expo_scenario
from qdcalc import expo
from qdcalc.result.result import Result
from seeds import share

from .helpers import (
    COLUMNS,
    CONSUMER,
    GROWTH,
    KNOWN,
    NEW,
    OPEN,
    SHOW_MARK,
    THEME,
    TRADE,
    VENUE,
    VENUE_MARK,
    Row,
    consumer,
    failed_checks,
    found,
    frame_of,
    records,
    rows_of,
    run,
    several,
    trade,
)

SEEDS = st.integers(0, 10**9)
AREAS = st.integers(1, 40_000_000)  # hundredths of a m², to 400,000 m²
READINGS = st.sampled_from(["then-cap", "after-cap"])
MANY = settings(max_examples=share(100), deadline=None, derandomize=True)
FEW = settings(
    max_examples=3,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
CAPS = {
    TRADE: 200_000_000, NEW: 100_000_000, KNOWN: 100_000_000, GROWTH: 50_000_000,
    VENUE: 100_000_000, SHOW_MARK: 30_000_000, VENUE_MARK: 15_000_000, "国际会议": 5_000_000,
}  # fmt: skip


@MANY
@given(AREAS, st.integers(0, 2_000_000), st.booleans(), READINGS)
def test_a_larger_trade_show_never_gets_less(
    area: int, more: int, is_uplifted: bool, reading: str
) -> None:
    """And never more than a step for each 5,000 m² begun, by hand in hundredths."""
    few, many = expo.trade_show_subsidy_fen(
        [area / 100, (area + more) / 100], is_uplifted=is_uplifted, uplift=reading
    ).tolist()
    assert 0 <= few <= many <= (240_000_000 if reading == "after-cap" else 200_000_000)
    base = 30_000_000 + 5_000_000 * ((area - 2_000_000) // 500_000) if area >= 2_000_000 else 0
    capped = min(base, 200_000_000)
    lifted = capped * 6 // 5 if reading == "after-cap" else min(base * 6 // 5, 200_000_000)
    assert few == (lifted if is_uplifted else capped)


@MANY
@given(AREAS, AREAS, st.integers(0, 2_000_000), st.booleans())
def test_consumer_shows_by_growth(area: int, largest: int, more: int, is_uplifted: bool) -> None:
    """More area never gets less, a larger earlier edition never more."""
    few, many, less = expo.consumer_show_subsidy_fen(
        [area / 100, (area + more) / 100, area / 100],
        [largest / 100, largest / 100, (largest + more) / 100],
        is_uplifted=is_uplifted,
    ).tolist()
    assert 0 <= less <= few <= many
    base = 1_000_000 * max(0, (area - largest) // 100_000) if area >= 2_000_000 else 0
    assert few == (base * 6 // 5 if is_uplifted else base)


@FEW
@given(AREAS, st.integers(0, 2_000_000), st.booleans())
def test_a_larger_show_in_a_workbook_never_gets_less(area: int, more: int, is_lifted: bool) -> None:
    mark: Row = dict(THEME) if is_lifted else {}
    areas = [f"{hundredths / 100:.2f}" for hundredths in (area, area + more)]
    rows = [*(trade(a, **mark) for a in areas), *(consumer(a, 25_000, **mark) for a in areas)]
    few, many, fewer, more_of_it = (amount for amount, _ in several("展会", rows))
    assert few <= many
    assert fewer <= more_of_it


@MANY
@given(st.integers(0, 10**12), st.integers(0, 10**12), st.integers(0, 10**11))
def test_firms(before: int, now: int, more: int) -> None:
    few, many = expo.growth_subsidy_fen([before, before], [now, now + more]).tolist()
    assert 0 <= few <= many <= CAPS[GROWTH]
    assert few == min(CAPS[GROWTH], 10_000_000 * max(0, (now - before) // 1_000_000_000))
    ceiling, higher = expo.new_firm_ceiling_fen([now, now + more]).tolist()
    assert ceiling == min(now // 2, CAPS[NEW]) <= higher <= CAPS[NEW]


@MANY
@given(st.integers(-20, 40), st.integers(-20, 40))
def test_venues(mid: int, big: int) -> None:
    amount = int(expo.venue_increment_fen(mid, big))
    assert 0 <= amount <= CAPS[VENUE]
    assert amount <= int(expo.venue_increment_fen(mid + 1, big))
    assert amount <= int(expo.venue_increment_fen(mid, big + 1))


def sheets_of(scenario: ExpoScenario) -> dict[str, list[Row]]:
    """Return a scenario's rows by sheet."""
    parts: dict[str, Any] = {
        "展会": scenario.shows, "认证": scenario.certificates, "企业": scenario.firms,
        "展馆": scenario.venues, "政府主导": scenario.government, "历史补助": scenario.history,
        "预算": scenario.budget,
    }  # fmt: skip
    return {
        name: [{k: v for k, v in row.items() if k in COLUMNS[name]} for row in rows]
        for name, rows in parts.items()
        if rows
    }


def scenario_of(seed: int) -> ExpoScenario:
    """Return a scenario of the oracle with some application."""
    rng = random.Random(seed)
    while True:
        scenario = random_expo_scenario(rng)
        if set(sheets_of(scenario)) - {"历史补助", "预算"}:
            return scenario


@FEW
@given(SEEDS)
def test_no_cap_is_passed_under_the_defaults(seed: int) -> None:
    result = run(sheets_of(scenario_of(seed)))
    for row in rows_of(result):
        assert 0 <= row["amount_fen"] <= CAPS.get(row["item"], row["amount_fen"])
        assert row["verdict"] != "不予补助" or row["amount_fen"] == 0
        assert row["verdict"] != "核准" or row["amount_fen"] > 0


def add_up(result: Result, column: str) -> dict[Any, list[int]]:
    """Add the findings up by a column: applications, approvals, fen, open ones and their fen."""
    sums: dict[Any, list[int]] = {}
    for row in rows_of(result):
        is_open = row["verdict"] == OPEN
        amount = row["amount_fen"]
        parts = [1, int(row["verdict"] == "核准"), amount, int(is_open), amount if is_open else 0]
        old = sums.get(row[column], [0] * len(parts))
        sums[row[column]] = [a + b for a, b in zip(old, parts, strict=True)]
    return sums


@FEW
@given(SEEDS)
def test_totals_are_the_sums_of_the_findings(seed: int) -> None:
    scenario = scenario_of(seed)
    result = run(sheets_of(scenario), scenario.interpretations)
    columns = ("applications", "approved", "amount_fen", "open", "open_fen")
    for table, column in (("items", "item"), ("applicants", "applicant")):
        rows = records(result.tables[table])
        assert {r[column]: [r[c] for c in columns] for r in rows} == add_up(result, column)
        assert len(rows) == len({r[column] for r in rows})
    spent: Counter[tuple[int, str]] = Counter()
    for row in rows_of(result):
        spent[row["year"], row["item"]] += row["amount_fen"]
    years = records(result.tables["years"])
    planned = {(int(b["年度"]), b["项目"]) for b in scenario.budget}
    assert {(r["year"], r["item"]): r["amount_fen"] for r in years} == {
        key: spent[key] for key in set(spent) | planned
    }
    for row in years:
        if row["budget_fen"] is not None:
            assert row["left_fen"] == row["budget_fen"] - row["amount_fen"]
    assert failed_checks(result) == []


def distinct(sheets: dict[str, list[Row]]) -> dict[str, list[Row]]:
    """Drop all rows of a claim but the first (a show's, by name; venues by year, …)."""
    keys: dict[str, tuple[str, ...]] = {
        "展会": ("展会名称",), "认证": ("对象", "类别"), "企业": ("企业名称", "项目", "年度"),
        "展馆": ("展馆名称", "年度"), "政府主导": ("项目", "年度"),
    }  # fmt: skip
    out: dict[str, list[Row]] = {}
    for sheet, rows in sheets.items():
        seen: set[tuple[str, ...]] = set()
        for row in rows:
            names = keys.get(sheet, tuple(row))
            key = tuple("".join(str(row.get(k, "")).split()) for k in names)
            if sheet == "企业" and row["项目"] == KNOWN:
                key = (key[0], KNOWN)
            if sheet not in keys or key not in seen:
                out.setdefault(sheet, []).append(row)
            seen.add(key)
    return out


def shuffled(sheets: dict[str, list[Row]], order: int) -> dict[str, pd.DataFrame]:
    """Return frames with rows, labels and columns in another order."""
    rng, out = random.Random(order), {}
    for sheet, rows in sheets.items():
        frame = frame_of(sheet, rows)
        numbers, columns = list(range(len(frame))), list(frame.columns)
        rng.shuffle(numbers)
        rng.shuffle(columns)
        out[sheet] = frame.iloc[numbers][columns].set_axis(range(100, 100 + len(frame)))
    return out


@FEW
@given(SEEDS, SEEDS)
def test_the_order_of_applications_changes_nothing(seed: int, order: int) -> None:
    """One row a claim: every finding stays as it is, whatever the order."""
    scenario = scenario_of(seed)
    sheets = distinct(sheets_of(scenario))
    one_way = run(sheets, scenario.interpretations)
    other = qdcalc.expo.assess(shuffled(sheets, order), interpretations=scenario.interpretations)
    columns = [c for c in one_way.tables["findings"].columns if c not in ("row", "file")]
    same = [Counter(tuple(row[c] for c in columns) for row in rows_of(r)) for r in (one_way, other)]
    assert same[0] == same[1]
    pd.testing.assert_frame_equal(one_way.tables["years"], other.tables["years"])


@FEW
@given(st.permutations(range(4)), SEEDS)
def test_only_which_of_equal_claims_is_first_depends_on_the_order(
    order: list[int], seed: int
) -> None:
    """The first is paid its own amount, the others nothing."""
    rng = random.Random(seed)
    areas = [rng.choice((20_000, 25_000, 60_000, 190_000)) for _ in range(3)]
    rows = [*(trade(area) for area in areas), consumer(30_000, 25_000)]
    alone = [amount for amount, _ in several("展会", rows)]
    got = found(run({"展会": [rows[n] for n in order]}))
    assert [amount for amount, _ in got] == [alone[order[0]], 0, 0, 0]
    assert CONSUMER in {row["item"] for row in rows_of(run({"展会": rows}))}
