"""The live formulas of a result: where what its sheets refer to stands."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import numpy as np

from qdcalc.exact.months import of_text
from qdcalc.result.closing import item_text, option_text
from qdcalc.result.closing_tables import BASIS, CHECKS, CLOSING, FAILED, STANDARD
from qdcalc.table.live import FIRST_ROW, Place, Rules, Sheets, text

if TYPE_CHECKING:
    import pandas as pd

    from qdcalc.notice.policy import Policy
    from qdcalc.result.headline import Panel, Source
    from qdcalc.result.result import Result
    from qdcalc.table.description import Table

MOVED = "【工作簿里的数改动过：本页的数已重新计算，文字还是运行时的，请用改动后的输入重新运行】"
MOST_ROWS = 50_000  # of a sheet, above which a workbook has values only
_MOST_RUNS = 60  # ranges in a formula that a person can still follow
_LONGEST = 7_500  # characters of a condition; Excel takes 8,192 of a formula
_DIGITS = 12  # of a sum that float64 keeps whatever the order of its parts
_NUMBERS = frozenset("iuf")  # kinds of dtype that are written as numbers
_SWITCH, _SETTING = "口径", "设置"


def sheets_of(result: Result, written: Mapping[str, tuple[Table, pd.DataFrame]]) -> Sheets:
    """Return where everything stands that the formulas of a result refer to.

    Parameters
    ----------
    result : Result
    written : mapping of str to (Table, DataFrame)
        The tables that have a sheet; 校验 as it was made last.
    """
    rules = _rules(result.provenance.policy, written[BASIS.name][1], written[STANDARD.name][1])
    return Sheets(written, rules, tuple(check.live for check in result.tables.checked))


def _rules(policy: Policy, basis: pd.DataFrame, standard: pd.DataFrame) -> Rules:
    figures: dict[tuple[str, str], list[tuple[int, int]]] = {}
    versions = zip(*(standard[name].tolist() for name in ("name", "part", "since")), strict=True)
    for row, (name, part, since) in enumerate(versions):
        figures.setdefault((name, part), []).append((of_text(since), row))
    at = {
        (part, item): row
        for row, (part, item) in enumerate(zip(basis["part"], basis["item"], strict=True))
    }
    options = {
        key: (at[_SWITCH, item_text(one)], {c.key: option_text(c) for c in one.choices})
        for key, one in policy.interpretations.items()
    }
    settings = {item: row for (part, item), row in at.items() if part == _SETTING}
    return Rules(figures, options, settings, (STANDARD.name, "value"), (BASIS.name, "choice"))


def taken(source: Source, sheets: Sheets) -> str | None:
    """Return the formula of a figure of the headline; None where it would be too long."""
    if not sheets.has(source.table):
        return None
    place = sheets.of(source.table)
    column = place.table.column(source.column)
    if not source.rows or len(place.runs(source.column, np.array(source.rows))) > _MOST_RUNS:
        return None
    found = _added(place, source, source.column)
    taken_off = [_added(place, source, name) for name in source.less]
    if isinstance(source.minus, str):
        taken_off.append(f"({source.minus})")
    elif source.minus is not None and (other := taken(source.minus, sheets)):
        taken_off.append(other)
    if taken_off:
        found = "-".join([found, *taken_off])
        found = f"ROUND({found},2)" if column.kind.is_hundredfold else found
    elif len(source.rows) == 1 and not column.is_required and not source.words:
        return f'IF({found}="","",{found})'
    if source.words:
        above, below, none = map(text, source.words)
        return f"IF({found}>0,{above},IF({found}<0,{below},{none}))"
    return f'IF({found}=0,"",{found})' if source.is_blank_at_zero else found


def _added(place: Place, source: Source, column: str) -> str:
    rows = np.array(source.rows)
    if source.word:
        runs = place.runs(column, rows)
        return "+".join(f"COUNTIF({run},{text(source.word)})" for run in runs)
    if source.match:
        spans = [place.ranges(n, rows[:1], rows[-1:])[0] for n, _ in (*source.match, (column, ""))]
        asked = zip(spans, source.match, strict=False)
        which = ",".join(f"{span},{text(word)}" for span, (_, word) in asked)
        return f"ROUND(SUMIFS({spans[-1]},{which}),2)"
    return place.cells(column, rows)[0] if len(rows) == 1 else place.total(column, rows)


def has_moved(panels: Iterable[Panel], sheets: Sheets) -> str | None:
    """Return the condition that the workbook's figures are not those of the run any more.

    Looked at are the figures of the first chart, the sum of the numbers of each table, the
    options and settings.
    """
    panel = next((p for p in panels if p.bars and p.sources), None)
    if panel is None:
        return None
    number = [column.label for column in panel.columns].index(panel.bars[0])
    shown = panel.columns[number].kind.shown
    moved = [
        f"ROUND({formula}-({float(shown(row[number])):.15g}),2)<>0"
        for row, own in zip(panel.rows, panel.sources, strict=False)
        if row[number] is not None and (source := own[number]) is not None
        and (formula := taken(source, sheets))
    ][:_MOST_RUNS]  # fmt: skip
    every = [*_fails(sheets), *moved, *_sums_moved(sheets), *_choices_moved(sheets)]
    while every and sum(map(len, every)) + len(every) > _LONGEST:
        every.pop()
    return f"OR({','.join(every)})" if every else None


def said_of_moved(panels: Iterable[Panel], sheets: Sheets) -> str | None:
    """Return the text that stands where figures are not those of the run any more.

    It names how many rows of 校验 fail and the first of them, and the same of the rows that each
    table lacks for the change.
    """
    moved = has_moved(panels, sheets)
    if moved is None:
        return None
    said = "".join(f"&{one}" for one in (*_failed(sheets), *_lacking(sheets)))
    return f'IF({moved},"{MOVED[:-1]}"{said}&"】","")'


def _failed(sheets: Sheets) -> Iterable[str]:
    """Yield a text of how many rows of 校验 fail, and the first of them."""
    if not sheets.has(CHECKS.name):
        return
    place = sheets.of(CHECKS.name)
    verdict, word = place.column("verdict"), text(FAILED)
    count, first = f"COUNTIF({verdict},{word})", f"MATCH({word},{verdict},0)"
    name = f"INDEX({place.column('check')},{first})"
    parts = [
        text(f"；{CHECKS.label}有 "), count, text(f" 行{FAILED}，先看第 "),
        f"({first}+{FIRST_ROW - 1})", text(" 行："), name,
    ]  # fmt: skip
    yield f'IF({count}=0,"",{"&".join(parts)})'


def _fails(sheets: Sheets) -> Iterable[str]:
    """Yield the condition that a row of 校验 fails, of a run in which none did."""
    if sheets.has(CHECKS.name) and not (sheets.written[CHECKS.name][1]["verdict"] == FAILED).any():
        yield f"COUNTIF({sheets.of(CHECKS.name).column('verdict')},{text(FAILED)})>0"


def _lacking(sheets: Sheets) -> Iterable[str]:
    """Yield for each table that may lack rows a text of the first that it lacks."""
    for name, (table, frame) in sheets.written.items():
        told = table.unlisted
        if told is None or not len(frame):
            continue
        place = sheets.of(name)
        column, word = place.column(told.column), text(told.word)
        count, first = f"COUNTIF({column},{word})", f"MATCH({word},{column},0)"
        keys = [f"INDEX({place.column(key)},{first})" for key in table.key]
        amount = f'TEXT(INDEX({place.column(told.amount)},{first}),"#,##0.00")'
        parts = [
            text(f"；{told.table}缺 "), count, text(f" 笔，先看{table.label}第 "),
            f"({first}+{FIRST_ROW - 1})", text(" 行（"), '&" "&'.join(keys), text(" "), amount,
            text(" 元）"),
        ]  # fmt: skip
        yield f'IF({count}=0,"",{"&".join(parts)})'


def _sums_moved(sheets: Sheets) -> Iterable[str]:
    """Yield for each table of the notice the condition that its numbers have another sum."""
    closing = {table.name for table in CLOSING}
    for name, (table, frame) in sheets.written.items():
        kinds = {n: dtype.kind for n, dtype in zip(frame.columns, frame.dtypes, strict=True)}
        numbers = [c.name for c in table.columns if kinds[c.name] in _NUMBERS]
        if name in closing or not len(frame) or not numbers:
            continue
        place, shares = sheets.of(name), {c.name: c.kind.is_hundredfold for c in table.columns}
        total = math.fsum(float(frame[one].sum()) / (100 if shares[one] else 1) for one in numbers)
        digits = min(max(_DIGITS - len(str(int(abs(total)))), 2), 6)
        spans = ",".join(place.block(first, last) for first, last in _neighbours(table, numbers))
        yield f"ROUND(SUM({spans})-({total:.15g}),{digits})<>0"


def _neighbours(table: Table, chosen: list[str]) -> Iterable[tuple[str, str]]:
    """Yield the first and the last of each run of columns that stand beside each other."""
    names = [column.name for column in table.columns]
    at = np.array([names.index(name) for name in chosen])
    for run in np.split(at, np.flatnonzero(np.diff(at) != 1) + 1):
        yield names[run[0]], names[run[-1]]


def _choices_moved(sheets: Sheets) -> Iterable[str]:
    """Yield for each option and setting the condition that it is another."""
    name, column = sheets.rules.options_at
    rows = [row for row, _ in sheets.rules.options.values()]
    for row in [*rows, *sheets.rules.settings.values()]:
        said = sheets.written[name][1][column].iloc[row]
        if isinstance(said, str) and said:
            yield f"{sheets.of(name).cell(column, row)}<>{text(said)}"


def why_values_only(written: Mapping[str, tuple[Table, pd.DataFrame]]) -> str:
    """Say why a workbook has no formulas; nothing where no sheet is too long for them."""
    for table, frame in written.values():
        if len(frame) > MOST_ROWS:
            return f"“{table.label}”有 {len(frame):,} 行，超过 {MOST_ROWS:,} 行"
    return ""
