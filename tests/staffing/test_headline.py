"""What a staffing assessment says first, worked out by hand (三(二))."""

from __future__ import annotations

from functools import cache

import pytest

from qdcalc.result.headline import Headline, Panel
from qdcalc.result.result import Result
from qdcalc.staffing.headline import persons

from .helpers import ALL, COMMUNITY, DAY, STREET, centre, run, station


def panel(headline: Headline, name: str) -> Panel:
    """Return a panel that must be there."""
    found = headline.panel(name)
    assert found is not None, name
    return found


@cache
def assessed() -> Result:
    """市南 甲: centre of 30,000 needs 5 and has 4.5; station of 1,600 needs 2, has 0. 即墨 乙: 6
    of 5, so a surplus of 1 that hides nothing. A person costs 80,000 元 a year."""
    rows = [
        centre("甲街道", 30_000, 4, 0.5),
        station("甲一站", 1_600),
        centre("乙街道", 30_000, 6, district="即墨"),
    ]
    tasks = [
        ("网办", "2018-12-31", "不低于", "100%", "96%", ""),
        ("材料", "2019-12-31", "不低于", "60%", "48%", ""),
    ]
    return run(rows, tasks=tasks, costs=[("", "", 80_000)])


def test_the_totals() -> None:
    """Required 5 + 2 + 5 = 12, in post 10.5, gaps 0.5 + 2 = 2.5, × 80,000 = 200,000 元."""
    headline = assessed().headline
    assert headline.title == f"基层人社服务平台人员配备　截至 {DAY} 的核算结论"
    assert headline.sentences == (
        "3 个平台，达标 1 个（33.3%）：街道(镇) 2 个中 1 个、社区(村) 1 个中 0 个。",
        "应配 12 人，现有 10.5 人（兼职按比例折算，1 个平台有），缺口 2.5 人"
        "（别处超配 1 人不相抵）；补足缺口每年需 200,000.00 元。",
    )


def test_the_lines() -> None:
    """2019-06-30 to 2019-12-31 are 184 days."""
    assert assessed().headline.lines == (
        "各区市缺口：市南 2.5 人",
        "缺口最大的平台：市南 甲街道 甲一站 缺 2 人、市南 甲街道 甲街道服务中心 缺 0.5 人",
        "通知要求 2019-12-31 前配齐（三(二)），还有 184 天",
        "目标任务 2 项：逾期 1、未到期 1；逾期的：网办",
    )


def test_the_panels() -> None:
    headline = assessed().headline
    levels = {row[0]: row[1:] for row in panel(headline, "levels").rows}
    assert levels[STREET] == (2, 1, 0.5, 10, 1050, 50, 4000000)
    assert levels[COMMUNITY] == (1, 0, 0.0, 2, 0, 200, 16000000)
    assert levels[ALL][3:] == (12, 1050, 250, 20000000)
    gaps = {row[0]: row for row in panel(headline, "gaps").rows}
    assert gaps["市南"][-1] == "甲街道 甲一站 缺 2、甲街道 甲街道服务中心 缺 0.5"
    assert gaps["即墨"][-1] == ""
    assert gaps["合计"][6] == 250
    platforms = panel(headline, "platforms")
    assert [row[2] for row in platforms.rows] == ["甲一站", "甲街道服务中心"]
    tasks = panel(headline, "tasks").rows
    assert [(row[0], row[-1]) for row in tasks] == [("网办", "逾期"), ("材料", "未到期")]


def test_what_to_check_before_signing() -> None:
    texts = [check.text for check in assessed().headline.to_check]
    assert texts[0] == "没有一个人的平台 1 个"
    assert texts[1].startswith("现有人数含兼职折算（不是整数），请核对折算 1 个")


def test_the_ten_largest_gaps_of_eleven() -> None:
    rows = [station(f"站{n}", 800, 0.5) for n in range(11)]
    platforms = panel(run(rows).headline, "platforms")
    assert len(platforms.rows) == 10
    assert platforms.note == "另有 1 个，见“配备核算”"


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2019-12-30", "还有 1 天"),
        ("2019-12-31", "还有 0 天"),
        ("2020-01-01", "已超过 1 天"),
        (None, "没有统计日期，没有算距期限的天数"),
    ],
)
def test_the_deadline(day: str | None, said: str) -> None:
    lines = run([centre("甲街道", 30_000, 4)], date=day).headline.lines
    assert any(line.startswith("通知要求 2019-12-31 前配齐") and said in line for line in lines)


def test_nobody_lacks_and_nobody_is_half() -> None:
    headline = run([centre("甲街道", 30_000, 5)]).headline
    assert headline.sentences[1] == "应配 5 人，现有 5 人，缺口 0 人；没有缺口经费。"
    assert headline.lines[0] == "没有缺口"
    assert headline.to_check == ()


def test_a_gap_without_a_standard_has_no_cost() -> None:
    headline = run([centre("甲街道", 30_000, 4)]).headline
    assert headline.sentences[1].endswith("缺口 1 人；没有填经费标准，没有算缺口经费。")


@pytest.mark.parametrize(
    ("hundredths", "text"),
    [(0, "0"), (50, "0.5"), (1050, "10.5"), (1200, "12"), (125, "1.25"), (10_000, "100")],
)
def test_persons(hundredths: int, text: str) -> None:
    assert persons(hundredths) == text
