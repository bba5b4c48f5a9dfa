"""Texts above a table, each with its cell: what may tell its month."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import numpy.typing as npt

from qdcalc.exact.patterns import Lazy
from qdcalc.exact.texts import key
from qdcalc.intake.headers import Headers
from qdcalc.intake.month_source import TITLE, Titled
from qdcalc.intake.month_texts import label_of
from qdcalc.table.live import column_letters
from qdcalc.workbook.loaded import is_blank

_OF_TIME = Lazy(r".{0,8}(?:年份|年度|月份|年月|[年月])[:为是]?")  # before a number or a day
_PARTS = Lazy(r"(?:\d{4}年|\d{1,2}月)(?![均平度])")  # the number in a cell of its own


def titles_in(cells: npt.NDArray[Any], first: int, after: int) -> list[Titled]:
    """Return the texts of rows above a heading, each with its cell.

    A day or a number is one where the cell before it says 月份： or 采样日期：, and 2018 before 年.
    """
    return [
        Titled(text, TITLE, f"{column_letters(column)}{row + 1}")
        for row in range(first, after)
        for column, text in _texts_of(cells[row])
    ]


def _texts_of(cells: npt.NDArray[Any]) -> Iterator[tuple[int, str]]:
    """Yield a row's texts, each with its column; 2018, 年, 11, 月 in four cells are one text."""
    filled = [(n, cell) for n, cell in enumerate(cells) if not is_blank(cell)]
    texts = [cell if isinstance(cell, str) else _whole(cell) for _, cell in filled]
    pairs = zip(filled, texts, texts[1:], strict=False)
    if any(not isinstance(c, str) and _PARTS.match(text + after) for (_, c), text, after in pairs):
        yield filled[0][0], "".join(texts)
        return
    before: Any = ""
    for number, cell in filled:
        text = cell if isinstance(cell, str) else _labelled(cell, before)
        if text:
            yield number, text
        before = cell


def _labelled(cell: Any, before: Any) -> str:
    """Return what a day or a number says of a time by the text in the cell before it."""
    found = _OF_TIME.fullmatch(key(before)) if isinstance(before, str) else None
    if isinstance(cell, dt.date):
        is_told = found or (isinstance(before, str) and label_of(before))
        day = "" if cell.day == 1 else f"{cell.day}日"
        return f"{cell.year}年{cell.month}月{day}" if is_told else ""
    whole = _whole(cell)
    if not found or not whole:
        return ""
    return whole if len(whole) > 4 else f"{whole}年" if len(whole) == 4 else f"{whole}月"


def _whole(cell: Any) -> str:
    """Return a whole number's figures, nothing for any other cell."""
    is_number = isinstance(cell, (int, float)) and not isinstance(cell, bool)
    return f"{cell:.0f}" if is_number and float(cell).is_integer() else ""


def is_group_line(cells: npt.NDArray[Any], headers: Headers) -> bool:
    """Say whether a row of a measured table holds the name of a key alone: 市控断面 over sections.

    Merged cells may repeat it. It names no indicator: the rows below keep the heading above.
    """
    filled = {cell if isinstance(cell, str) else "" for cell in cells if not is_blank(cell)}
    is_measured = headers.table.measured is not None
    return is_measured and len(filled) == 1 and all(map(headers.is_needed, filled))
