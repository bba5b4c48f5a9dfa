"""The public schemas: a DataFrame alone against its table, in Chinese (issue 12)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import qdcalc
from qdcalc import InputError, SelfCheckError, UsageError
from qdcalc.notice.schemas import TableSchema
from qdcalc.table.validation import verify

DATA = Path(__file__).parents[2] / "data"
READINGS = pd.DataFrame(
    {
        "月份": ["2018-11", "2018年12月"],
        "序号": [1, "２"],
        "pH": [7.2, 8],
        "氨氮(mg/L)": ["0.02L", 1],
    }
)


def codes(schema: TableSchema, frame: pd.DataFrame) -> list[tuple[str, str, str]]:
    told = schema.problems(frame)
    return list(zip(told["代码"], told["单元格"], told["列"], strict=True))


def test_a_frame_as_it_is_written_becomes_typed() -> None:
    typed = qdcalc.water.schemas.readings.validate(READINGS)
    assert typed["month"].to_list() == [pd.Period("2018-11"), pd.Period("2018-12")]
    assert typed["section_id"].to_list() == ["1", "2"]
    assert typed["nh3n"].to_list() == [0.01, 1.0]  # half of the detection limit


def test_a_typed_frame_comes_back_as_it_is() -> None:
    readings = qdcalc.water.schemas.readings
    typed = readings.validate(READINGS)
    assert readings.validate(typed) is typed


def test_a_validated_frame_is_worth_the_same_in_a_calculation() -> None:
    """An English header in `_x100` holds hundredths, as one in `_fen` holds fen."""
    file = DATA / "会展补助_2019.xlsx"
    shows = pd.read_excel(file, sheet_name="展会", header=1, engine="openpyxl", dtype=object)
    typed = qdcalc.expo.schemas.shows.validate(shows)
    paid = [qdcalc.expo.assess({"shows": given}).tables["items"] for given in (shows, typed)]
    assert paid[0]["amount_fen"].tolist() == paid[1]["amount_fen"].tolist()
    assert paid[0]["amount_fen"].sum() > 0


def test_validated_persons_are_persons_in_a_calculation() -> None:
    """三(二): 30,000 people need 5; the one who is there leaves a gap of 4, however it is given."""
    platform = {"区市": "市南", "街道": "甲", "名称": "甲中心", "级别": "街道（镇）"}
    given = pd.DataFrame([platform | {"服务对象数": 30_000, "在编": 1}])
    typed = qdcalc.staffing.schemas.platforms.validate(given)
    for frame in (given, typed, typed.copy(), typed[typed["people_served"] > 0]):
        result = qdcalc.staffing.assess(frame, report_date="2019-06-30")
        assert result["配备核算"][["应配", "现有", "缺口"]].iloc[0].tolist() == [5, 1, 4]


@pytest.mark.parametrize(
    ("schema", "file"),
    [
        (qdcalc.staffing.schemas.platforms, "人员配备_2019-06.xlsx"),
        (qdcalc.staffing.schemas.tasks, "人员配备_2019-06.xlsx"),
        (qdcalc.expo.schemas.shows, "会展补助_2019.xlsx"),
        (qdcalc.expo.schemas.firms, "会展补助_2019.xlsx"),
    ],
)
def test_what_a_validation_returns_is_not_read_again(schema: TableSchema, file: str) -> None:
    # hundredths and shares would be read a second time as something else
    sheet = schema.table.label
    book = pd.read_excel(
        DATA / file, sheet_name=sheet, header=None, engine="openpyxl", dtype=object
    )
    head = next(n for n in range(5) if book.iloc[n].notna().sum() > 2)
    frame = book.iloc[head + 1 :].reset_index(drop=True)
    frame.columns = pd.Index(book.iloc[head])
    typed = schema.validate(frame)
    assert len(typed) > 2
    pd.testing.assert_frame_equal(schema.validate(typed.copy()), typed)


def test_the_message_names_column_row_value_and_cure() -> None:
    with pytest.raises(InputError) as caught:
        qdcalc.water.schemas.readings.validate(READINGS.assign(pH=[7.2, 72]))
    told = caught.value.problems.iloc[0]
    assert told[["工作表", "单元格", "列", "原值"]].to_list() == ["监测数据", "行 1", "pH", "72"]
    assert told["问题"] == "pH 值 72 大于 14"
    assert told["如何改"] == "请核对原始记录"
    assert "\\u" not in str(caught.value)


def test_a_typed_frame_is_validated_by_the_schema_alone() -> None:
    readings = qdcalc.water.schemas.readings
    typed = readings.validate(READINGS)
    typed.index = pd.Index(["甲", "乙"])
    month = pd.PeriodIndex(["NaT", "2018-12"], freq="M")
    wrong = typed.assign(is_dry=[False, True], nh3n=[-1.5, 1.0], month=month)
    assert sorted(codes(readings, wrong)) == [
        ("C14", "行 甲", "月份"), ("W06", "行 甲", "氨氮"), ("W08", "行 乙", "断流"),
    ]  # fmt: skip
    assert codes(readings, typed.drop(columns="month")) == [("H05", "", "月份")]
    assert codes(readings, typed.drop(columns="section_id")) == [("H05", "", "")]


def test_a_repeated_key_names_the_other_row() -> None:
    schema = qdcalc.water.schemas.responsibility
    row = {"月份": ["2018-11"], "序号": [1], "区市": ["莱西"], "责任比例": ["1/3"]}
    typed = schema.validate(pd.DataFrame(row))
    told = schema.problems(pd.concat([typed, typed], ignore_index=True))
    assert told["问题"].to_list() == ["与 行 0 是同一条记录（月份 2018-11，序号 1，区市 莱西）"]


def test_what_only_reading_can_tell_is_told_too() -> None:
    frame = READINGS.assign(月份=["十一月", "2018-12"]).rename(columns={"序号": "编码"})
    told = qdcalc.water.schemas.readings.problems(frame)
    assert set(told["代码"]) == {"C04", "H03", "H05"}


def test_validated_shares_are_the_same_in_a_calculation() -> None:
    def row(name: str) -> list[object]:
        return ["市南", "八大湖街道", name, "社区(村)", 800]

    platforms = pd.DataFrame(
        [row("甲"), [None] * 5, row("乙")],
        columns=["区市", "街道", "名称", "级别", "服务对象数"],
    )
    tasks = pd.DataFrame(
        {"事项": ["覆盖率"], "截止日期": ["2019-12-31"], "目标值": ["95%"], "实际值": ["1/3"]}
    )
    typed = qdcalc.staffing.schemas.tasks.validate(tasks)
    found = qdcalc.staffing.assess(platforms, tasks=typed, report_date="2019-06-30")
    assert found["目标任务"]["目标值"].tolist() == [0.95]
    # a wholly blank row is passed over and named, as on a sheet
    assert sorted(found["配备核算"]["名称"]) == ["乙", "甲"]
    said = found.problems
    assert said.loc[said["代码"] == "T05", "问题"].tolist() == ["空行没有计入：第 1 行"]


def test_an_output_as_people_see_it_is_told() -> None:
    result = qdcalc.staffing.assess(DATA / "人员配备_2019-06.xlsx")
    with pytest.raises(qdcalc.UsageError, match=r'result\.tables\["platform_staff"\]'):
        qdcalc.staffing.schemas.platform_staff.validate(result["配备核算"])


def test_outputs_are_validated_too() -> None:
    flows = qdcalc.water.month(DATA / "水质月度_2018-11.xlsx").tables["flows"]
    schema = qdcalc.water.schemas.flows
    assert schema.validate(flows) is flows
    wrong = flows.assign(amount_fen=flows["amount_fen"].where(flows.index != 1, -5))
    told = schema.problems(wrong)
    assert told["单元格"].to_list() == ["行 1"]
    assert told["问题"].to_list() == ["“-0.05”不合表结构：不应小于 0"]
    assert set(schema.problems(flows.drop(columns="clause"))["代码"]) == {"H05"}


def test_an_output_that_fails_says_which_column_row_and_value() -> None:
    flows = qdcalc.water.month(DATA / "水质月度_2018-11.xlsx").tables["flows"]
    table = qdcalc.water.schemas.flows.table
    wrong = flows.assign(kind=flows["kind"].where(flows.index != 2, "借款"))
    month, section, payer, payee = wrong.loc[2, ["month", "section_id", "payer", "payee"]]
    with pytest.raises(SelfCheckError) as caught:
        verify(table, wrong)
    key = f"月份 {month}，序号 {section}，付款方 {payer}，收款方 {payee}"
    assert f"结果表“资金流向”没有通过自检，没有输出任何结果：第 3 行（{key}）的“类型”" in str(
        caught.value
    )
    assert "“借款”不合表结构：应是 赔付、奖励、自抵 之一" in str(caught.value)
    with pytest.raises(SelfCheckError, match="“金额”：这一列的类型是 float64，应是 int64"):
        verify(table, flows.assign(amount_fen=1.5))
    numbers = flows.astype({"clause": object})
    numbers.loc[3, "clause"] = 7
    with pytest.raises(SelfCheckError, match=r"第 4 行（.*）的“依据”：“7”不合表结构：应是文字"):
        verify(table, numbers)


def test_the_names_of_the_schemas() -> None:
    schemas = qdcalc.staffing.schemas
    outputs = ["districts", "notice_tasks", "platform_staff", "tasks"]
    assert dir(schemas.outputs) == outputs
    assert dir(schemas) == sorted({*outputs, "costs", "platforms"})
    assert schemas.tasks.table is schemas.inputs.tasks.table  # an input comes first
    assert "状态" in list(schemas.outputs.tasks.columns["列"])
    with pytest.raises(AttributeError, match="没有名为 'nothing' 的表结构。可用的有：costs、"):
        _ = schemas.nothing


def test_a_schema_shows_its_columns() -> None:
    readings = qdcalc.water.schemas.readings
    columns = readings.columns.set_index("英文名")
    assert list(columns.loc["nh3n", ["列", "单位", "必填"]]) == ["氨氮", "mg/L", ""]
    assert columns.loc["month", "必填"] == "是"
    assert repr(readings).startswith("<输入表“监测数据”的表结构：月份、序号、")
    assert "氨氮" in str(readings._repr_html_())
    ammonia: Any = readings.schema.columns["nh3n"]
    assert (ammonia.title, ammonia.metadata["unit"]) == ("氨氮", "mg/L")


def test_no_frame_is_told() -> None:
    given: Any = {}
    with pytest.raises(UsageError, match="DataFrame，现在是 dict"):
        qdcalc.water.schemas.readings.validate(given)
