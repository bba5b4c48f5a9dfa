"""What openpyxl leaves behind, carried over into the annotated copy or named.

Shapes, pictures and charts stand in parts of their own: they are copied with all that they refer
to, under names of their own, and each sheet is given its drawing back; so are a sheet's extensions
(lists and formats of a newer Excel, sparklines). What can't be carried over is told by sheet.
"""

from __future__ import annotations

import posixpath
import re
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from defusedxml import ElementTree

from qdcalc.exact.patterns import Lazy
from qdcalc.workbook.scan import sheet_parts

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = "[Content_Types].xml"
# what follows a drawing in a sheet, in the order of the standard
_AFTER_DRAWING = Lazy(
    rb"<(?:drawingHF|legacyDrawing|legacyDrawingHF|picture|oleObjects|controls|webPublishItems"
    rb"|tableParts|extLst)\b|</worksheet>"
)
_EXTENSIONS = Lazy(rb"<extLst\b(?:(?!<extLst\b).)*</extLst>\s*(?=</(?:\w+:)?worksheet>\s*$)", re.S)
_NAMESPACES = Lazy(rb"\sxmlns:\w+=(?:\"[^\"]*\"|'[^']*')")
_ROOT = Lazy(rb"<(?:\w+:)?worksheet\b[^>]*>")
# kinds of relations of a sheet that openpyxl does not write again
_LOST = {
    "pivotTable": "数据透视表（可能不完整）",
    "ctrlProp": "控件",
    "control": "控件",
    "oleObject": "嵌入的对象",
    "package": "嵌入的对象",
    "slicer": "切片器",
    "timeline": "日程表",
    "threadedComment": "批注的对话（文字保留）",
    "queryTable": "外部查询",
    "image": "背景图片",
}


@dataclass
class _Relation:
    """One line of a part's relations."""

    kind: str
    target: str
    attributes: dict[str, str]


@dataclass
class _Carried:
    """Parts to add to the copy, and what its own sheets are changed to."""

    parts: dict[str, bytes] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    drawings: dict[str, str] = field(default_factory=dict)
    extensions: dict[str, bytes] = field(default_factory=dict)


def lost_parts(source: Path) -> list[str]:
    """Name what a copy will not have, sheet by sheet: 「工作表“监测数据”的控件」."""
    with zipfile.ZipFile(source) as archive:
        return [
            f"工作表“{title}”的{kind}"
            for title, part in sheet_parts(archive).items()
            for kind in dict.fromkeys(
                _LOST[r.kind] for r in _relations(archive, part) if r.kind in _LOST
            )
        ]


def carry_over(source: Path, copy: Path) -> None:
    """Put drawings and extensions back into the copy.

    Parameters
    ----------
    source : Path
        The user's workbook.
    copy : Path
        The same workbook as openpyxl saved it, its own drawings cleared; rewritten in place.
    """
    carried = _Carried()
    with zipfile.ZipFile(source) as archive:
        types = _content_types(archive)
        for title, part in sheet_parts(archive).items():
            if not part:
                continue
            for relation in _relations(archive, part):
                if relation.kind == "drawing":
                    carried.drawings[title] = _take(archive, relation.target, types, carried)
            extensions = _extensions(archive.read(part))
            if extensions:
                carried.extensions[title] = extensions
    if carried.drawings or carried.extensions:
        _write(copy, carried)


def _relations(archive: zipfile.ZipFile, part: str) -> list[_Relation]:
    folder, name = posixpath.split(part)
    path = f"{folder}/_rels/{name}.rels"
    if path not in archive.namelist():
        return []
    found = []
    for element in ElementTree.fromstring(archive.read(path)):
        target = element.get("Target", "")
        inside = target.lstrip("/") if target.startswith("/") else f"{folder}/{target}"
        kind = element.get("Type", "").rpartition("/")[2]
        found.append(_Relation(kind, posixpath.normpath(inside), dict(element.items())))
    return found


def _content_types(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return the content type of each part and of each suffix (``.png``)."""
    types = {}
    for element in ElementTree.fromstring(archive.read(_TYPES)):
        if element.tag.endswith("}Override"):
            types[element.get("PartName", "").lstrip("/")] = element.get("ContentType", "")
        else:
            suffix = f".{element.get('Extension', '').lower()}"
            types[suffix] = element.get("ContentType", "")
    return types


def _take(archive: zipfile.ZipFile, part: str, types: dict[str, str], carried: _Carried) -> str:
    """Take a part and all that it refers to; return its name in the copy."""
    folder, name = posixpath.split(part)
    new = f"{folder}/kept_{name}"
    if new in carried.parts:
        return new
    carried.parts[new] = archive.read(part)
    carried.types[new] = types.get(part) or types[posixpath.splitext(part)[1].lower()]
    lines = []
    for relation in _relations(archive, part):
        attributes = relation.attributes
        if attributes.get("TargetMode") != "External":
            attributes |= {"Target": f"/{_take(archive, relation.target, types, carried)}"}
        lines.append("".join(f" {k}={quoteattr(v)}" for k, v in attributes.items()))
    if lines:
        carried.parts[f"{folder}/_rels/kept_{name}.rels"] = _relations_xml(lines)
    return new


def _relations_xml(lines: list[str]) -> bytes:
    inside = "".join(f"<Relationship{line}/>" for line in lines)
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'<Relationships xmlns="{space}">{inside}</Relationships>'.encode()


def _extensions(xml: bytes) -> bytes:
    """Return a sheet's extensions with the namespaces that they need, if they stand alone."""
    found, root = _EXTENSIONS.search(xml), _ROOT.search(xml)
    if found is None or root is None or re.search(rb"\br:id=", found[0]):
        return b""
    own = {space.split(b"=")[0] for space in _NAMESPACES.findall(found[0].split(b">", 1)[0])}
    needed = [s for s in _NAMESPACES.findall(root[0]) if s.split(b"=")[0] not in own]
    return found[0].replace(b"<extLst", b"<extLst" + b"".join(needed), 1)


def _write(copy: Path, carried: _Carried) -> None:
    rewritten = copy.with_name(copy.name + ".kept")
    with (
        zipfile.ZipFile(copy) as archive,
        zipfile.ZipFile(rewritten, "w", zipfile.ZIP_DEFLATED) as out,
    ):
        changed = dict(_changes(archive, carried))
        for info in archive.infolist():
            if info.filename not in changed:
                out.writestr(info, archive.read(info))
        for name, data in (changed | carried.parts).items():
            out.writestr(name, data)
    shutil.move(rewritten, copy)


def _changes(archive: zipfile.ZipFile, carried: _Carried) -> Iterator[tuple[str, bytes]]:
    """Yield the copy's own parts that change: sheets, their relations, the content types."""
    parts = sheet_parts(archive)
    for title in {**carried.drawings, **carried.extensions}:
        part = parts[title]
        xml = archive.read(part)
        if title in carried.drawings:
            tag = f'<drawing xmlns:r="{_OFFICE}" r:id="kept1"/>'.encode()
            place = _AFTER_DRAWING.search(xml)
            if place is None:
                raise ValueError(f"no end in {part}")
            xml = xml[: place.start()] + tag + xml[place.start() :]
            yield _with_relation(archive, part, carried.drawings[title])
        if title in carried.extensions:
            xml = _EXTENSIONS.sub(b"", xml).replace(
                b"</worksheet>", carried.extensions[title] + b"</worksheet>"
            )
        yield part, xml
    overrides = "".join(
        f'<Override PartName="/{escape(name)}" ContentType="{escape(kind)}"/>'
        for name, kind in carried.types.items()
    )
    types = archive.read(_TYPES).decode("utf-8")
    yield _TYPES, types.replace("</Types>", f"{overrides}</Types>").encode()


def _with_relation(archive: zipfile.ZipFile, part: str, drawing: str) -> tuple[str, bytes]:
    """Return a sheet's relations with its drawing."""
    folder, name = posixpath.split(part)
    path = f"{folder}/_rels/{name}.rels"
    line = f' Type="{_OFFICE}/drawing" Target="/{escape(drawing)}" Id="kept1"'
    if path not in archive.namelist():
        return path, _relations_xml([line])
    xml = archive.read(path).decode("utf-8")
    return path, xml.replace("</Relationships>", f"<Relationship{line}/></Relationships>").encode()
