"""Documents to files: one that fails stops no other, none is written over what was changed.

Issue 10, "Files": a name of 100 characters stops the rest; `abc` and `ABC` are one file on
Windows; one failing document never stops the others, it is named at the end, exit 2.
"""

from __future__ import annotations

import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from expo.helpers import trade, write
from qdcalc.cli import main as cli
from qdcalc.cli import saving
from qdcalc.document.model import Apart, Document, Paragraph, Part
from qdcalc.errors import FileError, UsageError
from qdcalc.files import marks
from qdcalc.report import pdf
from qdcalc.report import write as write_document

docx = pytest.importorskip("docx")
pytest.importorskip("docxtpl")
pytest.importorskip("cn2an")

TEXTS = {"标题": "通知", "主送": "", "落款": "", "日期": ""}
APPLICANTS = ["青岛甲公司", "abc", "CON", "公" * 100, "公" * 99 + "司", "a/b", "a:b", "末."]


def document(text: str = "甲") -> Document:
    return Document("通知", TEXTS, (Part("概述", (Paragraph(text),)),))


def way(**more: object) -> saving.Saving:
    given: dict[str, Any] = {
        "fonts": {},
        "template": None,
        "has_pdf": False,
        "overwrite": False,
        "inputs": (),
    }
    return saving.Saving(**(given | more))


@pytest.mark.thorough
def test_applicants_with_names_of_every_kind(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [trade(20000, 展会名称=f"第{n}展", 申请单位=name) for n, name in enumerate(APPLICANTS)]
    source = write(tmp_path / "in.xlsx", {"展会": rows})
    folder = tmp_path / "各"
    command = ["report", "expo", str(source), "--per-applicant", str(folder)]
    assert cli.main(command) == 0, capsys.readouterr().err
    names = [p.name for p in folder.iterdir()]
    assert len({name.casefold() for name in names}) == len(APPLICANTS)
    said = capsys.readouterr().out
    assert all(str(folder / name) in said for name in names)
    texts = ["\n".join(p.text for p in docx.Document(str(f)).paragraphs) for f in folder.iterdir()]
    for name in APPLICANTS:
        assert sum(f"{name}：" in text for text in texts) == 1, name
    # once more: they are ours, and replaced; then one is filled in, and stays
    assert cli.main(command) == 0
    changed = folder / "青岛甲公司_会展补助核定报告.docx"
    page = docx.Document(str(changed))
    page.add_paragraph("同意")
    page.save(str(changed))
    before = changed.read_bytes()
    capsys.readouterr()
    assert cli.main(command) == 2
    captured = capsys.readouterr()
    assert changed.read_bytes() == before
    assert captured.out.count("已写出") == len(APPLICANTS) - 1
    assert "有 1 份没有写出" in captured.err
    assert "青岛甲公司：" in captured.err.splitlines()[-1]
    assert cli.main([*command, "--覆盖"]) == 0
    assert marks.state(changed, ".docx") == marks.UNCHANGED


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (UsageError("没有这个占位符"), "没有这个占位符"),
        (OSError(28, "No space left on device"), "磁盘已满"),
        (MemoryError(), "内存不足"),
        (ZeroDivisionError("division by zero"), "发给维护人员"),
        (ValueError("Invalid file path or buffer object"), "发给维护人员"),
    ],
)
def test_one_that_fails_stops_no_other(
    error: Exception, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    def compose(name: str) -> Document:
        if name in ("乙", "丁"):
            raise error
        return document(name)

    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    (tmp_path / "各").mkdir()
    (tmp_path / "各" / "戊_通知.docx").mkdir()  # a folder in the place of the file
    documents = Apart(("乙", "丁", "戊", "己"), compose)
    assert way().all_of(documents, "_通知.docx", tmp_path / "各")
    files = {p.name for p in (tmp_path / "各").iterdir() if p.is_file()}
    assert files == {"己_通知.docx"}
    told = capsys.readouterr().err
    assert "有 3 份没有写出，其余 1 份已写出" in told
    assert said in told
    assert "乙、丁：" in told or ("乙：" in told and "丁：" in told)
    assert "戊：" in told
    assert str(error.args[-1] if error.args else "") not in told.replace("没有这个占位符", "") or (
        isinstance(error, UsageError | MemoryError)
    )


def test_names_are_known_before_documents_are_composed() -> None:
    asked: list[str] = []

    def compose(name: str) -> Document:
        asked.append(name)
        return document(name)

    documents = Apart(("甲", "乙"), compose)
    assert (list(documents), len(documents), asked) == (["甲", "乙"], 2, [])
    assert documents["乙"].title == "通知"
    assert asked == ["乙"]
    with pytest.raises(KeyError):
        documents["丙"]


@pytest.mark.thorough
@pytest.mark.parametrize("suffix", [".docx", ".html"])
def test_a_document_that_was_changed_stays(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"通知{suffix}"
    write_document(document("一"), path)
    write_document(document("二"), path)
    path.write_bytes(path.read_bytes() + b"x")
    before = path.read_bytes()
    with pytest.raises(FileError, match="overwrite=True"):
        write_document(document("三"), path)
    assert path.read_bytes() == before
    write_document(document("三"), path, overwrite=True)
    assert path.read_bytes() != before


@pytest.mark.thorough
def test_our_template_that_was_changed_stays(tmp_path: Path) -> None:
    path = tmp_path / "模板.docx"
    way().our_template(path)
    way().our_template(path)
    page = docx.Document(str(path))
    page.add_paragraph("本局")
    page.save(str(path))
    with pytest.raises(FileError, match="改动过"):
        way().our_template(path)
    way(overwrite=True).our_template(path)


def test_a_document_and_our_template_are_two_files(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = write(tmp_path / "in.xlsx", {"展会": [trade(20000)]})
    path = str(tmp_path / "a.docx")
    assert cli.main(["report", "expo", str(source), "-o", path, "--template-out", path]) == 2
    assert "同一个文件" in capsys.readouterr().err
    assert not Path(path).exists()


def test_an_input_is_never_overwritten(tmp_path: Path) -> None:
    own = tmp_path / "各" / "甲_通知.docx"
    own.parent.mkdir()
    docx.Document().save(str(own))
    before = own.read_bytes()
    everything = way(overwrite=True, inputs=(own,))
    assert everything.all_of({"甲": document()}, "_通知.docx", own.parent)
    assert own.read_bytes() == before


# ------------------------------------------------------------------------------------- PDF


def fake_office(monkeypatch: pytest.MonkeyPatch, content: bytes | Exception, code: int = 0) -> None:
    """Let LibreOffice make this, or fail like this."""

    def run(command: list[str]) -> int:
        if isinstance(content, Exception):
            raise content
        folder, made = command[-2], Path(command[-1]).stem
        Path(folder, f"{made}.pdf").write_bytes(content)
        return code

    monkeypatch.setattr(pdf, "office", lambda: "soffice")
    monkeypatch.setattr(pdf, "_code", run)


def test_a_pdf_that_is_not_ours_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake_office(monkeypatch, b"%PDF-1.7\n%%EOF\n")
    document_file = tmp_path / "通知.docx"
    document_file.touch()
    (tmp_path / "通知.pdf").write_bytes(b"signed")
    with pytest.raises(FileError, match="没有覆盖"):
        pdf.to_pdf(document_file)
    assert (tmp_path / "通知.pdf").read_bytes() == b"signed"
    pdf.to_pdf(document_file, overwrite=True)
    pdf.to_pdf(document_file)
    assert marks.state(tmp_path / "通知.pdf", ".pdf") == marks.UNCHANGED


def test_a_program_that_hangs_is_stopped_with_its_children(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "_PATIENCE", 0.2)
    child = tmp_path / "child"
    with pytest.raises(subprocess.TimeoutExpired):
        pdf._code(["sh", "-c", f"(sleep 1; touch '{child}') & wait"])
    time.sleep(1.2)
    assert not child.exists()


@pytest.mark.parametrize(
    ("made", "code"),
    [(b"", 1), (subprocess.TimeoutExpired("soffice", 300), 0), (OSError(2, "No such file"), 0)],
)
def test_libreoffice_that_fails(
    made: bytes | Exception, code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_office(monkeypatch, made, code)
    with pytest.raises(FileError, match="LibreOffice 没有把"):
        pdf.to_pdf(tmp_path / "通知.docx")
    assert not list(tmp_path.iterdir())
