"""The briefing on staff: each figure against the tables, worked by hand."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

import pytest

import qdcalc
from qdcalc.document.model import Bars, Document, Paragraph, Part, Picture, PrintedTable
from qdcalc.notice.reporting import Request
from qdcalc.result.result import Result

from .helpers import ALL, CITY, COMMUNITY, STREET, Row, centre, district, run, station

(REPORT,) = qdcalc.staffing.REPORTS
ISSUE = Request(None, dt.date(2026, 11, 23))
PARTS = (
    "概述", "区市排名", "级别汇总", "缺口平台", "目标任务", "图", "依据", "说明", "附件·核算依据",
)  # fmt: skip
OWN_PARTS = ("概述", "级别汇总", "缺口平台", "平台明细", "图", "依据", "说明", "附件·核算依据")
PLACEHOLDERS = {"标题", "文号", "主送", "落款", "日期", "期间", "联系人", "抄送"}
# 市南: 甲 30,000 → 5, 8 in post: surplus 3; 乙 30,000 → 5, 3 in post: gap 2;
#       东村 1,601 → 3, 0.7 in post: gap 2.3
# 市北: 丙 36,001 → 7, 3.5 in post: gap 3.5; 胶州: 丁 30,000 → 5, 5 in post: met
ROWS: tuple[Row, ...] = (
    centre("甲街道", 30_000, "8"),
    centre("乙街道", 30_000, "3"),
    station("东村", 1_601, "0.2", "0.5"),
    centre("丙街道", 36_001, "3.5", district="市北"),
    centre("丁街道", 30_000, "5", district="胶州"),
)
COSTS = (("", "", "10000.5"),)
TASKS = (
    ("网办", "2018-12-31", "", "1", "0.96", ""),
    ("精简材料", "2019-12-31", "", "0.6", "0.485", ""),
    ("电子签章", "2018-12-31", "", "", "", "2018-12-28"),
    ("全程网办", "2018-12-31", "", "0.6", "0.61", "2019-01-15"),
    ("清单", "2019-06-30", "", "", "", ""),
    ("压缩时限", "2018-12-31", "", "0.2", "0.1", "2018-12-20"),
)


def report(result: Result) -> Document:
    return REPORT.compose(result, ISSUE)


def part(document: Document, name: str) -> Part:
    (only,) = (p for p in document.parts if p.name == name)
    return only


def words(document: Document, name: str) -> str:
    return "\n".join(b.text for b in part(document, name).blocks if isinstance(b, Paragraph))


def table(document: Document, name: str) -> PrintedTable:
    (only,) = (b for b in part(document, name).blocks if isinstance(b, PrintedTable))
    return only


def bars(document: Document) -> Bars:
    (picture,) = (b for b in part(document, "图").blocks if isinstance(b, Picture))
    assert isinstance(picture.drawing, Bars)
    assert picture.alt
    return picture.drawing


def assert_finished(document: Document) -> None:
    """No float's tail, no exponent, no missing value, no unfinished heading in any text."""
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
        assert not re.search(r"\d\.\d{3,}|\de[+-]\d|\bnan\b|<NA>|None|\x00|[{}]", plain), text


def test_the_report_is_registered() -> None:
    assert (REPORT.name, REPORT.title, REPORT.each) == ("staffing", "人员配备通报", "per-district")
    assert REPORT.calculation is qdcalc.staffing.STAFFING


def test_names_of_texts_and_parts() -> None:
    document = report(run(ROWS, tasks=TASKS, costs=COSTS))
    assert set(document.texts) == PLACEHOLDERS
    assert tuple(p.name for p in document.parts) == PARTS
    assert all(p.name.isidentifier() for p in document.parts)
    assert document.title == document.texts["标题"] == "基层服务平台人员配备情况通报"
    assert document.texts["期间"] == "截至2019年6月30日"
    assert (document.texts["主送"], document.texts["落款"]) == ("各有关单位：", "（单位名称）")
    assert_finished(document)


def test_the_overview() -> None:
    told = words(report(run(ROWS, costs=COSTS)), "概述")
    assert "服务平台 5 个（街道(镇) 4 个、社区(村) 1 个），达标 2 个，达标率 40.00%。" in told
    # 5 + 5 + 3 + 7 + 5; 8 + 3 + 0.7 + 3.5 + 5; 2 + 2.3 + 3.5; 3
    assert "应配 25 人，现有 20.2 人；3 个平台共缺 7.8 人，1 个平台共超配 3 人。" in told
    # 7.8 × 10,000.50
    assert "补足缺口每年需要 78,003.90 元（约 7.80 万元）。" in told
    assert "2019年12月31日以前配齐，截至2019年6月30日，距期限还有 184 天。" in told


def test_what_is_not_known_is_said() -> None:
    document = report(run(ROWS, costs=[("市北", "", "10000")], date=None))
    told = words(document, "概述")
    # 3.5 × 10,000; 乙 and 东村 have no standard
    assert "35,000.00 元（3.50 万元）。有 2 个缺人的平台没有经费标准，没有计入。" in told
    assert "没有填统计日期，没有计算距期限的天数。" in told
    assert document.texts["期间"] == "没有填统计日期"
    assert "没有填报目标任务。" in words(document, "目标任务")
    assert "没有填经费标准" in words(report(run(ROWS)), "概述")
    late = words(report(run(ROWS, date="2020-01-02")), "概述")
    assert "已超过期限 2 天。" in late
    assert_finished(document)


def test_districts_by_rank_with_the_city_last() -> None:
    result = run(ROWS, costs=COSTS)
    printed = table(report(result), "区市排名")
    assert printed.rows == (
        ("1", "胶州", "1", "1", "100.00%", "5", "5", "0", "0.00"),
        ("2", "市南", "3", "1", "33.33%", "13", "11.7", "4.3", "43,002.15"),
        ("3", "市北", "1", "0", "0.00%", "7", "3.5", "3.5", "35,001.75"),
        ("", "全市", "5", "2", "40.00%", "25", "20.2", "7.8", "78,003.90"),
    )
    assert printed.has_total
    for row in printed.rows:
        found = district(result, row[1], ALL)
        assert (row[2], row[3], row[5]) == (
            str(found["platforms"]), str(found["met"]), str(found["required"])
        )  # fmt: skip
    told = words(report(result), "区市排名")
    assert "排名第一的是胶州，达标率 100.00%。没有一个平台达标的区市有 1 个：市北。" in told


def test_levels_of_the_city() -> None:
    printed = table(report(run(ROWS)), "级别汇总")
    assert [c.label for c in printed.columns][-1] == "缺口"  # no costs, no column for them
    assert printed.rows == (
        (STREET, "4", "2", "50.00%", "22", "19.5", "5.5"),
        (COMMUNITY, "1", "0", "0.00%", "3", "0.7", "2.3"),
        (ALL, "5", "2", "40.00%", "25", "20.2", "7.8"),
    )


def test_the_largest_gaps_come_first() -> None:
    document = report(run(ROWS))
    rows = table(document, "缺口平台").rows
    assert [(row[2], row[-1]) for row in rows] == [
        ("丙街道服务中心", "3.5"), ("东村", "2.3"), ("乙街道服务中心", "2"),
    ]  # fmt: skip
    assert "有缺口的平台 3 个，下表按缺口从大到小全部列出。" in words(document, "缺口平台")
    drawn = bars(document)
    assert dict(zip(drawn.names, drawn.values, strict=True)) == {
        "市南": 4.3, "市北": 3.5, "胶州": 0.0,
    }  # fmt: skip
    assert drawn.unit == "人"


def test_tasks_overdue_first() -> None:
    document = report(run(ROWS, tasks=TASKS))
    rows = {row[0]: row[1:] for row in table(document, "目标任务").rows}
    assert list(rows) == ["网办", "压缩时限", "清单", "精简材料", "全程网办", "电子签章"]
    assert rows["网办"] == ("2018-12-31", "100%", "96%", "4%", "逾期", "已逾期 181 天")
    assert rows["精简材料"] == ("2019-12-31", "60%", "48.5%", "11.5%", "未到期", "还有 184 天")
    assert rows["清单"] == ("2019-06-30", "—", "—", "—", "未到期", "当日到期")
    assert rows["全程网办"][-2:] == ("逾期完成", "迟 15 天")
    assert rows["电子签章"][-2:] == ("完成", "提前 3 天")
    # its day of completion is before the date, but the target is not reached
    assert rows["压缩时限"][-2:] == ("逾期", "填报 2018-12-20 完成，没有认定")
    told = words(document, "目标任务")
    assert "填报目标任务 6 项：逾期 2 项，未到期 2 项，逾期完成 1 项，完成 1 项。" in told
    assert "14 项任务共 22 条要求" in told


def test_clauses_and_interpretations_are_told() -> None:
    result = run(ROWS, rounding="floor")
    document = REPORT.compose(result, replace(ISSUE, is_audited=True))
    told = words(document, "依据")
    assert "（青政办字〔2018〕116号）二、三(一)、三(二)、三(三)。" in told
    assert "街道(镇)每 6,000 名服务对象配 1 人，不少于 5 人" in told
    annex = part(document, "附件·核算依据")
    rows = [row for b in annex.blocks if isinstance(b, PrintedTable) for row in b.rows]
    assert rows[0][:2] == ("应配人数取整", "舍去")
    # without --audit: the interpretation that is not the default, in words, and no annex
    plain = report(result)
    assert "应配人数取整取“舍去”" in words(plain, "说明")
    assert not part(plain, "附件·核算依据").blocks
    assert not words(report(run(ROWS)), "说明")


def test_each_district_its_own() -> None:
    result = run(ROWS, costs=COSTS)
    documents = REPORT.split(result, ISSUE)
    assert list(documents) == [n for n in dict.fromkeys(result.tables["districts"]["district"])
                               if n != CITY]  # fmt: skip
    south = documents["市南"]
    assert tuple(p.name for p in south.parts) == OWN_PARTS
    assert south.title == "市南区基层服务平台人员配备情况通报"
    assert south.texts["主送"] == "市南区人民政府："
    told = words(south, "概述")
    assert "服务平台 3 个（街道(镇) 2 个、社区(村) 1 个），达标 1 个，达标率 33.33%。" in told
    assert "在 3 个区市里排第 2。" in told
    assert "应配 13 人，现有 11.7 人；2 个平台共缺 4.3 人，1 个平台共超配 3 人。" in told
    assert "补足缺口每年需要 43,002.15 元（约 4.30 万元）。" in told
    assert table(south, "级别汇总").rows[-1][0] == ALL
    assert [row[1] for row in table(south, "缺口平台").rows] == ["东村", "乙街道服务中心"]
    own = {row[1]: row[3:] for row in table(south, "平台明细").rows}
    assert own["甲街道服务中心"] == ("30,000", "5", "8", "0", "3", "是")
    assert set(own) == {"甲街道服务中心", "乙街道服务中心", "东村"}
    for document in documents.values():
        assert_finished(document)


def test_a_district_without_gaps() -> None:
    document = REPORT.split(run(ROWS), ISSUE)["胶州"]
    assert document.title == "胶州市基层服务平台人员配备情况通报"
    assert "没有缺人的平台。" in words(document, "缺口平台")
    assert "没有缺口，不画图。" in words(document, "图")


def test_one_platform_alone() -> None:
    document = report(run([centre("甲街道", 30_000, "5")]))
    assert "服务平台 1 个（街道(镇) 1 个），达标 1 个，达标率 100.00%。" in words(document, "概述")
    assert len(table(document, "区市排名").rows) == 2
    assert_finished(document)


@pytest.mark.parametrize("number", [21, 500])
def test_no_more_than_twenty_platforms_are_listed(number: int) -> None:
    rows = [station(f"村{n}", 801, "1", street=f"街道{n}") for n in range(number)]
    document = report(run(rows))
    assert len(table(document, "缺口平台").rows) == 20
    told = words(document, "缺口平台")
    assert f"有缺口的平台 {number} 个，下表按缺口从大到小列出前 20 个。" in told
    assert f"另有 {number - 20} 个平台的缺口也是 1 人，没有列出。" in told
    (own,) = REPORT.split(run(rows), ISSUE).values()
    assert len(table(own, "平台明细").rows) == number
    assert len(table(own, "缺口平台").rows) == number
    assert_finished(own)


def test_on_the_day_of_the_deadline_it_has_not_passed() -> None:
    assert "距期限还有 0 天。" in words(report(run(ROWS, date="2019-12-31")), "概述")
