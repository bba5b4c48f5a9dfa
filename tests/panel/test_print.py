"""What prints of the panel's workbook: the sheets that are signed, not the long ones."""

from __future__ import annotations

from pathlib import Path

import openpyxl

from .helpers import run


def test_the_summary_prints_and_not_its_rows(tmp_path: Path) -> None:
    run(会场=[("市南", 210)]).to_excel(tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    # a row for each venue, group and category prints no page: a blank cell is printed
    long, width = book["名额分配"], book["名额分配"].max_column
    assert long.max_row == 1 + 4 * 18
    (cell,) = str(long.print_area).replace("$", "").split("!")[1].split(":")[:1]
    assert long[cell].value is None
    assert (long[cell].row, long[cell].column > width) == (1, True)
    whole = book["名额总表"]
    assert not whole.print_area
    assert whole.print_title_rows == "$1:$1"
    assert whole.page_setup.orientation == "landscape"
