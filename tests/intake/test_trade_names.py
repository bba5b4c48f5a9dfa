"""Columns by the names that tables of the trade have (workbooks.md, "Known in the wild and read").

The names are those of the contract and of public layouts: monthly reports, bulletins of automatic
stations, drinking-source tables, laboratory reports.
"""

from __future__ import annotations

import pandas as pd
import pytest

from qdcalc.intake.dataframes import read_frames
from qdcalc.intake.headers import headers_of
from qdcalc.table.problems import Problems
from qdcalc.water.inputs.tables import READINGS, SECTIONS

READ = {
    "section": "断面名称 点位名称 水源地名称 断面 断面（点位）名称 监测点位 测站名称"
    " 水源名称（监测点位）",
    "river": "河流 水系 流域 水体 所处河流 河流（湖库）名称 流域名称",
    "month": "年月 监测月份 月份（年月）",
    "sampled_at": "监测时间 采样时间 采样日期 监测日期",
    "hg": "总汞 汞（以Hg计） 总汞（mg/L） 总汞(Hg)",
    "pb": "总铅",
    "as": "总砷 砷≤0.05",
    "cd": "总镉",
    "cu": "总铜",
    "zn": "总锌",
    "se": "总硒",
    "fe": "总铁",
    "mn": "总锰",
    "cr6": "铬(六价) 铬（VI） 六价铬（Cr6+）",
    "cyanide": "总氰化物 氰化物（以CN-计） 总氰化物（以CN-计，mg/L）",
    "volatile_phenol": "挥发性酚 挥发酚（以苯酚计） 挥发性酚类",
    "las": "LAS 阴离子表面活性剂（LAS）",
    "fecal_coliform": "粪大肠菌群（MPN/L） 粪大肠菌群（个/L） 粪大肠菌群(个/升) 粪大肠菌群(CFU/L)",
    "nh3n": "氨氮（以N计，mg/L） 氨氮/(mg/L) 氨氮【mg/L】 氨氮≤0.5 氨氮（≤0.5） 氨氮（NH₃-N）"
    " 氨氮浓度(mg/L) 氨氮(mg·L-1) 氨氮〔mg/L〕 氨氮月均值",
    "codmn": "高锰酸盐指数（CODMn，mg/L） CODMn 高锰酸盐指数（以O2计）",
    "cod": "化学需氧量（CODCr）（mg/L） CODcr 化学需氧量(COD)",
    "bod5": "五日生化需氧量（BOD5） BOD₅",
    "tp": "总磷（以P计，mg/L） TP",
    "tn": "总氮（湖、库，以N计） 总氮（湖、库）",
    "ph": "pH值（无量纲） PH值 pH（量纲一）",
    "water_temp": "水温（℃） 水温(°C)",
    "conductivity": "电导率（μS/cm）",
}
TARGETS = "水质目标 水质控制目标 考核目标 考核标准 水质考核类别"
POWERS = {"总汞(μg/L)": -3, "总汞（ng/L）": -6, "粪大肠菌群(MPN/100mL)": 1, "电导率(mS/m)": 1}
# what means something else, or might: never taken for the near indicator
OTHERS = (
    "耗氧量", "油类", "粪大肠杆菌", "氨氮超标倍数", "非离子氨", "总铬", "动植物油", "叶绿素a",
    "总磷(以PO4计)", "汞的化合物", "水质类别(上月)", "上月水质类别", "断面编码",
)  # fmt: skip


@pytest.mark.parametrize(("name", "texts"), [*READ.items()])
def test_names_of_the_trade_are_known(name: str, texts: str) -> None:
    """Every name of the contract means its column, in the column's own unit."""
    headers = headers_of(READINGS)
    for text in texts.split():
        match = headers.match(text)
        assert match is not None, text
        assert (match.column.name, match.shift, match.unknown_unit) == (name, 0, ""), text


def test_targets_units_and_what_is_something_else() -> None:
    """Targets of the list; units that are converted; names that are no indicator's."""
    targets = [headers_of(SECTIONS).match(text) for text in TARGETS.split()]
    assert {match.column.name for match in targets if match} == {"target_class"}
    assert all(targets)
    headers = headers_of(READINGS)
    shifts = {text: match.shift for text in POWERS if (match := headers.match(text))}
    assert shifts == POWERS
    for text in OTHERS:
        match = headers.match(text)
        assert match is None or match.unknown_unit, text


def test_the_better_name_is_taken_and_the_other_named() -> None:
    """流域 beside 河流 is no second river; two names of one rank stay an error."""
    row = ("胶州湾", "墨水河", "重庆路桥", "2018-11", 1.2)
    problems = Problems()
    frame = pd.DataFrame([row], columns=["流域", "河流", "断面名称", "月份", "氨氮"])
    raw = read_frames({"监测数据": frame}, [READINGS], problems)["readings"]
    assert [p.fault.code for p in problems.distinct()] == ["H30"]
    assert raw.columns["river"].tolist() == ["墨水河"]
    problems = Problems()
    frame = frame.rename(columns={"流域": "河流名称"})
    read_frames({"监测数据": frame}, [READINGS], problems)
    assert [p.fault.code for p in problems.distinct() if p.is_error] == ["H04"]
