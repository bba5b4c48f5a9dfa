"""The live formulas of the exhibition subsidies: sums by item, applicant and year (末段)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from qdcalc.exact import months
from qdcalc.exact.dtypes import Texts
from qdcalc.exact.patterns import Lazy
from qdcalc.expo import live_firms, live_venues
from qdcalc.expo.words import (
    BudgetState,
    ConsumerCap,
    Item,
    Uplift,
    VenueState,
    Verdict,
)  # fmt: skip
from qdcalc.table.live import Place, Sheets, text, where

if TYPE_CHECKING:
    import pandas as pd

PLAIN = Lazy(r"[^\W\d][^*?~]{0,200}")  # a name that COUNTIFS takes for nothing else
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


def findings(sheets: Sheets) -> Mapping[str, Any]:
    """Return the formulas of 核定结果: what 计算明细 comes to, where it counts."""
    place, of = sheets.of("findings"), sheets.of("amounts")
    due = of.frame["paid_verdict"].notna()
    refused = where(
        of.frame["state"].notna(),
        "IF(" + of.cells("state") + f"={text(VenueState.NO_BASE)},{text(Verdict.OPEN)},"
        f"{text(Verdict.REFUSED)})",
        text(Verdict.REFUSED),
    )
    verdict = "IF(" + place.cells("amount_fen") + "=0," + refused + ","
    return {
        "amount_fen": "IF(" + of.cells("counts") + '="是",' + of.cells("computed_fen") + ",0)",
        "verdict": where(due, verdict + of.cells("paid_verdict") + ")"),
    }


def amounts(sheets: Sheets) -> Mapping[str, Any]:
    """Return the formulas of 计算明细: figures by reference, steps, amounts (一–四)."""
    place, found = sheets.of("amounts"), sheets.of("findings").frame
    item = place.frame["item"].to_numpy(dtype=object)
    own = {name: place.cells(name) for name in place.frame.columns}
    made: dict[str, Any] = _references(sheets, place, item, _months(found))
    more = "ROUND(MAX(" + own["quantity"] + "-" + own["baseline"] + ",0)*100,0)"
    steps = "INT(" + more + "/ROUND(" + own["step"] + "*100,0))"
    reached = "AND(" + own["baseline"] + '<>"",' + own["quantity"] + ">=" + own["threshold"] + ")"
    made["steps"] = where(place.frame["step"].notna(), "IF(" + reached + "," + steps + ",0)")
    made["computed_fen"] = _computed(sheets, place, item, own)
    return live_venues.with_steps(live_firms.with_steps(made, sheets), sheets)


def _computed(sheets: Sheets, place: Place, item: Texts, own: Mapping[str, Texts]) -> Texts:
    """Return each amount by its item's rule."""
    cap, rate, first = own["cap"], own["rate"], own["first_yuan"]
    added = own["steps"] + "*" + own["step_yuan"]
    reached = "IF(" + own["quantity"] + ">=" + own["threshold"] + ","
    base = where(item == Item.TRADE, reached + first + "+" + added + ",0)", added)
    then_cap = sheets.chosen("uplift", Uplift.THEN_CAP)
    raised = f"IF({then_cap},MIN(" + _raised(base, rate) + "," + cap + "),"
    raised = raised + _raised("MIN(" + base + "," + cap + ")", rate) + ")"
    share = "INT(ROUND(" + own["quantity"] + "*" + rate + "*100,4))/100"
    is_first = place.frame["first_yuan"].notna().to_numpy()
    chosen: Texts = np.select(
        [
            np.isin(item, [Item.TRADE, Item.CONSUMER]),
            item == Item.GROWTH,
            item == Item.KNOWN_BODY,
            item == Item.NEW_FIRM,
            item == Item.VENUE,
            is_first,
        ],
        [
            raised,
            "MIN(" + added + "," + cap + ")",
            reached + first + ",0)",
            "MIN(" + share + "," + cap + "," + own["proposed"] + ")",
            live_venues.amounts(own),
            first,
        ],
        "",
    )
    return chosen


def _raised(amount: Texts, rate: Texts) -> Texts:
    """Return amounts raised by the rate, rounded down to the fen."""
    raised: Texts = "INT(ROUND((" + amount + ")*(1+" + rate + ")*100,4))/100"
    return raised


_FIGURES: Mapping[tuple[str, str], str] = {
    (Item.TRADE, "threshold"): "trade_threshold_m2",
    (Item.TRADE, "baseline"): "trade_threshold_m2",
    (Item.TRADE, "step"): "trade_step_m2",
    (Item.TRADE, "step_yuan"): "trade_step_yuan",
    (Item.TRADE, "first_yuan"): "trade_first_yuan",
    (Item.TRADE, "rate"): "uplift_rate",
    (Item.TRADE, "cap"): "trade_cap_yuan",
    (Item.CONSUMER, "threshold"): "consumer_threshold_m2",
    (Item.CONSUMER, "step"): "consumer_step_m2",
    (Item.CONSUMER, "step_yuan"): "consumer_step_yuan",
    (Item.CONSUMER, "rate"): "uplift_rate",
    (Item.CONSUMER, "cap"): "trade_cap_yuan",
    (Item.KNOWN_BODY, "threshold"): "known_revenue_yuan",
    (Item.KNOWN_BODY, "first_yuan"): "known_award_yuan",
    (Item.GROWTH, "step"): "growth_step_yuan",
    (Item.GROWTH, "step_yuan"): "growth_step_award_yuan",
    (Item.GROWTH, "cap"): "growth_cap_yuan",
    (Item.NEW_FIRM, "rate"): "new_firm_rate",
    (Item.NEW_FIRM, "cap"): "new_firm_cap_yuan",
    (Item.VENUE, "threshold"): "venue_mid_shows",
    (Item.VENUE, "more_threshold"): "venue_big_shows",
    (Item.VENUE, "first_yuan"): "venue_first_yuan",
    (Item.VENUE, "step_yuan"): "venue_mid_yuan",
    (Item.VENUE, "more_step_yuan"): "venue_big_yuan",
    (Item.VENUE, "cap"): "venue_cap_yuan",
    (Item.SHOW_CERTIFICATE, "first_yuan"): "show_certificate_yuan",
    (Item.CONFERENCE, "first_yuan"): "conference_yuan",
    (Item.VENUE_CERTIFICATE, "first_yuan"): "venue_certificate_yuan",
}


def _references(sheets: Sheets, place: Place, item: Texts, held: list[int]) -> dict[str, Any]:
    """Return the cells of 标准数额 that hold each row's figures, where it has one."""
    per_show = sheets.chosen("consumer_cap", ConsumerCap.PER_SHOW)
    made: dict[str, Any] = {}
    for (own, column), figure in _FIGURES.items():
        here, values = item == own, place.frame[column]
        cells = sheets.figures(figure, [""] * len(held), held)
        if (own, column) == (Item.CONSUMER, "cap"):
            cells = f"IF({per_show}," + cells + ',"")'
        elif column == "rate":
            here = here & (values != 0).to_numpy()
        else:
            here = here & values.notna().to_numpy()
        before = made.get(column, np.full(len(held), None, dtype=object))
        made[column] = where(here, cells, before)
    return made


def _months(found: pd.DataFrame) -> list[int]:
    """Return the month whose figures hold for each row: its day's, else its year's December."""
    pairs = zip(found["day"].tolist(), found["year"].tolist(), strict=True)
    return [
        months.of_text(day[:7]) if isinstance(day, str) else months.month(year, months.PER_YEAR)
        for day, year in pairs
    ]


def _totals(sheets: Sheets, place: Place, column: str) -> Mapping[str, Any]:
    """Return the counts and sums of the applications that each row is of."""
    of, own = sheets.of("findings"), place.cells(column)
    names = place.frame[column].tolist()
    is_plain = np.array([bool(PLAIN.fullmatch(name)) for name in names], dtype=bool)
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
