"""Several reports in one document: a first page that answers, each its own part, annexes last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from qdcalc.document.model import SUBHEADING, TITLE, Block, Document, PageBreak, Paragraph, Part
from qdcalc.document.parts import broken, heading, numbered, texts_of, with_status
from qdcalc.notice.reporting import Request

_EVERYONE = "各有关区（市）人民政府，各有关部门、单位："
_DECIDING = "需要研究确定的事项"


def combined(documents: Sequence[Document], request: Request) -> Document:
    """Return one document of several.

    Parameters
    ----------
    documents : sequence of Document
        In the order of the notices.
    request : Request
        Names the quarter.
    """
    status = "、".join(dict.fromkeys(d.status for d in documents if d.status))
    title = with_status(f"{request.quarter_name}核算情况综合通报", status)
    parts = [*_first_page(documents, request, status)]
    annexes: list[Part] = []
    for number, document in enumerate(documents, start=1):
        head: list[Block] = [PageBreak(), Paragraph(broken(document.title), TITLE)]
        for place, part in enumerate(p for p in document.parts if not p.is_annex):
            blocks = (*head, *part.blocks) if place == 0 else part.blocks
            parts.append(Part(f"{part.name}{number}", tuple(blocks)))
        for part in (p for p in document.parts if p.is_annex):
            named = Paragraph(f"附件 {number}　{document.title}", SUBHEADING)
            blocks = part.blocks
            first = 1 if blocks and isinstance(blocks[0], PageBreak) else 0
            told = (*blocks[:first], named, *blocks[first:]) if blocks else ()
            annexes.append(replace(part, name=f"{part.name}{number}", blocks=told))
    texts = texts_of(title, _EVERYONE, request.quarter_name, request)
    return Document(title, texts, (*parts, *annexes), status)


def _first_page(documents: Sequence[Document], request: Request, status: str) -> tuple[Part, ...]:
    """Say of each document what came of it, and apart from that what is to be decided."""
    noted = f"（{status}）" if status else ""
    opening = f"现将{request.quarter_name}核算情况{noted}综合通报如下，各项详情附后。"
    blocks: list[Block] = [Paragraph(opening)]
    for document in documents:
        blocks += [heading(document.subject or document.title), *map(Paragraph, document.summary)]
    blocks.append(heading(_DECIDING))
    open_ones = [text for document in documents for text in document.to_decide]
    told = [f"（{n}）{text}" for n, text in enumerate(open_ones, start=1)]
    blocks += map(Paragraph, told or ["没有。"])
    return numbered([Part("要点", tuple(blocks))])
