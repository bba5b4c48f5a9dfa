"""The samples in data/: what they are made for is found in them."""

from __future__ import annotations

import qdcalc
from qdcalc.cli import main as cli
from samples import DATA, SOURCES, result_of

from .helpers import EXCELLENCE, INNOVATION, failed_checks, quota, records, refusal

BROKEN = DATA / "市长质量奖_有错误.xlsx"


def test_the_sample() -> None:
    """data/make_samples.py: what differs from an application that is fit."""
    result = result_of("award")
    assert failed_checks(result) == []
    unmet = {(r["组织名称"], r["奖项"]): r["未满足条款"] for r in records(result["资格审查"])
             if r["结论"] == "不合格"}  # fmt: skip
    assert unmet == {
        ("示例家电公司", EXCELLENCE): "第八条(四)",  # 999,999,999.00
        ("示例市政工程公司", EXCELLENCE): "第八条(四)",  # 1,999.99 万元 in one year
        ("示例化工公司", EXCELLENCE): "第八条(六)",  # accident of 2018-03-14
        ("示例软件公司", INNOVATION): "第八条(一)",  # 2015-12-01
        ("示例检测技术公司", INNOVATION): "第八条(六)、第十四条",
        ("示例食品公司", INNOVATION): "第二十七条",  # fraud found 2019-03-15
    }
    assert (quota(result, EXCELLENCE)["奖金合计"], quota(result, INNOVATION)["奖金合计"]) == (
        2_000_000, 500_000,
    )  # fmt: skip
    assert result["公示"]["截止日"].tolist() == ["2021-01-05"]
    assert [r["结果"] for r in records(result["获奖跟踪"])] == ["无", "撤销", "撤销", "待查"]


def test_the_broken_sample_names_every_mistake() -> None:
    problems = refusal(lambda: qdcalc.award.assess(BROKEN))
    assert sorted(problems["代码"]) == [
        "A01", "A03", "A09", "C03", "C09", "C14", "C18", "C18", "R01",
    ]  # fmt: skip
    assert cli.main(["check", "award", str(BROKEN)]) == 1
    assert cli.main(["check", "award", str(DATA / SOURCES["award"])]) == 0
