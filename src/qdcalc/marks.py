"""The mark that qdcalc leaves in a file it wrote: a hash of all the rest.

It tells later whether somebody changed the file since. In a workbook or document it is a custom
property, which Excel, Word and WPS keep and show; in a page or PDF a comment at the end.
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path

UNCHANGED, CHANGED, FOREIGN = "unchanged", "changed", "foreign"
_ARCHIVES = {".xlsx", ".xlsm", ".docx"}
_COMMENTS = {
    ".html": (b"\n<!-- qdcalc sha256:", b" -->\n"),
    ".htm": (b"\n<!-- qdcalc sha256:", b" -->\n"),
    ".pdf": (b"\n%qdcalc sha256:", b"\n"),
}
_BLANK = b"0" * 64
_LARGEST = 16 * 2**30  # bytes unpacked, beyond which no file is ours
_DAMAGES = (
    zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError, OSError,
    RuntimeError, ValueError,
)  # fmt: skip
_TYPES, _RELATIONS, _CUSTOM = "[Content_Types].xml", "_rels/.rels", "docProps/custom.xml"
_OFFICE = b"http://schemas.openxmlformats.org/officeDocument/2006"
_IS_CUSTOM = _OFFICE + b"/relationships/custom-properties"
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*?/?>")
_TARGET = re.compile(rb'\bTarget="/?([^"]*)"')
_MARK = re.compile(rb'name="qdcalc"><vt:lpwstr>sha256:([0-9a-f]{64})</vt:lpwstr></property>')
_PROPERTY = re.compile(rb'<property\b[^>]*\bname="qdcalc"[^>]*>.*?</property>', re.S)
_END = re.compile(rb"(</(?:\w+:)?Properties>)\s*\Z")
_EMPTY = re.compile(rb"(<(?:\w+:)?Properties\b[^>]*?)/>\s*\Z")


def stamped(content: bytes, suffix: str) -> bytes:
    """Return a file's content with the mark; a kind of file that takes none stays as it is."""
    suffix = suffix.lower()
    if suffix in _COMMENTS:
        before, after = _COMMENTS[suffix]
        return content + before + hashlib.sha256(content).hexdigest().encode() + after
    return _stamped_archive(content) if suffix in _ARCHIVES else content


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
        infos = archive.infolist()
        place = _place(archive.read(_RELATIONS))
        custom = archive.read(place)
        mark = _MARK.search(custom)
        if mark is None:
            return CHANGED if b'name="qdcalc"' in custom else FOREIGN
        if sum(info.file_size for info in infos) > _LARGEST:
            return CHANGED
        digest = hashlib.sha256()
        for info in sorted(infos, key=lambda i: i.filename):
            blank = custom.replace(mark[1], _BLANK) if info.filename == place else None
            with archive.open(info) as stream:
                whole: Iterable[bytes] = iter(lambda s=stream: s.read(2**20), b"")  # type: ignore[misc]
                _add(digest.update, info, whole if blank is None else [blank])
        return UNCHANGED if digest.hexdigest().encode() == mark[1] else CHANGED


def _add(update: Callable[[bytes], None], info: zipfile.ZipInfo, chunks: Iterable[bytes]) -> None:
    """Add a part to the hash: its name, its size, its content."""
    update(f"{info.filename}\0".encode("utf-8", "surrogatepass"))
    size = 0
    for chunk in chunks:
        update(chunk)
        size += len(chunk)
    update(f"\0{size}\0".encode())


def _place(relations: bytes) -> str:
    """Return which part holds the custom properties; where there is none, the usual name."""
    for relation in _RELATION.findall(relations):
        target = _TARGET.search(relation)
        if _IS_CUSTOM in relation and target is not None:
            return target[1].decode()
    return _CUSTOM


def _stamped_archive(content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {info.filename: (info, archive.read(info)) for info in archive.infolist()}
    place = _place(parts[_RELATIONS][1])
    if place in parts:
        parts[place] = (parts[place][0], _with_property(parts[place][1]))
    else:
        for name, declare in ((_TYPES, _declared_type), (_RELATIONS, _declared_relation)):
            parts[name] = (parts[name][0], declare(parts[name][1], place.encode()))
        info = zipfile.ZipInfo(place, parts[_RELATIONS][0].date_time)
        info.compress_type = zipfile.ZIP_DEFLATED
        parts[place] = (
            info,
            _with_property(b'<Properties xmlns="%s/custom-properties"/>' % _OFFICE),
        )
    digest = hashlib.sha256()
    for _, (info, part) in sorted(parts.items()):
        _add(digest.update, info, [part])
    info, custom = parts[place]
    parts[place] = (info, custom.replace(_BLANK, digest.hexdigest().encode()))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as out:
        for info, part in parts.values():
            out.writestr(info, part)
    return stream.getvalue()


def _with_property(custom: bytes) -> bytes:
    """Return custom properties with our own, its hash still blank."""
    custom = _EMPTY.sub(rb"\1></Properties>", _PROPERTY.sub(b"", custom))
    used = [int(number) for number in re.findall(rb'\bpid="(\d{1,9})"', custom)]
    own = (
        b'<property xmlns="%s/custom-properties" xmlns:vt="%s/docPropsVTypes"'
        b' fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="%d" name="qdcalc">'
        b"<vt:lpwstr>sha256:%s</vt:lpwstr></property>"
    ) % (_OFFICE, _OFFICE, max(used, default=1) + 1, _BLANK)
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
