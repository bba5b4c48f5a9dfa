"""One palette: the colour, the sign and the weight of every tone, on paper and on a screen.

What an output's words are marked with (``Column.tones``: 超标 is bad) and what else is coloured.
Sheets, Word, HTML, pictures and the card take their colours from here; the greys of the card's
page, light and dark, stand with its style (``card_style``).
Fills differ in lightness and each tone carries a sign, so that grey print keeps them apart.
"""

from __future__ import annotations

from qdcalc.record import record


@record
class Tone:
    """How a word of a tone looks.

    Parameters
    ----------
    fill, ink : str
        Background and text, ``#RRGGBB``.
    sign, drawn : str
        What stands before the word, or for it where there is room for one character alone; as it
        is drawn in fonts that may lack the first (pictures, the card).
    wash : str
        The background on a page that may be light or dark, as CSS.
    is_bold, is_italic : bool
    """

    fill: str
    ink: str
    sign: str
    drawn: str
    wash: str
    is_bold: bool = False
    is_italic: bool = False


BLACK, WHITE = "#000000", "#FFFFFF"
TONES = {
    "good": Tone("#C6E0B4", BLACK, "▲", "▲", "rgba(46,140,60,.18)", is_bold=True),
    "bad": Tone("#C00000", WHITE, "✕", "×", "rgba(207,34,46,.2)", is_bold=True),
    "quiet": Tone("#DDEBF7", BLACK, "○", "○", "rgba(84,150,220,.18)", is_italic=True),
    "open": Tone("#FFE699", BLACK, "?", "?", "rgba(212,167,44,.3)", is_italic=True),
}
NO_SIGN = "·"  # of a word without a tone, where signs stand for words

# amounts and bars
RECEIVED, PAID, ONE_SIDED, SECOND = "#548235", "#C00000", "#4472C4", "#D9D9D9"
RECEIVED_WORD, PAID_WORD = ("#E2EFDA", "#375623"), ("#FCE4D6", "#9C0006")  # fill and ink
BANDS = (
    "#4472C4", "#548235", "#BF8F00", "#7F6084", "#C55A11", "#2E75B6", "#808080", "#A9446C",
)  # fmt: skip
OTHERS = "#A6A6A6"  # the band of what is drawn together
NEUTRAL = "#44546A"  # a chart's only row of bars

# bars and marks of the card, on a light page and on a dark one
CARD = {
    "more": "#4c9a52",
    "less": "#cf4a50",
    "edge": "#e58f93",
    "plain": "#5b8bd0",
    "kept": "#9a6700",
}

# tables and texts
HEADER, HEADER_SHEET = "#E7E6E6", "#D9D9D9"  # of documents, of the sheets with data
RULE, GRID, FRAME, BOX = "#808080", "#BFBFBF", "#BBBBBB", "#A6A6A6"
FAINT, SMALL_PRINT, CAPTION, LINK = "#7F7F7F", "#595959", "#404040", "#1F4E79"

# what is typed into, and what is wrong with it
NEEDED, ONE_OF_A_SET, FREE = "#F4B084", "#FCE4D6", "#D9D9D9"
FORM_NEEDED = "#FFF2CC"
TAB_NEEDED, TAB_FREE = "#ED7D31", "#A5A5A5"
WRONG, DOUBTFUL, ADDED, JUMP = "#FF9999", "#FFEB9C", "#D9D9D9", "#0563C1"


def hexadecimal(colour: str) -> str:
    """Return a colour as Word and openpyxl write it: without the number sign."""
    return colour.removeprefix("#")
