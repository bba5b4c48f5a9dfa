"""The live sides of 校验: what the sheets of the review say, counted and added up (四(三))."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from qdcalc.review.facts import DUE_SOON
from qdcalc.review.live import base_of
from qdcalc.review.words import WHOLE, State
from qdcalc.table.live import Sheets, Side, text

Columns = Mapping[str, str]
_SUMMED = ("on_time", "late", "open", "open_late", "not_applicable")
_WORDS = {
    "on_time": State.ON_TIME,
    "late": State.LATE,
    "open": State.OPEN,
    "open_late": State.OPEN_LATE,
    "not_applicable": State.NOT_APPLICABLE,
}


def of_accepted(table: str, name: str) -> Mapping[str, Side]:
    """Return the sums of 受理数: of the districts or bodies, and of the row 合计."""

    def side(is_whole: bool) -> Side:
        def formula(sheets: Sheets) -> str:
            place = sheets.of(table)
            rows = (place.frame[name] == WHOLE).to_numpy() == is_whole
            return place.total("accepted", np.flatnonzero(rows))

        return formula

    return {"各行合计": side(False), "合计行": side(True)}


def states_add_up(_: Sheets, own: Columns) -> Iterator[str]:
    """受理数 is not the sum of the five states."""
    yield f"{own['accepted']}<>{'+'.join(own[name] for name in _SUMMED)}"


def sums(name: str, sheets: Sheets, own: Columns) -> Iterator[str]:
    """Compare a row's counts with those of its projects; 合计 takes all of them."""
    of = sheets.of("reviews")
    called = own[name]
    for wild in ("~", "*", "?"):
        called = f"SUBSTITUTE({called},{text(wild)},{text('~' + wild)})"
    which = f"{of.column(name)},{text('=')}&SUBSTITUTE({called},{text(WHOLE)},{text('*')})"
    yield f"{own['accepted']}<>COUNTIFS({which})"
    for column, state in _WORDS.items():
        yield f"{own[column]}<>COUNTIFS({which},{of.column('state')},{text(state)})"


def shares(sheets: Sheets, own: Columns) -> Iterator[str]:
    """按时率 is not the quotient, or stands there without a project to take it of."""
    base = base_of(sheets, own)
    yield f'({base}=0)*({own["on_time_share"]}<>"")'
    yield f"({base}>0)*({own['on_time_share']}<>{own['on_time']}/({base}+({base}=0)))"


def means(_: Sheets, own: Columns) -> Iterator[str]:
    """平均用时 is not 用时合计 by the count, to two decimals."""
    issued, used = f"({own['on_time']}+{own['late']})", own["used_total"]
    mean = f"INT((200*{used}+{issued})/(2*({issued}+({issued}=0))))/100"
    yield f'({issued}=0)*({own["mean_used_x100"]}<>"")'
    yield f"({issued}>0)*({own['mean_used_x100']}<>{mean})"


def overdue(_: Sheets, own: Columns) -> Iterator[str]:
    """There is no 逾期天数 though 用时 is above 时限, or the other way round."""
    yield f"({own['overdue_workdays']}>0)<>({own['used']}>{own['limit']})"


def excess(sheets: Sheets) -> str:
    """Return by how much 用时 is above 时限, added up over the projects that exceed it."""
    place = sheets.of("reviews")
    over, used, limit = (place.column(n) for n in ("overdue_workdays", "used", "limit"))
    return f'SUMIF({over},">0",{used})-SUMIF({over},">0",{limit})'


def overdue_total(sheets: Sheets) -> str:
    """Return 逾期天数 added up."""
    return sheets.of("reviews").total("overdue_workdays")


def states(_: Sheets, own: Columns) -> Iterator[str]:
    """状态 is not what 适用, 合格书日期 and 逾期天数 say."""
    state, late, issued = own["state"], own["overdue_workdays"], own["issued_on"]
    applies = f'({own["applies"]}="是")'
    yield f'({own["applies"]}="否")*({state}<>{text(State.NOT_APPLICABLE)})'
    for is_issued, is_late, word in (
        ("<>", ">0", State.LATE),
        ("<>", "=0", State.ON_TIME),
        ("=", ">0", State.OPEN_LATE),
        ("=", "=0", State.OPEN),
    ):
        yield f'{applies}*({issued}{is_issued}"")*({late}{is_late})*({state}<>{text(word)})'


def remaining(_: Sheets, own: Columns) -> Iterator[str]:
    """剩余天数 stands where no project is open, or is missing where one is."""
    left, is_open = own["remaining_workdays"], f"({own['state']}={text(State.OPEN)})"
    yield f"{is_open}*ISNUMBER({left})<>{is_open}*1"
    yield f'(1-{is_open})*({left}<>"")'


def totals(_: Sheets, own: Columns) -> Iterator[str]:
    """总天数 is not there where 用时 is, or the other way round."""
    yield f"ISNUMBER({own['total']})<>ISNUMBER({own['used']})"


def blanks(_: Sheets, own: Columns) -> Iterator[str]:
    """Look for figures where the limit does not apply, and for none where it does."""
    for name in ("used", "deducted", "overdue_workdays"):
        yield f'({own["applies"]}="是")<>ISNUMBER({own[name]})'
    yield f'({own["applies"]}="否")*({own["deadline"]}<>"")'


def late_count(sheets: Sheets) -> str:
    """Return how many projects 时限核算 has that are overdue."""
    state = sheets.of("reviews").column("state")
    return f"COUNTIF({state},{text(State.LATE)})+COUNTIF({state},{text(State.OPEN_LATE)})"


def soon_count(sheets: Sheets) -> str:
    """Return how many open projects have few working days left."""
    return f'COUNTIF({sheets.of("reviews").column("remaining_workdays")},"<={DUE_SOON}")'
