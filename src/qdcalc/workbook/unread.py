"""What a sheet without a heading looks like: turned, its months across, or its names not known."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

import numpy.typing as npt

from qdcalc.exact.months import month_text
from qdcalc.exact.patterns import Lazy
from qdcalc.exact.texts import key, normal
from qdcalc.intake.dates import month_of_text
from qdcalc.intake.day_spans import is_of_month, month_of_days
from qdcalc.intake.headers import Headers
from qdcalc.intake.month_faults import MONTH_UNREAD
from qdcalc.intake.month_texts import told
from qdcalc.intake.numerals import month_number
from qdcalc.intake.raw import RawTable
from qdcalc.table.problems import Fault, shown
from qdcalc.workbook.faults import MONTHS_ACROSS, TRANSPOSED
from qdcalc.workbook.headings import HEADER_ROWS, Heading, heading_at
from qdcalc.workbook.loaded import is_blank

_LEADING, _FEWEST_TURNED, _LONGEST_TURNED = 6, 3, 200  # columns, names and rows of a turned table
_Cells = npt.NDArray[Any]
# columns of other days than the samples'; those of the laboratory may be later than the month
_MADE = Lazy(
    "报告(?!月|期)|[制填]表|填报|审核|打印|[发公]布|上报|报送|更新|录入|签发|导出|生成|入库|提交|有效|检定|建"
    "|投运|生产|修订|公示|付款|目标|同[期月]|上月|上年|去年|[上下前][次一]|下月|计划|上传|传输"
    "|批准|报出|设站|启用|整改|保存|校准|维护"
)
_LATER = Lazy("分析|检测|测定|化验|检验|[接收送交]样|样品|流转|完成")
# columns that may say the month of the data: an unread column of any other name does not
_OF_DATA = Lazy(
    "[监检观]测|测定|样|[采取]水|采集|数据|化验|检验|分析|水质|统计|考核|评价|核算|所属|报告|月"
    "|month|date|time|period"
    r"|^(?:起始|开始|结束|起止|截止|实际|具体|本次)?(?:年|日期?|时间|时段|期间?|周期|期次|备注|附注|说明)(?:\(.*\))?$"
)


def values_down(cells: _Cells, headers: Headers) -> tuple[int, int] | None:
    """Return the first cell of a column in which measured columns' names stand one below another.

    A table without a heading that has such a column is turned: what is measured runs down.
    """
    for column in range(min(_LEADING, cells.shape[1])):
        found: dict[str, int] = {}
        for row, cell in enumerate(cells[:_LONGEST_TURNED, column].tolist()):
            match = headers.match(cell) if isinstance(cell, str) else None
            if match is not None and headers.has_values([match.column]):
                found.setdefault(match.column.name, row)
        if len(found) >= _FEWEST_TURNED:
            return min(found.values()), column
    return None


def laid_otherwise(cells: _Cells, headers: Headers) -> tuple[Fault, int, int] | None:
    """Return why a sheet without a heading can't be read, and where that is seen."""
    across = _months_across(cells, headers)
    if across is not None:
        return MONTHS_ACROSS, *across
    turned = values_down(cells, headers)
    return None if turned is None else (TRANSPOSED, *turned)


def _months_across(cells: _Cells, headers: Headers) -> tuple[int, int] | None:
    """Return the first of the months that stand as names of columns, None where there are none."""
    if headers.table.month_source is None:
        return None
    for row, line in enumerate(cells[:HEADER_ROWS].tolist()):
        found = {month: n for n, cell in reversed([*enumerate(line)]) if (month := _month(cell))}
        found = found or _figures(line)
        if len(found) > 1 and any(isinstance(cell, str) and headers.match(cell) for cell in line):
            return row, min(found.values())
    return None


def _month(cell: Any) -> str:
    """Return a cell that names one month and nothing else, as a text."""
    if isinstance(cell, dt.date):
        return f"{cell.year}-{cell.month}"
    if isinstance(cell, str) and "月" in cell and (number := month_number(normal(cell))):
        return f"{number}月"
    times = told(cell) if isinstance(cell, str) else []
    rest = key(cell).replace(key(times[0].text), "").strip("份") if len(times) == 1 else "?"
    return "" if rest or times[0].is_span or times[0].year is not None else times[0].text


def _figures(line: list[Any]) -> dict[str, int]:
    """Return the places of figures that count months: 1, 2, 3 … in a row."""
    found = [(n, cell) for n, cell in enumerate(line) if type(cell) in (int, float)]
    counted = [cell for _, cell in found] == [*range(1, len(found) + 1)]
    return {f"{cell:g}月": n for n, cell in found} if counted and 2 < len(found) <= 12 else {}


def unread_headers(cells: _Cells, headers: Headers) -> list[str]:
    """Return the texts of the row most like a heading which no column goes by, where none is."""
    rows = range(min(HEADER_ROWS, len(cells)))
    found = [heading_at(cells, row, headers) for row in rows]
    best = max(found, key=lambda heading: len(heading.matches), default=None)
    if best is None or not best.matches:
        return []
    texts = (c for n, c in enumerate(best.cells) if n not in best.matches)
    return list(dict.fromkeys(normal(c) for c in texts if isinstance(c, str) and normal(c)))


def months_unread(
    cells: _Cells, raw: RawTable, heading: Heading
) -> Iterator[tuple[tuple[Fault, int, int], dict[str, Any]]]:
    """Yield the cells of unread columns that name another month than the title of all rows.

    Parameters
    ----------
    cells : array
        The sheet's.
    raw : RawTable
        Rows with whole months; those that a column of their own says are not compared.
    heading : Heading

    Yields
    ------
    tuple
        The fault with the cell's row and column (from 0), and the fields of its sentence.
    """
    source, part = raw.table.month_source, raw.parts[0]
    if source is None or source.column not in part.fixed or not len(raw):
        return
    name, rows = source.column, raw.rows - 1
    month = str(raw.columns[name][0])
    told_by = {"where": part.headers[name], "month": month}
    for number, text in enumerate(heading.cells):
        if number in heading.matches or not isinstance(text, str) or not _may_be_month(text):
            continue
        column = cells[rows, number].tolist()
        known = _months_of(column, month_of_text(month))
        is_later = _LATER.search(key(text)) is not None
        for row, cell in zip(rows.tolist(), column, strict=True) if known else ():
            found = known.get(cell, month)
            if found < month or (found > month and not is_later):
                fields = told_by | {"found": shown(text), "value": shown(cell)}
                yield (MONTH_UNREAD, row, number), fields


def _may_be_month(header: str) -> bool:
    """Say whether a header that no column goes by may be that of the data's month."""
    name = key(header)
    return _OF_DATA.search(name) is not None and _MADE.search(name) is None


def _months_of(cells: list[Any], month: int) -> dict[Any, str]:
    """Return the month of each cell of a column that holds months or days alone, else nothing."""
    found: dict[Any, str] = {}
    for cell in cells:
        is_word = isinstance(cell, str) and not any(c.isdigit() for c in normal(cell))
        if is_blank(cell) or (is_word and "月" not in cell) or cell in found:
            continue
        own = _month_in(cell, month)
        if not own:
            return {}
        found[cell] = own
    return found


def _month_in(cell: Any, month: int) -> str:
    """Return the month that a cell names (11月 is of the year of ``month``), or nothing."""
    if isinstance(cell, dt.date):
        return f"{cell:%Y-%m}"
    if not isinstance(cell, str):
        return ""
    text = normal(cell)
    whole = month_of_days(text)
    if whole:
        return whole[0]
    number = re.match(r"(1[0-2]|0?[1-9])月", text)
    is_of = is_of_month(text, month) if number else None
    return "" if number is None or is_of is None else f"{month_text(month)[:5]}{int(number[1]):02d}"
