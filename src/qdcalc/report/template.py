"""A bureau's own template: what may stand in it is our placeholders, ``if`` and ``for``.

A template comes from outside, so it is read twice: paragraph by paragraph, to name what is not
allowed where it stands, and by an environment that compiles nothing else, whatever asks it to.
"""

from __future__ import annotations

import difflib
import re
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from qdcalc.errors import FileError, UsageError
from qdcalc.exact.patterns import Lazy
from qdcalc.record import record

INSTALL = '需要先安装写文档用的组件：python -m pip install "qdcalc[report]"'
LARGEST = 8 * 2**20  # bytes of a template's texts, unpacked
_LARGEST_PICTURES = 128 * 2**20  # bytes of its pictures
MOST_TAGS = 2_000
_TAG = Lazy(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.S)
_HALF = Lazy(r"\{\{|\}\}|\{%|%\}|\{#|#\}")
_PRINT = Lazy(r"\{\{-?(?:(p|r|tr|tc)\s)?\s*(.*?)\s*-?\}\}", re.S)
_STATEMENT = Lazy(r"\{%[-+]?(?:(p|r|tr|tc)\s)?\s*([^\s%]*)\s*(.*?)\s*[-+]?%\}", re.S)
_FOR = Lazy(r"(\w+)\s+in\s+([\w·]+)")
_ENDS = {"endif": "if", "endfor": "for"}
_BLOCKS = {"if", "elif", "else", "for", *_ENDS}
_QUOTES = str.maketrans("“”‘’", "\"\"''")


@record
class Place:
    """A paragraph of a template: where a person finds it, what it says, is it of the body."""

    where: str
    text: str
    is_body: bool

    def refused(self, why: str) -> str:
        """Return why a paragraph is refused, naming it."""
        said = re.sub(r"\s+", " ", self.text).strip()
        return f"{self.where}“{said if len(said) <= 40 else said[:39] + '…'}”：{why}"


def environment() -> Any:
    """Return the environment that renders a template and compiles nothing but ours."""
    from jinja2 import StrictUndefined, TemplateSyntaxError, nodes
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    allowed = (
        nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const, nodes.If,
        nodes.For, nodes.Compare, nodes.Operand, nodes.Not, nodes.And, nodes.Or,
    )  # fmt: skip

    class Environment(ImmutableSandboxedEnvironment):
        def _parse(self, source: str, name: str | None, filename: str | None) -> Any:
            tree = super()._parse(source, name, filename)
            for node in tree.find_all(nodes.Node):
                if not isinstance(node, allowed):
                    raise TemplateSyntaxError(type(node).__name__, getattr(node, "lineno", 1))
            for loop in tree.find_all(nodes.For):
                is_plain = isinstance(loop.iter, nodes.Name) and isinstance(loop.target, nodes.Name)
                if not is_plain or loop.recursive or loop.test or loop.find(nodes.For):
                    raise TemplateSyntaxError("For", loop.lineno)
            return tree

    made = Environment(undefined=StrictUndefined, autoescape=True)
    for names in (made.globals, made.filters, made.tests):
        names.clear()
    return made


def opened(source: Any, template: Path | None) -> Any:
    """Open a template.

    Raises
    ------
    UsageError
        The components are not installed.
    FileError
        It is no .docx file, or it is far too large for one.
    """
    try:
        from docxtpl import DocxTemplate
    except ModuleNotFoundError as error:
        raise UsageError(INSTALL) from error
    try:
        with zipfile.ZipFile(source) as archive:
            size = pictures = 0
            for member in archive.infolist():
                if member.filename.startswith("word/media/"):
                    pictures += member.file_size
                else:
                    size += member.file_size
        if size <= LARGEST and pictures <= _LARGEST_PICTURES:
            book = DocxTemplate(source)
            book.init_docx()
    except Exception as error:  # whatever python-docx makes of a file that is no .docx
        raise FileError(f"模板 {template} 打不开，应是 Word 另存的 .docx 文件") from error
    if size > LARGEST:
        raise FileError(f"模板 {template} 太大，文字部分超过 {LARGEST // 2**20} MB，请精简后再用")
    if pictures > _LARGEST_PICTURES:
        most = _LARGEST_PICTURES // 2**20
        raise FileError(f"模板 {template} 太大，图片超过 {most} MB，请压缩图片后再用")
    return book


def used(book: Any, texts: set[str], parts: set[str], template: Path | None) -> set[str]:
    """Return the placeholders that a template uses.

    Parameters
    ----------
    book : docxtpl.DocxTemplate
    texts, parts : set of str
        The placeholders of single texts, and of paragraphs, tables and pictures.
    template : Path or None
        The file, for the message.

    Raises
    ------
    UsageError
        Something else stands in it; every paragraph of that kind is named.
    """
    places = list(_places(book))
    reader = _Reader(texts, parts, environment())
    if sum(place.text.count("{{") + place.text.count("{%") for place in places) > MOST_TAGS:
        raise UsageError(f"模板 {template} 里的占位符超过 {MOST_TAGS:,} 个")
    reader.read(places)
    if reader.refusals:
        known = f"可用的有：{'、'.join([*texts, *parts])}" if reader.has_unknown else ""
        lines = "\n".join(reader.refusals[:20])
        more = f"\n……另有 {len(reader.refusals) - 20} 处" if len(reader.refusals) > 20 else ""
        raise UsageError(f"模板 {template} 不能用：\n{lines}{more}\n{known}".rstrip())
    return reader.names


def _places(book: Any) -> Iterator[Place]:
    """Yield the paragraphs of the body, of headers, footers and notes, and the properties."""
    yield from _paragraphs(book.docx.element.body, "正文", is_body=True)
    for part in book.docx.part.package.iter_parts():
        name = str(part.partname).rpartition("/")[2]
        for start, where in (
            ("header", "页眉"),
            ("footer", "页脚"),
            ("footnotes", "脚注"),
            ("endnotes", "尾注"),
        ):
            if name.startswith(start):
                yield from _paragraphs(_element(part), where)
    properties = book.docx.core_properties
    for name in ("title", "subject", "author", "comments", "identifier", "language"):
        yield Place(f"文档属性 {name} ", str(getattr(properties, name) or ""), False)


def _element(part: Any) -> Any:
    from docx.opc.oxml import parse_xml

    return part.element if hasattr(part, "element") else parse_xml(part.blob)


def _paragraphs(element: Any, where: str, *, is_body: bool = False) -> Iterator[Place]:
    from docx.oxml.ns import qn

    for number, paragraph in enumerate(element.iter(qn("w:p")), start=1):
        texts = paragraph.iter(qn("w:t"))
        own = (t for t in texts if next(t.iterancestors(qn("w:p"))) is paragraph)
        yield Place(f"{where}第 {number} 段", "".join(t.text or "" for t in own), is_body)


class _Reader:
    """What paragraphs ask for, and what of it is refused."""

    def __init__(self, texts: set[str], parts: set[str], environment: Any) -> None:
        self._texts, self._parts, self._environment = texts, parts, environment
        self._variables: set[str] = set()
        self._open: list[tuple[str, Place]] = []
        self.names: set[str] = set()
        self.refusals: list[str] = []
        self.has_unknown = False

    def read(self, places: list[Place]) -> None:
        """Read the paragraphs in order; blocks are to be closed in the text that opened them."""
        for place in places:
            for why in self._read(place):
                self.refusals.append(place.refused(why))
        for word, place in self._open:
            self.refusals.append(place.refused(f"{word} 没有对应的 end{word}"))

    def _read(self, place: Place) -> Iterator[str]:
        if _HALF.search(_TAG.sub("", place.text)):
            yield "占位符没有在同一段里写完整，两边的括号要成对"
        for tag in _TAG.findall(place.text):
            if tag.startswith("{{"):
                yield from self._print(tag, place)
            elif tag.startswith("{%"):
                yield from self._statement(tag, place)

    def _print(self, tag: str, place: Place) -> Iterator[str]:
        found = _PRINT.fullmatch(tag)
        mark, name = (found[1] or "", found[2]) if found else ("", tag)
        if name in self._parts:
            self.names.add(name)
            if not place.is_body:
                yield f"“{name}”是段落、表格和图片，只能放在正文里"
            elif mark != "p" or place.text.strip() != tag:
                yield f"“{name}”是段落、表格和图片，要单独占一段，写成 {{{{p {name} }}}}"
        elif name in self._texts | self._variables:
            self.names |= {name} - self._variables
            if mark:
                yield f"“{name}”是文字，写成 {{{{ {name} }}}}"
        elif re.fullmatch(r"[\w·]+", name):
            yield self._unknown(name)
        else:
            yield "{{ }} 里只能写一个占位符的名称"

    def _unknown(self, name: str) -> str:
        self.has_unknown = True
        near = difflib.get_close_matches(name, [*self._texts, *self._parts], n=1, cutoff=0.5)
        return f"没有占位符“{name}”" + (f"（是不是 {near[0]}？）" if near else "")

    def _statement(self, tag: str, place: Place) -> Iterator[str]:
        found = _STATEMENT.fullmatch(tag)
        word, rest = (found[2], found[3]) if found else ("", "")
        if word not in _BLOCKS:
            yield "{% %} 里只能用 if 和 for"
        elif word in ("if", "elif"):
            yield from self._condition(rest)
        elif word == "for":
            yield from self._loop(rest)
        if word in _ENDS:
            if not self._open or self._open[-1][0] != _ENDS[word]:
                yield f"{word} 前面没有对应的 {_ENDS[word]}"
            else:
                self._open.pop()
        elif word in ("if", "for"):
            if word == "for" and any(opened == "for" for opened, _ in self._open):
                yield "for 里面不能再用 for"
            self._open.append((word, place))
        elif word in ("elif", "else") and not self._open:
            yield f"{word} 前面没有对应的 if"

    def _condition(self, text: str) -> Iterator[str]:
        from jinja2 import TemplateError, meta

        try:
            tree = self._environment.parse(f"{{% if {text.translate(_QUOTES)} %}}{{% endif %}}")
        except (TemplateError, RecursionError):
            yield "if 后面只能写占位符的名称，可用 not、and、or 和 == 比较"
            return
        for name in sorted(meta.find_undeclared_variables(tree) - self._variables):
            if name in self._texts:
                self.names.add(name)
            elif name in self._parts:
                yield f"“{name}”是段落、表格和图片，不能作条件"
            else:
                yield self._unknown(name)

    def _loop(self, text: str) -> Iterator[str]:
        found = _FOR.fullmatch(text)
        if found is None:
            yield "for 只能写成 {% for 字 in 占位符 %}"
        elif found[2] not in self._texts:
            yield self._unknown(found[2])
        else:
            self._variables.add(found[1])
            self.names.add(found[2])


def rendered(book: Any, context: Mapping[str, Any], template: Path | None) -> None:
    """Render a template that was read.

    Raises
    ------
    UsageError
        It can't be rendered all the same.
    """
    from jinja2 import TemplateError

    try:
        book.render(context, jinja_env=environment(), autoescape=True)
    except (TemplateError, RecursionError, TypeError, ValueError) as error:
        name = f" {template} " if template else ""
        raise UsageError(
            f"模板{name}里的占位符、if 或 for 写法不对，或者跨了表格行：请只用 {{{{ 名称 }}}}，"
            "段落、表格、图片单独占一段写成 {{p 名称 }}"
        ) from error
