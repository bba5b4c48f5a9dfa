"""The page: escaped, needs nothing beside it, holds every figure of the document."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from qdcalc.document.model import (
    ADDRESSEE,
    BODY,
    HEADING,
    NOTE,
    SIGNATURE,
    SUBHEADING,
    TITLE,
    Bars,
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
from qdcalc.errors import FileError
from qdcalc.report.html import page, write_html

pytest.importorskip("matplotlib")
pytest.importorskip("pylopdf_fonts_zh_cn")

EVIL = "<script>alert('1')</script>&\"'"
VOID = {"meta", "br", "col"}


class Reader(HTMLParser):
    """Reads a page, checks that its tags are closed in order, keeps texts and attributes."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.cells: list[list[str]] = []
        self.words: list[tuple[str, str]] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag == "tr":
            self.cells.append([])
        if tag in ("td", "th"):
            self.cells[-1].append("")
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open:
            self.words.append((self.open[-1], data))
        if "td" in self.open or "th" in self.open:
            self.cells[-1][-1] += data


def document(*blocks: object, title: str = "通报") -> Document:
    return Document(title, {}, (Part("正文", blocks),))  # type: ignore[arg-type]


TABLE = PrintedTable(
    "表1　应收应付",
    (
        TableColumn("区市", width=3),
        TableColumn("净额（元）", "right"),
        TableColumn("判定", "center"),
    ),
    (("市南", "1,234.56", "超标"), (EVIL, "-0.01", "跃升"), ("合计", "1,234.55", "")),
    has_total=True,
    tones={"超标": "bad", "跃升": "good"},
)  # fmt: skip
NET = Picture(
    "图1　净额", "市南应收，市北应付", SignedBars(("市南", "市北"), (1, -1), "应收", "应付")
)


def test_texts_are_escaped() -> None:
    everywhere = Document(
        EVIL,
        {},
        (
            Part(
                EVIL,
                (
                    *(Paragraph(EVIL, s) for s in (ADDRESSEE, HEADING, SUBHEADING, BODY, NOTE)),
                    PrintedTable(EVIL, (TableColumn(EVIL),), ((EVIL,),), tones={EVIL: "bad"}),
                    Picture(EVIL, EVIL, Bars((EVIL,), (1,), EVIL)),
                ),
            ),
        ),
    )
    text = page(everywhere)
    read = Reader(text)
    assert "script" not in {tag for tag, _ in read.tags}
    assert "<script" not in text
    assert sum(EVIL in words for _, words in read.words) >= 11
    (section,) = [attrs for tag, attrs in read.tags if tag == "section"]
    assert section == {"aria-label": EVIL}


def test_the_page_needs_nothing_beside_it() -> None:
    text = page(document(TABLE, NET, Picture("图2", "…", Bars(("甲",), (-1,), "人"))))
    assert not re.search(r"https?:|//\w", text)
    assert not re.search(r"@import|url\((?!#)", text)
    for tag, attrs in Reader(text).tags:
        assert tag not in ("link", "script", "img", "iframe", "object", "base")
        assert "src" not in attrs
        assert (attrs.get("href") or "#").startswith("#")


def test_ids_are_unique_and_what_is_used_is_there() -> None:
    text = page(document(NET, NET, NET))
    ids = re.findall(r'\bid="([^"]+)"', text)
    assert len(ids) == len(set(ids))
    used = re.findall(r'href="#([^"]+)"', text) + re.findall(r"url\(#([^)]+)\)", text)
    assert len(set(used)) > 10
    assert set(used) <= set(ids)


def test_pictures_are_told_in_words() -> None:
    read = Reader(page(document(NET)))
    (svg,) = [attrs for tag, attrs in read.tags if tag == "svg"]
    assert svg["role"] == "img"
    assert ("desc", NET.alt) in read.words
    assert ("title", NET.caption) in read.words
    assert ("figcaption", NET.caption) in read.words
    ids = {attrs.get("id") for _, attrs in read.tags}
    assert set(str(svg["aria-labelledby"]).split()) <= ids


@pytest.mark.thorough
def test_a_calendar_of_500_sections_is_split() -> None:
    rows = tuple(f"断面{n}" for n in range(500))
    big = Calendar(rows, ("2018-10",), (("超标",),) * 500, {"超标": "bad"})
    read = Reader(page(document(Picture("图1", "…", big))))
    assert sum(tag == "svg" for tag, _ in read.tags) == 13
    assert ("title", "图1（第 13 张，共 13 张）") in read.words
    assert sum(tag == "figcaption" for tag, _ in read.tags) == 1


def test_a_table_holds_every_figure() -> None:
    read = Reader(page(document(TABLE)))
    assert read.cells == [
        ["区市", "净额（元）", "判定"],
        ["市南", "1,234.56", "✕ 超标"],
        [EVIL, "-0.01", "▲ 跃升"],
        ["合计", "1,234.55", ""],
    ]
    assert ("caption", TABLE.caption) in read.words


def test_a_table_is_set_to_be_read() -> None:
    text = page(document(TABLE))
    assert re.search(r'<thead><tr><th scope="col"[^>]*>区市</th>.*</tr></thead><tbody>', text)
    assert "thead { display: table-header-group; }" in text
    assert "tr { break-inside: avoid; }" in text
    assert '<td class="right">1,234.56</td>' in text
    assert '<td class="center bad">' in text
    assert '<tr class="total"><td>合计</td>' in text
    widths = [float(w) for w in re.findall(r'<col style="width:([\d.]+)%">', text)]
    assert sum(widths) == pytest.approx(100, abs=0.2)
    assert widths[0] == max(widths), "the longest texts have the widest column"
    assert "tfoot" not in text, "browsers repeat it on every page"


def test_500_rows() -> None:
    rows = tuple((str(n), f"{n:,}.00", "") for n in range(500))
    read = Reader(page(document(PrintedTable("", TABLE.columns, rows))))
    assert [tuple(cells) for cells in read.cells[1:]] == list(rows)
    assert "caption" not in {tag for tag, _ in read.tags}


def test_paragraphs_by_style() -> None:
    text = page(
        document(
            Paragraph("题\n目", TITLE),
            Paragraph("各区市：", ADDRESSEE),
            Paragraph("一、", HEADING),
            Paragraph("（一）", SUBHEADING),
            Paragraph("正文"),
            PageBreak(),
            Paragraph("青岛", SIGNATURE),
        )
    )
    assert "<h1>题<br>目</h1>" in text
    assert text.count("<h1>") == 1
    for line in (
        '<p class="addressee">各区市：</p>',
        "<h2>一、</h2>",
        "<h3>（一）</h3>",
        '<p class="body">正文</p>',
        '<div class="break"></div>',
        '<p class="signature">青岛</p>',
    ):
        assert line in text
    assert '<html lang="zh-CN">' in text
    assert "size: A4" in text


@pytest.mark.parametrize("parts", [(), (Part("空", ()),)])
def test_an_empty_document(parts: tuple[Part, ...], tmp_path: Path) -> None:
    path = tmp_path / "空.html"
    assert write_html(Document("没有内容的通报", {}, parts), path) == path
    text = path.read_text(encoding="utf-8")
    Reader(text)
    assert "<h1>没有内容的通报</h1>" in text


def test_an_empty_table_and_an_empty_picture() -> None:
    blocks = (PrintedTable("表", (), ()), PrintedTable("表", TABLE.columns, ()),
              Picture("图", "没有数据", Bars((), (), "人")))  # fmt: skip
    Reader(page(document(*blocks)))


def test_the_same_document_gives_the_same_file(tmp_path: Path) -> None:
    one, two = (write_html(document(TABLE, NET), tmp_path / name) for name in ("1.html", "2.htm"))
    assert one.read_bytes() == two.read_bytes()
    assert b"\r" not in one.read_bytes()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["1.html", "2.htm"], "nothing temporary"


def test_a_page_is_replaced_only_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "通报.html"
    write_html(document(Paragraph("第一版")), path)
    ragged = PrintedTable("表", TABLE.columns, (("少",),))
    with pytest.raises(ValueError, match="cells"):
        write_html(document(ragged), path)
    assert "第一版" in path.read_text(encoding="utf-8")
    assert [p.name for p in tmp_path.iterdir()] == ["通报.html"]


def test_text_that_is_no_unicode_is_written(tmp_path: Path) -> None:
    path = write_html(document(Paragraph("坏\ud800字")), tmp_path / "a.html")
    assert "坏?字" in path.read_text(encoding="utf-8")


def test_wrong_names_are_refused(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"应以 \.html 结尾，现在是 通报\.docx"):
        write_html(document(), tmp_path / "通报.docx")
    with pytest.raises(FileError, match="没有文件夹"):
        write_html(document(), tmp_path / "没有" / "通报.html")
