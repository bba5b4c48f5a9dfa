"""Check the staffing oracle by hand-worked figures, and that its scenarios reach far."""

from __future__ import annotations

import datetime as dt
import random
import re
import unicodedata
from collections import Counter
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from .staffing import (
    ALL_LEVELS,
    AT_LEAST,
    AT_MOST,
    CITY,
    COMMUNITY,
    DONE,
    DONE_LATE,
    OVERDUE,
    PENDING,
    ROUND,
    STAFF,
    STREET,
    StaffingExpected,
    StaffingScenario,
    assess,
    read_costs,
    staff_of,
)
from .staffing_compare import compare_staffing_workbook
from .staffing_render import COST_COLUMNS, PLATFORM_COLUMNS, TASK_COLUMNS, write_staffing_workbook
from .staffing_scenarios import random_staffing_scenario
from .water_month import Row, district

# these hold the reference itself, not qdcalc
pytestmark = pytest.mark.oracle

WORKED: tuple[tuple[str, str, int, tuple[int, int, int]], ...] = (
    ("P1", STREET, 0, (5, 5, 5)),
    ("P2", STREET, 5999, (5, 5, 5)),
    ("P3", STREET, 30000, (5, 5, 5)),
    ("P4", STREET, 30001, (6, 5, 5)),
    ("P5", STREET, 36000, (6, 6, 6)),
    ("P6", STREET, 36001, (7, 6, 6)),
    ("P7", COMMUNITY, 0, (1, 1, 1)),
    ("P8", COMMUNITY, 799, (1, 1, 1)),
    ("P9", COMMUNITY, 800, (1, 1, 1)),
    ("P10", COMMUNITY, 801, (2, 1, 1)),
    ("P11", COMMUNITY, 1600, (2, 2, 2)),
    ("P12", COMMUNITY, 1601, (3, 2, 2)),
    ("P13", COMMUNITY, 2400, (3, 3, 3)),
    ("P14", COMMUNITY, 2401, (4, 3, 3)),
    ("half", STREET, 33000, (6, 5, 6)),
    ("below half", STREET, 32999, (6, 5, 5)),
    ("half", COMMUNITY, 1200, (2, 1, 2)),
    ("below half", COMMUNITY, 1199, (2, 1, 1)),
)


def row_of(
    name: str, street: str, level: str, served: int, *staff: str, own: str = "甲"
) -> dict[str, str]:
    """Return a platform's input row."""
    row = {"区市": name, "街道": street, "名称": own, "级别": level, "服务对象数": str(served)}
    return row | dict(zip(STAFF, staff, strict=False))


@pytest.mark.parametrize(("name", "level", "served", "required"), WORKED)
def test_worked_example(name: str, level: str, served: int, required: tuple[int, ...]) -> None:
    """P1 to P14 under the three roundings, and the halves."""
    for option, figure in zip(("ceil", "floor", "half-up"), required, strict=True):
        scenario = StaffingScenario([row_of("市南", "湛山街道", level, served)])
        scenario.interpretations = {"round": option}
        assert assess(scenario).platforms[0]["应配"] == figure, (name, option)
    assert assess(StaffingScenario(scenario.platforms)).platforms[0]["应配"] == required[0]


def test_platform() -> None:
    """Fractions of staff are added exactly; a surplus hides no gap."""
    rows = [
        row_of("市南区", "湛山街道", COMMUNITY, 800, "0.2", "0.7", "0.1"),
        row_of("市南", "湛山街道", COMMUNITY, 2400, "0.5", own="乙"),
        row_of("市南", "湛山街道", COMMUNITY, 2400, "2", "3", "", "0.25", own="丙"),
        row_of("黄岛区", "灵山卫街道", STREET, 36001, "", "0"),
    ]
    costs = [{"级别": COMMUNITY, "人均年经费": "60000.01"}]
    expected = assess(StaffingScenario(rows, costs=costs))
    first, second, third, fourth = expected.platforms
    assert (first["区市"], first["现有"], first["达标"], first["缺口"]) == ("市南", 1, "是", 0)
    assert first["缺口经费"] == 0
    assert second["缺口"] == Fraction(5, 2)
    assert second["配备率"] == Fraction(1, 6)
    assert second["每人服务人数"] == 4800
    assert second["缺口经费"] == 15000003
    assert (third["超配"], third["缺口"]) == (Fraction(9, 4), 0)
    assert (fourth["区市"], fourth["应配"], fourth["每人服务人数"]) == ("西海岸新区", 7, None)
    assert fourth["缺口经费"] is None
    by_key = {(row["区市"], row["级别"]): row for row in expected.districts}
    assert list(by_key) == [
        ("市南", COMMUNITY),
        ("市南", ALL_LEVELS),
        ("西海岸新区", STREET),
        ("西海岸新区", ALL_LEVELS),
        (CITY, STREET),
        (CITY, COMMUNITY),
        (CITY, ALL_LEVELS),
    ]
    south, city = by_key["市南", COMMUNITY], by_key[CITY, ALL_LEVELS]
    assert (south["应配"], south["现有"]) == (7, Fraction(27, 4))
    assert (south["缺口"], south["达标率"], south["排名"]) == (Fraction(5, 2), Fraction(2, 3), 1)
    assert (city["平台数"], city["达标数"], city["缺口"]) == (4, 2, Fraction(19, 2))
    assert (city["排名"], city["缺口经费"]) == (None, 15000003)
    assert by_key["西海岸新区", ALL_LEVELS]["排名"] == 2
    assert by_key["西海岸新区", STREET]["缺口经费"] is None


def test_half_fen() -> None:
    """Half a fen goes up, on each platform."""
    rows = [row_of("市南", "湛山街道", COMMUNITY, 1, "0.5", own=own) for own in "甲乙"]
    expected = assess(StaffingScenario(rows, costs=[{"人均年经费": "60000.01"}]))
    assert [row["缺口经费"] for row in expected.platforms] == [3000001, 3000001]
    assert [row["缺口经费"] for row in expected.districts] == [6000002] * 4


def test_rank() -> None:
    """By the rate, then by the gap; equal ranks equal, the next one skipped."""
    staff = {"市南": "1", "市北": "1", "李沧": "0.5", "崂山": "0.75", "城阳": "0.5"}
    rows = [row_of(name, "一街道", COMMUNITY, 800, head) for name, head in staff.items()]
    expected = assess(StaffingScenario(rows))
    ranks = {row["区市"]: row["排名"] for row in expected.districts if row["级别"] == COMMUNITY}
    assert ranks == {"市南": 1, "市北": 1, "崂山": 3, "李沧": 4, "城阳": 4, CITY: None}


def test_costs() -> None:
    """The most specific row counts."""
    costs = [
        {"人均年经费": "1"},
        {"级别": STREET, "人均年经费": "2"},
        {"区市": "黄岛区", "人均年经费": "3"},
        {"区市": "西海岸新区", "级别": COMMUNITY, "人均年经费": "4"},
    ]
    rows = [
        row_of(name, "一街道", level, 0)
        for name in ("青岛西海岸新区", "市南")
        for level in (STREET, COMMUNITY)
    ]
    expected = assess(StaffingScenario(rows, costs=costs))
    assert [row["缺口经费"] for row in expected.platforms] == [1500, 400, 1000, 100]
    assert expected.districts[-1]["缺口经费"] == 3000
    assert assess(StaffingScenario(rows)).districts[-1]["缺口经费"] is None


TASKS: tuple[tuple[tuple[str, ...], str, tuple[str, int, Fraction | None]], ...] = (
    (("", "", "", ""), "2018-12-31", (PENDING, 0, None)),
    (("", "", "", ""), "2019-01-01", (OVERDUE, -1, None)),
    (("", "", "", "2018-12-30"), "2019-01-01", (DONE, 1, None)),
    (("", "", "", "2018-12-31"), "2019-01-01", (DONE, 0, None)),
    (("", "", "", "2019-01-01"), "2019-01-01", (DONE_LATE, -1, None)),
    (("", "", "", "2019-01-02"), "2019-01-01", (OVERDUE, -2, None)),
    (("", "", "", "2018-12-25"), "2018-12-01", (PENDING, 6, None)),
    ((AT_LEAST, "30%", "0.3", ""), "2018-12-01", (DONE, 30, Fraction(0))),
    ((AT_LEAST, "0.3", "29.99%", ""), "2018-12-31", (PENDING, 0, Fraction(1, 10000))),
    ((AT_LEAST, "0.3", "", "2018-12-01"), "2019-01-01", (OVERDUE, 30, Fraction(3, 10))),
    (("", "30%", "50%", "2019-01-02"), "2019-02-01", (DONE_LATE, -2, Fraction(0))),
    ((AT_MOST, "5%", "0.05", "2018-12-31"), "2019-02-01", (DONE, 0, Fraction(0))),
    ((AT_MOST, "1/3", "0.5", ""), "2019-01-02", (OVERDUE, -2, Fraction(1, 6))),
    ((AT_MOST, "5%", "", ""), "2018-12-30", (PENDING, 1, Fraction(1, 20))),
)


@pytest.mark.parametrize(("cells", "today", "expected"), TASKS)
def test_task(cells: tuple[str, ...], today: str, expected: tuple[Any, ...]) -> None:
    """States, days and what is missing."""
    row = dict(zip(TASK_COLUMNS, ("事项", "2018-12-31", *cells), strict=True))
    scenario = StaffingScenario([row_of("市南", "一街道", STREET, 0)], [row], report_date=today)
    done = assess(scenario).tasks[0]
    assert (done["状态"], done["天数"], done["差距"]) == expected


def test_errors() -> None:
    """Inputs the specification calls errors."""
    good = row_of("市南", "一街道", STREET, 0)
    for change in (
        {"服务对象数": ""},
        {"服务对象数": "-1"},
        {"服务对象数": "8.5"},
        {"区市": "历下区"},
        {"级别": "区"},
        {"名称": ""},
        {"在编": "0.125"},
        {"其他": "-1"},
    ):
        with pytest.raises(ValueError, match=r".+"):
            assess(StaffingScenario([good | change]))
    station = row_of("市南", "一街道", COMMUNITY, 0)
    for rows in (
        [good, good | {"区市": "市南区", "名称": "乙"}],
        [station, station | {"区市": "市南区"}],
    ):
        with pytest.raises(ValueError, match="twice"):
            assess(StaffingScenario(rows))
    assess(StaffingScenario([good, station, station | {"名称": "乙"}]))
    with pytest.raises(ValueError, match="统计日期"):
        assess(StaffingScenario([good], [{"事项": "甲", "截止日期": "2018-12-31"}]))


def specificity(scenario: StaffingScenario, row: Row) -> str:
    """Say which kind of cost row counts for a platform."""
    keys = read_costs(scenario.costs)
    for key, kind in (
        ((row["区市"], row["级别"]), "both"),
        ((row["区市"], ""), "district"),
        (("", row["级别"]), "level"),
        (("", ""), "neither"),
    ):
        if key in keys:
            return kind
    return "none" if keys else "no sheet"


def note_scenario(seen: Counter[Any], scenario: StaffingScenario) -> None:
    """Count what the input of a scenario holds."""
    seen["round", scenario.interpretations.get("round")] += 1
    seen["date", bool(scenario.report_date), bool(scenario.tasks)] += 1
    for row in scenario.platforms:
        heads = [row[column] for column in STAFF]
        exact = staff_of(row)
        seen["floats wrong"] += sum(float(text or 0) for text in heads) != float(exact)
        seen["thirds"] += heads == ["0.2", "0.7", "0.1", ""]
        seen["served", row["级别"], row["服务对象数"] == "0"] += 1
        seen["variant"] += row["区市"] != district(row["区市"])
    for row in scenario.tasks:
        seen["direction", row["方向"], bool(row["目标值"])] += 1
        seen["blank actual"] += bool(row["目标值"]) and not row["实际值"]
        seen["percent"] += row["目标值"].endswith("%")
        seen["decimal"] += "." in row["目标值"]


def note_expected(
    seen: Counter[Any], scenario: StaffingScenario, expected: StaffingExpected
) -> None:
    """Count what the results of a scenario hold."""
    for row in expected.platforms:
        seen["met", row["达标"]] += 1
        seen["exactly met"] += row["现有"] == row["应配"]
        seen["just short"] += row["缺口"] == Fraction(1, 100)
        seen["nobody"] += row["现有"] == 0
        seen["minimum"] += row["应配"] in (1, 5)
        seen["cost", specificity(scenario, row)] += 1
    for row in expected.districts:
        own = [p for p in expected.platforms if row["区市"] in (p["区市"], CITY)]
        own = [p for p in own if row["级别"] in (p["级别"], ALL_LEVELS)]
        assert row["缺口"] == sum(p["缺口"] for p in own)
        assert row["缺口"] - sum(p["超配"] for p in own) == row["应配"] - row["现有"]
        seen["both gap and surplus"] += row["缺口"] > 0 and any(p["超配"] for p in own)
        peers = [r for r in expected.districts if r["级别"] == row["级别"] and r["排名"]]
        same = [r for r in peers if r["排名"] == row["排名"]]
        seen["tie"] += len(same) > 1
        seen["by gap"] += any(
            r["达标率"] == row["达标率"] and row["排名"] and r["排名"] > row["排名"] for r in peers
        )
    for row in expected.tasks:
        sign = (row["天数"] > 0) - (row["天数"] < 0)
        seen["state", row["状态"], sign] += 1
        seen["state", row["状态"], "target", row["目标值"] is not None] += 1
        seen["gap", bool(row["差距"])] += 1


def test_random_scenarios_reach_everything() -> None:
    """Two hundred scenarios are valid, and between them nothing is left out."""
    seen: Counter[Any] = Counter()
    for seed in range(200):
        scenario = random_staffing_scenario(random.Random(seed))
        note_scenario(seen, scenario)
        note_expected(seen, scenario, assess(scenario))
    wanted: list[Any] = [("round", option) for option in (None, *ROUND)]
    wanted += ["floats wrong", "thirds", "variant", "blank actual", "percent", "decimal"]
    wanted += ["exactly met", "just short", "nobody", "minimum", "both gap and surplus"]
    wanted += ["tie", "by gap", ("met", "是"), ("met", "否"), ("gap", True), ("gap", False)]
    wanted += [("served", level, zero) for level in (STREET, COMMUNITY) for zero in (True, False)]
    kinds = ("both", "district", "level", "neither", "none", "no sheet")
    wanted += [("cost", kind) for kind in kinds]
    wanted += [("direction", AT_LEAST, True), ("direction", AT_MOST, True)]
    wanted += [("direction", "", True), ("direction", "", False)]
    wanted += [("date", True, True), ("date", True, False), ("date", False, False)]
    states = ((DONE, 1), (DONE, 0), (DONE_LATE, -1), (OVERDUE, -1), (PENDING, 1), (PENDING, 0))
    wanted += [("state", *state) for state in states]
    for state in (DONE, DONE_LATE, OVERDUE, PENDING):
        wanted += [("state", state, "target", there) for there in (True, False)]
    assert [key for key in wanted if not seen[key]] == []
    assert seen["floats wrong"] > 300


def write_expected(expected: StaffingExpected, path: Path) -> None:
    """Write a correct output workbook, as the program should."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in (
        ("配备核算", expected.platforms),
        ("区市汇总", expected.districts),
        ("目标任务", expected.tasks),
    ):
        if not rows:
            continue
        sheet = book.create_sheet(name)
        sheet.append(list(rows[0]))
        for row in rows:
            cells: list[Any] = []
            for column, value in row.items():
                if column == "缺口经费" and value is not None:
                    cells.append(value / 100)
                elif column == "截止日期":
                    cells.append(dt.date.fromisoformat(value))
                else:
                    cells.append(float(value) if isinstance(value, Fraction) else value)
            sheet.append(cells)
        if name == "区市汇总":
            sheet.append(["合计", None, len(expected.platforms)])
    book.save(path)


@pytest.mark.parametrize("seed", range(6))
def test_compare_workbook(seed: int, tmp_path: Path) -> None:
    """A correct workbook shows no difference, a changed one shows it."""
    expected = assess(random_staffing_scenario(random.Random(seed)))
    path = tmp_path / "out.xlsx"
    write_expected(expected, path)
    assert compare_staffing_workbook(expected, path) == []
    book = load_workbook(path)
    sheet: Any = book["配备核算"]
    column = [cell.value for cell in sheet[1]].index("现有") + 1
    sheet.cell(2, column).value += 0.01
    book["区市汇总"].delete_rows(2)
    book.save(path)
    found = compare_staffing_workbook(expected, path)
    assert len(found) == 2
    assert "现有" in found[0]
    assert "missing" in found[1]


def read_sheet(sheet: Any, columns: tuple[str, ...]) -> tuple[list[Row], dict[str, str]]:
    """Read a written input sheet back: its rows by column, and the unit each header names."""
    merged = {}
    for area in sheet.merged_cells.ranges:
        for cells in sheet.iter_rows(area.min_row, area.max_row, area.min_col, area.max_col):
            for cell in cells:
                merged[cell.coordinate] = sheet.cell(area.min_row, area.min_col).value
    header: dict[int, str] = {}
    units: dict[str, str] = {}
    rows: list[Row] = []
    for cells in sheet.iter_rows():
        values = [merged.get(cell.coordinate, cell.value) for cell in cells]
        names = [
            re.sub(r"\s", "", unicodedata.normalize("NFKC", str(value or ""))) for value in values
        ]
        if not header:
            plain = [re.sub(r"\(.*\)$", "", name) for name in names]
            if len(set(plain) & set(columns)) >= 1:
                header = {i: name for i, name in enumerate(plain) if name in columns}
                units = {name: names[i][len(name) :] for i, name in header.items()}
            continue
        first = next((name for name in names if name), "")
        if first and not re.match("合计|小计|总计|注|说明|制表|填表|审核|人$", first):
            rows.append({name: values[i] for i, name in header.items()})
    return rows, units


def number_of(value: Any) -> Fraction:
    """Read a written number."""
    if isinstance(value, str):
        return Fraction(unicodedata.normalize("NFKC", value).replace(",", ""))
    return Fraction(Decimal(f"{value or 0:.15g}"))


def counted(rows: list[Row]) -> Counter[Any]:
    """Return the platforms of a sheet or scenario, as a bag."""
    out: Counter[Any] = Counter()
    for row in rows:
        level = unicodedata.normalize("NFKC", row["级别"])
        numbers = [number_of(row.get(name) or 0) for name in ("服务对象数", *STAFF)]
        out[district(row["区市"]), row["街道"], row["名称"], level, *numbers] += 1
    return out


@pytest.mark.parametrize("seed", range(60))
def test_write_workbook(seed: int, tmp_path: Path) -> None:
    """A scenario can be written, and what was written is what it says."""
    rng = random.Random(seed)
    scenario = random_staffing_scenario(rng)
    path = tmp_path / "in.xlsx"
    write_staffing_workbook(scenario, path, rng)
    book = load_workbook(path)
    assert ("目标任务" in book.sheetnames) == bool(scenario.tasks)
    assert ("经费标准" in book.sheetnames) == bool(scenario.costs)
    assert "口径" in book.sheetnames or not (scenario.report_date or scenario.interpretations)
    rows, units = read_sheet(book["服务平台"], PLATFORM_COLUMNS)
    assert set(units.values()) <= {"", "(人)"}
    assert counted(rows) == counted([dict(row) for row in scenario.platforms])
    if scenario.tasks:
        rows, _ = read_sheet(book["目标任务"], TASK_COLUMNS)
        names = Counter(row["事项"] for row in scenario.tasks)
        assert Counter(row["事项"] for row in rows) == names
    if scenario.costs:
        rows, units = read_sheet(book["经费标准"], COST_COLUMNS)
        factor = {"": 1, "(元)": 1, "(万元)": 10000}[units["人均年经费"]]
        written = Counter(number_of(row["人均年经费"]) * factor for row in rows)
        assert written == Counter(Fraction(row["人均年经费"]) for row in scenario.costs)
