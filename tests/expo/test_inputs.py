"""Workbooks as people make them: read right, or refused with the cell named; the result sheets.

Expectations: expo.md (errors, missing figures) and the contract of workbooks.md, worked by hand.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from openpyxl import Workbook, load_workbook

import qdcalc
from qdcalc.result.result import Result
from seeds import at_first

from .helpers import (
    COLUMNS,
    CONFERENCE,
    CONSUMER,
    GROWTH,
    KNOWN,
    LED,
    NEW,
    OK,
    OPEN,
    SHOW_MARK,
    THEME,
    TRADE,
    VENUE,
    Found,
    Row,
    book_of,
    budget,
    cells,
    consumer,
    failed_checks,
    firm,
    found,
    frame_of,
    growing,
    hall,
    led,
    mark,
    new_firm,
    past,
    place,
    reasons,
    records,
    refusal,
    rows_of,
    run,
    trade,
    write,
)

Cell = Any
SHEETS: dict[str, list[Row]] = {
    "展会": [
        trade(26_500),  # 300,000 + 1 × 50,000
        consumer("30000", 25_400, 展会名称="车展"),  # 4 × 10,000
        trade(160_000, 展会名称="海洋展", 申请单位="金诺公司", **THEME),  # 1,700,000 × 1.2, cap
    ],
    "认证": [mark("展会"), mark("国际会议", body="ICCA", 对象="海洋大会", 申请单位="海洋所")],
    "企业": [growing(50_000_000, "75000000.50"), firm(KNOWN, 营业收入=10_000_000)],
    "展馆": [hall(2018, 7, 2), hall(2019, 10, 3)],  # X27: 500,000 in the second year
    "政府主导": [led(900_000)],
    "历史补助": [past("渔博会", TRADE, 2018, 300_000, 2)],
    "预算": [budget(TRADE, 2019, 3_000_000), budget(CONSUMER, 2019, 30_000)],
}
# 项目, 年度, 申请单位, 元
EXPECTED: list[tuple[str, int, str, int]] = [
    (TRADE, 2019, "海名公司", 350_000),
    (CONSUMER, 2019, "海名公司", 40_000),
    (TRADE, 2019, "金诺公司", 2_000_000),
    (SHOW_MARK, 2019, "海名公司", 300_000),
    (CONFERENCE, 2019, "海洋所", 50_000),
    (GROWTH, 2019, "新展公司", 200_000),
    (KNOWN, 2019, "新展公司", 1_000_000),
    (VENUE, 2018, "会展中心", 500_000),
    (VENUE, 2019, "会展中心", 500_000),
    (LED, 2019, "市贸促会", 900_000),
]
TOTAL = 584_000_000  # fen: the sum of the above


def titled(book: Workbook) -> None:
    for sheet in book.worksheets:
        sheet.insert_rows(1, 2)
        sheet["A1"] = "青岛市会展业补助申报（2019年度）"
        sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=sheet.max_column)
        sheet["A2"] = "填报单位：市贸促会"


def sums_and_notes(book: Workbook) -> None:
    book["展会"].append(["合计", *[None] * 8, 216_500])
    book["企业"].append(["合计", *[None] * 8, 85_000_000.5])
    book["展馆"].append(["注：全年统计"])
    book["政府主导"].append(["制表：赵六"])
    book["认证"].insert_rows(3)


def units(book: Workbook) -> None:
    show, firms = book["展会"], book["企业"]
    show[place("展会", "展览面积", 1)] = "展览面积（万㎡）"
    for row, area in ((2, 2.65), (3, "3"), (4, 16)):
        show[place("展会", "展览面积", row)] = area
    show[place("展会", "历史最大面积", 1)] = "历史最大面积(万平方米)"
    show[place("展会", "历史最大面积", 3)] = 2.54
    firms[place("企业", "营业收入", 1)] = "营业收入（万元）"
    firms[place("企业", "营业收入", 2)] = "7,500.00005"
    firms[place("企业", "营业收入", 3)] = 1000
    book["政府主导"][place("政府主导", "核定金额", 1)] = "核定金额（亿元）"
    book["政府主导"][place("政府主导", "核定金额")] = 0.009
    book["预算"]["C1"], book["预算"]["C2"], book["预算"]["C3"] = "预算金额(万元)", 300, 3


def texts(book: Workbook) -> None:
    wide = {ord(c): ord(c) + 0xFEE0 for c in "0123456789.,"}
    for sheet in book.worksheets:
        for row in sheet.iter_rows(min_row=2):
            for cell in row:
                if isinstance(cell.value, int):
                    cell.value = f" {cell.value} ".translate(wide)
    book["展会"][place("展会", "展览面积")] = "26,500.00"


def editions_and_years(book: Workbook) -> None:
    for row, edition in ((2, "第3届"), (3, "第三届"), (4, "首届")):
        book["展会"][place("展会", "届次", row)] = edition
    book["企业"]["B2"], book["企业"]["B3"] = "2019年", "2019年度"
    book["展馆"]["B2"], book["展馆"]["B3"] = "2018 年", "2019.0"
    book["政府主导"]["B2"] = "２０１９"


def marks_and_kinds(book: Workbook) -> None:
    sheet = book["展会"]
    for row, yes in ((2, "√"), (4, "Y")):
        sheet[place("展会", "专业场馆", row)] = yes
    sheet[place("展会", "专业场馆", 3)] = None
    sheet[place("展会", "专家评审", 4)] = 1
    for row, kind in ((2, "贸易类"), (3, "消费展"), (4, " 贸易 ")):
        sheet[place("展会", "类型", row)] = kind
    sheet[place("展会", "主题", 4)] = "“海洋经济”、文化旅游"


def dates(book: Workbook) -> None:
    ways: tuple[Cell, ...] = (dt.date(2019, 5, 8), "2019年5月8日", 20190508)
    for row, day in enumerate(ways, start=2):
        book["展会"][place("展会", "结束日期", row)] = day
    book["认证"][place("认证", "认证日期", 2)] = "2019.6.1"
    book["认证"][place("认证", "认证日期", 3)] = dt.datetime(2019, 6, 1)


def other_order(book: Workbook) -> None:
    sheet = book["展会"]
    rows = [[cell.value for cell in row][::-1] for row in sheet.iter_rows()]
    sheet.delete_rows(1, sheet.max_row)
    for number, row in enumerate(rows):
        sheet.append([*row, "联系电话" if number == 0 else "12333"])
    book.create_sheet("备忘", 0).append(["展会名称", "待核"])


def hidden(book: Workbook) -> None:
    book["展会"].row_dimensions[3].hidden = True


# what was done, and the codes by which it is told; E15 is the budget's
DIRTY: tuple[tuple[Callable[[Workbook], None], set[str]], ...] = (
    (titled, set()),
    (sums_and_notes, {"T04", "T05"}),
    (units, {"H01"}),
    (texts, set()),
    (editions_and_years, set()),
    (marks_and_kinds, set()),
    (dates, set()),
    (other_order, {"H03"}),
    (hidden, {"T06"}),
)


def assert_right(result: Result) -> None:
    """Fail unless all applications come out as by hand."""
    rows = rows_of(result)
    got = [(r["item"], r["year"], r["applicant"], r["amount_fen"]) for r in rows]
    assert got == [(*key, 100 * amount) for *key, amount in EXPECTED]
    assert {row["verdict"] for row in rows} == {OK}
    assert failed_checks(result) == []


def test_clean(tmp_path: Path) -> None:
    result = qdcalc.expo.assess(write(tmp_path / "in.xlsx", SHEETS))
    assert_right(result)
    assert [(row["sheet"], row["row"]) for row in rows_of(result)] == [
        (name, str(number + 2))
        for name in ("展会", "认证", "企业", "展馆", "政府主导")
        for number in range(len(SHEETS[name]))
    ]
    # 40,000 of consumer shows are more than their 30,000
    assert list(result.problems["代码"]) == ["E15"]
    assert cells(result.problems) == {("预算", "C3")}


# these stand together in one workbook
TOGETHER = (units, editions_and_years, marks_and_kinds, dates, sums_and_notes, titled)
ALONE = [soiled for soiled in DIRTY if soiled[0] not in TOGETHER]
TOO = [soiled for soiled in DIRTY if soiled[0] in TOGETHER]


@pytest.mark.parametrize(
    ("soil", "codes"),
    at_first([*ALONE, *TOO], len(ALONE)),
    ids=lambda v: getattr(v, "__name__", ""),
)
def test_dirty(soil: Callable[[Workbook], None], codes: set[str], tmp_path: Path) -> None:
    book = book_of(SHEETS)
    soil(book)
    book.save(tmp_path / "in.xlsx")
    result = qdcalc.expo.assess(tmp_path / "in.xlsx")
    assert_right(result)
    assert set(result.problems["级别"]) == {"警告"}
    assert set(result.problems["代码"]) >= codes | {"E15"}


def test_dirty_all_at_once(tmp_path: Path) -> None:
    book = book_of(SHEETS)
    for soil in TOGETHER:
        soil(book)
    book.save(tmp_path / "in.xlsx")
    result = qdcalc.expo.assess(tmp_path / "in.xlsx")
    assert_right(result)
    assert set(result.problems["代码"]) >= {"E15"}.union(*(codes for _, codes in TOO))


def test_frames_by_keyword_and_as_one_mapping() -> None:
    frames = {name: frame_of(name, rows) for name, rows in SHEETS.items()}
    assert_right(qdcalc.expo.assess(frames))
    by_keyword = qdcalc.expo.assess(
        frames["展会"],
        certificates=frames["认证"],
        firms=frames["企业"],
        venues=frames["展馆"],
        government=frames["政府主导"],
        history=frames["历史补助"],
        budgets=frames["预算"],
    )
    assert_right(by_keyword)


# ---------------------------------------------------------------- refused

# sheet, column, what is written in row 2, code
BAD: tuple[tuple[str, str, Cell, str], ...] = (
    ("展会", "展览面积", None, "C14"),
    ("展会", "展览面积", " ", "C14"),
    ("展会", "展览面积", -20_000, "E04"),
    ("展会", "展览面积", "2万", "C03"),
    ("展会", "展览面积", "约20000", "C03"),
    ("展会", "展览面积", 20_000.005, "C16"),
    ("展会", "展览面积", "20,00", "C21"),
    ("展会", "展览面积", "#N/A", "C01"),
    ("展会", "历史最大面积", -1, "E03"),
    ("展会", "历史最大面积", "无", "C03"),
    ("展会", "类型", None, "C14"),
    ("展会", "类型", "综合", "C18"),
    ("展会", "结束日期", None, "C14"),
    ("展会", "结束日期", "2019年5月", ""),
    ("展会", "结束日期", "2019-02-29", ""),
    ("展会", "结束日期", "五月", ""),
    ("展会", "开始日期", "2019-13-01", ""),
    ("展会", "展会名称", None, "C14"),
    ("展会", "申请单位", None, "C14"),
    ("展会", "届次", 0, "E01"),
    ("展会", "届次", 0.99, "E01"),
    ("展会", "届次", 2.5, "E01"),
    ("展会", "届次", -1, "E01"),
    ("展会", "届次", "第几届", "E01"),
    ("展会", "专业场馆", "有", "C10"),
    ("展会", "专家评审", "待定", "C10"),
    ("认证", "类别", "企业", "C18"),
    ("认证", "认证日期", None, "C14"),
    ("认证", "认证日期", "待定", ""),
    ("认证", "举办日期", "2019-06-31", ""),
    ("认证", "对象", None, "C14"),
    ("企业", "项目", "会展补助", "C18"),
    ("企业", "项目", VENUE, "C18"),
    ("企业", "年度", None, "C14"),
    ("企业", "年度", 19, "E02"),
    ("企业", "年度", 2019.5, "E02"),
    ("企业", "年度", "2019-2020", "E02"),
    ("企业", "首次贡献年度", "前年", "E02"),
    ("企业", "营业收入", -0.01, "E03"),
    ("企业", "上年度营业收入", -1, "E03"),
    ("企业", "上年度地方财力贡献", "-5", "E03"),
    ("企业", "拟补助金额", -5, "E03"),
    ("企业", "营业收入", 1.005, "C17"),
    ("展馆", "十万平展会数", -1, "E03"),
    ("展馆", "三万平展会数", None, "C14"),
    ("展馆", "三万平展会数", 5.5, "C15"),
    ("展馆", "十万平展会数", 8, "E06"),
    ("展馆", "年度", "今年", "E02"),
    ("政府主导", "核定金额", -1, "E03"),
    ("政府主导", "核定金额", None, "C14"),
    ("政府主导", "上届金额", -1, "E03"),
    ("政府主导", "承办单位", None, "C14"),
    ("历史补助", "项目", "会展奖励", "C18"),
    ("历史补助", "金额", -1, "E03"),
    ("历史补助", "金额", None, "C14"),
    ("历史补助", "年度", "去年", "E02"),
    ("历史补助", "届次", "0", "E01"),
    ("预算", "项目", "总预算", "C18"),
    ("预算", "预算金额", -1, "E03"),
    ("预算", "预算金额", None, "C14"),
)


# what tells a row of the sheet from the others
TOLD_BY = {
    "展会": "展会名称", "认证": "对象", "企业": "企业名称", "展馆": "展馆名称", "政府主导": "项目",
    "历史补助": "对象", "预算": "年度",
}  # fmt: skip


def row_of(number: int) -> int:
    """Return the row of a bad cell in the workbook of all of them."""
    sheet = BAD[number][0]
    earlier = sum(1 for bad in BAD[:number] if bad[0] == sheet)
    return 2 + len(SHEETS[sheet]) + earlier


@pytest.fixture(scope="module")
def refused(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    """Return the errors of a workbook with a row for each bad cell below the right ones."""
    sheets = {name: list(rows) for name, rows in SHEETS.items()}
    for number, (sheet, column, value, _) in enumerate(BAD):
        name = 2030 + number if sheet == "预算" else f"第{number}个"
        sheets[sheet].append({**SHEETS[sheet][0], TOLD_BY[sheet]: name, column: value})
    path = write(tmp_path_factory.mktemp("坏") / "in.xlsx", sheets)
    return refusal(lambda: qdcalc.expo.assess(path))


def test_nothing_else_is_refused(refused: pd.DataFrame) -> None:
    places = [(bad[0], place(*bad[:2], row_of(number))) for number, bad in enumerate(BAD)]
    assert sorted(zip(refused["工作表"], refused["单元格"], strict=True)) == sorted(places)
    for text in ("问题", "如何改"):
        assert refused[text].str.contains(r"[\u4e00-\u9fff]").all()


@pytest.mark.parametrize("number", range(len(BAD)), ids=lambda n: "-".join(map(str, BAD[n])))
def test_refused(number: int, refused: pd.DataFrame) -> None:
    """The sheet and the cell are named, once."""
    sheet, column, _, code = BAD[number]
    there = refused["工作表"].eq(sheet) & refused["单元格"].eq(place(sheet, column, row_of(number)))
    errors = refused[there]
    assert len(errors) == 1
    if code:
        assert list(errors["代码"]) == [code]


def test_no_applicant_of_a_certification_is_refused(tmp_path: Path) -> None:
    """workbooks.md: 认证 … 申请单位* — a column marked * must be filled."""
    sheets = {"认证": [mark("展会", 申请单位="")]}
    path = write(tmp_path / "in.xlsx", sheets)
    errors = refusal(lambda: qdcalc.expo.assess(path))
    assert cells(errors) == {("认证", "H2")}


def test_closing_before_opening(tmp_path: Path) -> None:
    path = write(tmp_path / "in.xlsx", {"展会": [trade(20_000, 开始日期="2019-05-09")]})
    errors = refusal(lambda: qdcalc.expo.assess(path))
    assert cells(errors) == {("展会", place("展会", "结束日期"))}
    assert list(errors["代码"]) == ["E05"]


def test_all_errors_at_once(tmp_path: Path) -> None:
    book = book_of(SHEETS)
    wrong = [
        ("展会", "J3", "x"), ("展会", "I4", None), ("展会", "C2", "会"), ("展馆", "D3", 11),
        ("企业", "J2", -1), ("预算", "A3", "x"), ("认证", "B2", "x"), ("历史补助", "E2", "x"),
    ]  # fmt: skip
    for sheet, cell, value in wrong:
        book[sheet][cell] = value
    book.save(tmp_path / "in.xlsx")
    errors = refusal(lambda: qdcalc.expo.assess(tmp_path / "in.xlsx"))
    assert cells(errors) == {(sheet, cell) for sheet, cell, _ in wrong}
    assert len(errors) == len(wrong)


# columns that workbooks.md marks * (是/否 columns may be blank but must be there)
STARRED: dict[str, tuple[str, ...]] = {
    "展会": ("展会名称", "类型", "专业场馆", "结束日期", "展览面积", "申请单位"),
    "认证": ("对象", "类别", "认证日期", "申请单位"),
    "企业": ("企业名称", "年度", "项目"),
    "展馆": ("展馆名称", "年度", "三万平展会数", "十万平展会数"),
    "政府主导": ("项目", "年度", "首届", "核定金额", "承办单位"),
    "历史补助": ("对象", "项目", "年度", "金额"),
    "预算": ("项目", "年度", "预算金额"),
}


@pytest.mark.parametrize("number", range(max(map(len, STARRED.values()))))
def test_a_missing_column_is_refused(number: int, tmp_path: Path) -> None:
    """Each sheet lacks one: that one is named, in its sheet."""
    lacking = {sheet: names[number] for sheet, names in STARRED.items() if number < len(names)}
    book = book_of(SHEETS)
    for sheet, column in lacking.items():
        book[sheet].delete_cols(COLUMNS[sheet].index(column) + 1)
    book.save(tmp_path / "in.xlsx")
    errors = refusal(lambda: qdcalc.expo.assess(tmp_path / "in.xlsx"))
    assert set(errors["工作表"]) == set(lacking)
    for sheet, column in lacking.items():
        assert errors.loc[errors["工作表"] == sheet, "问题"].str.contains(column).any()


def test_sheets_with_the_starred_columns_alone(tmp_path: Path) -> None:
    book = book_of(SHEETS)
    for sheet, starred in STARRED.items():
        for number in range(len(COLUMNS[sheet]), 0, -1):
            if COLUMNS[sheet][number - 1] not in starred:
                book[sheet].delete_cols(number)
    book.save(tmp_path / "in.xlsx")
    result = qdcalc.expo.assess(tmp_path / "in.xlsx")
    assert len(rows_of(result)) == len(EXPECTED)
    assert failed_checks(result) == []


@pytest.mark.parametrize("unit", ["公顷", "亩", "平方"])
def test_another_unit_is_refused(unit: str, tmp_path: Path) -> None:
    headers = {"展会": [f"{c}（{unit}）" if c == "展览面积" else c for c in COLUMNS["展会"]]}
    path = write(tmp_path / "in.xlsx", {"展会": [trade(20_000)]}, headers)
    assert cells(refusal(lambda: qdcalc.expo.assess(path))) == {("展会", "J1")}


def test_a_budget_twice(tmp_path: Path) -> None:
    twice = [budget(TRADE, 2019, 1), budget(CONSUMER, 2019, 1), budget(TRADE, "2019年", 1)]
    path = write(tmp_path / "in.xlsx", {"展会": [trade(20_000)], "预算": twice})
    errors = refusal(lambda: qdcalc.expo.assess(path))
    assert cells(errors) == {("预算", "A4")}
    assert "A2" in errors["问题"].iloc[0]


@pytest.mark.parametrize(
    "sheets", [{"历史补助": SHEETS["历史补助"]}, {"展会": []}, {"预算": SHEETS["预算"]}], ids=str
)
def test_no_applications(sheets: dict[str, list[Row]], tmp_path: Path) -> None:
    path = write(tmp_path / "in.xlsx", sheets)
    errors = refusal(lambda: qdcalc.expo.assess(path))
    assert list(errors["代码"]) == ["E10"]


def test_frames_name_the_row_label_and_column() -> None:
    frame = frame_of("展会", [trade(20_000), trade("x", 届次=4)]).set_axis(["甲", "乙"])
    errors = refusal(lambda: qdcalc.expo.assess(frame))
    assert list(errors["列"]) == ["展览面积"]
    assert "乙" in errors["单元格"].iloc[0]


# ---------------------------------------------------------------- told, not refused


def test_a_baseline_of_nothing_is_named(tmp_path: Path) -> None:
    """二(一): 0 m² in the cell is a figure (25 × 10,000), but odd."""
    path = write(
        tmp_path / "in.xlsx",
        {"展会": [trade(20_000, 展会名称="车展"), consumer(25_000, 0, 届次=4)]},
    )
    result = qdcalc.expo.assess(path)
    assert found(result)[1] == (25_000_000, OK)
    assert list(result.problems["代码"]) == ["E12"]
    assert cells(result.problems) == {("展会", place("展会", "历史最大面积", 3))}


def test_a_venues_history_without_its_year_is_named(tmp_path: Path) -> None:
    history = [past("会展中心", VENUE, 2018, 500_000)]
    path = write(tmp_path / "in.xlsx", {"展馆": [hall(2019, 6, 0)], "历史补助": history})
    result = qdcalc.expo.assess(path)
    assert list(result.problems["代码"]) == ["E14"]
    assert cells(result.problems) == {("历史补助", "A2")}


@pytest.mark.parametrize(
    ("planned", "is_over"), [("299999.99", True), ("300000", False), ("300000.01", False)]
)
def test_over_budget(planned: str, is_over: bool, tmp_path: Path) -> None:
    sheets = {"展会": [trade(20_000)], "预算": [budget(TRADE, 2019, planned)]}
    result = qdcalc.expo.assess(write(tmp_path / "in.xlsx", sheets))
    assert list(result.problems["代码"]) == (["E15"] if is_over else [])
    (line,) = records(result.tables["years"])
    assert line["left_fen"] == int(planned.ljust(9, ".").replace(".", "").ljust(8, "0")) - 30000000
    assert (line["state"] == "超预算") is is_over
    if is_over:
        assert cells(result.problems) == {("预算", "C2")}


# a figure that the item needs is blank → 0, 需人工确认, naming it
NEEDED: list[tuple[str, Row, tuple[str, ...]]] = [
    ("企业", new_firm(2019, ""), ("上年度地方财力贡献",)),
    ("企业", new_firm(2019, 100, ""), ("首次贡献年度",)),
    ("企业", firm(NEW), ("首次贡献年度", "上年度地方财力贡献")),
    ("企业", firm(KNOWN), ("营业收入",)),
    ("企业", growing("", 30_000_000), ("上年度营业收入",)),
    ("企业", growing(0, ""), ("营业收入",)),
    ("企业", firm(GROWTH), ("营业收入", "上年度营业收入")),
    ("展会", consumer(25_000, ""), ("历史最大面积",)),
]


@pytest.mark.parametrize(("sheet", "row", "columns"), NEEDED, ids=str)
def test_a_figure_that_is_needed(sheet: str, row: Row, columns: tuple[str, ...]) -> None:
    result = run({sheet: [row]})
    assert found(result) == [(0, OPEN)]
    for column in columns:
        assert column in reasons(result)[0]


# ---------------------------------------------------------------- what comes out


def test_the_working_of_26500_m2() -> None:
    """The issue's own example, to the letter."""
    (row,) = rows_of(run({"展会": [trade(26_500)]}))
    assert (
        "展览面积 26,500 m²，达到 20,000 m²：300,000 元；超出 6,500 m²，满 5,000 m² 计 1 档："
        "50,000 元；合计 350,000 元"
    ) in row["working"]
    assert "二(一)" in row["clause"]


CLAUSES = (
    *("二(一)", "二(一)", "二(二)", "三(一)", "三(一)"),
    *("一(二)", "一(一)", "一(三)", "一(三)", "四"),
)


def test_every_row_has_its_working_and_clause() -> None:
    rows = rows_of(run(SHEETS))
    for row, clause in zip(rows, CLAUSES, strict=True):
        assert clause in row["clause"]
        assert any(character.isdigit() for character in row["working"])


def read(book: Workbook, sheet: str) -> list[Row]:
    """Return a sheet of the written workbook as rows by header."""
    lines = list(book[sheet].iter_rows(values_only=True))
    header = [str(name).removesuffix("（元）") for name in lines[0]]
    return [dict(zip(header, line, strict=True)) for line in lines[1:]]


OUT = {
    "核定结果": ("工作表", "行号", "对象", "项目", "年度", "申请单位", "核定金额", "结论", "原因",
                 "计算过程", "依据"),
    "项目汇总": ("项目", "申请数", "核准数", "核定金额"),
    "单位汇总": ("申请单位", "申请数", "核准数", "核定金额"),
    "年度汇总": ("年度", "项目", "核定金额", "预算金额", "结余"),
}  # fmt: skip


def test_sheets_and_totals(tmp_path: Path) -> None:
    path = write(tmp_path / "in.xlsx", {**SHEETS, "企业": [*SHEETS["企业"], firm(GROWTH)]})
    before = path.read_bytes()
    result = qdcalc.expo.assess(path)
    out = load_workbook(result.to_excel(tmp_path / "out.xlsx"), data_only=True)
    assert path.read_bytes() == before
    for name, columns in OUT.items():
        rows = read(out, name)
        assert tuple(rows[0])[: len(columns)] == columns
        assert rows[-1][columns[0]] == "合计"
        assert sum(row["核定金额"] for row in rows[:-1]) == rows[-1]["核定金额"] == 5_840_000
    items = {row["项目"]: row for row in read(out, "项目汇总")}
    assert [items[TRADE][c] for c in ("申请数", "核准数", "核定金额")] == [2, 2, 2_350_000]
    assert [items[GROWTH][c] for c in ("申请数", "核准数", "核定金额")] == [2, 1, 200_000]
    assert [items["合计"][c] for c in ("申请数", "核准数")] == [11, 10]
    firms = {row["申请单位"]: row for row in read(out, "单位汇总")}
    assert [firms["海名公司"][c] for c in ("申请数", "核准数", "核定金额")] == [3, 3, 690_000]
    assert [firms["新展公司"][c] for c in ("申请数", "核准数", "核定金额")] == [3, 2, 1_200_000]
    years = {(row["年度"], row["项目"]): row for row in read(out, "年度汇总")[:-1]}
    assert [years[2019, TRADE][c] for c in OUT["年度汇总"][2:]] == [2_350_000, 3_000_000, 650_000]
    assert [years[2019, CONSUMER][c] for c in OUT["年度汇总"][2:]] == [40_000, 30_000, -10_000]
    assert [years[2018, VENUE][c] for c in OUT["年度汇总"][2:]] == [500_000, None, None]
    assert read(out, "年度汇总")[-1]["预算金额"] == 3_030_000
    checks = read(out, "校验")
    assert checks
    assert {row["结果"] for row in checks} == {"通过"}
    assert {"口径与依据", "运行信息"} <= set(out.sheetnames)


def test_a_budget_without_applications_is_left_over() -> None:
    result = run({"展会": [trade(20_000)], "预算": [budget(VENUE, 2020, "1000.50")]})
    lines = {(r["year"], r["item"]): r for r in records(result.tables["years"])}
    line = lines[2020, VENUE]
    assert (line["amount_fen"], line["budget_fen"], line["left_fen"]) == (0, 100_050, 100_050)
    assert lines[2019, TRADE]["budget_fen"] is None


def test_open_amounts_enter_the_totals_but_not_the_approvals() -> None:
    rows = [trade(20_000), trade(20_000, 届次=4, 专家评审="是", 市贸促会认定="是")]
    result = run({"展会": rows})
    wanted: list[Found] = [(30_000_000, OK), (30_000_000, OPEN)]
    assert found(result) == wanted
    (line,) = records(result.tables["applicants"])
    assert (line["applications"], line["approved"], line["amount_fen"]) == (2, 1, 60_000_000)


def test_several_workbooks_of_a_folder(tmp_path: Path) -> None:
    write(tmp_path / "1.xlsx", {name: SHEETS[name] for name in ("展会", "企业", "预算")})
    write(tmp_path / "2.xlsx", {name: SHEETS[name] for name in ("认证", "展馆", "政府主导")})
    write(tmp_path / "3.xlsx", {"展会": [trade(20_000, 届次=9)]})
    result = qdcalc.expo.assess(tmp_path)
    assert sum(amount for amount, _ in found(result)) == TOTAL + 30_000_000
    assert failed_checks(result) == []
