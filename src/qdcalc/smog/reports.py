"""The document on heavy pollution: warnings, reductions, cleaning, in one (三、四)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from qdcalc.document.model import Document, Paragraph, Part
from qdcalc.document.parts import annex, chosen, heading, numbered, remarks, texts_of, with_status
from qdcalc.smog.measures import reports as measures
from qdcalc.smog.warning import reports as warning

if TYPE_CHECKING:
    from qdcalc.notice.reporting import Request
    from qdcalc.result.result import Result

TITLE = "重污染天气预警和应急响应情况"
EVERYONE = "市重污染天气专项应急指挥部各成员单位："


def bulletin(result: Result, request: Request) -> Document:
    """Compose the document (三、四).

    Parameters
    ----------
    result : Result
        Of the plan; either half may be absent.
    request : Request
        The day of issue.
    """
    policy, span = result.provenance.policy, _span(result)
    about = f"（{span}）" if span else ""
    opening = Paragraph(f"依据《{policy.title}》（{policy.number}），现将有关情况通报如下{about}。")
    halves = [*warning.sections(result), *measures.sections(result)]
    parts = [
        Part(name, (*([opening] if not place else []), heading(said), *blocks))
        for place, (name, said, blocks) in enumerate([*halves, _basis(result)])
    ]
    failed = int(result.tables["checks"]["verdict"].ne("通过").sum())
    told = f"校验有 {failed} 项不通过，核对以前不要使用。" if failed else ""
    parts += [remarks(told, chosen(result)), annex(result, request)]
    document = Document(TITLE, texts_of(TITLE, EVERYONE, span, request), numbered(parts))
    said = [warning.in_short(result)] if len(result.tables["hours"]) else []
    return replace(
        document,
        subject=with_status("重污染天气", span),
        summary=(*said, *measures.in_short(result)),
        to_decide=(*warning.to_decide(result), *measures.to_decide(result)),
    )


def _span(result: Result) -> str:
    """Return from when to when the AQI is, nothing without any."""
    hours = result.tables["hours"]["ended_at"]
    return f"{hours.min():%Y-%m-%d} 至 {hours.max():%Y-%m-%d}" if len(hours) else ""


def _basis(result: Result) -> warning.Section:
    policy = result.provenance.policy
    clauses = "、".join(policy.clause_words(text) for text in ("一(三)", "三", "四"))
    return (
        "依据", "依据",
        [Paragraph(f"《{policy.title}》（{policy.number}）{clauses}。"),
         Paragraph("降低预警级别由指挥部决定，这里的级别保持到解除。")],
    )  # fmt: skip
