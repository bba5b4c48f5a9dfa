"""explain of a month: every amount of the sample followed to its cells, worked again from text.

workbooks.md: "an amount from the result back to the cells of the user's file, step by step:
figure, clause, interpretation, cell (`水质月度_2018-11.xlsx!监测数据!L22 = 3.2`)".
"""

from __future__ import annotations

import re
from fractions import Fraction
from functools import cache
from typing import Any

import openpyxl
import pandas as pd
import pytest

import qdcalc
from explained import CLASSES, Node, check_arithmetic, number, read, reading_of, water_class
from qdcalc.errors import UsageError
from samples import DATA, result_of

MONTH = "2018-11"


@cache
def steps_of(**asked: Any) -> list[Node]:
    return read(str(result_of("water-month").explain(**asked)))


@cache
def book(name: str) -> Any:
    return openpyxl.load_workbook(DATA / name, data_only=True)


def cell_of(cited: str) -> Any:
    """Return what stands in the user's file where a step says so; the text says the same."""
    file, sheet, rest = cited.split("!")
    address, _, value = rest.partition(" = ")
    held = book(file)[sheet][address].value
    assert str(held) == re.sub(r"（.*", "", value), cited
    return held


def check_readings(verdict: Node) -> int:
    """Judge the readings of a section again; return the worst class."""
    (whole,) = [n for n in verdict.below if n.what == "水质类别"]
    worst = 0
    for step in whole.below:
        said = re.match(r"限值 (.*)；(.*)类，(不?超标)", step.said)
        (cell,) = step.cells
        held, value = cell_of(cell), number(step.value)
        assert value == reading_of(cell, held)
        assert said, step.said
        assert CLASSES[water_class(value, said[1])] == said[2]
        worst = max(worst, CLASSES.index(said[2]))
    assert CLASSES[worst] == whole.value
    return worst


def coefficient_of(verdict: Node) -> int:
    """Judge the section again from its readings: clauses 一, 六, 七¶1."""
    if verdict.value == "断流":
        assert cell_of(verdict.below[0].cells[0]) == "是"
        return 0
    if verdict.value == "缺测":
        return 0
    target = CLASSES.index(next(n for n in verdict.below if n.what == "水质目标").value)
    worst = check_readings(verdict)
    deciding = [n for n in verdict.below if n.what.startswith("超标指标")]
    if deciding:
        return -2 if any("大于分界" in n.said and "不大于" not in n.said for n in deciding) else -1
    is_complete = not any(n.what == "缺测指标" for n in verdict.below)
    return 1 if worst < target and is_complete else 0


def test_every_section_is_worked_again_from_its_printed_steps() -> None:
    sections = result_of("water-month")["断面核算"]
    flows = result_of("water-month")["资金流向"]
    for row in sections.itertuples():
        tops = steps_of(month=MONTH, section=str(row.序号))
        check_arithmetic(tops)
        amount = tops[0]
        (coefficient,) = [n for n in amount.below if n.what == "系数"]
        (verdict,) = [n for n in coefficient.below if n.what == "判定"]
        assert coefficient_of(verdict) == number(coefficient.value) == row.系数
        assert verdict.value == row.判定
        assert number(amount.value) == Fraction(str(row.金额))
        own = flows[flows["序号"] == row.序号]
        told = [(n.what.split("：")[1], number(n.value)) for n in tops[1].below] if own.size else []
        listed = zip(own["付款方"], own["收款方"], own["金额"], strict=True)
        assert told == [(f"{payer} → {payee}", Fraction(str(a))) for payer, payee, a in listed]


def test_every_district_is_worked_again_from_its_printed_steps() -> None:
    result = result_of("water-month")
    relations = result["收付关系"]
    for row in result["区市汇总"].itertuples():
        tops = steps_of(district=row.区市)
        check_arithmetic(tops)
        net = tops[0]
        received, paid = net.below
        assert (
            number(net.value)
            == Fraction(str(row.净额))
            == number(received.value) - number(paid.value)
        )
        for side, given, sign in ((received, row.应收, "付来"), (paid, row.应付, "付给")):
            assert number(side.value) == Fraction(str(given))
            assert sum(number(n.value) for n in side.below) == number(side.value)
            ours, theirs = ("收款方", "付款方") if sign == "付来" else ("付款方", "收款方")
            known = relations[relations[ours] == row.区市].set_index(theirs)["合计"]
            told = {n.what.replace(sign, ""): number(n.value) for n in side.below}
            assert told == {name: Fraction(str(value)) for name, value in known.items()}


def test_parts_by_largest_remainder_add_up() -> None:
    # 序号 7: 166,666.67 of two payers, each to three payees
    tops = steps_of(section="7")
    parts = list(tops[1].below)
    assert sum(number(n.value) for n in parts) == Fraction("166666.67")
    payers = {n.below[0].what: number(n.below[0].value) for n in parts}
    assert sorted(payers.values()) == [Fraction("83333.33"), Fraction("83333.34")]


def test_what_upstream_accounts_for_names_both_cells() -> None:
    (dropped,) = [n for top in steps_of(section="13") for n in top.find("剔除指标")]
    assert [cell_of(n.cells[0]) for n in dropped.below] == [0.24, 0.25]
    assert "water.upstream）= 剔除指标（默认）" in dropped.options


def sample() -> pd.DataFrame:
    how: dict[str, Any] = {"dtype": object, "engine": "openpyxl", "header": 1}
    return pd.read_excel(DATA / "水质月度_2018-11.xlsx", sheet_name="监测数据", **how)


def frame(**more: Any) -> pd.DataFrame:
    rows = sample()
    rows = rows[rows["序号"] == 20].reset_index(drop=True)
    return rows.rename(columns=lambda name: name.partition("(")[0]).assign(**more)


def test_samples_that_are_averaged_name_all_their_cells() -> None:
    rows = pd.concat([frame(采样日期="2018-11-03"), frame(采样日期="2018-11-20", 氨氮=2.9)])
    result = qdcalc.water.month(rows.reset_index(drop=True))
    tops = read(str(result.explain(section=20)))
    check_arithmetic(tops)
    ammonia = tops[0].find("氨氮")[1]
    assert ammonia.how == ["(3.2 + 2.9) ÷ 2 = 3.05（算术平均，15 位有效数字）"]
    assert ammonia.cells == ["监测数据!行 0 列 氨氮 = 3.2", "监测数据!行 1 列 氨氮 = 2.9"]
    assert "同月多次监测" in ammonia.options


def test_a_corrected_reading_names_both_values() -> None:
    rows = pd.concat([frame(版本=1), frame(版本=2, 氨氮=1.2)]).reset_index(drop=True)
    (first, *_) = read(str(qdcalc.water.month(rows).explain(section=20)))
    (ammonia,) = first.find("氨氮")
    assert ammonia.cells == ["监测数据!行 1 列 氨氮 = 1.2", "监测数据!行 0 列 氨氮 = 3.2（更正前）"]


def test_a_converted_unit_names_the_header() -> None:
    rows = frame().rename(columns={"汞": "汞(μg/L)"}).assign(**{"汞(μg/L)": 0.02})
    (first, *_) = read(str(qdcalc.water.month(rows).explain(section=20)))
    (mercury,) = first.find("汞")
    assert mercury.value == "0.00002 mg/L"
    assert mercury.cells == ["监测数据!行 0 列 汞(μg/L) = 0.02（表头“汞(μg/L)”）"]


def test_a_rounded_reading_names_what_it_was() -> None:
    result = qdcalc.water.month(sample(), interpretations={"compare": "rounded"})
    tops = read(str(result.explain(section=7)))
    check_arithmetic(tops)
    (ammonia,) = tops[0].find("超标指标 氨氮")
    assert ammonia.how == ["(1.9 − 1.5) ÷ 1.5 ≈ 0.266667"]
    assert ammonia.said.endswith("1.92 修约为 1.9")


def test_determined_shares_name_their_cells() -> None:
    rows = sample()
    shares = pd.DataFrame({"月份": ["2018-11"], "序号": [7], "区市": ["即墨"], "责任比例": ["1/4"]})
    result = qdcalc.water.month(rows, responsibility=shares)
    tops = read(str(result.explain(section=7)))
    check_arithmetic(tops)
    parts = {n.below[0].what: n.below[0] for n in tops[1].below}
    assert number(parts["即墨承担的部分"].value) == Fraction("41666.67")
    assert "即墨" in parts["即墨承担的部分"].cells[0]
    assert parts["即墨承担的部分"].clause == "第八条"


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({}, "--month 2018-11 --section 15"),
        ({"section": "99"}, "没有断面“99”，有的是：1 小沽河·教书庄"),
        ({"section": "入海口"}, "对上了几个断面：15 海泊河·入海口、19 李村河·入海口"),
        ({"section": "2", "month": "2018-12"}, "输入里没有 2018-12，有的月份：2018-11"),
        ({"section": "2", "month": "十一月"}, "不是月份，请写成 2018-11"),
        ({"district": "火星"}, "没有区市“火星”，有的是：市南"),
        ({"row": "展会!5"}, "没有“row”，可以用：月份（month）、断面（section）、区市（district）"),
        ({"section": "2", "断面": "3"}, "写了两次：2 和 3"),
    ],
)
def test_what_is_not_there_is_told_in_chinese(asked: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageError, match=re.escape(said)):
        result_of("water-month").explain(**asked)
