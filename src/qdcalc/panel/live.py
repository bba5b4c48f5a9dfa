"""The live formulas of the citizens' panel: quotas, sums, roster, ballots and tally (二, 附件3)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from qdcalc.exact.dtypes import Texts
from qdcalc.panel.composition import PRINTED
from qdcalc.panel.words import (
    GROUPS,
    SHARE,
    VENUE,
    VOTES,
    WHOLE,
    Ballots,
    Blank,
    Count,
    Rank,
    Ties,
    VenueKind,
    Verdict,
    Zero,
)
from qdcalc.table.live import Place, Sheets, text, where

TICKETS, TICKETS_TOTAL = "每组评议票数", "评议票总数"


def quotas(sheets: Sheets) -> Mapping[str, Any]:
    """Return the formulas of 名额分配: proportion, remainder, turn, quota (附件3)."""
    place = sheets.of("quotas")
    own = {name: place.cells(name) for name in place.frame.columns}
    one = sheets.chosen("zero", Zero.AT_LEAST_ONE)
    product = own["size"] + "*" + own["people"]
    small = "AND(" + one + "," + product + "<" + own["whole"] + ")"
    floor = "INT(" + product + "/" + own["whole"] + ")"
    first, last = _blocks(place)
    people, base = (place.ranges(n, first, last) for n in ("people", "base"))
    raised = "IF(" + own["people"] + "*" + own["size"] + ">0,1,0)"
    given = "IF(" + own["rest"] + '="",0,IF(' + own["turn"] + "<=" + own["left"] + ",1,0))"
    return {
        **_given(sheets, place),
        "exact": product + "/" + own["whole"],
        "whole": "SUM(" + people + ")",
        "base": "IF(" + small + "," + raised + "," + floor + ")",
        "rest": "IF(" + small + ',"",MOD(' + product + "," + own["whole"] + "))",
        "left": own["size"] + "-SUM(" + base + ")",
        "turn": _turns(sheets, place, own, first, last),
        "quota": own["base"] + "+" + given,
    }


def _blocks(place: Place) -> tuple[Any, Any]:
    """Return the first and last row of each row's venue and group."""
    keys = place.frame["venue"] + "|" + place.frame["group"]
    number = (keys != keys.shift()).cumsum().to_numpy()
    rows = np.arange(len(place))
    first = np.flatnonzero(np.diff(number, prepend=0))[number - 1]
    ends = np.r_[np.flatnonzero(np.diff(number)), len(place) - 1]
    return first, ends[number - 1] if len(rows) else rows


def _turns(sheets: Sheets, place: Place, own: Mapping[str, Texts], first: Any, last: Any) -> Texts:
    """Return 1 and how many remainders come before: larger ones, of equal ones by the option."""
    rest, people = (place.ranges(name, first, last) for name in ("rest", "people"))
    before = place.ranges("rest", first, np.arange(len(place)))
    equal = "COUNTIF(" + before + "," + own["rest"] + ")"
    same = "(" + rest + "=" + own["rest"] + ")*"
    larger = "SUMPRODUCT(" + same + "((" + people + ">" + own["people"] + ")+(" + people + "="
    larger = larger + own["people"] + ")*(ROW(" + rest + ")<=ROW())))"
    ties = f"IF({sheets.chosen('ties', Ties.LARGER)}," + larger + "," + equal + ")"
    turn: Texts = "IF(" + own["rest"] + '="","",COUNTIF(' + rest + ',">"&' + own["rest"] + ")+"
    turn = turn + ties + ")"
    return np.asarray(turn, dtype=object)


def _given(sheets: Sheets, place: Place) -> Mapping[str, Any]:
    """Return where the notice's own figures stand, of what no sheet replaced."""
    frame = place.frame
    printed_size = (frame["size_from"] == PRINTED).to_numpy()
    printed_people = (frame["people_from"] == PRINTED).to_numpy()
    sizes = [
        sheets.figure("venue_people", venue) if is_own else None
        for venue, is_own in zip(frame["venue"], printed_size, strict=True)
    ]
    people = [
        sheets.figure(_composition(kind, group), category) if is_own else None
        for kind, group, category, is_own in zip(
            frame["kind"], frame["group"], frame["category"], printed_people, strict=True
        )
    ]
    return {"size": np.array(sizes, dtype=object), "people": np.array(people, dtype=object)}


def _composition(kind: str, group: str) -> str:
    """Return the figure that holds the notice's composition of a kind of venue and a group."""
    return "main_people" if kind == VenueKind.MAIN else f"branch_people_{GROUPS.index(group) + 1}"


def quota_checks(sheets: Sheets) -> Mapping[str, Any]:
    """Return the formulas of 名额核对 (附件3, 二(三))."""
    place, of = sheets.of("quota_checks"), sheets.of("quotas")
    first, last = _blocks(of)
    starts = np.unique(first)
    ends = np.unique(last)
    sums = list(of.ranges("quota", starts, ends))
    groups = of.frame["group"].to_numpy()[starts]
    left = [f"SUM({one})" for one in sums]
    right = list(of.cells("size", starts))
    for group in GROUPS:
        own = [one for one, name in zip(sums, groups, strict=True) if name == group]
        left.append(f"SUM({','.join(own)})")
        right.append(_tickets(sheets, TICKETS, "tickets_per_group"))
    left.append(f"SUM({of.column('quota')})")
    right.append(_tickets(sheets, TICKETS_TOTAL, "tickets_total"))
    own_left, own_right, off = (place.cells(n) for n in ("left", "right", "difference"))
    passed, failed = text(Verdict.PASSED), text(Verdict.FAILED)
    return {
        "left": np.array(left, dtype=object), "right": np.array(right, dtype=object),
        "difference": own_left + "-" + own_right,
        "verdict": "IF(" + off + f"=0,{passed},{failed})",
    }  # fmt: skip


def _tickets(sheets: Sheets, label: str, figure: str) -> str:
    """Return the cell of a setting where the run has it, else that of the notice's figure."""
    return f"({sheets.setting(label) or sheets.figure(figure)}+0)"


def quota_sheet(sheets: Sheets) -> Mapping[str, Any]:
    """Return the formulas of 名额总表: each quota's own cell, and the sums."""
    place, of = sheets.of("quota_sheet"), sheets.of("quotas")
    frame = place.frame
    keys = ["venue", "group", "category"]
    row_of = {key: n for n, key in enumerate(zip(*(of.frame[k] for k in keys), strict=True))}
    is_whole = (frame["category"] == WHOLE).to_numpy()
    ends = np.flatnonzero(is_whole)
    starts = np.r_[0, ends[:-1] + 1]
    names = [name for name in frame.columns if name.startswith(VENUE)]
    made: dict[str, Any] = {}
    for name in [*names, "every"]:
        venue = name.removeprefix(VENUE)
        rows = [
            row_of.get((venue, g, c))
            for g, c in zip(frame["group"], frame["category"], strict=True)
        ]
        cells = np.array(
            [None if r is None else of.cells("quota", [r])[0] for r in rows], dtype=object
        )
        cells[ends] = "SUM(" + place.ranges(name, starts, ends - 1) + ")"
        made[name] = cells
    letters = (place.letters(names[0]), place.letters(names[-1])) if names else ("C", "C")
    across = [f"SUM({letters[0]}{n + 2}:{letters[1]}{n + 2})" for n in range(len(place))]
    made["every"] = where(is_whole, made["every"], np.array(across, dtype=object))
    return made


def roster_checks(sheets: Sheets) -> Mapping[str, Any]:
    """Return the formulas of 名册核对: difference and state (附件3)."""
    place, of = sheets.of("roster_checks"), sheets.of("quotas")
    keys = ["venue", "group", "category"]
    at = of.frame.set_index(keys).index.get_indexer(place.frame.set_index(keys).index)
    there, quota, off = (place.cells(n) for n in ("there", "quota", "difference"))
    words = [text(word) for word in (Count.EVEN, Count.SHORT, Count.OVER)]
    return {
        "quota": of.cells("quota", at),
        "difference": there + "-" + quota,
        "state": "IF(" + off + f"=0,{words[0]},IF(" + off + f"<0,{words[1]},{words[2]}))",
    }


def ballot_checks(sheets: Sheets) -> Mapping[str, Any]:
    """Return the formulas of 评议票核对 (二(三), 附件4一(七))."""
    place, of = sheets.of("ballot_checks"), sheets.of("quotas")
    frame = place.frame
    first, last = _blocks(of)
    starts, ends = np.unique(first), np.unique(last)
    pairs = zip(
        of.frame["venue"].to_numpy()[starts], of.frame["group"].to_numpy()[starts], strict=True
    )
    sums = dict(zip(pairs, of.ranges("quota", starts, ends), strict=True))
    is_whole = (frame["venue"] == WHOLE).to_numpy()
    quota = [
        _tickets(sheets, TICKETS, "tickets_per_group")
        if venue == WHOLE
        else f"SUM({sums[venue, group]})"
        for venue, group in zip(frame["venue"], frame["group"], strict=True)
    ]
    at = np.flatnonzero(is_whole)
    begin = np.r_[0, at[:-1] + 1]
    made: dict[str, Any] = {"quota": np.array(quota, dtype=object)}
    for name in ("issued", "returned", "invalid"):
        cells = np.full(len(place), None, dtype=object)
        cells[at] = "SUM(" + place.ranges(name, begin, at - 1) + ")"
        made[name] = cells
    own = {name: place.cells(name) for name in frame.columns}
    off, back = own["issued_difference"], own["returned_difference"]
    both, issued, returned, even = (
        text(word) for word in (Ballots.BOTH, Ballots.ISSUED, Ballots.RETURNED, Ballots.EVEN)
    )
    verdict = "IF(AND(" + off + "<>0," + back + f"<>0),{both},IF(" + off + f"<>0,{issued},IF("
    return made | {
        "issued_difference": own["issued"] + "-" + own["quota"],
        "returned_difference": own["returned"] + "-" + own["issued"],
        "verdict": verdict + back + f"<>0,{returned},{even})))",
    }


def tally(sheets: Sheets) -> Mapping[str, Any]:
    """Return the formulas of 计票: valid votes, abstentions, shares, scores and ranks (二(三))."""
    place = sheets.of("tally")
    frame = place.frame
    own = {name: place.cells(name) for name in frame.columns}
    names = [name for name in frame.columns if name.startswith(VOTES)]
    valid, back, divisor = own["valid"], own["back"], own["divisor"]
    summed = own[names[0]]
    for name in names[1:]:
        summed = summed + "+" + own[name]
    shares = {
        SHARE + name.removeprefix(VOTES): "IF(" + valid + '=0,"",' + own[name] + "/" + valid + ")"
        for name in names
    }
    base = f"IF({sheets.chosen('blank', Blank.ALL)}," + back + "," + valid + ")"
    half = (
        "INT((ROUND(200*" + own["points_sum_x100"] + ",0)+" + divisor + ")/(2*" + divisor + "))/100"
    )
    none = "IF(" + divisor + '=0,"",'
    has_all = sheets.chosen("rank", Rank.BOTH)
    made: dict[str, Any] = {
        "valid": summed,
        "abstained": "IF(" + back + '="","",' + back + "-" + valid + ")",
        "ballots": _ballots(own, names),
        **shares,
        **_backs(sheets, place),
    }
    if not sheets.has("points_used"):
        return made
    return made | {
        "points_sum_x100": _points_sum(sheets, own, names),
        "divisor": "IF(" + valid + "=0,0,N(" + base + "))",
        "score_x100": none + half + ")",
        "rank_in_group": none + _ranks(place, own, by_group=True) + ")",
        "rank_of_all": none + f"IF({has_all}," + _ranks(place, own, by_group=False) + ',""))',
    }


def _ballots(own: Mapping[str, Texts], names: list[str]) -> Texts:
    """Return each department's votes in words, as ``sentences.ballot_words`` says them."""
    said: Any = '""'
    for name in sorted(names):
        grade = text(f"、{name.removeprefix(VOTES)} ")
        said = said + "&IF(" + own[name] + f">0,{grade}&TEXT(" + own[name] + ',"#,##0"),"")'
    made: Texts = "MID(" + said + ",2,9999)"
    return made


def _points_sum(sheets: Sheets, own: Mapping[str, Texts], names: list[str]) -> Texts:
    """Return Σ votes × points of each department; the points stand on a sheet of their own."""
    place = sheets.of("points_used")
    worth = {grade: place.cell("points_x100", n) for n, grade in enumerate(place.frame["grade"])}
    terms = [own[name] + f"*{worth[name.removeprefix(VOTES)]}" for name in names]
    summed = terms[0]
    for term in terms[1:]:
        summed = summed + "+" + term
    rounded: Texts = "ROUND(" + summed + ",2)"
    return rounded


def _backs(sheets: Sheets, place: Place) -> Mapping[str, Any]:
    """Return Σ(回收数 − 无效票) of each department's group."""
    if not sheets.has("ballot_checks"):
        return {}
    of = sheets.of("ballot_checks")
    rows = {
        group: n
        for n, (venue, group) in enumerate(zip(of.frame["venue"], of.frame["group"], strict=True))
        if venue == WHOLE
    }
    cells = [
        f"{of.cells('returned', [rows[g]])[0]}-{of.cells('invalid', [rows[g]])[0]}"
        if g in rows
        else None
        for g in place.frame["group"]
    ]
    return {"back": np.array(cells, dtype=object)}


def _ranks(place: Place, own: Mapping[str, Texts], *, by_group: bool) -> Any:
    """Return 1 and how many have a larger exact score: the fractions multiplied crosswise."""
    total, divisor, group = (place.column(n) for n in ("points_sum_x100", "divisor", "group"))
    same = f"({group}=" + own["group"] + ")*" if by_group else ""
    above = f"({total}*" + own["divisor"] + ">" + own["points_sum_x100"] + f"*{divisor})"
    return "1+SUMPRODUCT(" + same + f"({divisor}>0)*" + above + ")"
