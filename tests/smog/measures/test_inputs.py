"""Errors and warnings of the lists: each names the cell and the cure (smog.md §2, §8)."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

import qdcalc
from qdcalc.result.result import Result
from seeds import at_first

from .helpers import LISTED, NOX, PM, SO2, VOC, Row, frame_of, place, refused, run, source, warned

CITY = {SO2: 1000, NOX: 1000, PM: 1000, VOC: 1000}


def codes(result: Result) -> set[str]:
    return {code for code, _ in warned(result)}


def full(*rows: Row) -> set[str]:
    """Return the codes of the warnings of rows, with a row of each other pollutant."""
    named = {row["污染物"] for row in rows}
    rest = [source(p, 10, 5, name="其余") for p in CITY if p not in named]
    return codes(run(*rows, *rest, bases=CITY))


@pytest.mark.parametrize(
    ("amounts", "found"),
    at_first(
        [
            ((10, "", 20), [("G53", "行 0", "橙色减排量")]),  # a blank is 0
            ((101, 101, 101), [("G52", "行 0", "黄色减排量")]),
            ((10, 10, 100.001), [("G52", "行 0", "红色减排量")]),
            ((10, 9.999, 10), [("G53", "行 0", "橙色减排量")]),
            ((10, 20, 19), [("G53", "行 0", "红色减排量")]),
            ((-1, 2, 3), [("G50", "行 0", "黄色减排量")]),
            (("很多", 2, 3), [("C03", "行 0", "黄色减排量")]),
        ],
        2,
    ),
)
def test_totals(amounts: tuple[object, ...], found: list[tuple[str, str, str]]) -> None:
    assert refused(source(PM, 100, *amounts)) == found


@pytest.mark.parametrize(
    ("amounts", "found"),
    [
        ((101, 0, 0), [("G54", "行 0", "黄色减排量")]),
        ((50, 50, 0.5), [("G54", "行 0", "红色减排量")]),
        ((50, 51, 0), [("G54", "行 0", "橙色减排量")]),
    ],
)
def test_additions(amounts: tuple[object, ...], found: list[tuple[str, str, str]]) -> None:
    assert refused(source(PM, 100, *amounts), amounts="added") == found


@pytest.mark.thorough
def test_the_edges_are_allowed() -> None:
    run(source(PM, 100, 100, 100, 100))
    run(source(PM, 100, 50, 20, 30), amounts="added")  # falls, as additions may; 100 in all


@pytest.mark.thorough
def test_a_message_names_both_numbers_and_the_switch() -> None:
    with pytest.raises(qdcalc.InputError) as caught:
        run(source(PM, 100, 50, 40, 60))
    row = caught.value.problems.iloc[0]
    assert "橙色减排量 40 小于黄色减排量 50" in row["问题"]
    assert "减排量列" in row["如何改"]


@pytest.mark.parametrize(
    ("column", "value", "code"),
    at_first(
        [
            ("区市", "市中区", "C20"),
            ("污染物", "臭氧", "C18"),
            ("源类", "面源", "C18"),
            ("基准排放量", "", "C14"),
            ("基准排放量", -1, "G50"),
            ("单位或源", "", "C14"),
            ("豁免", "也许", "C10"),
        ],
        2,
    ),
)
def test_cells_of_the_list(column: str, value: object, code: str) -> None:
    row = {**source(PM, 100, 10), column: value}
    assert (code, "行 0", column) in refused(row)


@pytest.mark.thorough
def test_the_same_row_twice() -> None:
    found = refused(source(PM, 100, 10), source(PM, 50, 10, name=" 甲 厂"))
    assert [code for code, _, _ in found] == ["R01"]
    run(source(PM, 100, 10), source(PM, 50, 10, district="胶州"))
    run(source(PM, 100, 10), source(VOC, 50, 10))


def test_the_bases() -> None:
    assert [c for c, _, _ in refused(source(PM, 100, 10), bases={PM: 0})] == ["G51"]
    assert [c for c, _, _ in refused(source(PM, 100, 10), bases={PM: -5})] == ["G51"]
    assert [c for c, _, _ in refused(source(PM, 100, 10), bases={PM: ""})] == ["C14"]


def test_cleaning_needs_a_level() -> None:
    rows = [place("工地作业面", 2)]
    with pytest.raises(qdcalc.InputError) as caught:
        run(cleaning=rows)
    assert caught.value.problems["代码"].tolist() == ["G55"]
    assert "响应级别" in caught.value.problems["如何改"].iloc[0]
    with pytest.raises(qdcalc.InputError) as caught:
        run(cleaning=[*rows, *rows], level="橙色")
    assert caught.value.problems["代码"].tolist() == ["R01"]
    for normal, code in ((-1, "G50"), (1.5, "C15"), ("", "C14")):
        found = refused(cleaning=[place("工地作业面", normal)], level="橙色")
        assert [c for c, _, _ in found] == [code]
    # another kind at the same place is another row
    run(cleaning=[*rows, place("工地进出道路", 2)], level="橙色")


def test_warnings_of_the_bases() -> None:
    assert full(source(PM, 100, 10)) == set()
    assert codes(run(source(PM, 100, 10))) >= {"G60", "G63"}
    three = {name: base for name, base in CITY.items() if name != PM}
    rows = [source(p, 10, 5) for p in CITY]
    assert codes(run(*rows, bases=three)) == {"G61"}
    assert full(source(PM, 1001, 10)) == {"G62"}
    assert full(source(PM, 1000, 10)) == set()
    assert codes(run(*rows[:3], bases=CITY)) == {"G63"}
    assert "G67" in codes(run(source(PM, 0, 0)))
    assert codes(run(bases=CITY, cleaning=[place("工地作业面", 1)], level="红色")) == {"G68"}


@pytest.mark.thorough
def test_warnings_of_the_rows() -> None:
    assert full(source(PM, 100, 10, exempt="是")) == {"G64"}
    assert full(source(PM, 100, "", exempt="是")) == set()
    assert full(source(PM, 100, 10, industry="")) == {"G65"}
    assert full(source(PM, 100, 10, industry="", kind="扬尘源")) == set()
    assert full(source(PM, 100, "", "", 10)) == {"G66"}


@pytest.mark.thorough
def test_a_warning_names_the_row_it_stands_in_whatever_the_order() -> None:
    """Rows are sorted by district; the warnings of blanks must not be."""
    rows = [source(p, 10, 5, name=p, district=d) for p, d in ((VOC, "莱西"), (PM, "胶州"))]
    rows += [source(p, 10, 5, name=p, district=d) for p, d in ((SO2, "市南"), (NOX, "即墨"))]
    rows[0]["行业"] = ""
    rows[1] |= dict.fromkeys(("黄色减排量", "橙色减排量", "红色减排量"), "")
    frame = frame_of(rows, LISTED)
    result = qdcalc.smog.assess({"减排清单": frame})
    found = warned(result)
    assert ("G65", "行 0") in found
    assert [where for code, where in found if code == "G66"] == ["行 1"] * 3


def test_a_sheet_without_rows_is_no_sheet() -> None:
    empty = pd.DataFrame(columns=list(LISTED))
    with pytest.raises(qdcalc.InputError) as caught:
        qdcalc.smog.assess({"减排清单": empty})
    assert "G14" in set(caught.value.problems["代码"])


def test_a_unit_in_a_merged_title_is_told_once(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "减排清单"
    sheet.append(["减排清单（单位：吨/天）"])
    sheet.append(LISTED)
    sheet.append(list(source(PM, 1, 0.1, 0.2, 0.3).values()))
    sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=len(LISTED))
    book.save(tmp_path / "a.xlsx")
    with pytest.raises(qdcalc.InputError) as error:
        qdcalc.smog.assess(tmp_path / "a.xlsx")
    problems = error.value.problems
    assert [*zip(problems["代码"], problems["单元格"], strict=True)] == [("T49", "A1")]
