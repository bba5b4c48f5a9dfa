"""Who pays whom, as headlines of the month and the year show it: balances, the matrix (五¶1)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from qdcalc.exact.decimals import shifted_text
from qdcalc.exact.months import month_text, of_text
from qdcalc.result.headline import (
    DIRECTIONS,
    Panel,
    PanelColumn,
    Source,
    direction,
    positions,
)
from qdcalc.table.kinds import MONEY
from qdcalc.water.words import Transfer

RECEIVES, PAYS = "净收", "净付"
DIRECTION_TONES = {RECEIVES: "good", PAYS: "bad"}
SIDES = (
    PanelColumn("区市"),
    PanelColumn("应收", MONEY),
    PanelColumn("应付", MONEY),
    PanelColumn("净额", MONEY),
    PanelColumn("净收/净付", tones=DIRECTION_TONES),
)
Nets = Mapping[str, Source]


def month_before(month: str) -> str:
    """Return the month before: 2018-12 of 2019-01."""
    return month_text(of_text(month) - 1)


def nets_of(districts: pd.DataFrame, owed: pd.DataFrame, name: str = "districts") -> Nets:
    """Return where each district's net amount stands."""
    rows = positions(districts, owed)
    return {
        district: Source(name, "net_fen", (row,))
        for district, row in zip(owed["district"], rows, strict=True)
    }


def of_sides(name: str, rows: tuple[int, ...]) -> tuple[Source, ...]:
    """Return where 应收, 应付, 净额 and 净收/净付 come from, of a row or of several."""
    receivable, payable, net = (
        Source(name, column, rows) for column in ("receivable_fen", "payable_fen", "net_fen")
    )
    return receivable, payable, net, replace(net, words=DIRECTIONS)


def balances(
    districts: pd.DataFrame,
    owed: pd.DataFrame,
    now: str,
    before: str,
    earlier: pd.Series[int],
) -> Panel:
    """Return who receives and who pays, against the period before.

    Parameters
    ----------
    districts, owed : DataFrame
        区市汇总, and its rows of the month.
    now, before : str
        The month, and the one that it is compared with; empty without one.
    earlier : Series of int
        The net amounts of that one, by district [fen].
    """
    columns: tuple[PanelColumn, ...] = SIDES
    if before:
        last_month = "上月净额" if before == month_before(now) else f"{before} 净额"
        columns = (*SIDES, PanelColumn(last_month, MONEY), PanelColumn("变动", MONEY))
    places = positions(districts, owed)
    known = districts[districts["month"] == before]
    last_at = dict(zip(known["district"], positions(districts, known), strict=True))
    rows, sources = [], []
    for name, received, paid, net, place in zip(
        owed["district"],
        owed["receivable_fen"],
        owed["payable_fen"],
        owed["net_fen"],
        places,
        strict=True,
    ):
        row: tuple[Any, ...] = (name, int(received), int(paid), int(net), direction(int(net)))
        own: tuple[Source | None, ...] = (None, *of_sides("districts", (place,)))
        if before:
            last = earlier.get(name)
            row += (None, None) if last is None else (int(last), int(net) - int(last))
            own += _against(own[3], last, last_at.get(name))
        rows.append(row)
        sources.append(own)
    sums = [sum(row[place] for row in rows) for place in (1, 2, 3)]
    total = ("合计", *sums, "", *((None, None) if before else ()))
    of_total = (None, *of_sides("districts", places)[:3])
    return Panel(
        "balances", "各区市应收、应付", columns, (*rows, total), has_total=True, bars=("净额",),
        sources=(*sources, of_total),
    )  # fmt: skip


def _against(
    net: Source | None, last: int | None, place: int | None
) -> tuple[Source | None, Source | None]:
    """Return where the net amount of the month before and the change come from."""
    if last is None or net is None:
        return None, None
    if place is None:  # in an earlier result
        return None, replace(net, minus=str(shifted_text([last], 2)[0]))
    before = replace(net, rows=(place,))
    return before, replace(net, minus=before)


def matrix(
    moving: pd.DataFrame, order: Iterable[str], behind: pd.DataFrame, of: Mapping[str, str]
) -> Panel:
    """Return who pays whom how much, without what a district pays to itself.

    Parameters
    ----------
    moving : DataFrame
        The flows.
    order : iterable of str
    behind : DataFrame
        收付关系, or 年度流向, that the amounts are added up from.
    of : mapping of str to str
        Its column of the period, and the period.
    """
    names = list(order)
    payers, payees = ([n for n in names if n in set(moving[side])] for side in ("payer", "payee"))
    summed = moving.groupby(["payer", "payee"])["amount_fen"].sum()
    rows: list[tuple[Any, ...]] = []
    for payer in payers:
        paid = [int(summed.get((payer, payee), 0)) for payee in payees]
        rows.append((payer, *(fen or None for fen in paid), sum(paid)))
    received = [int(summed.xs(payee, level="payee").sum()) for payee in payees]
    if rows:
        rows.append(("合计", *received, sum(received)))
    columns = (
        PanelColumn("付款方＼收款方"),
        *(PanelColumn(payee, MONEY) for payee in payees),
        PanelColumn("合计", MONEY),
    )
    return Panel(
        "matrix", "谁付给谁", columns, tuple(rows), has_total=True,
        sources=_of_pairs(payers, payees, behind, of) if rows else (),
    )  # fmt: skip


def _of_pairs(
    payers: list[str], payees: list[str], behind: pd.DataFrame, of: Mapping[str, str]
) -> tuple[tuple[Source | None, ...], ...]:
    """Return where each payment of the matrix comes from, and its sums."""
    (column, period), *_ = of.items()
    rows = tuple(np.flatnonzero((behind[column] == period).to_numpy()).tolist())
    if "kind" in behind:  # a row a section
        every = Source("year_flows", "amount_fen", rows, (("kind", f"<>{Transfer.SELF}"),))
    else:
        every = Source("relations", "total_fen", rows)

    def one(*match: tuple[str, str], **more: Any) -> Source:
        return replace(every, match=(*every.match, *match), **more)

    received = [
        [one(("payer", payer), ("payee", payee), is_blank_at_zero=True) for payee in payees]
        for payer in payers
    ]
    sums = [one(("payer", payer)) for payer in payers]
    total = [one(("payee", payee)) for payee in payees]
    lines = (*zip(received, sums, strict=True), (total, every))
    return tuple((None, *own, summed) for own, summed in lines)
