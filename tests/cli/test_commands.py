"""The commands check, template and interpretations in Python, reports of a result, names.

Issue 11: "``.report()``, ``qdcalc.check/template/interpretations`` in Python; ``dir()`` and
completion show what there is … Docstrings of what officers call begin in Chinese (summary,
parameters, example), English below".
"""

from __future__ import annotations

import datetime as dt
import importlib
import inspect
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

import qdcalc
from qdcalc.document.model import Document
from qdcalc.notice.catalogue import NOTICES, calculations, find, reports
from qdcalc.result.result import Result
from qdcalc.run import run

DATA = Path(__file__).parents[2] / "data"
FRAME = pd.DataFrame(
    {"区市": ["市南"], "街道": ["A街道"], "名称": ["A中心"], "级别": ["街道(镇)"],
     "服务对象数": [6000], "在编": [3], "购买服务": [2]}
)  # fmt: skip
DAY = dt.date(2019, 7, 5)


@cache
def staffing() -> Result:
    """Calculate the sample."""
    return qdcalc.staffing.assess(DATA / "人员配备_2019-06.xlsx")


# ------------------------------------------------------------------------------------- check


@pytest.mark.parametrize("name", ["staffing", "人员配备", find("staffing")])
def test_check_returns_the_problems_and_raises_nothing(name: Any) -> None:
    found = qdcalc.check(name, FRAME.assign(在编=-1))
    assert found.loc[found["级别"] == "错误", "列"].tolist() == ["在编"]


def test_check_of_good_input_has_no_errors() -> None:
    found = qdcalc.check("staffing", FRAME, report_date="2019-06-30")
    assert found.empty
    assert list(found) == ["级别", "代码", "工作表", "单元格", "列", "原值", "问题", "如何改"]


def test_check_finds_what_a_run_finds() -> None:
    path = DATA / "水质月度_有错误.xlsx"
    with pytest.raises(qdcalc.InputError) as caught:
        qdcalc.water.month(path)
    assert_frame_equal(qdcalc.check("水质月度核算", path), caught.value.problems)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: qdcalc.check("没有", FRAME), "没有名为“没有”的计算"),
        (lambda: qdcalc.check("staffing", FRAME, nothing=1), "没有设置“nothing”"),
        (lambda: qdcalc.check("staffing", 5), "source"),  # type: ignore[arg-type]
        (lambda: qdcalc.interpretations("没有"), "没有名为“没有”的计算"),
        (lambda: qdcalc.template("没有", "x.xlsx"), "没有名为“没有”的计算"),
        (lambda: qdcalc.template("staffing", "x.txt"), ".xlsx"),
        (lambda: qdcalc.template("staffing", 3), "path"),  # type: ignore[arg-type]
    ],
)
def test_what_is_not_there_is_told(call: Callable[[], object], said: str) -> None:
    with pytest.raises(qdcalc.UsageError, match=re.escape(said)):
        call()


def test_a_frame_read_with_its_title_row_is_one_clear_error() -> None:
    # issue 11: "a frame read with pandas from our own sample (title row) is refused with 35
    # 「Unnamed」 warnings"
    frame = pd.read_excel(DATA / "水质月度_2018-11.xlsx", sheet_name="监测数据", engine="openpyxl")
    found = qdcalc.check("water-month", frame)
    assert len(found) == 1
    assert found["级别"].tolist() == ["错误"]
    assert "header" in found["如何改"].iloc[0]


# ---------------------------------------------------------------------------------- template


@pytest.mark.parametrize("name", ["water-month", "expo", "staffing"])
def test_a_template_is_written_and_a_file_that_is_there_stays(name: str, tmp_path: Path) -> None:
    path = tmp_path / "输入.xlsx"
    assert qdcalc.template(name, str(path)) == path
    content = path.read_bytes()
    with pytest.raises(qdcalc.FileError):
        qdcalc.template(name, path)
    assert path.read_bytes() == content


def test_a_template_lays_out_a_month(tmp_path: Path) -> None:
    path = qdcalc.template("水质月度核算", tmp_path / "输入.xlsx", month="2018-12")
    frame = pd.read_excel(path, sheet_name="监测数据", dtype=object, engine="openpyxl")
    assert (frame["月份"] == "2018-12").sum() == 28  # the annex's sections


def test_a_form_is_one_page_of_the_calculations_that_have_one(tmp_path: Path) -> None:
    path = qdcalc.template("会展补助", tmp_path / "申请表.xlsx", is_form=True)
    with pd.ExcelFile(path, engine="openpyxl") as book:
        assert len(book.sheet_names) < 4
    for wrong in ({"month": "2018-11"}, {}):
        name = "staffing" if not wrong else "会展补助"
        with pytest.raises(qdcalc.UsageError):
            qdcalc.template(name, tmp_path / "x.xlsx", is_form=True, **wrong)


# ---------------------------------------------------------------------------- interpretations


def test_interpretations_are_the_policies() -> None:
    found = qdcalc.interpretations("水质年度清算")
    policy = find("water-year").policy()
    assert dict.fromkeys(found["参数"]) == dict.fromkeys(policy.interpretations)
    for key, own in found.groupby("参数", sort=False):
        item = policy.interpretations[str(key)]
        assert own["取值"].tolist() == [choice.key for choice in item.choices]
        assert own.loc[own["默认"], "取值"].tolist() == [item.default]
    for column in ("名称", "条款", "问题", "取值名称", "含义", "理由", "反方理由"):
        assert found[column].str.len().gt(0).all(), column


def test_interpretations_of_all_have_each_notice_once() -> None:
    found = qdcalc.interpretations()
    assert not found.duplicated(["通知", "参数", "取值"]).any()
    policies = {c.policy().number: c.policy() for c in calculations()}
    assert len(found) == sum(
        len(item.choices) for p in policies.values() for item in p.interpretations.values()
    )


def test_an_interpretation_of_the_table_is_what_a_run_takes() -> None:
    other = qdcalc.interpretations("staffing").query("not 默认").iloc[0]
    result = qdcalc.staffing.assess(FRAME, interpretations={other["参数"]: other["取值"]})
    assert result.provenance.interpretations[other["参数"]] == other["取值"]


# ------------------------------------------------------------------------------------ report


def test_a_report_is_the_document_or_a_file(tmp_path: Path) -> None:
    document = staffing().report("人员配备通报", day=DAY)
    assert isinstance(document, Document)
    assert document == qdcalc.report.compose("staffing", staffing(), day=DAY)
    path = staffing().report("staffing", tmp_path / "通报.html", day=DAY)
    assert path == tmp_path / "通报.html"
    assert "人员配备" in (tmp_path / "通报.html").read_text(encoding="utf-8")


def test_a_report_never_replaces_a_file_of_a_person(tmp_path: Path) -> None:
    path = tmp_path / "通报.html"
    path.write_text("我的", encoding="utf-8")
    with pytest.raises(qdcalc.FileError):
        staffing().report("staffing", path)
    assert path.read_text(encoding="utf-8") == "我的"
    staffing().report("staffing", path, overwrite=True)
    assert path.read_text(encoding="utf-8") != "我的"


@pytest.mark.parametrize("report", [r for r in reports() if r.calculation.name != "staffing"])
def test_a_report_of_another_calculation_names_those_that_there_are(report: Any) -> None:
    with pytest.raises(qdcalc.UsageError, match=r"人员配备的结果.*staffing（人员配备通报）"):
        staffing().report(report.name)
    with pytest.raises(qdcalc.UsageError, match="人员配备的结果"):
        qdcalc.report.compose_each(report.title, staffing())


def test_a_report_that_needs_a_quarter_says_so_as_python_writes_it() -> None:
    # issue 11: "S04 speaks of a command line in Python"
    result = qdcalc.water.year(DATA / "水质周期_2018-2019")
    with pytest.raises(qdcalc.UsageError, match='quarter="2018Q4"') as caught:
        result.report("water-quarter")
    assert "--" not in str(caught.value)


@pytest.mark.parametrize(
    "report", [r for r in reports() if not r.each and r.calculation.example], ids=lambda r: r.name
)
def test_a_report_that_is_one_document_says_so(report: Any) -> None:
    result = run(report.calculation, DATA / report.calculation.example)
    with pytest.raises(qdcalc.UsageError, match="只有一份"):
        qdcalc.report.compose_each(report.name, result)


def test_an_unknown_report_names_those_that_there_are() -> None:
    with pytest.raises(qdcalc.UsageError, match="没有名为“没有”的报告"):
        staffing().report("没有")


# ------------------------------------------------------------------------------------- names

MODULES = ["qdcalc", *NOTICES, "qdcalc.report", "qdcalc.money", "qdcalc.plot"]


@pytest.mark.parametrize("name", MODULES)
def test_dir_shows_what_is_public_and_nothing_else(name: str) -> None:
    module = importlib.import_module(name)
    assert dir(module) == sorted(module.__all__)
    for own in module.__all__:
        assert getattr(module, own) is not None


@pytest.mark.parametrize("described", [*calculations(), *reports()], ids=lambda d: d.name)
def test_what_describes_a_calculation_is_shown_on_one_short_line(described: Any) -> None:
    assert described.title in repr(described)
    assert len(repr(described)) < 60


OFFICERS: list[Any] = [
    *(
        function
        for package in map(importlib.import_module, NOTICES)
        for name, function in inspect.getmembers(package, inspect.isfunction)
        if name in dir(package) and function.__module__ == package.__name__
    ),
    qdcalc.check, qdcalc.template, qdcalc.interpretations, qdcalc.plot.use_chinese,
    qdcalc.report.compose, qdcalc.report.compose_each, qdcalc.report.write,
    qdcalc.InputError, Result, Result.report, Result.to_excel,
]  # fmt: skip


@pytest.mark.parametrize("called", OFFICERS, ids=lambda c: c.__qualname__)
def test_docstrings_of_what_officers_call_begin_in_chinese(called: Any) -> None:
    text = str(inspect.getdoc(called))
    first = text.split("\n")[0]
    assert re.search("[一-鿿]", first)
    assert "例::" in text
    if not inspect.isclass(called) and inspect.signature(called).parameters:
        assert "参数：" in text
    english = text[text.index("例::") :]
    assert re.search(r"\n[A-Z][a-z]+ [^\n]*[a-z]", english)  # English below


@pytest.mark.parametrize("name", ["headline", "is_sound", "problems", "plot"])
def test_docstrings_of_a_results_properties_begin_in_chinese(name: str) -> None:
    text = str(inspect.getdoc(getattr(Result, name)))
    assert re.search("[一-鿿]", text.split("\n")[0])
