"""What the panel's sheets may hold: every error that panel.md names, at its cell, and spellings."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

import qdcalc
from qdcalc.result.result import Result

from .helpers import (
    COLUMNS,
    GRADES,
    POINTS,
    T10,
    VENUES,
    Line,
    frames,
    one,
    quotas,
    records,
    refusal,
    refused,
    run,
    told,
    votes,
    write,
)


def warned(result: Result) -> set[str]:
    return set(result.problems["代码"])


# ------------------------------------------------------------------------ names and spellings


@pytest.mark.parametrize("group", ["一", "一组", "第一组", "1", "1组", "第1组", " 第 一 组 ", 1])
def test_groups(group: object) -> None:
    result = run(代表名册=[("市南区", group, "新市民代表", "A1")])
    assert one(result, "名册核对", 类别="新市民代表")["组别"] == "一"


@pytest.mark.parametrize(
    ("given", "name"),
    [("黄岛区", "西海岸新区"), ("青岛西海岸新区", "西海岸新区"), ("主会场", "市级主会场"),
     ("胶州市分会场", "胶州"), ("青岛高新区", "高新区"), ("市 北", "市北")],
)  # fmt: skip
def test_venues(given: str, name: str) -> None:
    result = run(评议票发放=[(given, "一", 5, 5, 0)])
    assert one(result, "评议票核对", 组别="一", 发放数=5, 会场=name)


def test_names_as_they_are_printed_whatever_blanks_they_have() -> None:
    result = run(代表名册=[("市南", "一", "区（市）部门、 镇街代表", "A1")],
                 评议票=votes(" 市规划局", T10))  # fmt: skip
    assert one(result, "名册核对", 实有=1)["类别"] == "区(市)部门、镇街代表"
    assert one(result, "计票")["部门"] == "市规划局"


def test_venues_of_votes_are_mixed() -> None:
    """混合后统计: the tally never uses the venue."""
    own = [("二", "市规划局", "很好", 100, "市南"), ("二", "市规划局", "很好", 20, "市北"),
           ("二", "市规划局", "很好", 3, "")]  # fmt: skip
    row = one(run(评议票=own), "计票")
    assert (row["很好"], row["有效票"]) == (123, 123)


def test_grades_stand_in_the_order_of_points_else_as_they_come() -> None:
    rows = [("二", "市规划局", grade, 5) for grade in reversed(GRADES)]
    plain = [c for c in run(评议票=rows)["计票"].columns if c in GRADES]
    scored = [c for c in run(评议票=rows, 档次分值=POINTS)["计票"].columns if c in GRADES]
    assert (plain, scored) == (list(reversed(GRADES)), list(GRADES))


def test_departments_of_another_year_replace_annex_2() -> None:
    own = [("一", "市新部门"), ("二", "市规划局")]
    result = run(部门分组=own, 评议票=votes("市新部门", T10, group="一"))
    assert one(result, "计票")["部门"] == "市新部门"
    basis = result["口径与依据"]
    (row,) = records(basis[basis["类别"] == "述职安排"])
    assert "一组 1 个部门 10 分钟；二组 1 个部门 10 分钟；三组 0 个部门 0 分钟" in row["取值"]


def test_ballots_of_a_group_as_a_setting(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx", 口径=[("每组评议票数", 2600), ("评议票总数", "10,400")])
    rows = records(qdcalc.panel.assess(path)["名额核对"])
    assert [r["右值"] for r in rows[-5:]] == [2600] * 4 + [10_400]
    assert [r["差额"] for r in rows[-5:]] == [-100] * 4 + [-400]


def test_broken_numbers_of_ballots_are_refused(tmp_path: Path) -> None:
    lines = [("每组评议票数", "两千五"), ("评议票总数", -1)]
    path = write(tmp_path / "a.xlsx", 口径=lines)
    assert refused(path) == {("C03", "口径", "B2"), ("Q07", "口径", "B3")}
    for number in (0, 10_000_001):
        path = write(tmp_path / "b.xlsx", 口径=[("评议票总数", number)])
        assert refused(path) == {("Q07", "口径", "B2")}
    last = [records(run_with(tickets_total=n)["名额核对"])[-1] for n in (1, 10_000_000)]
    assert [row["右值"] for row in last] == [1, 10_000_000]
    with pytest.raises(qdcalc.UsageError, match="评议票总数：“-1”不是评议票数"):
        run_with(tickets_total=-1)


def run_with(tickets_total: int) -> Result:
    return qdcalc.panel.assess(frames(会场=[("市南", 210)]), tickets_total=tickets_total)


def test_grades_side_by_side_are_told_how_to_stand(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "评议票"
    for line in (("组别", "部门", *GRADES), ("二", "市规划局", *T10)):
        sheet.append(line)
    book.save(tmp_path / "a.xlsx")
    problems = refusal(lambda: qdcalc.panel.assess(tmp_path / "a.xlsx"))
    assert set(problems["代码"]) == {"T02"}
    assert problems["如何改"].str.contains("一个部门一个档次一行").all()


def test_votes_in_a_csv_beside_are_told_before_signing(tmp_path: Path) -> None:
    write(tmp_path / "a.xlsx", 会场=[("市南", 210)])
    (tmp_path / "评议票.csv").write_text("组别,部门,档次,票数\n", encoding="utf-8")
    assert "跳过了不是 .xlsx" in str(qdcalc.panel.assess(tmp_path).headline)


# ------------------------------------------------------------------------------ nothing at all


def test_no_sheet_an_empty_sheet_and_only_settings(tmp_path: Path) -> None:
    whole = quotas(run())
    assert quotas(qdcalc.panel.assess({})) == whole
    empty = write(tmp_path / "空表.xlsx", 会场=[], 代表名册=[], 评议票=[], 档次分值=[])
    assert quotas(qdcalc.panel.assess(empty)) == whole
    only = write(tmp_path / "口径.xlsx", 口径=[("余数相同", "人数多者先")])
    assert quotas(qdcalc.panel.assess(only)) == quotas(run(options={"ties": "larger"}))


# --------------------------------------------------------------------------------------- errors


BROKEN: dict[str, tuple[str, list[Line], set[tuple[str, str, str]]]] = {
    "unknown district": ("会场", [("市中", 5)], {("Q06", "会场", "A2")}),
    "no size": ("会场", [("市南", None)], {("C14", "会场", "B2")}),
    "negative size": ("会场", [("市南", -1)], {("Q01", "会场", "B2")}),
    "broken size": ("会场", [("市南", "二百")], {("C03", "会场", "B2")}),
    "half a person": ("会场", [("市南", 2.5)], {("C15", "会场", "B2")}),
    "too large": ("会场", [("市南", 10_000_001)], {("Q02", "会场", "B2")}),
    "a venue twice": ("会场", [("市南", 210), ("市南区", 210)], {("R01", "会场", "A3")}),
    "unknown kind": ("构成", [("中会场", "甲类", "", 5)], {("C18", "构成", "A2")}),
    "unknown group": ("构成", [("分会场", "甲类", "五", 5)], {("C18", "构成", "C2")}),
    "a category twice": (
        "构成", [("分会场", "甲类", "", 5), ("分会场", "甲 类", "", 5)], {("R01", "构成", "A3")}
    ),
    "in all groups and in one": (
        "构成", [("分会场", "甲类", "", 5), ("分会场", "甲类", "一", 6)], {("Q17", "构成", "B3")}
    ),
    "nobody in a group": (
        "构成", [("分会场", "甲类", "一", 5), ("分会场", "甲类", "二", 0)], {("Q15", "构成", "")}
    ),
    "unknown category": (
        "代表名册", [("市南", "一", "教师代表", "A1")], {("Q10", "代表名册", "C2")}
    ),
    "a category of the other kind": (
        "代表名册", [("市南", "一", "媒体代表", "A1"), ("主会场", "一", "媒体代表", "A2")],
        {("Q10", "代表名册", "C2")},
    ),
    "a number twice": (
        "代表名册", [("市南", "一", "党代表", "A1"), ("市北", "第一组", "人大代表", "A 1")],
        {("R01", "代表名册", "A3")},
    ),
    "no number": ("代表名册", [("市南", "一", "党代表", None)], {("C14", "代表名册", "D2")}),
    "ballots twice": (
        "评议票发放", [("市南", "一", 210, 210, 0), ("市南", "一", 210, 209, 0)],
        {("R01", "评议票发放", "A3")},
    ),
    "more invalid than returned": (
        "评议票发放", [("市南", "一", 210, 3, 4), ("市南", "二", 210, 3, 3)],
        {("Q03", "评议票发放", "E2")},
    ),
    "negative ballots": (
        "评议票发放", [("市南", "一", -5, 0, 0)], {("Q01", "评议票发放", "C2")}
    ),
    "unknown department": (
        "评议票", [("二", "市规化局", "很好", 5)], {("Q11", "评议票", "B2")}
    ),
    "in another group (T13)": (
        "评议票", [("二", "市教育局", "很好", 5)], {("Q12", "评议票", "A2")}
    ),
    "votes twice": (
        "评议票", [("二", "市规划局", "很好", 5), ("2", "市规划局", "很好", 5)],
        {("R01", "评议票", "A3")},
    ),
    "negative votes": ("评议票", [("二", "市规划局", "很好", -5)], {("Q01", "评议票", "D2")}),
    "negative points": ("档次分值", [("很好", -1)], {("Q04", "档次分值", "B2")}),
    "three decimals": ("档次分值", [("很好", 99.995)], {("C16", "档次分值", "B2")}),
    "points twice": ("档次分值", [("很好", 100), ("很 好", 90)], {("R01", "档次分值", "A3")}),
    "too many points": ("档次分值", [("很好", 10_000.01)], {("Q05", "档次分值", "B2")}),
    "a department twice": (
        "部门分组", [("一", "市规划局"), ("二", "市规划局")], {("R01", "部门分组", "A3")}
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_an_error_at_its_cell(name: str, tmp_path: Path) -> None:
    sheet, rows, due = BROKEN[name]
    assert refused(write(tmp_path / "a.xlsx", **{sheet: rows})) == due


def test_votes_against_ballots_at_and_above(tmp_path: Path) -> None:
    """有效票 ≤ Σ(回收 − 无效): 207 come back valid."""
    sheets = {"评议票发放": [("市南", "二", 210, 209, 2)]}
    at = write(tmp_path / "a.xlsx", **sheets, 评议票=votes("市规划局", (100, 107, 0, 0)))
    assert one(qdcalc.panel.assess(at), "计票")["弃权"] == 0
    above = write(tmp_path / "b.xlsx", **sheets, 评议票=votes("市规划局", (100, 107, 1, 0)))
    assert refused(above) == {("Q18", "评议票", "D2")}
    other = write(tmp_path / "c.xlsx", **sheets, 评议票=votes("市科技局", (500, 0, 0, 0), "一"))
    assert one(qdcalc.panel.assess(other), "计票")["弃权"] is None  # of another group


def test_a_grade_without_points(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx", 评议票=votes("市规划局", T10), 档次分值=POINTS[:3])
    assert refused(path) == {("Q14", "评议票", "C5")}


def test_a_venue_that_the_list_lacks(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx", 会场=[("市南", 210)], 评议票发放=[("市北", "一", 1, 1, 0)],
                 代表名册=[("市北", "一", "党代表", "A1")])  # fmt: skip
    assert refused(path) == {("Q13", "评议票发放", "A2"), ("Q13", "代表名册", "A2")}


def test_errors_of_all_sheets_at_once(tmp_path: Path) -> None:
    """One wrong cell hides no other sheet's."""
    path = write(
        tmp_path / "a.xlsx",
        会场=[("市中", 5), ("市南", 210)], 构成=[("分会场", "甲类", "", -1)],
        代表名册=[("市南", "一", "教师代表", "A1"), ("市南", "一", "党代表", None)],
        评议票发放=[("市南", "二", 210, 3, 4)],
        评议票=[("二", "市教育局", "很好", 5), ("二", "市规化局", "较好", 5)],
        档次分值=[("很好", 100)],
    )  # fmt: skip
    assert refused(path) >= {
        ("Q06", "会场", "A2"), ("Q01", "构成", "D2"), ("C14", "代表名册", "D3"),
        ("Q03", "评议票发放", "E2"), ("Q12", "评议票", "A2"), ("Q11", "评议票", "B3"),
        ("Q14", "评议票", "C3"),
    }  # fmt: skip


# -------------------------------------------------------------------------------------- warnings


def test_what_is_missing_is_named() -> None:
    venues = [(v, n) for v, n in VENUES.items() if v != "莱西"]
    issued = [("市南", "二", 2600, 2600, 0)]
    result = run(会场=venues, 评议票=votes("市规划局", T10), 评议票发放=issued)
    assert {"Q22", "Q24", "Q25"} <= warned(result)
    texts = " ".join(result.problems["问题"])
    assert "二组有 10 个部门没有评议票" in texts
    assert "莱西" in texts


@pytest.mark.parametrize(("option", "more"), [("valid", False), ("all", True)])
def test_a_group_without_ballots(option: str, more: bool) -> None:
    """No 评议票发放 of the group: 弃权 blank, ``all`` gives no 得分, with a warning."""
    result = run(options={"blank": option}, 评议票=votes("市规划局", T10), 档次分值=POINTS,
                 评议票发放=[("市南", "一", 210, 210, 0)])  # fmt: skip
    row = one(result, "计票")
    assert row["弃权"] is None
    assert (row["得分"] is None) is more
    (said,) = result.problems.loc[result.problems["代码"] == "Q23", "问题"]
    assert ("不能计算得分" in said) is more


def test_no_valid_vote_no_score_no_rank() -> None:
    own = [*votes("市规划局", (0, 0, 0, 0)), *votes("市公安局", (1, 0, 0, 0))]
    result = run(评议票=own, 档次分值=POINTS, 评议票发放=[("市南", "二", 210, 210, 0)],
                 options={"blank": "all"})  # fmt: skip
    row = one(result, "计票", 部门="市规划局")
    assert (row["有效票"], row["弃权"]) == (0, 210)
    assert [row[n] for n in ("得分", "组内排名", "总排名", "很好占比")] == [None] * 4
    assert one(result, "计票", 部门="市公安局")["组内排名"] == 1


def test_the_same_row_in_two_files_is_a_warning_another_value_an_error(tmp_path: Path) -> None:
    folder = tmp_path / "各会场"
    folder.mkdir()
    write(folder / "a.xlsx", 评议票发放=[("市南", "一", 210, 210, 1)])
    write(folder / "b.xlsx", 评议票发放=[("市南", "一", 210, 210, 1), ("市北", "一", 280, 280, 0)])
    result = qdcalc.panel.assess(folder)
    assert one(result, "评议票核对", 会场="市南")["无效票"] == 1
    assert one(result, "评议票核对", 会场="合计")["发放数"] == 490
    write(folder / "c.xlsx", 评议票发放=[("市南", "一", 210, 209, 1)])
    assert {code for code, _, _ in refused(folder)} <= {"R01", "R02", "R03"}


def test_columns_are_those_of_the_contract() -> None:
    assert list(COLUMNS) == [t.label for t in qdcalc.panel.PANEL.inputs] + ["口径"]


def test_told_of_nothing_else() -> None:
    assert {code for code, _, _ in told(run().problems)} == {"Q20"}


def test_a_category_of_both_kinds_of_venue_written_in_two_ways_is_one() -> None:
    """Both kinds of venue may have it (附件3); its letters are wide in one, not in the other."""
    people = [("市级主会场", "一", "小微企业代表(甲)", n) for n in range(2)]
    people += [("市南", "一", "小微企业代表（甲）", n) for n in range(10, 13)]
    composition = [
        ("主会场", "小微企业代表(甲)", "", 100),
        ("分会场", "小微企业代表（甲）", "", 210),
    ]
    result = run(构成=composition, 代表名册=people)
    there = {r["会场"]: (r["名额"], r["实有"]) for r in records(result["名册核对"])}
    assert there == {"市级主会场": (100, 2), "市南": (210, 3)}
    other = [("分会场", "新 市民代表", "", 210)]  # the notice's own main venue writes it closed up
    found = run(构成=other, 代表名册=[("市级主会场", "一", "新市民代表", "1")])
    assert one(found, "名册核对", 类别="新市民代表")["实有"] == 1
    assert found["校验"].query("结果 != '通过'").empty
