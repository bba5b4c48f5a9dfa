"""Columns as wide as their words, and last lines that are no single character.

Issue 11: no cell narrower than its longest word, no line of one character. Widths are checked with
the advance widths of DejaVu Serif (a digit 0.636 em, comma and stop 0.318 em), what LibreOffice
shows where Times is not installed.
"""

from __future__ import annotations

import pytest

from qdcalc.document.model import PrintedTable, TableColumn
from qdcalc.report.lines import last_line, longest_word, spacing_pt, tokens
from qdcalc.report.widths import SIZES, fitted

A_PT = 25.4 / 72
AMOUNT = "-14,472,222.29"
ADVANCE = {",": 0.318, ".": 0.318, "-": 0.338}


def advance(text: str) -> float:
    return sum(ADVANCE.get(c, 0.636 if c < "\u2e80" else 1.0) for c in text)


def amounts(columns: int, rows: int = 12) -> PrintedTable:
    labels = (TableColumn("区市"), *(TableColumn("累计应收", "right") for _ in range(columns)))
    return PrintedTable("表", labels, (("青岛西海岸新区", *[AMOUNT] * columns),) * rows)


@pytest.mark.parametrize("columns", [1, 3, 6, 7])
def test_amounts_stay_on_one_line(columns: int) -> None:
    table = amounts(columns)
    found = fitted(table, 156)
    assert sum(found.widths_mm) == pytest.approx(156)
    assert found.points in SIZES
    for width in found.widths_mm[1:]:
        assert width > advance(AMOUNT) * found.points * A_PT + 4.5 * A_PT  # the cell's margins


def test_letters_are_no_smaller_than_needed() -> None:
    assert fitted(amounts(3), 156).points == max(SIZES)
    assert fitted(amounts(6), 156).points < max(SIZES)


def test_short_names_are_not_broken() -> None:
    rows = (("1", "北胶莱河", "入海口(琅琊台路)", "胶州市、城阳区、青岛高新区", "文" * 200),)
    labels = tuple(TableColumn(name) for name in ("序号", "河流", "断面", "责任区市", "说明"))
    found = fitted(PrintedTable("", labels, rows), 156)
    assert found.widths_mm[1] > 4 * found.points * A_PT + 4.5 * A_PT


def test_one_long_cell_does_not_take_the_room_that_every_row_needs() -> None:
    # explain of a district: a name of 22 characters in every row, one sum of a hundred
    name = "八大湖街道 八大湖一社区服务站（社区(村)）的缺口经费"
    sums = " + ".join(["30,750.00 元"] * 9)
    rows = [(f"1.{n}", name, "30,750.00 元", "见：第 6 步") for n in range(12)]
    table = PrintedTable(
        "表", tuple(map(TableColumn, ("步", "项目", "数值", "怎么来的"))),
        (("1", "合计", "276,750.00 元", sums), *rows),
    )  # fmt: skip
    widths = fitted(table, 156).widths_mm
    assert sum(widths) == pytest.approx(156)
    assert widths[1] > widths[3] / 2


def test_more_columns_than_a_page_holds_still_fill_it() -> None:
    assert sum(fitted(amounts(30), 156).widths_mm) == pytest.approx(156)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("应付1,234.56元。", ["应", "付", "1,234.56", "元。"]),
        ("（第八条）", ["（第", "八", "条）"]),
        ("", []),
    ],
)
def test_what_no_line_break_goes_through(text: str, parts: list[str]) -> None:
    assert list(tokens(text)) == parts
    assert longest_word("应付") == 1.0


def test_where_lines_break() -> None:
    # ten characters a line, the first two in: 8 + 10 + 1
    assert last_line("文" * 19, 10, indent=2) == (3, 1.0)
    assert last_line("文" * 8, 10, indent=2) == (1, 10.0)
    assert last_line("文\n文文", 10) == (2, 2.0)


@pytest.mark.parametrize("count", range(20, 90))
def test_no_last_line_is_a_single_character(count: int) -> None:
    """At 16 pt a line of 156 mm holds 27.6 characters, the first two in."""
    points, width = 16.0, 156 / A_PT
    text = "文" * (count - 1) + "。"
    size = points + spacing_pt(text, points, width, 2)
    lines, used = last_line(text, width / size, 2 * points / size)
    assert lines == 1 or used > 2
    assert abs(size - points) <= 1.2
