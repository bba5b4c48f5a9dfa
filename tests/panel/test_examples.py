"""The worked examples T1 to T14 of panel.md, each figure as it is printed there."""

from __future__ import annotations

from collections import Counter

import pytest

from .helpers import (
    POINTS,
    T10,
    VENUES,
    failed_checks,
    one,
    quotas,
    records,
    refusal,
    run,
    told,
    votes,
)

BACK_2490 = [("市级主会场", "二", 2500, 2495, 5)]


@pytest.mark.clause("panel 附件3、二(三) sum_checks")
def test_t1_no_sheets() -> None:
    result = run()
    found = quotas(result)
    assert len({venue for venue, _, _ in found}) == 12
    sums: Counter[str] = Counter()
    for (_, group, _), quota in found.items():
        sums[group] += quota
    assert sums == dict.fromkeys("一二三四", 2500)
    checks = records(result["名额核对"])
    assert {row["结果"] for row in checks} == {"通过"}
    assert [(r["左值"], r["右值"]) for r in checks[-5:]] == [(2500, 2500)] * 4 + [(10_000, 10_000)]
    assert len(checks) == 12 * 4 + 4 + 1
    assert failed_checks(result) == []


def test_t2_to_t6() -> None:
    order, larger = quotas(run()), quotas(run(options={"ties": "larger"}))
    assert order["市北", "一", "社区或村居民代表"] == 40
    names = ("新市民代表", "区(市)部门、镇街代表", "事业单位代表", "重点项目单位代表",
             "小微企业代表", "创客代表", "个体经营者代表",
             "民主党派、工商联、无党派代表")  # fmt: skip
    assert [order["市北", "一", n] for n in names] == [10, 54, 13, 27, 7, 7, 7, 19]
    assert [larger["市北", "一", n] for n in names[:3]] == [9, 54, 14]
    assert order["高新区", "一", "小微企业代表"] == 2
    row = one(run(), "名额分配", 会场="高新区", 组别="一", 类别="小微企业代表")
    assert row["精确值"] == 60 * 5 / 210  # 1 3/7
    least = quotas(run(options={"zero": "at-least-one"}))
    for group in "一二三四":
        assert order["高新区", group, "往年获评优秀建议市民代表"] == 0
        assert least["高新区", group, "往年获评优秀建议市民代表"] == 1


def test_t7_a_venue_with_61() -> None:
    result = run(会场=[(v, 61 if v == "高新区" else n) for v, n in VENUES.items()])
    failed = [r for r in records(result["名额核对"]) if r["结果"] == "不通过"]
    assert [(r["左值"], r["右值"], r["差额"]) for r in failed] == (
        [(2501, 2500, 1)] * 4 + [(10_004, 10_000, 4)]
    )
    assert failed_checks(result) == []  # a result, not an error of the program


@pytest.mark.clause("panel 附件3 held_against")
def test_t8_roster() -> None:
    rows = [("市南", "二", "新市民代表", f"A{n}") for n in range(6)]
    row = one(run(代表名册=rows), "名册核对", 类别="新市民代表")
    assert (row["名额"], row["实有"], row["差额"], row["状态"]) == (7, 6, -1, "缺额")


@pytest.mark.clause("panel 二(三)、附件4一(七) held_against")
def test_t9_ballots() -> None:
    result = run(评议票发放=[("市南", "一", 210, 209, 3)])
    row = one(result, "评议票核对", 会场="市南")
    assert (row["发放差额"], row["回收差额"], row["结果"]) == (0, -1, "不一致")
    assert "一(七)" in row["说明"]


@pytest.mark.clause("panel 二(三) scored")
def test_t10_votes() -> None:
    result = run(评议票=votes("市规划局", T10), 评议票发放=BACK_2490)
    row = one(result, "计票", 部门="市规划局")
    assert (row["有效票"], row["弃权"]) == (2480, 10)
    shares = [f"{row[f'{grade}占比']:.2%}" for grade in ("很好", "好", "一般", "较差")]
    assert shares == ["48.39%", "32.26%", "15.32%", "4.03%"]
    assert (row["得分"], row["组内排名"], row["总排名"]) == (None, None, None)


@pytest.mark.parametrize(("option", "score"), [("valid", 85.0), ("all", 84.66)])
def test_t11_points(option: str, score: float) -> None:
    result = run(options={"blank": option}, 评议票=votes("市规划局", T10),
                 评议票发放=BACK_2490, 档次分值=POINTS)  # fmt: skip
    assert one(result, "计票", 部门="市规划局")["得分"] == score


def test_t12_equal_scores_have_equal_ranks() -> None:
    """850 of 1,000 by 100/0 is 85 exactly, so are 17 of 20; 84,999 of 100,000 shows 85.00 too."""
    rows = [*votes("市规划局", (850, 0, 0, 150)), *votes("市公安局", (17, 0, 0, 3)),
            *votes("市司法局", (84_999, 0, 0, 15_001))]  # fmt: skip
    points = [("很好", 100), ("好", 80), ("一般", 60), ("较差", 0)]
    result = run(评议票=rows, 档次分值=points)
    ranks = {r["部门"]: (r["得分"], r["组内排名"], r["总排名"]) for r in records(result["计票"])}
    assert ranks == {
        "市公安局": (85.0, 1, 1), "市规划局": (85.0, 1, 1), "市司法局": (85.0, 3, 3),
    }  # fmt: skip


def test_t13_a_department_in_another_group() -> None:
    problems = refusal(lambda: run(评议票=votes("市教育局", T10)))
    assert told(problems) == {("Q12", "评议票", f"行 {n}") for n in range(4)}
    assert all("四组" in text for text in problems["问题"])


@pytest.mark.clause("panel 二(一)、附件2 timetable")
def test_t14_timetable() -> None:
    basis = run()["口径与依据"]
    (row,) = records(basis[basis["类别"] == "述职安排"])
    for said in ("一组 12 个部门 120 分钟", "二组 11 个部门 110 分钟", "三组 12 个部门 120 分钟",
                 "四组 10 个部门 100 分钟"):  # fmt: skip
        assert said in row["取值"]
    assert "45 个部门" in row["说明"]
    assert "47 个" in row["说明"]
    assert "市政府研究室" in row["说明"]
    assert "市人防办" in row["说明"]
