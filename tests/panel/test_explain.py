"""Explanations of the panel: every equation works, figures are the sheet's, cells are cited."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from explained import Node, check_arithmetic, number, read
from qdcalc.errors import UsageError
from qdcalc.result.result import Result

from .helpers import POINTS, T10, VENUES, one, records, run, votes


@cache
def result(**options: str) -> Result:
    sizes = [(v, 61 if v == "高新区" else n) for v, n in VENUES.items()]
    own = [
        *votes("市规划局", T10), *votes("市公安局", (7, 0, 0, 0)), *votes("市司法局", (0, 0, 0, 0)),
        *[("二", "市环保局", grade, n, venue) for venue in ("市南", "市北")
          for grade, n in (("很好", 100), ("好", 3))],
    ]  # fmt: skip
    roster = [("市南", "二", "新市民代表", f"A{n}") for n in range(6)]
    issued = [("市级主会场", "二", 2500, 2495, 5), ("市南", "二", 210, 209, 3)]
    return run(options=options, 会场=sizes, 代表名册=roster, 评议票发放=issued, 评议票=own,
               档次分值=POINTS)  # fmt: skip


def steps_of(of: Result, **asked: Any) -> list[Node]:
    tops = read(str(of.explain(**asked)))
    check_arithmetic(tops)
    return tops


def find(tops: list[Node], what: str) -> Node:
    return next(n for top in tops for n in top.all() if n.what == what)


@pytest.mark.parametrize("ties", ["order", "larger"])
@pytest.mark.parametrize("zero", ["allow", "at-least-one"])
def test_every_quota_is_worked_again(ties: str, zero: str) -> None:
    of = run(options={"ties": ties, "zero": zero})
    rows = {(r["会场"], r["组别"], r["类别"]): r for r in records(of["名额分配"])}
    seen = 0
    for venue in ("市级主会场", "市北", "西海岸新区", "高新区"):
        for node in (n for top in steps_of(of, venue=venue) for n in top.all()):
            if node.what.endswith("的名额"):
                where, category = node.what.removesuffix("的名额").rsplit(" ", 1)
                row = rows[venue, where.split()[1].removesuffix("组"), category]
                assert number(node.value) == row["名额"]
                seen += 1
    assert seen >= 4 * (20 + 3 * 18)


def test_who_got_the_places_that_are_left() -> None:
    """T3 and T4: seven places, the last of them by printed order or to the larger category."""
    left = find(steps_of(run(), venue="市北", group="1", category="新市民"), "待分名额")
    assert left.value == "7 名"
    assert "新市民代表 70、区(市)部门、镇街代表 70；没有分到的第一个是事业单位代表 70" in left.said
    assert "余数相同（panel.ties）= 按印刷顺序（默认）" in left.options
    other = run(options={"ties": "larger"})
    left = find(steps_of(other, venue="市北区", group="一组", category="新市民代表"), "待分名额")
    assert "区(市)部门、镇街代表 70（40 名）、事业单位代表 70（10 名）" in left.said
    assert "没有分到的第一个是" in left.said


def test_the_cells_of_the_sheets() -> None:
    (top,) = steps_of(result(), venue="高新区", group="二", category="新市民代表")
    assert find([top], "高新区 每组人数").cells == ["DataFrame：会场!行 11 列 每组人数 = 61"] or (
        "= 61" in find([top], "高新区 每组人数").cells[0]
    )
    (top,) = steps_of(result(), venue="市南", group="二", category="新市民代表")
    assert (top.what, top.value, top.said) == ("市南 二组 新市民代表的差额", "−1 名", "缺额")
    assert len(find([top], "实有").cells) == 6
    assert number(find([top], "市南 二组 新市民代表的名额").value) == 7


def test_a_group_and_its_ballots() -> None:
    tops = steps_of(result(), group="第二组")
    assert [t.what for t in tops] == [
        "二组各会场名额之和", "四组名额之和", "二组 评议票合计", "二组述职时间",
    ]  # fmt: skip
    assert tops[0].value == "2,501 名"
    assert "差额 1：不通过" in tops[0].said
    assert "差额 4：不通过" in tops[1].said
    assert tops[2].value == one(result(), "评议票核对", 会场="合计")["结果"] == "错发漏发、不一致"
    assert number(find([tops[2]], "发放差额").value) == 210  # 2,710 − 2,500
    assert tops[3].value == "110 分钟"
    (*_, ballots) = steps_of(result(), venue="市南", group="二")
    assert (ballots.what, ballots.value) == ("市南 二组 评议票", "不一致")
    assert number(find([ballots], "回收差额").value) == -1


@pytest.mark.parametrize("blank", ["valid", "all"])
def test_a_department(blank: str) -> None:
    of = result(blank=blank)
    for row in records(of["计票"]):
        tops = steps_of(of, department=row["部门"])
        assert number(find(tops, "有效票").value) == row["有效票"]
        assert number(find(tops, "弃权").value) == row["弃权"]
        score = find(tops, "得分")
        if row["得分"] is None:
            assert score.value == "没有"
            continue
        assert float(number(score.value)) == row["得分"]
        assert number(find(tops, "组内排名").value) == row["组内排名"]
        assert number(find(tops, "总排名").value) == row["总排名"]
    mixed = find(steps_of(of, department="市环保局"), "很好")
    assert (mixed.value, mixed.how) == ("200 张", ["100 + 100 = 200 张"])
    assert [len(n.cells) for n in mixed.below] == [1, 1]


def test_without_points_without_ballots() -> None:
    tops = steps_of(run(评议票=votes("市规划局", T10)), department="规划")
    assert "通知没有规定分值" in find(tops, "得分").said
    assert find(tops, "弃权").value == "没有"


def test_a_row_of_the_input() -> None:
    of = result()
    assert "市规划局" in str(of.explain(row="评议票!0"))
    assert "新市民代表" in str(of.explain(row="代表名册!2"))
    with pytest.raises(UsageError, match="--department"):
        of.explain(row="档次分值!0")


def test_what_cannot_be_asked() -> None:
    with pytest.raises(UsageError, match="--venue 高新区 --group"):
        run().explain()
    cases: tuple[tuple[dict[str, Any], str], ...] = (
        ({"venue": "市中"}, "没有会场"), ({"group": "五"}, "没有组别"),
        ({"venue": "市南", "category": "教师"}, "没有类别"),
        ({"department": "市规划局"}, "没有评议票"),
        ({"venue": "市南", "department": "市规划局"}, "不能一起写"),
    )  # fmt: skip
    for asked, said in cases:
        with pytest.raises(UsageError, match=said):
            run().explain(**asked)
    with pytest.raises(UsageError, match="没有会场“莱西”"):
        run(会场=[("市南", 210)]).explain(venue="莱西市")
