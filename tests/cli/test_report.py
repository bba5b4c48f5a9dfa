"""The command ``report``: what is written where, and what is refused in Chinese.

Contract: issue 7; exit codes as elsewhere (0 done, 1 the input has errors, 2 wrong usage).
The input is a quarter of two sections: 1 is 市控, 平度 → 胶州, LLE (leap, leap, exceeded);
2 is 国控, 即墨 to the city, PEL. Penalties are 166,666.67 + 500,000, rewards
2 × 166,666.67 + 500,000 元.
"""

from __future__ import annotations

import importlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from qdcalc.cli import main as cli
from qdcalc.document.model import Document
from qdcalc.errors import UsageError
from qdcalc.notice.description import Calculation
from qdcalc.report.asked import quarter_of
from qdcalc.result.result import Result
from qdcalc.run import run
from seeds import at_first
from water.helpers import frame_of, section
from water.year_helpers import MONTHS, cycle

docx = pytest.importorskip("docx")
pytest.importorskip("docxtpl")
pytest.importorskip("matplotlib")
pytest.importorskip("cn2an")

ENGLISH = ("Traceback", "usage:", "error:", "Error", "invalid", "意外")
FIGURES = ("66.67 万元", "83.33 万元", "333,333.34", "166,666.67", "-166,666.67", "1,500,000.01")
QUARTER = ("--quarter", "2018Q4")


class Done:
    """What a command did."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err


Call = Callable[..., Done]


KNOWN: dict[tuple[str, bytes, str], Result] = {}


@pytest.fixture(autouse=True)
def _once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Calculate an input once, however many reports are made of it."""

    def calculated(calculation: Calculation, source: Path, **given: Any) -> Result:
        content = source.read_bytes() if source.is_file() else b""
        chosen = {name: value for name, value in given.items() if name != "progress"}
        key = (calculation.name, content, repr(chosen))
        if not content or key not in KNOWN:
            KNOWN[key] = run(calculation, source, **given)
        return KNOWN[key]

    monkeypatch.setattr("qdcalc.cli.report.run", calculated)


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Call:
    """Call ``cli.main`` in this process."""

    def run(*arguments: object) -> Done:
        code = cli.main([str(a) for a in arguments])
        captured = capsys.readouterr()
        return Done(code, captured.out, captured.err)

    return run


def workbook(path: Path, **cells: str) -> Path:
    """Write the quarter's input; ``cells`` replaces what the first row has."""
    rows = [
        row
        for code, letters in (("1", "LLE"), ("2", "PEL"))
        for row in cycle(code, letters, target="Ⅲ", months=MONTHS[:3])
    ]
    rows[0].update(cells)
    sections = (
        section("1", 断面属性="跨界", 责任区市="平度", 去向="胶州"),
        section("2", 断面控制级别="国控"),
    )
    with pd.ExcelWriter(path, engine="openpyxl") as writer:
        for name, frame in (("监测数据", frame_of(rows)), ("断面清单", frame_of(sections))):
            frame.replace("", None).to_excel(writer, sheet_name=name, index=False)
    return path


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return workbook(tmp_path / "in.xlsx")


def words(path: Path) -> str:
    body = docx.Document(str(path)).element.body
    texts = [e.text or "" for e in body.iter() if str(e.tag).endswith("}t")]
    return "\n".join(texts)


def refused(done: Done, *told: str) -> None:
    """Check that it is exit 2 with a sentence in Chinese that tells what it should."""
    assert done.code == 2
    for text in told:
        assert text in done.err
    assert not any(word in done.err for word in ENGLISH), done.err
    assert "已写出" not in done.out


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def start(code: str, *arguments: object, encoding: str = "utf-8") -> Done:
    """Run Python code, then the command, in a process of its own."""
    environment = os.environ | {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    program = (
        f"{code}\nimport sys\nfrom qdcalc.cli import main as cli\nsys.exit(cli.main(sys.argv[1:]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *map(str, arguments)],
        capture_output=True,
        env=environment,
        timeout=120,
        check=False,
    )
    return Done(done.returncode, done.stdout.decode(encoding), done.stderr.decode(encoding))


# ------------------------------------------------------------------------------- written


@pytest.mark.parametrize(("command", "name", "quarter"), at_first([
    ("报告", "水质季度通报", "2018年第四季度"), ("report", "water-quarter", "2018Q4"),
], 1))  # fmt: skip
def test_a_quarter(
    command: str, name: str, quarter: str, source: Path, tmp_path: Path, call: Call
) -> None:
    target = tmp_path / "通报.docx"
    asked = ("--quarter", quarter, "-o", target, "--day", "2019-01-08")
    done = call(command, name, source, *asked)
    assert done.code == 0
    assert f"已写出 {target}" in done.out
    text = words(target)
    assert "2018年第四季度" in text
    assert "2019年1月8日" in text
    for figure in FIGURES:
        assert figure in text
    assert names(tmp_path) == {"in.xlsx", "通报.docx"}


@pytest.mark.thorough
def test_a_page(source: Path, tmp_path: Path, call: Call) -> None:
    target = tmp_path / "通报.html"
    assert call("report", "water-quarter", source, *QUARTER, "-o", target).code == 0
    text = target.read_text(encoding="utf-8")
    for figure in FIGURES:
        assert figure in text


@pytest.mark.parametrize(
    "text", ["2018Q4", "2018q4", "2018年第四季度", "2018年4季度", "2018-Q4", "2018年第4季度"]
)
def test_a_quarter_as_people_write_it(text: str) -> None:
    assert quarter_of(text) == (2018 - 1970) * 4 + 3  # quarters since 1970


@pytest.mark.thorough
def test_the_settlement(source: Path, tmp_path: Path, call: Call) -> None:
    target = tmp_path / "清算.html"
    assert call("report", "水质年度清算通报", source, "-o", target).code == 0
    text = target.read_text(encoding="utf-8")
    assert "2018-2019" in text
    assert "预结算" in text


@pytest.mark.thorough
def test_each_district(source: Path, tmp_path: Path, call: Call) -> None:
    folder = tmp_path / "新" / "各区市"
    done = call("report", "water-quarter", source, *QUARTER, "--per-district", folder)
    assert done.code == 0
    assert names(folder) == {f"{n}_水质季度通报.docx" for n in ("平度", "胶州", "即墨")}
    assert all(str(folder / name) in done.out for name in names(folder))
    assert "壹拾陆万陆仟陆佰陆拾陆元陆角柒分" in words(folder / "平度_水质季度通报.docx")
    assert "即墨" not in words(folder / "平度_水质季度通报.docx")


@pytest.mark.thorough
def test_file_names_are_safe(
    source: Path, tmp_path: Path, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Names come from the input; none leads out of the folder or overwrites another."""
    found = ("../甲", "乙:丙*", "a/b", "a\\b", "a|b", "CON")
    texts = dict.fromkeys(("标题", "主送", "落款", "日期"), "无")
    empty = {name: Document(name, texts, ()) for name in found}
    letters = importlib.import_module("qdcalc.water.reports.quarter_letters")
    monkeypatch.setattr(letters, "quarter_by_district", lambda *_: empty)
    folder = tmp_path / "各"
    done = call("report", "water-quarter", source, *QUARTER, "--per-district", folder)
    assert done.code == 0, done.err
    assert names(tmp_path) == {"in.xlsx", "各"}
    written = names(folder)
    assert len(written) == len(found), "each has a file of its own"
    assert not set("".join(written)) & set('\\/:*?"<>|')


def test_the_combined_report(source: Path, tmp_path: Path, call: Call) -> None:
    target = tmp_path / "综合.docx"
    done = call("report", "quarter", "--water", source, *QUARTER, "-o", target)
    assert done.code == 0, done.err
    text = words(target)
    assert "2018年第四季度核算情况综合通报" in text
    for figure in FIGURES:
        assert figure in text


@pytest.mark.thorough
def test_placeholders(source: Path, call: Call) -> None:
    done = call("report", "water-quarter", source, *QUARTER, "--placeholders")
    assert done.code == 0
    for name in ("标题", "文号", "主送", "期间", "落款", "日期"):
        assert f"{{{{ {name} }}}}" in done.out
    for name in ("概述", "区市收付", "断面判定", "超标断面", "比较", "附件·图", "全文", "附件"):
        assert f"{{{{p {name} }}}}" in done.out


@pytest.mark.thorough
def test_our_template_and_back(source: Path, tmp_path: Path, call: Call) -> None:
    own, one, two = (tmp_path / name for name in ("模板.docx", "1.docx", "2.docx"))
    done = call("report", "water-quarter", source, *QUARTER, "--template-out", own)
    assert done.code == 0
    assert f"已写出 {own}" in done.out
    assert "{{p 全文 }}" in words(own)
    common = ("report", "water-quarter", source, *QUARTER, "--day", "2019-01-08")
    assert call(*common, "--template", own, "-o", one).code == 0
    assert call(*common, "-o", two).code == 0
    assert words(one) == words(two)


@pytest.mark.thorough
def test_a_template_with_an_unknown_placeholder(source: Path, tmp_path: Path, call: Call) -> None:
    own = tmp_path / "模板.docx"
    page = docx.Document()
    page.add_paragraph("{{ 没有这个 }}")
    page.save(str(own))
    target = tmp_path / "a.docx"
    done = call("report", "water-quarter", source, *QUARTER, "--template", own, "-o", target)
    refused(done, "没有这个", "区市收付")
    assert not target.exists()


@pytest.mark.thorough
def test_fonts(source: Path, tmp_path: Path, call: Call) -> None:
    target = tmp_path / "a.docx"
    common = ("report", "water-quarter", source, *QUARTER, "-o", target)
    refused(call(*common, "--font", "仿宋"), "位置=字体")
    refused(call(*common, "--font", "题目=仿宋"), "题目", "正文")
    assert names(tmp_path) == {"in.xlsx"}
    assert call(*common, "--font", "正文=仿宋_GB2312", "--font", "标题=方正小标宋简体").code == 0
    styles = docx.Document(str(target)).styles
    fonts = [styles[name].element.rPr.rFonts.values() for name in ("公文正文", "公文标题")]
    assert "仿宋_GB2312" in fonts[0]
    assert "方正小标宋简体" in fonts[1]


# ------------------------------------------------------------------------------- refused


@pytest.mark.parametrize(
    "text", ["2018Q5", "2018Q0", "Q4", "2018", "18Q4", "第四季度", "2018-12", "2018年第五季度", ""]
)
def test_what_is_no_quarter(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        quarter_of(text)
    for told in (f"“{text}”", "2018Q4"):
        assert told in str(caught.value)
    assert not any(word in str(caught.value) for word in ENGLISH)


def test_no_quarter_on_the_command_line(source: Path, tmp_path: Path, call: Call) -> None:
    target = tmp_path / "a.docx"
    done = call("report", "water-quarter", source, "--quarter", "2018-12", "-o", target)
    refused(done, "“2018-12”", "2018Q4")
    assert not target.exists()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("water-quarter", "IN", "-o", "a.docx"), ("--quarter",)),
        (("water-quarter", "IN", "-o", "a.docx", "--quarter", "2018Q3"),
         ("2018年第三季度", "2018Q4")),
        (("water-quarter", "IN", *QUARTER), ("-o",)),
        (("water-quarter", "IN", *QUARTER, "-o"), (".docx",)),
        (("water-quarter", "IN", *QUARTER, "-o", "a.pdf"), (".docx", "a.pdf")),
        (("water-quarter", *QUARTER, "-o", "a.docx"), ("IN",)),
        (("water-quarter", "没有.xlsx", *QUARTER, "-o", "a.docx"), ("没有.xlsx",)),
        (("water-quarter", "IN", *QUARTER, "-o", "无/a.docx"), ("没有文件夹",)),
        (("water-quarter", "IN", *QUARTER, "-o", "a.docx", "--day", "2019-02-30"),
         ("2019-02-30", "日期")),
        (("water-quarter", "IN", *QUARTER, "-o", "a.docx", "--nothing"), ("--nothing",)),
        (("water-quarter", "IN", *QUARTER, "--per-district"), ("--per-district",)),
        (("water-quarter", "IN", *QUARTER, "--per-district", "IN"), ("in.xlsx",)),
        (("water-quarter", "IN", *QUARTER, "-o", "a.docx", "--template", "无.docx"),
         ("模板", "无.docx")),
        (("water-quarter", "IN", *QUARTER, "-o", "a.docx", "--template", "IN"), ("模板",)),
        (("nothing", "IN", "-o", "a.docx"), ("nothing", "water-quarter", "水质季度通报",
                                             "water-year", "季度综合通报")),
        ((), ("water-quarter",)),
        (("quarter", *QUARTER, "-o", "a.docx"), ("--water",)),
        (("quarter", "--water", "IN", "-o", "a.docx"), ("--quarter",)),
        (("quarter", "--water", *QUARTER, "-o", "a.docx"), ("--water",)),
        (("quarter", "--water", "IN", *QUARTER), ("-o",)),
    ],
)  # fmt: skip
def test_wrong_usage(
    arguments: Sequence[str],
    told: Sequence[str],
    source: Path,
    tmp_path: Path,
    call: Call,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    done = call("report", *(source if text == "IN" else text for text in arguments))
    refused(done, *told)
    assert names(tmp_path) == {"in.xlsx"}


def test_an_option_of_another_report(source: Path, tmp_path: Path, call: Call) -> None:
    folder = tmp_path / "各单位"
    done = call("report", "water-quarter", source, *QUARTER, "--per-applicant", folder)
    refused(done, "--per-applicant")
    assert not folder.exists()


def test_an_input_with_errors(tmp_path: Path, call: Call) -> None:
    bad = workbook(tmp_path / "in.xlsx", 氨氮="abc")
    done = call("report", "water-quarter", bad, *QUARTER, "-o", tmp_path / "a.docx")
    assert done.code == 1
    assert "abc" in done.err
    assert "没有写出报告" in done.err
    assert done.out == ""
    assert names(tmp_path) == {"in.xlsx"}
    done = call("report", "quarter", "--water", bad, *QUARTER, "-o", tmp_path / "a.docx")
    assert done.code == 1
    assert names(tmp_path) == {"in.xlsx"}


def test_the_input_is_never_written_over(source: Path, tmp_path: Path, call: Call) -> None:
    """``--template-out`` takes a .docx; the workbook that was named by mistake stays."""
    before = source.read_bytes()
    done = call("report", "water-quarter", source, *QUARTER, "--template-out", source)
    assert source.read_bytes() == before
    refused(done, ".docx")


def test_the_bureaus_template_is_never_written_over(
    source: Path, tmp_path: Path, call: Call
) -> None:
    own = tmp_path / "模板.docx"
    page = docx.Document()
    page.add_paragraph("{{p 全文 }}")
    page.save(str(own))
    before = own.read_bytes()
    done = call("report", "water-quarter", source, *QUARTER, "--template", own, "-o", own)
    assert own.read_bytes() == before
    refused(done, "模板.docx")


# ------------------------------------------------------------------------------------ PDF


def test_without_libreoffice(
    source: Path, tmp_path: Path, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda *_, **__: None)
    target = tmp_path / "a.docx"
    done = call("report", "water-quarter", source, *QUARTER, "-o", target, "--pdf")
    refused(done, "LibreOffice", "PDF")
    assert not (tmp_path / "a.pdf").exists()


@pytest.mark.thorough
def test_a_pdf(source: Path, tmp_path: Path, call: Call) -> None:
    if shutil.which("soffice") is None and shutil.which("libreoffice") is None:
        pytest.skip("no LibreOffice")
    target = tmp_path / "通报.docx"
    done = call("report", "water-quarter", source, *QUARTER, "-o", target, "--pdf")
    assert done.code == 0, done.err
    pdf = tmp_path / "通报.pdf"
    assert str(pdf) in done.out
    content = pdf.read_bytes()
    assert content.startswith(b"%PDF")
    assert content.count(b"/Type/Page/") + content.count(b"/Type /Page ") >= 2
    if shutil.which("pdftotext"):
        text = subprocess.run(
            ["pdftotext", "-layout", pdf, "-"], capture_output=True, check=True, timeout=60
        ).stdout.decode()
        for figure in FIGURES:
            assert figure.replace(" ", "") in text.replace(" ", "")


# -------------------------------------------------------------- consoles and missing components


@pytest.mark.thorough
def test_a_console_that_is_gbk(source: Path, tmp_path: Path) -> None:
    target = tmp_path / "a.html"
    done = start("", "报告", "水质季度通报", source, *QUARTER, "-o", target, encoding="gbk")
    assert done.code == 0, done.err
    assert "已写出" in done.out
    done = start("", "报告", "水质季度通报", source, *QUARTER, "--placeholders", encoding="gbk")
    assert done.code == 0, done.err
    assert "区市收付" in done.out


@pytest.mark.thorough
@pytest.mark.parametrize("missing", ["docx", "matplotlib", "cn2an"])
def test_without_a_component(missing: str, source: Path, tmp_path: Path) -> None:
    folder = tmp_path / "各"
    code = f"import sys; sys.modules[{missing!r}] = None"
    target = ("-o", tmp_path / "a.docx")
    wanted = ("--per-district", folder) if missing == "cn2an" else target
    done = start(code, "report", "water-quarter", source, *QUARTER, *wanted)
    assert done.code == 2
    assert 'pip install "qdcalc[report]"' in done.err
    # 即墨 is even: its letter needs no capitals
    written = {path.name[:2] for path in tmp_path.rglob("*.docx")}
    assert written == ({"即墨"} if missing == "cn2an" else set())


@pytest.mark.thorough
def test_calculations_need_no_component(source: Path, tmp_path: Path) -> None:
    code = "import sys; sys.modules.update(dict.fromkeys(('docx', 'docxtpl', 'matplotlib', "
    code += "'cn2an', 'pylopdf_fonts_zh_cn')))"
    done = start(code, "run", "water-year", source, "-o", tmp_path / "out.xlsx")
    assert done.code == 0, done.err


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import atexit, sys\n"
        "heavy = {'pandas', 'numpy', 'docx', 'docxtpl', 'matplotlib', 'cn2an', 'openpyxl'}\n"
        "atexit.register(lambda: print('IMPORTED', *sorted(heavy & set(sys.modules))))"
    )
    done = start(code, "report", "--help")
    assert done.code == 0
    assert done.out.rstrip().endswith("IMPORTED")
    for option in ("--quarter", "--per-district", "--per-applicant", "--template", "--font",
                   "--pdf", "--placeholders", "--water", "--set", "--cycle"):  # fmt: skip
        assert option in done.out


# ------------------------------------------------------- the office, the audit, our template


def office_file(folder: Path, text: str = '"单位名称" = "市环保局"\n"联系人" = "张三"') -> Path:
    path = folder / "单位设置.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_publication_of_a_month(source: Path, tmp_path: Path, call: Call) -> None:
    """Clause 五¶1: published each month; the last of the input unless another is asked for."""
    target = tmp_path / "公示.docx"
    assert call("report", "water-month", source, "-o", target).code == 0
    assert "2018年12月" in words(target)
    assert call("report", "水质月度公示", source, "-o", target, "--month", "2018年11月").code == 0
    assert "2018年11月" in words(target)
    refused(call("report", "water-month", source, "-o", target, "--month", "2019-05"), "2018-12")
    refused(call("report", "water-month", source, "-o", target, "--month", "13月"), "不是月份")
    refused(call("report", "water-quarter", source, *QUARTER, "-o", target, "--month", "2018-11"),
            "--month 只用于 water-month")  # fmt: skip


@pytest.mark.thorough
def test_the_office_signs(source: Path, tmp_path: Path, call: Call) -> None:
    text = '"单位名称" = "市环保局"\n"联系人" = "张三"\n"抄送" = "市财政局"\n'
    text += '"文号" = "青环〔2019〕1号"\n'
    text += '["字体"]\n"正文" = "仿宋_GB2312"'
    office = office_file(tmp_path, text)
    target, page = tmp_path / "a.docx", tmp_path / "a.html"
    for path in (target, page):
        done = call("report", "water-quarter", source, *QUARTER, "-o", path, "--office", office)
        assert done.code == 0, done.err
    for shown in (words(target), page.read_text(encoding="utf-8")):
        for said in ("市环保局", "（联系人：张三）", "抄送：市财政局。", "青环〔2019〕1号"):
            assert said in shown
        assert "（单位名称）" not in shown
    assert "仿宋_GB2312" in docx.Document(str(target)).styles["公文正文"].element.xml


def test_an_office_that_cannot_be_used(source: Path, tmp_path: Path, call: Call) -> None:
    office = office_file(tmp_path, '"单位" = "局"')
    target = tmp_path / "a.docx"
    done = call("report", "water-quarter", source, *QUARTER, "-o", target, "--office", office)
    refused(done, "第 1 行", "单位名称")
    refused(call("report", "water-quarter", source, *QUARTER, "-o", target, "--office"), "--office")
    assert not target.exists()


@pytest.mark.thorough
def test_auditors_get_their_annex_and_nobody_else(source: Path, tmp_path: Path, call: Call) -> None:
    target = tmp_path / "a.docx"
    asked = ("report", "water-quarter", source, *QUARTER, "-o", target, "--overwrite")
    assert call(*asked).code == 0
    for trace in ("SHA-256", "qdcalc", "in.xlsx", "--set", "overlap", "W5"):
        assert trace not in words(target)
    assert call(*asked, "--audit").code == 0
    for told in ("SHA-256", "qdcalc", "in.xlsx", "责任与去向重叠"):
        assert told in words(target)


@pytest.mark.parametrize("report", [(), ("water-month",), ("quarter",)])
def test_our_template_needs_no_input(report: tuple[str, ...], tmp_path: Path, call: Call) -> None:
    target = tmp_path / "模板.docx"
    done = call("report", *report, "--template-out", target)
    assert done.code == 0, done.err
    assert "{{ 标题 }}" in words(target)
    assert names(tmp_path) == {"模板.docx"}


@pytest.mark.thorough
def test_letters_show_no_trace_of_the_program(source: Path, tmp_path: Path, call: Call) -> None:
    """A switch that is not the default, and a letter: in words, with the remedy of clause 八."""
    folder = tmp_path / "各"
    done = call("report", "water-quarter", source, *QUARTER, "--per-district", folder,
                "--set", "water.complete=warn", "--set", "water.rounding=monthly")  # fmt: skip
    assert done.code == 0, done.err
    for path in folder.iterdir():
        text = words(path)
        assert "书面形式向市环保局举证复核报告" in text
        for trace in ("SHA", "qdcalc", "water.", "monthly", "--set", "W5", "xlsx", "零元整"):
            assert trace not in text, (path.name, trace)
