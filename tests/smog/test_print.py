"""What prints of the plan's workbook: processes that can be read, the city's targets."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pandas as pd

import qdcalc

from .helpers import daily


def test_the_processes_are_wide_enough_and_the_districts_stay_in_the_workbook(
    tmp_path: Path,
) -> None:
    listed = pd.DataFrame(
        {"区市": ["市南", "市北"], "单位或源": ["甲", "乙"], "源类": "工业源", "行业": "其他",
         "污染物": "二氧化硫", "基准排放量": 100, "黄色减排量": 20,
         "橙色减排量": 20, "红色减排量": 30}
    )  # fmt: skip
    sheets = {"AQI": daily([210, 210, 50]), "减排清单": listed}
    qdcalc.smog.assess(sheets).to_excel(tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    processes, targets = book["预警过程"], book["减排核对"]
    assert processes.print_title_rows == "$1:$1"
    # from 站点或区域 to 启动批准人; 200 characters on a landscape A4 are 9 points high at 75 %
    assert str(processes.print_area).split("!")[1].replace("$", "") == "A1:N2"
    assert processes["N1"].value == "启动批准人"
    widths = [processes.column_dimensions[letter].width for letter in "ABCDEFGHIJKLMN"]
    assert sum(widths) < 200
    # three levels of four pollutants and a sum: 15 rows of the city, then the two districts'
    assert targets.max_row == 1 + 3 * 15
    assert str(targets.print_area).split("!")[1].replace("$", "").endswith("16")
    assert {targets.cell(row, 1).value for row in range(2, 17)} == {"全市"}
