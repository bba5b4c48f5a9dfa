"""Groups above columns: what stands under 超标倍数 or 上月 is no value measured in the month."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from typing import Any

import numpy.typing as npt

from qdcalc.exact.months import month_text, number_of
from qdcalc.exact.texts import key, normal
from qdcalc.intake.dates import month_of_text
from qdcalc.intake.headers import Headers
from qdcalc.intake.kinds import VERSION
from qdcalc.intake.month_source import TITLE, Titled
from qdcalc.intake.month_texts import compares, one, told
from qdcalc.table.live import column_letters
from qdcalc.workbook.headings import Heading
from qdcalc.workbook.loaded import is_blank

_ROWS_ABOVE = 2  # a group may stand above the row that the keys' names begin in
_MOST_MONTHS = 5_000  # rows in which the table's own months are looked for
_OTHER_TIME = re.compile(
    "上个?(?:月|期|周|年|季|旬|半年)|[中下](?:旬|半年)|下个?月|去年|前年|往年|历年|历史|多年|同期|同月"
    "|同比|环比|累[计积]|[年季周日]度?均|[年季周日]度?平均|全年|全季|本[周季旬]|本年(?!度?\\d)"
)
# other than measured: judged, allowed, reckoned, or the largest and smallest of several
_OTHER_KIND = re.compile(
    "超标|倍数|达标|限值|检出(?:下?限|率)|测定下限|(?:标准|目标|评价(?<!监测[与及和]评价)"
    "(?<!监测结果[与及和]评价))(?![^(]*(?:项目|指标|因子|参数))|类别|级别|判定|判断|变化|增[减幅长加]"
    "|[升降]幅|差值|最[大小高低多少]|极值|峰值|中位|标准偏?差|[合及]格|去除率|污染.{0,4}指数|单因子"
    "|合计|总量|通量|负荷|排放量|扣除|剔除|背景|本底|上游|预[测计报]|[评得扣]分|分担率|贡献"
)


def titles_in(cells: npt.NDArray[Any], first: int, after: int) -> list[Titled]:
    """Return the texts of rows above a heading, each with its cell."""
    return [
        Titled(str(cell), TITLE, f"{column_letters(column)}{row + 1}")
        for row in range(first, after)
        for column, cell in enumerate(cells[row])
        if isinstance(cell, str) and not is_blank(cell)
    ]


def without_others(
    heading: Heading, cells: npt.NDArray[Any], headers: Headers, titles: Iterable[str]
) -> Heading:
    """Return a heading without the columns whose groups say that they hold something else.

    Parameters
    ----------
    heading : Heading
    cells : array
        The sheet's.
    headers : Headers
    titles : iterable of str
        The texts that may tell the table's month: a group of another month is not read.
    """
    if headers.table.measured is None:
        return heading
    above = {
        number: groups
        for number, match in heading.matches.items()
        if not headers.is_key(match) and match.column is not VERSION
        if (groups := [*_groups(heading, cells, headers, number)])
    }
    if not above:
        return heading
    months = _months(heading, cells, headers, titles)
    texts, matches = list(heading.cells), dict(heading.matches)
    for number, groups in above.items():
        is_value = headers.has_values([heading.matches[number].column])
        others = [g for g in groups if _is_other(g, months, is_value)]
        if others:
            texts[number] = f"{normal(others[-1])}{normal(str(texts[number]))}"
            del matches[number]
    return replace(heading, cells=tuple(texts), matches=matches)


def _groups(
    heading: Heading, cells: npt.NDArray[Any], headers: Headers, number: int
) -> Iterator[str]:
    """Yield the texts of the groups that a column stands under, from the top.

    A group stands over the blanks on its right, too, but for a merged one, which says itself how
    far it goes.
    """
    for row in [*_rows_above(heading, cells), *range(heading.first, heading.last)]:
        if heading.rows[number] <= row:
            continue
        place = number
        while place > 0 and is_blank(cells[row, place]):
            place -= 1
        cell = cells[row, place]
        if not isinstance(cell, str) or heading.rows[place] <= row or cell == heading.cells[place]:
            continue
        is_merged = place > 0 and cells[row, place - 1] == cell
        match = headers.match(cell)
        if (place == number or not is_merged) and (match is None or headers.is_extra(match)):
            yield cell


def _rows_above(heading: Heading, cells: npt.NDArray[Any]) -> list[int]:
    """Return the rows right above a heading that stand over its columns of values alone."""
    first = min(heading.matches)
    found: list[int] = []
    for row in range(heading.first - 1, max(-1, heading.first - 1 - _ROWS_ABOVE), -1):
        filled = [cell for cell in cells[row] if not is_blank(cell)]
        is_group = all(isinstance(c, str) and ":" not in key(c) for c in filled)
        if not filled or not is_group or not is_blank(cells[row, first]):
            break
        if any(not is_blank(cell) for cell in cells[row, :first]):
            break
        found.insert(0, row)
    return found


def _is_other(text: str, months: Collection[int], is_value: bool) -> bool:
    plain = key(text)
    if _OTHER_TIME.search(plain) or compares(text) or (is_value and _OTHER_KIND.search(plain)):
        return True
    numbers = {number_of(month) for month in months}
    years = {int(month_text(month)[:4]) for month in months}
    for found in told(text):
        if found.is_span or (months and found.month is not None and found.month not in months):
            return True
        if months and found.number is not None and found.number not in numbers:
            return True
        if months and found.year is not None and found.year not in years:
            return True
    return False


def _months(
    heading: Heading, cells: npt.NDArray[Any], headers: Headers, titles: Iterable[str]
) -> set[int]:
    """Return the months of a table: those of its column, else the one of its titles."""
    source = headers.table.month_source
    name = source.column if source else ""
    columns = [n for n, match in heading.matches.items() if match.column.name == name]
    if columns:
        below = cells[heading.end + 1 : heading.end + 1 + _MOST_MONTHS, columns[0]].tolist()
        read = {_month(cell) for cell in below if not is_blank(cell)}
        return {month for month in read if month is not None}
    agreed, _ = one(found for title in titles for found in told(title))
    return {found.month for found in agreed if found.month is not None}


def _month(cell: Any) -> int | None:
    if isinstance(cell, float):
        cell = f"{cell:.10g}"
    found = month_of_text(normal(cell) if isinstance(cell, str) else cell)
    return found if isinstance(found, int) else None
