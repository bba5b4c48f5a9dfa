"""The rows of 校验 of a settlement: finished tables held against each other, to the fen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pandas as pd

from qdcalc.calculation import CheckRow
from qdcalc.water import accounts, monthly, quarters, yearly_frames

if TYPE_CHECKING:
    from qdcalc.water.yearly import Year

_PAID = ("reward_fen", "penalty_fen", "bonus_fen", "charge_fen", "dry_fen")


def checks(year: Year) -> Iterator[CheckRow]:
    """Yield the settlement's checks, then those of its months."""
    sections, flows = yearly_frames.section_years(year), yearly_frames.year_flows(year)
    districts, lines = accounts.year_districts(year), accounts.accounts(year)
    own = year.job.policy.words["annual_transfers"]["self"]
    yield from _section_checks(year, sections, flows)
    yield from _district_checks(districts, flows[flows["kind"] != own], year)
    yield from _account_checks(lines, districts)
    yield from _quarter_checks(year, quarters.by_quarter(year))
    yield CheckRow(
        "年度断面行数 = 周期数 × 断面数",
        len(sections),
        len(year.cycles.starts) * year.cycles.sections,
        is_hundredths=False,
    )
    yield from monthly.checks(year.month)


def _section_checks(year: Year, sections: pd.DataFrame, flows: pd.DataFrame) -> Iterator[CheckRow]:
    """Hold sections against their transfers and, with 清零 and less 尾差, their months."""
    months_paid = sections["leap_months"] + sections["exceed_months"]
    too_far = int((2 * sections["tail_fen"].abs() > months_paid + 2).sum())
    yield CheckRow("尾差超过每月半分的断面数 = 0", too_far, 0, is_hundredths=False)
    flowing = flows.groupby(["cycle", "section_id"])["amount_fen"].sum()
    months = year.cycles.total(year.month.amount_fen).tolist()
    amounts = sections[[*_PAID, "struck_fen", "tail_fen"]].to_dict("records")
    ids = zip(sections["cycle"], sections["section_id"], strict=True)
    for key, amount, by_month in zip(ids, amounts, months, strict=True):
        name = f"{key[0]} 序号 {key[1]}"
        paid = sum(int(amount[column]) for column in _PAID)
        yield CheckRow(f"{name} 年度断面各项合计 = 年度流向合计", paid, int(flowing.get(key, 0)))
        settled = int(amount["reward_fen"] + amount["struck_fen"] + amount["penalty_fen"])
        yield CheckRow(
            f"{name} 跃升奖励 + 清零 + 超标赔付 − 尾差 = 各月金额合计",
            settled - int(amount["tail_fen"]),
            by_month,
        )


def _district_checks(
    districts: pd.DataFrame, moving: pd.DataFrame, year: Year
) -> Iterator[CheckRow]:
    """Add the transfers up again by district; all nets to 0."""
    city = year.month.districts.city_name
    for cycle, rows in districts.groupby("cycle", sort=False):
        here = moving[moving["cycle"] == cycle]
        for name, role, column in (
            ("应收", "payee", "receivable_fen"),
            ("应付", "payer", "payable_fen"),
        ):
            again = here.groupby(role)["amount_fen"].sum()
            listed = rows.set_index("district")[column]
            for district in listed.index.union(again.index, sort=False):
                yield CheckRow(
                    f"{cycle} {district} 年度{name} = 年度流向中{name}合计",
                    int(listed.get(district, 0)),
                    int(again.get(district, 0)),
                )
        yield CheckRow(f"{cycle} 全部区市和市财政年度净额合计 = 0", int(rows["net_fen"].sum()), 0)
        treasury = rows.loc[rows["district"] == city, "net_fen"].sum()
        up, down = int(rows["remitted_fen"].sum()), int(rows["allotted_fen"].sum())
        yield CheckRow(f"{cycle} 上解合计 − 下达合计 = {city}净额", up - down, int(treasury))


def _account_checks(lines: pd.DataFrame, districts: pd.DataFrame) -> Iterator[CheckRow]:
    """Hold the last line of each account against 年度汇总."""
    last = lines.groupby(["cycle", "district"], sort=False).tail(1)
    ends = districts.merge(last, on=["cycle", "district"], suffixes=("", "_account"))
    columns = [ends[c].tolist() for c in ("cycle", "district", "net_fen_account", "net_fen")]
    for cycle, district, account, net in zip(*columns, strict=True):
        yield CheckRow(f"{cycle} {district} 年度账目末行净额 = 年度净额", int(account), int(net))


def _quarter_checks(year: Year, table: pd.DataFrame) -> Iterator[CheckRow]:
    """Quarters add up to the months, and each nets to 0."""
    received, paid = year.month.accounts
    for quarter, rows in table.groupby("quarter", sort=False):
        yield CheckRow(f"{quarter} 全部区市和市财政净额合计 = 0", int(rows["net_fen"].sum()), 0)
    own = table[["receivable_fen", "payable_fen"]].sum()
    yield CheckRow("各季度应收合计 = 各月应收合计", int(own["receivable_fen"]), int(received.sum()))
    yield CheckRow("各季度应付合计 = 各月应付合计", int(own["payable_fen"]), int(paid.sum()))
