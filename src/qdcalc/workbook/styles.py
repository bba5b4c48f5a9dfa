"""How cells look: one font, one number format a kind, one look a tone; each format made once."""

from __future__ import annotations

import unicodedata
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format

FONT = {"font_name": "宋体", "font_size": 10, "valign": "vcenter"}
NUMBER_FORMATS = {
    "money": "#,##0.00",
    "money_or_blank": "#,##0.00",
    "multiple": "0.00#",
    "count": "#,##0",
    "year": "0",
    "count_or_blank": "#,##0",
    "hundredths": "General",
    "percent": "0.0%",
}
SIGNS = {"good": "▲", "bad": "✕", "quiet": "○", "open": "?"}
# fills differ in lightness and each tone carries a sign, so that grey print keeps them apart
_TONES = {
    "good": {"bg_color": "#C6E0B4", "bold": True},
    "bad": {
        "bg_color": "#C00000",
        "font_color": "#FFFFFF",
        "bold": True,
    },
    "quiet": {"bg_color": "#DDEBF7", "italic": True},
    "open": {"bg_color": "#FFE699", "italic": True},
}


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
        own = {"num_format": f'"{sign or SIGNS[tone]} "@', "align": "center"}
        return self(**(_TONES[tone] | own | more))

    def signed(self, tone: str, **more: Any) -> Format:
        """Return the look of a word that is shown as its sign alone, a dot where it has no tone."""
        own = {"num_format": f';;;"{SIGNS.get(tone, "·")}"', "align": "center"}
        return self(**(_TONES.get(tone, {}) | own | more))


def half_widths(text: str) -> int:
    """Return the width of a text in half-width characters."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
