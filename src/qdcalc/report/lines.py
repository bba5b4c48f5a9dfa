"""Where lines break: an estimate that keeps last lines from being one character.

No renderer is asked; Latin letters and digits are measured in two widths, that of Times and that
of a wide fallback, and what is chosen suits both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from qdcalc.exact.patterns import Lazy

NARROW, WIDE = 0.5, 0.64  # ems of a digit or a Latin letter
_THIN = frozenset(",.;:!|'il -()[]")
_THIN_SHARE = 0.55  # of a digit
_TOKEN = Lazy(r"[!-~\u00a0-\u024f−×÷≈≥≤…—]+| +|\n|.", re.DOTALL)
_NO_START = frozenset("，。；：、？！）》〉」』”’…—%·")
_NO_END = frozenset("（《〈「『“‘")
_LEAST = 2.9  # characters that a last line should have, its full stop among them
# width of a digit, and of the gap between Chinese and Latin, of those who show the document
_RENDERERS = ((NARROW, 0.0), (NARROW, 0.25), (WIDE, 0.25), (WIDE + 0.04, 0.4))
_TRIED = (0, 2, -2, 3, -3, 4, -4, 5, -5, 6, -6, 8, 10, 12)  # tenths of a point


def ems(text: str, latin: float = WIDE) -> float:
    """Return how wide a text is, in ems."""
    return sum(
        1.0 if c > "\u2e7f" or c in "“”‘’…—▲✕○" else latin * (_THIN_SHARE if c in _THIN else 1)
        for c in text
    )


def tokens(text: str) -> Iterator[str]:
    """Yield what no line break goes through: a character, a number, a sign with its neighbour."""
    held = ""
    for found in _TOKEN.findall(text):
        if held and (found[0] in _NO_START or held[-1] in _NO_END):
            held += found
            continue
        if held:
            yield held
        held = found
    if held:
        yield held


def longest_word(text: str, latin: float = WIDE) -> float:
    """Return the width of the widest part that no line break goes through, in ems."""
    return max((ems(token, latin) for token in tokens(text)), default=0.0)


def last_line(
    text: str, width: float, indent: float = 0.0, latin: float = WIDE, gap: float = 0.0
) -> tuple[int, float]:
    """Return how many lines a paragraph has, and how long the last one is.

    Parameters
    ----------
    text : str
    width, indent : float
        Of a line, and of the first one's beginning [em].
    latin : float
        Of a digit [em].
    gap : float
        What the renderer puts between a Chinese character and a Latin one [em].
    """
    number, used, before = 1, indent, ""
    for token in tokens(text):
        if token == "\n":
            number, used = number + 1, 0.0
            continue
        size = ems(token, latin)
        if gap and before and _meet(before, token[0]):
            size += gap
        before = token[-1]
        if used + size > width + 1e-9 and used > (indent if number == 1 else 0.0):
            if token.isspace():
                continue
            number, used = number + 1, 0.0
        used += size
    return number, used


def _meet(one: str, other: str) -> bool:
    """Whether a Chinese character and a letter or digit meet."""
    return (one > "\u2e7f" and other.isascii() and other.isalnum()) or (
        other > "\u2e7f" and one.isascii() and one.isalnum()
    )


def short_lines(text: str, width: float, indent: float = 0.0, least: float = _LEAST) -> int:
    """Return in how many of our renderers the last line is hardly more than a character."""
    ends = (last_line(text, width, indent, latin, gap) for latin, gap in _RENDERERS)
    return sum(number > 1 and used < least for number, used in ends)


def spacing_pt(text: str, points: float, width_pt: float, indent: float) -> float:
    """Return what to put between characters so that the last line is no single one [pt].

    Parameters
    ----------
    text : str
    points : float
        The size of a character.
    width_pt : float
        Of a line.
    indent : float
        Of the first line [em].
    """
    best, fewest = 0.0, len(_RENDERERS) + 1
    for tenths in _TRIED:
        size = points + tenths / 10
        found = short_lines(text, width_pt / size, indent * points / size)
        if found < fewest:
            best, fewest = tenths / 10, found
        if not found:
            break
    return best
