"""Frames are not read cell by cell: what is looked at instead decides as each cell would.

The expectations are the same calculation by the longer way: every value read at 15 digits and
compared by itself, every transfer listed and added up, every section's median worked out.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import qdcalc
from qdcalc.errors import InputError
from qdcalc.exact.decimals import decimal15
from qdcalc.water.inputs import plausibility
from qdcalc.water.inputs.grid import Readings
from qdcalc.water.monthly.indicators import Limits, assess, water_class
from qdcalc.water.monthly.transfers import accounts, district_month, transfers
from qdcalc.water.standard import LAKE, RIVER
from qdcalc.water.tables import INDICATORS

from .by_number import grid_of, sections_of

POLICY = qdcalc.water.MONTH.policy()
CHOSEN = {name: i.default for name, i in POLICY.interpretations.items()}
JUDGED = tuple(i for i in INDICATORS if i.is_national21)
OCTOBER = 585  # 2018-10
KINDS = ("object", "str", "category")


def near_limits(body: int) -> st.SearchStrategy[float]:
    """Return values on, beside and far from the limits, a few floats away from each."""
    limits = sorted({float(x) for i in JUDGED for x in (i.limits[body] or ())} | {6.0, 9.0})

    def moved(limit: float, ulps: int, factor: float) -> float:
        return float(limit * factor + ulps * np.spacing(limit * factor))

    return st.builds(
        moved, st.sampled_from(limits), st.integers(-40, 40), st.sampled_from([1.0, 2.0, 0.3, 50.0])
    ) | st.just(np.nan)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_values_beside_limits_get_the_class_of_what_they_show(data: st.DataObject) -> None:
    body = data.draw(st.sampled_from([RIVER, LAKE]))
    rows = [{"body": body, "target": data.draw(st.integers(1, 5))} for _ in range(3)]
    values = data.draw(
        st.lists(
            st.lists(near_limits(body), min_size=len(JUDGED), max_size=len(JUDGED)),
            min_size=6, max_size=6,
        )
    )  # fmt: skip
    sections = sections_of(rows)
    grid = grid_of(sections, [OCTOBER, OCTOBER + 1], values, tuple(i.name for i in JUDGED))
    found = assess(grid, POLICY, CHOSEN)
    for column, indicator in enumerate(JUDGED):
        read = decimal15([row[column] for row in values]) + 0.0
        limits = Limits.of(indicator, np.full(len(read), body, dtype=np.int8))
        has_limit = indicator.limits[body] is not None
        expected = np.where(np.isnan(read) | (not has_limit), 0, water_class(read, limits))
        assert found.classes[:, column].tolist() == expected.tolist(), indicator.name
    assert found.worst.tolist() == found.classes.max(axis=1).tolist()
    spot, number = np.nonzero(found.exceeded)
    assert found.exceeding.tolist() == (spot * len(JUDGED) + number).tolist()
    assert found.counts == tuple((found.classes > 0).sum(axis=0).tolist())


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_accounts_are_the_sums_of_the_transfers(data: st.DataObject) -> None:
    """Districts 0–3; some sides of several, some a district that is on both."""
    side = st.lists(st.integers(0, 3), min_size=1, max_size=3, unique=True)
    rows = [
        {"responsible": data.draw(side), "destination": data.draw(side)}
        for _ in range(data.draw(st.integers(1, 4)))
    ]
    sections = sections_of(rows)
    grid = grid_of(sections, [OCTOBER, OCTOBER + 1])
    size = len(grid)
    verdict = np.array(data.draw(st.lists(st.integers(0, 4), min_size=size, max_size=size)))
    fen = data.draw(st.lists(st.sampled_from([0, 1, 16666667, 50000000]), min_size=size,
                             max_size=size))  # fmt: skip
    amount = np.where(np.isin(verdict, (0, 2)), fen, 0).astype(np.int64)
    names = districts()
    sides = sides_of(sections)
    none = no_determinations()
    given_ = (grid, verdict.astype(np.int8), amount, sides, none)
    expected = district_month(grid, transfers(*given_), names)
    for own, listed in zip(accounts(*given_, names), expected, strict=True):
        assert own.tolist() == listed.tolist()


def districts() -> Any:
    from qdcalc.intake.districts import Districts

    return Districts(("甲", "乙", "丙", "丁"), {}, "市财政")


def sides_of(sections: Any) -> Any:
    from qdcalc.water.monthly.shares import Sides

    return Sides(sections.responsible, sections.destination)


def no_determinations() -> Any:
    from qdcalc.water.monthly.shares import Determinations

    none = pd.DataFrame({"key": [], "district": [], "weight": []}, dtype=np.int64)
    return Determinations(none, np.zeros(0, dtype=np.int64), {})


def readings(months: int = 3, seed: int = 1) -> pd.DataFrame:
    """Return made-up readings of five sections with every indicator of the national method."""
    rng = np.random.default_rng(seed)
    size = 5 * months
    names = [str(m) for m in pd.period_range("2018-10", periods=months, freq="M")]
    frame = {"month": np.repeat(names, 5), "section_id": np.tile(["1", "2", "3", "4", "6"], months)}
    for indicator in JUDGED:
        limits = indicator.limits[RIVER]
        assert limits is not None
        values = float(limits[2]) * rng.lognormal(-1, 1, size)
        bounded = {"ph": rng.uniform(5.8, 9.2, size), "do": rng.uniform(1, 9, size)}
        frame[indicator.key] = bounded.get(indicator.key, values).round(4)
    return pd.DataFrame(frame)


TABLES = ("section_months", "indicators", "districts", "flows", "relations")


def told(frame: pd.DataFrame) -> tuple[list[list[str]], dict[str, pd.DataFrame]]:
    """Return the problems that a run tells and the tables that it makes."""
    try:
        result = qdcalc.water.month(frame)
    except InputError as error:
        return error.problems.astype(str).to_numpy().tolist(), {}
    tables = {name: result.tables[name] for name in TABLES}
    return result.problems.astype(str).to_numpy().tolist(), tables


def same(left: pd.DataFrame, right: pd.DataFrame) -> None:
    expected = told(left)
    found = told(right)
    assert found[0] == expected[0]
    assert list(found[1]) == list(expected[1])
    for name, table in expected[1].items():
        pd.testing.assert_frame_equal(found[1][name], table)


def spoilt(frame: pd.DataFrame, what: str) -> pd.DataFrame:
    frame = frame.copy()
    changes: dict[str, tuple[str, int, Any]] = {
        "negative": ("nh3n", 3, -0.5), "missing": ("tp", 4, -1.0), "blank": ("codmn", 5, np.nan),
        "acid": ("ph", 2, 14.5), "huge": ("cod", 1, 1e302), "tiny": ("as", 1, 1e-310),
        "implausible": ("cd", 6, 77.0), "none": ("do", 0, 8.0), "noisy": ("tp", 0, 0.1 + 0.2),
        "minus nothing": ("hg", 0, -0.0), "infinite": ("cu", 2, np.inf),
    }  # fmt: skip
    column, row, value = changes[what]
    frame.loc[row, column] = value
    return frame


SPOILS = ("negative", "missing", "blank", "acid", "huge", "tiny", "implausible", "none", "noisy",
          "minus nothing", "infinite")  # fmt: skip


@pytest.mark.parametrize("what", SPOILS)
def test_numbers_in_a_column_say_what_they_say_as_objects(what: str) -> None:
    frame = spoilt(readings(), what)
    one_by_one = frame.astype({i.key: object for i in JUDGED})
    same(one_by_one, frame)


def test_a_frame_without_any_reading_is_refused_as_a_sheet_is() -> None:
    frame = readings()
    frame[[i.key for i in JUDGED]] = np.nan
    one_by_one = frame.astype({i.key: object for i in JUDGED})
    for given_frame in (frame, one_by_one):
        with pytest.raises(InputError) as refused:
            qdcalc.water.month(given_frame)
        assert refused.value.problems["代码"].to_list() == ["T40"]


@pytest.mark.parametrize("kind", [*KINDS, "period", "datetime", "nullable"])
def test_months_and_numbers_of_sections_of_any_type_are_alike(kind: str) -> None:
    frame = readings()
    expected = frame.astype({"month": object, "section_id": object})
    if kind in KINDS:
        frame = frame.astype({"month": kind, "section_id": kind})
    elif kind == "nullable":
        frame = frame.convert_dtypes()
    elif kind == "period":
        frame["month"] = pd.PeriodIndex(frame["month"], freq="M")
    else:
        frame["month"] = pd.to_datetime(frame["month"] + "-01")
    left, right = told(expected), told(frame)
    assert right[0] == left[0]
    for name, table in left[1].items():
        pd.testing.assert_frame_equal(right[1][name], table)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("column", "row", "value"),
    [("section_id", 3, "999"), ("section_id", 2, None), ("month", 1, "2018-13"),
     ("month", 4, None), ("section_id", 1, "合计"), ("section_id", 6, " ０1 "),
     ("month", 2, "2018年10月"), ("section_id", 5, "#N/A")],
)  # fmt: skip
def test_a_wrong_cell_is_told_alike_in_a_column_of_any_type(
    kind: str, column: str, row: int, value: Any
) -> None:
    frame = readings().astype({"month": object, "section_id": object})
    frame.loc[row, column] = value
    frame["marker"] = 1.0  # so that no row is wholly told by its place
    mixed = frame.copy()
    mixed[column] = mixed[column].astype(object)
    same(mixed, frame.astype({"month": kind, "section_id": kind}))


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 10**6), st.integers(4, 9), st.booleans())
def test_no_spike_is_passed_over(seed: int, months: int, has_blanks: bool) -> None:
    rng = np.random.default_rng(seed)
    values = rng.lognormal(0, 1.2, (months, 6)).round(3)
    spikes = rng.integers(0, months, 6)
    values[spikes, np.arange(6)] = np.median(values, axis=0) * rng.choice([19, 20, 20.001, 25], 6)
    if has_blanks:
        values[rng.random(values.shape) < 0.2] = np.nan
    grid = grid_of(
        sections_of([{} for _ in range(6)]), range(OCTOBER, OCTOBER + months),
        values.reshape(-1, 1).tolist(), ("氨氮",),
    )  # fmt: skip
    figures = plausibility._Figures(grid, POLICY)
    perhaps = figures.may_spike(values, has_blanks)
    at = np.flatnonzero(~np.isnan(values.ravel()))
    rows = plausibility._Rows(at, at // 6, at % 6, at % 6)
    read = decimal15(values.ravel()).reshape(values.shape)
    spiking, _ = figures.above_median(read.ravel()[at], rows, read)
    assert set((at[spiking] % 6).tolist()) <= set(np.flatnonzero(perhaps).tolist())


def test_what_is_written_to_the_frame_afterwards_changes_no_result() -> None:
    frame = readings()
    expected = told(frame.copy())[1]
    result = qdcalc.water.month(frame)
    frame.loc[:, "nh3n"] = 99.0
    frame["month"] = "2019-01"
    frame.iloc[0, 2:] = 0.0
    for name, table in expected.items():
        pd.testing.assert_frame_equal(result.tables[name], table)


def test_readings_are_a_matrix_where_one_is_asked_for() -> None:
    matrix = np.array([[0.1 + 0.2, np.nan], [1, 2]])
    readings_ = Readings.of(matrix)
    assert readings_.values.tolist()[1] == [1, 2]
    assert readings_.values[0, 0] == 0.3
    changed = readings_.changed(np.array([0]), np.array([1]), 5.0)
    assert changed.values[0, 1] == 5
    assert np.isnan(readings_.values[0, 1])
