"""Headings of sheets: in two rows, again further down, not text (issue 10, workbooks.md)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from qdcalc.expo.inputs import FIRMS
from qdcalc.intake.raw import RawTable
from qdcalc.staffing.inputs import PLATFORMS
from qdcalc.table.description import Table
from qdcalc.table.problems import Problems
from qdcalc.water.inputs.tables import READINGS
from qdcalc.workbook.read import read_files
from workbook.books import write

STAFF = ("区市", "街道", "名称", "级别", "服务对象数", "在编", "购买服务")
ROW = ("市南", "A街道", "A中心", "街道(镇)", 6000, 3, 2)
SECOND = ("市北", "B街道", "B中心", "街道(镇)", 8000, 4, 1)
MERGE = tuple[str, ...]


def read(
    path: Path, table: Table, *lines: Sequence[object], merged: MERGE = ()
) -> tuple[RawTable, set[tuple[str, str]]]:
    """Write one sheet of a table and read it; return its rows and what was said (code, cell)."""
    write(path, *lines, sheet=table.label)
    if merged:
        book = openpyxl.load_workbook(path)
        sheet = book.active
        assert isinstance(sheet, Worksheet)
        for cells in merged:
            sheet.merge_cells(cells)
        book.save(path)
    problems = Problems()
    found = read_files([path], [table], problems)
    said = {(p.fault.code, p.cell) for p in problems.distinct()}
    return found.get(table.name, RawTable(table, [], {}, _none(), _none())), said


def _none() -> Any:
    import numpy as np

    return np.zeros(0, dtype=np.int64)


def cells(raw: RawTable, *names: str) -> list[tuple[Any, ...]]:
    """Return rows of cells in their columns' own units, blank where there are none."""
    columns = []
    for name in names:
        shift = raw.shifts.get(name, [0] * len(raw))
        values = raw.columns.get(name, [None] * len(raw))
        columns.append(
            [
                float(v) * 10.0 ** int(s) if isinstance(v, (int, float)) else v or None
                for v, s in zip(values, shift, strict=True)
            ]
        )
    return list(zip(*columns, strict=True))


STAFFED = [(6000.0, 3.0, 2.0), (8000.0, 4.0, 1.0)]
TAKEN = ("people_served", "permanent", "purchased")
OTHER_ORDER = (*STAFF[:4], "在编", "服务对象数", "购买服务")
IN_OTHER_ORDER = (*SECOND[:4], 4, 8000, 1)


@pytest.mark.parametrize(
    ("between", "codes"),
    [
        ((), {("T33", "A3")}),
        (((None,),), {("T33", "A4"), ("T05", "")}),
        ((("市北区基层平台",),), {("T37", "A3"), ("T33", "A4")}),
        ((("市北区基层平台",), (None,)), {("T37", "A3"), ("T33", "A5")}),
        ((("表二", None, None, None, None, None, "单位：人"),), {("T37", "A3"), ("T33", "A4")}),
        ((("合计", None, None, None, 6000, 3, 2),), {("T04", "A3"), ("T33", "A4")}),
    ],
    ids=["nothing", "a blank row", "a title", "a title and a blank", "a title with unit", "a sum"],
)
def test_a_second_heading_in_another_order(
    between: tuple[Sequence[object], ...], codes: set[tuple[str, str]], tmp_path: Path
) -> None:
    # issue 10: "A second heading block in another order … Each block by its own heading."
    raw, said = read(
        tmp_path / "a.xlsx", PLATFORMS, STAFF, ROW, *between, OTHER_ORDER, IN_OTHER_ORDER
    )
    assert cells(raw, *TAKEN) == STAFFED
    blanks = {(code, cell) for code, cell in said if code == "T05"}
    assert said - blanks == codes - {("T05", "")}
    assert raw.found_rows == len(raw) + raw.passed_over


def test_cells_of_a_second_block_are_named_where_they_stand(tmp_path: Path) -> None:
    raw, _ = read(tmp_path / "a.xlsx", PLATFORMS, STAFF, ROW, OTHER_ORDER, IN_OTHER_ORDER)
    assert raw.address("people_served", 0) == "E2"
    assert raw.address("people_served", 1) == "F4"
    assert raw.address("permanent", 1) == "E4"


def test_indicators_exchanged_in_a_second_heading(tmp_path: Path) -> None:
    raw, _ = read(
        tmp_path / "a.xlsx", READINGS,
        ("月份", "序号", "氨氮", "总磷"), ("2018-11", 1, 1.5, 0.1),
        ("月份", "序号", "总磷", "氨氮"), ("2018-12", 1, 0.2, 1.6),
    )  # fmt: skip
    assert cells(raw, "nh3n", "tp") == [(1.5, 0.1), (1.6, 0.2)]


FIRM = ("企业名称", "年度", "项目", "上年度营业收入", "营业收入")


@pytest.mark.parametrize(
    ("second", "units"),
    [
        ((*FIRM[:3], "上年度营业收入(万元)", "营业收入（万元）"), ()),
        (FIRM, ((None, None, None, "万元", "(万元)"),)),
    ],
    ids=["in the heading", "in a row of units"],
)
def test_money_in_yuan_then_in_wan(
    second: Sequence[object], units: tuple[Sequence[object], ...], tmp_path: Path
) -> None:
    raw, said = read(
        tmp_path / "a.xlsx", FIRMS,
        FIRM, ("甲公司", 2019, "规模增长补助", 10_000_000, 20_000_000),
        second, *units, ("乙公司", 2019, "规模增长补助", 1000, 2000),
    )  # fmt: skip
    assert cells(raw, "previous_revenue_fen", "revenue_fen") == [(1e7, 2e7), (1e7, 2e7)]
    assert ("T33", "A3") in said
    assert sum(code == "H01" for code, _ in said) == 2


def test_money_in_wan_then_without_a_unit_is_named(tmp_path: Path) -> None:
    raw, said = read(
        tmp_path / "a.xlsx", FIRMS,
        (*FIRM[:4], "营业收入(万元)"), ("甲公司", 2019, "规模增长补助", 1, 2000),
        FIRM, ("乙公司", 2019, "规模增长补助", 1, 20_000_000),
    )  # fmt: skip
    assert cells(raw, "revenue_fen") == [(2e7,), (2e7,)]
    assert ("T36", "E3") in said


def test_a_page_without_its_row_of_units_has_the_units_of_the_first(tmp_path: Path) -> None:
    raw, said = read(
        tmp_path / "a.xlsx", READINGS,
        ("月份", "序号", "氨氮"), (None, None, "μg/L"), ("2018-11", 1, 1500),
        ("月份", "序号", "氨氮"), ("2018-12", 1, 1600),
    )  # fmt: skip
    assert cells(raw, "nh3n") == [(1.5,), (1.6,)]
    assert ("T04", "A4") in said


def test_pages_with_the_heading_again(tmp_path: Path) -> None:
    pages = [line for _ in range(3) for line in (STAFF, ROW)]
    raw, said = read(tmp_path / "a.xlsx", PLATFORMS, *pages)
    assert len(raw) == 3
    assert len(raw.parts) == 1
    assert said == {("T04", "A3"), ("T04", "A5")}


def test_a_second_heading_with_a_column_less_is_named(tmp_path: Path) -> None:
    raw, said = read(tmp_path / "a.xlsx", PLATFORMS, STAFF, ROW, STAFF[:6], SECOND[:6])
    assert cells(raw, *TAKEN) == [(6000.0, 3.0, 2.0), (8000.0, 4.0, None)]
    assert ("T35", "A3") in said


def test_a_second_heading_with_a_column_more(tmp_path: Path) -> None:
    raw, _ = read(tmp_path / "a.xlsx", PLATFORMS, STAFF[:6], ROW[:6], STAFF, SECOND)
    assert cells(raw, *TAKEN) == [(6000.0, 3.0, None), (8000.0, 4.0, 1.0)]


def test_a_second_heading_without_a_required_column_is_an_error(tmp_path: Path) -> None:
    heading = (*STAFF[:4], "在编", "购买服务")
    _, said = read(tmp_path / "a.xlsx", PLATFORMS, STAFF, ROW, heading, (*SECOND[:4], 4, 1))
    assert ("T34", "A3") in said


# --------------------------------------------------------------------------- two rows


KEYS = ("月份", "序号", "河流名称", "监测断面")
LINE = ("2018-11", 1, "小沽河", "教书庄", 1.5, 0.3)
TWO_ROWS: dict[str, tuple[list[Sequence[object]], MERGE]] = {
    "keys above, indicators below": ([KEYS, (None,) * 4 + ("氨氮", "总磷")], ()),
    "a group over the indicators": (
        [(*KEYS, "监测指标"), (None,) * 4 + ("氨氮", "总磷")], (),
    ),
    "the group merged": (
        [(*KEYS, "监测指标"), (None,) * 4 + ("氨氮", "总磷")], ("E1:F1",),
    ),
    "keys and group merged": (
        [(*KEYS, "监测指标"), (None,) * 4 + ("氨氮", "总磷")],
        ("A1:A2", "B1:B2", "C1:C2", "D1:D2", "E1:F1"),
    ),
    "a group over the keys too": (
        [("月份", "断面", None, None, "结果"), (None, *KEYS[1:], "氨氮", "总磷")], (),
    ),
    "that group merged": (
        [("月份", "断面", None, None, "结果"), (None, *KEYS[1:], "氨氮", "总磷")],
        ("B1:D1", "E1:F1"),
    ),
    "a title above": (
        [("监测结果",), (*KEYS, "监测指标"), (None,) * 4 + ("氨氮", "总磷")], ("A1:F1",),
    ),
    "a blank row between": ([KEYS, (None,), (None,) * 4 + ("氨氮", "总磷")], ()),
    "indicators above, keys below with units": (
        [(None,) * 4 + ("氨氮", "总磷"), (*KEYS, "mg/L", "mg/L")], (),
    ),
    "three rows, the last of units": (
        [(*KEYS, "指标"), (None,) * 4 + ("氨氮", "总磷"), (None,) * 4 + ("mg/L", "mg/L")], (),
    ),
    "groups in two rows": (
        [(*KEYS, "监测结果"), (None,) * 4 + ("营养盐",), (None,) * 4 + ("氨氮", "总磷")], (),
    ),
    "one indicator above, one below": (
        [(*KEYS, "氨氮", "其他指标"), (None,) * 5 + ("总磷",)], (),
    ),
}  # fmt: skip


@pytest.mark.parametrize(
    ("heading", "merged", "is_second"),
    [
        pytest.param(*case, is_second, id=name + " again" * is_second)
        for name, case in TWO_ROWS.items()
        for is_second in (False, True)
        if not (case[1] and is_second)  # the merged ranges are those of the top
    ],
)
def test_a_heading_in_two_rows(
    heading: list[Sequence[object]], merged: MERGE, is_second: bool, tmp_path: Path
) -> None:
    # issue 10: "A two-row header (keys in row 1, indicators in row 2): the whole month is 缺测"
    above: list[Sequence[object]] = []
    if is_second:
        above = [("序号", "月份", "总磷", "氨氮"), (1, "2018-10", 0.3, 1.5)]
    raw, said = read(tmp_path / "a.xlsx", READINGS, *above, *heading, LINE, merged=merged)
    assert cells(raw, "nh3n", "tp") == [(1.5, 0.3)] * (1 + is_second)
    assert raw.columns["month"].tolist()[-1] == "2018-11"
    assert not {code for code, _ in said} & {"T14", "T30", "H03"}


def test_small_units_in_the_lower_row_are_converted(tmp_path: Path) -> None:
    raw, said = read(
        tmp_path / "a.xlsx", READINGS,
        (None, None, "氨氮"), ("月份", "序号", "μg/L"), ("2018-11", 1, 1500),
    )  # fmt: skip
    assert cells(raw, "nh3n") == [(1.5,)]
    assert ("H01", "C2") in said


def test_staff_in_groups(tmp_path: Path) -> None:
    raw, _ = read(
        tmp_path / "a.xlsx", PLATFORMS,
        (*STAFF[:5], "现有人员", None), (None,) * 5 + ("在编", "购买服务"), ROW,
    )  # fmt: skip
    assert cells(raw, *TAKEN) == STAFFED[:1]


def test_a_row_of_data_is_never_taken_for_a_heading(tmp_path: Path) -> None:
    # 其他 is a column of the table and here the name of a platform
    odd = ("市南", "购买服务", "其他", "街道(镇)", 6000, 3, 2)
    raw, said = read(tmp_path / "a.xlsx", PLATFORMS, STAFF, odd, odd)
    assert len(raw) == 2
    assert not said


# --------------------------------------------------------------------------- not a text


def no_text(value: object) -> Callable[[Path], Any]:
    def build(path: Path) -> Any:
        return read(path, PLATFORMS, (*STAFF[:6], value), ROW)

    return build


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (2018, "H21"), (2018.5, "H21"), (True, "H21"), (dt.date(2018, 11, 1), "H21"),
        ("#REF!", "H20"), ("=A1", "H20"), (None, "H06"),
    ],
)  # fmt: skip
def test_a_heading_that_is_no_text_is_named(value: object, code: str, tmp_path: Path) -> None:
    # issue 10: "A heading that is not text (`2018`, `#REF!`, a formula without a result)"
    _, said = no_text(value)(tmp_path / "a.xlsx")
    assert (code, "G1") in said


@pytest.mark.parametrize("value", [2018, "#REF!", None])
def test_it_does_no_harm_above_a_blank_column(value: object, tmp_path: Path) -> None:
    raw, said = read(tmp_path / "a.xlsx", PLATFORMS, (*STAFF, value), ROW)
    assert len(raw) == 1
    assert not said


def test_a_year_as_heading_where_every_column_is_there(tmp_path: Path) -> None:
    heading = (*STAFF, "大学生岗位", "其他", 2018)
    _, said = read(tmp_path / "a.xlsx", PLATFORMS, heading, (*ROW, 0, 0, 5))
    assert said == {("H22", "J1")}


def test_a_heading_that_is_no_text_in_a_second_block(tmp_path: Path) -> None:
    _, said = read(
        tmp_path / "a.xlsx", PLATFORMS, STAFF, ROW, (*OTHER_ORDER[:6], 2018), IN_OTHER_ORDER
    )
    assert ("H21", "G3") in said


# --------------------------------------------------------------------------- above


@pytest.mark.parametrize(
    ("title", "table", "heading", "row", "is_refused"),
    [
        ("单位：万元", FIRMS, (*FIRM,), ("甲公司", 2019, "规模增长补助", 1, 2), True),
        ("（单位:万元）", FIRMS, (*FIRM,), ("甲公司", 2019, "规模增长补助", 1, 2), True),
        ("单位：元", FIRMS, (*FIRM,), ("甲公司", 2019, "规模增长补助", 1, 2), False),
        (
            "单位：万元", FIRMS, (*FIRM[:3], "上年度营业收入(万元)", "营业收入(万元)"),
            ("甲公司", 2019, "规模增长补助", 1, 2), False,
        ),
        ("金额单位：人民币万元", FIRMS, (*FIRM,), ("甲公司", 2019, "规模增长补助", 1, 2), True),
        ("企业营业收入（万元）", FIRMS, (*FIRM,), ("甲公司", 2019, "规模增长补助", 1, 2), True),
        ("单位：万元/户", FIRMS, (*FIRM,), ("甲公司", 2019, "规模增长补助", 1, 2), True),
        ("万元", FIRMS, (*FIRM,), ("甲公司", 2019, "规模增长补助", 1, 2), True),
        ("（收入1000万元以上）", FIRMS, (*FIRM,), ("甲公司", 2019, "规模增长补助", 1, 2), False),
        ("（收入满5000万元）", FIRMS, (*FIRM,), ("甲公司", 2019, "规模增长补助", 1, 2), False),
        ("单位：千人", PLATFORMS, STAFF, ROW, True),
        ("单位：人", PLATFORMS, STAFF, ROW, False),
        ("填报单位：市南区人社局", PLATFORMS, STAFF, ROW, False),
        ("计量单位：μg/L", READINGS, ("月份", "序号", "氨氮"), ("2018-11", 1, 1500), True),
        ("单位：mg/L（pH除外）", READINGS, ("月份", "序号", "氨氮"), ("2018-11", 1, 1.5), False),
    ],
)  # fmt: skip
@pytest.mark.parametrize("above", ["nothing", "the columns turned round", "the same heading"])
def test_a_unit_in_the_title_alone(
    title: str, table: Table, heading: Sequence[object], row: Sequence[object], is_refused: bool,
    above: str, tmp_path: Path,
) -> None:  # fmt: skip
    step = -1 if above == "the columns turned round" else 1
    first = [] if above == "nothing" else [tuple(heading[::step]), tuple(row[::step])]
    _, said = read(tmp_path / "a.xlsx", table, *first, (None, None, title), heading, row)
    assert ("T49" in {code for code, _ in said}) == is_refused


def test_data_above_the_heading_is_named(tmp_path: Path) -> None:
    raw, said = read(tmp_path / "a.xlsx", PLATFORMS, ROW, STAFF, SECOND)
    assert len(raw) == 1
    assert said == {("T48", "A1")}


# --------------------------------------------------------------------------- units of groups


YEARS = ("企业名称", "年度", "项目")
INCOME = ("上年度营业收入", "营业收入")
FIRM_ROW = ("甲公司", 2019, "规模增长补助", 1, 2)


@pytest.mark.parametrize("group", ["营业收入（万元）", "单位：万元", "万元", "收入【万元】"])
@pytest.mark.parametrize("merged", [(), ("D1:E1", "A1:A2", "B1:B2", "C1:C2")])
def test_the_unit_of_a_group_is_that_of_its_columns(
    group: str, merged: MERGE, tmp_path: Path
) -> None:
    # workbooks.md: "two-row headers (a group over columns …) are read as one", "a known one is
    # converted with a notice": 1,000 万元 read as 元 would be 10,000 times too little
    rows = ((*YEARS, group, None), (None, None, None, *INCOME), FIRM_ROW)
    raw, said = read(tmp_path / "a.xlsx", FIRMS, *rows, merged=merged)
    assert {name: shift.tolist() for name, shift in raw.shifts.items()} == {
        "previous_revenue_fen": [4], "revenue_fen": [4]
    }  # fmt: skip
    assert said == {("H01", "D2"), ("H01", "E2")}


def test_the_unit_of_a_group_is_not_that_of_the_columns_beside_it(tmp_path: Path) -> None:
    rows = (
        ("企业名称", "年度", "项目", "上年（万元）", "本年（元）"),
        (None, None, None, *INCOME),
        FIRM_ROW,
    )
    raw, said = read(tmp_path / "a.xlsx", FIRMS, *rows)
    assert {name: shift.tolist() for name, shift in raw.shifts.items()} == {
        "previous_revenue_fen": [4]
    }
    assert said == {("H01", "D2")}


def test_a_unit_that_a_group_names_and_no_column_can_have(tmp_path: Path) -> None:
    rows = (("区市", "街道", "名称", "级别", "服务（千人）", "人员", None),
            (None, None, None, None, "服务对象数", "在编", "购买服务"), ROW)  # fmt: skip
    _, said = read(tmp_path / "a.xlsx", PLATFORMS, *rows)
    assert said == {("H02", "E2")}


def test_a_row_of_units_beside_merged_keys(tmp_path: Path) -> None:
    raw, said = read(
        tmp_path / "a.xlsx", READINGS, ("月份", "序号", "氨氮", "总磷"),
        (None, None, "μg/L", "mg/L"), ("2018-11", 1, 1500, 0.1), merged=("A1:A2", "B1:B2"),
    )  # fmt: skip
    assert (len(raw), raw.shifts["nh3n"].tolist()) == (1, [-3])
    assert said == {("T12", "A2"), ("H01", "C2")}


def test_a_row_of_units_hides_no_conversion(tmp_path: Path) -> None:
    # one problem a cell: the row's own notice stands where no unit was converted
    _, said = read(
        tmp_path / "a.xlsx", READINGS, ("月份", "序号", "氨氮", "总磷"),
        (None, None, "μg/L", "mg/L"), ("2018-11", 1, 1500, 0.1),
    )  # fmt: skip
    assert said == {("H01", "C2"), ("T12", "D2")}


def test_a_unit_in_a_note_below(tmp_path: Path) -> None:
    rows = (FIRM, FIRM_ROW, ("注：营业收入单位为万元",))
    _, said = read(tmp_path / "a.xlsx", FIRMS, *rows)
    assert ("T49", "A3") in said


def test_a_colon_after_a_name(tmp_path: Path) -> None:
    raw, said = read(tmp_path / "a.xlsx", PLATFORMS, [f"{name}：" for name in STAFF], ROW)
    assert (len(raw), said) == (1, set())
