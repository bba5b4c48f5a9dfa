"""What the gaps cost: the standard that counts, and the fen. Expectations worked by hand."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import qdcalc
from qdcalc.staffing.costs import cost_of, gap_cost_fen

from .helpers import (
    ALL,
    CITY,
    COMMUNITY,
    DAY,
    STREET,
    cells,
    centre,
    district,
    listed,
    platform,
    platforms_frame,
    refusal,
    run,
    station,
    write,
)

# one person is missing at each platform: its cost is the standard itself
ONE_MISSING = (
    centre("甲街道", 0, "4"),
    station("东村", 0),
    centre("乙街道", 0, "4", district="市北"),
    station("西村", 0, street="乙街道", district="市北"),
)
NAMES = ("甲街道服务中心", "东村", "乙街道服务中心", "西村")
BOTH, DISTRICT, LEVEL, NEITHER = (
    ("市南", STREET, "100000"),
    ("市南", "", "90000"),
    ("", STREET, "80000"),
    ("", "", "70000"),
)
Cost = tuple[str, str, str]


def yuan(costs: list[Cost]) -> list[float | None]:
    """Return what the missing person costs at each of the four."""
    result = run(ONE_MISSING, costs=costs)
    amounts = [platform(result, name)["gap_cost_fen"] for name in NAMES]
    return [None if fen is None else fen / 100 for fen in amounts]


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
def test_the_most_specific_counts_in_any_order(order: tuple[int, ...]) -> None:
    levels = [STREET, COMMUNITY, STREET, COMMUNITY]
    platforms = pd.DataFrame({"district": [0, 0, 1, 1], "level": levels})
    costs = pd.DataFrame(
        {
            "district": [0, 0, -1, -1],
            "level": [STREET, "", STREET, ""],
            "annual_cost_fen": [10_000_000, 9_000_000, 8_000_000, 7_000_000],
        }
    )
    found = cost_of(platforms, costs.iloc[list(order)])
    assert found.tolist() == [10_000_000, 9_000_000, 8_000_000, 7_000_000]


def test_all_four_standards_in_a_workbook() -> None:
    assert yuan([NEITHER, BOTH, LEVEL, DISTRICT]) == [100_000, 90_000, 80_000, 70_000]


@pytest.mark.parametrize(
    ("costs", "expected"),
    [
        ([DISTRICT, LEVEL], [90_000, 90_000, 80_000, None]),  # the district before the level
        ([LEVEL, NEITHER], [80_000, 70_000, 80_000, 70_000]),
        ([BOTH, LEVEL], [100_000, None, 80_000, None]),
        ([BOTH], [100_000, None, None, None]),
        ([DISTRICT], [90_000, 90_000, None, None]),
        ([NEITHER], [70_000] * 4),
        ([("市南区", "街道", "1"), ("青岛市市北区", "社区（村）", "2")], [1, None, None, 2]),
        ([("崂山", "", "5")], [None] * 4),
        ([("市南", STREET, "0"), NEITHER], [0, 70_000, 70_000, 70_000]),
    ],
)
def test_which_standard_counts(costs: list[Cost], expected: list[float | None]) -> None:
    assert yuan(costs) == expected


@pytest.mark.clause("staffing 三(一)、三(三) by_district")
@pytest.mark.parametrize(
    ("staff", "cost", "fen"),
    [
        ("0.50", "60000.01", 3_000_001),  # 0.5 × 60,000.01 = 30,000.005, a tie
        ("0.50", "60000.03", 3_000_002),  # 30,000.015, a tie
        ("0.99", "0.50", 1),  # 0.01 × 0.50 = 0.005, a tie
        ("0.99", "0.49", 0),  # 0.0049
        ("0.75", "0.02", 1),  # 0.25 × 0.02 = 0.005, a tie
        ("0.70", "62345.67", 1_870_370),  # 18,703.701
        ("0.85", "1200.99", 18_015),  # 0.15 × 1,200.99 = 180.1485
        ("0.45", "85.10", 4_681),  # 0.55 × 85.10 = 46.805, a tie; as floats below it
        ("0.00", "123456.78", 12_345_678),
        ("1.00", "85000", 0),
        ("3", "85000", 0),  # a surplus costs and saves nothing
    ],
)
def test_half_up_to_the_fen(staff: str, cost: str, fen: int) -> None:
    result = run([station("东村", 800, staff)], costs=[("", "", cost)])
    assert platform(result, "东村")["gap_cost_fen"] == fen
    assert result["配备核算"]["缺口经费"].tolist() == [fen / 100]


def test_costs_that_add_up_to_what_no_float_holds() -> None:
    """Two whole persons at 2⁵² fen are 2⁵³ together; one fen less is still exact."""
    gaps, half = np.array([100, 100], dtype=np.int64), 2**52
    with pytest.raises(qdcalc.UsageError, match="缺口经费的合计太大"):
        gap_cost_fen(gaps, pd.Series([half, half], dtype="Int64"))
    found = gap_cost_fen(gaps, pd.Series([half, half - 1], dtype="Int64"))
    assert found.tolist() == [half, half - 1]
    with pytest.raises(qdcalc.UsageError, match="缺口经费太大"):  # 2⁵³ × 512 ≥ 2⁶²
        gap_cost_fen(np.array([512], dtype=np.int64), pd.Series([2**53], dtype="Int64"))


def test_sums_are_of_rounded_amounts() -> None:
    """Two ties of 30,000.005 are 60,000.02 together, not 60,000.01."""
    rows = [station("东村", 800, "0.5"), station("西村", 800, "0.5")]
    result = run(rows, costs=[("", "", "60000.01")])
    for name, level in (("市南", COMMUNITY), ("市南", ALL), (CITY, COMMUNITY), (CITY, ALL)):
        assert district(result, name, level)["gap_cost_fen"] == 6_000_002


def test_blank_without_the_sheet() -> None:
    result = run(ONE_MISSING)
    assert [platform(result, name)["gap_cost_fen"] for name in NAMES] == [None] * 4
    assert result["配备核算"]["缺口经费"].isna().all()
    assert result["区市汇总"]["缺口经费"].isna().all()


def test_ten_thousands_in_the_header(tmp_path: Path) -> None:
    """6.234567 万元 = 62,345.67 元, exactly; a notice says that it was converted."""
    header = {"经费标准": ("区市", "级别", "人均年经费(万元)"), "口径": ("参数", "取值")}
    path = write(
        tmp_path / "in.xlsx",
        listed(ONE_MISSING),
        headers=header,
        口径=[("统计日期", DAY)],
        经费标准=[("市南", None, 6.234567), (None, None, "8.5")],
    )
    result = qdcalc.staffing.assess(path)
    found = [platform(result, name)["gap_cost_fen"] for name in NAMES]
    assert found == [6_234_567, 6_234_567, 8_500_000, 8_500_000]
    assert cells(result.problems) == {("经费标准", "C1")}
    assert set(result.problems["级别"]) == {"警告"}
    write(
        path, listed(ONE_MISSING), headers=header, 经费标准=[(None, None, 6.2345678)]
    )  # half a fen: 62,345.678
    assert cells(refusal(lambda: qdcalc.staffing.assess(path))) == {("经费标准", "C2")}


def test_an_english_frame_is_in_fen() -> None:
    """Contract: a Chinese money header is 元, an English one ends in _fen."""
    costs = pd.DataFrame({"annual_cost_fen": [6_000_001]})
    result = qdcalc.staffing.assess(
        platforms_frame([station("东村", 800, "0.5")]), costs=costs, report_date=DAY
    )
    assert platform(result, "东村")["gap_cost_fen"] == 3_000_001


@pytest.mark.parametrize(
    "pair",
    [
        (("市南", STREET), ("市南", STREET)),
        (("市南", STREET), ("市南区", "街道（镇）")),
        (("黄岛区", ""), ("西海岸新区", "")),
        (("", COMMUNITY), ("", "村")),
        (("", ""), ("", "")),
    ],
)
@pytest.mark.parametrize("second", ["85000", "85000.01"])
def test_two_standards_for_the_same_are_refused(
    pair: tuple[tuple[str, str], ...], second: str, tmp_path: Path
) -> None:
    rows: list[list[object]] = [
        [*(text or None for text in key), amount]
        for key, amount in zip(pair, ("85000", second), strict=True)
    ]
    rows.insert(1, ["崂山", STREET, "1"])
    path = write(tmp_path / "in.xlsx", listed(ONE_MISSING), 经费标准=rows)
    found = cells(refusal(lambda: qdcalc.staffing.assess(path)))
    assert len(found) == 1
    assert found <= {("经费标准", f"{column}4") for column in "ABC"}


@pytest.mark.parametrize(
    ("row", "cell"),
    [
        (("市中区", None, 85000), "A2"),
        ((None, "乡镇", 85000), "B2"),
        ((None, None, None), ""),
        (("市南", None, None), "C2"),
        ((None, None, -1), "C2"),
        ((None, None, "8,5"), "C2"),
        ((None, None, 85000.001), "C2"),
    ],
)
def test_bad_standards_are_refused(row: tuple[object, ...], cell: str, tmp_path: Path) -> None:
    path = write(tmp_path / "in.xlsx", listed(ONE_MISSING), 经费标准=[row])
    if not cell:  # a wholly blank row is passed over: no standard, no cost
        result = qdcalc.staffing.assess(path)
        assert result["配备核算"]["缺口经费"].isna().all()
        return
    assert cells(refusal(lambda: qdcalc.staffing.assess(path))) == {("经费标准", cell)}


def test_an_unknown_district_is_not_any_district(tmp_path: Path) -> None:
    """The general row after a misspelt district is no repetition of it: one mistake, one error."""
    path = write(
        tmp_path / "in.xlsx",
        listed(ONE_MISSING),
        经费标准=[("市中区", None, 85000), (None, None, 70000)],
    )
    assert cells(refusal(lambda: qdcalc.staffing.assess(path))) == {("经费标准", "A2")}


@pytest.mark.parametrize("label", ["合计", "总计", "制表：李四", "注：含五险一金"])
def test_a_closing_row_under_costs_is_no_standard(label: str, tmp_path: Path) -> None:
    """workbooks.md: passed over where its required cells aren't filled: a text is no amount."""
    headers = {"经费标准": ("人均年经费", "区市", "级别"), "口径": ("参数", "取值")}
    path = write(
        tmp_path / "in.xlsx", listed(ONE_MISSING), headers=headers,
        经费标准=[(70_000, None, None), (label, None, None)], 口径=[("统计日期", DAY)],
    )  # fmt: skip
    result = qdcalc.staffing.assess(path)
    assert {platform(result, name)["gap_cost_fen"] for name in NAMES} == {7_000_000}
    assert list(result.problems["代码"]) == ["T04"]
