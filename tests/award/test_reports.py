"""The list for decision and the text of the publicity, against figures worked by hand."""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path

import docx
import pytest

import qdcalc
from qdcalc.document.model import Document, Paragraph, PrintedTable
from qdcalc.notice.reporting import Request
from qdcalc.report.combined import combined
from qdcalc.result.result import Result
from samples import DATA, SOURCES

from .helpers import EXCELLENCE, INNOVATION, application, innovator, run

DECISION, PUBLICITY = qdcalc.award.REPORTS
ISSUE = Request(None, dt.date(2020, 12, 20))
Q4_2020 = (2020 - 1970) * 4 + 3


@cache
def assessed() -> Result:
    rows = [
        application(拟奖励="是"), application(组织名称="丙公司", 严重违法="是", 区市推荐="否"),
        innovator(组织名称="丁公司", 创新条件=None),
    ]  # fmt: skip
    awards = [("乙公司", 6, EXCELLENCE, "2018-12-10", None),
              ("戊公司", 6, INNOVATION, "2018-12-10", None)]  # fmt: skip
    grounds = [("乙公司", 6, None, "弄虚作假", "2018-01-01", "2019-03-15", "是"),
               ("戊公司", 6, None, "重大事故", "2019-01-01", "2019-03-15", "否")]  # fmt: skip
    return run(rows, awards=awards, grounds=grounds, start="2020-12-28", vat="total")


def words(document: Document, name: str) -> str:
    (only,) = (p for p in document.parts if p.name == name)
    return "\n".join(b.text for b in only.blocks if isinstance(b, Paragraph))


def tables(document: Document, name: str) -> list[PrintedTable]:
    (only,) = (p for p in document.parts if p.name == name)
    return [b for b in only.blocks if isinstance(b, PrintedTable)]


def test_the_list_for_decision() -> None:
    document = DECISION.compose(assessed(), ISSUE)
    assert document.title == "青岛市市长质量奖拟奖励名单"
    assert "评审基准日 2020年11月30日" in words(document, "概述")
    (sums,) = tables(document, "概述")
    assert sums.rows[0] == ("卓越奖", "2", "1", "0", "1", "0", "1", "5", "4", "500,000.00")
    assert sums.rows[-1] == ("合计", "3", "1", "1", "1", "0", "1", "10", "9", "500,000.00")
    assert "创新奖没有拟奖励的组织，奖项空缺" in words(document, "概述")
    (listed,) = tables(document, "拟奖励名单")
    assert listed.rows[0] == ("1", "甲公司", EXCELLENCE, "工业", "城阳", "合格", "500,000.00")
    (refused,) = tables(document, "不合格")
    assert refused.rows == (("丙公司", EXCELLENCE, "第八条(七)、第十四条", "违法、推荐"),)
    open_ones, missing = tables(document, "待确认")
    assert open_ones.rows == (("丁公司", INNOVATION, "创新"),)
    assert missing.rows == (("丁公司", INNOVATION, "第九条", "创新条件：空白"),)
    (followed,) = tables(document, "获奖跟踪")
    assert followed.rows == (
        ("乙公司", "第6届", EXCELLENCE, "弄虚作假", "撤销", "500,000.00", "2022-03-15"),
        ("戊公司", "第6届", INNOVATION, "重大事故", "待查", "—", "—"),
    )
    assert "待查的撤销事由 1 项：戊公司" in words(document, "决定事项")
    assert "最早2021年1月6日报市政府审定" in words(document, "公示文本")
    assert "增值税条件取“三年合计”" in words(document, "说明")


def test_the_text_of_the_publicity_has_nothing_internal() -> None:
    document = PUBLICITY.compose(assessed(), ISSUE)
    text = words(document, "公示")
    assert "公示期为 5 个工作日，自2020年12月28日起至2021年1月5日止" in text
    assert "卓越奖（1 个）：甲公司。" in text
    assert "创新奖空缺。" in text
    everything = "\n".join(words(document, part.name) for part in document.parts)
    for internal in ("丙公司", "丁公司", "乙公司", "500,000", "口径", "A1"):
        assert internal not in everything
    assert document.title == "青岛市市长质量奖拟奖励名单公示"


def test_who_is_not_yet_confirmed_is_not_to_be_published() -> None:
    result = run([application(拟奖励="是", 标准创新能力="待定")])
    document = PUBLICITY.compose(result, ISSUE)
    assert document.title.endswith("（待确认，不能公示）")
    assert "甲公司（卓越奖）还有需人工确认的条件" in words(document, "说明")
    assert "没有填公示起始日" in words(document, "公示")
    told = DECISION.compose(result, ISSUE).to_decide
    assert told == ("拟奖励而有需人工确认条件的 1 个：甲公司（卓越奖）；没有计奖金。",)


def test_the_combined_report_of_a_quarter() -> None:
    request = Request(Q4_2020, ISSUE.day)
    document = DECISION.compose(assessed(), request)
    assert "不是本季度" not in document.title
    other = DECISION.compose(assessed(), Request(Q4_2020 - 1, ISSUE.day))
    assert "不是本季度" in other.title
    first = combined([document], request).parts[0]
    said = "\n".join(b.text for b in first.blocks if isinstance(b, Paragraph))
    assert "奖金合计 500,000.00 元" in said


def test_only_awards_and_both_prizes() -> None:
    only = DECISION.compose(run(awards=[("乙公司", 6, EXCELLENCE, "2018-12-10", None)]), ISSUE)
    assert "没有填报申报组织" in words(only, "概述")
    assert "没有撤销事由" in words(only, "获奖跟踪")
    both = run([application(拟奖励="是"), innovator(拟奖励="是")])
    (told,) = DECISION.compose(both, ISSUE).to_decide
    assert told.startswith("同时拟奖励两个奖项的 1 个：甲公司")


@pytest.mark.parametrize("name", ["award", "award-publicity"])
def test_word_from_the_sample(tmp_path: Path, name: str) -> None:
    result = qdcalc.award.assess(DATA / SOURCES["award"])
    result.report(name, tmp_path / "a.docx", day=dt.date(2020, 12, 20))
    document = docx.Document(str(tmp_path / "a.docx"))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "自2020年12月28日起至2021年1月5日止" in text.replace(" ", "")
    assert "示例海洋装备集团" in text
