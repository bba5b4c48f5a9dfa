"""What comes in: faults by cell, files as people keep them (award.md, 2; workbooks.md)."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import qdcalc
from qdcalc.cli import main as cli

from .helpers import (
    APPLICATIONS,
    AWARDS,
    EXCELLENCE,
    FIT,
    INNOVATION,
    MET,
    OPEN,
    UNMET,
    application,
    codes,
    examined,
    failed_checks,
    innovator,
    records,
    refusal,
    run,
    states,
    write,
    write_lines,
)

SETTINGS: dict[str, Any] = {"口径": [("评审基准日", "2020-11-30")]}
NEEDED = (
    "组织名称", "奖项", "组织类型", "登记日期", "在青登记", "独立法律责任", "申报日期",
    "质量管理体系", "节能环保成效", "卓越绩效准则", "指标全国前列", "标准创新能力",
    "社会责任和信用", "突出投诉", "严重违法", "区市推荐",
)  # fmt: skip


@pytest.mark.parametrize("column", NEEDED)
def test_starred_columns_must_not_be_blank(column: str) -> None:
    """award.md, 2: the starred 是/否 columns must not be blank either."""
    rows = [application(), application(**{"组织名称": "乙公司", column: None})]
    problems = refusal(lambda: run(rows))
    assert problems[["代码", "列"]].to_numpy().tolist() == [["C14", column]]


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("奖项", "优秀奖", "C18"), ("组织类型", "制造", "C18"), ("登记日期", "2015-13-01", "C09"),
        ("突出投诉", "没听说", "A01"), ("创新条件", "还行", "A01"), ("资质等级", "甲级", "C18"),
        ("年销售额", -0.01, "A02"), ("研发经费", "约3千万", "C03"), ("年营业额", 1.005, "C17"),
        ("增值税前2年", "-1", "A02"), ("拟奖励", "待定", "C10"),
    ],
)  # fmt: skip
def test_cells_that_can_not_be_read(column: str, value: object, code: str) -> None:
    problems = refusal(lambda: run([application(**{column: value})]))
    assert problems[["代码", "列"]].to_numpy().tolist() == [[code, column]]


@pytest.mark.parametrize(
    ("value", "state"),
    [
        ("√", MET), ("Y", MET), (1, MET), ("1", MET), (True, MET), (" 是 ", MET), ("×", UNMET),
        ("N", UNMET), (0, UNMET), (False, UNMET), ("待 定", OPEN), ("待定", OPEN),
    ],
)  # fmt: skip
def test_other_ways_of_writing_an_answer(value: object, state: str) -> None:
    assert states(run([application(标准创新能力=value)]))["标准"] == state


@pytest.mark.parametrize(
    ("column", "value", "kept"),
    [
        ("奖项", "市长质量奖卓越奖", EXCELLENCE), ("奖项", "创新", INNOVATION),
        ("组织类型", "工业企业", "工业"), ("组织类型", "其它", "其他"),
    ],
)  # fmt: skip
def test_other_words(column: str, value: str, kept: str) -> None:
    assert examined(run([application(**{column: value})]))[column] == kept


def test_grades_as_certificates_write_them() -> None:
    vat = dict.fromkeys(("增值税前1年", "增值税前2年", "增值税前3年"), 20_000_000)
    written = {
        "建筑工程施工总承包特级": MET, "施工总承包壹级": MET, "总承包一级": MET, "贰级": UNMET,
        "无资质": UNMET,
    }  # fmt: skip
    rows = [
        application(组织名称=f"第{n}公司", 组织类型="建筑", 资质等级=grade, **vat)
        for n, grade in enumerate(written)
    ]
    assert [row["规模"] for row in records(run(rows)["资格审查"])] == list(written.values())


def test_the_base_day_is_never_today() -> None:
    assert refusal(lambda: run([application()], base=None))["代码"].tolist() == ["A03"]


def test_something_must_be_there() -> None:
    problems = refusal(lambda: run(awards=[]))
    assert problems["代码"].tolist() == ["A04"]


def test_only_the_sheets_that_are_there_are_computed() -> None:
    """award.md, 2: a sheet not there is not computed."""
    result = run(awards=[("乙公司", 6, EXCELLENCE, "2018-12-10", None)])
    assert [len(result[n]) for n in ("资格审查", "名额奖金", "奖金明细", "公示")] == [0, 0, 0, 0]
    assert len(result["获奖跟踪"]) == 1
    assert codes(result) == []
    assert failed_checks(result) == []
    first = qdcalc.award.assess(
        pd.DataFrame(columns=list(APPLICATIONS)), base_day="2020-11-30",
        publicity_start="2020-12-07",
    )  # fmt: skip
    assert first["公示"]["截止日"].tolist() == ["2020-12-14"]
    assert failed_checks(first) == []


def test_an_application_twice_is_an_error_and_a_correction_is_not() -> None:
    problems = refusal(lambda: run([application(), application(组织名称="甲 公司")]))
    assert problems["代码"].tolist() == ["R01"]
    rows = [application(标准创新能力="否"), application(版本=1)]
    result = run(rows)
    assert (len(result["资格审查"]), examined(result)["结论"]) == (1, FIT)
    assert codes(result) == ["R04"]
    assert failed_checks(result) == []
    award = ("乙公司", 6, EXCELLENCE, "2018-12-10", None)
    twice = refusal(lambda: run(awards=[award, ("乙公司", "第6届", *award[2:])]))
    assert twice["代码"].tolist() == ["R01"]


@pytest.mark.parametrize(
    ("own", "code"),
    [
        ({"申报日期": "2020-12-01"}, "A17"), ({"登记日期": "2020-09-16"}, "A18"),
        ({"研发经费": "1000000000.01"}, "A21"),
    ],
)  # fmt: skip
def test_oddities_are_told(own: dict[str, Any], code: str) -> None:
    assert codes(run([application(**own)])) == [code]


def test_dates_that_contradict_each_other_are_told() -> None:
    award = ("乙公司", 6, EXCELLENCE, "2018-12-10", None)
    early = ("乙公司", 6, None, "重大事故", "2019-06-01", "2019-05-31", "是")
    assert codes(run(awards=[award], grounds=[early])) == ["A20"]
    assert codes(run([application(申报日期="2018-11-20")], base="2018-11-14")) == ["A19", "A17"]


# --------------------------------------------------------------------------- files as they are


def test_a_workbook_with_titles_units_and_totals(tmp_path: Path) -> None:
    """A title, money in 万元, full-width names, numbers as texts, a line 合计, a remark."""
    header = ["序号", *(c for c in APPLICATIONS if c not in ("版本", "创新条件"))]
    header[header.index("年销售额")] = "年销售额（万元）"
    header[header.index("研发经费")] = "科技研发经费\n(亿元)"
    header[header.index("登记日期")] = "注册日期"
    row = {**application(), "年销售额（万元）": "100,000.00", "科技研发经费\n(亿元)": 0.3}
    row |= {"序号": 1, "注册日期": "2015年11月30日", "组织名称": "　甲（集团）公司"}
    lines = [
        ["2020 年市长质量奖申报情况汇总表"], header, [row[name] for name in header],
        ["合计", None, *[None] * (len(header) - 2)], ["注：数据由各区市填报"],
    ]  # fmt: skip
    path = write_lines(tmp_path / "a.xlsx", lines, header=(), 事故=[], 撤销事由=[], **SETTINGS)
    result = qdcalc.award.assess(path)
    found = examined(result)
    assert (found["规模"], found["年限"], found["结论"]) == (MET, MET, FIT)
    assert "年销售额 1,000,000,000.00 元" in found["说明"]
    assert failed_checks(result) == []


def test_sheets_by_other_headings(tmp_path: Path) -> None:
    headers = {
        "事故": ("单位名称", "发生日期", "事故类别", "事故等级"),
        "获奖组织": ("获奖组织", "届次", "奖项", "公布日期", "奖金（万元）"),
        "撤销事由": ("组织名称", "届次", "奖项", "事由", "发生日期", "认定日期", "认定"),
        "口径": ("参数", "取值"),
    }
    path = write(
        tmp_path / "a.xlsx", [application()], headers=headers,
        事故=[("甲公司", 20200601, "环保", "重大事故")],
        获奖组织=[("乙公司", "第六届", "创新奖", "2018.12.10", 50)],
        撤销事由=[("乙公司", "六", None, "弄虚作假", "2018-01-01", "2019-03-15", "√")],
        **SETTINGS,
    )  # fmt: skip
    result = qdcalc.award.assess(path)
    assert states(result)["事故"] == UNMET
    assert result["获奖跟踪"]["追缴奖金"].tolist() == [500_000.00]


def test_a_folder_of_districts(tmp_path: Path) -> None:
    """The same row in two files alike counts once; a file _更正 replaces."""
    folder = tmp_path / "各区市"
    folder.mkdir()
    accident = [("甲公司", "2020-06-01", "安全", "一般", "")]
    write(folder / "1.xlsx", [application(), innovator(组织名称="乙公司")], 事故=accident,
          撤销事由=[], **SETTINGS)  # fmt: skip
    write(folder / "2.xlsx", [application(组织名称="丙公司", 标准创新能力="否")], 事故=accident)
    write(folder / "3_更正.xlsx", [application(组织名称="丙公司")])
    result = qdcalc.award.assess(folder)
    assert [r["结论"] for r in records(result["资格审查"])] == [FIT, FIT, FIT]
    assert sorted(set(codes(result))) == ["R03", "R04"]
    assert failed_checks(result) == []


def test_frames_with_english_columns() -> None:
    row = {
        "organisation": "甲公司", "prize": INNOVATION, "sector": "服务业",
        "registered": "2010-01-01", "is_local": "是", "is_liable": "是", "applied": "2020-09-01",
        "has_system": "是", "is_green": "是", "has_criteria": "是", "is_leading": "是",
        "has_standards": "是", "is_reputable": "是", "has_complaints": "否", "is_lawless": "否",
        "is_innovative": "是", "is_recommended": "是",
    }  # fmt: skip
    accidents = pd.DataFrame(columns=["organisation", "day", "kind", "level"])
    grounds = pd.DataFrame(columns=["organisation", "edition", "ground", "occurred", "found"])
    result = qdcalc.award.assess(
        pd.DataFrame([row]), accidents=accidents, grounds=grounds, base_day="2020-11-30"
    )
    assert examined(result)["结论"] == FIT


def test_the_settings_by_sheet_and_by_option(tmp_path: Path) -> None:
    """award.md, 2: 口径 also has 评审基准日, 公示起始日, 上届年度."""
    settings = [("评审基准日", "2020-11-30"), ("公示起始日", "2020-12-07"), ("上届年度", 2017)]
    path = write(tmp_path / "a.xlsx", [application()], 事故=[], 撤销事由=[], 口径=settings)
    result = qdcalc.award.assess(path)
    assert (codes(result), result["公示"]["截止日"].tolist()) == (["A13"], ["2020-12-14"])
    out = tmp_path / "结果.xlsx"
    words = ["--base-day", "2019-11-30", "--previous-year", "2017", "--publicity-start",
             "2018-12-24", "--set", "award.publicity=same-day"]  # fmt: skip
    assert cli.main(["run", "市长质量奖", str(path), "-o", str(out), *words]) == 0
    told = pd.read_excel(out, sheet_name="公示", engine="calamine")
    assert told["截止日"].tolist() == ["2018-12-28"]


def test_awards_have_columns_of_the_contract() -> None:
    assert [c.label for c in qdcalc.award.AWARD.inputs[2].columns] == list(AWARDS)


def test_an_old_firm_in_every_form_of_a_date(tmp_path: Path) -> None:
    """workbooks.md's forms of a date hold for a firm of 1984 too; other columns stay guarded."""
    days = [dt.datetime(1984, 12, 26), "1984-12-26", "1984/12/26", "1984.12.26", "1984年12月26日",
            "19841226", 19841226]  # fmt: skip
    rows = [application(组织名称=f"第{n}公司", 登记日期=day) for n, day in enumerate(days)]
    result = qdcalc.award.assess(write(tmp_path / "申报.xlsx", rows, 事故=[], **SETTINGS))
    found = records(result["资格审查"])
    assert {row["年限"] for row in found} == {MET}
    assert all(row["说明"].startswith("登记 1984-12-26，1989-12-26 满 5 年") for row in found)
    wrong = refusal(lambda: run([application(申报日期="1984-12-26", 登记日期="1900-12-31")]))
    assert list(wrong["代码"]) == ["C09", "C09"]


def test_headers_as_the_notice_writes_the_district(tmp_path: Path) -> None:
    """第十四条: 「各区（市）政府」 recommend; a bracket in a header is not always a unit."""
    own = {"组织名称": "申报单位名称", "所在区市": "所在区（市）", "区市推荐": "区（市）推荐"}
    header = [own.get(name, name) for name in APPLICATIONS]
    lines = [[application()[name] for name in APPLICATIONS]]
    others = {"事故": [], "撤销事由": [], **SETTINGS}
    path = write_lines(tmp_path / "申报.xlsx", lines, header=header, **others)
    result = qdcalc.award.assess(path)
    row = examined(result)
    assert (row["所在区市"], row["推荐"], codes(result)) == ("城阳", MET, [])


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        # 万元 filled in as 元: a thousandth of what 八(四) asks for, and below
        ({"年销售额": "386500", "研发经费": "15846.50"}, ["A22"]),
        ({"年销售额": "999999.99", "研发经费": "30000.00"}, ["A22"]),
        ({"年销售额": "1000000.00", "研发经费": "30000.00"}, []),
        ({"年销售额": "0", "研发经费": "0"}, []),
        # one of the two in 元
        ({"年销售额": "1200000000.00", "研发经费": "1199999.99"}, ["A23"]),
        ({"年销售额": "1200000000.00", "研发经费": "1200000.00"}, []),
        ({"年销售额": "1200000000.00", "研发经费": None}, []),
        ({"组织类型": "服务业", "年营业额": "49999.99"}, ["A22"]),
        ({"组织类型": "服务业", "年营业额": "50000.00"}, []),
        ({"组织类型": "建筑业", "增值税前2年": "2680.40", "增值税前3年": "20000.00"}, ["A22"]),
    ],
)
def test_a_figure_that_is_rather_in_another_unit(
    figures: dict[str, Any], expected: list[str]
) -> None:
    blank = {} if "年销售额" in figures else {"年销售额": None, "研发经费": None}
    assert codes(run([application(**{**blank, **figures})])) == expected
