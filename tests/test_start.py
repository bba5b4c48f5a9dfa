"""``start.py``: what pip is told, what is shown of its work; nothing here uses the network.

Issue 11, "The double click": `python start.py bundle` makes an offline package (wheels for Windows
and Linux, Python 3.11–3.13) that `start.py` installs from where there is no network; long work
shows progress, install included. No address of a registry is ever shown.
"""

from __future__ import annotations

import ast
import runpy
import sys
import zipfile
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

PATH = Path(__file__).parents[1] / "start.py"


@pytest.fixture
def start(tmp_path: Path) -> dict[str, Any]:
    """Return the names of ``start.py``, as if it lay in an empty folder."""
    names = runpy.run_path(str(PATH), run_name="start")
    found: dict[str, Any] = names["main"].__globals__
    found["HERE"] = tmp_path
    return found


@pytest.fixture
def called(start: dict[str, Any]) -> list[list[str]]:
    """Let nothing be run; return what would have been."""
    commands: list[list[str]] = []
    start["run"] = lambda *parts: commands.append([str(p) for p in parts])
    start["pip"] = lambda python, arguments, doing: commands.append(["pip", *arguments])
    start["python_to_use"] = lambda: Path("python")
    return commands


def do(start: dict[str, Any], monkeypatch: pytest.MonkeyPatch, *words: str) -> None:
    monkeypatch.setattr(sys, "argv", ["start.py", *words])
    start["main"]()


def test_only_the_standard_library() -> None:
    tree = ast.parse(PATH.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            assert {alias.name.split(".")[0] for alias in node.names} <= sys.stdlib_module_names
        if isinstance(node, ast.ImportFrom):
            assert (node.module or "").split(".")[0] in sys.stdlib_module_names


def test_it_installs_then_runs_the_demo(
    start: dict[str, Any], called: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    do(start, monkeypatch)
    assert called == [["pip", "install", "."], ["python", "-m", "qdcalc", "demo"]]


def test_it_installs_the_test_tools_then_tests(
    start: dict[str, Any], called: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    do(start, monkeypatch, "test")
    tests = ["python", "-m", "pytest", "-n", "auto", "--dist", "worksteal"]
    assert called == [["pip", "install", ".[test]"], tests]


def test_with_wheels_beside_it_no_index_is_asked(
    start: dict[str, Any],
    called: list[list[str]],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    (tmp_path / "wheels").mkdir()
    start["refuse_unfit"] = lambda: None
    do(start, monkeypatch)
    assert called[-1] == ["python", "-m", "qdcalc", "demo"]
    installs = called[:-1]
    assert installs
    for command in installs:
        assert command[:4] == ["pip", "install", "--no-index", "--find-links"]
        assert command[4] == str(tmp_path / "wheels")
    assert installs[0][-1] == "qdcalc[report]"


@pytest.mark.parametrize("task", ["test", "bundle"])
def test_an_offline_package_installs_and_nothing_else(
    task: str,
    start: dict[str, Any],
    called: list[list[str]],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    (tmp_path / "wheels").mkdir()
    with pytest.raises(SystemExit, match="离线安装包"):
        do(start, monkeypatch, task)
    assert not called


@pytest.mark.parametrize(
    ("version", "system", "machine", "fits"),
    [
        ((3, 11), "Windows", "AMD64", True),
        ((3, 13), "Linux", "x86_64", True),
        ((3, 14), "Linux", "x86_64", False),
        ((3, 12), "Linux", "aarch64", False),
        ((3, 12), "Darwin", "x86_64", False),
    ],
)
def test_an_unfit_computer_is_told(
    version: tuple[int, int],
    system: str,
    machine: str,
    fits: bool,
    start: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(start["sys"], "version_info", (*version, 1))
    monkeypatch.setattr(start["platform"], "system", lambda: system)
    monkeypatch.setattr(start["platform"], "machine", lambda: machine)
    if fits:
        start["refuse_unfit"]()
    else:
        with pytest.raises(SystemExit, match=r"3\.11、3\.12、3\.13"):
            start["refuse_unfit"]()


def test_an_unknown_task(start: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SystemExit, match=r"demo\|test\|bundle"):
        do(start, monkeypatch, "tset")


# ------------------------------------------------------------------------------- the bundle


def wheel(path: Path, *required: str) -> None:
    """Write the one file of a wheel that says what it needs."""
    lines = "".join(f"Requires-Dist: {line}\n" for line in required)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"{path.name.split('-')[0]}-1.dist-info/METADATA", f"Name: x\n{lines}\n")


def test_the_bundle_downloads_for_every_system_and_version(
    start: dict[str, Any],
    called: list[list[str]],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    def pip(python: Path, arguments: list[str], doing: str) -> None:
        called.append(arguments)
        folder = tmp_path / "qdcalc_离线安装包_正在制作" / "wheels"
        if arguments[0] == "wheel":
            wheel(folder / "qdcalc-1-py3-none-any.whl", "tqdm", 'x; extra == "report"')
        elif "[report]" in arguments[-1]:
            wheel(folder / "tqdm-1-py3-none-any.whl", 'colorama; platform_system == "Windows"')
        elif arguments[-1] == "colorama":
            wheel(folder / "colorama-1-py2.py3-none-any.whl")

    start["pip"] = pip
    (tmp_path / "start.py").write_bytes(PATH.read_bytes())
    (tmp_path / "README.md").write_text("读我", encoding="utf-8")
    (tmp_path / "data").mkdir()
    do(start, monkeypatch, "bundle")
    first, *downloads = called
    assert first[:2] == ["wheel", "--no-deps"]
    seen = set()
    for command in downloads:
        assert command[0] == "download"
        assert "--only-binary=:all:" in command
        tags = [tag for option, tag in pairwise(command) if option == "--platform"]
        version = command[command.index("--python-version") + 1]
        seen.add((version, tags[0] if tags == ["win_amd64"] else "linux"))
        if tags != ["win_amd64"]:
            assert {"manylinux2014_x86_64", "manylinux_2_28_x86_64"} <= set(tags)
    versions = ("3.11", "3.12", "3.13")
    assert seen == {(v, system) for v in versions for system in ("win_amd64", "linux")}
    # pip asks only for what this computer needs: what Windows needs beyond it is asked for, once
    assert [c[-1] for c in downloads].count("colorama") == 1
    made = tmp_path / "qdcalc_离线安装包"
    assert {p.name for p in made.iterdir()} == {
        "wheels", "start.py", "README.md", "data", "先看这里.txt",
    }  # fmt: skip


def test_a_bundle_that_fails_leaves_nothing(
    start: dict[str, Any],
    called: list[list[str]],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    def pip(python: Path, arguments: list[str], doing: str) -> None:
        sys.exit("没有网络")

    start["pip"] = pip
    with pytest.raises(SystemExit, match="没有网络"):
        do(start, monkeypatch, "bundle")
    assert not list(tmp_path.iterdir())


def test_an_earlier_bundle_stays(
    start: dict[str, Any],
    called: list[list[str]],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    (tmp_path / "qdcalc_离线安装包").mkdir()
    with pytest.raises(SystemExit, match="已经存在"):
        do(start, monkeypatch, "bundle")
    assert not called


# --------------------------------------------------------------------------- pip, seen at work


def fake_python(tmp_path: Path, body: str) -> Path:
    """Return a program that takes the place of Python, with pip inside."""
    script = tmp_path / "python"
    script.write_text(f"#!{sys.executable}\nimport sys, time\n{body}\n", encoding="utf-8")
    script.chmod(0o755)
    return script


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a script")
def test_a_failure_is_told_in_chinese_without_addresses(
    start: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    body = """print("Looking in indexes: https://user:secret@example.org/simple")
print("ERROR: HTTPSConnectionPool(host='example.org'): NewConnectionError https://example.org/x")
sys.exit(1)"""
    with pytest.raises(SystemExit) as caught:
        start["pip"](fake_python(tmp_path, body), ["install", "."], "正在安装 qdcalc")
    said = str(caught.value) + capsys.readouterr().out
    assert "连不上软件源" in said
    assert "start.py bundle" in said
    assert "example.org" not in said


def test_an_address_in_pips_own_error_is_left_out(start: dict[str, Any]) -> None:
    said = start["why"](["ERROR: odd thing at https://user:secret@example.org/simple/\n"])
    assert "odd thing" in said
    assert "example.org" not in said


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("Collecting numpy>=2.0 (from pandas)", "收集 numpy"),
        ("Processing ./wheels/pandas-3.1.1-cp311-cp311-win_amd64.whl", "收集 pandas"),
        ("Installing collected packages: a, b, c", "安装 3 个组件"),
        ("Looking in indexes: https://example.org/simple", ""),
        ("WARNING: Location 'https://example.org/' is ignored", ""),
    ],
)
def test_what_is_shown_of_pips_work(line: str, said: str, start: dict[str, Any]) -> None:
    assert start["stage"](line) == said


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a script")
def test_progress_on_a_terminal(
    start: dict[str, Any],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    body = 'print("Collecting numpy", flush=True)\ntime.sleep(0.8)'
    start["pip"](fake_python(tmp_path, body), ["install", "."], "正在安装 qdcalc")
    assert "收集 numpy（已用" in capsys.readouterr().out
