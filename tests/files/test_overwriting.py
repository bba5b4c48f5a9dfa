"""No command destroys a file that a person filled in or changed; what is ours is replaced.

Contract: workbooks.md, "Commands": `template` and `demo` leave an existing file and say so; `run`
and `report` replace only what qdcalc wrote itself and nobody changed since, anything else needs
`--overwrite` (`--覆盖`). Issue 10, "Files": `template -o 监测数据.xlsx` destroys a filled workbook;
an output that is a symbolic link is replaced.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from expo import helpers as expo
from qdcalc.cli import main as cli
from qdcalc.errors import FileError
from qdcalc.files import marks
from qdcalc.notice.catalogue import calculations
from qdcalc.result.result import Result
from seeds import at_first
from staffing import helpers as staffing
from water import helpers as water
from water.year_helpers import cycle, settle
from workbook.books import HEADER, ROW, write

BAD = ("2018-11", 1, "abc")
Said = Callable[..., tuple[int, str, str]]


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Said:
    def run(*arguments: object) -> tuple[int, str, str]:
        code = cli.main([str(a) for a in arguments])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


def names(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir())


def fill_in(path: Path) -> bytes:
    """Change a workbook as a person does; return what it is then."""
    book = openpyxl.load_workbook(path)
    book.worksheets[-1]["Z9"] = "已复核"
    book.save(path)
    return path.read_bytes()


# ------------------------------------------------------------------------------- templates


@pytest.mark.parametrize("name", [c.name for c in calculations()])
def test_a_template_leaves_a_filled_workbook(name: str, tmp_path: Path, call: Said) -> None:
    path = tmp_path / "监测数据.xlsx"
    assert call("template", name, "-o", path)[0] == 0
    for change in (Path.read_bytes, fill_in):
        before = change(path)
        code, out, err = call("template", name, "-o", path)
        assert (code, out) == (2, "")
        assert "已经存在" in err
        assert "换一个输出文件名" in err, "the way out"
        assert path.read_bytes() == before


@pytest.mark.parametrize("more", [["--form"]])
def test_a_form_leaves_a_filled_one(more: list[str], tmp_path: Path, call: Said) -> None:
    path = tmp_path / "申请表.xlsx"
    assert call("template", "expo", *more, "-o", path)[0] == 0
    before = fill_in(path)
    assert call("template", "expo", *more, "-o", path)[0] == 2
    assert path.read_bytes() == before


# -------------------------------------------------------------------------------- results

RESULTS: dict[str, Callable[[], Result]] = {
    "staffing": lambda: staffing.run([staffing.centre("A街道", 6000, 3)]),
    "water-month": lambda: water.run([water.reading("1")]),
    "water-year": lambda: settle(cycle("1", "L" * 12)),
    "expo": lambda: expo.run({"展会": [expo.trade(20000)]}),
}


@pytest.mark.parametrize("name", at_first(RESULTS, 1))
def test_a_result_is_replaced_until_a_person_changes_it(name: str, tmp_path: Path) -> None:
    result, path = RESULTS[name](), tmp_path / "结果.xlsx"
    result.to_excel(path)
    result.to_excel(path)
    assert openpyxl.load_workbook(path).sheetnames
    before = fill_in(path)
    with pytest.raises(FileError, match="改动过"):
        result.to_excel(path)
    assert path.read_bytes() == before
    result.to_excel(path, overwrite=True)
    assert marks.state(path, ".xlsx") == marks.UNCHANGED


@pytest.mark.parametrize(
    ("kind", "option"),
    [("changed", "--overwrite"), ("of an earlier version", "--覆盖"), ("no workbook", "--覆盖"),
     ("empty", "--overwrite")],
)  # fmt: skip
def test_run_asks_before_it_overwrites(kind: str, option: str, tmp_path: Path, call: Said) -> None:
    source, out = write(tmp_path / "in.xlsx", HEADER, ROW), tmp_path / "结果.xlsx"
    if kind == "changed":
        assert call("run", "water-month", source, "-o", out)[0] == 0
        fill_in(out)
    elif kind == "of an earlier version":
        write(out, ("甲",), sheet="运行信息")
    else:
        out.write_bytes(b"own" if kind == "no workbook" else b"")
    before = out.read_bytes()
    code, said, err = call("run", "water-month", source, "-o", out)
    assert (code, said) == (2, "")
    assert "没有覆盖" in err
    assert "--overwrite" in err
    assert "换一个输出文件名" in err
    assert out.read_bytes() == before
    assert names(tmp_path) == ["in.xlsx", "结果.xlsx"]
    code, said, _ = call("run", "water-month", source, "-o", out, option)
    assert code == 0
    assert marks.state(out, ".xlsx") == marks.UNCHANGED  # and so replaced: see above
    if kind == "changed":
        assert call("run", "water-month", source, "-o", out)[0] == 0


def test_overwrite_never_means_the_input(tmp_path: Path, call: Said) -> None:
    source = write(tmp_path / "in.xlsx", HEADER, ROW)
    (tmp_path / "夹").mkdir()
    inside = write(tmp_path / "夹" / "a.xlsx", HEADER, ROW)
    os.link(source, tmp_path / "硬.xlsx")
    (tmp_path / "软.xlsx").symlink_to(source)
    (tmp_path / "夹外.xlsx").symlink_to(inside)
    before = source.read_bytes(), inside.read_bytes()
    for read, written in ((source, "硬.xlsx"), (source, "软.xlsx"), (source, "in.xlsx"),
                          (tmp_path / "夹", "夹外.xlsx"), (tmp_path / "夹", "夹/a.xlsx"),
                          (tmp_path / "软.xlsx", "in.xlsx")):  # fmt: skip
        code, _, err = call("run", "water-month", read, "-o", tmp_path / written, "--overwrite")
        assert code == 2
        assert "是输入文件" in err
    assert (source.read_bytes(), inside.read_bytes()) == before
    assert (tmp_path / "软.xlsx").is_symlink()


def test_an_output_that_is_a_link_is_written_through(tmp_path: Path, call: Said) -> None:
    source = write(tmp_path / "in.xlsx", HEADER, ROW)
    (tmp_path / "盘").mkdir()
    (tmp_path / "out.xlsx").symlink_to(tmp_path / "盘" / "真.xlsx")
    for _ in range(2):
        assert call("run", "water-month", source, "-o", tmp_path / "out.xlsx")[0] == 0
    assert (tmp_path / "out.xlsx").is_symlink()
    assert "断面核算" in openpyxl.load_workbook(tmp_path / "盘" / "真.xlsx").sheetnames
    assert names(tmp_path / "盘") == ["真.xlsx"]


# -------------------------------------------------------------------------- annotated copies


def test_an_annotated_copy_that_was_mended_stays(tmp_path: Path, call: Said) -> None:
    """A person mends the input in the copy; the next run puts its own beside it."""
    source, out = write(tmp_path / "in.xlsx", HEADER, BAD), tmp_path / "out.xlsx"
    copy = tmp_path / "out_错误标注.xlsx"
    for _ in range(2):  # ours: replaced
        code, _, err = call("run", "water-month", source, "-o", out)
        assert code == 1
        assert f"问题标注在 {copy}\n" in err
    before = fill_in(copy)
    for _ in range(2):
        code, _, err = call("run", "water-month", source, "-o", out, "--overwrite")
        assert code == 1
        assert "out_错误标注_2.xlsx" in err
    assert copy.read_bytes() == before
    assert names(tmp_path) == [
        "in.xlsx", "out_错误标注.xlsx", "out_错误标注_2.xlsx"
    ]  # fmt: skip


def test_check_asks_before_it_overwrites(tmp_path: Path, call: Said) -> None:
    source, out = write(tmp_path / "in.xlsx", HEADER, BAD), tmp_path / "查.xlsx"
    assert call("check", "water-month", source, "-o", out)[0] == 1
    assert call("check", "water-month", source, "-o", out)[0] == 1
    before = fill_in(out)
    code, _, err = call("check", "water-month", source, "-o", out)
    assert code == 2
    assert "改动过" in err
    assert "监测数据!C2" in err, "what was found is told all the same"
    assert "过时" in err
    assert out.read_bytes() == before
    assert call("check", "water-month", source, "-o", out, "--覆盖")[0] == 1


# ---------------------------------------------------------------------------------- places


def test_an_input_that_is_a_pipe_is_no_input(tmp_path: Path, call: Said) -> None:
    """Reading it would never end."""
    os.mkfifo(tmp_path / "管.xlsx")
    code, _, err = call("run", "water-month", tmp_path / "管.xlsx", "-o", tmp_path / "out.xlsx")
    assert code == 2
    assert "设备或管道" in err


@pytest.mark.parametrize(
    ("place", "said"),
    [("没有/out.xlsx", "没有文件夹"), ("夹.xlsx", "是文件夹"), ("管.xlsx", "设备或管道"),
     ("文件/out.xlsx", "没有文件夹"), ("长" * 90 + ".xlsx", "太长"), ("锁.xlsx", "只读")],
)  # fmt: skip
@pytest.mark.parametrize("command", ["run", "check", "template"])
def test_places_that_cant_be_written(
    command: str, place: str, said: str, tmp_path: Path, call: Said
) -> None:
    source = write(tmp_path / "in.xlsx", HEADER, ROW)
    (tmp_path / "夹.xlsx").mkdir()
    os.mkfifo(tmp_path / "管.xlsx")
    (tmp_path / "文件").touch()
    (tmp_path / "锁.xlsx").touch()
    (tmp_path / "锁.xlsx").chmod(0o444)
    before = names(tmp_path)
    given = [source] if command != "template" else []
    code, out, err = call(command, "water-month", *given, "-o", tmp_path / place)
    assert (code, out) == (2, "")
    assert said in err or (command == "template" and place == "锁.xlsx" and "已经存在" in err)
    assert "Errno" not in err
    assert names(tmp_path) == before
