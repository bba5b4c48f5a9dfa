"""explain of the quality prize: the figures of the sample, worked again from its printed steps."""

from __future__ import annotations

import datetime as dt
import re
from functools import cache
from typing import Any

import openpyxl
import pytest

from explained import Node, check_arithmetic, number, read
from qdcalc.errors import UsageError
from qdcalc.notice.catalogue import find
from qdcalc.result.explaining import asked_for
from samples import DATA, SOURCES, result_of

from .helpers import CONDITIONS, EXCELLENCE, UNASKED, application, builder, records, run


@cache
def steps_of(**asked: Any) -> list[Node]:
    tops = read(str(result_of("award").explain(**asked)))
    check_arithmetic(tops)
    return tops


def one(node: Node, what: str) -> Node:
    return next(n for n in node.all() if n.what == what)


def test_every_application_of_the_sample() -> None:
    """Each verdict with its conditions, each cell as it stands in the file."""
    book = openpyxl.load_workbook(DATA / SOURCES["award"], data_only=True)
    money = {(r["组织名称"], r["奖项"]): r["奖金"] for r in records(result_of("award")["奖金明细"])}
    for place, row in enumerate(records(result_of("award")["资格审查"]), start=3):
        tops = steps_of(row=f"申报组织!{place}")
        name = (row["组织名称"], row["奖项"])
        (verdict,) = (n for n in tops if n.what == f"{' '.join(name)}的结论")
        assert verdict.value == row["结论"]
        assert [n.what for n in verdict.below] == list(CONDITIONS)
        assert [n.value for n in verdict.below] == [row[condition] for condition in CONDITIONS]
        paid = [number(n.value) for n in tops if n.what == f"{' '.join(name)}的奖金"]
        assert paid == ([money[name]] if name in money else [])
        for cell in (cell for n in tops for step in n.all() for cell in step.cells):
            _, sheet, rest = cell.split("!")
            address, _, told = rest.partition(" = ")
            held = book[sheet][address].value
            shown = "（空）" if held is None else str(held)
            assert re.sub(r"（表头.*", "", told) == shown, cell


def test_a_prize_adds_up_its_organisations() -> None:
    money, left = steps_of(prize=EXCELLENCE)
    assert number(money.value) == 2_000_000
    assert (left.value, left.how) == ("1 个", ["5 个 − 4 个 = 1 个"])


def test_an_organisation_with_everything_that_it_won() -> None:
    """示例食品公司: fraud found 2019-03-15, so it may not apply until 2022-03-15."""
    verdict, fate = steps_of(organisation="示例食品公司")
    assert one(verdict, "禁报").value == "不满足"
    assert one(verdict, "认定日期").value == "2019-03-15"
    assert (fate.value, one(fate, "禁报至").value) == ("撤销", "2022-03-15")
    assert number(one(fate, "追缴奖金").value) == 500_000
    assert "第二十五条" in one(fate, "追缴奖金").clause


def test_the_publicity() -> None:
    end, after = steps_of(item="公示")
    assert (end.value, after.value) == ("2021-01-05", "2021-01-06")
    assert "award.publicity" in end.options


def test_the_sum_of_three_years() -> None:
    rows = [builder((20_000_000, "19999900", 30_000_000))]
    (verdict,) = read(str(run(rows, vat="total").explain(row="申报组织!0")))
    assert check_arithmetic([verdict]) == 2
    assert number(one(verdict, "三年增值税合计").value) == 69_999_900
    assert number(one(verdict, "三年合计的标准").value) == 60_000_000
    assert one(verdict, "创新").value == UNASKED


def test_an_application_outside_the_validity() -> None:
    (verdict,) = read(str(run([application(申报日期="2018-11-14")]).explain(row="申报组织!0")))
    assert (verdict.value, verdict.clause) == ("不适用", "第二十九条")


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"organisation": "没有这家"}, "没有组织"), ({"row": "申报组织!99"}, "这一行"),
        ({"prize": "优秀奖"}, "没有奖项"), ({"item": "评审"}, "没有项目"), ({}, "--row 申报组织!3"),
    ],
)  # fmt: skip
def test_what_is_not_there(asked: dict[str, Any], told: str) -> None:
    with pytest.raises(UsageError, match=told):
        result_of("award").explain(**asked)


def test_selectors_that_make_each_other_void_are_refused() -> None:
    for pair in ("row organisation", "organisation prize", "prize item"):
        with pytest.raises(UsageError, match="不能一起写"):
            asked_for(find("award"), dict.fromkeys(pair.split(), "1"))


def test_a_correction_is_told() -> None:
    rows = [application(标准创新能力="否"), application(版本=1)]
    text = str(run(rows).explain(organisation="甲公司"))
    assert "标准创新能力 否 → 是" in text
    assert dt.date(2020, 11, 30).isoformat() in text
