"""The report of the subsidies and the letters: each figure against the tables, worked by hand."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

import qdcalc
from qdcalc.document.model import Document, PairedBars, Paragraph, Part, Picture, PrintedTable
from qdcalc.exact import money
from qdcalc.notice.reporting import Request
from qdcalc.result.result import Result

from .helpers import (
    CONFERENCE,
    CONSUMER,
    LED,
    NO,
    OK,
    OPEN,
    TRADE,
    Row,
    budget,
    consumer,
    firm,
    found,
    hall,
    led,
    mark,
    rows_of,
    run,
    trade,
    write,
)

(REPORT,) = qdcalc.expo.REPORTS
DAY = dt.date(2026, 11, 23)
ISSUE = Request(None, DAY)
PARTS = (
    "概述", "核定表", "待确认", "不予补助", "项目汇总", "年度预算", "依据", "说明", "附件·核算依据",
)  # fmt: skip
PLACEHOLDERS = {"标题", "文号", "主送", "落款", "日期", "期间", "联系人", "抄送"}
KNOWN = "知名机构落户奖励"
ANNEX = "附件·核算依据"
# 渔博会 26,500 m²: 300,000 + one step 50,000; 车展 25,000 → 31,000 m²: six steps of 10,000;
# 茶博会 not in a professional venue; ICCA 50,000; 1,000,000 to be confirmed; led 123,456.78
SHEETS: dict[str, list[Row]] = {
    "展会": [
        trade(26_500),
        consumer(31_000, 25_000, 展会名称="车展", 结束日期="2019-09-10", 申请单位="汽车公司"),
        trade(21_000, 展会名称="茶博会", 专业场馆="否", 结束日期="2019-06-30", 申请单位="茶业公司"),
    ],
    "认证": [mark("国际会议", "2019-07-01", "ICCA", 对象="海洋大会", 举办日期="2019-07-02")],
    "企业": [firm(KNOWN, 企业名称="展览集团", 营业收入=12_600_000, 知名认定="")],
    "政府主导": [led("123456.78")],
    "预算": [budget(TRADE, 2019, 300_000), budget(LED, 2019, 200_000)],
}
DAYS = ("2019-05-08", "2019-09-10", "2019-06-30", "2019-07-02", None, None)
AMOUNTS = (35_000_000, 6_000_000, 0, 5_000_000, 100_000_000, 12_345_678)
SECOND, THIRD, FOURTH = (49 * 4 + n for n in (1, 2, 3))


def dated(sheets: Mapping[str, Sequence[Row]], days: Sequence[str | None]) -> Result:
    """Assess, with the closing days in 核定结果 whether or not the table has them itself."""
    result = run(sheets)
    kept = result.tables.made("findings")
    if "day" not in kept:
        kept["day"] = list(days)
    assert [d if isinstance(d, str) else None for d in kept["day"]] == list(days)
    return result


def report(result: Result, quarter: int | None = None) -> Document:
    return REPORT.compose(result, Request(quarter, DAY))


def part(document: Document, name: str) -> Part:
    (only,) = (p for p in document.parts if p.name == name)
    return only


def words(document: Document, name: str) -> str:
    return "\n".join(b.text for b in part(document, name).blocks if isinstance(b, Paragraph))


def table(document: Document, name: str, number: int = 0) -> PrintedTable:
    return [b for b in part(document, name).blocks if isinstance(b, PrintedTable)][number]


def every_text(document: Document) -> list[str]:
    texts = [document.title, *document.texts.values()]
    for block in (b for p in document.parts for b in p.blocks):
        if isinstance(block, Paragraph):
            texts.append(block.text)
        elif isinstance(block, PrintedTable):
            texts += [block.caption, *(cell for row in block.rows for cell in row)]
            assert all(len(row) == len(block.columns) for row in block.rows)
        elif isinstance(block, Picture):
            texts += [block.caption, block.alt]
    return texts


def assert_finished(document: Document) -> None:
    """No float's tail, no exponent, no missing value, no unfinished heading in any text."""
    for text in every_text(document):
        plain = re.sub(r"SHA-256 [0-9a-f]+", "", text)
        assert not re.search(r"\d\.\d{3,}|\de[+-]\d|\bnan\b|<NA>|None|\x00|[{}]", plain), text
        assert "。。" not in text, text


def test_the_report_is_registered() -> None:
    assert (REPORT.name, REPORT.title, REPORT.each) == ("expo", "会展补助核定报告", "per-applicant")
    assert REPORT.calculation is qdcalc.expo.EXPO
    assert not REPORT.needs_quarter


def test_names_of_texts_and_parts() -> None:
    document = report(run(SHEETS))
    assert set(document.texts) == PLACEHOLDERS
    assert tuple(p.name for p in document.parts) == PARTS
    assert all(p.name.isidentifier() for p in document.parts)
    assert document.title == document.texts["标题"] == "关于2019年度会展补助核定情况的报告"
    assert document.texts["日期"] == "2026年11月23日"
    assert (document.texts["期间"], document.texts["文号"]) == ("2019年度", "")
    assert (document.texts["主送"], document.texts["落款"]) == ("各有关单位：", "（单位名称）")
    assert_finished(document)


def test_the_overview_has_counts_amounts_and_reasons() -> None:
    result = run(SHEETS)
    assert found(result) == list(zip(AMOUNTS, (OK, OK, NO, OK, OPEN, OK), strict=True))
    told = words(report(result), "概述")
    # 350,000 + 60,000 + 50,000 + 123,456.78; five applicants: 海名公司 twice
    assert "5 个单位提出申请 6 项。核准 4 项，核准金额 583,456.78 元（约 58.35 万元）" in told
    assert "需人工确认 1 项；不予补助 1 项。" in told
    assert "需人工确认的 1 项计算金额 1,000,000.00 元（100.00 万元），没有计入核准金额" in told
    assert "不在专业场馆举办 1 项" in told


def test_what_is_approved_stands_apart_from_what_people_decide() -> None:
    result = run(SHEETS)
    document = report(result)
    printed = table(document, "核定表")
    assert [c.label for c in printed.columns] == ["申请单位", "对象", "项目", "核定金额"]
    listed = {
        verdict: [
            (r["applicant"], r["subject"], r["item"], money.text(r["amount_fen"]))
            for r in rows_of(result)
            if r["verdict"] == verdict
        ]
        for verdict in (OK, OPEN)
    }
    assert list(printed.rows[:-1]) == listed[OK]
    # without the 1,000,000.00 that is to be confirmed
    assert printed.rows[-1] == ("合计", "", "", "583,456.78")
    assert printed.has_total
    waiting = table(document, "待确认")
    assert [row[:4] for row in waiting.rows] == listed[OPEN]
    assert not waiting.has_total, "one row is its own sum"
    assert any("展览集团" in text and "1,000,000.00" in text for text in document.to_decide)


def test_what_was_refused_and_what_is_open() -> None:
    document = report(run(SHEETS))
    (refused,) = table(document, "不予补助").rows
    assert refused[:3] == ("茶业公司", "茶博会", TRADE)
    assert refused[3].startswith("不在专业场馆举办")
    (waiting,) = table(document, "待确认").rows
    assert waiting[:4] == ("展览集团", "展览集团", KNOWN, "1,000,000.00")
    assert "是否知名机构需确认" in waiting[4]


def test_items_and_budgets() -> None:
    result = run(SHEETS)
    document = report(result)
    items = {row[0]: row[1:] for row in table(document, "项目汇总").rows}
    assert items[TRADE] == ("2", "1", "350,000.00", "0", "0.00", "1")
    assert items[KNOWN] == ("1", "0", "0.00", "1", "1,000,000.00", "0")
    assert items["合计"] == ("6", "4", "583,456.78", "1", "1,000,000.00", "1")
    assert [row[0] for row in table(document, "项目汇总").rows[:-1]] == list(
        result.tables["items"]["item"]
    )
    assert table(document, "年度预算").rows == (
        (TRADE, "350,000.00", "0.00", "300,000.00", "-50,000.00", "超预算"),
        (LED, "123,456.78", "0.00", "200,000.00", "76,543.22", "未超预算"),
        ("合计", "473,456.78", "0.00", "500,000.00", "26,543.22", ""),
    )
    told = words(document, "年度预算")
    assert f"超出预算：{TRADE} 50,000.00 元。" in told
    assert f"{KNOWN} 1,000,000.00 元、{CONSUMER} 60,000.00 元、{CONFERENCE} 50,000.00 元" in told
    (picture,) = (b for b in part(document, "年度预算").blocks if isinstance(b, Picture))
    assert isinstance(picture.drawing, PairedBars)
    drawn = dict(zip(picture.drawing.names, picture.drawing.first_fen, strict=True))
    assert drawn[TRADE] == 35_000_000
    assert dict(zip(picture.drawing.names, picture.drawing.second_fen, strict=True)) == {
        KNOWN: None, TRADE: 30_000_000, CONSUMER: None, CONFERENCE: None, LED: 20_000_000,
    }  # fmt: skip


def test_without_budgets_it_is_said() -> None:
    document = report(run({"展会": [trade(26_500)]}))
    assert "没有填预算，不作比较。" in words(document, "年度预算")
    assert "没有需人工确认的申请。" in words(document, "待确认")
    assert "没有不予补助的申请。" in words(document, "不予补助")


def test_clauses_interpretations_and_input_are_told() -> None:
    document = REPORT.compose(run(SHEETS), replace(ISSUE, is_audited=True))
    assert "青政办发〔2018〕22号" in words(document, "依据")
    assert f"{TRADE}：二(一)" in words(document, "依据")
    assert not part(report(run(SHEETS)), ANNEX).blocks, "for auditors only"
    annex = part(document, ANNEX)
    rows = [row for b in annex.blocks if isinstance(b, PrintedTable) for row in b.rows]
    assert ("上浮与封顶", "先上浮后封顶") in [row[:2] for row in rows]


@pytest.mark.parametrize(
    ("quarter", "subjects"),
    [
        (SECOND, ["渔博会"]),
        (THIRD, ["车展", "海洋大会"]),
        (FOURTH, ["上合博览会"]),
    ],
)
def test_a_quarter_has_the_projects_of_its_days(quarter: int, subjects: list[str]) -> None:
    document = report(dated(SHEETS, DAYS), quarter)
    rows = [row for row in table(document, "核定表").rows if row[0] != "合计"]
    assert [row[1] for row in rows] == subjects
    others = [row[1] for name in ("待确认", "不予补助") for t in part(document, name).blocks
              if isinstance(t, PrintedTable) for row in t.rows]  # fmt: skip
    assert others == {SECOND: ["茶博会"], THIRD: [], FOURTH: ["展览集团"]}[quarter]
    amounts = dict(zip(("渔博会", "车展", "茶博会", "海洋大会", "展览集团", "上合博览会"), AMOUNTS,
                       strict=True))  # fmt: skip
    assert [row[3] for row in rows] == [money.text(amounts[s]) for s in subjects]
    said = "其中 2 项只知道年度" if quarter == FOURTH else "另有 2 项只知道年度"
    assert said in words(document, "概述")
    assert document.texts["期间"] in document.title
    # the budget is the year's, whatever the quarter
    assert table(document, "年度预算").rows[-1][1] == "473,456.78"
    assert_finished(document)


def test_an_empty_quarter_says_so_and_keeps_every_part() -> None:
    document = report(dated(SHEETS, DAYS), FOURTH + 4)
    assert "本期没有申请。" in words(document, "概述")
    assert tuple(p.name for p in document.parts) == PARTS
    assert document.title == "关于2020年第四季度会展补助核定情况的报告"
    assert REPORT.split(dated(SHEETS, DAYS), Request(FOURTH + 4, DAY)) == {}
    assert_finished(document)


def test_several_years_are_told_apart() -> None:
    result = run({"展会": [trade(26_500), trade(26_500, 届次=4, 结束日期="2020-05-08")]})
    document = report(result)
    assert document.texts["期间"] == "2019—2020年度"
    assert [row[0] for row in table(document, "核定表").rows] == ["2019", "2020", "合计"]


def test_remarks_on_what_is_approved_are_kept() -> None:
    document = report(run({"展会": [trade(26_500, 结束日期="2018-05-08")]}))
    (row,) = table(document, "核定表", 1).rows
    assert row[:2] == ("海名公司", "渔博会")
    assert "参照执行" in row[3]


def test_a_letter_for_each_applicant() -> None:
    result = run(SHEETS)
    letters = REPORT.split(result, ISSUE)
    assert set(letters) == set(result.tables["applicants"]["applicant"])
    letter = letters["海名公司"]
    assert letter.title == "会展补助核定通知书"
    assert letter.texts["主送"] == "海名公司："
    assert set(letter.texts) == PLACEHOLDERS
    told = words(letter, "核定事项")
    assert "（一）渔博会（贸易展补助，2019 年度）" in told
    assert "（二）海洋大会（国际会议，2019 年度）" in told
    assert "结论：核准。核定金额：350,000.00 元。" in told
    assert "依据：青政办发〔2018〕22号 二(一)。" in told
    (first, *_) = rows_of(result)
    assert f"计算过程：{first['working']}。" in told
    total = "核准 2 项，核准金额合计 400,000.00 元（人民币大写：肆拾万元整）。"
    assert total in words(letter, "合计")
    assert "茶业公司" not in "".join(every_text(letter))
    for name in letters:
        assert_finished(letters[name])


def test_the_letters_add_up_to_the_totals_by_applicant() -> None:
    result = run(SHEETS)
    letters = REPORT.split(result, ISSUE)
    totals = result.tables["applicants"]
    approved = (totals["amount_fen"] - totals["open_fen"]).tolist()
    for name, fen in zip(totals["applicant"], approved, strict=True):
        said = words(letters[name], "合计")
        assert (f"核准金额合计 {money.text(fen)} 元（人民币大写：" in said) == bool(fen)
        assert "零元整" not in said


def test_a_refusal_says_why_and_an_open_claim_what_to_supply() -> None:
    letters = REPORT.split(run(SHEETS), ISSUE)
    told = words(letters["茶业公司"], "核定事项")
    assert "结论：不予补助。原因：不在专业场馆举办。" in told, "without the form's column"
    assert "不予补助 1 项。" in words(letters["茶业公司"], "合计")
    told = words(letters["展览集团"], "核定事项")
    assert "结论：需人工确认。计算金额：1,000,000.00 元，确认以前不拨付。" in told
    assert "需要补充或确认：" in told
    assert "知名机构：认定材料" in told
    assert "规模增长：" not in told
    assert "没有核准的事项。" in words(letters["展览集团"], "合计")


def test_one_applicant() -> None:
    result = run({"展馆": [hall(2019, 5, 0)]})
    assert list(REPORT.split(result, ISSUE)) == ["会展中心"]
    assert "1 个单位提出申请 1 项。核准 1 项，核准金额 500,000.00 元（50.00 万元）" in words(
        report(result), "概述"
    )


def test_five_hundred_applications() -> None:
    rows = [trade(26_500, 展会名称=f"展会{n}", 申请单位=f"公司{n % 250}") for n in range(500)]
    result = run({"展会": rows})
    document = report(result)
    printed = table(document, "核定表")
    assert len(printed.rows) == 501
    assert printed.rows[-1][3] == "175,000,000.00"
    assert "250 个单位提出申请 500 项。核准 500 项，核准金额 175,000,000.00 元" in words(
        document, "概述"
    )
    assert len(REPORT.split(result, ISSUE)) == 250
    assert_finished(document)


def test_files_are_named_with_their_digest(tmp_path: Path) -> None:
    for name in ("甲", "乙"):
        row = trade(26_500, 展会名称=f"{name}展", 申请单位=f"{name}公司")
        write(tmp_path / f"{name}.xlsx", {"展会": [row]})
    result = qdcalc.expo.assess(tmp_path)
    audited = replace(ISSUE, is_audited=True)
    files = table(REPORT.compose(result, audited), ANNEX, 1).rows
    assert files == tuple((f.name, f"{f.sha256[:12]}…") for f in result.provenance.inputs)
    # an applicant's letter does not name the others' files
    letter = REPORT.split(result, audited)["甲公司"]
    assert "甲.xlsx" in "".join(every_text(letter))
    assert "乙.xlsx" not in "".join(every_text(letter))
    letter = REPORT.split(result, ISSUE)["甲公司"]
    assert not re.search("xlsx|SHA|qdcalc", "".join(every_text(letter)))
    assert len(result.provenance.inputs) == 2


def test_a_budget_used_up_is_not_exceeded() -> None:
    document = report(run({"展会": [trade(26_500)], "预算": [budget(TRADE, 2019, 350_000)]}))
    assert table(document, "年度预算").rows[0][4:] == ("0.00", "未超预算")
    assert "没有超出预算的项目。" in words(document, "年度预算")


@pytest.mark.thorough
@pytest.mark.parametrize("file", ["乙", "乙（1）", ""])
def test_a_letter_names_no_cell_of_another_applicant(file: str, tmp_path: Path) -> None:
    """Issue 11: the same show claimed by two; the rival is named, its workbook's cells are not."""
    rows = [trade(26_500, 申请单位=name) for name in ("甲公司", "乙公司")]
    if file:
        for name, row in zip(("甲", file), rows, strict=True):
            write(tmp_path / f"{name}.xlsx", {"展会": [row]})
        result = qdcalc.expo.assess(tmp_path)
    else:
        result = run({"展会": rows})
    assert {"!"} <= set("".join(row["reason"] for row in rows_of(result))), "cells in the result"
    letters = REPORT.split(result, ISSUE)
    for name, other in (("甲公司", "乙公司"), ("乙公司", "甲公司")):
        told = "".join(every_text(letters[name]))
        assert f"另有 {other}申请" in told
        assert not re.search(r"!|xlsx|DataFrame|第 ?\d+ ?行", told)
    assert not re.search(r"!|xlsx", "".join(every_text(report(result))))


def test_a_letter_tells_only_of_interpretations_that_touch_its_claims() -> None:
    """uplift is of shows that were raised, venue_baseline of venues (policy.toml, touches)."""
    sheets: dict[str, list[Row]] = {
        "展会": [trade(26_500), trade(50_000, 展会名称="海展", 申请单位="海公司", 主题="海洋经济",
                                    专家评审="是", 市贸促会认定="是")],
        "展馆": [hall(2019, 5, 0)],
    }  # fmt: skip
    result = run(sheets, {"uplift": "after-cap", "venue_baseline": "peak"})
    letters = REPORT.split(result, ISSUE)
    told = {name: words(letters[name], "说明") for name in letters}
    assert "上浮与封顶取“封顶后上浮”" in told["海公司"]
    assert "展馆增量基数" not in told["海公司"]
    assert told["海名公司"] == "", "neither raised nor a venue"
    assert not re.search("after-cap|peak|uplift", "".join(told.values()))
    assert "复核" not in "".join(every_text(letters["海公司"])), "the notice has no such remedy"
