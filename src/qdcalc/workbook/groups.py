"""Groups above columns: what stands under 超标倍数 or 上月 is no value measured in the month."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from typing import Any

import numpy.typing as npt

from qdcalc.exact.months import month_text, number_of
from qdcalc.exact.patterns import Lazy
from qdcalc.exact.texts import key, normal
from qdcalc.intake.dates import month_of_text
from qdcalc.intake.headers import Headers
from qdcalc.intake.kinds import VERSION
from qdcalc.intake.month_source import Titled
from qdcalc.intake.month_texts import compares, one, told
from qdcalc.intake.values import number_text
from qdcalc.record import record
from qdcalc.workbook.group_words import (
    Said,
    is_other_time,
    is_other_title,
    said_of_columns,
    said_of_table,
)
from qdcalc.workbook.headings import Heading
from qdcalc.workbook.loaded import is_blank
from qdcalc.workbook.titles import titles_in

_ROWS_ABOVE, _FARTHEST = 2, 8  # rows of groups above the row that the keys' names begin in
_MOST_MONTHS = 5_000  # rows in which the table's own months are looked for
_YEARS = range(1990, 2101)
_TITLE = Lazy(r".*(?:表|月报|简报|通报|快报|报告|公示|公告)[()\d]*")
_TABLE_NUMBER = Lazy(r"附?[表件录][一二三四五六七八九十\d.-]*")
# what says of a row above the heading that its cells are methods or limits, no groups
_ROW_LABEL = Lazy(
    "(?:分析|监测|检测|测定)?方法(?:依据)?|(?:标准|评价|参考)?限值|(?:方法)?检出限"
    "|(?:评价|执行|质量)?标准值?|[iv一二三四五]+类标准(?:限值)?"
)
_LABEL = Lazy(".*(?:方法|依据|限值|检出限|标准值?|代码|编码|编号|缩写|单位|字段)(?:名|名称)?")
_LABEL = Lazy(r"[^()]*:[^:]+")


@record
class Group:
    """A group over columns, or a title: its text and where it stands.

    ``is_sure`` says that it is no title.
    """

    row: int
    column: int
    text: str
    is_sure: bool = True


@record
class Grouped:
    """A heading without the columns that hold other values, and what was found of the others.

    ``titles`` are those that may tell the month: no groups of months, no title of other values.
    ``unknown`` are the groups that do not say what their columns hold, with these columns' labels;
    ``other`` is what says that the whole table holds other values, ``months`` the first of groups
    of several months.
    """

    heading: Heading
    titles: list[Titled]
    unknown: dict[Group, list[str]] = field(default_factory=dict)
    other: Group | None = None
    months: Group | None = None


def measured_only(
    heading: Heading, cells: npt.NDArray[Any], headers: Headers, titles: list[Titled], top: int
) -> Grouped:
    """Return a heading without the columns whose groups say that they hold something else.

    Parameters
    ----------
    heading : Heading
    cells : array
        The sheet's.
    headers : Headers
    titles : list of Titled
        The texts that may tell the table's month: a group of another month is not read.
    top : int
        The first row that may belong to the table.
    """
    if headers.table.measured is None:
        return Grouped(heading, titles)
    over = _rows_above(heading, cells, headers, top)
    titles = _telling(titles, over, titles_in(cells, heading.first, heading.last))
    rows = [*over, *range(heading.first, heading.last)]
    above = {
        number: groups
        for number, match in heading.matches.items()
        if not headers.is_key(match) and match.column is not VERSION
        if (groups := [*_groups(heading, cells, headers, number, rows)])
    }
    months = _months(heading, cells, headers, (titled.text for titled in titles))
    across = None if months else _first_of_months(above)
    texts, matches = list(heading.cells), dict(heading.matches)
    unknown: dict[Group, list[str]] = {}
    other = None
    for number, groups in above.items():
        column = heading.matches[number].column
        is_value = headers.has_values([column])
        said = [_said(group, months, is_value) for group in groups]
        if across is not None and any(told(group.text) for group in groups):
            is_first = across.text in [group.text for group in groups]
            said.append(Said.MONTHS if is_first else Said.OTHERS)
        if Said.OTHERS in said:
            other = groups[min(said.index(Said.OTHERS), len(groups) - 1)]
            if other.row != heading.rows[number]:
                texts[number] = f"{normal(other.text)}{normal(str(texts[number]))}"
            del matches[number]
            continue
        sure = [(group, of) for group, of in zip(groups, said, strict=False) if group.is_sure]
        if is_value and sure and sure[-1][1] is Said.UNKNOWN:
            unknown.setdefault(sure[-1][0], []).append(column.label)
    left = replace(heading, cells=tuple(texts), matches=matches)
    if other is None or headers.has_values(match.column for match in matches.values()):
        other, doubt = _title(cells, top, heading, headers)
        if doubt is not None:
            values = [m.column for m in matches.values() if headers.has_values([m.column])]
            unknown[doubt] = [column.label for column in values]
    if other is not None:
        titles = [title for title in titles if normal(title.text) != normal(other.text)]
    return Grouped(left, titles, unknown, other, across)


def _telling(titles: list[Titled], rows: list[int], inner: list[Titled]) -> list[Titled]:
    """Return the titles that may tell the month.

    Groups that tell of several months count only where no title tells one, and so do the groups
    inside the heading.
    """
    groups = [title for title in titles if title.cell and _row_of(title) in rows]
    times = {(found.month, found.number, found.year) for g in groups for found in told(g.text)}
    rest = [title for title in titles if title not in groups] if len(times) > 1 else titles
    if any(_tells_month(title) for title in rest):
        return rest
    return [*titles, *(title for title in inner if _tells_month(title))]


def _tells_month(titled: Titled) -> bool:
    return any(found.month is not None or found.number is not None for found in told(titled.text))


def _row_of(titled: Titled) -> int:
    return int(re.sub("[A-Z]", "", titled.cell)) - 1


def _own(heading: Heading, cells: npt.NDArray[Any], number: int) -> Iterator[Group]:
    """Yield what a column says under its indicator's name where that is a time."""
    row = heading.rows[number]
    text = _text(cells[row, number])
    if row > heading.first and text and text != heading.cells[number] and told(text):
        yield Group(row, number, text)


def _first_of_months(above: Mapping[int, Sequence[Group]]) -> Group | None:
    """Return the first group of a month where groups tell of several."""
    found = {
        (of.month, of.number): group
        for groups in reversed([*above.values()])
        for group in groups
        for of in told(group.text)
        if not of.is_span and of.year is None
    }
    return [*found.values()][-1] if len(found) > 1 else None


def _groups(
    heading: Heading, cells: npt.NDArray[Any], headers: Headers, number: int, rows: list[int]
) -> Iterator[Group]:
    """Yield the groups that a column stands under, from the top.

    A group stands over the blanks on its right, too, but for a merged one, which says itself how
    far it goes; none above the heading goes from a key over to values.
    """
    keys = [n for n, match in heading.matches.items() if headers.is_key(match)]
    for row in rows:
        if heading.rows[number] <= row:
            continue
        place = number
        while place > 0 and is_blank(cells[row, place]):
            place -= 1
        text = _text(cells[row, place])
        if text is None or heading.rows[place] <= row or text == heading.cells[place]:
            continue
        is_above = row < heading.first
        if is_above and (_LABEL.fullmatch(key(text)) or any(place <= n < number for n in keys)):
            continue
        if is_above and any(cells[row, n] == cells[row, place] for n in keys):
            continue
        is_merged = place > 0 and cells[row, place - 1] == cells[row, place]
        match = headers.match(text)
        if (place == number or not is_merged) and (match is None or headers.is_extra(match)):
            alone = is_above and sum(not is_blank(cell) for cell in cells[row]) == 1
            while place > 0 and cells[row, place - 1] == cells[row, place]:
                place -= 1
            yield Group(row, place, text, is_sure=not alone)
    yield from _own(heading, cells, number)


def _text(cell: Any) -> str | None:
    """Return a cell as the text of a group: a day stands for its month, a number for a year."""
    if isinstance(cell, str):
        return cell if normal(cell) else None
    if isinstance(cell, dt.date):
        return f"{cell.year}年{cell.month}月"
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return f"{cell:.0f}年" if cell in _YEARS else f"{cell:.10g}"
    return None


def _rows_above(heading: Heading, cells: npt.NDArray[Any], headers: Headers, top: int) -> list[int]:
    """Return the rows above a heading that may hold groups; titles and blank rows between."""
    keys = [n for n, match in heading.matches.items() if headers.is_key(match)]
    found: list[int] = []
    for row in range(heading.first - 1, max(top, heading.first - _FARTHEST) - 1, -1):
        texts = [_text(cell) for cell in cells[row] if not is_blank(cell)]
        numbers = [n for n in keys if isinstance(cells[row, n], (int, float))]
        if numbers or None in texts or len(found) == _ROWS_ABOVE:
            break
        labels = [key(cells[row, n]) for n in keys if not is_blank(cells[row, n])]
        is_title = len(set(texts)) == 1 and (labels or _TITLE.fullmatch(key(texts[0])))
        if texts and not is_title and not _is_labelled(labels, texts):
            found.insert(0, row)
    return found


def _is_labelled(labels: list[str], texts: Iterable[str | None]) -> bool:
    """Say whether a row's own label, over the keys, says that its cells are no groups."""
    others = (text for text in texts if text and key(text) not in labels)
    is_label = any(map(_ROW_LABEL.fullmatch, labels))
    return is_label and all(said_of_columns(text) is not Said.OTHERS for text in others)


def _title(
    cells: npt.NDArray[Any], top: int, heading: Heading, headers: Headers
) -> tuple[Group | None, Group | None]:
    """Return the title that says a table holds other values, and one that leaves it in doubt.

    Of a sheet's first table whose month a title must tell, spans of months are refused as such.
    """
    is_first = top == 0 and headers.is_undated
    keys = [n for n, match in heading.matches.items() if headers.is_key(match)]
    doubt = None
    for row in range(heading.first - 1, top - 1, -1):
        places = {str(c): n for n, c in reversed([*enumerate(cells[row])]) if not is_blank(c)}
        for text, place in places.items():
            said = said_of_table(text)
            if said is Said.MONTHS or not isinstance(cells[row, place], str):
                continue
            if is_first and any(found.is_span for found in told(text)):
                continue
            others = [other for other in places if other != text]
            is_over = place <= min(heading.matches) or any(
                isinstance(cells[row, n], str) and cells[row, n] == text for n in keys
            )
            is_over = is_over or (top > 0 and not others) or bool(_TITLE.fullmatch(key(text)))
            if is_over and all(map(stands_beside_titles, others)):
                title = Group(row, place, normal(text), is_sure=False)
                if said is Said.OTHERS:
                    return title, None
                doubt = title
    return None, doubt


def stands_beside_titles(text: str) -> bool:
    """Say whether a text is one that stands beside a title: a unit, a month, the table's number."""
    is_number = _TABLE_NUMBER.fullmatch(key(text)) is not None
    return ":" in key(text) or "单位" in text or "页" in text or is_number or bool(told(text))


def names_a_table(cell: Any) -> bool:
    """Say whether a cell above a heading names a table of its own, no unit, page or 续表."""
    if not isinstance(cell, str) or is_blank(cell):
        return False
    return bool(told(cell)) or not (stands_beside_titles(cell) or "续" in cell)


def is_row_of_groups(cells: Iterable[Any]) -> bool:
    """Say whether a row is one of groups: several texts, no figures, one that says measured."""
    filled = [cell for cell in cells if not is_blank(cell)]
    texts = {cell for cell in filled if isinstance(cell, str) and number_text(normal(cell)) is None}
    are_all = all(isinstance(cell, str) and cell in texts for cell in filled)
    return (
        are_all
        and len(texts) > 1
        and any(said_of_columns(text) is Said.MONTHS and not told(text) for text in texts)
    )


def _said(group: Group, months: Collection[int], is_value: bool) -> Said:
    if is_other_time(group.text) or compares(group.text):
        return Said.OTHERS
    numbers = {number_of(month) for month in months}
    years = {int(month_text(month)[:4]) for month in months}
    for found in told(group.text):
        if found.is_span or (months and found.month is not None and found.month not in months):
            return Said.OTHERS
        if months and found.number is not None and found.number not in numbers:
            return Said.OTHERS
        if months and found.year is not None and found.year not in years:
            return Said.OTHERS
    if not is_value:
        return Said.MONTHS
    if not group.is_sure:
        return Said.OTHERS if is_other_title(group.text) else Said.MONTHS
    return said_of_columns(group.text)


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
    found_in = {found.month for found in agreed if found.month is not None}
    return found_in if len(found_in) == 1 else set()


def _month(cell: Any) -> int | None:
    if isinstance(cell, float):
        cell = f"{cell:.10g}"
    found = month_of_text(normal(cell) if isinstance(cell, str) else cell)
    return found if isinstance(found, int) else None
