"""The live formulas of 指标明细 and 标准限值: from a reading to what exceeds (clause 六)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from qdcalc.exact.dtypes import Ints, Texts
from qdcalc.exact.texts import split_list
from qdcalc.record import record
from qdcalc.water.inputs.values import ALL_UNDETECTED, detection_limit
from qdcalc.water.monthly.live import Formulas, groups_of, listed_rows
from qdcalc.water.standard import indicators as standard_indicators
from qdcalc.water.words import TARGETS, WaterBody

if TYPE_CHECKING:
    from qdcalc.table.live import Place, Sheets

_KEY = ["month", "section_id"]
RULES = {i.name: i.rule for i in standard_indicators()}
_NUMBERS = range(1, len(TARGETS) + 1)


def limits(sheets: Sheets) -> Formulas:
    """标准限值: the bounds that values are held against, those of rounded values where chosen."""
    here = sheets.of("limits")
    rounded = sheets.chosen("compare", "rounded")
    rules = [RULES[name] for name in here.frame["indicator"].tolist()]
    live: Formulas = {}
    for number in _NUMBERS:
        limit, places = here.cells(f"limit_{number}"), here.cells(f"places_{number}")
        live[f"bound_{number}"] = [
            _bound(rounded, *of)
            for of in zip(limit, places, [r == "ge" for r in rules], strict=True)
        ]
    lower = zip(here.cells("lower"), here.cells("places_1"), rules, strict=True)
    live["lower_bound"] = [
        _bound(rounded, limit, places, True) if rule == "range" else None
        for limit, places, rule in lower
    ]
    return live


def _bound(rounded: str, limit: str, places: str, is_least: bool) -> str:
    """Return the last value that still meets a limit when it is rounded half to even.

    Where the limit's last digit is odd, half a unit beyond is rounded away from it.
    """
    sign, other = ("-", "+") if is_least else ("+", "-")
    half = f"ROUND({limit}{sign}0.5*10^-{places},{places}+1)"
    odd = f"MOD(ROUND({limit}*10^{places},0),2)"
    return f"IF({rounded},{half}*(1{other}0.000000000001*{odd}),{limit})"


@record
class _Above:
    """The same indicator's row at an upstream section, and the condition under which it counts."""

    exceeds: str
    value: str
    limit: str


def indicators(sheets: Sheets) -> Formulas:
    """指标明细: limit, class, exceedance, multiples, what upstream takes out, what is judged."""
    here = sheets.of("indicators")
    frame = here.frame
    rules = [RULES[name] for name in frame["indicator"].tolist()]
    limit_row, target = _limit_rows(sheets, frame)
    standard = sheets.of("limits")
    above = _upstream(sheets, here)
    names = ("value", "water_class", "limit", "is_exceeded", "is_dropped", "judged_value",
             "compared_value")  # fmt: skip
    value, own_class, limit, over, dropped, judged, compared = (
        here.cells(name).tolist() for name in names
    )
    limit_cell = {
        (row, number): standard.cell(f"limit_{number}", row)
        for row in range(len(standard)) for number in _NUMBERS
    }  # fmt: skip
    lower = [standard.cell("lower", row) for row in range(len(standard))]
    spots = list(zip(limit_row.tolist(), target.tolist(), strict=True))
    is_half = halves(frame)
    options = _Options.of(sheets)
    live: dict[str, list[str | None]] = {}
    live["limit"] = [
        f'{lower[row]}&"~"&{limit_cell[row, number]}'
        if rule == "range"
        else limit_cell[row, number]
        for (row, number), rule in zip(spots, rules, strict=True)
    ]
    live["compared_value"] = _compared(standard, spots, value, options.unrounded)
    worse = [
        _worse(rule, m, g, lower[row], limit_cell[row, number])
        for rule, m, g, (row, number) in zip(rules, compared, limit, spots, strict=True)
    ]
    live["water_class"] = _classes(standard, limit_row, rules, value, worse, is_half, options)
    live["is_exceeded"] = [
        f'IF({own}="","否",IF({so},"是","否"))' for own, so in zip(own_class, worse, strict=True)
    ]
    is_ratio = [rule == "le" for rule in rules]
    live["multiple"] = [
        f'IF({h}="是",({m}-{g})/{g},"")' if ratio else None
        for ratio, h, m, g in zip(is_ratio, over, compared, limit, strict=True)
    ]
    live["judged_multiple"] = [
        f'IF(AND({h}="是",{j}="否"),({k}-{g})/{g},"")' if ratio else None
        for ratio, h, j, k, g in zip(is_ratio, over, dropped, judged, limit, strict=True)
    ]
    live["is_dropped"] = [
        _dropped(above.get(row, []), rule, h, m, g, options)
        for row, (rule, h, m, g) in enumerate(zip(rules, over, compared, limit, strict=True))
    ]
    live["judged_value"] = [
        _judged(above.get(row, []), ratio, options.subtract, (f, h, d, m))
        for row, (ratio, f, h, d, m) in enumerate(
            zip(is_ratio, own_class, over, value, compared, strict=True)
        )
    ]
    return dict(live)


@record
class _Options:
    """The conditions that an option is taken."""

    drop: str
    not_worse: str
    subtract: str
    off: str
    unrounded: str
    unproven: str

    @staticmethod
    def of(sheets: Sheets) -> _Options:
        upstream = (sheets.chosen("upstream", o) for o in ("drop", "not-worse", "subtract", "off"))
        others = (("compare", "value"), ("censored", "unproven"))
        return _Options(*upstream, *(sheets.chosen(*other) for other in others))


def _limit_rows(sheets: Sheets, frame: pd.DataFrame) -> tuple[Ints, Ints]:
    """Return the row of 标准限值 of each indicator's row, and the number of its target's class."""
    used, sections = sheets.of("sections_used").frame, sheets.of("section_months").frame
    listed = listed_rows(used, frame["month"], frame["section_id"])
    body = used["water_body"].to_numpy(dtype=object)[listed]
    row = limit_rows(sheets, frame["indicator"].to_numpy(dtype=object), body)
    numbers = {name: number for number, name in enumerate(TARGETS, start=1)}
    of_section = np.array([numbers[name] for name in sections["target_class"]], dtype=np.int64)
    target = of_section[groups_of(sections, frame, _KEY)[0]]
    return row, target


def halves(frame: pd.DataFrame) -> list[bool]:
    """Say which values are half of a detection limit."""
    told = {
        mark: mark.endswith(ALL_UNDETECTED) or detection_limit(mark) is not None
        for mark in set(frame["original"].dropna().tolist())
    }
    return [told.get(mark, False) for mark in frame["original"].tolist()]


def _compared(
    standard: Place, spots: list[tuple[int, int]], value: list[str], unrounded: str
) -> list[str | None]:
    """Return the values, rounded half to even at the places of the target's limit where chosen."""
    places = {spot: standard.cell(f"places_{spot[1]}", spot[0]) for spot in set(spots)}
    return [
        f"IF({unrounded},{d},IF(MOD(ROUND({d}*10^{n},6),1)=0.5,2*ROUND({d}/2,{n}),ROUND({d},{n})))"
        for d, n in zip(value, (places[spot] for spot in spots), strict=True)
    ]


def _worse(rule: str, value: str, limit: str, lower: str, upper: str) -> str:
    """Return the condition that a value is worse than its target's limit."""
    if rule == "range":
        return f"OR({value}<{lower},{value}>{upper})"
    return f"{value}{'<' if rule == 'ge' else '>'}{limit}"


def _classes(
    standard: Place, limit_row: Ints, rules: list[str], value: list[str], worse: list[str],
    is_half: list[bool], options: _Options,
) -> list[str | None]:  # fmt: skip
    """Return the best class whose bound each value meets; blank where it proves nothing."""
    pairs = set(zip(limit_row.tolist(), rules, strict=True))
    forms = {row: class_form(standard, row, rule) for row, rule in pairs}
    formulas: list[str | None] = []
    for row, d, so, half in zip(limit_row.tolist(), value, worse, is_half, strict=True):
        none = f'OR({d}="",AND({options.unproven},{so}))' if half else f'{d}=""'
        formulas.append(f'IF({none},"",{forms[row].replace("#", d)})')
    return formulas


def class_form(standard: Place, row: int, rule: str) -> str:
    """Return the best class whose bound a value meets; ``#`` is the value."""
    sign = ">=" if rule == "ge" else "<="
    form = '"劣Ⅴ"'
    for number, name in reversed(list(enumerate(TARGETS, start=1))):
        form = f'IF(#{sign}{standard.cell(f"bound_{number}", row)},"{name}",{form})'
    if rule == "range":
        form = f'IF(#<{standard.cell("lower_bound", row)},"劣Ⅴ",{form})'
    return form


def limit_formula(standard: Place, row: int, number: int, rule: str) -> str:
    """Return the limit of a class, of a range both ends."""
    cell = standard.cell(f"limit_{number}", row)
    return f'{standard.cell("lower", row)}&"~"&{cell}' if rule == "range" else cell


def limit_rows(sheets: Sheets, names: Texts, bodies: Texts) -> Ints:
    """Return the row of 标准限值 of each indicator and water body, −1 where there is none."""
    standard = sheets.of("limits").frame
    known = pd.MultiIndex.from_frame(standard[["indicator", "water_body"]].astype(object))
    rows: Ints = known.get_indexer(pd.MultiIndex.from_arrays([names, bodies])).astype(np.int64)
    return rows


def _dropped(
    above: list[_Above], rule: str, over: str, value: str, limit: str, options: _Options
) -> str | None:
    """Return whether upstream takes an exceedance out, under whichever option is taken."""
    if not above:
        return None
    every = []
    for theirs in above:
        if rule == "range":
            how = f"NOT({options.off})"
        elif rule == "ge":
            no_worse = f"AND({options.not_worse},{value}>={theirs.value})"
            how = f"OR({options.drop},{options.subtract},{no_worse})"
        else:
            left = f"ROUND({value}-({theirs.value}-{theirs.limit}),12)<={limit}"
            how = (
                f"OR({options.drop},AND({options.not_worse},{value}<={theirs.value}),"
                f"AND({options.subtract},{left}))"
            )
        every.append(f"AND({theirs.exceeds},{how})")
    any_one = every[0] if len(every) == 1 else f"OR({','.join(every)})"
    return f'IF({over}="否","否",IF({any_one},"是","否"))'


def _judged(
    above: list[_Above], is_ratio: bool, subtract: str, cells: tuple[str, str, str, str]
) -> str:
    """Return what is held against the limit: blank without a class, less upstream's excess."""
    own_class, over, value, compared = cells
    if above and is_ratio:
        more = ",".join(f"IF({a.exceeds},{a.value}-{a.limit},0)" for a in above)
        compared = f"IF({subtract},ROUND({compared}-MAX(0,{more}),12),{compared})"
    return f'IF({own_class}="","",IF({over}="是",{compared},{value}))'


def _upstream(sheets: Sheets, here: Place) -> dict[int, list[_Above]]:
    """Return what stands at the upstream sections for each row of 指标明细 that has any."""
    frame, used = here.frame, sheets.of("sections_used").frame
    links = _links(used)
    if not links:
        return {}
    conditions = _Conditions.of(sheets, used)
    known = pd.MultiIndex.from_frame(frame[["month", "section_id", "indicator"]].astype(object))
    listed = listed_rows(used, frame["month"], frame["section_id"])
    cells = {n: here.cells(n).tolist() for n in ("is_exceeded", "compared_value", "limit")}
    found: dict[int, list[_Above]] = {}
    for rank in range(max(len(of) for of in links.values())):
        rows = np.flatnonzero(np.isin(listed, [r for r, of in links.items() if len(of) > rank]))
        ids = pd.Series([links[r][rank] for r in listed[rows].tolist()], dtype=object)
        months, names = (frame[name].iloc[rows] for name in ("month", "indicator"))
        wanted = pd.MultiIndex.from_arrays([months.astype(object), ids, names.astype(object)])
        of = zip(
            rows.tolist(), known.get_indexer(wanted).tolist(), listed[rows].tolist(),
            listed_rows(used, months, ids).tolist(), strict=True,
        )  # fmt: skip
        for row, at, below, above in of:
            if at >= 0:
                condition = conditions.between(below, above)
                exceeds = f'{cells["is_exceeded"][at]}="是"'
                exceeds = f"AND({exceeds},{condition})" if condition else exceeds
                found.setdefault(row, []).append(
                    _Above(exceeds, cells["compared_value"][at], cells["limit"][at])
                )
    return found


def _links(used: pd.DataFrame) -> dict[int, list[str]]:
    """Return the numbers of the upstream sections of each row of 采用断面 that has any."""
    ids = set(used["section_id"].tolist())
    told = (split_list(text) for text in used["upstream"].fillna("").tolist())
    links = {row: [number for number in of if number in ids] for row, of in enumerate(told)}
    return {row: of for row, of in links.items() if of}


@record
class _Conditions:
    """Under which option a link counts, by the rows of 采用断面 of its month."""

    is_lake: list[bool]
    owners: list[set[str]]
    every: str
    not_border: str

    @staticmethod
    def of(sheets: Sheets, used: pd.DataFrame) -> _Conditions:
        is_lake: list[bool] = (used["water_body"] == WaterBody.LAKE).tolist()
        owners = [set(split_list(text)) for text in used["responsible"].tolist()]
        options = (sheets.chosen("upstream_links", option) for option in ("all", "border"))
        return _Conditions(is_lake, owners, *options)

    def between(self, below: int, above: int) -> str:
        """Return the condition of a link, empty where it always counts."""
        if self.is_lake[below] or self.is_lake[above]:
            return self.every
        return f"NOT({self.not_border})" if self.owners[below] & self.owners[above] else ""
