"""Each district's own settlement: the sum in capitals, its share of each section, its account."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from qdcalc.document.model import Apart, Document, Paragraph, Part, PrintedTable
from qdcalc.document.model import TableColumn as Column
from qdcalc.document.parts import annex, chosen, heading, numbered, remarks, texts_of, with_status
from qdcalc.exact import money
from qdcalc.water.reports.parts import (
    amount_column,
    bears,
    money_rows,
    payments,
    remedy,
    sum_words,
    touching,
)
from qdcalc.water.reports.settlement import (
    cycle_of,
    failed_part,
    refuse_several,
    sections_part,
    told_provisional,
    told_status,
)
from qdcalc.water.words import CITY, AnnualTransfer

if TYPE_CHECKING:
    import pandas as pd

    from qdcalc.notice.reporting import Request
    from qdcalc.result.result import Result

_KINDS = tuple(kind for kind in AnnualTransfer if kind is not AnnualTransfer.SELF)
_RECEIVED = (AnnualTransfer.REWARD, AnnualTransfer.BONUS)
_NOTE = "（全断面的金额）"


def settlement_by_district(result: Result, request: Request) -> Mapping[str, Document]:
    """Compose each district's own settlement: sum in capitals, account, its sections."""
    refuse_several(result)
    names = [n for n in result.tables["year_districts"]["district"] if n != CITY]
    return Apart(names, lambda name: _of_district(result, request, name))


def _of_district(result: Result, request: Request, name: str) -> Document:
    districts, every = result.tables["year_districts"], result.tables["section_years"]
    account, sections = districts[districts["district"] == name], every[bears(every, name)]
    flows = result.tables["year_flows"]
    flows = flows[(flows["payer"] == name) | (flows["payee"] == name)]
    months = result.tables["section_months"]
    months = months[months["section_id"].isin(sections["section_id"])]
    area, cycle = request.office.area(name), cycle_of(result)
    title = with_status(f"{cycle}年度{area}地表水环境质量生态补偿清算通知", result.status)
    is_shared = bool(sections["responsible"].str.contains("、").any())
    parts = (
        Part("概述", (Paragraph(_opening(result, area, sections, account)),)),
        _account(result, name),
        sections_part(
            _shares(sections, flows, name), {k.value: _column(k) for k in _KINDS}
        ),
        failed_part(sections, _NOTE if is_shared else ""),
        _payments(flows, name, AnnualTransfer.SELF),
        remedy(request, "清算结果"),
        remarks(
            *told_provisional(result),
            chosen(result, touching(result, name, months, flows) | {"incident", "rounding"}),
        ),
        annex(result, request),
    )  # fmt: skip
    addressee = f"{request.office.government(name)}："
    texts = texts_of(title, addressee, f"{cycle}考核周期", request)
    return Document(title, texts, numbered(parts), result.status)


def _column(kind: AnnualTransfer) -> str:
    return f"{kind.name.lower()}_fen"


def _opening(result: Result, area: str, sections: pd.DataFrame, account: pd.DataFrame) -> str:
    net = int(account["allotted_fen"].sum()) - int(account["remitted_fen"].sum())
    said = sum_words(net, "由市财政下达人民币", "应上解市财政人民币", "收付相抵，不上解，不下达")
    return (
        f"现将{cycle_of(result)}考核周期{area}地表水环境质量生态补偿清算结果"
        f"{told_status(result)}通知如下。"
        f"责任断面 {len(sections)} 个，应收 {money.text(int(account['receivable_fen'].sum()))} 元，"
        f"应付 {money.text(int(account['payable_fen'].sum()))} 元，{said}。"
    )


def _shares(sections: pd.DataFrame, flows: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return the district's sections with what it bears of each in place of the whole amounts.

    What it pays itself is told of a section as what it is: its reward or its penalty.
    """
    is_own = flows["kind"] == AnnualTransfer.SELF
    is_reward = flows["arithmetic"].fillna("").str.startswith(AnnualTransfer.REWARD.value)
    own_kind = np.where(is_reward, AnnualTransfer.REWARD, AnnualTransfer.PENALTY)
    kinds = flows["kind"].where(~is_own, own_kind)
    shown = sections
    for kind in _KINDS:
        side = "payee" if kind in _RECEIVED else "payer"
        found = flows[(kinds == kind) & (flows[side] == name)]
        sums = found.groupby("section_id")["amount_fen"].sum()
        amounts = shown["section_id"].map(sums).fillna(0).astype(np.int64)
        shown = shown.assign(**{_column(kind): amounts})
    return shown


def _account(result: Result, name: str) -> Part:
    lines = result.tables["accounts"]
    lines = lines[lines["district"] == name]
    table = PrintedTable(
        "从每月核算到年度结算（单位：元）",
        (Column("行次", "center", 0.6), Column("项目", width=1.6),
         *(amount_column(label) for label in ("应收", "应付", "净额"))),
        money_rows(lines, ["line", "item"], ["receivable_fen", "payable_fen", "net_fen"]),
        has_total=True,
    )  # fmt: skip
    return Part("账目", (heading("账目"), table))


def _payments(flows: pd.DataFrame, name: str, own_kind: str) -> Part:
    title = heading("收付明细")
    if flows.empty:
        return Part("收付明细", (title, Paragraph("本周期没有收付。")))
    return Part("收付明细", (title, *payments(flows, name, own_kind, ["name"])))
