"""Districts and levels: sums, 达标率, ranks, the whole city. Expectations worked by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from qdcalc.result.result import Result

from .helpers import (
    ALL,
    CITY,
    COMMUNITY,
    STREET,
    Row,
    centre,
    district,
    failed_checks,
    platform,
    records,
    run,
    station,
)

# 市北 before 市南, so that the order of the list has to be made; every figure by hand:
#   市北 甲街道 36,001 → 7, 3.5 in post: gap 3.5
#   市南 甲街道 30,000 → 5, 8 in post: surplus 3; 乙街道 30,000 → 5, 3 in post: gap 2
#   市南 东村 1,601 → 3, 0.7 in post: gap 2.3; 西村 799 → 1, 4 in post: surplus 3
ROWS = (
    centre("甲街道", 36_001, "3.5", district="市北区"),
    station("西村", 799, "4"),
    centre("甲街道", 30_000, "8"),
    station("东村", 1_601, "0.2", "0.5"),
    centre("乙街道", 30_000, "3"),
)
COSTS = (("", "", "10000"),)
# 区市, 级别 → 平台数, 达标数, 应配, 现有, 缺口 (hundredths), 缺口经费 (yuan)
SUMS: dict[tuple[str, str], tuple[int, int, int, int, int, int]] = {
    ("市南", STREET): (2, 1, 10, 1100, 200, 20_000),
    ("市南", COMMUNITY): (2, 1, 4, 470, 230, 23_000),
    ("市南", ALL): (4, 2, 14, 1570, 430, 43_000),
    ("市北", STREET): (1, 0, 7, 350, 350, 35_000),
    ("市北", ALL): (1, 0, 7, 350, 350, 35_000),
    (CITY, STREET): (3, 1, 17, 1450, 550, 55_000),
    (CITY, COMMUNITY): (2, 1, 4, 470, 230, 23_000),
    (CITY, ALL): (5, 2, 21, 1920, 780, 78_000),
}
COLUMNS = ("platforms", "met", "required", "staff_x100", "gap_x100")


@pytest.fixture(scope="module")
def result() -> Result:
    return run(ROWS, costs=COSTS)


def test_rows_and_their_order(result: Result) -> None:
    """Only levels that there are; 全部 after a district's levels, 全市 at the end."""
    rows = records(result.tables["districts"])
    assert [(row["district"], row["level"]) for row in rows] == list(SUMS)


@pytest.mark.clause("staffing 三(一)、三(三) by_district")
@pytest.mark.parametrize("key", list(SUMS), ids=" ".join)
def test_sums(result: Result, key: tuple[str, str]) -> None:
    row = district(result, *key)
    *want, yuan = SUMS[key]
    assert [row[name] for name in COLUMNS] == want
    assert row["gap_cost_fen"] == 100 * yuan
    assert row["met_ratio"] == pytest.approx(want[1] / want[0], rel=1e-12)


@pytest.mark.clause("staffing 三(一)、三(三) by_district")
def test_a_surplus_never_hides_a_gap(result: Result) -> None:
    """市南's centres have 11 for 10 and still lack 2; all of 市南 15.7 for 14, lacking 4.3."""
    street = district(result, "市南", STREET)
    assert street["staff_x100"] > 100 * street["required"]
    assert street["gap_x100"] == 200
    every = district(result, "市南", ALL)
    assert every["staff_x100"] > 100 * every["required"]
    assert every["gap_x100"] == 430
    own = [platform(result, n)["gap_x100"] for n in ("乙街道服务中心", "东村", "西村")]
    assert own == [200, 230, 0]


def test_a_gap_of_one_source_of_rows_is_not_netted_within_a_street() -> None:
    """A centre's surplus does not fill its own community's gap."""
    result = run([centre("甲街道", 0, "50"), station("东村", 800)])
    assert district(result, "市南", ALL)["gap_x100"] == 100
    assert district(result, CITY, ALL)["gap_x100"] == 100


def test_checks_pass(result: Result) -> None:
    assert failed_checks(result) == []


# ---------------------------------------------------------------- ranks


def streets(name: str, *staff: str) -> list[Row]:
    """Return centres of a district, 5 required each."""
    return [centre(f"{n}街道", 30_000, own, district=name) for n, own in enumerate(staff)]


def ranks(result: Result, level: str) -> dict[str, int]:
    """Return the ranks of a level."""
    return {
        row["district"]: row["rank"]
        for row in records(result.tables["districts"])
        if row["level"] == level and row["district"] != CITY
    }


def test_equal_ranks_are_equal() -> None:
    """All met twice, then none: 1, 1, 3; a bigger surplus is no better."""
    result = run([*streets("市南", "5"), *streets("市北", "9", "9"), *streets("李沧", "4")])
    assert ranks(result, STREET) == {"市南": 1, "市北": 1, "李沧": 3}
    assert ranks(result, ALL) == {"市南": 1, "市北": 1, "李沧": 3}


@pytest.mark.clause("staffing 三(一)、三(三) by_district")
def test_ranks_by_share_then_by_the_smaller_gap() -> None:
    """By hand: 平度 2/3 with gap 5; 市北 2/4 and 城阳 1/2, gap 1.5 each; 李沧 1/2, gap 2; …"""
    rows = [
        *streets("李沧", "5", "3"),  # 1/2, gap 2
        *streets("城阳", "5", "3.5"),  # 1/2, gap 1.5
        *streets("市北", "6", "4", "5", "4.5"),  # 2/4, gap 1.5
        *streets("平度", "5", "5", "0"),  # 2/3, gap 5
        *streets("莱西", "4.99"),  # 0, gap 0.01
        *streets("胶州", "0"),  # 0, gap 5
        *streets("即墨", "5"),  # 1
    ]
    want = {"即墨": 1, "平度": 2, "市北": 3, "城阳": 3, "李沧": 5, "莱西": 6, "胶州": 7}
    assert ranks(run(rows), STREET) == want
    assert ranks(run(reversed(rows)), STREET) == want


def test_a_hundredth_decides() -> None:
    rows = [*streets("市南", "4.5"), *streets("市北", "4.51"), *streets("李沧", "4.50")]
    assert ranks(run(rows), STREET) == {"市南": 2, "市北": 1, "李沧": 2}


def test_thirds_tie_with_sixths() -> None:
    """1/3 with gap 2 (1 + 1) and 2/6 with gap 2 (4 × 0.5)."""
    rows = [
        *streets("市南", "5", "4", "4"),
        *streets("市北", "5", "5", "4.5", "4.5", "4.5", "4.5"),
        *streets("李沧", "4"),
    ]
    assert ranks(run(rows), STREET) == {"市南": 1, "市北": 1, "李沧": 3}


def test_each_level_is_ranked_apart() -> None:
    """市南: centre met, station not; 市北 the other way, with gaps 1 and 2 by hand; 李沧 stations.

    全部: 李沧 1/1, then 1/2 each: 市南 lacks 1, 市北 2.
    """
    rows = [
        centre("甲街道", 0, "5"),
        station("东村", 0),
        centre("甲街道", 0, "3", district="市北"),
        station("东村", 0, "1", district="市北"),
        station("东村", 0, "1", district="李沧"),
    ]
    result = run(rows)
    assert ranks(result, STREET) == {"市南": 1, "市北": 2}
    assert ranks(result, COMMUNITY) == {"市南": 3, "市北": 1, "李沧": 1}
    assert ranks(result, ALL) == {"市南": 2, "市北": 3, "李沧": 1}


def test_the_city_has_no_rank(result: Result) -> None:
    for level in (STREET, COMMUNITY, ALL):
        assert district(result, CITY, level)["rank"] is None


# ---------------------------------------------------------------- the workbook


def test_the_total_of_the_workbook_is_the_city(result: Result, tmp_path: Path) -> None:
    path = result.to_excel(tmp_path / "结果.xlsx")
    rows = list(load_workbook(path, data_only=True)["区市汇总"].iter_rows(values_only=True))
    header = [str(name) for name in rows[0]]
    wanted = [
        "区市",
        "级别",
        "平台数",
        "达标数",
        "应配",
        "现有",
        "缺口",
        "达标率",
        "排名",
        "缺口经费（元）",
    ]
    assert header == wanted
    header[-1] = "缺口经费"
    total = dict(zip(header, rows[-1], strict=True))
    city = dict(zip(header, rows[-2], strict=True))
    assert (total["区市"], city["区市"], city["级别"]) == ("合计", CITY, ALL)
    want = {"平台数": 5, "达标数": 2, "应配": 21, "现有": 19.2, "缺口": 7.8, "缺口经费": 78_000}
    assert {name: total[name] for name in want} == want
    assert {name: city[name] for name in want} == want
    assert city["达标率"] == pytest.approx(0.4, rel=1e-12)
    assert len(rows) == 1 + len(SUMS) + 1
    staff = list(load_workbook(path, data_only=True)["配备核算"].iter_rows(values_only=True))
    assert len(staff) == 1 + len(ROWS)
