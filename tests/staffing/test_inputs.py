"""Workbooks as people make them: read right, or refused with the cell named.

Expectations: the contract of workbooks.md and staffing.md, worked by hand.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

import qdcalc
from qdcalc.result.result import Result
from seeds import at_first

from .helpers import (
    COMMUNITY,
    COSTS,
    DAY,
    PLATFORMS,
    STREET,
    TASKS,
    cells,
    centre,
    listed,
    platform,
    records,
    refusal,
    run,
    station,
    write,
)

Cell = Any
# Four platforms, two targets, one cost. By hand:
#   31,200 → 6, 4 + 1 + 0.5 = 5.5 in post: gap 0.5;   1,600 → 2, 0.2 + 0.7 + 0.1 = 1: gap 1
#   30,000 → 5, 6 in post: surplus 1;                 801 → 2, 2 in post
LINES: list[list[Cell]] = [
    ["市南区", "八大湖街道", "八大湖服务中心", "街道(镇)", 31200, 4, 1, 0.5, None],
    ["市南区", "八大湖街道", "天台社区", "社区(村)", 1600, 0.2, 0.7, None, 0.1],
    ["黄岛区", "灵珠山街道", "灵珠山服务中心", "街道(镇)", 30000, 6, None, None, None],
    ["黄岛区", "灵珠山街道", "东山村", "社区(村)", 801, 0, 2, None, None],
]
TARGETS: list[list[Cell]] = [
    ["精简申请材料", "2018-12-31", "不低于", 0.3, 0.345, "2018-12-20"],
    ["网办", "2018-12-31", "不低于", 1, 0.96, None],
]
COST: list[list[Cell]] = [[None, None, 80000]]
DATE: list[list[Cell]] = [["统计日期", "2019-06-30"]]
# 区市, 街道, 名称, 级别 → people, required, hundredths in post, of gap, of surplus, fen
EXPECTED: dict[tuple[str, str, str, str], tuple[int, ...]] = {
    ("市南", "八大湖街道", "八大湖服务中心", STREET): (31200, 6, 550, 50, 0, 4_000_000),
    ("市南", "八大湖街道", "天台社区", COMMUNITY): (1600, 2, 100, 100, 0, 8_000_000),
    ("西海岸新区", "灵珠山街道", "灵珠山服务中心", STREET): (30000, 5, 600, 0, 100, 0),
    ("西海岸新区", "灵珠山街道", "东山村", COMMUNITY): (801, 2, 200, 0, 0, 0),
}
FIGURES = ("people_served", "required", "staff_x100", "gap_x100", "surplus_x100", "gap_cost_fen")
STATES = [("精简申请材料", "完成", 11, 0.0), ("网办", "逾期", -181, 0.04)]


class Book:
    """The four sheets, to be soiled before they are written."""

    def __init__(self) -> None:
        self.book = Workbook()
        first = self.book.active
        assert isinstance(first, Worksheet)
        first.title = "服务平台"
        self.platforms = first
        self.fill(first, PLATFORMS, LINES)
        self.tasks = self.fill(self.book.create_sheet("目标任务"), TASKS, TARGETS)
        self.costs = self.fill(self.book.create_sheet("经费标准"), COSTS, COST)
        self.settings = self.fill(self.book.create_sheet("口径"), ("参数", "取值"), DATE)

    @staticmethod
    def fill(sheet: Worksheet, header: tuple[str, ...], rows: list[list[Cell]]) -> Worksheet:
        """Put a table into a sheet."""
        for row in ([*header], *rows):
            sheet.append(row)
        return sheet

    def texts(self, change: Callable[[str], str], first: int = 5) -> None:
        """Write the numbers of 服务平台 as texts."""
        for row in self.platforms.iter_rows(min_row=2, min_col=first):
            for cell in row:
                if cell.value is not None:
                    cell.value = change(str(cell.value))
                    cell.number_format = "@"


def titled(own: Book) -> None:
    for sheet in (own.platforms, own.tasks, own.costs, own.settings):
        sheet.insert_rows(1, 3)
        sheet["A1"], sheet["A2"] = "青岛市基层服务平台人员情况（2019年6月）", "填报单位：市人社局"
        sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=sheet.max_column)


def merged(own: Book) -> None:
    for cells_ in ("A2:A3", "A4:A5", "B2:B3", "B4:B5"):
        own.platforms.merge_cells(cells_)


def units_in_headers(own: Book) -> None:
    for number, cell in enumerate(own.platforms[1][4:]):
        cell.value = f"{cell.value}（人）" if number % 2 else f"{cell.value}\n(人)"
    own.costs["C1"], own.costs["C2"] = "人均年经费（万元）", 8


def row_of_units(own: Book) -> None:
    own.platforms.insert_rows(2)
    for column in range(5, 10):
        own.platforms.cell(2, column, "人")


def sums_and_notes(own: Book) -> None:
    sheet = own.platforms
    sheet.insert_rows(4)
    for column, value in ((1, "小计"), (5, 32800), (6, 4.2)):
        sheet.cell(4, column, value)
    sheet.insert_rows(5)
    sheet.append(["合计", None, None, None, 63601, 10.2, 3.7, 0.5, 0.1])
    sheet.append([None])
    sheet.append(["平均", None, None, None, 15900])
    sheet.append(["注：兼职人员按比例折算"])
    sheet.append(["填表人：赵六", None, None, "审核：王五"])
    own.tasks.append(["说明：截至月末"])
    own.costs.append(["制表：李四"])


def text_numbers(own: Book) -> None:
    own.texts(lambda text: f" {text} ")
    own.costs["C2"] = "80000.00"


def full_width(own: Book) -> None:
    wide = {ord(c): ord(c) + 0xFEE0 for c in "0123456789.%()"}
    own.texts(lambda text: text.translate(wide))
    for row in own.platforms.iter_rows(min_row=2, min_col=4, max_col=4):
        row[0].value = str(row[0].value).translate(wide)
    own.costs["C2"] = "８００００"
    own.tasks["D2"], own.tasks["E2"] = "３０％", "３４．５％"
    own.tasks["B3"] = "２０１８年１２月３１日"


def commas(own: Book) -> None:
    own.texts(lambda text: f"{float(text):,.2f}".removesuffix(".00"))
    own.costs["C2"] = "80,000.00"
    own.platforms["E2"] = "31，200"


def percents(own: Book) -> None:
    own.tasks["D2"], own.tasks["E2"] = "30%", "34.5%"
    own.tasks["D3"], own.tasks["E3"] = "100%", 0.96
    own.tasks["E3"].number_format = "0%"


def other_columns(own: Book) -> None:
    """Other order, blanks in headers, a column nobody knows, no blank column 其他."""
    sheet = own.platforms
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    sheet.delete_rows(1, sheet.max_row)
    order = [5, 8, 4, 3, 2, 1, 0, 6, 7]
    for number, row in enumerate(rows):
        new = [row[n] for n in order]
        sheet.append([*new, "联系电话" if number == 0 else "12333"])
    for cell in sheet[1]:
        text = str(cell.value)
        cell.value = f"{text[0]} \n{text[1:]}"


def level_spellings(own: Book) -> None:
    for number, text in enumerate(("街道", "村", "镇", "社区（村）"), start=2):
        own.platforms.cell(number, 4, text)


def district_spellings(own: Book) -> None:
    for number, text in enumerate(("青岛市市南区", "市南", "西海岸新区", " 青岛西海岸新区"), 2):
        own.platforms.cell(number, 1, text)


def hidden(own: Book) -> None:
    own.platforms.row_dimensions[3].hidden = True


def dates(own: Book) -> None:
    own.tasks["B2"], own.tasks["F2"] = dt.date(2018, 12, 31), dt.datetime(2018, 12, 20)
    own.tasks["B3"] = 20181231
    own.settings["B2"] = dt.date(2019, 6, 30)


def other_sheets(own: Book) -> None:
    own.book.create_sheet("备忘", 0).append(["区市", "待核", 3.5])
    own.book.move_sheet("服务平台", 4)


def zeros_and_blanks(own: Book) -> None:
    for row in own.platforms.iter_rows(min_row=2, min_col=6):
        for cell in row:
            if cell.value is None:
                cell.value = " "
    own.platforms["F5"] = None


DIRTY: tuple[tuple[Callable[[Book], None], bool], ...] = (
    # what was done, and whether it must be told
    (titled, False),
    (merged, False),
    (units_in_headers, True),
    (row_of_units, True),
    (sums_and_notes, True),
    (text_numbers, False),
    (full_width, False),
    (commas, False),
    (percents, False),
    (other_columns, True),
    (level_spellings, False),
    (district_spellings, False),
    (hidden, True),
    (dates, False),
    (other_sheets, False),
    (zeros_and_blanks, False),
)


def assert_right(result: Result) -> None:
    """Fail unless the four platforms and two targets come out as by hand."""
    rows = records(result.tables["platform_staff"])
    keys = ("district", "street", "platform", "level")
    found = {tuple(row[k] for k in keys): tuple(row[name] for name in FIGURES) for row in rows}
    assert len(rows) == len(found)
    assert found == EXPECTED
    tasks = records(result.tables["tasks"])
    assert [(r["task"], r["state"], r["days"], r["missing"]) for r in tasks] == STATES


def test_clean(tmp_path: Path) -> None:
    own = Book()
    own.book.save(tmp_path / "in.xlsx")
    result = qdcalc.staffing.assess(tmp_path / "in.xlsx")
    assert_right(result)
    assert len(result.problems) == 0


# these stand together in one workbook
TOGETHER = (percents, full_width, district_spellings, sums_and_notes, row_of_units, titled)
ALONE = [soiled for soiled in DIRTY if soiled[0] not in TOGETHER]
TOO = [soiled for soiled in DIRTY if soiled[0] in TOGETHER]


@pytest.mark.parametrize(
    ("soil", "is_told"),
    at_first([*ALONE, *TOO], len(ALONE)),
    ids=lambda v: getattr(v, "__name__", ""),
)
def test_dirty(soil: Callable[[Book], None], is_told: bool, tmp_path: Path) -> None:
    own = Book()
    soil(own)
    own.book.save(tmp_path / "in.xlsx")
    result = qdcalc.staffing.assess(tmp_path / "in.xlsx")
    assert_right(result)
    assert set(result.problems["级别"]) <= {"警告"}
    if is_told:
        assert len(result.problems)


def test_dirty_all_at_once(tmp_path: Path) -> None:
    own = Book()
    for soil in TOGETHER:
        soil(own)
    own.book.save(tmp_path / "in.xlsx")
    assert_right(qdcalc.staffing.assess(tmp_path / "in.xlsx"))


def test_the_users_file_stays_as_it_is(tmp_path: Path) -> None:
    own, path = Book(), tmp_path / "in.xlsx"
    own.book.save(path)
    before = path.read_bytes()
    qdcalc.staffing.assess(path).to_excel(tmp_path / "out.xlsx")
    assert path.read_bytes() == before
    shown = load_workbook(tmp_path / "out.xlsx")
    assert {"配备核算", "区市汇总", "目标任务", "口径与依据", "校验", "运行信息"} <= set(
        shown.sheetnames
    )


# ---------------------------------------------------------------- refused

BAD: tuple[tuple[str, Cell], ...] = (
    ("A3", "市中区"),
    ("A3", None),
    ("A2", "全市"),
    ("A2", "市南、市北"),
    ("B2", None),
    ("C4", " "),
    ("D3", "乡"),
    ("D3", "区市"),
    ("D5", None),
    ("E2", None),
    ("E2", -1),
    ("E2", "-800"),
    ("E2", 30000.5),
    ("E2", "30000.01"),
    ("E2", "3万"),
    ("E2", "约30000"),
    ("E2", "30,00"),
    ("E2", "=1/0"),
    ("E2", True),
    ("F2", -0.5),
    ("F2", 0.333),
    ("G3", "0.125"),
    ("H3", "0,5"),
    ("I3", "两人"),
    ("I3", "#N/A"),
    ("F2", "1/3"),
)


def test_refused(tmp_path: Path) -> None:
    """A row for each bad cell, a copy of the right one under a name of its own."""
    own, wanted = Book(), []
    for cell, value in BAD:
        place = ord(cell[0]) - ord("A")
        line = [*LINES[int(cell[1:]) - 2]]
        number = own.platforms.max_row + 1
        line[1], line[2] = f"第{number}街道", f"第{number}个"
        line[place] = value
        own.platforms.append(line)
        wanted.append(("服务平台", f"{cell[0]}{number}"))
    own.book.save(tmp_path / "in.xlsx")
    errors = refusal(lambda: qdcalc.staffing.assess(tmp_path / "in.xlsx"))
    assert sorted(zip(errors["工作表"], errors["单元格"], strict=True)) == sorted(wanted)
    for column in ("问题", "如何改"):
        assert errors[column].str.contains(r"[\u4e00-\u9fff]").all()


def test_several_cells_of_a_row_are_refused_one_by_one(tmp_path: Path) -> None:
    own = Book()
    bad: dict[str, Cell] = {"A2": "即墨县", "D2": "乡", "E2": -1, "F2": 0.333, "E5": None, "G5": -2}
    for cell, value in bad.items():
        own.platforms[cell] = value
    own.book.save(tmp_path / "in.xlsx")
    errors = refusal(lambda: qdcalc.staffing.assess(tmp_path / "in.xlsx"))
    assert cells(errors) == {("服务平台", cell) for cell in bad}
    assert len(errors) == len(bad)


@pytest.mark.parametrize(
    ("name", "hint"),
    [("即墨县", "即墨"), ("市南曲", "市南"), ("西海岸新", "西海岸新区"), ("胶洲市", "胶州")],
)
def test_a_hint_at_the_district_that_was_meant(name: str, hint: str) -> None:
    errors = refusal(lambda: run([station("东村", 800, district=name)]))
    assert f"是不是 {hint}" in errors["问题"].iloc[0]
    assert name in errors["问题"].iloc[0]
    assert "莱西" in errors["如何改"].iloc[0]  # the whole list


@pytest.mark.parametrize("column", PLATFORMS[:5])
def test_a_missing_column_is_refused(column: str, tmp_path: Path) -> None:
    place = PLATFORMS.index(column)
    header = [name for name in PLATFORMS if name != column]
    lines = [[v for n, v in enumerate(line) if n != place] for line in LINES]
    path = write(tmp_path / "in.xlsx", lines, header=header)
    errors = refusal(lambda: qdcalc.staffing.assess(path))
    assert errors["问题"].str.contains(column).any()


@pytest.mark.parametrize("unit", ["万人", "个", "户"])
def test_another_unit_is_refused(unit: str, tmp_path: Path) -> None:
    """3.12 万人 is not read as 3 or as 3.12 people."""
    header = [*PLATFORMS[:4], f"服务对象数({unit})", *PLATFORMS[5:]]
    path = write(tmp_path / "in.xlsx", LINES, header=header)
    assert cells(refusal(lambda: qdcalc.staffing.assess(path))) == {("服务平台", "E1")}


def test_two_columns_of_one_source_are_refused(tmp_path: Path) -> None:
    header = [*PLATFORMS[:8], "在编(人)"]
    path = write(tmp_path / "in.xlsx", LINES, header=header)
    assert len(refusal(lambda: qdcalc.staffing.assess(path)))


# ---------------------------------------------------------------- the same platform twice

TWICE: tuple[tuple[list[Cell], list[Cell], bool], ...] = (
    # a street has one centre, whatever it is called
    (["市南", "甲街道", "甲", STREET, 1], ["市南", "甲街道", "乙", STREET, 2], True),
    (["市南", "甲街道", "甲", STREET, 1], ["市南区", " 甲街道", "甲", "街道", 1], True),
    (["黄岛区", "甲街道", "甲", STREET, 1], ["西海岸新区", "甲街道", "乙", STREET, 1], True),
    (["市南", "甲街道", "甲", STREET, 1], ["市北", "甲街道", "甲", STREET, 1], False),
    (["市南", "甲街道", "甲", STREET, 1], ["市南", "乙街道", "甲", STREET, 1], False),
    (["市南", "甲街道", "甲", STREET, 1], ["市南", "甲 街道", "乙", STREET, 1], True),
    (["市南", "A街道", "甲", STREET, 1], ["市南", "Ａ街道", "乙", STREET, 1], True),
    (["市南", "a街道", "甲", STREET, 1], ["市南", "A街道\u200e", "乙", STREET, 1], True),
    # a community by its street and name
    (["市南", "甲街道", "甲", COMMUNITY, 1], ["市南", "甲\n街道", "\ufeff甲", COMMUNITY, 1], True),
    (["市南", "甲街道", "甲", COMMUNITY, 1], ["市南区", "甲街道", "甲", COMMUNITY, 2], True),
    (["市南", "甲街道", "村(北)", COMMUNITY, 1], ["市南", "甲街道", "村（北）", "村", 1], True),
    (["市南", "甲街道", "甲", COMMUNITY, 1], ["市南", "甲街道", "乙", COMMUNITY, 1], False),
    (["市南", "甲街道", "甲", COMMUNITY, 1], ["市南", "乙街道", "甲", COMMUNITY, 1], False),
    (["市南", "甲街道", "甲", COMMUNITY, 1], ["市北", "甲街道", "甲", COMMUNITY, 1], False),
    # the levels are apart
    (["市南", "甲街道", "甲", COMMUNITY, 1], ["市南", "甲街道", "甲", STREET, 1], False),
)


@pytest.mark.parametrize(("first", "second", "is_refused"), TWICE)
def test_twice(first: list[Cell], second: list[Cell], is_refused: bool, tmp_path: Path) -> None:
    other: list[Cell] = ["崂山", "丙街道", "丙", STREET, 3]
    path = write(tmp_path / "in.xlsx", [first, other, second])
    if not is_refused:
        assert len(qdcalc.staffing.assess(path).tables["platform_staff"]) == 3
        return
    errors = refusal(lambda: qdcalc.staffing.assess(path))
    assert len(errors) == 1
    assert cells(errors) <= {("服务平台", f"{column}4") for column in "ABCD"}
    assert "2" in errors["问题"].iloc[0]  # the row that it repeats


# ---------------------------------------------------------------- warnings


def test_a_community_without_its_street(tmp_path: Path) -> None:
    """Calculated, with a warning at 街道; the street of another district is none."""
    rows = [
        centre("甲街道", 0, "5"),
        station("有村", 0, "1"),
        station("无村", 801, street="乙街道"),
        centre("丙街道", 0, "5", district="市北"),
        station("别村", 0, street="丙街道"),
    ]
    path = write(tmp_path / "in.xlsx", listed(rows), 口径=[("统计日期", DAY)])
    result = qdcalc.staffing.assess(path)
    assert set(result.problems["级别"]) == {"警告"}
    assert cells(result.problems) == {("服务平台", "B4"), ("服务平台", "B6")}
    assert result.problems["问题"].str.contains("市南").all()
    assert "乙街道" in result.problems["问题"].iloc[0]
    assert platform(result, "无村")["required"] == 2


def test_an_unknown_column_is_named(tmp_path: Path) -> None:
    lines = [[*line, "张三"] for line in LINES]
    path = write(tmp_path / "in.xlsx", lines, header=[*PLATFORMS, "联系人"], 口径=DATE)
    result = qdcalc.staffing.assess(path)
    assert list(result.problems["级别"]) == ["警告"]
    assert "联系人" in str(result.problems.iloc[0].to_dict())


SPELLINGS = {
    "市南": ("市南", "市南区", "青岛市市南区", "市 南 区"),
    "市北": ("市北", "市北区"),
    "李沧": ("李沧", "李沧区"),
    "崂山": ("崂山", "崂山区"),
    "城阳": ("城阳", "城阳区"),
    "西海岸新区": ("西海岸新区", "青岛西海岸新区", "黄岛区", "黄岛"),
    "即墨": ("即墨", "即墨区"),
    "高新区": ("高新区", "青岛高新区"),
    "胶州": ("胶州", "胶州市"),
    "平度": ("平度", "平度市"),
    "莱西": ("莱西", "莱西市"),
}


def test_districts_in_all_spellings() -> None:
    cases = [(name, text) for name, texts in SPELLINGS.items() for text in texts]
    rows = [
        centre(f"{n}街道", 0, "5", district=text) for n, (_, text) in enumerate(reversed(cases))
    ]
    result = run(rows)
    for n, (name, text) in enumerate(reversed(cases)):
        assert platform(result, f"{n}街道服务中心")["district"] == name, text
    sums = records(result.tables["districts"])
    named = [row["district"] for row in sums if row["level"] == STREET]
    assert named == [*SPELLINGS, "全市"]
    assert [r["platforms"] for r in sums if r["level"] == STREET][:-1] == [
        len(texts) for texts in SPELLINGS.values()
    ]


# ---------------------------------------------------------------- frames and folders


def test_frames_name_the_row_label_and_column() -> None:
    frame = pd.DataFrame([line[:6] for line in LINES], columns=list(PLATFORMS[:6]))
    frame = frame.astype(object).set_axis([10, 20, 30, 40])
    frame.loc[30, "服务对象数"] = "三万"
    errors = refusal(lambda: qdcalc.staffing.assess(frame, report_date=DAY))
    assert list(errors["列"]) == ["服务对象数"]
    assert "30" in errors["单元格"].iloc[0]


ENGLISH = ("district", "street", "platform", "level", "people_served", "permanent")


def test_frames_with_english_columns() -> None:
    frame = pd.DataFrame([line[:6] for line in LINES], columns=list(ENGLISH))
    result = qdcalc.staffing.assess(frame, report_date=DAY)
    assert len(result.problems) == 0
    found = {row["platform"]: row for row in records(result.tables["platform_staff"])}
    assert {name: row["people_served"] for name, row in found.items()} == {
        str(line[2]): line[4] for line in LINES
    }
    assert found["灵珠山服务中心"]["required"] == 5


def folder(path: Path, *books: tuple[str, list[list[Cell]]]) -> Path:
    """Write workbooks into a folder."""
    path.mkdir()
    for name, lines in books:
        write(path / name, lines, 口径=DATE)
    return path


def test_a_folder_of_two_districts(tmp_path: Path) -> None:
    path = folder(tmp_path / "f", ("1.xlsx", LINES[:2]), ("2.xlsx", LINES[2:]))
    result = qdcalc.staffing.assess(path)
    assert len(result.tables["platform_staff"]) == 4
    assert result.tables["districts"]["required"].iloc[-1] == 15  # 6 + 2 + 5 + 2


def test_the_same_platform_alike_in_two_files_is_a_warning(tmp_path: Path) -> None:
    """Contract: the same key twice, with the same values a warning; it counts once."""
    path = folder(tmp_path / "f", ("1.xlsx", LINES), ("2.xlsx", LINES[:1]))
    result = qdcalc.staffing.assess(path)
    assert len(result.tables["platform_staff"]) == 4
    assert set(result.problems["级别"]) == {"警告"}
    assert len(result.problems)


def test_the_same_platform_otherwise_in_two_files_names_both(tmp_path: Path) -> None:
    """Contract: with different values an error naming both files."""
    changed: list[Any] = [*LINES[0][:5], 5, *LINES[0][6:]]
    path = folder(tmp_path / "f", ("甲.xlsx", LINES), ("乙.xlsx", [changed]))
    errors = refusal(lambda: qdcalc.staffing.assess(path))
    said = " ".join(errors.astype(str).agg(" ".join, axis=1))
    assert "甲.xlsx" in said
    assert "乙.xlsx" in said


def test_a_correction_replaces_the_earlier_row(tmp_path: Path) -> None:
    """Contract: a file whose name ends in _更正 replaces, with a notice of both values."""
    changed: list[Any] = [*LINES[0][:5], 5, *LINES[0][6:]]
    path = folder(tmp_path / "f", ("1.xlsx", LINES), ("1_更正.xlsx", [changed]))
    result = qdcalc.staffing.assess(path)
    assert platform(result, "八大湖服务中心")["staff_x100"] == 650  # 5 + 1 + 0.5
    assert len(result.tables["platform_staff"]) == 4
    assert len(result.problems)


def test_the_same_platform_in_two_files_by_two_spellings(tmp_path: Path) -> None:
    """市南 of the one file is 市南区 of the other: alike, so a warning."""
    path = folder(tmp_path / "f", ("1.xlsx", LINES), ("2.xlsx", [["市南", *LINES[0][1:]]]))
    result = qdcalc.staffing.assess(path)
    assert len(result.tables["platform_staff"]) == 4
    assert set(result.problems["级别"]) == {"警告"}


def test_the_same_standard_of_cost_in_two_files(tmp_path: Path) -> None:
    """Contract: the same key twice is a warning with the same values, else an error."""
    path = tmp_path / "f"
    path.mkdir()
    write(path / "1.xlsx", LINES[:2], 经费标准=COST, 口径=DATE)
    write(path / "2.xlsx", LINES[2:], 经费标准=COST, 口径=DATE)
    result = qdcalc.staffing.assess(path)
    fen = {r["platform"]: r["gap_cost_fen"] for r in records(result.tables["platform_staff"])}
    assert fen == {key[2]: figures[-1] for key, figures in EXPECTED.items()}
    assert set(result.problems["级别"]) == {"警告"}
    write(path / "2.xlsx", LINES[2:], 经费标准=[[None, None, 80001]], 口径=DATE)
    assert len(refusal(lambda: qdcalc.staffing.assess(path))) == 1


def test_a_file_without_a_column_that_another_has_is_named(tmp_path: Path) -> None:
    """Issue 10: a column that vanishes (现有 3 instead of 5) is named in one file of several."""
    header = PLATFORMS[:7]
    write(tmp_path / "a.xlsx", [("市南", "甲", "甲中心", STREET, 6000, 3, 2)], header=header)
    write(tmp_path / "b.xlsx", [("市北", "乙", "乙中心", STREET, 6000, 3)], header=header[:6])
    problems = qdcalc.staffing.assess(tmp_path).problems
    told = problems[problems["代码"] == "T60"]
    assert list(told["文件"]) == ["b.xlsx"]
    assert "购买服务" in told["问题"].iloc[0]
