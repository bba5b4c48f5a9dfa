"""The live formulas of the exhibition subsidies: sums by item, applicant and year (末段)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np

from qdcalc.exact.dtypes import Texts
from qdcalc.expo.words import BudgetState, Verdict
from qdcalc.table.live import Check, Place, Sheets, text, where

_PLAIN = re.compile(r"[^\W\d][^*?~]{0,200}")  # a name that COUNTIFS takes for nothing else
Counted = Callable[[str], Texts]


def items(sheets: Sheets) -> Mapping[str, Any]:
    """Return the formulas of 项目汇总."""
    return _totals(sheets, sheets.of("items"), "item")


def applicants(sheets: Sheets) -> Mapping[str, Any]:
    """Return the formulas of 单位汇总."""
    return _totals(sheets, sheets.of("applicants"), "applicant")


def years(sheets: Sheets) -> Mapping[str, Any]:
    """Return the formulas of 年度汇总: what was decided beside the budget."""
    of, place = sheets.of("findings"), sheets.of("years")
    own = {name: place.cells(name) for name in place.frame.columns}
    which = f"{of.column('year')}," + own["year"] + f",{of.column('item')}," + own["item"]
    budget, left = own["budget_fen"], own["left_fen"]
    state = ",IF(" + left + f"<0,{text(BudgetState.OVER)},{text(BudgetState.WITHIN)}))"
    return {
        "amount_fen": f"ROUND(SUMIFS({of.column('amount_fen')}," + which + "),2)",
        "left_fen": "IF(" + budget + '="","",ROUND(' + budget + "-" + own["amount_fen"] + ",2))",
        "state": "IF(" + budget + f'="",{text(BudgetState.NONE)}' + state,
    }


def _totals(sheets: Sheets, place: Place, column: str) -> Mapping[str, Any]:
    """Return the counts and sums of the applications that each row is of."""
    of, own = sheets.of("findings"), place.cells(column)
    names = place.frame[column].tolist()
    is_plain = np.array([bool(_PLAIN.fullmatch(name)) for name in names], dtype=bool)
    rows, verdicts, amounts = (of.column(n) for n in (column, "verdict", "amount_fen"))

    def counted(verdict: str) -> Texts:
        more = f",{verdicts},{text(verdict)}" if verdict else ""
        exact = f"*({verdicts}={text(verdict)})" if verdict else ""
        usual = f"COUNTIFS({rows}," + own + f"{more})"
        return where(is_plain, usual, f"SUMPRODUCT(({rows}=" + own + f"){exact}*1)")

    def summed(verdict: str) -> Texts:
        more = f",{verdicts},{text(verdict)}" if verdict else ""
        exact = f"*({verdicts}={text(verdict)})" if verdict else ""
        usual = f"ROUND(SUMIFS({amounts},{rows}," + own + f"{more}),2)"
        named = f"ROUND(SUMPRODUCT(({rows}=" + own + f"){exact}*{amounts}),2)"
        return where(is_plain, usual, named)

    return {
        "applications": counted(""),
        "approved": counted(Verdict.APPROVED),
        "amount_fen": summed(""),
        "open": counted(Verdict.OPEN),
        "open_fen": summed(Verdict.OPEN),
    }


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
