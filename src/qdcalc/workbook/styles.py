"""How cells look: one font, one look a tone; each format made once."""

from __future__ import annotations

import datetime as dt
import unicodedata
from typing import Any

import pandas as pd
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from qdcalc.table.tones import BLACK, NO_SIGN, TONES

FONT = {"font_name": "宋体", "font_size": 10, "valign": "vcenter"}


class Formats:
    """The formats of a workbook being written."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._made: dict[tuple[Any, ...], Format] = {}

    def __call__(self, **properties: Any) -> Format:
        """Return the format with these properties over the font."""
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(FONT | properties)
        return self._made[key]

    def toned(self, tone: str, sign: str = "", **more: Any) -> Format:
        """Return the look of a tone: fill, weight and a sign before the word."""
        own = {"num_format": f'"{sign or TONES[tone].sign} "@', "align": "center"}
        return self(**(_look(tone) | own | more))

    def signed(self, tone: str, **more: Any) -> Format:
        """Return the look of a word that is shown as its sign alone, a dot where it has no tone."""
        sign = TONES[tone].sign if tone in TONES else NO_SIGN
        own = {"num_format": f';;;"{sign}"', "align": "center"}
        return self(**(_look(tone) | own | more))


def _look(tone: str) -> dict[str, Any]:
    """Return the fill, ink and weight of a tone; nothing where a word has none."""
    if tone not in TONES:
        return {}
    own = TONES[tone]
    ink = {} if own.ink == BLACK else {"font_color": own.ink}
    weight = {"bold": own.is_bold, "italic": own.is_italic}
    return {"bg_color": own.fill} | ink | {name: True for name, is_so in weight.items() if is_so}


def write_value(sheet: Worksheet, row: int, column: int, value: Any, form: Format) -> None:
    """Write a number, or a month, a day or an hour as a date of Excel's."""
    if isinstance(value, pd.Period):
        value = value.to_timestamp()
    if isinstance(value, dt.date):
        sheet.write_datetime(row, column, value, form)
    else:
        sheet.write_number(row, column, value + 0, form)  # 0, never -0


def half_widths(text: str) -> int:
    """Return the width of a text in half-width characters."""
    return len(text) if text.isascii() else sum(map(_WIDTHS.__getitem__, text))


class _Widths(dict[str, int]):
    """The width of each character that was met, found once."""

    def __missing__(self, character: str) -> int:
        self[character] = width = 2 if unicodedata.east_asian_width(character) in "WF" else 1
        return width


_WIDTHS = _Widths()
