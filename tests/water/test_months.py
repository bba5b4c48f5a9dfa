"""Mistyped months, months without figures, sections without a row (water.md §1, §3 "Months")."""

from __future__ import annotations

from pathlib import Path

import pytest

import qdcalc
from qdcalc.cli.main import main
from qdcalc.result.result import Result

from .helpers import frame_of, line, nets, reading, refused, run, section, warnings_of

OCTOBER, NOVEMBER, DECEMBER = "2018-10", "2018-11", "2018-12"


def told(result: Result, code: str) -> list[str]:
    found = warnings_of(result)
    return list(found.loc[found["代码"] == code, "问题"])


# ------------------------------------------------------------------------------- mistyped months


def test_one_row_of_28_with_the_month_mistyped() -> None:
    """Issue 10: a second month of 27 缺测 hid the line that matters among 34."""
    rows = [reading(str(n), month=DECEMBER if n == 25 else NOVEMBER) for n in range(1, 29)]
    result = run(rows)
    (said,) = told(result, "W70")
    for word in (DECEMBER, "1 个断面", "行 24", NOVEMBER, "27 个", "是不是月份写错了？"):
        assert word in said
    gone = told(result, "W50")
    assert gone[0] == f"{NOVEMBER} 有 1 个断面没有监测数据的行，判为缺测：序号 25（泽河·泽河桥）"
    start = f"{DECEMBER} 有 27 个断面没有监测数据的行，判为缺测：序号 1（小沽河·教书庄）、2"
    assert gone[1].startswith(start)
    assert gone[1].endswith(" 等 27 个")
    assert len(gone) == 2
    assert len(warnings_of(result)) <= 4  # and what the drinking sources lack
    place = warnings_of(result).query("代码 == 'W70'")
    assert list(zip(place["单元格"], place["列"], strict=True)) == [("行 24", "月份")]


@pytest.mark.parametrize(
    ("first", "second", "warned"),
    [(4, 1, True), (4, 2, False), (4, 3, False), (4, 4, False), (1, 1, False), (3, 1, True),
     (2, 1, True)],
)  # fmt: skip
def test_less_than_half_of_the_list_where_another_month_has_more(
    first: int, second: int, warned: bool
) -> None:
    listed = [section(str(n)) for n in range(1, 5)]
    rows = [reading(str(n)) for n in range(1, first + 1)]
    rows += [reading(str(n), month=DECEMBER) for n in range(1, second + 1)]
    assert bool(told(run(rows, sections=listed), "W70")) == warned


def test_the_rows_of_a_mistyped_month_are_named_with_their_files(tmp_path: Path) -> None:
    for month in (NOVEMBER, DECEMBER):
        rows = [reading(str(n), month=month) for n in range(1, 29)]
        if month == NOVEMBER:
            rows[2]["月份"] = "2019-02"
        frame_of(rows).to_excel(tmp_path / f"{month}.xlsx", sheet_name="监测数据", index=False)
    for calculate in (qdcalc.water.month, qdcalc.water.year):
        (said,) = told(calculate(tmp_path), "W70")
        assert f"{NOVEMBER}.xlsx A4" in said


def test_sections_without_a_row_are_a_line_a_month() -> None:
    rows = [reading(str(n), month=m) for m in (NOVEMBER, DECEMBER) for n in range(1, 20)]
    gone = told(run(rows), "W50")
    assert [text.split(" ")[0] for text in gone] == [NOVEMBER, DECEMBER]
    # sections 20 to 28: six by number and name, then how many (issue 11: no line grows)
    assert all("9 个断面" in text and "20（墨水河·前枣行）、21（" in text for text in gone)
    assert all("、25（泽河·泽河桥） 等 9 个" in text and "26" not in text for text in gone)


# ------------------------------------------------------------------------- months without figures


def test_a_month_before_the_notice_is_an_error() -> None:
    """Issue 10: 2018-09 is computed. The cell is named; so it is with a list of one's own."""
    for listed in (None, [section("20")]):
        problems = refused(
            [reading("20", month="2018-09"), reading("20", month=OCTOBER)], sections=listed
        )
        assert list(problems["代码"]) == ["W35"]
        assert list(problems["单元格"]) == ["行 0"]
        assert "2018-09" in problems["问题"].iloc[0]
    assert nets(run([reading("20", month=OCTOBER)]), OCTOBER)["即墨"] == 16666667
    with pytest.raises(qdcalc.InputError):
        qdcalc.water.year(frame_of([reading("20", month="2018-09")]))
    many = refused([reading(str(n), month="2018-09") for n in range(1, 29)])
    assert len(many) == 1
    assert "共 28 行" in many["问题"].iloc[0]


BASE = """
[figures.annual_base_yuan]
[[figures.annual_base_yuan.versions]]
since = 2018-01-01
value = { "国控" = 600_000, "省控" = 300_000, "市控" = 120_000 }
"""


def test_a_policy_with_an_earlier_date_allows_it(tmp_path: Path) -> None:
    """120,000 ÷ 12 = 10,000.00 in 2018-09, 2,000,000 ÷ 12 in 2018-10: one run, two versions."""
    path = tmp_path / "旧标准.toml"
    path.write_text(BASE, encoding="utf-8")
    rows = [reading("20", month=m) for m in ("2018-09", OCTOBER)]
    result = run(rows, policy=path)
    assert nets(result, "2018-09") == {"即墨": 1000000, "城阳": -1000000}
    assert nets(result, OCTOBER) == {"即墨": 16666667, "城阳": -16666667}
    (said,) = told(result, "W73")  # the other figures hold from 2018-10 only
    assert "2018-09" in said
    assert "超标幅度分界" in said
    assert list(refused([reading("20", month="2017-12")], policy=path)["代码"]) == ["W35"]
    assert told(run([reading("20", month=OCTOBER)], policy=path), "W73") == []


def test_a_month_after_the_lists_cycle_stands_in_the_headline(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [reading(str(n), month="2019-10") for n in range(1, 29)]
    result = run(rows)
    assert len(told(result, "W34")) == 1
    (first,) = result.headline_lines
    assert "2019-10" in first
    assert "断面清单" in first
    source = tmp_path / "监测数据.xlsx"
    frame_of(rows).to_excel(source, sheet_name="监测数据", index=False)
    assert main(["run", "water-month", str(source), "-o", str(tmp_path / "结果.xlsx")]) == 0
    assert first in capsys.readouterr().out
    assert first in qdcalc.water.year(source).headline_lines
    own = run([reading("20", month="2019-10")], sections=[section("20")])
    assert own.headline_lines == ()
    inside = run([reading(str(n), month="2019-09") for n in range(1, 29)])
    assert inside.headline_lines == ()
    assert line(inside, "20", "2019-09")["verdict"] == "跃升"


LIST_AGAIN = """
[figures.section_list_months]
[[figures.section_list_months.versions]]
since = 2019-10-01
value = [2019-10-01, 2020-09-30]
"""


def test_the_lists_cycle_is_looked_up_by_the_month_of_each_row(tmp_path: Path) -> None:
    """The list renewed from 2019-10: 2018-11 and 2019-11 are inside, 2020-10 is not."""
    path = tmp_path / "续用.toml"
    path.write_text(LIST_AGAIN, encoding="utf-8")
    for months, outside in (((NOVEMBER, "2019-11"), 0), ((NOVEMBER, "2020-10"), 1)):
        rows = [reading(str(n), month=m) for m in months for n in range(1, 29)]
        result = run(rows, policy=path)
        assert len(told(result, "W34")) == len(result.headline_lines) == outside
        assert all("2020-10" in text and NOVEMBER not in text for text in result.headline_lines)
