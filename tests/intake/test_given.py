"""What the public functions are given: paths, frames, interpretations, settings of every kind.

Issue 10: "140 uses of the Python interface … were tried from outside"; workbooks.md: "No traceback
for anything a user can cause". A wrong argument is a UsageError in Chinese, never a guess.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import qdcalc
from seeds import later

CHINESE = re.compile(r"[\u4e00-\u9fff]")
READINGS = pd.DataFrame({"月份": ["2018-11"], "序号": ["20"], "氨氮": [1.0]})
SHOWS = pd.DataFrame(
    {"展会名称": ["甲展"], "届次": ["2"], "类型": ["贸易展"], "专业场馆": ["是"],
     "结束日期": ["2019-05-01"], "展览面积": [20_000], "申请单位": ["甲公司"]}
)  # fmt: skip
PLATFORMS = pd.DataFrame(
    {"区市": ["市南"], "街道": ["甲"], "名称": ["甲中心"], "级别": ["街道(镇)"],
     "服务对象数": [6_000], "在编": [5]}
)  # fmt: skip
CALLS: dict[str, tuple[Callable[..., Any], pd.DataFrame, str, str]] = {
    "water.month": (qdcalc.water.month, READINGS, "overlap", "drop"),
    "water.year": (qdcalc.water.year, READINGS, "overlap", "drop"),
    "expo.assess": (qdcalc.expo.assess, SHOWS, "uplift", "after-cap"),
    "staffing.assess": (qdcalc.staffing.assess, PLATFORMS, "round", "floor"),
}
call = pytest.mark.parametrize("name", CALLS)


def refused(function: Callable[..., Any], *args: Any, **kwargs: Any) -> str:
    """Return what the call is refused with."""
    with pytest.raises(qdcalc.UsageError) as caught:
        function(*args, **kwargs)
    message = str(caught.value)
    assert CHINESE.search(message)
    assert "\n" not in message
    assert len(message) < 700
    return message


@call
@pytest.mark.parametrize(
    "source",
    [None, 1, 1.5, True, "", " ", "a\0b", b"x.xlsx", "x" * 5000, [READINGS], (), {1, 2},
     READINGS["序号"], np.zeros(3), Path, ...],
    ids=repr,
)  # fmt: skip
def test_sources_that_are_none(name: str, source: Any) -> None:
    assert "source" in refused(CALLS[name][0], source)


@call
def test_frames_that_are_none(name: str) -> None:
    function, frame, *_ = CALLS[name]
    first = {"water.month": "监测数据", "water.year": "监测数据", "expo.assess": "展会"}
    label = first.get(name, "服务平台")
    assert "DataFrame" in refused(function, {label: [1, 2]})
    assert "没有名为" in refused(function, {"别的": frame})
    assert "没有名为" in refused(function, {7: frame})


@pytest.mark.parametrize("given", [[{"序号": "1"}], "断面清单.xlsx", {"序号": ["1"]}, 5], ids=repr)
def test_sections_that_are_no_frame(given: Any) -> None:
    assert "sections" in refused(qdcalc.water.month, READINGS, sections=given)


@call
@pytest.mark.parametrize("policy", [1, True, b"p.toml", "", ["p.toml"], {"figures": {}}], ids=repr)
def test_policies_that_are_no_path(name: str, policy: Any) -> None:
    function, frame, *_ = CALLS[name]
    assert "policy" in refused(function, frame, policy=policy)


@pytest.mark.parametrize("name", later(CALLS, "water.year"))
def test_a_policy_as_text_or_path(name: str, tmp_path: Path) -> None:
    function, frame, *_ = CALLS[name]
    path = tmp_path / "政策.toml"
    path.write_text("# 没有改动\n", encoding="utf-8")
    for given in (path, str(path)):
        assert function(frame, policy=given)["运行信息"]["内容"].eq("政策.toml").any()
    with pytest.raises(qdcalc.PolicyError, match="文件夹"):
        function(frame, policy=tmp_path)


@call
def test_interpretations_in_every_right_form(name: str) -> None:
    function, frame, key, option = CALLS[name]
    notice = name.partition(".")[0]
    text = f"{notice}.{key}={option}"
    right: list[Any] = [
        {key: option}, [text], {f"{notice}.{key}": option}, (text,), {text}, text, iter([text]),
        np.array([text]), pd.Series([text]),
    ]  # fmt: skip
    nothings: list[Any] = [None, {}, [], ()]
    is_quickest = notice == "staffing"  # they are read alike for all
    for given in right if is_quickest else right[:2]:
        assert function(frame, interpretations=given).provenance.interpretations[key] == option
    for nothing in nothings if is_quickest else nothings[:1]:
        assert function(frame, interpretations=nothing).provenance.interpretations[key] != option


@call
@pytest.mark.parametrize("kind", range(13))
def test_interpretations_given_wrongly(name: str, kind: int) -> None:
    function, frame, key, option = CALLS[name]
    wrong: list[Any] = [
        {key: None}, {key: 1}, {key: True}, {key: [option]}, {1: option}, {key: "别的"},
        {"别的": option}, [None], [(key, option)], [f"{key}:{option}"], 1, True,
        pd.Series({key: option}),
    ]  # fmt: skip
    assert "口径" in refused(function, frame, interpretations=wrong[kind])


def test_a_value_with_an_equals_sign_is_no_other_setting() -> None:
    said = refused(qdcalc.water.month, READINGS, interpretations={"overlap=drop": "x"})
    assert "没有口径参数" in said


@pytest.mark.parametrize(
    "date",
    ["2019-06-30", "2019年6月30日", dt.date(2019, 6, 30), dt.datetime(2019, 6, 30, 17, 30),
     pd.Timestamp("2019-06-30"), pd.Timestamp("2019-06-30 23:30", tz="Asia/Shanghai"),
     np.datetime64("2019-06-30"), 20190630],
    ids=repr,
)  # fmt: skip
def test_a_report_date_in_every_form(date: Any) -> None:
    result = qdcalc.staffing.assess(PLATFORMS, report_date=date)
    basis = result["口径与依据"]
    assert basis.loc[basis["项目"] == "统计日期", "取值"].tolist() == ["2019-06-30"]


@pytest.mark.parametrize(
    "date",
    ["", " ", "乱写", "2019-02-30", "2019-06", pd.NaT, np.nan, pd.NA, np.datetime64("NaT", "s"),
     True,
     43646, 1e400, ["2019-06-30"], ("2019", "06"), {"day": 1}, {1}, b"2019-06-30", dt.time(1),
     dt.timedelta(1), dt.date(1, 1, 1), np.datetime64("2019"), np.datetime64("2019-06"),
     pd.Period("2019-06"), pd.Series(["2019-06-30"]), ..., 1j],
    ids=repr,
)  # fmt: skip
def test_what_is_no_report_date(date: Any) -> None:
    assert "统计日期" in refused(qdcalc.staffing.assess, PLATFORMS, report_date=date)


@pytest.mark.parametrize(
    ("given", "is_drought"),
    [(True, True), (False, False), (np.bool_(True), True), ("是", True), ("否", False), (1, True),
     (0, False), (None, False)],
)  # fmt: skip
def test_a_drought_year(given: Any, is_drought: bool) -> None:
    """ "否" is a text like any other: it must not count as true."""
    result = qdcalc.water.year(READINGS, is_drought_year=given)
    assert bool(result.provenance.settings.get("is_drought_year", False)) is is_drought


@pytest.mark.parametrize("given", ["也许", "", 2, 0.5, np.nan, ["是"], pd.NA], ids=repr)
def test_what_is_no_drought_year(given: Any) -> None:
    assert "特殊干旱年份" in refused(qdcalc.water.year, READINGS, is_drought_year=given)


@pytest.mark.parametrize("given", [2018, "2018", "2018-2021", (2018, 2019), "", True], ids=repr)
def test_what_is_no_cycle(given: Any) -> None:
    assert "考核周期" in refused(qdcalc.water.year, READINGS, cycle=given)


@pytest.mark.parametrize("path", [None, 5, b"a.xlsx", ["a.xlsx"], True], ids=repr)
def test_outputs_that_are_no_path(path: Any) -> None:
    assert "path" in refused(qdcalc.water.month(READINGS).to_excel, path)


def test_an_unknown_setting_is_named() -> None:
    from qdcalc.run import run

    said = refused(run, qdcalc.staffing.STAFFING, PLATFORMS, settings={"report_dat": "2019-06-30"})
    assert "report_dat" in said


def test_what_overrules_is_said_without_a_command_line() -> None:
    """S04 speaks to callers of Python too."""
    settings = pd.DataFrame({"参数": ["责任与去向重叠"], "取值": ["剔除"]})
    result = qdcalc.water.month(
        {"监测数据": READINGS, "口径": settings}, interpretations={"overlap": "net"}
    )
    (said,) = result.problems.loc[result.problems["代码"] == "S04", "问题"]
    assert "命令行" not in said
    assert "运行时指定" in said
