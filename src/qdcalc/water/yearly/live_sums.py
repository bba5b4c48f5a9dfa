"""The live sums of the settlement: districts, accounts, quarters (clauses 五¶1, 十)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from qdcalc.exact.months import each, of_texts, quarter_of, quarter_text
from qdcalc.water.monthly.live import Formulas, groups_of
from qdcalc.water.words import CITY, AnnualTransfer, Verdict
from qdcalc.water.yearly.live_places import cycles_of_months

if TYPE_CHECKING:
    from qdcalc.table.live import Place, Sheets

_SIDES = (("receivable_fen", "payee", "payer"), ("payable_fen", "payer", "payee"))
_CLOSING = ("各月合计", "尾差", "清零", "年度奖励", "年度追缴", "断流缴纳", "年度结算")


def year_districts(sheets: Sheets) -> Formulas:
    """年度汇总: what each district receives and pays in the year, without 自抵."""
    here = sheets.of("year_districts")
    named = here.cells("district").tolist()
    spans = _pair_spans(sheets, here.frame["cycle"])
    live: Formulas = {
        name: [f"ROUND({_moved(at, role, other, d)},2)" for at, d in zip(spans, named, strict=True)]
        for name, role, other in _SIDES
    }
    pairs = zip(here.cells("receivable_fen"), here.cells("payable_fen"), strict=True)
    live["net_fen"] = [f"ROUND({a}-{b},2)" for a, b in pairs]
    is_city = (here.frame["district"] == CITY).tolist()
    for name, sign in (("remitted_fen", "-"), ("allotted_fen", "")):
        live[name] = [
            None if city else f"MAX({sign}{net},0)"
            for city, net in zip(is_city, here.cells("net_fen"), strict=True)
        ]
    return live


def _moved(
    at: dict[str, str], role: str, other: str, district: str, amount: str = "paid_fen",
    kind: str = "",
) -> str:  # fmt: skip
    """Return the sum of what a district receives or pays, of one item where one is named."""
    of_kind = f',{at["kind"]},"{kind}"' if kind else ""
    return f'SUMIFS({at[amount]},{at[role]},{district},{at[other]},"<>"&{district}{of_kind})'


def _pair_spans(sheets: Sheets, cycles: pd.Series[str]) -> list[dict[str, str]]:
    """Return the ranges of 年度收付分摊 that are of each row's cycle."""
    pairs = sheets.of("year_pair_parts")
    first, last, _ = groups_of(pairs.frame, pd.DataFrame({"cycle": cycles}), ["cycle"])
    names = ("payer", "payee", "kind", "full_fen", "paid_fen")
    spans = {name: pairs.ranges(name, first, last).tolist() for name in names}
    return [{name: spans[name][row] for name in names} for row in range(len(cycles))]


def accounts(sheets: Sheets) -> Formulas:
    """年度账目: the months' accounts, what the year changes, and the settlement."""
    here, months = sheets.of("accounts"), sheets.of("districts")
    frame = here.frame
    named = here.cells("district").tolist()
    month = frame["item"].str.removesuffix(" 核算")
    its_row, _, is_month = groups_of(months.frame, frame.assign(month=month), ["month", "district"])
    first = groups_of(frame, frame, ["cycle", "district"])[0].tolist()
    items, spans = frame["item"].tolist(), _pair_spans(sheets, frame["cycle"])
    live: Formulas = {}
    for name, role, other in _SIDES:
        cells, monthly = here.cells(name).tolist(), months.cells(name, its_row).tolist()
        formulas = []
        for row, (item, at, d) in enumerate(zip(items, spans, named, strict=True)):
            if is_month[row]:
                formulas.append(monthly[row])
                continue
            above = f"SUM({cells[first[row]]}:{cells[row - 1]})"
            full, paid = (
                "+".join(
                    _moved(at, role, other, d, amount, kind)
                    for kind in (AnnualTransfer.REWARD, AnnualTransfer.PENALTY)
                )
                for amount in ("full_fen", "paid_fen")
            )
            match item:
                case "各月合计":
                    formula = f"ROUND({above},2)"
                case "尾差":
                    formula = f"ROUND({full}-{cells[row - 1]},2)"
                case "清零":
                    formula = f"ROUND({paid}-{cells[row - 2]}-{cells[row - 1]},2)"
                case "年度结算":
                    formula = f"ROUND(SUM({cells[row - len(_CLOSING) + 1]}:{cells[row - 1]}),2)"
                case _:
                    formula = f"ROUND({_moved(at, role, other, d, kind=item)},2)"
            formulas.append(formula)
        live[name] = formulas
    pairs = zip(here.cells("receivable_fen"), here.cells("payable_fen"), strict=True)
    return live | {"net_fen": [f"ROUND({a}-{b},2)" for a, b in pairs]}


def quarters(sheets: Sheets) -> Formulas:
    """季度汇总: the months of the quarter, and what came before in the cycle."""
    here, months = sheets.of("quarters"), sheets.of("districts")
    live: Formulas = {}
    for name in ("receivable_fen", "payable_fen"):
        cells = months.cells(name).tolist()
        own = [
            f"ROUND(SUM({','.join(cells[row] for row in rows)}),2)"
            for rows in _months_of(here, months, "district")
        ]
        live[name] = own
        live[name.replace("_fen", "_so_far_fen")] = _so_far(here, name, "district")
    for name in ("{}_fen", "{}_so_far_fen"):
        sides = zip(*(here.cells(name.format(s)) for s in ("receivable", "payable")), strict=True)
        live[name.format("net")] = [f"ROUND({a}-{b},2)" for a, b in sides]
    return live


def section_quarters(sheets: Sheets) -> Formulas:
    """季度断面: the months of each verdict and their amounts, and what came before."""
    here, months = sheets.of("section_quarters"), sheets.of("section_months")
    verdict, amount = (months.cells(name).tolist() for name in ("verdict", "amount_fen"))
    every = _months_of(here, months, "section_id")
    live: Formulas = {}
    for count, name, word in (("leap_months", "reward_fen", Verdict.LEAP),
                              ("exceed_months", "penalty_fen", Verdict.EXCEED)):  # fmt: skip
        live[count] = [
            "+".join(f'IF({verdict[row]}="{word}",1,0)' for row in rows) for rows in every
        ]
        live[name] = [
            "ROUND("
            + "+".join(f'IF({verdict[row]}="{word}",{amount[row]},0)' for row in rows)
            + ",2)"
            for rows in every
        ]
        live[name.replace("_fen", "_so_far_fen")] = _so_far(here, name, "section_id")
    return live


def _months_of(here: Place, months: Place, key: str) -> list[list[int]]:
    """Return the rows of the months of each row's quarter."""
    rows = months.frame.assign(
        quarter=each(quarter_text, quarter_of(of_texts(months.frame["month"])))
    )
    keys = ["quarter", key]
    owner = pd.MultiIndex.from_frame(here.frame[keys].astype(object)).get_indexer(
        pd.MultiIndex.from_frame(rows[keys].astype(object))
    )
    found: list[list[int]] = [[] for _ in range(len(here))]
    for row, of in enumerate(owner.tolist()):
        if of >= 0:
            found[of].append(row)
    return found


def _so_far(here: Place, name: str, key: str) -> Sequence[str]:
    """Return each quarter's sum and that of the one before in the same cycle."""
    quarter = here.frame["quarter"]
    start = quarter.map(lambda text: f"{text[:4]}-{3 * int(text[5]) - 2:02d}")
    cycle = cycles_of_months(start)
    own, total = here.cells(name).tolist(), here.cells(name.replace("_fen", "_so_far_fen")).tolist()
    latest: dict[tuple[str, str], int] = {}
    formulas = []
    for row, of in enumerate(zip(cycle.tolist(), here.frame[key].tolist(), strict=True)):
        before = latest.get(of)
        formulas.append(own[row] if before is None else f"ROUND({total[before]}+{own[row]},2)")
        latest[of] = row
    return formulas
