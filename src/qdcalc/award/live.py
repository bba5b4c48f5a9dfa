"""The live formulas of the quality prize: from verdicts to counts and money (七、十九)."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import repeat
from typing import TYPE_CHECKING, Any

import numpy as np

from qdcalc.award.live_conditions import examined as examined
from qdcalc.award.live_conditions import month_of, years_later
from qdcalc.award.words import COUNTED, BanScope, BothPrizes, Fate, Ground, Prize, Verdict
from qdcalc.exact import months
from qdcalc.table.live import Sheets, text, where

if TYPE_CHECKING:
    from qdcalc.exact.dtypes import Texts


def quotas(sheets: Sheets) -> Mapping[str, Any]:
    """Return the formulas of 名额奖金: counts, what is vacant, what is paid (七、十九)."""
    place, rows = sheets.of("quotas"), sheets.of("examined")
    own = {name: place.cells(name) for name in place.frame.columns}
    of = f"{rows.column('prize')}," + own["prize"]
    verdict = rows.column("verdict")
    quota = np.full(len(place), sheets.figure("quota", "", month_of(sheets)), dtype=object)
    made: dict[str, Any] = {
        "quota": quota, "vacant": own["quota"] + "-" + own["chosen"],
    }  # fmt: skip
    made["applications"] = "COUNTIFS(" + of + ")"
    for name, word in COUNTED.items():
        made[name] = "COUNTIFS(" + of + f",{verdict},{text(word)})"
    if sheets.has("prizes"):
        listed = sheets.of("prizes")
        chosen = f"{listed.column('prize')}," + own["prize"]
        made["chosen"] = "COUNTIFS(" + chosen + ")"
        made["prize_fen"] = f"ROUND(SUMIFS({listed.column('prize_fen')}," + chosen + "),2)"
    return made


def prizes(sheets: Sheets) -> Mapping[str, Any]:
    """Return the formulas of 奖金明细: chosen and 合格, once or for each prize (十九)."""
    place, rows = sheets.of("prizes"), sheets.of("examined")
    amount = sheets.figure("prize_yuan", "", month_of(sheets))
    name, prize = place.cells("organisation"), place.cells("prize")
    fit = _is_fit(rows, name, prize)
    listed = place.column("organisation"), place.column("prize")
    excellent = text(Prize.EXCELLENCE)
    is_listed = f"SUMPRODUCT(({listed[0]}=" + name + f")*({listed[1]}={excellent}))>0"
    elsewhere = "AND(" + is_listed + "," + _is_fit(rows, name, excellent) + ")"
    once = sheets.chosen("both", BothPrizes.ONCE)
    is_second = f"AND({once}," + prize + f"<>{excellent}," + elsewhere + ")"
    return {"prize_fen": "IF(AND(" + fit + ",NOT(" + is_second + f")),{amount},0)"}


def _is_fit(rows: Any, name: Texts, prize: Any) -> Texts:
    """Return whether an application is 合格; names are compared as they are, without wildcards."""
    found: Texts = f"SUMPRODUCT(({rows.column('organisation')}=" + name + ")*("
    found = found + f"{rows.column('prize')}=" + prize
    found += f")*({rows.column('verdict')}={text(Verdict.FIT)}))>0"
    return found


def followed(sheets: Sheets) -> Mapping[str, Any]:
    """Return the formulas of 获奖跟踪: watch, fate and ban by the dates (二十五、二十七)."""
    place = sheets.of("followed")
    own = {name: place.cells(name) for name in place.frame.columns}
    watch = _figures(sheets, "watch_years", place.frame["announced"])
    ban = _figures(sheets, "ban_years", place.frame["found"])
    ends, ground, fate = own["watch_ends"], own["ground"], own["fate"]
    is_within = "AND(" + own["occurred"] + ">" + own["announced"] + ","
    is_within = is_within + own["occurred"] + "<=" + ends + ")"
    is_fraud = ground + f"={text(Ground.FRAUD)}"
    is_withdrawn = "OR(" + is_fraud + "," + is_within + ")"
    told = "IF(" + is_withdrawn + f",{text(Fate.WITHDRAWN)},{text(Fate.KEPT)})"
    is_decided = place.frame["fate"].isin([Fate.WITHDRAWN, Fate.KEPT])
    every = sheets.chosen("ban", BanScope.ALL)
    bars = "AND(" + fate + f"={text(Fate.WITHDRAWN)},OR({every}," + ground
    bars = bars + f"<>{text(Ground.FRAUD)}))"
    return {
        "watch_ends": years_later(own["announced"], watch),
        "fate": where(is_decided, told),
        "banned_until": where(
            is_decided, "IF(" + bars + "," + years_later(own["found"], ban) + ',"")'
        ),
    }


def _figures(sheets: Sheets, name: str, days: Any) -> Texts:
    """Return the cell of a figure in force on each row's day; of a missing day the newest."""
    when = [months.of_text(day[:7]) if isinstance(day, str) else None for day in days.tolist()]
    return sheets.figures(name, repeat("", len(when)), when)
