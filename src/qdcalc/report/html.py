"""A document as one HTML page: works offline, prints on A4, pictures as SVG."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from html import escape
from importlib import resources
from itertools import count
from pathlib import Path
from string import Template

from qdcalc.document.folded import folded
from qdcalc.document.model import (
    ADDRESSEE,
    HEADING,
    NOTE,
    SIGNATURE,
    SUBHEADING,
    TITLE,
    Block,
    Document,
    PageBreak,
    Paragraph,
    Picture,
    PrintedTable,
    Steps,
)
from qdcalc.errors import FileError
from qdcalc.files.outputs import save
from qdcalc.report.paper import WIDTH_MM
from qdcalc.report.pictures import draw, pages
from qdcalc.report.widths import fitted, least_ems
from qdcalc.table import tones as palette

_NUMBER = "number"  # 发文字号
_PADDING_EMS = 1.0  # of a cell, both sides and a border
_TAGS = {TITLE: "h1", HEADING: "h2", SUBHEADING: "h3"}
# nothing is fetched, whatever stands in the texts
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def write_html(document: Document, path: Path, *, overwrite: bool = False) -> Path:
    """Write a document as one HTML file that needs nothing beside it.

    Parameters
    ----------
    document : Document
        What the page says.
    path : Path
        Its file, ending with .html or .htm; it is replaced when the page is whole.
    overwrite : bool
        Replace a file that qdcalc did not write, or that was changed since.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    FileError
        The name is not one of a page, or the file can't be written.
    UsageError
        The document has pictures, and what draws them is not installed.
    """
    if path.suffix.lower() not in (".html", ".htm"):
        raise FileError(f"输出文件名应以 .html 结尾，现在是 {path.name}")
    content = page(document).encode("utf-8", errors="replace")
    return save(path, content, overwrite=overwrite)


@lru_cache(maxsize=1)
def _style() -> str:
    """Return the page's style sheet in the colours of the palette."""
    text = resources.files("qdcalc.report").joinpath("page.css").read_text(encoding="utf-8")
    fills = {name: tone.fill.lower() for name, tone in palette.TONES.items()}
    header, ink = palette.HEADER.lower(), palette.TONES["bad"].ink.lower()
    return "\n" + Template(text).substitute(fills, header=header, bad_ink=ink)


def page(document: Document) -> str:
    """Return a document as the text of an HTML page."""
    numbers = count(1)
    blocks = [block for part in document.parts for block in part.blocks]
    first = blocks[0] if blocks else None
    is_titled = isinstance(first, Paragraph) and first.style == TITLE
    lines = _single(document, "文号", _NUMBER)
    lines += [] if is_titled else [f"<h1>{escape(document.title)}</h1>"]
    lines += _single(document, "主送", ADDRESSEE)
    is_signed = False
    for part in document.parts:
        if part.is_annex and not is_signed:
            lines += _signature(document)
            is_signed = True
        lines.append(f'<section aria-label="{escape(part.name)}">')
        for block in part.blocks:
            lines.extend(_block(block, numbers))
        lines.append("</section>")
    if not is_signed:
        lines += _signature(document)
    body = "\n".join(lines)
    return f"""<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{_POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(document.title)}</title>
<style>{_style()}</style>
</head>
<body>
<main>
{body}
</main>
</body>
</html>
"""


def _signature(document: Document) -> list[str]:
    """Return who signs and when, whom to ask, and who gets a copy."""
    signed = [*_single(document, "落款", SIGNATURE), *_single(document, "日期", SIGNATURE)]
    return [*signed, *_single(document, "联系人", NOTE), *_single(document, "抄送", NOTE)]


def _single(document: Document, name: str, style: str) -> list[str]:
    """Return one of the document's single texts as a paragraph, where it has it."""
    text = document.texts.get(name, "")
    return [f'<p class="{style}">{escape(text)}</p>'] if text else []


def _block(block: Block, numbers: Iterator[int]) -> Iterator[str]:
    match block:
        case Paragraph():
            tag = _TAGS.get(block.style)
            text = escape(block.text).replace("\n", "<br>")
            yield f"<{tag}>{text}</{tag}>" if tag else f'<p class="{block.style}">{text}</p>'
        case PrintedTable():
            yield from _table(block)
        case Picture():
            yield "<figure>"
            drawings = pages(block.drawing)
            for n, drawing in enumerate(drawings, start=1):
                which = f"（第 {n} 张，共 {len(drawings)} 张）" if len(drawings) > 1 else ""
                yield _inline(
                    draw(drawing).decode("utf-8"),
                    f"p{next(numbers)}",
                    block.caption + which,
                    block.alt,
                )
            yield f"<figcaption>{escape(block.caption)}</figcaption></figure>"
        case Steps():
            yield folded(block.steps)
        case PageBreak():
            yield '<div class="break"></div>'


def _table(table: PrintedTable) -> Iterator[str]:
    fit = fitted(table, WIDTH_MM)
    yield f'<div class="table" tabindex="0" style="--pt:{fit.points:g}pt"><table>'
    if table.caption:
        yield f"<caption>{escape(table.caption)}</caption>"
    whole = sum(fit.widths_mm)
    for width in fit.widths_mm:
        yield f'<col style="width:{100 * width / whole:.1f}%">'
    least = [width + _PADDING_EMS for width in least_ems(table)]
    heads = "".join(
        f'<th scope="col" style="min-width:{width:.1f}em">{escape(column.label)}</th>'
        for column, width in zip(table.columns, least, strict=True)
    )
    yield f"<thead><tr>{heads}</tr></thead><tbody>"
    for n, row in enumerate(table.rows, start=1):
        cells = "".join(
            _cell(text, column.align, table.tones.get(text, ""))
            for text, column in zip(row, table.columns, strict=True)
        )
        is_total = table.has_total and n == len(table.rows)
        yield f'<tr class="total">{cells}</tr>' if is_total else f"<tr>{cells}</tr>"
    yield "</tbody></table></div>"


def _cell(text: str, align: str, tone: str) -> str:
    names = " ".join(name for name in (align if align != "left" else "", tone) if name)
    sign = f'<span aria-hidden="true">{palette.TONES[tone].sign} </span>' if tone else ""
    shown = escape(text).replace("\n", "<br>")
    return f'<td class="{names}">{sign}{shown}</td>' if names else f"<td>{sign}{shown}</td>"


def _inline(svg: str, name: str, title: str, alt: str) -> str:
    """Return an SVG file as a part of a page: its ids its own, told in words for who can't see."""
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg[svg.index("<svg") :], flags=re.DOTALL)
    svg = re.sub(r'\bid="([^"]+)"', rf'id="{name}-\1"', svg)
    svg = re.sub(r'\bxlink:href="#([^"]+)"', rf'href="#{name}-\1"', svg)
    svg = re.sub(r"url\(#([^)]+)\)", rf"url(#{name}-\1)", svg)
    svg = re.sub(r'\sxmlns(:\w+)?="[^"]*"', "", svg)
    start, rest = svg.split(">", 1)
    return (
        f'{start} role="img" aria-labelledby="{name}-title {name}-desc">'
        f'<title id="{name}-title">{escape(title)}</title>'
        f'<desc id="{name}-desc">{escape(alt)}</desc>{rest}'
    )
