"""What holds of every input: monotone in figures, independent of the order, money by the rule."""

from __future__ import annotations

import random
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from qdcalc.award import reaches, reaches_research_share
from seeds import share

from .helpers import (
    EXCELLENCE,
    FIT,
    INNOVATION,
    OPEN,
    UNFIT,
    Row,
    application,
    builder,
    failed_checks,
    innovator,
    records,
    run,
)

FEN = st.integers(0, 10**14)
MANY = settings(max_examples=share(100), deadline=None, derandomize=True)
FEW = settings(max_examples=share(4), deadline=None, derandomize=True)


@MANY
@given(FEN, FEN, st.integers(0, 10_000))
def test_the_share_is_exact(sales: int, research: int, places: int) -> None:
    """研发经费 × 10,000 ≥ share × 年销售额 in whole numbers, against fractions."""
    rate = Decimal(places).scaleb(-4)
    found = bool(reaches_research_share(sales, research, rate))
    assert found == (Fraction(research) >= Fraction(rate) * sales)


@MANY
@given(st.integers(0, 10**10), st.integers(0, 10**9))
def test_a_threshold_is_reached_at_itself(fen: int, yuan: int) -> None:
    assert bool(reaches(fen, yuan)) == (fen >= yuan * 100)
    assert bool(reaches(yuan * 100, yuan))


ANSWERS = ("在青登记", "质量管理体系", "指标全国前列", "标准创新能力", "突出投诉", "区市推荐")


def random_rows(rng: random.Random) -> list[Row]:
    """Return applications of every sort, about half of them fit."""
    rows = []
    for number in range(rng.randrange(3, 12)):
        own: Row = {"组织名称": f"第{number}公司"}
        if rng.random() < 0.4:
            own[rng.choice(ANSWERS)] = rng.choice(["是", "否", "待定"])
        amount = rng.choice([None, 0, 19_999_999.99, 20_000_000, 50_000_000, 10**9])
        vat = [rng.choice([20_000_000, 30_000_000, amount]) for _ in range(3)]
        rows.append(
            rng.choice(
                [
                    application(**own), innovator(**own), builder(vat, **own),
                    application(**{**own, "年销售额": amount}),
                    application(**{**own, "组织类型": "其他", "年营业额": amount}),
                    application(**{**own, "申报日期": "2018-11-14"}),
                ]
            )
        )  # fmt: skip
        if rng.random() < 0.3 and rows[-1]["奖项"] == EXCELLENCE:
            rows.append(innovator(组织名称=own["组织名称"]))
    return rows


def chosen_among(rng: random.Random, rows: list[Row]) -> list[Row]:
    """Choose some of those that are not refused, at most five of each prize."""
    found = records(run(rows)["资格审查"])
    left = {EXCELLENCE: 5, INNOVATION: 5}
    made = []
    for row, told in zip(rows, found, strict=True):
        can = told["结论"] in (FIT, OPEN) and left[row["奖项"]] and rng.random() < 0.6
        left[row["奖项"]] -= bool(can)
        made.append({**row, "拟奖励": "是" if can else None})
    return made


@FEW
@given(st.integers(0, 10**9))
def test_counts_and_money(seed: int) -> None:
    """award.md, 4, 校验: states add up; money = organisations (or rows) paid × 500,000."""
    rng = random.Random(seed)
    rows = chosen_among(rng, random_rows(rng))
    for both in ("once", "each"):
        result = run(rows, both=both)
        assert failed_checks(result) == []
        verdicts = {(r["组织名称"], r["奖项"]): r["结论"] for r in records(result["资格审查"])}
        listed = records(result["奖金明细"])
        paid = [r for r in listed if verdicts[r["组织名称"], r["奖项"]] == FIT]
        count = len({r["组织名称"] for r in paid}) if both == "once" else len(paid)
        assert sum(r["奖金"] for r in listed) == count * 500_000
        for row in records(result["名额奖金"]):
            states = [row[n] for n in ("合格数", "待确认数", "不合格数", "不适用数")]
            assert sum(states) == row["申报数"]
            assert row["空缺数"] == 5 - row["拟奖励数"] >= 0


@FEW
@given(st.integers(0, 10**9))
def test_the_order_of_the_rows_changes_nothing(seed: int) -> None:
    rng = random.Random(seed)
    rows = chosen_among(rng, random_rows(rng))
    other = rng.sample(rows, len(rows))

    def told(given_rows: list[Row]) -> dict[Any, Any]:
        result = run(given_rows)
        money = {(r["组织名称"], r["奖项"]): r["奖金"] for r in records(result["奖金明细"])}
        return {
            key: (tuple(r.values()), money.get(key))
            for r in records(result["资格审查"])
            if (key := (r["组织名称"], r["奖项"]))
        }

    assert told(rows) == told(other)


@FEW
@given(st.integers(0, 10**9))
def test_a_better_answer_never_makes_a_verdict_worse(seed: int) -> None:
    rng = random.Random(seed)
    rows = random_rows(rng)
    at, column = rng.randrange(len(rows)), rng.choice(ANSWERS)
    better = [*rows]
    better[at] = {**rows[at], column: "否" if column == "突出投诉" else "是"}
    rank = {UNFIT: 0, OPEN: 1, FIT: 2}
    before, after = (
        [rank.get(r["结论"], 0) for r in records(run(given_rows)["资格审查"])]
        for given_rows in (rows, better)
    )
    assert after[at] >= before[at]
    assert [n for i, n in enumerate(after) if i != at] == [
        n for i, n in enumerate(before) if i != at
    ]
