"""What is decided of cases beside each other, on a frame of cases: no workbook.

Expectations: expo.md, 末段: validity, “Same claim twice”, several applicants, 结论.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

import qdcalc
from qdcalc.errors import UsageError
from qdcalc.expo.cases import Said, case
from qdcalc.expo.claims import (
    is_claimed_before,
    is_clear,
    is_in_validity,
    is_repeated,
    paid_at,
    stands_alone,
    validity,
)
from qdcalc.expo.frames import budgets_of, by_year, finding_frame, totals
from qdcalc.expo.government import is_led_twice
from qdcalc.expo.history import claims_of, history_of, paid_before
from qdcalc.expo.inputs import BUDGETS, HISTORY
from qdcalc.expo.rivals import rivals
from qdcalc.expo.verdicts import decided
from qdcalc.expo.words import Item

from .helpers import CONFERENCE, CONSUMER, KNOWN, LED, NEW, NO, OK, OPEN, SHOW_MARK, TRADE, VENUE


def places(name: str) -> Any:
    """Return a table whose cells are named by it: 「shows!applicant3」."""
    return SimpleNamespace(raw=SimpleNamespace(place=lambda column, row: f"{name}!{column}{row}"))


def job_of(**tables: Any) -> Any:
    """Return a job of typed tables that stand in the notice's policy."""
    names = ("shows", "certificates", "firms", "venues", "government")
    return SimpleNamespace(
        policy=qdcalc.expo.EXPO.policy(),
        tables={**{name: places(name) for name in names}, **tables},
    )


def cases(*rows: dict[str, Any]) -> pd.DataFrame:
    """Return cases: a trade show of 2019 that would be approved, each with its changes."""
    plain: dict[str, Any] = {
        "item": TRADE, "subject": "渔博会", "applicant": "海名", "year": 2019, "day": "2019-05-08",
        "claim": "", "history_claim": "", "amount_fen": 700, "refusal": "", "missing": "",
        "doubt": "", "remark": "", "working": "算", "clause": "二(一)",
    }  # fmt: skip
    given = [{**plain, **row} for row in rows]
    columns = {name: np.array([r[name] for r in given], dtype=object) for name in plain}
    said = Said(*(columns.pop(n) for n in ("working", "refusal", "missing", "doubt", "remark")))
    day = columns.pop("day").astype("datetime64[s]")
    numbers = {name: columns.pop(name).astype(np.int64) for name in ("year", "amount_fen")}
    made = case(len(given), said, day=day, **numbers, **columns)
    return made.assign(table="shows", place=[f"第 {n} 行" for n in range(len(given))])


def past(*rows: tuple[str, str, int, str | None, int]) -> Any:
    """Return the typed sheet 历史补助: name, item, year, edition, fen."""
    frame = pd.DataFrame(rows, columns=["subject", "item", "year", "edition", "amount_fen"])
    frame = frame.astype({"year": "Int64", "amount_fen": "Int64"})
    return SimpleNamespace(frame=frame, table=HISTORY)


# ---------------------------------------------------------------- history


def test_claims_that_a_history_used_up() -> None:
    data = past(
        ("渔 博会", TRADE, 2019, "3", 1), ("渔博会", CONSUMER, 2018, None, 5),
        ("甲", KNOWN, 2018, None, 5), ("甲", SHOW_MARK, 2018, "2", 5),
        ("会展中心", "展馆国际认证", 2018, None, 5),
        ("甲", NEW, 2018, "2", 5), ("甲", NEW, 2019, None, 0), ("会", CONFERENCE, 2020, None, 5),
    )  # fmt: skip
    job = job_of(history=data)
    found = history_of(job)
    assert list(found) == ["name", "item", "edition", "year", "amount_fen"]
    assert found["name"].tolist()[:2] == ["渔博会", "渔博会"]
    assert found["edition"].tolist()[:3] == ["3", "", ""]
    assert found["amount_fen"].tolist() == [1, 5, 5, 5, 5, 5, 0, 5]
    assert claims_of(found) == sorted([
        "展会|渔博会|届次|3", "展会|渔博会|年度|2018", f"{KNOWN}|甲", f"{SHOW_MARK}|甲",
        "展馆国际认证|会展中心", f"{NEW}|甲|2018", f"{CONFERENCE}|会|2020",
    ])  # fmt: skip
    before = paid_before(job, Item.NEW_FIRM)
    assert before.to_dict("list") == {"name": ["甲"], "year": [2018], "amount_fen": [5]}
    for empty in (job_of(), job_of(history=past())):
        assert (len(history_of(empty)), claims_of(history_of(empty))) == (0, [])
        none = paid_before(empty, Item.NEW_FIRM)
        assert list(none) == ["name", "year", "amount_fen"]
        assert none["year"].dtype == none["amount_fen"].dtype == np.int64


def test_projects_led_twice() -> None:
    """A name and a year together: twice here, or paid before."""
    names = np.array(["甲", "甲", "乙", "甲", "丙"], dtype=object)
    years = np.array([2019, 2018, 2019, 2019, 2020])
    paid = pd.DataFrame({"name": ["丙", "乙"], "year": [2020, 2018], "amount_fen": [1, 1]})
    assert is_led_twice(names, years, paid).tolist() == [True, False, False, True, True]


# ---------------------------------------------------------------- claims


def test_days_and_years_of_validity() -> None:
    """末段: 2018-01-01 to 2021-12-31, before 2018-10-19 by reference; a year never by reference."""
    given = ["2017-12-31", "2018-01-01", "2018-10-18", "2018-10-19", "2021-12-31", "2022-01-01",
             "NaT", "NaT", "NaT", "NaT"]  # fmt: skip
    day = np.array(given, dtype="datetime64[s]")
    year = np.array([2017, 2018, 2018, 2018, 2021, 2022, 2017, 2018, 2021, 2022])
    ends = (
        np.full(10, d, dtype="datetime64[s]") for d in ("2018-01-01", "2021-12-31", "2018-10-19")
    )
    valid = [False, True, True, True, True, False, False, True, True, False]
    reference = [False, True, True] + [False] * 7
    is_valid, by_reference = validity(day, year, *ends)
    assert (is_valid.tolist(), by_reference.tolist()) == (valid, reference)
    rows = [{"day": d, "year": int(y)} for d, y in zip(given, year, strict=True)]
    is_valid, by_reference = is_in_validity(cases(*rows), job_of())
    assert (is_valid.tolist(), by_reference.tolist()) == (valid, reference)


def test_the_first_that_is_paid() -> None:
    claim = np.array(["a", "a", "b", "a", "", "", "b", "a"], dtype=object)
    paid = np.array([False, True, True, True, True, True, True, False])
    # a is paid at 1, b at 2; an earlier row keeps its place, rows without a claim stand alone
    assert paid_at(claim, paid).tolist() == [0, 1, 2, 1, 4, 5, 2, 1]
    repeated = [False, False, False, True, False, False, True, True]
    assert is_repeated(claim, paid).tolist() == repeated
    assert paid_at(claim, np.zeros(8, dtype=bool)).tolist() == list(range(8))
    assert not is_repeated(claim, np.zeros(8, dtype=bool)).any()


def test_what_speaks_for_and_against_a_case() -> None:
    found = cases(
        {"claim": "a"}, {"claim": "b", "history_claim": "h"}, {"claim": "c", "refusal": "不"},
        {"claim": "d", "missing": "缺"}, {"claim": "e", "amount_fen": 0}, {"claim": ""},
        {"claim": "f", "year": 2022, "day": "2022-05-08"}, {"claim": "g", "amount_fen": 1},
        {"claim": "", "history_claim": "h"},
    )  # fmt: skip
    assert is_claimed_before(found, ["a", "h", ""]).tolist() == [True, True] + [False] * 7
    assert np.flatnonzero(stands_alone(found)).tolist() == [0, 1, 5, 6, 7, 8]
    job = job_of(history=past(("x", NEW, 2019, None, 5)))
    assert np.flatnonzero(is_clear(found, job)).tolist() == [0, 1, 4, 5, 7, 8]
    used = found.assign(claim=np.where(found["claim"] == "a", f"{NEW}|x|2019", found["claim"]))
    assert np.flatnonzero(is_clear(used, job)).tolist() == [1, 4, 5, 7, 8]


# ---------------------------------------------------------------- several applicants


def test_rivals_are_named_and_the_amount_stands_once() -> None:
    found = cases(
        {"claim": "a", "applicant": "甲", "amount_fen": 0},
        {"claim": "a", "applicant": "乙"},
        {"claim": "a", "applicant": "甲 "},
        {"claim": "b", "applicant": "甲"}, {"claim": "b", "applicant": "甲"},  # one applicant
        {"claim": "c", "applicant": "甲"}, {"claim": "c", "applicant": "乙"},  # one is refused
        {"claim": "", "applicant": "甲"}, {"claim": "", "applicant": "乙"},  # no claim
        {"claim": "d", "applicant": "甲", "item": VENUE},
        {"claim": "d", "applicant": "乙", "item": VENUE},
        {"claim": "e", "applicant": "甲", "item": CONFERENCE},
        {"claim": "e", "applicant": "乙", "item": CONFERENCE},
        {"claim": "f", "applicant": "甲", "item": SHOW_MARK},
        {"claim": "f", "applicant": "乙", "item": SHOW_MARK},
        {"claim": "g", "applicant": "甲", "amount_fen": 0},
        {"claim": "g", "applicant": "乙", "amount_fen": 0},
    )  # fmt: skip
    contends = np.ones(len(found), dtype=bool)
    contends[6] = False
    told = rivals(found, contends, job_of())
    assert np.flatnonzero(told.is_rival).tolist() == [0, 1, 2, 11, 12, 13, 14, 15, 16]
    assert np.flatnonzero(told.bears).tolist() == [1, 11, 13]
    once = "，金额只在一行计一次"
    asked = "申请，由谁享受需确认"
    assert told.words.tolist() == [
        f"同一展会另有 乙（shows!applicant1）{asked}{once}",
        f"同一展会另有 甲（shows!applicant0）{asked}",
        f"同一展会另有 乙（shows!applicant1）{asked}{once}",
        *[""] * 8,
        f"同一国际会议另有 乙（shows!applicant12）{asked}",
        f"同一国际会议另有 甲（shows!applicant11）{asked}{once}",
        f"同一认证另有 乙（shows!applicant14）{asked}",
        f"同一认证另有 甲（shows!applicant13）{asked}{once}",
        f"同一展会另有 乙（shows!applicant16）{asked}",
        f"同一展会另有 甲（shows!applicant15）{asked}",
    ]
    alone = rivals(cases({"claim": "a"}), np.ones(1, dtype=bool), job_of())
    assert (alone.is_rival.tolist(), alone.bears.tolist(), alone.words.tolist()) == (
        [False], [False], [""],
    )  # fmt: skip


@pytest.mark.parametrize(("applicants", "more"), [(7, ""), (8, " 等 7 个单位")])
def test_of_many_rivals_six_are_named(applicants: int, more: str) -> None:
    found = cases(*({"claim": "a", "applicant": f"{n}号"} for n in range(applicants)))
    words = rivals(found, np.ones(applicants, dtype=bool), job_of()).words
    for row, text in ((0, words[0]), (applicants - 1, words[-1])):
        others = [n for n in range(applicants) if n != row][:6]
        named = "、".join(f"{n}号（shows!applicant{n}）" for n in others)
        assert text.startswith(f"同一展会另有 {named}{more}申请")


# ---------------------------------------------------------------- verdicts

PAID_AT_0 = "重复申报：第 0 行已核定"
INVALID = "不在有效期（2018-01-01 至 2021-12-31）"
VERDICTS: list[tuple[list[dict[str, Any]], list[tuple[int, str, str]]]] = [
    # cases, and of each: fen, verdict, reason
    ([{}], [(700, OK, "")]),
    ([{"remark": "附"}], [(700, OK, "附")]),
    ([{"doubt": "疑"}], [(700, OPEN, "疑")]),
    ([{"amount_fen": 0}], [(0, NO, "计算金额为 0")]),
    ([{"amount_fen": 0, "doubt": "疑", "remark": "附"}], [(0, NO, "计算金额为 0；附")]),
    ([{"refusal": "不"}], [(0, NO, "不")]),
    ([{"refusal": "不", "missing": "缺", "doubt": "疑"}], [(0, NO, "不")]),
    ([{"missing": "没有填", "remark": "附"}], [(0, OPEN, "没有填，不能计算；附")]),
    ([{"day": "2022-01-01", "year": 2022}], [(0, NO, INVALID)]),
    ([{"day": "2022-01-01", "year": 2022, "refusal": "不"}], [(0, NO, f"{INVALID}；不")]),
    ([{"day": "2018-05-01", "year": 2018}], [(700, OK, "参照执行")]),
    ([{"day": "2018-05-01", "year": 2018, "doubt": "疑", "remark": "附"}],
     [(700, OPEN, "参照执行；疑；附")]),
    ([{"day": "2018-05-01", "year": 2018, "amount_fen": 0}], [(0, NO, "计算金额为 0")]),
    ([{"claim": "a"}, {"claim": "a"}], [(700, OK, ""), (0, NO, PAID_AT_0)]),
    ([{"claim": "a"}, {"claim": "a", "refusal": "不"}],
     [(700, OK, ""), (0, NO, f"{PAID_AT_0}；不")]),
    ([{"claim": "a", "missing": "缺"}, {"claim": "a"}], [(0, OPEN, "缺，不能计算"), (700, OK, "")]),
    ([{"claim": "a", "item": KNOWN}, {"claim": "a", "item": KNOWN}],
     [(700, OK, ""), (0, NO, "已享受一次性补助：第 0 行已核定")]),
    # paid before: by its own claim, or that of its year
    ([{"claim": "展会|甲|届次|3"}, {"claim": "a", "history_claim": "展会|甲|届次|3"}],
     [(0, NO, "重复申报：历史补助已有")] * 2),
    ([{"claim": f"{KNOWN}|甲", "item": KNOWN}], [(0, NO, "已享受一次性补助：历史补助已有")]),
    # several applicants: the amount stands once, all are for people
    ([{"claim": "a"}, {"claim": "a", "applicant": "乙", "doubt": "疑"}],
     [(700, OPEN, "同一展会另有 乙（shows!applicant1）申请，由谁享受需确认"),
      (0, OPEN, "同一展会另有 海名（shows!applicant0）申请，由谁享受需确认，金额只在一行计一次；"
       "疑")]),
    # one whose figure is missing is a rival, too; one that is refused is none
    ([{"claim": "a", "missing": "缺", "applicant": "乙", "amount_fen": 0}, {"claim": "a"}],
     [(0, OPEN, "同一展会另有 海名（shows!applicant1）申请，由谁享受需确认，金额只在一行计一次；"
       "缺，不能计算"),
      (700, OPEN, "同一展会另有 乙（shows!applicant0）申请，由谁享受需确认")]),
    ([{"claim": "a", "missing": "缺", "refusal": "不", "applicant": "乙"}, {"claim": "a"}],
     [(0, NO, "不"), (700, OK, "")]),
    ([{"claim": "a", "applicant": "乙", "day": "2022-01-01", "year": 2022}, {"claim": "a"}],
     [(0, NO, INVALID), (700, OK, "")]),
]  # fmt: skip


@pytest.mark.parametrize(("rows", "wanted"), VERDICTS)
def test_verdicts(rows: list[dict[str, Any]], wanted: list[tuple[int, str, str]]) -> None:
    job = job_of(history=past(("甲", TRADE, 2018, "3", 5), ("甲", KNOWN, 2018, None, 5)))
    found = decided(cases(*rows), job)
    assert list(zip(found["amount_fen"], found["verdict"], found["reason"], strict=True)) == wanted
    assert found["amount_fen"].dtype == np.int64
    for row, (amount, *_), given in zip(found.to_dict("records"), wanted, rows, strict=True):
        is_cut = amount == 0 and given.get("amount_fen", 700) > 0
        assert row["working"] == ("算；核定 0 元" if is_cut else "算")
        reads = INVALID in row["reason"] or "参照执行" in row["reason"]
        assert row["clause"] == ("二(一)、末段" if reads else "二(一)")


def test_amounts_whose_sum_is_too_large_are_refused() -> None:
    with pytest.raises(UsageError, match="太大"):
        decided(cases({"amount_fen": 2**52}, {"amount_fen": 2**52}), job_of())


# ---------------------------------------------------------------- output tables


def test_the_findings_as_a_table() -> None:
    found = decided(cases({"claim": "a"}, {"claim": "a", "item": LED, "day": "NaT"}), job_of())
    table = finding_frame(found.assign(sheet="展会", row="2", file=np.array([None, "b.xlsx"])))
    assert list(table) == ["sheet", "row", "subject", "item", "year", "applicant", "amount_fen",
                           "verdict", "reason", "working", "clause", "day", "file"]  # fmt: skip
    assert table["day"].fillna("-").tolist() == ["2019-05-08", "-"]
    assert table["reason"].isna().tolist() == [True, False]
    assert table["file"].fillna("-").tolist() == ["-", "b.xlsx"]
    assert table["year"].tolist() == [2019, 2019]
    assert {str(table[name].dtype) for name in ("subject", "reason", "day", "file")} == {"str"}


def test_totals_of_findings() -> None:
    findings = pd.DataFrame({
        "item": [VENUE, TRADE, "x", TRADE, TRADE, "w"], "verdict": [OK, OPEN, NO, OK, OPEN, OK],
        "amount_fen": [1, 20, 300, 4_000, 50_000, 6],
    })  # fmt: skip
    found = totals(findings, "item", [NEW, TRADE, VENUE])
    assert list(found) == ["item", "applications", "approved", "amount_fen", "open", "open_fen"]
    assert found.to_numpy().tolist() == [
        [TRADE, 3, 1, 54_020, 2, 50_020], [VENUE, 1, 1, 1, 0, 0], ["x", 1, 0, 300, 0, 0],
        ["w", 1, 1, 6, 0, 0],
    ]  # fmt: skip


def test_years_beside_their_budgets() -> None:
    findings = pd.DataFrame({
        "item": [VENUE, TRADE, VENUE, LED, NEW], "year": [2019, 2019, 2019, 2018, 2019],
        "amount_fen": [1, 20, 300, 5, 7],
    })  # fmt: skip
    rows = [(TRADE, 2019, 20), (VENUE, 2019, 300), (CONSUMER, 2020, 9)]
    frame = pd.DataFrame(rows, columns=["item", "year", "budget_fen"])
    typed = frame.astype({"year": "Int64", "budget_fen": "Int64"})
    data = SimpleNamespace(frame=typed, table=BUDGETS)
    found = by_year(findings, budgets_of(job_of(budgets=data)))
    assert list(found) == ["year", "item", "amount_fen", "budget_fen", "left_fen", "state"]
    assert found.astype(object).where(found.notna(), None).to_numpy().tolist() == [
        [2018, LED, 5, None, None, "没有预算"],
        [2019, NEW, 7, None, None, "没有预算"],
        [2019, VENUE, 301, 300, -1, "超预算"],
        [2019, TRADE, 20, 20, 0, "未超预算"],
        [2020, CONSUMER, 0, 9, 9, "未超预算"],
    ]  # fmt: skip
    empty = SimpleNamespace(frame=frame.iloc[:0], table=BUDGETS)
    for none in (budgets_of(job_of()), budgets_of(job_of(budgets=empty))):
        assert by_year(findings, none)["state"].tolist() == ["没有预算"] * 4
