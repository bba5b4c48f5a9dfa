"""A bureau's own template is a stranger's file: placeholders, ``if`` and ``for``, nothing else.

Issue 10, "Security": ``{{ lipsum.__globals__… }}`` ran, loops over 10**9 hung, ``include`` and
``{{ 1/0 }}`` ended in a crash, ``{{p 标题 }}`` gave an empty document; each refusal names the
paragraph.
"""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import docx
import pytest

from qdcalc.document.model import Document, Paragraph, Part
from qdcalc.errors import FileError, UsageError
from qdcalc.report.template import LARGEST, environment
from qdcalc.report.word import write_word

MADE = Document(
    "标题在此",
    {"标题": "标题在此", "文号": "", "日期": "2019年1月2日"},
    (
        Part("概述", (Paragraph("本季度净收 1.00 元。"),)),
        Part("附件·依据", (Paragraph("注"),), is_annex=True),
    ),
)


def template(path: Path, *lines: str, header: str = "", title: str = "") -> Path:
    page = docx.Document()
    for text in lines:
        page.add_paragraph(text)
    page.sections[0].header.paragraphs[0].text = header
    page.core_properties.title = title
    page.save(str(path))
    return path


def refusal(folder: Path, *lines: str, header: str = "", title: str = "") -> str:
    own = template(folder / "模板.docx", *lines, header=header, title=title)
    with pytest.raises(UsageError) as caught:
        write_word(MADE, folder / "a.docx", template=own)
    assert not (folder / "a.docx").exists()
    said = re.sub("“.*?”", "", str(caught.value).partition("不能用")[2])
    assert not re.search(r"[A-Za-z]{8}", said), "no English of Jinja's"
    return str(caught.value)


def words(path: Path) -> list[str]:
    return [p.text for p in docx.Document(str(path)).paragraphs if p.text]


HOSTILE = [
    "{{ lipsum.__globals__['os'].popen('id').read() }}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ 标题.__class__ }}",
    "{{ 标题['__class__'] }}",
    "{{ 标题[0] }}",
    "{{ cycler.__init__.__globals__ }}",
    "{{ self._TemplateReference__context }}",
    "{{ namespace() }}",
    "{{ dict(a=1) }}",
    "{{ range(10**9)|list }}",
    "{{ 标题 * 10**9 }}",
    "{{ 'x' * 1000000000 }}",
    "{{ 9**9**9 }}",
    "{{ 1/0 }}",
    "{{ 1 }}",
    "{{ '标题' }}",
    "{{ 标题|upper }}",
    "{{ 标题 if 文号 else 日期 }}",
    "{{ 标题 ~ 日期 }}",
    "{{ }}",
    "{% for i in range(10**9) %}x{% endfor %}",
    "{% for i in [1,2,3] %}x{% endfor %}",
    "{% for 字 in 标题|list %}x{% endfor %}",
    "{% for a, b in 标题 %}x{% endfor %}",
    "{% for 字 in 标题 if 字 %}x{% endfor %}",
    "{% for 字 in 标题 recursive %}x{% endfor %}",
    "{% for 字 in 标题 %}{% for 甲 in 标题 %}x{% endfor %}{% endfor %}",
    "{% include '/etc/passwd' %}",
    "{% extends 'x' %}",
    "{% import 'x' as y %}",
    "{% from 'x' import y %}",
    "{% set 标题 = 1 %}",
    "{% macro f() %}{% endmacro %}",
    "{% call f() %}{% endcall %}",
    "{% block a %}{% endblock %}",
    "{% filter upper %}a{% endfilter %}",
    "{% raw %}a{% endraw %}",
    "{% with a=1 %}{% endwith %}",
    "{% do 1 %}",
    "{% autoescape false %}{{ 标题 }}{% endautoescape %}",
    "{% colspan 10**9 %}",
    "{% cellbg 标题 %}",
    "{% vm %}",
    "{% if lipsum %}x{% endif %}",
    "{% if 标题.__class__ %}x{% endif %}",
    "{% if range(10**9) %}x{% endif %}",
    "{% if 10**10**10 %}x{% endif %}",
    "{% if " + "not " * 5000 + "标题 %}x{% endif %}",
    "{% if 标题 is defined %}x{% endif %}",
    "{% if 概述 %}x{% endif %}",
    "{% if 标题 %}x",
    "x{% endif %}",
    "{% else %}",
    "{% if 标题 %}{% endfor %}",
    "{% for 字 in 标题 %}{% endif %}",
    "{{p 标题 }}",
    "{{r 标题 }}",
    "{{tr 标题 }}",
    "{{r 概述 }}",
    "{{ 概述 }}",
    "前 {{p 概述 }}",
    "{{p 概述 }}{{p 概述 }}",
    "{{ 标题 ",
    "标题 }}",
    "{{ 标题 }",
    "{ { 标题 }}",
    "{{ 标题二 }}",
    "{{p 总述 }}",
]


TAGS = [line for line in HOSTILE if "{%" in line]  # one may open what the next would close
TEXTS = [line for line in HOSTILE if line not in TAGS]


@pytest.mark.parametrize("line", TAGS)
def test_anything_else_is_refused_with_its_paragraph(line: str, tmp_path: Path) -> None:
    assert "正文第 2 段" in refusal(tmp_path, "第一段", line)


@pytest.mark.parametrize("first", range(0, len(TEXTS), 6))
def test_each_of_several_is_refused_with_its_paragraph(first: int, tmp_path: Path) -> None:
    lines = TEXTS[first : first + 6]
    told = refusal(tmp_path, "第一段", *lines)
    for number, line in enumerate(lines, start=2):
        assert f"正文第 {number} 段" in told, line


@pytest.mark.parametrize("line", ["{{ lipsum }}", "{% include 'x' %}", "{{ 1/0 }}", "{{p 概述 }}"])
def test_headers_too(line: str, tmp_path: Path) -> None:
    assert "页眉第 1 段" in refusal(tmp_path, "{{ 标题 }}", header=line)


def test_properties_too(tmp_path: Path) -> None:
    """docxtpl renders the title and the author of the file as well."""
    told = refusal(tmp_path, "{{ 标题 }}", title="{{ lipsum.__globals__['os'].popen('id') }}")
    assert "文档属性 title" in told


def test_a_tag_cut_into_runs_and_in_tables(tmp_path: Path) -> None:
    """Word cuts texts as it likes: the paragraph counts, not its runs."""
    page = docx.Document()
    paragraph = page.add_paragraph("{{ lip")
    paragraph.add_run("sum.__glo").bold = True
    paragraph.add_run("bals__ }}")
    page.add_table(1, 1).cell(0, 0).text = "{%tr for i in range(9) %}"
    page.save(str(tmp_path / "模板.docx"))
    with pytest.raises(UsageError) as caught:
        write_word(MADE, tmp_path / "a.docx", template=tmp_path / "模板.docx")
    assert "正文第 1 段“{{ lipsum.__globals__ }}”" in str(caught.value)
    assert "正文第 2 段" in str(caught.value)


def test_every_paragraph_is_named_and_the_near_name(tmp_path: Path) -> None:
    told = refusal(tmp_path, "{{ 标题二 }}", "好", "{{ 1/0 }}")
    assert "正文第 1 段“{{ 标题二 }}”：没有占位符“标题二”（是不是 标题？）" in told
    assert "正文第 3 段“{{ 1/0 }}”" in told


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("{{标题}}", "标题在此"),
        ("{{- 标题 -}}", "标题在此"),
        ("{% if 文号 %}有{% else %}无文号{% endif %}", "无文号"),
        ("{% if 文号 %}有{% elif 标题 %}有标题{% endif %}", "有标题"),
        ("{% if not 文号 and (标题 or 日期) %}好{% endif %}", "好"),
        ("{% if 标题 == “标题在此” %}同{% endif %}", "同"),
        ("{% for 字 in 标题 %}{{ 字 }}、{% endfor %}", "标、题、在、此、"),
        ("{# 说明 #}{{ 日期 }}", "2019年1月2日"),
        ("花括号 { } 和 100% }", "花括号 { } 和 100% }"),
    ],
)
def test_what_may_stand_in_it(line: str, shown: str, tmp_path: Path) -> None:
    own = template(tmp_path / "模板.docx", line, "{{p 概述 }}")
    path = write_word(MADE, tmp_path / "a.docx", template=own)
    assert words(path) == [shown, "本季度净收 1.00 元。"]


def test_paragraphs_left_out_by_a_condition(tmp_path: Path) -> None:
    own = template(
        tmp_path / "模板.docx", "{%p if 文号 %}", "文号：{{ 文号 }}", "{%p endif %}", "尾"
    )
    assert words(write_word(MADE, tmp_path / "a.docx", template=own)) == ["尾"]


def test_texts_are_texts_whatever_they_hold(tmp_path: Path) -> None:
    said = "甲<乙 & {{ 标题 }} {% if %}"
    made = Document("题", {"标题": said}, ())
    own = template(tmp_path / "模板.docx", "{{ 标题 }}")
    assert words(write_word(made, tmp_path / "a.docx", template=own)) == [said]


def test_pictures_that_unpack_to_far_too_much_are_not_unpacked(tmp_path: Path) -> None:
    own = template(tmp_path / "模板.docx", "{{ 标题 }}")
    with zipfile.ZipFile(own, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/media/image9.png", bytes(129 * 2**20))
    with pytest.raises(FileError, match="图片超过 128 MB"):
        write_word(MADE, tmp_path / "a.docx", template=own)


def test_ten_thousand_tags_and_a_huge_file_are_refused_at_once(tmp_path: Path) -> None:
    assert "超过" in refusal(tmp_path, "{{ " * 10_000)
    own = template(tmp_path / "模板.docx", "字" * (LARGEST // 3 + 1))
    with pytest.raises(FileError, match="太大"):
        write_word(MADE, tmp_path / "b.docx", template=own)


@pytest.mark.parametrize(
    "source", ["{{ f() }}", "{{ a.b }}", "{{ a|e }}", "{% set a = 1 %}", "{{ 2**9 }}"]
)
def test_the_environment_compiles_nothing_else(source: str) -> None:
    """The second lock: whatever reaches it by another way than the paragraphs."""
    from jinja2 import TemplateSyntaxError

    with pytest.raises(TemplateSyntaxError):
        environment().from_string(source)
