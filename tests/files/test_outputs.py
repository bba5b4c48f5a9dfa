"""Files are written whole or not at all, and never over what a person filled in or changed.

Contract: workbooks.md, "Commands": no file that a person may have filled or changed is ever
overwritten; what qdcalc wrote itself and nobody changed since is replaced (its own mark and hash
tell). Issue 10, "Files".
"""

from __future__ import annotations

import io
import os
import stat
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from qdcalc.errors import FileError
from qdcalc.files import marks, outputs

docx = pytest.importorskip("docx")

PROPERTIES = "docProps/custom.xml"


def workbook(text: str = "甲") -> bytes:
    book = openpyxl.Workbook()
    book.worksheets[0]["A1"] = text
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def document() -> bytes:
    page = docx.Document()
    page.add_paragraph("甲")
    stream = io.BytesIO()
    page.save(stream)
    return stream.getvalue()


def properties(book: Any) -> Any:
    """Return the custom properties of a workbook, which openpyxl's stubs do not know."""
    return book.custom_doc_props


def with_properties() -> bytes:
    """Return a workbook with a custom property of the bureau's own."""
    from openpyxl.packaging.custom import StringProperty

    book = openpyxl.Workbook()
    properties(book).append(StringProperty(name="文号", value="青财〔2018〕1号"))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


KINDS: dict[str, Callable[[], bytes]] = {
    ".xlsx": workbook,
    ".xlsm": workbook,
    ".docx": document,
    ".html": lambda: "<!DOCTYPE html><p>甲</p>\n".encode(),
    ".htm": lambda: b"<p>a</p>",
    ".pdf": lambda: b"%PDF-1.7\n...\n%%EOF\n",
}


def save_again(path: Path) -> None:
    """Change a file as a person does: open it, save it."""
    if path.suffix == ".docx":
        page = docx.Document(str(path))
        page.add_paragraph("改")
        page.save(str(path))
    elif path.suffix.startswith(".xls"):
        book = openpyxl.load_workbook(path)
        book.worksheets[0]["B2"] = "改"
        book.save(path)
    else:
        path.write_bytes(path.read_bytes() + b"x")


# ---------------------------------------------------------------------------- the mark


@pytest.mark.parametrize("suffix", KINDS)
def test_what_we_wrote_is_known_until_it_is_changed(suffix: str, tmp_path: Path) -> None:
    path = outputs.save(tmp_path / f"甲{suffix}", KINDS[suffix]())
    assert marks.state(path, suffix) == marks.UNCHANGED
    assert outputs.is_replaceable(path)
    outputs.save(path, KINDS[suffix]())
    save_again(path)
    assert marks.state(path, suffix) == marks.CHANGED
    before = path.read_bytes()
    with pytest.raises(FileError, match=r"改动过.*--overwrite"):
        outputs.save(path, KINDS[suffix]())
    assert path.read_bytes() == before
    outputs.save(path, KINDS[suffix](), overwrite=True)
    assert marks.state(path, suffix) == marks.UNCHANGED


@pytest.mark.parametrize("suffix", [*KINDS, ".txt"])
@pytest.mark.parametrize("content", [None, b"", b"PK\x03\x04", b"qdcalc sha256:0"])
def test_what_we_did_not_write_stays(suffix: str, content: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / f"甲{suffix}"
    path.write_bytes(KINDS.get(suffix, bytes)() if content is None else content)
    before = path.read_bytes()
    with pytest.raises(FileError, match=r"旧版本写的.*--overwrite"):
        outputs.save(path, workbook())
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


def test_every_part_counts(tmp_path: Path) -> None:
    """A change in any part is seen: content, name, size, a part more or fewer."""
    whole = marks.stamped(workbook(), ".xlsx")
    path = tmp_path / "甲.xlsx"
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}

    def written(parts: dict[str, bytes]) -> str:
        with zipfile.ZipFile(path, "w") as out:
            for name, part in parts.items():
                out.writestr(name, part)
        return marks.state(path, ".xlsx")

    assert written(parts) == marks.UNCHANGED
    for name in parts:
        assert written(parts | {name: parts[name] + b" "}) != marks.UNCHANGED, name
        assert written({n: p for n, p in parts.items() if n != name}) != marks.UNCHANGED, name
    assert written(parts | {"xl/media/image1.png": b""}) == marks.CHANGED


def test_a_marked_workbook_is_a_workbook(tmp_path: Path) -> None:
    path = outputs.save(tmp_path / "甲.xlsx", workbook())
    book = openpyxl.load_workbook(path)
    assert book.worksheets[0]["A1"].value == "甲"
    assert properties(book)["qdcalc"].value.startswith("sha256:")
    again = docx.Document(str(outputs.save(tmp_path / "甲.docx", document())))
    assert again.paragraphs[0].text == "甲"


def test_custom_properties_of_ones_own_stay(tmp_path: Path) -> None:
    path = outputs.save(tmp_path / "甲.xlsx", with_properties())
    found = properties(openpyxl.load_workbook(path))
    assert found["文号"].value == "青财〔2018〕1号"
    assert found.names.count("qdcalc") == 1
    outputs.save(path, path.read_bytes())  # marked once more: still one mark
    assert properties(openpyxl.load_workbook(path)).names.count("qdcalc") == 1
    with zipfile.ZipFile(path) as archive:
        changed = archive.read(PROPERTIES).replace("青财".encode(), "青水".encode())
        parts = {name: archive.read(name) for name in archive.namelist()} | {PROPERTIES: changed}
    with zipfile.ZipFile(path, "w") as out:
        for name, part in parts.items():
            out.writestr(name, part)
    assert marks.state(path, ".xlsx") == marks.CHANGED


def test_a_page_and_a_pdf_end_with_the_mark(tmp_path: Path) -> None:
    page = outputs.save(tmp_path / "甲.html", KINDS[".html"]()).read_text(encoding="utf-8")
    assert page.rstrip().endswith("-->")
    pdf = outputs.save(tmp_path / "甲.pdf", KINDS[".pdf"]()).read_bytes()
    assert b"%%EOF" in pdf[-1024:]


# ------------------------------------------------------------------------ where it is written


def test_a_link_is_written_through(tmp_path: Path) -> None:
    (tmp_path / "盘").mkdir()
    target, link = tmp_path / "盘" / "真.xlsx", tmp_path / "甲.xlsx"
    link.symlink_to(target)
    outputs.save(link, workbook())  # to a file that is not there yet
    outputs.save(link, workbook("乙"))
    assert link.is_symlink()
    assert openpyxl.load_workbook(target).worksheets[0]["A1"].value == "乙"
    save_again(target)
    with pytest.raises(FileError, match="改动过"):
        outputs.save(link, workbook())
    assert link.is_symlink()


def test_links_that_lead_nowhere(tmp_path: Path) -> None:
    (tmp_path / "圈.xlsx").symlink_to(tmp_path / "圈.xlsx")
    (tmp_path / "断.xlsx").symlink_to(tmp_path / "没有" / "真.xlsx")
    with pytest.raises(FileError, match="圈"):
        outputs.save(tmp_path / "圈.xlsx", workbook())
    with pytest.raises(FileError, match="没有文件夹"):
        outputs.save(tmp_path / "断.xlsx", workbook())


def test_what_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "管.xlsx")
    (tmp_path / "满.xlsx").symlink_to("/dev/full")
    (tmp_path / "夹.xlsx").mkdir()
    (tmp_path / "文件").touch()
    places = {"管.xlsx": "设备或管道", "满.xlsx": "设备或管道", "夹.xlsx": "文件夹",
              "文件/甲.xlsx": "没有文件夹", "没有/甲.xlsx": "没有文件夹",
              "长" * 90 + ".xlsx": "太长", "空\0.xlsx": "不能用的字符"}  # fmt: skip
    for place, said in places.items():
        with pytest.raises(FileError, match=said):
            outputs.save(tmp_path / place, workbook(), overwrite=True)
    assert not list(tmp_path.glob(".qdcalc*"))


def test_a_read_only_file_stays(tmp_path: Path) -> None:
    path = outputs.save(tmp_path / "甲.xlsx", workbook())
    path.chmod(0o444)
    with pytest.raises(FileError, match="只读"):
        outputs.save(path, workbook(), overwrite=True)


def test_permissions_stay(tmp_path: Path) -> None:
    path = outputs.save(tmp_path / "甲.xlsx", workbook())
    path.chmod(0o640)
    outputs.save(path, workbook())
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_file_that_appears_meanwhile_stays(tmp_path: Path) -> None:
    path = tmp_path / "甲.xlsx"

    def write() -> None:
        with outputs.replacing(path) as temporary:
            temporary.write_bytes(workbook())
            path.write_bytes(b"saved by a person")

    with pytest.raises(FileError, match="已经存在"):
        write()
    assert path.read_bytes() == b"saved by a person"
    assert [p.name for p in tmp_path.iterdir()] == ["甲.xlsx"]


def test_what_must_stay_stays_though_it_is_ours(tmp_path: Path) -> None:
    path = outputs.save(tmp_path / "模板.xlsx", workbook(), keeps=True)
    with pytest.raises(FileError, match=r"已经存在.*换一个"):
        outputs.save(path, workbook(), keeps=True)


@pytest.mark.parametrize("error", [KeyboardInterrupt(), MemoryError(), OSError(28, "No space")])
def test_nothing_is_left_behind(error: BaseException, tmp_path: Path) -> None:
    path = outputs.save(tmp_path / "甲.xlsx", workbook())
    before = path.read_bytes()

    def write() -> None:
        with outputs.replacing(path) as temporary:
            temporary.with_name(temporary.name + ".results").touch()
            raise error

    with pytest.raises(FileError if isinstance(error, OSError) else type(error)):
        write()
    assert [p.name for p in tmp_path.iterdir()] == ["甲.xlsx"]
    assert path.read_bytes() == before


def test_only_what_a_killed_run_left_is_tidied_up(tmp_path: Path) -> None:
    old, new = tmp_path / f".qdcalc_{'0' * 16}.tmp", tmp_path / f".qdcalc_{'1' * 16}.tmp"
    own = tmp_path / ".qdcalc_我的.tmp"
    for file in (old, new, own):
        file.touch()
    for file in (old, own):
        os.utime(file, (time.time() - 2 * 86400,) * 2)
    outputs.save(tmp_path / "甲.xlsx", workbook())
    assert {p.name for p in tmp_path.iterdir()} == {new.name, own.name, "甲.xlsx"}


def test_a_name_beside_never_hits_what_was_changed(tmp_path: Path) -> None:
    out = tmp_path / "核算.结果.xlsx"
    suffixes = (".xlsx", ".xlsm")
    first = outputs.beside(out, "_错误标注", suffixes)
    assert first.name == "核算.结果_错误标注.xlsx"
    outputs.save(first, workbook())
    assert outputs.beside(out, "_错误标注", suffixes) == first
    save_again(first)
    outputs.save(tmp_path / "核算.结果_错误标注_2.xlsm", workbook())
    save_again(tmp_path / "核算.结果_错误标注_2.xlsm")
    assert outputs.beside(out, "_错误标注", suffixes).name == "核算.结果_错误标注_3.xlsx"


# -------------------------------------------------------------------------------- names

ENDING = "_核定通知书.docx"
NAMES = [
    "青岛甲公司", "../甲", "..", "", "   ", ".", "a/b", "a\\b", 'a:b*c?"<>|', "CON", "con.txt",
    "aux.txt", "NUL", "COM1", "LPT¹", "abc", "ABC", "Abc", "ａｂｃ", "甲.", "甲 ", "甲", "甲_2",
    "公" * 100, "公" * 100 + "司", "公" * 300, "x" * 300, "😀" * 100, "甲\u202e乙", "甲\n乙",
    "甲\x00乙", "\ufeff甲", "~$甲", "é", "e\u0301", "ﬁ", "fi", "straße", "STRASSE", "\ud800",
]  # fmt: skip
RESERVED = {"con", "prn", "aux", "nul", "com1", "lpt1", "lpt¹"}


@pytest.mark.parametrize("ending", [ENDING, ".docx"])
def test_names_fit_every_system(ending: str, tmp_path: Path) -> None:
    found = outputs.safe_names(NAMES, ending, tmp_path)
    assert len({name.casefold() for name in found}) == len(NAMES), "Windows knows no case"
    for name in found:
        assert name.endswith(ending)
        assert len(name.encode()) <= 255
        assert not set(name) & set('\\/:*?"<>|')
        assert name.isprintable()
        assert name.split(".")[0].strip().lower() not in RESERVED
        assert not name.startswith(("~$", ".", " "))
        stem = name.removesuffix(ending)
        assert stem == stem.strip()
        assert not stem.endswith(".")
        (tmp_path / name).touch()
    assert len(list(tmp_path.iterdir())) == len(NAMES)
    assert found[0] == f"青岛甲公司{ending}"


def test_names_are_shorter_on_windows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Place:
        def resolve(self) -> str:
            return "C:\\" + "x" * 150

    monkeypatch.setattr("os.name", "nt")
    found = outputs.safe_names(["公" * 100, "x" * 300], ENDING, Place())  # type: ignore[arg-type]
    assert all(len(name) + 1 + 153 <= 259 for name in found)


@pytest.mark.skipif(sys.platform == "win32", reason="limits of processes")
def test_a_disk_that_fills_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import resource

    path = outputs.save(tmp_path / "甲.xlsx", workbook())
    before = path.read_bytes()
    monkeypatch.setattr("sys.dont_write_bytecode", True)  # cut, it would stay so
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, limits[1]))
    try:
        with pytest.raises(FileError, match="文件太大"):
            outputs.save(path, workbook())
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["甲.xlsx"]
