"""The live sides of 校验: what the sheets of the subsidies say, counted and added up (末段)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

import numpy as np

from qdcalc.expo.live import PLAIN
from qdcalc.expo.words import BudgetState, Verdict
from qdcalc.table.live import Check, Sheets, Side, text, wrong_rows

Columns = Mapping[str, str]


def of_amounts(table: str) -> Check:
    """Return the sides of a check: the amounts decided, and those of a table of sums."""
    return partial(_amounts, table)


def _amounts(table: str, sheets: Sheets) -> tuple[str, str]:
    return sheets.of("findings").total("amount_fen"), sheets.of(table).total("amount_fen")


def of_rows(table: str) -> Check:
    """Return the sides of a check: how many applications there are, and those counted."""
    return partial(_rows, table)


def _rows(table: str, sheets: Sheets) -> tuple[str, str]:
    rows = sheets.of("findings").column("item")
    return f"ROWS({rows})", sheets.of(table).total("applications")


def of_item(key: tuple[int, str]) -> Check:
    """Return the sides of a check: what was decided of a year's item, and 年度汇总's sum."""

    def sides(sheets: Sheets) -> tuple[str, str | None]:
        of, (year, item) = sheets.of("findings"), key
        names = ("amount_fen", "year", "item")
        amount, years, items = (of.column(name) for name in names)
        summed = f"ROUND(SUMIFS({amount},{years},{year},{items},{text(item)}),2)"
        return summed, _of_year(sheets, key, "amount_fen")

    return sides


def of_budget(key: tuple[int, str]) -> Check:
    """Return the sides of a check: the input's budget stays, 年度汇总's is its cell."""
    return lambda sheets: (None, _of_year(sheets, key, "budget_fen"))


def _of_year(sheets: Sheets, key: tuple[int, str], column: str) -> str | None:
    place = sheets.of("years")
    is_it = (place.frame["year"] == key[0]) & (place.frame["item"] == key[1])
    rows = np.flatnonzero(is_it.to_numpy(dtype=bool))
    return place.cell(column, int(rows[0])) if len(rows) == 1 else None


def of_sheet(label: str, more: int) -> Side:
    """Return how many applications of a sheet are decided, and the ``more`` left out."""

    def side(sheets: Sheets) -> str:
        return f"COUNTIF({sheets.of('findings').column('sheet')},{text(label)})+{more}"

    return side


def totals(table: str, column: str) -> Side:
    """Return how many sums of 项目汇总 or 单位汇总 are not those of its applications."""

    def side(sheets: Sheets) -> str | None:
        names = sheets.of(table).frame[column].tolist()
        if not all(PLAIN.fullmatch(name) for name in names):
            return None
        return wrong_rows(table, partial(_totals, column), beside="findings")(sheets)

    return side


def _totals(column: str, sheets: Sheets, own: Columns) -> Iterator[str]:
    of = sheets.of("findings")
    which = f"{of.column(column)},{own[column]}"
    verdicts, amounts = of.column("verdict"), of.column("amount_fen")
    approved, is_open = (
        f"{which},{verdicts},{text(verdict)}" for verdict in (Verdict.APPROVED, Verdict.OPEN)
    )
    yield f"{own['applications']}<>COUNTIFS({which})"
    yield f"{own['approved']}<>COUNTIFS({approved})"
    yield f"{own['open']}<>COUNTIFS({is_open})"
    yield f"{own['amount_fen']}<>ROUND(SUMIFS({amounts},{which}),2)"
    yield f"{own['open_fen']}<>ROUND(SUMIFS({amounts},{is_open}),2)"


def year_sums(sheets: Sheets, own: Columns) -> Iterator[str]:
    """年度汇总 has an amount that is not that of the year's applications of the item."""
    of = sheets.of("findings")
    which = f"{of.column('year')},{own['year']},{of.column('item')},{own['item']}"
    yield f"{own['amount_fen']}<>ROUND(SUMIFS({of.column('amount_fen')},{which}),2)"


def left(_: Sheets, own: Columns) -> Iterator[str]:
    """结余 is not the budget less the amount; blank without a budget."""
    budget, rest = own["budget_fen"], own["left_fen"]
    yield f'({budget}<>"")*({rest}<>ROUND({budget}-{own["amount_fen"]},2))'
    yield f'({budget}="")*({rest}<>"")'


def states(_: Sheets, own: Columns) -> Iterator[str]:
    """预算情况 is not what 结余 says."""
    budget, rest, state = own["budget_fen"], own["left_fen"], own["state"]
    yield f'({budget}="")*({state}<>{text(BudgetState.NONE)})'
    yield f'({budget}<>"")*({rest}<0)*({state}<>{text(BudgetState.OVER)})'
    yield f'({budget}<>"")*({rest}>=0)*({state}<>{text(BudgetState.WITHIN)})'


def refused(_: Sheets, own: Columns) -> Iterator[str]:
    """不予补助, yet paid."""
    yield f"({own['verdict']}={text(Verdict.REFUSED)})*({own['amount_fen']}<>0)"


def unpaid(_: Sheets, own: Columns) -> Iterator[str]:
    """核准, yet nothing is paid."""
    yield f"({own['verdict']}={text(Verdict.APPROVED)})*({own['amount_fen']}=0)"


def same_rows(sheets: Sheets, own: Columns) -> Iterator[str]:
    """计算明细 has another application there than 核定结果."""
    of = sheets.of("findings")
    yield from (f"{own[n]}<>{of.column(n)}" for n in ("sheet", "row", "subject", "item", "year"))


def counted(sheets: Sheets, own: Columns) -> Iterator[str]:
    """核定金额 is not the amount computed where it counts."""
    decided = sheets.of("findings").column("amount_fen")
    yield f'{decided}<>({own["counts"]}="是")*{own["computed_fen"]}'
