"""The live formulas of the settlement: from the months to what is paid in the year (六, 七, 十)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from qdcalc.exact.months import PER_YEAR, number_of, of_texts
from qdcalc.water.monthly.live import Formulas, groups_of, only_where
from qdcalc.water.words import AnnualTransfer, Answer, Transfer, WaterBody
from qdcalc.water.yearly.live_places import (
    absolute,
    base_runs,
    cycles_of_months,
    last_month,
    last_months,
    last_rows,
)

if TYPE_CHECKING:
    from qdcalc.exact.dtypes import Bools
    from qdcalc.table.live import Place, Sheets

_KEY = ["cycle", "section_id"]
_ITEM = [*_KEY, "kind"]
_PAIR = [*_ITEM, "payer", "payee"]
_CLASSES = ("劣Ⅴ", "Ⅴ", "Ⅳ", "Ⅲ", "Ⅱ", "Ⅰ")
_MONTHLY = {
    AnnualTransfer.REWARD.value: Transfer.REWARD.value,
    AnnualTransfer.PENALTY.value: Transfer.PENALTY.value,
}
_PAID = {
    "reward_fen": AnnualTransfer.REWARD,
    "penalty_fen": AnnualTransfer.PENALTY,
    "bonus_fen": AnnualTransfer.BONUS,
    "charge_fen": AnnualTransfer.CHARGE,
    "dry_fen": AnnualTransfer.DRY,
}


def section_years(sheets: Sheets) -> Formulas:
    """年度断面: class, target, months of each verdict, and the sums of what is paid."""
    here, means = sheets.of("section_years"), sheets.of("annual_indicators")
    frame = here.frame
    first, last, measured = groups_of(means.frame, frame, _KEY)
    classes = means.ranges("water_class", first, last)
    worse = means.ranges("is_worse", first, last)
    live: Formulas = {"annual_class": only_where(measured, [_worst_word(span) for span in classes])}
    live["state"] = only_where(measured, _states(sheets, here, worse.tolist()))
    spans, ids = _month_spans(sheets, frame["cycle"]), here.cells("section_id").tolist()

    def counted(word: str) -> list[str]:
        return [
            f'COUNTIFS({at["section_id"]},{own},{at["verdict"]},"{word}")'
            for at, own in zip(spans, ids, strict=True)
        ]

    for name, word in (("dry_months", "断流"), ("leap_months", "跃升"),
                       ("exceed_months", "超标"), ("missing_months", "缺测")):  # fmt: skip
        live[name] = counted(word)
    for name, sign, compared in (("reward_sum", "", ">0"), ("penalty_sum", "-", "<0")):
        live[name] = [
            f'{sign}SUMIFS({at["coefficient"]},{at["section_id"]},{own},{at["coefficient"]},"{compared}")'
            for at, own in zip(spans, ids, strict=True)
        ]
    live["dry_run"] = _dry_runs(sheets, frame)
    return live | _components(sheets, here, spans)


def _dry_runs(sheets: Sheets, frame: pd.DataFrame) -> list[str]:
    """Return the longest run of dry months: how many of 1, 11, 111 … stand in the cycle's marks."""
    months = sheets.of("section_months")
    named = zip(
        cycles_of_months(months.frame["month"]).tolist(), months.frame["section_id"].tolist(),
        number_of(of_texts(months.frame["month"])).tolist(), months.cells("verdict").tolist(),
        strict=True,
    )  # fmt: skip
    verdict = {(cycle, own, number): cell for cycle, own, number, cell in named}
    first = last_month(frame["cycle"].iloc[0]) + 1 if len(frame) else 0
    order = [int(number_of(first + n)) for n in range(PER_YEAR)]
    runs = ",".join(f'"{"1" * n}"' for n in range(1, PER_YEAR + 1))
    formulas = []
    for cycle, own in zip(frame["cycle"].tolist(), frame["section_id"].tolist(), strict=True):
        cells = [verdict.get((cycle, own, number), "") for number in order]
        marks = "&".join(f'IF({cell}="断流",1,0)' if cell else "0" for cell in cells)
        formulas.append(f"SUMPRODUCT(ISNUMBER(FIND({{{runs}}},{marks}))*1)")
    return formulas


def _components(sheets: Sheets, here: Place, spans: list[dict[str, str]]) -> Formulas:
    """Return the sums of what is paid of each item, what is struck, and the 尾差."""
    pairs, frame, live = sheets.of("year_pair_parts"), here.frame, Formulas()
    for name, item in _PAID.items():
        kinds = frame[_KEY].assign(kind=item.value)
        first, last, found = groups_of(pairs.frame, kinds, _ITEM)
        paid = pairs.ranges("paid_fen", first, last)
        live[name] = only_where(found, [f"ROUND(SUM({span}),2)" for span in paid])
        if item is AnnualTransfer.REWARD:
            full = pairs.ranges("full_fen", first, last)
            both = zip(full, paid, strict=True)
            live["struck_fen"] = only_where(found, [f"ROUND(SUM({f})-SUM({p}),2)" for f, p in both])
    names = ("reward_fen", "struck_fen", "penalty_fen", "section_id")
    cells = zip(spans, *(here.cells(name) for name in names), strict=True)
    live["tail_fen"] = [
        f"ROUND({reward}+{struck}+{penalty}-SUMIFS({at['amount_fen']},{at['section_id']},{own}),2)"
        for at, reward, struck, penalty, own in cells
    ]
    return live


def _worst_word(span: str) -> str:
    """Return the worst class of a range, blank where it has none."""
    formula = '""'
    for name in reversed(_CLASSES):
        formula = f'IF(COUNTIF({span},"{name}")>0,"{name}",{formula})'
    return formula


def _states(sheets: Sheets, here: Place, worse: list[str]) -> list[str]:
    """Return whether each section met the year's target, by its means or its months."""
    is_source, is_lake = _bodies(sheets, here.frame)
    formulas = []
    cells = zip(here.cells("annual_class"), here.cells("exceed_months"), worse, is_source.tolist(),
                is_lake.tolist(), strict=True)  # fmt: skip
    for own, months, span, source, lake in cells:
        by_mean, by_month = f'COUNTIF({span},"是")>0', f"{months}>0"
        failed = by_mean if not source else by_month if lake else f"OR({by_mean},{by_month})"
        formulas.append(f'IF({own}="","无法评价",IF({failed},"否","是"))')
    return formulas


def _bodies(sheets: Sheets, frame: pd.DataFrame) -> tuple[Bools, Bools]:
    """Say which section-years are of drinking sources, and which of lakes."""
    used = sheets.of("sections_used").frame
    listed = used.iloc[last_rows(used, frame["cycle"], frame["section_id"])]
    source = (listed["is_drinking_source"] == Answer.YES).to_numpy(dtype=bool)
    return source, (listed["water_body"] == WaterBody.LAKE).to_numpy(dtype=bool)


def _month_spans(sheets: Sheets, cycles: pd.Series[str]) -> list[dict[str, str]]:
    """Return the ranges of 断面核算 that are of each row's cycle."""
    months = sheets.of("section_months")
    rows = pd.DataFrame({"cycle": cycles_of_months(months.frame["month"])})
    first, last, _ = groups_of(rows, pd.DataFrame({"cycle": cycles}), ["cycle"])
    names = ("section_id", "verdict", "coefficient", "amount_fen")
    at = dict.fromkeys(zip(first.tolist(), last.tolist(), strict=True), "")
    spans = {
        (a, b): {n: absolute(months, n, a, b) for n in names} for a, b in at
    }  # fmt: skip
    return [spans[pair] for pair in zip(first.tolist(), last.tolist(), strict=True)]


def dues(sheets: Sheets, years: Place) -> dict[str, list[str]]:
    """Return each item's amount for each row of 年度断面."""
    frame = years.frame
    last = last_months(frame["cycle"])
    levels = frame["control_level"].tolist()
    names = ("months_per_year", "bonus_multiple", "charge_multiple", "dry_multiple",
             "dry_months_limit", "extra_levels", "bonus_previous_classes",
             "bonus_annual_classes")  # fmt: skip
    at = {name: sheets.figures(name, [""] * len(frame), last).tolist() for name in names}
    at["base"] = sheets.figures("annual_base_yuan", levels, last).tolist()
    columns = ("reward_sum", "penalty_sum", "state", "annual_class", "previous_class",
               "control_level", "dry_months", "dry_run")  # fmt: skip
    at |= {name: years.cells(name).tolist() for name in columns}
    rows = [dict(zip(at, row, strict=True)) for row in zip(*at.values(), strict=True)]
    total, exempt = sheets.chosen("dry", "total"), _exempt(sheets, frame)
    return _directions(sheets, years) | {
        AnnualTransfer.BONUS.value: [
            f"IF(AND({_among(r['control_level'], r['extra_levels'])},"
            f"{_among(r['previous_class'], r['bonus_previous_classes'])},"
            f'{_among(r["annual_class"], r["bonus_annual_classes"])},{r["state"]}<>"否"),'
            f"ROUND({r['base']}*{r['bonus_multiple']},2),0)"
            for r in rows
        ],
        AnnualTransfer.CHARGE.value: [
            f'IF(AND({_among(r["control_level"], r["extra_levels"])},{r["state"]}="否"),'
            f"ROUND({r['base']}*{r['charge_multiple']},2),0)"
            for r in rows
        ],
        AnnualTransfer.DRY.value: [
            "0"
            if free is None
            else f"IF(AND({free}IF({total},{r['dry_months']},{r['dry_run']})"
            f">={r['dry_months_limit']}),ROUND({r['base']}*{r['dry_multiple']},2),0)"
            for r, free in zip(rows, exempt, strict=True)
        ],
    }


def _directions(sheets: Sheets, years: Place) -> dict[str, list[str]]:
    """Return the exact sum of each direction's months, rounded once (五¶2)."""
    found: dict[str, list[str]] = {}
    runs = base_runs(sheets, years.frame)
    ids = years.cells("section_id").tolist()
    for item, name, sign, compared in (
        (AnnualTransfer.REWARD, "reward_sum", "", ">0"),
        (AnnualTransfer.PENALTY, "penalty_sum", "-", "<0"),
    ):
        sums = years.cells(name).tolist()
        found[item.value] = []
        for own, whole, of in zip(ids, sums, runs, strict=True):
            if len(of) == 1:
                exact = f"{whole}*{of[0].month_base}"
            else:
                exact = (sign or "+").join(
                    f"SUMIFS({at.coefficient},{at.section_id},{own},{at.coefficient},"
                    f'"{compared}")*{at.month_base}'
                    for at in of
                )
                exact = sign + exact
            found[item.value].append(f"ROUND({exact},2)")
    return found


def _among(cell: str, words: str) -> str:
    """Return the condition that a cell's word is in a list of words in another cell."""
    return f'ISNUMBER(FIND("、"&{cell}&"、","、"&{words}&"、"))'


def _exempt(sheets: Sheets, frame: pd.DataFrame) -> list[str | None]:
    """Return what else a payment for dry months takes: None where the section is exempt."""
    used = sheets.of("sections_used").frame
    listed = used.iloc[last_rows(used, frame["cycle"], frame["section_id"])]
    is_source, is_lake = _bodies(sheets, frame)
    free = (listed["is_dry_exempt"] == Answer.YES).to_numpy(dtype=bool) | (is_source & is_lake)
    drought = sheets.setting("特殊干旱年份")
    ordinary = f'{drought}<>"是",' if drought else ""
    return [None if is_free else ordinary for is_free in free.tolist()]


def year_flows(sheets: Sheets) -> Formulas:
    """年度流向: what the same pair pays of the item; 自抵 is of both directions."""
    cells = sheets.of("year_pair_parts").cells("paid_fen")
    return {"amount_fen": ["+".join(cells[at] for at in of) or None for of in flowing(sheets)]}


def flowing(sheets: Sheets) -> list[list[int]]:
    """Return the rows of 年度收付分摊 of each row of 年度流向."""
    frame, pairs = sheets.of("year_flows").frame, sheets.of("year_pair_parts")
    both = [AnnualTransfer.REWARD.value, AnnualTransfer.PENALTY.value]
    is_self = (frame["kind"] == AnnualTransfer.SELF).to_numpy(dtype=bool)
    found = [_paid_rows(pairs, frame.assign(kind=kind)) for kind in both]
    own = _paid_rows(pairs, frame)
    every = zip(is_self.tolist(), *found, own, strict=True)
    return [
        [at for at in (either if both_ways else [one]) if at >= 0]
        for both_ways, *either, one in every
    ]


def _paid_rows(pairs: Place, frame: pd.DataFrame) -> list[int]:
    first, _, found = groups_of(pairs.frame, frame, _PAIR)
    rows: list[int] = np.where(found, first, -1).tolist()
    return rows
