"""The publication of a month: what was judged, who pays and receives, where to object.

Wireframe: answers.md, 公示 (one or two pages; by section and by district; method in three
sentences with clauses; clause 八 书面举证复核, until when if the office file says so; no internal
notes, hashes or codes). The list: 1 is 市控, 平度 → 胶州, a month 2,000,000 ÷ 12 = 166,666.67;
2 is 国控, 即墨 to the city, 500,000.00. E is 1.5 times the limit of ammonia.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

import pytest

import qdcalc
from qdcalc.document.model import Document, Paragraph, PrintedTable
from qdcalc.document.office import default_office
from qdcalc.errors import UsageError
from qdcalc.notice.reporting import Request
from qdcalc.report.html import page
from qdcalc.result.result import Result
from qdcalc.water.reports.publication import publication

from .helpers import frame_of, section
from .year_helpers import cycle

DAY = dt.date(2018, 12, 3)
LIST = (
    section("1", 断面属性="跨界", 责任区市="平度", 去向="胶州"),
    section("2", 断面控制级别="国控", 责任区市="即墨、高新区"),
)


@pytest.fixture(scope="module")
def result() -> Result:
    """Two months: 1 is L, E; 2 is P, L."""
    rows = [
        row
        for code, letters in (("1", "LE"), ("2", "PL"))
        for row in cycle(code, letters, target="Ⅲ", months=("2018-10", "2018-11"))
    ]
    return qdcalc.water.month(frame_of(rows), sections=frame_of(LIST))


def said(document: Document, name: str) -> str:
    return "\n".join(
        block.text
        for part in document.parts
        if part.name == name
        for block in part.blocks
        if isinstance(block, Paragraph)
    )


def table(document: Document, name: str) -> PrintedTable:
    (found,) = [
        block
        for part in document.parts
        if part.name == name
        for block in part.blocks
        if isinstance(block, PrintedTable)
    ]
    return found


def test_the_last_month_is_published_by_section_and_by_district(result: Result) -> None:
    document = publication(result, Request(None, DAY))
    assert "2018年11月" in document.title
    assert "公示" in document.title
    opening = said(document, "概述")
    assert "（青政办字〔2018〕113号）第五条第一款" in opening
    assert "核算断面 2 个：跃升 1 个、超标 1 个。" in opening
    assert "应付补偿金合计 666,666.67 元，其中赔付 166,666.67 元，奖励 500,000.00 元" in opening
    assert table(document, "断面判定").rows == (
        ("1", "河1", "断面1", "平度市", "Ⅲ", "Ⅳ", "超标", "氨氮（超 0.50 倍）"),
        ("2", "河2", "断面2", "即墨区、青岛高新区", "Ⅲ", "Ⅰ", "跃升", ""),
    )
    districts = {row[0]: row[1:] for row in table(document, "区市收付").rows}
    assert districts["平度市"] == ("0.00", "166,666.67", "-166,666.67")
    assert districts["胶州市"] == ("166,666.67", "0.00", "166,666.67")
    assert districts["即墨区"] == districts["青岛高新区"] == ("250,000.00", "0.00", "250,000.00")
    assert districts["市财政"] == ("0.00", "500,000.00", "-500,000.00")
    assert districts["合计"] == ("666,666.67", "666,666.67", "0.00")


def test_another_month_may_be_asked_for(result: Result) -> None:
    document = publication(result, Request(None, DAY, month="2018-10"))
    assert "2018年10月" in document.title
    assert [row[6] for row in table(document, "断面判定").rows] == ["跃升", "达标"]
    with pytest.raises(UsageError, match="2018-10、2018-11"):
        publication(result, Request(None, DAY, month="2018-12"))


def test_the_method_is_three_sentences_with_their_clauses(result: Result) -> None:
    told = said(publication(result, Request(None, DAY)), "核算方法").split("\n")[1]
    assert told.count("。") == 3
    for clause in ("第五条第二款", "第七条第一款", "第七条第四款", "第六条第二款"):
        assert clause in told
    assert "国控 6,000,000 元" in told


def test_an_interpretation_that_is_not_the_default_is_told_in_words() -> None:
    rows = list(cycle("1", "E", target="Ⅲ", months=("2018-10",)))
    result = qdcalc.water.month(
        frame_of(rows), sections=frame_of(LIST[:1]), interpretations={"overlap": "drop"}
    )
    told = said(publication(result, Request(None, DAY)), "核算方法")
    assert "责任与去向重叠取“剔除”" in told
    assert "drop" not in told


def test_where_and_until_when_to_object(result: Result) -> None:
    plain = said(publication(result, Request(None, DAY)), "异议复核")
    assert "书面形式向市环保局举证复核报告" in plain
    assert "（第八条）" in plain
    assert "年" not in plain
    office = replace(
        default_office(), review_until="2018年12月20日", review_place="水环境处", name="市环保局"
    )
    document = publication(result, Request(None, DAY, office=office))
    told = said(document, "异议复核")
    assert "请于2018年12月20日前以书面形式" in told
    assert "受理：水环境处。" in told
    assert document.texts["落款"] == "市环保局"


def test_nothing_internal_is_published(result: Result) -> None:
    text = re.sub(r"<style>.*?</style>", "", page(publication(result, Request(None, DAY))),
                  flags=re.DOTALL)  # fmt: skip
    shown = re.sub(r"<[^>]+>", "", text)
    assert not re.search(r"SHA|qdcalc|xlsx|DataFrame|\b[A-Z]\d\d\b|!|water\.", shown)


def test_months_outside_the_list_are_said_in_the_first_sentence() -> None:
    rows = list(cycle("1", "P", target="Ⅲ", months=("2019-11",)))
    result = qdcalc.water.month(frame_of([{**row, "序号": "1"} for row in rows]))
    first = said(publication(result, Request(None, DAY)), "概述").split("\n")[0]
    assert ("不在附件断面清单的考核周期" in first) == bool(result.headline.reservations)
    assert result.headline.reservations
