"""explain of a settlement: every amount of the sample cycle, worked again from its steps."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import cache
from typing import Any

import openpyxl
import pytest

from explained import CLASSES, Node, check_arithmetic, number, read, reading_of, water_class
from qdcalc.errors import UsageError
from samples import DATA, SOURCES, result_of
from seeds import at_first

from .helpers import section
from .year_helpers import cycle, months_of, settle

COMPONENTS = ("跃升奖励", "超标赔付", "尾差", "年度奖励", "年度追缴", "断流缴纳")


@cache
def steps_of(**asked: Any) -> list[Node]:
    tops = read(str(result_of("water-year").explain(**asked)))
    check_arithmetic(tops)
    return tops


@cache
def book(name: str) -> Any:
    return openpyxl.load_workbook(DATA / SOURCES["water-year"] / name, data_only=True)


def check_reading(node: Node) -> None:
    """Compare a reading with the cell that it names."""
    (cell,) = node.cells
    file, sheet, rest = cell.split("!")
    held = book(file)[sheet][rest.partition(" = ")[0]].value
    assert number(node.value) == reading_of(cell, held)


def check_class(node: Node) -> None:
    """Average the readings again, and judge the means by the printed limits."""
    worst = 0
    for mean in node.below:
        readings = [Fraction(n) for n in re.findall(r"[\d.]+", mean.how[0].partition("÷")[0])]
        assert [number(n.value) for n in mean.below] in ([], readings)
        exact = sum(readings, Fraction(0)) / len(readings)
        found = re.match(r"限值 (.*)；(.*)类", mean.said)
        assert found
        assert CLASSES[water_class(exact, found[1])] == found[2], mean.what
        worst = max(worst, CLASSES.index(found[2]))
    assert CLASSES[worst] == node.value


def explained(result: Any, **asked: Any) -> list[Node]:
    tops = read(str(result.explain(**asked)))
    check_arithmetic(tops)
    return tops


def check_sections(result: Any) -> None:
    """Work every section's components and transfers again from its printed steps."""
    flows = result["年度流向"]
    for row in result["年度断面"].itertuples():
        tops = explained(result, section=str(row.序号))
        named = {n.what: n for n in tops}
        for what in COMPONENTS:
            assert number(named[what].value) == Fraction(str(getattr(row, what))), (row.序号, what)
        struck = next(n for n in named["跃升奖励"].below if n.what == "清零")
        assert number(struck.value) == Fraction(str(row.清零))
        check_class(named["年度水质类别"])
        assert named["年度水质类别"].value == row.年度水质类别
        assert named["年度达标"].value == row.年度达标
        own = flows[flows["序号"] == row.序号]
        told: dict[tuple[str, ...], Fraction] = {}
        for step in named["年度流向"].below if "年度流向" in named else []:
            kind, _, sides = step.what.split(" ", 2)[2].partition("：")
            payer, payee = sides.split(" → ")
            key = (payer, payee, "自抵" if payer == payee else kind)
            told[key] = told.get(key, Fraction(0)) + number(step.value)
        known = {(f.付款方, f.收款方, f.类型): Fraction(str(f.金额)) for f in own.itertuples()}
        assert {k: v for k, v in told.items() if v} == known


@pytest.mark.thorough
def test_every_section_is_worked_again_from_its_printed_steps() -> None:
    check_sections(result_of("water-year"))


def test_the_readings_of_a_year_are_those_of_the_cells() -> None:
    for place in ("13", "28"):
        (brief,) = [n for n in steps_of(section=place) if n.what == "年度水质类别"]
        for mean in brief.below:
            (whole,) = steps_of(section=place, indicator=mean.what.removesuffix("年均值"))
            assert (whole.how, whole.value) == (mean.how, mean.value)
            for step in whole.below:
                check_reading(step)


def test_every_month_stands_in_its_section() -> None:
    unpaid = next(n for n in steps_of(section="20") if n.what == "没有收付的月份")
    assert number(unpaid.value) == len(unpaid.below) == 10  # 2018-11 and 2019-09 exceed
    assert unpaid.said == "逐项：--month 2018-10 --section 20"


def test_every_quarter_is_worked_again_from_its_printed_steps() -> None:
    result: Any = result_of("water-year")
    named = (("应收", "累计应收"), ("应付", "累计应付"), ("净额", "累计净额"))
    for row in result["季度汇总"].itertuples():
        if row.季度 not in ("2018Q4", "2019Q3"):
            continue
        tops = {n.what: n for top in explained(result, quarter=row.季度, district=row.区市)
                for n in (top, *top.below)}  # fmt: skip
        for what in (w for pair in named for w in pair):
            assert number(tops[what].value) == Fraction(str(getattr(row, what)))
    for row in result["季度断面"].itertuples():
        if row.季度 == "2019Q3":
            tops = {n.what: n for n in steps_of(quarter="2019年第三季度", section=str(row.序号))}
            for what in ("奖励", "累计奖励", "赔付", "累计赔付"):
                assert number(tops[what].value) == Fraction(str(getattr(row, what)))
            assert len(tops) - 4 + len(tops["奖励"].below) + len(tops["赔付"].below) == 3


# one row of the list until March, two payers and three payees from April on
LISTED = [
    section("7", 责任区市="胶州", 去向="高新区、李沧", 截止月份="2019-03"),
    section("7", 责任区市="城阳、即墨", 去向="高新区、市南、李沧", 起始月份="2019-04"),
]


# 国控, 500,000 a month: a part is of whole yuan
WHOLE = [
    section("7", 断面控制级别="国控", 责任区市="胶州", 去向="李沧", 截止月份="2019-03"),
    section("7", 断面控制级别="国控", 责任区市="城阳、即墨", 去向="李沧", 起始月份="2019-04"),
]
DETERMINED = [("2019-06", "7", "即墨", "1/7"), ("2019-06", "7", "城阳", "6/7")]
INCIDENTS = [("2019-08-01", "即墨", "较大")]


@pytest.mark.parametrize(
    ("letters", "more"),
    [
        ("EXPELLPLEXPP", {}),
        ("PPPPPPEELPXE", {}),  # the last row of the list alone pays
        ("EXPELLPLEXPP", {"rounding": "monthly"}),
        ("EXPELLPLEXPP", {"responsibility": DETERMINED}),
        ("LLLLLLPLLPPP", {"incidents": INCIDENTS, "incident": "section"}),
        ("LLLLLLPLLPPP", {"incidents": INCIDENTS, "incident": "section", "rounding": "monthly"}),
        ("LLLLLLPLLPPP", {"incidents": INCIDENTS}),
    ],
)  # fmt: skip
@pytest.mark.parametrize("listed", at_first([LISTED, LISTED[1:], WHOLE], 1))
def test_shares_that_differ_by_month_are_worked_again(
    letters: str, more: dict[str, Any], listed: list[dict[str, str]]
) -> None:
    rows = cycle("7", letters, target="Ⅲ")
    if len(listed) == 1:
        listed = [{**listed[0], "起始月份": ""}]
    result = settle(rows, sections=listed, **more)
    check_sections(result)
    for row in result["年度汇总"].itertuples():
        if row.区市 != "合计":
            net = explained(result, district=row.区市)[0]
            assert number(net.value) == Fraction(str(row.净额))


def test_every_district_is_worked_again_from_its_printed_steps() -> None:
    result: Any = result_of("water-year")
    for row in result["年度汇总"].itertuples():
        if row.区市 == "合计":
            continue
        net, received, paid = steps_of(district=row.区市)
        assert number(net.value) == Fraction(str(row.净额))
        for side, account, value in zip(
            net.below, (received, paid), (row.应收, row.应付), strict=True
        ):
            assert number(side.value) == number(account.value) == Fraction(str(value))
            assert sum(number(n.value) for n in side.below) == number(side.value)
            assert sum(number(n.value) for n in account.below) == number(account.value)
        if row.上解:
            assert f"上解市财政 {row.上解:,.2f} 元" in net.said


def test_a_month_of_the_cycle_is_explained_as_the_month() -> None:
    tops = steps_of(month="2018-11", section="20")
    assert tops[0].value == "166,666.67 元"
    (ammonia,) = {n.cells[0] for n in tops[0].find("氨氮") if n.cells and n.value == "3.2 mg/L"}
    assert ammonia == "水质监测_2018-11.xlsx!监测数据!L22 = 3.2"


def test_what_is_paid_once_names_its_reasons() -> None:
    # 序号 26: Ⅱ this year, previous class of the sheet Ⅳ; 序号 5: dry for eight months or more
    bonus = next(n for n in steps_of(section="26") if n.what == "年度奖励")
    (before,) = [n for n in bonus.below if n.what == "上年度水质类别"]
    assert before.cells[0].startswith("年度资料.xlsx!上年度类别!")
    dry = next(n for n in steps_of(section="5") if n.what == "断流缴纳")
    (months,) = [n for n in dry.below if n.what == "断流月数"]
    assert number(months.value) == len(months.below) >= 8
    assert all(n.cells[0].endswith("= 是") for n in months.below)


def test_a_year_that_its_months_failed_says_so_where_it_costs() -> None:
    # a drinking source of Ⅲ (ammonia ≤ 1.0): the mean 0.80 meets it, 2019-09 alone fails it (六¶1)
    lake = section("1", 断面控制级别="省控", 水体类型="湖库", 饮用水源="是")
    rows = months_of("1", "氨氮", ["0.8"] * 10 + ["0.1", "1.5"])
    named = {n.what: n for n in explained(settle(rows, sections=[lake]), section="1")}
    struck = next(n for n in named["跃升奖励"].below if n.what == "清零")
    for step in (struck, named["年度奖励"], named["年度追缴"]):
        assert step.said.startswith("饮用水源 2019-09 超标，未达到年度目标")
        (state,) = [n for n in step.below if n.what == "年度达标"]
        (month,) = [n for n in state.below if "超标判定" in n.what]
        assert (state.value, month.what) == ("否", "2019-09 超标判定")
    assert [n.see for n in named["尾差"].below][:2] == ["1.1", "2"]
    charge = next(n for n in named["年度流向"].below if "年度追缴" in n.what)
    assert charge.below[0].see == "5"


def test_several_cycles_are_told_apart() -> None:
    result = result_of("water-year")
    assert str(result.explain(section=20, 考核周期="2018-2019")) == str(result.explain(断面=20))
    with pytest.raises(UsageError, match="没有考核周期“2020-2021”，有的是：2018-2019"):
        result.explain(section=20, cycle="2020-2021")
    with pytest.raises(UsageError, match="--section 15"):
        result.explain()
