"""The staffing samples of data/: by the oracle from their cells, by hand from make_samples.py."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from openpyxl import load_workbook

import qdcalc
from oracle.staffing import StaffingScenario, assess
from oracle.staffing_compare import compare_staffing_workbook
from qdcalc.result.result import Result

from .helpers import (
    COSTS,
    PLATFORMS,
    TASKS,
    Row,
    cells,
    failed_checks,
    platform,
    records,
    refusal,
)

DATA = Path(__file__).parents[2] / "data"
SAMPLE, BROKEN = DATA / "人员配备_2019-06.xlsx", DATA / "人员配备_有错误.xlsx"


@pytest.fixture(scope="module")
def result() -> Result:
    return qdcalc.staffing.assess(SAMPLE)


def table(sheet: str, columns: tuple[str, ...], first: int) -> list[Row]:
    """Read a sheet of the sample as texts, without the program."""
    rows = load_workbook(SAMPLE)[sheet].iter_rows(min_row=first, values_only=True)
    texts = [["" if cell is None else str(cell) for cell in row] for row in rows]
    return [dict(zip(columns, row, strict=True)) for row in texts]


def test_the_sample_runs_and_every_check_passes(result: Result) -> None:
    assert failed_checks(result) == []
    assert set(result.problems["级别"]) <= {"警告"}
    assert cells(result.problems) == {("经费标准", "C1")}  # 万元, converted
    # 15 streets of DISTRICT_STREETS, a centre and two communities each
    assert len(result.tables["platform_staff"]) == 45


def test_the_sample_against_the_oracle(result: Result, tmp_path: Path) -> None:
    costs = table("经费标准", COSTS, 2)
    for row, yuan in zip(costs, ("96000", "68000", "102500"), strict=True):
        row["人均年经费"] = yuan  # 9.6, 6.8 and 10.25 万元
    scenario = StaffingScenario(
        table("服务平台", PLATFORMS, 3),
        table("目标任务", TASKS, 2),
        costs,
        "2019-06-30",
        {"round": "ceil"},
    )
    assert len(scenario.platforms) == 45
    result.to_excel(tmp_path / "out.xlsx")
    assert compare_staffing_workbook(assess(scenario), tmp_path / "out.xlsx") == []


def test_the_targets_of_the_sample_by_hand(result: Result) -> None:
    """TASK_ROWS of make_samples.py as of 2019-06-30."""
    found = {
        r["task"]: (r["state"], r["days"], r["missing"]) for r in records(result.tables["tasks"])
    }
    assert found == {
        "精简申请材料 30% 以上": ("完成", 11, 0),
        "精简申请材料达到 60%": ("未到期", 184, 0.12),
        "服务事项实现网办": ("逾期", -181, 0.04),
        "服务事项实现全程网办": ("逾期完成", -15, 0),
        "压缩服务办理时限 20% 以上": ("完成", 0, 0),
        "公布四级服务清单": ("未到期", 0, None),
        "推行电子签章": ("完成", 3, None),
    }
    days = (dt.date(2018, 12, 31) - dt.date(2019, 6, 30)).days
    assert days == -181


def test_a_platform_of_the_sample_by_hand(result: Result) -> None:
    """The cells of the first centre of 市南 that lacks anyone: 30,000 served, 4.5 in post."""
    sheet = {row["名称"]: row for row in table("服务平台", PLATFORMS, 3)}
    own = sheet["香港中路服务中心"]
    staff = [own[name] or "0" for name in PLATFORMS[5:]]
    assert (own["服务对象数"], sum(float(text) for text in staff)) == ("30000", 4.5)
    row = platform(result, "香港中路服务中心")
    assert (row["required"], row["staff_x100"], row["gap_x100"]) == (5, 450, 50)
    assert row["gap_cost_fen"] == 5_125_000  # 0.5 × 102,500.00, the district's before the level's


# what write_broken_staffing planted, with the user's cell; alternatives where any of a row will do
PLANTED: tuple[tuple[str, set[str]], ...] = (
    ("服务平台", {"A3"}),  # 市中区
    ("服务平台", {"D4"}),  # 乡镇
    ("服务平台", {"E5"}),  # 800.5 people
    ("服务平台", {"E6"}),  # no people
    ("服务平台", {"F7"}),  # −1 in post
    ("服务平台", {"G8"}),  # 0.333 in post
    ("服务平台", {"A9", "B9", "C9", "D9"}),  # row 6 again: the street's second centre
    ("服务平台", {"E9"}),  # and its blank
    ("目标任务", {"B2"}),  # 2018-13-31
    ("目标任务", {""}),  # no 统计日期
)


def test_the_broken_sample_is_refused_with_every_mistake() -> None:
    problems = refusal(lambda: qdcalc.staffing.assess(BROKEN))
    found = cells(problems)
    for sheet, places in PLANTED:
        assert len(found & {(sheet, cell) for cell in places}) == 1, (sheet, places)
    assert len(problems) == len(PLANTED)
    by_cell = problems.set_index("单元格")
    assert by_cell.loc["A3", "原值"] == "市中区"
    assert by_cell.loc["G8", "原值"] == "0.333"
    assert by_cell.loc["B2", "原值"] == "2018-13-31"
    for column in ("问题", "如何改"):
        assert problems[column].str.contains(r"[\u4e00-\u9fff]").all()
