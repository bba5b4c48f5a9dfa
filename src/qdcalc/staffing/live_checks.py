"""The live sides of 校验: what the sheets of the staffing say, counted and added up (三)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

import numpy as np

from qdcalc.staffing.live import month_of
from qdcalc.staffing.words import ALL_LEVELS, WHOLE_CITY, Level, Rounding
from qdcalc.table.live import Check, Sheets, Wrong, text

Columns = Mapping[str, str]
_NEAR = "0.000000001"


def of_sums(column: str, rows: Any) -> Check:
    """Return the sides of a check: the platforms added up, and those rows of 区市汇总."""
    return partial(_sides, column, np.flatnonzero(np.asarray(rows, dtype=bool)))


def _sides(column: str, rows: Any, sheets: Sheets) -> tuple[str, str]:
    return of_platforms(column)(sheets)[0], sheets.of("districts").total(column, rows)


def of_platforms(column: str) -> Callable[[Sheets], tuple[str, None]]:
    """Return the left side of a check: a column of the platforms added up."""
    return partial(_left, column)


def _left(column: str, sheets: Sheets) -> tuple[str, None]:
    place = sheets.of("platform_staff")
    if column == "platforms":
        return f"ROWS({place.column('platform')})", None
    if column == "met":
        return f'COUNTIF({place.column("is_met")},"是")', None
    return place.total(column), None


def balance(sheets: Sheets) -> str:
    """Return 应配 − 缺口 + 超配, added up."""
    place = sheets.of("platform_staff")
    required, gap, surplus = (place.column(n) for n in ("required", "gap_x100", "surplus_x100"))
    return f"ROUND(SUM({required})-SUM({gap})+SUM({surplus}),2)"


def required(level: Level) -> Wrong:
    """应配 of a level is not the larger of the two that the standard gives, rounded as chosen."""

    def wrong(sheets: Sheets, own: Columns) -> Iterator[str]:
        month, due = month_of(sheets), own["required"]
        up, down = (sheets.chosen("round", option) for option in (Rounding.CEIL, Rounding.FLOOR))
        ratio, least = (
            sheets.figure(name, level, month) for name in ("people_per_staff", "minimum_staff")
        )
        more = f"IF({up},{ratio}-1,IF({down},0,{ratio}/2))"
        whole = f"INT(({own['people_served']}+{more})/{ratio})"
        larger = f"{least}+({whole}>{least})*({whole}-{least})"
        yield f"({own['level']}={text(level)})*({due}<>{larger})"

    return wrong


def gaps(_: Sheets, own: Columns) -> Iterator[str]:
    """缺口 or 超配 is not what 应配 and 现有 differ by."""
    due, staff = own["required"], own["staff_x100"]
    yield f"{own['gap_x100']}<>ROUND(({due}-{staff})*({due}>{staff}),2)"
    yield f"{own['surplus_x100']}<>ROUND(({staff}-{due})*({staff}>{due}),2)"


def met(_: Sheets, own: Columns) -> Iterator[str]:
    """达标 is not whether 现有 is at least 应配."""
    yield f'({own["is_met"]}="是")<>({own["staff_x100"]}>={own["required"]})'


def ratios(_: Sheets, own: Columns) -> Iterator[str]:
    """配备率 or 每人服务人数 is not the quotient; the latter is blank without staff."""
    staff, each = own["staff_x100"], own["people_per_staff"]
    yield f"{own['fill_ratio']}<>{staff}/{own['required']}"
    yield f"({staff}>0)*({each}<>{own['people_served']}/({staff}+({staff}=0)))"
    yield f'({staff}=0)*({each}<>"")'


def costs(_: Sheets, own: Columns) -> Iterator[str]:
    """缺口经费 is not 缺口 × 人均年经费 to the fen, or stands there without a standard."""
    gap, annual, cost = own["gap_x100"], own["annual_cost_fen"], own["gap_cost_fen"]
    due = f"ROUND(ROUND({gap}*100,0)*ROUND({annual}*100,0)/100,0)/100"
    yield f'({annual}<>"")*({cost}<>{due})'
    yield f'({annual}="")*({cost}<>"")'


def met_ratios(_: Sheets, own: Columns) -> Iterator[str]:
    """达标率 is not 达标数 ÷ 平台数."""
    yield f"{own['met_ratio']}<>{own['met']}/{own['platforms']}"


def sum_of(column: str) -> Wrong:
    """区市汇总 has a sum that is not its platforms'; 全市 and 全部 take all of them."""

    def wrong(sheets: Sheets, own: Columns) -> Iterator[str]:
        of, named = sheets.of("platform_staff"), own[column]
        which = ",".join(
            f"{of.column(name)},SUBSTITUTE({own[name]},{text(every)},{text('*')})"
            for name, every in (("district", WHOLE_CITY), ("level", ALL_LEVELS))
        )
        if column == "platforms":
            yield f"{named}<>COUNTIFS({which})"
        elif column == "met":
            yield f'{named}<>COUNTIFS({which},{of.column("is_met")},"是")'
        else:  # 缺口经费 is blank without a standard
            is_known = f'({named}<>"")*' if column == "gap_cost_fen" else ""
            yield f"{is_known}({named}<>ROUND(SUMIFS({of.column(column)},{which}),2))"

    return wrong


def ranks(_: Sheets, own: Columns) -> Iterator[str]:
    """排名 is not one more than how many districts of the level stand before; the city has none.

    A criterion is a text of 15 digits: shares that are alike are told by what is far less than
    two can differ by.
    """
    rank, ratio, gap = own["rank"], own["met_ratio"], own["gap_x100"]
    others = f'{own["level"]},{own["level"]},{own["district"]},"<>{WHOLE_CITY}",{ratio}'
    before = f'COUNTIFS({others},">"&({ratio}+{_NEAR}))'
    alike = f'">"&({ratio}-{_NEAR}),{ratio},"<"&({ratio}+{_NEAR}),{gap},"<"&({gap}-0.001)'
    is_district = f'({own["district"]}<>"{WHOLE_CITY}")'
    yield f"{is_district}*({rank}<>1+{before}+COUNTIFS({others},{alike}))"
    yield f'(1-{is_district})*({rank}<>"")'
