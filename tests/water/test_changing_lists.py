"""A section list that changes inside a cycle (water.md §1: 起始月份, 截止月份), by hand.

Amounts are worked out from the clauses: 市控 2,000,000 元, 国控 6,000,000 元 a year, a month a
twelfth (五¶2), the year's sum rounded once (§5). Class Ⅲ of ammonia is 1.0 mg/L, Ⅳ 1.5.
"""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import qdcalc
from oracle.changing_lists import change_list
from oracle.scenarios import random_scenario
from oracle.water_month import month
from oracle.water_year import year
from oracle.year_scenarios import random_year
from qdcalc import InputError
from seeds import at_first, few
from workbook.books import write

from .helpers import (
    Row,
    failed_checks,
    fen,
    frame_of,
    frames_of,
    line,
    reading,
    records,
    refused,
    run,
    section,
)
from .test_oracle_agreement import compare_frames, same
from .year_helpers import (
    MONTHS,
    components,
    cycle,
    months_of,
    settle,
    verdicts,
    year_line,
    year_nets,
)

SINCE, UNTIL = "起始月份", "截止月份"


def old(code: str = "1", until: str = "2019-03", **changes: str) -> dict[str, str]:
    return section(code, **{UNTIL: until, **changes})


def new(code: str = "1", since: str = "2019-04", **changes: str) -> dict[str, str]:
    return section(code, **{SINCE: since, **changes})


def texts(result: Any, code: str) -> list[str]:
    return list(result.problems.loc[result.problems["代码"] == code, "问题"])


# ------------------------------------------------------------------- the row of the month


def test_each_month_has_its_own_target() -> None:
    """1.2 exceeds Ⅲ until March and meets Ⅳ from April on; the year's target is the last, Ⅳ."""
    listed = [old(核算水质目标="Ⅲ"), new(核算水质目标="Ⅳ")]
    result = settle(months_of("1", "氨氮", ["1.2"] * 12), sections=listed)
    assert verdicts(result, "1") == "EEEEEEPPPPPP"
    row = year_line(result, "1")
    assert (row["target_class"], row["annual_class"], row["state"]) == ("Ⅳ", "Ⅳ", "是")
    assert components(result, "1") == {"penalty": 100000000, "tail": -2}  # 6 × 166,666.67
    assert [line(result, "1", m)["target_class"] for m in ("2019-03", "2019-04")] == ["Ⅲ", "Ⅳ"]
    assert failed_checks(result) == []


def test_each_month_has_its_own_base() -> None:
    """6 × 2,000,000 ÷ 12 + 6 × 6,000,000 ÷ 12; failed: one annual base of the last level."""
    listed = [old(断面控制级别="市控"), new(断面控制级别="国控")]
    result = settle(cycle("1", "E" * 12, target="Ⅲ"), sections=listed)
    amounts = [line(result, "1", m)["amount_fen"] for m in ("2019-03", "2019-04")]
    assert amounts == [16666667, 50000000]
    assert components(result, "1") == {"penalty": 400000000, "tail": -2, "charge": 600000000}
    assert failed_checks(result) == []


def test_each_month_has_its_own_districts() -> None:
    """4 months of 即墨, 8 of 莱西 and 平度: thirds of 2,000,000; ties to the first in time."""
    listed = [old(until="2019-01", 责任区市="即墨"), new(since="2019-02", 责任区市="莱西、平度")]
    result = settle(cycle("1", "E" * 12, target="Ⅲ"), sections=listed)
    assert year_nets(result) == fen(
        即墨="-666,666.67", 莱西="-666,666.67", 平度="-666,666.66", 市财政="+2,000,000.00"
    )
    assert year_line(result, "1")["responsible"] == "莱西、平度"
    assert failed_checks(result) == []


def test_districts_keep_the_order_of_their_first_appearance() -> None:
    """莱西 answers for five months, then 即墨、莱西: of one fen too many 莱西 gets it first."""
    listed = [old(责任区市="莱西"), new(责任区市="即墨")]
    for first, last in (("莱西", "即墨"), ("即墨", "莱西")):
        listed = [old(until="2018-10", 责任区市=first), new(since="2018-11", 责任区市=last)]
        rows = [reading("1", {"氨氮": "1.2"}, month=m) for m in ("2018-10", "2018-11")]
        result = settle(rows, sections=[{**r, "断面控制级别": "市控"} for r in listed])
        # 2 × 2,000,000 ÷ 12 = 333,333.33: 166,666.665 each
        assert year_nets(result)[first] == -16666667
        assert year_nets(result)[last] == -16666666


def test_yearly_items_go_to_the_last_row() -> None:
    listed = [old(责任区市="即墨", 断面控制级别="国控"), new(责任区市="莱西", 断面控制级别="国控")]
    result = settle(cycle("1", "L" * 12, target="Ⅲ"), sections=listed, previous={"1": "Ⅳ"})
    assert year_nets(result) == fen(  # half of the leaps each; the bonus of 6,000,000 to 莱西
        即墨="+3,000,000.00", 莱西="+9,000,000.00", 市财政="-12,000,000.00"
    )


def test_ties_go_to_the_first_in_time_whatever_the_last_row_says() -> None:
    """莱西、即墨, from November on 即墨、莱西: of 166,666.67 the odd fen is 莱西's (§1, §5).

    In the month it goes to 即墨, whom the list names first then.
    """
    listed = [
        old(until="2018-10", 责任区市="莱西、即墨"), new(since="2018-11", 责任区市="即墨、莱西"),
    ]  # fmt: skip
    rows = [
        reading("1", {"氨氮": "0.8"}, month="2018-10"),
        reading("1", {"氨氮": "1.2"}, month="2018-11"),
    ]
    result = settle(rows, sections=listed)
    assert year_nets(result) == fen(莱西="-83,333.34", 即墨="-83,333.33", 市财政="+166,666.67")
    paid = result.tables["flows"].set_index("payer")["amount_fen"]
    assert (paid["即墨"], paid["莱西"]) == (8333334, 8333333)
    assert failed_checks(result) == []


def test_detection_limits_are_judged_by_the_month_s_target() -> None:
    """石油类 <0.2: its half is worse than Ⅲ (0.05), not than Ⅳ (0.5)."""
    listed = [old(until="2018-10", 核算水质目标="Ⅲ"), new(since="2018-11", 核算水质目标="Ⅳ")]
    rows = [reading("1", {"石油类": "0.2L"}, month=m) for m in ("2018-10", "2018-11")]
    result = settle(rows, sections=listed)
    assert line(result, "1", "2018-10")["not_measured"] == "石油类"
    assert line(result, "1", "2018-11")["not_measured"] is None
    means = {r["indicator"]: r["months"] for r in records(result.tables["annual_indicators"])}
    assert (means["石油类"], means["氨氮"]) == (1, 2)


def test_an_indicator_counts_in_the_months_in_which_it_is_judged() -> None:
    """硫酸盐 is judged while the section is a drinking source."""
    listed = [old(until="2018-11", 饮用水源="是"), new(since="2018-12", 饮用水源="否")]
    rows = [reading("1", {"硫酸盐": "100"}, month=m) for m in ("2018-10", "2018-11", "2018-12")]
    result = settle(rows, sections=listed)
    means = {r["indicator"]: r["months"] for r in records(result.tables["annual_indicators"])}
    assert (means["硫酸盐"], means["氨氮"]) == (2, 3)


def test_a_link_upstream_is_that_of_the_month() -> None:
    """The section above exceeds only by its target until March; then nothing is taken out."""
    listed = [
        old("1", 核算水质目标="Ⅲ"), new("1", 核算水质目标="Ⅳ"),
        section("2", 上游断面="1", 断面属性="出境"),
    ]  # fmt: skip
    rows = [*months_of("1", "氨氮", ["1.2"] * 12), *months_of("2", "氨氮", ["1.2"] * 12)]
    result = settle(rows, sections=listed)
    assert verdicts(result, "2") == "PPPPPPEEEEEE"


def test_a_determination_is_of_the_month_s_districts() -> None:
    shared = {"断面属性": "共同断面"}
    listed = [old(责任区市="即墨、平度", **shared), new(责任区市="莱西、平度", **shared)]
    rows = cycle("1", "E" * 12, target="Ⅲ")
    result = run(rows, sections=listed, responsibility=[("2019-04", "1", "莱西", "0")])
    assert line(result, "1", "2019-04")["responsible"] == "莱西、平度"
    paid = result.tables["flows"]
    paid = paid[paid["month"] == "2019-04"]
    assert dict(zip(paid["payer"], paid["amount_fen"], strict=True)) == {"平度": 16666667}
    found = refused(rows, sections=listed, responsibility=[("2019-03", "1", "莱西", "0")])
    assert list(found["代码"]) == ["W42"]


# ------------------------------------------------------------------- months without a row


@pytest.mark.parametrize(
    ("since", "until", "months"),
    at_first(
        [
            ("2018-11", "", 11),
            ("", "2019-08", 11),
            ("2018-10", "2019-09", 12),
            ("", "", 12),
            ("2019-03", "2019-03", 1),
        ],
        2,
    ),
)
def test_a_month_without_a_row_of_the_list_is_not_missing(
    since: str, until: str, months: int
) -> None:
    listed = [section("1"), section("2", **{SINCE: since, UNTIL: until})]
    result = settle(cycle("1", "P" * 12, target="Ⅲ"), sections=listed)
    rows = result.tables["section_months"]
    assert (rows["section_id"] == "2").sum() == months
    assert year_line(result, "2")["missing_months"] == months
    assert len(texts(result, "W50")) == months
    assert failed_checks(result) == []


def test_a_row_that_holds_in_no_month_of_the_cycle_is_not_listed() -> None:
    listed = [
        section("1"), section("2", 责任区市="胶州", **{SINCE: "2019-10"}),
        section("3", 责任区市="莱西", **{UNTIL: "2018-09"}),
        section("4", 责任区市="市北", **{SINCE: "2019-09"}), new("1", since="2030-01"),
    ]  # fmt: skip
    listed[0][UNTIL] = "2029-12"
    result = settle(cycle("1", "P" * 12, target="Ⅲ"), sections=listed)
    assert list(result.tables["section_years"]["section_id"]) == ["1", "4"]
    assert list(result.tables["sections_used"]["section_id"]) == ["1", "4"]
    assert list(result.tables["year_districts"]["district"]) == ["市北", "即墨", "市财政"]
    used = records(result.tables["sections_used"])
    assert [(r["since"], r["until"]) for r in used] == [(None, "2029-12"), ("2019-09", None)]
    assert failed_checks(result) == []


@pytest.mark.thorough
def test_from_94_sections_to_66() -> None:
    """Qingdao's own list of 2020–2021: half a year of 94 sections, half a year of 66."""
    names = [str(n) for n in range(1, 95)]
    listed = [section(n, **({} if int(n) <= 66 else {UNTIL: "2021-03"})) for n in names]
    months = [f"{2020 if m > 9 else 2021}-{m:02}" for m in (10, 11, 12, *range(1, 10))]
    rows: list[Row] = [
        reading(n, month=m)
        for m in months
        for n in (names if m <= "2021-03" else names[:66])
    ]  # fmt: skip
    result = settle(rows, sections=listed)
    by_month = Counter(result.tables["section_months"]["month"])
    assert [by_month[m] for m in months] == [94] * 6 + [66] * 6
    assert set(result.tables["section_months"]["verdict"]) == {"跃升"}
    quarters = Counter(result.tables["section_quarters"]["quarter"])
    assert quarters == {"2020Q4": 94, "2021Q1": 94, "2021Q2": 66, "2021Q3": 66}
    assert len(result.tables["section_years"]) == 94
    assert (components(result, "94")["reward"], components(result, "66")["reward"]) == (
        100000000, 200000000,
    )  # fmt: skip
    assert not {"W50", "W70"} & set(result.problems["代码"])
    assert failed_checks(result) == []


def test_verdicts_of_a_quarter_that_the_section_left() -> None:
    listed = [section("1"), old("2", until="2018-11")]
    rows = [*cycle("1", "P" * 12, target="Ⅲ"), *cycle("2", "PE", target="Ⅲ", months=MONTHS[:2])]
    result = settle(rows, sections=listed)
    found = [r for r in records(result.tables["section_quarters"]) if r["section_id"] == "2"]
    assert [(r["quarter"], r["verdicts"]) for r in found] == [("2018Q4", "10月 达标、11月 超标")]


def test_a_section_that_gets_another_number_is_found_by_name() -> None:
    """The new list counts anew: the same river and section, 序号 1 until March, then 7."""
    same_names = {"河流名称": "大沽河", "监测断面": "孙洲庄"}
    listed = [old("1", **same_names), new("7", **same_names)]
    rows = [
        {k: v for k, v in reading("", month=m).items() if k != "序号"}
        | {"河流名称": "大沽河", "监测断面": "孙洲庄"}
        for m in MONTHS
    ]
    result = settle(rows, sections=listed)
    rows_ = result.tables["section_months"]
    assert list(rows_["section_id"]) == ["1"] * 6 + ["7"] * 6
    assert set(rows_["verdict"]) == {"跃升"}


def test_a_row_s_new_name_is_that_of_its_months() -> None:
    listed = [old(监测断面="旧桥"), new(监测断面="新桥")]
    named = [{**reading("1", month=m), "监测断面": "旧桥"} for m in ("2019-03", "2019-04")]
    found = refused(named, sections=listed)
    assert list(found["代码"]) == ["W31"]
    assert len(run(named[:1], sections=listed).tables["section_months"]) == 1


# ------------------------------------------------------------------- incidents (七¶2)


@pytest.mark.parametrize(
    ("incident", "struck"),
    [("share", 50000000), ("section", 100000000)],
)
def test_an_incident_strikes_the_months_of_its_district(incident: str, struck: int) -> None:
    """即墨 with 平度 for six months of twelve leaps: half of 1,000,000, or all of it."""
    listed = [old(责任区市="即墨、平度"), new(责任区市="莱西")]
    result = settle(
        cycle("1", "L" * 12, target="Ⅲ"), sections=listed,
        incidents=[("2019-08-01", "即墨", "较大")], incident=incident,
    )  # fmt: skip
    assert components(result, "1") == {
        "reward": 200000000 - struck, "struck": struck, "tail": -4,
    }  # fmt: skip
    nets = year_nets(result)
    assert nets["莱西"] == 100000000
    assert nets.get("平度", 0) == 100000000 - struck
    assert failed_checks(result) == []


# ------------------------------------------------------------------- errors


@pytest.mark.parametrize("day", ["2018-09", "2019-04"])
def test_a_reading_in_a_month_in_which_no_row_holds(day: str, tmp_path: Path) -> None:
    listed = [section("1"), section("2", **{SINCE: "2018-10", UNTIL: "2019-03"})]
    rows = [reading("1", month="2018-11"), reading("2", month=day)]
    found = refused(rows, sections=listed)
    assert "W29" in set(found["代码"])
    text = found.loc[found["代码"] == "W29", "问题"].iloc[0]
    assert day in text
    assert "2018-10 至 2019-03" in text
    tables = [frame_of(rows), frame_of(listed)]
    readings, sections = ([list(t.columns), *t.to_numpy().tolist()] for t in tables)
    write(tmp_path / "in.xlsx", *readings, 断面清单=sections)
    one_cycle: list[Any] = [qdcalc.water.year] if day == "2019-04" else []
    for calculate in (qdcalc.water.month, *one_cycle):
        with pytest.raises(InputError) as caught:
            calculate(tmp_path / "in.xlsx")
        errors = caught.value.problems
        errors = errors[errors["代码"] == "W29"]
        assert list(errors["单元格"]) == ["A3"]


@pytest.mark.parametrize(
    ("one", "other", "codes"),
    [
        (("", "2019-03"), ("2019-04", ""), []),
        (("", "2019-03"), ("2019-03", ""), ["W28"]),  # both hold in March
        (("2019-04", ""), ("", "2019-04"), ["W28"]),
        (("", ""), ("2019-04", ""), ["W28"]),
        (("2018-10", "2019-09"), ("2019-01", "2019-02"), ["W28"]),
        (("2019-04", "2019-03"), ("2019-05", ""), ["W27"]),
        (("2019-04", "2019-04"), ("2019-05", ""), []),
        (("", ""), ("", ""), ["R01"]),
        (("2019-01", ""), ("2019-01", ""), ["R01"]),
        (("2019-13", ""), ("2018-10", "2018-10"), ["C04"]),
    ],
)
def test_rows_of_one_number(one: tuple[str, str], other: tuple[str, str], codes: list[str]) -> None:
    listed = [section("1", **{SINCE: a, UNTIL: b}) for a, b in (one, other)]
    listed.append(section("2"))
    rows = [reading("2", month="2018-11")]
    if not codes:
        run(rows, sections=listed)
        return
    assert list(refused(rows, sections=listed)["代码"]) == codes


def test_a_name_that_the_list_has_not_is_refused() -> None:
    """The section's two rows have one name: what is written beside the number is another."""
    listed = [old(监测断面="甲桥"), new(监测断面="甲桥"), section("2", 监测断面="乙桥")]
    rows = [{**reading("1", {"氨氮": "0.8"}, month="2018-10"), "监测断面": "甲大桥"}]
    assert list(refused(rows, sections=listed)["代码"]) == ["W31"]


def test_blank_columns_are_as_absent_ones() -> None:
    listed = [section("1"), section("2")]
    rows = [*cycle("1", "LPEXPPLLLPPD", target="Ⅲ"), *cycle("2", "EEEEPPPPPPPP", target="Ⅲ")]
    one = settle(rows, sections=listed)
    other = settle(rows, sections=[{**row, SINCE: "", UNTIL: ""} for row in listed])
    for name in one.tables:
        if name not in ("run", "checks"):
            pd.testing.assert_frame_equal(one.tables[name], other.tables[name])


def test_a_list_in_one_of_several_monthly_files_holds_for_all(tmp_path: Path) -> None:
    listed = frame_of([old(责任区市="即墨"), new(责任区市="莱西")])
    for name in ("2019-03", "2019-04"):
        table = frame_of([reading("1", {"氨氮": "1.2"}, month=name)])
        sheets = {"断面清单": [list(listed.columns), *listed.to_numpy().tolist()]}
        write(
            tmp_path / f"{name}.xlsx", list(table.columns), *table.to_numpy().tolist(),
            **(sheets if name == "2019-04" else {}),
        )  # fmt: skip
    result = qdcalc.water.month(tmp_path)
    paid = result.tables["flows"]
    assert list(zip(paid["month"], paid["payer"], strict=True)) == [
        ("2019-03", "即墨"), ("2019-04", "莱西"),
    ]  # fmt: skip
    assert "起始月份" in result.problems.loc[result.problems["代码"] == "W38", "如何改"].iloc[0]


# ------------------------------------------------------------------- against the oracle

YEARS = {
    "section_id": "序号", "river": "河流名称", "section": "监测断面",
    "annual_class": "年度水质类别", "state": "年度达标", "dry_months": "断流月数",
    "leap_months": "跃升月数", "exceed_months": "超标月数", "reward_fen": "跃升奖励",
    "struck_fen": "清零",
    "penalty_fen": "超标赔付", "tail_fen": "尾差", "bonus_fen": "年度奖励",
    "charge_fen": "年度追缴", "dry_fen": "断流缴纳",
}  # fmt: skip
FLOWS = {
    "section_id": "序号", "payer": "付款方", "payee": "收款方", "kind": "类型",
    "amount_fen": "金额",
}  # fmt: skip
DISTRICTS = {
    "district": "区市", "receivable_fen": "应收", "payable_fen": "应付", "net_fen": "净额",
    "remitted_fen": "上解", "allotted_fen": "下达",
}  # fmt: skip


@pytest.mark.thorough
@pytest.mark.parametrize("seed", few(range(7000, 7016), 1))
def test_random_months(seed: int) -> None:
    rng = random.Random(seed)
    scenario = random_scenario(rng, 3)
    change_list(rng, scenario)
    result = qdcalc.water.month(**frames_of(scenario))
    compare_frames(month(scenario), result)
    assert failed_checks(result) == []


@pytest.mark.thorough
@pytest.mark.parametrize("seed", few(range(7100, 7106), 1))
def test_random_cycles(seed: int) -> None:
    rng = random.Random(seed)
    scenario = random_year(rng)
    change_list(rng, scenario.base)
    result = qdcalc.water.year(
        **frames_of(scenario.base),
        cycle=scenario.cycle,
        incidents=pd.DataFrame(scenario.incidents) if scenario.incidents else None,
        previous_classes=pd.DataFrame(scenario.previous) if scenario.previous else None,
        is_drought_year=scenario.drought,
    )
    expected = year(scenario)
    compare_frames(expected.months, result)
    tables = {name: records(result.tables[name]) for name in result.tables}
    same(tables["section_years"], expected.sections, YEARS)
    same(tables["year_flows"], expected.flows, FLOWS)
    same(tables["year_districts"], expected.districts, DISTRICTS)
    assert failed_checks(result) == []
