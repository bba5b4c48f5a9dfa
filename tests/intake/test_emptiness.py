"""Inputs without anything to calculate, once for every calculation and entry (issue 10).

"A sheet without any judged indicator column, or without one measured value, or a required sheet
without rows … is an error for every calculation, decided once in intake."
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from qdcalc import InputError
from qdcalc.notice.catalogue import find
from qdcalc.run import run
from workbook.books import write

WATER = ("月份", "序号", "断流", "水温", "电导率", "氨氮", "总氮")
STAFF = ("区市", "街道", "名称", "级别", "服务对象数", "在编")
SHOW = ("展会名称", "类型", "专业场馆", "结束日期", "展览面积", "申请单位")
Lines = list[Sequence[object]]
EMPTY: dict[str, tuple[str, Sequence[str], Lines, str]] = {
    "staffing, a header alone": ("staffing", STAFF, [], "T38"),
    "staffing, sums passed over": ("staffing", STAFF, [("合计", None, None, None, 6000, 3)], "T38"),
    "expo, a header alone": ("expo", SHOW, [], "E10"),
    "expo, sums passed over": ("expo", SHOW, [("合计", None, None, None, 30000, None)], "E10"),
    "water, a header alone": ("water", WATER, [], "T38"),
    "water, notes passed over": ("water", WATER, [("注：本月未监测",)], "T38"),
    "water, nothing measured": ("water", WATER, [("2018-11", 1), ("2018-11", 2, "否")], "T40"),
    "water, marks of nothing": (
        "water", WATER, [("2018-11", 1, "", "", "", "—", "/")], "T40",
    ),
    "water, temperature alone": ("water", WATER, [("2018-11", 1, "", 12.5, 300)], "T40"),
    "water, nitrogen alone": ("water", WATER, [("2018-11", 28, "", "", "", "", 1.0)], "T40"),
    "water, no column of an indicator": ("water", WATER[:3], [("2018-11", 1, "否")], "T39"),
    "water, columns that are not judged": ("water", WATER[:5], [("2018-11", 1, "", 12.5)], "T39"),
}  # fmt: skip
LABELS = {"staffing": "服务平台", "expo": "展会", "water": "监测数据"}


def refused(calculation: str, source: Any) -> set[str]:
    with pytest.raises(InputError) as caught:
        run(find(calculation), source)
    problems = caught.value.problems
    return set(problems.loc[problems["级别"] == "错误", "代码"])


@pytest.mark.parametrize(
    ("name", "heading", "lines", "code", "entry"),
    [
        pytest.param(*case, entry, id=f"{said}, {entry}")
        for said, case in EMPTY.items()
        for entry in ("workbook", "folder", "frame")
        if not (entry == "frame" and "passed over" in said)
    ],
)
def test_an_empty_input_is_an_error(
    name: str, heading: Sequence[str], lines: Lines, code: str, entry: str, tmp_path: Path
) -> None:
    kinds = ["water-month", "water-year"] if name == "water" else [name]
    source: Any = tmp_path / "a.xlsx"
    if entry == "frame":
        full = [(*line, *[None] * (len(heading) - len(line))) for line in lines]
        source = {LABELS[name]: pd.DataFrame(full, columns=list(heading), dtype=object)}
    else:
        write(source, heading, *lines, sheet=LABELS[name])
    if entry == "folder":
        write(tmp_path / "b.xlsx", heading, *lines, sheet=LABELS[name])
        source = tmp_path
    for kind in kinds:
        assert refused(kind, source) >= {code}


def test_each_sheet_of_a_folder_needs_a_value(tmp_path: Path) -> None:
    write(tmp_path / "2018-11.xlsx", WATER, ("2018-11", 1, "", "", "", 1.5))
    write(tmp_path / "2018-12.xlsx", WATER, ("2018-12", 1, "", 12.5, "", ""))
    assert refused("water-month", tmp_path) == {"T40"}


def test_a_dry_month_needs_none(tmp_path: Path) -> None:
    write(tmp_path / "2018-11.xlsx", WATER, ("2018-11", 1, "", "", "", 1.5))
    write(tmp_path / "2018-12.xlsx", WATER, ("2018-12", 1, "是"))
    result = run(find("water-month"), tmp_path)
    assert "断流" in set(result["断面核算"]["判定"])


def test_nitrogen_counts_where_it_is_judged(tmp_path: Path) -> None:
    # R:indicators = limits judges total nitrogen at lakes (water.md §2)
    write(tmp_path / "a.xlsx", WATER, ("2018-11", 28, "", "", "", "", 1.0))
    run(find("water-month"), tmp_path / "a.xlsx", interpretations={"indicators": "limits"})


def test_cells_that_can_not_be_read_are_told_alone(tmp_path: Path) -> None:
    write(tmp_path / "a.xlsx", WATER, ("2018-11", 1, "", "", "", "abc"))
    assert refused("water-month", tmp_path / "a.xlsx") == {"W01"}


def test_a_file_without_rows_among_others_is_named(tmp_path: Path) -> None:
    row = ("市南", "A街道", "A中心", "街道(镇)", 6000, 3)
    write(tmp_path / "a.xlsx", STAFF, row, sheet="服务平台")
    write(tmp_path / "b.xlsx", STAFF, sheet="服务平台")
    problems = run(find("staffing"), tmp_path).problems
    assert problems.loc[problems["代码"] == "T41", "文件"].tolist() == ["b.xlsx"]


def test_an_optional_sheet_without_rows_is_fine(tmp_path: Path) -> None:
    row = ("市南", "A街道", "A中心", "街道(镇)", 6000, 3)
    tasks = [("事项", "截止日期")]
    write(tmp_path / "a.xlsx", STAFF, row, sheet="服务平台", 目标任务=tasks)
    problems = run(find("staffing"), tmp_path / "a.xlsx", settings={"report_date": "2019-06-30"})
    assert problems.problems.empty
