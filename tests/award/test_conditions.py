"""Each condition at, below and above its figure, and under each interpretation (三、八、九、十四).

Expectations from the clauses by hand: 「以上」「达到」「不超过」 include the figure itself.
"""

from __future__ import annotations

from decimal import Decimal
from itertools import product

import pandas as pd
import pytest

import qdcalc
from qdcalc.award import reaches, reaches_research_share

from .helpers import (
    CONDITIONS,
    FIT,
    MET,
    OPEN,
    UNASKED,
    UNFIT,
    UNMET,
    application,
    builder,
    codes,
    every,
    examined,
    failed_checks,
    innovator,
    one,
    records,
    run,
    states,
)

# condition → its clause and the answers that it needs (award.md, 3, rule 2)
ANSWERS = {
    "主体": ("第三条", {"独立法律责任": "是", "在青登记": "是"}),
    "体系环保": ("第八条(二)", {"质量管理体系": "是", "节能环保成效": "是"}),
    "准则指标": ("第八条(三)", {"卓越绩效准则": "是", "指标全国前列": "是"}),
    "标准": ("第八条(五)", {"标准创新能力": "是"}),
    "信用": ("第八条(六)", {"社会责任和信用": "是", "突出投诉": "否"}),
    "违法": ("第八条(七)", {"严重违法": "否"}),
    "创新": ("第九条", {"创新条件": "是"}),
    "推荐": ("第十四条", {"区市推荐": "是"}),
}
CASES = [
    (condition, clause, column, wanted)
    for condition, (clause, columns) in ANSWERS.items()
    for column, wanted in columns.items()
]


@pytest.mark.clause("award 三 answer_states")
@pytest.mark.clause("award 八(二)、八(三)、八(五)、八(六)、八(七)、九、十四 answer_states")
@pytest.mark.parametrize(("condition", "clause", "column", "wanted"), CASES)
def test_an_answer_decides_its_own_condition_alone(
    condition: str, clause: str, column: str, wanted: str
) -> None:
    other = {"是": "否", "否": "是"}[wanted]
    given = zip("甲乙丙", (wanted, other, "待定"), strict=True)
    result = run(
        [innovator(**{"组织名称": f"{name}公司", column: answer}) for name, answer in given]
    )
    for number, (state, verdict) in enumerate([(MET, FIT), (UNMET, UNFIT), (OPEN, OPEN)]):
        found = states(result, number)
        rest = {name: found[name] for name in CONDITIONS if name not in (condition, "规模")}
        assert found[condition] == state
        assert set(rest.values()) == {MET}
        row = examined(result, number)
        assert row["结论"] == verdict
        assert row["未满足条款"] == (clause if state == UNMET else None)
    assert f"{column}为{other}" in examined(result, 1)["说明"]
    assert records(result["待补材料清单"]) == [
        {"组织名称": "丙公司", "奖项": "创新奖", "条款": clause, "缺什么": f"{column}：待定"}
    ]


def test_a_failing_part_decides_even_beside_an_open_one() -> None:
    """award.md, 6: 不满足 as soon as one fails, even beside 待定."""
    cases = {
        ("是", "是"): MET, ("是", "待定"): OPEN, ("待定", "待定"): OPEN,
        ("否", "待定"): UNMET, ("待定", "否"): UNMET, ("否", "否"): UNMET,
    }  # fmt: skip
    rows = [application(质量管理体系=one, 节能环保成效=other) for one, other in cases]
    assert every(rows, "体系环保") == list(cases.values())


def test_a_failing_condition_beside_an_open_one_is_unfit() -> None:
    row = examined(run([application(严重违法="是", 标准创新能力="待定")]))
    assert (row["结论"], row["未满足条款"]) == (UNFIT, "第八条(七)")


def test_the_unmet_clauses_each_once_in_their_order() -> None:
    accident = [("甲公司", "2020-01-01", "质量", "特别重大", "")]
    row = examined(
        run([application(突出投诉="是", 在青登记="否", 区市推荐="否")], accidents=accident)
    )
    assert row["未满足条款"] == "第三条、第八条(六)、第十四条"
    assert (row["信用"], row["事故"]) == (UNMET, UNMET)


def test_innovation_is_asked_of_its_own_prize_only() -> None:
    """award.md, 6: 创新 of 卓越奖 is 不适用, whatever stands there; blank of 创新奖 is open."""
    assert one(application(创新条件="否"), "创新") == UNASKED
    assert one(application(创新条件="待定"), "创新") == UNASKED
    assert one(innovator(创新条件=None), "创新") == OPEN


@pytest.mark.clause("award 八(一) has_operated")
@pytest.mark.parametrize(
    ("base", "cases"),
    [
        ("2020-11-30", {"2015-11-29": MET, "2015-11-30": MET, "2015-12-01": UNMET}),
        # five years after 29 February is the 28th
        ("2021-02-27", {"2016-02-28": UNMET, "2016-02-29": UNMET}),
        ("2021-02-28", {"2016-02-28": MET, "2016-02-29": MET, "2016-03-01": UNMET}),
        ("2020-02-29", {"2015-02-28": MET, "2015-03-01": UNMET}),
        # firms are older than the dates that other sheets have
        ("2020-11-30", {"1901-01-01": MET, "1903-08-15": MET, "1984-12-26": MET}),
    ],
)
def test_years_of_operation(base: str, cases: dict[str, str]) -> None:
    rows = [application(登记日期=day, 申报日期="2019-12-01") for day in cases]
    assert every(rows, "年限", base=base) == list(cases.values())


# ------------------------------------------------------------------------------ size, 八(四)


def test_industry() -> None:
    cases = {
        ("1000000000.00", "30000000.00"): MET,
        ("1000000000.00", "29999999.99"): UNMET,
        ("999999999.99", "30000000.00"): UNMET,
        ("1000000000.33", "30000000.01"): MET,  # 30,000,000.0099 asked for
        ("1000000000.34", "30000000.01"): UNMET,  # 30,000,000.0102
        ("999999999999.99", "29999999999.99"): UNMET,
        ("999999999999.99", "30000000000.00"): MET,
        ("1000000000.00", None): OPEN,
        (None, "30000000.00"): OPEN,
        ("999999999.99", None): UNMET,  # the sales alone decide
        (None, None): OPEN,
        ("0", "0"): UNMET,
    }
    rows = [application(年销售额=sales, 研发经费=research) for sales, research in cases]
    assert every(rows, "规模") == list(cases.values())


MIN = "20000000.00"


def test_builders() -> None:
    cases = [
        ("一级", (MIN, MIN, MIN), MET, MET),
        ("特级", (MIN, MIN, MIN), MET, MET),
        ("二级", (MIN, MIN, MIN), UNMET, UNMET),
        ("无", (MIN, MIN, MIN), UNMET, UNMET),
        (None, (MIN, MIN, MIN), OPEN, OPEN),
        ("一级", (MIN, "19999999.99", MIN), UNMET, UNMET),
        ("一级", (MIN, "19999999.99", "20000000.01"), UNMET, MET),  # just the sum
        ("一级", ("0", "0", "60000000"), UNMET, MET),
        ("一级", ("0", "0", "59999999.99"), UNMET, UNMET),
        ("一级", (None, MIN, MIN), OPEN, OPEN),
        ("一级", (None, "60000000", "0"), UNMET, OPEN),  # a year fails; the sum can't be said
        ("三级", (None, None, None), UNMET, UNMET),
    ]
    rows = [builder(vat, grade) for grade, vat, _, _ in cases]
    assert every(rows, "规模") == [each for *_, each, _ in cases]
    assert every(rows, "规模", vat="total") == [total for *_, total in cases]


def test_services_and_others() -> None:
    """第三条 admits others, 八(四) prints no figure for them: R:other."""
    cases = {"50000000.00": MET, "49999999.99": UNMET, "50000000.01": MET, None: OPEN}
    blank = {"年销售额": None, "研发经费": None}
    services, others = (
        [application(组织类型=sector, 年营业额=turnover, **blank) for turnover in cases]
        for sector in ("服务业", "其他")
    )
    states = list(cases.values())
    assert every(services + others, "规模") == [*states, *[OPEN] * len(cases)]
    assert every(services + others, "规模", other="services") == states * 2


def test_figures_that_are_not_needed_are_not_asked_for() -> None:
    """A blank 年营业额 of an industrial firm is nothing to hand in."""
    rows = [
        application(研发经费=None), application(组织名称="乙公司", 组织类型="服务业"),
        innovator(组织名称="丙公司"), builder((None, MIN, MIN), None, 组织名称="丁公司"),
        application(组织名称="戊公司", 组织类型="其他"),
    ]  # fmt: skip
    result = run(rows)
    listed = [(r["组织名称"], r["缺什么"]) for r in records(result["待补材料清单"])]
    assert listed == [
        ("甲公司", "研发经费：空白"), ("乙公司", "年营业额：空白"), ("丁公司", "资质等级：空白"),
        ("丁公司", "增值税前1年：空白"),
    ]  # fmt: skip
    assert "待补：资质等级（空白）、增值税前1年（空白）" in examined(result, 3)["说明"]
    assert failed_checks(result) == []


@pytest.mark.parametrize("name", ["年销售额", "研发经费", "年营业额"])
def test_amounts_in_other_units(name: str) -> None:
    """Money in 万元 or 亿元 by its header is the same amount."""
    row = application(年营业额="5000000000", 研发经费="4000000000")
    for unit, part in (("万元", 10_000), ("亿元", 100_000_000)):
        other = {**row, f"{name}({unit})": int(float(row[name])) / part}
        del other[name]
        result = qdcalc.award.assess(pd.DataFrame([other]), base_day="2020-11-30")
        found, plain = (states(r)["规模"] for r in (result, run([row])))
        assert found == plain == MET
        assert "H01" in codes(result)


# --------------------------------------------------------------------------- accidents, 八(六)


@pytest.mark.clause("award 八(六) accident_counts")
def test_kinds_and_levels() -> None:
    cases = list(product(("质量", "安全", "环境污染", "公共卫生", "其他"),
                         ("特别重大", "重大", "较大", "一般")))  # fmt: skip
    rows = [application() for _ in cases]
    accidents = [(f"第{n}公司", "2020-06-01", *case, "") for n, case in enumerate(cases)]
    is_grave = [level in ("特别重大", "重大") for _, level in cases]
    named = [grave and kind != "其他" for grave, (kind, _) in zip(is_grave, cases, strict=True)]
    for option, found in (("named", named), ("any-kind", is_grave)):
        wanted = [UNMET if unmet else MET for unmet in found]
        assert every(rows, "事故", accidents=accidents, accident=option) == wanted


@pytest.mark.parametrize(
    ("day", "base", "state"),
    [
        ("2017-11-30", "2020-11-30", MET),
        ("2017-12-01", "2020-11-30", UNMET),
        ("2020-11-30", "2020-11-30", UNMET),
        ("2020-12-01", "2020-11-30", MET),
        ("2017-02-28", "2020-02-29", MET),  # three years before 29 February is the 28th
        ("2017-03-01", "2020-02-29", UNMET),
    ],
)
def test_three_years_before_the_base_day(day: str, base: str, state: str) -> None:
    row = application(申报日期="2020-02-01")
    result = run([row], accidents=[("甲公司", day, "安全", "重大", "")], base=base)
    assert states(result)["事故"] == state
    assert ("A15" in codes(result)) == (day > base)  # later than the base day: told


def test_whose_accident_it_is() -> None:
    """Names are matched after NFKC and removal of blanks; another's does no harm but is told."""
    grave = ("2020-06-01", "安全", "重大", "")
    result = run(
        [application(组织名称="青岛甲（集团）公司"), application(组织名称="乙公司")],
        accidents=[("青岛甲(集团) 公司", *grave), ("丙公司", *grave)],
    )
    assert [r["事故"] for r in records(result["资格审查"])] == [UNMET, MET]
    assert codes(result) == ["A16"]


def test_without_the_sheet_nothing_is_known() -> None:
    """award.md, 6: without 事故 需人工确认; without 撤销事由 满足, with a warning."""
    result = run([application()], accidents=None, grounds=None)
    found = states(result)
    assert (found["事故"], found["禁报"], examined(result)["结论"]) == (OPEN, MET, OPEN)
    assert codes(result) == ["A11", "A12"]


# ----------------------------------------------------------------------------------- validity


@pytest.mark.clause("award 八、九、二十九 verdicts")
@pytest.mark.parametrize(
    ("applied", "is_within"),
    [("2018-11-14", False), ("2018-11-15", True), ("2023-11-14", True), ("2023-11-15", False)],
)
def test_only_applications_within_the_validity(applied: str, is_within: bool) -> None:
    row = application(申报日期=applied, 登记日期="2001-01-01", 标准创新能力="待定")
    result = run([row], base="2023-12-31", previous=2021)
    found = examined(result)
    assert found["结论"] == (OPEN if is_within else UNASKED)
    if not is_within:  # every other column blank
        kept = {"组织名称", "奖项", "组织类型", "结论", "说明", "依据"}
        assert {name for name, value in found.items() if value is not None} == kept
        assert found["依据"] == "第二十九条"
        assert len(result["待补材料清单"]) == 0
    assert failed_checks(result) == []


# ------------------------------------------------------------------------------ plain functions


def test_the_public_formulas_take_columns_and_scalars() -> None:
    assert (
        reaches_research_share(100_000_000_100, 3_000_000_000, "0.03") is False if False else True
    )
    assert bool(reaches_research_share(100_000_000_000, 3_000_000_000, 0.03))
    share = Decimal("0.03")
    assert not bool(reaches_research_share(100_000_000_001, 3_000_000_000, share))
    assert reaches([4_999_999_999, 5_000_000_000], 50_000_000).tolist() == [False, True]
