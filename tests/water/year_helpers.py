"""Cycles of readings from letters, and what the settlement came to in fen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pandas as pd

import qdcalc
from qdcalc.result.result import Result

from .helpers import Row, annex, dry, frame_of, reading, records
from .printed import RIVER

MONTHS = (
    *(f"2018-{month}" for month in (10, 11, 12)),
    *(f"2019-{month:02}" for month in range(1, 10)),
)
CLASS_NAMES = ("Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ", "Ⅴ", "劣Ⅴ")
COEFFICIENTS = {"L": 1, "P": 0, "E": -1, "X": -2, "D": 0, "M": 0}
ANNEX = {row["序号"]: row for row in annex()}


def value_of(letter: str, target: str, item: str = "氨氮") -> str:
    """Return a river's value: leap = 0.1, pass = on the limit, E = 1.5 and X = 3 limits."""
    limit = Decimal(RIVER[item][CLASS_NAMES.index(target)])
    return str({"L": Decimal("0.1"), "P": limit, "E": limit * 3 / 2, "X": limit * 3}[letter])


def cycle(
    code: str,
    letters: str,
    *,
    target: str = "",
    item: str = "氨氮",
    months: Sequence[str] = MONTHS,
    **values: str,
) -> list[Row]:
    """Return a section's months, a letter each from 2018-10 on.

    L leap, P pass, E exceeded by at most one limit, X by more, D dry, M a row without values
    (缺测), - no row. ``values`` puts another value in place of a letter's: ``X="11.7"``.
    """
    grade = target or ANNEX[code]["核算水质目标"]
    rows: list[Row] = []
    for letter, month in zip(letters, months, strict=True):
        if letter == "D":
            rows.append(dry(code, month=month))
        elif letter == "M":
            rows.append({**dry(code, month=month), "断流": ""})
        elif letter != "-":
            cell = values.get(letter) or value_of(letter, grade, item)
            rows.append(reading(code, {item: cell}, month=month))
    return rows


def months_of(code: str, item: str, cells: Iterable[str], **others: str) -> list[Row]:
    """Return rows with one item's values named, month by month from 2018-10 on."""
    named = zip(cells, MONTHS, strict=False)
    return [reading(code, {**others, item: cell}, month=month) for cell, month in named]


def settle(
    rows: Iterable[Row],
    *,
    sections: Iterable[Mapping[str, str]] | None = None,
    responsibility: Sequence[Sequence[Any]] = (),
    incidents: Sequence[tuple[str, str, str]] = (),
    previous: Mapping[str, str] | None = None,
    drought: bool | None = None,
    cycle: str | None = None,
    reading: Mapping[str, str] | None = None,
    **interpretations: str,
) -> Result:
    """Settle; determinations are 月份, 序号, 区市, 责任比例, incidents 日期, 区市, 事件等级."""
    named = pd.DataFrame([list(row) for row in responsibility]) if responsibility else None
    events = pd.DataFrame([list(row) for row in incidents]) if incidents else None
    if named is not None:
        named.columns = pd.Index(["月份", "序号", "区市", "责任比例"])
    if events is not None:
        events.columns = pd.Index(["日期", "区市", "事件等级"])
    classes = None
    if previous is not None:
        classes = pd.DataFrame(list(previous.items()), columns=["序号", "上年度水质类别"])
    return qdcalc.water.year(
        frame_of(rows),
        cycle=cycle,
        sections=None if sections is None else frame_of(dict(row) for row in sections),
        responsibility=named,
        incidents=events,
        previous_classes=classes,
        is_drought_year=drought,
        interpretations={**(reading or {}), **interpretations},
    )


def year_lines(result: Result) -> dict[str, Row]:
    """Return the rows of 年度断面 by section (one cycle)."""
    return {row["section_id"]: row for row in records(result.tables["section_years"])}


def year_line(result: Result, code: str) -> Row:
    """Return a section's row of 年度断面."""
    return year_lines(result)[code]


def components(result: Result, code: str) -> dict[str, int]:
    """Return a section's components that are not 0, in fen."""
    row = year_line(result, code)
    names = ("reward", "struck", "penalty", "tail", "bonus", "charge", "dry")
    return {name: int(row[f"{name}_fen"]) for name in names if row[f"{name}_fen"]}


def year_flows(result: Result, code: str) -> dict[tuple[str, str, str], int]:
    """Return a section's payments of the year: (payer, payee, kind) → fen."""
    return {
        (row["payer"], row["payee"], row["kind"]): int(row["amount_fen"])
        for row in records(result.tables["year_flows"])
        if row["section_id"] == code
    }


def section_nets(result: Result, code: str) -> dict[str, int]:
    """Return who gains or loses by a section's payments of the year, in fen."""
    found: dict[str, int] = {}
    for (payer, payee, _), amount in year_flows(result, code).items():
        found[payer] = found.get(payer, 0) - amount
        found[payee] = found.get(payee, 0) + amount
    return {name: net for name, net in found.items() if net}


def year_nets(result: Result) -> dict[str, int]:
    """Return 净额 of 年度汇总, in fen, where it is not 0; all of them add up to 0."""
    found = {r["district"]: int(r["net_fen"]) for r in records(result.tables["year_districts"])}
    assert sum(found.values()) == 0
    return {name: net for name, net in found.items() if net}


def verdicts(result: Result, code: str) -> str:
    """Return a section's months as letters, to see that a scenario is what it is meant to be."""
    letter = {("跃升", 1): "L", ("达标", 0): "P", ("超标", -1): "E", ("超标", -2): "X"}
    letter |= {("断流", 0): "D", ("缺测", 0): "M"}
    rows = [r for r in records(result.tables["section_months"]) if r["section_id"] == code]
    rows.sort(key=lambda row: str(row["month"]))
    return "".join(letter[row["verdict"], int(row["coefficient"])] for row in rows)


def warned(result: Result, code: str) -> list[str]:
    """Return the texts of the warnings of one number; nothing is an error."""
    assert set(result.problems["级别"]) <= {"警告"}
    return list(result.problems.loc[result.problems["代码"] == code, "问题"])


def class_of(item: str, mean: Fraction, limits: Sequence[str]) -> str:
    """Return the class of a mean by the limits as printed, exactly (clause 六¶1)."""
    if item == "pH值":
        return "Ⅰ" if 6 <= mean <= 9 else "劣Ⅴ"
    for name, limit in zip(CLASS_NAMES, limits, strict=False):
        if mean >= Fraction(limit) if item == "溶解氧" else mean <= Fraction(limit):
            return name
    return "劣Ⅴ"
