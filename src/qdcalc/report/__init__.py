"""Documents and pictures made of results: notifications, decisions, settlements.

>>> document = qdcalc.report.compose("water-quarter", result, quarter="2018Q4")  # doctest: +SKIP
>>> qdcalc.report.write(document, "通报.docx")                                    # doctest: +SKIP
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt

    from qdcalc.document.model import Document, Drawing
    from qdcalc.notice.reporting import Report
    from qdcalc.result.result import Result

__all__ = ["compose", "compose_each", "picture", "write"]


def __dir__() -> list[str]:
    return __all__


def compose(
    report: str,
    result: Result,
    *,
    quarter: str | None = None,
    month: str | None = None,
    day: dt.date | None = None,
    office: str | Path | None = None,
    audit: bool = False,
) -> Document:
    """由一份结果写出一份文档（还没有写成文件）。

    参数：``report`` 是报告的名称，如 ``"水质季度通报"``；``result`` 是计算的结果；``quarter`` 是
    季度，如 ``"2018Q4"``；``month`` 是公示哪个月，如 ``"2018-11"``，默认最后一个月；``day`` 是落款
    日期，默认今天；``office`` 是 单位设置.toml；``audit`` 为真时加上供审计的附件。

    例::

        document = qdcalc.report.compose("水质季度通报", result, quarter="2018Q4")
        qdcalc.report.write(document, "通报.docx")

    Compose a report of a result.

    Parameters
    ----------
    report : str
        Its name, such as ``water-quarter``, or its Chinese name.
    result : Result
        Of the calculation that the report is about; for several cycles one made with
        ``cycle="全部"``.
    quarter : str, optional
        ``2018Q4`` or ``2018年第四季度``; some reports need it.
    month : str, optional
        ``2018-11``, of the publication of a month; the last of the input if not given.
    day : date, optional
        The day of issue; today if not given.
    office : path, optional
        单位设置.toml: who issues the document.
    audit : bool
        With the annex for auditors: versions, hashes, warnings by code.

    Raises
    ------
    UsageError
        There is no such report, the quarter is missing or has no data.
    """
    from qdcalc.report.asked import request_of

    found = _of(report, result)
    request = request_of(found, quarter, day, month=month, office=office, audit=audit)
    return replace(found.compose(result, request), office=request.office)


def _of(name: str, result: Result) -> Report:
    """Return the report of that name, if it is one of the result's calculation.

    Raises
    ------
    UsageError
        There is none, or it is of another calculation.
    """
    from qdcalc.errors import UsageError
    from qdcalc.notice.catalogue import reports
    from qdcalc.report.asked import find

    found, ours = find(name), result.calculation
    if found.calculation.name != ours.name:
        own = [f"{r.name}（{r.title}）" for r in reports() if r.calculation.name == ours.name]
        raise UsageError(
            f"{found.title}要用{found.calculation.title}的结果，这是{ours.title}的结果。"
            f"它可以写成：{'、'.join(own) or '没有'}"
        )
    return found


def compose_each(
    report: str,
    result: Result,
    *,
    quarter: str | None = None,
    month: str | None = None,
    day: dt.date | None = None,
    office: str | Path | None = None,
    audit: bool = False,
) -> Mapping[str, Document]:
    """每个区市（或申请单位）各写一份文档，按名称取。

    参数：与 ``qdcalc.report.compose`` 相同。

    例::

        letters = qdcalc.report.compose_each("水质季度通报", result, quarter="2018Q4")
        qdcalc.report.write(letters["胶州"], "胶州.docx")

    Compose a document for each district or applicant, by name.

    Parameters as of :func:`compose`.

    Raises
    ------
    UsageError
        As of :func:`compose`, or the report has no such documents.
    """
    from qdcalc.document.model import Apart
    from qdcalc.errors import UsageError
    from qdcalc.report.asked import request_of

    found = _of(report, result)
    if not found.each:
        raise UsageError(f"{found.title}只有一份，没有各区市或各单位的")
    request = request_of(found, quarter, day, month=month, office=office, audit=audit)
    documents = found.split(result, request)
    return Apart(documents, lambda name: replace(documents[name], office=request.office))


def write(
    document: Document,
    path: str | Path,
    *,
    template: str | Path | None = None,
    fonts: Mapping[str, str] | None = None,
    overwrite: bool = False,
) -> Path:
    """把文档写成 .docx 或 .html，要么完整写出，要么一点不写；返回路径。

    参数：``document`` 是文档；``path`` 是写到哪里；``template`` 是您自己的 .docx 模板；``fonts``
    是换用的字体，如 ``{"正文": "仿宋_GB2312"}``；``overwrite`` 是否覆盖不是 qdcalc 写的、或写出后
    改动过的文件。

    例::

        qdcalc.report.write(document, "通报.docx")

    Write a document as .docx or .html, whole or not at all; return its path.

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

    office = document.office
    own = Path(template) if template is not None else office.template if office else None
    chosen = (dict(office.fonts) if office else {}) | dict(fonts or {})
    return write_word(document, target, template=own, fonts=chosen, overwrite=overwrite)


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
