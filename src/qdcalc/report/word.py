"""A document as .docx on a GB/T 9704 page, rendered through a template that a bureau may replace.

Ours is such a template too: single texts and named parts stand in it as placeholders
(``{{ 标题 }}``, ``{{p 概述 }}``); a template of a bureau's own places them as it likes.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from qdcalc.document.model import (
    ADDRESSEE,
    BODY,
    HEADING,
    NOTE,
    SIGNATURE,
    SMALL,
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
from qdcalc.document.parts import steps_table
from qdcalc.errors import FileError, UsageError
from qdcalc.files.outputs import save
from qdcalc.report.lines import spacing_pt
from qdcalc.report.paper import HEIGHT_MM, WIDTH_MM, element, set_page
from qdcalc.report.pictures import draw, pages
from qdcalc.report.template import INSTALL, opened, rendered, used
from qdcalc.report.widths import SIZES, fitted
from qdcalc.table import tones as palette

FONTS = {"正文": "仿宋", "标题": "宋体", "一级标题": "黑体", "二级标题": "楷体", "表格": "宋体"}
LINE_PT, _SMALL_LINE_PT = 28.95, 22
ALL_PARTS, ANNEXES = "全文", "附件"
_MAY_LACK = ("文号", "主送", "联系人", "抄送")
PART = "段落、表格、图片"
_PICTURE_DPI = 200
_TABLE_ORDER = (
    "tblStyle", "tblpPr", "tblOverlap", "bidiVisual", "tblStyleRowBandSize",
    "tblStyleColBandSize", "tblW", "jc", "tblCellSpacing", "tblInd", "tblBorders", "shd",
    "tblLayout", "tblCellMar", "tblLook", "tblCaption", "tblDescription",
)  # fmt: skip
_CELL_MARGIN = "45"  # twentieths of a point
_KEPT_ROWS = 16  # a table of no more stays on one page
_LAST_ROWS = 3  # of a longer one stay together, the total among them
_PT_PER_MM = 72 / 25.4
_GAP_PT = 8  # below a table
# style → (name in Word, font of FONTS, points, bold, alignment, first-line indent in characters)
_STYLES: dict[str, tuple[str, str, float, bool, str, int]] = {
    TITLE: ("公文标题", "标题", 22, True, "CENTER", 0),
    ADDRESSEE: ("公文主送", "正文", 16, False, "LEFT", 0),
    HEADING: ("公文一级标题", "一级标题", 16, False, "LEFT", 2),
    SUBHEADING: ("公文二级标题", "二级标题", 16, False, "LEFT", 2),
    BODY: ("公文正文", "正文", 16, False, "JUSTIFY", 2),
    SMALL: ("公文小号正文", "正文", 14, False, "JUSTIFY", 2),
    NOTE: ("公文注释", "正文", 12, False, "JUSTIFY", 0),
    SIGNATURE: ("公文落款", "正文", 16, False, "RIGHT", 0),
}
_CELL_PT = SIZES[0]
_CAPTION, _CELL, _NUMBER = "公文图表标题", "公文表格", "公文文号"


def write_word(
    document: Document,
    path: Path,
    *,
    template: Path | None = None,
    fonts: Mapping[str, str] | None = None,
    overwrite: bool = False,
) -> Path:
    """Write a document, whole or not at all; return its path.

    Parameters
    ----------
    document : Document
    path : Path
        A .docx file.
    template : Path, optional
        A .docx with placeholders in place of ours.
    fonts : mapping, optional
        Fonts in place of ours, such as ``{"正文": "仿宋_GB2312"}``.
    overwrite : bool
        Replace a file that qdcalc did not write, or that was changed since.

    Raises
    ------
    UsageError
        The components are not installed, or a placeholder of the template is not known.
    FileError
        The template can't be read, or the file can't be written.
    """
    if path.suffix.lower() != ".docx":
        raise FileError(f"文档的文件名应以 .docx 结尾，现在是 {path.name}")
    known = FONTS | _known_fonts(fonts or {})
    source: Any = io.BytesIO(default_template(known)) if template is None else template
    book = opened(source, template)
    _ensure_styles(book.docx, known)
    document = replace(document, texts=dict.fromkeys(_MAY_LACK, "") | dict(document.texts))
    texts, parts = set(document.texts), set(placeholders(document)) - set(document.texts)
    rendered(book, _context(book, document, used(book, texts, parts, template)), template)
    stream = io.BytesIO()
    book.save(stream)
    return save(path, stream.getvalue(), overwrite=overwrite)


def default_template(fonts: Mapping[str, str] | None = None) -> bytes:
    """Return our own template: the page, the styles, and all parts in order."""
    docx = _docx()
    page = docx.Document()
    _ensure_styles(page, FONTS | dict(fonts or {}))
    set_page(page)
    _add_where_given(page, "文号", _NUMBER)
    page.add_paragraph("{{ 标题 }}", _STYLES[TITLE][0])
    _add_where_given(page, "主送", _STYLES[ADDRESSEE][0])
    page.add_paragraph("{{p " + ALL_PARTS + " }}", _STYLES[BODY][0])
    signed = page.add_paragraph("{{ 落款 }}", _STYLES[SIGNATURE][0])
    signed.paragraph_format.keep_with_next = True
    page.add_paragraph("{{ 日期 }}", _STYLES[SIGNATURE][0])
    _add_where_given(page, "联系人", _STYLES[NOTE][0])
    _add_where_given(page, "抄送", _STYLES[NOTE][0])
    page.add_paragraph("{{p " + ANNEXES + " }}", _STYLES[BODY][0])
    stream = io.BytesIO()
    page.save(stream)
    return stream.getvalue()


def _add_where_given(page: Any, name: str, style: str) -> None:
    """Add a paragraph that is left out where its text is empty."""
    for text in (f"{{%p if {name} %}}", f"{{{{ {name} }}}}", "{%p endif %}"):
        page.add_paragraph(text, style)


def placeholders(document: Document) -> dict[str, str]:
    """Return every placeholder that a template may use, and what stands for it."""
    found = dict.fromkeys(document.texts, "文字")
    found |= dict.fromkeys((part.name for part in document.parts), PART)
    return found | {ALL_PARTS: f"{PART}：附件以外的各部分", ANNEXES: f"{PART}：各附件"}


def _docx() -> Any:
    try:
        import docx
    except ModuleNotFoundError as error:
        raise UsageError(INSTALL) from error
    return docx


def _known_fonts(fonts: Mapping[str, str]) -> dict[str, str]:
    for name in fonts:
        if name not in FONTS:
            raise UsageError(f"没有字体位置“{name}”。可用的有：{'、'.join(FONTS)}")
    return dict(fonts)


def _context(book: Any, document: Document, wanted: set[str]) -> dict[str, Any]:
    """Return what stands for each wanted placeholder: texts, and parts as inserted blocks."""
    context: dict[str, Any] = {name: _clean(text) for name, text in document.texts.items()}
    main = [p for p in document.parts if not p.is_annex]
    annexes = [p for p in document.parts if p.is_annex]
    groups = {part.name: [part] for part in document.parts}
    groups |= {ALL_PARTS: main, ANNEXES: annexes}
    for name in wanted & set(groups):
        inserted = _inserted(book, [b for part in groups[name] for b in part.blocks])
        if name == ALL_PARTS and inserted.paragraphs:  # a signature is never alone on a page
            inserted.paragraphs[-1].paragraph_format.keep_with_next = True
        context[name] = inserted
    return context


def _clean(text: str) -> str:
    """Return a text without the characters that XML can't hold."""
    return "".join(c for c in text if c in "\t\n" or (c >= " " and c not in "\ufffe\uffff"))


def _inserted(book: Any, blocks: Any) -> Any:
    inserted = book.new_subdoc()
    for block in blocks:
        _add(inserted, block)
    return inserted


def _add(place: Any, block: Block) -> None:
    """Add a block where a document or a part of one takes it."""
    if isinstance(block, Paragraph):
        _add_text(place, block)
    elif isinstance(block, PrintedTable):
        _add_table(place, block)
    elif isinstance(block, Picture):
        _add_picture(place, block)
    elif isinstance(block, Steps):
        _add_table(place, steps_table(block))
    elif isinstance(block, PageBreak):
        place.add_paragraph("", _STYLES[NOTE][0]).paragraph_format.page_break_before = True


def _add_text(place: Any, block: Paragraph) -> None:
    """Add a paragraph, its characters moved a little where the last line would be one of them."""
    name, _, points, _, align, indent = _STYLES[block.style]
    paragraph = place.add_paragraph(_clean(block.text), name)
    space = 0.0
    if align == "JUSTIFY":
        space = spacing_pt(block.text, points, WIDTH_MM * _PT_PER_MM, indent)
    if space:
        for run in paragraph.runs:
            run._r.get_or_add_rPr().append(element("w:spacing", val=str(round(space * 20))))


def _add_picture(place: Any, picture: Picture) -> None:
    """Add a drawing, on several pages where it is long, with its caption under the last."""
    from docx.shared import Mm

    for drawing in pages(picture.drawing):
        paragraph = place.add_paragraph("", _CAPTION)
        paragraph.paragraph_format.keep_with_next = True
        image = io.BytesIO(draw(drawing, kind="png", dpi=_PICTURE_DPI, width_mm=WIDTH_MM))
        shape = paragraph.add_run().add_picture(image, width=Mm(WIDTH_MM))
        most = Mm(HEIGHT_MM - 50)
        if shape.height > most:
            shape.width, shape.height = int(shape.width * most / shape.height), most
        shape._inline.docPr.set("descr", _clean(picture.alt))
    place.add_paragraph(_clean(picture.caption), _CAPTION)


def _add_table(place: Any, table: PrintedTable) -> None:
    """Add a table: caption above, header repeated on every page, no row split."""
    from docx.enum.table import WD_TABLE_ALIGNMENT
    from docx.shared import Mm, Pt

    if table.caption:
        caption = place.add_paragraph(_clean(table.caption), _CAPTION)
        caption.paragraph_format.keep_with_next = True
    grid = place.add_table(rows=0, cols=len(table.columns))
    grid.alignment = WD_TABLE_ALIGNMENT.CENTER
    grid.autofit = False
    _borders(grid)
    fit = fitted(table, WIDTH_MM)
    widths = [Mm(width) for width in fit.widths_mm]
    for place_of, width in zip(grid.columns, widths, strict=True):
        place_of.width = width
    _row(grid, [c.label for c in table.columns], widths, table, fit.points, is_header=True)
    for number, texts in enumerate(table.rows, start=1):
        is_total = table.has_total and number == len(table.rows)
        _row(grid, list(texts), widths, table, fit.points, is_total=is_total)
    _keep_together(grid, len(table.rows))
    place.add_paragraph("", _STYLES[NOTE][0]).paragraph_format.line_spacing = Pt(_GAP_PT)


def _keep_together(grid: Any, count: int) -> None:
    """Keep a short table on one page, the head and the end of a long one with a row."""
    kept = [*range(count)] if count <= _KEPT_ROWS else [0, *range(count - _LAST_ROWS + 1, count)]
    rows = list(grid.rows)
    for number in kept:
        for cell in rows[number].cells:
            cell.paragraphs[0].paragraph_format.keep_with_next = True


def _row(
    grid: Any,
    texts: list[str],
    widths: list[Any],
    table: PrintedTable,
    points: float,
    *,
    is_header: bool = False,
    is_total: bool = False,
) -> None:
    """Add a row; a toned cell has its colour and its sign."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    style = grid.part.get_style_id(_CELL, WD_STYLE_TYPE.PARAGRAPH)
    row = grid.add_row()
    _mark_row(row, "w:cantSplit")
    if is_header:
        _mark_row(row, "w:tblHeader")
    for cell, text, width, column in zip(row.cells, texts, widths, table.columns, strict=True):
        cell.width = width
        tone = "" if is_header else table.tones.get(text, "")
        paragraph = cell.paragraphs[0]
        paragraph._p.style = style
        run = paragraph.add_run(_clean(f"{palette.TONES[tone].sign} {text}" if tone else text))
        if points != _CELL_PT:
            run.font.size = Pt(points)
        run.bold = is_header or is_total or (tone != "" and palette.TONES[tone].is_bold) or None
        align = "CENTER" if is_header or tone else column.align.upper()
        paragraph.alignment = getattr(WD_ALIGN_PARAGRAPH, align)
        if is_header:
            _shade(cell, run, palette.HEADER, palette.BLACK)
        elif tone:
            _shade(cell, run, palette.TONES[tone].fill, palette.TONES[tone].ink)


def _mark_row(row: Any, name: str) -> None:
    row._tr.get_or_add_trPr().append(element(name, val="true"))


def _shade(cell: Any, run: Any, fill: str, ink: str) -> None:
    from docx.shared import RGBColor

    shade = element("w:shd", val="clear", color="auto", fill=palette.hexadecimal(fill))
    cell._tc.get_or_add_tcPr().append(shade)
    if ink != palette.BLACK:
        run.font.color.rgb = RGBColor.from_string(palette.hexadecimal(ink))


def _borders(grid: Any) -> None:
    borders = element("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        borders.append(
            element(
                f"w:{side}",
                val="single",
                sz="4",
                space="0",
                color=palette.hexadecimal(palette.RULE),
            )
        )
    margins = element("w:tblCellMar")
    for side in ("left", "right"):
        margins.append(element(f"w:{side}", w=_CELL_MARGIN, type="dxa"))
    properties = grid._tbl.tblPr
    properties.extend([borders, margins])
    ordered = sorted(properties, key=lambda child: _TABLE_ORDER.index(child.tag.split("}")[1]))
    properties.extend(ordered)  # the schema's order, which strict readers ask for


def _styles_needed() -> Iterator[tuple[str, str, float, bool, str, int]]:
    yield from _STYLES.values()
    yield (_CAPTION, "一级标题", 12, False, "CENTER", 0)
    yield (_CELL, "表格", _CELL_PT, False, "LEFT", 0)
    yield (_NUMBER, "正文", 16, False, "CENTER", 0)


def _ensure_styles(page: Any, fonts: Mapping[str, str]) -> None:
    """Add the styles that a template does not have; a bureau's own of the same name stay."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml.ns import qn
    from docx.shared import Pt

    known = {style.name for style in page.styles}
    for name, font, points, is_bold, align, indent in _styles_needed():
        if name in known:
            continue
        style = page.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.font.size, style.font.bold = Pt(points), is_bold
        style.font.name = "Times New Roman"
        style.element.rPr.rFonts.set(qn("w:eastAsia"), fonts[font])
        shape = style.paragraph_format
        shape.alignment = getattr(WD_ALIGN_PARAGRAPH, align)
        shape.space_before = shape.space_after = Pt(0)
        if name in (_CAPTION, _CELL, _STYLES[NOTE][0]):
            shape.line_spacing = 1.15
        elif name == _STYLES[SMALL][0]:
            shape.line_spacing = Pt(_SMALL_LINE_PT)
        else:
            shape.line_spacing = Pt(LINE_PT)
        if indent:
            shape.first_line_indent = Pt(points * indent)
        if name in (_STYLES[HEADING][0], _STYLES[SUBHEADING][0]):
            shape.keep_with_next = True
