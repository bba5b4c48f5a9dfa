"""Workbooks as people make them: read right, or refused with the cell named.

Expectations: review.md section 2 and workbooks.md, worked by hand on the calendar of section 4.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

import qdcalc
from qdcalc.result.result import Result

from .helpers import (
    DAY,
    LATE,
    ON_TIME,
    OPEN_LATE,
    PROJECTS,
    Row,
    codes,
    days_of,
    figures,
    frame_of,
    listed,
    project,
    records,
    refusal,
    run,
    the,
    write,
)

ROWS = [
    project("2018-10-26", "2018-11-02", name="甲小区", district="即墨区"),
    project("2018-10-26", "2018-11-05", name="乙小区", district="黄岛区", body="乙所"),
    project("2018-11-15", "2018-11-28", "2018-11-20", "2018-11-26", name="丙路", district="市级",
            kind="市政基础设施"),
]  # fmt: skip
EXPECTED = {
    "甲小区": ("即墨", "2018-11-02", 5, ON_TIME, 0),
    "乙小区": ("西海岸新区", "2018-11-02", 6, LATE, 1),
    "丙路": ("市级", "2018-11-28", 5, ON_TIME, 0),
}


def found(result: Result) -> dict[str, tuple[Any, ...]]:
    """Return what came of each project."""
    return {r["项目名称"]: (r["区市"], *figures(r)) for r in records(result["时限核算"])}


# ---------------------------------------------------------------------------- messy, but read


def titled(sheet: Worksheet) -> None:
    sheet.insert_rows(1, 2)
    sheet["A1"], sheet["A2"] = "2018年施工图联合审查台账", "填报单位：市城乡建设委"
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=11)


def real_dates(sheet: Worksheet) -> None:
    for row in sheet.iter_rows(min_row=2, min_col=8, max_col=11):
        for cell in row:
            if cell.value:
                cell.value = dt.datetime.fromisoformat(str(cell.value))
                cell.number_format = "yyyy-mm-dd"


def written_dates(sheet: Worksheet) -> None:
    forms = ("{0}/{1}/{2}", "{0}年{1}月{2}日", "{0}.{1}.{2}", "{0}{1:02d}{2:02d}")
    for row in sheet.iter_rows(min_row=2, min_col=8, max_col=11):
        for n, cell in enumerate(row):
            if cell.value:
                parts = [int(part) for part in str(cell.value).split("-")]
                cell.value = forms[n].format(*parts)


def other_words(sheet: Worksheet) -> None:
    for cell in sheet["E"][1:]:
        cell.value = "市政工程" if "市政" in str(cell.value) else " 房建 "
    for n, cell in enumerate(sheet["F"][1:]):
        cell.value = ("综合审图机构", "联合审图工作窗口", "")[n]
    for n, cell in enumerate(sheet["G"][1:]):
        cell.value = ("N", "×", "0")[n]


def other_headers(sheet: Worksheet) -> None:
    own = {"项目名称": "工程名称", "审查机构": "审图机构", "受理日期": "受 理\n日期",
           "合格书日期": "审查合格书日期", "复审受理日期": "复审日期"}  # fmt: skip
    for cell in sheet[1]:
        cell.value = own.get(str(cell.value), cell.value)


def summed(sheet: Worksheet) -> None:
    sheet.append(["合计", "3 个"])
    sheet.append(["制表：某某"])
    sheet.insert_rows(3)


def shuffled(sheet: Worksheet) -> None:
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(reversed(row), start=1):
            sheet.cell(number, column).value = value


def unseen(sheet: Worksheet) -> None:
    for cell in sheet["C"][1:]:
        cell.value = f"\ufeff{cell.value}\u200b　"


def merged(sheet: Worksheet) -> None:
    for number, text in ((2, "即墨区"), (3, "即墨区")):
        sheet.cell(number, 3).value = text
    sheet.merge_cells("C2:C3")


@pytest.mark.parametrize(
    "soil",
    [titled, real_dates, written_dates, other_words, other_headers, summed, shuffled, unseen],
    ids=lambda f: f.__name__,
)
def test_a_messy_workbook_is_read(soil: Callable[[Worksheet], None], tmp_path: Path) -> None:
    path = write(tmp_path / "台账.xlsx", listed(ROWS))
    book = load_workbook(path)
    soil(book["项目"])
    book.save(path)
    result = qdcalc.review.assess(path)
    assert found(result) == EXPECTED
    assert result.is_sound


def test_merged_districts_are_filled(tmp_path: Path) -> None:
    path = write(tmp_path / "台账.xlsx", listed(ROWS))
    book = load_workbook(path)
    merged(book["项目"])
    book.save(path)
    districts = qdcalc.review.assess(path)["时限核算"]["区市"].tolist()
    assert sorted(districts) == ["即墨", "即墨", "市级"]


def test_what_may_be_left_out(tmp_path: Path) -> None:
    header = [n for n in PROJECTS if n not in ("轮次", "受理部门", "重新报批", "意见书日期",
                                               "复审受理日期")]  # fmt: skip
    lines = [[row[name] or None for name in header] for row in ROWS[:2]]
    result = qdcalc.review.assess(write(tmp_path / "台账.xlsx", lines, header=header))
    assert found(result) == {name: EXPECTED[name] for name in ("甲小区", "乙小区")}
    assert set(result["时限核算"]["受理部门"]) == {"综合审图"}


def test_a_correction_replaces_the_earlier_row(tmp_path: Path) -> None:
    write(tmp_path / "台账.xlsx", listed(ROWS))
    write(
        tmp_path / "台账_更正.xlsx", listed([{**ROWS[1], "合格书日期": "2018-11-02"}]), settings=()
    )
    result = qdcalc.review.assess(tmp_path)
    assert found(result)["乙小区"] == ("西海岸新区", "2018-11-02", 5, ON_TIME, 0)
    assert codes(result.problems) == ["R04"]


def test_rounds_tell_a_project_apart() -> None:
    rows = [project("2018-11-01", "2018-11-05", round_number=1),
            project("2018-11-12", "2018-11-16", round_number=2)]  # fmt: skip
    result = run(*rows)
    assert [(r["轮次"], r["用时"]) for r in records(result["时限核算"])] == [(1, 2), (2, 4)]


def test_a_round_left_open_beside_a_later_one_is_warned_of() -> None:
    rows = [project("2018-11-01", round_number=""), project("2018-11-12", round_number=2)]
    problems = run(*rows).problems
    assert codes(problems) == ["V23"]
    assert problems["问题"].iloc[0].startswith("第 1 轮没有合格书日期，同一项目另有第 2 轮")


# ------------------------------------------------------------------------------------ refused


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        (project("2018-11-05", "2018-11-02"), "V01", "合格书日期"),
        (project("2018-11-05", "2018-11-09", "2018-11-02", "2018-11-06"), "V02", "意见书日期"),
        (project("2018-11-05", "", "2018-11-02"), "V02", "意见书日期"),
        (project("2018-11-05", "2018-11-09", "2018-11-07", "2018-11-06"), "V03", "复审受理日期"),
        (project("2018-11-05", "2018-11-09", "2018-11-07", "2018-11-12"), "V04", "复审受理日期"),
        (project("2018-11-05", "2018-11-09", "", "2018-11-07"), "V05", "复审受理日期"),
        (project("2018-11-05", "", "", "2018-11-07"), "V05", "复审受理日期"),
        (project("2018-11-05", "2018-11-09", "2018-11-07"), "V06", "意见书日期"),
        (project("2018-11-05", round_number=0), "V07", "轮次"),
        (project("2018-11-05", round_number=1.5), "C15", "轮次"),
        (project("2018-11-05", district="市中区"), "C20", "区市"),
        (project("2018-11-05", kind="厂房"), "C18", "工程类别"),
        (project("2018-11-05", office="住建"), "C18", "受理部门"),
        (project("2018-11-05", again="不知道"), "C10", "重新报批"),
        (project("2018-11-31"), "C09", "受理日期"),
        (project(""), "C14", "受理日期"),
        (project("2018-11-05", body=""), "C14", "审查机构"),
        (project("2019-10-11"), "V11", "受理日期"),
        (project("2018-11-05", "2019-10-11"), "V11", "合格书日期"),
        (project("2018-11-05", "", "2019-10-11"), "V11", "意见书日期"),
        (project("2018-11-05", "", "2018-11-07", "2019-10-11"), "V11", "复审受理日期"),
    ],
)
def test_a_row_that_is_refused(row: Row, code: str, column: str) -> None:
    good = project("2018-11-05", name="别的")
    problems = refusal(lambda: run(good, row))
    assert (codes(problems), list(problems["列"])) == ([code], [column])
    assert list(problems["单元格"]) == ["行 1"]


def test_both_days_of_a_pause_after_the_issue_are_named() -> None:
    row = project("2018-11-05", "2018-11-09", "2018-11-12", "2018-11-13")
    problems = refusal(lambda: run(row))
    assert codes(problems) == ["V02", "V04"]
    assert list(problems["列"]) == ["意见书日期", "复审受理日期"]


@pytest.mark.parametrize(
    "row",
    [
        # equal days are in order; of another round of the same name; out of the limit
        project("2018-11-05", "2018-11-05", "2018-11-05", "2018-11-05"),
        project("2018-11-05", DAY, DAY, DAY),
    ],
)
def test_equal_days_are_in_order(row: Row) -> None:
    assert the(run(row))["状态"] in (ON_TIME, LATE)


def test_all_errors_are_told_at_once(tmp_path: Path) -> None:
    rows = [
        project("2018-11-05", "2018-11-02"),
        project("2018-11-05", "2018-11-06", name="乙", district="某区"),
        project("2027-01-04", name="丙"),
    ]
    path = write(tmp_path / "台账.xlsx", listed(rows), settings=[("统计日期", "2027-06-30")])
    problems = refusal(lambda: qdcalc.review.assess(path))
    told = set(zip(problems["代码"], problems["单元格"], strict=True))
    assert told == {("V01", "I2"), ("C20", "C3"), ("K01", "H4")}


@pytest.mark.parametrize(
    ("first", "second"),
    [("", ""), ("", 1), (2, 2)],
)
def test_a_projects_round_twice_is_refused(first: object, second: object) -> None:
    rows = [project("2018-11-05", round_number=first),
            project("2018-11-06", round_number=second, name="某 小区")]  # fmt: skip
    assert codes(refusal(lambda: run(*rows))) == ["R01"]


def test_without_a_date_nothing_is_calculated() -> None:
    assert codes(refusal(lambda: run(project("2018-11-05"), date=None))) == ["V10"]


def test_the_date_of_the_sheet_and_of_the_call(tmp_path: Path) -> None:
    path = write(tmp_path / "台账.xlsx", listed([project("2018-11-05")]))
    assert qdcalc.review.assess(path)["时限核算"]["计至"].astype(str).tolist() == [DAY]
    other = qdcalc.review.assess(path, report_date="2018-11-12")
    assert other["时限核算"]["用时"].tolist() == [5]
    assert codes(other.problems) == ["S04"]


def test_no_projects_are_refused() -> None:
    assert len(refusal(lambda: qdcalc.review.assess(frame_of([]), report_date=DAY)))


# ------------------------------------------------------------------------------- the calendar


def test_days_of_the_sheet_come_before_the_public_ones() -> None:
    """10-12 is worked by the public calendar; here it is not, and 10-13 is."""
    row = project("2019-10-08", "2019-10-15")  # 09, 10, 11, 12, 14, 15
    assert the(run(row, date="2019-10-31"))["用时"] == 6
    off = the(run(row, date="2019-10-31", days=[("2019-10-12", "休息日")]))
    assert (off["用时"], off["截止日期"]) == (5, "2019-10-15")
    more = [("2019-10-12", "放假"), ("2019-10-13", "调休上班")]
    assert the(run(row, date="2019-10-31", days=more))["用时"] == 6


def test_a_year_that_no_calendar_knows_is_refused() -> None:
    """Never weekends alone; the day of the deadline counts, too."""
    for accepted, issued in (("2027-01-04", "2027-01-05"), ("2026-12-30", "2026-12-31")):
        problems = refusal(lambda a=accepted, i=issued: run(project(a, i), date="2027-03-31"))
        assert (codes(problems), list(problems["列"])) == (["K01"], ["受理日期"])
        assert "2027" in problems["问题"].iloc[0]


def test_a_year_of_the_sheet_is_known() -> None:
    """Monday to Friday save what the sheet lists (section 7)."""
    days = [("2027-01-01", "休息日"), ("2027-01-09", "工作日")]
    result = run(project("2026-12-31", "2027-01-08"), date="2027-01-31", days=days)
    row = the(result)
    # 01-04 … 01-08 are five, the fifth the deadline
    assert figures(row) == ("2027-01-08", 5, ON_TIME, 0)
    assert codes(result.problems) == ["K02"]
    saturday = the(run(project("2027-01-04"), date="2027-01-31", days=days))
    assert saturday["截止日期"] == "2027-01-09"
    assert saturday["状态"] == OPEN_LATE


@pytest.mark.parametrize(
    ("days", "code"),
    [
        ([("2019-10-12", "工作")], "C18"),
        ([("2019-10-32", "休息日")], "C09"),
        ([("2019-10-12", "")], "C14"),
        ([("2019-10-12", "工作日"), ("2019-10-12", "休息日")], "R01"),
    ],
)
def test_a_calendar_that_is_refused(days: list[tuple[str, str]], code: str) -> None:
    assert codes(refusal(lambda: run(project("2019-10-08"), days=days))) == [code]


def test_the_calendar_that_was_used_is_written() -> None:
    days = [("2019-10-12", "休息日")]
    result = run(project("2019-10-08"), date="2019-10-10", days=days)
    rows = {r["日期"]: r for r in records(result["采用的日历"])}
    assert (rows["2019-10-11"]["类型"], rows["2019-10-11"]["星期"]) == ("工作日", "星期五")
    told = {day: (rows[day]["类型"], rows[day]["与周一至周五不同"])
            for day in ("2019-10-07", "2019-10-08", "2019-10-12", "2019-10-13")}  # fmt: skip
    assert told == {
        "2019-10-07": ("休息日", "国务院办公厅的安排"), "2019-10-08": ("工作日", ""),
        "2019-10-12": ("休息日", "工作日历"), "2019-10-13": ("休息日", ""),
    }  # fmt: skip


def test_the_calendar_may_come_apart() -> None:
    result = qdcalc.review.assess(
        {"项目": frame_of([project("2019-10-08", "2019-10-15")])},
        workdays=days_of([("2019-10-12", "休息日")]), report_date="2019-10-31",
    )  # fmt: skip
    assert result["时限核算"]["用时"].tolist() == [5]


def test_the_frames_may_be_english() -> None:
    frame = pd.DataFrame(
        {"project": ["甲"], "district": ["即墨"], "body": ["乙所"], "work_kind": ["房屋建筑"],
         "accepted_on": [pd.Timestamp("2018-10-26")], "issued_on": [pd.Timestamp("2018-11-05")]}
    )  # fmt: skip
    result = qdcalc.review.assess(frame, report_date="2018-12-31")
    assert result.tables["reviews"]["overdue_workdays"].tolist() == [1]


def test_submitted_again_before_the_start_is_named() -> None:
    """五(三): what was refused comes under the plan when it is submitted again, from 10-25 on."""
    again = {"office": "消防", "again": "是"}
    early = run(project("2018-10-24", "2018-11-02", **again))
    assert (the(early)["状态"], codes(early.problems)) == ("不适用", ["V25"])
    told = early.problems.iloc[0]
    assert "早于适用时限的 2018-10-25" in told["问题"]
    assert codes(run(project("2018-10-25", "2018-11-01", **again)).problems) == []
    assert codes(run(project("2018-10-24", "2018-11-02", office="消防")).problems) == []
    late = run(project("2018-11-14", "2018-11-15", **again), start="district")
    assert "2018-11-15" in late.problems.iloc[0]["问题"]


def test_a_sheet_without_the_day_of_issue_is_named(tmp_path: Path) -> None:
    kept = [name for name in PROJECTS if name != "合格书日期"]
    line = [project("2019-09-27")[name] or None for name in kept]
    result = qdcalc.review.assess(write(tmp_path / "项目.xlsx", [line], header=kept))
    assert (the(result)["状态"], codes(result.problems)) == ("在办", ["V26"])


@pytest.mark.parametrize("name", ["区（市）", "所在区（市）", "所属区市", "区（市）*"])
def test_the_district_as_the_notice_writes_it(tmp_path: Path, name: str) -> None:
    header = [name if column == "区市" else column for column in PROJECTS]
    lines = listed([project("2018-10-26", "2018-11-02", district="即墨区")])
    result = qdcalc.review.assess(write(tmp_path / "项目.xlsx", lines, header=header))
    assert (the(result)["区市"], codes(result.problems)) == ("即墨", [])
