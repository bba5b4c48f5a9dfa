"""What the quality prize says first, worked out by hand."""

from __future__ import annotations

from functools import cache

from qdcalc.result.headline import Panel
from qdcalc.result.result import Result

from .helpers import EXCELLENCE, INNOVATION, application, innovator, run


@cache
def assessed() -> Result:
    rows = [
        application(拟奖励="是"), innovator(拟奖励="是"),
        application(组织名称="丙公司", 严重违法="是"),
        innovator(组织名称="丁公司", 创新条件=None, 拟奖励="是"),
    ]  # fmt: skip
    awards = [("乙公司", 6, EXCELLENCE, "2018-12-10", None),
              ("戊公司", 6, INNOVATION, "2018-12-10", None)]  # fmt: skip
    grounds = [("乙公司", 6, None, "弄虚作假", "2018-01-01", "2019-03-15", "是"),
               ("戊公司", 6, None, "重大事故", "2019-01-01", "2019-03-15", "否")]  # fmt: skip
    return run(rows, awards=awards, grounds=grounds, start="2020-12-28")


def panel(name: str) -> Panel:
    found = assessed().headline.panel(name)
    assert found is not None
    return found


def test_the_sentences_and_lines() -> None:
    headline = assessed().headline
    assert headline.title == "青岛市市长质量奖　评审基准日 2020-11-30 的核算结论"
    assert headline.sentences == (
        "申报 4 个（卓越奖 2 个，创新奖 2 个）：合格 2 个、需人工确认 1 个、不合格 1 个、"
        "不适用 0 个。",
        "拟奖励卓越奖 1 个（空缺 4 个）、创新奖 2 个（空缺 3 个），每个奖项名额 5 个；"
        "奖金合计 500,000.00 元。",
    )
    assert headline.lines == (
        "公示 2020-12-28 至 2021-01-05（5 个工作日），最早 2021-01-06 报市政府",
        "撤销奖项：乙公司；追缴奖金 500,000.00 元",
        "待查的撤销事由：戊公司",
    )


def test_the_panels() -> None:
    assert panel("prizes").rows == (
        (EXCELLENCE, 2, 1, 0, 1, 0, 1, 4, 50_000_000),
        (INNOVATION, 2, 1, 1, 0, 0, 2, 3, 0),
        ("合计", 4, 2, 1, 1, 0, 3, 7, 50_000_000),
    )
    assert [row[2:] for row in panel("chosen").rows] == [
        ("合格", 50_000_000), ("合格", 0), ("需人工确认", 0),
    ]  # fmt: skip
    assert panel("refused").rows == (
        ("丙公司", EXCELLENCE, "不合格", "第八条(七)"),
        ("丁公司", INNOVATION, "需人工确认", "创新"),
    )  # fmt: skip
    assert [row[4:] for row in panel("followed").rows] == [
        ("撤销", 50_000_000, "2022-03-15"), ("待查", None, ""),
    ]  # fmt: skip


def test_what_to_look_at() -> None:
    told = [check.text for check in assessed().headline.to_check]
    for said in (
        "需人工确认的申报 1 项", "待补的材料 1 项", "拟奖励而没有奖金的 2 项",
        "待查的撤销事由 1 项",
    ):  # fmt: skip
        assert said in told


def test_only_awards() -> None:
    result = run(awards=[("乙公司", 6, EXCELLENCE, "2018-12-10", None)])
    assert result.headline.sentences == ("没有申报组织，没有做资格审查。",)
    assert result.headline.panels == ()


def test_a_prize_that_is_left_vacant_though_somebody_is_fit() -> None:
    """七: 参加评选组织均达不到条件的, 奖项可以空缺."""
    told = [
        check.text for check in run([application(), innovator(严重违法="是")]).headline.to_check
    ]
    assert told[0].startswith("卓越奖有 1 个合格的申报而没有拟奖励")
    assert not any(text.startswith("创新奖") for text in told)
