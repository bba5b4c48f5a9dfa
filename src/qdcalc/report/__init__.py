"""Documents and pictures made of results: notifications, decisions, settlements.

>>> document = qdcalc.report.compose("water-quarter", result, quarter="2018Q4")  # doctest: +SKIP
>>> qdcalc.report.write(document, "通报.docx")                                    # doctest: +SKIP
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt

    from qdcalc.document import Document, Drawing
    from qdcalc.result import Result

__all__ = ["compose", "compose_each", "picture", "write"]


def compose(
    report: str, result: Result, *, quarter: str | None = None, day: dt.date | None = None
) -> Document:
    """Compose a report of a result.

    Parameters
    ----------
    report : str
        Its name, such as ``water-quarter``, or its Chinese name.
    result : Result
        Of the calculation that the report is about; for several cycles one made with
        ``cycle="全部"``.
    quarter : str, optional
        ``2018Q4`` or ``2018年第四季度``; some reports need it.
    day : date, optional
        The day of issue; today if not given.

    Raises
    ------
    UsageError
        There is no such report, the quarter is missing or has no data.
    """
    from qdcalc.calculation import composed
    from qdcalc.report.command import find, request_of

    found = find(report)
    return composed(found, result, request_of(found, quarter, day))


def compose_each(
    report: str, result: Result, *, quarter: str | None = None, day: dt.date | None = None
) -> Mapping[str, Document]:
    """Compose a document for each district or applicant, by name.

    Parameters as of :func:`compose`.
    """
    from qdcalc.calculation import composed_each
    from qdcalc.report.command import find, request_of

    found = find(report)
    return composed_each(found, result, request_of(found, quarter, day))


def write(
    document: Document,
    path: str | Path,
    *,
    template: str | Path | None = None,
    fonts: Mapping[str, str] | None = None,
    overwrite: bool = False,
) -> Path:
    """Write a document as .docx or .html, whole or not at all; return its path.

    Parameters
    ----------
    document : Document
    path : path
        Its suffix says which.
    template : path, optional
        A .docx with placeholders in place of ours.
    fonts : mapping, optional
        Fonts in place of ours, such as ``{"正文": "仿宋_GB2312"}``.
    overwrite : bool
        Replace a file that qdcalc did not write, or that was changed since.
    """
    target = Path(path)
    if target.suffix.lower() in (".html", ".htm"):
        from qdcalc.report.html import write_html

        return write_html(document, target, overwrite=overwrite)
    from qdcalc.report.word import write_word

    own = None if template is None else Path(template)
    return write_word(document, target, template=own, fonts=fonts, overwrite=overwrite)


def picture(drawing: Drawing, *, kind: str = "svg") -> bytes:
    """Return a drawing of a document as SVG or PNG.

    Parameters
    ----------
    drawing : Drawing
    kind : str
        ``svg`` or ``png``.
    """
    from qdcalc.report.pictures import draw

    return draw(drawing, kind="png" if kind == "png" else "svg")
