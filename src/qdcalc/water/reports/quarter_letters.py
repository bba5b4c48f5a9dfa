"""Each district's own notification of a quarter: its sections, its share, its account."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from qdcalc.document.model import Apart, Block, Document, Paragraph, Part
from qdcalc.document.parts import annex, chosen, heading, numbered, remarks, texts_of, with_status
from qdcalc.exact import money
from qdcalc.water.reports.parts import bears, payments, remedy, sum_words, touching
from qdcalc.water.reports.quarter import (
    Quarter,
    accrued_from,
    by_side,
    districts_part,
    exceeding_part,
    month_names,
    of_request,
    sections_part,
    told_status,
)
from qdcalc.water.words import CITY, Transfer

if TYPE_CHECKING:
    from qdcalc.notice.reporting import Request
    from qdcalc.result.result import Result

_SHARE = ("应得奖励", "应付赔付")


def quarter_by_district(result: Result, request: Request) -> Mapping[str, Document]:
    """Compose each district's own notification: its sections, its payments, its account."""
    now = of_request(result, request)
    names = [name for name in now.districts["district"] if name != CITY]
    return Apart(names, lambda name: _of_district(now, request, name))


def _of_district(now: Quarter, request: Request, name: str) -> Document:
    """Compose one district's notification."""
    area = request.office.area(name)
    sections = now.sections[bears(now.sections, name)]
    flows = now.flows[(now.flows["payer"] == name) | (now.flows["payee"] == name)]
    account = now.districts[now.districts["district"] == name]
    months = now.section_months[now.section_months["section_id"].isin(sections["section_id"])]
    shares = _shares(months, flows, name)
    own_kind = Transfer.SELF
    title = f"{request.quarter_name}{area}地表水环境质量生态补偿情况的通报"
    title = with_status(title, now.status)
    parts = [
        Part("概述", _opening(now, request, area, sections, account)),
        districts_part(account, "收付情况"),
        sections_part(
            now, _with_shares(sections, shares), by_side(now, flows[flows["kind"] == own_kind]),
            _SHARE,
        ),
        exceeding_part(now, shares, _SHARE[1]),
        Part("收付明细", _payments(flows, name, own_kind)),
        remedy(request, "通报结果"),
        remarks(
            accrued_from(now), chosen(now.result, touching(now.result, name, months, flows))
        ),
        annex(now.result, request),
    ]  # fmt: skip
    government = request.office.government(name)
    texts = texts_of(title, f"{government}：", request.quarter_name, request)
    return Document(title, texts, numbered(parts), now.status)


def _opening(
    now: Quarter, request: Request, area: str, sections: pd.DataFrame, account: pd.DataFrame
) -> tuple[Block, ...]:
    net, so_far = (int(account[c].sum()) for c in ("net_fen", "net_so_far_fen"))
    text = (
        f"现将{request.quarter_name}（{month_names(now.months)}）{area}地表水环境质量生态补偿"
        f"核算结果{told_status(now)}通报如下。责任断面 {len(sections)} 个，"
        f"超标 {int(sections['exceed_months'].sum())} 个断面月，"
        f"跃升 {int(sections['leap_months'].sum())} 个断面月。"
        f"本季度{sum_words(net, '净收', '净付', '收付相抵，净额为 0')}"
    )
    text += f"，考核周期内累计净额 {money.text(so_far)} 元。" if so_far != net else "。"
    return (Paragraph(text),)


def _shares(months: pd.DataFrame, flows: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return the district's months with what it bears of each in place of the whole amount.

    Who answers for a section pays where it exceeds and is paid where it leaps.
    """
    keys = ["month", "section_id"]
    is_leap, is_exceeded = (months["coefficient"] > 0), (months["coefficient"] < 0)
    place = pd.MultiIndex.from_frame(months[keys])
    got, paid = (
        flows[flows[side] == name].groupby(keys)["amount_fen"].sum().reindex(place, fill_value=0)
        for side in ("payee", "payer")
    )
    amounts = np.select([is_leap, is_exceeded], [got.to_numpy(), paid.to_numpy()], 0)
    return months.assign(amount_fen=amounts)


def _with_shares(sections: pd.DataFrame, shares: pd.DataFrame) -> pd.DataFrame:
    amounts = shares["amount_fen"]
    shown = sections
    for field, is_side in (
        ("reward_fen", shares["coefficient"] > 0),
        ("penalty_fen", shares["coefficient"] < 0),
    ):
        sums = amounts.where(is_side, 0).groupby(shares["section_id"]).sum()
        shown = shown.assign(**{field: shown["section_id"].map(sums).fillna(0).astype(np.int64)})
    return shown


def _payments(flows: pd.DataFrame, name: str, own_kind: str) -> tuple[Block, ...]:
    title = heading("收付明细")
    if flows.empty:
        return (title, Paragraph("本季度没有收付。"))
    return (title, *payments(flows, name, own_kind, ["month", "name"]))
