"""The figures of 青政发〔2018〕34号 and the user's own; every option is known to the code."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

import qdcalc
from qdcalc.award import words

from .helpers import (
    EXCELLENCE,
    MET,
    UNMET,
    application,
    followed,
    one,
    quota,
    records,
    refusal,
    run,
)

# award.md, 1: the figures that the notice prints
FIGURES = {
    "valid_days": [dt.date(2018, 11, 15), dt.date(2023, 11, 14)], "cycle_years": 2, "quota": 5,
    "years_operating": 5, "industry_sales_yuan": 1_000_000_000,
    "construction_grades": ["特级", "一级"], "construction_vat_yuan": 20_000_000,
    "services_turnover_yuan": 50_000_000, "accident_years": 3, "publicity_workdays": 5,
    "prize_yuan": 500_000, "watch_years": 2, "ban_years": 3,
}  # fmt: skip


def test_the_figures_of_the_notice() -> None:
    policy = qdcalc.award.AWARD.policy()
    at = {name: figure.at(policy.month_of(None)) for name, figure in policy.figures.items()}
    assert str(at.pop("industry_rd_share")) == "0.03"
    assert at == FIGURES
    assert {str(v.since) for f in policy.figures.values() for v in f.versions} == {"2018-11-15"}


def test_the_code_reads_every_interpretation_as_the_policy_lists_it() -> None:
    """A switch of policy.toml that the code doesn't know would be silently the default."""
    policy = qdcalc.award.AWARD.policy()
    listed = {key: [c.key for c in i.choices] for key, i in policy.interpretations.items()}
    known = {key: [*map(str, options)] for key, options in words.INTERPRETATIONS.items()}
    assert known == listed
    # award.md, 6: names of the switches and options
    named = {i.name: [c.name for c in i.choices] for i in policy.interpretations.values()}
    assert named == {
        "增值税条件": ["逐年", "三年合计"], "其他类型规模": ["人工确认", "按服务业"],
        "事故类别": ["所列四类", "各类"], "禁报范围": ["各种撤销", "仅第二十七条"],
        "公示起算": ["次日", "当日"], "两奖奖金": ["一次", "各一次"],
    }  # fmt: skip


def overlay(path: Path, **figures: object) -> Path:
    lines = [
        f"[[figures.{name}.versions]]\nsince = 2018-11-15\nvalue = {value}\nclause = '某通知'\n"
        for name, value in figures.items()
    ]
    path.write_text("".join(lines), encoding="utf-8")
    return path


def test_a_users_own_figures_decide(tmp_path: Path) -> None:
    policy = overlay(
        tmp_path / "p.toml", quota=1, prize_yuan=300_000, industry_rd_share=0.0305,
        years_operating=11, accident_years=1, publicity_workdays=3, watch_years=3, ban_years=1,
    )  # fmt: skip
    assert one(application(), "规模", policy=policy) == UNMET
    assert one(application(研发经费=30_500_000), "规模", policy=policy) == MET
    assert one(application(), "年限", policy=policy) == UNMET
    accident = [("甲公司", "2019-11-30", "安全", "重大", "")]
    assert one(application(), "事故", policy=policy, accidents=accident) == MET
    fit = application(研发经费=30_500_000, 登记日期="2001-01-01", 拟奖励="是")
    result = run([fit], policy=policy, start="2020-12-07")
    assert quota(result, EXCELLENCE)["奖金合计"] == 300_000
    assert result["公示"]["截止日"].tolist() == ["2020-12-10"]
    refused = refusal(lambda: run([fit, {**fit, "组织名称": "乙公司"}], policy=policy))
    assert refused["代码"].tolist() == ["A05"]
    result = run(
        awards=[("乙公司", 6, EXCELLENCE, "2018-12-10", None)],
        grounds=[("乙公司", 6, None, "重大事故", "2021-12-10", "2022-01-05", "是")],
        policy=policy,
    )
    row = followed(result)
    assert (row["结果"], row["禁报至"], row["奖金"]) == ("撤销", "2023-01-05", 300_000)


def test_figures_hold_by_the_month(tmp_path: Path) -> None:
    """A later version counts from its month on: by 评审基准日, for prizes by 公布日期."""
    path = tmp_path / "p.toml"
    path.write_text(
        "[[figures.prize_yuan.versions]]\nsince = 2021-01-01\nvalue = 800_000\nclause = '某'\n",
        encoding="utf-8",
    )
    for base, amount in (("2020-12-31", 500_000), ("2021-01-01", 800_000)):
        result = run([application(拟奖励="是")], base=base, policy=path)
        assert result["奖金明细"]["奖金"].tolist() == [amount]
    awards = [("乙公司", n, EXCELLENCE, day, None)
              for n, day in ((6, "2020-12-31"), (7, "2021-01-01"))]  # fmt: skip
    told = records(run(awards=awards, policy=path)["获奖跟踪"])
    assert [row["奖金"] for row in told] == [500_000, 800_000]


@pytest.mark.parametrize(("name", "value"), [("quota", "-1"), ("industry_rd_share", "1.5")])
def test_figures_out_of_range_are_refused(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(qdcalc.PolicyError):
        run([application()], policy=overlay(tmp_path / "p.toml", **{name: value}))
