"""The rows of 校验 of the exhibition subsidies: the written tables, the input and the rule."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from qdcalc.exact.dtypes import Bools
from qdcalc.expo import live_checks as live
from qdcalc.expo.facts import ROW, ExpoFacts
from qdcalc.expo.shows import lifted_fen
from qdcalc.expo.words import BudgetState, Item, Verdict
from qdcalc.notice.checking import none_wrong, sides, totals_added, unlike
from qdcalc.notice.description import CheckRow
from qdcalc.table.live import Check, held, rows_of, wrong_rows, zero

Tables = Mapping[str, pd.DataFrame]


def checks(known: ExpoFacts, tables: Tables) -> Iterator[CheckRow]:
    """Hold the written tables against each other, the input and the rule."""
    found = tables["findings"]
    counted = found.assign(
        applications=1,
        approved=(found["verdict"] == Verdict.APPROVED).astype(np.int64),
        open=(found["verdict"] == Verdict.OPEN).astype(np.int64),
        open_fen=found["amount_fen"].where(found["verdict"] == Verdict.OPEN, 0),
    )
    for label, table, column in (
        ("项目汇总", "items", "item"),
        ("单位汇总", "applicants", "applicant"),
    ):
        total = int(found["amount_fen"].sum())
        own = tables[table]
        summed, listed = int(own["amount_fen"].sum()), int(own["applications"].sum())
        said = f"核定结果合计 = {label}合计"
        yield CheckRow(said, total, summed, live=live.of_amounts(table))
        said = f"核定结果行数 = {label}申请数"
        yield CheckRow(said, len(found), listed, False, live.of_rows(table))
        columns = ["applications", "approved", "amount_fen", "open", "open_fen"]
        again = counted.groupby(column, as_index=False)[columns].sum()
        wrong = unlike(own, again, [column], columns)
        yield none_wrong(f"与核定结果不符的{label}行数", wrong, live.totals(table, column))
    for label, table in (
        ("核定结果", "findings"), ("项目汇总", "items"), ("单位汇总", "applicants"),
        ("年度汇总", "years"),
    ):  # fmt: skip
        yield totals_added(table, label)
    yield from _returned_checks(known, tables)
    yield from _year_checks(known, tables)
    yield from _rule_checks(known, found)
    yield from _amount_checks(known, found, tables["amounts"])
    for label, (rows, others) in known.rows.items():
        here = int((found["sheet"] == label).sum())
        said = f"{label}表头下的非空行数 = 核定结果行数 + 被更正 + 合计等不计的行数"
        right = held(zero, live.of_sheet(label, others))
        yield CheckRow(said, rows, here + others, is_hundredths=False, live=right)


def _returned_checks(known: ExpoFacts, tables: Tables) -> Iterator[CheckRow]:
    """Forms in are forms read and forms returned; nothing of a returned one is assessed."""
    forms = known.returned
    if not forms.problems:
        return
    listed = int(tables["returned"]["file"].nunique())
    yield CheckRow("申请表份数 = 读取的 + 退回的", forms.given, forms.read + listed, False)
    is_back = tables["findings"]["file"].isin(forms.files)
    yield none_wrong("退回的申请表出现在核定结果里的行数", is_back)


def _year_checks(known: ExpoFacts, tables: Tables) -> Iterator[CheckRow]:
    """Add findings up by year and item; hold the budget and what is left against the input."""
    found, years = tables["findings"], tables["years"]
    total = int(found["amount_fen"].sum())
    summed, both = int(years["amount_fen"].sum()), live.of_amounts("years")
    yield CheckRow("核定结果合计 = 年度汇总合计", total, summed, live=both)
    keys = ["year", "item"]
    own = years.set_index(keys)
    spent = found.groupby(keys)["amount_fen"].sum()
    said = "{} 核定结果合计 = 年度汇总核定金额"
    yield from sides(said, spent, own["amount_fen"], live=_by_key(live.of_item))
    given = own["budget_fen"].dropna()
    said = "{} 预算 = 年度汇总预算金额"
    yield from sides(said, known.budgets, given, live=_by_key(live.of_budget))
    again = pd.concat([spent, known.budgets.rename("budget_fen")], axis=1)
    again = again.rename_axis(keys).reset_index().fillna({"amount_fen": 0})
    wrong = unlike(years, again.astype({"year": np.int64}), keys, ["amount_fen", "budget_fen"])
    summing = wrong_rows("years", live.year_sums, beside="findings")
    yield none_wrong("与核定结果、预算不符的年度汇总行数", wrong, summing)
    left = years["budget_fen"] - years["amount_fen"]
    same = (left == years["left_fen"]).fillna(False) | (left.isna() & years["left_fen"].isna())
    said = "结余不等于预算金额 − 核定金额的行数"
    yield none_wrong(said, ~same.astype(bool), wrong_rows("years", live.left))
    within = np.where(left.fillna(0) < 0, BudgetState.OVER, BudgetState.WITHIN)
    state = np.where(left.isna(), BudgetState.NONE, within)
    off = years["state"].to_numpy() != state
    yield none_wrong("预算情况与结余不符的行数", off, wrong_rows("years", live.states))


def _by_key(made: Callable[[tuple[int, str]], Check]) -> Callable[[Any], Check | None]:
    """Return the formulas of a year's item; none of the totals of many."""
    return lambda key: None if key is None else made(key)


def _rule_checks(known: ExpoFacts, found: pd.DataFrame) -> Iterator[CheckRow]:
    """Each amount is what the rule gives, at most the cap; nothing refused is paid."""
    amount = found["amount_fen"]
    refused, approved = (found["verdict"] == v for v in (Verdict.REFUSED, Verdict.APPROVED))
    for said, off, counting in (
        ("不予补助而金额不为 0 的行数", refused & (amount != 0), live.refused),
        ("核准而金额为 0 的行数", approved & (amount == 0), live.unpaid),
    ):
        yield none_wrong(said, off, wrong_rows("findings", counting))
    both = _beside_due(known, found)
    yield none_wrong("与输入的申请对不上的核定结果行数", both["_merge"] != "both")
    paid = both[(both["_merge"] == "both") & (both["amount_fen"] != 0)]
    wrong = ~_is_due(paid)
    for label in Item:
        here = (paid["item"] == label).to_numpy()
        if here.any():
            yield none_wrong(f"{label}金额与条款的标准、最高限额不符的行数", wrong[here])
    missing = found["reason"].isna() & ~approved
    yield none_wrong("不予补助或需人工确认而没有原因的行数", missing)


def _amount_checks(
    known: ExpoFacts, found: pd.DataFrame, amounts: pd.DataFrame
) -> Iterator[CheckRow]:
    """Each row of 计算明细 is the application in the same place, and its amount the rule's."""
    counting = held(rows_of("findings"), rows_of("amounts"))
    yield CheckRow("核定结果行数 = 计算明细行数", len(found), len(amounts), False, counting)
    is_beside = len(found) == len(amounts)
    own = ["sheet", "row", "subject", "item", "year"]
    decided, computed = (
        frame.reset_index(drop=True).rename_axis("place").reset_index()
        for frame in (found, amounts)
    )
    wrong = unlike(computed, decided, ["place"], own)
    of_rows = wrong_rows("amounts", live.same_rows) if is_beside else None
    yield none_wrong("与核定结果不符的计算明细行数", wrong, of_rows)
    counts = (computed["counts"] == "是").to_numpy()
    paid = computed.assign(amount_fen=computed["computed_fen"].where(counts, 0))
    wrong = unlike(paid, decided, ["place"], ["amount_fen"])
    of_rows = wrong_rows("amounts", live.counted) if is_beside else None
    yield none_wrong("核定金额不是计入的计算金额的行数", wrong, of_rows)
    # what does not count is held against the rule itself, no amount decided follows from it
    left = computed.loc[~counts & (computed["computed_fen"] != 0).to_numpy()]
    left = left.merge(decided[["place", "file"]], on="place")
    both = _beside_due(known, left.assign(amount_fen=left["computed_fen"]))
    rows = both[both["_merge"] == "both"]
    yield none_wrong("不计入的计算金额与条款的标准、最高限额不符的行数", ~_is_due(rows))


def _beside_due(known: ExpoFacts, rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows of applications beside what the rule says of each."""
    named = rows.assign(file=rows["file"].astype(object).where(rows["file"].notna(), ""))
    due = known.due.assign(file=known.due["file"].fillna(""))
    own = named[[*ROW, "item", "amount_fen"]]
    return own.merge(due, on=ROW, how="outer", suffixes=("", "_due"), indicator=True)


def _is_due(paid: pd.DataFrame) -> Bools:
    """Say which amounts are what the rule gives, or within what it may give."""
    exact = paid["is_exact"].astype(bool)
    fits = (paid["amount_fen"] == paid["amount_fen_due"]) | (
        paid["amount_fen"] == paid["raised_fen"]
    )
    within = (paid["amount_fen"] <= paid["most"]) & (fits | _in_steps(paid))
    due: Bools = np.where(exact, fits, within).astype(bool)
    return due


def _in_steps(paid: pd.DataFrame) -> Bools:
    """Say which amounts are whole steps, as they are or before they were raised."""
    amount, step = (paid[c].to_numpy(dtype=np.int64) for c in ("amount_fen", "step"))
    rate = paid["rate"].to_numpy(dtype=object)
    raised = np.zeros(len(paid), dtype=bool)
    below = np.floor_divide(amount, (1 + rate.astype(np.float64)) * step).astype(np.int64)
    for more in (0, 1):  # the float quotient may fall short by one
        raised |= lifted_fen((below + more) * step, rate) == amount
    whole_steps: Bools = raised | (amount % step == 0)
    return whole_steps
