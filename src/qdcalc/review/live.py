"""The live formulas of the review: from dates and calendar to states, counts and ranks (三—五)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from qdcalc.exact.dtypes import Texts
from qdcalc.exact.months import ordinals
from qdcalc.review.frames import WORKED
from qdcalc.review.words import (
    CITY_LEVEL,
    WHOLE,
    FirstDay,
    Office,
    OpenLate,
    Pause,
    Start,
    State,
)
from qdcalc.table.live import MOST_PAIRS, Place, Sheets, text, where

DATE = "统计日期"
_WILD = "*?~"
_STATES = {
    "on_time": State.ON_TIME,
    "late": State.LATE,
    "open": State.OPEN,
    "open_late": State.OPEN_LATE,
    "not_applicable": State.NOT_APPLICABLE,
}


def calendar(sheets: Sheets) -> Mapping[str, Any]:
    """Return the formula of 累计工作日: the day before, and this one if it is worked."""
    place = sheets.of("calendar")
    kind, count = place.cells("kind"), place.cells("count")
    own = "IF(" + kind + f"={text(WORKED)},1,0)"
    return {"count": np.concatenate([own[:1], count[:-1] + "+" + own[1:]])}


class _Counting:
    """Formulas that count working days by 采用的日历."""

    def __init__(self, sheets: Sheets) -> None:
        place = sheets.of("calendar")
        self._first, self._days = place.cell("day", 0), place.column("day")
        self._counts = place.column("count")
        self._same_day = sheets.chosen("first_day", FirstDay.SAME_DAY)

    def upto(self, day: Any) -> Any:
        """Return the count of working days up to and including a day."""
        return f"INDEX({self._counts}," + day + f"-{self._first}+1)"

    def before(self, day: Any) -> Any:
        """Return the count before the first day that counts from a day on."""
        return f"INDEX({self._counts}," + day + f"-{self._first}+IF({self._same_day},0,1))"

    def on(self, count: Any) -> Any:
        """Return the day on which the count is reached."""
        return f"INDEX({self._days},MATCH(" + count + f"-0.5,{self._counts},1)+1)"


def reviews(sheets: Sheets) -> Mapping[str, Any]:
    """Return the formulas of 时限核算 (三, 四(三), 五)."""
    place, counting = sheets.of("reviews"), _Counting(sheets)
    if not len(place) or not sheets.setting(DATE):
        return {}
    own = {name: place.cells(name) for name in place.frame.columns}
    months = ordinals(place.frame["accepted_on"]).tolist()
    ignored, anew = (sheets.chosen("pause", o) for o in (Pause.IGNORE, Pause.RESTART))
    accepted, issued, used = own["accepted_on"], own["issued_on"], own["used"]
    opinion, resumed, ended = own["opinion_on"], own["resumed_on"], own["ended_on"]
    paused = f"AND(NOT({ignored})," + opinion + '<>"",' + resumed + '="",' + issued + '="")'
    begun = counting.before(
        "IF(AND(" + anew + "," + resumed + '<>""),' + resumed + "," + accepted + ")"
    )
    away = counting.upto(resumed) + "-" + counting.upto(opinion)
    back = f"AND({sheets.chosen('pause', Pause.EXCLUDE)}," + resumed + '<>"")'
    no = own["applies"] + '="否"'
    none = "IF(" + no + ',"",'
    end = "IF(" + paused + "," + opinion + "," + ended + ")"
    shift = "IF(" + back + "," + away + ",0)"
    counted = counting.upto(end) + "-" + begun + "-" + shift
    late = "IF(" + used + ">" + own["limit"] + ","
    states = late + f"{text(State.LATE)},{text(State.ON_TIME)})"
    still = late + f"{text(State.OPEN_LATE)},{text(State.OPEN)})"
    due = counting.on(begun + "+" + own["limit"] + "+" + shift)
    left = "IF(" + own["state"] + f"={text(State.OPEN)}," + own["limit"] + "-" + used + ',"")'
    return {
        "applies": _applies(sheets, own, place),
        "ended_on": "IF(" + issued + f'="",({sheets.setting(DATE)}+0),' + issued + ")",
        "limit": sheets.figures("limit_workdays", [""] * len(place), months),
        "total": none + counting.upto(ended) + "-" + counting.before(accepted) + ")",
        "used": none + counted + ")",
        "issued_used": "IF(OR(" + no + "," + issued + '=""),0,' + used + ")",
        "deducted": none + own["total"] + "-" + used + ")",
        "deadline": none + "IF(" + paused + ',"",' + due + "))",
        "state": "IF(" + no + f",{text(State.NOT_APPLICABLE)},IF(" + issued + '<>"",' + states
        + "," + still + "))",
        "overdue_workdays": none + "MAX(" + used + "-" + own["limit"] + ",0))",
        "remaining_workdays": left,
    }  # fmt: skip


def _applies(sheets: Sheets, own: Mapping[str, Texts], place: Place) -> Texts:
    """Return whether the limit applies: by kind of work, office and day of acceptance."""
    city, district = (f"({sheets.figure(n)}+0)" for n in ("start_city", "start_district"))
    outside = sheets.figure("out_of_scope")
    late = f"AND({sheets.chosen('start', Start.DISTRICT)}," + own["district"]
    first = "IF(" + late + f"<>{text(CITY_LEVEL)}),{district},{city})"
    office, accepted = own["office"], own["accepted_on"]
    out = 'ISNUMBER(FIND("、"&' + own["work_kind"] + f'&"、","、"&{outside}&"、"))'
    carried = "AND(" + office + f"<>{text(Office.JOINT)}," + accepted + f"<{city},"
    carried = carried + own["is_resubmitted"] + '<>"是")'
    answer: Texts = "IF(OR(" + out + "," + carried + "," + accepted + "<" + first + '),"否","是")'
    return answer


def districts(sheets: Sheets) -> Mapping[str, Any]:
    """Return the formulas of 区市汇总 (四(五))."""
    return _sums(sheets, "districts", "district")


def bodies(sheets: Sheets) -> Mapping[str, Any]:
    """Return the formulas of 机构汇总 (四(五))."""
    return _sums(sheets, "bodies", "body")


def named(place: Place, name: str) -> Texts:
    """Return what COUNTIFS looks for in each row: its name, wildcards taken as they are."""
    cells = place.cells(name)
    values = place.frame[name].tolist()
    plain = [not any(c in value for c in _WILD) and value[:1] not in "<>=" for value in values]
    literal = [text("=" + "".join(f"~{c}" if c in _WILD else c for c in v)) for v in values]
    return where(plain, cells, np.array(literal, dtype=object))


def _sums(sheets: Sheets, table: str, name: str) -> Mapping[str, Any]:
    of, place = sheets.of("reviews"), sheets.of(table)
    own = {column: place.cells(column) for column in place.frame.columns}
    is_whole = (place.frame[name] == WHOLE).to_numpy()
    state = of.column("state")
    which = f"{of.column(name)}," + where(is_whole, '"<>"', named(place, name))
    counts = {n: "COUNTIFS(" + which + f",{state},{text(s)})" for n, s in _STATES.items()}
    issued = own["on_time"] + "+" + own["late"]
    base = base_of(sheets, own)
    mean = "INT((200*" + own["used_total"] + "+" + issued + ")/(2*(" + issued + ")))/100"
    return {
        "accepted": "COUNTIFS(" + which + ")",
        **counts,
        "used_total": f"SUMIFS({of.column('issued_used')}," + which + ")",
        **_longest(of, place, name),
        "overdue_total": f"SUMIFS({of.column('overdue_workdays')}," + which + ")",
        "on_time_share": "IF(" + base + '=0,"",' + own["on_time"] + "/(" + base + "))",
        "mean_used_x100": "IF(" + issued + '=0,"",' + mean + ")",
        "rank": where(is_whole, None, _ranks(place, own)),
    }


def _longest(of: Place, place: Place, name: str) -> Mapping[str, Any]:
    """Return the formula of 最长用时 of those issued; none where both tables are long."""
    if not len(of) or len(of) * len(place) > MOST_PAIRS:
        return {}
    own = place.cells(name)
    who = f"({of.column(name)}=" + own + ")"
    who = np.where(place.frame[name] == WHOLE, f'({of.column(name)}<>"")', who)
    largest = "SUMPRODUCT(MAX(" + who + f"*{of.column('issued_used')}))"
    none = place.cells("on_time") + "+" + place.cells("late")
    return {"longest_used": "IF(" + none + '=0,"",' + largest + ")"}


def base_of(sheets: Sheets, own: Mapping[str, Any]) -> Any:
    """Return what the share on time is taken of."""
    more = sheets.chosen("open", OpenLate.WITH_OVERDUE)
    return own["on_time"] + "+" + own["late"] + f"+IF({more}," + own["open_late"] + ",0)"


def _ranks(place: Place, own: Mapping[str, Texts]) -> Texts:
    """Return 1 and how many stand before: by the larger share, then by the smaller exact mean."""
    last = max(len(place) - 2, 0)  # all together is the last row
    share, used, on_time, late = (
        f"{place.cell(n, 0)}:{place.cell(n, last)}"
        for n in ("on_time_share", "used_total", "on_time", "late")
    )
    issued, mine = f"({on_time}+{late})", "(" + own["on_time"] + "+" + own["late"] + ")"
    quicker = f"({used}*" + mine + "<" + own["used_total"] + f"*{issued})"
    quicker = "(" + quicker + "+(" + mine + f"=0)*({issued}>0)>0)"
    before = f"(({share}>" + own["on_time_share"] + f")+({share}=" + own["on_time_share"]
    before = before + ")*" + quicker + ")"
    ranks = f'1+SUMPRODUCT(({share}<>"")*' + before + ")"
    found: Texts = "IF(" + own["on_time_share"] + '="","",' + ranks + ")"
    return found


def overdue(sheets: Sheets) -> Mapping[str, Any]:
    """Return the formulas of 逾期清单: each project's own cells."""
    return _listed(sheets, "overdue", ("deadline", "used", "overdue_workdays", "state"))


def due_soon(sheets: Sheets) -> Mapping[str, Any]:
    """Return the formulas of 临期清单: each project's own cells."""
    return _listed(sheets, "due_soon", ("deadline", "used", "remaining_workdays"))


def _listed(sheets: Sheets, table: str, columns: tuple[str, ...]) -> Mapping[str, Any]:
    of, place = sheets.of("reviews"), sheets.of(table)
    if not len(place):
        return {}
    key = ["project", "round"]
    at = of.frame.set_index(key).index.get_indexer(place.frame.set_index(key).index)
    made = {}
    for name in columns:
        cells = of.cells(name, at)
        may_be_blank = name in ("deadline", "remaining_workdays")
        made[name] = "IF(" + cells + '="","",' + cells + ")" if may_be_blank else cells
    return made
