"""Check the annual oracle against amounts worked by hand, and that its scenarios reach far."""

from __future__ import annotations

import random
from collections import Counter
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from . import figures as fig
from .test_oracle import CLEAN, NATIONAL, ON_FOUR, reading
from .water_month import Row, Scenario, annex_rows, read_readings, read_sections
from .water_year import (
    COMPONENTS,
    OWED,
    ExpectedYear,
    Part,
    annual_means,
    longest_run,
    spread,
    year,
)
from .year_compare import TEXTS, check_scenario, compare_year, write_year
from .year_inputs import YearScenario, exempt_from_dry, months_of, within
from .year_scenarios import random_year

# these hold the reference itself, not qdcalc
pytestmark = pytest.mark.oracle

CYCLE = months_of(2018)
DRY = "dry"
ONE = Fraction(1)


def cycle_rows(code: str, *parts: tuple[int, Any], **base: Any) -> list[Row]:
    """Return a section's months: (how many, the cells that differ, or DRY)."""
    cells: list[Any] = []
    for count, own in parts:
        cells += [own] * count
    rows = []
    for when, own in zip(CYCLE, cells, strict=False):
        row = reading(code, dry=True) if own == DRY else reading(code, **base, **own)
        rows.append({**row, "月份": when})
    return rows


def settle(
    rows: list[Row],
    *,
    incidents: tuple[tuple[str, str, str], ...] = (),
    previous: dict[str, str] | None = None,
    responsibility: tuple[tuple[str, ...], ...] = (),
    drought: bool = False,
    sections: list[dict[str, str]] | None = None,
    cycle: str | None = None,
    **chosen: str,
) -> ExpectedYear:
    """Run the annual oracle on the annex's sections."""
    keys = ("月份", "序号", "区市", "责任比例")
    base = Scenario(
        sections=sections,
        readings=rows,
        columns=NATIONAL,
        responsibility=[dict(zip(keys, row, strict=True)) for row in responsibility],
        interpretations=chosen,
    )
    named = ("日期", "区市", "事件等级")
    return year(
        YearScenario(
            base=base,
            incidents=[dict(zip(named, row, strict=True)) for row in incidents],
            previous=[{"序号": k, "上年度水质类别": v} for k, v in (previous or {}).items()],
            drought=drought,
            cycle=cycle,
        )
    )


def nets(result: ExpectedYear) -> dict[str, int]:
    """Return who has a net amount, in fen."""
    out = {row["区市"]: row["净额"] for row in result.districts if row["净额"]}
    assert sum(out.values()) == 0
    return out


def line(result: ExpectedYear, code: str) -> Row:
    """Return the year's row of one section."""
    return next(row for row in result.sections if row["序号"] == code)


LEAP, PASS, OVER, TWICE = {"NH3N": "0.1"}, {"NH3N": "1.6"}, {"NH3N": "3"}, {"NH3N": "5"}
OVER_MEAN = (
    (5, {"NH3N": "1.5"}),
    (4, {"NH3N": "2.0"}),
    (2, {"NH3N": "2.8"}),
    (1, {"NH3N": "4.1"}),
)
# 24: the mean of ammonia is 1.75, between Ⅳ and Ⅴ
FOUR_FAILED = ((3, {"NH3N": "1.0"}), (6, {"NH3N": "1.5"}), (3, {"NH3N": "3.0"}))
TEN_LEAPS = ((10, {"NH3N": "0.9"}), (2, {"NH3N": "1.5"}))
THREE_OVER = {"COD": "21"}
AT_JIAOZHOU = (("2019-03-05", "胶州市", "较大"),)
AT_PINGDU = (("2018-10-01", "平度", "较大"),)

WORKED: dict[str, tuple[Any, dict[str, int]]] = {
    "W19": (
        lambda: settle(cycle_rows("20", (12, LEAP))),
        {"即墨": 200000000, "城阳": -200000000},
    ),
    "W19 monthly": (
        lambda: settle(cycle_rows("20", (12, LEAP)), rounding="monthly"),
        {"即墨": 200000004, "城阳": -200000004},
    ),
    "W20": (
        lambda: settle(cycle_rows("20", (5, LEAP), (4, PASS), (2, OVER), (1, TWICE))),
        {"即墨": 16666666, "城阳": -16666666},
    ),
    "W21": (
        lambda: settle(cycle_rows("20", *OVER_MEAN)),
        {"即墨": -66666667, "城阳": 66666667},
    ),
    "W22": (
        lambda: settle(
            cycle_rows("21", (3, {"NH3N": "1.5"}), (6, {"NH3N": "2.0"}), (3, {"NH3N": "4.0"}))
        ),
        {"城阳": -750000000, "市财政": 750000000},
    ),
    "W23": (
        lambda: settle(cycle_rows("24", *FOUR_FAILED)),
        {"城阳": -750000000, "市财政": 750000000},
    ),
    "W24": (
        lambda: settle(
            cycle_rows("24", (3, {"NH3N": "0.9"}), (9, {"NH3N": "1.5"})), previous={"24": "Ⅴ"}
        ),
        {"城阳": 150000000, "市财政": -150000000},
    ),
    "W25": (
        lambda: settle(cycle_rows("14", *TEN_LEAPS), previous={"14": "Ⅳ"}),
        {"胶州": 1100000000, "市财政": -1100000000},
    ),
    "W25 already Ⅲ": (
        lambda: settle(cycle_rows("14", *TEN_LEAPS), previous={"14": "Ⅲ"}),
        {"胶州": 500000000, "市财政": -500000000},
    ),
    "W26": (
        lambda: settle(cycle_rows("14", *TEN_LEAPS), previous={"14": "Ⅳ"}, incidents=AT_JIAOZHOU),
        {"胶州": 600000000, "市财政": -600000000},
    ),
    "W27": (
        lambda: settle(cycle_rows("12", (4, {}), (8, {"NH3N": "1.0"})), incidents=AT_PINGDU),
        {"莱西": 33333333, "即墨": -33333333},
    ),
    "W27 section": (
        lambda: settle(
            cycle_rows("12", (4, {}), (8, {"NH3N": "1.0"})),
            incidents=AT_PINGDU,
            incident="section",
        ),
        {},
    ),
    "W28": (
        lambda: settle(cycle_rows("5", *[(1, PASS), (2, DRY)] * 4)),
        {"莱西": -150000000, "市财政": 150000000},
    ),
    "W28 consecutive": (
        lambda: settle(cycle_rows("5", *[(1, PASS), (2, DRY)] * 4), dry="consecutive"),
        {},
    ),
    "W29": (lambda: settle(cycle_rows("5", (7, DRY), (5, PASS))), {}),
    "W30": (lambda: settle(cycle_rows("5", (8, DRY), (4, PASS)), drought=True), {}),
    "W31": (
        lambda: settle(cycle_rows("22", (12, DRY))),
        {"平度": -100000000, "市财政": 100000000},
    ),
    "W32": (
        lambda: settle(cycle_rows("28", (11, {}), (1, {"NH3N": "1.1"}))),
        {"崂山": -325000000, "城阳": -325000000, "市财政": 650000000},
    ),
    "W33": (lambda: settle(cycle_rows("28", (8, DRY), (4, {"NH3N": "1.0"}))), {}),
    "W34": (
        lambda: settle(cycle_rows("13", (8, DRY), (4, {"NH3N": "1.0"}))),
        {"即墨": -150000000, "平度": -150000000, "市财政": 300000000},
    ),
    "W35": (
        lambda: settle(cycle_rows("13", (4, THREE_OVER), (8, {"NH3N": "1.0"}))),
        {"即墨": -400000000, "平度": -400000000, "胶州": 200000000, "市财政": 600000000},
    ),
    "W36": (
        lambda: settle(cycle_rows("15", (8, DRY), (4, TWICE))),
        {"市北": -1300000000, "市财政": 1300000000},
    ),
    "W37": (
        lambda: settle(cycle_rows("19", (12, TWICE))),
        {"李沧": -900000000, "市北": -900000000, "市财政": 1800000000},
    ),
    "W8 full year": (
        lambda: settle(cycle_rows("7", (12, {"COD": "33"}))),
        {"胶州": -33333332, "即墨": -100000000, "城阳": 66666666, "高新区": 66666666},
    ),
}


@pytest.mark.parametrize("name", WORKED)
def test_worked_example(name: str) -> None:
    run, expected = WORKED[name]
    assert nets(run()) == expected


def test_components_of_worked_examples() -> None:
    """What stands behind some amounts."""
    row = line(settle(cycle_rows("20", *OVER_MEAN)), "20")
    assert (row["年度水质类别"], row["年度达标"]) == ("劣Ⅴ", "否")
    assert (row["跃升月数"], row["超标月数"], row["断流月数"]) == (5, 3, 0)
    assert [row[name] for name in COMPONENTS] == [0, 83333333, 66666667, -2, 0, 0, 0]
    row = line(settle(cycle_rows("20", (12, LEAP))), "20")
    assert [row[name] for name in COMPONENTS] == [200000000, 0, 0, -4, 0, 0, 0]
    row = line(settle(cycle_rows("20", (12, LEAP)), rounding="monthly"), "20")
    assert [row[name] for name in COMPONENTS] == [200000004, 0, 0, 0, 0, 0, 0]
    row = line(settle(cycle_rows("24", *FOUR_FAILED)), "24")
    assert (row["年度水质类别"], row["年度达标"]) == ("Ⅴ", "否")
    assert (row[COMPONENTS[0]], row["清零"], row["年度追缴"]) == (0, 150000000, 600000000)
    row = line(settle(cycle_rows("14", *TEN_LEAPS), previous={"14": "Ⅳ"}), "14")
    assert (row["年度水质类别"], row["年度达标"]) == ("Ⅲ", "是")
    row = line(settle(cycle_rows("22", (12, DRY))), "22")
    assert (row["年度水质类别"], row["年度达标"]) == (None, "无法评价")
    row = line(settle(cycle_rows("12", (4, {})), incidents=AT_PINGDU), "12")
    assert (row["跃升奖励"], row["清零"]) == (33333333, 33333334)


def test_self_payment_and_transfers() -> None:
    """A payment to oneself is in the components and the flows, not in what is owed."""
    result = settle(cycle_rows("7", (12, {"COD": "33"})))
    flows = {(f["付款方"], f["收款方"], f["类型"]): f["金额"] for f in result.flows}
    assert flows["胶州", "胶州", "自抵"] == 33333334
    assert sum(flows.values()) - 33333334 * 1 == 200000000 - 33333334
    assert line(result, "7")["超标赔付"] == 200000000
    found = {row["区市"]: row for row in result.districts}
    assert (found["胶州"]["应收"], found["胶州"]["应付"]) == (33333334, 66666666)
    assert (found["胶州"]["上解"], found["胶州"]["下达"]) == (33333332, 0)
    assert (found["城阳"]["上解"], found["城阳"]["下达"]) == (0, 66666666)


def test_struck_self_payment() -> None:
    """A struck district's own part goes, be it paid by another or by itself."""
    rows = cycle_rows("11", (12, {}))
    result = settle(rows, incidents=(("2019-09-30", "莱西市", "特别重大"),))
    assert (nets(result), result.flows) == ({}, [])
    assert line(result, "11")["清零"] == 200000000
    for when, level in (("2018-09-30", "重大"), ("2019-10-01", "重大"), ("2019-01-01", "一般")):
        result = settle(rows, incidents=((when, "莱西", level),))
        assert nets(result) == {"莱西": 100000000, "平度": -100000000}
    result = settle(rows, incidents=(("2019-01-01", "莱西", "重大"),), rounding="monthly")
    assert (nets(result), line(result, "11")["清零"]) == ({}, 200000004)


def test_ratios_over_the_year() -> None:
    """Shares named for one month weigh with that month's coefficient."""
    rows = cycle_rows("2", (1, {"COD": "21"}), (1, {"COD": "41"}), (10, {"NH3N": "1.0"}))
    given = (("2018-11", "2", "平度", "0"),)
    result = settle(rows, responsibility=given)
    # 3/12 of the base; weights 莱西 1/2 + 2, 平度 1/2
    assert nets(result) == {"莱西": -41666667, "平度": -8333333, "市财政": 50000000}
    parts = [Part(1, "ab", [ONE, ONE], "c"), Part(2, "ab", [ONE, ONE * 0], "c")]
    assert spread(7, ("a", "b"), ("c",), parts) == {
        ("a", "c"): 6,
        ("b", "c"): 1,
    }


def test_dry_runs() -> None:
    """A missing month breaks a run; all dry months are counted whatever the reading."""
    rows = cycle_rows("5", (9, DRY), (3, PASS))
    assert nets(settle(rows, dry="consecutive"))
    gap = [row for row in rows if row["月份"] != "2018-12"]
    assert nets(settle(gap, dry="consecutive")) == {}
    assert nets(settle(gap))["莱西"] == -150000000
    assert line(settle(gap, dry="consecutive"), "5")["断流月数"] == 8
    assert longest_run({"2018-10", "2018-11", "2019-01"}, CYCLE) == 2


def test_exempt_sections() -> None:
    rows = {row["序号"]: row for row in annex_rows()}
    sections = {section.code: section for section in read_sections(None)}
    assert [c for c in sections if exempt_from_dry(sections[c], rows[c])] == ["26", "28"]
    assert not exempt_from_dry(sections["26"], {**rows["26"], "断流豁免": "否"})
    assert exempt_from_dry(sections["5"], {**rows["5"], "断流豁免": "是"})


def test_means() -> None:
    """Exactly on the limit meets it; rounding is of the mean, once."""
    thirds = [(1, {"NH3N": "1.9"}), (1, {"NH3N": "2.0"}), (1, {"NH3N": "2.1"})]
    assert line(settle(cycle_rows("20", *thirds)), "20")["年度达标"] == "是"
    thirds[2] = (1, {"NH3N": "2.100001"})
    assert line(settle(cycle_rows("20", *thirds)), "20")["年度达标"] == "否"
    assert line(settle(cycle_rows("20", *thirds), compare="rounded"), "20")["年度达标"] == "是"
    pair = ((1, {"NH3N": "2.0"}), (1, {"NH3N": "2.1"}))
    # 2.05 to the even tenth is 2.0
    assert line(settle(cycle_rows("20", *pair), compare="rounded"), "20")["年度达标"] == "是"
    halves = ((1, {"NH3N": "3.8L"}), (1, {"NH3N": "2.1"}))
    assert line(settle(cycle_rows("20", *halves)), "20")["年度达标"] == "是"
    # upstream influence never adjusts the mean
    above = cycle_rows("12", (12, {"TP": "0.3"}))
    row = line(settle([*above, *cycle_rows("13", (12, {"TP": "0.25"}))]), "13")
    assert (row["超标月数"], row["年度达标"], row["年度追缴"]) == (0, "否", 600000000)


def test_drinking_lake() -> None:
    """A lake source fails by a month alone; a mean that fails only strikes the rewards."""
    rows = cycle_rows("28", (1, {"NH3N": "1.1"}), (11, {}))
    assert line(settle(rows), "28")["年度达标"] == "否"
    row = line(settle(cycle_rows("13", (1, {"NH3N": "1.1"}), (11, {}))), "13")
    assert (row["年度水质类别"], row["年度达标"]) == ("Ⅱ", "否")


def test_previous_class() -> None:
    """The sheet's, else the registry's; none is no bonus."""
    rows = cycle_rows("14", (12, {}))
    listed = annex_rows()
    assert line(settle(rows), "14")["年度奖励"] == 0
    listed[13] = {**listed[13], "上年度水质类别": "劣Ⅴ"}
    assert line(settle(rows, sections=listed), "14")["年度奖励"] == 600000000
    row = line(settle(rows, sections=listed, previous={"14": "Ⅱ"}), "14")
    assert row["年度奖励"] == 0
    listed[13] = {**listed[13], "上年度水质类别": "无"}
    assert line(settle(rows, sections=listed), "14")["年度奖励"] == 0


def test_quarters() -> None:
    """The months as they are, and the sum since October."""
    result = settle(cycle_rows("20", (12, LEAP)), incidents=(("2019-01-01", "即墨", "较大"),))
    assert nets(result) == {}
    found = {row["季度"]: row for row in result.quarters if row["区市"] == "即墨"}
    assert list(found) == ["2018Q4", "2019Q1", "2019Q2", "2019Q3"]
    assert found["2019Q2"]["应收"] == 50000001
    assert found["2019Q3"]["累计净额"] == 200000004


def test_cycle_choice() -> None:
    """Rows of two cycles need to be told which."""
    rows = cycle_rows("20", (12, LEAP))
    rows.append({**rows[0], "月份": "2019-10"})
    with pytest.raises(ValueError, match="several cycles"):
        settle(rows)
    assert nets(settle(rows, cycle="2018-2019"))["即墨"] == 200000000
    assert nets(settle(rows, cycle="2019-2020"))["即墨"] == 16666667


def test_base_of_examples() -> None:
    """The clean cells are class Ⅰ, those on Ⅳ are not better."""
    assert line(settle(cycle_rows("28", (1, {}))), "28")["年度水质类别"] == "Ⅰ"
    assert line(settle(cycle_rows("20", (1, {}), base=ON_FOUR)), "20")["年度水质类别"] == "Ⅳ"
    assert set(CLEAN) == set(NATIONAL)


def check_sums(result: ExpectedYear) -> None:
    """Flows, sections and districts agree to the fen."""
    by_section: Counter[str] = Counter()
    for flow in result.flows:
        assert flow["金额"] > 0
        by_section[flow["序号"]] += flow["金额"]
    for row in result.sections:
        parts = sum(row[name] for name in COMPONENTS if name not in ("清零", "尾差"))
        assert by_section[row["序号"]] == parts
        months = sum(m["金额"] for m in result.months.sections if m["序号"] == row["序号"])
        settled = row["跃升奖励"] + row["清零"] + row["超标赔付"]
        assert settled - row["尾差"] == months
    for column in ("净额",):
        assert sum(row[column] for row in result.districts) == 0
        assert sum(row[column] for row in result.quarters) == 0


def test_random_years_reach_everything() -> None:
    """Sixty cycles are valid, and between them nothing is left out."""
    seen: Counter[Any] = Counter()
    for seed in range(60):
        scenario = random_year(random.Random(seed))
        result = year(scenario)
        check_sums(result)
        seen["drought"] += scenario.drought
        seen["beyond"] += len(within(scenario).readings) < len(scenario.base.readings)
        seen["responsibility"] += bool(scenario.base.responsibility)
        for key, option in scenario.base.interpretations.items():
            seen[key, option] += 1
        for row in result.sections:
            seen["class", row["年度水质类别"]] += 1
            seen["met", row["年度达标"]] += 1
            seen["dry", row["断流月数"] >= 8, row["断流缴纳"] > 0] += 1
            seen["part struck"] += row["清零"] > 0 and row["跃升奖励"] > 0
            for name in COMPONENTS:
                seen[name] += row[name] != 0
        for flow in result.flows:
            seen["flow", flow["类型"]] += 1
    wanted: list[Any] = ["drought", "beyond", "responsibility", "part struck", *COMPONENTS]
    wanted += [("class", name) for name in (*fig.CLASS_NAMES, None)]
    wanted += [("met", name) for name in ("是", "否", "无法评价")]
    wanted += [("dry", True, True), ("dry", True, False)]
    wanted += [("flow", k) for k in ("跃升奖励", "超标赔付", "自抵", *COMPONENTS[-3:])]
    for key, (_, options) in fig.INTERPRETATIONS.items():
        wanted += [(key, option) for option in list(options)[1:]]
    assert [key for key in wanted if not seen[key]] == []


def test_random_means_hit_limits() -> None:
    """Means equal to the target's limit come up often."""
    exact = 0
    for seed in range(12):
        base = within(random_year(random.Random(seed)))
        sections = read_sections(base.sections)
        readings = read_readings(base, sections)
        for section in sections:
            for item in annual_means(section, sections, readings, "national21", False):
                exact += item.name != fig.PH and item.value == Fraction(item.limit)
    assert exact > 8


def write_expected(result: ExpectedYear, path: Path) -> None:
    """Write a correct output workbook, as the program should."""
    book = Workbook()
    book.remove(book.worksheets[0])
    tables: tuple[tuple[str, list[Row], tuple[str, ...]], ...] = (
        ("年度断面", result.sections, COMPONENTS),
        ("年度流向", result.flows, ("金额",)),
        ("年度汇总", result.districts, (*OWED, "上解", "下达")),
        ("季度汇总", result.quarters, (*OWED, "累计应收", "累计应付", "累计净额")),
    )
    for name, rows, money in tables:
        sheet = book.create_sheet(name)
        header = list(rows[0]) if rows else ["序号", "付款方", "收款方", "类型", "金额"]
        sheet.append(header)
        for row in rows:
            cells: list[Any] = []
            for column in header:
                value = row[column]
                if column in money:
                    value = value / 100
                elif column == "序号" and value.isdigit():
                    value = int(value)
                cells.append(value)
            sheet.append(cells)
        if name in ("年度断面", "年度汇总"):
            total = {column: sum(row[column] for row in rows) / 100 for column in money}
            sheet.append(["合计", *[total.get(column) for column in header[1:]]])
    book.save(path)


@pytest.mark.parametrize("seed", range(6))
def test_compare_year(seed: int, tmp_path: Path) -> None:
    """A correct workbook shows no difference, a changed one shows it."""
    result = year(random_year(random.Random(seed)))
    path = tmp_path / "out.xlsx"
    write_expected(result, path)
    assert compare_year(result, path, with_months=False) == []
    book = load_workbook(path)
    sheet = book["年度断面"]
    header = [cell.value for cell in sheet[1]]
    sheet.cell(2, header.index("清零") + 1, 0.01)
    sheet.cell(2, header.index(TEXTS[3]) + 1, "?")
    sheet = book["季度汇总"]
    sheet.cell(2, 3, float(str(sheet.cell(2, 3).value)) + 0.01)
    book.save(path)
    found = compare_year(result, path, with_months=False)
    assert len(found) >= 2
    assert any("年度达标" in text for text in found)
    assert any("季度汇总" in text for text in found)
    assert compare_year(result, path)[len(found) :] != []


@pytest.mark.parametrize("seed", range(12))
def test_write_year(seed: int, tmp_path: Path) -> None:
    """A cycle can be written with all the sheets it has."""
    rng = random.Random(seed)
    scenario = random_year(rng)
    path = tmp_path / "in.xlsx"
    write_year(scenario, path, rng)
    book = load_workbook(path)
    assert ("断面清单" in book.sheetnames) == (scenario.base.sections is not None)
    assert ("突发环境事件" in book.sheetnames) == bool(scenario.incidents)
    assert ("上年度类别" in book.sheetnames) == bool(scenario.previous)
    assert "口径" in book.sheetnames or not (scenario.drought or scenario.base.interpretations)
    assert book["监测数据"].max_row > len(scenario.base.readings)


def test_program_is_reached(tmp_path: Path) -> None:
    """The comparer runs the program and says what it said."""
    rng = random.Random(0)
    assert isinstance(check_scenario(random_year(rng), tmp_path, rng), list)
