"""No arithmetic on money overflows unseen: every notice at the largest figures that it admits.

Issue 10: "市控 base 1e17 gives 647,189,969,287,686.80 with every check passed … no arithmetic on
money can overflow unseen (bounds proven from the ranges, or checked)". docs/decisions/0004 has the
proof; expectations here are Fractions and Python's own integers.
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import qdcalc
from qdcalc import expo, staffing, water
from qdcalc.notice.description import Calculation

YUAN = 1_000_000_000  # the most of a yearly base
LEVELS = ("国控", "省控", "市控")


def most(calculation: Calculation, names: tuple[str, ...], folder: Path, since: str) -> Path:
    """Write a policy file that sets figures to their largest values."""
    policy, lines = calculation.policy(), []
    for name in names:
        shape = policy.figure(name).shape
        value = str(shape.most)
        if shape.by:
            keys = shape.by if isinstance(shape.by, tuple) else LEVELS
            value = "{" + ", ".join(f'"{key}" = {shape.most}' for key in keys) + "}"
        lines.append(f"[[figures.{name}.versions]]\nsince = {since}\nvalue = {value}\n")
    path = folder / "最大.toml"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


WATER = (
    "annual_base_yuan", "leap_coefficient", "within_coefficient", "beyond_coefficient",
    "bonus_multiple", "charge_multiple", "dry_multiple",
)  # fmt: skip


@pytest.fixture
def readings() -> pd.DataFrame:
    """Section 20 (市控, 共同断面 of none) exceeds twice over in each month of the cycle."""
    months = [f"2018-{m}" for m in (10, 11, 12)] + [f"2019-0{m}" for m in range(1, 10)]
    return pd.DataFrame({"月份": months, "序号": "20", "氨氮": 99.0})


def test_the_months_at_the_largest_figures(readings: pd.DataFrame, tmp_path: Path) -> None:
    """|10| × 10⁹ 元 ÷ 12 = 833,333,333.333 元, half-up to the fen."""
    path = most(water.MONTH, WATER, tmp_path, "2018-10-01")
    result = qdcalc.water.month(readings, policy=path)
    sections = result.tables["section_months"]
    wanted = Fraction(10 * YUAN * 100, 12)
    assert sections.loc[sections["section_id"] == "20", "amount_fen"].tolist() == (
        [int(wanted + Fraction(1, 2))] * 12
    )
    assert (result["校验"]["结果"] == "通过").all()


@pytest.mark.thorough
def test_the_year_at_the_largest_figures(readings: pd.DataFrame, tmp_path: Path) -> None:
    """Penalties: 12 × 10 × 10⁹ ÷ 12 = 10¹⁰ 元 exactly."""
    path = most(water.YEAR, WATER, tmp_path, "2018-10-01")
    result = qdcalc.water.year(readings, policy=path)
    years = result.tables["section_years"]
    (penalty,) = years.loc[years["section_id"] == "20", "penalty_fen"].tolist()
    assert penalty == 10 * YUAN * 100
    assert (result["校验"]["结果"] == "通过").all()


def test_the_largest_amounts_over_every_row_that_fits() -> None:
    """A month is at most 10¹² fen: 2⁵³ is reached by 9,007 of them, far from int64's end."""
    one = water.month_amount_fen(10, YUAN, 1)
    assert int(one) == 10**12
    qdcalc.money.bounded(np.full(9_007, int(one)))
    with pytest.raises(qdcalc.UsageError, match="合计太大"):
        qdcalc.money.bounded(np.full(9_008, int(one)))


@pytest.mark.parametrize(
    ("call", "wanted"),
    [
        (lambda: water.month_amount_fen(2, 10**17), None),
        (lambda: water.month_amount_fen(10, 10**14, 12), Fraction(10 * 10**16, 12)),
        (lambda: water.charge_fen(np.array([2], dtype=np.int8), np.array([10**17]),
                                  is_extra_level=np.array([True]), multiple=10), None),
        (lambda: expo.growth_subsidy_fen(0, 10**15, figures={"growth_step_yuan": 1,
                                                             "growth_step_award_yuan": 10**9}),
         None),
        (lambda: expo.trade_show_subsidy_fen(1e11, figures={"trade_step_m2": 1,
                                                            "trade_step_yuan": 10**9}), None),
        (lambda: expo.consumer_show_subsidy_fen(9e11, 0, figures={"consumer_step_yuan": 10**9}),
         None),
        (lambda: expo.venue_increment_fen(10**13, 0, figures={"venue_mid_yuan": 10**7}), None),
        (lambda: expo.new_firm_ceiling_fen(10**15), Fraction(10**8)),
    ],
)  # fmt: skip
def test_plain_functions_refuse_what_does_not_fit(call: Any, wanted: Fraction | None) -> None:
    if wanted is None:
        with pytest.raises(qdcalc.UsageError, match=r"太大|超出"):
            call()
    else:
        assert int(call()) == int(wanted + Fraction(1, 2))


EXPO = tuple(
    name
    for name, figure in expo.EXPO.policy().figures.items()
    if figure.shape.kind == "money" and not name.startswith(("known_revenue", "growth_step_yuan"))
)


def test_exhibitions_at_the_largest_figures(tmp_path: Path) -> None:
    """First tier 10⁹ 元; 200 steps of 10⁷ 元 more, capped at 10⁹; grown by 10 steps of 10⁷."""
    path = most(expo.EXPO, EXPO, tmp_path, "2018-01-01")
    shows = pd.DataFrame(
        {"展会名称": ["甲展"], "届次": ["2"], "类型": ["贸易展"], "专业场馆": ["是"],
         "结束日期": ["2019-05-01"], "展览面积": [1_020_000], "申请单位": ["甲公司"]}
    )  # fmt: skip
    firms = pd.DataFrame(
        {"企业名称": ["乙"], "年度": [2019], "项目": ["规模增长补助"], "纳统": ["是"],
         "上年度营业收入": [0], "营业收入": [100_000_000]}
    )  # fmt: skip
    result = qdcalc.expo.assess(shows, firms=firms, policy=path)
    assert result.tables["findings"]["amount_fen"].tolist() == [YUAN * 100, 10 * 10**7 * 100]
    assert (result["校验"]["结果"] == "通过").all()


def test_an_area_larger_than_the_earth_is_refused(tmp_path: Path) -> None:
    path = most(expo.EXPO, EXPO, tmp_path, "2018-01-01")
    shows = pd.DataFrame(
        {"展会名称": ["甲展"], "届次": ["2"], "类型": ["消费展"], "历史最大面积": [0],
         "专业场馆": ["否"], "结束日期": ["2019-05-01"], "展览面积": [9e12], "申请单位": ["甲公司"]}
    )  # fmt: skip
    with pytest.raises(qdcalc.UsageError, match="太大"):
        qdcalc.expo.assess(shows, policy=path)


def test_gaps_that_cost_more_than_all_money() -> None:
    """10¹² people need 166,666,667 staff; at 10¹³ 元 less a fen each that is no amount."""
    platforms = pd.DataFrame(
        {"区市": ["市南"], "街道": ["甲"], "名称": ["甲中心"], "级别": ["街道(镇)"],
         "服务对象数": [10**12], "在编": [0]}
    )  # fmt: skip
    costs = pd.DataFrame({"人均年经费": [9_999_999_999_999.99]})
    with pytest.raises(qdcalc.UsageError, match="缺口经费太大"):
        staffing.assess(platforms, costs=costs)


def test_a_column_that_adds_up_to_too_much() -> None:
    """2¹⁸ rows of 10¹³ 元 less a fen pass int64; each row alone is a number that is read."""
    rows = 2_400
    history = pd.DataFrame(
        {"对象": [f"企业{n}" for n in range(rows)], "项目": "规模增长补助", "年度": 2018,
         "金额": 9_999_999_999_999.99}
    )  # fmt: skip
    shows = pd.DataFrame(
        {"展会名称": ["甲展"], "届次": ["2"], "类型": ["贸易展"], "专业场馆": ["是"],
         "结束日期": ["2019-05-01"], "展览面积": [20_000], "申请单位": ["甲公司"]}
    )  # fmt: skip
    with pytest.raises(qdcalc.UsageError, match="“历史补助”的“金额”合计太大"):
        qdcalc.expo.assess(shows, history=history)
    assert len(qdcalc.expo.assess(shows, history=history.iloc[:200])["核定结果"]) == 1


def test_no_body_recognises_conferences_where_the_list_is_empty(tmp_path: Path) -> None:
    """An empty list must not match every name."""
    path = tmp_path / "政策.toml"
    path.write_text(
        "[[figures.conference_bodies.versions]]\nsince = 2018-01-01\nvalue = []\n",
        encoding="utf-8",
    )
    shows = pd.DataFrame(
        {"展会名称": ["甲展"], "届次": ["2"], "类型": ["贸易展"], "专业场馆": ["是"],
         "结束日期": ["2019-05-01"], "展览面积": [20_000], "申请单位": ["甲公司"]}
    )  # fmt: skip
    certificates = pd.DataFrame(
        {"对象": ["某会议"], "类别": ["国际会议"], "认证机构": ["ICCA"], "举办日期": ["2019-05-01"],
         "认证日期": ["2019-05-01"], "申请单位": ["甲公司"]}
    )  # fmt: skip
    for policy, wanted in ((None, 5_000_000), (path, 0)):
        found = qdcalc.expo.assess(shows, certificates=certificates, policy=policy)
        amounts = found.tables["findings"].set_index("subject")["amount_fen"]
        assert amounts["某会议"] == wanted
