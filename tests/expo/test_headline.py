"""What an assessment says first, worked out by hand.

A trade show of 20,000 m² in a professional venue: 300,000 元; of 25,000 m²: 350,000 (二(一)).
A well-known body not yet recognised: 1,000,000, for people to decide (一(一)¶2).
"""

from __future__ import annotations

from functools import cache

from qdcalc.result.headline import Headline, Panel
from qdcalc.result.result import Result

from .helpers import CONSUMER, KNOWN, TRADE, budget, consumer, firm, run, trade


def panel(headline: Headline, name: str) -> Panel:
    """Return a panel that must be there."""
    found = headline.panel(name)
    assert found is not None, name
    return found


@cache
def assessed() -> Result:
    """Two trade shows paid, one refused, a consumer show refused, a firm for people to decide."""
    shows = [
        trade(20_000, 展会名称="甲展", 申请单位="甲公司"),
        trade(25_000, 展会名称="乙展", 申请单位="乙公司"),
        trade(30_000, 展会名称="丙展", 申请单位="丙公司", 专业场馆="否"),
        consumer(25_000, 30_000, 展会名称="丁展", 申请单位="丁公司"),
    ]
    firms = [firm(KNOWN, 企业名称="戊集团", 营业收入=20_000_000, 知名认定="")]
    budgets = [budget(TRADE, 2019, 600_000)]
    return run({"展会": shows, "企业": firms, "预算": budgets})


def test_the_totals() -> None:
    """350,000 + 300,000 approved, 1,000,000 open; the budget of 600,000 is overspent by 50,000."""
    headline = assessed().headline
    assert headline.title == "会展补助　2019年核定结论"
    assert headline.sentences == (
        "5 项申请：核准 2、不予补助 2、需人工确认 1；核定合计 1,650,000.00 元，"
        "其中核准 650,000.00 元、待确认 1,000,000.00 元。",
        "2019 年核定 165.00 万元，有预算的项目预算 60.00 万元、超出 5.00 万元，"
        "没有预算的 100.00 万元。",
    )


def test_to_whom_what_to_decide_and_why_not() -> None:
    largest, question, refused = assessed().headline.lines
    assert largest == "金额最大：戊集团 100.00 万、乙公司 35.00 万、甲公司 30.00 万"
    assert question.startswith(f"要人确认：戊集团（{KNOWN} 100.00 万）知名认定")
    assert refused.startswith("不予补助 2 项：不在专业场馆举办 1、")


def test_the_panels() -> None:
    headline = assessed().headline
    items = {row[0]: row[1:] for row in panel(headline, "items").rows}
    assert items[TRADE] == (3, 2, 0, 1, 65000000, 0, 65000000)
    assert items[CONSUMER] == (1, 0, 0, 1, 0, 0, 0)
    assert items["合计"] == (5, 2, 1, 2, 65000000, 100000000, 165000000)
    budgets = {row[1]: row[2:] for row in panel(headline, "budgets").rows}
    assert budgets == {
        TRADE: (65000000, 60000000, -5000000, "超预算"),
        KNOWN: (100000000, None, None, "没有预算"),
    }
    (decision,) = panel(headline, "open").rows
    assert decision[:4] == ("戊集团", KNOWN, "戊集团", 100000000)
    assert "是否知名机构需确认" in decision[4]
    assert panel(headline, "open").places == ("核定结果!A6",)  # the fifth application
    refusals = {row[0]: row[1:] for row in panel(headline, "refusals").rows}
    assert refusals["不在专业场馆举办"] == (1, "丙展")
    assert sum(count for count, _ in refusals.values()) == 2


def test_what_to_check_before_signing() -> None:
    first, without, over = assessed().headline.to_check
    assert (first.text, first.count) == ("需人工确认 1 项，涉及 1,000,000.00 元", 1)
    assert over.text.startswith(f"2019 年度“{TRADE}”核定 650,000 元")  # E15, once
    assert over.is_money
    assert (without.text, without.is_money) == (f"没有预算：2019年{KNOWN}", False)


def test_the_eleventh_applicant_is_counted_not_lost() -> None:
    """Eleven shows of 300,000: ten applicants in full, the eleventh in 其余, the total whole."""
    shows = [trade(20_000, 展会名称=f"展{n}", 申请单位=f"公司{n}") for n in range(11)]
    applicants = panel(run({"展会": shows}).headline, "applicants")
    assert [row[0] for row in applicants.rows][10:] == ["其余 1 家", "合计"]
    assert applicants.rows[10][1:] == (1, 30000000, 0, 30000000)
    assert applicants.rows[11][1:] == (11, 330000000, 0, 330000000)
    assert applicants.note == "另有 1 家，见“单位汇总”"


def test_nothing_paid_and_nothing_to_decide() -> None:
    headline = run({"展会": [trade(10_000)]}).headline
    assert headline.sentences[0].startswith("1 项申请：不予补助 1；核定合计 0.00 元")
    assert headline.panel("applicants") is None
    assert headline.panel("open") is None
    assert headline.to_check == ()
