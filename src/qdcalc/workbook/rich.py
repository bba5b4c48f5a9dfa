"""Raised, lowered and struck-out characters, which calamine reads as plain ones."""

from __future__ import annotations

import re
from typing import Self
from xml.etree.ElementTree import Element  # the type only; parsed by defusedxml  # nosec B405

from defusedxml import ElementTree

from qdcalc.exact.patterns import Lazy

_STRING = Lazy(rb"<(?:[\w.-]+:)?si(?:\s[^>]*)?/>|<(?:[\w.-]+:)?si\b.*?</(?:[\w.-]+:)?si\s*>", re.S)
_RUN = Lazy(rb"<(?:[\w.-]+:)?r(?:\s[^>]*)?>(.*?)</(?:[\w.-]+:)?r\s*>", re.S)
_TEXT = Lazy(rb"<(?:[\w.-]+:)?t\b[^>]*>\s*[^<\s]")
_RAISED = Lazy(rb"<(?:[\w.-]+:)?vertAlign\b[^>]*\bval\s*=\s*[\"'](?:superscript|subscript)[\"']")
_STRUCK = Lazy(rb"<(?:[\w.-]+:)?strike\b(?![^>]*\bval\s*=\s*[\"'](?:0|false|off)[\"'])[^>]*>")


class Rich(str):
    """A cell's text that has raised, lowered or struck-out parts: no number can be told from it."""

    is_struck: bool

    def __new__(cls, text: str, *, is_struck: bool) -> Self:
        """Return the text, knowing whether a part of it is struck out."""
        made = super().__new__(cls, text)
        made.is_struck = is_struck
        return made


def struck_or_raised(xml: bytes) -> bool | None:
    """Say whether runs of a string are struck out, or only raised or lowered; None where none is.

    Parameters
    ----------
    xml : bytes
        What stands inside ``<si>`` or ``<is>``.
    """
    runs = [run[1] for run in _RUN.finditer(xml) if _TEXT.search(run[1])]
    if any(_STRUCK.search(run) for run in runs):
        return True
    return False if any(_RAISED.search(run) for run in runs) else None


def rich_strings(xml: bytes) -> dict[int, bool]:
    """Return the shared strings with marked runs by number: is any part struck out."""
    if b"vertAlign" not in xml and b"strike" not in xml:
        return {}
    found = ((n, struck_or_raised(s[0])) for n, s in enumerate(_STRING.finditer(xml)))
    return {number: is_struck for number, is_struck in found if is_struck is not None}


def struck_styles(xml: bytes) -> set[int]:
    """Return the numbers of the cell styles whose font is struck out."""
    if b"strike" not in xml:
        return set()
    root = ElementTree.fromstring(xml)
    fonts = [_is_struck(font) for font in _children(root, "fonts")]
    styles = [int(style.get("fontId", "0")) for style in _children(root, "cellXfs")]
    return {n for n, font in enumerate(styles) if font < len(fonts) and fonts[font]}


def _children(root: Element, name: str) -> list[Element]:
    """Return what stands in the root's element of that name, whatever the namespace."""
    return [child for part in root if _local(part) == name for child in part]


def _is_struck(font: Element) -> bool:
    return any(_local(e) == "strike" and e.get("val") not in ("0", "false") for e in font)


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]
