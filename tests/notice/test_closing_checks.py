"""校验 is made of the tables that are written, and each of its rules can fail.

Issue 10: "100 元 added to the frame behind 资金流向 is written, 40 of 40 checks pass. It receives
the tables that are written, and it checks the rule (every section amount doubled, a forgotten 清零
pass today)". workbooks.md, "校验": conservation, 金额 = |系数| × 基准 ÷ 12, yearly items 0 or their
multiple of the base, no reward where the year failed. The frames behind the tables are spoilt here
one way after another; how they look is nobody's expectation, that 校验 says so is.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from qdcalc.cli import main as cli
from qdcalc.notice import checking
from qdcalc.notice.catalogue import find
from qdcalc.notice.description import CheckRow
from qdcalc.result.result import Result
from qdcalc.run import run
from samples import DATA, SOURCES, result_of
from seeds import at_first
from water import helpers as water
from water import year_helpers as year


def sample(name: str) -> Result:
    """Return a sample's result, whose tables may be spoilt."""
    return copy.deepcopy(result_of(name))


def one_to_spoil(name: str, table: str) -> tuple[dict[str, pd.DataFrame], Any]:
    """Return a sample's tables for reading, but for one that may be spoilt, and that one."""
    tables = {known: result_of(name).tables.made(known) for known in tables_of(name)}
    tables[table] = tables[table].copy()
    return tables, tables[table]


def tables_of(name: str) -> list[str]:
    return [table.name for table in find(name).outputs]


def is_noticed(name: str, tables: dict[str, pd.DataFrame]) -> bool:
    """Say whether a check of a sample does not pass; what comes after it is not looked at."""
    rows = result_of(name).tables._checks(tables)
    return any(row.left != row.right for row in rows)


def failed(result: Result) -> list[str]:
    """Return the checks that do not pass."""
    checks = result["校验"]
    return list(checks.loc[checks["结果"] == "不通过", "检查"])


@pytest.mark.parametrize("name", at_first(SOURCES, 3))
def test_an_unspoilt_sample_passes(name: str) -> None:
    result = sample(name)
    assert failed(result) == []
    assert len(result["校验"]) > 20
    assert set(result["校验"]["结果"]) == {"通过"}
    assert not is_noticed(name, {known: result.tables[known] for known in tables_of(name)})


# --------------------------------------------------------------------- every table, every column

MONTHLY = {table.name for table in find("water-month").outputs}
# nothing to spoil: held by tests of their own
EMPTY_IN_SAMPLES = ("corrections", "returned", "year_shares")
DESCRIBED = [
    (name, table)
    for name in SOURCES
    for table in find(name).outputs
    if table.name not in EMPTY_IN_SAMPLES and (name != "water-year" or table.name not in MONTHLY)
]
TABLES = [(name, table.name) for name, table in DESCRIBED]
MONEY = [
    (name, table.name, column.name)
    for name, table in DESCRIBED
    for column in table.columns
    if column.kind.is_money
]


def of_each_table(cases: list[tuple[str, str, str]]) -> list[Any]:
    """Return the cases, the first of each table first, the others marked as thorough."""
    first = list({case[:2]: case for case in reversed(cases)}.values())[::-1]
    return at_first([*first, *(case for case in cases if case not in first)], len(first))


# what decides a row or follows from the others, beside money
DECIDING = [
    *(("water-month", "section_months", c) for c in ("control_level", "verdict", "coefficient",
                                                      "water_class", "target_class")),
    *(("water-month", "flows", c) for c in ("payer", "payee", "kind", "section_id", "month")),
    *(("water-month", "indicators", c) for c in ("water_class", "is_exceeded", "is_dropped")),
    ("water-month", "districts", "district"),
    *(("water-year", "section_years", c) for c in (
        "annual_class", "state", "previous_class", "control_level", "target_class", "dry_months",
        "leap_months", "exceed_months", "missing_months", "full_analysis")),
    *(("water-year", "year_flows", c) for c in ("payer", "payee", "kind", "section_id")),
    *(("water-year", "year_districts", c) for c in ("district", "cycle")),
    ("water-year", "accounts", "district"),
    *(("water-year", "quarters", c) for c in ("quarter", "district")),
    *(("water-year", "section_quarters", c) for c in ("leap_months", "exceed_months", "quarter")),
    *(("water-year", "annual_indicators", c) for c in (
        "water_class", "is_worse", "mean", "total", "months")),
    *(("water-year", "deadlines", c) for c in ("item", "due", "state", "cycle")),
    *(("expo", "findings", c) for c in ("verdict", "item", "applicant", "year", "sheet", "row")),
    *(("expo", "items", c) for c in ("applications", "approved", "open", "item")),
    *(("expo", "applicants", c) for c in ("applications", "approved", "open", "applicant")),
    *(("expo", "years", c) for c in ("state", "item", "year")),
    *(("staffing", "platform_staff", c) for c in (
        "district", "level", "people_served", "required", "staff_x100", "gap_x100",
        "surplus_x100", "fill_ratio", "people_per_staff", "is_met")),
    *(("staffing", "districts", c) for c in (
        "district", "level", "platforms", "met", "required", "staff_x100", "gap_x100",
        "met_ratio", "rank")),
    *(("staffing", "tasks", c) for c in ("state", "days", "missing", "due")),
    *(("staffing", "notice_tasks", c) for c in ("days", "due")),
]  # fmt: skip


def _swapped(values: pd.Series[Any]) -> pd.Series[Any]:
    """Exchange the first two values that differ."""
    filled = values.dropna()
    other = filled.index[filled != filled.iloc[0]]
    spoilt = values.copy()
    spoilt[filled.index[0]], spoilt[other[0]] = filled[other[0]], filled.iloc[0]
    return spoilt


def _changed(values: pd.Series[Any]) -> pd.Series[Any]:
    """Give the first filled row another row's value, or a number one more."""
    filled = values.dropna()
    spoilt = values.copy()
    if filled.dtype.kind in "iuf" or str(values.dtype) == "Int64":
        spoilt[filled.index[0]] = filled.iloc[0] + 1
        return spoilt
    others = filled[filled != filled.iloc[0]]
    spoilt[filled.index[0]] = others.iloc[0] if len(others) else "别的"
    return spoilt


@pytest.mark.parametrize(("name", "table"), at_first(TABLES, 9))
def test_a_dropped_row_fails(name: str, table: str) -> None:
    tables, frame = one_to_spoil(name, table)
    assert is_noticed(name, tables | {table: frame.iloc[1:]})


@pytest.mark.parametrize(("name", "table"), at_first(TABLES[::-1], 6))
def test_a_row_that_stands_twice_fails(name: str, table: str) -> None:
    tables, frame = one_to_spoil(name, table)
    twice = pd.concat([frame, frame.tail(1)], ignore_index=True)
    assert is_noticed(name, tables | {table: twice})


@pytest.mark.parametrize(("name", "table", "column"), of_each_table(MONEY))
@pytest.mark.parametrize("spoil", at_first(["a fen more", "doubled"], 1))
def test_money_that_is_spoilt_fails(name: str, table: str, column: str, spoil: str) -> None:
    tables, frame = one_to_spoil(name, table)
    filled = np.flatnonzero(frame[column].notna() & (frame[column] != 0))
    if spoil == "doubled" and not len(filled):
        pytest.skip("nothing is paid there")
    row = int(filled[0]) if len(filled) else 0
    if spoil == "doubled":
        frame[column] = frame[column] * 2
    else:
        frame.loc[row, column] += 1
    assert is_noticed(name, tables), frame.loc[row].to_dict()


@pytest.mark.parametrize(("name", "table", "column"), of_each_table(DECIDING))
@pytest.mark.parametrize("spoil", at_first([_changed, _swapped], 1))
def test_what_decides_cannot_be_changed(
    name: str, table: str, column: str, spoil: Callable[[pd.Series[Any]], pd.Series[Any]]
) -> None:
    tables, frame = one_to_spoil(name, table)
    if frame[column].nunique() < 2 and spoil is _swapped:
        pytest.skip("one value")
    frame[column] = spoil(frame[column])
    assert is_noticed(name, tables)


def test_payer_and_payee_cannot_be_exchanged() -> None:
    for name, table in (("water-month", "flows"), ("water-year", "year_flows")):
        result = sample(name)
        frame: Any = result.tables.made(table)
        row = int(np.flatnonzero(frame["payer"] != frame["payee"])[0])
        frame.loc[row, ["payer", "payee"]] = frame.loc[row, ["payee", "payer"]].to_list()
        assert failed(result)


def test_tables_that_agree_are_still_held_against_the_rule() -> None:
    # the coefficient, the amount, its transfers and the district's account all doubled
    result = sample("water-month")
    for table in ("section_months", "flows", "districts"):
        frame: Any = result.tables.made(table)
        for column in frame.columns[frame.columns.str.endswith("_fen")]:
            frame[column] *= 2
    assert any("年度基准 ÷ 12" in said for said in failed(result))
    result.tables.made("section_months")["coefficient"] *= 2
    assert any("系数" in said for said in failed(result))


@pytest.mark.parametrize("uplift", ["then-cap", "after-cap"])
@pytest.mark.parametrize("is_lifted", [False, True])
def test_a_cap_that_is_no_whole_step_passes(uplift: str, is_lifted: bool, tmp_path: Path) -> None:
    # 二(一): 9 steps of 10,000 元 above 25,000 m² reach the cap of 65,432 元 of this policy file
    policy = tmp_path / "政策.toml"
    policy.write_text(
        "[[figures.trade_cap_yuan.versions]]\nsince = 2018-01-01\nvalue = 65432\n", encoding="utf-8"
    )
    mark = "是" if is_lifted else "否"
    shows = pd.DataFrame(
        {"展会名称": ["甲展"], "届次": ["2"], "类型": ["消费"], "专业场馆": ["是"],
         "结束日期": ["2019-05-01"], "展览面积": [34_000], "历史最大面积": [25_000],
         "主题": ["海洋经济"], "专家评审": [mark], "市贸促会认定": [mark], "申请单位": ["甲"]}
    )  # fmt: skip
    chosen = {"consumer_cap": "per-show", "uplift": uplift}
    result = run(find("expo"), shows, interpretations=chosen, policy=policy)
    wanted = 65_432_00 * 12 // 10 if is_lifted and uplift == "after-cap" else 65_432_00
    assert result.tables["findings"]["amount_fen"].tolist() == [wanted]
    assert failed(result) == []


def test_corrections_are_held_against_the_tables() -> None:
    rows = [
        water.reading("5") | {"版本": ""},
        water.reading("5", {"氨氮": "9"}) | {"版本": "2"},
    ]
    result = water.run(rows)
    moved = result.tables.made("corrections")
    assert len(moved)
    assert failed(result) == []
    for column in ("before_fen", "after_fen", "difference_fen"):
        spoilt = copy.deepcopy(result)
        frame: Any = spoilt.tables.made("corrections")
        frame.loc[0, column] += 1
        assert failed(spoilt), column
    result.tables._made["corrections"] = moved.iloc[1:]
    assert failed(result)


# ---------------------------------------------------------------- a defect of the calculation


def _doubled(function: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *args, **kwargs: function(*args, **kwargs) * 2


@pytest.mark.parametrize(
    ("name", "module", "function"),
    [
        ("water-month", "qdcalc.water.monthly.amounts", "month_amount_fen"),
        ("water-year", "qdcalc.water.monthly.amounts", "month_amount_fen"),
        ("water-year", "qdcalc.water.yearly.settle", "bonus_fen"),
        ("water-year", "qdcalc.water.yearly.settle", "charge_fen"),
        ("water-year", "qdcalc.water.yearly.settle", "dry_payment_fen"),
        ("staffing", "qdcalc.staffing.settle", "required_staff"),
        ("staffing", "qdcalc.staffing.settle", "gap_cost_fen"),
    ],
)
def test_a_formula_that_doubles_fails(
    name: str, module: str, function: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    import importlib

    original = getattr(importlib.import_module(module), function)
    monkeypatch.setattr(f"{module}.{function}", _doubled(original))
    is_year = name == "water-year"
    assert failed(of_everything() if is_year else run(find(name), DATA / SOURCES[name]))


def of_everything() -> Result:
    """Settle four sections of 国控: a bonus, a charge, dry months, rewards that are struck."""
    letters = {"1": "L" * 12, "2": "E" * 12, "3": "D" * 9 + "P" * 3, "4": "L" * 6 + "X" * 6}
    return year.settle(
        [row for code, of in letters.items() for row in year.cycle(code, of, target="Ⅲ")],
        sections=[water.section(code, 断面控制级别="国控") for code in letters],
        previous={"1": "Ⅴ"},
    )


def test_everything_settled_passes() -> None:
    result = of_everything()
    assert failed(result) == []
    sections = result.tables["section_years"]
    for item in ("bonus_fen", "charge_fen", "dry_fen", "struck_fen"):
        assert (sections[item] != 0).any(), item


def test_a_forgotten_strike_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qdcalc.water.yearly.settle.strike", lambda flows, *_: flows)
    assert any("没有清零" in text for text in failed(of_everything()))


def test_transfers_that_are_not_equal_shares_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    # clause 六¶2: 按相同比例共担; the first of several pays twice what the second does
    def uneven(lists: Any) -> Any:
        weights = np.ones(len(lists.items), dtype=np.int64)
        return np.where(np.r_[True, np.diff(lists.owners()) != 0], 2, weights)

    monkeypatch.setattr("qdcalc.water.monthly.transfers.equal_shares", uneven)
    said = failed(run(find("water-month"), DATA / SOURCES["water-month"]))
    assert any("均分" in text for text in said)


def test_the_written_workbook_says_so_and_the_command_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    # the issue's own line: 100 元 added to the frame behind 资金流向
    from qdcalc.water.monthly import frames as monthly_frames

    original = monthly_frames.flows

    def spoilt(month: Any) -> Any:
        frame: Any = original(month)
        frame.loc[0, "amount_fen"] += 100_00
        return frame

    monkeypatch.setattr(monthly_frames, "flows", spoilt)
    out = tmp_path / "结果.xlsx"
    code = cli.main(["run", "water-month", str(DATA / SOURCES["water-month"]), "-o", str(out)])
    assert code == 2
    assert "请勿使用" in "".join(capsys.readouterr())
    written = pd.read_excel(out, sheet_name="校验", engine="openpyxl")
    wrong = written[written["结果"] == "不通过"]
    assert (wrong["差额"].abs() == 100).any()


def test_a_table_spoilt_after_the_checks_were_seen_fails_too(tmp_path: Path) -> None:
    result = sample("water-month")
    assert failed(result) == []
    frame: Any = result.tables.made("flows")
    frame.loc[0, "amount_fen"] += 100_00
    assert failed(result)
    written = pd.read_excel(
        result.to_excel(tmp_path / "结果.xlsx"), sheet_name="校验", engine="openpyxl"
    )
    assert (written["结果"] == "不通过").any()


def test_the_checks_are_made_once_while_a_result_is_written(tmp_path: Path) -> None:
    result = sample("staffing")
    made: list[int] = []
    checks = result.tables._checks

    def counted(tables: Any) -> Any:
        made.append(1)
        return checks(tables)

    result.tables._checks = counted
    result.to_excel(tmp_path / "结果.xlsx")
    assert len(made) == 1
    assert result.is_sound
    assert len(made) == 2  # anew: who held them may have changed the tables since


# --------------------------------------------------------------------------- the rows themselves


def _rows(rows: Iterator[CheckRow]) -> list[tuple[str, int, int]]:
    return [(row.name, row.left, row.right) for row in rows]


def test_few_keys_have_a_row_each() -> None:
    left, right = pd.Series({"a": 1, "b": 2}), pd.Series({"b": 2, "c": 3})
    assert _rows(checking.sides("{} 左 = 右", left, right)) == [
        ("a 左 = 右", 1, 0), ("b 左 = 右", 2, 2), ("c 左 = 右", 0, 3),
    ]  # fmt: skip


@pytest.mark.parametrize("spoilt", [False, True])
def test_many_keys_are_counted(spoilt: bool) -> None:
    size = checking.MOST + 1
    left, right = pd.Series(range(size)), pd.Series(range(size))
    if spoilt:  # two that make up for each other
        right[0], right[1] = 1, 0
    rows = _rows(checking.sides("序号 {} 左 = 右", left, right))
    assert rows == [
        ("序号 全部 左 = 右", sum(range(size)), sum(range(size))),
        ("序号 逐项 左 = 右，不符的个数 = 0", 2 if spoilt else 0, 0),
    ]
    assert len(_rows(checking.sides("{}", left[:-1], right[:-1]))) == checking.MOST


def test_sums_beyond_int64_do_not_wrap() -> None:
    huge = pd.Series([2**62] * (checking.MOST + 4))
    first = next(iter(checking.sides("{}", huge, huge)))
    assert first.left == first.right == 2**62 * (checking.MOST + 4)


@pytest.mark.parametrize(
    ("left", "right", "wrong"),
    [
        ([("a", 1)], [("a", 1)], 0),
        ([("a", 1)], [("a", 2)], 1),
        ([("a", 1)], [], 1),
        ([], [("a", 1)], 1),
        ([("a", None)], [("a", None)], 0),
        ([("a", None)], [("a", 0)], 1),
        ([("a", 1), ("a", 1)], [("a", 1)], 1),
    ],
)
def test_unlike_rows(left: list[Any], right: list[Any], wrong: int) -> None:
    one, other = (
        pd.DataFrame(rows, columns=["k", "v"]).astype({"k": "str", "v": "Int64"})
        for rows in (left, right)
    )
    assert int(checking.unlike(one, other, ["k"], ["v"]).sum()) == wrong
