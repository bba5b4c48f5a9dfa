"""Several reports in one document: each its own part, the annexes together at the end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from qdcalc.calculation import Request
from qdcalc.composing import day_text, with_status
from qdcalc.document import SUBHEADING, TITLE, Block, Document, PageBreak, Paragraph, Part


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
    contents = "".join(f"（{n}）{d.title}。" for n, d in enumerate(documents, start=1))
    parts = [Part("目录", (Paragraph(f"本通报包括：{contents}"),))]
    annexes: list[Part] = []
    for number, document in enumerate(documents, start=1):
        head: list[Block] = [PageBreak(), Paragraph(document.title, TITLE)]
        for place, part in enumerate(p for p in document.parts if not _is_annex(p)):
            blocks = (*head, *part.blocks) if place == 0 else part.blocks
            parts.append(Part(f"{part.name}{number}", tuple(blocks)))
        for part in filter(_is_annex, document.parts):
            named = Paragraph(f"附件 {number}　{document.title}", SUBHEADING)
            blocks = part.blocks
            first = 1 if blocks and isinstance(blocks[0], PageBreak) else 0
            annexes.append(
                replace(part, name=f"{part.name}{number}",
                        blocks=(*blocks[:first], named, *blocks[first:]))
            )  # fmt: skip
    texts = {
        "标题": title, "文号": "", "主送": "各有关区（市）人民政府，各有关部门、单位：",
        "期间": request.quarter_name, "落款": "（单位名称）", "日期": day_text(request.day),
    }  # fmt: skip
    return Document(title, texts, (*parts, *annexes), status)


def _is_annex(part: Part) -> bool:
    return part.name.startswith("附件")
