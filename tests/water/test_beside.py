"""What columns beside the readings say of their rows is never lost.

Worked by hand from water.md §2 (marks of undetected values, 断流), §1 (the annex's sections) and
workbooks.md "Reading an input workbook" (a 序号 that contradicts the names is an error).
"""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from qdcalc.intake.dataframes import read_frames
from qdcalc.intake.districts import districts_of
from qdcalc.intake.typed import take_in
from qdcalc.table.problems import Problem, Problems
from qdcalc.water import MONTH
from qdcalc.water.inputs.located import locate
from qdcalc.water.inputs.registry import registry
from qdcalc.water.inputs.tables import READINGS
from qdcalc.water.words import CITY
from qdcalc.workbook.read import read_files
from workbook.books import write

WIDE = {"月份": "2018-11", "序号": 20, "氨氮": 0.5, "挥发酚": 0.012}
PH = {"月份": "2018-11", "序号": 20, "溶解氧": 8.1, "pH": 7.62}
LONG = {"月份": "2018-11", "序号": 20, "项目": "挥发酚", "结果": 0.012}
UNDETECTED, DRY, DRY_WET, VOID, OTHER = "T87", "T88", "T89", "T90", "W48"
DRY_REMARKS = (
    "无径流", "河床裸露", "无地表径流", "没水", "无来水", "水源枯竭", "枯水，无法采样", "不产流",
    "水体消失",
)  # fmt: skip
NOTHING = {"氨氮": None, "挥发酚": None}


def said(*rows: dict[str, Any]) -> list[Problem]:
    """Return what is said of a frame beside unknown headers and what a month lacks."""
    problems = Problems()
    raw = read_frames({"监测数据": pd.DataFrame(rows, dtype=object)}, [READINGS], problems)
    take_in(raw["readings"], problems)
    return [p for p in problems.distinct() if p.fault.code[0] != "H"]


def codes(*rows: dict[str, Any]) -> set[str]:
    """Return the codes of what is said of a frame, long tables' own left out."""
    return {p.fault.code for p in said(*rows)} - {"T67"}


@pytest.mark.parametrize(
    ("row", "beside", "code"),
    [
        # a mark that stands beside its figure: 0.012 is the detection limit
        (LONG, {"符号": "＜"}, UNDETECTED), (LONG, {"标识": "L"}, UNDETECTED),
        (LONG, {"标志": "ND"}, UNDETECTED), (LONG, {"检出情况": "未检出"}, UNDETECTED),
        (LONG, {"是否检出": "否"}, UNDETECTED), (LONG, {"检出与否": 0}, UNDETECTED),
        (LONG, {"未检出": "√"}, UNDETECTED), (LONG, {"备注": "低于检出限"}, UNDETECTED),
        (LONG, {"qualifier": "<"}, UNDETECTED), (LONG, {"备注": "该项未检出"}, UNDETECTED),
        (WIDE, {"标记": "L"}, UNDETECTED), (WIDE, {"备注": "挥发酚未检出"}, UNDETECTED),
        (WIDE, {"水质类别": "未检出"}, UNDETECTED),
        # no mark of this row's value
        (LONG, {"是否检出": "是"}, None), (LONG | {"结果": "0.012L"}, {"备注": "未检出"}, None),
        (LONG | {"结果": None}, {"备注": "未检出"}, None), (LONG, {"上月标记": "<"}, None),
        (LONG, {"备注": "ND表示未检出"}, None), (WIDE, {"叶绿素a": "ND"}, None),
        (WIDE | {"挥发酚": "0.0003L"}, {"备注": "挥发酚未检出"}, None),
        (WIDE | {"挥发酚": 0}, {"备注": "挥发酚未检出"}, None), (WIDE, {"采样点": "L"}, None),
        (WIDE, {"检出限": "0.0003"}, None),
        # a remark in a wide table is of the indicators that it names, and of no other
        (WIDE, {"备注": "氨氮、挥发酚均未检出"}, UNDETECTED),
        (WIDE, {"备注": "该项未检出"}, UNDETECTED),
        (WIDE, {"备注": "汞未检出，挥发酚未检出"}, UNDETECTED), (WIDE, {"备注": "汞未检出"}, None),
        (WIDE, {"备注": "石油类未检出（检出限0.01）"}, None),
        (WIDE, {"备注": "叶绿素a未检出"}, None),
        (WIDE, {"备注": "其余项目未检出"}, None), (WIDE, {"检出情况": "其余项目均未检出"}, None),
        (WIDE, {"备注": "挥发酚超标，其余项目未检出"}, None),
        (WIDE, {"备注": "除挥发酚外，其余项目均未检出"}, None),
        (PH, {"备注": "挥发酚未检出"}, None), (PH, {"备注": "未检出"}, None),
        (PH, {"标记": "<"}, None),
        # dry, said elsewhere than in 断流
        (WIDE | NOTHING, {"水质类别": "断流"}, DRY), (WIDE | NOTHING, {"备注": "河道干涸"}, DRY),
        (WIDE | NOTHING, {"水情": "无水"}, DRY), (WIDE | NOTHING, {"监测情况": "全月断流"}, DRY),
        (WIDE, {"水质类别": "断流"}, DRY_WET), (WIDE, {"备注": "10日断流"}, None),
        (WIDE | NOTHING, {"备注": "未断流"}, None), (WIDE | NOTHING, {"备注": "无水样"}, None),
        (WIDE | NOTHING, {"是否断流": "是", "备注": "断流"}, None),
        *((WIDE | NOTHING, {"备注": text}, DRY) for text in DRY_REMARKS),
        *((WIDE, {"备注": text}, None) for text in ("枯水期", "枯水，无法采样", "河床部分裸露")),
        (WIDE | NOTHING, {"备注": "未枯竭"}, None), (WIDE | NOTHING, {"备注": "没水样"}, None),
        # rows that a remark calls void are still calculated with: told, an officer decides
        (WIDE, {"数据状态": "无效"}, VOID), (WIDE, {"是否有效": "否"}, VOID),
        (WIDE, {"是否参与考核": "否"}, VOID), (WIDE, {"备注": "沿用上月数据"}, VOID),
        (LONG, {"备注": "数据无效"}, VOID), (WIDE, {"是否有效": "是"}, None),
        (WIDE | NOTHING, {"备注": "数据无效"}, None),
        (WIDE, {"备注": "无效数据已剔除"}, None), (WIDE, {"备注": "已剔除无效数据"}, None),
        (WIDE, {"备注": "数据无效已剔除"}, VOID),
    ],
)  # fmt: skip
def test_a_column_beside_changes_what_the_row_means(
    row: dict[str, Any], beside: dict[str, Any], code: str | None
) -> None:
    """Each is said once with its own cell, and nothing else is; a clean row beside stays silent."""
    found = codes({**row, **beside}, {**row, "序号": 21, **dict.fromkeys(beside)})
    assert found - {"T40", "T70", "W99"} == ({code} - {None})


def test_a_mark_names_the_cell_it_is_said_of(tmp_path: Any) -> None:
    """A mark behind its figure is the figure's; a bare column of < may be of either side."""
    head = ("月份", "序号", "氨氮", None, "挥发酚", "挥发酚标记")
    rows = [head, ("2018-11", 20, 0.5, "<", 0.012, None), ("2018-11", 21, 0.5, None, 0.002, "L")]
    problems = Problems()
    read_files([write(tmp_path / "a.xlsx", *rows, sheet="监测数据")], [READINGS], problems)
    found = {p.cell: p.fields["found"] for p in problems.distinct() if p.fault.code == UNDETECTED}
    assert found == {"D2": "E2 的 0.012 或 C2 的 0.5", "F3": "E3 的 0.002"}


NO_SAMPLES = (
    "全程序空白", "运输空白", "现场空白", "对照点", "上游500米对照", "加标样", "最大值", "标准限值",
    "上月", "月均值", "平均", "合计", "平行样", "平行", "平行双样",
)  # fmt: skip
SAMPLES = ("左", "表层", "混合样", "垂线2", "第1次", "上旬")


@pytest.mark.parametrize("header", ["采样点", "层次", "采样日期"])
def test_control_rows_are_no_samples(tmp_path: Any, header: str) -> None:
    """Only samples of the section are averaged; each other row is named with its word (T86)."""
    texts = (*SAMPLES, *NO_SAMPLES)
    rows = [("月份", "序号", header, "氨氮"), *(("2018-11", 20, text, 0.5) for text in texts)]
    problems = Problems()
    files = [write(tmp_path / "a.xlsx", *rows, sheet="监测数据")]
    raw = read_files(files, [READINGS], problems)
    left = {p.fields["text"] for p in problems.distinct() if p.fault.code == "T86"}
    assert left == set(NO_SAMPLES)
    assert len(raw["readings"]) == len(SAMPLES)


def test_means_alone_are_the_readings(tmp_path: Any) -> None:
    """A table that gives nothing but a mean of each section is read."""
    rows = [("月份", "序号", "采样点", "氨氮"), *(("2018-11", n, "平均", 0.5) for n in (20, 21))]
    files = [write(tmp_path / "a.xlsx", *rows, sheet="监测数据")]
    assert len(read_files(files, [READINGS], Problems())["readings"]) == 2


@pytest.mark.parametrize("word", ["是", "断流", "全月断流", "有"])
@pytest.mark.parametrize(
    "header", ["断流", "是否断流", "断流情况", "断流？", "断流与否", "有无断流"]
)
def test_dry_goes_by_the_names_of_the_trade(header: str, word: str) -> None:
    """断流 = 是 where nothing was measured (§3); the other row was not dry."""
    rows = [WIDE | NOTHING | {header: word}, WIDE | {header: "未断流" if word != "有" else "无"}]
    raw = read_frames({"监测数据": pd.DataFrame(rows, dtype=object)}, [READINGS], Problems())
    assert take_in(raw["readings"], Problems()).frame["is_dry"].tolist() == [True, False]


# the annex: 1 小沽河·教书庄, 2 小沽河·敬庄公路桥, 17 and 18 both 重庆路桥, 28 崂山水库中心
def test_a_day_that_no_calendar_has_is_refused_beside_a_month() -> None:
    """2018-11-31 and 2018-11-00 are mistyped; 上旬 and 第1次 only tell samples apart."""
    rows = [WIDE | {"采样日期": day} for day in ("2018-11-31", "2018-11-00", "上旬", "2018-11-30")]
    found = [(p.fault.code, p.cell) for p in said(*rows) if p.fault.code != UNDETECTED]
    assert found == [("C09", "行 0"), ("C09", "行 1")]


BESIDE: tuple[tuple[str, list[str], set[str]], ...] = (
    ("位置", ["崂山水库中心", "教书庄"], {"行 0", "行 1"}),
    ("采样位置", ["教书庄", "崂山水库中心"], {"行 1"}),
    ("采样地点", ["小沽河教书庄", "敬庄公路桥（国控）"], set()),
    ("所在河", ["小沽河", "墨水河"], {"行 1"}),
    ("流域范围", ["大沽河", "大沽河"], set()),
    ("下游断面", ["敬庄公路桥", "崂山水库中心"], set()),
    ("采样地点", ["桥左岸", "桥右岸"], set()),
)


@pytest.mark.parametrize(("header", "names", "cells"), BESIDE)
def test_a_name_beside_a_counter_must_agree(header: str, names: list[str], cells: set[str]) -> None:
    """Rows 1 and 2 of a counter are the annex's first two; a column that names others is told."""
    policy, problems = MONTH.policy(), Problems()
    districts = districts_of(policy.figure("districts").values_of([586]), CITY)
    sections = registry(None, districts, policy, [586], problems)
    frame = pd.DataFrame(
        [["2018-11", n, name, 0.5] for n, name in enumerate(names, start=1)],
        columns=["月份", "序号", header, "氨氮"],
    )
    raw = read_frames({"监测数据": frame}, [READINGS], problems)["readings"]
    found = locate(take_in(raw, problems), sections)
    assert {p.cell for p in found.problems if p.fault.code == OTHER} == cells
    assert [n for n, place in enumerate(found.place) if place < 0] == sorted(
        int(cell[2:]) for cell in cells
    )
