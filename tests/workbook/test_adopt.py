"""``adopt``: a user's own table as the standard template (workbooks.md, issue 14)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import qdcalc
from qdcalc.cli.main import main
from qdcalc.notice.catalogue import find
from qdcalc.result.result import Result
from qdcalc.run import run
from qdcalc.workbook.adopt import _in_unit
from samples import DATA, SOURCES, result_of
from water.helpers import CLEAN
from workbook.books import write
from workbook.test_trade_shapes import SHAPES, written

LEFT = {k: v for k, v in CLEAN.items() if k not in ("汞", "氨氮")}
_OF_THE_TRADE = (
    "month: title", "month: file", "month: year, month and day apart",
    "month: a table a month, one below the other", "long: a row an indicator",
    "long: unit in the name or above the values", "texts: why there is no value",
    "texts: a value and its multiple under each indicator",
    "texts: above the range, below detection", "pages: two tables side by side",
)  # fmt: skip
PLACES = ["file", "row", "reason"]  # a reason names the cells of a rival
HEADER = ("月份", "河流", "断面名称", *LEFT, "汞（μg/L）", "氨氮")


def own(river: str, section: str, mercury: object, nh3n: object) -> tuple[object, ...]:
    return dt.datetime(2018, 11, 3), river, section, *LEFT.values(), mercury, nh3n


def table(path: Path) -> Path:
    """A table as a station sends it: a title, other names, μg/L, marks, a note and a sum."""
    return write(
        path,
        ("某市水质监测月报",),
        HEADER,
        own("墨水河", "前枣行", "0.04L", 2.13),
        own("大沽河", "移风坝", 0.1 + 0.2, "0.025L"),
        ("合计",),
        天气=[("日期", "天气"), ("3 日", "晴")],
    )


def same(first: Result, second: Result) -> list[str]:
    """Return the outputs of two results that are not the same, save for where rows stand."""
    names = [t.name for t in first.calculation.outputs]
    pairs = {n: [r.tables[n].drop(columns=PLACES, errors="ignore") for r in (first, second)]
             for n in names}  # fmt: skip
    return [name for name, (left, right) in pairs.items() if not left.equals(right)]


def sheets(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    book = openpyxl.load_workbook(path)
    return {s.title: list(s.iter_rows(values_only=True)) for s in book.worksheets}


def adopted(source: Path, target: Path, calculation: str = "water-month") -> Path:
    return qdcalc.adopt(source, target, calculation)


@pytest.mark.parametrize("name", ["water-month", pytest.param("expo", marks=pytest.mark.thorough)])
def test_a_sample_gives_the_same_tables_and_twice_the_same_sheets(
    name: str, tmp_path: Path
) -> None:
    once = adopted(DATA / SOURCES[name], tmp_path / "甲.xlsx", name)
    assert same(result_of(name), run(find(name), once)) == []
    again = adopted(once, tmp_path / "乙.xlsx", name)
    first, second = sheets(once), sheets(again)
    for told in (first, second):
        told.pop("采用说明")
    assert first == second


def test_values_stay_as_they_are_in_their_own_unit(tmp_path: Path) -> None:
    source = table(tmp_path / "月报.xlsx")
    book = openpyxl.load_workbook(source)
    book.worksheets[0].title = "监测数据"
    book.save(source)
    target = adopted(source, tmp_path / "监测数据.xlsx")
    rows: Sequence[tuple[Any, ...]] = sheets(target)["监测数据"]
    header, *data = rows
    names = [str(text).partition("\n")[0] for text in header]
    assert names[:3] == ["月份", "河流名称", "监测断面"]
    assert [row[names.index("汞(μg/L)")] for row in data] == ["0.04L", pytest.approx(0.3)]
    assert [row[names.index("氨氮(mg/L)")] for row in data] == [2.13, "0.025L"]
    assert len(data) == 2
    assert same(qdcalc.water.month(source), qdcalc.water.month(target)) == []


def test_every_decision_stands_on_a_sheet_with_a_line_to_sign(tmp_path: Path) -> None:
    source = table(tmp_path / "月报.xlsx")
    target = adopted(source, tmp_path / "监测数据.xlsx")
    told = sheets(target)["采用说明"]
    assert "确认人" in str(told[2][0])
    rows = [tuple("" if c is None else c for c in row) for row in told[5:]]
    by_heading = {row[4]: row for row in rows if row[0] == "列"}
    assert by_heading["断面名称"][3:6] == ("C2", "断面名称", "监测断面")
    assert by_heading["汞(μg/L)"][5] == "汞(μg/L)"
    assert "10^-3" in by_heading["汞(μg/L)"][6]
    assert any(
        row[0] == "行数" and "采用 2 行" in row[6] and "1 行不是数据" in row[6] for row in rows
    )
    assert any(row[0] == "提示" and row[3] == "A5" for row in rows)


def test_a_sheet_of_another_name_is_taken_where_it_alone_fits(tmp_path: Path) -> None:
    """``run`` wants the sheet's own name; ``adopt`` takes the one that fits, and says so."""
    source = write(
        tmp_path / "月报.xlsx", ("2018年11月水质监测结果",), HEADER[1:],
        own("墨水河", "前枣行", "0.04L", 2.13)[1:], sheet="Sheet1", 说明=[("无",)],
    )  # fmt: skip
    with pytest.raises(qdcalc.InputError):
        qdcalc.water.month(source)
    target = qdcalc.adopt(source, tmp_path / "监测数据.xlsx")
    found = qdcalc.water.month(target).tables["section_months"]
    assert found.loc[found["verdict"] != "缺测", "month"].tolist() == ["2018-11"]
    told = sheets(target)["采用说明"]
    assert any(row[0] == "提示" and "Sheet1" in str(row[6]) for row in told[5:])


def test_a_long_table_of_two_samples_gives_the_same(tmp_path: Path) -> None:
    measured = (("氨氮", 1.23, "mg/L"), ("汞", "0.04L", "μg/L"), ("化学需氧量", 18, "mg/L"))
    days, places = ("2018-11-03", "2018-11-17"), (("墨水河", "前枣行"), ("大沽河", "江家庄"))
    rows = [(*place, day, *one) for day in days for place in places for one in measured]
    heading = ("河流", "断面", "采样日期", "项目", "结果", "单位")
    source = write(tmp_path / "长表.xlsx", ("2018年11月监测结果",), heading, *rows)
    target = adopted(source, tmp_path / "监测数据.xlsx")
    header, *data = sheets(target)["监测数据"]
    names = [str(text).partition("\n")[0] for text in header]
    assert names[:5] == ["月份", "河流名称", "监测断面", "采样日期", "化学需氧量(mg/L)"]
    assert [row[names.index("汞(μg/L)")] for row in data] == ["0.04L"] * 4
    assert same(qdcalc.water.month(source), qdcalc.water.month(target)) == []


def test_a_folder_becomes_one_workbook_that_gives_the_same(tmp_path: Path) -> None:
    """workbooks.md: a file marked _更正 replaces earlier rows with a notice of both values."""
    folder = tmp_path / "来件"
    folder.mkdir()
    base = ("序号", "月份", *CLEAN)
    values = [v for k, v in CLEAN.items()]
    for month, nh3n in (("2018-11", "2"), ("2018-12", "2.1")):
        cells = [nh3n if name == "氨氮" else value for name, value in CLEAN.items()]
        write(folder / f"{month}.xlsx", base, (20, month, *cells), (13, month, *values))
    write(folder / "2018-12_更正.xlsx", base, (20, "2018-12", *values), (8, "2018-12", *values))
    write(folder / "重复.xlsx", base, (13, "2018-12", *values))
    target = adopted(folder, tmp_path / "监测数据.xlsx")
    first, second = qdcalc.water.month(folder), qdcalc.water.month(target)
    assert same(first, second) == []
    # 20 is as before and corrected, 8 comes with the correction, 13 stands in two files
    assert len(first.tables["corrections"]) > 1
    assert len(sheets(target)["监测数据"]) == 1 + 6
    told = sheets(target)["采用说明"]
    assert [(row[1], row[5]) for row in told if row[0] == "更正"] == [("2018-12_更正.xlsx", "版本")]
    said = [str(row[6]) for row in told if row[0] == "提示" and row[1] == "2018-12_更正.xlsx"]
    assert any("氨氮 2.1 → 0.1" in text for text in said)
    assert any("新增了一条记录（月份 2018-12，序号 8）" in text for text in said)


@pytest.mark.thorough
def test_rows_that_other_files_correct_are_left_out_where_there_is_no_version(
    tmp_path: Path,
) -> None:
    """An incident (突发环境事件 has no 版本) counts once, as the correction has it.

    What was before is not in the sheet any more, so 更正影响 alone can't say it.
    """
    folder = tmp_path / "来件"
    folder.mkdir()
    base, head = ("序号", "月份", *CLEAN), ("日期", "区市", "事件等级", "说明")
    big, small = ("2018-12-03", "即墨", "重大", "乙"), ("2018-12-03", "即墨", "一般", "乙")
    other = ("2018-11-03", "城阳", "重大", "甲")
    for name, month, incidents in (
        ("甲", "2018-11", [other]), ("乙", "2018-12", [other, big]),
        ("丙_更正", "2019-01", [small]),
    ):  # fmt: skip
        rows = [(n, month, *CLEAN.values()) for n in (20, 13)]
        write(folder / f"{name}.xlsx", base, *rows, 突发环境事件=[head, *incidents])
    target = adopted(folder, tmp_path / "监测数据.xlsx", "water-year")
    year = find("water-year")
    assert set(same(run(year, folder), run(year, target))) <= {"corrections"}
    assert sheets(target)["突发环境事件"][1:] == [small, other]  # files in name order


@pytest.mark.thorough
def test_ten_tables_of_the_trade_give_the_same_amounts(tmp_path: Path) -> None:
    """``adopt`` and then ``run`` is ``run`` of the table as it was sent."""
    for number, name in enumerate(_OF_THE_TRADE):
        shape, _ = SHAPES[name]
        source = written(tmp_path / str(number), shape)
        first = run(find("water-month"), source)
        second = run(find("water-month"), adopted(source, tmp_path / f"{number}.xlsx"))
        assert len(first.tables["indicators"]) > 0, name
        assert same(first, second) == [], name


def test_a_table_with_errors_is_refused_and_annotated(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = write(tmp_path / "月报.xlsx", HEADER, own("墨水河", "前枣行", "微量", 1))
    target = tmp_path / "监测数据.xlsx"
    assert main(["adopt", "water-month", str(source), "-o", str(target)]) == 1
    said = capsys.readouterr().err
    assert "没有转成模板" in said
    assert "没有计算" not in said
    assert not target.exists()
    assert (tmp_path / "监测数据_错误标注.xlsx").is_file()
    write(source, HEADER, own("墨水河", "前枣行", 0.01, 1))
    assert main(["adopt", str(source), "-o", str(target)]) == 0
    assert "采用说明" in capsys.readouterr().out
    book = openpyxl.load_workbook(target)  # somebody signs
    book["采用说明"]["A3"] = "确认人：王某"
    book.save(target)
    assert main(["adopt", str(source), "-o", str(target)]) == 2


@pytest.mark.parametrize(
    ("cell", "due"),
    [(40.0, 0.04), ("40", "0.04"), ("４０．５", "0.0405"), ("1，234", "1.234"), ("5.", "0.005"),
     ("0.4L", "0.0004L"), (-1.0, -1.0), ("-1", "-1"), ("-1.0", "-1.0"), ("－1", "－1"),
     ("--", "--"), ("< 0.04", "< 0.00004")],
)  # fmt: skip
def test_figures_of_another_unit_are_converted_and_marks_stay(cell: Any, due: Any) -> None:
    # water.md §2: "-1" is a mark of what was not measured, full-width figures are figures
    assert _in_unit(cell, -3) == due
