"""What the reports of all notices have in common: the annex that says where figures come from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

from qdcalc.document import HEADING, NOTE, Block, PageBreak, Paragraph, Part, PrintedTable
from qdcalc.document import TableColumn as Column

if TYPE_CHECKING:
    import datetime as dt

    from qdcalc.result import Result

_SHOWN_DIGEST = 12
_ORDINALS = [*"一二三四五六七八九十", *(f"十{n}" for n in "一二三四五六七八九"), "二十"]
_UNNUMBERED = "\0"


def day_text(day: dt.date) -> str:
    """Write a day as documents do: 2018年11月3日."""
    return f"{day.year}年{day.month}月{day.day}日"


def heading(text: str) -> Paragraph:
    """Return a heading that :func:`numbered` gives its number."""
    return Paragraph(_UNNUMBERED + text, HEADING)


def with_status(title: str, status: str) -> str:
    """Return a title that says what its figures are where they are not final."""
    return f"{title}（{status}）" if status else title


def numbered(parts: Iterable[Part]) -> tuple[Part, ...]:
    """Give the headings of a document their numbers: 一、总体情况."""
    numbers = iter(_ORDINALS)

    def number(block: Block) -> Block:
        if isinstance(block, Paragraph) and block.text.startswith(_UNNUMBERED):
            text = block.text.removeprefix(_UNNUMBERED)
            return Paragraph(f"{next(numbers)}、{text}", block.style)
        return block

    return tuple(Part(part.name, tuple(map(number, part.blocks))) for part in parts)


def basis(result: Result, *more: str, tells_warnings: bool = True) -> Part:
    """Return the annex: interpretations, what the input was, which version calculated.

    Parameters
    ----------
    result : Result
    more : str
        Further sentences, such as what is provisional.
    tells_warnings : bool
        Whether to count the warnings of the run: they mean nothing to a single applicant.
    """
    provenance = result.provenance
    policy = provenance.policy
    rows = []
    for key, option in provenance.interpretations.items():
        item = policy.interpretations[key]
        choice = next(c for c in item.choices if c.key == option)
        clause = policy.clause_words(item.clause)
        rows.append((item.name, choice.name, provenance.origins[key], clause, choice.meaning))
    columns = (
        Column("口径", width=1.6),
        Column("取值", width=1.4),
        Column("来源", width=1.1),
        Column("条款", width=1.8),
        Column("含义", width=4),
    )
    files = "；".join(
        f"{file.name}" + (f"（SHA-256 {file.sha256[:_SHOWN_DIGEST]}…）" if file.sha256 else "")
        for file in provenance.inputs
    )
    kinds = Counter(problem.fault.code for problem in result.found)
    warned = "、".join(f"{code} {count} 处" for code, count in sorted(kinds.items()))
    blocks: list[Block] = [
        PageBreak(),
        Paragraph("附件　口径与依据", HEADING),
        *(Paragraph(sentence) for sentence in more),
        Paragraph(f"依据：《{policy.title}》（{policy.number}）。"),
        PrintedTable("采用的口径", columns, tuple(rows)),
        Paragraph(f"输入：{files}。", NOTE),
        Paragraph(
            f"核算程序：qdcalc {provenance.version}，政策文件 SHA-256 "
            f"{policy.sha256[:_SHOWN_DIGEST]}…。",
            NOTE,
        ),
    ]
    if policy.replacements:
        said = "；".join(f"{r.figure}（自 {r.since} 起）{r.after}" for r in policy.replacements)
        blocks.append(Paragraph(f"标准数额由政策文件替换：{said}。", NOTE))
    if policy.files:
        said = "；".join(f"{name}（SHA-256 {d[:_SHOWN_DIGEST]}…）" for name, d in policy.files)
        blocks.append(Paragraph(f"政策文件：{said}。", NOTE))
    if result.status:
        blocks.append(Paragraph(f"状态：{result.status}。", NOTE))
    told = f"核算时的提示：{warned}，见结果工作簿的“问题提示”。" if warned else "核算时没有提示。"
    if tells_warnings:
        blocks.append(Paragraph(told, NOTE))
    return Part("附件·口径与依据", tuple(blocks))
