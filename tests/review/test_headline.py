"""What the review says first, worked out by hand on five projects; the milestones of the notice."""

from __future__ import annotations

from functools import cache

import pytest

from qdcalc.result.headline import Headline, Panel
from qdcalc.result.result import Result

from .helpers import project, records, run

DAY = "2019-11-29"


def panel(headline: Headline, name: str) -> Panel:
    """Return a panel that must be there."""
    found = headline.panel(name)
    assert found is not None, name
    return found


@cache
def assessed(option: str = "issued-only") -> Result:
    """4 and 5 working days on time, 6 late by 1; one open on its last day; one 14 of 5; one out."""
    rows = [
        project("2019-11-04", "2019-11-08", name="甲"),
        project("2019-11-04", "2019-11-11", name="乙", district="市南", body="乙所"),
        project("2019-11-04", "2019-11-12", name="丙"),
        project("2019-11-22", name="丁"),
        project("2019-11-11", name="戊", district="市南"),
        project("2019-11-11", name="己", kind="范围外"),
    ]
    return run(*rows, date=DAY, open=option)


def test_the_totals() -> None:
    """15 ÷ 3 = 5; 2 of 3 on time, 2 of 4 with the open one."""
    headline = assessed().headline
    assert headline.title == f"施工图审查时限　截至 {DAY} 的核算结论"
    assert headline.sentences == (
        "受理 6 个：按时 2、逾期 1、在办 1、在办逾期 1、不适用 1。",
        "已出具 3 份合格书，按时率 66.7%（算上在办逾期的 50.0%）；"
        "平均用时 5.00 个工作日，最长 6 个。",
    )
    other = assessed("with-overdue").headline.sentences[1]
    assert other.startswith("已出具 3 份合格书，按时率 50.0%（只算已出具的 66.7%）；")


def test_the_lines() -> None:
    assert assessed().headline.lines == (
        "各区市按时率：市南 100.0%、即墨 50.0%",
        "逾期最多的（工作日）：市南 戊 在办逾期 9 个、即墨 丙 逾期 1 个",
        "临期（剩余不超过 2 个工作日）：丁 剩 0 个",
    )


def test_the_panels() -> None:
    headline = assessed().headline
    assert [p.name for p in headline.panels] == ["districts", "bodies", "overdue", "due_soon"]
    rows = panel(headline, "districts").rows
    assert rows == (
        ("市南", 2, 1, 0, 0, 1, 0, 1.0, 500, 5, 1),
        ("即墨", 4, 1, 1, 1, 0, 1, 0.5, 500, 6, 2),
        ("合计", 6, 2, 1, 1, 1, 1, 2 / 3, 500, 6, None),
    )
    assert panel(headline, "overdue").rows[0] == (
        "戊", "市南", "甲所", "2019-11-11", "2019-11-18", 14, 9, "在办逾期",
    )  # fmt: skip
    assert panel(headline, "overdue").places == ("逾期清单!A2", "逾期清单!A3")


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([project("2019-11-28", name="在办")], "还没有出具合格书，没有按时率。"),
        ([project("2019-11-04", name="在办")], "还没有出具合格书；算上在办逾期的按时率 0.0%。"),
        ([project("2018-10-04", name="早")], "还没有出具合格书，没有按时率。"),
    ],
)
def test_without_an_issued_project(rows: list[dict[str, object]], said: str) -> None:
    assert run(*rows, date=DAY).headline.sentences[1] == said


def test_it_never_calls_a_share_good_or_bad() -> None:
    """review.md section 1: no rate to reach is printed."""
    words = str(assessed().headline)
    assert not any(word in words for word in ("达标", "合格率", "优秀", "较好", "较差"))


def test_what_is_to_be_looked_at() -> None:
    rows = [
        project("2019-11-04", "", "2019-11-06", name="暂停"),
        project("2019-11-04", "2019-11-15", "2019-11-06", "2019-11-12", name="补正"),
    ]
    told = [check.text for check in run(*rows, date=DAY).headline.to_check]
    assert told[:2] == [
        "有意见书、还没有复审受理的项目，请核对是否仍在补正 1 个",
        "有补正期间的项目，请核对意见书和复审受理的日期 1 个",
    ]


@pytest.mark.clause("review 五(一)、五(二)、五末段 milestones")
@pytest.mark.parametrize(
    ("date", "said"),
    [
        ("2018-10-25", ["已过 6 天", "就是当天", "还有 21 天"]),
        ("2018-11-15", ["已过 27 天", "已过 21 天", "就是当天"]),
        ("2018-11-16", ["已过 28 天", "已过 22 天", "已过 1 天"]),
    ],
)
def test_the_milestones(date: str, said: list[str]) -> None:
    """五(一) 2018-10-19, 五(二) 2018-10-25, 五末段 2018-11-15."""
    basis = records(run(project("2018-10-20"), date=date)["口径与依据"])
    rows = [row for row in basis if row["类别"] == "期限"]
    assert [row["取值"] for row in rows] == ["2018-10-19", "2018-10-25", "2018-11-15"]
    assert [row["来源"] if "天" in str(row["来源"]) else row["说明"] for row in rows] == [
        f"统计日期 {date}，{told}" for told in said
    ]
