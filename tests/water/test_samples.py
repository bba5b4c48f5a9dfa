"""The sample files of data/: what was planted in them comes out, by hand from make_samples.py."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

import qdcalc
from qdcalc.result.result import Result

from .helpers import detail, failed_checks, line, nets_of_section, records, verdict

DATA = Path(__file__).parents[2] / "data"
NOVEMBER = "2018-11"


@pytest.fixture(scope="module")
def november() -> Result:
    return qdcalc.water.month(DATA / "水质月度_2018-11.xlsx")


def test_november_has_every_verdict(november: Result) -> None:
    assert set(november.tables["section_months"]["verdict"]) == {
        "跃升", "达标", "超标", "断流", "缺测",
    }  # fmt: skip
    assert len(november.tables["section_months"]) == 28
    assert set(november.problems["级别"]) == {"警告"}
    assert failed_checks(november) == []


def test_what_was_planted_in_november(november: Result) -> None:
    """NOVEMBER of make_samples.py against NH3-N Ⅲ 1.0, Ⅳ 1.5, Ⅴ 2.0 and TP Ⅲ 0.2."""
    expected = {
        "2": ("超标", -1),  # 1.36
        "5": ("断流", 0),
        "7": ("超标", -1),  # 1.92 of 1.5, COD 33 of 30
        "12": ("超标", -1),  # TP 0.25
        "13": ("达标", 0),  # TP 0.24, taken out because of 12
        "15": ("超标", -2),  # 4.62 of 2.0: 1.31
        "16": ("超标", -1),  # DO 1.6 of 2
        "20": ("超标", -1),  # 3.2 of 2.0
        "22": ("断流", 0),
        "25": ("缺测", 0),
        "28": ("达标", 0),  # no copper
    }
    assert {code: verdict(november, code, NOVEMBER) for code in expected} == expected
    assert line(november, "15", NOVEMBER)["multiple"] == 1.31
    assert line(november, "13", NOVEMBER)["dropped"] == "总磷"
    assert detail(november, "7", "化学需氧量", NOVEMBER)["multiple"] == 0.1
    assert line(november, "7", NOVEMBER)["leading"] == "氨氮"
    # clause 八: 平度 is cleared at section 2
    assert nets_of_section(november, "2", NOVEMBER) == {"莱西": -16666667, "市财政": 16666667}
    assert nets_of_section(november, "15", NOVEMBER) == {"市北": -100000000, "市财政": 100000000}
    assert nets_of_section(november, "16", NOVEMBER) == {
        "崂山": -16666667,
        "市北": 8333334,
        "李沧": 8333333,
    }


def test_november_can_be_written(november: Result, tmp_path: Path) -> None:
    path = november.to_excel(tmp_path / "结果.xlsx")
    sheet = load_workbook(path, data_only=True)["断面核算"]
    rows = list(sheet.iter_rows(values_only=True))
    column = rows[0].index("序号")
    assert [row[column] for row in rows[1:]] == list(range(1, 29))


def test_the_cycle_of_twelve_files() -> None:
    """Months October to September; section 5 is dry in the eight months that the script says."""
    result = qdcalc.water.month(DATA / "水质周期_2018-2019")
    table = result.tables["section_months"]
    months = [f"2018-{m}" for m in (10, 11, 12)] + [f"2019-{m:02d}" for m in range(1, 10)]
    assert sorted(set(table["month"])) == months
    assert len(table) == 12 * 28
    rows = records(table)
    dry = {r["month"] for r in rows if r["section_id"] == "5" and r["verdict"] == "断流"}
    assert dry == {"2018-11", "2018-12", *(f"2019-{m:02d}" for m in range(1, 7))}
    assert failed_checks(result) == []
    files = set(result["运行信息"].query("项目 == '输入文件'")["内容"])
    assert files == {"年度资料.xlsx", *(f"水质监测_{month}.xlsx" for month in months)}
    november = qdcalc.water.month(DATA / "水质周期_2018-2019" / "水质监测_2018-11.xlsx")
    alone = records(november.tables["section_months"])
    together = [row for row in rows if row["month"] == NOVEMBER]
    assert [
        one["section_id"] for one, other in zip(alone, together, strict=True) if one != other
    ] == []


# what write_broken planted, with the user's cell; alternatives where a mistake is of two cells
PLANTED: tuple[tuple[str, set[str]], ...] = (
    ("监测数据", {"L3"}),  # 氨氮 0,52
    ("监测数据", {"A4"}),  # 月份 2018.1
    ("监测数据", {"M5"}),  # 总磷 未测
    ("监测数据", {"H6"}),  # 溶解氧 −7.2
    ("监测数据", {"G8"}),  # pH 72
    ("监测数据", {"B9"}),  # 序号 99
    ("监测数据", {"B10", "C10"}),  # 序号 8 with the river of another
    ("监测数据", {"T11"}),  # 汞, a formula without a result
    ("监测数据", {"E12"}),  # 断流 with values
    ("监测数据", {"J13"}),  # 化学需氧量 断流
    ("监测数据", {"A30", "B30"}),  # row 14 again
    ("责任认定", {"A2", "B2", "D2", "D3"}),  # 0.7 + 0.7
    ("责任认定", {"B4", "C4"}),  # 即墨县; section 20 is not shared
    ("口径", {"B2"}),  # 全部剔除
)


def test_the_broken_month_is_refused_with_every_mistake() -> None:
    with pytest.raises(qdcalc.InputError) as caught:
        qdcalc.water.month(DATA / "水质月度_有错误.xlsx")
    problems = caught.value.problems.query("级别 == '错误'")
    found = set(zip(problems["工作表"], problems["单元格"], strict=True))
    for sheet, cells in PLANTED:
        assert found & {(sheet, cell) for cell in cells}, (sheet, cells)
    allowed = {(sheet, cell) for sheet, cells in PLANTED for cell in cells}
    assert found <= allowed
    for column in ("问题", "如何改"):
        assert problems[column].str.contains(r"[\u4e00-\u9fff]").all()
