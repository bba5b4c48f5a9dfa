"""The live formulas of the staffing: from people and staff to gaps, sums and ranks (二, 三)."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import repeat
from typing import Any

import numpy as np

from qdcalc.exact import months
from qdcalc.exact.dtypes import Texts
from qdcalc.notice import policy as policies
from qdcalc.staffing.inputs import PARTS
from qdcalc.staffing.words import (
    ALL_LEVELS,
    WHOLE_CITY,
    Direction,
    DueState,
    Rounding,
    TaskState,
)
from qdcalc.table.live import Place, Sheets, text, where

DATE = "统计日期"
_COST = "gap_cost_fen"


def platforms(sheets: Sheets) -> Mapping[str, Any]:
    """Return the formulas of 配备核算 (三(二))."""
    place, month = sheets.of("platform_staff"), month_of(sheets)
    own = {name: place.cells(name) for name in place.frame.columns}
    levels = place.frame["level"].tolist()
    ratio, least = (
        sheets.figures(name, levels, repeat(month, len(levels)))
        for name in ("people_per_staff", "minimum_staff")
    )
    quotient = own["people_served"] + "/" + ratio
    up, down = (sheets.chosen("round", option) for option in (Rounding.CEIL, Rounding.FLOOR))
    rounded = f"IF({up},ROUNDUP(" + quotient + f",0),IF({down},ROUNDDOWN(" + quotient
    rounded = rounded + ",0),ROUND(" + quotient + ",0)))"
    staff, required, annual = own["staff_x100"], own["required"], own["annual_cost_fen"]
    cost = "ROUND(ROUND(" + own["gap_x100"] + "*100,0)*ROUND(" + annual + "*100,0)/100,0)/100"
    return {
        "staff_x100": "ROUND(SUM(" + own[PARTS[0]] + ":" + own[PARTS[-1]] + "),2)",
        "required": "MAX(" + least + "," + rounded + ")",
        "gap_x100": "ROUND(MAX(" + required + "-" + staff + ",0),2)",
        "surplus_x100": "ROUND(MAX(" + staff + "-" + required + ",0),2)",
        "fill_ratio": staff + "/" + required,
        "people_per_staff": "IF(" + staff + '=0,"",' + own["people_served"] + "/" + staff + ")",
        "is_met": "IF(" + staff + ">=" + required + ',"是","否")',
        _COST: "IF(" + annual + '="","",' + cost + ")",
    }


def districts(sheets: Sheets) -> Mapping[str, Any]:
    """Return the formulas of 区市汇总: what each row's platforms come to (三(一), 三(三))."""
    of, place = sheets.of("platform_staff"), sheets.of("districts")
    which = _which(of, place)
    own = {name: place.cells(name) for name in place.frame.columns}
    met = "COUNTIFS(" + which + f',{of.column("is_met")},"是")'
    known = "COUNTIFS(" + which + f',{of.column(_COST)},">=0")'
    sums = {
        name: f"SUMIFS({of.column(name)}," + which + ")"
        for name in ("required", "staff_x100", "gap_x100", _COST)
    }
    return {
        "platforms": "COUNTIFS(" + which + ")",
        "met": met,
        "required": sums["required"],
        "staff_x100": "ROUND(" + sums["staff_x100"] + ",2)",
        "gap_x100": "ROUND(" + sums["gap_x100"] + ",2)",
        "met_ratio": own["met"] + "/" + own["platforms"],
        "rank": _ranks(place, own),
        _COST: "IF(" + known + '=0,"",ROUND(' + sums[_COST] + ",2))",
    }


def _which(of: Place, place: Place) -> Texts:
    """Return which platforms each row of 区市汇总 is the sum of, as COUNTIFS takes it."""
    district = f"{of.column('district')}," + place.cells("district")
    level = f"{of.column('level')}," + place.cells("level")
    is_city = (place.frame["district"] == WHOLE_CITY).to_numpy()
    is_all = (place.frame["level"] == ALL_LEVELS).to_numpy()
    every = f'{of.column("district")},"<>"'
    chosen: Texts = np.select(
        [is_city & is_all, is_city, is_all], [every, level, district], district + "," + level
    )
    return chosen


def _ranks(place: Place, own: Mapping[str, Texts]) -> Texts:
    """Return a rank each: 1 and the districts of the level that stand before; none of the city."""
    is_district = (place.frame["district"] != WHOLE_CITY).to_numpy()
    last = int(np.count_nonzero(is_district)) - 1  # the city's rows are the last
    level, ratio, gap = (
        f"{place.cell(name, 0)}:{place.cell(name, last)}"
        for name in ("level", "met_ratio", "gap_x100")
    )
    met, short = own["met_ratio"], own["gap_x100"]
    before = f"({ratio}>" + met + f")+({ratio}=" + met + f")*({gap}<" + short + ")"
    ranks: Texts = f"1+SUMPRODUCT(({level}=" + own["level"] + ")*(" + before + "))"
    return where(is_district, ranks)


def tasks(sheets: Sheets) -> Mapping[str, Any]:
    """Return the formulas of 目标任务 (二)."""
    place, date = sheets.of("tasks"), sheets.setting(DATE)
    if not date:
        return {}
    own = {name: place.cells(name) for name in place.frame.columns}
    due, done, days = own["due"], own["done_on"], own["days"]
    target, actual, missing = own["target"], own["actual"], own["missing"]
    end = "IF(" + done + f'="",{date},' + done + ")"
    at_most = own["direction"] + f"={text(Direction.AT_MOST)}"
    short = "IF(" + at_most + "," + actual + "-" + target + "," + target + "-" + actual + ")"
    whole = "IF(" + actual + '="",' + target + ",ROUND(MAX(0," + short + "),15))"
    by_date = "IF(" + done + f'="",FALSE(),{date}-' + done + ">=0)"
    met = "IF(" + target + '="",' + by_date + ",AND(" + actual + '<>"",' + missing + "=0))"
    late = "IF(AND(" + done + '<>"",' + days + f"<0),{text(TaskState.LATE)},{text(TaskState.DONE)})"
    past = "IF(" + due + f'="",FALSE(),{date}-' + due + ">0)"
    still = "IF(" + past + f",{text(TaskState.OVERDUE)},{text(TaskState.OPEN)})"
    return {
        "state": "IF(" + met + "," + late + "," + still + ")",
        "days": "IF(" + due + '="","",' + due + "-" + end + ")",
        "missing": "IF(" + target + '="","",' + whole + ")",
    }


def notice_tasks(sheets: Sheets) -> Mapping[str, Any]:
    """Return the formulas of 通知任务: how far each date is from 统计日期 (二)."""
    place, date = sheets.of("notice_tasks"), sheets.setting(DATE)
    if not date:
        return {}
    due = place.cells("due")
    listed = policies.load("qdcalc.staffing").lists["tasks"]
    days = [f'YEAR({date})&"-{t["each_year"]}"' if "each_year" in t else None for t in listed]
    past = "IF(" + due + f"-{date}<0,{text(DueState.PAST)},{text(DueState.OPEN)})"
    return {
        "due": days,
        "state": "IF(" + due + f'="",{text(DueState.UNDATED)},' + past + ")",
        "days": "IF(" + due + '="","",' + due + f"-{date})",
    }


def month_of(sheets: Sheets) -> int | None:
    """Return the month whose figures are in force: that of 统计日期, None for the newest."""
    row = sheets.rules.settings.get(DATE)
    if row is None:
        return None
    return months.of_text(str(sheets.of("basis").frame["choice"].iloc[row])[:7])
