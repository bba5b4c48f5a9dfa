"""Counts in ``compare`` and ``sensitivity``: working days add up as amounts of money do."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from qdcalc.result.result import Result

from .helpers import project, records, run

DAY = "2019-12-31"
V13 = project("2018-11-15", "2018-11-28", "2018-11-20", "2018-11-26", name="补正")
OTHER = project("2019-11-04", "2019-11-12", name="逾期", district="市南", body="乙所")


def result(**options: str) -> Result:
    return run(V13, OTHER, date=DAY, **options)


def test_two_options_compared() -> None:
    """V13 by ``ignore`` uses 9 and is 4 late; the other one stays 6, 1 late."""
    found = result().compare(result(pause="ignore"))
    assert (found["校验"]["结果"] == "通过").all()
    bridge = {(r["表"], r["项目"]): (r["甲合计"], r["乙合计"]) for r in records(found["差额分解"])}
    sheets = {"时限核算": "", "区市汇总": "合计", "机构汇总": "合计"}
    due = {(sheet, f"逾期天数{total}（工作日）"): (1, 5) for sheet, total in sheets.items()}
    due |= {(sheet, f"用时{total}（工作日）"): (11, 15) for sheet, total in sheets.items()}
    assert bridge == due
    rows = [r for r in records(found["变动"]) if r["项目"].startswith("逾期")]
    assert [(r["名称"], r["甲判定"], r["乙判定"], r["差额"]) for r in rows] == [
        ("补正·1", "按时", "逾期", 4)
    ]
    assert "口径“补正期间" in rows[0]["原因"]
    moved = records(found["区市变动"])
    district = [r for r in moved if (r["表"], r["名称"]) == ("区市汇总", "即墨")]
    assert {r["项目"]: r["差额"] for r in district} == {
        "逾期天数合计（工作日）": 4, "用时合计（工作日）": 4,
    }  # fmt: skip
    assert district[0]["原因"] == "补正·1 +4"
    assert "时限核算 逾期天数（工作日）：甲 1 → 乙 5，差 4，1 行变动" in found.lines()


@pytest.mark.parametrize(
    ("option", "over", "used"),
    [
        ("不扣除（ignore）", 4, 4),
        ("重新起算（restart）", 0, -3),
        # from the day of acceptance: 10 − 4 = 6 and 7
        ("当日（same-day）", 2, 2),
        ("区市从11月15日（district）", 0, 0),
        ("含在办逾期（with-overdue）", 0, 0),
        ("扣除（exclude）", 0, 0),
    ],
)
def test_what_each_option_moves(option: str, over: int, used: int) -> None:
    effects: pd.DataFrame = result().sensitivity()["口径影响"]
    own = effects[effects["取值"] == option].set_index("项目")["合计变动"]
    assert own.to_dict() == {"逾期天数（工作日）": over, "用时（工作日）": used}


def test_counts_are_written_as_counts(tmp_path: Path) -> None:
    """Four days more are 4, not 4.00, in the cells, in the reasons and in what the console says."""
    found = result().sensitivity()
    assert any("：逾期天数 +4 工作日，变动最大：即墨 +4" in line for line in found.lines()), (
        found.lines()
    )
    sheet = openpyxl.load_workbook(found.to_excel(tmp_path / "敏感性.xlsx"))["口径影响"]
    moved = [c for row in sheet.iter_rows(min_row=2) for c in row if c.value == 4]
    assert {cell.number_format for cell in moved} == {'+#,##0;-#,##0;"–"'}


def test_nothing_that_the_limit_applies_to() -> None:
    """Accepted on 2018-11-12 in a district: out under ``district``, 6 used and 1 late otherwise."""
    late = project("2018-11-12", "2018-11-20", name="即墨")
    effects = records(run(late, start="district").sensitivity()["口径影响"])
    city = {r["项目"]: r["合计变动"] for r in effects if r["取值"].startswith("全市同日")}
    assert city["逾期天数（工作日）"] == 1
    outside = project("2019-11-04", kind="范围外")
    effects = records(run(outside, date=DAY).sensitivity()["口径影响"])
    assert {r["合计变动"] for r in effects} == {0}
