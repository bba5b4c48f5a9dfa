"""The live formulas of the settlement's splits: each month's share, payers, pairs (七, 八, 十)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from qdcalc.exact.months import of_texts
from qdcalc.water.monthly.live import (
    MOST_SHARES,
    Formulas,
    groups_of,
    only_where,
    split_steps,
    unlisted,
)
from qdcalc.water.words import AnnualTransfer, Counted, Struck, Transfer
from qdcalc.water.yearly.live import dues, flowing
from qdcalc.water.yearly.live_places import cycles_of_months

if TYPE_CHECKING:
    from qdcalc.exact.dtypes import Bools, Ints
    from qdcalc.table.live import Place, Sheets

_KEY = ["cycle", "section_id"]
_ITEM = [*_KEY, "kind"]
_PAYER = [*_ITEM, "payer"]
_PAIR = [*_PAYER, "payee"]
_MONTHLY = {
    AnnualTransfer.REWARD.value: Transfer.REWARD.value,
    AnnualTransfer.PENALTY.value: Transfer.PENALTY.value,
}
_MOST_MULTIPLE = 2**46  # Excel and LibreOffice find common multiples up to 2^48 and more
_SHORT = 2**53  # a sum below it is exact in a cell


def year_shares(sheets: Sheets) -> Formulas:
    """年度份额: what each pair bears of a month, in whole numbers that add up over the months."""
    here = sheets.of("year_shares")
    sections, payers, pairs = (
        sheets.of(name) for name in ("section_months", "payer_parts", "pair_parts")
    )
    frame = here.frame
    monthly = frame.assign(kind=frame["kind"].replace(_MONTHLY))
    keys = ["month", "section_id", "kind", "payer", "payee"]
    spot = groups_of(sections.frame, frame, keys[:2])[0]
    paying, pair = (
        groups_of(place.frame, monthly, keys[:length])[0]
        for place, length in ((payers, 4), (pairs, 5))
    )
    months = of_texts(frame["month"]).tolist()
    levels = sections.frame["control_level"].to_numpy(dtype=object)[spot].tolist()
    spread = sheets.figures("months_per_year", [""] * len(frame), months)
    sign = np.where(frame["kind"] == AnnualTransfer.REWARD, "", "-").tolist()
    names = ("coefficient", "base_fen", "numerator", "denominator", "multiple")
    own = {name: here.cells(name).tolist() for name in names}
    shares, totals = (
        list(zip(payers.cells(name, paying), pairs.cells(name, pair), strict=True))
        for name in ("weight", "total_weight")
    )
    first, last, _ = groups_of(frame, frame, _ITEM)
    below = here.ranges("denominator", first, last)
    is_first = (first == np.arange(len(frame))).tolist()
    live = {
        "coefficient": [
            f"MAX({minus}{cell},0)"
            for minus, cell in zip(sign, sections.cells("coefficient", spot), strict=True)
        ],
        "base_fen": sheets.figures("annual_base_yuan", levels, months).tolist(),
        "numerator": [
            f"{coefficient}*{base}*{payer}*{payee}"
            for coefficient, base, (payer, payee) in zip(
                own["coefficient"], own["base_fen"], shares, strict=True
            )
        ],
        "denominator": [
            f"{over}*{payer}*{payee}"
            for over, (payer, payee) in zip(spread, totals, strict=True)
        ],
        "multiple": [
            f"LCM({span})" if begins else cell
            for span, begins, cell in zip(
                below, is_first, here.cells("multiple", first), strict=True
            )
        ],
        "weight": [
            f"{above}*({multiple}/{under})"
            for above, under, multiple in zip(
                *(own[name] for name in ("numerator", "denominator", "multiple")), strict=True
            )
        ],
    }  # fmt: skip
    exact = _are_exact(frame)
    return {
        name: only_where(exact, texts) if name in ("multiple", "weight") else texts
        for name, texts in live.items()
    }


def _are_exact(shares: pd.DataFrame) -> Bools:
    """Say of each row of 年度份额 whether a cell holds its item's numbers exactly."""
    items = [shares[key] for key in _ITEM]
    summed = shares.groupby(items, sort=False)["weight"].transform("sum")
    exact = (summed < _SHORT) & (shares["multiple"] < _MOST_MULTIPLE)
    return np.asarray(exact, dtype=bool)


def year_payer_parts(sheets: Sheets) -> Formulas:
    """年度付款分摊: each item's amount, and its split."""
    here, years = sheets.of("year_payer_parts"), sheets.of("section_years")
    frame = here.frame
    row = groups_of(years.frame, frame, _KEY)[0]
    due = dues(sheets, years)
    amounts = [due[kind][at] for kind, at in zip(frame["kind"].tolist(), row.tolist(), strict=True)]
    every = np.ones(len(frame), dtype=bool)
    return _split(sheets, here, _PAYER, every) | {"amount_fen": amounts}


def _split(sheets: Sheets, here: Place, keys: list[str], where: Bools) -> Formulas:
    """Return the steps of a split, its shares from 年度份额 in some of the rows that have any."""
    frame = here.frame
    shares = sheets.of("year_shares") if sheets.has("year_shares") else None
    if shares is None or shares.frame.empty:
        return split_steps(sheets, here, keys[:-1])
    first, last, found = groups_of(shares.frame, frame, keys)
    outer = groups_of(shares.frame, frame, keys[:-1])[:2]
    found = found & where & _are_exact(shares.frame)[first]
    own, every = (
        shares.ranges("weight", *span).tolist() for span in ((first, last), outer)
    )  # fmt: skip
    steps = split_steps(sheets, here, keys[:-1], found)
    is_exact = (frame["total_weight"] < MOST_SHARES).to_numpy(dtype=bool) & found
    weight = steps["weight"]
    steps["weight"] = [
        f"IF(SUM({a})=0,1,SUM({o})/GCD({a}))" if so else other
        for so, o, a, other in zip(is_exact.tolist(), own, every, weight, strict=True)
    ]
    return steps


def year_pair_parts(sheets: Sheets) -> Formulas:
    """年度收付分摊: what each payer bears, its split, the months' sums, and what is struck."""
    here, payers = sheets.of("year_pair_parts"), sheets.of("year_payer_parts")
    frame = here.frame
    row = groups_of(payers.frame, frame, _PAYER)[0]
    by_month = (frame["counted"] == Counted.BY_MONTH).to_numpy(dtype=bool)
    live = _split(sheets, here, _PAIR, by_month)
    part, months = (here.cells(name).tolist() for name in ("part_fen", "months_fen"))
    added = sheets.chosen("rounding", "monthly")
    full = [
        f"IF({added},{m},{p})" if kind in _MONTHLY else p
        for kind, m, p in zip(frame["kind"].tolist(), months, part, strict=True)
    ]
    return live | {
        "amount_fen": payers.cells("part_fen", row),
        "months_fen": _month_sums(sheets, frame),
        "full_fen": full,
        "paid_fen": _paid(sheets, here),
        "unlisted": unlisted(here.cells("paid_fen"), _listed(sheets)),
    }


def _listed(sheets: Sheets) -> Ints:
    """Return the rows of 年度收付分摊 that a row of 年度流向 stands for."""
    return np.array([at for of in flowing(sheets) for at in of], dtype=np.int64)


def _paid(sheets: Sheets, here: Place) -> list[str]:
    """Return what is paid: nothing of a reward that is struck (七¶2).

    Where an incident strikes some months alone, what the others come to is the run's figure.
    """
    frame, years = here.frame, sheets.of("section_years")
    at = groups_of(years.frame, frame, _KEY)[0]
    names = ("full_fen", "payee_struck", "section_struck")
    cells = zip(
        *(years.cells(name, at) for name in ("annual_class", "state")),
        *(here.cells(name) for name in names),
        strict=True,
    )
    by_share, by_section = (sheets.chosen("incident", o) for o in ("share", "section"))
    some = (frame["section_struck"] == Struck.SOME).to_numpy(dtype=bool)
    some = some & sheets.is_taken("incident", "section")
    is_annulled = _annulled(years, at)
    kinds, paid = frame["kind"].tolist(), frame["paid_fen"].tolist()
    formulas = []
    for row, (own_class, state, full, payee, section) in enumerate(cells):
        if kinds[row] != AnnualTransfer.REWARD:
            formulas.append(full)
            continue
        annulled = f'{own_class}="劣Ⅴ",{state}="否"'
        if some[row]:
            left = "NA()" if is_annulled[row] else f"{paid[row] / 100}"
            formulas.append(f"IF(OR({annulled}),0,{left})")
            continue
        struck = f'AND({payee}="是",{by_share}),AND({section}="是",{by_section})'
        formulas.append(f"IF(OR({annulled},{struck}),0,{full})")
    return formulas


def _annulled(years: Place, at: Ints) -> Bools:
    """Say in which rows the year's class or target struck every reward of the run."""
    frame = years.frame
    annulled = (frame["annual_class"] == "劣Ⅴ") | (frame["state"] == "否")
    return annulled.fillna(False).to_numpy(dtype=bool)[at]


def _month_sums(sheets: Sheets, frame: pd.DataFrame) -> list[str | None]:
    """Return the sums of each pair's parts of the months in 收付分摊."""
    parts = sheets.of("pair_parts")
    rows = parts.frame.assign(cycle=cycles_of_months(parts.frame["month"]))
    wanted = frame.assign(kind=frame["kind"].replace(_MONTHLY))
    owner: Ints = pd.MultiIndex.from_frame(wanted[_PAIR].astype(object)).get_indexer(
        pd.MultiIndex.from_frame(rows[_PAIR].astype(object))
    )
    cells = parts.cells("part_fen").tolist()
    found: list[list[str]] = [[] for _ in range(len(frame))]
    for cell, of in zip(cells, owner.tolist(), strict=True):
        if of >= 0:
            found[of].append(cell)
    return [f"ROUND(SUM({','.join(of)}),2)" if of else None for of in found]
