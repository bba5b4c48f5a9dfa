"""The settlement of a cycle with everything in it (clauses 五–八, 十), all of it by hand.

The expectations stand with their arithmetic in everything_cycle.py; those here beside them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import qdcalc
from qdcalc.result.result import Result
from workbook.books import HEADER, ROW, write

from .everything_cycle import CYCLE, DISTRICTS, FLOWS, LETTERS, MONTHS, YEARS, frames
from .helpers import failed_checks, records

COLUMNS = (
    "annual_class", "state", "dry_months", "leap_months", "exceed_months", "missing_months",
    "reward_fen", "struck_fen", "penalty_fen", "tail_fen", "bonus_fen", "charge_fen", "dry_fen",
)  # fmt: skip
SIDES = ("receivable_fen", "payable_fen", "net_fen")
WORDS = {"L": "跃升", "P": "达标", "E": "超标", "B": "超标", "D": "断流", "-": "缺测"}


@pytest.fixture(scope="module")
def settled() -> Result:
    return qdcalc.water.year(**frames())


def by(result: Result, table: str, *keys: str) -> dict[Any, dict[str, Any]]:
    """Return a table's rows by key, each key once."""
    rows = records(result.tables[table])
    found = {tuple(row[k] for k in keys) if len(keys) > 1 else row[keys[0]]: row for row in rows}
    assert len(found) == len(rows)
    return found


def transfers(result: Result) -> dict[Any, int]:
    """Return 年度流向: section, payer, payee, kind → fen."""
    rows = by(result, "year_flows", "section_id", "payer", "payee", "kind")
    return {key: row["amount_fen"] for key, row in rows.items()}


def test_the_months_are_those_of_the_exercise(settled: Result) -> None:
    rows = by(settled, "section_months", "month", "section_id")
    assert len(rows) == 120
    for code, letters in LETTERS.items():
        assert [rows[m, code]["verdict"] for m in MONTHS] == [WORDS[c] for c in letters], code


@pytest.mark.parametrize("code", YEARS)
def test_sections(settled: Result, code: str) -> None:
    row = by(settled, "section_years", "section_id")[code]
    assert dict(zip(COLUMNS, YEARS[code], strict=True)) == {name: row[name] for name in COLUMNS}
    assert row["cycle"] == CYCLE
    assert row["is_provisional"] == "否"  # every month of the cycle has rows


def test_only_the_ten_sections(settled: Result) -> None:
    assert list(by(settled, "section_years", "section_id")) == list(YEARS)


@pytest.mark.clause("water 五¶1、十 settle_exactly")
def test_flows(settled: Result) -> None:
    assert transfers(settled) == FLOWS


@pytest.mark.clause("water 十 remittances")
def test_districts(settled: Result) -> None:
    rows = by(settled, "year_districts", "district")
    columns = (*SIDES, "remitted_fen", "allotted_fen")
    assert {name: tuple(row[c] for c in columns) for name, row in rows.items()} == DISTRICTS
    assert sum(row["net_fen"] for row in rows.values()) == 0  # section 5: to the fen


def test_the_exercise_adds_up() -> None:
    """The expectations themselves: flows = sections = districts."""
    for code, row in YEARS.items():
        reward, _, penalty, _, *yearly = row[6:]
        assert reward + penalty + sum(yearly) == sum(
            amount for key, amount in FLOWS.items() if key[0] == code
        ), code
    for name, (received, paid, net, up, down) in DISTRICTS.items():
        moved = {k: v for k, v in FLOWS.items() if k[3] != "自抵"}
        assert received == sum(v for k, v in moved.items() if k[2] == name), name
        assert paid == sum(v for k, v in moved.items() if k[1] == name), name
        assert (net, name == "市财政" or down - up == net) == (received - paid, True), name
    assert sum(row[2] for row in DISTRICTS.values()) == 0


def test_ammonia_of_the_year(settled: Result) -> None:
    """Sums of the months in everything_cycle.py; the limit is the target's (GB 3838)."""
    rows = by(settled, "annual_indicators", "section_id", "indicator")
    sums = {
        "1": (10, 7.9), "2": (12, 15.4), "3": (12, 22.8), "4": (12, 7.3), "5": (4, 2.2),
        "6": (12, 45.9), "7": (12, 7.1), "8": (4, 1.2), "9": (12, 19), "10": (3, 2.4),
    }  # fmt: skip
    worse = {"6", "9"}  # 3.825 of 2.0 and 1.583 of 1.5
    for code, (months, total) in sums.items():
        row = rows[code, "氨氮"]
        assert (row["months"], float(row["total"])) == (months, total), code
        assert row["mean"] == pytest.approx(total / months, rel=1e-12), code
        assert (row["is_worse"] == "是") == (code in worse), code
        assert row["water_class"] == YEARS[code][0], code


def test_the_account_of_pingdu(settled: Result) -> None:
    """平度: months, then 尾差, 清零 and the yearly items, to the settlement.

    Gets in the months 5 × 16,666,667 (1) + 6 × 25,000,000 (4) + 3 × 16,666,667 (6) = 283,333,336,
    exactly 83,333,333 + 150,000,000 + 50,000,000 = 283,333,333; pays 16,666,667 + 33,333,333 (1) +
    25,000,000 (4) + 9 × 33,333,333 (6) = 374,999,997, exactly 375,000,000. Struck: all of 4 and 6.
    """
    rows = {
        k[1]: v for k, v in by(settled, "accounts", "district", "item").items() if k[0] == "平度"
    }
    got = {item: (row["receivable_fen"], row["payable_fen"]) for item, row in rows.items()}
    months = {item: sides for item, sides in got.items() if item.endswith("核算")}
    assert len(months) == 12
    # October: 16,666,667 (1) + 25,000,000 (4) + 16,666,667 (6); September: 25,000,000 (4) +
    # 33,333,333 (6) paid
    assert months["2018-10 核算"] == (58333334, 0)
    assert months["2019-09 核算"] == (0, 58333333)
    assert {k: v for k, v in got.items() if k not in months} == {
        "各月合计": (283333336, 374999997),
        "尾差": (-3, 3),
        "清零": (-200000000, 0),
        "年度奖励": (0, 0),
        "年度追缴": (0, 300000000),
        "断流缴纳": (0, 0),
        "年度结算": (83333333, 675000000),
    }


@pytest.mark.clause("water 十 by_quarter")
def test_quarters(settled: Result) -> None:
    """Months alone, before 清零, 尾差 and yearly items, and the sum since October.

    平度 gets October to December 3 × 16,666,667 (1) + 3 × 25,000,000 (4) + 3 × 16,666,667 (6) =
    175,000,002; January to March 2 × 16,666,667 + 3 × 25,000,000 and pays 3 × 33,333,333; April to
    June pays (1) 16,666,667 in June and 3 × 33,333,333; July to September 33,333,333 (1),
    25,000,000 (4) and 3 × 33,333,333. 莱西 gets 25,000,000 in each of the first five months;
    年度奖励 is not in any quarter.
    """
    rows = by(settled, "quarters", "quarter", "district")
    columns = (
        *SIDES, "receivable_so_far_fen", "payable_so_far_fen", "net_so_far_fen",
    )  # fmt: skip
    got = {key: tuple(row[c] for c in columns) for key, row in rows.items()}
    expected = {
        ("2018Q4", "平度"): (175000002, 0, 175000002, 175000002, 0, 175000002),
        ("2019Q1", "平度"): (108333334, 99999999, 8333335, 283333336, 99999999, 183333337),
        ("2019Q2", "平度"): (0, 116666666, -116666666, 283333336, 216666665, 66666671),
        ("2019Q3", "平度"): (0, 158333332, -158333332, 283333336, 374999997, -91666661),
        ("2018Q4", "莱西"): (75000000, 0, 75000000, 75000000, 0, 75000000),
        ("2019Q1", "莱西"): (50000000, 0, 50000000, 125000000, 0, 125000000),
        ("2019Q2", "莱西"): (0, 0, 0, 125000000, 0, 125000000),
        ("2019Q3", "莱西"): (0, 0, 0, 125000000, 0, 125000000),
    }
    assert {key: got[key] for key in expected} == expected
    for quarter in ("2018Q4", "2019Q1", "2019Q2", "2019Q3"):
        nets = [v for k, v in got.items() if k[0] == quarter]
        assert len(nets) == len(DISTRICTS)
        assert (sum(v[2] for v in nets), sum(v[5] for v in nets)) == (0, 0)


def test_the_quarters_of_a_section(settled: Result) -> None:
    """Section 1, LLL LLP PPE BD-: 16,666,667 a leap, 16,666,667 and 33,333,333 paid."""
    rows = by(settled, "section_quarters", "quarter", "section_id")
    columns = ("reward_fen", "reward_so_far_fen", "penalty_fen", "penalty_so_far_fen")
    got = [
        tuple(rows[q, "1"][c] for c in columns) for q in ("2018Q4", "2019Q1", "2019Q2", "2019Q3")
    ]
    assert got == [
        (50000001, 50000001, 0, 0),
        (33333334, 83333335, 0, 0),
        (0, 83333335, 16666667, 16666667),
        (0, 83333335, 33333333, 50000000),
    ]


def test_no_check_fails_and_the_missing_previous_class_is_named(settled: Result) -> None:
    assert failed_checks(settled) == []
    warned = settled.problems[settled.problems["代码"] == "W67"]
    assert len(warned) == 1
    assert "序号 5 " in warned["问题"].iloc[0]  # the only 国省控 section in Ⅰ–Ⅲ without one
    assert len(settled.tables["corrections"]) == 0


def test_said_why(settled: Result) -> None:
    """Every component has its reason (section 5: "with the reason for each")."""
    said = {k: row["explanation"] for k, row in by(settled, "section_years", "section_id").items()}
    for code, word in (
        ("3", "崂山"), ("4", "年度追缴"), ("5", "崂山"), ("6", "劣Ⅴ"), ("7", "年度奖励"),
        ("8", "断流"), ("9", "年度追缴"),
    ):  # fmt: skip
        assert word in said[code], (code, said[code])


# ------------------------------------------------------------ the same under other readings


@pytest.mark.clause("water 七¶2 strike")
def test_an_incident_strikes_the_whole_section() -> None:
    """R:incident = section: 33,333,333 at 3 and 100,000,000 at 5, whoever would have got them."""
    result = qdcalc.water.year(**frames(), interpretations={"incident": "section"})
    rows = by(result, "section_years", "section_id")
    got = {c: (rows[c]["reward_fen"], rows[c]["struck_fen"]) for c in ("3", "5", "7")}
    assert got == {"3": (0, 33333333), "5": (0, 100000000), "7": (125000000, 0)}
    assert {
        k: v for k, v in FLOWS.items() if (k[0], k[3]) not in {("3", "跃升奖励"), ("5", "跃升奖励")}
    } == (transfers(result))


@pytest.mark.clause("water 五¶1、十 settle_exactly")
def test_months_added_up() -> None:
    """R:rounding = monthly: the sum of the months, no 尾差.

    Section 3's penalties: January 16,666,667 = 5,555,556 + 5,555,556 + 5,555,555; February
    8,333,334 and 8,333,333 of 李沧 and 崂山; March 33,333,333 by a quarter, a half, a
    quarter = 8,333,333 + 16,666,667 + 8,333,333.
    """
    result = qdcalc.water.year(**frames(), interpretations={"rounding": "monthly"})
    rows = by(result, "section_years", "section_id")
    assert {row["tail_fen"] for row in rows.values()} == {0}
    assert (rows["1"]["reward_fen"], rows["1"]["penalty_fen"]) == (83333335, 50000000)
    assert (rows["6"]["struck_fen"], rows["6"]["penalty_fen"]) == (50000001, 299999997)
    got = transfers(result)
    paid = [got["3", name, "市财政", "超标赔付"] for name in ("市北", "李沧", "崂山")]
    assert paid == [13888889, 30555557, 22222221]
    assert failed_checks(result) == []


@pytest.mark.clause("water 七¶4 dry_payment_fen")
def test_a_drought_year_costs_nothing() -> None:
    """Clause 七¶4: no payment for dry months in a declared 特殊干旱年份; nothing else changes."""
    result = qdcalc.water.year(**frames(), is_drought_year=True)
    assert transfers(result) == {k: v for k, v in FLOWS.items() if k[3] != "断流缴纳"}


def test_a_drought_year_stands_as_formulas_read_it(tmp_path: Path) -> None:
    """The formulas of 断流缴纳 compare 口径与依据 with 是, whatever the sheet 口径 says for it."""
    sheet = [("参数", "取值"), ("特殊干旱年份", "√")]
    told = qdcalc.water.year(write(tmp_path / "in.xlsx", HEADER, ROW, 口径=sheet))
    asked = qdcalc.water.year(write(tmp_path / "in.xlsx", HEADER, ROW), is_drought_year="是")
    for result in (told, asked):
        basis = result["口径与依据"].set_index("项目")["取值"]
        assert basis["特殊干旱年份"] == "是"


def test_nobody_pays_itself() -> None:
    """R:overlap = drop: 胶州 leaves the counterparties of section 2.

    66,666,667 by 城阳 33,333,334 and 高新区 33,333,333; each halved between 胶州 and 即墨, the odd
    fen to 胶州. 16,666,667 by 胶州 8,333,334 and 即墨 8,333,333; the odd fen to 城阳.
    """
    result = qdcalc.water.year(**frames(), interpretations={"overlap": "drop"})
    got = {k[1:]: v for k, v in transfers(result).items() if k[0] == "2"}
    assert got == {
        ("城阳", "胶州", "跃升奖励"): 16666667,
        ("城阳", "即墨", "跃升奖励"): 16666667,
        ("高新区", "胶州", "跃升奖励"): 16666667,
        ("高新区", "即墨", "跃升奖励"): 16666666,
        ("胶州", "城阳", "超标赔付"): 4166667,
        ("胶州", "高新区", "超标赔付"): 4166667,
        ("即墨", "城阳", "超标赔付"): 4166667,
        ("即墨", "高新区", "超标赔付"): 4166666,
    }
