"""What holds of every list: more reduction never fails a target, the order changes nothing."""

from __future__ import annotations

import random
from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import qdcalc
from qdcalc.smog.words import Industry, Pollutant, SourceKind
from seeds import share

from .helpers import CITY, LISTED, MET, Row, frame_of, place, records, run, source

MANY = settings(max_examples=share(100), deadline=None, derandomize=True)
FEW = settings(max_examples=share(3), deadline=None, derandomize=True)
KG = st.integers(0, 10**9)
DISTRICTS = ("市南", "胶州", "即墨", "崂山")


@MANY
@given(KG, st.integers(1, 10**9), KG, st.integers(1, 10**9), st.integers(0, 200))
def test_the_comparison_is_exact(a: int, b: int, c: int, d: int, percent: int) -> None:
    """Thousandths of a kg against fractions."""
    one, base, other, whole = (value / 1000 for value in (a, b, c, d))
    least = Fraction(percent, 100)
    assert qdcalc.smog.reaches_target(one, base, percent) == (Fraction(a, b) >= least)
    both = Fraction(a, b) + Fraction(c, d) >= least
    assert qdcalc.smog.reaches_sum_target(one, base, other, whole, percent) == both


def random_rows(rng: random.Random) -> list[Row]:
    """Return a list of every sort; each pollutant stands in it."""
    rows = []
    for number in range(rng.randrange(4, 12)):
        base = rng.randrange(1, 10**5) / 10 ** rng.randrange(4)
        cuts = sorted(rng.randrange(101) for _ in range(3))
        # whole hundredths of the base: no amount above it
        amounts = [str(Fraction(str(base)) * cut / 100) for cut in cuts]
        rows.append(
            source(
                str(list(Pollutant)[number % 4]), str(base), *(_decimal(a) for a in amounts),
                name=f"第{number}厂", district=rng.choice(DISTRICTS),
                kind=str(rng.choice(list(SourceKind))), industry=str(rng.choice(list(Industry))),
                exempt=rng.choice(("", "", "", "是")),
            )
        )  # fmt: skip
    return rows


def _decimal(fraction: str) -> str:
    return f"{float(Fraction(fraction)):.12g}"


@FEW
@given(st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_nothing(rng: random.Random) -> None:
    rows = random_rows(rng)
    cleaned = [place("工地作业面", n, name=f"第{n}工地") for n in range(4)]
    once = run(*rows, cleaning=cleaned, level="橙色")
    rng.shuffle(rows)
    rng.shuffle(cleaned)
    again = run(*rows, cleaning=cleaned, level="橙色")
    for name in ("减排核对", "行业核对", "豁免清单", "保洁安排", "采用的基数", "减排明细"):
        pd.testing.assert_frame_equal(once[name], again[name])
    assert once.is_sound


@pytest.mark.thorough
@FEW
@given(st.randoms(use_true_random=False))
def test_a_larger_reduction_never_fails_a_target(rng: random.Random) -> None:
    rows = random_rows(rng)
    more = [dict(row) for row in rows]
    chosen = rng.choice(more)
    chosen["红色减排量"] = chosen["基准排放量"]
    results = [run(*own) for own in (rows, more)]
    for name in ("减排核对", "行业核对"):
        keys = [n for n in ("区市", "级别", "污染物", "单位", "源类") if n in results[0][name]]
        before, after = (
            {tuple(r[k] for k in keys): r["结果"] for r in records(result[name])}
            for result in results
        )
        met = {key for key, verdict in before.items() if verdict == MET}
        assert met <= {key for key, verdict in after.items() if verdict == MET}


@pytest.mark.thorough
@FEW
@given(st.randoms(use_true_random=False))
def test_districts_and_sources_add_up_to_the_city(rng: random.Random) -> None:
    found = pd.DataFrame(run(*random_rows(rng))["减排核对"])
    single = found[found["减排量"].notna()]
    keys = ["级别", "污染物"]
    city = single[single["区市"] == CITY].set_index(keys)
    parts = single[single["区市"] != CITY].groupby(keys)
    for column in ("减排量", "基数"):
        summed = parts[column].sum().reindex(city.index)
        assert ((summed - city[column]).abs() <= 1e-9 * city[column].clip(lower=1)).all()
    kinds = found[["工业源比例", "移动源比例", "扬尘源比例"]].sum(axis=1, min_count=3)
    assert ((kinds - found["比例"]).abs().fillna(0) < 1e-12).all()


@pytest.mark.thorough
def test_a_frame_given_apart_is_the_same() -> None:
    listed = frame_of(random_rows(random.Random("smog")), LISTED)
    apart = qdcalc.smog.assess({}, reductions=listed)
    pd.testing.assert_frame_equal(
        apart["减排核对"], qdcalc.smog.assess({"减排清单": listed})["减排核对"]
    )
