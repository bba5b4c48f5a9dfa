"""The live sides of 校验: what the sheets of the quality prize say, counted and added up (七)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING

from qdcalc.award.live_conditions import month_of
from qdcalc.award.verdicts import CONDITIONS
from qdcalc.award.words import COUNTED, Fate, Ground, State, Verdict
from qdcalc.table.live import Check, Sheets, Side, text

if TYPE_CHECKING:
    from qdcalc.table.live import Sides

Columns = Mapping[str, str]


def of_prize(prize: str) -> Check:
    """Return the sides of a check: a prize's applications, and what was found of them."""
    return partial(_of_prize, prize)


def _of_prize(prize: str, sheets: Sheets) -> Sides:
    place = sheets.of("quotas")
    row = place.frame["prize"].tolist().index(prize)
    parts = "+".join(place.cell(name, row) for name in COUNTED)
    return place.cell("applications", row), parts


def sum_of(table: str, column: str = "prize_fen") -> Side:
    """Return a side: a table's column of money, added up."""
    return partial(_sum_of, table, column)


def _sum_of(table: str, column: str, sheets: Sheets) -> str | None:
    return sheets.of(table).total(column) if sheets.has(table) else None


def counts(sheets: Sheets, own: Columns) -> Iterator[str]:
    """名额奖金 has a count that is not that of 资格审查."""
    rows = sheets.of("examined")
    of = f"{rows.column('prize')},{own['prize']}"
    yield f"{own['applications']}<>COUNTIFS({of})"
    for name, word in COUNTED.items():
        yield f"{own[name]}<>COUNTIFS({of},{rows.column('verdict')},{text(word)})"


def verdicts(_: Sheets, own: Columns) -> Iterator[str]:
    """结论 is not what the conditions say."""

    def any_is(state: State) -> str:
        return "((" + "+".join(f"({own[name]}={text(state)})" for name in CONDITIONS) + ")>0)"

    unmet, is_open = any_is(State.UNMET), any_is(State.OPEN)
    verdict = own["verdict"]
    within = f"({verdict}<>{text(Verdict.OUTSIDE)})"
    yield f"{within}*({unmet}<>({verdict}={text(Verdict.UNFIT)}))"
    still = f"({is_open}*(1-{unmet})>0)"
    yield f"{within}*({still}<>({verdict}={text(Verdict.OPEN)}))"


def amounts(sheets: Sheets, own: Columns) -> Iterator[str]:
    """奖金 is neither 0 nor the amount of the notice."""
    due = sheets.figure("prize_yuan", "", month_of(sheets))
    yield f"({own['prize_fen']}<>0)*({own['prize_fen']}<>{due})"


def vacancies(sheets: Sheets, own: Columns) -> Iterator[str]:
    """名额 is not the figure, 空缺数 not what is left of it, or more are chosen."""
    quota = sheets.figure("quota", "", month_of(sheets))
    yield f"{own['quota']}<>{quota}"
    yield f"{own['vacant']}<>{own['quota']}-{own['chosen']}"
    yield f"{own['chosen']}>{own['quota']}"


def watches(sheets: Sheets, own: Columns) -> Iterator[str]:
    """观察期截止 is not in the year that the watch ends."""
    years = sheets.figure("watch_years", "", month_of(sheets))
    yield f"(LEFT({own['watch_ends']},4)*1)<>(LEFT({own['announced']},4)*1+{years})"


def fates(_: Sheets, own: Columns) -> Iterator[str]:
    """结果 is not what ground and dates say."""
    fraud = f"({own['ground']}={text(Ground.FRAUD)})"
    after = f"({own['occurred']}>{own['announced']})"
    within = f"{after}*({own['occurred']}<={own['watch_ends']})"
    bars = f"(({fraud}+{within})>0)"
    yield f"({own['fate']}={text(Fate.WITHDRAWN)})*(1-{bars})"
    yield f"({own['fate']}={text(Fate.KEPT)})*{bars}"


def bans(sheets: Sheets, own: Columns) -> Iterator[str]:
    """禁报至 stands beside a prize that is not withdrawn."""
    yield f'({own["banned_until"]}<>"")*({own["fate"]}<>{text(Fate.WITHDRAWN)})'
