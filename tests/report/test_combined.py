"""The combined report: its first page answers, decisions stand apart, other times are marked.

Issue 11: the first page of the combined report answers; what is for people to decide apart from
what is approved; a report of 2018Q4 marks a staffing state of June 2019.
"""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest

import qdcalc
from qdcalc.document.model import Document, Paragraph
from qdcalc.notice.catalogue import reports
from qdcalc.notice.reporting import Request
from qdcalc.report.combined import combined

DATA = Path(__file__).parents[2] / "data"
DAY = dt.date(2019, 7, 8)
Q4_2018, Q2_2019 = (2018 - 1970) * 4 + 3, (2019 - 1970) * 4 + 1


def of(name: str, quarter: int) -> Document:
    (report,) = (r for r in reports() if r.name == name)
    results = {
        "expo": lambda: qdcalc.expo.assess(DATA / "会展补助_2019.xlsx"),
        "staffing": lambda: qdcalc.staffing.assess(DATA / "人员配备_2019-06.xlsx"),
    }
    return report.compose(results[name](), Request(quarter, DAY))


def first_page(document: Document) -> str:
    texts = [b.text for b in document.parts[0].blocks if isinstance(b, Paragraph)]
    return "\n".join(texts)


@pytest.mark.parametrize(("quarter", "is_other"), [(Q4_2018, True), (Q2_2019, False)])
def test_a_state_of_another_quarter_is_marked(quarter: int, is_other: bool) -> None:
    """The sample's 统计日期 is 2019-06-30."""
    document = of("staffing", quarter)
    assert ("不是本季度" in document.title) == is_other
    first = document.parts[0].blocks[0]
    assert isinstance(first, Paragraph)
    assert "截至2019年6月30日" in first.text
    assert ("不在2018年第四季度之内" in first.text) == is_other
    page = first_page(combined([document], Request(quarter, DAY)))
    assert ("不是本季度" in page) == is_other


def test_a_state_without_a_day_is_marked() -> None:
    (report,) = (r for r in reports() if r.name == "staffing")
    from staffing.helpers import centre, run

    result = run((centre("甲街道", 30_000, "8"),), date=None)
    assert "没有填统计日期" in report.compose(result, Request(Q4_2018, DAY)).title
    assert "没有填统计日期" not in report.compose(result, Request(None, DAY)).title


def test_the_first_page_answers_and_names_what_is_to_be_decided() -> None:
    """2019Q2 of the sample: 示例汽车展 is claimed by two applicants, 60,000.00 元 stands once."""
    together = combined([of("expo", Q2_2019), of("staffing", Q2_2019)], Request(Q2_2019, DAY))
    page = first_page(together)
    assert "现将2019年第二季度核算情况综合通报如下" in page
    assert "会展补助" in page
    assert "45 个平台" in page
    told, deciding = page.split("需要研究确定的事项")
    assert "需人工确认 2 项" in told
    assert "示例汽车展" not in told
    assert "示例汽车会展公司“示例汽车展”消费展补助（计算金额 60,000.00 元）" in deciding
    assert not re.search(r"![A-Z]\d", page), "no cells of our workbooks"
    assert "服务事项实现网办" in deciding, "the target that is overdue"


def test_the_office_of_a_document_brings_its_fonts(tmp_path: Path) -> None:
    docx = pytest.importorskip("docx")
    pytest.importorskip("docxtpl")
    office = tmp_path / "单位设置.toml"
    office.write_text('"单位名称" = "市环保局"\n["字体"]\n"正文" = "仿宋_GB2312"', encoding="utf-8")
    result = qdcalc.staffing.assess(DATA / "人员配备_2019-06.xlsx")
    path = tmp_path / "a.docx"
    qdcalc.report.write(qdcalc.report.compose("staffing", result, office=office), path)
    written = docx.Document(str(path))
    assert "仿宋_GB2312" in written.styles["公文正文"].element.xml
    assert "市环保局" in [p.text for p in written.paragraphs]
