"""What a workbook says and shows, read from its XML row by row, whoever saved it last.

Only to be compared with another one (:mod:`qdcalc.workbook.differing`): the values and formulas of
cells, and what decides whether an eye sees them. Fonts, borders and colours otherwise are nobody's
business here.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections import Counter
from collections.abc import Generator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from xml.etree.ElementTree import Element  # the type only; parsed by defusedxml  # nosec B405

from defusedxml import ElementTree

from qdcalc.exact.patterns import Lazy
from qdcalc.record import record
from qdcalc.workbook.around import (
    FALSE,
    LOW,
    NARROW,
    TRUE,
    chart_texts,
    has_no_size,
    local,
    unseen_by_default,
    unseen_parts,
    validations,
)
from qdcalc.workbook.marked import (
    Colours,
    Mark,
    colours_of,
    marks_of_styles,
    marks_of_text,
)
from qdcalc.workbook.xml_cells import column_number

_REFERENCE = Lazy(r"([A-Z]+)(\d+)")
_CODES = Lazy(r'&"[^"]*"|&K[0-9A-Fa-f]{6}|&K\d\d[+-]\d{3}|&\d+|&[BIUSEXYOHLCRbiusexyohlcr]|\s')
_FILLED = Lazy(rb"<v>|<is><t[^>]*>[^<]")
_NO_NOTE = Lazy(rb'ObjectType="(?!Note)')
_FORBIDDEN = Lazy(r"vba|externalLink|connections|embeddings|activeX|customUI|media/", re.I)


_OWN = (
    "{http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "{http://purl.oclc.org/ooxml/spreadsheetml/main",
)


@record
class Cell:
    """A cell: a number, a text, ``True``/``False``, an error (``#N/A``) or nothing."""

    value: float | str | bool | None
    formula: str | None = None
    mark: Mark = field(default_factory=Mark)


@dataclass
class Page:
    """What stands around the rows of a sheet."""

    hidden_columns: set[int] = field(default_factory=set)
    widths: dict[int, float] = field(default_factory=dict)
    merged: set[str] = field(default_factory=set)
    conditional: set[str] = field(default_factory=set)
    validations: set[str] = field(default_factory=set)
    links: set[str] = field(default_factory=set)
    header: str = ""
    footer: str = ""
    comments: dict[str, str] = field(default_factory=dict)
    shapes: Counter[str] = field(default_factory=Counter)
    charted: set[str] = field(default_factory=set)
    chart_texts: set[str] = field(default_factory=set)
    view: set[str] = field(default_factory=set)


@record
class SheetPart:
    """A sheet of the workbook: its name, the archive's member, is it hidden."""

    name: str
    part: str
    is_hidden: bool


def own(tag: Any) -> str:
    """Return the name of an element of sheets; nothing where it is in another namespace.

    Programs pass over what stands in one that they do not know: it must not be taken for a value.
    """
    space, _, name = str(tag).rpartition("}")
    return name if space in _OWN else ""


class Contents:
    """A workbook that is read sheet by sheet."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self._names = set(archive.namelist())
        self.book = self._relation_to("", "officeDocument")[0]
        self._workbook = self.parsed(self.book)
        targets = {key: part for key, part, _ in self.relations(self.book)}
        self.sheets = [
            SheetPart(
                e.get("name", ""),
                targets.get(next((v for k, v in e.items() if local(k) == "id"), ""), ""),
                e.get("state", "visible") != "visible",
            )
            for e in self._workbook.iter()
            if local(e.tag) == "sheet"
        ]

    def parsed(self, part: str) -> Element:
        """Return a member's XML."""
        root: Element = ElementTree.fromstring(self.archive.read(part))
        return root

    def relations(self, part: str) -> list[tuple[str, str, str]]:
        """Return what a member refers to: id, member (or address) and kind."""
        folder, name = posixpath.split(part)
        rels = f"{folder}/_rels/{name}.rels".lstrip("/")
        if rels not in self._names:
            return []
        found = []
        for e in self.parsed(rels):
            target, kind = e.get("Target", ""), e.get("Type", "").rpartition("/")[2]
            if e.get("TargetMode") != "External":
                inside = target if target.startswith("/") else f"{folder}/{target}"
                target = posixpath.normpath(inside).lstrip("/")
            found.append((e.get("Id", ""), target, kind))
        return found

    def _relation_to(self, part: str, kind: str) -> list[str]:
        found = [p for _, p, k in self.relations(part) if k == kind and p in self._names]
        if not found and kind == "officeDocument":
            raise KeyError("workbook")
        return found

    @cached_property
    def colours(self) -> Colours:
        """The colours that cells name by number."""
        theme, styles = (self._relation_to(self.book, kind) for kind in ("theme", "styles"))
        roots = [self.parsed(parts[0]) if parts else None for parts in (theme, styles)]
        return colours_of(*roots)

    @cached_property
    def _strings(self) -> list[tuple[str, Mark]]:
        parts = self._relation_to(self.book, "sharedStrings")
        return [] if not parts else [
            (text_of(e), marks_of_text(e, self.colours))
            for e in self.parsed(parts[0]) if own(e.tag) == "si"
        ]  # fmt: skip

    @cached_property
    def _styles(self) -> list[Mark]:
        parts = self._relation_to(self.book, "styles")
        return marks_of_styles(self.parsed(parts[0]), self.colours) if parts else []

    @property
    def days_begin(self) -> str:
        """From which year days are counted: a day's number says another date from another."""
        found = (e for e in self._workbook.iter() if local(e.tag) == "workbookPr")
        return "1904" if any(e.get("date1904") in TRUE for e in found) else "1900"

    def odd_views(self) -> set[str]:
        """Return what of the whole workbook is not shown, or calculated otherwise."""
        found = set()
        for e in self._workbook.iter():
            if local(e.tag) == "workbookView":
                if e.get("showSheetTabs") in FALSE:
                    found.add("不显示工作表标签")
                if e.get("visibility", "visible") != "visible":
                    found.add("窗口隐藏")
            elif local(e.tag) == "calcPr" and e.get("fullPrecision") in FALSE:
                found.add("按显示的小数位计算")
        return found

    def names(self) -> dict[tuple[str, str], str]:
        """Return the defined names by sheet and name; print areas, none of the program's own."""
        found = {}
        for e in self._workbook.iter():
            if local(e.tag) != "definedName":
                continue
            name, index = e.get("name", ""), e.get("localSheetId", "")
            if name in ("_xlnm._FilterDatabase", "_xlnm.Print_Titles"):
                continue
            is_known = index.isdecimal() and int(index) < len(self.sheets)
            sheet = self.sheets[int(index)].name if is_known else ""
            found[sheet, name] = re.sub(r"[$'\s]", "", e.text or "")
        return found

    def foreign_parts(self) -> list[str]:
        """Return members that can hold what no sheet shows: macros, links, objects, pictures."""
        return sorted(name for name in self._names if _FORBIDDEN.search(name))

    def count(self, part: str) -> int:
        """Return how many filled cells a sheet of ours has, without reading them."""
        return len(_FILLED.findall(self.archive.read(part)))

    def reader(self, part: str) -> SheetReader:
        """Return the reader of a sheet."""
        return SheetReader(self, part, self._strings, self._styles)

    def read_around(self, part: str, page: Page) -> None:
        """Read what a sheet's relations lead to: comments, shapes, charts."""
        for _, target, kind in self.relations(part):
            if kind == "hyperlink":
                page.links.add(target)
            if target not in self._names:
                continue
            if kind in ("comments", "threadedComment"):
                for e in self.parsed(target).iter():
                    if e.get("ref") and local(e.tag) in ("comment", "threadedComment"):
                        page.comments[e.get("ref", "")] = text_of(e)
            elif kind == "drawing":
                self._drawing(target, page)
            elif kind == "vmlDrawing":  # of comments: their own shapes alone
                page.shapes["vml"] += len(_NO_NOTE.findall(self.archive.read(target)))

    def _drawing(self, part: str, page: Page) -> None:
        for e in self.parsed(part).iter():
            tag = local(e.tag)
            if tag in ("pic", "sp", "cxnSp"):
                page.shapes[tag] += 1
            elif tag == "cNvPr" and e.get("hidden") in TRUE:
                page.view.add("有隐藏的图形")
            elif tag.endswith("Anchor") and has_no_size(e):
                page.view.add("有缩到没有大小的图形")
        for _, target, kind in self.relations(part):
            if kind == "chart" and target in self._names:
                page.shapes["chart"] += 1
                chart = self.parsed(target)
                page.charted |= {
                    re.sub(r"[$'\s]", "", e.text or "")
                    for e in chart.iter()
                    if local(e.tag) == "f" and "!" in (e.text or "")
                }
                page.chart_texts |= set(chart_texts(chart))
                page.shapes["sp"] += sum(k == "chartUserShapes" for *_, k in self.relations(target))


def text_of(element: Element) -> str:
    """Return a string's text, phonetic readings left out."""
    readings = {t for p in element.iter() if local(p.tag) == "rPh" for t in p.iter()}
    texts = (e for e in element.iter() if e not in readings and _is_text(e.tag))
    return "".join(e.text or "" for e in texts)


def _is_text(tag: Any) -> bool:
    return own(tag) == "t" or local(tag) == "text"


class SheetReader:
    """Yields the rows of a sheet; what stands around them is in ``page`` afterwards."""

    def __init__(
        self, contents: Contents, part: str, strings: list[tuple[str, Mark]], styles: list[Mark]
    ) -> None:
        self._contents, self._part = contents, part
        self._strings, self._styles = strings, styles
        self.page = Page()

    def rows(self) -> Generator[tuple[int, bool, dict[int, Cell]]]:
        """Yield each row: its number from 1, is it hidden, its filled cells by column from 0."""
        number = 0
        with self._contents.archive.open(self._part) as stream:
            for _, e in ElementTree.iterparse(stream, events=("end",)):
                tag = local(e.tag)
                if own(e.tag) == "row":
                    reference = e.get("r", "")
                    number = int(reference) if reference.isdecimal() else number + 1
                    height = e.get("ht", "")
                    is_flat = bool(height) and float(height) < LOW
                    yield number, e.get("hidden") in TRUE or is_flat, self._cells(e)
                    e.clear()
                elif tag in _AROUND:
                    self._around(tag, e)
        self._contents.read_around(self._part, self.page)

    def _cells(self, row: Element) -> dict[int, Cell]:
        found, column = {}, -1
        for e in row:
            if own(e.tag) != "c":
                self.page.view |= _foreign(e)
                continue
            reference = _REFERENCE.fullmatch(e.get("r", ""))
            column = column_number(reference[1]) if reference else column + 1
            cell = self._cell(e)
            if cell.value is not None or cell.formula is not None:
                found[column] = cell
        return found

    def _cell(self, e: Element) -> Cell:
        parts: dict[str, Element] = {}
        for child in e:
            self.page.view |= _foreign(child)
            parts.setdefault(own(child.tag), child)
        kind, stored = e.get("t", "n"), parts["v"].text if "v" in parts else None
        style = e.get("s", "0")
        is_known = style.isdecimal() and int(style) < len(self._styles)
        mark = self._styles[int(style)] if is_known else Mark()
        formula = parts["f"].text or "" if "f" in parts else None
        value: float | str | bool | None = stored
        if kind == "s" and stored is not None:
            value, more = self._strings[int(stored)]
            mark = mark.with_text(more)
        elif kind == "inlineStr" and "is" in parts:
            runs = marks_of_text(parts["is"], self._contents.colours)
            value, mark = text_of(parts["is"]), mark.with_text(runs)
        elif kind == "b" and stored is not None:
            value = stored in TRUE
        elif kind == "n" and stored is not None:
            value = float(stored)
        return Cell(None if value == "" else value, formula, mark)

    def _around(self, tag: str, e: Element) -> None:
        page = self.page
        if tag == "col":
            first, last = int(e.get("min", "1")) - 1, int(e.get("max", "1"))
            width = float(e.get("width", "9"))
            columns = range(first, min(last, first + 1000))
            page.widths |= dict.fromkeys(columns, width)
            if e.get("hidden") in TRUE or width < NARROW:
                page.hidden_columns |= set(columns)
        elif tag == "mergeCell":
            page.merged.add(e.get("ref", ""))
        elif tag == "conditionalFormatting":
            within = [(x.text or "").strip() for x in e.iter() if local(x.tag) == "sqref"]
            page.conditional.add(e.get("sqref") or " ".join(within))
        elif tag in _PRINTED:
            end = tag[-6:].lower()
            setattr(page, end, getattr(page, end) + _CODES.sub("", e.text or ""))
        elif tag == "sheetFormatPr":
            page.view |= set(unseen_by_default(e))
        elif tag == "dataValidation":
            page.validations |= set(validations(e))
        elif tag == "sheetView":
            page.view |= {said for (name, on), said in _VIEW.items() if e.get(name) in on}
            page.view |= set(unseen_parts(e))
        elif tag in _OBJECTS:
            page.shapes[tag] += 1


def _foreign(e: Element) -> set[str]:
    """Say that an element among cells is of another namespace, which other programs may show."""
    return set() if own(e.tag) else {f"单元格里有别的命名空间的内容 {local(e.tag)}"}


_VIEW = {
    ("showZeros", ("0", "false")): "不显示零值",
    ("showFormulas", TRUE): "显示公式而不显示值",
    ("rightToLeft", TRUE): "从右到左显示",
}
_OBJECTS = ("oleObject", "control", "picture")
_PRINTED = tuple(
    f"{pages}{end}" for pages in ("odd", "even", "first") for end in ("Header", "Footer")
)
_AROUND = {
    "col", "mergeCell", "conditionalFormatting", "sheetFormatPr", "sheetView", "dataValidation",
    *_PRINTED, *_OBJECTS,
}  # fmt: skip
