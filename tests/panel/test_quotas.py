"""The quotas of 附件3: the table of panel.md section 5, the options, the boundaries, by hand."""

from __future__ import annotations

import math

import pytest

import qdcalc
from qdcalc.errors import UsageError

from .helpers import VENUES, failed_checks, one, quotas, refusal, run, told

# category: 210, 市北 280, 西海岸 380, 高新区 60, groups 一/二/三/四 (panel.md section 5)
PRINTED = """
社区或村居民代表 30/40/20/60 40/54/27/80 54/73/36/109 9/12/6/17
重点项目单位代表 20/10/10/10 27/14/14/14 36/18/18/18 6/3/3/3
重点民营企业代表 15/15/10/10 20/20/14/14 27/27/18/18 4/4/3/3
小微企业代表 5/5/5/5 7/7/7/7 9/9/9/9 2/2/1/2
创客代表 5/5/1/1 7/7/1/2 9/9/2/2 1/1/0/0
个体经营者代表 5/5/1/1 7/7/1/2 9/9/2/2 1/1/0/0
新市民代表 7/7/5/10 10/10/7/13 13/13/9/18 2/2/1/3
区(市)部门、镇街代表 40/40/60/40 54/53/80/53 73/73/109/73 11/11/17/11
事业单位代表 10/10/20/5 13/13/27/7 18/18/36/9 3/3/6/1
社会组织、行业协会代表 10/10/20/10 13/13/27/13 18/18/36/18 3/3/6/3
往年获评优秀建议市民代表 1/1/1/1 1/1/1/1 2/2/2/2 0/0/0/0
自愿报名市民代表 4/4/4/4 5/5/5/5 7/7/7/7 1/1/1/1
党代表 10/10/10/10 13/13/13/13 18/18/18/18 3/3/3/3
人大代表 10/10/10/10 13/13/13/13 18/18/18/18 3/3/3/3
政协委员代表 10/10/10/10 13/13/13/13 18/18/18/18 3/3/3/3
民主党派、工商联、无党派代表 14/14/9/9 19/19/12/12 26/25/17/16 4/4/3/3
群团组织代表 10/10/10/10 13/13/13/13 18/18/18/18 3/3/3/3
专家学者代表 4/4/4/4 5/5/5/5 7/7/7/7 1/1/1/1
"""
MAIN = (
    "党代表、人大代表、政协委员代表 6|民主党派、工商联、无党派代表 7|第三方督查评议专家代表 18|"
    "行风在线点评员代表 1|中央、省驻青单位代表 2|政务服务热线义务监督员代表 2|区(市)部门代表 10|"
    "社区居民代表 10|社会组织、行业协会代表 5|事业单位代表 6|重点项目单位代表 2|个体经营者代表 2|"
    "重点民营企业代表 6|新市民代表 3|小微企业代表 2|媒体代表 1|创客代表 2|"
    "往年获评优秀建议市民代表 4|自愿报名市民代表 6|市领导联系企业代表 5"
)
GROUPS = "一二三四"
BRANCHES = [venue for venue in VENUES if venue != "市级主会场"]


def printed() -> dict[tuple[str, str, str], int]:
    """Return the notice's quotas as panel.md tabulates them."""
    found: dict[tuple[str, str, str], int] = {}
    for line in PRINTED.strip().splitlines():
        name, *columns = line.split()
        by_size = dict(zip((210, 280, 380, 60), columns, strict=True))
        for venue in BRANCHES:
            numbers = by_size[VENUES[venue]].split("/")
            found |= {(venue, g, name): int(n) for g, n in zip(GROUPS, numbers, strict=True)}
    for part in MAIN.split("|"):
        name, number = part.rsplit(" ", 1)
        found |= {("市级主会场", group, name): int(number) for group in GROUPS}
    return found


@pytest.mark.clause("panel 附件3 allocated")
def test_the_whole_table_of_the_notice() -> None:
    result = run()
    assert quotas(result) == printed()
    order = sorted(printed(), key=lambda k: (list(VENUES).index(k[0]), GROUPS.index(k[1])))
    assert list(quotas(result)) == order
    assert failed_checks(result) == []


def test_larger_first_differs_where_panel_md_says() -> None:
    found = quotas(run(options={"ties": "larger"}))
    due = {
        ("市北", "一", "新市民代表"): 9, ("市北", "一", "事业单位代表"): 14,
        ("市北", "二", "新市民代表"): 9, ("市北", "二", "区(市)部门、镇街代表"): 54,
        ("市北", "四", "创客代表"): 1, ("市北", "四", "个体经营者代表"): 1,
        ("市北", "四", "新市民代表"): 14, ("市北", "四", "区(市)部门、镇街代表"): 54,
    }  # fmt: skip
    for group in "一二四":
        due |= {("高新区", group, "小微企业代表"): 1, ("高新区", group, "区(市)部门、镇街代表"): 12}
    assert {k: n for k, n in found.items() if n != printed()[k]} == due


@pytest.mark.thorough
def test_at_least_one_at_a_venue_of_60() -> None:
    """Section 4: the categories below one get one, the rest goes to the largest remainders.

    Groups 一 to 三 as panel.md says; in 四 the three places are paid by others.
    """
    found = quotas(run(options={"zero": "at-least-one"}))
    changed = {k[1:]: (printed()[k], n) for k, n in found.items() if n != printed()[k]}
    assert {k for k in found if found[k] != printed()[k] and k[0] != "高新区"} == set()
    for group in "一二":
        assert changed.pop((group, "往年获评优秀建议市民代表")) == (0, 1)
        assert changed.pop((group, "小微企业代表")) == (2, 1)
    third = {
        "创客代表": (0, 1), "个体经营者代表": (0, 1), "往年获评优秀建议市民代表": (0, 1),
        "事业单位代表": (6, 5), "社会组织、行业协会代表": (6, 5),
        "民主党派、工商联、无党派代表": (3, 2),
    }  # fmt: skip
    assert {k[1]: changed.pop(k) for k in list(changed) if k[0] == "三"} == third
    fourth = {"创客代表": (0, 1), "个体经营者代表": (0, 1), "往年获评优秀建议市民代表": (0, 1)}
    rest = {k[1]: pair for k, pair in changed.items()}
    assert {name: rest.pop(name) for name in fourth} == fourth
    assert sum(n - before for before, n in rest.values()) == -3


# ------------------------------------------------------------------ the formula, by hand


def test_proportion_is_cut_and_the_rest_goes_to_the_largest_remainders() -> None:
    """10 of 3 : 3 : 1: 4 2/7, 4 2/7, 1 3/7: the ninth and tenth … 4 + 4 + 1 = 9, one left."""
    assert qdcalc.panel.largest_remainder(10, [3, 3, 1]).tolist() == [4, 4, 2]


def test_equal_remainders_by_order_and_by_size() -> None:
    """7 of 2 : 4 : 6 (= 12): 1 2/12, 2 4/12, 3 6/12 → the third; 3 of 1 : 3 : 2: 1/2, 1 1/2, 1."""
    assert qdcalc.panel.largest_remainder(7, [2, 4, 6]).tolist() == [1, 2, 4]
    assert qdcalc.panel.largest_remainder(3, [1, 3, 2]).tolist() == [1, 1, 1]
    assert qdcalc.panel.largest_remainder(3, [1, 3, 2], ties="larger").tolist() == [0, 2, 1]
    # as many printed persons: then the printed order, whatever is chosen
    assert qdcalc.panel.largest_remainder(1, [2, 2], ties="larger").tolist() == [1, 0]


def test_a_venue_as_large_as_the_printed_total_has_the_printed_figures() -> None:
    assert qdcalc.panel.largest_remainder(6, [1, 3, 2], ties="larger").tolist() == [1, 3, 2]


def test_at_least_one_takes_exactly_those_below_one() -> None:
    """8 of 1 : 8 : 7 (= 16): exactly 1/2, 4, 3 1/2. Of 2 : 7 : 7: exactly 1 is not raised."""
    assert qdcalc.panel.largest_remainder(8, [1, 8, 7]).tolist() == [1, 4, 3]
    assert qdcalc.panel.largest_remainder(8, [1, 8, 7], zero="at-least-one").tolist() == [1, 4, 3]
    assert qdcalc.panel.largest_remainder(8, [2, 7, 7], zero="at-least-one").tolist() == [1, 4, 3]
    # 0 in the composition is no category below one: it has none in both
    assert qdcalc.panel.largest_remainder(8, [0, 1, 15], zero="at-least-one").tolist() == [0, 1, 7]


def test_a_venue_that_is_too_small() -> None:
    with pytest.raises(UsageError, match="太小"):
        qdcalc.panel.largest_remainder(2, [1, 1, 1], zero="at-least-one")
    assert qdcalc.panel.largest_remainder(3, [1, 1, 1], zero="at-least-one").tolist() == [1, 1, 1]
    assert qdcalc.panel.largest_remainder(0, [1, 1]).tolist() == [0, 0]


@pytest.mark.parametrize(
    ("size", "people"), [(-1, [1]), (1, []), (1, [0, 0]), (1, [1.5]), (1, [-1, 2]), (10**8, [1])]
)
def test_what_the_formula_refuses(size: int, people: list[float]) -> None:
    with pytest.raises(UsageError):
        qdcalc.panel.largest_remainder(size, people)


def test_many_people_stay_exact() -> None:
    found = qdcalc.panel.largest_remainder(9_999_999, [3_333_333, 3_333_334, 3_333_331])
    assert found.sum() == 9_999_999
    whole = 9_999_998
    for quota, people in zip(found.tolist(), [3_333_333, 3_333_334, 3_333_331], strict=True):
        assert abs(quota - 9_999_999 * people / whole) < 1
        assert quota in (9_999_999 * people // whole, math.ceil(9_999_999 * people / whole))


# ------------------------------------------------------------------ sheets 会场 and 构成


def test_a_venue_of_another_size() -> None:
    """T7's 高新区 of 61: 61 × 30 ÷ 210 = 8 5/7."""
    sizes = [(v, 61 if v == "高新区" else n) for v, n in VENUES.items()]
    row = one(run(会场=sizes), "名额分配", 会场="高新区", 组别="一", 类别="社区或村居民代表")
    assert row["精确值"] == 61 * 30 / 210
    assert row["名额"] == 9


def test_a_composition_replaces_its_kind_wholly_in_its_own_order() -> None:
    rows = [("分会场", "乙类", "", 2), ("分会场", "甲类", "一", 1), ("分会场", "甲类", "二", 3),
            ("分会场", "甲类", "三", 1), ("分会场", "甲类", "四", 1)]  # fmt: skip
    result = run(构成=rows, 会场=[("市南", 9), ("市级主会场", 100)])
    found = quotas(result)
    assert [k[2] for k in found if k[:2] == ("市南", "一")] == ["乙类", "甲类"]
    assert [found["市南", "一", n] for n in ("乙类", "甲类")] == [6, 3]
    assert [found["市南", "二", n] for n in ("乙类", "甲类")] == [4, 5]  # 3 3/5, 5 2/5
    assert found["市级主会场", "一", "第三方督查评议专家代表"] == 18  # the other kind is printed


def test_categories_without_a_place_are_named_under_both_options() -> None:
    result = run()
    (row,) = [r for r in result.problems.to_dict("records") if r["代码"] == "Q20"]
    assert "高新区" in row["问题"]
    assert "往年获评优秀建议市民代表（一、二、三、四组）" in row["问题"]
    assert "创客代表（三、四组）；个体经营者代表（三、四组）" in row["问题"]
    raised = run(options={"zero": "at-least-one"})
    (row,) = [r for r in raised.problems.to_dict("records") if r["代码"] == "Q21"]
    assert "高新区" in row["问题"]
    # 0 in the composition: without a place whatever is chosen
    zero = run(options={"zero": "at-least-one"}, 会场=[("市南", 5)],
               构成=[("分会场", "甲类", "", 5), ("分会场", "乙类", "", 0)])  # fmt: skip
    assert "Q20" in set(zero.problems["代码"])


def test_a_venue_too_small_is_an_error_at_its_cell() -> None:
    own = [("分会场", name, "", 1) for name in ("甲类", "乙类", "丙类")]
    least = {"zero": "at-least-one"}
    problems = refusal(lambda: run(options=least, 会场=[("市南", 3), ("市北", 2)], 构成=own))
    assert told(problems) == {("Q16", "会场", "行 1")}
    assert "3 名" in problems["问题"].iloc[0]
    assert set(quotas(run(options=least, 会场=[("市南", 3)], 构成=own)).values()) == {1}
    assert sum(quotas(run(会场=[("市北", 2)], 构成=own)).values()) == 8
