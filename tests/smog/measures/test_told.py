"""What is said first of the measures, and in the document: from cases worked by hand."""

from __future__ import annotations

import pytest

from qdcalc.document.model import PrintedTable
from qdcalc.smog.measures import charts, reports

from .helpers import NOX, PM, SO2, VOC, place, run, source

# yellow: particles 9 of 100 miss 10 %; orange and red: all is met
ROWS = (
    source(SO2, 100, 20, 40, 60),
    source(NOX, 100, 20, 40, 60),
    source(PM, 100, 9, 40, 60, kind="扬尘源"),
    source(VOC, 100, 49, 100, 100, name="乙厂", industry="家具", district="胶州"),
    source(VOC, 10, 0, name="丙厂", industry="有机化工", exempt="是"),
    source(SO2, 10, 9, name="丁厂", industry="钢铁"),
)
CLEANED = [place("工地作业面", 2), place("城市主次干道", 2, "是")]


def test_the_headline_says_which_targets_are_missed_and_by_whom() -> None:
    said = run(*ROWS, cleaning=CLEANED, level="橙色").headline
    assert "全市减排目标：黄色颗粒物未达到；橙色全部达到；红色全部达到。" in said.sentences
    assert "有最低减排比例的单位 1 个，1 个未达到：乙厂。" in said.sentences
    assert "保洁按橙色（Ⅱ级响应）：2 处里 1 处增加，每天共增加 6 次" in said.lines
    assert "未达到：黄色颗粒物 9%（目标 10%）" in said.lines
    targets = said.panel("targets")
    assert targets is not None
    assert len(targets.rows) == 9  # three levels of the sum, particles, VOCs
    units = said.panel("industries")
    assert units is not None
    assert [row[1] for row in units.rows] == ["乙厂"]
    told = " ".join(check.text for check in said.to_check)
    for word in ("豁免的单位", "水泥、钢铁", "易结冰"):
        assert word in told


def test_what_is_not_held_is_said() -> None:
    said = run(source(PM, 100, 60)).headline.sentences[0]
    assert said == (
        "全市减排目标：黄色核对的都达到；橙色核对的都达到；红色核对的都达到。"
        "没有基数、没有核对的：二氧化硫与氮氧化物之和、挥发性有机物。"
    )


@pytest.mark.thorough
def test_without_a_half_nothing_is_said_of_it() -> None:
    said = run(*ROWS).headline
    assert not any("保洁" in line for line in said.lines)
    only = run(cleaning=CLEANED, level="红色")
    assert only.headline.panel("targets") is None
    assert [name for name, _, _ in reports.sections(only)] == ["保洁安排"]
    assert only["减排核对"].empty
    assert only.is_sound


@pytest.mark.thorough
def test_the_document() -> None:
    result = run(*ROWS, cleaning=CLEANED, level="红色")
    names = [name for name, _, _ in reports.sections(result)]
    assert names == ["减排核对", "行业核对", "豁免清单", "保洁安排"]
    blocks = [block for _, _, own in reports.sections(result) for block in own]
    tables = {block.caption: block for block in blocks if isinstance(block, PrintedTable)}
    rows = tables["全市减排比例与目标"].rows
    assert ("黄色", PM, "9%", "10%", "未达到", "1") in rows
    assert tables["豁免的单位"].rows == (("即墨", "丙厂", "有机化工", VOC),)
    districts = next(table for name, table in tables.items() if name.startswith("各区市"))
    assert [column.label for column in districts.columns][2:] == [SO2, NOX, PM, VOC]
    decided = " ".join(reports.to_decide(result))
    for word in ("丙厂", "丁厂", "补足"):
        assert word in decided
    assert reports.in_short(result)[1].startswith("红色预警（Ⅰ级响应）时")


def test_the_charts() -> None:
    result = run(*ROWS)
    shares = charts.shares(result)
    assert "黄色 颗粒物（目标 10%） 9%" in shares.alt
    assert "颗粒物 扬尘源 60%" in charts.sources(result).alt
