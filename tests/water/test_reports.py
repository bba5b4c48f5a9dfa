"""What the bureau's documents say, each figure by hand.

Contract: clause 十 (quarterly notification, settlement), issue 7. Two sections of a list of one's
own, Ⅲ, ammonia alone varies: 1 is 市控, 平度 → 胶州, a month is 2,000,000 ÷ 12 = 166,666.67 元;
2 is 国控, 即墨 to the city, a month is 6,000,000 ÷ 12 = 500,000.00 元. E is 1.5 times the limit
(multiple 0.5), X three times (multiple 2, doubled). The settlement is that of everything_cycle.py.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd
import pytest

import qdcalc
from qdcalc.document.model import Block, Document, Paragraph, Picture, PrintedTable
from qdcalc.errors import UsageError
from qdcalc.exact import money
from qdcalc.notice.reporting import Request
from qdcalc.report.combined import combined
from qdcalc.report.html import write_html
from qdcalc.report.word import write_word
from qdcalc.result.result import Result
from qdcalc.water.reports.quarter import quarter
from qdcalc.water.reports.quarter_letters import quarter_by_district
from qdcalc.water.reports.settlement import settlement
from qdcalc.water.reports.settlement_letters import settlement_by_district
from seeds import at_first

from .everything_cycle import DISTRICTS, FLOWS, MONTHS, YEARS, frames
from .helpers import frame_of, reading, section
from .year_helpers import cycle, settle

pytest.importorskip("cn2an")

DAY = dt.date(2019, 1, 8)
Q4_2018 = (2018 - 1970) * 4 + 3
LIST = (
    section("1", 断面属性="跨界", 责任区市="平度", 去向="胶州"),
    section("2", 断面控制级别="国控"),
)
TWO_YEARS = (*MONTHS, "2019-10", "2019-11", "2019-12")
LETTERS = {"1": "LLEPPPPDMLPEXPL", "2": "PELPPPPPPPPXEEP"}
ZERO = "0.00"


def calculated(letters: Mapping[str, str], months: Sequence[str]) -> Result:
    rows = [
        row
        for code, text in letters.items()
        for row in cycle(code, text, target="Ⅲ", months=months)
    ]
    return settle(rows, sections=LIST, cycle="全部")


@pytest.fixture(scope="module")
def two() -> Result:
    return calculated(LETTERS, TWO_YEARS)


@pytest.fixture(scope="module")
def everything() -> Result:
    return qdcalc.water.year(**frames())


def of(result: Result, number: int) -> Document:
    return quarter(result, Request(number, DAY))


def blocks(document: Document, name: str) -> tuple[Block, ...]:
    (found,) = [part.blocks for part in document.parts if part.name == name]
    return found


def said(document: Document, name: str = "概述") -> str:
    """Return the sentences of a part."""
    return "\n".join(b.text for b in blocks(document, name) if isinstance(b, Paragraph))


def table(document: Document, name: str) -> PrintedTable:
    (found,) = [b for b in blocks(document, name) if isinstance(b, PrintedTable)]
    return found


def rows(document: Document, name: str) -> dict[str, tuple[str, ...]]:
    """Return a part's table by its first column, each once."""
    found = table(document, name)
    assert len({row[0] for row in found.rows}) == len(found.rows)
    assert {len(row) for row in found.rows} <= {len(found.columns)}
    return {row[0]: row[1:] for row in found.rows}


def nets(text: str) -> dict[str, dict[str, str]]:
    """Read 「净收的有甲 1 万元、乙 2 万元；净付的有……」."""
    return {
        side: dict(item.split(" ", 1) for item in listed.split("、"))
        for side, listed in re.findall(r"(净收|净付)的有([^；。]*)", text)
    }


# --------------------------------------------------------------------------- the quarter


def test_a_quarter_in_words(two: Result) -> None:
    """2018Q4: 1 is LLE, 2 is PEL. Penalties 166,666.67 + 500,000 = 66.67 万元, rewards
    2 × 166,666.67 + 500,000 = 83.33 万元.
    """
    document = of(two, Q4_2018)
    assert document.title == "2018年第四季度地表水环境质量生态补偿情况的通报"
    text = said(document)
    assert "（青政办字〔2018〕113号）第十条" in text
    assert "2018年第四季度（10月、11月、12月）" in text
    assert "断面 2 个，共 6 个断面月：跃升 3 个、达标 1 个、超标 2 个。" in text
    assert "有超标月份的断面 2 个" in text
    assert "应付合计 1,500,000.01 元，其中赔付 66.67 万元、奖励 83.33 万元。" in text
    (quarterly,) = (line for line in text.split("\n") if "净" in line)
    # 平度 +333,333.34 − 166,666.67; 即墨 +500,000 − 500,000
    assert nets(quarterly) == {"净收": {"平度": "16.67 万元"}, "净付": {"胶州": "16.67 万元"}}
    assert "累计" not in text, "the cycle's first quarter: nothing else has accrued"


def test_districts_of_a_quarter(two: Result) -> None:
    document = of(two, Q4_2018)
    once = {
        "平度": ("333,333.34", "166,666.67", "166,666.67"),
        "胶州": ("166,666.67", "333,333.34", "-166,666.67"),
        "即墨": ("500,000.00", "500,000.00", ZERO),
        "市财政": ("500,000.00", "500,000.00", ZERO),
        "合计": ("1,500,000.01", "1,500,000.01", ZERO),
    }
    assert rows(document, "区市收付") == once, "since October only where it differs"
    assert table(document, "区市收付").has_total


def test_the_sum_since_october(two: Result) -> None:
    """2019Q3, 1 is LPE and 2 is PPX; since October 1 has LLLEE and 2 has L, E, X.

    平度 gets 3 × 166,666.67, pays 2 ×; 即墨 gets 500,000 and pays 500,000 + 1,000,000.
    """
    document = of(two, Q4_2018 + 3)
    assert rows(document, "区市收付") == {
        "平度": ("166,666.67", "166,666.67", ZERO, "500,000.01", "333,333.34", "166,666.67"),
        "胶州": ("166,666.67", "166,666.67", ZERO, "333,333.34", "500,000.01", "-166,666.67"),
        "即墨": (ZERO, "1,000,000.00", "-1,000,000.00", "500,000.00", "1,500,000.00",
               "-1,000,000.00"),
        "市财政": ("1,000,000.00", ZERO, "1,000,000.00", "1,500,000.00", "500,000.00",
                "1,000,000.00"),
        "合计": ("1,333,333.34", "1,333,333.34", ZERO, "2,833,333.35", "2,833,333.35", ZERO),
    }  # fmt: skip
    quarterly, so_far = (line for line in said(document).split("\n") if "净" in line)
    money_of_2 = {"净收": {"市财政": "100.00 万元"}, "净付": {"即墨": "100.00 万元"}}
    assert nets(quarterly) == money_of_2
    assert nets(so_far) == {
        "净收": {"平度": "16.67 万元", "市财政": "100.00 万元"},
        "净付": {"胶州": "16.67 万元", "即墨": "100.00 万元"},
    }


def test_the_sum_begins_anew_with_the_cycle(two: Result) -> None:
    """2019Q4, 1 is XPL, 2 is EEP: 平度 pays 333,333.33, gets 166,666.67."""
    document = of(two, Q4_2018 + 4)
    once = {
        "平度": ("166,666.67", "333,333.33", "-166,666.66"),
        "胶州": ("333,333.33", "166,666.67", "166,666.66"),
        "即墨": (ZERO, "1,000,000.00", "-1,000,000.00"),
        "市财政": ("1,000,000.00", ZERO, "1,000,000.00"),
        "合计": ("1,500,000.00", "1,500,000.00", ZERO),
    }
    assert rows(document, "区市收付") == once, "since October only where it differs"


def test_sections_of_a_quarter(two: Result) -> None:
    document = of(two, Q4_2018)
    labels = [column.label for column in table(document, "断面判定").columns]
    assert labels[3:6] == ["10月", "11月", "12月"]
    assert rows(document, "断面判定") == {
        "1": ("河1·断面1", "平度", "跃升", "跃升", "超标", "333,333.34", "166,666.67"),
        "2": ("河2·断面2", "即墨", "达标", "超标", "跃升", "500,000.00", "500,000.00"),
        "合计": ("", "", "", "", "", "833,333.34", "666,666.67"),
    }
    assert rows(of(two, Q4_2018 + 2), "断面判定")["1"][2:5] == ("达标", "断流", "缺测")


def test_exceeding_sections(two: Result) -> None:
    first = ("河1·断面1", "平度", "Ⅲ", "劣Ⅴ", "氨氮", "2.00", "333,333.33")
    second = ("河2·断面2", "即墨", "Ⅲ", "Ⅳ", "氨氮", "0.50", "500,000.00")
    assert table(of(two, Q4_2018 + 4), "超标断面").rows == (
        ("2019-10", *first), ("2019-10", *second), ("2019-11", *second),
    )  # fmt: skip


def test_several_indicators_and_none_with_a_multiple() -> None:
    """Ammonia 1.5 of 1.0 (0.5) and phosphorus 0.3 of 0.2 (0.5 … 0.35: 0.75); oxygen has none."""
    months = {
        "2018-10": {"氨氮": "1.5", "总磷": "0.35"},
        "2018-11": {"溶解氧": "4"},
        "2018-12": {"氨氮": "0.1"},
    }
    result = settle(
        [reading("1", cells, month=month) for month, cells in months.items()], sections=LIST
    )
    one, other = table(of(result, Q4_2018), "超标断面").rows
    assert set(one[5].split("、")) == {"氨氮", "总磷"}
    assert one[6] == "0.75"
    assert (other[0], other[5], other[6]) == ("2018-11", "溶解氧", "—")


def test_comparisons(two: Result) -> None:
    """2019Q4 beside 2019Q3 (1 leap, E and X) and 2018Q4 (3 leaps, 2 exceeded).

    Penalties: 166,666.67 + 1,000,000 = 116.67; 333,333.33 + 1,000,000 = 133.33; 66.67 万元.
    """
    before, year = said(of(two, Q4_2018 + 4), "比较").split("\n")[1:]
    assert "上一季度（2019Q3）" in before
    assert "跃升断面月 1 个→1 个，超标断面月 2 个→3 个" in before
    assert "赔付 116.67 万元→133.33 万元，奖励 16.67 万元→16.67 万元" in before
    assert "上一周期同季度（2018Q4）" in year
    assert "跃升断面月 3 个→1 个，超标断面月 2 个→3 个" in year
    assert "赔付 66.67 万元→133.33 万元，奖励 83.33 万元→16.67 万元" in year


def test_nothing_to_compare_with(two: Result) -> None:
    text = said(of(two, Q4_2018), "比较")
    assert "没有上一季度（2018Q3）、上一周期同季度（2017Q4）的数据，不作比较" in text
    assert "→" not in text


def test_pictures_of_a_quarter(two: Result) -> None:
    calendar, net = (b for b in blocks(of(two, Q4_2018 + 4), "附件·图") if isinstance(b, Picture))
    assert calendar.drawing.columns == ("2019-10", "2019-11", "2019-12")  # type: ignore[union-attr]
    assert "超标 3 个断面月" in calendar.alt
    shown = dict(zip(net.drawing.names, net.drawing.amounts_fen, strict=True))  # type: ignore[union-attr]
    assert shown == {"即墨": -100000000, "平度": -16666666, "胶州": 16666666, "市财政": 100000000}


def test_headings_are_numbered_without_a_gap(two: Result) -> None:
    document = of(two, Q4_2018)
    heads = [b.text for p in document.parts for b in p.blocks
             if isinstance(b, Paragraph) and b.style == "heading"]  # fmt: skip
    numbered = [text for text in heads if not text.startswith("附件")]
    assert [text[:2] for text in numbered] == ["一、", "二、", "三、", "四、", "五、", "六、"]


def test_texts_by_name(two: Result) -> None:
    texts = of(two, Q4_2018).texts
    assert texts["标题"].replace("\n", "") == "2018年第四季度地表水环境质量生态补偿情况的通报"
    assert texts["期间"] == "2018年第四季度"
    assert texts["日期"] == "2019年1月8日"
    assert texts["主送"].startswith("各有关区（市）")


# ------------------------------------------------------------------- a quarter not like others


def test_a_missing_month_is_marked() -> None:
    letters = {"1": "LE", "2": "PE"}
    document = of(calculated(letters, MONTHS[:2]), Q4_2018)
    assert "（10月、11月）" in said(document)
    told = said(document, "说明")
    assert "本季度有 1 个月没有监测数据，数字是暂算的" in told
    assert [c.label for c in table(document, "断面判定").columns][3:5] == ["10月", "11月"]
    # 2018-10 L 166,666.67, 2018-11 E 166,666.67 + 500,000
    assert "赔付 66.67 万元、奖励 16.67 万元" in said(document)


def test_a_whole_quarter_is_not_marked(two: Result) -> None:
    told = said(of(two, Q4_2018), "说明")
    assert "未计清零、尾差和年度项目，以年度清算为准" in told
    assert "暂算" not in told


def test_a_quarter_without_rows(two: Result) -> None:
    with pytest.raises(UsageError) as caught:
        of(two, Q4_2018 - 1)
    told = str(caught.value)
    assert "2018年第三季度" in told
    for name in ("2018Q4", "2019Q1", "2019Q2", "2019Q3", "2019Q4"):
        assert name in told
    with pytest.raises(UsageError):
        quarter_by_district(two, Request(Q4_2018 + 5, DAY))


@pytest.mark.parametrize("letters", at_first(["PPP", "DDD", "DMP"], 1))
def test_a_quarter_in_which_nothing_is_paid(letters: str, tmp_path: Path) -> None:
    result = calculated({"1": letters, "2": letters}, MONTHS[:3])
    document = of(result, Q4_2018)
    text = said(document)
    assert "赔付 0.00 万元、奖励 0.00 万元" in text
    assert text.count("各方净额都是 0。") == 1
    assert "没有超标断面" in said(document, "超标断面")
    assert set(rows(document, "区市收付")["合计"]) == {ZERO}
    assert write_word(document, tmp_path / "a.docx").is_file()
    own = quarter_by_district(result, Request(Q4_2018, DAY))["平度"]
    assert "收付相抵，净额为 0" in said(own)
    assert "大写" not in said(own)
    assert "本季度没有收付" in said(own, "收付明细")


# -------------------------------------------------------------------------- each district's


def test_each_district_has_its_own(two: Result) -> None:
    documents = quarter_by_district(two, Request(Q4_2018 + 4, DAY))
    assert set(documents) == {"平度", "胶州", "即墨"}, "not the city"
    for name, document in documents.items():
        assert name in document.title
        assert document.texts["主送"].startswith(name)


def test_the_account_of_a_district(two: Result) -> None:
    document = quarter_by_district(two, Request(Q4_2018 + 4, DAY))["平度"]
    text = said(document)
    assert "责任断面 1 个，超标 1 个断面月，跃升 1 个断面月" in text
    assert "本季度净付 166,666.66 元（大写：壹拾陆万陆仟陆佰陆拾陆元陆角陆分）。" in text
    assert table(document, "收付明细").rows == (
        ("2019-10", "河1·断面1", "胶州", "赔付", "", "333,333.33"),
        ("2019-12", "河1·断面1", "胶州", "奖励", "166,666.67", ""),
        ("合计", "", "", "", "166,666.67", "333,333.33"),
    )
    assert set(rows(document, "断面判定")) == {"1"}
    assert [row[1] for row in table(document, "超标断面").rows] == ["河1·断面1"]
    own = ("166,666.67", "333,333.33", "-166,666.66")
    assert rows(document, "区市收付") == {"平度": own}, "one row, and no identical total"


def test_a_district_that_only_receives(two: Result) -> None:
    document = quarter_by_district(two, Request(Q4_2018 + 4, DAY))["胶州"]
    assert "责任断面 0 个" in said(document)
    assert "净收 166,666.66 元（大写：壹拾陆万陆仟陆佰陆拾陆元陆角陆分）" in said(document)
    assert len(table(document, "收付明细").rows) == 3


def test_districts_of_a_shared_section(everything: Result) -> None:
    """Sections 3 (市北、李沧、崂山) and 8 (西海岸新区、市南、李沧) are 李沧's."""
    document = quarter_by_district(everything, Request(Q4_2018, DAY))["李沧"]
    assert "责任断面 2 个，超标 0 个断面月，跃升 3 个断面月" in said(document)
    assert set(rows(document, "断面判定")) == {"3", "8", "合计"}
    # 16,666,667 by three, the odd fen (two of them) to those named first: 5,555,555 a month
    # its share of section 8, not the section's 500,000.01
    assert rows(document, "断面判定")["8"][-2:] == ("166,666.65", ZERO)
    assert rows(document, "断面判定")["合计"][-2:] == ("166,666.65", ZERO)
    assert "净收 166,666.65 元（大写：壹拾陆万陆仟陆佰陆拾陆元陆角伍分）" in said(document)


@pytest.fixture(scope="module")
def half() -> Result:
    """One section of 胶州 and 平度, flowing to 胶州, exceeds in October: 166,666.67 by two.

    胶州 pays itself 83,333.34 (the odd fen is the first's), 平度 pays 胶州 83,333.33.
    """
    sections = (section("1", 断面属性="跨界", 责任区市="胶州、平度", 去向="胶州"),)
    rows_ = cycle("1", "EPP", target="Ⅲ", months=MONTHS[:3])
    return settle(rows_, sections=sections)


def test_totals_foot_with_what_is_paid_to_oneself_on_a_line_of_its_own(half: Result) -> None:
    document = of(half, Q4_2018)
    found = rows(document, "断面判定")
    assert found["1"][-1] == "166,666.67"
    assert found["自抵"][-1] == "-83,333.34"
    assert found["合计"][-1] == "83,333.33" == rows(document, "区市收付")["合计"][1]
    assert "应付合计 83,333.33 元" in said(document)
    year = settlement(half, Request(None, DAY))
    sums = {row[0]: row[1] for row in table(year, "资金合计").rows}
    assert sums["超标赔付"] == "166,666.67"
    assert sums["减：自抵（付给自己，不动用资金）"] == "-83,333.34"
    assert sums["应付合计"] == "83,333.33" == rows(year, "区市清算")["合计"][1]


def test_a_letter_shows_the_half_that_a_district_bears(half: Result) -> None:
    request = Request(Q4_2018, DAY)
    other = quarter_by_district(half, request)["平度"]
    assert rows(other, "断面判定")["1"][-1] == "83,333.33"
    assert table(other, "超标断面").rows[0][-1] == "83,333.33"
    assert table(other, "收付明细").rows == (
        ("2018-10", "河1·断面1", "胶州", "赔付", "", "83,333.33"),
    ), "one row, no total that repeats it"
    own = quarter_by_district(half, request)["胶州"]
    found = rows(own, "断面判定")
    assert [found[key][-1] for key in ("1", "自抵", "合计")] == ["83,333.34", "-83,333.34", ZERO]
    assert "自抵 83,333.34 元" in said(own, "收付明细")
    year = settlement_by_district(half, Request(None, DAY))["胶州"]
    assert rows(year, "断面清算")["1"][-1] == "83,333.34"


def test_letters_name_the_remedy_and_only_what_touches(half: Result) -> None:
    """A bureau's switch about samples left no trace in this district; overlap did."""
    result = settle(
        cycle("1", "EPP", target="Ⅲ", months=MONTHS[:3]),
        sections=(
            section("1", 断面属性="跨界", 责任区市="胶州、平度", 去向="胶州"),
            section("2", 责任区市="莱西", 去向="胶州"),
        ),
        overlap="drop",
        incident="section",
    )
    letters = quarter_by_district(result, Request(Q4_2018, DAY))
    for name in ("胶州", "莱西"):
        assert "以书面形式向市环保局举证复核报告" in said(letters[name], "异议复核")
    assert "责任与去向重叠取“剔除”" in said(letters["胶州"], "说明")
    assert "责任与去向重叠" not in said(letters["莱西"], "说明")
    assert "突发事件" not in said(letters["胶州"], "说明")


# -------------------------------------------------------------------------- the settlement


SIDES = range(5)


def test_the_settlement_in_words(everything: Result) -> None:
    """DISTRICTS of everything_cycle.py.

    Remitted 5,916,666.67 (平度) + 3,000,000 (即墨) + 166,666.67 (高新区) + 10,027,777.78 (市北) +
    305,555.56 (李沧) + 222,222.22 (崂山) + 2 × 111,111.11 (西海岸新区, 市南) = 19,861,111.12;
    allotted 250,000 (胶州) + 333,333.34 (城阳) + 4,250,000 (莱西) = 4,833,333.34.
    """
    document = settlement(everything, Request(None, DAY))
    text = said(document)
    assert document.title == "2018-2019年度地表水环境质量生态补偿清算情况的通报"
    assert "清算断面 10 个：达到年度水质目标 7 个，未达到 3 个，无法评价 0 个" in text
    assert (
        "各区（市）上解 19,861,111.12 元，市财政下达 4,833,333.34 元，"
        "市财政净收 15,027,777.78 元" in text
    )
    for item in ("跃升奖励 413.89", "清零 511.11", "超标赔付 883.33", "年度奖励 300.00",
                 "年度追缴 1,200.00", "断流缴纳 100.00"):  # fmt: skip
        assert f"{item} 万元" in text


def test_districts_of_the_settlement(everything: Result) -> None:
    found = rows(settlement(everything, Request(None, DAY)), "区市清算")
    wanted = {name: tuple(map(money.text, row)) for name, row in DISTRICTS.items()}
    sums = [sum(row[side] for row in DISTRICTS.values()) for side in SIDES]
    assert found == wanted | {"合计": tuple(map(money.text, sums))}
    assert found["合计"][2:] == (ZERO, "19,861,111.12", "4,833,333.34")


def test_sections_of_the_settlement(everything: Result) -> None:
    found = rows(settlement(everything, Request(None, DAY)), "断面清算")
    total = found.pop("合计")
    assert total[4:] == (
        "4,138,888.89", "8,833,333.34", "3,000,000.00", "12,000,000.00",
        "1,000,000.00",
    )  # fmt: skip
    assert set(found) == set(YEARS)
    for code, year in YEARS.items():
        reward, _, penalty, _, bonus, charge, dry = year[6:]
        amounts = (reward, penalty, bonus, charge, dry)
        assert found[code][2:4] == (year[0], year[1]), code
        assert found[code][4:] == tuple(money.text(a) if a else "—" for a in amounts), code


def test_why_sections_failed(everything: Result) -> None:
    listed = {row[0]: row[2] for row in table(settlement(everything, Request(None, DAY)),
                                              "年度项目").rows}  # fmt: skip
    assert set(listed) == {f"河{n}·断面{n}" for n in (3, 4, 5, 6, 7, 8, 9)}
    assert "6,000,000.00 元" in listed["河9·断面9"]


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("平度", "应上解市财政人民币 5,916,666.67 元"
                 "（大写：伍佰玖拾壹万陆仟陆佰陆拾陆元陆角柒分）"),
        ("市北", "应上解市财政人民币 10,027,777.78 元"
                 "（大写：壹仟零贰万柒仟柒佰柒拾柒元柒角捌分）"),
        ("莱西", "由市财政下达人民币 4,250,000.00 元（大写：肆佰贰拾伍万元整）"),
        ("胶州", "由市财政下达人民币 250,000.00 元（大写：贰拾伍万元整）"),
    ],
)  # fmt: skip
def test_what_each_district_remits(name: str, wanted: str, everything: Result) -> None:
    documents = settlement_by_district(everything, Request(None, DAY))
    assert set(documents) == set(DISTRICTS) - {"市财政"}
    text = said(documents[name])
    assert wanted in text
    received, paid, *_ = DISTRICTS[name]
    assert f"应收 {money.text(received)} 元，应付 {money.text(paid)} 元" in text


def test_the_account_of_the_year(everything: Result) -> None:
    """平度, as test_year_by_hand.py works it out."""
    document = settlement_by_district(everything, Request(None, DAY))["平度"]
    lines = {row[1]: row[2:] for row in table(document, "账目").rows}
    assert lines["各月合计"] == ("2,833,333.36", "3,749,999.97", "-916,666.61")
    assert lines["尾差"] == ("-0.03", "0.03", "-0.06")
    assert lines["清零"] == ("-2,000,000.00", ZERO, "-2,000,000.00")
    assert lines["年度追缴"] == (ZERO, "3,000,000.00", "-3,000,000.00")
    assert table(document, "账目").rows[-1][1:] == (
        "年度结算", "833,333.33", "6,750,000.00", "-5,916,666.67",
    )  # fmt: skip
    own = {key: fen for key, fen in FLOWS.items() if "平度" in key[1:3]}
    *listed, total = table(document, "收付明细").rows
    shown = {(row[0][1:].split("·")[0], row[1], row[2]): row[3:] for row in listed}
    assert shown == {
        (code, payee if payer == "平度" else payer, kind):
        ("", money.text(fen)) if payer == "平度" else (money.text(fen), "")
        for (code, payer, payee, kind), fen in own.items()
    }  # fmt: skip
    assert total[-2:] == ("833,333.33", "6,750,000.00"), "what the account ends with"
    assert set(rows(document, "断面清算")) == {"1", "4", "6", "合计"}


def test_a_district_that_neither_remits_nor_is_allotted(two: Result) -> None:
    """LLPP… at 1 and nothing else: one leap and one exceedance cancel out."""
    result = calculated({"1": "LEPPPPPPPPPP", "2": "PPPPPPPPPPPP"}, MONTHS)
    documents = settlement_by_district(result, Request(None, DAY))
    told = said(documents["平度"])
    assert "应收 166,666.67 元，应付 166,666.67 元，收付相抵，不上解，不下达" in told
    assert "大写" not in told


def test_a_settlement_before_the_end_is_marked() -> None:
    result = calculated({"1": "LLEPPP", "2": "PPPPPP"}, MONTHS[:6])
    document = settlement(result, Request(None, DAY))
    assert "预结算" in said(document, "说明")
    own = settlement_by_district(result, Request(None, DAY))["平度"]
    assert "预结算" in said(own, "说明")


def test_a_whole_cycle_is_not_marked(everything: Result) -> None:
    whole = settlement(everything, Request(None, DAY))
    assert "预结算" not in said(whole, "说明")


def test_a_settlement_of_several_cycles_leaves_nothing_out() -> None:
    """平度 is allotted 333,333.33 of the first cycle and remits 166,666.67 of the second.

    Either only one cycle is settled in a document, or both amounts are told.
    """
    result = calculated({"1": "LL" + "P" * 10 + "EP"}, (*MONTHS, "2019-10", "2019-11"))
    try:
        text = said(settlement_by_district(result, Request(None, DAY))["平度"])
    except UsageError:
        return
    assert "333,333.33" in text
    assert "上解市财政人民币 166,666.67 元" in text
    assert "下达人民币 333,333.33 元" in text


# --------------------------------------------------------------------------- 500 sections


@pytest.mark.thorough
def test_500_sections(tmp_path: Path) -> None:
    sections = [section(str(n)) for n in range(1, 501)]
    rows_ = [
        reading(s["序号"], {"氨氮": "1.5"}, month=month) for month in MONTHS[:3] for s in sections
    ]
    result = qdcalc.water.year(frame_of(rows_), sections=pd.DataFrame(sections))
    document = of(result, Q4_2018)
    path = write_word(document, tmp_path / "a.docx")
    assert path.is_file()
    assert len(table(document, "断面判定").rows) == 501, "the sum is the last"
    assert len(table(document, "超标断面").rows) == 1500
    # 1,500 × 166,666.67
    assert rows(document, "区市收付")["即墨"][1] == "250,000,005.00"
    assert "赔付 25,000.00 万元" in said(document)


# --------------------------------------------------------- figures that are not final say so


def first_sentence(document: Document) -> str:
    """Return the document's first sentence."""
    (block, *_) = document.parts[0].blocks
    assert isinstance(block, Paragraph)
    return block.text.split("。")[0]


SHORT: dict[str, tuple[Sequence[str], str, str]] = {
    # months that have rows, what the settlement calls itself, what it lacks
    "4 of 12": (MONTHS[:4], "预结算", "、".join(MONTHS[4:])),
    "one in the midst": ((*MONTHS[:5], *MONTHS[6:]), "", MONTHS[5]),
    "whole": (MONTHS, "", ""),
    "11 of 12": (MONTHS[:11], "预结算", MONTHS[11]),
}


@pytest.mark.parametrize("name", at_first(SHORT, 1))
def test_a_settlement_says_first_what_it_is(name: str) -> None:
    """Title and first sentence say 预结算 where trailing months lack rows; 暂算 where any do."""
    months, status, lacking = SHORT[name]
    result = calculated({"1": "P" * len(months), "2": "L" * len(months)}, months)
    whole = settlement(result, Request(None, DAY))
    for document in (whole, *settlement_by_district(result, Request(None, DAY)).values()):
        assert ("预结算" in document.title) == bool(status)
        assert ("预结算" in document.texts["标题"]) == bool(status)
        told = first_sentence(document)
        assert ("预结算" in told) == bool(status)
        assert ("年度项目是暂算" in told) == bool(lacking)
        assert lacking in told
        assert ("暂算" in said(document, "说明")) == bool(lacking)
    assert set(result.tables["section_years"]["is_provisional"]) == {"是" if lacking else "否"}
    for sheet in ("口径与依据", "运行信息"):
        text = result[sheet].astype(str).to_csv()
        assert ("预结算" in text) == bool(status)
    headline = "；".join(result.headline_lines)
    assert ("预结算" in headline) == bool(status)
    assert lacking in headline
    assert ("年度项目是暂算" in headline) == bool(lacking)


@pytest.mark.parametrize(
    ("months", "lacking"),
    [(MONTHS[:2], "12月"), (MONTHS[1:], "10月"), ((*MONTHS[:1], *MONTHS[2:]), "11月"),
     (MONTHS, "")],
)  # fmt: skip
def test_a_quarter_says_first_what_it_is(months: Sequence[str], lacking: str) -> None:
    """A quarter without December: 预结算 in the title and the first sentence."""
    result = calculated({"1": "P" * len(months), "2": "L" * len(months)}, months)
    documents = quarter_by_district(result, Request(Q4_2018, DAY))
    for document in (of(result, Q4_2018), *documents.values()):
        for text in (document.title, document.texts["标题"], first_sentence(document)):
            assert ("预结算" in text) == bool(lacking)
        if lacking:
            assert f"缺{lacking}的监测数据" in first_sentence(document)


def test_the_sum_since_october_names_what_it_lacks() -> None:
    """The first quarter of 2019 is whole, its 累计 lacks December."""
    result = calculated({"1": "P" * 5, "2": "L" * 5}, (*MONTHS[:2], *MONTHS[3:6]))
    document = of(result, Q4_2018 + 1)
    assert "预结算" not in document.title
    assert "累计（缺 2018-12 的监测数据）" in said(document)
    assert "累计（" not in said(of(calculated({"1": "P" * 6}, MONTHS[:6]), Q4_2018 + 1))


@pytest.mark.thorough
def test_word_html_and_the_combined_report_say_it_too(tmp_path: Path) -> None:
    docx = pytest.importorskip("docx")
    result = calculated({"1": "PP", "2": "LL"}, MONTHS[:2])
    one = of(result, Q4_2018)
    together = combined([one, of(calculated({"1": "PPP"}, MONTHS[:3]), Q4_2018)],
                        Request(Q4_2018, DAY))  # fmt: skip
    for number, document in enumerate((one, settlement(result, Request(None, DAY)), together)):
        write_word(document, tmp_path / f"{number}.docx")
        texts = [p.text for p in docx.Document(str(tmp_path / f"{number}.docx")).paragraphs]
        shown = [text for text in texts if text.strip()]
        assert any("预结算" in text for text in shown[:3])
        html = write_html(document, tmp_path / f"{number}.html").read_text(encoding="utf-8")
        (head,) = re.findall("<title>(.*?)</title>", html)
        assert "预结算" in head
        assert "预结算" in first_sentence(document)
    assert "预结算" not in combined([of(calculated({"1": "PPP"}, MONTHS[:3]), Q4_2018)],
                                   Request(Q4_2018, DAY)).title  # fmt: skip
