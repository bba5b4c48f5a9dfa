"""The live formulas of 年度指标: the mean of the months' readings and its class (clause 六¶1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from qdcalc.water.monthly.live import Formulas
from qdcalc.water.monthly.live_readings import (
    RULES,
    class_form,
    halves,
    limit_formula,
    limit_rows,
)
from qdcalc.water.words import TARGETS, WaterClass, values
from qdcalc.water.yearly.live_places import cycles_of_months, last_rows

if TYPE_CHECKING:
    from qdcalc.exact.dtypes import Bools, Ints, Texts
    from qdcalc.table.live import Sheets

_KEY = ["cycle", "section_id", "indicator"]
_ROUNDED = "ROUND({},12)"  # of a mean: what a division loses is far below its distance to a limit
_SUMMED = "ROUND({},14)"
_ALIKE = 2**-48  # of a number, what LibreOffice takes for equal


def annual_indicators(sheets: Sheets) -> Formulas:
    """年度指标: months, total, mean, class, limit and whether the mean is worse than it."""
    here, readings, standard = (sheets.of(n) for n in ("annual_indicators", "indicators", "limits"))
    frame = here.frame
    months, mean, own_class = (here.cells(n).tolist() for n in ("months", "mean", "water_class"))
    value, its_class = (readings.cells(n).tolist() for n in ("value", "water_class"))
    half, totals = halves(readings.frame), here.cells("total").tolist()
    live: dict[str, list[str | None]] = {name: [] for name in ("months", "total", "mean")}
    for count, total, rows in zip(months, totals, _rows_of(sheets), strict=True):
        plain = ",".join(value[row] for row in rows if not half[row])
        marked = [row for row in rows if half[row]]
        counts = [f"COUNT({plain})"] if plain else []
        sums = [f"SUM({plain})"] if plain else []
        counts += [f'IF({its_class[row]}="",0,1)' for row in marked]
        sums += [f'IF({its_class[row]}="",0,{value[row]})' for row in marked]
        live["months"].append("+".join(counts))
        live["total"].append(f'IF({count}=0,"",{_SUMMED.format("+".join(sums))})')
        live["mean"].append(f'IF({count}=0,"",{total}/{count})')
    used = sheets.of("sections_used").frame
    listed = used.iloc[last_rows(used, frame["cycle"], frame["section_id"])]
    bodies = listed["water_body"].to_numpy(dtype=object)
    numbers = {name: number for number, name in enumerate(TARGETS, start=1)}
    target = listed["target_class"].map(numbers).to_numpy(dtype=np.int64).tolist()
    names = frame["indicator"].to_numpy(dtype=object)
    live |= {name: [] for name in ("water_class", "limit", "is_worse")}
    limit_at = limit_rows(sheets, names, bodies)
    is_followed = _followed(frame, standard.frame, limit_at, names)
    of = zip(
        limit_at.tolist(), names.tolist(), target, months, mean, own_class, is_followed.tolist(),
             strict=True)  # fmt: skip
    for row, name, number, count, cell, class_cell, followed in of:
        if row < 0:  # judged in no month by the limits of the year's water body
            for told in ("water_class", "limit", "is_worse"):
                live[told].append(None)
            continue
        rule, rounded = RULES[name], _ROUNDED.format(cell)
        form = class_form(standard, row, rule).replace("#", rounded)
        bound = standard.cell(f"bound_{number}", row)
        worse = f"{rounded}{'<' if rule == 'ge' else '>'}{bound}"
        if rule == "range":
            worse = f"OR({rounded}<{standard.cell('lower_bound', row)},{worse})"
        live["limit"].append(limit_formula(standard, row, number, rule))
        for told, formula in (
            ("water_class", f'IF({count}=0,"",{form})'),
            ("is_worse", f'IF({class_cell}="","否",IF({worse},"是","否"))'),
        ):
            live[told].append(formula if followed else None)
    return dict(live)


def _followed(frame: pd.DataFrame, standard: pd.DataFrame, rows: Ints, names: Texts) -> Bools:
    """Say of each mean whether a cell tells its class: not where digits beyond float64 decide.

    The class is worked out as the cell does, and held against the one that was found exactly.
    """
    mean = np.round(frame["mean"].to_numpy(dtype=np.float64), 12)
    own = frame["water_class"].map({name: n for n, name in enumerate(values(WaterClass))})
    found = np.full(len(frame), len(TARGETS))
    rules = np.array([RULES[name] for name in names.tolist()], dtype=object)
    for number in range(len(TARGETS), 0, -1):
        bound = standard[f"bound_{number}"].to_numpy(dtype=np.float64)[rows]
        near = bound * _ALIKE
        meets = np.where(rules == "ge", mean >= bound - near, mean <= bound + near)
        found[meets] = number - 1
    lower = standard["lower_bound"].to_numpy(dtype=np.float64)[rows]
    found[(rules == "range") & (mean < lower * (1 - _ALIKE))] = len(TARGETS)
    followed: Bools = found == own.fillna(-1).to_numpy(dtype=np.int64)
    return followed


def _rows_of(sheets: Sheets) -> list[list[int]]:
    """Return the rows of 指标明细 of each row of 年度指标."""
    frame, rows = sheets.of("annual_indicators").frame, sheets.of("indicators").frame
    rows = rows.assign(cycle=cycles_of_months(rows["month"]))
    owner: Ints = pd.MultiIndex.from_frame(frame[_KEY].astype(object)).get_indexer(
        pd.MultiIndex.from_frame(rows[_KEY].astype(object))
    )
    found: list[list[int]] = [[] for _ in range(len(frame))]
    for row, of in enumerate(owner.tolist()):
        if of >= 0:
            found[of].append(row)
    return found
