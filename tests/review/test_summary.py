"""Districts and bodies: counts, shares on time, means, ranks (review.md section 3, rule 5)."""

from __future__ import annotations

from typing import Any

import pytest

from .helpers import Row, failed_checks, project, records, run, sums

END = "2019-11-29"
# accepted Monday 2019-11-04: by how many working days used → issued
ISSUED = {1: "2019-11-05", 3: "2019-11-07", 4: "2019-11-08", 5: "2019-11-11", 6: "2019-11-12",
          7: "2019-11-13", 9: "2019-11-15"}  # fmt: skip


def issued(body: str, *used: int, district: str = "即墨") -> list[Row]:
    """Return projects of a body, each issued after so many working days."""
    own = {"body": body, "district": district}
    return [
        project("2019-11-04", ISSUED[days], name=f"{body}{district}{n}", **own)
        for n, days in enumerate(used)
    ]


def open_late(body: str, count: int = 1) -> list[Row]:
    return [project("2019-11-04", name=f"{body}在办{n}", body=body) for n in range(count)]


def ranked(rows: list[Row], **options: str) -> dict[str, Any]:
    """Return the rank of each body; the checks pass."""
    result = run(*rows, date=END, **options)
    assert failed_checks(result) == []
    return {r["审查机构"]: r["排名"] for r in records(result["机构汇总"])}


@pytest.mark.clause("review 四(五) rates")
def test_the_counts_the_share_and_the_mean() -> None:
    rows = [
        *issued("甲", 4, 5, 6),
        project("2019-11-28", name="在办", body="甲"),
        *open_late("甲"),
        project("2018-10-01", name="早", body="甲"),
    ]
    row = sums(run(*rows, date=END), "甲", "机构汇总")
    names = ("受理数", "不适用数", "按时数", "逾期数", "在办数", "在办逾期数", "最长用时",
             "用时合计", "排名")  # fmt: skip
    assert [row[n] for n in names] == [6, 1, 2, 1, 1, 1, 6, 15, 1]
    assert (row["按时率"], row["平均用时"]) == (2 / 3, 5.0)
    # 11-04 … 11-29 are 19 working days: 14 more than 5; and the late one's 1
    assert row["逾期天数合计"] == 15


@pytest.mark.parametrize(
    ("used", "mean"),
    [
        ((4, 5, 5), 4.67),  # 14 ÷ 3 = 4.666…
        ((4, 4, 5), 4.33),
        ((1,) * 7 + (3,), 1.25),
        ((1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 3), 1.13),  # 18 ÷ 16 = 1.125, half up
        ((5,), 5.0),
    ],
)
def test_the_mean_to_two_decimals(used: tuple[int, ...], mean: float) -> None:
    result = run(*issued("甲", *used), date=END)
    assert sums(result, "甲", "机构汇总")["平均用时"] == mean
    assert failed_checks(result) == []


def test_ranks_by_share_then_by_the_smaller_mean() -> None:
    rows = [*issued("甲", 4, 6), *issued("乙", 5, 6), *issued("丙", 4, 6), *issued("丁", 5),
            *issued("戊", 7)]  # fmt: skip
    assert ranked(rows) == {"丁": 1, "甲": 2, "丙": 2, "乙": 4, "戊": 5, "合计": None}


def test_means_that_look_alike_are_ranked_exactly() -> None:
    """667 ÷ 200 is 3.335, 3.34 as it is shown; 10 ÷ 3 is 3.33; both all on time.

    Of 3.333… and 3.3333 the latter is shorter, though both show 3.33.
    """
    three = issued("甲", 3, 3, 4)  # 10 ÷ 3
    many = issued("乙", *(3,) * 6, *(4,) * 3)  # 30 ÷ 9: the same
    more = issued("丙", *(3,) * 7, *(4,) * 3, 3)  # 36 ÷ 11 = 3.2727
    assert ranked([*three, *many, *more]) == {"丙": 1, "甲": 2, "乙": 2, "合计": None}


def test_without_a_share_no_rank() -> None:
    rows = [*open_late("甲"), *issued("乙", 6)]
    assert ranked(rows) == {"甲": None, "乙": 1, "合计": None}
    row = sums(run(*rows, date=END), "甲", "机构汇总")
    assert [row[n] for n in ("按时率", "平均用时", "最长用时")] == [None] * 3


def test_without_an_issued_project_last_among_equals() -> None:
    """With open ones in the base both shares are 0: who has issued none comes after."""
    rows = [*open_late("甲", 2), *issued("乙", 9), *issued("丙", 6), *open_late("丁")]
    options = {"open": "with-overdue"}
    assert ranked(rows, **options) == {"丙": 1, "乙": 2, "甲": 3, "丁": 3, "合计": None}


@pytest.mark.parametrize(
    ("option", "share", "ranks"),
    [("issued-only", 1.0, {"甲": 1, "乙": 2}), ("with-overdue", 0.5, {"甲": 2, "乙": 1})],
)
def test_what_the_share_is_taken_of(option: str, share: float, ranks: dict[str, int]) -> None:
    """甲: one on time, one open and late; 乙: three on time, one late."""
    rows = [*issued("甲", 4), *open_late("甲"), *issued("乙", 5, 5, 5, 6)]
    result = run(*rows, date=END, open=option)
    assert sums(result, "甲", "机构汇总")["按时率"] == share
    assert sums(result, "乙", "机构汇总")["按时率"] == 0.75
    own = {r["审查机构"]: r["排名"] for r in records(result["机构汇总"])}
    assert own == {**ranks, "合计": None}


def test_a_body_works_for_several_districts() -> None:
    rows = [*issued("甲", 4, 6), *issued("甲", 5, district="市南"), *issued("乙", 7)]
    result = run(*rows, date=END)
    assert [r["区市"] for r in records(result["区市汇总"])] == ["市南", "即墨", "合计"]
    assert sums(result, "甲", "机构汇总")["受理数"] == 3
    assert sums(result, "即墨")["受理数"] == 3
    for sheet in ("区市汇总", "机构汇总"):
        total = sums(result, "合计", sheet)
        assert [total[n] for n in ("受理数", "按时数", "逾期数", "用时合计")] == [4, 2, 2, 22]
        assert (total["按时率"], total["平均用时"], total["排名"]) == (0.5, 5.5, None)


def test_a_bodys_name_is_one_however_it_is_written() -> None:
    rows = [project("2019-11-04", "2019-11-05", name="甲", body="示例审图所"),
            project("2019-11-04", "2019-11-05", name="乙", body=" 示例 审图所")]  # fmt: skip
    own = [r["审查机构"] for r in records(run(*rows, date=END)["机构汇总"])]
    assert own == ["示例审图所", "合计"]


def test_the_lists() -> None:
    """逾期清单: most days first, then 受理日期; 临期清单: at most two working days left."""
    rows = [
        project("2019-11-04", "2019-11-12", name="晚一"),  # 6
        project("2019-10-28", "2019-11-05", name="早一"),  # 6, accepted earlier
        project("2019-11-04", "2019-11-13", name="晚二"),  # 7
        project("2019-11-11", name="在办逾期"),  # 14: 9 over
        project("2019-11-22", name="末日"),  # 25 … 29: 5, the last day
        project("2019-11-26", name="剩二"),  # 27, 28, 29: 3
        project("2019-11-27", name="剩三"),
    ]
    result = run(*rows, date=END)
    late = [(r["项目名称"], r["逾期天数"], r["状态"]) for r in records(result["逾期清单"])]
    assert late == [("在办逾期", 9, "在办逾期"), ("晚二", 2, "逾期"), ("早一", 1, "逾期"),
                    ("晚一", 1, "逾期")]  # fmt: skip
    soon = [(r["项目名称"], r["剩余天数"]) for r in records(result["临期清单"])]
    assert soon == [("末日", 0), ("剩二", 2)]
    assert failed_checks(result) == []
