"""What the reports of all notices have in common: the annex that says where figures come from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from qdcalc.document.model import (
    HEADING,
    NOTE,
    Block,
    PageBreak,
    Paragraph,
    Part,
    PrintedTable,
    Steps,
)
from qdcalc.document.model import TableColumn as Column
from qdcalc.document.office import NAME_TO_FILL
from qdcalc.document.steps import numbered as numbered_steps
from qdcalc.exact.patterns import Lazy
from qdcalc.intake.cited import Cited

if TYPE_CHECKING:
    import datetime as dt

    from qdcalc.notice.reporting import Request
    from qdcalc.result.result import Result

_SHOWN_DIGEST = 12
_ANNEX = "附件·核算依据"
_TITLE_LINE = 20  # characters of a title's size that a line holds
_TITLE_BREAKS = Lazy("季度|年度|[0-9]月|生态补偿|会展补助|服务平台|人员配备|核算|(?=（)")
_ORDINALS = [*"一二三四五六七八九十", *(f"十{n}" for n in "一二三四五六七八九"), "二十"]


def day_text(day: dt.date) -> str:
    """Write a day as documents do: 2018年11月3日."""
    return f"{day.year}年{day.month}月{day.day}日"


def heading(text: str) -> Paragraph:
    """Return a heading that :func:`numbered` gives its number."""
    return Paragraph(text, HEADING, is_numbered=True)


def with_status(title: str, status: str) -> str:
    """Return a title that says what its figures are where they are not final."""
    return f"{title}（{status}）" if status else title


def numbered(parts: Iterable[Part]) -> tuple[Part, ...]:
    """Give the headings of a document their numbers: 一、总体情况."""
    numbers = iter(_ORDINALS)

    def number(block: Block) -> Block:
        if isinstance(block, Paragraph) and block.is_numbered:
            return Paragraph(f"{next(numbers)}、{block.text}", block.style)
        return block

    return tuple(replace(part, blocks=tuple(map(number, part.blocks))) for part in parts)


def texts_of(
    title: str, addressee: str, period: str, request: Request, *, number: str | None = None
) -> dict[str, str]:
    """Return the single texts of a document; what the office file leaves out is empty.

    Parameters
    ----------
    title, addressee, period : str
    request : Request
        With the office that issues the document.
    number : str, optional
        In place of the office's 文号: empty for a document that has none.
    """
    office = request.office
    return {
        "标题": broken(title),
        "文号": office.number if number is None else number,
        "主送": addressee,
        "期间": period,
        "落款": office.name or NAME_TO_FILL,
        "日期": day_text(request.day),
        "联系人": f"（联系人：{office.contact}）" if office.contact else "",
        "抄送": f"抄送：{office.copies}。" if office.copies else "",
    }


def broken(title: str) -> str:
    """Break a title that is no line where its words end, nearest to the middle."""
    if len(title) <= _TITLE_LINE:
        return title
    places = [m.end() for m in _TITLE_BREAKS.finditer(title) if 3 < m.end() < len(title) - 3]
    fitting = [p for p in places if max(p, len(title) - p) <= _TITLE_LINE]
    if not fitting:
        return title
    place = min(fitting, key=lambda p: abs(p - len(title) / 2))
    return f"{title[:place]}\n{title[place:]}"


def steps_table(steps: Steps) -> PrintedTable:
    """Return steps as a table: each with its number, figure, arithmetic, basis and cells."""
    columns = (Column("步", width=0.9), Column("项目"), Column("数值"), Column("怎么来的", width=6))
    rows = []
    lines = list(numbered_steps(steps.steps))
    files = {cell.file for line in lines for cell in line.step.cells if isinstance(cell, Cited)}
    is_one = len(files) == 1 and files != {""}
    for line in lines:
        step = line.step
        if is_one:
            cells = (replace(c, file="") if isinstance(c, Cited) else c for c in step.cells)
            step = replace(step, cells=tuple(cells))
        how = "\n".join(
            text if label in ("算式", "说明") else f"{label}：{text}"
            for label, text in replace(line, step=step).details
        )
        rows.append((line.number, step.what, step.value, how))
    caption = f"单元格在 {files.pop()} 里" if is_one else ""
    return PrintedTable(caption, columns, tuple(rows))


def remarks(*sentences: str) -> Part:
    """Return what a reader must know of how it was calculated."""
    told = [sentence for sentence in sentences if sentence]
    blocks: list[Block] = [heading("说明"), *map(Paragraph, told)] if told else []
    return Part("说明", tuple(blocks))


def chosen(result: Result, touching: Container[str] | None = None) -> str:
    """Say which interpretations were applied that are not the default.

    Parameters
    ----------
    result : Result
    touching : container of str, optional
        Those that touch the addressee; all of them if not given.
    """
    provenance = result.provenance
    told = []
    for key, option in provenance.interpretations.items():
        item = provenance.policy.interpretations[key]
        if option != item.default and (touching is None or key in touching):
            choice = next(c for c in item.choices if c.key == option)
            told.append(f"{item.name}取“{choice.name}”（{choice.meaning}）")
    return f"本次核算采用的口径：{'；'.join(told)}。" if told else ""


def annex(result: Result, request: Request) -> Part:
    """Return the annex for auditors, empty unless it is asked for: it keeps its name."""
    return Part(_ANNEX, tuple(_audit(result)) if request.is_audited else (), is_annex=True)


def _audit(result: Result) -> Iterator[Block]:
    """Say what an auditor asks for: interpretations, inputs, versions, hashes, warnings."""
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
    files = tuple((file.name, _digest(file.sha256)) for file in provenance.inputs)
    kinds = Counter(problem.fault.code for problem in result.found)
    warned = "、".join(f"{code} {count} 处" for code, count in sorted(kinds.items()))
    told = f"核算时的提示：{warned}，见结果工作簿的“问题提示”。" if warned else "核算时没有提示。"
    yield PageBreak()
    yield Paragraph("附件　核算依据（供审计）", HEADING)
    yield Paragraph(f"依据：《{policy.title}》（{policy.number}）。")
    yield PrintedTable("采用的口径", columns, tuple(rows))
    yield PrintedTable("输入文件", (Column("文件", width=2), Column("SHA-256")), files)
    version, digest = provenance.version, _digest(policy.sha256)
    yield Paragraph(f"核算程序：qdcalc {version}，政策文件 SHA-256 {digest}。", NOTE)
    if policy.replacements:
        said = "；".join(f"{r.figure}（自 {r.since} 起）{r.after}" for r in policy.replacements)
        yield Paragraph(f"标准数额由政策文件替换：{said}。", NOTE)
    if policy.files:
        said = "；".join(f"{name}（SHA-256 {_digest(d)}）" for name, d in policy.files)
        yield Paragraph(f"政策文件：{said}。", NOTE)
    if (names := provenance.names) is not None:
        yield Paragraph(f"名称对照：{names.name}（SHA-256 {_digest(names.sha256)}）。", NOTE)
    if result.status:
        yield Paragraph(f"状态：{result.status}。", NOTE)
    yield Paragraph(told, NOTE)


def _digest(sha256: str) -> str:
    return f"{sha256[:_SHOWN_DIGEST]}…" if sha256 else ""
