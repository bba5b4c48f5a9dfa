"""The bulletin of the review: each figure against the tables, worked by hand."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import docx
import pytest

import qdcalc
from qdcalc.document.model import Bars, Document, Paragraph, Part, Picture, PrintedTable
from qdcalc.notice.reporting import Request
from qdcalc.result.result import Result

from .helpers import Row, project, run

(REPORT,) = qdcalc.review.REPORTS
ISSUE = Request(None, dt.date(2026, 11, 23))
PARTS = (
    "概述", "逾期清单", "临期清单", "区市汇总", "机构汇总", "图", "依据", "说明", "附件·核算依据",
)  # fmt: skip
DAY = "2019-11-29"
ROWS: tuple[Row, ...] = (
    project("2019-11-04", "2019-11-08", name="甲"),
    project("2019-11-04", "2019-11-11", name="乙", district="市南", body="乙所"),
    project("2019-11-04", "2019-11-12", name="丙"),
    project("2019-11-22", name="丁"),
    project("2019-11-11", name="戊", district="市南"),
    project("2019-11-11", name="己", kind="范围外"),
)


def report(result: Result, request: Request = ISSUE) -> Document:
    return REPORT.compose(result, request)


def part(document: Document, name: str) -> Part:
    (only,) = (p for p in document.parts if p.name == name)
    return only


def words(document: Document, name: str) -> str:
    return "\n".join(b.text for b in part(document, name).blocks if isinstance(b, Paragraph))


def table(document: Document, name: str) -> PrintedTable:
    (only,) = (b for b in part(document, name).blocks if isinstance(b, PrintedTable))
    return only


def assert_finished(document: Document) -> None:
    """No float's tail, no exponent, no missing value in any text."""
    texts = [document.title, *document.texts.values()]
    for block in (b for p in document.parts for b in p.blocks):
        if isinstance(block, Paragraph):
            texts.append(block.text)
        elif isinstance(block, PrintedTable):
            texts += [block.caption, *(cell for row in block.rows for cell in row)]
            assert all(len(row) == len(block.columns) for row in block.rows)
        elif isinstance(block, Picture):
            texts += [block.caption, block.alt]
    for text in texts:
        plain = re.sub(r"SHA-256 [0-9a-f]+", "", text)
        assert not re.search(r"\d\.\d{3,}|\de[+-]\d|\bnan\b|NaT|<NA>|None|[{}]", plain), text


def test_the_report_is_registered() -> None:
    assert (REPORT.name, REPORT.title, REPORT.each) == (
        "review", "施工图审查时限通报", "per-district",
    )  # fmt: skip
    assert REPORT.calculation is qdcalc.review.REVIEW


def test_names_of_texts_and_parts() -> None:
    document = report(run(*ROWS, date=DAY))
    assert tuple(p.name for p in document.parts) == PARTS
    assert document.title == document.texts["标题"] == "施工图审查时限情况通报"
    assert document.texts["期间"] == "截至2019年11月29日"
    assert_finished(document)


def test_the_overview() -> None:
    told = words(report(run(*ROWS, date=DAY)), "概述")
    assert "受理的项目 6 个（每轮算一个）。已出具合格书 3 个，其中按时 2 个、逾期 1 个；" in told
    assert "没有出具的，在办 1 个、在办逾期 1 个。另有 1 个不适用时限。" in told
    assert "按时率 66.7%（2 ÷ 3）。" in told
    assert "平均用时 5.00 个工作日，最长 6 个工作日。" in told
    other = words(report(run(*ROWS, date=DAY, open="with-overdue")), "概述")
    assert "按时率 50.0%（2 ÷ 4）。" in other


def test_the_overdue_list() -> None:
    document = report(run(*ROWS, date=DAY))
    assert table(document, "逾期清单").rows == (
        ("戊", "市南", "甲所", "2019-11-11", "2019-11-18", "", "14", "9", "在办逾期"),
        ("丙", "即墨", "甲所", "2019-11-04", "2019-11-11", "2019-11-12", "6", "1", "逾期"),
    )
    assert document.to_decide == ("在办逾期、还没有出具合格书的：戊",)
    assert document.summary == ("受理 6 个，按时 2 个、逾期 1 个，在办逾期 1 个；按时率 66.7%。",)


def test_the_other_tables() -> None:
    document = report(run(*ROWS, date=DAY))
    assert table(document, "临期清单").rows == (
        ("丁", "即墨", "甲所", "2019-11-22", "2019-11-29", "5", "0"),
    )
    assert table(document, "区市汇总").rows == (
        ("1", "市南", "2", "1", "0", "0", "1", "0", "100.0%", "5.00", "5"),
        ("2", "即墨", "4", "1", "1", "1", "0", "1", "50.0%", "5.00", "6"),
        ("", "合计", "6", "2", "1", "1", "1", "1", "66.7%", "5.00", "6"),
    )
    names = [row[1] for row in table(document, "机构汇总").rows]
    assert names == ["乙所", "甲所", "合计"]
    first, *_ = (b for b in part(document, "图").blocks if isinstance(b, Picture))
    assert isinstance(first.drawing, Bars)
    assert dict(zip(first.drawing.names, first.drawing.values, strict=True)) == {
        "市南": 100.0, "即墨": 50.0,
    }  # fmt: skip


def test_a_districts_own() -> None:
    documents = REPORT.split(run(*ROWS, date=DAY), ISSUE)
    assert list(documents) == ["市南", "即墨"]
    own = documents["市南"]
    assert own.title == "市南区施工图审查时限情况通报"
    assert own.texts["主送"] == "市南区人民政府："
    assert "受理的项目 2 个" in words(own, "概述")
    assert "按按时率在各区市中排第 1。" in words(own, "概述")
    assert table(own, "逾期清单").rows == (
        ("戊", "甲所", "2019-11-11", "2019-11-18", "", "14", "9", "在办逾期"),
    )
    assert "没有剩余" in words(own, "临期清单")
    assert table(documents["即墨"], "临期清单").rows[0][0] == "丁"
    for document in documents.values():
        assert_finished(document)


def test_what_is_not_there_is_said() -> None:
    document = report(run(project("2019-11-28"), date=DAY))
    assert words(document, "逾期清单").endswith("没有逾期的项目。")
    assert "没有剩余不超过 2 个工作日的" in words(document, "临期清单")
    assert document.summary[0].endswith("还没有按时率。")
    assert_finished(document)


@pytest.mark.parametrize(
    ("quarter", "said"), [(2019 * 4 + 3 - 1970 * 4, ""), (2019 * 4 - 1970 * 4, "不是本季度")]
)
def test_of_another_quarter(quarter: int, said: str) -> None:
    document = report(run(*ROWS, date=DAY), Request(quarter, dt.date(2026, 11, 23)))
    assert document.title.endswith(f"（截至2019年11月29日，{said}）") == bool(said)


def test_interpretations_that_are_not_the_default_are_told() -> None:
    told = words(report(run(*ROWS, date=DAY, pause="ignore")), "说明")
    assert "补正期间取“不扣除”" in told


def test_the_charts() -> None:
    result = run(*ROWS, date=DAY)
    for name, bars in (("on_time", 2), ("bodies", 2), ("overdue", 2)):
        axes = getattr(result.plot, name)()
        assert len(axes.patches) == bars
    drawn = dict(zip(*_drawn(result), strict=True))
    assert drawn == {"市南": 1.0, "即墨": 1.0}  # 戊 and 丙


def _drawn(result: Result) -> tuple[tuple[str, ...], tuple[float, ...]]:
    from qdcalc.review.charts import overdue

    drawing = overdue(result).drawing
    assert isinstance(drawing, Bars)
    return drawing.names, drawing.values


def test_as_word(tmp_path: Path) -> None:
    path = run(*ROWS, date=DAY).report("review", tmp_path / "通报.docx")
    texts = [p.text for p in docx.Document(str(path or tmp_path / "通报.docx")).paragraphs]
    assert any("施工图审查时限情况通报" in text for text in texts)
