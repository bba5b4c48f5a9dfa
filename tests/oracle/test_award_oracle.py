"""The reference itself: the worked examples A1–A15, and what random inputs reach."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from .award import CLAUSES, MET, NOT_APPLICABLE, OPEN, PASSED, UNMET, AwardScenario, assess
from .award_workbook import YES_COLUMNS, random_award_scenario, write_award_workbook
from .workdays import WORKED, is_workday

pytestmark = pytest.mark.oracle
GOOD = {"组织名称": "甲", "奖项": "卓越奖", "组织类型": "服务业", "登记日期": "2001-01-01"}
GOOD |= {"申报日期": "2020-11-01", "年营业额": "50000000.00", "创新条件": "是"}
GOOD |= {name: "否" if name in ("突出投诉", "严重违法") else "是" for name in YES_COLUMNS}


def scenario(*changes: dict[str, str], **sheets: Any) -> AwardScenario:
    """Return a scenario of otherwise faultless applicants."""
    rows = [GOOD | {"组织名称": f"甲{i}"} | change for i, change in enumerate(changes)]
    given = {"accidents": [], "settings": {"评审基准日": "2020-11-30"}} | sheets
    return AwardScenario(rows, **given)


def state(change: dict[str, str], column: str, **sheets: Any) -> str:
    """Return one condition of one applicant."""
    return str(assess(scenario(change, **sheets)).applicants[0][column])


INDUSTRY = {"组织类型": "工业"}
BUILDER = {"组织类型": "建筑业", "资质等级": "一级"}
TAXES = {"增值税前1年": "25000000", "增值税前2年": "19999900", "增值税前3年": "30000000"}


@pytest.mark.parametrize(
    ("change", "column", "expected"),
    [
        (INDUSTRY | {"登记日期": "2015-11-30", "年销售额": "1", "研发经费": "1"}, "年限", MET),
        ({"登记日期": "2015-12-01"}, "年限", UNMET),
        (INDUSTRY | {"年销售额": "1000000000.00", "研发经费": "30000000.00"}, "规模", MET),
        (INDUSTRY | {"年销售额": "1000000001.00", "研发经费": "30000000.00"}, "规模", UNMET),
        (INDUSTRY | {"年销售额": "999999999.99", "研发经费": "500000000"}, "规模", UNMET),
        (BUILDER | TAXES, "规模", UNMET),
        (BUILDER | TAXES | {"资质等级": "二级"}, "规模", UNMET),
        ({"年营业额": "50000000.00"}, "规模", MET),
        ({"奖项": "创新奖", "年营业额": "1000000"}, "规模", NOT_APPLICABLE),
        ({"奖项": "创新奖", "年营业额": "1000000"}, "结论", PASSED),
    ],
)
def test_conditions(change: dict[str, str], column: str, expected: str) -> None:
    """A1–A9."""
    assert state(change, column) == expected


def test_total_tax() -> None:
    """A6 under total."""
    options = {"vat": "total"}
    assert state(BUILDER | TAXES, "规模", interpretations=options) == MET


@pytest.mark.parametrize(
    ("day", "level", "expected"),
    [("2017-11-30", "重大", MET), ("2017-12-01", "重大", UNMET), ("2020-06-01", "较大", MET)],
)
def test_accidents(day: str, level: str, expected: str) -> None:
    """A10, A11."""
    accident = {"组织名称": "甲0", "日期": day, "类别": "安全", "等级": level}
    assert state({}, "事故", accidents=[accident]) == expected


def test_quota() -> None:
    """A12."""
    four = [{"拟奖励": "是"}] * 4
    row = assess(scenario(*four)).quota[0]
    assert (row["空缺数"], row["奖金合计"]) == (1, 200_000_000)
    six = [{"拟奖励": "是", "奖项": "创新奖"}] * 6
    with pytest.raises(ValueError, match="6 > 5"):
        assess(scenario(*six))


@pytest.mark.parametrize(("option", "last"), [("next-day", 29), ("same-day", 28)])
def test_publicity(option: str, last: int) -> None:
    """A13."""
    settings = {"评审基准日": "2020-11-30", "公示起始日": "2018-12-24"}
    given = assess(scenario({}, settings=settings, interpretations={"publicity": option}))
    assert given.publicity[0]["截止日"] == dt.date(2018, 12, last)


def test_after_the_award() -> None:
    """A14, A15."""
    winner = {"组织名称": "甲0", "届次": "六", "奖项": "卓越奖", "公布日期": "2018-12-10"}
    event = {"组织名称": "甲0", "届次": "六", "事由": "重大事故", "认定": "是"}
    event |= {"认定日期": "2021-02-01", "发生日期": "2020-12-10"}
    late = event | {"发生日期": "2020-12-11"}
    first, second = assess(scenario({}, winners=[winner], withdrawals=[event, late])).watch
    assert (first["结果"], first["追缴"], first["禁报"]) == ("撤销", 0, dt.date(2024, 2, 1))
    assert (second["结果"], second["禁报"]) == ("不撤销", None)
    fraud = event | {"事由": "弄虚作假", "认定日期": "2019-03-15"}
    for applied, expected in (("2022-03-15", UNMET), ("2022-03-16", MET)):
        given = assess(scenario({"申报日期": applied}, winners=[winner], withdrawals=[fraud]))
        assert given.applicants[0]["禁报"] == expected
        assert (given.watch[0]["追缴"], given.watch[0]["禁报"]) == (
            50_000_000,
            dt.date(2022, 3, 15),
        )


def test_calendar() -> None:
    """The working days a year has, as the specification counts them."""
    counts = {2018: 250, 2019: 250, 2020: 249, 2021: 250, 2022: 249, 2023: 249}
    for year, count in counts.items():
        first = dt.date(year, 1, 1)
        days = [first + dt.timedelta(i) for i in range((dt.date(year + 1, 1, 1) - first).days)]
        assert sum(map(is_workday, days)) == count
    assert set(WORKED) == set(counts)


def test_random_scenarios_reach_everything(tmp_path: Path) -> None:
    """Every state of every condition, every result after the award."""
    seen: Counter[Any] = Counter()
    for seed in range(300):
        expected = assess(given := random_award_scenario(random.Random(seed)))
        for row in expected.applicants:
            seen.update((column, row[column]) for column in (*CLAUSES, "结论"))
        seen.update(("watch", row["结果"], bool(row["追缴"])) for row in expected.watch)
        seen.update(("paid", row["奖金"]) for row in expected.money)
        seen.update(given.interpretations.items())
    two_sided = set(CLAUSES) - {"创新", "禁报"}
    wanted: list[Any] = [(column, word) for column in two_sided for word in (MET, UNMET)]
    wanted += [("创新", OPEN), ("禁报", UNMET), ("规模", OPEN), ("事故", OPEN)]
    wanted += [("watch", "撤销", True), ("watch", "撤销", False), ("watch", "不撤销", False)]
    wanted += [("watch", "待查", False), ("watch", "无", False), ("paid", 0)]
    assert [key for key in wanted if not seen[key]] == []
    write_award_workbook(given, tmp_path / "in.xlsx", random.Random(1))
