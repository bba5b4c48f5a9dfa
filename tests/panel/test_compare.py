"""Two results of the panel set against each other: other grades, votes, points, venues."""

from __future__ import annotations

import pytest

from qdcalc.result.comparison import Comparison

from .helpers import POINTS, T10, VENUES, failed_checks, records, run, votes

ONE = [("市南", 210)]  # one venue is enough where the tally is compared
MOVED = (1200, 700, 480, 100)  # a hundred votes from 好 to 一般, as many in all


def lines(found: Comparison) -> list[tuple[object, ...]]:
    """Return what moved; every row of 校验 passes."""
    assert set(found["校验"]["结果"]) == {"通过"}
    rows = records(found["变动"])
    return [(r["表"], r["名称"], r["变动"], r["甲判定"], r["乙判定"], r["差额"]) for r in rows]


@pytest.mark.thorough
def test_votes_of_other_grades() -> None:
    first = run(会场=ONE, 评议票=votes("市规划局", T10))
    second = run(
        会场=ONE, 评议票=[("二", "市规划局", g, n) for g, n in (("满意", 2000), ("不满意", 480))]
    )
    assert lines(first.compare(second)) == [
        ("计票", "市规划局", "改变", "一般 380、好 800、很好 1,200、较差 100",
         "不满意 480、满意 2,000", 0),
    ]  # fmt: skip


def test_votes_moved_between_grades_and_a_department_only_in_one() -> None:
    first = run(会场=ONE, 评议票=[*votes("市规划局", T10), *votes("市公安局", (100,))])
    # the order of the rows says nothing
    second = run(会场=ONE, 评议票=votes("市规划局", MOVED)[::-1])
    assert lines(first.compare(second)) == [
        ("计票", "市规划局", "改变", "一般 380、好 800、很好 1,200、较差 100",
         "一般 480、好 700、很好 1,200、较差 100", 0),
        ("计票", "市公安局", "只在甲", "很好 100", "", -100),
    ]  # fmt: skip
    other = run(会场=ONE, 评议票=[*votes("市公安局", (100,)), *votes("市规划局", T10)])
    assert lines(first.compare(other)) == []


@pytest.mark.thorough
def test_points() -> None:
    # 85 under 100/80/60/40; 很好 at 90: (108,000 + 64,000 + 22,800 + 4,000) ÷ 2,480 = 80.16…
    ballots = votes("市规划局", T10)
    first = run(会场=ONE, 评议票=ballots, 档次分值=POINTS)
    second = run(会场=ONE, 评议票=ballots, 档次分值=[("很好", 90), *POINTS[1:]])
    found = {(row[0], row[1]): row[5] for row in lines(first.compare(second))}
    assert found == {("计票", "市规划局"): -4.84, ("采用分值", "很好"): -10}


@pytest.mark.thorough
def test_a_venue_of_another_size() -> None:
    # 高新区 61 in each of four groups, its 18 categories: one place more in each group
    found = run().compare(run(会场=[(v, 61 if v == "高新区" else n) for v, n in VENUES.items()]))
    moved = [row for row in lines(found) if row[0] == "名额分配"]
    assert sum(row[5] for row in moved if isinstance(row[5], (int, float))) == 4
    assert {str(row[1]).split("·")[0] for row in moved} == {"高新区"}


def test_a_venue_of_nobody() -> None:
    result = run(会场=[("市南", 0), ("市北", 280)])
    own = [r for r in records(result["名额分配"]) if r["会场"] == "市南"]
    assert (len(own), {r["名额"] for r in own}) == (4 * 18, {0})
    sizes = [r for r in records(result["名额核对"]) if r["右值"] == 0]
    assert [(r["左值"], r["结果"]) for r in sizes] == [(0, "通过")] * 4
    # every category of it is without a place in every group, and is named
    told = result.problems[result.problems["代码"] == "Q20"]["问题"].tolist()
    assert any("“市南”" in text and "党代表（一、二、三、四组）" in text for text in told)
    assert failed_checks(result) == []
    least = run(会场=[("市南", 0)], options={"zero": "at-least-one"})
    assert set(least["名额分配"]["名额"]) == {0}  # of 0 persons e is 0, not between 0 and 1
