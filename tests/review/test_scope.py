"""To which projects the limit applies: kind of work, who accepted it, from which day on.

三: the fire review of projects outside the scope and air-defence works that stand alone go by other
rules. 五(二): joint acceptance by 2018-10-25; 五末段: the districts by 2018-11-15; 五(三): what the
fire and air-defence departments accepted before 2018-10-25 they finish themselves.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from .helpers import ON_TIME, OPEN_LATE, OUT, codes, project, records, run, the

END = "2018-12-31"


@pytest.mark.clause("review 三 applicability")
@pytest.mark.parametrize(
    ("kind", "state"),
    [("房屋建筑", ON_TIME), ("市政基础设施", ON_TIME), ("独立人防", OUT), ("范围外", OUT)],
)
def test_the_kind_of_work(kind: str, state: str) -> None:
    row = the(run(project("2018-11-16", "2018-11-19", kind=kind), date=END))
    assert row["状态"] == state
    assert row["依据"] == ("三" if state == OUT else "四(三)")
    if state == OUT:
        assert [row[n] for n in ("截止日期", "用时", "扣除天数", "逾期天数", "剩余天数")] == [
            None
        ] * 5
        assert row["说明"].startswith(f"不适用：{kind}项目")


@pytest.mark.parametrize("kind", ["室内外装修", "建筑保温", "用途变更", "市政工程", "房建"])
def test_what_the_scope_names_is_in_it(kind: str) -> None:
    """三: buildings, with decoration, insulation and change of use, and municipal works."""
    assert the(run(project("2018-11-16", "2018-11-19", kind=kind), date=END))["状态"] == ON_TIME


@pytest.mark.clause("review 五(二)、五末段 first_days")
@pytest.mark.parametrize(
    ("start", "district", "accepted", "applies", "clause"),
    [
        # the window opens on 10-25 for all: the day before, the day, the day after
        ("city", "市级", "2018-10-24", False, "五(二)"),
        ("city", "市级", "2018-10-25", True, "四(三)"),
        ("city", "即墨", "2018-10-24", False, "五(二)"),
        ("city", "即墨", "2018-10-25", True, "四(三)"),
        ("city", "即墨", "2018-10-26", True, "四(三)"),
        # or for the districts on 11-15
        ("district", "市级", "2018-10-24", False, "五(二)"),
        ("district", "市级", "2018-10-25", True, "四(三)"),
        ("district", "即墨", "2018-11-14", False, "五末段"),
        ("district", "即墨", "2018-11-15", True, "四(三)"),
        ("district", "即墨", "2018-11-16", True, "四(三)"),
    ],
)
def test_the_first_day(
    start: str, district: str, accepted: str, applies: bool, clause: str
) -> None:
    row = the(run(project(accepted, district=district), date=END, start=start))
    assert row["状态"] == (OPEN_LATE if applies else OUT)
    assert (row["适用"], row["依据"]) == ("是" if applies else "否", clause)
    if not applies:
        assert row["说明"].endswith("2018-10-25" if clause == "五(二)" else "2018-11-15")


@pytest.mark.clause("review 五(三) applicability")
@pytest.mark.parametrize(
    ("office", "accepted", "again", "applies", "clause"),
    [
        ("消防", "2018-10-24", "", False, "五(三)"),
        ("人防", "2018-10-24", "否", False, "五(三)"),
        # resubmitted, but before joint acceptance started: not carried over, yet too early
        ("消防", "2018-10-24", "是", False, "五(二)"),
        ("综合审图", "2018-10-24", "", False, "五(二)"),
        ("消防", "2018-10-25", "", True, "四(三)"),
        ("消防", "2018-10-25", "是", True, "四(三)"),
        ("人防", "2018-11-20", "是", True, "四(三)"),
        ("", "2018-10-25", "", True, "四(三)"),
    ],
)
def test_what_the_departments_carry_over(
    office: str, accepted: str, again: str, applies: bool, clause: str
) -> None:
    row = the(run(project(accepted, office=office, again=again), date=END))
    assert (row["状态"] != OUT, row["依据"]) == (applies, clause)
    assert row["受理部门"] == (office or "综合审图")


def test_own_acceptance_after_the_start_is_warned_of() -> None:
    problems = run(
        project("2018-10-25", office="消防"),
        project("2018-10-25", office="人防", again="是", name="乙"),
        project("2018-10-24", office="消防", name="丙"), date=END,
    ).problems  # fmt: skip
    assert codes(problems) == ["V21"]
    assert "2018-10-25" in problems["问题"].iloc[0]


def test_what_is_out_needs_no_calendar() -> None:
    """1999 is before the years that any calendar of ours knows."""
    row = the(run(project("1999-01-04", "1999-01-05"), date=END))
    assert row["状态"] == OUT


def test_a_day_before_the_start_is_warned_of() -> None:
    assert codes(run(project("2018-10-20"), date="2018-10-24").problems) == ["V22"]
    assert codes(run(project("2018-10-20"), date="2018-10-25").problems) == []


OVERLAY = """
[[figures.out_of_scope.versions]]
since = 2019-06-01
value = ["独立人防", "范围外", "市政基础设施"]
[[figures.start_city.versions]]
since = 2018-10-15
value = 2018-11-01
[[figures.limit_workdays.versions]]
since = 2019-07-01
value = 3
"""


def test_figures_of_a_users_own(tmp_path: Path) -> None:
    """The list and the days are those in force on 统计日期, the limit that of the acceptance."""
    path = tmp_path / "政策.toml"
    path.write_text(OVERLAY, encoding="utf-8")
    rows = [
        project("2018-10-31", name="早"), project("2018-11-01", name="首日"),
        project("2019-01-02", name="市政", kind="市政基础设施"),
        project("2019-06-28", "2019-07-05", name="六月"),
        project("2019-07-01", "2019-07-05", name="七月"),
    ]  # fmt: skip
    by_name = {r["项目名称"]: r for r in records(run(*rows, policy=path)["时限核算"])}
    states = {name: row["状态"] for name, row in by_name.items()}
    # July: 07-02 … 07-05 are 4 working days, 1 more than 3; June's has 5 of them, on time
    assert states == {
        "早": OUT, "首日": OPEN_LATE, "市政": OUT, "六月": ON_TIME, "七月": "逾期",
    }  # fmt: skip
    assert [by_name[n]["时限"] for n in ("六月", "七月")] == [5, 3]
    assert by_name["七月"]["逾期天数"] == 1
