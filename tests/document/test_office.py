"""单位设置.toml: every key is used or refused, in Chinese and with its line.

Contract: workbooks.md, ``report --office FILE`` (单位名称, 文号, 联系人, 抄送, full names of the
districts, fonts, template); issue 11: every key used or refused like policy files.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from qdcalc.document.office import FONT_PLACES, default_office, office_text, read_office
from qdcalc.errors import PolicyError
from qdcalc.report.word import FONTS

WHOLE = """
"单位名称" = "青岛市环境保护局"
"文号" = "青环发〔2018〕88号"
"联系人" = "张三"
"抄送" = ["市财政局", "市水利局"]
"复核受理" = "水环境处"
"复核截止" = 2018-12-20
"模板" = "模板.docx"
["区市全称"]
"市北" = "青岛市市北区人民政府"
["字体"]
"正文" = "仿宋_GB2312"
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "单位设置.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_every_key_is_used(tmp_path: Path) -> None:
    (tmp_path / "模板.docx").write_bytes(b"")
    office = read_office(written(tmp_path, WHOLE))
    assert (office.name, office.number, office.contact) == (
        "青岛市环境保护局", "青环发〔2018〕88号", "张三",
    )  # fmt: skip
    assert office.copies == "市财政局，市水利局"
    assert (office.review_place, office.review_until) == ("水环境处", "2018年12月20日")
    assert office.template == tmp_path / "模板.docx"
    assert office.fonts == {"正文": "仿宋_GB2312"}
    assert office.government("市北") == "青岛市市北区人民政府"
    assert office.government("胶州") == "胶州市人民政府", "those left out are ours"
    assert office.areas("市北、高新区") == "青岛市市北区、青岛高新区"


def test_the_file_that_demo_leaves_changes_nothing(tmp_path: Path) -> None:
    assert read_office(written(tmp_path, office_text())) == default_office()


@pytest.mark.parametrize("text", ["2018-12-20", "2018年12月20日", "2018/12/20"])
def test_a_day_as_people_write_it(text: str, tmp_path: Path) -> None:
    office = read_office(written(tmp_path, f'"复核截止" = "{text}"'))
    assert office.review_until == "2018年12月20日"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('"单位" = "局"', ("第 1 行", "单位名称")),
        ('\n"文号" = 3', ("第 2 行", "英文双引号")),
        ('"文号" = ["a"]', ("文号", "英文双引号")),
        ('"联系人" = "张\\n三"', ("联系人", "换行")),
        ('"联系人" = "{{ 标题 }}"', ("联系人", "花括号")),
        ('"单位名称" = "' + "局" * 121 + '"', ("单位名称", "120")),
        ('"抄送" = ["市财政局", 3]', ("抄送", "英文双引号")),
        ('"复核截止" = "月底"', ("复核截止", "2018-12-20")),
        ('"复核截止" = "2018-02-30"', ("复核截止", "没有")),
        ('"模板" = "没有.docx"', ("模板", "没有模板文件")),
        ('["区市全称"]\n"市背" = "x"', ("第 2 行", "市背", "市北")),
        ('["区市全称"]\n"市北" = 1', ("市北", "英文双引号")),
        ('"区市全称" = "x"', ("区市全称", "一节")),
        ('["字体"]\n"正文字" = "x"', ("正文字", "正文")),
        ('["其他"]\n"a" = "x"', ("其他", "没有这一项")),
        ('单位名称 = "局"', ("第 1 行", "英文双引号")),
        ('"文号" = "a"\n"文号" = "b"', ("写了两次",)),
        ("", ("是空的",)),
    ],
)  # fmt: skip
def test_anything_else_is_refused(text: str, told: tuple[str, ...], tmp_path: Path) -> None:
    with pytest.raises(PolicyError) as caught:
        read_office(written(tmp_path, text))
    for part in ("单位设置", *told):
        assert part in str(caught.value)
    assert "政策文件" not in str(caught.value)


def test_every_fault_is_named_at_once(tmp_path: Path) -> None:
    with pytest.raises(PolicyError) as caught:
        read_office(written(tmp_path, '"单位" = "a"\n"文号" = 3\n["字体"]\n"甲" = "b"'))
    assert all(f"第 {line} 行" in str(caught.value) for line in (1, 2, 4))


def test_a_district_of_a_policy_file_may_be_named(tmp_path: Path) -> None:
    path = written(tmp_path, '["区市全称"]\n"新区" = "新区人民政府"')
    assert read_office(path, ["新区"]).government("新区") == "新区人民政府"


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="找不到"):
        read_office(tmp_path / "没有.toml")


def test_places_of_fonts_are_those_of_word() -> None:
    assert set(FONT_PLACES) == set(FONTS)


def test_nothing_is_known_of_the_default_office() -> None:
    office = default_office()
    assert not any((office.name, office.number, office.contact, office.review_until))
    assert office.area("即墨") == "即墨区"
