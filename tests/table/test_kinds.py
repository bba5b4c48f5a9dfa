"""Months, days and hours of outputs are dates of Excel's: written, shown and read back as such.

../shared/style.md: "A kind of column is one object (how it is read, its dtype, its Excel format,
its HTML, its alignment, its choices), not a word that eight modules switch on; a notice brings a
kind of its own without an edit elsewhere."
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from qdcalc.intake import kinds as inputs
from qdcalc.intake.dataframes import read_frames
from qdcalc.intake.typed import take_in
from qdcalc.result.hashes import of_table
from qdcalc.result.headline import Headline, Panel, PanelColumn
from qdcalc.result.notebook_card import _first_rows
from qdcalc.result.written import frame_of
from qdcalc.table.description import Column, Table
from qdcalc.table.kinds import DATE, MOMENT, MONTH
from qdcalc.table.problems import Problems
from qdcalc.table.schema import of_output
from qdcalc.workbook import write as writer
from qdcalc.workbook.answer import add_answer
from qdcalc.workbook.package import written
from qdcalc.workbook.styles import Formats

VISITS = Table(
    "visits",
    "检查",
    (
        Column("month", "月份", MONTH),
        Column("day", "日期", DATE),
        Column("at", "时刻", MOMENT),
        Column("due", "期限", DATE, number_format="m月d日"),
    ),
)
DAY, MOMENT_OF = dt.datetime(2018, 11, 3), dt.datetime(2018, 11, 3, 9, 30)
FRAME = pd.DataFrame(
    {
        "month": pd.to_datetime(["2018-11-01", "NaT"]).to_period("M"),
        "day": pd.to_datetime(["2018-11-03", "NaT"]),
        "at": pd.to_datetime(["2018-11-03 09:30", "NaT"]),
        "due": pd.to_datetime([DAY, DAY]),
    }
)
FORMATS = ["yyyy-mm", "yyyy-mm-dd", "yyyy-mm-dd hh:mm", "m月d日"]


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("kinds") / "检查.xlsx"
    with written(target, writer._OPTIONS) as book:
        writer._Book(book, "检查", "").add(VISITS, FRAME, lambda *_: None)
    return target


def test_a_cell_is_a_date_of_excels_in_the_format_of_its_kind(path: Path) -> None:
    rows: Any = openpyxl.load_workbook(path)["检查"].iter_rows(min_row=2)
    first, blank = rows
    assert [cell.value for cell in first] == [dt.datetime(2018, 11, 1), DAY, MOMENT_OF, DAY]
    assert all(cell.is_date for cell in first)
    assert [cell.number_format for cell in (*first, *blank)] == FORMATS * 2
    assert [cell.value for cell in blank] == [None, None, None, DAY]


def test_calamine_reads_the_cells_as_dates(path: Path) -> None:
    rows = CalamineWorkbook.from_path(path).get_sheet_by_name("检查").to_python()
    assert rows[1] == [dt.date(2018, 11, 1), DAY.date(), MOMENT_OF, DAY.date()]


def test_the_result_of_the_month_before_is_read_as_it_was_calculated(path: Path) -> None:
    rows = CalamineWorkbook.from_path(path).get_sheet_by_name("检查").to_python()
    assert isinstance(rows, list)
    read = frame_of(VISITS, {"检查": rows}, "检查.xlsx")
    assert read.astype(object).equals(FRAME.astype(object))
    assert read["month"].dtype == "period[M]"


def test_what_is_written_is_taken_in_again(path: Path) -> None:
    columns = (Column("month", "月份", inputs.MONTH), Column("day", "日期", inputs.DATE))
    table = replace(VISITS, columns=columns)
    cells = pd.read_excel(path, dtype=object, engine="calamine")[["月份", "日期"]].head(1)
    problems = Problems()
    taken = take_in(read_frames({"visits": cells}, (table,), problems)["visits"], problems).frame
    assert list(problems) == []
    assert taken["month"].tolist() == [pd.Period("2018-11", "M")]
    assert taken["day"].tolist() == [pd.Timestamp(DAY)]


def test_an_auditor_can_recompute_the_hash_of_the_table() -> None:
    # docs/receipt.md, 表的文本: texts in quotes, 日期：2018-11-03 00:00:00, nothing for a blank
    day = "2018-11-03 00:00:00"
    lines = [
        '"月份","日期","时刻","期限"',
        f"2018-11-01 00:00:00,{day},2018-11-03 09:30:00,{day}",
        f",,,{day}",
    ]
    text = "".join(f"{line}\n" for line in lines)
    assert of_table(VISITS, FRAME) == hashlib.sha256(text.encode()).hexdigest()


def test_html_shows_them_without_a_minus_sign() -> None:
    cells = re.findall(r"<td[^>]*>(.*?)</td>", _first_rows(VISITS, FRAME))
    assert cells == [
        "2018-11",
        "2018-11-03",
        "2018-11-03 09:30",
        "2018-11-03",
        *["", "", "", "2018-11-03"],
    ]


def test_the_panels_of_a_headline_hold_them_too(tmp_path: Path) -> None:
    columns = (PanelColumn("事项"), PanelColumn("期限", DATE), PanelColumn("月份", MONTH))
    rows = (("公示", pd.Timestamp(DAY), pd.Period("2018-11", "M")),)
    headline = Headline("检查", (), panels=(Panel("due", "期限", columns, rows),))
    with written(tmp_path / "结论.xlsx", {}) as book:
        add_answer(book, Formats(book), headline, "检查")
    sheet = openpyxl.load_workbook(tmp_path / "结论.xlsx")["结论"]
    cells = [cell for row in sheet for cell in row if isinstance(cell.value, dt.datetime)]
    dated = [(cell.value, cell.number_format) for cell in cells]
    assert dated == [(DAY, "yyyy-mm-dd"), (dt.datetime(2018, 11, 1), "yyyy-mm")]


def test_the_schema_asks_for_their_types() -> None:
    schema = of_output(VISITS).schema
    schema.validate(FRAME)
    with pytest.raises(Exception, match="day"):
        schema.validate(FRAME.assign(day="2018-11-03"))
