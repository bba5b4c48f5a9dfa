"""The .docx opened again: page, styles, fonts, tables and pictures as their XML has them.

Contract: GB/T 9704-2012 (A4, 37 mm above, 28 mm left, type area 156 × 225 mm, 2号 title, 3号 body,
仿宋/黑体/楷体, page numbers at the outer edge), issue 7, ECMA-376 for the order of elements.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from qdcalc.document.model import (
    ADDRESSEE,
    BODY,
    HEADING,
    NOTE,
    SIGNATURE,
    SUBHEADING,
    TITLE,
    Calendar,
    Document,
    PageBreak,
    Paragraph,
    Part,
    Picture,
    PrintedTable,
    SignedBars,
    TableColumn,
)
from qdcalc.errors import FileError, UsageError
from qdcalc.report.word import default_template, placeholders, write_word
from qdcalc.table import tones as palette

docx = pytest.importorskip("docx")
pytest.importorskip("docxtpl")
pytest.importorskip("matplotlib")

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
EVIL = "<w:p>&amp; & \"双\" '单' {{ 标题 }} {% if x %} {{p 概述 }} {# 注 #} <b>"
TWIPS_A_MM = 1440 / 25.4
EMU_A_MM = 36000
# name, points, bold, alignment, East Asian font
STYLES = [
    ("公文标题", 22, True, "CENTER", "宋体"),
    ("公文主送", 16, False, "LEFT", "仿宋"),
    ("公文一级标题", 16, False, "LEFT", "黑体"),
    ("公文二级标题", 16, False, "LEFT", "楷体"),
    ("公文正文", 16, False, "JUSTIFY", "仿宋"),
    ("公文注释", 12, False, "JUSTIFY", "仿宋"),
    ("公文落款", 16, False, "RIGHT", "仿宋"),
]
TABLE = PrintedTable(
    "表1　应收应付（单位：元）",
    (
        TableColumn("区市", width=3),
        TableColumn("净额", "right", 2),
        TableColumn("判定", "center", 1.3),
    ),
    (
        ("市南", "1,234.56", "超标"),
        ("市北", "-0.01", "跃升"),
        ("崂山", "0.00", "断流"),
        ("城阳", "0.00", "缺测"),
        ("合计", "1,234.55", ""),
    ),
    has_total=True,
    tones={"超标": "bad", "跃升": "good", "断流": "quiet", "缺测": "open"},
)  # fmt: skip
NET = Picture(
    "图1　净额", "市南应收，市北应付", SignedBars(("市南", "市北"), (1, -1), "应收", "应付")
)
TEXTS = {
    "标题": "2018年第四季度\n通报",
    "文号": "青财〔2019〕1号",
    "主送": "各区（市）：",
    "期间": "2018年第四季度",
    "落款": "青岛市财政局",
    "日期": "2019年1月8日",
}


def document(*blocks: Any, texts: dict[str, str] | None = None) -> Document:
    parts = (
        Part("概述", (Paragraph("本季度净收 1,750,000.02 元。"), *blocks)),
        Part(
            "附件·依据",
            (PageBreak(), Paragraph("附件　依据", HEADING), Paragraph("注", NOTE)),
            True,
        ),
    )
    return Document("通报", TEXTS if texts is None else texts, parts)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    styles = (TITLE, ADDRESSEE, HEADING, SUBHEADING, BODY, NOTE, SIGNATURE)
    paragraphs = (Paragraph(f"一段{style}", style) for style in styles)
    path = tmp_path_factory.mktemp("word") / "通报.docx"
    return write_word(document(*paragraphs, TABLE, NET), path)


@pytest.fixture(scope="module")
def book(written: Path) -> Any:
    return docx.Document(str(written))


def part(path: Path, name: str = "word/document.xml") -> str:
    with zipfile.ZipFile(path) as archive:
        return archive.read(name).decode("utf-8")


def words(path: Path) -> list[str]:
    """Return the text of each paragraph, in tables too; a line break is a newline."""
    body = docx.Document(str(path)).element.body
    found = []
    for paragraph in body.iter(f"{W}p"):
        pieces = [
            (element.text or "") if element.tag == f"{W}t" else "\n"
            for element in paragraph.iter(f"{W}t", f"{W}br")
        ]
        found.append("".join(pieces))
    return found


def template(path: Path, *lines: str, header: str = "") -> Path:
    page = docx.Document()
    for text in lines:
        page.add_paragraph(text)
    if header:
        page.sections[0].header.paragraphs[0].text = header
    page.save(str(path))
    return path


def cells(document: Document) -> Iterable[str]:
    for block in (block for p in document.parts for block in p.blocks):
        if isinstance(block, PrintedTable):
            yield from (column.label for column in block.columns)
            yield from (cell for row in block.rows for cell in row)


# ------------------------------------------------------------------------------ the page


def test_the_page(book: Any) -> None:
    (section,) = book.sections
    sides = ("page_width", "page_height", "top_margin", "left_margin", "right_margin",
             "bottom_margin")  # fmt: skip
    assert [round(getattr(section, side).mm, 1) for side in sides] == [210, 297, 37, 28, 26, 35]


@pytest.mark.parametrize(("name", "points", "is_bold", "align", "font"), STYLES)
def test_styles(book: Any, name: str, points: float, is_bold: bool, align: str, font: str) -> None:
    style = book.styles[name]
    assert style.font.size.pt == points
    assert bool(style.font.bold) == is_bold
    assert style.paragraph_format.alignment.name == align
    fonts = style.element.rPr.find(f"{W}rFonts")
    assert fonts.get(f"{W}eastAsia") == font
    assert fonts.get(f"{W}ascii") == "Times New Roman"
    if name != "公文注释":
        assert style.paragraph_format.line_spacing.pt == pytest.approx(28.95, abs=0.05)
        assert style.paragraph_format.line_spacing_rule.name == "EXACTLY"
    assert style.paragraph_format.space_before.pt == style.paragraph_format.space_after.pt == 0


def test_the_first_line_is_two_characters_in(book: Any) -> None:
    for name in ("公文正文", "公文一级标题", "公文二级标题"):
        assert book.styles[name].paragraph_format.first_line_indent.pt == 32
    assert not book.styles["公文主送"].paragraph_format.first_line_indent


def test_each_paragraph_has_its_style(book: Any) -> None:
    shown = {p.text: p.style.name for p in book.paragraphs}
    names = [name for name, *_ in STYLES]
    styles = (TITLE, ADDRESSEE, HEADING, SUBHEADING, BODY, NOTE, SIGNATURE)
    assert [shown[f"一段{style}"] for style in styles] == names
    assert shown["各区（市）："] == "公文主送"
    assert shown["青岛市财政局"] == shown["2019年1月8日"] == "公文落款"
    assert shown["2018年第四季度\n通报"] == "公文标题"


def test_what_stands_where(book: Any) -> None:
    order = [p.text for p in book.paragraphs if p.text]
    wanted = ["2018年第四季度\n通报", "各区（市）：", "本季度净收 1,750,000.02 元。",
              "青岛市财政局", "2019年1月8日", "附件　依据", "注"]  # fmt: skip
    places = [order.index(text) for text in wanted]
    assert places == sorted(places)
    breaks = [p for p in book.paragraphs if p.paragraph_format.page_break_before]
    assert len(breaks) == 1


def test_page_numbers(book: Any) -> None:
    (section,) = book.sections
    assert book.settings.odd_and_even_pages_header_footer is True
    for footer, align in ((section.footer, "RIGHT"), (section.even_page_footer, "LEFT")):
        (paragraph,) = footer.paragraphs
        assert paragraph.alignment.name == align
        assert paragraph.text == "—  —"
        kinds = [e.get(f"{W}fldCharType") for e in paragraph._p.iter(f"{W}fldChar")]
        assert (kinds[0], kinds[-1]) == ("begin", "end")
        (code,) = paragraph._p.iter(f"{W}instrText")
        assert code.text.strip() == "PAGE"
        for run in paragraph.runs:
            assert run.font.size.pt == 14  # 4号
            assert run._r.rPr.rFonts.get(f"{W}eastAsia") == "宋体"


def test_fonts_of_ones_own(tmp_path: Path) -> None:
    fonts = {"正文": "仿宋_GB2312", "标题": "方正小标宋简体", "一级标题": "华文黑体"}
    path = write_word(document(TABLE), tmp_path / "a.docx", fonts=fonts)
    styles = docx.Document(str(path)).styles

    def shown(name: str) -> object:
        return styles[name].element.rPr.rFonts.get(f"{W}eastAsia")

    assert shown("公文正文") == shown("公文主送") == shown("公文落款") == "仿宋_GB2312"
    assert (shown("公文标题"), shown("公文一级标题")) == ("方正小标宋简体", "华文黑体")
    assert (shown("公文二级标题"), shown("公文表格")) == ("楷体", "宋体")


def test_a_place_of_fonts_that_is_not_known(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"“题目”.*正文、标题、一级标题、二级标题、表格"):
        write_word(document(), tmp_path / "a.docx", fonts={"题目": "宋体"})
    assert not list(tmp_path.iterdir())


# ------------------------------------------------------------------------------- tables


def test_a_table(book: Any) -> None:
    (grid,) = book.tables
    assert [[c.text for c in row.cells] for row in grid.rows] == [
        ["区市", "净额", "判定"],
        ["市南", "1,234.56", "✕ 超标"],
        ["市北", "-0.01", "▲ 跃升"],
        ["崂山", "0.00", "○ 断流"],
        ["城阳", "0.00", "? 缺测"],
        ["合计", "1,234.55", ""],
    ]
    assert {c.paragraphs[0].style.name for row in grid.rows for c in row.cells} == {"公文表格"}
    aligned = [c.paragraphs[0].alignment.name for c in grid.rows[5].cells]
    assert aligned == ["LEFT", "RIGHT", "CENTER"]


def test_header_rows_are_repeated_and_no_row_is_split(book: Any) -> None:
    rows = book.tables[0]._tbl.tr_lst
    assert [row.find(f".//{W}tblHeader") is not None for row in rows] == [True] + [False] * 5
    assert all(row.find(f".//{W}cantSplit") is not None for row in rows)


def test_columns_fill_the_type_area(book: Any) -> None:
    table = book.tables[0]._tbl
    widths = [int(c.get(f"{W}w")) for c in table.tblGrid.iter(f"{W}gridCol")]
    assert sum(widths) == pytest.approx(156 * TWIPS_A_MM, abs=len(widths))
    for row in table.tr_lst:
        assert [int(w.get(f"{W}w")) for w in row.iter(f"{W}tcW")] == widths
    assert table.tblPr.find(f"{W}tblLayout").get(f"{W}type") == "fixed"


def test_header_and_total_are_bold(book: Any) -> None:
    for number, row in enumerate(book.tables[0].rows):
        for cell in row.cells:
            is_bold = all(run.bold for run in cell.paragraphs[0].runs)
            is_marked = any(word in cell.text for word in ("✕ 超标", "▲ 跃升"))  # as on sheets
            assert is_bold == (number in (0, 5) or is_marked), cell.text


def test_a_last_row_that_is_no_total_is_not_bold(tmp_path: Path) -> None:
    plain = PrintedTable("表", TABLE.columns, TABLE.rows)
    path = write_word(document(plain), tmp_path / "a.docx")
    last = docx.Document(str(path)).tables[0].rows[-1]
    assert not any(run.bold for cell in last.cells for run in cell.paragraphs[0].runs)
    assert "✕ 超标" not in words(path)


def test_tones_have_shades(book: Any) -> None:
    fills = []
    for row in book.tables[0].rows:
        shade = row.cells[2]._tc.tcPr.find(f"{W}shd")
        fills.append(None if shade is None else shade.get(f"{W}fill"))
    assert fills[5] is None
    assert len(set(fills)) == 6, "header, four tones, and none"
    bad = book.tables[0].rows[1].cells[2].paragraphs[0].runs[0]
    assert str(bad.font.color.rgb) == "FFFFFF", "white on dark red"


def test_words_take_the_ink_of_their_tone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(palette.TONES, "bad", replace(palette.TONES["bad"], ink="#7030A0"))
    path = write_word(document(TABLE), tmp_path / "a.docx")
    bad = docx.Document(str(path)).tables[0].rows[1].cells[2].paragraphs[0].runs[0]
    assert str(bad.font.color.rgb) == "7030A0"


def test_captions(book: Any) -> None:
    shown = {p.text: p for p in book.paragraphs}
    for caption in (TABLE.caption, NET.caption):
        assert shown[caption].style.name == "公文图表标题"
    assert shown[TABLE.caption].paragraph_format.keep_with_next
    body = list(book.element.body)
    place = body.index(shown[TABLE.caption]._p)
    assert body[place + 1].tag == f"{W}tbl"
    picture = body[body.index(shown[NET.caption]._p) - 1]
    assert list(picture.iter(f"{W}drawing"))


def test_elements_stand_in_the_order_of_the_schema(book: Any) -> None:
    """ECMA-376 CT_TblPr, CT_TcPr: sequences; Word may call another order unreadable."""
    orders = {
        "tblPr": ("tblStyle", "tblpPr", "tblOverlap", "bidiVisual", "tblStyleRowBandSize",
                  "tblStyleColBandSize", "tblW", "jc", "tblCellSpacing", "tblInd", "tblBorders",
                  "shd", "tblLayout", "tblCellMar", "tblLook"),
        "tcPr": ("cnfStyle", "tcW", "gridSpan", "hMerge", "vMerge", "tcBorders", "shd", "noWrap",
                 "tcMar", "textDirection", "tcFitText", "vAlign", "hideMark"),
    }  # fmt: skip
    for name, order in orders.items():
        for element in book.element.body.iter(W + name):
            places = [order.index(child.tag.removeprefix(W)) for child in element]
            assert places == sorted(places), [order[place] for place in places]


@pytest.mark.thorough
def test_500_rows(tmp_path: Path) -> None:
    rows = tuple((str(n), f"{n:,}.00", "超标") for n in range(500))
    path = write_word(
        document(PrintedTable("表", TABLE.columns, rows, tones=TABLE.tones)), tmp_path / "a.docx"
    )
    text = part(path)
    assert text.count("<w:tr>") + text.count("<w:tr ") == 501
    assert len(re.findall(r"<w:cantSplit", text)) == 501
    assert len(re.findall(r"<w:tblHeader", text)) == 1
    assert {f"{n:,}.00" for n in range(500)} <= set(words(path))


def test_a_table_of_no_rows(tmp_path: Path) -> None:
    empty = PrintedTable("表", TABLE.columns, ())
    path = write_word(document(empty), tmp_path / "a.docx")
    (grid,) = docx.Document(str(path)).tables
    assert len(grid.rows) == 1


def test_a_ragged_table_is_no_document(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    write_word(document(Paragraph("第一版")), path)
    before = path.read_bytes()
    with pytest.raises(ValueError, match="cells"):
        write_word(document(PrintedTable("表", TABLE.columns, (("少",),))), path)
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["a.docx"]


# ------------------------------------------------------------------------------ pictures


def test_pictures(book: Any) -> None:
    (shape,) = book.inline_shapes
    assert 100 <= shape.width.mm <= 156.01
    assert shape.height.mm <= 225
    assert shape._inline.docPr.get("descr") == NET.alt


@pytest.mark.thorough
def test_a_calendar_of_500_sections(tmp_path: Path) -> None:
    rows = tuple(f"断面{n}" for n in range(500))
    calendar = Calendar(rows, ("2018-10", "2018-11"), (("超标", "跃升"),) * 500, TABLE.tones)
    path = write_word(document(Picture("图1", "五百个断面", calendar)), tmp_path / "a.docx")
    shapes = docx.Document(str(path)).inline_shapes
    assert len(shapes) == 13
    for shape in shapes:
        assert shape.width <= 156 * EMU_A_MM
        assert shape.height <= 225 * EMU_A_MM
        assert shape._inline.docPr.get("descr") == "五百个断面"
    assert words(path).count("图1") == 1
    numbers = [shape._inline.docPr.get("id") for shape in shapes]
    assert len(set(numbers)) == len(numbers)


# ----------------------------------------------------------------------------- the texts


def test_every_figure_of_the_document_is_there(written: Path) -> None:
    shown = words(written)
    bare = {re.sub(r"^[▲✕○?] ", "", text) for text in shown}
    assert set(cells(document(TABLE))) <= bare
    for text in TEXTS.values():
        assert text in shown or text in ("青财〔2019〕1号", "2018年第四季度")  # no place in ours


def test_texts_are_harmless(tmp_path: Path) -> None:
    table = PrintedTable(EVIL, (TableColumn(EVIL),), ((EVIL,), ("a<b",)), tones={EVIL: "bad"})
    made = Document(
        EVIL,
        dict.fromkeys(TEXTS, EVIL),
        (
            Part("概述", (Paragraph(EVIL), Paragraph(EVIL, HEADING), table)),
            Part(
                "附件", (Picture(EVIL, EVIL, SignedBars((EVIL,), (1,), EVIL, EVIL)),), is_annex=True
            ),
        ),
    )
    path = write_word(made, tmp_path / "a.docx")
    shown = words(path)
    # number, title, addressee, signature, day, two paragraphs, caption, header, picture's caption
    assert shown.count(EVIL) == 10
    assert shown.count(f"✕ {EVIL}") == 1
    assert "a<b" in shown
    (shape,) = docx.Document(str(path)).inline_shapes
    assert shape._inline.docPr.get("descr") == EVIL


def test_characters_that_no_xml_can_hold(tmp_path: Path) -> None:
    """What a page of HTML takes, a document takes: it is no reason for a traceback."""
    path = write_word(document(Paragraph("坏\x01字\x0b")), tmp_path / "a.docx")
    assert any("坏" in text and "字" in text for text in words(path))


def test_an_empty_document(tmp_path: Path) -> None:
    path = write_word(Document("空", TEXTS, ()), tmp_path / "a.docx")
    assert [text for text in words(path) if text] == [
        TEXTS[name] for name in ("文号", "标题", "主送", "落款", "日期")
    ]
    path = write_word(Document("空", TEXTS, (Part("概述", ()),)), tmp_path / "b.docx")
    assert not any("{{" in text for text in words(path))


@pytest.mark.thorough
def test_the_same_document_twice(tmp_path: Path) -> None:
    one, two = (write_word(document(TABLE, NET), tmp_path / n) for n in ("1.docx", "2.docx"))
    assert part(one) == part(two)
    assert part(one, "word/styles.xml") == part(two, "word/styles.xml")


# ------------------------------------------------------------------- a bureau's own template


def test_ours_is_such_a_template(tmp_path: Path) -> None:
    path = tmp_path / "模板.docx"
    path.write_bytes(default_template())
    assert "{{ 标题 }}" in words(path)
    made = document(TABLE, NET)
    by_own = write_word(made, tmp_path / "1.docx", template=path)
    by_ours = write_word(made, tmp_path / "2.docx")
    assert part(by_own) == part(by_ours)
    assert "{{ 标题 }}" in words(path), "the template itself stays"


def test_a_template_of_ones_own(tmp_path: Path) -> None:
    own = template(
        tmp_path / "模板.docx",
        "红头文件 {{ 文号 }}",
        "{{ 期间 }}：{{ 标题 }}",
        "以下是概述",
        "{{p 概述 }}",
        "以下是附件",
        "{{p 附件 }}",
        header="{{ 落款 }}内部",
    )
    path = write_word(document(TABLE, NET), tmp_path / "a.docx", template=own)
    shown = [text for text in words(path) if text]
    assert shown[:4] == [
        "红头文件 青财〔2019〕1号",
        "2018年第四季度：2018年第四季度\n通报",
        "以下是概述",
        "本季度净收 1,750,000.02 元。",
    ]
    assert shown[-3:] == ["以下是附件", "附件　依据", "注"]
    assert "青岛市财政局" not in shown, "no place for it in the template"
    book = docx.Document(str(path))
    assert book.sections[0].header.paragraphs[0].text == "青岛市财政局内部"
    assert len(book.tables) == len(book.inline_shapes) == 1
    fonts = book.styles["公文正文"].element.rPr.rFonts
    assert fonts.get(f"{W}eastAsia") == "仿宋", "styles that the template lacks are added"


def test_a_part_by_its_name_with_a_dot(tmp_path: Path) -> None:
    """Every name that ``placeholders`` lists can be used as it is listed."""
    made = document(TABLE)
    for number, name in enumerate(placeholders(made)):
        mark = "" if name in made.texts else "p"
        own = template(tmp_path / f"模板{number}.docx", f"{{{{{mark} {name} }}}}")
        path = write_word(made, tmp_path / f"{number}.docx", template=own)
        assert any(words(path)), name


def test_the_bureaus_own_styles_stay(tmp_path: Path) -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Pt

    page = docx.Document()
    style = page.styles.add_style("公文正文", WD_STYLE_TYPE.PARAGRAPH)
    style.font.size = Pt(15)
    style.element.get_or_add_rPr().get_or_add_rFonts().set(f"{W}eastAsia", "方正仿宋_GBK")
    page.add_paragraph("{{p 全文 }}")
    page.sections[0].top_margin = Pt(100)
    page.save(str(tmp_path / "模板.docx"))
    path = write_word(
        document(),
        tmp_path / "a.docx",
        template=tmp_path / "模板.docx",
        fonts={"正文": "仿宋_GB2312"},
    )
    book = docx.Document(str(path))
    assert book.styles["公文正文"].font.size.pt == 15
    assert book.styles["公文正文"].element.rPr.rFonts.get(f"{W}eastAsia") == "方正仿宋_GBK"
    assert book.styles["公文注释"].element.rPr.rFonts.get(f"{W}eastAsia") == "仿宋_GB2312"
    assert book.sections[0].top_margin.pt == pytest.approx(100, abs=0.1)


def test_a_placeholder_that_is_not_known(tmp_path: Path) -> None:
    own = template(tmp_path / "模板.docx", "{{ 标题 }}", "{{ 标题二 }}", "{{p 总述 }}")
    with pytest.raises(UsageError) as caught:
        write_word(document(), tmp_path / "a.docx", template=own)
    told = str(caught.value)
    assert "标题二" in told
    assert "总述" in told
    for known in (*TEXTS, "概述", "附件", "全文"):
        assert known in told.partition("可用的有")[2]
    assert not (tmp_path / "a.docx").exists()


@pytest.mark.parametrize(
    "line", ["{{ 标题|没有 }}", "{% if %}", "{{ 标题 + }}", "{% for a in b %}"]
)
def test_a_template_with_wrong_syntax(line: str, tmp_path: Path) -> None:
    own = template(tmp_path / "模板.docx", line)
    with pytest.raises(UsageError, match="模板"):
        write_word(document(), tmp_path / "a.docx", template=own)
    assert not (tmp_path / "a.docx").exists()


def test_a_part_within_a_line_is_refused_or_right(tmp_path: Path) -> None:
    """``{{ 概述 }}`` in place of ``{{p 概述 }}``: no document that Word can't open."""
    own = template(tmp_path / "模板.docx", "如下：{{ 概述 }}")
    try:
        path = write_word(document(), tmp_path / "a.docx", template=own)
    except UsageError:
        return
    body = docx.Document(str(path)).element.body
    for text in body.iter(f"{W}t", f"{W}r"):
        assert not list(text.iter(f"{W}p")), "a paragraph within a run"


@pytest.mark.parametrize("content", [b"", b"text", b"PK\x03\x04 no zip", None])
def test_a_template_that_is_no_document(content: bytes | None, tmp_path: Path) -> None:
    own = tmp_path / "模板.docx"
    if content is not None:
        own.write_bytes(content)
    with pytest.raises(FileError, match=r"模板.*打不开"):
        write_word(document(), tmp_path / "a.docx", template=own)
    assert not (tmp_path / "a.docx").exists()


def test_a_template_that_is_another_archive(tmp_path: Path) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("xl/workbook.xml", "<a/>")
    own = tmp_path / "模板.docx"
    own.write_bytes(stream.getvalue())
    with pytest.raises(FileError, match="打不开"):
        write_word(document(), tmp_path / "a.docx", template=own)


def test_placeholders_are_listed() -> None:
    listed = placeholders(document())
    assert set(listed) == {*TEXTS, "概述", "附件·依据", "全文", "附件"}
    assert all(listed.values())


# ------------------------------------------------------------------------ whole or not at all


def test_wrong_names(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"应以 \.docx 结尾，现在是 通报\.doc"):
        write_word(document(), tmp_path / "通报.doc")
    with pytest.raises(FileError, match="没有文件夹"):
        write_word(document(), tmp_path / "没有" / "通报.docx")
    (tmp_path / "夹.docx").mkdir()
    with pytest.raises(FileError, match="是文件夹"):
        write_word(document(), tmp_path / "夹.docx")


def test_a_file_that_is_open_elsewhere_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_word(document(), tmp_path / "a.docx")
    before = path.read_bytes()

    def locked(self: Path, target: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "replace", locked)
    with pytest.raises(FileError, match="正被其他程序打开"):
        write_word(document(Paragraph("新")), path)
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["a.docx"]


def test_an_earlier_file_is_replaced(tmp_path: Path) -> None:
    path = write_word(document(Paragraph("第一版")), tmp_path / "a.docx")
    write_word(document(), path)
    assert "注" in words(path)
    assert "第一版" not in words(path)
    assert [p.name for p in tmp_path.iterdir()] == ["a.docx"]
