"""What holds of every input: monotone in people and staff, sums of gaps, order of rows.

The properties are the clause's own; the random inputs are the oracle's scenarios (by seed) or
hypothesis's numbers. The exact quotient is worked in Fractions.
"""

from __future__ import annotations

import random
from fractions import Fraction

import numpy as np
import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import qdcalc
from oracle.staffing_scenarios import random_staffing_scenario
from qdcalc.result.result import Result
from qdcalc.staffing import required_staff
from qdcalc.staffing.standard import compare
from seeds import share

from .helpers import ALL, CITY, ROUNDINGS, STAFF, failed_checks, frames_of, records

SEEDS = st.integers(0, 10**9)
PEOPLE = st.integers(0, 5_000_000)
STANDARDS = st.sampled_from([(6000, 5), (800, 1)])
ROUNDING = st.sampled_from(ROUNDINGS)
MANY = settings(max_examples=share(100), deadline=None, derandomize=True)
FEW = settings(
    max_examples=3,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)


@MANY
@given(PEOPLE, st.integers(0, 20_000), STANDARDS, ROUNDING)
def test_more_people_never_need_fewer_staff(
    people: int, more: int, standard: tuple[int, int], rounding: str
) -> None:
    few, many = required_staff([people, people + more], *standard, rounding=rounding).tolist()
    assert standard[1] <= few <= many
    assert many - few <= more // standard[0] + 1


@MANY
@given(PEOPLE, STANDARDS)
def test_the_roundings_in_order(people: int, standard: tuple[int, int]) -> None:
    """舍去 ≤ 四舍五入 ≤ 进一, at most one apart; each within its distance of the exact quotient."""
    ratio, minimum = standard
    up, down, half = (int(required_staff(people, ratio, 0, rounding=r)) for r in ROUNDINGS)
    exact = Fraction(people, ratio)
    assert 0 <= up - exact < 1
    assert 0 <= exact - down < 1
    assert Fraction(-1, 2) < half - exact <= Fraction(1, 2) or half == exact
    assert down <= half <= up
    for rounding, bare in zip(ROUNDINGS, (up, down, half), strict=True):
        assert int(required_staff(people, *standard, rounding=rounding)) == max(minimum, bare)


@MANY
@given(
    PEOPLE, STANDARDS, st.integers(0, 100_000), st.integers(1, 2_000), ROUNDING
)  # hundredths in post, and added
def test_adding_staff_never_raises_a_gap(
    people: int, standard: tuple[int, int], staff: int, more: int, rounding: str
) -> None:
    required = np.full(2, required_staff(people, *standard, rounding=rounding))
    before_after = np.array([staff, staff + more], dtype=np.int64)
    found = compare(np.full(2, people), required, before_after)
    (gap, less), (surplus, bigger) = found.gap_x100.tolist(), found.surplus_x100.tolist()
    assert 0 <= less <= gap
    assert bigger >= surplus >= 0
    assert gap - less + bigger - surplus == more
    assert gap * surplus == less * bigger == 0
    assert found.is_met.tolist() == [gap == 0, less == 0]


def with_more(frame: pd.DataFrame, row: int, column: str, more: Fraction) -> pd.DataFrame:
    """Return the platforms with more staff at one of them."""
    frame = frame.copy()
    cell = (frame.index[row], column)
    frame.loc[cell] = f"{float(Fraction(str(frame.loc[cell]) or '0') + more):.2f}"
    return frame


@FEW
@given(SEEDS, st.integers(1, 500))
def test_adding_staff_through_the_calculation(seed: int, hundredths: int) -> None:
    """Its own gap falls by what it lacked at most; no other platform's changes; nor any sum's."""
    rng = random.Random(seed)
    arguments = frames_of(random_staffing_scenario(rng))
    source = arguments["source"]
    row = rng.randrange(len(source))
    more = with_more(source, row, rng.choice(STAFF), Fraction(hundredths, 100))
    first = qdcalc.staffing.assess(**arguments)
    second = qdcalc.staffing.assess(**{**arguments, "source": more})
    before, after = (records(r.tables["platform_staff"]) for r in (first, second))
    fell = [b["gap_x100"] - a["gap_x100"] for b, a in zip(before, after, strict=True)]
    assert sum(gap > 0 for gap in fell) <= 1
    assert min(fell) == 0
    changed = [(b, a) for b, a in zip(before, after, strict=True) if b != a]
    assert len(changed) == 1
    old, new = changed[0]
    assert new["staff_x100"] - old["staff_x100"] == hundredths
    assert max(fell) == min(old["gap_x100"], hundredths)
    for old, new in zip(
        records(first.tables["districts"]), records(second.tables["districts"]), strict=True
    ):
        assert new["gap_x100"] <= old["gap_x100"]


def add_up(result: Result) -> dict[tuple[str, str], list[int]]:
    """Sum the platforms by district and level, with 全部 and 全市, in plain loops."""
    sums: dict[tuple[str, str], list[int]] = {}
    for row in records(result.tables["platform_staff"]):
        figures = [
            1, int(row["is_met"] == "是"), row["required"], row["staff_x100"], row["gap_x100"],
            row["gap_cost_fen"] or 0,
        ]  # fmt: skip
        for name in (row["district"], CITY):
            for level in (row["level"], ALL):
                old = sums.get((name, level), [0] * len(figures))
                sums[name, level] = [a + b for a, b in zip(old, figures, strict=True)]
    return sums


@FEW
@given(SEEDS)
def test_a_districts_gap_is_the_sum_of_its_platforms(seed: int) -> None:
    result = qdcalc.staffing.assess(**frames_of(random_staffing_scenario(random.Random(seed))))
    columns = ("platforms", "met", "required", "staff_x100", "gap_x100", "gap_cost_fen")
    rows = records(result.tables["districts"])
    found = {(r["district"], r["level"]): [r[c] or 0 for c in columns] for r in rows}
    assert len(found) == len(rows)
    assert found == add_up(result)
    for row in rows:
        assert 100 * row["required"] - row["gap_x100"] <= row["staff_x100"]
    assert failed_checks(result) == []


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
def test_shuffling_rows_changes_nothing(seed: int, order: int) -> None:
    """Tasks come in the order of the sheet; all else in its own."""
    arguments = frames_of(random_staffing_scenario(random.Random(seed)))
    rng = random.Random(order)
    other = {n: shuffled(arguments[n], rng) for n in ("source", "tasks", "costs")}
    one, two = (qdcalc.staffing.assess(**a) for a in (arguments, {**arguments, **other}))
    for name in ("platform_staff", "districts", "notice_tasks"):
        pd.testing.assert_frame_equal(one.tables[name], two.tables[name])
    same = [sorted(map(str, records(r.tables["tasks"]))) for r in (one, two)]
    assert same[0] == same[1]
    assert sorted(one.problems["代码"]) == sorted(two.problems["代码"])
