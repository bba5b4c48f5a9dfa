"""What holds of every settlement, on random cycles of the annex's sections."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import qdcalc
from qdcalc.result.result import Result
from seeds import share

from .helpers import Row, failed_checks, frame_of, records
from .year_helpers import ANNEX, MONTHS, cycle, section_nets, settle, verdicts, year_lines

SEEDS = st.integers(0, 10**9)
CITY = "市财政"
YEAR_TABLES = (
    "section_years", "year_flows", "year_districts", "accounts", "quarters", "section_quarters",
    "annual_indicators", "section_months", "flows", "districts",
)  # fmt: skip
# links of the annex: 1→2, 7→8, 11→12→13→14, 16→17, 18→19, 20→21
UNLINKED = sorted(set(ANNEX) - {"2", "8", "12", "13", "14", "17", "19", "21"})
DISTRICTS = ("市北", "李沧", "崂山", "城阳", "西海岸新区", "即墨", "高新区", "胶州", "平度", "莱西")
OPTIONS: dict[str, tuple[str, ...]] = {
    "overlap": ("net", "drop"),
    "upstream": ("drop", "not-worse", "subtract", "off"),
    "incident": ("share", "section"),
    "dry": ("total", "consecutive"),
    "rounding": ("exact", "monthly"),
    "compare": ("value", "rounded"),
}


def few(examples: int) -> settings:
    """Return the settings: a settlement takes a tenth of a second."""
    return settings(
        max_examples=share(examples),
        deadline=None,
        derandomize=True,
        suppress_health_check=[HealthCheck.too_slow],
    )


@dataclass
class Scenario:
    """The arguments of a settlement."""

    letters: dict[str, str]
    rows: list[Row]
    responsibility: list[tuple[str, str, str, str]]
    incidents: list[tuple[str, str, str]]
    previous: dict[str, str]
    drought: bool
    reading: dict[str, str] = field(default_factory=dict)

    def settle(self) -> Result:
        """Settle."""
        return settle(
            self.rows,
            responsibility=self.responsibility,
            incidents=self.incidents,
            previous=self.previous,
            drought=self.drought,
            reading=self.reading,
        )


def scenario_of(seed: int, *, is_default: bool = False) -> Scenario:
    """Return a random cycle of some sections: half of them by chance good, dry or bad."""
    rng = random.Random(seed)
    letters = {}
    for code in sorted(rng.sample(sorted(ANNEX), rng.randint(3, 9)), key=int):
        weights = rng.choice(
            (
                [8, 3, 1, 0, 0, 0, 0],
                [2, 4, 3, 1, 1, 1, 0],
                [1, 2, 0, 0, 8, 1, 1],
                [1, 1, 4, 4, 1, 0, 0],
            )
        )
        letters[code] = "".join(rng.choices("LPEXDM-", weights, k=12))
    rows = [row for code, text in letters.items() for row in cycle(code, text)]
    named: list[tuple[str, str, str, str]] = []
    for code in letters:
        own = ANNEX[code]
        if own["断面属性"].startswith("共同"):
            names = own["责任区市"].split("、")
            share = rng.choice(("0", "0.3", "1/3", "1"))
            months = rng.sample(MONTHS, 4)
            there = [m for m in months if any(r["月份"] == m for r in rows)]
            named += [(month, code, rng.choice(names), share) for month in there]
    events = [
        (f"{rng.choice(MONTHS)}-15", rng.choice(DISTRICTS), rng.choice(("一般", "较大", "重大")))
        for _ in range(rng.choice((0, 0, 1, 3)))
    ]
    previous = {c: rng.choice(("Ⅱ", "Ⅲ", "Ⅳ", "Ⅴ", "劣Ⅴ")) for c in letters if rng.random() < 0.7}
    reading = {} if is_default else {k: rng.choice(v) for k, v in OPTIONS.items()}
    return Scenario(letters, rows, named, events, previous, rng.random() < 0.2, reading)


def frames_differ(one: Result, other: Result) -> None:
    """Fail unless every table is the same, cell by cell and row by row."""
    for name in YEAR_TABLES:
        pd.testing.assert_frame_equal(one.tables[name], other.tables[name])


@few(10)
@given(SEEDS)
def test_money_is_conserved(seed: int) -> None:
    """Every payment has two ends; sections, districts and the cycle come to 0 to the fen."""
    result = scenario_of(seed).settle()
    totals = records(result.tables["year_districts"])
    received = dict.fromkeys((r["district"] for r in totals), 0)
    paid = dict(received)
    kinds = {"跃升奖励": "reward", "超标赔付": "penalty", "年度奖励": "bonus", "年度追缴": "charge",
             "断流缴纳": "dry"}  # fmt: skip
    by_kind: dict[tuple[str, str], int] = {}
    own: dict[str, int] = {}
    for flow in records(result.tables["year_flows"]):
        code, amount = flow["section_id"], flow["amount_fen"]
        assert amount > 0
        assert (flow["payer"] == flow["payee"]) == (flow["kind"] == "自抵")
        if flow["kind"] == "自抵":
            own[code] = own.get(code, 0) + amount
            continue
        key = (code, kinds[flow["kind"]])
        by_kind[key] = by_kind.get(key, 0) + amount
        received[flow["payee"]] += amount
        paid[flow["payer"]] += amount
        responsible = ANNEX[code]["责任区市"].replace("崂山区", "崂山").split("、")
        side = "payee" if flow["kind"] in ("跃升奖励", "年度奖励") else "payer"
        assert flow[side] in responsible
    for code, row in year_lines(result).items():
        amounts = {name: row[f"{name}_fen"] for name in kinds.values()}
        assert sum(amounts.values()) == own.get(code, 0) + sum(
            by_kind.get((code, name), 0) for name in amounts
        )
        assert all(amounts[name] == by_kind.get((code, name), 0) for name in ("bonus", "charge"))
        assert sum(section_nets(result, code).values()) == 0
    for row in totals:
        name = row["district"]
        assert (row["receivable_fen"], row["payable_fen"]) == (received[name], paid[name])
        assert row["net_fen"] == received[name] - paid[name]
        if name != CITY:
            assert row["allotted_fen"] - row["remitted_fen"] == row["net_fen"]
    assert sum(row["net_fen"] for row in totals) == 0
    assert failed_checks(result) == []


@few(10)
@given(SEEDS)
def test_months_and_tails_are_the_settlement(seed: int) -> None:
    """Clause 十: 跃升奖励 + 清零 + 超标赔付 = months + 尾差, half a fen a month at most."""
    result = scenario_of(seed).settle()
    months: dict[str, int] = {}
    for row in records(result.tables["section_months"]):
        months[row["section_id"]] = months.get(row["section_id"], 0) + row["amount_fen"]
    for code, row in year_lines(result).items():
        parts = row["reward_fen"] + row["struck_fen"] + row["penalty_fen"]
        assert parts == months[code] + row["tail_fen"]
        # by hand: each month and each of two sums is off by half a fen at most
        assert abs(row["tail_fen"]) <= 7
    for line in records(result.tables["accounts"]):
        if line["item"] == "尾差":
            assert abs(line["net_fen"]) < 12 * 28


@pytest.mark.thorough
@few(6)
@given(SEEDS, SEEDS)
def test_order_changes_nothing(seed: int, order: int) -> None:
    scenario = scenario_of(seed)
    before = scenario.settle()
    rng = random.Random(order)
    rng.shuffle(scenario.rows)
    rng.shuffle(scenario.responsibility)
    rng.shuffle(scenario.incidents)
    turned = list(scenario.previous.items())
    rng.shuffle(turned)
    scenario.previous = dict(turned)
    frames_differ(before, scenario.settle())


def of_kind(result: Result, *kinds: str) -> dict[tuple[str, str, str, str], int]:
    """Return the year's payments of some kinds."""
    return {
        (row["section_id"], row["payer"], row["payee"], row["kind"]): row["amount_fen"]
        for row in records(result.tables["year_flows"])
        if row["kind"] in kinds
    }


@few(10)
@given(SEEDS, st.sampled_from(DISTRICTS), st.sampled_from(("share", "section")))
def test_an_incident_strikes_rewards_only(seed: int, district: str, reading: str) -> None:
    """Clause 七¶2: the district gets no reward, nobody pays more, penalties and items stand."""
    scenario = scenario_of(seed)
    scenario.reading["incident"] = reading
    before = scenario.settle()
    scenario.incidents.append(("2018-10-01", district, "较大"))
    after = scenario.settle()
    stand = ("超标赔付", "年度奖励", "年度追缴", "断流缴纳")
    assert of_kind(after, *stand) == of_kind(before, *stand)
    rewards, earlier = of_kind(after, "跃升奖励"), of_kind(before, "跃升奖励")
    assert rewards.items() <= earlier.items()
    gone = set(earlier) - set(rewards)
    for code, _, payee, _ in gone:
        names = ANNEX[code]["责任区市"].replace("崂山区", "崂山").split("、")
        assert payee == district or (reading == "section" and district in names)
    assert not [key for key in rewards if key[2] == district]
    sides = [
        {r["district"]: r for r in records(x.tables["year_districts"])} for x in (before, after)
    ]
    for name, row in sides[1].items():
        assert row["payable_fen"] <= sides[0][name]["payable_fen"]
        if name != CITY:  # penalties, charges and what it owes to others' rewards
            owed = of_kind(after, "超标赔付", "年度追缴", "断流缴纳", "跃升奖励")
            assert row["payable_fen"] == sum(v for k, v in owed.items() if k[1] == name)
    assert sides[1][district]["net_fen"] <= sides[0][district]["net_fen"] + sum(
        v for k, v in earlier.items() if k in gone and k[1] == district
    )


def worse(item: str, text: str, rng: random.Random) -> str:
    """Return a worse value: less oxygen, more of anything else."""
    value = Decimal(text)
    if item == "溶解氧":
        return f"{value * Decimal(rng.choice(('0.9', '0.5', '0.1'))):f}"
    return f"{value * Decimal(rng.choice(('1.001', '1.6', '3', '20'))):f}"


@few(24)
@given(SEEDS, SEEDS)
def test_a_worse_value_never_pays_more(seed: int, choice: int) -> None:
    """The responsible districts, together, never get more of their section's year.

    Default readings, a section without a link to one above (clause 六¶2).
    """
    rng = random.Random(choice)
    code = rng.choice(UNLINKED)
    scenario = scenario_of(seed, is_default=True)
    kind = rng.choice(("LLLPPE", "LP", "LPEX", "LLLLLLLLE", "LPDDDD"))
    scenario.rows = cycle(code, "".join(rng.choice(kind) for _ in MONTHS))
    scenario.responsibility = []
    measured = [row for row in scenario.rows if row.get("断流") != "是"]
    if not measured:
        return
    before = scenario.settle()
    row = rng.choice(measured)
    item = rng.choice(("氨氮", "氨氮", "总磷", "化学需氧量", "溶解氧", "汞"))
    row[item] = worse(item, row[item], rng)
    after = scenario.settle()
    names = ANNEX[code]["责任区市"].replace("崂山区", "崂山").split("、")

    def own(result: Result) -> int:
        nets = section_nets(result, code)
        return sum(nets.get(name, 0) for name in names)

    assert own(after) <= own(before)
    for kept in ("charge_fen", "penalty_fen"):
        assert year_lines(after)[code][kept] >= year_lines(before)[code][kept]


@pytest.mark.thorough
@few(3)
@given(SEEDS)
def test_months_one_at_a_time(seed: int) -> None:
    """Each month alone comes to what it is in the cycle; added up, to the settlement by months."""
    scenario = scenario_of(seed)
    scenario.reading["rounding"] = "monthly"
    scenario.incidents = []
    result = scenario.settle()
    named = pd.DataFrame(scenario.responsibility, columns=["月份", "序号", "区市", "责任比例"])
    reading = {k: v for k, v in scenario.reading.items() if k in ("overlap", "upstream", "compare")}
    summed: dict[tuple[str, str, str], int] = {}
    quarter: dict[str, int] = {}
    for month in sorted({row["月份"] for row in scenario.rows}):
        rows = [row for row in scenario.rows if row["月份"] == month]
        own: Any = named[named["月份"] == month]
        alone = qdcalc.water.month(
            frame_of(rows), responsibility=own if len(own) else None, interpretations=reading
        )
        for name in ("section_months", "flows", "districts"):
            together = [r for r in records(result.tables[name]) if r["month"] == month]
            assert records(alone.tables[name]) == together
        for flow in records(alone.tables["flows"]):
            key = (flow["section_id"], flow["payer"], flow["payee"])
            if flow["kind"] == "赔付":
                summed[key] = summed.get(key, 0) + flow["amount_fen"]
        for row in records(alone.tables["districts"]):
            quarter[row["district"]] = quarter.get(row["district"], 0) + row["net_fen"]
    assert {k[:3]: v for k, v in of_kind(result, "超标赔付").items()} == summed
    last = {r["district"]: r["net_so_far_fen"] for r in records(result.tables["quarters"])}
    assert last == quarter


@pytest.mark.thorough
def test_the_scenarios_reach_what_they_are_for() -> None:
    """The random cycles strike rewards, charge, reward, pay for dry months, net and determine."""
    seen: set[str] = set()
    for seed in range(12):
        scenario = scenario_of(seed)
        result = scenario.settle()
        for code, row in year_lines(result).items():
            names = ("reward", "struck", "penalty", "tail", "bonus", "charge", "dry")
            seen |= {name for name in names if row[f"{name}_fen"]}
            if code in scenario.letters:
                seen |= set(verdicts(result, code))
        seen |= {flow["kind"] for flow in records(result.tables["year_flows"])}
        seen |= {"determined"} if scenario.responsibility else set()
    wanted = {"reward", "struck", "penalty", "tail", "bonus", "charge", "dry", "自抵", "determined"}
    assert wanted | set("LPEXDM") <= seen
