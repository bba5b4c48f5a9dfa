"""Rows and cells of a sheet's XML: their tags, their attributes, what is inside."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qdcalc.exact.patterns import Lazy
from qdcalc.record import record

TAG = Lazy(rb"<(?:[\w.-]+:)?(row|c)\b((?:[^>\"']|\"[^\"]*\"|'[^']*')*)>")
VALUE = Lazy(rb"<(?:[\w.-]+:)?(?:v|t)\b[^>]*>([^<]*)<")
REFERENCE = Lazy(r"([A-Z]{1,20})(\d{1,20})")
ROW_NUMBER = Lazy(r"\d{1,7}")
_ATTRIBUTE = Lazy(rb"(?<![\w:.-])(r|t|s|hidden)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")


@record
class XmlCell:
    """A row's start or a cell: which of them, its attributes, what is inside a cell."""

    is_row: bool
    attributes: dict[str, str]
    inside: bytes = b""

    @property
    def place(self) -> tuple[int, int] | None:
        """Row and column (from 0) by a cell's own reference, None without one."""
        reference = REFERENCE.fullmatch(self.attributes.get("r", "").upper())
        return reference and (int(reference[2]) - 1, column_number(reference[1]))

    @property
    def row_number(self) -> int | None:
        """A row's own number (from 1), None without one."""
        number = self.attributes.get("r", "")
        return int(number) if ROW_NUMBER.fullmatch(number) else None


def xml_cells(xml: bytes, start: int, end: int) -> Iterator[XmlCell]:
    """Yield each row's start and each cell between two places of a sheet's XML."""
    tags = TAG.finditer(xml, start, end)
    tag = next(tags, None)
    while tag is not None:
        following = next(tags, None)
        yield _cell(xml, tag, end if following is None else following.start())
        tag = following


def cell_around(xml: bytes, place: int, start: int, end: int) -> tuple[XmlCell, int] | None:
    """Return the row's start or the cell that a place stands in, and where the next tag begins."""
    at = place
    while (at := xml.rfind(b"<", start, at)) >= 0:
        tag = TAG.match(xml, at, end)
        if tag is not None:
            following = TAG.search(xml, tag.end(), end)
            after = end if following is None else following.start()
            return _cell(xml, tag, after), after
    return None


def _cell(xml: bytes, tag: re.Match[bytes], end: int) -> XmlCell:
    is_row = tag[1] == b"row"
    inside = b"" if is_row or tag[2].endswith(b"/") else xml[tag.end() : end]
    return XmlCell(is_row, attributes(tag[2]), inside)


def attributes(text: bytes) -> dict[str, str]:
    """Return the attributes of a row's or a cell's tag that are asked for."""
    return {k.decode(): (v or w).decode("utf-8", "replace") for k, v, w in _ATTRIBUTE.findall(text)}


def column_number(letters: str) -> int:
    """Return a column's number from 0: A is 0."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1
