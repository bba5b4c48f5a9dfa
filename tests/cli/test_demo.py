"""The samples and the monthly script: what a person has made of them is never reset.

Contract: workbooks.md, "Commands": `template` and `demo` leave an existing file and say so.
Issue 10, "Files": `demo` and `start.py` reset the user's 每月核算.py and inputs.
"""

from __future__ import annotations

import csv
import os
import re
import runpy
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from qdcalc.cli import demo
from qdcalc.errors import FileError
from qdcalc.notice import catalogue
from workbook.books import HEADER, ROW, write

SCRIPT, BATCH = "每月核算.py", "每月核算.bat"


@pytest.fixture(scope="module", autouse=True)
def _short(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Let the demo have one calculation and one small sample, so that it takes no time."""
    samples = tmp_path_factory.mktemp("demo") / "样本"
    (samples / "周期").mkdir(parents=True)
    write(samples / "一个月.xlsx", HEADER, ROW)
    write(samples / "周期" / "一个月.xlsx", HEADER, ROW)
    (first, *_) = catalogue.calculations()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(demo, "calculations", lambda: (replace(first, example="一个月.xlsx"),))
        patch.setattr(demo, "_samples", lambda: samples)
        yield


@pytest.fixture(scope="module")
def made(_short: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a first demo, for reading."""
    folder = tmp_path_factory.mktemp("made") / "示例"
    said = list(demo.write_demo(folder))
    assert not any("已经存在" in line for line in said)
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    """Return a first demo of the test's own."""
    return shutil.copytree(made, tmp_path / "示例")


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder."""
    files = (p for p in folder.rglob("*") if p.is_file())
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in files}


def start_script(folder: Path) -> tuple[str, ...]:
    """Start the monthly script in a process of its own; return its exit code and its lines."""
    done = subprocess.run(
        [sys.executable, folder / SCRIPT], capture_output=True, encoding="utf-8",
        env=os.environ | {"PYTHONIOENCODING": "utf-8"}, check=False, timeout=120,
    )  # fmt: skip
    assert not done.stderr
    return (str(done.returncode), *done.stdout.splitlines())


@pytest.fixture
def run_script(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[[Path], tuple[str, ...]]:
    """Run the monthly script in this process; return its exit code and its lines."""

    def run(folder: Path) -> tuple[str, ...]:
        monkeypatch.setattr(sys, "argv", [str(folder / SCRIPT)])
        with pytest.raises(SystemExit) as ended:
            runpy.run_path(str(folder / SCRIPT), run_name="__main__")
        said = capsys.readouterr()
        assert not said.err
        return (str(ended.value.code), *said.out.splitlines())

    return run


def test_a_first_demo(made: Path) -> None:
    assert set(contents(made)) == {
        "一个月.xlsx", "周期/一个月.xlsx", "输入/一个月.xlsx", "一个月_水质月度核算.xlsx", SCRIPT,
        BATCH, "单位设置.toml",
    }  # fmt: skip


def test_a_second_demo_changes_nothing_and_says_so(folder: Path) -> None:
    (folder / SCRIPT).write_text("口径 = {'overlap': 'drop'}", encoding="utf-8")
    (folder / BATCH).write_bytes(b"own")
    for name in ("一个月.xlsx", "周期/一个月.xlsx", "输入/一个月.xlsx", "一个月_水质月度核算.xlsx"):
        write(folder / name, HEADER, ROW, ROW)
    before = contents(folder)
    said = "\n".join(demo.write_demo(folder))
    assert contents(folder) == before
    for name in before:
        if not name.startswith("输入/"):
            assert f"{folder / name} 已经存在，没有改动" in said


def test_what_is_missing_is_written(folder: Path) -> None:
    whole = contents(folder)
    (folder / SCRIPT).unlink()
    (folder / "一个月.xlsx").unlink()
    list(demo.write_demo(folder))
    assert contents(folder) == whole


def test_inputs_that_a_person_took_out_stay_out(folder: Path) -> None:
    """Else the sample's month is calculated with the user's own."""
    (folder / "输入" / "一个月.xlsx").rename(folder / "输入" / "我的.xlsx")
    list(demo.write_demo(folder))
    assert [p.name for p in (folder / "输入").iterdir()] == ["我的.xlsx"]


def test_a_link_in_the_place_of_a_file_stays(tmp_path: Path) -> None:
    folder = tmp_path / "示例"
    folder.mkdir()
    (folder / SCRIPT).symlink_to(tmp_path / "没有.py")
    list(demo.write_demo(folder))
    assert (folder / SCRIPT).is_symlink()
    assert not (tmp_path / "没有.py").exists()


def test_a_demo_that_cant_be_written(tmp_path: Path) -> None:
    (tmp_path / "示例").touch()
    with pytest.raises(FileError, match=r"示例.*建不了"):
        list(demo.write_demo(tmp_path / "示例"))


# ------------------------------------------------------------------------- the two files


def test_the_batch_is_ascii_so_that_no_code_page_spoils_it(made: Path) -> None:
    content = (made / BATCH).read_bytes()
    content.decode("ascii")
    lines = content.split(b"\r\n")
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert lines[:2] == [b"@echo off", b"chcp 65001 >nul"]
    assert b'"%python%" "%~dpn0.py" %*' in lines, "the script beside it, with what was dropped"
    assert lines[-2].startswith(b"exit "), "what stands after & in a dropped name never runs"


def test_no_absolute_path_inside(folder: Path, tmp_path: Path) -> None:
    """Issue 11, "The double click": the folder can be carried to another computer."""
    for name in (SCRIPT, BATCH):
        text = (folder / name).read_text(encoding="utf-8")
        for place in (sys.executable, sys.prefix, str(tmp_path), str(Path.home())):
            assert place not in text
        assert not re.search(r"[A-Za-z]:\\|(?<![\w.~%])/(?:home|usr|opt|root|tmp)/", text)


def test_the_script_is_short_and_its_switch_can_be_switched_on(
    folder: Path, run_script: Callable[[Path], tuple[str, ...]]
) -> None:
    text = (folder / SCRIPT).read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 40
    (line,) = (line for line in text.splitlines() if line.strip().startswith('# "water.'))
    (folder / SCRIPT).write_text(text.replace(line, line.replace("# ", "")), encoding="utf-8")
    (code, *_) = run_script(folder)
    assert code == "0"
    with (folder / "核算台账.csv").open(encoding="utf-8-sig", newline="") as stream:
        (row,) = csv.DictReader(stream)
    assert "改动 1 项" in row["口径"]


@pytest.mark.thorough
def test_the_folder_can_be_moved_and_the_script_run_from_anywhere(
    folder: Path, tmp_path: Path
) -> None:
    folder.rename(tmp_path / "搬走了")
    code, *said = start_script(tmp_path / "搬走了")
    assert code == "0", said
    outputs = tmp_path / "搬走了" / "输出"
    assert [p.name for p in outputs.iterdir()] == ["一个月_核算结果.xlsx"]


# ------------------------------------------------------------------------- the monthly script


@pytest.mark.thorough
def test_the_script_goes_on_after_a_bad_file_and_works_in_the_second_month(
    folder: Path, run_script: Callable[[Path], tuple[str, ...]]
) -> None:
    inputs, outputs = folder / "输入", folder / "输出"
    (inputs / "0 坏.xlsx").write_bytes(b"no workbook")
    write(inputs / "1 错.xlsx", HEADER, ("2018-11", 1, "abc"))
    write(inputs / "一个月_错误标注.xlsx", HEADER, ROW, 错误汇总=[])
    (inputs / "~$一个月.xlsx").touch()
    (inputs / "说明.txt").touch()
    code, *said = run_script(folder)
    assert code == "1"
    told = "\n".join(said)
    assert "0 坏.xlsx：\n没有核算：" in told
    assert "监测数据!C2" in told, "the problem's cell is named"
    assert "已核算，警告" in told
    assert "一个月_错误标注.xlsx：跳过" in told
    assert said[-1] == "没有核算的 2 个：0 坏.xlsx、1 错.xlsx"
    assert sorted(p.name for p in outputs.iterdir()) == [
        "1 错_错误标注.xlsx", "一个月_核算结果.xlsx",
    ]  # fmt: skip

    # the second month: bad files are mended, the first month's result was filled in
    for name in ("0 坏.xlsx", "1 错.xlsx"):
        write(inputs / name, HEADER, ROW)
    book = openpyxl.load_workbook(outputs / "一个月_核算结果.xlsx", data_only=True)
    book["断面核算"]["Z1"] = "已复核"
    book.save(outputs / "一个月_核算结果.xlsx")
    before = (outputs / "一个月_核算结果.xlsx").read_bytes()
    code, *said = run_script(folder)
    assert code == "1"
    assert said[-1] == "没有核算的 1 个：一个月.xlsx"
    assert any("改动过，没有覆盖" in line for line in said)
    assert (outputs / "一个月_核算结果.xlsx").read_bytes() == before
    assert len(list(outputs.glob("*_核算结果.xlsx"))) == 3
