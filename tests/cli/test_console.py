"""Between a command and the console: signals, full disks, ASCII, libraries that talk.

Contract: workbooks.md, "Commands": no traceback for anything a user can cause (a full disk, a
signal, an English message of a library included); never a half-written file; a failed run removes
no earlier output but says that it is out of date. Issue 10, "Files".
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import warnings
from pathlib import Path

import pytest

from qdcalc.cli import console
from qdcalc.cli import main as cli
from seeds import at_first
from workbook.books import HEADER, ROW, write

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals and limits of POSIX")
NOISE = re.compile(r"Traceback|Exception ignored|Error|Errno|No space|File \"|Warning")
# a command that stops while it writes its sheets
SLOW = """
import sys, time
from qdcalc.cli import main as cli
from qdcalc.workbook import write
def wait(*_):
    print('WRITING', flush=True)
    time.sleep(60)
write._Book.add = wait
sys.exit(cli.main(sys.argv[1:]))
"""
# a command that stops with a defect
DEFECT = """
import sys
from qdcalc.cli import main as cli
import qdcalc.water.monthly.settle
def fail(*_):
    raise ZeroDivisionError
qdcalc.water.monthly.settle.compute = fail
sys.exit(cli.main(sys.argv[1:]))
"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return write(tmp_path / "输入.xlsx", HEADER, ROW)


def environment(folder: Path, **more: str) -> dict[str, str]:
    """Return an environment with a folder for temporary files of its own."""
    (folder / "tmp").mkdir(exist_ok=True)
    return os.environ | {"PYTHONIOENCODING": "utf-8", "TMPDIR": str(folder / "tmp")} | more


@pytest.mark.parametrize("name", at_first(["SIGTERM", "SIGINT", "SIGHUP"], 1))
def test_a_signal_leaves_nothing_behind(name: str, source: Path, tmp_path: Path) -> None:
    out, before = tmp_path / "结果.xlsx", b"the earlier result"
    out.write_bytes(before)
    started = subprocess.Popen(
        [sys.executable, "-c", SLOW, "run", "water-month", source, "-o", out,
         "--overwrite"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(tmp_path),
        # a shell's background job ignores Ctrl-C, nohup a hang-up, and they hand that down
        preexec_fn=lambda: signal.signal(getattr(signal, name), signal.SIG_DFL),
    )  # fmt: skip
    assert started.stdout is not None
    assert b"WRITING" in started.stdout.readline()
    started.send_signal(getattr(signal, name))
    said = started.communicate(timeout=30)[1].decode()
    assert started.returncode == 2
    assert "已停止" in said
    assert "过时" in said
    assert not NOISE.search(said), said
    assert out.read_bytes() == before
    assert {p.name for p in tmp_path.iterdir()} == {"输入.xlsx", "结果.xlsx", "tmp"}
    assert not list((tmp_path / "tmp").iterdir())


def test_handlers_are_put_back() -> None:
    before = [signal.getsignal(s) for s in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)]
    shown = warnings.showwarning
    assert cli.main(["没有"]) == 2
    assert [signal.getsignal(s) for s in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)] == before
    assert warnings.showwarning is shown


@pytest.mark.parametrize("room", at_first([8_000, 0], 1))
def test_a_disk_that_is_full(room: int, source: Path, tmp_path: Path) -> None:
    """A file may have so many bytes: the rows of a sheet, its XML, or the workbook is cut."""
    import resource

    out, before = tmp_path / "结果.xlsx", b"the earlier result"
    out.write_bytes(before)
    # bytecode cut at so many bytes would be every later process's
    apart = environment(tmp_path) | {"PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "qdcalc", "run", "water-month", source, "-o", out,
         "--overwrite"],
        capture_output=True, env=apart, timeout=60, check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (room, room)),
    )  # fmt: skip
    said = done.stderr.decode()
    assert done.returncode == 2
    assert re.search("文件太大|临时文件夹", said)
    assert "过时" in said
    assert not NOISE.search(said), said
    assert out.read_bytes() == before
    assert {p.name for p in tmp_path.iterdir()} == {"输入.xlsx", "结果.xlsx", "tmp"}
    assert not list((tmp_path / "tmp").iterdir())


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
@pytest.mark.parametrize("command", [["rules"], ["interpretations"]])
def test_results_that_cant_be_printed(command: list[str], tmp_path: Path) -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = subprocess.run(
            [sys.executable, "-m", "qdcalc", *command],
            stdout=full, stderr=subprocess.PIPE, env=environment(tmp_path), timeout=60,
            check=False,
        )  # fmt: skip
    assert done.returncode == 2
    assert "磁盘已满" in done.stderr.decode()
    assert not NOISE.search(done.stderr.decode())


def test_messages_that_cant_be_printed(tmp_path: Path) -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = subprocess.run(
            [sys.executable, "-m", "qdcalc", "没有"], stderr=full, env=environment(tmp_path),
            timeout=60, check=False,
        )  # fmt: skip
    assert done.returncode == 2


def test_a_reader_that_leaves(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-m", "qdcalc", "rules"], stdout=writing, stderr=subprocess.PIPE,
        env=environment(tmp_path), timeout=60, check=False,
    )  # fmt: skip
    os.close(writing)
    assert done.returncode == 0
    assert done.stderr == b""


# ------------------------------------------------------------------------------- ASCII

ASCII = {
    "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "ascii",
}  # fmt: skip


@pytest.mark.thorough
def test_an_ascii_file_system(source: Path, tmp_path: Path) -> None:
    """Python takes the disk for ASCII; names in Chinese are read and written all the same."""
    bad = write(tmp_path / "有错误.xlsx", HEADER, ("2018-11", 1, "abc"))
    commands: list[tuple[int, list[object], str]] = [
        (0, ["run", "水质月度核算", source, "-o", "结果.xlsx"], "结果.xlsx"),
        (1, ["run", "water-month", bad, "-o", "另一个.xlsx"], "另一个_错误标注.xlsx"),
    ]
    for code, words, made in commands:
        done = subprocess.run(
            [sys.executable, "-m", "qdcalc", *map(str, words)],
            capture_output=True, env=environment(tmp_path, **ASCII), timeout=60, check=False,
            cwd=tmp_path,
        )  # fmt: skip
        assert done.returncode == code, done.stderr
        done.stderr.decode("ascii")
        assert not NOISE.search(done.stderr.decode())
        assert (tmp_path / made).is_file()
    assert not list((tmp_path / "tmp").iterdir())


@pytest.mark.thorough
def test_a_defect_on_an_ascii_file_system(source: Path, tmp_path: Path) -> None:
    for more in ({}, {"TMPDIR": str(tmp_path / "没有"), "TEMP": "", "TMP": ""}):
        done = subprocess.run(
            [sys.executable, "-c", DEFECT, "run", "water-month", source, "-o", "结果.xlsx"],
            capture_output=True, env=environment(tmp_path, **ASCII) | more, timeout=60,
            check=False, cwd=tmp_path,
        )  # fmt: skip
        assert done.returncode == 2
        assert not NOISE.search(done.stderr.decode("ascii")), done.stderr
    (log,) = (tmp_path / "tmp").iterdir()
    assert "ZeroDivisionError" in log.read_text(encoding="utf-8")


@pytest.mark.parametrize("error", [OSError(28, "No space"), FileNotFoundError(2, "no tmp"),
                                   UnicodeEncodeError("ascii", "甲", 0, 1, "no")])  # fmt: skip
def test_a_log_that_cant_be_written(
    error: Exception, source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("tempfile.mkstemp", fail)
    monkeypatch.setattr("qdcalc.run.take", fail if isinstance(error, ValueError) else None)
    assert cli.main(["check", "water-month", str(source)]) == 2
    said = capsys.readouterr().err
    assert "程序出了意外" in said
    assert not NOISE.search(said)


def test_half_a_log_is_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Full:
        def __enter__(self) -> Full:
            return self

        def __exit__(self, *_: object) -> None:
            raise OSError(28, "No space left on device")

        def write(self, _: str) -> None: ...

    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(os, "fdopen", lambda *_, **__: Full())
    assert "所用的命令发给维护人员" in console.defect()
    assert not list(tmp_path.iterdir())


# ----------------------------------------------------------------------------- what is shown


def test_names_on_the_console(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    name = "\u202e甲\x1b[31m\n错误.xlsx"
    assert cli.main(["check", "water-month", str(tmp_path / name)]) == 2
    write(tmp_path / name, HEADER, ROW)
    out = tmp_path / f"果{name}"
    assert cli.main(["run", "water-month", str(tmp_path / name), "-o", str(out)]) == 0
    (tmp_path / "夹").mkdir()
    for number in (1, 2):  # the same key twice names both files
        write(tmp_path / "夹" / f"{number}{name}", HEADER, ("2018-11", 1, number))
    assert cli.main(["check", "water-month", str(tmp_path / "夹")]) == 1
    said = capsys.readouterr()
    for text in (said.out, said.err):
        assert not set(text) & set("\u202e\x1b")
        assert "[U+202E]甲" in text


def test_what_libraries_say_stays_off_the_console(capsys: pytest.CaptureFixture[str]) -> None:
    import logging

    with console.guarded(), warnings.catch_warnings():
        warnings.simplefilter("default")
        logging.getLogger("matplotlib").warning("building the font cache")
        warnings.warn("Data Validation extension is not supported", UserWarning, stacklevel=1)
    assert capsys.readouterr().err == ""


def test_tidying_up_does_not_sweep_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    swept: list[int] = []
    monkeypatch.setattr("gc.collect", lambda *_: swept.append(1))
    with console.guarded():
        pass
    assert not swept
