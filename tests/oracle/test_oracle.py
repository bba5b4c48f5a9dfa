"""Check the oracle itself against amounts worked by hand, and that its scenarios reach far."""

from __future__ import annotations

import random
from collections import Counter
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from . import figures as fig
from .compare import compare_workbook
from .render import write_workbook
from .scenarios import random_scenario
from .water_month import (
    ALL_INDICATORS,
    MARK,
    NOT_MEASURED,
    Expected,
    Row,
    Scenario,
    annex_rows,
    half_up,
    largest_remainder,
    month,
    read_sections,
    round_half_even,
)

# these hold the reference itself, not qdcalc
pytestmark = pytest.mark.oracle

MONTH = "2018-11"
NATIONAL = [name for name in fig.TABLE1 if name not in fig.NOT_NATIONAL]
# Cells that are class I everywhere, river or lake.
CLEAN = {
    name: "7" if name == fig.PH else ("9" if name == fig.OXYGEN else fig.TABLE1[name][3][0] or "0")
    for name in NATIONAL
}
CLASS_FOUR = {
    name: limits[3]
    for name, (kind, _, limits, _) in fig.TABLE1.items()
    if name in NATIONAL and kind != "range"
}


def reading(code: str, *, dry: bool = False, base: Any = CLEAN, **cells: Any) -> Row:
    """Return a row of readings: clean save for what is named."""
    names = {"COD": "化学需氧量", "NH3N": "氨氮", "TP": "总磷", "DO": "溶解氧", "PH": "pH值"}
    own = {} if dry else {**base, **{names.get(k, k): v for k, v in cells.items()}}
    return {"月份": MONTH, "序号": code, "断流": dry, "cells": own}


def work(*rows: Row, responsibility: tuple[tuple[str, ...], ...] = (), **chosen: str) -> Expected:
    """Run the oracle on the annex's sections with the given rows."""
    keys = ("月份", "序号", "区市", "责任比例")
    return month(
        Scenario(
            sections=None,
            readings=list(rows),
            columns=NATIONAL,
            responsibility=[dict(zip(keys, row, strict=True)) for row in responsibility],
            interpretations={k: v.replace("_", "-") for k, v in chosen.items()},
        )
    )


def nets(expected: Expected) -> dict[str, int]:
    """Return who has a net amount, in fen."""
    out: dict[str, int] = {}
    for row in expected.districts:
        if row["净额"]:
            out[row["区市"]] = row["净额"]
    assert sum(out.values()) == 0
    return out


def line(expected: Expected, code: str) -> Row:
    """Return the row of one section."""
    return next(row for row in expected.sections if row["序号"] == code)


ON_FOUR = {**CLASS_FOUR, "pH值": "7"}
WORKED: dict[str, tuple[Any, dict[str, int]]] = {
    "W1": (
        lambda: work(reading("20", base=ON_FOUR)),
        {"即墨": 16666667, "城阳": -16666667},
    ),
    "W2": (lambda: work(reading("21", NH3N="1.6")), {}),
    "W3": (lambda: work(reading("21", NH3N="4.00")), {"城阳": -50000000, "市财政": 50000000}),
    "W4": (lambda: work(reading("21", NH3N="4.01")), {"城阳": -100000000, "市财政": 100000000}),
    "W5": (
        lambda: work(reading("5", COD="45", NH3N="5.0")),
        {"莱西": -50000000, "市财政": 50000000},
    ),
    "W6": (lambda: work(reading("20", DO="0.5")), {"即墨": -16666667, "城阳": 16666667}),
    "W7": (lambda: work(reading("20", NH3N="2.0", COD="31")), {}),
    "W8": (
        lambda: work(reading("7", COD="33")),
        {"胶州": -2777778, "即墨": -8333333, "城阳": 5555556, "高新区": 5555555},
    ),
    "W8 drop": (
        lambda: work(reading("7", COD="33"), overlap="drop"),
        {"胶州": -8333334, "即墨": -8333333, "城阳": 8333334, "高新区": 8333333},
    ),
    "W9": (
        lambda: work(reading("7")),
        {"胶州": 2777778, "即墨": 8333333, "城阳": -5555556, "高新区": -5555555},
    ),
    "W10": (
        lambda: work(reading("2", COD="21")),
        {"莱西": -8333334, "平度": -8333333, "市财政": 16666667},
    ),
    "W11": (
        lambda: work(reading("2", COD="21"), responsibility=((MONTH, "2", "平度", "0"),)),
        {"莱西": -16666667, "市财政": 16666667},
    ),
    "W12": (
        lambda: work(reading("8", COD="61")),
        {"胶州": -11111111, "城阳": -11111111, "高新区": -11111111, "市财政": 33333333},
    ),
    "W13": (
        lambda: work(reading("13", TP="0.24", COD="18"), reading("12", TP="0.25")),
        {"平度": -8333334, "莱西": -8333333, "即墨": 16666667},
    ),
    "W13 off": (
        lambda: work(reading("13", TP="0.24"), reading("12", TP="0.25"), upstream="off"),
        {
            "即墨": -25000000 + 16666667,
            "平度": -25000000 - 8333334,
            "莱西": -8333333,
            "胶州": 50000000,
        },
    ),
    "W14": (
        lambda: work(reading("13", TP="0.24", COD="22"), reading("12", TP="0.25")),
        {
            "即墨": -25000000 + 16666667,
            "平度": -25000000 - 8333334,
            "莱西": -8333333,
            "胶州": 50000000,
        },
    ),
    "W15": (
        lambda: work(reading("13", TP="0.24"), reading("12", TP="0.25")),
        {"平度": -8333334, "莱西": -8333333, "即墨": 16666667},
    ),
    "W16": (lambda: work(reading("11")), {"莱西": 8333334, "平度": -8333334}),
    "W16 drop": (
        lambda: work(reading("11"), overlap="drop"),
        {"莱西": 16666667, "平度": -16666667},
    ),
    "W17": (
        lambda: work(reading("16", NH3N="4.2")),
        {"崂山": -33333333, "市北": 16666667, "李沧": 16666666},
    ),
    "W18": (lambda: work(reading("20", dry=True)), {}),
}


@pytest.mark.parametrize("name", WORKED)
def test_worked_example(name: str) -> None:
    """The worked examples (W13–W15 with the upstream section's own penalty beside them)."""
    run, expected = WORKED[name]
    assert nets(run()) == expected


def test_verdicts_of_worked_examples() -> None:
    """The verdict behind some amounts."""
    pair = work(reading("13", TP="0.24"), reading("12", TP="0.25"))
    row = line(pair, "13")
    assert (row["判定"], row["剔除指标"], row["超标指标"]) == ("达标", "总磷", "")
    assert row["水质类别"] == "Ⅳ"
    row = line(work(reading("13", TP="0.24", COD="22"), reading("12", TP="0.25")), "13")
    assert (row["判定"], row["首要超标指标"]) == ("超标", "化学需氧量")
    assert row["最大超标倍数"] == Fraction(1, 10)
    row = line(work(reading("5", COD="45", NH3N="5.0")), "5")
    assert (row["超标指标"], row["首要超标指标"]) == ("化学需氧量、氨氮", "氨氮")
    assert (row["最大超标倍数"], row["系数"]) == (Fraction(3, 2), -2)
    row = line(work(reading("20", DO="0.5")), "20")
    assert (row["首要超标指标"], row["最大超标倍数"]) == ("溶解氧", None)
    assert line(work(reading("20", dry=True)), "20")["判定"] == "断流"
    assert line(work(reading("20", dry=True)), "19")["判定"] == "缺测"


def test_upstream_options() -> None:
    """Better, equal and worse than upstream; exact ties under subtraction."""
    up = reading("12", NH3N="1.3")
    for value, option, verdict, coefficient in (
        ("1.3", "not-worse", "达标", 0),
        ("1.31", "not-worse", "超标", -1),
        ("1.31", "drop", "达标", 0),
        ("1.3", "subtract", "达标", 0),
        ("1.300001", "subtract", "超标", -1),
        ("2.3", "subtract", "超标", -1),
        ("2.300001", "subtract", "超标", -2),
        ("2.3", "off", "超标", -2),
    ):
        row = line(work(reading("13", NH3N=value), up, upstream=option), "13")
        assert (row["判定"], row["系数"]) == (verdict, coefficient), (value, option)
    row = line(work(reading("13", DO="4"), reading("12", DO="4.5"), upstream="not-worse"), "13")
    assert row["判定"] == "超标"
    row = line(work(reading("13", PH="9.9"), reading("12", PH="5"), upstream="not-worse"), "13")
    assert (row["判定"], row["剔除指标"], row["水质类别"]) == ("达标", "pH值", "劣Ⅴ")


def test_rounded() -> None:
    """Half to even, at the decimals of the limit compared with."""
    checks: tuple[tuple[str, dict[str, Any], str], ...] = (
        ("13", {"NH3N": "1.05"}, "达标"),
        ("13", {"NH3N": "1.051"}, "超标"),
        ("13", {"COD": "20.5"}, "达标"),
        ("13", {"COD": "20.51"}, "超标"),
        ("13", {"DO": "4.5"}, "超标"),
        ("13", {"DO": "4.51"}, "达标"),
        ("13", {"PH": "9.05"}, "跃升"),
        ("13", {"PH": "9.0501"}, "超标"),
    )
    for code, cells, verdict in checks:
        row = line(work(reading(code, **cells), compare="rounded"), code)
        assert row["判定"] == verdict, cells
        if "PH" in cells:
            continue
        assert line(work(reading(code, **cells)), code)["判定"] == "超标"
    assert round_half_even(Fraction("0.25"), 1) == Fraction("0.2")
    assert round_half_even(Fraction("0.35"), 1) == Fraction("0.4")
    assert round_half_even(Fraction("0.3500001"), 1) == Fraction("0.4")


def test_incomplete_leap() -> None:
    """A leap on an incomplete row is rewarded only under `warn`."""
    row = reading("20", 铜="-")
    assert line(work(row), "20")["判定"] == "达标"
    assert line(work(row, complete="warn"), "20")["判定"] == "跃升"


def test_what_was_not_measured_is_named() -> None:
    """Clause 六¶1: named in every row with a figure, not where nothing was measured."""
    assert line(work(reading("20", NH3N="", 铜="-")), "20")["缺测指标"] == "氨氮、铜"
    assert line(work(reading("20", NH3N="", COD="50")), "20")["缺测指标"] == "氨氮"
    assert line(work(reading("20", dry=True)), "20")["缺测指标"] == ""
    assert line(work(reading("20")), "19")["缺测指标"] == ""


def test_oxygen_demand_of_a_drinking_source() -> None:
    """The national 61 items go without it; under 62, and elsewhere, its absence counts."""
    for code, option, verdict, named in (
        ("13", "61", "跃升", ""),
        ("13", "62", "达标", "化学需氧量"),
        ("20", "61", "达标", "化学需氧量"),
    ):
        row = line(work(reading(code, COD=""), source_items=option), code)
        assert (row["判定"], row["缺测指标"]) == (verdict, named)
    assert line(work(reading("13", COD="21")), "13")["判定"] == "超标"


def test_ratios() -> None:
    """Given shares, the rest shared equally, and shares that do not add up."""
    rows = ((MONTH, "8", "城阳", "1/2"),)
    assert nets(work(reading("8", COD="61"), responsibility=rows)) == {
        "胶州": -8333333,
        "城阳": -16666667,
        "高新区": -8333333,
        "市财政": 33333333,
    }
    same = tuple((MONTH, "8", name, "0.3333333333") for name in ("胶州", "城阳", "高新区"))
    assert nets(work(reading("8", COD="61"), responsibility=same))["胶州"] == -11111111
    for bad in (
        ((MONTH, "2", "平度", "0"), (MONTH, "2", "莱西", "0")),
        ((MONTH, "2", "平度", "0.5"), (MONTH, "2", "莱西", "0.6")),
        ((MONTH, "2", "平度", "0.5"), (MONTH, "2", "平度市", "0.5")),
        ((MONTH, "2", "平度", "1.2"),),
        ((MONTH, "2", "即墨", "1"),),
        ((MONTH, "20", "即墨", "1"),),
    ):
        with pytest.raises(ValueError, match=r"ratio|responsib"):
            work(reading("2", COD="21"), responsibility=bad)


def test_errors() -> None:
    """Inputs the specification calls errors."""
    for rows in (
        (reading("20"), reading("20")),
        ({**reading("20"), "断流": True},),
        (reading("20", PH="14.1"),),
        (reading("20", COD="-2"),),
        (reading("20", COD="断流"),),
        (reading("20", DO="未检出"),),
        (reading("29"),),
    ):
        with pytest.raises(ValueError, match=r".+"):
            work(*rows)


def test_small_tools() -> None:
    """Rounding and splitting."""
    assert half_up(Fraction(5, 2)) == 3
    assert half_up(Fraction(7, 3)) == 2
    assert largest_remainder(100, [Fraction(1)] * 3) == [34, 33, 33]
    assert largest_remainder(10, [Fraction(0), Fraction(1, 3), Fraction(2, 3)]) == [0, 3, 7]


def test_defaults_by_name() -> None:
    """The annex's defaults hold for the annex's own sections only."""
    rows = annex_rows()
    rows[27] = {**rows[27], "监测断面": "坝前"}
    rows[12] = {**rows[12], "序号": "M"}
    sections = {section.code: section for section in read_sections(rows)}
    assert not sections["28"].lake
    assert sections["28"].drinking
    assert sections["M"].upstream == ("12",)
    assert sections["14"].upstream == ("M",)
    rows[13] = {**rows[13], "上游断面": "无"}
    assert {s.code: s for s in read_sections(rows)}["14"].upstream == ()
    del rows[18]["备注"], rows[17]
    assert {s.code: s for s in read_sections(rows)}["19"].upstream == ()


def test_random_scenarios_reach_everything() -> None:
    """Three hundred scenarios are valid, and between them nothing is left out."""
    seen: Counter[Any] = Counter()
    for seed in range(300):
        rng = random.Random(seed)
        scenario = random_scenario(rng, rng.choice((1, 1, 1, 2, 3)))
        expected = month(scenario)
        seen["own list"] += scenario.sections is not None
        seen["responsibility"] += bool(scenario.responsibility)
        for key, option in scenario.interpretations.items():
            seen[key, option] += 1
        for row in scenario.readings:
            for text in row["cells"].values():
                if text in NOT_MEASURED:
                    seen["blank", text] += 1
                elif MARK.match(text):
                    seen["mark", text[0] if text[0] in "<＜N" else text[-1]] += 1
                elif text in ("未检出", "ND"):
                    seen["mark", text] += 1
        for row in expected.sections:
            seen["verdict", row["判定"]] += 1
            seen["class", row["水质类别"]] += 1
            seen["coefficient", row["系数"]] += 1
            seen["multiple", row["最大超标倍数"] == 1] += 1
            seen["removed", bool(row["剔除指标"]), bool(row["超标指标"])] += 1
            seen["alone", row["超标指标"]] += 1
        for flow in expected.flows:
            seen["flow", flow["类型"]] += 1
        for item in expected.indicators:
            seen["exceeded", item["指标"]] += item["超标"] == "是"
        amounts = sum(row["金额"] for row in expected.sections)
        assert amounts == sum(flow["金额"] for flow in expected.flows)
        by_month: Counter[str] = Counter()
        for row in expected.districts:
            by_month[row["月份"]] += row["净额"]
        assert not any(by_month.values())
    wanted: list[Any] = ["own list", "responsibility", ("multiple", True)]
    wanted += [("verdict", name) for name in ("跃升", "达标", "超标", "断流", "缺测")]
    wanted += [("class", name) for name in (*fig.CLASS_NAMES, None)]
    wanted += [("coefficient", number) for number in (1, 0, -1, -2)]
    wanted += [("flow", kind) for kind in ("赔付", "奖励", "自抵")]
    wanted += [("blank", text) for text in NOT_MEASURED]
    wanted += [("mark", text) for text in ("L", "<", "＜", "N", "未检出", "ND")]
    wanted += [("removed", True, True), ("removed", True, False)]
    wanted += [("alone", fig.PH), ("alone", fig.OXYGEN)]
    unlimited = (fig.TEMPERATURE, fig.CONDUCTIVITY)
    wanted += [("exceeded", name) for name in ALL_INDICATORS if name not in unlimited]
    for key, (_, options) in fig.INTERPRETATIONS.items():
        wanted += [(key, option) for option in list(options)[1:]]
    assert [key for key in wanted if not seen[key]] == []
    assert seen["verdict", "跃升"] > 400


def write_expected(expected: Expected, path: Path) -> None:
    """Write a correct output workbook, as the program should."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in (
        ("断面核算", expected.sections),
        ("资金流向", expected.flows),
        ("区市汇总", expected.districts),
        ("指标明细", expected.indicators),
    ):
        sheet = book.create_sheet(name)
        columns = list(rows[0]) if rows else ["月份", "序号", "付款方", "收款方", "类型", "金额"]
        sheet.append(columns)
        for row in rows:
            cells: list[Any] = []
            for column in columns:
                value = row[column]
                if column in ("金额", "应收", "应付", "净额"):
                    value = value / 100
                elif isinstance(value, Fraction):
                    value = float(value)
                elif column == "序号" and value.isdigit():
                    value = int(value)
                cells.append(value)
            sheet.append(cells)
        if name == "区市汇总":
            totals = [sum(row[c] for row in rows) / 100 for c in ("应收", "应付", "净额")]
            sheet.append(["合计", None, *totals])
    book.save(path)


@pytest.mark.parametrize("seed", range(6))
def test_compare_workbook(seed: int, tmp_path: Path) -> None:
    """A correct workbook shows no difference, a changed one shows it."""
    expected = month(random_scenario(random.Random(seed), 2))
    path = tmp_path / "out.xlsx"
    write_expected(expected, path)
    assert compare_workbook(expected, path) == []
    book = load_workbook(path)
    sheet = book["断面核算"]
    column = [cell.value for cell in sheet[1]].index("金额") + 1
    sheet.cell(2, column, float(str(sheet.cell(2, column).value)) + 0.01)
    book["指标明细"].delete_rows(2)
    book.save(path)
    found = compare_workbook(expected, path)
    assert len(found) == 2
    assert "金额" in found[0]
    assert "missing" in found[1]


@pytest.mark.parametrize("seed", range(25))
def test_write_workbook(seed: int, tmp_path: Path) -> None:
    """A scenario can be written, and the sheet 监测数据 holds all its rows."""
    rng = random.Random(seed)
    scenario = random_scenario(rng, rng.choice((1, 2)))
    path = tmp_path / "in.xlsx"
    write_workbook(scenario, path, rng)
    book = load_workbook(path)
    assert ("断面清单" in book.sheetnames) == (scenario.sections is not None)
    assert ("责任认定" in book.sheetnames) == bool(scenario.responsibility)
    assert "口径" in book.sheetnames or not scenario.interpretations
    assert book["监测数据"].max_row > len(scenario.readings)
