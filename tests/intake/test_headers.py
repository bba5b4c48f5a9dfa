"""Header texts: names, aliases, brackets, units.

Contract: workbooks.md "Sheets are found by name, columns by header text: NFKC-normalised, blanks
and line breaks dropped, the names and every aliases_cn …, upper or lower case, matched whole
before brackets are cut", and "A trailing unit is compared with the column's own". The aliases
below are copied from the published tables (../shared/source/gb3838_table*.csv, aliases_cn).
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exact.test_texts import UNSEEN
from qdcalc.expo.inputs import FIRMS, SHOWS
from qdcalc.intake.dataframes import read_frames
from qdcalc.intake.headers import MOST_UNKNOWN, Headers, Match
from qdcalc.intake.kinds import NUMBER
from qdcalc.intake.typed import take_in
from qdcalc.staffing.inputs import PLATFORMS
from qdcalc.table.description import Column, Table
from qdcalc.table.problems import Problems
from qdcalc.water.inputs.keys import MONTH
from qdcalc.water.inputs.tables import READINGS, RESPONSIBILITY, SECTIONS

HEADERS = Headers(READINGS)
MONEY = Headers(
    Table(
        "firms",
        "企业",
        (
            Column("revenue", "营业收入", NUMBER, unit="元"),
            Column("area_m2", "展览面积", NUMBER, unit="m²"),
            Column("remark", "备注"),
        ),
    )
)

ALIASES = [
    ("溶解氧", "do"), ("DO", "do"), ("do", "do"), ("高锰酸盐指数", "codmn"), ("CODMn", "codmn"),
    ("CODMN", "codmn"), ("高锰酸钾指数", "codmn"), ("化学需氧量", "cod"), ("COD", "cod"),
    ("CODcr", "cod"), ("CODCr", "cod"), ("化学需氧量(COD)", "cod"), ("五日生化需氧量", "bod5"),
    ("BOD5", "bod5"), ("五日生化需氧量(BOD5)", "bod5"), ("氨氮", "nh3n"), ("NH3-N", "nh3n"),
    ("nh3-n", "nh3n"), ("氨氮(NH3-N)", "nh3n"), ("总磷", "tp"), ("TP", "tp"), ("总磷(以P计)", "tp"),
    ("总氮", "tn"), ("TN", "tn"), ("总氮(湖、库,以N计)", "tn"), ("总氮（湖、库，以N计）", "tn"),
    ("pH值", "ph"), ("pH", "ph"), ("PH", "ph"), ("ph值", "ph"), ("pH(无量纲)", "ph"),
    ("六价铬", "cr6"), ("铬(六价)", "cr6"), ("铬（六价）", "cr6"), ("铬( 六价 )", "cr6"),
    ("Cr6+", "cr6"), ("粪大肠菌群", "fecal_coliform"), ("粪大肠菌群(个/L)", "fecal_coliform"),
    ("氟化物", "fluoride"), ("氟化物(以F-计)", "fluoride"), ("F-", "fluoride"),
    ("硫酸盐(以SO42-计)", "sulfate"), ("硝酸盐(以N计)", "nitrate_n"),
    ("1,2-二氯苯", "dichlorobenzene_1_2"), ("1，4-二氯苯", "dichlorobenzene_1_4"),
    ("二甲苯(总量)", "xylenes"), ("苯并(a)芘", "benzo_a_pyrene"),
    ("苯并[a]芘", "benzo_a_pyrene"), ("邻苯二甲酸二(2-乙基己基)酯", "dehp"), ("水温", "water_temp"),
    ("水温(℃)", "water_temp"), ("电导率(μS/cm)", "conductivity"), ("EC", "conductivity"),
    ("月份", "month"), ("序号", "section_id"), ("河流名称", "river"), ("监测断面", "section"),
    ("断流", "is_dry"), ("month", "month"), ("nh3n", "nh3n"),
]  # fmt: skip


def match(text: object, headers: Headers = HEADERS) -> Match:
    found = headers.match(text)
    assert found is not None, f"{text!r} was not recognised"
    return found


@pytest.mark.parametrize(("text", "name"), ALIASES)
def test_names_and_aliases(text: str, name: str) -> None:
    found = match(text)
    assert (found.column.name, found.shift, found.unknown_unit) == (name, 0, "")


@pytest.mark.parametrize(
    "text",
    [
        "氨 氮",
        "氨\n氮",
        "氨\r\n氮",
        " 氨氮 ",
        "氨　氮",
        "*氨氮",
        "氨氮*",
        "ＮＨ３－Ｎ",
        "NH3 - N",
        "氨氮\u200b",
    ],
)
def test_what_the_eye_does_not_see(text: str) -> None:
    assert match(text).column.name == "nh3n"


@pytest.mark.parametrize(
    "text",
    ["完全不认识", "氨", "氮", "氨氮总量", "总氨氮", "(mg/L)", "", "1", "汞合金", "化学耗氧量"],
)
def test_others_are_not_recognised(text: str) -> None:
    assert HEADERS.match(text) is None


@pytest.mark.parametrize(
    "text",
    ["氨氮(mg/L)", "氨氮（mg/L）", "氨氮 ( mg/L )", "氨氮(MG/L)", "氨氮（ｍｇ／Ｌ）", "NH3-N(mg/L)",
     "氨氮(NH3-N)(mg/L)", "氨氮（NH3-N）（mg/L）", "氨氮mg/L", "氨氮 mg/L", "氨氮,mg/L",
     "氨氮/mg/L", "氨氮_mg/L", "氨氮[mg/L]", "氨氮(毫克/升)", "氨氮(NH3-N) mg/L"],
)  # fmt: skip
def test_the_columns_own_unit_passes(text: str) -> None:
    found = match(text)
    assert (found.column.name, found.shift, found.unknown_unit) == ("nh3n", 0, "")


@pytest.mark.parametrize(
    ("text", "power"),
    [
        ("汞(μg/L)", -3),  # U+03BC, Greek
        ("汞(µg/L)", -3),  # U+00B5, the micro sign
        ("汞（ug/L）", -3),
        ("汞(微克/升)", -3),
        ("汞μg/L", -3),
        ("Hg μg/L", -3),
        ("汞(ng/L)", -6),
        ("汞(纳克/升)", -6),
    ],
)
def test_known_units_are_converted(text: str, power: int) -> None:
    # "汞(μg/L) read as mg/L would be 1,000 times too much"
    found = match(text)
    assert (found.column.name, found.shift, found.unknown_unit) == ("hg", power, "")


@pytest.mark.parametrize(
    ("text", "name", "power"),
    [
        ("营业收入(元)", "revenue", 0),
        ("营业收入(万元)", "revenue", 4),
        ("营业收入（亿元）", "revenue", 8),
        ("营业收入万元", "revenue", 4),
        ("展览面积(m²)", "area_m2", 0),
        ("展览面积(m2)", "area_m2", 0),
        ("展览面积(平方米)", "area_m2", 0),
        ("展览面积(万平方米)", "area_m2", 4),
        ("展览面积(万m²)", "area_m2", 4),
        ("展览面积万㎡", "area_m2", 4),
    ],
)
def test_money_and_areas(text: str, name: str, power: int) -> None:
    found = match(text, MONEY)
    assert (found.column.name, found.shift, found.unknown_unit) == (name, power, "")


@pytest.mark.parametrize(
    ("text", "unit"),
    [("汞(g/L)", "g/l"), ("汞(mmol/L)", "mmol/l"), ("氨氮(%)", "%"), ("汞(个/L)", "个/l"),
     ("粪大肠菌群(mg/L)", "mg/l"), ("氨氮(μg/L)(mg/L)", "mg/l")],
)  # fmt: skip
def test_any_other_unit_is_an_error(text: str, unit: str) -> None:
    assert match(text).unknown_unit == unit


@pytest.mark.parametrize(
    ("headers", "text", "name"),
    [
        (HEADERS, "月份(年月)", "month"),
        (HEADERS, "断流(是/否)", "is_dry"),
        (MONEY, "备注(选填)", "remark"),
        (Headers(SECTIONS), "核算水质目标(类别)", "target_class"),
        (Headers(SECTIONS), "水质目标", "target_class"),
        (Headers(SECTIONS), "控制级别", "control_level"),
        (Headers(RESPONSIBILITY), "责任比例", "share"),
    ],
)
def test_a_remark_in_brackets_is_cut_where_there_is_no_unit(
    headers: Headers, text: str, name: str
) -> None:
    found = match(text, headers)
    assert (found.column.name, found.unknown_unit) == (name, "")


@pytest.mark.parametrize("unseen", UNSEEN, ids=lambda c: f"U+{ord(c):04X}")
def test_what_cannot_be_seen_counts_for_nothing(unseen: str) -> None:
    for text in (f"{unseen}氨氮", f"氨{unseen}氮({unseen}μg/L)", f"氨氮(μg/L){unseen}"):
        assert match(text).column.name == "nh3n"
    assert match(f"氨氮({unseen}μg/{unseen}L)").shift == -3


BRACKETS = [
    "序号(旧)", "序号（旧）", "序号[旧]", "序号【旧】", "断流(天)", "断流（天数）", "断流(次)",
    "断流(>1)", "断流>1", "断流(年月)", "月份(季度)", "月份(旧)", "月份(上报)", "监测断面(原)",
    "河流名称(曾用名)", "断流(如为断流天数)", "序号(旧)(必填)", "断流天", "断流/天",
]  # fmt: skip


@pytest.mark.parametrize("text", BRACKETS)
def test_a_bracket_that_is_no_unit_names_another_column(text: str) -> None:
    # issue 10: "`序号(旧)`, `断流(天)`, `月份(季度)` are taken as 序号, 断流, 月份"
    assert HEADERS.match(text) is None


@pytest.mark.parametrize("text", ["序号(旧)", "断流(天)", "月份(季度)"])
def test_the_column_that_is_perhaps_meant_is_named(text: str) -> None:
    ((fault, fields),) = HEADERS.unknown([text])
    assert f"是不是 {text.partition('(')[0]}" in fault.problem.format(**fields)


@pytest.mark.parametrize("header", ["序号(旧)", "断流(天)", "月份(季度)"])
def test_another_column_in_a_frame_is_named_and_not_read(header: str) -> None:
    name = header.partition("(")[0]
    problems = Problems()
    data = frame(氨氮=[1.0]).drop(columns=[name], errors="ignore").assign(**{header: ["1"]})
    read_frames({"readings": data}, [READINGS], problems)
    codes = [(p.fault.level, p.fault.code) for p in problems]
    # 断流 may be missing; 序号 and 月份 are needed
    missing = [] if name == "断流" else [("错误", "H05")]
    assert codes == [*missing, ("警告", "H03")]


@pytest.mark.parametrize(
    ("headers", "text", "name"),
    [
        (HEADERS, "月份(yyyy-mm)", "month"),
        (HEADERS, "月份(如2018-11)", "month"),
        (HEADERS, "断流()", "is_dry"),
        (HEADERS, "断流(√)", "is_dry"),
        (HEADERS, "氨氮(必填)", "nh3n"),
        (HEADERS, "氨氮(mg/L)(必填)", "nh3n"),
        (HEADERS, "氨氮(mg/L,必填)", "nh3n"),
        (HEADERS, "氨氮【mg/L】", "nh3n"),
        (HEADERS, "氨氮/(mg/L)", "nh3n"),
        (HEADERS, "氨氮（以N计，mg/L）", "nh3n"),
        (HEADERS, "总磷(以P计,mg/L)", "tp"),
        (HEADERS, "氨氮≤0.5", "nh3n"),
        (HEADERS, "氨氮(≤0.5)", "nh3n"),
        (HEADERS, "溶解氧≥6", "do"),
        (HEADERS, "pH(6~9)", "ph"),
        (HEADERS, "pH值（6－9）", "ph"),
        (HEADERS, "pH值6-9", "ph"),
        (HEADERS, "酸碱度", "ph"),
        (HEADERS, "断面名称（责任区市）", "section"),
        (HEADERS, "断面名称(国控/省控/市控)", "section"),
        (HEADERS, "断面（位置）", "section"),
        (HEADERS, "断面名称/点位", "section"),
        (HEADERS, "水体(河流)名称", "river"),
        (HEADERS, "流域水系", "river"),
        (HEADERS, "粪大肠菌群(MPN/L)", "fecal_coliform"),
        (Headers(SECTIONS), "断面属性(跨界/共同断面)", "section_type"),
        (Headers(SECTIONS), "饮用水源(是或否)", "is_drinking_source"),
        (Headers(SHOWS), "类型(贸易/消费)", "kind"),
        (Headers(SHOWS), "结束日期(年-月-日)", "end"),
        (Headers(SHOWS), "申请单位(全称)", "applicant"),
        (Headers(FIRMS), "年度(年)", "year"),
        (HEADERS, "序号(编号)", "section_id"),
        (HEADERS, "监测断面(名称)", "section"),
        (Headers(SECTIONS), "责任区市(多个用、隔开)", "responsible"),
        (Headers(SECTIONS), "上游断面(序号)", "upstream"),
        (Headers(SHOWS), "届次(第几届)", "edition"),
        (Headers(SHOWS), "申请单位(盖章)", "applicant"),
        (Headers(PLATFORMS), "街道（镇）", "street"),
        (Headers(FIRMS), "营业收入(元,必填)", "revenue_fen"),
    ],
)
def test_remarks_that_change_nothing(headers: Headers, text: str, name: str) -> None:
    found = match(text, headers)
    assert (found.column.name, found.shift, found.unknown_unit) == (name, 0, "")


@pytest.mark.parametrize(
    "text", ["氨氮(旧)", "氨氮(以P计,mg/L)", "氨氮(最大值)", "氨氮(2017)", "氨氮(6-9)"]
)
def test_a_bracket_on_a_measured_column_stays_an_error(text: str) -> None:
    assert match(text).unknown_unit


def test_a_unit_on_a_column_without_one_is_an_error() -> None:
    # 序号(mg/L): the column holds something else than its name says
    assert match("断流(mg/L)").unknown_unit == "mg/l"


@pytest.mark.parametrize("table", [READINGS, SECTIONS, RESPONSIBILITY])
def test_no_two_columns_share_a_header(table: Table) -> None:
    headers = Headers(table)
    for column in table.columns:
        for name in (column.label, column.name, *column.aliases):
            assert match(name, headers).column is column
    assert MONTH.label == "月份"


@given(st.text(max_size=20))
def test_any_text_is_a_column_or_nothing(text: str) -> None:
    found = HEADERS.match(text)
    assert found is None or found.column in (*READINGS.columns, *READINGS.extras)


@given(st.sampled_from(ALIASES), st.sampled_from(["", " ", "\n", "　"]), st.booleans())
def test_case_and_blanks_do_not_matter(alias: tuple[str, str], blank: str, upper: bool) -> None:
    text, name = alias
    written = blank.join(text)
    assert match(written.upper() if upper else written.lower()).column.name == name


# ------------------------------------------------------------------------- whole headers


def said(frame: pd.DataFrame) -> tuple[set[tuple[str, str]], dict[str, list[float]]]:
    """Return code and column of each problem, and the readings that were taken in."""
    problems = Problems()
    raw = read_frames({"readings": frame}, [READINGS], problems)["readings"]
    taken = take_in(raw, problems).frame
    numbers = {c: taken[c].tolist() for c in taken.columns if taken[c].dtype == np.float64}
    rows = problems.frame()
    return set(zip(rows["代码"], rows["列"], strict=True)), numbers


def frame(**columns: object) -> pd.DataFrame:
    return pd.DataFrame({"月份": ["2018-11"], "序号": [1]} | columns)


def test_two_columns_of_one_indicator_are_an_error() -> None:
    problems, _ = said(frame(氨氮=[1.0], **{"NH3-N": [2.0]}))
    assert problems == {("H04", "NH3-N")}


@pytest.mark.parametrize(
    ("header", "cell", "wanted"),
    [
        ("汞(μg/L)", 0.1, 0.0001),
        ("汞(ng/L)", 50, 0.00005),
        ("汞(μg/L)", "0.04L", 0.00002),  # half of the limit, then the unit
        ("汞(mg/L)", 0.0001, 0.0001),
    ],
)
def test_values_are_converted_exactly(header: str, cell: object, wanted: float) -> None:
    problems, numbers = said(frame(**{header: [cell]}))
    assert numbers["hg"] == [wanted]
    # a conversion is told, the column's own unit passes in silence
    assert problems == (set() if "mg/L" in header else {("H01", header)})


def test_an_unknown_unit_is_an_error_that_names_the_columns_own() -> None:
    problems = Problems()
    read_frames({"readings": frame(**{"汞(g/L)": [0.1]})}, [READINGS], problems)
    ((_, code, *_, text, _),) = problems.frame().to_numpy().tolist()
    assert code == "H02"
    assert "g/l" in text
    assert "mg/L" in text


def test_unknown_columns_are_a_warning() -> None:
    problems = Problems()
    read_frames({"readings": frame(采样人=["张三"])}, [READINGS], problems)
    ((level, code, *_, text, _),) = problems.frame().to_numpy().tolist()
    assert (level, code) == ("警告", "H03")
    assert "采样人" in text


@pytest.mark.parametrize(
    ("columns", "wanted"),
    [
        (["月份", "序号", "氨氮"], []),
        (["月份", "河流名称", "监测断面"], []),
        (["月份", "河流名称"], ["序号 或 河流名称+监测断面"]),
        (["序号"], ["月份"]),
        ([], ["月份", "序号 或 河流名称+监测断面"]),
    ],
)
def test_required_columns(columns: list[str], wanted: list[str]) -> None:
    # 月份*, 序号* or 河流名称*+监测断面*
    assert HEADERS.missing(match(c).column for c in columns) == wanted
    assert HEADERS.is_header(columns) is (not wanted)


def test_thousands_of_unknown_columns_are_counted_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    # issue 10: "2,940 unknown columns take 13 s"; the first are named, the others by their number
    problems = Problems()
    others: dict[str, object] = {f"氨氮指标{n}": [1] for n in range(2940)}
    compared: list[str] = []

    def compare(name: str, *_: object, **__: object) -> list[str]:
        compared.append(name)
        return []

    monkeypatch.setattr("difflib.get_close_matches", compare)
    read_frames({"readings": frame(氨氮=[1.0], **others)}, [READINGS], problems)
    assert len(compared) == MOST_UNKNOWN  # a comparison with every known name is what takes long
    told = [p.texts()[6] for p in problems]
    assert len(told) == MOST_UNKNOWN + 1
    assert "氨氮指标0" in told[0]
    assert str(2940 - MOST_UNKNOWN) in told[-1]


@pytest.mark.parametrize("label", [2018, 1.5, None, pd.Timestamp("2018-01-01"), ("氨氮", "mg/L")])
def test_a_label_of_a_frame_that_is_no_text_is_an_error(label: object) -> None:
    # issue 10: "A heading that is not text … above 购买服务: the column vanishes … Name it."
    problems = Problems()
    data = frame(氨氮=[1.0], x=[2.0])
    data.columns = pd.Index([*data.columns[:-1], label], dtype=object)
    read_frames({"readings": data}, [READINGS], problems)
    assert [p.fault.level for p in problems] == ["错误"]
    problems = Problems()
    read_frames({"readings": data.assign(氨氮=1.0).iloc[:0]}, [READINGS], problems)
    assert not problems.has_errors, "nothing stands below it"


@pytest.mark.parametrize("form", ["{}（{}）", "{} ({})", "{}\n({})", "{}{}", "{} {}", "{}/{}"])
def test_every_name_of_an_indicator_may_bear_its_unit(form: str) -> None:
    """A sign at the end of CN-, F-, Cl- and SO42- is of the name, no joint to the unit."""
    headers = Headers(READINGS)
    for column in READINGS.columns:
        if column.unit == "mg/L":
            for name in (column.label, *column.aliases):
                match = headers.match(form.format(name, column.unit))
                assert match is not None, name
                assert (match.column.name, match.shift) == (column.name, 0), name


# ------------------------------------------------------------------- a unit of a column's own

AIR = Table("air", "空气", (Column("pm25", "PM2.5", NUMBER, unit="μg/m³"),))


@pytest.mark.parametrize("header", ["PM2.5", "PM2.5(μg/m³)", "PM2.5（µg/m3）", "PM2.5 μg/m³"])
def test_a_unit_that_only_the_column_knows_is_taken(header: str) -> None:
    # a notice brings its unit with its column: units.py holds no μg/m³
    problems = Problems()
    frame = pd.DataFrame({header: [35.0]})
    taken = take_in(read_frames({"air": frame}, (AIR,), problems)["air"], problems).frame
    assert [p.fault.code for p in problems] == []
    assert taken["pm25"].tolist() == [35.0]


def test_another_unit_of_such_a_column_is_refused() -> None:
    problems = Problems()
    read_frames({"air": pd.DataFrame({"PM2.5(mg/m³)": [0.035]})}, (AIR,), problems)
    (problem,) = problems
    assert problem.is_error
    said = "".join(problem.texts())
    assert "看不懂 PM2.5 的单位“mg/m3”，这一列应为 μg/m³" in said
    assert "单位就是 μg/m³ 时把表头写成“PM2.5”" in said
