"""Texts as the eye sees them, and what names are compared by."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from qdcalc.exact.patterns import Lazy

MOST_LISTED = 6  # names on one line
_REMEMBERED = 2**16  # texts: names and headers come again and again

# what shows nothing: Unicode's category Cf and default-ignorable characters (variation selectors,
# Hangul fillers, tags), controls, halves of pairs, noncharacters, the blank Braille pattern
_UNSEEN = Lazy(
    "["
    "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891"
    "\u08e2\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800"
    "\u3164\ud800-\udfff\ufdd0-\ufdef\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    "\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff"
    "]"
)
_OTHER_FIGURES = ("<super>", "<sub>", "<circle>", "<fraction>")


def without_unseen(text: str) -> str:
    """Return a text without the characters that can't be seen; blanks stay."""
    return _UNSEEN.sub("", text)


@lru_cache(_REMEMBERED)
def normal(text: str) -> str:
    """Return a text without what the eye does not see: full width, outer blanks, line breaks.

    Raised, lowered and circled figures stay as they are: 10⁴ is not 104.
    """
    text = without_unseen(text)
    if not unicodedata.is_normalized("NFKC", text):  # no more are looked at one by one
        text = "".join(
            c if unicodedata.decomposition(c).startswith(_OTHER_FIGURES)
            else unicodedata.normalize("NFKC", c)
            for c in text
        )  # fmt: skip
    return text.strip()


def key(text: object) -> str:
    """Return what names are compared by: NFKC, only what is seen, no blanks, lower case."""
    return _key(str(text))


@lru_cache(_REMEMBERED)
def _key(text: str) -> str:
    plain = unicodedata.normalize("NFKC", without_unseen(text)).replace("−", "-")
    return "".join(plain.split()).casefold()


def listed(
    names: Sequence[str], most: int = MOST_LISTED, *, count: int | None = None, unit: str = "个"
) -> str:
    """Join names, the first few and how many there are: 「甲、乙 等 9 个」.

    ``count`` is how many there are where ``names`` are only the first of them.
    """
    every = len(names) if count is None else count
    more = f" 等 {every:,} {unit}" if every > min(len(names), most) else ""
    return "、".join(names[:most]) + more


def brief(text: str, most: int = 24) -> str:
    """Cut a text that would fill the line."""
    return text if len(text) <= most else text[: most - 1] + "…"


# what people write where there is none, as names are compared
NO_NAMES = frozenset({"", "无", "-", "--", "—", "——", "/"})
_SEPARATORS = Lazy(r"[、,;\s]+")


def split_list(text: str | None) -> tuple[str, ...]:
    """Split a list of names or numbers (、 , ; or blanks between); 无 and marks mean none."""
    if text is None or key(text) in NO_NAMES:
        return ()
    return tuple(part for part in _SEPARATORS.split(normal(text)) if part)


def sha256_of_text(data: bytes) -> str:
    """Return the SHA-256 of a text file, its lines ending in LF: the same on every system."""
    return hashlib.sha256(data.replace(b"\r\n", b"\n")).hexdigest()
