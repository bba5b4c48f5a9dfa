"""What the assessment of applications says first, from its finished tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from qdcalc.exact import money
from qdcalc.exact.texts import brief, listed
from qdcalc.expo.outputs import BUDGET_TONES, VERDICT_TONES
from qdcalc.expo.words import BudgetState, Verdict
from qdcalc.result.headline import (
    MOST_PLACES,
    Headline,
    Panel,
    PanelColumn,
    Record,
    Source,
    ToCheck,
    amounts,
    positions,
    records,
    rest,
    sheet_places,
)
from qdcalc.table.kinds import COUNT, MONEY

TITLE = "会展补助"
_BUDGETED = ("amount_fen", "budget_fen", "left_fen", "state")
MOST_APPLICANTS = 10
MOST_OPEN = 20
MOST_REASONS = 10
MOST_QUESTIONS = 3  # on a line
_BUDGET_TONES = {**BUDGET_TONES, str(BudgetState.WITHIN): "good"}
_NO_APPLICANT = "（没有填申请单位）"


def of_applications(tables: Mapping[str, pd.DataFrame]) -> Headline:
    """Compose the headline: by item, by applicant, what people must decide, what is refused."""
    found, years = tables["findings"], tables["years"]
    is_open = found["verdict"] == Verdict.OPEN
    undecided = found[is_open].sort_values("amount_fen", ascending=False, kind="stable")
    refused = found[found["verdict"] == Verdict.REFUSED]
    panels = [
        _items(tables["items"], found), _budgets(years), _applicants(tables["applicants"]),
        _open(found, undecided), _refusals(refused),
    ]  # fmt: skip
    covered = listed([f"{year}年" for year in sorted(set(found["year"]))])
    return Headline(
        f"{TITLE}　{covered}核定结论",
        (_counted(found), _spent(years)),
        lines=(
            *_returned(tables["returned"]),
            *_largest(tables["applicants"]),
            *_questions(undecided),
            *_refused(refused),
        ),
        panels=tuple(panel for panel in panels if panel.rows),
        to_check=(
            *_returned_checks(tables["returned"]),
            *_to_check(found, undecided),
            *_budget_checks(years),
        ),
    )


def _counted(found: pd.DataFrame) -> str:
    verdicts = found["verdict"].value_counts()
    said = "、".join(f"{v} {int(verdicts[v]):,}" for v in VERDICT_TONES if v in verdicts)
    total = int(found["amount_fen"].sum())
    waiting = int(found.loc[found["verdict"] == Verdict.OPEN, "amount_fen"].sum())
    parts = f"其中核准 {money.text(total - waiting)} 元、待确认 {money.text(waiting)} 元"
    return f"{len(found):,} 项申请：{said}；核定合计 {money.text(total)} 元，{parts}。"


def _spent(years: pd.DataFrame) -> str:
    """Say what is spent against the budget, year by year."""
    told = []
    for year, own in years.groupby("year"):
        spent, given = int(own["amount_fen"].sum()), own["budget_fen"].dropna()
        budgeted = int(own.loc[given.index, "amount_fen"].sum())
        said = f"{year} 年核定 {money.wan(spent)} 万元"
        if len(given):
            left = int(given.sum()) - budgeted
            word = "结余" if left >= 0 else "超出"
            said += f"，有预算的项目预算 {money.wan(int(given.sum()))} 万元、{word} "
            said += f"{money.wan(abs(left))} 万元"
        if spent - budgeted:
            said += f"，没有预算的 {money.wan(spent - budgeted)} 万元"
        told.append(said)
    more = f"（另有更早的 {len(told) - 4} 个年度）" if len(told) > 4 else ""
    return "；".join(told[-4:]) + f"{more}。"


def _largest(applicants: pd.DataFrame) -> tuple[str, ...]:
    paid = applicants[applicants["amount_fen"] > 0]
    nets = {_applicant(row): int(row["amount_fen"]) for row in records(paid)}
    return (f"金额最大：{amounts(nets)}",) if nets else ()


def _questions(undecided: pd.DataFrame) -> tuple[str, ...]:
    """Return a line for each of the largest questions that a person must answer."""
    said = [
        f"要人确认：{brief(row['subject'])}（{row['item']} {money.wan(row['amount_fen'])} 万）"
        f"{brief(_said(row), 60)}"
        for row in records(undecided.head(MOST_QUESTIONS))
    ]
    if len(undecided) > len(said):
        said[-1] += f"　等 {len(undecided):,} 项，见“核定结果”"
    return tuple(said)


def _refused(refused: pd.DataFrame) -> tuple[str, ...]:
    if refused.empty:
        return ()
    said = [f"{why} {count:,}" for why, count in _kinds(refused).value_counts().items()]
    return (f"不予补助 {len(refused):,} 项：{listed(said)}",)


def _kinds(refused: pd.DataFrame) -> pd.Series[str]:
    """Return the kind of each refusal: its first reason, without its particulars."""
    reason = refused["reason"].astype(object).fillna("")
    kind = reason.str.extract(r"^([^：:（(；;，]+)", expand=False)
    return kind.astype(object).fillna("没有写明").astype("str")


def _items(items: pd.DataFrame, found: pd.DataFrame) -> Panel:
    refused = found[found["verdict"] == Verdict.REFUSED].groupby("item").size()
    rows = [
        (
            row["item"], int(row["applications"]), int(row["approved"]), int(row["open"]),
            int(refused.get(row["item"], 0)), int(row["amount_fen"] - row["open_fen"]),
            int(row["open_fen"]), int(row["amount_fen"]),
        )
        for row in records(items)
    ]  # fmt: skip
    sums = tuple(sum(column) for column in list(zip(*rows, strict=True))[1:])
    all_rows = tuple(range(len(items)))
    sources = [(None, *_of_items((row,))) for row in all_rows]
    columns = (
        PanelColumn("项目"),
        *(PanelColumn(label, COUNT) for label in ("申请", "核准", "待确认", "不予")),
        *(PanelColumn(label, MONEY) for label in ("核准金额", "待确认金额", "核定金额")),
    )
    return Panel(
        "items", "按项目", columns, (*rows, ("合计", *sums)), has_total=True, bars=("核定金额",),
        sources=(*sources, (None, *_of_items(all_rows))),
    )  # fmt: skip


def _of_items(rows: tuple[int, ...]) -> tuple[Source, ...]:
    """Return where the figures of an item come from, or of all."""
    counts = (Source("items", name, rows) for name in ("applications", "approved", "open"))
    return (
        *counts,
        Source("items", "applications", rows, less=("approved", "open")),
        *_of_money("items", rows),
    )


def _of_money(table: str, rows: tuple[int, ...]) -> tuple[Source, ...]:
    """Return where 核准金额, 待确认金额 and 核定金额 come from."""
    total = Source(table, "amount_fen", rows)
    return replace(total, less=("open_fen",)), replace(total, column="open_fen"), total


def _budgets(years: pd.DataFrame) -> Panel:
    """Return amounts against the budget, where there is money or a budget."""
    shown = years[(years["amount_fen"] > 0) | years["budget_fen"].notna()]
    shown = shown.sort_values("year", ascending=False, kind="stable").head(MOST_OPEN)
    rows = tuple(
        (
            f"{row['year']}年", row["item"], int(row["amount_fen"]), _whole(row["budget_fen"]),
            _whole(row["left_fen"]), row["state"],
        )
        for row in records(shown)
    )  # fmt: skip
    columns = (
        PanelColumn("年度"),
        PanelColumn("项目"),
        *(PanelColumn(label, MONEY) for label in ("核定金额", "预算金额", "结余")),
        PanelColumn("预算情况", tones=_BUDGET_TONES),
    )
    return Panel(
        "budgets", "与预算比较", columns, rows, places=sheet_places("年度汇总", years, shown),
        note=rest(int((years["amount_fen"] > 0).sum()), len(shown), "年度汇总", "行"),
        sources=tuple(
            (None, None, *(Source("years", name, (row,)) for name in _BUDGETED))
            for row in positions(years, shown)
        ),
    )  # fmt: skip


def _whole(fen: Any) -> int | None:
    return None if pd.isna(fen) else int(fen)


def _applicants(applicants: pd.DataFrame) -> Panel:
    ranked = applicants.sort_values("amount_fen", ascending=False, kind="stable")
    ranked = ranked[ranked["amount_fen"] > 0]
    shown, left = ranked.head(MOST_APPLICANTS), ranked.iloc[MOST_APPLICANTS:]
    rows: list[tuple[Any, ...]] = [
        (
            _applicant(row), int(row["applications"]), int(row["amount_fen"] - row["open_fen"]),
            int(row["open_fen"]), int(row["amount_fen"]),
        )
        for row in records(shown)
    ]  # fmt: skip
    parts = [shown.iloc[[n]] for n in range(len(shown))]
    for name, part in ((f"其余 {len(left):,} 家", left), ("合计", ranked)):
        if len(part):
            parts.append(part)
            total, waiting = int(part["amount_fen"].sum()), int(part["open_fen"].sum())
            count = int(part["applications"].sum())
            rows.append((name, count, total - waiting, waiting, total))
    columns = (
        PanelColumn("申请单位"),
        PanelColumn("申请", COUNT),
        *(PanelColumn(label, MONEY) for label in ("核准金额", "待确认金额", "核定金额")),
    )
    return Panel(
        "applicants", "金额最大的申请单位", columns, tuple(rows), has_total=True,
        bars=("核定金额",), places=sheet_places("单位汇总", applicants, shown),
        note=rest(len(ranked), len(shown), "单位汇总", "家"),
        sources=tuple(_of_applicants(applicants, part) for part in parts),
    )  # fmt: skip


def _of_applicants(applicants: pd.DataFrame, part: pd.DataFrame) -> tuple[Source | None, ...]:
    rows = tuple(sorted(positions(applicants, part)))
    applied = Source("applicants", "applications", rows)
    return (None, applied, *_of_money("applicants", rows))


def _open(found: pd.DataFrame, undecided: pd.DataFrame) -> Panel:
    """Return what a person must decide: the question, the amount, where it stands."""
    shown = undecided.head(MOST_OPEN)
    rows = tuple(
        (row["subject"], row["item"], _applicant(row), int(row["amount_fen"]), _said(row))
        for row in records(shown)
    )
    columns = (
        PanelColumn("对象"),
        PanelColumn("项目"),
        PanelColumn("申请单位"),
        PanelColumn("待确认金额", MONEY),
        PanelColumn("要人回答的问题"),
    )
    return Panel(
        "open", f"需人工确认 {len(undecided):,} 项", columns, rows,
        places=sheet_places("核定结果", found, shown),
        note=rest(len(undecided), len(shown), "核定结果", "项"),
        sources=tuple(
            (None, None, None, Source("findings", "amount_fen", (row,)))
            for row in positions(found, shown)
        ),
    )  # fmt: skip


def _refusals(refused: pd.DataFrame) -> Panel:
    kinds = _kinds(refused)
    counted = kinds.value_counts()
    shown = counted.head(MOST_REASONS)
    rows = tuple(
        (
            why,
            int(count),
            listed([brief(s) for s in refused.loc[kinds == why, "subject"]], MOST_QUESTIONS),
        )
        for why, count in shown.items()
    )
    columns = (PanelColumn("不予补助的原因"), PanelColumn("项", COUNT), PanelColumn("对象"))
    return Panel(
        "refusals", f"不予补助 {len(refused):,} 项", columns, rows,
        note=rest(len(counted), len(shown), "核定结果", "种原因"),
    )  # fmt: skip


def _returned(returned: pd.DataFrame) -> tuple[str, ...]:
    """Say which forms are not in the figures."""
    if returned.empty:
        return ()
    files = list(dict.fromkeys(returned["file"]))
    return (f"退回申请表 {len(files):,} 份，没有核定，不在上面的数里：{listed(files)}",)


def _returned_checks(returned: pd.DataFrame) -> tuple[ToCheck, ...]:
    if returned.empty:
        return ()
    places = sheet_places("退回申请", returned, returned.head(MOST_PLACES + 1))
    return (ToCheck("退回的申请表有错误没有核定，改好后重新运行", len(returned), places),)


def _to_check(found: pd.DataFrame, undecided: pd.DataFrame) -> tuple[ToCheck, ...]:
    if undecided.empty:
        return ()
    waiting = int(undecided["amount_fen"].sum())
    text = f"需人工确认 {len(undecided):,} 项，涉及 {money.text(waiting)} 元"
    places = sheet_places("核定结果", found, undecided.head(MOST_PLACES + 1))
    return (ToCheck(text, len(undecided), places),)


def _budget_checks(years: pd.DataFrame) -> tuple[ToCheck, ...]:
    """Ask to look at what has no budget; what is over its budget is a warning of its own."""
    paid = years[(years["state"] == BudgetState.NONE) & (years["amount_fen"] > 0)]
    if paid.empty:
        return ()
    named = listed([f"{row['year']}年{row['item']}" for row in records(paid)])
    places = sheet_places("年度汇总", years, paid.head(MOST_PLACES + 1))
    return (ToCheck(f"{BudgetState.NONE}：{named}", len(paid), places, is_money=False),)


def _applicant(row: Record) -> str:
    return _NO_APPLICANT if pd.isna(row["applicant"]) else str(row["applicant"])


def _said(row: Record) -> str:
    return "" if pd.isna(row["reason"]) else str(row["reason"])
