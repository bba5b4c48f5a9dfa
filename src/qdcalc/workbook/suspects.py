"""Which cells of a sheet's XML have to be looked at: found by a search, not by a walk.

A million cells without anything odd cost one search, and a few odd ones a few looks more.
"""

from __future__ import annotations

import re
import string
from collections.abc import Collection, Iterable, Iterator
from functools import cached_property

import numpy as np

from qdcalc.exact.patterns import Lazy
from qdcalc.record import record
from qdcalc.workbook.xml_cells import ROW_NUMBER, XmlCell, cell_around

ODD = (b"<!--", b"<![CDATA[", b"<?")
LONG = 40  # characters of a number that may be too small for a float
# what any of those cells needs to have; the XML of most sheets has none of it
ERRORS = (b'"e"', b"'e'")
SUSPECT = (*ERRORS, b"hidden", b"&#", *ODD, b"vertAlign", b"strike")
# what no such thing needs to be told by: without it a sheet's XML is a tenth as long
_PLAIN = b"0123456789.<>/= \t\r\ncrvostw" + string.ascii_uppercase.encode()
# one for each letter: a pattern that begins with a literal is found many times as fast
_LONG_EXPONENTS = (Lazy(rb"E[+-]?[0-9]{3}[0-9]*\s*<"), Lazy(rb"e[+-]?[0-9]{3}[0-9]*\s*<"))
_FORMULA = Lazy(rb"<f\b")
# a formula behind which its result stands is no suspect
_BARE_FORMULA = Lazy(rb"<f\b(?![^<>]*(?:/>|>[^<]*</f>)<v>[^<])")
_PREFIXED = Lazy(rb":(?:row|c|f|v)\b")
_PREFIX = Lazy(rb"[\w.-]+")
_MANY = 1000  # shared strings or styles that are looked for by one regular expression
# too long for a float are at least 200 figures in a row: three of them stand so far apart
_STEP = 64
_STYLE = rb"s\s*=\s*[\"']\s*0*(?:%b)\s*[\"']"


@record
class Wanted:
    """Shared strings and styles whose cells are suspect, by their numbers."""

    strings: Collection[int]
    styles: Collection[int]

    @cached_property
    def patterns(self) -> list[re.Pattern[bytes]]:
        """What finds those cells, at least."""
        ways = ((rb"<v[^<>]*>\s*0*(?:%b)\s*<", self.strings), (_STYLE, self.styles))
        return [_any_of(pattern, numbers) for pattern, numbers in ways if numbers]

    @property
    def are_many(self) -> bool:
        """Whether they are too many for one regular expression."""
        return len(self.strings) > _MANY or len(self.styles) > _MANY


def _any_of(pattern: bytes, numbers: Iterable[int]) -> re.Pattern[bytes]:
    """Return a pattern in which one of some numbers stands."""
    return re.compile(pattern % b"|".join(str(number).encode() for number in numbers))


class Body:
    """The rows and cells of a sheet's XML: from ``start`` to ``end``."""

    def __init__(self, xml: bytes) -> None:
        self.xml = xml
        self.start, self.end = xml.find(b"sheetData"), xml.rfind(b"sheetData")
        if self.start == self.end:  # no cell at all, or none that Excel's own elements hold
            self.start, self.end = 1, len(xml)

    @cached_property
    def _telling(self) -> bytes:
        before, after = (
            len(part.translate(None, _PLAIN))
            for part in (self.xml[: self.start], self.xml[self.end :])
        )
        every = self.xml.translate(None, _PLAIN)  # no copy of it all is made
        return every[before : len(every) - after]

    def has(self, literal: bytes) -> bool:
        """Say whether a literal stands in it."""
        return self._may_have(literal) and self.xml.find(literal, self.start, self.end) > 0

    def _may_have(self, literal: bytes) -> bool:
        sign = literal.translate(None, _PLAIN)
        telling = self._telling
        return all(telling.find(byte) >= 0 for byte in sign) and sign in telling

    def _found(self, pattern: Lazy[bytes] | re.Pattern[bytes]) -> Iterator[int]:
        """Yield where a pattern is found."""
        return (found.start() for found in pattern.finditer(self.xml, self.start, self.end))

    def _places(self, literal: bytes) -> Iterator[int]:
        """Yield where a literal stands."""
        at = self.xml.find(literal, self.start, self.end) if self._may_have(literal) else -1
        while at >= 0:
            yield at
            at = self.xml.find(literal, at + len(literal), self.end)

    def is_odd(self) -> bool:
        """Say whether it has comments and the like, in which there may be anything."""
        return any(map(self.has, ODD)) or any(self.xml.find(odd, self.end) > 0 for odd in ODD)

    def is_suspect(self, wanted: Wanted) -> bool:
        """Say at little cost whether any cell or row may need to be looked at."""
        return (
            any(map(self.has, SUSPECT))
            or self.is_odd()
            or self.xml.find(b"0" * LONG, self.start, self.end) > 0
            or self._has_formulas()
            or any(next(self._found(pattern), None) is not None for pattern in _LONG_EXPONENTS)
            or (
                bool(wanted.strings or wanted.styles)
                and (
                    wanted.are_many
                    or any(
                        next(self._found(pattern), None) is not None for pattern in wanted.patterns
                    )
                    or self._has_prefixes()
                )
            )
        )

    def _has_formulas(self) -> bool:
        if b"f" not in self._telling:
            return False
        return next(self._found(_FORMULA), None) is not None or self._has_prefixes()

    def _has_prefixes(self) -> bool:
        """Say whether the names of rows, cells, formulas or values have a prefix."""
        places = self._found(_PREFIXED) if self._may_have(b":") else iter(())
        return any(
            _PREFIX.fullmatch(self.xml, tag + 1, place) for place, tag in self._in_tags(places)
        )

    def _in_tags(self, places: Iterable[int]) -> Iterator[tuple[int, int]]:
        """Yield places, in order, with where the last tag before each begins."""
        tag = last = self.start
        for place in places:  # what lies before the last one is not looked through again
            tag, last = max(tag, self.xml.rfind(b"<", last, place)), place
            yield place, tag

    def _around(self, places: Iterable[int]) -> Iterator[XmlCell]:
        """Yield the rows' starts and cells in which some places stand, each once, in order."""
        after = self.start
        for place in places:
            if place < after:
                continue
            around = cell_around(self.xml, place, after, self.end)
            if around is None:
                after = place
            else:
                cell, after = around
                yield cell

    def suspects(self, wanted: Wanted) -> list[XmlCell] | None:
        """Return the rows and cells that need to be looked at, in order.

        None where a search can't tell them: then each has to be looked at.
        """
        if wanted.are_many or self.is_odd() or self._has_prefixes():
            return None
        found = []
        for cell in self._around(sorted(self._suspect_places(wanted))):
            if (cell.row_number if cell.is_row else cell.place) is None:
                return None  # those before it would have to be counted
            found.append(cell)
        return found

    def _suspect_places(self, wanted: Wanted) -> Iterator[int]:
        for literal in (*ERRORS, b"hidden", b"vertAlign", b"strike"):
            yield from self._places(literal)
        for place, tag in self._in_tags(self._places(b"&")):
            if self.xml.startswith(b"<v", tag):  # in a text it says nothing
                yield place
        for exponents in _LONG_EXPONENTS:
            yield from self._found(exponents)
        for pattern in wanted.patterns:
            yield from self._found(pattern)
        if self._may_have(b"f"):
            yield from self._found(_BARE_FORMULA)
        yield from self._long_numbers()

    def _long_numbers(self) -> Iterator[int]:
        """Yield where so many figures stand in a row that no float may hold them."""
        every = np.frombuffer(self.xml, dtype=np.uint8)[self.start : self.end : _STEP]
        is_figure = (every >= ord("0")) & (every <= ord("9"))
        in_a_row = is_figure[:-2] & is_figure[1:-1] & is_figure[2:]
        for place in (self.start + np.flatnonzero(in_a_row) * _STEP).tolist():
            if self.xml[place : place + 2 * _STEP].isdigit():
                yield place

    def with_styles(self, styles: Collection[int]) -> Iterator[XmlCell]:
        """Yield the cells that have one of some styles."""
        for cell in self._around(self._found(_any_of(_STYLE, styles))) if styles else ():
            style = cell.attributes.get("s", "").strip()
            if not cell.is_row and ROW_NUMBER.fullmatch(style) and int(style) in styles:
                yield cell
