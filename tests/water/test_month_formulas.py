"""The formulas of the month on numbers alone, and on a list of a few numbers: no workbook.

Expectations: water.md, sections 2 to 4 (clauses 一, 三, 四, 五, 六, 七¶1, 八), worked by hand.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

import qdcalc
from qdcalc import water
from qdcalc.errors import UsageError
from qdcalc.exact.months import month
from qdcalc.intake.districts import Districts
from qdcalc.water.inputs.grid import Unproven
from qdcalc.water.inputs.registry import CROSS, SHARED
from qdcalc.water.inputs.tables import INDICATORS
from qdcalc.water.interpretations import UpstreamLinks
from qdcalc.water.monthly.amounts import annual_base_yuan, by_month
from qdcalc.water.monthly.completeness import completeness, incomplete_sections
from qdcalc.water.monthly.indicators import (
    Limits,
    assess,
    judged_indicators,
    needed_indicators,
    water_class,
)
from qdcalc.water.monthly.shares import Determinations, determined_shares, sides
from qdcalc.water.monthly.transfers import PENALTY, REWARD, SELF, district_month, transfers
from qdcalc.water.monthly.unproven import half_rows, is_worse, judged_ones, set_aside, warn
from qdcalc.water.monthly.upstream import Exceedances, _difference, exceedances, used_links
from qdcalc.water.monthly.verdict import DRY, EXCEED, LEAP, MISSING, PASS
from qdcalc.water.standard import LAKE, RIVER

from .by_number import ITEMS, Row, grid_of, list_of, sections_of, told

nan, inf = float("nan"), float("inf")
AMMONIA, OXYGEN = "氨氮", "溶解氧"
OCTOBER = month(2018, 10)
POLICY = qdcalc.water.MONTH.policy()
CHOSEN = {name: i.default for name, i in POLICY.interpretations.items()}
public: Any = water  # called with plain numbers and lists

# a formula, good arguments, and for each argument values just outside what it may be
FORMULAS: list[tuple[Callable[..., Any], Row, dict[str, list[Any]]]] = [
    (public.month_verdict,
     {"section_class": 0, "target": 1, "is_exceeded": False, "is_complete": True, "is_dry": False,
      "leap_classes": 1},
     {"section_class": [-1, 7], "target": [0, 6], "is_exceeded": [1], "is_complete": [1],
      "is_dry": [1], "leap_classes": [0, 6], "date": ["x", "2018-09-30"]}),
    (public.month_verdict,
     {"section_class": 6, "target": 5, "is_exceeded": True, "is_complete": False, "is_dry": False,
      "leap_classes": 5}, {}),
    (public.month_coefficient,
     {"verdict": 0, "is_beyond": False, "leap": 0, "within": 0, "beyond": 0},
     {"verdict": [-1, 5], "is_beyond": [1], "leap": [-1, 1001], "within": [-1, 1001],
      "beyond": [-1, 1001]}),
    (public.month_coefficient,
     {"verdict": 4, "is_beyond": True, "leap": 1000, "within": 1000, "beyond": 1000}, {}),
    (public.month_amount_fen, {"coefficient": -100, "annual_base_yuan": 0, "months": 1},
     {"coefficient": [-101, 101, 0.5], "annual_base_yuan": [-1, 0.5], "months": [0, 13]}),
    (public.month_amount_fen, {"coefficient": 100, "annual_base_yuan": 1, "months": 12}, {}),
    (public.exceedance_multiple, {"value": 0, "limit": 0.1},
     {"value": [-0.1, inf, "x"], "limit": [0, -1, inf, "x"]}),
    (public.indicator_class, {"values": 0, "indicator": "氨氮"},
     {"values": [-1, inf, "x"], "water_body": ["海", None], "rounded": [1]}),
]  # fmt: skip


@pytest.mark.parametrize(("formula", "good", "bad"), FORMULAS)
def test_what_an_argument_may_be(
    formula: Callable[..., Any], good: Row, bad: dict[str, list[Any]]
) -> None:
    formula(**good)
    for name, values in bad.items():
        for value in values:
            changed = {n: v for n, v in good.items() if name != "date" or n != "leap_classes"}
            with pytest.raises(UsageError, match=f"参数 {name}"):
                formula(**{**changed, name: value})


@pytest.mark.clause("water 七¶1 month_verdict")
def test_verdicts_of_months() -> None:
    rows = [
        # class, target, exceeded, complete, dry
        (2, 3, False, True, False, LEAP), (2, 3, False, False, False, PASS),
        (3, 3, False, True, False, PASS), (1, 5, True, True, False, EXCEED),
        (6, 3, False, True, False, PASS), (0, 3, False, False, True, DRY),
        (0, 3, True, True, False, MISSING), (2, 3, False, True, True, LEAP),
        (1, 1, False, True, False, PASS),
    ]  # fmt: skip
    given = [np.array(column) for column in zip(*rows, strict=True)]
    flags = dict(zip(("is_exceeded", "is_complete", "is_dry"), given[2:5], strict=True))
    assert public.month_verdict(*given[:2], **flags).tolist() == given[5].tolist()
    by_two = public.month_verdict([1, 2], 3, leap_classes=2, is_exceeded=False, is_complete=True,
                                  is_dry=False, date="2019-05-08")  # fmt: skip
    assert by_two.tolist() == [LEAP, PASS]


def test_coefficients_of_months() -> None:
    verdict, beyond = [LEAP, LEAP, EXCEED, EXCEED, PASS, DRY, MISSING], [0, 1, 0, 1, 1, 1, 1]
    is_beyond = np.array(beyond, dtype=bool)
    of = public.month_coefficient
    assert of(verdict, is_beyond).tolist() == [1, 1, -1, -2, 0, 0, 0]
    assert of(verdict, is_beyond, leap=5).tolist() == [5, 5, -1, -2, 0, 0, 0]
    assert of(verdict, is_beyond, within=6).tolist() == [1, 1, -6, -2, 0, 0, 0]
    assert of(verdict, is_beyond, beyond=7).tolist() == [1, 1, -1, -7, 0, 0, 0]
    with pytest.raises(UsageError, match="参数 date"):
        of(LEAP, False, leap=1, within=1, date="x")


def test_amounts_of_months() -> None:
    """2 × 2,000,000 ÷ 12 = 333,333.33; 0.01 ÷ 2 and 0.05 ÷ 2 元 are rounded up."""
    of = public.month_amount_fen
    assert of([-2, 1, 0], 2_000_000).tolist() == [33_333_333, 16_666_667, 0]
    assert of(1, [1, 3], months=8).tolist() == [13, 38]
    assert of(1, 12, date="2019-05-08") == 100
    with pytest.raises(UsageError, match="参数 date"):
        of(1, 12, date="x")
    multiple = public.exceedance_multiple([0.3, 2, 0.1, nan, 1], [0.1, 1, 0.3, 1, nan])
    assert multiple[:3].tolist() == [2, 1, float(Fraction(-2, 3))]
    assert np.isnan(multiple[3:]).all()


def test_bases_of_months() -> None:
    rows: list[Row] = [{"level": "国控"}, {"level": "省控"}, {"level": "市控"}]
    grid = grid_of(sections_of(rows), [OCTOBER, OCTOBER + 1])
    assert annual_base_yuan(grid, POLICY).tolist() == [6_000_000, 3_000_000, 2_000_000] * 2
    assert by_month(grid, POLICY, "months_per_year").tolist() == [12] * 6


# ---------------------------------------------------------------- what is judged


def test_which_indicators_judge_and_which_a_row_needs() -> None:
    names = ("水温", "氨氮", "总氮", "粪大肠菌群", "硫酸盐", "化学需氧量")
    here = [ITEMS[name] for name in names]
    rows: list[Row] = [
        {}, {"body": LAKE}, {"source": True, "level": "国控"}, {"source": True, "body": LAKE},
    ]  # fmt: skip
    sections = sections_of(rows)
    national = judged_indicators(sections, here, CHOSEN, ["市控"])
    assert national.astype(int).tolist() == [
        [0, 1, 0, 0, 0, 1], [0, 1, 0, 0, 0, 1], [0, 1, 0, 0, 1, 1], [0, 1, 0, 0, 1, 1],
    ]  # fmt: skip
    every = judged_indicators(sections, here, {**CHOSEN, "indicators": "limits"}, ["市控"])
    assert every.astype(int).tolist() == [
        [0, 1, 0, 0, 0, 1], [0, 1, 1, 0, 0, 1], [0, 1, 0, 1, 1, 1], [0, 1, 1, 0, 1, 1],
    ]  # fmt: skip
    needed = needed_indicators(every, sections, here, CHOSEN, ["化学需氧量"])
    assert needed.astype(int).tolist() == [
        [0, 1, 0, 0, 0, 1], [0, 1, 1, 0, 0, 1], [0, 1, 0, 1, 0, 0], [0, 1, 1, 0, 0, 0],
    ]  # fmt: skip
    by_62 = needed_indicators(every, sections, here, {**CHOSEN, "source_items": "62"}, ["氨氮"])
    assert by_62[:, [1, 5]].all()
    assert not by_62[:, 4].any()


def test_classes_by_each_rule() -> None:
    """氨氮 0.15 …, 溶解氧 7.5 …, pH 6 to 9, 总磷 0.02 … or 0.01 … (lakes); equality meets."""
    river = np.array([RIVER] * 7, dtype=np.int8)
    of = {name: Limits.of(ITEMS[name], river) for name in ("氨氮", "溶解氧", "pH值")}
    values = np.array([0.15, 0.151, 0.5, 1.0, 1.5, 2.0, 2.01])
    assert water_class(values, of["氨氮"]).tolist() == [1, 2, 2, 3, 4, 5, 6]
    assert water_class(values, of["氨氮"], rounded=True).tolist() == [1, 1, 2, 3, 4, 5, 5]
    oxygen = np.array([7.5, 7.49, 6, 5, 3, 2, 1.99])
    assert water_class(oxygen, of["溶解氧"]).tolist() == [1, 2, 2, 3, 4, 5, 6]
    acid = np.array([6, 9, 5.99, 9.01, 7, 5.95, 9.05])
    assert water_class(acid, of["pH值"]).tolist() == [1, 1, 6, 6, 1, 6, 6]
    assert water_class(acid, of["pH值"], rounded=True).tolist() == [1, 1, 1, 1, 1, 1, 1]
    bodies = np.array([RIVER, LAKE], dtype=np.int8)
    phosphorus = Limits.of(ITEMS["总磷"], bodies)
    assert water_class(np.array([0.02, 0.02]), phosphorus).tolist() == [1, 2]
    nitrogen = Limits.of(ITEMS["总氮"], bodies)
    assert np.isnan(nitrogen.upper[0]).tolist() == [True, False]
    classes = public.indicator_class([0.02, nan, 0.3], "TP", water_body="湖库")
    assert classes.tolist() == [2, 0, 6]
    assert public.indicator_class(0.03, "总磷", rounded=True) == 2
    for name in ("总氮", "水温", "没有", Path(AMMONIA)):
        with pytest.raises(UsageError, match="没有指标"):
            public.indicator_class(1, name)


def test_readings_against_their_limits() -> None:
    """Two numbers in two months; number 1 is of another target from November on."""
    rows: list[Row] = [
        {"number": 0}, {"number": 1, "target": 2, "until": OCTOBER},
        {"number": 1, "target": 4, "since": OCTOBER + 1, "body": LAKE},
    ]  # fmt: skip
    items = (AMMONIA, OXYGEN, "总磷", "水温")
    values = [[1, 5, 0.2, 99], [1, nan, 0.1, 1], [1.01, 4.99, 0.21, 1], [1, 7.5, 0.1, 1]]
    grid = grid_of(sections_of(rows), [OCTOBER, OCTOBER + 1], values, items)
    found = assess(grid, POLICY, CHOSEN)
    assert found.classes.tolist() == [[3, 3, 3, 0], [3, 0, 2, 0], [4, 4, 4, 0], [3, 1, 4, 0]]
    assert np.argwhere(found.exceeded).tolist() == [[1, 0], [2, 0], [2, 1], [2, 2]]
    assert [judged.tolist() for judged in found.judged] == [[[True] * 3 + [False]] * 3] * 2
    rounded = assess(grid, POLICY, {**CHOSEN, "compare": "rounded"})
    assert np.argwhere(rounded.exceeded).tolist() == [[1, 0]]


# ---------------------------------------------------------------- what was not measured


def complete_grid(values: Any, items: tuple[str, ...], rows: list[Row]) -> Any:
    grid = grid_of(sections_of(rows), [OCTOBER, OCTOBER + 1], values, items)
    return grid, assess(grid, POLICY, CHOSEN)


def test_what_a_row_lacks() -> None:
    items = tuple(i.name for i in INDICATORS if i.is_national21 and i.name != "硒")
    rows: list[Row] = [{}, {"source": True}]
    full = [0.0 if name != OXYGEN else 9.0 for name in items]
    full[items.index("pH值")] = 7
    part, none = full.copy(), [nan] * len(items)
    part[items.index(AMMONIA)] = part[items.index("化学需氧量")] = nan
    grid, found = complete_grid([part, part, full, none], items, rows)
    lacks = completeness(grid, found, POLICY, CHOSEN)
    # a source needs no 化学需氧量; selenium has no column at all
    assert [name.split("、") if name else name for name in lacks.names] == [
        ["化学需氧量", "氨氮", "硒"], ["氨氮", "硒"], ["硒"], None,
    ]  # fmt: skip
    assert lacks.is_complete.tolist() == [False, False, False, True]
    assert [indicator.name for indicator in lacks.absent] == ["硒"]
    assert not lacks.has_unproven.any()
    assert incomplete_sections(grid, lacks).tolist() == [0, 1]
    by_62 = completeness(grid, found, POLICY, {**CHOSEN, "source_items": "62"})
    assert "化学需氧量" in str(by_62.names[1])
    alone = replace(lacks, lacking={0: np.array([False, False, False, True])})
    assert incomplete_sections(grid, alone).tolist() == [1]


def test_half_of_a_detection_limit_that_proves_nothing() -> None:
    """氨氮, target Ⅲ (1.0): half of 2.2 is 1.1 and set aside, half of 2 is 1.0 and counts."""
    items = ("氨氮", "总氮", "铜")
    rows: list[Row] = [{}, {"target": 4}, {"body": LAKE, "number": 2}]
    values: Any = [[1.1, 9, 1.5], [1.1, 9, 0.1], [1.1, 9, 0.1], [1, 9, 0], [1.51, 9, 0], [9, 9, 9]]
    where = [2, 1, 0, 3, 4, -1]  # the readings of October stand the other way round
    grid = grid_of(sections_of(rows), [OCTOBER, OCTOBER + 1], values, items, where)
    marks = {
        "nh3n": {0: "2.2L", 1: "<2.2", 2: ">9", 3: "2L", 4: "3.02L", 5: "18L"},
        "tn": {0: "18L", 2: "18L"}, "cu": {0: "3L", 2: "未检出"},
    }  # fmt: skip
    readings: Any = SimpleNamespace(marks=marks)
    assert half_rows(readings, "nh3n").tolist() == [0, 1, 3, 4, 5]
    assert half_rows(readings, "do").tolist() == []
    left = set_aside(grid, readings, CHOSEN)
    assert (left.unproven.row.tolist(), left.unproven.indicator.tolist()) == (
        [0, 4, 0, 0],
        [0, 0, 1, 2],
    )
    assert left.unproven.value.tolist() == [1.1, 1.51, 9, 1.5]
    assert np.argwhere(np.isnan(left.values)).tolist() == [[0, 0], [0, 1], [0, 2], [4, 0]]
    assert not np.isnan(grid.values).any()
    assert set_aside(grid, readings, {**CHOSEN, "censored": "half"}) is grid
    none: Any = SimpleNamespace(marks={})
    assert set_aside(grid, none, CHOSEN) is grid
    # only where its indicators are judged (总氮 isn't by the national method)
    found = judged_ones(left, assess(left, POLICY, CHOSEN))
    assert list(zip(found.spot, found.indicator, found.row, found.value, strict=True)) == [
        (2, 0, 0, 1.1), (4, 0, 4, 1.51), (2, 2, 0, 1.5),
    ]  # fmt: skip
    lacks = completeness(left, assess(left, POLICY, CHOSEN), POLICY, CHOSEN)
    assert np.flatnonzero(lacks.has_unproven).tolist() == [2, 4]
    nothing = judged_ones(replace(grid, unproven=Unproven()), assess(grid, POLICY, CHOSEN))
    assert (len(nothing.spot), len(nothing.value)) == (0, 0)
    rounded = set_aside(grid, readings, {**CHOSEN, "compare": "rounded"})
    assert rounded.unproven.value.tolist() == [1.1, 9, 1.5]  # 1.51 is 1.5 at one decimal: Ⅳ


def test_cells_that_prove_nothing_are_named() -> None:
    """Each by its cell, detection limit and the target's limit; of a mean each was named before."""
    values: Any = [[1.1, 1.5], [1.6, 0.1], [3, 0.1]]
    marks = {"nh3n": {0: "2.2L", 1: "3.2L", 2: "6L（均未检出）"}, "cu": {0: "3L"}}
    said: list[Any] = []
    raw = SimpleNamespace(
        problems_at=lambda fault, column, rows, **fields: [
            (fault.code, column, [int(n) for n in rows], fields)
        ]
    )
    readings: Any = SimpleNamespace(marks=marks, raw=raw)
    rows: list[Row] = [{}, {"target": 4}, {}]
    grid = grid_of(sections_of(rows), [OCTOBER], values, ("氨氮", "铜"))
    left = set_aside(grid, readings, CHOSEN)
    assert left.unproven.row.tolist() == [0, 1, 2, 0]
    warn(left, assess(left, POLICY, CHOSEN), readings, said)  # type: ignore[arg-type]
    assert said == [
        ("W81", "nh3n", [0, 1],
         {"detection": ["2.2 mg/L", "3.2 mg/L"], "limit": ["1.0 mg/L", "1.5 mg/L"]}),
        ("W81", "cu", [0], {"detection": ["3 mg/L"], "limit": ["1.0 mg/L"]}),
    ]  # fmt: skip


def test_worse_than_the_target() -> None:
    sections = sections_of([{}, {"target": 1}, {"body": LAKE}])
    section, values = np.array([0, 1, 2, 0]), np.array([1.0, 1.0, 1.01, 1.04])
    of = ITEMS[AMMONIA]
    assert is_worse(values, of, section, sections, rounded=False).tolist() == [0, 1, 1, 1]
    assert is_worse(values, of, section, sections, rounded=True).tolist() == [0, 1, 0, 0]
    nitrogen = is_worse(values, ITEMS["总氮"], section, sections, rounded=False)
    assert nitrogen.tolist() == [False, False, True, False]  # rivers have no limit of it


# ---------------------------------------------------------------- upstream


def links_of(option: UpstreamLinks, rows: list[Row]) -> list[list[int]]:
    links = used_links(sections_of(rows), option)
    parts = np.split(links.items, np.cumsum(links.counts)[:-1])
    return [part.tolist() for part in parts]


def test_which_links_count() -> None:
    rows: list[Row] = [
        {"responsible": [1, 2]}, {"responsible": [3, 2], "upstream": [0]},
        {"body": LAKE, "responsible": [4], "upstream": [1]},
        {"responsible": [5], "upstream": [2, 0, 1]}, {"responsible": [5], "upstream": [3, 0]},
    ]  # fmt: skip
    assert links_of(UpstreamLinks.ALL, rows) == [[], [0], [1], [2, 0, 1], [3, 0]]
    assert links_of(UpstreamLinks.RIVER, rows) == [[], [0], [], [0, 1], [3, 0]]
    assert links_of(UpstreamLinks.BORDER, rows) == [[], [], [], [0, 1], [0]]


def exceeding(rows: list[Row], values: list[list[float]], items: tuple[str, ...],
              **options: str) -> Exceedances:  # fmt: skip
    chosen = {**CHOSEN, "upstream_links": "all", **options}
    months = [OCTOBER + n for n in range(len(values) // len({r.get("number") for r in rows}))]
    grid = grid_of(sections_of(rows), months, values, items)
    return exceedances(grid, assess(grid, POLICY, chosen), POLICY, chosen)


CHAIN: list[Row] = [
    {"number": 0}, {"number": 1, "target": 4}, {"number": 2, "upstream": [0, 1]},
]  # fmt: skip
# 氨氮 (Ⅲ 1.0, Ⅳ 1.5), 溶解氧 (5, 3), pH; October exceeds everywhere, November at 1 and 2
READINGS = [
    [1.3, 4.0, 9.5], [1.7, 2.5, 9.2], [2.5, 4.5, 9.4],
    [1.0, 5.0, 7], [1.51, 5.0, 7], [1.5, 4.9, 7],
]  # fmt: skip
THREE = ("pH值", "溶解氧", "氨氮")


def by_upstream(option: str, **more: str) -> list[tuple[Any, ...]]:
    """Return spot, indicator, judged, dropped, source and whether it is beyond once the limit."""
    values = [row[::-1] for row in READINGS]
    found = exceeding(CHAIN, values, THREE, upstream=option, **more)
    columns = (found.spot, found.indicator, found.judged, found.is_dropped, found.upstream_spot,
               found.is_beyond)  # fmt: skip
    return list(zip(*(c.tolist() for c in columns), strict=True))


HEADS = [  # at 0 and 1 nothing is upstream
    (0, 0, 9.5, False, -1, False), (0, 1, 4.0, False, -1, False), (0, 2, 1.3, False, -1, False),
    (1, 0, 9.2, False, -1, False), (1, 1, 2.5, False, -1, False), (1, 2, 1.7, False, -1, False),
]  # fmt: skip
LATER = (4, 2, 1.51, False, -1, False)


@pytest.mark.clause("water 六¶2 without_upstream")
def test_what_upstream_accounts_for() -> None:
    off = [
        (2, 0, 9.4, False, -1, False),
        (2, 1, 4.5, False, -1, False),
        (2, 2, 2.5, False, -1, True),
    ]
    assert by_upstream("off") == [*HEADS, *off, LATER, (5, 1, 4.9, False, -1, False),
                                  (5, 2, 1.5, False, -1, False)]  # fmt: skip
    # the first upstream section that exceeds, too; in November number 1 alone, by ammonia alone
    drop = [(2, 0, 9.4, True, 0, False), (2, 1, 4.5, True, 0, False), (2, 2, 2.5, True, 0, False)]
    ends = [(5, 1, 4.9, False, -1, False), (5, 2, 1.5, True, 4, False)]
    assert by_upstream("drop") == [*HEADS, *drop, LATER, *ends]
    # no worse than one of them: 4.5 ≥ 4.0, pH always; 2.5 > 1.7; 1.5 ≤ 1.51
    same = [(2, 0, 9.4, True, 0, False), (2, 1, 4.5, True, 0, False), (2, 2, 2.5, False, -1, True)]
    assert by_upstream("not-worse") == [*HEADS, *same, LATER, *ends]
    # the largest excess: 0.3 at 0, 0.2 at 1 → 2.2; in November 0.01 → 1.49
    less = [(2, 0, 9.4, True, 0, False), (2, 1, 4.5, True, 0, False), (2, 2, 2.2, False, 0, True)]
    end = [(5, 1, 4.9, False, -1, False), (5, 2, 1.49, False, 4, False)]
    assert by_upstream("subtract") == [*HEADS, *less, LATER, *end]


def test_how_much_is_left() -> None:
    """Judged exactly twice the limit is not beyond; what is absorbed whole is dropped."""
    rows: list[Row] = [{"number": 0}, {"number": 1, "upstream": [0]}]
    values = [[1.4], [2.4], [1.4], [2.41], [1.4], [1.4], [1.4], [1.39], [1.0], [2.0], [1.0], [2.01]]
    found = exceeding(rows, values, (AMMONIA,), upstream="subtract")
    below = found.spot % 2 == 1
    assert found.judged[below].tolist() == [2.0, 2.01, 1.0, 0.99, 2.0, 2.01]
    assert found.is_dropped[below].tolist() == [False, False, True, True, False, False]
    assert found.is_beyond[below].tolist() == [False, True, False, False, False, True]
    multiples = found.multiple[below].tolist()
    assert multiples[:2] + multiples[4:] == [1.0, 1.01, 1.0, 1.01]
    assert np.isnan(multiples[2:4]).all()
    assert found.measured_multiple[below].tolist() == [1.4, 1.41, 0.4, 0.39, 1.0, 1.01]
    oxygen = exceeding([{}], [[4.0, 9.5, 1.5]], ("溶解氧", "pH值", AMMONIA))
    assert np.isnan(oxygen.measured_multiple[:2]).all()
    assert np.isnan(oxygen.multiple[:2]).all()
    assert oxygen.measured_multiple[2:].tolist() == oxygen.multiple[2:].tolist() == [0.5]
    assert found.limit.tolist() == [1.0] * len(found.limit)
    assert found.upstream_value[below].tolist()[:4] == [1.4] * 4
    assert found.upstream_limit[below].tolist()[:4] == [1.0] * 4
    rounded = exceeding(rows, [[1.26], [2.36]], (AMMONIA,), upstream="subtract", compare="rounded")
    assert (rounded.value.tolist(), rounded.judged.tolist()) == ([1.3, 2.4], [1.3, 2.1])
    assert rounded.upstream_value[1:].tolist() == [1.3]
    chosen = np.array([False, True])
    assert found.per_spot(3, np.arange(len(found.spot)) == 0).tolist() == [True, False, False]
    assert rounded.per_spot(2, chosen).tolist() == [False, True]


def test_a_difference_of_more_places_than_a_float_has_tens() -> None:
    """10²³ has no float64 of its own: what is divided by it is divided by the whole number."""
    found = _difference(np.array([2e-23, 3e-23, 2.5]), np.array([1e-23, 1e-23, 1.0]))
    assert found.tolist() == [1e-23, 2e-23, 1.5]


def test_upstream_by_the_row_of_the_month() -> None:
    """A link to a row of the list that does not hold in the month is none."""
    rows: list[Row] = [
        {"number": 0, "until": OCTOBER}, {"number": 0, "since": OCTOBER + 1, "target": 4},
        {"number": 1, "upstream": [1]},
    ]  # fmt: skip
    found = exceeding(rows, [[1.6], [1.6], [1.6], [1.6]], (AMMONIA,), upstream="drop")
    assert found.spot.tolist() == [0, 1, 2, 3]
    assert found.is_dropped.tolist() == [False, False, False, True]
    assert found.limit.tolist() == [1.0, 1.0, 1.5, 1.0]


# ---------------------------------------------------------------- shares and transfers

TOWNS = Districts(("甲", "乙", "丙", "丁"), {"甲": 0, "乙": 1, "丙": 2, "丁": 3}, "市财政")


def shown(lists: Any) -> list[list[int]]:
    """Return lists as they are."""
    return [part.tolist() for part in np.split(lists.items, np.cumsum(lists.counts)[:-1])]


def test_who_stands_on_the_other_side() -> None:
    rows: list[Row] = [
        {"responsible": [0], "destination": [1, 2]},
        {"responsible": [0, 1], "destination": [1, 0]},  # none is left without them: the city
        {"responsible": [1], "destination": [2, 1, 3]},
        {"responsible": [1, 2], "destination": [], "kind": SHARED},
    ]  # fmt: skip
    sections = sections_of(rows)
    net = sides(sections, TOWNS, is_own_left_out=False)
    assert shown(net.counterparty) == [[1, 2], [1, 0], [2, 1, 3], [4]]
    assert shown(net.responsible) == [[0], [0, 1], [1], [1, 2]]
    dropped = sides(sections, TOWNS, is_own_left_out=True)
    assert shown(dropped.counterparty) == [[1, 2], [4], [2, 3], [4]]
    assert (CROSS, SHARED) == (0, 1)


Told = list[tuple[str, str, list[int], dict[str, Any]]]


def determined(
    shares: list[tuple[str | None, str | None, str | None, str | None]], rows: list[Row]
) -> tuple[Determinations, Told]:
    """Return what 责任认定 (month, number, district, share as a text) says, and what is told."""
    found: Told = []
    frame = pd.DataFrame(shares, columns=["month", "section_id", "district", "share"])
    frame = frame.assign(
        month=pd.PeriodIndex(frame["month"], freq="M"), document="文",
        share=frame["share"].map(lambda text: None if text is None else Fraction(text)),
    )  # fmt: skip
    raw = SimpleNamespace(
        problems_at=lambda fault, column, where, **fields: [
            (fault.code, column, [int(n) for n in where], fields)
        ]
    )
    problems: Any = SimpleNamespace(has_errors=False)

    def extend(more: Told) -> None:
        found.extend(one for one in more if one[2])
        problems.has_errors = bool(found)

    problems.extend = extend
    data: Any = SimpleNamespace(frame=frame, raw=raw)
    return determined_shares(data, sections_of(rows), TOWNS, problems), found


SHARED_ROWS: list[Row] = [
    {"responsible": [2, 0, 1], "target": 3},
    {"responsible": [0, 1]},
    {"responsible": [3]},
]


@pytest.mark.clause("water 八 determined_shares")
def test_determined_shares() -> None:
    found, said = determined(
        [("2018-11", "1", "甲", "0"), ("2018-10", "1", "丙", "0.5"), ("2018-10", "2", "甲", "1/3"),
         ("2018-10", "2", "乙", "2/3"), ("2018-11", "2", "乙", "1")],
        SHARED_ROWS,
    )  # fmt: skip
    assert said == []
    key = 3 * OCTOBER
    total = found.table.groupby("key")["weight"].transform("sum")
    of = [
        (k, d, Fraction(w, t))
        for k, d, w, t in zip(
            found.table["key"], found.table["district"], found.table["weight"], total, strict=True
        )
    ]
    half, third = Fraction(1, 2), Fraction(1, 3)
    assert of == [
        (key, 2, half), (key, 0, half / 2), (key, 1, half / 2),
        (key + 1, 0, third), (key + 1, 1, 2 * third),
        (key + 3, 2, half), (key + 3, 0, 0), (key + 3, 1, half),
        (key + 4, 0, 0), (key + 4, 1, 1),
    ]  # fmt: skip
    assert found.rows.tolist() == [key + 3, key, key + 1, key + 1, key + 4]
    assert found.documents == dict.fromkeys([key, key + 1, key + 3, key + 4], "（文）")
    lists = list_of([[2, 0, 1], [0, 1]])
    weights = found.weights_of(np.array([key, key + 7]), lists)
    assert [Fraction(int(w), int(weights[:3].sum())) for w in weights[:3]] == [
        half,
        half / 2,
        half / 2,
    ]
    assert weights[3:].tolist() == [1, 1]
    assert found.weights_of(np.array([7, 8]), lists).tolist() == [1] * 5


@pytest.mark.parametrize(
    ("shares", "code", "column", "where", "fields"),
    [
        ([("2018-10", "9", "甲", "1")], "W40", "section_id", [0], {}),
        ([("2018-10", "3", "丁", "1")], "W43", "section_id", [0], {"section": ["3"]}),
        ([("2018-10", "2", "丁", "1")], "W42", "district", [0],
         {"section": ["2"], "listed": ["0、1"]}),
        ([("2018-10", "2", "甲", "0"), ("2018-10", "2", "乙", "0")], "W44", "share", [0],
         {"section": ["2"], "total": ["0"]}),
        ([("2018-10", "2", "甲", "0.5"), ("2018-10", "2", "乙", "0.4")], "W45", "share", [0],
         {"section": ["2"], "total": ["0.9"]}),
        ([("2018-10", "2", "甲", "0.5"), ("2018-10", "2", "乙", "0.500000002")], "W45", "share",
         [0], {"section": ["2"], "total": ["1.000000002"]}),
        ([("2018-10", "1", "甲", "1.1")], "W45", "share", [0],
         {"section": ["1"], "total": ["1.1"]}),
        ([("2018-10", "2", "甲", "0.5"), ("2018-10", "2", "甲", "0.4")], None, "", [], {}),
    ],
)  # fmt: skip
def test_determinations_that_are_refused(
    shares: Any, code: str | None, column: str, where: list[int], fields: Row
) -> None:
    found, said = determined(shares, SHARED_ROWS)
    assert said == ([(code, column, where, fields)] if code else [])
    if code:
        assert (len(found.table), len(found.rows), found.documents) == (0, 0, {})
        assert list(found.table) == ["key", "district", "weight"]


def test_ratios_that_all_but_reach_one_are_taken_as_one() -> None:
    """Within 10⁻⁹, then normalised; what is not named has nothing where they reach 1."""
    found, said = determined(
        [("2018-10", "2", "甲", "0.5"), ("2018-10", "2", "乙", "0.5000000009"),
         ("2018-10", "1", "甲", "0.4"), ("2018-10", "1", "乙", "0.6000000009"),
         ("2018-11", "1", "甲", "0.4"), ("2018-11", "1", "乙", "0.6")], SHARED_ROWS,
    )  # fmt: skip
    assert said == []
    assert found.table["district"].tolist() == [2, 0, 1, 0, 1, 2, 0, 1]
    signs = np.sign(found.table["weight"].astype(float)).tolist()
    assert signs == [0, 1, 1, 1, 1, 0, 1, 1]


def test_a_determination_goes_by_the_row_of_its_month() -> None:
    rows: list[Row] = [
        {"number": 0, "responsible": [0, 1], "until": OCTOBER},
        {"number": 0, "responsible": [2, 3], "since": OCTOBER + 1},
    ]  # fmt: skip
    found, said = determined(
        [("2018-10", "1", "甲", "1"), ("2018-11", "1", "丁", "1"), ("2018-11", "1", "甲", "1")],
        rows,
    )
    assert said == [("W42", "district", [2], {"section": ["1"], "listed": ["2、3"]})]
    found, said = determined([("2018-10", "1", "甲", "1"), ("2018-11", "1", "丁", "1")], rows)
    assert (found.table["district"].tolist(), said) == ([0, 1, 2, 3], [])
    assert found.table["weight"].tolist() == [1, 0, 0, 1]


def test_transfers_of_months() -> None:
    rows: list[Row] = [
        {"responsible": [0, 1], "destination": [2, 1]},
        {"responsible": [2, 0, 1], "destination": [4]},
    ]  # fmt: skip
    sections = sections_of(rows)
    grid = grid_of(sections, [OCTOBER, OCTOBER + 1])
    both = sides(sections, TOWNS, is_own_left_out=False)
    table = pd.DataFrame({"key": [2 * OCTOBER + 1] * 3, "district": [2, 0, 1], "weight": [0, 1, 3]})
    shares = Determinations(table.astype({"weight": object}), np.zeros(0, np.int64), {})
    verdict = np.array([EXCEED, EXCEED, LEAP, PASS], dtype=np.int8)
    flows = transfers(grid, verdict, np.array([101, 10, 7, 0]), both, shares)
    assert told(flows) == [
        # 51 and 50, each in halves; what 1 pays itself moves nothing
        (0, PENALTY, 0, 2, 26), (0, PENALTY, 0, 1, 25), (0, PENALTY, 1, 2, 25), (0, SELF, 1, 1, 25),
        # by 0 : 1 : 3, the fen left to the larger remainder (2.5 and 7.5: the first)
        (1, PENALTY, 0, 4, 3), (1, PENALTY, 1, 4, 7),
        # a leap: the other side pays 4 and 3
        (2, REWARD, 2, 0, 2), (2, REWARD, 2, 1, 2), (2, REWARD, 1, 0, 2), (2, SELF, 1, 1, 1),
    ]  # fmt: skip
    received, paid = district_month(grid, flows, TOWNS)
    assert received.tolist() == [[0, 25, 51, 0, 10], [4, 2, 0, 0, 0]]
    assert paid.tolist() == [[54, 32, 0, 0, 0], [0, 2, 4, 0, 0]]
    with pytest.raises(UsageError, match="太大"):
        transfers(grid, verdict, np.full(4, 2**52), both, shares)
    assert told(transfers(grid, np.full(4, PASS, np.int8), np.full(4, 5), both, shares)) == []
