"""DataFrames whose columns are no header, or one in several levels (workbooks.md, "In Python")."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from qdcalc import InputError, UsageError, expo, staffing, water
from qdcalc.expo.inputs import FIRMS
from qdcalc.intake.dataframes import read_frames
from qdcalc.staffing.inputs import PLATFORMS
from qdcalc.table.problems import Problems
from qdcalc.water.inputs.tables import READINGS

DATA = Path(__file__).parents[2] / "data"
STAFF = ["区市", "街道", "名称", "级别", "服务对象数", "在编", "购买服务"]
ROW: list[object] = ["市南", "A街道", "A中心", "街道(镇)", 6000, 3, 2]


def codes(error: InputError) -> list[str]:
    problems = error.problems
    return problems.loc[problems["级别"] == "错误", "代码"].tolist()


def read(sample: str, sheet: str, header: int | None) -> Any:
    path = DATA / sample
    return pd.read_excel(path, sheet_name=sheet, header=header, dtype=object, engine="calamine")


@pytest.mark.parametrize(
    ("calculate", "sample", "sheet"),
    [
        (water.month, "水质月度_2018-11.xlsx", "监测数据"),
        (water.year, "水质月度_2018-11.xlsx", "监测数据"),
        (staffing.assess, "人员配备_2019-06.xlsx", "服务平台"),
        (expo.assess, "会展补助_2019.xlsx", "展会"),
    ],
)
@pytest.mark.parametrize("is_titled", [True, False])
def test_our_own_sample_with_its_title_is_one_clear_error(
    calculate: Any, sample: str, sheet: str, is_titled: bool
) -> None:
    frame = read(sample, sheet, None)
    if is_titled:  # as pandas reads it, the title being the header
        frame.columns = ["标题", *(f"Unnamed: {n}" for n in range(1, frame.shape[1]))]
    with pytest.raises(InputError) as caught:
        calculate({sheet: frame})
    assert codes(caught.value) == ["H23"]
    assert "header=" in caught.value.problems["如何改"].iloc[0]


def test_the_header_that_is_told_is_right() -> None:
    with pytest.raises(InputError) as caught:
        water.month(read("水质月度_2018-11.xlsx", "监测数据", None))
    header = int(caught.value.problems["如何改"].iloc[0].split("header=")[1][0])
    assert "月份" in read("水质月度_2018-11.xlsx", "监测数据", header).columns


def test_levels_are_read_as_a_header_in_two_rows() -> None:
    columns = pd.MultiIndex.from_tuples(
        [("月份", "Unnamed: 0_level_1"), ("序号", "Unnamed: 1_level_1"),
         ("监测指标", "氨氮"), ("监测指标", "总磷"), ("汞", "(μg/L)"), ("其他", "采样人")],
    )  # fmt: skip
    frame = pd.DataFrame([["2018-11", 1, 1.5, 0.3, 0.1, "张三"]], columns=columns)
    problems = Problems()
    raw = read_frames({"readings": frame}, [READINGS], problems)["readings"]
    assert {name: raw.columns[name].tolist() for name in ("month", "nh3n", "tp", "hg")} == {
        "month": ["2018-11"], "nh3n": [1.5], "tp": [0.3], "hg": [0.1],
    }  # fmt: skip
    assert raw.shifts["hg"].tolist() == [-3]
    assert [p.fault.code for p in problems.distinct()] == ["H01", "H03"]


def test_levels_without_the_required_columns() -> None:
    columns = pd.MultiIndex.from_tuples([("a", "b"), ("a", "c")])
    with pytest.raises(InputError) as caught:
        staffing.assess(pd.DataFrame([[1, 2]], columns=columns))
    assert "H05" in codes(caught.value)


def test_a_header_split_over_labels_and_the_first_row() -> None:
    columns = [*STAFF[:5], "现有人员", "Unnamed: 6"]
    frame = pd.DataFrame([[None] * 5 + ["在编", "购买服务"], ROW], columns=columns, dtype=object)
    with pytest.raises(InputError) as caught:
        staffing.assess(frame)
    assert "H24" in codes(caught.value)


@pytest.mark.parametrize("names", [["名称"], ["区市", "街道"], ["购买服务"]])
def test_a_column_that_is_the_index_is_not_lost(names: list[str]) -> None:
    frame = pd.DataFrame([ROW], columns=STAFF, dtype=object).set_index(names)
    with pytest.raises(InputError) as caught:
        staffing.assess(frame)
    assert "H25" in codes(caught.value)


def test_an_index_of_another_name_is_kept_as_the_rows_labels() -> None:
    frame = pd.DataFrame([ROW], columns=STAFF, dtype=object)
    frame.index = pd.Index(["甲行"], name="编号")
    frame.loc["甲行", "在编"] = "abc"
    with pytest.raises(InputError) as caught:
        staffing.assess(frame)
    assert "行 甲行" in caught.value.problems["单元格"].tolist()


def test_the_same_column_twice() -> None:
    frame = pd.DataFrame([[*ROW, 9]], columns=[*STAFF, "在编"], dtype=object)
    with pytest.raises(InputError) as caught:
        staffing.assess(frame)
    assert codes(caught.value) == ["H04"]


def test_one_table_under_two_names() -> None:
    frame = pd.DataFrame([ROW], columns=STAFF, dtype=object)
    with pytest.raises(UsageError, match="给了两次"):
        staffing.assess({"platforms": frame, "服务平台": frame})


@pytest.mark.parametrize(
    ("label", "code"),
    [(2018, "H21"), (pd.Timestamp("2018-11-01"), "H21"), (True, "H21"), (np.nan, "H21"),
     (None, "H21"), ("Unnamed: 6", "H06"), ("", "H06")],
)  # fmt: skip
@pytest.mark.parametrize("value", [2, None])
def test_a_label_that_is_no_text(label: object, code: str, value: object) -> None:
    columns = pd.Index([*STAFF[:6], label], dtype=object)
    frame = pd.DataFrame([[*ROW[:6], value]], dtype=object)
    frame.columns = columns
    problems = Problems()
    read_frames({"platforms": frame}, [PLATFORMS], problems)
    assert [p.fault.code for p in problems.distinct()] == ([code] if value else [])


def test_no_rows_in_every_calculation() -> None:
    frame = pd.DataFrame(columns=STAFF)
    with pytest.raises(InputError) as caught:
        staffing.assess(frame)
    assert codes(caught.value) == ["T38"]


def test_the_unit_of_a_group_is_that_of_its_columns() -> None:
    # workbooks.md: "two-row headers (a group over columns …) are read as one"
    frame = pd.DataFrame([["甲公司", 2019, "规模增长补助", 1000, 3000]])
    frame.columns = pd.MultiIndex.from_tuples(
        [("企业名称", ""), ("年度", ""), ("项目", ""), ("营业收入（万元）", "上年度营业收入"),
         ("营业收入（万元）", "营业收入")]
    )  # fmt: skip
    problems = Problems()
    raw = read_frames({"企业": frame}, [FIRMS], problems)["firms"]
    assert raw.shifts["revenue_fen"].tolist() == [4]
    assert {p.fault.code for p in problems.distinct()} == {"H01"}
