"""Stored results of formulas, put back into a workbook that openpyxl has saved without them."""

from __future__ import annotations

import datetime as dt
import re
import shutil
import zipfile
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from openpyxl import load_workbook
from openpyxl.utils.datetime import to_excel

from qdcalc.exact.patterns import Lazy
from qdcalc.workbook.scan import sheet_parts

_FORMULA = Lazy(
    rb"<c r=\"([A-Z]+\d+)\"((?:\s+[a-z]+=\"[^\"]*\")*)>"
    rb"(<f\b[^>]*?(?:/>|>.*?</f>))<v\s*(?:/>|></v>)</c>",
    re.S,
)


def restore_results(source: Path, copy: Path) -> None:
    """Write each formula's result as the source stores it into the copy.

    Parameters
    ----------
    source : Path
        The user's workbook.
    copy : Path
        The same workbook as openpyxl saved it; it is rewritten in place.
    """
    with zipfile.ZipFile(copy) as archive:
        parts = {title: part for title, part in sheet_parts(archive).items() if part}
        has_formulas = any(b"<f" in archive.read(part) for part in parts.values())
    if not has_formulas:
        return
    with source.open("rb") as stream:
        stored = load_workbook(stream, data_only=True)
    rewritten = copy.with_name(copy.name + ".results")
    with (
        zipfile.ZipFile(copy) as archive,
        zipfile.ZipFile(rewritten, "w", zipfile.ZIP_DEFLATED) as out,
    ):
        titles = {part: title for title, part in parts.items()}
        for info in archive.infolist():
            data = archive.read(info)
            title = titles.get(info.filename)
            if title is not None and title in stored.sheetnames:
                data = _with_results(data, stored[title])
            out.writestr(info, data)
    shutil.move(rewritten, copy)


def _with_results(xml: bytes, sheet: Any) -> bytes:
    def put(match: re.Match[bytes]) -> bytes:
        value = sheet[match[1].decode()].value
        if value is None:
            return match[0]
        kind, text = _stored(value)
        attributes = re.sub(rb"\s+t=\"[^\"]*\"", b"", match[2]) + kind
        return b'<c r="%s"%s>%s<v>%s</v></c>' % (match[1], attributes, match[3], text)

    return _FORMULA.sub(put, xml)


def _stored(value: Any) -> tuple[bytes, bytes]:
    """Return how a result is stored: its type attribute and its text."""
    if isinstance(value, bool):
        return b' t="b"', b"1" if value else b"0"
    if isinstance(value, (int, float)):
        return b"", repr(value).encode()
    if isinstance(value, (dt.date, dt.datetime, dt.time, dt.timedelta)):
        return b"", repr(to_excel(value)).encode()  # type: ignore[no-untyped-call]
    text = escape(str(value)).encode()
    return (b' t="e"' if text.startswith(b"#") else b' t="str"'), text
