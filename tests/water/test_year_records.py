"""Records and dates that move no money: 全分析 (clause 三¶2) and 办理期限 (clause 十).

The expectations come from water.md §5 and the clauses: "属于集中式饮用水水源地的，需每年开展一次
地表水109项全项目分析"; "每季度第一个月内 … 上季度生态补偿考核结果"; "每年第四季度 … 汇总". The
year is the assessment cycle, October to September.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import qdcalc
from qdcalc import InputError, UsageError
from qdcalc.cli import main as cli
from workbook.books import write

from .helpers import failed_checks, frame_of, reading, records, section
from .year_helpers import cycle, year_line

SOURCES = {"13": "饮用水源", "26": "饮用水源", "28": "饮用水源"}  # the annex's, by 备注
ROWS = cycle("13", "P" * 12)


def settle(rows: Any = ROWS, **arguments: Any) -> Any:
    return qdcalc.water.year(frame_of(rows), **arguments)


def analyses(*rows: tuple[Any, ...]) -> pd.DataFrame:
    return pd.DataFrame([list(row) for row in rows], columns=["序号", "日期"])


def said(result: Any) -> dict[str, str]:
    """Return what 年度断面 says of the full analysis, where it says anything."""
    lines = records(result.tables["section_years"])
    return {row["section_id"]: row["full_analysis"] for row in lines if row["full_analysis"]}


def texts(result: Any, code: str) -> list[str]:
    assert set(result.problems["级别"]) <= {"警告"}
    return list(result.problems.loc[result.problems["代码"] == code, "问题"])


# ------------------------------------------------------------------- 全分析 (三¶2)


@pytest.mark.clause("water 三¶2 records")
def test_without_the_sheet_no_source_has_a_record() -> None:
    result = settle()
    assert said(result) == dict.fromkeys(SOURCES, "未见记录")
    (text,) = texts(result, "W95")
    assert "2018-2019" in text
    assert all(f"{code}（" in text for code in SOURCES)
    assert failed_checks(result) == []


@pytest.mark.clause("water 三¶2 records")
def test_a_record_of_each_source_is_enough() -> None:
    told = analyses(*((code, "2019-05-20") for code in SOURCES))
    result = settle(full_analyses=told)
    assert said(result) == dict.fromkeys(SOURCES, "已做")
    assert texts(result, "W95") == []


def test_no_amount_depends_on_it() -> None:
    rows = [*cycle("13", "LLLPPPEEXPPP"), *cycle("1", "LLLLLLLLLLLL")]
    one, other = settle(rows), settle(rows, full_analyses=analyses(("13", "2019-01-01")))
    for name in ("year_flows", "year_districts", "accounts", "flows", "districts"):
        pd.testing.assert_frame_equal(one.tables[name], other.tables[name])
    frames = [r.tables["section_years"].drop(columns="full_analysis") for r in (one, other)]
    pd.testing.assert_frame_equal(*frames)


@pytest.mark.clause("water 三¶2 records")
@pytest.mark.parametrize(
    ("day", "word", "outside"),
    [
        ("2018-09-30", "未见记录", 1),  # the day before the cycle
        ("2018-10-01", "已做", 0),
        ("2019-09-30", "已做", 0),
        (dt.datetime(2019, 9, 30, 23, 59), "已做", 0),
        ("2019-10-01", "未见记录", 1),  # the day after
    ],
)
def test_the_cycle_is_the_year(day: Any, word: str, outside: int) -> None:
    result = settle(full_analyses=analyses(("13", day)))
    assert year_line(result, "13")["full_analysis"] == word
    assert len(texts(result, "W96")) == outside


def test_each_cycle_needs_its_own() -> None:
    later = [f"2019-{m}" for m in (10, 11, 12)]
    rows = [*ROWS, *(reading("13", month=month) for month in later)]
    result = settle(rows, cycle="全部", full_analyses=analyses(("13", "2019-10-08")))
    lines = records(result.tables["section_years"])
    found = {(r["cycle"], r["section_id"]): r["full_analysis"] for r in lines}
    assert found["2018-2019", "13"] == "未见记录"
    assert found["2019-2020", "13"] == "已做"
    assert failed_checks(result) == []


def test_other_sections_need_none() -> None:
    result = settle(full_analyses=analyses(("1", "2019-05-20")))
    (text,) = texts(result, "W97")
    assert "1" in text
    assert year_line(result, "1")["full_analysis"] is None


def test_a_section_that_is_not_listed_is_an_error_in_the_month_too() -> None:
    told = analyses(("99", "2019-05-20"))
    for run in (qdcalc.water.year, qdcalc.water.month):
        with pytest.raises(InputError) as caught:
            run(frame_of(ROWS), full_analyses=told)
        problems = caught.value.problems
        assert list(problems.loc[problems["级别"] == "错误", "代码"]) == ["W40"]


def test_the_sources_of_a_list_of_ones_own() -> None:
    listed = [section("1", 饮用水源="是"), section("2", 饮用水源="否", 备注="饮用水源")]
    result = settle(cycle("1", "P" * 12, target="Ⅲ"), sections=frame_of(listed))
    assert said(result) == {"1": "未见记录"}
    listed = [section("1"), section("2")]
    result = settle(cycle("1", "P" * 12, target="Ⅲ"), sections=frame_of(listed))
    assert said(result) == {}
    assert texts(result, "W95") == []


# ------------------------------------------------------------------- 办理期限 (十)

DUE = [
    ("2018年第四季度书面通报", "2019-01-31"),
    ("2019年第一季度书面通报", "2019-04-30"),
    ("2019年第二季度书面通报", "2019-07-31"),
    ("2019年第三季度书面通报", "2019-10-31"),
    ("年终结算（上解、下达）", "2019-12-31"),
]


def dates(result: Any) -> list[tuple[str, str]]:
    frame = result["办理期限"]
    return list(zip(frame["事项"], frame["期限"], strict=True))


@pytest.mark.clause("water 十 deadlines")
def test_the_dates_of_a_cycle() -> None:
    result = settle()
    assert dates(result) == DUE
    assert set(result["办理期限"]["状态"]) == {"没有统计日期"}
    assert set(result["办理期限"]["考核周期"]) == {"2018-2019"}


def test_all_quarters_stand_there_before_they_have_rows() -> None:
    assert dates(settle([reading("13", month="2019-01")])) == DUE


def test_a_leap_year_and_two_cycles() -> None:
    rows = [*ROWS, reading("13", month="2019-12")]
    found = dates(settle(rows, cycle="全部"))
    assert found[:5] == DUE
    assert [day for _, day in found[5:]] == [
        "2020-01-31", "2020-04-30", "2020-07-31", "2020-10-31", "2020-12-31",
    ]  # fmt: skip


@pytest.mark.clause("water 十 deadlines")
@pytest.mark.parametrize(
    ("day", "past"),
    [
        ("2019-01-31", 0),  # the last day itself is in time
        ("2019-02-01", 1),
        (dt.date(2019, 10, 31), 3),
        (dt.datetime(2019, 11, 1, 8, 30), 4),
        ("2019年12月31日", 4),
        ("2020-01-01", 5),
    ],
)
def test_what_is_due_by_the_report_date(day: Any, past: int) -> None:
    states = list(settle(report_date=day)["办理期限"]["状态"])
    assert states == ["已到期"] * past + ["未到期"] * (5 - past)


@pytest.mark.thorough
def test_the_report_date_of_the_sheet_and_of_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, out = tmp_path / "周期.xlsx", tmp_path / "out.xlsx"
    rows = frame_of(ROWS)
    readings = [list(rows.columns), *rows.to_numpy().tolist()]
    write(path, *readings, 口径=[["参数", "取值"], ["统计日期", "2019-05-01"]])
    result = qdcalc.water.year(path)
    assert list(result["办理期限"]["状态"]).count("已到期") == 2
    assert qdcalc.water.month(path).tables["section_months"].shape[0] == 12 * 28  # not refused
    given = qdcalc.water.year(path, report_date="2019-11-11")
    assert list(given["办理期限"]["状态"]).count("已到期") == 4
    assert "S04" in set(given.problems["代码"])
    assert cli.main(["run", "water-year", str(path), "-o", str(out), "--date", "2019-02-01"]) == 0
    capsys.readouterr()
    written = pd.read_excel(out, sheet_name="办理期限", header=None, dtype=str, engine="calamine")
    assert (written == "已到期").sum().sum() == 1


@pytest.mark.parametrize("day", ["2019-02-30", "", "2019", pd.NaT])
def test_what_is_no_report_date(day: Any) -> None:
    with pytest.raises(UsageError) as caught:
        settle(report_date=day)
    assert "统计日期" in str(caught.value)


def test_the_months_of_the_dates_are_figures(tmp_path: Path) -> None:
    overlay = tmp_path / "数额.toml"
    overlay.write_text(
        '[notice]\nid = "water"\n'
        "[[figures.quarter_notice_months.versions]]\nsince = 2019-04-01\nvalue = 2\n"
        "[[figures.settlement_months.versions]]\nsince = 2018-10-01\nvalue = 6\n",
        encoding="utf-8",
    )
    result = settle(policy=overlay)
    assert [day for _, day in dates(result)] == [
        "2019-01-31", "2019-04-30", "2019-08-31", "2019-11-30", "2020-03-31",
    ]  # fmt: skip
    assert failed_checks(result) == []
