"""What is wrong with a cell is wrong however it comes: frame, workbook, folder; every calculation.

Issue 10: "Decimal comma: … Error in every kind of number, frames too", "Characters that can't be
seen … in a name make another name", "the text `1e-400` [is] read as blank and 0", "A bracket that
is no unit"; forms stand in tests/expo/test_form_input.py, cells of a sheet's XML in
tests/workbook/test_loaded.py.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from openpyxl import Workbook

import qdcalc
from qdcalc.errors import InputError
from qdcalc.exact.texts import without_unseen
from qdcalc.intake.dataframes import read_frames
from qdcalc.intake.typed import take_in
from qdcalc.result.result import Result
from qdcalc.table.problems import Problems
from qdcalc.water.inputs.tables import READINGS as READINGS_TABLE
from seeds import later

Tables = Mapping[str, list[dict[str, Any]]]
READINGS = {"监测数据": [{"月份": "2018-11", "序号": 1, "氨氮": 0.4, "总磷": 0.1, "溶解氧": 8}]}
PLATFORM = {"区市": "市南", "街道": "A街道", "名称": "A中心", "级别": "街道(镇)",
            "服务对象数": 6000, "在编": 3, "购买服务": 2}  # fmt: skip
SHOW = {"展会名称": "甲展", "类型": "贸易", "专业场馆": "是", "结束日期": "2019-05-01",
        "展览面积": 26500, "申请单位": "甲公司"}  # fmt: skip
INPUTS: dict[str, tuple[Callable[[Any], Result], Tables]] = {
    "water-month": (qdcalc.water.month, READINGS),
    "water-year": (qdcalc.water.year, READINGS),
    "expo": (qdcalc.expo.assess, {"展会": [SHOW]}),
    "staffing": (qdcalc.staffing.assess, {"服务平台": [PLATFORM]}),
}
# of each calculation: a number, a name or key, a column that may be read from another header
PLACES = {
    "water-month": ("氨氮", "月份", "序号"),
    "water-year": ("总磷", "月份", "月份"),
    "expo": ("展览面积", "类型", "申请单位"),
    "staffing": ("在编", "级别", "名称"),
}
ENTRIES = ("frame", "workbook", "folder")


def given(tables: Tables, entry: str, folder: Path) -> Any:
    """Return the tables as a source of that entry."""
    if entry == "frame":
        return {name: pd.DataFrame(rows) for name, rows in tables.items()}
    book = Workbook()
    del book["Sheet"]
    for name, rows in tables.items():
        sheet = book.create_sheet(name)
        sheet.append(list(rows[0]))
        for row in rows:
            sheet.append(list(row.values()))
    book.save(folder / "输入.xlsx")
    return folder / "输入.xlsx" if entry == "workbook" else folder


def changed(calculation: str, column: str, cell: object = None, header: str = "") -> Tables:
    """Return the calculation's tables with one cell, or one header, that is another."""
    ((name, (row,)),) = INPUTS[calculation][1].items()
    new = {column: cell} if not header else {}
    return {name: [{header if header and k == column else k: v for k, v in (row | new).items()}]}


def codes(calculation: str, source: Any) -> set[str]:
    """Return the codes of the errors of an input that is refused."""
    with pytest.raises(InputError) as caught:
        INPUTS[calculation][0](source)
    problems = caught.value.problems
    return set(problems["代码"][problems["级别"] == "错误"])


@pytest.mark.parametrize("entry", ENTRIES)
@pytest.mark.parametrize("calculation", INPUTS)
def test_numbers(calculation: str, entry: str, tmp_path: Path) -> None:
    column = PLACES[calculation][0]
    cells = {"0,400": "C21", "0，5": "C21", "1e-400": "C22", "＃N/A": "C01"}
    for number, (cell, code) in enumerate(cells.items()):
        folder = tmp_path / str(number)
        folder.mkdir()
        source = given(changed(calculation, column, cell), entry, folder)
        assert code in codes(calculation, source)


@pytest.mark.parametrize("entry", ENTRIES)
@pytest.mark.parametrize("calculation", INPUTS)
def test_a_bracket_that_is_no_unit(calculation: str, entry: str, tmp_path: Path) -> None:
    column = PLACES[calculation][2]
    source = given(changed(calculation, column, header=f"{column}(旧)"), entry, tmp_path)
    assert codes(calculation, source) & {"H05", "T02", "T74"}


@pytest.mark.parametrize("entry", ENTRIES)
@pytest.mark.parametrize("calculation", later(INPUTS, "water-year"))
def test_what_cannot_be_seen(calculation: str, entry: str, tmp_path: Path) -> None:
    run, tables = INPUTS[calculation]
    ((name, (row,)),) = tables.items()
    number, word, _ = PLACES[calculation]
    hidden = {
        f"\ufeff{k}\u200e": f"\u202e{v}\u2060" if k in (number, word) else v for k, v in row.items()
    }
    results = []
    for place, rows in enumerate(([row], [hidden])):
        folder = tmp_path / str(place)
        folder.mkdir()
        results.append(run(given({name: rows}, entry, folder)))
    plain, found = results
    for table in set(plain) - {"运行信息", "校验", "结论"}:
        pd.testing.assert_frame_equal(found[table], plain[table], obj=table)
        texts = found[table].to_csv()
        assert without_unseen(texts) == texts


ODD: list[object] = [
    Decimal("sNaN"), Decimal("NaN"), 10**400, 10**6000, [1, 2], np.array([1, 2]), pd.Series([1]),
    pd.DataFrame(), object(), bytearray(b"1"), 1j, pd.Interval(0, 1), pd.Timedelta(1), "\ud800",
]  # fmt: skip


@pytest.mark.parametrize("column", ["月份", "序号", "氨氮"])
@pytest.mark.parametrize("cell", ODD, ids=lambda c: type(c).__name__)
def test_whatever_a_frame_holds_ends_in_problems(column: str, cell: object) -> None:
    row = {"月份": "2018-11", "序号": 1, "氨氮": 0.4}
    values = np.empty(1, dtype=object)
    values[0] = cell
    data = pd.DataFrame([row]).astype(object).assign(**{column: pd.Series(values, dtype=object)})
    problems = Problems()
    raw = read_frames({"readings": data}, [READINGS_TABLE], problems)["readings"]
    take_in(raw, problems)
    assert len(raw) == 1
