"""The page of GB/T 9704: A4, its type area, page numbers at the outer edge."""

from __future__ import annotations

from typing import Any

WIDTH_MM, HEIGHT_MM = 156, 225  # the type area
TOP_MM, LEFT_MM = 37, 28


def element(name: str, **attributes: str) -> Any:
    """Return an element of WordprocessingML with its attributes."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made = OxmlElement(name)
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made


def set_page(page: Any) -> None:
    """Set the page of GB/T 9704: A4, its type area, page numbers at the outer edge."""
    from docx.shared import Mm

    section = page.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.left_margin = Mm(TOP_MM), Mm(LEFT_MM)
    section.right_margin = Mm(210 - LEFT_MM - WIDTH_MM)
    section.bottom_margin = Mm(297 - TOP_MM - HEIGHT_MM)
    section.footer_distance = Mm(25)
    page.settings.odd_and_even_pages_header_footer = True
    for footer, align in ((section.footer, "RIGHT"), (section.even_page_footer, "LEFT")):
        _page_number(footer.paragraphs[0], align)


def _page_number(paragraph: Any, align: str) -> None:
    """Write 「— 1 —」 at the outer edge, a character in (GB/T 9704)."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml.ns import qn
    from docx.shared import Pt

    paragraph.alignment = getattr(WD_ALIGN_PARAGRAPH, align)
    indent = Pt(14)
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = indent
    for text in ("— ", "PAGE", " —"):
        run = paragraph.add_run("" if text == "PAGE" else text)
        run.font.size, run.font.name = Pt(14), "宋体"
        run._element.get_or_add_rPr().rFonts.set(qn("w:eastAsia"), "宋体")
        if text == "PAGE":
            for kind in ("begin", "instrText", "end"):
                if kind == "instrText":
                    code = element("w:instrText")
                    code.text = "PAGE"
                else:
                    code = element("w:fldChar", fldCharType=kind)
                run._element.append(code)
