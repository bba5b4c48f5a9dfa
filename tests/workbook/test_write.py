"""Output workbooks: form, number formats, nothing half-written.

Contract: workbooks.md, "Output sheets" and "Output files are written to a temporary name and
renamed: never a half-written workbook". The money is worked by hand: section 1 (市控) is 0.5 times
over in November (166,666.67 元, 莱西 to 平度) and 2.5 times over in December (333,333.33 元).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from openpyxl.utils import get_column_letter
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from xlsxwriter.worksheet import Worksheet as XlsxSheet

from qdcalc import FileError, __version__, verify, water
from qdcalc.result import live
from qdcalc.result.result import Result
from qdcalc.table.description import Column, Table
from qdcalc.workbook import write as writer
from recalculated import formulas, values
from workbook.books import HEADER, ROW, write

INPUT = (HEADER, ROW, ("2018-12", 1, 3.5))
SHEETS = [
    "结论", "断面核算", "收付关系", "资金流向", "区市汇总", "口径与依据", "校验", "运行信息",
    "指标明细",
]  # fmt: skip
DANGEROUS = ["=1+1", "+1+1", "-1+1", "@SUM(A1)", '=HYPERLINK("http://x.example","x")', "{=1}"]
SECTIONS_HEADER = (
    "序号", "河流名称", "监测断面", "断面属性", "责任区市", "去向", "核算水质目标", "断面控制级别",
    "备注",
)  # fmt: skip


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("in") / "in.xlsx", *INPUT)


@pytest.fixture(scope="module")
def result(source: Path) -> Result:
    return water.month(source)


@pytest.fixture(scope="module")
def path(result: Result, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return result.to_excel(tmp_path_factory.mktemp("out") / "结果.xlsx")


@pytest.fixture(scope="module")
def book(path: Path) -> Workbook:
    return openpyxl.load_workbook(path, data_only=True)


def sheets(book: Workbook) -> Iterator[Worksheet]:
    for sheet in book.worksheets:
        assert isinstance(sheet, Worksheet)
        yield sheet


def tables(book: Workbook) -> Iterator[Worksheet]:
    """Yield every sheet but 结论, which is free-form."""
    yield from (sheet for sheet in sheets(book) if sheet.title != "结论")


def table(book: Workbook, name: str) -> list[dict[str, Any]]:
    header, *body = book[name].iter_rows(values_only=True)
    labels = [str(label).removesuffix("（元）") for label in header]
    return [dict(zip(labels, row, strict=True)) for row in body]


def test_the_sheets_of_the_contract_in_order(book: Workbook) -> None:
    assert [name for name in book.sheetnames if name in SHEETS] == SHEETS


@pytest.mark.parametrize(
    ("sheet", "columns"),
    [
        (
            "断面核算",
            "月份 序号 河流名称 监测断面 断面属性 责任区市 去向 水质目标 控制级别 水质类别 判定 "
            "超标指标 剔除指标 首要超标指标 最大超标倍数 系数 奖惩 金额（元） 缺测指标 依据 说明",
        ),
        ("收付关系", "月份 付款方 收款方 赔付（元） 奖励（元） 合计（元）"),
        ("资金流向", "月份 序号 付款方 收款方 类型 金额（元） 依据"),
        ("区市汇总", "月份 区市 应收（元） 应付（元） 净额（元）"),
        ("指标明细", "月份 序号 指标 监测值 原值 类别 限值 超标 超标倍数 剔除"),
        ("校验", "检查 左值 右值 差额 结果"),
    ],
)
def test_headers_stand_in_row_1(book: Workbook, sheet: str, columns: str) -> None:
    header = [cell.value for cell in book[sheet][1]]
    wanted = columns.split()
    assert [name for name in header if name in wanted] == wanted


def test_every_sheet_is_frozen_filtered_unmerged_and_ready_to_print(book: Workbook) -> None:
    for sheet in tables(book):
        assert sheet.freeze_panes == "A2", sheet.title
        last = sheet.max_row - (sheet.cell(sheet.max_row, 1).value == "合计")
        wanted = f"A1:{get_column_letter(sheet.max_column)}{max(last, 2)}"
        assert sheet.auto_filter.ref == wanted, sheet.title
        assert not sheet.merged_cells.ranges
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.sheet_properties.pageSetUpPr is not None
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToWidth in (None, 1)
        assert sheet.page_setup.fitToHeight == 0
        assert sheet.print_title_rows == "$1:$1"
        assert sheet.oddFooter is not None
        parts = (sheet.oddFooter.left, sheet.oddFooter.center, sheet.oddFooter.right)
        footer = "".join(str(part.text) for part in parts if part)
        for word in ("制表", "复核", "负责人", "日期", "页"):
            assert word in footer
        assert all(cell.font.b for cell in sheet[1])


def test_a_text_that_does_not_print_makes_no_tall_row() -> None:
    """28 sections of a year are one A4 page: 说明, five lines beside it, takes two at most."""
    names = Column("name", "断面", width=20), Column("explanation", "说明", width=110)
    frame = pd.DataFrame(
        {"name": ["泽河·泽河桥", "一\n二\n三"], "explanation": ["\n".join("一二三四五")] * 2}
    )
    printed = Table("one", "甲", names), Table("two", "乙", names, print_until="name")
    found = [writer._lines(table, frame, [20.0, 110.0]) for table in printed]
    assert found == [[5, 5], [2, 3]]


def test_a_filter_leaves_the_total_out(book: Workbook) -> None:
    # a filter over the row 合计 would sort and sum it with the data
    sheet = book["区市汇总"]
    assert sheet["A" + str(sheet.max_row)].value == "合计"
    assert str(sheet.auto_filter.ref).endswith(str(sheet.max_row - 1))


def test_widths_hold_the_money(book: Workbook) -> None:
    sheet = book["资金流向"]
    letter = next(c.column_letter for c in sheet[1] if c.value == "金额（元）")
    assert sheet.column_dimensions[letter].width > len("166,666.67")


def test_the_total_is_the_last_row_of_the_districts(book: Workbook) -> None:
    *districts, total = table(book, "区市汇总")
    assert total["月份"] == "合计"
    assert "合计" not in {row["月份"] for row in districts}
    # 莱西 pays 166,666.67 + 333,333.33 to 平度
    assert (total["应收"], total["应付"], total["净额"]) == (500000, 500000, 0)
    by_name = {(r["月份"], r["区市"]): r["净额"] for r in districts}
    assert by_name["2018-11", "莱西"] == -166666.67
    assert by_name["2018-12", "平度"] == 333333.33
    assert by_name["2018-12", "市财政"] == 0


def test_no_other_sheet_has_a_total(book: Workbook) -> None:
    for name in ("断面核算", "资金流向", "指标明细", "校验"):
        assert book[name].cell(book[name].max_row, 1).value != "合计"


def test_money_is_a_number_with_two_decimals(book: Workbook) -> None:
    for name, columns in {
        "断面核算": ["金额"], "资金流向": ["金额"], "区市汇总": ["应收", "应付", "净额"],
        "收付关系": ["赔付", "奖励", "合计"],
    }.items():  # fmt: skip
        sheet = book[name]
        for column in columns:
            letter = next(c.column_letter for c in sheet[1] if c.value == f"{column}（元）")
            for cell in sheet[letter][1:]:
                assert cell.data_type == "n"
                assert cell.number_format.endswith("0.00")


def test_flows_by_hand(book: Workbook) -> None:
    flows = [(r["月份"], r["序号"], r["付款方"], r["收款方"], r["类型"], r["金额"])
             for r in table(book, "资金流向")]  # fmt: skip
    assert flows == [
        ("2018-11", 1, "莱西", "平度", "赔付", 166666.67),
        ("2018-12", 1, "莱西", "平度", "赔付", 333333.33),
    ]


def test_multiples_are_exact_and_shown_to_two_or_three_decimals(tmp_path: Path) -> None:
    # 1.234567 mg/L against 1.0: 0.234567, shown as 0.235
    source = write(tmp_path / "in.xlsx", HEADER, ("2018-11", 1, 1.234567))
    out = openpyxl.load_workbook(
        water.month(source).to_excel(tmp_path / "out.xlsx"), data_only=True
    )
    sheet = out["断面核算"]
    letter = next(c.column_letter for c in sheet[1] if c.value == "最大超标倍数")
    cell = sheet[letter + "2"]
    assert cell.value == 0.234567
    assert cell.number_format in ("0.00#", "0.000")


def test_a_number_code_is_a_number_and_others_are_texts(tmp_path: Path) -> None:
    # "序号 text in frames …, a number in a sheet where it is one"; 007 is not the number 7
    source = write(
        tmp_path / "in.xlsx",
        HEADER,
        ("2018-11", 3, 1.5), ("2018-11", "QD-1", 1.5), ("2018-11", "007", 1.5),
        断面清单=[
            SECTIONS_HEADER,
            (3, "甲河", "甲", "出境", "莱西", "", "Ⅲ", "市控", ""),
            ("QD-1", "乙河", "乙", "出境", "莱西", "", "Ⅲ", "市控", ""),
            ("007", "丙河", "丙", "出境", "莱西", "", "Ⅲ", "市控", ""),
        ],
    )  # fmt: skip
    result = water.month(source)
    assert set(result["断面核算"]["序号"]) == {"3", "QD-1", "007"}
    out = openpyxl.load_workbook(result.to_excel(tmp_path / "out.xlsx"), data_only=True)
    assert {row["序号"] for row in table(out, "断面核算")} == {3, "QD-1", "007"}


def test_blanks_stay_blank(book: Workbook) -> None:
    missing = [row for row in table(book, "断面核算") if row["判定"] == "缺测"]
    assert len(missing) == 2 * 27  # the annex's 28 sections, two months, data for one of them
    assert {row["最大超标倍数"] for row in missing} == {None}
    assert {row["金额"] for row in missing} == {0}


def test_texts_never_become_formulas(tmp_path: Path) -> None:
    source = tmp_path / "in.xlsx"
    rows = [(ROW[0], n, ROW[2]) for n in range(1, len(DANGEROUS) + 1)]
    write(source, HEADER, *rows, 断面清单=[SECTIONS_HEADER])
    edited = openpyxl.load_workbook(source)
    sheet = edited["断面清单"]
    for number, text in enumerate(DANGEROUS, start=1):
        row = (str(number), text, text, "出境", "莱西", text, "Ⅲ", "市控", text)
        for column, value in enumerate(row, start=1):
            cell = sheet.cell(number + 1, column)
            cell.value = value
            cell.data_type = "s"
    edited.save(source)
    water.month(source).to_excel(tmp_path / "out.xlsx")
    out = openpyxl.load_workbook(tmp_path / "out.xlsx", data_only=True)
    for page in sheets(out):
        for line in page.iter_rows():
            for cell in line:
                assert cell.data_type != "f" or text not in str(cell.value), cell.coordinate
                # 结论 links to the sheets behind it, never out of the workbook
                assert cell.hyperlink is None or (
                    page.title == "结论" and cell.hyperlink.target is None
                )
    written = [(row["河流名称"], row["去向"]) for row in table(out, "断面核算")]
    assert written == [(text, text) for text in DANGEROUS]


def test_run_information(source: Path, book: Workbook) -> None:
    # version, policy, input name and SHA-256, time, interpretations
    rows = [(row["项目"], str(row["内容"])) for row in table(book, "运行信息")]
    text = "\n".join(" ".join(row) for row in rows)
    assert f"qdcalc {__version__}" in text
    assert "青政办字〔2018〕113号" in text
    assert "in.xlsx" in text
    assert hashlib.sha256(source.read_bytes()).hexdigest() in text
    assert "运行时间" in [item for item, _ in rows]
    for key in ("overlap", "upstream", "indicators", "complete", "compare"):
        assert key in text


def cells(path: Path) -> dict[str, list[tuple[object, ...]]]:
    out = openpyxl.load_workbook(path, data_only=True)
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in sheets(out)}


def test_the_same_input_gives_the_same_cells(path: Path, tmp_path: Path) -> None:
    again = water.month(write(tmp_path / "in.xlsx", *INPUT))
    first, second = cells(path), cells(again.to_excel(tmp_path / "out.xlsx"))
    assert list(first) == list(second)
    # openpyxl stores its time of saving in the input, so its hash may differ; so does the time
    changing = {"运行时间", "SHA-256"}
    for name, rows in first.items():
        kept = [
            [r for r in side if r[0] not in changing and "qdcalc" not in str(r[0])]
            for side in (rows, second[name])
        ]
        assert kept[0] == kept[1], name


@pytest.mark.thorough
def test_from_the_same_file_only_the_time_differs(tmp_path: Path) -> None:
    source = write(tmp_path / "in.xlsx", *INPUT)
    one, two = (cells(water.month(source).to_excel(tmp_path / f"{n}.xlsx")) for n in "ab")
    for name, rows in one.items():
        pairs = zip(rows, two[name], strict=True)
        assert all(a == b for a, b in pairs if a[0] != "运行时间"), name


# ---------------------------------------------------------------------- never half-written


@pytest.mark.parametrize("name", ["out.xls", "out.xlsm", "out.csv", "out", "out.xlsx.txt"])
def test_only_xlsx_is_written(name: str, result: Result, tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"\.xlsx"):
        result.to_excel(tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder(result: Result, tmp_path: Path) -> None:
    with pytest.raises(FileError, match="没有文件夹"):
        result.to_excel(tmp_path / "没有" / "out.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_as_output(result: Result, tmp_path: Path) -> None:
    (tmp_path / "out.xlsx").mkdir()
    with pytest.raises(FileError, match="文件夹"):
        result.to_excel(tmp_path / "out.xlsx")


class TornError(Exception):
    """Something went wrong while writing."""


@pytest.mark.parametrize("written", [0, 300])
def test_a_failing_write_leaves_the_old_file_and_no_other(
    written: int, result: Result, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out.xlsx"
    out.write_bytes(b"the earlier result")
    own, calls = XlsxSheet.write_string, []

    def torn(self: XlsxSheet, *cell: Any) -> Any:
        calls.append(cell)
        if len(calls) > written:
            raise TornError
        return own(self, *cell)

    monkeypatch.setattr(XlsxSheet, "write_string", torn)
    with pytest.raises(TornError):
        result.to_excel(out, overwrite=True)
    assert out.read_bytes() == b"the earlier result"
    assert [p.name for p in tmp_path.iterdir()] == ["out.xlsx"]


@pytest.mark.parametrize("error", [PermissionError(13, "denied"), OSError(28, "disk full")])
def test_a_file_that_cant_be_replaced(
    error: OSError, result: Result, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Windows refuses to replace a file that Excel has open
    out = tmp_path / "out.xlsx"
    out.write_bytes(b"the earlier result")

    def refuse(*_: object) -> None:
        raise error

    monkeypatch.setattr("os.replace", refuse)
    with pytest.raises(FileError) as caught:
        result.to_excel(out, overwrite=True)
    assert str(out) in str(caught.value)
    if isinstance(error, PermissionError):
        assert "请先关闭" in str(caught.value)
    assert out.read_bytes() == b"the earlier result"
    assert [p.name for p in tmp_path.iterdir()] == ["out.xlsx"]


def test_an_earlier_result_is_replaced(result: Result, tmp_path: Path) -> None:
    out = tmp_path / "out.xlsx"
    result.to_excel(out)
    earlier = out.stat().st_ino
    assert result.to_excel(out) == out
    assert out.stat().st_ino != earlier
    assert openpyxl.load_workbook(out).sheetnames
    assert [p.name for p in tmp_path.iterdir()] == ["out.xlsx"]


def test_the_output_is_never_the_input(tmp_path: Path) -> None:
    # "The user's own file is never written to"
    source = write(tmp_path / "in.xlsx", *INPUT)
    before = source.read_bytes()
    with pytest.raises(FileError):
        water.month(source).to_excel(source)
    assert source.read_bytes() == before


def test_a_long_table_goes_on_in_another_sheet(
    result: Result, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # 56 section-months; a row limit of 31 holds a header and 30 rows
    monkeypatch.setattr(writer, "MAX_ROWS", 31)
    monkeypatch.setattr(live, "MOST_ROWS", 30)
    out = openpyxl.load_workbook(result.to_excel(tmp_path / "out.xlsx"), data_only=True)
    assert [n for n in out.sheetnames if n.startswith("断面核算")] == ["断面核算", "断面核算_2"]
    assert out["断面核算"].max_row == 31
    assert out["断面核算_2"].max_row == 1 + 56 - 30
    assert [c.value for c in out["断面核算_2"][1]] == [c.value for c in out["断面核算"][1]]
    pages = [out[name] for name in out.sheetnames if name.startswith("运行信息")]
    said = [row for p in pages for row in p.iter_rows(values_only=True) if row[0] == "公式"]
    assert said == [("公式", "没有公式，只有数值：“断面核算”有 56 行，超过 30 行")]
    assert not formulas(tmp_path / "out.xlsx")


def test_values_only_where_they_are_asked_for(
    result: Result, source: Path, path: Path, tmp_path: Path
) -> None:
    out = result.to_excel(tmp_path / "out.xlsx", values=True)
    assert formulas(path)
    assert not formulas(out)
    said = {place: value for place, value in values(out).items() if place[0] != "运行信息"}
    assert said == {place: value for place, value in values(path).items() if place in said}
    assert verify(out, source).empty
    assert verify(path, source).empty
