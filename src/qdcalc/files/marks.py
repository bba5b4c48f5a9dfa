"""The mark that qdcalc leaves in a file it wrote: a hash of all the rest.

It tells later whether somebody changed the file since. In a workbook or document it is a custom
property, which Excel, Word and WPS keep and show; in a page or PDF a comment at the end.
"""

from __future__ import annotations

import copy
import hashlib
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Protocol

from qdcalc.exact.patterns import Lazy

UNCHANGED, CHANGED, FOREIGN = "unchanged", "changed", "foreign"
_ARCHIVES = {".xlsx", ".xlsm", ".docx"}
_COMMENTS = {
    ".html": (b"\n<!-- qdcalc sha256:", b" -->\n"),
    ".htm": (b"\n<!-- qdcalc sha256:", b" -->\n"),
    ".pdf": (b"\n%qdcalc sha256:", b"\n"),
}
BLANK = b"0" * 64  # where a mark will be
_END_OF_ARCHIVE = 22  # bytes of an archive's last record
_LARGEST = 16 * 2**30  # bytes unpacked, beyond which no file is ours
_DAMAGES = (
    zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError, OSError,
    RuntimeError, ValueError,
)  # fmt: skip
PROPERTY = "qdcalc"  # the custom property that holds it
_TYPES, _RELATIONS, _CUSTOM = "[Content_Types].xml", "_rels/.rels", "docProps/custom.xml"
_OFFICE = b"http://schemas.openxmlformats.org/officeDocument/2006"
_IS_CUSTOM = _OFFICE + b"/relationships/custom-properties"
_RELATION = Lazy(rb"<(?:\w+:)?Relationship\b[^>]*?/?>")
_TARGET = Lazy(rb'\bTarget="/?([^"]*)"')
_MARK = Lazy(rb'name="qdcalc"><vt:lpwstr>sha256:([0-9a-f]{64})</vt:lpwstr></property>')
_PROPERTY = Lazy(rb'<property\b[^>]*\bname="qdcalc"[^>]*>.*?</property>', re.S)
_END = Lazy(rb"(</(?:\w+:)?Properties>)\s*\Z")
_EMPTY = Lazy(rb"(<(?:\w+:)?Properties\b[^>]*?)/>\s*\Z")


def stamped(content: bytes, suffix: str) -> bytes:
    """Return a file's content with the mark; a kind of file that takes none stays as it is."""
    suffix = suffix.lower()
    if suffix in _COMMENTS:
        before, after = _COMMENTS[suffix]
        return content + before + hashlib.sha256(content).hexdigest().encode() + after
    return _stamped_archive(content) if suffix in _ARCHIVES else content


class Part(Protocol):
    """What an archive will hold under a name."""

    @property
    def size(self) -> int:
        """How many bytes it has."""

    def chunks(self) -> Iterator[bytes]:
        """Yield its content."""


def packed(archive: zipfile.ZipFile, parts: Mapping[str, Part]) -> None:
    """Write parts into an archive, each read and packed once, with the mark in its blank.

    ``docProps/custom.xml`` holds :data:`BLANK`; it is written last.
    """
    digest, custom = _Digest(), b"".join(parts[_CUSTOM].chunks())
    for name in sorted(parts):
        if name == _CUSTOM:
            digest.add(name, [custom])
        else:
            digest.add(name, _added(archive, name, parts[name]))
    archive.writestr(zipfile.ZipInfo(_CUSTOM), custom.replace(BLANK, digest.mark()))


def _added(archive: zipfile.ZipFile, name: str, part: Part) -> Iterator[bytes]:
    """Write a part into an archive and yield what was written."""
    with archive.open(name, "w", force_zip64=part.size > 2**31) as out:
        for chunk in part.chunks():
            out.write(chunk)
            yield chunk


def state(path: Path, suffix: str) -> str:
    """Return whether a file is as qdcalc wrote it, was changed since, or bears no mark."""
    suffix = suffix.lower()
    try:
        if suffix in _COMMENTS:
            return _state_of_text(path.read_bytes(), *_COMMENTS[suffix])
        return _state_of_archive(path) if suffix in _ARCHIVES else FOREIGN
    except _DAMAGES:
        return FOREIGN


def _state_of_text(content: bytes, before: bytes, after: bytes) -> str:
    start = content.rfind(before)
    if start < 0:
        return FOREIGN
    digest = hashlib.sha256(content[:start]).hexdigest().encode()
    return UNCHANGED if content[start:] == before + digest + after else CHANGED


def _state_of_archive(path: Path) -> str:
    with zipfile.ZipFile(path) as archive:
        place = _place(archive.read(_RELATIONS))
        custom = archive.read(place)
        mark = _MARK.search(custom)
        if mark is None:
            return CHANGED if b'name="qdcalc"' in custom else FOREIGN
        if sum(info.file_size for info in archive.infolist()) > _LARGEST:
            return CHANGED
        digest = _digest(archive, {place: custom.replace(mark[1], BLANK)})
    with path.open("rb") as stream:
        stream.seek(-_END_OF_ARCHIVE, io.SEEK_END)
        is_whole = stream.read(4) == b"PK\x05\x06"  # nothing put behind it
    return UNCHANGED if digest == mark[1] and is_whole else CHANGED


def _digest(archive: zipfile.ZipFile, instead: Mapping[str, bytes]) -> bytes:
    """Return the hash of every part's name, content and size; ``instead`` replaces and adds."""
    digest = _Digest()
    infos = {info.filename: info for info in archive.infolist()}
    for name in sorted({*infos, *instead}):
        digest.add(name, [instead[name]] if name in instead else _chunks(archive, infos[name]))
    return digest.mark()


class _Digest:
    """The hash of every part's name, content and size, in the order of the names."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256()

    def add(self, name: str, chunks: Iterable[bytes]) -> None:
        self._hash.update(f"{name}\0".encode("utf-8", "surrogatepass"))
        size = 0
        for chunk in chunks:
            self._hash.update(chunk)
            size += len(chunk)
        self._hash.update(f"\0{size}\0".encode())

    def mark(self) -> bytes:
        return self._hash.hexdigest().encode()


def _chunks(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    with archive.open(info) as stream:
        while chunk := stream.read(2**20):
            yield chunk


def _place(relations: bytes) -> str:
    """Return which part holds the custom properties; where there is none, the usual name."""
    for relation in _RELATION.findall(relations):
        target = _TARGET.search(relation)
        if _IS_CUSTOM in relation and target is not None:
            return target[1].decode()
    return _CUSTOM


def _stamped_archive(content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        relations = archive.read(_RELATIONS)
        place = _place(relations)
        if place in archive.namelist():
            instead = {place: _with_property(archive.read(place))}
        else:
            custom = _with_property(b'<Properties xmlns="%s/custom-properties"/>' % _OFFICE)
            instead = {
                _TYPES: _declared_type(archive.read(_TYPES), place.encode()),
                _RELATIONS: _declared_relation(relations, place.encode()),
                place: custom,
            }
        mark = _digest(archive, instead)
        instead[place] = instead[place].replace(BLANK, mark)
        return _rewritten(archive, instead)


def _rewritten(archive: zipfile.ZipFile, instead: Mapping[str, bytes]) -> bytes:
    """Return an archive with some parts replaced or added, never a large one whole in memory."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as out:
        for info in archive.infolist():
            name, is_large = info.filename, info.file_size > 2**31
            with out.open(copy.copy(info), "w", force_zip64=is_large) as part:
                for chunk in [instead[name]] if name in instead else _chunks(archive, info):
                    part.write(chunk)
        for name in set(instead) - set(archive.namelist()):
            added = zipfile.ZipInfo(name, archive.getinfo(_RELATIONS).date_time)
            added.compress_type = zipfile.ZIP_DEFLATED
            out.writestr(added, instead[name])
    return stream.getvalue()


def _with_property(custom: bytes) -> bytes:
    """Return custom properties with our own, its hash still blank."""
    custom = _EMPTY.sub(rb"\1></Properties>", _PROPERTY.sub(b"", custom))
    used = [int(number) for number in re.findall(rb'\bpid="(\d{1,9})"', custom)]
    own = (
        b'<property xmlns="%s/custom-properties" xmlns:vt="%s/docPropsVTypes"'
        b' fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="%d" name="qdcalc">'
        b"<vt:lpwstr>sha256:%s</vt:lpwstr></property>"
    ) % (_OFFICE, _OFFICE, max(used, default=1) + 1, BLANK)
    found = _END.search(custom)
    if found is None:
        raise ValueError("custom properties without an end")
    whole = custom[: found.start()] + own + found[1]
    head = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    return whole if whole.startswith(b"<?xml") else head + whole


def _declared_type(types: bytes, place: bytes) -> bytes:
    own = (
        b'<Override xmlns="http://schemas.openxmlformats.org/package/2006/content-types"'
        b' PartName="/%s"'
        b' ContentType="application/vnd.openxmlformats-officedocument.custom-properties+xml"/>'
    ) % place
    return re.sub(rb"(</(?:\w+:)?Types>)\s*\Z", lambda m: own + m[1], types)


def _declared_relation(relations: bytes, place: bytes) -> bytes:
    own = (
        b'<Relationship xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
        b' Id="rIdQdcalc" Type="%s" Target="%s"/>'
    ) % (_IS_CUSTOM, place)
    return re.sub(rb"(</(?:\w+:)?Relationships>)\s*\Z", lambda m: own + m[1], relations)
