"""The open font of pictures: its file, and how wide a text is in it.

Noto Sans SC (SIL Open Font License) is read from a package's file, so that no machine needs a
Chinese font of its own; nothing is registered with matplotlib.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from qdcalc.errors import UsageError
from qdcalc.report.lines import tokens

if TYPE_CHECKING:
    from matplotlib.ft2font import FT2Font

MM_PER_POINT = 25.4 / 72
MISSING = "〓"  # what Chinese printers set for a character that they do not have
INSTALL = '需要先安装画图用的组件：python -m pip install "qdcalc[report]"'
_PACKAGE, _FILE = "pylopdf_fonts_zh_cn", "NotoSansSC-Regular.otf"
_EM = 1000


def font_file() -> Path:
    """Return the font's file.

    Raises
    ------
    UsageError
        The package that holds it, or matplotlib, is not installed.
    """
    try:
        import matplotlib  # noqa: F401

        path = Path(str(resources.files(_PACKAGE) / _FILE))
    except ModuleNotFoundError as error:
        raise UsageError(INSTALL) from error
    if not path.is_file():
        raise UsageError(INSTALL)
    return path


@lru_cache(maxsize=1)
def _font() -> tuple[FT2Font, frozenset[int]]:
    """Return the font, set so that a pixel is a thousandth of its size, and its characters."""
    file = str(font_file())
    from matplotlib.ft2font import FT2Font

    font = FT2Font(file)
    font.set_size(_EM, 72)
    return font, frozenset(font.get_charmap())


@lru_cache(maxsize=10_000)
def _advance(character: str) -> float:
    font, _ = _font()
    return float(font.load_char(ord(character)).linearHoriAdvance) / 65536 / _EM


def printable(text: str) -> str:
    """Return a text on one line, with 〓 for each character that the font does not have."""
    _, known = _font()
    line = re.sub(r"[^\S\u3000]+", " ", str(text)).strip()
    return "".join(c if ord(c) in known else MISSING for c in line)


def text_width(text: str, size: float) -> float:
    """Return the width [mm] of a printable text set in ``size`` points."""
    return sum(map(_advance, text)) * size * MM_PER_POINT


def fitted(text: str, width: float, size: float) -> str:
    """Return a text no wider than ``width`` [mm], its middle left out (…) where it must be."""
    text = printable(text)
    if text_width(text, size) <= width:
        return text
    for kept in range(len(text) - 1, 0, -1):
        tail = kept // 2
        short = f"{text[: kept - tail]}…{text[len(text) - tail :]}"
        if text_width(short, size) <= width:
            return short
    return "…"


def wrapped(text: str, width: float, size: float, lines: int = 2) -> str:
    """Return a text broken into at most ``lines`` lines, each no wider than ``width`` [mm]."""
    made = [""]
    for token in tokens(printable(text)):
        if made[-1] and len(made) < lines and text_width(made[-1] + token, size) > width:
            made.append("")
        made[-1] += token
    return "\n".join(fitted(line, width, size) for line in made)
