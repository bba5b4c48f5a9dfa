"""What holds of every month, on random scenarios of the oracle's making (by seed)."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import qdcalc
from oracle.scenarios import random_scenario
from oracle.water_month import NOT_MEASURED, Row, Scenario, read_cell, read_sections

from .helpers import TABLES, failed_checks, frames_of, line, nets_of_section, records, same_tables

SEEDS = st.integers(0, 10**9)
FEW = settings(
    max_examples=3,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)


def scenario_of(seed: int) -> Scenario:
    """Return a scenario of one month, now and then two."""
    rng = random.Random(seed)
    return random_scenario(rng, rng.choice((1, 1, 2)))


@pytest.mark.clause("water 七¶1 transfers")
@FEW
@given(SEEDS)
def test_money_is_conserved(seed: int) -> None:
    """Sections = payments = accounts; all nets are 0 together; every payment has two ends."""
    result = qdcalc.water.month(**frames_of(scenario_of(seed)))
    sections, flows, districts = (records(result.tables[name]) for name in TABLES[:3])
    listed = {(row["month"], row["district"]) for row in districts}
    received = dict.fromkeys(listed, 0)
    paid = dict.fromkeys(listed, 0)
    by_section: dict[tuple[str, str], int] = {}
    for row in flows:
        key = (row["month"], row["section_id"])
        by_section[key] = by_section.get(key, 0) + row["amount_fen"]
        assert row["amount_fen"] > 0
        assert (row["payer"] == row["payee"]) == (row["kind"] == "自抵")
        assert {(row["month"], row["payer"]), (row["month"], row["payee"])} <= listed
        if row["kind"] != "自抵":
            received[row["month"], row["payee"]] += row["amount_fen"]
            paid[row["month"], row["payer"]] += row["amount_fen"]
    for row in sections:
        assert row["amount_fen"] == by_section.pop((row["month"], row["section_id"]), 0)
        assert (row["amount_fen"] > 0) == (row["coefficient"] != 0)
    assert by_section == {}
    for row in districts:
        key = (row["month"], row["district"])
        assert (row["receivable_fen"], row["payable_fen"]) == (received[key], paid[key])
        assert row["net_fen"] == row["receivable_fen"] - row["payable_fen"]
    for when in {row["month"] for row in districts}:
        assert sum(row["net_fen"] for row in districts if row["month"] == when) == 0
    assert failed_checks(result) == []
    # in yuan the same to the fen
    shown = result["区市汇总"]
    assert list((shown["净额"] * 100).round()) == [row["net_fen"] for row in districts]


def shuffled(frame: pd.DataFrame | None, rng: random.Random) -> pd.DataFrame | None:
    """Return a frame with rows, labels and columns in another order."""
    if frame is None:
        return None
    rows, columns = list(range(len(frame))), list(frame.columns)
    rng.shuffle(rows)
    rng.shuffle(columns)
    return frame.iloc[rows][columns].set_axis(range(100, 100 + len(frame)))


@FEW
@given(SEEDS, SEEDS)
def test_order_changes_nothing(seed: int, order: int) -> None:
    """Order of rows, columns and sheets; the order within a list of districts stays."""
    arguments = frames_of(scenario_of(seed))
    rng = random.Random(order)
    tables = {
        "监测数据": shuffled(arguments["source"], rng),
        "断面清单": shuffled(arguments["sections"], rng),
        "责任认定": shuffled(arguments["responsibility"], rng),
    }
    names = [name for name, frame in tables.items() if frame is not None]
    rng.shuffle(names)
    source: Any = {name: tables[name] for name in names}
    chosen = arguments["interpretations"]
    other = qdcalc.water.month(source, interpretations=chosen)
    same_tables(qdcalc.water.month(**arguments), other)


def worse(indicator: str, text: str, rng: random.Random) -> str:
    """Return a worse value: lower oxygen, pH further off, anything else higher."""
    value = read_cell(indicator, text)
    assert value is not None
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    if indicator == "溶解氧":
        return f"{(exact * Decimal(rng.choice(('0.99', '0.5', '0')))).quantize(Decimal('1e-6')):f}"
    if indicator == "pH值":
        low = exact < 6 or (exact <= 9 and rng.random() < 0.5)
        return rng.choice(
            ("0", f"{min(exact, Decimal(5)):f}") if low else ("14", f"{max(exact, Decimal(10)):f}")
        )
    more = exact * Decimal(rng.choice(("1.001", "1.3", "2", "5"))) + Decimal("0.00001")
    return f"{more.quantize(Decimal('1e-9')):f}"


@FEW
@given(SEEDS, SEEDS)
def test_a_worse_value_never_pays_more(seed: int, choice: int) -> None:
    """Raise one reading: the section's coefficient and its responsible districts' net never rise.

    The districts are taken together and for this section's payments: a section below may be
    relieved by it (clause 六¶2), and one responsible district may stand on both sides (overlap).
    """
    scenario = scenario_of(seed)
    rng = random.Random(choice)
    measured = [
        (row, name)
        for row in scenario.readings
        if not row["断流"]
        for name in scenario.columns
        if row["cells"].get(name, "") not in NOT_MEASURED
    ]
    assume(measured)
    before = qdcalc.water.month(**frames_of(scenario))
    exceeding = {
        (r["month"], r["section_id"], r["indicator"])
        for r in records(before.tables["indicators"])
        if r["is_exceeded"] == "是"
    }
    telling = [(r, n) for r, n in measured if (r["月份"], r["序号"], n) in exceeding]
    row, name = rng.choice(telling if telling and rng.random() < 0.5 else measured)
    code, when = row["序号"], row["月份"]
    changed: Row = {**row, "cells": {**row["cells"], name: worse(name, row["cells"][name], rng)}}
    scenario.readings[scenario.readings.index(row)] = changed
    after = qdcalc.water.month(**frames_of(scenario))
    responsible = next(s for s in read_sections(scenario.sections) if s.code == code).responsible

    def own(result: Any) -> int:
        nets = nets_of_section(result, code, when)
        return sum(nets.get(district, 0) for district in responsible)

    assert own(after) <= own(before)
    assert line(after, code, when)["coefficient"] <= line(before, code, when)["coefficient"]


@FEW
@given(SEEDS)
def test_sections_and_months_are_judged_alone(seed: int) -> None:
    """A section that no link joins comes out the same without the others."""
    scenario = scenario_of(seed)
    sections = read_sections(scenario.sections)
    joined = {code for s in sections if s.upstream for code in (s.code, *s.upstream)}
    free = [row for row in scenario.readings if row["序号"] not in joined]
    assume(free)
    keep = random.Random(seed).choice(free)
    code, when = keep["序号"], keep["月份"]
    whole = qdcalc.water.month(**frames_of(scenario))
    scenario.readings = [r for r in scenario.readings if (r["序号"], r["月份"]) == (code, when)]
    alone = qdcalc.water.month(**frames_of(scenario))
    assert line(alone, code, when) == line(whole, code, when)
    assert nets_of_section(alone, code, when) == nets_of_section(whole, code, when)
